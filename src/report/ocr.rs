//! OCR in words: how far it is, and what to install where it cannot be done.

use std::time::Duration;

use crate::extract::Coverage;
use crate::run::Run;
use crate::wording::{Lang, Text};

/// How far OCR is: «OCR 37 av 195 sider, ca. 4 min igjen».
pub fn progress(done: usize, pages: usize, left: Option<Duration>, lang: Lang) -> String {
    let gaps = [("done", &*done.to_string()), ("pages", &*pages.to_string())];
    let words = Text::OcrProgress.with(lang, &gaps);
    let Some(left) = left else { return words };
    let seconds = left.as_secs();
    let (text, n) = if seconds < 90 {
        (Text::OcrSecondsLeft, seconds.div_ceil(10).max(1) * 10)
    } else {
        (Text::OcrMinutesLeft, (seconds + 30) / 60)
    };
    format!("{words}, {}", text.with(lang, &[("n", &n.to_string())]))
}

/// The time that is left after so many of all pages have taken `took`; `None` before enough is done to tell.
pub fn left(done: usize, pages: usize, took: Duration) -> Option<Duration> {
    const ENOUGH: usize = 3;
    let rest = pages.saturating_sub(done) as f64 / done.max(1) as f64;
    (done >= ENOUGH).then(|| took.mul_f64(rest))
}

/// The command that installs what OCR needs, here.
pub fn install() -> &'static str {
    if cfg!(windows) {
        "winget install UB-Mannheim.TesseractOCR"
    } else if cfg!(target_os = "macos") {
        "brew install tesseract tesseract-lang"
    } else {
        "sudo apt-get install tesseract-ocr tesseract-ocr-nor"
    }
}

/// What to do so that pages are read that OCR is for. `without_norwegian`: there is an OCR that cannot read Norwegian.
pub fn missing(pages: usize, without_norwegian: bool, lang: Lang) -> String {
    let text = if without_norwegian {
        Text::OcrWithoutNorwegian
    } else {
        Text::OcrMissing
    };
    let gaps = [("n", &*pages.to_string()), ("command", install())];
    text.with(lang, &gaps)
}

/// Pages of a run that OCR is still to be done for.
pub fn awaiting(run: &Run) -> usize {
    let documents = run.documents.iter();
    documents.map(|d| d.coverage.awaiting_ocr.len()).sum()
}

/// What is to be known of the pages that OCR has read: how certain it is, and which text was chosen.
pub fn notes(coverage: &Coverage, lang: Lang) -> Vec<String> {
    let list = |pages: &[u32]| super::explain::pages(pages);
    let mut notes = Vec::new();
    if let Some(certainty) = coverage.ocr_certainty {
        let gaps = [
            ("n", &*coverage.ocr.to_string()),
            ("percent", &*certainty.to_string()),
        ];
        notes.push(Text::OcrRead.with(lang, &gaps));
    }
    let listed = [
        (&coverage.uncertain_pages, Text::OcrUncertain),
        (&coverage.reread_pages, Text::OcrReread),
        (&coverage.kept_pages, Text::OcrKept),
        (&coverage.awaiting_ocr, Text::OcrAwaiting),
        (&coverage.sami_pages, Text::SamiPages),
    ];
    for (pages, text) in listed {
        if !pages.is_empty() {
            notes.push(text.with(lang, &[("pages", &list(pages))]));
        }
    }
    notes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn progress_is_told_with_an_estimate() {
        let lang = Lang::Nb;
        let left = left(37, 195, Duration::from_secs(56));
        assert_eq!(
            progress(37, 195, left, lang),
            "OCR 37 av 195 sider, ca. 4 min igjen"
        );
        assert_eq!(
            progress(0, 195, super::left(0, 195, Duration::ZERO), lang),
            "OCR 0 av 195 sider"
        );
        let soon = Some(Duration::from_secs(31));
        assert_eq!(
            progress(9, 10, soon, lang),
            "OCR 9 av 10 sider, ca. 40 s igjen"
        );
    }
}

//! Events → a progress bar on stderr; only on a terminal, and never before a run has taken a moment.

use std::io::IsTerminal;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::pipeline::{Event, Observer};
use crate::report::ocr;
use crate::wording::{Lang, Text};

/// A run shorter than this shows no bar.
const PATIENCE: Duration = Duration::from_millis(250);

/// Shows how far a screening is.
pub struct Progress {
    shown: Mutex<Option<Shown>>,
    started: Instant,
    word: Text,
    lang: Lang,
}

/// What is under way: reading counts bytes, OCR pages.
struct Shown {
    bar: ProgressBar,
    since: Instant,
    by_pages: bool,
}

impl Shown {
    fn new(length: u64, by_pages: bool) -> Self {
        let bar = ProgressBar::with_draw_target(Some(length), ProgressDrawTarget::hidden());
        if let Ok(style) = ProgressStyle::with_template("{msg} {wide_bar} {percent} %") {
            bar.set_style(style);
        }
        Shown {
            bar,
            since: Instant::now(),
            by_pages,
        }
    }

    fn ocr_words(&self, lang: Lang) -> String {
        let done = self.bar.position() as usize;
        let pages = self.bar.length().unwrap_or_default() as usize;
        let left = ocr::left(done, pages, self.since.elapsed());
        ocr::progress(done, pages, left, lang)
    }
}

impl Progress {
    /// A bar labelled with words in a language.
    pub fn new(word: Text, lang: Lang) -> Self {
        Progress {
            shown: Mutex::default(),
            started: Instant::now(),
            word,
            lang,
        }
    }

    fn show(&self, shown: Option<Shown>) {
        let mut now = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(before) = std::mem::replace(&mut *now, shown) {
            before.bar.finish_and_clear();
        }
    }

    fn advance(&self, by: u64) {
        let shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(shown) = &*shown else { return };
        if shown.bar.is_hidden()
            && std::io::stderr().is_terminal()
            && self.started.elapsed() > PATIENCE
        {
            shown.bar.set_draw_target(ProgressDrawTarget::stderr());
        }
        shown.bar.inc(by);
        if shown.by_pages {
            shown.bar.set_message(shown.ocr_words(self.lang));
        }
    }
}

impl Observer for Progress {
    fn event(&self, event: Event<'_>) {
        match event {
            Event::Started { bytes, .. } => {
                let shown = Shown::new(bytes, false);
                shown.bar.set_message(self.word.get(self.lang));
                self.show(Some(shown));
            }
            Event::OcrStarted { pages } => {
                self.show(Some(Shown::new(pages as u64, true)));
                self.advance(0);
            }
            Event::Done { bytes, .. } => self.advance(bytes),
            Event::OcrDone { .. } => self.advance(1),
            Event::OcrFinished | Event::Finished => self.show(None),
        }
    }
}

//! What `filter` is asked and what it answers, a line a file: the contract for engines that spread the work over many machines.
//!
//! A [`Wish`] is a line of input. An [`Answer`] is what `collect` needs of a line of output; the line itself is made in
//! [`crate::report`], where the other published formats are. [`files`] finds the lines in files, as engines write them.

mod answer;
pub mod files;
#[cfg(feature = "parquet")]
mod parquet;
mod wish;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

pub use self::answer::{
    Answer, AnsweredFile, Asked, BAD_LINE, BadAnswer, Error, Key, Stated, Status,
};
pub use self::wish::{BadWish, PageSet, Share, Wish};
use crate::extract::ocr::Recognitions;
use crate::index::recognitions;

/// Schema of a line of output; raised when a reader of the old one would misread it.
pub const SCHEMA: &str = "planlys.filter/1";

/// Bytes as text that fits in a line.
pub fn to_text(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// The bytes of such a text.
pub fn from_text(text: &str) -> Option<Vec<u8>> {
    STANDARD.decode(text).ok()
}

/// What was recognised of pages of the file with a hash as text; `None` for no pages.
pub fn recognised_text(hash: &str, recognised: &Recognitions) -> Option<String> {
    let packed = (!recognised.is_empty()).then(|| recognitions::packed(hash, recognised));
    packed.and_then(Result::ok).map(|bytes| to_text(&bytes))
}

/// What was recognised of pages of a file, elsewhere.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RecognisedPages {
    /// The hash of the file; empty where nothing was recognised.
    pub hash: String,
    /// By page.
    pub pages: Recognitions,
}

/// What several such texts of one file say together, parted by commas; of a page in two of them the first holds, unless it failed.
pub fn recognised_in(texts: &str) -> Option<RecognisedPages> {
    let mut all = RecognisedPages::default();
    for text in texts.split(',').filter(|text| !text.is_empty()) {
        let (hash, pages) = recognitions::unpacked(&from_text(text)?)?;
        if !all.hash.is_empty() && all.hash != hash {
            return None;
        }
        all.hash = hash;
        for (page, recognition) in pages {
            let before = all.pages.get(&page);
            if before.is_none_or(|before| before.is_err() && recognition.is_ok()) {
                all.pages.insert(page, recognition);
            }
        }
    }
    Some(all)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::ocr::NotRecognised;

    #[test]
    fn shares_of_a_scan_are_put_together() {
        let share = |file: &str, pages: &[u32], gave: Result<(), NotRecognised>| {
            let recognition = gave.map(|()| crate::extract::ocr::Recognised::default());
            let pages = pages.iter().map(|&page| (page, recognition.clone()));
            recognised_text(file, &pages.collect()).expect("there are pages")
        };
        let failed = share("ab", &[2, 3], Err(NotRecognised::NotDrawn));
        let texts = [failed.clone(), share("ab", &[0, 2], Ok(()))].join(",");
        let together = recognised_in(&texts).expect("they are whole");
        let pages = together.pages.iter();
        let read: Vec<(u32, bool)> = pages.map(|(p, r)| (*p, r.is_ok())).collect();
        assert_eq!(read, [(0, true), (2, true), (3, false)]);
        assert_eq!(together.hash, "ab");
        assert_eq!(recognised_text("ab", &Recognitions::new()), None);
        let cut = &texts[..texts.len() - 8];
        assert_eq!(recognised_in(cut), None, "a cut text is not half used");
        let of_another = [failed, share("cd", &[0], Ok(()))].join(",");
        assert_eq!(recognised_in(&of_another), None, "these are two files");
    }
}

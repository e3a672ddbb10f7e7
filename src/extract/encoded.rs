//! What was read → bytes and back, for processes of this program and for the store. Not a published format.

use std::borrow::Cow;
use std::ops::Range;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::{Boxes, OffsetMap, Page, PageNumber, Reading};

/// The bytes of a value.
///
/// # Panics
/// Never: the values of this program have no maps of unknown length, the only thing the encoding refuses.
pub fn to_bytes(value: &impl Serialize) -> Vec<u8> {
    postcard::to_stdvec(value).expect("the values of this program can be encoded")
}

/// The value that bytes stand for, if they stand for one.
pub fn from_bytes<T: DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    postcard::from_bytes(bytes).ok()
}

/// Text as bytes: checked many bytes at a time when it is read back.
pub(super) mod text {
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    pub(in super::super) fn serialize<S: Serializer>(
        text: &str,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serde_bytes::serialize(text.as_bytes(), serializer)
    }

    pub(in super::super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<String, D::Error> {
        let bytes = <&serde_bytes::Bytes>::deserialize(deserializer)?;
        let text = simdutf8::basic::from_utf8(bytes).map_err(D::Error::custom)?;
        Ok(text.to_owned())
    }
}

/// Where the words of a page stand, and its text as printed: what marking and showing need, and searching does not.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Places<'p> {
    /// The printed text, as what it has that the tidy text has not.
    printed: Vec<Stretch<'p>>,
    map: Cow<'p, OffsetMap>,
    boxes: Cow<'p, Boxes>,
}

/// A stretch of printed text: some of its own, then some of the tidy text's.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Stretch<'p> {
    own: Cow<'p, str>,
    /// Byte range of the tidy text.
    same: (u32, u32),
}

/// The printed text in stretches. In a run of the map letters stand one to one, but a line end may be a space.
fn stretches(page: &Page) -> Vec<Stretch<'_>> {
    let (text, printed) = (page.text.as_str(), page.printed.as_str());
    let mut out = Vec::new();
    // Printed text up to here is in a stretch.
    let mut done = 0;
    for (tidy, place) in page.map.runs(text.len() as u32) {
        let (mut at, mut tidy_at) = (place as usize, tidy.start as usize);
        if at < done || !printed.is_char_boundary(at) {
            continue;
        }
        while tidy_at < tidy.end as usize && at < printed.len() {
            let wanted = &text[tidy_at..tidy.end as usize];
            let same = same_bytes(wanted, &printed[at..]);
            if same > 0 {
                let place = tidy_at as u32;
                out.push(Stretch::new(&printed[done..at], place..place + same as u32));
                (at, tidy_at) = (at + same, tidy_at + same);
                done = at;
            }
            let letters = (text[tidy_at..].chars().next(), printed[at..].chars().next());
            let (Some(wanted), Some(letter)) = letters else {
                break;
            };
            if wanted.len_utf8() != letter.len_utf8() {
                break;
            }
            (at, tidy_at) = (at + letter.len_utf8(), tidy_at + wanted.len_utf8());
        }
    }
    out.push(Stretch::new(&printed[done..], 0..0));
    out
}

/// Bytes of the letters with which two texts begin alike.
fn same_bytes(a: &str, b: &str) -> usize {
    /// Bytes that are compared at once.
    const MANY: usize = 16;
    let pairs = a.as_bytes().chunks(MANY).zip(b.as_bytes().chunks(MANY));
    let whole = pairs.take_while(|(a, b)| a == b && a.len() == MANY).count() * MANY;
    let rest = a.as_bytes()[whole..].iter().zip(&b.as_bytes()[whole..]);
    let mut same = whole + rest.take_while(|(a, b)| a == b).count();
    while !a.is_char_boundary(same) {
        same -= 1;
    }
    same
}

impl<'p> Stretch<'p> {
    fn new(own: &'p str, same: Range<u32>) -> Self {
        Stretch {
            own: Cow::Borrowed(own),
            same: (same.start, same.end),
        }
    }
}

impl Page {
    /// Plain text has only its printed lines to tell a title by.
    fn is_plain(&self) -> bool {
        self.size == [0.0, 0.0]
    }

    /// The page without the places of its words, and without the text as printed where the looks of its lines are known.
    #[must_use]
    pub fn without_places(&self) -> Page {
        Page {
            label: self.label.clone(),
            size: self.size,
            printed: if self.is_plain() {
                self.printed.clone()
            } else {
                String::new()
            },
            text: self.text.clone(),
            map: OffsetMap::default(),
            blocks: self.blocks.clone(),
            joins: self.joins.clone(),
            boxes: Boxes::default(),
            meter: self.meter,
            image_share: self.image_share,
            status: self.status,
            tally: self.tally,
            certainty: self.certainty,
            doubtful: self.doubtful.clone(),
            compared: self.compared,
        }
    }

    /// What [`Page::without_places`] leaves out.
    pub fn places(&self) -> Places<'_> {
        let printed = if self.is_plain() {
            Vec::new()
        } else {
            stretches(self)
        };
        Places {
            printed,
            map: Cow::Borrowed(&self.map),
            boxes: Cow::Borrowed(&self.boxes),
        }
    }

    /// Puts back what was left out.
    pub fn set_places(&mut self, places: Places<'_>) {
        if !self.is_plain() {
            let mut printed = String::with_capacity(self.text.len() + 64);
            for Stretch { own, same } in &places.printed {
                printed.push_str(own);
                let same = self.text.get(same.0 as usize..same.1 as usize);
                printed.push_str(same.unwrap_or_default());
            }
            self.printed = printed;
        }
        self.map = places.map.into_owned();
        self.boxes = places.boxes.into_owned();
    }
}

impl Reading {
    /// The same without the places on the page: what searching, identifying and judging need.
    #[must_use]
    pub fn without_places(&self) -> Reading {
        Reading {
            pages: self.pages.iter().map(Page::without_places).collect(),
            ..self.without_pages()
        }
    }

    /// The same without pages.
    #[must_use]
    pub fn without_pages(&self) -> Reading {
        Reading {
            format: self.format,
            metadata: self.metadata.clone(),
            pages: Vec::new(),
            outline: self.outline.clone(),
            sections: self.sections.clone(),
            coverage: self.coverage.clone(),
            ocr: self.ocr.clone(),
        }
    }

    /// Whether letters were lost on a page, or in the document, or OCR is not certain of them.
    pub fn is_damaged(&self, page: &Page) -> bool {
        self.coverage.damaged_text || page.is_damaged()
    }

    /// The headings under which text of a page stands: those on it, and the one at its start with those above it.
    pub fn headings_over(&self, page: PageNumber) -> Vec<&str> {
        let before = self.sections.partition_point(|s| s.page < page);
        let own = self.sections[before..]
            .iter()
            .take_while(|s| s.page == page);
        let mut level = u8::MAX;
        let above = self.sections[..before].iter().rev().filter(|section| {
            let is_above = section.level < level;
            level = level.min(section.level);
            is_above
        });
        let headings = above.chain(own).map(|section| section.heading.as_str());
        headings.collect()
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    #[test]
    fn what_is_left_out_comes_back() {
        let text = b"# Plan\n\nKommunen skal leie ut kommu-\nnale boliger til folk som\ntrenger det.\n\n- ett\n- to\n".to_vec();
        let reading = crate::extract::read(Path::new("a.md"), text).expect("it is text");
        let mut page = reading.pages[0].clone();
        // As a page of a PDF has it.
        page.size = [595.0, 842.0];
        let places = page.places();
        let own: usize = places.printed.iter().map(|s| s.own.len()).sum();
        let mut bare = page.without_places();
        assert_eq!(bare.printed, "");
        bare.set_places(places);
        assert_eq!(bare.printed, page.printed);
        assert!(own < page.printed.len() / 4, "{own}");
    }
}

//! Sections: under which heading a place of a document stands.

use serde::{Deserialize, Serialize};

use super::zones::chapter;
use super::{Page, PageNumber, Zone};

/// A heading and where it starts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    /// Page of the heading.
    pub page: PageNumber,
    /// Byte offset of the heading in [`Page::text`].
    pub start: u32,
    /// 1 for a chapter, 2 for «4.2», …
    pub level: u8,
    /// Chapter number as printed («4.2»), where it has one.
    pub number: Option<String>,
    /// The heading as printed, with its number.
    pub heading: String,
}

/// Headings longer than this are cut when they name a section.
const LONGEST: usize = 100;

/// The sections of a document, in order.
pub(super) fn of(pages: &[Page]) -> Vec<Section> {
    let mut sections: Vec<Section> = Vec::new();
    for (index, page) in pages.iter().enumerate() {
        for block in page.blocks.iter().filter(|b| b.zone == Zone::Heading) {
            let text = page.text[block.start as usize..block.end as usize].trim();
            sections.push(Section {
                page: PageNumber::from_index(index),
                start: block.start,
                level: block.level.max(1),
                number: chapter(text).map(|(number, _)| number.to_owned()),
                heading: text.chars().take(LONGEST).collect(),
            });
        }
    }
    sections
}

/// The section in which a place stands: the last heading at or before it.
pub(super) fn at(sections: &[Section], page: PageNumber, offset: u32) -> Option<&Section> {
    let after = sections.partition_point(|s| (s.page.get(), s.start) <= (page.get(), offset));
    sections[..after].last()
}

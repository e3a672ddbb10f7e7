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

/// The name of the section in which a place stands: the last heading at or before it. A heading without chapter number is named with
/// the one it stands under («Samferdsel › Tiltak»).
pub(super) fn name_at(sections: &[Section], page: PageNumber, offset: u32) -> Option<String> {
    let after = sections.partition_point(|s| (s.page.get(), s.start) <= (page.get(), offset));
    let (own, before) = sections[..after].split_last()?;
    let above = before
        .iter()
        .rev()
        .find(|section| section.level < own.level);
    Some(match above.filter(|_| own.number.is_none()) {
        Some(above) => format!("{} › {}", above.heading, own.heading),
        None => own.heading.clone(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_named_by_the_heading_before_it() {
        let section = |page: usize, start, level, number: Option<&str>, heading: &str| Section {
            page: PageNumber::from_index(page - 1),
            start,
            level,
            number: number.map(str::to_owned),
            heading: heading.to_owned(),
        };
        let sections = [
            section(2, 10, 1, Some("4"), "4 Bolig"),
            section(2, 50, 2, Some("4.1"), "4.1 Startlån"),
            section(3, 0, 3, None, "Tiltak"),
        ];
        let at = |page: usize, offset| name_at(&sections, PageNumber::from_index(page - 1), offset);
        assert_eq!(at(1, 500), None);
        assert_eq!(at(2, 49).as_deref(), Some("4 Bolig"));
        assert_eq!(at(2, 50).as_deref(), Some("4.1 Startlån"));
        assert_eq!(at(9, 0).as_deref(), Some("4.1 Startlån › Tiltak"));
    }
}

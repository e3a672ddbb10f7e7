//! From places in the tidy text to places on the printed page.

use std::ops::Range;

use serde::{Deserialize, Serialize};

/// From offsets in the tidy text to offsets in the printed text, as runs that map one to one.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct OffsetMap {
    runs: Vec<(u32, u32)>,
}

impl OffsetMap {
    /// Byte offset in the printed text of the character at `offset` of the tidy text.
    pub fn printed(&self, offset: u32) -> u32 {
        match self.runs.partition_point(|&(tidy, _)| tidy <= offset) {
            0 => offset,
            after => {
                let (tidy, printed) = self.runs[after - 1];
                printed + (offset - tidy)
            }
        }
    }

    /// Printed byte range of a non-empty tidy byte range: from the start of its first character to the end of its last.
    pub fn printed_range(&self, text: &str, printed: &str, start: u32, end: u32) -> (u32, u32) {
        let last = text[..end as usize]
            .chars()
            .next_back()
            .map_or(0, |c| c.len_utf8() as u32);
        let from = self.printed(start);
        let mut to = self.printed(end - last) as usize;
        to += printed[to..].chars().next().map_or(0, char::len_utf8);
        // A letter written as base + mark covers both.
        while let Some(mark) = printed[to..].chars().next().filter(|&c| is_mark(c)) {
            to += mark.len_utf8();
        }
        (from, to as u32)
    }

    /// The runs: a byte range of the tidy text, which has `length` bytes, and where it stands in the printed text.
    pub(super) fn runs(&self, length: u32) -> impl Iterator<Item = (Range<u32>, u32)> {
        let ends = self.runs.iter().skip(1).map(|&(tidy, _)| tidy);
        let ends = ends.chain([length]);
        let runs = self.runs.iter().zip(ends);
        runs.map(|(&(tidy, printed), end)| (tidy..end.max(tidy), printed))
    }

    /// Notes that the character at `tidy` stands at `printed`; characters come in order.
    pub(super) fn note(&mut self, tidy: usize, printed: usize) {
        let (tidy, printed) = (tidy as u32, printed as u32);
        // Characters come in order, so only the last run can go on.
        let goes_on = self
            .runs
            .last()
            .is_some_and(|&(t, p)| p + (tidy - t) == printed);
        if !goes_on {
            self.runs.push((tidy, printed));
        }
    }
}

/// Whether a character is a mark on the letter before it.
pub(super) fn is_mark(character: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&character)
}

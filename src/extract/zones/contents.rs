//! Contents lists: a title and the entries after it, or lines with leader dots.

use rustc_hash::FxHashMap;

use super::headings::stands_alone;
use super::lines::{ends_in_number, fingerprint, has_leader, is_contents_title};
use super::{RawPage, Zone};

/// Marks the lines of contents lists and of lists of figures and tables.
pub(super) fn mark(pages: &mut [RawPage]) {
    let mut open = false;
    let mut chapters: Option<FxHashMap<u64, usize>> = None;
    for number in 0..pages.len() {
        let page = &pages[number];
        let text = |i: usize| page.lines[i].text(&page.printed).trim();
        let free: Vec<usize> = (0..page.lines.len())
            .filter(|&i| page.lines[i].zone != Zone::HeaderFooter)
            .collect();
        let title = free
            .iter()
            .position(|&i| is_contents_title(text(i)) && stands_alone(page, i));
        let from = match title {
            Some(at) => Some(at + 1),
            None if open => Some(0),
            None => None,
        };
        let mut marked: Vec<usize> = Vec::new();
        open = false;
        if let Some(from) = from {
            marked.extend(title.map(|at| free[at]));
            let chapters = chapters.get_or_insert_with(|| last_pages(pages));
            let entry = |i: usize| {
                let later = |print| chapters.get(&print).is_some_and(|&page| page > number);
                has_leader(text(i))
                    || ends_in_number(text(i))
                    || fingerprint(text(i)).is_some_and(later)
            };
            let listed = entries_end(&free[from..], &entry);
            marked.extend(&free[from..from + listed]);
            open = listed >= 3 && from + listed == free.len();
        }
        let with_leader = |&i: &usize| {
            let text = text(i);
            text.ends_with(|c: char| c.is_ascii_digit()) && has_leader(text)
        };
        marked.extend(free.iter().copied().filter(with_leader));
        for index in marked {
            pages[number].lines[index].zone = Zone::Contents;
        }
    }
}

/// The last page on which each short line stands: the entries of a contents list stand on a later page again, as headings.
fn last_pages(pages: &[RawPage]) -> FxHashMap<u64, usize> {
    /// Headings are short.
    const LONGEST: u32 = 100;
    let mut last = FxHashMap::default();
    for (number, page) in pages.iter().enumerate() {
        for line in &page.lines {
            if line.zone == Zone::Body
                && line.end - line.start < LONGEST
                && let Some(print) = fingerprint(line.text(&page.printed))
            {
                last.insert(print, number);
            }
        }
    }
    last
}

/// How many of the lines from the start belong to a contents list: entries, and the one or two lines of a long entry before its
/// page number.
fn entries_end(lines: &[usize], entry: &impl Fn(usize) -> bool) -> usize {
    const WRAPPED: usize = 2;
    let (mut end, mut entries) = (0, 0);
    for (place, &line) in lines.iter().enumerate() {
        if entry(line) {
            end = place + 1;
            entries += 1;
        } else if place - end >= WRAPPED {
            break;
        }
    }
    if entries >= 3 { end } else { 0 }
}

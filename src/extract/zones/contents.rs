//! Contents lists: a title and the entries after it, or lines with leader dots.

use rustc_hash::{FxHashMap, FxHashSet};

use super::headings::stands_alone;
use super::lines::{ends_in_number, fingerprint, has_leader, is_contents_title, without_chapter};
use super::{OutlineEntry, RawPage, Zone};

/// A title on this many pages is a label of a form, not the title of a contents list.
const LABEL_PAGES: usize = 3;

/// Marks the lines of contents lists and of lists of figures and tables.
pub(super) fn mark(pages: &mut [RawPage], outline: &[OutlineEntry]) {
    let titles = titled_pages(pages);
    let mut chapters: Option<Chapters> = None;
    let mut open = false;
    for number in 0..pages.len() {
        let page = &pages[number];
        let text = |i: usize| page.lines[i].text(&page.printed).trim();
        let free: Vec<usize> = (0..page.lines.len())
            .filter(|&i| page.lines[i].zone != Zone::HeaderFooter)
            .collect();
        let title = free
            .iter()
            .position(|&i| is_contents_title(text(i)) && stands_alone(page, i))
            .filter(|_| titles < LABEL_PAGES);
        let from = match title {
            Some(at) => Some(at + 1),
            None if open => Some(0),
            None => None,
        };
        let mut marked: Vec<usize> = Vec::new();
        open = false;
        if let Some(from) = from {
            let chapters = chapters.get_or_insert_with(|| Chapters::of(pages, outline));
            let entry = |i: usize| {
                if has_leader(text(i)) || ends_in_number(text(i)) {
                    Entry::Numbered
                } else if chapters.comes_after(text(i), number) {
                    Entry::Named
                } else {
                    Entry::No
                }
            };
            let listed = entries_end(&free[from..], &entry);
            if listed > 0 {
                marked.extend(title.map(|at| free[at]));
            }
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

/// On how many pages a contents list's title stands.
fn titled_pages(pages: &[RawPage]) -> usize {
    let titled = |page: &&RawPage| {
        let mut lines = page.lines.iter();
        lines.any(|line| {
            line.zone == Zone::Body && is_contents_title(line.text(&page.printed).trim())
        })
    };
    pages.iter().filter(titled).count()
}

/// The short lines of a document and where they stand: entries of a contents list stand on one later page again, as headings.
struct Chapters {
    /// The last page of each and on how many pages it stands.
    lines: FxHashMap<u64, (usize, usize)>,
    outline: FxHashSet<u64>,
}

impl Chapters {
    fn of(pages: &[RawPage], outline: &[OutlineEntry]) -> Self {
        /// Headings are short.
        const LONGEST: u32 = 100;
        let mut lines: FxHashMap<u64, (usize, usize)> = FxHashMap::default();
        for (number, page) in pages.iter().enumerate() {
            for line in &page.lines {
                if line.zone == Zone::Body
                    && line.end - line.start < LONGEST
                    && let Some(print) = fingerprint(without_chapter(line.text(&page.printed)))
                {
                    let (last, count) = lines.entry(print).or_insert((number, 1));
                    *count += usize::from(*last != number);
                    *last = number;
                }
            }
        }
        let titles = outline.iter().map(|entry| without_chapter(&entry.title));
        Chapters {
            lines,
            outline: titles.filter_map(fingerprint).collect(),
        }
    }

    fn comes_after(&self, text: &str, number: usize) -> bool {
        let Some(print) = fingerprint(without_chapter(text)) else {
            return false;
        };
        let once_later = |&(last, pages): &(usize, usize)| last > number && pages == 2;
        self.outline.contains(&print) || self.lines.get(&print).is_some_and(once_later)
    }
}

/// What a line of a contents list is.
#[derive(Clone, Copy, PartialEq)]
enum Entry {
    /// It has a page number.
    Numbered,
    /// Its words are a heading of a later page.
    Named,
    No,
}

/// How many of the lines from the start belong to a contents list: entries, and the one or two lines of a long entry before its
/// page number.
fn entries_end(lines: &[usize], entry: &impl Fn(usize) -> Entry) -> usize {
    /// Lines of a long entry before its page number, and other lines between the title and the first entry.
    const WRAPPED: usize = 2;
    const BEFORE_FIRST: usize = 5;
    /// Entries that make a list: with page numbers, or without.
    const NUMBERED: usize = 3;
    const NAMED: usize = 5;
    let (mut end, mut numbered, mut named) = (0, 0, 0);
    for (place, &line) in lines.iter().enumerate() {
        let kind = entry(line);
        if kind != Entry::No {
            end = place + 1;
            numbered += usize::from(kind == Entry::Numbered);
            named += 1;
        } else if place - end >= if named == 0 { BEFORE_FIRST } else { WRAPPED } {
            break;
        }
    }
    if numbered >= NUMBERED || (named >= NAMED && named * 2 >= end) {
        end
    } else {
        0
    }
}

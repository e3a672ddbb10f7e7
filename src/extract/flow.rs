//! Documents without printed lines (web pages, Word and ODT files): items of text → pages.
//!
//! A page is what the program that wrote the file set as one, where the file says so. Otherwise a new page starts at a heading of the
//! first three levels once the page has [`ENOUGH_WORDS`] words, and at any paragraph once it has [`MOST_WORDS`].

use serde::{Deserialize, Serialize};

use super::{Line, Metadata, PageStatus, Raw, RawPage, Unread, Zone};

/// Words with which a page ends at the next heading.
const ENOUGH_WORDS: usize = 250;
/// … and at the next paragraph: a page of dense print.
const MOST_WORDS: usize = 700;
/// Page breaks that a person set say where the pages are, if no page between them has more words than this.
const PRINTED_WORDS: usize = 1000;
/// Headings down to this level may start a page.
const PAGE_LEVEL: u8 = 3;
/// Between the cells of a row in the printed text.
const CELL_MARK: &str = " | ";

/// How the pages of a document were made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Paging {
    /// The pages are those of the file.
    #[default]
    Printed,
    /// The file has no pages: planlys parts it at its headings.
    ByHeading,
}

/// What parts two pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PageBreak {
    /// The program that wrote the file set a new page here.
    Rendered,
    /// A new page unless one starts here anyway: a style, a section.
    Wanted,
    /// A new page in any case: two of them leave a page blank.
    Forced,
}

/// A piece of a document, in reading order.
enum Item {
    Text {
        text: String,
        zone: Zone,
        level: u8,
        /// It stands beside the text before it: the next cell of a row.
        beside: bool,
    },
    /// Something that could not be read: a picture, text that is not in the file.
    Unread(Unread),
    Break(PageBreak),
}

/// A document being read.
#[derive(Default)]
pub(super) struct Flow {
    items: Vec<Item>,
    /// Words that were left out.
    left_out: usize,
    /// What the file says of itself.
    pub(super) metadata: Metadata,
}

/// Words of a text: what white space parts, if it has a letter or digit.
pub(super) fn words(text: &str) -> usize {
    let is_word = |word: &&str| word.chars().any(char::is_alphanumeric);
    text.split_whitespace().filter(is_word).count()
}

/// Year, month and day of a time as files of the web and of offices write it: `2024-05-15T08:00:00Z`.
pub(super) fn iso_date(text: &str) -> Option<(u16, u8, u8)> {
    let mut parts = text.trim().get(..10)?.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    Some((year.parse().ok()?, month.parse().ok()?, day.parse().ok()?))
}

impl Flow {
    /// Adds a block; lines within it are parted by line ends.
    pub(super) fn block(&mut self, zone: Zone, level: u8, text: &str) {
        self.item(zone, level, text, false);
    }

    /// Adds a block of a table's cell, beside the cell before it or below what is before it.
    pub(super) fn cell(&mut self, text: &str, beside: bool) {
        self.item(Zone::Table, 0, text, beside);
    }

    fn item(&mut self, zone: Zone, level: u8, text: &str, beside: bool) {
        let lines = text.split('\n').map(|line| {
            let words: Vec<&str> = line.split_ascii_whitespace().collect();
            words.join(" ")
        });
        let lines: Vec<String> = lines.filter(|line| !line.is_empty()).collect();
        if !lines.is_empty() {
            self.items.push(Item::Text {
                text: lines.join("\n"),
                zone,
                level,
                beside,
            });
        }
    }

    /// Something stands here that could not be read.
    pub(super) fn unread(&mut self, why: Unread) {
        self.items.push(Item::Unread(why));
    }

    /// A page ends here.
    pub(super) fn page_break(&mut self, kind: PageBreak) {
        self.items.push(Item::Break(kind));
    }

    /// Counts text that is not the document's own.
    pub(super) fn leave_out(&mut self, words: usize) {
        self.left_out += words;
    }

    /// Words of its text.
    pub(super) fn word_count(&self) -> usize {
        let counts = self.items.iter().map(|item| match item {
            Item::Text { text, .. } => words(text),
            Item::Unread(_) | Item::Break(_) => 0,
        });
        counts.sum()
    }

    /// Puts another part of the same document after this one.
    pub(super) fn append(&mut self, mut other: Flow) {
        self.page_break(PageBreak::Wanted);
        self.items.append(&mut other.items);
        self.left_out += other.left_out;
    }

    /// The pages.
    pub(super) fn finish(self) -> Raw {
        let printed = self.sheets(Paging::Printed);
        let is_rendered = |item: &Item| matches!(item, Item::Break(PageBreak::Rendered));
        let rendered = self.items.iter().any(is_rendered);
        let set = printed.len() > 1 && printed.iter().all(|sheet| sheet.words <= PRINTED_WORDS);
        let (sheets, paging) = if rendered || set {
            (printed, Paging::Printed)
        } else {
            (self.sheets(Paging::ByHeading), Paging::ByHeading)
        };
        Raw {
            pages: sheets.into_iter().map(|sheet| sheet.page).collect(),
            metadata: self.metadata,
            left_out: self.left_out,
            paging,
            ..Raw::default()
        }
    }

    fn sheets(&self, paging: Paging) -> Vec<Sheet> {
        let mut sheets = Vec::new();
        let mut sheet = Sheet::default();
        for item in &self.items {
            let ends = match item {
                Item::Break(PageBreak::Forced) if paging == Paging::Printed => true,
                Item::Break(_) => !sheet.is_empty(),
                Item::Text {
                    zone,
                    level,
                    beside,
                    ..
                } => {
                    let at_heading = *zone == Zone::Heading && *level <= PAGE_LEVEL;
                    let most = if at_heading { ENOUGH_WORDS } else { MOST_WORDS };
                    paging == Paging::ByHeading && !beside && sheet.words >= most
                }
                Item::Unread(_) => false,
            };
            if ends {
                sheets.push(std::mem::take(&mut sheet));
            }
            sheet.add(item);
        }
        if sheets.is_empty() || !sheet.is_empty() {
            sheets.push(sheet);
        }
        sheets.iter_mut().for_each(Sheet::close);
        sheets
    }
}

/// A page being filled.
#[derive(Default)]
struct Sheet {
    page: RawPage,
    words: usize,
    unread: Option<Unread>,
}

impl Sheet {
    fn is_empty(&self) -> bool {
        self.page.lines.is_empty() && self.unread.is_none()
    }

    fn add(&mut self, item: &Item) {
        match item {
            Item::Text {
                text,
                zone,
                level,
                beside,
            } => self.text(text, *zone, *level, *beside),
            Item::Unread(why) => self.unread = self.unread.or(Some(*why)),
            Item::Break(_) => {}
        }
    }

    fn text(&mut self, text: &str, zone: Zone, level: u8, beside: bool) {
        let printed = &mut self.page.printed;
        if !printed.is_empty() {
            printed.push_str(if beside { CELL_MARK } else { "\n" });
        }
        let mut starts_block = true;
        for line in text.split_inclusive('\n') {
            let start = printed.len();
            printed.push_str(line);
            self.page.lines.push(Line {
                start: start as u32,
                end: (start + line.trim_end().len()) as u32,
                zone,
                level,
                starts_block,
                ..Line::default()
            });
            starts_block = false;
        }
        self.words += words(text);
    }

    /// Says whether the page was read.
    fn close(&mut self) {
        self.page.status = match self.unread {
            _ if self.words > 0 => PageStatus::Text,
            Some(why) => PageStatus::Unread(why),
            None => PageStatus::Blank,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(flow: Flow) -> (Vec<String>, Paging) {
        let flowed = flow.finish();
        let pages = flowed.pages.into_iter().map(|page| page.printed);
        (pages.collect(), flowed.paging)
    }

    #[test]
    fn pages_start_at_headings_once_they_have_enough_words() {
        let mut flow = Flow::default();
        for chapter in ["Mål", "Tiltak", "Økonomi"] {
            flow.block(Zone::Heading, 2, chapter);
            flow.block(Zone::Heading, 4, "Bakgrunn");
            flow.block(Zone::Body, 0, &"ord ".repeat(200));
        }
        let (pages, paging) = texts(flow);
        assert_eq!((pages.len(), paging), (2, Paging::ByHeading));
        assert!(pages[1].starts_with("Økonomi\nBakgrunn\n"));
    }

    #[test]
    fn a_long_page_ends_at_a_paragraph() {
        let mut flow = Flow::default();
        for _ in 0..20 {
            flow.block(Zone::Body, 0, &"ord ".repeat(100));
        }
        let (pages, _) = texts(flow);
        assert_eq!(pages.len(), 3);
    }

    #[test]
    fn breaks_that_mean_the_same_are_one() {
        let mut flow = Flow::default();
        flow.block(Zone::Body, 0, "en");
        flow.page_break(PageBreak::Forced);
        flow.page_break(PageBreak::Rendered);
        flow.block(Zone::Body, 0, "to");
        flow.page_break(PageBreak::Forced);
        flow.page_break(PageBreak::Forced);
        flow.block(Zone::Body, 0, "fire");
        let (pages, paging) = texts(flow);
        assert_eq!(pages, ["en", "to", "", "fire"]);
        assert_eq!(paging, Paging::Printed);
    }

    #[test]
    fn cells_of_a_row_stand_on_one_line() {
        let mut flow = Flow::default();
        flow.cell("Tiltak", false);
        flow.cell("Ansvar  \n for\nalt", true);
        let flowed = flow.finish();
        assert_eq!(flowed.pages[0].printed, "Tiltak | Ansvar\nfor\nalt");
        let starts: Vec<bool> = flowed.pages[0]
            .lines
            .iter()
            .map(|line| line.starts_block)
            .collect();
        assert_eq!(starts, [true, true, false, false]);
    }

    #[test]
    fn a_page_with_pictures_only_is_not_read() {
        let mut flow = Flow::default();
        flow.unread(Unread::ImageOnly);
        let flowed = flow.finish();
        assert_eq!(
            flowed.pages[0].status,
            PageStatus::Unread(Unread::ImageOnly)
        );
    }
}

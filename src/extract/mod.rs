//! Bytes → pages: text as printed, text tidied for searching, zones, and what could not be read.
//!
//! The stage is a pure function of the file's bytes and name. It never fails for one page's sake: a page that cannot be read is a
//! page with that status, so that every page of every document is accounted for.

mod blocks;
mod boxes;
pub mod coverage;
pub mod encoded;
pub(crate) mod fence;
mod flow;
mod format;
mod html;
mod mhtml;
pub mod ocr;
mod office;
mod offset_map;
mod pdf;
mod places;
mod plain;
mod sections;
mod tidy;
mod zones;

use std::path::Path;

use serde::{Deserialize, Serialize};

use self::ocr::{Certainty, NotRecognised, Recognitions};
use crate::corpus::language::Tally;

pub use self::boxes::{Boxes, Word};
pub use self::coverage::{Coverage, Meter};
pub use self::flow::Paging;
pub use self::ocr::{Ocr, OcrRecord};
pub use self::offset_map::OffsetMap;
#[cfg(feature = "pictures")]
pub use self::pdf::Album;
pub use self::places::Places;
pub use self::sections::Section;
pub use self::zones::Zone;

/// Version of what this stage returns; state written by another version is read again.
pub const VERSION: u32 = 4;

/// Files larger than this many bytes are not opened. The largest municipal plan we know is 180 MB.
pub const MAX_FILE: u64 = 1 << 30;

/// Number of a page in its document, from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PageNumber(u32);

impl PageNumber {
    /// The page at a 0-based index.
    pub fn from_index(index: usize) -> Self {
        PageNumber(u32::try_from(index).unwrap_or(u32::MAX - 1) + 1)
    }

    /// The number, from 1.
    pub fn get(self) -> u32 {
        self.0
    }

    /// The 0-based index.
    pub fn index(self) -> usize {
        self.0 as usize - 1
    }
}

impl std::fmt::Display for PageNumber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// Kind of file, decided by its first bytes, not by its name. Where a file has no pages of its own (web pages always, office files often)
/// they are made by heading: [`Paging`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// A PDF file.
    #[default]
    Pdf,
    /// Plain text, pages split at form feeds.
    Text,
    /// Markdown, pages split at form feeds or `<!-- side N -->`.
    Markdown,
    /// A saved web page, or several that are one plan.
    Html,
    /// A web page saved with its pictures as one file.
    Mhtml,
    /// A Word file.
    Docx,
    /// An `OpenDocument` text.
    Odt,
}

impl Format {
    /// Whether it is a page of the web.
    pub fn is_web_page(self) -> bool {
        matches!(self, Format::Html | Format::Mhtml)
    }

    /// Whether its files say themselves what is a heading, a table or a note.
    pub fn names_zones(self) -> bool {
        !matches!(self, Format::Pdf | Format::Text | Format::Markdown)
    }
}

/// What was read from one file.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Reading {
    /// Kind of file.
    pub format: Format,
    /// What the file says of itself.
    pub metadata: Metadata,
    /// All pages, in order; as many as the file has.
    pub pages: Vec<Page>,
    /// The outline (bookmarks) of the file: empty where it has none.
    pub outline: Vec<OutlineEntry>,
    /// The headings of the text, in order.
    pub sections: Vec<Section>,
    /// What was and was not read.
    pub coverage: Coverage,
    /// Which pages OCR is for, and which it has read.
    pub ocr: OcrRecord,
}

impl Reading {
    /// The name of the section in which a place of the text stands. `offset` is a byte offset in [`Page::text`].
    pub fn section(&self, page: PageNumber, offset: u32) -> Option<String> {
        sections::name_at(&self.sections, page, offset)
    }
}

/// What a file says of itself: often wrong (a template's title, the typist as author), so only evidence among others.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Metadata {
    /// Title.
    pub title: Option<String>,
    /// Author.
    pub author: Option<String>,
    /// The program in which it was written.
    pub creator: Option<String>,
    /// The program that made the PDF.
    pub producer: Option<String>,
    /// The day it was made, as year, month and day.
    pub created: Option<(u16, u8, u8)>,
    /// Links of a web page to PDF and Word files: a short page with such links presents a plan and is none.
    pub linked_files: usize,
}

/// One entry of the file's outline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutlineEntry {
    /// Title as the outline has it.
    pub title: String,
    /// 1 for the outermost.
    pub level: u8,
    /// The page it leads to, where that is in the file.
    pub page: Option<PageNumber>,
}

/// One page.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Page {
    /// Page label printed in the document's page list, where the file has one.
    pub label: Option<String>,
    /// Width and height in points; 0 for plain text.
    pub size: [f32; 2],
    /// Text as printed: one printed line a line.
    pub printed: String,
    /// Text for searching: one block (paragraph, heading, list item) a line, hyphens joined, spaces and letters normalised.
    #[serde(with = "encoded::text")]
    pub text: String,
    /// From offsets in `text` to offsets in `printed`.
    pub map: OffsetMap,
    /// Blocks of `text`, in order, without gaps other than the line ends between them.
    pub blocks: Vec<Block>,
    /// Places of `text` where a hyphen at a line end was removed: byte offset of the letter after it.
    pub joins: Vec<u32>,
    /// Boxes of the words of `printed`.
    pub boxes: Boxes,
    /// What the text consists of.
    pub meter: Meter,
    /// Area of the page's images over that of the page.
    pub image_share: f32,
    /// Whether the page was read.
    pub status: PageStatus,
    /// What its words tell of the language.
    pub tally: Tally,
    /// How certain a recogniser is of its words on average, 0–100; `None` for text of the file.
    pub certainty: Option<u8>,
    /// Words of which the recogniser is not certain, in order.
    pub doubtful: Vec<Doubtful>,
    /// It has text of its own and was recognised too: the better of the two is here, as `status` says.
    pub compared: bool,
}

impl Page {
    /// Whether letters were lost on it, or OCR is not certain of them: words are looked for in damaged form too.
    pub fn is_damaged(&self) -> bool {
        self.meter.is_damaged() || self.is_uncertain()
    }

    /// Whether a recogniser is not certain of its words.
    pub fn is_uncertain(&self) -> bool {
        self.certainty
            .is_some_and(|certainty| certainty < ocr::DOUBTFUL)
    }

    /// How certain a recogniser is of the words in a part of the text, byte offsets, 0–100; `None` for text of the file.
    pub fn certainty_of(&self, start: usize, end: usize) -> Option<u8> {
        let (start, end) = (start as u32, end as u32);
        let in_block = |block: &&Block| block.start <= start && start < block.end;
        let block = self.blocks.iter().find(in_block)?.certainty?;
        let inside = |doubt: &&Doubtful| doubt.start < end && start < doubt.end;
        let doubtful = self.doubtful.iter().filter(inside);
        // A word that is not doubtful is at least so certain.
        let least = doubtful.map(|doubt| doubt.certainty).min();
        Some(least.unwrap_or(block.max(ocr::DOUBTFUL)))
    }
}

/// Recognised letters that may be others: byte range in [`Page::text`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Doubtful {
    /// First byte.
    pub start: u32,
    /// Byte after the last.
    pub end: u32,
    /// How certain the recogniser is of the word, 0–100.
    pub certainty: u8,
}

/// A paragraph, heading or list item: byte range in [`Page::text`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Block {
    /// First byte.
    pub start: u32,
    /// Byte after the last.
    pub end: u32,
    /// What kind of text it is.
    pub zone: Zone,
    /// Level of a heading, from 1; 0 for other text.
    pub level: u8,
    /// Font size in points where known; a title page's largest line is the title.
    pub size: f32,
    /// How certain a recogniser is of its words on average, 0–100; `None` for text of the file.
    pub certainty: Option<u8>,
}

/// Whether and why a page was (not) read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PageStatus {
    /// It has text, and the text was read.
    Text,
    /// It was read by OCR; it may be a picture without words.
    Ocr,
    /// It shows nothing.
    #[default]
    Blank,
    /// It shows something that could not be read.
    Unread(Unread),
}

/// Why a page could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unread {
    /// The page is a picture: it needs OCR.
    ImageOnly,
    /// The text is drawn as outlines, or the page is a map or drawing.
    Drawn,
    /// The fonts do not say which letters their codes are.
    Undecodable,
    /// The content of the page is damaged.
    DamagedContent,
    /// The page is listed but not in the file.
    Missing,
    /// The page has more content than any real page.
    TooLarge,
    /// The PDF reader failed on this page.
    Crashed,
    /// OCR sees letters and can read next to none of them: handwriting, or a bad picture.
    Illegible,
    /// OCR took longer than a page may take.
    RecognitionTimeout,
    /// The page could not be drawn for OCR, or OCR failed on it.
    RecognitionFailed,
}

/// Why a whole file could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReadError {
    /// The file is empty.
    #[error("the file is empty (0 bytes)")]
    Empty,
    /// The file could not be opened or read from the disk.
    #[error("the file could not be opened")]
    Io,
    /// The file is larger than [`MAX_FILE`], or unpacks to more than any plan has.
    #[error("the file is too large")]
    TooLarge,
    /// The file asks for a password.
    #[error("the file is password-protected")]
    Encrypted,
    /// The file is encrypted in a way that is not known.
    #[error("the encryption of the file is unknown or damaged")]
    UnsupportedEncryption,
    /// The file starts as a kind that planlys reads but its structure cannot be read.
    #[error("the file is damaged")]
    Damaged,
    /// The PDF has no pages.
    #[error("the PDF file has no pages")]
    NoPages,
    /// The bytes are not those of a kind of file that planlys reads.
    #[error("the file is of a kind that planlys does not read")]
    UnknownFormat,
    /// The PDF reader failed.
    #[error("the PDF reader failed on the file")]
    Crashed,
    /// Reading it took longer than a file may take.
    #[error("reading the file took too long")]
    Timeout,
}

impl ReadError {
    /// Whether it may have been the machine's, so that the same file can be read the next time.
    pub fn may_pass(self) -> bool {
        matches!(
            self,
            ReadError::Timeout | ReadError::Crashed | ReadError::Io
        )
    }
}

/// What a reader makes of a file.
#[derive(Default)]
struct Raw {
    pages: Vec<RawPage>,
    metadata: Metadata,
    outline: Vec<OutlineEntry>,
    /// Words around the document that were left out.
    left_out: usize,
    paging: Paging,
}

/// A page before zones are known.
#[derive(Clone, Default)]
struct RawPage {
    label: Option<String>,
    size: [f32; 2],
    printed: String,
    lines: Vec<Line>,
    boxes: Boxes,
    /// Area of the page's images over that of the page.
    image_share: f32,
    status: PageStatus,
    /// Of recognised words.
    certainty: Option<Certainty>,
    /// Both its own text and what was recognised were looked at.
    compared: bool,
}

impl RawPage {
    fn unread(why: Unread) -> Self {
        RawPage {
            status: PageStatus::Unread(why),
            ..RawPage::default()
        }
    }

    fn sized(mut self, width: f32, height: f32) -> Self {
        self.size = [width, height];
        self
    }
}

/// One printed line: byte range in the printed text, with what is known of its looks.
#[derive(Clone, Debug, Default)]
struct Line {
    start: u32,
    end: u32,
    geometry: Option<LineGeometry>,
    zone: Zone,
    /// Level of a heading, from 1; 0 for other lines.
    level: u8,
    /// A blank line or markup before it says that a new block starts here.
    starts_block: bool,
    /// The rest of its last word, which stands on the next page.
    carries: Option<Box<str>>,
}

#[derive(Clone, Copy, Debug)]
struct LineGeometry {
    x0: f32,
    y0: f32,
    x1: f32,
    y1: f32,
    size: f32,
    bold: bool,
    upright: bool,
}

impl Line {
    fn text<'p>(&self, printed: &'p str) -> &'p str {
        &printed[self.start as usize..self.end as usize]
    }
}

/// Reads a file's bytes, without OCR. `name` only decides between kinds of text. A panic of a reader is that file's error.
pub fn read(name: &Path, bytes: Vec<u8>) -> Result<Reading, ReadError> {
    read_with(name, bytes, Vec::new(), (Ocr::Off, &Recognitions::new()))
}

/// Reads a file's bytes with the other web pages, by their names, that are the same document, and with what was recognised of some of its
/// pages. The reading says which pages OCR is still to be done for.
pub fn read_with(
    name: &Path,
    bytes: Vec<u8>,
    others: Vec<(String, Vec<u8>)>,
    ocr: (Ocr, &Recognitions),
) -> Result<Reading, ReadError> {
    let read = || read_unguarded(name, bytes, others, ocr);
    fence::guarded(read).unwrap_or(Err(ReadError::Crashed))
}

fn read_unguarded(
    name: &Path,
    bytes: Vec<u8>,
    others: Vec<(String, Vec<u8>)>,
    (asked, recognised): (Ocr, &Recognitions),
) -> Result<Reading, ReadError> {
    if bytes.is_empty() {
        return Err(ReadError::Empty);
    }
    let format = format::of(name, &bytes)?;
    let raw = match format {
        Format::Pdf => {
            let pdf::PdfText {
                pages,
                metadata,
                outline,
            } = pdf::read(bytes)?;
            Raw {
                pages,
                metadata,
                outline,
                ..Raw::default()
            }
        }
        Format::Text | Format::Markdown => Raw {
            pages: plain::pages(&bytes, format),
            ..Raw::default()
        },
        Format::Html => html::site(&bytes, others).finish(),
        Format::Mhtml => mhtml::flow(&bytes)?.finish(),
        Format::Docx => office::docx(bytes)?.finish(),
        Format::Odt => office::odt(bytes)?.finish(),
    };
    let Raw {
        pages: raw,
        metadata,
        outline,
        left_out,
        paging,
    } = raw;
    let drawable = if format == Format::Pdf { raw.len() } else { 0 };
    let with_recognised = (!recognised.is_empty()).then(|| raw.clone());
    let (mut pages, stamped) = tidied(raw, &outline, format);
    let mut coverage = Coverage::of(&pages);
    let mut ocr = OcrRecord {
        asked,
        pages: drawable as u32,
        ..OcrRecord::default()
    };
    if drawable > 0 {
        ocr.wanted = ocr::wanted(&pages, coverage.damaged_text);
    }
    if let Some(mut raw) = with_recognised {
        // A stamp on a scan is no text of its own.
        for index in stamped {
            raw[index].status = PageStatus::Unread(Unread::ImageOnly);
        }
        ocr::put_in(&mut raw, recognised, (asked, &ocr.wanted));
        (pages, _) = tidied(raw, &outline, format);
        coverage = Coverage::of(&pages);
        let lasting = |r: &ocr::Recognition| !r.as_ref().is_err_and(|error| error.may_pass());
        let lasting = recognised.iter().filter(|(_, r)| lasting(r));
        ocr.read = lasting.map(|(&page, _)| page).collect();
        let late = recognised.iter().filter_map(|(&page, r)| match r {
            Err(NotRecognised::Timeout(seconds)) => Some((page, *seconds)),
            _ => None,
        });
        ocr.late = late.collect();
    }
    coverage.awaiting_ocr = ocr.pending().into_iter().map(|page| page + 1).collect();
    let own_text = |page: &&u32| pages[**page as usize].status == PageStatus::Text;
    let suspect = ocr.wanted.iter().filter(own_text);
    coverage.suspect_pages = suspect.map(|page| page + 1).collect();
    coverage.ocr_mark = ocr.mark();
    coverage.left_out = left_out;
    coverage.paging = paging;
    Ok(Reading {
        format,
        metadata,
        sections: sections::of(&pages),
        outline,
        pages,
        coverage,
        ocr,
    })
}

/// Pages with zones and tidy text, and the indices of those whose only text is a stamp on a scan.
fn tidied(
    mut raw: Vec<RawPage>,
    outline: &[OutlineEntry],
    format: Format,
) -> (Vec<Page>, Vec<usize>) {
    if format.names_zones() {
        zones::assign_where_untold(&mut raw);
    } else {
        zones::assign(&mut raw, outline);
    }
    let stamped = coverage::find_stamped_scans(&mut raw);
    tidy::join_over_pages(&mut raw);
    (raw.into_iter().map(tidy::page).collect(), stamped)
}

/// A PDF text string: UTF-16 or UTF-8 with byte-order mark, otherwise `PDFDocEncoding`, taken as Windows-1252 which it equals for
/// Norwegian. Source: ISO 32000-2, 7.9.2.2.
fn text_string(bytes: &[u8]) -> String {
    let utf16 = |big: bool| {
        let units = bytes[2..].chunks_exact(2).map(|pair| {
            if big {
                u16::from_be_bytes([pair[0], pair[1]])
            } else {
                u16::from_le_bytes([pair[0], pair[1]])
            }
        });
        char::decode_utf16(units)
            .map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER))
            .collect()
    };
    match bytes {
        [0xfe, 0xff, ..] => utf16(true),
        [0xff, 0xfe, ..] => utf16(false),
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        _ => plain::windows_1252(bytes),
    }
}

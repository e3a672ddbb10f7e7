//! PDF files → pages of printed lines.
//!
//! [`hayro_syntax`] reads the objects; the text comes from our own interpreter ([`interpret`]) because every general text extractor
//! measured lost words or time (see the README's figures). A panic of a foreign parser is caught here, per page where
//! that is possible, and becomes the page's status. A page tree that lists more pages than can be opened leaves unread pages, not none.

mod bidi;
mod columns;
mod fonts;
mod glyphs;
mod interpret;
mod labels;
mod layers;
mod layout;
mod lexer;
mod matrix;
mod outline;
#[cfg(feature = "pictures")]
mod picture;
mod runs;
mod shown;
mod streams;
mod words;

#[cfg(feature = "pictures")]
pub use self::picture::Album;

use std::borrow::Cow;
use std::sync::Arc;

use hayro_syntax::object::dict::keys::{
    ANNOTS, AP, AS, CONTENTS, COUNT, F, FT, N, PAGES, PARENT, RECT, SUBTYPE, V,
};
use hayro_syntax::object::{Array, Dict, Name, Object, ObjectIdentifier, Stream};
use hayro_syntax::page::Page;
use hayro_syntax::{DecryptionError, LoadPdfError, Pdf};

use self::fonts::Fonts;
use self::interpret::Interpreter;
use self::layout::Scratch;
use self::shown::Shown;
use self::streams::Decoded;
use super::fence::guarded;
use super::{Metadata, OutlineEntry, PageStatus, RawPage, ReadError, Unread, text_string};

/// A page whose images cover this share of it, with no words, is a picture of text until OCR has read it.
const IMAGE_SHARE: f64 = 0.3;
/// A page without words but with this many path segments is text drawn as outlines, or a map.
const DRAWN_STROKES: u64 = 60;
/// Share of characters nobody could decode from which on a page counts as not read.
const UNDECODABLE_SHARE: f64 = 0.3;
/// … if there are at least this many: a page of a few bullets is not a page of lost text.
const FEWEST_ILLEGIBLE: usize = 10;
/// Page dictionaries that cannot be opened are counted one by one up to this many; a hostile `/Count` can claim billions.
const MAX_MISSING: usize = 10_000;

/// A PDF's pages and what it says of itself.
pub(super) struct PdfText {
    pub pages: Vec<RawPage>,
    pub metadata: Metadata,
    pub outline: Vec<OutlineEntry>,
}

/// Reads all pages of a PDF.
pub(super) fn read(bytes: Vec<u8>) -> Result<PdfText, ReadError> {
    let bytes: Arc<Vec<u8>> = Arc::new(bytes);
    let data = bytes.clone();
    let pdf = guarded(move || Pdf::new(data))
        .ok_or(ReadError::Crashed)?
        .map_err(load_error)?;
    let labels = guarded(|| labels::read(&pdf)).unwrap_or_default();
    let outline = guarded(|| outline::read(&pdf)).unwrap_or_default();
    let hidden = guarded(|| layers::hidden(&pdf)).unwrap_or_default();
    let mut reader = PageReader::new(&hidden);
    let mut pages = Vec::with_capacity(pdf.pages().len());
    for (index, page) in pdf.pages().iter().enumerate() {
        let mut raw = guarded(|| reader.read(page)).unwrap_or_else(|| {
            reader = PageReader::new(&hidden);
            RawPage::unread(Unread::Crashed)
        });
        raw.label = labels.get(index).cloned();
        pages.push(raw);
    }
    let missing = declared_pages(&pdf)
        .saturating_sub(pages.len())
        .min(MAX_MISSING);
    pages.extend((0..missing).map(|_| RawPage::unread(Unread::Missing)));
    if pages.is_empty() {
        return Err(ReadError::NoPages);
    }
    Ok(PdfText {
        pages,
        metadata: guarded(|| metadata(&pdf)).unwrap_or_default(),
        outline,
    })
}

/// Why a file cannot be opened.
fn load_error(error: LoadPdfError) -> ReadError {
    match error {
        LoadPdfError::Decryption(DecryptionError::PasswordProtected) => ReadError::Encrypted,
        LoadPdfError::Decryption(_) => ReadError::UnsupportedEncryption,
        LoadPdfError::Invalid => ReadError::Damaged,
    }
}

/// What the document information dictionary says. Source: ISO 32000-1, 14.3.3.
fn metadata(pdf: &Pdf) -> Metadata {
    let found = pdf.metadata();
    let text = |bytes: &Option<Box<[u8]>>| {
        let text = bytes.as_deref().map(text_string)?;
        Some(text.trim().to_owned()).filter(|text| !text.is_empty())
    };
    Metadata {
        linked_files: 0,
        title: text(&found.title),
        author: text(&found.author),
        creator: text(&found.creator),
        producer: text(&found.producer),
        created: found
            .creation_date
            .map(|date| (date.year, date.month, date.day)),
    }
}

/// The number of pages the page tree says it has.
fn declared_pages(pdf: &Pdf) -> usize {
    let catalog = pdf.xref().get::<Dict<'_>>(pdf.xref().root_id());
    let root = catalog.and_then(|c| c.get::<Dict<'_>>(PAGES));
    root.and_then(|r| r.get::<u32>(COUNT)).unwrap_or(0) as usize
}

/// Reads page after page of one document with the same fonts and memory.
struct PageReader<'h, 'a> {
    hidden: &'h [ObjectIdentifier],
    fonts: Fonts<'a>,
    shown: Shown,
    scratch: Scratch,
}

impl<'h, 'a> PageReader<'h, 'a> {
    fn new(hidden: &'h [ObjectIdentifier]) -> Self {
        PageReader {
            hidden,
            fonts: Fonts::new(),
            shown: Shown::default(),
            scratch: Scratch::default(),
        }
    }

    fn read(&mut self, page: &Page<'a>) -> RawPage {
        let (width, height) = page.render_dimensions();
        let Some(content) = content(page.raw()) else {
            return RawPage::unread(Unread::DamagedContent).sized(width, height);
        };
        let shown = &mut self.shown;
        shown.clear();
        let to_page = page.initial_transform(true).as_coeffs();
        let mut interpreter = Interpreter::new(&mut self.fonts, self.hidden, shown, to_page);
        interpreter.run(&content.data, page.resources());
        for annotation in page
            .raw()
            .get::<Array<'a>>(ANNOTS)
            .iter()
            .flat_map(Array::iter::<Dict<'a>>)
        {
            if let Some((stream, rect)) = appearance(&annotation) {
                interpreter.appearance(&stream, rect, &to_page, page.resources());
            } else if let Some((value, rect)) = field_value(&annotation) {
                interpreter.field(&value, rect, &to_page);
            }
        }
        shown.damaged |= !content.whole;
        shown.crop(width, height);
        let printed = layout::lines(shown, &self.fonts.texts, &mut self.scratch);
        let area = f64::from(width) * f64::from(height);
        let status = status(shown, &printed.text, area);
        RawPage {
            printed: printed.text,
            lines: printed.lines,
            boxes: printed.boxes,
            image_share: (shown.image_area / area.max(1.0)) as f32,
            status,
            ..RawPage::default()
        }
        .sized(width, height)
    }
}

/// The decoded content of a page: empty where it has none, `None` where it has but nothing can be decoded.
fn content<'a>(page: &Dict<'a>) -> Option<Decoded<'a>> {
    let nothing = || Decoded {
        data: Cow::Borrowed(&[]),
        whole: true,
    };
    match page.get::<Object<'a>>(CONTENTS) {
        Some(Object::Stream(stream)) => {
            let empty = stream.raw_data().is_empty();
            streams::decode(&stream).or(empty.then(nothing))
        }
        Some(Object::Array(parts)) => {
            let (mut all, mut whole, mut decoded, mut count) = (Vec::new(), true, 0, 0);
            for stream in parts.iter::<Stream<'a>>() {
                count += 1;
                if all.len() >= streams::MAX_STREAM as usize {
                    whole = false;
                    break;
                }
                match streams::decode(&stream) {
                    Some(part) if all.len() + part.data.len() < streams::MAX_STREAM as usize => {
                        decoded += 1;
                        // The parts of a page need not end where operators end, only the last.
                        whole &= part.whole;
                        all.extend_from_slice(&part.data);
                        all.push(b'\n');
                    }
                    _ => whole = false,
                }
            }
            (decoded > 0 || count == 0).then_some(Decoded {
                data: Cow::Owned(all),
                whole,
            })
        }
        _ if page.contains_key(CONTENTS) && page.get_ref(CONTENTS).is_some() => None,
        _ => Some(nothing()),
    }
}

/// Flags of annotations that are not shown on screen.
const HIDDEN_OR_NO_VIEW: u32 = 1 << 1 | 1 << 5;

/// The normal appearance of an annotation that is shown, with its rectangle. Source: ISO 32000-1, 12.5.3 and 12.5.5.
fn appearance<'a>(annotation: &Dict<'a>) -> Option<(Stream<'a>, [f64; 4])> {
    if annotation.get::<u32>(F).unwrap_or(0) & HIDDEN_OR_NO_VIEW != 0 {
        return None;
    }
    let appearances = annotation.get::<Dict<'a>>(AP)?;
    let stream = appearances.get::<Stream<'a>>(N).or_else(|| {
        let states = appearances.get::<Dict<'a>>(N)?;
        states.get::<Stream<'a>>(annotation.get::<Name<'_>>(AS)?.as_ref())
    })?;
    Some((stream, annotation.get::<[f64; 4]>(RECT)?))
}

/// The text of a shown form field without appearance, with its rectangle. Source: ISO 32000-1, 12.7.4.3.
fn field_value(annotation: &Dict<'_>) -> Option<(String, [f64; 4])> {
    let is_field = annotation.get::<Name<'_>>(SUBTYPE)?.as_ref() == b"Widget";
    let shown = annotation.get::<u32>(F).unwrap_or(0) & HIDDEN_OR_NO_VIEW == 0;
    if !is_field || !shown || annotation.contains_key(AP) {
        return None;
    }
    let parent = annotation.get::<Dict<'_>>(PARENT);
    let own = |key: &[u8]| {
        let inherited = || parent.as_ref()?.get::<Object<'_>>(key);
        annotation.get::<Object<'_>>(key).or_else(inherited)
    };
    match (own(FT)?, own(V)?) {
        (Object::Name(kind), Object::String(value)) if matches!(kind.as_ref(), b"Tx" | b"Ch") => {
            Some((text_string(value.as_bytes()), annotation.get(RECT)?))
        }
        _ => None,
    }
}

fn status(shown: &Shown, printed: &str, area: f64) -> PageStatus {
    // Lost glyphs are U+FFFD or in the private-use area, which start with these bytes.
    let lost = shown.without_font > 0 || memchr::memchr2(0xee, 0xef, printed.as_bytes()).is_some();
    let whole = !(lost || shown.cut_short || shown.damaged);
    if whole && printed.bytes().any(|b| b.is_ascii_alphanumeric()) {
        return PageStatus::Text;
    }
    let count = |test: fn(char) -> bool| printed.chars().filter(|&c| test(c)).count();
    let characters = count(|c| !c.is_whitespace());
    let legible = count(char::is_alphanumeric);
    // Codes of symbol fonts that nobody mapped, and text in a font that the page does not have.
    let private = count(|c| ('\u{e000}'..='\u{f8ff}').contains(&c));
    let undecodable = count(|c| c == char::REPLACEMENT_CHARACTER);
    let illegible = undecodable + private + shown.without_font;
    let share = illegible as f64 / (characters + shown.without_font).max(1) as f64;
    if shown.cut_short {
        PageStatus::Unread(Unread::TooLarge)
    } else if shown.damaged {
        PageStatus::Unread(Unread::DamagedContent)
    } else if share > UNDECODABLE_SHARE && illegible >= FEWEST_ILLEGIBLE {
        PageStatus::Unread(Unread::Undecodable)
    } else if legible > 0 {
        PageStatus::Text
    } else if shown.image_area > IMAGE_SHARE * area {
        PageStatus::Unread(Unread::ImageOnly)
    } else if shown.strokes > DRAWN_STROKES {
        PageStatus::Unread(Unread::Drawn)
    } else {
        PageStatus::Blank
    }
}

//! What the codes of a font mean: text and width.
//!
//! A `ToUnicode` map and the widths of the dictionary say nearly everything; the font program is opened only for what they leave
//! open. Sources: ISO 32000-1, 9.6–9.10. Widths are in text space (1 = the font size).

use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;
use std::sync::Arc;

use hayro_cmap::{BfString, CMap};
use hayro_font::{CMapResolverFn, FontCache, FontGlyph, FontQuery, FontResolverFn};
use hayro_syntax::object::dict::keys::{
    BASE_FONT, DESCENDANT_FONTS, DW, ENCODING, FIRST_CHAR, FONT_DESC, MISSING_WIDTH, SUBTYPE,
    TO_UNICODE, W, WIDTHS,
};
use hayro_syntax::object::{Array, Dict, Name, Object, Stream};
use rustc_hash::FxHashMap;

use super::streams;

/// The text of one code.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum CodeText {
    /// Nobody can say: neither map, encoding nor font program names it.
    Unknown,
    /// One character, nearly always.
    Char(char),
    /// A ligature or another sequence.
    Text(Rc<str>),
}

/// How codes are cut from a string.
enum Codes {
    /// One byte a code.
    Single,
    /// Two bytes a code, which is the glyph (`Identity-H`).
    Double,
    /// The font program's own encoding decides.
    Program,
}

/// One font of the document.
pub(super) struct Font<'a> {
    codes: Codes,
    is_composite: bool,
    /// Whether the name says bold, black or heavy.
    pub(super) bold: bool,
    dict: Dict<'a>,
    to_unicode: Option<CMap>,
    widths: FxHashMap<u32, f32>,
    default_width: f32,
    program: OnceCell<Option<hayro_font::Font<'a>>>,
    seen_single: RefCell<Vec<Option<(CodeText, f32)>>>,
    seen: RefCell<FxHashMap<u32, (CodeText, f32)>>,
}

/// All fonts of one document; fonts are shared between pages.
pub(super) struct Fonts<'a> {
    cache: FontCache<'a>,
    programs: FontResolverFn,
    cmaps: CMapResolverFn,
    known: FxHashMap<usize, Rc<Font<'a>>>,
    undecodable: Cell<u32>,
}

impl<'a> Fonts<'a> {
    pub(super) fn new() -> Self {
        Fonts {
            cache: FontCache::new(),
            programs: Arc::new(|query| match query {
                FontQuery::Standard(font) => Some(font.get_font_data()),
                FontQuery::Fallback(query) => Some(query.pick_standard_font().get_font_data()),
            }),
            cmaps: Arc::new(hayro_cmap::load_embedded),
            known: FxHashMap::default(),
            undecodable: Cell::new(0),
        }
    }

    /// Returns the font of a font dictionary.
    pub(super) fn font(&mut self, dict: &Dict<'a>) -> Rc<Font<'a>> {
        let key = dict.data().as_ptr() as usize;
        if let Some(font) = self.known.get(&key) {
            return font.clone();
        }
        let font = Rc::new(Font::new(dict, &self.cmaps));
        self.known.insert(key, font.clone());
        font
    }

    /// Codes so far that nobody could read.
    pub(super) fn take_undecodable(&self) -> u32 {
        self.undecodable.take()
    }
}

impl<'a> Font<'a> {
    fn new(dict: &Dict<'a>, cmaps: &CMapResolverFn) -> Self {
        let subtype = dict.get::<Name<'_>>(SUBTYPE);
        let subtype = subtype.as_deref().unwrap_or_default();
        let name = dict
            .get::<Name<'_>>(BASE_FONT)
            .map(|n| n.as_str().to_lowercase());
        let mut font = Font {
            codes: Codes::Program,
            is_composite: subtype == b"Type0",
            bold: name.is_some_and(|n| {
                ["bold", "black", "heavy", "-bd"]
                    .iter()
                    .any(|word| n.contains(word))
            }),
            dict: dict.clone(),
            to_unicode: to_unicode(dict, cmaps),
            widths: FxHashMap::default(),
            default_width: 0.0,
            program: OnceCell::new(),
            seen_single: RefCell::default(),
            seen: RefCell::default(),
        };
        match subtype {
            b"Type1" | b"TrueType" | b"MMType1" => font.simple(),
            b"Type0" => font.composite(),
            _ => {}
        }
        font
    }

    fn simple(&mut self) {
        let Some(widths) = self.dict.get::<Array<'_>>(WIDTHS) else {
            return;
        };
        let first = self.dict.get::<u32>(FIRST_CHAR).unwrap_or(0);
        self.widths = (first..).zip(widths.iter::<f32>().take(256)).collect();
        let descriptor = self.dict.get::<Dict<'_>>(FONT_DESC);
        self.default_width = descriptor
            .and_then(|d| d.get::<f32>(MISSING_WIDTH))
            .unwrap_or(0.0);
        self.codes = Codes::Single;
    }

    fn composite(&mut self) {
        let identity = self
            .dict
            .get::<Name<'_>>(ENCODING)
            .is_some_and(|n| n.as_ref() == b"Identity-H");
        let descendant = self
            .dict
            .get::<Array<'_>>(DESCENDANT_FONTS)
            .and_then(|a| a.iter::<Dict<'_>>().next());
        let (true, Some(_), Some(descendant)) = (identity, &self.to_unicode, descendant) else {
            return;
        };
        self.default_width = descendant.get::<f32>(DW).unwrap_or(1000.0);
        if let Some(widths) = descendant.get::<Array<'_>>(W) {
            self.widths = composite_widths(&widths);
        }
        self.codes = Codes::Double;
    }

    /// Reads the code at `at`: its value and length in bytes.
    pub(super) fn code(&self, bytes: &[u8], at: usize, fonts: &Fonts<'a>) -> (u32, usize) {
        match self.codes {
            Codes::Double if at + 1 < bytes.len() => {
                (u32::from(bytes[at]) << 8 | u32::from(bytes[at + 1]), 2)
            }
            Codes::Single | Codes::Double => (u32::from(bytes[at]), 1),
            Codes::Program => match self.program(fonts) {
                Some(program) => {
                    let (code, length) = program.read_code(bytes, at);
                    (code, length.max(1))
                }
                None => (u32::from(bytes[at]), 1),
            },
        }
    }

    /// Calls `use_it` with the text and width of `code`.
    pub(super) fn with_code<R>(
        &self,
        code: u32,
        fonts: &Fonts<'a>,
        use_it: impl FnOnce(&CodeText, f32) -> R,
    ) -> R {
        if matches!(self.codes, Codes::Single) {
            if let Some(Some((text, width))) = self.seen_single.borrow().get(code as usize) {
                return use_it(text, *width);
            }
        } else if let Some((text, width)) = self.seen.borrow().get(&code) {
            return use_it(text, *width);
        }
        let (text, width) = self.look_up(code, fonts);
        if text == CodeText::Unknown {
            fonts.undecodable.set(fonts.undecodable.get() + 1);
        } else if matches!(self.codes, Codes::Single) {
            let mut seen = self.seen_single.borrow_mut();
            seen.resize(256, None);
            seen[code as usize & 255] = Some((text.clone(), width));
        } else {
            self.seen.borrow_mut().insert(code, (text.clone(), width));
        }
        use_it(&text, width)
    }

    fn look_up(&self, code: u32, fonts: &Fonts<'a>) -> (CodeText, f32) {
        let mut text = self.to_unicode.as_ref().map_or(CodeText::Unknown, |map| {
            code_text(map.lookup_bf_string(code))
        });
        let width = match self.codes {
            Codes::Program => self
                .program(fonts)
                .map_or(500.0, |program| program.code_advance(code).x as f32),
            _ => self
                .widths
                .get(&code)
                .copied()
                .unwrap_or(self.default_width),
        };
        if text == CodeText::Unknown
            && let Some(program) = self.program(fonts)
        {
            text = code_text(match program.glyph(program.map_code(code), code) {
                FontGlyph::Outline(glyph) => glyph.as_unicode(),
                FontGlyph::Type3(glyph) => glyph.as_unicode(),
            });
        }
        if text == CodeText::Unknown && !self.is_composite && (32..256).contains(&code) {
            text = char::from_u32(code).map_or(CodeText::Unknown, CodeText::Char);
        }
        (text, width / 1000.0)
    }

    fn program(&self, fonts: &Fonts<'a>) -> Option<&hayro_font::Font<'a>> {
        self.program
            .get_or_init(|| fonts.cache.font(&self.dict, &fonts.programs, &fonts.cmaps))
            .as_ref()
    }
}

fn to_unicode(dict: &Dict<'_>, cmaps: &CMapResolverFn) -> Option<CMap> {
    let data = streams::decode(&dict.get::<Stream<'_>>(TO_UNICODE)?)?;
    let cmaps = cmaps.clone();
    CMap::parse(&data.data, move |name| cmaps(name))
}

/// Reads the `W` array of a composite font: `c [w1 w2 …]` or `first last w`.
fn composite_widths(array: &Array<'_>) -> FxHashMap<u32, f32> {
    let mut widths = FxHashMap::default();
    let mut items = array.iter::<Object<'_>>();
    while let Some(Object::Number(first)) = items.next() {
        // Codes of composite fonts have two bytes; a hostile array claims more.
        let first = (first.as_f64() as u32).min(0xffff);
        match items.next() {
            Some(Object::Array(list)) => {
                widths.extend((first..).zip(list.iter::<f32>().take(1 << 16)));
            }
            Some(Object::Number(last)) => {
                let Some(Object::Number(width)) = items.next() else {
                    break;
                };
                let last = (last.as_f64() as u32).min(0xffff);
                widths.extend((first..=last).map(|code| (code, width.as_f32())));
            }
            _ => break,
        }
    }
    widths
}

/// Characters one code can stand for: the longest ligatures have six.
const LONGEST_CODE: usize = 32;

fn code_text(text: Option<BfString>) -> CodeText {
    match text {
        None | Some(BfString::Char('\0' | '\u{fffd}')) => CodeText::Unknown,
        Some(BfString::Char(character)) => CodeText::Char(character),
        Some(BfString::String(text)) => {
            let text: String = text.chars().take(LONGEST_CODE).collect();
            CodeText::Text(byte_swapped(&text).unwrap_or(text).into())
        }
    }
}

/// Undoes the byte order of ligatures as Ghostscript 10.0 writes them: «ff» as U+6600 U+6600.
fn byte_swapped(text: &str) -> Option<String> {
    let swap = |c: char| {
        let [high, low] = u16::try_from(c as u32).unwrap_or(u16::MAX).to_be_bytes();
        (low == 0 && high.is_ascii_alphabetic()).then_some(char::from(high))
    };
    text.chars().map(swap).collect()
}

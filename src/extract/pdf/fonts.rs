//! What the codes of a font mean: text and width.
//!
//! A `ToUnicode` map and the widths of the dictionary say nearly everything; the font program is opened only for what they leave
//! open. Sources: ISO 32000-1, 9.6–9.10. Widths are in text space (1 = the font size).

use std::cell::OnceCell;
use std::sync::Arc;

use hayro_cmap::{BfString, CMap, CMapName};
use hayro_font::{CMapResolverFn, FontCache, FontGlyph, FontQuery, FontResolverFn, OutlineGlyph};
use hayro_syntax::object::dict::keys::{
    BASE_FONT, CIDSYSTEMINFO, DESCENDANT_FONTS, DW, ENCODING, FIRST_CHAR, FLAGS, FONT_DESC,
    FONT_WEIGHT, MISSING_WIDTH, ORDERING, SUBTYPE, TO_UNICODE, W, WIDTHS,
};
use hayro_syntax::object::{Array, Dict, Name, Object, ObjectIdentifier, Stream};
use hayro_syntax::page::Resources;
use rustc_hash::FxHashMap;

use super::glyphs::{self, Characters};
use super::shown::{GlyphText, Texts};
use super::streams;

/// How codes are cut from a string.
enum Codes {
    /// One byte a code.
    Single,
    /// Two bytes a code, which is the glyph (`Identity-H`).
    Double,
    /// The font program's own encoding decides.
    Program,
}

/// What one code means.
#[derive(Clone, Copy)]
struct Meaning {
    text: GlyphText,
    /// Advance in text space: 1 is the font size.
    width: f32,
}

/// One font of the document.
struct Font<'a> {
    codes: Codes,
    is_composite: bool,
    /// Whether its name says that its glyphs are pictures.
    is_pictures: bool,
    /// Whether its letters are bold.
    bold: bool,
    dict: Dict<'a>,
    to_unicode: Option<CMap>,
    widths: FxHashMap<u32, f32>,
    default_width: f32,
    program: OnceCell<Option<hayro_font::Font<'a>>>,
    /// What the program's own character map says of its glyphs.
    glyphs: OnceCell<Characters>,
    /// Codes of the font's character collection as Unicode («Adobe-Japan1»).
    collection: OnceCell<Option<CMap>>,
    /// Meanings by code, as far as looked up.
    known: Vec<Meaning>,
}

/// Which font of the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct FontId(u32);

/// All fonts of one document; fonts are shared between pages.
pub(super) struct Fonts<'a> {
    programs: Programs<'a>,
    all: Vec<Font<'a>>,
    ids: FxHashMap<usize, FontId>,
    references: FxHashMap<ObjectIdentifier, Option<FontId>>,
    /// Texts of glyphs that are not one character.
    pub(super) texts: Texts,
}

/// Opens font programs and predefined maps.
struct Programs<'a> {
    cache: FontCache<'a>,
    standard: FontResolverFn,
    cmaps: CMapResolverFn,
}

impl<'a> Fonts<'a> {
    pub(super) fn new() -> Self {
        Fonts {
            programs: Programs {
                cache: FontCache::new(),
                standard: Arc::new(|query| match query {
                    FontQuery::Standard(font) => Some(font.get_font_data()),
                    FontQuery::Fallback(query) => Some(query.pick_standard_font().get_font_data()),
                }),
                cmaps: Arc::new(hayro_cmap::load_embedded),
            },
            all: Vec::new(),
            ids: FxHashMap::default(),
            references: FxHashMap::default(),
            texts: Texts::default(),
        }
    }

    /// Returns the font of a font dictionary.
    pub(super) fn font(&mut self, dict: &Dict<'a>) -> FontId {
        let key = dict.data().as_ptr() as usize;
        *self.ids.entry(key).or_insert_with(|| {
            self.all.push(Font::new(dict, &self.programs.cmaps));
            FontId((self.all.len() - 1) as u32)
        })
    }

    /// Returns the font that resources name. A reference is resolved once a document: the parser re-reads a font's dictionary each time.
    pub(super) fn named(&mut self, name: &[u8], resources: &Resources<'a>) -> Option<FontId> {
        let reference = resources.fonts.get_ref(name).map(ObjectIdentifier::from);
        if let Some(known) = reference.and_then(|id| self.references.get(&id)) {
            return *known;
        }
        let dict = resources.get_font(&Name::new(name)?);
        let font = dict.map(|dict| self.font(&dict));
        if let Some(id) = reference {
            self.references.insert(id, font);
        }
        font
    }

    pub(super) fn is_bold(&self, font: FontId) -> bool {
        self.all[font.0 as usize].bold
    }

    /// Calls `each` with text, width and "is the single-byte code 32" of every code in a string.
    pub(super) fn decode(
        &mut self,
        font: FontId,
        bytes: &[u8],
        mut each: impl FnMut(GlyphText, f32, bool),
    ) {
        let Fonts {
            all,
            programs,
            texts,
            ..
        } = self;
        let font = &mut all[font.0 as usize];
        match font.codes {
            Codes::Single => {
                for &byte in bytes {
                    let meaning = font.meaning(u32::from(byte), programs, texts);
                    each(meaning.text, meaning.width, byte == b' ');
                }
            }
            Codes::Double => {
                for pair in bytes.chunks(2) {
                    let code = match *pair {
                        [high, low] => u32::from(high) << 8 | u32::from(low),
                        _ => u32::from(pair[0]),
                    };
                    let meaning = font.meaning(code, programs, texts);
                    each(meaning.text, meaning.width, false);
                }
            }
            Codes::Program => {
                let mut at = 0;
                while at < bytes.len() {
                    let (code, length) = match font.program(programs) {
                        Some(program) => program.read_code(bytes, at),
                        None => (u32::from(bytes[at]), 1),
                    };
                    at += length.max(1);
                    let meaning = font.meaning(code, programs, texts);
                    each(meaning.text, meaning.width, code == 32 && length == 1);
                }
            }
        }
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
            is_pictures: name.as_deref().is_some_and(|name| {
                ["symbol", "dings", "dingbat", "marlett", "icon", "awesome"]
                    .iter()
                    .any(|word| name.contains(word))
            }),
            bold: is_bold(dict, name.as_deref().unwrap_or_default()),
            dict: dict.clone(),
            to_unicode: to_unicode(dict, cmaps),
            widths: FxHashMap::default(),
            default_width: 0.0,
            program: OnceCell::new(),
            glyphs: OnceCell::new(),
            collection: OnceCell::new(),
            known: Vec::new(),
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

    fn meaning(&mut self, code: u32, programs: &Programs<'a>, texts: &mut Texts) -> Meaning {
        match self.known.get(code as usize) {
            Some(&meaning) if meaning.text != GlyphText::UNSEEN => meaning,
            _ => self.look_up(code, programs, texts),
        }
    }

    /// Looks a code up and remembers it. Codes beyond two bytes are rare and looked up each time.
    #[cold]
    fn look_up(&mut self, code: u32, programs: &Programs<'a>, texts: &mut Texts) -> Meaning {
        const PAGE: usize = 256;
        const UNSEEN: Meaning = Meaning {
            text: GlyphText::UNSEEN,
            width: 0.0,
        };
        let width = match self.codes {
            Codes::Program => self
                .program(programs)
                .map_or(500.0, |program| program.code_advance(code).x as f32),
            _ => self
                .widths
                .get(&code)
                .copied()
                .unwrap_or(self.default_width),
        };
        let text = self.text(code, programs);
        let width = if width.is_finite() { width } else { 0.0 };
        let meaning = Meaning {
            text: text.map_or(GlyphText::UNKNOWN, |text| {
                code_text(text, texts).unwrap_or(GlyphText::UNKNOWN)
            }),
            width: width / 1000.0,
        };
        let index = code as usize;
        if index < 1 << 16 {
            if self.known.len() <= index {
                self.known.resize((index / PAGE + 1) * PAGE, UNSEEN);
            }
            self.known[index] = meaning;
        }
        meaning
    }

    fn text(&self, code: u32, programs: &Programs<'a>) -> Option<BfString> {
        let mapped = self
            .to_unicode
            .as_ref()
            .and_then(|map| map.lookup_bf_string(code));
        let named = || {
            let program = self.program(programs)?;
            match program.glyph(program.map_code(code), code) {
                FontGlyph::Outline(glyph) => {
                    glyph.as_unicode().filter(says_something).or_else(|| {
                        let known = self
                            .is_composite
                            .then(|| self.in_collection(code, programs));
                        known.flatten().or_else(|| self.of_glyph(&glyph))
                    })
                }
                FontGlyph::Type3(glyph) => glyph.as_unicode(),
            }
        };
        let by_code = || {
            let is_letter = !self.is_composite && (32..256).contains(&code);
            is_letter.then(|| char::from_u32(code).map(BfString::Char))?
        };
        mapped
            .filter(says_something)
            .or_else(|| named().filter(says_something))
            .or_else(by_code)
    }

    /// The character of a code that is a member of one of Adobe's character collections.
    fn in_collection(&self, code: u32, programs: &Programs<'a>) -> Option<BfString> {
        let map = self.collection.get_or_init(|| {
            let descendants = self.dict.get::<Array<'_>>(DESCENDANT_FONTS)?;
            let descendant = descendants.iter::<Dict<'_>>().next()?;
            let info = descendant.get::<Dict<'_>>(CIDSYSTEMINFO)?;
            let ordering = info.get::<hayro_syntax::object::String<'_>>(ORDERING)?;
            let name = match ordering.as_bytes() {
                b"Japan1" => CMapName::AdobeJapan1Ucs2,
                b"GB1" => CMapName::AdobeGb1Ucs2,
                b"CNS1" => CMapName::AdobeCns1Ucs2,
                b"Korea1" => CMapName::AdobeKorea1Ucs2,
                _ => return None,
            };
            let cmaps = programs.cmaps.clone();
            CMap::parse(cmaps(name)?, move |name| cmaps(name))
        });
        map.as_ref()?.lookup_bf_string(code)
    }

    /// The character that the font's own map draws with this glyph.
    fn of_glyph(&self, glyph: &OutlineGlyph) -> Option<BfString> {
        let characters = self.glyphs.get_or_init(|| glyphs::characters(glyph));
        let character = *characters.get(&glyph.glyph_id().to_u32())?;
        // A symbolic font that holds ordinary letters has them at F000 + code (ISO 32000-1, 9.6.6.4); one of pictures keeps its own.
        let plain = u32::from(character) & 0xff;
        let is_letter = matches!(character, '\u{f020}'..='\u{f07e}') && !self.is_pictures;
        let letter = is_letter.then(|| char::from_u32(plain)).flatten();
        Some(BfString::Char(letter.unwrap_or(character)))
    }

    fn program(&self, programs: &Programs<'a>) -> Option<&hayro_font::Font<'a>> {
        self.program
            .get_or_init(|| {
                programs
                    .cache
                    .font(&self.dict, &programs.standard, &programs.cmaps)
            })
            .as_ref()
    }
}

/// Whether a font is bold, by its name (`CMBX` is TeX's bold) or by what its descriptor says.
fn is_bold(dict: &Dict<'_>, name: &str) -> bool {
    const NAMES: [&str; 7] = ["bold", "black", "heavy", "-bd", "demi", "cmbx", "sfbx"];
    const FORCE_BOLD: u32 = 1 << 18;
    const SEMI_BOLD: f32 = 600.0;
    let says = || {
        let descriptor = dict.get::<Dict<'_>>(FONT_DESC)?;
        let flags = descriptor.get::<u32>(FLAGS).unwrap_or(0);
        let weight = descriptor.get::<f32>(FONT_WEIGHT).unwrap_or(0.0);
        Some(flags & FORCE_BOLD != 0 || weight >= SEMI_BOLD)
    };
    NAMES.iter().any(|word| name.contains(word)) || says().unwrap_or(false)
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

fn says_something(text: &BfString) -> bool {
    !matches!(text, BfString::Char('\0' | '\u{fffd}'))
}

fn code_text(text: BfString, texts: &mut Texts) -> Option<GlyphText> {
    match text {
        BfString::Char(character) => Some(GlyphText::of(character)),
        BfString::String(text) => {
            let text: String = text.chars().take(LONGEST_CODE).collect();
            texts.keep(&byte_swapped(&text).unwrap_or(text))
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

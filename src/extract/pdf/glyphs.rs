//! What an embedded font program itself says its glyphs are: for fonts whose dictionary does not say which letters the codes are.

use hayro_font::{FontData, OutlineGlyph};
use rustc_hash::FxHashMap;
use skrifa::{FontRef, MetadataProvider};

/// Characters of a font that are looked at: Unicode has fewer.
const MOST: usize = 1 << 18;

/// The character of each glyph that the font's own character map reaches.
pub(super) type Characters = FxHashMap<u32, char>;

/// Reverses the character map of the font a glyph is from; empty where there is none.
pub(super) fn characters(glyph: &OutlineGlyph) -> Characters {
    glyph
        .font_data()
        .map(|font| reversed(&font.data))
        .unwrap_or_default()
}

fn reversed(data: &FontData) -> Characters {
    let bytes: &[u8] = data.as_ref().as_ref();
    let Ok(font) = FontRef::new(bytes) else {
        return Characters::default();
    };
    let mut characters = Characters::default();
    for (code, glyph) in font.charmap().mappings().take(MOST) {
        let Some(character) = char::from_u32(code) else {
            continue;
        };
        // Several characters may share a glyph (space and no-break space): the first is the plain one.
        characters.entry(glyph.to_u32()).or_insert(character);
    }
    characters
}

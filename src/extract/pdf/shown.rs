//! What a page shows: pieces of glyphs, each along its own baseline.
//!
//! A piece is what one string operator (or several in a row) draws. Its glyphs need only a distance along the baseline, which keeps
//! them small and makes setting them as lines one-dimensional.

/// A point or vector in page coordinates: points, y down, origin at the top left of the crop box.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Point {
    pub x: f32,
    pub y: f32,
}

impl Point {
    pub(super) fn minus(self, other: Point) -> Point {
        Point {
            x: self.x - other.x,
            y: self.y - other.y,
        }
    }

    pub(super) fn dot(self, other: Point) -> f32 {
        self.x * other.x + self.y * other.y
    }

    /// Distance of the point from the line through the origin with this direction.
    pub(super) fn across(self, direction: Point) -> f32 {
        (self.x * direction.y - self.y * direction.x).abs()
    }
}

/// The text of a glyph: a character, or an entry of [`Texts`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct GlyphText(u32);

impl GlyphText {
    /// Not looked up yet; no glyph has it.
    pub(super) const UNSEEN: GlyphText = GlyphText(u32::MAX);
    /// Nobody can say what it is.
    pub(super) const UNKNOWN: GlyphText = GlyphText(char::REPLACEMENT_CHARACTER as u32);
    const LONG: u32 = 1 << 31;

    pub(super) fn of(character: char) -> Self {
        GlyphText(character as u32)
    }

    /// The character, if it is one.
    pub(super) fn character(self) -> Option<char> {
        char::from_u32(self.0)
    }
}

/// The texts of glyphs that stand for several characters: ligatures, `ActualText`.
#[derive(Default)]
pub(super) struct Texts {
    all: Vec<Box<str>>,
    bytes: usize,
}

impl Texts {
    /// Bytes kept for one document: real ones need a few hundred.
    const MOST: usize = 32 << 20;

    /// Keeps a text; `None` when a hostile document has too many.
    pub(super) fn keep(&mut self, text: &str) -> Option<GlyphText> {
        let mut characters = text.chars();
        if let (Some(only), None) = (characters.next(), characters.next()) {
            return Some(GlyphText::of(only));
        }
        self.bytes += text.len() + 16;
        if self.bytes > Self::MOST {
            return None;
        }
        self.all.push(text.into());
        Some(GlyphText(GlyphText::LONG | (self.all.len() - 1) as u32))
    }

    /// The characters of a glyph's text that is not a single character.
    pub(super) fn long(&self, text: GlyphText) -> &str {
        self.all
            .get((text.0 & !GlyphText::LONG) as usize)
            .map_or("", |text| text)
    }
}

/// One glyph of a piece.
#[derive(Clone, Copy, Debug)]
pub(super) struct Glyph {
    /// Distance from the piece's origin along the baseline, in points.
    pub at: f32,
    /// Distance to where the next glyph would stand.
    pub advance: f32,
    pub text: GlyphText,
}

impl Glyph {
    pub(super) fn end(&self) -> f32 {
        self.at + self.advance
    }
}

/// Glyphs along one baseline in one size.
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece {
    pub origin: Point,
    /// Unit vector along the baseline.
    pub direction: Point,
    /// Font size in points as seen on the page.
    pub size: f32,
    pub bold: bool,
    /// Its glyphs: a range of [`Shown::glyphs`].
    pub first: u32,
    pub last: u32,
}

impl Piece {
    /// The point at a distance along the baseline.
    pub(super) fn point(&self, at: f32) -> Point {
        Point {
            x: self.origin.x + self.direction.x * at,
            y: self.origin.y + self.direction.y * at,
        }
    }
}

/// What a page shows.
#[derive(Default)]
pub(super) struct Shown {
    pub glyphs: Vec<Glyph>,
    /// The pieces in content order.
    pub pieces: Vec<Piece>,
    /// Area of the images together, in square points; scans come in strips.
    pub image_area: f64,
    /// Number of path segments painted.
    pub strokes: u64,
    /// Bytes shown in a font that the page does not have.
    pub without_font: usize,
    /// Whether a part of the content could not be decoded.
    pub damaged: bool,
    /// Whether a limit cut the page short.
    pub cut_short: bool,
}

impl Shown {
    /// Makes it an empty page, keeping the memory.
    pub(super) fn clear(&mut self) {
        let (mut glyphs, mut pieces) = (
            std::mem::take(&mut self.glyphs),
            std::mem::take(&mut self.pieces),
        );
        glyphs.clear();
        pieces.clear();
        *self = Shown {
            glyphs,
            pieces,
            ..Shown::default()
        };
    }

    /// The glyphs of a piece.
    pub(super) fn of(&self, piece: &Piece) -> &[Glyph] {
        &self.glyphs[piece.first as usize..piece.last as usize]
    }

    /// Removes the pieces from `pieces` and the glyphs from `glyphs` on.
    pub(super) fn truncate(&mut self, pieces: usize, glyphs: usize) {
        self.pieces.truncate(pieces);
        self.glyphs.truncate(glyphs);
    }
}

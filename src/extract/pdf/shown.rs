//! What a page shows: pieces of glyphs, each along its own baseline.
//!
//! A piece is what one string operator (or several in a row) draws. Its glyphs need only a distance along the baseline, which keeps
//! them small and makes setting them as lines one-dimensional.

use super::bidi::is_rtl;

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

/// The text of a glyph: a character, or an entry of [`Texts`]; and what kind of character it is, decided once a code of a font.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct GlyphText(u32);

impl GlyphText {
    /// Not looked up yet; no glyph has it.
    pub(super) const UNSEEN: GlyphText = GlyphText(u32::MAX);
    /// Nobody can say what it is.
    pub(super) const UNKNOWN: GlyphText = GlyphText(char::REPLACEMENT_CHARACTER as u32);
    const LONG: u32 = 1 << 31;
    const LETTER: u32 = 1 << 30;
    const SPACE: u32 = 1 << 29;
    const MARK: u32 = 1 << 28;
    const DIGIT: u32 = 1 << 27;
    const RTL: u32 = 1 << 26;
    const VALUE: u32 = (1 << 26) - 1;

    pub(super) fn of(character: char) -> Self {
        let class = if is_rtl(character) {
            Self::LETTER | Self::RTL
        } else if character.is_alphabetic() {
            Self::LETTER
        } else if character.is_whitespace() || character < ' ' {
            Self::SPACE
        } else if character.is_ascii_digit() {
            Self::DIGIT
        } else if combining(character).is_some() {
            Self::MARK
        } else {
            0
        };
        GlyphText(character as u32 | class)
    }

    /// The character, if it is one.
    pub(super) fn character(self) -> Option<char> {
        if self.0 & Self::LONG != 0 {
            return None;
        }
        char::from_u32(self.0 & Self::VALUE)
    }

    pub(super) fn is_letter(self) -> bool {
        self.0 & (Self::LETTER | Self::LONG) == Self::LETTER
    }

    /// White space or a control character.
    pub(super) fn is_space(self) -> bool {
        self.0 & (Self::SPACE | Self::LONG) == Self::SPACE
    }

    pub(super) fn is_digit(self) -> bool {
        self.0 & (Self::DIGIT | Self::LONG) == Self::DIGIT
    }

    /// A letter of a script written from right to left.
    pub(super) fn is_rtl(self) -> bool {
        self.0 & (Self::RTL | Self::LONG) == Self::RTL
    }

    /// Letters and ligatures: what words are made of.
    pub(super) fn is_word(self) -> bool {
        self.0 & (Self::LETTER | Self::LONG) != 0
    }

    /// The combining mark of a spacing accent.
    pub(super) fn mark(self) -> Option<char> {
        if self.0 & (Self::MARK | Self::LONG) == Self::MARK {
            combining(self.character()?)
        } else {
            None
        }
    }
}

/// The combining mark of a spacing accent.
fn combining(accent: char) -> Option<char> {
    Some(match accent {
        '\u{2da}' | '\u{30a}' => '\u{30a}',
        '\u{a8}' | '\u{308}' => '\u{308}',
        '\u{b4}' | '\u{301}' => '\u{301}',
        '`' | '\u{300}' => '\u{300}',
        '^' | '\u{2c6}' | '\u{302}' => '\u{302}',
        '~' | '\u{2dc}' | '\u{303}' => '\u{303}',
        '\u{2c7}' | '\u{30c}' => '\u{30c}',
        '\u{b8}' | '\u{327}' => '\u{327}',
        _ => return None,
    })
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
            .get((text.0 & GlyphText::VALUE) as usize)
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
    /// Whether it is set level, from left to right.
    pub(super) fn is_level(&self) -> bool {
        self.direction.y.abs() < 1e-3 && self.direction.x > 0.0
    }

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

    /// Empties the pieces that stand outside the page as shown: the other half of a spread, printer's marks.
    pub(super) fn crop(&mut self, width: f32, height: f32) {
        /// How far out a piece may stand, in points, and still be seen.
        const TOLERANCE: f32 = 3.0;
        let outside =
            |a: f32, b: f32, most: f32| a.max(b) < -TOLERANCE || a.min(b) > most + TOLERANCE;
        for index in 0..self.pieces.len() {
            let piece = self.pieces[index];
            let Some(last) = self.of(&piece).last() else {
                continue;
            };
            let end = piece.point(last.end());
            if outside(piece.origin.x, end.x, width) || outside(piece.origin.y, end.y, height) {
                self.pieces[index].last = piece.first;
            }
        }
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

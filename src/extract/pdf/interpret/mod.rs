//! Runs the text operators of a page: content stream → glyphs in content order.
//!
//! Only what decides where text stands is executed; painting is merely counted, so that a page without text can be told from a
//! page whose text is a picture. Hidden layers are skipped; invisible text (render mode 3, as OCR writes it) is text.
//! Source: ISO 32000-1, 8.4 and 9.3–9.4.

mod marked;
mod operators;

use hayro_syntax::object::dict::keys::{BBOX, FONT, G, MATRIX, RESOURCES, SMASK, SUBTYPE};
use hayro_syntax::object::{Array, Dict, Name, Object, ObjectIdentifier, Stream};
use hayro_syntax::page::Resources;
use rustc_hash::{FxHashMap, FxHashSet};

use self::marked::Marked;
use self::operators as op;
use super::fonts::{FontId, Fonts};
use super::lexer::{Lexer, Operator};
use super::matrix::{IDENTITY, Matrix, apply, length, multiply};
use super::shown::{Glyph, GlyphText, Piece, Point, Shown};
use super::streams;

/// Forms are drawn at most this deep, as readers do.
const MAX_DEPTH: u32 = 24;
/// Saved graphics states at most (ISO 32000-1, Annex C allows 28; real files nest deeper).
const MAX_SAVED: usize = 4096;
/// Glyphs of one page. The densest real page we know, a map, has 60 000.
const MAX_GLYPHS: usize = 1 << 20;
/// A `TJ` adjustment (thousandths of the size) beyond this is a jump to another cell or column.
const WIDE_ADJUSTMENT: f64 = 1500.0;
/// Characters of one line of a form field.
const MAX_FIELD: usize = 10_000;
/// What drawing a form costs beside its content.
const FORM_COST: u64 = 4096;
/// Bytes of content interpreted for one page, forms counted each time they are drawn: bounds forms that draw forms.
const MAX_CONTENT: u64 = 512 << 20;

#[derive(Clone, Copy)]
struct State {
    to_page: Matrix,
    character_space: f64,
    word_space: f64,
    horizontal: f64,
    leading: f64,
    rise: f64,
    size: f64,
    font: Option<FontId>,
}

/// Where on the last piece the next glyph stands, and what moves it.
#[derive(Clone, Copy)]
struct Pen {
    /// Distance from the piece's origin, in points.
    at: f64,
    /// Points for an advance of one em.
    per_em: f64,
    /// Points for one unit of letter or word space.
    per_unit: f64,
    /// Points for one unit of text space, negative where the text runs against it.
    scale: f64,
}

/// The interpreter of one page.
pub(super) struct Interpreter<'f, 'a> {
    fonts: &'f mut Fonts<'a>,
    hidden_layers: &'f [ObjectIdentifier],
    shown: &'f mut Shown,
    /// How the next string goes on with the last piece; `None` if it starts a new one.
    pen: Option<Pen>,
    state: State,
    saved: Vec<State>,
    text_matrix: Matrix,
    line_matrix: Matrix,
    marked: Vec<Marked>,
    hidden: u32,
    depth: u32,
    content_left: u64,
}

impl<'f, 'a> Interpreter<'f, 'a> {
    pub(super) fn new(
        fonts: &'f mut Fonts<'a>,
        hidden_layers: &'f [ObjectIdentifier],
        shown: &'f mut Shown,
        to_page: Matrix,
    ) -> Self {
        Interpreter {
            fonts,
            hidden_layers,
            shown,
            pen: None,
            state: State::new(to_page),
            saved: Vec::new(),
            text_matrix: IDENTITY,
            line_matrix: IDENTITY,
            marked: Vec::new(),
            hidden: 0,
            depth: 0,
            content_left: MAX_CONTENT,
        }
    }

    /// Whether a limit has cut the page short, or the next form would.
    fn is_spent(&mut self) -> bool {
        self.shown.cut_short |= self.content_left < FORM_COST;
        self.shown.cut_short
    }

    /// Runs the appearance stream of an annotation or form field whose rectangle on the page is `rect`.
    pub(super) fn appearance(
        &mut self,
        stream: &Stream<'a>,
        rect: [f64; 4],
        to_page: &Matrix,
        page: &Resources<'a>,
    ) {
        if self.is_spent() {
            return;
        }
        let Some(content) = streams::decode(stream) else {
            return;
        };
        let dict = stream.dict();
        let bbox = dict.get::<[f64; 4]>(BBOX).unwrap_or_default();
        let matrix = dict.get::<Matrix>(MATRIX).unwrap_or(IDENTITY);
        let left = matrix[0] * bbox[0] + matrix[2] * bbox[1] + matrix[4];
        let bottom = matrix[1] * bbox[0] + matrix[3] * bbox[1] + matrix[5];
        let shift = [
            1.0,
            0.0,
            0.0,
            1.0,
            rect[0].min(rect[2]) - left,
            rect[1].min(rect[3]) - bottom,
        ];
        self.saved.clear();
        self.depth = 1;
        self.state = State::new(multiply(&multiply(to_page, &shift), &matrix));
        let own = dict.get::<Dict<'a>>(RESOURCES).map(Resources::new);
        self.shown.damaged |= !content.whole;
        self.run(&content.data, own.as_ref().unwrap_or(page));
        self.depth = 0;
    }

    /// Shows the value of a form field that has no appearance of its own, in the field's rectangle.
    pub(super) fn field(&mut self, value: &str, rect: [f64; 4], to_page: &Matrix) {
        /// Size and width that such text is given where nobody drew it.
        const SIZE: f32 = 10.0;
        const WIDTH: f32 = 5.0;
        let left = rect[0].min(rect[2]);
        let mut top = rect[1].max(rect[3]);
        for line in value.lines() {
            if self.shown.glyphs.len() > MAX_GLYPHS {
                self.shown.cut_short = true;
                break;
            }
            top -= f64::from(SIZE) * 1.2;
            let first = self.shown.glyphs.len() as u32;
            self.shown.cut_short |= line.chars().count() > MAX_FIELD;
            let glyphs = line.chars().take(MAX_FIELD).zip(0u16..);
            self.shown
                .glyphs
                .extend(glyphs.map(|(character, index)| Glyph {
                    at: WIDTH * f32::from(index),
                    advance: WIDTH,
                    text: GlyphText::of(character),
                }));
            self.shown.pieces.push(Piece {
                origin: apply(to_page, left, top),
                direction: Point { x: 1.0, y: 0.0 },
                size: SIZE,
                bold: false,
                first,
                last: self.shown.glyphs.len() as u32,
            });
        }
        self.pen = None;
    }

    /// Runs a content stream with its resources.
    pub(super) fn run(&mut self, content: &[u8], resources: &Resources<'a>) {
        let cost = content.len() as u64 + FORM_COST;
        if self.content_left < cost {
            self.shown.cut_short = true;
            return;
        }
        self.content_left -= cost;
        let (saved, marked) = (self.saved.len(), self.marked.len());
        let mut names = Names::default();
        let mut lexer = Lexer::new(content);
        while let Some(operator) = lexer.next_operator() {
            self.operate(operator, &mut lexer, resources, &mut names, saved);
            if self.shown.glyphs.len() > MAX_GLYPHS {
                self.shown.cut_short = true;
            }
            if self.shown.cut_short {
                break;
            }
        }
        self.saved.truncate(saved);
        while self.marked.len() > marked {
            self.end_marked();
        }
    }

    fn operate(
        &mut self,
        operator: Operator,
        lexer: &mut Lexer<'_>,
        resources: &Resources<'a>,
        names: &mut Names,
        floor: usize,
    ) {
        match operator {
            op::SAVE if self.saved.len() < MAX_SAVED => self.saved.push(self.state),
            op::RESTORE if self.saved.len() > floor => {
                self.state = self.saved.pop().expect("length was just checked");
                self.settle();
            }
            op::TRANSFORM => {
                self.state.to_page = multiply(&self.state.to_page, &matrix(lexer));
                self.settle();
            }
            op::BEGIN_TEXT => {
                self.settle();
                self.text_matrix = IDENTITY;
                self.line_matrix = IDENTITY;
            }
            op::CHARACTER_SPACE => self.state.character_space = lexer.number(1),
            op::WORD_SPACE => self.state.word_space = lexer.number(1),
            op::HORIZONTAL => {
                self.state.horizontal = lexer.number(1) / 100.0;
                self.settle();
            }
            op::LEADING => self.state.leading = lexer.number(1),
            op::RISE => {
                self.state.rise = lexer.number(1);
                self.settle();
            }
            op::FONT_SIZE => {
                self.settle();
                self.state.size = lexer.number(1);
                self.state.font = lexer
                    .name(2)
                    .and_then(|name| names.font(name, resources, self.fonts));
            }
            op::NEXT_LINE => self.next_line(lexer.number(2), lexer.number(1)),
            op::NEXT_LINE_LEADING => {
                self.state.leading = -lexer.number(1);
                self.next_line(lexer.number(2), lexer.number(1));
            }
            op::TEXT_MATRIX => {
                self.line_matrix = matrix(lexer);
                self.text_matrix = self.line_matrix;
                self.pen = None;
            }
            op::NEXT_LINE_PLAIN => self.next_line(0.0, -self.state.leading),
            op::SHOW => self.show(lexer.last_text()),
            op::NEXT_LINE_SHOW => {
                self.next_line(0.0, -self.state.leading);
                self.show(lexer.last_text());
            }
            op::NEXT_LINE_SPACED_SHOW => {
                self.state.word_space = lexer.number(3);
                self.state.character_space = lexer.number(2);
                self.next_line(0.0, -self.state.leading);
                self.show(lexer.last_text());
            }
            op::SHOW_ARRAY => self.show_array(lexer),
            op::GRAPHICS_STATE => self.graphics_state(lexer, resources, names),
            op::DRAW => self.draw(lexer.name(1), resources, names),
            op::BEGIN_IMAGE => self.image(),
            op::IMAGE_DATA => lexer.skip_inline_image(),
            op::BEGIN_MARKED => self.marked.push(Marked::Plain),
            op::BEGIN_MARKED_PROPERTIES => self.begin_marked(lexer, resources),
            op::END_MARKED => self.end_marked(),
            op::LINE | op::CURVE | op::CURVE_V | op::CURVE_Y | op::RECTANGLE | op::SHADING => {
                self.shown.strokes += 1;
            }
            _ => {}
        }
    }

    fn next_line(&mut self, x: f64, y: f64) {
        let m = &mut self.line_matrix;
        m[4] += m[0] * x + m[2] * y;
        m[5] += m[1] * x + m[3] * y;
        self.text_matrix = *m;
        self.pen = None;
    }

    fn show_array(&mut self, lexer: &Lexer<'_>) {
        for &operand in lexer.operands() {
            if let Some(adjustment) = operand.value() {
                match &mut self.pen {
                    Some(pen) if adjustment.abs() < WIDE_ADJUSTMENT => {
                        pen.at -= adjustment / 1000.0 * pen.per_em;
                    }
                    _ => {
                        self.settle();
                        let state = &self.state;
                        self.advance(-adjustment / 1000.0 * state.size * state.horizontal);
                    }
                }
            } else {
                self.show(lexer.text(operand));
            }
        }
    }

    fn advance(&mut self, x: f64) {
        let m = &mut self.text_matrix;
        m[4] += m[0] * x;
        m[5] += m[1] * x;
    }

    /// Moves the text matrix to where the pen is and puts the pen away.
    fn settle(&mut self) {
        if let Some(pen) = self.pen.take()
            && pen.scale != 0.0
        {
            self.advance(pen.at / pen.scale);
        }
    }

    fn show(&mut self, bytes: Option<&[u8]>) {
        let Some(mut bytes) = bytes.filter(|b| !b.is_empty()) else {
            return;
        };
        let room = (MAX_GLYPHS + 1).saturating_sub(self.shown.glyphs.len());
        bytes = &bytes[..bytes.len().min(2 * room)];
        let Some(font) = self.state.font else {
            self.shown.without_font += bytes.len();
            return;
        };
        let Some(mut pen) = self.pen.or_else(|| self.new_piece(font)) else {
            return;
        };
        let (character_space, word_space) = (
            self.state.character_space * pen.per_unit,
            self.state.word_space * pen.per_unit,
        );
        // Letter spacing belongs to the glyph, so that the gap after it is not mistaken for a space.
        let spacing = character_space.max(0.0) as f32;
        let glyphs = &mut self.shown.glyphs;
        glyphs.reserve(bytes.len());
        let shows = self.hidden == 0;
        self.fonts.decode(font, bytes, |text, width, is_space| {
            let width = f64::from(width) * pen.per_em;
            if shows {
                glyphs.push(Glyph {
                    at: pen.at as f32,
                    advance: width as f32 + spacing,
                    text,
                });
            }
            pen.at += width + character_space;
            if is_space {
                pen.at += word_space;
            }
        });
        let last = glyphs.len() as u32;
        if let Some(piece) = self.shown.pieces.last_mut() {
            piece.last = last;
        }
        self.pen = Some(pen);
    }

    /// Starts a piece where the text matrix is; `None` if that is nowhere.
    fn new_piece(&mut self, font: FontId) -> Option<Pen> {
        let state = &self.state;
        let base = multiply(&state.to_page, &self.text_matrix);
        // Points on the page for one unit of text space along the baseline, and which way the text runs.
        let scale = length(base[0], base[1]);
        let sign = if state.size * state.horizontal < 0.0 {
            -1.0
        } else {
            1.0
        };
        let origin = apply(&base, 0.0, state.rise);
        if !(scale.is_finite() && origin.x.is_finite() && origin.y.is_finite()) {
            return None;
        }
        let unit = |v: f64| (v * sign / scale) as f32;
        let direction = if scale > 0.0 {
            Point {
                x: unit(base[0]),
                y: unit(base[1]),
            }
        } else {
            Point { x: 1.0, y: 0.0 }
        };
        let first = self.shown.glyphs.len() as u32;
        self.shown.pieces.push(Piece {
            origin,
            direction,
            size: (state.size.abs() * length(base[2], base[3])) as f32,
            bold: self.fonts.is_bold(font),
            first,
            last: first,
        });
        let per_unit = state.horizontal * scale * sign;
        Some(Pen {
            at: 0.0,
            per_em: state.size * per_unit,
            per_unit,
            scale: scale * sign,
        })
    }

    fn graphics_state(&mut self, lexer: &Lexer<'_>, resources: &Resources<'a>, names: &mut Names) {
        let Some(name) = lexer
            .name(1)
            .filter(|&name| !names.plain_states.contains(name))
        else {
            return;
        };
        let state = Name::new(name).and_then(|name| resources.get_ext_g_state(&name));
        let Some(state) = state else { return };
        // Text can be painted by filling an area through a mask that is the text.
        let mask = state.get::<Dict<'a>>(SMASK);
        if let Some(form) = mask.and_then(|mask| mask.get::<Stream<'a>>(G)) {
            self.form(&form, resources);
        }
        let Some(font) = state.get::<Array<'a>>(FONT) else {
            names.plain_states.insert(name.to_vec());
            return;
        };
        let mut items = font.iter::<Object<'a>>();
        if let (Some(Object::Dict(dict)), Some(Object::Number(size))) = (items.next(), items.next())
        {
            self.settle();
            self.state.size = size.as_f64();
            self.state.font = Some(self.fonts.font(&dict));
        }
    }

    fn draw(&mut self, name: Option<&[u8]>, resources: &Resources<'a>, names: &mut Names) {
        let Some(name) = name else { return };
        if names.images.contains(name) {
            return self.image();
        }
        let Some(stream) = Name::new(name).and_then(|n| resources.get_x_object(&n)) else {
            return;
        };
        let dict = stream.dict();
        if dict
            .get::<Name<'_>>(SUBTYPE)
            .is_none_or(|n| n.as_ref() != b"Form")
        {
            names.images.insert(name.to_vec());
            return self.image();
        }
        self.form(&stream, resources);
    }

    /// Runs the content of a form.
    fn form(&mut self, stream: &Stream<'a>, resources: &Resources<'a>) {
        let dict = stream.dict();
        if self.depth >= MAX_DEPTH || self.is_hidden(dict) || self.is_spent() {
            return;
        }
        let Some(content) = streams::decode(stream) else {
            self.shown.damaged = true;
            return;
        };
        self.settle();
        let kept = (self.state, self.text_matrix, self.line_matrix);
        if let Some(matrix) = dict.get::<Matrix>(MATRIX) {
            self.state.to_page = multiply(&self.state.to_page, &matrix);
        }
        let own = dict.get::<Dict<'a>>(RESOURCES).map(Resources::new);
        self.depth += 1;
        self.shown.damaged |= !content.whole;
        self.run(&content.data, own.as_ref().unwrap_or(resources));
        self.depth -= 1;
        (self.state, self.text_matrix, self.line_matrix) = kept;
        self.pen = None;
    }

    /// Counts an image, drawn as the unit square under the current transform.
    fn image(&mut self) {
        let m = &self.state.to_page;
        let area = (m[0] * m[3] - m[1] * m[2]).abs();
        self.shown.image_area += area;
    }
}

impl State {
    fn new(to_page: Matrix) -> Self {
        State {
            to_page,
            character_space: 0.0,
            word_space: 0.0,
            horizontal: 1.0,
            leading: 0.0,
            rise: 0.0,
            size: 1.0,
            font: None,
        }
    }
}

/// Resource names already looked up in one content stream: the parser re-reads a dictionary at every look-up.
#[derive(Default)]
struct Names {
    fonts: FxHashMap<Vec<u8>, Option<FontId>>,
    images: FxHashSet<Vec<u8>>,
    /// Graphics states that set no font, which is nearly all.
    plain_states: FxHashSet<Vec<u8>>,
}

impl Names {
    fn font<'a>(
        &mut self,
        name: &[u8],
        resources: &Resources<'a>,
        fonts: &mut Fonts<'a>,
    ) -> Option<FontId> {
        if let Some(font) = self.fonts.get(name) {
            return *font;
        }
        let font = fonts.named(name, resources);
        self.fonts.insert(name.to_vec(), font);
        font
    }
}

fn matrix(lexer: &Lexer<'_>) -> Matrix {
    [6, 5, 4, 3, 2, 1].map(|from_end| lexer.number(from_end))
}

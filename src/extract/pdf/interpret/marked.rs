//! Marked content: hidden layers, and text that stands for what is drawn. Source: ISO 32000-1, 14.6, 14.9.4 and 8.11.

use hayro_syntax::object::dict::keys::{OC, OCGS};
use hayro_syntax::object::{Array, Dict, Name};
use hayro_syntax::page::Resources;

use super::Interpreter;
use crate::extract::pdf::lexer::{Lexer, hex_string, literal_string};
use crate::extract::pdf::shown::{Glyph, Piece};
use crate::extract::text_string;

/// One open marked-content sequence.
pub(super) enum Marked {
    Plain,
    /// A hidden layer: nothing inside is shown.
    Hidden,
    /// The text that stands for all pieces from this one on.
    ActualText(String, usize),
}

impl<'a> Interpreter<'_, 'a> {
    pub(super) fn begin_marked(&mut self, lexer: &Lexer<'_>, resources: &Resources<'a>) {
        let properties = lexer
            .name(1)
            .and_then(Name::new)
            .and_then(|name| resources.properties.get::<Dict<'a>>(&name));
        let is_layer = lexer.operands().len() >= 2 && lexer.name(2) == Some(b"OC");
        if is_layer
            && properties
                .as_ref()
                .is_some_and(|layer| self.is_hidden_layer(layer))
        {
            self.hidden += 1;
            return self.marked.push(Marked::Hidden);
        }
        let actual = match &properties {
            Some(dict) => dict
                .get::<hayro_syntax::object::String<'_>>(b"ActualText")
                .map(|s| text_string(s.as_bytes())),
            None => lexer.last_dictionary().and_then(inline_actual_text),
        };
        if actual.is_some() {
            self.settle();
        }
        self.marked.push(match actual {
            Some(text) => Marked::ActualText(text, self.shown.pieces.len()),
            None => Marked::Plain,
        });
    }

    pub(super) fn end_marked(&mut self) {
        match self.marked.pop() {
            Some(Marked::Hidden) => self.hidden -= 1,
            Some(Marked::ActualText(text, from)) if self.hidden == 0 => {
                self.replace_text(&text, from);
            }
            _ => {}
        }
    }

    /// Lets the first glyph of a span carry the text that stands for the whole span, and the others none.
    fn replace_text(&mut self, text: &str, from: usize) {
        self.settle();
        let shown = &mut *self.shown;
        let Some((first, rest)) = shown.pieces.get(from..).and_then(<[Piece]>::split_first) else {
            return;
        };
        let same_line = rest.iter().all(|piece| {
            let away = piece.origin.minus(first.origin);
            away.y.abs() < first.size && away.x.abs() < 100.0 * first.size
        });
        if !same_line || first.first == first.last {
            // A span over several lines is a paragraph's replacement text; its glyphs say the same and say where.
            return;
        }
        let Some(kept) = self.fonts.texts.keep(text) else {
            return;
        };
        let end = |piece: &Piece| {
            let last = shown.of(piece).last().map_or(0.0, Glyph::end);
            piece.point(last).minus(first.origin).dot(first.direction)
        };
        let end = end(rest.last().unwrap_or(first));
        let glyph = first.first as usize;
        shown.truncate(from + 1, glyph + 1);
        shown.pieces[from].last = glyph as u32 + 1;
        let only = &mut shown.glyphs[glyph];
        only.advance = end - only.at;
        only.text = kept;
    }

    pub(super) fn is_hidden(&self, dict: &Dict<'a>) -> bool {
        dict.get::<Dict<'a>>(OC)
            .is_some_and(|layer| self.is_hidden_layer(&layer))
    }

    /// Whether a layer, or every layer of a membership dictionary, is switched off.
    fn is_hidden_layer(&self, layer: &Dict<'a>) -> bool {
        let off = |dict: &Dict<'a>| {
            dict.obj_id()
                .is_some_and(|id| self.hidden_layers.contains(&id))
        };
        if self.hidden_layers.is_empty() {
            return false;
        }
        match (layer.get::<Array<'a>>(OCGS), layer.get::<Dict<'a>>(OCGS)) {
            (Some(list), _) => {
                let mut members = list.iter::<Dict<'a>>().peekable();
                members.peek().is_some() && members.all(|member| off(&member))
            }
            (None, Some(member)) => off(&member),
            (None, None) => off(layer),
        }
    }
}

/// The `ActualText` of an inline property dictionary.
fn inline_actual_text(dict: &[u8]) -> Option<String> {
    let rest = &dict[memchr::memmem::find(dict, b"/ActualText")? + b"/ActualText".len()..];
    let start = rest.iter().position(|b| !b.is_ascii_whitespace())?;
    let mut bytes = Vec::new();
    match rest.get(start)? {
        b'(' => {
            literal_string(rest, start + 1, &mut bytes);
        }
        b'<' => {
            hex_string(rest, start + 1, &mut bytes);
        }
        _ => return None,
    }
    Some(text_string(&bytes))
}

//! The operators that matter for text, by name. Source: ISO 32000-1, Annex A.

use super::super::lexer::{Operator, operator};

pub(super) const SAVE: Operator = operator(b"q");
pub(super) const RESTORE: Operator = operator(b"Q");
pub(super) const TRANSFORM: Operator = operator(b"cm");
pub(super) const BEGIN_TEXT: Operator = operator(b"BT");
pub(super) const CHARACTER_SPACE: Operator = operator(b"Tc");
pub(super) const WORD_SPACE: Operator = operator(b"Tw");
pub(super) const HORIZONTAL: Operator = operator(b"Tz");
pub(super) const LEADING: Operator = operator(b"TL");
pub(super) const RISE: Operator = operator(b"Ts");
pub(super) const FONT_SIZE: Operator = operator(b"Tf");
pub(super) const NEXT_LINE: Operator = operator(b"Td");
pub(super) const NEXT_LINE_LEADING: Operator = operator(b"TD");
pub(super) const TEXT_MATRIX: Operator = operator(b"Tm");
pub(super) const NEXT_LINE_PLAIN: Operator = operator(b"T*");
pub(super) const SHOW: Operator = operator(b"Tj");
pub(super) const NEXT_LINE_SHOW: Operator = operator(b"'");
pub(super) const NEXT_LINE_SPACED_SHOW: Operator = operator(b"\"");
pub(super) const SHOW_ARRAY: Operator = operator(b"TJ");
pub(super) const GRAPHICS_STATE: Operator = operator(b"gs");
pub(super) const DRAW: Operator = operator(b"Do");
pub(super) const BEGIN_IMAGE: Operator = operator(b"BI");
pub(super) const IMAGE_DATA: Operator = operator(b"ID");
pub(super) const BEGIN_MARKED: Operator = operator(b"BMC");
pub(super) const BEGIN_MARKED_PROPERTIES: Operator = operator(b"BDC");
pub(super) const END_MARKED: Operator = operator(b"EMC");
pub(super) const LINE: Operator = operator(b"l");
pub(super) const CURVE: Operator = operator(b"c");
pub(super) const CURVE_V: Operator = operator(b"v");
pub(super) const CURVE_Y: Operator = operator(b"y");
pub(super) const RECTANGLE: Operator = operator(b"re");
pub(super) const SHADING: Operator = operator(b"sh");

//! Content streams as operands and operators.
//!
//! The lexer never fails; what it does not understand it skips, as PDF readers do. Strings without escapes stay in place. Syntax:
//! ISO 32000-1, 7.2 and 7.8.2.

use memchr::memmem;

/// An operator, its first four bytes as a number.
pub(super) type Operator = u32;

/// The number of an operator's name.
pub(super) const fn operator(name: &[u8]) -> Operator {
    let (mut number, mut at) = (0, 0);
    while at < name.len() && at < 4 {
        number = number << 8 | name[at] as u32;
        at += 1;
    }
    number
}

/// One operand on the stack.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Operand {
    /// A number.
    Number(f64),
    /// A string without escapes: byte range in the stream.
    Plain(u32, u32),
    /// A string: byte range in the scratch buffer, unescaped.
    Text(u32, u32),
    /// A name without its slash: byte range in the stream.
    Name(u32, u32),
    /// An inline dictionary: byte range in the stream, with its brackets.
    Dictionary(u32, u32),
}

impl Operand {
    /// The value of a number.
    pub(super) fn value(self) -> Option<f64> {
        match self {
            Operand::Number(value) => Some(value),
            _ => None,
        }
    }
}

/// A lexer over one content stream.
pub(super) struct Lexer<'d> {
    data: &'d [u8],
    at: usize,
    operands: Vec<Operand>,
    scratch: Vec<u8>,
}

/// Operands beyond this many are dropped: only a `TJ` array may be long, and none of a real page reaches this.
const MAX_OPERANDS: usize = 1 << 16;

const SPACE: u8 = 1;
const DELIMITER: u8 = 2;
const NUMERIC: u8 = 4;

static CLASS: [u8; 256] = {
    let mut table = [0; 256];
    let mut mark = 0;
    let sets: [(&[u8], u8); 3] = [
        (b"\0\t\n\x0c\r ", SPACE),
        (b"()<>[]{}/%", DELIMITER),
        (b"0123456789+-.", NUMERIC),
    ];
    while mark < sets.len() {
        let (bytes, class) = sets[mark];
        let mut i = 0;
        while i < bytes.len() {
            table[bytes[i] as usize] = class;
            i += 1;
        }
        mark += 1;
    }
    table
};

/// Bytes at which a literal string ends or needs unescaping.
static STRING_END: [bool; 256] = {
    let mut table = [false; 256];
    let mut i = 0;
    while i < 4 {
        table[b"()\\\r"[i] as usize] = true;
        i += 1;
    }
    table
};

/// Values of hexadecimal digits; 255 for other bytes.
static HEX: [u8; 256] = {
    let mut table = [255; 256];
    let mut value = 0;
    while value < 16 {
        let digit = b"0123456789abcdef"[value];
        table[digit as usize] = value as u8;
        table[digit.to_ascii_uppercase() as usize] = value as u8;
        value += 1;
    }
    table
};

impl<'d> Lexer<'d> {
    /// Starts at the beginning of `data`.
    pub(super) fn new(data: &'d [u8]) -> Self {
        Lexer {
            data,
            at: 0,
            operands: Vec::with_capacity(64),
            scratch: Vec::with_capacity(256),
        }
    }

    /// Reads up to and including the next operator, whose operands are then in [`Lexer::operands`].
    pub(super) fn next_operator(&mut self) -> Option<Operator> {
        self.operands.clear();
        self.scratch.clear();
        while let Some(&byte) = self.data.get(self.at) {
            match CLASS[byte as usize] {
                SPACE => self.at += 1,
                NUMERIC => {
                    let (value, length) = leading_number(&self.data[self.at..]);
                    self.at += length;
                    self.push(Operand::Number(value));
                }
                DELIMITER => self.delimited(byte),
                _ => {
                    let start = self.at;
                    self.skip_regular();
                    return Some(operator(&self.data[start..self.at]));
                }
            }
        }
        None
    }

    /// The operands before the operator, in order; array brackets are dropped, their items are not.
    pub(super) fn operands(&self) -> &[Operand] {
        &self.operands
    }

    /// The number `from_end` places from the end (1 is the last), 0 if there is none.
    pub(super) fn number(&self, from_end: usize) -> f64 {
        match self.operand(from_end) {
            Some(Operand::Number(value)) => value,
            _ => 0.0,
        }
    }

    /// The last operand if it is a string.
    pub(super) fn last_text(&self) -> Option<&[u8]> {
        self.operand(1).and_then(|operand| self.text(operand))
    }

    /// The name `from_end` places from the end.
    pub(super) fn name(&self, from_end: usize) -> Option<&'d [u8]> {
        match self.operand(from_end) {
            Some(Operand::Name(a, b)) => Some(&self.data[a as usize..b as usize]),
            _ => None,
        }
    }

    /// The inline dictionary at the end of the operands, with its brackets.
    pub(super) fn last_dictionary(&self) -> Option<&'d [u8]> {
        match self.operand(1) {
            Some(Operand::Dictionary(a, b)) => Some(&self.data[a as usize..b as usize]),
            _ => None,
        }
    }

    /// The bytes of a text operand.
    pub(super) fn text(&self, operand: Operand) -> Option<&[u8]> {
        match operand {
            Operand::Plain(a, b) => Some(&self.data[a as usize..b as usize]),
            Operand::Text(a, b) => Some(&self.scratch[a as usize..b as usize]),
            _ => None,
        }
    }

    /// Skips the data of an inline image: called after the operator `ID`.
    pub(super) fn skip_inline_image(&mut self) {
        let start = self.at;
        if !self.end_of_image(start, true) && !self.end_of_image(start, false) {
            self.at = self.data.len();
        }
    }

    /// Finds the `EI` that ends an inline image; `strict` wants white space (or the end of ASCII data) before it.
    fn end_of_image(&mut self, from: usize, strict: bool) -> bool {
        let data = self.data;
        self.at = from + 1;
        while let Some(found) = data
            .get(self.at..)
            .and_then(|rest| memmem::find(rest, b"EI"))
        {
            let start = self.at + found;
            self.at = start + 2;
            let before =
                !strict || (start > 0 && (is_space(data[start - 1]) || data[start - 1] == b'>'));
            let after = data.get(start + 2).is_none_or(|&b| is_space(b));
            let tail = &data[start + 2..data.len().min(start + 12)];
            if before && after && tail.iter().all(|&b| b == 0 || (9..127).contains(&b)) {
                return true;
            }
        }
        false
    }

    fn operand(&self, from_end: usize) -> Option<Operand> {
        self.operands
            .len()
            .checked_sub(from_end)
            .map(|i| self.operands[i])
    }

    fn push(&mut self, operand: Operand) {
        if self.operands.len() < MAX_OPERANDS {
            self.operands.push(operand);
        }
    }

    fn skip_regular(&mut self) {
        self.at += regular(&self.data[self.at..]);
    }

    fn delimited(&mut self, byte: u8) {
        match byte {
            b'(' => {
                let open = self.at + 1;
                let rest = &self.data[open..];
                let end = rest.iter().position(|b| STRING_END[*b as usize]);
                if let Some(end) = end.filter(|&end| rest[end] == b')') {
                    self.at = open + end + 1;
                    return self.push(Operand::Plain(open as u32, (open + end) as u32));
                }
                let start = self.scratch.len();
                self.at = literal_string(self.data, self.at + 1, &mut self.scratch);
                self.push(Operand::Text(start as u32, self.scratch.len() as u32));
            }
            b'<' if self.data.get(self.at + 1) == Some(&b'<') => {
                let start = self.at;
                self.at = end_of_dictionary(self.data, self.at);
                self.push(Operand::Dictionary(start as u32, self.at as u32));
            }
            b'<' => {
                let start = self.scratch.len();
                self.at = hex_string(self.data, self.at + 1, &mut self.scratch);
                self.push(Operand::Text(start as u32, self.scratch.len() as u32));
            }
            b'/' => {
                self.at += 1;
                let start = self.at;
                self.skip_regular();
                self.push(Operand::Name(start as u32, self.at as u32));
            }
            b'%' => {
                while self
                    .data
                    .get(self.at)
                    .is_some_and(|b| !matches!(b, b'\n' | b'\r'))
                {
                    self.at += 1;
                }
            }
            _ => self.at += 1,
        }
    }
}

/// How many bytes from the start are neither space nor delimiter.
#[inline]
fn regular(data: &[u8]) -> usize {
    let ends = |&b: &u8| CLASS[b as usize] & (SPACE | DELIMITER) != 0;
    data.iter().position(ends).unwrap_or(data.len())
}

fn is_space(byte: u8) -> bool {
    CLASS[byte as usize] == SPACE
}

const POWERS: [f64; 18] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17,
];

/// The number at the start of `data`, and the length of its token.
#[inline]
fn leading_number(data: &[u8]) -> (f64, usize) {
    let digit = |at: usize| {
        let byte = data.get(at).copied().unwrap_or(b' ').wrapping_sub(b'0');
        (byte < 10).then_some(u64::from(byte))
    };
    let negative = data.first() == Some(&b'-');
    let first = usize::from(negative);
    let (mut at, mut value, mut decimals) = (first, 0u64, 0);
    while let Some(next) = digit(at) {
        value = value.wrapping_mul(10).wrapping_add(next);
        at += 1;
    }
    if data.get(at) == Some(&b'.') {
        at += 1;
        while let Some(next) = digit(at) {
            value = value.wrapping_mul(10).wrapping_add(next);
            at += 1;
            decimals += 1;
        }
    }
    let ends = data
        .get(at)
        .is_none_or(|&b| CLASS[b as usize] & (SPACE | DELIMITER) != 0);
    // Longer numbers and odd ones go the careful way.
    if !ends || at - first > 16 || at == first {
        let length = regular(data);
        return (number(&data[..length]), length);
    }
    let magnitude = if decimals == 0 {
        value as f64
    } else {
        value as f64 / POWERS[decimals]
    };
    (if negative { -magnitude } else { magnitude }, at)
}

/// Parses a PDF number leniently: `--5`, `1.2.3` and `4-` occur in real files and readers accept them.
fn number(bytes: &[u8]) -> f64 {
    let (mut negative, mut value, mut decimals, mut fraction) = (false, 0u64, 0usize, false);
    for (i, &byte) in bytes.iter().enumerate() {
        match byte {
            b'-' if i == 0 || bytes[i - 1] == b'-' => negative = true,
            b'+' if i == 0 => {}
            b'.' if !fraction => fraction = true,
            b'0'..=b'9' if value < 1 << 55 => {
                value = value * 10 + u64::from(byte - b'0');
                decimals += usize::from(fraction);
            }
            b'0'..=b'9' if fraction => {}
            b'0'..=b'9' => return 0.0,
            _ => break,
        }
    }
    let magnitude = value as f64 / POWERS[decimals.min(17)];
    if negative { -magnitude } else { magnitude }
}

/// Unescapes a literal string from `at` (after its opening bracket) into `out`; returns the place after the closing bracket.
pub(super) fn literal_string(data: &[u8], mut at: usize, out: &mut Vec<u8>) -> usize {
    let mut depth = 1;
    while at < data.len() {
        let start = at;
        while at < data.len() && !matches!(data[at], b'(' | b')' | b'\\' | b'\r') {
            at += 1;
        }
        out.extend_from_slice(&data[start..at]);
        let Some(&byte) = data.get(at) else { break };
        at += 1;
        match byte {
            b'(' => {
                depth += 1;
                out.push(byte);
            }
            b')' => {
                depth -= 1;
                if depth == 0 {
                    return at;
                }
                out.push(byte);
            }
            b'\r' => {
                out.push(b'\n');
                at += usize::from(data.get(at) == Some(&b'\n'));
            }
            _ => at = escape(data, at, out),
        }
    }
    at
}

fn escape(data: &[u8], mut at: usize, out: &mut Vec<u8>) -> usize {
    let Some(&byte) = data.get(at) else { return at };
    at += 1;
    match byte {
        b'n' => out.push(b'\n'),
        b'r' => out.push(b'\r'),
        b't' => out.push(b'\t'),
        b'b' => out.push(8),
        b'f' => out.push(12),
        b'0'..=b'7' => {
            let mut value = u32::from(byte - b'0');
            for _ in 0..2 {
                let Some(&digit @ b'0'..=b'7') = data.get(at) else {
                    break;
                };
                value = value * 8 + u32::from(digit - b'0');
                at += 1;
            }
            out.push(value as u8);
        }
        b'\r' => at += usize::from(data.get(at) == Some(&b'\n')),
        b'\n' => {}
        other => out.push(other),
    }
    at
}

/// Reads a hexadecimal string from `at` (after its opening bracket) into `out`; returns the place after the closing bracket.
pub(super) fn hex_string(data: &[u8], mut at: usize, out: &mut Vec<u8>) -> usize {
    let mut high = None;
    while let Some(&byte) = data.get(at) {
        at += 1;
        if byte == b'>' {
            break;
        }
        let digit = HEX[byte as usize];
        if digit > 15 {
            continue;
        }
        match high.take() {
            None => high = Some(digit),
            Some(first) => out.push(first << 4 | digit),
        }
    }
    if let Some(first) = high {
        out.push(first << 4);
    }
    at
}

fn end_of_dictionary(data: &[u8], mut at: usize) -> usize {
    let (mut depth, mut ignored) = (0u32, Vec::new());
    while at < data.len() {
        match (data[at], data.get(at + 1)) {
            (b'<', Some(b'<')) => {
                depth += 1;
                at += 2;
            }
            (b'>', Some(b'>')) => {
                at += 2;
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    break;
                }
            }
            (b'(', _) => {
                ignored.clear();
                at = literal_string(data, at + 1, &mut ignored);
            }
            _ => at += 1,
        }
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_readers_do() {
        for (text, value) in [
            ("12", 12.0),
            ("-.5", -0.5),
            ("--5", -5.0),
            ("1.2.3", 1.2),
            ("4-", 4.0),
            ("+7", 7.0),
        ] {
            let (read, length) = leading_number(text.as_bytes());
            assert!((read - value).abs() < 1e-12, "{text}");
            assert_eq!(length, text.len());
        }
    }

    #[test]
    fn operators_come_with_their_operands() {
        let mut lexer =
            Lexer::new(b"/F1 12 Tf [(a\\051) -20 <62>] TJ % note\nBI /W 1 ID \x00\xffEI x EI Q");
        assert_eq!(lexer.next_operator(), Some(operator(b"Tf")));
        assert_eq!((lexer.name(2), lexer.number(1)), (Some(&b"F1"[..]), 12.0));
        assert_eq!(lexer.next_operator(), Some(operator(b"TJ")));
        let texts: Vec<_> = lexer
            .operands()
            .iter()
            .filter_map(|&o| lexer.text(o))
            .collect();
        assert_eq!(texts, [b"a)", &b"b"[..]]);
        assert_eq!(lexer.next_operator(), Some(operator(b"BI")));
        assert_eq!(lexer.next_operator(), Some(operator(b"ID")));
        lexer.skip_inline_image();
        assert_eq!(lexer.next_operator(), Some(operator(b"Q")));
        assert_eq!(lexer.next_operator(), None);
    }
}

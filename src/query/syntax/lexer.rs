//! Query text → words, operators, parentheses and fields with their values.

use std::ops::Range;

use super::{QUOTES, mistake};
use crate::problem::nearest;
use crate::query::fields::FIELDS;
use crate::query::{FARTHEST, Mistake, QueryError};

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Sign {
    Open,
    Close,
    And,
    Or,
    Not,
    Near(u32),
    /// Letters without spaces.
    Word(String),
    /// What stood between quotation marks.
    Quoted(String),
    /// A field and its values.
    Field(&'static str, Vec<Value>),
}

/// A value of a field: as written, whether in quotes, and where.
pub(super) type Value = (String, bool, Range<usize>);

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Lexeme {
    pub(super) sign: Sign,
    pub(super) span: Range<usize>,
}

/// Parts the text.
pub(super) fn lexemes(source: &str) -> Result<Vec<Lexeme>, QueryError> {
    let (mut out, mut at) = (Vec::new(), 0);
    while let Some(first) = source[at..].chars().next() {
        let start = at;
        if first.is_whitespace() {
            at += first.len_utf8();
            continue;
        }
        let sign = match first {
            '(' => {
                at += 1;
                Sign::Open
            }
            ')' => {
                at += 1;
                Sign::Close
            }
            '|' => {
                at += 1;
                Sign::Or
            }
            '-' if starts_operand(&source[at + 1..]) => {
                at += 1;
                Sign::Not
            }
            c if QUOTES.contains(&c) => {
                let (text, after) = quoted(source, at)?;
                at = after;
                Sign::Quoted(text)
            }
            _ => {
                let end = word_end(source, at);
                let word = &source[at..end];
                at = end;
                if let Some((name, rest)) = word.split_once(':')
                    && !name.is_empty()
                    && name.chars().all(char::is_alphabetic)
                {
                    let value_at = start + name.len() + 1;
                    let (values, after) = values(source, value_at, rest)?;
                    at = after;
                    field(name, values, start..at)?
                } else {
                    operator(word, start..end)?.unwrap_or_else(|| Sign::Word(word.to_owned()))
                }
            }
        };
        let span = start..at;
        out.push(Lexeme { sign, span });
    }
    Ok(out)
}

/// Whether a minus before this excludes it, and is not a dash between words.
fn starts_operand(rest: &str) -> bool {
    let first = rest.chars().next();
    first.is_some_and(|c| c.is_alphanumeric() || c == '*' || c == '(' || QUOTES.contains(&c))
}

fn word_end(source: &str, at: usize) -> usize {
    let ends = |c: char| c.is_whitespace() || matches!(c, '(' | ')' | '|') || QUOTES.contains(&c);
    at + source[at..].find(ends).unwrap_or(source.len() - at)
}

/// The text in quotation marks that open at a place, and where it goes on after them.
fn quoted(source: &str, at: usize) -> Result<(String, usize), QueryError> {
    let open = source[at..].chars().next().map_or(1, char::len_utf8);
    let inside = at + open;
    let Some(length) = source[inside..].find(QUOTES) else {
        return Err(mistake(Mistake::OpenQuote, at..inside));
    };
    let end = inside + length;
    let close = source[end..].chars().next().map_or(1, char::len_utf8);
    Ok((source[inside..end].to_owned(), end + close))
}

/// The values after a colon, parted by commas: `kommune:Vågan,"Nordre Land"`.
fn values(source: &str, mut at: usize, _: &str) -> Result<(Vec<Value>, usize), QueryError> {
    let mut out = Vec::new();
    loop {
        if source[at..].starts_with(QUOTES) {
            let (text, after) = quoted(source, at)?;
            out.push((text, true, at..after));
            at = after;
        } else {
            let end = word_end(source, at);
            let length = source[at..end].find(',').unwrap_or(end - at);
            let text = &source[at..at + length];
            if !text.is_empty() {
                out.push((text.to_owned(), false, at..at + length));
            }
            at += length;
        }
        match source[at..].strip_prefix(',') {
            Some(_) => at += 1,
            None => return Ok((out, at)),
        }
    }
}

fn field(name: &str, values: Vec<Value>, span: Range<usize>) -> Result<Sign, QueryError> {
    let wanted = name.to_lowercase();
    let known = FIELDS
        .iter()
        .find(|(own, others)| *own == wanted || others.contains(&wanted.as_str()));
    let Some((known, _)) = known else {
        let near = nearest(name, FIELDS.iter().map(|(own, _)| *own));
        let name_span = span.start..span.start + name.len();
        let name = name.to_owned();
        return Err(mistake(Mistake::UnknownField { name, near }, name_span));
    };
    if values.is_empty() {
        return Err(mistake(Mistake::NoValue((*known).to_owned()), span));
    }
    Ok(Sign::Field(known, values))
}

/// AND, OR, NOT and NEAR/5 in capitals, also in Norwegian.
pub(super) fn operator(word: &str, span: Range<usize>) -> Result<Option<Sign>, QueryError> {
    let sign = match word {
        "AND" | "OG" => Sign::And,
        "OR" | "ELLER" => Sign::Or,
        "NOT" | "IKKE" | "IKKJE" => Sign::Not,
        _ => {
            let (name, number) = word.split_once('/').unwrap_or((word, ""));
            if !matches!(name, "NEAR" | "NÆR") {
                return Ok(None);
            }
            let number = number.parse().ok().filter(|n| (1..=FARTHEST).contains(n));
            let Some(number) = number else {
                return Err(mistake(Mistake::NearNumber, span));
            };
            Sign::Near(number)
        }
    };
    Ok(Some(sign))
}

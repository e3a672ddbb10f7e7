//! Printed page labels («iv», «12», «A-3») of a PDF, by page index. Source: ISO 32000-1, 12.4.2 and 7.9.7 (number trees).

use hayro_syntax::Pdf;
use hayro_syntax::object::dict::keys::{KIDS, NUMS, P, PAGE_LABELS, S, ST};
use hayro_syntax::object::{Array, Dict, Name, Object};

use super::text_string;

/// Levels and entries of a number tree that are followed: real ones have two levels and a few entries.
const MAX_DEPTH: u32 = 8;
const MAX_RANGES: usize = 10_000;

struct LabelRange {
    first_page: usize,
    style: Vec<u8>,
    prefix: String,
    start: u32,
}

/// Returns the label of each page, empty if the document has no labels.
pub(super) fn read(pdf: &Pdf) -> Vec<String> {
    let catalog = pdf.xref().get::<Dict<'_>>(pdf.xref().root_id());
    let Some(tree) = catalog.and_then(|c| c.get::<Dict<'_>>(PAGE_LABELS)) else {
        return Vec::new();
    };
    let mut ranges = Vec::new();
    collect(&tree, 0, &mut ranges, &mut 0);
    ranges.sort_by_key(|range| range.first_page);
    if ranges.is_empty() {
        return Vec::new();
    }
    (0..pdf.pages().len())
        .map(
            |page| match ranges.partition_point(|range| range.first_page <= page) {
                0 => (page + 1).to_string(),
                after => ranges[after - 1].label(page),
            },
        )
        .collect()
}

fn collect(node: &Dict<'_>, depth: u32, ranges: &mut Vec<LabelRange>, nodes: &mut usize) {
    *nodes += 1;
    if depth > MAX_DEPTH || *nodes > MAX_RANGES {
        return;
    }
    if let Some(numbers) = node.get::<Array<'_>>(NUMS) {
        let mut items = numbers.iter::<Object<'_>>();
        while let (Some(Object::Number(page)), Some(value)) = (items.next(), items.next()) {
            let Some(dict) = value.into_dict() else {
                continue;
            };
            if ranges.len() >= MAX_RANGES {
                return;
            }
            ranges.push(LabelRange {
                first_page: usize::try_from(page.as_i64()).unwrap_or(0),
                style: dict
                    .get::<Name<'_>>(S)
                    .map(|n| n.to_vec())
                    .unwrap_or_default(),
                prefix: dict
                    .get::<hayro_syntax::object::String<'_>>(P)
                    .map(|s| text_string(s.as_bytes()))
                    .unwrap_or_default(),
                start: dict.get::<u32>(ST).unwrap_or(1),
            });
        }
    }
    for kid in node
        .get::<Array<'_>>(KIDS)
        .iter()
        .flat_map(Array::iter::<Dict<'_>>)
        .take(MAX_RANGES)
    {
        collect(&kid, depth + 1, ranges, nodes);
    }
}

impl LabelRange {
    fn label(&self, page: usize) -> String {
        let number = self.start.saturating_add((page - self.first_page) as u32);
        let number = match &self.style[..] {
            b"D" => number.to_string(),
            b"r" => roman(number),
            b"R" => roman(number).to_uppercase(),
            b"a" => letters(number),
            b"A" => letters(number).to_uppercase(),
            _ => String::new(),
        };
        format!("{}{number}", self.prefix)
    }
}

fn roman(mut number: u32) -> String {
    const PARTS: [(u32, &str); 13] = [
        (1000, "m"),
        (900, "cm"),
        (500, "d"),
        (400, "cd"),
        (100, "c"),
        (90, "xc"),
        (50, "l"),
        (40, "xl"),
        (10, "x"),
        (9, "ix"),
        (5, "v"),
        (4, "iv"),
        (1, "i"),
    ];
    if number > 4999 {
        return number.to_string();
    }
    let mut out = String::new();
    for (value, text) in PARTS {
        while number >= value {
            out.push_str(text);
            number -= value;
        }
    }
    out
}

/// a…z, then aa…zz, as PDF counts with letters.
fn letters(number: u32) -> String {
    let Some(index) = number.checked_sub(1) else {
        return String::new();
    };
    let letter = char::from(b'a' + (index % 26) as u8);
    std::iter::repeat_n(letter, (index / 26 + 1).min(40) as usize).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn label_styles() {
        assert_eq!([roman(4), roman(1999)], ["iv", "mcmxcix"]);
        assert_eq!([letters(1), letters(26), letters(28)], ["a", "z", "bb"]);
    }
}

//! A first page that says what is marked: the cells with their explanation, the colours of the marks, the terms and their pages.

use lopdf::{IncrementalDocument, Object, ObjectId, Stream, dictionary, text_string};

use super::{catalog, colour};
use crate::report::packs;
use crate::terms::Class;
use crate::wording::{Lang, Text};

/// What the page says.
#[derive(Clone, Debug, Default)]
pub struct Summary {
    /// The heading.
    pub title: String,
    /// Paragraphs.
    pub paragraphs: Vec<String>,
    /// The classes of the marks there are.
    pub classes: Vec<Class>,
    /// A line a term.
    pub terms: Vec<String>,
}

/// A4 in points.
const PAGE: [f32; 2] = [595.0, 842.0];
const MARGIN: f32 = 56.0;
const SIZE: f32 = 10.0;
const LEADING: f32 = 14.0;
/// Characters that fit a line: Helvetica's are half as wide as high on average, and capitals wider.
const LINE: usize = 92;

/// A line of the page.
enum Line {
    Heading(String),
    Text(String),
    /// With the colour of marks before it.
    Coloured(Class, String),
    Gap,
}

/// Puts the page before the others, with a label of its own so that the others keep theirs.
pub(super) fn add(
    file: &mut IncrementalDocument,
    summary: &Summary,
    lang: Lang,
) -> Result<(), lopdf::Error> {
    let root = catalog(file)?.get(b"Pages")?.as_reference()?;
    let font = |name: &str| {
        dictionary! {
            "Type" => "Font", "Subtype" => "Type1", "BaseFont" => name, "Encoding" => "WinAnsiEncoding",
        }
    };
    let fonts = dictionary! { "F" => font("Helvetica"), "B" => font("Helvetica-Bold") };
    let mut pages: Vec<ObjectId> = Vec::new();
    let count = contents(&lines(summary, 1, lang)).len();
    for content in contents(&lines(summary, count, lang)) {
        let content = Stream::new(dictionary! {}, content);
        let content = file.new_document.add_object(content);
        pages.push(file.new_document.add_object(dictionary! {
            "Type" => "Page",
            "Parent" => root,
            "MediaBox" => vec![0.into(), 0.into(), Object::Real(PAGE[0]), Object::Real(PAGE[1])],
            "CropBox" => vec![0.into(), 0.into(), Object::Real(PAGE[0]), Object::Real(PAGE[1])],
            "Rotate" => 0,
            "Resources" => dictionary! { "Font" => fonts.clone() },
            "Contents" => content,
        }));
    }
    let added = pages.len();
    let tree = super::dictionary(file, root)?;
    let kids = tree.get(b"Kids").cloned();
    let count = tree.get(b"Count").and_then(Object::as_i64).unwrap_or(0);
    let kids = match kids? {
        Object::Array(kids) => kids,
        Object::Reference(id) => {
            let list = file.get_prev_documents().get_object(id);
            list.and_then(Object::as_array)?.clone()
        }
        _ => Vec::new(),
    };
    let new = pages.into_iter().map(Object::Reference);
    let tree = super::dictionary(file, root)?;
    tree.set("Kids", new.chain(kids).collect::<Vec<Object>>());
    tree.set("Count", count + added as i64);
    relabel(file, added, lang)
}

/// Shifts the page labels of the file by the pages added; a file without labels counts from 1 after them.
fn relabel(file: &mut IncrementalDocument, added: usize, lang: Lang) -> Result<(), lopdf::Error> {
    let mut numbers = Vec::new();
    let before = file.get_prev_documents();
    let labels = before.catalog()?.get_deref(b"PageLabels", before);
    if let Ok(root) = labels.and_then(Object::as_dict) {
        collect(before, root, 0, &mut numbers);
    }
    if numbers.is_empty() {
        numbers.push((0, Object::Dictionary(dictionary! { "S" => "D" })));
    }
    let own = dictionary! { "P" => text_string(Text::MarkSummaryLabel.get(lang)) };
    let mut all: Vec<Object> = vec![0.into(), own.into()];
    for (from, label) in numbers {
        all.extend([Object::Integer(from + added as i64), label]);
    }
    catalog(file)?.set("PageLabels", dictionary! { "Nums" => all });
    Ok(())
}

/// The entries of a number tree (ISO 32000-1, 7.9.7).
fn collect(
    file: &lopdf::Document,
    node: &lopdf::Dictionary,
    depth: usize,
    into: &mut Vec<(i64, Object)>,
) {
    /// Trees are a few levels deep; a loop in the file ends here.
    const DEEPEST: usize = 16;
    if let Ok(pairs) = node.get_deref(b"Nums", file).and_then(Object::as_array) {
        for pair in pairs.chunks_exact(2) {
            if let Ok(from) = pair[0].as_i64() {
                into.push((from, pair[1].clone()));
            }
        }
    }
    let kids = node.get_deref(b"Kids", file).and_then(Object::as_array);
    for kid in kids.into_iter().flatten().filter(|_| depth < DEEPEST) {
        let kid = file.dereference(kid).and_then(|(_, kid)| kid.as_dict());
        if let Ok(kid) = kid {
            collect(file, kid, depth + 1, into);
        }
    }
}

/// `pages` is how many pages the lines fill, which they say themselves.
fn lines(summary: &Summary, pages: usize, lang: Lang) -> Vec<Line> {
    let mut lines = vec![Line::Heading(summary.title.clone()), Line::Gap];
    let n = pages.to_string();
    let later = Text::MarkSummaryPages.with(lang, &[("n", &n)]);
    for paragraph in summary.paragraphs.iter().chain([&later]) {
        lines.extend(wrapped(paragraph).into_iter().map(Line::Text));
        lines.push(Line::Gap);
    }
    lines.push(Line::Heading(Text::MarkSummaryColours.get(lang).to_owned()));
    for &class in &summary.classes {
        lines.push(Line::Coloured(class, packs::class(class, lang).to_owned()));
    }
    lines.push(Line::Gap);
    lines.push(Line::Heading(Text::MarkSummaryTerms.get(lang).to_owned()));
    for term in &summary.terms {
        lines.extend(wrapped(term).into_iter().map(Line::Text));
    }
    lines
}

fn wrapped(text: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let last = lines.last().map_or(0, |line| line.chars().count());
        if last > 0 && last + 1 + word.chars().count() > LINE {
            lines.push(String::new());
        }
        if let Some(line) = lines.last_mut() {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    lines
}

/// The content of as many pages as the lines need.
fn contents(lines: &[Line]) -> Vec<Vec<u8>> {
    let per_page = ((PAGE[1] - 2.0 * MARGIN) / LEADING) as usize;
    lines.chunks(per_page).map(content).collect()
}

fn content(lines: &[Line]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut y = PAGE[1] - MARGIN;
    for line in lines {
        let (font, left, text) = match line {
            Line::Gap => {
                y -= LEADING;
                continue;
            }
            Line::Heading(text) => ("B", MARGIN, text),
            Line::Text(text) => ("F", MARGIN, text),
            Line::Coloured(class, text) => {
                let [red, green, blue] = colour(*class);
                let bottom = y - 2.0;
                let rectangle =
                    format!("{red} {green} {blue} rg {MARGIN} {bottom} 22 11 re f 0 g\n");
                out.extend(rectangle.into_bytes());
                ("F", MARGIN + 30.0, text)
            }
        };
        out.extend(format!("BT /{font} {SIZE} Tf {left} {y} Td (").into_bytes());
        out.extend(encoded(text));
        out.extend(b") Tj ET\n");
        y -= LEADING;
    }
    out
}

/// A text in `WinAnsiEncoding` as a string of a content stream; letters outside it become question marks.
fn encoded(text: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    for letter in text.chars() {
        let byte = match letter {
            ' '..='~' | '\u{a0}'..='ÿ' => letter as u8,
            '–' => 0x96,
            '—' => 0x97,
            '‘' => 0x91,
            '’' => 0x92,
            '“' => 0x93,
            '”' => 0x94,
            '•' => 0x95,
            '…' => 0x85,
            _ => b'?',
        };
        if b"()\\".contains(&byte) {
            out.push(b'\\');
        }
        out.push(byte);
    }
    out
}

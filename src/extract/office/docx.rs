//! Word files (ECMA-376): the text as it stands when all changes are accepted. Deleted text, comments, field codes, headers and footers
//! are not the document's text; charts, drawings and files set into it are not read.

use rustc_hash::FxHashMap;

use super::package::Package;
use super::sheet::Sheet;
use super::styles::{Look, Style, Styles};
use super::xml::{Element, Node, Xml};
use crate::extract::flow::{Flow, PageBreak, words};
use crate::extract::{ReadError, Unread, Zone};

/// Reads a Word file.
pub(in crate::extract) fn flow(bytes: Vec<u8>) -> Result<Flow, ReadError> {
    let mut package = Package::open(bytes)?;
    let main = package.names().iter().find(|name| is_main(name)).cloned();
    let main = main.ok_or(ReadError::Damaged)?;
    let text = package.part(&main)?.ok_or(ReadError::Damaged)?;
    let styles = package.part("word/styles.xml")?;
    let styles = styles.map(|text| styles_of(&text)).transpose()?;
    let mut notes = FxHashMap::default();
    for (part, kind) in [
        ("word/footnotes.xml", NOTES[0]),
        ("word/endnotes.xml", NOTES[1]),
    ] {
        if let Some(text) = package.part(part)? {
            read_notes(&text, kind, &mut notes)?;
        }
    }
    let mut reader = Reader {
        sheet: Sheet::default(),
        styles: styles.unwrap_or_default(),
        notes,
        is_hidden: false,
        chosen: Vec::new(),
    };
    reader.read(&mut Xml::of(&text))?;
    let mut flow = reader.sheet.finish();
    flow.leave_out(running_words(&mut package)?);
    flow.metadata = super::metadata(&mut package, "docProps/core.xml")?;
    Ok(flow)
}

/// The part with the text: `word/document.xml`, or `word/document2.xml` as Word on the web writes it.
fn is_main(name: &str) -> bool {
    let number = name
        .strip_prefix("word/document")
        .and_then(|rest| rest.strip_suffix(".xml"));
    number.is_some_and(|number| number.bytes().all(|b| b.is_ascii_digit()))
}

/// Words of headers and footers, each part once.
fn running_words(package: &mut Package) -> Result<usize, ReadError> {
    let is_running = |name: &&String| {
        let own = name.strip_prefix("word/");
        let own = own.and_then(|own| own.strip_suffix(".xml"));
        own.is_some_and(|own| own.starts_with("header") || own.starts_with("footer"))
    };
    let names: Vec<String> = package.names().iter().filter(is_running).cloned().collect();
    let mut count = 0;
    for name in names {
        if let Some(text) = package.part(&name)? {
            count += words(&plain(&mut Xml::of(&text), None)?);
        }
    }
    Ok(count)
}

/// Elements of footnotes and endnotes.
const NOTES: [&str; 2] = ["w:footnote", "w:endnote"];

/// The texts of notes, by kind and number.
type Notes = FxHashMap<(&'static str, String), String>;

fn read_notes(text: &str, kind: &'static str, notes: &mut Notes) -> Result<(), ReadError> {
    let mut xml = Xml::of(text);
    while let Some(node) = xml.next()? {
        let Node::Start(element) = node else { continue };
        // The line above the notes is a note too, of a kind of its own.
        if element.name() == kind && element.attribute("w:type").is_none() {
            let id = element.attribute("w:id").unwrap_or_default();
            notes.insert((kind, id), plain(&mut xml, Some(kind))?);
        }
    }
    Ok(())
}

/// The text up to the end of an element, or to the end, without structure.
fn plain(xml: &mut Xml<'_>, end: Option<&str>) -> Result<String, ReadError> {
    let mut text = String::new();
    while let Some(node) = xml.next()? {
        match node {
            Node::Start(element) => match element.name() {
                "w:t" => text.push_str(&xml.text()?),
                name if is_skipped(name) || name == "mc:Fallback" => xml.skip()?,
                "w:tab" | "w:br" => text.push(' '),
                _ => {}
            },
            Node::End(name) if name == "w:p" => text.push('\n'),
            Node::End(name) if Some(name.as_str()) == end => break,
            _ => {}
        }
    }
    Ok(text.trim().replace('\n', " "))
}

/// Deleted text, earlier formats, field codes: what is no text of the document.
fn is_skipped(name: &str) -> bool {
    matches!(
        name,
        "w:del" | "w:moveFrom" | "w:instrText" | "w:delText" | "w:fldData" | "w:tabs"
    ) || (name.starts_with("w:") && name.ends_with("Change"))
}

fn styles_of(text: &str) -> Result<Styles, ReadError> {
    let mut styles = Styles::default();
    let (mut id, mut style) = (String::new(), Style::default());
    let mut xml = Xml::of(text);
    while let Some(node) = xml.next()? {
        let element = match node {
            Node::Start(element) => element,
            Node::End(name) if name == "w:style" => {
                styles
                    .0
                    .insert(std::mem::take(&mut id), std::mem::take(&mut style));
                continue;
            }
            _ => continue,
        };
        let value = || element.attribute("w:val").unwrap_or_default();
        match element.name() {
            "w:style" => {
                id = element.attribute("w:styleId").unwrap_or_default();
                style = Style::default();
            }
            "w:name" => style.name = value().to_lowercase(),
            "w:basedOn" => style.parent = Some(value()),
            "w:outlineLvl" => style.level = outline_level(&element),
            "w:numId" => style.is_item = Some(value() != "0"),
            "w:pageBreakBefore" => style.starts_page = Some(element.is_on()),
            "w:vanish" => style.is_hidden = Some(element.is_on()),
            _ => {}
        }
    }
    Ok(styles)
}

/// The level of a heading, from 1; 0 for text.
fn outline_level(element: &Element<'_>) -> Option<u8> {
    let level: u8 = element.attribute("w:val")?.parse().ok()?;
    Some(if level < 9 { level + 1 } else { 0 })
}

/// A Word file being read.
struct Reader {
    sheet: Sheet,
    styles: Styles,
    notes: Notes,
    /// The run that is open is hidden.
    is_hidden: bool,
    /// Of each choice between two forms of the same content that is open, whether one was read.
    chosen: Vec<bool>,
}

impl Reader {
    fn read(&mut self, xml: &mut Xml<'_>) -> Result<(), ReadError> {
        while let Some(node) = xml.next()? {
            match node {
                Node::Start(element) => self.start(&element, xml)?,
                Node::End(name) => self.end(&name),
                Node::Text(_) => {}
            }
        }
        Ok(())
    }

    fn start(&mut self, element: &Element<'_>, xml: &mut Xml<'_>) -> Result<(), ReadError> {
        let value = |name: &str| element.attribute(name).unwrap_or_default();
        match element.name() {
            "w:p" => self.sheet.start_paragraph(Look::default()),
            "w:pPr" => return self.properties(xml),
            "w:t" | "m:t" => {
                let text = xml.text()?;
                if self.is_hidden {
                    self.sheet.flow.leave_out(words(&text));
                } else {
                    self.sheet.push(&text);
                }
            }
            "w:r" => self.is_hidden = false,
            "w:vanish" => self.is_hidden = element.is_on(),
            "w:tab" | "w:ptab" => self.sheet.push(" "),
            "w:noBreakHyphen" => self.sheet.push("\u{2011}"),
            "w:softHyphen" => self.sheet.push("\u{ad}"),
            "w:cr" => self.sheet.push("\n"),
            "w:br" => match value("w:type").as_str() {
                "page" => self.sheet.page_break(PageBreak::Forced),
                _ => self.sheet.push("\n"),
            },
            "w:lastRenderedPageBreak" => self.sheet.page_break(PageBreak::Rendered),
            "w:footnoteReference" => self.note(NOTES[0], value("w:id")),
            "w:endnoteReference" => self.note(NOTES[1], value("w:id")),
            "w:tbl" => self.sheet.start_table(),
            "w:tr" => self.sheet.start_row(),
            "w:tc" => self.sheet.start_cell(),
            "w:sdt" => self.sheet.start_zone(None),
            "w:docPartGallery" => self.gallery(&value("w:val").to_lowercase()),
            "w:drawing" | "w:pict" | "w:object" => self.sheet.flow.unread(Unread::ImageOnly),
            "mc:AlternateContent" => self.chosen.push(false),
            "mc:Choice" | "mc:Fallback" => match self.chosen.last_mut() {
                Some(true) => xml.skip()?,
                Some(chosen) => *chosen = true,
                None => {}
            },
            name if is_skipped(name) => xml.skip()?,
            _ => {}
        }
        Ok(())
    }

    fn end(&mut self, name: &str) {
        match name {
            "w:p" => self.sheet.end_paragraph(),
            "w:r" => self.is_hidden = false,
            "w:tr" => self.sheet.end_row(),
            "w:tbl" => self.sheet.end_table(),
            "w:sdt" => self.sheet.end_zone(),
            "mc:AlternateContent" => {
                self.chosen.pop();
            }
            _ => {}
        }
    }

    /// Reads the properties of the paragraph that is open.
    fn properties(&mut self, xml: &mut Xml<'_>) -> Result<(), ReadError> {
        let mut look = Look::default();
        let mut ends_page = false;
        while let Some(node) = xml.next()? {
            let element = match node {
                Node::Start(element) => element,
                Node::End(name) if name == "w:pPr" => break,
                _ => continue,
            };
            match element.name() {
                "w:pStyle" => {
                    look = self
                        .styles
                        .look(&element.attribute("w:val").unwrap_or_default());
                }
                "w:outlineLvl" => {
                    look.level = outline_level(&element).unwrap_or_default();
                    look.zone = (look.level > 0).then_some(Zone::Heading).or(look.zone);
                }
                "w:numId" => look.is_item = element.attribute("w:val").is_some_and(|n| n != "0"),
                "w:pageBreakBefore" => look.starts_page = element.is_on(),
                // A section ends with this paragraph, on a new page unless it says otherwise.
                "w:sectPr" => ends_page = true,
                "w:type" => {
                    let kind = element.attribute("w:val");
                    ends_page &= !matches!(kind.as_deref(), Some("continuous" | "nextColumn"));
                }
                // What is said here is said of the mark at the end of the paragraph.
                "w:rPr" => xml.skip()?,
                name if is_skipped(name) => xml.skip()?,
                _ => {}
            }
        }
        if let Some(paragraph) = self.sheet.paragraph() {
            paragraph.look = look;
            paragraph.ends_page = ends_page;
        }
        Ok(())
    }

    /// What a part of the document that Word made itself is.
    fn gallery(&mut self, name: &str) {
        match name {
            "table of contents" => self.sheet.turn_zone(Zone::Contents),
            "bibliographies" => self.sheet.turn_zone(Zone::Reference),
            _ => {}
        }
    }

    fn note(&mut self, kind: &'static str, id: String) {
        if let Some(text) = self.notes.remove(&(kind, id)) {
            self.sheet.note(text);
        }
    }
}

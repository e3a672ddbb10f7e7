//! `OpenDocument` texts: the text as it stands when all changes are accepted. Deleted text, comments, headers and footers are not the
//! document's text; charts, drawings and files set into it are not read.

use super::package::Package;
use super::sheet::Sheet;
use super::styles::{Look, Style, Styles};
use super::xml::{Element, Node, Xml};
use crate::extract::flow::{Flow, PageBreak, words};
use crate::extract::{ReadError, Unread, Zone};

/// Reads an ODT file.
pub(in crate::extract) fn flow(bytes: Vec<u8>) -> Result<Flow, ReadError> {
    let mut package = Package::open(bytes)?;
    let manifest = package.part("META-INF/manifest.xml")?;
    if manifest.is_some_and(|text| text.contains("encryption-data")) {
        return Err(ReadError::Encrypted);
    }
    let text = package.part("content.xml")?.ok_or(ReadError::Damaged)?;
    let common = package.part("styles.xml")?.unwrap_or_default();
    let mut styles = Styles::default();
    for part in [&common, &text] {
        read_styles(part, &mut styles)?;
    }
    let mut reader = Reader {
        sheet: Sheet::default(),
        styles,
        in_item: false,
    };
    reader.read(&mut Xml::of(&text))?;
    let mut flow = reader.sheet.finish();
    flow.leave_out(running_words(&common)?);
    flow.metadata = super::metadata(&mut package, "meta.xml")?;
    Ok(flow)
}

/// Words of headers and footers, each once.
fn running_words(styles: &str) -> Result<usize, ReadError> {
    let mut xml = Xml::of(styles);
    let mut count = 0;
    while let Some(node) = xml.next()? {
        if let Node::Start(element) = node
            && (element.name().starts_with("style:header")
                || element.name().starts_with("style:footer"))
            && !element.name().ends_with("-style")
        {
            count += words(&xml.text()?);
        }
    }
    Ok(count)
}

/// A name as files write it: `Heading_20_1` is «heading 1».
fn plain_name(name: &str) -> String {
    name.replace("_20_", " ").to_lowercase()
}

fn read_styles(text: &str, styles: &mut Styles) -> Result<(), ReadError> {
    let mut open: Option<String> = None;
    let mut xml = Xml::of(text);
    while let Some(node) = xml.next()? {
        let element = match node {
            Node::Start(element) => element,
            Node::End(name) => {
                if name == "style:style" {
                    open = None;
                }
                continue;
            }
            Node::Text(_) => continue,
        };
        match element.name() {
            "style:style" => {
                let id = element.attribute("style:name").unwrap_or_default();
                styles.0.insert(
                    id.clone(),
                    Style {
                        name: plain_name(&id),
                        parent: element.attribute("style:parent-style-name"),
                        // Its list is where the text is; here it only numbers headings.
                        is_item: None,
                        ..Style::default()
                    },
                );
                open = Some(id);
            }
            "style:paragraph-properties" | "style:table-properties" | "style:text-properties" => {
                if let Some(style) = open.as_ref().and_then(|id| styles.0.get_mut(id)) {
                    let breaks = element.attribute("fo:break-before");
                    style.starts_page = breaks.map(|kind| kind == "page").or(style.starts_page);
                    let shown = element.attribute("text:display");
                    style.is_hidden = shown.map(|kind| kind == "none").or(style.is_hidden);
                }
            }
            _ => {}
        }
    }
    Ok(())
}

/// An ODT file being read.
struct Reader {
    sheet: Sheet,
    styles: Styles,
    /// The next paragraph is the first of an item of a list.
    in_item: bool,
}

impl Reader {
    fn read(&mut self, xml: &mut Xml<'_>) -> Result<(), ReadError> {
        while let Some(node) = xml.next()? {
            match node {
                Node::Start(element) => self.start(&element, xml)?,
                Node::End(name) => self.end(&name),
                // Outside paragraphs there are only the line ends of the file.
                Node::Text(text) => self.sheet.push(&text.replace('\n', " ")),
            }
        }
        Ok(())
    }

    fn start(&mut self, element: &Element<'_>, xml: &mut Xml<'_>) -> Result<(), ReadError> {
        match element.name() {
            "text:p" | "text:h" => self.start_paragraph(element),
            "text:s" | "text:tab" => self.sheet.push(" "),
            "text:line-break" => self.sheet.push("\n"),
            "text:soft-page-break" => self.sheet.page_break(PageBreak::Rendered),
            "text:list-item" | "text:list-header" => {
                self.in_item = element.name() == "text:list-item";
            }
            "text:note" => {
                let note = note(xml)?;
                self.sheet.note(note);
            }
            "text:span" if self.look(element).is_hidden => {
                let hidden = words(&xml.text()?);
                self.sheet.flow.leave_out(hidden);
            }
            "table:table" => {
                if self.look_of(element, "table:style-name").starts_page {
                    self.sheet.page_break(PageBreak::Wanted);
                }
                self.sheet.start_table();
            }
            "table:table-row" => self.sheet.start_row(),
            "table:table-cell" => self.sheet.start_cell(),
            "draw:image" | "draw:object" => self.sheet.flow.unread(Unread::ImageOnly),
            "text:table-of-content"
            | "text:illustration-index"
            | "text:table-index"
            | "text:object-index"
            | "text:alphabetical-index"
            | "text:user-index" => {
                self.sheet.start_zone(Some(Zone::Contents));
            }
            "text:bibliography" => self.sheet.start_zone(Some(Zone::Reference)),
            name if is_skipped(name) => xml.skip()?,
            _ => {}
        }
        Ok(())
    }

    fn end(&mut self, name: &str) {
        match name {
            "text:p" | "text:h" => self.sheet.end_paragraph(),
            "text:list-item" | "text:list-header" => self.in_item = false,
            "table:table-row" => self.sheet.end_row(),
            "table:table" => self.sheet.end_table(),
            "text:table-of-content"
            | "text:illustration-index"
            | "text:table-index"
            | "text:object-index"
            | "text:alphabetical-index"
            | "text:user-index"
            | "text:bibliography" => self.sheet.end_zone(),
            _ => {}
        }
    }

    fn look(&self, element: &Element<'_>) -> Look {
        self.look_of(element, "text:style-name")
    }

    fn look_of(&self, element: &Element<'_>, name: &str) -> Look {
        let style = element.attribute(name).unwrap_or_default();
        self.styles.look(&style)
    }

    fn start_paragraph(&mut self, element: &Element<'_>) {
        let mut look = self.look(element);
        if element.name() == "text:h" {
            let level = element.attribute("text:outline-level");
            look.level = level.and_then(|level| level.parse().ok()).unwrap_or(1);
            look.zone = Some(Zone::Heading);
        }
        look.is_item = std::mem::take(&mut self.in_item);
        self.sheet.start_paragraph(look);
    }
}

/// Earlier text, comments, templates, other texts for pictures: what is no text of the document.
fn is_skipped(name: &str) -> bool {
    matches!(
        name,
        "text:tracked-changes"
            | "office:annotation"
            | "office:automatic-styles"
            | "office:font-face-decls"
            | "office:forms"
            | "text:sequence-decls"
            | "text:variable-decls"
            | "text:user-field-decls"
            | "text:table-of-content-source"
            | "text:illustration-index-source"
            | "text:table-index-source"
            | "text:object-index-source"
            | "text:alphabetical-index-source"
            | "text:user-index-source"
            | "text:bibliography-source"
            | "text:hidden-text"
            | "svg:title"
            | "svg:desc"
            | "text:ruby-text"
            | "draw:object-ole"
            | "math:math"
    )
}

/// The text of the note that starts here, with a space between its paragraphs.
fn note(xml: &mut Xml<'_>) -> Result<String, ReadError> {
    let mut text = String::new();
    while let Some(node) = xml.next()? {
        match node {
            Node::Start(element) => match element.name() {
                "text:note-citation" => xml.skip()?,
                name if is_skipped(name) => xml.skip()?,
                "text:s" | "text:tab" | "text:line-break" => text.push(' '),
                _ => {}
            },
            Node::End(name) if name == "text:note" => break,
            Node::End(name) if name == "text:p" => text.push(' '),
            Node::End(_) => {}
            Node::Text(letters) => text.push_str(&letters),
        }
    }
    Ok(text)
}

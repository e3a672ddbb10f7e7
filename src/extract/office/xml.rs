//! XML parts of office files → elements and texts, one after the other.
//!
//! Entities that a file defines itself are not known here, so that none can unfold; nothing is loaded. Elements are counted, not
//! followed into each other, so that nesting costs no stack.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::extract::ReadError;

/// Elements inside each other in a file that is no attack: Word nests text boxes in tables in text boxes, some 60 deep.
const DEEPEST: usize = 4000;

/// What comes next in a part.
pub(super) enum Node<'x> {
    /// An element starts.
    Start(Element<'x>),
    /// The element of this name ends.
    End(String),
    /// Letters.
    Text(String),
}

/// An element with its attributes.
pub(super) struct Element<'x>(BytesStart<'x>);

impl Element<'_> {
    /// The name, with the prefix that all programs use for it.
    pub(super) fn name(&self) -> &str {
        self.0.name().into_inner()
    }

    /// An attribute.
    pub(super) fn attribute(&self, name: &str) -> Option<String> {
        let found = self.0.try_get_attribute(name).ok()??;
        let value = found
            .normalized_value(quick_xml::XmlVersion::Implicit1_0)
            .ok()?;
        Some(value.into_owned())
    }

    /// Whether a property is on: it is there, and not said to be off.
    pub(super) fn is_on(&self) -> bool {
        let value = self.attribute("w:val");
        !matches!(value.as_deref(), Some("0" | "false" | "off" | "none"))
    }
}

/// A part being read.
pub(super) struct Xml<'x> {
    reader: Reader<&'x [u8]>,
    depth: usize,
}

impl<'x> Xml<'x> {
    /// Reads a part.
    pub(super) fn of(text: &'x str) -> Self {
        let mut reader = Reader::from_str(text);
        reader.config_mut().expand_empty_elements = true;
        Xml { reader, depth: 0 }
    }

    /// What comes next; `None` at the end.
    pub(super) fn next(&mut self) -> Result<Option<Node<'x>>, ReadError> {
        loop {
            let event = self.reader.read_event().map_err(|_| ReadError::Damaged)?;
            return Ok(Some(match event {
                Event::Start(start) => {
                    self.depth += 1;
                    if self.depth > DEEPEST {
                        return Err(ReadError::TooLarge);
                    }
                    Node::Start(Element(start))
                }
                Event::End(end) => {
                    self.depth -= 1;
                    Node::End(end.name().into_inner().to_owned())
                }
                Event::Text(text) => Node::Text(text.xml10_content().into_owned()),
                Event::CData(text) => Node::Text(text.xml10_content().into_owned()),
                Event::GeneralRef(entity) => Node::Text(match entity.resolve_char_ref() {
                    Ok(Some(letter)) => letter.to_string(),
                    _ => named(&entity.into_inner()).to_owned(),
                }),
                Event::Eof if self.depth > 0 => return Err(ReadError::Damaged),
                Event::Eof => return Ok(None),
                _ => continue,
            }));
        }
    }

    /// Passes by the rest of the element that started last.
    pub(super) fn skip(&mut self) -> Result<(), ReadError> {
        let outside = self.depth - 1;
        while self.depth > outside {
            if self.next()?.is_none() {
                break;
            }
        }
        Ok(())
    }

    /// All letters in the rest of the element that started last.
    pub(super) fn text(&mut self) -> Result<String, ReadError> {
        let outside = self.depth - 1;
        let mut all = String::new();
        while self.depth > outside {
            match self.next()? {
                Some(Node::Text(text)) => all.push_str(&text),
                Some(_) => {}
                None => break,
            }
        }
        Ok(all)
    }
}

/// The entities of XML; any other stands for nothing.
pub(in crate::extract) fn named(entity: &str) -> &'static str {
    match entity {
        "amp" => "&",
        "lt" => "<",
        "gt" => ">",
        "quot" => "\"",
        "apos" => "'",
        _ => "",
    }
}

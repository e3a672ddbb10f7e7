//! Word and ODT files → blocks of text: headings, paragraphs, lists, tables, notes, and where pages end.

mod docx;
mod odt;
mod package;
mod sheet;
mod styles;
mod xml;

pub(super) use self::docx::flow as docx;
pub(super) use self::odt::flow as odt;
pub(super) use self::package::format;
pub(super) use self::xml::named;

use super::{Metadata, ReadError};
use crate::extract::flow::iso_date;
use package::Package;
use xml::{Node, Xml};

/// The mark before items of lists.
const ITEM: &str = "• ";

/// What a package says of itself in the part of that name: Dublin Core, in Word and ODT files alike.
fn metadata(package: &mut Package, part: &str) -> Result<Metadata, ReadError> {
    let mut metadata = Metadata::default();
    let Some(text) = package.part(part)? else {
        return Ok(metadata);
    };
    let mut xml = Xml::of(&text);
    while let Some(node) = xml.next()? {
        let Node::Start(element) = node else { continue };
        let field = match element.name() {
            "dc:title" => &mut metadata.title,
            "dc:creator" | "meta:initial-creator" => &mut metadata.author,
            "meta:generator" => &mut metadata.creator,
            "dcterms:created" | "meta:creation-date" => {
                metadata.created = iso_date(&xml.text()?);
                continue;
            }
            _ => continue,
        };
        let words = xml.text()?.trim().to_owned();
        if !words.is_empty() {
            *field = Some(words);
        }
    }
    Ok(metadata)
}

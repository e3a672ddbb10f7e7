//! The highlights on the words.

use std::collections::BTreeMap;

use lopdf::{Dictionary, IncrementalDocument, Object, ObjectId, Stream, dictionary, text_string};

use super::geometry::{Shape, around};
use super::{Mark, colour};
use crate::wording::{Lang, Text};

/// Adds a highlight a mark to the pages, beside the annotations that are there.
pub(super) fn add(
    file: &mut IncrementalDocument,
    pages: &[ObjectId],
    shapes: &[Shape],
    marks: &BTreeMap<usize, Vec<&Mark>>,
) -> Result<(), lopdf::Error> {
    // As a pen does: the words stay as dark as they are.
    let multiply = file.new_document.add_object(dictionary! {
        "Type" => "ExtGState",
        "BM" => "Multiply",
    });
    for (&index, marks) in marks {
        let mut added = Vec::new();
        for mark in marks {
            if let Some(highlight) = highlight(file, pages[index], &shapes[index], mark, multiply) {
                added.push(Object::Reference(file.new_document.add_object(highlight)));
            }
        }
        append(file, pages[index], added)?;
    }
    Ok(())
}

fn highlight(
    file: &mut IncrementalDocument,
    page: ObjectId,
    shape: &Shape,
    mark: &Mark,
    multiply: ObjectId,
) -> Option<Dictionary> {
    let quads: Vec<[[f32; 2]; 4]> = mark.boxes.iter().map(|&b| shape.corners(b)).collect();
    if quads.is_empty() {
        return None;
    }
    let area = around(&quads.concat());
    let colour = colour(mark.class);
    let look = appearance(area, &quads, colour, multiply);
    let look = file.new_document.add_object(look);
    let points = quads.concat().concat();
    Some(dictionary! {
        "Type" => "Annot",
        "Subtype" => "Highlight",
        "Rect" => numbers(&area),
        "QuadPoints" => numbers(&points),
        "C" => numbers(&colour),
        "Contents" => text_string(&mark.note),
        "T" => text_string(Text::MarkAuthor.get(Lang::Nb)),
        // Bit 3: it is printed.
        "F" => 4,
        "P" => page,
        "AP" => dictionary! { "N" => look },
    })
}

/// What is drawn: viewers that would draw it themselves do so in different ways.
fn appearance(
    area: [f32; 4],
    quads: &[[[f32; 2]; 4]],
    [red, green, blue]: [f32; 3],
    multiply: ObjectId,
) -> Stream {
    let rectangle = |quad: &[[f32; 2]; 4]| {
        let [left, bottom, right, top] = around(quad);
        let (width, height) = (right - left, top - bottom);
        format!("{left:.2} {bottom:.2} {width:.2} {height:.2} re\n")
    };
    let rectangles: String = quads.iter().map(rectangle).collect();
    let content = format!("/M gs {red} {green} {blue} rg\n{rectangles}f\n");
    let resources = dictionary! { "ExtGState" => dictionary! { "M" => multiply } };
    let group = dictionary! { "S" => "Transparency" };
    let head = dictionary! {
        "Type" => "XObject",
        "Subtype" => "Form",
        "BBox" => numbers(&area),
        "Resources" => resources,
        "Group" => group,
    };
    Stream::new(head, content.into_bytes())
}

pub(super) fn numbers(of: &[f32]) -> Vec<Object> {
    of.iter().map(|&number| Object::Real(number)).collect()
}

/// Adds annotations to a page; its list may be an object of its own.
fn append(
    file: &mut IncrementalDocument,
    page: ObjectId,
    added: Vec<Object>,
) -> Result<(), lopdf::Error> {
    let there = super::dictionary(file, page)?.get(b"Annots").cloned();
    let mut all = match there {
        Ok(Object::Array(all)) => all,
        Ok(Object::Reference(id)) => {
            let before = file.get_prev_documents();
            let list = before.get_object(id).and_then(Object::as_array);
            list.cloned().unwrap_or_default()
        }
        _ => Vec::new(),
    };
    all.extend(added);
    super::dictionary(file, page)?.set("Annots", all);
    Ok(())
}

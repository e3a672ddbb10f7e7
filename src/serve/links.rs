//! Addresses within the room.

use std::fmt::Write;

use crate::corpus::{Municipality, PlanLevel};
use crate::report::escaped;
use crate::review::CellName;
use crate::run::Document;

use super::room::document_id;

/// A municipality in an address: its number, or its name where the register does not have it.
pub(super) fn municipality(of: &Municipality) -> String {
    match of.number {
        Some(number) => number.to_string(),
        None => escaped(&of.name),
    }
}

pub(super) fn cell(of: &Municipality, level: PlanLevel) -> String {
    format!("/celle/{}/{}", municipality(of), level.id())
}

pub(super) fn named_cell(name: &CellName) -> String {
    let whose = name
        .number
        .map_or_else(|| escaped(&name.municipality), |n| n.to_string());
    format!("/celle/{whose}/{}", name.level.id())
}

pub(super) fn page(document: &Document, number: u32) -> String {
    page_of(&document_id(&document.path), number)
}

pub(super) fn page_of(id: &str, number: u32) -> String {
    format!("/dokument/{id}/side/{number}")
}

/// A cell within a question: its municipality's number or name, and its level.
pub(super) fn cell_key(of: &Municipality, level: PlanLevel) -> String {
    let whose = of
        .number
        .map_or_else(|| of.name.clone(), |number| number.to_string());
    format!("{whose}/{}", level.id())
}

/// A page with one of the document's hits in view, seen from a cell.
pub(super) fn hit(document: &Document, hit: usize, cell: &str) -> String {
    let number = document.hits.get(hit).map_or(1, |hit| hit.page.get());
    let asked = [("treff", &*hit.to_string()), ("celle", cell)];
    format!("{}#treff", with(&page(document, number), &asked))
}

/// An address with questions: those with an empty value are left out.
pub(super) fn with(path: &str, questions: &[(&str, &str)]) -> String {
    let mut out = path.to_owned();
    for (name, value) in questions.iter().filter(|(_, value)| !value.is_empty()) {
        let sign = if out.contains('?') { '&' } else { '?' };
        let _ = write!(out, "{sign}{name}={}", escaped(value));
    }
    out
}

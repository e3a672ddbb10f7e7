//! What to do about what was not read, or not surely: first what could change a colour most.

use std::cmp::Reverse;

use super::{explain, level, ocr, read_error, unread};
use crate::classify::{Cell, Outcome};
use crate::extract::{Coverage, Unread};
use crate::review::Matrix;
use crate::run::Document;
use crate::wording::{Lang, Text};

/// What doing it can change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Effect {
    /// A cell has no colour for want of it.
    GivesColour,
    /// It may be the plan that is missing in a cell.
    MayFill,
    /// A colour may become better.
    MayRaise,
    /// No colour rests on it.
    Little,
}

impl Effect {
    /// In words.
    pub fn words(self, lang: Lang) -> &'static str {
        let text = match self {
            Effect::GivesColour => Text::TodoGivesColour,
            Effect::MayFill => Text::TodoMayFill,
            Effect::MayRaise => Text::TodoMayRaise,
            Effect::Little => Text::TodoLittle,
        };
        text.get(lang)
    }
}

/// Something to do about a document.
pub struct Todo<'r> {
    /// The document.
    pub document: &'r Document,
    /// The cells that it fills or may fill.
    pub cells: Vec<&'r Cell>,
    /// What it can change.
    pub effect: Effect,
    /// Pages it is about.
    pub pages: usize,
}

/// All there is to do: what gives colours first, of most cells and pages first. What people have decided needs nothing.
pub fn all<'r>(matrix: &Matrix<'r>) -> Vec<Todo<'r>> {
    let of = |(index, document): (usize, &'r Document)| {
        let pages = doubted(document);
        (pages > 0).then(|| Todo::of(matrix, index, document, pages))
    };
    let mut todos: Vec<Todo<'_>> = matrix
        .run
        .documents
        .iter()
        .enumerate()
        .filter_map(of)
        .collect();
    todos.sort_by_key(|todo| {
        let share = todo.pages * 1000 / todo.document.coverage.pages.max(1);
        (
            todo.effect,
            Reverse(todo.cells.len()),
            Reverse(share),
            Reverse(todo.pages),
        )
    });
    todos
}

/// Pages that were not read, or not surely; a file that could not be opened is one.
fn doubted(document: &Document) -> usize {
    let of = &document.coverage;
    let damaged = if of.damaged_text { of.text } else { 0 };
    let doubted = of.unread_count() + of.doubtful_pages().len() + of.sami_pages.len() + damaged;
    doubted + usize::from(document.error.is_some())
}

impl<'r> Todo<'r> {
    fn of(matrix: &Matrix<'r>, index: usize, document: &'r Document, pages: usize) -> Self {
        let open = matrix.cells().filter(|(cell, reviewed)| {
            cell.municipality == document.municipality && reviewed.decision().is_none()
        });
        let open: Vec<(&Cell, Outcome)> = open
            .map(|(cell, reviewed)| (cell, reviewed.outcome(cell)))
            .collect();
        let filled = |outcomes: &[Outcome]| -> Vec<&'r Cell> {
            let own = open.iter().filter(|(cell, outcome)| {
                cell.counting().any(|counting| counting == index) && outcomes.contains(outcome)
            });
            own.map(|(cell, _)| *cell).collect()
        };
        let claimed = || -> Vec<&'r Cell> {
            let is_unknown = explain::is_of_unknown_kind(document) && document.is_incomplete();
            let empty = open.iter().filter(|(cell, outcome)| {
                *outcome == Outcome::NotFound
                    && (is_unknown || cell.set_aside.iter().any(|aside| aside.document == index))
            });
            empty.map(|(cell, _)| *cell).collect()
        };
        let choices = [
            (Effect::GivesColour, filled(&[Outcome::Unreadable])),
            (Effect::MayRaise, filled(&[Outcome::Yellow, Outcome::Red])),
            (Effect::MayFill, claimed()),
        ];
        let best = choices
            .into_iter()
            .filter(|(_, cells)| !cells.is_empty())
            .min_by_key(|(effect, _)| *effect);
        let (effect, cells) = best.unwrap_or((Effect::Little, Vec::new()));
        Todo {
            document,
            cells,
            effect,
            pages,
        }
    }

    /// The levels of its cells.
    pub fn levels(&self, lang: Lang) -> String {
        let levels = self.cells.iter().map(|cell| level(cell.level, lang));
        levels.collect::<Vec<_>>().join(", ")
    }

    /// What to do.
    pub fn advice(&self, lang: Lang) -> String {
        if let Some(error) = self.document.error {
            return read_error(error, lang).to_owned();
        }
        let of = &self.document.coverage;
        let mut steps = Vec::new();
        if of.damaged_text && of.awaiting_ocr.is_empty() {
            steps.push(Text::DamagedNote.get(lang).to_owned());
        }
        if !of.awaiting_ocr.is_empty() {
            let pages = explain::pages(&of.awaiting_ocr);
            let gaps = [("pages", &*pages), ("command", ocr::install())];
            steps.push(Text::TodoOcr.with(lang, &gaps));
        }
        steps.extend(to_read(of, lang));
        let look = [
            (&of.uncertain_pages, Text::OcrUncertain),
            (&of.kept_pages, Text::OcrKept),
            (&of.sami_pages, Text::SamiPages),
        ];
        for (pages, text) in look {
            if !pages.is_empty() {
                steps.push(text.with(lang, &[("pages", &explain::pages(pages))]));
            }
        }
        steps.join(" ")
    }
}

/// Pages that nobody but a person can read.
fn to_read(of: &Coverage, lang: Lang) -> Option<String> {
    let awaited = |page: &&u32| !of.awaiting_ocr.contains(page);
    let left: Vec<u32> = of.unread_pages.iter().filter(awaited).copied().collect();
    if left.is_empty() {
        return None;
    }
    let for_ocr = [Unread::ImageOnly, Unread::Drawn];
    let reasons = of
        .unread
        .keys()
        .filter(|why| of.awaiting_ocr.is_empty() || !for_ocr.contains(why));
    let reasons: Vec<&str> = reasons.map(|&why| unread(why, lang)).collect();
    let gaps = [
        ("pages", &*explain::pages(&left)),
        ("why", &*reasons.join(", ")),
    ];
    Some(Text::TodoRead.with(lang, &gaps))
}

//! The plans that are missing, have run out, are not adopted or could not be read, and what to do: a row a cell.

use super::{day, instead_of, level, path};
use crate::classify::{Cell, Outcome, SetAsideReason};
use crate::review::{Matrix, Reviewed};
use crate::run::{Document, Run};
use crate::wording::{Lang, Text};

/// The columns of [`Lack::row`].
pub const COLUMNS: [Text; 10] = [
    Text::NumberColumn,
    Text::MunicipalityColumn,
    Text::LevelColumn,
    Text::ReportLack,
    Text::TitleColumn,
    Text::PeriodColumn,
    Text::DocumentColumn,
    Text::SearchedColumn,
    Text::SearchedWhereColumn,
    Text::NextColumn,
];

/// A cell without a plan in force that was read.
pub struct Lack<'r> {
    /// The cell.
    pub cell: &'r Cell,
    /// What is missing, in a word.
    pub what: Text,
    /// The plan there is instead, or the one that could not be read.
    pub document: Option<&'r Document>,
    /// What a person can do about it.
    pub next: Text,
}

/// All of them, by municipality and level.
pub fn all<'r>(matrix: &Matrix<'r>) -> Vec<Lack<'r>> {
    let cells = matrix.cells();
    cells
        .filter_map(|(cell, reviewed)| Lack::of(matrix.run, cell, reviewed))
        .collect()
}

impl<'r> Lack<'r> {
    /// What a cell lacks. What a person has decided to be a colour lacks nothing.
    pub fn of(run: &'r Run, cell: &'r Cell, reviewed: &Reviewed) -> Option<Self> {
        let instead = instead_of(cell);
        let (what, next) = match reviewed.outcome(cell) {
            Outcome::Unreadable => (Text::LackUnreadable, Text::NextUnreadable),
            Outcome::NotFound => match instead {
                Some(SetAsideReason::Hearing) => (Text::LackHearing, Text::NextPending),
                Some(SetAsideReason::Draft) => (Text::LackDraft, Text::NextPending),
                Some(_) => (Text::LackExpired, Text::NextExpired),
                None if cell.searched.is_empty() => (Text::LackNotFound, Text::NextSearch),
                None => (Text::LackNotFound, Text::NextSearched),
            },
            _ => return None,
        };
        let mut aside = cell.set_aside.iter();
        let aside = aside.find(|aside| Some(aside.reason) == instead);
        let document = cell.document.or(aside.map(|aside| aside.document));
        Some(Lack {
            cell,
            what,
            document: document.and_then(|index| run.documents.get(index)),
            next,
        })
    }

    /// The texts of a table with [`COLUMNS`].
    pub fn row(&self, lang: Lang) -> [String; 10] {
        let (cell, searched) = (self.cell, &self.cell.searched);
        let dates = searched.iter().filter_map(|row| row.date);
        let places = searched.iter().filter_map(|row| row.place.clone());
        let period = self.document.and_then(|d| d.identity.period);
        let title = self.document.map(|d| d.identity.title.clone());
        let number = cell.municipality.number.map(|n| n.to_string());
        [
            number.unwrap_or_default(),
            cell.municipality.name.clone(),
            level(cell.level, lang).to_owned(),
            self.what.get(lang).to_owned(),
            title.unwrap_or_default(),
            period.map(|p| p.to_string()).unwrap_or_default(),
            self.document.map(|d| path(&d.path)).unwrap_or_default(),
            dates
                .map(|date| day(date, lang))
                .collect::<Vec<_>>()
                .join("; "),
            places.collect::<Vec<_>>().join("; "),
            self.next.get(lang).to_owned(),
        ]
    }
}

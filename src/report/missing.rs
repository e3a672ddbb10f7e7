//! The plans that are missing, have run out, are not adopted or could not be read, and what to do: a row a cell.

use super::{day, instead_of, level, path};
use crate::classify::{Cell, Outcome, SetAsideReason};
use crate::review::Matrix;
use crate::run::Document;
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

/// All of them, by municipality and level. What a person has decided to be a colour is not missing.
pub fn all<'r>(matrix: &Matrix<'r>) -> Vec<Lack<'r>> {
    let mut found = Vec::new();
    for (cell, reviewed) in matrix.cells() {
        let (what, next) = match reviewed.outcome(cell) {
            Outcome::Unreadable => (Text::LackUnreadable, Text::NextUnreadable),
            Outcome::NotFound => match instead_of(cell) {
                Some(SetAsideReason::Hearing) => (Text::LackHearing, Text::NextPending),
                Some(SetAsideReason::Draft) => (Text::LackDraft, Text::NextPending),
                Some(_) => (Text::LackExpired, Text::NextExpired),
                None if cell.searched.is_empty() => (Text::LackNotFound, Text::NextSearch),
                None => (Text::LackNotFound, Text::NextSearched),
            },
            _ => continue,
        };
        let aside = instead_of(cell).and_then(|reason| {
            let of = |aside: &&crate::classify::SetAside| aside.reason == reason;
            cell.set_aside.iter().find(of).map(|aside| aside.document)
        });
        let document = cell.document.or(aside);
        found.push(Lack {
            cell,
            what,
            document: document.and_then(|index| matrix.run.documents.get(index)),
            next,
        });
    }
    found
}

impl Lack<'_> {
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

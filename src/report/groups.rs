//! Goals, target groups or duties × municipalities, as every report shows them.

use std::collections::BTreeSet;

use super::short_level;
use crate::classify::{Cell, GroupCell};
use crate::run::{Document, PackSummary, Passage, Run};
use crate::wording::{Lang, Text};

/// The table of one pack.
pub struct GroupTable<'r> {
    /// The pack.
    pub pack: &'r PackSummary,
    /// A row a group: its name, what it answers to, and a cell a municipality in the order of the run.
    pub rows: Vec<(&'r str, &'r [String], Vec<&'r GroupCell>)>,
}

/// The tables of all packs that have groups.
pub fn tables(run: &Run, lang: Lang) -> Vec<GroupTable<'_>> {
    run.packs()
        .enumerate()
        .filter(|(_, pack)| !pack.groups.is_empty())
        .map(|(number, pack)| {
            let row = |index: usize| {
                let own = |cell: &&GroupCell| (cell.pack, cell.group) == (number, index);
                let group = &pack.groups[index];
                let cells = run.groups.iter().filter(own).collect();
                (group.label.get(lang), group.links.as_slice(), cells)
            };
            GroupTable {
                pack,
                rows: (0..pack.groups.len()).map(row).collect(),
            }
        })
        .collect()
}

/// The hits that count behind a cell, in the documents that fill the municipality's cells, each document once.
pub fn passages<'r>(run: &'r Run, cell: &GroupCell) -> Vec<(&'r Document, &'r Passage)> {
    let Some(pack) = run.packs().nth(cell.pack) else {
        return Vec::new();
    };
    let counting = run
        .cells
        .iter()
        .filter(|c| c.municipality == cell.municipality);
    let documents: BTreeSet<usize> = counting.flat_map(Cell::counting).collect();
    let documents = documents.into_iter().filter_map(|i| run.documents.get(i));
    let of_group = |hit: &&Passage| {
        let term = pack.term(&hit.term);
        hit.pack == cell.pack
            && hit.why_not.is_none()
            && term.is_some_and(|term| term.group == Some(cell.group))
    };
    documents
        .flat_map(|document| {
            document
                .hits
                .iter()
                .filter(of_group)
                .map(move |hit| (document, hit))
        })
        .collect()
}

/// A cell in few characters: «12 i 3» for 12 hits on 3 plan levels, «–» for none, «◌» where something was not read.
pub fn short(cell: &GroupCell, lang: Lang) -> String {
    let found = (cell.hits > 0).then(|| {
        let (hits, levels) = (cell.hits.to_string(), cell.levels.len().to_string());
        Text::GroupHits.with(lang, &[("hits", &hits), ("levels", &levels)])
    });
    match (found, cell.unread) {
        (Some(found), _) => found,
        (None, true) => "◌".to_owned(),
        (None, false) => "–".to_owned(),
    }
}

/// The levels of a cell by name.
pub fn levels(cell: &GroupCell, lang: Lang) -> String {
    let names: Vec<&str> = cell.levels.iter().map(|&l| short_level(l, lang)).collect();
    names.join(", ")
}

/// That nothing was found, or that it may be in what was not read.
pub fn nothing(cell: &GroupCell, lang: Lang) -> &'static str {
    if cell.unread {
        Text::GroupNothingUnread.get(lang)
    } else {
        Text::GroupNothing.get(lang)
    }
}

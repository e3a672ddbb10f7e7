//! What stands under the matrix: plans not found, not readable, not in force, beside the matrix, and what a person should look at.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::{explain, kind, path, read_error, set_aside, short_level, status, unread};
use crate::classify::{Cell, Outcome, SetAsideReason};
use crate::corpus::{self, OtherPlan, OwnerNote, PlanLevel, Role, Status};
use crate::extract::{Coverage, Paging, ReadError};
use crate::run::{Document, Run};
use crate::wording::{Lang, Text};

/// One list with its title.
pub struct List {
    /// The title, with the number of lines where that says something.
    pub title: String,
    /// The lines; never none.
    pub lines: Vec<String>,
}

/// The lists for a report that has tables of what is missing and of what was read: documents that do not count, and notes.
pub fn beside_tables(run: &Run, lang: Lang) -> Vec<List> {
    let told = [Text::ListMissing, Text::ListUnreadable, Text::ListUnread];
    let lists = named(run, lang).into_iter();
    titled(lists.filter(|(title, _)| !told.contains(title)), lang)
}

/// The lists of a run that are not empty, in the order in which they are shown.
pub fn all(run: &Run, lang: Lang) -> Vec<List> {
    titled(named(run, lang).into_iter(), lang)
}

fn titled(lists: impl Iterator<Item = (Text, Vec<String>)>, lang: Lang) -> Vec<List> {
    let some = lists.filter(|(_, lines)| !lines.is_empty());
    some.map(|(title, lines)| List {
        title: title.with(lang, &[("n", &lines.len().to_string())]),
        lines,
    })
    .collect()
}

fn named(run: &Run, lang: Lang) -> [(Text, Vec<String>); 6] {
    let documents = |wanted: &dyn Fn(usize, &Document) -> bool,
                     line: &dyn Fn(usize, &Document) -> String| {
        let numbered = run.documents.iter().enumerate();
        let wanted = numbered.filter(|&(index, d)| wanted(index, d));
        wanted
            .map(|(index, d)| line(index, d))
            .collect::<Vec<String>>()
    };
    let unreadable: Vec<&Cell> = run
        .cells
        .iter()
        .filter(|cell| cell.outcome == Outcome::Unreadable)
        .collect();
    let counting: BTreeSet<usize> = run.cells.iter().flat_map(Cell::counting).collect();
    let replaced: BTreeMap<usize, SetAsideReason> = run
        .cells
        .iter()
        .flat_map(|cell| &cell.set_aside)
        .filter(|aside| aside.reason.is_superseded() && !counting.contains(&aside.document))
        .map(|aside| (aside.document, aside.reason))
        .collect();
    let not_in_force = |d: &Document| {
        matches!(
            d.status,
            Status::Expired | Status::Hearing | Status::Draft | Status::Later
        ) && !d.identity.role.levels().is_empty()
    };
    let standing = |index, d: &Document| match replaced.get(&index) {
        Some(&reason) if !not_in_force(d) => set_aside(reason, lang),
        _ => status(d.status, lang),
    };
    let not_counting = documents(
        &|index, d| not_in_force(d) || replaced.contains_key(&index),
        &|index, d| {
            let standing = standing(index, d);
            format!("{}: {} – {standing}", place(d, lang), d.identity.title)
        },
    );
    let beside = documents(
        &|_, d| d.identity.role.levels().is_empty() && d.error.is_none(),
        &|_, d| format!("{}: {}", path(&d.path), kind(&d.identity.role, lang)),
    );
    // What stands under an unreadable cell is not said again.
    let said: BTreeSet<usize> = unreadable.iter().filter_map(|cell| cell.document).collect();
    let mut unread = documents(
        &|index, d| d.is_incomplete() && !said.contains(&index),
        &|_, d| unread_line(d, lang),
    );
    unread.extend(
        run.unlisted
            .iter()
            .map(|p| format!("{}: {}", path(p), Text::NoteUnlisted.get(lang))),
    );
    [
        (Text::ListMissing, missing(run, lang)),
        (
            Text::ListUnreadable,
            unreadable
                .iter()
                .map(|cell| cell_line(run, cell, lang))
                .collect(),
        ),
        (Text::ListNotInForce, not_counting),
        (Text::ListBeside, beside),
        (Text::ListUnread, unread),
        (Text::ListNotes, notes(run, lang)),
    ]
}

/// Cells without a plan: a line each where something is known of them, else the levels of a municipality together.
fn missing(run: &Run, lang: Lang) -> Vec<String> {
    let mut lines = Vec::new();
    for municipality in &run.municipalities {
        let missing =
            |cell: &&Cell| cell.municipality == *municipality && cell.outcome == Outcome::NotFound;
        let (known, unknown): (Vec<&Cell>, Vec<&Cell>) = run
            .cells
            .iter()
            .filter(missing)
            .partition(|cell| !cell.set_aside.is_empty() || !cell.searched.is_empty());
        lines.extend(known.into_iter().map(|cell| cell_line(run, cell, lang)));
        if !unknown.is_empty() {
            let levels: Vec<&str> = unknown
                .iter()
                .map(|cell| short_level(cell.level, lang))
                .collect();
            lines.push(format!("{}: {}", municipality.name, levels.join(", ")));
        }
    }
    lines
}

fn cell_line(run: &Run, cell: &Cell, lang: Lang) -> String {
    let name = format!(
        "{}, {}",
        cell.municipality.name,
        super::level(cell.level, lang)
    );
    let file = run
        .document(cell)
        .map(|d| format!("{}: ", path(&d.path)))
        .unwrap_or_default();
    format!("{name}: {file}{}", explain::cell(run, cell, lang))
}

fn place(document: &Document, lang: Lang) -> String {
    if document.municipality.name.is_empty() {
        Text::NoMunicipality.get(lang).to_owned()
    } else {
        document.municipality.name.clone()
    }
}

/// What of a document was not read, and what to do.
pub fn unread_line(document: &Document, lang: Lang) -> String {
    let read = document.error.map_or(Ok(&document.coverage), Err);
    unread_words(&document.path, read, lang).unwrap_or_default()
}

/// What of a file was not read, and what to do; `None` if all was.
pub fn unread_words(file: &Path, read: Result<&Coverage, ReadError>, lang: Lang) -> Option<String> {
    let name = path(file);
    let coverage = match read {
        Ok(coverage) => coverage,
        Err(error) => {
            let gaps = [("path", name.as_str()), ("why", read_error(error, lang))];
            return Some(Text::FileUnread.with(lang, &gaps));
        }
    };
    let kinds = coverage
        .unread
        .iter()
        .map(|(&why, n)| format!("{n} {}", unread(why, lang)));
    let gaps = [
        ("path", name.as_str()),
        ("unread", &coverage.unread_count().to_string()),
        ("pages", &coverage.pages.to_string()),
        ("why", &kinds.collect::<Vec<_>>().join(", ")),
    ];
    (!coverage.is_complete()).then(|| Text::FilePartlyUnread.with(lang, &gaps))
}

/// What a person should look at: names not in the register, kinds that could not be told, periods that differ.
pub fn notes(run: &Run, lang: Lang) -> Vec<String> {
    let mut notes: Vec<String> = Vec::new();
    for municipality in run.municipalities.iter().filter(|m| m.number.is_none()) {
        let ambiguous = run
            .documents
            .iter()
            .any(|d| d.municipality == *municipality && d.owner_note == Some(OwnerNote::Ambiguous));
        let text = if ambiguous {
            Text::NoteAmbiguous
        } else {
            Text::NoteNotInRegister
        };
        let near = corpus::municipality::near(&municipality.name).filter(|_| !ambiguous);
        let near = near.map(|name| format!(". {}", Text::DidYouMean.with(lang, &[("name", name)])));
        notes.push(format!(
            "{}: {}{}",
            municipality.name,
            text.get(lang),
            near.unwrap_or_default()
        ));
    }
    for document in &run.documents {
        notes.extend(
            document_notes(document, lang)
                .into_iter()
                .map(|note| format!("{}: {note}", path(&document.path))),
        );
    }
    notes
}

/// What is odd about a document, and what of it was not read.
pub fn reading_notes(document: &Document, lang: Lang) -> Vec<String> {
    let mut notes = document_notes(document, lang);
    if document.coverage.paging == Paging::ByHeading {
        notes.push(Text::NoteNoPages.get(lang).to_owned());
    }
    if document.is_incomplete() {
        notes.push(unread_line(document, lang));
    }
    notes
}

/// The same, and whether its text is damaged.
pub fn coverage_notes(document: &Document, lang: Lang) -> Vec<String> {
    let mut notes = reading_notes(document, lang);
    if document.coverage.damaged_text {
        notes.push(Text::DamagedNote.get(lang).to_owned());
    }
    notes.extend(super::ocr::notes(&document.coverage, lang));
    notes
}

/// What a person should look at in a document.
pub fn document_notes(document: &Document, lang: Lang) -> Vec<String> {
    let mut notes = Vec::new();
    if document.owner_note == Some(OwnerNote::Nowhere) {
        notes.push(Text::NoteNowhere.get(lang).to_owned());
    }
    if matches!(
        document.identity.role,
        Role::OtherPlan(OtherPlan::Ukjent | OtherPlan::Kommuneplan)
    ) && document.error.is_none()
    {
        notes.push(Text::NoteKind.get(lang).to_owned());
    }
    let identity = &document.identity;
    let is_plan = !identity.role.levels().is_empty() && document.error.is_none();
    if is_plan && document.status == Status::Unknown {
        notes.push(Text::NoteStatusUnknown.get(lang).to_owned());
    }
    if is_plan && document.status == Status::Expired {
        let kommuneplan = [PlanLevel::Samfunnsdel, PlanLevel::Arealdel];
        match (identity.period, identity.adopted) {
            (None, Some(adopted)) => {
                let year = adopted.year().to_string();
                notes.push(Text::NoteExpiredGuess.with(lang, &[("year", &year)]));
            }
            (Some(period), _)
                if identity
                    .role
                    .levels()
                    .iter()
                    .any(|l| kommuneplan.contains(l)) =>
            {
                let period = period.to_string();
                notes.push(Text::NoteExpiredKommuneplan.with(lang, &[("period", &period)]));
            }
            _ => {}
        }
    }
    if !document.other_municipalities.is_empty() {
        let names = document.other_municipalities.join(", ");
        let folder = &document.municipality.name;
        let gaps = [("names", names.as_str()), ("folder", folder)];
        notes.push(Text::NoteOtherMunicipality.with(lang, &gaps));
    }
    if document.identity.part_guessed {
        notes.push(Text::NotePartGuessed.get(lang).to_owned());
    }
    if let Some((printed, named)) = document.period_conflict {
        notes.push(Text::NotePeriod.with(
            lang,
            &[
                ("printed", &printed.to_string()),
                ("named", &named.to_string()),
            ],
        ));
    }
    notes
}

/// What was read of all documents together.
pub fn coverage_line(run: &Run, lang: Lang) -> String {
    let sum = |count: &dyn Fn(&Document) -> usize| {
        super::number(run.documents.iter().map(count).sum(), lang)
    };
    Text::CoverageLine.with(
        lang,
        &[
            ("documents", &super::number(run.documents.len(), lang)),
            ("pages", &sum(&|d| d.coverage.pages)),
            ("text", &sum(&|d| d.coverage.text)),
            ("ocr", &sum(&|d| d.coverage.ocr)),
            ("blank", &sum(&|d| d.coverage.blank)),
            ("unread", &sum(&|d| d.coverage.unread_count())),
            ("failed", &sum(&|d| usize::from(d.error.is_some()))),
        ],
    )
}

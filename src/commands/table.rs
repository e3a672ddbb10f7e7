//! The table that a command speaks of: a run with the decisions on it.

use std::io;
use std::path::{Path, PathBuf};

use super::{Failure, existing_state, note};
use crate::classify::Cell;
use crate::cli::{PlaceChoice, TableChoice};
use crate::corpus::Municipality;
use crate::index::Store;
use crate::review::{self, Journal, Ledger, LedgerError, Matrix, Snapshot, SnapshotError};
use crate::run::Run;
use crate::wording::{Lang, Text};

/// A run, its decisions, and where more of them are written.
pub(super) struct Table {
    pub(super) run: Run,
    pub(super) journal: Journal,
    pub(super) ledger: Ledger,
    /// What was read of its plans, where that is at hand.
    pub(super) store: Option<Store>,
}

impl Table {
    /// The table that `--run`, `--corpus`, `--state` and `--decisions` name.
    pub(super) fn chosen(choice: &TableChoice, lang: Lang) -> Result<Self, Failure> {
        Self::named(choice.run.as_deref(), &choice.place, lang)
    }

    /// The table of a name on the command line, or of the last screening.
    pub(super) fn named(
        name: Option<&str>,
        place: &PlaceChoice,
        lang: Lang,
    ) -> Result<Self, Failure> {
        let Some(name) = name else {
            let run = existing_state(&place.state).run()?;
            let corpus = if place.state.state.is_some() {
                run.corpus.clone()
            } else {
                place.state.corpus.clone()
            };
            let ledger = beside(place, &corpus.join(review::FILE_NAME));
            let mut table = Self::with_ledger(run, &ledger, lang)?;
            table.store = Some(existing_state(&place.state).store());
            return Ok(table);
        };
        let path = Path::new(name);
        if path.is_dir() {
            let mut place = place.clone();
            place.state.corpus = path.to_path_buf();
            return Self::named(None, &place, lang);
        }
        let (snapshot, own) = if name == review::SHIPPED.0 {
            (Snapshot::shipped(), PathBuf::from(name))
        } else {
            let snapshot = Snapshot::read(path).map_err(|error| unreadable(&error, lang))?;
            (snapshot, path.to_path_buf())
        };
        let ledger = beside(place, &own.with_extension("vurderinger.jsonl"));
        let mut journal = snapshot.journal();
        let mut table = Self::with_ledger(snapshot.run, &ledger, lang)?;
        journal.entries.append(&mut table.journal.entries);
        table.journal.entries = journal.entries;
        Ok(table)
    }

    /// The earlier run to compare with, if one is named.
    pub(super) fn earlier(name: Option<&str>, lang: Lang) -> Result<Option<Self>, Failure> {
        let named = |name| Self::named(Some(name), &PlaceChoice::default(), lang);
        name.map(named).transpose()
    }

    /// A run with the decisions of a file.
    pub(super) fn with_ledger(run: Run, ledger: &Path, lang: Lang) -> Result<Self, Failure> {
        let ledger = Ledger::at(ledger);
        let journal = ledger.read()?;
        tell_damage(&ledger, &journal, lang);
        Ok(Table {
            run,
            journal,
            ledger,
            store: None,
        })
    }

    /// The run with the decisions over its suggestions.
    pub(super) fn matrix(&self) -> Matrix<'_> {
        Matrix::new(&self.run, &self.journal)
    }

    /// The municipality of a name or number.
    pub(super) fn municipality(&self, name: &str) -> Option<&Municipality> {
        let wanted = name.to_lowercase();
        let named = |m: &&Municipality| {
            m.name.to_lowercase() == wanted || m.number.is_some_and(|n| n.to_string() == wanted)
        };
        self.run.municipalities.iter().find(named)
    }

    /// The cell of a municipality and level as a person names them.
    pub(super) fn cell(
        &self,
        municipality: &str,
        level: &str,
        lang: Lang,
    ) -> Result<&Cell, Failure> {
        let level = super::show::named_level(level)
            .ok_or_else(|| super::show::unknown_level(level, lang))?;
        let whose = self
            .municipality(municipality)
            .ok_or_else(|| super::show::unknown_municipality(&self.run, municipality, lang))?;
        let cell = self.run.cell(whose, level);
        cell.ok_or_else(|| super::show::unknown_municipality(&self.run, municipality, lang))
    }
}

/// The file of decisions asked for, or the usual one.
fn beside(place: &PlaceChoice, usual: &Path) -> PathBuf {
    place
        .decisions
        .clone()
        .unwrap_or_else(|| usual.to_path_buf())
}

fn tell_damage(ledger: &Ledger, journal: &Journal, lang: Lang) {
    if journal.cut_short {
        let file = ledger.path().display().to_string();
        note(&Text::CutShort.with(lang, &[("file", &file)]), lang);
    }
    if journal.damaged.is_empty() {
        return;
    }
    let lines: Vec<String> = journal.damaged.iter().map(ToString::to_string).collect();
    let gaps = [
        ("file", ledger.path().display().to_string()),
        ("n", lines.len().to_string()),
        ("lines", lines.join(", ")),
    ];
    let gaps: Vec<(&str, &str)> = gaps.iter().map(|(g, t)| (*g, t.as_str())).collect();
    note(&Text::DamagedLedger.with(lang, &gaps), lang);
}

fn unreadable(error: &SnapshotError, lang: Lang) -> Failure {
    let (path, why) = match error {
        SnapshotError::Io(path, why) if why.kind() == io::ErrorKind::NotFound => {
            let path = path.display().to_string();
            return Failure::Usage {
                message: Text::FileMissing.with(lang, &[("path", &path)]),
                hint: Text::RunHint.get(lang).to_owned(),
            };
        }
        SnapshotError::Io(path, why) => (path, crate::report::failures::io(why, lang)),
        SnapshotError::Other(path, why) => (path, format!("{} ({why})", Text::RunBroken.get(lang))),
    };
    let path = path.display().to_string();
    Failure::Usage {
        message: Text::NoRun.with(lang, &[("path", &path), ("why", &why)]),
        hint: Text::RunHint.get(lang).to_owned(),
    }
}

impl From<LedgerError> for Failure {
    fn from(error: LedgerError) -> Self {
        Failure::Ledger(error)
    }
}

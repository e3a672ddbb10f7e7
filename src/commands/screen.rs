//! `planlys screen`: corpus → matrix, reports and an up-to-date index.

use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::time::Duration;

use jiff::Zoned;
use jiff::civil::Date;

use super::table::Table;
use super::written::{self, Folder};
use super::{Failure, corpus_failure, load_packs, note, width};
use crate::cli::{ExitCode, Screen};
use crate::corpus::{self, Corpus, manifest};
use crate::index::{Lock, State};
use crate::pipeline::{self, Options, ReadElsewhere, Recogniser, Search, Unkept};
use crate::progress::Progress;
use crate::report::{self, json, terminal};
use crate::review::{self, Matrix};
use crate::run::Run;
use crate::terms::{self, Pack, Rule};
use crate::wording::{Lang, Text};

pub(super) fn run(arguments: &Screen) -> Result<ExitCode, Failure> {
    let lang = arguments.lang.get();
    let packs = load_packs(&arguments.pack.packs, lang);
    let seen = pipeline::now();
    let corpus = corpus::discover(&arguments.corpus).map_err(|error| corpus_failure(error, lang));
    let (mut packs, corpus) = match (packs, corpus) {
        (Ok(packs), Ok(corpus)) => (packs, corpus),
        (Err(first), Err(second)) => return Err(Failure::Several(vec![first, second])),
        (Err(failure), _) | (_, Err(failure)) => return Err(failure),
    };
    let reports = Reports::asked(arguments)?;
    let state = super::state_to_write(&arguments.corpus, arguments.state.as_deref(), lang)?;
    let recogniser = super::recogniser(arguments.ocr, &state);
    let place = Place {
        state: &state,
        recogniser: &recogniser,
        elsewhere: None,
    };
    shown(arguments, &mut packs, (&corpus, seen), place, reports)
}

/// The reports asked for.
pub(super) struct Reports {
    folder: Option<Folder>,
    /// The run to compare with.
    earlier: Option<Table>,
}

impl Reports {
    /// Those that a command line asks for: what is wrong with them is seen before anything is read or written.
    pub(super) fn asked(arguments: &Screen) -> Result<Self, Failure> {
        let lang = arguments.lang.get();
        let names = || written::USUAL.map(written::file_name);
        let beside = |out| Folder::open(out, Some(&arguments.corpus), names(), lang);
        Ok(Reports {
            folder: arguments.shown.out.as_deref().map(beside).transpose()?,
            earlier: Table::earlier(arguments.shown.since.as_deref(), lang)?,
        })
    }
}

/// Where a screening keeps what is read, and where that comes from.
pub(super) struct Place<'p> {
    pub(super) state: &'p State,
    pub(super) recogniser: &'p Recogniser,
    /// What was read on other machines, with the lock of the state that it is in.
    pub(super) elsewhere: Option<(&'p ReadElsewhere, Lock)>,
}

/// Screens a corpus, as it was listed then, and shows the table.
pub(super) fn shown(
    arguments: &Screen,
    packs: &mut Vec<Pack>,
    (corpus, seen): (&Corpus, i64),
    place: Place<'_>,
    reports: Reports,
) -> Result<ExitCode, Failure> {
    let lang = arguments.lang.get();
    if corpus.unfetched > 0 {
        tell_unfetched(corpus, lang);
    }
    let Reports {
        mut folder,
        earlier,
    } = reports;
    let rule = colouring_first(packs, lang)?;
    let packs: Vec<&Pack> = packs.iter().collect();
    let damage = arguments.damage.get();
    let date = arguments.shown.date.unwrap_or_else(|| Zoned::now().date());
    let recipe = pipeline::recipe(packs.iter().map(|pack| pack.hash.as_str()), damage);
    let usual = arguments.corpus.join(review::FILE_NAME);
    let ledger = arguments.shown.decisions.as_deref().unwrap_or(&usual);
    // Printing the table needs no hits, but reports and decisions speak of them.
    let only_table = folder.is_none() && !arguments.shown.json && !ledger.exists();
    let (state, recogniser) = (place.state, place.recogniser);
    let from_elsewhere = place.elsewhere.is_some();
    let last = || {
        if only_table {
            state.table()
        } else {
            state.run()
        }
    };
    let known = || pipeline::still_true(state, last, (corpus, &rule), recogniser, &recipe, date);
    let known = (!from_elsewhere).then(known).flatten();
    let run = if let Some(run) = known {
        run
    } else {
        let search = Search::new(&packs, damage);
        screened(place, corpus, (&search, &rule), (date, seen), arguments)?
    };
    let table = Table::with_ledger(run, ledger, lang)?;
    let matrix = table.matrix();
    if let Some(folder) = &mut folder {
        folder.reports(&written::USUAL, &table, &matrix, earlier.as_ref(), lang)?;
    }
    print(&matrix, folder.as_ref(), arguments, lang)?;
    if corpus.beside > 0 {
        let n = corpus.beside.to_string();
        note(&Text::BesidePages.with(lang, &[("n", &n)]), lang);
    }
    let awaiting = report::ocr::awaiting(&table.run);
    if from_elsewhere && awaiting > 0 {
        note(&Text::CollectAwaiting.counted(lang, awaiting, &[]), lang);
    } else {
        super::tell_awaiting(awaiting, recogniser, lang);
    }
    Ok(if table.run.is_incomplete() {
        ExitCode::Incomplete
    } else {
        ExitCode::Done
    })
}

/// Says that plans with an address are not fetched yet.
fn tell_unfetched(corpus: &Corpus, lang: Lang) {
    let manifest = corpus.root.join(manifest::FILE_NAME);
    let file = manifest.display().to_string();
    let words = Text::Unfetched.counted(lang, corpus.unfetched, &[("file", &file)]);
    note(&words, lang);
}

/// Puts the first pack that has a rule first, and returns the rule. Where none has one the default pack colours, which is said.
pub(super) fn colouring_first(packs: &mut Vec<Pack>, lang: Lang) -> Result<Rule, Failure> {
    let with_rule = packs.iter().position(|pack| pack.rule.is_some());
    let place = if let Some(place) = with_rule {
        place
    } else {
        let words = Text::PackWithoutRule.with(lang, &[("pack", terms::DEFAULT_PACK)]);
        note(&words, lang);
        packs.extend(load_packs(&[terms::DEFAULT_PACK.to_owned()], lang)?);
        packs.len() - 1
    };
    packs[..=place].rotate_right(1);
    Ok(packs[0].rule.clone().expect("it was chosen for its rule"))
}

/// Reads and searches what is new or changed, and keeps it. `times` are the day of the run and when the files were listed.
fn screened(
    place: Place<'_>,
    corpus: &Corpus,
    (search, rule): (&Search<'_>, &Rule),
    (date, seen): (Date, i64),
    arguments: &Screen,
) -> Result<Run, Failure> {
    let lang = arguments.lang.get();
    let time = Duration::from_secs(arguments.time_limit);
    let (state, recogniser) = (place.state, place.recogniser);
    let store = state.store();
    let (elsewhere, lock) = place.elsewhere.unzip();
    let options = Options {
        jobs: arguments.jobs,
        date,
        readers: super::readers(arguments.in_process, time),
        store: Some(&store),
        recogniser,
        seen,
        elsewhere,
    };
    let progress = Progress::new(Text::ProgressReading, lang);
    let lock = lock.map_or_else(|| state.lock(), Ok)?;
    let at = (state, lock);
    let screened = pipeline::screen_into(at, corpus, search, rule, &options, &progress);
    super::tell_store_failure(&store, recogniser, state, lang);
    let screened = screened.map_err(|unkept| match unkept {
        Unkept::State(error) => Failure::State(error),
        Unkept::Stopped(_) => unreachable!("nobody can stop it but with the whole program"),
    })?;
    if screened.rebuilt {
        super::index::tell_rebuilt(state, lang);
    }
    super::index::tell_losses(&screened.changes, lang);
    Ok(screened.run)
}

fn print(
    matrix: &Matrix<'_>,
    folder: Option<&Folder>,
    arguments: &Screen,
    lang: Lang,
) -> Result<(), Failure> {
    let mut out = BufWriter::new(anstream::stdout().lock());
    if arguments.shown.json {
        serde_json::to_writer_pretty(&mut out, &json::matrix(matrix, lang))
            .map_err(io::Error::from)?;
        writeln!(out)?;
    } else {
        terminal::print(matrix, lang, width(), &mut out)?;
        writeln!(out)?;
        let (corpus, flags) = flags(arguments);
        let mut cells = matrix.run.cells.iter();
        if let Some(cell) = cells.find(|cell| cell.document.is_some()) {
            let (name, level) = (cell.municipality.name.as_str(), cell.level.id());
            let gaps = [
                ("municipality", name),
                ("level", level),
                ("where", corpus.as_str()),
            ];
            writeln!(out, "{}", Text::NextSteps.with(lang, &gaps))?;
        }
        if let Some(folder) = folder {
            folder.tell(lang, &mut out)?;
        } else {
            let folder = arguments.corpus.display().to_string();
            let gaps = [("corpus", folder.as_str()), ("flags", flags.as_str())];
            writeln!(out, "{}", Text::NextReport.with(lang, &gaps))?;
        }
    }
    out.flush()?;
    Ok(())
}

/// The flags that a next command needs to speak of the same run: for `show`, and for `screen`.
fn flags(arguments: &Screen) -> (String, String) {
    let quoted = |path: &Path| format!("\"{}\"", path.display());
    let state = arguments
        .state
        .as_deref()
        .map(|dir| format!(" --state {}", quoted(dir)));
    let corpus = format!(" --corpus {}", quoted(&arguments.corpus));
    let bundled = arguments.corpus == Path::new("corpus");
    let show = state
        .clone()
        .unwrap_or(if bundled { String::new() } else { corpus });
    let packs = arguments.pack.packs.iter();
    let packs: Vec<String> = packs.map(|pack| format!(" --pack \"{pack}\"")).collect();
    (show, state.unwrap_or_default() + &packs.concat())
}

//! `planlys index`: reads what is new or changed, so that it can be searched.

use std::io::Write;
use std::path::Path;
use std::time::Duration;

use jiff::Zoned;

use super::{Failure, corpus_failure, note, talk};
use crate::cli::{ExitCode, Index};
use crate::corpus::{self, Corpus};
use crate::extract::Ocr;
use crate::index::{Made, State, Writer};
use crate::pipeline::{self, Brought, Changes, Options, Recogniser};
use crate::progress::Progress;
use crate::report::state;
use crate::terms;
use crate::wording::{Lang, Text};

pub(super) fn run(arguments: &Index) -> Result<ExitCode, Failure> {
    let lang = arguments.lang.get();
    let state = super::state_to_write(
        &arguments.plans.corpus,
        arguments.plans.state.as_deref(),
        lang,
    )?;
    brought(arguments, &state)
}

/// Brings a state up to date as the command line says, and prints what has become of the files.
pub(super) fn brought(arguments: &Index, state: &State) -> Result<ExitCode, Failure> {
    let lang = arguments.lang.get();
    let time = Duration::from_secs(arguments.time_limit);
    let recogniser = super::recogniser(arguments.ocr, state);
    let brought = up_to_date(
        &arguments.plans.corpus,
        (state, &recogniser),
        (arguments.jobs, time),
        lang,
    )?;
    let code = told(&brought, arguments.json, lang)?;
    super::tell_awaiting(brought.awaiting_ocr, &recogniser, lang);
    Ok(code)
}

/// Prints what has become of the files.
fn told(brought: &Brought, as_json: bool, lang: Lang) -> Result<ExitCode, Failure> {
    let mut out = anstream::stdout().lock();
    if as_json {
        writeln!(out, "{:#}", state::brought_json(brought))?;
    } else {
        for line in state::brought_words(brought, lang) {
            writeln!(out, "{line}")?;
        }
    }
    talk(&state::unread_words(brought, lang).join("\n"));
    Ok(
        if brought.unread.is_empty() && brought.unlisted.is_empty() {
            ExitCode::Done
        } else {
            ExitCode::Incomplete
        },
    )
}

/// Brings a state up to date with its corpus: with `jobs` threads and so much time for a file. Nothing is opened or written if nothing
/// has changed.
pub(super) fn up_to_date(
    folder: &Path,
    (state, recogniser): (&State, &Recogniser),
    (jobs, time): (usize, Duration),
    lang: Lang,
) -> Result<Brought, Failure> {
    let seen = pipeline::now();
    let corpus = corpus::discover(folder).map_err(|error| corpus_failure(error, lang))?;
    let stamps = state.stamps().ok();
    if let Some(stamps) = &stamps
        && state.has_index()
        && pipeline::is_unchanged(&corpus, stamps, recogniser)
    {
        let changes = Changes {
            same: stamps.files.len(),
            ..Changes::default()
        };
        return Ok(Brought::new(changes, stamps.clone(), corpus.unlisted));
    }
    // What a screening with a pack of one's own said of short pages still holds.
    let own = stamps.filter(|stamps| stamps.made.is_of(&pipeline::place_of(&corpus)));
    let fewest_words = own.map_or_else(terms::fewest_words, |stamps| stamps.made.fewest_words);
    let writer = writer(state, &corpus, (fewest_words, recogniser.made_with()), lang)?;
    let store = state.store();
    let options = Options {
        jobs,
        date: Zoned::now().date(),
        readers: super::readers(false, time),
        store: Some(&store),
        recogniser,
        seen,
        elsewhere: None,
    };
    let progress = Progress::new(Text::ProgressReading, lang);
    let changes = pipeline::index(&corpus, &writer, fewest_words, &options, &progress)
        .expect("nobody can stop it but with the whole program");
    writer.finish()?;
    super::tell_store_failure(&store, recogniser, state, lang);
    Ok(Brought::new(changes, state.stamps()?, corpus.unlisted))
}

/// Opens a state for writing, and says so if it had to be made anew.
fn writer<'s>(
    state: &'s State,
    corpus: &Corpus,
    (fewest_words, ocr): (usize, (Ocr, u64)),
    lang: Lang,
) -> Result<Writer<'s>, Failure> {
    let made = Made::now(&pipeline::place_of(corpus), fewest_words, ocr);
    let writer = Writer::open(state, made)?;
    if writer.rebuilt {
        tell_rebuilt(state, lang);
    }
    Ok(writer)
}

/// Says that an index had to be made anew.
pub(super) fn tell_rebuilt(state: &State, lang: Lang) {
    let dir = state.dir().display().to_string();
    note(&Text::StateRebuilt.with(lang, &[("dir", &dir)]), lang);
}

/// Says which files are gone or have moved since the last time: nothing leaves the table in silence.
pub(super) fn tell_losses(changes: &Changes, lang: Lang) {
    for line in state::losses(changes, lang) {
        note(&line, lang);
    }
}

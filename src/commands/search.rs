//! `planlys search`: answers a query from the index, or a batch of saved ones.

use std::fs;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use jiff::Zoned;

use super::{Failure, existing_state, load_pack, note, talk, width};
use crate::cli::{self, ExitCode, StateChoice};
use crate::index::{Searcher, Store};
use crate::pipeline::{self, Question, Reply};
use crate::query::{Query, QueryError};
use crate::report::counts::{self, Saved};
use crate::report::query;
use crate::report::search::{Order, Search};
use crate::terms::Pack;
use crate::wording::{Lang, Text};

/// Pages that are looked at when their hits are put in an order: sorting all of a country's would take long and be read by nobody.
const MOST_SORTED: usize = 2000;

pub(super) fn run(arguments: &cli::Search) -> Result<ExitCode, Failure> {
    let lang = arguments.lang.get();
    if !arguments.saved.is_empty() {
        return saved(arguments, lang);
    }
    let text = arguments.query.join(" ");
    let query = Query::parse(&text).map_err(|error| unclear(&text, &error, lang))?;
    let state = existing_state(&arguments.state);
    let (searcher, store) = (state.searcher()?, state.store());
    let order = match arguments.sort.as_deref() {
        Some("left") => Order::Left,
        Some("right") => Order::Right,
        _ => Order::Best,
    };
    let limit = match order {
        _ if arguments.counts => 0,
        Order::Best => arguments.limit,
        Order::Left | Order::Right => arguments.limit.max(MOST_SORTED),
    };
    tell_other_corpus(&searcher, &arguments.state, lang);
    let reply = answer(&searcher, &store, (&text, &query), limit, lang)?;
    let found = Search {
        query: &text,
        searcher: &searcher,
        reply: &reply,
        limit: arguments.limit,
        lang,
    };
    let mut out = BufWriter::new(anstream::stdout().lock());
    let is_nothing = reply.pages.is_empty();
    match (arguments.json, arguments.csv) {
        (true, _) => writeln!(out, "{:#}", found.json())?,
        (_, true) if arguments.counts => found.csv_counts(&mut out)?,
        (_, true) => found.csv(order, &mut out)?,
        _ if arguments.counts => found.print_counts(&mut out)?,
        _ if is_nothing => {}
        _ if arguments.kwic => found.print_lines(order, width(), &mut out)?,
        _ => found.print(width(), &mut out)?,
    }
    out.flush()?;
    for words in found.notes() {
        note(&words, lang);
    }
    let all = reply.page_count();
    if (arguments.json || arguments.csv) && !arguments.counts && reply.best.len() < all {
        let (shown, all) = (reply.best.len().to_string(), all.to_string());
        note(
            &Text::SearchCut.with(lang, &[("shown", &shown), ("all", &all)]),
            lang,
        );
    }
    if !reply.scope.lost.is_empty() {
        return Ok(ExitCode::State);
    }
    if is_nothing {
        talk(&Text::SearchNothing.with(lang, &[("query", &text)]));
        return Ok(ExitCode::NothingFound);
    }
    Ok(ExitCode::Done)
}

/// Says that an index was made of another corpus than the one that is named beside it.
fn tell_other_corpus(searcher: &Searcher, choice: &StateChoice, lang: Lang) {
    // Without --state the index is the corpus's own, wherever it may have been moved since.
    let named = choice.state.is_some() && choice.corpus != Path::new("corpus");
    let asked = choice.corpus.canonicalize();
    if named && asked.is_ok_and(|asked| asked != searcher.corpus) {
        let made = searcher.corpus.display().to_string();
        let asked = choice.corpus.display().to_string();
        note(
            &Text::SearchOther.with(lang, &[("made", &made), ("asked", &asked)]),
            lang,
        );
    }
}

/// What a query finds; the packs it names are loaded.
fn answer(
    searcher: &Searcher,
    store: &Store,
    (text, asked): (&str, &Query),
    limit: usize,
    lang: Lang,
) -> Result<Reply, Failure> {
    let terms = asked.terms();
    let mut packs: Vec<Pack> = Vec::new();
    for term in &terms {
        packs.push(load_pack(&term.pack, lang)?);
    }
    let wanted = pipeline::wanted(&terms, &packs).map_err(|unknown| {
        let (term, pack) = (&terms[unknown], &packs[unknown]);
        let (message, hint) = query::unknown_term(text, term, pack, lang);
        Failure::Usage { message, hint }
    })?;
    let question = Question {
        query: asked,
        terms: wanted,
        date: Zoned::now().date(),
        limit,
    };
    Ok(pipeline::ask(searcher, store, &question)?)
}

fn unclear(text: &str, error: &QueryError, lang: Lang) -> Failure {
    let (message, hint) = query::unclear(text, error, lang);
    Failure::Usage { message, hint }
}

/// Ends the name of a file with a saved query.
const SAVED: &str = "sok";

/// Runs saved queries and prints a table of counts. All files are read before one is answered, so that all mistakes are told at once.
fn saved(arguments: &cli::Search, lang: Lang) -> Result<ExitCode, Failure> {
    let (mut queries, mut failures) = (Vec::new(), Vec::new());
    for path in saved_files(&arguments.saved, lang)? {
        match read(&path, lang) {
            Ok(query) => queries.push(query),
            Err(failure) => failures.push(failure),
        }
    }
    Failure::of_all(failures)?;
    let state = existing_state(&arguments.state);
    let (searcher, store) = (state.searcher()?, state.store());
    let replies: Result<Vec<Reply>, Failure> = queries
        .iter()
        .map(|(_, text, query)| answer(&searcher, &store, (text, query), 0, lang))
        .collect();
    let replies = replies?;
    let saved: Vec<Saved<'_>> = queries
        .iter()
        .zip(&replies)
        .map(|((name, text, _), reply)| Saved {
            name: name.clone(),
            found: Search {
                query: text,
                searcher: &searcher,
                reply,
                limit: 0,
                lang,
            },
        })
        .collect();
    let mut out = BufWriter::new(anstream::stdout().lock());
    match (arguments.json, arguments.csv) {
        (true, _) => writeln!(out, "{:#}", counts::json_saved(&saved))?,
        (_, true) => counts::csv_saved(&saved, lang, &mut out)?,
        _ => counts::print_saved(&saved, lang, &mut out)?,
    }
    out.flush()?;
    if replies.iter().all(|reply| reply.pages.is_empty()) {
        return Ok(ExitCode::NothingFound);
    }
    Ok(ExitCode::Done)
}

/// The files of saved queries: those named, and those in the folders named, by name.
fn saved_files(paths: &[PathBuf], lang: Lang) -> Result<Vec<PathBuf>, Failure> {
    let mut files = Vec::new();
    for path in paths {
        let shown = path.display().to_string();
        let missing = |_| Failure::Usage {
            message: Text::FileMissing.with(lang, &[("path", &shown)]),
            hint: String::new(),
        };
        if path.metadata().map_err(missing)?.is_dir() {
            let entries = fs::read_dir(path).map_err(missing)?.flatten();
            let is_saved = |path: &PathBuf| path.extension().is_some_and(|e| e == SAVED);
            let mut own: Vec<PathBuf> =
                entries.map(|entry| entry.path()).filter(is_saved).collect();
            own.sort();
            if own.is_empty() {
                return Err(Failure::Usage {
                    message: Text::SavedNone.with(lang, &[("path", &shown)]),
                    hint: Text::SavedHint.get(lang).to_owned(),
                });
            }
            files.append(&mut own);
        } else {
            files.push(path.clone());
        }
    }
    Ok(files)
}

/// A saved query: its name, its text without comments, and what it asks. The first comment is the name.
fn read(path: &Path, lang: Lang) -> Result<(String, String, Query), Failure> {
    let shown = path.display().to_string();
    let content = fs::read_to_string(path).map_err(|error| Failure::Usage {
        message: crate::report::failures::at(path, &error, lang),
        hint: Text::SavedHint.get(lang).to_owned(),
    })?;
    let stem = path.file_stem().map(|stem| stem.to_string_lossy());
    let (name, text) = crate::query::saved(&content, stem.as_deref().unwrap_or_default());
    let query = Query::parse(&text).map_err(|error| match unclear(&text, &error, lang) {
        Failure::Usage { message, hint } => Failure::Usage {
            message: format!("{shown}: {message}"),
            hint,
        },
        other => other,
    })?;
    Ok((name, text, query))
}

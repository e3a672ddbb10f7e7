//! `planlys collect`: the lines of many filters → the state, matrix and reports that a screening of the same files makes.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::screen::{Place, Reports, shown};
use super::{Failure, corpus_failure, load_packs, note, talk, written};
use crate::cli::{Collect, ExitCode, OcrChoice, Screen};
use crate::corpus;
use crate::extract::Ocr;
use crate::index::{RecognitionStore, StateError, Store};
use crate::lines::{BadAnswer, Stated, files};
use crate::pipeline::{self, Collection, Event, Observer, PAGE_TIME, Recogniser, TIME_LIMIT};
use crate::progress::Progress;
use crate::report::{self, failures, lines};
use crate::wording::{Lang, Text};

pub(super) fn run(arguments: &Collect) -> Result<ExitCode, Failure> {
    let lang = arguments.lang.get();
    let mut packs = load_packs(&arguments.pack.packs, lang)?;
    let root = &arguments.place.corpus;
    // Before the long work: what is wrong with plans.csv beside its files is seen at once.
    corpus::without_files(root).map_err(|error| corpus_failure(error, lang))?;
    for part in &arguments.parts {
        check_part(part, root, lang)?;
    }
    let (parts, closed) = files::in_all(&arguments.parts);
    let screen = screening(arguments);
    let reports = Reports::asked(&screen)?;
    let state = super::state_to_write(root, arguments.place.state.as_deref(), lang)?;
    let lock = state.lock()?;
    let seen = pipeline::now();
    let (store, recognitions) = (state.store(), state.recognitions(PAGE_TIME));
    let (collection, all_used) = gather(&parts, (&store, &recognitions), lang);
    for (folder, error) in &closed {
        note(&failures::at(folder, error, lang), lang);
    }
    // Without what was read there is nothing to show.
    if let Some(error) = store.failure() {
        return Err(StateError::Io(state.dir().to_path_buf(), error).into());
    }
    if let Some(error) = recognitions.failure() {
        note(&failures::at(state.dir(), &error, lang), lang);
    }
    if collection.documents() == 0 {
        let named: Vec<String> = arguments.parts.iter().map(|p| report::path(p)).collect();
        return Err(Failure::Usage {
            message: Text::PartsNone.with(lang, &[("parts", &named.join(", "))]),
            hint: Text::PartsMissingHint.get(lang).to_owned(),
        });
    }
    let (shards, bad) = (collection.shards, collection.bad.clone());
    tell_bad_wishes(&bad, lang);
    let collected = collection.finish(root);
    let (documents, doubles) = (collected.files.len(), collected.doubles.to_string());
    let count = parts.len().to_string();
    let gaps = [("parts", count.as_str()), ("doubles", doubles.as_str())];
    talk(&Text::CollectCount.counted(lang, documents, &gaps));
    for (file, stated) in &collected.contradicted {
        tell_contradicted(file, stated, lang);
    }
    let failed = bad.into_iter().map(|(path, _)| path);
    let failed = failed.filter(|path| !path.as_os_str().is_empty());
    let corpus = corpus::read_elsewhere(root, collected.files, collected.stated, failed);
    let (corpus, not_read) = corpus.map_err(|error| corpus_failure(error, lang))?;
    let notes = [
        (Text::CollectNotRead, not_read),
        (Text::CollectTwoStates, collected.in_two_states),
        (Text::CollectShards, shards),
    ];
    for (text, count) in notes.into_iter().filter(|&(_, count)| count > 0) {
        note(&text.counted(lang, count, &[]), lang);
    }
    let asked = collected.asked;
    let time = if collected.asked_differs {
        note(Text::CollectMixedOcr.get(lang), lang);
        // No screening gives a page no time: the state is of none, and what differs is read again.
        Duration::ZERO
    } else {
        Duration::from_secs(asked.seconds)
    };
    let recogniser = Recogniser::recalling_within(asked.asked, time, state.recognitions(time));
    let place = Place {
        state: &state,
        recogniser: &recogniser,
        elsewhere: Some((&collected.read, lock)),
    };
    let code = shown(&screen, &mut packs, (&corpus, seen), place, reports)?;
    Ok(match code {
        ExitCode::Done if !all_used || !closed.is_empty() => ExitCode::Incomplete,
        code => code,
    })
}

/// Says what is wrong with a path that should hold lines.
fn check_part(part: &Path, root: &Path, lang: Lang) -> Result<(), Failure> {
    let path = report::path(part);
    if let Err(error) = part.metadata() {
        let why = error.to_string();
        return Err(Failure::Usage {
            message: Text::PartsMissing.with(lang, &[("path", &path), ("why", &why)]),
            hint: Text::PartsMissingHint.get(lang).to_owned(),
        });
    }
    if written::is_inside(part, root) {
        return Err(Failure::Usage {
            message: Text::PartsInCorpus.with(lang, &[("path", &path)]),
            hint: Text::PartsInCorpusHint.get(lang).to_owned(),
        });
    }
    Ok(())
}

/// Lines of input that could not be used and are told one by one.
const TOLD: usize = 10;

/// Says which lines of input the filters could not use.
fn tell_bad_wishes(bad: &BTreeSet<(PathBuf, String)>, lang: Lang) {
    for (path, why) in bad.iter().take(TOLD) {
        let gaps: [(&str, &str); 2] = [("file", &report::path(path)), ("why", why)];
        note(&Text::CollectBadWish.with(lang, &gaps), lang);
    }
    if bad.len() > TOLD {
        let n = (bad.len() - TOLD).to_string();
        note(&Text::CollectMoreBadWishes.with(lang, &[("n", &n)]), lang);
    }
}

/// Says that different things were stated of a file.
fn tell_contradicted(file: &Path, stated: &BTreeSet<Stated>, lang: Lang) {
    let words = |stated: &Stated| {
        let parts = [&stated.municipality, &stated.level];
        let parts: Vec<&str> = parts.into_iter().flatten().map(String::as_str).collect();
        format!("«{}»", parts.join(" "))
    };
    let all: Vec<String> = stated.iter().map(words).collect();
    let gaps: [(&str, &str); 2] = [("file", &report::path(file)), ("all", &all.join(", "))];
    note(&Text::CollectContradicted.with(lang, &gaps), lang);
}

/// The screening that makes the same of the same files.
fn screening(arguments: &Collect) -> Screen {
    Screen {
        corpus: arguments.place.corpus.clone(),
        pack: arguments.pack.clone(),
        damage: arguments.damage,
        shown: arguments.shown.clone(),
        state: arguments.place.state.clone(),
        jobs: arguments.jobs,
        time_limit: TIME_LIMIT.as_secs(),
        in_process: false,
        // Nothing is recognised here.
        ocr: OcrChoice::of(Ocr::Off, PAGE_TIME),
        lang: arguments.lang,
    }
}

/// Takes in all lines of some files, and says which could not be used; and whether all could.
fn gather<'s>(
    parts: &[PathBuf],
    (store, recognitions): (&'s Store, &'s RecognitionStore),
    lang: Lang,
) -> (Collection<'s>, bool) {
    let mut collection = Collection::new(store, recognitions);
    let mut all_used = true;
    let size = |part: &Path| part.metadata().map_or(0, |found| found.len());
    let progress = Progress::new(Text::ProgressReading, lang);
    progress.event(Event::Started {
        files: parts.len(),
        bytes: parts.iter().map(|part| size(part)).sum(),
    });
    for part in parts {
        let (mut told, mut untold) = (0, 0);
        let read = files::each_line(part, |found| {
            let Err(why) = collection.add(found.line, found.is_ended) else {
                return;
            };
            // The first says what is wrong with all of them, and the last line of a file may be cut off.
            if told == 0 || why == BadAnswer::CutOff {
                note(&lines::bad_answer(part, found.number, &why, lang), lang);
                told += 1;
            } else {
                untold += 1;
            }
        });
        if untold > 0 {
            let (part, n) = (report::path(part), untold.to_string());
            let gaps = [("part", part.as_str()), ("n", n.as_str())];
            note(&Text::PartMoreLines.with(lang, &gaps), lang);
        }
        if let Err(why) = &read {
            note(&lines::unusable(part, why, lang), lang);
        }
        all_used &= told == 0 && read.is_ok();
        progress.event(Event::Done {
            path: part,
            bytes: size(part),
            pages: 0,
        });
    }
    progress.event(Event::Finished);
    (collection, all_used)
}

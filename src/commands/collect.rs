//! `planlys collect`: the lines of many filters → the state, matrix and reports that a screening of the same files makes.

use std::path::PathBuf;
use std::time::Duration;

use super::screen::{Place, Reports, shown};
use super::{Failure, corpus_failure, load_packs, note, talk};
use crate::cli::{Collect, ExitCode, OcrChoice, Screen};
use crate::corpus;
use crate::extract::Ocr;
use crate::index::{RecognitionStore, Store};
use crate::lines::{BadAnswer, files};
use crate::pipeline::{self, Collection, PAGE_TIME, Recogniser, TIME_LIMIT};
use crate::report::{self, lines};
use crate::wording::{Lang, Text};

pub(super) fn run(arguments: &Collect) -> Result<ExitCode, Failure> {
    let lang = arguments.lang.get();
    let mut packs = load_packs(&arguments.pack.packs, lang)?;
    let root = &arguments.place.corpus;
    // Before the long work: what is wrong with plans.csv beside its files is seen at once.
    corpus::without_files(root).map_err(|error| corpus_failure(error, lang))?;
    let parts = files::in_all(&arguments.parts).map_err(|(path, error)| {
        let (path, why) = (report::path(&path), error.to_string());
        Failure::Usage {
            message: Text::PartsMissing.with(lang, &[("path", &path), ("why", &why)]),
            hint: Text::PartsMissingHint.get(lang).to_owned(),
        }
    })?;
    let screen = screening(arguments);
    let reports = Reports::asked(&screen)?;
    let state = super::state_to_write(root, arguments.place.state.as_deref(), lang)?;
    let lock = state.lock()?;
    let seen = pipeline::now();
    let (store, recognitions) = (state.store(), state.recognitions(PAGE_TIME));
    let (collection, all_used) = gather(&parts, (&store, &recognitions), lang);
    if collection.documents() == 0 {
        let named: Vec<String> = arguments.parts.iter().map(|p| report::path(p)).collect();
        return Err(Failure::Usage {
            message: Text::PartsNone.with(lang, &[("parts", &named.join(", "))]),
            hint: Text::PartsMissingHint.get(lang).to_owned(),
        });
    }
    let shards = collection.shards;
    let collected = collection.finish();
    let (documents, doubles) = (collected.files.len(), collected.doubles.to_string());
    let count = parts.len().to_string();
    let gaps = [("parts", count.as_str()), ("doubles", doubles.as_str())];
    talk(&Text::CollectCount.counted(lang, documents, &gaps));
    let corpus = corpus::read_elsewhere(root, collected.files, collected.stated);
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
    let time = Duration::from_secs(asked.seconds);
    let recogniser = Recogniser::recalling_within(asked.asked, time, state.recognitions(time));
    let place = Place {
        state: &state,
        recogniser: &recogniser,
        elsewhere: Some((&collected.read, lock)),
    };
    let code = shown(&screen, &mut packs, (&corpus, seen), place, reports)?;
    Ok(match code {
        ExitCode::Done if !all_used => ExitCode::Incomplete,
        code => code,
    })
}

/// The screening that makes the same of the same files.
fn screening(arguments: &Collect) -> Screen {
    Screen {
        corpus: arguments.place.corpus.clone(),
        pack: arguments.pack.clone(),
        damage: arguments.damage,
        out: arguments.out.clone(),
        json: arguments.json,
        since: arguments.since.clone(),
        decisions: arguments.decisions.clone(),
        date: arguments.date,
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
    }
    (collection, all_used)
}

//! `planlys fetch`: the addresses in `plans.csv` → files in the corpus. The only command that uses the network.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::{Failure, corpus_failure, note, unknown_name};
use crate::cli::{ExitCode, Fetch};
use crate::corpus::{self, Corpus, Wanted, manifest};
use crate::fetch::{self, Options};
use crate::pipeline::{Event, Observer};
use crate::progress::Progress;
use crate::report::fetch as words;
use crate::wording::{Lang, Text};

/// Those who ask strangers' servers wait so many seconds between two requests.
const LEAST_WAIT: f64 = 1.0;

pub(super) fn run(arguments: &Fetch) -> Result<ExitCode, Failure> {
    let lang = arguments.lang.get();
    let root = folder(&arguments.manifest, lang)?;
    let options = options(arguments, lang)?;
    let corpus = corpus::discover(&root).map_err(|error| corpus_failure(error, lang))?;
    let rows = rows(&corpus, arguments, lang)?;
    let progress = Progress::new(Text::ProgressFetching, lang);
    progress.event(Event::Started {
        files: rows.len(),
        bytes: rows.len() as u64,
    });
    let done = fetch::fetch(&root, rows, corpus.fetched, &options, &|done| {
        let path = done.file.as_deref().unwrap_or(Path::new(""));
        progress.event(Event::Done {
            path,
            bytes: 1,
            pages: 0,
        });
    });
    progress.event(Event::Finished);
    let mut out = anstream::stdout().lock();
    if arguments.json {
        writeln!(out, "{:#}", words::json(&done, lang))?;
    } else {
        for line in words::lines(&done, &arguments.manifest, lang) {
            writeln!(out, "{line}")?;
        }
    }
    if let Some(words) = words::no_contact(&done, lang) {
        note(&words, lang);
    }
    let all = done.iter().all(|done| done.outcome.is_good());
    Ok(if all {
        ExitCode::Done
    } else {
        ExitCode::Incomplete
    })
}

/// The folder of plans of a `plans.csv`.
fn folder(path: &Path, lang: Lang) -> Result<PathBuf, Failure> {
    let is_named = path
        .file_name()
        .is_some_and(|name| name == manifest::FILE_NAME);
    if !is_named || !path.is_file() {
        let file = path.display().to_string();
        return Err(Failure::Usage {
            message: Text::FetchNoManifest.with(lang, &[("file", &file)]),
            hint: Text::FetchNoManifestHint.get(lang).to_owned(),
        });
    }
    let folder = path.parent().filter(|dir| !dir.as_os_str().is_empty());
    Ok(folder.unwrap_or(Path::new(".")).to_path_buf())
}

fn options(arguments: &Fetch, lang: Lang) -> Result<Options, Failure> {
    if arguments.wait < LEAST_WAIT && !arguments.allow_private {
        return Err(Failure::Usage {
            message: Text::FetchImpatient.get(lang).to_owned(),
            hint: Text::FetchImpatientHint.get(lang).to_owned(),
        });
    }
    Ok(Options {
        refresh: arguments.refresh,
        dry_run: arguments.dry_run,
        allow_private: arguments.allow_private,
        wait: Duration::from_secs_f64(arguments.wait),
        max_bytes: arguments.max_size << 20,
    })
}

/// The rows with an address, those of one municipality if only they are wanted.
fn rows(corpus: &Corpus, arguments: &Fetch, lang: Lang) -> Result<Vec<Wanted>, Failure> {
    let mut rows = corpus.manifest.wanted.clone();
    if rows.is_empty() {
        let file = arguments.manifest.display().to_string();
        return Err(Failure::Usage {
            message: Text::FetchNothing.with(lang, &[("file", &file)]),
            hint: Text::FetchNothingHint.get(lang).to_owned(),
        });
    }
    if let Some(only) = &arguments.only {
        let names: Vec<String> = rows
            .iter()
            .filter_map(|row| row.municipality.clone())
            .collect();
        rows.retain(|row| row.is_of(only));
        if rows.is_empty() {
            let mut names: Vec<&str> = names.iter().map(String::as_str).collect();
            names.sort_unstable();
            names.dedup();
            let message = Text::FetchNoneOf.with(lang, &[("name", only)]);
            return Err(unknown_name(message, only, &names, lang));
        }
    }
    Ok(rows)
}

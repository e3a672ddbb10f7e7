//! `planlys watch`: keeps the index up to date while files are added, until it is stopped.
//!
//! The folder is looked at again and again instead of asking the system to be told: shared folders tell nothing of what others do.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::PathBuf;
use std::time::Duration;

use super::{Failure, index, talk};
use crate::cli::{ExitCode, Watch};
use crate::corpus::{self, Stamp};
use crate::pipeline::{self, Brought};
use crate::report::state;
use crate::wording::{Lang, Text};

/// Seconds between two looks at least: fewer would be nothing but looking.
const SHORTEST: f64 = 0.1;
/// … and at most: a day.
const LONGEST: f64 = 86_400.0;

pub(super) fn run(arguments: &Watch) -> Result<ExitCode, Failure> {
    let lang = arguments.lang.get();
    let state = super::state_to_write(
        &arguments.plans.corpus,
        arguments.plans.state.as_deref(),
        lang,
    )?;
    let every = Duration::from_secs_f64(arguments.every.clamp(SHORTEST, LONGEST));
    let folder = arguments.plans.corpus.display().to_string();
    talk(&Text::Watching.with(lang, &[("dir", &folder)]));
    let mut before: Option<BTreeMap<PathBuf, Stamp>> = None;
    let (mut is_first, mut said) = (true, String::new());
    loop {
        let stamps = corpus::discover(&arguments.plans.corpus).map(|corpus| {
            let files = corpus.files.into_iter();
            files.map(|file| (file.path, file.stamp)).collect()
        });
        let now: Option<BTreeMap<PathBuf, Stamp>> = stamps.ok();
        // A file that is still being copied is another at the next look: it is read when it has come to rest.
        if now.is_none() || before.is_none() || before == now {
            let limits = (0, pipeline::TIME_LIMIT);
            // It may have been installed since.
            let recogniser = super::recogniser(arguments.ocr, &state);
            match index::up_to_date(&arguments.plans.corpus, (&state, &recogniser), limits, lang) {
                Ok(brought) => {
                    if is_first || !brought.changes.is_empty() {
                        tell(&brought, lang)?;
                        super::tell_awaiting(brought.awaiting_ocr, &recogniser, lang);
                    }
                    is_first = false;
                    said.clear();
                }
                Err(failure) if is_first && !matches!(failure, Failure::State(_)) => {
                    return Err(failure);
                }
                // Another planlys is at work, plans.csv has a mistake, or a shared folder is away: said once, and tried again.
                Err(failure) => {
                    let words = failure.words(lang);
                    if words != said {
                        talk(&words);
                        said = words;
                    }
                }
            }
        }
        before = now;
        std::thread::sleep(every);
    }
}

fn tell(brought: &Brought, lang: Lang) -> std::io::Result<()> {
    let mut out = anstream::stdout().lock();
    for line in state::brought_words(brought, lang) {
        writeln!(out, "{line}")?;
    }
    out.flush()
}

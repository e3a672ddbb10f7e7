//! One file per subcommand; each joins stages and holds none of their logic.

mod agreement;
mod calibrate;
mod collect;
mod compare;
mod export;
mod extract;
#[cfg(feature = "fetch")]
mod fetch;
mod filter;
mod hits;
mod index;
mod letter;
mod mark;
mod packs;
mod rebuild;
mod report;
mod review;
mod screen;
mod search;
#[cfg(feature = "web")]
mod serve;
mod show;
mod table;
mod verify;
mod watch;
mod worker;
mod written;

use std::borrow::Cow;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::cli::{Command, ExitCode, OcrChoice, StateChoice};
use crate::corpus::CorpusError;
use crate::extract::{Ocr, ReadError, Reading};
use crate::index::{RecognitionStore, State, StateError, Store};
use crate::pipeline::{self, Readers, Recogniser};
use crate::problem::{Problem, nearest};
use crate::report::{failures, lists, ocr};
use crate::review::LedgerError;
use crate::terms::{self, Pack};
use crate::wording::{Lang, Text};

/// Runs a command; its answer goes to stdout, everything else to stderr.
pub fn run(command: &Command) -> ExitCode {
    let lang = command.lang();
    let result = match command {
        Command::Screen(arguments) => screen::run(arguments),
        Command::Show(arguments) => show::run(arguments),
        Command::Search(arguments) => search::run(arguments),
        Command::Index(arguments) => index::run(arguments),
        Command::Rebuild(arguments) => rebuild::run(arguments),
        Command::Watch(arguments) => watch::run(arguments),
        Command::Verify(arguments) => verify::run(arguments),
        Command::Extract(arguments) => extract::run(arguments),
        Command::Hits(arguments) => hits::run(arguments),
        Command::Packs(arguments) => packs::run(arguments),
        Command::Review(arguments) => review::run(arguments),
        Command::Report(arguments) => report::run(arguments),
        Command::Letter(arguments) => letter::run(arguments),
        Command::Mark(arguments) => mark::run(arguments),
        Command::Compare(arguments) => compare::run(arguments),
        Command::Agreement(arguments) => agreement::run(arguments),
        Command::Calibrate(arguments) => calibrate::run(arguments),
        #[cfg(feature = "fetch")]
        Command::Fetch(arguments) => fetch::run(arguments),
        #[cfg(feature = "web")]
        Command::Serve(arguments) => serve::run(arguments),
        Command::Filter(arguments) => filter::run(arguments),
        Command::Collect(arguments) => collect::run(arguments),
        Command::Export(arguments) => export::run(arguments),
        Command::Worker => worker::run(),
    };
    match result {
        Ok(code) => code,
        Err(failure) => {
            talk(&failure.words(lang));
            failure.exit_code()
        }
    }
}

/// Why a command stops.
#[derive(Debug)]
enum Failure {
    /// Something asked for does not exist or cannot be used.
    Usage { message: String, hint: String },
    /// Packs or `plans.csv` have mistakes.
    Mistakes(Vec<Problem>),
    /// Several of these.
    Several(Vec<Failure>),
    /// The state directory.
    State(StateError),
    /// The file of decisions.
    Ledger(LedgerError),
    /// The answer cannot be written.
    Output(io::Error),
}

impl From<StateError> for Failure {
    fn from(error: StateError) -> Self {
        Failure::State(error)
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Failure::Output(error)
    }
}

impl Failure {
    /// All failures as one, if there are any.
    fn of_all(mut failures: Vec<Failure>) -> Result<(), Failure> {
        match failures.len() {
            0 => Ok(()),
            1 => Err(failures.remove(0)),
            _ => Err(Failure::Several(failures)),
        }
    }

    fn exit_code(&self) -> ExitCode {
        match self {
            // Whoever reads our output has seen enough: no failure of ours.
            Failure::Output(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::Done,
            Failure::State(StateError::Missing(_))
            | Failure::Usage { .. }
            | Failure::Mistakes(_)
            | Failure::Several(_)
            | Failure::Output(_) => ExitCode::Usage,
            Failure::State(_) | Failure::Ledger(_) => ExitCode::State,
        }
    }

    fn words(&self, lang: Lang) -> String {
        let said = |message: &str, hint: &str| {
            let hint = if hint.is_empty() {
                String::new()
            } else {
                format!("\n{}: {hint}", Text::HintWord.get(lang))
            };
            format!("{}: {message}{hint}", Text::ErrorWord.get(lang))
        };
        match self {
            Failure::Usage { message, hint } => said(message, hint),
            Failure::Mistakes(problems) => failures::mistakes(problems, lang),
            Failure::Several(failures) => failures
                .iter()
                .map(|failure| failure.words(lang))
                .collect::<Vec<_>>()
                .join("\n\n"),
            Failure::Output(error) if error.kind() == io::ErrorKind::BrokenPipe => String::new(),
            Failure::Output(error) => said(&error.to_string(), ""),
            Failure::Ledger(LedgerError { path, error }) => {
                said(&failures::at(path, error, lang), Text::LedgerHint.get(lang))
            }
            Failure::State(error) => {
                let (message, hint) = failures::state(error, lang);
                said(&message, hint)
            }
        }
    }
}

/// Where files are read: in processes of this program, so that no file can stop the others, or in this one.
fn readers(in_process: bool, time: Duration) -> Readers {
    // On Linux this name stays good when the file is replaced during a run.
    let own = Path::new("/proc/self/exe");
    let program = if own.exists() {
        Ok(own.to_path_buf())
    } else {
        std::env::current_exe()
    };
    match program {
        Ok(program) if !in_process => Readers::Processes { program, time },
        _ => Readers::InProcess,
    }
}

/// Who reads pages without text of their own, and keeps what it reads in a state.
fn recogniser(ocr: OcrChoice, state: &State) -> Recogniser {
    Recogniser::new(ocr.get(), ocr.time(), state.recognitions(ocr.time()))
}

/// … for files outside a state.
fn recogniser_alone(ocr: OcrChoice) -> Recogniser {
    let kept = RecognitionStore::in_memory(ocr.time());
    Recogniser::new(ocr.get(), ocr.time(), kept)
}

/// Reads nothing anew, and has what was recognised when a state was brought up to date.
fn recalling(state: &State) -> Recogniser {
    let asked = state.stamps().map_or(Ocr::Auto, |stamps| stamps.made.ocr.0);
    Recogniser::recalling(asked, state.recognitions(pipeline::PAGE_TIME))
}

/// Says what to install where pages could not be read for want of it.
fn tell_awaiting(pages: usize, recogniser: &Recogniser, lang: Lang) {
    if pages > 0 && recogniser.asked() != Ocr::Off && !recogniser.is_ready() {
        note(
            &ocr::missing(pages, recogniser.lacks_norwegian(), lang),
            lang,
        );
    }
}

/// What is wrong with a path that should be a file.
fn not_a_file(path: &Path, lang: Lang) -> Option<String> {
    let text = match path.metadata() {
        Ok(found) if found.is_dir() => Text::FileIsFolder,
        Ok(_) => return None,
        Err(_) => Text::FileMissing,
    };
    let words = text.with(lang, &[("path", &crate::report::path(path))]);
    Some(format!("{}: {words}", Text::ErrorWord.get(lang)))
}

/// What of a file read alone was not read.
fn unread_words(path: &Path, reading: &Result<Reading, ReadError>, lang: Lang) -> Option<String> {
    let coverage = match reading {
        Ok(reading) => Ok(&reading.coverage),
        Err(error) => Err(*error),
    };
    lists::unread_words(path, coverage, lang)
}

/// Says something to the person, beside the answer.
fn talk(words: &str) {
    if !words.is_empty() {
        // If stderr is gone there is nobody to tell.
        let _ = writeln!(anstream::stderr(), "{words}");
    }
}

/// Says something worth knowing that is no mistake.
fn note(words: &str, lang: Lang) {
    talk(&format!("{}: {words}", Text::NoteWord.get(lang)));
}

/// A name that is none of those there are, with the nearest.
fn unknown_name(message: String, name: &str, possible: &[&str], lang: Lang) -> Failure {
    let all = Text::Possible.with(lang, &[("values", &possible.join(", "))]);
    Failure::Usage {
        message,
        hint: did_you_mean(name, possible, lang) + &all,
    }
}

/// «Mente du …? » if a name is near enough to one of those there are.
fn did_you_mean(name: &str, possible: &[&str], lang: Lang) -> String {
    let near = nearest(name, possible.iter().copied());
    let words = near.map(|near| Text::DidYouMean.with(lang, &[("name", &near)]) + " ");
    words.unwrap_or_default()
}

/// Width of the terminal; 80 where there is none.
fn width() -> usize {
    terminal_size::terminal_size().map_or(80, |(width, _)| usize::from(width.0).clamp(40, 160))
}

/// The packs named on the command line, in that order; the default one if none is.
fn load_packs(names: &[String], lang: Lang) -> Result<Vec<Pack>, Failure> {
    if names.is_empty() {
        return Ok(vec![load_pack(terms::DEFAULT_PACK, lang)?]);
    }
    let (mut packs, mut failures): (Vec<Pack>, Vec<Failure>) = (Vec::new(), Vec::new());
    for name in names {
        match load_pack(name, lang) {
            // Naming a pack twice is no reason to count its hits twice.
            Ok(pack) if packs.iter().any(|known| known.hash == pack.hash) => {}
            Ok(pack) => packs.push(pack),
            Err(failure) => failures.push(failure),
        }
    }
    Failure::of_all(failures).map(|()| packs)
}

/// The pack of a shipped identifier or of a file.
fn load_pack(name: &str, lang: Lang) -> Result<Pack, Failure> {
    let (file, text) = pack_text(name, lang)?;
    terms::parse(&file, &text).map_err(Failure::Mistakes)
}

/// The text of a shipped pack or of a file, and the name by which its mistakes are told.
fn pack_text(name: &str, lang: Lang) -> Result<(PathBuf, Cow<'static, str>), Failure> {
    if let Some((id, text)) = terms::SHIPPED.iter().find(|(id, _)| *id == name) {
        return Ok((format!("queries/{id}.toml").into(), Cow::Borrowed(text)));
    }
    let path = Path::new(name);
    let error = match std::fs::read_to_string(path) {
        Ok(text) => return Ok((path.to_path_buf(), Cow::Owned(text))),
        Err(error) => error,
    };
    let why = match error.kind() {
        io::ErrorKind::NotFound => {
            let known: Vec<&str> = terms::SHIPPED.iter().map(|(id, _)| *id).collect();
            let all = Text::PackUnknownHint.with(lang, &[("known", &known.join(", "))]);
            return Err(Failure::Usage {
                message: Text::PackUnknown.with(lang, &[("pack", name)]),
                hint: did_you_mean(name, &known, lang) + &all,
            });
        }
        io::ErrorKind::InvalidData => Text::PackNotUtf8.get(lang).to_owned(),
        io::ErrorKind::IsADirectory => Text::PackIsFolder.get(lang).to_owned(),
        _ => error.to_string(),
    };
    Err(Failure::Usage {
        message: Text::PackUnreadable.with(lang, &[("pack", name), ("why", &why)]),
        hint: String::new(),
    })
}

fn corpus_failure(error: CorpusError, lang: Lang) -> Failure {
    match error {
        CorpusError::Mistakes(problems) => Failure::Mistakes(problems),
        other => {
            let (message, hint) = failures::corpus(&other, lang);
            Failure::Usage { message, hint }
        }
    }
}

/// The state directory to write in: the one asked for, the corpus's own, or the user's where the corpus cannot be written.
fn state_to_write(corpus: &Path, chosen: Option<&Path>, lang: Lang) -> Result<State, Failure> {
    if let Some(dir) = chosen {
        return Ok(State::at(dir));
    }
    let inside = crate::index::default_dir(corpus);
    let made = std::fs::create_dir_all(&inside);
    match made.and_then(|()| written::probe(&inside)) {
        Ok(()) => Ok(State::at(&inside)),
        Err(error) => {
            let Some(home) = user_home() else {
                return Err(StateError::Io(inside, error).into());
            };
            let dir = crate::index::user_dir(corpus, &home);
            let shown = dir.display().to_string();
            note(&Text::StateElsewhere.with(lang, &[("dir", &shown)]), lang);
            Ok(State::at(&dir))
        }
    }
}

/// Says that what was read could not be kept: nothing is lost, but it will be read again.
fn tell_store_failure(store: &Store, recogniser: &Recogniser, state: &State, lang: Lang) {
    if let Some(error) = store.failure().or_else(|| recogniser.failure()) {
        note(&failures::at(state.dir(), &error, lang), lang);
    }
}

/// The folder for what belongs to the user, as the system has it.
fn user_home() -> Option<PathBuf> {
    let variable = |name: &str| {
        std::env::var_os(name)
            .filter(|value| !value.is_empty())
            .map(PathBuf::from)
    };
    variable("XDG_STATE_HOME")
        .or_else(|| variable("LOCALAPPDATA"))
        .or_else(|| variable("HOME").map(|home| home.join(".local/state")))
}

/// The existing state that `search` and `show` read: in the corpus, or where it was put because the corpus could not be written.
fn existing_state(choice: &StateChoice) -> State {
    if let Some(dir) = &choice.state {
        return State::at(dir);
    }
    let inside = crate::index::default_dir(&choice.corpus);
    let elsewhere = user_home().map(|home| crate::index::user_dir(&choice.corpus, &home));
    match elsewhere {
        Some(dir) if !inside.exists() && dir.exists() => State::at(&dir),
        _ => State::at(&inside),
    }
}

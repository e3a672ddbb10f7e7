//! Every flag in one place: command line → [`Command`]. No logic. Only this file says clap.
//!
//! What people read of it, [`crate::wording`] has: the docs here are for developers.

mod elsewhere;
#[cfg(feature = "fetch")]
mod fetch;
mod help;
mod index;
mod packs;
mod review;
#[cfg(feature = "web")]
mod serve;

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

use clap::builder::PossibleValuesParser;
use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand};
use jiff::civil::Date;

pub use self::elsewhere::{Collect, Export, Filter};
#[cfg(feature = "fetch")]
pub use self::fetch::Fetch;
pub use self::index::{Index, Search, Verify, Watch};
pub use self::packs::{Packs, PacksCheck, PacksExplain, PacksForms, PacksList, PacksShow};
pub use self::review::{
    Agreement, Calibrate, Compare, Letter, Mark, PlaceChoice, Report, ReportFormat, Review,
    ReviewExport, ReviewImport, ReviewList, ReviewSet, ReviewUndo, TableChoice,
};
#[cfg(feature = "web")]
pub use self::serve::Serve;
use crate::extract::Ocr;
use crate::pipeline::Damage;
use crate::wording::Lang;

/// Exit codes, as documented in the README.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum ExitCode {
    /// Done, and everything was read.
    Done = 0,
    /// A search found nothing.
    NothingFound = 1,
    /// The command, a pack or `plans.csv` has a mistake; nothing was written.
    Usage = 2,
    /// Done, but something could not be (fully) read.
    Incomplete = 3,
    /// The state directory is damaged, locked or cannot be written.
    State = 4,
}

#[derive(Parser)]
#[command(name = "planlys", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

/// What to do.
#[derive(Subcommand, Clone, Debug)]
pub enum Command {
    /// Screen the plans and show the traffic-light matrix
    Screen(Screen),
    /// Show the hits behind one cell of the matrix
    Show(Show),
    /// Search all plans
    Search(Search),
    /// Read new and changed plans, so that they can be searched
    Index(Index),
    /// Keep the index up to date while files are added
    Watch(Watch),
    /// Check that the index is whole and agrees with the plans that were read
    Verify(Verify),
    /// Build the index anew
    Rebuild(Index),
    /// Print the text of files, page by page
    Extract(Extract),
    /// Print the hits in files, one a line (JSON)
    Hits(Hits),
    /// See, explain, check and try packs
    #[command(subcommand)]
    Packs(Packs),
    /// Write, see, undo and exchange decisions on the cells of the matrix
    #[command(subcommand)]
    Review(Review),
    /// Show a matrix that was made before, with the decisions
    Report(Report),
    /// Make copies of the plans with the hits marked
    Mark(Mark),
    /// Draft letters to the municipalities
    Letter(Letter),
    /// Show what changed between two runs, and why
    Compare(Compare),
    /// Show how far reviewers agree with each other and with the program
    Agreement(Agreement),
    /// Fit the thresholds of the rule to the decisions
    Calibrate(Calibrate),
    /// Fetch the plans that plans.csv has the addresses of
    #[cfg(feature = "fetch")]
    Fetch(Fetch),
    /// Open the reading room in a browser
    #[cfg(feature = "web")]
    Serve(Serve),
    /// Read one path a line and write one JSON document a line
    Filter(Filter),
    /// Make index, table and reports of what `filter` has written
    Collect(Collect),
    /// Write the pages for another search engine
    Export(Export),
    /// Read the files that the main program sends
    #[command(hide = true)]
    Worker,
}

/// `planlys screen`
#[derive(Args, Clone, Debug)]
pub struct Screen {
    /// Folder with one folder per municipality
    #[arg(
        value_name = "KORPUS",
        default_value = "corpus",
        hide_default_value = true
    )]
    pub corpus: PathBuf,
    /// The packs.
    #[command(flatten)]
    pub pack: PackChoice,
    /// Damaged text.
    #[command(flatten)]
    pub damage: DamageChoice,
    /// The day, and how the table is shown.
    #[command(flatten)]
    pub shown: Shown,
    /// Folder for the index (otherwise CORPUS/.planlys)
    #[arg(long, value_name = "MAPPE")]
    pub state: Option<PathBuf>,
    /// Number of threads (otherwise one per core)
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    pub jobs: usize,
    /// Seconds that one file may take before it is skipped (otherwise 60)
    #[arg(long, value_name = "SEKUNDER", default_value_t = crate::pipeline::TIME_LIMIT.as_secs(), hide_default_value = true)]
    pub time_limit: u64,
    /// Read the files in the main process, for measuring: a file can then stop the whole screening
    #[arg(long, hide = true)]
    pub in_process: bool,
    /// Pages without text of their own.
    #[command(flatten)]
    pub ocr: OcrChoice,
    /// The language.
    #[command(flatten)]
    pub lang: LangChoice,
}

/// The day of a table, and how it is shown.
#[derive(Args, Clone, Debug)]
pub struct Shown {
    /// Write the reports matrise.html, matrise.xlsx, matrise.csv, treff.csv, mangler.csv and run.json in this folder
    #[arg(long, value_name = "MAPPE")]
    pub out: Option<PathBuf>,
    /// Write the matrix as JSON
    #[arg(long)]
    pub json: bool,
    /// An earlier run, to show in the reports what changed since.
    #[arg(long, value_name = "KJØRING")]
    pub since: Option<String>,
    /// The file of decisions (otherwise CORPUS/vurderinger.jsonl)
    #[arg(long, value_name = "FIL")]
    pub decisions: Option<PathBuf>,
    /// The day for which it is decided what is in force (otherwise today), such as 2018-06-01
    #[arg(long, value_name = "DATO", value_parser = day)]
    pub date: Option<Date>,
}

/// A day as people write it: 2018-06-01 or 1.6.2018.
fn day(text: &str) -> Result<Date, String> {
    let parsed = text
        .parse()
        .ok()
        .or_else(|| crate::corpus::identify::first_date(text));
    parsed.ok_or_else(|| text.to_owned())
}

/// `planlys show`
#[derive(Args, Clone, Debug)]
pub struct Show {
    /// Name or number of the municipality
    #[arg(value_name = "KOMMUNE")]
    pub municipality: String,
    /// Plan level: samfunnsdel, arealdel, okonomiplan, budsjett, bolig, oppvekst, folkehelse, helse or planstrategi; or a pack with goals or groups, such as boligsosialloven
    #[arg(value_name = "NIVÅ")]
    pub level: String,
    /// Where the run is.
    #[command(flatten)]
    pub place: PlaceChoice,
    /// Write the cell as JSON
    #[arg(long)]
    pub json: bool,
    /// The language.
    #[command(flatten)]
    pub lang: LangChoice,
}

/// `planlys extract`
#[derive(Args, Clone, Debug)]
pub struct Extract {
    /// PDF or text files
    #[arg(value_name = "FIL", required = true)]
    pub files: Vec<PathBuf>,
    /// text: the pages with a form feed after each; json: one document a line with pages, zones and words
    #[arg(long, value_name = "FORMAT", value_parser = PossibleValuesParser::new(["text", "json"]), default_value = "text", hide_default_value = true, hide_possible_values = true)]
    pub format: String,
    /// Pages without text of their own.
    #[command(flatten)]
    pub ocr: OcrChoice,
    /// The language.
    #[command(flatten)]
    pub lang: LangChoice,
}

/// `planlys hits`
#[derive(Args, Clone, Debug)]
pub struct Hits {
    /// PDF or text files
    #[arg(value_name = "FIL", required = true)]
    pub files: Vec<PathBuf>,
    /// The packs.
    #[command(flatten)]
    pub pack: PackChoice,
    /// Damaged text.
    #[command(flatten)]
    pub damage: DamageChoice,
    /// Pages without text of their own.
    #[command(flatten)]
    pub ocr: OcrChoice,
    /// The language.
    #[command(flatten)]
    pub lang: LangChoice,
}

/// Which pack.
#[derive(Args, Clone, Debug)]
pub struct PackChoice {
    /// Term pack: the name of a built-in one (see “planlys packs list”) or a file; may be repeated, the first with a rule gives the colours
    #[arg(long = "pack", value_name = "PAKKE")]
    pub packs: Vec<String>,
}

/// Where words are found that lost letters.
#[derive(Args, Clone, Copy, Debug)]
pub struct DamageChoice {
    /// Also find words that lost letters («gkonomisk»): auto (where the text is damaged), on or off
    #[arg(long = "damage", value_name = "HVOR", value_enum, default_value_t = DamageFlag::Auto, hide_default_value = true, hide_possible_values = true)]
    damage: DamageFlag,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum DamageFlag {
    Auto,
    On,
    Off,
}

impl DamageChoice {
    /// Where.
    pub fn get(self) -> Damage {
        match self.damage {
            DamageFlag::Auto => Damage::Auto,
            DamageFlag::On => Damage::On,
            DamageFlag::Off => Damage::Off,
        }
    }
}

/// Which pages are read by OCR.
#[derive(Args, Clone, Copy, Debug)]
pub struct OcrChoice {
    /// Read pages without usable text by OCR: auto (where needed), off or force (all pages)
    #[arg(long = "ocr", value_name = "HVOR", value_enum, default_value_t = OcrFlag::Auto, hide_default_value = true, hide_possible_values = true)]
    ocr: OcrFlag,
    /// Seconds that OCR may take for one page (otherwise 60)
    #[arg(long, value_name = "SEKUNDER", default_value_t = crate::pipeline::PAGE_TIME.as_secs(), hide_default_value = true)]
    ocr_time: u64,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum OcrFlag {
    Auto,
    Off,
    Force,
}

impl OcrChoice {
    /// Which pages, and the time for one.
    pub fn of(ocr: Ocr, time: Duration) -> Self {
        let ocr = match ocr {
            Ocr::Auto => OcrFlag::Auto,
            Ocr::Off => OcrFlag::Off,
            Ocr::Force => OcrFlag::Force,
        };
        OcrChoice {
            ocr,
            ocr_time: time.as_secs(),
        }
    }

    /// Which.
    pub fn get(self) -> Ocr {
        match self.ocr {
            OcrFlag::Auto => Ocr::Auto,
            OcrFlag::Off => Ocr::Off,
            OcrFlag::Force => Ocr::Force,
        }
    }

    /// Time for one page.
    pub fn time(self) -> Duration {
        Duration::from_secs(self.ocr_time)
    }
}

/// Which state directory.
#[derive(Args, Clone, Debug, Default)]
pub struct StateChoice {
    /// The folder that was screened
    #[arg(
        long,
        value_name = "KORPUS",
        default_value = "corpus",
        hide_default_value = true
    )]
    pub corpus: PathBuf,
    /// Folder of the index (otherwise CORPUS/.planlys)
    #[arg(long, value_name = "MAPPE")]
    pub state: Option<PathBuf>,
}

/// Which language.
#[derive(Args, Clone, Copy, Debug)]
pub struct LangChoice {
    /// Language: nb, nn or en
    #[arg(long = "lang", value_name = "SPRÅK", value_enum, default_value_t = LangFlag::Nb, hide_default_value = true, hide_possible_values = true)]
    flag: LangFlag,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum LangFlag {
    Nb,
    Nn,
    En,
}

impl LangChoice {
    /// The language.
    pub fn get(self) -> Lang {
        self.flag.get()
    }
}

impl LangFlag {
    fn get(self) -> Lang {
        match self {
            LangFlag::Nb => Lang::Nb,
            LangFlag::Nn => Lang::Nn,
            LangFlag::En => Lang::En,
        }
    }
}

impl Command {
    /// The language to answer in.
    pub fn lang(&self) -> Lang {
        match self {
            Command::Screen(c) => c.lang.get(),
            Command::Show(c) => c.lang.get(),
            Command::Search(c) => c.lang.get(),
            Command::Index(c) | Command::Rebuild(c) => c.lang.get(),
            Command::Watch(c) => c.lang.get(),
            Command::Verify(c) => c.lang.get(),
            Command::Extract(c) => c.lang.get(),
            Command::Hits(c) => c.lang.get(),
            Command::Packs(c) => c.lang(),
            Command::Review(c) => c.lang(),
            Command::Report(c) => c.lang.get(),
            Command::Mark(c) => c.lang.get(),
            Command::Letter(c) => c.lang.get(),
            Command::Compare(c) => c.lang.get(),
            Command::Agreement(c) => c.lang.get(),
            Command::Calibrate(c) => c.lang.get(),
            #[cfg(feature = "fetch")]
            Command::Fetch(c) => c.lang.get(),
            #[cfg(feature = "web")]
            Command::Serve(c) => c.lang.get(),
            Command::Filter(c) => c.lang.get(),
            Command::Collect(c) => c.lang.get(),
            Command::Export(c) => c.lang.get(),
            Command::Worker => Lang::default(),
        }
    }
}

/// What to print instead of running a command.
pub enum Stop {
    /// Help or version, for stdout.
    Help(String),
    /// A mistake, for stderr, with what to do.
    Mistake(String),
}

/// Parses the command line.
pub fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Command, Stop> {
    let arguments = lang_last(arguments.into_iter().collect());
    let shaped = help::shaped(Cli::command());
    let matches = shaped.clone().try_get_matches_from(&arguments);
    let parsed = matches.and_then(|matches| Cli::from_arg_matches(&matches));
    parsed.map(|cli| cli.command).map_err(|error| {
        let lang = said_lang(&arguments);
        if !help::shows_help(&error) {
            return help::stop(&error, lang);
        }
        let worded = help::worded(shaped, lang);
        let error = worded
            .try_get_matches_from(&arguments)
            .err()
            .unwrap_or(error);
        help::stop(&error, lang)
    })
}

/// The command line with a language that stands before the command moved to its end, where the commands take it.
fn lang_last(mut arguments: Vec<OsString>) -> Vec<OsString> {
    let first = arguments.get(1).and_then(|word| word.to_str());
    let words = match first {
        Some("--lang") if arguments.len() > 3 => 2,
        Some(word) if word.starts_with("--lang=") && arguments.len() > 2 => 1,
        _ => return arguments,
    };
    arguments[1..].rotate_left(words);
    arguments
}

/// The language that a command line asks for, although it may be no command.
fn said_lang(arguments: &[OsString]) -> Lang {
    let words: Vec<&str> = arguments.iter().filter_map(|word| word.to_str()).collect();
    let after = words.windows(2).find(|pair| pair[0] == "--lang");
    let joined = words.iter().find_map(|word| word.strip_prefix("--lang="));
    let code = joined.or(after.map(|pair| pair[1]));
    let lang = Lang::ALL.into_iter().find(|lang| Some(lang.code()) == code);
    lang.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wording::Text;

    /// The commands by how they are typed, with every argument that has no words in the help.
    fn wordless(command: &clap::Command, path: &str) -> Vec<String> {
        let about = Text::named(&format!("help-{path}")).is_none();
        let mut found: Vec<String> = about.then(|| path.to_owned()).into_iter().collect();
        for arg in command.get_arguments() {
            let name = arg.get_id().as_str().replace('_', "-");
            let texts = [format!("help-{path}-{name}"), format!("help-any-{name}")];
            if texts.iter().all(|id| Text::named(id).is_none()) {
                found.push(format!("{path} {name}"));
            }
        }
        for sub in command.get_subcommands() {
            let below = match path {
                "planlys" => sub.get_name().to_owned(),
                path => format!("{path}-{}", sub.get_name()),
            };
            found.extend(wordless(sub, &below));
        }
        found
    }

    #[test]
    fn every_command_and_argument_has_help_in_every_language() {
        let shaped = help::shaped(Cli::command());
        assert_eq!(wordless(&shaped, "planlys"), Vec::<String>::new());
    }

    #[test]
    fn help_and_mistakes_are_in_the_language_asked_for() {
        let answer = |line: &str| {
            let line = line.split(' ').map(OsString::from);
            match parse(line) {
                Err(Stop::Help(words) | Stop::Mistake(words)) => words,
                Ok(command) => panic!("{command:?} is a command"),
            }
        };
        assert!(answer("planlys screen --help").contains("Bruk: planlys screen [VALG] [KORPUS]"));
        assert!(
            answer("planlys screen --help --lang en")
                .contains("Usage: planlys screen [OPTIONS] [CORPUS]")
        );
        assert!(answer("planlys --help --lang=nn").contains("Kommandoar:"));
        assert!(answer("planlys --lang en --help").contains("Commands:"));
        assert!(answer("planlys --lang=nn show --help").contains("Bruk: planlys show [VAL]"));
        assert!(answer("planlys scren --lang en").contains("unknown command"));
    }
}

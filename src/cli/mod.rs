//! Every flag in one place: command line → [`Command`]. No logic. Only this file says clap.
//!
//! The help is in bokmål; what the commands print is in the language of `--lang`.

mod index;
mod norwegian;
mod review;

use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{ArgMatches, Args, CommandFactory, FromArgMatches, Parser, Subcommand};
use jiff::civil::Date;

pub use self::index::{Index, Search, Verify, Watch};
pub use self::review::{
    Agreement, Calibrate, Compare, PlaceChoice, Report, Review, ReviewExport, ReviewImport,
    ReviewList, ReviewSet, ReviewUndo, TableChoice,
};
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
#[command(
    name = "planlys",
    version,
    about = "Viser hvilke kommunale planer som sier noe om boligsosiale hensyn, med side og setning bak hver farge"
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

/// What to do.
#[derive(Subcommand, Clone, Debug)]
pub enum Command {
    /// Gå gjennom planene og vis trafikklystabellen
    Screen(Screen),
    /// Vis treffene bak én rute i tabellen
    Show(Show),
    /// Søk i alle planene
    Search(Search),
    /// Les nye og endrede planer, så de kan søkes i
    Index(Index),
    /// Hold indeksen à jour mens filer legges til
    Watch(Watch),
    /// Sjekk at indeksen er hel og stemmer med planene som er lest
    Verify(Verify),
    /// Bygg indeksen på nytt
    Rebuild(Index),
    /// Skriv ut teksten i filer, side for side
    Extract(Extract),
    /// Skriv ut treffene i filer, ett per linje (JSON)
    Hits(Hits),
    /// Se, forklar, sjekk og prøv termpakker
    #[command(subcommand)]
    Packs(Packs),
    /// Skriv, se, angre og utveksle vurderinger av rutene i tabellen
    #[command(subcommand)]
    Review(Review),
    /// Vis en tabell som er kjørt før, med vurderingene
    Report(Report),
    /// Vis hva som er endret mellom to kjøringer, og hvorfor
    Compare(Compare),
    /// Vis hvor enige de som har vurdert, er med hverandre og med programmet
    Agreement(Agreement),
    /// Tilpass tersklene i regelen til vurderingene
    Calibrate(Calibrate),
    /// Les filene som hovedprogrammet sender
    #[command(hide = true)]
    Worker,
}

/// `planlys screen`
#[derive(Args, Clone, Debug)]
pub struct Screen {
    /// Mappe med én undermappe per kommune
    #[arg(
        value_name = "KORPUS",
        default_value = "corpus",
        hide_default_value = true
    )]
    pub corpus: PathBuf,
    /// Termpakken.
    #[command(flatten)]
    pub pack: PackChoice,
    /// Skadet tekst.
    #[command(flatten)]
    pub damage: DamageChoice,
    /// Skriv rapportene matrise.html, matrise.csv, treff.csv og run.json i denne mappen
    #[arg(long, value_name = "MAPPE")]
    pub out: Option<PathBuf>,
    /// Skriv tabellen som JSON
    #[arg(long)]
    pub json: bool,
    /// Filen med vurderinger (ellers KORPUS/vurderinger.jsonl)
    #[arg(long, value_name = "FIL")]
    pub decisions: Option<PathBuf>,
    /// Dagen det avgjøres for hva som gjelder (ellers i dag), for eksempel 1.6.2018
    #[arg(long, value_name = "DATO", value_parser = day)]
    pub date: Option<Date>,
    /// Mappe for indeksen (ellers KORPUS/.planlys)
    #[arg(long, value_name = "MAPPE")]
    pub state: Option<PathBuf>,
    /// Antall tråder (ellers én per kjerne)
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    pub jobs: usize,
    /// Sekunder én fil kan ta før den hoppes over (ellers 60)
    #[arg(long, value_name = "SEKUNDER", default_value_t = crate::pipeline::TIME_LIMIT.as_secs(), hide_default_value = true)]
    pub time_limit: u64,
    /// Les filene i hovedprosessen, for måling: en fil kan da stoppe hele gjennomgangen
    #[arg(long, hide = true)]
    pub in_process: bool,
    /// Språket.
    #[command(flatten)]
    pub lang: LangChoice,
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
    /// Kommunens navn eller nummer
    #[arg(value_name = "KOMMUNE")]
    pub municipality: String,
    /// Plannivå: samfunnsdel, arealdel, okonomiplan, budsjett, bolig, oppvekst, folkehelse, helse eller planstrategi; eller en termpakke med mål eller grupper, som boligsosialloven
    #[arg(value_name = "NIVÅ")]
    pub level: String,
    /// Hvor kjøringen ligger.
    #[command(flatten)]
    pub place: PlaceChoice,
    /// Skriv ruten som JSON
    #[arg(long)]
    pub json: bool,
    /// Språket.
    #[command(flatten)]
    pub lang: LangChoice,
}

/// `planlys extract`
#[derive(Args, Clone, Debug)]
pub struct Extract {
    /// PDF- eller tekstfiler
    #[arg(value_name = "FIL", required = true)]
    pub files: Vec<PathBuf>,
    /// text: sidene med sideskift (form feed) etter hver; json: ett dokument per linje med sider, soner og ord
    #[arg(long, value_name = "FORMAT", value_parser = PossibleValuesParser::new(["text", "json"]), default_value = "text", hide_default_value = true, hide_possible_values = true)]
    pub format: String,
    /// Språket.
    #[command(flatten)]
    pub lang: LangChoice,
}

/// `planlys hits`
#[derive(Args, Clone, Debug)]
pub struct Hits {
    /// PDF- eller tekstfiler
    #[arg(value_name = "FIL", required = true)]
    pub files: Vec<PathBuf>,
    /// Termpakken.
    #[command(flatten)]
    pub pack: PackChoice,
    /// Skadet tekst.
    #[command(flatten)]
    pub damage: DamageChoice,
    /// Språket.
    #[command(flatten)]
    pub lang: LangChoice,
}

/// `planlys packs`
#[derive(Subcommand, Clone, Debug)]
pub enum Packs {
    /// List opp de innebygde termpakkene
    List(PacksList),
    /// Vis søkeordene i en termpakke, med former, unntak og regel
    Show(PacksShow),
    /// Forklar hva et søkeord finner, eller hva som treffer i en tekst
    Explain(PacksExplain),
    /// Sjekk termpakker: alle feil på én gang, og alle prøvesetninger
    Check(PacksCheck),
    /// Vis hvilke ordformer søkeordene fanget i planene
    Forms(PacksForms),
}

/// `planlys packs list`
#[derive(Args, Clone, Debug)]
pub struct PacksList {
    /// Språket.
    #[command(flatten)]
    pub lang: LangChoice,
}

/// `planlys packs show`
#[derive(Args, Clone, Debug)]
pub struct PacksShow {
    /// Navnet på en innebygd pakke, eller en fil
    #[arg(value_name = "PAKKE")]
    pub pack: String,
    /// Språket.
    #[command(flatten)]
    pub lang: LangChoice,
}

/// `planlys packs explain`
#[derive(Args, Clone, Debug)]
pub struct PacksExplain {
    /// Navnet på en innebygd pakke, eller en fil
    #[arg(value_name = "PAKKE")]
    pub pack: String,
    /// Søkeordet (ellers alle)
    #[arg(value_name = "SØKEORD")]
    pub term: Option<String>,
    /// Forklar i stedet hva som treffer i denne teksten, regnet som ett avsnitt
    #[arg(long, value_name = "TEKST")]
    pub text: Option<String>,
    /// Skadet tekst.
    #[command(flatten)]
    pub damage: DamageChoice,
    /// Språket.
    #[command(flatten)]
    pub lang: LangChoice,
}

/// `planlys packs check`
#[derive(Args, Clone, Debug)]
pub struct PacksCheck {
    /// Navn på innebygde pakker, eller filer
    #[arg(value_name = "PAKKE", required = true)]
    pub packs: Vec<String>,
    /// Språket.
    #[command(flatten)]
    pub lang: LangChoice,
}

/// `planlys packs forms`
#[derive(Args, Clone, Debug)]
pub struct PacksForms {
    /// Mappen med planer
    #[arg(
        value_name = "KORPUS",
        default_value = "corpus",
        hide_default_value = true
    )]
    pub corpus: PathBuf,
    /// Termpakken.
    #[command(flatten)]
    pub pack: PackChoice,
    /// Bare dette søkeordet
    #[arg(long, value_name = "SØKEORD")]
    pub term: Option<String>,
    /// Mappe for det som er lest (ellers KORPUS/.planlys)
    #[arg(long, value_name = "MAPPE")]
    pub state: Option<PathBuf>,
    /// Skriv formene som JSON, én per linje
    #[arg(long)]
    pub json: bool,
    /// Skadet tekst.
    #[command(flatten)]
    pub damage: DamageChoice,
    /// Språket.
    #[command(flatten)]
    pub lang: LangChoice,
}

/// Which pack.
#[derive(Args, Clone, Debug)]
pub struct PackChoice {
    /// Termpakke: navnet på en innebygd (se «planlys packs list») eller en fil; kan gjentas, den første med regel gir fargene
    #[arg(long = "pack", value_name = "PAKKE")]
    pub packs: Vec<String>,
}

/// Where words are found that lost letters.
#[derive(Args, Clone, Copy, Debug)]
pub struct DamageChoice {
    /// Finn også ord som har mistet bokstaver («gkonomisk»): auto (der teksten er skadet), on eller off
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

/// Which state directory.
#[derive(Args, Clone, Debug, Default)]
pub struct StateChoice {
    /// Mappen som ble gjennomgått
    #[arg(
        long,
        value_name = "KORPUS",
        default_value = "corpus",
        hide_default_value = true
    )]
    pub corpus: PathBuf,
    /// Mappen indeksen ligger i (ellers KORPUS/.planlys)
    #[arg(long, value_name = "MAPPE")]
    pub state: Option<PathBuf>,
}

/// Which language.
#[derive(Args, Clone, Copy, Debug)]
pub struct LangChoice {
    /// Språk: nb, nn eller en
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
        match self.flag {
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
            Command::Compare(c) => c.lang.get(),
            Command::Agreement(c) => c.lang.get(),
            Command::Calibrate(c) => c.lang.get(),
            Command::Worker => Lang::default(),
        }
    }
}

impl Packs {
    fn lang(&self) -> Lang {
        match self {
            Packs::List(c) => c.lang.get(),
            Packs::Show(c) => c.lang.get(),
            Packs::Explain(c) => c.lang.get(),
            Packs::Check(c) => c.lang.get(),
            Packs::Forms(c) => c.lang.get(),
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
pub fn parse(arguments: impl IntoIterator<Item = std::ffi::OsString>) -> Result<Command, Stop> {
    let matches: Result<ArgMatches, clap::Error> =
        norwegian::dressed(Cli::command()).try_get_matches_from(arguments);
    let parsed = matches.and_then(|matches| Cli::from_arg_matches(&matches));
    parsed
        .map(|cli| cli.command)
        .map_err(|error| norwegian::stop(&error))
}

//! The flags of the commands that speak of a finished run: decisions, reports, comparison, agreement.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::{LangChoice, LangFlag, StateChoice};
use crate::wording::Lang;

/// `planlys review`
#[derive(Subcommand, Clone, Debug)]
pub enum Review {
    /// Decide one cell
    Set(ReviewSet),
    /// List the decisions
    List(ReviewList),
    /// Take back a decision
    Undo(ReviewUndo),
    /// Write the cells to an Excel sheet in which decisions can be filled in
    Export(ReviewExport),
    /// Read the decisions from an Excel sheet that was filled in
    Import(ReviewImport),
}

/// `planlys review set`
#[derive(Args, Clone, Debug)]
pub struct ReviewSet {
    /// Name or number of the municipality
    #[arg(value_name = "KOMMUNE")]
    pub municipality: String,
    /// Plan level: samfunnsdel, arealdel, okonomiplan, budsjett, bolig, oppvekst, folkehelse, helse or planstrategi
    #[arg(value_name = "NIVÅ")]
    pub level: String,
    /// green, yellow, red, x (not found) or unreadable
    #[arg(value_name = "FARGE")]
    pub outcome: String,
    /// The reason; required when the decision differs from the suggestion
    #[arg(
        long,
        value_name = "TEKST",
        default_value = "",
        hide_default_value = true
    )]
    pub reason: String,
    /// Citation: a page (12), a page with its words (12: “Kommunen skal …”) or a source outside the plan; may be repeated, required for green and yellow
    #[arg(long, value_name = "SITAT")]
    pub cite: Vec<String>,
    /// Your initials
    #[arg(long, value_name = "INITIALER", value_parser = initials)]
    pub by: String,
    /// The table.
    #[command(flatten)]
    pub table: TableChoice,
    /// The language.
    #[command(flatten)]
    pub lang: LangChoice,
}

/// `planlys review list`
#[derive(Args, Clone, Debug)]
pub struct ReviewList {
    /// Also show what was taken back or replaced by a newer decision
    #[arg(long)]
    pub all: bool,
    /// Write the decisions as JSON, one a line
    #[arg(long)]
    pub json: bool,
    /// The table.
    #[command(flatten)]
    pub table: TableChoice,
    /// The language.
    #[command(flatten)]
    pub lang: LangChoice,
}

/// `planlys review undo`
#[derive(Args, Clone, Debug)]
pub struct ReviewUndo {
    /// The decision, as “planlys review list” shows it
    #[arg(value_name = "VURDERING")]
    pub entry: String,
    /// Your initials
    #[arg(long, value_name = "INITIALER", value_parser = initials)]
    pub by: String,
    /// The table.
    #[command(flatten)]
    pub table: TableChoice,
    /// The language.
    #[command(flatten)]
    pub lang: LangChoice,
}

/// `planlys review export`
#[derive(Args, Clone, Debug)]
pub struct ReviewExport {
    /// The Excel file to write
    #[arg(value_name = "FIL.xlsx")]
    pub file: PathBuf,
    /// The table.
    #[command(flatten)]
    pub table: TableChoice,
    /// The language.
    #[command(flatten)]
    pub lang: LangChoice,
}

/// `planlys review import`
#[derive(Args, Clone, Debug)]
pub struct ReviewImport {
    /// The Excel sheet that was filled in
    #[arg(value_name = "FIL.xlsx")]
    pub file: PathBuf,
    /// The table.
    #[command(flatten)]
    pub table: TableChoice,
    /// The language.
    #[command(flatten)]
    pub lang: LangChoice,
}

/// `planlys report`
#[derive(Args, Clone, Debug)]
pub struct Report {
    /// A run.json, a folder that was screened, or planstatus-2018 (otherwise the last screening)
    #[arg(value_name = "KJØRING")]
    pub run: Option<String>,
    /// Write the reports in this folder
    #[arg(long, value_name = "MAPPE")]
    pub out: Option<PathBuf>,
    /// Formats to write instead of the usual ones; without `--out` one, to stdout.
    #[arg(long, value_name = "FORMAT", value_enum, hide_possible_values = true)]
    pub format: Vec<ReportFormat>,
    /// Write the matrix as JSON
    #[arg(long, conflicts_with = "format")]
    pub json: bool,
    /// An earlier run, to show what changed since.
    #[arg(long, value_name = "KJØRING")]
    pub since: Option<String>,
    /// Where the run is.
    #[command(flatten)]
    pub place: PlaceChoice,
    /// The language.
    #[command(flatten)]
    pub lang: LangChoice,
}

/// A format of a report, by what is written on the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum ReportFormat {
    /// The whole report as one page.
    Html,
    /// The whole report as a workbook.
    Xlsx,
    /// The matrix, a row a cell.
    Csv,
    /// The hits, a row a hit.
    Treff,
    /// What is missing or has run out, a row a cell.
    Mangler,
    /// The matrix with its documents as JSON.
    Json,
    /// The hits as JSON, a line a hit.
    Jsonl,
    /// The whole run with its decisions, to keep.
    Run,
    /// The hits as Parquet.
    #[cfg(feature = "parquet")]
    Parquet,
}

/// `planlys mark`
#[derive(Args, Clone, Debug)]
pub struct Mark {
    /// A run.json or a folder that was screened (otherwise the last screening)
    #[arg(value_name = "KJØRING")]
    pub run: Option<String>,
    /// Folder for the copies.
    #[arg(long, value_name = "MAPPE")]
    pub out: PathBuf,
    /// Only the plans of these cells.
    #[arg(long, value_name = "RUTE")]
    pub cell: Vec<String>,
    /// Add a first page with a summary.
    #[arg(long)]
    pub summary: bool,
    /// Where the run is.
    #[command(flatten)]
    pub place: PlaceChoice,
    /// The language.
    #[command(flatten)]
    pub lang: LangChoice,
}

/// `planlys letter`
#[derive(Args, Clone, Debug)]
pub struct Letter {
    /// A run.json, a folder that was screened, or planstatus-2018 (otherwise the last screening)
    #[arg(value_name = "KJØRING")]
    pub run: Option<String>,
    /// Folder for the letters.
    #[arg(long, value_name = "MAPPE")]
    pub out: PathBuf,
    /// Only these municipalities.
    #[arg(long, value_name = "KOMMUNE")]
    pub municipality: Vec<String>,
    /// The language form of the letters (otherwise that of the municipality's plans).
    #[arg(long, value_name = "MÅLFORM", value_enum, hide_possible_values = true)]
    form: Option<LangFlag>,
    /// Where the run is.
    #[command(flatten)]
    pub place: PlaceChoice,
    /// The language.
    #[command(flatten)]
    pub lang: LangChoice,
}

impl Letter {
    /// The language form asked for.
    pub fn form(&self) -> Option<Lang> {
        self.form.map(LangFlag::get)
    }
}

/// `planlys compare`
#[derive(Args, Clone, Debug)]
pub struct Compare {
    /// The first run: a run.json, a folder that was screened, or planstatus-2018
    #[arg(value_name = "FØR")]
    pub before: String,
    /// The second
    #[arg(value_name = "ETTER")]
    pub after: String,
    /// Write sammenlikning.html and sammenlikning.xlsx in this folder
    #[arg(long, value_name = "MAPPE")]
    pub out: Option<PathBuf>,
    /// Write the changes as JSON
    #[arg(long)]
    pub json: bool,
    /// The language.
    #[command(flatten)]
    pub lang: LangChoice,
}

/// `planlys agreement`
#[derive(Args, Clone, Debug)]
pub struct Agreement {
    /// Write the figures as JSON
    #[arg(long)]
    pub json: bool,
    /// The table.
    #[command(flatten)]
    pub table: TableChoice,
    /// The language.
    #[command(flatten)]
    pub lang: LangChoice,
}

/// `planlys calibrate`
#[derive(Args, Clone, Debug)]
pub struct Calibrate {
    /// Write a new pack with the fitted thresholds to this file
    #[arg(long, value_name = "FIL.toml")]
    pub write: Option<PathBuf>,
    /// The table.
    #[command(flatten)]
    pub table: TableChoice,
    /// The language.
    #[command(flatten)]
    pub lang: LangChoice,
}

/// Which table of cells, and the decisions on it.
#[derive(Args, Clone, Debug)]
pub struct TableChoice {
    /// A run.json or planstatus-2018 (otherwise the last screening)
    #[arg(long, value_name = "KJØRING")]
    pub run: Option<String>,
    /// Where the run is.
    #[command(flatten)]
    pub place: PlaceChoice,
}

/// Where a run and its decisions are.
#[derive(Args, Clone, Debug, Default)]
pub struct PlaceChoice {
    /// Where the index is.
    #[command(flatten)]
    pub state: StateChoice,
    /// The file of decisions (otherwise vurderinger.jsonl in the corpus)
    #[arg(long, value_name = "FIL")]
    pub decisions: Option<PathBuf>,
}

/// Initials: a few letters.
fn initials(text: &str) -> Result<String, String> {
    crate::review::initials(text).ok_or_else(|| text.to_owned())
}

impl Review {
    /// The language to answer in.
    pub(super) fn lang(&self) -> Lang {
        match self {
            Review::Set(c) => c.lang.get(),
            Review::List(c) => c.lang.get(),
            Review::Undo(c) => c.lang.get(),
            Review::Export(c) => c.lang.get(),
            Review::Import(c) => c.lang.get(),
        }
    }
}

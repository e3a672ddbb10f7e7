//! The flags of the commands that speak of the state directory: searching, indexing, checking.

use std::path::PathBuf;

use clap::Args;

use super::{LangChoice, OcrChoice, StateChoice};

/// `planlys search`
#[derive(Args, Clone, Debug)]
#[allow(clippy::struct_excessive_bools)]
pub struct Search {
    /// The query; see “Søk” in the README. Put quotation marks around the whole query
    #[arg(value_name = "SØK", required_unless_present = "saved")]
    pub query: Vec<String>,
    /// Where the index is.
    #[command(flatten)]
    pub state: StateChoice,
    /// At most so many pages, or lines with --kwic (otherwise 20)
    #[arg(
        long,
        value_name = "N",
        default_value_t = 20,
        hide_default_value = true
    )]
    pub limit: usize,
    /// Show one hit a line, with the words around it
    #[arg(long)]
    pub kwic: bool,
    /// Order of the lines: by the words to the left or to the right of the hit
    #[arg(long, value_name = "SIDE", value_parser = ["left", "right"], hide_possible_values = true)]
    pub sort: Option<String>,
    /// Show instead the number of pages per municipality and plan level
    #[arg(long, conflicts_with = "kwic")]
    pub counts: bool,
    /// Run saved searches from a file or folder, such as queries/sok; may be repeated
    #[arg(long, value_name = "STI", conflicts_with_all = ["query", "kwic", "counts"])]
    pub saved: Vec<PathBuf>,
    /// Write the answer as JSON
    #[arg(long)]
    pub json: bool,
    /// Write the answer as CSV for a spreadsheet
    #[arg(long, conflicts_with = "json")]
    pub csv: bool,
    /// The language.
    #[command(flatten)]
    pub lang: LangChoice,
}

/// The plans to read and the index to keep.
#[derive(Args, Clone, Debug)]
pub struct Plans {
    /// Folder with one folder per municipality
    #[arg(
        value_name = "KORPUS",
        default_value = "corpus",
        hide_default_value = true
    )]
    pub corpus: PathBuf,
    /// Folder for the index (otherwise CORPUS/.planlys)
    #[arg(long, value_name = "MAPPE")]
    pub state: Option<PathBuf>,
}

/// `planlys index`
#[derive(Args, Clone, Debug)]
pub struct Index {
    /// The plans and their index.
    #[command(flatten)]
    pub plans: Plans,
    /// Number of threads (otherwise one per core)
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    pub jobs: usize,
    /// Seconds that one file may take before it is skipped (otherwise 60)
    #[arg(long, value_name = "SEKUNDER", default_value_t = crate::pipeline::TIME_LIMIT.as_secs(), hide_default_value = true)]
    pub time_limit: u64,
    /// Write the answer as JSON
    #[arg(long)]
    pub json: bool,
    /// Pages without text of their own.
    #[command(flatten)]
    pub ocr: OcrChoice,
    /// The language.
    #[command(flatten)]
    pub lang: LangChoice,
}

/// `planlys watch`
#[derive(Args, Clone, Debug)]
pub struct Watch {
    /// The plans and their index.
    #[command(flatten)]
    pub plans: Plans,
    /// Seconds between two looks at the folder (otherwise 5)
    #[arg(
        long,
        value_name = "SEKUNDER",
        default_value_t = 5.0,
        hide_default_value = true
    )]
    pub every: f64,
    /// Pages without text of their own.
    #[command(flatten)]
    pub ocr: OcrChoice,
    /// The language.
    #[command(flatten)]
    pub lang: LangChoice,
}

/// `planlys verify`
#[derive(Args, Clone, Debug)]
pub struct Verify {
    /// Where the index is.
    #[command(flatten)]
    pub state: StateChoice,
    /// Write the answer as JSON
    #[arg(long)]
    pub json: bool,
    /// The language.
    #[command(flatten)]
    pub lang: LangChoice,
}

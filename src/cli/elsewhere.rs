//! The flags of the commands by which many machines work together.

use std::path::PathBuf;

use clap::Args;

use super::{DamageChoice, LangChoice, OcrChoice, PackChoice, Shown, StateChoice};

/// `planlys filter`
#[derive(Args, Clone, Debug)]
pub struct Filter {
    /// The folder that the paths start from
    #[arg(
        long,
        value_name = "KORPUS",
        default_value = "corpus",
        hide_default_value = true
    )]
    pub corpus: PathBuf,
    /// Only print the paths of the files in the corpus, to be shared among machines
    #[arg(long)]
    pub list: bool,
    /// The packs.
    #[command(flatten)]
    pub pack: PackChoice,
    /// Damaged text.
    #[command(flatten)]
    pub damage: DamageChoice,
    /// Files at once
    #[arg(long, value_name = "N", default_value_t = 1, hide_default_value = true)]
    pub jobs: usize,
    /// Seconds that one file may take before it is skipped (otherwise 60)
    #[arg(long, value_name = "SEKUNDER", default_value_t = crate::pipeline::TIME_LIMIT.as_secs(), hide_default_value = true)]
    pub time_limit: u64,
    /// Pages without text of their own.
    #[command(flatten)]
    pub ocr: OcrChoice,
    /// The language.
    #[command(flatten)]
    pub lang: LangChoice,
}

/// `planlys collect`
#[derive(Args, Clone, Debug)]
pub struct Collect {
    /// Files from `filter` (NDJSON or Parquet), or folders of such
    #[arg(value_name = "FIL|MAPPE", required = true)]
    pub parts: Vec<PathBuf>,
    /// The folder that the paths start from, and where the state is.
    #[command(flatten)]
    pub place: StateChoice,
    /// The packs.
    #[command(flatten)]
    pub pack: PackChoice,
    /// Damaged text.
    #[command(flatten)]
    pub damage: DamageChoice,
    /// The day, and how the table is shown.
    #[command(flatten)]
    pub shown: Shown,
    /// Number of threads (otherwise one per core)
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    pub jobs: usize,
    /// The language.
    #[command(flatten)]
    pub lang: LangChoice,
}

/// `planlys export`
#[derive(Args, Clone, Debug)]
pub struct Export {
    /// As lines for `_bulk` of Elasticsearch and `OpenSearch`, for Quickwit too
    #[arg(long)]
    pub bulk: bool,
    /// The name of the index there
    #[arg(
        long,
        value_name = "NAVN",
        default_value = "planlys-sider",
        hide_default_value = true,
        value_parser = index_name
    )]
    pub index: String,
    /// Where the state is.
    #[command(flatten)]
    pub state: StateChoice,
    /// The language.
    #[command(flatten)]
    pub lang: LangChoice,
}

/// A name that Elasticsearch, `OpenSearch` and Quickwit all take: small letters, digits, `-`, `_` and `.`, beginning with a letter.
fn index_name(text: &str) -> Result<String, String> {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_.".contains(c);
    let begins = text.starts_with(|c: char| c.is_ascii_lowercase());
    let good = begins && text.len() <= 255 && text.chars().all(fits);
    good.then(|| text.to_owned()).ok_or_else(|| text.to_owned())
}

//! The flags of the commands that speak of the state directory: searching, indexing, checking.

use std::path::PathBuf;

use clap::Args;

use super::{LangChoice, StateChoice};

/// `planlys search`
#[derive(Args, Clone, Debug)]
#[allow(clippy::struct_excessive_bools)]
pub struct Search {
    /// Søket; se «Søk» i README. Sett anførselstegn rundt hele søket
    #[arg(value_name = "SØK", required_unless_present = "saved")]
    pub query: Vec<String>,
    /// Hvor indeksen ligger.
    #[command(flatten)]
    pub state: StateChoice,
    /// Høyst så mange sider, eller linjer med --kwic (ellers 20)
    #[arg(
        long,
        value_name = "N",
        default_value_t = 20,
        hide_default_value = true
    )]
    pub limit: usize,
    /// Vis ett treff per linje, med ordene rundt
    #[arg(long)]
    pub kwic: bool,
    /// Rekkefølgen på linjene: etter ordene til venstre (left) eller til høyre (right) for treffet
    #[arg(long, value_name = "SIDE", value_parser = ["left", "right"], hide_possible_values = true)]
    pub sort: Option<String>,
    /// Vis i stedet antall sider per kommune og plannivå
    #[arg(long, conflicts_with = "kwic")]
    pub counts: bool,
    /// Kjør lagrede søk fra en fil eller mappe, som queries/sok; kan gjentas
    #[arg(long, value_name = "STI", conflicts_with_all = ["query", "kwic", "counts"])]
    pub saved: Vec<PathBuf>,
    /// Skriv svaret som JSON
    #[arg(long)]
    pub json: bool,
    /// Skriv svaret som CSV for regneark
    #[arg(long, conflicts_with = "json")]
    pub csv: bool,
    /// Språket.
    #[command(flatten)]
    pub lang: LangChoice,
}

/// `planlys index`
#[derive(Args, Clone, Debug)]
pub struct Index {
    /// Mappe med én undermappe per kommune
    #[arg(
        value_name = "KORPUS",
        default_value = "corpus",
        hide_default_value = true
    )]
    pub corpus: PathBuf,
    /// Mappe for indeksen (ellers KORPUS/.planlys)
    #[arg(long, value_name = "MAPPE")]
    pub state: Option<PathBuf>,
    /// Antall tråder (ellers én per kjerne)
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    pub jobs: usize,
    /// Sekunder én fil kan ta før den hoppes over (ellers 60)
    #[arg(long, value_name = "SEKUNDER", default_value_t = crate::pipeline::TIME_LIMIT.as_secs(), hide_default_value = true)]
    pub time_limit: u64,
    /// Skriv svaret som JSON
    #[arg(long)]
    pub json: bool,
    /// Språket.
    #[command(flatten)]
    pub lang: LangChoice,
}

/// `planlys watch`
#[derive(Args, Clone, Debug)]
pub struct Watch {
    /// Mappe med én undermappe per kommune
    #[arg(
        value_name = "KORPUS",
        default_value = "corpus",
        hide_default_value = true
    )]
    pub corpus: PathBuf,
    /// Mappe for indeksen (ellers KORPUS/.planlys)
    #[arg(long, value_name = "MAPPE")]
    pub state: Option<PathBuf>,
    /// Sekunder mellom hver gang mappen sees etter (ellers 5)
    #[arg(
        long,
        value_name = "SEKUNDER",
        default_value_t = 5.0,
        hide_default_value = true
    )]
    pub every: f64,
    /// Språket.
    #[command(flatten)]
    pub lang: LangChoice,
}

/// `planlys verify`
#[derive(Args, Clone, Debug)]
pub struct Verify {
    /// Hvor indeksen ligger.
    #[command(flatten)]
    pub state: StateChoice,
    /// Skriv svaret som JSON
    #[arg(long)]
    pub json: bool,
    /// Språket.
    #[command(flatten)]
    pub lang: LangChoice,
}

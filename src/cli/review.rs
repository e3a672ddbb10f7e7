//! The flags of the commands that speak of a finished run: decisions, reports, comparison, agreement.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::{LangChoice, StateChoice};
use crate::wording::Lang;

/// `planlys review`
#[derive(Subcommand, Clone, Debug)]
pub enum Review {
    /// Vurder én rute
    Set(ReviewSet),
    /// List opp vurderingene
    List(ReviewList),
    /// Angre en vurdering
    Undo(ReviewUndo),
    /// Skriv rutene til et Excel-ark der vurderingene kan fylles inn
    Export(ReviewExport),
    /// Les vurderingene fra et utfylt Excel-ark
    Import(ReviewImport),
}

/// `planlys review set`
#[derive(Args, Clone, Debug)]
pub struct ReviewSet {
    /// Kommunens navn eller nummer
    #[arg(value_name = "KOMMUNE")]
    pub municipality: String,
    /// Plannivå: samfunnsdel, arealdel, okonomiplan, budsjett, bolig, oppvekst, folkehelse, helse eller planstrategi
    #[arg(value_name = "NIVÅ")]
    pub level: String,
    /// grønn, gul, rød, x (ikke funnet) eller uleselig
    #[arg(value_name = "FARGE")]
    pub outcome: String,
    /// Begrunnelsen; må være med når vurderingen er en annen enn forslaget
    #[arg(
        long,
        value_name = "TEKST",
        default_value = "",
        hide_default_value = true
    )]
    pub reason: String,
    /// Sitat: en side (12), en side med ordene (12: «Kommunen skal …») eller en kilde utenfor planen; kan gjentas, må være med for grønn og gul
    #[arg(long, value_name = "SITAT")]
    pub cite: Vec<String>,
    /// Initialene dine
    #[arg(long, value_name = "INITIALER", value_parser = initials)]
    pub by: String,
    /// Tabellen.
    #[command(flatten)]
    pub table: TableChoice,
    /// Språket.
    #[command(flatten)]
    pub lang: LangChoice,
}

/// `planlys review list`
#[derive(Args, Clone, Debug)]
pub struct ReviewList {
    /// Vis også det som er angret eller erstattet av en ny vurdering
    #[arg(long)]
    pub all: bool,
    /// Skriv vurderingene som JSON, én per linje
    #[arg(long)]
    pub json: bool,
    /// Tabellen.
    #[command(flatten)]
    pub table: TableChoice,
    /// Språket.
    #[command(flatten)]
    pub lang: LangChoice,
}

/// `planlys review undo`
#[derive(Args, Clone, Debug)]
pub struct ReviewUndo {
    /// Vurderingen, slik «planlys review list» viser den
    #[arg(value_name = "VURDERING")]
    pub entry: String,
    /// Initialene dine
    #[arg(long, value_name = "INITIALER", value_parser = initials)]
    pub by: String,
    /// Tabellen.
    #[command(flatten)]
    pub table: TableChoice,
    /// Språket.
    #[command(flatten)]
    pub lang: LangChoice,
}

/// `planlys review export`
#[derive(Args, Clone, Debug)]
pub struct ReviewExport {
    /// Excel-filen som skrives
    #[arg(value_name = "FIL.xlsx")]
    pub file: PathBuf,
    /// Tabellen.
    #[command(flatten)]
    pub table: TableChoice,
    /// Språket.
    #[command(flatten)]
    pub lang: LangChoice,
}

/// `planlys review import`
#[derive(Args, Clone, Debug)]
pub struct ReviewImport {
    /// Det utfylte Excel-arket
    #[arg(value_name = "FIL.xlsx")]
    pub file: PathBuf,
    /// Tabellen.
    #[command(flatten)]
    pub table: TableChoice,
    /// Språket.
    #[command(flatten)]
    pub lang: LangChoice,
}

/// `planlys report`
#[derive(Args, Clone, Debug)]
pub struct Report {
    /// En run.json, en mappe som er gjennomgått, eller planstatus-2018 (ellers siste gjennomgang)
    #[arg(value_name = "KJØRING")]
    pub run: Option<String>,
    /// Skriv rapportene i denne mappen
    #[arg(long, value_name = "MAPPE")]
    pub out: Option<PathBuf>,
    /// Skriv tabellen som JSON
    #[arg(long)]
    pub json: bool,
    /// Hvor kjøringen ligger.
    #[command(flatten)]
    pub place: PlaceChoice,
    /// Språket.
    #[command(flatten)]
    pub lang: LangChoice,
}

/// `planlys compare`
#[derive(Args, Clone, Debug)]
pub struct Compare {
    /// Den første kjøringen: en run.json, en mappe som er gjennomgått, eller planstatus-2018
    #[arg(value_name = "FØR")]
    pub before: String,
    /// Den andre
    #[arg(value_name = "ETTER")]
    pub after: String,
    /// Skriv sammenlikning.html og sammenlikning.xlsx i denne mappen
    #[arg(long, value_name = "MAPPE")]
    pub out: Option<PathBuf>,
    /// Skriv endringene som JSON
    #[arg(long)]
    pub json: bool,
    /// Språket.
    #[command(flatten)]
    pub lang: LangChoice,
}

/// `planlys agreement`
#[derive(Args, Clone, Debug)]
pub struct Agreement {
    /// Skriv tallene som JSON
    #[arg(long)]
    pub json: bool,
    /// Tabellen.
    #[command(flatten)]
    pub table: TableChoice,
    /// Språket.
    #[command(flatten)]
    pub lang: LangChoice,
}

/// `planlys calibrate`
#[derive(Args, Clone, Debug)]
pub struct Calibrate {
    /// Skriv en ny termpakke med de tilpassede tersklene i denne filen
    #[arg(long, value_name = "FIL.toml")]
    pub write: Option<PathBuf>,
    /// Tabellen.
    #[command(flatten)]
    pub table: TableChoice,
    /// Språket.
    #[command(flatten)]
    pub lang: LangChoice,
}

/// Which table of cells, and the decisions on it.
#[derive(Args, Clone, Debug)]
pub struct TableChoice {
    /// En run.json eller planstatus-2018 (ellers siste gjennomgang)
    #[arg(long, value_name = "KJØRING")]
    pub run: Option<String>,
    /// Hvor kjøringen ligger.
    #[command(flatten)]
    pub place: PlaceChoice,
}

/// Where a run and its decisions are.
#[derive(Args, Clone, Debug, Default)]
pub struct PlaceChoice {
    /// Hvor indeksen ligger.
    #[command(flatten)]
    pub state: StateChoice,
    /// Filen med vurderinger (ellers vurderinger.jsonl i korpuset)
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

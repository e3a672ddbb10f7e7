//! The flags of the commands that speak of term packs.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::{DamageChoice, LangChoice, PackChoice};
use crate::wording::Lang;

/// `planlys packs`
#[derive(Subcommand, Clone, Debug)]
pub enum Packs {
    /// List the built-in packs
    List(PacksList),
    /// Show the terms of a pack, with variants, exceptions and rule
    Show(PacksShow),
    /// Explain what a term finds, or what hits in a text
    Explain(PacksExplain),
    /// Check packs: all mistakes at once, and all trial sentences
    Check(PacksCheck),
    /// Show which word forms the terms caught in the plans
    Forms(PacksForms),
}

/// `planlys packs list`
#[derive(Args, Clone, Debug)]
pub struct PacksList {
    /// The language.
    #[command(flatten)]
    pub lang: LangChoice,
}

/// `planlys packs show`
#[derive(Args, Clone, Debug)]
pub struct PacksShow {
    /// The name of a built-in pack, or a file
    #[arg(value_name = "PAKKE")]
    pub pack: String,
    /// The language.
    #[command(flatten)]
    pub lang: LangChoice,
}

/// `planlys packs explain`
#[derive(Args, Clone, Debug)]
pub struct PacksExplain {
    /// The name of a built-in pack, or a file
    #[arg(value_name = "PAKKE")]
    pub pack: String,
    /// The term (otherwise all)
    #[arg(value_name = "SØKEORD")]
    pub term: Option<String>,
    /// Explain instead what hits in this text, taken as one paragraph
    #[arg(long, value_name = "TEKST")]
    pub text: Option<String>,
    /// Damaged text.
    #[command(flatten)]
    pub damage: DamageChoice,
    /// The language.
    #[command(flatten)]
    pub lang: LangChoice,
}

/// `planlys packs check`
#[derive(Args, Clone, Debug)]
pub struct PacksCheck {
    /// Names of built-in packs, or files
    #[arg(value_name = "PAKKE", required = true)]
    pub packs: Vec<String>,
    /// The language.
    #[command(flatten)]
    pub lang: LangChoice,
}

/// `planlys packs forms`
#[derive(Args, Clone, Debug)]
pub struct PacksForms {
    /// The folder of plans
    #[arg(
        value_name = "KORPUS",
        default_value = "corpus",
        hide_default_value = true
    )]
    pub corpus: PathBuf,
    /// The packs.
    #[command(flatten)]
    pub pack: PackChoice,
    /// Only this term
    #[arg(long, value_name = "SØKEORD")]
    pub term: Option<String>,
    /// Folder for what was read (otherwise CORPUS/.planlys)
    #[arg(long, value_name = "MAPPE")]
    pub state: Option<PathBuf>,
    /// Write the forms as JSON, one a line
    #[arg(long)]
    pub json: bool,
    /// Damaged text.
    #[command(flatten)]
    pub damage: DamageChoice,
    /// The language.
    #[command(flatten)]
    pub lang: LangChoice,
}

impl Packs {
    /// The language to answer in.
    pub(super) fn lang(&self) -> Lang {
        match self {
            Packs::List(c) => c.lang.get(),
            Packs::Show(c) => c.lang.get(),
            Packs::Explain(c) => c.lang.get(),
            Packs::Check(c) => c.lang.get(),
            Packs::Forms(c) => c.lang.get(),
        }
    }
}

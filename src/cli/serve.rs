//! The flags of `planlys serve`.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args;
use jiff::civil::Date;

use super::{DamageChoice, LangChoice, OcrChoice, PackChoice, day};

/// `planlys serve`
#[derive(Args, Clone, Debug)]
pub struct Serve {
    /// Folder with one folder per municipality
    #[arg(
        value_name = "KORPUS",
        default_value = "corpus",
        hide_default_value = true
    )]
    pub corpus: PathBuf,
    /// Address and port to listen on (otherwise 127.0.0.1 and a free port)
    #[arg(
        long,
        value_name = "ADRESSE:PORT",
        default_value = "127.0.0.1:0",
        hide_default_value = true
    )]
    pub listen: SocketAddr,
    /// File with the hash of the password that is asked for; needed where others than this machine can reach the address
    #[arg(long, value_name = "FIL")]
    pub password_file: Option<PathBuf>,
    /// Ask for a new password, write its hash in this file and end
    #[arg(long, value_name = "FIL", conflicts_with = "password_file")]
    pub new_password: Option<PathBuf>,
    /// A name by which browsers call this machine, behind a proxy with TLS; may be repeated
    #[arg(long = "host", value_name = "NAVN")]
    pub hosts: Vec<String>,
    /// The packs.
    #[command(flatten)]
    pub pack: PackChoice,
    /// Damaged text.
    #[command(flatten)]
    pub damage: DamageChoice,
    /// The file of decisions (otherwise CORPUS/vurderinger.jsonl)
    #[arg(long, value_name = "FIL")]
    pub decisions: Option<PathBuf>,
    /// The day for which it is decided what is in force (otherwise the day of each run)
    #[arg(long, value_name = "DATO", value_parser = day)]
    pub date: Option<Date>,
    /// Folder for the index (otherwise CORPUS/.planlys)
    #[arg(long, value_name = "MAPPE")]
    pub state: Option<PathBuf>,
    /// Number of threads (otherwise one per core)
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
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

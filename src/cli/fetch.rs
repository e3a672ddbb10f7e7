//! The flags of `planlys fetch`.

use std::path::PathBuf;

use clap::Args;

use super::LangChoice;

/// `planlys fetch`
#[derive(Args, Clone, Debug)]
#[allow(clippy::struct_excessive_bools)]
pub struct Fetch {
    /// The plans.csv in the folder of plans
    #[arg(value_name = "PLANS.CSV")]
    pub manifest: PathBuf,
    /// Ask for newer versions of what was fetched before
    #[arg(long)]
    pub refresh: bool,
    /// Only the plans of this municipality
    #[arg(long, value_name = "KOMMUNE")]
    pub only: Option<String>,
    /// Only say what would be fetched
    #[arg(long)]
    pub dry_run: bool,
    /// Seconds between two requests to a host (otherwise 1)
    #[arg(long, value_name = "SEKUNDER", value_parser = seconds, default_value = "1", hide_default_value = true)]
    pub wait: f64,
    /// MiB that a file may have (otherwise 200)
    #[arg(
        long,
        value_name = "MIB",
        value_parser = clap::value_parser!(u64).range(1..=1024),
        default_value_t = 200,
        hide_default_value = true
    )]
    pub max_size: u64,
    /// Also fetch from this machine and from private networks
    #[arg(long)]
    pub allow_private: bool,
    /// Write the answer as JSON
    #[arg(long)]
    pub json: bool,
    /// The language.
    #[command(flatten)]
    pub lang: LangChoice,
}

/// A time that is none before now and none that nobody waits for.
fn seconds(text: &str) -> Result<f64, String> {
    let parsed = text.replace(',', ".").parse();
    let seconds = parsed
        .ok()
        .filter(|seconds| (0.0..=3600.0).contains(seconds));
    seconds.ok_or_else(|| text.to_owned())
}

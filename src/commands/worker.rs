//! `planlys worker`: reads the files that `screen` hands it; not for people.

use std::io;

use super::Failure;
use crate::cli::ExitCode;
use crate::pipeline;

pub(super) fn run() -> Result<ExitCode, Failure> {
    pipeline::work(io::stdin().lock(), io::stdout())?;
    Ok(ExitCode::Done)
}

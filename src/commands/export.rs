use super::Failure;
use crate::cli::ExitCode;
pub(super) fn run(_: &crate::cli::Export) -> Result<ExitCode, Failure> {
    todo!()
}

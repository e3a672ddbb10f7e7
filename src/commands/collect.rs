use super::Failure;
use crate::cli::ExitCode;
pub(super) fn run(_: &crate::cli::Collect) -> Result<ExitCode, Failure> {
    todo!()
}

//! `planlys rebuild`: makes the index anew, from what was read or from the plans themselves.

use super::{Failure, index};
use crate::cli::{ExitCode, Index};

pub(super) fn run(arguments: &Index) -> Result<ExitCode, Failure> {
    let lang = arguments.lang.get();
    let state = super::state_to_write(
        &arguments.plans.corpus,
        arguments.plans.state.as_deref(),
        lang,
    )?;
    state.forget()?;
    index::brought(arguments, &state)
}

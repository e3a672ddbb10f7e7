//! `planlys rebuild`: makes the index anew, from what was read or from the plans themselves.

use std::time::Duration;

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
    let time = Duration::from_secs(arguments.time_limit);
    let brought = index::up_to_date(
        &arguments.plans.corpus,
        &state,
        (arguments.jobs, time),
        lang,
    )?;
    index::told(&brought, arguments.json, lang)
}

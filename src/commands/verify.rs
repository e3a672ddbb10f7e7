//! `planlys verify`: is the state whole, and does it agree with itself?

use std::io::Write;

use super::{Failure, existing_state};
use crate::cli::{ExitCode, Verify};
use crate::report::state;

pub(super) fn run(arguments: &Verify) -> Result<ExitCode, Failure> {
    let lang = arguments.lang.get();
    let verified = existing_state(&arguments.state).verify()?;
    let mut out = anstream::stdout().lock();
    if arguments.json {
        writeln!(out, "{:#}", state::verified_json(&verified, lang))?;
    } else {
        for line in state::verified_words(&verified, lang) {
            writeln!(out, "{line}")?;
        }
    }
    Ok(if verified.faults.is_empty() {
        ExitCode::Done
    } else {
        ExitCode::State
    })
}

//! `planlys agreement`: how well people agree with each other and with the machine.

use std::io::{self, BufWriter, Write};

use super::table::Table;
use super::{Failure, note, width};
use crate::cli::{Agreement, ExitCode};
use crate::report::agreement;
use crate::review::raters;
use crate::wording::Text;

pub(super) fn run(arguments: &Agreement) -> Result<ExitCode, Failure> {
    let lang = arguments.lang.get();
    let table = Table::chosen(&arguments.table, lang)?;
    let found = raters::compare(&table.run, &table.journal);
    if found.comparisons.is_empty() {
        let file = table.ledger.path().display().to_string();
        note(&Text::NoDecisions.with(lang, &[("file", &file)]), lang);
        return Ok(ExitCode::NothingFound);
    }
    let mut out = BufWriter::new(anstream::stdout().lock());
    if arguments.json {
        serde_json::to_writer_pretty(&mut out, &agreement::json(&found))
            .map_err(io::Error::from)?;
        writeln!(out)?;
    } else {
        agreement::print(&found, lang, width(), &mut out)?;
    }
    out.flush()?;
    Ok(ExitCode::Done)
}

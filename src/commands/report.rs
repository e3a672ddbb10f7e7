//! `planlys report`: the matrix of a finished run, with the decisions on it, in any format.

use std::io::{BufWriter, Write};

use super::table::Table;
use super::written::{self, Folder};
use super::{Failure, width};
use crate::cli::{ExitCode, Report, ReportFormat};
use crate::report::terminal;
use crate::wording::Text;

pub(super) fn run(arguments: &Report) -> Result<ExitCode, Failure> {
    let lang = arguments.lang.get();
    let mut formats = arguments.format.clone();
    if arguments.json {
        formats.push(ReportFormat::Json);
    }
    let table = Table::named(arguments.run.as_deref(), &arguments.place, lang)?;
    let earlier = Table::earlier(arguments.since.as_deref(), lang)?;
    let Some(out) = arguments.out.as_deref() else {
        if formats.len() > 1 {
            return Err(Failure::Usage {
                message: Text::OneFormat.get(lang).to_owned(),
                hint: Text::OneFormatHint.get(lang).to_owned(),
            });
        }
        if let Some(&format) = formats.first() {
            written::print(format, &table, earlier.as_ref(), lang)?;
            return Ok(ExitCode::Done);
        }
        let mut out = BufWriter::new(anstream::stdout().lock());
        terminal::print(&table.matrix(), lang, width(), &mut out)?;
        out.flush()?;
        return Ok(ExitCode::Done);
    };
    if formats.is_empty() {
        formats = written::USUAL.to_vec();
    }
    // The shipped table has no corpus.
    let corpus = Some(table.run.corpus.as_path()).filter(|path| !path.as_os_str().is_empty());
    let names = formats.iter().map(|&format| written::file_name(format));
    let mut folder = Folder::open(out, corpus, names, lang)?;
    let matrix = table.matrix();
    folder.reports(&formats, &table, &matrix, earlier.as_ref(), lang)?;
    let mut out = BufWriter::new(anstream::stdout().lock());
    terminal::print(&matrix, lang, width(), &mut out)?;
    writeln!(out)?;
    folder.tell(lang, &mut out)?;
    out.flush()?;
    Ok(ExitCode::Done)
}

//! `planlys report`: the matrix of a finished run, with the decisions on it.

use std::io::{self, BufWriter, Write};

use super::table::Table;
use super::written::Folder;
use super::{Failure, width};
use crate::cli::{ExitCode, Report};
use crate::report::{json, terminal};

pub(super) fn run(arguments: &Report) -> Result<ExitCode, Failure> {
    let lang = arguments.lang.get();
    let table = Table::named(arguments.run.as_deref(), &arguments.place, lang)?;
    // The shipped table has no corpus.
    let corpus = Some(table.run.corpus.as_path()).filter(|path| !path.as_os_str().is_empty());
    let folder = arguments.out.as_deref();
    let beside = |out| Folder::open(out, corpus, lang);
    let mut folder = folder.map(beside).transpose()?;
    let matrix = table.matrix();
    if let Some(folder) = &mut folder {
        folder.matrix(&matrix, &table.journal, lang)?;
    }
    let mut out = BufWriter::new(anstream::stdout().lock());
    if arguments.json {
        serde_json::to_writer_pretty(&mut out, &json::matrix(&matrix, lang))
            .map_err(io::Error::from)?;
        writeln!(out)?;
    } else {
        terminal::print(&matrix, lang, width(), &mut out)?;
        if let Some(folder) = &folder {
            writeln!(out)?;
            folder.tell(lang, &mut out)?;
        }
    }
    out.flush()?;
    Ok(ExitCode::Done)
}

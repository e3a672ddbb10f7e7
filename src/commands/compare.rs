//! `planlys compare`: what changed between two runs, and why.

use std::io::{self, BufWriter, Write};

use super::table::Table;
use super::written::Folder;
use super::{Failure, width};
use crate::cli::{Compare, ExitCode, PlaceChoice};
use crate::report::{comparison, xlsx};
use crate::review::compare;

/// The files of `--out`.
const FILES: [&str; 2] = ["sammenlikning.html", "sammenlikning.xlsx"];

pub(super) fn run(arguments: &Compare) -> Result<ExitCode, Failure> {
    let lang = arguments.lang.get();
    let folder = arguments.out.as_deref();
    let mut folder = folder
        .map(|out| Folder::open(out, None, FILES, lang))
        .transpose()?;
    let place = PlaceChoice::default();
    let before = Table::named(Some(&arguments.before), &place, lang)?;
    let after = Table::named(Some(&arguments.after), &place, lang)?;
    let (old, new) = (before.matrix(), after.matrix());
    let found = compare::compare(&old, &new);
    let runs = [&before.run, &after.run];
    if let Some(folder) = &mut folder {
        let page = comparison::page(runs, &found, lang);
        folder.file(FILES[0], |out| out.write_all(page.as_bytes()))?;
        let book = xlsx::comparison(runs, &found, lang)?;
        folder.file(FILES[1], |out| out.write_all(&book))?;
    }
    let mut out = BufWriter::new(anstream::stdout().lock());
    if arguments.json {
        serde_json::to_writer_pretty(&mut out, &comparison::json(runs, &found, lang))
            .map_err(io::Error::from)?;
        writeln!(out)?;
    } else {
        comparison::print(runs, &found, lang, width(), &mut out)?;
        if let Some(folder) = &folder {
            folder.tell(lang, &mut out)?;
        }
    }
    out.flush()?;
    Ok(ExitCode::Done)
}

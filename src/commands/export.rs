//! `planlys export --bulk`: the pages of the state for another search engine.

use std::collections::BTreeMap;
use std::io::{self, BufWriter, Write};

use super::{Failure, existing_state, note};
use crate::cli::{ExitCode, Export};
use crate::index::Catalog;
use crate::pipeline;
use crate::report::bulk::{self, Named};
use crate::wording::Text;

pub(super) fn run(arguments: &Export) -> Result<ExitCode, Failure> {
    let lang = arguments.lang.get();
    if !arguments.bulk {
        return Err(Failure::Usage {
            message: Text::ExportNone.get(lang).to_owned(),
            hint: String::new(),
        });
    }
    let state = existing_state(&arguments.state);
    let (catalog, store) = (state.catalog()?, state.store());
    let documents = by_content(&catalog);
    let answer = |(key, files): (&str, Vec<Named<'_>>)| {
        let reading = store.get(key).ok_or(io::ErrorKind::NotFound)?;
        let mut lines = Vec::new();
        bulk::pages(&arguments.index, key, &files, &reading, &mut lines)?;
        io::Result::Ok(lines)
    };
    let mut out = BufWriter::new(io::stdout());
    let mut lost = 0;
    let tell = |lines: io::Result<Vec<u8>>| {
        let Ok(lines) = lines else {
            lost += 1;
            return Ok(());
        };
        out.write_all(&lines)
    };
    let jobs = std::thread::available_parallelism().map_or(1, usize::from);
    pipeline::in_order(documents.into_iter().map(Ok), jobs, answer, tell)?;
    out.flush()?;
    let unread = catalog.files.values().filter(|file| file.key.is_empty());
    let without_pages = unread.count() + lost;
    if without_pages > 0 {
        note(
            &Text::ExportWithoutPages.counted(lang, without_pages, &[]),
            lang,
        );
    }
    let incomplete = catalog.files.values().any(|file| file.what.is_incomplete());
    Ok(if incomplete || without_pages > 0 {
        ExitCode::Incomplete
    } else {
        ExitCode::Done
    })
}

/// The files that were read, by the key of what was.
fn by_content(catalog: &Catalog) -> BTreeMap<&str, Vec<Named<'_>>> {
    let mut documents: BTreeMap<&str, Vec<Named<'_>>> = BTreeMap::new();
    for (name, file) in &catalog.files {
        if !file.key.is_empty() {
            documents.entry(&file.key).or_default().push((name, file));
        }
    }
    documents
}

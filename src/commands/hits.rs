//! `planlys hits`: the hits of files, one JSON object a line.

use std::io::{BufWriter, Write};

use super::{Failure, load_pack, talk};
use crate::cli::{ExitCode, Hits};
use crate::pipeline;
use crate::report::{json, path, read_error};
use crate::terms::Matchers;
use crate::wording::Text;

pub(super) fn run(arguments: &Hits) -> Result<ExitCode, Failure> {
    let lang = arguments.lang.get();
    let pack = load_pack(&arguments.pack.pack, lang)?;
    let matchers = Matchers::new(&pack);
    let mut out = BufWriter::new(anstream::stdout().lock());
    let mut code = ExitCode::Done;
    for file in &arguments.files {
        if !file.exists() {
            talk(&format!(
                "{}: {}",
                Text::ErrorWord.get(lang),
                Text::FileMissing.with(lang, &[("path", &path(file))])
            ));
            code = ExitCode::Usage;
            continue;
        }
        let reading = pipeline::read_alone(file);
        match &reading {
            Ok(reading) => {
                for hit in pipeline::hits_alone(&pack, &matchers, reading, file) {
                    let line = serde_json::to_string(&json::hit(file, &hit, lang))
                        .map_err(std::io::Error::from)?;
                    writeln!(out, "{line}")?;
                }
            }
            Err(error) => talk(&Text::FileUnread.with(
                lang,
                &[("path", &path(file)), ("why", read_error(*error, lang))],
            )),
        }
        let incomplete = reading
            .as_ref()
            .map_or(true, |reading| !reading.coverage.is_complete());
        if incomplete && code == ExitCode::Done {
            code = ExitCode::Incomplete;
        }
    }
    out.flush()?;
    Ok(code)
}

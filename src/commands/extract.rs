//! `planlys extract`: the pages of files as text or JSON.

use std::io::{BufWriter, Write};

use super::{Failure, talk};
use crate::cli::{ExitCode, Extract};
use crate::pipeline;
use crate::report::{json, path, read_error, unread};
use crate::wording::Text;

pub(super) fn run(arguments: &Extract) -> Result<ExitCode, Failure> {
    let lang = arguments.lang.get();
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
        let incomplete = match &reading {
            Ok(reading) => {
                if arguments.format == "json" {
                    let identity = pipeline::identify_alone(file, reading);
                    writeln!(out, "{}", json::pages(file, reading, &identity, lang))?;
                } else {
                    for page in &reading.pages {
                        write!(out, "{}\n\u{c}", page.printed.trim_end_matches('\n'))?;
                    }
                }
                (!reading.coverage.is_complete()).then(|| {
                    let why: Vec<String> = reading
                        .coverage
                        .unread
                        .iter()
                        .map(|(&why, n)| format!("{n} {}", unread(why, lang)))
                        .collect();
                    let (left, pages) = (
                        reading.coverage.unread_count().to_string(),
                        reading.coverage.pages.to_string(),
                    );
                    Text::FilePartlyUnread.with(
                        lang,
                        &[
                            ("path", &path(file)),
                            ("unread", &left),
                            ("pages", &pages),
                            ("why", &why.join(", ")),
                        ],
                    )
                })
            }
            Err(error) => Some(Text::FileUnread.with(
                lang,
                &[("path", &path(file)), ("why", read_error(*error, lang))],
            )),
        };
        if let Some(words) = incomplete {
            talk(&words);
            if code == ExitCode::Done {
                code = ExitCode::Incomplete;
            }
        }
    }
    out.flush()?;
    Ok(code)
}

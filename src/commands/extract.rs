//! `planlys extract`: the pages of files as text or JSON.

use std::io::{self, BufWriter, Write};

use super::{Failure, talk};
use crate::cli::{ExitCode, Extract};
use crate::extract::Paging;
use crate::pipeline;
use crate::progress::Progress;
use crate::report::json;
use crate::wording::Text;

pub(super) fn run(arguments: &Extract) -> Result<ExitCode, Failure> {
    let lang = arguments.lang.get();
    let mut out = BufWriter::new(io::stdout().lock());
    let mut code = ExitCode::Done;
    let recogniser = super::recogniser_alone(arguments.ocr);
    // A process for a single file would cost more than it saves: there is no other file to protect.
    let readers = super::readers(arguments.files.len() == 1, pipeline::TIME_LIMIT);
    let pool = pipeline::Pool::new(&readers, &recogniser);
    let progress = Progress::new(Text::ProgressReading, lang);
    let mut awaiting = 0;
    for file in &arguments.files {
        if let Some(words) = super::not_a_file(file, lang) {
            talk(&words);
            code = ExitCode::Usage;
            continue;
        }
        let reading = pool.read_alone(file, 0, &progress);
        if let Ok(reading) = &reading {
            awaiting += reading.coverage.awaiting_ocr.len();
            if reading.coverage.paging == Paging::ByHeading {
                talk(Text::NoteNoPages.get(lang));
            }
            if arguments.format == "json" {
                let identity = pipeline::identify_alone(file, reading);
                writeln!(out, "{}", json::pages(file, reading, &identity, lang))?;
            } else {
                for page in &reading.pages {
                    write!(out, "{}\n\u{c}", page.text.trim_end_matches('\n'))?;
                }
            }
        }
        if let Some(words) = super::unread_words(file, &reading, lang) {
            talk(&words);
            if code == ExitCode::Done {
                code = ExitCode::Incomplete;
            }
        }
    }
    out.flush()?;
    super::tell_awaiting(awaiting, &recogniser, lang);
    Ok(code)
}

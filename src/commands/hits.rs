//! `planlys hits`: the hits of files, one JSON object a line.

use std::io::{BufWriter, Write};

use super::{Failure, load_packs, talk};
use crate::cli::{ExitCode, Hits};
use crate::pipeline::{self, Search};
use crate::progress::Progress;
use crate::report::json;
use crate::terms::Pack;
use crate::wording::Text;

pub(super) fn run(arguments: &Hits) -> Result<ExitCode, Failure> {
    let lang = arguments.lang.get();
    let packs = load_packs(&arguments.pack.packs, lang)?;
    let packs: Vec<&Pack> = packs.iter().collect();
    let search = Search::new(&packs, arguments.damage.get());
    let mut out = BufWriter::new(anstream::stdout().lock());
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
        awaiting += reading
            .as_ref()
            .map_or(0, |r| r.coverage.awaiting_ocr.len());
        for hit in reading
            .iter()
            .flat_map(|reading| pipeline::hits_alone(&search, reading, file, |_| true))
        {
            let line = serde_json::to_string(&json::hit(file, &packs[hit.pack].id, &hit, lang));
            writeln!(out, "{}", line.map_err(std::io::Error::from)?)?;
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

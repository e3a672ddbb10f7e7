//! `planlys hits`: the hits of files, one JSON object a line.

use std::io::{BufWriter, Write};

use super::{Failure, load_pack, talk};
use crate::cli::{ExitCode, Hits};
use crate::pipeline;
use crate::report::json;
use crate::terms::Matchers;

pub(super) fn run(arguments: &Hits) -> Result<ExitCode, Failure> {
    let lang = arguments.lang.get();
    let pack = load_pack(&arguments.pack.pack, lang)?;
    let matchers = Matchers::new(&pack);
    let mut out = BufWriter::new(anstream::stdout().lock());
    let mut code = ExitCode::Done;
    // A process for a single file would cost more than it saves: there is no other file to protect.
    let readers = super::readers(arguments.files.len() == 1, pipeline::TIME_LIMIT);
    let pool = pipeline::Pool::new(&readers);
    for file in &arguments.files {
        if let Some(words) = super::not_a_file(file, lang) {
            talk(&words);
            code = ExitCode::Usage;
            continue;
        }
        let reading = pool.read_alone(file);
        for hit in reading
            .iter()
            .flat_map(|r| pipeline::hits_alone(&pack, &matchers, r, file))
        {
            let line = serde_json::to_string(&json::hit(file, &hit, lang));
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
    Ok(code)
}

//! `planlys filter`: a path a line → a JSON document a line, in the same order, for engines that spread work over many machines.

use std::io::{self, BufRead, BufWriter, Write};
use std::time::Duration;

use jiff::Zoned;

use super::screen::colouring_first;
use super::{Failure, corpus_failure, load_packs, note, talk};
use crate::cli::{ExitCode, Filter};
use crate::corpus;
use crate::index::name_of;
use crate::lines::Asked;
use crate::pipeline::{self, Filtered, Options, Search};
use crate::report::{self, lines};
use crate::terms::Pack;
use crate::wording::Text;

pub(super) fn run(arguments: &Filter) -> Result<ExitCode, Failure> {
    if arguments.list {
        return list(arguments);
    }
    let lang = arguments.lang.get();
    let mut packs = load_packs(&arguments.pack.packs, lang)?;
    let corpus = corpus::without_files(&arguments.corpus);
    let corpus = corpus.map_err(|error| corpus_failure(error, lang))?;
    let rule = colouring_first(&mut packs, lang)?;
    let packs: Vec<&Pack> = packs.iter().collect();
    let search = Search::new(&packs, arguments.damage.get());
    let recogniser = super::recogniser_alone(arguments.ocr);
    let options = Options {
        jobs: 1,
        date: Zoned::now().date(),
        readers: super::readers(false, Duration::from_secs(arguments.time_limit)),
        store: None,
        recogniser: &recogniser,
        seen: pipeline::now(),
        elsewhere: None,
    };
    let filter = pipeline::Filter::new(&corpus, &search, &rule, &options);
    let asked = Asked {
        asked: arguments.ocr.get(),
        seconds: arguments.ocr.time().as_secs(),
    };
    let answer = |line: Vec<u8>| {
        let filtered = filter.answer(&line);
        let line = lines::line(&filtered, &packs, asked, lang);
        (filtered, line)
    };
    let mut out = BufWriter::new(io::stdout());
    let mut number = 0;
    let tell = |(filtered, line): (Filtered, io::Result<Vec<u8>>)| {
        number += 1;
        if let Some(bad) = &filtered.bad {
            let (number, why) = (number.to_string(), lines::bad_wish(bad, lang));
            let gaps = [("line", number.as_str()), ("why", why.as_str())];
            talk(&Text::FilterBadLine.with(lang, &gaps));
        }
        out.write_all(&line?)?;
        out.write_all(b"\n")?;
        out.flush()
    };
    let wishes = io::BufReader::new(io::stdin()).split(b'\n');
    pipeline::in_order(wishes, arguments.jobs.max(1), answer, tell)?;
    Ok(ExitCode::Done)
}

/// The files of the corpus as a screening lists them, a path a line.
fn list(arguments: &Filter) -> Result<ExitCode, Failure> {
    let lang = arguments.lang.get();
    let corpus =
        corpus::discover(&arguments.corpus).map_err(|error| corpus_failure(error, lang))?;
    let mut out = BufWriter::new(io::stdout().lock());
    let mut all = corpus.unlisted.is_empty();
    for path in &corpus.unlisted {
        let (path, why) = (report::path(path), Text::NoteUnlisted.get(lang));
        note(&format!("{path}: {why}"), lang);
    }
    for file in &corpus.files {
        let path = file.path.to_string_lossy();
        // A line ends at a line end, a path at a tab, and in the answers folders are parted by «/» everywhere.
        if path.contains(['\n', '\r', '\t']) || (cfg!(unix) && path.contains('\\')) {
            let path = path.escape_debug().to_string();
            note(&Text::FilterListOdd.with(lang, &[("file", &path)]), lang);
            all = false;
        } else {
            writeln!(out, "{}", name_of(&file.path))?;
        }
    }
    out.flush()?;
    Ok(if all {
        ExitCode::Done
    } else {
        ExitCode::Incomplete
    })
}

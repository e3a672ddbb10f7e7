//! `planlys search`: pages that answer a query, from the index.

use std::io::{BufWriter, Write};
use std::ops::Range;

use serde_json::json;

use super::{Failure, existing_state, talk, width};
use crate::cli::{ExitCode, Search};
use crate::index::{Found, Query, QueryError};
use crate::report::{page, terminal};
use crate::wording::{Lang, Text};

/// Passages shown of one page.
const PER_PAGE: usize = 3;
/// Characters shown on each side of a match.
const AROUND: usize = 110;

pub(super) fn run(arguments: &Search) -> Result<ExitCode, Failure> {
    let lang = arguments.lang.get();
    let text = arguments.query.join(" ");
    let query = Query::parse(&text).map_err(|error| unclear(&error, lang))?;
    let (found, count) = existing_state(&arguments.state).search(&query, arguments.limit)?;
    let mut out = BufWriter::new(anstream::stdout().lock());
    if arguments.json {
        let pages: Vec<_> = found.iter().map(as_json).collect();
        writeln!(
            out,
            "{:#}",
            json!({"schema": "planlys.search/1", "query": text, "count": count, "pages": pages})
        )?;
    } else if count > 0 {
        for page in &found {
            print(page, lang, &mut out)?;
        }
        writeln!(
            out,
            "{}",
            Text::SearchCount.with(
                lang,
                &[
                    ("shown", &found.len().to_string()),
                    ("all", &count.to_string())
                ]
            )
        )?;
    }
    out.flush()?;
    if count == 0 {
        talk(&Text::SearchNothing.with(lang, &[("query", &text)]));
        return Ok(ExitCode::NothingFound);
    }
    Ok(ExitCode::Done)
}

fn unclear(error: &QueryError, lang: Lang) -> Failure {
    let message = match error {
        QueryError::Empty => Text::QueryEmpty.get(lang).to_owned(),
        QueryError::OnlyNot => Text::QueryOnlyNot.get(lang).to_owned(),
        QueryError::OpenQuote(at) => Text::QueryOpenQuote.with(lang, &[("at", &at.to_string())]),
        QueryError::Star(word) => Text::QueryStar.with(lang, &[("word", word)]),
    };
    Failure::Usage {
        message,
        hint: Text::QueryHint.get(lang).to_owned(),
    }
}

fn print(found: &Found, lang: Lang, out: &mut impl Write) -> std::io::Result<()> {
    let bold = anstyle::Style::new().bold();
    let reset = anstyle::Reset;
    let name = if found.municipality.is_empty() {
        Text::NoMunicipality.get(lang)
    } else {
        &found.municipality
    };
    let place = page(found.page, found.label.as_deref(), lang);
    terminal::wrapped(&format!("{name} – {}", found.title), "", width(), out)?;
    writeln!(out, "  {}, {bold}{place}{reset}", found.path)?;
    for range in found.places.iter().take(PER_PAGE) {
        let (before, after) = around(&found.text, range);
        let line = format!("{before}[{}]{after}", &found.text[range.clone()]);
        terminal::wrapped(&line, "    ", width(), out)?;
    }
    writeln!(out)
}

/// The words around a match, within its block.
fn around(text: &str, range: &Range<usize>) -> (String, String) {
    let before = text[..range.start].rsplit('\n').next().unwrap_or_default();
    let after = text[range.end..].split('\n').next().unwrap_or_default();
    let skip = before.chars().count().saturating_sub(AROUND);
    let cut: String = before.chars().skip(skip).collect();
    let before = if skip > 0 {
        format!(
            "…{}",
            cut.split_once(' ').map_or(cut.as_str(), |(_, rest)| rest)
        )
    } else {
        cut
    };
    let long = after.chars().count() > AROUND;
    let cut: String = after.chars().take(AROUND).collect();
    let after = if long {
        format!(
            "{}…",
            cut.rsplit_once(' ').map_or(cut.as_str(), |(rest, _)| rest)
        )
    } else {
        cut
    };
    (before, after)
}

fn as_json(found: &Found) -> serde_json::Value {
    let passages: Vec<_> = found
        .places
        .iter()
        .map(|range| {
            let (before, after) = around(&found.text, range);
            json!({"before": before, "match": &found.text[range.clone()], "after": after})
        })
        .collect();
    json!({
        "document": found.path,
        "municipality": found.municipality,
        "level": found.level,
        "title": found.title,
        "page": found.page,
        "label": found.label,
        "passages": passages,
    })
}

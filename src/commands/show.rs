//! `planlys show`: the passages behind one cell of the last run.

use std::io::{BufWriter, Write};

use serde_json::json;

use super::{Failure, existing_state, unknown_name, width};
use crate::cli::{ExitCode, Show};
use crate::corpus::PlanLevel;
use crate::report::{self, explain, json, path, terminal};
use crate::run::Run;
use crate::wording::{Lang, Text};

pub(super) fn run(arguments: &Show) -> Result<ExitCode, Failure> {
    let lang = arguments.lang.get();
    let level =
        named_level(&arguments.level).ok_or_else(|| unknown_level(&arguments.level, lang))?;
    let run = existing_state(&arguments.state).run()?;
    let wanted = arguments.municipality.to_lowercase();
    let named = |m: &&crate::corpus::Municipality| {
        m.name.to_lowercase() == wanted || m.number.is_some_and(|n| n.to_string() == wanted)
    };
    let municipality = run
        .municipalities
        .iter()
        .find(named)
        .ok_or_else(|| unknown_municipality(&run, &arguments.municipality, lang))?;
    let Some(cell) = run.cell(municipality, level) else {
        return Ok(ExitCode::NothingFound);
    };
    let mut out = BufWriter::new(anstream::stdout().lock());
    if arguments.json {
        let document = run.document(cell);
        let hits = document.map(|d| {
            d.hits
                .iter()
                .map(|hit| json!(json::hit(&d.path, &run.pack_of(hit).id, hit, lang)))
                .collect::<Vec<_>>()
        });
        let answer = json!({
            "schema": "planlys.cell/1",
            "municipality": cell.municipality.name,
            "number": cell.municipality.number,
            "level": level.id(),
            "outcome": cell.outcome,
            "document": document.map(|d| path(&d.path)),
            "explanation": explain::cell(&run, cell, lang),
            "hits": hits.unwrap_or_default(),
        });
        writeln!(out, "{answer:#}")?;
    } else {
        terminal::print_cell(&run, cell, lang, width(), &mut out)?;
    }
    out.flush()?;
    Ok(ExitCode::Done)
}

/// The level of an identifier or of a name as the matrix prints it, in any language.
fn named_level(name: &str) -> Option<PlanLevel> {
    let wanted = name.trim().to_lowercase();
    let printed = |level: PlanLevel| {
        let langs = [Lang::Nb, Lang::Nn, Lang::En].into_iter();
        langs.flat_map(move |lang| [report::level(level, lang), report::short_level(level, lang)])
    };
    let fits = |name: &str| {
        let name = name.to_lowercase();
        name == wanted || name.strip_prefix("temaplan ") == Some(&wanted)
    };
    PlanLevel::from_id(name).or_else(|| {
        PlanLevel::ALL
            .into_iter()
            .find(|&level| printed(level).any(fits))
    })
}

fn unknown_level(name: &str, lang: Lang) -> Failure {
    let message = Text::CellUnknownLevel.with(lang, &[("name", name)]);
    unknown_name(message, name, &PlanLevel::ALL.map(PlanLevel::id), lang)
}

fn unknown_municipality(run: &Run, name: &str, lang: Lang) -> Failure {
    let names: Vec<&str> = run.municipalities.iter().map(|m| m.name.as_str()).collect();
    let message = Text::CellUnknownMunicipality.with(lang, &[("name", name)]);
    unknown_name(message, name, &names, lang)
}

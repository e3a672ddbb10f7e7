//! `planlys show`: the passages behind one cell of the last run.

use std::io::{BufWriter, Write};

use serde_json::json;

use super::table::Table;
use super::{Failure, unknown_name, width};
use crate::cli::{ExitCode, Show};
use crate::corpus::PlanLevel;
use crate::report::{self, explain, json, path, terminal};
use crate::run::Run;
use crate::terms;
use crate::wording::{Lang, Text};

pub(super) fn run(arguments: &Show) -> Result<ExitCode, Failure> {
    let lang = arguments.lang.get();
    let table = Table::named(None, &arguments.place, lang)?;
    let run = &table.run;
    let is_pack = run
        .packs()
        .any(|p| p.id == arguments.level && !p.groups.is_empty());
    if is_pack {
        let name = &arguments.municipality;
        let whose = table
            .municipality(name)
            .ok_or_else(|| unknown_municipality(run, name, lang))?;
        let mut out = BufWriter::new(anstream::stdout().lock());
        terminal::print_groups(run, &arguments.level, whose, lang, width(), &mut out)?;
        out.flush()?;
        return Ok(ExitCode::Done);
    }
    if terms::shipped(&arguments.level).is_some() {
        let gaps = [("pack", arguments.level.as_str())];
        return Err(Failure::Usage {
            message: Text::PackNotInRun.with(lang, &gaps),
            hint: Text::PackNotInRunHint.with(lang, &gaps),
        });
    }
    let cell = table.cell(&arguments.municipality, &arguments.level, lang)?;
    let matrix = table.matrix();
    let reviewed = matrix.reviewed(cell).cloned().unwrap_or_default();
    let mut out = BufWriter::new(anstream::stdout().lock());
    if arguments.json {
        let hits: Vec<_> = run
            .counting(cell)
            .flat_map(|d| {
                let line = |hit| json!(json::hit(&d.path, &run.pack_of(hit).id, hit, lang));
                d.hits.iter().map(line).collect::<Vec<_>>()
            })
            .collect();
        let answer = json!({
            "schema": "planlys.cell/2",
            "municipality": cell.municipality.name,
            "number": cell.municipality.number,
            "level": cell.level.id(),
            "outcome": reviewed.outcome(cell),
            "suggestion": cell.outcome,
            "decisions": reviewed.entries,
            "document": run.document(cell).map(|d| path(&d.path)),
            "explanation": explain::cell(run, cell, lang),
            "hits": hits,
        });
        writeln!(out, "{answer:#}")?;
    } else {
        terminal::print_cell(run, cell, &reviewed, lang, width(), &mut out)?;
    }
    out.flush()?;
    Ok(ExitCode::Done)
}

/// The level of an identifier or of a name as the matrix prints it, in any language.
pub(super) fn named_level(name: &str) -> Option<PlanLevel> {
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

pub(super) fn unknown_level(name: &str, lang: Lang) -> Failure {
    let message = Text::CellUnknownLevel.with(lang, &[("name", name)]);
    unknown_name(message, name, &PlanLevel::ALL.map(PlanLevel::id), lang)
}

pub(super) fn unknown_municipality(run: &Run, name: &str, lang: Lang) -> Failure {
    let names: Vec<&str> = run.municipalities.iter().map(|m| m.name.as_str()).collect();
    let message = Text::CellUnknownMunicipality.with(lang, &[("name", name)]);
    unknown_name(message, name, &names, lang)
}

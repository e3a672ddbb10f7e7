//! What changed between two runs: in the terminal, as a page and as JSON.

use std::io::{self, Write};

use maud::{DOCTYPE, Markup, PreEscaped, html};
use serde_json::{Value, json};

use super::terminal::wrapped;
use super::{cell_name, day, level, outcome, symbol};
use crate::classify::Measures;
use crate::review::compare::{Between, CellChange, Comparison, Reason};
use crate::run::Run;
use crate::wording::{Lang, Text};

/// Schema of [`json`].
const SCHEMA: &str = "planlys.comparison/1";

/// The names of the two sides: the runs' packs and days.
pub fn sides(runs: [&Run; 2], lang: Lang) -> [String; 2] {
    let named = |run: &Run| format!("{} ({})", run.pack.name.get(lang), day(run.date, lang));
    let [before, after] = runs.map(named);
    if before == after {
        [Text::Before, Text::After].map(|text| text.get(lang).to_owned())
    } else {
        [before, after]
    }
}

/// What a side of a change shows: the outcome, with a mark where a person decided it.
pub fn shown(change: &CellChange, side: usize, lang: Lang) -> String {
    let Some(of) = change.outcomes[side] else {
        return "–".to_owned();
    };
    let mark = match change.decided[side] {
        Some(suggestion) if suggestion == of => format!(" {}", Text::MarkSame.get(lang)),
        Some(_) => format!(" {}", Text::MarkOther.get(lang)),
        None => String::new(),
    };
    format!("{} {}{mark}", symbol(of), outcome(of, lang))
}

/// Why a cell changed.
pub fn why(change: &CellChange, lang: Lang) -> String {
    let reasons = change.reasons.iter().map(|reason| match reason {
        Reason::NewDocument(path) => Text::WhyNewDocument.with(lang, &[("path", path)]),
        Reason::CountsNow(path) => Text::WhyCountsNow.with(lang, &[("path", path)]),
        Reason::OtherParts => Text::WhyOtherParts.get(lang).to_owned(),
        Reason::NoDocument(path) => Text::WhyNoDocument.with(lang, &[("path", path)]),
        Reason::OtherDocument(from, to) => {
            Text::WhyOtherDocument.with(lang, &[("from", from), ("to", to)])
        }
        Reason::OtherText(path) => Text::WhyOtherText.with(lang, &[("path", path)]),
        Reason::OtherReading => Text::WhyOtherReading.get(lang).to_owned(),
        Reason::NoPlan => Text::WhyNoPlan.get(lang).to_owned(),
        Reason::Decision => Text::WhyDecision.get(lang).to_owned(),
        Reason::NoDecision => Text::WhyNoDecision.get(lang).to_owned(),
    });
    let mut words = reasons.collect::<Vec<_>>().join("; ");
    if let [Some(before), Some(after)] = &change.measures
        && before != after
    {
        let moved = moved(before, after, lang);
        words = format!("{words} ({moved})");
    }
    words
}

/// «treff 4 → 9, kjerneord 2 → 3».
fn moved(before: &Measures, after: &Measures, lang: Lang) -> String {
    let measures = [
        (Text::CoreColumn, before.core, after.core),
        (Text::HitsColumn, before.hits, after.hits),
        (Text::PagesColumn, before.pages, after.pages),
        (Text::SocialColumn, before.social, after.social),
        (Text::GoalsColumn, before.goals, after.goals),
    ];
    let moved = measures.into_iter().filter(|(_, from, to)| from != to);
    let moved = moved.map(|(name, from, to)| format!("{}: {from} → {to}", name.get(lang)));
    moved.collect::<Vec<_>>().join(", ")
}

/// What differs between the runs as wholes.
pub fn between(found: &Comparison, lang: Lang) -> Vec<String> {
    let moved = |text: Text, from: &str, to: &str| text.with(lang, &[("from", from), ("to", to)]);
    let line = |between: &Between| match between {
        Between::Pack(from, to) => moved(Text::ChangePack, from, to),
        Between::PackText => Text::BetweenPackText.get(lang).to_owned(),
        Between::Rule(from, to) => moved(Text::ChangeRule, from, to),
        Between::RuleText => Text::ChangeRuleSame.get(lang).to_owned(),
        Between::Program(from, to) => moved(Text::BetweenProgram, from, to),
        Between::NewMunicipality(name) => Text::BetweenNew.with(lang, &[("name", name)]),
        Between::GoneMunicipality(name) => Text::BetweenGone.with(lang, &[("name", name)]),
    };
    found.between.iter().map(line).collect()
}

/// How many cells changed.
pub fn summary(found: &Comparison, lang: Lang) -> String {
    if found.changes.is_empty() && found.unchanged == 0 {
        return Text::ComparisonNothingShared.get(lang).to_owned();
    }
    let (changed, same) = (found.changes.len().to_string(), found.unchanged.to_string());
    Text::ComparisonSummary.with(lang, &[("changed", &changed), ("same", &same)])
}

/// Prints a comparison.
pub fn print(
    runs: [&Run; 2],
    found: &Comparison,
    lang: Lang,
    width: usize,
    out: &mut impl Write,
) -> io::Result<()> {
    let [before, after] = sides(runs, lang);
    let gaps = [("before", before.as_str()), ("after", after.as_str())];
    wrapped(&Text::ComparisonTitle.with(lang, &gaps), "", width, out)?;
    for line in between(found, lang) {
        wrapped(&line, "  ", width, out)?;
    }
    writeln!(out)?;
    for change in &found.changes {
        let name = cell_name(&change.cell, lang);
        let (before, after) = (shown(change, 0, lang), shown(change, 1, lang));
        let line = format!("{name}: {before} → {after}. {}", why(change, lang));
        wrapped(&line, "", width, out)?;
    }
    wrapped(&summary(found, lang), "", width, out)
}

const STYLE: &str = "body{font:16px/1.5 'Segoe UI',system-ui,sans-serif;margin:0 auto;max-width:75rem;padding:1.5rem}\
table{border-collapse:collapse}th,td{border:1px solid #767676;padding:.35rem .6rem;text-align:left;vertical-align:top}thead th{background:#eee}";

/// The cells that changed, a row each, with names for the two sides.
pub fn table(
    found: &Comparison,
    [before, after]: [&str; 2],
    caption: Option<&str>,
    lang: Lang,
) -> Markup {
    html! {
        table {
            @if let Some(caption) = caption { caption { (caption) } }
            thead { tr {
                th scope="col" { (Text::MunicipalityColumn.get(lang)) }
                th scope="col" { (Text::LevelColumn.get(lang)) }
                th scope="col" { (before) }
                th scope="col" { (after) }
                th scope="col" { (Text::WhyColumn.get(lang)) }
            } }
            tbody { @for change in &found.changes { tr {
                th scope="row" { (change.cell.municipality) }
                td { (level(change.cell.level, lang)) }
                td { (shown(change, 0, lang)) }
                td { (shown(change, 1, lang)) }
                td.long { (why(change, lang)) }
            } } }
        }
    }
}

/// A comparison as one self-contained page.
pub fn page(runs: [&Run; 2], found: &Comparison, lang: Lang) -> String {
    let [before, after] = sides(runs, lang);
    let gaps = [("before", before.as_str()), ("after", after.as_str())];
    let title = Text::ComparisonTitle.with(lang, &gaps);
    html! {
        (DOCTYPE)
        html lang=(lang.code()) {
            head { meta charset="utf-8"; meta name="viewport" content="width=device-width, initial-scale=1"; title { (title) } style { (PreEscaped(STYLE)) } }
            body {
                h1 { (title) }
                ul { @for line in between(found, lang) { li { (line) } } }
                (table(found, [&before, &after], None, lang))
                p { (summary(found, lang)) }
            }
        }
    }
    .into_string()
}

/// A comparison as JSON: schema `planlys.comparison/1`.
pub fn json(runs: [&Run; 2], found: &Comparison, lang: Lang) -> Value {
    let change = |change: &CellChange| {
        json!({
            "municipality": change.cell.municipality,
            "number": change.cell.number,
            "level": change.cell.level.id(),
            "before": change.outcomes[0],
            "after": change.outcomes[1],
            "decided": change.decided.map(|suggestion| suggestion.is_some()),
            "measures": change.measures,
            "why": why(change, lang),
        })
    };
    json!({
        "schema": SCHEMA,
        "runs": runs.map(|run| json!({"date": run.date, "pack": run.pack.id, "version": run.pack.version, "rule": run.rule.version, "program": run.program})),
        "between": between(found, lang),
        "changes": found.changes.iter().map(change).collect::<Vec<_>>(),
        "unchanged": found.unchanged,
    })
}

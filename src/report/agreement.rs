//! How well raters agree: tables, figures with intervals, and the cells on which they differ.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::decisions::citation;
use super::terminal::wrapped;
use super::{cell_name, outcome};
use crate::classify::Outcome;
use crate::review::raters::{Agreement, Comparison, Difference, Figure};
use crate::wording::{Lang, Text};

const COLOURS: [Outcome; 3] = [Outcome::Green, Outcome::Yellow, Outcome::Red];
/// Width of a column of the table.
const COLUMN: usize = 10;
/// With fewer cells the interval is too narrow to be trusted (simulated: see `review::agreement::bootstrap`).
const FEW: usize = 50;

/// Prints all comparisons.
pub fn print(
    agreement: &Agreement,
    lang: Lang,
    width: usize,
    out: &mut impl Write,
) -> io::Result<()> {
    for comparison in &agreement.comparisons {
        self::comparison(comparison, lang, width, out)?;
        writeln!(out)?;
    }
    if let Some(everyone) = &agreement.everyone {
        let alpha = figure(everyone, lang);
        wrapped(
            &Text::AlphaOfAll.with(lang, &[("alpha", &alpha)]),
            "",
            width,
            out,
        )?;
    }
    if agreement.uncoloured > 0 {
        let n = agreement.uncoloured.to_string();
        wrapped(&Text::Uncoloured.with(lang, &[("n", &n)]), "", width, out)?;
    }
    wrapped(Text::AgreementNote.get(lang), "", width, out)
}

fn comparison(
    comparison: &Comparison,
    lang: Lang,
    width: usize,
    out: &mut impl Write,
) -> io::Result<()> {
    let [first, second] = &comparison.raters;
    let cells = comparison.cells.to_string();
    let gaps = [("first", first.as_str()), ("second", second), ("n", &cells)];
    wrapped(&Text::AgreementTitle.with(lang, &gaps), "", width, out)?;
    let label = first.chars().count().max(6) + 8;
    write!(out, "  {:label$}", "")?;
    for of in COLOURS {
        write!(out, "{:>COLUMN$}", outcome(of, lang))?;
    }
    writeln!(out, "   ({second})")?;
    for (of, row) in COLOURS.into_iter().zip(&comparison.table) {
        let name = format!("{first} {}", outcome(of, lang));
        write!(out, "  {name:label$}")?;
        for count in row {
            write!(out, "{count:>COLUMN$}")?;
        }
        writeln!(out)?;
    }
    if comparison.cells == 0 {
        return wrapped(Text::NoSharedCells.get(lang), "  ", width, out);
    }
    let observed = comparison.observed.map_or("–".to_owned(), percent);
    let gaps = [
        ("observed", observed),
        ("kappa", figure(&comparison.kappa, lang)),
        ("alpha", figure(&comparison.alpha, lang)),
    ];
    let gaps: Vec<(&str, &str)> = gaps.iter().map(|(g, t)| (*g, t.as_str())).collect();
    wrapped(&Text::AgreementFigures.with(lang, &gaps), "  ", width, out)?;
    if comparison.cells < FEW {
        let few = FEW.to_string();
        wrapped(&Text::FewCells.with(lang, &[("n", &few)]), "  ", width, out)?;
    }
    for difference in &comparison.differences {
        wrapped(
            &self::difference(difference, comparison, lang),
            "  ",
            width,
            out,
        )?;
    }
    Ok(())
}

/// «Havnesund, Temaplan helse: KH gul («…»; s. 4 «…»), AB grønn (…)».
fn difference(difference: &Difference, comparison: &Comparison, lang: Lang) -> String {
    let sides = (0..2).map(|side| {
        let mut words = format!(
            "{} {}",
            comparison.raters[side],
            outcome(difference.outcomes[side], lang)
        );
        let decision = difference.entries[side].as_ref().and_then(|e| e.decision());
        if let Some(decision) = decision {
            let cited = decision.citations.iter().map(|c| citation(c, lang));
            let reason = Some(decision.reason.clone()).filter(|r| !r.is_empty());
            let said: Vec<String> = reason.into_iter().chain(cited).collect();
            if !said.is_empty() {
                words = format!("{words} ({})", said.join("; "));
            }
        }
        words
    });
    let sides = sides.collect::<Vec<_>>().join(", ");
    format!("{}: {sides}", cell_name(&difference.cell, lang))
}

/// «0,82 (95 %: 0,61–0,95)», or that it cannot be computed.
fn figure(figure: &Figure, lang: Lang) -> String {
    let Some(value) = figure.value else {
        return Text::NotComputable.get(lang).to_owned();
    };
    match figure.interval {
        Some(interval) => format!(
            "{} (95 %: {}–{})",
            decimal(value, lang),
            decimal(interval.low, lang),
            decimal(interval.high, lang)
        ),
        None => decimal(value, lang),
    }
}

/// A figure with two decimals, as the language writes them.
pub fn decimal(value: f64, lang: Lang) -> String {
    let written = format!("{value:.2}");
    match lang {
        Lang::En => written,
        Lang::Nb | Lang::Nn => written.replace('.', ",").replace('-', "−"),
    }
}

fn percent(share: f64) -> String {
    format!("{:.0} %", share * 100.0)
}

/// The figures as JSON: schema `planlys.agreement/1`.
pub fn json(agreement: &Agreement) -> Value {
    let figure = |figure: &Figure| {
        json!({
            "value": figure.value,
            "low": figure.interval.map(|i| i.low),
            "high": figure.interval.map(|i| i.high),
        })
    };
    let comparison = |c: &Comparison| {
        let differences = c
            .differences
            .iter()
            .map(|d| json!({"cell": d.cell, "outcomes": d.outcomes, "decisions": d.entries}));
        json!({
            "raters": c.raters,
            "cells": c.cells,
            "table": c.table,
            "observed": c.observed,
            "kappa_linear": figure(&c.kappa),
            "alpha_ordinal": figure(&c.alpha),
            "differences": differences.collect::<Vec<_>>(),
        })
    };
    json!({
        "schema": "planlys.agreement/1",
        "comparisons": agreement.comparisons.iter().map(comparison).collect::<Vec<_>>(),
        "alpha_of_all": agreement.everyone.as_ref().map(figure),
        "uncoloured": agreement.uncoloured,
    })
}

//! A fit of the thresholds: in the terminal, and as a pack.

use std::fmt::Write as _;
use std::io::{self, Write};

use super::agreement::decimal;
use super::terminal::wrapped;
use super::{cell_name, outcome, short_level};
use crate::review::calibrate::{FEWEST_CELLS, Fit, Move};
use crate::run::Run;
use crate::terms::{Rule, Thresholds, Ways};
use crate::wording::{Lang, Text};

/// Prints a fit.
pub fn print(fit: &Fit, lang: Lang, width: usize, out: &mut impl Write) -> io::Result<()> {
    let kappa = |value: Option<f64>| {
        value.map_or_else(
            || Text::NotComputable.get(lang).to_owned(),
            |v| decimal(v, lang),
        )
    };
    let gaps = [
        ("n", fit.cells.to_string()),
        ("now", kappa(fit.now)),
        ("fitted", kappa(fit.fitted)),
        ("left", kappa(fit.left_out)),
    ];
    let gaps: Vec<(&str, &str)> = gaps.iter().map(|(g, t)| (*g, t.as_str())).collect();
    wrapped(&Text::FitFigures.with(lang, &gaps), "", width, out)?;
    if fit.cells < FEWEST_CELLS {
        let fewest = FEWEST_CELLS.to_string();
        wrapped(&Text::FitFew.with(lang, &[("n", &fewest)]), "", width, out)?;
    }
    if fit.left_out < fit.now {
        wrapped(Text::FitWorse.get(lang), "", width, out)?;
    }
    if fit.moves.is_empty() {
        return wrapped(Text::FitNothing.get(lang), "", width, out);
    }
    writeln!(out, "\n{}", Text::FitMoves.get(lang))?;
    for moved in &fit.moves {
        wrapped(&move_words(moved, lang), "  ", width, out)?;
    }
    let n = fit.flips.len().to_string();
    writeln!(out, "\n{}", Text::FitFlips.with(lang, &[("n", &n)]))?;
    for (cell, outcomes) in &fit.flips {
        let [now, fitted, decided] = outcomes.map(|of| outcome(of, lang));
        let gaps = [("now", now), ("fitted", fitted), ("decided", decided)];
        let words = Text::FitFlip.with(lang, &gaps);
        wrapped(
            &format!("{}: {words}", cell_name(cell, lang)),
            "  ",
            width,
            out,
        )?;
    }
    Ok(())
}

/// «samfunnsdel, green, vei 2: social 3 → 4».
fn move_words(moved: &Move, lang: Lang) -> String {
    let level = moved
        .level
        .map(|level| format!("{}, ", short_level(level, lang)));
    let colour = match moved.colour {
        "green" => Text::Green.get(lang),
        "green_short" => Text::GreenShort.get(lang),
        _ => Text::Yellow.get(lang),
    };
    let measure = measure(moved.measure);
    let (way, [from, to]) = (moved.way.to_string(), moved.values.map(|v| v.to_string()));
    let gaps = [
        ("colour", colour),
        ("way", way.as_str()),
        ("measure", measure.get(lang)),
        ("from", from.as_str()),
        ("to", to.as_str()),
    ];
    level.unwrap_or_default() + &Text::FitMove.with(lang, &gaps)
}

/// What a measure is called.
fn measure(name: &str) -> Text {
    match name {
        "core" => Text::CoreColumn,
        "terms" => Text::TermsColumn,
        "hits" => Text::HitsColumn,
        "pages" => Text::PagesColumn,
        "supporting_in_context" => Text::InContextColumn,
        "bearing" => Text::BearingHitsColumn,
        "social" => Text::SocialColumn,
        "core_social" => Text::CoreSocialColumn,
        "goals" => Text::GoalsColumn,
        _ => Text::WiderHitColumn,
    }
}

/// The text of a pack that builds on the run's, with the fitted rule.
pub fn pack(run: &Run, fit: &Fit) -> String {
    let (id, date) = (&run.pack.id, run.date);
    let name = &run.pack.name.nb;
    let mut text = format!(
        "# Skrevet av «planlys calibrate»: tersklene er tilpasset {} vurderte ruter. Les over før bruk.\n\n[pack]\n",
        fit.cells
    );
    let fields = [
        ("id", format!("{id}-kalibrert")),
        ("version", format!("{}-{date}", run.pack.version)),
        ("name", format!("{name}, kalibrert {date}")),
        ("source", run.pack.source.clone()),
        ("extends", id.clone()),
    ];
    for (field, value) in fields {
        // JSON's quotes and escapes are TOML's.
        let value = serde_json::Value::String(value);
        let _ = writeln!(text, "{field} = {value}");
    }
    text + &rule(&fit.rule, &date.to_string())
}

fn rule(rule: &Rule, date: &str) -> String {
    let mut text = format!(
        "\n[rule]\nversion = \"{}-{date}\"\nshort_pages = {}\nunread_percent = {}\nfewest_words = {}\nfewest_words_for_red = {}\n",
        rule.version,
        rule.short_pages,
        rule.unread_percent,
        rule.fewest_words,
        rule.fewest_words_for_red
    );
    text += &ways(&rule.ways);
    for (level, of_level) in &rule.levels {
        let _ = write!(text, "\n[rule.level.{}]\n{}", level.id(), ways(of_level));
    }
    text
}

fn ways(ways: &Ways) -> String {
    let lists = [
        ("green", &ways.green),
        ("green_short", &ways.green_short),
        ("yellow", &ways.yellow),
    ];
    let list = |(name, ways): (&str, &Vec<Thresholds>)| {
        let ways: Vec<String> = ways.iter().map(thresholds).collect();
        format!("{name} = [\n  {},\n]\n", ways.join(",\n  "))
    };
    lists.map(list).concat()
}

fn thresholds(thresholds: &Thresholds) -> String {
    let asked = Thresholds::NAMES.iter().zip(thresholds.values());
    let asked = asked.filter(|(_, value)| *value > 0);
    let asked = asked.map(|(name, value)| format!("{name} = {value}"));
    format!("{{ {} }}", asked.collect::<Vec<_>>().join(", "))
}

//! Decisions in words: who decided what, why, on which passages, and what has moved since.

use super::{cell_name, outcome, page, path};
use crate::review::{Act, CellName, Change, Citation, Entry, Refusal, Reviewed};
use crate::wording::{Lang, Text};

/// The decisions on a cell, the latest first, then what has moved since and whether reviewers differ.
pub fn of_cell(reviewed: &Reviewed, lang: Lang) -> Vec<String> {
    let mut lines: Vec<String> = reviewed
        .entries
        .iter()
        .rev()
        .filter_map(|entry| said(entry, lang))
        .collect();
    if !reviewed.changes.is_empty() {
        let changes = reviewed.changes.iter().map(|c| change(c, lang));
        let changes = changes.collect::<Vec<_>>().join("; ");
        lines.push(Text::GroundsChanged.with(lang, &[("changes", &changes)]));
    }
    if reviewed.is_disputed() {
        lines.push(Text::ReviewersDiffer.get(lang).to_owned());
    }
    lines
}

/// «KH vurderte 22.11.2026 til grønn (forslaget var gul): … Sitat: s. 12 «…».»
fn said(entry: &Entry, lang: Lang) -> Option<String> {
    let decision = entry.decision()?;
    let date = super::day_of(entry.time, lang);
    let mut words = Text::DecisionSaid.with(
        lang,
        &[
            ("reviewer", &entry.reviewer),
            ("date", &date),
            ("decision", outcome(decision.decision, lang)),
            ("suggestion", outcome(decision.suggestion, lang)),
        ],
    );
    if !decision.reason.is_empty() {
        words = format!("{words} {}", stopped(&decision.reason));
    }
    if !decision.citations.is_empty() {
        let cited = decision.citations.iter().map(|c| citation(c, lang));
        let cited = cited.collect::<Vec<_>>().join("; ");
        words = format!("{words} {}", Text::Cited.with(lang, &[("cited", &cited)]));
    }
    Some(words)
}

/// A sentence with a full stop at its end.
pub fn stopped(sentence: &str) -> String {
    let stop = if sentence.ends_with(['.', '!', '?']) {
        ""
    } else {
        "."
    };
    format!("{sentence}{stop}")
}

/// «s. 12 «Kommunen skal …»», or the source.
pub fn citation(citation: &Citation, lang: Lang) -> String {
    match citation.page {
        Some(number) => format!(
            "{} «{}»",
            page(u64::from(number), None, lang),
            citation.text.trim()
        ),
        None => citation.text.clone(),
    }
}

/// The decisions on cells that the table lacks.
pub fn unplaced(cells: &[CellName], lang: Lang) -> String {
    let names: Vec<String> = cells.iter().map(|cell| cell_name(cell, lang)).collect();
    Text::Unplaced.with(lang, &[("cells", &names.join("; "))])
}

/// What has moved, in words.
pub fn change(change: &Change, lang: Lang) -> String {
    let moved = |text: Text, from: &str, to: &str| text.with(lang, &[("from", from), ("to", to)]);
    match change {
        Change::Document => Text::ChangeDocument.get(lang).to_owned(),
        Change::Hits => Text::ChangeHits.get(lang).to_owned(),
        Change::Pack(from, to) if from == to => Text::BetweenPackText.get(lang).to_owned(),
        Change::Pack(from, to) => moved(Text::ChangePack, from, to),
        Change::Rule(from, to) if from == to => Text::ChangeRuleSame.get(lang).to_owned(),
        Change::Rule(from, to) => moved(Text::ChangeRule, from, to),
        Change::Suggestion(from, to) => {
            let (from, to) = (outcome(*from, lang), outcome(*to, lang));
            moved(Text::ChangeSuggestion, from, to)
        }
        Change::Citation { page: number, text } => {
            let number = page(u64::from(*number), None, lang);
            Text::ChangeCitation.with(lang, &[("page", &number), ("text", text)])
        }
    }
}

/// Why a decision is not taken, in words.
pub fn refusal(refusal: &Refusal, lang: Lang) -> String {
    match refusal {
        Refusal::NeedsReason { suggestion } => {
            let suggestion = outcome(*suggestion, lang);
            Text::NeedsReason.with(lang, &[("suggestion", suggestion)])
        }
        Refusal::NeedsCitation => Text::NeedsCitation.get(lang).to_owned(),
        Refusal::NoSuchPage { page, pages } => Text::NoSuchPage.with(
            lang,
            &[("page", &page.to_string()), ("pages", &pages.to_string())],
        ),
        Refusal::NotOnPage { page, text } => {
            Text::NotOnPage.with(lang, &[("page", &page.to_string()), ("text", text)])
        }
        Refusal::NoHitOnPage { page } => {
            Text::NoHitOnPage.with(lang, &[("page", &page.to_string())])
        }
        Refusal::NotOfCell => Text::WebNotOfCell.get(lang).to_owned(),
        Refusal::NoPlan { page } => Text::NoPlanToCite.with(lang, &[("page", &page.to_string())]),
    }
}

/// A line of the history: identifier, day, who, what.
pub fn line(entry: &Entry, lang: Lang) -> String {
    let date = super::day_of(entry.time, lang);
    let who = format!("{}  {}  {}", entry.id, date, entry.reviewer);
    match &entry.act {
        Act::Undo { entry } => format!("{who}  {}", Text::UndoSaid.with(lang, &[("entry", entry)])),
        Act::Decide(decision) => {
            let documents = decision.grounds.documents.iter().map(|(p, _)| path(p));
            let documents = documents.collect::<Vec<_>>().join(", ");
            let mut line = format!(
                "{who}  {}: {}",
                cell_name(&decision.cell, lang),
                outcome(decision.decision, lang)
            );
            for more in [&decision.reason, &documents] {
                if !more.is_empty() {
                    line = format!("{line} – {more}");
                }
            }
            line
        }
    }
}

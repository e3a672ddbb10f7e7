//! The words of a letter: what stands for a cell, what is known of a plan, quotations, counts.

use super::Block;
use crate::classify::Cell;
use crate::report::{self, OUTCOMES, decisions, number, outcome, sense, symbol};
use crate::review::Reviewed;
use crate::run::{Document, Passage};
use crate::wording::{Lang, Text};

/// A count with its noun, in one or many.
pub(super) fn counted(text: Text, n: usize, lang: Lang) -> String {
    text.counted(lang, n, &[("shown", &number(n, lang))])
}

/// What stands for a cell: the suggestion, or the decision with its citations. Its reason was written for colleagues.
pub(super) fn decided(cell: &Cell, reviewed: &Reviewed, lang: Lang) -> Vec<Block> {
    let mut words = format!("{}.", capital(&standing(cell, reviewed, lang)));
    let Some(decision) = reviewed.decision() else {
        return vec![Block::Text(words)];
    };
    let cited = decision.citations.iter();
    let cited: Vec<String> = cited.map(|c| decisions::citation(c, lang)).collect();
    if !cited.is_empty() {
        let cited = Text::Cited.with(lang, &[("cited", &cited.join("; "))]);
        words = format!("{words} {cited}");
    }
    let mut blocks = vec![Block::Text(words)];
    if !decision.reason.is_empty() {
        let reason = decisions::stopped(&decision.reason);
        blocks.push(Block::ToDo(
            Text::LetterReason.with(lang, &[("reason", &reason)]),
        ));
    }
    blocks
}

/// «forslag: gul (få treff)», «vurdert: grønn (gode treff …)», «ikke funnet (…)».
pub(super) fn standing(cell: &Cell, reviewed: &Reviewed, lang: Lang) -> String {
    let of = reviewed.outcome(cell);
    let text = if reviewed.decision().is_some() {
        Text::LetterDecided
    } else if OUTCOMES[..3].contains(&of) {
        Text::LetterSuggested
    } else {
        Text::LetterPlainOutcome
    };
    let named = report::instead(cell, lang).filter(|_| reviewed.decision().is_none());
    let word = format!("{} {}", symbol(of), named.unwrap_or(outcome(of, lang)));
    text.with(lang, &[("outcome", &word), ("sense", sense(of, lang))])
}

/// «vedtatt 18.3.2024, sak 12/24, 2024–2032, 24 sider».
pub(super) fn facts(document: &Document, lang: Lang) -> String {
    let mut facts = report::standing(document, lang);
    if document.error.is_some() {
        let words = Text::LetterFileUnread.get(lang);
        facts.push(words.trim_end_matches('.').to_owned());
        return facts.join(", ");
    }
    let coverage = &document.coverage;
    facts.push(counted(Text::LetterPages, coverage.pages, lang));
    if coverage.unread_count() > 0 {
        let (unread, pages) = (
            coverage.unread_count().to_string(),
            coverage.pages.to_string(),
        );
        let gaps = [("unread", unread.as_str()), ("pages", &pages)];
        let words = Text::LetterUnreadPages.with(lang, &gaps);
        facts.push(words.trim_end_matches('.').to_owned());
    }
    facts.join(", ")
}

/// The sentence of a hit without the bullet or dash before it.
pub(super) fn quoted(hit: &Passage) -> String {
    let sentence = hit.context();
    let bullets = [' ', '•', '·', '–', '-', '▪', '■', '\u{f0b7}'];
    let sentence = sentence.trim_start_matches(bullets).trim_end();
    // Where a page or column begins or ends in the middle of it.
    let goes_on = sentence.starts_with(|c: char| c.is_lowercase());
    let sentence = if goes_on {
        format!("… {sentence}")
    } else {
        sentence.to_owned()
    };
    if sentence.ends_with(['.', '!', '?', ':', ';', '…', '»', '”', ')']) {
        sentence
    } else {
        format!("{} …", sentence.trim_end_matches(['-', '‐']))
    }
}

pub(super) fn capital(words: &str) -> String {
    let mut letters = words.chars();
    let first = letters.next().map(char::to_uppercase);
    first.into_iter().flatten().chain(letters).collect()
}

//! Small pictures of where in a plan the hits stand.

use maud::{Markup, html};

use crate::report::first_pages;
use crate::report::passages::TermHits;
use crate::run::{Document, Passage};
use crate::wording::{Lang, Text};

/// Bars that a picture has at most; a plan with more pages has several to a bar.
const MOST_BARS: usize = 80;

/// The pages of a plan from left to right, with a bar where hits stand: the higher, the more.
pub fn pages(document: &Document, term: &str, hits: &[&Passage], lang: Lang) -> Markup {
    let total = document.coverage.pages.max(1);
    let bars = total.min(MOST_BARS);
    let mut counts = vec![0usize; bars];
    for hit in hits {
        let index = (hit.page.get() as usize - 1).min(total - 1) * bars / total;
        counts[index] += 1;
    }
    let highest = counts.iter().copied().max().unwrap_or(0).max(1);
    let mut numbers: Vec<String> = hits.iter().map(|hit| hit.page.to_string()).collect();
    numbers.dedup();
    let gaps = [
        ("term", term),
        ("hits", &hits.len().to_string()),
        ("list", &numbers.join(", ")),
        ("pages", &total.to_string()),
    ];
    let words = Text::ReportSpark.with(lang, &gaps);
    html! {
        svg.spark viewBox=(format!("0 0 {bars} 12")) preserveAspectRatio="none" role="img" aria-label=(words) {
            title { (words) }
            @for (index, &count) in counts.iter().enumerate() { @if count > 0 { (bar(index, count, highest, "0.9")) } }
        }
        " " span.where { (first_pages(&numbers, 6, lang)) }
    }
}

/// The terms of the pack that colours, a bar each: the higher, the more hits that count; a term without any leaves its place empty.
pub fn terms(terms: &[TermHits<'_>], lang: Lang) -> Markup {
    let counts: Vec<usize> = terms.iter().map(|term| term.counted.len()).collect();
    let highest = counts.iter().copied().max().unwrap_or(0).max(1);
    let named = terms.iter().zip(&counts).filter(|(_, n)| **n > 0);
    let named = named.map(|(term, n)| format!("{} {n}", term.term.label.get(lang)));
    let named: Vec<String> = named.collect();
    let words = Text::ReportProfile.with(lang, &[("terms", &named.join(", "))]);
    html! { @if !named.is_empty() {
        svg.spark viewBox=(format!("0 0 {} 12", counts.len())) preserveAspectRatio="none" role="img" aria-label=(words) {
            title { (words) }
            @for (index, &count) in counts.iter().enumerate() { @if count > 0 { (bar(index, count, highest, "0.8")) } }
        }
    } }
}

/// A bar of a picture twelve high.
fn bar(index: usize, count: usize, highest: usize, width: &str) -> Markup {
    let height = (2 + 10 * count / highest).min(12);
    html! { rect x=(index) y=(12 - height) width=(width) height=(height) {} }
}

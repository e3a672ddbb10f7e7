//! Small pictures of where in a plan the hits stand.

use maud::{Markup, html};

use super::Page;
use crate::report::first_pages;
use crate::run::{Document, Passage};
use crate::wording::Text;

/// Bars that a picture has at most; a plan with more pages has several to a bar.
const MOST_BARS: usize = 80;

/// The pages of a plan from left to right, with a bar where hits stand: the higher, the more.
pub(super) fn pages(page: &Page<'_>, document: &Document, term: &str, hits: &[&Passage]) -> Markup {
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
        ("list", &listed(&numbers)),
        ("pages", &total.to_string()),
    ];
    let words = Text::ReportSpark.with(page.lang, &gaps);
    html! {
        svg.spark viewBox=(format!("0 0 {bars} 12")) preserveAspectRatio="none" role="img" aria-label=(words) {
            title { (words) }
            @for (index, &count) in counts.iter().enumerate() { @if count > 0 {
                @let height = (2 + 10 * count / highest).min(12);
                rect x=(index) y=(12 - height) width="0.9" height=(height) {}
            } }
        }
        " " span.where { (first_pages(&numbers, 6, page.lang)) }
    }
}

fn listed(numbers: &[String]) -> String {
    numbers.join(", ")
}

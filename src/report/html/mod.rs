//! The matrix as one self-contained page: matrix → cell → passages with page. Needs no network, and a script only for filters and, where
//! there is very much evidence, to show it.

mod evidence;
mod matrix;
mod method;
pub mod spark;
mod tables;

use maud::{DOCTYPE, Markup, PreEscaped, html};

pub use self::evidence::spoken;
pub use self::matrix::legend;
pub use self::tables::{COVERAGE, TODO, coverage_cells, todo_cells};
use super::lists::{self, coverage_line};
use super::{
    MANY_COLUMNS, OUTCOMES, Shown, anchors, colour_name, day, decisions, facts, fill, matrix_title,
    outcome, symbol,
};
use crate::classify::{Cell, Outcome};
use crate::review::{Matrix, Reviewed};
use crate::run::{Document, Run};
use crate::wording::{Lang, Text};

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// Hits from which on evidence is laid out only where it is opened.
const MANY_HITS: usize = 5_000;

/// What the parts of the page need.
struct Page<'r> {
    shown: &'r Shown<'r>,
    lang: Lang,
    /// Whether evidence waits until it is opened.
    lazy: bool,
}

impl<'r> Page<'r> {
    fn matrix(&self) -> &'r Matrix<'r> {
        self.shown.matrix
    }

    fn run(&self) -> &'r Run {
        self.shown.matrix.run
    }

    fn is_wide(&self) -> bool {
        self.run().municipalities.len() >= MANY_COLUMNS
    }

    /// What is laid out when the details around it are opened.
    fn held(&self, markup: Markup) -> Markup {
        if !self.lazy {
            return markup;
        }
        html! { script type="text/html" { (markup) } }
    }

    /// A page of a document, as a link that opens it there if the plans are on this machine.
    fn page_link(&self, document: &Document, number: u32, label: Option<&str>) -> Markup {
        let words = super::page(u64::from(number), label, self.lang);
        let page = number.to_string();
        let title = Text::ReportOpenPage.with(self.lang, &[("page", &page)]);
        let address = self.shown.plans.page(document, number);
        html! {
            @if let Some(address) = address { a href=(address) title=(title) { (words) } } @else { (words) }
        }
    }

    /// A file, as a link if it is on this machine.
    fn file_link(&self, document: &Document) -> Markup {
        let name = super::path(&document.path);
        let address = self.shown.plans.page(document, 1);
        html! { @if let Some(address) = address { a href=(address) { (name) } } @else { (name) } }
    }
}

/// Renders a report.
pub fn page_of(shown: &Shown<'_>, lang: Lang) -> String {
    let run = shown.matrix.run;
    let hits: usize = run.documents.iter().map(|d| d.hits.len()).sum();
    let page = Page {
        shown,
        lang,
        lazy: hits > MANY_HITS,
    };
    let title = matrix_title(run, lang);
    let body = body(&page, &title).into_string();
    // Only what we wrote runs: no text of a plan can know the hash of the page it stands on.
    let nonce = blake3::hash(body.as_bytes()).to_hex();
    let policy = format!(
        "default-src 'none'; style-src 'nonce-{nonce}'; script-src 'nonce-{nonce}'; base-uri 'none'; form-action 'none'"
    );
    let markup = html! {
        (DOCTYPE)
        html lang=(lang.code()) {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(policy);
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) }
                style nonce=(nonce) { (PreEscaped(colours())) (PreEscaped(STYLE)) }
            }
            (PreEscaped(body))
            script nonce=(nonce) { (PreEscaped(SCRIPT)) }
        }
    };
    markup.into_string()
}

fn body(page: &Page<'_>, title: &str) -> Markup {
    let (run, lang) = (page.run(), page.lang);
    let facts = facts::sentences(page.matrix(), lang);
    html! {
        body {
            a.skip href="#matrise" { (Text::ReportSkip.get(lang)) }
            header {
                h1 { (title) }
                @if !run.documents.is_empty() {
                    p { (Text::SuggestionNote.get(lang)) }
                    p.muted { (made(run, lang)) }
                }
                @for note in &run.notes { p { (note.get(lang)) } }
            }
            (contents(page))
            main {
                section aria-labelledby="matrise" {
                    h2 #matrise { (Text::ReportMatrix.get(lang)) }
                    (matrix::section(page))
                    @if !facts.is_empty() { div.whole {
                        h3 { (Text::FactsTitle.get(lang)) }
                        ul.plain { @for fact in &facts { li { (fact) } } }
                    } }
                    @if !page.matrix().unplaced.is_empty() { p { (decisions::unplaced(&page.matrix().unplaced, lang)) } }
                }
                (tables::changes(page))
                (tables::missing(page))
                (tables::groups(page))
                (anchors::section(run, &|markup| page.held(markup), lang))
                section aria-labelledby="celler" {
                    h2 #celler { (Text::ReportEvidence.get(lang)) }
                    @if page.lazy { noscript { p { (Text::ReportNoScript.get(lang)) } } }
                    (evidence::sections(page))
                }
                (tables::coverage(page))
                (notes(page))
                (method::section(page))
            }
        }
    }
}

fn made(run: &Run, lang: Lang) -> String {
    let gaps = [("date", &*day(run.date, lang)), ("program", &run.program)];
    format!(
        "{} {}",
        Text::ReportMade.with(lang, &gaps),
        coverage_line(run, lang)
    )
}

/// Links to the parts of the page.
fn contents(page: &Page<'_>) -> Markup {
    let lang = page.lang;
    let since = page.shown.since.as_ref().map(|(earlier, _)| {
        let date = day(earlier.date, lang);
        (
            "endringer",
            Text::ReportChanges.with(lang, &[("date", &date)]),
        )
    });
    let mut parts = vec![("matrise", Text::ReportMatrix.get(lang).to_owned())];
    parts.extend(since);
    let rest = [
        ("mangler", Text::ReportMissing),
        ("celler", Text::ReportEvidence),
        ("dekning", Text::ReportCoverage),
        ("metode", Text::MethodTitle),
    ];
    parts.extend(rest.map(|(id, text)| (id, text.get(lang).to_owned())));
    html! {
        nav aria-label=(Text::ReportContents.get(lang)) {
            ul { @for (id, words) in parts { li { a href=(format!("#{id}")) { (words) } } } }
        }
    }
}

/// What a person should look at, beside the table of what is missing.
fn notes(page: &Page<'_>) -> Markup {
    html! {
        @for list in lists::beside_tables(page.run(), page.lang) {
            details open { summary { (list.title) } ul.plain { @for line in &list.lines { li { (line) } } } }
        }
    }
}

/// The palette for the style.
fn colours() -> String {
    let outcomes = OUTCOMES.into_iter();
    let colours = outcomes.filter_map(|of| Some((colour_name(of), fill(of)?)));
    let colours = colours.map(|(name, colour)| format!("--{name}:#{colour:06x};"));
    format!(":root{{{}}}\n", colours.collect::<String>())
}

/// The classes of what shows a cell's outcome: hatched where nobody has decided.
pub fn classes(cell: &Cell, reviewed: &Reviewed) -> String {
    let unread = reviewed.decision().is_none();
    let of = colour_name(reviewed.outcome(cell));
    format!("{of}{}", if unread { " unread" } else { "" })
}

/// An outcome as a small field with its symbol and word.
pub fn badge(of: Outcome, lang: Lang) -> Markup {
    html! { span class=(format!("badge {}", colour_name(of))) { (symbol(of)) " " (outcome(of, lang)) } }
}

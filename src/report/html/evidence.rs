//! What stands behind each cell: the decision, the explanation, the documents and their passages with page.

use maud::{Markup, html};

use super::{Page, badge, classes, spark};
use crate::classify::Cell;
use crate::corpus::{Language, PlanLevel};
use crate::report::lists::document_notes;
use crate::report::passages::{self, TermHits, by_term, under};
use crate::report::{self, decisions, explain, level, why_not, zone};
use crate::review::Reviewed;
use crate::run::{Document, Passage, Run};
use crate::terms::Class;
use crate::wording::{Lang, Text};

/// Hits of a term that are shown at once; more are behind a click.
const FEW_HITS: usize = 5;

/// The cells of which there is more to say than their outcome, by municipality and level.
pub(super) fn sections(page: &Page<'_>) -> Markup {
    html! {
        @for (municipality, row) in places(page.run()) {
            @if let Some((cell, reviewed)) = page.matrix().at(municipality, row).filter(|(c, r)| has_section(c, r)) {
                (section(page, municipality, cell, reviewed))
            }
        }
    }
}

/// Where the cells of a run stand, by municipality and level.
fn places(run: &Run) -> impl Iterator<Item = (usize, usize)> {
    let levels = PlanLevel::ALL.len();
    (0..run.municipalities.len()).flat_map(move |m| (0..levels).map(move |row| (m, row)))
}

/// Whether there is more to say of a cell than its outcome.
pub(super) fn has_section(cell: &Cell, reviewed: &Reviewed) -> bool {
    cell.document.is_some()
        || !cell.set_aside.is_empty()
        || !cell.searched.is_empty()
        || !reviewed.entries.is_empty()
}

/// The anchor of a cell's section.
pub(super) fn anchor(municipality: usize, cell: &Cell) -> String {
    format!("c{municipality}-{}", cell.level.id())
}

fn section(page: &Page<'_>, municipality: usize, cell: &Cell, reviewed: &Reviewed) -> Markup {
    let (run, lang) = (page.run(), page.lang);
    let of = reviewed.outcome(cell);
    let id = anchor(municipality, cell);
    let title = format!("{id}-t");
    html! {
        section.cell id=(id) aria-labelledby=(title) data-m=(municipality) data-level=(cell.level.id()) data-outcome=(report::colour_name(of)) {
            h3 id=(title) { (cell.municipality.name) " – " (level(cell.level, lang)) " " (cell_badge(page, cell, reviewed)) }
            @for line in decisions::of_cell(reviewed, lang) { p.decision { (line) } }
            @if reviewed.decision().is_some() { p { strong { (Text::SuggestionColumn.get(lang)) ": " } (badge(cell.outcome, lang)) } }
            p { (explain::cell(run, cell, lang)) }
            @if cell.document.is_some() {
                details.evidence {
                    summary { (Text::ReportShowEvidence.get(lang)) }
                    (page.held(html! { @for document in run.counting(cell) { (evidence(page, document)) } }))
                }
            }
            p.back { a href="#matrise" { (Text::BackToMatrix.get(lang)) } }
        }
    }
}

/// The outcome as the matrix shows it: with its marks, and hatched where nobody has decided.
fn cell_badge(page: &Page<'_>, cell: &Cell, reviewed: &Reviewed) -> Markup {
    let classes = format!("badge {}", classes(cell, reviewed));
    html! { span class=(classes) { (report::cell_words(cell, reviewed, page.lang)) } }
}

fn evidence(page: &Page<'_>, document: &Document) -> Markup {
    let (run, lang) = (page.run(), page.lang);
    let counting = document.hits.iter().filter(|hit| hit.why_not.is_none());
    let not_counting = document.hits.len() - counting.count();
    html! {
        p.where {
            (page.file_link(document)) " – " (document.identity.title) " – " (report::standing(document, lang).join(", "))
            " " (spark::terms(&by_term(run, 0, document), lang))
        }
        @for note in document_notes(document, lang) { p.muted { (Text::NoteWord.get(lang)) ": " (note) } }
        @let [social, wider] = passages::sentences(document);
        @for (title, sentences) in [(Text::SocialTitle, social), (Text::WiderTitle, wider)] {
            @if !sentences.is_empty() {
                h4 { (title.with(lang, &[("n", &sentences.len().to_string()), ("file", &report::path(&document.path))])) }
                ul.hits { @for hit in sentences { li { (sentence(page, document, hit)) " – " (report::bearing(hit.bearing, lang)) } } }
            }
        }
        @for (number, pack) in run.packs().enumerate() {
            @let terms = by_term(run, number, document);
            @let found: Vec<&TermHits> = terms.iter().filter(|term| !term.counted.is_empty()).collect();
            @if !found.is_empty() {
                h4 { (pack.name.get(lang)) }
                (summary(page, document, &found))
                @for term in found { (counted_hits(page, document, term)) }
            }
        }
        @if not_counting > 0 { (not_counted(page, document, not_counting)) }
        (read_from(page, document))
    }
}

/// The terms of a pack with how often and where in the plan they stand.
fn summary(page: &Page<'_>, document: &Document, found: &[&TermHits<'_>]) -> Markup {
    let lang = page.lang;
    let title = document.identity.title.as_str();
    html! {
        table {
            caption { (Text::ReportTermsCaption.with(lang, &[("title", title)])) }
            thead { tr {
                th scope="col" { (Text::TermColumn.get(lang)) }
                th scope="col" { (Text::HitsColumn.get(lang)) }
                th scope="col" { (Text::ReportWhereInPlan.get(lang)) }
            } }
            tbody { @for term in found {
                @let name = term.term.label.get(lang);
                tr { th scope="row" { (name) } td.n { (term.counted.len()) } td { (spark::pages(document, name, &term.counted, lang)) } }
            } }
        }
    }
}

fn counted_hits(page: &Page<'_>, document: &Document, group: &TermHits<'_>) -> Markup {
    let few = group.counted.len() <= FEW_HITS;
    html! {
        details open[few] {
            summary { (group.term.label.get(page.lang)) " (" (group.counted.len()) ")" }
            ul.hits { @for hit in &group.counted { li { (sentence(page, document, hit)) } } }
        }
    }
}

/// A sentence with the words found marked, and where it stands.
pub(super) fn sentence(page: &Page<'_>, document: &Document, hit: &Passage) -> Markup {
    let lang = page.lang;
    html! {
        span lang=[spoken(document, lang)] {
            @for (words, found) in passages::marked(document, hit) { @if found { mark { (words) } } @else { (words) } }
        }
        " " span.where { "(" (page.page_link(document, hit.page.get(), hit.label.as_deref())) ", " (zone(hit.zone, lang))
            @if let Some(under) = under(hit, lang) { ", " (under) }
            @if let Some(form) = report::hit_form(hit, lang) { ", " strong { (form) } }
            ")" }
    }
}

/// The language of a document, where it is another than the page's: for those who have it read aloud.
pub fn spoken(document: &Document, lang: Lang) -> Option<&'static str> {
    let own = match document.identity.language? {
        Language::Nb => Lang::Nb,
        Language::Nn => Lang::Nn,
        Language::Mixed | Language::Sami | Language::Other => return None,
    };
    (own != lang).then_some(own.code())
}

fn not_counted(page: &Page<'_>, document: &Document, total: usize) -> Markup {
    let (run, lang) = (page.run(), page.lang);
    let packs = 0..run.packs().count();
    let groups: Vec<TermHits<'_>> = packs
        .flat_map(|pack| by_term(run, pack, document))
        .collect();
    html! {
        details {
            summary { (Text::ShowNotCounted.with(lang, &[("n", &total.to_string())])) }
            @for group in groups.iter().filter(|group| !group.not_counted.is_empty()) {
                p { strong { (group.term.label.get(lang)) } ": "
                    @for (index, (why, n)) in group.reasons().into_iter().enumerate() {
                        @if index > 0 { "; " } (n) " " (why_not(why, lang))
                    }
                }
                // Background terms fill pages; the reader needs to see the others, where a wrong exclusion would hide a hit.
                @if group.term.class != Class::Background {
                    ul.hits { @for hit in &group.not_counted { li.muted {
                        (sentence(page, document, hit))
                        @if let Some(why) = &hit.why_not { " – " (why_not(why, lang)) }
                    } } }
                }
            }
        }
    }
}

/// What level, title, years and status were read from.
fn read_from(page: &Page<'_>, document: &Document) -> Markup {
    let lang = page.lang;
    html! {
        details {
            summary { (Text::EvidenceTitle.get(lang)) }
            ul.plain { @for evidence in &document.identity.evidence {
                li { (report::field(evidence.field, lang)) ": «" (evidence.text) "» " span.where { "(" (report::place(evidence.place, lang)) ")" } }
            } }
        }
    }
}

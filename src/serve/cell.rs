//! A cell: the suggestion and why, the documents, the passages by term, and the decision.

use maud::{Markup, html};
use serde_json::{Value, json};

use super::answer::{Answer, Trouble, back, shown};
use super::decisions;
use super::drafts::{self, Draft};
use super::room::{Decided, Desk, Room, Seen, document_id};
use super::routes::Pairs;
use super::visitor::Visitor;
use super::{frame, links, matrix};
use crate::classify::{Cell, Outcome};
use crate::corpus::PlanLevel;
use crate::report::passages::{self, TermHits, by_term, under};
use crate::report::{self, explain, html as report_html, level, lists, outcome, why_not};
use crate::review::{self, CellName, Reviewed, named_outcome};
use crate::run::{Document, Passage, Run};
use crate::wording::{Lang, Text};

/// Hits of a term that stand open; more are behind a click.
const FEW: usize = 8;

/// Sentences that the colour rests on and that stand open.
const FIRST: usize = 10;

/// A cell as a visitor sees it.
pub(super) struct View<'v> {
    pub(super) visitor: &'v Visitor,
    pub(super) lang: Lang,
    pub(super) seen: &'v Seen<'v>,
    pub(super) cell: &'v Cell,
    pub(super) reviewed: &'v Reviewed,
    /// Its place in the run.
    pub(super) index: usize,
    pub(super) draft: Draft,
}

impl View<'_> {
    pub(super) fn run(&self) -> &Run {
        self.seen.matrix.run
    }

    pub(super) fn is_hidden(&self) -> bool {
        self.seen.hidden[self.index]
    }

    pub(super) fn name(&self) -> CellName {
        CellName::new(&self.cell.municipality, self.cell.level)
    }

    pub(super) fn address(&self) -> String {
        links::cell(&self.cell.municipality, self.cell.level)
    }

    /// What a decision is made on, in a word: another where somebody decided or another run came meanwhile.
    pub(super) fn state(&self) -> String {
        let grounds = review::grounds(self.run(), self.cell);
        let entries = self.reviewed.entries.iter().map(|entry| entry.id.as_str());
        let said = format!(
            "{:?} {grounds:?} {}",
            self.cell.outcome,
            entries.collect::<Vec<_>>().join(" ")
        );
        blake3::hash(said.as_bytes()).to_hex()[..16].to_owned()
    }
}

/// The place of a cell in a run by the names in its address.
pub(super) fn place(run: &Run, municipality: &str, level: &str) -> Option<usize> {
    let level = PlanLevel::from_id(level)?;
    let wanted = municipality.to_lowercase();
    let exact = |cell: &Cell| {
        let whose = &cell.municipality;
        let named = match whose.number {
            Some(number) => number.to_string() == wanted,
            None => whose.name == municipality,
        };
        named && cell.level == level
    };
    // Two folders may differ by capitals only: the name as it is goes first.
    let loose =
        |cell: &Cell| cell.level == level && cell.municipality.name.to_lowercase() == wanted;
    let place = run.cells.iter().position(exact);
    place.or_else(|| run.cells.iter().position(loose))
}

/// Looks at a cell with the decisions that the visitor may see.
pub(super) fn look<R>(
    room: &Room,
    visitor: &Visitor,
    (municipality, level): &(String, String),
    work: impl FnOnce(&View<'_>, &Decided) -> Result<R, Trouble>,
) -> Result<R, Trouble> {
    let desk: std::sync::Arc<Desk> = room.desk()?.ok_or_else(Trouble::no_run_yet)?;
    let decided = room.decided(&desk)?;
    let seen = decided.seen_by(&desk, visitor.reader().as_deref());
    let index = place(&desk.run, municipality, level).ok_or_else(Trouble::missing)?;
    let cell = &desk.run.cells[index];
    let name = CellName::new(&cell.municipality, cell.level);
    let drafted = visitor.own(|own| own.drafts.find(&name));
    // What a reader decided before is where a change begins.
    let before = || drafts::as_draft(&desk, cell, &seen.matrix.reviewed[index], visitor);
    let draft = drafted.or_else(before).unwrap_or_default();
    let view = View {
        lang: visitor.lang,
        reviewed: &seen.matrix.reviewed[index],
        seen: &seen,
        visitor,
        cell,
        index,
        draft,
    };
    work(&view, &decided)
}

pub(super) fn page(room: &Room, visitor: &Visitor, path: &(String, String), _: &Pairs) -> Answer {
    look(room, visitor, path, |view, decided| {
        shown(whole(view, decided, None))
    })
}

/// The cell, for one who asks for the address to which decisions are sent.
pub(super) fn back_to(
    room: &Room,
    visitor: &Visitor,
    path: &(String, String),
    _: &Pairs,
) -> Answer {
    look(room, visitor, path, |view, _| back(&view.address()))
}

/// The page; `alert` is what went wrong with a decision.
pub(super) fn whole(view: &View<'_>, decided: &Decided, alert: Option<&Markup>) -> Markup {
    let (lang, cell, run) = (view.lang, view.cell, view.run());
    let title = format!("{} – {}", cell.municipality.name, level(cell.level, lang));
    let body = html! {
        (neighbours(view))
        h1.ds-heading data-size="lg" {
            (title) " " span class=(format!("badge {}", report_html::classes(cell, view.reviewed))) { (report::cell_words(cell, view.reviewed, lang)) }
        }
        @if let Some(alert) = alert { (alert) }
        div.split {
            div.reading {
                section aria-labelledby="forslag" {
                    h2.ds-heading data-size="xs" #forslag { (Text::WebSuggestion.get(lang)) ": " (report::symbol(cell.outcome)) " " (outcome(cell.outcome, lang)) }
                    p.readable { (explain::cell(run, cell, lang)) }
                }
                (documents(view))
                @for document in cell.counting() { (evidence(view, document)) }
            }
            aside.deciding #vurdering aria-labelledby="vurdering-tittel" { (decisions::form(view, decided)) }
        }
    };
    frame::page(view.visitor, &title, "/", &body)
}

/// The cell for programs.
pub(super) fn value(
    room: &Room,
    visitor: &Visitor,
    path: &(String, String),
) -> Result<Value, Trouble> {
    look(room, visitor, path, |view, _| {
        let (run, cell, lang) = (view.run(), view.cell, view.lang);
        let documents = cell.counting().filter_map(|index| run.documents.get(index));
        let documents = documents.map(|document| {
            let hits = document.hits.iter().enumerate().map(|(number, hit)| {
                let mut line = json!(report::json::hit(
                    &document.path,
                    &run.pack_of(hit).id,
                    hit,
                    lang
                ));
                line["number"] = json!(number);
                line
            });
            json!({
                "id": document_id(&document.path),
                "path": report::path(&document.path),
                "title": document.identity.title,
                "pages": document.coverage.pages,
                "hits": hits.collect::<Vec<_>>(),
            })
        });
        Ok(json!({
            "schema": "planlys.room-cell/1",
            "municipality": cell.municipality.name,
            "number": cell.municipality.number,
            "level": cell.level.id(),
            "outcome": view.reviewed.outcome(cell),
            "suggestion": cell.outcome,
            "explanation": explain::cell(run, cell, lang),
            "decisions": view.reviewed.entries,
            "hidden": view.is_hidden(),
            "state": view.state(),
            "documents": documents.collect::<Vec<_>>(),
        }))
    })
}

/// The way to the cells before and after in the order of the matrix as it was asked for, and to the next that is not read.
fn neighbours(view: &View<'_>) -> Markup {
    let (lang, run) = (view.lang, view.run());
    let order = order(view);
    let place = order.iter().position(|&index| index == view.index);
    let at = |place: usize| {
        let cell = run.cells.get(*order.get(place)?)?;
        Some(links::cell(&cell.municipality, cell.level))
    };
    let before = place.and_then(|place| at(place.checked_sub(1)?));
    let after = place.and_then(|place| at(place + 1));
    let unread = next_unread(view);
    let asked = view.visitor.own(|own| own.matrix.clone());
    let asked: Vec<(&str, &str)> = asked
        .iter()
        .map(|(name, value)| (&**name, &**value))
        .collect();
    html! {
        nav.way aria-label=(Text::WebWay.get(lang)) {
            a.ds-link href=(links::with("/", &asked)) { (Text::WebToMatrix.get(lang)) }
            @if let Some(before) = before { a.ds-link rel="prev" data-key="k" href=(before) { "← " (Text::WebPreviousCell.get(lang)) } }
            @if let Some(after) = after { a.ds-link rel="next" data-key="j" href=(after) { (Text::WebNextCell.get(lang)) " →" } }
            @if let Some(unread) = unread { a.ds-link data-key="u" href=(unread) { (Text::WebNextUnread.get(lang)) } }
            span.keys { (Text::WebCellKeys.get(lang)) }
        }
    }
}

/// The cells that are gone through: those of the matrix as it was asked for, or all if this one is not among them.
fn order(view: &View<'_>) -> Vec<usize> {
    let order = matrix::reading_order(view.visitor, view.seen);
    if order.contains(&view.index) {
        return order;
    }
    (0..view.run().cells.len()).collect()
}

/// The address of the next cell, from this one on and around, that the reader has not decided.
pub(super) fn next_unread(view: &View<'_>) -> Option<String> {
    let order = order(view);
    let place = order.iter().position(|&index| index == view.index)?;
    let mut others = (1..order.len()).map(|step| order[(place + step) % order.len()]);
    let unread = |index: &usize| view.seen.matrix.reviewed[*index].decision().is_none();
    let cell = &view.run().cells[others.find(unread)?];
    Some(links::cell(&cell.municipality, cell.level))
}

/// Which documents there are, which count and why the others do not.
fn documents(view: &View<'_>) -> Markup {
    let (lang, run, cell) = (view.lang, view.run(), view.cell);
    let counting: Vec<&Document> = run.counting(cell).collect();
    let key = links::cell_key(&cell.municipality, cell.level);
    html! {
        @if !counting.is_empty() || !cell.set_aside.is_empty() {
            section aria-labelledby="dokumenter" {
                h2.ds-heading data-size="xs" #dokumenter { (Text::WebDocuments.get(lang)) }
                ul.documents {
                    @for document in counting { li {
                        strong { (document.identity.title) } " – " (report::standing(document, lang).join(", ")) ". "
                        (opened(document, &key, lang)) " " span.where { (report::path(&document.path)) }
                        @for note in lists::coverage_notes(document, lang) { p.muted { (Text::NoteWord.get(lang)) ": " (note) } }
                    } }
                    @for aside in &cell.set_aside { @if let Some(document) = run.documents.get(aside.document) { li {
                        (document.identity.title) " – " (Text::WebSetAside.get(lang)) ": " (report::set_aside(aside.reason, lang)) ". "
                        (opened(document, &key, lang)) " " span.where { (report::path(&document.path)) }
                    } } }
                }
            }
        }
    }
}

/// Links to a document: its pages here, seen from a cell if there is one, and the file.
pub(super) fn opened(document: &Document, cell: &str, lang: Lang) -> Markup {
    html! {
        @if document.error.is_none() && document.coverage.pages > 0 { a.ds-link href=(links::with(&links::page(document, 1), &[("celle", cell)])) { (Text::WebRead.get(lang)) } " · " }
        a.ds-link href=(format!("/dokument/{}/fil", document_id(&document.path))) { (Text::WebOriginal.get(lang)) }
    }
}

/// What a document says, term by term.
fn evidence(view: &View<'_>, index: usize) -> Markup {
    let (lang, run) = (view.lang, view.run());
    let Some(document) = run.documents.get(index) else {
        return html! {};
    };
    let [social, wider] = passages::sentences(document);
    let not_counting = document
        .hits
        .iter()
        .filter(|hit| hit.why_not.is_some())
        .count();
    html! {
        section.evidence aria-label=(document.identity.title) {
            @for (title, sentences) in [(Text::SocialTitle, social), (Text::WiderTitle, wider)] {
                @if !sentences.is_empty() {
                    h2.ds-heading data-size="xs" { (title.with(lang, &[("n", &sentences.len().to_string()), ("file", &document.identity.title)])) }
                    ul.hits { @for hit in sentences.iter().take(FIRST) { (passage(view, document, hit, true)) } }
                    @if sentences.len() > FIRST { details.ds-details {
                        summary { (Text::WebRest.with(lang, &[("n", &(sentences.len() - FIRST).to_string())])) }
                        ul.hits { @for hit in sentences.iter().skip(FIRST) { (passage(view, document, hit, true)) } }
                    } }
                }
            }
            @for (number, pack) in run.packs().enumerate() {
                @let terms = by_term(run, number, document);
                @let found: Vec<&TermHits<'_>> = terms.iter().filter(|term| !term.counted.is_empty()).collect();
                @if !found.is_empty() || number == 0 {
                    h2.ds-heading data-size="xs" { (Text::WebByTerm.get(lang)) " – " (pack.name.get(lang)) }
                    @for term in found {
                        @let name = term.term.label.get(lang);
                        details.ds-details open[term.counted.len() <= FEW] {
                            summary { (name) " (" (term.counted.len()) ") " (report_html::spark::pages(document, name, &term.counted, lang)) }
                            ul.hits { @for hit in &term.counted { (passage(view, document, hit, false)) } }
                        }
                    }
                    @if number == 0 { (absent(view, document)) }
                }
            }
            @if not_counting > 0 { details.ds-details {
                summary { (Text::ShowNotCounted.with(lang, &[("n", &not_counting.to_string())])) }
                ul.hits { @for hit in document.hits.iter().filter(|hit| hit.why_not.is_some() && !run.is_background(hit)) { (passage(view, document, hit, false)) } }
            } }
            details.ds-details {
                summary { (Text::EvidenceTitle.get(lang)) }
                ul { @for evidence in &document.identity.evidence {
                    li { (report::field(evidence.field, lang)) ": «" (evidence.text) "» " span.where { "(" (report::place(evidence.place, lang)) ")" } }
                } }
            }
        }
    }
}

/// Terms that were looked for and not found. Of what was not read nothing is said to be absent.
fn absent(view: &View<'_>, document: &Document) -> Markup {
    if document.coverage.text + document.coverage.ocr == 0 {
        return html! { p { strong { (Text::WebNothingRead.get(view.lang)) } } };
    }
    let missing = explain::missing_terms(view.run(), &document.assessment, view.lang);
    html! { @if !missing.is_empty() {
        p { strong { (Text::WebNotFoundTerms.get(view.lang)) @if document.is_incomplete() { " " (Text::WebInWhatWasRead.get(view.lang)) } ": " }
            @for (index, (term, mentioned)) in missing.iter().enumerate() {
                @if index > 0 { ", " } (term) @if *mentioned { " " span.where { "(" (Text::WebOnlyMentioned.get(view.lang)) ")" } }
            }
        }
    } }
}

/// A sentence with a hit: its words marked, where it stands, and a box to cite it.
fn passage(view: &View<'_>, document: &Document, hit: &Passage, says_bearing: bool) -> Markup {
    let lang = view.lang;
    // They stand in the order of their places.
    let first = document.hits.partition_point(|other| other.page < hit.page);
    let own = document.hits[first..].iter();
    let number = first + own.take_while(|other| !std::ptr::eq(*other, hit)).count();
    let picked = (document_id(&document.path), number);
    let words = report::page(u64::from(hit.page.get()), hit.label.as_deref(), lang);
    let key = format!("{}:{number}", picked.0);
    let counts = hit.why_not.is_none() || hit.social || hit.wider;
    let can_cite = counts && view.visitor.reader().is_some();
    html! {
        li.muted[hit.why_not.is_some() && !says_bearing] {
            @if can_cite { input type="hidden" form="vurderingsskjema" name="vist" value=(key); label.cite {
                input type="checkbox" form="vurderingsskjema" name="sitat" value=(key) checked[view.draft.picked.contains(&picked)];
                span { (Text::WebCite.get(lang)) } span.ds-sr-only { " " (words) }
            } }
            span lang=[report_html::spoken(document, lang)] {
                @for (text, found) in passages::marked(document, hit) { @if found { mark { (text) } } @else { (text) } }
            }
            " " span.where {
                "(" a.ds-link href=(links::hit(document, number, &links::cell_key(&view.cell.municipality, view.cell.level))) { (words) } ", " (report::zone(hit.zone, lang))
                @if let Some(under) = under(hit, lang) { ", " (under) }
                @if let Some(form) = report::hit_form(hit, lang) { ", " strong { (form) } }
                ")"
            }
            @if says_bearing { " – " (report::bearing(hit.bearing, lang)) }
            @else if let Some(why) = &hit.why_not { " – " (why_not(why, lang)) }
        }
    }
}

/// The outcome that a form names.
pub(super) fn outcome_named(name: &str) -> Option<Outcome> {
    let by_class = review::CHOICES
        .iter()
        .find(|(of, _)| report::colour_name(*of) == name);
    by_class.map(|(of, _)| *of).or_else(|| named_outcome(name))
}

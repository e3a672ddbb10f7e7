//! Ad-hoc searches: pages, hits a line, or counts, with what narrows them, and searches that are kept.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{Query as Asked, State};
use axum::http::StatusCode;
use axum::response::Response;
use jiff::Zoned;
use jiff::civil::Date;
use maud::{Markup, html};
use serde_json::json;

use super::answer::{Answer, Trouble, file, shown, told};
use super::room::{Room, document_id};
use super::routes::{Pairs, first, in_turn};
use super::visitor::Visitor;
use super::{frame, links, packs, searches};
use crate::corpus::{PlanLevel, Status};
use crate::index::Searcher;
use crate::pipeline::{self, Hits, Question, Reply};
use crate::query::Query;
use crate::report::search::{Order, Search};
use crate::report::{kind, query as words};
use crate::terms::Pack;
use crate::wording::{Lang, Text};

/// Characters of a query at most.
const LONGEST: usize = 600;
/// Pages that one page of answers shows.
const SHOWN: usize = 25;
/// … and as lines or in a file.
const LINES: usize = 200;
const IN_FILE: usize = 2000;
/// Pages that a reader goes through one after the other at most.
const FURTHEST: usize = IN_FILE;
/// Values of a facet that are shown.
const FACETS: usize = 12;
/// What the answer shows.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    Pages,
    Lines(Order),
    Counts,
}

impl Shape {
    fn of(asked: &Pairs) -> Self {
        match (first(asked, "visning"), first(asked, "rekkefolge")) {
            ("linjer", "venstre") => Shape::Lines(Order::Left),
            ("linjer", "hoyre") => Shape::Lines(Order::Right),
            ("linjer", _) => Shape::Lines(Order::Best),
            ("antall", _) => Shape::Counts,
            _ => Shape::Pages,
        }
    }
}

pub(super) async fn page(
    State(room): State<Arc<Room>>,
    visitor: Visitor,
    Asked(asked): Asked<Pairs>,
) -> Response {
    in_turn(room, visitor, move |room, visitor| {
        whole(room, visitor, &asked)
    })
    .await
}

pub(super) async fn csv(
    State(room): State<Arc<Room>>,
    visitor: Visitor,
    Asked(asked): Asked<Pairs>,
) -> Response {
    in_turn(room, visitor, move |room, visitor| {
        let text = first(&asked, "q");
        let limit = if Shape::of(&asked) == Shape::Counts {
            0
        } else {
            IN_FILE
        };
        find(room, text, limit, visitor.lang, |found| {
            let mut out = Vec::new();
            let written = match Shape::of(&asked) {
                Shape::Counts => found.csv_counts(&mut out),
                Shape::Lines(order) => found.csv(order, &mut out),
                Shape::Pages => found.csv(Order::Best, &mut out),
            };
            written.map_err(|_| Trouble::failed())?;
            file("sok.csv", "text/csv; charset=utf-8", out)
        })
    })
    .await
}

/// The answer for programs.
pub(super) async fn value(
    room: Arc<Room>,
    visitor: Visitor,
    text: String,
    limit: usize,
) -> Response {
    in_turn(room, visitor, move |room, visitor| {
        find(room, &text, limit.min(LINES), visitor.lang, |found| {
            let mut value = found.json();
            // A program names documents as the room does.
            if let Some(pages) = value["pages"].as_array_mut() {
                for page in pages {
                    let name = page["document"].as_str().unwrap_or_default().to_owned();
                    page["id"] = json!(document_id(std::path::Path::new(&name)));
                }
            }
            told(&value)
        })
    })
    .await
}

/// The day for which it is decided what is in force.
fn today(room: &Room) -> Date {
    room.settings.date.unwrap_or_else(|| Zoned::now().date())
}

/// Asks the index.
fn find<R>(
    room: &Room,
    text: &str,
    limit: usize,
    lang: Lang,
    work: impl FnOnce(&Search<'_>) -> Result<R, Trouble>,
) -> Result<R, Trouble> {
    let (searcher, reply) = reply(room, text, limit, lang)?;
    let found = Search {
        query: text,
        searcher: &searcher,
        reply: &reply,
        limit,
        lang,
    };
    work(&found)
}

fn reply(
    room: &Room,
    text: &str,
    limit: usize,
    lang: Lang,
) -> Result<(Arc<Searcher>, Reply), Trouble> {
    if text.chars().count() > LONGEST {
        let n = LONGEST.to_string();
        return Err(Trouble::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            Text::WebQueryLong,
            &[("n", &n)],
        ));
    }
    let query = Query::parse(text).map_err(|error| {
        let (message, hint) = words::unclear(text, &error, lang);
        Trouble::unclear(message, hint)
    })?;
    let terms = query.terms();
    // Packs by their names only: no path of a query opens a file.
    let found: Result<Vec<Pack>, Trouble> = terms
        .iter()
        .map(|term| packs::named(room, &term.pack))
        .collect();
    let found = found?;
    let wanted = pipeline::wanted(&terms, &found).map_err(|unknown| {
        let (message, hint) = words::unknown_term(text, &terms[unknown], &found[unknown], lang);
        Trouble::unclear(message, hint)
    })?;
    let searcher = room.searcher()?;
    let question = Question {
        query: &query,
        terms: wanted,
        date: today(room),
        limit,
    };
    let reply = pipeline::ask(&searcher, &room.store, &question)?;
    Ok((searcher, reply))
}

/// An answer with those before and after it, for reading one after the other.
pub(super) struct Around {
    pub(super) here: Option<Hits>,
    pub(super) before: Option<String>,
    pub(super) after: Option<String>,
}

/// The answer at a place of the list, and the way to its neighbours.
pub(super) fn around(
    room: &Room,
    text: &str,
    number: usize,
    lang: Lang,
) -> Result<Around, Trouble> {
    let number = number.min(FURTHEST);
    let (searcher, reply) = reply(room, text, number + 2, lang)?;
    let link = |at: usize| {
        reply
            .best
            .get(at)
            .map(|hits| answer_link(&searcher, hits, text, at))
    };
    Ok(Around {
        before: number.checked_sub(1).and_then(link),
        after: link(number + 1),
        here: reply.best.get(number).cloned(),
    })
}

/// The address of an answer.
fn answer_link(searcher: &Searcher, hits: &Hits, text: &str, number: usize) -> String {
    let id = document_id(std::path::Path::new(searcher.name(hits.file)));
    let asked = [("q", text), ("nr", &*number.to_string())];
    links::with(&links::page_of(&id, hits.page.get()), &asked)
}

fn whole(room: &Room, visitor: &Visitor, asked: &Pairs) -> Answer {
    let lang = visitor.lang;
    let text = first(asked, "q").trim().to_owned();
    let shape = Shape::of(asked);
    let date = today(room);
    let results = if text.is_empty() {
        html! { (searches::hints(room, lang)) }
    } else {
        let limit = match shape {
            Shape::Pages => SHOWN,
            Shape::Lines(Order::Best) => LINES,
            Shape::Lines(_) => IN_FILE,
            Shape::Counts => 0,
        };
        let found = find(room, &text, limit, lang, |found| {
            Ok(results(visitor, found, asked, (shape, date)))
        });
        match found {
            Ok(results) => results,
            Err(trouble) if trouble.status == StatusCode::UNPROCESSABLE_ENTITY => {
                let (message, hint) = trouble.words(lang);
                html! {
                    div.ds-alert data-color="warning" role="alert" { pre { (message) } p { (hint) } }
                    (searches::hints(room, lang))
                }
            }
            Err(trouble) => return Err(trouble),
        }
    };
    let title = Text::WebSearch.get(lang);
    let body = html! {
        h1.ds-heading data-size="lg" { (title) }
        form.ask method="get" action="/sok" role="search"
            hx-get="/sok" hx-trigger="submit, input changed delay:500ms from:#q" hx-target="#svar" hx-select="#svar" hx-swap="outerHTML" hx-push-url="true" {
            div.ds-field {
                label.ds-label for="q" { (Text::WebQuery.get(lang)) }
                input.ds-input #q type="search" name="q" value=(text) maxlength=(LONGEST) autocomplete="off" spellcheck="false" aria-describedby="q-hjelp";
            }
            input type="hidden" name="visning" value=(first(asked, "visning"));
            button.ds-button type="submit" { (Text::WebSearchDo.get(lang)) }
        }
        p.muted #q-hjelp { (Text::WebQueryShort.get(lang)) }
        div #svar { (results) }
    };
    shown(frame::page(visitor, title, "/sok", &body))
}

fn results(
    visitor: &Visitor,
    found: &Search<'_>,
    asked: &Pairs,
    (shape, date): (Shape, Date),
) -> Markup {
    let lang = visitor.lang;
    let (text, reply) = (found.query, found.reply);
    html! {
        (shapes(asked, shape, lang))
        p role="status" { strong { (total(found, lang)) } }
        @for note in found.notes() { p.muted { (Text::NoteWord.get(lang)) ": " (note) } }
        @if !reply.pages.is_empty() {
            div.split.search {
                div {
                    @match shape {
                        Shape::Pages => (by_document(found, date)),
                        Shape::Lines(order) => (lines(found, order)),
                        Shape::Counts => (counts(found)),
                    }
                    p.actions {
                        a.ds-link href=(links::with("/sok/treff.csv", &[("q", text), ("visning", first(asked, "visning")), ("rekkefolge", first(asked, "rekkefolge"))])) { (Text::WebSearchCsv.with(lang, &[("n", &IN_FILE.to_string())])) }
                    }
                    (searches::form(visitor, text))
                }
                aside aria-label=(Text::WebNarrow.get(lang)) { (facets(found, text)) }
            }
        }
    }
}

fn total(found: &Search<'_>, lang: Lang) -> String {
    if found.reply.pages.is_empty() {
        return Text::SearchNothing.with(lang, &[("query", found.query)]);
    }
    let pages = crate::report::number(found.reply.page_count(), lang);
    let documents = crate::report::number(found.reply.pages.len(), lang);
    Text::WebFound.with(lang, &[("pages", &pages), ("documents", &documents)])
}

/// Which shape the answer has.
fn shapes(asked: &Pairs, shape: Shape, lang: Lang) -> Markup {
    let all = [
        (Shape::Pages, "", "", Text::WebAsPages),
        (Shape::Lines(Order::Best), "linjer", "", Text::WebAsLines),
        (
            Shape::Lines(Order::Left),
            "linjer",
            "venstre",
            Text::WebAsLinesLeft,
        ),
        (
            Shape::Lines(Order::Right),
            "linjer",
            "hoyre",
            Text::WebAsLinesRight,
        ),
        (Shape::Counts, "antall", "", Text::WebAsCounts),
    ];
    html! {
        nav.shapes aria-label=(Text::WebShape.get(lang)) { ul { @for (of, name, order, words) in all { li {
            a.ds-link href=(links::with("/sok", &[("q", first(asked, "q")), ("visning", name), ("rekkefolge", order)])) aria-current=[(of == shape).then_some("true")] { (words.get(lang)) }
        } } } }
    }
}

/// Whether a plan of this standing is not in force: it must not be quoted as if it were.
fn is_other(status: Status) -> bool {
    !matches!(status, Status::Adopted | Status::Unknown)
}

/// The best pages, by document in the order of the best page of each.
fn by_document(found: &Search<'_>, date: Date) -> Markup {
    let lang = found.lang;
    let mut files: Vec<usize> = Vec::new();
    for hits in &found.reply.best {
        if !files.contains(&hits.file) {
            files.push(hits.file);
        }
    }
    let shown = found.reply.best.len();
    html! {
        @for file in files { @if let Some(what) = found.what(file) {
            section.document {
                h2.ds-heading data-size="2xs" { (found.municipality(file)) " – " (what.identity.title) }
                p.muted { (kind(&what.identity.role, lang)) " · " @if !what.identity.role.levels().is_empty() { span.standing[is_other(what.identity.status_on(date))] { (crate::report::status(what.identity.status_on(date), lang)) } " · " } (found.searcher.name(file)) " · " (Text::WebPagesHere.counted(lang, found.reply.pages.get(&file).copied().unwrap_or_default(), &[])) }
                ul.hits { @for (number, hits) in found.reply.best.iter().enumerate().filter(|(_, hits)| hits.file == file) { li {
                    a.ds-link href=(answer_link(found.searcher, hits, found.query, number)) { (crate::report::page(u64::from(hits.page.get()), hits.label.as_deref(), lang)) }
                    @if let Some(section) = hits.sections.first().and_then(Option::as_deref) { " " span.where { (section) } }
                    @for (pieces, sign) in found.passages(hits).take(3) { p {
                        @for (words, answers) in pieces { @if answers { mark { (words) } } @else { (words) } } (sign)
                    } }
                } } }
            }
        } }
        @if shown < found.reply.page_count() { p.muted { (Text::WebMoreAnswers.with(lang, &[("n", &shown.to_string())])) } }
    }
}

/// The hits one a line, the words found under each other.
fn lines(found: &Search<'_>, order: Order) -> Markup {
    let lang = found.lang;
    let mut lines = found.lines(order);
    lines.truncate(LINES);
    let number = |hits: &Hits| {
        found
            .reply
            .best
            .iter()
            .position(|other| std::ptr::eq(other, hits))
            .unwrap_or_default()
    };
    html! {
        div.scroll tabindex="0" role="region" aria-label=(Text::WebAsLines.get(lang)) {
            table.kwic {
                caption.ds-sr-only { (Text::WebAsLines.get(lang)) }
                thead.ds-sr-only { tr { th scope="col" { (Text::BeforeColumn.get(lang)) } th scope="col" { (Text::SurfaceColumn.get(lang)) } th scope="col" { (Text::AfterColumn.get(lang)) } th scope="col" { (Text::PageColumn.get(lang)) } } }
                tbody { @for line in &lines { tr {
                    td.before { (line.before) } td.found { mark { (line.found) } } td.after { (line.after) }
                    td { a.ds-link href=(answer_link(found.searcher, line.hits, found.query, number(line.hits))) { (found.municipality(line.hits.file)) ", " (crate::report::page(u64::from(line.hits.page.get()), None, lang)) } }
                } } }
            }
        }
        @if lines.len() == LINES { p.muted { (Text::WebMoreAnswers.with(lang, &[("n", &LINES.to_string())])) } }
    }
}

/// Pages by municipality and kind of plan.
fn counts(found: &Search<'_>) -> Markup {
    let lang = found.lang;
    let counts = found.counts();
    let mut kinds: Vec<&str> = counts.keys().map(|(_, kind)| *kind).collect();
    let place = |kind: &str| PlanLevel::ALL.iter().position(|level| level.id() == kind);
    kinds.sort_by_key(|kind| (place(kind).is_none(), place(kind), *kind));
    kinds.dedup();
    let mut names: Vec<&str> = counts.keys().map(|(name, _)| *name).collect();
    names.sort_by_key(|name| crate::corpus::sort_key(name));
    names.dedup();
    html! {
        p.muted { (Text::CountsLegend.get(lang)) }
        div.scroll tabindex="0" role="region" aria-label=(Text::WebAsCounts.get(lang)) {
            table.ds-table data-border {
                caption.ds-sr-only { (Text::WebAsCounts.get(lang)) }
                thead { tr { th scope="col" { (Text::MunicipalityColumn.get(lang)) } @for kind in &kinds { th scope="col" { (kind_name(kind, lang)) } } } }
                tbody { @for name in names { tr {
                    th scope="row" { (name) }
                    @for kind in &kinds { td.n { @match counts.get(&(name, *kind)) { Some(count) => (count.shown()), None => "–" } } }
                } } }
            }
        }
    }
}

/// A level by its name; other values as they are.
fn kind_name(value: &str, lang: Lang) -> String {
    let known = PlanLevel::from_id(value);
    known.map_or_else(
        || value.to_owned(),
        |of| crate::report::short_level(of, lang).to_owned(),
    )
}

/// What narrows the search: whose plans and which levels have answers, with how many pages.
fn facets(found: &Search<'_>, text: &str) -> Markup {
    let lang = found.lang;
    let (mut whose, mut kinds): (BTreeMap<String, usize>, BTreeMap<String, usize>) =
        Default::default();
    for ((name, kind), count) in found.counts() {
        *whose.entry(name.to_owned()).or_default() += count.pages;
        *kinds.entry(kind.to_owned()).or_default() += count.pages;
    }
    let list = |title: Text, field: &str, values: BTreeMap<String, usize>| {
        let mut values: Vec<(String, usize)> = values.into_iter().filter(|(_, n)| *n > 0).collect();
        values.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
        let field = field.to_owned();
        html! { @if values.len() > 1 {
            h2.ds-heading data-size="2xs" { (title.get(lang)) }
            ul.facets { @for (value, n) in values.into_iter().take(FACETS) {
                @let quoted = if value.contains(' ') { format!("\"{value}\"") } else { value.clone() };
                li { a.ds-link href=(links::with("/sok", &[("q", &format!("({text}) {field}:{quoted}"))])) { (kind_name(&value, lang)) } " " span.where { (n) } }
            } }
        } }
    };
    html! {
        (list(Text::MunicipalityColumn, "kommune", whose))
        (list(Text::LevelColumn, "nivå", kinds))
    }
}

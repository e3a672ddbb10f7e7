//! What was read and what was not, what to do about it, and how more is read: files are added and runs started here.

use maud::{Markup, html};
use serde_json::{Value, json};

use super::answer::{Answer, Trouble, back, shown};
use super::cell::opened;
use super::room::{Desk, Room, document_id};
use super::routes::Pairs;
use super::upload::accepted;
use super::visitor::Visitor;
use super::{frame, links};
use crate::corpus::municipality;
use crate::report::html::{COVERAGE, TODO, coverage_cells, todo_cells};
use crate::report::{self, level, lists, missing, todo};
use crate::run::Document;
use crate::wording::{Lang, Text};

pub(super) fn page(room: &Room, visitor: &Visitor, _: &Pairs) -> Answer {
    let lang = visitor.lang;
    let desk = room.desk()?;
    let title = Text::WebCoverage.get(lang);
    let body = html! {
        h1.ds-heading data-size="lg" { (title) }
        @if let Some(desk) = &desk { p { (lists::coverage_line(&desk.run, lang)) } }
        div.two { (run(room, visitor)) (add(visitor, desk.as_deref())) }
        @if let Some(desk) = &desk {
            (todo(room, visitor, desk)?)
            (lacks(room, visitor, desk)?)
            (documents(desk, lang))
            @for list in lists::beside_tables(&desk.run, lang) {
                details.ds-details { summary { (list.title) } div { ul { @for line in &list.lines { li { (line) } } } } }
            }
        }
    };
    shown(frame::page(visitor, title, "/dekning", &body))
}

/// How the run stands, and the way to start or stop one.
fn run(room: &Room, visitor: &Visitor) -> Markup {
    let lang = visitor.lang;
    let status = room.job.status(lang);
    html! {
        section aria-labelledby="kjor" {
            h2.ds-heading data-size="xs" #kjor { (Text::WebRunTitle.get(lang)) }
            p { (Text::WebRunWhy.get(lang)) }
            p.muted data-run-words { (status.words) }
            form.inline method="post" action="/kjoring" { (frame::token(visitor)) button.ds-button data-size="sm" type="submit" data-run-start disabled[status.running] { (Text::WebRunStart.get(lang)) } }
            form.inline method="post" action="/kjoring/stopp" { (frame::token(visitor)) button.ds-button data-variant="secondary" data-size="sm" type="submit" data-run-stop disabled[!status.running] { (Text::WebRunStop.get(lang)) } }
        }
    }
}

/// The way to add files.
fn add(visitor: &Visitor, desk: Option<&Desk>) -> Markup {
    let lang = visitor.lang;
    let mut names: Vec<String> = municipality::all().into_iter().map(|m| m.name).collect();
    names.sort_by_key(|name| crate::corpus::sort_key(name));
    names.dedup();
    let own: Vec<&str> = desk.map_or_else(Vec::new, |desk| {
        desk.run
            .municipalities
            .iter()
            .map(|m| m.name.as_str())
            .collect()
    });
    html! {
        section aria-labelledby="legg-til" {
            h2.ds-heading data-size="xs" #legg-til { (Text::WebAddFiles.get(lang)) }
            p { (Text::WebAddWhy.get(lang)) }
            form method="post" action="/filer" enctype="multipart/form-data" data-upload data-broken=(Text::WebUploadBroken.get(lang)) {
                (frame::token(visitor))
                div.ds-field {
                    label.ds-label for="kommune" { (Text::MunicipalityColumn.get(lang)) }
                    input.ds-input #kommune name="kommune" list="kommuner" required autocomplete="off";
                    datalist #kommuner { @for name in own.iter().copied().chain(names.iter().map(String::as_str).filter(|name| !own.contains(name))) { option value=(name) {} } }
                }
                div.ds-field {
                    label.ds-label for="filer" { (Text::WebFiles.get(lang)) }
                    input.ds-input #filer type="file" name="fil" multiple required accept=(accepted());
                }
                button.ds-button data-size="sm" type="submit" { (Text::WebAdd.get(lang)) }
                p.muted data-upload-words role="status" {}
            }
        }
    }
}

/// What to do about what was not read, in the order of what it can change.
fn todo(room: &Room, visitor: &Visitor, desk: &Desk) -> Result<Markup, Trouble> {
    let lang = visitor.lang;
    let decided = room.decided(desk)?;
    let seen = decided.seen_by(desk, visitor.reader().as_deref());
    let todos = todo::all(&seen.matrix);
    Ok(html! { @if !todos.is_empty() {
        div {
            h2.ds-heading data-size="sm" #gjoremal { (Text::TodoTitle.get(lang)) }
            p.muted { (Text::TodoWhy.get(lang)) }
            div.scroll tabindex="0" role="region" aria-label=(Text::TodoTitle.get(lang)) { table.ds-table data-border data-size="sm" {
                caption.ds-sr-only { (Text::TodoTitle.get(lang)) }
                thead { tr { @for column in TODO { th scope="col" { (column.get(lang)) } } } }
                tbody { @for todo in &todos { tr {
                    th.long scope="row" { (todo.document.identity.title) br; span.where { (report::path(&todo.document.path)) } br; (opened(todo.document, "", lang)) }
                    (todo_cells(todo, lang))
                } } }
            } }
        }
    } })
}

/// Levels without a plan that was read, and what to do next.
fn lacks(room: &Room, visitor: &Visitor, desk: &Desk) -> Result<Markup, Trouble> {
    let lang = visitor.lang;
    let decided = room.decided(desk)?;
    let seen = decided.seen_by(desk, visitor.reader().as_deref());
    let lacks = missing::all(&seen.matrix);
    let columns = [
        Text::MunicipalityColumn,
        Text::LevelColumn,
        Text::ReportLack,
        Text::NextColumn,
    ];
    Ok(html! {
        details.ds-details {
            summary { (Text::ReportMissing.get(lang)) " (" (lacks.len()) ")" }
            div.scroll tabindex="0" role="region" aria-label=(Text::ReportMissing.get(lang)) { table.ds-table data-border data-size="sm" {
                caption.ds-sr-only { (Text::ReportMissing.get(lang)) }
                thead { tr { @for column in columns { th scope="col" { (column.get(lang)) } } } }
                tbody { @for lack in &lacks { tr {
                    th scope="row" { (lack.cell.municipality.name) }
                    td { a.ds-link href=(links::cell(&lack.cell.municipality, lack.cell.level)) { (level(lack.cell.level, lang)) } }
                    td { (lack.what.get(lang)) }
                    td.long { (lack.next.get(lang)) }
                } } }
            } }
        }
    })
}

/// Every document with what was read of it; those with something unread first.
fn documents(desk: &Desk, lang: Lang) -> Markup {
    let mut documents: Vec<&Document> = desk.run.documents.iter().collect();
    documents.sort_by_key(|document| !document.is_incomplete());
    html! {
        div {
            h2.ds-heading data-size="sm" #dokumentene { (Text::ReportCoverageCaption.get(lang)) }
            div.scroll tabindex="0" role="region" aria-label=(Text::ReportCoverageCaption.get(lang)) { table.ds-table data-border data-size="sm" {
                caption.ds-sr-only { (Text::ReportCoverageCaption.get(lang)) }
                thead { tr { @for column in COVERAGE { th scope="col" { (column.get(lang)) } } } }
                tbody { @for document in documents { (row(document, lang)) } }
            } }
        }
    }
}

fn row(document: &Document, lang: Lang) -> Markup {
    html! {
        tr.unreadable[document.is_incomplete()] {
            th.long scope="row" { (document.identity.title) br; span.where { (report::path(&document.path)) } br; (opened(document, "", lang)) }
            (coverage_cells(document, lang))
        }
    }
}

/// Starts a run.
pub(super) fn start(room: &Room, visitor: &Visitor, _: &Pairs) -> Answer {
    if !room.wish_run() {
        visitor.own(|own| own.say(Text::WebRunAlready.get(visitor.lang).to_owned()));
    }
    back("/dekning")
}

/// Stops the run under way.
pub(super) fn stop(room: &Room, _: &Visitor, _: &Pairs) -> Answer {
    room.job.stop();
    room.live.tell(super::live::Happening::Run);
    back("/dekning")
}

/// What was read, for programs.
pub(super) fn value(room: &Room) -> Result<Value, Trouble> {
    let desk = room.desk()?.ok_or_else(Trouble::no_run_yet)?;
    let documents = desk.run.documents.iter().map(|document| {
        json!({
            "id": document_id(&document.path),
            "path": report::path(&document.path),
            "municipality": document.municipality.name,
            "kind": document.identity.role.kind(),
            "title": document.identity.title,
            "status": document.status,
            "coverage": document.coverage,
            "error": document.error,
        })
    });
    Ok(
        json!({ "schema": "planlys.room-coverage/1", "documents": documents.collect::<Vec<_>>(), "unlisted": desk.run.unlisted }),
    )
}

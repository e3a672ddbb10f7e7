//! The tables beside the matrix: what changed, what is missing, what was read, goals and groups.

use maud::{Markup, html};

use super::Page;
use super::evidence::sentence;
use crate::classify::GroupCell;
use crate::corpus::PlanLevel;
use crate::report::lists::coverage_notes;
use crate::report::todo::{self, Todo};
use crate::report::{
    comparison, day, first_pages, groups, kind, level, missing as lacks, number, path, status,
};
use crate::run::Document;
use crate::wording::{Lang, Text};

/// What changed since the earlier run that was chosen.
pub(super) fn changes(page: &Page<'_>) -> Markup {
    let Some((earlier, found)) = &page.shown.since else {
        return html! {};
    };
    let lang = page.lang;
    let date = day(earlier.date, lang);
    let gaps = [("date", date.as_str())];
    html! {
        section aria-labelledby="endringer" {
            h2 #endringer { (Text::ReportChanges.with(lang, &gaps)) }
            @for line in comparison::between(found, lang) { p { (line) } }
            p { (comparison::summary(found, lang)) }
            @if !found.changes.is_empty() {
                @let caption = Text::ReportChangesCaption.with(lang, &gaps);
                @let sides = [Text::BeforeColumn, Text::AfterColumn].map(|text| text.get(lang));
                div.scroll tabindex="0" role="region" aria-label=(caption) {
                    (comparison::table(found, sides, Some(&caption), lang))
                }
            }
        }
    }
}

/// Levels without a plan in force that was read.
pub(super) fn missing(page: &Page<'_>) -> Markup {
    let lang = page.lang;
    let lacks = lacks::all(page.matrix());
    let columns = [
        Text::MunicipalityColumn,
        Text::LevelColumn,
        Text::ReportLack,
        Text::TitleColumn,
        Text::SearchedColumn,
        Text::NextColumn,
    ];
    html! {
        section aria-labelledby="mangler" {
            h2 #mangler { (Text::ReportMissing.get(lang)) }
            @if lacks.is_empty() { p { (Text::ReportMissingNone.get(lang)) } } @else {
                div.scroll tabindex="0" role="region" aria-label=(Text::ReportMissingCaption.get(lang)) {
                    table {
                        caption { (Text::ReportMissingCaption.get(lang)) }
                        thead { tr { @for column in columns { th scope="col" { (column.get(lang)) } } } }
                        tbody { @for (lack, levels) in alike(&lacks) {
                            @let m = page.run().municipalities.iter().position(|m| *m == lack.cell.municipality);
                            @let names: Vec<&str> = levels.iter().map(|l| level(*l, lang)).collect();
                            tr data-m=[m] data-level=[levels.first().filter(|_| levels.len() == 1).map(|l| l.id())] {
                                th scope="row" { (lack.cell.municipality.name) }
                                td.long { (names.join(", ")) }
                                td { (lack.what.get(lang)) }
                                td.long { @if let Some(document) = lack.document { (document.identity.title) " " span.where { (page.file_link(document)) } } }
                                td { (searched(page, lack)) }
                                td.long { (lack.next.get(lang)) }
                            }
                        } }
                    }
                }
            }
        }
    }
}

/// The gaps of which nothing is known but that they are, together for each municipality; the others alone.
fn alike<'l, 'r>(lacks: &'l [lacks::Lack<'r>]) -> Vec<(&'l lacks::Lack<'r>, Vec<PlanLevel>)> {
    let mut rows: Vec<(&lacks::Lack<'_>, Vec<PlanLevel>)> = Vec::new();
    let bare = |lack: &lacks::Lack<'_>| lack.document.is_none() && lack.cell.searched.is_empty();
    for lack in lacks {
        let same = |(other, _): &&mut (&lacks::Lack<'_>, Vec<PlanLevel>)| {
            let whose = other.cell.municipality == lack.cell.municipality;
            whose && bare(other) && bare(lack) && other.what == lack.what
        };
        // Those of a municipality stand in a row.
        match rows.iter_mut().rev().take(PlanLevel::ALL.len()).find(same) {
            Some((_, levels)) => levels.push(lack.cell.level),
            None => rows.push((lack, vec![lack.cell.level])),
        }
    }
    rows
}

/// When and where a plan was searched for.
fn searched(page: &Page<'_>, lack: &lacks::Lack<'_>) -> Markup {
    html! {
        @for row in &lack.cell.searched {
            @if let Some(date) = row.date { (day(date, page.lang)) " " }
            @if let Some(place) = &row.place { (place) " " }
        }
    }
}

/// The columns of the table of what was read.
pub const COVERAGE: [Text; 12] = [
    Text::DocumentColumn,
    Text::MunicipalityColumn,
    Text::LevelColumn,
    Text::StatusColumn,
    Text::PagesCountColumn,
    Text::CoverageText,
    Text::CoverageOcr,
    Text::CoverageBlank,
    Text::CoverageUnread,
    Text::CoverageWords,
    Text::CoverageLanguages,
    Text::CoverageNote,
];

/// Every document with what was read of it: every page is in one column.
pub(super) fn coverage(page: &Page<'_>) -> Markup {
    let lang = page.lang;
    let table = html! {
        div.scroll tabindex="0" role="region" aria-label=(Text::ReportCoverageCaption.get(lang)) {
            table {
                caption { (Text::ReportCoverageCaption.get(lang)) }
                thead { tr { @for column in COVERAGE { th scope="col" { (column.get(lang)) } } } }
                tbody { @for document in &page.run().documents { (covered(page, document)) } }
            }
        }
    };
    html! {
        section aria-labelledby="dekning" {
            h2 #dekning { (Text::ReportCoverage.get(lang)) }
            p { (crate::report::lists::coverage_line(page.run(), lang)) }
            (todo(page))
            details open[!page.lazy] {
                summary { (Text::ReportCoverageCaption.get(lang)) }
                (page.held(table))
            }
        }
    }
}

/// What to do about what was not read, in the order of what it can change.
fn todo(page: &Page<'_>) -> Markup {
    let lang = page.lang;
    let todos = todo::all(page.matrix());
    html! { @if !todos.is_empty() {
        div.scroll tabindex="0" role="region" aria-label=(Text::TodoTitle.get(lang)) {
            table {
                caption { (Text::TodoTitle.get(lang)) }
                thead { tr { @for column in TODO { th scope="col" { (column.get(lang)) } } } }
                tbody { @for todo in &todos { tr {
                    th.long scope="row" { (page.file_link(todo.document)) }
                    (todo_cells(todo, lang))
                } } }
            }
        }
    } }
}

/// The columns of what is to be done.
pub const TODO: [Text; 5] = [
    Text::DocumentColumn,
    Text::MunicipalityColumn,
    Text::LevelColumn,
    Text::NextColumn,
    Text::TodoEffect,
];

/// What is to be done about a document: the cells of its row after the first.
pub fn todo_cells(todo: &Todo<'_>, lang: Lang) -> Markup {
    html! {
        td { (todo.document.municipality.name) }
        td { (todo.levels(lang)) }
        td.long { (todo.advice(lang)) }
        td { (todo.effect.words(lang)) }
    }
}

fn covered(page: &Page<'_>, document: &Document) -> Markup {
    html! { tr {
        th.long scope="row" { (page.file_link(document)) }
        (coverage_cells(document, page.lang))
    } }
}

/// What was read of a document: the cells of its row after the first.
pub fn coverage_cells(document: &Document, lang: Lang) -> Markup {
    let coverage = &document.coverage;
    let pages: Vec<String> = coverage
        .unread_pages
        .iter()
        .map(ToString::to_string)
        .collect();
    html! {
        td { (document.municipality.name) }
        td { (kind(&document.identity.role, lang)) }
        td { (status(document.status, lang)) }
        td.n { (coverage.pages) }
        td.n { (coverage.text) }
        td.n { (coverage.ocr) @if let Some(percent) = coverage.ocr_certainty { " " span.where { (percent) " %" } } }
        td.n { (coverage.blank) }
        td.n { (coverage.unread_count()) @if !pages.is_empty() { " " span.where { (first_pages(&pages, 6, lang)) } } }
        td.n { (number(coverage.words, lang)) }
        td { (crate::report::languages(document, lang)) }
        td.long { (coverage_notes(document, lang).join(" ")) }
    }
}

/// Goals, target groups or duties × municipalities, a table a pack that has such.
pub(super) fn groups(page: &Page<'_>) -> Markup {
    html! { @for table in groups::tables(page.run(), page.lang) { (group_table(page, &table)) } }
}

fn group_table(page: &Page<'_>, table: &groups::GroupTable<'_>) -> Markup {
    let (run, lang) = (page.run(), page.lang);
    let title = Text::GroupsTitle.with(lang, &[("pack", table.pack.name.get(lang))]);
    let id = format!("mal-{}", table.pack.id);
    let municipalities = run.municipalities.iter().enumerate();
    html! {
        section aria-labelledby=(id) {
            h2 id=(id) { (title) }
            p { (Text::GroupsLegend.get(lang)) }
            div.scroll tabindex="0" role="region" aria-label=(format!("{title}: {}", Text::ReportGroupCaption.get(lang))) {
                table.matrix {
                    caption { (Text::ReportGroupCaption.get(lang)) }
                    @if page.is_wide() {
                        thead { tr {
                            th scope="col" { (Text::MunicipalityColumn.get(lang)) }
                            @for (label, links, _) in &table.rows { th scope="col" title=(links.join("\n")) { (label) } }
                        } }
                        tbody { @for (column, municipality) in municipalities.clone() {
                            tr data-m=(column) {
                                th scope="row" { (municipality.name) }
                                @for (_, _, cells) in &table.rows { (group_cell(page, cells.get(column).copied())) }
                            }
                        } }
                    } @else {
                        thead { tr {
                            th scope="col" { (Text::GroupColumn.get(lang)) }
                            @for (column, municipality) in municipalities.clone() { th scope="col" data-m=(column) { (municipality.name) } }
                        } }
                        tbody { @for (label, links, cells) in &table.rows { tr {
                            th scope="row" title=(links.join("\n")) { (label) }
                            @for column in 0..run.municipalities.len() { (group_cell(page, cells.get(column).copied())) }
                        } } }
                    }
                }
            }
            @for (column, municipality) in municipalities {
                details data-m=(column) {
                    summary { (municipality.name) }
                    (page.held(html! { @for (label, _, cells) in &table.rows {
                        @if let Some(cell) = cells.get(column) { (group_passages(page, label, cell)) }
                    } }))
                }
            }
        }
    }
}

fn group_cell(page: &Page<'_>, cell: Option<&GroupCell>) -> Markup {
    let lang = page.lang;
    html! {
        @match cell {
            Some(cell) => td title=[Some(groups::levels(cell, lang)).filter(|l| !l.is_empty())] { (groups::short(cell, lang)) },
            None => td {},
        }
    }
}

/// What the plans of a municipality say of one group.
fn group_passages(page: &Page<'_>, label: &str, cell: &GroupCell) -> Markup {
    let passages = groups::passages(page.run(), cell);
    html! {
        h3 { (label) }
        @if passages.is_empty() { p.muted { (groups::nothing(cell, page.lang)) } }
        @else { ul.hits { @for (document, hit) in passages {
            li { (sentence(page, document, hit)) " " span.where { (document.identity.title) " – " (path(&document.path)) } }
        } } }
    }
}

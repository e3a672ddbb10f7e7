//! Reports to take along: the same files as `planlys report` writes.

use std::io::{self, Cursor};

use maud::html;

use super::answer::{Answer, Trouble, file, shown};
use super::frame;
use super::room::Room;
use super::routes::{Pairs, first};
use super::visitor::Visitor;
use crate::report::letter::{self, Letter};
use crate::report::{Plans, Shown, csv, html as page_html, xlsx};
use crate::review::{Matrix, Snapshot, compare};
use crate::wording::Text;

const FORMATS: [(&str, &str, &str, Text); 6] = [
    (
        "matrise.xlsx",
        "xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        Text::WebExportXlsx,
    ),
    (
        "matrise.html",
        "html",
        "text/html; charset=utf-8",
        Text::WebExportHtml,
    ),
    (
        "matrise.csv",
        "csv",
        "text/csv; charset=utf-8",
        Text::WebExportCsv,
    ),
    (
        "treff.csv",
        "treff",
        "text/csv; charset=utf-8",
        Text::WebExportHits,
    ),
    (
        "mangler.csv",
        "mangler",
        "text/csv; charset=utf-8",
        Text::WebExportMissing,
    ),
    ("run.json", "run", "application/json", Text::WebExportRun),
];
const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

pub(super) fn page(room: &Room, visitor: &Visitor, _: &Pairs) -> Answer {
    let lang = visitor.lang;
    let desk = room.desk()?.ok_or_else(Trouble::no_run_yet)?;
    let decided = room.decided(&desk)?;
    let seen = decided.seen_by(&desk, visitor.reader().as_deref());
    let hidden = seen.hidden.iter().filter(|hidden| **hidden).count();
    let kept = room.settings.state.kept_runs();
    let title = Text::WebExport.get(lang);
    let body = html! {
        h1.ds-heading data-size="lg" { (title) }
        p.readable { (Text::WebExportWhy.get(lang)) }
        @if hidden > 0 { div.ds-alert data-color="warning" { p { (Text::WebExportHidden.with(lang, &[("n", &hidden.to_string())])) } } }
        ul.files { @for (name, format, _, words) in FORMATS { li { a.ds-link href=(format!("/eksport/{format}")) download=(name) { (name) } " – " (words.get(lang)) } } }
        @if !kept.is_empty() {
            form.inline method="get" action="/eksport/xlsx" {
                label.ds-label for="siden" { (Text::WebExportSince.get(lang)) }
                select.ds-input #siden name="siden" { @for run in &kept { @if let Some(time) = run.time() { option value=(run.made) { (crate::report::moment_of(time, lang)) } } } }
                button.ds-button data-variant="secondary" data-size="sm" type="submit" { "matrise.xlsx" }
            }
        }
        h2.ds-heading data-size="sm" { (Text::WebLetters.get(lang)) }
        p.readable { (Text::WebLettersWhy.get(lang)) }
        form.inline method="get" action="/eksport/brev" {
            label.ds-label for="kommune" { (Text::MunicipalityColumn.get(lang)) }
            select.ds-input #kommune name="kommune" { @for (index, municipality) in desk.run.municipalities.iter().enumerate() { option value=(index) { (municipality.name) } } }
            button.ds-button data-variant="secondary" data-size="sm" type="submit" { (Text::WebLetterGet.get(lang)) }
        }
    };
    shown(frame::page(visitor, title, "/eksport", &body))
}

/// A file of the last run with all decisions.
pub(super) fn get(room: &Room, visitor: &Visitor, format: &str, asked: &Pairs) -> Answer {
    let lang = visitor.lang;
    let desk = room.desk()?.ok_or_else(Trouble::no_run_yet)?;
    let decided = room.decided(&desk)?;
    let seen = decided.seen_by(&desk, None);
    let failed = |_: io::Error| Trouble::failed();
    if format == "brev" {
        let index: usize = first(asked, "kommune").parse().unwrap_or_default();
        let municipality = desk
            .run
            .municipalities
            .get(index)
            .ok_or_else(Trouble::missing)?;
        let form = letter::form(&desk.run, municipality);
        let mut out = Cursor::new(Vec::new());
        Letter::to(municipality, &seen.matrix, form)
            .docx(&mut out)
            .map_err(failed)?;
        let name = super::packs::file_name(&municipality.name).unwrap_or_else(|| "brev".to_owned());
        return file(&format!("{name}.docx"), DOCX, out.into_inner());
    }
    let found = FORMATS.into_iter().find(|(_, of, ..)| *of == format);
    let (name, _, kind, _) = found.ok_or_else(Trouble::missing)?;
    let earlier = match first(asked, "siden").parse::<i64>() {
        Ok(made) => Some(room.earlier(made)?),
        Err(_) => None,
    };
    let old = earlier
        .as_ref()
        .map(|earlier| Matrix::new(&earlier.run, &decided.journal));
    let changes = old.as_ref().map(|old| compare::compare(old, &seen.matrix));
    let corpus = std::fs::canonicalize(&room.settings.corpus);
    let shown = Shown {
        matrix: &seen.matrix,
        since: earlier
            .as_ref()
            .map(|earlier| &earlier.run)
            .zip(changes.as_ref()),
        plans: corpus.map_or_else(|_| Plans::default(), |corpus| Plans::new(&corpus, None)),
    };
    let mut out = Vec::new();
    match format {
        "xlsx" => out = xlsx::report(&shown, lang).map_err(failed)?,
        "html" => out = page_html::page_of(&shown, lang).into_bytes(),
        "csv" => csv::matrix(shown.matrix, lang, &mut out).map_err(failed)?,
        "treff" => csv::hits(&desk.run, lang, &mut out).map_err(failed)?,
        "mangler" => csv::missing(shown.matrix, lang, &mut out).map_err(failed)?,
        _ => Snapshot::write(&desk.run, &decided.journal, &mut out).map_err(failed)?,
    }
    file(name, kind, out)
}

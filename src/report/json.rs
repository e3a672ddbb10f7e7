//! JSON for other programs. The types here are the published format; they change only with the schema's number.

use std::io;

use serde::Serialize;
use serde_json::{Value, json};

use super::decisions::change;
use super::{explain, facts, lists, path, read_error, unread};
use crate::classify::{Bearing, GroupCell, Measures, Outcome, Verdict};
use crate::corpus::{Identity, MunicipalityNumber, PlanLevel, Role, Status};
use crate::extract::{Coverage, Page, PageStatus, Reading, Unread, Zone};
use crate::review::Matrix;
use crate::run::{Anchor, Document, Passage, Run};
use crate::terms::Form;
use crate::wording::Lang;

/// Schema of [`matrix`].
pub const MATRIX: &str = "planlys.matrix/2";

/// The matrix with its documents: schema `planlys.matrix/2`.
pub fn matrix(matrix: &Matrix<'_>, lang: Lang) -> Value {
    let run = matrix.run;
    json!({
        "schema": MATRIX,
        "run": {
            "program": run.program,
            "date": run.date,
            "corpus": path(&run.corpus),
            "pack": {"id": run.pack.id, "version": run.pack.version, "hash": run.pack.hash},
            "rule": run.rule,
            "rule_hash": run.rule.hash(),
            "beside": run.beside.iter().map(|pack| json!({"id": pack.id, "version": pack.version, "hash": pack.hash})).collect::<Vec<_>>(),
        },
        "rows": PlanLevel::ALL.map(PlanLevel::id),
        "municipalities": run.municipalities.iter().map(|m| json!({"name": m.name, "number": m.number, "county": m.county})).collect::<Vec<_>>(),
        "cells": matrix.cells().map(|(cell, reviewed)| json!({
            "municipality": cell.municipality.name,
            "number": cell.municipality.number,
            "level": cell.level.id(),
            "outcome": reviewed.outcome(cell),
            "suggestion": cell.outcome,
            "decisions": reviewed.entries,
            "changes": reviewed.changes.iter().map(|c| change(c, lang)).collect::<Vec<_>>(),
            "disputed": reviewed.is_disputed(),
            "document": run.document(cell).map(|d| path(&d.path)),
            "parts": run.counting(cell).skip(1).map(|d| path(&d.path)).collect::<Vec<_>>(),
            "measures": cell.assessment.as_ref().filter(|_| cell.outcome != Outcome::Unreadable).map(|a| &a.measures),
            "terms": cell.assessment.as_ref().map(|a| &a.terms),
            "explanation": explain::cell(run, cell, lang),
            "set_aside": cell.set_aside.iter().filter_map(|aside| run.documents.get(aside.document).map(|d| json!({"document": path(&d.path), "reason": aside.reason}))).collect::<Vec<_>>(),
            "searched": cell.searched,
        })).collect::<Vec<_>>(),
        "summary": facts::sentences(matrix, lang),
        "anchors": run.anchors.iter().map(|a| anchor(run, a)).collect::<Vec<_>>(),
        "groups": run.groups.iter().filter_map(|cell| group(run, cell)).collect::<Vec<_>>(),
        "documents": run.documents.iter().map(|d| document(d, lang)).collect::<Vec<_>>(),
        "unlisted": run.unlisted.iter().map(|p| path(p)).collect::<Vec<_>>(),
    })
}

/// A plan that names another.
fn anchor(run: &Run, anchor: &Anchor) -> Value {
    let document = |index: usize| run.documents.get(index).map(|d| path(&d.path));
    json!({
        "from": document(anchor.from),
        "to": document(anchor.to),
        "by_title": anchor.by_title,
        "pages": anchor.pages,
        "text": anchor.text,
    })
}

/// A cell of the table of groups.
fn group(run: &Run, cell: &GroupCell) -> Option<Value> {
    let pack = run.packs().nth(cell.pack)?;
    Some(json!({
        "pack": pack.id,
        "group": pack.groups.get(cell.group)?.id,
        "municipality": cell.municipality.name,
        "number": cell.municipality.number,
        "hits": cell.hits,
        "levels": cell.levels.iter().map(|level| level.id()).collect::<Vec<_>>(),
        "unread": cell.unread,
    }))
}

fn document(document: &Document, lang: Lang) -> Value {
    let coverage = &document.coverage;
    let warnings = lists::reading_notes(document, lang);
    json!({
        "path": path(&document.path),
        "municipality": document.municipality.name,
        "number": document.municipality.number,
        "level": document.identity.role.kind(),
        "levels": document.identity.role.levels(),
        "role": role(&document.identity.role),
        "title": document.identity.title,
        "period": document.identity.period.map(|p| p.to_string()),
        "adopted": document.identity.adopted,
        "case": document.identity.case,
        "status": document.status,
        "language": document.identity.language,
        "pages": coverage.pages,
        "bytes": document.bytes,
        "hash": document.hash,
        "source": document.source.as_ref().map(|s| json!({"address": s.address, "time": s.time})),
        "coverage": self::coverage(coverage),
        "error": document.error.map(|error| json!({"code": error, "message": read_error(error, lang)})),
        "verdict": verdict(document),
        "measures": measures(document),
        "warnings": warnings,
        "evidence": document.identity.evidence,
    })
}

/// A value by its name in the JSON.
pub(super) fn name(value: &impl Serialize) -> Option<String> {
    let value = serde_json::to_value(value).ok()?;
    value.as_str().map(str::to_owned)
}

/// What of a document was and was not read.
pub(super) fn coverage(coverage: &Coverage) -> Value {
    json!({
        "pages": coverage.pages,
        "text": coverage.text,
        "ocr": coverage.ocr,
        "blank": coverage.blank,
        "unread": coverage.unread_count(),
        "unread_reasons": coverage.unread,
        "unread_pages": coverage.unread_pages,
        "characters": coverage.characters,
        "words": coverage.words,
        "norwegian_letters": coverage.norwegian_letters,
        "undecodable": coverage.undecodable,
        "image_share": coverage.image_share,
        "damaged_text": coverage.damaged_text,
        "ocr_certainty": coverage.ocr_certainty,
        "uncertain_pages": coverage.uncertain_pages,
        "reread_pages": coverage.reread_pages,
        "kept_pages": coverage.kept_pages,
        "suspect_pages": coverage.suspect_pages,
        "awaiting_ocr": coverage.awaiting_ocr,
        "languages": coverage.languages,
        "sami_pages": coverage.sami_pages,
        "left_out": coverage.left_out,
        "paging": coverage.paging,
    })
}

pub(super) fn role(role: &Role) -> &'static str {
    match role {
        Role::Plan(_) => "plan",
        Role::OtherPlan(_) => "other_plan",
        Role::NotAPlan(_) => "not_a_plan",
    }
}

/// The colour the document's own text would give; `null` where there is none.
pub(super) fn verdict(document: &Document) -> Value {
    match &document.assessment.verdict {
        Verdict::Colour(colour) => json!(colour),
        Verdict::CannotAssess(_) => Value::Null,
    }
}

pub(super) fn measures(document: &Document) -> Option<&Measures> {
    document
        .error
        .is_none()
        .then_some(&document.assessment.measures)
}

/// One hit as a line of `planlys hits`.
#[derive(Serialize)]
pub struct HitLine<'h> {
    pub(super) document: String,
    pub(super) page: u32,
    pub(super) label: Option<&'h str>,
    pub(super) pack: &'h str,
    pub(super) term: &'h str,
    pub(super) variant: &'h str,
    pub(super) surface: &'h str,
    pub(super) form: Form,
    pub(super) zone: Zone,
    /// Where it stands, in the pack that colours.
    pub(super) bearing: Bearing,
    /// Whether its sentence is on social housing.
    pub(super) social: bool,
    /// Whether it is a goal on housing for wider groups.
    pub(super) wider: bool,
    pub(super) section: Option<&'h str>,
    pub(super) counts: bool,
    pub(super) why_not: Option<String>,
    /// How certain OCR is of the words found, 0–100.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) ocr_certainty: Option<u8>,
    /// Code points from 0 in the page's text, as `planlys extract` prints it.
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) context: String,
}

/// A hit as one line of JSON.
pub fn hit<'h>(
    document: &std::path::Path,
    pack: &'h str,
    hit: &'h Passage,
    lang: Lang,
) -> HitLine<'h> {
    HitLine {
        document: path(document),
        page: hit.page.get(),
        label: hit.label.as_deref(),
        pack,
        term: &hit.term,
        variant: &hit.variant,
        surface: &hit.surface,
        form: hit.form,
        zone: hit.zone,
        bearing: hit.bearing,
        social: hit.social,
        wider: hit.wider,
        section: hit.section.as_deref(),
        counts: hit.why_not.is_none(),
        why_not: hit.why_not.as_ref().map(|why| super::why_not(why, lang)),
        ocr_certainty: hit.certainty,
        start: hit.start,
        end: hit.end,
        context: hit.context(),
    }
}

/// Schema of a line of [`hits`].
pub const HITS: &str = "planlys.hits/1";

/// A hit with what its document is: a line of [`hits`].
#[derive(Serialize)]
pub struct RunHit<'h> {
    schema: &'static str,
    pub(super) municipality: &'h str,
    pub(super) number: Option<MunicipalityNumber>,
    pub(super) level: &'static str,
    pub(super) title: &'h str,
    pub(super) status: Status,
    pub(super) hash: &'h str,
    #[serde(flatten)]
    pub(super) hit: HitLine<'h>,
}

/// All hits of a run with what their documents are.
pub(super) fn run_hits(run: &Run, lang: Lang) -> impl Iterator<Item = RunHit<'_>> {
    run.hits().map(move |(document, passage)| RunHit {
        schema: HITS,
        municipality: &document.municipality.name,
        number: document.municipality.number,
        level: document.identity.role.kind(),
        title: &document.identity.title,
        status: document.status,
        hash: &document.hash,
        hit: hit(&document.path, &run.pack_of(passage).id, passage, lang),
    })
}

/// Writes all hits of a run, a line each: schema `planlys.hits/1`.
pub fn hits(run: &Run, lang: Lang, mut out: impl io::Write) -> io::Result<()> {
    for line in run_hits(run, lang) {
        serde_json::to_writer(&mut out, &line)?;
        writeln!(out)?;
    }
    Ok(())
}

/// The pages of a file for `planlys extract --format json`: schema `planlys.pages/1`.
pub fn pages(file: &std::path::Path, reading: &Reading, identity: &Identity, lang: Lang) -> Value {
    json!({
        "schema": "planlys.pages/1",
        "document": path(file),
        "format": reading.format,
        "identity": identity,
        "metadata": reading.metadata,
        "coverage": reading.coverage,
        "ocr": reading.ocr,
        "outline": reading.outline,
        "sections": reading.sections,
        "pages": (1u32..).zip(&reading.pages).map(|(number, page)| self::page(number, page, lang)).collect::<Vec<_>>(),
    })
}

/// Whether a page was read, and why not.
pub(super) fn page_status(page: &Page) -> (&'static str, Option<Unread>) {
    match page.status {
        PageStatus::Text => ("text", None),
        PageStatus::Ocr => ("ocr", None),
        PageStatus::Blank => ("blank", None),
        PageStatus::Unread(why) => ("unread", Some(why)),
    }
}

fn page(number: u32, page: &Page, lang: Lang) -> Value {
    let (status, why) = page_status(page);
    let why = why.map(|why| unread(why, lang));
    let blocks = page.blocks.iter().map(|b| json!({"zone": b.zone, "level": b.level, "size": b.size, "ocr_certainty": b.certainty, "text": &page.text[b.start as usize..b.end as usize]}));
    let words = page.boxes.words(&page.printed);
    let words = words
        .iter()
        .map(|w| json!({"text": &page.printed[w.start as usize..w.end as usize], "box": w.bounds}));
    json!({
        "page": number,
        "label": page.label,
        "width": page.size[0],
        "height": page.size[1],
        "status": status,
        "why_unread": why,
        "language": page.tally.language(),
        "ocr_certainty": page.certainty,
        "meter": page.meter,
        "image_share": page.image_share,
        "text": page.text.trim_end_matches('\n'),
        "printed": page.printed,
        "blocks": blocks.collect::<Vec<_>>(),
        "words": words.collect::<Vec<_>>(),
    })
}

//! The lines of `planlys filter`: schema `planlys.filter/1`; and what is said of lines that cannot be used.

use std::io;
use std::path::Path;

use serde::Serialize;
use serde_json::Value;

use super::json::{self, HitLine};
use super::{path, read_error};
use crate::classify::Measures;
use crate::corpus::{Language, Municipality, PlanLevel, Role};
use crate::extract::ocr::Recognitions;
use crate::extract::{self, Format, Reading, Unread};
use crate::index::store;
use crate::lines::files::Unusable;
use crate::lines::{
    AnsweredFile, Asked, BAD_LINE, BadAnswer, BadWish, Error, Key, SCHEMA, Share, Stated, Status,
    recognised_text, to_text,
};
use crate::pipeline::Filtered;
use crate::terms::Pack;
use crate::wording::{Lang, Text};

/// A line of output.
#[derive(Serialize)]
struct Line<'l> {
    schema: &'static str,
    path: String,
    key: Key,
    status: Status,
    error: Option<Error>,
    /// The pages, if it is of some pages only; such a line has no pages, hits and reading.
    shard: Option<&'l str>,
    file: AnsweredFile,
    stated: Stated,
    format: Option<Format>,
    municipality: &'l Municipality,
    level: &'static str,
    levels: &'l [PlanLevel],
    role: &'static str,
    title: &'l str,
    period: Option<String>,
    adopted: Option<jiff::civil::Date>,
    language: Option<Language>,
    verdict: Value,
    measures: Option<&'l Measures>,
    coverage: Value,
    pages: Vec<PageLine<'l>>,
    hits: Vec<HitLine<'l>>,
    ocr: Asked,
    /// The recognisers with their versions and languages.
    engines: Vec<&'l str>,
    recognised: Option<String>,
    reading: Option<String>,
}

/// A page of a document.
#[derive(Serialize)]
struct PageLine<'l> {
    page: u32,
    label: Option<&'l str>,
    status: &'static str,
    why_unread: Option<Unread>,
    language: Option<Language>,
    ocr_certainty: Option<u8>,
    text: &'l str,
}

/// What came of a line of input, as a line of output without its end.
pub fn line(filtered: &Filtered, packs: &[&Pack], ocr: Asked, lang: Lang) -> io::Result<Vec<u8>> {
    let document = &filtered.document;
    let shard = filtered.wish.share.words();
    let whole = filtered.reading.as_ref().filter(|_| shard.is_none());
    let identity = &document.identity;
    let level = filtered.wish.role.as_ref().map(Role::written);
    let coverage = &document.coverage;
    let hits = document.hits.iter().filter(|_| whole.is_some());
    let line = Line {
        schema: SCHEMA,
        path: path(&document.path),
        key: Key {
            file: document.hash.clone(),
            extractor: extract::VERSION,
            pack: pack_hashes(packs),
        },
        status: status(filtered),
        error: error(filtered, lang),
        shard,
        file: filtered.file,
        stated: Stated {
            municipality: filtered.wish.municipality.clone(),
            level,
        },
        format: document.format,
        municipality: &document.municipality,
        level: identity.role.kind(),
        levels: identity.role.levels(),
        role: json::role(&identity.role),
        title: &identity.title,
        period: identity.period.map(|period| period.to_string()),
        adopted: identity.adopted,
        language: identity.language,
        verdict: json::verdict(document),
        measures: json::measures(document),
        coverage: json::coverage(coverage),
        pages: whole.map_or_else(Vec::new, pages),
        hits: hits
            .map(|hit| json::hit(&document.path, &packs[hit.pack].id, hit, lang))
            .collect(),
        ocr,
        engines: engines(&filtered.recognised),
        recognised: recognised_text(&document.hash, &filtered.recognised),
        reading: whole
            .map(|reading| Ok::<_, io::Error>(to_text(&store::entry(reading)?)))
            .transpose()?,
    };
    Ok(serde_json::to_vec(&line)?)
}

fn pages(reading: &Reading) -> Vec<PageLine<'_>> {
    let lines = (1u32..).zip(&reading.pages).map(|(number, page)| {
        let (status, why_unread) = json::page_status(page);
        PageLine {
            page: number,
            label: page.label.as_deref(),
            status,
            why_unread,
            language: page.tally.language(),
            ocr_certainty: page.certainty,
            text: page.text.trim_end_matches('\n'),
        }
    });
    lines.collect()
}

/// The hashes of packs, the first of which colours.
fn pack_hashes(packs: &[&Pack]) -> String {
    let hashes: Vec<&str> = packs.iter().map(|pack| pack.hash.as_str()).collect();
    hashes.join("+")
}

/// How it ended. A share of a document is whole if the document has its pages, and every one of them that OCR is for was recognised.
fn status(filtered: &Filtered) -> Status {
    let document = &filtered.document;
    if let (Share::Some(asked), None) = (&filtered.wish.share, document.error) {
        if asked.last() as usize > document.coverage.pages {
            return Status::Partial;
        }
        let pages = document.coverage.awaiting_ocr.iter().map(|page| page - 1);
        let mut wanted = pages.filter(|&page| filtered.wish.share.has(page));
        let is_read = |page| matches!(filtered.recognised.get(&page), Some(Ok(_)));
        return if wanted.all(is_read) {
            Status::Ok
        } else {
            Status::Partial
        };
    }
    Status::of(document.error.map_or(Ok(&document.coverage), Err))
}

fn error(filtered: &Filtered, lang: Lang) -> Option<Error> {
    if let Some(bad) = &filtered.bad {
        return Some(Error {
            code: BAD_LINE.to_owned(),
            message: bad_wish(bad, lang),
        });
    }
    let error = filtered.document.error?;
    Some(Error {
        code: json::name(&error)?,
        message: read_error(error, lang).to_owned(),
    })
}

fn engines(recognised: &Recognitions) -> Vec<&str> {
    let read = recognised.values().filter_map(|page| page.as_ref().ok());
    let mut engines: Vec<&str> = read.map(|page| page.engine.as_str()).collect();
    engines.sort_unstable();
    engines.dedup();
    engines
}

/// What is wrong with a line of input.
pub fn bad_wish(bad: &BadWish, lang: Lang) -> String {
    match bad {
        BadWish::NotUtf8 => Text::WishNotUtf8.get(lang).to_owned(),
        BadWish::NoPath => Text::WishNoPath.get(lang).to_owned(),
        BadWish::Fields(n) => Text::WishFields.with(lang, &[("n", &n.to_string())]),
        BadWish::Level { value, near } => {
            let words = Text::ProblemUnknownValue.with(lang, &[("value", value)]);
            let near = near.as_ref();
            let near = near.map(|near| Text::DidYouMean.with(lang, &[("name", near)]));
            near.map_or_else(|| words.clone(), |near| format!("{words}. {near}"))
        }
        BadWish::Pages(value) => Text::WishPages.with(lang, &[("value", value)]),
        BadWish::Recognised => Text::WishRecognised.get(lang).to_owned(),
    }
}

/// What is wrong with a line of a file that should hold lines of output.
pub fn bad_answer(part: &Path, line: usize, bad: &BadAnswer, lang: Lang) -> String {
    let (part, line) = (path(part), line.to_string());
    let place = [("part", part.as_str()), ("line", line.as_str())];
    let why = match bad {
        BadAnswer::CutOff => return Text::PartCutOff.with(lang, &place),
        BadAnswer::Json { column, why } => {
            Text::PartBadJson.with(lang, &[("column", &column.to_string()), ("why", why)])
        }
        BadAnswer::Version => Text::PartOtherVersion.get(lang).to_owned(),
        BadAnswer::Damaged => Text::PartDamaged.get(lang).to_owned(),
    };
    Text::PartBadLine.with(lang, &[&place[..], &[("why", &why)]].concat())
}

/// Why a file with lines, or its rest, cannot be used.
pub fn unusable(part: &Path, why: &Unusable, lang: Lang) -> String {
    let why = match why {
        Unusable::Io(error) => error.to_string(),
        Unusable::Parquet(why) => Text::PartBadParquet.with(lang, &[("why", why)]),
        Unusable::WithoutColumn(column) => {
            Text::PartWithoutColumn.with(lang, &[("column", column)])
        }
        Unusable::WithoutParquet => Text::PartWithoutParquet.get(lang).to_owned(),
        Unusable::Packed => Text::PartPacked.get(lang).to_owned(),
    };
    Text::PartUnusable.with(lang, &[("part", &path(part)), ("why", &why)])
}

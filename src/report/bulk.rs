//! Pages for another search engine: lines for `_bulk` of Elasticsearch and `OpenSearch`, two a page. The identifier is made of the file's
//! content and the page, so the same page written twice is there once.

use std::collections::BTreeSet;
use std::io::{self, Write};

use jiff::civil::Date;
use serde::Serialize;

use super::json;
use crate::corpus::{Language, PlanLevel, Status};
use crate::extract::{Page, PageNumber, Reading, Unread, Zone};
use crate::index::FileRecord;
use crate::query::{each_word, stem};

/// A file with its name in the corpus: those of one content have the same pages.
pub type Named<'f> = (&'f str, &'f FileRecord);

#[derive(Serialize)]
struct Action<'p> {
    index: Target<'p>,
}

#[derive(Serialize)]
struct Target<'p> {
    #[serde(rename = "_index")]
    index: &'p str,
    #[serde(rename = "_id")]
    id: &'p str,
}

/// A page as it is indexed elsewhere. What is said of files has all values that they have.
#[derive(Serialize)]
struct Entry<'p> {
    id: &'p str,
    /// blake3 hash of the file.
    hash: &'p str,
    path: Vec<&'p str>,
    municipality: BTreeSet<&'p str>,
    number: BTreeSet<String>,
    county: BTreeSet<&'p str>,
    level: BTreeSet<&'p str>,
    title: BTreeSet<&'p str>,
    /// Standing as the document has it, without regard to the day.
    plan_status: BTreeSet<Status>,
    period_from: BTreeSet<i16>,
    period_to: BTreeSet<i16>,
    adopted: BTreeSet<Date>,
    page: u32,
    label: Option<&'p str>,
    status: &'static str,
    why_unread: Option<Unread>,
    language: Option<Language>,
    ocr_certainty: Option<u8>,
    /// The headings under which the page stands.
    headings: Vec<&'p str>,
    /// One paragraph, heading or list item a line.
    text: &'p str,
    /// Its words in lower case, parted by spaces, without running headers and footers; of two with a hyphen between both and the whole.
    normalised: String,
    /// Their stems.
    stemmed: String,
}

/// Writes the pages of a document that these files, at least one, are.
pub fn pages(
    index: &str,
    key: &str,
    files: &[Named<'_>],
    reading: &Reading,
    out: &mut impl Write,
) -> io::Result<()> {
    let Some((_, first)) = files.first() else {
        return Ok(());
    };
    let identities = || files.iter().map(|(_, file)| &file.what.identity);
    let whose = || files.iter().flat_map(|(_, file)| file.what.owners());
    for (at, page) in reading.pages.iter().enumerate() {
        let number = PageNumber::from_index(at);
        let id = format!("{key}-{number}");
        let (status, why_unread) = json::page_status(page);
        let (normalised, stemmed) = words(page);
        let entry = Entry {
            id: &id,
            hash: &first.hash,
            path: files.iter().map(|(name, _)| *name).collect(),
            municipality: whose().map(|m| m.name.as_str()).collect(),
            number: whose()
                .filter_map(|m| Some(m.number?.to_string()))
                .collect(),
            county: whose().filter_map(|m| m.county.as_deref()).collect(),
            level: files.iter().flat_map(|(_, file)| levels(file)).collect(),
            title: files
                .iter()
                .map(|(_, f)| f.what.identity.title.as_str())
                .collect(),
            plan_status: files.iter().map(|(_, f)| f.what.identity.status).collect(),
            period_from: identities().filter_map(|i| Some(i.period?.from)).collect(),
            period_to: identities().filter_map(|i| Some(i.period?.to)).collect(),
            adopted: identities().filter_map(|i| i.adopted).collect(),
            page: number.get(),
            label: page.label.as_deref(),
            status,
            why_unread,
            language: page.tally.language(),
            ocr_certainty: page.certainty,
            headings: reading.headings_over(number),
            text: page.text.trim_end_matches('\n'),
            normalised,
            stemmed,
        };
        let action = Action {
            index: Target { index, id: &id },
        };
        serde_json::to_writer(&mut *out, &action)?;
        out.write_all(b"\n")?;
        serde_json::to_writer(&mut *out, &entry)?;
        out.write_all(b"\n")?;
    }
    Ok(())
}

/// The levels of a document, or what else it is.
fn levels(file: &FileRecord) -> Vec<&'static str> {
    let role = &file.what.identity.role;
    match role.levels() {
        [] => vec![role.kind()],
        levels => levels.iter().copied().map(PlanLevel::id).collect(),
    }
}

/// The words of a page, and their stems. What stands in the margin of every page is no answer of each of them.
fn words(page: &Page) -> (String, String) {
    let (mut words, mut stems) = (String::new(), String::new());
    let blocks = page.blocks.iter();
    for block in blocks.filter(|block| block.zone != Zone::HeaderFooter) {
        let text = &page.text[block.start as usize..block.end as usize];
        each_word(text, |_, word, _| {
            for (all, next) in [(&mut words, word), (&mut stems, &*stem(word))] {
                if !all.is_empty() {
                    all.push(' ');
                }
                all.push_str(next);
            }
        });
    }
    (words, stems)
}

//! `planlys mark`: copies of the plans with the hits that count marked.

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufWriter, Write};
use std::path::Path;

use super::table::Table;
use super::written::{self, Folder};
use super::{Failure, talk};
use crate::classify::Cell;
use crate::cli::{ExitCode, Mark as Arguments};
use crate::extract::{Format, Places, Reading};
use crate::pipeline::{self, Pool};
use crate::progress::Progress;
use crate::report::marked::{self, Mark, MarkError, Marking, Summary};
use crate::report::{self, explain, packs};
use crate::review::Matrix;
use crate::run::{Document, Passage};
use crate::terms::Class;
use crate::wording::{Lang, Text};

pub(super) fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let lang = arguments.lang.get();
    let table = Table::named(arguments.run.as_deref(), &arguments.place, lang)?;
    let documents = documents(&table, &arguments.cell, lang)?;
    // A run that was moved here says where its plans were; --corpus says where they are.
    let places = [&table.run.corpus, &arguments.place.state.corpus];
    let Some(corpus) = places.into_iter().find(|place| place.is_dir()).cloned() else {
        let folder = table.run.corpus.display().to_string();
        return Err(Failure::Usage {
            message: Text::MarkNoCorpus.with(lang, &[("folder", &folder)]),
            hint: Text::MarkNoCorpusHint.get(lang).to_owned(),
        });
    };
    Folder::open(&arguments.out, Some(&corpus), [], lang)?;
    let readers = super::readers(documents.len() == 1, pipeline::TIME_LIMIT);
    let recogniser = super::recalling(&super::existing_state(&arguments.place.state));
    let pool = Pool::new(&readers, &recogniser);
    let mut out = BufWriter::new(anstream::stdout().lock());
    let matrix = table.matrix();
    let mut code = ExitCode::Done;
    for index in documents {
        let document = &table.run.documents[index];
        let marker = Marker {
            matrix: &matrix,
            index,
            document,
            summary: arguments.summary,
            lang,
        };
        match marker.mark(&pool, &corpus, &arguments.out)? {
            Ok(lines) => {
                for line in lines {
                    writeln!(out, "{line}")?;
                }
            }
            Err(words) => {
                talk(&words);
                code = ExitCode::Incomplete;
            }
        }
    }
    out.flush()?;
    Ok(code)
}

/// The documents that fill the cells asked for, or all cells.
fn documents(table: &Table, cells: &[String], lang: Lang) -> Result<BTreeSet<usize>, Failure> {
    let named = |name: &String| -> Result<&Cell, Failure> {
        let Some((municipality, level)) = name.trim().rsplit_once(' ') else {
            return Err(Failure::Usage {
                message: Text::MarkCellForm.with(lang, &[("cell", name)]),
                hint: Text::MarkCellHint.get(lang).to_owned(),
            });
        };
        table.cell(municipality.trim(), level, lang)
    };
    let chosen: Vec<&Cell> = cells.iter().map(named).collect::<Result<_, _>>()?;
    let cells = if cells.is_empty() {
        table.run.cells.iter().collect()
    } else {
        chosen
    };
    let found: BTreeSet<usize> = cells.into_iter().flat_map(Cell::counting).collect();
    if found.is_empty() {
        return Err(Failure::Usage {
            message: Text::MarkNoDocuments.get(lang).to_owned(),
            hint: String::new(),
        });
    }
    Ok(found)
}

/// What is needed to mark a document.
struct Marker<'r> {
    matrix: &'r Matrix<'r>,
    index: usize,
    document: &'r Document,
    summary: bool,
    lang: Lang,
}

impl Marker<'_> {
    /// Writes the copy; what was done, or why it was not, in words.
    fn mark(
        &self,
        pool: &Pool<'_>,
        corpus: &Path,
        out: &Path,
    ) -> Result<Result<Vec<String>, String>, Failure> {
        let (document, lang) = (self.document, self.lang);
        let file = report::path(&document.path);
        let say = |text: Text, gaps: &[(&str, &str)]| {
            let all = [&[("file", file.as_str())], gaps].concat();
            text.with(lang, &all)
        };
        let counting = document.hits.iter().filter(|hit| hit.why_not.is_none());
        if document.error.is_none() && counting.count() == 0 {
            return Ok(Ok(vec![say(Text::MarkNothing, &[])]));
        }
        if let Some(error) = document.error {
            let why = report::read_error(error, lang);
            return Ok(Err(say(Text::MarkFailed, &[("why", why)])));
        }
        if document.format != Some(Format::Pdf) {
            return Ok(Err(say(Text::MarkNotPdf, &[])));
        }
        let to = out.join(&document.path);
        let shown = to.display().to_string();
        if written::is_inside(&to, corpus) {
            return Ok(Err(Text::MarkInPlace.with(lang, &[("file", &shown)])));
        }
        if fs::read(&to).is_ok_and(|there| !marked::is_copy(&there)) {
            return Ok(Err(Text::MarkForeign.with(lang, &[("file", &shown)])));
        }
        let path = corpus.join(&document.path);
        let original = match fs::read(&path) {
            Ok(original) => original,
            Err(error) => {
                let folder = corpus.display().to_string();
                let why = report::failures::io(&error, lang);
                let gaps = [("folder", folder.as_str()), ("why", &why)];
                return Ok(Err(say(Text::MarkGone, &gaps)));
            }
        };
        if blake3::hash(&original).to_hex().as_str() != document.hash {
            return Ok(Err(say(Text::MarkFileChanged, &[])));
        }
        let failed = |why: Text| Ok(Err(say(Text::MarkFailed, &[("why", why.get(lang))])));
        let Ok(reading) =
            pool.read_alone(&path, 1, &Progress::new(Text::ProgressReading, self.lang))
        else {
            return failed(Text::MarkFailedBroken);
        };
        let (marks, unplaced) = self.marks(&reading);
        let sizes: Vec<[f32; 2]> = reading.pages.iter().map(|page| page.size).collect();
        let summary = self.summary.then(|| self.summary(&marks));
        let marking = Marking {
            sizes: &sizes,
            marks: &marks,
            summary: summary.as_ref(),
            lang,
        };
        let copy = match marking.copy(original) {
            Ok(copy) => copy,
            Err(MarkError::Password) => return failed(Text::MarkFailedPassword),
            Err(MarkError::Pages) => return failed(Text::MarkFailedPages),
            Err(MarkError::Broken) => return failed(Text::MarkFailedBroken),
        };
        if let Some(folder) = to.parent() {
            fs::create_dir_all(folder)?;
        }
        written::replace(&to, |out| out.write_all(&copy.bytes))?;
        let n = marks.len().to_string();
        let mut lines = vec![Text::MarkWritten.with(lang, &[("file", &shown), ("n", &n)])];
        if unplaced > 0 {
            lines.push(say(Text::MarkUnplaced, &[("n", &unplaced.to_string())]));
        }
        let notes = [
            (copy.signed, Text::MarkSigned),
            (copy.encrypted, Text::MarkProtected),
        ];
        let notes = notes.into_iter().filter(|(is, _)| *is);
        lines.extend(notes.map(|(_, text)| say(text, &[])));
        Ok(Ok(lines))
    }

    /// The hits that count with their places, and how many have none.
    fn marks(&self, reading: &Reading) -> (Vec<Mark>, usize) {
        let (run, lang) = (self.matrix.run, self.lang);
        let (mut marks, mut unplaced) = (Vec::new(), 0);
        let mut places: Option<(u32, Places<'_>)> = None;
        for hit in self.document.hits.iter().filter(|h| h.why_not.is_none()) {
            let number = hit.page.get();
            let Some(page) = reading.pages.get(number as usize - 1) else {
                unplaced += 1;
                continue;
            };
            if places.as_ref().is_none_or(|(last, _)| *last != number) {
                places = Some((number, Places::of(page)));
            }
            let letters = page.text.chars().skip(hit.start);
            let same = letters.take(hit.end - hit.start).eq(hit.surface.chars());
            let boxes = places.as_ref().filter(|_| same);
            let boxes = boxes.map(|(_, places)| places.boxes(hit.start, hit.end));
            let Some(boxes) = boxes.filter(|boxes| !boxes.is_empty()) else {
                unplaced += 1;
                continue;
            };
            let term = run.pack_of(hit).term(&hit.term);
            let class = term.map_or(Class::Background, |term| term.class);
            let name = term.map_or(hit.term.as_str(), |term| term.label.get(lang));
            let mut gaps = vec![("term", name), ("class", packs::class(class, lang))];
            let text = if hit.pack == 0 {
                gaps.push(("bearing", report::bearing(hit.bearing, lang)));
                Text::MarkNoteBearing
            } else {
                Text::MarkNote
            };
            marks.push(Mark {
                page: hit.page,
                boxes,
                class,
                term: name.to_owned(),
                note: text.with(lang, &gaps),
                words: with_neighbours(hit),
            });
        }
        (marks, unplaced)
    }

    fn summary(&self, marks: &[Mark]) -> Summary {
        let (run, lang) = (self.matrix.run, self.lang);
        let title = self.document.identity.title.as_str();
        let date = report::day(run.date, lang);
        let made = [
            ("n", &*marks.len().to_string()),
            ("program", &run.program),
            ("date", &date),
        ];
        let mut paragraphs = vec![Text::MarkSummaryMade.with(lang, &made)];
        for (cell, reviewed) in self.matrix.cells() {
            if !cell.counting().any(|index| index == self.index) {
                continue;
            }
            let name = format!(
                "{}, {}",
                cell.municipality.name,
                report::level(cell.level, lang)
            );
            let gaps = [
                ("cell", name.as_str()),
                ("outcome", report::outcome(reviewed.outcome(cell), lang)),
                ("explanation", &explain::cell(run, cell, lang)),
            ];
            let text = match reviewed.decision() {
                Some(_) => Text::MarkSummarySuggested,
                None => Text::MarkSummaryCell,
            };
            paragraphs.push(text.with(lang, &gaps));
            paragraphs.extend(report::decisions::of_cell(reviewed, lang));
        }
        let line = |(name, own): (&str, Vec<&Mark>)| {
            let mut pages: Vec<String> = own.iter().map(|mark| mark.page.to_string()).collect();
            pages.dedup();
            let pages = report::first_pages(&pages, 12, lang);
            format!("{name} ({}): {pages}", own.len())
        };
        let classes: BTreeSet<Class> = marks.iter().map(|mark| mark.class).collect();
        Summary {
            title: Text::MarkSummaryTitle.with(lang, &[("title", title)]),
            paragraphs,
            classes: classes.into_iter().collect(),
            terms: marked::by_term(marks).into_iter().map(line).collect(),
        }
    }
}

/// A hit with a few whole words on either side, for the outline.
fn with_neighbours(hit: &Passage) -> String {
    const WORDS: usize = 3;
    let mut before: Vec<&str> = hit.before.split_inclusive(' ').rev().take(WORDS).collect();
    before.reverse();
    let after = hit.after.split_inclusive(' ').take(WORDS);
    let words = before
        .into_iter()
        .chain([hit.surface.as_str()])
        .chain(after);
    words.collect::<String>().trim().to_owned()
}

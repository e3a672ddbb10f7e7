//! The draft of a letter to a municipality: what was read, what was found and not found per plan level, the law, and room for the
//! adviser's own assessment. Neutral: a suggestion is called a suggestion.

mod docx;
mod markdown;
mod words;

use std::collections::BTreeSet;
use std::io::{self, Seek, Write};

use self::words::{capital, counted, decided, facts, quoted, standing};
use super::passages;
use super::{day, explain, groups, kind, level, method, page, path};
use crate::classify::{Cell, Gate, Outcome, Verdict};
use crate::corpus::{Language, Municipality};
use crate::review::{Matrix, Reviewed};
use crate::run::{Document, Run};
use crate::wording::{Lang, Text};

/// Sentences that a letter cites of a plan; more are in the report.
const MOST_SENTENCES: usize = 6;

/// A letter as blocks, for every format.
pub struct Letter {
    /// The title, as the archive should have it.
    pub title: String,
    /// The language it is written in.
    pub lang: Lang,
    blocks: Vec<Block>,
}

/// A block of a letter.
enum Block {
    /// Level from 1, and the words.
    Heading(u8, String),
    Text(String),
    /// What the adviser fills in or deletes.
    ToDo(String),
    /// Points of a list.
    List(Vec<String>),
    Table(Table),
}

/// A table whose first column names the rows.
struct Table {
    caption: String,
    header: Vec<String>,
    /// How wide each column is beside the others.
    widths: &'static [usize],
    /// Each row with the outcome that colours its second cell, if it has one.
    rows: Vec<(Vec<String>, Option<Outcome>)>,
}

impl Letter {
    /// The letter to a municipality of the matrix.
    pub fn to(municipality: &Municipality, matrix: &Matrix<'_>, lang: Lang) -> Self {
        let run = matrix.run;
        let date = day(run.date, lang);
        let gaps = [
            ("municipality", municipality.name.as_str()),
            ("date", &date),
        ];
        let draft = Draft {
            municipality,
            matrix,
            documents: documents(run, municipality),
            lang,
        };
        Letter {
            title: Text::LetterTitle.with(lang, &gaps),
            blocks: draft.blocks(&gaps),
            lang,
        }
    }

    /// The letter as a Word file.
    pub fn docx(&self, out: impl Write + Seek) -> io::Result<()> {
        docx::write(self, out)
    }

    /// The letter as Markdown.
    pub fn markdown(&self) -> String {
        markdown::text(self)
    }
}

/// The language form in which most of a municipality's plans are written.
pub fn form(run: &Run, municipality: &Municipality) -> Lang {
    let own = run
        .documents
        .iter()
        .filter(|d| d.municipality == *municipality);
    let (mut nb, mut nn) = (0, 0);
    for document in own {
        match document.identity.language {
            Some(Language::Nb) => nb += 1,
            Some(Language::Nn) => nn += 1,
            _ => {}
        }
    }
    if nn > nb { Lang::Nn } else { Lang::Nb }
}

/// The documents of a municipality, joint plans included, each with whether it fills a cell.
fn documents<'r>(run: &'r Run, municipality: &Municipality) -> Vec<(&'r Document, bool)> {
    let cells = run.cells.iter();
    let own = cells.filter(|cell| cell.municipality == *municipality);
    let counting: BTreeSet<usize> = own.flat_map(Cell::counting).collect();
    let documents = run.documents.iter().enumerate();
    let whose = |document: &Document| {
        document.municipality == *municipality || document.joint.contains(municipality)
    };
    documents
        .filter(|(index, document)| whose(document) || counting.contains(index))
        .map(|(index, document)| (document, counting.contains(&index)))
        .collect()
}

/// What a letter is written from.
struct Draft<'r> {
    municipality: &'r Municipality,
    matrix: &'r Matrix<'r>,
    documents: Vec<(&'r Document, bool)>,
    lang: Lang,
}

impl Draft<'_> {
    fn blocks(&self, gaps: &[(&str, &str)]) -> Vec<Block> {
        let lang = self.lang;
        let text = |text: Text| Block::Text(text.get(lang).to_owned());
        let heading = |text: Text| Block::Heading(2, text.get(lang).to_owned());
        let mut blocks = vec![
            Block::ToDo(Text::LetterDraft.get(lang).to_owned()),
            Block::ToDo(Text::LetterTo.get(lang).to_owned()),
            heading(Text::LetterWhat),
            Block::Text(self.read(gaps)),
            text(Text::LetterNeutral),
            text(Text::LetterCorrect),
            heading(Text::LetterSummary),
            Block::Table(self.summary()),
            heading(Text::LetterLevels),
        ];
        for (cell, reviewed) in self.cells() {
            self.cell(cell, reviewed, &mut blocks);
        }
        blocks.push(heading(Text::LetterLaw));
        let law = [Text::LetterLaw5, Text::LetterLaw11, Text::LetterLaw10];
        blocks.extend(law.map(text));
        blocks.extend(self.duties());
        blocks.push(heading(Text::LetterAssessment));
        let to_do = [Text::LetterAssessmentHere, Text::LetterFrom];
        blocks.extend(to_do.map(|text| Block::ToDo(text.get(lang).to_owned())));
        blocks.push(heading(Text::LetterAbout));
        blocks.push(Block::Text(self.method()));
        blocks.push(Block::Text(self.versions()));
        if !self.documents.is_empty() {
            blocks.push(Block::Table(self.sources()));
        }
        blocks
    }

    /// The cells of the municipality with what was decided, in the order of the rows.
    fn cells(&self) -> impl Iterator<Item = (&Cell, &Reviewed)> {
        let own = |(cell, _): &(&Cell, &Reviewed)| cell.municipality == *self.municipality;
        self.matrix.cells().filter(own)
    }

    /// What was gone through: every document there is, read or not.
    fn read(&self, gaps: &[(&str, &str)]) -> String {
        let lang = self.lang;
        if self.documents.is_empty() {
            return Text::LetterReadNone.with(lang, gaps);
        }
        let sum = |of: &dyn Fn(&Document) -> usize| {
            let all = self.documents.iter();
            all.map(|(document, _)| of(document)).sum::<usize>()
        };
        let (pages, unread) = (
            sum(&|d| d.coverage.pages),
            sum(&|d| d.coverage.unread_count()),
        );
        let unopened = sum(&|d| usize::from(d.error.is_some()));
        let counting = self.documents.iter().filter(|(_, counts)| *counts).count();
        let unread = (unread > 0).then(|| {
            let pages = counted(Text::LetterPages, unread, lang);
            Text::LetterReadUnread.with(lang, &[("n", &pages)])
        });
        let mut standing = match counting {
            0 => Text::LetterCountingNone.get(lang).to_owned(),
            n => counted(Text::LetterCounting, n, lang),
        };
        if unopened > 0 {
            let files = capital(&counted(Text::LetterFiles, unopened, lang));
            let words = Text::LetterFilesUnopened.with(lang, &[("files", &files)]);
            standing = format!("{words} {standing}");
        }
        let own = [
            (
                "documents",
                &*counted(Text::LetterDocuments, self.documents.len(), lang),
            ),
            ("pages", &counted(Text::LetterPages, pages, lang)),
            ("unread", &unread.unwrap_or_default()),
            ("counting", &standing),
        ];
        Text::LetterRead.with(lang, &[gaps, &own].concat())
    }

    fn method(&self) -> String {
        let run = self.matrix.run;
        let gaps = [
            ("pack", run.pack.id.as_str()),
            ("version", &run.pack.version),
            ("rule", &run.rule.version),
            ("program", &run.program),
        ];
        Text::LetterMethod.with(self.lang, &gaps)
    }

    /// The packs and the rule with what tells them from others of the same name.
    fn versions(&self) -> String {
        let run = self.matrix.run;
        let said = |(what, version, hash): (Text, String, String)| {
            let rule = (what == Text::RuleWord).then(|| what.get(self.lang).to_lowercase() + " ");
            let hash = method::short_hash(&hash);
            format!("{}{version} ({hash})", rule.unwrap_or_default())
        };
        // The program stands in the sentence before.
        let versions = method::versions(run, self.lang).into_iter();
        let versions = versions.filter(|(what, _, _)| *what != Text::ProgramWord);
        let versions: Vec<String> = versions.map(said).collect();
        Text::LetterVersions.with(self.lang, &[("versions", &versions.join(", "))])
    }

    fn summary(&self) -> Table {
        let lang = self.lang;
        let row = |(cell, reviewed): (&Cell, &Reviewed)| {
            let of = reviewed.outcome(cell);
            let title = self.matrix.run.document(cell);
            let title = title.map(|d| d.identity.title.clone()).unwrap_or_default();
            let words = vec![
                level(cell.level, lang).to_owned(),
                standing(cell, reviewed, lang),
                title,
            ];
            (words, Some(of))
        };
        let header = [Text::LevelColumn, Text::OutcomeColumn, Text::TitleColumn];
        Table {
            caption: Text::LetterSummaryCaption.get(lang).to_owned(),
            widths: &[3, 4, 3],
            header: header.map(|text| text.get(lang).to_owned()).into(),
            rows: self.cells().map(row).collect(),
        }
    }

    /// What the plan of a cell says, or that there is none.
    fn cell(&self, cell: &Cell, reviewed: &Reviewed, blocks: &mut Vec<Block>) {
        let (run, lang) = (self.matrix.run, self.lang);
        blocks.push(Block::Heading(3, level(cell.level, lang).to_owned()));
        let plans: Vec<&Document> = run.counting(cell).collect();
        if plans.is_empty() {
            if reviewed.decision().is_some() {
                blocks.extend(decided(cell, reviewed, lang));
                return;
            }
            let mut words = vec![if cell.outcome == Outcome::Unreadable {
                explain::cell(run, cell, lang)
            } else {
                Text::LetterNoPlan.get(lang).to_owned()
            }];
            let maybe = explain::unread_of_unknown_kind(run, cell);
            if cell.outcome != Outcome::Unreadable && !maybe.is_empty() {
                let gaps = [("files", &*maybe.join(", "))];
                words.push(Text::LetterMaybe.with(lang, &gaps));
            }
            let searched = cell.searched.iter();
            words.extend(searched.map(|row| explain::searched(row, lang)));
            words.extend(self.instead(cell));
            blocks.push(Block::Text(words.join(" ")));
            return;
        }
        for plan in &plans {
            let gaps = [
                ("title", plan.identity.title.as_str()),
                ("facts", &facts(plan, lang)),
            ];
            blocks.push(Block::Text(Text::LetterPlan.with(lang, &gaps)));
        }
        let gate = cell.assessment.as_ref().and_then(|of| match &of.verdict {
            Verdict::CannotAssess(gate) => Some(gate),
            Verdict::Colour(_) => None,
        });
        let has_decision = reviewed.decision().is_some();
        if has_decision || gate.is_none() {
            blocks.extend(decided(cell, reviewed, lang));
        }
        if let Some(gate) = gate.filter(|_| !has_decision) {
            let why = match gate {
                Gate::File(_) => Text::LetterFileUnread.get(lang).to_owned(),
                other => explain::gate(other, lang),
            };
            blocks.push(Block::Text(Text::LetterUnread.with(lang, &[("why", &why)])));
        }
        let found = self.found(&plans, blocks);
        // What could not be read says nothing: neither that it speaks of the subject nor that it does not.
        let Some(assessment) = cell.assessment.as_ref().filter(|_| gate.is_none()) else {
            return;
        };
        if !found {
            blocks.push(Block::Text(Text::LetterNothing.get(lang).to_owned()));
        }
        let not_found = if plans.iter().any(|plan| plan.is_incomplete()) {
            Text::LetterNotFoundTermsRead
        } else {
            Text::LetterNotFoundTerms
        };
        let missing = explain::missing_terms(run, assessment, lang);
        if missing.is_empty() {
            blocks.push(Block::Text(Text::LetterAllTerms.get(lang).to_owned()));
        }
        for (text, is_there) in [(not_found, false), (Text::LetterUncountedTerms, true)] {
            let terms = missing.iter().filter(|(_, there)| *there == is_there);
            let terms: Vec<&str> = terms.map(|(term, _)| *term).collect();
            if !terms.is_empty() {
                let words = text.with(lang, &[("terms", &terms.join(", "))]);
                blocks.push(Block::Text(words));
            }
        }
    }

    /// The sentences found, with page; whether there are any.
    fn found(&self, plans: &[&Document], blocks: &mut Vec<Block>) -> bool {
        let lang = self.lang;
        let (mut points, mut left) = (Vec::new(), 0);
        for plan in plans {
            let (best, more) = passages::best(plan, MOST_SENTENCES);
            let of = (plans.len() > 1).then(|| format!(", {}", plan.identity.title));
            points.extend(best.iter().map(|hit| {
                let place = page(u64::from(hit.page.get()), hit.label.as_deref(), lang);
                let of = of.as_deref().unwrap_or_default();
                format!("«{}» ({place}{of})", quoted(hit))
            }));
            left += more;
        }
        if points.is_empty() {
            return false;
        }
        blocks.push(Block::Text(Text::LetterFound.get(lang).to_owned()));
        blocks.push(Block::List(points));
        if left > 0 {
            blocks.push(Block::Text(Text::LetterMore.get(lang).to_owned()));
        }
        true
    }

    /// The plans that do not count: on hearing, run out.
    fn instead(&self, cell: &Cell) -> Option<String> {
        let (run, lang) = (self.matrix.run, self.lang);
        let named = cell.set_aside.iter().filter_map(|aside| {
            let document = run.documents.get(aside.document)?;
            let reason = super::set_aside(aside.reason, lang);
            Some(format!("{} ({reason})", document.identity.title))
        });
        let named: Vec<String> = named.collect();
        (!named.is_empty())
            .then(|| Text::LetterInstead.with(lang, &[("documents", &named.join("; "))]))
    }

    /// What the plans say of duties, goals or groups, where the run asked for such: with the words, because a hit alone proves nothing.
    fn duties(&self) -> Vec<Block> {
        /// Passages shown of one duty.
        const FEW: usize = 2;
        let (run, lang) = (self.matrix.run, self.lang);
        let column = run
            .municipalities
            .iter()
            .position(|m| m == self.municipality);
        let mut blocks = Vec::new();
        for table in groups::tables(run, lang) {
            let points = table.rows.iter().filter_map(|(duty, _, cells)| {
                let cell = cells.get(column?)?;
                let passages = groups::passages(run, cell);
                let passages = passages.iter().take(FEW).map(|(document, hit)| {
                    let place = page(u64::from(hit.page.get()), hit.label.as_deref(), lang);
                    format!("«{}» ({place}, {})", quoted(hit), document.identity.title)
                });
                let passages = passages.collect::<Vec<_>>().join("; ");
                let text = match (passages.is_empty(), cell.unread) {
                    (false, _) => Text::LetterDutyFound,
                    (true, true) => Text::LetterDutyUnread,
                    (true, false) => Text::LetterDutyNone,
                };
                Some(text.with(lang, &[("duty", *duty), ("passages", &passages)]))
            });
            let name = table.pack.name.get(lang);
            let title = Text::GroupsTitle.with(lang, &[("pack", name)]);
            blocks.push(Block::Heading(3, title));
            blocks.push(Block::Text(Text::LetterDutiesNote.get(lang).to_owned()));
            blocks.push(Block::List(points.collect()));
        }
        blocks
    }

    /// The documents, with the hash of each file: what the archive needs to tell later which version it was.
    fn sources(&self) -> Table {
        let lang = self.lang;
        let row = |(document, counts): &(&Document, bool)| {
            let words = vec![
                document.identity.title.clone(),
                kind(&document.identity.role, lang),
                facts(document, lang),
                super::csv::yes_or_no(*counts).get(lang).to_owned(),
                format!("{} {}", path(&document.path), document.hash),
            ];
            (words, None)
        };
        let file = format!(
            "{}, {}",
            Text::DocumentColumn.get(lang),
            Text::CoverageHash.get(lang).to_lowercase()
        );
        let header = [
            Text::TitleColumn.get(lang),
            Text::LevelColumn.get(lang),
            Text::StatusColumn.get(lang),
            Text::LetterCountsColumn.get(lang),
            &file,
        ];
        Table {
            caption: Text::LetterDocumentsCaption.get(lang).to_owned(),
            widths: &[4, 4, 5, 2, 7],
            header: header.map(str::to_owned).into(),
            rows: self.documents.iter().map(row).collect(),
        }
    }
}

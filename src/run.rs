//! What one screening found: the value that every report shows.

use std::path::PathBuf;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::classify::{Assessment, Bearing, Cell, GroupCell};
use crate::corpus::{Identity, Municipality, OwnerNote, Period, Source, Status};
use crate::extract::{Coverage, Format, PageNumber, ReadError, Zone};
use crate::terms::{Class, Form, Group, Label, Rule, WhyNot};

/// Schema of the run file; raised when a reader of the old one would misread it.
pub const SCHEMA: &str = "planlys.run/3";

/// One screening.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Run {
    /// [`SCHEMA`].
    pub schema: String,
    /// Version of the program.
    pub program: String,
    /// Day for which it was decided what is in force.
    pub date: Date,
    /// What its documents were searched with and by which build: a later run by the same takes over what has not changed.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub recipe: String,
    /// The corpus folder.
    pub corpus: PathBuf,
    /// The pack that colours.
    pub pack: PackSummary,
    /// The rule by which it does.
    pub rule: Rule,
    /// Packs whose hits are shown beside the colours.
    pub beside: Vec<PackSummary>,
    /// Municipalities in the order of the columns.
    pub municipalities: Vec<Municipality>,
    /// Cells by municipality and level.
    pub cells: Vec<Cell>,
    /// What each municipality's plans say of the groups of the packs, by pack, group and municipality.
    pub groups: Vec<GroupCell>,
    /// Which plan names which other plan of its municipality.
    #[serde(default)]
    pub anchors: Vec<Anchor>,
    /// All files of the corpus, sorted by path.
    pub documents: Vec<Document>,
    /// Files and folders that could not be listed.
    pub unlisted: Vec<PathBuf>,
    /// What a person should know of the table as a whole; only in tables that were not made by the program.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<Label>,
}

/// A plan that names another plan of the same municipality.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Anchor {
    /// Index of the document that names.
    pub from: usize,
    /// Index of the document that is named.
    pub to: usize,
    /// Whether it is named by its title; otherwise by what such plans are called.
    pub by_title: bool,
    /// Pages on which it is named, from 1.
    pub pages: Vec<u32>,
    /// The words of the first place; of the first with its title, where there is one.
    pub text: String,
}

/// The pack a run was made with.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PackSummary {
    /// Its identifier.
    pub id: String,
    /// Version of the terms.
    pub version: String,
    /// Hash of its text.
    pub hash: String,
    /// Its name.
    pub name: Label,
    /// Where the terms come from.
    pub source: String,
    /// Goals, target groups or duties; empty in a pack without such.
    pub groups: Vec<Group>,
    /// The terms.
    pub terms: Vec<TermSummary>,
}

/// A term as reports show it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct TermSummary {
    /// Its identifier.
    pub id: String,
    /// Its name.
    pub label: Label,
    /// What its hits are worth.
    pub class: Class,
    /// Index into [`PackSummary::groups`].
    pub group: Option<usize>,
    /// Its variants as written.
    pub variants: Vec<String>,
}

/// One file of the corpus and what was found in it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Document {
    /// Path within the corpus.
    pub path: PathBuf,
    /// Size in bytes.
    pub bytes: u64,
    /// blake3 hash of the file, hexadecimal; empty if it could not be opened.
    pub hash: String,
    /// Where it was downloaded from and when, if it was and is still the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
    /// Kind of file, if it was read.
    pub format: Option<Format>,
    /// Whose it is.
    pub municipality: Municipality,
    /// What is odd about that.
    pub owner_note: Option<OwnerNote>,
    /// Municipalities that the first page names and the folder does not.
    pub other_municipalities: Vec<String>,
    /// The other municipalities of a joint plan, whose cells it fills too.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub joint: Vec<Municipality>,
    /// Whether its name says that it is a part or an appendix of a plan.
    #[serde(default)]
    pub is_part: bool,
    /// What it is.
    pub identity: Identity,
    /// Its standing on the day of the run.
    pub status: Status,
    /// The period on the title page and the one in the file name, where they differ.
    pub period_conflict: Option<(Period, Period)>,
    /// What was read.
    pub coverage: Coverage,
    /// Why nothing was read.
    pub error: Option<ReadError>,
    /// The document against the rule.
    pub assessment: Assessment,
    /// All hits, in order of place.
    pub hits: Vec<Passage>,
}

/// A hit as reports show it: the words, where they stand, and whether they count.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Passage {
    /// Page from 1.
    pub page: PageNumber,
    /// Page label in the document's own page list.
    pub label: Option<String>,
    /// The pack: 0 for [`Run::pack`], from 1 for those in [`Run::beside`].
    #[serde(default)]
    pub pack: usize,
    /// The term's identifier.
    pub term: String,
    /// The variant that matched, as written in the pack.
    pub variant: String,
    /// The words found, tidied (hyphens at line ends joined) and never repaired.
    pub surface: String,
    /// How they stand there.
    #[serde(default)]
    pub form: Form,
    /// Kind of text.
    pub zone: Zone,
    /// The heading under which it stands.
    #[serde(default)]
    pub section: Option<String>,
    /// What it bears, in the pack that colours.
    #[serde(default)]
    pub bearing: Bearing,
    /// Whether its sentence is on social housing.
    #[serde(default)]
    pub social: bool,
    /// Whether its sentence is a goal or measure on housing for wider groups, and not on social housing.
    #[serde(default)]
    pub wider: bool,
    /// Which sentence of the page it stands in.
    #[serde(default)]
    pub sentence: usize,
    /// Why it does not count, if it does not.
    pub why_not: Option<WhyNot>,
    /// How certain OCR is of the words found, 0–100; `None` for text of the file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certainty: Option<u8>,
    /// First character in the page's text (code points from 0).
    pub start: usize,
    /// Character after the last.
    pub end: usize,
    /// The words before it in its sentence or paragraph.
    pub before: String,
    /// The words after it.
    pub after: String,
}

impl Passage {
    /// The words found and what stands around them, as one text.
    pub fn context(&self) -> String {
        format!("{}{}{}", self.before, self.surface, self.after)
    }
}

impl PackSummary {
    /// A term by its identifier.
    pub fn term(&self, id: &str) -> Option<&TermSummary> {
        self.terms.iter().find(|term| term.id == id)
    }
}

impl Document {
    /// Whether something of it could not be read.
    pub fn is_incomplete(&self) -> bool {
        self.error.is_some() || !self.coverage.is_complete()
    }
}

impl Run {
    /// The cell of a municipality and level.
    pub fn cell(
        &self,
        municipality: &Municipality,
        level: crate::corpus::PlanLevel,
    ) -> Option<&Cell> {
        self.cells
            .iter()
            .find(|cell| cell.municipality == *municipality && cell.level == level)
    }

    /// The documents that fill a cell together, the main one first.
    pub fn counting<'r>(&'r self, cell: &'r Cell) -> impl Iterator<Item = &'r Document> {
        cell.counting()
            .filter_map(|index| self.documents.get(index))
    }

    /// The main document that fills a cell.
    pub fn document(&self, cell: &Cell) -> Option<&Document> {
        cell.document.and_then(|index| self.documents.get(index))
    }

    /// A term of the pack that colours.
    pub fn term(&self, id: &str) -> Option<&TermSummary> {
        self.pack.term(id)
    }

    /// All packs: the one that colours, then those beside it.
    pub fn packs(&self) -> impl Iterator<Item = &PackSummary> {
        std::iter::once(&self.pack).chain(&self.beside)
    }

    /// The pack of a passage.
    pub fn pack_of(&self, passage: &Passage) -> &PackSummary {
        self.packs().nth(passage.pack).unwrap_or(&self.pack)
    }

    /// Whether a passage is of a background term, whose hits never count.
    pub fn is_background(&self, passage: &Passage) -> bool {
        let term = self.pack_of(passage).term(&passage.term);
        term.is_some_and(|term| term.class == Class::Background)
    }

    /// All hits with their documents, in the order of the documents.
    pub fn hits(&self) -> impl Iterator<Item = (&Document, &Passage)> {
        self.documents
            .iter()
            .flat_map(|document| document.hits.iter().map(move |hit| (document, hit)))
    }

    /// Whether some document could not be (fully) read.
    pub fn is_incomplete(&self) -> bool {
        !self.unlisted.is_empty() || self.documents.iter().any(Document::is_incomplete)
    }
}

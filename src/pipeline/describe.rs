//! A file that was read → what it is: whose, of which level, for which years, with which standing.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use jiff::civil::Date;

use super::first_pages;
use crate::classify::Assessment;
use crate::corpus::identify::{self, Field, Place};
use crate::corpus::language::Tally;
use crate::corpus::{self, Corpus, FirstPages, Identity, Municipality, Source};
use crate::extract::{Coverage, Page, ReadError, Reading};
use crate::index::Described;
use crate::run::{Document, Passage};

/// The municipalities of which a folder or file could not be listed.
pub(super) fn hidden(corpus: &Corpus) -> Vec<Municipality> {
    let nothing = FirstPages {
        lines: Vec::new(),
        metadata_title: None,
        texts: Vec::new(),
        tally: Tally::default(),
    };
    // The folder may be the municipality's own: then it is the one above what cannot be seen.
    let owner = |path: &PathBuf| {
        let stated = corpus.manifest.stated(path);
        let stated = stated.and_then(|row| row.municipality.as_deref());
        let stated = stated.map(|names| corpus::joint_names(names).0);
        corpus::owner(&corpus.root, &path.join("-"), stated, &nothing)
    };
    let owners = corpus.unlisted.iter().map(owner);
    owners.map(|owner| owner.municipality).collect()
}

/// A number that differs when what `plans.csv` and the record of downloads say of a file does.
pub(super) fn stated_number(corpus: &Corpus, path: &Path) -> u64 {
    let mut hasher = DefaultHasher::new();
    if let Some(row) = corpus.manifest.stated(path) {
        format!("{row:?}").hash(&mut hasher);
    }
    if let Some(record) = corpus.fetched.of(path) {
        (&record.final_address, record.time).hash(&mut hasher);
    }
    hasher.finish()
}

/// What the first pages, the path and `plans.csv` say of a file.
pub(super) struct Whose {
    owner: corpus::Owner,
    joint: Vec<Municipality>,
    other_municipalities: Vec<String>,
    pub(super) identity: Identity,
    /// The period was stated: what the file name says of it does not matter.
    period_is_stated: bool,
}

/// Says what a file is. Below so many words a page that links to a plan is none itself.
pub(super) fn identify(
    corpus: &Corpus,
    path: &Path,
    reading: &Result<Reading, ReadError>,
    fewest_words: usize,
) -> Whose {
    let stated = corpus.manifest.stated(path);
    let nothing = Reading::default();
    let read = reading.as_ref().unwrap_or(&nothing);
    let first = first_pages::of(read);
    let stated_names = stated.and_then(|row| row.municipality.as_deref());
    let (stated_owner, stated_joint) = stated_names.map(corpus::joint_names).unzip();
    let owner = corpus::owner(&corpus.root, path, stated_owner, &first);
    let mut identity = if reading.is_err() {
        Identity::from_name(path)
    } else {
        identify::identify(path, &first)
    };
    let coverage = &read.coverage;
    let is_short = coverage.words < fewest_words && coverage.is_complete();
    let links = read.metadata.linked_files > 0 || identify::links_to_a_plan(&first);
    let no_plan = is_short && (links || identify::is_missing_page(&first));
    if no_plan || (read.format.is_web_page() && identify::is_search(&first)) {
        identity = identity.as_landing_page();
    }
    if let Some(row) = stated {
        row.apply(&mut identity);
    }
    let joint = stated_joint.unwrap_or_else(|| corpus::joint_on(&owner.municipality, &first));
    let mut other_municipalities = corpus::others_named(&owner.municipality, &first);
    other_municipalities.retain(|name| !joint.iter().any(|m| m.name == *name));
    Whose {
        owner,
        joint,
        other_municipalities,
        identity,
        period_is_stated: stated.is_some_and(|row| row.period.is_some()),
    }
}

impl Whose {
    /// What a search asks of the file.
    pub(super) fn described(&self, reading: &Result<Reading, ReadError>) -> Described {
        let mut identity = self.identity.clone();
        // Where things were read is shown with a screening; a search needs to know only whether the status was stated.
        identity
            .evidence
            .retain(|e| e.field == Field::Status && e.place == Place::Manifest);
        let read = reading.as_ref().ok();
        let coverage = read.map(|reading| &reading.coverage);
        let damaged_page = |reading: &Reading| reading.pages.iter().any(Page::is_damaged);
        Described {
            municipality: self.owner.municipality.clone(),
            joint: self.joint.clone(),
            identity,
            pages: coverage.map_or(0, |coverage| coverage.pages),
            unread: coverage.map_or(0, Coverage::unread_count),
            awaiting_ocr: coverage.map_or(0, |coverage| coverage.awaiting_ocr.len()),
            ocr_mark: coverage.map_or(0, |coverage| coverage.ocr_mark),
            damaged: coverage.is_some_and(|c| c.damaged_text) || read.is_some_and(damaged_page),
            error: reading.as_ref().err().copied(),
        }
    }

    /// The document of the file, with what was found in it.
    pub(super) fn document(
        self,
        (file, source): (&corpus::File, Option<Source>),
        hash: String,
        reading: &Result<Reading, ReadError>,
        date: Date,
        (assessment, hits): (Assessment, Vec<Passage>),
    ) -> Document {
        let (path, identity) = (file.path.as_path(), self.identity);
        let period_conflict = identity.period_conflict(path);
        let evidence = self
            .owner
            .evidence
            .into_iter()
            .chain(identity.evidence.clone());
        let read = reading.as_ref().ok();
        Document {
            path: path.to_path_buf(),
            bytes: file.size,
            hash,
            source,
            format: read.map(|reading| reading.format),
            municipality: self.owner.municipality,
            owner_note: self.owner.note,
            other_municipalities: self.other_municipalities,
            joint: self.joint,
            is_part: identify::is_part(&identity.title, path),
            status: identity.status_on(date),
            period_conflict: period_conflict.filter(|_| !self.period_is_stated),
            identity: Identity {
                evidence: evidence.collect(),
                ..identity
            },
            coverage: read.map_or_else(Coverage::default, |reading| reading.coverage.clone()),
            error: reading.as_ref().err().copied(),
            assessment,
            hits,
        }
    }
}

//! Brings a state up to date with its corpus, with or without searching the plans: only what is new or changed is read.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use jiff::civil::Date;

use super::describe::{self, Whose};
use super::reading::{Answer, Pool};
use super::{
    Looked, Observer, Options, Recogniser, Search, Stopped, anchors, each_file, finish, passages,
};
use crate::classify::{self, Assessment, Basis};
use crate::corpus::{self, Corpus, Identity, Municipality, NotFound};
use crate::extract::{ReadError, Reading};
use crate::index::{
    BUILD, Catalog, FileRecord, Known, Lock, Made, Stamps, State, StateError, UnreadFile, Writer,
    name_of, store,
};
use crate::run::{Document, Passage, Run};
use crate::terms::Rule;

/// What has become of the files of a corpus since the state was brought up to date last. Names within the corpus.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Files that were not there.
    pub new: Vec<String>,
    /// Files with another content.
    pub changed: Vec<String>,
    /// Files with another name: the old one and the new one.
    pub moved: Vec<(String, String)>,
    /// Files that are no longer there.
    pub gone: Vec<String>,
    /// Files that are as they were.
    pub same: usize,
    /// Files that were read, because the state did not have what is in them.
    pub read: usize,
}

impl Changes {
    fn between(before: &Catalog, now: &BTreeMap<String, (String, bool)>) -> Self {
        let mut changes = Changes::default();
        let mut lost: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (name, record) in before
            .files
            .iter()
            .filter(|(name, _)| !now.contains_key(*name))
        {
            lost.entry(&record.hash).or_default().push(name);
        }
        for (name, (hash, read)) in now {
            changes.read += usize::from(*read);
            match before.files.get(name) {
                Some(record) if record.hash == *hash => changes.same += 1,
                Some(_) => changes.changed.push(name.clone()),
                None => match lost.get_mut(hash.as_str()).filter(|_| !hash.is_empty()) {
                    Some(old) if !old.is_empty() => {
                        changes.moved.push((old.remove(0).to_owned(), name.clone()));
                    }
                    _ => changes.new.push(name.clone()),
                },
            }
        }
        changes.gone = lost.into_values().flatten().map(str::to_owned).collect();
        changes.gone.sort();
        changes
    }

    /// Whether all is as it was.
    pub fn is_empty(&self) -> bool {
        self.new.is_empty()
            && self.changed.is_empty()
            && self.moved.is_empty()
            && self.gone.is_empty()
    }
}

/// A state that was brought up to date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Brought {
    /// What had changed.
    pub changes: Changes,
    /// Files in the state.
    pub files: usize,
    /// Pages in it.
    pub pages: usize,
    /// Pages that OCR is still to be done for.
    pub awaiting_ocr: usize,
    /// Files that could not be (fully) read.
    pub unread: Vec<UnreadFile>,
    /// Files and folders that could not be listed.
    pub unlisted: Vec<PathBuf>,
}

impl Brought {
    /// What a state holds after changes.
    pub fn new(changes: Changes, stamps: Stamps, unlisted: Vec<PathBuf>) -> Self {
        Brought {
            changes,
            files: stamps.files.len(),
            pages: stamps.pages,
            awaiting_ocr: stamps.awaiting_ocr,
            unread: stamps.unread,
            unlisted,
        }
    }
}

/// The place of a corpus, the same however it is named.
pub fn place_of(corpus: &Corpus) -> PathBuf {
    let root = corpus.root.canonicalize();
    root.unwrap_or_else(|_| corpus.root.clone())
}

/// Whether nothing has changed since a state was brought up to date by this program: no file is opened to tell. Pages that OCR is for,
/// and can now be done for, are a change.
pub fn is_unchanged(corpus: &Corpus, stamps: &Stamps, recogniser: &Recogniser) -> bool {
    // Both are sorted, by the parts of the path and by the name as a whole.
    let mut files: Vec<(Cow<'_, str>, &corpus::File)> = corpus
        .files
        .iter()
        .map(|file| (name_of(&file.path), file))
        .collect();
    files.sort_unstable_by(|a, b| a.0.cmp(&b.0));
    stamps.made.is_of(&place_of(corpus))
        && stamps.made.ocr == recogniser.made_with()
        && (stamps.awaiting_ocr == 0 || !recogniser.is_ready())
        && stamps
            .unlisted
            .iter()
            .map(String::as_str)
            .eq(corpus.unlisted.iter().map(|p| name_of(p)))
        && stamps.files.len() == files.len()
        && stamps
            .files
            .iter()
            .zip(&files)
            .all(|(known, (name, file))| {
                known.name == **name
                    && known.certain == Some(file.stamp)
                    && known.stated == describe::stated_number(corpus, &file.path)
            })
}

/// The state being brought up to date.
struct Update<'u> {
    corpus: &'u Corpus,
    options: &'u Options<'u>,
    writer: &'u Writer<'u>,
    before: Catalog,
    /// Whether the files were described by this very program, of this very corpus.
    is_own: bool,
}

/// A file as it is now.
#[expect(
    clippy::large_enum_variant,
    reason = "it is taken apart where it is made"
)]
enum Now {
    /// As it was, and known.
    Same(FileRecord),
    /// To be described anew, from what was read of it.
    Read(Answer, bool),
}

impl<'u> Update<'u> {
    fn new(
        corpus: &'u Corpus,
        options: &'u Options<'u>,
        writer: &'u Writer<'u>,
        fewest_words: usize,
    ) -> Self {
        let before = writer.before();
        let unlisted = corpus
            .unlisted
            .iter()
            .map(|path| name_of(path).into_owned());
        writer.note_unlisted(unlisted.collect());
        Update {
            corpus,
            options,
            writer,
            is_own: before.made
                == Made::now(
                    &place_of(corpus),
                    fewest_words,
                    options.recogniser.made_with(),
                ),
            before,
        }
    }

    /// What is known of a file; it is opened only if its stamp does not tell, and read only if the store does not have it.
    fn look(&self, pool: &Pool<'_>, file: &corpus::File, takes_over: bool) -> Now {
        if let Some(elsewhere) = self.options.elsewhere {
            return Now::Read(elsewhere.of(&file.path, self.options.store), false);
        }
        let path = self.corpus.root.join(&file.path);
        let record = match self.before.known(file) {
            Known::Same(record) => Some(record.clone()),
            Known::Perhaps(record) => {
                let same = !record.hash.is_empty() && pool.hash(&path) == record.hash;
                same.then(|| record.clone())
            }
            Known::No => None,
        };
        let stated = describe::stated_number(self.corpus, &file.path);
        if let Some(record) = &record {
            let failed = record.what.error;
            let awaits = record.what.awaiting_ocr > 0 && self.options.recogniser.is_ready();
            let known = self.is_own && record.stated == stated && takes_over && !awaits;
            if known && failed.is_none() && !self.writer.lacks(&record.key) {
                return Now::Same(record.clone());
            }
            if known && failed.is_some_and(|error| !error.may_pass()) {
                return Now::Same(record.clone());
            }
            if let Some(store) = self.options.store
                && let Some(reading) = pool.recall(store, &record.key, &record.hash)
            {
                return Now::Read((record.hash.clone(), Ok(reading)), false);
            }
        }
        let (answer, read) = pool.read_or_recall(self.options.store, &path, file.size);
        Now::Read(answer, read)
    }

    /// Indexes what was read of a file and takes note of it.
    fn keep(
        &self,
        file: &corpus::File,
        hash: &str,
        whose: &Whose,
        reading: &Result<Reading, ReadError>,
    ) {
        let (mut key, mut hash) = (String::new(), hash.to_owned());
        if let Ok(reading) = reading {
            key = store::key(&hash, &file.path);
            if self.options.store.is_none_or(|store| store.has(&key)) {
                self.writer.add(&key, reading);
            } else {
                // What is not in the store is not in the index either: the next run reads it again.
                (key, hash) = (String::new(), String::new());
            }
        }
        let record = FileRecord {
            stamp: file.stamp,
            seen: self.options.seen,
            hash,
            key,
            stated: describe::stated_number(self.corpus, &file.path),
            what: whose.described(reading),
        };
        self.writer.note(name_of(&file.path).into_owned(), record);
    }

    /// Takes note of a file that is as it was.
    fn keep_as_it_was(&self, file: &corpus::File, record: FileRecord) {
        let record = FileRecord {
            stamp: file.stamp,
            seen: self.options.seen,
            ..record
        };
        self.writer.note(name_of(&file.path).into_owned(), record);
    }

    fn changes(&self, files: Vec<(String, (String, bool))>) -> Changes {
        let files = files.into_iter().collect();
        if self.before.made.corpus != place_of(self.corpus) {
            // The state was another corpus's: nothing of it has moved here, and nothing is gone.
            return Changes::between(&Catalog::default(), &files);
        }
        let mut changes = Changes::between(&self.before, &files);
        // What could not be listed may still be there.
        let unlisted: Vec<_> = self
            .corpus
            .unlisted
            .iter()
            .map(|path| name_of(path))
            .collect();
        let is_under = |name: &String| {
            let under = |folder: &Cow<'_, str>| {
                name.strip_prefix(&**folder)
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            };
            unlisted.iter().any(under)
        };
        changes.gone.retain(|name| !is_under(name));
        changes
    }
}

/// Brings a state up to date: reads what is new or changed, indexes it, describes it.
pub fn index(
    corpus: &Corpus,
    writer: &Writer<'_>,
    fewest_words: usize,
    options: &Options<'_>,
    observer: &dyn Observer,
) -> Result<Changes, Stopped> {
    let update = Update::new(corpus, options, writer, fewest_words);
    let name = |file: &corpus::File| name_of(&file.path).into_owned();
    let look = |pool: &Pool<'_>, file: &corpus::File| match update.look(pool, file, true) {
        Now::Same(record) => {
            let (hash, pages) = (record.hash.clone(), record.what.pages);
            update.keep_as_it_was(file, record);
            Looked::Known((name(file), (hash, false)), pages)
        }
        Now::Read(answer, read) => Looked::Read(answer, read),
    };
    let work = |file: &corpus::File, (hash, reading): Answer, read| {
        let whose = describe::identify(corpus, &file.path, &reading, fewest_words);
        update.keep(file, &hash, &whose, &reading);
        let pages = reading.map_or(0, |reading| reading.pages.len());
        ((name(file), (hash, read)), pages)
    };
    let files = each_file(corpus, options, observer, look, work)?;
    Ok(update.changes(files))
}

/// Screens a corpus and brings its state up to date. The first pack of the search colours, by `rule`; the others are shown beside it.
/// What the last run found is taken over for files that have not changed, if that run searched for the same.
///
/// # Panics
/// Never: only what is known is taken over.
pub fn screen(
    corpus: &Corpus,
    search: &Search<'_>,
    rule: &Rule,
    writer: &Writer<'_>,
    last: Option<Run>,
    options: &Options<'_>,
    observer: &dyn Observer,
) -> Result<(Run, Changes), Stopped> {
    let update = Update::new(corpus, options, writer, rule.fewest_words);
    let recipe = search.recipe();
    let last = last.filter(|run| run.recipe == recipe && update.is_own);
    let known: BTreeMap<PathBuf, &Document> = last
        .iter()
        .flat_map(|run| &run.documents)
        .map(|document| (document.path.clone(), document))
        .collect();
    let look = |pool: &Pool<'_>, file: &corpus::File| {
        let known = known.get(&file.path).copied();
        let recorded = update.before.files.get(&*name_of(&file.path));
        let known = known.filter(|known| recorded.is_some_and(|r| is_as_read(r, known)));
        match update.look(pool, file, known.is_some()) {
            Now::Same(record) => {
                let pages = record.what.pages;
                let hash = record.hash.clone();
                update.keep_as_it_was(file, record);
                let document = known.expect("only what is known is taken over");
                let document = Document {
                    status: document.identity.status_on(options.date),
                    hash,
                    ..document.clone()
                };
                Looked::Known((document, true, false), pages)
            }
            Now::Read(answer, read) => Looked::Read(answer, read),
        }
    };
    let work = |file: &corpus::File, (hash, reading): Answer, read| {
        let whose = describe::identify(corpus, &file.path, &reading, rule.fewest_words);
        update.keep(file, &hash, &whose, &reading);
        let found = searched(&whose.identity, &reading, search, rule);
        let source = corpus.fetched.source(&file.path, &hash);
        let document = whose.document((file, source), hash, &reading, options.date, found);
        let pages = document.coverage.pages;
        ((document, false, read), pages)
    };
    let documents = each_file(corpus, options, observer, look, work)?;
    let files = documents.iter().map(|(document, _, read)| {
        (
            name_of(&document.path).into_owned(),
            (document.hash.clone(), *read),
        )
    });
    let changes = update.changes(files.collect());
    let taken: Vec<bool> = documents.iter().map(|(_, taken, _)| *taken).collect();
    let documents = documents
        .into_iter()
        .map(|(document, ..)| document)
        .collect();
    let mut run = finish(corpus, search.packs, rule, options.date, documents);
    run.recipe = recipe;
    let untouched = last.as_ref().map(|last| untouched(last, &run, &taken));
    let before = last.as_ref().zip(untouched.as_ref());
    run.anchors = anchors::of(corpus, &run.documents, &run.cells, before, options);
    Ok((run, changes))
}

/// A screening that was kept.
#[derive(Debug)]
pub struct Screened {
    /// What was found.
    pub run: Run,
    /// What had become of the files.
    pub changes: Changes,
    /// Whether the index had to be made anew.
    pub rebuilt: bool,
}

/// Why a screening was not kept.
#[derive(Debug, thiserror::Error)]
pub enum Unkept {
    /// The state says no.
    #[error(transparent)]
    State(#[from] StateError),
    /// It was stopped.
    #[error(transparent)]
    Stopped(#[from] Stopped),
}

/// Screens a corpus as [`screen`] does and keeps what was read and found in a state, which is locked, and whose store `options` should
/// name.
pub fn screen_into(
    (state, lock): (&State, Lock),
    corpus: &Corpus,
    search: &Search<'_>,
    rule: &Rule,
    options: &Options<'_>,
    observer: &dyn Observer,
) -> Result<Screened, Unkept> {
    let made = Made::now(
        &place_of(corpus),
        rule.fewest_words,
        options.recogniser.made_with(),
    );
    let writer = Writer::open_locked(state, lock, made)?;
    let rebuilt = writer.rebuilt;
    let last = state.run().ok();
    let (mut run, changes) = screen(corpus, search, rule, &writer, last, options, observer)?;
    writer.finish()?;
    state.keep_run(&mut run)?;
    Ok(Screened {
        run,
        changes,
        rebuilt,
    })
}

/// The last run as `last` reads it, if nothing has changed since: then no file is opened and nothing is written.
pub fn still_true(
    state: &State,
    last: impl FnOnce() -> Result<Run, StateError>,
    (corpus, rule): (&Corpus, &Rule),
    recogniser: &Recogniser,
    recipe: &str,
    date: Date,
) -> Option<Run> {
    let stamps = state.stamps().ok()?;
    let same = state.has_index()
        && stamps.made.fewest_words == rule.fewest_words
        && is_unchanged(corpus, &stamps, recogniser);
    let last = same.then(|| last().ok()).flatten()?;
    let catalog = state.catalog().ok()?;
    unchanged_run(last, corpus, &catalog, recipe, date)
}

/// Whether a document of a run is of what the state has of its file: the same bytes, of which OCR gave the same.
fn is_as_read(record: &FileRecord, document: &Document) -> bool {
    record.hash == document.hash && record.what.ocr_mark == document.coverage.ocr_mark
}

/// The municipalities whose documents are those of the last run and claim the same cells.
fn untouched(last: &Run, run: &Run, taken: &[bool]) -> BTreeSet<Municipality> {
    let (before, mut now) = (holdings(last), holdings(run));
    for (document, _) in run
        .documents
        .iter()
        .zip(taken)
        .filter(|(_, taken)| !**taken)
    {
        for municipality in whose(document) {
            now.remove(municipality);
        }
    }
    now.retain(|municipality, holdings| before.get(municipality) == Some(holdings));
    now.into_keys().cloned().collect()
}

fn whose(document: &Document) -> impl Iterator<Item = &Municipality> {
    std::iter::once(&document.municipality).chain(&document.joint)
}

/// Of each municipality the documents, and for each of its cells those that count and those set aside.
fn holdings(run: &Run) -> BTreeMap<&Municipality, Vec<Vec<&PathBuf>>> {
    let mut all: BTreeMap<&Municipality, Vec<Vec<&PathBuf>>> = BTreeMap::new();
    for document in &run.documents {
        for municipality in whose(document) {
            let own = all.entry(municipality).or_insert_with(|| vec![Vec::new()]);
            own[0].push(&document.path);
        }
    }
    for cell in &run.cells {
        let path = |index: usize| Some(&run.documents.get(index)?.path);
        let aside = cell.set_aside.iter().map(|aside| aside.document);
        let own = all.entry(&cell.municipality).or_default();
        own.push(cell.counting().filter_map(path).collect());
        own.push(aside.filter_map(path).collect());
    }
    all
}

/// The last run, if a screening would give the same: nothing has changed, and it searched for the same on the same day.
fn unchanged_run(
    last: Run,
    corpus: &Corpus,
    catalog: &Catalog,
    recipe: &str,
    date: Date,
) -> Option<Run> {
    let is_known = |document: &Document| {
        let record = catalog.files.get(&*name_of(&document.path));
        record.is_some_and(|record| is_as_read(record, document))
    };
    let sorted = |rows: &mut dyn Iterator<Item = &NotFound>| {
        let mut rows: Vec<String> = rows.map(|row| format!("{row:?}")).collect();
        rows.sort();
        rows
    };
    let searched = sorted(&mut last.cells.iter().flat_map(|cell| &cell.searched));
    let same = last.recipe == recipe
        && last.date == date
        && last.unlisted == corpus.unlisted
        && last.documents.len() == catalog.files.len()
        && last.documents.iter().all(is_known)
        && searched == sorted(&mut corpus.manifest.not_found.iter());
    same.then_some(last)
}

/// The hits in a document and what they come to.
pub(super) fn searched(
    identity: &Identity,
    reading: &Result<Reading, ReadError>,
    search: &Search<'_>,
    rule: &Rule,
) -> (Assessment, Vec<Passage>) {
    let pack = search.packs[0];
    let reading = match reading {
        Ok(reading) => reading,
        Err(error) => return (classify::unreadable(pack, *error), Vec::new()),
    };
    let hits = search.find(reading, &identity.own_titles(), |_| true);
    let weights = search.weigh(reading, &hits);
    let level = identity.role.levels().first().copied();
    let basis = Basis::new(&reading.coverage, identity.language, level);
    let assessment = classify::assess(pack, rule, &hits, &weights, basis);
    let passages = passages::of(search.packs, reading, &hits, &weights);
    (assessment, passages)
}

impl Search<'_> {
    /// What is searched for, and by which build: what one search found in a document holds for another of the same recipe.
    pub fn recipe(&self) -> String {
        let packs = self.packs.iter().map(|pack| pack.hash.as_str());
        recipe(packs, self.damage)
    }
}

/// The recipe of a search for some packs, by their hashes.
pub fn recipe<'h>(packs: impl Iterator<Item = &'h str>, damage: super::Damage) -> String {
    let mut recipe = format!("{BUILD} {damage:?}");
    for hash in packs {
        recipe.push(' ');
        recipe.push_str(&hash[..hash.len().min(16)]);
    }
    recipe
}

//! Which documents there are, whose they are, and what they are.
//!
//! A corpus is a folder with a folder for each municipality; `plans.csv` beside them overrules what the files say. This stage lists
//! files and reads title lines; it does not open the files.

pub mod fetched;
pub mod identify;
pub mod language;
pub mod level;
pub mod manifest;
pub mod municipality;
pub mod name;
mod owner;
pub mod replace;
mod site;
pub mod wanted;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use unicode_normalization::UnicodeNormalization;
use walkdir::WalkDir;

pub use self::fetched::{Fetched, Source};
pub use self::identify::{Evidence, Field, FirstPages, Identity, Period, Place, Status, TitleLine};
pub use self::language::Language;
pub use self::level::{NotAPlan, OtherPlan, PlanLevel, Role};
pub use self::manifest::{Manifest, NotFound, Override};
pub use self::municipality::{Municipality, MunicipalityNumber};
pub use self::owner::{Owner, OwnerNote, joint_names, joint_on, named, others_named, owner};
pub use self::site::other_pages;
pub use self::wanted::Wanted;
use crate::problem::Problem;

/// A corpus: its files and what `plans.csv` says of them.
#[derive(Debug)]
pub struct Corpus {
    /// The folder.
    pub root: PathBuf,
    /// Its files, sorted by path.
    pub files: Vec<File>,
    /// The rows of `plans.csv`, empty without one.
    pub manifest: Manifest,
    /// What was downloaded, and from where.
    pub fetched: Fetched,
    /// Plans in `plans.csv` with an address that are not fetched yet.
    pub unfetched: usize,
    /// Folders and files that could not be listed, those that are not fetched among them.
    pub unlisted: Vec<PathBuf>,
    /// Files that a browser saved beside web pages: their pictures and styles, no documents.
    pub beside: usize,
}

/// A file of the corpus.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Path within the corpus.
    pub path: PathBuf,
    /// Size in bytes.
    pub size: u64,
    /// By which it is seen that it has not changed.
    pub stamp: Stamp,
    /// The other pages of a plan that was saved as many web pages, by path within the corpus; size and stamp are those of all.
    pub with: Vec<PathBuf>,
}

/// What the file system says of a file without opening it. Times are nanoseconds since 1970, 0 where they are not known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Stamp {
    /// Size in bytes.
    pub size: u64,
    /// When its content changed last, as its owner may set it.
    pub modified: i64,
    /// When anything of it changed last, as the system keeps it; the same as `modified` where it keeps no such time.
    pub changed: i64,
}

impl Stamp {
    /// Of a file.
    pub fn of(metadata: &std::fs::Metadata) -> Self {
        let since = |time: std::time::SystemTime| {
            let since = time
                .duration_since(std::time::UNIX_EPOCH)
                .unwrap_or_default();
            i64::try_from(since.as_nanos()).unwrap_or(i64::MAX)
        };
        let modified = metadata.modified().map_or(0, since);
        #[cfg(unix)]
        let changed = {
            use std::os::unix::fs::MetadataExt;
            metadata.ctime().saturating_mul(1_000_000_000) + metadata.ctime_nsec()
        };
        #[cfg(not(unix))]
        let changed = modified;
        Stamp {
            size: metadata.len(),
            modified,
            changed,
        }
    }
}

/// Why a corpus cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum CorpusError {
    /// There is no such folder.
    #[error("no such folder: {0}")]
    Missing(PathBuf),
    /// It is a file.
    #[error("not a folder: {0}")]
    NotAFolder(PathBuf),
    /// There is no file in it.
    #[error("no files in {0}")]
    Empty(PathBuf),
    /// `plans.csv`, or the record of what was downloaded, cannot be read.
    #[error("cannot read {0}: {1}")]
    Manifest(PathBuf, std::io::Error),
    /// `plans.csv` has mistakes.
    #[error("{} mistakes in plans.csv", .0.len())]
    Mistakes(Vec<Problem>),
}

/// The file of decisions beside the plans.
pub const DECISIONS: &str = "vurderinger.jsonl";

/// … and what a crash cut short of it.
pub const DECISIONS_REST: &str = "vurderinger.jsonl.rest";

/// The folder at the top of a corpus with what people make beside their decisions: packs and saved searches, and with what is known of
/// downloads. No plans are in it.
pub const OWN_FOLDER: &str = "_planlys";

/// What programs leave in folders and nobody put there: our own state, version control, file managers.
const LEFTOVERS: [&str; 6] = [
    ".planlys",
    ".git",
    ".ds_store",
    "thumbs.db",
    "desktop.ini",
    "icon\r",
];

/// Norwegian alphabetical order: æ, ø and å after z, aa as å, accents and Sámi marks only between names that are else the same.
pub fn sort_key(name: &str) -> (Vec<u32>, String) {
    const AFTER_Z: u32 = 'z' as u32;
    let lower = name.to_lowercase();
    let mut letters: Vec<u32> = Vec::with_capacity(lower.len());
    for letter in lower.nfc() {
        match letter {
            'æ' | 'ä' => letters.push(AFTER_Z + 1),
            'ø' | 'ö' => letters.push(AFTER_Z + 2),
            'å' => letters.push(AFTER_Z + 3),
            'a' if letters.last() == Some(&u32::from('a')) => {
                letters.pop();
                letters.push(AFTER_Z + 3);
            }
            // These have no decomposition.
            'đ' => letters.push('d'.into()),
            'ŋ' => letters.push('n'.into()),
            'ŧ' => letters.push('t'.into()),
            other => letters.extend(other.nfd().next().map(u32::from)),
        }
    }
    (letters, lower)
}

/// Lists the files of a corpus and reads its `plans.csv`. Left out is only what programs leave behind: our own
/// state, version control, files of file managers, lock files of Office (`~$…`).
pub fn discover(root: &Path) -> Result<Corpus, CorpusError> {
    list(root)?.corpus(root, true)
}

/// The files in a folder.
struct Listing {
    files: Vec<File>,
    unlisted: Vec<PathBuf>,
    /// Files that a browser saved beside web pages.
    beside: usize,
}

impl Listing {
    /// The corpus of these files; `all` says whether they are all that `plans.csv` may speak of.
    fn corpus(mut self, root: &Path, all: bool) -> Result<Corpus, CorpusError> {
        sort(&mut self.files);
        let fetched = read_fetched(root)?;
        let paths: Vec<PathBuf> = self.files.iter().map(|file| file.path.clone()).collect();
        let manifest = read_manifest(root, all.then_some(&paths[..]), &fetched)?;
        let unfetched = manifest.unfetched(&paths);
        let count = unfetched.len();
        self.unlisted.extend(unfetched);
        if self.files.is_empty() && manifest.not_found.is_empty() && self.unlisted.is_empty() {
            return Err(CorpusError::Empty(root.to_path_buf()));
        }
        Ok(Corpus {
            root: root.to_path_buf(),
            files: self.files,
            manifest,
            fetched,
            unfetched: count,
            unlisted: self.unlisted,
            beside: self.beside,
        })
    }
}

/// Whether there is such a folder.
fn check_folder(root: &Path) -> Result<(), CorpusError> {
    if !root.exists() {
        return Err(CorpusError::Missing(root.to_path_buf()));
    }
    if !root.is_dir() {
        return Err(CorpusError::NotAFolder(root.to_path_buf()));
    }
    Ok(())
}

fn list(root: &Path) -> Result<Listing, CorpusError> {
    check_folder(root)?;
    let (mut files, mut unlisted) = (Vec::new(), Vec::new());
    let entries = WalkDir::new(root)
        .follow_links(true)
        .into_iter()
        .filter_entry(|entry| {
            let own = entry.depth() == 1 && entry.file_name() == OWN_FOLDER;
            entry.depth() == 0 || !(own || is_leftover(entry.path()))
        });
    for entry in entries {
        match entry {
            Ok(entry) if entry.file_type().is_file() => {
                let path = entry
                    .path()
                    .strip_prefix(root)
                    .unwrap_or(entry.path())
                    .to_path_buf();
                let ours = [manifest::FILE_NAME, DECISIONS, DECISIONS_REST];
                if path.to_str().is_none() {
                    // A name that is no text cannot be written in any report.
                    unlisted.push(PathBuf::from(path.to_string_lossy().into_owned()));
                } else if !ours.iter().any(|name| path == Path::new(name)) {
                    let stamp = entry
                        .metadata()
                        .map_or_else(|_| Stamp::default(), |m| Stamp::of(&m));
                    files.push(File {
                        path,
                        size: stamp.size,
                        stamp,
                        with: Vec::new(),
                    });
                }
            }
            Ok(_) => {}
            Err(error) => unlisted.extend(
                error
                    .path()
                    .map(|p| p.strip_prefix(root).unwrap_or(p).to_string_lossy())
                    .map(|name| PathBuf::from(name.into_owned())),
            ),
        }
    }
    let (files, beside) = site::join(files);
    Ok(Listing {
        files,
        unlisted,
        beside,
    })
}

/// A corpus of which the files are named one by one: what is stated of them, and none of them.
pub fn without_files(root: &Path) -> Result<Corpus, CorpusError> {
    check_folder(root)?;
    let fetched = read_fetched(root)?;
    Ok(Corpus {
        root: root.to_path_buf(),
        files: Vec::new(),
        manifest: read_manifest(root, None, &fetched)?,
        fetched,
        unfetched: 0,
        unlisted: Vec::new(),
        beside: 0,
    })
}

/// A corpus of files that were read elsewhere, whether they are here or not, with what was stated of them there. What was not read is
/// unlisted: other files that are here, those that `plans.csv` speaks of, and those in `failed`; so many.
pub fn read_elsewhere(
    root: &Path,
    files: Vec<File>,
    stated: Vec<Override>,
    failed: impl IntoIterator<Item = PathBuf>,
) -> Result<(Corpus, usize), CorpusError> {
    let mut listing = list(root)?;
    let read: BTreeSet<PathBuf> = files.iter().map(|file| file.path.clone()).collect();
    let here = std::mem::replace(&mut listing.files, files).into_iter();
    let mut not_read: BTreeSet<PathBuf> = here.map(|file| file.path).chain(failed).collect();
    let mut corpus = listing.corpus(root, false)?;
    let manifest = &corpus.manifest;
    let named = manifest.overrides.iter().map(|row| row.file.clone());
    not_read.extend(named.filter(|file| {
        !manifest
            .wanted
            .iter()
            .any(|w| w.file.as_ref() == Some(file))
    }));
    not_read.retain(|path| !read.contains(path));
    let count = not_read.len();
    corpus.unlisted.extend(not_read);
    for stated in stated {
        corpus.manifest.state(stated);
    }
    Ok((corpus, count))
}

impl Corpus {
    /// The same corpus for one file, of which something is stated elsewhere.
    #[must_use]
    pub fn with_one(&self, stated: Override) -> Corpus {
        let mut manifest = Manifest::default();
        if let Some(row) = self.manifest.stated(&stated.file) {
            manifest.state(row.clone());
        }
        manifest.state(stated);
        Corpus {
            root: self.root.clone(),
            files: Vec::new(),
            manifest,
            fetched: self.fetched.clone(),
            unfetched: 0,
            unlisted: Vec::new(),
            beside: 0,
        }
    }
}

/// Sorts files by the parts of their paths: a folder's files stand together.
fn sort(files: &mut [File]) {
    // Comparing the parts anew each time took longer than listing the folder.
    files.sort_by_cached_key(|file| {
        let bytes = file.path.as_os_str().as_encoded_bytes().iter();
        let separators_first = bytes.map(|&b| {
            if std::path::is_separator(b.into()) {
                0
            } else {
                b
            }
        });
        separators_first.collect::<Vec<u8>>()
    });
}

fn is_leftover(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default();
    let is = |known: &str| name.eq_ignore_ascii_case(known);
    name.as_encoded_bytes().starts_with(b"~$") || LEFTOVERS.iter().any(|known| is(known))
}

/// Reads the record of what was downloaded into a corpus.
pub fn read_fetched(root: &Path) -> Result<Fetched, CorpusError> {
    Fetched::read(root).map_err(|error| CorpusError::Manifest(Fetched::place(root), error))
}

/// Reads the `plans.csv` of a corpus with these files, if they are known.
pub fn read_manifest(
    root: &Path,
    files: Option<&[PathBuf]>,
    fetched: &Fetched,
) -> Result<Manifest, CorpusError> {
    let path = root.join(manifest::FILE_NAME);
    if !path.exists() {
        return Ok(Manifest::default());
    }
    let bytes = std::fs::read(&path).map_err(|error| CorpusError::Manifest(path.clone(), error))?;
    manifest::parse(&path, &bytes, files, fetched).map_err(CorpusError::Mistakes)
}

impl Override {
    /// Puts what the person stated in place of what was read.
    pub fn apply(&self, identity: &mut Identity) {
        let mut stated = |field, text: String| {
            identity.evidence.retain(|e| e.field != field);
            identity.evidence.push(Evidence {
                field,
                text,
                place: Place::Manifest,
            });
        };
        if let Some(role) = &self.role {
            stated(Field::Level, role.kind().to_owned());
            identity.role = role.clone();
            identity.part_guessed = false;
        }
        if let Some(title) = &self.title {
            stated(Field::Title, title.clone());
            identity.title.clone_from(title);
        }
        if let Some(period) = self.period {
            stated(Field::Period, period.to_string());
            identity.period = Some(period);
        }
        if let Some(adopted) = self.adopted {
            stated(Field::Adopted, adopted.to_string());
            identity.adopted = Some(adopted);
        }
        if let Some(case) = &self.case {
            stated(Field::Case, case.clone());
            identity.case = Some(case.clone());
        }
        if let Some(status) = self.status {
            stated(Field::Status, manifest::status_name(status).to_owned());
            identity.status = status;
        }
        if let Some(language) = self.language {
            identity.language = Some(language);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_in_norwegian_order() {
        let mut names = [
            "Åmot",
            "Østre Toten",
            "Aarborte",
            "Ås",
            "Ærø",
            "Zeta",
            "Gáivuotna",
            "Gamvik",
            "Gaular",
            "Alta",
        ];
        names.sort_by_key(|name| sort_key(name));
        let order = [
            "Alta",
            "Gáivuotna",
            "Gamvik",
            "Gaular",
            "Zeta",
            "Ærø",
            "Østre Toten",
            "Åmot",
            "Aarborte",
            "Ås",
        ];
        assert_eq!(names, order);
    }
}

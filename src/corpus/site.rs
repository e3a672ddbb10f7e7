//! Web pages saved on the disk: a plan of many pages is one document, and what a browser saves beside a page is none.
//!
//! A folder with an `index.html` is a plan that was saved as many pages: the other pages of that folder, not those of folders in it,
//! are the same document. `Plan_files` (or `Plan-filer`) beside `Plan.html` holds the pictures and styles of that page.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};

use super::{File, Stamp, is_leftover};

/// Endings of the names of web pages.
const ENDINGS: [&str; 3] = ["html", "htm", "xhtml"];
/// What browsers put after the name of a page for the folder of its pictures and styles.
const FOLDERS: [&str; 4] = ["_files", "_filer", "-filer", "-files"];

fn is_page(path: &Path) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str());
    ending.is_some_and(|ending| {
        ENDINGS
            .iter()
            .any(|known| ending.eq_ignore_ascii_case(known))
    })
}

fn is_index(path: &Path) -> bool {
    let stem = path.file_stem().and_then(|stem| stem.to_str());
    is_page(path) && stem.is_some_and(|stem| stem.eq_ignore_ascii_case("index"))
}

/// The other pages of a plan whose first page this is, by name: those beside an `index.html`. None beside any other file.
pub fn other_pages(path: &Path) -> io::Result<Vec<PathBuf>> {
    if !is_index(path) {
        return Ok(Vec::new());
    }
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let mut pages = Vec::new();
    for entry in std::fs::read_dir(folder.unwrap_or(Path::new(".")))? {
        let page = entry?.path();
        if is_page(&page) && !is_leftover(&page) && page.is_file() {
            pages.push(page);
        }
    }
    pages.sort();
    // Of an `index.htm` and an `index.html` in one folder the first is the plan's.
    let first = pages.iter().find(|page| is_index(page));
    if first.and_then(|page| page.file_name()) != path.file_name() {
        return Ok(Vec::new());
    }
    pages.retain(|page| page.file_name() != path.file_name());
    Ok(pages)
}

/// Joins the pages of plans and takes out what belongs to a page: the documents, and how many files belong to pages.
pub(super) fn join(files: Vec<File>) -> (Vec<File>, usize) {
    let pages: BTreeSet<PathBuf> = files
        .iter()
        .filter(|file| is_page(&file.path))
        .map(|file| file.path.with_extension(""))
        .collect();
    let (beside, files): (Vec<File>, Vec<File>) = files.into_iter().partition(|file| {
        file.path
            .ancestors()
            .skip(1)
            .any(|dir| is_beside(dir, &pages))
    });
    let folder = |file: &File| file.path.parent().map(Path::to_path_buf);
    let mut firsts: BTreeMap<Option<PathBuf>, PathBuf> = BTreeMap::new();
    for file in files.iter().filter(|file| is_index(&file.path)) {
        let first = firsts
            .entry(folder(file))
            .or_insert_with(|| file.path.clone());
        *first = first.clone().min(file.path.clone());
    }
    let is_other = |file: &File| {
        let first = firsts.get(&folder(file));
        is_page(&file.path) && first.is_some_and(|first| *first != file.path)
    };
    let (others, mut files): (Vec<File>, Vec<File>) = files.into_iter().partition(is_other);
    let mut others_of: BTreeMap<Option<PathBuf>, Vec<File>> = BTreeMap::new();
    for other in others {
        others_of.entry(folder(&other)).or_default().push(other);
    }
    for file in files.iter_mut().filter(|file| is_index(&file.path)) {
        for other in others_of.remove(&folder(file)).unwrap_or_default() {
            file.stamp = file.stamp.with(other.stamp);
            file.size = file.stamp.size;
            file.with.push(other.path);
        }
        file.with.sort();
    }
    (files, beside.len())
}

/// Whether a folder holds the pictures and styles of a page beside it.
fn is_beside(folder: &Path, pages: &BTreeSet<PathBuf>) -> bool {
    let Some(name) = folder.file_name().and_then(|name| name.to_str()) else {
        return false;
    };
    let stems = FOLDERS
        .iter()
        .filter_map(|ending| name.strip_suffix(ending));
    stems
        .into_iter()
        .any(|stem| !stem.is_empty() && pages.contains(&folder.with_file_name(stem)))
}

impl Stamp {
    /// Of a document: of its file, and of the other pages where it is a plan of many.
    pub fn of_document(path: &Path) -> io::Result<Self> {
        let mut stamp = Stamp::of(&path.metadata()?);
        for other in other_pages(path)? {
            stamp = stamp.with(Stamp::of(&other.metadata()?));
        }
        Ok(stamp)
    }

    /// Of two files that are one document.
    fn with(self, other: Stamp) -> Stamp {
        Stamp {
            size: self.size + other.size,
            modified: self.modified.max(other.modified),
            changed: self.changed.max(other.changed),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn joined(paths: &[&str]) -> (Vec<(String, usize)>, usize) {
        let file = |path: &&str| File {
            path: PathBuf::from(path),
            size: 1,
            stamp: Stamp {
                size: 1,
                ..Stamp::default()
            },
            with: Vec::new(),
        };
        let (files, beside) = join(paths.iter().map(file).collect());
        let named = files
            .into_iter()
            .map(|f| (f.path.to_string_lossy().replace('\\', "/"), f.with.len()));
        (named.collect(), beside)
    }

    #[test]
    fn pages_beside_an_index_are_one_document() {
        let (files, beside) = joined(&[
            "Vågan/index.html",
            "Vågan/kapittel-1.html",
            "Vågan/kapittel-2.HTM",
            "Vågan/boligplan.pdf",
            "Vågan/arkiv/helseplan.html",
        ]);
        let named = [
            ("Vågan/index.html", 2),
            ("Vågan/boligplan.pdf", 0),
            ("Vågan/arkiv/helseplan.html", 0),
        ];
        assert_eq!(files, named.map(|(name, with)| (name.to_owned(), with)));
        assert_eq!(beside, 0);
    }

    #[test]
    fn what_a_browser_saves_beside_a_page_is_no_document() {
        let (files, beside) = joined(&[
            "Plan 1.0.html",
            "Plan 1.0_files/a.css",
            "Plan 1.0_files/ramme/b.html",
            "Helseplan-filer/c.pdf",
            "_files/d.pdf",
        ]);
        let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(
            names,
            ["Plan 1.0.html", "Helseplan-filer/c.pdf", "_files/d.pdf"]
        );
        assert_eq!(beside, 2);
    }
}

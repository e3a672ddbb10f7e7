//! Files with lines of output, as engines leave them: NDJSON, and Parquet with the lines in the column `document`.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

/// Begins and ends every Parquet file.
const PARQUET: [u8; 4] = *b"PAR1";
/// Begins what gzip made.
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// Why a file with lines cannot be used, or its rest.
#[derive(Debug)]
pub enum Unusable {
    /// It cannot be read.
    Io(io::Error),
    /// It is no whole Parquet file.
    Parquet(String),
    /// It is a Parquet file without this column of text.
    WithoutColumn(&'static str),
    /// It is Parquet, which this build does not read.
    WithoutParquet,
    /// It is packed by gzip.
    Packed,
}

impl From<io::Error> for Unusable {
    fn from(error: io::Error) -> Self {
        Unusable::Io(error)
    }
}

/// A line in a file.
#[derive(Clone, Copy, Debug)]
pub struct Found<'f> {
    /// Its number, from 1.
    pub number: usize,
    /// The line, without its end.
    pub line: &'f [u8],
    /// Whether a line end follows: without it the writer may have been stopped in the middle.
    pub is_ended: bool,
}

/// The files named, and those in the folders named and below, in the order of their names; then the folders that could not be listed, and
/// why. What engines put beside the lines, with a name that begins with `_` or `.`, is none of them.
pub fn in_all(named: &[PathBuf]) -> (Vec<PathBuf>, Vec<(PathBuf, io::Error)>) {
    let mut found = Walk::default();
    for path in named {
        match fs::metadata(path) {
            Ok(what) if what.is_dir() => found.folder(path),
            Ok(_) => found.files.push(path.clone()),
            Err(error) => found.closed.push((path.clone(), error)),
        }
    }
    (found.files, found.closed)
}

#[derive(Default)]
struct Walk {
    files: Vec<PathBuf>,
    closed: Vec<(PathBuf, io::Error)>,
    /// Folders that were gone through: links may lead to them again.
    known: BTreeSet<PathBuf>,
}

impl Walk {
    fn folder(&mut self, folder: &Path) {
        let known = folder
            .canonicalize()
            .unwrap_or_else(|_| folder.to_path_buf());
        if !self.known.insert(known) {
            return;
        }
        let entries = fs::read_dir(folder).and_then(Iterator::collect::<io::Result<Vec<_>>>);
        let mut entries = match entries {
            Ok(entries) => entries,
            Err(error) => {
                self.closed.push((folder.to_path_buf(), error));
                return;
            }
        };
        entries.sort_by_key(fs::DirEntry::file_name);
        for entry in entries {
            let (name, path) = (entry.file_name(), entry.path());
            if matches!(name.as_encoded_bytes().first(), Some(b'_' | b'.')) {
                continue;
            }
            if path.is_dir() {
                self.folder(&path);
            } else {
                self.files.push(path);
            }
        }
    }
}

/// Tells every line of a file that is not empty.
pub fn each_line(path: &Path, mut found: impl FnMut(Found<'_>)) -> Result<(), Unusable> {
    let mut file = File::open(path)?;
    let mut begin = Vec::new();
    file.by_ref().take(4).read_to_end(&mut begin)?;
    if begin == PARQUET {
        return each_row(path, found);
    }
    if begin.starts_with(&GZIP) {
        return Err(Unusable::Packed);
    }
    let mut lines = BufReader::with_capacity(1 << 16, begin.as_slice().chain(file));
    let (mut line, mut number) = (Vec::new(), 0);
    loop {
        line.clear();
        if lines.read_until(b'\n', &mut line)? == 0 {
            return Ok(());
        }
        number += 1;
        let is_ended = line.pop_if(|last| *last == b'\n').is_some();
        // Some programs begin a file with a byte-order mark.
        if number == 1 && line.starts_with(b"\xef\xbb\xbf") {
            line.drain(..3);
        }
        if !line.trim_ascii().is_empty() {
            let line = &line[..];
            found(Found {
                number,
                line,
                is_ended,
            });
        }
    }
}

#[cfg(feature = "parquet")]
fn each_row(path: &Path, found: impl FnMut(Found<'_>)) -> Result<(), Unusable> {
    super::parquet::each_row(File::open(path)?, found)
}

#[cfg(not(feature = "parquet"))]
fn each_row(_: &Path, _: impl FnMut(Found<'_>)) -> Result<(), Unusable> {
    Err(Unusable::WithoutParquet)
}

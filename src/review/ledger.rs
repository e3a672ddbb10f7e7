//! The file of decisions: one JSON object a line, only ever added to.
//!
//! A decision is on the disk before the person is told so: it is written in one piece and synced. A line that a crash cut short was
//! never confirmed; the next write moves it to a file beside (`.rest`).

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use jiff::Timestamp;

use super::{Act, CellName, Entry, SCHEMA};

pub use crate::corpus::DECISIONS as FILE_NAME;

/// The file of decisions.
#[derive(Clone, Debug)]
pub struct Ledger {
    path: PathBuf,
}

/// What goes wrong with it.
#[derive(Debug, thiserror::Error)]
#[error("{path}: {error}")]
pub struct LedgerError {
    /// The file.
    pub path: PathBuf,
    /// What the disk says.
    pub error: io::Error,
}

/// What is in the file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Journal {
    /// Its entries, in order.
    pub entries: Vec<Entry>,
    /// Lines (from 1) that are no entries: damaged by hand, or of a later version.
    pub damaged: Vec<usize>,
    /// Whether it ends in a line that a crash cut short.
    pub cut_short: bool,
}

impl Ledger {
    /// The file at a path; it may not exist yet.
    pub fn at(path: &Path) -> Self {
        Ledger {
            path: path.to_path_buf(),
        }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Reads it; a file that does not exist has no entries.
    pub fn read(&self) -> Result<Journal, LedgerError> {
        match fs::read(&self.path) {
            Ok(bytes) => Ok(Journal::of(&bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Journal::default()),
            Err(error) => Err(self.failed(error)),
        }
    }

    /// Adds entries and waits until they are on the disk: all of them or, on an error, none that was there before is lost.
    pub fn append(&self, entries: &[Entry]) -> Result<(), LedgerError> {
        self.append_if(entries, |_| true).map(drop)
    }

    /// Adds entries if what is in the file now is still as it should be: nobody else can write between the look and the writing. Tells
    /// whether it did.
    pub fn append_if(
        &self,
        entries: &[Entry],
        still: impl FnOnce(&Journal) -> bool,
    ) -> Result<bool, LedgerError> {
        let written = self.write(entries, still);
        written.map_err(|error| self.failed(error))
    }

    fn write(&self, entries: &[Entry], still: impl FnOnce(&Journal) -> bool) -> io::Result<bool> {
        let mut lines = Vec::new();
        for entry in entries {
            serde_json::to_writer(&mut lines, entry)?;
            lines.push(b'\n');
        }
        let is_new = !self.path.exists();
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&self.path)?;
        // Two people may decide at once; the second waits a while.
        lock(&file)?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        let journal = Journal::of(&bytes);
        if !still(&journal) {
            return Ok(false);
        }
        let end = confirmed_end(&self.path, &mut file, &bytes, journal.cut_short)?;
        file.set_len(end)?;
        file.seek(SeekFrom::Start(end))?;
        let written = file.write_all(&lines).and_then(|()| file.sync_all());
        if let Err(error) = written {
            // A full disk must not keep some of the entries of one import.
            file.set_len(end)?;
            return Err(error);
        }
        if is_new {
            sync_folder(&self.path)?;
        }
        Ok(true)
    }

    fn failed(&self, error: io::Error) -> LedgerError {
        LedgerError {
            path: self.path.clone(),
            error,
        }
    }
}

/// Waits for a file that another program writes in, as long as a person would.
fn lock(file: &File) -> io::Result<()> {
    const PATIENCE: Duration = Duration::from_secs(5);
    const STEP: Duration = Duration::from_millis(20);
    let start = Instant::now();
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(()),
            Err(TryLockError::WouldBlock) if start.elapsed() < PATIENCE => std::thread::sleep(STEP),
            Err(TryLockError::WouldBlock) => return Err(io::ErrorKind::ResourceBusy.into()),
            Err(TryLockError::Error(error)) => return Err(error),
        }
    }
}

/// Where the last whole line ends.
fn confirmed_end(path: &Path, file: &mut File, bytes: &[u8], cut_short: bool) -> io::Result<u64> {
    let last = bytes.iter().rposition(|&byte| byte == b'\n');
    if cut_short {
        let end = last.map_or(0, |at| at + 1);
        // It was never confirmed, but somebody may have written it by hand.
        let rest = path.with_extension("jsonl.rest");
        let mut rest = OpenOptions::new().create(true).append(true).open(rest)?;
        rest.write_all(&bytes[end..])?;
        rest.write_all(b"\n")?;
        return Ok(end as u64);
    }
    if !bytes.is_empty() && last != Some(bytes.len() - 1) {
        // A whole line whose line end an editor left out.
        file.write_all(b"\n")?;
        return Ok(bytes.len() as u64 + 1);
    }
    Ok(bytes.len() as u64)
}

/// Makes a new file's name last, where folders can be synced.
fn sync_folder(path: &Path) -> io::Result<()> {
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    if cfg!(unix) {
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}

impl Journal {
    fn of(bytes: &[u8]) -> Self {
        let mut journal = Journal::default();
        let text = String::from_utf8_lossy(bytes);
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
        let whole = text.ends_with('\n');
        let lines: Vec<&str> = text.lines().collect();
        for (index, line) in lines.iter().enumerate() {
            let entry: Result<Entry, _> = serde_json::from_str(line);
            match entry {
                Ok(entry) if entry.schema == SCHEMA => journal.entries.push(entry),
                _ if line.trim().is_empty() => {}
                Err(_) if index + 1 == lines.len() && !whole => journal.cut_short = true,
                _ => journal.damaged.push(index + 1),
            }
        }
        journal
    }

    /// The decisions that stand: not taken back.
    pub fn standing(&self) -> Vec<&Entry> {
        let undone: BTreeSet<&str> = self
            .entries
            .iter()
            .filter_map(|entry| match &entry.act {
                Act::Undo { entry } => Some(entry.as_str()),
                Act::Decide(_) => None,
            })
            .collect();
        let stands = |entry: &&Entry| {
            matches!(entry.act, Act::Decide(_)) && !undone.contains(entry.id.as_str())
        };
        self.entries.iter().filter(stands).collect()
    }
}

impl Journal {
    /// The latest decision of each reviewer on each cell, of those that stand, in the order of the file.
    pub fn current(&self) -> Vec<&Entry> {
        let standing = self.standing();
        let mut latest: BTreeMap<(&str, Option<&CellName>), usize> = BTreeMap::new();
        for (index, entry) in standing.iter().enumerate() {
            let cell = entry.decision().map(|d| &d.cell);
            latest.insert((&entry.reviewer, cell), index);
        }
        let mut latest: Vec<usize> = latest.into_values().collect();
        latest.sort_unstable();
        latest.into_iter().map(|index| standing[index]).collect()
    }
}

impl Entry {
    /// An entry, named by a hash of what it says.
    pub fn new(reviewer: &str, time: Timestamp, act: Act) -> Self {
        let mut entry = Entry {
            schema: SCHEMA.to_owned(),
            id: String::new(),
            reviewer: reviewer.to_owned(),
            time,
            act,
        };
        let said = serde_json::to_vec(&entry).unwrap_or_default();
        blake3::hash(&said).to_hex()[..10].clone_into(&mut entry.id);
        entry
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn undo(entry: &str) -> Entry {
        let act = Act::Undo {
            entry: entry.to_owned(),
        };
        Entry::new("KH", Timestamp::UNIX_EPOCH, act)
    }

    #[test]
    fn a_line_cut_short_is_taken_away_and_no_other() {
        let dir = tempfile::tempdir().expect("a folder can be made");
        let ledger = Ledger::at(&dir.path().join(FILE_NAME));
        ledger.append(&[undo("a")]).expect("it can be written");
        let whole = fs::read(ledger.path()).expect("it can be read");
        for cut in 1..whole.len() {
            let mut bytes = whole.clone();
            bytes.extend(&whole[..cut]);
            fs::write(ledger.path(), &bytes).expect("it can be written");
            let read = ledger.read().expect("it can be read");
            // Only the line end is missing: nothing of the entry is.
            let complete = cut == whole.len() - 1;
            assert_eq!(read.cut_short, !complete, "{cut}");
            ledger.append(&[undo("b")]).expect("it can be written");
            let read = ledger.read().expect("it can be read");
            assert_eq!(read.entries.len(), 2 + usize::from(complete), "{cut}");
            assert!(read.damaged.is_empty() && !read.cut_short, "{cut}");
        }
    }

    #[test]
    fn damaged_lines_are_told_and_the_others_read() {
        let line = serde_json::to_string(&undo("a")).expect("an entry is JSON");
        let text = format!("{line}\nnoe annet\n\n{line}\n");
        let journal = Journal::of(text.as_bytes());
        assert_eq!((journal.entries.len(), journal.damaged), (2, vec![2]));
    }
}

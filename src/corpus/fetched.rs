//! The record of what was downloaded into a corpus: which file from which address, when, and with which hash.
//!
//! It lies in the corpus (`_planlys/hentet.csv`), parted by `;` as `plans.csv` is, and is written anew after each file.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::manifest::whole;
use super::replace::replace;
use super::{OWN_FOLDER, joint_names, named};

/// Name of the record in [`OWN_FOLDER`].
const FILE_NAME: &str = "hentet.csv";

/// One downloaded file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// Path within the corpus, with `/`.
    #[serde(rename = "fil")]
    pub file: String,
    /// The address in `plans.csv`.
    #[serde(rename = "adresse")]
    pub address: String,
    /// The address to which that led.
    #[serde(rename = "endelig adresse")]
    pub final_address: String,
    /// When it was fetched.
    #[serde(rename = "hentet")]
    pub time: Timestamp,
    /// What the server answered.
    pub status: u16,
    /// The content type that the server stated.
    #[serde(rename = "innholdstype")]
    pub content_type: String,
    /// Size of the file.
    pub bytes: u64,
    /// blake3 hash of the file, hexadecimal.
    #[serde(rename = "blake3")]
    pub hash: String,
    /// By which the server knows this version.
    pub etag: String,
    /// When the server says that it changed last.
    #[serde(rename = "sist endret")]
    pub modified: String,
}

/// Where a document was downloaded from, and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// The address that gave the file.
    pub address: String,
    /// When.
    pub time: Timestamp,
}

/// All that was downloaded into a corpus.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fetched {
    /// By file, as [`whole`] has it.
    records: BTreeMap<String, Record>,
}

impl Fetched {
    /// The file of the record in a corpus.
    pub fn place(root: &Path) -> PathBuf {
        root.join(OWN_FOLDER).join(FILE_NAME)
    }

    /// Reads the record of a corpus; empty where nothing was ever downloaded.
    pub fn read(root: &Path) -> io::Result<Self> {
        let text = match std::fs::read(Self::place(root)) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => return Err(error),
        };
        let text = text.strip_prefix(&[0xef, 0xbb, 0xbf]).unwrap_or(&text);
        let mut reader = csv::ReaderBuilder::new().delimiter(b';').from_reader(text);
        let mut fetched = Fetched::default();
        for record in reader.deserialize::<Record>() {
            fetched.add(record.map_err(io::Error::other)?);
        }
        Ok(fetched)
    }

    /// Takes in a file, in place of what was recorded of it before.
    pub fn add(&mut self, record: Record) {
        self.records.insert(whole(&record.file), record);
    }

    /// Writes the record of a corpus, whole or not at all.
    pub fn write(&self, root: &Path) -> io::Result<()> {
        let path = Self::place(root);
        std::fs::create_dir_all(root.join(OWN_FOLDER))?;
        replace(&path, |out| {
            let mut writer = csv::WriterBuilder::new().delimiter(b';').from_writer(out);
            for record in self.records.values() {
                writer.serialize(record)?;
            }
            writer.flush()
        })
    }

    /// What is recorded of a file.
    pub fn of(&self, file: &Path) -> Option<&Record> {
        if self.records.is_empty() {
            return None;
        }
        self.records.get(&whole(&file.to_string_lossy()))
    }

    /// Where a document came from, if it is still what was downloaded.
    pub fn source(&self, file: &Path, hash: &str) -> Option<Source> {
        let record = self.of(file).filter(|record| record.hash == hash)?;
        Some(Source {
            address: record.final_address.clone(),
            time: record.time,
        })
    }

    /// The file that an address gave for a municipality, named as `plans.csv` names it.
    pub fn file_of(&self, address: &str, municipality: &str) -> Option<PathBuf> {
        let owner = named(joint_names(municipality).0);
        let of_owner = |record: &&Record| {
            let folder = record.file.split('/').next().unwrap_or_default();
            record.address == address && named(folder) == owner
        };
        let record = self.records.values().find(of_owner)?;
        Some(PathBuf::from(&record.file))
    }
}

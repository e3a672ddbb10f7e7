//! A line of output, as far as it is read back.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::SCHEMA;
use crate::corpus::Stamp;
use crate::extract::{self, Coverage, Ocr, ReadError};

/// How reading a file ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Every page that shows something was read.
    Ok,
    /// Some pages could not be read.
    Partial,
    /// There is nothing in the file, or nothing on its pages.
    Empty,
    /// It asks for a password, or is encrypted in an unknown way.
    Encrypted,
    /// It could not be opened or is no document that planlys reads, or the line asks for what there is not.
    Error,
    /// The reader failed on it.
    Crashed,
    /// Reading it took too long.
    Timeout,
}

impl Status {
    /// Of what was read.
    pub fn of(read: Result<&Coverage, ReadError>) -> Self {
        match read {
            Ok(coverage) if !coverage.is_complete() => Status::Partial,
            Ok(coverage) if coverage.text + coverage.ocr == 0 => Status::Empty,
            Ok(_) => Status::Ok,
            Err(ReadError::Empty | ReadError::NoPages) => Status::Empty,
            Err(ReadError::Encrypted | ReadError::UnsupportedEncryption) => Status::Encrypted,
            Err(ReadError::Crashed) => Status::Crashed,
            Err(ReadError::Timeout) => Status::Timeout,
            Err(
                ReadError::Io | ReadError::TooLarge | ReadError::Damaged | ReadError::UnknownFormat,
            ) => Status::Error,
        }
    }
}

/// What an answer is of: the same content, read by the same version and searched for the same terms.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Key {
    /// blake3 hash of the file, hexadecimal; empty if it could not be opened.
    pub file: String,
    /// Version of how files are read.
    pub extractor: u32,
    /// Hashes of the packs, parted by `+`; the first colours.
    pub pack: String,
}

/// Why a file was not read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Error {
    /// A [`ReadError`] as it is written, or `bad_line`.
    pub code: String,
    /// The same in words.
    pub message: String,
}

/// The code of [`Error`] for a line that is no wish.
pub const BAD_LINE: &str = "bad_line";

/// The file as it was when it was read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct AnsweredFile {
    /// When its content changed last, as its owner may set it, in nanoseconds since 1970; 0 where that is not known.
    pub modified: i64,
    /// Size in bytes.
    pub bytes: u64,
}

impl AnsweredFile {
    /// With a stamp.
    pub fn new(stamp: Stamp) -> Self {
        AnsweredFile {
            modified: stamp.modified,
            bytes: stamp.size,
        }
    }

    /// A stamp that proves nothing of a file of this size: on another machine the times are others, and the hash decides.
    pub fn stamp(self) -> Stamp {
        Stamp {
            size: self.bytes,
            ..Stamp::default()
        }
    }
}

/// What the line of input stated of the file.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Stated {
    /// Whose plan it is.
    pub municipality: Option<String>,
    /// What it is.
    pub level: Option<String>,
}

/// What OCR was asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Asked {
    /// Which pages.
    pub asked: Ocr,
    /// Seconds that a page may take.
    pub seconds: u64,
}

/// What is read of a line of output.
#[derive(Clone, Debug, Deserialize)]
pub struct Answer {
    schema: String,
    /// The file, within the corpus or anywhere.
    pub path: PathBuf,
    /// What it is an answer of.
    pub key: Key,
    /// How reading the file ended.
    pub status: Status,
    /// Why nothing was read.
    pub error: Option<Error>,
    /// The pages, if it is of some pages only.
    pub shard: Option<String>,
    /// The file as it was.
    pub file: AnsweredFile,
    /// What the input stated of it.
    pub stated: Stated,
    /// What OCR was asked for.
    pub ocr: Asked,
    /// What was recognised, as [`super::recognised_text`] writes it.
    pub recognised: Option<String>,
    /// What was read, as bytes in text.
    pub reading: Option<String>,
}

/// Why a line cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BadAnswer {
    /// It is not the JSON of an answer.
    Json {
        /// In bytes, from 1.
        column: usize,
        /// What the JSON reader says.
        why: String,
    },
    /// It ends in the middle.
    CutOff,
    /// It was made by another version.
    Version,
    /// What was read is damaged.
    Damaged,
}

impl Answer {
    /// Reads a line; `is_ended` says whether a line end follows it.
    pub fn parse(line: &[u8], is_ended: bool) -> Result<Self, BadAnswer> {
        let answer: Self = serde_json::from_slice(line).map_err(|error| {
            if error.is_eof() && !is_ended {
                return BadAnswer::CutOff;
            }
            let why = error.to_string();
            let why = why.split(" at line ").next().unwrap_or_default().to_owned();
            let column = error.column();
            BadAnswer::Json { column, why }
        })?;
        if answer.schema != SCHEMA || answer.key.extractor != extract::VERSION {
            return Err(BadAnswer::Version);
        }
        // The hash becomes the name of a file.
        let is_hash = answer.key.file.parse::<blake3::Hash>().is_ok();
        let has_content = answer.reading.is_some() || answer.recognised.is_some();
        if !is_hash && (has_content || !answer.key.file.is_empty()) {
            return Err(BadAnswer::Damaged);
        }
        Ok(answer)
    }

    /// Why nothing was read, as the program knows it: a line that asked for what there is not could not be opened.
    pub fn read_error(&self) -> Option<ReadError> {
        let code = &self.error.as_ref()?.code;
        let known = serde_json::from_value(serde_json::Value::String(code.clone()));
        Some(known.unwrap_or(ReadError::Io))
    }
}

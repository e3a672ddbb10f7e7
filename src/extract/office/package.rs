//! Zip packages: the parts of Word and ODT files, unpacked no further than a plan ever needs.

use std::io::{Cursor, Read};

use zip::ZipArchive;
use zip::result::ZipError;

use crate::extract::{Format, ReadError};

/// Bytes that may be unpacked of one file: the text of the largest plan we know is 6 MB of XML.
const MOST_BYTES: u64 = 256 << 20;

/// An ODT file names its kind in its first part.
const ODT: &[u8] = b"application/vnd.oasis.opendocument.text";

/// A package being read.
pub(in crate::extract) struct Package {
    zip: ZipArchive<Cursor<Vec<u8>>>,
    names: Vec<String>,
    left: u64,
}

/// The kind of document in a zip file.
pub(in crate::extract) fn format(bytes: &[u8]) -> Result<Format, ReadError> {
    let has = |part: &[u8]| memchr::memmem::find(bytes, part).is_some();
    // The names of all parts stand in a zip file as they are, and the first part of an ODT file is not packed.
    if has(b"mimetype") && has(ODT) {
        Ok(Format::Odt)
    } else if has(b"word/document") && has(b"[Content_Types].xml") {
        Ok(Format::Docx)
    } else {
        Err(ReadError::UnknownFormat)
    }
}

impl Package {
    /// Opens a package.
    pub(super) fn open(bytes: Vec<u8>) -> Result<Self, ReadError> {
        let zip = ZipArchive::new(Cursor::new(bytes)).map_err(|_| ReadError::Damaged)?;
        let names = zip.file_names().flatten().map(std::borrow::Cow::into_owned);
        let names = names.collect();
        Ok(Package {
            zip,
            names,
            left: MOST_BYTES,
        })
    }

    /// The names of its parts.
    pub(super) fn names(&self) -> &[String] {
        &self.names
    }

    /// The text of a part; `None` where there is no such part.
    pub(super) fn part(&mut self, name: &str) -> Result<Option<String>, ReadError> {
        let mut bytes = Vec::new();
        match self.zip.by_name(name) {
            Ok(part) => {
                let mut part = part.take(self.left + 1);
                part.read_to_end(&mut bytes)
                    .map_err(|_| ReadError::Damaged)?;
            }
            Err(ZipError::FileNotFound) => return Ok(None),
            Err(ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED)) => {
                return Err(ReadError::Encrypted);
            }
            Err(_) => return Err(ReadError::Damaged),
        }
        let length = bytes.len() as u64;
        self.left = self.left.checked_sub(length).ok_or(ReadError::TooLarge)?;
        Ok(Some(text(bytes)))
    }
}

/// The letters of an XML part: UTF-8, or UTF-16 with a byte-order mark.
fn text(bytes: Vec<u8>) -> String {
    match bytes[..] {
        [0xfe, 0xff, ..] | [0xff, 0xfe, ..] | [0xef, 0xbb, 0xbf, ..] => {
            crate::extract::text_string(&bytes)
        }
        _ => String::from_utf8(bytes)
            .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned()),
    }
}

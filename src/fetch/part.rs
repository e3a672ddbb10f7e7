//! What has arrived of a file: kept in the corpus's own folder until all of it is there, so that a broken download goes on.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use url::Url;

use crate::corpus::OWN_FOLDER;

/// The folder of such files in [`OWN_FOLDER`].
const FOLDER: &str = "hentet";

/// The bytes of an address that have arrived, and what the server said of them.
pub(super) struct Part {
    bytes: PathBuf,
    head: PathBuf,
}

/// What a server said of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Head {
    pub(super) status: u16,
    pub(super) content_type: String,
    pub(super) disposition: String,
    pub(super) etag: String,
    pub(super) modified: String,
}

impl Head {
    /// By which a server knows whether the rest still belongs to what has arrived. A weak mark is none.
    pub(super) fn version(&self) -> Option<&str> {
        let strong = !self.etag.is_empty() && !self.etag.starts_with("W/");
        let known = if strong { &self.etag } else { &self.modified };
        (!known.is_empty()).then_some(known.as_str())
    }
}

impl Part {
    pub(super) fn new(root: &Path, address: &Url) -> Self {
        let name = blake3::hash(address.as_str().as_bytes()).to_hex();
        let bytes = root
            .join(OWN_FOLDER)
            .join(FOLDER)
            .join(format!("{}.part", &name[..16]));
        Part {
            head: bytes.with_extension("json"),
            bytes,
        }
    }

    pub(super) fn path(&self) -> &Path {
        &self.bytes
    }

    /// How much there is and what the server said of it, if it can be gone on with.
    pub(super) fn begun(&self) -> Option<(u64, Head)> {
        let head: Head = serde_json::from_slice(&fs::read(&self.head).ok()?).ok()?;
        let size = fs::metadata(&self.bytes).ok()?.len();
        (size > 0 && head.version().is_some()).then_some((size, head))
    }

    /// Begins anew.
    pub(super) fn begin(&self, head: &Head) -> io::Result<File> {
        let folder = self.bytes.parent().unwrap_or(Path::new("."));
        fs::create_dir_all(folder)?;
        // Without a head what is left of an earlier file is not gone on with.
        self.remove();
        let file = File::create(&self.bytes)?;
        fs::write(&self.head, serde_json::to_vec(head)?)?;
        Ok(file)
    }

    /// Goes on.
    pub(super) fn go_on(&self) -> io::Result<File> {
        OpenOptions::new().append(true).open(&self.bytes)
    }

    /// The first and the last bytes.
    pub(super) fn ends(&self) -> io::Result<(Vec<u8>, Vec<u8>)> {
        const LENGTH: u64 = 64 << 10;
        let mut file = File::open(&self.bytes)?;
        let (mut first, mut last) = (Vec::new(), Vec::new());
        file.by_ref().take(LENGTH).read_to_end(&mut first)?;
        let size = file.metadata()?.len();
        file.seek(SeekFrom::Start(size.saturating_sub(LENGTH)))?;
        file.read_to_end(&mut last)?;
        Ok((first, last))
    }

    /// Throws it away.
    pub(super) fn remove(&self) {
        // What cannot be removed is begun anew the next time.
        let _ = fs::remove_file(&self.head);
        let _ = fs::remove_file(&self.bytes);
    }
}

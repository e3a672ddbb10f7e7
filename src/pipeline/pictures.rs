//! Pictures of pages, drawn in supervised processes: a page that crashes the drawing or takes too long costs that picture.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use serde_bytes::ByteBuf;

use super::Readers;
use super::reading::open;
use super::worker::{Work, Workers};
use crate::extract::ocr::Frame;
use crate::extract::{Album, PageNumber, ReadError, encoded};

/// Time for one picture: a reader who waits longer reads the text beside it.
const TIME: Duration = Duration::from_secs(20);

/// Draws pages for several threads at once.
pub struct Pictures {
    readers: Readers,
    workers: Workers,
}

impl Pictures {
    /// No process is started before it is needed.
    pub fn new(readers: Readers) -> Self {
        Pictures {
            readers,
            workers: Workers::default(),
        }
    }

    /// A page of a PDF as PNG, `width` pixels wide.
    pub fn draw(&self, path: &Path, page: PageNumber, width: u32) -> Result<Vec<u8>, ReadError> {
        let index = page.index() as u32;
        let Readers::Processes { program, .. } = &self.readers else {
            return Drawn::default()
                .draw(path, index, width)
                .map(ByteBuf::into_vec);
        };
        let work = Work::Draw { page: index, width };
        let asked = (path, &work);
        let drawn = self
            .workers
            .ask(program, asked, TIME, encoded::from_bytes::<Picture>);
        // Without a process nothing is drawn: a page that ends this one would end all reading.
        drawn
            .unwrap_or(Err(ReadError::Crashed))?
            .map(ByteBuf::into_vec)
    }
}

/// A picture, or why there is none.
type Picture = Result<ByteBuf, ReadError>;

/// A picture for OCR on its way.
pub(super) type Scanned = (Frame, ByteBuf);

/// What a process that draws keeps: the file drawn from last, because a reader goes from page to page.
#[derive(Default)]
pub(super) struct Drawn {
    last: Mutex<Option<Opened>>,
}

/// A file as it was when it was opened.
#[derive(Clone)]
struct Opened {
    path: PathBuf,
    size: u64,
    modified: Option<SystemTime>,
    album: Arc<Album>,
}

impl Drawn {
    /// A page as PNG.
    pub(super) fn draw(&self, path: &Path, page: u32, width: u32) -> Result<ByteBuf, ReadError> {
        let album = self.album(path)?;
        album.draw(page as usize, width).map(ByteBuf::from)
    }

    /// A page for OCR, with so many dots an inch and after so many quarter turns.
    pub(super) fn scan(&self, path: &Path, of: (u32, u32, u8)) -> Result<Scanned, ReadError> {
        let (page, dots, turns) = of;
        let scan = self.album(path)?.scan(page as usize, dots, turns)?;
        Ok((scan.frame, scan.pgm.into()))
    }

    fn album(&self, path: &Path) -> Result<Arc<Album>, ReadError> {
        let found = std::fs::metadata(path).map_err(|_| ReadError::Io)?;
        let (size, modified) = (found.len(), found.modified().ok());
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let same = |of: &&Opened| of.path == path && of.size == size && of.modified == modified;
        let album = if let Some(opened) = last.as_ref().filter(same) {
            opened.album.clone()
        } else {
            let album = Arc::new(Album::open(open(path)?)?);
            *last = Some(Opened {
                path: path.to_path_buf(),
                size,
                modified,
                album: album.clone(),
            });
            album
        };
        Ok(album)
    }
}

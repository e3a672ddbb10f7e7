//! The store: what was read of each file, by the file's hash, so that a file is read once and searched as often as packs change.
//!
//! An entry is a head and parts of some pages each, compressed: the parts with the text, which searching needs, and those with the
//! places of the words. Each piece carries its checksum, so one page can be had without reading the others. An entry that is damaged, of
//! another version or of another kind of file is not there: the file is read again.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Cursor, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use serde::{Deserialize, Serialize};
use zstd::bulk::{Compressor, Decompressor};

use super::State;
use crate::extract::encoded::{self, Places};
use crate::extract::{self, Page, PageNumber, Reading};
use crate::run::Document;

/// What was read of files.
#[derive(Debug)]
pub struct Store {
    dir: PathBuf,
    /// The first entry that could not be written.
    failure: Mutex<Option<io::Error>>,
    /// There was nothing in it when it was opened.
    is_new: bool,
}

const STORE: &str = "texts";
/// Ends the name of an entry that is being written.
const UNFINISHED: &str = "new";
/// Begins every entry: the name and the version of this layout.
const MAGIC: [u8; 8] = *b"planlys1";
/// Bytes of text after which a part ends: small enough that a page is had at once, large enough to be compressed well.
const PART: usize = 32 << 10;
/// A piece that claims to unpack to more bytes is damaged: all text of a plan of 300 pages has a thousandth of it.
const LARGEST_PIECE: u32 = 1 << 30;
/// … and what was recognised of a file to no more: a dense page has 60 kB, and a scan has hundreds of them.
const LARGEST_PACKED: u32 = 1 << 28;
/// zstd's level: measured on real plans, 1 packs text in parts of 16 KiB to 0.40 at 280 MB/s, 3 to 0.39 at 215 MB/s, and larger parts by
/// 0.02 more.
const LEVEL: i32 = 3;

impl State {
    /// The store of this state.
    pub fn store(&self) -> Store {
        let version = format!("v{}", extract::VERSION);
        let dir = self.dir().join(STORE).join(version);
        Store {
            is_new: !dir.exists(),
            failure: Mutex::default(),
            dir,
        }
    }
}

/// The name of an entry: the hash of the file and its kind, because the same bytes can be text or Markdown by their name.
pub fn key(hash: &str, file: &Path) -> String {
    let extension = file.extension().and_then(|e| e.to_str()).unwrap_or("-");
    format!("{hash}.{}", extension.to_lowercase())
}

/// A piece of an entry: where it stands and what it must be.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Piece {
    offset: u64,
    bytes: u32,
    /// Bytes when unpacked.
    unpacked: u32,
    checksum: [u8; 16],
}

/// Some pages of an entry.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Part {
    /// Index of the first page.
    first: u32,
    /// The pages without places.
    pages: Piece,
    /// Their places.
    places: Piece,
}

/// What of an entry is read first.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Head {
    /// The reading without its pages.
    reading: Reading,
    page_count: u32,
    parts: Vec<Part>,
}

/// An entry of which the head is read.
pub struct Entry<F = File> {
    file: F,
    head: Head,
    zstd: Decompressor<'static>,
    /// The part read last, by its number.
    last: Option<(usize, Vec<Page>)>,
}

fn checksum(bytes: &[u8]) -> [u8; 16] {
    let mut short = [0; 16];
    short.copy_from_slice(&blake3::hash(bytes).as_bytes()[..16]);
    short
}

/// Packs bytes after what is there already.
fn pack(plain: &[u8], zstd: &mut Compressor<'_>, into: &mut Vec<u8>) -> io::Result<Piece> {
    let packed = zstd.compress(plain)?;
    let piece = Piece {
        offset: into.len() as u64,
        bytes: packed.len() as u32,
        unpacked: plain.len() as u32,
        checksum: checksum(&packed),
    };
    into.extend(packed);
    Ok(piece)
}

impl Piece {
    fn unpack(&self, packed: &[u8], zstd: &mut Decompressor<'_>) -> Option<Vec<u8>> {
        if checksum(packed) != self.checksum || self.unpacked > LARGEST_PIECE {
            return None;
        }
        zstd.decompress(packed, self.unpacked as usize).ok()
    }
}

impl Head {
    /// The bytes of an entry.
    fn write(reading: &Reading) -> io::Result<Vec<u8>> {
        let (mut body, mut parts, mut first) = (Vec::new(), Vec::new(), 0);
        let mut zstd = Compressor::new(LEVEL)?;
        while first < reading.pages.len() {
            let mut bytes = 0;
            let full = reading.pages[first..].iter().position(|page| {
                bytes += page.text.len();
                bytes > PART
            });
            let end = first + full.map_or(reading.pages.len() - first, |last| last + 1);
            let pages = &reading.pages[first..end];
            let bare: Vec<Page> = pages.iter().map(Page::without_places).collect();
            let places: Vec<Places<'_>> = pages.iter().map(Page::places).collect();
            let (bare, places) = (encoded::to_bytes(&bare), encoded::to_bytes(&places));
            parts.push(Part {
                first: first as u32,
                pages: pack(&bare, &mut zstd, &mut body)?,
                places: pack(&places, &mut zstd, &mut body)?,
            });
            first = end;
        }
        let head = Head {
            reading: reading.without_pages(),
            page_count: reading.pages.len() as u32,
            parts,
        };
        let mut packed_head = Vec::new();
        let piece = pack(&encoded::to_bytes(&head), &mut zstd, &mut packed_head)?;
        let sizes = [piece.bytes, piece.unpacked].map(u32::to_le_bytes).concat();
        Ok([&MAGIC[..], &sizes, &piece.checksum, &packed_head, &body].concat())
    }
}

/// The bytes of the entry of what was read, for a store elsewhere: [`Store::keep`].
pub fn entry(reading: &Reading) -> io::Result<Vec<u8>> {
    Head::write(reading)
}

/// How many pages of an entry OCR has read; `None` for bytes that are no whole entry of this version.
pub fn pages_by_ocr(bytes: &[u8]) -> Option<usize> {
    let mut entry = Entry::open(Cursor::new(bytes))?;
    entry.is_whole().then(|| entry.reading().ocr.read.len())
}

/// Packs bytes with a checksum.
pub(super) fn packed(plain: &[u8]) -> io::Result<Vec<u8>> {
    let mut body = Vec::new();
    let piece = pack(plain, &mut Compressor::new(LEVEL)?, &mut body)?;
    Ok([&piece.unpacked.to_le_bytes()[..], &piece.checksum, &body].concat())
}

/// The bytes that were packed, if they are whole.
pub(super) fn unpacked(packed: &[u8]) -> Option<Vec<u8>> {
    let (unpacked, rest) = packed.split_first_chunk::<4>()?;
    let (checksum, body) = rest.split_first_chunk::<16>()?;
    let piece = Piece {
        offset: 0,
        bytes: body.len() as u32,
        unpacked: u32::from_le_bytes(*unpacked),
        checksum: *checksum,
    };
    if piece.unpacked > LARGEST_PACKED {
        return None;
    }
    piece.unpack(body, &mut Decompressor::new().ok()?)
}

/// Bytes before the head: the magic, two sizes, the checksum.
const BEFORE_HEAD: usize = 8 + 4 + 4 + 16;

impl<F: Read + Seek> Entry<F> {
    fn open(mut file: F) -> Option<Self> {
        let mut before = [0; BEFORE_HEAD];
        file.read_exact(&mut before).ok()?;
        let (magic, rest) = before.split_first_chunk::<8>()?;
        let (size, rest) = rest.split_first_chunk::<4>()?;
        let (size_unpacked, checksum) = rest.split_first_chunk::<4>()?;
        if *magic != MAGIC {
            return None;
        }
        let piece = Piece {
            offset: 0,
            bytes: u32::from_le_bytes(*size),
            unpacked: u32::from_le_bytes(*size_unpacked),
            checksum: checksum.try_into().ok()?,
        };
        let mut packed = Vec::new();
        file.by_ref()
            .take(u64::from(piece.bytes))
            .read_to_end(&mut packed)
            .ok()?;
        let mut zstd = Decompressor::new().ok()?;
        let mut head: Head = encoded::from_bytes(&piece.unpack(&packed, &mut zstd)?)?;
        let body = (BEFORE_HEAD + packed.len()) as u64;
        for part in &mut head.parts {
            part.pages.offset += body;
            part.places.offset += body;
        }
        Some(Entry {
            file,
            head,
            zstd,
            last: None,
        })
    }

    fn piece(&mut self, piece: &Piece) -> Option<Vec<u8>> {
        self.file.seek(SeekFrom::Start(piece.offset)).ok()?;
        let mut packed = vec![0; piece.bytes as usize];
        self.file.read_exact(&mut packed).ok()?;
        piece.unpack(&packed, &mut self.zstd)
    }

    /// Number of pages.
    pub fn page_count(&self) -> usize {
        self.head.page_count as usize
    }

    /// What was read, without the pages.
    pub fn reading(&self) -> &Reading {
        &self.head.reading
    }

    /// One page, without the places of its words.
    pub fn page(&mut self, number: PageNumber) -> Option<&Page> {
        let index = number.index();
        let parts = &self.head.parts;
        let at = parts.partition_point(|part| part.first as usize <= index);
        let at = at.checked_sub(1)?;
        let (first, piece) = (parts[at].first as usize, parts[at].pages.clone());
        if self.last.as_ref().is_none_or(|(last, _)| *last != at) {
            self.last = Some((at, encoded::from_bytes(&self.piece(&piece)?)?));
        }
        self.last.as_ref()?.1.get(index - first)
    }

    /// One page with the places of its words.
    pub fn page_with_places(&mut self, number: PageNumber) -> Option<Page> {
        let mut page = self.page(number)?.clone();
        let (at, _) = self.last.as_ref()?;
        let (first, piece) = {
            let part = &self.head.parts[*at];
            (part.first as usize, part.places.clone())
        };
        let bytes = self.piece(&piece)?;
        let places: Vec<Places<'_>> = encoded::from_bytes(&bytes)?;
        page.set_places(places.into_iter().nth(number.index() - first)?);
        Some(page)
    }

    /// Whether every part is as it was written.
    fn is_whole(&mut self) -> bool {
        let parts = self.head.parts.clone();
        let mut pieces = parts.iter().flat_map(|part| [&part.pages, &part.places]);
        pieces.all(|piece| self.piece(piece).is_some())
    }

    /// Everything, with the places of the words if they are wanted.
    fn whole(mut self, with_places: bool) -> Option<Reading> {
        let mut reading = self.head.reading.clone();
        for part in self.head.parts.clone() {
            let bare = self.piece(&part.pages)?;
            let mut pages: Vec<Page> = encoded::from_bytes(&bare)?;
            if with_places {
                let places = self.piece(&part.places)?;
                let places: Vec<Places<'_>> = encoded::from_bytes(&places)?;
                for (page, places) in pages.iter_mut().zip(places) {
                    page.set_places(places);
                }
            }
            reading.pages.append(&mut pages);
        }
        (reading.pages.len() == self.page_count()).then_some(reading)
    }
}

impl Store {
    fn path(&self, key: &str) -> PathBuf {
        // Folders of a few thousand files stay quick on every file system.
        self.dir.join(&key[..key.len().min(2)]).join(key)
    }

    /// The entry of a file with this hash, of which the head is read.
    pub fn open(&self, key: &str) -> Option<Entry> {
        Entry::open(File::open(self.path(key)).ok()?)
    }

    /// What was read of a file with this hash, without the places of the words.
    pub fn get(&self, key: &str) -> Option<Reading> {
        self.open(key)?.whole(false)
    }

    /// The same with the places of the words on the page.
    pub fn get_with_places(&self, key: &str) -> Option<Reading> {
        self.open(key)?.whole(true)
    }

    /// The text of a page (from 1) of a document; `None` if there is no such page or it is not here.
    pub fn page_text(&self, document: &Document, page: u32) -> Option<String> {
        let number = PageNumber::from_index(page.checked_sub(1)? as usize);
        let mut entry = self.open(&key(&document.hash, &document.path))?;
        Some(entry.page(number)?.text.clone())
    }

    /// Whether there was nothing in it when it was opened.
    pub fn is_new(&self) -> bool {
        self.is_new
    }

    /// Whether there is an entry; it may be damaged.
    pub fn has(&self, key: &str) -> bool {
        self.path(key).exists()
    }

    /// Keeps what was read of a file. A failure is remembered, not returned: without the entry the file is read again.
    pub fn put(&self, key: &str, reading: &Reading) -> bool {
        match Head::write(reading) {
            Ok(bytes) => self.keep(key, &bytes),
            Err(error) => self.failed(error),
        }
    }

    /// Keeps the bytes of an entry that [`entry`] made, here or elsewhere. A failure is remembered, as by [`Store::put`].
    pub fn keep(&self, key: &str, bytes: &[u8]) -> bool {
        match write_whole(&self.path(key), bytes) {
            Ok(()) => true,
            Err(error) => self.failed(error),
        }
    }

    fn failed(&self, error: io::Error) -> bool {
        if let Ok(mut failure) = self.failure.lock() {
            failure.get_or_insert(error);
        }
        false
    }

    /// Why an entry could not be written, once.
    pub fn failure(&self) -> Option<io::Error> {
        self.failure
            .lock()
            .ok()
            .and_then(|mut failure| failure.take())
    }

    /// The entries there are, in order.
    pub fn keys(&self) -> Vec<String> {
        let files = walk(&self.dir);
        let name = |path: PathBuf| Some(path.file_name()?.to_str()?.to_owned());
        let mut keys: Vec<String> = files.into_iter().filter_map(name).collect();
        // What a writer that was stopped left behind is no entry.
        keys.retain(|key| {
            Path::new(key)
                .extension()
                .is_none_or(|end| end != UNFINISHED)
        });
        keys.sort();
        keys
    }

    /// Removes the entries of files that are no longer in the corpus, and those of other versions.
    pub fn keep_only(&self, keys: &BTreeSet<String>) {
        // What cannot be removed takes room and does no other harm.
        let remove = |path: &Path| drop(fs::remove_file(path));
        for path in walk(&self.dir) {
            let name = path.file_name().and_then(|name| name.to_str());
            if name.is_none_or(|name| !keys.contains(name)) {
                remove(&path);
            }
        }
        let versions = self.dir.parent().and_then(|dir| fs::read_dir(dir).ok());
        for other in versions.into_iter().flatten().flatten() {
            if other.path() != self.dir {
                drop(fs::remove_dir_all(other.path()));
            }
        }
    }
}

/// Writes a file beside its place, in a folder that is made if need be, and moves it there: whoever is stopped leaves a whole file or none.
pub(super) fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    // Two processes and their threads write beside each other.
    let (process, thread) = (std::process::id(), std::thread::current().id());
    let beside = path.with_extension(format!("{process}.{thread:?}.{UNFINISHED}"));
    fs::create_dir_all(path.parent().ok_or(io::ErrorKind::InvalidInput)?)?;
    let written = fs::write(&beside, bytes).and_then(|()| fs::rename(&beside, path));
    if written.is_err() {
        // What is half written takes room on a disk that may be full.
        drop(fs::remove_file(&beside));
    }
    written
}

/// The files in the folders of a folder.
fn walk(dir: &Path) -> Vec<PathBuf> {
    let entries = |dir: &Path| fs::read_dir(dir).into_iter().flatten().flatten();
    entries(dir)
        .flat_map(|folder| {
            entries(&folder.path())
                .map(|entry| entry.path())
                .collect::<Vec<_>>()
        })
        .collect()
}

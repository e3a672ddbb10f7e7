//! How fast PDF text is extracted, on folders of PDFs given by the caller (real plans, not our own demo files).
//!
//! `cargo bench --bench extract -- FOLDER…` measures, interleaved and as the median of the rounds:
//! - the *bound*: inflating the streams that any extractor must inflate (page contents, forms, `ToUnicode` maps, object streams);
//! - extraction in this process, with zones, boxes, tidying and coverage;
//! - then, where `../shared/peers/extract.py` and the tools are present, one process a file against pdftotext and mutool, without OCR,
//!   which they have not.
//!
//! Quote ratios, not seconds.

#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]

use std::collections::HashSet;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use hayro_syntax::Pdf;
use hayro_syntax::object::dict::keys::{
    CONTENTS, FONT, RESOURCES, SUBTYPE, TO_UNICODE, TYPE, XOBJECT,
};
use hayro_syntax::object::{Dict, Name, Object, Stream};
use planlys::extract;

const ROUNDS: usize = 7;
const PEERS: &str = "../shared/peers/extract.py";

fn main() {
    let folders: Vec<PathBuf> = std::env::args()
        .skip(1)
        .filter(|argument| !argument.starts_with("--"))
        .map(PathBuf::from)
        .collect();
    if folders.is_empty() {
        println!(
            "usage: cargo bench --bench extract -- FOLDER…   (for example ../shared/real ../shared/gen)"
        );
        return;
    }
    for folder in &folders {
        measure(folder);
    }
    peers(&folders);
}

fn measure(folder: &Path) {
    let files = pdfs(folder);
    let contents: Vec<(PathBuf, Vec<u8>)> = files
        .into_iter()
        .filter_map(|path| std::fs::read(&path).ok().map(|bytes| (path, bytes)))
        .collect();
    let streams: Vec<Vec<u8>> = contents
        .iter()
        .flat_map(|(_, bytes)| required_streams(bytes))
        .collect();
    let (mut bound, mut ours, mut pages, mut inflated) = (Vec::new(), Vec::new(), 0, 0);
    for _ in 0..ROUNDS {
        let start = Instant::now();
        inflated = streams.iter().map(|stream| inflate(stream)).sum();
        bound.push(start.elapsed());
        let copies: Vec<(&PathBuf, Vec<u8>)> = contents
            .iter()
            .map(|(path, bytes)| (path, bytes.clone()))
            .collect();
        let start = Instant::now();
        pages = copies
            .into_iter()
            .filter_map(|(path, bytes)| extract::read(path, bytes).ok())
            .map(|reading| reading.pages.len())
            .sum();
        ours.push(start.elapsed());
    }
    let (bound, ours) = (median(&mut bound), median(&mut ours));
    println!(
        "{}: {} files, {pages} pages, {} streams of {:.1} MiB inflated",
        folder.display(),
        contents.len(),
        streams.len(),
        inflated as f64 / f64::from(1 << 20)
    );
    println!(
        "  inflate bound {:8.1} ms\n  planlys       {:8.1} ms   {:.2} × the bound, {:.3} ms a page",
        milliseconds(bound),
        milliseconds(ours),
        ours.as_secs_f64() / bound.as_secs_f64(),
        milliseconds(ours) / pages.max(1) as f64
    );
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

fn median(times: &mut [Duration]) -> Duration {
    times.sort();
    times[times.len() / 2]
}

fn pdfs(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = walkdir::WalkDir::new(folder)
        .into_iter()
        .filter_map(Result::ok)
        .map(walkdir::DirEntry::into_path)
        .filter(|path| {
            path.extension()
                .is_some_and(|e| e.eq_ignore_ascii_case("pdf"))
        })
        .collect();
    files.sort();
    files
}

fn inflate(stream: &[u8]) -> usize {
    let mut out = Vec::with_capacity(stream.len() * 5);
    // What is left of a damaged stream was inflated all the same.
    let _ = flate2::bufread::ZlibDecoder::new(stream).read_to_end(&mut out);
    out.len()
}

/// The deflated bytes of the streams that the text of a PDF depends on, each once.
fn required_streams(bytes: &[u8]) -> Vec<Vec<u8>> {
    let Ok(pdf) = Pdf::new(bytes.to_vec()) else {
        return Vec::new();
    };
    let mut collector = Collector::default();
    for object in pdf.objects() {
        if let Object::Stream(stream) = object
            && stream
                .dict()
                .get::<Name<'_>>(TYPE)
                .is_some_and(|name| name.as_ref() == b"ObjStm")
        {
            collector.add(&stream);
        }
    }
    for page in pdf.pages().iter() {
        match page.raw().get::<Object<'_>>(CONTENTS) {
            Some(Object::Stream(stream)) => {
                collector.add(&stream);
            }
            Some(Object::Array(parts)) => {
                for stream in parts.iter::<Stream<'_>>() {
                    collector.add(&stream);
                }
            }
            _ => {}
        }
        collector.resources(&page.resources().x_objects, &page.resources().fonts, 0);
    }
    collector.streams
}

#[derive(Default)]
struct Collector {
    seen: HashSet<usize>,
    streams: Vec<Vec<u8>>,
}

impl Collector {
    fn add(&mut self, stream: &Stream<'_>) -> bool {
        let raw = stream.raw_data();
        let new = self.seen.insert(raw.as_ptr() as usize);
        if new {
            self.streams.push(raw.to_vec());
        }
        new
    }

    fn resources(&mut self, forms: &Dict<'_>, fonts: &Dict<'_>, depth: u32) {
        for name in fonts.keys() {
            let font = fonts.get::<Dict<'_>>(name.as_ref());
            if let Some(map) = font.and_then(|font| font.get::<Stream<'_>>(TO_UNICODE)) {
                self.add(&map);
            }
        }
        for name in forms.keys() {
            let Some(form) = forms.get::<Stream<'_>>(name.as_ref()) else {
                continue;
            };
            let is_form = form
                .dict()
                .get::<Name<'_>>(SUBTYPE)
                .is_some_and(|subtype| subtype.as_ref() == b"Form");
            if is_form && depth < 8 && self.add(&form) {
                let own = form.dict().get::<Dict<'_>>(RESOURCES).unwrap_or_default();
                let inner = |key: &[u8]| own.get::<Dict<'_>>(key).unwrap_or_default();
                self.resources(&inner(XOBJECT), &inner(FONT), depth + 1);
            }
        }
    }
}

/// One process a file against the tools a user would take instead.
fn peers(folders: &[PathBuf]) {
    if !Path::new(PEERS).exists() {
        println!("{PEERS} is not here: not compared with pdftotext and mutool");
        return;
    }
    let ours = format!(
        "{} extract --ocr off --format text {{file}}",
        env!("CARGO_BIN_EXE_planlys")
    );
    let done = Command::new("python3")
        .args([PEERS, "--rounds", "5", "--ours", &ours])
        .args(folders)
        .status();
    if !done.is_ok_and(|status| status.success()) {
        println!("{PEERS} did not run: is python3 installed?");
    }
}

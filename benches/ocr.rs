//! How long OCR takes beside plain Tesseract on the same pictures, and how it scales with cores.
//!
//! `cargo bench --bench ocr -- FILE…` draws the pages of scanned PDFs, and then in turns reads the pictures with `tesseract`, a process a
//! page and one thread each, and reads the PDFs with
//! `planlys index`: drawing, setting straight, recognising and indexing. Without files it takes the bundled scan. The medians of three rounds are compared.
//!
//! `cargo bench --bench ocr -- certainty` blurs the bundled scan more and more and prints how many of the words are wrong, by how certain
//! Tesseract is of them: in tens, and for whole pages.
#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]

use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use planlys::extract::Album;
use planlys::extract::ocr::{self, Frame};
use planlys::pipeline::Found;

const ROUNDS: usize = 3;
const SCAN: &str = "corpus/Sjøvær/arealdel-skannet.pdf";

fn main() {
    let files: Vec<PathBuf> = std::env::args()
        .skip(1)
        .filter(|argument| !argument.starts_with("--"))
        .map(PathBuf::from)
        .collect();
    if files == [PathBuf::from("certainty")] {
        certainty();
        return;
    }
    let files = if files.is_empty() {
        vec![SCAN.into()]
    } else {
        files
    };
    let Found::Ready(tesseract) = Found::now() else {
        println!("Tesseract with Norwegian is absent");
        return;
    };
    let folder = tempfile::tempdir().expect("a temporary folder");
    let pictures = pictures(&files, folder.path());
    let corpus = folder.path().join("corpus");
    std::fs::create_dir(&corpus).expect("a folder");
    for (number, file) in files.iter().enumerate() {
        let copied = std::fs::copy(file, corpus.join(format!("{number}.pdf")));
        copied.expect("it can be copied");
    }
    println!("{} pages, {}", pictures.len(), tesseract.engine());
    let mut seconds: [[Vec<f64>; 2]; 2] = Default::default();
    for _ in 0..ROUNDS {
        for (at, threads) in [1, 2].into_iter().enumerate() {
            seconds[at][0].push(timed(|| plain(&pictures, threads)));
            seconds[at][1].push(timed(|| ours(&corpus, threads)));
        }
    }
    let mut medians = [[0.0; 2]; 2];
    for (at, threads) in [1, 2].into_iter().enumerate() {
        medians[at] = [median(&mut seconds[at][0]), median(&mut seconds[at][1])];
        let [plain, ours] = medians[at];
        println!(
            "{threads} threads: tesseract {plain:.2} s, planlys {ours:.2} s, {:.2} ×; {:.2} pages a second",
            ours / plain,
            pictures.len() as f64 / ours
        );
    }
    println!(
        "2 threads beside 1: tesseract {:.2} ×, planlys {:.2} ×",
        medians[0][0] / medians[1][0],
        medians[0][1] / medians[1][1]
    );
}

/// The pages of the files as pictures, drawn as they are for OCR.
fn pictures(files: &[PathBuf], folder: &Path) -> Vec<PathBuf> {
    let mut pictures = Vec::new();
    for file in files {
        let album = Album::open(std::fs::read(file).expect("it can be read")).expect("a PDF");
        let mut page = 0;
        while let Ok(scan) = album.scan(page, 300, 0) {
            let path = folder.join(format!("{}.pgm", pictures.len()));
            std::fs::write(&path, scan.pgm).expect("it can be written");
            pictures.push(path);
            page += 1;
        }
    }
    pictures
}

/// How often words are wrong, by how certain Tesseract is of them.
fn certainty() {
    let truth = std::fs::read_to_string("tests/corpus/Sjøvær/arealdel.md").expect("its text");
    let words = |text: &str| -> Vec<String> {
        let words = text.split(|c: char| !c.is_alphanumeric());
        words
            .filter(|w| !w.is_empty())
            .map(str::to_lowercase)
            .collect()
    };
    let truth: HashSet<String> = words(&truth).into_iter().collect();
    let folder = tempfile::tempdir().expect("a temporary folder");
    let drawn = pictures(&[SCAN.into()], folder.path());
    let mut tens: BTreeMap<u8, (usize, usize)> = BTreeMap::new();
    let mut pages = Vec::new();
    for (picture, radius) in drawn[2..7]
        .iter()
        .flat_map(|p| [0, 2, 3, 4, 5].map(|r| (p, r)))
    {
        blur(picture, folder.path().join("blurred.pgm").as_path(), radius);
        let said = hocr(&folder.path().join("blurred.pgm"));
        let frame = Frame::upright([1, 1], 1.0);
        let read = ocr::hocr::read(&said, "", &frame).expect("it is XML");
        let (mut sum, mut count, mut wrong) = (0, 0, 0);
        for word in read
            .words()
            .filter(|w| w.text.chars().any(char::is_alphabetic))
        {
            let right = words(&word.text).iter().all(|word| truth.contains(word));
            let ten = tens.entry(word.confidence.min(99) / 10 * 10).or_default();
            *ten = (ten.0 + 1, ten.1 + usize::from(!right));
            sum += usize::from(word.confidence);
            count += 1;
            wrong += usize::from(!right);
        }
        pages.push((
            sum / count.max(1),
            wrong as f64 / f64::from(count.max(1) as u32),
        ));
    }
    for (ten, (words, wrong)) in tens {
        println!(
            "words of {ten}–{}: {words}, wrong {:.2}",
            ten + 10,
            wrong as f64 / words as f64
        );
    }
    pages.sort_by_key(|page| page.0);
    for (certain, wrong) in pages {
        println!("page of {certain} on average: wrong {wrong:.2}");
    }
}

/// A picture whose pixels are the means of the squares around them, twice.
fn blur(from: &Path, to: &Path, radius: usize) {
    let bytes = std::fs::read(from).expect("it was drawn");
    let end = bytes.iter().position(|&b| b == b'\n').expect("a head") + 1;
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let width: usize = head
        .split(' ')
        .nth(1)
        .and_then(|w| w.parse().ok())
        .expect("a width");
    let mut shades: Vec<u32> = bytes[end..].iter().map(|&b| u32::from(b)).collect();
    let height = shades.len() / width;
    for _ in 0..2 {
        for (step, lines, along) in [(1, height, width), (width, width, height)] {
            let before = shades.clone();
            for line in 0..lines {
                let start = if step == 1 { line * width } else { line };
                for at in radius..along.saturating_sub(radius) {
                    let around = (at - radius..=at + radius).map(|k| before[start + k * step]);
                    shades[start + at * step] = around.sum::<u32>() / (2 * radius as u32 + 1);
                }
            }
        }
    }
    let mut out = head.into_bytes();
    out.extend(shades.into_iter().map(|shade| shade as u8));
    std::fs::write(to, out).expect("it can be written");
}

/// What Tesseract says of a picture.
fn hocr(picture: &Path) -> String {
    let ran = Command::new("tesseract")
        .arg(picture)
        .args(["-", "-l", "nor", "--psm", "3", "--dpi", "300", "hocr"])
        .env("OMP_THREAD_LIMIT", "1")
        .stderr(Stdio::null())
        .output()
        .expect("it runs");
    assert!(ran.status.success());
    String::from_utf8_lossy(&ran.stdout).into_owned()
}

/// Tesseract alone, so many at a time.
fn plain(pictures: &[PathBuf], threads: usize) {
    let next = AtomicUsize::new(0);
    let read = || {
        while let Some(picture) = pictures.get(next.fetch_add(1, Ordering::Relaxed)) {
            hocr(picture);
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(read);
        }
    });
}

/// The program on a corpus of the files, all their pages by OCR, into an empty state.
fn ours(corpus: &Path, threads: usize) {
    let state = tempfile::tempdir().expect("a temporary folder");
    let ran = Command::new(env!("CARGO_BIN_EXE_planlys"))
        .args([
            "index",
            "--ocr",
            "force",
            "--jobs",
            &threads.to_string(),
            "--state",
        ])
        .args([state.path(), corpus])
        .output();
    assert!(ran.expect("it runs").status.success(), "all pages are read");
}

fn timed(work: impl FnOnce()) -> f64 {
    let start = Instant::now();
    work();
    start.elapsed().as_secs_f64()
}

fn median(seconds: &mut [f64]) -> f64 {
    seconds.sort_by(f64::total_cmp);
    seconds[seconds.len() / 2]
}

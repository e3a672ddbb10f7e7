//! How long OCR takes beside plain Tesseract on the same pictures, and how it scales with cores.
//!
//! `cargo bench --bench ocr -- FILE…` draws the pages of scanned PDFs, and then in turns reads the pictures with `tesseract`, a process a
//! page and one thread each, and reads the PDFs with
//! `planlys index`: drawing, setting straight, recognising and indexing. Without files it takes the bundled scan. The medians of three rounds are compared.
#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use planlys::extract::Album;
use planlys::pipeline::Found;

const ROUNDS: usize = 3;

fn main() {
    let files: Vec<PathBuf> = std::env::args()
        .skip(1)
        .filter(|argument| !argument.starts_with("--"))
        .map(PathBuf::from)
        .collect();
    let files = if files.is_empty() {
        vec!["corpus/Sjøvær/arealdel-skannet.pdf".into()]
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

/// Tesseract alone, so many at a time.
fn plain(pictures: &[PathBuf], threads: usize) {
    let next = AtomicUsize::new(0);
    let read = || {
        while let Some(picture) = pictures.get(next.fetch_add(1, Ordering::Relaxed)) {
            let ran = Command::new("tesseract")
                .arg(picture)
                .args(["-", "-l", "nor", "--psm", "3", "--dpi", "300", "hocr"])
                .env("OMP_THREAD_LIMIT", "1")
                .stderr(Stdio::null())
                .output();
            assert!(ran.expect("it runs").status.success());
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

//! How many pages a core reads in a second as one of many machines: through `planlys filter`, a file a line, text and OCR apart; how much
//! a line is; how long `planlys collect` takes; and what that comes to for a country and a continent.
//!
//! `cargo bench --bench filter -- FOLDER…` reads all files of the folders as corpora (without any, the bundled one), with one file at a
//! time: the filter and the process that it reads in take turns, so a second is a second of one core. Medians of the rounds. OCR needs
//! Tesseract with Norwegian and is measured on the pages of the same files that need it.
#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use planlys::pipeline::Found;
use serde_json::Value;

const PLANLYS: &str = env!("CARGO_BIN_EXE_planlys");
const ROUNDS: usize = 5;
/// Pages of all plans of Norway, and of as many for each inhabitant of Europe: estimates (DESIGN.md §6).
const LANDS: [(&str, f64); 2] = [("Norway", 343e3), ("Europe", 96e6)];
/// Share of them that are scans: an estimate (DESIGN.md §6).
const SCANS: f64 = 0.1;
/// Cores of a node.
const CORES: f64 = 16.0;

fn main() {
    let folders: Vec<String> = std::env::args()
        .skip(1)
        .filter(|argument| !argument.starts_with("--"))
        .collect();
    let folders = if folders.is_empty() {
        vec!["corpus".to_owned()]
    } else {
        folders
    };
    let made = tempfile::tempdir().expect("a temporary folder");
    let (mut pages, mut bytes, mut files, mut seconds) = (0, 0, 0, 0.0);
    let (mut scans, mut scan_seconds, mut collecting) = (0, 0.0, 0.0);
    for folder in &folders {
        let paths = run(folder, &["--list"], b"");
        let (took, lines) = median(|| run(folder, &["--ocr", "off"], &paths));
        let answers = parsed(&lines);
        let read: u64 = answers
            .iter()
            .map(|answer| count(&answer["coverage"]["pages"]))
            .sum();
        println!(
            "{folder}: {} files, {read} pages, {took:.2} s",
            answers.len()
        );
        let opened = answers.iter().map(|answer| count(&answer["file"]["bytes"]));
        files += opened.sum::<u64>();
        (pages, bytes, seconds) = (pages + read, bytes + lines.len(), seconds + took);
        collecting += collect(folder, &lines, made.path());
        if matches!(Found::now(), Found::Ready(_)) {
            let (recognised, took) = ocr(folder, &paths);
            (scans, scan_seconds) = (scans + recognised, scan_seconds + took);
        }
    }
    let text = pages as f64 / seconds;
    println!(
        "text: {text:.0} pages and {:.0} MB of files a core-second, {:.1} kB of lines a page",
        files as f64 / 1e6 / seconds,
        bytes as f64 / 1e3 / pages as f64
    );
    println!("collect: {:.0} pages a second", pages as f64 / collecting);
    if scans == 0 {
        println!("OCR: Tesseract with Norwegian is absent, or no page needs it");
        return;
    }
    let ocr = scans as f64 / scan_seconds;
    println!("OCR: {ocr:.2} pages a core-second ({scans} pages)");
    for (land, pages) in LANDS {
        let (reading, recognising) = (pages / text / 3600.0, pages * SCANS / ocr / 3600.0);
        let all = reading + recognising;
        let nodes =
            [1.0, 4.0, 16.0, 64.0].map(|nodes| format!("{nodes}: {:.2} h", all / nodes / CORES));
        println!(
            "{land}: {reading:.2} core-hours of text, {recognising:.0} of OCR; nodes of {CORES} cores {}",
            nodes.join(", ")
        );
    }
}

/// What the filter writes for some lines.
fn run(folder: &str, arguments: &[&str], lines: &[u8]) -> Vec<u8> {
    let mut filter = Command::new(PLANLYS)
        .args([&["filter", "--corpus", folder], arguments].concat())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("it starts");
    let mut input = filter.stdin.take().expect("it listens");
    std::thread::scope(|threads| {
        threads.spawn(move || input.write_all(lines));
        filter.wait_with_output().expect("it ends").stdout
    })
}

/// The seconds that some work takes, the median of the rounds, and what it gives.
fn median<R>(work: impl Fn() -> R) -> (f64, R) {
    let mut rounds: Vec<f64> = (1..ROUNDS).map(|_| timed(&work).0).collect();
    let (last, given) = timed(&work);
    rounds.push(last);
    rounds.sort_by(f64::total_cmp);
    (rounds[ROUNDS / 2], given)
}

fn timed<R>(work: impl FnOnce() -> R) -> (f64, R) {
    let start = Instant::now();
    let given = work();
    (start.elapsed().as_secs_f64(), given)
}

fn parsed(lines: &[u8]) -> Vec<Value> {
    let lines = lines
        .split(|byte| *byte == b'\n')
        .filter(|line| !line.is_empty());
    lines
        .map(|line| serde_json::from_slice(line).expect("it is JSON"))
        .collect()
}

fn count(value: &Value) -> u64 {
    value.as_u64().unwrap_or(0)
}

/// Seconds that collecting the lines takes.
fn collect(folder: &str, lines: &[u8], made: &Path) -> f64 {
    let part = made.join("part.ndjson");
    fs::write(&part, lines).expect("it is written");
    let state = made.join("state");
    let work = || {
        let mut command = Command::new(PLANLYS);
        command
            .arg("collect")
            .arg(&part)
            .args(["--corpus", folder, "--state"])
            .arg(&state);
        command
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .expect("it starts");
        fs::remove_dir_all(&state).expect("it was made");
    };
    median(work).0
}

/// Pages of a corpus that OCR reads, and the seconds that this takes; the time that the same files take without it is left out.
fn ocr(folder: &str, paths: &[u8]) -> (u64, f64) {
    let paths = String::from_utf8_lossy(paths);
    let without = |path: &str| [path, "\t\t\t-\n"].concat();
    let none: String = paths.lines().map(without).collect();
    let awaiting = |answer: &Value| {
        answer["coverage"]["awaiting_ocr"]
            .as_array()
            .map_or(0, Vec::len) as u64
    };
    let answers = parsed(&run(folder, &[], none.as_bytes()));
    let scans = answers.iter().filter(|answer| awaiting(answer) > 0);
    let pages = scans.clone().map(awaiting).sum();
    let names: Vec<&str> = scans.filter_map(|answer| answer["path"].as_str()).collect();
    let with = names.join("\n");
    let without: String = names.iter().map(|path| without(path)).collect();
    if pages == 0 {
        return (0, 0.0);
    }
    let (took, _) = timed(|| run(folder, &[], with.as_bytes()));
    let (reading, _) = timed(|| run(folder, &[], without.as_bytes()));
    (pages, took - reading)
}

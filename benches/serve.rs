//! The reading room under load: all of Norway, and pictures of the bundled plans.
//!
//! `cargo bench --bench serve` (with `keep FOLDER` the generated corpus is kept there and used again). The corpus: every municipality of
//! the register × 12 plans × 80 pages as text files (342 720 pages), a title page each and 79 pages drawn at random with a fixed seed from
//! the pages of the bundled corpus and of `../shared/real`. It is screened by the program, and the room opened on it. Then, over plain HTTP
//! on loopback: the first byte of the matrix and of cells, searches, and pictures of every page of the bundled PDFs that was not drawn
//! before. Last, with `wrk` (Debian), 200 connections at once for ten seconds each on the matrix, a search, a cell and a picture, with the
//! errors and the largest memory of the process and its children.

#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]

use std::fmt::Write as _;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use planlys::corpus::municipality;
use planlys::extract;

const PLANLYS: &str = env!("CARGO_BIN_EXE_planlys");
const PAGES_PER_PLAN: usize = 80;
/// Titles of the plans of a municipality: the nine levels, and three others.
const TITLES: [&str; 12] = [
    "Kommuneplanens samfunnsdel 2024–2036",
    "Kommuneplanens arealdel 2024–2036",
    "Økonomiplan 2026–2029",
    "Årsbudsjett 2026",
    "Boligplan 2024–2032",
    "Oppvekstplan 2024–2032",
    "Folkehelseplan 2024–2032",
    "Helse- og omsorgsplan 2024–2032",
    "Planstrategi 2024–2027",
    "Næringsplan 2024–2032",
    "Klimaplan 2024–2032",
    "Kulturplan 2024–2032",
];

fn main() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let kept = std::env::args().skip_while(|a| a != "keep").nth(1);
    let folder = kept.map_or_else(|| root.join("target/bench-serve"), PathBuf::from);
    if !folder.join("ferdig").exists() {
        generate(root, &folder);
    }
    let corpus = folder.join("planer");
    println!("norway:");
    let screened = Instant::now();
    let status = Command::new(PLANLYS)
        .args(["screen", text(&corpus)])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .expect("it starts");
    assert!(status.success());
    println!("  screened in {:.0} s", screened.elapsed().as_secs_f64());
    let norway = Room::open(&corpus);
    println!(
        "  opened, first page after {:.0} ms",
        norway.opened.as_secs_f64() * 1e3
    );
    norway.first_bytes("matrix, 357 municipalities", &["/"; 21]);
    norway.first_bytes("matrix, one county", &["/?fylke=Nordland"; 21]);
    let cells: Vec<String> = municipality::all()
        .iter()
        .filter_map(|m| Some(format!("/celle/{}/bolig", m.number?)))
        .collect();
    norway.first_bytes(
        "cell",
        &cells.iter().map(String::as_str).collect::<Vec<_>>(),
    );
    let searches: Vec<String> = QUERIES
        .iter()
        .map(|query| format!("/sok?q={}", encoded(query)))
        .collect();
    let searches: Vec<&str> = searches.iter().map(String::as_str).collect();
    // The first round brings the index into the memory of the system.
    norway.times(&searches);
    norway.first_bytes("search", &searches.repeat(5));
    norway.memory();
    norway.load("matrix, one county", "/?fylke=Nordland");
    norway.load("matrix, 357 municipalities", "/");
    norway.load("search", searches[0]);
    norway.load("cell", "/celle/1865/bolig");
    norway.memory();
    drop(norway);

    println!("bundled corpus:");
    let bundled = Room::open(&root.join("corpus"));
    bundled.first_bytes("matrix", &["/"; 21]);
    let pictures = bundled.pictures();
    let pictures: Vec<&str> = pictures.iter().map(String::as_str).collect();
    bundled.first_bytes("picture, not drawn before", &pictures);
    bundled.first_bytes("picture, drawn before", &pictures[pictures.len() - 20..]);
    bundled.memory();
    bundled.load("picture", pictures[0]);
    bundled.load("cell", "/celle/Gran%C3%A5sen/bolig");
    bundled.memory();
}

const QUERIES: [&str; 14] = [
    "bolig",
    "startlån",
    "kommunen",
    "og",
    "\"leie til eie\"",
    "\"for å\"",
    "bolig*",
    "*bolig*",
    "kommun*plan",
    "leie NEAR/5 eie",
    "flyktning* NEAR/8 boset*",
    "ledd:bolig",
    "husbanken~",
    "bolig* nivå:samfunnsdel fylke:Nordland",
];

/// An open room and a session in it.
struct Room {
    process: Child,
    address: String,
    cookie: String,
    opened: Duration,
}

impl Room {
    fn open(corpus: &Path) -> Self {
        let started = Instant::now();
        let mut process = Command::new(PLANLYS)
            .args(["serve", text(corpus)])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("it starts");
        let out = process.stdout.take().expect("it has an output");
        let mut link = String::new();
        BufReader::new(out)
            .read_line(&mut link)
            .expect("it prints the link");
        let rest = link.trim().strip_prefix("http://").expect("a link");
        let (address, path) = rest.split_once('/').expect("a path");
        let mut room = Room {
            process,
            address: address.to_owned(),
            cookie: String::new(),
            opened: Duration::ZERO,
        };
        let entered = room.get(&format!("/{path}"));
        let cookie = entered
            .1
            .lines()
            .find_map(|line| line.strip_prefix("set-cookie: "))
            .expect("a cookie");
        cookie
            .split(';')
            .next()
            .unwrap_or_default()
            .clone_into(&mut room.cookie);
        // Until the run of the start is done.
        loop {
            let page = room.get("/dekning").1;
            if page.contains("data-run-stop")
                && page
                    .split("data-run-stop")
                    .nth(1)
                    .is_some_and(|rest| rest.starts_with(" disabled"))
            {
                break;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        room.get("/");
        room.opened = started.elapsed();
        room
    }

    /// Milliseconds to the first byte, and the answer.
    fn get(&self, path: &str) -> (f64, String) {
        let mut stream = TcpStream::connect(&self.address).expect("the room listens");
        stream.set_nodelay(true).expect("a socket");
        let request = format!(
            "GET {path} HTTP/1.1\r\nHost: {}\r\nCookie: {}\r\nConnection: close\r\n\r\n",
            self.address, self.cookie
        );
        let started = Instant::now();
        stream.write_all(request.as_bytes()).expect("it is sent");
        let mut first = [0];
        stream.read_exact(&mut first).expect("an answer");
        let milliseconds = started.elapsed().as_secs_f64() * 1e3;
        let mut rest = Vec::new();
        stream.read_to_end(&mut rest).expect("the answer ends");
        let answer = format!("{}{}", char::from(first[0]), String::from_utf8_lossy(&rest));
        assert!(
            answer.starts_with("HTTP/1.1 200") || answer.starts_with("HTTP/1.1 303"),
            "{path}: {}",
            answer.lines().next().unwrap_or_default()
        );
        (milliseconds, answer)
    }

    fn times(&self, paths: &[&str]) -> Vec<f64> {
        paths.iter().map(|path| self.get(path).0).collect()
    }

    fn first_bytes(&self, what: &str, paths: &[&str]) {
        let mut times = self.times(paths);
        times.sort_by(f64::total_cmp);
        let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize];
        println!(
            "  {what}: p50 {:.1} ms, p95 {:.1} ms, slowest {:.1} ms ({} requests)",
            at(0.5),
            at(0.95),
            at(1.0),
            times.len()
        );
    }

    /// The pictures of all pages of the PDFs, 1000 pixels wide.
    fn pictures(&self) -> Vec<String> {
        let page = self.get("/dekning").1;
        let mut found = Vec::new();
        for part in page.split("href=\"/dokument/").skip(1) {
            let id = part.split('/').next().unwrap_or_default();
            let first = self.get(&format!("/dokument/{id}/fil")).1;
            if !part.starts_with(&format!("{id}/side/1\"")) || !first.contains("application/pdf") {
                continue;
            }
            let page = self.get(&format!("/dokument/{id}/side/1")).1;
            let count = page
                .split("side 1 av ")
                .nth(1)
                .and_then(|rest| rest.split(' ').next()?.parse().ok());
            found.extend(
                (1..=count.unwrap_or(0))
                    .map(|number: u32| format!("/dokument/{id}/bilde/{number}/1000")),
            );
        }
        found
    }

    /// Ten seconds of 200 connections at once.
    fn load(&self, what: &str, path: &str) {
        let ran = Command::new("wrk")
            .args([
                "-t2",
                "-c200",
                "-d10s",
                "--timeout",
                "30s",
                "--latency",
                "-H",
                &format!("Cookie: {}", self.cookie),
            ])
            .arg(format!("http://{}{path}", self.address))
            .output();
        let Ok(ran) = ran else {
            println!("  {what}: wrk is absent (apt-get install wrk)");
            return;
        };
        let said = String::from_utf8_lossy(&ran.stdout);
        let line = |word: &str| {
            said.lines()
                .find(|line| line.contains(word))
                .map_or("none", str::trim)
                .to_owned()
        };
        println!(
            "  200 at once, {what}: {}, half answered within {}; errors: {}, {}",
            line("Requests/sec"),
            said.lines()
                .find_map(|line| line.trim().strip_prefix("50%"))
                .map_or("none", str::trim),
            line("Non-2xx"),
            line("Socket errors"),
        );
    }

    /// The largest memory of the process, and of each of its children now.
    fn memory(&self) {
        let own = memory(self.process.id(), "VmHWM");
        let tasks = format!("/proc/{0}/task", self.process.id());
        let tasks = fs::read_dir(tasks).into_iter().flatten().flatten();
        let children =
            tasks.filter_map(|task| fs::read_to_string(task.path().join("children")).ok());
        let children: Vec<u32> = children
            .flat_map(|ids| {
                ids.split_whitespace()
                    .filter_map(|id| id.parse().ok())
                    .collect::<Vec<_>>()
            })
            .collect();
        let theirs: Vec<String> = children
            .iter()
            .map(|&id| format!("{} MiB", memory(id, "VmHWM")))
            .collect();
        println!(
            "  largest memory: {own} MiB, children: {}",
            theirs.join(", ")
        );
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn memory(process: u32, what: &str) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with(what));
    let kib = line.and_then(|line| line.split_whitespace().nth(1)?.parse::<u64>().ok());
    kib.unwrap_or(0) / 1024
}

/// Writes the corpus.
fn generate(root: &Path, folder: &Path) {
    let mut pages = Vec::new();
    for place in [root.join("corpus"), root.join("../shared/real")] {
        for file in walkdir::WalkDir::new(&place)
            .sort_by_file_name()
            .into_iter()
            .flatten()
        {
            if file.path().extension().is_some_and(|end| end == "pdf") {
                let bytes = fs::read(file.path()).expect("it can be read");
                let read = extract::read(file.path(), bytes);
                pages.extend(
                    read.into_iter()
                        .flat_map(|read| read.pages)
                        .map(|page| page.text),
                );
            }
        }
    }
    pages.retain(|text| !text.trim().is_empty());
    let mut seed = 2018u64;
    for municipality in municipality::all() {
        let Some(number) = municipality.number else {
            continue;
        };
        let own = folder
            .join("planer")
            .join(format!("{number} {}", municipality.name));
        fs::create_dir_all(&own).expect("a folder");
        for (index, title) in TITLES.iter().enumerate() {
            let mut plan = format!(
                "{title}\n\n{} kommune\n\nVedtatt i kommunestyret 12.12.2024\n",
                municipality.name
            );
            for _ in 1..PAGES_PER_PLAN {
                seed = seed
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1_442_695_040_888_963_407);
                let page = &pages[(seed >> 33) as usize % pages.len()];
                let _ = write!(plan, "\u{c}{}", page.replace('\n', "\n\n"));
            }
            fs::write(own.join(format!("plan-{index}.txt")), plan).expect("it is written");
        }
    }
    fs::write(folder.join("ferdig"), "").expect("it is written");
}

fn encoded(value: &str) -> String {
    value.bytes().fold(String::new(), |mut out, byte| {
        let _ = write!(out, "%{byte:02X}");
        out
    })
}

fn text(path: &Path) -> &str {
    path.to_str().expect("the path is UTF-8")
}

//! Finding terms in stored text: seconds, and what they grow with.
//!
//! Input: a store of every Norwegian municipality × 12 plans × 80 pages (342 720 pages, about 0.86 GB), generated from the pages of the
//! bundled corpus and, where they are, of the real plans and programmes in `../shared/real`, drawn at random with a fixed seed, so that
//! hits are as frequent as in real plans. The store is read once before the clock starts, so it is warm: in the memory of the system.
//!
//! `cargo bench --bench terms -- [PAGES] [THREADS]`

#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use planlys::extract::{self, Coverage, Page, Reading};
use planlys::index::{State, Store};
use planlys::pipeline::{Damage, Search};
use planlys::terms::{self, Pack};

/// Pages of every municipality × 12 plans × 80 pages.
const PAGES: usize = 357 * 12 * 80;
const PAGES_PER_PLAN: usize = 80;
const ROUNDS: usize = 5;

fn main() {
    let numbers: Vec<usize> = std::env::args().filter_map(|a| a.parse().ok()).collect();
    let pages = numbers.first().copied().unwrap_or(PAGES);
    let threads = numbers.get(1).copied().unwrap_or(2);
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let dir = root.join(format!("target/bench-store-{pages}"));
    let store = State::at(&dir).store();
    // Entries of another version of the store cannot be read: they are made anew.
    let readable = store
        .keys()
        .last()
        .is_some_and(|key| store.get(key).is_some());
    if !readable || store.keys().len() < pages / PAGES_PER_PLAN {
        generate(&store, &sources(root), pages);
    }
    let keys = store.keys();
    let bytes: usize = keys.iter().map(|key| text_bytes(&store, key)).sum();
    println!(
        "{} plans, {pages} pages, {:.2} GB of text, {threads} threads",
        keys.len(),
        bytes as f64 / 1e9
    );
    let all: Vec<Pack> = terms::SHIPPED
        .iter()
        .filter_map(|(id, _)| terms::shipped(id))
        .collect();
    let packs: Vec<&Pack> = all.iter().collect();
    let on = |what: &str, packs: &[&Pack], work: Work| {
        measure(what, &store, &keys, threads, bytes, packs, work);
    };
    on("reading the store alone", &[], Work::Read);
    on("the 2018 pack", &packs[..1], Work::Find);
    on(
        "the 2018 pack, with what each hit bears",
        &packs[..1],
        Work::Weigh,
    );
    on("all shipped packs", &packs, Work::Find);
    candidates(root, &all);
    println!("largest memory of the process: {} MiB", peak() >> 10);
}

/// What is done with each plan.
#[derive(Clone, Copy, PartialEq)]
enum Work {
    /// It is read.
    Read,
    /// Its hits are found.
    Find,
    /// … and weighed, as a screening does.
    Weigh,
}

fn measure(
    what: &str,
    store: &Store,
    keys: &[String],
    threads: usize,
    bytes: usize,
    packs: &[&Pack],
    work: Work,
) {
    let phrases: usize = packs
        .iter()
        .flat_map(|pack| &pack.terms)
        .flat_map(|term| &term.variants)
        .map(|variant| variant.phrases.len())
        .sum();
    let search = Search::new(packs, Damage::Auto);
    let mut seconds = Vec::new();
    let mut found = (0, 0);
    for _ in 0..ROUNDS {
        let started = Instant::now();
        found = scan(store, keys, &search, threads, work);
        seconds.push(started.elapsed().as_secs_f64());
    }
    seconds.sort_by(f64::total_cmp);
    let median = seconds[ROUNDS / 2];
    println!(
        "{what} ({phrases} phrases): {median:.2} s (fastest {:.2}), {:.0} MB/s, {} hits, {} count",
        seconds[0],
        bytes as f64 / 1e6 / median,
        found.0,
        found.1
    );
}

/// What the index contributes: the share of the bundled corpus's pages that can have a hit, a pack at a time.
fn candidates(root: &Path, packs: &[Pack]) {
    let dir = root.join("target/bench-index");
    let screened = std::process::Command::new(env!("CARGO_BIN_EXE_planlys"))
        .current_dir(root)
        .args(["screen", "corpus", "--json", "--state"])
        .arg(&dir)
        .output()
        .expect("the program starts");
    assert!(!screened.stdout.is_empty(), "the corpus was screened");
    let state = State::at(&dir);
    let store = state.store();
    let searcher = state.searcher().expect("the corpus was indexed");
    let pages = |key: &String| store.get(key).map_or(0, |reading| reading.pages.len());
    let all: usize = store.keys().iter().map(pages).sum();
    let one_term = |pack: &Pack, id: &str| Pack {
        id: format!("{} {id}", pack.id),
        terms: pack
            .terms
            .iter()
            .filter(|term| term.id == id)
            .cloned()
            .collect(),
        ..pack.clone()
    };
    let narrow = ["husbanken", "barnefattigdom"].map(|id| one_term(&packs[0], id));
    for pack in packs.iter().chain(&narrow) {
        let packs = [pack];
        let search = Search::new(&packs, Damage::Auto);
        let started = Instant::now();
        let candidates = searcher
            .candidates(search.matchers())
            .expect("the index answers");
        println!(
            "{}: {} of {all} pages of the bundled corpus are candidates, asked in {:.1} ms",
            pack.id,
            candidates.count(),
            started.elapsed().as_secs_f64() * 1e3
        );
    }
}

/// Hits in all entries of a store, and how many count.
fn scan(
    store: &Store,
    keys: &[String],
    search: &Search<'_>,
    threads: usize,
    what: Work,
) -> (usize, usize) {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut found = (0, 0);
        while let Some(key) = keys.get(next.fetch_add(1, Ordering::Relaxed)) {
            let reading = store.get(key).expect("the entry was written");
            if what == Work::Read {
                continue;
            }
            let hits = search.find(&reading, &[], |_| true);
            if what == Work::Weigh {
                assert_eq!(search.weigh(&reading, &hits).len(), hits.len());
            }
            for hit in hits.iter().flatten() {
                found.0 += 1;
                found.1 += usize::from(hit.why_not.is_none());
            }
        }
        found
    };
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        workers
            .into_iter()
            .map(|worker| worker.join().expect("no worker fails"))
            .fold((0, 0), |sum, found| (sum.0 + found.0, sum.1 + found.1))
    })
}

fn text_bytes(store: &Store, key: &str) -> usize {
    let reading = store.get(key).expect("the entry was written");
    reading.pages.iter().map(|page| page.text.len()).sum()
}

/// The pages of our own corpus and of the real files, as read.
fn sources(root: &Path) -> Vec<Page> {
    let mut files = Vec::new();
    for folder in ["corpus", "../shared/real/plans", "../shared/real/long"] {
        walk(&root.join(folder), &mut files);
    }
    files.sort();
    let read = |path: &PathBuf| extract::read(path, std::fs::read(path).ok()?).ok();
    let readings: Vec<Reading> = files.iter().filter_map(read).collect();
    let pages = readings
        .into_iter()
        .flat_map(|reading| reading.without_places().pages);
    pages.filter(|page| page.text.len() > 200).collect()
}

fn walk(dir: &Path, files: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(dir) else {
        return;
    };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            walk(&path, files);
        } else if path.extension().is_some_and(|e| e == "pdf") {
            files.push(path);
        }
    }
}

fn generate(store: &Store, sources: &[Page], pages: usize) {
    println!("generating {pages} pages from {} …", sources.len());
    // Steele and Vigna's SplitMix64, for a fixed sequence.
    let mut state = 2018u64;
    let mut random = move || {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) as usize
    };
    for plan in 0..pages / PAGES_PER_PLAN {
        let pages: Vec<Page> = (0..PAGES_PER_PLAN)
            .map(|_| sources[random() % sources.len()].clone())
            .collect();
        let reading = Reading {
            coverage: Coverage::of(&pages),
            pages,
            ..Reading::default()
        };
        store.put(&format!("{plan:064x}.pdf"), &reading);
    }
    assert!(store.failure().is_none(), "the store can be written");
}

/// The largest resident size of this process so far, in KiB; 0 where the system does not say.
fn peak() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok())
        .unwrap_or(0)
}

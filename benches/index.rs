//! The state directory: what a new corpus, an unchanged one, a query and a kill cost.
//!
//! `cargo bench --bench index -- [new] [unchanged] [memory] [query] [kill]`; all of them if none is named.
//!
//! - new: 1 030 pages, each of the five programmes of `../shared/real/long` twice (made different by a comment after the end of the file),
//!   in two municipalities. Ratios of one run, median of 7 rounds: against extraction alone by the same processes, and against what a
//!   skilled user scripts: pdftotext for each file, then ripgrep for the 14 search terms in the texts.
//! - unchanged: 5 000 files, copies of the bundled plans made different, against listing the folder with a stat of each file.
//! - memory: the largest memory of the main process while it indexes 1 000 and 5 000 files of the same corpus.
//! - query: an index of every municipality × 12 plans × 80 pages (342 720 pages), drawn at random with a fixed seed from the pages of the
//!   bundled corpus and of `../shared/real`, each with three made-up compounds, so that there are as many different words as in a real
//!   corpus of that size. Each query asks for the 20 best pages with their passages, in this process, the index opened once.
//! - kill: 200 times an indexing that adds, changes and takes away files of the bundled corpus is killed (SIGKILL) at a random moment,
//!   checked, completed and checked again.

#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use jiff::civil::date;
use planlys::corpus::{Identity, Stamp};
use planlys::extract::{self, Block, Coverage, Ocr, Page, Reading, Zone};
use planlys::index::{Described, FileRecord, Made, State, Writer};
use planlys::pipeline::{Event, Observer, Pool, Question, Readers, Recogniser, TIME_LIMIT, ask};
use planlys::query::Query;

const PLANLYS: &str = env!("CARGO_BIN_EXE_planlys");
const ROUNDS: usize = 7;
const FILES: usize = 5000;
const MUNICIPALITIES: usize = 357;
const PLANS: usize = 12;
const PAGES_PER_PLAN: usize = 80;
const KILLS: usize = 200;

fn main() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let named: Vec<String> = std::env::args()
        .skip(1)
        .filter(|a| !a.starts_with('-'))
        .collect();
    let wanted = |name: &str| named.is_empty() || named.iter().any(|n| n == name);
    let dir = root.join("target/bench-state");
    fs::create_dir_all(&dir).expect("the folder can be made");
    if wanted("new") {
        new(root, &dir);
    }
    if wanted("unchanged") {
        unchanged(root, &dir);
    }
    if wanted("memory") {
        memory(root, &dir);
    }
    if wanted("query") {
        query(root, &dir);
    }
    if wanted("kill") {
        kill(root, &dir);
    }
}

/// Steele and Vigna's `SplitMix64`, for a fixed sequence.
fn random(state: &mut u64) -> usize {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    (z ^ (z >> 31)) as usize
}

fn median(mut seconds: Vec<f64>) -> f64 {
    seconds.sort_by(f64::total_cmp);
    seconds[seconds.len() / 2]
}

fn timed(work: impl FnOnce()) -> f64 {
    let started = Instant::now();
    work();
    started.elapsed().as_secs_f64()
}

fn run(program: &str, arguments: &[&str]) {
    let ran = Command::new(program)
        .args(arguments)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    assert!(ran.is_ok(), "{program} starts");
}

/// A path as an argument.
fn text(path: &Path) -> &str {
    path.to_str().expect("a plain name")
}

/// The PDF files of a folder; not those of a state in it.
fn pdfs(folder: &Path) -> Vec<PathBuf> {
    let walk = walkdir::WalkDir::new(folder)
        .sort_by_file_name()
        .into_iter();
    let walk = walk.filter_entry(|entry| entry.file_name() != ".planlys");
    let paths = walk.flatten().map(walkdir::DirEntry::into_path);
    paths
        .filter(|path| path.extension().is_some_and(|e| e == "pdf"))
        .collect()
}

/// Copies of files, each with a comment after its end that no other has.
fn copies(sources: &[PathBuf], count: usize, into: &Path) {
    if pdfs(into).len() == count {
        return;
    }
    drop(fs::remove_dir_all(into));
    for number in 0..count {
        let folder = into.join(["1865 Vågan", "1804 Bodø", "1824 Vefsn"][number * 3 / count]);
        fs::create_dir_all(&folder).expect("the folder can be made");
        let mut bytes = fs::read(&sources[number % sources.len()]).expect("the source is there");
        bytes.extend(format!("\n% copy {number}\n").as_bytes());
        fs::write(folder.join(format!("{number}.pdf")), bytes).expect("the copy can be written");
    }
}

fn new(root: &Path, dir: &Path) {
    let sources = pdfs(&root.join("../shared/real/long"));
    if sources.is_empty() {
        println!("new: skipped, ../shared/real/long is not there");
        return;
    }
    let (corpus, state) = (dir.join("long"), dir.join("long-state"));
    copies(&sources, 2 * sources.len(), &corpus);
    let files = pdfs(&corpus);
    let texts = dir.join("long-texts");
    fs::create_dir_all(&texts).expect("the folder can be made");
    let readers = Readers::Processes {
        program: PLANLYS.into(),
        time: TIME_LIMIT,
    };
    let mut seconds: [Vec<f64>; 7] = Default::default();
    let mut pages = 0;
    let recogniser = Recogniser::off();
    let mut extract = vec!["extract"];
    extract.extend(files.iter().map(|file| text(file)));
    for _ in 0..ROUNDS {
        let pool = Pool::new(&readers, &recogniser);
        seconds[0].push(timed(|| pages = extract_all(&pool, &files)));
        for (at, command) in ["index", "screen"].into_iter().enumerate() {
            drop(fs::remove_dir_all(&state));
            let arguments = [command, text(&corpus), "--state", text(&state)];
            seconds[1 + 2 * at].push(timed(|| run(PLANLYS, &arguments)));
            seconds[2 + 2 * at].push(timed(|| run(PLANLYS, &arguments)));
        }
        seconds[5].push(timed(|| script(&files, &texts)));
        seconds[6].push(timed(|| run(PLANLYS, &extract)));
    }
    let [
        extraction,
        index,
        index_again,
        screen,
        screen_again,
        script,
        extract,
    ] = seconds.map(median);
    println!("new: {} files, {pages} pages", files.len());
    println!(
        "  extraction alone {extraction:.3} s, index {index:.3} s, screen {screen:.3} s; again {index_again:.4} and {screen_again:.4} s"
    );
    println!(
        "  index over extraction {:.2}, screen over extraction {:.2}",
        index / extraction,
        screen / extraction
    );
    println!(
        "  planlys extract of the same files, one after the other, {extract:.3} s: index {:.2}, screen {:.2}",
        index / extract,
        screen / extract
    );
    println!(
        "  pdftotext and rg {script:.3} s: {:.1} × screen, {:.0} × screen again",
        script / screen,
        script / screen_again
    );

    let all_text: usize = files.iter().map(|file| text_of(file)).sum();
    let (store, index) = (size(&state.join("texts")), size(&state.join("index")));
    println!(
        "  text {all_text} bytes, store {store}, index {index}: {:.2} × the text",
        (store + index) as f64 / all_text as f64
    );
}

/// Bytes of all files in a folder.
fn size(folder: &Path) -> u64 {
    let files = walkdir::WalkDir::new(folder).into_iter().flatten();
    let files = files.filter_map(|entry| entry.metadata().ok());
    files.filter(fs::Metadata::is_file).map(|m| m.len()).sum()
}

fn text_of(file: &Path) -> usize {
    let bytes = fs::read(file).expect("the file is there");
    let reading = extract::read(file, bytes).expect("it can be read");
    reading.pages.iter().map(|page| page.text.len()).sum()
}

/// Nobody listens.
struct Nobody;

impl Observer for Nobody {
    fn event(&self, _: Event<'_>) {}
}

/// Reads files with two threads, as an indexing on two cores does; the number of pages.
fn extract_all(pool: &Pool<'_>, files: &[PathBuf]) -> usize {
    let next = std::sync::atomic::AtomicUsize::new(0);
    let mut order: Vec<&PathBuf> = files.iter().collect();
    order.sort_by_key(|file| std::cmp::Reverse(file.metadata().map_or(0, |m| m.len())));
    let work = || {
        let mut pages = 0;
        while let Some(file) = order.get(next.fetch_add(1, std::sync::atomic::Ordering::Relaxed)) {
            pages += pool
                .read_alone(file, 1, &Nobody)
                .map_or(0, |reading| reading.pages.len());
        }
        pages
    };
    std::thread::scope(|scope| {
        let workers = [scope.spawn(work), scope.spawn(work)];
        workers
            .into_iter()
            .map(|worker| worker.join().expect("no worker fails"))
            .sum()
    })
}

/// pdftotext for each file, then ripgrep for the 14 terms.
fn script(files: &[PathBuf], texts: &Path) {
    const TERMS: &str = "bolig|bosetning|vanskeligstilt|demografi|\\bUU\\b|universell utforming|boligsosial|boligpolitikk|boligmarked|husbanken|nærhet|normalisering|integrering|barnefattigdom";
    for (number, file) in files.iter().enumerate() {
        run(
            "pdftotext",
            &[text(file), text(&texts.join(format!("{number}.txt")))],
        );
    }
    run("rg", &["-i", "-n", TERMS, text(texts)]);
}

fn unchanged(root: &Path, dir: &Path) {
    let (corpus, state) = many(root, dir, FILES);
    let arguments = ["index", text(&corpus), "--state", text(&state)];
    run(PLANLYS, &arguments);
    let screen = ["screen", text(&corpus), "--state", text(&state)];
    run(PLANLYS, &screen);
    // Files that had just been written are looked into once more; from then on nothing is.
    run(PLANLYS, &arguments);
    let mut seconds: [Vec<f64>; 4] = Default::default();
    for _ in 0..3 * ROUNDS {
        seconds[0].push(timed(|| assert_eq!(walked(&corpus), FILES)));
        seconds[1].push(timed(|| {
            run("find", &[text(&corpus), "-printf", "%p %s %T@\\n"]);
        }));
        seconds[2].push(timed(|| run(PLANLYS, &arguments)));
    }
    for _ in 0..ROUNDS {
        seconds[3].push(timed(|| run(PLANLYS, &screen)));
    }
    let [walk, find, index, screen] = seconds.map(|s| median(s) * 1e3);
    println!(
        "unchanged: {FILES} files: walk with stat {walk:.1} ms in this process, find {find:.1} ms, planlys index {index:.1} ms, planlys screen {screen:.1} ms"
    );
    println!(
        "  index over walk {:.2}, over find {:.2}",
        index / walk,
        index / find
    );
}

/// A corpus of many files with its state.
fn many(root: &Path, dir: &Path, count: usize) -> (PathBuf, PathBuf) {
    let corpus = dir.join(format!("many-{count}"));
    copies(&pdfs(&root.join("corpus")), count, &corpus);
    (corpus, dir.join(format!("many-{count}-state")))
}

/// Files in a folder, each with its size and time looked up.
fn walked(folder: &Path) -> usize {
    let mut files = 0;
    for entry in fs::read_dir(folder).expect("the folder is there").flatten() {
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            files += walked(&entry.path());
        } else if entry.metadata().is_ok_and(|m| m.modified().is_ok()) {
            files += 1;
        }
    }
    files
}

fn memory(root: &Path, dir: &Path) {
    for count in [1000, FILES] {
        let (corpus, state) = many(root, dir, count);
        drop(fs::remove_dir_all(&state));
        let started = Instant::now();
        let mut child = Command::new(PLANLYS)
            .args(["index", text(&corpus), "--state", text(&state)])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("it starts");
        let mut most = 0;
        while child.try_wait().expect("it can be asked").is_none() {
            most = most.max(peak(child.id()));
            std::thread::sleep(Duration::from_millis(5));
        }
        let seconds = started.elapsed().as_secs_f64();
        println!(
            "memory: {count} files in {seconds:.1} s: {} MiB at most",
            most >> 10
        );
    }
}

/// The largest resident size of a process so far, in KiB.
fn peak(process: u32) -> usize {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok())
        .unwrap_or(0)
}

/// The pages of our own corpus and of the real files, as read.
fn sources(root: &Path) -> Vec<Page> {
    let folders = ["corpus", "../shared/real/plans", "../shared/real/long"];
    let files = folders.iter().flat_map(|folder| pdfs(&root.join(folder)));
    let read = |path: PathBuf| extract::read(&path, fs::read(&path).ok()?).ok();
    let pages = files.filter_map(read).flat_map(|reading| reading.pages);
    pages.filter(|page| page.text.len() > 200).collect()
}

/// An index of all Norway.
fn norway(root: &Path, dir: &Path) -> State {
    let folder = dir.join("norway");
    let state = State::at(&folder);
    if state
        .searcher()
        .is_ok_and(|s| s.page_count() == MUNICIPALITIES * PLANS * PAGES_PER_PLAN)
    {
        return state;
    }
    drop(fs::remove_dir_all(&folder));
    let sources = sources(root);
    let words: Vec<String> = {
        let all = sources
            .iter()
            .flat_map(|page| page.text.split(|c: char| !c.is_alphabetic()));
        let long = all
            .filter(|word| word.chars().count() >= 4)
            .map(str::to_lowercase);
        long.collect::<BTreeSet<_>>().into_iter().collect()
    };
    println!(
        "query: making an index from {} pages and {} words …",
        sources.len(),
        words.len()
    );
    let writer =
        Writer::open(&state, Made::now(&folder, 0, (Ocr::Auto, 60))).expect("it can be written");
    let store = state.store();
    let municipalities = planlys::corpus::municipality::all();
    let levels = planlys::corpus::PlanLevel::ALL;
    let mut seed = 2018;
    for plan in 0..MUNICIPALITIES * PLANS {
        let pages: Vec<Page> = (0..PAGES_PER_PLAN)
            .map(|_| {
                let mut page = sources[random(&mut seed) % sources.len()].clone();
                let mut word = || words[random(&mut seed) % words.len()].as_str();
                let made_up: Vec<String> =
                    (0..3).map(|_| format!("{}{}", word(), word())).collect();
                let start = page.text.len() as u32 + 1;
                page.text = format!("{}\n{}", page.text, made_up.join(" "));
                page.blocks.push(Block {
                    certainty: None,
                    start,
                    end: page.text.len() as u32,
                    zone: Zone::Body,
                    level: 0,
                    size: 10.0,
                });
                page
            })
            .collect();
        let reading = Reading {
            coverage: Coverage::of(&pages),
            pages,
            ..Reading::default()
        };
        let key = format!("{plan:064x}.pdf");
        assert!(store.put(&key, &reading), "the store can be written");
        writer.add(&key, &reading);
        let municipality = municipalities[plan % municipalities.len()].clone();
        let level = levels[plan / municipalities.len() % levels.len()];
        let name = format!("{}/{plan}.pdf", municipality.name);
        let mut identity = Identity::from_name(Path::new("plan.pdf"));
        identity.role = planlys::corpus::Role::Plan(vec![level]);
        let record = FileRecord {
            stamp: Stamp::default(),
            seen: 0,
            hash: key.clone(),
            key,
            stated: 0,
            what: Described {
                municipality,
                joint: Vec::new(),
                identity,
                pages: PAGES_PER_PLAN,
                unread: 0,
                awaiting_ocr: 0,
                ocr_mark: 0,
                damaged: false,
                error: None,
            },
        };
        writer.note(name, record);
    }
    writer.finish().expect("it can be written");
    state
}

/// Queries as people ask them, by kind.
const QUERIES: [(&str, &[&str]); 6] = [
    (
        "word",
        &[
            "bolig",
            "startlån",
            "kommunen",
            "flyktninger",
            "og",
            "husbanken",
            "barnehage",
            "vanskeligstilte",
            "økonomi",
            "bustad",
        ],
    ),
    (
        "phrase",
        &[
            "\"leie til eie\"",
            "\"kommunale boliger\"",
            "\"for å\"",
            "\"universell utforming\"",
            "\"vanskeligstilte på boligmarkedet\"",
            "\"av kommunen\"",
            "\"psykisk helse\"",
            "\"i det\"",
        ],
    ),
    (
        "wildcard",
        &[
            "bolig*",
            "*bolig",
            "*bolig*",
            "kommun*plan",
            "*sosial*",
            "utleie*",
            "flykt*",
            "*marked",
        ],
    ),
    (
        "NEAR",
        &[
            "leie NEAR/5 eie",
            "bolig* NEAR/5 vanskelig*",
            "flyktning* NEAR/8 boset*",
            "kommunen NEAR/3 skal",
            "(startlån* OR bostøtte*) NEAR/10 bolig*",
            "oversikt* NEAR/8 behov*",
        ],
    ),
    (
        "fields and others",
        &[
            "startlån kommune:Vågan",
            "bolig* nivå:samfunnsdel fylke:Nordland",
            "ledd:bolig",
            "husbanken~",
            "bolig -fritidsbolig*",
            "bolig sone:overskrift",
            "seksjon:bolig barn",
        ],
    ),
    (
        "nothing there",
        &["zzyzx", "\"zzyzx bolig\"", "*zzyzx*", "zzyzx NEAR/5 bolig"],
    ),
];

fn query(root: &Path, dir: &Path) {
    let state = norway(root, dir);
    let opened = Instant::now();
    let (searcher, store) = (state.searcher().expect("there is an index"), state.store());
    println!(
        "query: {} pages, opened in {:.1} ms",
        searcher.page_count(),
        opened.elapsed().as_secs_f64() * 1e3
    );
    let mut all = Vec::new();
    for (kind, queries) in QUERIES {
        let mut milliseconds = Vec::new();
        let mut slowest = (0.0, "");
        for round in 0..12 {
            for text in queries {
                let started = Instant::now();
                let query = Query::parse(text).expect("the query is valid");
                let question = Question {
                    query: &query,
                    terms: Vec::new(),
                    date: date(2026, 11, 21),
                    limit: 20,
                };
                let reply = ask(&searcher, &store, &question).expect("the index answers");
                let elapsed = started.elapsed().as_secs_f64() * 1e3;
                assert_eq!(reply.best.len(), reply.page_count().min(20), "{text}");
                // The first two rounds bring the index into the memory of the system.
                if round > 1 {
                    milliseconds.push(elapsed);
                    if elapsed > slowest.0 {
                        slowest = (elapsed, text);
                    }
                }
            }
        }
        println!(
            "  {kind}: {}, slowest {} {:.1} ms",
            quantiles(&mut milliseconds),
            slowest.1,
            slowest.0
        );
        all.append(&mut milliseconds);
    }
    println!("  all: {}", quantiles(&mut all));

    let folder = dir.join("norway");
    println!(
        "  store {} MB, index {} MB",
        size(&folder.join("texts")) / 1_000_000,
        size(&folder.join("index")) / 1_000_000
    );
}

fn quantiles(milliseconds: &mut [f64]) -> String {
    milliseconds.sort_by(f64::total_cmp);
    let at = |share: f64| milliseconds[((milliseconds.len() - 1) as f64 * share) as usize];
    format!("p50 {:.1} ms, p99 {:.1} ms", at(0.5), at(0.99))
}

fn kill(root: &Path, dir: &Path) {
    let state = dir.join("killed");
    let corpora = [dir.join("killed-a"), dir.join("killed-b")];
    let sources = pdfs(&root.join("corpus"));
    // The second has half of the first one's files, and others.
    copies(&sources, 40, &corpora[0]);
    copies(&sources, 50, &corpora[1]);
    for file in pdfs(&corpora[0]).iter().step_by(2) {
        let name = file.strip_prefix(&corpora[0]).expect("it is inside");
        fs::copy(file, corpora[1].join(name)).expect("the file can be copied");
    }
    let arguments = |at: usize| ["index", text(&corpora[at]), "--state", text(&state)];
    drop(fs::remove_dir_all(&state));
    let verified = || State::at(&state).verify();
    let mut clean = Vec::new();
    let mut seconds = Vec::new();
    for at in [0, 1] {
        seconds.push(timed(|| run(PLANLYS, &arguments(at))));
        clean.push(verified().expect("it can be checked"));
        assert!(clean[at].faults.is_empty(), "{:?}", clean[at].faults);
    }
    assert_ne!(clean[0], clean[1]);
    let mut seed = 2018;
    let (mut old, mut new) = (0, 0);
    for round in 0..KILLS {
        // The state is that of the other corpus: files are added, changed and taken away.
        let at = round % 2;
        let mut child = Command::new(PLANLYS)
            .args(arguments(at))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("it starts");
        let moment = seconds[at] * (random(&mut seed) % 1100) as f64 / 1000.0;
        std::thread::sleep(Duration::from_secs_f64(moment));
        child.kill().expect("it is stopped");
        child.wait().expect("it ends");
        let stopped = verified().expect("it can be checked");
        old += usize::from(stopped == clean[1 - at]);
        new += usize::from(stopped == clean[at]);
        run(PLANLYS, &arguments(at));
        assert_eq!(verified().expect("it can be checked"), clean[at], "{round}");
    }
    println!(
        "kill: {KILLS} kills; right after them {old} states are whole as before, {new} as they were to become, and {} are damaged",
        KILLS - old - new
    );
    println!(
        "  after the next run all files are there, once: {} or {} files, {} or {} pages",
        clean[0].files, clean[1].files, clean[0].pages, clean[1].pages
    );
}

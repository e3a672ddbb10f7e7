//! How long the matrix of all Norway takes from a finished run: 357 municipalities × 9 levels with decisions on every second cell.
//!
//! `cargo bench --bench matrix`. The run is the bundled corpus, its four municipalities repeated under the names of the register; it
//! is read from a file as `planlys report` reads it, and rendered for the terminal, as HTML, as a workbook and as CSV. Median of five rounds.

#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]

use std::time::Instant;

use jiff::Timestamp;
use jiff::civil::date;
use planlys::classify::{Cell, Outcome};
use planlys::corpus::{self, Municipality, municipality};
use planlys::index::{Made, State, Writer};
use planlys::pipeline::{self, Damage, Event, Observer, Options, Readers, Recogniser, Search};
use planlys::report::{Plans, Shown, csv, html, terminal, xlsx};
use planlys::review::{Act, CellName, Decision, Entry, Grounds, Journal, Matrix, Snapshot};
use planlys::run::{Document, Run};
use planlys::terms;
use planlys::wording::Lang;

struct Nobody;

impl Observer for Nobody {
    fn event(&self, _: Event<'_>) {}
}

fn main() {
    let small = bundled();
    let run = norway(&small);
    let decisions = run.cells.iter().step_by(2).map(decided).collect();
    let journal = Journal {
        entries: decisions,
        ..Journal::default()
    };
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("run.json");
    let mut text = Vec::new();
    Snapshot::write(&run, &journal, &mut text).expect("memory can be written");
    std::fs::write(&file, &text).expect("the snapshot is written");
    let snapshot = Snapshot::read(&file).expect("it was just written");
    println!(
        "{} cells, {} decisions, {} documents, {:.0} MB",
        snapshot.run.cells.len(),
        snapshot.decisions.len(),
        snapshot.run.documents.len(),
        text.len() as f64 / 1e6
    );
    let read = median(|| {
        Snapshot::read(&file).expect("it was just written");
    });
    println!("reading the run and its decisions: {read:.2} s");
    let journal = snapshot.journal();
    let matrix = || Matrix::new(&snapshot.run, &journal);
    let table = median(|| {
        let mut out = Vec::new();
        terminal::print(&matrix(), Lang::Nb, 160, &mut out).expect("memory can be written");
    });
    println!("the matrix for the terminal: {table:.2} s");
    // `cargo bench --bench matrix -- keep FOLDER`: the files, to open them in a browser or an office program.
    if let Some(folder) = std::env::args().skip_while(|a| a != "keep").nth(1) {
        let folder = std::path::Path::new(&folder);
        let page = html::page_of(&shown(&matrix()), Lang::Nb);
        std::fs::write(folder.join("norge.html"), page).expect("the folder can be written");
        let book = xlsx::report(&shown(&matrix()), Lang::Nb).expect("memory can be written");
        std::fs::write(folder.join("norge.xlsx"), book).expect("the folder can be written");
    }
    let hits: usize = snapshot.run.documents.iter().map(|d| d.hits.len()).sum();
    let page = median(|| drop(html::page_of(&shown(&matrix()), Lang::Nb)));
    println!("the matrix as HTML, with all {hits} passages: {page:.2} s");
    let book = median(|| drop(xlsx::report(&shown(&matrix()), Lang::Nb)));
    println!("the workbook, with all of them: {book:.2} s");
    let table =
        median(|| csv::matrix(&matrix(), Lang::Nb, Vec::new()).expect("memory can be written"));
    println!("the matrix as CSV: {table:.2} s");
}

/// A report of a matrix alone.
fn shown<'m>(matrix: &'m Matrix<'m>) -> Shown<'m> {
    Shown {
        matrix,
        since: None,
        plans: Plans::default(),
    }
}

fn median(mut work: impl FnMut()) -> f64 {
    let mut times: Vec<f64> = (0..5)
        .map(|_| {
            let start = Instant::now();
            work();
            start.elapsed().as_secs_f64()
        })
        .collect();
    times.sort_by(f64::total_cmp);
    times[2]
}

/// The bundled corpus, screened.
fn bundled() -> Run {
    let pack = terms::shipped(terms::DEFAULT_PACK).expect("it is shipped");
    let rule = pack.rule.clone().expect("it has a rule");
    let packs = [&pack];
    let search = Search::new(&packs, Damage::Auto);
    let corpus = corpus::discover("corpus".as_ref()).expect("run from the project's folder");
    let recogniser = Recogniser::off();
    let options = Options {
        jobs: 0,
        date: date(2026, 11, 21),
        readers: Readers::InProcess,
        store: None,
        recogniser: &recogniser,
        seen: 0,
        elsewhere: None,
    };
    let state = State::at("target/bench-matrix".as_ref());
    let made = Made::now(
        &pipeline::place_of(&corpus),
        rule.fewest_words,
        recogniser.made_with(),
    );
    let writer = Writer::open(&state, made).expect("the folder can be written");
    pipeline::screen(&corpus, &search, &rule, &writer, None, &options, &Nobody)
        .expect("nobody stops it")
        .0
}

/// The four municipalities of a run, repeated under the names of the register.
fn norway(small: &Run) -> Run {
    let mut run = Run {
        municipalities: Vec::new(),
        cells: Vec::new(),
        documents: Vec::new(),
        anchors: Vec::new(),
        ..small.clone()
    };
    let sources = small.municipalities.iter().cycle();
    for (whose, source) in municipality::all().into_iter().zip(sources) {
        let mut places = vec![None; small.documents.len()];
        for (index, document) in small.documents.iter().enumerate() {
            if document.municipality == *source {
                places[index] = Some(run.documents.len());
                run.documents.push(Document {
                    municipality: whose.clone(),
                    ..document.clone()
                });
            }
        }
        let own = small
            .cells
            .iter()
            .filter(|cell| cell.municipality == *source);
        run.cells
            .extend(own.map(|cell| moved(cell, &whose, &places)));
        run.municipalities.push(whose);
    }
    run
}

fn moved(cell: &Cell, whose: &Municipality, places: &[Option<usize>]) -> Cell {
    let mut cell = cell.clone();
    cell.municipality = whose.clone();
    cell.document = cell.document.and_then(|index| places[index]);
    cell.parts.clear();
    for aside in &mut cell.set_aside {
        aside.document = places[aside.document].unwrap_or_default();
    }
    cell
}

fn decided(cell: &Cell) -> Entry {
    let decision = Decision {
        cell: CellName::new(&cell.municipality, cell.level),
        suggestion: cell.outcome,
        decision: Outcome::Yellow,
        reason: "Lest hele planen; omtalen er kort.".to_owned(),
        citations: Vec::new(),
        grounds: Grounds::default(),
    };
    Entry::new("KH", Timestamp::UNIX_EPOCH, Act::Decide(Box::new(decision)))
}

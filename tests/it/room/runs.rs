//! Runs from the page: they do not block reading, can be stopped, and what changed can be seen.

use std::fs;

use super::Host;
use crate::kit::{Corpus, housing_plan, planlys, planlys_with};

#[test]
fn an_empty_folder_is_a_beginning() {
    let corpus = Corpus::new();
    let host = Host::open(corpus.text(), &[]);
    let status = host.ready();
    assert_eq!(status["failed"], true);
    let visitor = host.visitor();
    assert_eq!(visitor.get("/").status, 200);
    assert_eq!(visitor.get("/dekning").status, 200);
    assert_eq!(visitor.get("/sok?q=bolig").status, 503);
    fs::create_dir(corpus.path().join("Vågan")).expect("a folder");
    fs::write(
        corpus.path().join("Vågan/plan.txt"),
        housing_plan("Boligplan 2024–2032", "12.6.2024", 8),
    )
    .expect("a plan");
    assert_eq!(visitor.post("/kjoring", &[]).status, 303);
    host.until(|status| status["ended"] == 2);
    assert!(visitor.get("/").text().contains("Vågan"));
}

#[test]
fn a_run_can_be_stopped_and_reading_goes_on_meanwhile() {
    let mut corpus = Corpus::new().with(
        "Vågan/boligplan.txt",
        housing_plan("Boligplan 2024–2032", "12.6.2024", 8),
    );
    assert_eq!(planlys(&["screen", corpus.text()]).code, 0);
    // The largest is read first; it hangs until its time is over.
    corpus = corpus.with(
        "Bodø/henger.txt",
        housing_plan("Boligplan 2024–2032", "12.6.2024", 8).repeat(20),
    );
    for n in 0..20 {
        corpus = corpus.with(
            &format!("Bodø/plan-{n}.txt"),
            housing_plan("Plan", "12.6.2024", 1),
        );
    }
    let slow = ["--time-limit", "3", "--jobs", "1"];
    let host = Host::open_with(
        corpus.text(),
        &slow,
        &[("PLANLYS_FAULT", "hang:henger.txt")],
    );
    host.until(|status| status["files"] == 22);
    let visitor = host.visitor();
    let page = visitor.get("/").text();
    assert!(
        page.contains("Vågan") && !page.contains("Bodø"),
        "the last run is shown"
    );
    assert_eq!(visitor.get("/celle/1865/bolig").status, 200);
    assert_eq!(visitor.get("/sok?q=boligplan").status, 200);
    assert_eq!(visitor.post("/kjoring/stopp", &[]).status, 303);
    let ended = host.until(|status| status["running"] == false);
    assert!(
        ended["words"]
            .as_str()
            .is_some_and(|words| words.contains("stoppet")),
        "{ended}"
    );
    assert!(
        !visitor.get("/").text().contains("Bodø"),
        "the matrix is as before"
    );
    // Nothing of the state is damaged by it, and another run reads the rest.
    assert_eq!(planlys(&["verify", "--corpus", corpus.text()]).code, 0);
    drop(host);
    let whole = planlys_with(&["screen", corpus.text(), "--json"], &[]);
    assert_eq!(whole.code, 0, "{}", whole.stderr);
    assert_eq!(whole.json()["documents"].as_array().map(Vec::len), Some(22));
}

#[test]
fn what_changed_since_an_earlier_run_is_shown() {
    let corpus = Corpus::new().with(
        "Vågan/boligplan.txt",
        housing_plan("Boligplan 2024–2032", "12.6.2024", 1),
    );
    let host = Host::open(corpus.text(), &[]);
    host.ready();
    let visitor = host.visitor();
    assert_eq!(
        host.program("GET", "/api/v1/runs", "").json()["runs"]
            .as_array()
            .map(Vec::len),
        Some(0)
    );
    let path = corpus.path().join("Vågan/boligplan.txt");
    fs::write(path, housing_plan("Boligplan 2024–2032", "12.6.2024", 8)).expect("it is changed");
    visitor.post("/kjoring", &[]);
    host.until(|status| status["ended"] == 2 && status["running"] == false);
    let runs = host.program("GET", "/api/v1/runs", "").json();
    let id = runs["runs"][0]["id"].as_i64().expect("the run before");
    let page = visitor.get(&format!("/?siden={id}")).text();
    assert!(
        page.contains("Endringer siden") && page.contains("Temaplan bolig"),
        "{page}"
    );
    // The run before can be looked at, and its cells are as they were.
    let before = visitor.get(&format!("/?kjoring={id}"));
    assert_eq!(before.status, 200);
    assert!(
        !before.text().contains("href=\"/celle/"),
        "only cells of the last run can be opened"
    );
    // The Excel file tells the changes too.
    let book = visitor.get(&format!("/eksport/xlsx?siden={id}"));
    assert!(book.body.starts_with(b"PK"));
    assert_eq!(visitor.get("/?kjoring=1").status, 404);
}

/// Plans of different colours.
fn colourful() -> Corpus {
    let plan = |title: &str, sentences| housing_plan(title, "12.6.2024", sentences);
    let health = "Helse- og omsorgsplan 2024–2032";
    Corpus::new()
        .with("Vågan/boligplan.txt", plan("Boligplan 2024–2032", 8))
        .with("Bodø/boligplan.txt", plan("Boligplan 2024–2032", 3))
        .with("Bodø/helseplan.txt", plan(health, 2))
}

/// The text of the pack that a page has to be changed.
fn edited(page: &str) -> String {
    let (_, text) = page.split_once("<textarea").expect("an editor");
    let (_, text) = text.split_once('>').expect("its text");
    let (text, _) = text.split_once("</textarea>").expect("its end");
    let marks = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&amp;", "&"),
    ];
    let text = marks.iter().fold(text.to_owned(), |text, (mark, letter)| {
        text.replace(mark, letter)
    });
    text.trim_start_matches('\n').to_owned()
}

/// The same pack with a rule by which every way to a colour asks more than any plan has.
fn strict(text: &str) -> String {
    let (mut lines, mut depth) = (Vec::new(), 0usize);
    for line in text.lines() {
        let begins = line.starts_with("yellow =") || line.starts_with("green");
        if begins {
            let name = line.split('=').next().unwrap_or_default();
            lines.push(format!("{name}= {{ core = 5, social = 400 }}"));
        }
        if begins || depth > 0 {
            depth += line.matches(['[', '{']).count();
            depth -= line.matches([']', '}']).count();
        } else {
            lines.push(line.to_owned());
        }
    }
    lines.join("\n") + "\n"
}

const PACK: &str = "/pakker/boligsosial-2018";

/// A change of a pack flips the cells that a screening with it flips.
#[test]
fn a_tried_pack_flips_what_a_screening_with_it_flips() {
    let corpus = colourful();
    let (_folder, out) = corpus.reports();
    let host = Host::open(corpus.text(), &[]);
    host.ready();
    let visitor = host.visitor();
    let text = edited(&visitor.get(PACK).text());
    assert!(text.contains("id = \"boligsosial-2018-egen\""));
    let asked = |text: &str| {
        let answer = visitor.post(&format!("{PACK}/prov"), &[("tekst", text)]);
        answer.text()
    };
    // Nothing flips without a change.
    let same = asked(&text);
    assert!(same.contains("Alle prøvesetningene"), "{same}");
    assert!(same.contains("Endrede ruter: 0."), "{same}");
    let text = strict(&text);
    let tried = asked(&text);
    let other = tempfile::tempdir().expect("a folder");
    let path = |name: &str| other.path().join(name).to_str().expect("plain").to_owned();
    fs::write(path("streng.toml"), &text).expect("it is written");
    let screen = ["screen", corpus.text(), "--date", crate::kit::DAY];
    let places = ["--pack", &path("streng.toml"), "--state", &path("indeks")];
    let screened = planlys(&[&screen[..], &places, &["--out", &path("ut")]].concat());
    assert_eq!(screened.code, 0, "{}", screened.stderr);
    let before = out.join("run.json");
    let before = before.to_str().expect("plain");
    let compared = planlys(&["compare", before, &path("ut/run.json"), "--json"]).json();
    let flipped = compared["changes"].as_array().map_or(0, Vec::len);
    assert!(flipped > 0, "{compared}");
    let words = format!("Endrede ruter: {flipped}.");
    assert!(tried.contains(&words), "{words} {tried}");
}

/// Nothing is kept before it is saved, and not under the name of a pack that comes with the program; then a run uses it.
#[test]
fn a_saved_pack_is_used_by_the_next_run() {
    let corpus = colourful();
    let host = Host::open(corpus.text(), &[]);
    host.ready();
    let visitor = host.visitor();
    let text = strict(&edited(&visitor.get(PACK).text()));
    visitor.post(&format!("{PACK}/prov"), &[("tekst", &text)]);
    assert!(!corpus.path().join("_planlys").exists());
    let saves = |text: &str| {
        let fields = [("tekst", text), ("bruk", "1")];
        visitor.post(&format!("{PACK}/lagre"), &fields).status
    };
    let taken = text.replace("boligsosial-2018-egen", "boligsosial-2018");
    assert_eq!(saves(&taken), 422);
    assert_eq!(saves(&text), 303);
    host.until(|status| status["ended"] == 2 && status["running"] == false);
    let matrix = host.program("GET", "/api/v1/matrix", "").json();
    let pack = corpus
        .path()
        .join("_planlys/termpakker/boligsosial-2018-egen.toml");
    let pack = pack.to_str().expect("plain");
    let state = tempfile::tempdir().expect("a folder");
    let state = state.path().to_str().expect("plain");
    let screen = ["screen", corpus.text(), "--date", crate::kit::DAY, "--json"];
    let places = ["--pack", pack, "--state", state];
    let command = planlys(&[&screen[..], &places].concat()).json();
    assert_eq!(matrix["cells"], command["cells"]);
    // The folder of packs is no municipality.
    assert!(!matrix.to_string().contains("_planlys"));
}

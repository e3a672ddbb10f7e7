//! `planlys compare`, snapshots, and the shipped table of 2018.

use std::fs;

use serde_json::Value;

use crate::kit::{Corpus, DAY, housing_plan, planlys};

fn change<'v>(comparison: &'v Value, level: &str) -> &'v Value {
    let changes = comparison["changes"].as_array().expect("a list");
    let mut changes = changes.iter().filter(|change| change["level"] == level);
    changes
        .next()
        .unwrap_or_else(|| panic!("{level} did not change"))
}

#[test]
fn a_comparison_says_what_changed_and_why() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let out = |name: &str| {
        folder
            .path()
            .join(name)
            .to_str()
            .expect("a plain name")
            .to_owned()
    };
    let corpus = Corpus::new()
        .with(
            "Vågan/boligplan.txt",
            housing_plan("Boligpolitisk plan 2024–2032", "12.6.2024", 1),
        )
        .with(
            "Vågan/folkehelse.txt",
            housing_plan("Folkehelseplan 2024–2032", "12.6.2024", 0),
        )
        .with(
            "Vågan/planstrategi.txt",
            housing_plan("Kommunal planstrategi 2024–2027", "12.6.2024", 0),
        );
    let screen = |to: &str| planlys(&["screen", corpus.text(), "--date", DAY, "--out", to]);
    assert_eq!(screen(&out("a")).code, 0);
    let nothing = planlys(&["compare", &out("a/run.json"), corpus.text()]);
    assert!(
        nothing.stdout.contains("Endrede ruter: 0. Uendrede: 9."),
        "{}",
        nothing.stdout
    );
    let put = |path: &str, text: String| {
        fs::write(corpus.path().join(path), text).expect("it is written");
    };
    put(
        "Vågan/boligplan.txt",
        housing_plan("Boligpolitisk plan 2024–2032", "12.6.2024", 8),
    );
    put(
        "Vågan/helseplan.txt",
        housing_plan("Helse- og omsorgsplan 2025–2033", "12.6.2025", 0),
    );
    fs::remove_file(corpus.path().join("Vågan/folkehelse.txt")).expect("it was there");
    assert_eq!(screen(&out("b")).code, 0);
    corpus.run(&[
        "review",
        "set",
        "Vågan",
        "planstrategi",
        "rød",
        "--by",
        "KH",
    ]);
    let ran = planlys(&[
        "compare",
        &out("a/run.json"),
        corpus.text(),
        "--json",
        "--out",
        &out("c"),
    ]);
    let found = ran.json();
    assert_eq!(
        found["changes"].as_array().map(Vec::len),
        Some(4),
        "{found:#}"
    );
    let why = |level: &str| {
        change(&found, level)["why"]
            .as_str()
            .expect("words")
            .to_owned()
    };
    assert!(
        why("bolig").starts_with("filen har fått ny tekst: Vågan/boligplan.txt"),
        "{}",
        why("bolig")
    );
    assert!(
        why("bolig").contains("Boligsosiale setninger: 1 → "),
        "{}",
        why("bolig")
    );
    assert_eq!(change(&found, "bolig")["before"], "yellow");
    assert_eq!(change(&found, "bolig")["after"], "green");
    assert_eq!(why("helse"), "nytt dokument: Vågan/helseplan.txt");
    assert_eq!(
        why("folkehelse"),
        "dokumentet teller ikke lenger: Vågan/folkehelse.txt"
    );
    assert_eq!(why("planstrategi"), "ny vurdering");
    for file in ["c/sammenlikning.html", "c/sammenlikning.xlsx"] {
        assert!(
            fs::metadata(out(file)).is_ok_and(|m| m.len() > 1000),
            "{file}"
        );
    }
}

#[test]
fn a_snapshot_keeps_the_decisions_of_its_day() {
    let corpus = Corpus::new().with(
        "Vågan/planstrategi.txt",
        housing_plan("Kommunal planstrategi 2024–2027", "12.6.2024", 0),
    );
    corpus.screen();
    corpus.run(&[
        "review",
        "set",
        "Vågan",
        "planstrategi",
        "rød",
        "--by",
        "KH",
    ]);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let out = folder.path().to_str().expect("a plain name");
    let screened = planlys(&["screen", corpus.text(), "--date", DAY, "--out", out]);
    assert_eq!(screened.code, 0);
    let id = corpus.run(&["review", "list"]).stdout[..10].to_owned();
    corpus.run(&["review", "undo", &id, "--by", "KH"]);
    let found = planlys(&[
        "compare",
        &format!("{out}/run.json"),
        corpus.text(),
        "--json",
    ])
    .json();
    assert_eq!(
        change(&found, "planstrategi")["decided"],
        serde_json::json!([true, false])
    );
}

#[test]
fn another_pack_is_a_reason() {
    let corpus = Corpus::new().with(
        "Vågan/boligplan.txt",
        housing_plan("Boligpolitisk plan 2024–2032", "12.6.2024", 1),
    );
    let folder = tempfile::tempdir().expect("a temporary folder");
    let out = folder.path().join("a");
    let out = out.to_str().expect("a plain name");
    planlys(&["screen", corpus.text(), "--date", DAY, "--out", out]);
    let pack = folder.path().join("egen.toml");
    let text = "[pack]\nid = \"egen\"\nversion = \"1\"\nname = \"Egen\"\nsource = \"test\"\nextends = \"boligsosial-2018\"\n\
        [rule]\nversion = \"lett\"\nshort_pages = 10\nunread_percent = 30\nfewest_words = 400\nfewest_words_for_red = 100\n\
        green = { hits = 1 }\ngreen_short = { hits = 1 }\nyellow = { hits = 1 }\n";
    fs::write(&pack, text).expect("the pack is written");
    let pack = pack.to_str().expect("a plain name");
    planlys(&["screen", corpus.text(), "--date", DAY, "--pack", pack]);
    let found = planlys(&[
        "compare",
        &format!("{out}/run.json"),
        corpus.text(),
        "--json",
    ])
    .json();
    assert_eq!(change(&found, "bolig")["after"], "green");
    let why = change(&found, "bolig")["why"].as_str().expect("words");
    assert!(
        why.starts_with("samme dokument, men annen termpakke"),
        "{why}"
    );
    let between = found["between"].to_string();
    assert!(
        between.contains("boligsosial-2018 2 til egen 1") && between.contains("2 til lett"),
        "{between}"
    );
}

#[test]
fn a_report_is_not_written_among_the_plans() {
    let corpus = Corpus::new().with(
        "Vågan/planstrategi.txt",
        housing_plan("Kommunal planstrategi 2024–2027", "12.6.2024", 0),
    );
    corpus.screen();
    let inside = corpus.path().join("rapport");
    let ran = corpus.run(&["report", "--out", inside.to_str().expect("a plain name")]);
    assert_eq!(ran.code, 2, "{}", ran.stdout);
    assert!(!inside.exists());
}

#[test]
fn what_is_no_run_is_told() {
    let corpus = Corpus::new().with("annet.json", "{\"schema\": \"noe.annet/1\"}");
    let file = corpus.path().join("annet.json");
    let ran = planlys(&["report", file.to_str().expect("a plain name")]);
    assert_eq!(ran.code, 2);
    assert!(
        ran.stderr.contains("(schema noe.annet/1)"),
        "{}",
        ran.stderr
    );
    let ran = planlys(&["compare", "finnes-ikke.json", "planstatus-2018"]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("finnes ikke"), "{}", ran.stderr);
}

#[test]
fn a_snapshot_that_points_nowhere_is_told() {
    let corpus = Corpus::new().with(
        "Vågan/planstrategi.txt",
        housing_plan("Kommunal planstrategi 2024–2027", "12.6.2024", 0),
    );
    corpus.screen();
    let run = corpus.path().join(".planlys/run.json");
    let text = fs::read_to_string(&run).expect("the run is kept");
    fs::write(&run, text.replace("\"document\":0", "\"document\":7")).expect("it is written");
    let ran = planlys(&["report", run.to_str().expect("a plain name")]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("document 7 of 1"), "{}", ran.stderr);
}

#[test]
fn the_table_of_2018_is_unknown_until_its_facts_are_entered() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let decisions = folder.path().join("2018.jsonl");
    let decisions = decisions.to_str().expect("a plain name");
    let table = planlys(&["report", "planstatus-2018", "--json"]).json();
    let cells = table["cells"].as_array().expect("cells");
    assert_eq!(cells.len(), 36);
    assert!(
        cells
            .iter()
            .all(|cell| cell["outcome"] == "unknown" && cell["document"].is_null())
    );
    assert_eq!(table["summary"], serde_json::json!([]));
    let set = |municipality: &str, level: &str, outcome: &str| {
        let ran = planlys(&[
            "review",
            "set",
            municipality,
            level,
            outcome,
            "--by",
            "KH",
            "--reason",
            "seed 001",
            "--cite",
            "Statsforvalteren i Nordland 2021",
            "--run",
            "planstatus-2018",
            "--decisions",
            decisions,
        ]);
        assert_eq!(ran.code, 0, "{}", ran.stderr);
    };
    // The constraints that survived in the source; which municipality is which did not, so this is one of the possible tables.
    for (municipality, bolig, samfunnsdel, planstrategi) in [
        ("Sortland", "x", "x", "gul"),
        ("Vågan", "x", "gul", "gul"),
        ("Fauske", "x", "rød", "rød"),
        ("Vefsn", "grønn", "gul", "rød"),
    ] {
        set(municipality, "bolig", bolig);
        set(municipality, "samfunnsdel", samfunnsdel);
        set(municipality, "planstrategi", planstrategi);
        set(municipality, "arealdel", "rød");
    }
    let table = planlys(&["report", "planstatus-2018", "--decisions", decisions]).stdout;
    for sentence in [
        "1 av 4 kommuner har gjeldende boligplan.",
        "I 2 av 4 planstrategier har boligsosialt arbeid fått omtale.",
        "0 av 4 kommuner er grønne på kommuneplanens arealdel.",
        "0 av 4 kommuner er grønne på kommuneplanens samfunnsdel.",
    ] {
        assert!(table.contains(sentence), "{sentence}: {table}");
    }
}

//! `planlys agreement` and `planlys calibrate`.

use std::fs;

use crate::kit::{Corpus, cell, housing_plan, planlys};

/// Six municipalities with housing plans that read red, yellow and green.
fn corpus() -> Corpus {
    let names = ["Bodø", "Fauske", "Sortland", "Vefsn", "Vågan", "Øksnes"];
    let mut corpus = Corpus::new();
    for (name, sentences) in names.into_iter().zip([0, 0, 1, 1, 8, 8]) {
        let plan = housing_plan("Boligpolitisk plan 2024–2032", "12.6.2024", sentences);
        corpus = corpus.with(&format!("{name}/boligplan.txt"), plan);
    }
    let matrix = corpus.screen().json();
    let outcome = |name: &str| cell(&matrix, name, "bolig")["outcome"].clone();
    assert_eq!(
        names.map(outcome),
        ["red", "red", "yellow", "yellow", "green", "green"]
    );
    corpus
}

fn decide(corpus: &Corpus, by: &str, name: &str, colour: &str) {
    let ran = corpus.run(&[
        "review",
        "set",
        name,
        "bolig",
        colour,
        "--by",
        by,
        "--reason",
        "lest",
        "--cite",
        "hele planen",
    ]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
}

#[test]
fn agreement_is_counted_between_people_and_with_the_machine() {
    let corpus = corpus();
    let said = [
        ("Bodø", "rød", "rød"),
        ("Fauske", "rød", "gul"),
        ("Sortland", "gul", "gul"),
        ("Vefsn", "gul", "rød"),
        ("Vågan", "grønn", "grønn"),
        ("Øksnes", "grønn", "x"),
    ];
    for (name, first, second) in said {
        decide(&corpus, "AB", name, first);
        decide(&corpus, "KH", name, second);
    }
    let found = corpus.run(&["agreement", "--json"]).json();
    let between = &found["comparisons"][0];
    assert_eq!(between["raters"], serde_json::json!(["AB", "KH"]));
    assert_eq!(between["cells"], 5, "what is no colour is not compared");
    assert_eq!(found["uncoloured"], 1);
    assert_eq!(
        between["table"],
        serde_json::json!([[1, 0, 0], [0, 1, 1], [0, 1, 1]])
    );
    assert_eq!(between["observed"], 0.6);
    // By hand: observed disagreement 2/5 steps; expected from the margins (1,2,2)×(1,2,2): (2·1+2·2·1+…)/25 = 24/25 steps.
    let kappa = between["kappa_linear"]["value"].as_f64().expect("a number");
    assert!(
        (kappa - (1.0 - (2.0 / 5.0) / (20.0 / 25.0))).abs() < 1e-9,
        "{kappa}"
    );
    assert_eq!(between["differences"].as_array().map(Vec::len), Some(2));
    let machine = &found["comparisons"][1];
    assert_eq!(machine["raters"], serde_json::json!(["planlys", "AB"]));
    assert_eq!(machine["observed"], 1.0);
    let shown = corpus.run(&["agreement"]).stdout;
    for words in [
        "AB og KH (ruter begge har gitt farge: 5)",
        "Like: 60 %",
        "for smale til å stole på",
        "Fauske, Temaplan bolig: AB rød (lest; hele planen), KH gul",
    ] {
        assert!(shown.contains(words), "{words}: {shown}");
    }
}

#[test]
fn without_decisions_there_is_nothing_to_compare() {
    let corpus = corpus();
    for command in ["agreement", "calibrate"] {
        let ran = corpus.run(&[command]);
        assert_eq!((ran.code, ran.stdout.as_str()), (1, ""), "{command}");
        assert!(ran.stderr.contains("ingen vurderinger"), "{}", ran.stderr);
    }
}

#[test]
fn calibration_moves_thresholds_to_the_decisions_and_writes_a_pack_only_when_asked() {
    let corpus = corpus();
    for (name, colour) in [
        ("Bodø", "rød"),
        ("Fauske", "rød"),
        ("Sortland", "rød"),
        ("Vefsn", "rød"),
        ("Vågan", "grønn"),
        ("Øksnes", "grønn"),
    ] {
        decide(&corpus, "AB", name, colour);
    }
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("ny.toml");
    let file = file.to_str().expect("a plain name");
    let shown = corpus.run(&["calibrate"]).stdout;
    for words in [
        "Vurderte ruter: 6",
        "færre enn 30 ruter",
        "Sortland, Temaplan bolig: gul → rød (vurdert til rød)",
    ] {
        assert!(shown.contains(words), "{words}: {shown}");
    }
    assert!(fs::metadata(file).is_err());
    let ran = corpus.run(&["calibrate", "--write", file]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert_eq!(planlys(&["packs", "check", file]).code, 0);
    let matrix = planlys(&["screen", corpus.text(), "--json", "--pack", file]).json();
    assert_eq!(cell(&matrix, "Sortland", "bolig")["suggestion"], "red");
    assert_eq!(cell(&matrix, "Vågan", "bolig")["suggestion"], "green");
    // A pack that is there is not overwritten.
    let again = planlys(&["screen", corpus.text(), "--json"]);
    assert_eq!(again.code, 0);
    let ran = corpus.run(&["calibrate", "--write", file]);
    assert_eq!(ran.code, 2);
    assert!(
        ran.stderr.contains("blir ikke skrevet over"),
        "{}",
        ran.stderr
    );
}

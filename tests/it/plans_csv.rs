//! `plans.csv`: overrides, plans that were not found, and mistakes in it.

use crate::kit::{Corpus, DAY, cell, document, plan, planlys};

#[test]
fn people_overrule_what_was_read() {
    let corpus = Corpus::new()
        .with("Vågan/x.txt", plan("Notat om alt mulig", "1.2.2024", "Vi bygger veg."))
        .with("plans.csv", "\u{feff}fil;nivå;tittel;periode;vedtatt;status\nVågan/x.txt;folkehelse;Folkehelseplan;2020–2030;1.2.2020;vedtatt\n");
    let matrix = corpus.screen().json();
    let read = document(&matrix, "Vågan/x.txt");
    assert_eq!(
        (
            read["level"].as_str(),
            read["title"].as_str(),
            read["adopted"].as_str()
        ),
        (
            Some("folkehelse"),
            Some("Folkehelseplan"),
            Some("2020-02-01")
        )
    );
    assert_eq!(cell(&matrix, "Vågan", "folkehelse")["outcome"], "red");
}

#[test]
fn searched_for_and_not_found_is_an_x_with_date_and_place() {
    let corpus = Corpus::new()
        .with("Vågan/x.txt", plan("Planstrategi 2024–2027", "1.2.2024", ""))
        .with("plans.csv", "kommune;nivå;status;søkt dato;søkt hvor\nVågan;helse;ikke funnet;2.11.2026;vagan.kommune.no\nBodø;bolig;;2026-11-02;\n");
    let matrix = corpus.screen().json();
    assert_eq!(cell(&matrix, "Bodø", "bolig")["outcome"], "not_found");
    let explanation = cell(&matrix, "Vågan", "helse")["explanation"]
        .as_str()
        .expect("an explanation")
        .to_owned();
    assert!(
        explanation.contains("Søkt 2.11.2026 på vagan.kommune.no"),
        "{explanation}"
    );
}

#[test]
fn all_mistakes_are_shown_at_once_and_nothing_is_written() {
    let corpus = Corpus::new()
        .with(
            "Vågan/plan.txt",
            plan("Planstrategi 2024–2027", "1.2.2024", ""),
        )
        .with(
            "plans.csv",
            "fil;nivå;vedtatt;statuss\nVågan/plann.txt;bolig;;\nVågan/plan.txt;bollig;31.2.2024;\n",
        );
    let ran = planlys(&["screen", corpus.text(), "--date", DAY]);
    assert_eq!(ran.code, 2);
    for words in [
        "plans.csv:1:18",
        "Mente du status?",
        "plans.csv:2:1",
        "Mente du Vågan/plan.txt?",
        "plans.csv:3:16",
        "Mente du bolig?",
        "plans.csv:3:23",
        "4 feil i",
    ] {
        assert!(ran.stderr.contains(words), "{words}: {}", ran.stderr);
    }
    assert!(!corpus.path().join(".planlys").exists());
}

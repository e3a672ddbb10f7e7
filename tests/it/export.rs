//! `export`: the pages for another search engine.

use std::fs;

use serde_json::Value;

use crate::filter::{answers, three_plans};
use crate::kit::{Corpus, housing_plan, planlys, root};

/// What `export --bulk` writes of a corpus: the identifier and the page of each pair of lines.
fn exported(corpus: &Corpus) -> Vec<(String, Value)> {
    let ran = corpus.run(&["export", "--bulk"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let lines = answers(&ran.stdout);
    let pairs = lines.chunks(2).map(|pair| {
        let action = &pair[0]["index"];
        assert_eq!(action["_index"], "planlys-sider");
        assert_eq!(action["_id"], pair[1]["id"]);
        (
            action["_id"].as_str().expect("a text").to_owned(),
            pair[1].clone(),
        )
    });
    pairs.collect()
}

#[test]
fn pages_are_exported_once_whatever_their_files_are_called() {
    let text = housing_plan("Boligplan 2024–2028", "12.03.2024", 2);
    let text = format!("{text}\u{c}Bolig-sosiale planer i kommunene.");
    let corpus = Corpus::new()
        .with("1866 Hadsel/Boligplan.txt", &text)
        .with("1865 Vågan/kopi.txt", &text);
    planlys(&["index", corpus.text()]);
    let before = exported(&corpus);
    assert_eq!(before.len(), 2, "a page of two files is one page");
    let (_, page) = &before[1];
    assert_eq!(page["municipality"], serde_json::json!(["Hadsel", "Vågan"]));
    assert_eq!(page["county"], serde_json::json!(["Nordland"]));
    assert_eq!(page["page"], 2);
    assert_eq!(page["text"], "Bolig-sosiale planer i kommunene.");
    assert_eq!(
        page["normalised"],
        "bolig boligsosiale sosiale planer i kommunene"
    );
    assert_eq!(page["stemmed"], "bol boligsosial sosial plan i kommun");
    // The same content under another name has the same identifiers, so writing it again changes no number of pages.
    let again = Corpus::new().with("1866 Hadsel/annet navn.txt", &text);
    planlys(&["index", again.text()]);
    let ids =
        |pages: &[(String, Value)]| pages.iter().map(|(id, _)| id.clone()).collect::<Vec<_>>();
    assert_eq!(ids(&before), ids(&exported(&again)));
}

#[test]
fn what_stands_in_every_margin_is_not_among_the_words() {
    let corpus = Corpus::new();
    let topics = [
        "vegene må asfalteres",
        "skolen trenger nytt tak",
        "barnehagen utvides i sør",
        "kaia skal forlenges",
        "biblioteket får lengre åpningstid",
        "vannverket bygges om",
        "avløpet fornyes i sentrum",
        "idrettshallen males innvendig",
        "kirkegården får flere graver",
    ];
    let page = |(n, topic): (usize, &str)| {
        format!(
            "Boligsosial plan for Hadsel kommune\n\nI denne perioden er det slik at {topic}.\n\nSide {n} av 9\n"
        )
    };
    let text: Vec<String> = (1..).zip(topics).map(page).collect();
    let corpus = corpus.with("1866 Hadsel/plan.txt", text.join("\u{c}"));
    planlys(&["index", corpus.text()]);
    let pages = exported(&corpus);
    let with = |field: &str, word: &str| {
        let has =
            |page: &&(String, Value)| page.1[field].as_str().is_some_and(|t| t.contains(word));
        pages.iter().filter(has).count()
    };
    assert_eq!(with("text", "Boligsosial"), 9);
    assert!(
        with("normalised", "boligsosial") <= 1,
        "the first may be the title"
    );
    assert_eq!(with("normalised", "perioden"), 9);
}

#[test]
fn the_shipped_mappings_have_every_field() {
    let corpus = three_plans();
    planlys(&["index", corpus.text()]);
    let (_, page) = exported(&corpus).remove(0);
    let fields: Vec<&str> = page
        .as_object()
        .expect("an object")
        .keys()
        .map(String::as_str)
        .collect();
    let file = |name: &str| {
        fs::read_to_string(root().join("examples/search").join(name)).expect("it is there")
    };
    let mapping: Value = serde_json::from_str(&file("opensearch.json")).expect("it is JSON");
    let mapped = mapping["mappings"]["properties"]
        .as_object()
        .expect("an object");
    assert_eq!(
        mapped.keys().map(String::as_str).collect::<Vec<_>>(),
        fields
    );
    let quickwit = file("quickwit.yaml");
    let names = quickwit
        .lines()
        .filter_map(|line| line.trim().strip_prefix("- { name: "));
    let mut names: Vec<&str> = names.filter_map(|rest| rest.split(',').next()).collect();
    names.sort_unstable();
    assert_eq!(names, fields);
    assert_eq!(planlys(&["export", "--corpus", corpus.text()]).code, 2);
}

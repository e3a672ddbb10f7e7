//! `planlys search` and `planlys show`: answers from the state of the last screening.

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;

use crate::kit::{Corpus, DAY, plan, planlys};

fn screened() -> Corpus {
    let corpus = Corpus::new()
        .with("Vågan/boligplan.txt", plan("Boligplan 2024–2032", "1.2.2024", "Flere skal gå fra leie til eie med startlån.\n\u{c}Kommunen leier ut kommu-\nnale boliger."))
        .with("Bodø/planstrategi.txt", plan("Planstrategi 2024–2027", "1.2.2024", "Startlånene øker."));
    let ran = planlys(&["screen", corpus.text(), "--date", DAY]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    corpus
}

fn search(corpus: &Corpus, query: &str) -> (i32, Vec<String>) {
    let ran = planlys(&["search", query, "--corpus", corpus.text(), "--json"]);
    let pages = ran.json()["pages"].as_array().expect("pages").clone();
    let mut found: Vec<String> = pages
        .iter()
        .map(|p| {
            format!(
                "{} {} {}",
                p["document"].as_str().unwrap_or(""),
                p["page"],
                p["passages"][0]["match"].as_str().unwrap_or("")
            )
        })
        .collect();
    found.sort();
    (ran.code, found)
}

#[test]
fn words_phrases_and_stars_find_their_pages() {
    let corpus = screened();
    assert_eq!(
        search(&corpus, "\"leie til eie\""),
        (0, vec!["Vågan/boligplan.txt 1 leie til eie".into()])
    );
    assert_eq!(
        search(&corpus, "startlån").1,
        [
            "Bodø/planstrategi.txt 1 Startlånene",
            "Vågan/boligplan.txt 1 startlån"
        ]
    );
    assert_eq!(
        search(&corpus, "\"startlån\"").1,
        ["Vågan/boligplan.txt 1 startlån"],
        "in quotation marks as it is written"
    );
    assert_eq!(
        search(&corpus, "*lånene").1,
        ["Bodø/planstrategi.txt 1 Startlånene"]
    );
    // A word parted at a line end is found whole and with its hyphen.
    for word in ["kommunale", "kommu-nale"] {
        assert_eq!(search(&corpus, word).1, ["Vågan/boligplan.txt 2 kommunale"]);
    }
    assert_eq!(search(&corpus, "finnesikke"), (1, vec![]));
}

#[test]
fn fields_say_where_to_look() {
    let corpus = screened();
    let pages = |query: &str| search(&corpus, query).1.len();
    for (query, count) in [
        ("startlån kommune:Vågan", 1),
        ("startlån kommune:vågan,bodø", 2),
        ("startlån -kommune:Vågan", 1),
        ("startlån nivå:bolig", 1),
        ("startlån fylke:Nordland", 2),
        ("startlån fylke:Rogaland", 0),
        ("startlån år:2030..", 1),
        ("startlån år:2024..2026", 2),
        ("startlån år:2010", 0),
        ("startlån status:vedtatt", 2),
        ("startlån status:høring", 0),
        ("startlån tittel:boligplan", 1),
        ("startlån fil:bodø/*.txt", 1),
        ("kommune:Vågan side:2", 1),
        ("kommune:Vågan side:1..2", 2),
        ("startlån ELLER kommune:Vågan", 3),
        ("ledd:lån", 2),
        ("statrlån~", 1),
        ("leie NEAR/1 eie", 1),
        ("fra NEAR/1 eie", 0),
        ("pakke:boligsosial-2018/husbanken", 2),
        ("pakke:boligsosial-2018/husbanken kommune:Bodø", 1),
        ("startlån NOT pakke:boligsosial-2018/husbanken", 0),
    ] {
        assert_eq!(pages(query), count, "{query}");
    }
}

#[test]
fn a_zone_says_in_what_kind_of_text() {
    let body = "# Boligplan for Vågan\n\nVedtatt av kommunestyret 1.2.2024\n\n## Boligtiltak\n\nKommunen skal bygge.\n\n## Skole\n\nFlere boliger trengs.\n";
    let corpus = Corpus::new().with("Vågan/boligplan.md", body);
    assert_eq!(planlys(&["index", corpus.text()]).code, 0);
    let found = |query: &str| search(&corpus, query).1;
    assert_eq!(
        found("boligtiltak sone:overskrift"),
        ["Vågan/boligplan.md 1 Boligtiltak"]
    );
    assert!(found("bygge sone:overskrift").is_empty());
    assert_eq!(
        found("bolig* NOT sone:overskrift"),
        ["Vågan/boligplan.md 1 boliger"]
    );
    assert_eq!(found("seksjon:skole").len(), 1);
    assert!(found("seksjon:barnehage").is_empty());
    assert!(found("sone:tabell").is_empty());
}

#[test]
fn an_unclear_query_is_explained() {
    let corpus = screened();
    let ran = planlys(&["search", "leie \"til eie", "--corpus", corpus.text()]);
    assert_eq!(ran.code, 2);
    assert!(
        ran.stderr.contains("anførselstegnet er ikke lukket")
            && ran.stderr.contains("  | leie \"til eie\n  |      ^\n"),
        "{}",
        ran.stderr
    );
    let ran = planlys(&["search", "komune:Vågan bolig", "--corpus", corpus.text()]);
    assert!(ran.stderr.contains("Mente du kommune?"), "{}", ran.stderr);
    let ran = planlys(&[
        "search",
        "pakke:boligsosial-2018/husbank",
        "--corpus",
        corpus.text(),
    ]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("Mente du husbanken?"), "{}", ran.stderr);
    let ran = planlys(&["search", "bolig kommune:Hol", "--corpus", corpus.text()]);
    assert_eq!(ran.code, 1);
    assert!(
        ran.stderr.contains("ingen plan er fra Hol"),
        "{}",
        ran.stderr
    );
}

#[test]
fn what_was_not_read_is_said() {
    let corpus = screened().with("Vågan/skannet.pdf", "%PDF-1.7 ødelagt");
    planlys(&["index", corpus.text()]);
    let ran = planlys(&["search", "finnesikke", "--corpus", corpus.text()]);
    assert_eq!(ran.code, 1);
    assert!(ran.stderr.contains("Vågan/skannet.pdf"), "{}", ran.stderr);
    let ran = planlys(&[
        "search",
        "finnesikke kommune:Bodø",
        "--corpus",
        corpus.text(),
    ]);
    assert!(!ran.stderr.contains("skannet"), "{}", ran.stderr);
    let ran = planlys(&["search", "startlån", "--counts", "--corpus", corpus.text()]);
    assert!(ran.stdout.contains("0?"), "{}", ran.stdout);
}

#[test]
fn hits_are_listed_with_the_words_around_them() {
    let corpus = Corpus::new()
        .with(
            "Bodø/a.txt",
            "Noen får startlån zulu.\n\nAlle får startlån alfa.",
        )
        .with("Vågan/b.txt", "Ingen får startlån mike.");
    planlys(&["index", corpus.text()]);
    let listed = |sort: &str| {
        let ran = corpus.run(&["search", "startlån", "--kwic", "--sort", sort]);
        let lines = ran.stdout.lines().filter(|line| line.contains("startlån"));
        let last = lines.map(|line| line.trim_end_matches('.').rsplit(' ').next().unwrap_or(""));
        last.map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(listed("right"), ["alfa", "mike", "zulu"]);
    assert_eq!(listed("left"), ["alfa", "mike", "zulu"].map(str::to_owned));
    let csv = corpus.run(&["search", "startlån", "--csv"]).stdout;
    assert!(
        csv.starts_with('\u{feff}') && csv.lines().count() == 4,
        "{csv}"
    );
    assert!(csv.contains(";Alle får;startlån;alfa."), "{csv}");
}

#[test]
fn saved_queries_are_counted_together() {
    let corpus = screened();
    let ran = corpus.run(&["search", "--saved", "queries/sok", "--json"]);
    assert!(ran.code <= 1, "{}", ran.stderr);
    let queries = ran.json()["queries"].as_array().expect("queries").len();
    assert!(queries >= 5, "{queries}");
    let own = Corpus::new()
        .with("sok/a.sok", "# Startlån\nstartlån\n")
        .with("sok/b.sok", "finnesikke");
    let folder = own.path().join("sok");
    let folder = folder.to_str().expect("a plain name");
    let ran = corpus.run(&["search", "--saved", folder]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let line = |name: &str| {
        let line = ran.stdout.lines().find(|line| line.starts_with(name));
        let cells = line.unwrap_or_default().split_whitespace().skip(1);
        cells.map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(line("Søk"), ["Bodø", "Vågan", "sum"]);
    assert_eq!(line("Startlån"), ["1", "1", "2"]);
    assert_eq!(line("b"), ["0", "0", "0"]);
    let own = own.with("sok/c.sok", "bolig (").with("sok/d.sok", "*");
    let ran = corpus.run(&["search", "--saved", folder]);
    assert_eq!(ran.code, 2);
    let mistakes = ["c.sok", "d.sok"]
        .iter()
        .all(|name| ran.stderr.contains(name));
    assert!(mistakes, "{}", ran.stderr);
    drop(own);
}

/// A search by a pack's term and the screening find the same: they ask the same.
#[test]
fn a_term_of_a_pack_counts_as_in_the_screening() {
    let state = tempfile::tempdir().expect("a temporary folder");
    let dir = state.path().to_str().expect("a plain name");
    planlys(&["screen", "corpus", "--state", dir, "--date", DAY]);
    let run = fs::read_to_string(state.path().join("run.json")).expect("there is a run");
    let run: Value = serde_json::from_str(&run).expect("it is JSON");
    let mut compared = 0;
    for term in ["husbanken", "vanskeligstilt", "bosetning", "integrering"] {
        let mut screened: BTreeSet<(String, u64)> = BTreeSet::new();
        for document in run["documents"].as_array().expect("documents") {
            let path = document["path"].as_str().expect("a path");
            for hit in document["hits"].as_array().expect("hits") {
                if hit["term"] == term && hit["why_not"].is_null() {
                    let page = hit["page"].as_u64().expect("a page");
                    screened.insert((path.to_owned(), page));
                }
            }
        }
        let query = format!("pakke:boligsosial-2018/{term}");
        let ran = planlys(&[
            "search", &query, "--state", dir, "--json", "--limit", "100000",
        ]);
        let pages = ran.json()["pages"].as_array().expect("pages").clone();
        let found = pages.iter().map(|page| {
            assert!(!page["passages"].as_array().expect("passages").is_empty());
            let path = page["document"].as_str().expect("a path").to_owned();
            (path, page["page"].as_u64().expect("a page"))
        });
        let found: BTreeSet<_> = found.collect();
        assert_eq!(found, screened, "{term}");
        compared += found.len();
    }
    assert!(compared > 50, "{compared}");
}

#[test]
fn changed_and_removed_files_leave_the_index() {
    let corpus = screened();
    fs::remove_file(corpus.path().join("Bodø/planstrategi.txt")).expect("the file is removed");
    let corpus = corpus.with(
        "Vågan/boligplan.txt",
        plan("Boligplan 2024–2032", "1.2.2024", "Bostøtte hjelper."),
    );
    assert_eq!(planlys(&["screen", corpus.text(), "--date", DAY]).code, 0);
    assert_eq!(search(&corpus, "startlån").0, 1);
    assert_eq!(
        search(&corpus, "bostøtte").1,
        ["Vågan/boligplan.txt 1 Bostøtte"]
    );
}

#[test]
fn show_prints_the_passages_of_a_cell() {
    let corpus = screened();
    let ran = planlys(&["show", "vågan", "bolig", "--corpus", corpus.text()]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(
        ran.stdout.contains("[startlån]") && ran.stdout.contains("s. 1:"),
        "{}",
        ran.stdout
    );
    let wrong = planlys(&["show", "Vågen", "bolig", "--corpus", corpus.text()]);
    assert_eq!(wrong.code, 2);
    assert!(wrong.stderr.contains("Mente du Vågan?"), "{}", wrong.stderr);
    assert!(
        planlys(&["show", "Vågan", "bollig", "--corpus", corpus.text()])
            .stderr
            .contains("Mente du bolig?")
    );
}

#[test]
fn without_a_screening_the_person_is_told_what_to_do() {
    let empty = Corpus::new();
    let ran = planlys(&["search", "bolig", "--corpus", empty.text()]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("planlys screen"), "{}", ran.stderr);
}

#[test]
fn a_damaged_state_is_told_and_made_anew() {
    let corpus = screened();
    let state = corpus.path().join(".planlys");
    fs::write(state.join("catalog"), "{").expect("the file is damaged");
    fs::write(state.join("run.json"), "{").expect("the file is damaged");
    assert_eq!(
        planlys(&["search", "startlån", "--corpus", corpus.text()]).code,
        4
    );
    assert_eq!(
        planlys(&["show", "Vågan", "bolig", "--corpus", corpus.text()]).code,
        4
    );
    let ran = planlys(&["screen", corpus.text(), "--date", DAY]);
    assert_eq!(ran.code, 0);
    assert!(ran.stderr.contains("er bygd på nytt"), "{}", ran.stderr);
    assert_eq!(search(&corpus, "startlån").0, 0);
}

#[test]
fn two_screenings_at_once_do_not_write_in_the_same_state() {
    let corpus = screened();
    let lock = fs::File::options()
        .write(true)
        .open(corpus.path().join(".planlys/lock"))
        .expect("the lock file");
    lock.lock().expect("the lock is free");
    let ran = planlys(&["screen", corpus.text(), "--date", DAY]);
    assert_eq!(ran.code, 4);
    assert!(ran.stderr.contains("er i bruk"), "{}", ran.stderr);
}

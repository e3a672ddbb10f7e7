//! `planlys search` and `planlys show`: answers from the state of the last screening.

use std::fs;

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
        search(&corpus, "*lånene").1,
        ["Bodø/planstrategi.txt 1 Startlånene"]
    );
    // A word parted at a line end is found whole and with its hyphen.
    assert_eq!(
        search(&corpus, "kommunale").1,
        ["Vågan/boligplan.txt 2 kommunale"]
    );
    assert_eq!(
        search(&corpus, "kommu-nale").1,
        ["Vågan/boligplan.txt 2 kommu-nale"]
    );
    assert_eq!(search(&corpus, "finnesikke"), (1, vec![]));
}

#[test]
fn an_unclear_query_is_explained() {
    let corpus = screened();
    let ran = planlys(&["search", "leie \"til eie", "--corpus", corpus.text()]);
    assert_eq!(ran.code, 2);
    assert!(
        ran.stderr
            .contains("anførselstegnet i tegn 6 er ikke lukket"),
        "{}",
        ran.stderr
    );
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
    fs::write(state.join("documents.json"), "{").expect("the file is damaged");
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

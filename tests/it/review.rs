//! `planlys review` and `planlys report`: a person's decision stands over the suggestion, and is never lost.

use std::fs;
use std::io::Read;
use std::process::{Command, Stdio};
use std::time::Duration;

use calamine::{Reader, Xlsx, open_workbook};

use serde_json::Value;

use crate::kit::{Corpus, Ran, cell, housing_plan, planlys, workbook};

/// A housing plan that reads yellow and a planning strategy that reads red.
fn corpus() -> Corpus {
    let corpus = Corpus::new()
        .with(
            "Vågan/boligplan.txt",
            housing_plan("Boligpolitisk plan 2024–2032", "12.6.2024", 1),
        )
        .with(
            "Vågan/planstrategi.txt",
            housing_plan("Kommunal planstrategi 2024–2027", "12.6.2024", 0),
        );
    assert_eq!(corpus.screen().code, 0);
    corpus
}

fn report(corpus: &Corpus) -> Value {
    corpus.run(&["report", "--json"]).json()
}

fn set(corpus: &Corpus, arguments: &[&str]) -> Ran {
    corpus.run(&[&["review", "set", "Vågan"], arguments].concat())
}

#[test]
fn a_decision_stands_over_the_suggestion_and_both_are_shown() {
    let corpus = corpus();
    let kept = set(
        &corpus,
        &[
            "bolig",
            "grønn",
            "--by",
            "KH",
            "--reason",
            "Planen har egne mål.",
            "--cite",
            "1",
        ],
    );
    assert_eq!(kept.code, 0, "{}", kept.stderr);
    let matrix = report(&corpus);
    let bolig = cell(&matrix, "Vågan", "bolig");
    assert_eq!(
        (&bolig["outcome"], &bolig["suggestion"]),
        (&"green".into(), &"yellow".into())
    );
    let decision = &bolig["decisions"][0];
    assert_eq!(
        (&decision["reviewer"], &decision["reason"]),
        (&"KH".into(), &"Planen har egne mål.".into())
    );
    let cited = decision["citations"][0]["text"]
        .as_str()
        .expect("the words of the page");
    assert!(
        cited.contains("vanskeligstilte på boligmarkedet"),
        "{cited}"
    );
    assert_eq!(bolig["changes"], serde_json::json!([]));
    let shown = corpus.run(&["report"]).stdout;
    assert!(
        shown.contains("● grønn ✎") && shown.contains("■ rød ▨"),
        "{shown}"
    );
    let shown = corpus.run(&["show", "Vågan", "bolig"]).stdout;
    for words in [
        "● grønn",
        "KH vurderte til grønn",
        "forslaget var gul",
        "Planen har egne mål.",
    ] {
        assert!(shown.contains(words), "{words}: {shown}");
    }
    // A new screening keeps it.
    let again = corpus.screen().json();
    assert_eq!(cell(&again, "Vågan", "bolig")["outcome"], "green");
}

#[test]
fn a_decision_needs_a_reason_where_it_differs_and_a_citation_where_it_is_green_or_yellow() {
    let corpus = corpus();
    let refused = |arguments: &[&str], words: &str| {
        let ran = set(&corpus, &[arguments, &["--by", "KH"]].concat());
        assert_eq!(ran.code, 2);
        assert!(ran.stderr.contains(words), "{words}: {}", ran.stderr);
    };
    refused(&["bolig", "grønn", "--cite", "1"], "begrunnelse mangler");
    refused(&["bolig", "gul"], "sitat mangler");
    refused(
        &["bolig", "gul", "--cite", "7"],
        "side 7 finnes ikke, planen har 1 sider",
    );
    refused(
        &["helse", "gul", "--reason", "sett på nett", "--cite", "7"],
        "ruten har ingen plan",
    );
    refused(&["planstrategi", "rosa"], "«rosa» er ingen farge");
    refused(
        &["planstrategi", "gul", "--reason", "x", "--cite", "1"],
        "ingen treff på side 1",
    );
    assert!(!corpus.path().join("vurderinger.jsonl").exists());
    // Red as suggested needs neither; x may be stated with a source outside the corpus.
    assert_eq!(set(&corpus, &["planstrategi", "rød", "--by", "KH"]).code, 0);
    let source = [
        "helse",
        "gul",
        "--by",
        "KH",
        "--reason",
        "sett på nett",
        "--cite",
        "vagan.kommune.no",
    ];
    assert_eq!(set(&corpus, &source).code, 0);
}

#[test]
fn a_decision_whose_grounds_moved_stands_and_is_flagged() {
    let corpus = corpus();
    assert_eq!(
        set(&corpus, &["bolig", "gul", "--by", "KH", "--cite", "1"]).code,
        0
    );
    let corpus = corpus.with(
        "Vågan/boligplan.txt",
        housing_plan("Boligpolitisk plan 2024–2032", "12.6.2024", 8)
            .replace("Kommunen skal hjelpe", "Vi hjelper"),
    );
    let matrix = corpus.screen().json();
    let bolig = cell(&matrix, "Vågan", "bolig");
    assert_eq!(
        (&bolig["outcome"], &bolig["suggestion"]),
        (&"yellow".into(), &"green".into())
    );
    let changes = bolig["changes"].to_string();
    for words in [
        "filen er en annen",
        "fra gul til grønn",
        "sitatet på s. 1 står ikke lenger ved et treff",
    ] {
        assert!(changes.contains(words), "{words}: {changes}");
    }
    assert!(corpus.run(&["report"]).stdout.contains("▲ gul ✓!"));
    // Another pack is another ground.
    let text = "[pack]\nid = \"egen\"\nversion = \"7\"\nname = \"Egen\"\nsource = \"test\"\nextends = \"boligsosial-2018\"\n";
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("egen.toml");
    fs::write(&file, text).expect("the pack is written");
    let file = file.to_str().expect("a plain name");
    let ran = planlys(&["screen", corpus.text(), "--json", "--pack", file]);
    let changes = cell(&ran.json(), "Vågan", "bolig")["changes"].to_string();
    assert!(
        changes.contains("termpakken er endret fra boligsosial-2018 2 til egen 7"),
        "{changes}"
    );
}

#[test]
fn the_latest_decision_of_each_reviewer_stands_and_can_be_taken_back() {
    let corpus = corpus();
    set(&corpus, &["planstrategi", "rød", "--by", "KH"]);
    set(
        &corpus,
        &[
            "planstrategi",
            "gul",
            "--by",
            "AB",
            "--reason",
            "noe omtale",
            "--cite",
            "kap. 3",
        ],
    );
    let matrix = report(&corpus);
    let of = cell(&matrix, "Vågan", "planstrategi");
    assert_eq!(
        (&of["outcome"], &of["disputed"]),
        (&"yellow".into(), &true.into())
    );
    let listed = corpus.run(&["review", "list"]).stdout;
    let id = listed
        .lines()
        .find(|line| line.contains("AB"))
        .expect("AB decided")[..10]
        .to_owned();
    assert_eq!(corpus.run(&["review", "undo", &id, "--by", "KH"]).code, 0);
    let matrix = report(&corpus);
    let of = cell(&matrix, "Vågan", "planstrategi");
    assert_eq!(
        (&of["outcome"], &of["disputed"]),
        (&"red".into(), &false.into())
    );
    // Nothing is removed: the history has all three.
    let history = corpus.run(&["review", "list", "--all", "--json"]).stdout;
    assert_eq!(history.lines().count(), 3);
    assert_eq!(corpus.run(&["review", "undo", &id, "--by", "KH"]).code, 2);
}

/// The rows of an exported sheet.
fn rows(file: &str) -> Vec<Vec<String>> {
    let mut book: Xlsx<_> = open_workbook(file).expect("a workbook");
    let sheet = book
        .worksheet_range_at(0)
        .expect("a sheet")
        .expect("it can be read");
    sheet
        .rows()
        .map(|row| row.iter().map(ToString::to_string).collect())
        .collect()
}

fn write(file: &str, rows: &[Vec<String>]) {
    workbook(rows).save(file).expect("the workbook is saved");
}

/// The sheet of a corpus, and the folder that holds it.
fn exported(corpus: &Corpus) -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("ark.xlsx");
    let file = file.to_str().expect("a plain name").to_owned();
    assert_eq!(corpus.run(&["review", "export", &file]).code, 0);
    (folder, file)
}

/// Fills in the decision columns (H–K) of a cell's row, and returns the row's number.
fn fill(rows: &mut [Vec<String>], key: &str, filled: [&str; 4]) -> usize {
    let place = rows
        .iter()
        .position(|row| row[6] == key)
        .expect("the cell has a row");
    for (cell, text) in rows[place][7..].iter_mut().zip(filled) {
        text.clone_into(cell);
    }
    place + 1
}

#[test]
fn decisions_make_the_round_trip_through_a_spreadsheet() {
    let corpus = corpus();
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("ark.xlsx");
    let file = file.to_str().expect("a plain name");
    assert_eq!(corpus.run(&["review", "export", file]).code, 0);
    let mut sheet = rows(file);
    assert_eq!(sheet.len(), 10, "a header and nine levels");
    assert_eq!(
        sheet[0][7..],
        ["Vurdering", "Begrunnelse", "Sitat (side)", "Vurdert av"]
    );
    fill(&mut sheet, "1865 bolig", ["Grønn", "egne mål", "1", "KH"]);
    fill(&mut sheet, "1865 planstrategi", ["rød", "", "", "KH"]);
    fill(&mut sheet, "1865 helse", ["x", "", "", "AB"]);
    write(file, &sheet);
    let read = corpus.run(&["review", "import", file]);
    assert!(
        read.stdout.contains("Lest inn: 3 vurderinger"),
        "{}{}",
        read.stdout,
        read.stderr
    );
    assert_eq!(cell(&report(&corpus), "Vågan", "bolig")["outcome"], "green");
    // The same sheet again says nothing new, although a page alone was cited.
    let again = corpus.run(&["review", "import", file]);
    assert!(
        again
            .stdout
            .contains("Lest inn: 0 vurderinger. Uendret fra før: 3"),
        "{}",
        again.stdout
    );
    // A sheet that somebody may have filled in is not written over.
    let refused = corpus.run(&["review", "export", file]);
    assert!(
        refused.stderr.contains("blir ikke skrevet over"),
        "{}",
        refused.stderr
    );
    fs::remove_file(file).expect("it is there");
    // What was exported with its decisions says nothing new when it comes back.
    assert_eq!(corpus.run(&["review", "export", file]).code, 0);
    let again = corpus.run(&["review", "import", file]);
    assert!(
        again
            .stdout
            .contains("Lest inn: 0 vurderinger. Uendret fra før: 3"),
        "{}",
        again.stdout
    );
    let mut sheet = rows(file);
    write(file, &sheet);
    let again = corpus.run(&["review", "import", file]);
    assert!(
        again.stdout.contains("Uendret fra før: 3"),
        "{}",
        again.stdout
    );
    // A person who goes back to an earlier decision decides anew.
    fill(
        &mut sheet,
        "1865 planstrategi",
        ["gul", "noe omtale", "kap. 3", "KH"],
    );
    write(file, &sheet);
    corpus.run(&["review", "import", file]);
    fill(&mut sheet, "1865 planstrategi", ["rød", "", "", "KH"]);
    write(file, &sheet);
    let back = corpus.run(&["review", "import", file]);
    assert!(
        back.stdout.contains("Lest inn: 1 vurderinger"),
        "{}",
        back.stdout
    );
    assert_eq!(
        cell(&report(&corpus), "Vågan", "planstrategi")["outcome"],
        "red"
    );
}

#[test]
fn rows_that_nobody_touched_say_nothing_new_after_the_plan_has_changed() {
    let corpus = corpus();
    set(&corpus, &["bolig", "gul", "--by", "KH", "--cite", "1"]);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("ark.xlsx");
    let file = file.to_str().expect("a plain name");
    let corpus = corpus.with(
        "Vågan/boligplan.txt",
        housing_plan("Boligpolitisk plan 2024–2032", "12.6.2024", 8),
    );
    corpus.screen();
    corpus.run(&["review", "export", file]);
    let read = corpus.run(&["review", "import", file]);
    assert!(
        read.stdout.contains("Lest inn: 0 vurderinger"),
        "{}{}",
        read.stdout,
        read.stderr
    );
    assert_ne!(
        cell(&report(&corpus), "Vågan", "bolig")["changes"],
        serde_json::json!([])
    );
}

#[test]
fn a_page_of_an_appendix_can_be_cited_and_one_that_could_not_be_opened_with_its_words() {
    let pages = "Forside.\n\u{c}Kommunen skal hjelpe vanskeligstilte på boligmarkedet.";
    let corpus = Corpus::new()
        .with(
            "Vågan/boligplan.txt",
            housing_plan("Boligpolitisk plan 2024–2032", "12.6.2024", 1),
        )
        .with(
            "Vågan/Vedlegg til boligplan.txt",
            format!("Vedlegg til boligplan\n{pages}"),
        )
        .with(
            "Vågan/Helse- og omsorgsplan 2024-2032.pdf",
            "%PDF-1.7 avkortet",
        );
    corpus.screen();
    assert_eq!(
        set(&corpus, &["bolig", "gul", "--by", "KH", "--cite", "2"]).code,
        0
    );
    let matrix = report(&corpus);
    let cited = &cell(&matrix, "Vågan", "bolig")["decisions"][0]["citations"][0];
    assert_eq!(cited["document"], "Vågan/Vedlegg til boligplan.txt");
    let page = [
        "helse",
        "gul",
        "--by",
        "KH",
        "--reason",
        "lest på papir",
        "--cite",
        "12: «Egnede boliger»",
    ];
    let ran = set(&corpus, &page);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
}

#[test]
fn decisions_on_cells_that_are_gone_are_told() {
    let corpus = corpus();
    set(&corpus, &["planstrategi", "rød", "--by", "KH"]);
    fs::rename(corpus.path().join("Vågan"), corpus.path().join("Bodø")).expect("it can be renamed");
    corpus.screen();
    let shown = corpus.run(&["report"]).stdout;
    assert!(
        shown.contains("ruter som ikke er i tabellen: Vågan, Planstrategi"),
        "{shown}"
    );
}

#[test]
fn all_mistakes_in_a_spreadsheet_are_told_with_their_cells_and_nothing_is_imported() {
    let corpus = corpus();
    let (_folder, file) = exported(&corpus);
    let file = file.as_str();
    let mut sheet = rows(file);
    let bolig = fill(&mut sheet, "1865 bolig", ["grønn", "", "99", "KH"]);
    let strategy = fill(&mut sheet, "1865 planstrategi", ["lilla", "", "", "KH"]);
    let health = fill(&mut sheet, "1865 helse", ["x", "", "", ""]);
    let good = fill(&mut sheet, "1865 folkehelse", ["x", "", "", "KH"]);
    let strange = fill(&mut sheet, "1865 oppvekst", ["rød", "fant den", "", "KH"]);
    "9999 oppvekst".clone_into(&mut sheet[strange - 1][6]);
    write(file, &sheet);
    let ran = corpus.run(&["review", "import", file]);
    assert_eq!(ran.code, 2);
    let wanted = [
        format!("I{bolig}: begrunnelse mangler"),
        format!("J{bolig}: side 99 finnes ikke"),
        format!("H{strategy}: «lilla» er ingen farge"),
        format!("K{health}: initialene"),
        format!("G{strange}: «9999 oppvekst» er ingen rute"),
    ];
    for words in wanted {
        assert!(ran.stderr.contains(&words), "{words}: {}", ran.stderr);
    }
    assert!(
        ran.stderr.contains("5 feil i") && !ran.stderr.contains(&format!("H{good}:")),
        "{}",
        ran.stderr
    );
    assert!(!corpus.path().join("vurderinger.jsonl").exists());
    fs::write(file, "ikke et regneark").expect("the file is written");
    let ran = corpus.run(&["review", "import", file]);
    assert_eq!(ran.code, 2);
    assert!(
        ran.stderr.contains("planlys review export"),
        "{}",
        ran.stderr
    );
}

fn spawn(corpus: &Corpus, by: &str) -> std::process::Child {
    Command::new(env!("CARGO_BIN_EXE_planlys"))
        .args([
            "review",
            "set",
            "Vågan",
            "planstrategi",
            "rød",
            "--by",
            by,
            "--corpus",
            corpus.text(),
        ])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program starts")
}

#[test]
fn killing_the_program_loses_no_decision_and_leaves_none_half_written() {
    let corpus = corpus();
    let mut confirmed = Vec::new();
    for round in 0..40u64 {
        let by = format!("R{round}");
        let mut child = spawn(&corpus, &by);
        std::thread::sleep(Duration::from_micros(round * 400));
        // It may be done already.
        let _ = child.kill();
        let mut said = String::new();
        let mut stdout = child.stdout.take().expect("it is piped");
        stdout
            .read_to_string(&mut said)
            .expect("what it said is text");
        child.wait().expect("it ends");
        if said.contains("Lagret") {
            confirmed.push(by);
        }
    }
    let last = spawn(&corpus, "SIST").wait_with_output().expect("it ends");
    assert!(last.status.success());
    confirmed.push("SIST".to_owned());
    let listed = corpus.run(&["review", "list", "--json"]);
    assert_eq!(listed.stderr, "", "no line is damaged");
    let kept: Vec<Value> = listed
        .stdout
        .lines()
        .map(|line| serde_json::from_str(line).expect("a whole entry"))
        .collect();
    for by in confirmed {
        assert!(
            kept.iter().any(|entry| entry["reviewer"] == *by),
            "{by} was told that it is kept"
        );
    }
}

#[test]
fn people_who_decide_at_once_are_all_kept() {
    let corpus = corpus();
    let children: Vec<_> = (0..8).map(|n| spawn(&corpus, &format!("P{n}"))).collect();
    for child in children {
        assert!(child.wait_with_output().expect("it ends").status.success());
    }
    let kept = corpus.run(&["review", "list"]).stdout;
    assert_eq!(kept.lines().count(), 8, "{kept}");
}

#[test]
fn a_damaged_line_is_told_and_the_others_count() {
    let corpus = corpus();
    set(&corpus, &["planstrategi", "rød", "--by", "KH"]);
    let file = corpus.path().join("vurderinger.jsonl");
    let kept = fs::read_to_string(&file).expect("the file is there");
    fs::write(&file, format!("rett inn for hånd\n{kept}")).expect("the file is written");
    let ran = corpus.run(&["report", "--json"]);
    assert!(ran.stderr.contains("linje 1 i"), "{}", ran.stderr);
    let matrix = ran.json();
    let decisions = &cell(&matrix, "Vågan", "planstrategi")["decisions"];
    assert_eq!(decisions.as_array().map(Vec::len), Some(1));
    // The file of decisions is no plan.
    assert_eq!(corpus.screen().code, 0);
}

/// A reason that begins with `=` is a formula to the spreadsheet, which says what it comes to and not what was typed.
#[test]
fn a_formula_where_words_should_be_is_told() {
    let corpus = corpus();
    let (_folder, file) = exported(&corpus);
    let file = file.as_str();
    let mut sheet = rows(file);
    let row = fill(&mut sheet, "1865 helse", ["x", "", "", "KH"]);
    let mut book = workbook(&sheet);
    let out = book.worksheet_from_index(0).expect("its sheet");
    out.write_formula(row as u32 - 1, 8, "=1+1")
        .expect("a formula");
    book.save(file).expect("it is written");
    let ran = corpus.run(&["review", "import", file]);
    assert_eq!(ran.code, 2);
    let wanted = format!("I{row}: feltet er en formel");
    assert!(ran.stderr.contains(&wanted), "{}", ran.stderr);
}

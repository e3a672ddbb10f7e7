//! `planlys screen`.

use std::fs;

use crate::kit::{Corpus, DAY, cell, document, plan, planlys, planlys_with};

const RICH: &str = "Kommunen skal hjelpe vanskeligstilte på boligmarkedet med startlån og bostøtte fra Husbanken. Boligsosialt arbeid er et mål. Flyktninger skal få egnede boliger.";

fn small() -> Corpus {
    Corpus::new()
        .with(
            "Vågan/planstrategi.txt",
            plan(
                "Kommunal planstrategi 2024–2027",
                "12.6.2024",
                "Vi bygger veg.",
            ),
        )
        .with(
            "Vågan/boligplan.txt",
            plan(
                "Boligpolitisk plan 2024–2032",
                "12.6.2024",
                &format!("{RICH}\n\u{c}{RICH} Mer om dette.\n\u{c}Ferdig."),
            ),
        )
}

#[test]
fn a_folder_becomes_a_matrix() {
    let corpus = small();
    let ran = corpus.screen();
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let matrix = ran.json();
    assert_eq!(matrix["schema"], "planlys.matrix/2");
    assert_eq!(matrix["rows"].as_array().map(Vec::len), Some(9));
    assert_eq!(matrix["municipalities"][0]["number"], "1865");
    assert_eq!(cell(&matrix, "Vågan", "planstrategi")["outcome"], "red");
    assert_eq!(cell(&matrix, "Vågan", "bolig")["outcome"], "green");
    assert_eq!(cell(&matrix, "Vågan", "helse")["outcome"], "not_found");
}

#[test]
fn the_terminal_fits_80_columns_and_tells_colours_by_word_and_shape() {
    let corpus = small();
    let ran = planlys(&["screen", corpus.text(), "--date", DAY]);
    assert!(
        ran.stdout.contains("● grønn")
            && ran.stdout.contains("■ rød")
            && ran.stdout.contains("✕ ikke funnet")
    );
    assert!(!ran.stdout.contains('\u{1b}'), "NO_COLOR is honoured");
    for line in ran
        .stdout
        .lines()
        .filter(|line| !line.contains(corpus.text()))
    {
        assert!(line.chars().count() <= 80, "{line}");
    }
}

#[test]
fn threads_do_not_change_the_answer() {
    let corpus = small();
    let with = |jobs: &str| {
        planlys(&[
            "screen",
            corpus.text(),
            "--date",
            DAY,
            "--json",
            "--jobs",
            jobs,
        ])
        .stdout
    };
    assert_eq!(with("1"), with("4"));
}

#[test]
fn reports_are_written_where_asked() {
    let corpus = small();
    let out = tempfile::tempdir().expect("a temporary folder");
    let dir = out.path().to_str().expect("a plain name");
    let ran = planlys(&["screen", corpus.text(), "--date", DAY, "--out", dir]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let read =
        |name: &str| fs::read_to_string(out.path().join(name)).expect("the report is written");
    let html = read("matrise.html");
    assert!(html.contains("<mark>vanskeligstilte</mark>") && html.contains("lang=\"nb\""));
    assert!(
        !html.contains("http://") && !html.contains("https://"),
        "the page needs no network"
    );
    let csv = read("matrise.csv");
    assert!(csv.starts_with('\u{feff}') && csv.lines().count() == 10);
    assert!(read("treff.csv").contains("vanskeligstilte"));
}

#[test]
fn an_adopted_plan_in_force_beats_drafts_hearings_and_expired_plans() {
    let corpus = Corpus::new()
        .with(
            "Vågan/gammel.txt",
            plan("Boligsosial handlingsplan 2012–2016", "1.2.2012", RICH),
        )
        .with(
            "Vågan/ny.txt",
            plan("Boligplan 2024–2032", "1.2.2024", "Vi bygger veg."),
        )
        .with(
            "Vågan/horing.txt",
            plan("Boligplan 2026–2034", "", RICH)
                .replace("Vedtatt av kommunestyret ", "Høringsutkast"),
        );
    let matrix = corpus.screen().json();
    let bolig = cell(&matrix, "Vågan", "bolig");
    assert_eq!(
        (bolig["document"].as_str(), bolig["outcome"].as_str()),
        (Some("Vågan/ny.txt"), Some("red"))
    );
    let mut reasons: Vec<&str> = bolig["set_aside"]
        .as_array()
        .expect("two others")
        .iter()
        .filter_map(|o| o["reason"].as_str())
        .collect();
    reasons.sort_unstable();
    assert_eq!(reasons, ["expired", "hearing"]);
}

#[test]
fn a_combined_plan_fills_both_cells() {
    let corpus = Corpus::new().with(
        "Vågan/hop.txt",
        plan(
            "Økonomiplan 2026–2029 og budsjett 2026",
            "11.12.2025",
            "Vi bygger veg.",
        ),
    );
    let matrix = corpus.screen().json();
    for level in ["okonomiplan", "budsjett"] {
        assert_eq!(
            cell(&matrix, "Vågan", level)["document"],
            "Vågan/hop.txt",
            "{level}"
        );
    }
}

#[test]
fn the_municipality_comes_from_the_title_page_where_no_folder_says_it() {
    let text = plan("Planstrategi for Vågan kommune 2024–2027", "12.6.2024", "");
    let matrix = Corpus::new()
        .with("plan.txt", &text)
        .with("Nordland/Bodø/plan.txt", &text)
        .screen()
        .json();
    assert_eq!(document(&matrix, "plan.txt")["municipality"], "Vågan");
    assert_eq!(
        document(&matrix, "Nordland/Bodø/plan.txt")["municipality"],
        "Bodø"
    );
}

#[test]
fn bad_files_are_named_and_stop_nothing() {
    let corpus = small()
        .with("Vågan/tom.pdf", "")
        .with("Vågan/avkortet.pdf", "%PDF-1.7\n1 0 obj\n<< /Type /Cat")
        .with("Vågan/bilde.png", [0x89, b'P', b'N', b'G', 0, 0, 0, 1])
        .with("Vågan/feil.pdf", "Dette er ikke en PDF.");
    let ran = planlys(&["screen", corpus.text(), "--date", DAY]);
    assert_eq!(ran.code, 3);
    for file in ["tom.pdf", "avkortet.pdf", "bilde.png", "feil.pdf"] {
        assert!(
            ran.stdout.contains(&format!("Vågan/{file}: filen ")),
            "{file}: {}",
            ran.stdout
        );
    }
    assert!(ran.stdout.contains("● grønn") && !ran.stderr.contains("panicked"));
}

#[test]
fn a_corpus_that_cannot_be_used_writes_nothing() {
    let empty = Corpus::new();
    for (path, words) in [
        (empty.text(), "har ingen filer"),
        ("ingen/slik/mappe", "finnes ikke"),
        ("Cargo.toml", "er en fil"),
    ] {
        let out = empty.path().join("ut");
        let ran = planlys(&["screen", path, "--out", out.to_str().expect("a plain name")]);
        assert_eq!(ran.code, 2, "{path}");
        assert!(ran.stderr.contains(words), "{path}: {}", ran.stderr);
        assert!(!out.exists() && !empty.path().join(".planlys").exists());
    }
}

#[test]
fn the_answer_is_in_the_language_asked_for() {
    let corpus = small();
    let words =
        |lang: &str| planlys(&["screen", corpus.text(), "--date", DAY, "--lang", lang]).stdout;
    assert!(words("nn").contains("■ raud") && words("en").contains("■ red"));
}

#[test]
fn the_report_folder_lies_outside_the_plans() {
    let corpus = small();
    let out = corpus.path().join("rapport");
    let ran = planlys(&[
        "screen",
        corpus.text(),
        "--out",
        out.to_str().expect("a plain name"),
    ]);
    assert_eq!((ran.code, out.exists()), (2, false));
    assert!(
        ran.stderr.contains("ligger inne i mappen med planer"),
        "{}",
        ran.stderr
    );
}

#[test]
fn a_combined_budget_is_over_after_its_first_year() {
    let corpus = Corpus::new().with(
        "Vågan/hop.txt",
        plan(
            "Budsjett 2024 og økonomiplan 2024–2027",
            "12.12.2023",
            "Vi bygger veg.",
        ),
    );
    let matrix = corpus.screen().json();
    assert_eq!(cell(&matrix, "Vågan", "okonomiplan")["outcome"], "red");
    let budget = cell(&matrix, "Vågan", "budsjett");
    assert_eq!(
        (
            budget["outcome"].as_str(),
            budget["set_aside"][0]["reason"].as_str()
        ),
        (Some("not_found"), Some("expired"))
    );
}

#[test]
fn a_newer_plan_that_cannot_be_read_is_not_replaced_by_an_older_one() {
    let corpus = Corpus::new()
        .with(
            "Vågan/gammel.txt",
            plan(
                "Kommuneplanens arealdel 2014–2026",
                "12.12.2014",
                "Vi bygger veg.",
            ),
        )
        .with(
            "Vågan/Kommuneplanens arealdel 2024-2036.pdf",
            "%PDF-1.7\n1 0 obj\n<< /Type /Cat",
        );
    let matrix = corpus.screen().json();
    assert_eq!(cell(&matrix, "Vågan", "arealdel")["outcome"], "unreadable");
}

#[test]
fn the_folder_of_one_municipality_is_screened_as_that() {
    let corpus = Corpus::new().with(
        "Vågan/temaplaner/boligplan.txt",
        plan("Boligplan 2024–2032", "1.2.2024", RICH),
    );
    let one = corpus.path().join("Vågan");
    let state = corpus.path().join("tilstand");
    let arguments = [
        "screen",
        one.to_str().expect("a plain name"),
        "--json",
        "--date",
        DAY,
        "--state",
        state.to_str().expect("a plain name"),
    ];
    assert_eq!(
        document(&planlys(&arguments).json(), "temaplaner/boligplan.txt")["municipality"],
        "Vågan"
    );
}

#[test]
fn a_file_read_before_is_not_read_again() {
    let corpus = small();
    let first = corpus.screen();
    // A reader that would end at the file is not asked.
    let again = planlys_with(
        &["screen", corpus.text(), "--date", DAY, "--json"],
        &[("PLANLYS_FAULT", "abort:boligplan.txt")],
    );
    assert_eq!(again.stdout, first.stdout);
    let store = corpus.path().join(".planlys/texts");
    let entries = || {
        walkdir::WalkDir::new(&store)
            .into_iter()
            .flatten()
            .filter(|e| e.file_type().is_file())
    };
    assert_eq!(entries().count(), 2);
    // A damaged entry is not believed, and one whose file is gone is removed.
    for entry in entries() {
        let mut bytes = fs::read(entry.path()).expect("it can be read");
        *bytes.last_mut().expect("it is not empty") ^= 1;
        fs::write(entry.path(), bytes).expect("it can be written");
    }
    assert_eq!(corpus.screen().stdout, first.stdout);
    fs::remove_file(corpus.path().join("Vågan/boligplan.txt")).expect("it was there");
    corpus.screen();
    assert_eq!(entries().count(), 1);
}

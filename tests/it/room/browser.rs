//! The room in a real browser: what people do from the matrix to the exported decision.
//!
//! Needs Debian's `chromium`, Node, and playwright-core and axe-core from npm; `.ci/run` installs them. Where they are absent the tests
//! say so.

use std::path::Path;
use std::process::Command;

use calamine::{Reader, Xlsx, open_workbook};
use serde_json::Value;

use super::Host;
use crate::kit::{Corpus, housing_plan, root};
use crate::page::{has, has_chromium};

/// What came of a flow on a room; `None` where no browser is at hand.
fn flow(name: &str, host: &Host, folder: &Path) -> Option<Value> {
    let npm = root().join("target/npm");
    let tools =
        ["playwright-core", "axe-core"].map(|tool| npm.join("node_modules").join(tool).exists());
    let node = Command::new("node").arg("--version").output().is_ok();
    let tool = "playwright-core (npm install --prefix target/npm playwright-core axe-core)";
    if !has_chromium() || !has("node", node) || !has(tool, tools == [true, true]) {
        return None;
    }
    let chromium = Command::new("sh")
        .args(["-c", "command -v chromium"])
        .output()
        .expect("a shell");
    let chromium = String::from_utf8_lossy(&chromium.stdout).trim().to_owned();
    let ran = Command::new("node")
        .arg(root().join("tests/it/room/flows.cjs"))
        .args([name, &host.link])
        .arg(folder)
        .env("PLANLYS_NPM", npm)
        .env("PLANLYS_CHROMIUM", chromium)
        .output()
        .expect("node starts");
    let words = String::from_utf8_lossy(&ran.stderr);
    assert!(ran.status.success(), "{name}: {words}");
    let told: Value = serde_json::from_slice(&ran.stdout).expect("JSON");
    // Pages complain of nothing: no style or script that the policy refuses, no request to another machine.
    let complaints: Vec<&Value> = told["said"]
        .as_array()
        .into_iter()
        .flatten()
        .filter(|line| {
            !line
                .as_str()
                .is_some_and(|line| line.contains("status of 4"))
        })
        .collect();
    assert!(complaints.is_empty(), "{name}: {complaints:?}");
    Some(told["came"].clone())
}

/// The bundled plans in a folder of their own: decisions are written beside them.
fn bundled() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let copied = Command::new("cp")
        .arg("-r")
        .arg(root().join("corpus/."))
        .arg(folder.path())
        .status();
    assert!(copied.is_ok_and(|status| status.success()));
    let _ = std::fs::remove_dir_all(folder.path().join(".planlys"));
    folder
}

fn opened(folder: &tempfile::TempDir) -> Host {
    let host = Host::open(folder.path().to_str().expect("plain"), &[]);
    host.ready();
    host
}

#[test]
fn from_the_matrix_to_a_decision_in_the_workbook() {
    let (corpus, out) = (bundled(), tempfile::tempdir().expect("a folder"));
    let host = opened(&corpus);
    let Some(came) = flow("whole", &host, out.path()) else {
        return;
    };
    assert_eq!(came["cells"], 36);
    let mark = &came["mark"];
    assert!(
        mark["ink"]
            .as_f64()
            .is_some_and(|ink| (0.05..0.7).contains(&ink)),
        "the mark lies on letters: {mark}"
    );
    assert!(
        mark["share"].as_f64().is_some_and(|share| share < 0.02),
        "and on few of them: {mark}"
    );
    assert_eq!(mark["inSight"], true);
    assert_eq!(came["picked"], "1");
    assert!(
        came["shown"]
            .as_str()
            .is_some_and(|words| words.contains("gul")),
        "{came}"
    );
    let mut book: Xlsx<_> = open_workbook(out.path().join("matrise.xlsx")).expect("a workbook");
    let names = book.sheet_names().clone();
    let mut cells = names
        .iter()
        .filter_map(|name| book.worksheet_range(name).ok())
        .flat_map(|sheet| {
            sheet
                .cells()
                .map(|(_, _, cell)| cell.to_string())
                .collect::<Vec<_>>()
        });
    assert!(
        cells.any(|cell| cell.contains("tiltakene har ingen frist")),
        "the decision is in {names:?}"
    );
}

#[test]
fn from_a_search_to_the_page_and_on() {
    let (corpus, out) = (bundled(), tempfile::tempdir().expect("a folder"));
    let host = opened(&corpus);
    let Some(came) = flow("search", &host, out.path()) else {
        return;
    };
    assert!(
        came["total"]
            .as_str()
            .is_some_and(|words| words.contains("sider i")),
        "{came}"
    );
    assert!(
        came["address"]
            .as_str()
            .is_some_and(|url| url.contains("q=startl")),
        "the address can be kept: {came}"
    );
    for page in ["first", "second"] {
        let words = came[page]["words"].as_array().expect("words");
        assert!(
            !words.is_empty()
                && words.iter().all(|word| word
                    .as_str()
                    .is_some_and(|word| word.to_lowercase().starts_with("startlån"))),
            "{came}"
        );
    }
    assert!(
        came["mistake"]
            .as_str()
            .is_some_and(|words| words.contains('^')),
        "{came}"
    );
}

#[test]
fn the_keyboard_is_enough() {
    let (corpus, out) = (bundled(), tempfile::tempdir().expect("a folder"));
    let host = opened(&corpus);
    let Some(came) = flow("keyboard", &host, out.path()) else {
        return;
    };
    assert_eq!(
        (&came["skip"], &came["picked"]),
        (&"#innhold".into(), &"1".into())
    );
    assert_eq!(came["outline"], "solid");
    let ledger =
        std::fs::read_to_string(corpus.path().join("vurderinger.jsonl")).expect("decisions");
    assert!(
        ledger.contains("Lest med tastaturet.") && ledger.contains("\"TB\""),
        "{ledger}"
    );
}

#[test]
fn two_readers_side_by_side() {
    let (corpus, out) = (bundled(), tempfile::tempdir().expect("a folder"));
    let host = opened(&corpus);
    let Some(came) = flow("second", &host, out.path()) else {
        return;
    };
    assert!(
        came["matrix"]
            .as_str()
            .is_some_and(|cell| cell.contains("grønn") && !cell.contains("gul")),
        "{came}"
    );
    assert_eq!(
        (&came["blind"], &came["seen"]),
        (&false.into(), &true.into())
    );
    assert!(
        came["differ"]
            .as_str()
            .is_some_and(|words| words.contains("uenige")),
        "{came}"
    );
}

#[test]
fn a_run_is_stopped_from_the_page() {
    let plan = housing_plan("Boligplan 2024–2032", "12.6.2024", 8);
    let mut corpus = Corpus::new().with("Bodø/henger.txt", plan.repeat(20));
    for n in 0..20 {
        corpus = corpus.with(&format!("Bodø/plan-{n}.txt"), &plan);
    }
    let out = tempfile::tempdir().expect("a folder");
    let slow = ["--time-limit", "5", "--jobs", "1"];
    let host = Host::open_with(
        corpus.text(),
        &slow,
        &[("PLANLYS_FAULT", "hang:henger.txt")],
    );
    let Some(came) = flow("stopped", &host, out.path()) else {
        return;
    };
    assert!(
        came["running"]
            .as_str()
            .is_some_and(|words| words.contains("av 21 filer")),
        "{came}"
    );
}

#[test]
fn files_are_added_from_the_page() {
    let plan = housing_plan("Boligplan 2024–2032", "12.6.2024", 8);
    let corpus = Corpus::new().with("Vågan/plan.txt", &plan);
    let out = tempfile::tempdir().expect("a folder");
    std::fs::write(out.path().join("ny.txt"), &plan).expect("a file");
    let host = Host::open(corpus.text(), &[]);
    host.ready();
    let Some(came) = flow("added", &host, out.path()) else {
        return;
    };
    assert!(came["rows"].to_string().contains("Bodø"), "{came}");
    assert!(corpus.path().join("Bodø/ny.txt").exists());
}

#[test]
fn it_can_be_read_without_scripts() {
    let (corpus, out) = (bundled(), tempfile::tempdir().expect("a folder"));
    let host = opened(&corpus);
    let Some(came) = flow("plain", &host, out.path()) else {
        return;
    };
    assert!(
        came["passages"].as_u64() > Some(10) && came["text"].as_u64() > Some(200),
        "{came}"
    );
    assert_eq!((&came["picture"], &came["rows"]), (&1.into(), &1.into()));
}

#[test]
fn every_page_is_accessible() {
    let (corpus, out) = (bundled(), tempfile::tempdir().expect("a folder"));
    let host = opened(&corpus);
    let Some(came) = flow("accessible", &host, out.path()) else {
        return;
    };
    assert_eq!(came["found"], Value::Array(Vec::new()));
    assert_eq!(came["looked"], 51);
}

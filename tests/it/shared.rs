//! Real plans, seeds and broken files of others, in `../shared`; skipped with a printed reason where that is absent.

use std::path::PathBuf;

use serde_json::Value;

use crate::kit::{DAY, assert_ledger, cell, document, planlys, root};

#[expect(clippy::print_stderr, reason = "a skipped test says why")]
pub fn shared(path: &str) -> Option<PathBuf> {
    let path = root().join("../shared").join(path);
    if !path.exists() {
        eprintln!("skipped: {} is absent", path.display());
        return None;
    }
    Some(path)
}

fn screen(path: &str) -> Option<(i32, Value, String)> {
    let path = shared(path)?;
    let state = tempfile::tempdir().expect("a temporary folder");
    let ran = planlys(&[
        "screen",
        path.to_str().expect("a plain name"),
        "--date",
        DAY,
        "--json",
        "--state",
        state.path().to_str().expect("a plain name"),
    ]);
    Some((ran.code, ran.json(), ran.stderr))
}

#[test]
fn real_plans() {
    let Some((code, matrix, _)) = screen("real/plans") else {
        return;
    };
    assert_eq!(code, 3, "Oslo's file is drawn text");
    assert_eq!(cell(&matrix, "Tromsø", "samfunnsdel")["outcome"], "yellow");
    let oslo = document(&matrix, "Oslo/midlertidig-forbud.pdf");
    assert_eq!(
        (&oslo["coverage"]["text"], &oslo["verdict"]),
        (&0.into(), &Value::Null)
    );
    for path in [
        "Kristiansand/Reguleringsplan Ausviga.pdf",
        "Kristiansand/KDPB1264.pdf",
        "Nesodden/reguleringsbestemmelser.pdf",
        "Evje og Hornnes/Evjetun_leirsted.pdf",
    ] {
        assert_eq!(document(&matrix, path)["role"], "other_plan", "{path}");
    }
    assert_eq!(
        document(&matrix, "Kristiansand/Kristiansand-kommune-sjekkliste.pdf")["role"],
        "not_a_plan"
    );
    // «Bolig» as land use: 112 times, and it says nothing.
    let ausviga = &document(&matrix, "Kristiansand/Reguleringsplan Ausviga.pdf")["measures"];
    assert!(
        ausviga["not_counted"].as_u64().is_some_and(|n| n >= 100) && ausviga["core"] == 0,
        "{ausviga}"
    );
    // The principles of preparedness: responsibility, proximity, likeness, cooperation.
    let tromso =
        shared("real/plans/Tromsø/kommuneplanens_samfunnsdel_2020.pdf").expect("it was screened");
    let hits = planlys(&["hits", tromso.to_str().expect("a plain name")]).stdout;
    let preparedness: Vec<Value> = hits
        .lines()
        .map(|line| serde_json::from_str(line).expect("a line of JSON"))
        .filter(|hit: &Value| {
            hit["term"] == "naerhet"
                && hit["context"]
                    .as_str()
                    .is_some_and(|c| c.contains("samvirke"))
        })
        .collect();
    assert!(!preparedness.is_empty());
    assert!(
        preparedness.iter().all(|hit| hit["counts"] == false),
        "{preparedness:?}"
    );
}

#[test]
fn broken_and_hostile_files() {
    let Some((code, matrix, talk)) = screen("torture") else {
        return;
    };
    assert_eq!(code, 3);
    assert!(!talk.contains("panicked"), "{talk}");
    let documents = matrix["documents"].as_array().expect("documents");
    let files = walk(&shared("torture").expect("it was there a moment ago"));
    assert_eq!(documents.len(), files, "every file is in the ledger");
    for document in documents {
        assert_ledger(document);
        assert!(
            document["error"] != Value::Null || document["pages"] != 0,
            "{}",
            document["path"]
        );
    }
}

fn walk(dir: &std::path::Path) -> usize {
    let entries = std::fs::read_dir(dir).expect("the folder can be listed");
    entries
        .map(|entry| entry.expect("the entry can be read").path())
        .map(|path| if path.is_dir() { walk(&path) } else { 1 })
        .sum()
}

#[test]
fn a_damaged_text_layer_still_gives_its_terms() {
    let Some(folder) = shared("seeds") else {
        return;
    };
    let file = std::fs::read_dir(folder)
        .expect("the folder can be listed")
        .map(|e| e.expect("an entry").path())
        .find(|p| p.to_string_lossy().contains("001_"));
    let file = file.expect("seed 001 is there");
    let ran = planlys(&["hits", file.to_str().expect("a plain name")]);
    let hits: Vec<Value> = ran
        .stdout
        .lines()
        .map(|line| serde_json::from_str(line).expect("a line of JSON"))
        .collect();
    let starting = |stem: &str| {
        hits.iter()
            .filter(|hit| {
                hit["surface"]
                    .as_str()
                    .is_some_and(|s| s.to_lowercase().starts_with(stem))
            })
            .count()
    };
    // Counted by hand with a whitespace-tolerant search (METHOD A3 l).
    assert_eq!(
        [
            starting("boligsosial"),
            starting("boligpoliti"),
            starting("vanskeligstil"),
            starting("husbank"),
            starting("integr")
        ],
        [141, 40, 25, 29, 25]
    );
    let damaged = |surface: &str| {
        let form = |hit: &&Value| hit["surface"] == surface;
        hits.iter()
            .filter(form)
            .map(|hit| hit["form"].clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(damaged("Hushankrelevante"), ["damaged"]);
    assert_eq!(damaged("naarhet"), ["damaged"]);
    assert!(
        hits.iter()
            .all(|hit| hit["counts"] == true || hit["why_not"].is_string())
    );
    let integrated = hits
        .iter()
        .filter(|hit| hit["term"] == "integrering" && hit["counts"] == true)
        .count();
    assert!((5..=6).contains(&integrated), "{integrated}");
}

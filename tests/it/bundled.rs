//! The bundled corpus: its matrix is the one that readers decided, and each quirk document is there for a reason.

use std::fs;

use serde_json::Value;

use crate::kit::{DAY, assert_ledger, cell, document, planlys, root};

/// One screening of the bundled corpus, shared by the tests.
fn matrix() -> &'static Value {
    static MATRIX: std::sync::OnceLock<Value> = std::sync::OnceLock::new();
    MATRIX.get_or_init(|| {
        let state = tempfile::tempdir().expect("a temporary folder");
        let dir = state.path().to_str().expect("a plain name").to_owned();
        let ran = planlys(&["screen", "corpus", "--date", DAY, "--json", "--state", &dir]);
        assert_eq!(
            ran.code, 3,
            "the corpus has files that cannot be read: {}",
            ran.stderr
        );
        ran.json()
    })
}

#[test]
fn the_matrix_is_what_readers_decided() {
    let expected = fs::read_to_string(root().join("tests/corpus/expected.csv"))
        .expect("the readers' table is there");
    let rows: Vec<Vec<&str>> = expected
        .lines()
        .skip(1)
        .map(|line| line.split(';').collect())
        .collect();
    assert_eq!(rows.len(), 36, "4 municipalities, 9 levels");
    let mut wrong = Vec::new();
    for row in rows {
        let [municipality, level, outcome, reason] = row[..] else {
            panic!("{row:?} has not four fields")
        };
        let found = cell(matrix(), municipality, level);
        if found["outcome"] != outcome {
            wrong.push(format!(
                "{municipality} {level}: readers say {outcome} ({reason}), found {}: {}",
                found["outcome"], found["explanation"]
            ));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn quirk_documents_show_their_quirk() {
    let status = |path: &str| {
        document(matrix(), path)["status"]
            .as_str()
            .expect("a status")
            .to_owned()
    };
    let error = |path: &str| document(matrix(), path)["error"]["code"].clone();
    let role = |path: &str| document(matrix(), path)["role"].clone();
    assert_eq!(error("Sjøvær/helse- og omsorgsplan.pdf"), "encrypted");
    assert_eq!(
        error("Granåsen/Kommuneplanens samfunnsdel 2018-30.pdf"),
        "damaged"
    );
    assert_eq!(
        document(matrix(), "Sjøvær/arealdel-skannet.pdf")["coverage"]["unread_reasons"]["image_only"],
        8
    );
    assert_eq!(
        status("Granåsen/eldre planer/Boligsosial handlingsplan.pdf"),
        "expired"
    );
    assert_eq!(status("Sjøvær/planstrategi_2020_2023.pdf"), "expired");
    assert_eq!(
        status("Sjøvær/horing/Boligplan 2026-2034 høringsutkast.pdf"),
        "hearing"
    );
    for path in [
        "Havnesund/planprogram_arealdel.pdf",
        "Granåsen/saksframlegg-58-26.pdf",
        "Lauvdal/kunnskapsgrunnlag-2024.pdf",
    ] {
        assert_eq!(role(path), "not_a_plan", "{path}");
    }
    assert_eq!(
        role("Lauvdal/regulering/områderegulering-sentrum.pdf"),
        "other_plan"
    );
    // The name says nothing, the title page says all.
    assert_eq!(
        document(matrix(), "Sjøvær/f12a9c04-okonomi.pdf")["title"],
        "Økonomiplan 2026–2029"
    );
    // An empty user password opens the file.
    assert_eq!(
        error("Granåsen/planstrategi-og-planprogram-2024-2027.pdf"),
        Value::Null
    );
    assert_eq!(
        document(matrix(), "Lauvdal/samfunnsdel---vedteken-15062023.pdf")["language"],
        "nn"
    );
}

#[test]
fn headers_and_contents_lists_do_not_count() {
    let ran = planlys(&[
        "hits",
        "corpus/Havnesund/temaplaner/boligsosial-handlingsplan-2023-2030.pdf",
    ]);
    let hits: Vec<Value> = ran
        .stdout
        .lines()
        .map(|line| serde_json::from_str(line).expect("a line of JSON"))
        .collect();
    let of = |zone: &str| {
        hits.iter()
            .filter(|hit| hit["zone"] == zone && hit["term"] == "boligsosial")
            .collect::<Vec<_>>()
    };
    assert!(
        of("header_footer").len() >= 20,
        "the title stands on every page: {}",
        of("header_footer").len()
    );
    assert!(
        of("contents").len() >= 5,
        "and its headings in the contents list: {}",
        of("contents").len()
    );
    assert!(
        of("header_footer")
            .iter()
            .chain(&of("contents"))
            .all(|hit| hit["counts"] == false)
    );
    assert!(of("body").iter().any(|hit| hit["counts"] == true));
}

#[test]
fn land_use_is_not_housing_policy() {
    let path = "Havnesund/KPA_bestemmelser_2023-2035.pdf";
    let measures = &document(matrix(), path)["measures"];
    assert!(
        measures["not_counted"].as_u64().expect("a number") > 80,
        "the plan is full of «bolig»"
    );
    assert_eq!(document(matrix(), path)["verdict"], "red");
}

#[test]
fn every_page_is_in_one_column_of_the_ledger() {
    for document in matrix()["documents"]
        .as_array()
        .expect("there are documents")
    {
        assert_ledger(document);
    }
}

//! The room for other programs: one path, so the answers are those of the commands.

use serde_json::{Value, json};

use super::Host;
use crate::kit::{Corpus, housing_plan, planlys};

fn corpus() -> Corpus {
    Corpus::new()
        .with(
            "Vågan/boligplan.txt",
            housing_plan("Boligplan 2024–2032", "12.6.2024", 8),
        )
        .with(
            "Bodø/helseplan.txt",
            housing_plan("Helse- og omsorgsplan 2024–2032", "12.6.2024", 2),
        )
}

#[test]
fn the_room_answers_as_the_commands_do() {
    let corpus = corpus();
    let host = Host::open(corpus.text(), &[]);
    host.ready();
    let get = |path: &str| host.program("GET", path, "").json();
    assert_eq!(
        get("/api/v1/matrix"),
        planlys(&["report", "--corpus", corpus.text(), "--json"]).json()
    );
    let mut found = get("/api/v1/search?q=boligpolitikk&limit=20");
    let asked = planlys(&[
        "search",
        "boligpolitikk",
        "--corpus",
        corpus.text(),
        "--json",
    ])
    .json();
    for page in found["pages"].as_array_mut().expect("pages") {
        assert!(page.as_object_mut().expect("a page").remove("id").is_some());
    }
    assert_eq!(found, asked);
    let cell = get("/api/v1/cells/1865/bolig");
    let shown = planlys(&[
        "show",
        "Vågan",
        "bolig",
        "--corpus",
        corpus.text(),
        "--json",
    ])
    .json();
    for field in [
        "outcome",
        "suggestion",
        "explanation",
        "municipality",
        "number",
        "level",
    ] {
        assert_eq!(cell[field], shown[field], "{field}");
    }
    let hits = cell["documents"][0]["hits"].as_array().map(Vec::len);
    assert_eq!(hits, shown["hits"].as_array().map(Vec::len));
}

/// Whatever is described answers, and what is said to be a decision is kept.
#[test]
fn what_is_described_answers() {
    let corpus = corpus();
    let host = Host::open(corpus.text(), &[]);
    host.ready();
    let described = host.program("GET", "/api/v1/openapi.json", "").json();
    assert!(
        described["openapi"]
            .as_str()
            .is_some_and(|version| version.starts_with("3.1")),
        "{described}"
    );
    let cell = host.program("GET", "/api/v1/cells/1865/bolig", "").json();
    let id = cell["documents"][0]["id"].as_str().expect("a document");
    let paths = described["paths"].as_object().expect("paths");
    assert!(paths.len() > 8, "{paths:?}");
    for (path, ways) in paths {
        let filled = path
            .replace("{municipality}", "1865")
            .replace("{level}", "bolig")
            .replace("{id}", id)
            .replace("{number}", "1");
        let filled = if path.ends_with("/search") {
            format!("{filled}?q=bolig")
        } else {
            filled
        };
        if ways.get("get").is_some() {
            assert_eq!(host.program("GET", &filled, "").status, 200, "{path}");
        }
        assert!(
            ways.as_object()
                .expect("ways")
                .values()
                .all(|way| way["description"].is_string() || way["summary"].is_string()),
            "{path}"
        );
    }
    // A page has the boxes of its words where the file has places; text files have none.
    let page = host
        .program("GET", &format!("/api/v1/documents/{id}/pages/1"), "")
        .json();
    assert!(page["hits"].as_array().is_some_and(|hits| !hits.is_empty()));
    let hit = cell["documents"][0]["hits"]
        .as_array()
        .expect("hits")
        .iter()
        .find(|hit| hit["counts"] == true)
        .expect("one that counts");
    let wanted = |state: &Value| {
        json!({
            "municipality": "1865", "level": "bolig", "outcome": "yellow", "reviewer": "KH", "reason": "Få tiltak.",
            "hits": [{ "document": id, "number": hit["number"] }], "state": state,
        })
    };
    let post = |body: &Value| host.program("POST", "/api/v1/decisions", &body.to_string());
    let kept = post(&wanted(&cell["state"]));
    assert_eq!(kept.status, 201, "{}", kept.text());
    assert_eq!(
        post(&wanted(&cell["state"])).status,
        409,
        "the state has moved"
    );
    let mut without = wanted(&host.program("GET", "/api/v1/cells/1865/bolig", "").json()["state"]);
    without["hits"] = json!([]);
    assert_eq!(post(&without).status, 422);
    assert_eq!(host.program("POST", "/api/v1/decisions", "{").status, 400);
    let entry = kept.json()["id"].as_str().expect("a name").to_owned();
    assert_eq!(
        host.program(
            "DELETE",
            &format!("/api/v1/decisions/{entry}?reviewer=AB"),
            ""
        )
        .status,
        409
    );
    assert_eq!(
        host.program(
            "DELETE",
            &format!("/api/v1/decisions/{entry}?reviewer=KH"),
            ""
        )
        .status,
        204
    );
    let listed = planlys(&[
        "review",
        "list",
        "--all",
        "--corpus",
        corpus.text(),
        "--json",
    ]);
    assert_eq!(listed.stdout.lines().count(), 2);
    let problem = host.program("GET", "/api/v1/cells/9999/bolig", "");
    assert_eq!(
        (problem.status, problem.json()["status"].as_u64()),
        (404, Some(404))
    );
}

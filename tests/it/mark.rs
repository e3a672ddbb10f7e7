//! `planlys mark`: copies of the plans with the hits marked on their words.

use std::collections::BTreeMap;
use std::fs;

use lopdf::{
    Dictionary, Document, EncryptionState, EncryptionVersion, Object, Permissions, dictionary,
};
use serde_json::Value;

use crate::fixtures::{Fixture, bytes};
use crate::kit::{Corpus, DAY, planlys, root};

/// Screens a corpus and marks its plans; the answer and the folder of the copies.
fn marked(corpus: &str, more: &[&str]) -> (crate::kit::Ran, tempfile::TempDir) {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let path = |name: &str| dir.path().join(name).to_str().expect("plain").to_owned();
    let (state, out) = (path("indeks"), path("ut"));
    planlys(&["screen", corpus, "--date", DAY, "--state", &state]);
    let fixed = ["mark", "--state", &state, "--out", &out];
    (planlys(&[&fixed[..], more].concat()), dir)
}

/// The highlights of a page: corners in the page's coordinates, and the note.
fn highlights(file: &Document, page: lopdf::ObjectId) -> Vec<(Vec<[f32; 2]>, String)> {
    let annotations = file.get_page_annotations(page).expect("annotations");
    let ours =
        |a: &&Dictionary| a.get(b"Subtype").and_then(Object::as_name).ok() == Some(b"Highlight");
    let read = |a: &Dictionary| {
        let numbers = a
            .get(b"QuadPoints")
            .and_then(Object::as_array)
            .expect("quads");
        let numbers: Vec<f32> = numbers
            .iter()
            .map(|n| n.as_float().expect("a number"))
            .collect();
        let corners = numbers.chunks(2).map(|c| [c[0], c[1]]).collect();
        let note = a.get(b"Contents").expect("a note");
        (corners, lopdf::decode_text_string(note).expect("text"))
    };
    annotations.into_iter().filter(ours).map(read).collect()
}

fn holds(corners: &[[f32; 2]], x: f32, y: f32) -> bool {
    let side = |axis: usize| {
        let all = corners.iter().map(|c| c[axis]);
        (
            all.clone().fold(f32::MAX, f32::min),
            all.fold(f32::MIN, f32::max),
        )
    };
    let ((left, right), (bottom, top)) = (side(0), side(1));
    (left - 1.0..=right + 1.0).contains(&x) && (bottom - 1.0..=top + 1.0).contains(&y)
}

/// The words of the bundled plans lie under their highlights: asked of the copy, read anew.
#[test]
fn highlights_sit_on_the_words() {
    let corpus = root().join("corpus");
    let (ran, dir) = marked(corpus.to_str().expect("plain"), &[]);
    let state = dir.path().join("indeks/run.json");
    let run: Value = serde_json::from_slice(&fs::read(state).expect("the run")).expect("JSON");
    let mut checked = 0;
    for document in run["documents"].as_array().expect("documents") {
        let copy = dir
            .path()
            .join("ut")
            .join(document["path"].as_str().expect("a path"));
        let Ok(content) = fs::read(&copy) else {
            continue;
        };
        let file = Document::load_mem(&content).expect("the copy is a PDF");
        let pages = file.get_pages();
        let read = planlys(&["extract", "--format", "json", copy.to_str().expect("plain")]).json();
        let mut by_page: BTreeMap<u32, Vec<&Value>> = BTreeMap::new();
        let hits = document["hits"].as_array().expect("hits");
        for hit in hits.iter().filter(|hit| hit["why_not"].is_null()) {
            by_page
                .entry(hit["page"].as_u64().expect("a page") as u32)
                .or_default()
                .push(hit);
        }
        for (page, hits) in by_page {
            let found = highlights(&file, pages[&page]);
            assert_eq!(found.len(), hits.len(), "{} page {page}", copy.display());
            let shown = &read["pages"][page as usize - 1];
            let height = shown["height"].as_f64().expect("a height") as f32;
            for (hit, (corners, _)) in hits.into_iter().zip(found) {
                let words = shown["words"]
                    .as_array()
                    .expect("words")
                    .iter()
                    .filter(|word| {
                        let side = |n: usize| word["box"][n].as_f64().expect("a number") as f32;
                        let middle = f32::midpoint(side(1), side(3));
                        corners.chunks(4).any(|quad| {
                            let left = quad[0][0].max(side(0));
                            let right = quad[1][0].min(side(2));
                            right - left > 1.0
                                && holds(quad, f32::midpoint(left, right), height - middle)
                        })
                    });
                let letters = |text: &str| {
                    text.to_lowercase()
                        .replace(|c: char| !c.is_alphanumeric(), "")
                };
                let under: String = words
                    .map(|w| letters(w["text"].as_str().expect("text")))
                    .collect();
                let surface = letters(hit["surface"].as_str().expect("words"));
                assert!(
                    under.contains(&surface),
                    "{surface} is not in {under}: {} page {page}",
                    copy.display()
                );
                checked += 1;
            }
        }
    }
    assert!(checked > 400, "{checked} hits; {}", ran.stdout);
}

const TEXT: &str = "BT /F1 12 Tf 100 500 Td (Boligsosialt arbeid skal styrkes for vanskeligstilte.) Tj ET \
BT /F1 20 Tf 100 700 Td (Boligsosial handlingsplan 2024-2032) Tj ET \
BT /F1 12 Tf 100 600 Td (Vedtatt av kommunestyret 12.6.2024) Tj ET";

fn with_page(change: impl FnOnce(&mut Document, lopdf::ObjectId)) -> Vec<u8> {
    let mut document = Fixture::new(&[TEXT]).finish();
    let page = document.get_pages()[&1];
    change(&mut document, page);
    bytes(document)
}

/// However the page is turned and cropped, the mark lies where the words are drawn: at 100, 500.
#[test]
fn turned_and_cropped_pages_are_marked_where_the_words_are() {
    for turn in [0, 90, 180, 270] {
        let plan = with_page(|document, page| {
            let page = document.get_dictionary_mut(page).expect("the page");
            page.set("Rotate", turn);
            page.set(
                "CropBox",
                vec![40.into(), 30.into(), 560.into(), 800.into()],
            );
        });
        let corpus = Corpus::new().with("Vågan/plan.pdf", &plan);
        let (ran, dir) = marked(corpus.text(), &[]);
        let copy = fs::read(dir.path().join("ut/Vågan/plan.pdf"));
        let copy = copy.unwrap_or_else(|_| panic!("{turn}: {}{}", ran.stdout, ran.stderr));
        assert!(
            copy.starts_with(&plan),
            "the plan itself is in the copy as it was"
        );
        let file = Document::load_mem(&copy).expect("it is a PDF");
        let found = highlights(&file, file.get_pages()[&1]);
        let on_word = found
            .iter()
            .filter(|(corners, _)| holds(corners, 103.0, 503.0));
        let on_word: Vec<_> = on_word.collect();
        assert_eq!(on_word.len(), 1, "{turn}: {found:?}");
        assert!(
            on_word[0].1.starts_with("boligsosial (kjerneord)"),
            "{}",
            on_word[0].1
        );
        assert!(!holds(&on_word[0].0, 300.0, 503.0), "{turn}: only the word");
    }
}

#[test]
fn the_outline_and_the_summary_lead_to_the_hits() {
    let plan = with_page(|_, _| {});
    let corpus = Corpus::new().with("Vågan/plan.pdf", &plan);
    let (_, dir) = marked(corpus.text(), &["--summary", "--cell", "Vågan bolig"]);
    let copy = dir.path().join("ut/Vågan/plan.pdf");
    let read = planlys(&["extract", "--format", "json", copy.to_str().expect("plain")]).json();
    let pages = read["pages"].as_array().expect("pages");
    assert_eq!(pages.len(), 2);
    let first = pages[0]["text"].as_str().expect("text");
    assert!(
        first.contains("Treff i Boligsosial handlingsplan 2024"),
        "{first}"
    );
    assert!(first.contains("vanskeligstilt (1): s. 1"), "{first}");
    assert_eq!(
        (&pages[0]["label"], &pages[1]["label"]),
        (&"Treff".into(), &"1".into())
    );
    let outline = read["outline"].as_array().expect("an outline");
    let titles: Vec<&str> = outline.iter().filter_map(|e| e["title"].as_str()).collect();
    assert!(
        titles.contains(&"Treff") && titles.contains(&"vanskeligstilt (1)"),
        "{titles:?}"
    );
    assert!(
        outline.iter().all(|entry| entry["page"] == 2),
        "{outline:?}"
    );
}

#[test]
fn an_outline_that_is_there_stays() {
    let mut fixture = Fixture::new(&[TEXT]);
    fixture.outline(&[("Innledning", 0), ("Tiltak", 0)]);
    let corpus = Corpus::new().with("Vågan/plan.pdf", bytes(fixture.finish()));
    let (_, dir) = marked(corpus.text(), &[]);
    let copy = dir.path().join("ut/Vågan/plan.pdf");
    let read = planlys(&["extract", "--format", "json", copy.to_str().expect("plain")]).json();
    let outline = read["outline"].as_array().expect("an outline");
    let titles: Vec<&str> = outline.iter().filter_map(|e| e["title"].as_str()).collect();
    assert!(titles.contains(&"Innledning"), "{titles:?}");
}

#[test]
fn signed_encrypted_and_changed_plans_are_told() {
    let signed = with_page(|document, _| {
        let form = dictionary! { "SigFlags" => 3, "Fields" => Vec::<Object>::new() };
        document
            .catalog_mut()
            .expect("a catalog")
            .set("AcroForm", form);
    });
    let mut locked = Fixture::new(&[TEXT]).finish();
    locked.trailer.set(
        "ID",
        vec![Object::string_literal("a"), Object::string_literal("a")],
    );
    let version = EncryptionVersion::V2 {
        document: &locked,
        owner_password: "eier",
        user_password: "",
        key_length: 128,
        permissions: Permissions::all(),
    };
    let state = EncryptionState::try_from(version).expect("a way to encrypt");
    locked.encrypt(&state).expect("it is encrypted");
    let corpus = Corpus::new()
        .with("Vågan/signert.pdf", signed)
        .with("Bodø/kryptert.pdf", bytes(locked))
        .with("Fauske/vanlig.pdf", with_page(|_, _| {}))
        .with(
            "Vefsn/tekst.txt",
            crate::kit::housing_plan("Boligplan 2024–2032", "12.6.2024", 3),
        );
    let dir = tempfile::tempdir().expect("a temporary folder");
    let path = |name: &str| dir.path().join(name).to_str().expect("plain").to_owned();
    planlys(&[
        "screen",
        corpus.text(),
        "--date",
        DAY,
        "--state",
        &path("indeks"),
    ]);
    let mut changed = fs::read(corpus.path().join("Fauske/vanlig.pdf")).expect("it is there");
    changed.push(b'\n');
    fs::write(corpus.path().join("Fauske/vanlig.pdf"), changed).expect("it is written");
    let ran = planlys(&["mark", "--state", &path("indeks"), "--out", &path("ut")]);
    assert_eq!(ran.code, 3);
    assert!(
        ran.stdout
            .contains("Vågan/signert.pdf: planen er elektronisk signert"),
        "{}",
        ran.stdout
    );
    assert!(
        ran.stdout
            .contains("Bodø/kryptert.pdf: planen er beskyttet"),
        "{}{}",
        ran.stdout,
        ran.stderr
    );
    assert!(
        ran.stderr.contains("Fauske/vanlig.pdf: filen er endret"),
        "{}",
        ran.stderr
    );
    assert!(
        ran.stderr.contains("Vefsn/tekst.txt: bare PDF-filer"),
        "{}",
        ran.stderr
    );
    // The encrypted copy opens as its original does, with the marks in it.
    let copy = Document::load(path("ut/Bodø/kryptert.pdf")).expect("it opens without a password");
    assert!(!highlights(&copy, copy.get_pages()[&1]).is_empty());
    let wrong = planlys(&[
        "mark",
        "--state",
        &path("indeks"),
        "--out",
        &path("ut"),
        "--cell",
        "Vågan",
    ]);
    assert_eq!(wrong.code, 2, "{}", wrong.stderr);
}

/// However the folder is named, a copy never takes the place of a plan, nor of a file that is no copy.
#[cfg(unix)]
#[test]
fn originals_and_files_of_others_are_never_replaced() {
    let plan = with_page(|_, _| {});
    let corpus = Corpus::new().with("Vågan/plan.pdf", &plan);
    let dir = tempfile::tempdir().expect("a temporary folder");
    let path = |name: &str| dir.path().join(name).to_str().expect("plain").to_owned();
    let state = path("indeks");
    planlys(&["screen", corpus.text(), "--date", DAY, "--state", &state]);
    let mark = |out: &str| planlys(&["mark", "--state", &state, "--out", out]);
    std::os::unix::fs::symlink(corpus.path(), path("lenke")).expect("a link");
    assert_eq!(mark(&path("lenke")).code, 2);
    fs::create_dir(path("ut")).expect("a folder");
    std::os::unix::fs::symlink(corpus.path().join("Vågan"), path("ut/Vågan")).expect("a link");
    let ran = mark(&path("ut"));
    assert!(
        ran.stderr.contains("ville havnet blant planene"),
        "{}",
        ran.stderr
    );
    assert_eq!(
        fs::read(corpus.path().join("Vågan/plan.pdf")).expect("it is there"),
        plan
    );
    let foreign = dir.path().join("andre/Vågan/plan.pdf");
    fs::create_dir_all(foreign.parent().expect("a folder")).expect("a folder");
    fs::write(&foreign, "noe annet").expect("it is written");
    let ran = mark(&path("andre"));
    assert!(ran.stderr.contains("ikke skrevet over"), "{}", ran.stderr);
    assert_eq!(fs::read(&foreign).expect("it is there"), b"noe annet");
    // A copy made before is made anew.
    fs::remove_file(&foreign).expect("it was there");
    assert_eq!(
        (mark(&path("andre")).code, mark(&path("andre")).code),
        (0, 0)
    );
}

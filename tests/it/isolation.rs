//! No file can take the run down: hostile structure is bounded, and a reader that fails costs one process.

use std::fmt::Write;

use serde_json::Value;

use crate::fixtures::{Fixture, bytes};
use crate::kit::{Corpus, DAY, Ran, assert_ledger, document, plan, planlys, planlys_with};

/// Screens three documents, of which the reader fails on the middle one.
fn with_fault(kind: &str) -> (Ran, Value) {
    let text = plan(
        "Boligsosial handlingsplan 2024–2028",
        "12.03.2024",
        "Startlån og boligsosialt arbeid.",
    );
    let corpus = Corpus::new()
        .with("1866 Hadsel/a.txt", format!("{text}\na"))
        .with("1866 Hadsel/b.txt", format!("{text}\nb"))
        .with("1866 Hadsel/c.txt", format!("{text}\nc"));
    let fault = format!("{kind}:b.txt");
    let ran = planlys_with(
        &[
            "screen",
            corpus.text(),
            "--date",
            DAY,
            "--json",
            "--jobs",
            "1",
            "--time-limit",
            "2",
        ],
        &[("PLANLYS_FAULT", &fault)],
    );
    let matrix = ran.json();
    (ran, matrix)
}

/// The error of the middle document; the others were read.
fn error_of(matrix: &Value) -> &str {
    for path in ["1866 Hadsel/a.txt", "1866 Hadsel/c.txt"] {
        assert!(document(matrix, path)["error"].is_null(), "{path}");
        assert!(document(matrix, path)["coverage"]["words"].as_u64() > Some(100));
    }
    let failed = document(matrix, "1866 Hadsel/b.txt");
    assert!(
        failed["verdict"].is_null(),
        "what was not read has no colour"
    );
    assert_eq!(failed["hash"].as_str().map(str::len), Some(64));
    failed["error"]["code"].as_str().expect("a code")
}

// The fault is a seam of debug builds only.
#[cfg(debug_assertions)]
#[test]
fn a_file_that_ends_the_reader_costs_only_itself() {
    let (ran, matrix) = with_fault("abort");
    assert_eq!((ran.code, error_of(&matrix)), (3, "crashed"));
}

#[cfg(debug_assertions)]
#[test]
fn a_file_that_hangs_the_reader_is_stopped() {
    let (ran, matrix) = with_fault("hang");
    assert_eq!((ran.code, error_of(&matrix)), (3, "timeout"));
}

#[cfg(all(debug_assertions, target_os = "linux"))]
#[test]
fn a_file_that_fills_the_memory_is_too_large() {
    let (ran, matrix) = with_fault("memory");
    assert_eq!((ran.code, error_of(&matrix)), (3, "too_large"));
}

#[test]
fn reading_in_this_process_gives_the_same_answer() {
    let screen = |more: &[&str]| {
        let state = tempfile::tempdir().expect("a temporary folder");
        let state = state.path().to_str().expect("a plain name").to_owned();
        let arguments = ["screen", "--date", DAY, "--json", "--state", &state];
        planlys(&[&arguments[..], more].concat()).json()
    };
    assert_eq!(screen(&[]), screen(&["--in-process"]));
}

/// Screens one hostile file beside a plain one: it ends by itself, says nothing of panics and accounts for every page.
fn survives(name: &str, content: Vec<u8>) -> Value {
    let corpus = Corpus::new()
        .with(&format!("1866 Hadsel/{name}"), content)
        .with(
            "1866 Hadsel/plan.txt",
            plan("Boligplan 2024–2028", "12.03.2024", "Startlån."),
        );
    let ran = corpus.screen();
    assert!(!ran.stderr.contains("panicked"), "{name}: {}", ran.stderr);
    let matrix = ran.json();
    assert!(document(&matrix, "1866 Hadsel/plan.txt")["error"].is_null());
    let hostile = document(&matrix, &format!("1866 Hadsel/{name}")).clone();
    assert_ledger(&hostile);
    hostile
}

/// A PDF of one object each line, with a table of contents that readers must rebuild.
fn raw_pdf(objects: &[&str]) -> Vec<u8> {
    let mut out = String::from("%PDF-1.7\n");
    for (number, object) in (1..).zip(objects) {
        writeln!(out, "{number} 0 obj\n{object}\nendobj").expect("text can be written");
    }
    out.push_str("trailer\n<< /Root 1 0 R >>\n%%EOF\n");
    out.into_bytes()
}

#[test]
fn a_million_brackets_do_not_fill_the_stack() {
    let deep = 1_000_000;
    let content = format!(
        "BT /F1 12 Tf {} (bolig) Tj ET {}",
        "[".repeat(deep),
        "<<".repeat(deep)
    );
    survives("content.pdf", bytes(Fixture::new(&[&content]).finish()));
    let nested = format!("{}{}", "[".repeat(deep), "]".repeat(deep));
    let dictionaries = format!("{} 1 {}", "<</A".repeat(deep), ">>".repeat(deep));
    for (name, value) in [("arrays.pdf", &nested), ("dicts.pdf", &dictionaries)] {
        let page = format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents {value} /Annots {value} >>"
        );
        let pages = "<< /Type /Pages /Kids [3 0 R] /Count 1 >>";
        survives(
            name,
            raw_pdf(&["<< /Type /Catalog /Pages 2 0 R >>", pages, &page]),
        );
    }
}

#[test]
fn circles_end() {
    let catalog = "<< /Type /Catalog /Pages 2 0 R /Outlines 5 0 R /PageLabels 6 0 R /Names << /Dests 6 0 R >> >>";
    let pages = "<< /Type /Pages /Parent 2 0 R /Kids [2 0 R 3 0 R 2 0 R] /Count 3 >>";
    let page = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] /Resources << /Font << /F1 4 0 R >> /XObject << /X 7 0 R >> >> /Contents 8 0 R >>";
    let font = "<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding 4 0 R /ToUnicode 4 0 R /DescendantFonts [4 0 R] >>";
    let outline = "<< /First 5 0 R /Next 5 0 R /Title (Kapittel) /Dest (a) >>";
    let tree = "<< /Kids [6 0 R 6 0 R] /Limits [(a) (z)] >>";
    let form = "<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 7 0 R >> >> /Length 12 >>\nstream\n/X Do /X Do \nendstream";
    let content = "<< /Length 37 >>\nstream\nBT /F1 12 Tf (bolig) Tj ET /X Do /X Do\nendstream";
    survives(
        "circle.pdf",
        raw_pdf(&[catalog, pages, page, font, outline, tree, form, content]),
    );
}

#[test]
fn lengths_of_two_gigabytes_are_not_believed() {
    let page = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] /Resources << /Font << /F1 5 0 R >> >> /Contents 4 0 R >>";
    let content = "<< /Length 2147483648 >>\nstream\nBT /F1 12 Tf (bolig) Tj ET\nendstream";
    let font = "<< /Type /Font /Subtype /TrueType /BaseFont /X /FirstChar 2147483647 /LastChar 2147483648 /Widths [1 2 3] >>";
    let hostile = survives(
        "length.pdf",
        raw_pdf(&[
            "<< /Type /Catalog /Pages 2 0 R >>",
            "<< /Type /Pages /Kids [3 0 R] /Count 2147483648 >>",
            page,
            content,
            font,
        ]),
    );
    assert!(hostile["coverage"]["pages"].as_u64() < Some(20_000));
}

#[test]
fn a_bomb_is_unread_not_unpacked() {
    use flate2::{Compression, write::ZlibEncoder};
    use std::io::Write;
    let pack = |bytes: &[u8]| {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(bytes).expect("memory can be written");
        encoder.finish().expect("memory can be written")
    };
    let block = b"BT (bolig) Tj ET ".repeat(1 << 16);
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    for _ in 0..300 {
        encoder.write_all(&block).expect("memory can be written");
    }
    let once = encoder.finish().expect("memory can be written");
    for (name, data, filter) in [
        ("once.pdf", once.clone(), "/FlateDecode"),
        ("twice.pdf", pack(&once), "[/FlateDecode /FlateDecode]"),
    ] {
        let mut pdf = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] /Contents 4 0 R >>\nendobj\n4 0 obj\n".to_vec();
        pdf.extend(format!("<< /Filter {filter} /Length {} >>\nstream\n", data.len()).bytes());
        pdf.extend(&data);
        pdf.extend(b"\nendstream\nendobj\ntrailer\n<< /Root 1 0 R >>\n");
        let hostile = survives(name, pdf);
        assert_eq!(hostile["coverage"]["unread"], 1, "{name}");
    }
}

#[cfg(debug_assertions)]
#[test]
fn files_read_alone_are_isolated_too() {
    let corpus = Corpus::new()
        .with("a.txt", "en")
        .with("b.txt", "to")
        .with("c.txt", "tre");
    let paths = ["a.txt", "b.txt", "c.txt"].map(|name| corpus.path().join(name));
    let mut arguments = vec!["extract"];
    arguments.extend(
        paths
            .iter()
            .map(|path| path.to_str().expect("a plain name")),
    );
    let ran = planlys_with(&arguments, &[("PLANLYS_FAULT", "abort:b.txt")]);
    assert_eq!((ran.code, ran.stdout.as_str()), (3, "en\n\u{c}tre\n\u{c}"));
    assert!(ran.stderr.contains("b.txt"), "{}", ran.stderr);
}

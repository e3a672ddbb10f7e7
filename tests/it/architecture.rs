//! The rules of the tree, kept as text: who may import whom, where each outside library lives, and that the map is true.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::kit::root;

/// The modules in the order in which the data flows, as the map in `src/lib.rs` lists them.
fn map() -> Vec<String> {
    let lib = fs::read_to_string(root().join("src/lib.rs")).expect("src/lib.rs is there");
    lib.lines()
        .filter_map(|line| line.strip_prefix("//! - [`"))
        .filter_map(|rest| rest.split_once('`').map(|(name, _)| name.to_owned()))
        .collect()
}

fn sources(dir: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).expect("src can be listed") {
        let path = entry.expect("the entry can be read").path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
}

/// Source files by path from `src`, with their code only (no comments, no tests).
fn code() -> BTreeMap<String, String> {
    let src = root().join("src");
    let mut files = Vec::new();
    sources(&src, &mut files);
    files
        .into_iter()
        .map(|path| {
            let text = fs::read_to_string(&path).expect("sources are UTF-8");
            let text = text.split("#[cfg(test)]").next().unwrap_or_default();
            let code: Vec<&str> = text
                .lines()
                .filter(|line| !line.trim_start().starts_with("//"))
                .collect();
            let name = path
                .strip_prefix(&src)
                .expect("it is in src")
                .to_string_lossy()
                .replace('\\', "/");
            (name, code.join("\n"))
        })
        .collect()
}

fn module(file: &str) -> String {
    file.split('/')
        .next()
        .unwrap_or(file)
        .trim_end_matches(".rs")
        .to_owned()
}

#[test]
fn the_map_names_the_modules_there_are() {
    let mut listed = map();
    let mut present: Vec<String> = fs::read_dir(root().join("src"))
        .expect("src can be listed")
        .map(|entry| {
            entry
                .expect("the entry can be read")
                .file_name()
                .to_string_lossy()
                .trim_end_matches(".rs")
                .to_owned()
        })
        .filter(|name| name != "lib" && name != "main")
        .collect();
    listed.sort();
    present.sort();
    assert_eq!(listed, present);
}

#[test]
fn modules_import_only_what_comes_earlier() {
    let order = map();
    let place = |name: &str| order.iter().position(|m| m == name);
    let mut wrong = Vec::new();
    for (file, code) in code() {
        let Some(own) = place(&module(&file)) else {
            continue;
        };
        for used in code.split("crate::").skip(1) {
            let name: String = used
                .chars()
                .take_while(|c| c.is_alphanumeric() || *c == '_')
                .collect();
            if place(&name).is_some_and(|other| other > own) {
                wrong.push(format!("{file} uses {name}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_outside_library_has_one_home() {
    let homes = [
        ("tantivy", "index"),
        ("hayro_syntax", "extract/pdf"),
        ("hayro_font", "extract/pdf"),
        ("hayro_cmap", "extract/pdf"),
        ("skrifa", "extract/pdf"),
        ("flate2", "extract/pdf"),
        ("postcard", "extract/encoded"),
        ("zstd", "index"),
        ("hayro", "extract/pdf"),
        ("axum", "serve"),
        ("tokio", "serve"),
        ("utoipa", "serve"),
        ("argon2", "serve"),
        ("frostem", "query/words"),
        ("levenshtein_automata", "query/pattern"),
        ("rustix", "pipeline"),
        ("clap", "cli"),
        ("ureq", "fetch/client"),
        ("texting_robots", "fetch/hosts"),
        ("fluent_bundle", "wording"),
        ("indicatif", "progress"),
        ("rayon", "pipeline"),
        ("rust_xlsxwriter", "report/xlsx"),
        ("lopdf", "report/marked"),
        // One writes hits, the other reads lines.
        ("parquet::file", "report/parquet"),
        ("parquet::file", "lines/parquet"),
        ("base64::engine", "lines"),
        // One writes packages, the other reads them.
        ("zip", "report/letter"),
        ("zip", "extract/office"),
        // Office files are XML, and so is what Tesseract answers.
        ("quick_xml", "extract/office"),
        ("quick_xml", "extract/ocr/hocr"),
        ("html5ever", "extract/html"),
        ("encoding_rs", "extract/html"),
        ("mail_parser", "extract/mhtml"),
        ("calamine", "review/sheet"),
        ("toml", "terms/parse"),
        ("walkdir", "corpus"),
    ];
    let mut wrong = Vec::new();
    for (file, code) in code() {
        for (library, home) in homes {
            let says = [format!("{library}::"), format!("use {library}")];
            let is_home =
                |(other, home): &(&str, &str)| *other == library && file.starts_with(home);
            if says.iter().any(|words| code.contains(words.as_str())) && !homes.iter().any(is_home)
            {
                wrong.push(format!("{file} says {library}, whose home is {home}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn pure_stages_touch_no_disk_clock_or_terminal() {
    let forbidden = [
        "std::fs",
        "std::env",
        "Zoned::now",
        "SystemTime",
        "Instant::now",
        "println!",
        "eprintln!",
    ];
    let mut wrong = Vec::new();
    for (file, code) in code() {
        let stage = module(&file);
        if ![
            "terms", "classify", "extract", "query", "run", "report", "wording", "problem",
        ]
        .contains(&stage.as_str())
        {
            continue;
        }
        wrong.extend(
            forbidden
                .iter()
                .filter(|words| code.contains(*words))
                .map(|words| format!("{file} says {words}")),
        );
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn no_module_is_a_drawer() {
    for (file, _) in code() {
        for drawer in ["utils", "util", "types", "common", "helpers", "misc"] {
            assert_ne!(module(&file), drawer, "{file}");
            assert!(!file.ends_with(&format!("/{drawer}.rs")), "{file}");
        }
    }
}

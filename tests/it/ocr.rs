//! Pages that are pictures: read by OCR where Tesseract is, told with the command that installs it where it is not, never read twice.
//!
//! Needs Debian's `tesseract-ocr` and `tesseract-ocr-nor`; `.ci/run` installs both. Where they are absent the tests say so.

use std::collections::HashMap;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use lopdf::{Document, Object, Stream, dictionary};
use serde_json::Value;

use crate::kit::{Corpus, DAY, Ran, assert_ledger, cell, document, plan, planlys_with, root};
use crate::page::has;
use crate::shared::shared;

pub const SCAN: &str = "corpus/Sjøvær/arealdel-skannet.pdf";
/// The scan in a corpus of tests.
const PLACE: &str = "1866 Hadsel/arealdel.pdf";
const PAGES: u64 = 8;

/// Where Tesseract with Norwegian is.
pub fn tesseract() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut places = std::env::split_paths(&path).map(|folder| folder.join("tesseract"));
    let found = places.find(|place| place.is_file());
    let reads = |program: &PathBuf| {
        let models = Command::new(program).arg("--list-langs").output();
        models.is_ok_and(|out| String::from_utf8_lossy(&out.stdout).contains("nor"))
    };
    let found = found.filter(reads);
    has("Tesseract with Norwegian", found.is_some());
    found
}

/// Runs the program with a Tesseract, or something in its place.
fn with(tesseract: &Path, arguments: &[&str]) -> Ran {
    let program = tesseract.to_str().expect("a plain name");
    planlys_with(arguments, &[("PLANLYS_TESSERACT", program)])
}

fn screened(corpus: &Corpus, tesseract: &Path, more: &[&str]) -> (Ran, Value) {
    let arguments = [&["screen", corpus.text(), "--date", DAY, "--json"], more].concat();
    let ran = with(tesseract, &arguments);
    let matrix = ran.json();
    (ran, matrix)
}

fn scan() -> Vec<u8> {
    fs::read(root().join(SCAN)).expect("the scan is there")
}

/// A stand-in for Tesseract that does `first` with what it is asked and then what Tesseract does.
fn stand_in(folder: &Path, tesseract: &Path, first: &str) -> PathBuf {
    use std::os::unix::fs::PermissionsExt;
    let path = folder.join("stand-in");
    let script = format!("#!/bin/sh\n{first}\nexec {} \"$@\"\n", tesseract.display());
    fs::write(&path, script).expect("it can be written");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("it can be run");
    path
}

/// The words of a text, how often each occurs.
fn words(text: &str) -> HashMap<String, usize> {
    let mut words = HashMap::new();
    for word in text.split(|c: char| !c.is_alphanumeric()) {
        if word.chars().any(char::is_alphabetic) {
            *words.entry(word.to_lowercase()).or_default() += 1;
        }
    }
    words
}

/// Share of the words of `truth` that `found` has, of those that `wanted` picks.
fn recall(found: &str, truth: &str, wanted: fn(&str) -> bool) -> f64 {
    let (found, truth) = (words(found), words(truth));
    let (mut there, mut all) = (0, 0);
    for (word, count) in truth.iter().filter(|(word, _)| wanted(word)) {
        all += count;
        there += count.min(found.get(word).unwrap_or(&0));
    }
    f64::from(there as u32) / f64::from(all as u32)
}

fn norwegian(word: &str) -> bool {
    word.contains(['æ', 'ø', 'å'])
}

#[test]
fn the_bundled_scan_is_read_and_gets_the_colour_a_reader_gives() {
    let Some(tesseract) = tesseract() else { return };
    let text = with(&tesseract, &["extract", SCAN]).stdout;
    let truth = fs::read_to_string(root().join("tests/corpus/Sjøvær/arealdel.md"));
    let truth = truth.expect("the scan was made of it");
    let all = recall(&text, &truth, |_| true);
    assert!(all >= 0.97, "{all}");
    let own = recall(&text, &truth, norwegian);
    assert!(own >= 0.95, "{own}");
    // Headers and footers are known as such, also where letters were misread.
    let pages = with(&tesseract, &["extract", "--format", "json", SCAN]).json();
    for page in &pages["pages"].as_array().expect("pages")[1..] {
        let blocks = page["blocks"].as_array().expect("blocks");
        let running = blocks.iter().filter(|b| b["zone"] == "header_footer");
        assert_eq!(running.count(), 2, "{}", page["text"]);
    }
    let state = tempfile::tempdir().expect("a temporary folder");
    let dir = state.path().to_str().expect("a plain name");
    let arguments = ["screen", "corpus", "--date", DAY, "--json", "--state", dir];
    let ran = with(&tesseract, &arguments);
    let matrix = ran.json();
    assert_eq!(cell(&matrix, "Sjøvær", "arealdel")["outcome"], "red");
    let scan = document(&matrix, "Sjøvær/arealdel-skannet.pdf");
    assert_ledger(scan);
    assert_eq!(scan["coverage"]["ocr"], PAGES);
    assert!(scan["coverage"]["ocr_certainty"].as_u64() >= Some(85));
    let show = with(&tesseract, &["show", "Sjøvær", "arealdel", "--state", dir]);
    assert!(
        show.stdout.contains("8 sider er lest med OCR"),
        "{}",
        show.stdout
    );
}

#[test]
fn scans_of_others_have_their_words() {
    let Some(tesseract) = tesseract() else { return };
    // The first has the beginning of its seed only: six pages, to these words.
    for (seed, end) in [("002", "i tillegg til arealdelen."), ("004", "")] {
        let Some(pdf) = shared(&format!("gen/{seed}_scan.pdf")) else {
            return;
        };
        let seeds = shared("seeds").expect("it lies beside");
        let mut seeds = fs::read_dir(seeds).expect("it can be listed");
        let of_seed = seeds.find_map(|entry| {
            let path = entry.ok()?.path();
            let name = path.file_name()?.to_str()?.to_owned();
            name.starts_with(seed).then_some(path)
        });
        let truth = fs::read_to_string(of_seed.expect("the seed")).expect("it is text");
        let end = truth.find(end).map_or(0, |at| at + end.len());
        let truth = if end == 0 { &truth[..] } else { &truth[..end] };
        let text = with(
            &tesseract,
            &["extract", pdf.to_str().expect("a plain name")],
        )
        .stdout;
        let all = recall(&text, truth, |_| true);
        assert!(all >= 0.97, "{seed}: {all}");
        let own = recall(&text, truth, norwegian);
        assert!(own >= 0.95, "{seed}: {own}");
    }
}

#[test]
fn text_drawn_as_pictures_is_read() {
    let Some(tesseract) = tesseract() else { return };
    let Some(oslo) = shared("real/plans/Oslo/midlertidig-forbud.pdf") else {
        return;
    };
    let ran = with(
        &tesseract,
        &["extract", oslo.to_str().expect("a plain name")],
    );
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    for words in [
        "midlertidige forbudet",
        "småhusområder",
        "Plan- og bygningsetaten",
    ] {
        assert!(ran.stdout.contains(words), "{words}");
    }
}

#[test]
fn every_page_of_files_made_for_testing_ocr_is_accounted_for() {
    let Some(tesseract) = tesseract() else { return };
    let Some(folder) = shared("torture/ocrmypdf+OCRmyPDF") else {
        return;
    };
    let state = tempfile::tempdir().expect("a temporary folder");
    let (folder, dir) = (folder.to_str(), state.path().to_str());
    let (folder, dir) = folder.zip(dir).expect("plain names");
    let ran = with(&tesseract, &["screen", folder, "--json", "--state", dir]);
    assert!(!ran.stderr.contains("panicked"), "{}", ran.stderr);
    let matrix = ran.json();
    for document in matrix["documents"].as_array().expect("documents") {
        assert_ledger(document);
        let coverage = &document["coverage"];
        assert_eq!(coverage["awaiting_ocr"].as_array().map(Vec::len), Some(0));
    }
    let read = |name: &str| {
        let path = format!("tests/resources/{name}");
        document(&matrix, &path)["coverage"].clone()
    };
    // One page stands upright, the others lie on their sides or on their head.
    let turned = read("cardinal.pdf");
    assert_eq!(turned["ocr"], 4);
    assert_eq!(turned["uncertain_pages"], Value::Array(Vec::new()));
    for straightened in ["skew.pdf", "rotated_skew.pdf"] {
        assert!(read(straightened)["ocr_certainty"].as_u64() >= Some(88));
    }
    // A picture of a painting has no words, and that is known.
    let painting = read("lichtenstein.pdf");
    assert_eq!(
        (&painting["ocr"], &painting["words"]),
        (&1.into(), &0.into())
    );
}

#[test]
fn without_tesseract_pages_stay_unread_and_the_command_is_told() {
    let corpus = Corpus::new().with(PLACE, scan());
    let absent = corpus.path().join("no-such-program");
    let (ran, matrix) = screened(&corpus, &absent, &[]);
    assert_eq!(ran.code, 3);
    let coverage = &document(&matrix, PLACE)["coverage"];
    assert_eq!(coverage["unread_reasons"]["image_only"], PAGES);
    assert_eq!(coverage["awaiting_ocr"].as_array().map(Vec::len), Some(8));
    assert!(ran.stderr.contains("8 sider"), "{}", ran.stderr);
    assert!(ran.stderr.contains("tesseract-ocr-nor"), "{}", ran.stderr);
    // Whoever wants no OCR is not told of it.
    let (ran, _) = screened(&corpus, &absent, &["--ocr", "off"]);
    assert!(!ran.stderr.contains("tesseract"), "{}", ran.stderr);
    // Once it is there, the same command reads them.
    let Some(tesseract) = tesseract() else { return };
    // So does bringing the index up to date, and what was screened before does not hide it.
    let index = |ocr: &str| {
        with(&tesseract, &["index", corpus.text(), "--ocr", ocr]);
        with(
            &tesseract,
            &["search", "friluftsområder", "--corpus", corpus.text()],
        )
        .code
    };
    let other_day = ["--date", "2026-11-20"];
    assert_eq!(index("auto"), 0);
    let (_, matrix) = screened(&corpus, &tesseract, &[]);
    assert_eq!(document(&matrix, PLACE)["coverage"]["ocr"], PAGES);
    assert_eq!(index("off"), 1, "what OCR read is not found any more");
    let arguments = ["screen", corpus.text(), "--json", "--ocr", "off"];
    let off = with(&tesseract, &[&arguments[..], &other_day].concat()).json();
    assert_eq!(document(&off, PLACE)["coverage"]["ocr"], 0);
    assert_eq!(index("auto"), 0);
    let (ran, matrix) = screened(&corpus, &tesseract, &[]);
    assert_eq!(
        document(&matrix, PLACE)["coverage"]["ocr"],
        PAGES,
        "{}",
        ran.stderr
    );
    // And what was read stays read when it is gone again, and is left out for whoever wants no OCR.
    let (_, matrix) = screened(&corpus, &absent, &[]);
    assert_eq!(document(&matrix, PLACE)["coverage"]["ocr"], PAGES);
    let (_, matrix) = screened(&corpus, &absent, &["--ocr", "off"]);
    assert_eq!(document(&matrix, PLACE)["coverage"]["ocr"], 0);
}

#[test]
fn a_tesseract_without_norwegian_is_told_apart() {
    let Some(tesseract) = tesseract() else { return };
    let corpus = Corpus::new().with(PLACE, scan());
    let folder = tempfile::tempdir().expect("a temporary folder");
    let first = "[ \"$1\" = --list-langs ] && { echo eng; exit 0; }";
    let english = stand_in(folder.path(), &tesseract, first);
    let (ran, _) = screened(&corpus, &english, &[]);
    assert!(
        ran.stderr.contains("Tesseract mangler norsk"),
        "{}",
        ran.stderr
    );
}

/// Pages in the state that were recognised.
fn kept(corpus: &Corpus) -> usize {
    let count = |dir: &Path| -> Vec<PathBuf> {
        let entries = fs::read_dir(dir).into_iter().flatten().flatten();
        entries.map(|entry| entry.path()).collect()
    };
    let mut folders = vec![corpus.path().join(".planlys/ocr")];
    let mut pages = 0;
    while let Some(folder) = folders.pop() {
        for path in count(&folder) {
            if path.is_dir() {
                folders.push(path);
            } else {
                pages += usize::from(path.extension().is_none());
            }
        }
    }
    pages
}

#[test]
fn a_killed_run_goes_on_where_it_was() {
    let Some(tesseract) = tesseract() else { return };
    let corpus = Corpus::new().with(PLACE, scan());
    let folder = tempfile::tempdir().expect("a temporary folder");
    let log = folder.path().join("log");
    let first = format!(
        "case \"$*\" in *hocr) echo page >> {};; esac",
        log.display()
    );
    let logging = stand_in(folder.path(), &tesseract, &first);
    let mut run = Command::new(env!("CARGO_BIN_EXE_planlys"))
        .args(["screen", corpus.text(), "--date", DAY, "--jobs", "1"])
        .env("PLANLYS_TESSERACT", &logging)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("it starts");
    let until = Instant::now() + Duration::from_mins(2);
    while kept(&corpus) < 2 && Instant::now() < until {
        std::thread::sleep(Duration::from_millis(20));
    }
    run.kill().expect("it runs");
    run.wait().expect("it ends");
    let before = kept(&corpus);
    assert!((2..8).contains(&before), "{before} pages were done");
    fs::remove_file(&log).expect("pages were read");
    let (_, matrix) = screened(&corpus, &logging, &[]);
    let logged = || fs::read_to_string(&log).map_or(0, |log| log.lines().count());
    assert_eq!(logged(), 8 - before, "no page twice, none lost");
    assert_eq!(document(&matrix, PLACE)["coverage"]["ocr"], PAGES);
    // Read in one go it is the same.
    let whole = Corpus::new().with(PLACE, scan());
    let (_, other) = screened(&whole, &tesseract, &[]);
    for part in ["coverage", "verdict", "measures", "hash"] {
        assert_eq!(
            document(&matrix, PLACE)[part],
            document(&other, PLACE)[part],
            "{part}"
        );
    }
    // Not when nothing has changed, and not when the index is made anew.
    let again = screened(&corpus, &logging, &[]);
    assert_eq!(again.1["documents"], matrix["documents"]);
    let program = logging.to_str().expect("a plain name");
    planlys_with(
        &["rebuild", corpus.text()],
        &[("PLANLYS_TESSERACT", program)],
    );
    assert_eq!(logged(), 8 - before);
}

#[test]
fn a_page_that_takes_too_long_costs_that_page() {
    let Some(tesseract) = tesseract() else { return };
    let text = plan(
        "Boligsosial handlingsplan 2024–2028",
        "12.03.2024",
        "Startlån.",
    );
    let corpus = Corpus::new()
        .with(PLACE, scan())
        .with("1866 Hadsel/bolig.txt", text);
    let folder = tempfile::tempdir().expect("a temporary folder");
    // The third page never ends.
    let count = folder.path().join("count");
    let first = format!(
        "case \"$*\" in *hocr) echo x >> {0}; [ $(wc -l < {0}) -eq 3 ] && sleep 600;; esac",
        count.display()
    );
    let hanging = stand_in(folder.path(), &tesseract, &first);
    let (ran, matrix) = screened(&corpus, &hanging, &["--jobs", "1", "--ocr-time", "20"]);
    assert_eq!(ran.code, 3);
    let scan = document(&matrix, PLACE);
    assert_ledger(scan);
    assert_eq!(scan["coverage"]["ocr"], PAGES - 1);
    assert_eq!(scan["coverage"]["unread_reasons"]["recognition_timeout"], 1);
    assert!(scan["verdict"].is_null(), "red is not certain");
    assert!(document(&matrix, "1866 Hadsel/bolig.txt")["error"].is_null());
    // With as much time it is not tried again, with more it is.
    let tried = || fs::read_to_string(&count).map_or(0, |count| count.lines().count());
    let before = tried();
    screened(&corpus, &hanging, &["--ocr-time", "20"]);
    assert_eq!(tried(), before);
    let (_, matrix) = screened(&corpus, &hanging, &["--ocr-time", "90"]);
    assert_eq!(tried(), before + 1);
    assert_eq!(document(&matrix, PLACE)["coverage"]["ocr"], PAGES);
}

/// The bundled scan with text under its pictures, as other programs for OCR leave it: nobody sees it, and every program reads it.
fn with_text_under(texts: &[&str]) -> Vec<u8> {
    let mut pdf = Document::load_mem(&scan()).expect("it is a PDF");
    let font = pdf.add_object(dictionary! { "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica", "Encoding" => "WinAnsiEncoding" });
    let pages: Vec<lopdf::ObjectId> = pdf.get_pages().into_values().collect();
    for (id, text) in pages.into_iter().zip(texts) {
        let mut content = pdf.get_page_content(id);
        let mut shown = String::from("\nq BT 3 Tr /Under 9 Tf 12 TL 40 800 Td\n");
        for line in text.lines() {
            let line = line.replace(['(', ')', '\\'], " ");
            writeln!(shown, "({line}) Tj T*").expect("memory takes it");
        }
        shown.push_str("ET Q\n");
        // The font has the letters of Western Europe at their own codes.
        content.extend(
            shown
                .chars()
                .map(|c| u8::try_from(u32::from(c)).unwrap_or(b'-')),
        );
        let stream = pdf.add_object(Stream::new(dictionary! {}, content));
        let page = pdf.get_object_mut(id).and_then(Object::as_dict_mut);
        let page = page.expect("a page");
        page.set("Contents", stream);
        let resources = page.get(b"Resources").and_then(Object::as_reference);
        let fonts = dictionary! { "Under" => font };
        let resources = if let Ok(resources) = resources {
            pdf.get_object_mut(resources)
        } else {
            let page = pdf.get_object_mut(id).and_then(Object::as_dict_mut);
            page.expect("a page").get_mut(b"Resources")
        };
        let resources = resources.and_then(Object::as_dict_mut);
        resources.expect("resources").set("Font", fonts);
    }
    let mut bytes = Vec::new();
    pdf.save_to(&mut bytes).expect("it can be written");
    bytes
}

#[test]
fn of_damaged_text_and_what_ocr_reads_the_better_is_chosen_and_said() {
    let Some(tesseract) = tesseract() else { return };
    let truth = with(&tesseract, &["extract", SCAN]).stdout;
    let pages: Vec<&str> = truth.split('\u{c}').take(8).collect();
    let extracted = |bytes: Vec<u8>| {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let file = folder.path().join("plan.pdf");
        fs::write(&file, bytes).expect("it can be written");
        let file = file.to_str().expect("a plain name");
        with(&tesseract, &["extract", "--format", "json", file]).json()
    };
    let list = |read: &Value, name: &str| read["coverage"][name].as_array().map_or(0, Vec::len);
    // Whole text is as good as it gets.
    let whole = extracted(with_text_under(&pages));
    assert_eq!(
        (list(&whole, "reread_pages"), &whole["coverage"]["ocr"]),
        (0, &0.into())
    );
    // Text without æ, ø and å, as an English model leaves it.
    let english: Vec<String> = pages
        .iter()
        .map(|page| {
            page.replace(['ø', 'Ø'], "g")
                .replace(['å', 'Å'], "a")
                .replace(['æ', 'Æ'], "a")
        })
        .collect();
    let english: Vec<&str> = english.iter().map(String::as_str).collect();
    let read = extracted(with_text_under(&english));
    assert!(list(&read, "reread_pages") >= 6, "{}", read["coverage"]);
    assert_eq!(read["coverage"]["damaged_text"], false);
    assert!(read["pages"][3]["text"].to_string().contains("områd"));
    // Letters that are others than they seem.
    let shifted: Vec<String> = pages
        .iter()
        .map(|page| {
            page.chars()
                .map(|c| {
                    if c.is_ascii_lowercase() {
                        char::from((c as u8 - b'a' + 3) % 26 + b'a')
                    } else {
                        c
                    }
                })
                .collect()
        })
        .collect();
    let shifted: Vec<&str> = shifted.iter().map(String::as_str).collect();
    let read = extracted(with_text_under(&shifted));
    assert!(list(&read, "reread_pages") >= 6, "{}", read["coverage"]);
}

#[test]
fn damaged_text_that_is_better_than_ocr_stays() {
    let Some(tesseract) = tesseract() else { return };
    // Shown nowhere on the page: OCR sees an empty sheet.
    let line = "Kommunen skal gi tilbud om bolig til alle som trenger det pa boligmarkedet";
    let text = format!("{line}\n").repeat(60);
    let mut fixture = crate::fixtures::Fixture::new(&[""]);
    let mut content = String::from("BT 3 Tr /F1 9 Tf 12 TL 40 800 Td\n");
    for line in text.lines() {
        writeln!(content, "({line}) Tj T*").expect("memory takes it");
    }
    fixture.append(0, &format!("{content}ET"));
    let corpus = Corpus::new().with(
        "1866 Hadsel/plan.pdf",
        crate::fixtures::bytes(fixture.finish()),
    );
    let (_, matrix) = screened(&corpus, &tesseract, &[]);
    let coverage = &document(&matrix, "1866 Hadsel/plan.pdf")["coverage"];
    assert_eq!(coverage["kept_pages"], serde_json::json!([1]), "{coverage}");
    assert_eq!(
        (&coverage["text"], &coverage["ocr"]),
        (&1.into(), &0.into())
    );
    assert_eq!(coverage["damaged_text"], true);
}

#[test]
fn what_cannot_be_drawn_or_told_is_not_read() {
    let Some(tesseract) = tesseract() else { return };
    // A picture over the whole sheet that nothing can decode: drawn, it is white.
    let mut broken = Document::load_mem(&scan()).expect("it is a PDF");
    for object in broken.objects.values_mut() {
        if let Ok(stream) = object.as_stream_mut()
            && stream
                .dict
                .get(b"Subtype")
                .and_then(Object::as_name)
                .is_ok_and(|n| n == b"Image")
        {
            stream.content = vec![7; 100];
        }
    }
    let mut bytes = Vec::new();
    broken.save_to(&mut bytes).expect("it can be written");
    let corpus = Corpus::new().with(PLACE, bytes);
    let (_, matrix) = screened(&corpus, &tesseract, &[]);
    let coverage = &document(&matrix, PLACE)["coverage"];
    assert_eq!(
        (&coverage["ocr"], &coverage["unread"]),
        (&0.into(), &PAGES.into()),
        "{coverage}"
    );
    // Forty lines that OCR sees and cannot read are no picture without words.
    let line = "<span class='ocr_line' title='bbox 0 0 99 9; x_size 40'><span class='ocrx_word' title='bbox 0 0 99 9; x_wconf 12'>krusedull</span></span>";
    let page = format!(
        "<html><p class='ocr_par' title='bbox 0 0 9 9'>{}</p></html>",
        line.repeat(40)
    );
    let folder = tempfile::tempdir().expect("a temporary folder");
    let answer = folder.path().join("answer");
    fs::write(&answer, page).expect("it can be written");
    let first = format!(
        "case \"$*\" in *hocr) cat {}; exit 0;; esac",
        answer.display()
    );
    let scrawl = stand_in(folder.path(), &tesseract, &first);
    let corpus = Corpus::new().with(PLACE, scan());
    let (_, matrix) = screened(&corpus, &scrawl, &[]);
    let reasons = &document(&matrix, PLACE)["coverage"]["unread_reasons"];
    assert_eq!(reasons["illegible"], PAGES, "{reasons}");
}

#[test]
fn copies_of_a_scan_are_recognised_once_and_what_fails_is_given_up() {
    let Some(tesseract) = tesseract() else { return };
    let corpus = Corpus::new()
        .with(PLACE, scan())
        .with("1871 Andøy/arealdel.pdf", scan());
    let folder = tempfile::tempdir().expect("a temporary folder");
    let log = folder.path().join("log");
    let first = format!(
        "case \"$*\" in *hocr) echo page >> {}; exit 1;; esac",
        log.display()
    );
    let failing = stand_in(folder.path(), &tesseract, &first);
    let tried = || fs::read_to_string(&log).map_or(0, |log| log.lines().count());
    for runs in [1, 2, 3, 3, 3] {
        let (_, matrix) = screened(&corpus, &failing, &[]);
        let coverage = &document(&matrix, PLACE)["coverage"];
        assert_eq!(coverage["unread_reasons"]["recognition_failed"], PAGES);
        assert_eq!(tried(), runs * 8);
    }
}

#[test]
fn hits_say_how_certain_ocr_is_and_all_pages_can_be_forced() {
    let Some(tesseract) = tesseract() else { return };
    let ran = with(&tesseract, &["hits", SCAN]);
    let hits: Vec<Value> = ran
        .stdout
        .lines()
        .map(|line| serde_json::from_str(line).expect("a line of JSON"))
        .collect();
    assert!(!hits.is_empty());
    for hit in hits {
        assert!(
            hit["ocr_certainty"].as_u64().is_some_and(|c| c > 50),
            "{hit}"
        );
    }
    let text = "corpus/Havnesund/temaplaner/HO-plan kortversjon.pdf";
    let forced = |ocr: &str| {
        let arguments = ["extract", "--format", "json", "--ocr", ocr, text];
        with(&tesseract, &arguments).json()["coverage"].clone()
    };
    assert_eq!(forced("auto")["ocr"], 0);
    let coverage = forced("force");
    assert_eq!(coverage["text"], 0, "{coverage}");
    assert!(coverage["ocr"].as_u64() > Some(2));
}

#[test]
fn marks_stand_on_words_that_ocr_read() {
    let Some(tesseract) = tesseract() else { return };
    let corpus = Corpus::new().with(PLACE, scan());
    let (_, matrix) = screened(&corpus, &tesseract, &[]);
    let background = document(&matrix, PLACE)["measures"]["not_counted"].as_u64();
    assert!(background > Some(3));
    let out = tempfile::tempdir().expect("a temporary folder");
    let out = out.path().join("merket");
    let out = out.to_str().expect("a plain name");
    let ran = with(
        &tesseract,
        &["mark", "--corpus", corpus.text(), "--out", out],
    );
    assert_eq!(ran.code, 0, "{} {}", ran.stdout, ran.stderr);
    assert!(!ran.stdout.contains("ikke plassert"), "{}", ran.stdout);
}

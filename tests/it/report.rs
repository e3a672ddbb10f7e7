//! `planlys report` and `screen --out`: the same run in every format, safe text, files written whole or not at all.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::Path;
use std::process::Command;

use calamine::{Data, Reader, Xlsx, open_workbook};
use serde_json::Value;

use crate::kit::{Corpus, DAY, housing_plan, plan, planlys, root, workbook};

/// The reports of the bundled corpus in a folder.
struct Reports {
    dir: tempfile::TempDir,
}

impl Reports {
    fn bundled(more: &[&str]) -> Self {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let reports = Reports { dir };
        let (out, state) = (reports.path("ut"), reports.path("indeks"));
        let fixed = ["screen", "--date", DAY, "--out", &out, "--state", &state];
        let ran = planlys(&[&fixed[..], more].concat());
        assert_eq!(ran.code, 3, "{}", ran.stderr);
        reports
    }

    fn path(&self, name: &str) -> String {
        let path = self.dir.path().join(name);
        path.to_str().expect("a plain name").to_owned()
    }

    fn text(&self, name: &str) -> String {
        fs::read_to_string(self.path(&format!("ut/{name}"))).expect("it was written")
    }

    /// `report` on the run, in a format.
    fn printed(&self, format: &str) -> String {
        let run = self.path("ut/run.json");
        let ran = planlys(&["report", &run, "--format", format]);
        assert_eq!(ran.code, 0, "{format}: {}", ran.stderr);
        ran.stdout
    }
}

/// The rows of a sheet as texts.
fn rows(file: &str, sheet: &str) -> Vec<Vec<String>> {
    let mut book: Xlsx<_> = open_workbook(file).expect("it is a workbook");
    let range = book.worksheet_range(sheet).expect("the sheet is there");
    let text = |cell: &Data| cell.to_string();
    range
        .rows()
        .map(|row| row.iter().map(text).collect())
        .collect()
}

fn csv_rows(text: &str) -> Vec<Vec<String>> {
    let text = text.trim_start_matches('\u{feff}').as_bytes();
    let mut reader = csv::ReaderBuilder::new().delimiter(b';').from_reader(text);
    let rows = reader.records().map(|row| row.expect("a whole row"));
    rows.map(|row| row.iter().map(str::to_owned).collect())
        .collect()
}

#[test]
fn every_format_says_the_same() {
    let reports = Reports::bundled(&["--pack", "boligsosial-2018", "--pack", "boligsosialloven"]);
    let matrix: Value = serde_json::from_str(&reports.printed("json")).expect("it is JSON");
    let cells = matrix["cells"].as_array().expect("cells");
    let by_name: BTreeMap<(String, String), String> = cells
        .iter()
        .map(|cell| {
            let word = |key: &str| cell[key].as_str().expect("a word").to_owned();
            ((word("municipality"), word("level")), word("outcome"))
        })
        .collect();
    let words = [
        ("green", "grønn"),
        ("yellow", "gul"),
        ("red", "rød"),
        ("unreadable", "uleselig"),
    ];
    let book = reports.path("ut/matrise.xlsx");
    let sheet = rows(&book, "Matrise");
    let csv = csv_rows(&reports.text("matrise.csv"));
    let html = reports.text("matrise.html");
    let levels = matrix["rows"].as_array().expect("rows");
    assert_eq!(csv.len(), cells.len());
    for (column, municipality) in sheet[0].iter().enumerate().skip(1) {
        for (row, level) in levels.iter().enumerate() {
            let level = level.as_str().expect("a name");
            let outcome = &by_name[&(municipality.clone(), level.to_owned())];
            let word = words.iter().find(|(id, _)| id == outcome);
            let Some((_, word)) = word else { continue };
            assert!(
                sheet[row + 1][column].contains(word),
                "{municipality} {level}"
            );
            let marked = format!("data-level=\"{level}\" data-outcome=\"{outcome}\"");
            assert!(html.contains(&marked), "{marked}");
        }
    }
    let hits = csv_rows(&reports.text("treff.csv"));
    let lines = reports.printed("jsonl");
    assert_eq!(lines.lines().count(), hits.len());
    assert_eq!(rows(&book, "Treff").len(), hits.len() + 1);
    let missing = csv_rows(&reports.text("mangler.csv"));
    let lacking = by_name
        .values()
        .filter(|o| *o == "not_found" || *o == "unreadable");
    assert_eq!(missing.len(), lacking.count());
    assert_eq!(rows(&book, "Mangler").len(), missing.len() + 1);
    let documents = matrix["documents"].as_array().expect("documents").len();
    let coverage = rows(&book, "Dekning");
    let named = coverage[1..].iter().filter(|row| row[16].len() == 64);
    assert_eq!(named.count(), documents, "every document with its hash");
    for name in [
        "matrise.html",
        "matrise.csv",
        "treff.csv",
        "mangler.csv",
        "run.json",
    ] {
        let format = match name {
            "matrise.html" => continue, // its links depend on where it lies
            "matrise.csv" => "csv",
            "treff.csv" => "treff",
            "mangler.csv" => "mangler",
            _ => "run",
        };
        assert_eq!(reports.text(name), reports.printed(format), "{name}");
    }
}

/// The parts of a workbook or Word file.
fn part(file: &str, name: &str) -> String {
    let file = fs::File::open(file).expect("it was written");
    let mut zip = zip::ZipArchive::new(file).expect("it is a zip");
    let mut part = zip.by_name(name).expect("the part is there");
    let mut text = String::new();
    part.read_to_string(&mut text).expect("it is UTF-8");
    text
}

#[test]
fn every_cell_of_the_workbook_leads_to_the_hits_of_its_plan() {
    let reports = Reports::bundled(&[]);
    let book = reports.path("ut/matrise.xlsx");
    let (matrix, hits) = (rows(&book, "Matrise"), rows(&book, "Treff"));
    let sheet = part(&book, "xl/worksheets/sheet1.xml");
    let mut links = 0;
    for link in sheet.split("<hyperlink ").skip(1) {
        let value = |key: &str| {
            let (_, rest) = link
                .split_once(&format!("{key}=\""))
                .expect("the key is there");
            rest.split('"').next().expect("a value").to_owned()
        };
        let from = value("ref");
        let column = usize::from(from.as_bytes()[0] - b'A');
        let to: usize = value("location")
            .trim_start_matches("'Treff'!A")
            .trim_start_matches("Treff!A")
            .parse()
            .expect("a row of the hits");
        assert_eq!(hits[to - 1][0], matrix[0][column], "{from}");
        links += 1;
    }
    assert!(links > 20, "{links} links");
    // The sheet of decisions can be filled in and read back.
    let reviewed = rows(&book, "Vurdering");
    assert_eq!(reviewed.len(), 37);
    assert!(part(&book, "xl/worksheets/sheet5.xml").contains("<dataValidation type=\"list\""));
}

/// Text of a plan that would do harm where it is not taken as text.
const HOSTILE: &str =
    "</script><script>document.title='HARM'</script><img src=x onerror=\"document.title='HARM'\">";

fn hostile(sentences: usize) -> Corpus {
    let sentence = format!("Kommunen skal hjelpe vanskeligstilte på boligmarkedet {HOSTILE} nr");
    let body: Vec<String> = (0..sentences)
        .map(|n| format!("{sentence} {n}.\n\n"))
        .collect();
    Corpus::new()
        .with(
            "Vågan/plan.txt",
            plan("Boligplan 2024–2032", "12.6.2024", &body.concat()),
        )
        .with(
            "plans.csv",
            "fil;tittel;sak\nVågan/plan.txt;=HYPERLINK(\"x\")<b>;@SUM(1)\n",
        )
}

#[test]
fn text_of_plans_is_data() {
    let (_folder, out) = hostile(3).reports();
    let read = |name: &str| fs::read_to_string(out.join(name)).expect("it was written");
    let html = read("matrise.html");
    assert!(!html.contains("<script>document") && !html.contains("<img"));
    assert!(html.contains("=HYPERLINK(&quot;x&quot;)&lt;b&gt;"));
    let titles = csv_rows(&read("matrise.csv"));
    let title = titles
        .iter()
        .flatten()
        .find(|field| field.contains("HYPERLINK"));
    assert_eq!(title.map(String::as_str), Some("'=HYPERLINK(\"x\")<b>"));
    let book = out.join("matrise.xlsx");
    let mut book: Xlsx<_> = open_workbook(book).expect("it is a workbook");
    for name in book.sheet_names() {
        let formulas = book.worksheet_formula(&name).expect("the sheet is there");
        let used: Vec<&String> = formulas
            .rows()
            .flatten()
            .filter(|f| !f.is_empty())
            .collect();
        assert!(used.is_empty(), "{name}: {used:?}");
    }
}

/// With so many hits the evidence is laid out only where it is opened; it must be as safe there.
#[test]
fn held_back_evidence_ends_where_it_should() {
    let (_folder, out) = hostile(2600).reports();
    let html = fs::read_to_string(out.join("matrise.html")).expect("it was written");
    let held: Vec<&str> = html.split("<script type=\"text/html\">").skip(1).collect();
    assert!(!held.is_empty());
    for block in held {
        let (inside, _) = block.split_once("</script").expect("it ends");
        assert!(!inside.contains("<!--"));
        assert_eq!(
            inside.matches("<ul").count(),
            inside.matches("</ul>").count()
        );
    }
    assert!(!html.contains("<script>document"));
}

#[test]
fn a_report_says_what_changed_since_an_earlier_run() {
    let reports = Reports::bundled(&[]);
    let later = Reports::bundled(&["--since", &reports.path("ut/run.json")]);
    assert!(
        later
            .text("matrise.html")
            .contains("Endringer siden 21.11.2026")
    );
    assert!(
        later
            .text("matrise.html")
            .contains("Endrede ruter: 0. Uendrede: 36.")
    );
    let names = open_workbook::<Xlsx<_>, _>(later.path("ut/matrise.xlsx"));
    let names = names.expect("it is a workbook").sheet_names();
    let sheets = [
        "Matrise",
        "Treff",
        "Dekning",
        "Mangler",
        "Endringer",
        "Vurdering",
        "Metode",
    ];
    assert_eq!(names, sheets);
    let gone = planlys(&[
        "report",
        &reports.path("ut/run.json"),
        "--since",
        "finnes-ikke.json",
    ]);
    assert_eq!(gone.code, 2, "{}", gone.stderr);
}

#[test]
fn one_format_at_a_time_is_printed() {
    let reports = Reports::bundled(&[]);
    let run = reports.path("ut/run.json");
    let two = planlys(&["report", &run, "--format", "csv", "--format", "treff"]);
    assert_eq!((two.code, two.stdout.as_str()), (2, ""), "{}", two.stderr);
    let both = planlys(&["report", &run, "--format", "csv", "--json"]);
    assert!(
        both.stderr.contains("kan ikke brukes sammen med"),
        "{}",
        both.stderr
    );
    let out = reports.path("to");
    let two = planlys(&[
        "report", &run, "--format", "csv", "--format", "jsonl", "--out", &out,
    ]);
    assert_eq!(two.code, 0, "{}", two.stderr);
    let mut names: Vec<_> = fs::read_dir(&out)
        .expect("a folder")
        .map(|e| e.expect("an entry").file_name())
        .collect();
    names.sort();
    assert_eq!(names, ["matrise.csv", "treff.jsonl"]);
}

#[test]
fn reports_are_in_the_language_asked_for() {
    let reports = Reports::bundled(&[]);
    let run = reports.path("ut/run.json");
    for (lang, words, sheet) in [
        ("nb", "Mangler og utløpte planer", "Mangler"),
        ("nn", "Manglar og utgåtte planar", "Manglar"),
        ("en", "Missing and expired plans", "Missing"),
    ] {
        let out = reports.path(lang);
        let ran = planlys(&["report", &run, "--lang", lang, "--out", &out]);
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        let html = fs::read_to_string(Path::new(&out).join("matrise.html")).expect("written");
        assert!(html.contains(words) && html.contains(&format!("lang=\"{lang}\"")));
        assert!(rows(&format!("{out}/matrise.xlsx"), sheet).len() > 1);
    }
}

#[test]
fn a_place_that_cannot_be_written_is_told_before_the_run() {
    let corpus = Corpus::new().with(
        "Vågan/plan.txt",
        housing_plan("Boligplan 2024–2032", "12.6.2024", 2),
    );
    let out = tempfile::tempdir().expect("a temporary folder");
    fs::create_dir(out.path().join("treff.csv")).expect("a folder in the way");
    let dir = out.path().to_str().expect("a plain name");
    let ran = planlys(&["screen", corpus.text(), "--date", DAY, "--out", dir]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("treff.csv"), "{}", ran.stderr);
    assert!(!corpus.path().join(".planlys").exists(), "nothing was read");
    assert!(
        !out.path().join("matrise.html").exists(),
        "nothing was written"
    );
}

/// A disk without room: the reports from before are still there, whole.
#[cfg(unix)]
#[test]
fn a_full_disk_leaves_the_old_reports() {
    let reports = Reports::bundled(&[]);
    let before = reports.text("matrise.html");
    let script = format!(
        "trap '' XFSZ; ulimit -f 64; exec {} report {} --out {}",
        env!("CARGO_BIN_EXE_planlys"),
        reports.path("ut/run.json"),
        reports.path("ut")
    );
    let ran = Command::new("bash")
        .args(["-c", &script])
        .current_dir(root())
        .output();
    let ran = ran.expect("bash starts");
    assert_eq!(
        ran.status.code(),
        Some(2),
        "{}",
        String::from_utf8_lossy(&ran.stderr)
    );
    assert_eq!(reports.text("matrise.html"), before);
    let names: Vec<String> = fs::read_dir(reports.path("ut"))
        .expect("it can be listed")
        .map(|entry| {
            entry
                .expect("an entry")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .filter(|name| name.starts_with('.'))
        .collect();
    assert!(names.is_empty(), "{names:?}");
}

#[test]
fn a_workbook_with_decisions_to_import_is_not_replaced() {
    let corpus = Corpus::new().with(
        "Vågan/plan.txt",
        housing_plan("Boligplan 2024–2032", "12.6.2024", 2),
    );
    let out = tempfile::tempdir().expect("a temporary folder");
    let dir = out.path().to_str().expect("a plain name");
    let screen = || planlys(&["screen", corpus.text(), "--date", DAY, "--out", dir]);
    assert_eq!(screen().code, 0);
    let file = out.path().join("matrise.xlsx");
    let mut filled = rows(file.to_str().expect("plain"), "Vurdering");
    let row = filled
        .iter_mut()
        .find(|row| row[6] == "1865 helse")
        .expect("the cell");
    (row[7], row[10]) = ("x".to_owned(), "KH".to_owned());
    let mut book = workbook(&filled);
    let sheet = book.worksheet_from_index(0).expect("its sheet");
    sheet.set_name("Vurdering").expect("a name");
    book.save(&file).expect("it is written");
    let before = fs::read(&file).expect("it is there");
    let again = screen();
    assert!(again.stderr.contains("matrise-ny.xlsx"), "{}", again.stderr);
    assert_eq!(fs::read(&file).expect("it is there"), before);
    assert!(out.path().join("matrise-ny.xlsx").exists());
    let file = file.to_str().expect("plain");
    assert_eq!(corpus.run(&["review", "import", file]).code, 0);
    // Once they are imported, nothing is lost by replacing it.
    assert!(screen().stderr.is_empty());
    assert_ne!(fs::read(file).expect("it is there"), before);
}

#[test]
fn json_follows_its_published_schemas() {
    let reports = Reports::bundled(&["--pack", "boligsosial-2018", "--pack", "boligsosialloven"]);
    let schema = |name: &str| {
        let path = root().join("src/report/schema").join(name);
        let text = fs::read_to_string(path).expect("the schema is there");
        let schema: Value = serde_json::from_str(&text).expect("it is JSON");
        let id = schema["$id"].as_str().expect("an identifier").to_owned();
        let mut compiler = boon::Compiler::new();
        compiler.add_resource(&id, schema).expect("a schema");
        let mut schemas = boon::Schemas::new();
        let index = compiler.compile(&id, &mut schemas).expect("a schema");
        move |value: &Value| {
            schemas
                .validate(value, index)
                .map_err(|error| format!("{error:#}"))
        }
    };
    let parsed = |text: &str| -> Value { serde_json::from_str(text).expect("it is JSON") };
    let matrix = schema("planlys.matrix-2.json");
    let of_bundled = parsed(&reports.printed("json"));
    assert_eq!(matrix(&of_bundled), Ok(()));
    let mut wrong = of_bundled.clone();
    wrong["cells"][0]["outcome"] = "blå".into();
    assert!(matrix(&wrong).is_err());
    let shipped = planlys(&["report", "planstatus-2018", "--format", "json"]).json();
    assert_eq!(matrix(&shipped), Ok(()));
    let hits = schema("planlys.hits-1.json");
    for line in reports.printed("jsonl").lines() {
        assert_eq!(hits(&parsed(line)), Ok(()), "{line}");
    }
    let snapshot = schema("planlys.snapshot-1.json");
    assert_eq!(snapshot(&parsed(&reports.text("run.json"))), Ok(()));
    let run = reports.path("ut/run.json");
    let compared = planlys(&["compare", "planstatus-2018", &run, "--json"]).json();
    assert_eq!(schema("planlys.comparison-1.json")(&compared), Ok(()));
}

#[cfg(feature = "parquet")]
#[test]
fn parquet_holds_the_hits() {
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::Field;
    let reports = Reports::bundled(&[]);
    let (run, out) = (reports.path("ut/run.json"), reports.path("p"));
    let ran = planlys(&["report", &run, "--format", "parquet", "--out", &out]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let file = fs::File::open(Path::new(&out).join("treff.parquet")).expect("it was written");
    let reader = SerializedFileReader::new(file).expect("it is Parquet");
    let lines = reports.printed("jsonl");
    let mut rows = reader.get_row_iter(None).expect("it has rows");
    for line in lines.lines() {
        let wanted: Value = serde_json::from_str(line).expect("it is JSON");
        let row = rows.next().expect("as many rows").expect("a whole row");
        let fields: BTreeMap<&String, Value> = row
            .get_column_iter()
            .map(|(name, field)| {
                let value = match field {
                    Field::Null => Value::Null,
                    Field::Bool(value) => (*value).into(),
                    Field::Int(value) => (*value).into(),
                    Field::Str(value) => value.as_str().into(),
                    other => panic!("{name}: {other:?}"),
                };
                (name, value)
            })
            .collect();
        assert_eq!(fields.len(), 24);
        for (name, value) in fields {
            assert_eq!(value, wanted[name], "{name} of {line}");
        }
    }
    assert!(rows.next().is_none());
}

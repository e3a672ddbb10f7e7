//! `collect`: what filters wrote elsewhere gives the same as a screening here, and what it lacks is said.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::filter::{answers, field, filter_with, lines_of, three_plans};
use crate::kit::{Corpus, DAY, Ran, housing_plan, planlys, planlys_with, root};
use crate::ocr::{SCAN, tesseract};

/// A folder for what is made, which disappears with the value.
struct Made {
    dir: tempfile::TempDir,
}

impl Made {
    fn new() -> Self {
        Made {
            dir: tempfile::tempdir().expect("a temporary folder"),
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn text(&self, name: &str) -> String {
        self.path(name).to_str().expect("a plain name").to_owned()
    }

    fn with(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("it is made");
        fs::write(path, content).expect("it is written");
        self.text(name)
    }

    /// Collects parts of a corpus, with state and reports here.
    fn collect(&self, corpus: &str, parts: &[&str]) -> Ran {
        let (state, out) = (self.text("samlet-state"), self.text("samlet"));
        let more = [
            "--corpus", corpus, "--state", &state, "--out", &out, "--date", DAY,
        ];
        planlys(&[&["collect"], parts, &more].concat())
    }

    /// Collects parts with these contents, in this order.
    fn collect_all(&self, corpus: &str, contents: &[&String]) -> Ran {
        let parts = (1..).zip(contents);
        let parts: Vec<String> = parts
            .map(|(n, text)| self.with(&n.to_string(), text))
            .collect();
        let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        self.collect(corpus, &parts)
    }

    /// The bytes of a file here.
    fn bytes(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).expect("it is there")
    }

    /// Screens a corpus, with state and reports here.
    fn screen(&self, corpus: &str) -> Ran {
        let (state, out) = (self.text("screen-state"), self.text("screen"));
        planlys(&[
            "screen", corpus, "--state", &state, "--out", &out, "--date", DAY,
        ])
    }

    /// The reports of a screening are those of what was collected, byte for byte; and so is what can be searched.
    fn assert_same(&self, corpus: &str) {
        let names = |dir: &Path| {
            let entries = fs::read_dir(dir).expect("it can be listed");
            let mut names: Vec<_> = entries.map(|e| e.expect("an entry").file_name()).collect();
            names.sort();
            names
        };
        let (collected, screened) = (self.path("samlet"), self.path("screen"));
        assert_eq!(names(&collected), names(&screened));
        assert_eq!(names(&collected).len(), 6);
        for name in names(&collected) {
            let read = |dir: &Path| fs::read(dir.join(&name)).expect("it can be read");
            assert!(read(&collected) == read(&screened), "{}", name.display());
        }
        let search = |state: &str| {
            let state = self.text(state);
            planlys(&[
                "search",
                "boligsosial*",
                "--corpus",
                corpus,
                "--state",
                &state,
                "--json",
            ])
        };
        let (collected, screened) = (search("samlet-state"), search("screen-state"));
        assert_eq!(collected.code, screened.code);
        assert_eq!(collected.stdout, screened.stdout);
    }
}

#[test]
fn what_is_collected_is_what_is_screened() {
    let made = Made::new();
    let part = made.with("svar.ndjson", lines_of("corpus"));
    let (collected, screened) = (made.collect("corpus", &[&part]), made.screen("corpus"));
    assert_eq!(collected.code, screened.code, "{}", collected.stderr);
    made.assert_same("corpus");
    // The state is as good: a screening with it reads nothing, and a plan can be marked from it.
    let (state, out) = (made.text("samlet-state"), made.text("merket"));
    let index = planlys(&["index", "corpus", "--state", &state, "--json"]);
    assert_eq!(index.json()["read"], 0, "{}", index.stdout);
    let mark = planlys(&[
        "mark", "--corpus", "corpus", "--state", &state, "--out", &out,
    ]);
    assert!(matches!(mark.code, 0 | 3), "{}", mark.stderr);
    let verified = planlys(&["verify", "--corpus", "corpus", "--state", &state]);
    assert_eq!(verified.code, 0, "{}", verified.stdout);
}

#[test]
fn parts_may_be_shuffled_doubled_and_cut_off() {
    let made = Made::new();
    let all = lines_of("corpus");
    let lines: Vec<&str> = all.lines().collect();
    let (first, second) = lines.split_at(lines.len() / 2);
    let backwards = |lines: &[&str]| {
        lines
            .iter()
            .rev()
            .fold(String::new(), |all, line| all + line + "\n")
    };
    made.with("deler/b/part-00001", backwards(first));
    made.with("deler/a/part-00000.json", backwards(second));
    made.with("deler/_SUCCESS", "");
    made.with("deler/.part-00000.crc", "noe annet");
    // Some twice, and the last of them cut off: it is whole in another part.
    let doubled = first[..5].join("\n") + "\n" + &second[0][..second[0].len() / 2];
    made.with("deler/c.ndjson", doubled);
    let collected = made.collect("corpus", &[&made.text("deler")]);
    assert_eq!(collected.code, 3);
    made.screen("corpus");
    made.assert_same("corpus");
    let said = &collected.stderr;
    assert!(
        said.contains(&format!(
            "{} dokumenter samlet (deler: 3, dubletter: 5)",
            lines.len()
        )),
        "{said}"
    );
    assert!(
        said.contains("c.ndjson, linje 6: den siste linjen er avbrutt og ikke brukt"),
        "{said}"
    );
    assert!(!said.contains("ikke blant svarene"), "{said}");
}

#[test]
fn what_no_part_has_is_said_and_never_red() {
    let corpus = Corpus::new()
        .with(
            "1866 Hadsel/Boligplan 2024-2028.txt",
            housing_plan("Boligplan 2024–2028", "12.03.2024", 0),
        )
        .with(
            "1865 Vågan/Boligplan 2024-2028.txt",
            housing_plan("Boligplan 2024–2028", "12.03.2024", 8),
        );
    let made = Made::new();
    let all = lines_of(corpus.text());
    let vågan = all
        .lines()
        .find(|line| line.contains("1865 Vågan"))
        .expect("it is there");
    let part = made.with("del.ndjson", format!("{vågan}\n{{\"schema\": 1}}\nnoe\n"));
    let ran = made.collect(corpus.text(), &[&part]);
    assert_eq!(ran.code, 3);
    assert!(
        ran.stderr
            .contains("Én fil i korpuset er ikke blant svarene"),
        "{}",
        ran.stderr
    );
    assert!(
        ran.stderr
            .contains("del.ndjson, linje 2: ikke brukt, kolonne"),
        "{}",
        ran.stderr
    );
    assert!(
        ran.stderr
            .contains("del.ndjson: flere linjer kunne ikke brukes (1)"),
        "{}",
        ran.stderr
    );
    let cells = fs::read_to_string(made.path("samlet/matrise.csv")).expect("it is there");
    let outcome = |name: &str| {
        let row = cells
            .lines()
            .find(|row| row.contains(name) && row.contains("bolig"));
        row.expect("there is such a cell").to_owned()
    };
    assert!(outcome("Vågan").contains("grønn"), "{}", outcome("Vågan"));
    assert!(
        outcome("Hadsel").contains("uleselig"),
        "{}",
        outcome("Hadsel")
    );
}

#[test]
fn the_plans_need_not_be_where_they_are_collected() {
    let text = housing_plan("Boligplan 2024–2028", "12.03.2024", 8);
    let stated = "fil;kommune;nivå;søkt dato;status\nHadsel/x.txt;;oppvekst;;\n;Hadsel;helse;2026-11-02;ikke funnet\n";
    let there = Corpus::new()
        .with("Hadsel/x.txt", &text)
        .with("Hadsel/kopi.txt", &text)
        .with(
            "Hadsel/låst.pdf",
            fs::read(root().join("corpus/Sjøvær/helse- og omsorgsplan.pdf")).expect("it is there"),
        )
        .with("plans.csv", stated);
    let made = Made::new();
    let part = made.with("svar.ndjson", lines_of(there.text()));
    made.screen(there.text());
    // The same place, without the plans: what it is called is in the reports.
    for name in ["x.txt", "kopi.txt", "låst.pdf"] {
        fs::remove_file(there.path().join("Hadsel").join(name)).expect("it was there");
    }
    made.collect(there.text(), &[&part]);
    made.assert_same(there.text());
}

#[test]
fn the_latest_state_of_a_file_counts_and_any_reading_beats_none() {
    let corpus = three_plans();
    let before = lines_of(corpus.text());
    std::thread::sleep(std::time::Duration::from_millis(120));
    let corpus = corpus.with(
        "1866 Hadsel/a.txt",
        housing_plan("Boligplan 2024–2028", "12.03.2024", 8),
    );
    std::thread::sleep(std::time::Duration::from_millis(120));
    let after = lines_of(corpus.text());
    // One attempt at b ended in a crash.
    let crashed = before
        .lines()
        .find(|line| line.contains("b.txt"))
        .expect("it is there");
    let mut crashed: Value = serde_json::from_str(crashed).expect("it is JSON");
    crashed["status"] = "crashed".into();
    crashed["error"] = serde_json::json!({"code": "crashed", "message": ""});
    crashed["reading"] = Value::Null;
    let crashed = format!("{crashed}\n");
    let reference = Made::new();
    reference.screen(corpus.text());
    for parts in [[&before, &after, &crashed], [&crashed, &after, &before]] {
        let made = Made::new();
        let ran = made.collect_all(corpus.text(), &parts);
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        assert!(
            ran.stderr.contains("Én fil ble lest i to utgaver"),
            "{}",
            ran.stderr
        );
        for name in ["run.json", "treff.csv"] {
            let collected = made.bytes(&format!("samlet/{name}"));
            let screened = reference.bytes(&format!("screen/{name}"));
            assert!(collected == screened, "{name}");
        }
    }
}

#[test]
fn mistakes_in_what_to_collect_are_told() {
    let (corpus, made) = (three_plans(), Made::new());
    let missing = made.collect(corpus.text(), &["finnes/ikke"]);
    assert_eq!(missing.code, 2);
    assert!(
        missing.stderr.contains("Finner ikke finnes/ikke"),
        "{}",
        missing.stderr
    );
    let other = made.with("andre.txt", "en plan\n");
    let none = made.collect(corpus.text(), &[&other]);
    assert_eq!(none.code, 2);
    assert!(
        none.stderr.contains("Ingen svar fra «planlys filter»"),
        "{}",
        none.stderr
    );
    let all = lines_of(corpus.text());
    let old = all.replace("\"extractor\":", "\"extractor\":9");
    let ran = made.collect(corpus.text(), &[&made.with("gammel.ndjson", old)]);
    assert!(
        ran.stderr
            .contains("skrevet av en annen versjon av planlys"),
        "{}",
        ran.stderr
    );
    // The hash becomes the name of a file in the state: nothing is written elsewhere.
    let hash = answers(&all)[0]["key"]["file"]
        .as_str()
        .expect("a text")
        .to_owned();
    let outside = all.replace(&hash, "../../../utenfor");
    let ran = made.collect(corpus.text(), &[&made.with("utenfor.ndjson", outside)]);
    assert!(ran.stderr.contains("linje 1: ikke brukt"), "{}", ran.stderr);
    // A letter of what was read is another one.
    let reading = answers(&all)[0]["reading"]
        .as_str()
        .expect("a text")
        .to_owned();
    let mut damaged = reading.clone();
    let middle = damaged.len() / 2;
    let letter = if &damaged[middle..=middle] == "A" {
        "B"
    } else {
        "A"
    };
    damaged.replace_range(middle..=middle, letter);
    let ran = made.collect(
        corpus.text(),
        &[&made.with("skadet.ndjson", all.replace(&reading, &damaged))],
    );
    assert_eq!(ran.code, 3);
    assert!(
        ran.stderr
            .contains("linje 1: ikke brukt, det som ble lest, er skadet"),
        "{}",
        ran.stderr
    );
}

#[test]
fn a_scan_whose_pages_were_shared_is_read_as_one() {
    let Some(tesseract) = tesseract() else { return };
    let tesseract = tesseract.to_str().expect("a plain name");
    // Three pages are enough.
    let mut scan = lopdf::Document::load(root().join(SCAN)).expect("the scan is there");
    scan.delete_pages(&[4, 5, 6, 7, 8]);
    let mut bytes = Vec::new();
    scan.save_to(&mut bytes).expect("it can be written");
    let corpus = Corpus::new().with("1866 Hadsel/arealdel.pdf", bytes);
    let with = |fields: &str, variables: &[(&str, &str)]| {
        let line = format!("1866 Hadsel/arealdel.pdf{fields}\n");
        let ran = filter_with(line.as_bytes(), &["--corpus", corpus.text()], variables);
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        ran.stdout
    };
    let reader = [("PLANLYS_TESSERACT", tesseract)];
    let whole = with("", &reader);
    let first = with("\t\t\t-", &reader);
    let awaiting = &answers(&first)[0]["coverage"]["awaiting_ocr"];
    assert_eq!(*awaiting, serde_json::json!([1, 2, 3]));
    assert_eq!(field(&answers(&first), "status"), ["partial"]);
    let shares = ["1,3", "2"].map(|pages| with(&format!("\t\t\t{pages}"), &reader));
    let mut texts = Vec::new();
    for share in &shares {
        let answer = &answers(share)[0];
        assert_eq!(
            (&answer["status"], &answer["reading"]),
            (&"ok".into(), &Value::Null)
        );
        texts.push(answer["recognised"].as_str().expect("a text").to_owned());
    }
    // Put together where there is no OCR at all, it is as if one had read it.
    let together = with(&format!("\t\t\t\t{}", texts.join(",")), &[]);
    assert!(together == whole, "the lines differ");
    let nobody = with("\t\t\t1,3", &[]);
    assert_eq!(field(&answers(&nobody), "status"), ["partial"]);
    let (made, screened) = (Made::new(), Made::new());
    let parts = [&first, &shares[0], &together];
    let ran = made.collect_all(corpus.text(), &parts);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(
        ran.stderr.contains("Ett svar gjelder bare noen sider"),
        "{}",
        ran.stderr
    );
    let (state, out) = (screened.text("screen-state"), screened.text("screen"));
    let arguments = [
        "screen",
        corpus.text(),
        "--state",
        &state,
        "--out",
        &out,
        "--date",
        DAY,
    ];
    let ran = planlys_with(&arguments, &reader);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    for name in ["run.json", "treff.csv", "matrise.html"] {
        let collected = made.bytes(&format!("samlet/{name}"));
        let other = screened.bytes(&format!("screen/{name}"));
        assert!(collected == other, "{name}");
    }
    // What was recognised is kept there as well: nothing would be recognised again.
    let kept = |made: &Made, state: &str| {
        let folder = made.path(state).join("ocr");
        let files = walkdir::WalkDir::new(folder).into_iter().flatten();
        files.filter(|entry| entry.file_type().is_file()).count()
    };
    assert_eq!(kept(&made, "samlet-state"), kept(&screened, "screen-state"));
}

#[test]
fn a_cut_part_does_not_stop_a_corpus_with_a_plans_csv() {
    let corpus = three_plans().with(
        "plans.csv",
        "fil;nivå\n1866 Hadsel/c.txt;bolig\n1866 Hadsel/borte.pdf;helse\n",
    );
    let list = "1866 Hadsel/a.txt\n1866 Hadsel/b.txt\n1866 Hadsel/c.txt\n";
    let ran = filter_with(list.as_bytes(), &["--corpus", corpus.text()], &[]);
    let made = Made::new();
    let cut = made.with("svar.ndjson", &ran.stdout[..ran.stdout.len() - 400]);
    let ran = made.collect(corpus.text(), &[&cut]);
    assert_eq!(ran.code, 3, "{}", ran.stderr);
    assert!(
        ran.stderr.contains("den siste linjen er avbrutt"),
        "{}",
        ran.stderr
    );
    assert!(
        ran.stderr
            .contains("2 filer i korpuset er ikke blant svarene"),
        "{}",
        ran.stderr
    );
    let unlisted = &run_of(&made)["unlisted"];
    assert_eq!(
        *unlisted,
        serde_json::json!(["1866 Hadsel/borte.pdf", "1866 Hadsel/c.txt"])
    );
}

/// The run that was collected.
fn run_of(made: &Made) -> Value {
    let text = fs::read_to_string(made.path("samlet/run.json")).expect("it is there");
    let snapshot: Value = serde_json::from_str(&text).expect("it is JSON");
    snapshot["run"].clone()
}

#[test]
fn a_line_that_was_wrong_is_no_document_and_its_file_is_unread() {
    let corpus = three_plans();
    let list = "1866 Hadsel/a.txt\t\tbollig\n\n1866 Hadsel/b.txt\n1866 Hadsel/c.txt\n";
    let ran = filter_with(list.as_bytes(), &["--corpus", corpus.text()], &[]);
    let made = Made::new();
    let ran = made.collect(corpus.text(), &[&made.with("svar.ndjson", ran.stdout)]);
    assert_eq!(ran.code, 3, "{}", ran.stderr);
    assert!(ran.stderr.contains("2 dokumenter samlet"), "{}", ran.stderr);
    assert!(
        ran.stderr
            .contains("linjen for «1866 Hadsel/a.txt» kunne ikke brukes av filteret: «bollig»"),
        "{}",
        ran.stderr
    );
    assert_eq!(
        run_of(&made)["unlisted"],
        serde_json::json!(["1866 Hadsel/a.txt"])
    );
}

#[test]
fn a_store_that_cannot_be_written_is_no_unread_plan() {
    let (corpus, made) = (three_plans(), Made::new());
    let part = made.with("svar.ndjson", lines_of(corpus.text()));
    made.with("samlet-state/texts", "en fil der det skal være en mappe");
    let ran = made.collect(corpus.text(), &[&part]);
    assert_eq!(ran.code, 4, "{}", ran.stderr);
    assert!(!made.path("samlet/run.json").exists());
}

#[test]
fn what_contradicts_is_told() {
    let (corpus, made) = (three_plans(), Made::new());
    let list = "1866 Hadsel/a.txt\tHadsel\n1866 Hadsel/a.txt\tVågan\tbolig\n1866 Hadsel/b.txt\n1866 Hadsel/c.txt\n";
    let both = filter_with(list.as_bytes(), &["--corpus", corpus.text()], &[]).stdout;
    let off = ["--corpus", corpus.text(), "--ocr", "off"];
    let off = filter_with(b"1866 Hadsel/b.txt\n", &off, &[]).stdout;
    let ran = made.collect(
        corpus.text(),
        &[&made.with("1", both), &made.with("2", off)],
    );
    assert!(
        ran.stderr
            .contains("«1866 Hadsel/a.txt» er oppgitt som både «Hadsel», «Vågan bolig»"),
        "{}",
        ran.stderr
    );
    assert!(ran.stderr.contains("ulike valg for OCR"), "{}", ran.stderr);
}

#[test]
fn of_two_contents_the_one_in_the_folder_counts() {
    let corpus = three_plans();
    let before = lines_of(corpus.text());
    let text = housing_plan("Boligplan 2024–2028", "12.03.2024", 8);
    let corpus = corpus.with("1866 Hadsel/a.txt", &text);
    // Unpacked with the date that it had years ago.
    let file = fs::File::options()
        .write(true)
        .open(corpus.path().join("1866 Hadsel/a.txt"));
    let long_ago =
        std::time::SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1_000_000_000);
    file.expect("it opens")
        .set_modified(long_ago)
        .expect("it can be dated");
    let (made, reference) = (Made::new(), Made::new());
    let after = lines_of(corpus.text());
    made.collect(
        corpus.text(),
        &[&made.with("1", &before), &made.with("2", &after)],
    );
    reference.screen(corpus.text());
    let collected = made.bytes("samlet/treff.csv");
    let screened = reference.bytes("screen/treff.csv");
    assert!(collected == screened);
}

#[cfg(unix)]
#[test]
fn parts_are_found_once_and_not_among_the_plans() {
    let (corpus, made) = (three_plans(), Made::new());
    let inside = corpus.path().join("svar.ndjson");
    fs::write(&inside, lines_of(corpus.text())).expect("it is written");
    let ran = made.collect(corpus.text(), &[inside.to_str().expect("a plain name")]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("Flytt svarene"), "{}", ran.stderr);
    fs::remove_file(inside).expect("it was there");
    made.with(
        "deler/under/svar.ndjson",
        format!("\u{feff}{}", lines_of(corpus.text())),
    );
    for name in ["igjen", "under/tilbake"] {
        std::os::unix::fs::symlink(made.path("deler"), made.path("deler").join(name))
            .expect("a link");
    }
    let ran = made.collect(corpus.text(), &[&made.text("deler")]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(
        ran.stderr
            .contains("3 dokumenter samlet (deler: 1, dubletter: 0)"),
        "{}",
        ran.stderr
    );
}

#[test]
fn a_file_that_could_not_be_opened_may_be_the_plan() {
    let (corpus, made) = (three_plans(), Made::new());
    let list = "1866 Hadsel/a.txt\n1865 Vågan/dokument 17.txt\n";
    let ran = filter_with(list.as_bytes(), &["--corpus", corpus.text()], &[]);
    made.collect(corpus.text(), &[&made.with("svar.ndjson", ran.stdout)]);
    let run = run_of(&made);
    let cells = run["cells"].as_array().expect("cells").iter();
    let vågan: Vec<&Value> = cells
        .filter(|cell| cell["municipality"]["name"] == "Vågan")
        .collect();
    assert_eq!(vågan.len(), 9);
    assert!(
        vågan.iter().all(|cell| cell["outcome"] == "unreadable"),
        "{vågan:?}"
    );
}

#[cfg(feature = "parquet")]
#[test]
fn parquet_parts_are_read() {
    use parquet::data_type::{ByteArray, ByteArrayType};
    use parquet::file::properties::WriterProperties;
    use parquet::file::writer::SerializedFileWriter;
    use parquet::schema::parser::parse_message_type;
    let made = Made::new();
    let all = lines_of("corpus");
    let lines: Vec<&str> = all.lines().collect();
    let write = |name: &str, column: &str, lines: &[Option<&str>]| {
        let schema = format!(
            "message part {{ optional binary county (STRING); optional binary {column} (STRING); }}"
        );
        let schema = parse_message_type(&schema).expect("a schema").into();
        let properties = WriterProperties::builder().build().into();
        let mut file = SerializedFileWriter::new(Vec::new(), schema, properties).expect("a file");
        let mut group = file.next_row_group().expect("a group");
        for values in [&vec![Some("Nordland"); lines.len()][..], lines] {
            let there: Vec<i16> = values
                .iter()
                .map(|value| i16::from(value.is_some()))
                .collect();
            let values: Vec<ByteArray> =
                values.iter().flatten().map(|&value| value.into()).collect();
            let mut column = group.next_column().expect("a column").expect("one more");
            column
                .typed::<ByteArrayType>()
                .write_batch(&values, Some(&there), None)
                .expect("rows");
            column.close().expect("a column");
        }
        group.close().expect("a group");
        made.with(name, file.into_inner().expect("a file"))
    };
    let some: Vec<Option<&str>> = lines.iter().copied().map(Some).collect();
    let (first, second) = some.split_at(20);
    write("deler/county=a/part-1.parquet", "document", first);
    write("deler/county=b/part-2.parquet", "document", second);
    made.collect("corpus", &[&made.text("deler")]);
    made.screen("corpus");
    made.assert_same("corpus");
    // A row without a line, a file without the column and half a file are told.
    let corpus = three_plans();
    let of_three = lines_of(corpus.text());
    let whole = write("null.parquet", "document", &[of_three.lines().next(), None]);
    let other = write("annet.parquet", "fil", &[Some("plan.pdf")]);
    let half = fs::read(&whole).expect("it is there");
    let half = made.with("halv.parquet", &half[..half.len() / 2]);
    let ran = made.collect(corpus.text(), &[&whole, &other, &half]);
    assert_eq!(ran.code, 3, "{}", ran.stderr);
    for words in [
        "null.parquet, linje 2: ikke brukt",
        "annet.parquet kan ikke brukes: Parquet-filen har ikke kolonnen «document»",
        "halv.parquet kan ikke brukes: Parquet-filen er skadet",
    ] {
        assert!(ran.stderr.contains(words), "{words}: {}", ran.stderr);
    }
}

#[cfg(not(feature = "parquet"))]
#[test]
fn parts_that_this_build_cannot_read_are_told() {
    let (corpus, made) = (three_plans(), Made::new());
    let lines = made.with("svar.ndjson", lines_of(corpus.text()));
    let parquet = made.with("svar.parquet", "PAR1 og mer");
    let gzip = made.with("svar.gz", b"\x1f\x8b\x08\x00");
    let ran = made.collect(corpus.text(), &[&lines, &parquet, &gzip]);
    assert_eq!(ran.code, 3, "{}", ran.stderr);
    assert!(
        ran.stderr.contains("bygg med --features parquet"),
        "{}",
        ran.stderr
    );
    assert!(
        ran.stderr
            .contains("svar.gz kan ikke brukes: den er pakket med gzip"),
        "{}",
        ran.stderr
    );
}

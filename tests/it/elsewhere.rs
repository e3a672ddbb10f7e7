//! `filter` and `collect`: files read elsewhere, one a line, give the same as a screening here.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::Stdio;

use serde_json::Value;

use crate::kit::{
    Corpus, DAY, Ran, assert_ledger, command, housing_plan, plan, planlys, planlys_with, root,
};
use crate::ocr::{SCAN, tesseract};

/// Runs `filter` over lines.
fn filter_with(lines: &[u8], arguments: &[&str], variables: &[(&str, &str)]) -> Ran {
    let mut command = command(&[&["filter"], arguments].concat());
    let command = command.envs(variables.iter().copied());
    let command = command.stdin(Stdio::piped());
    let command = command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the program starts");
    let mut input = child.stdin.take().expect("it listens");
    let lines = lines.to_vec();
    let feeding = std::thread::spawn(move || {
        // A filter that ends at once does not listen.
        let _ = input.write_all(&lines);
    });
    let output = child.wait_with_output().expect("it ends");
    feeding.join().expect("the lines were written");
    Ran {
        code: output.status.code().expect("the program ends by itself"),
        stdout: String::from_utf8(output.stdout).expect("the answer is UTF-8"),
        stderr: String::from_utf8(output.stderr).expect("the talk is UTF-8"),
    }
}

fn filter(corpus: &Corpus, lines: &str) -> Vec<Value> {
    let ran = filter_with(lines.as_bytes(), &["--corpus", corpus.text()], &[]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    answers(&ran.stdout)
}

fn answers(text: &str) -> Vec<Value> {
    let parsed = |line| serde_json::from_str(line).expect("each line is JSON");
    text.lines().map(parsed).collect()
}

fn field<'v>(answers: &'v [Value], name: &str) -> Vec<&'v str> {
    let text = |answer: &'v Value| answer[name].as_str().expect("a text");
    answers.iter().map(text).collect()
}

/// The lines that a filter writes of a corpus, as `--list` has its files.
fn lines_of(corpus: &str) -> String {
    let list = planlys(&["filter", "--corpus", corpus, "--list"]);
    let ran = filter_with(
        list.stdout.as_bytes(),
        &["--corpus", corpus, "--jobs", "2"],
        &[],
    );
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    ran.stdout
}

fn three_plans() -> Corpus {
    let text = |letter: &str| plan("Boligplan 2024–2028", "12.03.2024", letter);
    Corpus::new()
        .with("1866 Hadsel/a.txt", text("Startlån til alle."))
        .with("1866 Hadsel/b.txt", text("Boligsosialt arbeid."))
        .with("1866 Hadsel/c.txt", text("Bostøtte."))
}

#[test]
fn every_line_has_one_answer_in_its_place() {
    let corpus = three_plans()
        .with("1866 Hadsel/tom.pdf", "")
        .with("1866 Hadsel/bilde.png", b"\x89PNG\r\n\x1a\n....");
    let whole = corpus.path().join("1866 Hadsel/a.txt");
    let input = [
        "1866 Hadsel/c.txt",
        "",
        "1866 Hadsel/finnes ikke.pdf",
        "1866 Hadsel/a.txt\t\tbollig",
        &whole.to_string_lossy(),
        "./1866 Hadsel/b.txt\tVågan\tbolig+oppvekst",
        "1866 Hadsel/tom.pdf",
        "1866 Hadsel/bilde.png",
    ]
    .join("\n");
    let ran = filter_with(
        input.as_bytes(),
        &["--corpus", corpus.text(), "--jobs", "3"],
        &[],
    );
    assert_eq!(ran.code, 0);
    let answers = answers(&ran.stdout);
    let expected = [
        ("1866 Hadsel/c.txt", "ok"),
        ("", "error"),
        ("1866 Hadsel/finnes ikke.pdf", "error"),
        ("1866 Hadsel/a.txt", "error"),
        ("1866 Hadsel/a.txt", "ok"),
        ("1866 Hadsel/b.txt", "ok"),
        ("1866 Hadsel/tom.pdf", "empty"),
        ("1866 Hadsel/bilde.png", "error"),
    ];
    let found = field(&answers, "path")
        .into_iter()
        .zip(field(&answers, "status"));
    assert_eq!(found.collect::<Vec<_>>(), expected);
    // What is wrong with a line is said with its number and in the answer.
    assert!(
        ran.stderr
            .contains("linje 4: «bollig» er ikke en mulig verdi. Mente du bolig?"),
        "{}",
        ran.stderr
    );
    assert_eq!(answers[3]["error"]["code"], "bad_line");
    assert_eq!(answers[2]["error"]["code"], "io");
    // What a line states holds.
    assert_eq!(answers[5]["municipality"]["number"], "1865");
    assert_eq!(
        answers[5]["levels"],
        serde_json::json!(["bolig", "oppvekst"])
    );
    assert_eq!(answers[4]["municipality"]["number"], "1866");
    // Its hits are those that `hits` finds in the file.
    let alone = planlys(&["hits", &whole.to_string_lossy()]).stdout;
    let mut alone: Vec<Value> = self::answers(&alone);
    for hit in &mut alone {
        hit["document"] = "1866 Hadsel/a.txt".into();
    }
    assert!(!alone.is_empty());
    assert_eq!(answers[4]["hits"], Value::from(alone));
    for answer in &answers {
        assert_ledger(answer);
    }
}

#[test]
fn whoever_asks_line_by_line_is_answered_line_by_line() {
    let corpus = three_plans();
    let mut child = command(&["filter", "--corpus", corpus.text()])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut asked = child.stdin.take().expect("it listens");
    let mut answered = BufReader::new(child.stdout.take().expect("it speaks"));
    for name in ["a", "b", "c"] {
        writeln!(asked, "1866 Hadsel/{name}.txt").expect("it listens");
        let mut line = String::new();
        answered.read_line(&mut line).expect("it answers");
        let answer: Value = serde_json::from_str(&line).expect("it is JSON");
        assert_eq!(answer["path"], format!("1866 Hadsel/{name}.txt"));
    }
    drop(asked);
    assert!(child.wait().expect("it ends").success());
}

#[cfg(unix)]
#[test]
fn what_is_no_file_is_not_read_for_ever() {
    let corpus = three_plans();
    let pipe = corpus.path().join("1866 Hadsel/rør.pdf");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    assert!(made.expect("mkfifo is there").success());
    let lines = "/dev/zero\n1866 Hadsel/rør.pdf\n1866 Hadsel\n1866 Hadsel/a.txt\n";
    let answers = filter(&corpus, lines);
    assert_eq!(field(&answers, "status"), ["error", "error", "error", "ok"]);
}

// The fault is a seam of debug builds only.
#[cfg(debug_assertions)]
#[test]
fn a_file_that_ends_the_reader_costs_only_its_answer() {
    let corpus = three_plans();
    let input = "1866 Hadsel/a.txt\n1866 Hadsel/b.txt\n1866 Hadsel/c.txt\n";
    let statuses = |fault: &str| {
        let arguments = ["--corpus", corpus.text(), "--time-limit", "2"];
        let ran = filter_with(input.as_bytes(), &arguments, &[("PLANLYS_FAULT", fault)]);
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        let answers = answers(&ran.stdout);
        assert_eq!(answers[1]["key"]["file"].as_str().map(str::len), Some(64));
        field(&answers, "status")
            .into_iter()
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    assert_eq!(statuses("abort:b.txt"), ["ok", "crashed", "ok"]);
    assert_eq!(statuses("hang:b.txt"), ["ok", "timeout", "ok"]);
}

#[test]
fn only_misconfiguration_ends_the_filter() {
    let corpus = three_plans();
    let code = |arguments: &[&str]| filter_with(b"1866 Hadsel/a.txt\n", arguments, &[]).code;
    assert_eq!(
        code(&["--corpus", corpus.text(), "--pack", "finnes-ikke"]),
        2
    );
    assert_eq!(code(&["--corpus", "finnes/ikke"]), 2);
    let corpus = corpus.with("plans.csv", "fil;nivå\n1866 Hadsel/a.txt;bollig\n");
    assert_eq!(code(&["--corpus", corpus.text()]), 2);
    // A row about a file that this machine does not see is none.
    let corpus = corpus.with("plans.csv", "fil;nivå\n1866 Hadsel/d.txt;bolig\n");
    assert_eq!(code(&["--corpus", corpus.text()]), 0);
}

#[test]
fn lines_follow_their_published_schema() {
    let schema = |name: &str| -> Value {
        let path = root().join("src/report/schema").join(name);
        let text = fs::read_to_string(path).expect("the schema is there");
        serde_json::from_str(&text).expect("it is JSON")
    };
    let mut compiler = boon::Compiler::new();
    for name in [
        "planlys.matrix-2.json",
        "planlys.hits-1.json",
        "planlys.filter-1.json",
    ] {
        let schema = schema(name);
        let id = schema["$id"].as_str().expect("an identifier").to_owned();
        compiler.add_resource(&id, schema).expect("a schema");
    }
    let mut schemas = boon::Schemas::new();
    let index = compiler
        .compile("urn:planlys:filter:1", &mut schemas)
        .expect("a schema");
    let corpus = three_plans();
    let more = "\n1866 Hadsel/a.txt\t\t\t1-2\nfinnes/ikke.pdf\n1866 Hadsel/a.txt\tHadsel\tbollig\n";
    let mut all = answers(&lines_of("corpus"));
    all.extend(filter(&corpus, more));
    for answer in &all {
        let valid = schemas.validate(answer, index);
        if let Err(error) = valid {
            panic!("{}: {error:#}", answer["path"]);
        }
    }
    all[0]["status"] = "fine".into();
    assert!(schemas.validate(&all[0], index).is_err());
}

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
        let names = ["1", "2", "3"]
            .iter()
            .zip(parts)
            .map(|(name, part)| made.with(name, part));
        let names: Vec<String> = names.collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let ran = made.collect(corpus.text(), &names);
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        assert!(
            ran.stderr.contains("Én fil ble lest i to utgaver"),
            "{}",
            ran.stderr
        );
        for name in ["run.json", "treff.csv"] {
            let read = |made: &Made, folder: &str| {
                fs::read(made.path(folder).join(name)).expect("it is there")
            };
            assert!(
                read(&made, "samlet") == read(&reference, "screen"),
                "{name}"
            );
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

/// What `export --bulk` writes of a corpus: the identifier and the page of each pair of lines.
fn exported(corpus: &Corpus) -> Vec<(String, Value)> {
    let ran = corpus.run(&["export", "--bulk"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let lines = answers(&ran.stdout);
    let pairs = lines.chunks(2).map(|pair| {
        let action = &pair[0]["index"];
        assert_eq!(action["_index"], "planlys-sider");
        assert_eq!(action["_id"], pair[1]["id"]);
        (
            action["_id"].as_str().expect("a text").to_owned(),
            pair[1].clone(),
        )
    });
    pairs.collect()
}

#[test]
fn pages_are_exported_once_whatever_their_files_are_called() {
    let text = housing_plan("Boligplan 2024–2028", "12.03.2024", 2);
    let text = format!("{text}\u{c}Bolig-sosiale planer i kommunene.");
    let corpus = Corpus::new()
        .with("1866 Hadsel/Boligplan.txt", &text)
        .with("1865 Vågan/kopi.txt", &text);
    planlys(&["index", corpus.text()]);
    let before = exported(&corpus);
    assert_eq!(before.len(), 2, "a page of two files is one page");
    let (_, page) = &before[1];
    assert_eq!(page["municipality"], serde_json::json!(["Hadsel", "Vågan"]));
    assert_eq!(page["county"], serde_json::json!(["Nordland"]));
    assert_eq!(page["page"], 2);
    assert_eq!(page["text"], "Bolig-sosiale planer i kommunene.");
    assert_eq!(
        page["normalised"],
        "bolig boligsosiale sosiale planer i kommunene"
    );
    assert_eq!(page["stemmed"], "bol boligsosial sosial plan i kommun");
    // The same content under another name has the same identifiers, so writing it again changes no number of pages.
    let again = Corpus::new().with("1866 Hadsel/annet navn.txt", &text);
    planlys(&["index", again.text()]);
    let ids =
        |pages: &[(String, Value)]| pages.iter().map(|(id, _)| id.clone()).collect::<Vec<_>>();
    assert_eq!(ids(&before), ids(&exported(&again)));
}

#[test]
fn what_stands_in_every_margin_is_not_among_the_words() {
    let corpus = Corpus::new();
    let topics = [
        "vegene må asfalteres",
        "skolen trenger nytt tak",
        "barnehagen utvides i sør",
        "kaia skal forlenges",
        "biblioteket får lengre åpningstid",
        "vannverket bygges om",
        "avløpet fornyes i sentrum",
        "idrettshallen males innvendig",
        "kirkegården får flere graver",
    ];
    let page = |(n, topic): (usize, &str)| {
        format!(
            "Boligsosial plan for Hadsel kommune\n\nI denne perioden er det slik at {topic}.\n\nSide {n} av 9\n"
        )
    };
    let text: Vec<String> = (1..).zip(topics).map(page).collect();
    let corpus = corpus.with("1866 Hadsel/plan.txt", text.join("\u{c}"));
    planlys(&["index", corpus.text()]);
    let pages = exported(&corpus);
    let with = |field: &str, word: &str| {
        let has =
            |page: &&(String, Value)| page.1[field].as_str().is_some_and(|t| t.contains(word));
        pages.iter().filter(has).count()
    };
    assert_eq!(with("text", "Boligsosial"), 9);
    assert!(
        with("normalised", "boligsosial") <= 1,
        "the first may be the title"
    );
    assert_eq!(with("normalised", "perioden"), 9);
}

#[test]
fn the_shipped_mappings_have_every_field() {
    let corpus = three_plans();
    planlys(&["index", corpus.text()]);
    let (_, page) = exported(&corpus).remove(0);
    let fields: Vec<&str> = page
        .as_object()
        .expect("an object")
        .keys()
        .map(String::as_str)
        .collect();
    let file = |name: &str| {
        fs::read_to_string(root().join("examples/search").join(name)).expect("it is there")
    };
    let mapping: Value = serde_json::from_str(&file("opensearch.json")).expect("it is JSON");
    let mapped = mapping["mappings"]["properties"]
        .as_object()
        .expect("an object");
    assert_eq!(
        mapped.keys().map(String::as_str).collect::<Vec<_>>(),
        fields
    );
    let quickwit = file("quickwit.yaml");
    let names = quickwit
        .lines()
        .filter_map(|line| line.trim().strip_prefix("- { name: "));
    let mut names: Vec<&str> = names.filter_map(|rest| rest.split(',').next()).collect();
    names.sort_unstable();
    assert_eq!(names, fields);
    assert_eq!(planlys(&["export", "--corpus", corpus.text()]).code, 2);
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
    let names = ["1", "2", "3"]
        .iter()
        .zip(parts)
        .map(|(name, part)| made.with(name, part));
    let names: Vec<String> = names.collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let ran = made.collect(corpus.text(), &names);
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
        let collected = fs::read(made.path("samlet").join(name)).expect("it is there");
        let other = fs::read(screened.path("screen").join(name)).expect("it is there");
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
    let collected = fs::read(made.path("samlet/treff.csv")).expect("it is there");
    let screened = fs::read(reference.path("screen/treff.csv")).expect("it is there");
    assert!(collected == screened);
}

#[test]
fn what_was_recognised_of_another_file_is_not_used() {
    let Some(tesseract) = tesseract() else { return };
    let reader = [(
        "PLANLYS_TESSERACT",
        tesseract.to_str().expect("a plain name"),
    )];
    let mut scan = lopdf::Document::load(root().join(SCAN)).expect("the scan is there");
    scan.delete_pages(&[2, 3, 4, 5, 6, 7, 8]);
    let mut one = Vec::new();
    scan.save_to(&mut one).expect("it can be written");
    let other = [&one[..], b"\n% another file"].concat();
    let corpus = Corpus::new()
        .with("1866 Hadsel/en.pdf", one)
        .with("1866 Hadsel/to.pdf", other);
    let with = |line: &str, variables: &[(&str, &str)]| {
        let ran = filter_with(line.as_bytes(), &["--corpus", corpus.text()], variables);
        answers(&ran.stdout).remove(0)
    };
    let share = with("1866 Hadsel/en.pdf\t\t\t1", &reader);
    let recognised = share["recognised"].as_str().expect("a text");
    let own = with(&format!("1866 Hadsel/en.pdf\t\t\t\t{recognised}"), &[]);
    assert_eq!(own["status"], "ok");
    let wrong = with(&format!("1866 Hadsel/to.pdf\t\t\t\t{recognised}"), &[]);
    assert_eq!(
        (&wrong["status"], &wrong["recognised"]),
        (&"partial".into(), &Value::Null)
    );
    let beyond = with("1866 Hadsel/en.pdf\t\t\t1-2", &reader);
    assert_eq!(beyond["status"], "partial", "there is no second page");
}

#[cfg(unix)]
#[test]
fn what_cannot_stand_in_a_list_is_told() {
    let corpus = three_plans()
        .with("1866 Hadsel/tab\tplan.txt", "noe")
        .with("1866 Hadsel/a\\b.txt", "noe");
    std::os::unix::fs::symlink("finnes/ikke", corpus.path().join("1866 Hadsel/lenke.pdf"))
        .expect("a link");
    let list = planlys(&["filter", "--corpus", corpus.text(), "--list"]);
    assert_eq!(list.code, 3);
    assert_eq!(
        list.stdout,
        "1866 Hadsel/a.txt\n1866 Hadsel/b.txt\n1866 Hadsel/c.txt\n"
    );
    for name in ["tab\\tplan.txt", "a\\\\b.txt", "lenke.pdf"] {
        assert!(list.stderr.contains(name), "{name}: {}", list.stderr);
    }
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

//! `filter`: a path a line in, a JSON document a line out, whatever the files and lines are.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::process::Stdio;

use serde_json::Value;

use crate::kit::{Corpus, Ran, assert_ledger, command, plan, planlys, root};
use crate::ocr::{SCAN, tesseract};

/// Runs `filter` over lines.
pub fn filter_with(lines: &[u8], arguments: &[&str], variables: &[(&str, &str)]) -> Ran {
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

pub fn answers(text: &str) -> Vec<Value> {
    let parsed = |line| serde_json::from_str(line).expect("each line is JSON");
    text.lines().map(parsed).collect()
}

pub fn field<'v>(answers: &'v [Value], name: &str) -> Vec<&'v str> {
    let text = |answer: &'v Value| answer[name].as_str().expect("a text");
    answers.iter().map(text).collect()
}

/// The lines that a filter writes of a corpus, as `--list` has its files.
pub fn lines_of(corpus: &str) -> String {
    let list = planlys(&["filter", "--corpus", corpus, "--list"]);
    let ran = filter_with(
        list.stdout.as_bytes(),
        &["--corpus", corpus, "--jobs", "2"],
        &[],
    );
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    ran.stdout
}

pub fn three_plans() -> Corpus {
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

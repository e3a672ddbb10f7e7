//! Runs the program in one hermetic environment.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use rust_xlsxwriter::Workbook;
use serde_json::Value;

/// What a run of the program gave.
pub struct Ran {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Ran {
    /// The answer as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.stdout)
            .unwrap_or_else(|error| panic!("{error}: {}\n{}", self.stdout, self.stderr))
    }
}

/// Runs `planlys` with arguments, in the folder of the project.
pub fn planlys(arguments: &[&str]) -> Ran {
    planlys_with(arguments, &[])
}

/// … with environment variables.
pub fn planlys_with(arguments: &[&str], variables: &[(&str, &str)]) -> Ran {
    let mut command = command(arguments);
    let output = command.envs(variables.iter().copied()).output();
    let output = output.expect("the program starts");
    Ran {
        code: output.status.code().expect("the program ends by itself"),
        stdout: String::from_utf8(output.stdout).expect("the answer is UTF-8"),
        stderr: String::from_utf8(output.stderr).expect("the talk is UTF-8"),
    }
}

/// Starts `planlys` and goes on while it runs; nobody hears what it says.
#[cfg(feature = "fetch")]
pub fn started(arguments: &[&str]) -> std::process::Child {
    let mut command = command(arguments);
    command.stdout(std::process::Stdio::null());
    command.stderr(std::process::Stdio::null());
    command.spawn().expect("the program starts")
}

/// `planlys` with arguments, to be started.
pub fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_planlys"));
    command
        .args(arguments)
        .current_dir(root())
        .env_clear()
        .env("HOME", std::env::temp_dir().join("planlys-test-home"))
        .env("NO_COLOR", "1");
    command
}

/// The project's folder.
pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// A corpus of text files in a folder that disappears with the value.
pub struct Corpus {
    dir: tempfile::TempDir,
}

impl Corpus {
    /// An empty corpus.
    pub fn new() -> Self {
        Corpus {
            dir: tempfile::tempdir().expect("a temporary folder"),
        }
    }

    /// Adds a file.
    pub fn with(self, path: &str, content: impl AsRef<[u8]>) -> Self {
        let path = self.path().join(path);
        fs::create_dir_all(path.parent().expect("the path has a folder"))
            .expect("the folder is made");
        fs::write(path, content).expect("the file is written");
        self
    }

    pub fn path(&self) -> &Path {
        self.dir.path()
    }

    pub fn text(&self) -> &str {
        self.path()
            .to_str()
            .expect("temporary folders have plain names")
    }

    /// Runs a command that speaks of this corpus.
    pub fn run(&self, arguments: &[&str]) -> Ran {
        planlys(&[arguments, &["--corpus", self.text()]].concat())
    }

    /// Screens the corpus on a fixed day and returns the folder of its reports, which disappears with the value.
    pub fn reports(&self) -> (tempfile::TempDir, PathBuf) {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let out = dir.path().join("ut");
        let text = out.to_str().expect("a plain name");
        let ran = planlys(&["screen", self.text(), "--date", DAY, "--out", text]);
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        (dir, out)
    }

    /// Screens the corpus on a fixed day and returns the JSON.
    pub fn screen(&self) -> Ran {
        planlys(&["screen", self.text(), "--date", DAY, "--json"])
    }
}

/// A workbook with rows of text on its only sheet.
pub fn workbook(rows: &[Vec<String>]) -> Workbook {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (number, row) in (0u32..).zip(rows) {
        for (column, text) in (0u16..).zip(row) {
            let written = sheet.write(number, column, text);
            written.expect("it can be written");
        }
    }
    book
}

/// A plan that says a good deal about social housing, little, or nothing.
pub fn housing_plan(title: &str, adopted: &str, sentences: usize) -> String {
    const SENTENCES: [&str; 8] = [
        "Kommunen skal hjelpe vanskeligstilte på boligmarkedet.",
        "Boligsosialt arbeid skal samordnes av et eget team.",
        "Startlån skal brukes aktivt, slik at unge flyktninger får egen bolig.",
        "Det er mangel på egnede boliger for folk med rusproblemer.",
        "Bostedsløse skal få tilbud om bolig innen tre måneder.",
        "Kommunale boliger skal pusses opp.",
        "Boligpolitikken skal være sosial.",
        "Bostøtte skal gjøres kjent for leietakere med lav inntekt i utleieboliger.",
    ];
    let body = SENTENCES[..sentences].join(" Vi bygger også veger. ");
    plan(title, adopted, &body)
}

/// The day of all tests: what is in force depends on it.
pub const DAY: &str = "2026-11-21";

/// The cell of a municipality and level.
pub fn cell<'v>(matrix: &'v Value, municipality: &str, level: &str) -> &'v Value {
    let cells = matrix["cells"].as_array().expect("there are cells");
    cells
        .iter()
        .find(|cell| cell["municipality"] == municipality && cell["level"] == level)
        .unwrap_or_else(|| panic!("no cell {municipality} {level}"))
}

/// The document at a path.
pub fn document<'v>(matrix: &'v Value, path: &str) -> &'v Value {
    let documents = matrix["documents"].as_array().expect("there are documents");
    documents
        .iter()
        .find(|document| document["path"] == path)
        .unwrap_or_else(|| panic!("no document {path}"))
}

/// A plan of many words without any term: title and adoption first.
pub fn plan(title: &str, adopted: &str, body: &str) -> String {
    let filler = "Kommunen skal ta vare på veger, vann og avløp i hele kommunen, og det blir satt av midler til dette hvert år. ".repeat(30);
    format!("{title}\n\nVedtatt av kommunestyret {adopted}\n\n{body}\n\n{filler}\n")
}

/// Every page of a document is in exactly one column of its ledger.
pub fn assert_ledger(document: &Value) {
    let count = |name: &str| document["coverage"][name].as_u64().expect("a number");
    let columns = ["text", "ocr", "blank", "unread"].map(count);
    assert_eq!(
        count("pages"),
        columns.iter().sum::<u64>(),
        "{}",
        document["path"]
    );
}

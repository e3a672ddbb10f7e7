//! `planlys letter`: drafts to the municipalities.

use std::fs;
use std::io::Read;

use crate::kit::{DAY, planlys};

struct Letters(tempfile::TempDir);

impl Letters {
    fn bundled(more: &[&str]) -> Self {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let path = |name: &str| dir.path().join(name).to_str().expect("plain").to_owned();
        let state = path("indeks");
        planlys(&["screen", "--date", DAY, "--state", &state]);
        let out = path("brev");
        let decisions = path("v.jsonl");
        let fixed = [
            "letter",
            "--state",
            &state,
            "--decisions",
            &decisions,
            "--out",
            &out,
        ];
        let set = [
            "review",
            "set",
            "Sjøvær",
            "samfunnsdel",
            "grønn",
            "--by",
            "KH",
            "--reason",
            "Klare mål.",
            "--cite",
            "7",
            "--state",
            &state,
            "--decisions",
            &decisions,
        ];
        assert_eq!(planlys(&set).code, 0);
        let ran = planlys(&[&fixed[..], more].concat());
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        Letters(dir)
    }

    fn markdown(&self, municipality: &str) -> String {
        let path = self.0.path().join(format!("brev/brev-{municipality}.md"));
        fs::read_to_string(path).expect("the letter is there")
    }

    /// The words of the Word file, a line a paragraph, after checking that its parts are well formed.
    fn word(&self, municipality: &str) -> String {
        let path = self.0.path().join(format!("brev/brev-{municipality}.docx"));
        let file = fs::File::open(path).expect("the letter is there");
        let mut zip = zip::ZipArchive::new(file).expect("it is a zip");
        let mut words = String::new();
        for index in 0..zip.len() {
            let mut part = zip.by_index(index).expect("a part");
            let mut text = String::new();
            part.read_to_string(&mut text).expect("it is UTF-8");
            let name = part.name().expect("a plain name").into_owned();
            assert_well_formed(&name, &text);
            if name == "word/document.xml" {
                words = text;
            }
        }
        let paragraphs = words.split("</w:p>").map(|paragraph| {
            let runs = paragraph.split("<w:t xml:space=\"preserve\">").skip(1);
            runs.filter_map(|run| run.split("</w:t>").next())
                .collect::<String>()
        });
        paragraphs
            .collect::<Vec<_>>()
            .join("\n")
            .replace("&lt;", "<")
            .replace("&amp;", "&")
    }
}

/// Every element that is opened is closed, in order.
fn assert_well_formed(name: &str, xml: &str) {
    let mut open: Vec<&str> = Vec::new();
    for tag in xml.split('<').skip(1) {
        let (tag, _) = tag.split_once('>').expect("a tag ends");
        let element = tag
            .trim_start_matches('/')
            .split([' ', '/'])
            .next()
            .expect("a name");
        if tag.starts_with('/') {
            assert_eq!(open.pop(), Some(element), "{name}");
        } else if !tag.starts_with('?') && !tag.ends_with('/') {
            open.push(element);
        }
    }
    assert!(open.is_empty(), "{name}: {open:?}");
}

#[test]
fn a_letter_is_in_the_language_form_of_the_plans_and_calls_a_suggestion_a_suggestion() {
    let letters = Letters::bundled(&[]);
    let nynorsk = letters.markdown("Lauvdal");
    assert!(
        nynorsk.contains("## Vurderinga til Statsforvaltaren"),
        "{nynorsk}"
    );
    assert!(nynorsk.contains("bustadsosiallova § 10"));
    let bokmål = letters.markdown("Sjøvær");
    assert!(bokmål.contains("innen 1. juli 2027"));
    assert!(bokmål.contains("plan- og bygningsloven § 10-1") && bokmål.contains("§ 11-2"));
    assert!(bokmål.contains("Vurdert: ● grønn. Sitat: s. 7"), "{bokmål}");
    // A reason was written for colleagues: it is for the adviser to rewrite or delete.
    assert!(
        bokmål.contains("> \\[Begrunnelsen i vurderingen: Klare mål."),
        "{bokmål}"
    );
    assert!(bokmål.contains("Forslag: ■ rød (lite å spore)."));
    assert!(
        bokmål.contains("> [Skriv vurderingen her.]")
            || bokmål.contains("> \\[Skriv vurderingen her.\\]")
    );
    // Found, with page; looked for and not found; not found as a plan, with where and when.
    assert!(bokmål.contains("- «Kommunen vil bruke startlån for unge og vanskeligstilte som ikke får lån i vanlig bank.» (s. 7)"));
    assert!(bokmål.contains("Søkt 3.11.2026 på sjovar.kommune.no"));
}

/// A term that is in the plan is not said to be absent: what does not count is told apart.
#[test]
fn what_is_not_counted_is_not_said_to_be_absent() {
    let letter = Letters::bundled(&[]).markdown("Sjøvær");
    let (_, after) = letter
        .split_once("### Kommuneplan samfunnsdel")
        .expect("the level is there");
    let (section, _) = after.split_once("###").expect("another level follows");
    let line = |start: &str| {
        section
            .lines()
            .find(|line| line.starts_with(start))
            .unwrap_or_default()
    };
    let absent = line("Søkeord som ikke finnes i planen:");
    let uncounted = line("Søkeord som bare er nevnt der det ikke teller");
    assert!(
        uncounted.contains("bosetning") && !absent.contains("bosetning"),
        "{section}"
    );
    let text = planlys(&["extract", "corpus/Sjøvær/Leve godt i havet.pdf"])
        .stdout
        .to_lowercase();
    for term in absent
        .trim_end_matches('.')
        .split(": ")
        .nth(1)
        .expect("terms")
        .split(", ")
    {
        assert!(
            !text.contains(&term.to_lowercase()),
            "{term} is in the plan"
        );
    }
}

#[test]
fn every_document_of_the_municipality_is_told() {
    let letter = Letters::bundled(&[]).markdown("Sjøvær");
    let files = fs::read_dir("corpus/Sjøvær")
        .expect("it can be listed")
        .count();
    assert!(files > 3);
    for name in [
        "arealdel-skannet.pdf",
        "planstrategi",
        "helse- og omsorgsplan.pdf",
        "høringsutkast",
    ] {
        assert!(
            letter.contains(&name.replace('_', "\\_")),
            "{name}: {letter}"
        );
    }
    assert!(
        letter.contains("Én fil kunne ikke åpnes") || letter.contains("1 fil kunne ikke åpnes"),
        "{letter}"
    );
}

#[test]
fn a_draft_that_is_there_is_not_replaced_and_a_table_without_plans_gives_none() {
    let letters = Letters::bundled(&[]);
    let path = |name: &str| {
        letters
            .0
            .path()
            .join(name)
            .to_str()
            .expect("plain")
            .to_owned()
    };
    let file = path("brev/brev-Lauvdal.md");
    fs::write(&file, "Ferdig brev").expect("it is written");
    let again = planlys(&["letter", "--state", &path("indeks"), "--out", &path("brev")]);
    assert_eq!(again.code, 2);
    assert!(again.stderr.contains("brev-Lauvdal.md"), "{}", again.stderr);
    assert_eq!(
        fs::read_to_string(&file).expect("it is there"),
        "Ferdig brev"
    );
    let table = planlys(&["letter", "planstatus-2018", "--out", &path("b")]);
    assert_eq!(table.code, 2, "{}", table.stdout);
    assert!(!letters.0.path().join("b").exists());
}

#[test]
fn what_could_not_be_read_is_not_said_to_say_nothing() {
    let letter = Letters::bundled(&[]).markdown("Sjøvær");
    let (_, after) = letter
        .split_once("### Kommuneplan arealdel")
        .expect("the level is there");
    let (section, _) = after.split_once("###").expect("another level follows");
    assert!(section.contains("kunne ikke leses"), "{section}");
    assert!(
        !section.contains("Ikke funnet") && !section.contains("ikke funnet noe"),
        "{section}"
    );
}

#[test]
fn the_word_file_says_what_the_markdown_says() {
    let letters = Letters::bundled(&["--municipality", "Lauvdal", "--form", "nb"]);
    let word = letters.word("Lauvdal");
    let plain = |line: &str| {
        let text = line.trim_start_matches(['#', '>', '-', ' ']);
        text.replace('\\', "")
    };
    let markdown = letters.markdown("Lauvdal");
    let mut compared = 0;
    for line in markdown
        .lines()
        .filter(|line| !line.starts_with('|') && !line.is_empty())
    {
        let line = plain(line);
        let line = line.trim_end_matches(':');
        assert!(
            word.replace("&quot;", "\"")
                .replace("&gt;", ">")
                .contains(line),
            "{line}"
        );
        compared += 1;
    }
    assert!(compared > 40, "{compared} lines");
    let none = planlys(&[
        "letter",
        "--out",
        "x",
        "--municipality",
        "Atlantis",
        "--state",
        "finnes-ikke",
    ]);
    assert_eq!(none.code, 2);
}

//! The state directory: only what changed is read, nothing is lost whatever stops the program, and what is wrong is found.

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use planlys::extract::{self, Reading};
use planlys::index::State;
use serde_json::Value;

use crate::kit::{Corpus, DAY, Ran, plan, planlys, root};

fn three() -> Corpus {
    let text = |word: &str| {
        plan(
            &format!("Boligplan for {word}"),
            "1.2.2024",
            &format!("Ordet er {word}."),
        )
    };
    let corpus = Corpus::new()
        .with("Vågan/en.txt", text("alfa"))
        .with("Vågan/to.txt", text("bravo"))
        .with("Bodø/tre.txt", text("charlie"));
    old(corpus.path());
    corpus
}

/// Sets the times of all files back, as if they had lain there for a day.
fn old(folder: &Path) {
    let yesterday = std::time::SystemTime::now() - Duration::from_hours(24);
    for entry in walkdir::WalkDir::new(folder).into_iter().flatten() {
        if entry.file_type().is_file() && !entry.path().to_string_lossy().contains(".planlys") {
            let file = fs::File::options()
                .write(true)
                .open(entry.path())
                .expect("the file opens");
            file.set_modified(yesterday).expect("its time can be set");
        }
    }
    // The system's own time of change is now; a file seen in the same moment is looked into again.
    std::thread::sleep(Duration::from_millis(120));
}

fn index(corpus: &Corpus) -> Value {
    let ran = planlys(&["index", corpus.text(), "--json"]);
    assert!(ran.code == 0 || ran.code == 3, "{}", ran.stderr);
    ran.json()
}

fn numbers(answer: &Value) -> [usize; 6] {
    let count = |name: &str| match &answer[name] {
        Value::Array(all) => all.len(),
        number => number.as_u64().map_or(0, |n| n as usize),
    };
    ["new", "changed", "moved", "gone", "same", "read"].map(count)
}

fn finds(corpus: &Corpus, word: &str) -> Vec<String> {
    let answer = corpus.run(&["search", word, "--json"]).json();
    let pages = answer["pages"].as_array().expect("pages").iter();
    pages
        .map(|page| page["document"].as_str().unwrap_or_default().to_owned())
        .collect()
}

fn assert_clean(dir: &str) -> Value {
    let ran = planlys(&["verify", "--state", dir, "--json"]);
    assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
    ran.json()
}

fn state_of(corpus: &Corpus) -> String {
    corpus
        .path()
        .join(".planlys")
        .to_str()
        .expect("a plain name")
        .to_owned()
}

#[test]
fn only_what_changed_is_read() {
    let corpus = three();
    assert_eq!(numbers(&index(&corpus)), [3, 0, 0, 0, 0, 3]);
    assert_eq!(numbers(&index(&corpus)), [0, 0, 0, 0, 3, 0]);
    let text = plan("Boligplan for delta", "1.2.2024", "Ordet er delta.");
    let corpus = corpus.with("Vågan/fire.txt", text);
    fs::write(corpus.path().join("Vågan/en.txt"), "Ordet er echo.").expect("the file is written");
    fs::rename(
        corpus.path().join("Vågan/to.txt"),
        corpus.path().join("Bodø/to.txt"),
    )
    .expect("the file moves");
    fs::remove_file(corpus.path().join("Bodø/tre.txt")).expect("the file goes");
    let answer = index(&corpus);
    assert_eq!(numbers(&answer), [1, 1, 1, 1, 0, 2], "{answer}");
    assert_eq!(answer["moved"][0]["to"], "Bodø/to.txt");
    assert_eq!(
        finds(&corpus, "bravo"),
        ["Bodø/to.txt"],
        "the moved file is found where it is"
    );
    assert!(finds(&corpus, "alfa").is_empty() && finds(&corpus, "charlie").is_empty());
    assert_eq!(finds(&corpus, "echo"), ["Vågan/en.txt"]);
    assert_clean(&state_of(&corpus));
}

#[test]
fn a_screening_takes_over_what_has_not_changed_and_finds_the_same() {
    let copy = Corpus::new();
    for entry in walkdir::WalkDir::new(root().join("corpus"))
        .into_iter()
        .flatten()
    {
        let name = entry
            .path()
            .strip_prefix(root().join("corpus"))
            .expect("it is inside");
        if entry.file_type().is_file() && !name.starts_with(".planlys") {
            let to = copy.path().join(name);
            fs::create_dir_all(to.parent().expect("a folder")).expect("the folder is made");
            fs::copy(entry.path(), to).expect("the file is copied");
        }
    }
    old(copy.path());
    let first = copy.screen().stdout;
    assert_eq!(copy.screen().stdout, first, "nothing changed");
    let printed = || planlys(&["screen", copy.text(), "--date", DAY]).stdout;
    let table = printed();
    let anew = tempfile::tempdir().expect("a temporary folder");
    let dir = anew.path().to_str().expect("a plain name");
    let first = planlys(&["screen", copy.text(), "--date", DAY, "--state", dir]).stdout;
    let without_hints = |text: &str| {
        text.lines()
            .filter(|l| !l.contains("planlys"))
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    assert_eq!(
        without_hints(&table),
        without_hints(&first),
        "printed without hits"
    );
    // One plan less and one more: as if all were read for the first time.
    fs::remove_file(
        copy.path()
            .join("Lauvdal")
            .join(first_pdf(&copy, "Lauvdal")),
    )
    .expect("a plan goes");
    let copy = copy.with(
        "Sjøvær/ny.txt",
        plan("Boligplan 2025–2030", "1.2.2025", "Startlån gis."),
    );
    let manifest = fs::read_to_string(copy.path().join("plans.csv")).expect("plans.csv is there");
    let gone: Vec<&str> = manifest
        .lines()
        .filter(|line| {
            copy.path()
                .join(line.split(';').next().unwrap_or(""))
                .exists()
                || line.starts_with(';')
                || line.starts_with("fil")
        })
        .collect();
    fs::write(copy.path().join("plans.csv"), gone.join("\n")).expect("plans.csv is written");
    let updated = planlys(&["screen", copy.text(), "--date", DAY, "--json"]);
    assert!(
        updated.stderr.contains("borte siden sist: Lauvdal/"),
        "{}",
        updated.stderr
    );
    let state = tempfile::tempdir().expect("a temporary folder");
    let dir = state.path().to_str().expect("a plain name");
    let anew = planlys(&[
        "screen",
        copy.text(),
        "--date",
        DAY,
        "--json",
        "--state",
        dir,
    ]);
    assert_eq!(updated.stdout, anew.stdout);
    // Another day, the same plans.
    let later = planlys(&["screen", copy.text(), "--date", "2031-01-01", "--json"]);
    let state = tempfile::tempdir().expect("a temporary folder");
    let dir = state.path().to_str().expect("a plain name");
    let anew = planlys(&[
        "screen",
        copy.text(),
        "--date",
        "2031-01-01",
        "--json",
        "--state",
        dir,
    ]);
    assert_eq!(later.stdout, anew.stdout);
    assert_ne!(later.stdout, updated.stdout);
    assert_clean(&state_of(&copy));
}

fn first_pdf(corpus: &Corpus, folder: &str) -> String {
    let entries = fs::read_dir(corpus.path().join(folder)).expect("the folder is there");
    let names = entries
        .flatten()
        .map(|e| e.file_name().to_string_lossy().into_owned());
    let mut names: Vec<String> = names
        .filter(|name| Path::new(name).extension().is_some_and(|e| e == "pdf"))
        .collect();
    names.sort();
    names.remove(0)
}

#[test]
fn what_plans_csv_says_costs_no_reading() {
    let corpus = three();
    index(&corpus);
    let corpus = corpus.with("plans.csv", "fil;nivå\nVågan/en.txt;helse\n");
    assert_eq!(numbers(&index(&corpus)), [0, 0, 0, 0, 3, 0]);
    assert_eq!(finds(&corpus, "alfa nivå:helse"), ["Vågan/en.txt"]);
}

#[test]
fn a_file_of_the_same_size_and_time_is_looked_into_when_the_system_saw_a_change() {
    let corpus = three();
    index(&corpus);
    let path = corpus.path().join("Vågan/en.txt");
    let before = fs::metadata(&path)
        .and_then(|m| m.modified())
        .expect("it has a time");
    let text = fs::read_to_string(&path)
        .expect("it is text")
        .replace("alfa", "zulu");
    fs::write(&path, text).expect("it is written");
    let file = fs::File::options()
        .write(true)
        .open(&path)
        .expect("it opens");
    file.set_modified(before).expect("its time can be set");
    assert_eq!(numbers(&index(&corpus)), [0, 1, 0, 0, 2, 1]);
    assert_eq!(finds(&corpus, "zulu"), ["Vågan/en.txt"]);
}

#[test]
fn a_state_of_another_version_is_made_anew() {
    let corpus = three();
    index(&corpus);
    let state = corpus.path().join(".planlys");
    let mut catalog = fs::read(state.join("catalog")).expect("there is a catalog");
    catalog[0] ^= 0xff;
    fs::write(state.join("catalog"), catalog).expect("it is written");
    let ran = corpus.run(&["search", "alfa"]);
    assert_eq!(ran.code, 4);
    assert!(ran.stderr.contains("annen versjon"), "{}", ran.stderr);
    assert_eq!(
        numbers(&index(&corpus))[5],
        0,
        "what was read is in the store"
    );
    assert_eq!(finds(&corpus, "alfa"), ["Vågan/en.txt"]);
    // The list of versions before the catalog.
    fs::remove_file(state.join("catalog")).expect("it goes");
    fs::write(state.join("documents.json"), "{}").expect("it is written");
    assert_eq!(corpus.run(&["search", "alfa"]).code, 4);
    index(&corpus);
    assert_eq!(finds(&corpus, "alfa"), ["Vågan/en.txt"]);
    assert!(!state.join("documents.json").exists());
}

/// Every kind of damage is found, and rebuilding mends it.
#[test]
fn damage_is_found_and_mended() {
    let corpus = three();
    corpus.screen();
    let dir = state_of(&corpus);
    let clean = assert_clean(&dir);
    assert!(
        clean["words"].as_u64() > Some(100) && clean["pages"] == 3,
        "{clean}"
    );
    let files = |under: &str, end: &str| {
        let all = walkdir::WalkDir::new(Path::new(&dir).join(under))
            .into_iter()
            .flatten();
        let mut all: Vec<_> = all
            .filter(|e| e.file_type().is_file())
            .map(|e| e.path().to_owned())
            .collect();
        all.retain(|path| path.to_string_lossy().ends_with(end));
        all.sort();
        all
    };
    let flip = |path: &Path| {
        let mut bytes = fs::read(path).expect("it is there");
        let middle = bytes.len() / 2;
        bytes[middle] ^= 0x55;
        fs::write(path, bytes).expect("it is written");
    };
    for (under, end) in [
        ("texts", ".txt"),
        ("index", ".idx"),
        ("index", ".pos"),
        ("index", ".term"),
    ] {
        flip(&files(under, end)[0]);
        let ran = planlys(&["verify", "--state", &dir]);
        assert_eq!(ran.code, 4, "{under} {end}: {}{}", ran.stdout, ran.stderr);
        let ran = planlys(&["rebuild", corpus.text()]);
        assert_eq!(ran.code, 0, "{end} {}", ran.stderr);
        assert_clean(&dir);
    }
    fs::remove_file(&files("texts", ".txt")[0]).expect("an entry goes");
    assert_eq!(planlys(&["verify", "--state", &dir]).code, 4);
    assert_eq!(planlys(&["rebuild", corpus.text()]).code, 0);
    // A hit that does not stand where it says.
    let run = Path::new(&dir).join("run.json");
    let text = fs::read_to_string(&run).expect("there is a run");
    let moved = text.replacen("\"surface\":\"", "\"surface\":\"x", 1);
    assert_ne!(moved, text, "there is a hit");
    fs::write(&run, moved).expect("it is written");
    let ran = planlys(&["verify", "--state", &dir]);
    assert!(
        ran.code == 4 && ran.stdout.contains("står ikke der det skal"),
        "{}",
        ran.stdout
    );
}

/// What the store gives back is what was read, places of words and all.
#[test]
fn the_store_gives_back_what_was_read() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let store = State::at(dir.path()).store();
    let mut pages = 0;
    for entry in walkdir::WalkDir::new(root().join("corpus"))
        .into_iter()
        .flatten()
    {
        let Ok(bytes) = fs::read(entry.path()) else {
            continue;
        };
        let Ok(reading) = extract::read(entry.path(), bytes) else {
            continue;
        };
        assert!(store.put("ab", &reading), "it can be written");
        let bytes = |reading: &Reading| extract::encoded::to_bytes(reading);
        let whole = store.get_with_places("ab").expect("it is there");
        assert!(
            bytes(&whole) == bytes(&reading),
            "{}",
            entry.path().display()
        );
        let bare = store.get("ab").expect("it is there");
        assert!(
            bytes(&bare) == bytes(&reading.without_places()),
            "{}",
            entry.path().display()
        );
        let mut one = store.open("ab").expect("it is there");
        for (index, page) in reading.pages.iter().enumerate().rev() {
            let number = extract::PageNumber::from_index(index);
            assert_eq!(one.page(number).map(|page| &page.text), Some(&page.text));
        }
        pages += reading.pages.len();
    }
    assert!(pages > 400, "{pages}");
}

fn start(arguments: &[&str]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_planlys"))
        .args(arguments)
        .current_dir(root())
        .env("NO_COLOR", "1")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program starts")
}

/// Killed at moments all along an indexing, the state is whole at once, and the next run completes it. `benches/kill.rs` does it 200 times.
#[test]
fn a_killed_indexing_loses_nothing() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let state = dir.path().join("state");
    let path = state.to_str().expect("a plain name");
    let began = Instant::now();
    assert_eq!(planlys(&["index", "corpus", "--state", path]).code, 3);
    let whole = began.elapsed();
    let expected = assert_clean(path);
    for step in 0..12u32 {
        fs::remove_dir_all(&state).expect("the state goes");
        let mut child = start(&["index", "corpus", "--state", path]);
        std::thread::sleep(whole * step / 11);
        child.kill().expect("it is stopped");
        child.wait().expect("it ends");
        // Before the first catalog there is nothing to check; afterwards all must be right.
        let ran = planlys(&["verify", "--state", path, "--json"]);
        assert!(
            ran.code == 0 || (ran.code == 2 && !state.join("catalog").exists()),
            "{step}: {} {}",
            ran.stdout,
            ran.stderr
        );
        assert_eq!(planlys(&["index", "corpus", "--state", path]).code, 3);
        assert_eq!(assert_clean(path), expected, "{step}");
    }
}

/// While one planlys writes, another reads what was there before, and a third that would write is told who writes.
#[test]
fn reading_goes_on_while_another_writes() {
    let corpus = three();
    index(&corpus);
    let lock = fs::File::options()
        .write(true)
        .open(corpus.path().join(".planlys/lock"))
        .expect("the lock file");
    lock.lock().expect("the lock is free");
    fs::write(corpus.path().join(".planlys/lock"), "4711").expect("the number is written");
    assert_eq!(finds(&corpus, "alfa"), ["Vågan/en.txt"]);
    assert_eq!(
        planlys(&["index", corpus.text()]).code,
        0,
        "nothing changed: nothing is written"
    );
    let corpus = corpus.with("Vågan/ny.txt", "Ordet er foxtrot.");
    for command in ["index", "screen", "rebuild"] {
        let ran = planlys(&[command, corpus.text()]);
        assert_eq!(ran.code, 4, "{command}");
        assert!(ran.stderr.contains("prosess 4711"), "{}", ran.stderr);
    }
    drop(lock);
    assert_eq!(planlys(&["index", corpus.text()]).code, 0);
    assert_eq!(finds(&corpus, "foxtrot"), ["Vågan/ny.txt"]);
}

/// A disk without room: the state from before stays usable, and the message says so.
#[cfg(unix)]
#[test]
fn a_full_disk_leaves_the_old_state() {
    let corpus = three();
    index(&corpus);
    let long = "Ordet er golf og mye mer. ".repeat(60_000);
    let corpus = corpus.with("Vågan/lang.txt", long);
    // No file may grow beyond 64 KiB: the same as a full disk to whoever writes, and no rights are needed to bring it about.
    let limited = |command: &str| -> Ran {
        let script = format!(
            "trap '' XFSZ; ulimit -f 64; exec {} {command} {}",
            env!("CARGO_BIN_EXE_planlys"),
            corpus.text()
        );
        let output = Command::new("bash")
            .args(["-c", &script])
            .env("NO_COLOR", "1")
            .output()
            .expect("bash starts");
        Ran {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    };
    let ran = limited("index");
    assert_ne!(ran.code, 0, "{}", ran.stderr);
    assert!(
        !ran.stderr.is_empty() && !ran.stderr.contains("panicked"),
        "{}",
        ran.stderr
    );
    assert_eq!(finds(&corpus, "alfa"), ["Vågan/en.txt"]);
    assert_clean(&state_of(&corpus));
    index(&corpus);
    assert_eq!(finds(&corpus, "golf"), ["Vågan/lang.txt"]);
    assert_clean(&state_of(&corpus));
}

#[test]
fn a_state_that_cannot_be_made_is_told() {
    let corpus = three();
    let file = corpus.path().join("Vågan/en.txt");
    let ran = planlys(&[
        "index",
        corpus.text(),
        "--state",
        file.to_str().expect("a plain name"),
    ]);
    assert_eq!(ran.code, 4, "{}", ran.stderr);
    assert!(ran.stderr.contains("en.txt"), "{}", ran.stderr);
}

/// A file that is put in a watched folder is found soon, and one that goes is gone.
#[test]
fn a_watched_folder_is_kept_up_to_date() {
    let corpus = three();
    let mut watcher = start(&["watch", corpus.text(), "--every", "0.1"]);
    let within = |what: &str, done: &dyn Fn() -> bool| {
        let began = Instant::now();
        while !done() {
            assert!(began.elapsed() < Duration::from_mins(1), "{what}");
            std::thread::sleep(Duration::from_millis(100));
        }
    };
    let found = |word: &str| {
        let ran = corpus.run(&["search", word, "--json"]);
        ran.code == 0
    };
    within("the first files", &|| found("alfa"));
    let path = corpus.path().join("Bodø/ny.txt");
    fs::write(&path, "Ordet er hotell.").expect("it is written");
    within("the new file", &|| found("hotell"));
    fs::remove_file(&path).expect("it goes");
    within("the file that went", &|| !found("hotell"));
    // A mistake in plans.csv is said and waited out.
    fs::write(corpus.path().join("plans.csv"), "fil;tull\n").expect("it is written");
    std::thread::sleep(Duration::from_millis(400));
    fs::remove_file(corpus.path().join("plans.csv")).expect("it goes");
    fs::write(&path, "Ordet er india.").expect("it is written");
    within("the next file", &|| found("india"));
    watcher.kill().expect("it is stopped");
    watcher.wait().expect("it ends");
    assert_clean(&state_of(&corpus));
}

/// A name that is no text, and a folder that cannot be listed: both are said, and no cell of that municipality says that there is no plan.
#[cfg(unix)]
#[test]
fn what_cannot_be_listed_is_not_taken_to_be_absent() {
    use std::os::unix::ffi::OsStrExt;
    let corpus = three();
    corpus.screen();
    let odd = std::ffi::OsStr::from_bytes(b"x\xff.txt");
    fs::write(corpus.path().join("Vågan").join(odd), "Startlån.").expect("it is written");
    // A link to nowhere stands for all that cannot be fetched.
    fs::remove_file(corpus.path().join("Bodø/tre.txt")).expect("it goes");
    std::os::unix::fs::symlink("nowhere", corpus.path().join("Bodø/tre.txt")).expect("a link");
    let ran = corpus.screen();
    assert_eq!(ran.code, 3, "{}", ran.stderr);
    assert!(!ran.stderr.contains("borte"), "{}", ran.stderr);
    let matrix = ran.json();
    for municipality in ["Vågan", "Bodø"] {
        let cell = crate::kit::cell(&matrix, municipality, "samfunnsdel");
        assert_eq!(cell["outcome"], "unreadable", "{municipality}");
    }
    let ran = corpus.run(&["search", "charlie"]);
    assert!(ran.stderr.contains("Bodø/tre.txt"), "{}", ran.stderr);
}

#[test]
fn a_search_says_when_texts_are_gone() {
    let corpus = three();
    index(&corpus);
    fs::remove_dir_all(corpus.path().join(".planlys/texts")).expect("the texts go");
    for query in ["alfa", "pakke:boligsosial-2018 ELLER alfa"] {
        let ran = corpus.run(&["search", query]);
        assert_eq!(ran.code, 4, "{query}");
        assert!(ran.stderr.contains("planlys rebuild"), "{}", ran.stderr);
    }
    assert_eq!(planlys(&["rebuild", corpus.text()]).code, 0);
    assert_eq!(finds(&corpus, "alfa"), ["Vågan/en.txt"]);
}

#[test]
fn the_same_plans_give_the_same_answer_in_the_same_order() {
    let answer = || {
        let state = tempfile::tempdir().expect("a temporary folder");
        let dir = state.path().to_str().expect("a plain name");
        planlys(&["index", "corpus", "--state", dir]);
        planlys(&["search", "bolig* ELLER startlån", "--state", dir, "--json"]).stdout
    };
    let first = answer();
    assert_eq!(answer(), first);
    assert_eq!(answer(), first);
}

#[test]
fn a_run_that_is_damaged_is_made_anew_by_the_next_screening() {
    let corpus = three();
    corpus.screen();
    let run = corpus.path().join(".planlys/run.json");
    for broken in ["", "{"] {
        fs::write(&run, broken).expect("it is written");
        assert_eq!(planlys(&["verify", "--corpus", corpus.text()]).code, 4);
        assert_eq!(planlys(&["screen", corpus.text(), "--date", DAY]).code, 0);
        assert_eq!(planlys(&["verify", "--corpus", corpus.text()]).code, 0);
        assert_eq!(
            planlys(&["show", "Vågan", "bolig", "--corpus", corpus.text()]).code,
            0
        );
    }
}

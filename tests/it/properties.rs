//! What holds of every reading, of our own documents and of random ones: nothing is lost, places map back, boxes belong to words.

use std::collections::HashSet;
use std::fs;
use std::path::Path;

use planlys::extract::{self, Reading};
use planlys::index::{State, store};
use planlys::pipeline::{Damage, Search};
use planlys::terms::Pack;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use unicode_normalization::UnicodeNormalization;

use crate::fixtures::{Fixture, bytes};
use crate::kit::{Corpus, planlys, root};

/// Letters and digits with ligatures and accents resolved: what tidying may not lose.
fn kept(text: &str) -> String {
    text.nfkc().filter(|c| c.is_alphanumeric()).collect()
}

fn sorted(text: &str) -> Vec<char> {
    let mut characters: Vec<char> = text.chars().collect();
    characters.sort_unstable();
    characters
}

/// The properties; `margin` is how far, in points, boxes may stand out of the page.
fn assert_reading(name: &str, reading: &Reading, margin: Option<f32>) {
    let coverage = &reading.coverage;
    let columns = coverage.text + coverage.ocr + coverage.blank + coverage.unread_count();
    assert_eq!(
        (coverage.pages, columns),
        (reading.pages.len(), reading.pages.len()),
        "{name}"
    );
    // Words go over to the page before, so characters are counted over the document.
    let all = |text: fn(&extract::Page) -> &str| -> String {
        reading.pages.iter().map(|page| kept(text(page))).collect()
    };
    assert_eq!(
        sorted(&all(|p| &p.text)),
        sorted(&all(|p| &p.printed)),
        "{name}"
    );
    for (number, page) in (1..).zip(&reading.pages) {
        places_map_back(name, number, page);
        let words = page.boxes.words(&page.printed);
        if page.size[0] > 0.0 {
            assert_eq!(
                words.len(),
                page.printed.split_whitespace().count(),
                "{name} page {number}"
            );
            // Four sides of at most five bytes a word, and a head a line.
            assert!(
                page.boxes.bytes() <= 25 * words.len(),
                "{name} page {number}"
            );
        }
        if let Some(margin) = margin {
            for word in words {
                let [x0, y0, x1, y1] = word.bounds;
                let inside = x0 >= -margin
                    && y0 >= -margin
                    && x1 <= page.size[0] + margin
                    && y1 <= page.size[1] + margin;
                assert!(inside, "{name} page {number}: {word:?}");
            }
        }
    }
}

/// On the pages of documents boxes take less than 1.5 times the text. (Random pages of one-letter words in all sizes do not.)
fn assert_compact(name: &str, reading: &Reading) {
    for (number, page) in (1..).zip(&reading.pages) {
        assert!(
            page.boxes.bytes() * 2 < page.printed.len() * 3 + 64,
            "{name} page {number}"
        );
    }
}

/// Every letter of the text stands where the map says, and no two at the same place unless one glyph is both.
fn places_map_back(name: &str, number: usize, page: &extract::Page) {
    let mut taken = HashSet::new();
    for (offset, character) in page.text.char_indices() {
        if !character.is_alphanumeric() {
            continue;
        }
        let end = offset + character.len_utf8();
        let (from, to) =
            page.map
                .printed_range(&page.text, &page.printed, offset as u32, end as u32);
        let printed = &page.printed[from as usize..to as usize];
        // The rest of a word on the next page stands at its hyphen.
        let carried = printed.starts_with(['-', '\u{ad}', '\u{2010}', '\u{2011}', '¬']);
        let says = kept(printed);
        assert!(
            carried || says.contains(&kept(&character.to_string())),
            "{name} page {number}: {character} at {printed:?}"
        );
        let shared = carried || says.chars().count() > 1;
        assert!(
            taken.insert(from) || shared,
            "{name} page {number}: {printed:?} twice"
        );
    }
}

#[test]
fn of_the_bundled_documents() {
    let mut read = 0;
    for entry in walk(&root().join("corpus")) {
        let Ok(reading) = extract::read(&entry, fs::read(&entry).expect("the file can be read"))
        else {
            continue;
        };
        let name = entry.display().to_string();
        assert_reading(&name, &reading, Some(2.0));
        assert_compact(&name, &reading);
        read += 1;
    }
    assert!(read > 30);
}

#[test]
fn of_real_documents() {
    let real = root().join("../shared/real");
    if !real.exists() {
        #[expect(clippy::print_stderr, reason = "a skipped test says why")]
        {
            eprintln!("skipped: {} is absent", real.display());
        }
        return;
    }
    for entry in walk(&real) {
        if let Ok(reading) = extract::read(&entry, fs::read(&entry).expect("the file can be read"))
        {
            let name = entry.display().to_string();
            assert_reading(&name, &reading, None);
            assert_compact(&name, &reading);
        }
    }
}

fn walk(dir: &Path) -> Vec<std::path::PathBuf> {
    let entries = fs::read_dir(dir).expect("the folder can be listed");
    let mut files = Vec::new();
    for entry in entries {
        let path = entry.expect("the entry can be read").path();
        if path.is_dir() && !path.ends_with(".planlys") {
            files.extend(walk(&path));
        } else if path.is_file() {
            files.push(path);
        }
    }
    files
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn of_any_text(text in "([a-zæøå]{1,9}|[A-ZÆØÅ]{2,4}|[0-9]{1,3}|a\u{30a}|\u{fb01}n|\u{ad}|-|\u{2010}|[.,:;•]|\u{a0}| |\n|\n\n|\u{c}){0,120}") {
        let reading = extract::read(Path::new("a.txt"), text.into_bytes());
        if let Ok(reading) = reading {
            assert_reading("text", &reading, None);
        }
    }

    #[test]
    fn of_words_anywhere_on_a_page(
        pieces in prop::collection::vec((0u32..560, 20u32..830, 5u32..30, 0u32..4, "[a-zA-Z0-9]{1,8}( [a-z]{1,6}-?)?"), 1..60)
    ) {
        let words: Vec<String> = pieces.iter().map(|(x, y, size, spacing, word)| {
            format!("BT /F1 {size} Tf {spacing} Tc {x} {y} Td ({word}) Tj ET\n")
        }).collect();
        let file = bytes(Fixture::new(&[&words.concat()]).finish());
        let reading = extract::read(Path::new("a.pdf"), file).expect("the fixture is a PDF");
        assert_reading("words", &reading, None);
    }
}

/// Texts in which words of packs stand whole, in parts and beside all kinds of mark.
fn pack_words() -> impl Strategy<Value = String> {
    let words = [
        "bolig",
        "Boligsosial",
        "boligsosiale",
        "bolig-",
        "bolig–",
        "og",
        "eller",
        "-marked",
        "boligpolitikk",
        "levekårspolitikk",
        "vanskeligst",
        "ilte",
        "vanskelegstilte",
        "Bol",
        "i",
        "gsosi",
        "al",
        "B",
        "oligsosial",
        "UU",
        "universell",
        "utforming",
        "husbankens",
        "startlån",
        "bo-",
        "tjenestetilbud",
        "økt",
        "bosetting",
        "av",
        "flyktninger",
        "leie",
        "til",
        "eie",
        "leie-til-eie",
        "oversikt",
        "over",
        "boligbehov",
        "nærhet",
        "integre",
        "ring",
        "İ",
        "—",
        "«",
        "»",
        ",",
        ".",
        "/",
        "ß",
        "\u{fffd}",
        "12",
    ];
    let word = prop::sample::select(words.to_vec());
    let gap = prop::sample::select(vec![" ", " ", " ", "", "-", "\n", ". ", ", "]);
    prop::collection::vec((word, gap), 1..60)
        .prop_map(|parts| parts.iter().flat_map(|(w, g)| [*w, *g]).collect())
}

fn shipped() -> Vec<Pack> {
    let ids = planlys::terms::SHIPPED.iter().map(|(id, _)| *id);
    ids.filter_map(planlys::terms::shipped).collect()
}

#[test]
fn of_hits_in_any_text() {
    let packs = shipped();
    let packs: Vec<&Pack> = packs.iter().collect();
    let searches = [Damage::Off, Damage::On].map(|damage| Search::new(&packs, damage));
    let config = ProptestConfig::with_cases(300);
    let mut runner = proptest::test_runner::TestRunner::new(config);
    let of_text = |text: String| {
        let Ok(reading) = extract::read(Path::new("a.txt"), text.into_bytes()) else {
            return Ok(());
        };
        for search in &searches {
            let found = search.find(&reading, &[], |_| true);
            for (page, hits) in reading.pages.iter().zip(found) {
                for hit in hits {
                    let block = &page.blocks[hit.block];
                    let inside = block.start as usize <= hit.start && hit.end <= block.end as usize;
                    prop_assert!(inside && hit.start < hit.end, "{:?}", hit);
                    prop_assert!(page.text.get(hit.start..hit.end).is_some(), "{:?}", hit);
                }
            }
        }
        Ok(())
    };
    runner
        .run(&pack_words(), of_text)
        .expect("it holds of all texts");
}

/// The pages that the index names are all that can have a hit: looking only at them finds the same.
#[test]
fn of_candidates_from_the_index() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut corpus = Corpus::new();
    for number in 0..60 {
        let pages: Vec<String> = (0..5)
            .map(|_| {
                pack_words()
                    .new_tree(&mut runner)
                    .expect("a text")
                    .current()
            })
            .collect();
        corpus = corpus.with(&format!("1865 Vågan/{number}.txt"), pages.join("\u{c}"));
    }
    corpus.screen();
    assert_candidates_suffice(corpus.path(), &corpus.path().join(".planlys"));
    let state = tempfile::tempdir().expect("a temporary folder");
    let dir = state.path().to_str().expect("a plain name");
    planlys(&["screen", "corpus", "--state", dir]);
    assert_candidates_suffice(&root().join("corpus"), state.path());
}

fn assert_candidates_suffice(corpus: &Path, state: &Path) {
    let packs = shipped();
    let searcher = State::at(state).searcher().expect("there is an index");
    let (mut pages_in_all, mut hits_in_all) = (0, 0);
    for pack in &packs {
        let packs = [pack];
        let search = Search::new(&packs, Damage::Auto);
        let candidates = searcher
            .candidates(search.matchers())
            .expect("the index answers");
        for entry in walkdir::WalkDir::new(corpus).into_iter().flatten() {
            let name = entry.path().strip_prefix(corpus).expect("it is inside");
            let name = name.to_str().expect("a plain name").to_owned();
            if !entry.file_type().is_file() || name.starts_with('.') || name == "plans.csv" {
                continue;
            }
            let bytes = fs::read(entry.path()).expect("the file can be read");
            let hash = blake3::hash(&bytes).to_hex().to_string();
            let Ok(reading) = extract::read(entry.path(), bytes) else {
                continue;
            };
            let key = store::key(&hash, entry.path());
            let may_hit = candidates.of(&key).expect("the index holds the file");
            let all = search.find(&reading, &[], |_| true);
            pages_in_all += all.len();
            hits_in_all += all.iter().map(Vec::len).sum::<usize>();
            assert_eq!(
                search.find(&reading, &[], may_hit),
                all,
                "{name} {}",
                pack.id
            );
        }
        assert!(candidates.count() > 0, "{}", pack.id);
    }
    assert!(
        pages_in_all > 1000 && hits_in_all > 1000,
        "{pages_in_all} pages, {hits_in_all} hits"
    );
}

/// A word whose first part stands in the word before «og», after a hyphen or a dash, and in no other word of the page.
#[test]
fn of_candidates_by_a_shared_first_part() {
    let text = "[pack]\nid = 'p'\nversion = '1'\nname = 'p'\nsource = 'en test'\n[[term]]\nid = 't'\nlabel = 't'\nclass = 'core'\nvariants = ['boligmarked*']\n";
    let pack = planlys::terms::parse(Path::new("p.toml"), text).expect("a valid pack");
    let packs = [&pack];
    let search = Search::new(&packs, Damage::Off);
    for mark in ['-', '–'] {
        let page = format!("Kommunen har en boligpolitikk og {mark}marked.");
        let corpus = Corpus::new().with("1865 Vågan/a.txt", &page);
        corpus.screen();
        let state = State::at(&corpus.path().join(".planlys"));
        let searcher = state.searcher().expect("there is an index");
        let candidates = searcher
            .candidates(search.matchers())
            .expect("the index answers");
        let reading = extract::read(Path::new("a.txt"), page.into_bytes()).expect("it is text");
        let found = search.find(&reading, &[], |_| true);
        assert_eq!((found[0].len(), candidates.count()), (1, 1), "{mark}");
    }
}

//! What holds of every reading, of our own documents and of random ones: nothing is lost, places map back, boxes belong to words.

use std::collections::HashSet;
use std::fs;
use std::path::Path;

use planlys::extract::{self, Reading};
use proptest::prelude::*;
use unicode_normalization::UnicodeNormalization;

use crate::fixtures::{Fixture, bytes};
use crate::kit::root;

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

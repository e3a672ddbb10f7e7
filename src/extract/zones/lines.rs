//! What single lines look like: page numbers, leaders, chapter numbers, titles of lists.
//!
//! Every line of every page passes here, so these are plain scans of the text, not patterns.

/// A line's letters in lower case as a number: what changes from page to page (numbers, spaces) is left out. `None` without letters.
pub(super) fn fingerprint(text: &str) -> Option<u64> {
    fingerprint_of([text])
}

/// The fingerprint of several lines together.
pub(super) fn fingerprint_of<'t>(texts: impl IntoIterator<Item = &'t str>) -> Option<u64> {
    const FACTOR: u64 = 0x517c_c1b7_2722_0a95;
    let mut hash = 0u64;
    let mut letters = 0;
    for text in texts {
        let mut bytes = text.as_bytes();
        while let [byte, rest @ ..] = bytes {
            bytes = rest;
            match byte {
                // Quotation marks, no-break spaces and dashes start with these bytes; letters do not.
                0xc2 => bytes = bytes.get(1..).unwrap_or_default(),
                0xe2 => bytes = bytes.get(2..).unwrap_or_default(),
                // The bit that parts capitals from small letters, also in the second byte of æ, ø and å.
                b'a'..=b'z' | b'A'..=b'Z' | 0x80.. => {
                    hash = (hash.rotate_left(5) ^ u64::from(byte | 0x20)).wrapping_mul(FACTOR);
                    letters += 1;
                }
                _ => {}
            }
        }
    }
    (letters > 0).then_some(hash)
}

/// «12», «Side 3 av 40», «– iv –», «3 | 12».
pub(super) fn is_page_number(text: &str) -> bool {
    let text = text.trim();
    if text.len() > 24 {
        return false;
    }
    let lower = text.to_lowercase();
    let mut rest = lower.as_str();
    for word in ["side", "s.", "page", "p."] {
        if let Some(after) = rest.strip_prefix(word) {
            rest = after;
            break;
        }
    }
    let dashes: &[char] = &['-', '–', ' '];
    rest = rest.trim_start_matches(dashes);
    let Some(after) = strip_page(rest) else {
        return false;
    };
    rest = after.trim_start_matches(dashes);
    for of in ["av", "of", "/", "|"] {
        if let Some(total) = rest.strip_prefix(of) {
            rest = total.trim_start();
            let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
            return (1..=4).contains(&digits) && digits == rest.len();
        }
    }
    rest.is_empty()
}

/// What follows a page number at the start of a text: up to four digits or six small roman digits.
fn strip_page(text: &str) -> Option<&str> {
    let run = |test: fn(&u8) -> bool| text.bytes().take_while(test).count();
    let digits = run(u8::is_ascii_digit);
    let roman = run(|b| matches!(b, b'i' | b'v' | b'x' | b'l'));
    match (digits, roman) {
        (1..=4, _) => Some(&text[digits..]),
        (0, 1..=6) => Some(&text[roman..]),
        _ => None,
    }
}

/// Whether it ends in leader dots, with or without a page number after them.
pub(super) fn has_leader(text: &str) -> bool {
    let text = text.trim_end();
    let number = text.trim_end_matches(|c: char| c.is_ascii_digit());
    let roman = text.trim_end_matches(['i', 'v', 'x', 'l']);
    let is_leader = |c: char| matches!(c, '.' | '…' | '_' | '·') || c.is_whitespace();
    [number, roman]
        .into_iter()
        .filter(|before| text.len() - before.len() <= 6)
        .any(|before| {
            let leader = &before[before.trim_end_matches(is_leader).len()..];
            let count = |mark: char| leader.chars().filter(|&c| c == mark).count();
            count('.') >= 4 || count('…') >= 2 || count('_') >= 5 || count('·') >= 4
        })
}

/// Whether it ends in a number of up to three digits.
pub(super) fn ends_in_number(text: &str) -> bool {
    let digits = text.bytes().rev().take_while(u8::is_ascii_digit).count();
    (1..=3).contains(&digits)
}

/// «Innhold», «Innhaldsliste:», «Tabelloversikt».
pub(super) fn is_contents_title(text: &str) -> bool {
    const TITLES: [&str; 13] = [
        "innhold",
        "innhald",
        "innhald i planen",
        "innhold i planen",
        "innholdsfortegnelse",
        "innhaldsliste",
        "innholdsoversikt",
        "contents",
        "table of contents",
        "figurliste",
        "figuroversikt",
        "tabelliste",
        "tabelloversikt",
    ];
    let text = text.trim_end_matches(':').trim_end();
    text.len() <= 24 && TITLES.contains(&text.to_lowercase().as_str())
}

/// The chapter number a heading starts with («4.2», «§ 7», «4-2») and its depth; the title starts with a capital.
pub(in crate::extract) fn chapter(text: &str) -> Option<(&str, u8)> {
    let body = text.strip_prefix('§').map_or(text, str::trim_start);
    let mut rest = body;
    let mut depth = 0;
    loop {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        if !(1..=2).contains(&digits) {
            break;
        }
        rest = &rest[digits..];
        depth += 1;
        match rest.strip_prefix(['.', '-']) {
            Some(after) if depth < 4 && after.starts_with(|c: char| c.is_ascii_digit()) => {
                rest = after;
            }
            _ => break,
        }
    }
    let number = &text[..text.len() - rest.len()];
    let title = rest.strip_prefix('.').unwrap_or(rest);
    let spaced = title.starts_with(char::is_whitespace);
    let capital = title.trim_start().starts_with(char::is_uppercase);
    (depth > 0 && spaced && capital).then_some((number, depth))
}

/// A heading or entry without «Kapittel 3 –» before it.
pub(super) fn without_chapter(text: &str) -> &str {
    let text = text.trim();
    let word = ["kapittel ", "kap. ", "kap "];
    let lower = text
        .get(..9.min(text.len()))
        .unwrap_or_default()
        .to_lowercase();
    word.iter()
        .find(|word| lower.starts_with(**word))
        .map_or(text, |word| text.get(word.len()..).unwrap_or_default())
}

/// Whether it looks like a numbered heading although its letters do not: «5 Økonomi og gjennomføring».
pub(super) fn is_plain_chapter(text: &str) -> bool {
    chapter(text).is_some_and(|(number, depth)| {
        let title = text[number.len()..].trim_start_matches('.').trim();
        let lower = title.chars().nth(1).is_some_and(char::is_lowercase);
        depth <= 2
            && lower
            && (5..=62).contains(&title.chars().count())
            && !title.contains(['.', ',', ';'])
    })
}

/// The title of a list of references: «7 Kilder», «Litteraturliste».
pub(super) fn is_references_title(text: &str) -> bool {
    const TITLES: [&str; 9] = [
        "referanser",
        "referansar",
        "referanseliste",
        "kilder",
        "kjelder",
        "kildeliste",
        "litteratur",
        "litteraturliste",
        "kilder og litteratur",
    ];
    let title = text
        .trim_start_matches(|c: char| c.is_ascii_digit() || c == '.')
        .trim();
    title.len() <= 24 && TITLES.contains(&title.to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn page_numbers() {
        for yes in [
            "12",
            "Side 3 av 40",
            "– iv –",
            "3 | 12",
            "s. 7",
            "Side 12",
            "- 4 -",
        ] {
            assert!(is_page_number(yes), "{yes}");
        }
        for no in ["12345", "Side", "3 tiltak", "12 av boligene", "", "2 av"] {
            assert!(!is_page_number(no), "{no}");
        }
    }

    #[test]
    fn leaders_and_numbers() {
        for yes in [
            "1 Mål ..... 4",
            "Forord . . . . . ii",
            "Tiltak ____________",
            "Kart……12",
        ] {
            assert!(has_leader(yes), "{yes}");
        }
        assert!(!has_leader("og så videre ..."));
        assert!(!has_leader("boliger i 2020"));
        assert!(ends_in_number("Innledning 3") && !ends_in_number("i 2020"));
    }

    #[test]
    fn chapters() {
        assert_eq!(chapter("4.2 Boligsosialt arbeid"), Some(("4.2", 2)));
        assert_eq!(chapter("§ 7 Byggegrenser"), Some(("§ 7", 1)));
        assert_eq!(chapter("3. Mål"), Some(("3", 1)));
        assert_eq!(chapter("2020 er et år"), None);
        assert_eq!(chapter("10 boliger"), None);
    }
}

//! The words of a text as queries see them: in lower case, with their stem and their parts.
//!
//! å, ø and æ are letters of their own. Two words with a hyphen between are also one: «bolig-sosial» is «boligsosial».

use std::borrow::Cow;
use std::ops::Range;

use frostem::{Algorithm, Stemmer};
use unicode_normalization::{UnicodeNormalization, is_nfc_quick};

use super::FARTHEST;

/// Positions between the words of two paragraphs: more than any NEAR spans.
const APART: u32 = FARTHEST + 14;

/// A word of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// Where it stands.
    pub range: Range<usize>,
    /// The word in lower case.
    pub word: String,
    /// Its number among the words; paragraphs are far apart.
    pub position: u32,
}

/// A word and the stem that all its inflections share.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WordForms {
    /// The word in lower case.
    pub word: String,
    /// Its stem.
    pub stem: String,
    /// How it looks where letters were lost, if it is long enough to be told then.
    pub folded: Option<String>,
}

impl WordForms {
    /// The forms of a word.
    pub fn of(word: &str) -> Self {
        let word = lower(word).into_owned();
        WordForms {
            stem: stem(&word).into_owned(),
            folded: fold(&word),
            word,
        }
    }

    /// Whether a word of a text is this one or another inflection of it.
    pub fn is(&self, word: &str) -> bool {
        if word == self.word {
            return true;
        }
        // All inflections begin with the stem, which is quicker to see than to take the ending away. «nærhet» is no inflection of «nær».
        let ending = |word: &str| {
            word.get(self.stem.len()..)
                .map(|end| end.starts_with("het"))
        };
        word.starts_with(&self.stem)
            && ending(word) == ending(&self.word)
            && stem(word) == self.stem
    }

    /// Whether a word of a damaged text may have been this one.
    pub fn may_be(&self, word: &str) -> bool {
        self.folded.is_some() && fold(word) == self.folded
    }
}

/// Lower case, with letters and their marks as one character.
pub fn lower(text: &str) -> Cow<'_, str> {
    if is_small(text.as_bytes()) {
        return Cow::Borrowed(text);
    }
    if is_nfc_quick(text.chars()) == unicode_normalization::IsNormalized::Yes {
        return Cow::Owned(text.to_lowercase());
    }
    Cow::Owned(text.nfc().collect::<String>().to_lowercase())
}

/// Whether all letters are small ones of ASCII or Latin-1, which have no other form.
fn is_small(text: &[u8]) -> bool {
    let mut bytes = text.iter();
    while let Some(&byte) = bytes.next() {
        let small = match byte {
            0xc3 => bytes
                .next()
                .is_some_and(|&next| (0xa0..=0xbf).contains(&next)),
            byte => byte.is_ascii() && !byte.is_ascii_uppercase(),
        };
        if !small {
            return false;
        }
    }
    true
}

/// What all inflections of a word in lower case begin with: Snowball's Norwegian stemmer.
pub fn stem(word: &str) -> Cow<'_, str> {
    thread_local! {
        static STEMMER: Stemmer = Stemmer::new(Algorithm::Norwegian);
    }
    // Numbers and names of one or two letters have no endings.
    if word.len() <= 3 {
        return Cow::Borrowed(word);
    }
    STEMMER.with(|stemmer| stemmer.stem(word))
}

/// Letters of a word that is looked for in damaged text: shorter ones have too many doubles (METHOD C2).
const SHORTEST_FOLDED: usize = 5;

/// A word in lower case as it may look where æ, ø and å were lost; `None` for words too short to be told then.
pub fn fold(word: &str) -> Option<String> {
    if word.chars().count() < SHORTEST_FOLDED {
        return None;
    }
    let mut folded = String::with_capacity(word.len());
    for letter in word.chars() {
        let letter = match letter {
            'å' | 'ä' | 'á' | 'à' | 'æ' => 'a',
            'ø' | 'ö' | 'ó' | 'ò' => 'o',
            'é' | 'è' => 'e',
            other => other,
        };
        // «naarhet» and «vaere» for «nærhet» and «være».
        if !(matches!(letter, 'a' | 'e') && folded.ends_with('a')) {
            folded.push(letter);
        }
    }
    Some(folded)
}

/// Calls `found` for every word of a text: where it stands, the word in lower case, its position. Positions never fall.
pub fn each_word(text: &str, mut found: impl FnMut(Range<usize>, &str, u32)) {
    let (mut position, mut at) = (0u32, 0);
    // Where a word with two parts began: the part after the hyphen begins none.
    let mut second = usize::MAX;
    while at < text.len() {
        let start = at;
        at = word_end(text, start);
        if at == start {
            let sign = text[at..].chars().next().unwrap_or(' ');
            if sign == '\n' {
                position += APART;
            }
            at += sign.len_utf8();
            continue;
        }
        let word = lower(&text[start..at]);
        found(start..at, &word, position);
        let mark = hyphen(&text[at..]);
        if mark > 0 && start != second {
            second = at + mark;
            let end = word_end(text, second);
            // Two words with a hyphen between are one word too, at the place of the first.
            if hyphen(&text[end..]) == 0 && is_part(&text[start..at]) && is_part(&text[second..end])
            {
                let joined = [&*word, &*lower(&text[second..end])].concat();
                found(start..end, &joined, position);
            }
        }
        position += 1;
    }
}

/// Where the word that starts at a place ends: there, if none does.
fn word_end(text: &str, start: usize) -> usize {
    let bytes = text.as_bytes();
    let mut at = start;
    while at < bytes.len() {
        if bytes[at].is_ascii() {
            if !bytes[at].is_ascii_alphanumeric() {
                break;
            }
            at += 1;
        } else {
            let letter = text[at..].chars().next().unwrap_or(' ');
            if !letter.is_alphanumeric() && !is_mark(letter) {
                break;
            }
            at += letter.len_utf8();
        }
    }
    at
}

/// Marks of letters in decomposed form belong to the letter before.
fn is_mark(letter: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&letter)
}

/// Whether letters can be one of the two parts of a word with a hyphen: «1-2» and «A-Å» are none.
fn is_part(letters: &str) -> bool {
    letters.chars().count() >= 2 && letters.chars().all(char::is_alphabetic)
}

/// Bytes of the hyphen at the start of a text.
fn hyphen(text: &str) -> usize {
    match text.chars().next() {
        Some(mark @ ('-' | '\u{2010}' | '\u{2011}')) => mark.len_utf8(),
        _ => 0,
    }
}

/// The words of a text.
pub fn tokens(text: &str) -> Vec<Token> {
    let mut all = Vec::new();
    each_word(text, |range, word, position| {
        all.push(Token {
            range,
            word: word.to_owned(),
            position,
        });
    });
    all
}

/// Whether a word in lower case has a part: alone, with an ending, or joined with other words. What stands before it must be able to be
/// a word (three letters with a vowel), what follows it an ending or a word.
pub fn has_part(word: &str, part: &str) -> bool {
    let mut from = 0;
    while let Some(found) = word[from..].find(part) {
        let start = from + found;
        let (before, after) = (&word[..start], &word[start + part.len()..]);
        if (before.is_empty() || can_be_word(before)) && (is_ending(after) || can_be_word(after)) {
            return true;
        }
        from = start + part.chars().next().map_or(1, char::len_utf8);
    }
    false
}

fn can_be_word(letters: &str) -> bool {
    letters.chars().count() >= 3 && letters.chars().any(is_vowel)
}

fn is_vowel(letter: char) -> bool {
    matches!(
        letter,
        'a' | 'e' | 'i' | 'o' | 'u' | 'y' | 'æ' | 'ø' | 'å' | 'é' | 'ö' | 'ä'
    )
}

/// Endings of one or two letters, bokmål and nynorsk.
fn is_ending(letters: &str) -> bool {
    const ENDINGS: [&str; 14] = [
        "", "a", "e", "n", "r", "s", "t", "ar", "en", "er", "es", "et", "ne", "st",
    ];
    ENDINGS.contains(&letters)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        let show = |t: Token| format!("{}@{}", t.word, t.position);
        tokens(text).into_iter().map(show).collect()
    }

    #[test]
    fn words_are_parted_at_what_is_no_letter() {
        assert_eq!(words("Bolig, «ÅR» 2.1"), ["bolig@0", "år@1", "2@2", "1@3"]);
        assert_eq!(
            words("bolig-sosial plan"),
            ["bolig@0", "boligsosial@0", "sosial@1", "plan@2"]
        );
        assert_eq!(words("leie-til-eie"), ["leie@0", "til@1", "eie@2"]);
        assert_eq!(words("a\nb"), ["a@0", "b@65"]);
        assert_eq!(words("nærha\u{30a}"), ["nærhå@0"]);
    }

    #[test]
    fn inflections_share_their_stem() {
        for forms in [
            ["bolig", "boligen", "boliger", "boligene"],
            ["bustad", "bustaden", "bustader", "bustadene"],
            ["kommune", "kommunen", "kommunar", "kommunane"],
        ] {
            let first = WordForms::of(forms[0]);
            for form in forms {
                assert!(first.is(form), "{form}");
            }
        }
        assert!(!WordForms::of("får").is("far"));
        assert!(WordForms::of("nærhet").is("nærheten") && !WordForms::of("nærhet").is("nær"));
        assert!(WordForms::of("nærhet").may_be("naarhet"));
    }

    /// The index finds inflections among the words that begin with the stem.
    #[test]
    fn words_begin_with_their_stem() {
        let text = include_str!("../../queries/boligsosial-2018.toml");
        let mut long = 0;
        each_word(text, |_, word, _| {
            let stem = stem(word);
            assert!(word.starts_with(&*stem), "{word} {stem}");
            assert!(word.len() <= stem.len() + 8, "{word} {stem}");
            long += usize::from(stem != word);
        });
        assert!(long > 300, "{long}");
    }

    #[test]
    fn parts_stand_at_the_seams_of_words() {
        for (word, part, has) in [
            ("utleieboliger", "bolig", true),
            ("boligene", "bolig", true),
            ("boligpolitikk", "bolig", true),
            ("boligpolitikk", "politikk", true),
            ("pleie", "leie", false),
            ("idrett", "rett", false),
            ("bolig", "bolig", true),
            ("husleiestøtte", "leie", true),
        ] {
            assert_eq!(has_part(word, part), has, "{word} {part}");
        }
    }
}

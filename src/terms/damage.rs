//! Words of packs in text that has lost letters: OCR that reads «gkonomisk» for «økonomisk», fonts that drop «ti» and «tt».
//!
//! Only the packs' own words of six letters or more are looked for so, and only where the text is known to be damaged: many damaged
//! forms are real words of their own («mate», «rad»), so that repairing a whole text would invent words. Source: METHOD C2.

/// A word shorter than this is looked for as it is.
pub(super) const SHORTEST: usize = 6;

/// What stands for a letter in damaged text. Sources: METHOD C2 and the 294 pairs of `ocr-pairs.tsv` from seed 001.
const CLASSES: [(char, &[&str]); 9] = [
    (
        'æ',
        &["ae", "aa", "ee", "a", "e", "ze", "z", "sz", "se", "ä"],
    ),
    ('ø', &["o", "e", "g", "p", "@", "6", "a", "ö", "0"]),
    (
        'å',
        &[
            "aa", "ad", "éa", "a", "d", "4", "&", "é", "g", "8", "3", "ä",
        ],
    ),
    ('l', &["1", "|", "i", "!"]),
    ('i', &["1", "|", "l", "!"]),
    ('b', &["h"]),
    ('m', &["rn"]),
    ('t', &["i"]),
    ('j', &["i"]),
];

/// Letters pairs that fonts draw as one glyph, and that are lost where the glyph has no name.
const LIGATURES: [&str; 10] = ["tti", "tt", "ti", "tf", "ft", "ffi", "fi", "ff", "fl", "fj"];

/// Damaged forms that are words of their own: a pack's word is not seen in them. Source: those of `ocr-pairs.tsv` that are marked so,
/// and «starre», «matter» and «malene» beside them.
const REAL: [&str; 14] = [
    "overfart",
    "lering",
    "felger",
    "falger",
    "starst",
    "serlig",
    "tilnerming",
    "formalet",
    "feringer",
    "stetter",
    "faringer",
    "starre",
    "matter",
    "malene",
];

/// Letters of other kinds than æ, ø and å that a word may have wrong.
const MOST_OTHER: u8 = 1;

/// The packs' words, letter by letter.
#[derive(Default)]
pub(super) struct Trie {
    nodes: Vec<Node>,
}

#[derive(Default)]
struct Node {
    next: Vec<(char, u32)>,
    /// Literals that end here.
    ends: Vec<u32>,
}

/// How a word differs so far.
#[derive(Clone, Copy, Default)]
struct Changes {
    norwegian: u8,
    other: u8,
}

impl Changes {
    fn any(self) -> bool {
        self.norwegian + self.other > 0
    }
}

impl Trie {
    /// The words, numbered in their order; those that are too short or have other characters than letters are left out.
    pub(super) fn new<'w>(words: impl Iterator<Item = &'w str>) -> Self {
        let mut trie = Trie {
            nodes: vec![Node::default()],
        };
        for (number, word) in (0u32..).zip(words) {
            if word.chars().count() >= SHORTEST && word.chars().all(char::is_alphabetic) {
                trie.insert(number, word);
            }
        }
        trie
    }

    fn insert(&mut self, number: u32, word: &str) {
        let mut node = 0;
        for letter in word.chars() {
            let known = self.step(node, letter);
            node = known.unwrap_or_else(|| {
                let next = self.nodes.len();
                self.nodes.push(Node::default());
                self.nodes[node].next.push((letter, next as u32));
                next
            });
        }
        self.nodes[node].ends.push(number);
    }

    fn step(&self, node: usize, letter: char) -> Option<usize> {
        let next = self.nodes[node].next.iter().find(|(c, _)| *c == letter);
        next.map(|&(_, next)| next as usize)
    }

    /// Words that stand damaged at a place of a text in lower case: number and end. `starts` says that no letter stands before it.
    pub(super) fn at(
        &self,
        lower: &str,
        start: usize,
        starts: bool,
        found: &mut Vec<(u32, usize)>,
    ) {
        self.walk(0, lower, start, Changes::default(), found);
        if starts && lower[start..].starts_with("olig") {
            // The large first letter is lost: «oligsosial». No Norwegian word begins so, unlike «likhet» or «egnet».
            let lost = Changes {
                norwegian: 0,
                other: MOST_OTHER,
            };
            if let Some(next) = self.step(0, 'b') {
                self.walk(next, lower, start, lost, found);
            }
        }
        found.retain(|&(_, end)| !is_real(lower, start, end));
        found.sort_unstable();
        found.dedup();
    }

    fn walk(
        &self,
        node: usize,
        lower: &str,
        at: usize,
        changes: Changes,
        found: &mut Vec<(u32, usize)>,
    ) {
        if changes.any() {
            found.extend(self.nodes[node].ends.iter().map(|&number| (number, at)));
        }
        let rest = &lower[at..];
        for &(letter, next) in &self.nodes[node].next {
            let next = next as usize;
            if rest.starts_with(letter) {
                self.walk(next, lower, at + letter.len_utf8(), changes, found);
            }
            // A large first letter is read right or lost; «Hustad» is a name, not «bustad».
            let is_first_b = node == 0 && letter == 'b';
            for (length, after) in stand_ins(rest, letter, changes).filter(|_| !is_first_b) {
                self.walk(next, lower, at + length, after, found);
            }
        }
        // Inside a word, before more of its letters; with no other letter wrong, or two words are read as one.
        if let Some(gap) = lost_ligature(rest).filter(|_| node > 0 && changes.other == 0) {
            let after = Changes {
                other: MOST_OTHER,
                norwegian: changes.norwegian + 1,
            };
            for ligature in LIGATURES {
                let end = ligature
                    .chars()
                    .try_fold(node, |node, c| self.step(node, c));
                if let Some(next) = end {
                    let from = found.len();
                    self.walk(next, lower, at + gap, after, found);
                    // Not at the end of the word: there a space is a space.
                    let ended = |&(_, end): &(u32, usize)| end > at + gap;
                    let kept: Vec<(u32, usize)> = found.drain(from..).filter(ended).collect();
                    found.extend(kept);
                }
            }
        }
    }
}

/// What at the start of `rest` stands for a letter: its length and the changes with it.
fn stand_ins(rest: &str, letter: char, changes: Changes) -> impl Iterator<Item = (usize, Changes)> {
    let norwegian = matches!(letter, 'æ' | 'ø' | 'å');
    let after = Changes {
        norwegian: changes.norwegian + u8::from(norwegian),
        other: changes.other + u8::from(!norwegian),
    };
    let class = CLASSES.iter().find(|(of, _)| *of == letter);
    let forms = class.map_or(&[][..], |(_, forms)| forms);
    forms
        .iter()
        .filter(move |form| after.other <= MOST_OTHER && rest.starts_with(**form))
        .map(move |form| (form.len(), after))
}

/// The length of what stands where a ligature was: a space, or the sign for a character that nobody could decode.
fn lost_ligature(rest: &str) -> Option<usize> {
    let first = rest.chars().next()?;
    matches!(first, ' ' | char::REPLACEMENT_CHARACTER).then(|| first.len_utf8())
}

fn is_real(lower: &str, start: usize, end: usize) -> bool {
    /// Letters after which a word is none of those listed.
    const LONGEST: usize = 20;
    let letters = lower[end..].chars().take(LONGEST);
    let rest: usize = letters
        .take_while(|c| c.is_alphanumeric())
        .map(char::len_utf8)
        .sum();
    REAL.contains(&&lower[start..end + rest])
}

/// Whether one word stands, damaged or not, at a place of a text in lower case: its end.
pub(super) fn word_at(lower: &str, at: usize, word: &str) -> Option<usize> {
    if lower[at..].starts_with(word) {
        return Some(at + word.len());
    }
    let mut trie = Trie {
        nodes: vec![Node::default()],
    };
    trie.insert(0, word);
    let mut found = Vec::new();
    trie.walk(0, lower, at, Changes::default(), &mut found);
    found.first().map(|&(_, end)| end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str, words: &[&str]) -> Vec<String> {
        let trie = Trie::new(words.iter().copied());
        let mut found = Vec::new();
        trie.at(text, 0, true, &mut found);
        found
            .iter()
            .map(|&(_, end)| text[..end].to_owned())
            .collect()
    }

    #[test]
    fn the_classes_of_the_method() {
        for (text, word) in [
            ("gkonomisk", "økonomi"),
            ("bomiljg", "bomiljø"),
            ("bomilj@", "bomiljø"),
            ("naarhet", "nærhet"),
            ("neerheten", "nærhet"),
            ("hushanken", "husbank"),
            ("vanskeligstiit", "vanskeligstilt"),
            ("bose ng", "bosetting"),
            ("vanskeligs lte", "vanskeligstilt"),
            ("oligsosial", "boligsosial"),
            ("bostedslgshet", "bostedsløs"),
            ("boligekonomiske", "boligøkonomi"),
        ] {
            assert_eq!(found(text, &[word]).len(), 1, "{text}");
        }
    }

    #[test]
    fn real_and_short_words_are_left_alone() {
        assert!(found("mate", &["møte"]).is_empty());
        assert!(found("starre", &["større"]).is_empty());
        assert!(found("overfart", &["overført"]).is_empty());
        assert!(found("boligsosial", &["boligsosial"]).is_empty());
        assert!(found("bolig sosial", &["boligsosial"]).is_empty());
    }
}

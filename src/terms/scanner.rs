//! Finds many patterns in text in one pass: where their first four bytes can stand, then byte by byte from there.
//!
//! An automaton waits for memory at every byte, for where it goes next depends on where it is; here a small table says of four bytes
//! at once that nothing begins with them, which is so nearly everywhere. More patterns cost only where they stand.

use memchr::memmem;
use rustc_hash::FxHashMap;

/// Bytes of a pattern that the table knows.
const ROOT: usize = 4;
/// Bits of a place in the table: small enough to stay in the nearest memory.
const BITS: u32 = 15;
/// A pattern begins so at the start of a word …
const AT_START: u8 = 1;
/// … or anywhere.
const ANYWHERE: u8 = 2;
/// Which patterns can begin after a byte. A byte that is not ASCII may end a letter or a quotation mark: then both are possible.
static WANTED: [u8; 256] = {
    let mut table = [AT_START | ANYWHERE; 256];
    let mut byte = 0;
    while byte < 128 {
        if (byte as u8).is_ascii_alphanumeric() {
            table[byte] = ANYWHERE;
        }
        byte += 1;
    }
    table
};

/// Patterns made ready to be found.
pub(super) struct Scanner {
    /// A byte for each first four bytes: [`AT_START`] and [`ANYWHERE`].
    table: Box<[u8]>,
    roots: FxHashMap<u32, u32>,
    nodes: Vec<Node>,
    /// Patterns shorter than that.
    short: Vec<(memmem::Finder<'static>, u32)>,
}

#[derive(Default)]
struct Node {
    next: Vec<(u8, u32)>,
    /// The pattern that ends here.
    pattern: Option<u32>,
}

/// A pattern to look for.
pub(super) struct Pattern {
    pub(super) bytes: Vec<u8>,
    /// Letters may stand before it.
    pub(super) open_start: bool,
}

impl Scanner {
    /// Patterns are told by their number in the list; none may be there twice.
    pub(super) fn new(patterns: &[Pattern]) -> Self {
        let mut scanner = Scanner {
            table: vec![0; 1 << BITS].into_boxed_slice(),
            roots: FxHashMap::default(),
            nodes: Vec::new(),
            short: Vec::new(),
        };
        for (number, pattern) in (0u32..).zip(patterns) {
            scanner.insert(number, pattern);
        }
        scanner
    }

    fn insert(&mut self, number: u32, pattern: &Pattern) {
        let Some((root, rest)) = pattern.bytes.split_first_chunk::<ROOT>() else {
            let finder = memmem::Finder::new(&pattern.bytes).into_owned();
            self.short.push((finder, number));
            return;
        };
        let root = u32::from_le_bytes(*root);
        self.table[place(root)] |= AT_START | if pattern.open_start { ANYWHERE } else { 0 };
        let nodes = &mut self.nodes;
        let mut node = *self.roots.entry(root).or_insert_with(|| {
            nodes.push(Node::default());
            nodes.len() as u32 - 1
        });
        for &byte in rest {
            let known = step(&self.nodes[node as usize], byte);
            node = known.unwrap_or_else(|| {
                let next = self.nodes.len() as u32;
                self.nodes.push(Node::default());
                self.nodes[node as usize].next.push((byte, next));
                next
            });
        }
        self.nodes[node as usize].pattern = Some(number);
    }

    /// Tells every place of every pattern: number, start and end.
    pub(super) fn each(&self, text: &[u8], mut found: impl FnMut(u32, usize, usize)) {
        for (finder, number) in &self.short {
            for at in finder.find_iter(text) {
                found(*number, at, at + finder.needle().len());
            }
        }
        let mut before = b' ';
        // Its length said once, no place in it is checked again.
        let table = &self.table[..1 << BITS];
        for (at, window) in text.windows(ROOT).enumerate() {
            let root = u32::from_le_bytes([window[0], window[1], window[2], window[3]]);
            let possible = table[place(root)] & WANTED[usize::from(before)];
            before = window[0];
            if possible != 0 {
                self.walk(root, text, at, &mut found);
            }
        }
    }

    #[inline(never)]
    fn walk(
        &self,
        root: u32,
        text: &[u8],
        start: usize,
        found: &mut impl FnMut(u32, usize, usize),
    ) {
        let Some(&node) = self.roots.get(&root) else {
            return;
        };
        let (mut node, mut at) = (&self.nodes[node as usize], start + ROOT);
        loop {
            if let Some(pattern) = node.pattern {
                found(pattern, start, at);
            }
            let next = text.get(at).and_then(|&byte| step(node, byte));
            let Some(next) = next else { return };
            node = &self.nodes[next as usize];
            at += 1;
        }
    }
}

fn step(node: &Node, byte: u8) -> Option<u32> {
    let next = node.next.iter().find(|(b, _)| *b == byte);
    next.map(|&(_, next)| next)
}

/// The place of four bytes in the table: Knuth's multiplicative hash.
#[inline]
fn place(root: u32) -> usize {
    (root.wrapping_mul(0x9e37_79b1) >> (32 - BITS)) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_of_every_pattern_is_told() {
        let patterns = ["bolig", "bol ", "uu", "sosial", "boligsosial", "ære"];
        let listed: Vec<Pattern> = patterns
            .iter()
            .map(|p| Pattern {
                bytes: p.as_bytes().to_vec(),
                open_start: *p == "sosial",
            })
            .collect();
        let text = "boligsosialt, bol og uu. «bolig» psykososial lærer ære utebolig";
        let mut found = Vec::new();
        Scanner::new(&listed).each(text.as_bytes(), |number, start, end| {
            assert_eq!(&text[start..end], patterns[number as usize]);
            found.push((start, patterns[number as usize]));
        });
        found.sort_unstable();
        let words: Vec<&str> = found.iter().map(|(_, word)| *word).collect();
        // «ære» in «lærer» begins inside a word, where only an open start is looked for.
        let expected = [
            "bolig",
            "boligsosial",
            "sosial",
            "bol ",
            "uu",
            "bolig",
            "sosial",
            "ære",
        ];
        assert_eq!(words, expected);
    }
}

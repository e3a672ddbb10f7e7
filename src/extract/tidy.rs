//! Printed lines → blocks of tidy text, with a map back to the printed page.
//!
//! A block is a paragraph, heading, list item or table cell: the unit in which words stand together. Tidying undoes typesetting
//! (line-end hyphens, ligatures, no-break and soft characters, letters written as base + mark) and never repairs words.

use unicode_normalization::char::compose;

use super::blocks::blocks_of;
use super::ocr::Certainty;
use super::offset_map::{OffsetMap, is_mark};
use super::{Block, Doubtful, Line, Meter, Page, RawPage, Zone};
use crate::corpus::language::Tally;

/// Tidies one page whose lines have their zones.
pub(super) fn page(raw: RawPage) -> Page {
    let mut tidy = Tidy {
        printed: &raw.printed,
        text: String::with_capacity(raw.printed.len()),
        map: OffsetMap::default(),
        joins: Vec::new(),
    };
    let mut blocks = Vec::new();
    for lines in blocks_of(&raw) {
        let start = tidy.text.len();
        for (index, line) in lines.iter().enumerate() {
            tidy.line(line, lines.get(index + 1));
        }
        tidy.trim_end(start);
        if tidy.text.len() > start {
            let size = lines[0].geometry.map_or(0.0, |g| g.size);
            blocks.push(Block {
                start: start as u32,
                end: tidy.text.len() as u32,
                zone: lines[0].zone,
                level: lines[0].level,
                size,
                certainty: raw.certainty.as_ref().and_then(|certainty| {
                    let last = lines.last().map_or(0, |line| line.end);
                    certainty.of(&raw.printed, lines[0].start, last)
                }),
            });
            tidy.text.push('\n');
        }
    }
    let Tidy {
        text, map, joins, ..
    } = tidy;
    let certainty = raw.certainty.as_ref();
    let doubtful = certainty.map(|c| doubtful(&c.doubtful(&raw.printed), &map, text.len()));
    Page {
        certainty: certainty_of(&blocks, certainty.map_or((0, 0), Certainty::noise)),
        doubtful: doubtful.unwrap_or_default(),
        compared: raw.compared,
        tally: Tally::of(&text),
        label: raw.label,
        size: raw.size,
        meter: Meter::of(&text),
        image_share: raw.image_share,
        text,
        map,
        joins,
        blocks,
        boxes: raw.boxes,
        status: raw.status,
        printed: raw.printed,
    }
}

/// How certain a recogniser is of the page's own words on average: contents lists and headers say nothing.
fn certainty_of(blocks: &[Block], noise: (usize, usize)) -> Option<u8> {
    let length = |zone: fn(Zone) -> bool| -> u32 {
        let blocks = blocks.iter().filter(|block| zone(block.zone));
        blocks.map(|block| block.end - block.start).sum()
    };
    // What is seen between the dots of a contents list is no text.
    let is_list = length(|zone| zone == Zone::Contents) > length(Zone::is_content);
    let own = blocks.iter().filter(|block| block.zone.is_content());
    let (mut letters, mut sum) = if is_list { (0, 0) } else { noise };
    for (block, certainty) in own.filter_map(|block| Some((block, block.certainty?))) {
        let length = (block.end - block.start) as usize;
        sum += length * usize::from(certainty);
        letters += length;
    }
    (letters > 0).then(|| (sum / letters) as u8)
}

/// Printed words that are doubtful → the places of the tidy text that were made of them.
fn doubtful(words: &[(u32, u32, u8)], map: &OffsetMap, length: usize) -> Vec<Doubtful> {
    let mut places: Vec<Doubtful> = Vec::new();
    for (tidy, printed) in map.runs(length as u32) {
        let end = printed + (tidy.end - tidy.start);
        let first = words.partition_point(|word| word.1 <= printed);
        for &(from, to, certainty) in words[first..].iter().take_while(|word| word.0 < end) {
            let place = |offset: u32| tidy.start + (offset.clamp(printed, end) - printed);
            places.push(Doubtful {
                start: place(from),
                end: place(to),
                certainty,
            });
        }
    }
    places
}

/// Gives the last line of a page the rest of the word that its hyphen parts from the next page.
pub(super) fn join_over_pages(pages: &mut [RawPage]) {
    for number in 1..pages.len() {
        let (before, after) = pages.split_at_mut(number);
        let (Some(page), Some(next)) = (before.last_mut(), after.first_mut()) else {
            continue;
        };
        let is_body = |line: &&mut Line| line.zone == Zone::Body;
        let (Some(last), Some(first)) = (
            page.lines.iter_mut().rev().find(is_body),
            next.lines.iter_mut().find(is_body),
        ) else {
            continue;
        };
        let following = first.text(&next.printed);
        if !matches!(line_end(last.text(&page.printed), following), LineEnd::Join) {
            continue;
        }
        let rest = following
            .find(|c: char| !(c.is_alphanumeric() || is_mark(c)))
            .unwrap_or(following.len());
        last.carries = Some(following[..rest].into());
        first.start += rest as u32;
    }
}

struct Tidy<'p> {
    printed: &'p str,
    text: String,
    map: OffsetMap,
    joins: Vec<u32>,
}

impl Tidy<'_> {
    fn line(&mut self, line: &Line, next: Option<&Line>) {
        let text = line.text(self.printed);
        let mut rest = text;
        while !rest.is_empty() {
            let at = line.start as usize + text.len() - rest.len();
            let plain = plain_length(rest);
            if plain > 0 {
                self.push_as_printed(&rest[..plain], at);
                rest = &rest[plain..];
            } else if let Some(character) = rest.chars().next() {
                self.character(character, at);
                rest = &rest[character.len_utf8()..];
            }
        }
        if let Some(rest) = &line.carries {
            let hyphen = text.trim_end();
            let at = hyphen.char_indices().next_back().map_or(0, |(at, _)| at);
            self.join();
            for character in rest.chars() {
                self.character(character, line.start as usize + at);
            }
            return;
        }
        let Some(next) = next else { return };
        let following = next.text(self.printed);
        match line_end(text, following) {
            LineEnd::Join => self.join(),
            LineEnd::Keep => {}
            LineEnd::Space => self.space(line.end as usize),
        }
    }

    fn character(&mut self, character: char, at: usize) {
        match character {
            '\u{ad}'
            | '\u{200b}'..='\u{200d}'
            | '\u{2060}'
            | '\u{feff}'
            | '\u{fffe}'
            | '\u{ffff}' => {}
            c if c.is_whitespace() || c < ' ' => self.space(at),
            '\u{2010}' | '\u{2011}' => self.push("-", at),
            '\u{fb00}' => self.push("ff", at),
            '\u{fb01}' => self.push("fi", at),
            '\u{fb02}' => self.push("fl", at),
            '\u{fb03}' => self.push("ffi", at),
            '\u{fb04}' => self.push("ffl", at),
            '\u{fb05}' | '\u{fb06}' => self.push("st", at),
            '\u{212b}' => self.push("Å", at),
            // Symbol fonts put their bullets in the private-use area.
            '\u{f000}'..='\u{f0ff}' => self.push("•", at),
            c if is_mark(c) => self.mark(c, at),
            c => self.push(c.encode_utf8(&mut [0; 4]), at),
        }
    }

    /// Takes the hyphen at the end away, so that the word goes on.
    fn join(&mut self) {
        let end = self.text.trim_end().len();
        self.text.truncate(end);
        if self.text.ends_with(['-', '¬']) {
            self.text.pop();
        }
        self.joins.push(self.text.len() as u32);
    }

    /// Copies text that stands in the printed text as it is.
    fn push_as_printed(&mut self, text: &str, at: usize) {
        self.map.note(self.text.len(), at);
        self.text.push_str(text);
    }

    fn push(&mut self, text: &str, at: usize) {
        // The letters of a ligature all stand where the ligature stands.
        for letter in text.chars() {
            self.map.note(self.text.len(), at);
            self.text.push(letter);
        }
    }

    fn space(&mut self, at: usize) {
        if !self.text.is_empty() && !self.text.ends_with([' ', '\n']) {
            self.push(" ", at);
        }
    }

    /// Composes a combining mark with the letter before it.
    fn mark(&mut self, mark: char, at: usize) {
        let composed = self
            .text
            .chars()
            .next_back()
            .and_then(|base| Some((base, compose(base, mark)?)));
        match composed {
            Some((base, letter)) => {
                self.text.truncate(self.text.len() - base.len_utf8());
                self.text.push(letter);
            }
            None => self.push(mark.encode_utf8(&mut [0; 4]), at),
        }
    }

    fn trim_end(&mut self, start: usize) {
        while self.text.len() > start && self.text.ends_with(' ') {
            self.text.pop();
        }
        while self
            .joins
            .last()
            .is_some_and(|&join| join as usize > self.text.len())
        {
            self.joins.pop();
        }
    }
}

/// What becomes of the end of a line: «bolig-|sosial» is joined, «helse-|og» keeps both hyphen and space, «NAV-|kontor» and
/// «leie-til-|eie» keep the hyphen only.
fn line_end(text: &str, following: &str) -> LineEnd {
    let trimmed = text.trim_end();
    if trimmed.ends_with('\u{ad}') {
        return LineEnd::Join;
    }
    let Some(stem) = trimmed.strip_suffix(['-', '\u{2010}', '\u{2011}', '¬']) else {
        return LineEnd::Space;
    };
    let word: &str = stem
        .rsplit(|c: char| !(c.is_alphanumeric() || c == '-'))
        .next()
        .unwrap_or_default();
    let next_word = following
        .split(|c: char| !c.is_alphanumeric())
        .next()
        .unwrap_or_default();
    if word.is_empty()
        || next_word.is_empty()
        || matches!(next_word, "og" | "eller" | "samt" | "til" | "and" | "or")
    {
        return LineEnd::Space;
    }
    let abbreviation =
        word.chars().count() > 1 && word.chars().all(|c| c.is_uppercase() || c.is_ascii_digit());
    let capitals = word.chars().count() > 4 && word.chars().all(char::is_uppercase);
    if capitals && next_word.chars().all(char::is_uppercase) {
        return LineEnd::Join;
    }
    if word.contains('-') || abbreviation || !next_word.starts_with(char::is_lowercase) {
        return LineEnd::Keep;
    }
    LineEnd::Join
}

enum LineEnd {
    Join,
    Keep,
    Space,
}

/// Length of the text from the start that tidying leaves as it is: ASCII with single spaces and the letters of Western Europe.
fn plain_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'!'..=b'~' => at += 1,
            b' ' if at > 0 && bytes[at - 1] != b' ' => at += 1,
            // U+00C0 to U+00FF: two bytes that start with C3.
            0xc3 => at += 2,
            _ => break,
        }
    }
    at
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::super::read;

    fn tidy(text: &str) -> super::Page {
        read(Path::new("a.txt"), text.as_bytes().to_vec())
            .expect("plain text is read")
            .pages
            .remove(0)
    }

    #[test]
    fn line_ends() {
        let cases = [
            ("et bolig-\nsosialt arbeid", "et boligsosialt arbeid\n"),
            ("bolig\u{ad}\nsosial", "boligsosial\n"),
            ("helse-\nog omsorg", "helse- og omsorg\n"),
            ("NAV-\nkontor", "NAV-kontor\n"),
            ("leie-til-\neie", "leie-til-eie\n"),
            ("bolig\nog by", "bolig og by\n"),
        ];
        for (printed, wanted) in cases {
            assert_eq!(tidy(printed).text, wanted, "{printed:?}");
        }
    }

    #[test]
    fn characters() {
        assert_eq!(
            tidy("pa\u{30a} bose\u{fb01}\u{a0}\u{a0}x e\u{2010}post bo\u{ad}lig").text,
            "på bosefi x e-post bolig\n"
        );
    }

    #[test]
    fn every_kept_character_maps_back() {
        let page = tidy("Første av-\nsnitt pa\u{30a} linje\u{a0}to.\n\nAndre: \u{fb01}n.\n");
        let found = page.text.find("avsnitt på").expect("the words are there");
        let (from, to) = page.map.printed_range(
            &page.text,
            &page.printed,
            found as u32,
            (found + "avsnitt på".len()) as u32,
        );
        assert_eq!(
            &page.printed[from as usize..to as usize],
            "av-\nsnitt pa\u{30a}"
        );
        for (offset, character) in page
            .text
            .char_indices()
            .filter(|(_, c)| c.is_ascii_alphabetic())
        {
            let printed = page.printed[page.map.printed(offset as u32) as usize..]
                .chars()
                .next();
            assert!(
                printed == Some(character) || printed == Some('\u{fb01}'),
                "{offset} {character}"
            );
        }
    }

    #[test]
    fn items_start_blocks() {
        let page = tidy("Tiltak:\n- bygge boliger\n- leie ut\na) første\n2020 er et år\n");
        assert_eq!(page.blocks.len(), 4);
    }
}

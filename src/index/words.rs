//! The words of the index that answer: inflections, beginnings, and words with some letters in them.

use tantivy::InvertedIndexReader;
use tantivy::postings::TermInfo;
use tantivy::schema::IndexRecordOption;

use super::analysis::FIRST_WORD;
use super::pages::Pages;
use crate::query::WordForms;

/// Words of the index that answer, with the share of their worth.
pub(super) type Terms = Vec<(TermInfo, f32)>;

/// The words of a zone as they are written, one after the other, so that they are looked through like a text.
pub(super) struct Words {
    /// Each between line ends.
    text: Vec<u8>,
    /// Where each begins in the text, and where its pages stand in the index.
    starts: Vec<(u32, TermInfo)>,
}

impl Words {
    pub(super) fn read(inverted: &InvertedIndexReader) -> tantivy::Result<Self> {
        let dictionary = inverted.terms();
        let (mut text, mut starts) = (vec![b'\n'], Vec::new());
        let mut stream = dictionary.range().ge(FIRST_WORD).into_stream()?;
        while let Some((word, info)) = stream.next() {
            starts.push((text.len() as u32, info.clone()));
            text.extend_from_slice(word);
            text.push(b'\n');
        }
        Ok(Words { text, starts })
    }

    /// Tells the words that have some letters; all of them, if there are no letters.
    pub(super) fn each_with(&self, letters: &str, mut found: impl FnMut(&str, &TermInfo)) {
        let mut tell = |number: usize| {
            let (start, info) = &self.starts[number];
            let next = self.starts.get(number + 1);
            let end = next.map_or(self.text.len(), |(next, _)| *next as usize) - 1;
            if let Ok(word) = std::str::from_utf8(&self.text[*start as usize..end]) {
                found(word, info);
            }
        };
        if letters.is_empty() {
            (0..self.starts.len()).for_each(tell);
            return;
        }
        let mut last = None;
        for at in memchr::memmem::find_iter(&self.text, letters) {
            let number = self
                .starts
                .partition_point(|(start, _)| *start as usize <= at)
                - 1;
            if last != Some(number) {
                last = Some(number);
                tell(number);
            }
        }
    }
}

/// Adds the entries that have a word.
pub(super) fn docs(
    inverted: &InvertedIndexReader,
    info: &TermInfo,
    pages: &mut Pages,
) -> tantivy::Result<()> {
    let option = IndexRecordOption::Basic;
    let mut block = inverted.read_block_postings_from_terminfo(info, option)?;
    while block.block_len() > 0 {
        for &entry in block.docs() {
            pages.insert(entry);
        }
        block.advance();
    }
    Ok(())
}

/// Bytes by which an inflection is longer than its stem: more than Snowball's longest Norwegian suffix («hetenes»).
const LONGEST_ENDING: usize = 8;

/// The inflections of a word. They all begin with its stem, because the stemmer only takes endings away.
pub(super) fn inflections(
    inverted: &InvertedIndexReader,
    forms: &WordForms,
    terms: &mut Terms,
) -> tantivy::Result<()> {
    let longest = forms.stem.len() + LONGEST_ENDING;
    let worth = |word: &str| {
        if word == forms.word {
            return Some(1.0);
        }
        (word.len() <= longest && forms.is(word)).then_some(0.7)
    };
    prefixed(inverted, &forms.stem, worth, terms)
}

/// Words that begin with some letters and are worth something.
pub(super) fn prefixed(
    inverted: &InvertedIndexReader,
    prefix: &str,
    worth: impl Fn(&str) -> Option<f32>,
    terms: &mut Terms,
) -> tantivy::Result<()> {
    let mut stream = inverted.terms().range().ge(prefix).into_stream()?;
    while let Some((word, info)) = stream.next() {
        if !word.starts_with(prefix.as_bytes()) {
            break;
        }
        let share = std::str::from_utf8(word).ok().and_then(&worth);
        terms.extend(share.map(|share| (info.clone(), share)));
    }
    Ok(())
}

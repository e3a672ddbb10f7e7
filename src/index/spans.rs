//! Where words stand in a row or near each other.

use std::cmp::Ordering;

use tantivy::postings::{Postings, TermInfo};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocSet, InvertedIndexReader, TERMINATED};

use super::pages::Pages;
use super::words::docs;

/// Words in a row that answer: entry, first and last position.
type Span = (u32, u32, u32);

/// A text of which the words have been looked up in the index.
pub(super) enum LookedUp {
    /// One of these words.
    Word(Vec<TermInfo>),
    /// These one after the other.
    Row(Vec<LookedUp>),
    /// These two with at most so many words between.
    Near(Box<LookedUp>, Box<LookedUp>, u32),
    /// One of these.
    OneOf(Vec<LookedUp>),
}

impl LookedUp {
    /// The words of a row of which each is at most one word of the index, as most phrases are; none of them if one is lacking.
    pub(super) fn single_words(&self) -> Option<Vec<TermInfo>> {
        let LookedUp::Row(row) = self else {
            return None;
        };
        let single = |part: &LookedUp| match part {
            LookedUp::Word(words) if words.len() <= 1 => Some(words.first().cloned()),
            _ => None,
        };
        let words: Option<Vec<Option<TermInfo>>> = row.iter().map(single).collect();
        words.map(|words| words.into_iter().collect::<Option<_>>().unwrap_or_default())
    }

    /// Pages that have all words, wherever they stand.
    pub(super) fn possible(
        &self,
        inverted: &InvertedIndexReader,
        alive: &Pages,
    ) -> tantivy::Result<Pages> {
        let mut pages = alive.clone();
        let mut must = |part: &LookedUp| -> tantivy::Result<()> {
            if !pages.is_empty() {
                pages.and(&part.possible(inverted, alive)?);
            }
            Ok(())
        };
        match self {
            LookedUp::Row(parts) => parts.iter().try_for_each(must)?,
            LookedUp::Near(a, b, _) => {
                must(a)?;
                must(b)?;
            }
            LookedUp::Word(words) => {
                pages.clear();
                for info in words {
                    docs(inverted, info, &mut pages)?;
                }
            }
            LookedUp::OneOf(parts) => {
                pages.clear();
                for part in parts {
                    pages.or(&part.possible(inverted, alive)?);
                }
            }
        }
        Ok(pages)
    }

    /// Where it stands on the pages that may have it, in order.
    pub(super) fn spans(
        &self,
        inverted: &InvertedIndexReader,
        possible: &Pages,
    ) -> tantivy::Result<Vec<Span>> {
        let mut spans = Vec::new();
        match self {
            LookedUp::Word(words) => {
                for info in words {
                    positions(inverted, info, possible, &mut spans)?;
                }
            }
            LookedUp::OneOf(parts) => {
                for part in parts {
                    spans.append(&mut part.spans(inverted, possible)?);
                }
            }
            LookedUp::Row(parts) => {
                for (number, part) in parts.iter().enumerate() {
                    let next = part.spans(inverted, possible)?;
                    spans = if number == 0 {
                        next
                    } else {
                        joined(&spans, &next)
                    };
                }
            }
            LookedUp::Near(a, b, most) => {
                let (ones, others) = (a.spans(inverted, possible)?, b.spans(inverted, possible)?);
                spans = meetings(&ones, &others, *most);
            }
        }
        // Each word's own spans are in order: a sort that keeps runs together only has to merge them.
        #[expect(
            clippy::stable_sort_primitive,
            reason = "it is twice as fast on sorted runs"
        )]
        spans.sort();
        spans.dedup();
        Ok(spans)
    }
}

/// The entries in which words stand in a row, and how often. The words are read in step, so that nothing is kept of entries that lack
/// one of them.
pub(super) fn rows(
    inverted: &InvertedIndexReader,
    words: &[TermInfo],
) -> tantivy::Result<Vec<(u32, usize)>> {
    let option = IndexRecordOption::WithFreqsAndPositions;
    let mut postings = Vec::new();
    for (place, info) in (0u32..).zip(words) {
        postings.push((place, inverted.read_postings_from_terminfo(info, option)?));
    }
    // The rarest leads.
    postings.sort_by_key(|(_, postings)| postings.doc_freq());
    let mut out = Vec::new();
    let Some(((place, lead), others)) = postings.split_first_mut() else {
        return Ok(out);
    };
    let (mut starts, mut next) = (Vec::new(), Vec::new());
    let mut entry = lead.doc();
    'entries: while entry != TERMINATED {
        for (_, other) in others.iter_mut() {
            let there = if other.doc() < entry {
                other.seek(entry)
            } else {
                other.doc()
            };
            if there > entry {
                entry = lead.seek(there);
                continue 'entries;
            }
        }
        // Where the row would begin; a word cannot stand so early that its row begins before the text.
        lead.positions(&mut starts);
        starts.retain(|&at| at >= *place);
        for at in &mut starts {
            *at -= *place;
        }
        for (place, other) in others.iter_mut() {
            if starts.is_empty() {
                break;
            }
            other.positions(&mut next);
            let mut from = 0;
            starts.retain(|&start| {
                let wanted = start + *place;
                from += next[from..].iter().take_while(|&&at| at < wanted).count();
                next.get(from) == Some(&wanted)
            });
        }
        if !starts.is_empty() {
            out.push((entry, starts.len()));
        }
        entry = lead.advance();
    }
    Ok(out)
}

/// The positions of a word on pages.
fn positions(
    inverted: &InvertedIndexReader,
    info: &TermInfo,
    pages: &Pages,
    spans: &mut Vec<Span>,
) -> tantivy::Result<()> {
    let option = IndexRecordOption::WithFreqsAndPositions;
    let mut postings = inverted.read_postings_from_terminfo(info, option)?;
    let mut places = Vec::new();
    let mut entry = postings.doc();
    while entry != TERMINATED {
        if pages.has(entry) {
            postings.positions(&mut places);
            spans.extend(places.iter().map(|&place| (entry, place, place)));
        }
        entry = postings.advance();
    }
    Ok(())
}

/// Spans of the same entries, in step; both in order.
fn in_step<'s>(ones: &'s [Span], others: &'s [Span], mut both: impl FnMut(&'s [Span], &'s [Span])) {
    let (mut one, mut other) = (0, 0);
    let end = |spans: &[Span], from: usize| {
        let entry = spans[from].0;
        from + spans[from..]
            .iter()
            .take_while(|span| span.0 == entry)
            .count()
    };
    while one < ones.len() && other < others.len() {
        match ones[one].0.cmp(&others[other].0) {
            Ordering::Less => one = end(ones, one),
            Ordering::Greater => other = end(others, other),
            Ordering::Equal => {
                let (to, other_to) = (end(ones, one), end(others, other));
                both(&ones[one..to], &others[other..other_to]);
                (one, other) = (to, other_to);
            }
        }
    }
}

/// Spans of which one follows directly after another; both in order.
fn joined(spans: &[Span], next: &[Span]) -> Vec<Span> {
    let mut out = Vec::new();
    in_step(spans, next, |spans, next| {
        for &(entry, first, last) in spans {
            let from = next.partition_point(|n| n.1 <= last);
            let after = next[from..].iter().take_while(|n| n.1 == last + 1);
            out.extend(after.map(|n| (entry, first, n.2)));
        }
    });
    out
}

/// Spans that are parts of pairs with at most so many words between, as one; both in order.
fn meetings(ones: &[Span], others: &[Span], most: u32) -> Vec<Span> {
    let longest = others
        .iter()
        .map(|&(_, first, last)| last - first)
        .max()
        .unwrap_or(0);
    let mut out = Vec::new();
    in_step(ones, others, |ones, others| {
        for &(entry, first, last) in ones {
            let from = others.partition_point(|o| o.1 + longest + most + 1 < first);
            for other in others[from..].iter().take_while(|o| o.1 <= last + most + 1) {
                let apart = if other.1 > last {
                    other.1 - last - 1
                } else if first > other.2 {
                    first - other.2 - 1
                } else {
                    continue;
                };
                if apart <= most {
                    out.push((entry, first.min(other.1), last.max(other.2)));
                }
            }
        }
    });
    out
}

//! The lines of a document's first pages, as identification reads them.

use crate::corpus::identify;
use crate::corpus::language::Tally;
use crate::corpus::{FirstPages, TitleLine};
use crate::extract::{self, Reading, Zone};
use crate::terms::sentence::is_end as is_sentence_end;

/// What identification reads of a document's pages.
pub(super) fn of(reading: &Reading) -> FirstPages<'_> {
    let pages = &reading.pages;
    let named = reading.format.names_zones();
    let mut lines = Vec::new();
    for (number, page) in (1u32..).zip(pages.iter().take(identify::PAGES)) {
        if page.size == [0.0, 0.0] && !named {
            // Plain text has no looks that part a title from the text below it: its lines do.
            let printed: Vec<&str> = page
                .printed
                .lines()
                .map(|line| line.trim().trim_start_matches('#').trim())
                .collect();
            for (at, line) in printed
                .iter()
                .enumerate()
                .filter(|(_, line)| !line.is_empty())
            {
                let goes_on =
                    |line: Option<&&str>| line.is_some_and(|l| l.starts_with(char::is_lowercase));
                let in_paragraph = goes_on(Some(line)) || goes_on(printed.get(at + 1));
                let lines_of = title_lines(number, line, 0.0).into_iter();
                lines.extend(lines_of.map(|line| TitleLine {
                    prose: line.prose || in_paragraph,
                    ..line
                }));
            }
            continue;
        }
        let shown = |b: &&extract::Block| !matches!(b.zone, Zone::Contents | Zone::HeaderFooter);
        for block in page.blocks.iter().filter(shown) {
            let text = &page.text[block.start as usize..block.end as usize];
            let size = if named {
                size_of_level(block.level)
            } else {
                block.size
            };
            lines.extend(title_lines(number, text, size));
        }
    }
    let mut tally = Tally::default();
    for page in pages {
        tally.add(&page.tally);
    }
    FirstPages {
        lines,
        tally,
        metadata_title: reading.metadata.title.as_deref(),
        texts: pages.iter().map(|page| page.text.as_str()).collect(),
    }
}

/// The size in points that a heading of a level usually has, and text (level 0), where a file names levels and no sizes.
fn size_of_level(level: u8) -> f32 {
    match level {
        0 => 11.0,
        1 => 24.0,
        2 => 18.0,
        3 => 14.0,
        _ => 12.0,
    }
}

/// A short block as it is; the sentences of a long one.
fn title_lines(page: u32, text: &str, size: f32) -> Vec<TitleLine<'_>> {
    if text.chars().count() <= identify::TITLE_LENGTH {
        let prose = false;
        return vec![TitleLine {
            page,
            text,
            size,
            prose,
        }];
    }
    let (mut sentences, mut from) = (Vec::new(), 0);
    let ends = text
        .match_indices(['.', '!', '?'])
        .filter(|(at, _)| is_sentence_end(text, *at));
    for end in ends.map(|(at, _)| at + 1).chain([text.len()]) {
        let text = text[from..end].trim();
        if !text.is_empty() {
            let prose = true;
            sentences.push(TitleLine {
                page,
                text,
                size,
                prose,
            });
        }
        from = end;
    }
    sentences
}

//! The lines of a document's first pages, as identification reads them.

use crate::corpus::identify;
use crate::corpus::language::Tally;
use crate::corpus::{FirstPages, TitleLine};
use crate::extract::{self, Page, Zone};
use crate::terms::sentence::is_end as is_sentence_end;

/// What identification reads of a document's pages.
pub(super) fn of<'p>(pages: &'p [Page], metadata_title: Option<&'p str>) -> FirstPages<'p> {
    let mut lines = Vec::new();
    for (number, page) in (1u32..).zip(pages.iter().take(identify::PAGES)) {
        if page.size == [0.0, 0.0] {
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
            lines.extend(title_lines(number, text, block.size));
        }
    }
    let mut tally = Tally::default();
    for page in pages {
        tally.add(&page.tally);
    }
    FirstPages {
        lines,
        tally,
        metadata_title,
        texts: pages.iter().map(|page| page.text.as_str()).collect(),
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

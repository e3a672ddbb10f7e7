//! Headings with their levels, and lists of references.

use rustc_hash::FxHashMap;

use super::lines::{chapter, fingerprint, fingerprint_of, is_plain_chapter, is_references_title};
use super::{Line, OutlineEntry, RawPage, Zone};

/// A line this much larger than the body is a heading.
const HEADING_SIZE: f32 = 1.12;
/// A line with a chapter number is one if it is this much larger.
const CHAPTER_SIZE: f32 = 1.05;
/// Headings are shorter than this many characters.
const HEADING_LENGTH: usize = 140;
/// Levels of headings that are told apart.
const LEVELS: u8 = 6;

/// Marks headings and gives each its level: the depth of its chapter number, otherwise the rank of its size.
pub(super) fn mark(pages: &mut [RawPage]) {
    let body = body_size(pages);
    let mut sizes: Vec<i32> = Vec::new();
    for page in &mut *pages {
        for index in 0..page.lines.len() {
            if page.lines[index].zone == Zone::Body && is_heading(page, index, body) {
                page.lines[index].zone = Zone::Heading;
            }
            if page.lines[index].zone == Zone::Heading
                && let Some(size) = half_points(&page.lines[index])
            {
                sizes.push(size);
            }
        }
    }
    for page in &mut *pages {
        unmark_paragraphs(page);
    }
    sizes.sort_unstable_by_key(|&size| -size);
    sizes.dedup();
    for page in pages {
        let printed = &page.printed;
        for line in page.lines.iter_mut().filter(|l| l.zone == Zone::Heading) {
            let numbered = chapter(line.text(printed).trim()).map(|(_, depth)| depth);
            let ranked = half_points(line).and_then(|size| sizes.iter().position(|&s| s == size));
            if line.level == 0 {
                line.level = numbered
                    .or(ranked.map(|rank| rank as u8 + 1))
                    .unwrap_or(1)
                    .min(LEVELS);
            }
        }
    }
}

/// Takes back what looks like headings but is a paragraph in bold or larger letters: many lines, or long ones, close together.
fn unmark_paragraphs(page: &mut RawPage) {
    /// Lines and characters that a heading has at most.
    const LINES: usize = 3;
    const CHARACTERS: u32 = 220;
    let goes_on = |a: &Line, b: &Line| match (a.geometry, b.geometry) {
        (Some(a), Some(b)) => {
            a.bold == b.bold
                && (a.size - b.size).abs() < 0.3
                && (0.0..1.9 * a.size).contains(&(b.y1 - a.y1))
                && b.x0 < a.x1
        }
        _ => false,
    };
    let printed = &page.printed;
    for lines in page.lines.chunk_by_mut(|a, b| {
        goes_on(a, b) && b.level == 0 && chapter(b.text(printed).trim()).is_none()
    }) {
        let length: u32 = lines.iter().map(|line| line.end - line.start).sum();
        if lines.len() <= LINES && length <= CHARACTERS {
            continue;
        }
        let marked = lines
            .iter_mut()
            .filter(|l| l.zone == Zone::Heading && l.level == 0);
        marked.for_each(|line| line.zone = Zone::Body);
    }
}

/// Marks the lines that the outline names as headings, with its levels; a heading may take up to three lines.
pub(super) fn mark_outline(pages: &mut [RawPage], outline: &[OutlineEntry]) {
    const MOST_LINES: usize = 3;
    /// Bytes that a printed heading may have beside the title in the outline: its chapter number, spaces.
    const NUMBERING: usize = 16;
    /// Lines looked at together: bounds hostile outlines.
    const MOST_TRIES: usize = 4_000_000;
    let mut tries = 0;
    for entry in outline {
        let Some(page) = entry.page.and_then(|page| pages.get_mut(page.index())) else {
            continue;
        };
        let Some(wanted) = fingerprint(&entry.title) else {
            continue;
        };
        let printed = &page.printed;
        tries += page.lines.len();
        if tries > MOST_TRIES {
            return;
        }
        // Most lines are longer than any title: no need to look at their letters.
        let longest = entry.title.len() + NUMBERING;
        let may_start = |line: &Line| ((line.end - line.start) as usize) < longest;
        let mut starts = (0..page.lines.len()).filter(|&first| may_start(&page.lines[first]));
        let found = starts.find_map(|first| {
            (1..=MOST_LINES.min(page.lines.len() - first)).find_map(|count| {
                let lines = &page.lines[first..first + count];
                let same = lines.iter().all(|line| line.zone == Zone::Body)
                    && fingerprint_of(lines.iter().map(|l| l.text(printed))) == Some(wanted);
                same.then_some(first..first + count)
            })
        });
        for line in &mut page.lines[found.unwrap_or_default()] {
            line.zone = Zone::Heading;
            line.level = entry.level.min(LEVELS);
        }
    }
}

fn half_points(line: &Line) -> Option<i32> {
    line.geometry.map(|g| (g.size * 2.0).round() as i32)
}

/// The size of most of the letters of the document.
pub(super) fn body_size(pages: &[RawPage]) -> f32 {
    let mut letters: FxHashMap<i32, usize> = FxHashMap::default();
    for page in pages {
        for line in page.lines.iter().filter(|line| line.zone == Zone::Body) {
            if let Some(size) = half_points(line) {
                *letters.entry(size).or_default() += (line.end - line.start) as usize;
            }
        }
    }
    letters
        .into_iter()
        .max_by_key(|&(size, count)| (count, size))
        .map_or(0.0, |(size, _)| size as f32 / 2.0)
}

fn is_heading(page: &RawPage, index: usize, body: f32) -> bool {
    let line = &page.lines[index];
    let text = line.text(&page.printed).trim();
    if let Some(g) = line.geometry
        && g.size < body * HEADING_SIZE
        && !(g.bold && g.size >= body * 0.97)
    {
        let chapter = g.size > body * CHAPTER_SIZE && chapter(text).is_some();
        return chapter && !text.ends_with('.') && stands_alone(page, index);
    }
    let lettered = text.chars().filter(|c| c.is_alphabetic()).take(2).count() == 2;
    if !lettered || text.chars().count() > HEADING_LENGTH || text.ends_with([',', ';']) {
        return false;
    }
    let sentence = text.ends_with('.') && chapter(text).is_none();
    match line.geometry {
        Some(g) if g.size >= body * HEADING_SIZE => !sentence || g.size >= body * 1.4,
        Some(_) => !sentence && !text.ends_with(':') && stands_alone(page, index),
        None => {
            line.starts_block
                && chapter(text).is_some()
                && !sentence
                && text.chars().count() < 80
                && ends_block(page, index)
        }
    }
}

/// Whether a bold line is a line of its own, not bold words inside a paragraph.
pub(super) fn stands_alone(page: &RawPage, index: usize) -> bool {
    let Some(own) = page.lines[index].geometry else {
        return true;
    };
    let shares_row = |other: Option<&Line>| {
        other
            .and_then(|l| l.geometry)
            .is_some_and(|g| (g.y0 - own.y0).abs() < 0.5 * own.size)
    };
    !shares_row(page.lines.get(index + 1))
        && !shares_row(index.checked_sub(1).and_then(|i| page.lines.get(i)))
}

fn ends_block(page: &RawPage, index: usize) -> bool {
    page.lines
        .get(index + 1)
        .is_none_or(|next| next.starts_block)
}

/// Marks the body lines after the title of a list of references, up to the next heading or chapter.
pub(super) fn mark_references(pages: &mut [RawPage]) {
    /// «Kilder» in bold letters of the body's size stands under figures too: it opens a list only in this last share of the pages.
    const LAST_PAGES: f64 = 0.8;
    let body = body_size(pages);
    let late = (pages.len() as f64 * LAST_PAGES) as usize;
    let mut inside = false;
    for (number, page) in pages.iter_mut().enumerate() {
        let printed = &page.printed;
        for line in &mut page.lines {
            let text = line.text(printed).trim();
            match line.zone {
                Zone::Heading => {
                    let plain = line.geometry.is_none_or(|g| g.size >= body * HEADING_SIZE);
                    inside = is_references_title(text)
                        && (plain || chapter(text).is_some() || number >= late);
                }
                // An appendix or a numbered chapter whose heading does not look like one.
                Zone::Body if inside && (starts_appendix(text) || is_chapter_line(text)) => {
                    inside = false;
                }
                Zone::Body if inside => line.zone = Zone::Reference,
                _ => {}
            }
        }
    }
}

/// «5.2 B1 Nordlia», but not «3. Husbanken (2019)», an entry of the list.
fn is_chapter_line(text: &str) -> bool {
    is_plain_chapter(text)
        || chapter(text)
            .is_some_and(|(_, depth)| depth > 1 && text.len() < 80 && !text.ends_with('.'))
}

fn starts_appendix(text: &str) -> bool {
    let first = text
        .split(|c: char| !c.is_alphanumeric())
        .next()
        .unwrap_or_default()
        .to_lowercase();
    first == "vedlegg" || first == "appendiks"
}

//! What kind of text a line is, from its looks, its place and its repetition over the document.
//!
//! The zones matter because a plan's title stands in the header of all its pages and its headings stand again in the contents list:
//! counting those finds the title, not the content (METHOD D3, step 2).

use std::sync::LazyLock;

use regex::Regex;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::{Line, RawPage};

/// Kind of text.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Zone {
    /// Running text, lists and tables.
    #[default]
    Body,
    /// A heading or a line of the title page.
    Heading,
    /// The contents list, list of figures or tables.
    Contents,
    /// Text repeated from page to page, and page numbers.
    HeaderFooter,
    /// The list of references or sources.
    Reference,
}

/// Share of the pages on which a line must stand to be a running header or footer (METHOD D3).
const REPEATED_SHARE: f64 = 0.3;
/// … and at least on this many pages.
const REPEATED_PAGES: usize = 3;
/// Share of the page height at top and bottom where headers and footers stand.
const MARGIN: f32 = 0.13;
/// A line this much larger than the body is a heading.
const HEADING_SIZE: f32 = 1.12;
/// Headings are shorter than this many characters.
const HEADING_LENGTH: usize = 140;
/// A sidebar repeated at the same place, in points.
const SAME_PLACE: f32 = 3.0;

/// Sets the zone of every line of a document.
pub(super) fn assign(pages: &mut [RawPage]) {
    pages.iter_mut().for_each(line_numbers);
    running_lines(pages);
    contents_lists(pages);
    headings(pages);
    references(pages);
}

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("the pattern is a constant that the tests compile")
}

static PAGE_NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^(side|s\.|page|p\.)?\s*[-–]?\s*(\d{1,4}|[ivxl]{1,6})\s*[-–]?(\s*(av|/|of|\|)\s*\d{1,4})?$",
    )
});
static LEADER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(\.{4,}|(\. ){4,}|…{2,}|_{5,}|·{4,})[\s.…]*(\d{1,4}|[ivxl]{1,6})?\s*$")
});
static ENDS_IN_NUMBER: LazyLock<Regex> = LazyLock::new(|| pattern(r"(^|\D)\d{1,3}$"));
static CONTENTS_TITLE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^(innhold|innhald|innhald i planen|innhold i planen|innholdsfortegnelse|innhaldsliste|innholdsoversikt|contents|table of contents|(figur|tabell)(liste|oversikt))\s*:?$",
    )
});
static NUMBERED: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^(§\s*)?\d{1,2}([.-]\d{1,2}){0,3}\.?\s+\p{Lu}"));
static REFERENCES_END: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"^((?i)vedlegg|appendiks)\b|^\d{1,2}(\.\d{1,2})?\.?\s+\p{Lu}\p{Ll}[^.,;]{3,60}$")
});
static REFERENCES_TITLE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^(\d[\d.]*\s+)?(referanser|referansar|referanseliste|kilder|kjelder|kildeliste|litteratur|litteraturliste|kilder og litteratur)$",
    )
});

/// Line numbers in the margin, as hearing drafts have them: they part no paragraphs, so they go after the text of the page.
fn line_numbers(page: &mut RawPage) {
    /// A page has at least this many if it has any; fewer numbers in a column are a table's.
    const FEWEST: usize = 8;
    let number = |line: &Line| line.text(&page.printed).trim().parse::<u32>().ok();
    let text = page.lines.iter().filter(|line| number(line).is_none());
    let left_of_text = text
        .filter_map(|l| l.geometry)
        .map(|g| g.x0)
        .fold(f32::MAX, f32::min);
    let in_margin = |line: &Line| {
        let beside = line
            .geometry
            .is_some_and(|g| g.x1 < left_of_text + SAME_PLACE);
        number(line).filter(|_| beside)
    };
    let values: Vec<u32> = page.lines.iter().filter_map(in_margin).collect();
    let rising = values.windows(2).filter(|pair| pair[0] < pair[1]).count() + 2 >= values.len();
    if values.len() < FEWEST || !rising {
        return;
    }
    let (mut margin, mut lines): (Vec<Line>, Vec<Line>) = page
        .lines
        .iter()
        .cloned()
        .partition(|line| in_margin(line).is_some());
    for line in &mut margin {
        line.zone = Zone::HeaderFooter;
    }
    lines.append(&mut margin);
    page.lines = lines;
}

/// A line's text with what changes from page to page taken out.
fn fingerprint(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        let character = if character.is_ascii_digit() {
            '#'
        } else {
            character
        };
        let repeats = matches!(character, '#') && out.ends_with('#');
        if !character.is_whitespace() && !repeats {
            out.extend(character.to_lowercase());
        }
    }
    out
}

/// Where on the page a line may be a header or footer.
fn in_margin(page: &RawPage, index: usize) -> bool {
    let line = &page.lines[index];
    match line.geometry {
        Some(g) if page.size[1] > 0.0 => {
            g.y1 < page.size[1] * MARGIN || g.y0 > page.size[1] * (1.0 - MARGIN)
        }
        _ => index < 2 || index + 2 >= page.lines.len(),
    }
}

fn running_lines(pages: &mut [RawPage]) {
    let needed = REPEATED_PAGES.max((pages.len() as f64 * REPEATED_SHARE).ceil() as usize);
    let mut seen: FxHashMap<String, Vec<(usize, usize)>> = FxHashMap::default();
    for (number, page) in pages.iter().enumerate() {
        for (index, line) in page.lines.iter().enumerate() {
            seen.entry(fingerprint(line.text(&page.printed)))
                .or_default()
                .push((number, index));
        }
    }
    let mut running: Vec<(usize, usize)> = Vec::new();
    for places in seen
        .values()
        .filter(|places| places.len() >= REPEATED_PAGES)
    {
        let margin: Vec<_> = places
            .iter()
            .copied()
            .filter(|&(page, line)| in_margin(&pages[page], line))
            .collect();
        if distinct_pages(&margin) >= needed || follows_on(pages, &margin) {
            running.extend(margin);
        } else if distinct_pages(places) * 2 >= pages.len().max(2 * REPEATED_PAGES)
            && same_place(pages, places)
        {
            running.extend(places);
        }
    }
    for (page, line) in running {
        pages[page].lines[line].zone = Zone::HeaderFooter;
    }
    for page in pages {
        for index in 0..page.lines.len() {
            let is_number = PAGE_NUMBER.is_match(page.lines[index].text(&page.printed).trim());
            if is_number && page.lines[index].geometry.is_some() && in_margin(page, index) {
                page.lines[index].zone = Zone::HeaderFooter;
            }
        }
    }
}

fn distinct_pages(places: &[(usize, usize)]) -> usize {
    let mut last = usize::MAX;
    places
        .iter()
        .filter(|&&(page, _)| std::mem::replace(&mut last, page) != page)
        .count()
}

/// A chapter's running header: the same words at the same height on three pages in a row, or every other page.
fn follows_on(pages: &[RawPage], places: &[(usize, usize)]) -> bool {
    let height = |&(page, line): &(usize, usize)| pages[page].lines[line].geometry.map(|g| g.y0);
    places.windows(3).any(|three| {
        let steps = [three[1].0 - three[0].0, three[2].0 - three[1].0];
        let heights: Option<Vec<f32>> = three.iter().map(height).collect();
        steps.iter().all(|step| (1..=2).contains(step))
            && heights.is_some_and(|h| {
                (h[0] - h[1]).abs() < SAME_PLACE && (h[1] - h[2]).abs() < SAME_PLACE
            })
    })
}

fn same_place(pages: &[RawPage], places: &[(usize, usize)]) -> bool {
    let place =
        |&(page, line): &(usize, usize)| pages[page].lines[line].geometry.map(|g| (g.x0, g.y0));
    let Some(Some(first)) = places.first().map(place) else {
        return false;
    };
    places.iter().all(|p| {
        place(p).is_some_and(|(x, y)| {
            (x - first.0).abs() < SAME_PLACE && (y - first.1).abs() < SAME_PLACE
        })
    })
}

fn contents_lists(pages: &mut [RawPage]) {
    let mut open = false;
    for page in pages {
        let texts: Vec<String> = page
            .lines
            .iter()
            .map(|l| l.text(&page.printed).trim().to_owned())
            .collect();
        let free: Vec<usize> = (0..texts.len())
            .filter(|&i| page.lines[i].zone != Zone::HeaderFooter)
            .collect();
        let entry = |i: usize| LEADER.is_match(&texts[i]) || ENDS_IN_NUMBER.is_match(&texts[i]);
        let title = free
            .iter()
            .position(|&i| CONTENTS_TITLE.is_match(&texts[i]) && stands_alone(page, i));
        let from = match title {
            Some(at) => {
                page.lines[free[at]].zone = Zone::Contents;
                Some(at + 1)
            }
            None if open => Some(0),
            None => None,
        };
        open = false;
        if let Some(from) = from {
            let listed = entries_end(&free[from..], &entry);
            for &index in &free[from..from + listed] {
                page.lines[index].zone = Zone::Contents;
            }
            open = listed >= 3 && from + listed == free.len();
        }
        for &index in &free {
            if LEADER.is_match(&texts[index])
                && texts[index].ends_with(|c: char| c.is_ascii_digit())
            {
                page.lines[index].zone = Zone::Contents;
            }
        }
    }
}

/// How many of the lines from the start belong to a contents list: entries, and the one or two lines of a long entry before its
/// page number.
fn entries_end(lines: &[usize], entry: &impl Fn(usize) -> bool) -> usize {
    const WRAPPED: usize = 2;
    let (mut end, mut entries) = (0, 0);
    for (place, &line) in lines.iter().enumerate() {
        if entry(line) {
            end = place + 1;
            entries += 1;
        } else if place - end >= WRAPPED {
            break;
        }
    }
    if entries >= 3 { end } else { 0 }
}

/// The size of most of the letters of the document.
fn body_size(pages: &[RawPage]) -> f32 {
    let mut letters: FxHashMap<i32, usize> = FxHashMap::default();
    for page in pages {
        for line in page.lines.iter().filter(|line| line.zone == Zone::Body) {
            if let Some(g) = line.geometry {
                *letters.entry((g.size * 2.0).round() as i32).or_default() +=
                    (line.end - line.start) as usize;
            }
        }
    }
    letters
        .into_iter()
        .max_by_key(|&(size, count)| (count, size))
        .map_or(0.0, |(size, _)| size as f32 / 2.0)
}

fn headings(pages: &mut [RawPage]) {
    let body = body_size(pages);
    for page in pages {
        for index in 0..page.lines.len() {
            if page.lines[index].zone == Zone::Body && is_heading(page, index, body) {
                page.lines[index].zone = Zone::Heading;
            }
        }
    }
}

fn is_heading(page: &RawPage, index: usize, body: f32) -> bool {
    let line = &page.lines[index];
    let text = line.text(&page.printed).trim();
    let lettered = text.chars().filter(|c| c.is_alphabetic()).count() >= 2;
    if !lettered || text.chars().count() > HEADING_LENGTH || text.ends_with([',', ';']) {
        return false;
    }
    let sentence = text.ends_with('.') && !NUMBERED.is_match(text);
    match line.geometry {
        Some(g) if g.size >= body * HEADING_SIZE => !sentence || g.size >= body * 1.4,
        Some(g) if g.bold && g.size >= body * 0.97 => {
            !sentence && !text.ends_with(':') && stands_alone(page, index)
        }
        Some(_) => false,
        None => {
            line.starts_block
                && NUMBERED.is_match(text)
                && !sentence
                && text.chars().count() < 80
                && ends_block(page, index)
        }
    }
}

/// Whether a bold line is a line of its own, not bold words inside a paragraph.
fn stands_alone(page: &RawPage, index: usize) -> bool {
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

fn references(pages: &mut [RawPage]) {
    let mut inside = false;
    for page in pages {
        let printed = &page.printed;
        for line in &mut page.lines {
            let text = line.text(printed).trim();
            match line.zone {
                Zone::Heading => inside = REFERENCES_TITLE.is_match(text),
                // An appendix or a numbered chapter whose heading does not look like one.
                Zone::Body if inside && REFERENCES_END.is_match(text) => inside = false,
                Zone::Body if inside => line.zone = Zone::Reference,
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Format, plain};
    use super::*;

    fn zones(text: &str) -> Vec<(Zone, String)> {
        let mut pages = plain::pages(text.as_bytes(), Format::Text);
        assign(&mut pages);
        pages
            .iter()
            .flat_map(|p| {
                p.lines
                    .iter()
                    .map(|l| (l.zone, l.text(&p.printed).to_owned()))
            })
            .collect()
    }

    #[test]
    fn repeated_lines_are_headers_and_leaders_are_contents() {
        let text = "Boligsosial plan\n\nInnhold\n1 Innledning ...... 3\n2 Mål ...... 4\n3 Tiltak ...... 9\n\nTekst her.\nMer.\nOg mer.\nSlutt.\n\u{c}\
                    Boligsosial plan\n\nEn.\n\nTo.\n\nTre.\n\nFire.\n\nFem.\n\u{c}Boligsosial plan\n\nSeks.\n\nSju.\n\nÅtte.\n\nNi.\n\nTi.\n";
        let zones = zones(text);
        assert_eq!(
            zones
                .iter()
                .filter(|(zone, _)| *zone == Zone::HeaderFooter)
                .count(),
            3
        );
        assert_eq!(
            zones
                .iter()
                .filter(|(zone, _)| *zone == Zone::Contents)
                .count(),
            4
        );
        assert!(zones.contains(&(Zone::Body, "Åtte.".into())));
    }

    #[test]
    fn a_reference_list_ends_at_the_next_heading() {
        let zones = zones(
            "1 Mål\n\nTekst.\n\n2 Referanser\n\nHusbanken 2019.\n\n3 Vedlegg\n\nMer tekst.\n",
        );
        assert_eq!(zones[3], (Zone::Reference, "Husbanken 2019.".into()));
        assert_eq!(zones[5].0, Zone::Body);
    }
}

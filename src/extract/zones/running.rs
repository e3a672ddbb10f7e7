//! Headers, footers, page numbers and line numbers: text that repeats from page to page.

use std::collections::BTreeSet;

use super::lines::{fingerprint, is_page_number};
use super::{Line, RawPage, Zone};

/// Share of the pages on which a line must stand to be a running header or footer (METHOD D3).
const REPEATED_SHARE: f64 = 0.3;
/// … and at least on this many pages.
const REPEATED_PAGES: usize = 3;
/// Share of the page height at top and bottom where headers and footers stand.
const MARGIN: f32 = 0.13;
/// Running lines are shorter than this many bytes …
const LONGEST: u32 = 160;
/// … and those in sidebars shorter than this.
const LONGEST_ASIDE: u32 = 60;
/// The same place on page after page, in points.
const SAME_PLACE: f32 = 3.0;
/// … of scans, whose sheets lay on the glass as they fell.
const SAME_PLACE_SCANNED: f32 = 15.0;
/// A line at the edge of a scanned page that is so much like a running one is that line, misread.
const ALIKE: f64 = 0.8;

/// Where a line stands: page, line.
type Place = (usize, usize);

/// Marks line numbers in the margin, as hearing drafts have them: they part no paragraphs, so they go after the text of the page.
pub(super) fn line_numbers(page: &mut RawPage) {
    /// A page has at least this many if it has any; fewer numbers in a column are a table's.
    const FEWEST: usize = 8;
    let number = |line: &Line| {
        let text = line.text(&page.printed);
        (text.len() < 8).then(|| text.trim().parse::<u32>().ok())?
    };
    if page.lines.iter().filter(|l| number(l).is_some()).count() < FEWEST {
        return;
    }
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

/// Where on the page a line may be a header or footer.
fn in_margin(page: &RawPage, index: usize) -> bool {
    match page.lines[index].geometry {
        Some(g) if page.size[1] > 0.0 => {
            g.y1 < page.size[1] * MARGIN || g.y0 > page.size[1] * (1.0 - MARGIN)
        }
        _ => index < 2 || index + 2 >= page.lines.len(),
    }
}

/// Marks headers, footers and repeated sidebars.
pub(super) fn headers_and_footers(pages: &mut [RawPage]) {
    for page in &mut *pages {
        for index in 0..page.lines.len() {
            let line = &page.lines[index];
            if line.geometry.is_some()
                && in_margin(page, index)
                && is_page_number(line.text(&page.printed))
            {
                page.lines[index].zone = Zone::HeaderFooter;
            }
        }
    }
    if pages.len() < REPEATED_PAGES {
        return;
    }
    let mut seen: Vec<(u64, Place)> = Vec::new();
    for (number, page) in pages.iter().enumerate() {
        for (index, line) in page.lines.iter().enumerate() {
            let length = line.end - line.start;
            let may_run = length < LONGEST_ASIDE || (length < LONGEST && in_margin(page, index));
            if may_run && let Some(print) = fingerprint(line.text(&page.printed)) {
                seen.push((print, (number, index)));
            }
        }
    }
    seen.sort_unstable();
    let needed = REPEATED_PAGES.max((pages.len() as f64 * REPEATED_SHARE).ceil() as usize);
    let mut running: Vec<Place> = Vec::new();
    for same in seen.chunk_by(|a, b| a.0 == b.0) {
        if same.len() < REPEATED_PAGES {
            continue;
        }
        let places: Vec<Place> = same.iter().map(|&(_, place)| place).collect();
        let margin: Vec<Place> = places
            .iter()
            .copied()
            .filter(|&(page, line)| in_margin(&pages[page], line))
            .collect();
        if (distinct_pages(&margin) >= needed && mostly_at_one_height(pages, &margin))
            || follows_on(pages, &margin)
        {
            running.extend(repeated(pages, &margin));
        } else if distinct_pages(&places) * 2 >= pages.len().max(2 * REPEATED_PAGES)
            && same_place(pages, &places)
        {
            running.extend(repeated(pages, &places));
        }
    }
    for &(page, line) in &running {
        pages[page].lines[line].zone = Zone::HeaderFooter;
    }
    misread(pages, &running);
}

/// Marks running lines of recognised pages of which some letters were misread.
fn misread(pages: &mut [RawPage], running: &[Place]) {
    let letters = |text: &str| -> String {
        let letters = text.chars().filter(|c| c.is_alphabetic());
        letters.flat_map(char::to_lowercase).collect()
    };
    let texts = running
        .iter()
        .filter(|(page, _)| pages[*page].certainty.is_some())
        .map(|&(page, line)| letters(pages[page].lines[line].text(&pages[page].printed)));
    let known: BTreeSet<String> = texts.filter(|text| !text.is_empty()).collect();
    for page in pages.iter_mut().filter(|page| page.certainty.is_some()) {
        for index in 0..page.lines.len() {
            let line = &page.lines[index];
            if line.zone == Zone::HeaderFooter || !in_margin(page, index) {
                continue;
            }
            let own = letters(line.text(&page.printed));
            let alike = |text: &String| strsim::normalized_levenshtein(text, &own) >= ALIKE;
            if known.iter().any(alike) {
                page.lines[index].zone = Zone::HeaderFooter;
            }
        }
    }
}

/// How far apart lines of the same place may be.
fn same_place_on(page: &RawPage) -> f32 {
    if page.certainty.is_some() {
        SAME_PLACE_SCANNED
    } else {
        SAME_PLACE
    }
}

/// The places without the first one where that stands in the type area: what a form says on every sheet it says once.
fn repeated<'p>(pages: &[RawPage], places: &'p [Place]) -> &'p [Place] {
    /// Share of the page height in which only headers and footers stand.
    const OUTER: f32 = 0.08;
    let outer = places.first().is_some_and(|&(page, line)| {
        let height = pages[page].size[1];
        let geometry = pages[page].lines[line].geometry;
        geometry.is_none_or(|g| g.y1 < height * OUTER || g.y0 > height * (1.0 - OUTER))
    });
    if outer {
        places
    } else {
        places.get(1..).unwrap_or_default()
    }
}

fn distinct_pages(places: &[Place]) -> usize {
    places.chunk_by(|a, b| a.0 == b.0).count()
}

fn height(pages: &[RawPage], (page, line): Place) -> Option<f32> {
    pages[page].lines[line].geometry.map(|g| g.y0)
}

/// Headers stand at one height on half of their pages (two, where left and right pages differ); words that happen to start pages do
/// not. Text without geometry has no heights.
fn mostly_at_one_height(pages: &[RawPage], places: &[Place]) -> bool {
    let mut heights: Vec<f32> = places
        .iter()
        .filter_map(|&place| height(pages, place))
        .collect();
    heights.sort_unstable_by(f32::total_cmp);
    let near = places
        .first()
        .map_or(SAME_PLACE, |&(page, _)| same_place_on(&pages[page]));
    let (mut most, mut from) = (0, 0);
    for to in 0..heights.len() {
        while heights[to] - heights[from] > 2.0 * near {
            from += 1;
        }
        most = most.max(to - from + 1);
    }
    most * 2 >= heights.len()
}

/// A chapter's running header: the same words at the same height on three pages in a row, or every other page.
fn follows_on(pages: &[RawPage], places: &[Place]) -> bool {
    places.windows(3).any(|three| {
        let steps = [three[1].0 - three[0].0, three[2].0 - three[1].0];
        let near = same_place_on(&pages[three[0].0]);
        let heights: Option<Vec<f32>> = three.iter().map(|&place| height(pages, place)).collect();
        steps.iter().all(|step| (1..=2).contains(step))
            && heights.is_some_and(|h| (h[0] - h[1]).abs() < near && (h[1] - h[2]).abs() < near)
    })
}

fn same_place(pages: &[RawPage], places: &[Place]) -> bool {
    let place = |&(page, line): &Place| pages[page].lines[line].geometry.map(|g| (g.x0, g.y0));
    let Some(Some(first)) = places.first().map(place) else {
        return false;
    };
    places.iter().all(|p| {
        place(p).is_some_and(|(x, y)| {
            (x - first.0).abs() < SAME_PLACE && (y - first.1).abs() < SAME_PLACE
        })
    })
}

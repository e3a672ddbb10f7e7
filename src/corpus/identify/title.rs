//! The title of a document: on its first page, else in its metadata, else its file name.

use std::sync::LazyLock;

use regex::Regex;

use super::standing::{ADOPTED, DRAFT, HEARING};
use super::{Evidence, Field, FirstPages, Place, TitleLine, note, pattern};
use crate::corpus::level::{self, Strength};

/// A title is at most this many characters long; longer blocks are text.
pub const TITLE_LENGTH: usize = 160;

/// Letters a line must have to be a title for its size alone: less is a map's north arrow or a chapter's number.
const FEWEST_LETTERS: usize = 8;

/// Lines from the top of the first page among which the title is sought.
pub(super) const TITLE_LINES: usize = 14;

/// Whether a line can be (part of) a title: short, no sentence, no numbered paragraph.
pub(super) fn is_title_line(line: &TitleLine<'_>) -> bool {
    let text = line.text.trim();
    !line.prose
        && text.chars().count() <= TITLE_LENGTH
        && !text.ends_with('.')
        && !NUMBERED_PARAGRAPH.is_match(text)
        && !OFFICE.is_match(text)
}

/// A period broken over two lines: «2026– 2029».
static BROKEN_YEARS: LazyLock<Regex> = LazyLock::new(|| pattern(r"(\d[–-]) (\d)"));

/// Who wrote or decided it: an office's name is no title.
static OFFICE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\butvalg(et)?\b|\butval(et)?\b|^(sektor|avdeling|enhet|eining|etat|kommunalområde|tjenesteområde)\b|seksjon for",
    )
});

static NUMBERED_PARAGRAPH: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^(§|\d+(\.\d+)+\.?\s|\d{1,2}\.\s|[•–-]\s)"));

/// The title: the line of the first page that names a kind of plan, kind and theme before less, large letters before
/// small, with the lines of the same size that go on after it; else the largest line, else the metadata, else the file name.
pub(super) fn title(pages: &FirstPages<'_>, name: &str, evidence: &mut Vec<Evidence>) -> String {
    let first_page: Vec<&TitleLine<'_>> = pages
        .lines
        .iter()
        .filter(|line| line.page == pages.title_page())
        .collect();
    let candidates = first_page
        .iter()
        .enumerate()
        .take(TITLE_LINES)
        .filter(|(_, line)| is_title_line(line) && !ADOPTED.is_match(line.text));
    let mut best: Option<(Strength, f32, usize)> = None;
    for (index, line) in candidates {
        let Some((strength, _)) = level::strength(line.text) else {
            continue;
        };
        if best.is_none_or(|(known, size, _)| {
            strength > known || (strength == known && line.size > size * 1.05)
        }) {
            best = Some((strength, line.size, index));
        }
    }
    let largest = first_page.iter().map(|line| line.size).fold(0.0, f32::max);
    let index = best.map(|(.., index)| index).or_else(|| {
        let lettered =
            |text: &str| text.chars().filter(|c| c.is_alphabetic()).count() >= FEWEST_LETTERS;
        first_page.iter().position(|line| {
            largest > 0.0
                && line.size >= largest * 0.95
                && is_title_line(line)
                && lettered(line.text)
        })
    });
    // «Temaplaner» on a page of links says less than «planstrategi-2024.pdf».
    let definite = best.is_some_and(|(strength, ..)| strength == Strength::Full);
    let named = level::strength(name).is_some_and(|(strength, _)| strength == Strength::Full);
    if let Some(index) = index.filter(|_| definite || !named || largest > 0.0) {
        let title = whole_title(&first_page, index, pages);
        note(
            evidence,
            Field::Title,
            &title,
            Place::Page(pages.title_page()),
        );
        return title;
    }
    if let Some(title) = pages
        .metadata_title
        .filter(|title| level::from_title(title).is_some())
    {
        note(evidence, Field::Title, title, Place::Metadata);
        return title.trim().to_owned();
    }
    note(evidence, Field::Title, name, Place::FileName);
    name.to_owned()
}

/// The line at `index` and those after it that continue the title: of the same size, larger than the text.
fn whole_title(first_page: &[&TitleLine<'_>], index: usize, pages: &FirstPages<'_>) -> String {
    let mut title = first_page[index].text.trim().to_owned();
    let size = first_page[index].size;
    // «Kommuneplan for Volda 2023–2035» over «Samfunnsdelen»: the two lines are one title.
    let above = index.checked_sub(1).map(|i| first_page[i]).filter(|line| {
        is_title_line(line)
            && !title.to_lowercase().contains("kommuneplan")
            && level::from_title(line.text).is_some_and(|role| role.kind() == "kommuneplan")
    });
    if let Some(line) = above {
        title = format!("{} – {title}", line.text.trim());
    }
    let smallest = pages
        .lines
        .iter()
        .map(|line| line.size)
        .fold(f32::MAX, f32::min);
    for next in &first_page[index + 1..] {
        let text = next.text.trim();
        let unfinished = title.ends_with([',', '–', '-', ':']);
        let same_size = (next.size - size).abs() < 0.03 * size && size > smallest * 1.15;
        let other_matter = ADOPTED.is_match(text)
            || HEARING.is_match(text)
            || DRAFT.is_match(text)
            || text.to_lowercase().ends_with(" kommune");
        if !(same_size || unfinished)
            || other_matter
            || !is_title_line(next)
            || title.chars().count() + text.chars().count() > TITLE_LENGTH
        {
            break;
        }
        let broken_years =
            title.ends_with(['–', '-']) && text.starts_with(|c: char| c.is_ascii_digit());
        title = if broken_years {
            title + text
        } else {
            format!("{title} {text}")
        };
    }
    let title = title.trim_end_matches([',', '–', ':']).trim_end();
    BROKEN_YEARS.replace_all(title, "$1$2").into_owned()
}

//! Which printed lines stand together: paragraphs, headings, list items, cells.

use super::{Line, LineGeometry, RawPage, Zone};

/// Groups the lines of a page into blocks.
pub(super) fn blocks_of(raw: &RawPage) -> Vec<&[Line]> {
    let leading = usual_leading(&raw.lines);
    let (mut blocks, mut start) = (Vec::new(), 0);
    for index in 1..=raw.lines.len() {
        if index == raw.lines.len() || breaks(raw, start, index, leading) {
            blocks.push(&raw.lines[start..index]);
            start = index;
        }
    }
    blocks
}

/// The usual distance between baselines of successive lines, in font sizes.
fn usual_leading(lines: &[Line]) -> f32 {
    let mut steps: Vec<f32> = lines
        .windows(2)
        .filter_map(|pair| {
            let (a, b) = (pair[0].geometry?, pair[1].geometry?);
            let step = (b.y1 - a.y1) / a.size.max(1.0);
            (pair[0].zone == Zone::Body
                && (a.size - b.size).abs() < 0.5
                && (0.8..2.5).contains(&step))
            .then_some(step)
        })
        .collect();
    if steps.is_empty() {
        return 1.3;
    }
    // The lower quartile: a page of short paragraphs has more gaps between paragraphs than between lines.
    let quartile = steps.len() / 4;
    *steps.select_nth_unstable_by(quartile, f32::total_cmp).1
}

/// Whether a new block starts at line `index`, the current one having started at `start`.
fn breaks(raw: &RawPage, start: usize, index: usize, leading: f32) -> bool {
    let (before, line) = (&raw.lines[index - 1], &raw.lines[index]);
    let (previous, text) = (before.text(&raw.printed), line.text(&raw.printed));
    if line.starts_block
        || before.zone != line.zone
        || matches!(line.zone, Zone::Contents | Zone::HeaderFooter)
        || (starts_item(text) && !continues_sentence(previous, text))
    {
        return true;
    }
    let (Some(a), Some(b)) = (before.geometry, line.geometry) else {
        return false;
    };
    let goes_on = text.starts_with(char::is_lowercase)
        && !previous.trim_end().ends_with(['.', '!', '?', ':']);
    let size = a.size.max(b.size).max(1.0);
    if (a.size - b.size).abs() > 0.08 * size
        || a.upright != b.upright
        || (a.bold != b.bold && line.zone == Zone::Heading)
    {
        return true;
    }
    let step = b.y1 - a.y1;
    if step.abs() < 0.5 * size {
        return b.x0 - a.x1 > 1.5 * size || b.x1 < a.x0;
    }
    let apart = b.x0 > a.x1 || b.x1 < a.x0;
    if step < 0.0 || apart {
        // The next column, box or cell: the same paragraph only if the sentence plainly goes on.
        return !(goes_on && step < 0.0);
    }
    if step > (leading * 1.25 + 0.05) * size {
        return !(goes_on
            && step < (leading * 1.25 + 0.05) * size * 1.2
            && line.zone == Zone::Body);
    }
    if line.zone == Zone::Heading {
        return false;
    }
    new_paragraph(raw, start, index, a, b, previous, text)
}

/// Paragraphs set without a gap: an indented first line, or a short last line before a capital.
fn new_paragraph(
    raw: &RawPage,
    start: usize,
    index: usize,
    a: LineGeometry,
    b: LineGeometry,
    previous: &str,
    text: &str,
) -> bool {
    let ended = previous.trim_end().ends_with(['.', '!', '?', ':']);
    let starts = text.starts_with(|c: char| c.is_uppercase() || c == '«');
    // The lines before it tell the margins; in a block without end the last of them do.
    let start = start.max(index.saturating_sub(64));
    let left = raw.lines[start..index]
        .iter()
        .filter_map(|l| l.geometry)
        .map(|g| g.x0)
        .fold(f32::MAX, f32::min);
    let right = raw.lines[start..=index]
        .iter()
        .filter_map(|l| l.geometry)
        .map(|g| g.x1)
        .fold(f32::MIN, f32::max);
    let indented = b.x0 > left + 0.8 * a.size && a.x0 < left + 0.4 * a.size;
    let short = right - a.x1 > 0.25 * (right - left);
    ended && starts && (indented || short)
}

/// Whether a line that looks like an item goes on with the sentence before it: «… fra | 1. juli 2023», «… | – som kommunen …».
fn continues_sentence(previous: &str, text: &str) -> bool {
    const MONTHS: [&str; 12] = [
        "januar",
        "februar",
        "mars",
        "april",
        "mai",
        "juni",
        "juli",
        "august",
        "september",
        "oktober",
        "november",
        "desember",
    ];
    let open = previous
        .trim_end()
        .ends_with(|c: char| c.is_alphanumeric() || c == ',');
    let mut words = text.split_whitespace().skip(1);
    let next = words.next().unwrap_or_default();
    let month = MONTHS.contains(&next.trim_end_matches(['.', ',']).to_lowercase().as_str());
    let dash = text.starts_with("– ") && next.starts_with(char::is_lowercase);
    // A list whose items have no full stop ends its items like this too; then the line before is an item itself.
    let list = starts_item(previous);
    open && (month || (dash && !list))
}

/// List items: a bullet, dash, or enumeration before the text.
fn starts_item(text: &str) -> bool {
    let mut characters = text.chars();
    let Some(first) = characters.next() else {
        return false;
    };
    let rest = characters.as_str();
    if matches!(
        first,
        '•' | '▪'
            | '■'
            | '●'
            | '○'
            | '◦'
            | '‣'
            | '⁃'
            | '▫'
            | '–'
            | '-'
            | '*'
            | '✓'
            | '➢'
            | '\u{f000}'..='\u{f0ff}'
    ) {
        return rest.starts_with(char::is_whitespace) || !first.is_ascii();
    }
    if first == 'o' && rest.starts_with(' ') && rest[1..].starts_with(char::is_uppercase) {
        return true;
    }
    let mark = text.split_whitespace().next().unwrap_or_default();
    let core = mark.trim_start_matches('(').trim_end_matches(['.', ')']);
    core.len() < mark.len()
        && core.len() <= 2
        && core.len() + 1 < text.len()
        && core.chars().all(|c| c.is_ascii_alphanumeric())
        && !core.is_empty()
}

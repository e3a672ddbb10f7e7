//! Tables and footnotes, from where lines stand beside and below each other.

use super::headings::stands_alone;
use super::{Line, LineGeometry, RawPage, Zone};

/// How far cells of one column may differ in where they start, in points.
const SAME_COLUMN: f32 = 4.0;
/// Rows a table has at least.
const FEWEST_ROWS: usize = 3;
/// Lines between one step to the next cell and the following one inside a table.
const CELL_LINES: usize = 14;
/// Steps of one page: bounds hostile files; the densest real table has some hundred.
const MOST_STEPS: usize = 4000;
/// A line over this share of the page's width is running text, not a cell.
const RUNNING_WIDTH: f32 = 0.5;
/// Footnotes are set smaller than this share of the body's size …
const FOOTNOTE_SIZE: f32 = 0.93;
/// … and stand below this share of the page's height.
const FOOTNOTE_TOP: f32 = 0.5;

/// Marks the lines of tables: cells follow each other to the right, and do so again at the same places row after row.
pub(super) fn mark(page: &mut RawPage) {
    let steps = steps(&page.lines);
    if steps.len() < FEWEST_ROWS || steps.len() > MOST_STEPS {
        return;
    }
    let in_column = |step: &Step| {
        let rows = steps.iter().filter(|other| {
            (other.x - step.x).abs() < SAME_COLUMN && (other.y - step.y).abs() > 1.0
        });
        rows.count() + 1 >= FEWEST_ROWS
    };
    let cells: Vec<&Step> = steps.iter().filter(|step| in_column(step)).collect();
    let parted = |a: &Step, b: &Step| {
        let between = a.line + 1..b.row_start.max(a.line + 1);
        between.into_iter().any(|line| parts_tables(page, line))
    };
    let mut regions = Vec::new();
    for near in cells.chunk_by(|a, b| b.line - a.line <= CELL_LINES && !parted(a, b)) {
        if near.len() < FEWEST_ROWS {
            continue;
        }
        let (first, last) = (near[0], near[near.len() - 1]);
        regions.push(first.row_start..cell_end(&page.lines, last.line));
    }
    for index in regions.into_iter().flatten() {
        // A heading with a row of its own is a heading, also between the rows of a table.
        let is_cell = match page.lines[index].zone {
            Zone::Body => true,
            Zone::Heading => !stands_alone(page, index),
            _ => false,
        };
        if is_cell {
            page.lines[index].zone = Zone::Table;
            page.lines[index].level = 0;
        }
    }
}

/// Whether a line stands between two tables: a heading of its own, or running text across most of the page.
fn parts_tables(page: &RawPage, index: usize) -> bool {
    let line = &page.lines[index];
    let wide = line
        .geometry
        .is_some_and(|g| g.x1 - g.x0 > RUNNING_WIDTH * page.size[0]);
    match line.zone {
        Zone::Heading => stands_alone(page, index),
        Zone::Body => wide && stands_alone(page, index),
        _ => false,
    }
}

/// From one cell to the next in its row.
struct Step {
    /// The line that starts the next cell.
    line: usize,
    /// The first line of the row.
    row_start: usize,
    x: f32,
    y: f32,
}

fn steps(lines: &[Line]) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    for index in 1..lines.len() {
        let (Some(a), Some(b)) = (lines[index - 1].geometry, lines[index].geometry) else {
            continue;
        };
        let beside = b.x0 > a.x1 && b.y0 < a.y1;
        if !beside || !a.upright || !b.upright {
            continue;
        }
        // The cell before it goes up to the height of this one.
        let row_start = (0..index)
            .rev()
            .take(CELL_LINES)
            .take_while(|&i| {
                lines[i]
                    .geometry
                    .is_some_and(|g| g.x0 < b.x0 && g.y1 > b.y0)
            })
            .last();
        let Some(row_start) = row_start else { continue };
        steps.push(Step {
            line: index,
            row_start,
            x: b.x0,
            y: b.y0,
        });
    }
    steps
}

/// The line after the last of the cell that starts at `start`.
fn cell_end(lines: &[Line], start: usize) -> usize {
    let Some(cell) = lines[start].geometry else {
        return start + 1;
    };
    let goes_on = |a: LineGeometry, b: LineGeometry| {
        (b.x0 - cell.x0).abs() < SAME_COLUMN && (0.0..2.0 * a.size).contains(&(b.y1 - a.y1))
    };
    let more = lines[start..]
        .windows(2)
        .take(CELL_LINES)
        .take_while(|pair| match (pair[0].geometry, pair[1].geometry) {
            (Some(a), Some(b)) => goes_on(a, b),
            _ => false,
        });
    start + 1 + more.count()
}

/// Marks footnotes: small lines at the foot of the page that start with a number or a star.
pub(super) fn mark_footnotes(page: &mut RawPage, body: f32) {
    let height = page.size[1];
    let mut first = None;
    for index in (0..page.lines.len()).rev() {
        let line = &page.lines[index];
        let Some(g) = line.geometry else { return };
        match line.zone {
            Zone::HeaderFooter => continue,
            Zone::Body if g.size < body * FOOTNOTE_SIZE && g.y0 > height * FOOTNOTE_TOP => {}
            _ => break,
        }
        if starts_note(line.text(&page.printed)) && stands_alone(page, index) {
            first = Some(index);
        }
    }
    let Some(first) = first else { return };
    for line in &mut page.lines[first..] {
        if line.zone == Zone::Body {
            line.zone = Zone::Footnote;
        }
    }
}

/// «3 Se Husbanken …», «* Tall fra …».
fn starts_note(text: &str) -> bool {
    let mark = text.trim_start_matches(|c: char| c.is_ascii_digit() || c == '*');
    let length = text.len() - mark.len();
    (1..=3).contains(&length)
        && mark
            .trim_start_matches([')', '.'])
            .trim_start()
            .starts_with(|c: char| c.is_uppercase() || matches!(c, 'h' | '«' | '<'))
}

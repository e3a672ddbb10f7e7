//! Cells and columns that the file writes row by row: where a line is cut, and in which order the parts are read.
//!
//! Most producers write column after column and cell after cell. Some write straight across the page; then a gap is a gutter if what
//! comes after it starts where text of neighbouring rows starts too.

/// A gap narrower than this (em) is never a gutter: justified lines have such.
const FEWEST_EM: f32 = 1.2;
/// … in a line of two words.
const LONE_EM: f32 = 2.0;
/// A gutter is this many times as wide as the line's spaces.
const ABOVE_SPACE: f32 = 2.5;
/// A gap this wide (em) needs one neighbour that starts at the same place, a narrower one two.
const WIDE_EM: f32 = 3.0;
/// How far (em) starts may differ to count as the same place.
const SAME_START: f32 = 0.35;
/// Rows above and below in which neighbours are sought, in em.
const NEIGHBOURS: f32 = 8.0;
/// Rows that make columns of running text.
const FEWEST_ROWS: usize = 5;
/// Share of such rows whose left part reaches the gutter, as running text does and table cells do not.
const FILLED_ROWS: f32 = 0.6;
/// Candidates on one page: bounds hostile files; a dense real table has some hundred.
const MOST: usize = 4000;

/// A part of a line: a range of its glyphs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Part {
    /// Which line.
    pub line: usize,
    pub first: usize,
    pub last: usize,
    /// Left and right end on the page, in points; the baseline; the size.
    pub x0: f32,
    pub x1: f32,
    pub y: f32,
    pub size: f32,
    /// Whether its text is only a bullet, a number or leader dots.
    pub is_mark: bool,
}

/// Joins the parts of lines again where no gutter parts them, and orders the rest. `parts` come in content order, cut at every gap of at least
/// [`narrowest`].
pub(super) fn arrange(parts: Vec<Part>) -> Vec<Part> {
    let gaps = parts.windows(2).filter(|p| p[0].line == p[1].line).count();
    if gaps == 0 {
        return parts;
    }
    let cuts = cuts(&parts, gaps);
    let mut joined: Vec<Part> = Vec::with_capacity(parts.len());
    for (part, cut) in parts.into_iter().zip(cuts) {
        match joined.last_mut() {
            Some(before) if before.line == part.line && !cut => {
                before.last = part.last;
                before.x1 = part.x1;
                before.is_mark &= part.is_mark;
            }
            _ => joined.push(part),
        }
    }
    in_columns(&joined)
}

/// The narrowest gap (em) that may be a gutter in a line with this narrowest space. Where a justified line has wide spaces, all of
/// them are wide; a line of two words cannot tell.
pub(super) fn narrowest(space: Option<f32>) -> f32 {
    space.map_or(LONE_EM, |space| FEWEST_EM.max(ABOVE_SPACE * space))
}

/// Whether there is a gutter before each part.
fn cuts(parts: &[Part], gaps: usize) -> Vec<bool> {
    let mut starts: Vec<(f32, f32, usize)> = parts.iter().map(|p| (p.x0, p.y, p.line)).collect();
    starts.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut cuts = vec![false; parts.len()];
    for index in 1..parts.len() {
        let (before, part) = (&parts[index - 1], &parts[index]);
        if before.line != part.line || gaps > MOST {
            continue;
        }
        let gap = (part.x0 - before.x1) / part.size.max(1.0);
        let first_of_line = index < 2 || parts[index - 2].line != part.line;
        let stands_apart = !(part.is_mark || before.is_mark && first_of_line);
        if !stands_apart {
            continue;
        }
        let reach = SAME_START * part.size;
        let from = starts.partition_point(|s| s.0 < part.x0 - reach);
        let neighbours = starts[from..]
            .iter()
            .take_while(|s| s.0 <= part.x0 + reach)
            .filter(|s| s.2 != part.line && (s.1 - part.y).abs() <= NEIGHBOURS * part.size)
            .take(2)
            .count();
        cuts[index] = neighbours >= if gap >= WIDE_EM { 1 } else { 2 };
    }
    cuts
}

/// Reads columns of running text one after the other where the file has them row by row.
fn in_columns(parts: &[Part]) -> Vec<Part> {
    let mut out: Vec<Part> = Vec::with_capacity(parts.len());
    let mut rest = parts;
    while !rest.is_empty() {
        let stretch = Stretch::at_start(rest);
        if stretch.rows >= FEWEST_ROWS && is_running_text(&stretch.left) {
            out.extend(stretch.left);
            out.extend(stretch.right);
            rest = &rest[stretch.parts..];
        } else {
            let row = rest.iter().take_while(|p| p.line == rest[0].line).count();
            out.extend(&rest[..row]);
            rest = &rest[row..];
        }
    }
    out
}

/// Rows of two parts with the gutter at one place; rows that have only one of the parts go with their column.
#[derive(Default)]
struct Stretch {
    left: Vec<Part>,
    right: Vec<Part>,
    /// Rows with two parts.
    rows: usize,
    /// Parts of all rows.
    parts: usize,
}

impl Stretch {
    fn at_start(parts: &[Part]) -> Self {
        let mut stretch = Stretch::default();
        let (Some(first), Some(second)) = (parts.first(), parts.get(1)) else {
            return stretch;
        };
        if first.line != second.line {
            return stretch;
        }
        let (left, gutter) = (first.x0, second.x0);
        let at = |x: f32, place: f32, size: f32| (x - place).abs() < SAME_START * size;
        for row in parts.chunk_by(|a, b| a.line == b.line) {
            match row {
                [a, b] if at(b.x0, gutter, b.size) => {
                    stretch.left.push(*a);
                    stretch.right.push(*b);
                    stretch.rows += 1;
                }
                [a] if at(a.x0, gutter, a.size) => stretch.right.push(*a),
                [a] if at(a.x0, left, a.size) && a.x1 < gutter => stretch.left.push(*a),
                _ => break,
            }
            stretch.parts += row.len();
        }
        stretch
    }
}

fn is_running_text(left: &[Part]) -> bool {
    let x0 = left.iter().map(|p| p.x0).fold(f32::MAX, f32::min);
    let x1 = left.iter().map(|p| p.x1).fold(f32::MIN, f32::max);
    let filled = left.iter().filter(|p| p.x1 > x1 - 0.15 * (x1 - x0)).count();
    let wide = (x1 - x0) > 12.0 * left.first().map_or(1.0, |p| p.size);
    wide && filled as f32 >= FILLED_ROWS * left.len() as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(line: usize, first: usize, x0: f32, x1: f32) -> Part {
        Part {
            line,
            first,
            last: first + 1,
            x0,
            x1,
            y: 12.0 * line as f32,
            size: 10.0,
            is_mark: false,
        }
    }

    #[test]
    fn running_text_across_a_gutter_is_read_column_by_column() {
        let parts = (0..6).flat_map(|i| [part(i, 0, 50.0, 270.0), part(i, 1, 290.0, 500.0)]);
        let order: Vec<(usize, usize)> = arrange(parts.collect())
            .iter()
            .map(|p| (p.first, p.line))
            .collect();
        let wanted: Vec<(usize, usize)> = (0..2)
            .flat_map(|column| (0..6).map(move |line| (column, line)))
            .collect();
        assert_eq!(order, wanted);
    }

    #[test]
    fn table_cells_are_parted_and_stay_in_their_rows() {
        let ends = [80.0, 200.0, 90.0, 130.0, 85.0, 100.0];
        let parts = (0..6).flat_map(|i| [part(i, 0, 50.0, ends[i]), part(i, 1, 290.0, 400.0)]);
        let lines: Vec<usize> = arrange(parts.collect()).iter().map(|p| p.line).collect();
        assert_eq!(lines, [0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5]);
    }

    #[test]
    fn a_wide_space_in_one_line_is_no_gutter() {
        let parts = vec![
            part(0, 0, 50.0, 300.0),
            part(1, 0, 50.0, 100.0),
            part(1, 1, 120.0, 300.0),
            part(2, 0, 50.0, 300.0),
        ];
        assert_eq!(arrange(parts).len(), 3);
    }
}

//! Sets a scanned page straight: Tesseract reads lines that fall or rise by more than a degree badly.
//!
//! The angle is the one at which the rows of the picture are most unlike their neighbours: text lines and the white between them
//! (Postl's projection profile: US patent 4 723 297, 1988).

/// Shades of a picture, row by row, 0 for black.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grey {
    /// Pixels across.
    pub width: usize,
    /// Pixels down.
    pub height: usize,
    /// `width` × `height` shades.
    pub shades: Vec<u8>,
}

/// The picture is looked at in cells of so many pixels that it has about this many across: letters are still told from lines.
const CELLS: usize = 700;
/// A cell is dark if it is darker than this.
const DARK: u8 = 128;
/// Scans are seldom more askew than this, in degrees.
const MOST: f32 = 6.0;
/// Steps of the first look, and of the second, in degrees.
const STEPS: [f32; 2] = [0.5, 0.05];
/// Less than this, in degrees, Tesseract does not mind.
const LEAST: f32 = 0.2;
/// The best angle must part lines better than no angle by this factor.
const BETTER: f64 = 1.05;
/// With fewer dark cells there is no text to tell an angle by.
const FEWEST: usize = 200;

impl Grey {
    /// The angle by which the picture has to be turned clockwise to stand straight, in radians; 0 where it does.
    pub fn askew(&self) -> f32 {
        let dark = self.dark_cells();
        if dark.len() < FEWEST {
            return 0.0;
        }
        let straight = contrast(&dark, 0.0);
        let mut best = (straight, 0.0f32);
        let mut around = MOST;
        for step in STEPS {
            let middle = best.1;
            let steps = (around / step).round() as i32;
            for number in -steps..=steps {
                let angle = middle + number as f32 * step;
                let contrast = contrast(&dark, angle.to_radians());
                if contrast > best.0 {
                    best = (contrast, angle);
                }
            }
            around = step;
        }
        if best.1.abs() < LEAST || best.0 < straight * BETTER {
            return 0.0;
        }
        // Lines that fall to the right are turned the other way.
        -best.1.to_radians()
    }

    /// Places of the dark cells.
    fn dark_cells(&self) -> Vec<(f32, f32)> {
        let cell = (self.width / CELLS).max(1);
        let mut dark = Vec::new();
        for y in (0..self.height.saturating_sub(cell - 1)).step_by(cell) {
            for x in (0..self.width.saturating_sub(cell - 1)).step_by(cell) {
                let rows = (y..y + cell).map(|row| &self.shades[row * self.width + x..][..cell]);
                let sum: usize = rows.flatten().map(|&shade| usize::from(shade)).sum();
                if sum < usize::from(DARK) * cell * cell {
                    dark.push(((x / cell) as f32, (y / cell) as f32));
                }
            }
        }
        dark
    }

    /// The picture turned clockwise by an angle in radians about its middle; what comes in at the edges is white.
    #[must_use]
    pub fn turned(&self, angle: f32) -> Grey {
        let (sin, cos) = angle.sin_cos();
        let (middle_x, middle_y) = (self.width as f32 / 2.0, self.height as f32 / 2.0);
        let mut shades = Vec::with_capacity(self.shades.len());
        for y in 0..self.height {
            let dy = y as f32 - middle_y;
            for x in 0..self.width {
                let dx = x as f32 - middle_x;
                let from = (
                    dx * cos + dy * sin + middle_x,
                    dy * cos - dx * sin + middle_y,
                );
                shades.push(self.shade(from.0, from.1));
            }
        }
        Grey { shades, ..*self }
    }

    /// The shade between four pixels.
    fn shade(&self, x: f32, y: f32) -> u8 {
        if x < 0.0 || y < 0.0 {
            return 255;
        }
        let (left, top) = (x as usize, y as usize);
        if left + 1 >= self.width || top + 1 >= self.height {
            return 255;
        }
        let (x, y) = (x - left as f32, y - top as f32);
        let at = top * self.width + left;
        let between =
            |a: u8, b: u8, share: f32| f32::from(a) + (f32::from(b) - f32::from(a)) * share;
        let upper = between(self.shades[at], self.shades[at + 1], x);
        let lower = between(
            self.shades[at + self.width],
            self.shades[at + self.width + 1],
            x,
        );
        (upper + (lower - upper) * y + 0.5) as u8
    }

    /// The picture turned clockwise by quarters.
    #[must_use]
    pub fn quarter_turned(self, turns: u8) -> Grey {
        let (width, height) = (self.width, self.height);
        let at = |x: usize, y: usize| self.shades[y * width + x];
        let grey = |wide: usize, high: usize, from: &dyn Fn(usize, usize) -> u8| Grey {
            width: wide,
            height: high,
            shades: (0..high)
                .flat_map(|y| (0..wide).map(move |x| (x, y)))
                .map(|(x, y)| from(x, y))
                .collect(),
        };
        match turns % 4 {
            0 => self,
            1 => grey(height, width, &|x, y| at(y, height - 1 - x)),
            2 => grey(width, height, &|x, y| at(width - 1 - x, height - 1 - y)),
            _ => grey(height, width, &|x, y| at(width - 1 - y, x)),
        }
    }
}

/// How unlike their neighbours the rows are if lines fall to the right by an angle in radians.
fn contrast(dark: &[(f32, f32)], angle: f32) -> f64 {
    let slope = angle.tan();
    let rows = dark.iter().map(|(x, y)| y - x * slope);
    let least = rows.clone().fold(f32::MAX, f32::min);
    let mut counts: Vec<u32> = Vec::new();
    for row in rows {
        let row = (row - least) as usize;
        if row >= counts.len() {
            counts.resize(row + 1, 0);
        }
        counts[row] += 1;
    }
    let pairs = counts.windows(2);
    pairs
        .map(|pair| (f64::from(pair[0]) - f64::from(pair[1])).powi(2))
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lines of dashes, falling to the right by so many degrees.
    fn lines(degrees: f32) -> Grey {
        let (width, height) = (1400, 1800);
        let slope = degrees.to_radians().tan();
        let mut shades = vec![255; width * height];
        for y in 0..height {
            for x in (200..1200).filter(|x| x % 50 < 40) {
                let row = y as f32 - x as f32 * slope;
                if row > 200.0 && row < 1500.0 && row % 40.0 < 14.0 {
                    shades[y * width + x] = 0;
                }
            }
        }
        Grey {
            width,
            height,
            shades,
        }
    }

    #[test]
    fn pages_are_set_straight() {
        for degrees in [-4.0, -0.7, 0.5, 2.3, 5.0] {
            let page = lines(degrees);
            let angle = page.askew();
            assert!(
                (angle.to_degrees() + degrees).abs() < 0.2,
                "{degrees} {angle}"
            );
            assert!(page.turned(angle).askew().abs() < 0.004, "{degrees}");
        }
        assert!(lines(0.0).askew().abs() < f32::EPSILON);
    }

    #[test]
    fn quarter_turns() {
        let picture = Grey {
            width: 2,
            height: 3,
            shades: vec![1, 2, 3, 4, 5, 6],
        };
        let turned = |turns| picture.clone().quarter_turned(turns).shades;
        assert_eq!(turned(1), [5, 3, 1, 6, 4, 2]);
        assert_eq!(turned(2), [6, 5, 4, 3, 2, 1]);
        assert_eq!(turned(3), [2, 4, 6, 1, 3, 5]);
        let once = picture.clone().quarter_turned(1);
        assert_eq!((once.width, once.height), (3, 2));
    }
}

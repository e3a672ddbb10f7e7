//! Where the pixels of a picture of a page stand on that page: the picture may be turned and set straight.

use serde::{Deserialize, Serialize};

/// How a page became a picture.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Frame {
    /// Width and height of the picture in pixels, before it was turned.
    pub size: [u32; 2],
    /// Pixels a point.
    pub scale: f32,
    /// Quarter turns clockwise that were made first.
    pub turns: u8,
    /// The angle by which it was then turned to set its lines straight, in radians, clockwise.
    pub skew: f32,
}

impl Frame {
    /// Of a picture that was not turned.
    pub fn upright(size: [u32; 2], scale: f32) -> Self {
        Frame {
            size,
            scale,
            turns: 0,
            skew: 0.0,
        }
    }

    /// A length in pixels as points.
    pub fn points(&self, pixels: f32) -> f32 {
        pixels / self.scale
    }

    /// Left, top, right, bottom of a part of the picture, in points of the page as shown.
    pub fn on_page(&self, [x0, y0, x1, y1]: [f32; 4]) -> [f32; 4] {
        let [width, height] = self.size.map(|side| side as f32);
        let (wide, high) = if self.turns.is_multiple_of(2) {
            (width, height)
        } else {
            (height, width)
        };
        // What was set straight is turned back about the middle: the box keeps its size, which is that of its letters.
        let (middle_x, middle_y) = (wide / 2.0, high / 2.0);
        let (x, y) = (
            f32::midpoint(x0, x1) - middle_x,
            f32::midpoint(y0, y1) - middle_y,
        );
        let (sin, cos) = (-self.skew).sin_cos();
        let (x, y) = (x * cos - y * sin + middle_x, x * sin + y * cos + middle_y);
        let (half_x, half_y) = ((x1 - x0) / 2.0, (y1 - y0) / 2.0);
        let (x, y, half_x, half_y) = match self.turns % 4 {
            0 => (x, y, half_x, half_y),
            1 => (y, height - x, half_y, half_x),
            2 => (width - x, height - y, half_x, half_y),
            _ => (width - y, x, half_y, half_x),
        };
        [x - half_x, y - half_y, x + half_x, y + half_y].map(|side| side / self.scale)
    }
}

#[cfg(test)]
mod tests {
    use super::Frame;

    #[test]
    fn turned_pixels_come_back_to_their_place() {
        // A word at 10–30 across and 100–108 down of a page of 200 × 400 pixels, one a point.
        let page = [10.0, 100.0, 30.0, 108.0];
        let turned = [
            page,
            [292.0, 10.0, 300.0, 30.0],
            [170.0, 292.0, 190.0, 300.0],
            [100.0, 170.0, 108.0, 190.0],
        ];
        for (turns, picture) in (0u8..).zip(turned) {
            let upright = Frame::upright([200, 400], 1.0);
            let frame = Frame { turns, ..upright };
            for (side, wanted) in frame.on_page(picture).iter().zip(page) {
                assert!((side - wanted).abs() < 0.01, "{turns}: {side} {wanted}");
            }
        }
    }

    #[test]
    fn straightened_pixels_are_turned_back_about_the_middle() {
        let upright = Frame::upright([200, 400], 2.0);
        let frame = Frame {
            skew: 0.1,
            ..upright
        };
        let middle = frame.on_page([90.0, 195.0, 110.0, 205.0]);
        assert_eq!(middle.map(|side| side.round() as i32), [45, 98, 55, 103]);
        // What is right of the middle stands higher where lines fall to the right and were turned the other way.
        let right = frame.on_page([180.0, 195.0, 200.0, 205.0]);
        assert!(right[1] < middle[1] - 3.0, "{right:?}");
    }
}

//! From places on a page as it is shown to places in its own coordinates, whose origin, size and rotation the file says.

use lopdf::{Document, Object, ObjectId};

/// A page's visible area and rotation.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shape {
    /// Left, bottom, right, top in the page's coordinates.
    area: [f32; 4],
    /// Quarter turns clockwise.
    turns: u8,
}

/// A4 in points: the size of a page that does not say one, as the reader of the text takes it.
const A4: [f32; 4] = [0.0, 0.0, 595.0, 842.0];
/// How many parents a page can have, so that a loop in the file ends.
const DEEPEST: usize = 64;

impl Shape {
    pub(super) fn of(file: &Document, page: ObjectId) -> Self {
        let media = rectangle(file, page, b"MediaBox").unwrap_or(A4);
        let crop = rectangle(file, page, b"CropBox").unwrap_or(media);
        let area = [
            media[0].max(crop[0]),
            media[1].max(crop[1]),
            media[2].min(crop[2]),
            media[3].min(crop[3]),
        ];
        let empty = area[2] <= area[0] || area[3] <= area[1];
        let rotation = inherited(file, page, b"Rotate").and_then(|r| r.as_i64().ok());
        Shape {
            area: if empty { A4 } else { area },
            turns: (rotation.unwrap_or(0).rem_euclid(360) / 90) as u8,
        }
    }

    /// Whether the page as shown has this width and height: then places on it mean the same here as where they were read.
    pub(super) fn has_size(&self, [width, height]: [f32; 2]) -> bool {
        let [left, bottom, right, top] = self.area;
        let mut own = [right - left, top - bottom];
        if self.turns % 2 == 1 {
            own.swap(0, 1);
        }
        (own[0] - width).abs() < 1.0 && (own[1] - height).abs() < 1.0
    }

    /// A point of the page as shown, from its top left.
    fn point(&self, x: f32, y: f32) -> [f32; 2] {
        let [left, bottom, right, top] = self.area;
        match self.turns {
            0 => [left + x, top - y],
            1 => [left + y, bottom + x],
            2 => [right - x, bottom + y],
            _ => [right - y, top - x],
        }
    }

    /// A box of the page as shown: left, top, right, bottom → its four corners, upper left, upper right, lower left, lower right as the
    /// reader sees them. That is the order in which viewers take `QuadPoints`.
    pub(super) fn corners(&self, [x0, y0, x1, y1]: [f32; 4]) -> [[f32; 2]; 4] {
        [
            self.point(x0, y0),
            self.point(x1, y0),
            self.point(x0, y1),
            self.point(x1, y1),
        ]
    }
}

/// The rectangle around points: left, bottom, right, top.
pub(super) fn around(points: &[[f32; 2]]) -> [f32; 4] {
    let mut out = [f32::MAX, f32::MAX, f32::MIN, f32::MIN];
    for [x, y] in points {
        out = [
            out[0].min(*x),
            out[1].min(*y),
            out[2].max(*x),
            out[3].max(*y),
        ];
    }
    out
}

/// A rectangle of a page or of what it inherits from, with its sides in order.
fn rectangle(file: &Document, page: ObjectId, key: &[u8]) -> Option<[f32; 4]> {
    let found = inherited(file, page, key)?;
    let numbers: Vec<f32> = found
        .as_array()
        .ok()?
        .iter()
        .filter_map(|number| file.dereference(number).ok()?.1.as_float().ok())
        .collect();
    let [x0, y0, x1, y1] = numbers[..].try_into().ok()?;
    Some([x0.min(x1), y0.min(y1), x0.max(x1), y0.max(y1)])
}

/// What a page says, or the nearest of its parents that says it (ISO 32000-1, 7.7.3.4).
fn inherited<'d>(file: &'d Document, page: ObjectId, key: &[u8]) -> Option<&'d Object> {
    let mut node = page;
    for _ in 0..DEEPEST {
        let dictionary = file.get_dictionary(node).ok()?;
        if let Ok(found) = dictionary.get_deref(key, file) {
            return Some(found);
        }
        node = dictionary.get(b"Parent").ok()?.as_reference().ok()?;
    }
    None
}

//! Affine maps between text, form and page coordinates. Source: ISO 32000-1, 8.3.

use super::shown::Point;

/// An affine map `[a b c d e f]` as PDF writes it.
pub(super) type Matrix = [f64; 6];

pub(super) const IDENTITY: Matrix = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0];

/// The point a map takes `(x, y)` to.
pub(super) fn apply(m: &Matrix, x: f64, y: f64) -> Point {
    Point {
        x: (m[0] * x + m[2] * y + m[4]) as f32,
        y: (m[1] * x + m[3] * y + m[5]) as f32,
    }
}

/// Applies `b` first, then `a`.
pub(super) fn multiply(a: &Matrix, b: &Matrix) -> Matrix {
    [
        a[0] * b[0] + a[2] * b[1],
        a[1] * b[0] + a[3] * b[1],
        a[0] * b[2] + a[2] * b[3],
        a[1] * b[2] + a[3] * b[3],
        a[0] * b[4] + a[2] * b[5] + a[4],
        a[1] * b[4] + a[3] * b[5] + a[5],
    ]
}

/// Length of a vector, quick where it lies on an axis.
pub(super) fn length(x: f64, y: f64) -> f64 {
    if y == 0.0 {
        x.abs()
    } else if x == 0.0 {
        y.abs()
    } else {
        x.hypot(y)
    }
}

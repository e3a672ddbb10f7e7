//! The two sides of a NEAR: which of those found stand near enough to be one hit.

use super::breaks::Spot;
use super::matchers::{Matchers, Use};
use super::words::Text;

/// One side of a NEAR, found.
pub(super) struct Side {
    pub(super) spot: Spot,
    pub(super) block: usize,
    pub(super) specificity: usize,
}

/// Two sides that are one hit.
pub(super) struct Meeting {
    pub(super) of: Use,
    pub(super) spot: Spot,
    pub(super) block: usize,
    pub(super) specificity: usize,
}

/// The hits that the sides of each NEAR make; `sides` are those written first and those written second.
pub(super) fn meetings(
    sides: Vec<[Vec<Side>; 2]>,
    matchers: &Matchers,
    text: &Text<'_>,
) -> Vec<Meeting> {
    let mut meetings = Vec::new();
    for ([firsts, mut seconds], near) in sides.into_iter().zip(&matchers.nears) {
        seconds.sort_by_key(|side| side.spot.place.start);
        for first in firsts {
            let Some(second) = nearest(text, &first, &seconds, near.words) else {
                continue;
            };
            let (a, b) = (first.spot, &second.spot);
            meetings.push(Meeting {
                of: near.of,
                spot: Spot {
                    place: a.place.start.min(b.place.start)..a.place.end.max(b.place.end),
                    claim: a.claim,
                    other: Some(b.claim.clone()),
                    form: a.form.max(b.form),
                },
                block: first.block,
                specificity: first.specificity + second.specificity,
            });
        }
    }
    meetings
}

/// The side nearest to another one, after it or before it, with at most so many words between; `seconds` are sorted.
fn nearest<'n>(
    text: &Text<'_>,
    first: &Side,
    seconds: &'n [Side],
    most: usize,
) -> Option<&'n Side> {
    /// Sides that overlap the first and start before it: forms of one word.
    const OVERLAPPING: usize = 8;
    let place = &first.spot.place;
    let after = seconds.partition_point(|side| side.spot.place.start < place.end);
    let before = seconds.partition_point(|side| side.spot.place.start < place.start);
    let before = seconds[..before]
        .iter()
        .rev()
        .take(OVERLAPPING)
        .find(|side| side.spot.place.end <= place.start);
    let distance = |side: &'n Side| {
        let other = &side.spot.place;
        let between = if other.start >= place.end {
            place.end..other.start
        } else {
            other.end..place.start
        };
        let words = text.count_words(between, most);
        (side.block == first.block && words <= most).then_some((words, side))
    };
    let sides = [before, seconds.get(after)].map(|side| side.and_then(distance));
    let nearest = sides.into_iter().flatten().min_by_key(|(words, _)| *words);
    nearest.map(|(_, side)| side)
}

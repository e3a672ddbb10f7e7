//! Sets of entries of a segment, a bit each.

use std::ops::Range;

/// A set of entries of a segment.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Pages(Vec<u64>);

impl Pages {
    pub(super) fn none(entries: u32) -> Self {
        Pages(vec![0; (entries as usize).div_ceil(64)])
    }

    pub(super) fn insert(&mut self, entry: u32) {
        self.0[entry as usize / 64] |= 1 << (entry % 64);
    }

    pub(super) fn clear(&mut self) {
        self.0.fill(0);
    }

    pub(super) fn has(&self, entry: u32) -> bool {
        self.0[entry as usize / 64] >> (entry % 64) & 1 == 1
    }

    pub(super) fn insert_all(&mut self, entries: Range<u32>) {
        for entry in entries {
            self.insert(entry);
        }
    }

    pub(super) fn or(&mut self, other: &Pages) {
        for (own, other) in self.0.iter_mut().zip(&other.0) {
            *own |= other;
        }
    }

    pub(super) fn and(&mut self, other: &Pages) {
        for (own, other) in self.0.iter_mut().zip(&other.0) {
            *own &= other;
        }
    }

    pub(super) fn without(&mut self, other: &Pages) {
        for (own, other) in self.0.iter_mut().zip(&other.0) {
            *own &= !other;
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.iter().all(|&bits| bits == 0)
    }

    pub(super) fn count(&self, entries: Range<u32>) -> usize {
        let mut count = 0;
        let (first, last) = (entries.start / 64, entries.end.div_ceil(64));
        for at in first..last {
            let mut bits = self.0[at as usize];
            if at == first {
                bits &= u64::MAX << (entries.start % 64);
            }
            if at == entries.end / 64 {
                bits &= !(u64::MAX << (entries.end % 64));
            }
            count += bits.count_ones() as usize;
        }
        count
    }

    pub(super) fn each(&self, entries: Range<u32>, mut found: impl FnMut(u32)) {
        let mut at = entries.start;
        while at < entries.end {
            let bits = self.0[at as usize / 64] >> (at % 64);
            if bits == 0 {
                at = (at / 64 + 1) * 64;
                continue;
            }
            at += bits.trailing_zeros();
            if at < entries.end {
                found(at);
            }
            at += 1;
        }
    }
}

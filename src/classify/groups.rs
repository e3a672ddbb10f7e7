//! What the plans of a municipality say of each group of a pack: goals, target groups or duties × municipalities.
//!
//! Only the documents that fill the municipality's cells are asked: adopted plans in force.

use serde::{Deserialize, Serialize};

use super::cells::Cell;
use crate::corpus::{Municipality, PlanLevel};

/// One group of one pack in one municipality.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GroupCell {
    /// The pack, as passages number them.
    pub pack: usize,
    /// Index of the group in its pack.
    pub group: usize,
    /// The municipality.
    pub municipality: Municipality,
    /// Hits that count, in all its plans.
    pub hits: usize,
    /// Levels with such a hit.
    pub levels: Vec<PlanLevel>,
    /// Whether something of its plans could not be read: then no hit does not mean that nothing is said.
    pub unread: bool,
}

/// What a document says: for each pack and group the number of hits that count, and whether it was read completely.
pub struct DocumentGroups {
    /// (pack, group, hits), without zeroes.
    pub hits: Vec<(usize, usize, usize)>,
    /// Whether something of it could not be read.
    pub unread: bool,
}

/// The table of all packs: `sizes` is (pack, number of groups); `documents` are those that the cells point to, by index.
pub fn cover(
    sizes: &[(usize, usize)],
    municipalities: &[Municipality],
    cells: &[Cell],
    documents: &[DocumentGroups],
) -> Vec<GroupCell> {
    let mut table = Vec::new();
    for &(pack, groups) in sizes {
        for group in 0..groups {
            for municipality in municipalities {
                let own = cells.iter().filter(|c| c.municipality == *municipality);
                table.push(cell(pack, group, municipality, own, documents));
            }
        }
    }
    table
}

fn cell<'c>(
    pack: usize,
    group: usize,
    municipality: &Municipality,
    cells: impl Iterator<Item = &'c Cell>,
    documents: &[DocumentGroups],
) -> GroupCell {
    let mut covered = GroupCell {
        pack,
        group,
        municipality: municipality.clone(),
        hits: 0,
        levels: Vec::new(),
        unread: false,
    };
    // A document can fill two cells (economic plan and budget): its hits are counted once.
    let mut counted = Vec::new();
    let counting = cells.flat_map(|cell| cell.counting().map(move |index| (cell, index)));
    for (cell, index) in counting {
        let Some(document) = documents.get(index) else {
            continue;
        };
        covered.unread |= document.unread;
        let here = document.hits.iter().find(|h| (h.0, h.1) == (pack, group));
        if let Some(&(_, _, hits)) = here {
            if covered.levels.last() != Some(&cell.level) {
                covered.levels.push(cell.level);
            }
            if !counted.contains(&index) {
                covered.hits += hits;
                counted.push(index);
            }
        }
    }
    covered
}

//! The outline (bookmarks) of a PDF: which chapters there are, how deep and on which page. Source: ISO 32000-1, 12.3.2–12.3.3.

use hayro_syntax::Pdf;
use hayro_syntax::object::dict::keys::{
    A, COUNT, D, DEST, DESTS, FIRST, KIDS, LIMITS, NAMES, NEXT, OUTLINES, S, TITLE,
};
use hayro_syntax::object::{Array, Dict, MaybeRef, Name, Object, ObjectIdentifier, String};
use rustc_hash::FxHashMap;

use super::text_string;
use crate::extract::{OutlineEntry, PageNumber};

/// Entries and levels that are followed: the longest plan we know has 400 entries on six levels.
const MAX_ENTRIES: usize = 10_000;
const MAX_LEVEL: u8 = 12;
/// Nodes of the name tree that are followed.
const MAX_NODES: usize = 20_000;

/// Returns the entries of the outline in order.
pub(super) fn read(pdf: &Pdf) -> Vec<OutlineEntry> {
    let Some(catalog) = pdf.xref().get::<Dict<'_>>(pdf.xref().root_id()) else {
        return Vec::new();
    };
    let Some(first) = catalog
        .get::<Dict<'_>>(OUTLINES)
        .filter(|outlines| outlines.contains_key(COUNT) || outlines.contains_key(FIRST))
        .and_then(|outlines| outlines.get::<Dict<'_>>(FIRST))
    else {
        return Vec::new();
    };
    let numbers = pdf.pages().iter().enumerate();
    let pages = numbers
        .filter_map(|(index, page)| Some((page.raw().obj_id()?, PageNumber::from_index(index))))
        .collect();
    let mut reader = Reader {
        catalog,
        pages,
        names: None,
        entries: Vec::new(),
        steps: 0,
    };
    reader.siblings(first, 1);
    reader.entries
}

struct Reader<'a> {
    catalog: Dict<'a>,
    pages: FxHashMap<ObjectIdentifier, PageNumber>,
    /// Named destinations, read when the first is asked for.
    names: Option<FxHashMap<Vec<u8>, ObjectIdentifier>>,
    entries: Vec<OutlineEntry>,
    steps: usize,
}

impl<'a> Reader<'a> {
    fn siblings(&mut self, first: Dict<'a>, level: u8) {
        let mut next = Some(first);
        while let Some(item) = next {
            self.steps += 1;
            if self.steps > MAX_ENTRIES {
                return;
            }
            if let Some(title) = item.get::<String<'_>>(TITLE) {
                let page = self.page(&item);
                self.entries.push(OutlineEntry {
                    title: text_string(title.as_bytes()).trim().to_owned(),
                    level,
                    page,
                });
            }
            if level < MAX_LEVEL
                && let Some(child) = item.get::<Dict<'_>>(FIRST)
            {
                self.siblings(child, level + 1);
            }
            next = item.get::<Dict<'_>>(NEXT);
        }
    }

    fn page(&mut self, item: &Dict<'a>) -> Option<PageNumber> {
        let target = item.get::<Object<'_>>(DEST).or_else(|| {
            let action = item.get::<Dict<'_>>(A)?;
            let goes_to = action.get::<Name<'_>>(S)?.as_ref() == b"GoTo";
            goes_to.then(|| action.get::<Object<'_>>(D))?
        })?;
        let page = match target {
            Object::Array(array) => page_of(&array)?,
            Object::Name(name) => self.named(name.as_ref())?,
            Object::String(name) => self.named(name.as_bytes())?,
            _ => return None,
        };
        self.pages.get(&page).copied()
    }

    fn named(&mut self, name: &[u8]) -> Option<ObjectIdentifier> {
        let catalog = &self.catalog;
        let names = self.names.get_or_insert_with(|| {
            let mut names = FxHashMap::default();
            if let Some(tree) = catalog
                .get::<Dict<'_>>(NAMES)
                .and_then(|n| n.get::<Dict<'_>>(DESTS))
            {
                collect(&tree, 0, &mut 0, &mut names);
            }
            names
        });
        names.get(name).copied().or_else(|| {
            let old = catalog.get::<Dict<'_>>(DESTS)?;
            destination(old.get::<Object<'_>>(name)?)
        })
    }
}

/// The page a destination array names.
fn page_of(array: &Array<'_>) -> Option<ObjectIdentifier> {
    match array.raw_iter().next()? {
        MaybeRef::Ref(reference) => Some(reference.into()),
        MaybeRef::NotRef(_) => None,
    }
}

fn destination(object: Object<'_>) -> Option<ObjectIdentifier> {
    match object {
        Object::Array(array) => page_of(&array),
        Object::Dict(dict) => page_of(&dict.get::<Array<'_>>(D)?),
        _ => None,
    }
}

fn collect(
    node: &Dict<'_>,
    depth: u8,
    nodes: &mut usize,
    names: &mut FxHashMap<Vec<u8>, ObjectIdentifier>,
) {
    *nodes += 1;
    if depth > MAX_LEVEL || *nodes > MAX_NODES {
        return;
    }
    if let Some(pairs) = node.get::<Array<'_>>(NAMES) {
        let mut items = pairs.iter::<Object<'_>>();
        while let (Some(Object::String(name)), Some(value)) = (items.next(), items.next()) {
            if names.len() < MAX_NODES
                && let Some(page) = destination(value)
            {
                names.insert(name.as_bytes().to_vec(), page);
            }
        }
    } else if node.contains_key(LIMITS) || node.contains_key(KIDS) {
        let kids = node.get::<Array<'_>>(KIDS);
        for kid in kids.iter().flat_map(Array::iter::<Dict<'_>>) {
            collect(&kid, depth + 1, nodes, names);
        }
    }
}

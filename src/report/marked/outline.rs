//! The outline «Treff»: term → hit, beside the outline that is there.

use lopdf::{Dictionary, IncrementalDocument, Object, ObjectId, dictionary, text_string};

use super::geometry::Shape;
use super::{Mark, by_term, catalog};
use crate::report;
use crate::wording::{Lang, Text};

/// An entry and those under it.
struct Entry {
    title: String,
    /// The page and the place on it.
    to: Vec<Object>,
    below: Vec<Entry>,
}

/// Adds the outline after the entries that are there, and has viewers show it where the file says nothing else.
pub(super) fn add(
    file: &mut IncrementalDocument,
    pages: &[ObjectId],
    shapes: &[Shape],
    marks: &[Mark],
    lang: Lang,
) -> Result<(), lopdf::Error> {
    let entry = |mark: &Mark| {
        let index = mark.page.get() as usize - 1;
        let page = report::page(u64::from(mark.page.get()), None, lang);
        let gaps = [("page", page.as_str()), ("words", &mark.words)];
        let [left, top] = shapes[index].corners(mark.boxes.first().copied().unwrap_or_default())[0];
        // Some lines above the hit, so that it does not stick to the edge of the window.
        let place = [left.min(0.0), top + 60.0].map(Object::Real);
        let [x, y] = place;
        Entry {
            title: Text::MarkEntry.with(lang, &gaps),
            to: vec![pages[index].into(), "XYZ".into(), x, y, Object::Null],
            below: Vec::new(),
        }
    };
    let of_term = |(term, own): (&str, Vec<&Mark>)| {
        let below: Vec<Entry> = own.into_iter().map(entry).collect();
        let n = below.len().to_string();
        Entry {
            title: Text::MarkTerm.with(lang, &[("term", term), ("n", &n)]),
            to: below[0].to.clone(),
            below,
        }
    };
    let terms: Vec<Entry> = by_term(marks).into_iter().map(of_term).collect();
    let Some(first) = terms.first() else {
        return Ok(());
    };
    let hits = Entry {
        title: Text::MarkOutline.get(lang).to_owned(),
        to: first.to.clone(),
        below: terms,
    };
    let root = root(file)?;
    let last = last(file, root)?;
    let added = write(file, &hits, root)?;
    if let Some(last) = last {
        super::dictionary(file, last)?.set("Next", added);
        super::dictionary(file, added)?.set("Prev", last);
    }
    let outline = super::dictionary(file, root)?;
    if last.is_none() {
        outline.set("First", added);
    }
    outline.set("Last", added);
    // The number of entries in sight: «Treff» and its terms are new ones.
    let open = outline.get(b"Count").and_then(Object::as_i64).unwrap_or(0);
    outline.set("Count", open.max(0) + 1 + hits.below.len() as i64);
    let catalog = catalog(file)?;
    if !catalog.has(b"PageMode") {
        catalog.set("PageMode", "UseOutlines");
    }
    Ok(())
}

/// The root of the outline, made if there is none.
fn root(file: &mut IncrementalDocument) -> Result<ObjectId, lopdf::Error> {
    let there = catalog(file)?.get(b"Outlines").cloned();
    let own = match there {
        Ok(Object::Reference(id)) if file.get_prev_documents().get_dictionary(id).is_ok() => {
            return Ok(id);
        }
        Ok(Object::Dictionary(own)) => own,
        _ => dictionary! { "Type" => "Outlines" },
    };
    let id = file.new_document.add_object(own);
    catalog(file)?.set("Outlines", id);
    Ok(id)
}

/// The last of the entries there are. Some files do not say it, so the entries are followed from the first.
fn last(file: &mut IncrementalDocument, root: ObjectId) -> Result<Option<ObjectId>, lopdf::Error> {
    /// More entries side by side than any plan has; a loop in the file ends here.
    const MOST: usize = 100_000;
    let first = super::dictionary(file, root)?.get(b"First");
    let first = first.and_then(Object::as_reference).ok();
    let before = file.get_prev_documents();
    let next = |entry: &ObjectId| {
        let next = before.get_dictionary(*entry).and_then(|e| e.get(b"Next"));
        next.and_then(Object::as_reference).ok()
    };
    Ok(std::iter::successors(first, next).take(MOST).last())
}

/// Writes an entry with those under it. The terms are shown at once, their hits when a term is opened.
fn write(
    file: &mut IncrementalDocument,
    entry: &Entry,
    parent: ObjectId,
) -> Result<ObjectId, lopdf::Error> {
    let mut own = Dictionary::new();
    own.set("Title", text_string(&entry.title));
    own.set("Parent", parent);
    own.set("Dest", entry.to.clone());
    let id = file.new_document.add_object(own);
    let mut below = Vec::with_capacity(entry.below.len());
    for child in &entry.below {
        below.push(write(file, child, id)?);
    }
    for pair in below.windows(2) {
        file.new_document
            .get_dictionary_mut(pair[0])?
            .set("Next", pair[1]);
        file.new_document
            .get_dictionary_mut(pair[1])?
            .set("Prev", pair[0]);
    }
    if let (Some(&first), Some(&last)) = (below.first(), below.last()) {
        let leaves = entry.below.iter().all(|child| child.below.is_empty());
        let count = below.len() as i64;
        let own = file.new_document.get_dictionary_mut(id)?;
        own.set("First", first);
        own.set("Last", last);
        own.set("Count", if leaves { -count } else { count });
    }
    Ok(id)
}

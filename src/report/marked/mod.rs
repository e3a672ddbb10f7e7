//! A copy of a plan with its hits marked: a highlight on the words with the term as its note, and an outline «Treff» that jumps to them.
//!
//! The copy is the original, byte for byte, with an update appended (ISO 32000-1, 7.5.6), so nothing of the plan is lost or set anew. Only
//! where the cross-references of the original had to be rebuilt is the file written anew. Only this folder writes PDF.

mod annotate;
mod geometry;
mod outline;
mod summary;

use std::collections::BTreeMap;

use lopdf::{Dictionary, Document, IncrementalDocument, Object, ObjectId};

use self::geometry::Shape;
pub use self::summary::Summary;
use crate::extract::PageNumber;
use crate::terms::Class;
use crate::wording::Lang;

/// A hit to mark.
#[derive(Clone, Debug)]
pub struct Mark {
    /// Page from 1.
    pub page: PageNumber,
    /// Left, top, right, bottom in points from the top left of the page as shown, a box a printed line.
    pub boxes: Vec<[f32; 4]>,
    /// What the term is worth: gives the colour.
    pub class: Class,
    /// Name of the term.
    pub term: String,
    /// What the mark says when it is opened.
    pub note: String,
    /// The words with some of their sentence, for the outline.
    pub words: String,
}

/// A marked-up copy.
pub struct Marked {
    /// The file.
    pub bytes: Vec<u8>,
    /// Whether the original is signed: a viewer will say that the copy was changed after that.
    pub signed: bool,
    /// Whether the original is encrypted; the copy is in the same way.
    pub encrypted: bool,
}

/// Why no copy could be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MarkError {
    /// It needs a password.
    #[error("needs a password")]
    Password,
    /// Its pages are not those that were read.
    #[error("its pages are not those that were read")]
    Pages,
    /// It cannot be parsed or written.
    #[error("cannot be parsed or written")]
    Broken,
}

impl From<lopdf::Error> for MarkError {
    fn from(_: lopdf::Error) -> Self {
        MarkError::Broken
    }
}

impl From<std::io::Error> for MarkError {
    fn from(_: std::io::Error) -> Self {
        MarkError::Broken
    }
}

/// The colour of the marks of a class: red, green, blue from 0 to 1. Light, so that black words stay readable on them; the note says
/// the class in words.
fn colour(class: Class) -> [f32; 3] {
    match class {
        Class::Core => [1.0, 0.85, 0.35],
        Class::Supporting => [0.65, 0.85, 1.0],
        Class::Context => [0.70, 0.92, 0.70],
        Class::Background => [0.88, 0.88, 0.88],
    }
}

/// In the catalog of a copy: tells it from a file that somebody else put in its place (ISO 32000-1, annex E: names of our own).
const MARKED: &str = "PLANLYS_Marked";

/// Whether a file is a copy made here.
pub fn is_copy(file: &[u8]) -> bool {
    memchr::memmem::rfind(file, MARKED.as_bytes()).is_some()
}

/// What to put on a copy.
#[derive(Clone, Copy)]
pub struct Marking<'m> {
    /// Width and height of each page as it was read, in points.
    pub sizes: &'m [[f32; 2]],
    /// The hits.
    pub marks: &'m [Mark],
    /// A page that comes first.
    pub summary: Option<&'m Summary>,
    /// The language of the outline.
    pub lang: Lang,
}

impl Marking<'_> {
    /// Makes the copy of a file.
    pub fn copy(&self, original: Vec<u8>) -> Result<Marked, MarkError> {
        let fenced = crate::extract::fence::guarded(|| made(original, *self));
        fenced.unwrap_or(Err(MarkError::Broken))
    }
}

/// The marks by their terms, in the order in which the terms first come.
pub fn by_term(marks: &[Mark]) -> Vec<(&str, Vec<&Mark>)> {
    let mut terms: Vec<(&str, Vec<&Mark>)> = Vec::new();
    for mark in marks {
        match terms.iter_mut().find(|(term, _)| *term == mark.term) {
            Some((_, own)) => own.push(mark),
            None => terms.push((&mark.term, vec![mark])),
        }
    }
    terms
}

fn made(original: Vec<u8>, marking: Marking<'_>) -> Result<Marked, MarkError> {
    let Marking {
        sizes,
        marks,
        summary,
        lang,
    } = marking;
    let before = Document::load_mem(&original)?;
    if before.is_encrypted() {
        return Err(MarkError::Password);
    }
    let pages: Vec<ObjectId> = before.get_pages().into_values().collect();
    if pages.len() != sizes.len() {
        return Err(MarkError::Pages);
    }
    let (signed, encrypted) = (is_signed(&before), before.was_encrypted());
    let whole = before.xref_recovery.is_none() && original.starts_with(b"%PDF-");
    let mut file = IncrementalDocument::create_from(original, before);
    let shapes: Vec<Shape> = pages
        .iter()
        .map(|&page| Shape::of(file.get_prev_documents(), page))
        .collect();
    let mut by_page: BTreeMap<usize, Vec<&Mark>> = BTreeMap::new();
    for mark in marks {
        let index = mark.page.get() as usize - 1;
        let shape = shapes.get(index).ok_or(MarkError::Pages)?;
        if !shape.has_size(sizes[index]) {
            return Err(MarkError::Pages);
        }
        by_page.entry(index).or_default().push(mark);
    }
    annotate::add(&mut file, &pages, &shapes, &by_page)?;
    outline::add(&mut file, &pages, &shapes, marks, lang)?;
    catalog(&mut file)?.set(MARKED, true);
    if let Some(summary) = summary {
        summary::add(&mut file, summary, lang)?;
    }
    let mut bytes = Vec::new();
    if whole {
        file.save_to(&mut bytes)?;
    } else {
        rewritten(&file).save_to(&mut bytes)?;
    }
    Ok(Marked {
        bytes,
        signed,
        encrypted,
    })
}

/// The whole file with the update in it, for an original whose cross-references cannot be built upon.
fn rewritten(file: &IncrementalDocument) -> Document {
    let mut whole = file.get_prev_documents().clone();
    for (&id, object) in &file.new_document.objects {
        whole.set_object(id, object.clone());
    }
    whole.max_id = file.new_document.max_id;
    whole
}

/// Whether a form of the file has a signature (ISO 32000-1, 12.7.2: bit 1 of `SigFlags`), or the catalog a permission that rests on one.
fn is_signed(file: &Document) -> bool {
    let Ok(catalog) = file.catalog() else {
        return false;
    };
    let form = catalog.get_deref(b"AcroForm", file);
    let form = form.and_then(Object::as_dict);
    let flags = form.and_then(|form| form.get_deref(b"SigFlags", file));
    let signed = flags
        .and_then(Object::as_i64)
        .is_ok_and(|flags| flags & 1 == 1);
    signed || catalog.has(b"Perms")
}

/// An object of the file that may be changed: it is copied into the update first.
fn dictionary(
    file: &mut IncrementalDocument,
    id: ObjectId,
) -> Result<&mut Dictionary, lopdf::Error> {
    file.opt_clone_object_to_new_document(id)?;
    file.new_document.get_dictionary_mut(id)
}

/// The catalog, to change.
fn catalog(file: &mut IncrementalDocument) -> Result<&mut Dictionary, lopdf::Error> {
    let root = file
        .get_prev_documents()
        .trailer
        .get(b"Root")?
        .as_reference()?;
    dictionary(file, root)
}

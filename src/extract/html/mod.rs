//! Saved web pages → blocks of text: headings, paragraphs, lists, tables, notes.
//!
//! Nothing is loaded and no script runs: what is not in the file is not read.

mod letters;
mod names;
mod parts;
mod tree;
mod walk;

use rustc_hash::FxHashMap;

use self::parts::Parts;
use self::tree::{Id, Tree};
use super::flow::{Flow, iso_date};
use super::{Metadata, Unread};

/// Reads a page; `stated` is the encoding that the message around it names.
pub(super) fn flow(bytes: &[u8], stated: Option<&str>) -> Flow {
    let tree = Tree::of(&letters::decode(bytes, stated));
    let parts = Parts::of(&tree);
    let mut flow = walk::flow(&tree, &parts);
    if flow.word_count() == 0 {
        // A script puts the text in when the page is shown.
        flow.unread(Unread::Missing);
    }
    flow.leave_out(parts.left_out);
    flow.metadata = metadata(&tree, &parts);
    flow
}

/// Reads a plan that was saved as many pages: the first, then the others in the order in which it links to them, the rest by name.
pub(super) fn site(first: &[u8], others: Vec<(String, Vec<u8>)>) -> Flow {
    let tree = Tree::of(&letters::decode(first, None));
    let mut linked: FxHashMap<String, usize> = FxHashMap::default();
    for href in tree.ids().filter_map(|id| href(&tree, id)) {
        let path = href.split(['#', '?']).next().unwrap_or_default();
        let name = path.trim_start_matches("./").to_lowercase();
        let next = linked.len();
        linked.entry(unescaped(&name)).or_insert(next);
    }
    let place = |name: &str| linked.get(&name.to_lowercase()).copied();
    let mut others = others;
    others.sort_by_key(|(name, _)| (place(name).unwrap_or(usize::MAX), name.clone()));
    let mut flow = flow(first, None);
    for (_, bytes) in others {
        flow.append(self::flow(&bytes, None));
    }
    flow
}

/// A link with its `%C3%A5` as letters.
fn unescaped(link: &str) -> String {
    let mut bytes = Vec::with_capacity(link.len());
    let mut rest = link.as_bytes();
    while let [first, after @ ..] = rest {
        let digits = after.get(..2).and_then(|d| std::str::from_utf8(d).ok());
        let code = digits.and_then(|d| u8::from_str_radix(d, 16).ok());
        if let Some(code) = code.filter(|_| *first == b'%') {
            bytes.push(code);
            rest = &after[2..];
        } else {
            bytes.push(*first);
            rest = after;
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn href(tree: &Tree, id: Id) -> Option<&str> {
    tree.attribute(id, "href").filter(|_| tree.name(id) == "a")
}

/// What a page says of itself, and how many files it links to.
fn metadata(tree: &Tree, parts: &Parts) -> Metadata {
    let title = tree.ids().find(|&id| tree.name(id) == "title");
    let title = title.map(|id| tree.all_text(id));
    let words = |text: String| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let stated = |names: &[&str]| {
        let says = |&id: &Id| {
            let keys = ["name", "property"].map(|key| tree.attribute(id, key));
            let is_wanted = |key: &&str| names.iter().any(|name| key.eq_ignore_ascii_case(name));
            tree.name(id) == "meta" && keys.iter().flatten().any(is_wanted)
        };
        let value = tree
            .ids()
            .filter(says)
            .find_map(|id| tree.attribute(id, "content"));
        value
            .map(str::to_owned)
            .filter(|value| !value.trim().is_empty())
    };
    let read = |id: &Id| tree.around(*id).chain([*id]).all(|id| parts.is_read(id));
    let files = tree.ids().filter(|id| href(tree, *id).is_some_and(is_file));
    Metadata {
        title: title.map(words).filter(|title| !title.is_empty()),
        author: stated(&["author", "dcterms.creator", "dc.creator"]),
        creator: stated(&["generator"]),
        producer: None,
        created: stated(&[
            "article:published_time",
            "dcterms.created",
            "dcterms.date",
            "date",
            "created",
        ])
        .and_then(|date| iso_date(&date)),
        linked_files: files.filter(read).count(),
    }
}

/// Whether a link leads to a file in which a plan may be.
fn is_file(href: &str) -> bool {
    let path = href
        .split(['#', '?'])
        .next()
        .unwrap_or_default()
        .to_lowercase();
    [".pdf", ".docx", ".doc", ".odt"]
        .iter()
        .any(|ending| path.ends_with(ending))
}

//! Which parts of a web page are the document, and which are menus, banners and machinery around it.
//!
//! What a page hides because a reader has not opened it yet (accordions, tabs) is the document too.

use rustc_hash::FxHashSet;

use super::names::{is_banner, is_menu};
use super::tree::{Id, Step, Tree};
use crate::extract::flow;

/// Links to places of the same page that make a list a contents list.
const FEWEST_ENTRIES: usize = 3;
/// Of such a list's words, one in this many at most stands outside its links.
const OUTSIDE_LINKS: usize = 5;
/// Words outside links with which a hidden part is text that is folded away.
const FOLDED_PROSE: usize = 30;

/// What an element is to the document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Part {
    /// Its text is the document's.
    #[default]
    Own,
    /// A list of links to places of the page.
    Contents,
    /// A menu, a banner, a form, hidden text: its words are left out, and counted.
    Aside,
    /// No text that anybody reads: scripts, styles, drawings.
    Machinery,
}

/// What stands in an element.
#[derive(Clone, Copy, Default)]
struct Inside {
    words: usize,
    /// Words of links.
    linked: usize,
    links: usize,
    /// Links to places of the same page.
    own_links: usize,
    /// A main part, an article or the title of the page.
    has_main: bool,
}

impl Inside {
    fn add(&mut self, other: Inside) {
        self.words += other.words;
        self.linked += other.linked;
        self.links += other.links;
        self.own_links += other.own_links;
        self.has_main |= other.has_main;
    }

    /// Words outside links: a menu has few.
    fn prose(self) -> usize {
        self.words - self.linked.min(self.words)
    }
}

/// The parts of a page.
pub(super) struct Parts {
    /// What each node is.
    of_node: Vec<Part>,
    /// The elements in which the document stands, in order.
    pub(super) roots: Vec<Id>,
    /// Words of the page that are not the document's.
    pub(super) left_out: usize,
}

impl Parts {
    /// Parts a page.
    pub(super) fn of(tree: &Tree) -> Parts {
        let page = Page::of(tree);
        let all = 0;
        let strict: Vec<Part> = tree.ids().map(|id| page.part(id, true)).collect();
        let in_body = page.kept(&strict, all);
        let (mut roots, mut parts) = (vec![all], strict);
        for wanted in [is_main, is_article] {
            let found = page.outermost(wanted);
            let kept: usize = found.iter().map(|&id| page.kept(&parts, id)).sum();
            // A page may mark up only its news as articles.
            if kept > 0 && kept * 2 >= in_body {
                roots = found;
                break;
            }
        }
        // Names of classes that happen to look like a menu's must not cost the document.
        if roots != [all] {
            let loose: Vec<Part> = tree.ids().map(|id| page.part(id, false)).collect();
            let sum =
                |parts: &[Part]| -> usize { roots.iter().map(|&id| page.kept(parts, id)).sum() };
            if sum(&parts) * 2 < sum(&loose) {
                parts = loose;
            }
        }
        let kept: usize = roots.iter().map(|&id| page.kept(&parts, id)).sum();
        Parts {
            left_out: page.inside[all].words.saturating_sub(kept),
            of_node: parts,
            roots,
        }
    }

    /// What a node is.
    pub(super) fn part(&self, id: Id) -> Part {
        self.of_node[id]
    }

    /// Whether the text of a node is read.
    pub(super) fn is_read(&self, id: Id) -> bool {
        matches!(self.of_node[id], Part::Own | Part::Contents)
    }
}

/// A page with what is known of its elements.
struct Page<'t> {
    tree: &'t Tree,
    inside: Vec<Inside>,
    /// What buttons open and close.
    opened: FxHashSet<&'t str>,
}

impl<'t> Page<'t> {
    fn of(tree: &'t Tree) -> Self {
        let attributes = |name: &'static str| {
            let values = tree.ids().filter_map(move |id| tree.attribute(id, name));
            values.flat_map(str::split_whitespace)
        };
        let places: FxHashSet<&str> = attributes("id").chain(attributes("name")).collect();
        let mut inside = vec![Inside::default(); tree.ids().len()];
        let steps = tree.walk(0, |id| !is_machinery(tree, id));
        let mut open: Vec<Id> = Vec::new();
        for step in steps {
            match step {
                Step::Enter(id) => {
                    open.push(id);
                    inside[id].words = flow::words(tree.text(id));
                }
                Step::Leave(id) => {
                    let own = &mut inside[id];
                    match tree.name(id) {
                        "a" if tree.attribute(id, "href").is_some() => {
                            own.links = 1;
                            own.linked = own.words;
                            let place = tree.attribute(id, "href").and_then(fragment);
                            own.own_links = usize::from(place.is_some_and(|p| places.contains(p)));
                        }
                        "button" => own.linked = own.words,
                        "h1" => own.has_main = true,
                        _ => own.has_main |= is_main(tree, id) || is_article(tree, id),
                    }
                    open.pop();
                    let own = *own;
                    if let Some(&around) = open.last() {
                        inside[around].add(own);
                    }
                }
            }
        }
        Page {
            tree,
            inside,
            opened: attributes("aria-controls").collect(),
        }
    }

    /// The elements of a kind that stand in no other of that kind, and have words.
    fn outermost(&self, wanted: fn(&Tree, Id) -> bool) -> Vec<Id> {
        let mut found = Vec::new();
        let mut within = 0;
        for step in self.tree.all() {
            match step {
                Step::Enter(id) if wanted(self.tree, id) => {
                    if within == 0 && self.inside[id].words > 0 {
                        found.push(id);
                    }
                    within += 1;
                }
                Step::Leave(id) if wanted(self.tree, id) => within -= 1,
                _ => {}
            }
        }
        found
    }

    /// Words that are read below a node.
    fn kept(&self, parts: &[Part], from: Id) -> usize {
        let is_read = |id: Id| matches!(parts[id], Part::Own | Part::Contents);
        let steps = self.tree.walk(from, is_read);
        let words = steps.map(|step| match step {
            Step::Enter(id) => flow::words(self.tree.text(id)),
            Step::Leave(_) => 0,
        });
        words.sum()
    }

    /// What an element is; `strict` also goes by the names of classes.
    fn part(&self, id: Id, strict: bool) -> Part {
        let name = self.tree.name(id);
        if name.is_empty() || matches!(name, "html" | "body") {
            return Part::Own;
        }
        if is_machinery(self.tree, id) {
            return Part::Machinery;
        }
        if self.is_contents(id) {
            return Part::Contents;
        }
        let aside = self.is_form(id)
            || self.is_hidden(id)
            || self.is_around(id)
            || (strict && self.is_named_aside(id));
        if aside { Part::Aside } else { Part::Own }
    }

    fn is_contents(&self, id: Id) -> bool {
        let inside = self.inside[id];
        matches!(
            self.tree.name(id),
            "nav" | "ul" | "ol" | "div" | "section" | "aside" | "table"
        ) && inside.own_links >= FEWEST_ENTRIES
            && inside.own_links * 5 >= inside.links * 4
            && inside.prose() * OUTSIDE_LINKS <= inside.words
            && !inside.has_main
    }

    /// Controls of forms. The button that opens a part of the document has its heading.
    fn is_form(&self, id: Id) -> bool {
        let tree = self.tree;
        match tree.name(id) {
            "select" | "textarea" | "datalist" | "input" | "progress" | "meter" => true,
            "button" => {
                let opens = ["aria-expanded", "aria-controls"];
                let heading =
                    |id: Id| heading_level(tree, id).is_some() || tree.name(id) == "summary";
                opens.iter().all(|name| tree.attribute(id, name).is_none())
                    && !tree.around(id).any(heading)
            }
            _ => false,
        }
    }

    /// Hidden for good: what a button or tab opens is not, nor what is text enough to be a folded part of the document.
    fn is_hidden(&self, id: Id) -> bool {
        let tree = self.tree;
        let hidden = tree
            .attribute(id, "hidden")
            .is_some_and(|v| v != "until-found");
        let silent = tree.attribute(id, "aria-hidden") == Some("true");
        let style = tree.attribute(id, "style").unwrap_or_default();
        let style: String = style.to_lowercase().split_whitespace().collect();
        let opens = tree
            .attribute(id, "id")
            .is_some_and(|own| self.opened.contains(own))
            || matches!(tree.attribute(id, "role"), Some("tabpanel" | "region"));
        let is_text = self.inside[id].prose() >= FOLDED_PROSE;
        (hidden || silent || style.contains("display:none")) && !opens && !is_text
    }

    /// Menus, banners and side columns, by element and role.
    fn is_around(&self, id: Id) -> bool {
        let tree = self.tree;
        if let Some(role) = tree.attribute(id, "role") {
            let main = self.inside[id].has_main;
            match role {
                "navigation" | "search" | "dialog" | "alertdialog" => return true,
                "banner" | "contentinfo" | "complementary" if !main => return true,
                _ => {}
            }
        }
        let of_page = || {
            let within =
                |id: Id| is_main(tree, id) || matches!(tree.name(id), "article" | "section");
            !tree.around(id).any(within)
        };
        match tree.name(id) {
            "nav" | "dialog" | "search" => true,
            "header" | "footer" | "aside" => of_page() && !self.inside[id].has_main,
            _ => false,
        }
    }

    /// Menus and banners, by the words of their names.
    fn is_named_aside(&self, id: Id) -> bool {
        if self.inside[id].has_main || heading_level(self.tree, id).is_some() {
            return false;
        }
        let names = ["id", "class"].map(|name| self.tree.attribute(id, name).unwrap_or_default());
        let mut tokens = names.iter().flat_map(|names| names.split_whitespace());
        let prose = self.inside[id].prose() * 2 > self.inside[0].prose();
        tokens.any(|token| {
            let token = token.to_lowercase();
            is_banner(&token) || (!prose && is_menu(&token))
        })
    }
}

/// The place of a page that a link leads to.
fn fragment(href: &str) -> Option<&str> {
    let (_, place) = href.split_once('#')?;
    (!place.is_empty()).then_some(place)
}

/// The level of a heading.
pub(super) fn heading_level(tree: &Tree, id: Id) -> Option<u8> {
    let level = match tree.name(id).as_bytes() {
        [b'h', digit @ b'1'..=b'6'] => digit - b'0',
        _ if tree.attribute(id, "role") == Some("heading") => {
            let stated = tree.attribute(id, "aria-level");
            stated.and_then(|level| level.parse().ok()).unwrap_or(2)
        }
        _ => return None,
    };
    Some(level.clamp(1, 6))
}

fn is_main(tree: &Tree, id: Id) -> bool {
    tree.name(id) == "main" || tree.attribute(id, "role") == Some("main")
}

fn is_article(tree: &Tree, id: Id) -> bool {
    tree.name(id) == "article"
}

fn is_machinery(tree: &Tree, id: Id) -> bool {
    matches!(
        tree.name(id),
        "head"
            | "script"
            | "style"
            | "noscript"
            | "template"
            | "svg"
            | "iframe"
            | "object"
            | "embed"
            | "canvas"
            | "audio"
            | "video"
            | "noframes"
            | "frameset"
    )
}

//! HTML → a tree of elements and texts, as a browser makes it.
//!
//! Elements are kept in one list and named by their place in it, and nesting is bounded, so that no page can be too deep to walk.
//! Scripts do not run and nothing is loaded.

use std::borrow::Cow;
use std::cell::{Cell, Ref, RefCell};

use html5ever::interface::{ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{
    BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};
use html5ever::tree_builder::{TreeBuilder, TreeBuilderOpts};
use html5ever::{Attribute, LocalName, Namespace, QualName, TokenizerResult};

/// Elements inside each other; what is nested deeper hangs on the element at this depth. Browsers stop at 512 too.
const DEEPEST: usize = 512;

/// Place of a node in its tree.
pub(super) type Id = usize;

/// The document itself.
const ROOT: Id = 0;

/// A page as a tree.
pub(super) struct Tree {
    nodes: Vec<Node>,
}

#[derive(Default)]
struct Node {
    parent: Option<Id>,
    children: Vec<Id>,
    depth: usize,
    /// Name and attributes of an element.
    element: Option<(QualName, Vec<Attribute>)>,
    text: String,
}

/// A step through a tree.
#[derive(Clone, Copy)]
pub(super) enum Step {
    /// Into a node.
    Enter(Id),
    /// Out of it, after all that is in it.
    Leave(Id),
}

impl Tree {
    /// Reads a page; elements of XHTML may close themselves.
    pub(super) fn of(text: &str) -> Tree {
        let growing = Growing {
            nodes: RefCell::new(vec![Node::default()]),
            depth: Cell::new(0),
        };
        let sink = Shallow {
            builder: TreeBuilder::new(growing, TreeBuilderOpts::default()),
            is_xml: text.trim_start().starts_with("<?xml"),
        };
        let tokenizer = Tokenizer::new(sink, TokenizerOpts::default());
        let queue = BufferQueue::default();
        queue.push_back(StrTendril::from(text));
        while !matches!(tokenizer.feed(&queue), TokenizerResult::Done) {}
        tokenizer.end();
        tokenizer.sink.builder.sink.finish()
    }

    /// The nodes, by their places.
    pub(super) fn ids(&self) -> std::ops::Range<Id> {
        ROOT..self.nodes.len()
    }

    /// The name of an element, in small letters; empty for texts.
    pub(super) fn name(&self, id: Id) -> &str {
        let element = self.nodes[id].element.as_ref();
        element.map_or("", |(name, _)| &*name.local)
    }

    /// An attribute of an element.
    pub(super) fn attribute(&self, id: Id, name: &str) -> Option<&str> {
        let (_, attributes) = self.nodes[id].element.as_ref()?;
        let found = attributes.iter().find(|a| &*a.name.local == name);
        found.map(|attribute| &*attribute.value)
    }

    /// The text of a node that is no element.
    pub(super) fn text(&self, id: Id) -> &str {
        &self.nodes[id].text
    }

    /// The elements around a node, from the inside.
    pub(super) fn around(&self, id: Id) -> impl Iterator<Item = Id> {
        std::iter::successors(self.nodes[id].parent, |&id| self.nodes[id].parent)
    }

    /// All steps through a part of the tree; where `enters` says no, the node is passed by.
    pub(super) fn walk(&self, from: Id, enters: impl Fn(Id) -> bool) -> impl Iterator<Item = Step> {
        let mut ahead = vec![Step::Enter(from)];
        std::iter::from_fn(move || {
            loop {
                let step = ahead.pop()?;
                if let Step::Enter(id) = step {
                    if !enters(id) {
                        continue;
                    }
                    ahead.push(Step::Leave(id));
                    let children = self.nodes[id].children.iter().rev();
                    ahead.extend(children.map(|&child| Step::Enter(child)));
                }
                return Some(step);
            }
        })
    }

    /// All steps through the tree.
    pub(super) fn all(&self) -> impl Iterator<Item = Step> {
        self.walk(ROOT, |_| true)
    }

    /// All text of a part of the tree.
    pub(super) fn all_text(&self, from: Id) -> String {
        let mut text = String::new();
        for step in self.walk(from, |_| true) {
            if let Step::Enter(id) = step {
                text.push_str(self.text(id));
            }
        }
        text
    }
}

/// Elements whose content is text whatever it looks like.
fn is_raw(name: &str) -> bool {
    matches!(
        name,
        "script"
            | "style"
            | "title"
            | "textarea"
            | "iframe"
            | "noscript"
            | "noframes"
            | "noembed"
            | "xmp"
            | "plaintext"
    )
}

/// Hands tokens on, but no start of an element that would be too deep.
struct Shallow {
    builder: TreeBuilder<Id, Growing>,
    is_xml: bool,
}

impl TokenSink for Shallow {
    type Handle = Id;

    fn process_token(&self, token: Token, line: u64) -> TokenSinkResult<Id> {
        let depth = &self.builder.sink.depth;
        if let Token::TagToken(tag) = &token {
            let Tag { kind, name, .. } = tag;
            match kind {
                TagKind::StartTag if is_raw(name) => {
                    if self.is_xml && tag.self_closing {
                        return TokenSinkResult::Continue;
                    }
                }
                TagKind::StartTag if depth.get() > DEEPEST => return TokenSinkResult::Continue,
                TagKind::StartTag => {}
                TagKind::EndTag => depth.set(depth.get().saturating_sub(1)),
            }
        }
        self.builder.process_token(token, line)
    }

    fn end(&self) {
        self.builder.end();
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        self.builder
            .adjusted_current_node_present_but_not_in_html_namespace()
    }
}

/// A tree while it is read.
struct Growing {
    nodes: RefCell<Vec<Node>>,
    /// Depth of what was put in last.
    depth: Cell<usize>,
}

/// The name of an element.
#[derive(Debug)]
struct Name<'n>(Ref<'n, QualName>);

impl html5ever::interface::ElemName for Name<'_> {
    fn ns(&self) -> &Namespace {
        &self.0.ns
    }

    fn local_name(&self) -> &LocalName {
        &self.0.local
    }
}

impl Growing {
    fn new_node(&self, node: Node) -> Id {
        let mut nodes = self.nodes.borrow_mut();
        nodes.push(node);
        nodes.len() - 1
    }

    /// Puts a node or text at a place among the children of a node.
    fn insert(&self, parent: Id, at: usize, child: NodeOrText<Id>) {
        let child = match child {
            NodeOrText::AppendNode(id) => {
                self.remove_from_parent(&id);
                id
            }
            NodeOrText::AppendText(text) => {
                let mut nodes = self.nodes.borrow_mut();
                let before = at.checked_sub(1).map(|at| nodes[parent].children[at]);
                if let Some(before) = before.filter(|&id| nodes[id].element.is_none()) {
                    nodes[before].text.push_str(&text);
                    return;
                }
                drop(nodes);
                self.new_node(Node {
                    text: text.to_string(),
                    ..Node::default()
                })
            }
        };
        let mut nodes = self.nodes.borrow_mut();
        let depth = nodes[parent].depth + 1;
        self.depth.set(depth);
        nodes[child].depth = depth;
        nodes[child].parent = Some(parent);
        let at = at.min(nodes[parent].children.len());
        nodes[parent].children.insert(at, child);
    }

    fn length(&self, parent: Id) -> usize {
        self.nodes.borrow()[parent].children.len()
    }

    /// Place of a node among the children of its parent.
    fn place(&self, id: Id) -> Option<(Id, usize)> {
        let nodes = self.nodes.borrow();
        let parent = nodes[id].parent?;
        let at = nodes[parent].children.iter().rposition(|&c| c == id)?;
        Some((parent, at))
    }
}

impl TreeSink for Growing {
    type Handle = Id;
    type Output = Tree;
    type ElemName<'a> = Name<'a>;

    fn finish(self) -> Tree {
        Tree {
            nodes: self.nodes.into_inner(),
        }
    }

    fn parse_error(&self, _: Cow<'static, str>) {}

    fn get_document(&self) -> Id {
        ROOT
    }

    fn elem_name<'a>(&'a self, target: &'a Id) -> Name<'a> {
        Name(Ref::map(self.nodes.borrow(), |nodes| {
            let element = nodes[*target].element.as_ref();
            &element.expect("only elements are asked for their names").0
        }))
    }

    fn create_element(&self, name: QualName, attributes: Vec<Attribute>, _: ElementFlags) -> Id {
        self.new_node(Node {
            element: Some((name, attributes)),
            ..Node::default()
        })
    }

    fn create_comment(&self, _: StrTendril) -> Id {
        self.new_node(Node::default())
    }

    fn create_pi(&self, _: StrTendril, _: StrTendril) -> Id {
        self.new_node(Node::default())
    }

    fn append(&self, parent: &Id, child: NodeOrText<Id>) {
        self.insert(*parent, self.length(*parent), child);
    }

    fn append_based_on_parent_node(&self, element: &Id, before: &Id, child: NodeOrText<Id>) {
        if self.place(*element).is_some() {
            self.append_before_sibling(element, child);
        } else {
            self.append(before, child);
        }
    }

    fn append_doctype_to_document(&self, _: StrTendril, _: StrTendril, _: StrTendril) {}

    fn get_template_contents(&self, target: &Id) -> Id {
        *target
    }

    fn same_node(&self, x: &Id, y: &Id) -> bool {
        x == y
    }

    fn set_quirks_mode(&self, _: QuirksMode) {}

    fn append_before_sibling(&self, sibling: &Id, child: NodeOrText<Id>) {
        if let NodeOrText::AppendNode(id) = &child {
            self.remove_from_parent(id);
        }
        if let Some((parent, at)) = self.place(*sibling) {
            self.insert(parent, at, child);
        }
    }

    fn add_attrs_if_missing(&self, target: &Id, attributes: Vec<Attribute>) {
        let mut nodes = self.nodes.borrow_mut();
        if let Some((_, known)) = &mut nodes[*target].element {
            for attribute in attributes {
                if known.iter().all(|a| a.name != attribute.name) {
                    known.push(attribute);
                }
            }
        }
    }

    fn remove_from_parent(&self, target: &Id) {
        if let Some((parent, at)) = self.place(*target) {
            let mut nodes = self.nodes.borrow_mut();
            nodes[parent].children.remove(at);
            nodes[*target].parent = None;
        }
    }

    fn reparent_children(&self, node: &Id, new_parent: &Id) {
        let mut nodes = self.nodes.borrow_mut();
        let moved = std::mem::take(&mut nodes[*node].children);
        for &child in &moved {
            nodes[child].parent = Some(*new_parent);
        }
        nodes[*new_parent].children.extend(moved);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deep_nesting_is_bounded_and_loses_no_text() {
        let deep = "<div>".repeat(100_000) + "innerst" + &"</div>".repeat(100_000) + "<p>etter</p>";
        let tree = Tree::of(&deep);
        assert_eq!(tree.all_text(ROOT), "innerstetter");
        assert!(tree.nodes.iter().all(|node| node.depth <= DEEPEST + 2));
    }

    #[test]
    fn elements_of_xhtml_close_themselves() {
        let tree = Tree::of(
            "<?xml version=\"1.0\"?><html><head><script src=\"a\"/></head><body><p>bolig</p></body></html>",
        );
        assert!(tree.all_text(ROOT).contains("bolig"));
    }
}

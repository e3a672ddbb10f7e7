//! The document's part of a page → blocks, in reading order.

use super::parts::{Part, Parts, heading_level};
use super::tree::{Id, Step, Tree};
use crate::extract::flow::Flow;
use crate::extract::{Unread, Zone};

/// The blocks of the parts of a page that are read.
pub(super) fn flow(tree: &Tree, parts: &Parts) -> Flow {
    let mut walk = Walk {
        tree,
        parts,
        flow: Flow::default(),
        text: String::new(),
        level: None,
        mark: None,
        special: Vec::new(),
        lists: Vec::new(),
        tables: Vec::new(),
        is_printed: 0,
    };
    for &root in &parts.roots {
        for step in tree.walk(root, |id| parts.is_read(id)) {
            match step {
                Step::Enter(id) => walk.enter(id),
                Step::Leave(id) => walk.leave(id),
            }
        }
        walk.end_block();
    }
    walk.flow
}

/// A page being read.
struct Walk<'t> {
    tree: &'t Tree,
    parts: &'t Parts,
    flow: Flow,
    /// The block so far.
    text: String,
    /// Level of the heading that is open.
    level: Option<u8>,
    /// What stands before the next block: the mark of a list item.
    mark: Option<String>,
    /// Contents lists and notes that are open.
    special: Vec<(Id, Zone)>,
    /// Lists that are open: the number of the last item, if they count.
    lists: Vec<Option<usize>>,
    tables: Vec<Table>,
    /// Elements that are open in which line ends are kept.
    is_printed: usize,
}

/// A table that is open.
struct Table {
    /// Layout only: its cells are no cells.
    is_layout: bool,
    /// Something was printed in this row.
    in_row: bool,
    /// Something was printed in this cell.
    in_cell: bool,
}

impl Walk<'_> {
    fn enter(&mut self, id: Id) {
        let name = self.tree.name(id);
        if name.is_empty() {
            self.push(id);
            return;
        }
        if is_block(name) || self.tree.attribute(id, "role") == Some("heading") {
            self.end_block();
        }
        if let Some(zone) = self.zone_of(id) {
            self.end_block();
            self.special.push((id, zone));
        }
        if let Some(level) = heading_level(self.tree, id) {
            self.level = Some(level);
        }
        match name {
            "br" => self.text.push('\n'),
            "img" | "picture" => self.flow.unread(Unread::ImageOnly),
            "pre" => self.is_printed += 1,
            "ul" | "menu" => self.lists.push(None),
            "ol" => {
                let start = self.tree.attribute(id, "start");
                let first: usize = start.and_then(|n| n.parse().ok()).unwrap_or(1);
                self.lists.push(Some(first.saturating_sub(1)));
            }
            "li" => self.mark = Some(self.item_mark()),
            "table" => self.tables.push(Table {
                is_layout: self.is_layout(id),
                in_row: false,
                in_cell: false,
            }),
            "tr" => self.in_table(|table| table.in_row = false),
            "td" | "th" => self.in_table(|table| table.in_cell = false),
            _ => {}
        }
    }

    fn leave(&mut self, id: Id) {
        let name = self.tree.name(id);
        let closes_special = self.special.last().is_some_and(|(open, _)| *open == id);
        let heading = heading_level(self.tree, id).is_some();
        if is_block(name) || closes_special || heading {
            self.end_block();
        }
        if closes_special {
            self.special.pop();
        }
        if heading {
            self.level = None;
        }
        match name {
            "pre" => self.is_printed -= 1,
            "ul" | "ol" | "menu" => {
                self.lists.pop();
            }
            "li" => self.mark = None,
            "table" => {
                self.tables.pop();
            }
            _ => {}
        }
    }

    fn in_table(&mut self, change: impl FnOnce(&mut Table)) {
        if let Some(table) = self.tables.last_mut() {
            change(table);
        }
    }

    /// Adds the letters of a text; its line ends are spaces, except where they are printed as they are.
    fn push(&mut self, id: Id) {
        let printed = self.is_printed > 0;
        let letters = self.tree.text(id).chars();
        self.text.extend(letters.map(|c| match c {
            '\n' if !printed => ' ',
            c => c,
        }));
    }

    /// The mark of the next item of the innermost list.
    fn item_mark(&mut self) -> String {
        match self.lists.last_mut() {
            Some(Some(number)) => {
                *number += 1;
                format!("{number}) ")
            }
            _ => "• ".to_owned(),
        }
    }

    fn end_block(&mut self) {
        let text = std::mem::take(&mut self.text);
        if text.trim().is_empty() {
            return;
        }
        let text = match self.mark.take() {
            Some(mark) => mark + text.trim_start(),
            None => text,
        };
        let special = self.special.last().map(|(_, zone)| *zone);
        let table = self.tables.last_mut().filter(|table| !table.is_layout);
        match (special, self.level, table) {
            (Some(zone), ..) => self.flow.block(zone, 0, &text),
            (None, Some(level), _) => self.flow.block(Zone::Heading, level, &text),
            (None, None, Some(table)) => {
                self.flow.cell(&text, table.in_row && !table.in_cell);
                (table.in_row, table.in_cell) = (true, true);
            }
            (None, None, None) => self.flow.block(Zone::Body, 0, &text),
        }
    }

    /// The zone of all text in an element, where it has one of its own.
    fn zone_of(&self, id: Id) -> Option<Zone> {
        if self.parts.part(id) == Part::Contents {
            return Some(Zone::Contents);
        }
        let tree = self.tree;
        let class = tree
            .attribute(id, "class")
            .unwrap_or_default()
            .to_lowercase();
        let has = |word: &str| class.split_whitespace().any(|name| name.starts_with(word));
        let place = tree.attribute(id, "id").unwrap_or_default().to_lowercase();
        let note = matches!(
            tree.attribute(id, "role"),
            Some("doc-footnote" | "doc-endnote" | "doc-endnotes")
        );
        // Word, LibreOffice and pandoc name their notes and contents lists so.
        let numbered = ["sdfootnote", "sdendnote", "ftn", "edn"]
            .iter()
            .any(|stem| {
                let number = place.strip_prefix(stem);
                number.is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()))
            });
        if note
            || (numbered && tree.name(id) == "div")
            || has("footnotes")
            || has("msofootnotetext")
        {
            return Some(Zone::Footnote);
        }
        has("msotoc").then_some(Zone::Contents)
    }

    /// Whether a table is only there to place things: it holds headings or other tables, or says so.
    fn is_layout(&self, id: Id) -> bool {
        let tree = self.tree;
        let says = matches!(tree.attribute(id, "role"), Some("presentation" | "none"));
        let places = |step: Step| match step {
            Step::Enter(inner) => {
                inner != id && (tree.name(inner) == "table" || heading_level(tree, inner).is_some())
            }
            Step::Leave(_) => false,
        };
        says || tree.walk(id, |id| self.parts.is_read(id)).any(places)
    }
}

/// Elements that stand on lines of their own.
fn is_block(name: &str) -> bool {
    matches!(
        name,
        "address"
            | "article"
            | "aside"
            | "blockquote"
            | "body"
            | "caption"
            | "center"
            | "dd"
            | "details"
            | "div"
            | "dl"
            | "dt"
            | "fieldset"
            | "figcaption"
            | "figure"
            | "footer"
            | "form"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "header"
            | "hgroup"
            | "hr"
            | "html"
            | "legend"
            | "li"
            | "main"
            | "menu"
            | "nav"
            | "ol"
            | "p"
            | "pre"
            | "section"
            | "summary"
            | "table"
            | "tbody"
            | "td"
            | "tfoot"
            | "th"
            | "thead"
            | "tr"
            | "ul"
    )
}

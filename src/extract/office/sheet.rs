//! Paragraphs, tables and page breaks of an office file → blocks, the same for Word and ODT files.

use super::ITEM;
use super::styles::Look;
use crate::extract::Zone;
use crate::extract::flow::{Flow, PageBreak};

/// A document being written down.
#[derive(Default)]
pub(super) struct Sheet {
    pub(super) flow: Flow,
    /// Paragraphs that are open: text boxes hold paragraphs inside paragraphs.
    paragraphs: Vec<Paragraph>,
    tables: Vec<Table>,
    /// Contents lists and lists of sources that are open.
    zones: Vec<Option<Zone>>,
    /// Footnotes to be set below the paragraph or table.
    notes: Vec<String>,
}

/// A paragraph that is open.
#[derive(Default)]
pub(super) struct Paragraph {
    text: String,
    /// What its style and its own properties say.
    pub(super) look: Look,
    /// Some of it was set already, before a page break.
    goes_on: bool,
    /// A page ends after it.
    pub(super) ends_page: bool,
}

/// A table that is open.
#[derive(Default)]
struct Table {
    /// Something was printed in this row.
    in_row: bool,
    /// Something was printed in this cell.
    in_cell: bool,
    /// A page ended in this row already.
    has_break: bool,
    /// A page ends after this row.
    late: Option<PageBreak>,
}

impl Sheet {
    pub(super) fn start_paragraph(&mut self, look: Look) {
        self.paragraphs.push(Paragraph {
            look,
            ..Paragraph::default()
        });
    }

    /// The innermost paragraph that is open.
    pub(super) fn paragraph(&mut self) -> Option<&mut Paragraph> {
        self.paragraphs.last_mut()
    }

    /// Adds letters to the paragraph that is open.
    pub(super) fn push(&mut self, text: &str) {
        if let Some(paragraph) = self.paragraphs.last_mut() {
            paragraph.text.push_str(text);
        }
    }

    /// Adds a footnote below what is open.
    pub(super) fn note(&mut self, text: String) {
        self.notes.push(text);
    }

    pub(super) fn end_paragraph(&mut self) {
        let Some(mut paragraph) = self.paragraphs.pop() else {
            return;
        };
        if paragraph.look.starts_page && !paragraph.goes_on {
            self.page_break(PageBreak::Wanted);
        }
        self.set(&mut paragraph);
        if self.tables.is_empty() && self.paragraphs.is_empty() {
            self.set_notes();
        }
        if paragraph.ends_page {
            self.page_break(PageBreak::Wanted);
        }
    }

    /// Sets what there is of a paragraph.
    fn set(&mut self, paragraph: &mut Paragraph) {
        let text = std::mem::take(&mut paragraph.text);
        if text.trim().is_empty() {
            return;
        }
        let look = paragraph.look;
        if look.is_hidden {
            self.flow.leave_out(crate::extract::flow::words(&text));
            return;
        }
        let around = self.zones.iter().rev().find_map(|zone| *zone);
        let zone = around.or(look.zone);
        let is_item = look.is_item && zone.is_none() && !paragraph.goes_on;
        let text = if is_item {
            format!("{ITEM}{text}")
        } else {
            text
        };
        paragraph.goes_on = true;
        match (zone, self.tables.last_mut()) {
            (Some(zone), _) => {
                let level = if zone == Zone::Heading { look.level } else { 0 };
                self.flow.block(zone, level, &text);
            }
            (None, Some(table)) => {
                self.flow.cell(&text, table.in_row && !table.in_cell);
                (table.in_row, table.in_cell) = (true, true);
            }
            (None, None) => self.flow.block(Zone::Body, 0, &text),
        }
    }

    fn set_notes(&mut self) {
        for note in std::mem::take(&mut self.notes) {
            self.flow.block(Zone::Footnote, 0, &note);
        }
    }

    /// A page ends here: within a paragraph, or after the row of a table, whose cells stand beside each other.
    pub(super) fn page_break(&mut self, kind: PageBreak) {
        match self.tables.first_mut() {
            Some(row) if row.has_break => {}
            Some(row) if row.in_row => {
                row.late = Some(kind);
                row.has_break = true;
            }
            Some(row) => {
                row.has_break = true;
                self.flow.page_break(kind);
            }
            None => {
                if let Some(mut paragraph) = self.paragraphs.pop() {
                    self.set(&mut paragraph);
                    self.paragraphs.push(paragraph);
                }
                self.flow.page_break(kind);
            }
        }
    }

    pub(super) fn start_table(&mut self) {
        self.tables.push(Table::default());
    }

    pub(super) fn start_row(&mut self) {
        if let Some(table) = self.tables.last_mut() {
            *table = Table::default();
        }
    }

    pub(super) fn start_cell(&mut self) {
        if let Some(table) = self.tables.last_mut() {
            table.in_cell = false;
        }
    }

    pub(super) fn end_row(&mut self) {
        let late = self.tables.last_mut().and_then(|table| table.late.take());
        if let Some(kind) = late {
            self.flow.page_break(kind);
        }
    }

    pub(super) fn end_table(&mut self) {
        self.tables.pop();
        if self.tables.is_empty() {
            self.set_notes();
        }
    }

    /// All text is of a zone until this ends, or of the zone around it.
    pub(super) fn start_zone(&mut self, zone: Option<Zone>) {
        self.zones.push(zone);
    }

    /// The zone that is open turns out to be this one.
    pub(super) fn turn_zone(&mut self, zone: Zone) {
        if let Some(open) = self.zones.last_mut() {
            *open = Some(zone);
        }
    }

    pub(super) fn end_zone(&mut self) {
        self.zones.pop();
    }

    /// The document.
    pub(super) fn finish(mut self) -> Flow {
        self.set_notes();
        self.flow
    }
}

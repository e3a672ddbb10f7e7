//! How many pages a query finds, by municipality and kind of plan, and saved queries side by side.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde_json::{Value, json};
use unicode_width::UnicodeWidthStr;

use super::csv;
use super::search::Search;
use crate::wording::{Lang, Text};

impl<'s> Search<'s> {
    /// Pages that answer, by municipality and kind of plan; `None` where there is no such plan, and whether all of it was read.
    pub fn counts(&self) -> Counts<'s> {
        let mut counts = Counts::default();
        for &file in &self.reply.scope.files {
            let Some(what) = self.what(file) else {
                continue;
            };
            let cell = (self.municipality(file), what.identity.role.kind());
            let pages = self.reply.pages.get(&file).copied().unwrap_or_default();
            let known = counts.entry(cell).or_default();
            known.pages += pages;
            known.documents += usize::from(pages > 0);
            known.unread |= what.is_incomplete() || self.reply.scope.lost.contains(&file);
        }
        counts
    }

    /// Prints a table of pages by municipality and kind of plan.
    pub fn print_counts(&self, out: &mut impl Write) -> io::Result<()> {
        let counts = self.counts();
        let columns = columns(&counts);
        let mut table = vec![vec![Text::MunicipalityColumn.get(self.lang).to_owned()]];
        table[0].extend(columns.iter().map(|kind| (*kind).to_owned()));
        table[0].push(Text::SumColumn.get(self.lang).to_owned());
        for name in rows(&counts) {
            let mut row = vec![name.to_owned()];
            let mut sum = Count::default();
            for kind in &columns {
                let cell = counts.get(&(name, *kind));
                row.push(cell.map_or_else(|| "–".to_owned(), Count::shown));
                if let Some(cell) = cell {
                    sum.pages += cell.pages;
                    sum.unread |= cell.unread;
                }
            }
            row.push(sum.shown());
            table.push(row);
        }
        print_table(&table, out)?;
        writeln!(out, "\n{}", Text::CountsLegend.get(self.lang))?;
        writeln!(out, "{}", self.total(Text::SearchTotal, 0))
    }

    /// The counts as CSV, one municipality and kind of plan a row.
    pub fn csv_counts(&self, out: impl Write) -> io::Result<()> {
        let mut csv = csv::Rows::new(out)?;
        let header = [
            Text::MunicipalityColumn,
            Text::LevelColumn,
            Text::PagesColumn,
            Text::DocumentsColumn,
            Text::AllReadColumn,
        ];
        csv.row(header.map(|text| text.get(self.lang)))?;
        for ((municipality, level), count) in self.counts() {
            csv.row([
                municipality,
                level,
                &count.pages.to_string(),
                &count.documents.to_string(),
                csv::yes_or_no(!count.unread).get(self.lang),
            ])?;
        }
        csv.flush()
    }
}

/// Pages that answer, by municipality and kind of plan.
pub(super) type Counts<'s> = BTreeMap<(&'s str, &'s str), Count>;

/// Pages and documents that answer.
#[derive(Clone, Copy, Debug, Default)]
pub struct Count {
    /// Pages that answer.
    pub pages: usize,
    /// Documents with such pages.
    pub documents: usize,
    /// Whether not all was read.
    pub unread: bool,
}

impl Count {
    /// The number; with a question mark where not all was read.
    pub fn shown(&self) -> String {
        format!("{}{}", self.pages, if self.unread { "?" } else { "" })
    }
}

/// The kinds of plan of a table of counts: those of the matrix first, in its order.
fn columns<'s>(counts: &Counts<'s>) -> Vec<&'s str> {
    let mut kinds: Vec<&str> = counts.keys().map(|(_, kind)| *kind).collect();
    let place = |kind: &str| {
        let levels = crate::corpus::PlanLevel::ALL;
        levels
            .iter()
            .position(|l| l.id() == kind)
            .unwrap_or(levels.len())
    };
    kinds.sort_by_key(|kind| (place(kind), *kind));
    kinds.dedup();
    kinds
}

fn rows<'s>(counts: &Counts<'s>) -> Vec<&'s str> {
    let mut names: Vec<&str> = counts.keys().map(|(name, _)| *name).collect();
    names.dedup();
    names.sort_by_key(|name| crate::corpus::sort_key(name));
    names
}

/// Prints columns under each other, the first to the left and numbers to the right.
fn print_table(table: &[Vec<String>], out: &mut impl Write) -> io::Result<()> {
    let columns = table.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| {
        let cells = table.iter().filter_map(|row| row.get(column));
        cells.map(|cell| cell.width()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    for row in table {
        let mut line = String::new();
        for (column, (cell, width)) in row.iter().zip(&widths).enumerate() {
            let pad = " ".repeat(width.saturating_sub(cell.width()));
            if column == 0 {
                line = format!("{cell}{pad}");
            } else {
                line = format!("{line}  {pad}{cell}");
            }
        }
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(())
}

/// One saved query with what it finds.
pub struct Saved<'s> {
    /// Its name.
    pub name: String,
    /// What it finds.
    pub found: Search<'s>,
}

/// Pages that answer saved queries, by query and municipality.
fn saved_counts<'s>(saved: &[Saved<'s>]) -> (Vec<&'s str>, Vec<BTreeMap<&'s str, Count>>) {
    let mut by_query = Vec::new();
    let mut names: Vec<&str> = Vec::new();
    for query in saved {
        let mut own: BTreeMap<&str, Count> = BTreeMap::new();
        for ((municipality, _), count) in query.found.counts() {
            let known = own.entry(municipality).or_default();
            known.pages += count.pages;
            known.documents += count.documents;
            known.unread |= count.unread;
            names.push(municipality);
        }
        by_query.push(own);
    }
    names.sort_by_key(|name| crate::corpus::sort_key(name));
    names.dedup();
    (names, by_query)
}

/// Prints a table of pages by saved query and municipality.
pub fn print_saved(saved: &[Saved<'_>], lang: Lang, out: &mut impl Write) -> io::Result<()> {
    let (names, by_query) = saved_counts(saved);
    let mut table = vec![vec![Text::QueryColumn.get(lang).to_owned()]];
    table[0].extend(names.iter().map(|name| (*name).to_owned()));
    table[0].push(Text::SumColumn.get(lang).to_owned());
    for (query, counts) in saved.iter().zip(&by_query) {
        let cell = |name: &&str| {
            counts
                .get(name)
                .map_or_else(|| "–".to_owned(), Count::shown)
        };
        let mut row = vec![query.name.clone()];
        row.extend(names.iter().map(cell));
        row.push(query.found.reply.page_count().to_string());
        table.push(row);
    }
    print_table(&table, out)?;
    writeln!(out, "\n{}", Text::CountsLegend.get(lang))
}

/// The same as CSV, one query and municipality a row.
pub fn csv_saved(saved: &[Saved<'_>], lang: Lang, out: impl Write) -> io::Result<()> {
    let mut csv = csv::Rows::new(out)?;
    let header = [
        Text::QueryColumn,
        Text::MunicipalityColumn,
        Text::PagesColumn,
        Text::DocumentsColumn,
        Text::AllReadColumn,
    ];
    csv.row(header.map(|text| text.get(lang)))?;
    for (query, counts) in saved.iter().zip(saved_counts(saved).1) {
        for (municipality, count) in counts {
            csv.row([
                &query.name,
                municipality,
                &count.pages.to_string(),
                &count.documents.to_string(),
                csv::yes_or_no(!count.unread).get(lang),
            ])?;
        }
    }
    csv.flush()
}

/// The same as JSON, `planlys.searches/1`.
pub fn json_saved(saved: &[Saved<'_>]) -> Value {
    let queries = saved
        .iter()
        .zip(saved_counts(saved).1)
        .map(|(query, counts)| {
            let counts = counts.into_iter().map(|(municipality, count)| {
                json!({
                    "municipality": municipality,
                    "pages": count.pages,
                    "documents": count.documents,
                    "unread": count.unread,
                })
            });
            json!({
                "name": query.name,
                "query": query.found.query,
                "count": query.found.reply.page_count(),
                "counts": counts.collect::<Vec<_>>(),
            })
        });
    json!({"schema": "planlys.searches/1", "queries": queries.collect::<Vec<_>>()})
}

//! What a query finds: in the terminal, as JSON and as CSV. Grouped by document, a hit a line, or counted.

use std::io::{self, Write};
use std::ops::Range;

use serde_json::{Value, json};
use unicode_width::UnicodeWidthStr;

use super::{csv, kind, page, terminal, zone};
use crate::index::Searcher;
use crate::pipeline::{CharacterCounter, Hits, Reply};
use crate::query::Place;
use crate::wording::{Lang, Text};

/// Passages shown of one page.
const PER_PAGE: usize = 3;
/// Characters shown on each side of a match.
const AROUND: usize = 110;

/// What a query finds, with the words it was asked in.
pub struct Search<'s> {
    /// The query as typed.
    pub query: &'s str,
    /// The index it was asked of.
    pub searcher: &'s Searcher,
    /// The answer.
    pub reply: &'s Reply,
    /// Hits shown at most.
    pub limit: usize,
    /// The language.
    pub lang: Lang,
}

/// One hit with the words around it.
pub struct Line<'s> {
    /// The page.
    pub hits: &'s Hits,
    /// `None` for a page that answers without any words being looked for.
    place: Option<(&'s Place, Option<&'s str>)>,
    /// The words before it.
    pub before: String,
    /// The words that answer.
    pub found: &'s str,
    /// The words after it.
    pub after: String,
}

/// By which words the hits are ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// The best pages first.
    Best,
    /// By the words before the hit, the nearest first.
    Left,
    /// By the words after the hit.
    Right,
}

impl<'s> Search<'s> {
    /// What a document is, by its number in the catalog.
    pub fn what(&self, file: usize) -> Option<&'s crate::index::Described> {
        self.searcher
            .files()
            .get(file)
            .map(|(_, record)| &record.what)
    }

    /// Whose a document is.
    pub fn municipality(&self, file: usize) -> &'s str {
        let what = self.what(file);
        let name = what.map_or("", |what| what.municipality.name.as_str());
        if name.is_empty() {
            Text::NoMunicipality.get(self.lang)
        } else {
            name
        }
    }

    /// Prints the pages, grouped by document in the order of their best page.
    pub fn print(&self, width: usize, out: &mut impl Write) -> io::Result<()> {
        let (bold, reset) = (anstyle::Style::new().bold(), anstyle::Reset);
        let mut files: Vec<usize> = Vec::new();
        for hits in &self.reply.best {
            if !files.contains(&hits.file) {
                files.push(hits.file);
            }
        }
        for file in files {
            let Some(what) = self.what(file) else {
                continue;
            };
            let level = kind(&what.identity.role, self.lang);
            let title = format!("{} – {}", self.municipality(file), what.identity.title);
            terminal::wrapped(&title, "", width, out)?;
            let count = match self.reply.pages.get(&file).copied().unwrap_or_default() {
                1 => Text::SearchPageOf.get(self.lang).to_owned(),
                pages => Text::SearchPagesOf.with(self.lang, &[("n", &pages.to_string())]),
            };
            writeln!(out, "  {} · {level} · {count}", self.searcher.name(file))?;
            for hits in self.reply.best.iter().filter(|hits| hits.file == file) {
                let number = u64::from(hits.page.get());
                let place = page(number, hits.label.as_deref(), self.lang);
                let section = hits.sections.first().and_then(Option::as_deref);
                let section = section.map(|name| format!(" – {name}")).unwrap_or_default();
                writeln!(out, "    {bold}{place}{reset}{section}")?;
                for (pieces, sign) in self.passages(hits).take(PER_PAGE) {
                    let passage: String = pieces.iter().map(bracketed).collect();
                    terminal::wrapped(&(passage + &sign), "      ", width, out)?;
                }
            }
            writeln!(out)?;
        }
        writeln!(out, "{}", self.count(self.reply.best.len()))
    }

    /// The passages of a page: places near each other in one. Each as pieces with whether they answer, and what is to be known of it.
    pub fn passages<'h>(
        &self,
        hits: &'h Hits,
    ) -> impl Iterator<Item = (Vec<(String, bool)>, String)> + use<'h, 's> {
        let (lang, text) = (self.lang, hits.text.as_str());
        let apart = move |a: &Place, b: &Place| {
            b.range.start < a.range.end
                || text[a.range.end..b.range.start].contains('\n')
                || b.range.start - a.range.end > AROUND
                || (a.zone, a.damaged) != (b.zone, b.damaged)
        };
        let bare = hits.places.is_empty().then(|| {
            let first_words = around(text, &(0..0)).1;
            (vec![(first_words, false)], String::new())
        });
        let groups = hits.places.chunk_by(move |a, b| !apart(a, b));
        let passages = groups.filter_map(move |group| {
            let (first, last) = (group.first()?, group.last()?);
            let mut pieces = vec![(around(text, &first.range).0, false)];
            let mut at = first.range.start;
            for place in group {
                pieces.push((text[at..place.range.start].to_owned(), false));
                pieces.push((text[place.range.clone()].to_owned(), true));
                at = place.range.end;
            }
            pieces.push((around(text, &last.range).1, false));
            pieces.retain(|(words, _)| !words.is_empty());
            Some((pieces, sign(first, lang)))
        });
        bare.into_iter().chain(passages)
    }

    fn count(&self, shown: usize) -> String {
        self.total(Text::SearchCount, shown)
    }

    pub(super) fn total(&self, text: Text, shown: usize) -> String {
        let numbers = [
            ("shown", shown.to_string()),
            ("all", self.reply.page_count().to_string()),
            ("documents", self.reply.pages.len().to_string()),
        ];
        let gaps: Vec<(&str, &str)> = numbers.iter().map(|(n, v)| (*n, v.as_str())).collect();
        text.with(self.lang, &gaps)
    }

    /// The hits, one a line, in an order.
    pub fn lines(&self, order: Order) -> Vec<Line<'_>> {
        let mut all: Vec<Line<'_>> = self.reply.best.iter().flat_map(lines).collect();
        match order {
            Order::Best => {}
            Order::Left => all.sort_by_cached_key(|line| {
                let words = line.before.split_whitespace().rev().take(5);
                words.map(crate::corpus::sort_key).collect::<Vec<_>>()
            }),
            Order::Right => {
                all.sort_by_cached_key(|line| crate::corpus::sort_key(line.after.trim_start()));
            }
        }
        all.truncate(self.limit);
        all
    }

    /// Prints the hits one a line, the words found under each other.
    pub fn print_lines(&self, order: Order, width: usize, out: &mut impl Write) -> io::Result<()> {
        let all = self.lines(order);
        let (bold, reset) = (anstyle::Style::new().bold(), anstyle::Reset);
        let place = |line: &Line<'_>| {
            let number = u64::from(line.hits.page.get());
            let place = page(number, None, self.lang);
            format!("{}, {place}", self.municipality(line.hits.file))
        };
        let places: Vec<String> = all.iter().map(place).collect();
        let widest = places
            .iter()
            .map(|place| place.width())
            .max()
            .unwrap_or(0)
            .min(30);
        let found = all
            .iter()
            .map(|line| line.found.width())
            .max()
            .unwrap_or(0)
            .min(30);
        let side = width.saturating_sub(widest + found + 6).max(20) / 2;
        for (line, place) in all.iter().zip(&places) {
            let before = last_columns(line.before.trim(), side);
            let after = first_columns(line.after.trim(), side);
            let pad = " ".repeat(side.saturating_sub(before.width()));
            let place = filled(place, widest);
            let shown = first_columns(line.found, found);
            let room = " ".repeat(found.saturating_sub(shown.width()));
            writeln!(
                out,
                "{place}  {pad}{before}  {bold}{shown}{reset}{room}  {after}"
            )?;
        }
        writeln!(out, "\n{}", self.count(all.len()))
    }

    /// The answer as JSON, `planlys.search/2`.
    pub fn json(&self) -> Value {
        let pages = self.reply.best.iter().map(|hits| {
            let what = self.what(hits.file);
            let mut counter = CharacterCounter::new(&hits.text);
            let passages: Vec<Value> = lines(hits)
                .filter_map(|line| {
                    let (place, section) = line.place?;
                    let start = counter.characters(place.range.start);
                    let length = line.found.chars().count();
                    Some(json!({
                        "before": line.before,
                        "match": line.found,
                        "after": line.after,
                        "zone": place.zone,
                        "section": section,
                        "damaged": place.damaged,
                        "start": start,
                        "end": start + length,
                    }))
                })
                .collect();
            json!({
                "document": self.searcher.name(hits.file),
                "municipality": what.map(|w| &w.municipality.name),
                "county": what.and_then(|w| w.municipality.county.as_ref()),
                "level": what.map(|w| w.identity.role.kind()),
                "title": what.map(|w| &w.identity.title),
                "page": hits.page,
                "label": hits.label,
                "passages": passages,
            })
        });
        let counts = self
            .counts()
            .into_iter()
            .map(|((municipality, level), count)| {
                json!({
                    "municipality": municipality,
                    "level": level,
                    "pages": count.pages,
                    "documents": count.documents,
                    "unread": count.unread,
                })
            });
        let unread = self
            .reply
            .scope
            .unread
            .iter()
            .map(|&file| self.searcher.name(file));
        json!({
            "schema": "planlys.search/2",
            "query": self.query,
            "count": self.reply.page_count(),
            "documents": self.reply.pages.len(),
            "pages": pages.collect::<Vec<_>>(),
            "counts": counts.collect::<Vec<_>>(),
            "unread": unread.collect::<Vec<_>>(),
            "lost": self.reply.scope.lost.iter().map(|&f| self.searcher.name(f)).collect::<Vec<_>>(),
            "unlisted": self.searcher.unlisted,
            "unknown": self.reply.scope.unknown,
        })
    }

    /// The hits as CSV, one a row.
    pub fn csv(&self, order: Order, out: impl Write) -> io::Result<()> {
        let mut csv = csv::Rows::new(out)?;
        let header = [
            Text::MunicipalityColumn,
            Text::LevelColumn,
            Text::TitleColumn,
            Text::DocumentColumn,
            Text::PageColumn,
            Text::LabelColumn,
            Text::SectionColumn,
            Text::ZoneColumn,
            Text::BeforeColumn,
            Text::SurfaceColumn,
            Text::AfterColumn,
        ];
        csv.row(header.map(|text| text.get(self.lang)))?;
        for line in self.lines(order) {
            let hits = line.hits;
            let Some(what) = self.what(hits.file) else {
                continue;
            };
            let section = line.place.and_then(|(_, section)| section);
            csv.row([
                self.municipality(hits.file),
                &kind(&what.identity.role, self.lang),
                &what.identity.title,
                self.searcher.name(hits.file),
                &hits.page.to_string(),
                hits.label.as_deref().unwrap_or_default(),
                section.unwrap_or_default(),
                line.place
                    .map_or("", |(place, _)| zone(place.zone, self.lang)),
                line.before.trim(),
                line.found,
                line.after.trim(),
            ])?;
        }
        csv.flush()
    }

    /// What a person should know of the answer: plans that were not read, and places of which there are none.
    pub fn notes(&self) -> Vec<String> {
        let scope = &self.reply.scope;
        let mut notes = Vec::new();
        for name in &scope.unknown {
            notes.push(Text::SearchUnknownPlace.with(self.lang, &[("name", name)]));
        }
        if !scope.lost.is_empty() {
            let (n, list) = (scope.lost.len().to_string(), self.first(scope.lost.iter()));
            notes.push(Text::SearchLost.with(self.lang, &[("n", &n), ("list", &list)]));
        }
        if !self.searcher.unlisted.is_empty() {
            let list = self.searcher.unlisted.join(", ");
            notes.push(Text::SearchUnlisted.with(self.lang, &[("list", &list)]));
        }
        if !scope.unread.is_empty() {
            let list = self.first(scope.unread.iter());
            let number = scope.unread.len().to_string();
            let all = scope.files.len().to_string();
            let gaps = [("n", number.as_str()), ("all", &all), ("list", &list)];
            notes.push(Text::SearchUnread.with(self.lang, &gaps));
        }
        notes
    }

    /// The names of the first documents of a list.
    fn first<'f>(&self, files: impl ExactSizeIterator<Item = &'f usize>) -> String {
        const FEW: usize = 5;
        let more = if files.len() > FEW { ", …" } else { "" };
        let names: Vec<&str> = files.take(FEW).map(|&f| self.searcher.name(f)).collect();
        names.join(", ") + more
    }
}

/// A piece of a passage, between brackets if it answers.
fn bracketed((words, answers): &(String, bool)) -> String {
    if *answers {
        format!("[{words}]")
    } else {
        words.clone()
    }
}

/// The hits of a page with the words around them; the page's first words for one that answers without any.
fn lines(hits: &Hits) -> impl Iterator<Item = Line<'_>> {
    let bare = hits.places.is_empty().then(|| Line {
        hits,
        place: None,
        before: String::new(),
        found: "",
        after: around(&hits.text, &(0..0)).1,
    });
    let places = hits.places.iter().zip(&hits.sections);
    let lines = places.map(|(place, section)| {
        let (before, after) = around(&hits.text, &place.range);
        Line {
            hits,
            place: Some((place, section.as_deref())),
            before,
            found: &hits.text[place.range.clone()],
            after,
        }
    });
    bare.into_iter().chain(lines)
}

/// The words around a match, within its block. Only so much of the text is looked at as is shown.
fn around(text: &str, range: &Range<usize>) -> (String, String) {
    let is_end = |c: char| c == '\n';
    let start = text[..range.start].char_indices().rev().take(AROUND + 1);
    let start = start
        .take_while(|(_, c)| !is_end(*c))
        .map(|(at, _)| at)
        .last();
    let before = &text[start.unwrap_or(range.start)..range.start];
    let before = if before.chars().count() > AROUND {
        let whole = before.split_once(' ').map_or(before, |(_, rest)| rest);
        format!("…{whole}")
    } else {
        before.to_owned()
    };
    let end = text[range.end..].char_indices().take(AROUND + 1);
    let end = end
        .take_while(|(_, c)| !is_end(*c))
        .map(|(at, c)| range.end + at + c.len_utf8());
    let after = &text[range.end..end.last().unwrap_or(range.end)];
    let after = if after.chars().count() > AROUND {
        let whole = after.rsplit_once(' ').map_or(after, |(rest, _)| rest);
        format!("{whole}…")
    } else {
        after.to_owned()
    };
    (before, after)
}

/// What is odd about where a hit stands.
fn sign(place: &Place, lang: Lang) -> String {
    let mut signs = Vec::new();
    if !place.zone.is_content() {
        signs.push(zone(place.zone, lang));
    }
    if place.damaged {
        signs.push(Text::SearchDamaged.get(lang));
    }
    if signs.is_empty() {
        String::new()
    } else {
        format!(" ({})", signs.join(", "))
    }
}

/// The first columns of a text.
fn first_columns(text: &str, columns: usize) -> String {
    let mut out = String::new();
    for letter in text.chars() {
        if out.width() + 1 > columns {
            break;
        }
        out.push(letter);
    }
    out
}

/// A text in so many columns.
fn filled(text: &str, columns: usize) -> String {
    let text = first_columns(text, columns);
    let room = " ".repeat(columns.saturating_sub(text.width()));
    text + &room
}

/// The last columns of a text.
fn last_columns(text: &str, columns: usize) -> String {
    let backwards: String = text.chars().rev().collect();
    first_columns(&backwards, columns).chars().rev().collect()
}

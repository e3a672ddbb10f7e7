//! The matrix as one self-contained page: matrix → cell → passages with page. Needs no network and no script.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::groups;
use super::lists::{self, coverage_line, document_notes};
use super::passages::{TermHits, by_term, under};
use super::{
    OUTCOMES, anchors, cell_words, day, decisions, explain, facts, instead, level, mark_sense,
    marks, marks_in, matrix_title, outcome, page, path, sense, status, symbol, why_not, zone,
};
use crate::classify::{Cell, GroupCell, Outcome};
use crate::corpus::PlanLevel;
use crate::review::{Matrix, Reviewed};
use crate::run::{Document, Passage, Run};
use crate::wording::{Lang, Text};

/// Colours are the Okabe–Ito palette, told apart by colour-blind readers and in greyscale; each comes with a symbol and a word.
const STYLE: &str = "
:root{color-scheme:light}
*{box-sizing:border-box}
body{font:16px/1.5 'Segoe UI',system-ui,sans-serif;color:#1b1b1b;background:#fff;margin:0 auto;max-width:75rem;padding:1.5rem}
h1{font-size:1.6rem;margin:0 0 .25rem}h2{font-size:1.3rem;margin:2.5rem 0 .5rem}h3{font-size:1.1rem;margin:1.5rem 0 .25rem}
a{color:#004b79}p{margin:.4rem 0}
.scroll{overflow-x:auto}
table.matrix{border-collapse:collapse;margin:1rem 0}
.matrix th,.matrix td{border:1px solid #767676;padding:.35rem .6rem;text-align:left;white-space:nowrap}
.matrix thead th{background:#eee}.matrix tbody th{background:#f6f6f6;font-weight:600;position:sticky;left:0}
td a{color:inherit;text-decoration:none;display:block}td a:hover,td a:focus{text-decoration:underline}
.unread.green,.unread.yellow,.unread.red{background-image:repeating-linear-gradient(135deg,transparent,transparent 7px,rgb(255 255 255/.55) 7px,rgb(255 255 255/.55) 11px)}
p.decision{border-left:4px solid #004b79;padding-left:.6rem}
.unknown{color:#444}
.green{background-color:#8fdcc0}.yellow{background-color:#f5ea7a}.red{background-color:#f2a878}.not_found{background:#fff;color:#444}
.unreadable{background:repeating-linear-gradient(45deg,#fff,#fff 8px,#eee 8px,#eee 16px)}
.badge{display:inline-block;border:1px solid #767676;border-radius:.2rem;padding:0 .5rem}
.legend{list-style:none;padding:0;display:flex;flex-wrap:wrap;gap:.4rem 1.2rem}
section.cell{border-top:1px solid #bbb;margin-top:2rem}
section.cell:target{outline:3px solid #004b79;outline-offset:.5rem}
ul.hits{padding-left:1.2rem;margin:.2rem 0}ul.hits li{margin:.35rem 0}
mark{background:#ffe28a;padding:0 .1em}
.where{color:#444;font-size:.9em}.muted{color:#444}
details{margin:.5rem 0}summary{cursor:pointer}
ul.plain{padding-left:1.2rem}ul.plain li{overflow-wrap:anywhere}
@media print{body{max-width:none;padding:0;font-size:11pt}section.cell{break-inside:avoid-page}a{color:inherit}
.green,.yellow,.red,.unreadable{-webkit-print-color-adjust:exact;print-color-adjust:exact}}
";

/// Renders a matrix.
pub fn page_of(shown: &Matrix<'_>, lang: Lang) -> String {
    let run = shown.run;
    let title = matrix_title(run, lang);
    let markup = html! {
        (DOCTYPE)
        html lang=(lang.code()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                h1 #matrix { (title) }
                @if !run.documents.is_empty() { p { (Text::SuggestionNote.get(lang)) } }
                @if !run.notes.is_empty() { ul.plain { @for note in &run.notes { li { (note.get(lang)) } } } }
                (legend(shown, lang))
                (matrix(shown, lang))
                @let facts = facts::sentences(shown, lang);
                @if !facts.is_empty() { h2 { (Text::FactsTitle.get(lang)) } ul.plain { @for fact in &facts { li { (fact) } } } }
                p { (coverage_line(run, lang)) }
                @for table in groups::tables(run, lang) { (group_table(run, &table, lang)) }
                @if !shown.unplaced.is_empty() { p { (decisions::unplaced(&shown.unplaced, lang)) } }
                (anchors::section(run, lang))
                (under_matrix(run, lang))
                @for (municipality, row) in places(run) {
                    @if let Some((cell, reviewed)) = shown.at(municipality, row).filter(|(c, r)| has_section(c, r)) {
                        (section(run, municipality, cell, reviewed, lang))
                    }
                }
                (method(run, lang))
            }
        }
    };
    markup.into_string()
}

fn class(of: Outcome) -> &'static str {
    match of {
        Outcome::Green => "green",
        Outcome::Yellow => "yellow",
        Outcome::Red => "red",
        Outcome::NotFound => "not_found",
        Outcome::Unreadable => "unreadable",
        Outcome::Unknown => "unknown",
    }
}

fn badge(of: Outcome, lang: Lang) -> Markup {
    html! { span class=(format!("badge {}", class(of))) { (symbol(of)) " " (outcome(of, lang)) } }
}

fn legend(shown: &Matrix<'_>, lang: Lang) -> Markup {
    let has = |of: Outcome| shown.run.cells.iter().any(|cell| cell.outcome == of);
    html! {
        ul.legend aria-label=(Text::Legend.get(lang)) {
            @for of in OUTCOMES.into_iter().filter(|&of| of != Outcome::Unknown || has(of)) { li { (badge(of, lang)) " " (sense(of, lang)) } }
            @if shown.run.cells.iter().any(|cell| instead(cell, lang).is_some()) { li { (Text::BadgeSense.get(lang)) } }
            @for (mark, sense) in marks_in(shown) { li { strong { (mark.get(lang)) } " " (sense.get(lang)) } }
        }
    }
}

/// Where the cells of a run stand, by municipality and level.
fn places(run: &Run) -> impl Iterator<Item = (usize, usize)> {
    let levels = PlanLevel::ALL.len();
    (0..run.municipalities.len()).flat_map(move |m| (0..levels).map(move |row| (m, row)))
}

/// Whether there is more to say of a cell than its outcome.
fn has_section(cell: &Cell, reviewed: &Reviewed) -> bool {
    cell.document.is_some()
        || !cell.set_aside.is_empty()
        || !cell.searched.is_empty()
        || !reviewed.entries.is_empty()
}

/// The anchor of a cell's section.
fn anchor(municipality: usize, cell: &Cell) -> String {
    format!("c{municipality}-{}", cell.level.id())
}

fn matrix(shown: &Matrix<'_>, lang: Lang) -> Markup {
    let municipalities = &shown.run.municipalities;
    html! {
        div.scroll tabindex="0" {
            table.matrix {
                thead { tr {
                    th scope="col" { (Text::LevelColumn.get(lang)) }
                    @for municipality in municipalities { th scope="col" { (municipality.name) } }
                } }
                tbody {
                    @for (row, level) in PlanLevel::ALL.into_iter().enumerate() { tr {
                        th scope="row" { (super::level(level, lang)) }
                        @for municipality in 0..municipalities.len() {
                            @if let Some((cell, reviewed)) = shown.at(municipality, row) { (matrix_cell(municipality, cell, reviewed, lang)) }
                        }
                    } }
                }
            }
        }
    }
}

/// Goals, target groups or duties × municipalities.
fn group_table(run: &Run, table: &groups::GroupTable<'_>, lang: Lang) -> Markup {
    html! {
        h2 { (Text::GroupsTitle.with(lang, &[("pack", table.pack.name.get(lang))])) }
        p { (Text::GroupsLegend.get(lang)) }
        div.scroll tabindex="0" {
            table.matrix {
                thead { tr {
                    th scope="col" { (Text::GroupColumn.get(lang)) }
                    @for municipality in &run.municipalities { th scope="col" { (municipality.name) } }
                } }
                tbody {
                    @for (label, links, cells) in &table.rows { tr {
                        th scope="row" title=(links.join("\n")) { (label) }
                        @for cell in cells { td title=(groups::levels(cell, lang)) { (groups::short(cell, lang)) } }
                    } }
                }
            }
        }
        @for (column, municipality) in run.municipalities.iter().enumerate() {
            details {
                summary { (municipality.name) }
                @for (label, _, cells) in &table.rows {
                    @if let Some(cell) = cells.get(column) { (group_passages(run, label, cell, lang)) }
                }
            }
        }
    }
}

/// What the plans of a municipality say of one group.
fn group_passages(run: &Run, label: &str, cell: &GroupCell, lang: Lang) -> Markup {
    let passages = groups::passages(run, cell);
    html! {
        h3 { (label) }
        @if passages.is_empty() { p.muted { (groups::nothing(cell, lang)) } }
        @else { ul.hits { @for (document, hit) in passages { li { (sentence(hit, lang)) " " span.where { (document.identity.title) } } } } }
    }
}

fn matrix_cell(municipality: usize, cell: &Cell, reviewed: &Reviewed, lang: Lang) -> Markup {
    let words = cell_words(cell, reviewed, lang);
    let senses = marks(cell, reviewed).into_iter();
    let senses: Vec<&str> = senses.filter_map(|mark| mark_sense(mark, lang)).collect();
    let unread = reviewed.decision().is_none();
    let classes = format!(
        "{}{}",
        class(reviewed.outcome(cell)),
        if unread { " unread" } else { "" }
    );
    html! {
        td class=(classes) title=(senses.join("; ")) {
            @if has_section(cell, reviewed) { a href=(format!("#{}", anchor(municipality, cell))) { (words) } } @else { (words) }
        }
    }
}

fn section(run: &Run, municipality: usize, cell: &Cell, reviewed: &Reviewed, lang: Lang) -> Markup {
    html! {
        section.cell id=(anchor(municipality, cell)) {
            h2 { (cell.municipality.name) " – " (level(cell.level, lang)) " " (badge(reviewed.outcome(cell), lang)) }
            @for line in decisions::of_cell(reviewed, lang) { p.decision { (line) } }
            @if reviewed.decision().is_some() { p { strong { (Text::SuggestionColumn.get(lang)) ": " } (badge(cell.outcome, lang)) } }
            p { (explain::cell(run, cell, lang)) }
            @for document in run.counting(cell) { (evidence(run, document, lang)) }
            p { a href="#matrix" { (Text::BackToMatrix.get(lang)) } }
        }
    }
}

fn evidence(run: &Run, document: &Document, lang: Lang) -> Markup {
    let counted = document
        .hits
        .iter()
        .filter(|hit| hit.why_not.is_none())
        .count();
    html! {
        p.where {
            (path(&document.path)) " – " (document.identity.title) " – " (status(document.status, lang))
            @if let Some(adopted) = document.identity.adopted { " " (day(adopted, lang)) }
            @if let Some(case) = &document.identity.case { ", " (case) }
            @if let Some(period) = document.identity.period { ", " (period) }
        }
        @for note in document_notes(document, lang) { p.muted { (Text::NoteWord.get(lang)) ": " (note) } }
        (read_from(document, lang))
        @let [social, wider] = super::passages::sentences(document);
        @for (title, sentences) in [(Text::SocialTitle, social), (Text::WiderTitle, wider)] {
            @if !sentences.is_empty() {
                h3 { (title.with(lang, &[("n", &sentences.len().to_string()), ("file", &path(&document.path))])) }
                ul.hits { @for hit in sentences { li { (sentence(hit, lang)) " – " (super::bearing(hit.bearing, lang)) } } }
            }
        }
        @for (number, pack) in run.packs().enumerate() {
            @let terms = by_term(run, number, document);
            @let found: Vec<_> = terms.iter().filter(|term| !term.counted.is_empty()).collect();
            @if number > 0 && !found.is_empty() { h3 { (pack.name.get(lang)) } }
            @for term in found { (counted_hits(term, lang)) }
        }
        @if counted < document.hits.len() { (not_counted(run, document, document.hits.len() - counted, lang)) }
    }
}

/// What level, title, years and status were read from.
fn read_from(document: &Document, lang: Lang) -> Markup {
    html! {
        details {
            summary { (Text::EvidenceTitle.get(lang)) }
            ul.plain { @for evidence in &document.identity.evidence {
                li { (super::field(evidence.field, lang)) ": «" (evidence.text) "» " span.where { "(" (super::place(evidence.place, lang)) ")" } }
            } }
        }
    }
}

fn counted_hits(group: &TermHits<'_>, lang: Lang) -> Markup {
    html! {
        h3 { (group.term.label.get(lang)) " (" (group.counted.len()) ")" }
        ul.hits { @for hit in &group.counted { li { (sentence(hit, lang)) } } }
    }
}

fn sentence(hit: &Passage, lang: Lang) -> Markup {
    html! {
        (hit.before) mark { (hit.surface) } (hit.after)
        " " span.where { "(" (page(u64::from(hit.page.get()), hit.label.as_deref(), lang)) ", " (zone(hit.zone, lang))
            @if let Some(under) = under(hit, lang) { ", " (under) }
            @if let Some(form) = super::form(hit.form, lang) { ", " strong { (form) } }
            ")" }
    }
}

fn not_counted(run: &Run, document: &Document, total: usize, lang: Lang) -> Markup {
    let packs = 0..run.packs().count();
    let groups: Vec<TermHits<'_>> = packs
        .flat_map(|pack| by_term(run, pack, document))
        .collect();
    html! {
        details {
            summary { (Text::ShowNotCounted.with(lang, &[("n", &total.to_string())])) }
            @for group in groups.iter().filter(|group| !group.not_counted.is_empty()) {
                p { strong { (group.term.label.get(lang)) } ": "
                    @for (index, (why, n)) in group.reasons().into_iter().enumerate() {
                        @if index > 0 { "; " } (n) " " (why_not(why, lang))
                    }
                }
                // Background terms fill pages; the reader needs to see the others, where a wrong exclusion would hide a hit.
                @if group.term.class != crate::terms::Class::Background {
                    ul.hits { @for hit in &group.not_counted { li.muted {
                        (sentence(hit, lang))
                        @if let Some(why) = &hit.why_not { " – " (why_not(why, lang)) }
                    } } }
                }
            }
        }
    }
}

fn under_matrix(run: &Run, lang: Lang) -> Markup {
    html! {
        @for list in lists::all(run, lang) {
            details open { summary { (list.title) } ul.plain { @for line in &list.lines { li { (line) } } } }
        }
    }
}

fn short_hash(hash: &str) -> &str {
    hash.get(..12).unwrap_or(hash)
}

fn method(run: &Run, lang: Lang) -> Markup {
    let rule = &run.rule;
    let text = Text::MethodText.with(
        lang,
        &[
            ("pack", &run.pack.id),
            ("version", &run.pack.version),
            ("hash", short_hash(&run.pack.hash)),
            ("rule", &rule.version),
            ("least", &explain::least(&rule.ways.green, lang)),
            ("leastshort", &explain::least(&rule.ways.green_short, lang)),
            ("yellow", &explain::least(&rule.ways.yellow, lang)),
            ("short", &rule.short_pages.to_string()),
            ("program", &run.program),
        ],
    );
    html! {
        h2 { (Text::MethodTitle.get(lang)) }
        p { (text) }
        @for level in explain::levels(rule, lang) { p { (level) } }
        p { (Text::MethodSocial.get(lang)) }
        p.muted { (run.pack.source) }
        @for pack in run.packs() {
            @if pack.id != run.pack.id { h3 { (pack.name.get(lang)) } p.muted { (pack.id) " " (pack.version) " (" (short_hash(&pack.hash)) "): " (pack.source) } }
            ul.plain { @for term in &pack.terms { li { strong { (term.label.get(lang)) } ": " (term.variants.join(", ")) } } }
        }
    }
}

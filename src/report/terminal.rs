//! The matrix on a terminal, with the lists under it. Colour always comes with a symbol and a word.

use std::io::{self, Write};
use std::ops::Range;

use anstyle::{AnsiColor, Style};
use unicode_width::UnicodeWidthStr;

use super::groups::{self, GroupTable};
use super::passages::TermHits;
use super::{
    OUTCOMES, anchors, cell_words, decisions, explain, facts, instead, lists, marks_in,
    matrix_title, outcome, page, path, sense, short_level, symbol,
};
use crate::classify::{Cell, Outcome};
use crate::corpus::{Municipality, PlanLevel};
use crate::review::{Matrix, Reviewed};
use crate::run::{Document, Passage, Run};
use crate::terms::Class;
use crate::wording::{Lang, Text};

/// Width of a column of the matrix: «✕ ikkje funnen» and a space.
const COLUMN: usize = 15;
/// Width of a column of groups.
const GROUP_COLUMN: usize = 12;
/// Width of the column of levels.
const LEVELS: usize = 20;

/// Prints a matrix; lines are at most `width` columns wide where words allow it.
pub fn print(
    matrix: &Matrix<'_>,
    lang: Lang,
    width: usize,
    out: &mut impl Write,
) -> io::Result<()> {
    let run = matrix.run;
    let title = matrix_title(run, lang);
    writeln!(out, "{}{title}{}", Style::new().bold(), anstyle::Reset)?;
    let columns = (width.saturating_sub(LEVELS) / COLUMN).max(1);
    for from in (0..run.municipalities.len()).step_by(columns) {
        let to = (from + columns).min(run.municipalities.len());
        writeln!(out)?;
        rows(matrix, from..to, lang, out)?;
    }
    legend(matrix, lang, width, out)?;
    for table in groups::tables(run, lang) {
        group_table(run, &table, lang, width, out)?;
    }
    let facts = facts::sentences(matrix, lang);
    if !facts.is_empty() {
        let title = Text::FactsTitle.get(lang);
        titled(title, &facts, width, out)?;
    }
    if matrix.has_decisions() {
        let decided = decided(matrix, lang);
        titled(Text::ReviewTitle.get(lang), &decided, width, out)?;
    }
    if !matrix.unplaced.is_empty() {
        wrapped(
            &decisions::unplaced(&matrix.unplaced, lang),
            "  ",
            width,
            out,
        )?;
    }
    let orphans = anchors::orphan_lines(run, lang);
    if !orphans.is_empty() {
        titled(Text::AnchorsTitle.get(lang), &orphans, width, out)?;
    }
    let notes: Vec<String> = run.notes.iter().map(|n| n.get(lang).to_owned()).collect();
    if !notes.is_empty() {
        titled(Text::RunNotes.get(lang), &notes, width, out)?;
    }
    lists(run, lang, width, out)?;
    if run.documents.is_empty() {
        return Ok(());
    }
    writeln!(out)?;
    wrapped(&lists::coverage_line(run, lang), "", width, out)?;
    let gaps = [
        ("pack", run.pack.id.as_str()),
        ("version", &run.pack.version),
        ("rule", &run.rule.version),
    ];
    wrapped(&Text::RuleUsed.with(lang, &gaps), "", width, out)?;
    wrapped(Text::SuggestionNote.get(lang), "", width, out)
}

fn rows(
    matrix: &Matrix<'_>,
    municipalities: Range<usize>,
    lang: Lang,
    out: &mut impl Write,
) -> io::Result<()> {
    write!(out, "{}", padded("", LEVELS))?;
    for municipality in &matrix.run.municipalities[municipalities.clone()] {
        write!(out, "{}", padded(&municipality.name, COLUMN))?;
    }
    writeln!(out)?;
    for (row, level) in PlanLevel::ALL.into_iter().enumerate() {
        write!(out, "{}", padded(short_level(level, lang), LEVELS))?;
        for municipality in municipalities.clone() {
            let Some((cell, reviewed)) = matrix.at(municipality, row) else {
                continue;
            };
            write!(
                out,
                "{}{}{}",
                style(reviewed.outcome(cell)),
                padded(&cell_words(cell, reviewed, lang), COLUMN),
                anstyle::Reset
            )?;
        }
        writeln!(out)?;
    }
    Ok(())
}

/// The cells that people decided, a line each.
fn decided(matrix: &Matrix<'_>, lang: Lang) -> Vec<String> {
    let decided = matrix.cells().filter(|(_, r)| !r.entries.is_empty());
    decided
        .map(|(cell, reviewed)| {
            let name = super::level(cell.level, lang);
            let said = decisions::of_cell(reviewed, lang).join(" ");
            format!("{}, {name}: {said}", cell.municipality.name)
        })
        .collect()
}

fn style(outcome: Outcome) -> Style {
    let colour = match outcome {
        Outcome::Green => AnsiColor::Green,
        Outcome::Yellow => AnsiColor::Yellow,
        Outcome::Red => AnsiColor::Red,
        Outcome::NotFound | Outcome::Unknown => AnsiColor::BrightBlack,
        Outcome::Unreadable => AnsiColor::Magenta,
    };
    Style::new().fg_color(Some(colour.into()))
}

/// Text cut or filled to a width, with a space at its end.
fn padded(text: &str, width: usize) -> String {
    let mut out = String::new();
    for character in text.chars() {
        let wider = format!("{out}{character}");
        if wider.width() >= width {
            out.pop();
            out.push('…');
            break;
        }
        out = wider;
    }
    let fill = width.saturating_sub(out.width());
    out + &" ".repeat(fill)
}

fn legend(matrix: &Matrix<'_>, lang: Lang, width: usize, out: &mut impl Write) -> io::Result<()> {
    writeln!(out)?;
    let shown = |of: &Outcome| {
        *of != Outcome::Unknown || matrix.run.cells.iter().any(|cell| cell.outcome == *of)
    };
    for of in OUTCOMES.into_iter().filter(shown) {
        let line = format!("{} {}: {}", symbol(of), outcome(of, lang), sense(of, lang));
        write!(out, "{}", style(of))?;
        wrapped(&line, "", width, out)?;
        write!(out, "{}", anstyle::Reset)?;
    }
    if matrix.run.cells.iter().any(|c| instead(c, lang).is_some()) {
        wrapped(Text::BadgeSense.get(lang), "", width, out)?;
    }
    for (mark, sense) in marks_in(matrix) {
        wrapped(
            &format!("{} {}", mark.get(lang), sense.get(lang)),
            "",
            width,
            out,
        )?;
    }
    Ok(())
}

/// Goals, target groups or duties × municipalities.
fn group_table(
    run: &Run,
    table: &GroupTable<'_>,
    lang: Lang,
    width: usize,
    out: &mut impl Write,
) -> io::Result<()> {
    let (bold, reset) = (Style::new().bold(), anstyle::Reset);
    let title = Text::GroupsTitle.with(lang, &[("pack", table.pack.name.get(lang))]);
    writeln!(out, "\n{bold}{title}{reset}")?;
    let longest = table.rows.iter().map(|(label, ..)| label.width()).max();
    // As much of the names as leaves room for a few municipalities.
    let beside = GROUP_COLUMN * run.municipalities.len().min(4);
    let room = width.saturating_sub(beside).max(LEVELS);
    let labels = (longest.unwrap_or(0) + 2).clamp(LEVELS, room);
    let columns = (width.saturating_sub(labels) / GROUP_COLUMN).max(1);
    for from in (0..run.municipalities.len()).step_by(columns) {
        let to = (from + columns).min(run.municipalities.len());
        let names = run.municipalities[from..to].iter();
        let names = names.map(|m| padded(&m.name, GROUP_COLUMN));
        let head = padded("", labels) + &names.collect::<String>();
        writeln!(out, "\n{}", head.trim_end())?;
        for (label, _, cells) in &table.rows {
            let cells = cells[from..to].iter();
            let cells = cells.map(|cell| padded(&groups::short(cell, lang), GROUP_COLUMN));
            let row = padded(label, labels) + &cells.collect::<String>();
            writeln!(out, "{}", row.trim_end())?;
        }
    }
    writeln!(out)?;
    wrapped(Text::GroupsLegend.get(lang), "", width, out)
}

fn lists(run: &Run, lang: Lang, width: usize, out: &mut impl Write) -> io::Result<()> {
    for list in lists::all(run, lang) {
        titled(&list.title, &list.lines, width, out)?;
    }
    Ok(())
}

fn titled(title: &str, lines: &[String], width: usize, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "\n{}{title}{}", Style::new().bold(), anstyle::Reset)?;
    for line in lines {
        wrapped(line, "  ", width, out)?;
    }
    Ok(())
}

/// Prints text in lines of at most `width`, later lines indented.
pub fn wrapped(text: &str, indent: &str, width: usize, out: &mut impl Write) -> io::Result<()> {
    let mut line = indent.to_owned();
    let mut empty = true;
    for word in text.split_whitespace() {
        if !empty && line.width() + 1 + word.width() > width {
            writeln!(out, "{line}")?;
            line = format!("{indent}  ");
            empty = true;
        }
        if !empty {
            line.push(' ');
        }
        line.push_str(word);
        empty = false;
    }
    writeln!(out, "{line}")
}

/// Prints what the plans of a municipality say of each group of a pack.
pub fn print_groups(
    run: &Run,
    pack: &str,
    municipality: &Municipality,
    lang: Lang,
    width: usize,
    out: &mut impl Write,
) -> io::Result<()> {
    let (bold, reset) = (Style::new().bold(), anstyle::Reset);
    let tables = groups::tables(run, lang).into_iter();
    for table in tables.filter(|table| table.pack.id == pack) {
        let title = table.pack.name.get(lang);
        writeln!(out, "{bold}{} – {title}{reset}", municipality.name)?;
        for (label, _, cells) in &table.rows {
            let mut cells = cells.iter();
            let Some(cell) = cells.find(|cell| cell.municipality == *municipality) else {
                continue;
            };
            writeln!(out, "\n  {bold}{label}{reset}")?;
            let passages = groups::passages(run, cell);
            if passages.is_empty() {
                wrapped(groups::nothing(cell, lang), "    ", width, out)?;
            }
            for (document, hit) in passages {
                let said = format!("{}, {}", document.identity.title, sentence(hit, lang));
                wrapped(&said, "    ", width, out)?;
            }
        }
    }
    Ok(())
}

/// Prints the passages of one cell.
pub fn print_cell(
    run: &Run,
    cell: &Cell,
    reviewed: &Reviewed,
    lang: Lang,
    width: usize,
    out: &mut impl Write,
) -> io::Result<()> {
    let bold = Style::new().bold();
    let reset = anstyle::Reset;
    writeln!(
        out,
        "{bold}{} – {}{reset}",
        cell.municipality.name,
        super::level(cell.level, lang)
    )?;
    writeln!(
        out,
        "{}{} {}{reset}",
        style(reviewed.outcome(cell)),
        symbol(reviewed.outcome(cell)),
        outcome(reviewed.outcome(cell), lang)
    )?;
    for line in decisions::of_cell(reviewed, lang) {
        wrapped(&line, "", width, out)?;
    }
    wrapped(&explain::cell(run, cell, lang), "", width, out)?;
    let Some(document) = run.document(cell) else {
        return Ok(());
    };
    writeln!(out)?;
    wrapped(
        &format!("{} – {}", path(&document.path), document.identity.title),
        "",
        width,
        out,
    )?;
    if let Some(source) = &document.source {
        wrapped(&super::source_words(source, lang), "", width, out)?;
    }
    let named = cell
        .document
        .map(|index| anchors::of_document(run, index, lang));
    for line in named.unwrap_or_default() {
        wrapped(&line, "", width, out)?;
    }
    for note in lists::document_notes(document, lang) {
        wrapped(
            &format!("{}: {note}", Text::NoteWord.get(lang)),
            "",
            width,
            out,
        )?;
    }
    for document in run.counting(cell) {
        evidence(run, document, lang, width, out)?;
    }
    Ok(())
}

/// The sentences and hits of a document.
fn evidence(
    run: &Run,
    document: &Document,
    lang: Lang,
    width: usize,
    out: &mut impl Write,
) -> io::Result<()> {
    let (bold, reset) = (Style::new().bold(), anstyle::Reset);
    let [social, wider] = super::passages::sentences(document);
    for (title, sentences) in [(Text::SocialTitle, social), (Text::WiderTitle, wider)] {
        if sentences.is_empty() {
            continue;
        }
        let n = sentences.len().to_string();
        let file = path(&document.path);
        let title = title.with(lang, &[("n", &n), ("file", &file)]);
        writeln!(out, "\n{bold}{title}{reset}")?;
        for hit in sentences {
            let bearing = super::bearing(hit.bearing, lang);
            let words = format!("{} ({bearing})", sentence(hit, lang));
            wrapped(&words, "  ", width, out)?;
        }
    }
    let several = !run.beside.is_empty();
    for (number, pack) in run.packs().enumerate() {
        let hits = super::passages::by_term(run, number, document);
        let sum = |of: fn(&TermHits<'_>) -> usize| hits.iter().map(of).sum::<usize>().to_string();
        let (of_all, of_none) = (sum(|h| h.counted.len()), sum(|h| h.not_counted.len()));
        if several {
            writeln!(out, "\n{bold}{}{reset}", pack.name.get(lang))?;
        }
        let title = Text::ShowCounted.with(lang, &[("n", &of_all)]);
        writeln!(out, "\n{bold}{title}{reset}")?;
        counted(&hits, lang, width, out)?;
        let title = Text::ShowNotCounted.with(lang, &[("n", &of_none)]);
        writeln!(out, "\n{bold}{title}{reset}")?;
        not_counted(&hits, lang, width, out)?;
    }
    Ok(())
}

fn counted(
    groups: &[TermHits<'_>],
    lang: Lang,
    width: usize,
    out: &mut impl Write,
) -> io::Result<()> {
    let (bold, reset) = (Style::new().bold(), anstyle::Reset);
    for group in groups.iter().filter(|group| !group.counted.is_empty()) {
        writeln!(
            out,
            "\n  {bold}{}{reset} ({})",
            group.term.label.get(lang),
            group.counted.len()
        )?;
        for hit in &group.counted {
            wrapped(&sentence(hit, lang), "    ", width, out)?;
        }
    }
    Ok(())
}

fn not_counted(
    groups: &[TermHits<'_>],
    lang: Lang,
    width: usize,
    out: &mut impl Write,
) -> io::Result<()> {
    for group in groups.iter().filter(|group| !group.not_counted.is_empty()) {
        let reasons: Vec<String> = group
            .reasons()
            .into_iter()
            .map(|(why, n)| format!("{n} {}", super::why_not(why, lang)))
            .collect();
        let summary = format!("{}: {}", group.term.label.get(lang), reasons.join("; "));
        wrapped(&summary, "  ", width, out)?;
        // Background terms fill pages; of the others the reader must see what was left out.
        if group.term.class != Class::Background {
            for hit in &group.not_counted {
                wrapped(&sentence(hit, lang), "    ", width, out)?;
            }
        }
    }
    Ok(())
}

/// A hit in its sentence, with its page and section.
fn sentence(hit: &Passage, lang: Lang) -> String {
    let place = page(u64::from(hit.page.get()), hit.label.as_deref(), lang);
    let under = super::passages::under(hit, lang).map(|under| format!(", {under}"));
    let under = under.unwrap_or_default();
    let form = super::hit_form(hit, lang).map(|form| format!(", {form}"));
    let form = form.unwrap_or_default();
    format!(
        "{place}{under}{form}: {}[{}]{}",
        hit.before, hit.surface, hit.after
    )
}

//! The matrix on a terminal, with the lists under it. Colour always comes with a symbol and a word.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use unicode_width::UnicodeWidthStr;

use super::{OUTCOMES, day, explain, kind, outcome, page, path, read_error, sense, short_level, status, symbol, unread};
use crate::classify::{Cell, Outcome};
use crate::corpus::{Municipality, OtherPlan, OwnerNote, PlanLevel, Role, Status};
use crate::run::{Document, Run};
use crate::wording::{Lang, Text};

/// Width of a column of the matrix: «✕ ikke funnet» and a space.
const COLUMN: usize = 14;
/// Width of the column of levels.
const LEVELS: usize = 20;

/// Prints a run; lines are at most `width` columns wide where words allow it.
pub fn print(run: &Run, lang: Lang, width: usize, out: &mut impl Write) -> io::Result<()> {
    let date = day(run.date, lang);
    let title = Text::MatrixTitle.with(lang, &[("pack", run.pack.name.get(lang)), ("date", &date)]);
    writeln!(out, "{}{title}{}", Style::new().bold(), anstyle::Reset)?;
    let columns = (width.saturating_sub(LEVELS) / COLUMN).max(1);
    for municipalities in run.municipalities.chunks(columns) {
        writeln!(out)?;
        matrix(run, municipalities, lang, out)?;
    }
    legend(lang, width, out)?;
    lists(run, lang, width, out)?;
    writeln!(out)?;
    wrapped(&coverage_line(run, lang), "", width, out)?;
    wrapped(Text::SuggestionNote.get(lang), "", width, out)
}

fn matrix(run: &Run, municipalities: &[Municipality], lang: Lang, out: &mut impl Write) -> io::Result<()> {
    write!(out, "{}", padded("", LEVELS))?;
    for municipality in municipalities {
        write!(out, "{}", padded(&municipality.name, COLUMN))?;
    }
    writeln!(out)?;
    for level in PlanLevel::ALL {
        write!(out, "{}", padded(short_level(level, lang), LEVELS))?;
        for municipality in municipalities {
            let cell = run.cell(municipality, level).map_or(Outcome::NotFound, |cell| cell.outcome);
            let words = format!("{} {}", symbol(cell), outcome(cell, lang));
            write!(out, "{}{}{}", style(cell), padded(&words, COLUMN), anstyle::Reset)?;
        }
        writeln!(out)?;
    }
    Ok(())
}

fn style(outcome: Outcome) -> Style {
    let colour = match outcome {
        Outcome::Green => AnsiColor::Green,
        Outcome::Yellow => AnsiColor::Yellow,
        Outcome::Red => AnsiColor::Red,
        Outcome::NotFound => AnsiColor::BrightBlack,
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

fn legend(lang: Lang, width: usize, out: &mut impl Write) -> io::Result<()> {
    writeln!(out)?;
    for of in OUTCOMES {
        let line = format!("{} {}: {}", symbol(of), outcome(of, lang), sense(of, lang));
        write!(out, "{}", style(of))?;
        wrapped(&line, "", width, out)?;
        write!(out, "{}", anstyle::Reset)?;
    }
    Ok(())
}

fn lists(run: &Run, lang: Lang, width: usize, out: &mut impl Write) -> io::Result<()> {
    let of = |wanted: Outcome| -> Vec<String> {
        run.cells.iter().filter(|cell| cell.outcome == wanted).map(|cell| cell_line(run, cell, lang)).collect()
    };
    let documents = |wanted: &dyn Fn(&Document) -> bool, line: &dyn Fn(&Document) -> String| -> Vec<String> {
        run.documents.iter().filter(|d| wanted(d)).map(line).collect()
    };
    let not_in_force = |d: &Document| matches!(d.status, Status::Expired | Status::Hearing | Status::Draft) && !d.identity.role.levels().is_empty();
    let beside = |d: &Document| d.identity.role.levels().is_empty() && d.error.is_none();
    list(Text::ListMissing, &of(Outcome::NotFound), lang, width, out)?;
    list(Text::ListUnreadable, &of(Outcome::Unreadable), lang, width, out)?;
    let line = |d: &Document| format!("{}: {} – {}", place(d, lang), d.identity.title, status(d.status, lang));
    list(Text::ListNotInForce, &documents(&not_in_force, &line), lang, width, out)?;
    let line = |d: &Document| format!("{}: {}", path(&d.path), kind(&d.identity.role, lang));
    list(Text::ListBeside, &documents(&beside, &line), lang, width, out)?;
    let mut unread = documents(&Document::is_incomplete, &|d| unread_line(d, lang));
    unread.extend(run.unlisted.iter().map(|p| format!("{}: {}", path(p), Text::NoteUnlisted.get(lang))));
    list(Text::ListUnread, &unread, lang, width, out)?;
    list(Text::ListNotes, &notes(run, lang), lang, width, out)
}

fn list(title: Text, lines: &[String], lang: Lang, width: usize, out: &mut impl Write) -> io::Result<()> {
    if lines.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{}{}{}", Style::new().bold(), title.with(lang, &[("n", &lines.len().to_string())]), anstyle::Reset)?;
    for line in lines {
        wrapped(line, "  ", width, out)?;
    }
    Ok(())
}

fn cell_line(run: &Run, cell: &Cell, lang: Lang) -> String {
    let name = format!("{}, {}", cell.municipality.name, super::level(cell.level, lang));
    let file = run.document(cell).map(|d| format!("{}: ", path(&d.path))).unwrap_or_default();
    format!("{name}: {file}{}", explain::cell(run, cell, lang))
}

fn place(document: &Document, lang: Lang) -> String {
    if document.municipality.name.is_empty() { Text::NoMunicipality.get(lang).to_owned() } else { document.municipality.name.clone() }
}

/// What of a document was not read, and what to do.
pub fn unread_line(document: &Document, lang: Lang) -> String {
    let name = path(&document.path);
    if let Some(error) = document.error {
        return Text::FileUnread.with(lang, &[("path", &name), ("why", read_error(error, lang))]);
    }
    let coverage = &document.coverage;
    let why: Vec<String> = coverage.unread.iter().map(|(&why, n)| format!("{n} {}", unread(why, lang))).collect();
    Text::FilePartlyUnread.with(
        lang,
        &[("path", &name), ("unread", &coverage.unread_count().to_string()), ("pages", &coverage.pages.to_string()), ("why", &why.join(", "))],
    )
}

/// What a person should look at: names not in the register, kinds that could not be told, periods that differ.
pub fn notes(run: &Run, lang: Lang) -> Vec<String> {
    let mut notes: Vec<String> = Vec::new();
    for municipality in run.municipalities.iter().filter(|m| m.number.is_none()) {
        let ambiguous = run.documents.iter().any(|d| d.municipality == *municipality && d.owner_note == Some(OwnerNote::Ambiguous));
        let text = if ambiguous { Text::NoteAmbiguous } else { Text::NoteNotInRegister };
        notes.push(format!("{}: {}", municipality.name, text.get(lang)));
    }
    for document in &run.documents {
        notes.extend(document_notes(document, lang).into_iter().map(|note| format!("{}: {note}", path(&document.path))));
    }
    notes
}

/// What a person should look at in a document.
pub fn document_notes(document: &Document, lang: Lang) -> Vec<String> {
    let mut notes = Vec::new();
    if document.owner_note == Some(OwnerNote::Nowhere) {
        notes.push(Text::NoteNowhere.get(lang).to_owned());
    }
    if matches!(document.identity.role, Role::OtherPlan(OtherPlan::Ukjent | OtherPlan::Kommuneplan)) && document.error.is_none() {
        notes.push(Text::NoteKind.get(lang).to_owned());
    }
    if let Some((printed, named)) = document.period_conflict {
        notes.push(Text::NotePeriod.with(lang, &[("printed", &printed.to_string()), ("named", &named.to_string())]));
    }
    notes
}

/// What was read of all documents together.
pub fn coverage_line(run: &Run, lang: Lang) -> String {
    let sum = |count: &dyn Fn(&Document) -> usize| run.documents.iter().map(count).sum::<usize>().to_string();
    Text::CoverageLine.with(
        lang,
        &[
            ("documents", &run.documents.len().to_string()),
            ("pages", &sum(&|d| d.coverage.pages)),
            ("text", &sum(&|d| d.coverage.text + d.coverage.ocr)),
            ("blank", &sum(&|d| d.coverage.blank)),
            ("unread", &sum(&|d| d.coverage.unread_count())),
            ("failed", &sum(&|d| usize::from(d.error.is_some()))),
        ],
    )
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

/// Prints the passages of one cell.
pub fn print_cell(run: &Run, cell: &Cell, lang: Lang, width: usize, out: &mut impl Write) -> io::Result<()> {
    let bold = Style::new().bold();
    let reset = anstyle::Reset;
    writeln!(out, "{bold}{} – {}{reset}", cell.municipality.name, super::level(cell.level, lang))?;
    writeln!(out, "{}{} {}{reset}", style(cell.outcome), symbol(cell.outcome), outcome(cell.outcome, lang))?;
    wrapped(&explain::cell(run, cell, lang), "", width, out)?;
    let Some(document) = run.document(cell) else { return Ok(()) };
    writeln!(out)?;
    wrapped(&format!("{} – {}", path(&document.path), document.identity.title), "", width, out)?;
    for note in document_notes(document, lang) {
        wrapped(&format!("{}: {note}", Text::NoteWord.get(lang)), "", width, out)?;
    }
    let groups = super::passages::by_term(run, document);
    let total = |counts: bool| document.hits.iter().filter(|hit| hit.why_not.is_none() == counts).count().to_string();
    writeln!(out, "\n{bold}{}{reset}", Text::ShowCounted.with(lang, &[("n", &total(true))]))?;
    for group in groups.iter().filter(|group| !group.counted.is_empty()) {
        writeln!(out, "\n  {bold}{}{reset} ({})", group.term.label.get(lang), group.counted.len())?;
        for hit in &group.counted {
            let place = page(u64::from(hit.page.get()), hit.label.as_deref(), lang);
            let marked = format!("{}: {}[{}]{}", place, hit.before, hit.surface, hit.after);
            wrapped(&marked, "    ", width, out)?;
        }
    }
    writeln!(out, "\n{bold}{}{reset}", Text::ShowNotCounted.with(lang, &[("n", &total(false))]))?;
    for group in groups.iter().filter(|group| !group.not_counted.is_empty()) {
        let reasons: Vec<String> = group.reasons().into_iter().map(|(why, n)| format!("{n} {}", super::why_not(why, lang))).collect();
        wrapped(&format!("{}: {}", group.term.label.get(lang), reasons.join("; ")), "  ", width, out)?;
    }
    Ok(())
}

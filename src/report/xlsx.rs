//! Spreadsheets: the sheet in which staff fill in their decisions, and a comparison. Only this file writes xlsx.

use std::io;

use rust_xlsxwriter::{
    Color, DataValidation, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};

use super::decisions::citation;
use super::{comparison, explain, level, outcome, page, path, symbol};
use crate::classify::{Cell, Outcome};
use crate::review::compare::Comparison;
use crate::review::sheet::{COLUMNS, DECISION, key};
use crate::review::{CHOICES, CellName, Matrix, Reviewed};
use crate::run::{Document, Run};
use crate::wording::{Lang, Text};

/// Sentences that a row shows of a plan; more are in the HTML report.
const MOST_SENTENCES: usize = 8;
/// Characters that a cell of a spreadsheet can hold.
const LONGEST: usize = 32_000;

/// Widths of the columns of the review sheet, in characters.
const WIDTHS: [f64; COLUMNS.len()] = [
    16.0, 22.0, 30.0, 14.0, 50.0, 70.0, 18.0, 14.0, 40.0, 24.0, 12.0,
];

fn failed(error: XlsxError) -> io::Error {
    io::Error::other(error)
}

/// The sheet for decisions: a row a cell, with what was found and columns to fill in. Decisions that stand are filled in.
pub fn review(matrix: &Matrix<'_>, lang: Lang) -> io::Result<Vec<u8>> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    review_sheet(sheet, matrix, lang).map_err(failed)?;
    book.save_to_buffer().map_err(failed)
}

fn review_sheet(sheet: &mut Worksheet, matrix: &Matrix<'_>, lang: Lang) -> Result<(), XlsxError> {
    sheet.set_name(Text::ReviewTitle.get(lang))?;
    header(sheet, &COLUMNS.map(|text| text.get(lang)), &WIDTHS)?;
    let wrap = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    let fill = wrap
        .clone()
        // As text: «4,12» is two pages, not a number.
        .set_num_format("@")
        .set_background_color(Color::RGB(0x00ff_fbe6))
        .set_border(FormatBorder::Thin);
    let mut last = 0;
    for (number, (cell, reviewed)) in (1u32..).zip(matrix.cells()) {
        let row = review_row(matrix.run, cell, reviewed, lang);
        for (column, text) in (0u16..).zip(row) {
            let format = if usize::from(column) >= DECISION {
                &fill
            } else {
                &wrap
            };
            if column == 3 {
                let format = coloured(cell.outcome);
                sheet.write_with_format(number, column, text, &format)?;
            } else {
                sheet.write_with_format(number, column, shortened(text), format)?;
            }
        }
        last = number;
    }
    let choices = CHOICES.map(|(_, text)| text.get(lang));
    let allowed = DataValidation::new().allow_list_strings(&choices)?;
    sheet.add_data_validation(1, DECISION as u16, last.max(1), DECISION as u16, &allowed)?;
    sheet.autofilter(0, 0, last, COLUMNS.len() as u16 - 1)?;
    Ok(())
}

fn header(sheet: &mut Worksheet, names: &[&str], widths: &[f64]) -> Result<(), XlsxError> {
    let bold = Format::new()
        .set_bold()
        .set_background_color(Color::RGB(0x00ee_eeee));
    for (column, (name, width)) in (0u16..).zip(names.iter().zip(widths)) {
        sheet.write_with_format(0, column, *name, &bold)?;
        sheet.set_column_width(column, *width)?;
    }
    sheet.set_freeze_panes(1, 2)?;
    Ok(())
}

/// The colours of the HTML report; the word and the symbol stand beside them.
fn coloured(of: Outcome) -> Format {
    let format = Format::new().set_align(FormatAlign::Top);
    let colour = match of {
        Outcome::Green => 0x008f_dcc0,
        Outcome::Yellow => 0x00f5_ea7a,
        Outcome::Red => 0x00f2_a878,
        Outcome::NotFound | Outcome::Unreadable | Outcome::Unknown => return format,
    };
    format.set_background_color(Color::RGB(colour))
}

fn shortened(text: String) -> String {
    if text.chars().count() <= LONGEST {
        return text;
    }
    let cut: String = text.chars().take(LONGEST).collect();
    cut + "…"
}

fn review_row(run: &Run, cell: &Cell, reviewed: &Reviewed, lang: Lang) -> [String; COLUMNS.len()] {
    let name = CellName::new(&cell.municipality, cell.level);
    let documents: Vec<String> = run.counting(cell).map(|d| path(&d.path)).collect();
    let sentences: Vec<String> = run
        .counting(cell)
        .flat_map(|document| {
            let of = (!cell.parts.is_empty()).then(|| format!("{}, ", path(&document.path)));
            let of = of.unwrap_or_default();
            let named = move |sentence| format!("{of}{sentence}");
            sentences(document, lang).into_iter().map(named)
        })
        .collect();
    let decision = reviewed.decision();
    let cited = decision.map(|d| d.citations.iter().map(|c| citation(c, lang)));
    let cited = cited.map(|cited| cited.collect::<Vec<_>>().join("\n"));
    let whose = reviewed.entries.last().map(|entry| entry.reviewer.clone());
    [
        cell.municipality.name.clone(),
        level(cell.level, lang).to_owned(),
        documents.join("\n"),
        format!("{} {}", symbol(cell.outcome), outcome(cell.outcome, lang)),
        explain::cell(run, cell, lang),
        sentences.join("\n"),
        key(&name),
        decision.map_or(String::new(), |d| outcome(d.decision, lang).to_owned()),
        decision.map_or(String::new(), |d| d.reason.clone()),
        cited.unwrap_or_default(),
        whose.unwrap_or_default(),
    ]
}

/// The sentences of a plan to read first: those on social housing, then the others with hits that count.
fn sentences(document: &Document, lang: Lang) -> Vec<String> {
    let counted = |social: bool| {
        let hits = document.hits.iter().filter(|hit| hit.pack == 0);
        hits.filter(move |hit| hit.social == social && (social || hit.why_not.is_none()))
    };
    let mut found: Vec<String> = Vec::new();
    for hit in counted(true).chain(counted(false)) {
        let place = page(u64::from(hit.page.get()), hit.label.as_deref(), lang);
        let sentence = format!("{place}: {}", hit.context());
        if !found.contains(&sentence) {
            found.push(sentence);
        }
        if found.len() == MOST_SENTENCES {
            break;
        }
    }
    found
}

/// The cells that changed between two runs.
pub fn comparison(runs: [&Run; 2], found: &Comparison, lang: Lang) -> io::Result<Vec<u8>> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    comparison_sheet(sheet, runs, found, lang).map_err(failed)?;
    book.save_to_buffer().map_err(failed)
}

fn comparison_sheet(
    sheet: &mut Worksheet,
    runs: [&Run; 2],
    found: &Comparison,
    lang: Lang,
) -> Result<(), XlsxError> {
    sheet.set_name(Text::ComparisonName.get(lang))?;
    let sides = comparison::sides(runs, lang);
    let names = [
        Text::MunicipalityColumn.get(lang),
        Text::LevelColumn.get(lang),
        &sides[0],
        &sides[1],
        Text::WhyColumn.get(lang),
    ];
    header(sheet, &names, &[16.0, 28.0, 22.0, 22.0, 80.0])?;
    let wrap = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    for (number, change) in (1u32..).zip(&found.changes) {
        sheet.write_with_format(number, 0, &change.cell.municipality, &wrap)?;
        sheet.write_with_format(number, 1, level(change.cell.level, lang), &wrap)?;
        for (column, side) in [(2u16, 0), (3, 1)] {
            let words = comparison::shown(change, side, lang);
            let format = change.outcomes[side].map_or_else(Format::new, coloured);
            sheet.write_with_format(number, column, words, &format)?;
        }
        sheet.write_with_format(number, 4, comparison::why(change, lang), &wrap)?;
    }
    Ok(())
}

//! The sheet of the matrix: colours and words, each cell with a link to its evidence.

use rust_xlsxwriter::{
    Color, Format, FormatBorder, FormatPattern, IgnoreError, Url, Worksheet, XlsxError,
};

use super::lists::Hits;
use super::{coloured, header};
use crate::classify::{Cell, Outcome};
use crate::corpus::PlanLevel;
use crate::report::{
    MANY_COLUMNS, OUTCOMES, cell_words, facts, is_colour, level, marks_in, matrix_title, outcome,
    sense, short_level, symbol,
};
use crate::review::{Matrix, Reviewed};
use crate::wording::{Lang, Text};

/// Width of a column with an outcome, in characters.
const OUTCOME_WIDTH: f64 = 19.0;

/// Levels × municipalities as in 2018, or municipalities × levels where there are many; the legend below.
pub(super) fn sheet(
    sheet: &mut Worksheet,
    matrix: &Matrix<'_>,
    hits: &Hits,
    lang: Lang,
) -> Result<(), XlsxError> {
    sheet.set_name(Text::SheetMatrix.get(lang))?;
    let municipalities = &matrix.run.municipalities;
    let last = if municipalities.len() < MANY_COLUMNS {
        let names = municipalities.iter().map(|m| m.name.as_str());
        let names: Vec<&str> = std::iter::once(Text::LevelColumn.get(lang))
            .chain(names)
            .collect();
        let mut widths = vec![OUTCOME_WIDTH; names.len()];
        widths[0] = 30.0;
        header(sheet, &names, &widths, 1)?;
        for (row, of) in (1u32..).zip(PlanLevel::ALL) {
            sheet.write(row, 0, level(of, lang))?;
            for m in 0..municipalities.len() {
                let place = (row, m as u16 + 1);
                write(sheet, place, matrix.at(m, row as usize - 1), hits, lang)?;
            }
        }
        (PlanLevel::ALL.len() as u32, names.len() as u16 - 1)
    } else {
        let levels = PlanLevel::ALL.map(|of| short_level(of, lang));
        let first = [
            Text::NumberColumn,
            Text::MunicipalityColumn,
            Text::ReportCounty,
        ];
        let names: Vec<&str> = first
            .map(|text| text.get(lang))
            .into_iter()
            .chain(levels)
            .collect();
        let mut widths = vec![OUTCOME_WIDTH; names.len()];
        widths[..3].copy_from_slice(&[16.0, 22.0, 18.0]);
        header(sheet, &names, &widths, 2)?;
        for (m, municipality) in municipalities.iter().enumerate() {
            let row = m as u32 + 1;
            let number = municipality.number.map(|n| n.to_string());
            sheet.write(row, 0, number.unwrap_or_default())?;
            sheet.write(row, 1, &municipality.name)?;
            sheet.write(row, 2, municipality.county.as_deref().unwrap_or_default())?;
            for of in 0..PlanLevel::ALL.len() {
                write(sheet, (row, of as u16 + 3), matrix.at(m, of), hits, lang)?;
            }
        }
        let last = municipalities.len() as u32;
        sheet.ignore_error_range(1, 0, last, 0, IgnoreError::NumberStoredAsText)?;
        (last, names.len() as u16 - 1)
    };
    sheet.autofilter(0, 0, last.0, last.1)?;
    legend(sheet, matrix, last.0 + 2, lang)
}

fn write(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    found: Option<(&Cell, &Reviewed)>,
    hits: &Hits,
    lang: Lang,
) -> Result<(), XlsxError> {
    let Some((cell, reviewed)) = found else {
        return Ok(());
    };
    let words = cell_words(cell, reviewed, lang);
    let mut format = coloured(reviewed.outcome(cell)).set_border(FormatBorder::Thin);
    if reviewed.decision().is_none() && is_colour(cell.outcome) {
        // Hatched as on the page: nobody has read it.
        format = format
            .set_pattern(FormatPattern::LightUp)
            .set_foreground_color(Color::White);
    }
    let evidence = cell.document.and_then(|document| hits.row_of(document));
    match evidence {
        Some(to) => {
            let place = format!("internal:'{}'!A{}", Text::SheetHits.get(lang), to + 1);
            let url = Url::new(place).set_text(words);
            sheet.write_url_with_format(row, column, url, &format)?;
        }
        None => {
            sheet.write_with_format(row, column, words, &format)?;
        }
    }
    Ok(())
}

fn legend(
    sheet: &mut Worksheet,
    matrix: &Matrix<'_>,
    mut row: u32,
    lang: Lang,
) -> Result<(), XlsxError> {
    sheet.write_with_format(
        row,
        0,
        matrix_title(matrix.run, lang),
        &Format::new().set_bold(),
    )?;
    let has = |of: Outcome| matrix.run.cells.iter().any(|cell| cell.outcome == of);
    for of in OUTCOMES
        .into_iter()
        .filter(|&of| of != Outcome::Unknown || has(of))
    {
        row += 1;
        let words = format!("{} {}", symbol(of), outcome(of, lang));
        sheet.write_with_format(row, 0, words, &coloured(of))?;
        sheet.write(row, 1, sense(of, lang))?;
    }
    for (mark, sense) in marks_in(matrix) {
        row += 1;
        sheet.write(row, 0, mark.get(lang))?;
        sheet.write(row, 1, sense.get(lang))?;
    }
    if !matrix.run.documents.is_empty() {
        row += 1;
        sheet.write(row, 0, Text::SuggestionNote.get(lang))?;
    }
    for fact in facts::sentences(matrix, lang) {
        row += 1;
        sheet.write(row, 0, fact)?;
    }
    Ok(())
}

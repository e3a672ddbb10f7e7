//! The sheet in which staff fill in their decisions.

use rust_xlsxwriter::{
    Color, DataValidation, Format, FormatAlign, FormatBorder, Worksheet, XlsxError,
};

use super::{A3, coloured, header, height, shortened};
use crate::classify::Cell;
use crate::report::decisions::citation;
use crate::report::{explain, level, outcome, page, passages, path, symbol};
use crate::review::sheet::{COLUMNS, DECISION, key};
use crate::review::{CHOICES, CellName, Matrix, Reviewed};
use crate::run::{Document, Passage, Run};
use crate::wording::{Lang, Text};

/// Sentences that a row shows of a plan; more are in the HTML report.
const MOST_SENTENCES: usize = 8;

/// Widths of the columns of the review sheet, in characters.
const WIDTHS: [f64; COLUMNS.len()] = [
    16.0, 22.0, 30.0, 14.0, 50.0, 70.0, 18.0, 14.0, 40.0, 24.0, 12.0,
];

/// A row a cell, with what was found and columns to fill in. Decisions that stand are filled in.
pub(super) fn sheet(
    sheet: &mut Worksheet,
    matrix: &Matrix<'_>,
    lang: Lang,
) -> Result<(), XlsxError> {
    sheet.set_name(Text::SheetDecisions.get(lang))?;
    header(sheet, &COLUMNS.map(|text| text.get(lang)), &WIDTHS, 2)?;
    sheet.set_paper_size(A3);
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
        sheet.set_row_height(number, height(row.iter().map(String::as_str), &WIDTHS))?;
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

/// The sentences of a plan to read first, with page.
fn sentences(document: &Document, lang: Lang) -> Vec<String> {
    let (best, _) = passages::best(document, MOST_SENTENCES);
    let said = |hit: &&Passage| {
        let place = page(u64::from(hit.page.get()), hit.label.as_deref(), lang);
        format!("{place}: {}", hit.context())
    };
    best.iter().map(said).collect()
}

//! The sheets that are lists: hits, coverage, what is missing, the method.

use rust_xlsxwriter::{Format, FormatAlign, IgnoreError, Worksheet, XlsxError};

use super::{A3, A4, header, height, shortened};
use crate::report::csv::{HIT_COLUMNS, hit_row};
use crate::report::{kind, lists, method as method_of, missing as lacks, path, status};
use crate::review::Matrix;
use crate::run::{Passage, Run};
use crate::wording::{Lang, Text};

/// Rows that a sheet can hold, less its header and a note (Excel specifications and limits).
const MOST_ROWS: usize = 1_048_576 - 2;

/// The column of a hit's page, which is a number.
const PAGE: u16 = 5;

/// Which hits the sheet holds, and where those of each document begin.
pub(super) struct Hits {
    /// Whether only hits that count have room.
    only_counting: bool,
    /// The row of each document's first hit that counts, or else first hit; rows from 0.
    rows: Vec<Option<u32>>,
}

impl Hits {
    pub(super) fn of(run: &Run) -> Self {
        let only_counting = run.hits().count() > MOST_ROWS;
        let mut hits = Hits {
            only_counting,
            rows: Vec::with_capacity(run.documents.len()),
        };
        let mut row = 1;
        for document in &run.documents {
            let shown = document.hits.iter().filter(|hit| hits.shows(hit));
            let (mut first, mut counting) = (None, None);
            for hit in shown {
                first = first.or(Some(row));
                if hit.why_not.is_none() {
                    counting = counting.or(Some(row));
                }
                row += 1;
            }
            hits.rows
                .push(counting.or(first).filter(|&row| row as usize <= MOST_ROWS));
        }
        hits
    }

    fn shows(&self, hit: &Passage) -> bool {
        !self.only_counting || hit.why_not.is_none()
    }

    /// The row of the first hit of a document, if it has any.
    pub(super) fn row_of(&self, document: usize) -> Option<u32> {
        self.rows.get(document).copied().flatten()
    }
}

/// A row a hit.
pub(super) fn hits(
    sheet: &mut Worksheet,
    run: &Run,
    hits: &Hits,
    lang: Lang,
) -> Result<(), XlsxError> {
    /// In the order of the columns; the last is the sentence.
    const WIDTHS: [f64; 20] = [
        16.0, 24.0, 30.0, 30.0, 12.0, 6.0, 8.0, 18.0, 18.0, 18.0, 22.0, 12.0, 14.0, 18.0, 10.0,
        10.0, 30.0, 8.0, 24.0, 90.0,
    ];
    sheet.set_name(Text::SheetHits.get(lang))?;
    header(sheet, &HIT_COLUMNS.map(|text| text.get(lang)), &WIDTHS, 1)?;
    // So many columns need the larger paper; sentences take several lines.
    sheet.set_paper_size(A3);
    sheet.set_column_format(
        HIT_COLUMNS.len() as u16 - 1,
        &Format::new().set_text_wrap().set_align(FormatAlign::Top),
    )?;
    let shown = run.hits().filter(|(_, hit)| hits.shows(hit));
    let mut row = 0;
    for (document, hit) in shown.take(MOST_ROWS) {
        row += 1;
        let cells = hit_row(run, document, hit, lang);
        for (column, text) in (0u16..).zip(cells) {
            if column == PAGE {
                sheet.write_number(row, column, hit.page.get())?;
            } else if !text.is_empty() {
                sheet.write_string(row, column, shortened(text.into_owned()))?;
            }
        }
    }
    sheet.autofilter(0, 0, row, HIT_COLUMNS.len() as u16 - 1)?;
    if hits.only_counting {
        let gaps = [
            ("most", &*MOST_ROWS.to_string()),
            ("n", &row.to_string()),
            ("all", &run.hits().count().to_string()),
        ];
        sheet.write(row + 1, 0, Text::SheetHitsCut.with(lang, &gaps))?;
    }
    Ok(())
}

/// A row a document: every page is in one column.
pub(super) fn coverage(sheet: &mut Worksheet, run: &Run, lang: Lang) -> Result<(), XlsxError> {
    const COLUMNS: [(Text, f64); 17] = [
        (Text::DocumentColumn, 40.0),
        (Text::MunicipalityColumn, 16.0),
        (Text::LevelColumn, 26.0),
        (Text::TitleColumn, 40.0),
        (Text::PeriodColumn, 12.0),
        (Text::StatusColumn, 12.0),
        (Text::PagesCountColumn, 12.0),
        (Text::CoverageText, 12.0),
        (Text::CoverageOcr, 10.0),
        (Text::CoverageBlank, 9.0),
        (Text::CoverageUnread, 11.0),
        (Text::CoverageWords, 10.0),
        (Text::CoverageLetters, 11.0),
        (Text::CoverageLanguages, 18.0),
        (Text::CoverageNote, 70.0),
        (Text::CoverageBytes, 12.0),
        (Text::CoverageHash, 30.0),
    ];
    sheet.set_name(Text::SheetCoverage.get(lang))?;
    header(
        sheet,
        &COLUMNS.map(|(text, _)| text.get(lang)),
        &COLUMNS.map(|(_, width)| width),
        1,
    )?;
    let share = Format::new().set_num_format("0.0 %");
    let mut row = 0;
    for document in &run.documents {
        row += 1;
        let (identity, of) = (&document.identity, &document.coverage);
        let period = identity.period.map(|p| p.to_string()).unwrap_or_default();
        let texts = [
            path(&document.path),
            document.municipality.name.clone(),
            kind(&identity.role, lang),
            identity.title.clone(),
            period,
            status(document.status, lang).to_owned(),
        ];
        for (column, text) in (0u16..).zip(texts) {
            sheet.write_string(row, column, shortened(text))?;
        }
        let numbers = [
            of.pages,
            of.text,
            of.ocr,
            of.blank,
            of.unread_count(),
            of.words,
        ];
        for (column, number) in (6u16..).zip(numbers) {
            sheet.write_number(row, column, number as f64)?;
        }
        sheet.write_number_with_format(row, 12, of.norwegian_letters, &share)?;
        sheet.write_string(row, 13, crate::report::languages(document, lang))?;
        let notes = lists::coverage_notes(document, lang).join(" ");
        sheet.write_string(row, 14, shortened(notes))?;
        sheet.write_number(row, 15, document.bytes as f64)?;
        sheet.write_string(row, 16, &document.hash)?;
    }
    sheet.autofilter(0, 0, row.max(1), COLUMNS.len() as u16 - 1)?;
    sheet.write(row + 2, 0, lists::coverage_line(run, lang))?;
    Ok(())
}

/// A row a level without a plan in force that was read.
pub(super) fn missing(
    sheet: &mut Worksheet,
    matrix: &Matrix<'_>,
    lang: Lang,
) -> Result<(), XlsxError> {
    const WIDTHS: [f64; 10] = [16.0, 18.0, 28.0, 16.0, 40.0, 12.0, 40.0, 14.0, 28.0, 60.0];
    sheet.set_name(Text::SheetMissing.get(lang))?;
    header(
        sheet,
        &lacks::COLUMNS.map(|text| text.get(lang)),
        &WIDTHS,
        2,
    )?;
    let wrap = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    let mut row = 0;
    for lack in lacks::all(matrix) {
        row += 1;
        let texts = lack.row(lang);
        sheet.set_row_height(row, height(texts.iter().map(String::as_str), &WIDTHS))?;
        for (column, text) in (0u16..).zip(texts) {
            sheet.write_with_format(row, column, shortened(text), &wrap)?;
        }
    }
    sheet.ignore_error_range(1, 0, row.max(1), 0, IgnoreError::NumberStoredAsText)?;
    sheet.autofilter(0, 0, row.max(1), lacks::COLUMNS.len() as u16 - 1)?;
    Ok(())
}

/// What was done, with which versions, and the terms with their forms.
pub(super) fn method(sheet: &mut Worksheet, run: &Run, lang: Lang) -> Result<(), XlsxError> {
    sheet.set_name(Text::SheetMethod.get(lang))?;
    for (column, width) in [(0, 26.0), (1, 26.0), (2, 24.0), (3, 90.0)] {
        sheet.set_column_width(column, width)?;
    }
    sheet
        .set_landscape()
        .set_paper_size(A4)
        .set_print_fit_to_pages(1, 0);
    let bold = Format::new().set_bold();
    let wrap = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    let mut row = 0;
    sheet.write_with_format(row, 0, Text::MethodTitle.get(lang), &bold)?;
    for sentence in method_of::sentences(run, lang) {
        row += 1;
        sheet.merge_range(row, 0, row, 3, &sentence, &wrap)?;
        // Merged cells do not grow by themselves: about 150 characters fit a line of this width.
        sheet.set_row_height(row, height([sentence.as_str()], &[150.0]))?;
    }
    row += 2;
    let names = [Text::WhatColumn, Text::VersionColumn, Text::CoverageHash];
    for (column, name) in (0u16..).zip(names) {
        sheet.write_with_format(row, column, name.get(lang), &bold)?;
    }
    for (what, version, hash) in method_of::versions(run, lang) {
        row += 1;
        sheet.write(row, 0, what.get(lang))?;
        sheet.write(row, 1, version)?;
        sheet.write(row, 2, hash)?;
    }
    row += 2;
    let names = [
        Text::PackColumn,
        Text::TermColumn,
        Text::ClassColumn,
        Text::VariantsColumn,
    ];
    for (column, name) in (0u16..).zip(names) {
        sheet.write_with_format(row, column, name.get(lang), &bold)?;
    }
    for pack in run.packs() {
        for term in &pack.terms {
            row += 1;
            sheet.write_with_format(row, 0, &pack.id, &wrap)?;
            sheet.write_with_format(row, 1, term.label.get(lang), &wrap)?;
            sheet.write_with_format(
                row,
                2,
                crate::report::packs::class(term.class, lang),
                &wrap,
            )?;
            sheet.write_with_format(row, 3, shortened(term.variants.join(", ")), &wrap)?;
        }
    }
    Ok(())
}

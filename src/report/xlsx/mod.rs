//! Workbooks: the whole report, the sheet in which staff fill in their decisions, a comparison. Only this folder writes xlsx.

mod changes;
mod lists;
mod matrix;
mod review;

use std::io;

use jiff::civil::Date;
use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError,
};

use super::{Shown, fill, matrix_title};
use crate::classify::Outcome;
use crate::review::Matrix;
use crate::review::compare::Comparison;
use crate::run::Run;
use crate::wording::{Lang, Text};

/// Characters that a cell of a spreadsheet can hold.
const LONGEST: usize = 32_000;

/// The numbers of the paper sizes in the file format.
const A4: u8 = 9;
const A3: u8 = 8;

/// The whole report: the matrix with links to its evidence, hits, coverage, what is missing, decisions to fill in, the method.
pub fn report(shown: &Shown<'_>, lang: Lang) -> io::Result<Vec<u8>> {
    book(shown.matrix.run, lang, |book| {
        let (matrix, run) = (shown.matrix, shown.matrix.run);
        let hits = lists::Hits::of(run);
        matrix::sheet(book.add_worksheet(), matrix, &hits, lang)?;
        lists::hits(book.add_worksheet(), run, &hits, lang)?;
        lists::coverage(book.add_worksheet(), run, lang)?;
        lists::missing(book.add_worksheet(), matrix, lang)?;
        if let Some((earlier, found)) = shown.since {
            changes::sheet(book.add_worksheet(), [earlier, run], found, lang)?;
        }
        review::sheet(book.add_worksheet(), matrix, lang)?;
        lists::method(book.add_worksheet(), run, lang)
    })
}

/// The sheet for decisions alone.
pub fn review(matrix: &Matrix<'_>, lang: Lang) -> io::Result<Vec<u8>> {
    let run = matrix.run;
    book(run, lang, |book| {
        review::sheet(book.add_worksheet(), matrix, lang)
    })
}

/// The cells that changed between two runs.
pub fn comparison(runs: [&Run; 2], found: &Comparison, lang: Lang) -> io::Result<Vec<u8>> {
    book(runs[1], lang, |book| {
        changes::sheet(book.add_worksheet(), runs, found, lang)
    })
}

fn book(
    run: &Run,
    lang: Lang,
    fill: impl FnOnce(&mut Workbook) -> Result<(), XlsxError>,
) -> io::Result<Vec<u8>> {
    let filled = || {
        let mut book = Workbook::new();
        let author = Text::SheetAuthor.with(lang, &[("program", &run.program)]);
        // The day of the run, not of the clock: the same run gives the same file.
        let properties = DocProperties::new()
            .set_title(matrix_title(run, lang))
            .set_author(author)
            .set_creation_datetime(&date(run.date)?);
        book.set_properties(&properties);
        fill(&mut book)?;
        book.save_to_buffer()
    };
    filled().map_err(io::Error::other)
}

fn date(of: Date) -> Result<ExcelDateTime, XlsxError> {
    ExcelDateTime::from_ymd(
        of.year().unsigned_abs(),
        of.month().unsigned_abs(),
        of.day().unsigned_abs(),
    )
}

/// The names of the columns, which stay in sight as the first `frozen` columns do.
fn header(
    sheet: &mut Worksheet,
    names: &[&str],
    widths: &[f64],
    frozen: u16,
) -> Result<(), XlsxError> {
    let bold = Format::new()
        .set_bold()
        .set_background_color(Color::RGB(0x00ee_eeee));
    for (column, (name, width)) in (0u16..).zip(names.iter().zip(widths)) {
        sheet.write_with_format(0, column, *name, &bold)?;
        sheet.set_column_width(column, *width)?;
    }
    sheet.set_freeze_panes(1, frozen)?;
    sheet
        .set_landscape()
        .set_paper_size(A4)
        .set_print_fit_to_pages(1, 0);
    sheet.set_repeat_rows(0, 0)?;
    Ok(())
}

/// A cell in the colour of an outcome; the word and the symbol stand in it.
fn coloured(of: Outcome) -> Format {
    let format = Format::new().set_align(FormatAlign::Top);
    match fill(of) {
        Some(colour) => format.set_background_color(Color::RGB(colour)),
        None => format,
    }
}

/// How high a row must be for its texts in columns of these widths: not every program finds out by itself.
fn height<'t>(texts: impl IntoIterator<Item = &'t str>, widths: &[f64]) -> f64 {
    /// Points of a line, and the highest row of the file format.
    const LINE: f64 = 15.0;
    const HIGHEST: f64 = 405.0;
    let lines = texts.into_iter().zip(widths).map(|(text, width)| {
        let lines = text
            .lines()
            .map(|line| (line.chars().count() as f64 / width).ceil().max(1.0));
        lines.sum::<f64>().max(1.0)
    });
    (LINE * lines.fold(1.0, f64::max)).min(HIGHEST)
}

fn shortened(text: String) -> String {
    if text.chars().count() <= LONGEST {
        return text;
    }
    let cut: String = text.chars().take(LONGEST).collect();
    cut + "…"
}

//! The sheet of what changed between two runs.

use rust_xlsxwriter::{Format, FormatAlign, Worksheet, XlsxError};

use super::{coloured, header};
use crate::report::{comparison, level};
use crate::review::compare::Comparison;
use crate::run::Run;
use crate::wording::{Lang, Text};

/// A row a cell that changed.
pub(super) fn sheet(
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
    header(sheet, &names, &[16.0, 28.0, 22.0, 22.0, 80.0], 2)?;
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

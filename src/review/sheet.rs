//! Decisions in a spreadsheet: the rows that staff fill in, read back and checked. Only this file reads xlsx.

use std::path::{Path, PathBuf};

use calamine::{Data, Reader, Xlsx, open_workbook};

use super::{
    CellName, Entry, Journal, Refusal, Wish, WishedCitation, decide, initials, named_outcome,
};
use crate::classify::Cell;
use crate::corpus::PlanLevel;
use crate::review::Decision;
use crate::run::Run;
use crate::wording::{Lang, Text};

/// The columns, from A. Staff fill in the last four.
pub const COLUMNS: [Text; 11] = [
    Text::MunicipalityColumn,
    Text::LevelColumn,
    Text::DocumentColumn,
    Text::SuggestionColumn,
    Text::ExplanationColumn,
    Text::PassagesColumn,
    Text::KeyColumn,
    Text::DecisionColumn,
    Text::ReasonColumn,
    Text::CitationColumn,
    Text::ReviewerColumn,
];
/// Column that names the cell: «1865 bolig», «Havnesund bolig».
pub const KEY: usize = 6;
/// Column of the decision.
pub const DECISION: usize = 7;
const REASON: usize = 8;
const CITATION: usize = 9;
const REVIEWER: usize = 10;

/// A row that decides.
#[derive(Clone, Debug)]
pub struct Row {
    /// Row as the spreadsheet numbers it, from 1.
    pub number: usize,
    /// By whom, and what; `None` if that decision stands already.
    pub decision: Option<(String, Decision)>,
}

/// What is wrong with a cell of the sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetProblem {
    /// The cell as the spreadsheet names it: `H7`.
    pub address: String,
    /// What.
    pub kind: SheetProblemKind,
}

/// What can be wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SheetProblemKind {
    /// No such municipality and level in the run.
    NoSuchCell(String),
    /// No outcome has this name.
    NoSuchOutcome(String),
    /// Nobody's initials.
    NoReviewer,
    /// A formula where words should be: a text that begins with `=`.
    Formula,
    /// The decision lacks something.
    Refused(Refusal),
    /// A column that must be there is not: its name.
    NoColumn(&'static str),
}

/// Why a sheet cannot be read at all.
#[derive(Debug, thiserror::Error)]
#[error("{path}: {why}")]
pub struct SheetError {
    /// The file.
    pub path: PathBuf,
    /// What the reader says.
    pub why: String,
}

/// The name of a cell as column [`KEY`] holds it.
pub fn key(name: &CellName) -> String {
    let municipality = name
        .number
        .map_or_else(|| name.municipality.clone(), |n| n.to_string());
    format!("{municipality} {}", name.level.id())
}

/// Reads a workbook, its sheet of decisions or else its first sheet: the rows with a decision, or everything that is wrong with them.
pub fn read(
    path: &Path,
    run: &Run,
    journal: &Journal,
) -> Result<Result<Vec<Row>, Vec<SheetProblem>>, SheetError> {
    let failed = |why: String| SheetError {
        path: path.to_path_buf(),
        why,
    };
    let mut book: Xlsx<_> =
        open_workbook(path).map_err(|e: calamine::XlsxError| failed(e.to_string()))?;
    let is_ours = |name: &String| {
        let texts = [Text::SheetDecisions, Text::ReviewTitle];
        let is = |text: Text| Lang::ALL.iter().any(|&lang| text.get(lang) == name);
        texts.into_iter().any(is)
    };
    let place = book.sheet_names().iter().position(is_ours).unwrap_or(0);
    let sheet = book
        .worksheet_range_at(place)
        .ok_or_else(|| failed(Text::SheetEmpty.get(Lang::Nb).to_owned()))?
        .map_err(|e| failed(e.to_string()))?;
    let name = book.sheet_names().get(place).cloned().unwrap_or_default();
    let formulas = book.worksheet_formula(&name).ok();
    let (top, left) = sheet.start().unwrap_or_default();
    let mut rows = sheet.rows().enumerate().map(|(index, row)| {
        let cells = row.iter().map(text);
        let blank = std::iter::repeat_n(String::new(), left as usize);
        (
            top as usize + index + 1,
            blank.chain(cells).collect::<Vec<String>>(),
        )
    });
    let Some((header, names)) = rows.next() else {
        return Ok(Ok(Vec::new()));
    };
    let columns = match columns(header, &names) {
        Ok(columns) => columns,
        Err(problems) => return Ok(Err(problems)),
    };
    let current = journal.current();
    let standing = |cell: &CellName, reviewer: &str| {
        let own = |entry: &&&Entry| entry.reviewer.eq_ignore_ascii_case(reviewer);
        let mut decisions = current.iter().filter(own).filter_map(|e| e.decision());
        decisions.find(|decision| decision.cell == *cell)
    };
    let (mut decided, mut problems) = (Vec::new(), Vec::new());
    for (number, cells) in rows {
        let is_formula = |column: &usize| {
            let place = (number as u32 - 1, columns[*column] as u32);
            let formula = formulas.as_ref().and_then(|all| all.get_value(place));
            formula.is_some_and(|formula| !formula.is_empty())
        };
        let formula = [DECISION, REASON, CITATION, REVIEWER];
        if let Some(column) = formula.into_iter().find(is_formula) {
            problems.push(SheetProblem {
                address: address(columns[column], number),
                kind: SheetProblemKind::Formula,
            });
            continue;
        }
        let cell = |column: usize| {
            let text = cells.get(columns[column]).map_or("", String::as_str);
            (text.trim(), address(columns[column], number))
        };
        match row(run, &standing, number, &cell) {
            Ok(row) => decided.extend(row),
            Err(found) => problems.extend(found),
        }
    }
    Ok(if problems.is_empty() {
        Ok(decided)
    } else {
        Err(problems)
    })
}

fn text(cell: &Data) -> String {
    match cell {
        Data::Empty => String::new(),
        // «12» typed as a citation is a number to the spreadsheet, and so is «4,12», two pages.
        Data::Float(number) => number.to_string().replace('.', ","),
        other => other.to_string(),
    }
}

/// Where the columns that are read stand: found by name, so that staff may move and add columns.
fn columns(header: usize, names: &[String]) -> Result<[usize; COLUMNS.len()], Vec<SheetProblem>> {
    let mut places = [0; COLUMNS.len()];
    let mut problems = Vec::new();
    for column in [KEY, DECISION, REASON, CITATION, REVIEWER] {
        let called = |name: &String| {
            Lang::ALL
                .iter()
                .any(|&lang| name.trim().eq_ignore_ascii_case(COLUMNS[column].get(lang)))
        };
        match names.iter().position(called) {
            Some(place) => places[column] = place,
            None => problems.push(SheetProblem {
                address: address(column, header),
                kind: SheetProblemKind::NoColumn(COLUMNS[column].get(Lang::Nb)),
            }),
        }
    }
    if problems.is_empty() {
        Ok(places)
    } else {
        Err(problems)
    }
}

/// The decision of a row; none if the column is empty.
fn row<'t, 'j>(
    run: &Run,
    standing: &impl Fn(&CellName, &str) -> Option<&'j Decision>,
    number: usize,
    cell: &impl Fn(usize) -> (&'t str, String),
) -> Result<Option<Row>, Vec<SheetProblem>> {
    let (wanted, at) = cell(DECISION);
    if wanted.is_empty() {
        return Ok(None);
    }
    let mut problems = Vec::new();
    let mut report = |address: String, kind| problems.push(SheetProblem { address, kind });
    let outcome = named_outcome(wanted);
    if outcome.is_none() {
        report(
            at.clone(),
            SheetProblemKind::NoSuchOutcome(wanted.to_owned()),
        );
    }
    let (named, key_at) = cell(KEY);
    let found = cell_named(run, named);
    if found.is_none() {
        report(key_at, SheetProblemKind::NoSuchCell(named.to_owned()));
    }
    let (named_by, reviewer_at) = cell(REVIEWER);
    let reviewer = initials(named_by);
    if reviewer.is_none() {
        report(reviewer_at, SheetProblemKind::NoReviewer);
    }
    let ((reason, reason_at), (citations, citation_at)) = (cell(REASON), cell(CITATION));
    let mut decision = None;
    if let (Some(outcome), Some(found)) = (outcome, found) {
        let wish = Wish {
            outcome,
            reason: reason.to_owned(),
            citations: WishedCitation::all_in(citations),
            hits: Vec::new(),
        };
        let said = standing(&CellName::new(&found.municipality, found.level), named_by);
        if said.is_some_and(|said| wish.is_what(said)) {
            // A row that nobody touched since it was exported says nothing new.
            return Ok(Some(Row {
                number,
                decision: None,
            }));
        }
        match decide(run, found, &wish) {
            Ok(made) => {
                // A page alone cites the same sentences as when it was read before.
                let same = |said: &Decision| {
                    (said.decision, &said.reason, &said.citations)
                        == (made.decision, &made.reason, &made.citations)
                };
                if said.is_some_and(same) {
                    return Ok(Some(Row {
                        number,
                        decision: None,
                    }));
                }
                decision = Some(made);
            }
            Err(refusals) => {
                for refusal in refusals {
                    let at = match refusal {
                        Refusal::NeedsReason { .. } => reason_at.clone(),
                        _ => citation_at.clone(),
                    };
                    report(at, SheetProblemKind::Refused(refusal));
                }
            }
        }
    }
    match decision.zip(reviewer).filter(|_| problems.is_empty()) {
        Some((decision, reviewer)) => Ok(Some(Row {
            number,
            decision: Some((reviewer, decision)),
        })),
        None => Err(problems),
    }
}

fn cell_named<'r>(run: &'r Run, named: &str) -> Option<&'r Cell> {
    let (municipality, level) = named.rsplit_once(' ')?;
    let level = PlanLevel::from_id(level)?;
    let is = |cell: &&Cell| {
        let name = CellName::new(&cell.municipality, cell.level);
        cell.level == level && key(&name) == format!("{municipality} {}", level.id())
    };
    run.cells.iter().find(is)
}

/// «H7» for column 7 (from 0) of row 7.
fn address(column: usize, row: usize) -> String {
    let mut letters = String::new();
    let mut rest = column + 1;
    while rest > 0 {
        let letter = b'A' + ((rest - 1) % 26) as u8;
        letters.insert(0, char::from(letter));
        rest = (rest - 1) / 26;
    }
    format!("{letters}{row}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_named_as_spreadsheets_name_them() {
        assert_eq!(address(0, 1), "A1");
        assert_eq!(address(25, 12), "Z12");
        assert_eq!(address(26, 3), "AA3");
        assert_eq!(address(701, 9), "ZZ9");
    }
}

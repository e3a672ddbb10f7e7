//! `plans.csv`: what people know about the files that the files do not say, and what was searched for and not found.
//!
//! Fields are parted by `;`, the first line names the columns ([`COLUMNS`]), text is UTF-8 with or without byte-order mark. A row
//! with `fil` overrides what was read from that file; a row with `adresse` states where a plan can be fetched; a row with neither states
//! a plan that was looked for.

use std::path::{Path, PathBuf};

use jiff::civil::Date;
use rustc_hash::{FxHashMap, FxHashSet};
use unicode_normalization::UnicodeNormalization;
use url::Url;

use super::fetched::Fetched;
use super::identify::{Period, Status, first_date, period_in};
use super::language::Language;
use super::level::{PlanLevel, Role};
use super::name;
use super::wanted::{self, Wanted};
use crate::problem::{Problem, ProblemKind, Source, nearest};

/// Name of the file in the corpus folder.
pub const FILE_NAME: &str = "plans.csv";

/// The columns, in the order of the template in the README. All are optional but `kommune` in rows without `fil`, and `nivå` in
/// those of them that have no `adresse` either.
pub const COLUMNS: [&str; 12] = [
    "fil",
    "kommune",
    "nivå",
    "tittel",
    "periode",
    "vedtatt",
    "sak",
    "status",
    "språk",
    "søkt dato",
    "søkt hvor",
    "adresse",
];

const STATUSES: [(&str, Option<Status>); 6] = [
    ("vedtatt", Some(Status::Adopted)),
    ("høring", Some(Status::Hearing)),
    ("utkast", Some(Status::Draft)),
    ("utløpt", Some(Status::Expired)),
    ("ukjent", Some(Status::Unknown)),
    // Only in rows without a file.
    ("ikke funnet", None),
];
/// The name of a status as it is written here.
pub(super) fn status_name(status: Status) -> &'static str {
    let named = STATUSES.iter().find(|(_, of)| *of == Some(status));
    named.map_or("ukjent", |(name, _)| name)
}

const LANGUAGES: [(&str, Language); 5] = [
    ("nb", Language::Nb),
    ("nn", Language::Nn),
    ("blandet", Language::Mixed),
    ("samisk", Language::Sami),
    ("annet", Language::Other),
];

/// The rows of a `plans.csv`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Manifest {
    /// Overrides per file.
    pub overrides: Vec<Override>,
    /// Plans that were searched for and not found.
    pub not_found: Vec<NotFound>,
    /// Plans with an address.
    pub wanted: Vec<Wanted>,
    /// Which override is about a file, by its name as [`whole`] has it.
    by_file: FxHashMap<String, usize>,
}

/// What a person states about a file; `None` leaves what was read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Override {
    /// Path within the corpus, with `/`.
    pub file: PathBuf,
    /// Whose plan it is.
    pub municipality: Option<String>,
    /// What it is.
    pub role: Option<Role>,
    /// Its title.
    pub title: Option<String>,
    /// Its years.
    pub period: Option<Period>,
    /// Day of adoption.
    pub adopted: Option<Date>,
    /// Case number.
    pub case: Option<String>,
    /// Its standing.
    pub status: Option<Status>,
    /// Its language.
    pub language: Option<Language>,
}

/// A plan that was searched for and not found: the method's x.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct NotFound {
    /// Whose plan.
    pub municipality: String,
    /// Of which level.
    pub level: PlanLevel,
    /// When it was searched for.
    pub date: Option<Date>,
    /// Where.
    pub place: Option<String>,
}

/// Parses `plans.csv`; `files` are the paths in the corpus, against which `fil` is checked where they are known, and `fetched` says what
/// addresses gave.
pub fn parse(
    path: &Path,
    bytes: &[u8],
    files: Option<&[PathBuf]>,
    fetched: &Fetched,
) -> Result<Manifest, Vec<Problem>> {
    let bytes = bytes.strip_prefix(&[0xef, 0xbb, 0xbf]).unwrap_or(bytes);
    let Ok(text) = std::str::from_utf8(bytes) else {
        let valid = String::from_utf8_lossy(bytes);
        let at = valid.find(char::REPLACEMENT_CHARACTER).unwrap_or(0);
        return Err(vec![
            Source::new(path, &valid).problem(at..at + 1, ProblemKind::NotUtf8),
        ]);
    };
    let mut rows = Rows {
        source: Source::new(path, text),
        files,
        fetched,
        known: files.map(|files| {
            let names = files.iter().map(|file| whole(&file.to_string_lossy()));
            names.collect()
        }),
        manifest: Manifest::default(),
        problems: Vec::new(),
    };
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(b';')
        .has_headers(false)
        .flexible(true)
        .from_reader(bytes);
    let mut columns: Option<Vec<Option<&'static str>>> = None;
    let mut header_width = 0;
    for record in reader.records() {
        let Ok(record) = record else { continue };
        let offset = record.position().map_or(0, |p| p.byte() as usize);
        // The position is where the previous record ended; blank lines may follow it.
        let offset =
            offset + text[offset..].len() - text[offset..].trim_start_matches(['\r', '\n']).len();
        let cells = cells(&record, offset);
        match &columns {
            None => {
                header_width = cells.len();
                columns = Some(rows.header(&cells));
            }
            Some(_) if cells.iter().all(|(_, cell)| cell.is_empty()) => {}
            Some(names) => {
                if cells.len() > header_width {
                    let (at, _) = cells[header_width];
                    rows.report(
                        at..at + 1,
                        ProblemKind::FieldCount {
                            expected: header_width,
                            found: cells.len(),
                        },
                    );
                } else {
                    rows.row(names, &cells);
                }
            }
        }
    }
    if columns.is_none() {
        rows.report(
            0..0,
            ProblemKind::Missing {
                name: COLUMNS.join(";"),
            },
        );
    }
    if rows.problems.is_empty() {
        return Ok(rows.manifest);
    }
    let comma = rows
        .problems
        .iter()
        .any(|p| p.kind == ProblemKind::CommaDelimited);
    rows.problems
        .retain(|p| !comma || p.kind == ProblemKind::CommaDelimited);
    rows.problems.sort_by_key(|p| (p.line, p.column));
    Err(rows.problems)
}

/// The cells of a record with their byte offsets (exact where no cell is quoted).
fn cells(record: &csv::StringRecord, offset: usize) -> Vec<(usize, String)> {
    let mut at = offset;
    record
        .iter()
        .map(|cell| {
            let start = at + (cell.len() - cell.trim_start().len());
            at += cell.len() + 1;
            (start, cell.trim().to_owned())
        })
        .collect()
}

struct Rows<'s> {
    source: Source<'s>,
    files: Option<&'s [PathBuf]>,
    fetched: &'s Fetched,
    /// Their names, as [`whole`] has them.
    known: Option<FxHashSet<String>>,
    manifest: Manifest,
    problems: Vec<Problem>,
}

impl Rows<'_> {
    fn report(&mut self, span: std::ops::Range<usize>, kind: ProblemKind) {
        self.problems.push(self.source.problem(span, kind));
    }

    fn header(&mut self, cells: &[(usize, String)]) -> Vec<Option<&'static str>> {
        if let [(at, cell)] = cells
            && cell.contains(',')
        {
            self.report(*at..at + cell.len(), ProblemKind::CommaDelimited);
            return vec![None];
        }
        let mut names: Vec<Option<&'static str>> = Vec::new();
        for (at, cell) in cells {
            let found = COLUMNS
                .into_iter()
                .find(|name| *name == cell.to_lowercase());
            if found.is_none() {
                self.report(
                    *at..at + cell.len(),
                    ProblemKind::UnknownName {
                        name: cell.clone(),
                        near: nearest(cell, COLUMNS),
                    },
                );
            } else if names.contains(&found) {
                self.report(
                    *at..at + cell.len(),
                    ProblemKind::Duplicate { name: cell.clone() },
                );
            }
            names.push(found);
        }
        names
    }

    fn row(&mut self, names: &[Option<&'static str>], cells: &[(usize, String)]) {
        let get = |name: &str| {
            let index = names.iter().position(|n| *n == Some(name))?;
            cells.get(index).filter(|(_, cell)| !cell.is_empty())
        };
        let role = get("nivå").and_then(|cell| self.role(cell));
        let status = get("status").map(|cell| self.choice(cell, &STATUSES));
        let period = get("periode").and_then(|cell| self.period(cell));
        let adopted = get("vedtatt").and_then(|cell| self.date(cell));
        let searched = get("søkt dato").and_then(|cell| self.date(cell));
        let language = get("språk").and_then(|cell| self.choice(cell, &LANGUAGES));
        let text = |name| get(name).map(|(_, cell)| cell.clone());
        let title = text("tittel");
        let address = get("adresse");
        let mut file = None;
        if let Some(cell) = get("fil") {
            file = self.file(cell, address.is_some());
            if file.is_none() {
                return;
            }
        }
        let row_start = cells.first().map_or(0, |(at, _)| *at);
        let municipality = text("kommune");
        if let Some(cell) = address {
            if file.is_none() && municipality.is_none() {
                self.missing(row_start, "kommune");
            }
            let Some(address) = self.address(cell) else {
                return;
            };
            let whose = municipality.as_deref().unwrap_or_default();
            file = file.or_else(|| self.fetched.file_of(address.as_str(), whose));
            self.manifest.wanted.push(Wanted {
                line: self.source.line(row_start),
                address,
                file: file.clone(),
                municipality: municipality.clone(),
                role: role.clone(),
                title: title.clone(),
            });
        }
        if let Some(file) = file {
            // Of several rows about one file the last holds.
            let place = self.manifest.overrides.len();
            let name = whole(&file.to_string_lossy());
            self.manifest.by_file.insert(name, place);
            self.manifest.overrides.push(Override {
                file,
                municipality,
                role,
                title,
                period,
                adopted,
                case: text("sak"),
                status: status.flatten().flatten(),
                language,
            });
        } else if address.is_none() {
            if municipality.is_none() {
                self.missing(row_start, "kommune");
            }
            if get("nivå").is_none() {
                self.missing(row_start, "nivå");
            }
            self.searched(municipality, role, searched, text("søkt hvor").as_deref());
        }
    }

    /// Takes in a plan that was searched for and not found.
    fn searched(
        &mut self,
        municipality: Option<String>,
        role: Option<Role>,
        date: Option<Date>,
        place: Option<&str>,
    ) {
        if let (Some(municipality), Some(Role::Plan(levels))) = (municipality, role) {
            let rows = levels.into_iter().map(|level| NotFound {
                municipality: municipality.clone(),
                level,
                date,
                place: place.map(str::to_owned),
            });
            self.manifest.not_found.extend(rows);
        }
    }

    fn missing(&mut self, at: usize, name: &str) {
        let name = name.to_owned();
        self.report(at..at + 1, ProblemKind::Missing { name });
    }

    /// The file of a row: one that is there, or one that is to be fetched.
    fn file(&mut self, (at, cell): &(usize, String), has_address: bool) -> Option<PathBuf> {
        let file = cell.replace('\\', "/");
        let span = *at..at + file.len();
        if has_address && !name::is_inside(&file) {
            self.report(span, ProblemKind::OutsideCorpus { value: file });
            return None;
        }
        let is_known = |known: &FxHashSet<String>| known.contains(&whole(&file));
        if has_address || self.known.as_ref().is_none_or(is_known) {
            return Some(PathBuf::from(file));
        }
        let names: Vec<String> = self
            .files
            .unwrap_or_default()
            .iter()
            .map(|f| f.to_string_lossy().into_owned())
            .collect();
        let near = nearest(&file, names.iter().map(String::as_str));
        self.report(span, ProblemKind::NoSuchFile { value: file, near });
        None
    }

    fn address(&mut self, (at, cell): &(usize, String)) -> Option<Url> {
        let address = wanted::address(cell);
        if address.is_none() {
            let value = cell.clone();
            self.report(*at..at + cell.len(), ProblemKind::BadAddress { value });
        }
        address
    }

    fn role(&mut self, (at, cell): &(usize, String)) -> Option<Role> {
        let role = Role::named(cell);
        if role.is_none() {
            let possible = Role::names();
            let near = nearest(cell, possible.iter().map(String::as_str));
            self.report(
                *at..at + cell.len(),
                ProblemKind::UnknownValue {
                    value: cell.clone(),
                    near,
                    possible,
                },
            );
        }
        role
    }

    fn choice<T: Clone>(&mut self, (at, cell): &(usize, String), known: &[(&str, T)]) -> Option<T> {
        let found = known
            .iter()
            .find(|(name, _)| *name == cell.to_lowercase())
            .map(|(_, value)| value.clone());
        if found.is_none() {
            let near = nearest(cell, known.iter().map(|(name, _)| *name));
            let possible = known.iter().map(|(name, _)| (*name).to_owned()).collect();
            self.report(
                *at..at + cell.len(),
                ProblemKind::UnknownValue {
                    value: cell.clone(),
                    near,
                    possible,
                },
            );
        }
        found
    }

    fn period(&mut self, (at, cell): &(usize, String)) -> Option<Period> {
        let single = || {
            cell.parse::<i16>()
                .ok()
                .filter(|year| (1900..2200).contains(year))
                .map(|year| Period {
                    from: year,
                    to: year,
                })
        };
        let period = period_in(cell).or_else(single);
        if period.is_none() {
            self.report(
                *at..at + cell.len(),
                ProblemKind::BadPeriod {
                    value: cell.clone(),
                },
            );
        }
        period
    }

    fn date(&mut self, (at, cell): &(usize, String)) -> Option<Date> {
        let date = cell.parse::<Date>().ok().or_else(|| first_date(cell));
        if date.is_none() {
            self.report(
                *at..at + cell.len(),
                ProblemKind::BadDate {
                    value: cell.clone(),
                },
            );
        }
        date
    }
}

/// A path as it is compared: with `/`, and letters and their marks as one character.
pub(super) fn whole(path: &str) -> String {
    path.replace('\\', "/").nfc().collect()
}

impl Manifest {
    /// What is stated about a file of the corpus.
    pub fn stated(&self, file: &Path) -> Option<&Override> {
        if self.by_file.is_empty() {
            return None;
        }
        let place = self.by_file.get(&whole(&file.to_string_lossy()))?;
        self.overrides.get(*place)
    }

    /// Takes in what is stated of a file elsewhere; what a row says of it already holds.
    pub fn state(&mut self, stated: Override) {
        let name = whole(&stated.file.to_string_lossy());
        let Some(place) = self.by_file.get(&name) else {
            self.by_file.insert(name, self.overrides.len());
            self.overrides.push(stated);
            return;
        };
        let row = &mut self.overrides[*place];
        row.municipality = row.municipality.take().or(stated.municipality);
        row.role = row.role.take().or(stated.role);
    }

    /// The plans with an address that are not among the files of the corpus, as they are shown.
    pub(super) fn unfetched(&self, files: &[PathBuf]) -> Vec<PathBuf> {
        let there: FxHashSet<String> = files.iter().map(|f| whole(&f.to_string_lossy())).collect();
        let is_there = |file: &PathBuf| there.contains(&whole(&file.to_string_lossy()));
        let missing = self
            .wanted
            .iter()
            .filter(|row| !row.file.as_ref().is_some_and(is_there));
        missing.map(Wanted::shown).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files() -> Vec<PathBuf> {
        vec![PathBuf::from("Vågan/plan.pdf")]
    }

    #[test]
    fn overrides_and_searches_are_read() {
        let text = "\u{feff}fil;kommune;nivå;periode;vedtatt;status;søkt dato;søkt hvor\nVågan/plan.pdf;;bolig;2024-2032;18.3.2024;vedtatt;;\n\n;Vågan;Folkehelse;;;ikke funnet;2026-11-02;vagan.kommune.no\n";
        let manifest = parse(
            Path::new("plans.csv"),
            text.as_bytes(),
            Some(&files()),
            &Fetched::default(),
        )
        .expect("a valid file");
        assert_eq!(
            manifest.overrides[0].role,
            Some(Role::Plan(vec![PlanLevel::Bolig]))
        );
        assert_eq!(manifest.overrides[0].status, Some(Status::Adopted));
        assert_eq!(manifest.not_found[0].level, PlanLevel::Folkehelse);
        assert_eq!(
            manifest.not_found[0].date.map(|d| d.to_string()).as_deref(),
            Some("2026-11-02")
        );
    }

    #[test]
    fn a_row_with_an_address_is_no_plan_that_was_not_found() {
        let text = "fil;kommune;nivå;adresse\nVågan/ny.pdf;;bolig;https://vagan.kommune.no/1\n;Vågan;helse;https://vagan.kommune.no/plan.pdf\n";
        let (path, none) = (Path::new("plans.csv"), Fetched::default());
        let manifest = parse(path, text.as_bytes(), Some(&files()), &none).expect("a valid file");
        assert_eq!(manifest.not_found, []);
        let shown = manifest.unfetched(&files());
        assert_eq!(shown, ["Vågan/ny.pdf", "Vågan/plan.pdf"].map(PathBuf::from));
        assert_eq!(manifest.wanted[1].line, 3);
        let text =
            "fil;adresse\n../ny.pdf;https://vagan.kommune.no/1\nVågan/ny.pdf;vagan.kommune.no\n";
        let problems =
            parse(path, text.as_bytes(), Some(&files()), &none).expect_err("two mistakes");
        let kinds: Vec<&ProblemKind> = problems.iter().map(|problem| &problem.kind).collect();
        assert!(matches!(
            kinds[..],
            [
                ProblemKind::OutsideCorpus { .. },
                ProblemKind::BadAddress { .. }
            ]
        ));
    }

    #[test]
    fn all_mistakes_are_told_with_their_place() {
        let text = "fil;kommunne;nivå;status\nVågan/plann.pdf;;bolig;vedtatt\nVågan/plan.pdf;;bollig;vedtat\n";
        let problems = parse(
            Path::new("plans.csv"),
            text.as_bytes(),
            Some(&files()),
            &Fetched::default(),
        )
        .expect_err("four mistakes");
        let places: Vec<(usize, usize)> = problems.iter().map(|p| (p.line, p.column)).collect();
        assert_eq!(places, [(1, 5), (2, 1), (3, 17), (3, 24)]);
        assert!(
            matches!(&problems[1].kind, ProblemKind::NoSuchFile { near: Some(near), .. } if near == "Vågan/plan.pdf")
        );
        assert!(
            matches!(&problems[2].kind, ProblemKind::UnknownValue { near: Some(near), .. } if near == "bolig")
        );
    }
}

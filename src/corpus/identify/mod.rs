//! Whose plan a document is, of which level, for which years and with which status: read from its first pages and its name.
//!
//! The file name is never enough (some are a bare UUID), the title page seldom wrong; each finding keeps the line it was read from.
//! Patterns: METHOD B4. A person overrules all of it in `plans.csv`.

mod dates;
mod kind;
mod standing;
mod title;

use std::path::Path;
use std::sync::LazyLock;

use jiff::civil::Date;
use regex::Regex;
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

pub use self::dates::{Period, first_date, period_in};
pub use self::kind::{is_missing_page, is_part, is_search, links_to_a_plan};
pub use self::title::TITLE_LENGTH;
use super::language::{Language, Tally};
use super::level::{NotAPlan, OtherPlan, PlanLevel, Role};

/// A line of the first pages with the size of its letters.
#[derive(Clone, Copy, Debug)]
pub struct TitleLine<'t> {
    /// Page from 1.
    pub page: u32,
    /// The text of the block.
    pub text: &'t str,
    /// Font size in points, 0 where unknown.
    pub size: f32,
    /// Whether it is a sentence of a longer text, not a line of its own.
    pub prose: bool,
}

/// What identification reads.
pub struct FirstPages<'t> {
    /// Blocks of the first [`PAGES`] pages without headers, footers and contents lists.
    pub lines: Vec<TitleLine<'t>>,
    /// Title in the metadata.
    pub metadata_title: Option<&'t str>,
    /// Text of all pages.
    pub texts: Vec<&'t str>,
    /// What the words of all pages tell of the language.
    pub tally: Tally,
}

impl FirstPages<'_> {
    /// The title page: the first with text, for covers that are pictures. From 1.
    pub fn title_page(&self) -> u32 {
        self.lines.first().map_or(1, |line| line.page)
    }
}

/// Pages that are read for identification.
pub const PAGES: usize = 3;

/// What a document is, with the evidence.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Identity {
    /// What it is to the matrix.
    pub role: Role,
    /// The title says «kommuneplan» and not which part: the part was told by the words of the text.
    pub part_guessed: bool,
    /// Its title, as printed or from the file name.
    pub title: String,
    /// Years it is for.
    pub period: Option<Period>,
    /// Day it was adopted.
    pub adopted: Option<Date>,
    /// Case number of the adoption.
    pub case: Option<String>,
    /// What the first pages say of its standing.
    pub status: Status,
    /// Written language, where there is text enough to tell.
    pub language: Option<Language>,
    /// Where each of these was read.
    pub evidence: Vec<Evidence>,
}

/// Standing of a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Adopted, and not known to have run out.
    Adopted,
    /// Out for hearing.
    Hearing,
    /// A draft or proposal.
    Draft,
    /// It was adopted after the day that is asked about.
    Later,
    /// Its period is over.
    Expired,
    /// The first pages do not say.
    Unknown,
}

/// One finding and where it was read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// What was found: `municipality`, `level`, `title`, `period`, `adopted`, `case`, `status`.
    pub field: Field,
    /// The line it was read from.
    pub text: String,
    /// Where that line stands.
    pub place: Place,
}

/// A field of the identity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// Whose plan it is.
    Municipality,
    /// Its level or kind.
    Level,
    /// Its title.
    Title,
    /// Its years.
    Period,
    /// The day of adoption.
    Adopted,
    /// The case number.
    Case,
    /// Its standing.
    Status,
}

/// Where something was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// A page, from 1.
    Page(u32),
    /// The file's name.
    FileName,
    /// A folder's name.
    Folder,
    /// The file's metadata.
    Metadata,
    /// `plans.csv`.
    Manifest,
}

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("the pattern is a constant that the tests compile")
}

/// Identifies a document by its first pages and its path within the corpus.
pub fn identify(path: &Path, pages: &FirstPages<'_>) -> Identity {
    let mut evidence = Vec::new();
    let name = file_words(path);
    let title = title::title(pages, &name, &mut evidence);
    let mut role = kind::role(&title, &name, path, pages, &mut evidence);
    let part_guessed = role == Role::OtherPlan(OtherPlan::Kommuneplan)
        && !pages.texts.is_empty()
        && kind::is_plain_kommuneplan(&title);
    if part_guessed {
        role = Role::Plan(vec![kind::part_of_kommuneplan(pages)]);
    }
    let (status, adopted, case) = standing::standing(pages, &name, &title, &mut evidence);
    let period = dates::period(&title, &name, pages, &mut evidence);
    let language = pages.tally.language();
    Identity {
        role,
        part_guessed,
        title,
        period,
        adopted,
        case,
        status,
        language,
        evidence,
    }
}

/// The words of a file name: «vedtatt-planstrategi_2024.pdf» → «vedtatt planstrategi 2024».
fn file_words(path: &Path) -> String {
    let stem = path
        .file_stem()
        .map(|s| s.to_string_lossy().nfc().collect::<String>())
        .unwrap_or_default();
    let spaced: String = stem
        .chars()
        .map(|c| if matches!(c, '_' | '+') { ' ' } else { c })
        .collect();
    // Hyphens part words too, but not the years of a period.
    let mut out = String::with_capacity(spaced.len());
    let characters: Vec<char> = spaced.chars().collect();
    for (i, &c) in characters.iter().enumerate() {
        let digit = |j: Option<usize>| {
            j.and_then(|j| characters.get(j))
                .is_some_and(char::is_ascii_digit)
        };
        let keep = digit(i.checked_sub(1)) && digit(Some(i + 1));
        out.push(if c == '-' && !keep { ' ' } else { c });
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Words that make a title the name of a plan and not of a subject.
static PLAN_NOUN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)plan|strategi|program|melding|budsjett|samfunnsdel|arealdel|rapport|hensyn|omsyn")
});

/// Notes what was found in which line.
fn note(evidence: &mut Vec<Evidence>, field: Field, text: &str, place: Place) {
    let text = clip(text);
    evidence.push(Evidence { field, text, place });
}

fn clip(text: &str) -> String {
    const LONGEST: usize = 200;
    text.chars().take(LONGEST).collect()
}

impl Identity {
    /// What can be said of a file that could not be read: its name only.
    pub fn from_name(path: &Path) -> Self {
        identify(
            path,
            &FirstPages {
                lines: Vec::new(),
                metadata_title: None,
                texts: Vec::new(),
                tally: Tally::default(),
            },
        )
    }

    /// The document is a page that links to a plan.
    #[must_use]
    pub fn as_landing_page(mut self) -> Self {
        self.role = Role::NotAPlan(NotAPlan::Landingsside);
        self
    }

    /// Forms in which the document's own title stands in its text: whole, and without its years.
    pub fn own_titles(&self) -> Vec<String> {
        let bare = dates::PERIOD
            .replace_all(&self.title, "")
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
        let bare = bare.trim_matches(|c: char| !c.is_alphanumeric()).to_owned();
        let mut titles = vec![self.title.clone()];
        // One word alone («boligplan») is a word of the language, two name this plan.
        if bare != self.title && bare.split_whitespace().count() >= 2 {
            titles.push(bare);
        }
        titles.retain(|title| title.split_whitespace().count() >= 2 && PLAN_NOUN.is_match(title));
        titles
    }

    /// The period of the title page and that of the file name, where they differ: for a person to choose.
    pub fn period_conflict(&self, path: &Path) -> Option<(Period, Period)> {
        let named = period_in(&file_words(path))?;
        self.period
            .filter(|&printed| printed != named)
            .map(|printed| (printed, named))
    }

    /// Whether a person stated the status in `plans.csv`: then no year overrules it.
    fn status_is_stated(&self) -> bool {
        let stated = |e: &Evidence| e.field == Field::Status && e.place == Place::Manifest;
        self.evidence.iter().any(stated)
    }

    /// Status on a given day as a plan of one level: the budget of a combined plan is over after its first year.
    pub fn status_as(&self, level: PlanLevel, day: Date) -> Status {
        let first_year = self.period.map(|period| period.from);
        let over = level == PlanLevel::Budsjett && first_year.is_some_and(|year| year < day.year());
        match self.status_on(day) {
            Status::Adopted | Status::Unknown if over && !self.status_is_stated() => {
                Status::Expired
            }
            status => status,
        }
    }

    /// Status on a given day: an adopted plan whose years are over has expired.
    pub fn status_on(&self, day: Date) -> Status {
        if self.status_is_stated() || !matches!(self.status, Status::Adopted | Status::Unknown) {
            return self.status;
        }
        if self.adopted.is_some_and(|adopted| adopted > day) {
            return Status::Later;
        }
        // Plans beside the matrix, such as zoning plans, hold until they are replaced.
        let usual = self.role.levels().iter().map(|l| l.usual_years()).max();
        let over = match (self.period, self.adopted, usual) {
            (Some(period), ..) => period.to < day.year(),
            (None, Some(adopted), Some(years)) => adopted.year() + years < day.year(),
            _ => false,
        };
        if over { Status::Expired } else { self.status }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first_page(lines: &[(&str, f32)]) -> Identity {
        let lines = lines
            .iter()
            .map(|&(text, size)| TitleLine {
                page: 1,
                text,
                size,
                prose: false,
            })
            .collect();
        identify(
            Path::new("x/dokument.pdf"),
            &FirstPages {
                lines,
                metadata_title: None,
                texts: Vec::new(),
                tally: Tally::default(),
            },
        )
    }

    #[test]
    fn dates_as_plans_write_them() {
        let cases = [
            ("vedtatt 15.12.2022", "2022-12-15"),
            ("Vedteken 20.11.24", "2024-11-20"),
            ("5.sept.-24", "2024-09-05"),
            ("15. mai 2024 sak 80/24", "2024-05-15"),
            ("12.06.18", "2018-06-12"),
            ("vedteke av k styret 07052020", "2020-05-07"),
        ];
        for (text, wanted) in cases {
            assert_eq!(
                first_date(text).map(|d| d.to_string()).as_deref(),
                Some(wanted),
                "{text}"
            );
        }
        assert_eq!(first_date("sak 80/24"), None);
    }

    #[test]
    fn a_title_page_is_read() {
        let identity = first_page(&[
            ("Tromsø vil", 60.0),
            (
                "Kommuneplanens samfunnsdel med arealstrategi 2020 – 2032",
                28.0,
            ),
            ("Vedtatt av kommunestyret 17. juli 2020 sak 76/20", 12.0),
        ]);
        assert_eq!(identity.role.kind(), "samfunnsdel");
        assert_eq!(
            identity.period,
            Some(Period {
                from: 2020,
                to: 2032
            })
        );
        assert_eq!(
            identity.adopted.map(|d| d.to_string()).as_deref(),
            Some("2020-07-17")
        );
        assert_eq!(
            (identity.case.as_deref(), identity.status),
            (Some("sak 76/20"), Status::Adopted)
        );
        assert_eq!(
            identity.status_on(Date::constant(2033, 1, 1)),
            Status::Expired
        );
        assert_eq!(
            identity.status_on(Date::constant(2032, 12, 31)),
            Status::Adopted
        );
    }

    #[test]
    fn drafts_and_hearings_are_not_adopted() {
        let hearing = first_page(&[
            ("Boligplan 2024–2032", 30.0),
            ("Høringsutkast", 16.0),
            ("Vedtatt lagt ut på høring av formannskapet 8.9.2024", 10.0),
        ]);
        assert_eq!(hearing.status, Status::Hearing);
        let draft = first_page(&[("Kommunedirektørens forslag til økonomiplan 2026–2029", 30.0)]);
        assert_eq!(draft.status, Status::Draft);
        let after = first_page(&[
            ("Samfunnsdel 2020–2032", 30.0),
            (
                "Vedtatt av kommunestyret 1.6.2020 etter offentlig ettersyn",
                10.0,
            ),
            ("På høring våren 2020", 10.0),
        ]);
        assert_eq!(after.status, Status::Adopted);
    }

    #[test]
    fn short_periods_and_budgets() {
        assert_eq!(
            period_in("samfunnsdel 2018-30"),
            Some(Period {
                from: 2018,
                to: 2030
            })
        );
        assert_eq!(
            first_page(&[("Årsbudsjett 2026", 30.0)]).period,
            Some(Period {
                from: 2026,
                to: 2026
            })
        );
        assert_eq!(period_in("sak 2018/12"), None);
    }
}

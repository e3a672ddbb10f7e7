//! Whose plan a document is, of which level, for which years and with which status: read from its first pages and its name.
//!
//! The file name is never enough (some are a bare UUID), the title page seldom wrong; each finding keeps the line it was read from.
//! Patterns: METHOD B4. A person overrules all of it in `plans.csv`.

use std::path::Path;
use std::sync::LazyLock;

use jiff::civil::Date;
use regex::Regex;
use serde::{Deserialize, Serialize};

use super::language::{self, Language};
use super::level::{self, NotAPlan, OtherPlan, PlanLevel, Role};

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
    /// Text of all pages, for the language.
    pub texts: Vec<&'t str>,
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

/// Years from–to, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Period {
    /// First year.
    pub from: i16,
    /// Last year.
    pub to: i16,
}

impl std::fmt::Display for Period {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.from == self.to {
            write!(f, "{}", self.from)
        } else {
            write!(f, "{}–{}", self.from, self.to)
        }
    }
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

static PERIOD: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\b((?:19|20)\d{2})\s?[-–—_/]\s?((?:19|20)\d{2}|\d{2})\b"));
static YEAR: LazyLock<Regex> = LazyLock::new(|| pattern(r"\b(20\d{2})\b"));
static NUMERIC_DATE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\b(\d{1,2})[./](\d{1,2})[./-]?\s?(\d{4}|\d{2})\b"));
static WRITTEN_DATE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(\d{1,2})\.?\s?-?(januar|februar|mars|april|mai|juni|juli|august|september|oktober|november|desember|jan|feb|mar|apr|jun|jul|aug|sept|sep|okt|nov|des)\.?[\s-]*(\d{4}|\d{2})\b",
    )
});
static COMPACT_DATE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?:^|\D)(\d{2})(\d{2})(20\d{2})(?:\D|$)"));
static CASE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b((?:PS|KS|KST|K|F)[- ]?(?:sak)?\.?:?\s?(?:nr\.?\s?)?\d{1,3}/\d{2,4}|sak(?:snr)?\.?:?\s?(?:nr\.?\s?)?\d{1,4}/\d{2,4})",
    )
});
static ADOPTED: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)\b(ved(tatt|teken|teke|tok|tak)|(eigen|egen)?godkjen(t|ning))"));
static COUNCIL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)kommunestyr|bystyr|herad|k-?styret|\bKS\b|\bKST\b|\bPS\b|kommunest\.")
});
static HEARING: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)hø(y)?rings?[- ]?(utkast|utgave|utgåve|forslag|framlegg|versjon|dokument|eksemplar)|offent[l]?[ei]g ettersyn|(til|på|ut på) hø(y)?ring|hø(y)?ringsfrist",
    )
});
/// In running text only words that say it of the plan itself.
static PROSE_HEARING: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^hø(y)?ring av|hø(y)?ringsfrist|(lagt|sendt|er) (ut )?(på|til) (hø(y)?ring|offentl?[ei]g ettersyn)|forslag[^.]{0,40}offentl?[ei]g ettersyn",
    )
});
static PROSE_ADOPTED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^\W*(ved(tatt|teken|teke)|godkjent)|^(denne |dette )?\w*(planen|strategien|dokumentet|programmet) (ble|vart|blei|er|har vært) (\w+ ){0,2}(ved(tatt|teken|teke)|godkjent)",
    )
});
static PROPOSED: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)^(\S+ )?(forslag|utkast|framlegg) til \w"));
/// «Vedtatt lagt ut på høring»: what was adopted is the hearing.
static SENT_OUT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)(lagt|sendt|legge|legges|sende|sendes|utlagt)\s+(ut\s+)?(på|til|for)\s+(hø(y)?ring|offent)",
    )
});
static DRAFT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(utkast|framlegg|arbeidsutgave|arbeidsdokument)\b|\bforslag\b|budsjettforslag|(rådmannens|kommunedirektørens|kommunedirektøren sitt) (forslag|framlegg)",
    )
});

/// Identifies a document by its first pages and its path within the corpus.
pub fn identify(path: &Path, pages: &FirstPages<'_>) -> Identity {
    let mut evidence = Vec::new();
    let name = file_words(path);
    let title = title(pages, &name, &mut evidence);
    let mut role = role(&title, &name, path, pages, &mut evidence);
    let part_guessed = role == Role::OtherPlan(OtherPlan::Kommuneplan) && !pages.texts.is_empty();
    if part_guessed {
        role = Role::Plan(vec![part_of_kommuneplan(pages)]);
    }
    let (status, adopted, case) = standing(pages, &name, &title, &mut evidence);
    let period = period(&title, &name, pages, &mut evidence);
    let language = language::detect(pages.texts.iter().copied());
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
        .map(|s| s.to_string_lossy().into_owned())
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

/// A title is at most this many characters long; longer blocks are text.
pub const TITLE_LENGTH: usize = 160;

/// Whether a line can be (part of) a title: short, no sentence, no numbered paragraph.
fn is_title_line(line: &TitleLine<'_>) -> bool {
    let text = line.text.trim();
    !line.prose
        && text.chars().count() <= TITLE_LENGTH
        && !text.ends_with('.')
        && !NUMBERED_PARAGRAPH.is_match(text)
}

static NUMBERED_PARAGRAPH: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^(§|\d+(\.\d+)+\.?\s|\d{1,2}\.\s|[•–-]\s)"));

/// The title: the line of the first page that names a kind of plan, a definite kind before a vague one and large letters before
/// small, with the lines of the same size that go on after it; else the largest line, else the metadata, else the file name.
fn title(pages: &FirstPages<'_>, name: &str, evidence: &mut Vec<Evidence>) -> String {
    let first_page: Vec<&TitleLine<'_>> =
        pages.lines.iter().filter(|line| line.page == 1).collect();
    let candidates = first_page
        .iter()
        .enumerate()
        .take(TITLE_LINES)
        .filter(|(_, line)| is_title_line(line) && !ADOPTED.is_match(line.text));
    let mut best: Option<(bool, f32, usize)> = None;
    for (index, line) in candidates {
        let Some(role) = level::from_title(line.text) else {
            continue;
        };
        let rank = (!role.is_vague(), line.size, index);
        if best.is_none_or(|(definite, size, _)| {
            (rank.0 && !definite) || (rank.0 == definite && rank.1 > size * 1.05)
        }) {
            best = Some(rank);
        }
    }
    let largest = first_page.iter().map(|line| line.size).fold(0.0, f32::max);
    let index = best.map(|(.., index)| index).or_else(|| {
        let lettered =
            |text: &str| text.chars().filter(|c| c.is_alphabetic()).count() >= FEWEST_LETTERS;
        first_page.iter().position(|line| {
            largest > 0.0
                && line.size >= largest * 0.95
                && is_title_line(line)
                && lettered(line.text)
        })
    });
    // «Temaplaner» on a page of links says less than «planstrategi-2024.pdf».
    let definite = best.is_some_and(|(definite, ..)| definite);
    let named = level::from_title(name).is_some_and(|role| !role.is_vague());
    if let Some(index) = index.filter(|_| definite || !named || largest > 0.0) {
        let title = whole_title(&first_page, index, pages);
        evidence.push(Evidence {
            field: Field::Title,
            text: title.clone(),
            place: Place::Page(1),
        });
        return title;
    }
    if let Some(title) = pages
        .metadata_title
        .filter(|title| level::from_title(title).is_some())
    {
        evidence.push(Evidence {
            field: Field::Title,
            text: title.to_owned(),
            place: Place::Metadata,
        });
        return title.trim().to_owned();
    }
    evidence.push(Evidence {
        field: Field::Title,
        text: name.to_owned(),
        place: Place::FileName,
    });
    name.to_owned()
}

/// Letters a line must have to be a title for its size alone: less is a map's north arrow or a chapter's number.
const FEWEST_LETTERS: usize = 8;
/// Lines from the top of the first page among which the title is sought.
const TITLE_LINES: usize = 14;

/// The line at `index` and those after it that continue the title: of the same size, larger than the text.
fn whole_title(first_page: &[&TitleLine<'_>], index: usize, pages: &FirstPages<'_>) -> String {
    let mut title = first_page[index].text.trim().to_owned();
    let size = first_page[index].size;
    let smallest = pages
        .lines
        .iter()
        .map(|line| line.size)
        .fold(f32::MAX, f32::min);
    for next in &first_page[index + 1..] {
        let text = next.text.trim();
        let unfinished = title.ends_with([',', '–', '-', ':']);
        let same_size = (next.size - size).abs() < 0.03 * size && size > smallest * 1.15;
        let other_matter = ADOPTED.is_match(text)
            || HEARING.is_match(text)
            || DRAFT.is_match(text)
            || text.to_lowercase().ends_with(" kommune");
        if !(same_size || unfinished)
            || other_matter
            || !is_title_line(next)
            || title.chars().count() + text.chars().count() > TITLE_LENGTH
        {
            break;
        }
        let broken_years =
            title.ends_with(['–', '-']) && text.starts_with(|c: char| c.is_ascii_digit());
        title = if broken_years {
            title + text
        } else {
            format!("{title} {text}")
        };
    }
    title
        .trim_end_matches([',', '–', ':'])
        .trim_end()
        .to_owned()
}

fn role(
    title: &str,
    name: &str,
    path: &Path,
    pages: &FirstPages<'_>,
    evidence: &mut Vec<Evidence>,
) -> Role {
    let folder = path
        .parent()
        .and_then(Path::file_name)
        .map(|f| f.to_string_lossy().into_owned())
        .unwrap_or_default();
    let mut sources: Vec<(&str, Place)> = Vec::new();
    if evidence
        .iter()
        .any(|e| e.field == Field::Title && e.place != Place::FileName)
    {
        sources.push((title, Place::Page(1)));
    }
    sources.push((name, Place::FileName));
    sources.extend(
        pages
            .lines
            .iter()
            .filter(|l| l.page == 1 && is_title_line(l))
            .take(TITLE_LINES)
            .map(|line| (line.text, Place::Page(1))),
    );
    sources.extend(pages.metadata_title.map(|t| (t, Place::Metadata)));
    sources.push((&folder, Place::Folder));
    if let Some((index, role)) = level::from_sources(sources.iter().map(|(text, _)| *text)) {
        evidence.push(Evidence {
            field: Field::Level,
            text: sources[index].0.to_owned(),
            place: sources[index].1,
        });
        return role;
    }
    if let Some(line) = pages
        .lines
        .first()
        .filter(|line| CASE_PAPER.is_match(line.text))
    {
        evidence.push(Evidence {
            field: Field::Level,
            text: clip(line.text),
            place: Place::Page(line.page),
        });
        return Role::NotAPlan(NotAPlan::Saksframlegg);
    }
    if let Some(line) = pages.lines.iter().find(|l| ZONING.is_match(l.text)) {
        evidence.push(Evidence {
            field: Field::Level,
            text: clip(line.text),
            place: Place::Page(line.page),
        });
        return Role::OtherPlan(OtherPlan::Reguleringsplan);
    }
    Role::OtherPlan(OtherPlan::Ukjent)
}

/// The part of a kommuneplan whose title does not say it: the land-use part speaks of provisions and zones on every page, the
/// social part hardly ever.
fn part_of_kommuneplan(pages: &FirstPages<'_>) -> PlanLevel {
    /// Such words per 1 000 words: the land-use parts we have read have 5–15, the social parts below 0,5.
    const LAND_USE: usize = 3;
    let words: usize = pages
        .texts
        .iter()
        .map(|text| text.split_whitespace().count())
        .sum();
    let land_use: usize = pages
        .texts
        .iter()
        .map(|text| LAND_USE_WORDS.find_iter(text).count())
        .sum();
    if land_use * 1000 > LAND_USE * words.max(1) {
        PlanLevel::Arealdel
    } else {
        PlanLevel::Samfunnsdel
    }
}

static LAND_USE_WORDS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)bestemmelse|føresegn|hensynssone|omsynssone|arealformål|arealføremål|byggegrense|plankart",
    )
});

/// A text that presents itself as a case paper.
static CASE_PAPER: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)^\W*(saksfr[ae]m(legg|stilling)|særutskrift|saksutredning)"));

/// Words of zoning provisions, for plans whose first page carries no title.
static ZONING: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)reguleringsplan|reguleringsbestemmelse|regulert til|(pbl\.?|plan- og bygningsloven)\s*§+\s*12-|detaljregulering",
    )
});

/// Words of web pages that present a plan and link to it.
static LINKS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)last ned|les (mer|meir)\b|klikk (her|på)|https?://|www\.|\.pdf\b|sist (endret|oppdatert|endra)|publisert \d|vedlegg:|lenke|lenkje|kontakt oss|gå til",
    )
});

/// Whether a short text speaks as a page that links to a plan: it names links, and has at most two pages.
pub fn links_to_a_plan(pages: &FirstPages<'_>) -> bool {
    pages.texts.len() <= 2 && pages.texts.iter().any(|text| LINKS.is_match(text))
}

fn clip(text: &str) -> String {
    const LONGEST: usize = 200;
    text.chars().take(LONGEST).collect()
}

/// Status, day of adoption and case number.
fn standing(
    pages: &FirstPages<'_>,
    name: &str,
    title: &str,
    evidence: &mut Vec<Evidence>,
) -> (Status, Option<Date>, Option<String>) {
    let early: Vec<&TitleLine<'_>> = pages.lines.iter().filter(|line| line.page <= 2).collect();
    let adoption = early.iter().enumerate().find_map(|(index, line)| {
        let (date, case) = adoption(line)?;
        // «Kommunestyrets vedtak:» with the date on the line below.
        let below = || {
            early
                .get(index + 1)
                .filter(|_| line.text.trim_end().ends_with(':'))
                .and_then(|next| first_date(next.text))
        };
        Some((*line, date.or_else(below), case))
    });
    let hearing = early.iter().filter(|line| line.page == 1).find(|line| {
        let pattern = if line.prose { &PROSE_HEARING } else { &HEARING };
        pattern.is_match(line.text)
    });
    // What the council has adopted stands, even if its title page also tells of the hearing before it.
    if let Some(line) = hearing.filter(|_| {
        adoption
            .as_ref()
            .is_none_or(|(line, ..)| !COUNCIL.is_match(line.text))
    }) {
        evidence.push(Evidence {
            field: Field::Status,
            text: clip(line.text),
            place: Place::Page(line.page),
        });
        return (Status::Hearing, None, None);
    }
    if let Some((line, date, case)) = adoption {
        let found = [
            (Field::Status, true),
            (Field::Adopted, date.is_some()),
            (Field::Case, case.is_some()),
        ];
        for (field, _) in found.into_iter().filter(|(_, found)| *found) {
            evidence.push(Evidence {
                field,
                text: clip(line.text),
                place: Place::Page(line.page),
            });
        }
        return (Status::Adopted, date, case);
    }
    let stated = |text: &str| match text {
        text if HEARING.is_match(text) => Some(Status::Hearing),
        text if ADOPTED.is_match(text) => Some(Status::Adopted),
        text if DRAFT.is_match(text) => Some(Status::Draft),
        _ => None,
    };
    let sources = [(title, Place::Page(1)), (name, Place::FileName)];
    for (text, place) in sources {
        if let Some(status) = stated(text) {
            evidence.push(Evidence {
                field: Field::Status,
                text: text.to_owned(),
                place,
            });
            let date = (status == Status::Adopted)
                .then(|| first_date(text))
                .flatten();
            return (status, date, None);
        }
    }
    // A short presentation that begins «Forslag til …» presents a draft.
    let first = early.first().filter(|line| PROPOSED.is_match(line.text));
    if let Some(line) = first {
        evidence.push(Evidence {
            field: Field::Status,
            text: clip(line.text),
            place: Place::Page(line.page),
        });
        return (Status::Draft, None, None);
    }
    (Status::Unknown, None, None)
}

/// Date and case number of a line that says that the plan was adopted.
fn adoption(line: &TitleLine<'_>) -> Option<(Option<Date>, Option<String>)> {
    /// The date stands within this many characters of the word.
    const NEAR: usize = 120;
    let text = line.text;
    if line.prose && !PROSE_ADOPTED.is_match(text) {
        return None;
    }
    let word = ADOPTED.find(text).filter(|_| !SENT_OUT.is_match(text))?;
    let near: String = text[word.start()..].chars().take(NEAR).collect();
    let date = first_date(&near);
    let case = CASE.find(&near).map(|m| m.as_str().trim().to_owned());
    // «Vedtatt» alone may speak of another plan: a date, a case or the council must stand by it.
    let said_of_this = date.is_some() || case.is_some() || COUNCIL.is_match(text);
    said_of_this.then_some((date, case))
}

/// The first date in a text, in the ways Norwegian plans write them.
pub fn first_date(text: &str) -> Option<Date> {
    let mut found: Vec<(usize, Date)> = Vec::new();
    for captures in NUMERIC_DATE.captures_iter(text) {
        let at = captures.get(0).map_or(0, |m| m.start());
        found
            .extend(date(&captures[1], month_number(&captures[2])?, &captures[3]).map(|d| (at, d)));
    }
    for captures in WRITTEN_DATE.captures_iter(text) {
        let at = captures.get(0).map_or(0, |m| m.start());
        found.extend(
            month(&captures[2])
                .and_then(|m| date(&captures[1], m, &captures[3]))
                .map(|d| (at, d)),
        );
    }
    for captures in COMPACT_DATE.captures_iter(text) {
        let at = captures.get(0).map_or(0, |m| m.start());
        found.extend(
            month_number(&captures[2])
                .and_then(|m| date(&captures[1], m, &captures[3]))
                .map(|d| (at, d)),
        );
    }
    found
        .into_iter()
        .min_by_key(|&(at, _)| at)
        .map(|(_, date)| date)
}

fn month_number(text: &str) -> Option<i8> {
    text.parse().ok()
}

fn month(text: &str) -> Option<i8> {
    const MONTHS: [&str; 12] = [
        "jan", "feb", "mar", "apr", "mai", "jun", "jul", "aug", "sep", "okt", "nov", "des",
    ];
    let lower = text.to_lowercase();
    MONTHS
        .iter()
        .position(|m| lower.starts_with(m))
        .map(|i| i as i8 + 1)
}

fn date(day: &str, month: i8, year: &str) -> Option<Date> {
    let year: i16 = year.parse().ok()?;
    // «12.06.18»: plans are from this century, but a few still online are older.
    let year = if year >= 100 {
        year
    } else if year < 70 {
        2000 + year
    } else {
        1900 + year
    };
    Date::new(year, month, day.parse().ok()?).ok()
}

/// The years a text names as a period: «2022–2034», «2018-30».
pub fn period_in(text: &str) -> Option<Period> {
    PERIOD.captures_iter(text).find_map(|captures| {
        let from: i16 = captures[1].parse().ok()?;
        let to = &captures[2];
        let to: i16 = if to.len() == 2 {
            format!("{}{to}", &captures[1][..2]).parse().ok()?
        } else {
            to.parse().ok()?
        };
        (to > from && to - from <= 60).then_some(Period { from, to })
    })
}

fn period(
    title: &str,
    name: &str,
    pages: &FirstPages<'_>,
    evidence: &mut Vec<Evidence>,
) -> Option<Period> {
    let mut sources: Vec<(&str, Place)> = vec![(title, Place::Page(1))];
    let lines = pages
        .lines
        .iter()
        .filter(|l| l.page == 1 && is_title_line(l));
    let lines = lines.filter(|l| !ADOPTED.is_match(l.text));
    sources.extend(lines.map(|l| (l.text, Place::Page(1))));
    sources.push((name, Place::FileName));
    let found = sources
        .iter()
        .find_map(|&(text, place)| period_in(text).map(|period| (period, text, place)));
    // «Årsbudsjett 2026», «Budsjett 2026»: one year in the title is the period.
    let single = || {
        let year = |text: &str| YEAR.captures(text).and_then(|c| c[1].parse::<i16>().ok());
        let budget =
            |text: &str| level::from_title(text) == Some(Role::Plan(vec![PlanLevel::Budsjett]));
        [(title, Place::Page(1)), (name, Place::FileName)]
            .into_iter()
            .filter(|(text, _)| budget(text))
            .find_map(|(text, place)| year(text).map(|y| (Period { from: y, to: y }, text, place)))
    };
    let (period, text, place) = found.or_else(single)?;
    evidence.push(Evidence {
        field: Field::Period,
        text: text.to_owned(),
        place,
    });
    Some(period)
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
        let bare = PERIOD
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
        titles.retain(|title| title.split_whitespace().count() >= 2);
        titles
    }

    /// The title without years, if the period of the file name differs from that of the title page: both, for a person to choose.
    pub fn period_conflict(&self, path: &Path) -> Option<(Period, Period)> {
        let named = period_in(&file_words(path))?;
        self.period
            .filter(|&printed| printed != named)
            .map(|printed| (printed, named))
    }

    /// Status on a given day: an adopted plan whose years are over has expired.
    pub fn status_on(&self, day: Date) -> Status {
        if !matches!(self.status, Status::Adopted | Status::Unknown) {
            return self.status;
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

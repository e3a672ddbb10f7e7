//! The fields of a query: `kommune:Vågan`, `nivå:samfunnsdel`, `år:2020..2024` …

use crate::corpus::{Language, Municipality, Period, Status};
use crate::extract::Zone;

/// Names of the fields in bokmål, with the other names by which they are known.
pub const FIELDS: [(&str, &[&str]); 13] = [
    ("kommune", &["municipality"]),
    ("fylke", &["county"]),
    ("nivå", &["niva", "level"]),
    ("år", &["ar", "year"]),
    ("status", &[]),
    ("språk", &["sprak", "language"]),
    ("tittel", &["title"]),
    ("fil", &["file"]),
    ("sone", &["zone"]),
    ("seksjon", &["kapittel", "section"]),
    ("side", &["page"]),
    ("pakke", &["pack"]),
    ("ledd", &["ordledd", "part"]),
];

/// The zones by the names they have in a query.
pub const ZONES: [(&str, &[&str], Zone); 7] = [
    ("brødtekst", &["tekst", "brodtekst", "body"], Zone::Body),
    ("overskrift", &["heading"], Zone::Heading),
    ("tabell", &["table"], Zone::Table),
    ("fotnote", &["footnote"], Zone::Footnote),
    (
        "innholdsliste",
        &["innhold", "innhald", "contents"],
        Zone::Contents,
    ),
    (
        "topptekst",
        &["bunntekst", "botntekst", "header"],
        Zone::HeaderFooter,
    ),
    (
        "kildeliste",
        &["kilder", "kjeldeliste", "reference"],
        Zone::Reference,
    ),
];

/// Some of the zones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ZoneSet(u8);

impl ZoneSet {
    /// All of them.
    pub const ALL: ZoneSet = ZoneSet((1 << ZONES.len()) - 1);

    /// One of them.
    pub fn of(zone: Zone) -> Self {
        ZoneSet(1 << number(zone))
    }

    /// Those in either.
    #[must_use]
    pub fn or(self, other: ZoneSet) -> Self {
        ZoneSet(self.0 | other.0)
    }

    /// Those in both.
    #[must_use]
    pub fn and(self, other: ZoneSet) -> Self {
        ZoneSet(self.0 & other.0)
    }

    /// The others.
    #[must_use]
    pub fn others(self) -> Self {
        ZoneSet(!self.0 & ZoneSet::ALL.0)
    }

    /// Whether a zone is one of them.
    pub fn has(self, zone: Zone) -> bool {
        self.0 & (1 << number(zone)) != 0
    }
}

/// The number of a zone in [`ZONES`].
fn number(zone: Zone) -> usize {
    match zone {
        Zone::Body => 0,
        Zone::Heading => 1,
        Zone::Table => 2,
        Zone::Footnote => 3,
        Zone::Contents => 4,
        Zone::HeaderFooter => 5,
        Zone::Reference => 6,
    }
}

/// The zone of a name.
pub(super) fn zone(name: &str) -> Option<Zone> {
    let wanted = name.to_lowercase();
    let is = |(own, others, _): &&(&str, &[&str], Zone)| {
        *own == wanted || others.contains(&wanted.as_str())
    };
    ZONES.iter().find(is).map(|(_, _, zone)| *zone)
}

/// The name of a zone in a query.
pub(super) const fn zone_names() -> [&'static str; 7] {
    let mut names = [""; 7];
    let mut at = 0;
    while at < names.len() {
        names[at] = ZONES[at].0;
        at += 1;
    }
    names
}

/// What is asked of a document.
#[derive(Clone, Debug, PartialEq)]
pub enum FileTest {
    /// Whose it is: a municipality of the register or a folder's name.
    Municipality(Municipality),
    /// The county of its municipality.
    County(String),
    /// Its plan level or kind, by identifier.
    Level(String),
    /// A year of its period, or the year in which it was adopted, is from the first to the second.
    Years(i16, i16),
    /// Its standing on the day of the search.
    Status(Status),
    /// Adopted or unknown, and not expired.
    InForce,
    /// The language it is written in.
    Language(Language),
    /// Its title has these letters; a star stands for any.
    Title(Vec<String>),
    /// Its path in the corpus has these letters; a star stands for any.
    Path(Vec<String>),
}

/// The names of standings in a query.
pub(super) const STATUS: [(&str, Option<Status>); 9] = [
    ("gjeldende", None),
    ("gjeldande", None),
    ("vedtatt", Some(Status::Adopted)),
    ("vedteken", Some(Status::Adopted)),
    ("høring", Some(Status::Hearing)),
    ("høyring", Some(Status::Hearing)),
    ("utkast", Some(Status::Draft)),
    ("utløpt", Some(Status::Expired)),
    ("ukjent", Some(Status::Unknown)),
];

/// The names of languages in a query.
pub(super) const LANGUAGES: [(&str, Language); 5] = [
    ("nb", Language::Nb),
    ("nn", Language::Nn),
    ("blandet", Language::Mixed),
    ("samisk", Language::Sami),
    ("annet", Language::Other),
];

impl FileTest {
    /// Whether years from–to overlap what is asked.
    pub fn overlaps(asked: (i16, i16), period: Period) -> bool {
        period.from <= asked.1 && asked.0 <= period.to
    }

    /// Whether a text has all pieces, one after the other, in any case.
    pub fn has_pieces(text: &str, pieces: &[String]) -> bool {
        let lower = super::lower(text);
        let mut rest = &*lower;
        pieces.iter().all(|piece| {
            let found = rest.find(piece.as_str());
            found.is_some_and(|at| {
                rest = &rest[at + piece.len()..];
                true
            })
        })
    }
}

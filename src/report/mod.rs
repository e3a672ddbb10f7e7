//! One run, one file per format. A report renders; it computes nothing.

pub mod agreement;
pub mod anchors;
pub mod bulk;
pub mod calibration;
pub mod comparison;
pub mod counts;
pub mod csv;
pub mod decisions;
pub mod explain;
pub mod facts;
pub mod failures;
#[cfg(feature = "fetch")]
pub mod fetch;
pub mod groups;
pub mod html;
pub mod json;
pub mod letter;
pub mod lines;
pub mod lists;
pub mod marked;
pub mod method;
pub mod missing;
pub mod ocr;
pub mod packs;
#[cfg(feature = "parquet")]
pub mod parquet;
pub mod passages;
pub mod query;
pub mod search;
pub mod shown;
pub mod state;
pub mod terminal;
pub mod todo;
pub mod xlsx;

use std::path::Path;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

pub use self::shown::{Plans, Shown, escaped};
use crate::classify::{Bearing, Cell, Outcome, SetAsideReason};
use crate::corpus::{Field, Language, Place, PlanLevel, Role, Source, Status};
use crate::extract::{ReadError, Unread, Zone};
use crate::review::{CellName, Matrix, Reviewed};
use crate::run::{Document, Passage, Run};
use crate::terms::{Form, WhyNot};
use crate::wording::{Lang, Text};

/// Municipalities from which on they are rows: more columns do not fit a page.
pub const MANY_COLUMNS: usize = 9;

/// The outcomes in the order of the legend.
pub const OUTCOMES: [Outcome; 6] = [
    Outcome::Green,
    Outcome::Yellow,
    Outcome::Red,
    Outcome::NotFound,
    Outcome::Unreadable,
    Outcome::Unknown,
];

/// The name of a plan level.
pub fn level(level: PlanLevel, lang: Lang) -> &'static str {
    let text = match level {
        PlanLevel::Samfunnsdel => Text::LevelSamfunnsdel,
        PlanLevel::Arealdel => Text::LevelArealdel,
        PlanLevel::Okonomiplan => Text::LevelOkonomiplan,
        PlanLevel::Budsjett => Text::LevelBudsjett,
        PlanLevel::Bolig => Text::LevelBolig,
        PlanLevel::Oppvekst => Text::LevelOppvekst,
        PlanLevel::Folkehelse => Text::LevelFolkehelse,
        PlanLevel::Helse => Text::LevelHelse,
        PlanLevel::Planstrategi => Text::LevelPlanstrategi,
    };
    text.get(lang)
}

/// A shorter name, for narrow tables.
pub fn short_level(of: PlanLevel, lang: Lang) -> &'static str {
    match of {
        PlanLevel::Samfunnsdel => Text::ShortSamfunnsdel.get(lang),
        PlanLevel::Arealdel => Text::ShortArealdel.get(lang),
        PlanLevel::Okonomiplan => Text::ShortOkonomiplan.get(lang),
        PlanLevel::Budsjett => Text::ShortBudsjett.get(lang),
        PlanLevel::Bolig => Text::ShortBolig.get(lang),
        PlanLevel::Oppvekst => Text::ShortOppvekst.get(lang),
        PlanLevel::Folkehelse => Text::ShortFolkehelse.get(lang),
        PlanLevel::Helse => Text::ShortHelse.get(lang),
        PlanLevel::Planstrategi => level(of, lang),
    }
}

/// The name of a document's kind.
pub fn kind(role: &Role, lang: Lang) -> String {
    let text = match role.kind() {
        "kommunedelplan" => Text::KindKommunedelplan,
        "reguleringsplan" => Text::KindReguleringsplan,
        "kommuneplan" => Text::KindKommuneplan,
        "integrering" => Text::KindIntegrering,
        "temaplan" => Text::KindTemaplan,
        "planprogram" => Text::KindPlanprogram,
        "saksframlegg" => Text::KindSaksframlegg,
        "kunnskapsgrunnlag" => Text::KindKunnskapsgrunnlag,
        "rapport" => Text::KindRapport,
        "landingsside" => Text::KindLandingsside,
        _ => match role.levels() {
            [] => Text::KindUkjent,
            levels => {
                return levels
                    .iter()
                    .map(|l| level(*l, lang))
                    .collect::<Vec<_>>()
                    .join(" + ");
            }
        },
    };
    text.get(lang).to_owned()
}

/// Word of an outcome.
pub fn outcome(outcome: Outcome, lang: Lang) -> &'static str {
    let text = match outcome {
        Outcome::Green => Text::Green,
        Outcome::Yellow => Text::Yellow,
        Outcome::Red => Text::Red,
        Outcome::NotFound => Text::NotFound,
        Outcome::Unreadable => Text::Unreadable,
        Outcome::Unknown => Text::Unknown,
    };
    text.get(lang)
}

/// The title of a matrix.
pub fn matrix_title(run: &Run, lang: Lang) -> String {
    let text = if run.documents.is_empty() {
        Text::TableTitle
    } else {
        Text::MatrixTitle
    };
    let (pack, date) = (run.pack.name.get(lang), day(run.date, lang));
    text.with(lang, &[("pack", pack), ("date", &date)])
}

/// What an outcome means.
pub fn sense(outcome: Outcome, lang: Lang) -> &'static str {
    let text = match outcome {
        Outcome::Green => Text::GreenSense,
        Outcome::Yellow => Text::YellowSense,
        Outcome::Red => Text::RedSense,
        Outcome::NotFound => Text::NotFoundSense,
        Outcome::Unreadable => Text::UnreadableSense,
        Outcome::Unknown => Text::UnknownSense,
    };
    text.get(lang)
}

/// Shape of an outcome, so that colour never stands alone (METHOD E3).
pub fn symbol(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Green => "●",
        Outcome::Yellow => "▲",
        Outcome::Red => "■",
        Outcome::NotFound => "✕",
        Outcome::Unreadable => "◌",
        Outcome::Unknown => "?",
    }
}

/// The name of an outcome in styles.
pub fn colour_name(of: Outcome) -> &'static str {
    match of {
        Outcome::Green => "green",
        Outcome::Yellow => "yellow",
        Outcome::Red => "red",
        Outcome::NotFound => "not_found",
        Outcome::Unreadable => "unreadable",
        Outcome::Unknown => "unknown",
    }
}

/// The background of a colour as red, green and blue: the Okabe–Ito palette lightened, told apart by colour-blind readers and in
/// greyscale. Other outcomes have none.
pub fn fill(outcome: Outcome) -> Option<u32> {
    match outcome {
        Outcome::Green => Some(0x8f_dcc0),
        Outcome::Yellow => Some(0xf5_ea7a),
        Outcome::Red => Some(0xe8_875a),
        Outcome::NotFound | Outcome::Unreadable | Outcome::Unknown => None,
    }
}

/// Marks of a cell of the matrix: whether a person has read it, and what that person should look at again.
pub fn marks(cell: &Cell, reviewed: &Reviewed) -> Vec<Text> {
    let mut marks = Vec::new();
    match reviewed.decision() {
        Some(decision) if decision.decision == decision.suggestion => marks.push(Text::MarkSame),
        Some(_) => marks.push(Text::MarkOther),
        None if is_colour(cell.outcome) => marks.push(Text::MarkUnread),
        None => {}
    }
    if !reviewed.changes.is_empty() {
        marks.push(Text::MarkChanged);
    }
    if reviewed.is_disputed() {
        marks.push(Text::MarkDisputed);
    }
    marks
}

/// The marks that a matrix has, with what they mean.
pub fn marks_in(matrix: &Matrix<'_>) -> Vec<(Text, Text)> {
    let used: Vec<Text> = matrix
        .cells()
        .flat_map(|(cell, reviewed)| marks(cell, reviewed))
        .collect();
    let of = |(mark, _): &(Text, Text)| used.contains(mark);
    MARKS.into_iter().filter(of).collect()
}

/// What a mark means.
pub fn mark_sense(mark: Text, lang: Lang) -> Option<&'static str> {
    let found = MARKS.iter().find(|(of, _)| *of == mark);
    found.map(|(_, sense)| sense.get(lang))
}

const MARKS: [(Text, Text); 5] = [
    (Text::MarkUnread, Text::MarkUnreadSense),
    (Text::MarkSame, Text::MarkSameSense),
    (Text::MarkOther, Text::MarkOtherSense),
    (Text::MarkChanged, Text::MarkChangedSense),
    (Text::MarkDisputed, Text::MarkDisputedSense),
];

fn is_colour(outcome: Outcome) -> bool {
    matches!(outcome, Outcome::Green | Outcome::Yellow | Outcome::Red)
}

/// What a cell without a plan in force has instead: a plan out for hearing, a draft, one that has run out.
pub fn instead_of(cell: &Cell) -> Option<SetAsideReason> {
    // What is on its way says more than what was.
    const WAYS: [SetAsideReason; 3] = [
        SetAsideReason::Hearing,
        SetAsideReason::Draft,
        SetAsideReason::Expired,
    ];
    let has = |reason: &SetAsideReason| cell.set_aside.iter().any(|a| a.reason == *reason);
    WAYS.into_iter()
        .find(has)
        .filter(|_| cell.outcome == Outcome::NotFound)
}

/// The same in a word, for its cell.
pub fn instead(cell: &Cell, lang: Lang) -> Option<&'static str> {
    let text = match instead_of(cell)? {
        SetAsideReason::Hearing => Text::BadgeHearing,
        SetAsideReason::Draft => Text::BadgeDraft,
        _ => Text::BadgeExpired,
    };
    Some(text.get(lang))
}

/// A cell of the matrix in a word: its symbol, its outcome or what stands in its place, and its marks.
pub fn cell_words(cell: &Cell, reviewed: &Reviewed, lang: Lang) -> String {
    let of = reviewed.outcome(cell);
    let instead = instead(cell, lang).filter(|_| reviewed.decision().is_none());
    let word = instead.unwrap_or_else(|| outcome(of, lang));
    let marks = marks(cell, reviewed).into_iter().map(|mark| mark.get(lang));
    let marks = marks.collect::<String>();
    if is_colour(of) {
        format!("{} {word} {marks}", symbol(of))
            .trim_end()
            .to_owned()
    } else {
        // These words are long: in a narrow column the mark must not be what is cut.
        format!("{}{marks} {word}", symbol(of))
    }
}

/// Word of a status.
pub fn status(status: Status, lang: Lang) -> &'static str {
    let text = match status {
        Status::Adopted => Text::StatusAdopted,
        Status::Hearing => Text::StatusHearing,
        Status::Draft => Text::StatusDraft,
        Status::Later => Text::StatusLater,
        Status::Expired => Text::StatusExpired,
        Status::Unknown => Text::StatusUnknown,
    };
    text.get(lang)
}

/// What is known of a document's standing: «vedtatt 18.3.2024, sak 12/24, 2024–2032», «utløpt, vedtatt 17.12.2020, …».
pub fn standing(document: &Document, lang: Lang) -> Vec<String> {
    let identity = &document.identity;
    let adopted = identity.adopted.map(|date| {
        let date = day(date, lang);
        Text::AdoptedOn.with(lang, &[("date", &date)])
    });
    let said = document.status == Status::Adopted && adopted.is_some();
    let own = (!said).then(|| status(document.status, lang).to_owned());
    let period = identity.period.map(|period| period.to_string());
    let all = [own, adopted, identity.case.clone(), period];
    all.into_iter().flatten().collect()
}

/// Why a document does not fill its cell.
pub fn set_aside(reason: SetAsideReason, lang: Lang) -> &'static str {
    let text = match reason {
        SetAsideReason::Expired => Text::StatusExpired,
        SetAsideReason::Hearing => Text::StatusHearing,
        SetAsideReason::Draft => Text::StatusDraft,
        SetAsideReason::Later => Text::StatusLater,
        SetAsideReason::NotKnownAdopted => Text::AsideNotKnownAdopted,
        SetAsideReason::AdoptedEarlier => Text::AsideAdoptedEarlier,
        SetAsideReason::EarlierPeriod => Text::AsideEarlierPeriod,
        SetAsideReason::Part => Text::AsidePart,
        SetAsideReason::Joint => Text::AsideJoint,
        SetAsideReason::Unread => Text::AsideUnread,
        SetAsideReason::LessText => Text::AsideLessText,
    };
    text.get(lang)
}

/// Name of a zone.
pub fn zone(zone: Zone, lang: Lang) -> &'static str {
    let text = match zone {
        Zone::Body => Text::ZoneBody,
        Zone::Heading => Text::ZoneHeading,
        Zone::Table => Text::ZoneTable,
        Zone::Footnote => Text::ZoneFootnote,
        Zone::Contents => Text::ZoneContents,
        Zone::HeaderFooter => Text::ZoneHeaderFooter,
        Zone::Reference => Text::ZoneReference,
    };
    text.get(lang)
}

/// Why a hit does not count.
pub fn why_not(why: &WhyNot, lang: Lang) -> String {
    match why {
        WhyNot::Contents => Text::WhyContents.get(lang).to_owned(),
        WhyNot::HeaderFooter => Text::WhyHeaderFooter.get(lang).to_owned(),
        WhyNot::Reference => Text::WhyReference.get(lang).to_owned(),
        WhyNot::Address => Text::WhyAddress.get(lang).to_owned(),
        WhyNot::Zone(kind) => {
            Text::WhyZone.with(lang, &[("zone", &zone(*kind, lang).to_lowercase())])
        }
        WhyNot::OwnTitle => Text::WhyOwnTitle.get(lang).to_owned(),
        WhyNot::Excepted(detail) => Text::WhyExcepted.with(lang, &[("detail", detail)]),
        WhyNot::Beside(detail) => Text::WhyBeside.with(lang, &[("detail", detail)]),
        WhyNot::NoContext => Text::WhyNoContext.get(lang).to_owned(),
        WhyNot::NoContextInSentence => Text::WhyNoContextInSentence.get(lang).to_owned(),
        WhyNot::Quoted => Text::WhyQuoted.get(lang).to_owned(),
        WhyNot::Repeated => Text::WhyRepeated.get(lang).to_owned(),
        WhyNot::Background => Text::WhyBackground.get(lang).to_owned(),
    }
}

/// What a hit bears.
pub fn bearing(bearing: Bearing, lang: Lang) -> &'static str {
    let text = match bearing {
        Bearing::Heading => Text::BearingHeading,
        Bearing::Goal => Text::BearingGoal,
        Bearing::Subject => Text::BearingSubject,
        Bearing::Passing => Text::BearingPassing,
    };
    text.get(lang)
}

/// How the words of a hit stand in the text and how they were read, where that is worth a word.
pub fn hit_form(hit: &Passage, lang: Lang) -> Option<String> {
    let by_ocr = |certainty: u8| Text::HitOcr.with(lang, &[("percent", &certainty.to_string())]);
    let form = form(hit.form, lang).map(str::to_owned);
    let words: Vec<String> = form.into_iter().chain(hit.certainty.map(by_ocr)).collect();
    (!words.is_empty()).then(|| words.join(", "))
}

/// How the words of a hit stand in the text, where that is worth a word.
pub fn form(form: Form, lang: Lang) -> Option<&'static str> {
    let text = match form {
        Form::Plain => return None,
        Form::Shared => Text::FormShared,
        Form::Broken => Text::FormBroken,
        Form::Damaged => Text::FormDamaged,
    };
    Some(text.get(lang))
}

/// The languages of a document's pages, those of most pages first; where there are several, with how many pages are in each.
pub fn languages(document: &Document, lang: Lang) -> String {
    let mut languages: Vec<(usize, Language)> = document
        .coverage
        .languages
        .iter()
        .map(|(&language, &pages)| (pages, language))
        .collect();
    languages.sort_by_key(|&(pages, language)| (std::cmp::Reverse(pages), language));
    let several = languages.len() > 1;
    let words = languages.into_iter().map(|(pages, language)| {
        let name = self::language(language, lang);
        if several {
            format!("{name} ({pages})")
        } else {
            name.to_owned()
        }
    });
    words.collect::<Vec<_>>().join(", ")
}

/// The name of a language.
pub fn language(language: Language, lang: Lang) -> &'static str {
    let text = match language {
        Language::Nb => Text::LanguageNb,
        Language::Nn => Text::LanguageNn,
        Language::Mixed => Text::LanguageMixed,
        Language::Sami => Text::LanguageSami,
        Language::Other => Text::LanguageOther,
    };
    text.get(lang)
}

/// What is wrong with a file and what to do.
pub fn read_error(error: ReadError, lang: Lang) -> &'static str {
    let text = match error {
        ReadError::Empty => Text::ErrorEmpty,
        ReadError::Io => Text::ErrorIo,
        ReadError::TooLarge => Text::ErrorTooLarge,
        ReadError::Encrypted => Text::ErrorEncrypted,
        ReadError::UnsupportedEncryption => Text::ErrorUnsupportedEncryption,
        ReadError::Damaged => Text::ErrorDamaged,
        ReadError::NoPages => Text::ErrorNoPages,
        ReadError::UnknownFormat => Text::ErrorUnknownFormat,
        ReadError::Crashed => Text::ErrorCrashed,
        ReadError::Timeout => Text::ErrorTimeout,
    };
    text.get(lang)
}

/// Why a page was not read.
pub fn unread(why: Unread, lang: Lang) -> &'static str {
    let text = match why {
        Unread::ImageOnly => Text::UnreadImageOnly,
        Unread::Drawn => Text::UnreadDrawn,
        Unread::Undecodable => Text::UnreadUndecodable,
        Unread::DamagedContent => Text::UnreadDamaged,
        Unread::Missing => Text::UnreadMissing,
        Unread::TooLarge => Text::UnreadTooLarge,
        Unread::Crashed => Text::UnreadCrashed,
        Unread::Illegible => Text::UnreadIllegible,
        Unread::RecognitionTimeout => Text::UnreadRecognitionTimeout,
        Unread::RecognitionFailed => Text::UnreadRecognitionFailed,
    };
    text.get(lang)
}

/// Name of what was read of a document.
pub fn field(field: Field, lang: Lang) -> &'static str {
    let text = match field {
        Field::Municipality => Text::MunicipalityColumn,
        Field::Level => Text::LevelColumn,
        Field::Title => Text::TitleColumn,
        Field::Period => Text::PeriodColumn,
        Field::Adopted => Text::AdoptedColumn,
        Field::Case => Text::CaseColumn,
        Field::Status => Text::StatusColumn,
    };
    text.get(lang)
}

/// Where something was read.
pub fn place(place: Place, lang: Lang) -> String {
    let text = match place {
        Place::Page(number) => return page(u64::from(number), None, lang),
        Place::FileName => Text::PlaceFileName,
        Place::Folder => Text::PlaceFolder,
        Place::Metadata => Text::PlaceMetadata,
        Place::Manifest => return "plans.csv".to_owned(),
    };
    text.get(lang).to_owned()
}

/// A day as people write it: 18.3.2024; in English 2024-03-18.
pub fn day(date: Date, lang: Lang) -> String {
    match lang {
        Lang::En => date.to_string(),
        Lang::Nb | Lang::Nn => format!("{}.{}.{}", date.day(), date.month(), date.year()),
    }
}

/// «Hentet 18.3.2024 fra https://…»: where a document was downloaded from, and when.
pub fn source_words(source: &Source, lang: Lang) -> String {
    let day = day_of(source.time, lang);
    let gaps = [("day", day.as_str()), ("address", &source.address)];
    Text::SourceLine.with(lang, &gaps)
}

/// The day of a moment in Norway. Its rule is written here (forskrift om sommertid § 1), because not all machines have the time zones.
pub fn day_of(time: Timestamp, lang: Lang) -> String {
    day(in_norway(time).date(), lang)
}

/// The day and the time of day of a moment in Norway: 18.3.2024 kl. 14.05; in English 2024-03-18 14:05.
pub fn moment_of(time: Timestamp, lang: Lang) -> String {
    let there = in_norway(time);
    let (hour, minute) = (there.hour(), there.minute());
    let day = day(there.date(), lang);
    match lang {
        Lang::En => format!("{day} {hour:02}:{minute:02}"),
        Lang::Nb | Lang::Nn => format!("{day} kl. {hour:02}.{minute:02}"),
    }
}

fn in_norway(time: Timestamp) -> Zoned {
    const OSLO: &str = "CET-1CEST,M3.5.0,M10.5.0/3";
    let zone = TimeZone::posix(OSLO).unwrap_or(TimeZone::UTC);
    time.to_zoned(zone)
}

/// A number as people write it: 44 444; in English 44,444. Four digits stand together, as in years.
pub fn number(of: usize, lang: Lang) -> String {
    let digits = of.to_string();
    if digits.len() < 5 {
        return digits;
    }
    let between = match lang {
        Lang::En => ",",
        // No line ends in a number.
        Lang::Nb | Lang::Nn => "\u{a0}",
    };
    let first = digits.len() % 3;
    let groups = digits.as_bytes()[first..].chunks(3);
    let groups = groups.map(|group| String::from_utf8_lossy(group).into_owned());
    let first = (first > 0).then(|| digits[..first].to_owned());
    first
        .into_iter()
        .chain(groups)
        .collect::<Vec<_>>()
        .join(between)
}

/// A cell by its name: «Vågan, Temaplan bolig».
pub fn cell_name(name: &CellName, lang: Lang) -> String {
    format!("{}, {}", name.municipality, level(name.level, lang))
}

/// A path as shown: with `/` on every system.
pub fn path(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

/// «s. 4, 7 …»: the first pages of a list, as many as help a reader.
pub fn first_pages(numbers: &[String], most: usize, lang: Lang) -> String {
    let shown = numbers[..most.min(numbers.len())].join(", ");
    let more = if numbers.len() > most { " …" } else { "" };
    Text::PageAbbreviation.with(lang, &[("page", &(shown + more))])
}

/// A page as shown: its number, and its printed label where that is another.
pub fn page(number: u64, label: Option<&str>, lang: Lang) -> String {
    let number = number.to_string();
    match label.filter(|label| *label != number && !label.is_empty()) {
        Some(label) => Text::PageWithLabel.with(lang, &[("page", &number), ("label", label)]),
        None => Text::PageAbbreviation.with(lang, &[("page", &number)]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_days_are_written_as_norwegians_do() {
        let written = [7, 2018, 44_444, 1_000_000].map(|n| number(n, Lang::Nb));
        assert_eq!(written, ["7", "2018", "44\u{a0}444", "1\u{a0}000\u{a0}000"]);
        assert_eq!(number(44_444, Lang::En), "44,444");
        let day_of = |text: &str| day_of(text.parse().expect("a moment"), Lang::Nb);
        // Half an hour past midnight in summer, and a quarter to it in winter.
        assert_eq!(day_of("2026-06-30T22:30:00Z"), "1.7.2026");
        assert_eq!(day_of("2026-12-31T22:45:00Z"), "31.12.2026");
    }
}

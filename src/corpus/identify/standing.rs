//! Whether a plan is adopted, out for hearing or a draft: what its first two pages say, else its title and file name.

use std::sync::LazyLock;

use jiff::civil::Date;
use regex::Regex;

use super::{
    Evidence, Field, FirstPages, Place, Status, TITLE_LENGTH, TitleLine, first_date, note, pattern,
};

/// Status, day of adoption and case number.
pub(super) fn standing(
    pages: &FirstPages<'_>,
    name: &str,
    title: &str,
    evidence: &mut Vec<Evidence>,
) -> (Status, Option<Date>, Option<String>) {
    let early: Vec<&TitleLine<'_>> = pages
        .lines
        .iter()
        .filter(|line| line.page <= pages.title_page() + 1)
        .collect();
    let adoption = early.iter().enumerate().find_map(|(index, line)| {
        let (date, case) = adoption(line)?;
        // «Kommunestyrets vedtak» with the date on a line of its own below.
        let below = || {
            let next = early.get(index + 1)?;
            let alone = next.text.chars().count() <= DATE_LINE;
            first_date(next.text).filter(|_| alone && !ADOPTED.is_match(next.text))
        };
        Some((*line, date.or_else(below), case))
    });
    let page_one = || early.iter().filter(|line| line.page == pages.title_page());
    let hearing = page_one().find(|line| {
        let pattern = if line.prose { &PROSE_HEARING } else { &HEARING };
        pattern.is_match(line.text)
    });
    // A line of the title page that dates the adoption stands, even if another tells of the hearing before it; but what calls
    // itself a hearing draft is one, unless the council has adopted it.
    let dated = adoption.as_ref().filter(|(line, date, case)| {
        line.page == pages.title_page() && !line.prose && (date.is_some() || case.is_some())
    });
    let by_council = dated.is_some_and(|(line, ..)| COUNCIL.is_match(line.text));
    let draft = page_one()
        .find(|line| proposes(line))
        .filter(|_| !by_council);
    let hearing = hearing.filter(|line| {
        let called = HEARING_DRAFT.is_match(line.text);
        if called { !by_council } else { dated.is_none() }
    });
    for (line, status) in [(hearing, Status::Hearing), (draft, Status::Draft)] {
        if let Some(line) = line {
            note(evidence, Field::Status, line.text, Place::Page(line.page));
            return (status, None, None);
        }
    }
    if let Some((line, date, case)) = adoption {
        let found = [
            (Field::Status, true),
            (Field::Adopted, date.is_some()),
            (Field::Case, case.is_some()),
        ];
        for (field, _) in found.into_iter().filter(|(_, found)| *found) {
            note(evidence, field, line.text, Place::Page(line.page));
        }
        return (Status::Adopted, date, case);
    }
    let stated = |text: &str| match text {
        text if HEARING.is_match(text) => Some(Status::Hearing),
        text if ADOPTED.is_match(text) => Some(Status::Adopted),
        text if DRAFT.is_match(text) => Some(Status::Draft),
        _ => None,
    };
    let sources = [
        (title, Place::Page(pages.title_page())),
        (name, Place::FileName),
    ];
    for (text, place) in sources {
        if let Some(status) = stated(text) {
            note(evidence, Field::Status, text, place);
            let date = (status == Status::Adopted)
                .then(|| first_date(text))
                .flatten();
            return (status, date, None);
        }
    }
    (Status::Unknown, None, None)
}

/// A line that is a date and little else.
const DATE_LINE: usize = 40;

/// Whether a line of the first page says that this is a proposal: «Kommunedirektørens forslag», «Utkast», «Forslag til …».
fn proposes(line: &TitleLine<'_>) -> bool {
    if line.prose {
        return PROPOSED.is_match(line.text);
    }
    line.text.chars().count() <= TITLE_LENGTH
        && (PROPOSER.is_match(line.text) || PROPOSED.is_match(line.text))
}

/// Date and case number of a line that says that the plan was adopted.
fn adoption(line: &TitleLine<'_>) -> Option<(Option<Date>, Option<String>)> {
    /// The date stands within this many characters of the word.
    const NEAR: usize = 120;
    let text = line.text;
    if line.prose && !PROSE_ADOPTED.is_match(text) {
        return None;
    }
    if SENT_OUT.is_match(text) || NOT_YET.is_match(text) {
        return None;
    }
    let Some(word) = ADOPTED.find(text) else {
        // «Vefsn kommunestyre 20.3.2024 sak 14/24», «K-sak 134/25, 18.12.25»: the council, a case and a date say it too.
        let stamp = CASE.find(text).zip(first_date(text)).filter(|_| {
            !line.prose
                && COUNCIL.is_match(text)
                && !PROPOSER.is_match(text)
                && !UNDECIDED.is_match(text)
        })?;
        return Some((Some(stamp.1), Some(stamp.0.as_str().trim().to_owned())));
    };
    let near: String = text[word.start()..].chars().take(NEAR).collect();
    let date = first_date(&near);
    let case = CASE.find(&near).map(|m| m.as_str().trim().to_owned());
    // «Vedtatt» alone may speak of another plan: a date, a case or the council must stand by it.
    let said_of_this = date.is_some() || case.is_some() || COUNCIL.is_match(text);
    said_of_this.then_some((date, case))
}

pub(super) static CASE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b((?:PS|KS|KST|K|F)[- ]?(?:sak)?\.?:?\s?(?:nr\.?\s?)?\d{1,3}/\d{2,4}|sak(?:snr)?\.?:?\s?(?:nr\.?\s?)?\d{1,4}/\d{2,4})",
    )
});

pub(super) static ADOPTED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)\b(ved(tatt|teken|teke|tok|tak)|(eigen|egen)?godkjen(t|d|ning))")
});

static COUNCIL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)kommunestyr|bystyr|herad|k-?styret|\bK-?sak\b|\bKS-?sak\b|\bKS\b|\bKST\b|\bPS\b|kommunest\.",
    )
});

pub(super) static HEARING: LazyLock<Regex> = LazyLock::new(|| {
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

static HEARING_DRAFT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)hø(y)?rings?[- ]?(utkast|utgave|utgåve|forslag|framlegg|versjon|dokument|eksemplar)",
    )
});

/// Adoptions that have not happened, and stamps that are none.
static NOT_YET: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(til|for|før) (\w+ )?(vedtak|godkjenning)\b|\b(ikke|ikkje) (\w+ )?(ved(tatt|teken|teke)|godkjen)|(forventet|forventa|planlagt|venta) (å bli )?ved|elektronisk godkjen|vedt(ok|ak)\b.{0,80} (at|å) ",
    )
});

static PROSE_ADOPTED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^\W*(ved(tatt|teken|teke)|godkjent)|^(denne |dette )?(planen|strategien|dokumentet|programmet) (ble|vart|blei|er|har vært) (\w+ ){0,2}(ved(tatt|teken|teke)|godkjent)",
    )
});

static PROPOSED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)^((\S+ )?(forslag|utkast|framlegg) til \w|(utkast|forslag|framlegg)$)")
});
static PROPOSER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)(rådmannens|rådmannen sitt|kommunedirektørens|kommunedirektøren sitt|administrasjonens|formannskapets) (\w+ )?(forslag|framlegg|innstilling)|budsjettforslag",
    )
});
/// Words of cases that are not decided yet.
static UNDECIDED: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)behandl|handsam|frist|hø(y)?ring|møte "));

/// «Vedtatt lagt ut på høring»: what was adopted is the hearing.
static SENT_OUT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)(lagt|sendt|legge|legges|sende|sendes|utlagt|å leggje|ut)\b.{0,40}\b(på|til|for)\s+(hø(y)?ring|offent)",
    )
});

pub(super) static DRAFT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(utkast|framlegg|arbeidsutgave|arbeidsdokument)\b|\bforslag\b|budsjettforslag|(rådmannens|kommunedirektørens|kommunedirektøren sitt) (forslag|framlegg)",
    )
});

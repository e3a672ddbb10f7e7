//! Dates and periods in the ways Norwegian plans write them.

use std::sync::LazyLock;

use jiff::civil::Date;
use regex::{Captures, Regex};
use serde::{Deserialize, Serialize};

use super::standing::{ADOPTED, CASE};
use super::title::is_title_line;
use super::{Evidence, Field, FirstPages, Place, note, pattern};
use crate::corpus::level::{self, PlanLevel, Role};

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

pub(super) static PERIOD: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"\b((?:19|20)\d{2})\s?(?:[-–—_]\s?((?:19|20)\d{2}|\d{2})|/\s?((?:19|20)\d{2}))\b")
});

/// Lines whose years are those of another plan, or a case number.
static OTHER_PLAN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)erstatt(er|ar)|avløys|avløser|evaluering|tidligere|tidlegare|arkiv|saksnr|handlingsdel",
    )
});
/// «Planen gjelder for 2025–2035», «for kommunestyreperioden 2023–2027».
static VALID_FOR: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^(denne )?(\w*plan(en)?|strategien) (gjelder|gjeld)|^gjeld(er)? for|(plan|kommunestyre|valg|val)perioden (19|20)\d{2}",
    )
});
static YEAR: LazyLock<Regex> = LazyLock::new(|| pattern(r"\b(20\d{2})\b"));

static NUMERIC_DATE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\b(\d{1,2})(?:\.(\d{1,2})\.?\s?|/(\d{1,2})[/-]\s?)(\d{4}|\d{2})\b"));

static WRITTEN_DATE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(\d{1,2})\.?\s?-?(januar|februar|mars|april|mai|juni|juli|august|september|oktober|november|desember|jan|feb|mar|apr|jun|jul|aug|sept|sep|okt|nov|des)\.?[\s-]*(\d{4}|\d{2})\b",
    )
});

static COMPACT_DATE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?:^|\D)(\d{2})(\d{2})(20\d{2})(?:\D|$)"));

/// The first date in a text, in the ways Norwegian plans write them.
pub fn first_date(text: &str) -> Option<Date> {
    let mut found: Vec<(usize, Date)> = Vec::new();
    // A case number is no date: «sak 5/11 12.06.2024».
    let text = &CASE.replace_all(text, |case: &Captures<'_>| " ".repeat(case[0].len()));
    let mut collect = |pattern: &Regex, read: &dyn Fn(&Captures<'_>) -> Option<Date>| {
        for captures in pattern.captures_iter(text) {
            let at = captures.get(0).map_or(0, |m| m.start());
            found.extend(read(&captures).map(|date| (at, date)));
        }
    };
    collect(&NUMERIC_DATE, &|c| {
        let month = c.get(2).or(c.get(3))?;
        date(&c[1], month_number(month.as_str())?, &c[4])
    });
    collect(&WRITTEN_DATE, &|c| date(&c[1], month(&c[2])?, &c[3]));
    collect(&COMPACT_DATE, &|c| date(&c[1], month_number(&c[2])?, &c[3]));
    let first = found.into_iter().min_by_key(|&(at, _)| at);
    first.map(|(_, date)| date)
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
        let to = captures.get(2).or(captures.get(3))?.as_str();
        let to: i16 = if to.len() == 2 {
            format!("{}{to}", &captures[1][..2]).parse().ok()?
        } else {
            to.parse().ok()?
        };
        (to > from && to - from <= 60).then_some(Period { from, to })
    })
}

pub(super) fn period(
    title: &str,
    name: &str,
    pages: &FirstPages<'_>,
    evidence: &mut Vec<Evidence>,
) -> Option<Period> {
    let mut sources: Vec<(&str, Place)> = vec![(title, Place::Page(pages.title_page()))];
    let lines = pages
        .lines
        .iter()
        .filter(|l| l.page == pages.title_page() && is_title_line(l));
    // «Rana kommune 2024-2030, vedtatt i …»: what follows the adoption is its case number.
    let before_adoption =
        |text: &'_ str| ADOPTED.find(text).map_or(text.len(), |word| word.start());
    sources.extend(lines.map(|l| {
        (
            &l.text[..before_adoption(l.text)],
            Place::Page(pages.title_page()),
        )
    }));
    let valid_for = pages
        .lines
        .iter()
        .filter(|l| l.page <= pages.title_page() + 1 && VALID_FOR.is_match(l.text));
    let valid_for: Vec<_> = valid_for.map(|l| (l.text, Place::Page(l.page))).collect();
    sources.push((name, Place::FileName));
    sources.extend(valid_for);
    let found = sources
        .iter()
        .filter(|(text, _)| !OTHER_PLAN.is_match(text))
        .find_map(|&(text, place)| period_in(text).map(|period| (period, text, place)));
    // «Årsbudsjett 2026», «Budsjett 2026»: one year in the title is the period.
    let single = || {
        let year = |text: &str| YEAR.captures(text).and_then(|c| c[1].parse::<i16>().ok());
        let budget =
            |text: &str| level::from_title(text) == Some(Role::Plan(vec![PlanLevel::Budsjett]));
        [
            (title, Place::Page(pages.title_page())),
            (name, Place::FileName),
        ]
        .into_iter()
        .filter(|(text, _)| budget(text))
        .find_map(|(text, place)| year(text).map(|y| (Period { from: y, to: y }, text, place)))
    };
    let (period, text, place) = found.or_else(single)?;
    note(evidence, Field::Period, text, place);
    Some(period)
}

//! A cell in one or two sentences: why this outcome, and what was looked for and not found.

use super::{day, outcome, path, read_error, set_aside, unread};
use crate::classify::{Assessment, Cell, Colour, Gate, Verdict};
use crate::corpus::{NotFound, OtherPlan, Role, Status};
use crate::run::{Document, Run};
use crate::terms::{Class, Thresholds};
use crate::wording::{Lang, Text};

/// The explanation of a cell.
pub fn cell(run: &Run, cell: &Cell, lang: Lang) -> String {
    let mut sentences = Vec::new();
    if let Some(document) = run.document(cell) {
        sentences.push(self::document(run, document, lang));
    } else {
        sentences.push(Text::ExplainNoPlan.get(lang).to_owned());
        let unknown = unread_of_unknown_kind(run, cell);
        if !unknown.is_empty() {
            sentences.push(Text::ExplainUnknownFiles.with(lang, &[("files", &unknown.join(", "))]));
        }
        sentences.extend(cell.searched.iter().map(|row| searched(row, lang)));
    }
    if !cell.set_aside.is_empty() {
        let others: Vec<String> = cell
            .set_aside
            .iter()
            .filter_map(|aside| {
                let document = run.documents.get(aside.document)?;
                let reason = set_aside(aside.reason, lang);
                let own = own_colour(document, lang).map(|own| format!("; {own}"));
                let own = own.unwrap_or_default();
                Some(format!("{} ({reason}{own})", document.identity.title))
            })
            .collect();
        sentences.push(Text::ExplainSetAside.with(lang, &[("documents", &others.join("; "))]));
    }
    sentences.join(" ")
}

/// Files of the municipality that could not be read and do not say by their names what they are.
fn unread_of_unknown_kind(run: &Run, cell: &Cell) -> Vec<String> {
    let unknown = |d: &&Document| {
        d.municipality == cell.municipality
            && d.identity.role == Role::OtherPlan(OtherPlan::Ukjent)
            && d.is_incomplete()
    };
    run.documents
        .iter()
        .filter(unknown)
        .map(|d| path(&d.path))
        .collect()
}

/// What a document that does not count would have given.
fn own_colour(document: &Document, lang: Lang) -> Option<String> {
    let Verdict::Colour(colour) = document.assessment.verdict else {
        return None;
    };
    let word = outcome(colour.into(), lang);
    Some(Text::OwnColour.with(lang, &[("colour", word)]))
}

/// The explanation of a document's own verdict.
pub fn document(run: &Run, document: &Document, lang: Lang) -> String {
    let assessment = &document.assessment;
    let colour = match &assessment.verdict {
        Verdict::CannotAssess(gate) => {
            let mut why = self::gate(gate, lang);
            if !document.coverage.is_complete() {
                why = format!("{why} {}", what_to_do(document, lang));
            }
            return Text::CannotAssess.with(lang, &[("why", &why)]);
        }
        Verdict::Colour(colour) => *colour,
    };
    let mut sentences = vec![
        reason(run, assessment, colour, lang),
        missing(run, assessment, lang),
    ];
    let (unread, pages) = (document.coverage.unread_count(), document.coverage.pages);
    if unread > 0 {
        sentences.push(Text::UnreadNote.with(
            lang,
            &[
                ("unread", &unread.to_string()),
                ("pages", &pages.to_string()),
            ],
        ));
    }
    if document.coverage.damaged_text {
        sentences.push(Text::DamagedNote.get(lang).to_owned());
    }
    if document.status == Status::Unknown && !document.identity.role.levels().is_empty() {
        sentences.push(Text::StatusUnknownNote.get(lang).to_owned());
    }
    sentences.join(" ")
}

fn reason(run: &Run, assessment: &Assessment, colour: Colour, lang: Lang) -> String {
    let m = &assessment.measures;
    let green = &run.rule.ways(None).to_green(assessment.short);
    let text = match colour {
        Colour::Green => Text::ExplainGreen,
        Colour::Yellow => Text::ExplainYellow,
        Colour::Red if m.hits == 0 => Text::ExplainNothing,
        Colour::Red => Text::ExplainRed,
    };
    let named = |class, words| names(run, assessment, class, words, lang);
    let core = named(Class::Core, [Text::CoreCountOne, Text::CoreCount]);
    let core = core.unwrap_or_else(|| Text::CoreNone.get(lang).to_owned());
    let supporting = named(
        Class::Supporting,
        [Text::SupportingCountOne, Text::SupportingCount],
    );
    let supporting = supporting.unwrap_or_else(|| Text::SupportingNone.get(lang).to_owned());
    let in_context = named(Class::Context, [Text::ContextCount, Text::ContextCount]);
    let supporting = [Some(supporting), in_context]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(", ");
    let hits = counted(m.hits, Text::HitCountOne, Text::HitCount, lang);
    let pages = Text::PageShare.with(
        lang,
        &[
            ("n", &m.pages.to_string()),
            ("all", &m.document_pages.to_string()),
        ],
    );
    let document_pages = counted(m.document_pages, Text::PageCountOne, Text::PageCount, lang);
    let least = least(green, lang);
    text.with(
        lang,
        &[
            ("core", &core),
            ("supporting", &supporting),
            ("hits", &hits),
            ("pages", &pages),
            ("least", &least),
            ("documentpages", &document_pages),
        ],
    )
}

/// The ways to a colour in words: «minst 3 kjerneord, 5 ulike søkeord, 10 treff og 3 sider med treff, eller minst …».
pub fn least(ways: &[Thresholds], lang: Lang) -> String {
    let ways: Vec<String> = ways.iter().map(|way| least_of(way, lang)).collect();
    let or = format!(", {} ", Text::Or.get(lang));
    ways.join(&or)
}

fn least_of(thresholds: &Thresholds, lang: Lang) -> String {
    let Thresholds {
        core,
        terms,
        hits,
        pages,
        supporting_in_context,
        bearing,
        social,
        goals,
    } = *thresholds;
    let asked = [
        (core, Text::LeastCore),
        (terms, Text::LeastTerms),
        (hits, Text::LeastHits),
        (pages, Text::LeastPages),
        (supporting_in_context, Text::LeastInContext),
        (bearing, Text::LeastBearing),
        (social, Text::LeastSocial),
        (goals, Text::LeastGoals),
    ];
    let parts: Vec<String> = asked
        .iter()
        .filter(|(n, _)| *n > 0)
        .map(|(n, text)| text.with(lang, &[("n", &n.to_string())]))
        .collect();
    Text::Least.with(lang, &[("what", &listed(&parts, lang))])
}

/// «a, b og c».
fn listed(parts: &[String], lang: Lang) -> String {
    match parts {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} {} {last}", first.join(", "), Text::And.get(lang)),
    }
}

fn counted(n: usize, one: Text, many: Text, lang: Lang) -> String {
    if n == 1 {
        one.get(lang).to_owned()
    } else {
        many.with(lang, &[("n", &n.to_string())])
    }
}

/// «2 kjerneord (boligmarked, Husbanken)»: the terms of a class with hits that count, if there are any.
fn names(
    run: &Run,
    assessment: &Assessment,
    class: Class,
    [one, many]: [Text; 2],
    lang: Lang,
) -> Option<String> {
    let found: Vec<&str> = assessment
        .terms
        .iter()
        .filter(|count| count.counted > 0 && count.class == class)
        .filter_map(|count| run.term(&count.term).map(|term| term.label.get(lang)))
        .collect();
    let count = if found.len() == 1 { one } else { many };
    let count = count.with(lang, &[("n", &found.len().to_string())]);
    (!found.is_empty()).then(|| format!("{count} ({})", found.join(", ")))
}

fn missing(run: &Run, assessment: &Assessment, lang: Lang) -> String {
    let missing: Vec<&str> = assessment
        .terms
        .iter()
        .filter(|count| count.counted == 0 && count.class != Class::Background)
        .filter_map(|count| run.term(&count.term).map(|term| term.label.get(lang)))
        .collect();
    match missing.len() {
        0 => Text::NothingMissing.get(lang).to_owned(),
        _ => Text::Missing.with(lang, &[("terms", &missing.join(", "))]),
    }
}

/// Where and when a plan was searched for.
pub fn searched(row: &NotFound, lang: Lang) -> String {
    let date = row.date.map_or_else(
        || Text::UnknownDate.get(lang).to_owned(),
        |date| day(date, lang),
    );
    let place = row.place.as_deref().unwrap_or(Text::UnknownPlace.get(lang));
    Text::ExplainSearched.with(lang, &[("date", &date), ("place", place)])
}

/// What kinds of page were not read, and what a person can do about it.
fn what_to_do(document: &Document, lang: Lang) -> String {
    let kinds: Vec<String> = document
        .coverage
        .unread
        .iter()
        .map(|(&why, n)| format!("{n} {}", unread(why, lang)))
        .collect();
    let all: Vec<String> = document
        .coverage
        .unread_pages
        .iter()
        .map(ToString::to_string)
        .collect();
    Text::UnreadAdvice.with(
        lang,
        &[
            ("kinds", &kinds.join(", ")),
            (
                "list",
                &ranges(&document.coverage.unread_pages).unwrap_or_else(|| all.join(", ")),
            ),
        ],
    )
}

/// «3–7» for pages in a row.
fn ranges(pages: &[u32]) -> Option<String> {
    let (first, last) = (pages.first()?, pages.last()?);
    (pages.len() > 2 && (last - first) as usize + 1 == pages.len())
        .then(|| format!("{first}–{last}"))
}

/// Why there is no colour.
pub fn gate(gate: &Gate, lang: Lang) -> String {
    match gate {
        Gate::File(error) => read_error(*error, lang).to_owned(),
        Gate::Unread { unread, pages } => Text::GateUnread.with(
            lang,
            &[
                ("unread", &unread.to_string()),
                ("pages", &pages.to_string()),
            ],
        ),
        Gate::RedNotCertain { unread, pages } => Text::GateRed.with(
            lang,
            &[
                ("unread", &unread.to_string()),
                ("pages", &pages.to_string()),
            ],
        ),
        Gate::DamagedText => Text::GateDamaged.get(lang).to_owned(),
        Gate::Language => Text::GateLanguage.get(lang).to_owned(),
        Gate::TooShort { words } => Text::GateShort.with(lang, &[("words", &words.to_string())]),
    }
}

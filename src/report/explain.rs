//! A cell in one or two sentences: why this outcome, and what was looked for and not found.

use super::{day, first_pages, level, outcome, path, read_error, set_aside, unread};
use crate::classify::{self, Assessment, Bearing, Cell, Colour, Gate, Measures, Outcome, Verdict};
use crate::corpus::{NotFound, OtherPlan, PlanLevel, Role, Status};
use crate::run::{Document, Passage, Run};
use crate::terms::{Class, Rule, Thresholds, Ways};
use crate::wording::{Lang, Text};

/// The explanation of a cell.
pub fn cell(run: &Run, cell: &Cell, lang: Lang) -> String {
    let mut sentences = Vec::new();
    if let Some((document, assessment)) = run.document(cell).zip(cell.assessment.as_ref()) {
        let ways = run.rule.ways(Some(cell.level));
        sentences.push(assessed(run, document, assessment, ways, lang));
        sentences.extend(together(run, cell, document, lang));
    } else {
        if cell.outcome == Outcome::Unreadable {
            sentences.push(Text::ExplainHidden.get(lang).to_owned());
        } else if cell.outcome != Outcome::Unknown {
            sentences.push(Text::ExplainNoPlan.get(lang).to_owned());
        }
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

/// Which other files and municipalities belong to the plan that counts.
fn together(run: &Run, cell: &Cell, document: &Document, lang: Lang) -> Vec<String> {
    let mut sentences = Vec::new();
    let parts: Vec<String> = run
        .counting(cell)
        .skip(1)
        .map(|part| path(&part.path))
        .collect();
    if !parts.is_empty() {
        let parts = listed(&parts, lang);
        sentences.push(Text::CountedTogether.with(lang, &[("parts", &parts)]));
    }
    if !document.joint.is_empty() {
        let whose = std::iter::once(&document.municipality).chain(&document.joint);
        let others = whose.filter(|m| **m != cell.municipality);
        let names: Vec<String> = others.map(|m| m.name.clone()).collect();
        let names = listed(&names, lang);
        sentences.push(Text::JointPlan.with(lang, &[("names", &names)]));
    }
    sentences
}

/// Files of the municipality that could not be read and do not say by their names what they are.
pub fn unread_of_unknown_kind(run: &Run, cell: &Cell) -> Vec<String> {
    let unknown = |d: &&Document| {
        d.municipality == cell.municipality && is_of_unknown_kind(d) && d.is_incomplete()
    };
    run.documents
        .iter()
        .filter(unknown)
        .map(|d| path(&d.path))
        .collect()
}

/// Whether nothing says what kind of plan a document is.
pub fn is_of_unknown_kind(document: &Document) -> bool {
    document.identity.role == Role::OtherPlan(OtherPlan::Ukjent)
}

/// What a document that does not count would have given.
fn own_colour(document: &Document, lang: Lang) -> Option<String> {
    let Verdict::Colour(colour) = document.assessment.verdict else {
        return None;
    };
    let word = outcome(colour.into(), lang);
    Some(Text::OwnColour.with(lang, &[("colour", word)]))
}

/// What was found in a document, in words: the colour and why, what would change it, what is missing, what was not read.
fn assessed(
    run: &Run,
    document: &Document,
    assessment: &Assessment,
    ways: &Ways,
    lang: Lang,
) -> String {
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
    let mut sentences = vec![reason(run, document, assessment, colour, lang)];
    sentences.extend(wider(document, assessment, lang));
    sentences.extend(what_would_change(assessment, colour, ways, lang));
    sentences.push(missing(run, assessment, lang));
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
    sentences.extend(super::ocr::notes(&document.coverage, lang));
    if document.status == Status::Unknown && !document.identity.role.levels().is_empty() {
        sentences.push(Text::StatusUnknownNote.get(lang).to_owned());
    }
    sentences.join(" ")
}

fn reason(
    run: &Run,
    document: &Document,
    assessment: &Assessment,
    colour: Colour,
    lang: Lang,
) -> String {
    let m = &assessment.measures;
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
    text.with(
        lang,
        &[
            ("core", &core),
            ("supporting", &supporting),
            ("hits", &hits),
            ("pages", &pages),
            ("social", &social(document, assessment, lang)),
            ("documentpages", &document_pages),
        ],
    )
}

/// «3 setninger tar opp bolig for dem som strever på boligmarkedet, 1 av dem som mål eller tiltak (s. 14)».
fn social(document: &Document, assessment: &Assessment, lang: Lang) -> String {
    let Measures { social, goals, .. } = assessment.measures;
    let goals = match goals {
        0 => Text::GoalsNone.get(lang).to_owned(),
        _ if goals == social => Text::GoalsAll.get(lang).to_owned(),
        _ => Text::GoalsSome.with(lang, &[("n", &goals.to_string())]),
    };
    let text = match social {
        0 => return Text::SocialNone.get(lang).to_owned(),
        1 => Text::SocialOne,
        _ => Text::SocialSome,
    };
    let (n, pages) = (social.to_string(), pages_of_social(document, lang));
    text.with(lang, &[("n", &n), ("goals", &goals)]) + &pages
}

/// The goals on housing for wider groups, if there are any: they colour too.
fn wider(document: &Document, assessment: &Assessment, lang: Lang) -> Option<String> {
    let n = assessment.measures.wider_goals;
    let [_, wider] = super::passages::sentences(document);
    let pages: Vec<String> = wider.iter().map(|hit| hit.page.to_string()).collect();
    let pages = page_list(pages, document, lang);
    let text = if n == 1 {
        Text::WiderOne
    } else {
        Text::WiderSome
    };
    (n > 0).then(|| text.with(lang, &[("n", &n.to_string())]) + &pages + ".")
}

/// « (s. 4, 9)»: the pages with such sentences; those with goals where there are any.
fn pages_of_social(document: &Document, lang: Lang) -> String {
    let pages = |wanted: &dyn Fn(&Passage) -> bool| {
        let social = document.hits.iter().filter(|hit| hit.social && wanted(hit));
        let mut pages: Vec<String> = social.map(|hit| hit.page.to_string()).collect();
        pages.dedup();
        pages
    };
    let mut found = pages(&|hit| hit.bearing == Bearing::Goal);
    if found.is_empty() {
        found = pages(&|_| true);
    }
    page_list(found, document, lang)
}

fn page_list(mut found: Vec<String>, document: &Document, lang: Lang) -> String {
    /// More pages than this are no help to a reader.
    const MOST: usize = 6;
    found.dedup();
    if found.is_empty() || document.coverage.pages < 2 {
        return String::new();
    }
    format!(" ({})", first_pages(&found, MOST, lang))
}

/// What would give the next better colour, and whether one sentence less would give a worse one.
fn what_would_change(
    assessment: &Assessment,
    colour: Colour,
    ways: &Ways,
    lang: Lang,
) -> Vec<String> {
    let measures = &assessment.measures;
    let better = match colour {
        Colour::Green => None,
        Colour::Yellow => Some((Outcome::Green, ways.to_green(assessment.short))),
        Colour::Red => Some((Outcome::Yellow, &ways.yellow[..])),
    };
    let more = better.and_then(|(colour, ways)| {
        let words = more(&measures.missing_to(ways)?, lang);
        let gaps = [("more", words.as_str()), ("colour", outcome(colour, lang))];
        Some(Text::WouldGive.with(lang, &gaps))
    });
    let less = classify::colour_with_one_less(ways, measures, assessment.short);
    let less = less.map(|colour| {
        let colour = outcome(colour.into(), lang);
        Text::WithOneLess.with(lang, &[("colour", colour)])
    });
    more.into_iter().chain(less).collect()
}

/// «ett kjerneord til og 2 treff til».
fn more(missing: &Thresholds, lang: Lang) -> String {
    const MORE: [[Text; 2]; 10] = [
        [Text::MoreCoreOne, Text::MoreCore],
        [Text::MoreTermsOne, Text::MoreTerms],
        [Text::MoreHitsOne, Text::MoreHits],
        [Text::MorePagesOne, Text::MorePages],
        [Text::MoreInContextOne, Text::MoreInContext],
        [Text::MoreBearingOne, Text::MoreBearing],
        [Text::MoreSocialOne, Text::MoreSocial],
        [Text::MoreCoreSocialOne, Text::MoreCoreSocial],
        [Text::MoreGoalsOne, Text::MoreGoals],
        [Text::MoreWiderGoalsOne, Text::MoreWiderGoals],
    ];
    listed(&asked(missing, MORE, lang), lang)
}

/// The measures of which something is asked, each in words: for one, and for several.
fn asked(thresholds: &Thresholds, words: [[Text; 2]; 10], lang: Lang) -> Vec<String> {
    let values = thresholds.values().into_iter().zip(words);
    values
        .filter(|(n, _)| *n > 0)
        .map(|(n, [one, many])| counted(n, one, many, lang))
        .collect()
}

/// The ways to a colour in words: «minst 3 kjerneord, 5 ulike søkeord, 10 treff og 3 sider med treff, eller minst …».
pub fn least(ways: &[Thresholds], lang: Lang) -> String {
    let ways: Vec<String> = ways.iter().map(|way| least_of(way, lang)).collect();
    let or = format!(", {} ", Text::Or.get(lang));
    ways.join(&or)
}

/// What the levels ask that have thresholds of their own, a sentence each.
pub fn levels(rule: &Rule, lang: Lang) -> Vec<String> {
    let sentence = |(&of, ways): (&PlanLevel, &Ways)| {
        let gaps = [
            ("level", level(of, lang).to_owned()),
            ("least", least(&ways.green, lang)),
            ("short", rule.short_pages.to_string()),
            ("leastshort", least(&ways.green_short, lang)),
            ("yellow", least(&ways.yellow, lang)),
        ];
        Text::RuleLevel.with(
            lang,
            &gaps.each_ref().map(|(gap, text)| (*gap, text.as_str())),
        )
    };
    rule.levels.iter().map(sentence).collect()
}

fn least_of(thresholds: &Thresholds, lang: Lang) -> String {
    const LEAST: [[Text; 2]; 10] = [
        [Text::LeastCoreOne, Text::LeastCore],
        [Text::LeastTermsOne, Text::LeastTerms],
        [Text::LeastHitsOne, Text::LeastHits],
        [Text::LeastPagesOne, Text::LeastPages],
        [Text::LeastInContextOne, Text::LeastInContext],
        [Text::LeastBearingOne, Text::LeastBearing],
        [Text::LeastSocialOne, Text::LeastSocial],
        [Text::LeastCoreSocialOne, Text::LeastCoreSocial],
        [Text::LeastGoalsOne, Text::LeastGoals],
        [Text::LeastWiderGoalsOne, Text::LeastWiderGoals],
    ];
    let what = listed(&asked(thresholds, LEAST, lang), lang);
    Text::Least.with(lang, &[("what", &what)])
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

/// The terms without a hit that counts, each with whether it has hits that do not count.
pub fn missing_terms<'r>(
    run: &'r Run,
    assessment: &Assessment,
    lang: Lang,
) -> Vec<(&'r str, bool)> {
    let missing = assessment.terms.iter();
    missing
        .filter(|count| count.counted == 0 && count.class != Class::Background)
        .filter_map(|count| {
            let label = run.term(&count.term)?.label.get(lang);
            Some((label, count.not_counted > 0))
        })
        .collect()
}

fn missing(run: &Run, assessment: &Assessment, lang: Lang) -> String {
    let missing = missing_terms(run, assessment, lang).into_iter();
    let missing: Vec<&str> = missing.map(|(term, _)| term).collect();
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
    Text::UnreadAdvice.with(
        lang,
        &[
            ("kinds", &kinds.join(", ")),
            ("list", &pages(&document.coverage.unread_pages)),
        ],
    )
}

/// Pages in order, those in a row together: «3–7, 9».
pub fn pages(pages: &[u32]) -> String {
    let in_a_row = pages.chunk_by(|a, b| a + 1 == *b);
    let parts = in_a_row.flat_map(|row| match row {
        [first, .., last] if row.len() > 2 => vec![format!("{first}–{last}")],
        few => few.iter().map(ToString::to_string).collect(),
    });
    parts.collect::<Vec<String>>().join(", ")
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
        Gate::Sami { pages, of } => pages_of(Text::GateSami, *pages, *of, lang),
        Gate::UncertainOcr { pages, of } => pages_of(Text::GateUncertainOcr, *pages, *of, lang),
        Gate::TooShort { words } => Text::GateShort.with(lang, &[("words", &words.to_string())]),
    }
}

/// A text that says on how many of all pages something is so.
fn pages_of(text: Text, pages: usize, of: usize, lang: Lang) -> String {
    let gaps = [("pages", &*pages.to_string()), ("of", &*of.to_string())];
    text.with(lang, &gaps)
}

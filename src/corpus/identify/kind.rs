//! Which plan level or kind a document is of.

use std::path::Path;
use std::sync::LazyLock;

use regex::Regex;

use super::standing::ADOPTED;
use super::title::{TITLE_LINES, is_title_line};
use super::{Evidence, Field, FirstPages, Place, note, pattern};
use crate::corpus::level::{self, NotAPlan, OtherPlan, PlanLevel, Role};

pub(super) fn role(
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
        sources.push((title, Place::Page(pages.title_page())));
    }
    sources.push((name, Place::FileName));
    sources.extend(
        pages
            .lines
            .iter()
            .filter(|l| {
                l.page == pages.title_page() && is_title_line(l) && !ADOPTED.is_match(l.text)
            })
            .take(TITLE_LINES)
            .map(|line| (line.text, Place::Page(pages.title_page()))),
    );
    sources.extend(pages.metadata_title.map(|t| (t, Place::Metadata)));
    sources.push((&folder, Place::Folder));
    if let Some((index, role)) = level::from_sources(sources.iter().map(|(text, _)| *text)) {
        note(evidence, Field::Level, sources[index].0, sources[index].1);
        let says = |wanted: PlanLevel| {
            let role = Role::Plan(vec![wanted]);
            sources
                .iter()
                .any(|(text, _)| level::from_title(text).as_ref() == Some(&role))
        };
        // «Økonomiplan 2026–2029» on one line of the title and «Budsjett 2026» on another: one plan for both levels.
        let single = matches!(
            role.levels(),
            [PlanLevel::Okonomiplan | PlanLevel::Budsjett]
        );
        if single && says(PlanLevel::Okonomiplan) && says(PlanLevel::Budsjett) {
            return Role::Plan(vec![PlanLevel::Okonomiplan, PlanLevel::Budsjett]);
        }
        return role;
    }
    if let Some(line) = pages
        .lines
        .first()
        .filter(|line| CASE_PAPER.is_match(line.text))
    {
        note(evidence, Field::Level, line.text, Place::Page(line.page));
        return Role::NotAPlan(NotAPlan::Saksframlegg);
    }
    if let Some(line) = pages.lines.iter().find(|l| ZONING.is_match(l.text)) {
        note(evidence, Field::Level, line.text, Place::Page(line.page));
        return Role::OtherPlan(OtherPlan::Reguleringsplan);
    }
    Role::OtherPlan(OtherPlan::Ukjent)
}

/// Whether a title or file name says that the document is a part or an appendix of a plan.
pub fn is_part(title: &str, path: &Path) -> bool {
    let name = path
        .file_stem()
        .map(|name| name.to_string_lossy().replace(['_', '-'], " "))
        .unwrap_or_default();
    PART.is_match(title) || PART.is_match(&name)
}

static PART: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(vedlegg|appendi(x|ks)|(del|bind) ?(\d|i{1,3}\b|[abc]\b)|(handlings|tiltaks|kunnskaps|tabell|fakta)del(en)?\b|konsekvensutredning|konsekvensutgreiing|planbeskrivelse|planomtale|(plan)?bestemmelser|føresegn(er)?|retningslinjer|retningsliner)",
    )
});

/// Whether a title is «kommuneplan» with place and years and no more.
pub(super) fn is_plain_kommuneplan(title: &str) -> bool {
    PLAIN_KOMMUNEPLAN.is_match(title)
}

static PLAIN_KOMMUNEPLAN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^(\S+( \S+){0,2} kommune\W+)?kommuneplan(en)?( for \S+( og \S+)?( kommune)?)?[\s\d–/-]*$",
    )
});

/// The part of a kommuneplan whose title does not say it: the land-use part speaks of provisions and zones on every page, the
/// social part hardly ever.
pub(super) fn part_of_kommuneplan(pages: &FirstPages<'_>) -> PlanLevel {
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

/// Whether a short text speaks as a page that links to a plan: it names links, and has at most two pages.
pub fn links_to_a_plan(pages: &FirstPages<'_>) -> bool {
    pages.texts.len() <= 2 && pages.texts.iter().any(|text| LINKS.is_match(text))
}

/// Whether the first lines say that a page is not there, or the page's own title does.
pub fn is_missing_page(pages: &FirstPages<'_>) -> bool {
    says_at_top(pages, &MISSING_PAGE)
}

/// Whether a web page shows what a search of its site found.
pub fn is_search(pages: &FirstPages<'_>) -> bool {
    says_at_top(pages, &SEARCH)
}

/// Whether the page's own title or one of its first lines says something.
fn says_at_top(pages: &FirstPages<'_>, pattern: &Regex) -> bool {
    /// Lines at the top of a page.
    const TOP: usize = 4;
    let lines = pages.lines.iter().take(TOP).map(|line| line.text);
    let mut lines = lines.chain(pages.metadata_title);
    lines.any(|line| pattern.is_match(line))
}

/// Words of a page that stands where another was.
static MISSING_PAGE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b404\b|(siden|sida|innholdet|innhaldet) (du (leter|ser) etter )?(finnes|finst|fins|ble|blei|vart|er) (ikke|ikkje|flyttet|flytta|slettet|sletta)|(fant|finner|fann|finn) (ikke|ikkje) (siden|sida)|page not found",
    )
});

/// Words above what a search found.
static SEARCH: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)^\W*(søkeresultat|søkjeresultat|søk( på nettstedet)?\W*$|search results)")
});

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

//! The matrix with its legend and filters: levels × municipalities, or a table a county where there are many.

use maud::{Markup, html};

use super::evidence::{anchor, has_section};
use super::{Page, badge, classes};
use crate::classify::{Cell, Outcome};
use crate::corpus::{Municipality, PlanLevel};
use crate::report::{
    OUTCOMES, cell_words, colour_name, instead, level, mark_sense, marks, marks_in, outcome, sense,
    short_level, symbol,
};
use crate::review::{Matrix, Reviewed};
use crate::wording::{Lang, Text};

/// Everything up to the summary.
pub(super) fn section(page: &Page<'_>) -> Markup {
    html! {
        (legend(page.matrix(), page.lang))
        (filters(page))
        @if page.is_wide() {
            (overview(page))
            @for county in counties(page) { (county_table(page, county.as_deref())) }
        } @else { (table(page)) }
    }
}

/// What symbols, colours and marks mean.
pub fn legend(shown: &Matrix<'_>, lang: Lang) -> Markup {
    let has = |of: Outcome| shown.run.cells.iter().any(|cell| cell.outcome == of);
    let outcomes = OUTCOMES.into_iter();
    html! {
        ul.legend aria-label=(Text::Legend.get(lang)) {
            @for of in outcomes.filter(|&of| of != Outcome::Unknown || has(of)) { li { (badge(of, lang)) " " (sense(of, lang)) } }
            @if shown.run.cells.iter().any(|cell| instead(cell, lang).is_some()) { li { (Text::BadgeSense.get(lang)) } }
            @for (mark, sense) in marks_in(shown) { li { strong { (mark.get(lang)) } " " (sense.get(lang)) } }
        }
    }
}

/// The counties of the run in order; `None` for municipalities outside the register.
fn counties(page: &Page<'_>) -> Vec<Option<String>> {
    let all = page.run().municipalities.iter().map(|m| m.county.clone());
    let mut counties: Vec<Option<String>> = all.collect();
    counties.sort_by_key(|county| {
        let name = county.as_deref();
        (name.is_none(), name.map(crate::corpus::sort_key))
    });
    counties.dedup();
    counties
}

fn county_name<'c>(page: &Page<'_>, county: Option<&'c str>) -> &'c str {
    county.unwrap_or(Text::ReportNoCounty.get(page.lang))
}

/// Choices by county, level, outcome and name; shown by the script.
fn filters(page: &Page<'_>) -> Markup {
    let lang = page.lang;
    let counties = counties(page);
    let used = |of: &Outcome| {
        page.matrix()
            .cells()
            .any(|(cell, r)| r.outcome(cell) == *of)
    };
    let gaps = [("m", "#m"), ("n", "#n")];
    html! {
        form.filter #utvalg hidden aria-label=(Text::ReportFilter.get(lang)) data-shown=(Text::ReportShown.with(lang, &gaps)) {
            @if counties.len() > 1 {
                label { (Text::ReportCounty.get(lang)) select name="county" {
                    option value="" { (Text::ReportAllCounties.get(lang)) }
                    @for county in &counties { option value=(county_name(page, county.as_deref())) { (county_name(page, county.as_deref())) } }
                } }
            }
            label { (Text::LevelColumn.get(lang)) select name="level" {
                option value="" { (Text::ReportAllLevels.get(lang)) }
                @for of in PlanLevel::ALL { option value=(of.id()) { (level(of, lang)) } }
            } }
            label { (Text::ReportName.get(lang)) input type="search" name="name" autocomplete="off"; }
            fieldset {
                legend { (Text::ReportOutcomes.get(lang)) }
                @for of in OUTCOMES.into_iter().filter(used) {
                    label { input type="checkbox" name="outcome" value=(colour_name(of)); " " (symbol(of)) " " (outcome(of, lang)) }
                }
            }
            button type="reset" { (Text::ReportReset.get(lang)) }
            output #vist {}
        }
    }
}

/// Levels × municipalities, as the table of 2018.
fn table(page: &Page<'_>) -> Markup {
    let (lang, municipalities) = (page.lang, &page.run().municipalities);
    html! {
        div.scroll tabindex="0" role="region" aria-label=(Text::ReportCaption.get(lang)) {
            table.matrix {
                caption { (Text::ReportCaption.get(lang)) }
                thead { tr {
                    th scope="col" { (Text::LevelColumn.get(lang)) }
                    @for (m, municipality) in municipalities.iter().enumerate() { (head(page, m, municipality, "col")) }
                } }
                tbody { @for (row, of) in PlanLevel::ALL.into_iter().enumerate() {
                    tr data-level=(of.id()) {
                        th scope="row" { (level(of, lang)) }
                        @for m in 0..municipalities.len() { (cell(page, m, row)) }
                    }
                } }
            }
        }
    }
}

/// Municipalities of a county × levels.
fn county_table(page: &Page<'_>, county: Option<&str>) -> Markup {
    let lang = page.lang;
    let all = page.run().municipalities.iter().enumerate();
    let own = all.filter(|(_, m)| m.county.as_deref() == county);
    let name = county_name(page, county);
    html! {
        div.scroll.county tabindex="0" role="region" aria-label=(name) {
            table.matrix.county {
                caption { (Text::ReportCaptionCounty.with(lang, &[("county", name)])) }
                thead { tr {
                    th scope="col" { (Text::MunicipalityColumn.get(lang)) }
                    @for of in PlanLevel::ALL { th scope="col" data-level=(of.id()) { (short_level(of, lang)) } }
                } }
                tbody { @for (m, municipality) in own {
                    tr data-m=(m) {
                        (head(page, m, municipality, "row"))
                        @for row in 0..PlanLevel::ALL.len() { (cell(page, m, row)) }
                    }
                } }
            }
        }
    }
}

fn head(page: &Page<'_>, m: usize, municipality: &Municipality, scope: &str) -> Markup {
    let county = county_name(page, municipality.county.as_deref());
    html! { th scope=(scope) data-m=(m) data-county=(county) { (municipality.name) } }
}

fn cell(page: &Page<'_>, municipality: usize, row: usize) -> Markup {
    let found = page.matrix().at(municipality, row);
    let filled = found.map(|(cell, reviewed)| filled(page, municipality, cell, reviewed));
    filled.unwrap_or_else(|| html! { td {} })
}

fn filled(page: &Page<'_>, municipality: usize, cell: &Cell, reviewed: &Reviewed) -> Markup {
    let lang = page.lang;
    let words = cell_words(cell, reviewed, lang);
    let senses = marks(cell, reviewed).into_iter();
    let senses: Vec<&str> = senses.filter_map(|mark| mark_sense(mark, lang)).collect();
    let of = colour_name(reviewed.outcome(cell));

    html! {
        td class=(classes(cell, reviewed)) title=[Some(senses.join("; ")).filter(|s| !s.is_empty())] data-m=(municipality) data-level=(cell.level.id()) data-outcome=(of) {
            @if has_section(cell, reviewed) { a.cell href=(format!("#{}", anchor(municipality, cell))) { (words) } } @else { (words) }
        }
    }
}

/// How many municipalities have each outcome, a row a level, with a bar.
fn overview(page: &Page<'_>) -> Markup {
    let (lang, shown) = (page.lang, page.matrix());
    let used = |of: &Outcome| shown.cells().any(|(cell, r)| r.outcome(cell) == *of);
    let outcomes: Vec<Outcome> = OUTCOMES.into_iter().filter(used).collect();
    let counts = |level: PlanLevel| -> Vec<usize> {
        let of_level = shown.cells().filter(|(cell, _)| cell.level == level);
        let found: Vec<Outcome> = of_level.map(|(cell, r)| r.outcome(cell)).collect();
        let count = |of: &Outcome| found.iter().filter(|o| *o == of).count();
        outcomes.iter().map(count).collect()
    };
    html! { div.whole {
        h3 { (Text::ReportOverview.get(lang)) }
        div.scroll tabindex="0" role="region" aria-label=(Text::ReportOverview.get(lang)) {
            table {
                caption { (Text::ReportOverviewCaption.get(lang)) }
                thead { tr {
                    th scope="col" { (Text::LevelColumn.get(lang)) }
                    @for &of in &outcomes { th scope="col" { (symbol(of)) " " (outcome(of, lang)) } }
                    th scope="col" { (Text::ReportShare.get(lang)) }
                } }
                tbody { @for of in PlanLevel::ALL {
                    @let counts = counts(of);
                    tr {
                        th scope="row" { (level(of, lang)) }
                        @for n in &counts { td.n { (n) } }
                        td { (bar(&outcomes, &counts)) }
                    }
                } }
            }
        }
    } }
}

/// The counts of a row as lengths; the numbers stand beside it.
fn bar(outcomes: &[Outcome], counts: &[usize]) -> Markup {
    let all: usize = counts.iter().sum();
    let left = |index: usize| counts[..index].iter().sum::<usize>();
    html! {
        svg.bar viewBox=(format!("0 0 {all} 1")) preserveAspectRatio="none" aria-hidden="true" {
            @for (index, (&of, &n)) in outcomes.iter().zip(counts).enumerate() {
                @if n > 0 { rect class=(colour_name(of)) x=(left(index)) width=(n) height="1" {} }
            }
        }
    }
}

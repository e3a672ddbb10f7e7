//! The method as an appendix: rule, terms with their forms, versions and checksums.

use maud::{Markup, html};

use super::Page;
use crate::report::{day, explain};
use crate::run::PackSummary;
use crate::wording::Text;

/// The appendix.
pub(super) fn section(page: &Page<'_>) -> Markup {
    let (run, lang) = (page.run(), page.lang);
    html! {
        section aria-labelledby="metode" {
            h2 #metode { (Text::MethodTitle.get(lang)) }
            @for line in explain::method(run, lang) { p { (line) } }
            h3 { (Text::ReportMethodVersions.get(lang)) }
            (versions(page))
            h3 { (Text::ReportMethodTerms.get(lang)) }
            @for pack in run.packs() { (terms(page, pack)) }
        }
    }
}

fn versions(page: &Page<'_>) -> Markup {
    let (run, lang) = (page.run(), page.lang);
    let rule_hash = run.rule.hash();
    html! {
        div.scroll tabindex="0" role="region" aria-label=(Text::ReportMethodVersions.get(lang)) {
            table {
                caption { (Text::ReportMethodCaption.get(lang)) }
                thead { tr {
                    th scope="col" { (Text::WhatColumn.get(lang)) }
                    th scope="col" { (Text::VersionColumn.get(lang)) }
                    th scope="col" { (Text::CoverageHash.get(lang)) }
                } }
                tbody {
                    tr { th scope="row" { (Text::ProgramWord.get(lang)) } td { "planlys " (run.program) ", " (day(run.date, lang)) } td {} }
                    @for pack in run.packs() { tr { th scope="row" { (Text::PackColumn.get(lang)) } td { (pack.id) " " (pack.version) } td.long { (pack.hash) } } }
                    tr { th scope="row" { (Text::RuleWord.get(lang)) } td { (run.rule.version) } td.long { (rule_hash) } }
                }
            }
        }
    }
}

fn terms(page: &Page<'_>, pack: &PackSummary) -> Markup {
    let lang = page.lang;
    html! {
        details {
            summary { (pack.name.get(lang)) }
            p.muted { (pack.source) }
            ul.plain { @for term in &pack.terms { li { strong { (term.label.get(lang)) } ": " (term.variants.join(", ")) } } }
        }
    }
}

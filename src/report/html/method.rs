//! The method as an appendix: rule, terms with their forms, versions and checksums.

use maud::{Markup, html};

use super::Page;
use crate::report;
use crate::run::PackSummary;
use crate::wording::Text;

/// The appendix.
pub(super) fn section(page: &Page<'_>) -> Markup {
    let (run, lang) = (page.run(), page.lang);
    html! {
        section aria-labelledby="metode" {
            h2 #metode { (Text::MethodTitle.get(lang)) }
            @for line in report::method::sentences(run, lang) { p { (line) } }
            h3 { (Text::ReportMethodVersions.get(lang)) }
            (versions(page))
            h3 { (Text::ReportMethodTerms.get(lang)) }
            @for pack in run.packs() { (terms(page, pack)) }
        }
    }
}

fn versions(page: &Page<'_>) -> Markup {
    let (run, lang) = (page.run(), page.lang);

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
                    @for (what, version, hash) in report::method::versions(run, lang) {
                        tr { th scope="row" { (what.get(lang)) } td { (version) } td.long { (hash) } }
                    }
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

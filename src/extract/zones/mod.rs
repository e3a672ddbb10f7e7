//! What kind of text a line is, from its looks, its place and its repetition over the document.
//!
//! The zones matter because a plan's title stands in the header of all its pages and its headings stand again in the contents list:
//! counting those finds the title, not the content (METHOD D3, step 2).

mod contents;
mod headings;
mod lines;
mod running;
mod tables;

use serde::{Deserialize, Serialize};

pub(super) use self::lines::chapter;
use super::{Line, LineGeometry, OutlineEntry, RawPage};

/// Kind of text.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Zone {
    /// Running text and lists.
    #[default]
    Body,
    /// A heading or a line of the title page.
    Heading,
    /// Cells of a table.
    Table,
    /// A note at the foot of the page.
    Footnote,
    /// The contents list, list of figures or tables.
    Contents,
    /// Text repeated from page to page, and page numbers.
    HeaderFooter,
    /// The list of references or sources.
    Reference,
}

impl Zone {
    /// Whether text of this kind is the plan's own content.
    pub fn is_content(self) -> bool {
        matches!(
            self,
            Zone::Body | Zone::Heading | Zone::Table | Zone::Footnote
        )
    }
}

/// Sets the zone of every line of a document.
pub(super) fn assign(pages: &mut [RawPage], outline: &[OutlineEntry]) {
    pages.iter_mut().for_each(running::line_numbers);
    running::headers_and_footers(pages);
    contents::mark(pages, outline);
    headings::mark_outline(pages, outline);
    headings::mark(pages);
    headings::mark_references(pages);
    let body = headings::body_size(pages);
    for page in pages {
        tables::mark(page);
        tables::mark_footnotes(page, body);
    }
}

/// Sets the zones of a document whose reader told most of them: only what its words tell beside is added, and nothing told is changed.
pub(super) fn assign_where_untold(pages: &mut [RawPage]) {
    let lines = |pages: &[RawPage]| -> Vec<Zone> {
        let lines = pages.iter().flat_map(|page| &page.lines);
        lines.map(|line| line.zone).collect()
    };
    let told = lines(pages);
    if !told.contains(&Zone::Contents) {
        contents::mark(pages, &[]);
    }
    if !told.contains(&Zone::Heading) {
        headings::mark(pages);
    }
    let marked = pages.iter_mut().flat_map(|page| &mut page.lines);
    for (line, told) in marked.zip(told).filter(|(_, told)| *told != Zone::Body) {
        line.zone = told;
    }
    headings::mark_references(pages);
}

#[cfg(test)]
mod tests {
    use super::super::{Format, plain};
    use super::*;

    fn zones(text: &str) -> Vec<(Zone, String)> {
        let mut pages = plain::pages(text.as_bytes(), Format::Text);
        assign(&mut pages, &[]);
        pages
            .iter()
            .flat_map(|p| {
                p.lines
                    .iter()
                    .map(|l| (l.zone, l.text(&p.printed).to_owned()))
            })
            .collect()
    }

    #[test]
    fn repeated_lines_are_headers_and_leaders_are_contents() {
        let text = "Boligsosial plan\n\nInnhold\n1 Innledning ...... 3\n2 Mål ...... 4\n3 Tiltak ...... 9\n\nTekst her.\nMer.\nOg mer.\nSlutt.\n\u{c}\
                    Boligsosial plan\n\nEn.\n\nTo.\n\nTre.\n\nFire.\n\nFem.\n\u{c}Boligsosial plan\n\nSeks.\n\nSju.\n\nÅtte.\n\nNi.\n\nTi.\n";
        let zones = zones(text);
        assert_eq!(
            zones
                .iter()
                .filter(|(zone, _)| *zone == Zone::HeaderFooter)
                .count(),
            3
        );
        assert_eq!(
            zones
                .iter()
                .filter(|(zone, _)| *zone == Zone::Contents)
                .count(),
            4
        );
        assert!(zones.contains(&(Zone::Body, "Åtte.".into())));
    }

    #[test]
    fn a_reference_list_ends_at_the_next_heading() {
        let zones = zones(
            "1 Mål\n\nTekst.\n\n2 Referanser\n\nHusbanken 2019.\n\n3 Vedlegg\n\nMer tekst.\n",
        );
        assert_eq!(zones[3], (Zone::Reference, "Husbanken 2019.".into()));
        assert_eq!(zones[5].0, Zone::Body);
    }
}

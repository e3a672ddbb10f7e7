//! Tables for a spreadsheet: `;` between fields, UTF-8 with byte-order mark, as Norwegian Excel opens them.

use std::io::{self, Write};

use jiff::tz::TimeZone;

use super::decisions::{change, citation};
use super::{bearing, day, explain, kind, level, outcome, path, status, why_not, zone};
use crate::classify::{Measures, Outcome};
use crate::review::{Matrix, Reviewed};
use crate::run::{Passage, Run};
use crate::terms::Group;
use crate::wording::{Lang, Text};

const BYTE_ORDER_MARK: &str = "\u{feff}";

pub(super) fn writer<W: Write>(mut out: W) -> io::Result<csv::Writer<W>> {
    out.write_all(BYTE_ORDER_MARK.as_bytes())?;
    Ok(csv::WriterBuilder::new().delimiter(b';').from_writer(out))
}

/// The matrix, one row a cell.
pub fn matrix(matrix: &Matrix<'_>, lang: Lang, out: impl Write) -> io::Result<()> {
    let run = matrix.run;
    let mut csv = writer(out)?;
    let header = [
        Text::NumberColumn,
        Text::MunicipalityColumn,
        Text::LevelColumn,
        Text::OutcomeColumn,
        Text::SuggestionColumn,
        Text::ReviewerColumn,
        Text::DecidedColumn,
        Text::ReasonColumn,
        Text::CitationColumn,
        Text::ChangedColumn,
        Text::DocumentColumn,
        Text::TitleColumn,
        Text::PeriodColumn,
        Text::AdoptedColumn,
        Text::StatusColumn,
        Text::CoreColumn,
        Text::TermsColumn,
        Text::HitsColumn,
        Text::PagesColumn,
        Text::DocumentPagesColumn,
        Text::SocialColumn,
        Text::GoalsColumn,
        Text::ExplanationColumn,
    ];
    csv.write_record(header.map(|text| text.get(lang)))?;
    for (cell, reviewed) in matrix.cells() {
        let document = run.document(cell);
        let number = |value: &dyn Fn(&Measures) -> usize| {
            let assessment = cell.assessment.as_ref();
            let measured = assessment.filter(|_| cell.outcome != Outcome::Unreadable);
            measured
                .map(|assessment| value(&assessment.measures).to_string())
                .unwrap_or_default()
        };
        let [reviewer, decided, reason, cited, changed] = decision(reviewed, lang);
        csv.write_record([
            cell.municipality
                .number
                .map(|n| n.to_string())
                .unwrap_or_default(),
            cell.municipality.name.clone(),
            level(cell.level, lang).to_owned(),
            outcome(reviewed.outcome(cell), lang).to_owned(),
            outcome(cell.outcome, lang).to_owned(),
            reviewer,
            decided,
            reason,
            cited,
            changed,
            document.map(|d| path(&d.path)).unwrap_or_default(),
            document
                .map(|d| d.identity.title.clone())
                .unwrap_or_default(),
            document
                .and_then(|d| d.identity.period)
                .map(|p| p.to_string())
                .unwrap_or_default(),
            document
                .and_then(|d| d.identity.adopted)
                .map(|d| day(d, lang))
                .unwrap_or_default(),
            document
                .map(|d| status(d.status, lang).to_owned())
                .unwrap_or_default(),
            number(&|m| m.core),
            number(&|m| m.terms),
            number(&|m| m.hits),
            number(&|m| m.pages),
            number(&|m| m.document_pages),
            number(&|m| m.social),
            number(&|m| m.goals),
            explain::cell(run, cell, lang),
        ])?;
    }
    csv.flush()
}

/// The decision on a cell: by whom, when, why, on what, and whether its grounds have changed.
fn decision(reviewed: &Reviewed, lang: Lang) -> [String; 5] {
    let Some((entry, decision)) = reviewed.entries.last().zip(reviewed.decision()) else {
        return Default::default();
    };
    let cited = decision.citations.iter().map(|c| citation(c, lang));
    let changed = reviewed.changes.iter().map(|c| change(c, lang));
    [
        entry.reviewer.clone(),
        day(entry.time.to_zoned(TimeZone::UTC).date(), lang),
        decision.reason.clone(),
        cited.collect::<Vec<_>>().join("; "),
        changed.collect::<Vec<_>>().join("; "),
    ]
}

/// All hits of all documents, one row a hit.
pub fn hits(run: &Run, lang: Lang, out: impl Write) -> io::Result<()> {
    let mut csv = writer(out)?;
    let header = [
        Text::MunicipalityColumn,
        Text::LevelColumn,
        Text::DocumentColumn,
        Text::StatusColumn,
        Text::PageColumn,
        Text::LabelColumn,
        Text::PackColumn,
        Text::GroupColumn,
        Text::TermColumn,
        Text::SurfaceColumn,
        Text::FormColumn,
        Text::ZoneColumn,
        Text::BearingColumn,
        Text::SocialHitColumn,
        Text::WiderHitColumn,
        Text::SectionColumn,
        Text::CountsColumn,
        Text::WhyNotColumn,
        Text::ContextColumn,
    ];
    csv.write_record(header.map(|text| text.get(lang)))?;
    for document in &run.documents {
        for hit in &document.hits {
            let weighed = Some(hit).filter(|hit| hit.pack == 0);
            csv.write_record([
                document.municipality.name.as_str(),
                &kind(&document.identity.role, lang),
                &path(&document.path),
                status(document.status, lang),
                &hit.page.to_string(),
                hit.label.as_deref().unwrap_or_default(),
                &run.pack_of(hit).id,
                group(run, hit).map_or("", |group| group.label.get(lang)),
                run.pack_of(hit)
                    .term(&hit.term)
                    .map_or(hit.term.as_str(), |term| term.label.get(lang)),
                &hit.surface,
                super::form(hit.form, lang).unwrap_or_default(),
                zone(hit.zone, lang),
                weighed.map_or("", |hit| bearing(hit.bearing, lang)),
                weighed.map_or("", |hit| yes_or_no(hit.social).get(lang)),
                weighed.map_or("", |hit| yes_or_no(hit.wider).get(lang)),
                hit.section.as_deref().unwrap_or_default(),
                yes_or_no(hit.why_not.is_none()).get(lang),
                &hit.why_not
                    .as_ref()
                    .map(|why| why_not(why, lang))
                    .unwrap_or_default(),
                &hit.context(),
            ])?;
        }
    }
    csv.flush()
}

fn yes_or_no(yes: bool) -> Text {
    if yes { Text::Yes } else { Text::No }
}

/// The goal, target group or duty that a hit's term belongs to.
fn group<'r>(run: &'r Run, hit: &Passage) -> Option<&'r Group> {
    let pack = run.pack_of(hit);
    let term = pack.term(&hit.term)?;
    pack.groups.get(term.group?)
}

//! Tables for a spreadsheet: `;` between fields, UTF-8 with byte-order mark, as Norwegian Excel opens them.

use std::borrow::Cow;
use std::io::{self, Write};

use super::decisions::{change, citation};
use super::missing::Lack;
use super::{bearing, day, explain, kind, level, missing, outcome, path, status, why_not, zone};
use crate::classify::{Measures, Outcome};
use crate::review::{Matrix, Reviewed};
use crate::run::{Document, Passage, Run};
use crate::terms::Group;
use crate::wording::{Lang, Text};

const BYTE_ORDER_MARK: &str = "\u{feff}";

/// Rows of text. What a spreadsheet would take for a formula is written so that it is text there.
pub(super) struct Rows<W: Write>(csv::Writer<W>);

impl<W: Write> Rows<W> {
    /// A table that begins with a byte-order mark.
    pub(super) fn new(mut out: W) -> io::Result<Self> {
        out.write_all(BYTE_ORDER_MARK.as_bytes())?;
        let rows = csv::WriterBuilder::new().delimiter(b';').from_writer(out);
        Ok(Rows(rows))
    }

    /// Writes a row.
    pub(super) fn row<T: AsRef<str>>(
        &mut self,
        fields: impl IntoIterator<Item = T>,
    ) -> io::Result<()> {
        for field in fields {
            let field = field.as_ref();
            if field.starts_with(FORMULA) {
                self.0.write_field(format!("'{field}"))?;
            } else {
                self.0.write_field(field)?;
            }
        }
        Ok(self.0.write_record(None::<&[u8]>)?)
    }

    /// Writes what is still held.
    pub(super) fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// What a cell begins with that spreadsheets calculate; the wide ones count as well where East Asian fonts are used (OWASP, CSV injection).
const FORMULA: [char; 10] = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];

/// The matrix, one row a cell.
pub fn matrix(matrix: &Matrix<'_>, lang: Lang, out: impl Write) -> io::Result<()> {
    let run = matrix.run;
    let mut csv = Rows::new(out)?;
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
        Text::ReportLack,
        Text::ExplanationColumn,
    ];
    csv.row(header.map(|text| text.get(lang)))?;

    for (cell, reviewed) in matrix.cells() {
        let lack = Lack::of(run, cell, reviewed);
        let document = run.document(cell);
        let number = |value: &dyn Fn(&Measures) -> usize| {
            let assessment = cell.assessment.as_ref();
            let measured = assessment.filter(|_| cell.outcome != Outcome::Unreadable);
            measured
                .map(|assessment| value(&assessment.measures).to_string())
                .unwrap_or_default()
        };
        let [reviewer, decided, reason, cited, changed] = decision(reviewed, lang);
        csv.row([
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
            lack.map(|lack| lack.what.get(lang).to_owned())
                .unwrap_or_default(),
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
        super::day_of(entry.time, lang),
        decision.reason.clone(),
        cited.collect::<Vec<_>>().join("; "),
        changed.collect::<Vec<_>>().join("; "),
    ]
}

/// Levels without a plan in force that was read, one row a cell.
pub fn missing(matrix: &Matrix<'_>, lang: Lang, out: impl Write) -> io::Result<()> {
    let mut csv = Rows::new(out)?;
    csv.row(missing::COLUMNS.map(|text| text.get(lang)))?;
    for lack in missing::all(matrix) {
        csv.row(lack.row(lang))?;
    }
    csv.flush()
}

/// All hits of all documents, one row a hit.
pub fn hits(run: &Run, lang: Lang, out: impl Write) -> io::Result<()> {
    let mut csv = Rows::new(out)?;
    csv.row(HIT_COLUMNS.map(|text| text.get(lang)))?;
    for (document, hit) in run.hits() {
        csv.row(hit_row(run, document, hit, lang))?;
    }
    csv.flush()
}

/// The columns of [`hits`].
pub(super) const HIT_COLUMNS: [Text; 20] = [
    Text::MunicipalityColumn,
    Text::LevelColumn,
    Text::DocumentColumn,
    Text::TitleColumn,
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

/// A hit in the columns of [`HIT_COLUMNS`].
pub(super) fn hit_row<'r>(
    run: &'r Run,
    document: &'r Document,
    hit: &'r Passage,
    lang: Lang,
) -> [Cow<'r, str>; 20] {
    let weighed = Some(hit).filter(|hit| hit.pack == 0);
    let term = run.pack_of(hit).term(&hit.term);
    let why = hit.why_not.as_ref().map(|why| why_not(why, lang));
    [
        document.municipality.name.as_str().into(),
        kind(&document.identity.role, lang).into(),
        path(&document.path).into(),
        document.identity.title.as_str().into(),
        status(document.status, lang).into(),
        hit.page.to_string().into(),
        hit.label.as_deref().unwrap_or_default().into(),
        run.pack_of(hit).id.as_str().into(),
        group(run, hit)
            .map_or("", |group| group.label.get(lang))
            .into(),
        term.map_or(hit.term.as_str(), |term| term.label.get(lang))
            .into(),
        hit.surface.as_str().into(),
        super::hit_form(hit, lang).unwrap_or_default().into(),
        zone(hit.zone, lang).into(),
        weighed.map_or("", |hit| bearing(hit.bearing, lang)).into(),
        weighed
            .map_or("", |hit| yes_or_no(hit.social).get(lang))
            .into(),
        weighed
            .map_or("", |hit| yes_or_no(hit.wider).get(lang))
            .into(),
        hit.section.as_deref().unwrap_or_default().into(),
        yes_or_no(hit.why_not.is_none()).get(lang).into(),
        why.unwrap_or_default().into(),
        hit.context().into(),
    ]
}

pub(super) fn yes_or_no(yes: bool) -> Text {
    if yes { Text::Yes } else { Text::No }
}

/// The goal, target group or duty that a hit's term belongs to.
fn group<'r>(run: &'r Run, hit: &Passage) -> Option<&'r Group> {
    let pack = run.pack_of(hit);
    let term = pack.term(&hit.term)?;
    pack.groups.get(term.group?)
}

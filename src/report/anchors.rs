//! Planforankring: which plan of a municipality names which other, and which nothing names.

use maud::{Markup, html};

use super::{first_pages, path, short_level};
use crate::corpus::{Municipality, PlanLevel};
use crate::run::{Anchor, Document, Run};
use crate::wording::{Lang, Text};

/// The plans of a municipality that name each other.
pub struct Anchoring<'r> {
    /// Whose.
    pub municipality: &'r Municipality,
    /// Its plans by index, those that fill a cell in the order of the plan system, then the others.
    pub plans: Vec<usize>,
    /// Who names whom.
    pub anchors: Vec<&'r Anchor>,
}

/// The order in which plans build on each other: planning strategy, municipal plan, themes, money (seed 001, planhjul).
const WHEEL: [PlanLevel; 9] = [
    PlanLevel::Planstrategi,
    PlanLevel::Samfunnsdel,
    PlanLevel::Arealdel,
    PlanLevel::Bolig,
    PlanLevel::Oppvekst,
    PlanLevel::Folkehelse,
    PlanLevel::Helse,
    PlanLevel::Okonomiplan,
    PlanLevel::Budsjett,
];

/// The levels of thematic plans.
const THEMES: [PlanLevel; 4] = [
    PlanLevel::Bolig,
    PlanLevel::Oppvekst,
    PlanLevel::Folkehelse,
    PlanLevel::Helse,
];

/// The anchoring of each municipality with at least two plans.
pub fn all(run: &Run) -> Vec<Anchoring<'_>> {
    let mut all = Vec::new();
    for municipality in &run.municipalities {
        let own = |index: &usize| run.documents[*index].municipality == *municipality;
        let in_cell = |level: &PlanLevel| run.cell(municipality, *level)?.document.filter(own);
        let mut plans: Vec<usize> = WHEEL.iter().filter_map(in_cell).collect();
        let anchors: Vec<&Anchor> = run.anchors.iter().filter(|a| own(&a.from)).collect();
        plans.extend(anchors.iter().flat_map(|a| [a.from, a.to]));
        let mut seen = Vec::new();
        plans.retain(|plan| {
            let new = !seen.contains(plan);
            seen.push(*plan);
            new
        });
        if plans.len() > 1 {
            all.push(Anchoring {
                municipality,
                plans,
                anchors,
            });
        }
    }
    all
}

impl Anchoring<'_> {
    /// The thematic plans in force that no other plan names. The others are at the top of the plan system or in the law.
    pub fn orphans<'r>(&self, run: &'r Run) -> Vec<&'r Document> {
        let fills = |plan: &usize| {
            let mut cells = run.cells.iter();
            cells.any(|cell| cell.document == Some(*plan) && THEMES.contains(&cell.level))
        };
        let named = |plan: &usize| self.anchors.iter().any(|anchor| anchor.to == *plan);
        let orphans = self.plans.iter().filter(|p| fills(p) && !named(p));
        orphans.map(|&plan| &run.documents[plan]).collect()
    }
}

/// «Havnesund: ingen annen plan nevner Oppvekstplan 2023–2027», a line a municipality that has such plans.
pub fn orphan_lines(run: &Run, lang: Lang) -> Vec<String> {
    let line = |anchoring: Anchoring<'_>| {
        let words = unnamed(run, &anchoring, lang)?;
        Some(format!("{}: {words}", anchoring.municipality.name))
    };
    all(run).into_iter().filter_map(line).collect()
}

/// What a document names and what names it, for its cell.
pub fn of_document(run: &Run, index: usize, lang: Lang) -> Vec<String> {
    let title = |plan: usize| run.documents[plan].identity.title.clone();
    let listed = |anchors: Vec<(usize, &Anchor)>| {
        let one =
            |(plan, anchor): (usize, &Anchor)| format!("{} ({})", title(plan), pages(anchor, lang));
        anchors.into_iter().map(one).collect::<Vec<_>>().join("; ")
    };
    let anchors = || run.anchors.iter();
    let named_by = anchors().filter(|a| a.to == index).map(|a| (a.from, a));
    let names = anchors().filter(|a| a.from == index).map(|a| (a.to, a));
    let (named_by, names) = (listed(named_by.collect()), listed(names.collect()));
    let mut lines = Vec::new();
    for (text, plans) in [
        (Text::AnchorsNamedBy, named_by),
        (Text::AnchorsNames, names),
    ] {
        if !plans.is_empty() {
            lines.push(text.with(lang, &[("plans", &plans)]));
        }
    }
    lines
}

/// «s. 4, 7»: where the plan is named.
fn pages(anchor: &Anchor, lang: Lang) -> String {
    /// More pages than this are no help to a reader.
    const MOST: usize = 5;
    let numbers: Vec<String> = anchor.pages.iter().map(ToString::to_string).collect();
    first_pages(&numbers, MOST, lang)
}

/// The tables and graphs of all municipalities; `held` may keep back what lies in closed details.
pub fn section(run: &Run, held: &dyn Fn(Markup) -> Markup, lang: Lang) -> Markup {
    let all = all(run);
    html! {
        @if !all.is_empty() {
            h2 #forankring { (Text::AnchorsTitle.get(lang)) }
            p { (Text::AnchorsLegend.get(lang)) }
            @for anchoring in &all {
                details {
                    summary { (anchoring.municipality.name) ": " (summary(run, anchoring, lang)) }
                    (held(html! { (table(run, anchoring, lang)) (graph(run, anchoring, lang)) }))
                }
            }
        }
    }
}

fn summary(run: &Run, anchoring: &Anchoring<'_>, lang: Lang) -> String {
    unnamed(run, anchoring, lang).unwrap_or_else(|| Text::AnchorsAll.get(lang).to_owned())
}

/// Which plans no other names, with the reservation; nothing where there are none.
fn unnamed(run: &Run, anchoring: &Anchoring<'_>, lang: Lang) -> Option<String> {
    let orphans = anchoring.orphans(run);
    let titles: Vec<&str> = orphans.iter().map(|d| d.identity.title.as_str()).collect();
    let text = Text::AnchorsOrphans.with(lang, &[("plans", &titles.join("; "))]);
    (!titles.is_empty()).then(|| text + &reservation(run, anchoring, lang))
}

/// That a plan which could not be read may name them.
fn reservation(run: &Run, anchoring: &Anchoring<'_>, lang: Lang) -> String {
    let own = |d: &&Document| d.municipality == *anchoring.municipality && d.is_incomplete();
    let unread = run.documents.iter().filter(own).count();
    if unread == 0 {
        return String::new();
    }
    format!(
        " {}",
        Text::AnchorsUnread.with(lang, &[("n", &unread.to_string())])
    )
}

fn short_name(run: &Run, plan: usize, lang: Lang) -> String {
    let document = &run.documents[plan];
    let filled = run.cells.iter().find(|cell| cell.document == Some(plan));
    filled.map_or_else(
        || document.identity.title.clone(),
        |cell| short_level(cell.level, lang).to_owned(),
    )
}

fn table(run: &Run, anchoring: &Anchoring<'_>, lang: Lang) -> Markup {
    let found = |from: usize, to: usize| {
        let mut anchors = anchoring.anchors.iter();
        anchors.find(|a| (a.from, a.to) == (from, to))
    };
    html! {
        div.scroll tabindex="0" role="region" aria-label=(anchoring.municipality.name) { table.matrix {
            caption { (Text::AnchorsTitle.get(lang)) ": " (anchoring.municipality.name) }
            thead { tr {
                th scope="col" { (Text::AnchorsCorner.get(lang)) }
                @for &to in &anchoring.plans { th scope="col" title=(run.documents[to].identity.title) { (short_name(run, to, lang)) } }
            } }
            tbody { @for &from in &anchoring.plans { tr {
                th scope="row" title=(path(&run.documents[from].path)) { (short_name(run, from, lang)) }
                @for &to in &anchoring.plans {
                    @match found(from, to) {
                        _ if from == to => td.muted { "·" },
                        Some(anchor) => td title=(format!("«{}»", anchor.text)) { (pages(anchor, lang)) },
                        None => td { "–" },
                    }
                }
            } } }
        } }
    }
}

/// The plans on a circle, with an arrow from each plan to those that it names.
fn graph(run: &Run, anchoring: &Anchoring<'_>, lang: Lang) -> Markup {
    const WIDTH: f64 = 760.0;
    const HEIGHT: f64 = 460.0;
    let count = anchoring.plans.len() as f64;
    let place = |plan: usize| {
        let index = anchoring.plans.iter().position(|p| *p == plan).unwrap_or(0);
        let angle = std::f64::consts::TAU * index as f64 / count - std::f64::consts::FRAC_PI_2;
        let (x, y) = (angle.cos(), angle.sin());
        (WIDTH / 2.0 + 250.0 * x, HEIGHT / 2.0 + 180.0 * y)
    };
    let arrow = |anchor: &Anchor| {
        let ((x1, y1), (x2, y2)) = (place(anchor.from), place(anchor.to));
        // Arrows end at the edge of the boxes, which are wider than high.
        let (across, down) = ((x2 - x1).abs().max(1.0), (y2 - y1).abs().max(1.0));
        let edge = (70.0 / across).min(17.0 / down).min(0.45);
        let at = |along: f64| (x1 + (x2 - x1) * along, y1 + (y2 - y1) * along);
        let (from, to) = (at(edge), at(1.0 - edge));
        format!("M{:.0} {:.0}L{:.0} {:.0}", from.0, from.1, to.0, to.1)
    };
    let marker = format!("pil{}", anchoring.plans[0]);
    let orphans = anchoring.orphans(run);
    let is_orphan = |plan: usize| orphans.iter().any(|d| d.path == run.documents[plan].path);
    html! {
        svg.graph viewBox=(format!("0 0 {WIDTH} {HEIGHT}")) role="img" aria-label=(summary(run, anchoring, lang)) {
            defs { marker id=(marker) viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto" { path d="M0 0L8 4L0 8z" fill="#555" {} } }
            @for anchor in &anchoring.anchors { path d=(arrow(anchor)) stroke="#888" fill="none" marker-end=(format!("url(#{marker})")) {} }
            @for &plan in &anchoring.plans {
                @let (x, y) = place(plan);
                g {
                    title { (run.documents[plan].identity.title) }
                    rect x=(format!("{:.0}", x - 68.0)) y=(format!("{:.0}", y - 15.0)) width="136" height="30" rx="4" fill="#fff" stroke=(if is_orphan(plan) { "#b3261e" } else { "#004b79" }) stroke-width=(if is_orphan(plan) { "3" } else { "1.5" }) {}
                    text x=(format!("{x:.0}")) y=(format!("{:.0}", y + 5.0)) text-anchor="middle" font-size="13" { (cut(&short_name(run, plan, lang))) }
                }
            }
        }
    }
}

/// A name that fits its box.
fn cut(name: &str) -> String {
    const LONGEST: usize = 20;
    if name.chars().count() <= LONGEST {
        return name.to_owned();
    }
    name.chars().take(LONGEST - 1).collect::<String>() + "…"
}

//! The matrix: filters, order, how much is read, which run, and what changed since another.

use maud::{Markup, html};
use serde_json::Value;

use super::answer::{Answer, Trouble, shown};
use super::room::{Decided, Desk, Room, Seen};
use super::routes::{Pairs, each, first};
use super::visitor::Visitor;
use super::{frame, links};
use crate::classify::{Cell, Outcome};
use crate::corpus::PlanLevel;
use crate::report::{
    self, MANY_COLUMNS, OUTCOMES, cell_words, colour_name, comparison, html as report_html, level,
    mark_sense, marks, outcome, short_level, symbol,
};
use crate::review::{Matrix, Reviewed, compare};
use crate::wording::{Lang, Text};

/// What a reader wants to see.
#[derive(Clone)]
struct Choice {
    county: String,
    level: Option<PlanLevel>,
    outcomes: Vec<Outcome>,
    name: String,
    order: Order,
    /// Only cells that the reader has not decided.
    unread: bool,
}

/// The order of the municipalities.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Order {
    Name,
    /// Those with the most red and missing levels first.
    Weakest,
    /// Those of which the least is read first.
    Unread,
}

impl Choice {
    fn of(asked: &Pairs) -> Self {
        let outcomes = each(asked, "utfall");
        let named = |name: &str| OUTCOMES.into_iter().find(|&of| colour_name(of) == name);
        Choice {
            county: first(asked, "fylke").to_owned(),
            level: PlanLevel::from_id(first(asked, "niva")),
            outcomes: outcomes.filter_map(named).collect(),
            name: first(asked, "navn").trim().to_lowercase(),
            order: match first(asked, "sorter") {
                "svakest" => Order::Weakest,
                "ulest" => Order::Unread,
                _ => Order::Name,
            },
            unread: first(asked, "ulest") == "1",
        }
    }

    fn is_all(&self) -> bool {
        self.county.is_empty()
            && self.level.is_none()
            && self.outcomes.is_empty()
            && self.name.is_empty()
            && !self.unread
    }

    fn levels(&self) -> Vec<(usize, PlanLevel)> {
        let levels = PlanLevel::ALL.into_iter().enumerate();
        levels
            .filter(|(_, of)| self.level.is_none_or(|wanted| wanted == *of))
            .collect()
    }
}

/// The matrix as the reader sees it.
struct View<'v> {
    lang: Lang,
    seen: &'v Seen<'v>,
    reader: Option<String>,
    choice: Choice,
    /// Whether it is the last run: only its cells can be opened.
    is_last: bool,
}

pub(super) fn page(room: &Room, visitor: &Visitor, asked: &Pairs) -> Answer {
    let lang = visitor.lang;
    let Some(last) = room.desk()? else {
        let title = Text::WebMatrix.get(lang);
        return shown(frame::page(visitor, title, "/", &first_run(room, visitor)));
    };
    visitor.own(|own| own.matrix.clone_from(asked));
    let chosen: Option<i64> = first(asked, "kjoring").parse().ok();
    let desk = chosen.map_or_else(|| Ok(last.clone()), |made| room.earlier(made))?;
    let decided = room.decided(&desk)?;
    let reader = visitor.reader();
    let seen = decided.seen_by(&desk, reader.as_deref());
    let view = View {
        lang,
        seen: &seen,
        choice: Choice::of(asked),
        is_last: chosen.is_none(),
        reader,
    };
    let title = report::matrix_title(&desk.run, lang);
    let body = html! {
        h1.ds-heading data-size="lg" { (title) }
        @if let Some(time) = chosen.and_then(|made| jiff::Timestamp::from_second(made).ok()) {
            div.ds-alert data-color="info" { p { (Text::WebEarlierRun.with(lang, &[("time", &report::moment_of(time, lang))])) " " a.ds-link href="/" { (Text::WebToLastRun.get(lang)) } } }
        }
        (progress(&view, &decided))
        details.ds-details.choices open[!view.choice.is_all() || !first(asked, "siden").is_empty() || chosen.is_some() || desk.run.municipalities.len() >= MANY_COLUMNS] {
            summary { (Text::WebChoose.get(lang)) }
            div.filters {
                (filters(&view, asked))
                (runs(room, &view, chosen, first(asked, "siden")))
            }
        }
        #tabell {
            (tables(&view))
            details.ds-details { summary { (Text::Legend.get(lang)) } div { (report_html::legend(&seen.matrix, lang)) @if seen.hidden.contains(&true) { p { "◐ " (Text::WebHiddenCell.get(lang)) } } } }
            @if view.choice.is_all() { (facts(&seen.matrix, lang)) }
        }
        (changes(room, &view, first(asked, "siden"))?)
    };
    shown(frame::page(visitor, &title, "/", &body))
}

/// The matrix for programs, with the decisions that the visitor may see.
pub(super) fn value(room: &Room, visitor: &Visitor) -> Result<Value, Trouble> {
    let desk = room.desk()?.ok_or_else(Trouble::no_run_yet)?;
    let decided = room.decided(&desk)?;
    let seen = decided.seen_by(&desk, visitor.reader().as_deref());
    Ok(report::json::matrix(&seen.matrix, visitor.lang))
}

/// Before the first run there is nothing but how far it is.
fn first_run(room: &Room, visitor: &Visitor) -> Markup {
    let lang = visitor.lang;
    let status = room.job.status(lang);
    html! {
        h1.ds-heading data-size="lg" { (Text::WebFirstRun.get(lang)) }
        p.readable { (Text::WebFirstRunWhy.get(lang)) }
        p.readable data-first-run { (status.words) }
        @if status.failed { p { a.ds-link href="/dekning" { (Text::WebAddFiles.get(lang)) } } }
    }
}

/// «37 av 108 celler lest».
fn progress(view: &View<'_>, decided: &Decided) -> Markup {
    let lang = view.lang;
    let read = decided.count(view.reader.as_deref());
    let all = view.seen.matrix.run.cells.len();
    let gaps = [("read", &*read.to_string()), ("all", &all.to_string())];
    let next = view
        .seen
        .matrix
        .cells()
        .find(|(_, reviewed)| reviewed.decision().is_none());
    let hidden = view.seen.hidden.iter().filter(|hidden| **hidden).count();
    html! {
        div.progress {
            label for="lest" { (Text::WebProgress.with(lang, &gaps)) }
            progress #lest value=(read) max=(all.max(1)) {}
            @if view.is_last && let Some((cell, _)) = next {
                a.ds-button data-variant="primary" data-size="sm" href=(links::cell(&cell.municipality, cell.level)) {
                    (if read == 0 { Text::WebStartReading } else { Text::WebGoOn }.get(lang))
                }
            }
        }
        @if hidden > 0 { p.muted { (Text::WebHiddenCells.counted(lang, hidden, &[])) } }
    }
}

fn counties(run: &crate::run::Run) -> Vec<&str> {
    let mut counties: Vec<&str> = run
        .municipalities
        .iter()
        .filter_map(|m| m.county.as_deref())
        .collect();
    counties.sort_by_key(|name| crate::corpus::sort_key(name));
    counties.dedup();
    counties
}

fn filters(view: &View<'_>, asked: &Pairs) -> Markup {
    let (lang, choice) = (view.lang, &view.choice);
    let counties = counties(view.seen.matrix.run);
    let used = |of: &Outcome| {
        view.seen
            .matrix
            .cells()
            .any(|(cell, r)| r.outcome(cell) == *of)
    };
    let orders = [
        (Order::Name, "", Text::WebByName),
        (Order::Weakest, "svakest", Text::WebByWeakest),
        (Order::Unread, "ulest", Text::WebByUnread),
    ];
    html! {
        form.filter method="get" action="/" aria-label=(Text::ReportFilter.get(lang))
            hx-get="/" hx-trigger="change, input changed delay:300ms from:#navn" hx-target="#tabell" hx-select="#tabell" hx-swap="outerHTML" hx-push-url="true" {
            @if counties.len() > 1 { div.ds-field {
                label.ds-label for="fylke" { (Text::ReportCounty.get(lang)) }
                select.ds-input #fylke name="fylke" {
                    option value="" { (Text::ReportAllCounties.get(lang)) }
                    @for county in counties { option value=(county) selected[choice.county == county] { (county) } }
                }
            } }
            div.ds-field {
                label.ds-label for="niva" { (Text::LevelColumn.get(lang)) }
                select.ds-input #niva name="niva" {
                    option value="" { (Text::ReportAllLevels.get(lang)) }
                    @for of in PlanLevel::ALL { option value=(of.id()) selected[choice.level == Some(of)] { (level(of, lang)) } }
                }
            }
            div.ds-field {
                label.ds-label for="navn" { (Text::ReportName.get(lang)) }
                input.ds-input #navn type="search" name="navn" autocomplete="off" value=(first(asked, "navn"));
            }
            div.ds-field {
                label.ds-label for="sorter" { (Text::WebOrder.get(lang)) }
                select.ds-input #sorter name="sorter" {
                    @for (order, value, words) in orders { option value=(value) selected[choice.order == order] { (words.get(lang)) } }
                }
            }
            fieldset {
                legend.ds-label { (Text::ReportOutcomes.get(lang)) }
                @for of in OUTCOMES.into_iter().filter(used) { label {
                    input type="checkbox" name="utfall" value=(colour_name(of)) checked[choice.outcomes.contains(&of)];
                    " " (symbol(of)) " " (outcome(of, lang))
                } }
                label { input type="checkbox" name="ulest" value="1" checked[choice.unread]; " " (Text::WebOnlyUnread.get(lang)) }
            }
            @for name in ["kjoring", "siden"] { @if !first(asked, name).is_empty() { input type="hidden" name=(name) value=(first(asked, name)); } }
            div.actions {
                button.ds-button data-variant="secondary" data-size="sm" type="submit" { (Text::WebShow.get(lang)) }
                a.ds-link href="/" { (Text::ReportReset.get(lang)) }
            }
        }
    }
}

/// Which run is shown, and which earlier one it is compared with.
fn runs(room: &Room, view: &View<'_>, chosen: Option<i64>, since: &str) -> Markup {
    let lang = view.lang;
    let kept = room.settings.state.kept_runs();
    let named = |kept: &crate::index::KeptRun| {
        let time = kept.time();
        time.map_or_else(String::new, |time| report::moment_of(time, lang))
    };
    html! { @if !kept.is_empty() {
        form.runs method="get" action="/" aria-label=(Text::WebRuns.get(lang)) {
            div.ds-field {
                label.ds-label for="kjoring-valg" { (Text::WebRun.get(lang)) }
                select.ds-input #kjoring-valg name="kjoring" {
                    option value="" { (Text::WebLastRun.get(lang)) }
                    @for run in &kept { option value=(run.made) selected[chosen == Some(run.made)] { (named(run)) } }
                }
            }
            div.ds-field {
                label.ds-label for="siden" { (Text::WebSince.get(lang)) }
                select.ds-input #siden name="siden" {
                    option value="" { (Text::WebSinceNone.get(lang)) }
                    @for run in &kept { option value=(run.made) selected[since == run.made.to_string()] { (named(run)) } }
                }
            }
            div.actions { button.ds-button data-variant="secondary" data-size="sm" type="submit" { (Text::WebShow.get(lang)) } }
        }
    } }
}

/// Municipalities that the choice leaves, in its order, by their place in the run.
fn chosen(view: &View<'_>) -> Vec<usize> {
    let (choice, matrix) = (&view.choice, &view.seen.matrix);
    let fits = |&m: &usize| {
        let municipality = &matrix.run.municipalities[m];
        let county =
            choice.county.is_empty() || municipality.county.as_deref() == Some(&choice.county);
        let cells = choice
            .levels()
            .into_iter()
            .filter_map(|(row, _)| matrix.at(m, row));
        let has = cells
            .into_iter()
            .any(|(cell, reviewed)| is_wanted(choice, cell, reviewed));
        county && has && municipality.name.to_lowercase().contains(&choice.name)
    };
    let mut chosen: Vec<usize> = (0..matrix.run.municipalities.len()).filter(fits).collect();
    let count = |m: usize, test: &dyn Fn(&Cell, &Reviewed) -> bool| {
        let cells = (0..PlanLevel::ALL.len()).filter_map(|row| matrix.at(m, row));
        cells
            .filter(|(cell, reviewed)| test(cell, reviewed))
            .count()
    };
    match choice.order {
        Order::Name => {}
        Order::Weakest => chosen.sort_by_key(|&m| {
            let weak = |cell: &Cell, r: &Reviewed| {
                matches!(r.outcome(cell), Outcome::Red | Outcome::NotFound)
            };
            std::cmp::Reverse(count(m, &weak))
        }),
        Order::Unread => chosen.sort_by_key(|&m| {
            std::cmp::Reverse(count(m, &|_, reviewed| reviewed.decision().is_none()))
        }),
    }
    chosen
}

fn is_wanted(choice: &Choice, cell: &Cell, reviewed: &Reviewed) -> bool {
    let outcome = choice.outcomes.is_empty() || choice.outcomes.contains(&reviewed.outcome(cell));
    outcome && (!choice.unread || reviewed.decision().is_none())
}

fn tables(view: &View<'_>) -> Markup {
    let (lang, choice) = (view.lang, &view.choice);
    let chosen = chosen(view);
    let run = view.seen.matrix.run;
    let n = chosen.len().to_string();
    let wide = run.municipalities.len() >= MANY_COLUMNS;
    let counties: Vec<Option<&str>> = {
        let mut found: Vec<Option<&str>> = chosen
            .iter()
            .map(|&m| run.municipalities[m].county.as_deref())
            .collect();
        found.sort_by_key(|county| (county.is_none(), county.map(crate::corpus::sort_key)));
        found.dedup();
        found
    };
    html! {
        p.muted role="status" { (Text::WebShown.with(lang, &[("n", &n), ("all", &run.municipalities.len().to_string())])) }
        @if chosen.is_empty() {}
        @else if !wide {
            (scroll(Text::ReportCaption.get(lang), &html! { table.matrix {
                caption.ds-sr-only { (Text::ReportCaption.get(lang)) }
                thead { tr { th scope="col" { (Text::LevelColumn.get(lang)) }
                    @for &m in &chosen { th scope="col" { (run.municipalities[m].name) } } } }
                tbody { @for (row, of) in choice.levels() { tr {
                    th scope="row" { (level(of, lang)) }
                    @for &m in &chosen { (filled(view, m, row)) }
                } } }
            } }))
        } @else {
            @for county in counties {
                @let name = county.unwrap_or(Text::ReportNoCounty.get(lang));
                @let caption = Text::ReportCaptionCounty.with(lang, &[("county", name)]);
                (scroll(&caption, &html! { table.matrix.county {
                    caption { (name) }
                    thead { tr { th scope="col" { (Text::MunicipalityColumn.get(lang)) }
                        @for (_, of) in choice.levels() { th scope="col" { (short_level(of, lang)) } } } }
                    tbody { @for &m in chosen.iter().filter(|&&m| run.municipalities[m].county.as_deref() == county) { tr {
                        th scope="row" { (run.municipalities[m].name) }
                        @for (row, _) in choice.levels() { (filled(view, m, row)) }
                    } } }
                } }))
            }
        }
    }
}

fn scroll(label: &str, table: &Markup) -> Markup {
    html! { div.scroll tabindex="0" role="region" aria-label=(label) { (table) } }
}

fn filled(view: &View<'_>, m: usize, row: usize) -> Markup {
    let Some((cell, reviewed)) = view.seen.matrix.at(m, row) else {
        return html! { td {} };
    };
    let lang = view.lang;
    let hidden = view.seen.hidden[m * PlanLevel::ALL.len() + row];
    // Of a cell that others have decided nobody says that it is not read.
    let words = if hidden {
        plain_words(cell, lang)
    } else {
        cell_words(cell, reviewed, lang)
    };
    let mut senses: Vec<&str> = marks(cell, reviewed)
        .into_iter()
        .filter_map(|mark| mark_sense(mark, lang))
        .collect();
    if hidden {
        senses = vec![Text::WebHiddenCell.get(lang)];
    }
    let dim = if is_wanted(&view.choice, cell, reviewed) {
        ""
    } else {
        " dim"
    };
    let classes = format!("{}{dim}", report_html::classes(cell, reviewed));
    let title = Some(senses.join("; ")).filter(|senses| !senses.is_empty());
    let shown = html! { (words) @if hidden { " " span aria-hidden="true" { "◐" } } };
    html! {
        td class=(classes) title=[title.as_deref().filter(|_| !view.is_last)] {
            @if view.is_last { a.cell data-tooltip=[&title] href=(links::cell(&cell.municipality, cell.level)) aria-label=(format!("{words}: {}, {}", cell.municipality.name, level(cell.level, lang))) { (shown) } }
            @else { (shown) }
        }
    }
}

/// The suggestion without marks.
fn plain_words(cell: &Cell, lang: Lang) -> String {
    let word = report::instead(cell, lang).unwrap_or_else(|| outcome(cell.outcome, lang));
    format!("{} {word}", symbol(cell.outcome))
}

/// The cells in the order in which a reader goes through them, by their place in the run: those that the matrix was asked for last.
pub(super) fn reading_order(visitor: &Visitor, seen: &Seen<'_>) -> Vec<usize> {
    let asked = visitor.own(|own| own.matrix.clone());
    let view = View {
        lang: visitor.lang,
        seen,
        reader: None,
        choice: Choice::of(&asked),
        is_last: true,
    };
    let levels = view.choice.levels();
    let row = |m: usize| levels.iter().map(move |(row, _)| (m, *row));
    let wanted = |&(m, row): &(usize, usize)| {
        let cell = seen.matrix.at(m, row);
        cell.is_some_and(|(cell, reviewed)| {
            let outcomes = &view.choice.outcomes;
            // What was read in the meantime stays in its place.
            outcomes.is_empty()
                || outcomes.contains(&reviewed.outcome(cell))
                || outcomes.contains(&cell.outcome)
        })
    };
    let all = chosen_or_read(&view)
        .into_iter()
        .flat_map(row)
        .filter(wanted);
    all.map(|(m, row)| m * PlanLevel::ALL.len() + row).collect()
}

/// The municipalities of a choice, whether their cells are read or not.
fn chosen_or_read(view: &View<'_>) -> Vec<usize> {
    let choice = Choice {
        unread: false,
        outcomes: Vec::new(),
        ..view.choice.clone()
    };
    chosen(&View {
        choice,
        reader: None,
        ..*view
    })
}

/// The summary, level by level.
fn facts(matrix: &Matrix<'_>, lang: Lang) -> Markup {
    let facts = report::facts::sentences(matrix, lang);
    let unread = matrix
        .reviewed
        .iter()
        .filter(|cell| cell.decision().is_none())
        .count();
    html! { @if !facts.is_empty() {
        details.ds-details { summary { (Text::FactsTitle.get(lang)) } div { @if unread > 0 { p { strong { (Text::WebFactsUnread.with(lang, &[("n", &unread.to_string()), ("all", &matrix.run.cells.len().to_string())])) } } } ul { @for fact in facts { li { (fact) } } } } }
    } }
}

/// What changed since an earlier run.
fn changes(room: &Room, view: &View<'_>, since: &str) -> Result<Markup, Trouble> {
    let Ok(made) = since.parse::<i64>() else {
        return Ok(html! {});
    };
    let lang = view.lang;
    let earlier = room.earlier(made)?;
    // What others decided stays hidden here too.
    let desk: &Desk = view.seen.desk;
    let journal = room.decided(desk)?.shown_to(view.reader.as_deref());
    let (before, after) = (
        Matrix::new(&earlier.run, &journal),
        Matrix::new(&desk.run, &journal),
    );
    let found = compare::compare(&before, &after);
    let sides = comparison::sides([&earlier.run, &desk.run], lang);
    let sides = sides.each_ref().map(String::as_str);
    Ok(html! {
        section aria-labelledby="endringer" {
            h2.ds-heading data-size="sm" #endringer { (Text::WebChanges.get(lang)) }
            @for line in comparison::between(&found, lang) { p { (line) } }
            p { (comparison::summary(&found, lang)) }
            @if !found.changes.is_empty() { (scroll(Text::WebChanges.get(lang), &comparison::table(&found, sides, None, lang))) }
        }
    })
}

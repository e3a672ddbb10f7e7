//! Decisions: the form on a cell's page, what comes of it, the history, and taking back.

use axum::http::StatusCode;
use jiff::Timestamp;
use maud::{Markup, html};
use serde_json::{Value, json};

use super::answer::{Answer, Trouble, back, shown, with_status};
use super::cell::{self, View, look};
use super::drafts::{Draft, LONGEST, drafted};
use super::live::Happening;
use super::login::within;
use super::room::{Decided, Room};
use super::routes::{Pairs, first};
use super::visitor::Visitor;
use super::{frame, links};
use crate::report::{self, cell_name, colour_name, decisions, outcome, symbol};
use crate::review::{self, Act, CellName, Entry, Journal, Matrix, Refusal, Wish, WishedCitation};
use crate::wording::{Lang, Text};

impl Decided {
    /// What a reader may see of the journal: own entries, and those on cells that the reader has decided too.
    fn visible(&self, reader: &str) -> Journal {
        let current = self.journal.current();
        let own: Vec<&CellName> = current
            .iter()
            .filter(|entry| entry.reviewer == reader)
            .filter_map(|entry| entry.decision().map(|d| &d.cell))
            .collect();
        let cell_of = |entry: &Entry| match &entry.act {
            Act::Decide(decision) => Some(decision.cell.clone()),
            Act::Undo { entry } => {
                let undone = self.journal.entries.iter().find(|other| other.id == *entry);
                undone
                    .and_then(Entry::decision)
                    .map(|decision| decision.cell.clone())
            }
        };
        let may = |entry: &&Entry| {
            entry.reviewer == reader || cell_of(entry).is_some_and(|cell| own.contains(&&cell))
        };
        Journal {
            entries: self.journal.entries.iter().filter(may).cloned().collect(),
            ..Journal::default()
        }
    }

    /// The entries that a visitor may see.
    pub(super) fn shown_to(&self, reader: Option<&str>) -> Journal {
        reader.map_or_else(|| self.journal.clone(), |reader| self.visible(reader))
    }
}

/// The form with what was decided before.
pub(super) fn form(view: &View<'_>, decided: &Decided) -> Markup {
    let (lang, draft) = (view.lang, &view.draft);
    let reader = view.visitor.reader();
    html! {
        h2.ds-heading data-size="xs" #vurdering-tittel { (Text::WebDecision.get(lang)) }
        @if view.is_hidden() { div.ds-alert data-color="info" { p { (Text::WebHiddenCell.get(lang)) } } }
        @for line in decisions::of_cell(view.reviewed, lang) { p.decision { (line) } }
        @if reader.is_none() {
            p { (Text::WebWhoReads.get(lang)) }
            p { a.ds-button data-size="sm" href=(links::with("/leser", &[("til", &view.address())])) { (Text::WebReader.get(lang)) } }
        }
        form #vurderingsskjema method="post" action=(format!("{}/vurdering", view.address())) data-draft=(format!("{}/utkast", view.address())) hidden[reader.is_none()] {
            (frame::token(view.visitor))
            input type="hidden" name="sett" value=(view.state());
            input type="hidden" name="leser" value=(reader.as_deref().unwrap_or_default());
            fieldset.colours {
                legend.ds-label { (Text::WebColour.get(lang)) }
                @for (of, _) in review::CHOICES {
                    label class=(format!("choice {}", colour_name(of))) {
                        input type="radio" name="utfall" id=[(of == review::CHOICES[0].0).then_some("farge")] value=(colour_name(of)) required checked[draft.outcome == Some(of)];
                        " " (symbol(of)) " " (outcome(of, lang))
                    }
                }
            }
            p.muted { (Text::WebSuggestionIs.with(lang, &[("colour", outcome(view.cell.outcome, lang))])) }
            div.ds-field {
                label.ds-label for="begrunnelse" { (Text::WebReason.get(lang)) }
                textarea.ds-input #begrunnelse name="begrunnelse" rows="4" maxlength="4000" { (draft.reason) }
            }
            p { (Text::WebPicked.get(lang)) ": " strong #antall-sitater { (draft.picked.len()) } " " span.where { (Text::WebPickHint.get(lang)) } }
            div.ds-field {
                label.ds-label for="flere" { (Text::WebMoreCitations.get(lang)) }
                textarea.ds-input #flere name="flere" rows="2" maxlength="4000" placeholder=(Text::WebMorePlaceholder.get(lang)) { (draft.more) }
            }
            div.actions {
                button.ds-button type="submit" name="deretter" value="her" { (Text::WebSave.get(lang)) }
                button.ds-button data-variant="secondary" type="submit" name="deretter" value="neste" { (Text::WebSaveNext.get(lang)) }
            }
        }
        (history(view, decided))
    }
}

/// All that was decided on the cell and taken back, the latest first.
fn history(view: &View<'_>, decided: &Decided) -> Markup {
    let lang = view.lang;
    let reader = view.visitor.reader();
    let journal = decided.shown_to(reader.as_deref());
    let standing: Vec<&str> = journal
        .standing()
        .iter()
        .map(|entry| entry.id.as_str())
        .collect();
    let name = view.name();
    let own = journal
        .entries
        .iter()
        .filter(|entry| entry.decision().is_some_and(|d| d.cell == name));
    let own: Vec<&Entry> = own.collect();
    html! { @if !own.is_empty() {
        details.ds-details open {
            summary { (Text::WebHistory.get(lang)) " (" (own.len()) ")" }
            ul.history { @for entry in own.iter().rev() { (entry_line(view.visitor, entry, standing.contains(&entry.id.as_str()), &view.address())) } }
        }
    } }
}

/// A line of the history, with the way to take one's own decision back.
fn entry_line(visitor: &Visitor, entry: &Entry, stands: bool, to: &str) -> Markup {
    let (lang, reader) = (visitor.lang, visitor.reader());
    let Some(decision) = entry.decision() else {
        return html! {};
    };
    html! {
        li {
            (report::moment_of(entry.time, lang)) " – " strong { (entry.reviewer) } ": "
            span class=(format!("badge {}", colour_name(decision.decision))) { (symbol(decision.decision)) " " (outcome(decision.decision, lang)) }
            " " (decision.reason)
            @if !decision.citations.is_empty() { ul { @for citation in &decision.citations { li { (decisions::citation(citation, lang)) } } } }
            @if !stands { " " em { (Text::WebTakenBack.get(lang)) } }
            @else if reader.as_deref() == Some(entry.reviewer.as_str()) {
                form.inline method="post" action=(format!("/vurderinger/{}/angre", entry.id)) {
                    (frame::token(visitor))
                    input type="hidden" name="til" value=(to);
                    button.ds-button data-variant="tertiary" data-size="sm" type="submit" { (Text::WebUndo.get(lang)) }
                }
            }
        }
    }
}

/// What came of a wish to decide.
pub(super) enum Came {
    /// It is kept.
    Kept(Box<Entry>),
    /// It lacks something: each in words, with the field of the form to mend.
    Lacks(Vec<(String, &'static str)>),
    /// The cell is not as it was seen.
    Moved,
}

/// Decides a cell as a reader, if it is still as it was `seen`.
pub(super) fn decided(
    room: &Room,
    view: &View<'_>,
    reader: &str,
    draft: &Draft,
    seen: &str,
) -> Result<Came, Trouble> {
    let lang = view.lang;
    let Some(of) = draft.outcome else {
        let words = Text::WebNeedsColour.get(lang).to_owned();
        return Ok(Came::Lacks(vec![(words, "farge")]));
    };
    for (text, field) in [(&draft.reason, "begrunnelse"), (&draft.more, "flere")] {
        if text.chars().count() > LONGEST {
            return Ok(Came::Lacks(vec![(
                Text::WebTooMuch.get(lang).to_owned(),
                field,
            )]));
        }
    }
    let picked = draft.picked.iter();
    let hits = picked.map(|(id, hit)| {
        // One that is of no document is refused with the others.
        let index = view
            .seen
            .desk
            .document(id)
            .map_or(usize::MAX, |(index, _)| index);
        (index, *hit)
    });
    let wish = Wish {
        outcome: of,
        reason: draft.reason.clone(),
        citations: WishedCitation::all_in(&draft.more),
        hits: hits.collect(),
    };
    let text = |document: &_, page| room.store.page_text(document, page);
    let made = review::decide_by_text(view.run(), view.cell, &wish, &text);
    let decision = match made {
        Ok(decision) => decision,
        Err(refusals) => {
            let lacks = refusals.iter().map(|refusal| {
                let field = match refusal {
                    Refusal::NeedsReason { .. } => "begrunnelse",
                    _ => "flere",
                };
                (decisions::refusal(refusal, lang), field)
            });
            return Ok(Came::Lacks(lacks.collect()));
        }
    };
    if view.state() != seen {
        return Ok(Came::Moved);
    }
    let entry = Entry::new(reader, Timestamp::now(), Act::Decide(Box::new(decision)));
    let _one_after_the_other = room.decides()?;
    // Whoever decided between the look and the writing is seen here.
    let entries = &view.reviewed.entries;
    let hidden = view.is_hidden();
    let still = |journal: &Journal| {
        let now = on_cell(journal, &view.name());
        let now = now
            .iter()
            .filter(|entry| !hidden || entry.reviewer == reader);
        now.map(|entry| &entry.id)
            .eq(entries.iter().map(|entry| &entry.id))
    };
    let kept = room
        .settings
        .ledger
        .append_if(std::slice::from_ref(&entry), still)?;
    Ok(if kept {
        Came::Kept(Box::new(entry))
    } else {
        Came::Moved
    })
}

/// The latest decision of each reader on a cell, as a matrix has them.
fn on_cell<'j>(journal: &'j Journal, name: &CellName) -> Vec<&'j Entry> {
    let of_cell = |entry: &&Entry| entry.decision().is_some_and(|d| d.cell == *name);
    journal.current().into_iter().filter(of_cell).collect()
}

/// Decides a cell from its form.
pub(super) fn decide(
    room: &Room,
    visitor: &Visitor,
    path: &(String, String),
    sent: &Pairs,
) -> Answer {
    let lang = visitor.lang;
    look(room, visitor, path, |view, all| {
        let draft = drafted(sent, &view.draft);
        visitor.own(|own| *own.drafts.change(&view.name()) = draft.clone());
        let Some(reader) = visitor.reader() else {
            return back(&links::with("/leser", &[("til", &view.address())]));
        };
        // Another tab may read with other initials by now: nobody's words are kept as somebody else's.
        let named = first(sent, "leser");
        let outcome = if named == reader {
            decided(room, view, &reader, &draft, first(sent, "sett"))?
        } else {
            let gaps = [("then", named), ("now", reader.as_str())];
            let words = Text::WebOtherReader.with(lang, &gaps);
            Came::Lacks(vec![(words, "vurderingsskjema")])
        };
        match outcome {
            Came::Kept(entry) => {
                visitor.own(|own| {
                    own.drafts.done(&view.name());
                    own.say(kept_words(&entry, lang));
                });
                room.live.tell(Happening::Decision);
                let next = (first(sent, "deretter") == "neste").then(|| cell::next_unread(view));
                back(&next.flatten().unwrap_or_else(|| view.address()))
            }
            Came::Lacks(lacks) => {
                let alert = html! {
                    ds-error-summary.ds-error-summary #melding tabindex="-1" {
                        h2 { (Text::WebNotSaved.get(lang)) }
                        ul { @for (words, field) in &lacks { li { a href=(format!("#{field}")) { (words) } } } }
                    }
                };
                let again = again(view, &draft);
                let page = cell::whole(&again, all, Some(&alert));
                Ok(with_status(StatusCode::UNPROCESSABLE_ENTITY, page))
            }
            Came::Moved => {
                // The room may have held what was there before: look once more.
                let alert = html! {
                    div.ds-alert data-color="warning" role="alert" #melding tabindex="-1" {
                        p { strong { (Text::WebMoved.get(lang)) } }
                        p { (Text::WebMovedHint.get(lang)) }
                    }
                };
                let page = look(room, visitor, path, |view, all| {
                    Ok(cell::whole(&again(view, &draft), all, Some(&alert)))
                })?;
                Ok(with_status(StatusCode::CONFLICT, page))
            }
        }
    })
}

/// «Lagret: Vågan – Temaplan bolig: gul.»
fn kept_words(entry: &Entry, lang: Lang) -> String {
    let Some(decision) = entry.decision() else {
        return String::new();
    };
    let (name, of) = (
        cell_name(&decision.cell, lang),
        outcome(decision.decision, lang),
    );
    Text::WebKept.with(lang, &[("cell", &name), ("colour", of)])
}

/// The same cell with what was sent in the form.
fn again<'v>(view: &View<'v>, draft: &Draft) -> View<'v> {
    View {
        draft: draft.clone(),
        ..*view
    }
}

/// Takes a decision of one's own back.
pub(super) fn undo(room: &Room, visitor: &Visitor, id: &str, sent: &Pairs) -> Answer {
    undone(room, visitor.reader(), id)?;
    // An earlier decision of one's own may stand again.
    let journal = room.settings.ledger.read()?;
    let of = |id: &str| {
        journal
            .entries
            .iter()
            .find(|entry| entry.id == id)?
            .decision()
    };
    let cell = of(id).map(|decision| decision.cell.clone());
    let again = journal
        .current()
        .into_iter()
        .filter(|entry| Some(entry.reviewer.clone()) == visitor.reader())
        .filter_map(Entry::decision)
        .find(|decision| Some(&decision.cell) == cell.as_ref());
    let mut words = Text::WebUndone.get(visitor.lang).to_owned();
    if let Some(again) = again {
        let of = outcome(again.decision, visitor.lang);
        words = format!(
            "{words} {}",
            Text::WebStandsAgain.with(visitor.lang, &[("colour", of)])
        );
    }
    visitor.own(|own| own.say(words));
    back(within(first(sent, "til")))
}

/// The same for programs and people.
pub(super) fn undone(room: &Room, reader: Option<String>, id: &str) -> Result<(), Trouble> {
    let refused = |text| Err(Trouble::new(StatusCode::CONFLICT, text, &[]));
    let Some(reader) = reader else {
        return refused(Text::WebWhoReads);
    };
    let _one_after_the_other = room.decides()?;
    let act = Act::Undo {
        entry: id.to_owned(),
    };
    let entry = Entry::new(&reader, Timestamp::now(), act);
    let still = |journal: &Journal| {
        journal
            .standing()
            .iter()
            .any(|entry| entry.id == id && entry.reviewer == reader)
    };
    if !room
        .settings
        .ledger
        .append_if(std::slice::from_ref(&entry), still)?
    {
        return refused(Text::WebNotYours);
    }
    room.live.tell(Happening::Decision);
    Ok(())
}

/// All decisions, and where readers differ.
pub(super) fn page(room: &Room, visitor: &Visitor, _: &Pairs) -> Answer {
    let lang = visitor.lang;
    let desk = room.desk()?.ok_or_else(Trouble::no_run_yet)?;
    let all = room.decided(&desk)?;
    let reader = visitor.reader();
    let journal = all.shown_to(reader.as_deref());
    let seen = all.seen_by(&desk, reader.as_deref());
    let hidden = seen.hidden.iter().filter(|hidden| **hidden).count();
    let title = Text::WebDecisions.get(lang);
    let body = html! {
        h1.ds-heading data-size="lg" { (title) }
        @if hidden > 0 { div.ds-alert data-color="info" { p { (Text::WebHiddenCells.counted(lang, hidden, &[])) } } }
        @if all.is_damaged() { div.ds-alert data-color="danger" role="alert" { p { (Text::WebLedgerDamaged.with(lang, &[("file", &room.settings.ledger.path().display().to_string())])) } } }
        @if !seen.matrix.unplaced.is_empty() { p { (decisions::unplaced(&seen.matrix.unplaced, lang)) } }
        (attention(&seen.matrix, lang))
        (list(visitor, &journal, if hidden > 0 { Text::WebNoOwnDecisions } else { Text::WebNoDecisions }))
        p.muted { (Text::WebLedger.with(lang, &[("file", &room.settings.ledger.path().display().to_string())])) }
    };
    shown(frame::page(visitor, title, "/vurderinger", &body))
}

/// Cells where readers differ or what a decision rests on has moved.
fn attention(matrix: &Matrix<'_>, lang: Lang) -> Markup {
    let differ: Vec<_> = matrix
        .cells()
        .filter(|(_, r)| r.is_disputed() || !r.changes.is_empty())
        .collect();
    html! { @if !differ.is_empty() {
        section aria-labelledby="se-pa" {
            h2.ds-heading data-size="sm" #se-pa { (Text::WebLookAgain.get(lang)) }
            ul { @for (cell, reviewed) in differ { li {
                a.ds-link href=(links::cell(&cell.municipality, cell.level)) { (cell.municipality.name) " – " (report::level(cell.level, lang)) } ": "
                @if reviewed.is_disputed() { (Text::ReviewersDiffer.get(lang)) " " }
                @for change in &reviewed.changes { (decisions::change(change, lang)) "; " }
            } } }
        }
    } }
}

fn list(visitor: &Visitor, journal: &Journal, none: Text) -> Markup {
    let lang = visitor.lang;
    let standing: Vec<&str> = journal
        .standing()
        .iter()
        .map(|entry| entry.id.as_str())
        .collect();
    let decisions: Vec<&Entry> = journal
        .entries
        .iter()
        .filter(|entry| entry.decision().is_some())
        .collect();
    html! {
        @if decisions.is_empty() { p { (none.get(lang)) } }
        @else {
            ul.history { @for entry in decisions.iter().rev() {
                @if let Some(decision) = entry.decision() {
                    li.cellname { a.ds-link href=(links::named_cell(&decision.cell)) { (cell_name(&decision.cell, lang)) } }
                    (entry_line(visitor, entry, standing.contains(&entry.id.as_str()), "/vurderinger"))
                }
            } }
        }
    }
}

/// The entries that a visitor may see, for programs.
pub(super) fn value(room: &Room, visitor: &Visitor) -> Result<Value, Trouble> {
    let desk = room.desk()?.ok_or_else(Trouble::no_run_yet)?;
    let all = room.decided(&desk)?;
    let journal = all.shown_to(visitor.reader().as_deref());
    Ok(json!({ "schema": "planlys.room-decisions/1", "entries": journal.entries }))
}

//! A change of a pack, tried on what was read: its mistakes, the sentences it breaks, and the cells it would flip. Then kept or not.

use axum::http::StatusCode;
use maud::{Markup, html};

use super::answer::{Answer, Trouble, back, shown};
use super::room::{Desk, Room};
use super::routes::{Pairs, first};
use super::visitor::Visitor;
use super::{frame, packs};
use crate::corpus;
use crate::pipeline::{self, Search};
use crate::report::{comparison, failures};
use crate::review::{Journal, Matrix, compare};
use crate::terms::{self, Pack};
use crate::wording::{Lang, Text};

/// A pack of one's own may not have the name of one that comes with the program.
const OWN: &str = "-egen";

/// The text of a pack to begin a change with: one that comes with the program gets an identifier of its own.
pub(super) fn own_text(id: &str, text: &str) -> String {
    if terms::shipped(id).is_none() {
        return text.to_owned();
    }
    let (was, now) = (format!("id = \"{id}\""), format!("id = \"{id}{OWN}\""));
    text.replacen(&was, &now, 1)
}

/// Where a pack is changed and tried.
pub(super) fn editor(visitor: &Visitor, id: &str, text: &str) -> Markup {
    let lang = visitor.lang;
    html! {
        section.editor aria-labelledby="endre" {
            h2.ds-heading data-size="sm" #endre { (Text::WebChangePack.get(lang)) }
            p.readable { (Text::WebChangePackWhy.get(lang)) }
            form method="post" action=(format!("/pakker/{id}/prov")) {
                (frame::token(visitor))
                div.ds-field {
                    label.ds-label for="tekst" { (Text::WebPackText.get(lang)) }
                    textarea.ds-input.code #tekst name="tekst" rows="24" spellcheck="false" { (text) }
                }
                div.actions {
                    button.ds-button type="submit" { (Text::WebTry.get(lang)) }
                    button.ds-button data-variant="secondary" type="submit" formaction=(format!("/pakker/{id}/lagre")) { (Text::WebSavePack.get(lang)) }
                    button.ds-button data-variant="secondary" type="submit" name="bruk" value="1" formaction=(format!("/pakker/{id}/lagre")) { (Text::WebUsePack.get(lang)) }
                }
            }
        }
    }
}

/// The pack of a text, or its mistakes in words.
fn parsed(id: &str, text: &str, lang: Lang) -> Result<Pack, String> {
    let file = format!("{id}.toml");
    terms::parse(file.as_ref(), text).map_err(|problems| failures::mistakes(&problems, lang))
}

/// Tries a change.
pub(super) fn page(room: &Room, visitor: &Visitor, id: &str, sent: &Pairs) -> Answer {
    let lang = visitor.lang;
    let text = first(sent, "tekst").replace("\r\n", "\n");
    let desk = room.desk()?.ok_or_else(Trouble::no_run_yet)?;
    let tried = match parsed(id, &text, lang) {
        Ok(pack) => came(room, &desk, &pack, &text, lang)?,
        Err(mistakes) => {
            html! { div.ds-alert data-color="danger" role="alert" { p { strong { (Text::WebPackMistakes.get(lang)) } } pre { (mistakes) } } }
        }
    };
    let title = Text::WebTried.with(lang, &[("id", id)]);
    let body = html! {
        nav.way aria-label=(Text::WebWay.get(lang)) { a.ds-link href=(format!("/pakker/{id}")) { "← " (Text::WebPackTitle.with(lang, &[("id", id)])) } }
        h1.ds-heading data-size="lg" { (title) }
        (tried)
        (editor(visitor, id, &text))
    };
    shown(frame::page(visitor, &title, "/pakker", &body))
}

/// What a pack would give.
fn came(room: &Room, desk: &Desk, pack: &Pack, text: &str, lang: Lang) -> Result<Markup, Trouble> {
    let file = format!("{}.toml", pack.id);
    let broken = terms::check(pack);
    let (_, own): (Vec<_>, Vec<_>) = broken
        .into_iter()
        .partition(|failure| failure.example.inherited);
    let broken = crate::report::packs::failed(pack, own, file.as_ref(), text, lang);
    let sentences = html! {
        @if broken.is_empty() { p { (Text::WebSentencesHold.get(lang)) } }
        @else { div.ds-alert data-color="warning" { p { strong { (Text::WebSentencesBreak.get(lang)) } } pre { (failures::mistakes(&broken, lang)) } } }
    };
    let active = room.packs();
    let Some(rule) = pack.rule.as_ref().or(Some(&active.rule)) else {
        return Ok(sentences);
    };
    let corpus = corpus::discover(&room.settings.corpus).map_err(|error| {
        let (message, hint) = failures::corpus(&error, lang);
        Trouble::unclear(message, hint)
    })?;
    let own = [pack];
    let search = Search::new(&own, room.settings.damage);
    let tried = pipeline::trial(&desk.run, &corpus, &room.store, &search, rule);
    let tried = tried.map_err(|_| Trouble::not_in_store())?;
    // Suggestions against suggestions: what people decided stands whatever a pack says.
    let nothing = Journal::default();
    let (before, after) = (
        Matrix::new(&desk.run, &nothing),
        Matrix::new(&tried, &nothing),
    );
    let found = compare::compare(&before, &after);
    let sides = [Text::WebNow, Text::WebWithChange].map(|text| text.get(lang));
    Ok(html! {
        (sentences)
        h2.ds-heading data-size="sm" { (Text::WebFlips.get(lang)) }
        p role="status" { (comparison::summary(&found, lang)) }
        @if !found.changes.is_empty() {
            div.scroll tabindex="0" role="region" aria-label=(Text::WebFlips.get(lang)) { (comparison::table(&found, sides, Some(Text::WebFlips.get(lang)), lang)) }
        }
    })
}

/// Keeps a pack among one's own, and uses it from the next run on if that is wanted.
pub(super) fn save(room: &Room, visitor: &Visitor, id: &str, sent: &Pairs) -> Answer {
    let lang = visitor.lang;
    let text = first(sent, "tekst").replace("\r\n", "\n");
    let pack =
        parsed(id, &text, lang).map_err(|mistakes| Trouble::unclear(mistakes, String::new()))?;
    let refused = |text| Trouble::new(StatusCode::UNPROCESSABLE_ENTITY, text, &[]);
    if terms::shipped(&pack.id).is_some() {
        return Err(refused(Text::WebPackNeedsName));
    }
    if packs::file_name(&pack.id).as_deref() != Some(pack.id.as_str()) {
        return Err(refused(Text::WebNoName));
    }
    packs::keep(
        &packs::folder(room).join(format!("{}.toml", pack.id)),
        &text,
        lang,
    )?;
    let (path, mut words) = (format!("/pakker/{}", pack.id), Text::WebPackSaved);
    if first(sent, "bruk") == "1" {
        if pack.rule.is_none() {
            return Err(refused(Text::WebPackNoRule));
        }
        room.use_pack(pack);
        words = Text::WebPackUsed;
    }
    visitor.own(|own| own.say(words.get(lang).to_owned()));
    back(&path)
}

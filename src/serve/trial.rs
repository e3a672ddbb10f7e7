//! A change of a pack, tried on what was read: its mistakes, the sentences it breaks, and the cells it would flip. Then kept or not.

use axum::http::StatusCode;
use maud::{Markup, html};

use super::answer::{Answer, Trouble, back, shown, with_status};
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
    let came = match parsed(id, &text, lang) {
        Ok(pack) => came(room, &desk, &pack, &text, lang)?,
        Err(mistakes) => wrong(&mistakes, lang),
    };
    shown(tried(visitor, id, &text, &came))
}

/// The page on which a pack was tried, with its text as it was sent.
fn tried(visitor: &Visitor, id: &str, text: &str, came: &Markup) -> Markup {
    let lang = visitor.lang;
    let title = Text::WebTried.with(lang, &[("id", id)]);
    let body = html! {
        nav.way aria-label=(Text::WebWay.get(lang)) { a.ds-link href=(format!("/pakker/{id}")) { "← " (Text::WebPackTitle.with(lang, &[("id", id)])) } }
        h1.ds-heading data-size="lg" { (title) }
        (came)
        (editor(visitor, id, text))
    };
    frame::page(visitor, &title, "/pakker", &body)
}

/// What is wrong with a pack.
fn wrong(mistakes: &str, lang: Lang) -> Markup {
    html! { div.ds-alert data-color="danger" role="alert" {
        p { strong { (Text::WebPackMistakes.get(lang)) } }
        pre { (mistakes) }
    } }
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
    let rule = pack.rule.as_ref().unwrap_or(&active.rule);
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

/// Keeps a pack among one's own, and runs with it if that is wanted. What was typed is never lost.
pub(super) fn save(room: &Room, visitor: &Visitor, id: &str, sent: &Pairs) -> Answer {
    let lang = visitor.lang;
    let text = first(sent, "tekst").replace("\r\n", "\n");
    let wants_run = first(sent, "bruk") == "1";
    let pack = match sound(id, &text, wants_run, lang) {
        Ok(pack) => pack,
        Err(mistakes) => {
            let page = tried(visitor, id, &text, &wrong(&mistakes, lang));
            return Ok(with_status(StatusCode::UNPROCESSABLE_ENTITY, page));
        }
    };
    packs::put_by(room, &pack.id, &text, lang)?;
    let path = packs::folder(room).join(format!("{}.toml", pack.id));
    packs::keep(&path, &text, lang)?;
    let address = format!("/pakker/{}", pack.id);
    let words = if wants_run {
        Text::WebPackUsed
    } else {
        Text::WebPackSaved
    };
    if wants_run {
        room.use_pack(pack);
    }
    visitor.own(|own| own.say(words.get(lang).to_owned()));
    back(&address)
}

/// A pack that can be kept, or what is wrong with it in words.
fn sound(id: &str, text: &str, wants_run: bool, lang: Lang) -> Result<Pack, String> {
    let pack = parsed(id, text, lang)?;
    let refused = if terms::shipped(&pack.id).is_some() {
        Some(Text::WebPackNeedsName)
    } else if packs::file_name(&pack.id).as_deref() != Some(pack.id.as_str()) {
        Some(Text::WebNoName)
    } else {
        (wants_run && pack.rule.is_none()).then_some(Text::WebPackNoRule)
    };
    refused.map_or(Ok(pack), |text| Err(text.get(lang).to_owned()))
}

/// Runs with a pack as it is.
pub(super) fn choose(room: &Room, visitor: &Visitor, id: &str, _: &Pairs) -> Answer {
    let pack = packs::named(room, id)?;
    if pack.rule.is_none() {
        return Err(Trouble::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            Text::WebPackNoRule,
            &[],
        ));
    }
    room.use_pack(pack);
    visitor.own(|own| own.say(Text::WebPackChosen.get(visitor.lang).to_owned()));
    back(&format!("/pakker/{id}"))
}

/// Takes a pack of one's own away; its text is put by.
pub(super) fn remove(room: &Room, visitor: &Visitor, id: &str, _: &Pairs) -> Answer {
    let path = packs::own_path(room, id).ok_or_else(Trouble::missing)?;
    packs::put_by(room, id, "", visitor.lang)?;
    std::fs::remove_file(path).map_err(|_| Trouble::failed())?;
    visitor.own(|own| own.say(Text::WebPackRemoved.get(visitor.lang).to_owned()));
    back("/pakker")
}

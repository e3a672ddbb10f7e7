//! How to ask, and the searches that are kept: those that come with the program and those of one's own.

use std::fs;

use axum::http::StatusCode;
use maud::{Markup, html};
use serde_json::{Value, json};

use super::answer::{Answer, Trouble, back};
use super::room::Room;
use super::routes::{Pairs, first};
use super::visitor::Visitor;
use super::{frame, links, packs};
use crate::query::{self, Query};
use crate::report::query as words;
use crate::wording::{Lang, Text};

/// Saved searches end so, as those of the command line.
const ENDING: &str = "sok";

/// The searches that come with the program.
const SHIPPED: [(&str, &str); 8] = [
    (
        "startlan-og-bostotte",
        include_str!("../../queries/sok/startlan-og-bostotte.sok"),
    ),
    (
        "kommunale-utleieboliger",
        include_str!("../../queries/sok/kommunale-utleieboliger.sok"),
    ),
    (
        "leie-til-eie",
        include_str!("../../queries/sok/leie-til-eie.sok"),
    ),
    (
        "bostedslose",
        include_str!("../../queries/sok/bostedslose.sok"),
    ),
    (
        "midlertidig-botilbud",
        include_str!("../../queries/sok/midlertidig-botilbud.sok"),
    ),
    (
        "oversikt-over-boligbehov",
        include_str!("../../queries/sok/oversikt-over-boligbehov.sok"),
    ),
    (
        "bosetting-av-flyktninger",
        include_str!("../../queries/sok/bosetting-av-flyktninger.sok"),
    ),
    (
        "boligsosial-i-overskrift",
        include_str!("../../queries/sok/boligsosial-i-overskrift.sok"),
    ),
];

/// Keeps the search under a name.
pub(super) fn form(visitor: &Visitor, text: &str) -> Markup {
    let lang = visitor.lang;
    html! {
        form.inline method="post" action="/sok/lagre" {
            (frame::token(visitor))
            input type="hidden" name="q" value=(text);
            label.ds-label for="navn" { (Text::WebSaveSearch.get(lang)) }
            input.ds-input #navn name="navn" maxlength="80" required;
            button.ds-button data-variant="secondary" data-size="sm" type="submit" { (Text::WebSave.get(lang)) }
        }
    }
}

/// How to ask, and the searches that are kept.
pub(super) fn hints(room: &Room, lang: Lang) -> Markup {
    const EXAMPLES: [(&str, Text); 8] = [
        ("startlån", Text::WebHintWord),
        ("«leie til eie»", Text::WebHintPhrase),
        ("kommunal* bolig*", Text::WebHintStar),
        ("flyktning* NEAR/8 boset*", Text::WebHintNear),
        ("bostøtte ELLER startlån", Text::WebHintOr),
        ("bolig* -fritidsbolig*", Text::WebHintNot),
        ("boligsosial* sone:overskrift", Text::WebHintZone),
        (
            "vanskeligstilt* nivå:samfunnsdel status:gjeldende",
            Text::WebHintField,
        ),
    ];
    let saved = saved(room);
    html! {
        div.two {
            section aria-labelledby="slik" {
                h2.ds-heading data-size="xs" #slik { (Text::WebHints.get(lang)) }
                ul { @for (query, words) in EXAMPLES { li { a.ds-link href=(links::with("/sok", &[("q", query)])) { code { (query) } } " – " (words.get(lang)) } } }
            }
            section aria-labelledby="lagret" {
                h2.ds-heading data-size="xs" #lagret { (Text::WebSavedSearches.get(lang)) }
                ul { @for (name, query) in saved { li { a.ds-link href=(links::with("/sok", &[("q", &query)])) { (name) } } } }
            }
        }
    }
}

/// The searches that are kept, those of one's own first: names and queries.
fn saved(room: &Room) -> Vec<(String, String)> {
    let entries = fs::read_dir(room.own_folder().join(ENDING))
        .into_iter()
        .flatten()
        .flatten();
    let mut own: Vec<(String, String)> = entries
        .filter_map(|entry| {
            let path = entry.path();
            let is_saved = path.extension().is_some_and(|end| end == ENDING);
            let content = is_saved.then(|| fs::read_to_string(&path).ok()).flatten()?;
            Some(query::saved(&content, &path.file_stem()?.to_string_lossy()))
        })
        .collect();
    own.sort_by_key(|(name, _)| crate::corpus::sort_key(name));
    own.extend(
        SHIPPED
            .iter()
            .map(|(file, content)| query::saved(content, file)),
    );
    own
}

/// Keeps a search in the corpus's own folder, as the command line reads it.
pub(super) fn save(room: &Room, visitor: &Visitor, sent: &Pairs) -> Answer {
    let (name, text) = (first(sent, "navn").trim(), first(sent, "q").trim());
    let lang = visitor.lang;
    Query::parse(text).map_err(|error| {
        let (message, hint) = words::unclear(text, &error, lang);
        Trouble::unclear(message, hint)
    })?;
    let one_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let content = format!("# {}\n{}\n", one_line(name), one_line(text));
    let stem = packs::file_name(name)
        .ok_or_else(|| Trouble::new(StatusCode::UNPROCESSABLE_ENTITY, Text::WebNoName, &[]))?;
    let path = room.own_folder().join(ENDING);
    let path = path.join(format!("{stem}.{ENDING}"));
    if fs::read_to_string(&path).is_ok_and(|old| old != content) {
        let gaps = [("name", name)];
        return Err(Trouble::new(
            StatusCode::CONFLICT,
            Text::WebSearchThere,
            &gaps,
        ));
    }
    packs::keep(&path, &content, lang)?;
    visitor.own(|own| own.say(Text::WebSearchSaved.with(lang, &[("name", name)])));
    back(&links::with("/sok", &[("q", text)]))
}

/// The names and queries of the kept searches, for programs.
pub(super) fn value(room: &Room) -> Value {
    let saved = saved(room)
        .into_iter()
        .map(|(name, query)| json!({ "name": name, "query": query }));
    json!({ "searches": saved.collect::<Vec<_>>() })
}

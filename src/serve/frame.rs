//! The frame of every page: header, navigation, how the run stands, scripts.

use maud::{DOCTYPE, Markup, html};

use super::assets::address;
use super::guard::FIELD;
use super::visitor::Visitor;
use crate::wording::{Lang, Text};

/// The parts of the room, in the order of the navigation.
const PARTS: [(&str, Text); 7] = [
    ("/", Text::WebMatrix),
    ("/sok", Text::WebSearch),
    ("/vurderinger", Text::WebDecisions),
    ("/dekning", Text::WebCoverage),
    ("/pakker", Text::WebPacks),
    ("/eksport", Text::WebExport),
    ("/hjelp", Text::WebHelp),
];

/// htmx runs no text as a program and writes no style: the policy would not let it.
const HTMX: &str = r#"{"includeIndicatorStyles":false,"allowEval":false,"historyCacheSize":0,"selfRequestsOnly":true}"#;

/// The session's token, for a form that changes something.
pub(super) fn token(visitor: &Visitor) -> Markup {
    html! { input type="hidden" name=(FIELD) value=(visitor.session.csrf); }
}

/// A page; `here` is the part of the room it belongs to.
pub(super) fn page(visitor: &Visitor, title: &str, here: &str, body: &Markup) -> Markup {
    let lang = visitor.lang;
    let notice = visitor.own(|own| own.said(&visitor.here));
    document(
        visitor,
        title,
        &html! {
            a.ds-skip-link href="#innhold" { (Text::WebSkip.get(lang)) }
            header.top {
                div.bar {
                    a.brand href="/" { "planlys" }
                    nav aria-label=(Text::WebParts.get(lang)) {
                        ul { @for (path, name) in PARTS { li {
                            a href=(path) aria-current=[(path == here).then_some("page")] { (name.get(lang)) }
                        } } }
                    }
                    (reader(visitor))
                    (languages(visitor))
                }
                div.kjoring #kjoring role="status" data-live="/live" data-fresh=(Text::WebFresh.get(lang)) hidden {}
            }
            main #innhold tabindex="-1" {
                @if let Some(notice) = notice { div.ds-alert data-color="success" role="status" { p { (notice) } } }
                (body)
            }
        },
    )
}

/// A page for those who are not in.
pub(super) fn bare(visitor: &Visitor, title: &str, body: &Markup) -> Markup {
    document(
        visitor,
        title,
        &html! {
            header.top { div.bar { span.brand { "planlys" } } }
            main #innhold { (body) }
        },
    )
}

fn document(visitor: &Visitor, title: &str, body: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang=(visitor.lang.code()) data-color-scheme="light" data-size="sm" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="htmx-config" content=(HTMX);
                meta name="csrf" content=(visitor.session.csrf);
                title { (title) " – planlys" }
                link rel="icon" type="image/svg+xml" href=(address("ikon.svg"));
                @for name in ["designsystemet-theme.css", "designsystemet.css", "room.css"] { link rel="stylesheet" href=(address(name)); }
                @for name in ["htmx.js", "designsystemet-web.js", "room.js"] { script src=(address(name)) defer {} }
            }
            body { (body) }
        }
    }
}

/// Who reads, with the way to change it.
fn reader(visitor: &Visitor) -> Markup {
    let lang = visitor.lang;
    let words = match visitor.reader() {
        Some(reader) => Text::WebReads.with(lang, &[("reader", &reader)]),
        None => Text::WebLooks.get(lang).to_owned(),
    };
    let to = super::links::with("/leser", &[("til", &visitor.here)]);
    html! { a.reader href=(to) { (words) } }
}

fn languages(visitor: &Visitor) -> Markup {
    html! {
        form.languages method="post" action="/sprak" aria-label=(Text::WebLanguage.get(visitor.lang)) {
            (token(visitor))
            input type="hidden" name="til" value=(visitor.here);
            @for lang in Lang::ALL {
                button type="submit" name="sprak" value=(lang.code()) lang=(lang.code()) aria-pressed=(lang == visitor.lang) { (name(lang)) }
            }
        }
    }
}

/// The name of a language in itself.
fn name(lang: Lang) -> &'static str {
    match lang {
        Lang::Nb => "Bokmål",
        Lang::Nn => "Nynorsk",
        Lang::En => "English",
    }
}

//! Term packs: what each looks for, in words, and which word forms it caught in the plans.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use axum::http::StatusCode;
use maud::{Markup, html};
use serde_json::{Value, json};

use super::answer::{Answer, Trouble, back, shown};
use super::room::Room;
use super::routes::{Pairs, first};
use super::visitor::Visitor;
use super::{frame, links, trial};
use crate::pipeline::forms;
use crate::report::packs::{class, conditions, variant};
use crate::report::{failures, why_not};
use crate::run::{Document, Passage, Run, TermSummary};
use crate::terms::{self, Class, Pack, Term};
use crate::wording::{Lang, Text};

/// Forms of a term that are shown at once.
const FEW: usize = 30;

/// A pack that is there: its identifier, and whether it is one of one's own.
struct Listed {
    id: String,
    own: bool,
}

/// All packs: those of the run, those that come with the program, those of one's own.
fn all(room: &Room) -> Vec<Listed> {
    let mut all: Vec<Listed> = own_ids(room)
        .into_iter()
        .map(|id| Listed { id, own: true })
        .collect();
    all.extend(terms::SHIPPED.iter().map(|(id, _)| Listed {
        id: (*id).to_owned(),
        own: false,
    }));
    for pack in &room.packs().packs {
        if !all.iter().any(|known| known.id == pack.id) {
            all.push(Listed {
                id: pack.id.clone(),
                own: true,
            });
        }
    }
    all
}

fn own_ids(room: &Room) -> Vec<String> {
    let entries = fs::read_dir(folder(room)).into_iter().flatten().flatten();
    let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
    let mut ids: Vec<String> = names
        .filter_map(|name| Some(name.strip_suffix(".toml")?.to_owned()))
        .collect();
    ids.sort();
    ids
}

/// Where packs of one's own are kept.
pub(super) fn folder(room: &Room) -> PathBuf {
    room.own_folder().join("termpakker")
}

/// The text of a pack and the name of its file: only names that are listed are opened.
pub(super) fn text(room: &Room, id: &str) -> Result<(PathBuf, String), Trouble> {
    if let Some((id, text)) = terms::SHIPPED.iter().find(|(known, _)| *known == id) {
        return Ok((format!("{id}.toml").into(), (*text).to_owned()));
    }
    if own_ids(room).iter().any(|known| known == id) {
        let path = folder(room).join(format!("{id}.toml"));
        let text = fs::read_to_string(&path).map_err(|_| Trouble::missing())?;
        return Ok((PathBuf::from(format!("{id}.toml")), text));
    }
    Err(Trouble::missing())
}

/// The file of a pack of one's own.
pub(super) fn own_path(room: &Room, id: &str) -> Option<PathBuf> {
    let known = own_ids(room).iter().any(|own| own == id);
    known.then(|| folder(room).join(format!("{id}.toml")))
}

/// Puts the text of a pack of one's own by, if another comes in its place.
pub(super) fn put_by(room: &Room, id: &str, new: &str, lang: Lang) -> Result<(), Trouble> {
    let Some(path) = own_path(room, id) else {
        return Ok(());
    };
    let old = fs::read_to_string(&path).map_err(|_| Trouble::missing())?;
    if old == new {
        return Ok(());
    }
    let now = jiff::Timestamp::now().as_second();
    keep(
        &folder(room).join("eldre").join(format!("{id}-{now}.toml")),
        &old,
        lang,
    )
}

/// A pack by its identifier.
pub(super) fn named(room: &Room, id: &str) -> Result<Pack, Trouble> {
    if let Some(pack) = room.packs().packs.iter().find(|pack| pack.id == id) {
        return Ok(pack.clone());
    }
    let unknown = |_| {
        let known: Vec<String> = all(room).into_iter().map(|listed| listed.id).collect();
        let known = known.join(", ");
        let gaps = [("pack", id), ("known", known.as_str())];
        Trouble::new(StatusCode::UNPROCESSABLE_ENTITY, Text::WebNoSuchPack, &gaps)
    };
    let (file, text) = text(room, id).map_err(unknown)?;
    terms::parse(&file, &text).map_err(|problems| {
        Trouble::unclear(
            failures::mistakes(&problems, room.settings.lang),
            String::new(),
        )
    })
}

/// The name of a file for what people call something: letters, digits and hyphens; none where nothing is left.
pub(super) fn file_name(name: &str) -> Option<String> {
    let lower = name.trim().to_lowercase();
    let letters = lower.chars().map(|c| match c {
        'æ' => "ae".to_owned(),
        'ø' => "o".to_owned(),
        'å' => "a".to_owned(),
        c if c.is_ascii_alphanumeric() => c.to_string(),
        _ => "-".to_owned(),
    });
    let joined = letters.collect::<String>();
    let parts: Vec<&str> = joined.split('-').filter(|part| !part.is_empty()).collect();
    let name: String = parts.join("-").chars().take(60).collect();
    (!name.is_empty()).then_some(name)
}

/// Keeps a small text in the corpus's own folder; it appears whole or not at all.
pub(super) fn keep(path: &Path, content: &str, lang: Lang) -> Result<(), Trouble> {
    let write = || {
        let dir = path.parent().unwrap_or(Path::new("."));
        fs::create_dir_all(dir)?;
        let mut file = tempfile::Builder::new().prefix(".ny-").tempfile_in(dir)?;
        file.write_all(content.as_bytes())?;
        file.as_file().sync_all()?;
        file.persist(path).map(drop).map_err(std::io::Error::from)
    };
    write().map_err(|error| {
        let (file, why) = (path.display().to_string(), failures::io(&error, lang));
        Trouble::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            Text::StateIo,
            &[("file", &file), ("why", &why)],
        )
    })
}

pub(super) fn page(room: &Room, visitor: &Visitor, _: &Pairs) -> Answer {
    let lang = visitor.lang;
    let active = room.packs();
    let title = Text::WebPacks.get(lang);
    let body = html! {
        h1.ds-heading data-size="lg" { (title) }
        p.readable { (Text::WebPacksWhy.get(lang)) }
        div.scroll tabindex="0" role="region" aria-label=(title) { table.ds-table data-border {
            caption.ds-sr-only { (title) }
            thead { tr { @for column in [Text::WebPack, Text::WebPackName, Text::WebPackTerms, Text::WebPackUse] { th scope="col" { (column.get(lang)) } } } }
            tbody { @for listed in all(room) {
                @let pack = named(room, &listed.id);
                tr {
                    th scope="row" { a.ds-link href=(format!("/pakker/{}", listed.id)) { (listed.id) } }
                    @match &pack {
                        Ok(pack) => { td { (pack.name.get(lang)) } td.n { (pack.terms.len()) } }
                        Err(_) => { td colspan="2" { (Text::WebPackBroken.get(lang)) } }
                    }
                    td {
                        @if active.packs.first().is_some_and(|first| first.id == listed.id) { strong { (Text::WebPackColours.get(lang)) } }
                        @else if active.packs.iter().any(|pack| pack.id == listed.id) { (Text::WebPackBeside.get(lang)) }
                        @else if listed.own { (Text::WebPackOwn.get(lang)) }
                        @else { (Text::WebPackShipped.get(lang)) }
                    }
                }
            } }
        } }
    };
    shown(frame::page(visitor, title, "/pakker", &body))
}

/// The pack, for one who asks for an address to which changes are sent.
pub(super) fn back_to(_: &Room, _: &Visitor, (id, _): &(String, String), _: &Pairs) -> Answer {
    back(&format!("/pakker/{}", crate::report::escaped(id)))
}

/// A pack in words, and a place to try a change.
pub(super) fn one(room: &Room, visitor: &Visitor, id: &str, _: &Pairs) -> Answer {
    let lang = visitor.lang;
    let (_, text) = text(room, id)?;
    let title = Text::WebPackTitle.with(lang, &[("id", id)]);
    let pack = named(room, id);
    let body = html! {
        nav.way aria-label=(Text::WebWay.get(lang)) { a.ds-link href="/pakker" { "← " (Text::WebPacks.get(lang)) } }
        h1.ds-heading data-size="lg" { (title) }
        @match &pack {
            Ok(pack) => (described(room, visitor, pack)?),
            Err(trouble) => div.ds-alert data-color="danger" { pre { (trouble.words(lang).0) } },
        }
        (trial::editor(visitor, id, &trial::own_text(id, &text)))
    };
    shown(frame::page(visitor, &title, "/pakker", &body))
}

fn described(room: &Room, visitor: &Visitor, pack: &Pack) -> Result<Markup, Trouble> {
    let lang = visitor.lang;
    let desk = room.desk()?;
    let mut own = desk.iter().flat_map(|desk| desk.run.packs());
    let in_run = own.any(|own| own.hash == pack.hash);
    let active = room.packs();
    let colours = active
        .packs
        .first()
        .is_some_and(|first| first.hash == pack.hash);
    Ok(html! {
        p.readable { strong { (pack.name.get(lang)) } ". " (pack.source) }
        div.actions {
            @if in_run { a.ds-button data-variant="secondary" data-size="sm" href=(format!("/pakker/{}/former", pack.id)) { (Text::WebForms.get(lang)) } }
            @if pack.rule.is_some() && !colours { form.inline method="post" action=(format!("/pakker/{}/bruk", pack.id)) {
                (frame::token(visitor))
                button.ds-button data-variant="secondary" data-size="sm" type="submit" { (Text::WebChoosePack.get(lang)) }
            } }
            @if own_path(room, &pack.id).is_some() { form.inline method="post" action=(format!("/pakker/{}/fjern", pack.id)) {
                (frame::token(visitor))
                button.ds-button data-variant="tertiary" data-size="sm" type="submit" { (Text::WebRemovePack.get(lang)) }
            } }
        }
        @for term in &pack.terms { (term_in_words(pack, term, lang)) }
    })
}

fn term_in_words(pack: &Pack, term: &Term, lang: Lang) -> Markup {
    let examples = |title: Text, examples: &[terms::Example]| {
        html! { @if !examples.is_empty() {
            p { strong { (title.get(lang)) } }
            ul { @for example in examples { li { (example.text) } } }
        } }
    };
    html! {
        details.ds-details {
            summary { (term.label.get(lang)) " " span.where { (class(term.class, lang)) } }
            div {
                ul { @for written in &term.variants { li { code { (written.source) } " – " (variant(written, lang)) } } }
                @for fact in conditions(pack, term, lang) { p { (fact) } }
                (examples(Text::ExampleHits, &term.must_hit))
                (examples(Text::ExampleMisses, &term.must_not_hit))
            }
        }
    }
}

/// Which word forms each term caught in the plans.
pub(super) fn forms(room: &Room, visitor: &Visitor, id: &str, asked: &Pairs) -> Answer {
    let lang = visitor.lang;
    let desk = room.desk()?.ok_or_else(Trouble::no_run_yet)?;
    let run = &desk.run;
    let (number, pack) = run
        .packs()
        .enumerate()
        .find(|(_, pack)| pack.id == id)
        .ok_or_else(Trouble::missing)?;
    // What counts first: background words are many and never do.
    let mut terms: Vec<&TermSummary> = pack.terms.iter().collect();
    terms.sort_by_key(|term| term.class == Class::Background);
    let wanted: Vec<(usize, String)> = terms.iter().map(|t| (number, t.id.clone())).collect();
    let all = first(asked, "alle") == "1";
    let caught = forms::count(&wanted, hits_of(run, number));
    let title = Text::WebFormsTitle.with(lang, &[("pack", pack.name.get(lang))]);
    let body = html! {
        nav.way aria-label=(Text::WebWay.get(lang)) { a.ds-link href=(format!("/pakker/{id}")) { "← " (Text::WebPackTitle.with(lang, &[("id", id)])) } }
        h1.ds-heading data-size="lg" { (title) }
        p.readable { (Text::WebFormsWhy.get(lang)) }
        @for term in &caught {
            @let label = pack.term(&term.term).map_or(term.term.as_str(), |term| term.label.get(lang));
            section {
                h2.ds-heading data-size="xs" { (label) }
                div.scroll tabindex="0" role="region" aria-label=(label) { table.ds-table data-border data-size="sm" {
                    caption.ds-sr-only { (label) }
                    thead { tr { @for column in [Text::WebForm, Text::WebCounted, Text::WebNotCounted, Text::WebExample] { th scope="col" { (column.get(lang)) } } } }
                    tbody { @for form in term.forms.iter().take(if all { usize::MAX } else { FEW }) { tr {
                        th scope="row" { (form.surface) }
                        td.n { (form.counted) }
                        td { @for (why, n) in &form.not_counted { (n) " " (why_not(why, lang)) "; " } }
                        td.long { (form.example.1.before) mark { (form.example.1.surface) } (form.example.1.after) " "
                            @if let Some((document, hit)) = example_of(run, &form.example) { a.ds-link href=(links::hit(document, hit, "")) { (crate::report::page(u64::from(form.example.1.page.get()), None, lang)) } } }
                    } } }
                } }
                @if term.forms.len() > FEW && !all { p { a.ds-link href=(format!("/pakker/{id}/former?alle=1")) { (Text::WebAllForms.with(lang, &[("n", &term.forms.len().to_string())])) } } }
            }
        }
    };
    shown(frame::page(visitor, &title, "/pakker", &body))
}

fn hits_of(run: &Run, pack: usize) -> Vec<(PathBuf, Vec<Passage>)> {
    let of = |document: &Document| {
        let own = document.hits.iter().filter(|hit| hit.pack == pack);
        (document.path.clone(), own.cloned().collect())
    };
    run.documents.iter().map(of).collect()
}

fn example_of<'r>(
    run: &'r Run,
    (path, passage): &(PathBuf, Passage),
) -> Option<(&'r Document, usize)> {
    let document = run
        .documents
        .iter()
        .find(|document| document.path == *path)?;
    Some((
        document,
        document.hits.iter().position(|hit| hit == passage)?,
    ))
}

/// The packs for programs.
pub(super) fn value(room: &Room, lang: Lang) -> Value {
    let active = room.packs();
    let packs = all(room).into_iter().map(|listed| {
        let pack = named(room, &listed.id).ok();
        json!({
            "id": listed.id,
            "own": listed.own,
            "name": pack.as_ref().map(|pack| pack.name.get(lang)),
            "terms": pack.as_ref().map(|pack| pack.terms.iter().map(|term| json!({ "id": term.id, "label": term.label.get(lang) })).collect::<Vec<_>>()),
            "active": active.packs.iter().position(|own| own.id == listed.id),
        })
    });
    json!({ "packs": packs.collect::<Vec<_>>() })
}

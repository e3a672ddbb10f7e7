//! A page of a plan: its picture with the words marked, its text beside it, and the way from hit to hit.

use maud::{Markup, html};
use serde_json::{Value, json};

use super::answer::{Answer, Trouble, shown};
use super::pictures::WIDTHS;
use super::room::{Desk, Room, document_id};
use super::routes::{Pairs, first};
use super::visitor::Visitor;
use super::{cell, frame, links, search};
use crate::classify::Cell;
use crate::corpus::Language;
use crate::extract::{Format, Page, PageNumber, PageStatus, Paging, Places};
use crate::index::store;
use crate::pipeline::CharacterCounter;
use crate::report::{self, html as report_html, path, why_not};
use crate::run::{Document, Passage, Run};
use crate::wording::{Lang, Text};

/// The zooms in percent of the width of the column.
const ZOOMS: [(u32, &str); 4] = [(50, "z50"), (100, "z100"), (150, "z150"), (200, "z200")];

/// Something that is marked: characters of the text from and to.
struct Mark {
    start: usize,
    end: usize,
    look: Look,
    words: String,
}

/// How it is marked.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Look {
    /// The one that the reader came for.
    Here,
    /// A hit that counts, or a place that answers.
    Hit,
    /// A hit that does not count.
    Other,
}

impl Look {
    fn class(self) -> &'static str {
        match self {
            Look::Here => "here",
            Look::Hit => "hit",
            Look::Other => "other",
        }
    }
}

/// A page with what is marked on it.
struct View<'v> {
    visitor: &'v Visitor,
    lang: Lang,
    document: &'v Document,
    number: u32,
    page: Page,
    marks: Vec<Mark>,
    /// The cell that the reader came from.
    from: Option<&'v Cell>,
    /// The cells that the document fills or is set aside in.
    cells: Vec<&'v Cell>,
    /// Whether the file is another than the one that was read.
    has_changed: bool,
    zoom: u32,
    /// Addresses of the hits before and after.
    before: Option<String>,
    after: Option<String>,
    /// The hit that the reader came for.
    here: Option<usize>,
}

pub(super) fn page(
    room: &Room,
    visitor: &Visitor,
    (id, number): &(String, u32),
    asked: &Pairs,
) -> Answer {
    let number = *number;
    let desk = room.desk()?.ok_or_else(Trouble::no_run_yet)?;
    let (index, document) = desk.document(id).ok_or_else(Trouble::missing)?;
    let page = read(room, document, number)?;
    let here: Option<usize> = first(asked, "treff").parse().ok();
    let from = cell_of(&desk, first(asked, "celle"));
    let query = first(asked, "q");
    let zoom = first(asked, "zoom")
        .parse()
        .ok()
        .filter(|zoom| ZOOMS.iter().any(|(of, _)| of == zoom));
    // It stays as it was chosen last.
    let zoom = visitor.own(|own| {
        own.zoom = zoom.or(own.zoom);
        own.zoom.unwrap_or(100)
    });
    let cells = desk.run.cells.iter();
    let cells = cells.filter(|cell| {
        let aside = cell.set_aside.iter().any(|aside| aside.document == index);
        aside || cell.counting().any(|own| own == index)
    });
    let (marks, before, after) = if query.is_empty() {
        let way = hits_around(document, number, here);
        let key = from
            .map(|cell| links::cell_key(&cell.municipality, cell.level))
            .unwrap_or_default();
        let link = |hit: usize| links::hit(document, hit, &key);
        (
            marks(&desk.run, document, number, here, visitor.lang),
            way[0].map(link),
            way[1].map(link),
        )
    } else {
        let found = search::around(
            room,
            query,
            first(asked, "nr").parse().unwrap_or(0),
            visitor.lang,
        )?;
        let text = &page.text;
        let mut counter = CharacterCounter::new(text);
        let own = found
            .here
            .filter(|hits| hits.page.get() == number && hits.text == *text);
        let places = own.map_or_else(Vec::new, |hits| hits.places);
        let marks = places.iter().map(|place| Mark {
            start: counter.characters(place.range.start),
            end: counter.characters(place.range.end),
            look: Look::Hit,
            words: text[place.range.clone()].to_owned(),
        });
        (marks.collect(), found.before, found.after)
    };
    let view = View {
        visitor,
        lang: visitor.lang,
        document,
        number,
        page,
        marks,
        from,
        cells: cells.collect(),
        has_changed: !room.is_as_read(document),
        zoom,
        before,
        after,
        here,
    };
    let words = report::page(u64::from(number), view.page.label.as_deref(), view.lang);
    let title = format!("{}, {words}", document.identity.title);
    shown(frame::page(
        visitor,
        &title,
        "",
        &body(&view, &title, asked),
    ))
}

/// A page as it was read.
fn read(room: &Room, document: &Document, number: u32) -> Result<Page, Trouble> {
    if !(1..=document.coverage.pages).contains(&(number as usize)) {
        return Err(Trouble::missing());
    }
    let key = store::key(&document.hash, &document.path);
    let mut entry = room.store.open(&key).ok_or_else(Trouble::not_in_store)?;
    let page = entry.page_with_places(PageNumber::from_index(number as usize - 1));
    page.ok_or_else(Trouble::not_in_store)
}

/// The page for programs: text, hits and the boxes of their words.
pub(super) fn value(
    room: &Room,
    visitor: &Visitor,
    id: &str,
    number: u32,
) -> Result<Value, Trouble> {
    let desk = room.desk()?.ok_or_else(Trouble::no_run_yet)?;
    let (_, document) = desk.document(id).ok_or_else(Trouble::missing)?;
    let page = read(room, document, number)?;
    let places = Places::of(&page);
    let own = document
        .hits
        .iter()
        .enumerate()
        .filter(|(_, hit)| hit.page.get() == number);
    let hits = own.map(|(index, hit)| {
        let mut line = json!(report::json::hit(
            &document.path,
            &desk.run.pack_of(hit).id,
            hit,
            visitor.lang
        ));
        line["number"] = json!(index);
        line["boxes"] = json!(places.boxes(hit.start, hit.end));
        line
    });
    Ok(json!({
        "schema": "planlys.room-page/1",
        "document": { "id": id, "path": path(&document.path), "title": document.identity.title, "pages": document.coverage.pages },
        "page": number,
        "label": page.label,
        "size": page.size,
        "status": page.status,
        "text": page.text,
        "hits": hits.collect::<Vec<_>>(),
    }))
}

/// The hits that count before and after one of a document, or before and after a page.
fn hits_around(document: &Document, number: u32, here: Option<usize>) -> [Option<usize>; 2] {
    let counting: Vec<usize> = (0..document.hits.len())
        .filter(|&index| bears(&document.hits[index]))
        .collect();
    let at = here.and_then(|here| document.hits.get(here));
    let place = at.map_or((number, 0), |hit| (hit.page.get(), hit.start));
    let of = |index: usize| (document.hits[index].page.get(), document.hits[index].start);
    let before = counting
        .iter()
        .copied()
        .rev()
        .find(|&index| of(index) < place);
    // Coming without a hit, the first on the page is the next.
    let after = counting
        .iter()
        .copied()
        .find(|&index| of(index) > place || (here.is_none() && of(index) == place));
    [before, after]
}

/// Whether a hit counts, or its sentence does.
fn bears(hit: &Passage) -> bool {
    hit.why_not.is_none() || hit.social || hit.wider
}

/// The hits on a page.
fn marks(
    run: &Run,
    document: &Document,
    number: u32,
    here: Option<usize>,
    lang: Lang,
) -> Vec<Mark> {
    let own = document
        .hits
        .iter()
        .enumerate()
        .filter(|(_, hit)| hit.page.get() == number);
    // Background words fill pages and never count: only the one that the reader came for is shown.
    let own =
        own.filter(|(index, hit)| here == Some(*index) || bears(hit) || !run.is_background(hit));
    let mut marks: Vec<Mark> = own
        .map(|(index, hit)| {
            let term = run.pack_of(hit).term(&hit.term);
            let term = term.map_or(hit.term.as_str(), |term| term.label.get(lang));
            let why = hit
                .why_not
                .as_ref()
                .map(|why| format!(" – {}", why_not(why, lang)));
            Mark {
                start: hit.start,
                end: hit.end,
                look: match (&hit.why_not, here) {
                    (_, Some(here)) if here == index => Look::Here,
                    _ if bears(hit) => Look::Hit,
                    _ => Look::Other,
                },
                words: format!("{}: {term}{}", hit.surface, why.unwrap_or_default()),
            }
        })
        .collect();
    // What counts lies over what does not.
    marks.sort_by_key(|mark| (std::cmp::Reverse(mark.look), mark.start));
    marks
}

fn body(view: &View<'_>, title: &str, asked: &Pairs) -> Markup {
    let (lang, document) = (view.lang, view.document);
    let pages = document.coverage.pages;
    let same = |number: u32| {
        let from = [("q", first(asked, "q")), ("celle", first(asked, "celle"))];
        links::with(&links::page(document, number), &from)
    };
    let id = document_id(&document.path);
    html! {
        nav.way aria-label=(Text::WebWay.get(lang)) {
            @if let Some(cell) = view.from { a.ds-link href=(links::cell(&cell.municipality, cell.level)) { "← " (Text::WebToCell.get(lang)) } }
            @if !first(asked, "q").is_empty() { a.ds-link href=(links::with("/sok", &[("q", first(asked, "q"))])) { "← " (Text::WebToSearch.get(lang)) } }
            @if let Some(before) = &view.before { a.ds-link data-key="p" href=(before) { (Text::WebPreviousHit.get(lang)) } }
            @if let Some(after) = &view.after { a.ds-link data-key="n" href=(after) { (Text::WebNextHit.get(lang)) } }
            @if view.number > 1 { a.ds-link rel="prev" data-key="ArrowLeft" href=(same(view.number - 1)) { (Text::WebPreviousPage.get(lang)) } }
            @if (view.number as usize) < pages { a.ds-link rel="next" data-key="ArrowRight" href=(same(view.number + 1)) { (Text::WebNextPage.get(lang)) } }
            span.keys { (Text::WebPageKeys.get(lang)) }
        }
        h1.ds-heading data-size="sm" { (title) }
        @if view.has_changed { div.ds-alert data-color="warning" role="alert" { p { (Text::WebFileChanged.get(lang)) } } }
        p.muted {
            (document.municipality.name) " · " (report::kind(&document.identity.role, lang)) " · "
            (Text::WebPageOf.with(lang, &[("n", &view.number.to_string()), ("all", &pages.to_string())])) " · "
            a.ds-link href=(format!("/dokument/{id}/fil#page={}", view.number)) { (Text::WebOriginalHere.get(lang)) }
            @for cell in view.cells.iter().filter(|cell| view.from.is_none_or(|from| !std::ptr::eq(from, **cell))) {
                " · " a.ds-link href=(links::cell(&cell.municipality, cell.level)) { (Text::WebCellOf.with(lang, &[("cell", &format!("{} – {}", cell.municipality.name, report::level(cell.level, lang)))])) }
            }
        }
        @if document.coverage.paging == Paging::ByHeading { p.muted { (Text::NoteNoPages.get(lang)) } }
        (cite(view))
        div.split.page {
            @if document.format == Some(Format::Pdf) { (picture(view, &id, asked)) }
            section.text aria-labelledby="tekst" {
                h2.ds-heading data-size="2xs" #tekst { (Text::WebText.get(lang)) }
                p.muted { mark.hit { (Text::WebMarkHit.get(lang)) } " " mark.other { (Text::WebMarkOther.get(lang)) } }
                (read_by(view))
                (text(view))
            }
        }
    }
}

/// How the page was read and what it is in, where that is worth a word.
fn read_by(view: &View<'_>) -> Markup {
    let (lang, page) = (view.lang, &view.page);
    let sami = page.tally.language() == Some(Language::Sami);
    let by_ocr = page.certainty.map(|certainty| {
        let text = if page.is_uncertain() {
            Text::WebPageOcrUncertain
        } else {
            Text::WebPageOcr
        };
        text.with(lang, &[("percent", &certainty.to_string())])
    });
    html! {
        @if let Some(words) = by_ocr { p.muted { (words) } }
        @if page.compared { p.muted { (Text::WebPageCompared.get(lang)) } }
        @if sami { div.ds-alert data-color="warning" { p { (Text::WebPageSami.get(lang)) } } }
    }
}

/// The way to cite the hit that the reader came for, in the cell the reader came from.
fn cite(view: &View<'_>) -> Markup {
    let lang = view.lang;
    let (Some(here), Some(cell)) = (view.here, view.from) else {
        return html! {};
    };
    let picked = (document_id(&view.document.path), here);
    let name = crate::review::CellName::new(&cell.municipality, cell.level);
    let draft = view.visitor.own(|own| own.drafts.find(&name));
    let is_picked = draft.is_some_and(|draft| draft.picked.contains(&picked));
    let words = if is_picked {
        Text::WebUnciteHit
    } else {
        Text::WebCiteHit
    };
    html! { @if view.visitor.reader().is_some() {
        form.inline method="post" action=(format!("{}/utkast", links::cell(&cell.municipality, cell.level))) {
            (frame::token(view.visitor))
            input type="hidden" name="sitat-av-eller-pa" value=(format!("{}:{here}", picked.0));
            input type="hidden" name="til" value=(format!("{}#treff", view.visitor.here));
            button.ds-button data-variant="secondary" data-size="sm" type="submit" data-key="c" { (words.get(lang)) }
        }
    } }
}

/// The picture of the page with boxes on the words.
fn picture(view: &View<'_>, id: &str, asked: &Pairs) -> Markup {
    let (lang, page) = (view.lang, &view.page);
    let [width, height] = page.size.map(|side| side.max(1.0));
    let (zoom, class) = ZOOMS
        .into_iter()
        .find(|(of, _)| *of == view.zoom)
        .unwrap_or(ZOOMS[1]);
    let wide = match zoom {
        50 => WIDTHS[0],
        100 => WIDTHS[1],
        150 => WIDTHS[2],
        _ => WIDTHS[3],
    };
    // Another file has another address: a browser may hold the old one.
    let version = &view.document.hash[..view.document.hash.len().min(8)];
    let address = |width: u32| format!("/dokument/{id}/bilde/{}/{width}?v={version}", view.number);
    let places = Places::of(page);
    let number = view.number.to_string();
    let boxes: Vec<(&Mark, Vec<[f32; 4]>)> = view
        .marks
        .iter()
        .map(|mark| (mark, places.boxes(mark.start, mark.end)))
        .collect();
    html! {
        div.picture {
            div.zoom role="group" aria-label=(Text::WebZoom.get(lang)) {
                @for (of, _) in ZOOMS {
                    @let link = links::with(&links::page(view.document, view.number), &[("treff", first(asked, "treff")), ("q", first(asked, "q")), ("nr", first(asked, "nr")), ("celle", first(asked, "celle")), ("zoom", &of.to_string())]);
                    a.ds-link href=(format!("{link}#treff")) aria-current=[(of == zoom).then_some("true")] { (of) " %" }
                }
            }
            div.scroll tabindex="0" role="region" aria-label=(Text::WebPicture.get(lang)) {
                div class=(format!("sheet {class}")) {
                    img src=(address(wide)) width=(width) height=(height) alt=(Text::WebPictureAlt.with(lang, &[("n", &number)])) decoding="async";
                    svg viewBox=(format!("0 0 {width} {height}")) preserveAspectRatio="none" aria-hidden="true" {
                        @for (mark, boxes) in &boxes { @for (index, [left, top, right, bottom]) in boxes.iter().enumerate() {
                            rect id=[(mark.look == Look::Here && index == 0).then_some("treff")] class=(mark.look.class()) x=(left - 1.0) y=(top - 1.0) width=(right - left + 2.0) height=(bottom - top + 2.0) { title { (mark.words) } }
                        } }
                    }
                }
            }
        }
    }
}

/// The text of the page with the words marked.
fn text(view: &View<'_>) -> Markup {
    let (lang, page) = (view.lang, &view.page);
    if let PageStatus::Unread(why) = page.status {
        let why = report::unread(why, lang);
        return html! { div.ds-alert data-color="warning" { p { (Text::WebPageUnread.with(lang, &[("why", why)])) } } };
    }
    if page.text.trim().is_empty() {
        let words = if page.status == PageStatus::Ocr {
            Text::WebPageOcrBlank
        } else {
            Text::WebPageBlank
        };
        return html! { p.muted { (words.get(lang)) } };
    }
    let letters: Vec<(usize, char)> = page.text.char_indices().collect();
    let byte = |character: usize| {
        letters
            .get(character)
            .map_or(page.text.len(), |(byte, _)| *byte)
    };
    // One mark a letter at most: what lies over the others wins.
    let mut marked: Vec<(usize, usize, &Mark)> = Vec::new();
    for mark in view.marks.iter().rev() {
        let (start, end) = (byte(mark.start), byte(mark.end));
        if start < end
            && !marked
                .iter()
                .any(|(from, to, _)| start < *to && *from < end)
        {
            marked.push((start, end, mark));
        }
    }
    marked.sort_by_key(|(start, ..)| *start);
    let blocks = page.blocks.iter().map(|block| {
        let (start, end) = (block.start as usize, block.end as usize);
        let own: Vec<_> = marked
            .iter()
            .filter(|(from, to, _)| *from >= start && *to <= end)
            .collect();
        let mut pieces: Vec<(&str, Option<&Mark>)> = Vec::new();
        let mut at = start;
        for (from, to, mark) in own {
            pieces.push((&page.text[at..*from], None));
            pieces.push((&page.text[*from..*to], Some(mark)));
            at = *to;
        }
        pieces.push((&page.text[at..end], None));
        (block, pieces)
    });
    let has_picture = view.document.format == Some(Format::Pdf);
    html! {
        div lang=[report_html::spoken(view.document, lang)] {
            @for (block, pieces) in blocks {
                p.heading[block.level > 0].aside[!block.zone.is_content()] {
                    @for (words, mark) in pieces {
                        @match mark {
                            Some(mark) => mark id=[(mark.look == Look::Here && !has_picture).then_some("treff")] class=(mark.look.class()) title=(mark.words) { (words) },
                            None => (words),
                        }
                    }
                }
            }
        }
    }
}

/// The cell that a question names: what a reader came from.
fn cell_of<'r>(desk: &'r Desk, key: &str) -> Option<&'r Cell> {
    let (municipality, level) = key.rsplit_once('/')?;
    let index = cell::place(&desk.run, municipality, level)?;
    desk.run.cells.get(index)
}

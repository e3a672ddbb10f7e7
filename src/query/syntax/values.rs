//! A field with its values → what is asked of the page or its document.

use std::ops::Range;
use std::path::Path;

use super::lexer::Value;
use super::{SHORTEST_PART, mistake, one_or, phrase, word_text};
use crate::corpus::municipality::Found;
use crate::corpus::{self, Role, municipality};
use crate::problem::nearest;
use crate::query::fields::{self, FileTest, ZoneSet};
use crate::query::{Mistake, Node, QueryError, TermQuery, Text, Word, lower, tokens};

pub(super) fn field_node(name: &'static str, values: &[Value]) -> Result<Node, QueryError> {
    if name == "sone" {
        let mut zones: Option<ZoneSet> = None;
        for (value, _, span) in values {
            let Some(zone) = fields::zone(value) else {
                return Err(unknown(name, value, span, &fields::zone_names()));
            };
            let own = ZoneSet::of(zone);
            zones = Some(zones.map_or(own, |zones| zones.or(own)));
        }
        return Ok(Node::Zone(zones.unwrap_or(ZoneSet::ALL)));
    }
    let nodes: Result<Vec<Node>, QueryError> =
        values.iter().map(|value| value_node(name, value)).collect();
    nodes.map(|nodes| one_or(nodes, Node::Any))
}

fn value_node(name: &'static str, (value, quoted, span): &Value) -> Result<Node, QueryError> {
    let text = value.trim();
    let unknown = |possible: &[&str]| unknown(name, text, span, possible);
    // Numbers are near each other and mean something else.
    let without_near = |examples: &[&str]| {
        let mut error = self::unknown(name, text, span, examples);
        if let Mistake::UnknownValue { near, .. } = &mut error.kind {
            *near = None;
        }
        error
    };
    let pieces = || {
        let pieces = text.split('*').filter(|piece| !piece.is_empty());
        pieces.map(|piece| lower(piece).into_owned()).collect()
    };
    let lowered = lower(text);
    let file = match name {
        "kommune" => FileTest::Municipality(match municipality::find(text) {
            Found::One(found) => found,
            _ => corpus::named(text),
        }),
        "fylke" => FileTest::County(text.to_owned()),
        "nivå" => {
            if let Some(role) = Role::from_kind(text) {
                FileTest::Level(role.kind().to_owned())
            } else {
                let levels = corpus::PlanLevel::ALL.iter().map(|level| level.id());
                let beside = Role::beside();
                let kinds: Vec<&str> = levels.chain(beside.iter().map(Role::kind)).collect();
                return Err(unknown(&kinds));
            }
        }
        "år" => {
            let (from, to) = text.split_once("..").unwrap_or((text, text));
            let year = |text: &str, open: i16| match text.trim() {
                "" => Some(open),
                year => year.parse().ok().filter(|y| (1900..2200).contains(y)),
            };
            match (year(from, i16::MIN), year(to, i16::MAX)) {
                (Some(from), Some(to)) if from <= to && text != ".." => FileTest::Years(from, to),
                _ => return Err(without_near(&["2024", "2020..2024"])),
            }
        }
        "status" => {
            let found = fields::STATUS.iter().find(|(name, _)| *name == &*lowered);
            match found {
                Some((_, Some(status))) => FileTest::Status(*status),
                Some((_, None)) => FileTest::InForce,
                None => return Err(unknown(&fields::STATUS.map(|(name, _)| name))),
            }
        }
        "språk" => match fields::LANGUAGES
            .iter()
            .find(|(name, _)| *name == &*lowered)
        {
            Some((_, language)) => FileTest::Language(*language),
            None => return Err(unknown(&fields::LANGUAGES.map(|(name, _)| name))),
        },
        "tittel" => FileTest::Title(pieces()),
        "fil" => FileTest::Path(pieces()),
        "side" => return page_node(text).ok_or_else(|| without_near(&["3", "1..5"])),
        "pakke" => return Ok(term_node(text, span)),
        "ledd" => {
            let words = tokens(text);
            let plain = !text.contains(['*', '~']);
            return match &words[..] {
                [only] if plain && only.word.chars().count() >= SHORTEST_PART => Ok(Node::Text(
                    Text::Word(Word::Part(only.word.clone())),
                    ZoneSet::ALL,
                )),
                _ => Err(mistake(Mistake::ShortPart, span.clone())),
            };
        }
        _ => {
            let text = if *quoted {
                phrase(text, span)?
            } else {
                word_text(text, span)?
            };
            return Ok(Node::Section(text));
        }
    };
    Ok(Node::File(file))
}

fn page_node(text: &str) -> Option<Node> {
    let (from, to) = text.split_once("..").unwrap_or((text, text));
    let number = |text: &str, open: u32| match text.trim() {
        "" => Some(open),
        number => number.parse().ok().filter(|&n| n > 0),
    };
    let (from, to) = (number(from, 1)?, number(to, u32::MAX)?);
    (from <= to && text != "..").then_some(Node::Page(from..=to))
}

fn term_node(text: &str, span: &Range<usize>) -> Node {
    // A file has slashes in its path; the term follows the last one, unless the pack's name ends there.
    let (pack, term) = match text.rsplit_once('/') {
        Some((pack, term)) if Path::new(text).extension().is_none_or(|end| end != "toml") => {
            (pack, Some(term.to_owned()))
        }
        _ => (text, None),
    };
    Node::Term(TermQuery {
        pack: pack.to_owned(),
        term: term.filter(|term| !term.is_empty()),
        span: (span.start, span.end),
    })
}

fn unknown(field: &str, value: &str, span: &Range<usize>, possible: &[&str]) -> QueryError {
    let kind = Mistake::UnknownValue {
        field: field.to_owned(),
        value: value.to_owned(),
        near: nearest(value, possible.iter().copied()),
        possible: possible.iter().map(|name| (*name).to_owned()).collect(),
    };
    mistake(kind, span.clone())
}

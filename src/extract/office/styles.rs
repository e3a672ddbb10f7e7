//! What the styles of a file say of the paragraphs set in them.

use rustc_hash::FxHashMap;

use crate::extract::Zone;

/// Styles that stand on each other in a file that is no attack.
const LONGEST_CHAIN: usize = 16;

/// A style; what it does not say, the style below it says.
#[derive(Default)]
pub(super) struct Style {
    /// The name that programs know it by, in small letters: «heading 1» also where the screen says «Overskrift 1».
    pub(super) name: String,
    /// The style below it.
    pub(super) parent: Option<String>,
    /// Level of a heading, from 1; 0 for text.
    pub(super) level: Option<u8>,
    /// Its paragraphs are items of a list.
    pub(super) is_item: Option<bool>,
    /// Its paragraphs start a page.
    pub(super) starts_page: Option<bool>,
    /// Its text is hidden.
    pub(super) is_hidden: Option<bool>,
}

/// The styles of a file by their identifiers.
#[derive(Default)]
pub(super) struct Styles(pub(super) FxHashMap<String, Style>);

/// What paragraphs of a style are.
#[derive(Clone, Copy, Default)]
pub(super) struct Look {
    /// The zone that the style names, if it names one.
    pub(super) zone: Option<Zone>,
    /// Level of a heading, from 1; 0 for text.
    pub(super) level: u8,
    pub(super) is_item: bool,
    pub(super) starts_page: bool,
    pub(super) is_hidden: bool,
}

impl Styles {
    /// What paragraphs of a style are.
    pub(super) fn look(&self, id: &str) -> Look {
        let first = self.0.get(id);
        let chain = std::iter::successors(first, |style| self.0.get(style.parent.as_ref()?));
        let chain: Vec<&Style> = chain.take(LONGEST_CHAIN).collect();
        let stated = |what: fn(&Style) -> Option<bool>| {
            chain.iter().find_map(|style| what(style)).unwrap_or(false)
        };
        let named = chain.iter().find_map(|style| named(&style.name));
        let (zone, level) = named.unzip();
        let level = chain.iter().find_map(|style| style.level).or(level);
        let level = level.unwrap_or_default();
        Look {
            zone: zone.or((level > 0).then_some(Zone::Heading)),
            level: if zone.is_none_or(|zone| zone == Zone::Heading) {
                level
            } else {
                0
            },
            is_item: stated(|style| style.is_item),
            starts_page: stated(|style| style.starts_page),
            is_hidden: stated(|style| style.is_hidden),
        }
    }
}

/// The zone and the level of a heading that the name of a style says.
fn named(name: &str) -> Option<(Zone, u8)> {
    let level = |name: &str| {
        name.trim()
            .parse::<u8>()
            .ok()
            .filter(|l| (1..=9).contains(l))
    };
    if let Some(level) = name.strip_prefix("heading ").and_then(level) {
        return Some((Zone::Heading, level));
    }
    match name {
        "title" => Some((Zone::Heading, 1)),
        "subtitle" => Some((Zone::Heading, 2)),
        "table of figures" => Some((Zone::Contents, 0)),
        "bibliography" => Some((Zone::Reference, 0)),
        _ if name.starts_with("toc ") || name.starts_with("contents ") => Some((Zone::Contents, 0)),
        _ => None,
    }
}

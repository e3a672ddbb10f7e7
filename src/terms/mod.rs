//! Term packs: what is looked for, and finding it in text.
//!
//! Text → [`parse`] → [`Pack`] → [`Matchers`] → [`Hit`]s. Matching knows no syntax, parsing knows no text to search. The stage is
//! pure: it knows no documents, no index and no disk.

mod breaks;
mod check;
mod damage;
mod find;
mod judge;
mod matchers;
mod near;
mod pack;
mod parse;
mod scanner;
pub mod sentence;
mod signs;
mod syntax;
mod variant;
mod words;

use std::path::Path;

pub use self::breaks::before_hyphens;
pub use self::check::{Failure, FailureKind, check, hits_in};
pub use self::find::{Finder, Form, Hit, Tolerance, WhyNot};
pub use self::matchers::Matchers;
pub use self::pack::{
    Class, Context, Example, Group, Label, Pack, Requirement, Rule, Signs, Term, Thresholds, Ways,
    Within,
};
pub use self::signs::{Sign, SignFinder};
pub use self::variant::{Near, Phrase, Variant, WordPattern, shown};
use crate::problem::Problem;

/// The packs compiled into the program: identifier and text.
pub const SHIPPED: [(&str, &str); 8] = [
    (
        "boligsosial-2018",
        include_str!("../../queries/boligsosial-2018.toml"),
    ),
    (
        "boligsosial-utvidet",
        include_str!("../../queries/boligsosial-utvidet.toml"),
    ),
    ("bfv-15-mal", include_str!("../../queries/bfv-15-mal.toml")),
    (
        "suksessfaktorer",
        include_str!("../../queries/suksessfaktorer.toml"),
    ),
    ("malgrupper", include_str!("../../queries/malgrupper.toml")),
    (
        "boligsosialloven",
        include_str!("../../queries/boligsosialloven.toml"),
    ),
    (
        "nasjonale-forventninger-2019",
        include_str!("../../queries/nasjonale-forventninger-2019.toml"),
    ),
    (ANCHORS, include_str!("../../queries/planforankring.toml")),
];

/// The pack that says what plans call each other: a term a plan level.
pub const ANCHORS: &str = "planforankring";

/// The pack used when none is named.
pub const DEFAULT_PACK: &str = "boligsosial-2018";

/// Parses a pack; it may build on the shipped ones. `file` is named in the problems.
pub fn parse(file: &Path, text: &str) -> Result<Pack, Vec<Problem>> {
    parse::pack(file, text, &SHIPPED)
}

/// Words below which a page that links to a plan is none itself, as the default pack's rule has it; told without making the pack ready.
pub fn fewest_words() -> usize {
    let (_, text) = SHIPPED[0];
    parse::fewest_words(text).unwrap_or_default()
}

/// A shipped pack by its identifier.
///
/// # Panics
/// Never: a test parses every shipped pack.
pub fn shipped(id: &str) -> Option<Pack> {
    let (_, text) = SHIPPED.iter().find(|(known, _)| *known == id)?;
    let file = format!("queries/{id}.toml");
    Some(parse(Path::new(&file), text).expect("shipped packs are valid, a test parses them"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fewest_words_are_those_of_the_default_pack() {
        let rule = shipped(DEFAULT_PACK).and_then(|pack| pack.rule);
        let rule = rule.expect("the default pack has a rule");
        assert_eq!(
            (fewest_words(), SHIPPED[0].0),
            (rule.fewest_words, DEFAULT_PACK)
        );
    }
}

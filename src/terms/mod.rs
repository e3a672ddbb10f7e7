//! Term packs: what is looked for, and finding it in text.
//!
//! Text → [`parse`] → [`Pack`] → [`Matchers`] → [`Hit`]s. Matching knows no syntax, parsing knows no text to search. The stage is
//! pure: it knows no documents, no index and no disk.

mod find;
mod pack;
mod parse;
mod variant;

use std::path::Path;

pub use self::find::{Finder, Hit, Matchers, WhyNot};
pub use self::pack::{Class, Context, Label, Pack, Rule, Term, Thresholds};
pub use self::parse::pack as parse;
pub use self::variant::Variant;

/// The packs compiled into the program: identifier and text.
pub const SHIPPED: [(&str, &str); 1] = [(
    "boligsosial-2018",
    include_str!("../../queries/boligsosial-2018.toml"),
)];

/// The pack used when none is named.
pub const DEFAULT_PACK: &str = "boligsosial-2018";

/// A shipped pack by its identifier.
///
/// # Panics
/// Never: a test parses every shipped pack.
pub fn shipped(id: &str) -> Option<Pack> {
    let (_, text) = SHIPPED.iter().find(|(known, _)| *known == id)?;
    let file = format!("queries/{id}.toml");
    Some(parse(Path::new(&file), text).expect("shipped packs are valid, a test parses them"))
}

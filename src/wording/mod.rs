//! Every word that people read, in bokmål, nynorsk and English, in one place: the Fluent files `nb.ftl`, `nn.ftl` and `en.ftl`.
//!
//! `build.rs` makes a name of every message of `nb.ftl`; a test keeps the three files equal in names and gaps. The stages before the
//! reports carry values, never sentences.

mod problem;

use std::sync::OnceLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use serde::{Deserialize, Serialize};

pub use self::problem::problem;

/// A language of the program.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// Bokmål.
    #[default]
    Nb,
    /// Nynorsk.
    Nn,
    /// English.
    En,
}

impl Lang {
    /// All of them.
    pub const ALL: [Lang; 3] = [Lang::Nb, Lang::Nn, Lang::En];

    /// The language's code, as HTML and the flag have it.
    pub fn code(self) -> &'static str {
        match self {
            Lang::Nb => "nb",
            Lang::Nn => "nn",
            Lang::En => "en",
        }
    }

    /// Its messages, as written.
    fn source(self) -> &'static str {
        match self {
            Lang::Nb => include_str!("nb.ftl"),
            Lang::Nn => include_str!("nn.ftl"),
            Lang::En => include_str!("en.ftl"),
        }
    }

    /// Its messages, parsed when the first is asked for.
    fn messages(self) -> &'static FluentBundle<FluentResource> {
        static MESSAGES: [OnceLock<FluentBundle<FluentResource>>; 3] =
            [const { OnceLock::new() }; 3];
        MESSAGES[self as usize].get_or_init(|| {
            // A message with a mistake is left out; the tests hold that none has one.
            let resource = FluentResource::try_new(self.source().to_owned());
            let resource = resource.unwrap_or_else(|(parsed, _)| parsed);
            let mut messages =
                FluentBundle::new_concurrent(vec![self.code().parse().unwrap_or_default()]);
            messages.set_use_isolating(false);
            messages.add_resource_overriding(resource);
            messages
        })
    }
}

include!(concat!(env!("OUT_DIR"), "/texts.rs"));

impl Text {
    /// The text of a name, where it is put together at run time.
    pub fn named(id: &str) -> Option<Text> {
        Text::ALL.iter().copied().find(|text| text.id() == id)
    }

    /// The text in a language.
    pub fn get(self, lang: Lang) -> &'static str {
        static TEXTS: [[OnceLock<String>; Text::ALL.len()]; 3] =
            [const { [const { OnceLock::new() }; Text::ALL.len()] }; 3];
        TEXTS[lang as usize][self as usize].get_or_init(|| self.filled(lang, None))
    }

    /// The text with its gaps filled: `("n", "3")` fills `{ $n }`.
    pub fn with(self, lang: Lang, gaps: &[(&str, &str)]) -> String {
        let args: FluentArgs = gaps.iter().copied().collect();
        self.filled(lang, Some(&args))
    }

    /// The text with its gaps filled and `{ $n }` a number, by which the text may choose its words.
    pub fn counted(self, lang: Lang, n: usize, gaps: &[(&str, &str)]) -> String {
        let mut args: FluentArgs = gaps.iter().copied().collect();
        args.set("n", n);
        self.filled(lang, Some(&args))
    }

    fn filled(self, lang: Lang, args: Option<&FluentArgs<'_>>) -> String {
        let messages = lang.messages();
        let message = messages.get_message(self.id());
        let Some(pattern) = message.and_then(|message| message.value()) else {
            return self.id().to_owned();
        };
        let mut missing = Vec::new();
        messages
            .format_pattern(pattern, args, &mut missing)
            .into_owned()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};

    use super::*;

    /// The messages of a language with the gaps of each. No message is broken, empty or there twice.
    fn messages(lang: Lang) -> BTreeMap<String, BTreeSet<String>> {
        let file = format!("{}.ftl", lang.code());
        let parsed = fluent_syntax::parser::parse(lang.source());
        let parsed = parsed.unwrap_or_else(|(_, mistakes)| panic!("{file}: {mistakes:?}"));
        let mut messages = BTreeMap::new();
        for entry in parsed.body {
            let Entry::Message(message) = entry else {
                continue;
            };
            let name = message.id.name.to_owned();
            let value = message.value;
            let value = value.unwrap_or_else(|| panic!("{file}: {name} is empty"));
            let mut gaps = BTreeSet::new();
            add_gaps(&value, &mut gaps);
            let before = messages.insert(name.clone(), gaps);
            assert!(before.is_none(), "{file}: {name} stands twice");
        }
        messages
    }

    fn add_gaps(pattern: &Pattern<&str>, gaps: &mut BTreeSet<String>) {
        let mut add = |of: &InlineExpression<&str>| {
            if let InlineExpression::VariableReference { id } = of {
                gaps.insert(id.name.to_owned());
            }
        };
        let mut variants = Vec::new();
        for element in &pattern.elements {
            match element {
                PatternElement::Placeable {
                    expression: Expression::Inline(inline),
                } => add(inline),
                PatternElement::Placeable {
                    expression:
                        Expression::Select {
                            selector,
                            variants: of,
                        },
                } => {
                    add(selector);
                    variants.extend(of);
                }
                PatternElement::TextElement { .. } => {}
            }
        }
        for variant in variants {
            add_gaps(&variant.value, gaps);
        }
    }

    #[test]
    fn every_text_is_there_in_every_language_with_the_same_gaps() {
        let bokmål = messages(Lang::Nb);
        let named: BTreeSet<&str> = Text::ALL.iter().map(|text| text.id()).collect();
        let there: BTreeSet<&str> = bokmål.keys().map(String::as_str).collect();
        assert_eq!(named, there);
        assert_eq!(bokmål, messages(Lang::Nn));
        assert_eq!(bokmål, messages(Lang::En));
    }
}

//! Pack text (TOML) → [`Pack`], with all mistakes at once.
//!
//! The grammar is TOML's; this module knows the names and kinds of value a pack has. The README documents them for people.

use std::ops::Range;
use std::path::Path;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::pack::{Class, Context, Label, Pack, Rule, Term, Thresholds};
use super::variant::{self, Variant};
use crate::problem::{Expected, Problem, ProblemKind, Source, nearest};

/// Parses a pack; `file` is named in the problems.
pub fn pack(file: &Path, text: &str) -> Result<Pack, Vec<Problem>> {
    let source = Source::new(file, text);
    let (document, errors) = DeTable::parse_recoverable(text);
    let mut reader = Reader {
        source: &source,
        problems: Vec::new(),
    };
    for error in &errors {
        reader.report(
            error.span().unwrap_or(0..0),
            ProblemKind::Syntax(error.message().to_owned()),
        );
    }
    // A broken document yields a partial tree whose gaps are no mistakes of their own.
    let result = if errors.is_empty() {
        reader.document(document.get_ref(), text)
    } else {
        None
    };
    match result {
        Some(pack) if reader.problems.is_empty() => Ok(pack),
        _ => {
            reader.problems.sort_by_key(|p| (p.line, p.column));
            Err(reader.problems)
        }
    }
}

struct Reader<'s> {
    source: &'s Source<'s>,
    problems: Vec<Problem>,
}

type Table<'i> = DeTable<'i>;
type Value<'i> = Spanned<DeValue<'i>>;

const ROOT: [&str; 4] = ["pack", "context", "term", "rule"];
const PACK: [&str; 5] = ["id", "version", "name", "source", "quoted"];
const TERM: [&str; 7] = [
    "id",
    "label",
    "class",
    "variants",
    "except",
    "except_beside",
    "requires",
];
const CLASSES: [(&str, Class); 4] = [
    ("core", Class::Core),
    ("supporting", Class::Supporting),
    ("context", Class::Context),
    ("background", Class::Background),
];
const RULE: [&str; 9] = [
    "version",
    "short_pages",
    "green",
    "green_short",
    "yellow",
    "yellow_supporting",
    "unread_percent",
    "fewest_words",
    "fewest_words_for_red",
];
const THRESHOLDS: [&str; 5] = ["core", "terms", "hits", "pages", "supporting_in_context"];

impl Reader<'_> {
    fn report(&mut self, span: Range<usize>, kind: ProblemKind) {
        self.problems.push(self.source.problem(span, kind));
    }

    fn document(&mut self, root: &Table<'_>, text: &str) -> Option<Pack> {
        // Everything is read before anything is given up, so that all mistakes are told at once.
        self.known(root, &ROOT);
        let contexts = self.contexts(root);
        let terms = self.terms(root, &contexts);
        let rule = self.rule(root);
        let (span, pack) = self.table(root, "pack", 0..0)?;
        self.known(pack, &PACK);
        let id = self.text(pack, "id", span.clone());
        let version = self.text(pack, "version", span.clone());
        let name = self.label(pack, "name", span.clone());
        let source = self.text(pack, "source", span);
        let quoted = self.variants(pack, "quoted", None);
        Some(Pack {
            id: id?,
            version: version?,
            name: name?,
            source: source?,
            quoted,
            terms,
            contexts,
            rule: rule?,
            hash: blake3::hash(text.as_bytes()).to_hex().to_string(),
        })
    }

    fn contexts(&mut self, root: &Table<'_>) -> Vec<Context> {
        let Some(all) = root.get("context") else {
            return Vec::new();
        };
        let Some(table) = all.get_ref().as_table() else {
            self.report(
                all.span(),
                ProblemKind::WrongType {
                    name: "context".into(),
                    expected: Expected::Table,
                },
            );
            return Vec::new();
        };
        let mut contexts = Vec::new();
        for (name, value) in table {
            let words = self.variant_list(name.get_ref(), value);
            if words.is_empty() {
                self.report(
                    value.span(),
                    ProblemKind::Empty {
                        name: name.get_ref().to_string(),
                    },
                );
            }
            contexts.push(Context {
                id: name.get_ref().to_string(),
                words,
            });
        }
        contexts
    }

    fn terms(&mut self, root: &Table<'_>, contexts: &[Context]) -> Vec<Term> {
        let Some(list) = root.get("term") else {
            self.report(
                0..0,
                ProblemKind::Missing {
                    name: "[[term]]".into(),
                },
            );
            return Vec::new();
        };
        let Some(array) = list.get_ref().as_array() else {
            self.report(
                list.span(),
                ProblemKind::WrongType {
                    name: "[[term]]".into(),
                    expected: Expected::Table,
                },
            );
            return Vec::new();
        };
        let (mut terms, mut ids) = (Vec::new(), Vec::new());
        for item in array {
            let Some(table) = item.get_ref().as_table() else {
                let name = "[[term]]".into();
                let expected = Expected::Table;
                self.report(item.span(), ProblemKind::WrongType { name, expected });
                continue;
            };
            terms.extend(self.term(table, item.span(), contexts));
            let Some(id) = table.get("id").filter(|id| id.get_ref().is_str()) else {
                continue;
            };
            let name = id.get_ref().as_str().unwrap_or_default().to_owned();
            if ids.contains(&name) {
                self.report(id.span(), ProblemKind::Duplicate { name: name.clone() });
            }
            ids.push(name);
        }
        terms
    }

    fn term(
        &mut self,
        table: &Table<'_>,
        span: Range<usize>,
        contexts: &[Context],
    ) -> Option<Term> {
        self.known(table, &TERM);
        let id = self.text(table, "id", span.clone());
        let label = self.label(table, "label", span.clone());
        let class = self.choice(table, "class", span.clone());
        let variants = self.variants(table, "variants", Some(span));
        let except = self.variants(table, "except", None);
        let except_beside = self.variants(table, "except_beside", None);
        let requires = self.requires(table, contexts);
        Some(Term {
            id: id?,
            label: label?,
            class: class?,
            variants,
            except,
            except_beside,
            requires,
        })
    }

    fn requires(&mut self, table: &Table<'_>, contexts: &[Context]) -> Option<usize> {
        let value = table.get("requires")?;
        let Some(name) = value.get_ref().as_str() else {
            self.report(
                value.span(),
                ProblemKind::WrongType {
                    name: "requires".into(),
                    expected: Expected::Text,
                },
            );
            return None;
        };
        let found = contexts.iter().position(|context| context.id == name);
        if found.is_none() {
            let ids: Vec<&str> = contexts.iter().map(|c| c.id.as_str()).collect();
            self.unknown_value(value.span(), name, &ids);
        }
        found
    }

    fn choice(&mut self, table: &Table<'_>, name: &str, span: Range<usize>) -> Option<Class> {
        let value = self.required(table, name, span)?;
        let Some(text) = value.get_ref().as_str() else {
            self.report(
                value.span(),
                ProblemKind::WrongType {
                    name: name.into(),
                    expected: Expected::Text,
                },
            );
            return None;
        };
        let found = CLASSES
            .iter()
            .find(|(word, _)| *word == text)
            .map(|&(_, class)| class);
        if found.is_none() {
            self.unknown_value(value.span(), text, &CLASSES.map(|(word, _)| word));
        }
        found
    }

    fn rule(&mut self, root: &Table<'_>) -> Option<Rule> {
        let (span, table) = self.table(root, "rule", 0..0)?;
        self.known(table, &RULE);
        let version = self.text(table, "version", span.clone());
        let [
            short_pages,
            unread_percent,
            fewest_words,
            fewest_words_for_red,
        ] = [
            "short_pages",
            "unread_percent",
            "fewest_words",
            "fewest_words_for_red",
        ]
        .map(|name| self.number(table, name, span.clone()));
        let [green, green_short, yellow, yellow_supporting] =
            ["green", "green_short", "yellow", "yellow_supporting"]
                .map(|name| self.thresholds(table, name, span.clone()));
        Some(Rule {
            version: version?,
            short_pages: short_pages?,
            green: green?,
            green_short: green_short?,
            yellow: yellow?,
            yellow_supporting: yellow_supporting?,
            unread_percent: unread_percent?,
            fewest_words: fewest_words?,
            fewest_words_for_red: fewest_words_for_red?,
        })
    }

    fn thresholds(
        &mut self,
        table: &Table<'_>,
        name: &str,
        span: Range<usize>,
    ) -> Option<Thresholds> {
        let (span, table) = self.table(table, name, span)?;
        self.known(table, &THRESHOLDS);
        if table.is_empty() {
            self.report(
                span.clone(),
                ProblemKind::Empty {
                    name: name.to_owned(),
                },
            );
        }
        let mut least = |key: &str| {
            if table.contains_key(key) {
                self.number(table, key, span.clone()).unwrap_or(0)
            } else {
                0
            }
        };
        Some(Thresholds {
            core: least("core"),
            terms: least("terms"),
            hits: least("hits"),
            pages: least("pages"),
            supporting_in_context: least("supporting_in_context"),
        })
    }

    fn label(&mut self, table: &Table<'_>, name: &str, span: Range<usize>) -> Option<Label> {
        let value = self.required(table, name, span)?;
        if let Some(text) = value.get_ref().as_str() {
            return Some(Label {
                nb: text.into(),
                nn: text.into(),
                en: text.into(),
            });
        }
        let Some(table) = value.get_ref().as_table() else {
            self.report(
                value.span(),
                ProblemKind::WrongType {
                    name: name.into(),
                    expected: Expected::Text,
                },
            );
            return None;
        };
        self.known(table, &["nb", "nn", "en"]);
        let span = value.span();
        let [nb, nn, en] = ["nb", "nn", "en"].map(|name| self.text(table, name, span.clone()));
        Some(Label {
            nb: nb?,
            nn: nn?,
            en: en?,
        })
    }

    /// The variants under `name`; `required` is where to complain if there are none.
    fn variants(
        &mut self,
        table: &Table<'_>,
        name: &str,
        required: Option<Range<usize>>,
    ) -> Vec<Variant> {
        let value = match required {
            Some(span) => self.required(table, name, span),
            None => table.get(name),
        };
        let Some(value) = value else {
            return Vec::new();
        };
        let variants = self.variant_list(name, value);
        if value
            .get_ref()
            .as_array()
            .is_some_and(|list| list.iter().next().is_none())
        {
            self.report(value.span(), ProblemKind::Empty { name: name.into() });
        }
        variants
    }

    fn variant_list(&mut self, name: &str, value: &Value<'_>) -> Vec<Variant> {
        let Some(list) = value.get_ref().as_array() else {
            self.report(
                value.span(),
                ProblemKind::WrongType {
                    name: name.into(),
                    expected: Expected::TextList,
                },
            );
            return Vec::new();
        };
        let mut variants = Vec::new();
        for item in list {
            let Some(text) = item.get_ref().as_str() else {
                self.report(
                    item.span(),
                    ProblemKind::WrongType {
                        name: name.into(),
                        expected: Expected::Text,
                    },
                );
                continue;
            };
            match variant::parse(text) {
                Ok(variant) => variants.push(variant),
                Err((within, kind)) => {
                    // One byte for the opening quote.
                    let start = item.span().start + 1;
                    self.report(start + within.start..start + within.end, kind);
                }
            }
        }
        variants
    }

    fn text(&mut self, table: &Table<'_>, name: &str, span: Range<usize>) -> Option<String> {
        let value = self.required(table, name, span)?;
        let text = value.get_ref().as_str().map(str::to_owned);
        if text.is_none() {
            self.report(
                value.span(),
                ProblemKind::WrongType {
                    name: name.into(),
                    expected: Expected::Text,
                },
            );
        }
        text
    }

    fn number(&mut self, table: &Table<'_>, name: &str, span: Range<usize>) -> Option<usize> {
        let value = self.required(table, name, span)?;
        let number = value
            .get_ref()
            .as_integer()
            .and_then(|n| usize::from_str_radix(n.as_str(), n.radix()).ok());
        if number.is_none() {
            self.report(
                value.span(),
                ProblemKind::WrongType {
                    name: name.into(),
                    expected: Expected::Number,
                },
            );
        }
        number
    }

    fn table<'t, 'i>(
        &mut self,
        table: &'t Table<'i>,
        name: &str,
        span: Range<usize>,
    ) -> Option<(Range<usize>, &'t Table<'i>)> {
        let value = self.required(table, name, span)?;
        let inner = value.get_ref().as_table();
        if inner.is_none() {
            self.report(
                value.span(),
                ProblemKind::WrongType {
                    name: name.into(),
                    expected: Expected::Table,
                },
            );
        }
        Some((value.span(), inner?))
    }

    fn required<'t, 'i>(
        &mut self,
        table: &'t Table<'i>,
        name: &str,
        span: Range<usize>,
    ) -> Option<&'t Value<'i>> {
        let value = table.get(name);
        if value.is_none() {
            self.report(
                span,
                ProblemKind::Missing {
                    name: name.to_owned(),
                },
            );
        }
        value
    }

    fn known(&mut self, table: &Table<'_>, names: &[&str]) {
        for key in table.keys() {
            if !names.contains(&key.get_ref().as_ref()) {
                let near = nearest(key.get_ref(), names.iter().copied());
                self.report(
                    key.span(),
                    ProblemKind::UnknownName {
                        name: key.get_ref().to_string(),
                        near,
                    },
                );
            }
        }
    }

    fn unknown_value(&mut self, span: Range<usize>, value: &str, possible: &[&str]) {
        self.report(
            span,
            ProblemKind::UnknownValue {
                value: value.to_owned(),
                near: nearest(value, possible.iter().copied()),
                possible: possible.iter().map(|&p| p.to_owned()).collect(),
            },
        );
    }
}

//! Pack text (TOML) → [`Pack`], with all mistakes at once.
//!
//! The grammar is TOML's; this module knows the names and kinds of value a pack has. The README documents them for people.

mod rule;
mod term;
mod values;

use std::ops::Range;
use std::path::Path;

use rustc_hash::FxHashMap;
use toml::de::DeTable;

use self::term::Surroundings;
use self::values::{Reader, Table, Value};
use super::pack::{Context, Group, Label, Pack, Rule, Signs, Term};
use super::variant::{self, Variant};
use crate::problem::{Expected, PackMistake, Problem, ProblemKind, Source, nearest};

/// Parses a pack. `file` is named in the problems; `bases` are the packs that it may build on, identifier and text.
pub fn pack(file: &Path, text: &str, bases: &[(&str, &str)]) -> Result<Pack, Vec<Problem>> {
    let source = Source::new(file, text);
    let (document, errors) = DeTable::parse_recoverable(text);
    let mut reader = Reader {
        source: &source,
        problems: Vec::new(),
    };
    // One slip of the keyboard breaks everything after it; what follows the first mistake is no mistake of its own.
    if let Some(error) = errors.first() {
        reader.report(
            error.span().unwrap_or(0..0),
            ProblemKind::Syntax(error.message().to_owned()),
        );
    }
    // A broken document yields a partial tree whose gaps are no mistakes of their own.
    let result = if errors.is_empty() {
        reader.document(document.get_ref(), text, bases)
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

const ROOT: [&str; 5] = ["pack", "context", "group", "term", "rule"];
const PACK: [&str; 7] = [
    "id", "version", "name", "source", "quoted", "extends", "not_in",
];
const GROUP: [&str; 3] = ["id", "label", "links"];

/// The `fewest_words` of the rule in a pack's text.
pub(super) fn fewest_words(text: &str) -> Option<usize> {
    let root: toml::Table = text.parse().ok()?;
    let words = root.get("rule")?.get("fewest_words")?.as_integer()?;
    usize::try_from(words).ok()
}

impl Reader<'_> {
    fn document(&mut self, root: &Table<'_>, text: &str, bases: &[(&str, &str)]) -> Option<Pack> {
        // Everything is read before anything is given up, so that all mistakes are told at once.
        self.known(root, &ROOT);
        let header = self.table(root, "pack", 0..0);
        let base = header.as_ref().and_then(|(_, pack)| self.base(pack, bases));
        let not_in = header
            .as_ref()
            .map(|(_, pack)| self.zones(pack))
            .unwrap_or_default();
        let mut around = Surroundings {
            contexts: self.contexts(root, base.as_ref()),
            groups: self.groups(root, base.as_ref()),
            not_in,
            phrases: FxHashMap::default(),
        };
        let terms = self.terms(root, &mut around, base.as_ref());
        let (rule, signs) = self.rule_of(root, &terms, base.as_ref());
        let (span, pack) = header?;
        self.known(pack, &PACK);
        let id = self.text(pack, "id", span.clone());
        let version = self.text(pack, "version", span.clone());
        let name = self.label(pack, "name", Some(span.clone()));
        let source = self.text(pack, "source", span);
        let mut quoted = base.as_ref().map(|b| b.quoted.clone()).unwrap_or_default();
        quoted.extend(self.variants(pack, "quoted"));
        let mut hash = blake3::Hasher::new();
        hash.update(text.as_bytes());
        hash.update(base.as_ref().map_or(&b""[..], |b| b.hash.as_bytes()));
        Some(Pack {
            id: id?,
            version: version?,
            name: name?,
            source: source?,
            extends: base.map(|base| base.id),
            quoted,
            groups: around.groups,
            terms,
            contexts: around.contexts,
            rule,
            signs,
            hash: hash.finalize().to_hex().to_string(),
        })
    }

    /// The pack that this one builds on.
    fn base(&mut self, pack: &Table<'_>, bases: &[(&str, &str)]) -> Option<Pack> {
        let name = self.optional_text(pack, "extends")?;
        let Some(&(id, text)) = bases.iter().find(|(id, _)| *id == name) else {
            let ids = bases.iter().map(|(id, _)| *id);
            let kind = PackMistake::UnknownBase {
                near: nearest(&name, ids.clone()),
                possible: ids.map(str::to_owned).collect(),
                name,
            };
            self.report(pack["extends"].span(), ProblemKind::Pack(kind));
            return None;
        };
        self::pack(Path::new(id), text, bases).ok()
    }

    fn rule_of(
        &mut self,
        root: &Table<'_>,
        terms: &[Term],
        base: Option<&Pack>,
    ) -> (Option<Rule>, Signs) {
        let signs = base.map(|base| base.signs.clone()).unwrap_or_default();
        let Some(value) = root.get("rule") else {
            return (base.and_then(|base| base.rule.clone()), signs);
        };
        let Some((span, table)) = self.table_of(value, "rule") else {
            return (None, signs);
        };
        let signs = self.signs(table, terms, signs);
        (self.rule(&span, table), signs)
    }

    fn contexts(&mut self, root: &Table<'_>, base: Option<&Pack>) -> Vec<Context> {
        let mut contexts = base.map(|base| base.contexts.clone()).unwrap_or_default();
        let Some((_, table)) = root
            .get("context")
            .and_then(|value| self.table_of(value, "context"))
        else {
            return contexts;
        };
        for (name, value) in table {
            let id = name.get_ref().to_string();
            let words = self.variant_list(&id, value);
            let words: Vec<Variant> = words.into_iter().map(|(variant, _)| variant).collect();
            if words.is_empty() {
                self.empty(value.span(), &id);
            }
            match contexts.iter_mut().find(|context| context.id == id) {
                Some(known) => known.words.extend(words),
                None => contexts.push(Context { id, words }),
            }
        }
        contexts
    }

    fn groups(&mut self, root: &Table<'_>, base: Option<&Pack>) -> Vec<Group> {
        let mut groups = base.map(|base| base.groups.clone()).unwrap_or_default();
        let Some(value) = root.get("group") else {
            return groups;
        };
        for (span, table) in self.tables(value, "[[group]]") {
            self.known(table, &GROUP);
            let id = self.text(table, "id", span.clone());
            let label = self.label(table, "label", Some(span));
            let links = table.get("links").map(|value| self.texts("links", value));
            let links = links.unwrap_or_default();
            let (Some(id), Some(label)) = (id, label) else {
                continue;
            };
            if groups.iter().any(|group| group.id == id) {
                self.report(table["id"].span(), ProblemKind::Duplicate { name: id });
                continue;
            }
            groups.push(Group {
                id,
                label,
                links: links.into_iter().map(|(text, _)| text).collect(),
            });
        }
        groups
    }

    /// A name in all languages, or one for those that are left out; `demand` is where to complain if there is none.
    fn label(
        &mut self,
        table: &Table<'_>,
        name: &str,
        demand: Option<Range<usize>>,
    ) -> Option<Label> {
        let value = self.demanded(table, name, demand)?;
        if let Some(text) = value.get_ref().as_str() {
            return Some(Label {
                nb: text.into(),
                nn: text.into(),
                en: text.into(),
            });
        }
        let Some(table) = value.get_ref().as_table() else {
            self.wrong_type(value, name, Expected::Text);
            return None;
        };
        self.known(table, &["nb", "nn", "en"]);
        let span = value.span();
        let nb = self.text(table, "nb", span);
        let [nn, en] = ["nn", "en"].map(|name| self.optional_text(table, name));
        let nb = nb?;
        Some(Label {
            nn: nn.unwrap_or_else(|| nb.clone()),
            en: en.unwrap_or_else(|| nb.clone()),
            nb,
        })
    }

    /// The variants under `name`, if it is there.
    fn variants(&mut self, table: &Table<'_>, name: &str) -> Vec<Variant> {
        let Some(value) = table.get(name) else {
            return Vec::new();
        };
        self.not_empty_list(value, name);
        let listed = self.variant_list(name, value);
        listed.into_iter().map(|(variant, _)| variant).collect()
    }

    fn not_empty_list(&mut self, value: &Value<'_>, name: &str) {
        let list = value.get_ref().as_array();
        if list.is_some_and(|list| list.iter().next().is_none()) {
            self.empty(value.span(), name);
        }
    }

    fn variant_list(&mut self, name: &str, value: &Value<'_>) -> Vec<(Variant, Range<usize>)> {
        let mut variants = Vec::new();
        for (text, span) in self.texts(name, value) {
            match variant::parse(&text) {
                Ok(variant) => variants.push((variant, span)),
                Err((within, kind)) => {
                    // One byte for the opening quote.
                    let start = span.start + 1;
                    self.report(start + within.start..start + within.end, kind);
                }
            }
        }
        variants
    }
}

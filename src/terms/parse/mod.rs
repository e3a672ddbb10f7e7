//! Pack text (TOML) → [`Pack`], with all mistakes at once.
//!
//! The grammar is TOML's; this module knows the names and kinds of value a pack has. The README documents them for people.

mod rule;
mod values;

use std::ops::Range;
use std::path::Path;

use toml::de::DeTable;

use self::values::{Reader, Table, Value};
use super::pack::{Class, Context, Example, Group, Label, Pack, Requirement, Rule, Term, Within};
use super::variant::{self, Variant};
use crate::extract::Zone;
use crate::problem::{Expected, Problem, ProblemKind, Source, nearest};
use crate::wording::Lang;

/// Parses a pack. `file` is named in the problems; `bases` are the packs that it may build on, identifier and text.
pub fn pack(file: &Path, text: &str, bases: &[(&str, &str)]) -> Result<Pack, Vec<Problem>> {
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
const TERM: [&str; 13] = [
    "id",
    "label",
    "class",
    "group",
    "source",
    "variants",
    "except",
    "except_beside",
    "requires",
    "not_in",
    "inside",
    "must_hit",
    "must_not_hit",
];
const REQUIRES: [&str; 2] = ["context", "within"];
const CLASSES: [(&str, Class); 4] = [
    ("core", Class::Core),
    ("supporting", Class::Supporting),
    ("context", Class::Context),
    ("background", Class::Background),
];
const WITHIN: [(&str, Within); 2] = [
    ("paragraph", Within::Paragraph),
    ("sentence", Within::Sentence),
];
/// Zones that a term can leave out; in the other three nothing counts anyway.
const ZONES: [(&str, Zone); 4] = [
    ("body", Zone::Body),
    ("heading", Zone::Heading),
    ("table", Zone::Table),
    ("footnote", Zone::Footnote),
];

/// What terms may refer to, and what they share.
struct Surroundings {
    contexts: Vec<Context>,
    groups: Vec<Group>,
    not_in: Vec<Zone>,
    /// Variants so far and the term that has them.
    variants: Vec<(String, String)>,
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
            variants: Vec::new(),
        };
        let terms = self.terms(root, &mut around, base.as_ref());
        let rule = self.rule_of(root, base.as_ref());
        let (span, pack) = header?;
        self.known(pack, &PACK);
        let id = self.text(pack, "id", span.clone());
        let version = self.text(pack, "version", span.clone());
        let name = self.label(pack, "name", Some(span.clone()));
        let source = self.text(pack, "source", span);
        let mut quoted = base.as_ref().map(|b| b.quoted.clone()).unwrap_or_default();
        quoted.extend(self.variants(pack, "quoted", None));
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
            hash: hash.finalize().to_hex().to_string(),
        })
    }

    /// The pack that this one builds on.
    fn base(&mut self, pack: &Table<'_>, bases: &[(&str, &str)]) -> Option<Pack> {
        let name = self.optional_text(pack, "extends")?;
        let Some(&(id, text)) = bases.iter().find(|(id, _)| *id == name) else {
            let ids = bases.iter().map(|(id, _)| *id);
            let kind = ProblemKind::UnknownBase {
                near: nearest(&name, ids.clone()),
                possible: ids.map(str::to_owned).collect(),
                name,
            };
            self.report(pack["extends"].span(), kind);
            return None;
        };
        self::pack(Path::new(id), text, bases).ok()
    }

    fn rule_of(&mut self, root: &Table<'_>, base: Option<&Pack>) -> Option<Rule> {
        let Some(value) = root.get("rule") else {
            return base.and_then(|base| base.rule.clone());
        };
        let (span, table) = self.table_of(value, "rule")?;
        self.rule(&span, table)
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

    fn terms(
        &mut self,
        root: &Table<'_>,
        around: &mut Surroundings,
        base: Option<&Pack>,
    ) -> Vec<Term> {
        let mut terms = base.map(inherited).unwrap_or_default();
        let inherited = terms.len();
        let Some(list) = root.get("term") else {
            let name = "[[term]]".into();
            self.report(0..0, ProblemKind::Missing { name });
            return terms;
        };
        let mut ids: Vec<String> = Vec::new();
        for (span, table) in self.tables(list, "[[term]]") {
            let id = self.text(table, "id", span.clone());
            if let Some(id) = id.as_ref().filter(|id| ids.contains(id)) {
                let name = id.clone();
                self.report(table["id"].span(), ProblemKind::Duplicate { name });
            }
            let known = terms[..inherited]
                .iter()
                .position(|term| Some(&term.id) == id.as_ref());
            let older = known.map(|at| terms[at].clone());
            let term = self.term(table, span, id.as_deref(), around, older);
            ids.extend(id);
            match (term, known) {
                (Some(term), Some(at)) => terms[at] = term,
                (Some(term), None) => terms.push(term),
                (None, _) => {}
            }
        }
        terms
    }

    /// A term; `older` is the one of the base pack that it adds to.
    fn term(
        &mut self,
        table: &Table<'_>,
        span: Range<usize>,
        id: Option<&str>,
        around: &mut Surroundings,
        older: Option<Term>,
    ) -> Option<Term> {
        self.known(table, &TERM);
        let demand = older.is_none().then_some(span);
        let label = self.label(table, "label", demand.clone());
        let class = self.class(table, demand.clone());
        let variants = self.term_variants(table, id, demand, around);
        let except = self.variants(table, "except", None);
        let except_beside = self.variants(table, "except_beside", None);
        let requires = self.requires(table, &around.contexts);
        let group = self.group(table, &around.groups);
        let mut not_in = self.zones(table);
        not_in.extend(&around.not_in);
        let must_hit = self.examples(table, "must_hit");
        let must_not_hit = self.examples(table, "must_not_hit");
        let source = self.optional_text(table, "source");
        let inside = self.flag(table, "inside");
        let Some(older) = older else {
            return Some(Term {
                id: id?.to_owned(),
                label: label?,
                class: class?,
                group,
                source,
                variants,
                except,
                except_beside,
                requires,
                not_in,
                inside: inside.unwrap_or(false),
                must_hit,
                must_not_hit,
            });
        };
        Some(Term {
            label: label.unwrap_or(older.label),
            class: class.unwrap_or(older.class),
            group: group.or(older.group),
            source: source.or(older.source),
            variants: [older.variants, variants].concat(),
            except: [older.except, except].concat(),
            except_beside: [older.except_beside, except_beside].concat(),
            requires: requires.or(older.requires),
            not_in: [older.not_in, not_in].concat(),
            inside: inside.unwrap_or(older.inside),
            must_hit,
            must_not_hit,
            id: older.id,
        })
    }

    /// The variants of a term; one that another term of the pack has too is a mistake.
    fn term_variants(
        &mut self,
        table: &Table<'_>,
        id: Option<&str>,
        demand: Option<Range<usize>>,
        around: &mut Surroundings,
    ) -> Vec<Variant> {
        let value = match demand {
            Some(span) => self.required(table, "variants", span),
            None => table.get("variants"),
        };
        let Some(value) = value else {
            return Vec::new();
        };
        let listed = self.variant_list("variants", value);
        self.not_empty_list(value, "variants");
        for (variant, span) in &listed {
            let other = around.variants.iter().find(|(v, _)| *v == variant.source);
            if let Some((_, term)) = other {
                let kind = ProblemKind::SharedVariant {
                    variant: variant.source.clone(),
                    term: term.clone(),
                };
                self.report(span.clone(), kind);
            }
            let of = id.unwrap_or_default().to_owned();
            around.variants.push((variant.source.clone(), of));
        }
        listed.into_iter().map(|(variant, _)| variant).collect()
    }

    fn class(&mut self, table: &Table<'_>, demand: Option<Range<usize>>) -> Option<Class> {
        let value = match demand {
            Some(span) => self.required(table, "class", span),
            None => table.get("class"),
        };
        value.and_then(|value| self.choice(value, "class", &CLASSES))
    }

    fn group(&mut self, table: &Table<'_>, groups: &[Group]) -> Option<usize> {
        let value = table.get("group")?;
        let places: Vec<(&str, usize)> = groups.iter().map(|g| g.id.as_str()).zip(0..).collect();
        self.choice(value, "group", &places)
    }

    /// `"housing"`, `["housing", "refugees"]` or `{ context = …, within = "sentence" }`.
    fn requires(&mut self, table: &Table<'_>, contexts: &[Context]) -> Option<Requirement> {
        let value = table.get("requires")?;
        let Some(inner) = value.get_ref().as_table() else {
            return Some(Requirement {
                contexts: self.context_names(value, contexts)?,
                within: Within::Paragraph,
            });
        };
        self.known(inner, &REQUIRES);
        let named = self.required(inner, "context", value.span());
        let named = named.and_then(|value| self.context_names(value, contexts));
        let within = match inner.get("within") {
            Some(value) => self.choice(value, "within", &WITHIN),
            None => Some(Within::Paragraph),
        };
        Some(Requirement {
            contexts: named?,
            within: within?,
        })
    }

    /// One context or a list of them.
    fn context_names(&mut self, value: &Value<'_>, contexts: &[Context]) -> Option<Vec<usize>> {
        let places: Vec<(&str, usize)> = contexts.iter().map(|c| c.id.as_str()).zip(0..).collect();
        match value.get_ref().as_array() {
            Some(list) => list
                .iter()
                .map(|item| self.choice(item, "requires", &places))
                .collect(),
            None => Some(vec![self.choice(value, "requires", &places)?]),
        }
    }

    fn zones(&mut self, table: &Table<'_>) -> Vec<Zone> {
        let Some(value) = table.get("not_in") else {
            return Vec::new();
        };
        if value.get_ref().as_array().is_none() {
            self.wrong_type(value, "not_in", Expected::TextList);
        }
        let items = value.get_ref().as_array().into_iter().flatten();
        items
            .filter_map(|item| self.choice(item, "not_in", &ZONES))
            .collect()
    }

    /// Sentences: a list, or a list for each language form.
    fn examples(&mut self, table: &Table<'_>, name: &str) -> Vec<Example> {
        let Some(value) = table.get(name) else {
            return Vec::new();
        };
        let Some(forms) = value.get_ref().as_table() else {
            return examples(self.texts(name, value), None);
        };
        self.known(forms, &["nb", "nn"]);
        let mut all = Vec::new();
        for (form, lang) in [("nb", Lang::Nb), ("nn", Lang::Nn)] {
            if let Some(value) = forms.get(form) {
                all.extend(examples(self.texts(form, value), Some(lang)));
            }
        }
        all
    }

    /// A name in all languages, or one for all; `demand` is where to complain if there is none.
    fn label(
        &mut self,
        table: &Table<'_>,
        name: &str,
        demand: Option<Range<usize>>,
    ) -> Option<Label> {
        let value = match demand {
            Some(span) => self.required(table, name, span)?,
            None => table.get(name)?,
        };
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
        let [nb, nn, en] = ["nb", "nn", "en"].map(|name| self.text(table, name, span.clone()));
        Some(Label {
            nb: nb?,
            nn: nn?,
            en: en?,
        })
    }

    /// The variants under `name`, if it is there.
    fn variants(
        &mut self,
        table: &Table<'_>,
        name: &str,
        demand: Option<Range<usize>>,
    ) -> Vec<Variant> {
        let value = match demand {
            Some(span) => self.required(table, name, span),
            None => table.get(name),
        };
        let Some(value) = value else {
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

/// The terms of a base pack; its own sentences are tested with it.
fn inherited(base: &Pack) -> Vec<Term> {
    let without_examples = |term: &Term| Term {
        must_hit: Vec::new(),
        must_not_hit: Vec::new(),
        ..term.clone()
    };
    base.terms.iter().map(without_examples).collect()
}

fn examples(texts: Vec<(String, Range<usize>)>, lang: Option<Lang>) -> Vec<Example> {
    let example = |(text, span)| Example { text, lang, span };
    texts.into_iter().map(example).collect()
}

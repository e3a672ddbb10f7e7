//! The `[[term]]`s of a pack.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::super::pack::{Class, Context, Example, Group, Pack, Requirement, Term, Within};
use super::super::variant::{self, Phrase, Variant};
use super::values::{Reader, Table, Value};
use crate::extract::Zone;
use crate::problem::{Expected, PackMistake, ProblemKind, nearest};
use crate::wording::Lang;

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
pub(super) struct Surroundings {
    pub(super) contexts: Vec<Context>,
    pub(super) groups: Vec<Group>,
    pub(super) not_in: Vec<Zone>,
    /// Phrases so far and the term that has them.
    pub(super) phrases: FxHashMap<Phrase, String>,
}

impl Reader<'_> {
    pub(super) fn terms(
        &mut self,
        root: &Table<'_>,
        around: &mut Surroundings,
        base: Option<&Pack>,
    ) -> Vec<Term> {
        let mut terms = base.map(inherited).unwrap_or_default();
        let inherited = terms.len();
        for term in &mut terms {
            term.not_in.extend(&around.not_in);
            let variants = term
                .variants
                .iter()
                .filter(|variant| variant.near.is_none());
            let phrases = variants.flat_map(|variant| &variant.phrases);
            let of_term = phrases.map(|phrase| (phrase.clone(), term.id.clone()));
            around.phrases.extend(of_term);
        }
        let Some(list) = root.get("term") else {
            if base.is_none() {
                let name = "[[term]]".into();
                self.report(0..0, ProblemKind::Missing { name });
            }
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
            // Only what an inherited term may leave out is missing: its name is misspelt.
            let incomplete = ["label", "class", "variants"]
                .iter()
                .all(|name| !table.contains_key(*name));
            if let (Some(name), None, true, true) = (&id, known, incomplete, inherited > 0) {
                let ids: Vec<&str> = terms[..inherited].iter().map(|t| t.id.as_str()).collect();
                let kind = PackMistake::UnknownTerm {
                    near: nearest(name, ids.iter().copied()),
                    name: name.clone(),
                };
                self.report(table["id"].span(), ProblemKind::Pack(kind));
                continue;
            }
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
        let except = self.variants(table, "except");
        let except_beside = self.variants(table, "except_beside");
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
            must_hit: [older.must_hit, must_hit].concat(),
            must_not_hit: [older.must_not_hit, must_not_hit].concat(),
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
        let Some(value) = self.demanded(table, "variants", demand) else {
            return Vec::new();
        };
        let listed = self.variant_list("variants", value);
        self.not_empty_list(value, "variants");
        for (at, (variant, span)) in listed.iter().enumerate() {
            if listed[..at]
                .iter()
                .any(|(other, _)| other.source == variant.source)
            {
                let name = variant.source.clone();
                self.report(span.clone(), ProblemKind::Duplicate { name });
                continue;
            }
            // Beside NEAR a phrase can be another term's too.
            let own = variant.phrases.iter().filter(|_| variant.near.is_none());
            let of_other = |phrase: &Phrase| {
                let known = around.phrases.get_key_value(phrase);
                known.filter(|(_, term)| Some(term.as_str()) != id)
            };
            if let Some((phrase, term)) = own.clone().find_map(of_other) {
                let kind = PackMistake::SharedVariant {
                    variant: variant::shown(phrase),
                    term: term.clone(),
                };
                self.report(span.clone(), ProblemKind::Pack(kind));
            }
            let of = id.unwrap_or_default();
            around
                .phrases
                .extend(own.map(|phrase| (phrase.clone(), of.to_owned())));
        }
        listed.into_iter().map(|(variant, _)| variant).collect()
    }

    fn class(&mut self, table: &Table<'_>, demand: Option<Range<usize>>) -> Option<Class> {
        let value = self.demanded(table, "class", demand)?;
        self.choice(value, "class", &CLASSES)
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

    pub(super) fn zones(&mut self, table: &Table<'_>) -> Vec<Zone> {
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
}

/// The terms of a base pack, whose sentences are known as such.
fn inherited(base: &Pack) -> Vec<Term> {
    let mark = |examples: &[Example]| -> Vec<Example> {
        let inherited = |example: &Example| Example {
            inherited: true,
            ..example.clone()
        };
        examples.iter().map(inherited).collect()
    };
    let of_base = |term: &Term| Term {
        must_hit: mark(&term.must_hit),
        must_not_hit: mark(&term.must_not_hit),
        ..term.clone()
    };
    base.terms.iter().map(of_base).collect()
}

fn examples(texts: Vec<(String, Range<usize>)>, lang: Option<Lang>) -> Vec<Example> {
    let example = |(text, span)| Example {
        text,
        lang,
        span,
        inherited: false,
    };
    texts.into_iter().map(example).collect()
}

//! Values of a TOML table → values of the program, each mistake noted with its place. Knows no names of packs.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::problem::{Expected, Problem, ProblemKind, Source, nearest};

pub(super) type Table<'i> = DeTable<'i>;
pub(super) type Value<'i> = Spanned<DeValue<'i>>;

/// Reads values and collects what is wrong with them.
pub(super) struct Reader<'s> {
    pub(super) source: &'s Source<'s>,
    pub(super) problems: Vec<Problem>,
}

impl Reader<'_> {
    pub(super) fn report(&mut self, span: Range<usize>, kind: ProblemKind) {
        self.problems.push(self.source.problem(span, kind));
    }

    pub(super) fn wrong_type(&mut self, value: &Value<'_>, name: &str, expected: Expected) {
        let name = name.to_owned();
        self.report(value.span(), ProblemKind::WrongType { name, expected });
    }

    pub(super) fn empty(&mut self, span: Range<usize>, name: &str) {
        let name = name.to_owned();
        self.report(span, ProblemKind::Empty { name });
    }

    /// A value that must be there; `span` is where to complain if it is not.
    pub(super) fn required<'t, 'i>(
        &mut self,
        table: &'t Table<'i>,
        name: &str,
        span: Range<usize>,
    ) -> Option<&'t Value<'i>> {
        let value = table.get(name);
        if value.is_none() {
            let name = name.to_owned();
            self.report(span, ProblemKind::Missing { name });
        }
        value
    }

    /// A value that must be there if there is a place to complain at, and may be there otherwise.
    pub(super) fn demanded<'t, 'i>(
        &mut self,
        table: &'t Table<'i>,
        name: &str,
        demand: Option<Range<usize>>,
    ) -> Option<&'t Value<'i>> {
        match demand {
            Some(span) => self.required(table, name, span),
            None => table.get(name),
        }
    }

    /// A text that must be there.
    pub(super) fn text(
        &mut self,
        table: &Table<'_>,
        name: &str,
        span: Range<usize>,
    ) -> Option<String> {
        let value = self.required(table, name, span)?;
        self.text_of(value, name)
    }

    /// A text that may be there.
    pub(super) fn optional_text(&mut self, table: &Table<'_>, name: &str) -> Option<String> {
        let value = table.get(name)?;
        self.text_of(value, name)
    }

    fn text_of(&mut self, value: &Value<'_>, name: &str) -> Option<String> {
        let text = value.get_ref().as_str().map(str::to_owned);
        if text.is_none() {
            self.wrong_type(value, name, Expected::Text);
        }
        text
    }

    /// The texts of a list with their places, quotation marks included.
    pub(super) fn texts(&mut self, name: &str, value: &Value<'_>) -> Vec<(String, Range<usize>)> {
        let Some(list) = value.get_ref().as_array() else {
            self.wrong_type(value, name, Expected::TextList);
            return Vec::new();
        };
        let mut texts = Vec::new();
        for item in list {
            if let Some(text) = item.get_ref().as_str() {
                texts.push((text.to_owned(), item.span()));
            } else {
                self.wrong_type(item, name, Expected::Text);
            }
        }
        texts
    }

    pub(super) fn number(
        &mut self,
        table: &Table<'_>,
        name: &str,
        span: Range<usize>,
    ) -> Option<usize> {
        let value = self.required(table, name, span)?;
        let number = value
            .get_ref()
            .as_integer()
            .and_then(|n| usize::from_str_radix(n.as_str(), n.radix()).ok());
        if number.is_none() {
            self.wrong_type(value, name, Expected::Number);
        }
        number
    }

    /// Yes or no; no where nothing is said.
    pub(super) fn flag(&mut self, table: &Table<'_>, name: &str) -> Option<bool> {
        let value = table.get(name)?;
        let flag = value.get_ref().as_bool();
        if flag.is_none() {
            self.wrong_type(value, name, Expected::YesOrNo);
        }
        flag
    }

    /// A table that must be there.
    pub(super) fn table<'t, 'i>(
        &mut self,
        table: &'t Table<'i>,
        name: &str,
        span: Range<usize>,
    ) -> Option<(Range<usize>, &'t Table<'i>)> {
        let value = self.required(table, name, span)?;
        self.table_of(value, name)
    }

    pub(super) fn table_of<'t, 'i>(
        &mut self,
        value: &'t Value<'i>,
        name: &str,
    ) -> Option<(Range<usize>, &'t Table<'i>)> {
        let inner = value.get_ref().as_table();
        if inner.is_none() {
            self.wrong_type(value, name, Expected::Table);
        }
        Some((value.span(), inner?))
    }

    /// The tables of `[[name]]`, each with its place.
    pub(super) fn tables<'t, 'i>(
        &mut self,
        value: &'t Value<'i>,
        name: &str,
    ) -> Vec<(Range<usize>, &'t Table<'i>)> {
        let Some(list) = value.get_ref().as_array() else {
            self.wrong_type(value, name, Expected::Table);
            return Vec::new();
        };
        list.iter()
            .filter_map(|item| self.table_of(item, name))
            .collect()
    }

    /// One of some words, each of which stands for a value.
    pub(super) fn choice<T: Copy>(
        &mut self,
        value: &Value<'_>,
        name: &str,
        choices: &[(&str, T)],
    ) -> Option<T> {
        let text = self.text_of(value, name)?;
        let found = choices.iter().find(|(word, _)| *word == text);
        if found.is_none() {
            let words: Vec<&str> = choices.iter().map(|(word, _)| *word).collect();
            self.unknown_value(value.span(), &text, &words);
        }
        found.map(|&(_, value)| value)
    }

    /// Complains of names that are not among `names`.
    pub(super) fn known(&mut self, table: &Table<'_>, names: &[&str]) {
        for key in table.keys() {
            if !names.contains(&key.get_ref().as_ref()) {
                let near = nearest(key.get_ref(), names.iter().copied());
                let name = key.get_ref().to_string();
                self.report(key.span(), ProblemKind::UnknownName { name, near });
            }
        }
    }

    pub(super) fn unknown_value(&mut self, span: Range<usize>, value: &str, possible: &[&str]) {
        let kind = ProblemKind::UnknownValue {
            value: value.to_owned(),
            near: nearest(value, possible.iter().copied()),
            possible: possible.iter().map(|&p| p.to_owned()).collect(),
        };
        self.report(span, kind);
    }
}

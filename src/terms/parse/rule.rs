//! The `[rule]` of a pack.

use std::collections::BTreeMap;
use std::ops::Range;

use super::super::pack::{Rule, Signs, Term, Thresholds, Ways};
use super::values::{Reader, Table, Value};
use crate::corpus::PlanLevel;

const RULE: [&str; 17] = [
    "version",
    "short_pages",
    "green",
    "green_short",
    "yellow",
    "unread_percent",
    "fewest_words",
    "fewest_words_for_red",
    "goals",
    "goal_headings",
    "outside_headings",
    "housing",
    "groups",
    "wider_groups",
    "names",
    "housing_terms",
    "level",
];
const WAYS: [&str; 3] = ["green", "green_short", "yellow"];
impl Reader<'_> {
    pub(super) fn rule(&mut self, span: &Range<usize>, table: &Table<'_>) -> Option<Rule> {
        self.known(table, &RULE);
        let version = self.text(table, "version", span.clone());
        let numbers = [
            "short_pages",
            "unread_percent",
            "fewest_words",
            "fewest_words_for_red",
        ];
        let [
            short_pages,
            unread_percent,
            fewest_words,
            fewest_words_for_red,
        ] = numbers.map(|name| self.number(table, name, span.clone()));
        let ways = self.ways(table, span);
        let levels = self.levels(table);
        Some(Rule {
            version: version?,
            short_pages: short_pages?,
            ways: ways?,
            levels,
            unread_percent: unread_percent?,
            fewest_words: fewest_words?,
            fewest_words_for_red: fewest_words_for_red?,
        })
    }

    /// The words of the rule; those of the pack it builds on stay.
    pub(super) fn signs(&mut self, table: &Table<'_>, terms: &[Term], base: Signs) -> Signs {
        let mut housing_terms = base.housing_terms;
        housing_terms.extend(self.housing_terms(table, terms));
        let mut read = |name: &str, mut words: Vec<_>| {
            words.extend(self.variants(table, name));
            words
        };
        Signs {
            goals: read("goals", base.goals),
            headings: read("goal_headings", base.headings),
            outside: read("outside_headings", base.outside),
            housing: read("housing", base.housing),
            groups: read("groups", base.groups),
            wider_groups: read("wider_groups", base.wider_groups),
            names: read("names", base.names),
            housing_terms,
        }
    }

    fn housing_terms(&mut self, table: &Table<'_>, terms: &[Term]) -> Vec<usize> {
        let Some(value) = table.get("housing_terms") else {
            return Vec::new();
        };
        let ids: Vec<&str> = terms.iter().map(|term| term.id.as_str()).collect();
        let mut found = Vec::new();
        for (name, span) in self.texts("housing_terms", value) {
            match ids.iter().position(|id| *id == name) {
                Some(index) => found.push(index),
                None => self.unknown_value(span, &name, &ids),
            }
        }
        found
    }

    fn levels(&mut self, table: &Table<'_>) -> BTreeMap<PlanLevel, Ways> {
        let mut levels = BTreeMap::new();
        let Some((_, table)) = table
            .get("level")
            .and_then(|value| self.table_of(value, "level"))
        else {
            return levels;
        };
        for (name, value) in table {
            let ids = PlanLevel::ALL.map(PlanLevel::id);
            let Some(level) = PlanLevel::from_id(name.get_ref()) else {
                self.unknown_value(name.span(), name.get_ref(), &ids);
                continue;
            };
            let Some((span, table)) = self.table_of(value, name.get_ref()) else {
                continue;
            };
            self.known(table, &WAYS);
            if let Some(ways) = self.ways(table, &span) {
                levels.insert(level, ways);
            }
        }
        levels
    }

    fn ways(&mut self, table: &Table<'_>, span: &Range<usize>) -> Option<Ways> {
        let [green, green_short, yellow] = WAYS.map(|name| self.ways_to(table, name, span));
        Some(Ways {
            green: green?,
            green_short: green_short?,
            yellow: yellow?,
        })
    }

    /// One table of thresholds, or a list of such.
    fn ways_to(
        &mut self,
        table: &Table<'_>,
        name: &str,
        span: &Range<usize>,
    ) -> Option<Vec<Thresholds>> {
        let value = self.required(table, name, span.clone())?;
        let written: Vec<&Value<'_>> = match value.get_ref().as_array() {
            Some(list) => list.iter().collect(),
            None => vec![value],
        };
        if written.is_empty() {
            self.empty(value.span(), name);
        }
        let mut ways = Vec::new();
        for value in written {
            let (span, table) = self.table_of(value, name)?;
            ways.push(self.thresholds(table, name, &span));
        }
        Some(ways)
    }

    fn thresholds(&mut self, table: &Table<'_>, name: &str, span: &Range<usize>) -> Thresholds {
        self.known(table, &Thresholds::NAMES);
        if table.is_empty() {
            self.empty(span.clone(), name);
        }
        let mut thresholds = Thresholds::default();
        for (key, value) in Thresholds::NAMES.iter().zip(thresholds.values_mut()) {
            if table.contains_key(*key) {
                *value = self.number(table, key, span.clone()).unwrap_or(0);
            }
        }
        thresholds
    }
}

//! The `[rule]` of a pack.

use std::ops::Range;

use super::super::pack::{Rule, Thresholds};
use super::values::{Reader, Table};

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
            self.empty(span.clone(), name);
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
}

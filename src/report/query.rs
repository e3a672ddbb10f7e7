//! Mistakes in queries, in words: what is wrong, the query with a caret, and what to do.

use std::ops::Range;

use crate::problem::nearest;
use crate::query::{Mistake, QueryError, TermQuery};
use crate::terms::Pack;
use crate::wording::{Lang, Text};

/// A message with the query under it and the place marked.
pub fn in_query(message: &str, query: &str, span: Range<usize>) -> String {
    let before = query
        .get(..span.start)
        .map_or(0, |text| text.chars().count());
    let marked = query.get(span).map_or(1, |text| text.chars().count());
    let (space, carets) = (" ".repeat(before), "^".repeat(marked.max(1)));
    format!("{message}\n  | {query}\n  | {space}{carets}")
}

/// A query that cannot be understood, with its place marked, and what to do.
pub fn unclear(text: &str, error: &QueryError, lang: Lang) -> (String, String) {
    let (message, hint) = query_mistake(lang, &error.kind);
    let hint = hint.unwrap_or_else(|| Text::QueryHint.get(lang).to_owned());
    (in_query(&message, text, error.span.clone()), hint)
}

/// A term that its pack does not have, with its place marked, and those that it has.
pub fn unknown_term(text: &str, term: &TermQuery, pack: &Pack, lang: Lang) -> (String, String) {
    let name = term.term.as_deref().unwrap_or_default();
    let known: Vec<&str> = pack.terms.iter().map(|term| term.id.as_str()).collect();
    let gaps = [("pack", pack.id.as_str()), ("term", name)];
    let message = Text::QueryUnknownTerm.with(lang, &gaps);
    let near = nearest(name, known.iter().copied());
    let near = near.map(|near| Text::DidYouMean.with(lang, &[("name", &near)]) + " ");
    let all = Text::Possible.with(lang, &[("values", &known.join(", "))]);
    let message = in_query(&message, text, term.span.0..term.span.1);
    (message, near.unwrap_or_default() + &all)
}

/// What is wrong in a query, and what to do about it where that can be said.
pub fn query_mistake(lang: Lang, mistake: &Mistake) -> (String, Option<String>) {
    let plain = |text: Text| (text.get(lang).to_owned(), None);
    let meant = |near: &Option<String>| {
        let near = near.as_ref();
        near.map(|near| Text::DidYouMean.with(lang, &[("name", near)]) + " ")
    };
    let listed = |values: &[String]| {
        let values = values.join(", ");
        Text::Possible.with(lang, &[("values", &values)])
    };
    match mistake {
        Mistake::Empty => plain(Text::QueryEmpty),
        Mistake::OnlyNot => plain(Text::QueryOnlyNot),
        Mistake::OpenQuote => plain(Text::QueryOpenQuote),
        Mistake::OpenParenthesis => plain(Text::QueryOpenParenthesis),
        Mistake::CloseParenthesis => plain(Text::QueryCloseParenthesis),
        Mistake::Star => plain(Text::QueryStar),
        Mistake::Fuzzy => plain(Text::QueryFuzzy),
        Mistake::NearNumber => plain(Text::QueryNearNumber),
        Mistake::NearSides => plain(Text::QueryNearSides),
        Mistake::ShortPart => plain(Text::QueryShortPart),
        Mistake::TooDeep => plain(Text::QueryTooDeep),
        Mistake::Operator(name) => (Text::QueryOperator.with(lang, &[("name", name)]), None),
        Mistake::NoValue(name) => (Text::QueryNoValue.with(lang, &[("name", name)]), None),
        Mistake::UnknownField { name, near } => {
            let fields: Vec<String> = crate::query::FIELDS
                .iter()
                .map(|(own, _)| (*own).to_owned())
                .collect();
            let quotes = Text::QueryColonHint.get(lang);
            let hint = meant(near).unwrap_or_default() + &listed(&fields) + " " + quotes;
            (
                Text::QueryUnknownField.with(lang, &[("name", name)]),
                Some(hint),
            )
        }
        Mistake::UnknownValue {
            field,
            value,
            near,
            possible,
        } => {
            let gaps = [("field", field.as_str()), ("value", value)];
            let hint = meant(near).unwrap_or_default() + &listed(possible);
            (Text::QueryUnknownValue.with(lang, &gaps), Some(hint))
        }
    }
}

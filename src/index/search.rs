//! Answers a query from the index: pages, with the places that matched.
//!
//! A query is words (all must be on the page), `word*`, `*word*` and "phrases"; a minus before one means it must not be there.
//! Words without a star also find their other inflections. What is marked is exactly what matched.

use std::ops::Range;

use tantivy::TantivyDocument;
use tantivy::collector::{Count, TopDocs};
use tantivy::query::{BooleanQuery, Occur, PhraseQuery, RegexQuery, TermQuery};
use tantivy::schema::{Field, IndexRecordOption, Term, Value};

use super::{Fields, State, StateError, exact_analyzer, stemming_analyzer};

/// A parsed query.
#[derive(Clone, Debug, PartialEq)]
pub struct Query {
    clauses: Vec<Clause>,
}

#[derive(Clone, Debug, PartialEq)]
struct Clause {
    wanted: bool,
    kind: Kind,
}

#[derive(Clone, Debug, PartialEq)]
enum Kind {
    /// Words in a row; one word is a row of one.
    Words(Vec<String>),
    /// A word with stars.
    Wild {
        literal: String,
        open_start: bool,
        open_end: bool,
    },
}

/// Why a query cannot be understood.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum QueryError {
    /// It has nothing to look for.
    #[error("nothing to search for")]
    Empty,
    /// A quotation mark is not closed; where it opens, in characters from 1.
    #[error("the quotation mark at {0} is not closed")]
    OpenQuote(usize),
    /// A star stands alone or inside a word.
    #[error("a star must stand before or after at least two letters: {0}")]
    Star(String),
    /// Everything is excluded and nothing wanted.
    #[error("only exclusions")]
    OnlyNot,
}

/// A page that answers a query.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// Path of the document in the corpus.
    pub path: String,
    /// Whose.
    pub municipality: String,
    /// Plan level or kind.
    pub level: String,
    /// Title of the document.
    pub title: String,
    /// Page from 1.
    pub page: u64,
    /// Page label in the document's own page list.
    pub label: Option<String>,
    /// Text of the page.
    pub text: String,
    /// Byte ranges of `text` that matched, in order.
    pub places: Vec<Range<usize>>,
}

impl Query {
    /// Parses what a person typed.
    pub fn parse(text: &str) -> Result<Self, QueryError> {
        let mut clauses = Vec::new();
        let mut rest = text.trim_start();
        while let Some(first) = rest.chars().next() {
            let negated = first == '-' && rest.len() > 1;
            let body = if negated { &rest[1..] } else { rest };
            let (kind, after) = clause(text, body)?;
            if let Some(kind) = kind {
                clauses.push(Clause {
                    wanted: !negated,
                    kind,
                });
            }
            rest = after.trim_start();
        }
        match clauses.iter().any(|clause| clause.wanted) {
            true => Ok(Query { clauses }),
            false if clauses.is_empty() => Err(QueryError::Empty),
            false => Err(QueryError::OnlyNot),
        }
    }
}

const QUOTES: [char; 5] = ['"', '«', '»', '“', '”'];

/// Reads one clause from the start of `body`, a part of `text`; returns what follows it.
fn clause<'t>(text: &str, body: &'t str) -> Result<(Option<Kind>, &'t str), QueryError> {
    if let Some(inside) = body.strip_prefix(QUOTES) {
        let Some(end) = inside.find(QUOTES) else {
            let at = body.as_ptr() as usize - text.as_ptr() as usize;
            return Err(QueryError::OpenQuote(text[..at].chars().count() + 1));
        };
        let after = inside[end..].trim_start_matches(QUOTES);
        return Ok((words(&inside[..end]), after));
    }
    let end = body.find(char::is_whitespace).unwrap_or(body.len());
    let (word, after) = body.split_at(end);
    if !word.contains('*') {
        return Ok((words(word), after));
    }
    let literal = word.trim_matches('*');
    let letters = literal.chars().filter(|c| c.is_alphanumeric()).count();
    if literal.contains('*') || letters < 2 || letters < literal.chars().count() {
        return Err(QueryError::Star(word.to_owned()));
    }
    let kind = Kind::Wild {
        literal: literal.to_lowercase(),
        open_start: word.starts_with('*'),
        open_end: word.ends_with('*'),
    };
    Ok((Some(kind), after))
}

fn words(text: &str) -> Option<Kind> {
    let words = tokens(text)
        .into_iter()
        .map(|(_, word)| word)
        .collect::<Vec<_>>();
    (!words.is_empty()).then_some(Kind::Words(words))
}

/// The words of a text as the index has them, with their places.
fn tokens(text: &str) -> Vec<(Range<usize>, String)> {
    let mut analyzer = exact_analyzer();
    let mut stream = analyzer.token_stream(text);
    let mut out = Vec::new();
    while let Some(token) = stream.next() {
        out.push((token.offset_from..token.offset_to, token.text.clone()));
    }
    out
}

fn stem(word: &str) -> String {
    let mut analyzer = stemming_analyzer();
    let mut stream = analyzer.token_stream(word);
    stream
        .next()
        .map_or_else(|| word.to_owned(), |token| token.text.clone())
}

impl State {
    /// Pages that answer a query, best first, at most `limit`; and how many there are.
    pub fn search(&self, query: &Query, limit: usize) -> Result<(Vec<Found>, usize), StateError> {
        let (_, searcher, fields) = self.open()?;
        let damaged = |error| StateError::Index(self.index_dir(), error);
        let compiled = compile(query, &fields).map_err(damaged)?;
        let (best, count) = searcher
            .search(
                &compiled,
                &(TopDocs::with_limit(limit.max(1)).order_by_score(), Count),
            )
            .map_err(damaged)?;
        let mut found = Vec::with_capacity(best.len());
        for (_, address) in best {
            let entry: TantivyDocument = searcher.doc(address).map_err(damaged)?;
            found.push(page(query, &fields, &entry));
        }
        Ok((found, count))
    }
}

fn compile(query: &Query, fields: &Fields) -> tantivy::Result<BooleanQuery> {
    let mut clauses = Vec::new();
    for clause in &query.clauses {
        let occur = if clause.wanted {
            Occur::Must
        } else {
            Occur::MustNot
        };
        let mut ways: Vec<(Occur, Box<dyn tantivy::query::Query>)> = Vec::new();
        for field in [fields.text, fields.hyphenated] {
            ways.push((Occur::Should, in_field(&clause.kind, field)?));
        }
        if let Kind::Words(words) = &clause.kind
            && let [word] = &words[..]
        {
            let stemmed = Term::from_field_text(fields.stems, &stem(word));
            ways.push((
                Occur::Should,
                Box::new(TermQuery::new(stemmed, IndexRecordOption::WithFreqs)),
            ));
        }
        clauses.push((
            occur,
            Box::new(BooleanQuery::new(ways)) as Box<dyn tantivy::query::Query>,
        ));
    }
    Ok(BooleanQuery::new(clauses))
}

fn in_field(kind: &Kind, field: Field) -> tantivy::Result<Box<dyn tantivy::query::Query>> {
    Ok(match kind {
        Kind::Words(words) => {
            let mut terms: Vec<Term> = words
                .iter()
                .map(|word| Term::from_field_text(field, word))
                .collect();
            match terms.len() {
                1 => Box::new(TermQuery::new(
                    terms.remove(0),
                    IndexRecordOption::WithFreqs,
                )),
                _ => Box::new(PhraseQuery::new(terms)),
            }
        }
        Kind::Wild {
            literal,
            open_start,
            open_end,
        } => {
            let any = |open: bool| if open { ".*" } else { "" };
            Box::new(RegexQuery::from_pattern(
                &format!("{}{literal}{}", any(*open_start), any(*open_end)),
                field,
            )?)
        }
    })
}

fn page(query: &Query, fields: &Fields, entry: &TantivyDocument) -> Found {
    let text = |field: Field| {
        entry
            .get_first(field)
            .and_then(|v| v.as_str())
            .unwrap_or_default()
            .to_owned()
    };
    let mut body = text(fields.text);
    let mut places = places(query, &body);
    if places.is_empty() {
        body = text(fields.hyphenated);
        places = self::places(query, &body);
    }
    Found {
        path: text(fields.path),
        municipality: text(fields.municipality),
        level: text(fields.level),
        title: text(fields.title),
        page: entry
            .get_first(fields.page)
            .and_then(|v| v.as_u64())
            .unwrap_or(0),
        label: entry
            .get_first(fields.label)
            .and_then(|v| v.as_str())
            .map(str::to_owned),
        text: body,
        places,
    }
}

/// Where the wanted clauses of a query match a text.
fn places(query: &Query, text: &str) -> Vec<Range<usize>> {
    let tokens = tokens(text);
    let mut places: Vec<Range<usize>> = Vec::new();
    for clause in query.clauses.iter().filter(|clause| clause.wanted) {
        match &clause.kind {
            Kind::Words(words) if words.len() == 1 => {
                let stemmed = stem(&words[0]);
                let matching = tokens
                    .iter()
                    .filter(|(_, token)| *token == words[0] || stem(token) == stemmed);
                places.extend(matching.map(|(range, _)| range.clone()));
            }
            Kind::Words(words) => {
                let rows = tokens.windows(words.len()).filter(|row| {
                    row.iter()
                        .zip(words)
                        .all(|((_, token), word)| token == word)
                });
                places.extend(rows.map(|row| row[0].0.start..row[row.len() - 1].0.end));
            }
            Kind::Wild {
                literal,
                open_start,
                open_end,
            } => {
                let fits = |token: &str| match (open_start, open_end) {
                    (true, true) => token.contains(literal.as_str()),
                    (true, false) => token.ends_with(literal.as_str()),
                    _ => token.starts_with(literal.as_str()),
                };
                places.extend(
                    tokens
                        .iter()
                        .filter(|(_, token)| fits(token))
                        .map(|(range, _)| range.clone()),
                );
            }
        }
    }
    places.sort_by_key(|range| (range.start, range.end));
    places.dedup();
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn queries_are_parsed() {
        assert!(
            Query::parse("bolig* -fritidsbolig \"leie til eie\"")
                .is_ok_and(|q| q.clauses.len() == 3)
        );
        assert_eq!(Query::parse("  "), Err(QueryError::Empty));
        assert_eq!(Query::parse("-bolig"), Err(QueryError::OnlyNot));
        assert_eq!(Query::parse("og «leie"), Err(QueryError::OpenQuote(4)));
        assert_eq!(Query::parse("*"), Err(QueryError::Star("*".into())));
        assert_eq!(
            Query::parse("bo*lig"),
            Err(QueryError::Star("bo*lig".into()))
        );
    }

    #[test]
    fn exactly_what_matched_is_marked() {
        let marked = |query: &str, text: &str| -> Vec<String> {
            let query = Query::parse(query).expect("a valid query");
            places(&query, text)
                .into_iter()
                .map(|range| text[range].to_owned())
                .collect()
        };
        let text = "Fra leie til eie: boligene er Boligsosiale utleieboliger.";
        assert_eq!(marked("\"leie til eie\"", text), ["leie til eie"]);
        assert_eq!(marked("bolig*", text), ["boligene", "Boligsosiale"]);
        assert_eq!(
            marked("*bolig*", text),
            ["boligene", "Boligsosiale", "utleieboliger"]
        );
        assert_eq!(marked("bolig", text), ["boligene"]);
        assert_eq!(marked("får", "Far får mål"), ["får"]);
    }
}

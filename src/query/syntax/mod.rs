//! Query text → tree. A mistake says where in the text it is.

mod lexer;
mod values;

use std::ops::Range;

use self::lexer::{Lexeme, Sign, lexemes};
use self::values::field_node;
use super::fields::ZoneSet;
use super::pattern::Pattern;
use super::words::{WordForms, lower, tokens};
use super::{Mistake, Node, QueryError, Text, Word};

/// Parentheses in parentheses: more is a slip of the keyboard.
const DEEPEST: usize = 20;
/// Letters a word with a star must have.
const FEWEST_LETTERS: usize = 2;
/// Letters of a part of a word.
const SHORTEST_PART: usize = 3;

const QUOTES: [char; 5] = ['"', '«', '»', '“', '”'];

/// Parses a query.
pub(in crate::query) fn parse(source: &str) -> Result<Node, QueryError> {
    let lexemes = lexemes(source)?;
    let end = source.len();
    let mut parser = Parser {
        lexemes,
        at: 0,
        end,
        depth: 0,
    };
    if parser.lexemes.is_empty() {
        return Err(mistake(Mistake::Empty, 0..end));
    }
    let part = parser.any()?;
    if let Some(lexeme) = parser.peek() {
        return Err(mistake(Mistake::CloseParenthesis, lexeme.span.clone()));
    }
    if !can_hold(&part.node) {
        return Err(mistake(Mistake::OnlyNot, 0..end));
    }
    Ok(restricted(part.node, ZoneSet::ALL))
}

fn mistake(kind: Mistake, span: Range<usize>) -> QueryError {
    QueryError { kind, span }
}

/// A part of the query that is understood, and where it stands.
struct Part {
    node: Node,
    span: Range<usize>,
}

struct Parser {
    lexemes: Vec<Lexeme>,
    at: usize,
    end: usize,
    depth: usize,
}

impl Parser {
    fn peek(&self) -> Option<&Lexeme> {
        self.lexemes.get(self.at)
    }

    fn next_is(&self, sign: &Sign) -> bool {
        self.peek().is_some_and(|lexeme| lexeme.sign == *sign)
    }

    /// The operator at hand, which must have a side after it.
    fn operator(&mut self) -> Range<usize> {
        let span = self.lexemes[self.at].span.clone();
        self.at += 1;
        span
    }

    fn any(&mut self) -> Result<Part, QueryError> {
        let first = self.all()?;
        let (mut nodes, mut span) = (vec![first.node], first.span);
        while self.next_is(&Sign::Or) {
            let operator = self.operator();
            self.expect_operand(operator, "ELLER")?;
            let next = self.all()?;
            nodes.push(next.node);
            span.end = next.span.end;
        }
        Ok(Part {
            node: one_or(nodes, Node::Any),
            span,
        })
    }

    fn all(&mut self) -> Result<Part, QueryError> {
        let first = self.near()?;
        let (mut nodes, mut span) = (vec![first.node], first.span);
        loop {
            match self.peek().map(|lexeme| &lexeme.sign) {
                Some(Sign::And) => {
                    let operator = self.operator();
                    self.expect_operand(operator, "OG")?;
                }
                Some(Sign::Or | Sign::Close) | None => break,
                Some(_) => {}
            }
            let next = self.near()?;
            nodes.push(next.node);
            span.end = next.span.end;
        }
        Ok(Part {
            node: one_or(nodes, Node::All),
            span,
        })
    }

    fn near(&mut self) -> Result<Part, QueryError> {
        let mut left = self.not()?;
        while let Some(Sign::Near(words)) = self.peek().map(|lexeme| lexeme.sign.clone()) {
            let operator = self.operator();
            self.expect_operand(operator.clone(), "NEAR")?;
            let right = self.not()?;
            let span = left.span.start..right.span.end;
            let sides = (text_of(left.node), text_of(right.node));
            let (Some(a), Some(b)) = sides else {
                return Err(mistake(Mistake::NearSides, operator));
            };
            left = Part {
                node: Node::Text(Text::Near(Box::new(a), Box::new(b), words), ZoneSet::ALL),
                span,
            };
        }
        Ok(left)
    }

    fn not(&mut self) -> Result<Part, QueryError> {
        if !self.next_is(&Sign::Not) {
            return self.operand();
        }
        let operator = self.operator();
        self.expect_operand(operator.clone(), "IKKE")?;
        self.deeper(&operator)?;
        let inner = self.not()?;
        self.depth -= 1;
        Ok(Part {
            node: Node::Not(Box::new(inner.node)),
            span: operator.start..inner.span.end,
        })
    }

    fn deeper(&mut self, span: &Range<usize>) -> Result<(), QueryError> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(mistake(Mistake::TooDeep, span.clone()));
        }
        Ok(())
    }

    fn expect_operand(&self, operator: Range<usize>, name: &str) -> Result<(), QueryError> {
        match self.peek().map(|lexeme| &lexeme.sign) {
            None | Some(Sign::And | Sign::Or | Sign::Near(_) | Sign::Close) => {
                Err(mistake(Mistake::Operator(name.to_owned()), operator))
            }
            Some(_) => Ok(()),
        }
    }

    fn operand(&mut self) -> Result<Part, QueryError> {
        let Some(lexeme) = self.peek().cloned() else {
            return Err(mistake(Mistake::Empty, 0..self.end));
        };
        self.at += 1;
        let span = lexeme.span.clone();
        let node = match lexeme.sign {
            Sign::Open => {
                self.deeper(&span)?;
                if self.next_is(&Sign::Close) {
                    return Err(mistake(Mistake::Empty, span));
                }
                let inner = self.any()?;
                self.depth -= 1;
                if !self.next_is(&Sign::Close) {
                    return Err(mistake(Mistake::OpenParenthesis, span));
                }
                let close = self.operator();
                return Ok(Part {
                    // A zone named in parentheses holds inside them only.
                    node: restricted(inner.node, ZoneSet::ALL),
                    span: span.start..close.end,
                });
            }
            Sign::Word(word) => Node::Text(word_text(&word, &span)?, ZoneSet::ALL),
            Sign::Quoted(text) => Node::Text(phrase(&text, &span)?, ZoneSet::ALL),
            Sign::Field(name, values) => field_node(name, &values)?,
            Sign::Close => return Err(mistake(Mistake::CloseParenthesis, span)),
            Sign::And => return Err(mistake(Mistake::Operator("OG".to_owned()), span)),
            Sign::Or => return Err(mistake(Mistake::Operator("ELLER".to_owned()), span)),
            Sign::Near(_) | Sign::Not => {
                return Err(mistake(Mistake::Operator("NEAR".to_owned()), span));
            }
        };
        Ok(Part { node, span })
    }
}

fn one_or(mut nodes: Vec<Node>, several: impl Fn(Vec<Node>) -> Node) -> Node {
    if nodes.len() == 1 {
        nodes.remove(0)
    } else {
        several(nodes)
    }
}

/// The text of a node that is nothing else, for the sides of a NEAR.
fn text_of(node: Node) -> Option<Text> {
    match node {
        Node::Text(text, ZoneSet::ALL) => Some(text),
        Node::Any(nodes) => {
            let texts: Option<Vec<Text>> = nodes.into_iter().map(text_of).collect();
            texts.map(Text::OneOf)
        }
        _ => None,
    }
}

/// Whether a node can hold without anything being left out: what only excludes would find nearly every page.
fn can_hold(node: &Node) -> bool {
    match node {
        Node::All(nodes) => nodes.iter().any(can_hold),
        Node::Any(nodes) => nodes.iter().all(can_hold),
        Node::Not(_) => false,
        _ => true,
    }
}

/// The tree with each text looked for in the zones that its group names: `sone:` beside other parts says where they are looked for, and
/// alone asks for pages with such text.
fn restricted(node: Node, zones: ZoneSet) -> Node {
    match node {
        Node::All(nodes) => {
            let own = nodes.iter().fold(zones, |zones, node| match node {
                Node::Zone(named) => zones.and(*named),
                Node::Not(inner) => match **inner {
                    Node::Zone(named) => zones.and(named.others()),
                    _ => zones,
                },
                _ => zones,
            });
            let is_zone = |node: &Node| match node {
                Node::Zone(_) => true,
                Node::Not(inner) => matches!(**inner, Node::Zone(_)),
                _ => false,
            };
            let (named, mut others): (Vec<Node>, Vec<Node>) = nodes.into_iter().partition(is_zone);
            if !named.is_empty() && !others.iter().any(has_text) {
                others.push(Node::Zone(own));
            }
            let others = others.into_iter().map(|node| restricted(node, own));
            one_or(others.collect(), Node::All)
        }
        Node::Any(nodes) => Node::Any(
            nodes
                .into_iter()
                .map(|node| restricted(node, zones))
                .collect(),
        ),
        Node::Not(inner) => Node::Not(Box::new(restricted(*inner, zones))),
        Node::Text(text, own) => Node::Text(text, own.and(zones)),
        other => other,
    }
}

fn has_text(node: &Node) -> bool {
    match node {
        Node::All(nodes) | Node::Any(nodes) => nodes.iter().any(has_text),
        Node::Not(inner) => has_text(inner),
        Node::Text(..) => true,
        _ => false,
    }
}

/// What a word without quotation marks asks for.
fn word_text(word: &str, span: &Range<usize>) -> Result<Text, QueryError> {
    if let Some((word, letters)) = word.split_once('~') {
        if word.contains('*') {
            return Err(mistake(Mistake::Fuzzy, span.clone()));
        }
        let letters = match letters {
            "" | "1" => 1,
            "2" => 2,
            _ => return Err(mistake(Mistake::Fuzzy, span.clone())),
        };
        let [token] = &tokens(word)[..] else {
            return Err(mistake(Mistake::Fuzzy, span.clone()));
        };
        return Ok(Text::Word(Word::Like(Pattern::fuzzy(&token.word, letters))));
    }
    if word.contains('*') {
        return stars(word, span).map(Text::Word);
    }
    let words = tokens(word);
    let inflected = |word: &str| Text::Word(Word::Inflected(WordForms::of(word)));
    match &words[..] {
        [] => Err(mistake(Mistake::Empty, span.clone())),
        [only] => Ok(inflected(&only.word)),
        // «bolig-sosial»: the words in a row, or as one.
        [first, joined, second] if joined.position == first.position => Ok(Text::OneOf(vec![
            inflected(&joined.word),
            Text::Row(vec![exact(&first.word), exact(&second.word)]),
        ])),
        several => Ok(Text::Row(several.iter().map(|t| exact(&t.word)).collect())),
    }
}

fn exact(word: &str) -> Text {
    Text::Word(Word::Exact(word.to_owned()))
}

fn stars(word: &str, span: &Range<usize>) -> Result<Word, QueryError> {
    let pieces: Vec<String> = word.split('*').map(|p| lower(p).into_owned()).collect();
    let letters = pieces.iter().flat_map(|p| p.chars());
    let is_word = letters.clone().all(char::is_alphanumeric);
    if !is_word || letters.count() < FEWEST_LETTERS {
        return Err(mistake(Mistake::Star, span.clone()));
    }
    Ok(Word::Like(Pattern::Stars(pieces)))
}

/// Words in a row, as written; stars are allowed in them.
fn phrase(text: &str, span: &Range<usize>) -> Result<Text, QueryError> {
    let mut row = Vec::new();
    for part in text.split_whitespace() {
        if part.contains('*') {
            let bare = part.trim_matches(|c: char| !c.is_alphanumeric() && c != '*');
            row.push(Text::Word(stars(bare, span)?));
        } else {
            let words = tokens(part);
            // A word with a hyphen is two words in a row here.
            let is_joined = |i: usize| i > 0 && words[i].position == words[i - 1].position;
            let plain = (0..words.len()).filter(|&i| !is_joined(i));
            row.extend(plain.map(|i| exact(&words[i].word)));
        }
    }
    match row.len() {
        0 => Err(mistake(Mistake::Empty, span.clone())),
        1 => Ok(row.remove(0)),
        _ => Ok(Text::Row(row)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::Zone;

    fn wrong(source: &str) -> (Mistake, Range<usize>) {
        let error = parse(source).expect_err(source);
        (error.kind, error.span)
    }

    #[test]
    fn mistakes_say_where() {
        assert_eq!(wrong("  ").0, Mistake::Empty);
        assert_eq!(wrong("-bolig").0, Mistake::OnlyNot);
        assert_eq!(wrong("og «leie"), (Mistake::OpenQuote, 3..5));
        assert_eq!(wrong("bolig (a b"), (Mistake::OpenParenthesis, 6..7));
        assert_eq!(wrong("bolig )"), (Mistake::CloseParenthesis, 6..7));
        assert_eq!(wrong("*"), (Mistake::Star, 0..1));
        assert_eq!(wrong("a b*"), (Mistake::Star, 2..4));
        assert_eq!(wrong("bolig NEAR hus"), (Mistake::NearNumber, 6..10));
        assert_eq!(wrong("bolig NEAR/99 hus"), (Mistake::NearNumber, 6..13));
        assert_eq!(wrong("a NEAR/5 kommune:Bodø"), (Mistake::NearSides, 2..8));
        assert_eq!(wrong("bolig OR"), (Mistake::Operator("ELLER".into()), 6..8));
        let near = Some("kommune".to_owned());
        let name = "komune".to_owned();
        assert_eq!(
            wrong("bolig komune:Vågan"),
            (Mistake::UnknownField { name, near }, 6..12)
        );
        assert_eq!(
            wrong("kommune:"),
            (Mistake::NoValue("kommune".into()), 0..8)
        );
        assert!(matches!(
            wrong("nivå:samfunsdel"),
            (Mistake::UnknownValue { near: Some(near), .. }, _) if near == "samfunnsdel"
        ));
        assert!(matches!(wrong("år:20x4").0, Mistake::UnknownValue { .. }));
        let deep = "(".repeat(30) + "a";
        assert_eq!(wrong(&deep).0, Mistake::TooDeep);
    }

    #[test]
    fn operators_bind_as_expected() {
        let tree = parse("a b ELLER c NEAR/3 d -e").expect("a valid query");
        let Node::Any(sides) = tree else {
            panic!("OR binds weakest: {tree:?}");
        };
        assert!(matches!(&sides[0], Node::All(both) if both.len() == 2));
        assert!(
            matches!(&sides[1], Node::All(both) if matches!(both[0], Node::Text(Text::Near(..), _)) && matches!(both[1], Node::Not(_)))
        );
        assert!(parse("bolig-sosial").is_ok_and(|n| matches!(n, Node::Text(Text::OneOf(_), _))));
    }

    #[test]
    fn a_zone_says_where_the_words_beside_it_are_looked_for() {
        let heading = ZoneSet::of(Zone::Heading);
        let zones = |source: &str| match parse(source).expect("a valid query") {
            Node::Text(_, zones) | Node::Zone(zones) => zones,
            other => panic!("{other:?}"),
        };
        assert_eq!(zones("bolig sone:overskrift"), heading);
        assert_eq!(zones("bolig NOT sone:overskrift"), heading.others());
        assert_eq!(zones("sone:overskrift"), heading);
        let Node::All(nodes) = parse("(bolig sone:overskrift) hus").expect("a valid query") else {
            panic!("two parts");
        };
        assert!(matches!(&nodes[0], Node::Text(_, zones) if *zones == heading));
        assert!(matches!(&nodes[1], Node::Text(_, ZoneSet::ALL)));
    }
}

//! A person's wish → a decision, if it has what a decision needs (METHOD D3, step 8).

use std::path::PathBuf;

use super::{CellName, Citation, Decision, Grounds};
use crate::classify::{Cell, Outcome};
use crate::run::{Document, Passage, Run};
use crate::wording::{Lang, Text};

/// What a person wants to decide.
#[derive(Clone, Debug, PartialEq)]
pub struct Wish {
    /// The outcome.
    pub outcome: Outcome,
    /// Why; empty if nothing is said.
    pub reason: String,
    /// What it rests on.
    pub citations: Vec<WishedCitation>,
    /// Hits that were pointed at, each as the indices of the document in the run and of the hit in the document.
    pub hits: Vec<(usize, usize)>,
}

impl Wish {
    /// Whether it is what a decision says already, whatever it was decided on.
    pub fn is_what(&self, decision: &Decision) -> bool {
        let cited = decision.citations.iter();
        let cited = cited.map(|c| (c.page, c.text.trim().to_owned()));
        let wished = self
            .citations
            .iter()
            .map(|c| (c.page, c.text.trim().to_owned()));
        self.hits.is_empty()
            && self.outcome == decision.decision
            && self.reason.trim() == decision.reason
            && cited.eq(wished)
    }
}

/// A passage as a person names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WishedCitation {
    /// Page from 1 in the plan; none for a source outside the corpus.
    pub page: Option<u32>,
    /// The words; empty to cite the hits on the page.
    pub text: String,
}

impl WishedCitation {
    /// A citation as people write it: «12», «s. 12», «side 12: Kommunen skal …», or the name of a source outside the corpus.
    pub fn parse(text: &str) -> Self {
        let text = text.trim();
        let (page, rest) = page_first(text);
        let ends = rest.is_empty() || rest.starts_with([':', '«', '“', '"']);
        match page.filter(|_| ends) {
            Some(page) => WishedCitation {
                page: Some(page),
                text: unquoted(rest.trim_start_matches(':').trim()).to_owned(),
            },
            None => WishedCitation {
                page: None,
                text: text.to_owned(),
            },
        }
    }

    /// The citations of a field, parted by semicolons or line ends outside quotation marks; numbers alone may be parted by commas, and
    /// «12–14» is three pages.
    pub fn all_in(field: &str) -> Vec<Self> {
        let numbers = |c: char| c.is_ascii_digit() || c.is_whitespace() || c == ',';
        let only_numbers = field.chars().all(numbers);
        let (mut parts, mut depth) = (vec![String::new()], 0usize);
        for c in field.chars() {
            match c {
                '«' | '“' => depth += 1,
                '»' | '”' => depth = depth.saturating_sub(1),
                _ => {}
            }
            let parts_here = matches!(c, ';' | '\n') || (c == ',' && only_numbers);
            if parts_here && depth == 0 {
                parts.push(String::new());
            } else if let Some(last) = parts.last_mut() {
                last.push(c);
            }
        }
        let parts = parts.iter().map(|part| part.trim());
        parts
            .filter(|part| !part.is_empty())
            .flat_map(|part| pages_in(part).unwrap_or_else(|| vec![Self::parse(part)]))
            .collect()
    }
}

/// The page number that a text begins with, and what follows it.
fn page_first(text: &str) -> (Option<u32>, &str) {
    const WORDS: [&str; 8] = ["side", "Side", "s.", "S.", "p.", "P.", "page", "Page"];
    let after = WORDS
        .iter()
        .find_map(|word| text.strip_prefix(word))
        .unwrap_or(text)
        .trim_start();
    let digits = after.bytes().take_while(u8::is_ascii_digit).count();
    (after[..digits].parse().ok(), after[digits..].trim_start())
}

/// The pages of «12–14»; `None` for what is no range of a few pages.
fn pages_in(part: &str) -> Option<Vec<WishedCitation>> {
    /// Pages of the longest range.
    const LONGEST: u32 = 20;
    let (first, rest) = page_first(part);
    let last = rest.strip_prefix(['-', '–'])?.trim().parse().ok()?;
    let first = first.filter(|&first| first <= last && last - first < LONGEST)?;
    let page = |page| WishedCitation {
        page: Some(page),
        text: String::new(),
    };
    Some((first..=last).map(page).collect())
}

/// A text without the one pair of quotation marks around it.
fn unquoted(text: &str) -> &str {
    let pairs = [('«', '»'), ('“', '”'), ('"', '"')];
    let inner = |(open, close)| text.strip_prefix(open)?.strip_suffix(close);
    pairs.into_iter().find_map(inner).unwrap_or(text)
}

/// What can be decided, and what it is called. A decision cannot be «unknown».
pub const CHOICES: [(Outcome, Text); 5] = [
    (Outcome::Green, Text::Green),
    (Outcome::Yellow, Text::Yellow),
    (Outcome::Red, Text::Red),
    (Outcome::NotFound, Text::NotFound),
    (Outcome::Unreadable, Text::Unreadable),
];

/// The outcome that people call so, in any language of the program: «grønn», «raud», «x».
pub fn named_outcome(name: &str) -> Option<Outcome> {
    let name = name.trim().to_lowercase();
    let fits = |&(outcome, text): &(Outcome, Text)| {
        let x = outcome == Outcome::NotFound && name == "x";
        x || Lang::ALL.iter().any(|&lang| text.get(lang) == name)
    };
    let found = CHOICES.iter().find(|choice| fits(choice));
    found.map(|&(outcome, _)| outcome)
}

/// Why a wish is no decision yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It differs from the suggestion and says not why.
    NeedsReason {
        /// What was suggested.
        suggestion: Outcome,
    },
    /// Green or yellow without a citation.
    NeedsCitation,
    /// The plan has no such page.
    NoSuchPage {
        /// The page named.
        page: u32,
        /// Pages of the plan.
        pages: usize,
    },
    /// The words do not stand on the page.
    NotOnPage {
        /// The page.
        page: u32,
        /// The words.
        text: String,
    },
    /// No hit on the page says which words are meant.
    NoHitOnPage {
        /// The page.
        page: u32,
    },
    /// A hit that was pointed at is in no plan of the cell.
    NotOfCell,
    /// The cell has no plan in which the page could be.
    NoPlan {
        /// The page named.
        page: u32,
    },
}

/// Decides a cell, or says all that is missing.
pub fn decide(run: &Run, cell: &Cell, wish: &Wish) -> Result<Decision, Vec<Refusal>> {
    let mut refusals = Vec::new();
    let differs = wish.outcome != cell.outcome;
    if differs && wish.reason.trim().is_empty() {
        let suggestion = cell.outcome;
        refusals.push(Refusal::NeedsReason { suggestion });
    }
    let needs = matches!(wish.outcome, Outcome::Green | Outcome::Yellow);
    if needs && wish.citations.is_empty() && wish.hits.is_empty() {
        refusals.push(Refusal::NeedsCitation);
    }
    let mut citations = Vec::new();
    for &(document, hit) in &wish.hits {
        match pointed_at(run, cell, document, hit) {
            Some(found) if citations.contains(&found) => {}
            Some(found) => citations.push(found),
            None => refusals.push(Refusal::NotOfCell),
        }
    }
    refusals.dedup();
    for wished in &wish.citations {
        match cited(run, cell, wished) {
            Ok(found) => citations.extend(found),
            Err(refusal) => refusals.push(refusal),
        }
    }
    if !refusals.is_empty() {
        return Err(refusals);
    }
    Ok(Decision {
        cell: CellName::new(&cell.municipality, cell.level),
        suggestion: cell.outcome,
        decision: wish.outcome,
        reason: wish.reason.trim().to_owned(),
        citations,
        grounds: grounds(run, cell),
    })
}

/// The hit that a citation was made of, as the indices of the document in the run and of the hit in the document.
pub fn hit_of(run: &Run, cell: &Cell, citation: &Citation) -> Option<(usize, usize)> {
    let path = citation.document.as_ref().filter(|_| citation.at_hit)?;
    let index = cell
        .counting()
        .find(|&own| run.documents.get(own).is_some_and(|d| d.path == *path))?;
    let mut hits = run.documents[index].hits.iter();
    let hit = hits.position(|hit| {
        Some(hit.page.get()) == citation.page && sentence_of(hit) == citation.text
    })?;
    Some((index, hit))
}

/// The same, where the words that are said to stand on a page are looked up; `text` is the text of a page, `None` where nothing of it
/// was read.
pub fn decide_by_text(
    run: &Run,
    cell: &Cell,
    wish: &Wish,
    text: &dyn Fn(&Document, u32) -> Option<String>,
) -> Result<Decision, Vec<Refusal>> {
    let wrong = misquoted(run, cell, wish, text);
    if wrong.is_empty() {
        return decide(run, cell, wish);
    }
    Err(wrong)
}

/// Citations of a wish whose words stand neither on their page nor over its end.
fn misquoted(
    run: &Run,
    cell: &Cell,
    wish: &Wish,
    text: &dyn Fn(&Document, u32) -> Option<String>,
) -> Vec<Refusal> {
    let wrong = |cited: &&WishedCitation| {
        let Some(page) = cited.page.filter(|_| !cited.text.trim().is_empty()) else {
            return false;
        };
        let mut texts = run.counting(cell).filter_map(|document| {
            let own = text(document, page).filter(|text| !text.trim().is_empty())?;
            Some(own + " " + &text(document, page + 1).unwrap_or_default())
        });
        let mut any = false;
        let found = texts.any(|text| {
            any = true;
            quotes(&text, &cited.text)
        });
        any && !found
    };
    let refusal = |cited: &WishedCitation| Refusal::NotOnPage {
        page: cited.page.unwrap_or_default(),
        text: cited.text.clone(),
    };
    wish.citations.iter().filter(wrong).map(refusal).collect()
}

/// Whether a text has the words of a quotation, in order; what is left out is marked with dots.
fn quotes(text: &str, quotation: &str) -> bool {
    let words = |text: &str| {
        let letters = text.to_lowercase();
        let words = letters.split(|c: char| !c.is_alphanumeric());
        let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
        format!(" {} ", words.join(" "))
    };
    let text = words(text);
    let quotation = quotation.replace("...", "…");
    let mut at = 0;
    let mut parts = quotation
        .split('…')
        .map(words)
        .filter(|part| !part.trim().is_empty());
    parts.all(|part| {
        let found = text[at..].find(&part);
        at += found.unwrap_or_default();
        found.is_some()
    })
}

/// The sentence of a hit in a plan of the cell.
fn pointed_at(run: &Run, cell: &Cell, document: usize, hit: usize) -> Option<Citation> {
    let document = cell.counting().find(|&own| own == document)?;
    let document = run.documents.get(document)?;
    let hit = document.hits.get(hit)?;
    let text = sentence_of(hit);
    Some(Citation {
        at_hit: true,
        ..citation(Some(&document.path), Some(hit.page.get()), &text)
    })
}

fn cited(run: &Run, cell: &Cell, wished: &WishedCitation) -> Result<Vec<Citation>, Refusal> {
    let text = wished.text.trim();
    let Some(page) = wished.page else {
        return Ok(vec![citation(None, None, text)]);
    };
    let has_page = |document: &&Document| {
        // Of a file that could not be opened nobody knows the pages but the person who read it.
        let known = (1..=document.coverage.pages).contains(&(page as usize));
        known || (document.error.is_some() && !text.is_empty())
    };
    let mut with_page = run.counting(cell).filter(has_page).peekable();
    let Some(first) = with_page.peek().copied() else {
        return Err(match run.document(cell) {
            None => Refusal::NoPlan { page },
            Some(document) => Refusal::NoSuchPage {
                page,
                pages: document.coverage.pages,
            },
        });
    };
    if !text.is_empty() {
        return Ok(vec![citation(Some(&first.path), Some(page), text)]);
    }
    // The main document first, then the parts.
    let found = with_page.find_map(|document| {
        let sentences = sentences_on(document, page);
        (!sentences.is_empty()).then_some((document, sentences))
    });
    let (document, sentences) = found.ok_or(Refusal::NoHitOnPage { page })?;
    let at_hit = |text: &String| Citation {
        at_hit: true,
        ..citation(Some(&document.path), Some(page), text)
    };
    Ok(sentences.iter().map(at_hit).collect())
}

fn citation(document: Option<&PathBuf>, page: Option<u32>, text: &str) -> Citation {
    Citation {
        document: document.cloned(),
        page,
        text: text.to_owned(),
        at_hit: false,
    }
}

/// Sentences that a page number alone cites.
const MOST_CITED: usize = 3;

/// The sentence of a hit without marks around it.
fn sentence_of(hit: &Passage) -> String {
    let marks = |c: char| matches!(c, '•' | '-' | '–' | '|') || c.is_whitespace();
    hit.context().trim_matches(marks).to_owned()
}

/// The sentences with hits that count on a page, the first few; where there are none, those on social housing. Each once.
fn sentences_on(document: &Document, page: u32) -> Vec<String> {
    let on_page = || {
        let hits = document.hits.iter();
        hits.filter(move |hit| hit.pack == 0 && hit.page.get() == page)
    };
    let counted = on_page().filter(|hit| hit.why_not.is_none());
    let mut found: Vec<String> = counted.map(sentence_of).collect();
    if found.is_empty() {
        found = on_page()
            .filter(|hit| hit.social)
            .map(sentence_of)
            .collect();
    }
    // One sentence with two hits may be cut at different places.
    let start = |sentence: &String| sentence.chars().take(40).collect::<String>();
    found.dedup_by(|a, b| start(a) == start(b));
    found.truncate(MOST_CITED);
    found
}

/// What a cell rests on in a run.
pub fn grounds(run: &Run, cell: &Cell) -> Grounds {
    let mut hits = blake3::Hasher::new();
    let mut documents = Vec::new();
    for document in run.counting(cell) {
        documents.push((document.path.clone(), document.hash.clone()));
        let counted = |hit: &&Passage| hit.pack == 0 && hit.why_not.is_none();
        for hit in document.hits.iter().filter(counted) {
            let said = format!("{} {} {}\n", hit.page, hit.term, hit.surface);
            hits.update(said.as_bytes());
        }
    }
    let pack = &run.pack;
    Grounds {
        pack: [pack.id.clone(), pack.version.clone(), pack.hash.clone()],
        rule: [run.rule.version.clone(), run.rule.hash()],
        documents,
        hits: hits.finalize().to_hex()[..16].to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn citations_are_read_as_people_write_them() {
        let read = |text| {
            let citation = WishedCitation::parse(text);
            (citation.page, citation.text)
        };
        assert_eq!(read("12"), (Some(12), String::new()));
        assert_eq!(read(" s. 12 "), (Some(12), String::new()));
        let words = (Some(7), "Økt støtte: Kommunen skal …".to_owned());
        assert_eq!(read("Side 7: Økt støtte: Kommunen skal …"), words);
        // As the program itself writes it.
        assert_eq!(read("s. 12 «a; b»"), (Some(12), "a; b".to_owned()));
        assert_eq!(read("12 “a; b”"), (Some(12), "a; b".to_owned()));
        let nested = "s. 4 «Etter «Nasjonale forventninger» skal alle få bolig; Husbanken hjelper»";
        let whole = "Etter «Nasjonale forventninger» skal alle få bolig; Husbanken hjelper";
        assert_eq!(
            WishedCitation::all_in(nested),
            [WishedCitation::parse(nested)]
        );
        assert_eq!(read(nested), (Some(4), whole.to_owned()));
        let source = "Statsforvalteren i Nordland 2021, kap. 2";
        assert_eq!(read(source), (None, source.to_owned()));
        let pages = |field| {
            let all = WishedCitation::all_in(field).into_iter();
            all.map(|c| c.page).collect::<Vec<_>>()
        };
        assert_eq!(pages("4, 12"), [Some(4), Some(12)]);
        assert_eq!(pages("s. 4; s. 12: a, b\n"), [Some(4), Some(12)]);
        assert_eq!(pages("s. 4 «a; b»\ns. 5 «c»"), [Some(4), Some(5)]);
        assert_eq!(pages("s. 12–14"), [Some(12), Some(13), Some(14)]);
        assert_eq!(pages(" "), [None; 0]);
    }

    #[test]
    fn outcomes_have_names_in_all_languages() {
        let named = [
            "Grønn",
            "grøn",
            "yellow",
            "raud",
            "x",
            "ikke funnet",
            "uleselig",
        ];
        assert_eq!(
            named.map(named_outcome),
            [
                Some(Outcome::Green),
                Some(Outcome::Green),
                Some(Outcome::Yellow),
                Some(Outcome::Red),
                Some(Outcome::NotFound),
                Some(Outcome::NotFound),
                Some(Outcome::Unreadable)
            ]
        );
        assert_eq!(["ukjent", "blå", ""].map(named_outcome), [None; 3]);
    }
}

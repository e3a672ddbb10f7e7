//! The index answers as reading every page does, for every kind of query.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use jiff::civil::date;
use planlys::extract::PageNumber;
use planlys::index::{Searcher, State, Store};
use planlys::pipeline::{Question, ask, read_all};
use planlys::query::{Place, Query};
use planlys::terms::Pack;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use crate::kit::{Corpus, planlys};

/// Words of the texts and of the queries: inflections, compounds, hyphens, letters that must not be mixed up, and damage.
const WORDS: [&str; 28] = [
    "bolig",
    "boligene",
    "utleieboliger",
    "boligsosial",
    "bolig-sosial",
    "bustad",
    "bustadene",
    "leie",
    "leier",
    "leie-til-eie",
    "eie",
    "til",
    "får",
    "far",
    "mål",
    "mal",
    "råd",
    "kommunen",
    "kommunane",
    "startlån",
    "startlånet",
    "Husbanken",
    "hushanken",
    "økonomi",
    "okonomi",
    "2024",
    "flyktninger",
    "nærhet",
];

fn word() -> impl Strategy<Value = &'static str> {
    prop::sample::select(WORDS.to_vec())
}

/// A text in Markdown: paragraphs, headings, lists and pages.
fn text() -> impl Strategy<Value = String> {
    let sentence = prop::collection::vec(word(), 1..12).prop_map(|words| words.join(" ") + ". ");
    let gap = prop::sample::select(vec!["", "", "\n\n", "\n\n## ", "\n\n- ", "\u{c}"]);
    prop::collection::vec((gap, sentence), 3..30).prop_map(|parts| {
        parts
            .iter()
            .flat_map(|(gap, text)| [*gap, text.as_str()])
            .collect()
    })
}

/// A leaf of a query; `texts` only for the sides of a NEAR.
fn leaf(texts: bool) -> BoxedStrategy<String> {
    let stars = (word(), 0..4).prop_map(|(word, kind)| {
        let word: String = word.chars().filter(|c| c.is_alphanumeric()).collect();
        let half: String = word
            .chars()
            .take(word.chars().count().div_ceil(2))
            .collect();
        match kind {
            0 => format!("{half}*"),
            1 => format!("*{half}*"),
            2 => format!("*{word}"),
            _ => format!("{}*{}", &half, word.chars().last().unwrap_or('e')),
        }
    });
    let letters = |word: &str| {
        word.chars()
            .filter(|c| c.is_alphanumeric())
            .collect::<String>()
    };
    let fuzzy = (word(), 1..3).prop_map(move |(word, n)| format!("{}~{n}", letters(word)));
    let phrase =
        prop::collection::vec(word(), 1..4).prop_map(|words| format!("\"{}\"", words.join(" ")));
    let starred =
        (word(), word()).prop_map(|(a, b)| format!("\"{a} {}*\"", b.get(..3).unwrap_or(b)));
    let plain = word().prop_map(str::to_owned);
    let part = prop::sample::select(vec!["ledd:bolig", "ledd:leie", "ledd:kommune", "ledd:lån"])
        .prop_map(str::to_owned);
    if texts {
        return prop_oneof![3 => plain, 2 => stars, 1 => fuzzy, 2 => phrase, 1 => starred, 1 => part].boxed();
    }
    let field = prop::sample::select(vec![
        "kommune:Vågan",
        "kommune:Bodø,Vågan",
        "nivå:bolig",
        "nivå:ukjent",
        "fylke:Nordland",
        "side:1",
        "side:2..3",
        "sone:overskrift",
        "sone:brødtekst",
        "seksjon:bolig",
        "seksjon:\"leie til\"",
        "fil:1*",
        "tittel:bolig",
        "status:gjeldende",
        "år:2024",
        "språk:nb",
        "pakke:boligsosial-2018/husbanken",
        "pakke:boligsosial-2018/boligsosial",
        "pakke:boligsosial-2018",
    ])
    .prop_map(str::to_owned);
    prop_oneof![3 => plain, 2 => stars, 1 => fuzzy, 2 => phrase, 1 => starred, 1 => part, 4 => field].boxed()
}

fn near() -> impl Strategy<Value = String> {
    let side = || {
        let several = prop::collection::vec(leaf(true), 2..4);
        prop_oneof![3 => leaf(true), 1 => several.prop_map(|all| format!("({})", all.join(" OR ")))]
    };
    (side(), side(), 1..12, prop::option::of(side())).prop_map(|(a, b, n, c)| match c {
        Some(c) => format!("{a} NEAR/{n} {b} NEAR/3 {c}"),
        None => format!("{a} NEAR/{n} {b}"),
    })
}

fn query() -> impl Strategy<Value = String> {
    let node = prop_oneof![5 => leaf(false), 2 => near()];
    node.prop_recursive(3, 12, 3, |inner| {
        let joined = |with: &'static str| {
            prop::collection::vec(inner.clone(), 2..4)
                .prop_map(move |all| format!("({})", all.join(with)))
        };
        prop_oneof![
            joined(" "),
            joined(" AND "),
            joined(" OR "),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a} NOT {b})")),
            inner.clone().prop_map(|a| format!("({a} -2024)")),
        ]
    })
}

type Answers = BTreeMap<(String, u32), Vec<Place>>;

/// What the index answers, as the search command asks it.
fn from_index(searcher: &Searcher, store: &Store, question: &Question<'_>) -> Answers {
    let reply = ask(searcher, store, question).expect("the index answers");
    let count: usize = reply.pages.values().sum();
    assert_eq!(count, reply.best.len(), "all pages are shown");
    let place = |page: PageNumber| page.get();
    let pages = reply.best.into_iter();
    pages
        .map(|hits| {
            (
                (searcher.name(hits.file).to_owned(), place(hits.page)),
                hits.places,
            )
        })
        .collect()
}

/// Compares both answers to a query; the number of pages that answer, and whether it could be asked.
fn compared(text: &str, searcher: &Searcher, store: &Store) -> Option<usize> {
    let query = Query::parse(text).ok()?;
    let pack = planlys::terms::shipped("boligsosial-2018").expect("a shipped pack");
    let terms = query.terms().into_iter().map(|term| {
        let index = term.term.as_ref().map(|id| {
            pack.terms
                .iter()
                .position(|t| t.id == *id)
                .expect("a known term")
        });
        (term, &pack as &Pack, index)
    });
    let question = Question {
        query: &query,
        terms: terms.collect(),
        date: date(2026, 11, 21),
        limit: 1_000_000,
    };
    let indexed = from_index(searcher, store, &question);
    let read = read_all(searcher, store, &question);
    let keys = |answers: &Answers| answers.keys().cloned().collect::<BTreeSet<_>>();
    assert_eq!(keys(&indexed), keys(&read), "{text}");
    assert_eq!(indexed, read, "{text}");
    Some(read.len())
}

/// Random texts and random queries.
#[test]
fn of_random_texts_have_the_same_answer_from_index_and_pages() {
    let mut runner = TestRunner::new_with_rng(
        Config::with_cases(1),
        proptest::test_runner::TestRng::deterministic_rng(
            proptest::test_runner::RngAlgorithm::ChaCha,
        ),
    );
    let mut corpus = Corpus::new();
    let next = |strategy: BoxedStrategy<String>, runner: &mut TestRunner| {
        strategy.new_tree(runner).expect("a value").current()
    };
    for number in 0..40 {
        let folder = ["Vågan", "Bodø", "Hol"][number % 3];
        let mut content = next(text().boxed(), &mut runner);
        if number % 4 == 0 {
            content = format!(
                "# Boligplan for {folder} 2024–2030\n\nVedtatt av kommunestyret 1.2.2024\n\n{content}"
            );
        }
        if number % 7 == 0 {
            // A text that has lost its letters.
            let long = content.repeat(1 + 3000 / content.len());
            content = long.replace(['å', 'æ'], "a").replace('ø', "o");
        }
        corpus = corpus.with(&format!("{folder}/{number}.md"), content);
    }
    // The same content twice, whose plans differ by their folders alone.
    let twice = next(text().boxed(), &mut runner);
    let corpus = corpus
        .with("Vågan/tvilling.md", &twice)
        .with("Bodø/tvilling.md", &twice);
    assert_eq!(planlys(&["index", corpus.text()]).code, 0);
    let state = State::at(&corpus.path().join(".planlys"));
    let (searcher, store) = (state.searcher().expect("there is an index"), state.store());
    let (mut asked, mut answered, mut kinds) = (0, 0, String::new());
    for _ in 0..700 {
        let text = next(query().boxed(), &mut runner);
        if let Some(pages) = compared(&text, &searcher, &store) {
            asked += 1;
            answered += usize::from(pages > 0);
            write!(kinds, "{text} ").expect("memory can be written");
        }
    }
    assert!(
        asked > 500 && answered > 250,
        "{asked} asked, {answered} answered"
    );
    for kind in [
        "NEAR/", "*", "~", "\"", " OR ", " NOT ", "ledd:", "sone:", "seksjon:", "side:",
        "kommune:", "pakke:", "år:",
    ] {
        assert!(kinds.contains(kind), "no query with {kind}");
    }
}

/// The bundled plans, which come from many programs, and queries as people ask them.
#[test]
fn of_the_bundled_plans_have_the_same_answer_from_index_and_pages() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let path = dir.path().to_str().expect("a plain name");
    assert_eq!(planlys(&["index", "corpus", "--state", path]).code, 3);
    let state = State::at(dir.path());
    let (searcher, store) = (state.searcher().expect("there is an index"), state.store());
    let mut answered = 0;
    for text in [
        "bolig",
        "boligsosial",
        "bolig-sosial",
        "*bolig*",
        "bolig* -fritidsbolig*",
        "\"leie til eie\"",
        "\"kommunal* bolig*\"",
        "leie NEAR/3 eie",
        "(flyktning* ELLER innvandr*) NEAR/8 boset*",
        "husbanken~",
        "ledd:bolig ledd:plan",
        "bolig* sone:overskrift",
        "bolig* sone:innholdsliste,topptekst",
        "bolig* NOT sone:innholdsliste,topptekst",
        "seksjon:bolig* barn*",
        "startlån nivå:samfunnsdel,bolig",
        "kommune:Havnesund side:1",
        "fylke:Nordland ELLER startlån",
        "språk:nn bustad*",
        "status:gjeldende (bolig ELLER bustad)",
        "status:utløpt",
        "år:2020..2022",
        "pakke:boligsosial-2018/vanskeligstilt",
        "pakke:boligsosial-2018 nivå:arealdel",
        "barn NOT pakke:boligsosial-2018",
        "økonomi",
        "nærhet",
    ] {
        let pages = compared(text, &searcher, &store).expect("the query is valid");
        answered += usize::from(pages > 0);
    }
    assert!(answered >= 22, "{answered}");
}

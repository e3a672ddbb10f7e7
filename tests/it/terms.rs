//! The shipped packs on their own sentences, and forms that only a tolerant reader sees: `cases/forms.tsv`.

use std::fs;

use planlys::terms::{self, Class, Form, Matchers, Pack, Tolerance, Within};
use planlys::wording::Lang;

use crate::kit::root;

fn packs() -> impl Iterator<Item = Pack> {
    terms::SHIPPED
        .iter()
        .map(|(id, _)| terms::shipped(id).expect("it is shipped"))
}

#[test]
fn every_shipped_pack_does_what_its_sentences_say() {
    for pack in packs() {
        let failures = terms::check(&pack);
        assert!(failures.is_empty(), "{}: {failures:#?}", pack.id);
    }
}

#[test]
fn every_core_term_has_sentences_in_both_language_forms() {
    for pack in packs() {
        let own = |term: &&terms::Term| {
            let inherited = pack.extends.is_some() && term.must_hit.is_empty();
            term.class == Class::Core && !inherited
        };
        for term in pack.terms.iter().filter(own) {
            for (kind, examples) in [("hit", &term.must_hit), ("miss", &term.must_not_hit)] {
                let of = |lang| examples.iter().filter(|e| e.lang == Some(lang)).count();
                let (nb, nn) = (of(Lang::Nb), of(Lang::Nn));
                let place = format!("{} {} {kind}: nb {nb}, nn {nn}", pack.id, term.id);
                assert!(nb >= 6 && nn >= 6, "{place}");
            }
        }
    }
}

/// A line has: exact or damaged, a variant, a text, and the words found with how they stand, or `-` for none.
#[test]
fn words_are_found_in_the_forms_that_a_reader_sees() {
    let cases = fs::read_to_string(root().join("tests/it/cases/forms.tsv")).expect("the cases");
    let mut wrong = Vec::new();
    for line in cases
        .lines()
        .filter(|l| !l.is_empty() && !l.starts_with('#'))
    {
        let [tolerance, variant, text, expected] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("four fields: {line}")
        };
        let tolerance = match tolerance {
            "exact" => Tolerance::Exact,
            "damaged" => Tolerance::Damaged,
            other => panic!("exact or damaged: {other}"),
        };
        let pack = one_term(&format!("variants = ['{variant}']"));
        let matchers = Matchers::new(&[&pack]);
        let (text, hits) = terms::hits_in(&pack, &matchers, text, tolerance);
        let found: Vec<String> = hits
            .iter()
            .map(|hit| match hit.form {
                Form::Plain => text[hit.start..hit.end].to_owned(),
                form => format!("{} ({form:?})", &text[hit.start..hit.end]),
            })
            .collect();
        let found = if found.is_empty() {
            "-".to_owned()
        } else {
            found.join(" | ")
        };
        if found != expected {
            wrong.push(format!("{line}: {found}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// A pack of one core term.
fn one_term(fields: &str) -> Pack {
    several(&format!(
        "[[term]]\nid = 't'\nlabel = 't'\nclass = 'core'\n{fields}\n"
    ))
}

fn several(terms: &str) -> Pack {
    let text = format!(
        "[pack]\nid = 'p'\nversion = '1'\nname = 'p'\nsource = 'en test'\n[context]\nboligord = ['bolig*']\n{terms}"
    );
    terms::parse(std::path::Path::new("p.toml"), &text).unwrap_or_else(|e| panic!("{e:#?}"))
}

fn counted(pack: &Pack, text: &str) -> Vec<(String, String, bool)> {
    let matchers = Matchers::new(&[pack]);
    let (text, hits) = terms::hits_in(pack, &matchers, text, Tolerance::Exact);
    let found = hits.iter().map(|hit| {
        let (term, surface) = (&pack.terms[hit.term].id, &text[hit.start..hit.end]);
        (term.clone(), surface.to_owned(), hit.why_not.is_none())
    });
    found.collect()
}

#[test]
fn a_place_belongs_to_the_most_specific_term_that_counts() {
    let terms = "[[term]]\nid = 'wide'\nlabel = 'w'\nclass = 'core'\nvariants = ['bolig*']\n\
                 [[term]]\nid = 'narrow'\nlabel = 'n'\nclass = 'core'\nvariants = ['boligsosial*']\nexcept = ['boligsosialt tull']\n\
                 [[term]]\nid = 'general'\nlabel = 'g'\nclass = 'background'\nvariants = ['boligsosialt arbeid']\n";
    let pack = several(terms);
    let one = |term: &str, surface: &str| vec![(term.to_owned(), surface.to_owned(), true)];
    assert_eq!(
        counted(&pack, "boligsosialt arbeid"),
        one("narrow", "boligsosialt")
    );
    assert_eq!(
        counted(&pack, "boligsosialt tull"),
        one("wide", "boligsosialt")
    );
    let inside = several(&terms.replace(
        "variants = ['bolig*']",
        "variants = ['bolig*']\ninside = true",
    ));
    assert_eq!(counted(&inside, "boligsosialt").len(), 2);
}

#[test]
fn a_context_word_can_be_asked_for_in_the_sentence() {
    let variants = "variants = ['nærhet*']";
    let paragraph = one_term(&format!("{variants}\nrequires = 'boligord'"));
    let sentence = one_term(&format!(
        "{variants}\nrequires = {{ context = 'boligord', within = 'sentence' }}"
    ));
    assert_eq!(
        sentence.terms[0].requires.as_ref().map(|r| r.within),
        Some(Within::Sentence)
    );
    let text = "Vi bygger boliger. Nærhet til skole er viktig.";
    assert!(counted(&paragraph, text)[0].2);
    assert!(!counted(&sentence, text)[0].2);
    assert!(counted(&sentence, "Boliger bygges i nærhet til skole.")[0].2);
}

#[test]
fn a_pack_builds_on_a_shipped_one() {
    let text = "[pack]\nid = 'p'\nversion = '1'\nname = 'p'\nsource = 'en test'\nextends = 'boligsosial-2018'\n\
                [[term]]\nid = 'boligsosial'\nexcept = ['boligsosialt forum']\n\
                [[term]]\nid = 'ny'\nlabel = 'ny'\nclass = 'core'\nvariants = ['husleieråd*']\n";
    let pack = terms::parse(std::path::Path::new("p.toml"), text).expect("a valid pack");
    let base = terms::shipped("boligsosial-2018").expect("it is shipped");
    assert_eq!(pack.terms.len(), base.terms.len() + 1);
    assert_eq!(pack.rule, base.rule);
    assert_ne!(pack.hash, base.hash);
    assert!(!counted(&pack, "Et boligsosialt forum møtes.")[0].2);
    assert!(counted(&pack, "Boligsosialt arbeid.")[0].2);
    assert!(counted(&pack, "Husleierådet møtes.")[0].2);
}

#[test]
fn addresses_and_source_notes_do_not_count() {
    let pack = one_term("variants = ['husbank*', '*boligsosial*']");
    let counts = |text: &str| {
        counted(&pack, text)
            .iter()
            .map(|hit| hit.2)
            .collect::<Vec<_>>()
    };
    assert_eq!(
        counts("Se www.husbanken.no/boligsosial eller post@husbanken.no."),
        [false, false, false]
    );
    assert_eq!(
        counts("Husbanken gir lån. Kilde: Husbanken 2024."),
        [true, false]
    );
    assert_eq!(
        counts("Tall (kilde: Husbanken) om Husbanken."),
        [false, true]
    );
    assert_eq!(counts("En kilde til uro er Husbanken."), [true]);
    assert_eq!(
        counts("Vedtatt i fjor. Innhold: Husbanken, tiltak. Husbanken gir lån."),
        [false, true]
    );
}

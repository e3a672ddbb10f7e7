//! `planlys packs`: see, explain, check and try term packs.

use std::io::{BufWriter, Write};

use jiff::Zoned;

use super::{
    Failure, corpus_failure, load_pack, load_packs, note, pack_text, talk, unknown_name, width,
};
use crate::cli::{
    ExitCode, Packs, PacksCheck, PacksExplain, PacksForms, PacksList, PacksShow, StateChoice,
};
use crate::corpus;
use crate::pipeline::{self, Damage, Options, Search, forms};
use crate::progress::Progress;
use crate::report;
use crate::terms::{self, Class, Matchers, Pack, Term, Tolerance, Variant};
use crate::wording::{Lang, Text};

pub(super) fn run(command: &Packs) -> Result<ExitCode, Failure> {
    match command {
        Packs::List(arguments) => list(arguments),
        Packs::Show(arguments) => show(arguments),
        Packs::Explain(arguments) => explain(arguments),
        Packs::Check(arguments) => check(arguments),
        Packs::Forms(arguments) => forms(arguments),
    }
}

fn list(arguments: &PacksList) -> Result<ExitCode, Failure> {
    let lang = arguments.lang.get();
    let packs: Vec<Pack> = terms::SHIPPED
        .iter()
        .filter_map(|(id, _)| terms::shipped(id))
        .collect();
    let mut out = BufWriter::new(anstream::stdout().lock());
    report::packs::list(&packs, lang, width(), &mut out)?;
    out.flush()?;
    let (id, term) = (&packs[0].id, &packs[0].terms[0].id);
    talk(&Text::PackShowHint.with(lang, &[("id", id), ("term", term)]));
    Ok(ExitCode::Done)
}

fn show(arguments: &PacksShow) -> Result<ExitCode, Failure> {
    let lang = arguments.lang.get();
    let pack = load_pack(&arguments.pack, lang)?;
    let mut out = BufWriter::new(anstream::stdout().lock());
    report::packs::show(&pack, lang, width(), &mut out)?;
    out.flush()?;
    Ok(ExitCode::Done)
}

fn explain(arguments: &PacksExplain) -> Result<ExitCode, Failure> {
    let lang = arguments.lang.get();
    let pack = load_pack(&arguments.pack, lang)?;
    let wanted = arguments.term.as_deref();
    let terms: Vec<&Term> = match wanted {
        Some(name) => vec![find_term(&pack, name, lang)?],
        None => pack.terms.iter().collect(),
    };
    let mut out = BufWriter::new(anstream::stdout().lock());
    if let Some(text) = &arguments.text {
        let matchers = Matchers::new(&[&pack]);
        let tolerance = match arguments.damage.get() {
            Damage::On => Tolerance::Damaged,
            Damage::Auto | Damage::Off => Tolerance::Exact,
        };
        let (text, mut hits) = terms::hits_in(&pack, &matchers, text, tolerance);
        hits.retain(|hit| wanted.is_none() || pack.terms[hit.term].id == terms[0].id);
        report::packs::explain_text(&pack, &text, &hits, lang, width(), &mut out)?;
        if hits.is_empty() && tolerance == Tolerance::Exact {
            out.flush()?;
            talk(Text::ExplainTryDamage.get(lang));
        }
    } else {
        for term in terms {
            report::packs::explain(&pack, term, lang, width(), &mut out)?;
        }
    }
    out.flush()?;
    Ok(ExitCode::Done)
}

/// A term by its identifier or its name in any language.
fn find_term<'p>(pack: &'p Pack, name: &str, lang: Lang) -> Result<&'p Term, Failure> {
    let lower = name.to_lowercase();
    let named = |term: &&Term| {
        let labels = [&term.label.nb, &term.label.nn, &term.label.en];
        let found_by = |variant: &Variant| variant.source.to_lowercase() == lower;
        term.id == name
            || labels.iter().any(|label| label.to_lowercase() == lower)
            || term.variants.iter().any(found_by)
    };
    pack.terms.iter().find(named).ok_or_else(|| {
        let ids: Vec<&str> = pack.terms.iter().map(|term| term.id.as_str()).collect();
        let message = Text::TermUnknown.with(lang, &[("pack", &pack.id), ("term", name)]);
        unknown_name(message, name, &ids, lang)
    })
}

fn check(arguments: &PacksCheck) -> Result<ExitCode, Failure> {
    let lang = arguments.lang.get();
    let mut failures = Vec::new();
    for name in &arguments.packs {
        match check_one(name, lang) {
            Ok(words) => writeln!(anstream::stdout(), "{words}")?,
            Err(failure) => failures.push(failure),
        }
    }
    Failure::of_all(failures).map(|()| ExitCode::Done)
}

/// What a sound pack is told, or its mistakes.
fn check_one(name: &str, lang: Lang) -> Result<String, Failure> {
    let (file, text) = pack_text(name, lang)?;
    let pack = terms::parse(&file, &text).map_err(Failure::Mistakes)?;
    let (of_base, own): (Vec<_>, Vec<_>) = terms::check(&pack)
        .into_iter()
        .partition(|failure| failure.example.inherited);
    if !own.is_empty() {
        return Err(Failure::Mistakes(report::packs::failed(
            &pack, own, &file, &text, lang,
        )));
    }
    if let (Some(base), false) = (&pack.extends, of_base.is_empty()) {
        let sentence =
            |f: &terms::Failure| format!("{} («{}»)", pack.terms[f.term].id, f.example.text);
        let list: Vec<String> = of_base.iter().map(sentence).collect();
        let n = of_base.len().to_string();
        let gaps = [
            ("file", name),
            ("base", base),
            ("n", &n),
            ("list", &list.join("; ")),
        ];
        note(&Text::CheckInherited.with(lang, &gaps), lang);
    }
    let sum = |count: fn(&Term) -> usize| pack.terms.iter().map(count).sum::<usize>().to_string();
    let words = Text::CheckFine.with(
        lang,
        &[
            ("file", name),
            ("terms", &pack.terms.len().to_string()),
            ("hit", &sum(|term| term.must_hit.len())),
            ("miss", &sum(|term| term.must_not_hit.len())),
        ],
    );
    if let Some(few) = few_tests(&pack, name, lang) {
        note(&few, lang);
    }
    Ok(words)
}

/// Core terms with too few sentences of their own to show what they find.
fn few_tests(pack: &Pack, name: &str, lang: Lang) -> Option<String> {
    const FEW: usize = 6;
    let few: Vec<&str> = pack
        .terms
        .iter()
        .filter(|term| term.class == Class::Core)
        .filter(|term| term.must_hit.len() < FEW || term.must_not_hit.len() < FEW)
        .map(|term| term.id.as_str())
        .collect();
    let list = few.join(", ");
    (!few.is_empty()).then(|| Text::CheckFewTests.with(lang, &[("file", name), ("list", &list)]))
}

fn forms(arguments: &PacksForms) -> Result<ExitCode, Failure> {
    let lang = arguments.lang.get();
    let packs = load_packs(&arguments.pack.packs, lang)?;
    let packs: Vec<&Pack> = packs.iter().collect();
    let corpus =
        corpus::discover(&arguments.corpus).map_err(|error| corpus_failure(error, lang))?;
    let terms = wanted_terms(&packs, arguments.term.as_deref(), lang)?;
    let search = Search::new(&packs, arguments.damage.get());
    let state = super::existing_state(&StateChoice {
        corpus: arguments.corpus.clone(),
        state: arguments.state.clone(),
    });
    // What was read is kept where a screening keeps it; without one nothing is written.
    let store = state.dir().exists().then(|| state.store());
    // Without an index all pages are looked at.
    let searcher = state.searcher().ok();
    let candidates = searcher.and_then(|searcher| searcher.candidates(search.matchers()).ok());
    let recogniser = super::recalling(&state);
    let options = Options {
        jobs: 0,
        date: Zoned::now().date(),
        readers: super::readers(false, pipeline::TIME_LIMIT),
        store: store.as_ref(),
        recogniser: &recogniser,
        seen: pipeline::now(),
        elsewhere: None,
    };
    let bar = Progress::new(Text::ProgressReading, lang);
    let read = pipeline::hits_of_all(&corpus, &search, candidates.as_ref(), &options, &bar)
        .expect("nobody can stop it but with the whole program");
    if let Some(store) = &store {
        super::tell_store_failure(store, &recogniser, &state, lang);
    }
    let mut code = ExitCode::Done;
    for (path, _, coverage) in &read {
        let coverage = coverage.as_ref().map_err(|error| *error);
        if let Some(words) = report::lists::unread_words(path, coverage, lang) {
            talk(&words);
            code = ExitCode::Incomplete;
        }
    }
    let hits = read.into_iter().map(|(path, hits, _)| (path, hits));
    let caught = forms::count(&terms, hits.collect());
    print_forms(arguments, &packs, &caught, lang)?;
    Ok(code)
}

/// The terms asked for, by pack and identifier; a name must be known to one of the packs.
fn wanted_terms(
    packs: &[&Pack],
    name: Option<&str>,
    lang: Lang,
) -> Result<Vec<(usize, String)>, Failure> {
    let (mut wanted, mut unknown) = (Vec::new(), None);
    for (number, pack) in packs.iter().enumerate() {
        let Some(name) = name else {
            wanted.extend(pack.terms.iter().map(|term| (number, term.id.clone())));
            continue;
        };
        match find_term(pack, name, lang) {
            Ok(term) => wanted.push((number, term.id.clone())),
            Err(failure) => unknown = unknown.or(Some(failure)),
        }
    }
    match unknown {
        Some(failure) if wanted.is_empty() => Err(failure),
        _ => Ok(wanted),
    }
}

fn print_forms(
    arguments: &PacksForms,
    packs: &[&Pack],
    caught: &[forms::TermForms],
    lang: Lang,
) -> Result<(), Failure> {
    let mut out = BufWriter::new(anstream::stdout().lock());
    if arguments.json {
        for term in caught {
            for form in &term.forms {
                writeln!(out, "{}", report::packs::form_json(packs, term, form))?;
            }
        }
        out.flush()?;
        return Ok(());
    }
    report::packs::forms(packs, caught, lang, width(), &mut out)?;
    out.flush()?;
    let corpus = report::path(&arguments.corpus);
    talk(&if caught.is_empty() {
        Text::FormsNothing.with(lang, &[("corpus", &corpus)])
    } else {
        let (pack, term) = (&packs[caught[0].pack].id, &caught[0].term);
        Text::FormsHint.with(lang, &[("pack", pack), ("term", term)])
    });
    Ok(())
}

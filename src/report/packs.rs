//! Term packs in words: what they look for, what their terms find, which word forms they caught.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::terminal::wrapped;
use super::{page, path, why_not, zone};
use crate::pipeline::forms::{FormCount, TermForms};
use crate::terms::{Class, Hit, Pack, Phrase, Term, Variant, Within, WordPattern};
use crate::wording::{Lang, Text};

/// The classes in the order of their weight.
const CLASSES: [Class; 4] = [
    Class::Core,
    Class::Supporting,
    Class::Context,
    Class::Background,
];

/// Word of a class.
pub fn class(class: Class, lang: Lang) -> &'static str {
    let text = match class {
        Class::Core => Text::WordCore,
        Class::Supporting => Text::WordSupporting,
        Class::Context => Text::WordContext,
        Class::Background => Text::WordBackground,
    };
    text.get(lang)
}

fn class_heading(class: Class, lang: Lang) -> &'static str {
    let text = match class {
        Class::Core => Text::ClassCore,
        Class::Supporting => Text::ClassSupporting,
        Class::Context => Text::ClassContext,
        Class::Background => Text::ClassBackground,
    };
    text.get(lang)
}

/// One line a pack, and what it is.
pub fn list(packs: &[Pack], lang: Lang, width: usize, out: &mut impl Write) -> io::Result<()> {
    for pack in packs {
        heading(pack, lang, out)?;
        let mut facts = vec![Text::PackTerms.with(lang, &[("n", &pack.terms.len().to_string())])];
        if !pack.groups.is_empty() {
            facts.push(Text::PackGroups.with(lang, &[("n", &pack.groups.len().to_string())]));
        }
        facts.push(match &pack.rule {
            Some(rule) => Text::PackColours.with(lang, &[("rule", &rule.version)]),
            None => Text::PackNoColours.get(lang).to_owned(),
        });
        if let Some(base) = &pack.extends {
            facts.push(Text::PackExtends.with(lang, &[("base", base)]));
        }
        wrapped(&facts.join(", "), "  ", width, out)?;
        source(&pack.source, lang, width, out)?;
    }
    Ok(())
}

fn heading(pack: &Pack, lang: Lang, out: &mut impl Write) -> io::Result<()> {
    let name = pack.name.get(lang);
    let words = Text::PackHeading.with(
        lang,
        &[("name", name), ("id", &pack.id), ("version", &pack.version)],
    );
    let (bold, reset) = (anstyle::Style::new().bold(), anstyle::Reset);
    writeln!(out, "{bold}{words}{reset}")
}

fn source(source: &str, lang: Lang, width: usize, out: &mut impl Write) -> io::Result<()> {
    let words = Text::PackSource.with(lang, &[("source", source)]);
    wrapped(&words, "  ", width, out)
}

fn sources(variants: &[Variant]) -> String {
    let written: Vec<&str> = variants.iter().map(|v| v.source.as_str()).collect();
    written.join(", ")
}

/// A whole pack: terms by class, contexts, rule.
pub fn show(pack: &Pack, lang: Lang, width: usize, out: &mut impl Write) -> io::Result<()> {
    list(std::slice::from_ref(pack), lang, width, out)?;
    for of in CLASSES {
        let terms: Vec<&Term> = pack.terms.iter().filter(|term| term.class == of).collect();
        if !terms.is_empty() {
            writeln!(out)?;
            wrapped(class_heading(of, lang), "", width, out)?;
        }
        for term in terms {
            self::term(pack, term, lang, width, out)?;
        }
    }
    writeln!(out)?;
    for context in &pack.contexts {
        let list = sources(&context.words);
        let words = Text::ContextWords.with(lang, &[("context", &context.id), ("list", &list)]);
        wrapped(&words, "", width, out)?;
    }
    if !pack.quoted.is_empty() {
        let words = Text::QuotedWords.with(lang, &[("list", &sources(&pack.quoted))]);
        wrapped(&words, "", width, out)?;
    }
    Ok(())
}

fn term(
    pack: &Pack,
    term: &Term,
    lang: Lang,
    width: usize,
    out: &mut impl Write,
) -> io::Result<()> {
    let (bold, reset) = (anstyle::Style::new().bold(), anstyle::Reset);
    writeln!(out, "  {bold}{}{reset} ({})", term.label.get(lang), term.id)?;
    wrapped(
        &Text::TermVariants.with(lang, &[("list", &sources(&term.variants))]),
        "    ",
        width,
        out,
    )?;
    for fact in conditions(pack, term, lang) {
        wrapped(&fact, "    ", width, out)?;
    }
    Ok(())
}

/// What narrows a term, a sentence each.
fn conditions(pack: &Pack, term: &Term, lang: Lang) -> Vec<String> {
    let mut facts = Vec::new();
    if let Some(group) = term.group {
        let label = pack.groups[group].label.get(lang);
        facts.push(Text::TermGroup.with(lang, &[("group", label)]));
    }
    if let Some(requires) = &term.requires {
        let text = match requires.within {
            Within::Paragraph => Text::TermRequires,
            Within::Sentence => Text::TermRequiresSentence,
        };
        let names: Vec<&str> = requires
            .contexts
            .iter()
            .map(|&context| pack.contexts[context].id.as_str())
            .collect();
        let or = format!("» {} «", Text::Or.get(lang));
        facts.push(text.with(lang, &[("context", &names.join(&or))]));
    }
    for (variants, text) in [
        (&term.except, Text::TermExcept),
        (&term.except_beside, Text::TermBeside),
    ] {
        if !variants.is_empty() {
            facts.push(text.with(lang, &[("list", &sources(variants))]));
        }
    }
    if !term.not_in.is_empty() {
        let zones: Vec<&str> = term.not_in.iter().map(|&z| zone(z, lang)).collect();
        facts.push(Text::TermNotIn.with(lang, &[("list", &zones.join(", "))]));
    }
    if term.inside {
        facts.push(Text::TermInside.get(lang).to_owned());
    }
    if let Some(from) = &term.source {
        facts.push(Text::PackSource.with(lang, &[("source", from)]));
    }
    let (hit, miss) = (term.must_hit.len(), term.must_not_hit.len());
    if hit + miss > 0 {
        facts.push(Text::TermTests.with(
            lang,
            &[("hit", &hit.to_string()), ("miss", &miss.to_string())],
        ));
    }
    facts
}

/// A term in sentences: each variant, what narrows it, and its test sentences.
pub fn explain(
    pack: &Pack,
    term: &Term,
    lang: Lang,
    width: usize,
    out: &mut impl Write,
) -> io::Result<()> {
    let (bold, reset) = (anstyle::Style::new().bold(), anstyle::Reset);
    let (label, of) = (term.label.get(lang), class(term.class, lang));
    writeln!(out, "{bold}{label}{reset} ({of})")?;
    for written in &term.variants {
        let words = format!("{}: {}", written.source, variant(written, lang));
        wrapped(&words, "  ", width, out)?;
    }
    for fact in conditions(pack, term, lang) {
        wrapped(&fact, "  ", width, out)?;
    }
    for (examples, title) in [
        (&term.must_hit, Text::ExampleHits),
        (&term.must_not_hit, Text::ExampleMisses),
    ] {
        if !examples.is_empty() {
            writeln!(out, "  {}", title.get(lang))?;
        }
        for example in examples {
            wrapped(&example.text, "    ", width, out)?;
        }
    }
    Ok(())
}

/// What a variant finds, in words.
pub fn variant(variant: &Variant, lang: Lang) -> String {
    let first = phrases(&variant.phrases, lang);
    match &variant.near {
        None => first,
        Some(near) => Text::NearWords.with(
            lang,
            &[
                ("first", &first),
                ("n", &near.words.to_string()),
                ("second", &phrases(&near.phrases, lang)),
            ],
        ),
    }
}

fn phrases(phrases: &[Phrase], lang: Lang) -> String {
    let or = format!(" {} ", Text::Or.get(lang));
    let phrase = |phrase: &Phrase| {
        let words: Vec<String> = phrase.iter().map(|w| word(w, lang)).collect();
        match words.len() {
            1 => words.concat(),
            _ => Text::WordsInRow.with(lang, &[("list", &words.join(" + "))]),
        }
    };
    phrases.iter().map(phrase).collect::<Vec<_>>().join(&or)
}

fn word(word: &WordPattern, lang: Lang) -> String {
    let text = match (word.exact_case, word.open_start, word.open_end) {
        (true, ..) => Text::WordExact,
        (_, false, false) => Text::WordWhole,
        (_, false, true) => Text::WordStarts,
        (_, true, false) => Text::WordEnds,
        (_, true, true) => Text::WordContains,
    };
    text.with(lang, &[("word", &word.literal)])
}

/// What hits in a text and why, a line a hit.
pub fn explain_text(
    pack: &Pack,
    text: &str,
    hits: &[Hit],
    lang: Lang,
    width: usize,
    out: &mut impl Write,
) -> io::Result<()> {
    if hits.is_empty() {
        return writeln!(out, "{}", Text::ExplainNoHits.get(lang));
    }
    for hit in hits {
        let term = &pack.terms[hit.term];
        let mut gaps = vec![
            ("surface", &text[hit.start..hit.end]),
            ("term", term.label.get(lang)),
            ("variant", &term.variants[hit.variant].source),
        ];
        let why = hit.why_not.as_ref().map(|why| why_not(why, lang));
        let words = if let Some(why) = &why {
            gaps.push(("why", why));
            Text::ExplainCountsNot.with(lang, &gaps)
        } else {
            gaps.push(("class", class(term.class, lang)));
            Text::ExplainCounts.with(lang, &gaps)
        };
        let form = super::form(hit.form, lang).map(|form| format!(" – {form}"));
        wrapped(&(words + &form.unwrap_or_default()), "", width, out)?;
    }
    Ok(())
}

/// The word forms of each term with counts and an example.
pub fn forms(
    packs: &[&Pack],
    terms: &[TermForms],
    lang: Lang,
    width: usize,
    out: &mut impl Write,
) -> io::Result<()> {
    let (bold, reset) = (anstyle::Style::new().bold(), anstyle::Reset);
    for caught in terms {
        let Some(term) = packs[caught.pack]
            .terms
            .iter()
            .find(|t| t.id == caught.term)
        else {
            continue;
        };
        let total = |n: fn(&FormCount) -> usize| caught.forms.iter().map(n).sum::<usize>();
        let words = Text::FormsTerm.with(
            lang,
            &[
                ("term", term.label.get(lang)),
                ("class", class(term.class, lang)),
                ("counted", &total(|f| f.counted).to_string()),
                ("not", &total(|f| f.not_counted).to_string()),
            ],
        );
        writeln!(out, "{bold}{words}{reset}")?;
        writeln!(out, "  {}", Text::FormsHeader.get(lang))?;
        for form in &caught.forms {
            let line = format!(
                "{:>6} {:>5}  {} – {}",
                form.counted,
                form.not_counted,
                form.surface,
                example(form, lang)
            );
            wrapped(&line, "  ", width, out)?;
        }
        writeln!(out)?;
    }
    Ok(())
}

fn example(form: &FormCount, lang: Lang) -> String {
    /// Characters of the sentence on each side that show how a form is used.
    const AROUND: usize = 40;
    let (file, passage) = &form.example;
    let skip = passage.before.chars().count().saturating_sub(AROUND);
    let before: String = passage.before.chars().skip(skip).collect();
    let after: String = passage.after.chars().take(AROUND).collect();
    let place = page(
        u64::from(passage.page.get()),
        passage.label.as_deref(),
        lang,
    );
    let surface = &passage.surface;
    format!("…{before}[{surface}]{after}… ({}, {place})", path(file))
}

/// A form as one line of JSON.
pub fn form_json(packs: &[&Pack], term: &TermForms, form: &FormCount) -> Value {
    let (file, passage) = &form.example;
    json!({
        "pack": packs[term.pack].id,
        "term": term.term,
        "form": form.surface,
        "counted": form.counted,
        "not_counted": form.not_counted,
        "example": {
            "document": path(file),
            "page": passage.page.get(),
            "context": format!("{}{}{}", passage.before, passage.surface, passage.after),
        },
    })
}

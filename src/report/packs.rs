//! Term packs in words: what they look for, what their terms find, which word forms they caught.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::Path;

use serde_json::{Value, json};

use super::terminal::wrapped;
use super::{page, path, why_not, zone};
use crate::pipeline::forms::{FormCount, TermForms};
use crate::problem::{PackMistake, Problem, ProblemKind, Source};
use crate::terms::{
    self, Class, FailureKind, Hit, Pack, Phrase, Rule, Term, Variant, Within, WordPattern,
};
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
    if !pack.groups.is_empty() {
        writeln!(out)?;
    }
    for group in &pack.groups {
        let links = group.links.join("; ");
        let gaps = [("label", group.label.get(lang)), ("links", links.as_str())];
        wrapped(&Text::GroupLine.with(lang, &gaps), "", width, out)?;
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
    pack.rule
        .as_ref()
        .map_or(Ok(()), |rule| self::rule(rule, lang, width, out))
}

fn rule(rule: &Rule, lang: Lang, width: usize, out: &mut impl Write) -> io::Result<()> {
    let least = |ways: &[_]| super::explain::least(ways, lang);
    let green = [
        ("least", least(&rule.ways.green)),
        ("short", rule.short_pages.to_string()),
        ("leastshort", least(&rule.ways.green_short)),
    ];
    let yellow = least(&rule.ways.yellow);
    let percent = rule.unread_percent.to_string();
    let gaps: Vec<(&str, &str)> = green.iter().map(|(g, t)| (*g, t.as_str())).collect();
    writeln!(out)?;
    wrapped(&Text::RuleGreen.with(lang, &gaps), "", width, out)?;
    wrapped(
        &Text::RuleYellow.with(lang, &[("yellow", &yellow)]),
        "",
        width,
        out,
    )?;
    wrapped(
        &Text::RuleUnread.with(lang, &[("percent", &percent)]),
        "",
        width,
        out,
    )
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
/// What narrows a term, in sentences.
pub fn conditions(pack: &Pack, term: &Term, lang: Lang) -> Vec<String> {
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
    /// More alternatives than this are not all written out.
    const FEW: usize = 4;
    let or = format!(" {} ", Text::Or.get(lang));
    let phrase = |phrase: &Phrase| {
        let words: Vec<String> = phrase.iter().map(|w| word(w, lang)).collect();
        match words.len() {
            1 => words.concat(),
            _ => Text::WordsInRow.with(lang, &[("list", &words.join(" + "))]),
        }
    };
    if phrases.len() <= FEW {
        return phrases.iter().map(phrase).collect::<Vec<_>>().join(&or);
    }
    // Written out, many alternatives hide what they mean; a few of them show it.
    let quoted = |phrase: &Phrase| format!("«{}»", terms::shown(phrase));
    let list: Vec<String> = phrases.iter().take(FEW).map(quoted).collect();
    let n = phrases.len().to_string();
    Text::ManyForms.with(lang, &[("n", &n), ("list", &list.join(", "))])
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

/// The word forms of each term: those that count with an example each, the others by why they do not. Background terms come last.
pub fn forms(
    packs: &[&Pack],
    terms: &[TermForms],
    lang: Lang,
    width: usize,
    out: &mut impl Write,
) -> io::Result<()> {
    let term_of = |caught: &TermForms| {
        let mut terms = packs[caught.pack].terms.iter();
        terms.find(|term| term.id == caught.term)
    };
    let is_background =
        |caught: &&TermForms| term_of(caught).is_some_and(|t| t.class == Class::Background);
    let mut ordered: Vec<&TermForms> = terms.iter().collect();
    ordered.sort_by_key(is_background);
    for caught in ordered {
        if let Some(term) = term_of(caught) {
            forms_of(term, caught, lang, width, out)?;
        }
    }
    Ok(())
}

fn forms_of(
    term: &Term,
    caught: &TermForms,
    lang: Lang,
    width: usize,
    out: &mut impl Write,
) -> io::Result<()> {
    let (bold, reset) = (anstyle::Style::new().bold(), anstyle::Reset);
    let counted: usize = caught.forms.iter().map(|form| form.counted).sum();
    let total: usize = caught.forms.iter().map(FormCount::total).sum();
    let words = Text::FormsTerm.with(
        lang,
        &[
            ("term", term.label.get(lang)),
            ("class", class(term.class, lang)),
            ("counted", &counted.to_string()),
            ("not", &(total - counted).to_string()),
        ],
    );
    writeln!(out, "{bold}{words}{reset}")?;
    let widest = caught.forms.iter().map(|f| f.surface.chars().count()).max();
    let column = widest.unwrap_or(0).clamp(8, 30);
    for form in caught.forms.iter().filter(|form| form.counted > 0) {
        let head = format!("{:>6}  {:column$}  ", form.counted, form.surface);
        let room = width.saturating_sub(head.chars().count() + 2);
        writeln!(out, "{}", (head + &example(form, room, lang)).trim_end())?;
    }
    let mut by_reason: BTreeMap<String, Vec<(usize, &str)>> = BTreeMap::new();
    for form in &caught.forms {
        for (why, n) in &form.not_counted {
            let forms = by_reason.entry(why_not(why, lang)).or_default();
            forms.push((*n, &form.surface));
        }
    }
    if !by_reason.is_empty() {
        writeln!(out, "  {}:", Text::FormsDoNotCount.get(lang))?;
    }
    for (why, mut forms) in by_reason {
        forms.sort_by_key(|&(n, surface)| (Reverse(n), surface));
        let forms: Vec<String> = forms
            .iter()
            .map(|(n, form)| format!("{form} {n}"))
            .collect();
        wrapped(&format!("{why}: {}", forms.join(", ")), "    ", width, out)?;
    }
    writeln!(out)
}

/// An example cut to fit a line: what stands around the form, and where.
fn example(form: &FormCount, room: usize, lang: Lang) -> String {
    /// Less than this shows nothing.
    const LEAST: usize = 20;
    let (file, passage) = &form.example;
    let place = page(
        u64::from(passage.page.get()),
        passage.label.as_deref(),
        lang,
    );
    let name = file
        .file_name()
        .map_or_else(String::new, |n| n.to_string_lossy().into_owned());
    let mark = super::form(passage.form, lang).map(|form| format!("{form}: "));
    let mark = mark.unwrap_or_default();
    let fixed = mark.chars().count() + passage.surface.chars().count() + 4;
    let around = room.saturating_sub(fixed);
    if around < LEAST {
        return String::new();
    }
    let skip = passage.before.chars().count().saturating_sub(around / 3);
    let before: String = passage.before.chars().skip(skip).collect();
    let after: String = passage.after.chars().take(around / 3).collect();
    let text = format!("{mark}…{before}[{}]{after}…", passage.surface);
    let left = room.saturating_sub(text.chars().count() + 1);
    let place: String = format!("({place} {name})").chars().take(left).collect();
    format!("{text} {place}")
}

/// A form as one line of JSON.
pub fn form_json(packs: &[&Pack], term: &TermForms, form: &FormCount) -> Value {
    let (file, passage) = &form.example;
    json!({
        "pack": packs[term.pack].id,
        "term": term.term,
        "form": form.surface,
        "counted": form.counted,
        "not_counted": form.total() - form.counted,
        "example": {
            "document": path(file),
            "page": passage.page.get(),
            "context": passage.context(),
        },
    })
}

/// Sentences of the pack that do not do what it says.
pub fn failed(
    pack: &Pack,
    failures: Vec<terms::Failure>,
    file: &Path,
    text: &str,
    lang: Lang,
) -> Vec<Problem> {
    let source = Source::new(file, text);
    let problem = |failure: terms::Failure| {
        let term = pack.terms[failure.term].id.clone();
        let kind = match failure.kind {
            FailureKind::Missed(why) => PackMistake::MustHit {
                term,
                why: why.map(|why| why_not(&why, lang)),
            },
            FailureKind::Taken(by) => PackMistake::Taken { term, by },
            FailureKind::Hit { surface, variant } => PackMistake::MustNotHit {
                term,
                surface,
                variant,
            },
        };
        source.problem(failure.example.span, ProblemKind::Pack(kind))
    };
    failures.into_iter().map(problem).collect()
}

//! The method of a run: what was searched for, what a colour takes, with which versions.

use super::day;
use super::explain::{least, levels};
use crate::run::Run;
use crate::wording::{Lang, Text};

/// The method of a run in a few sentences: where was searched for what, what a colour takes, what does not count.
pub fn sentences(run: &Run, lang: Lang) -> Vec<String> {
    let rule = &run.rule;
    // A table that was not made by the program has none.
    if run.documents.is_empty() && run.pack.terms.is_empty() {
        return Vec::new();
    }
    let gaps = [
        ("pack", run.pack.id.as_str()),
        ("version", &run.pack.version),
        ("hash", short_hash(&run.pack.hash)),
        ("rule", &rule.version),
        ("least", &least(&rule.ways.green, lang)),
        ("leastshort", &least(&rule.ways.green_short, lang)),
        ("yellow", &least(&rule.ways.yellow, lang)),
        ("short", &rule.short_pages.to_string()),
        ("program", &run.program),
    ];
    let mut sentences = vec![Text::MethodText.with(lang, &gaps)];
    sentences.extend(levels(rule, lang));
    sentences.push(Text::MethodSocial.get(lang).to_owned());
    sentences
}

/// The program with the day, the packs and the rule of a run: what it is, its version, and its checksum.
pub fn versions(run: &Run, lang: Lang) -> Vec<(Text, String, String)> {
    let program = format!("planlys {}, {}", run.program, day(run.date, lang));
    let packs = run.packs().map(|pack| {
        let version = format!("{} {}", pack.id, pack.version);
        (Text::PackColumn, version, pack.hash.clone())
    });
    let rule = (Text::RuleWord, run.rule.version.clone(), run.rule.hash());
    let program = (Text::ProgramWord, program, String::new());
    std::iter::once(program)
        .chain(packs)
        .chain([rule])
        .collect()
}

/// Enough of a checksum to tell one from another.
pub fn short_hash(hash: &str) -> &str {
    hash.get(..12).unwrap_or(hash)
}

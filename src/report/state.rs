//! What has become of the files of a corpus, and what is wrong with a state: in words and as JSON.

use serde_json::{Value, json};

use super::{path, read_error};
use crate::index::{Fault, Verified};
use crate::pipeline::{Brought, Changes};
use crate::wording::{Lang, Text};

/// Names that are listed before the rest is counted.
const MOST_NAMED: usize = 10;
/// The same of those that could not be read: all of them are in the JSON.
const MOST_UNREAD: usize = 50;

/// What has become of the files: how many there are, and the names of those that are new, changed, moved or gone.
pub fn brought_words(brought: &Brought, lang: Lang) -> Vec<String> {
    let changes = &brought.changes;
    let numbers = [
        ("files", brought.files),
        ("pages", brought.pages),
        ("new", changes.new.len()),
        ("changed", changes.changed.len()),
        ("moved", changes.moved.len()),
        ("gone", changes.gone.len()),
        ("same", changes.same),
    ];
    let numbers = numbers.map(|(name, number)| (name, number.to_string()));
    let gaps: Vec<(&str, &str)> = numbers.iter().map(|(n, v)| (*n, v.as_str())).collect();
    let mut lines = vec![Text::IndexCount.with(lang, &gaps)];
    let named = |names: &[String], text: Text| {
        let line = move |name: &String| text.with(lang, &[("file", name)]);
        let rest = names.len().saturating_sub(MOST_NAMED);
        let more = Text::AndMore.with(lang, &[("n", &rest.to_string())]);
        let more = (rest > 0).then_some(more);
        names
            .iter()
            .take(MOST_NAMED)
            .map(line)
            .chain(more)
            .collect::<Vec<_>>()
    };
    // At the first time all are new: their names say nothing.
    if changes.same > 0 || !changes.gone.is_empty() {
        lines.extend(named(&changes.new, Text::FileNew));
        lines.extend(named(&changes.changed, Text::FileChanged));
    }
    lines.extend(losses(changes, lang));
    lines
}

/// The files that have moved or are gone.
pub fn losses(changes: &Changes, lang: Lang) -> Vec<String> {
    let mut lines = Vec::new();
    for (old, new) in &changes.moved {
        lines.push(Text::FileMoved.with(lang, &[("old", old), ("new", new)]));
    }
    for name in &changes.gone {
        lines.push(Text::FileGone.with(lang, &[("file", name)]));
    }
    lines
}

/// What could not be read.
pub fn unread_words(brought: &Brought, lang: Lang) -> Vec<String> {
    let line = |(name, unread, pages, error): &(String, usize, usize, _)| {
        if let Some(error) = error {
            let why = read_error(*error, lang);
            Text::FileUnread.with(lang, &[("path", name), ("why", why)])
        } else {
            let (unread, pages) = (unread.to_string(), pages.to_string());
            let gaps = [
                ("path", name.as_str()),
                ("unread", &unread),
                ("pages", &pages),
            ];
            Text::PagesUnread.with(lang, &gaps)
        }
    };
    let unlisted = brought.unlisted.iter();
    let unlisted = unlisted.map(|p| format!("{}: {}", path(p), Text::NoteUnlisted.get(lang)));
    let rest = brought.unread.len().saturating_sub(MOST_UNREAD);
    let more = (rest > 0).then(|| Text::AndMore.with(lang, &[("n", &rest.to_string())]));
    let named = brought.unread.iter().take(MOST_UNREAD).map(line);
    named.chain(more).chain(unlisted).collect()
}

/// The same as JSON, `planlys.index/1`.
pub fn brought_json(brought: &Brought) -> Value {
    let changes = &brought.changes;
    let moved = changes.moved.iter();
    let moved: Vec<_> = moved
        .map(|(from, to)| json!({"from": from, "to": to}))
        .collect();
    let unread = brought.unread.iter().map(|(name, unread, pages, error)| {
        json!({"document": name, "unread": unread, "pages": pages, "error": error})
    });
    json!({
        "schema": "planlys.index/1",
        "files": brought.files,
        "pages": brought.pages,
        "read": changes.read,
        "same": changes.same,
        "new": changes.new,
        "changed": changes.changed,
        "moved": moved,
        "gone": changes.gone,
        "unread": unread.collect::<Vec<_>>(),
        "unlisted": brought.unlisted.iter().map(|p| path(p)).collect::<Vec<_>>(),
    })
}

/// What was checked in a state, and what is wrong with it.
pub fn verified_words(verified: &Verified, lang: Lang) -> Vec<String> {
    let numbers = [
        ("files", verified.files.to_string()),
        ("pages", verified.pages.to_string()),
        ("words", verified.words.to_string()),
        ("hits", verified.hits.to_string()),
        ("n", verified.faults.len().to_string()),
    ];
    let gaps: Vec<(&str, &str)> = numbers.iter().map(|(n, v)| (*n, v.as_str())).collect();
    let mut lines = vec![Text::VerifyCount.with(lang, &gaps)];
    lines.extend(verified.faults.iter().map(|fault| fault_words(fault, lang)));
    lines.push(if verified.faults.is_empty() {
        Text::VerifyClean.get(lang).to_owned()
    } else {
        let hint = Text::VerifyHint.get(lang);
        format!("{}: {hint}", Text::HintWord.get(lang))
    });
    lines
}

fn fault_words(fault: &Fault, lang: Lang) -> String {
    match fault {
        Fault::IndexFile(name) => Text::FaultIndexFile.with(lang, &[("file", name)]),
        Fault::NoText(name) => Text::FaultNoText.with(lang, &[("file", name)]),
        Fault::Pages(name, counts) => {
            let [listed, stored, indexed] = counts.map(|count| count.to_string());
            let gaps = [
                ("file", name.as_str()),
                ("listed", &listed),
                ("stored", &stored),
                ("indexed", &indexed),
            ];
            Text::FaultPages.with(lang, &gaps)
        }
        Fault::Words(name, page) => {
            let page = page.to_string();
            Text::FaultWords.with(lang, &[("file", name), ("page", &page)])
        }
        Fault::Run => Text::FaultRun.get(lang).to_owned(),
        Fault::Hit(name, page, words) => {
            let page = page.to_string();
            let gaps = [("file", name.as_str()), ("page", &page), ("words", words)];
            Text::FaultHit.with(lang, &gaps)
        }
    }
}

/// The same as JSON, `planlys.verify/1`.
pub fn verified_json(verified: &Verified, lang: Lang) -> Value {
    let faults = verified.faults.iter().map(|fault| fault_words(fault, lang));
    json!({
        "schema": "planlys.verify/1",
        "files": verified.files,
        "pages": verified.pages,
        "words": verified.words,
        "hits": verified.hits,
        "faults": faults.collect::<Vec<_>>(),
    })
}

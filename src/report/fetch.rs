//! What was fetched, what was there already, and what was not fetched, why, and what to do.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::{Value, json};

use super::{failures, number, path};
use crate::fetch::{Done, Kind, Outcome, Trouble};
use crate::wording::{Lang, Text};

/// A line for each row with its place in `plans.csv`, and how many there are of each.
pub fn lines(done: &[Done], manifest: &Path, lang: Lang) -> Vec<String> {
    let mut lines = Vec::new();
    for done in done {
        let place = format!("{}:{}", manifest.display(), done.row.line);
        lines.push(format!("{place}: {}: {}", named(done), said(done, lang)));
        if let Outcome::Failed(trouble) = &done.outcome {
            let hint = hint(trouble).get(lang);
            if done.file.is_some() {
                lines.push(format!("    {}", done.row.address));
            }
            lines.push(format!("    {}: {hint}", Text::HintWord.get(lang)));
        }
    }
    lines.push(String::new());
    lines.push(counts(done, lang));
    lines
}

/// The file of a row, or its address where it has none.
fn named(done: &Done) -> String {
    let file = done.file.as_ref().map(|file| path(file));
    file.unwrap_or_else(|| done.row.address.to_string())
}

fn counts(done: &[Done], lang: Lang) -> String {
    let count = |wanted: &dyn Fn(&Outcome) -> bool| {
        let n = done.iter().filter(|done| wanted(&done.outcome)).count();
        number(n, lang)
    };
    let gaps = [
        (
            "new",
            count(&|o| matches!(o, Outcome::New(_) | Outcome::Newer(_))),
        ),
        (
            "there",
            count(&|o| matches!(o, Outcome::Same | Outcome::There | Outcome::Kept)),
        ),
        ("planned", count(&|o| matches!(o, Outcome::Planned))),
        ("failed", count(&|o| !o.is_good())),
    ];
    let gaps = gaps.each_ref().map(|(name, n)| (*name, n.as_str()));
    let is_planned = done
        .iter()
        .any(|done| matches!(done.outcome, Outcome::Planned));
    let text = if is_planned {
        Text::FetchCountPlanned
    } else {
        Text::FetchCount
    };
    text.with(lang, &gaps)
}

/// What became of a row, in words.
fn said(done: &Done, lang: Lang) -> String {
    let address = done.row.address.as_str();
    match &done.outcome {
        Outcome::New(record) | Outcome::Newer(record) => {
            let kib = usize::try_from(record.bytes.div_ceil(1024)).unwrap_or(usize::MAX);
            let size = number(kib, lang);
            let gaps = [("size", size.as_str()), ("address", &record.final_address)];
            let text = match done.outcome {
                Outcome::Newer(_) => Text::FetchNewer,
                _ => Text::FetchNew,
            };
            text.with(lang, &gaps)
        }
        Outcome::Same => Text::FetchSame.get(lang).to_owned(),
        Outcome::There => Text::FetchThere.get(lang).to_owned(),
        Outcome::Kept => Text::FetchKept.get(lang).to_owned(),
        Outcome::Planned => Text::FetchPlanned.with(lang, &[("address", address)]),
        Outcome::Failed(trouble) => Text::FetchFailed.with(lang, &[("why", &why(trouble, lang))]),
    }
}

/// Why an address was not fetched.
fn why(trouble: &Trouble, lang: Lang) -> String {
    match trouble {
        Trouble::Forbidden(robots) => Text::FetchForbidden.with(lang, &[("robots", robots)]),
        Trouble::RobotsUnread(robots) => Text::FetchRobots.with(lang, &[("robots", robots)]),
        Trouble::Unreachable(host) => Text::FetchUnreachable.with(lang, &[("host", host)]),
        Trouble::Insecure { host, why } => {
            Text::FetchInsecure.with(lang, &[("host", host), ("why", why)])
        }
        Trouble::Broken => Text::FetchBroken.get(lang).to_owned(),
        Trouble::Status(404 | 410) => Text::FetchGone.get(lang).to_owned(),
        Trouble::Status(status) => Text::FetchStatus.with(lang, &[("status", &status.to_string())]),
        Trouble::Busy(seconds) => {
            let words = |n: &u64| Text::FetchBusy.with(lang, &[("n", &n.to_string())]);
            let soon = || Text::FetchBusyUnsaid.get(lang).to_owned();
            seconds.as_ref().map_or_else(soon, words)
        }
        Trouble::TooLarge => Text::FetchTooLarge.get(lang).to_owned(),
        Trouble::NoDocument(found) if found.is_empty() => {
            Text::FetchUnknownKind.get(lang).to_owned()
        }
        Trouble::NoDocument(found) => Text::FetchNoDocument.with(lang, &[("found", found)]),
        Trouble::OtherKind { stated, found } => {
            let gaps = [
                ("stated", kind(*stated, lang)),
                ("found", kind(*found, lang)),
            ];
            Text::FetchOtherKind.with(lang, &gaps)
        }
        Trouble::Private(host) => Text::FetchPrivate.with(lang, &[("host", host)]),
        Trouble::BadRedirect(to) => Text::FetchBadRedirect.with(lang, &[("to", to)]),
        Trouble::ManyRedirects => Text::FetchManyRedirects.get(lang).to_owned(),
        Trouble::Changed => Text::FetchChanged.get(lang).to_owned(),
        Trouble::Outside => Text::FetchOutside.get(lang).to_owned(),
        Trouble::Disk(file, error) => failures::at(file, error, lang),
    }
}

/// What a person can do.
fn hint(trouble: &Trouble) -> Text {
    match trouble {
        Trouble::Forbidden(_) => Text::FetchHintSelf,
        Trouble::Unreachable(_) => Text::FetchHintContact,
        Trouble::Insecure { .. } => Text::FetchHintInsecure,
        Trouble::RobotsUnread(_) | Trouble::Broken | Trouble::Busy(_) | Trouble::Status(500..) => {
            Text::FetchHintLater
        }
        Trouble::TooLarge => Text::FetchHintSize,
        Trouble::Private(_) => Text::FetchHintPrivate,
        Trouble::Disk(..) | Trouble::Changed | Trouble::Outside => Text::FetchHintDisk,
        Trouble::Status(_)
        | Trouble::NoDocument(_)
        | Trouble::OtherKind { .. }
        | Trouble::BadRedirect(_)
        | Trouble::ManyRedirects => Text::FetchHintAddress,
    }
}

fn kind(kind: Kind, lang: Lang) -> &'static str {
    match kind {
        Kind::Pdf => "PDF",
        Kind::Docx => "DOCX",
        Kind::Odt => "ODT",
        Kind::Markdown => "Markdown",
        Kind::Html => Text::FetchKindHtml.get(lang),
        Kind::Text => Text::FetchKindText.get(lang),
    }
}

/// One message for all hosts there was no contact with.
pub fn no_contact(done: &[Done], lang: Lang) -> Option<String> {
    let hosts = done.iter().filter_map(|done| match &done.outcome {
        Outcome::Failed(Trouble::Unreachable(host)) => Some(host.as_str()),
        _ => None,
    });
    let hosts: BTreeSet<&str> = hosts.collect();
    let hosts: Vec<&str> = hosts.into_iter().collect();
    let words = Text::FetchNoContact.with(lang, &[("hosts", &hosts.join(", "))]);
    (!hosts.is_empty()).then_some(words)
}

/// The same as JSON, `planlys.fetch/1`.
pub fn json(done: &[Done], lang: Lang) -> Value {
    let rows = done.iter().map(|done| {
        let (outcome, record, trouble) = match &done.outcome {
            Outcome::New(record) => ("new", Some(record), None),
            Outcome::Newer(record) => ("newer", Some(record), None),
            Outcome::Same => ("same", None, None),
            Outcome::There => ("there", None, None),
            Outcome::Kept => ("kept", None, None),
            Outcome::Planned => ("planned", None, None),
            Outcome::Failed(trouble) => ("failed", None, Some(trouble)),
        };
        json!({
            "line": done.row.line,
            "municipality": done.row.municipality,
            "file": done.file.as_ref().map(|file| path(file)),
            "address": done.row.address.as_str(),
            "outcome": outcome,
            "final_address": record.map(|r| &r.final_address),
            "time": record.map(|r| r.time),
            "bytes": record.map(|r| r.bytes),
            "hash": record.map(|r| &r.hash),
            "why": trouble.map(|trouble| why(trouble, lang)),
            "hint": trouble.map(|trouble| hint(trouble).get(lang)),
        })
    });
    json!({ "schema": "planlys.fetch/1", "rows": rows.collect::<Vec<_>>() })
}

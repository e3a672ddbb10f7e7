//! Names of fetched files that `plans.csv` does not name: from what the server calls them, the address, or the title.

use std::path::{Path, PathBuf};

use unicode_normalization::UnicodeNormalization;

use super::kind::Kind;
use crate::corpus::municipality::is_county;
use crate::corpus::name::safe_name;
use crate::corpus::{Wanted, joint_names, named};

/// A name for a file of this kind.
pub(super) fn of(row: &Wanted, disposition: &str, kind: Kind) -> String {
    let is_named = |name: &String| Kind::of_name(Path::new(name)).is_some();
    let ends = row.address.path_segments().into_iter().flatten();
    let end = ends.rev().find(|part| !part.is_empty()).map(decoded);
    let level = row.role.as_ref().map(|role| role.kind().to_owned());
    let candidates = [
        sent_name(disposition),
        // «index.html» is what many pages are called, and one with others beside it is read as a site.
        end.clone().filter(is_named).filter(|name| !is_index(name)),
        // A title may have a slash in it («2024/2025»).
        row.title
            .as_ref()
            .map(|title| title.replace(['/', '\\'], "-")),
        level,
        end,
    ];
    let found = candidates.into_iter().flatten().find_map(|name| {
        let name: String = name.nfc().collect();
        safe_name(&name)
    });
    let name = found.unwrap_or_else(|| "plan".to_owned());
    match Kind::of_name(Path::new(&name)) {
        Some(stated) if kind.may_be_called(stated) => name,
        Some(_) => Path::new(&name)
            .with_extension(kind.ending())
            .to_string_lossy()
            .into_owned(),
        None => format!("{name}.{}", kind.ending()),
    }
}

/// Whether a name says nothing but that it is the first page of something.
fn is_index(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default();
    ["index", "default"]
        .iter()
        .any(|plain| stem.eq_ignore_ascii_case(plain))
}

/// A name beside one that is taken: «plan (2).pdf».
pub(super) fn numbered(name: &str, number: usize) -> String {
    if number < 2 {
        return name.to_owned();
    }
    match name.rsplit_once('.') {
        Some((stem, ending)) => format!("{stem} ({number}).{ending}"),
        None => format!("{name} ({number})"),
    }
}

/// The folder of the municipality of a row: one that is there, or a new one of its name.
pub(super) fn folder(root: &Path, row: &Wanted) -> PathBuf {
    let whose = row.municipality.as_deref().unwrap_or_default();
    let name = joint_names(whose).0;
    let owner = named(name);
    let entries = std::fs::read_dir(root).into_iter().flatten().flatten();
    let folders = entries.filter(|entry| entry.path().is_dir());
    let mut names: Vec<String> = folders
        .filter_map(|entry| entry.file_name().into_string().ok())
        .collect();
    names.sort();
    let there = names
        .into_iter()
        .find(|folder| !is_county(folder) && named(folder) == owner);
    there
        .or_else(|| safe_name(name))
        .unwrap_or_else(|| "kommune".to_owned())
        .into()
}

/// The name in `Content-Disposition`: the one that says its encoding first.
fn sent_name(disposition: &str) -> Option<String> {
    let parts = || {
        disposition
            .split(';')
            .skip(1)
            .filter_map(|part| part.split_once('='))
    };
    let value = |wanted: &str| {
        let mut parts = parts().filter(|(name, _)| name.trim().eq_ignore_ascii_case(wanted));
        parts.next().map(|(_, value)| value.trim())
    };
    let encoded = value("filename*")
        .and_then(|value| value.splitn(3, '\'').nth(2))
        .map(decoded);
    encoded.or_else(|| value("filename").map(|value| value.trim_matches('"').to_owned()))
}

/// A text with its `%C3%A5` as letters.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let code = after.get(..2).filter(|_| first == b'%');
        let code =
            code.and_then(|code| u8::from_str_radix(std::str::from_utf8(code).ok()?, 16).ok());
        bytes.push(code.unwrap_or(first));
        rest = if code.is_some() { &after[2..] } else { after };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::wanted;

    fn row(address: &str, title: Option<&str>) -> Wanted {
        Wanted {
            line: 2,
            address: wanted::address(address).expect("an address"),
            file: None,
            municipality: Some("Vågan".to_owned()),
            role: None,
            title: title.map(str::to_owned),
        }
    }

    #[test]
    fn names_come_from_the_server_the_address_or_the_title() {
        let plain = row("https://vagan.kommune.no/filer/b%C3%A5t.pdf?v=2", None);
        assert_eq!(of(&plain, "", Kind::Pdf), "båt.pdf");
        let sent = "attachment; filename=\"x.pdf\"; filename*=UTF-8''Boligplan%20V%C3%A5gan.pdf";
        assert_eq!(of(&plain, sent, Kind::Pdf), "Boligplan Vågan.pdf");
        let sent = "attachment; filename=\"../../etc/plan.exe\"";
        assert_eq!(of(&plain, sent, Kind::Pdf), "plan.exe.pdf");
        let number = row("https://vagan.kommune.no/fil/1234", Some("Plan 2024/2025"));
        assert_eq!(of(&number, "", Kind::Html), "Plan 2024-2025.html");
        let bare = row("https://vagan.kommune.no/", None);
        assert_eq!(of(&bare, "", Kind::Text), "plan.txt");
        assert_eq!(numbered("plan.pdf", 2), "plan (2).pdf");
    }
}

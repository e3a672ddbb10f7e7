//! What a report shows beside the run, and where its links lead.

use std::fmt::Write;
use std::path::{Component, Path, PathBuf};

use crate::extract::Format;
use crate::review::Matrix;
use crate::review::compare::Comparison;
use crate::run::{Document, Run};

/// What a report shows.
pub struct Shown<'r> {
    /// The run with the decisions on it.
    pub matrix: &'r Matrix<'r>,
    /// The earlier run to compare with, and what changed since.
    pub since: Option<(&'r Run, &'r Comparison)>,
    /// Where the plans lie.
    pub plans: Plans,
}

/// Where the plans lie, seen from a report: for links that open them at a page.
#[derive(Clone, Debug, Default)]
pub struct Plans {
    /// The corpus, absolute; none if it is not on this machine.
    corpus: Option<PathBuf>,
    /// The folder of the report, absolute; none for a report that is printed.
    report: Option<PathBuf>,
}

impl Plans {
    /// The corpus and the folder in which the report will lie, both absolute.
    pub fn new(corpus: Option<PathBuf>, report: Option<PathBuf>) -> Self {
        Plans { corpus, report }
    }

    /// The address of a page of a document: relative where the report lies in a folder, so that both can be moved together.
    pub fn page(&self, document: &Document, page: u32) -> Option<String> {
        let address = self.file(document)?;
        Some(match document.format {
            Some(Format::Pdf) => format!("{address}#page={page}"),
            _ => address,
        })
    }

    fn file(&self, document: &Document) -> Option<String> {
        let file = self.corpus.as_ref()?.join(&document.path);
        let relative = self.report.as_deref().and_then(|dir| relative(dir, &file));
        if let Some(parts) = relative {
            return Some(parts.join("/"));
        }
        let parts: Vec<String> = file.components().filter_map(part).collect();
        Some(format!("file:///{}", parts.join("/")))
    }
}

/// The way from a folder to a file, as parts of an address; none between two drives.
fn relative(from: &Path, to: &Path) -> Option<Vec<String>> {
    let (from, to): (Vec<_>, Vec<_>) = (from.components().collect(), to.components().collect());
    let same = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let drive = |c: &&Component<'_>| matches!(c, Component::Prefix(_));
    if from[same..].iter().chain(&to[same..]).any(|c| drive(&c)) {
        return None;
    }
    let up = std::iter::repeat_n("..".to_owned(), from.len() - same);
    Some(
        up.chain(to[same..].iter().copied().filter_map(part))
            .collect(),
    )
}

/// A part of a path as it stands in an address.
fn part(of: Component<'_>) -> Option<String> {
    match of {
        Component::RootDir => None,
        Component::Prefix(prefix) => Some(prefix.as_os_str().to_string_lossy().into_owned()),
        Component::CurDir => Some(".".to_owned()),
        Component::ParentDir => Some("..".to_owned()),
        Component::Normal(name) => Some(escaped(&name.to_string_lossy())),
    }
}

/// Percent-encoded, but for what RFC 3986 calls unreserved.
fn escaped(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

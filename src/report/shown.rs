//! What a report shows beside the run, and where its links lead.

use std::fmt::Write;
use std::path::{Component, Path};

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
    /// The address of the corpus; none if it is not on this machine.
    corpus: Option<String>,
}

impl Plans {
    /// `corpus` and the folder in which the report will lie, both absolute; none for a report that is printed. Where the report lies in a
    /// folder the address is relative, so that both can be moved together.
    pub fn new(corpus: &Path, report: Option<&Path>) -> Self {
        let near = report.and_then(|report| relative(report, corpus));
        let address = near.unwrap_or_else(|| {
            let parts: Vec<String> = corpus.components().filter_map(part).collect();
            format!("file:///{}", parts.join("/"))
        });
        Plans {
            corpus: Some(address),
        }
    }

    /// The address of a page of a document.
    pub fn page(&self, document: &Document, page: u32) -> Option<String> {
        let mut address = self.corpus.clone()?;
        for part in document.path.components().filter_map(part) {
            address.push('/');
            address.push_str(&part);
        }
        if document.format == Some(Format::Pdf) {
            let _ = write!(address, "#page={page}");
        }
        Some(address)
    }
}

/// The way from one folder to another as an address; none between two drives.
fn relative(from: &Path, to: &Path) -> Option<String> {
    let (from, to): (Vec<_>, Vec<_>) = (from.components().collect(), to.components().collect());
    let same = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let drive = |c: &&Component<'_>| matches!(c, Component::Prefix(_));
    if from[same..].iter().chain(&to[same..]).any(|c| drive(&c)) {
        return None;
    }
    let up = std::iter::repeat_n("..".to_owned(), from.len() - same);
    let down = to[same..].iter().copied().filter_map(part);
    let parts: Vec<String> = up.chain(down).collect();
    // Without a step it is the same folder.
    let parts = if parts.is_empty() {
        vec![".".to_owned()]
    } else {
        parts
    };
    Some(parts.join("/"))
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
pub fn escaped(name: &str) -> String {
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

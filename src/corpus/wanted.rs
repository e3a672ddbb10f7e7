//! Plans that `plans.csv` states the address of.

use std::path::{Path, PathBuf};

use url::Url;

use super::level::Role;
use super::{joint_names, named};

/// A plan with an address.
#[derive(Clone, Debug, PartialEq)]
pub struct Wanted {
    /// Its line in `plans.csv`.
    pub line: usize,
    /// Where it is.
    pub address: Url,
    /// The file it is to be, or was recorded as; none where the file has no name yet.
    pub file: Option<PathBuf>,
    /// Whose plan it is, as written.
    pub municipality: Option<String>,
    /// What it is.
    pub role: Option<Role>,
    /// Its title.
    pub title: Option<String>,
}

/// An address of the web, if a text is one. Names and passwords have no place in it.
pub fn address(text: &str) -> Option<Url> {
    let url = Url::parse(text).ok()?;
    let plain = url.username().is_empty() && url.password().is_none() && url.has_host();
    (plain && matches!(url.scheme(), "http" | "https")).then_some(url)
}

impl Wanted {
    /// Whether it is a plan of the municipality of this name or number; one without a municipality of its own is by its folder.
    pub fn is_of(&self, name: &str) -> bool {
        let folder = || {
            let first = self.file.as_deref()?.components().next()?;
            Some(first.as_os_str().to_string_lossy().into_owned())
        };
        let owner = self.municipality.clone().or_else(folder);
        owner.is_some_and(|owner| named(joint_names(&owner).0) == named(name))
    }

    /// How it is shown as long as it is not there: its file, or the end of its address in the folder of the municipality.
    pub fn shown(&self) -> PathBuf {
        if let Some(file) = &self.file {
            return file.clone();
        }
        let whose = self.municipality.as_deref().unwrap_or_default();
        let ends = self.address.path_segments().into_iter().flatten();
        let end = ends.rev().find(|part| !part.is_empty());
        let end = end.or_else(|| self.address.host_str()).unwrap_or_default();
        Path::new(joint_names(whose).0).join(end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_of_the_web_and_without_passwords() {
        assert!(address("https://vagan.kommune.no/plan.pdf").is_some());
        for other in [
            "vagan.kommune.no/plan.pdf",
            "ftp://vagan.kommune.no/plan.pdf",
            "file:///etc/passwd",
            "https://",
            "https://navn:passord@vagan.kommune.no/",
            "https://navn@vagan.kommune.no/",
        ] {
            assert_eq!(address(other), None, "{other}");
        }
    }
}

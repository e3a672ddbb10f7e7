//! A line of input: a file, what is stated of it, and which of its pages OCR is for.

use std::ops::RangeInclusive;
use std::path::{Component, Path, PathBuf};

use super::{RecognisedPages, recognised_in};
use crate::corpus::Role;
use crate::problem::nearest;

/// What is wanted of one file. Fields of the line are parted by tabs; all but the first may be empty or missing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Wish {
    /// The file, within the corpus or anywhere.
    pub path: PathBuf,
    /// Whose plan it is, if that is stated.
    pub municipality: Option<String>,
    /// What it is, if that is stated.
    pub role: Option<Role>,
    /// Which of its pages are to be recognised now.
    pub share: Share,
    /// What was recognised of its pages elsewhere.
    pub recognised: RecognisedPages,
}

/// Which pages of a document are to be recognised now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Share {
    /// All that OCR is for.
    #[default]
    All,
    /// None: what comes back says which pages OCR is for.
    None,
    /// Some, for somebody who puts them together: nothing else comes back.
    Some(PageSet),
}

/// Pages of a document, as people write them: «3-17» or «3-5,9».
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PageSet {
    words: String,
    /// Numbers from 1.
    ranges: Vec<RangeInclusive<u32>>,
}

/// Why a line is no wish.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BadWish {
    /// It is not UTF-8.
    NotUtf8,
    /// It has no path.
    NoPath,
    /// It has so many fields, more than there are.
    Fields(usize),
    /// There is no such level.
    Level {
        /// What stands there.
        value: String,
        /// The level nearest to it.
        near: Option<String>,
    },
    /// These are no pages.
    Pages(String),
    /// The recognised pages cannot be used.
    Recognised,
}

/// Fields of a line.
const FIELDS: usize = 5;

impl Wish {
    /// Reads a line, without its line end. Of a bad one the path is told as far as it is known.
    pub fn parse(line: &[u8]) -> Result<Self, (PathBuf, BadWish)> {
        // Some programs begin a file with a byte-order mark.
        let line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line);
        let Ok(text) = std::str::from_utf8(line) else {
            let lossy = String::from_utf8_lossy(line);
            let path = lossy.split('\t').next().unwrap_or_default();
            return Err((PathBuf::from(path), BadWish::NotUtf8));
        };
        let fields: Vec<&str> = text
            .strip_suffix('\r')
            .unwrap_or(text)
            .split('\t')
            .collect();
        let field = |number: usize| fields.get(number).map_or("", |field| field.trim());
        // Spaces are part of a name.
        let path = straight(Path::new(fields[0]));
        let bad = |bad| (path.clone(), bad);
        if fields[0].trim().is_empty() {
            return Err(bad(BadWish::NoPath));
        }
        if fields.len() > FIELDS {
            return Err(bad(BadWish::Fields(fields.len())));
        }
        Ok(Wish {
            municipality: Some(field(1).to_owned()).filter(|name| !name.is_empty()),
            role: role(field(2)).map_err(bad)?,
            share: Share::parse(field(3))
                .ok_or_else(|| bad(BadWish::Pages(field(3).to_owned())))?,
            recognised: recognised_in(field(4)).ok_or_else(|| bad(BadWish::Recognised))?,
            path,
        })
    }
}

/// A path without «.», and without «..» where a folder stands before it: one file has one name.
fn straight(path: &Path) -> PathBuf {
    let mut straight = PathBuf::new();
    for part in path.components() {
        let last = straight.components().next_back();
        match part {
            Component::CurDir => {}
            Component::ParentDir if matches!(last, Some(Component::Normal(_))) => {
                straight.pop();
            }
            other => straight.push(other),
        }
    }
    straight
}

fn role(value: &str) -> Result<Option<Role>, BadWish> {
    if value.is_empty() {
        return Ok(None);
    }
    let role = Role::named(value);
    role.map(Some).ok_or_else(|| {
        let possible = Role::names();
        BadWish::Level {
            value: value.to_owned(),
            near: nearest(value, possible.iter().map(String::as_str)),
        }
    })
}

impl Share {
    fn parse(words: &str) -> Option<Self> {
        match words {
            "" => Some(Share::All),
            "-" => Some(Share::None),
            words => PageSet::parse(words).map(Share::Some),
        }
    }

    /// Whether a page, by its index, is to be recognised.
    pub fn has(&self, page: u32) -> bool {
        match self {
            Share::All => true,
            Share::None => false,
            Share::Some(pages) => pages.has(page),
        }
    }

    /// The pages as they were written, if they are some.
    pub fn words(&self) -> Option<&str> {
        match self {
            Share::Some(pages) => Some(&pages.words),
            Share::All | Share::None => None,
        }
    }
}

impl PageSet {
    fn parse(words: &str) -> Option<Self> {
        let range = |part: &str| {
            let (first, last) = part.split_once('-').unwrap_or((part, part));
            let (first, last) = (first.trim().parse().ok()?, last.trim().parse().ok()?);
            (1 <= first && first <= last).then_some(first..=last)
        };
        let ranges: Option<Vec<RangeInclusive<u32>>> = words.split(',').map(range).collect();
        Some(PageSet {
            words: words.to_owned(),
            ranges: ranges?,
        })
    }

    /// The last of them, from 1.
    pub fn last(&self) -> u32 {
        self.ranges
            .iter()
            .map(|range| *range.end())
            .max()
            .unwrap_or(0)
    }

    fn has(&self, page: u32) -> bool {
        self.ranges.iter().any(|range| range.contains(&(page + 1)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::PlanLevel;

    #[test]
    fn fields_are_read() {
        let wish =
            Wish::parse("./Vågan/min plan.pdf\tVågan\tokonomiplan+budsjett\t3-5,9".as_bytes());
        let wish = wish.expect("it is a wish");
        assert_eq!(wish.path, PathBuf::from("Vågan/min plan.pdf"));
        assert_eq!(wish.municipality.as_deref(), Some("Vågan"));
        let levels = vec![PlanLevel::Okonomiplan, PlanLevel::Budsjett];
        assert_eq!(wish.role, Some(Role::Plan(levels)));
        let pages: Vec<u32> = (0..12).filter(|&page| wish.share.has(page)).collect();
        assert_eq!(pages, [2, 3, 4, 8]);
        let folded = Wish::parse("\u{feff}a/./b/../c.pdf\t".as_bytes());
        assert_eq!(folded.expect("it is a wish").path, PathBuf::from("a/c.pdf"));
        let alone = Wish::parse(b"plan.pdf\r").expect("it is a wish");
        assert_eq!(
            (alone.path, alone.share),
            (PathBuf::from("plan.pdf"), Share::All)
        );
    }

    #[test]
    fn what_is_wrong_is_told() {
        let wrong = |line: &[u8]| Wish::parse(line).expect_err("it is no wish");
        assert_eq!(wrong(b"").1, BadWish::NoPath);
        assert_eq!(wrong(b"a\tb\tbolig\t1\t\tx").1, BadWish::Fields(6));
        assert_eq!(wrong(b"a\t\t\t0-3").1, BadWish::Pages("0-3".to_owned()));
        assert_eq!(wrong(b"a\t\t\t\tAAAA").1, BadWish::Recognised);
        assert_eq!(
            wrong(b"a\xff\tb"),
            (PathBuf::from("a\u{fffd}"), BadWish::NotUtf8)
        );
        let (path, level) = wrong(b"a.pdf\t\tbollig");
        assert_eq!(path, PathBuf::from("a.pdf"));
        assert!(matches!(level, BadWish::Level { near: Some(near), .. } if near == "bolig"));
    }
}

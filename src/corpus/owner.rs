//! Whose a document is: from `plans.csv`, its folder or its title page.

use std::path::{Component, Path};

use super::{Evidence, Field, FirstPages, Municipality, Place, municipality};

/// Whose a document is.
#[derive(Clone, Debug, PartialEq)]
pub struct Owner {
    /// The municipality; its name is empty where neither folder nor title page names one.
    pub municipality: Municipality,
    /// Where that was read.
    pub evidence: Vec<Evidence>,
    /// What a person should know about it.
    pub note: Option<OwnerNote>,
}

/// What is odd about a document's municipality.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OwnerNote {
    /// The name is not in the register.
    NotInRegister,
    /// Several municipalities have that name; the folder must say the number.
    Ambiguous,
    /// Neither folder nor title page names one.
    Nowhere,
}

/// Finds the municipality of a file: from `plans.csv`, the folder, or the title page, in that order.
pub fn owner(
    root: &Path,
    path: &Path,
    stated: Option<&str>,
    first_pages: &FirstPages<'_>,
) -> Owner {
    if let Some(name) = stated {
        return owner_named(name, Place::Manifest);
    }
    let folders: Vec<String> = path
        .parent()
        .into_iter()
        .flat_map(Path::components)
        .filter(|c| matches!(c, Component::Normal(_)))
        .map(|c| c.as_os_str().to_string_lossy().into_owned())
        .collect();
    for folder in &folders {
        if !matches!(municipality::find(folder), municipality::Found::None) {
            return owner_named(folder, Place::Folder);
        }
    }
    // The folder of one municipality was given instead of the folder above it.
    let given = root
        .file_name()
        .map(|name| name.to_string_lossy().into_owned());
    if let Some(name) =
        given.filter(|name| matches!(municipality::find(name), municipality::Found::One(_)))
    {
        return owner_named(&name, Place::Folder);
    }
    if let Some(folder) = folders
        .iter()
        .find(|folder| !municipality::is_county(folder))
    {
        return owner_named(folder, Place::Folder);
    }
    for line in &first_pages.lines {
        if let [municipality] = &municipality::named_in(line.text)[..] {
            let evidence = Evidence {
                field: Field::Municipality,
                text: line.text.to_owned(),
                place: Place::Page(line.page),
            };
            return Owner {
                municipality: municipality.clone(),
                evidence: vec![evidence],
                note: None,
            };
        }
    }
    Owner {
        municipality: unknown(""),
        evidence: Vec::new(),
        note: Some(OwnerNote::Nowhere),
    }
}

/// Municipalities of the register that the first page names, if the owner is in the register and is not among them.
pub fn others_named(owner: &Municipality, first_pages: &FirstPages<'_>) -> Vec<String> {
    let lines = first_pages
        .lines
        .iter()
        .filter(|line| line.page == first_pages.title_page() && !line.prose);
    let mut named: Vec<Municipality> = lines
        .take(TITLE_PAGE_LINES)
        .flat_map(|line| municipality::named_in(line.text))
        .collect();
    named.sort();
    named.dedup();
    if owner.number.is_none() || named.iter().any(|m| m.number == owner.number) {
        return Vec::new();
    }
    named.into_iter().map(|m| m.name).collect()
}

/// The names in a cell of `plans.csv`: the owner, and the other municipalities of a joint plan («Flå, Nes, Gol»).
pub fn joint_names(names: &str) -> (&str, Vec<Municipality>) {
    let (owner, others) = names.split_once(',').unwrap_or((names, ""));
    let others = others.split(',').map(str::trim);
    let others = others.filter(|name| !name.is_empty()).map(named);
    (owner.trim(), others.collect())
}

/// The other municipalities of a joint plan, as its title page names them together («for kommunene Flå, Nes og Gol»); none unless the
/// owner is one of them.
pub fn joint_on(owner: &Municipality, first_pages: &FirstPages<'_>) -> Vec<Municipality> {
    let title_page = first_pages.title_page();
    let lines = first_pages.lines.iter().filter(|l| l.page == title_page);
    let joint = lines
        .take(TITLE_PAGE_LINES)
        .map(|line| municipality::listed_in(line.text))
        .find(|listed| listed.contains(owner));
    let mut joint = joint.unwrap_or_default();
    joint.retain(|municipality| municipality != owner);
    joint
}

/// Lines of a title page; what follows is text that may name neighbours.
const TITLE_PAGE_LINES: usize = 10;

/// The municipality of a name that a person wrote.
pub fn named(name: &str) -> Municipality {
    match municipality::find(name) {
        municipality::Found::One(found) => found,
        _ => unknown(name.trim()),
    }
}

fn owner_named(name: &str, place: Place) -> Owner {
    let (municipality, note) = match municipality::find(name) {
        municipality::Found::One(found) => (found, None),
        municipality::Found::Several(_) => (unknown(name), Some(OwnerNote::Ambiguous)),
        municipality::Found::None => (unknown(name), Some(OwnerNote::NotInRegister)),
    };
    let evidence = Evidence {
        field: Field::Municipality,
        text: name.to_owned(),
        place,
    };
    Owner {
        municipality,
        evidence: vec![evidence],
        note,
    }
}

fn unknown(name: &str) -> Municipality {
    Municipality {
        name: name.to_owned(),
        number: None,
        county: None,
    }
}

//! The register of Norway's municipalities, and finding one by folder name or title page.

use std::fmt;
use std::sync::LazyLock;

use regex::Regex;
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

/// A municipality's four-digit number, as SSB and Kartverket use it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct MunicipalityNumber(u16);

impl fmt::Display for MunicipalityNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.0)
    }
}

impl From<MunicipalityNumber> for String {
    fn from(number: MunicipalityNumber) -> Self {
        number.to_string()
    }
}

impl TryFrom<String> for MunicipalityNumber {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        parse_number(&text).ok_or(text)
    }
}

fn parse_number(text: &str) -> Option<MunicipalityNumber> {
    (text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit()))
        .then(|| text.parse().ok().map(MunicipalityNumber))?
}

/// A municipality: in the register, or a name that is not (a merged municipality, a region, a made-up one).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Municipality {
    /// Its Norwegian name, or the name as found.
    pub name: String,
    /// Its number, if it is in the register.
    pub number: Option<MunicipalityNumber>,
    /// Its county, if it is in the register.
    pub county: Option<String>,
}

/// One row of the register.
struct Entry {
    number: MunicipalityNumber,
    name: &'static str,
    others: Vec<&'static str>,
    county: &'static str,
    old_number: Option<MunicipalityNumber>,
}

static REGISTER: LazyLock<Vec<Entry>> = LazyLock::new(|| {
    let rows = include_str!("register.csv")
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty());
    rows.map(|row| {
        let fields: Vec<&'static str> = row.split(';').collect();
        Entry {
            number: parse_number(fields[0])
                .expect("the register's numbers are valid, a test reads them"),
            name: fields[1],
            others: fields[2]
                .split('|')
                .filter(|name| !name.is_empty())
                .collect(),
            county: fields[3],
            old_number: parse_number(fields[4]),
        }
    })
    .collect()
});

/// Number of municipalities in the register.
pub fn count() -> usize {
    REGISTER.len()
}

/// All municipalities of the register, by number.
pub fn all() -> Vec<Municipality> {
    REGISTER.iter().map(Entry::municipality).collect()
}

/// What a name stands for.
pub enum Found {
    /// One municipality.
    One(Municipality),
    /// Several of that name, as «Herøy»: these.
    Several(Vec<Municipality>),
    /// None.
    None,
}

/// Finds a municipality by what a person may call its folder: «Vågan», «vagan kommune», «1865 Vågan», «1865», `Evje_og_Hornnes`.
pub fn find(text: &str) -> Found {
    let cleaned = text.replace(['_', '+'], " ");
    let words: Vec<&str> = cleaned.split_whitespace().collect();
    for word in &words {
        if let Some(found) = parse_number(word).and_then(by_number) {
            return Found::One(found);
        }
    }
    let wanted = key(&words.join(" "));
    let matching: Vec<&Entry> = REGISTER
        .iter()
        .filter(|entry| entry.names().any(|name| key(name) == wanted))
        .collect();
    let matching = [
        matching,
        unqualified(&wanted),
        without_norwegian_letters(&wanted),
    ];
    let matching = matching
        .into_iter()
        .find(|found| !found.is_empty())
        .unwrap_or_default();
    match matching[..] {
        [] => Found::None,
        [entry] => Found::One(entry.municipality()),
        _ => Found::Several(matching.iter().map(|entry| entry.municipality()).collect()),
    }
}

/// Entries whose name without its county in brackets is `wanted`.
fn unqualified(wanted: &str) -> Vec<&'static Entry> {
    REGISTER
        .iter()
        .filter(|e| {
            e.name
                .split_once(" (")
                .is_some_and(|(name, _)| key(name) == wanted)
        })
        .collect()
}

/// The entry whose name is `wanted` when å, ø and æ are written as a, o and ae (or aa, oe); none if several are.
fn without_norwegian_letters(wanted: &str) -> Vec<&'static Entry> {
    let plain = |name: &str| {
        name.replace("aa", "a")
            .replace("oe", "o")
            .replace('å', "a")
            .replace('ø', "o")
            .replace('æ', "ae")
    };
    let found: Vec<&Entry> = REGISTER
        .iter()
        .filter(|e| plain(&key(e.name)) == plain(wanted))
        .collect();
    if found.len() == 1 { found } else { Vec::new() }
}

fn by_number(number: MunicipalityNumber) -> Option<Municipality> {
    let current = REGISTER.iter().find(|entry| entry.number == number);
    current
        .or_else(|| {
            REGISTER
                .iter()
                .find(|entry| entry.old_number == Some(number))
        })
        .map(Entry::municipality)
}

/// Whether a folder is named after a county: then the municipality is the folder below.
pub fn is_county(text: &str) -> bool {
    let wanted = key(text);
    REGISTER.iter().any(|entry| key(entry.county) == wanted)
}

/// The municipality of the register whose name is so near that a slip of the hand is likely.
pub fn near(name: &str) -> Option<&'static str> {
    /// Similarity (Jaro–Winkler) of names one letter apart; «Sjøvær» and «Sør-Varanger» are below it.
    const SLIP: f64 = 0.93;
    let wanted = key(name);
    let scored = REGISTER
        .iter()
        .map(|e| (strsim::jaro_winkler(&key(e.name), &wanted), e.name));
    scored
        .filter(|(score, _)| *score >= SLIP)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, name)| name)
}

/// All municipalities named in a line as «Vågan kommune», «Samnanger herad» or «kommuneplan for Vågan».
pub fn named_in(line: &str) -> Vec<Municipality> {
    let lower = line.to_lowercase();
    let mut found = Vec::new();
    for entry in REGISTER.iter() {
        let named = entry.names().any(|name| {
            let name = name.split(" (").next().unwrap_or(name).to_lowercase();
            lower
                .match_indices(&name)
                .any(|(at, _)| names_municipality(&lower, at, at + name.len()))
        });
        if named {
            found.push(entry.municipality());
        }
    }
    // «Herøy» is two municipalities: a bare name does not say which.
    if found.len() > 1
        && found
            .iter()
            .all(|m| m.name.split(" (").next() == found[0].name.split(" (").next())
    {
        found.clear();
    }
    found
}

/// The municipalities that a line lists as those of one plan: «for kommunene Flå, Nes og Gol», «Flå, Nes og Gol kommuner». None unless
/// all names are in the register.
pub fn listed_in(line: &str) -> Vec<Municipality> {
    let Some(list) = LIST.captures(line).and_then(|c| c.get(1).or(c.get(2))) else {
        return Vec::new();
    };
    let names = list.as_str().replace(" og ", ", ");
    let found = names.split(',').map(|name| match find(name.trim()) {
        Found::One(municipality) => Some(municipality),
        Found::Several(_) | Found::None => None,
    });
    found.collect::<Option<Vec<_>>>().unwrap_or_default()
}

static LIST: LazyLock<Regex> = LazyLock::new(|| {
    const NAMES: &str = r"(\p{Lu}[\p{L}-]+(?:, ?\p{Lu}[\p{L}-]+)*,? og \p{Lu}[\p{L}-]+)";
    Regex::new(&format!(
        r"[Kk]ommun(?:ene|ane) {NAMES}|{NAMES} kommun(?:er|ar|ene|ane)\b"
    ))
    .expect("the pattern is valid, a test uses it")
});

fn names_municipality(line: &str, start: usize, end: usize) -> bool {
    const AFTER: [&str; 6] = [
        " kommune",
        " herad",
        " bystyre",
        " suohkan",
        " komuvna",
        " tjïelte",
    ];
    const BEFORE: [&str; 5] = [
        "kommuneplan for ",
        "planstrategi for ",
        "plan for ",
        "kommune: ",
        "kommuneplanen for ",
    ];
    let whole = !line[..start].ends_with(char::is_alphanumeric)
        && !line[end..].starts_with(char::is_alphabetic);
    whole
        && (AFTER.iter().any(|word| line[end..].starts_with(word))
            || BEFORE.iter().any(|word| line[..start].ends_with(word)))
}

impl Entry {
    fn names(&self) -> impl Iterator<Item = &'static str> {
        std::iter::once(self.name).chain(self.others.iter().copied())
    }

    fn municipality(&self) -> Municipality {
        Municipality {
            name: self.name.to_owned(),
            number: Some(self.number),
            county: Some(self.county.to_owned()),
        }
    }
}

/// A name as it is compared: lower case, without «kommune», å and ø as people write them in file names (a, o) kept apart.
fn key(name: &str) -> String {
    // File names from Macs have their letters in two parts.
    let lower: String = name.trim().nfc().collect::<String>().to_lowercase();
    let bare = [" kommune", " herad", " suohkan", "-kommune"]
        .iter()
        .find_map(|word| lower.strip_suffix(word))
        .unwrap_or(&lower);
    bare.replace(" og ", "-og-").replace([' ', '_'], "-")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> String {
        match find(text) {
            Found::One(m) => m.number.map(|n| n.to_string()).unwrap_or_default(),
            Found::Several(all) => format!("{} kommuner", all.len()),
            Found::None => "ingen".into(),
        }
    }

    #[test]
    fn folders_are_recognised() {
        let cases = [
            ("Vågan", "1865"),
            ("vågan kommune", "1865"),
            ("1865", "1865"),
            ("1865 Vågan", "1865"),
            ("Evje_og_Hornnes", "4219"),
            ("Evje og Hornnes", "4219"),
            ("Hábmer", "1875"),
            ("Kaivuono", "5540"),
            ("5425", "5538"),
            ("Herøy", "2 kommuner"),
            ("Herøy (Nordland)", "1818"),
            ("Ma\u{30a}søy", "5618"),
            ("Vagan", "1865"),
            ("Tromsoe", "5501"),
            ("Ingensteds", "ingen"),
        ];
        for (folder, wanted) in cases {
            assert_eq!(number(folder), wanted, "{folder}");
        }
        assert_eq!(count(), 357);
        assert!(is_county("Nordland") && !is_county("Vågan"));
    }

    #[test]
    fn title_pages_name_municipalities() {
        let names = |line| {
            named_in(line)
                .into_iter()
                .map(|m| m.name)
                .collect::<Vec<_>>()
        };
        assert_eq!(names("Vågan kommune – planstrategi"), ["Vågan"]);
        assert_eq!(names("Kommuneplan for Vågan"), ["Vågan"]);
        assert_eq!(names("Reise til Vågan"), Vec::<String>::new());
        assert_eq!(names("Gáivuona suohkan / Kåfjord kommune"), ["Kåfjord"]);
    }

    #[test]
    fn joint_plans_list_their_municipalities() {
        let names = |line| {
            listed_in(line)
                .into_iter()
                .map(|m| m.name)
                .collect::<Vec<_>>()
        };
        let plan = "Boligsosial plan for kommunene Flå, Gol og Hemsedal 2024–2030";
        assert_eq!(names(plan), ["Flå", "Gol", "Hemsedal"]);
        assert_eq!(names("Flå, Gol og Ål kommuner"), ["Flå", "Gol", "Ål"]);
        assert_eq!(names("Gol og Ål kommunar"), ["Gol", "Ål"]);
        assert!(names("Kommunene Mål og Tiltak").is_empty());
    }
}

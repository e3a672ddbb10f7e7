//! Plan levels, other kinds of plan, and what is no plan; recognised by title words (METHOD B4).

use std::sync::LazyLock;

use regex::Regex;
use serde::{Deserialize, Serialize};

/// A row of the matrix: the nine rows of the table «Planstatus juni 2018», in its order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PlanLevel {
    /// Kommuneplanens samfunnsdel, plan- og bygningsloven § 11-2.
    Samfunnsdel,
    /// Kommuneplanens arealdel, § 11-5.
    Arealdel,
    /// Four-year financial plan, kommuneloven § 14-2.
    Okonomiplan,
    /// Yearly budget, kommuneloven § 14-2.
    Budsjett,
    /// Thematic plan for housing.
    Bolig,
    /// Thematic plan for childhood and schools.
    Oppvekst,
    /// Thematic plan for public health.
    Folkehelse,
    /// Thematic plan for health and care.
    Helse,
    /// Kommunal planstrategi, § 10-1.
    Planstrategi,
}

impl PlanLevel {
    /// All levels in the order of the table.
    pub const ALL: [PlanLevel; 9] = [
        PlanLevel::Samfunnsdel,
        PlanLevel::Arealdel,
        PlanLevel::Okonomiplan,
        PlanLevel::Budsjett,
        PlanLevel::Bolig,
        PlanLevel::Oppvekst,
        PlanLevel::Folkehelse,
        PlanLevel::Helse,
        PlanLevel::Planstrategi,
    ];

    /// Stable identifier.
    pub fn id(self) -> &'static str {
        match self {
            PlanLevel::Samfunnsdel => "samfunnsdel",
            PlanLevel::Arealdel => "arealdel",
            PlanLevel::Okonomiplan => "okonomiplan",
            PlanLevel::Budsjett => "budsjett",
            PlanLevel::Bolig => "bolig",
            PlanLevel::Oppvekst => "oppvekst",
            PlanLevel::Folkehelse => "folkehelse",
            PlanLevel::Helse => "helse",
            PlanLevel::Planstrategi => "planstrategi",
        }
    }

    /// The level of an identifier; «økonomiplan» is understood too.
    pub fn from_id(id: &str) -> Option<Self> {
        let id = id.trim().to_lowercase().replace('ø', "o");
        PlanLevel::ALL.into_iter().find(|level| level.id() == id)
    }

    /// Years for which a plan without a stated period counts as in force after its adoption (METHOD B4): kommuneplan 12, others 4.
    pub fn usual_years(self) -> i16 {
        match self {
            PlanLevel::Samfunnsdel | PlanLevel::Arealdel => 12,
            PlanLevel::Budsjett => 1,
            _ => 4,
        }
    }
}

/// Plans that have no row in the matrix; they are listed beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OtherPlan {
    /// Kommunedelplan for an area or a theme without a row.
    Kommunedelplan,
    /// Zoning plan, its provisions or its map.
    Reguleringsplan,
    /// A kommuneplan that does not say which part it is.
    Kommuneplan,
    /// Settlement and integration of refugees.
    Integrering,
    /// Another thematic plan or strategy.
    Temaplan,
    /// A document whose kind could not be told.
    Ukjent,
}

/// Documents that are not plans and never fill a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum NotAPlan {
    /// Programme for making a plan, plan- og bygningsloven § 4-1.
    Planprogram,
    /// Case paper, minutes or hearing note.
    Saksframlegg,
    /// Knowledge base or overview.
    Kunnskapsgrunnlag,
    /// Report, checklist or guide.
    Rapport,
    /// A page that links to the plan.
    Landingsside,
}

/// What a document is to the matrix.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// A plan that fills these cells: one, or two for a combined financial plan and budget.
    Plan(Vec<PlanLevel>),
    /// A plan beside the matrix.
    OtherPlan(OtherPlan),
    /// No plan.
    NotAPlan(NotAPlan),
}

impl Role {
    /// Stable identifier of the kind.
    pub fn kind(&self) -> &'static str {
        match self {
            Role::Plan(levels) => levels.first().map_or("ukjent", |level| level.id()),
            Role::OtherPlan(OtherPlan::Kommunedelplan) => "kommunedelplan",
            Role::OtherPlan(OtherPlan::Reguleringsplan) => "reguleringsplan",
            Role::OtherPlan(OtherPlan::Kommuneplan) => "kommuneplan",
            Role::OtherPlan(OtherPlan::Integrering) => "integrering",
            Role::OtherPlan(OtherPlan::Temaplan) => "temaplan",
            Role::OtherPlan(OtherPlan::Ukjent) => "ukjent",
            Role::NotAPlan(NotAPlan::Planprogram) => "planprogram",
            Role::NotAPlan(NotAPlan::Saksframlegg) => "saksframlegg",
            Role::NotAPlan(NotAPlan::Kunnskapsgrunnlag) => "kunnskapsgrunnlag",
            Role::NotAPlan(NotAPlan::Rapport) => "rapport",
            Role::NotAPlan(NotAPlan::Landingsside) => "landingsside",
        }
    }

    /// Every identifier that `plans.csv` may state.
    pub fn from_kind(kind: &str) -> Option<Self> {
        if let Some(level) = PlanLevel::from_id(kind) {
            return Some(Role::Plan(vec![level]));
        }
        let wanted = kind.trim().to_lowercase();
        Role::beside()
            .into_iter()
            .find(|role| role.kind() == wanted)
    }

    /// What people write for one kind or several levels: a combined plan is «okonomiplan+budsjett».
    pub fn named(words: &str) -> Option<Self> {
        let parts: Vec<Option<Role>> = words.split('+').map(Role::from_kind).collect();
        if let [Some(single)] = &parts[..] {
            return Some(single.clone());
        }
        let levels: Option<Vec<PlanLevel>> = parts
            .iter()
            .map(|part| part.as_ref()?.levels().first().copied())
            .collect();
        levels.map(Role::Plan)
    }

    /// What [`Role::named`] understands as this.
    pub fn written(&self) -> String {
        match self.levels() {
            [] => self.kind().to_owned(),
            levels => levels
                .iter()
                .map(|level| level.id())
                .collect::<Vec<_>>()
                .join("+"),
        }
    }

    /// All that can be stated, in the order in which it is shown.
    pub fn names() -> Vec<String> {
        let levels = PlanLevel::ALL.iter().map(|level| level.id().to_owned());
        let beside = Role::beside();
        let beside = beside.iter().map(|role| role.kind().to_owned());
        levels.chain(beside).collect()
    }

    /// The kinds that are not rows of the matrix.
    pub fn beside() -> Vec<Self> {
        let other = [
            OtherPlan::Kommunedelplan,
            OtherPlan::Reguleringsplan,
            OtherPlan::Kommuneplan,
            OtherPlan::Integrering,
            OtherPlan::Temaplan,
            OtherPlan::Ukjent,
        ];
        let none = [
            NotAPlan::Planprogram,
            NotAPlan::Saksframlegg,
            NotAPlan::Kunnskapsgrunnlag,
            NotAPlan::Rapport,
            NotAPlan::Landingsside,
        ];
        other
            .into_iter()
            .map(Role::OtherPlan)
            .chain(none.into_iter().map(Role::NotAPlan))
            .collect()
    }

    /// The levels whose cells the document may fill.
    pub fn levels(&self) -> &[PlanLevel] {
        match self {
            Role::Plan(levels) => levels,
            _ => &[],
        }
    }
}

struct TitleRule {
    pattern: Regex,
    unless: Option<Regex>,
    role: Role,
}

fn rule(pattern: &str, unless: Option<&str>, role: Role) -> TitleRule {
    let compile =
        |p: &str| Regex::new(p).expect("the pattern is a constant that the tests compile");
    TitleRule {
        pattern: compile(pattern),
        unless: unless.map(compile),
        role,
    }
}

/// In order: what stands first decides. Titles are compared in small letters: patterns for both kinds of letters take several times as
/// long to make ready, and that is a good part of reading a short plan.
static RULES: LazyLock<Vec<TitleRule>> = LazyLock::new(|| {
    use NotAPlan::{Kunnskapsgrunnlag, Planprogram, Rapport, Saksframlegg};
    let plan = |level| Role::Plan(vec![level]);
    let none = Role::NotAPlan;
    let other = Role::OtherPlan;
    vec![
        rule(
            r"saksfr[ae]m(legg|lagt|stilling)|særutskrift|saksutredning|saksutgreiing|saksprotokoll|møteprotokoll|møteinnkalling|hø(y)?ringsnotat|hø(y)?ringssvar|hø(y)?ringsuttal|^\W*merknadsdokument",
            None,
            none(Saksframlegg),
        ),
        rule(r"planprogram", Some(r"planstrategi"), none(Planprogram)),
        rule(
            r"^\W*(\S+\s+){0,2}kunnskapsgrunnlag|kunnskapsgrunnlag (for|til)|folkehelseoversikt|oversikt over (folke)?helse|helseoversikt|folkehelseprofil|oversiktsdokument|levekårskartlegging",
            Some(r"planstrategi"),
            none(Kunnskapsgrunnlag),
        ),
        rule(
            r"\bsjekkliste\b|årsmelding|årsrapport|tertialrapport|årsberetning|\bveileder\b|\brettleiar\b|rapport\b|reglement|\bros-analyse|risiko- og sårbarhetsanalyse|\binnspill (til|fra)\b|\binnspel (til|frå)\b|konsekvensutredning(er)? (av|for)|stedsanalyse|stadanalyse|medvirkningsopplegg",
            None,
            none(Rapport),
        ),
        rule(
            r"\b(kommunal )?plan\s?strategi",
            None,
            plan(PlanLevel::Planstrategi),
        ),
        rule(
            r"reguleringsplan|reguleringsbestemmelse|reguleringsføresegn|(område|detalj)regulering|\bplankart\b|mindre endring av regulering",
            Some(r"arealdel|kommuneplan|\bkpa\b"),
            other(OtherPlan::Reguleringsplan),
        ),
        rule(
            r"\b(bolig|bustad)\s?-?(sosial|politi|plan|program|strategi|melding|utvikling|behov)|(temaplan|strategi|plan) (for )?(bolig|bustad)|boligstrategi|(helhetlig|strategisk) boligplan|\bboligsosial|boligbygg\w*program|(boliger|bustader) for alle|plan for kommunale (boliger|bustader)",
            Some(r"samfunnsdel|arealdel"),
            plan(PlanLevel::Bolig),
        ),
        rule(
            r"samfunnsdel|samfunnsplan|kommuneplan.{0,40}tekstdel",
            None,
            plan(PlanLevel::Samfunnsdel),
        ),
        rule(
            r"arealdel|\bkpa\b|kommuneplanbestemmelse|kommuneplanens bestemmelse",
            None,
            plan(PlanLevel::Arealdel),
        ),
        rule(
            r"økonomi\s?-?\s?(og handlings)?(plan|program)|(handlings|virksomhets)-? ?og økonomiplan|økonomi- og handlings|^\W*(\S+ ){0,2}handlingsprogram(met)?\W*(\d|$|og|med)|\bhøp\b|\bøhp\b|okonomiplan|okonomi og handlingsplan",
            None,
            plan(PlanLevel::Okonomiplan),
        ),
        rule(
            r"(års)?budsjett|\bårsplan\b",
            Some(r"barnehage|skole|skule|\bsfo\b"),
            plan(PlanLevel::Budsjett),
        ),
        rule(
            r"oppvekst|barn og unge|barn, unge|skole(struktur|plan|bruk)|skule(struktur|plan|bruk)|barnehage(plan|bruk)|barnefattigdom|(plan|strategi) for (skole|skule|barnehage)",
            None,
            plan(PlanLevel::Oppvekst),
        ),
        rule(r"folkehelse|levekår", None, plan(PlanLevel::Folkehelse)),
        rule(
            r"helse|omsorg|demens|leve hele livet|leve heile livet|aldersvenn|livsløpsplan|velferdsteknologi",
            Some(r"beredskap|smittevern"),
            plan(PlanLevel::Helse),
        ),
        rule(
            r"bosetting|busetjing|busetting|integrering|flyktning",
            None,
            other(OtherPlan::Integrering),
        ),
        rule(
            r"kommunedelplan|\bkdp",
            None,
            other(OtherPlan::Kommunedelplan),
        ),
        rule(r"kommuneplan", None, other(OtherPlan::Kommuneplan)),
        rule(
            r"\b(tema|sektor|fag|handlings|beredskaps|klima|kultur|trafikk|nærings|hoved|virksomhets)\w*plan|strategi|\Bplan\b|\bplan for\b|program for\b",
            None,
            other(OtherPlan::Temaplan),
        ),
    ]
});

static BUDGET: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"budsjett|\bårsplan\b").expect("a constant pattern"));

/// The role that a title says, if it says one.
pub fn from_title(title: &str) -> Option<Role> {
    of_small(&title.to_lowercase())
}

/// The same of a title in small letters.
fn of_small(title: &str) -> Option<Role> {
    let found = RULES.iter().find(|r| {
        r.pattern.is_match(title)
            && r.unless
                .as_ref()
                .is_none_or(|unless| !unless.is_match(title))
    })?;
    if found.role == Role::Plan(vec![PlanLevel::Okonomiplan]) && BUDGET.is_match(title) {
        return Some(Role::Plan(vec![
            PlanLevel::Okonomiplan,
            PlanLevel::Budsjett,
        ]));
    }
    Some(found.role.clone())
}

/// How well a line names what a document is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strength {
    /// A theme and no kind of plan: a slogan, a sector, or a title without its noun («Leve hele livet»).
    Theme,
    /// A kind of plan and no theme: «Kommuneplan 2015–2027», «Temaplan».
    Bare,
    /// Both.
    Full,
}

static NOUN: LazyLock<Regex> = LazyLock::new(|| {
    let nouns = r"plan|strategi|program|melding|budsjett|samfunnsdel|arealdel|bestemmelse|føresegn|reguler|\bkpa\b|\bh[øo]p\b|\bøhp\b";
    Regex::new(nouns).expect("a constant pattern")
});
static BARE: LazyLock<Regex> = LazyLock::new(|| {
    let bare =
        r"^\W*(tema|handlings|sektor|fag|kommunedel)?(plan|strategi|program)(en)?\W*[\d\s–/-]*$";
    Regex::new(bare).expect("a constant pattern")
});

/// The role that a line says, and how well.
pub fn strength(line: &str) -> Option<(Strength, Role)> {
    let line = line.to_lowercase();
    let role = of_small(&line)?;
    let general = role == Role::OtherPlan(OtherPlan::Kommuneplan) || BARE.is_match(&line);
    let full = matches!(role, Role::NotAPlan(_)) || NOUN.is_match(&line);
    let strength = match (general, full) {
        (true, _) => Strength::Bare,
        (false, true) => Strength::Full,
        (false, false) => Strength::Theme,
    };
    Some((strength, role))
}

/// The role that several lines say together, and which of them: the first that names both kind and theme; else a kind («Temaplan»)
/// with the theme of another line («Skolestruktur»), but a kommuneplan has no theme; else a theme alone.
pub fn from_sources<'s>(sources: impl IntoIterator<Item = &'s str>) -> Option<(usize, Role)> {
    let (mut bare, mut theme) = (None, None);
    for (index, source) in sources.into_iter().enumerate() {
        match strength(source) {
            Some((Strength::Full, role)) => return Some((index, role)),
            Some((Strength::Bare, role)) => bare = bare.or(Some((index, role))),
            Some((Strength::Theme, role)) => theme = theme.or(Some((index, role))),
            None => {}
        }
    }
    match bare {
        Some((_, Role::OtherPlan(OtherPlan::Kommuneplan))) | None => bare.or(theme),
        Some(_) => theme.or(bare),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_say_their_level() {
        let cases = [
            (
                "Kommuneplanens samfunnsdel med arealstrategi 2020 – 2032",
                "samfunnsdel",
            ),
            ("KOMMUNEPLAN FOR GOL SAMFUNNSDELEN", "samfunnsdel"),
            (
                "Planstrategi 2024 – 2027 og planprogram for kommuneplanens samfunnsdel",
                "planstrategi",
            ),
            ("Planprogram for kommuneplanens samfunnsdel", "planprogram"),
            ("Bestemmelser og retningslinjer KPA", "arealdel"),
            ("Bustadpolitisk temaplan", "bolig"),
            ("Temaplan for boligutvikling", "bolig"),
            ("Helhetlig boligstrategi", "bolig"),
            ("Handlings- og økonomiplan (HØP)", "okonomiplan"),
            ("Årsbudsjett 2026", "budsjett"),
            ("Temaplan skolestruktur", "oppvekst"),
            ("Temaplan folkehelse, levekår og inkludering", "folkehelse"),
            ("Kommunedelplan for helse og omsorg", "helse"),
            ("Leve hele livet", "helse"),
            ("Kommunedelplan for Kvadraturen", "kommunedelplan"),
            (
                "Områderegulering for boligutvikling på Myra",
                "reguleringsplan",
            ),
            (
                "Saksframlegg: Revidering av boligpolitisk plan",
                "saksframlegg",
            ),
            ("Kunnskapsgrunnlag for kommuneplanen", "kunnskapsgrunnlag"),
            ("Plan for bosetting av flyktninger", "integrering"),
            ("Kommuneplan 2015-2027", "kommuneplan"),
            ("Klimaplan 2020", "temaplan"),
        ];
        for (title, wanted) in cases {
            assert_eq!(
                from_title(title).map(|role| role.kind()),
                Some(wanted),
                "{title}"
            );
        }
        assert_eq!(from_title("Invitasjon"), None);
        let combined = from_title("Budsjett 2026, økonomiplan 2026–2029 med handlingsprogram");
        assert_eq!(
            combined,
            Some(Role::Plan(vec![
                PlanLevel::Okonomiplan,
                PlanLevel::Budsjett
            ]))
        );
    }

    #[test]
    fn every_kind_can_be_stated() {
        for role in Role::beside() {
            assert_eq!(Role::from_kind(role.kind()), Some(role.clone()));
            assert_eq!(Role::named(&role.written()), Some(role.clone()));
        }
        assert_eq!(
            Role::from_kind("Økonomiplan"),
            Some(Role::Plan(vec![PlanLevel::Okonomiplan]))
        );
    }
}

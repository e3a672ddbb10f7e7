//! Every word that people read, in bokmål, nynorsk and English, in one place.
//!
//! A text has named gaps in braces, filled by [`Text::with`]. The stages before the reports carry values, never sentences.

mod problem;

use serde::{Deserialize, Serialize};

pub use self::problem::problem;

/// A language of the program.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// Bokmål.
    #[default]
    Nb,
    /// Nynorsk.
    Nn,
    /// English.
    En,
}

impl Lang {
    /// All of them.
    pub const ALL: [Lang; 3] = [Lang::Nb, Lang::Nn, Lang::En];

    /// The language's code, as HTML and the flag have it.
    pub fn code(self) -> &'static str {
        match self {
            Lang::Nb => "nb",
            Lang::Nn => "nn",
            Lang::En => "en",
        }
    }
}

macro_rules! texts {
    ($($name:ident: $nb:literal, $nn:literal, $en:literal;)*) => {
        /// One text that people read.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[allow(missing_docs)]
        pub enum Text { $($name,)* }

        impl Text {
            /// Every text, for the tests.
            pub const ALL: &'static [Text] = &[$(Text::$name,)*];

            /// The text in a language.
            pub fn get(self, lang: Lang) -> &'static str {
                match (self, lang) {
                    $((Text::$name, Lang::Nb) => $nb, (Text::$name, Lang::Nn) => $nn, (Text::$name, Lang::En) => $en,)*
                }
            }
        }
    };
}

texts! {
    // Plan levels, the rows of the matrix, and their short names.
    LevelSamfunnsdel: "Kommuneplan samfunnsdel", "Kommuneplan samfunnsdel", "Municipal plan, social part";
    LevelArealdel: "Kommuneplan arealdel", "Kommuneplan arealdel", "Municipal plan, land use";
    LevelOkonomiplan: "Økonomiplan 4-årig", "Økonomiplan 4-årig", "Financial plan, 4 years";
    LevelBudsjett: "Økonomiplan årlig (budsjett)", "Økonomiplan årleg (budsjett)", "Yearly budget";
    LevelBolig: "Temaplan bolig", "Temaplan bustad", "Thematic plan, housing";
    LevelOppvekst: "Temaplan oppvekst", "Temaplan oppvekst", "Thematic plan, childhood";
    LevelFolkehelse: "Temaplan folkehelse", "Temaplan folkehelse", "Thematic plan, public health";
    LevelHelse: "Temaplan helse", "Temaplan helse", "Thematic plan, health";
    LevelPlanstrategi: "Planstrategi", "Planstrategi", "Planning strategy";
    ShortSamfunnsdel: "Samfunnsdel", "Samfunnsdel", "Social part";
    ShortArealdel: "Arealdel", "Arealdel", "Land use";
    ShortOkonomiplan: "Økonomiplan 4-årig", "Økonomiplan 4-årig", "Financial plan";
    ShortBolig: "Temaplan bolig", "Temaplan bustad", "Housing plan";
    ShortOppvekst: "Temaplan oppvekst", "Temaplan oppvekst", "Childhood plan";
    ShortFolkehelse: "Temaplan folkehelse", "Temaplan folkehelse", "Public health plan";
    ShortHelse: "Temaplan helse", "Temaplan helse", "Health plan";
    ShortBudsjett: "Årsbudsjett", "Årsbudsjett", "Yearly budget";
    // Kinds of document beside the matrix.
    KindKommunedelplan: "kommunedelplan", "kommunedelplan", "area or theme plan (kommunedelplan)";
    KindReguleringsplan: "reguleringsplan", "reguleringsplan", "zoning plan";
    KindKommuneplan: "kommuneplan, ukjent del", "kommuneplan, ukjend del", "municipal plan, part unknown";
    KindIntegrering: "plan for bosetting og integrering", "plan for busetjing og integrering", "plan for settlement and integration";
    KindTemaplan: "annen temaplan", "annan temaplan", "other thematic plan";
    KindUkjent: "ukjent slag", "ukjent slag", "unknown kind";
    KindPlanprogram: "planprogram", "planprogram", "plan programme";
    KindSaksframlegg: "saksdokument", "saksdokument", "case paper";
    KindKunnskapsgrunnlag: "kunnskapsgrunnlag", "kunnskapsgrunnlag", "knowledge base";
    KindRapport: "rapport eller sjekkliste", "rapport eller sjekkliste", "report or checklist";
    KindLandingsside: "side som lenker til en plan", "side som lenkjer til ein plan", "page that links to a plan";
    // Outcomes: symbol apart, word here, and the method's sense.
    Green: "grønn", "grøn", "green";
    Yellow: "gul", "gul", "yellow";
    Red: "rød", "raud", "red";
    NotFound: "ikke funnet", "ikkje funnen", "not found";
    Unreadable: "uleselig", "uleseleg", "unreadable";
    GreenSense: "gode treff på søkeordene", "gode treff på søkjeorda", "good hits";
    YellowSense: "få treff", "få treff", "few hits";
    RedSense: "lite å spore", "lite å spore", "little to trace";
    NotFoundSense: "ingen vedtatt og gjeldende plan funnet", "ingen vedteken og gjeldande plan funnen", "no adopted plan in force found";
    UnreadableSense: "kan ikke vurderes: filen eller deler av den er ikke lest", "kan ikkje vurderast: fila eller delar av ho er ikkje lesne", "cannot be assessed: the file, or part of it, was not read";
    // The matrix.
    MatrixTitle: "{pack}: forslag til vurdering per {date}", "{pack}: forslag til vurdering per {date}", "{pack}: suggested assessment as of {date}";
    LevelColumn: "Plannivå", "Plannivå", "Plan level";
    MunicipalityColumn: "Kommune", "Kommune", "Municipality";
    OutcomeColumn: "Utfall", "Utfall", "Outcome";
    SuggestionColumn: "Forslag", "Forslag", "Suggestion";
    DecisionColumn: "Vurdering", "Vurdering", "Decision";
    ReasonColumn: "Begrunnelse", "Grunngjeving", "Reason";
    CitationColumn: "Sitat (side)", "Sitat (side)", "Citation (page)";
    ReviewerColumn: "Vurdert av", "Vurdert av", "Decided by";
    DecidedColumn: "Vurdert dato", "Vurdert dato", "Decided on";
    ChangedColumn: "Grunnlaget er endret", "Grunnlaget er endra", "Grounds have changed";
    PassagesColumn: "Treff å lese", "Treff å lese", "Hits to read";
    SheetEmpty: "arbeidsboken har ingen ark", "arbeidsboka har ingen ark", "the workbook has no sheet";
    SocialColumn: "Boligsosiale setninger", "Bustadsosiale setningar", "Sentences on social housing";
    GoalsColumn: "Av dem mål eller tiltak", "Av dei mål eller tiltak", "Of them goals or measures";
    BearingColumn: "Hvor treffet står", "Kvar treffet står", "Where the hit stands";
    SocialHitColumn: "Boligsosial setning", "Bustadsosial setning", "Sentence on social housing";
    BearingHeading: "overskrift", "overskrift", "heading";
    BearingGoal: "mål eller tiltak", "mål eller tiltak", "goal or measure";
    BearingSubject: "avsnitt om temaet", "avsnitt om temaet", "paragraph on the subject";
    BearingPassing: "i forbifarten", "i forbifarten", "in passing";
    MarkUnread: "▨", "▨", "▨";
    MarkUnreadSense: "forslag fra maskinen, ikke lest av noen", "forslag frå maskina, ikkje lese av nokon", "the machine's suggestion, read by nobody";
    MarkSame: "✓", "✓", "✓";
    MarkSameSense: "lest og vurdert som foreslått", "lese og vurdert som føreslått", "read, and decided as suggested";
    MarkOther: "✎", "✎", "✎";
    MarkOtherSense: "lest og vurdert annerledes enn foreslått", "lese og vurdert annleis enn føreslått", "read, and decided otherwise than suggested";
    MarkChanged: "!", "!", "!";
    MarkChangedSense: "grunnlaget er endret etter vurderingen", "grunnlaget er endra etter vurderinga", "the grounds have changed since the decision";
    MarkDisputed: "⇄", "⇄", "⇄";
    MarkDisputedSense: "de som har vurdert, er uenige", "dei som har vurdert, er usamde", "the reviewers differ";
    BadgeHearing: "høring", "høyring", "hearing";
    BadgeDraft: "utkast", "utkast", "draft";
    BadgeExpired: "utløpt", "utgått", "expired";
    BadgeSense: "✕ med høring, utkast eller utløpt: planen finnes, men er ikke vedtatt og gjeldende", "✕ med høyring, utkast eller utgått: planen finst, men er ikkje vedteken og gjeldande", "✕ with hearing, draft or expired: there is a plan, but none adopted and in force";
    GroundsChanged: "Grunnlaget er endret: {changes}.", "Grunnlaget er endra: {changes}.", "The grounds have changed: {changes}.";
    ReviewersDiffer: "De som har vurdert, er uenige; den siste vurderingen vises.", "Dei som har vurdert, er usamde; den siste vurderinga er vist.", "The reviewers differ; the latest decision is shown.";
    DecisionSaid: "{reviewer} vurderte til {decision} {date} (forslaget var {suggestion}).", "{reviewer} vurderte til {decision} {date} (forslaget var {suggestion}).", "{reviewer} decided {decision} on {date} (the suggestion was {suggestion}).";
    Cited: "Sitat: {cited}.", "Sitat: {cited}.", "Cited: {cited}.";
    UndoSaid: "angret {entry}", "angra {entry}", "took back {entry}";
    ChangeDocument: "et annet dokument teller, eller filen er en annen", "eit anna dokument tel, eller fila er ei anna", "another document counts, or another file of it";
    ChangeHits: "andre treff teller i de samme filene", "andre treff tel i dei same filene", "other hits count in the same files";
    ChangePack: "termpakken er endret fra {from} til {to}", "termpakken er endra frå {from} til {to}", "the pack has changed from {from} to {to}";
    ChangeRule: "regelen er endret fra versjon {from} til {to}", "regelen er endra frå versjon {from} til {to}", "the rule has changed from version {from} to {to}";
    ChangeRuleSame: "regelen er endret uten nytt versjonsnummer", "regelen er endra utan nytt versjonsnummer", "the rule has changed without a new version";
    ChangeSuggestion: "forslaget er endret fra {from} til {to}", "forslaget er endra frå {from} til {to}", "the suggestion has changed from {from} to {to}";
    ChangeCitation: "sitatet på {page} står ikke lenger ved et treff: «{text}»", "sitatet på {page} står ikkje lenger ved eit treff: «{text}»", "the citation on {page} no longer stands with a hit: “{text}”";
    FactBolig: "{n} av {all} kommuner har gjeldende boligplan.", "{n} av {all} kommunar har gjeldande bustadplan.", "{n} of {all} municipalities have a housing plan in force.";
    FactPlanstrategi: "I {n} av {all} planstrategier har boligsosialt arbeid fått omtale.", "I {n} av {all} planstrategiar har bustadsosialt arbeid fått omtale.", "{n} of {all} planning strategies mention social housing work.";
    FactArealdel: "{n} av {all} kommuner er grønne på kommuneplanens arealdel.", "{n} av {all} kommunar er grøne på arealdelen i kommuneplanen.", "{n} of {all} municipalities are green at the land-use level.";
    FactSamfunnsdel: "{n} av {all} kommuner er grønne på kommuneplanens samfunnsdel.", "{n} av {all} kommunar er grøne på samfunnsdelen i kommuneplanen.", "{n} of {all} municipalities are green at the social level.";
    FactUnknown: "({n} er ukjent.)", "({n} er ukjende.)", "({n} unknown.)";
    FactsTitle: "Oppsummert", "Oppsummert", "Summary";
    ReviewTitle: "Vurderinger", "Vurderingar", "Decisions";
    DamagedLedger: "linje {lines} i {file} kunne ikke leses som vurdering; de andre er med", "linje {lines} i {file} kunne ikkje lesast som vurdering; dei andre er med", "line {lines} of {file} could not be read as a decision; the others are included";
    NoSuchOutcome: "«{name}» er ingen farge", "«{name}» er ingen farge", "“{name}” is no colour";
    NeedsReason: "begrunnelse mangler: vurderingen er en annen enn forslaget ({suggestion})", "grunngjeving manglar: vurderinga er ei anna enn forslaget ({suggestion})", "a reason is missing: the decision differs from the suggestion ({suggestion})";
    NeedsCitation: "sitat mangler: grønn og gul må vise til minst én side", "sitat manglar: grøn og gul må vise til minst éi side", "a citation is missing: green and yellow must point to at least one page";
    NoSuchPage: "side {page} finnes ikke, planen har {pages} sider", "side {page} finst ikkje, planen har {pages} sider", "there is no page {page}, the plan has {pages} pages";
    NoHitOnPage: "det er ingen treff på side {page}: skriv ordene som siteres, slik: {page}: «…»", "det er ingen treff på side {page}: skriv orda som blir siterte, slik: {page}: «…»", "there is no hit on page {page}: write the words cited, like this: {page}: “…”";
    NoPlanToCite: "ruten har ingen plan med side {page}: skriv kilden i stedet", "ruta har ingen plan med side {page}: skriv kjelda i staden", "the cell has no plan with page {page}: write the source instead";
    ReviewHint: "Bruk --reason \"…\" for begrunnelsen og --cite for sidene, for eksempel --cite 12. Ingenting er lagret.", "Bruk --reason \"…\" for grunngjevinga og --cite for sidene, til dømes --cite 12. Ingenting er lagra.", "Use --reason \"…\" for the reason and --cite for the pages, such as --cite 12. Nothing was kept.";
    ReviewKept: "Lagret: {line}\nFil: {file}", "Lagra: {line}\nFil: {file}", "Kept: {line}\nFile: {file}";
    NoDecisions: "det er ingen vurderinger i {file}", "det er ingen vurderingar i {file}", "there are no decisions in {file}";
    NoSuchEntry: "ingen vurdering som står, heter «{entry}»", "inga vurdering som står, heiter «{entry}»", "no decision that stands is named “{entry}”";
    Undone: "Angret: {line}", "Angra: {line}", "Taken back: {line}";
    SheetWritten: "Skrevet: {file}\nFyll ut de gule kolonnene, lagre, og les inn med planlys review import.", "Skrive: {file}\nFyll ut dei gule kolonnane, lagre, og les inn med planlys review import.", "Written: {file}\nFill in the yellow columns, save, and read it with planlys review import.";
    SheetHint: "Filen må være et Excel-ark (.xlsx) fra planlys review export.", "Fila må vere eit Excel-ark (.xlsx) frå planlys review export.", "The file must be an Excel sheet (.xlsx) from planlys review export.";
    SheetProblems: "{n} feil i {file}:", "{n} feil i {file}:", "{n} mistakes in {file}:";
    SheetProblemsHint: "Ingenting er lest inn. Rett rutene i arket, lagre det, og prøv igjen.", "Ingenting er lese inn. Rett rutene i arket, lagre det, og prøv igjen.", "Nothing was imported. Correct the cells of the sheet, save it, and try again.";
    SheetNoCell: "«{name}» er ingen rute i tabellen; kolonnen «Rute» skal ikke endres", "«{name}» er inga rute i tabellen; kolonnen «Rute» skal ikkje endrast", "“{name}” is no cell of the table; the column “Cell” must not be changed";
    SheetNoReviewer: "initialene til den som har vurdert, mangler eller er for lange", "initialane til den som har vurdert, manglar eller er for lange", "the initials of the reviewer are missing or too long";
    SheetNoColumn: "kolonnen «{name}» mangler", "kolonnen «{name}» manglar", "the column “{name}” is missing";
    SheetImported: "Lest inn: {n} vurderinger. Uendret fra før: {known}.\nFil: {file}", "Lese inn: {n} vurderingar. Uendra frå før: {known}.\nFil: {file}", "Imported: {n} decisions. Unchanged: {known}.\nFile: {file}";
    LedgerHint: "Vurderinger legges i vurderinger.jsonl i korpuset. Kan mappen ikke skrives, så velg en fil med --decisions.", "Vurderingar blir lagde i vurderinger.jsonl i korpuset. Kan mappa ikkje skrivast, så vel ei fil med --decisions.", "Decisions are kept in vurderinger.jsonl in the corpus. If the folder cannot be written, choose a file with --decisions.";
    NoRun: "{path} er ingen kjøring: {why}", "{path} er inga køyring: {why}", "{path} is no run: {why}";
    RunHint: "En kjøring er run.json fra planlys screen --out, en mappe som er gjennomgått, eller planstatus-2018.", "Ei køyring er run.json frå planlys screen --out, ei mappe som er gjennomgått, eller planstatus-2018.", "A run is run.json from planlys screen --out, a folder that was screened, or planstatus-2018.";
    FileThere: "{file} finnes fra før og blir ikke skrevet over", "{file} finst frå før og blir ikkje skriven over", "{file} is there already and is not overwritten";
    CalibrateOwnPack: "pakken {pack} er ikke innebygd: endre tersklene i filen selv", "pakken {pack} er ikkje innebygd: endre tersklane i fila sjølv", "the pack {pack} is not a shipped one: change the thresholds in its file yourself";
    ComparisonName: "Endringer", "Endringar", "Changes";
    ComparisonTitle: "Endringer fra {before} til {after}", "Endringar frå {before} til {after}", "Changes from {before} to {after}";
    ComparisonSummary: "Endrede ruter: {changed}. Uendrede: {same}.", "Endra ruter: {changed}. Uendra: {same}.", "Cells that changed: {changed}. Unchanged: {same}.";
    Before: "før", "før", "before";
    After: "etter", "etter", "after";
    WhyColumn: "Hvorfor", "Kvifor", "Why";
    WhyNewDocument: "nytt dokument: {path}", "nytt dokument: {path}", "new document: {path}";
    WhyNoDocument: "dokumentet teller ikke lenger: {path}", "dokumentet tel ikkje lenger: {path}", "the document no longer counts: {path}";
    WhyOtherDocument: "et annet dokument teller: {to} i stedet for {from}", "eit anna dokument tel: {to} i staden for {from}", "another document counts: {to} in place of {from}";
    WhyOtherText: "filen har fått ny tekst: {path}", "fila har fått ny tekst: {path}", "the file has other text: {path}";
    WhyOtherReading: "samme dokument, men annen termpakke, regel, dato eller programversjon", "same dokument, men annan termpakke, regel, dato eller programversjon", "the same document, with another pack, rule, date or version of the program";
    WhyDecision: "ny vurdering", "ny vurdering", "new decision";
    BetweenPackText: "termpakken har samme versjon, men annen tekst", "termpakken har same versjon, men annan tekst", "the pack has the same version and another text";
    BetweenProgram: "programmet er endret fra versjon {from} til {to}", "programmet er endra frå versjon {from} til {to}", "the program has changed from version {from} to {to}";
    AgreementTitle: "{first} og {second} (ruter begge har gitt farge: {n})", "{first} og {second} (ruter begge har gjeve farge: {n})", "{first} and {second} (cells that both coloured: {n})";
    AgreementFigures: "Like: {observed}. Kappa (Cohen, lineære vekter): {kappa}. Alfa (Krippendorff, ordinal): {alpha}.", "Like: {observed}. Kappa (Cohen, lineære vekter): {kappa}. Alfa (Krippendorff, ordinal): {alpha}.", "Same: {observed}. Kappa (Cohen, linear weights): {kappa}. Alpha (Krippendorff, ordinal): {alpha}.";
    FewCells: "Med færre enn {n} ruter er intervallene for smale til å stole på.", "Med færre enn {n} ruter er intervalla for smale til å lite på.", "With fewer than {n} cells the intervals are too narrow to be trusted.";
    AlphaOfAll: "Alle som har vurdert, sett under ett: alfa {alpha}.", "Alle som har vurdert, sett under eitt: alfa {alpha}.", "All reviewers together: alpha {alpha}.";
    Uncoloured: "{n} vurderinger er ikke grønn, gul eller rød og er ikke med.", "{n} vurderingar er ikkje grøn, gul eller raud og er ikkje med.", "{n} decisions are not green, yellow or red and are left out.";
    AgreementNote: "«planlys» er forslagene i tabellen slik den er nå. Intervallene er fra 2 000 trekninger (bootstrap). 0,41–0,60 regnes som moderat, 0,61–0,80 som betydelig (Landis og Koch 1977). Enighet er ikke det samme som riktig.", "«planlys» er forslaga i tabellen slik han er no. Intervalla er frå 2 000 trekningar (bootstrap). 0,41–0,60 blir rekna som moderat, 0,61–0,80 som betydeleg (Landis og Koch 1977). Semje er ikkje det same som rett.", "“planlys” is the suggestions of the table as it is now. The intervals are from 2,000 draws (bootstrap). 0.41–0.60 is called moderate, 0.61–0.80 substantial (Landis and Koch 1977). To agree is not to be right.";
    NotComputable: "kan ikke regnes ut (ingen variasjon)", "kan ikkje reknast ut (ingen variasjon)", "cannot be computed (no variation)";
    FitFigures: "Vurderte ruter: {n}. Kappa (lineære vekter) mellom regel og vurdering: {now} nå, {fitted} med tilpassede terskler, {left} på ruter tilpasningen ikke har sett (én utelatt om gangen).", "Vurderte ruter: {n}. Kappa (lineære vekter) mellom regel og vurdering: {now} no, {fitted} med tilpassa tersklar, {left} på ruter tilpassinga ikkje har sett (éi utelaten om gongen).", "Cells decided: {n}. Kappa (linear weights) between rule and decision: {now} now, {fitted} with fitted thresholds, {left} on cells the fit had not seen (one left out at a time).";
    FitFew: "Advarsel: færre enn {n} ruter er for lite til å tilpasse terskler etter.", "Åtvaring: færre enn {n} ruter er for lite til å tilpasse tersklar etter.", "Warning: fewer than {n} cells are too few to fit thresholds to.";
    FitWorse: "Advarsel: på ruter den ikke har sett, er tilpasningen dårligere enn regelen slik den er.", "Åtvaring: på ruter ho ikkje har sett, er tilpassinga dårlegare enn regelen slik han er.", "Warning: on cells it had not seen the fit does worse than the rule as it is.";
    FitNothing: "Ingen terskel bør flyttes.", "Ingen terskel bør flyttast.", "No threshold should be moved.";
    FitMoves: "Terskler som flyttes:", "Tersklar som blir flytta:", "Thresholds that move:";
    FitMove: "{colour}, vei {way}: {measure} {from} → {to}", "{colour}, veg {way}: {measure} {from} → {to}", "{colour}, way {way}: {measure} {from} → {to}";
    FitFlips: "Ruter som skifter farge ({n}):", "Ruter som skiftar farge ({n}):", "Cells that change colour ({n}):";
    FitFlip: "{now} → {fitted} (vurdert til {decided})", "{now} → {fitted} (vurdert til {decided})", "{now} → {fitted} (decided {decided})";
    TableTitle: "{pack} ({date})", "{pack} ({date})", "{pack} ({date})";
    RunNotes: "Om tabellen", "Om tabellen", "About the table";
    AnchorsTitle: "Planforankring", "Planforankring", "Plans that name each other";
    AnchorsLegend: "Raden er planen som nevner, kolonnen er planen som blir nevnt, med tittel eller som slik plan, og på hvilke sider. I grafen går pilen fra planen som nevner; temaplaner med tykk ramme blir ikke nevnt av noen.", "Rada er planen som nemner, kolonnen er planen som blir nemnd, med tittel eller som slik plan, og på kva sider. I grafen går pila frå planen som nemner; temaplanar med tjukk ramme blir ikkje nemnde av nokon.", "The row is the plan that names, the column the plan that is named, by title or as such a plan, and on which pages. In the graph the arrow goes from the plan that names; thematic plans with a thick frame are named by none.";
    AnchorsCorner: "Nevner ↓ / nevnes →", "Nemner ↓ / blir nemnd →", "Names ↓ / named →";
    AnchorsOrphans: "ingen annen plan nevner {plans}", "ingen annan plan nemner {plans}", "no other plan names {plans}";
    AnchorsAll: "alle temaplanene blir nevnt av en annen plan", "alle temaplanane blir nemnde av ein annan plan", "every thematic plan is named by another";
    AnchorsNamedBy: "Nevnt av: {plans}.", "Nemnd av: {plans}.", "Named by: {plans}.";
    AnchorsNames: "Nevner: {plans}.", "Nemner: {plans}.", "Names: {plans}.";
    GroupNothing: "ingen treff som teller i planene som gjelder", "ingen treff som tel i planane som gjeld", "no hit that counts in the plans in force";
    GroupNothingUnread: "ingen treff som teller, men noe av planene er ikke lest", "ingen treff som tel, men noko av planane er ikkje lese", "no hit that counts, but something of the plans was not read";
    WiderOne: "1 mål eller tiltak gjelder bolig for eldre, unge eller familier", "1 mål eller tiltak gjeld bustad for eldre, unge eller familiar", "1 goal or measure is on housing for the old, the young or families";
    WiderSome: "{n} mål eller tiltak gjelder bolig for eldre, unge eller familier", "{n} mål eller tiltak gjeld bustad for eldre, unge eller familiar", "{n} goals or measures are on housing for the old, the young or families";
    WiderHitColumn: "Mål om bolig for eldre, unge eller familier", "Mål om bustad for eldre, unge eller familiar", "Goal on housing for the old, the young or families";
    SocialTitle: "Boligsosiale setninger i {file} ({n})", "Bustadsosiale setningar i {file} ({n})", "Sentences on social housing in {file} ({n})";
    WiderTitle: "Mål og tiltak om bolig for eldre, unge eller familier i {file} ({n})", "Mål og tiltak om bustad for eldre, unge eller familiar i {file} ({n})", "Goals and measures on housing for the old, the young or families in {file} ({n})";
    WhyNoPlan: "ingen plan, verken før eller nå", "ingen plan, verken før eller no", "no plan, neither before nor now";
    WhyNoDecision: "vurderingen står ikke lenger", "vurderinga står ikkje lenger", "the decision no longer stands";
    BetweenNew: "{name} er ny i tabellen", "{name} er ny i tabellen", "{name} is new in the table";
    BetweenGone: "{name} er ikke lenger med", "{name} er ikkje lenger med", "{name} is no longer in the table";
    AnchorsUnread: "(dokumenter som ikke er helt lest og kan nevne dem: {n})", "(dokument som ikkje er heilt lesne og kan nemne dei: {n})", "(documents not fully read, which may name them: {n})";
    PackNotInRun: "termpakken {pack} var ikke med i gjennomgangen", "termpakken {pack} var ikkje med i gjennomgangen", "the pack {pack} was not part of the screening";
    PackNotInRunHint: "Kjør planlys screen på nytt med --pack boligsosial-2018 --pack {pack}.", "Køyr planlys screen på nytt med --pack boligsosial-2018 --pack {pack}.", "Run planlys screen again with --pack boligsosial-2018 --pack {pack}.";
    NoSharedCells: "Ingen ruter er gitt farge av begge.", "Ingen ruter har fått farge av begge.", "No cell was coloured by both.";
    AsidePart: "del eller vedlegg til en annen plan", "del eller vedlegg til ein annan plan", "a part or an appendix of another plan";
    AsideJoint: "felles plan; kommunen har sin egen", "felles plan; kommunen har sin eigen", "a joint plan; the municipality has its own";
    CutShort: "siste linje i {file} er ufullstendig og regnes ikke med; den flyttes til en fil ved siden av (.rest) ved neste vurdering", "siste linja i {file} er ufullstendig og blir ikkje rekna med; ho blir flytta til ei fil ved sida av (.rest) ved neste vurdering", "the last line of {file} is incomplete and does not count; the next decision moves it to a file beside (.rest)";
    Unplaced: "Vurderinger av ruter som ikke er i tabellen: {cells}", "Vurderingar av ruter som ikkje er i tabellen: {cells}", "Decisions on cells that the table lacks: {cells}";
    WhyCountsNow: "dokumentet var der før og teller nå: {path}", "dokumentet var der før og tel no: {path}", "the document was there before and counts now: {path}";
    WhyOtherParts: "andre deler eller vedlegg regnes med", "andre delar eller vedlegg er rekna med", "other parts or appendices are counted";
    GreenShort: "grønn for korte dokumenter", "grøn for korte dokument", "green for short documents";
    InContextColumn: "Støtteord i avsnitt om bolig", "Støtteord i avsnitt om bustad", "Supporting terms in paragraphs about housing";
    BearingHitsColumn: "Treff i overskrift, mål eller avsnitt om temaet", "Treff i overskrift, mål eller avsnitt om temaet", "Hits in headings, goals or paragraphs on the subject";
    CoreSocialColumn: "Boligsosiale setninger med kjerneord", "Bustadsosiale setningar med kjerneord", "Sentences on social housing with a core term";
    RuleUsed: "Termpakke {pack} versjon {version}, regel versjon {rule} (planlys packs show {pack}).", "Termpakke {pack} versjon {version}, regel versjon {rule} (planlys packs show {pack}).", "Pack {pack} version {version}, rule version {rule} (planlys packs show {pack}).";
    KeyColumn: "Rute", "Rute", "Cell";
    DocumentColumn: "Dokument", "Dokument", "Document";
    TitleColumn: "Tittel", "Tittel", "Title";
    PeriodColumn: "Periode", "Periode", "Period";
    AdoptedColumn: "Vedtatt", "Vedteke", "Adopted";
    CaseColumn: "Sak", "Sak", "Case";
    PlaceFileName: "filnavnet", "filnamnet", "file name";
    PlaceFolder: "mappen", "mappa", "folder";
    PlaceMetadata: "filens egenskaper", "eigenskapane til fila", "file metadata";
    StatusColumn: "Status", "Status", "Status";
    ExplanationColumn: "Forklaring", "Forklaring", "Explanation";
    PageColumn: "Side", "Side", "Page";
    LabelColumn: "Trykt sidetall", "Trykt sidetal", "Page label";
    TermColumn: "Søkeord", "Søkjeord", "Term";
    SurfaceColumn: "Funnet form", "Funnen form", "Form found";
    FormColumn: "Merknad om formen", "Merknad om forma", "Note on the form";
    PackColumn: "Termpakke", "Termpakke", "Term pack";
    FormShared: "delt ordledd", "delt ordledd", "shared part";
    FormBroken: "delt med mellomrom", "delt med mellomrom", "parted by a space";
    FormDamaged: "skadet tekst", "skada tekst", "damaged text";
    GroupColumn: "Mål eller gruppe", "Mål eller gruppe", "Goal or group";
    GroupsTitle: "{pack}: hva planene nevner", "{pack}: kva planane nemner", "{pack}: what the plans mention";
    GroupHits: "{hits} i {levels}", "{hits} i {levels}", "{hits} in {levels}";
    GroupsLegend: "«12 i 3» betyr 12 treff som teller, på 3 plannivå; bare vedtatte og gjeldende planer er med. – betyr ingen treff, ◌ ingen treff mens noe ikke kunne leses. Dette er lesehjelp, ingen farge.", "«12 i 3» tyder 12 treff som tel, på 3 plannivå; berre vedtekne og gjeldande planar er med. – tyder ingen treff, ◌ ingen treff medan noko ikkje kunne lesast. Dette er lesehjelp, ingen farge.", "“12 in 3” means 12 hits that count, on 3 plan levels; only adopted plans in force are included. – means no hits, ◌ no hits while something could not be read. This is a reading aid, not a colour.";
    ZoneColumn: "Sone", "Sone", "Zone";
    SectionColumn: "Kapittel", "Kapittel", "Section";
    UnderHeading: "under «{heading}»", "under «{heading}»", "under “{heading}”";
    CountsColumn: "Teller", "Tel", "Counts";
    WhyNotColumn: "Hvorfor ikke", "Kvifor ikkje", "Why not";
    ContextColumn: "Setning", "Setning", "Sentence";
    NumberColumn: "Kommunenummer", "Kommunenummer", "Municipality number";
    CoreColumn: "Kjerneord (K)", "Kjerneord (K)", "Core terms (K)";
    TermsColumn: "Ulike søkeord (D)", "Ulike søkjeord (D)", "Distinct terms (D)";
    HitsColumn: "Treff (N)", "Treff (N)", "Hits (N)";
    PagesColumn: "Sider med treff (P)", "Sider med treff (P)", "Pages with hits (P)";
    DocumentPagesColumn: "Sider i dokumentet", "Sider i dokumentet", "Pages of the document";
    Yes: "ja", "ja", "yes";
    No: "nei", "nei", "no";
    Legend: "Tegnforklaring", "Teiknforklaring", "Legend";
    // Statuses.
    StatusAdopted: "vedtatt", "vedteken", "adopted";
    StatusHearing: "høringsutkast", "høyringsutkast", "hearing draft";
    StatusDraft: "utkast", "utkast", "draft";
    StatusLater: "vedtatt etter denne dagen", "vedteken etter denne dagen", "adopted after this day";
    StatusExpired: "utløpt", "utgått", "expired";
    StatusUnknown: "vedtak ikke funnet i teksten", "vedtak ikkje funne i teksten", "no adoption found in the text";
    AsideNotKnownAdopted: "vet ikke om den er vedtatt; planen som teller, er vedtatt", "veit ikkje om han er vedteken; planen som tel, er vedteken", "not known to be adopted; the plan that counts is";
    AsideAdoptedEarlier: "erstattet: planen som teller, er vedtatt senere", "erstatta: planen som tel, er vedteken seinare", "replaced: the plan that counts was adopted later";
    AsideEarlierPeriod: "erstattet: planen som teller, gjelder for en senere periode", "erstatta: planen som tel, gjeld for ein seinare periode", "replaced: the plan that counts is for a later period";
    AsideUnread: "kunne ikke leses; planen som teller, kunne leses", "kunne ikkje lesast; planen som tel, kunne lesast", "could not be read; the plan that counts could";
    AsideLessText: "kortere utgave: planen som teller, har mer tekst", "kortare utgåve: planen som tel, har meir tekst", "shorter: the plan that counts has more text";
    Unknown: "ukjent", "ukjend", "unknown";
    UnknownSense: "kilden til tabellen sier ikke hvilken farge ruten hadde", "kjelda til tabellen seier ikkje kva farge ruta hadde", "the source of the table does not say the colour";
    // Explanations of a cell.
    ExplainGreen: "Grønn fordi {core} og {supporting} gir {hits} på {pages}, og {social}.", "Grøn fordi {core} og {supporting} gjev {hits} på {pages}, og {social}.", "Green because {core} and {supporting} give {hits} on {pages}, and {social}.";
    ExplainYellow: "Gul fordi {core} og {supporting} gir {hits} på {pages}, og {social}.", "Gul fordi {core} og {supporting} gjev {hits} på {pages}, og {social}.", "Yellow because {core} and {supporting} give {hits} on {pages}, and {social}.";
    ExplainRed: "Rød fordi det er lite å spore: {core} og {supporting}, {hits} på {pages}, og {social}.", "Raud fordi det er lite å spore: {core} og {supporting}, {hits} på {pages}, og {social}.", "Red because there is little to trace: {core} and {supporting}, {hits} on {pages}, and {social}.";
    ExplainNothing: "Rød fordi ingen av søkeordene er funnet slik at de teller, og {social}; {documentpages} er lest.", "Raud fordi ingen av søkjeorda er funne slik at dei tel, og {social}; {documentpages} er lesne.", "Red because none of the terms was found so that it counts, and {social}; {documentpages} read.";
    SocialNone: "ingen setning tar opp bolig for dem som strever på boligmarkedet", "inga setning tek opp bustad for dei som strevar på bustadmarknaden", "no sentence takes up housing for those who struggle in the housing market";
    SocialOne: "1 setning tar opp bolig for dem som strever på boligmarkedet, {goals}", "1 setning tek opp bustad for dei som strevar på bustadmarknaden, {goals}", "1 sentence takes up housing for those who struggle in the housing market, {goals}";
    SocialSome: "{n} setninger tar opp bolig for dem som strever på boligmarkedet, {goals}", "{n} setningar tek opp bustad for dei som strevar på bustadmarknaden, {goals}", "{n} sentences take up housing for those who struggle in the housing market, {goals}";
    GoalsNone: "ingen som mål eller tiltak", "inga som mål eller tiltak", "none as a goal or measure";
    GoalsSome: "{n} av dem som mål eller tiltak", "{n} av dei som mål eller tiltak", "{n} of them as a goal or measure";
    GoalsAll: "som mål eller tiltak", "som mål eller tiltak", "as a goal or measure";
    WouldGive: "Med {more} ville fargen vært {colour}.", "Med {more} ville fargen vore {colour}.", "With {more} the colour would be {colour}.";
    WithOneLess: "Med én slik setning mindre ville fargen vært {colour}.", "Med éi slik setning mindre ville fargen vore {colour}.", "With one such sentence less the colour would be {colour}.";
    MoreCoreOne: "ett kjerneord til", "eitt kjerneord til", "one more core term";
    MoreTermsOne: "ett annet søkeord", "eitt anna søkjeord", "one other term";
    MoreHitsOne: "ett treff til", "eitt treff til", "one more hit";
    MorePagesOne: "treff på én side til", "treff på éi side til", "hits on one more page";
    MoreInContextOne: "ett støtteord til i et avsnitt om bolig", "eitt støtteord til i eit avsnitt om bustad", "one more supporting term in a paragraph about housing";
    MoreBearingOne: "ett bærende treff til", "eitt berande treff til", "one more bearing hit";
    MoreSocialOne: "én boligsosial setning til", "éi bustadsosial setning til", "one more sentence on social housing";
    MoreCoreSocialOne: "én boligsosial setning med kjerneord", "éi bustadsosial setning med kjerneord", "one sentence on social housing with a core term";
    MoreGoalsOne: "ett boligsosialt mål eller tiltak til", "eitt bustadsosialt mål eller tiltak til", "one more social housing goal or measure";
    MoreWiderGoalsOne: "ett mål eller tiltak om bolig for eldre, unge eller familier", "eitt mål eller tiltak om bustad for eldre, unge eller familiar", "one goal or measure on housing for the old, the young or families";
    MoreCore: "{n} kjerneord til", "{n} kjerneord til", "{n} more core terms";
    MoreTerms: "{n} ulike søkeord til", "{n} ulike søkjeord til", "{n} more distinct terms";
    MoreHits: "{n} treff til", "{n} treff til", "{n} more hits";
    MorePages: "treff på {n} sider til", "treff på {n} sider til", "hits on {n} more pages";
    MoreInContext: "{n} støtteord til i avsnitt om bolig", "{n} støtteord til i avsnitt om bustad", "{n} more supporting terms in paragraphs about housing";
    MoreBearing: "{n} bærende treff til", "{n} berande treff til", "{n} more bearing hits";
    MoreSocial: "{n} boligsosiale setninger til", "{n} bustadsosiale setningar til", "{n} more sentences on social housing";
    MoreGoals: "{n} boligsosiale mål eller tiltak til", "{n} bustadsosiale mål eller tiltak til", "{n} more social housing goals or measures";
    CountedTogether: "Regnet sammen med {parts}.", "Rekna saman med {parts}.", "Counted together with {parts}.";
    JointPlan: "Felles plan, også for {names}.", "Felles plan, òg for {names}.", "A joint plan, also for {names}.";
    Missing: "Ikke funnet slik at det teller: {terms}.", "Ikkje funne slik at det tel: {terms}.", "Not found so that it counts: {terms}.";
    ContextCount: "{n} ord ved siden av boligord", "{n} ord ved sida av bustadord", "{n} beside housing words";
    NothingMissing: "Alle kjerneord og støtteord er funnet.", "Alle kjerneord og støtteord er funne.", "All core and supporting terms were found.";
    CoreCount: "{n} kjerneord", "{n} kjerneord", "{n} core terms";
    CoreCountOne: "1 kjerneord", "1 kjerneord", "1 core term";
    CoreNone: "ingen kjerneord", "ingen kjerneord", "no core terms";
    SupportingCount: "{n} støtteord", "{n} støtteord", "{n} supporting terms";
    SupportingCountOne: "1 støtteord", "1 støtteord", "1 supporting term";
    SupportingNone: "ingen støtteord", "ingen støtteord", "no supporting terms";
    HitCount: "{n} treff", "{n} treff", "{n} hits";
    HitCountOne: "1 treff", "1 treff", "1 hit";
    PageShare: "{n} av {all} sider", "{n} av {all} sider", "{n} of {all} pages";
    PageCount: "{n} sider", "{n} sider", "{n} pages";
    PageCountOne: "1 side", "1 side", "1 page";
    LeastCoreOne: "1 kjerneord", "1 kjerneord", "1 core term";
    LeastTermsOne: "1 søkeord", "1 søkjeord", "1 term";
    LeastHitsOne: "1 treff", "1 treff", "1 hit";
    LeastPagesOne: "1 side med treff", "1 side med treff", "1 page with hits";
    LeastInContextOne: "1 støtteord i et avsnitt om bolig", "1 støtteord i eit avsnitt om bustad", "1 supporting term in a paragraph about housing";
    LeastBearingOne: "1 bærende treff", "1 berande treff", "1 bearing hit";
    LeastSocialOne: "1 boligsosial setning", "1 bustadsosial setning", "1 sentence on social housing";
    LeastCoreSocialOne: "1 boligsosial setning med kjerneord", "1 bustadsosial setning med kjerneord", "1 sentence on social housing with a core term";
    LeastGoalsOne: "1 boligsosialt mål eller tiltak", "1 bustadsosialt mål eller tiltak", "1 social housing goal or measure";
    LeastWiderGoalsOne: "1 mål eller tiltak om bolig for eldre, unge eller familier", "1 mål eller tiltak om bustad for eldre, unge eller familiar", "1 goal or measure on housing for the old, the young or families";
    LeastCore: "{n} kjerneord", "{n} kjerneord", "{n} core terms";
    LeastTerms: "{n} ulike søkeord", "{n} ulike søkjeord", "{n} distinct terms";
    LeastHits: "{n} treff", "{n} treff", "{n} hits";
    LeastPages: "{n} sider med treff", "{n} sider med treff", "{n} pages with hits";
    LeastInContext: "{n} støtteord i avsnitt om bolig", "{n} støtteord i avsnitt om bustad", "{n} supporting terms in paragraphs about housing";
    LeastBearing: "{n} bærende treff", "{n} berande treff", "{n} bearing hits";
    LeastSocial: "{n} boligsosiale setninger", "{n} bustadsosiale setningar", "{n} sentences on social housing";
    LeastGoals: "{n} boligsosiale mål eller tiltak", "{n} bustadsosiale mål eller tiltak", "{n} social housing goals or measures";
    LeastCoreSocial: "{n} boligsosiale setninger med kjerneord", "{n} bustadsosiale setningar med kjerneord", "{n} sentences on social housing with a core term";
    MoreCoreSocial: "{n} boligsosiale setninger til med kjerneord", "{n} bustadsosiale setningar til med kjerneord", "{n} more sentences on social housing with a core term";
    LeastWiderGoals: "{n} mål eller tiltak om bolig for eldre, unge eller familier", "{n} mål eller tiltak om bustad for eldre, unge eller familiar", "{n} goals or measures on housing for the old, the young or families";
    MoreWiderGoals: "{n} mål eller tiltak til om bolig for eldre, unge eller familier", "{n} mål eller tiltak til om bustad for eldre, unge eller familiar", "{n} more goals or measures on housing for the old, the young or families";
    Least: "minst {what}", "minst {what}", "at least {what}";
    And: "og", "og", "and";
    UnreadNote: "Merk: {unread} av {pages} sider er ikke lest.", "Merk: {unread} av {pages} sider er ikkje lesne.", "Note: {unread} of {pages} pages were not read.";
    DamagedNote: "Merk: skadet tekstlag. Filen har mistet bokstaver (ofte æ, ø eller å), så treff kan mangle.", "Merk: skadd tekstlag. Fila har mista bokstavar (ofte æ, ø eller å), så treff kan mangle.", "Note: damaged text layer. The file has lost letters (often æ, ø or å), so hits may be missing.";
    StatusUnknownNote: "Merk: vedtaket er ikke funnet i teksten; planen regnes som gjeldende.", "Merk: vedtaket er ikkje funne i teksten; planen blir rekna som gjeldande.", "Note: no adoption was found in the text; the plan is taken to be in force.";
    ExplainNoPlan: "Ingen vedtatt og gjeldende plan på dette nivået er blant dokumentene.", "Ingen vedteken og gjeldande plan på dette nivået er mellom dokumenta.", "No adopted plan in force at this level is among the documents.";
    ExplainUnknownFiles: "Disse filene kunne ikke leses og kan være planen: {files}.", "Desse filene kunne ikkje lesast og kan vere planen: {files}.", "These files could not be read and may be the plan: {files}.";
    ExplainSearched: "Søkt {date} på {place} uten å finne planen.", "Søkt {date} på {place} utan å finne planen.", "Searched {date} at {place} without finding the plan.";
    UnknownDate: "(dato ikke oppgitt)", "(dato ikkje oppgjeven)", "(date not stated)";
    UnknownPlace: "(sted ikke oppgitt)", "(stad ikkje oppgjeven)", "(place not stated)";
    ExplainSetAside: "Funnet, men teller ikke: {documents}.", "Funne, men tel ikkje: {documents}.", "Found, but does not count: {documents}.";
    OwnColour: "teksten alene ville gitt {colour}", "teksten åleine ville gjeve {colour}", "its text alone would give {colour}";
    CannotAssess: "Kan ikke vurderes: {why}", "Kan ikkje vurderast: {why}", "Cannot be assessed: {why}";
    GateUnread: "{unread} av {pages} sider kunne ikke leses.", "{unread} av {pages} sider kunne ikkje lesast.", "{unread} of {pages} pages could not be read.";
    GateRed: "på sidene som er lest, er lite å spore, men {unread} av {pages} sider kunne ikke leses.", "på sidene som er lesne, er lite å spore, men {unread} av {pages} sider kunne ikkje lesast.", "the pages that were read show little, but {unread} of {pages} pages could not be read.";
    UnreadAdvice: "Side {list}: {kinds}. Les sidene selv, eller gjør filen søkbar med tekstgjenkjenning (OCR).", "Side {list}: {kinds}. Les sidene sjølv, eller gjer fila søkbar med tekstattkjenning (OCR).", "Page {list}: {kinds}. Read the pages yourself, or make the file searchable with OCR.";
    GateDamaged: "tekstlaget i filen er skadet: bokstaver mangler (ofte æ, ø eller å), så søkeord kan være oversett.", "tekstlaget i fila er skadd: bokstavar manglar (ofte æ, ø eller å), så søkjeord kan vere oversedde.", "the text layer of the file is damaged: letters are missing (often æ, ø or å), so terms may be missed.";
    GateLanguage: "språket støttes ikke; les manuelt.", "språket er ikkje støtta; les manuelt.", "the language is not supported; read it yourself.";
    GateShort: "dokumentet har bare {words} ord; det er kanskje ikke hele planen.", "dokumentet har berre {words} ord; det er kanskje ikkje heile planen.", "the document has only {words} words; it may not be the whole plan.";
    // Why a file or page was not read, and what to do.
    ErrorEmpty: "filen er tom (0 byte). Last den ned på nytt.", "fila er tom (0 byte). Last ho ned på nytt.", "the file is empty (0 bytes). Download it again.";
    ErrorIo: "filen kunne ikke åpnes. Sjekk at du har tilgang, og at den ikke er åpen i et annet program.", "fila kunne ikkje opnast. Sjekk at du har tilgang, og at ho ikkje er open i eit anna program.", "the file could not be opened. Check that you have access and that no other program has it open.";
    ErrorTooLarge: "filen er for stor (over 1 GiB). Del den opp.", "fila er for stor (over 1 GiB). Del ho opp.", "the file is too large (over 1 GiB). Split it.";
    ErrorEncrypted: "filen er beskyttet med passord. Åpne den med passordet og lagre en kopi uten.", "fila er verna med passord. Opne ho med passordet og lagre ein kopi utan.", "the file is password-protected. Open it with the password and save a copy without.";
    ErrorUnsupportedEncryption: "filen er kryptert på en måte som ikke kan leses. Skriv den ut til en ny PDF.", "fila er kryptert på ein måte som ikkje kan lesast. Skriv ho ut til ein ny PDF.", "the encryption of the file cannot be read. Print it to a new PDF.";
    ErrorDamaged: "filen er ødelagt og kan ikke åpnes som PDF. Last den ned på nytt.", "fila er øydelagd og kan ikkje opnast som PDF. Last ho ned på nytt.", "the file is damaged and cannot be opened as a PDF. Download it again.";
    ErrorNoPages: "filen har ingen sider. Last den ned på nytt.", "fila har ingen sider. Last ho ned på nytt.", "the file has no pages. Download it again.";
    ErrorUnknownFormat: "filen er verken PDF eller tekst (.txt, .md). Lagre den som PDF.", "fila er verken PDF eller tekst (.txt, .md). Lagre ho som PDF.", "the file is neither PDF nor text (.txt, .md). Save it as PDF.";
    ErrorTimeout: "Filen tok for lang tid å lese og ble hoppet over. Skriv den ut til en ny PDF, eller gi mer tid med --time-limit.", "Fila tok for lang tid å lese og vart hoppa over. Skriv ho ut til ein ny PDF, eller gje meir tid med --time-limit.", "reading the file took too long and was stopped. Print it to a new PDF, or give more time with --time-limit.";
    ErrorCrashed: "PDF-leseren klarte ikke filen. Skriv den ut til en ny PDF.", "PDF-lesaren klarte ikkje fila. Skriv ho ut til ein ny PDF.", "the PDF reader failed on the file. Print it to a new PDF.";
    UnreadImageOnly: "som bilde uten tekst", "som bilete utan tekst", "as images without text";
    UnreadDrawn: "som tegnet tekst eller kart", "som teikna tekst eller kart", "as drawn text or maps";
    UnreadUndecodable: "med skrift som ikke kan tydes", "med skrift som ikkje kan tydast", "with an undecodable font";
    UnreadDamaged: "med ødelagt innhold", "med øydelagt innhald", "with damaged content";
    UnreadMissing: "som mangler i filen", "som manglar i fila", "missing from the file";
    UnreadTooLarge: "med for mye innhold", "med for mykje innhald", "with too much content";
    UnreadCrashed: "der PDF-leseren sviktet", "der PDF-lesaren svikta", "where the PDF reader failed";
    // Zones and reasons.
    ZoneBody: "brødtekst", "brødtekst", "body";
    ZoneHeading: "overskrift", "overskrift", "heading";
    ZoneTable: "tabell", "tabell", "table";
    ZoneFootnote: "fotnote", "fotnote", "footnote";
    ZoneContents: "innholdsliste", "innhaldsliste", "contents list";
    ZoneHeaderFooter: "topp- eller bunntekst", "topp- eller botntekst", "header or footer";
    ZoneReference: "kildeliste", "kjeldeliste", "reference list";
    WhyContents: "står i innholdslisten", "står i innhaldslista", "in the contents list";
    WhyHeaderFooter: "står i topp- eller bunntekst", "står i topp- eller botntekst", "in a header or footer";
    WhyReference: "står i kildelisten", "står i kjeldelista", "in the reference list";
    WhyOwnTitle: "er dokumentets egen tittel", "er dokumentet sin eigen tittel", "is the document's own title";
    WhyExcepted: "unntak i termpakken: {detail}", "unntak i termpakken: {detail}", "exception in the pack: {detail}";
    WhyBeside: "står sammen med {detail}, som gir en annen betydning", "står saman med {detail}, som gjev ei anna tyding", "stands beside {detail}, which gives it another meaning";
    WhyNoContextInSentence: "uten et ord som pakken krever i setningen", "utan eit ord som pakken krev i setninga", "without a word that the pack asks for in the sentence";
    WhyAddress: "står i en nettadresse", "står i ei nettadresse", "in the address of a web page";
    WhyZone: "i {zone}, som termpakken holder utenfor", "i {zone}, som termpakken held utanfor", "in {zone}, which the term pack leaves out";
    WhyNoContext: "uten et boligord eller annet ord som pakken krever i avsnittet", "utan eit bustadord eller anna ord som pakken krev i avsnittet", "without a housing word or other word that the pack asks for in the paragraph";
    WhyQuoted: "gjengitt liste over mål eller lover", "attgjeven liste over mål eller lover", "quoted list of goals or laws";
    WhyRepeated: "avsnittet er en gjentakelse, ord for ord", "avsnittet er ei gjentaking, ord for ord", "the paragraph repeats an earlier one";
    WhyBackground: "bakgrunnsord, teller aldri", "bakgrunnsord, tel aldri", "background term, never counts";
    // Lists under the matrix.
    ListMissing: "Ikke funnet", "Ikkje funne", "Not found";
    ListUnreadable: "Kan ikke vurderes ({n})", "Kan ikkje vurderast ({n})", "Cannot be assessed ({n})";
    ListNotInForce: "Teller ikke: utløpt, på høring, utkast eller erstattet ({n})", "Tel ikkje: utgått, på høyring, utkast eller erstatta ({n})", "Does not count: expired, hearing, draft or replaced ({n})";
    ListBeside: "Ved siden av tabellen: andre planer og dokumenter ({n})", "Ved sida av tabellen: andre planar og dokument ({n})", "Beside the matrix: other plans and documents ({n})";
    ListUnread: "Ikke lest eller bare delvis lest ({n})", "Ikkje lesne eller berre delvis lesne ({n})", "Not read, or only partly ({n})";
    ListNotes: "Merknader ({n})", "Merknader ({n})", "Notes ({n})";
    NoMunicipality: "(uten kommune)", "(utan kommune)", "(no municipality)";
    NotePeriod: "perioden på forsiden ({printed}) er en annen enn i filnavnet ({named}); forsiden brukes", "perioden på framsida ({printed}) er ein annan enn i filnamnet ({named}); framsida blir brukt", "the period on the cover ({printed}) differs from that of the file name ({named}); the cover is used";
    NoteNotInRegister: "kommunenavnet står ikke i registeret over Norges 357 kommuner", "kommunenamnet står ikkje i registeret over dei 357 kommunane i Noreg", "the name is not in the register of Norway's 357 municipalities";
    NoteAmbiguous: "flere kommuner har dette navnet; skriv kommunenummeret i mappenavnet", "fleire kommunar har dette namnet; skriv kommunenummeret i mappenamnet", "several municipalities have this name; put the number in the folder name";
    NoteNowhere: "kommunen går verken fram av mappen eller forsiden; legg filen i en mappe med kommunens navn", "kommunen går verken fram av mappa eller framsida; legg fila i ei mappe med namnet på kommunen", "neither folder nor cover names the municipality; put the file in a folder with its name";
    NoteKind: "plannivået kunne ikke bestemmes; sett det i plans.csv", "plannivået kunne ikkje avgjerast; set det i plans.csv", "the plan level could not be told; state it in plans.csv";
    NotePartGuessed: "tittelen sier ikke hvilken del av kommuneplanen dette er; den er bestemt av ordene i teksten. Sett nivået i plans.csv hvis det er feil", "tittelen seier ikkje kva del av kommuneplanen dette er; ho er avgjord av orda i teksten. Set nivået i plans.csv om det er feil", "the title does not say which part of the municipal plan this is; it was told by the words of the text. State the level in plans.csv if it is wrong";
    NoteStatusUnknown: "vedtaket er ikke funnet i teksten; planen regnes som gjeldende. Sett status i plans.csv", "vedtaket er ikkje funne i teksten; planen blir rekna som gjeldande. Set status i plans.csv", "no adoption was found in the text; the plan is taken to be in force. State the status in plans.csv";
    NoteExpiredGuess: "regnes som utløpt fordi den ble vedtatt i {year} og perioden ikke er funnet. Sett periode eller status i plans.csv hvis den fortsatt gjelder", "blir rekna som utgått fordi han vart vedteken i {year} og perioden ikkje er funnen. Set periode eller status i plans.csv om han framleis gjeld", "is taken to have expired because it was adopted in {year} and no period was found. State the period or status in plans.csv if it is still in force";
    NoteExpiredKommuneplan: "perioden {period} er over. En kommuneplan gjelder til den er erstattet: sett status vedtatt i plans.csv hvis den fortsatt gjelder", "perioden {period} er over. Ein kommuneplan gjeld til han er erstatta: set status vedtatt i plans.csv om han framleis gjeld", "its period {period} is over. A municipal plan holds until it is replaced: state status vedtatt in plans.csv if it is still in force";
    NoteOtherMunicipality: "forsiden nevner {names}, men mappen sier {folder}; mappen brukes", "framsida nemner {names}, men mappa seier {folder}; mappa blir brukt", "the cover names {names}, but the folder says {folder}; the folder is used";
    NoteUnlisted: "kunne ikke hentes; sjekk tilgangen og navnet", "kunne ikkje hentast; sjekk tilgangen og namnet", "could not be listed; check the access and the name";
    ExplainHidden: "En mappe eller fil hos kommunen kunne ikke hentes, så planen kan finnes. Se under «Ikke lest».", "Ei mappe eller fil hos kommunen kunne ikkje hentast, så planen kan finnast. Sjå under «Ikkje lese».", "A folder or file of the municipality could not be listed, so the plan may be there. See under «Not read».";
    CoverageLine: "Dekning: dokumenter: {documents}, sider: {pages} (lest: {text}, tomme: {blank}, ikke lest: {unread}), filer som ikke kunne åpnes: {failed}.", "Dekning: dokument: {documents}, sider: {pages} (lesne: {text}, tomme: {blank}, ikkje lesne: {unread}), filer som ikkje kunne opnast: {failed}.", "Coverage: documents: {documents}, pages: {pages} (read: {text}, blank: {blank}, not read: {unread}), files that could not be opened: {failed}.";
    NextSteps: "Se treffene i en rute: planlys show \"{municipality}\" {level}{where}", "Sjå treffa i ei rute: planlys show \"{municipality}\" {level}{where}", "See the hits of a cell: planlys show \"{municipality}\" {level}{where}";
    NextReport: "Lag rapport med alle treff: planlys screen {corpus}{flags} --out rapport", "Lag rapport med alle treff: planlys screen {corpus}{flags} --out rapport", "Write a report with all hits: planlys screen {corpus}{flags} --out rapport";
    Written: "Skrevet: {file}", "Skrive: {file}", "Written: {file}";
    SuggestionNote: "Fargene er forslag fra søk i teksten. En person leser treffene og avgjør.", "Fargane er forslag frå søk i teksten. Ein person les treffa og avgjer.", "The colours are suggestions from searching the text. A person reads the hits and decides.";
    // show, search.
    ShowCounted: "Treff som teller ({n})", "Treff som tel ({n})", "Hits that count ({n})";
    ShowNotCounted: "Treff som ikke teller ({n})", "Treff som ikkje tel ({n})", "Hits that do not count ({n})";
    PageAbbreviation: "s. {page}", "s. {page}", "p. {page}";
    PageWithLabel: "s. {page} (trykt {label})", "s. {page} (trykt {label})", "p. {page} (printed {label})";
    SearchNothing: "Ingen sider svarer på søket «{query}».", "Ingen sider svarar på søket «{query}».", "No page answers the query «{query}».";
    SearchCount: "Sider som svarer: {all} · dokumenter: {documents} · vist: {shown}", "Sider som svarar: {all} · dokument: {documents} · vist: {shown}", "Pages that answer: {all} · documents: {documents} · shown: {shown}";
    SearchTotal: "Sider som svarer: {all} · dokumenter: {documents}", "Sider som svarar: {all} · dokument: {documents}", "Pages that answer: {all} · documents: {documents}";
    EvidenceTitle: "Lest av dokumentet", "Lese av dokumentet", "Read from the document";
    MethodTitle: "Metode", "Metode", "Method";
    MethodText: "Søkeordene i termpakken {pack} (versjon {version}, {hash}) er søkt i teksten på alle leste sider. Regel versjon {rule}: grønn krever {least}; dokumenter under {short} sider: {leastshort}. Gul krever {yellow}. Ellers rød. Rødt gis bare når alle sider er lest. Treff i innholdsliste, topp- og bunntekst, kildeliste og dokumentets egen tittel teller ikke. planlys {program}.", "Søkjeorda i termpakken {pack} (versjon {version}, {hash}) er søkte i teksten på alle lesne sider. Regel versjon {rule}: grøn krev {least}; dokument under {short} sider: {leastshort}. Gul krev {yellow}. Elles raud. Raudt blir berre gjeve når alle sider er lesne. Treff i innhaldsliste, topp- og botntekst, kjeldeliste og dokumentet sin eigen tittel tel ikkje. planlys {program}.", "The terms of the pack {pack} (version {version}, {hash}) were searched in the text of all pages read. Rule version {rule}: green needs {least}; documents under {short} pages: {leastshort}. Yellow needs {yellow}. Otherwise red. Red is given only when all pages were read. Hits in contents lists, headers and footers, reference lists and the document's own title do not count. planlys {program}.";
    BackToMatrix: "Til tabellen", "Til tabellen", "To the matrix";
    // Progress.
    ProgressReading: "leser", "les", "reading";
    // Errors and hints.
    ErrorWord: "feil", "feil", "error";
    HintWord: "råd", "råd", "hint";
    NoteWord: "merk", "merk", "note";
    CorpusMissing: "mappen {path} finnes ikke", "mappa {path} finst ikkje", "there is no folder {path}";
    CorpusMissingHint: "Gi stien til en mappe med én undermappe per kommune, eller utelat den for å bruke eksempelet i corpus/.", "Gje stien til ei mappe med éi undermappe per kommune, eller utelat han for å bruke dømet i corpus/.", "Give the path of a folder with one folder per municipality, or leave it out to use the example in corpus/.";
    CorpusNotFolder: "{path} er en fil, ikke en mappe", "{path} er ei fil, ikkje ei mappe", "{path} is a file, not a folder";
    CorpusNotFolderHint: "Legg filen i en mappe med kommunens navn, og gi mappen over.", "Legg fila i ei mappe med namnet på kommunen, og gje mappa over.", "Put the file in a folder with the municipality's name and give the folder above.";
    CorpusEmpty: "mappen {path} har ingen filer", "mappa {path} har ingen filer", "the folder {path} has no files";
    CorpusEmptyHint: "Legg planene i én mappe per kommune, for eksempel {path}/Vågan/planstrategi.pdf.", "Legg planane i éi mappe per kommune, til dømes {path}/Vågan/planstrategi.pdf.", "Put the plans in one folder per municipality, for example {path}/Vågan/planstrategi.pdf.";
    FileMissing: "filen {path} finnes ikke", "fila {path} finst ikkje", "there is no file {path}";
    FileUnread: "{path}: {why}", "{path}: {why}", "{path}: {why}";
    FilePartlyUnread: "{path}: {unread} av {pages} sider er ikke lest ({why})", "{path}: {unread} av {pages} sider er ikkje lesne ({why})", "{path}: {unread} of {pages} pages not read ({why})";
    PackUnknown: "termpakken {pack} finnes ikke", "termpakken {pack} finst ikkje", "there is no pack {pack}";
    PackUnknownHint: "Innebygde pakker: {known}. En egen pakke gis med filnavn, for eksempel --pack min-pakke.toml.", "Innebygde pakkar: {known}. Ein eigen pakke blir gjeven med filnamn, til dømes --pack min-pakke.toml.", "Built-in packs: {known}. Give your own by file name, for example --pack my-pack.toml.";
    PackUnreadable: "termpakken {pack} kunne ikke leses: {why}", "termpakken {pack} kunne ikkje lesast: {why}", "the pack {pack} could not be read: {why}";
    FileIsFolder: "{path} er en mappe; gi filer, for eksempel {path}/plan.pdf", "{path} er ei mappe; gje filer, til dømes {path}/plan.pdf", "{path} is a folder; give files, for example {path}/plan.pdf";
    OutInCorpus: "rapportmappen {path} ligger inne i mappen med planer og ville blitt lest som en kommune", "rapportmappa {path} ligg inne i mappa med planar og ville blitt lesen som ein kommune", "the report folder {path} lies inside the folder of plans and would be read as a municipality";
    OutInCorpusHint: "Velg en mappe utenfor, for eksempel --out rapport.", "Vel ei mappe utanfor, til dømes --out rapport.", "Choose a folder outside it, for example --out rapport.";
    OutUnwritable: "kan ikke skrive i {path}: {why}", "kan ikkje skrive i {path}: {why}", "cannot write in {path}: {why}";
    MistakesIn: "{n} feil i {file}", "{n} feil i {file}", "{n} mistakes in {file}";
    StateMissing: "ingen planer er lest til {dir} ennå", "ingen planar er lesne til {dir} enno", "no plans have been read into {dir} yet";
    StateMissingHint: "Kjør planlys screen MAPPE først, og bruk samme --state eller --corpus her.", "Køyr planlys screen MAPPE først, og bruk same --state eller --corpus her.", "Run planlys screen FOLDER first, and use the same --state or --corpus here.";
    StateLocked: "{dir} er i bruk av et annet planlys-vindu (prosess {process})", "{dir} er i bruk av eit anna planlys-vindauge (prosess {process})", "{dir} is in use by another planlys (process {process})";
    StateLockedHint: "Vent til det er ferdig, eller bruk en annen mappe med --state.", "Vent til det er ferdig, eller bruk ei anna mappe med --state.", "Wait until it is done, or use another folder with --state.";
    StateDamaged: "{file} er skadet", "{file} er skadd", "{file} is damaged";
    StateDamagedHint: "Kjør planlys rebuild MAPPE, og så planlys screen MAPPE for tabellen; alt bygges opp igjen av planene.", "Køyr planlys rebuild MAPPE, og så planlys screen MAPPE for tabellen; alt blir bygt opp att av planane.", "Run planlys rebuild FOLDER, and then planlys screen FOLDER for the table; everything is rebuilt from the plans.";
    IoDenied: "ingen tilgang", "ingen tilgang", "no access";
    IoFull: "disken er full, eller filen ble for stor", "disken er full, eller fila vart for stor", "the disk is full, or the file became too large";
    IoMissing: "finnes ikke", "finst ikkje", "does not exist";
    IoFolder: "er en mappe", "er ei mappe", "is a folder";
    IoNotText: "er ikke tekst i UTF-8", "er ikkje tekst i UTF-8", "is not text in UTF-8";
    SearchLost: "teksten til {n} av dokumentene mangler eller er skadet, så svaret er ikke helt: {list}. Kjør planlys rebuild MAPPE", "teksten til {n} av dokumenta manglar eller er skadd, så svaret er ikkje heilt: {list}. Køyr planlys rebuild MAPPE", "the text of {n} of the documents is missing or damaged, so the answer is not whole: {list}. Run planlys rebuild FOLDER";
    SearchUnlisted: "dette kunne ikke hentes og er ikke søkt i: {list}", "dette kunne ikkje hentast og er ikkje søkt i: {list}", "this could not be listed and was not searched: {list}";
    SearchOther: "indeksen er laget av {made}, ikke av {asked}", "indeksen er laga av {made}, ikkje av {asked}", "the index was made of {made}, not of {asked}";
    SearchCut: "bare de {shown} beste av {all} sider er med; --limit {all} gir alle", "berre dei {shown} beste av {all} sider er med; --limit {all} gjev alle", "only the best {shown} of {all} pages are here; --limit {all} gives all";
    FaultRun: "siste gjennomgang (run.json eller table) mangler eller er skadet", "siste gjennomgang (run.json eller table) manglar eller er skadd", "the last screening (run.json or table) is missing or damaged";
    StateIo: "{file}: {why}", "{file}: {why}", "{file}: {why}";
    StateIoHint: "Sjekk plass på disken og skrivetilgang, eller velg en annen mappe med --state.", "Sjekk plass på disken og skrivetilgang, eller vel ei anna mappe med --state.", "Check disk space and write access, or choose another folder with --state.";
    StateElsewhere: "kan ikke skrive i korpusmappen; indeksen ligger i {dir}", "kan ikkje skrive i korpusmappa; indeksen ligg i {dir}", "cannot write in the corpus folder; the index is in {dir}";
    StateRebuilt: "indeksen i {dir} var skadet eller fra en annen versjon og er bygd på nytt", "indeksen i {dir} var skadd eller frå ein annan versjon og er bygd på nytt", "the index in {dir} was damaged or of another version and has been rebuilt";
    CellUnknownMunicipality: "ingen kommune i gjennomgangen heter {name}", "ingen kommune i gjennomgangen heiter {name}", "no municipality in the run is called {name}";
    CellUnknownLevel: "ukjent plannivå: {name}", "ukjent plannivå: {name}", "unknown plan level: {name}";
    DidYouMean: "Mente du {name}?", "Meinte du {name}?", "Did you mean {name}?";
    Possible: "Mulige verdier: {values}.", "Moglege verdiar: {values}.", "Possible values: {values}.";
    // packs.
    PackColours: "gir farger (regel versjon {rule})", "gjev fargar (regel versjon {rule})", "colours (rule version {rule})";
    PackNoColours: "lesehjelp, gir ingen farger", "lesehjelp, gjev ingen fargar", "a reading aid, colours nothing";
    PackTerms: "{n} søkeord", "{n} søkjeord", "{n} terms";
    PackGroups: "{n} grupper", "{n} grupper", "{n} groups";
    PackExtends: "bygger videre på {base}", "byggjer vidare på {base}", "builds on {base}";
    PackSource: "Kilde: {source}", "Kjelde: {source}", "Source: {source}";
    PackHeading: "{name} – {id}, versjon {version}", "{name} – {id}, versjon {version}", "{name} – {id}, version {version}";
    PackShowHint: "Se en pakke: planlys packs show {id}. Forklar et søkeord: planlys packs explain {id} {term}", "Sjå ein pakke: planlys packs show {id}. Forklar eit søkjeord: planlys packs explain {id} {term}", "See a pack: planlys packs show {id}. Explain a term: planlys packs explain {id} {term}";
    ClassCore: "Kjerneord: sier alene at planen handler om temaet", "Kjerneord: seier åleine at planen handlar om temaet", "Core terms: say by themselves that the plan deals with the subject";
    ClassSupporting: "Støtteord: støtter opp om temaet", "Støtteord: støttar opp om temaet", "Supporting terms: support the subject";
    ClassContext: "Ord som bare teller ved siden av et annet", "Ord som berre tel ved sida av eit anna", "Terms that count only beside another word";
    ClassBackground: "Bakgrunnsord: vises, men teller aldri", "Bakgrunnsord: blir viste, men tel aldri", "Background terms: shown, never counted";
    TermVariants: "former: {list}", "former: {list}", "variants: {list}";
    TermExcept: "teller ikke i: {list}", "tel ikkje i: {list}", "does not count in: {list}";
    TermBeside: "teller ikke i avsnitt med: {list}", "tel ikkje i avsnitt med: {list}", "does not count in paragraphs with: {list}";
    TermRequires: "krever et ord fra «{context}» i samme avsnitt", "krev eit ord frå «{context}» i same avsnitt", "needs a word of «{context}» in the same paragraph";
    TermRequiresSentence: "krever et ord fra «{context}» i samme setning", "krev eit ord frå «{context}» i same setning", "needs a word of «{context}» in the same sentence";
    TermNotIn: "teller ikke i soner: {list}", "tel ikkje i soner: {list}", "does not count in zones: {list}";
    TermInside: "finnes også inni andre søkeords treff", "finst òg inni treffa til andre søkjeord", "is found inside the hits of other terms too";
    TermGroup: "gruppe: {group}", "gruppe: {group}", "group: {group}";
    TermTests: "prøvesetninger: {hit} som skal treffe, {miss} som ikke skal", "prøvesetningar: {hit} som skal treffe, {miss} som ikkje skal", "test sentences: {hit} that must hit, {miss} that must not";
    ContextWords: "«{context}» er: {list}", "«{context}» er: {list}", "«{context}» is: {list}";
    QuotedWords: "Avsnitt med ett av disse er gjengitte lister og teller ikke: {list}", "Avsnitt med eitt av desse er attgjevne lister og tel ikkje: {list}", "Paragraphs with one of these are quoted lists and do not count: {list}";
    WordWhole: "ordet «{word}»", "ordet «{word}»", "the word «{word}»";
    WordExact: "«{word}» skrevet akkurat slik, som helt ord", "«{word}» skrive akkurat slik, som heilt ord", "«{word}» written just so, as a whole word";
    WordStarts: "ord som begynner med «{word}»", "ord som byrjar med «{word}»", "words that begin with «{word}»";
    WordEnds: "ord som slutter på «{word}»", "ord som sluttar på «{word}»", "words that end in «{word}»";
    WordContains: "ord som inneholder «{word}»", "ord som inneheld «{word}»", "words that contain «{word}»";
    WordsInRow: "på rad: {list}", "på rad: {list}", "in a row: {list}";
    NearWords: "{first}, med høyst {n} ord til {second}", "{first}, med høgst {n} ord til {second}", "{first}, at most {n} words from {second}";
    Or: "eller", "eller", "or";
    ExampleHits: "Treffer:", "Treffer:", "Hits:";
    ExampleMisses: "Treffer ikke:", "Treffer ikkje:", "Does not hit:";
    ExplainNoHits: "Ingen av søkeordene finnes i teksten.", "Ingen av søkjeorda finst i teksten.", "None of the terms is in the text.";
    ExplainTryDamage: "Har teksten mistet bokstaver, så prøv --damage on.", "Har teksten mista bokstavar, så prøv --damage on.", "If the text has lost letters, try --damage on.";
    ManyForms: "{n} former, blant andre {list}", "{n} former, mellom anna {list}", "{n} phrases, among them {list}";
    PackNotUtf8: "filen er ikke UTF-8; lagre den som UTF-8", "fila er ikkje UTF-8; lagre ho som UTF-8", "the file is not UTF-8; save it as UTF-8";
    PackIsFolder: "det er en mappe, ikke en fil", "det er ei mappe, ikkje ei fil", "it is a folder, not a file";
    RuleGreen: "Grønn: {least}. Dokumenter under {short} sider: {leastshort}.", "Grøn: {least}. Dokument under {short} sider: {leastshort}.", "Green: {least}. Documents under {short} pages: {leastshort}.";
    RuleLevel: "{level}: grønn krever {least}; under {short} sider {leastshort}. Gul krever {yellow}.", "{level}: grøn krev {least}; under {short} sider {leastshort}. Gul krev {yellow}.", "{level}: green needs {least}; under {short} pages {leastshort}. Yellow needs {yellow}.";
    MethodSocial: "En boligsosial setning er en setning i løpende tekst med et boligord og et kjerneord eller en gruppe som strever på boligmarkedet. Rader i tabeller, overskrifter, navn på planer og lover og kapitler som gjengir nasjonale føringer, er ikke med.", "Ei bustadsosial setning er ei setning i løpande tekst med eit bustadord og eit kjerneord eller ei gruppe som strevar på bustadmarknaden. Rader i tabellar, overskrifter, namn på planar og lover og kapittel som gjev att nasjonale føringar, er ikkje med.", "A sentence on social housing is one of running text with a housing word and a core term or a group that struggles in the housing market. Rows of tables, headings, names of plans and laws, and chapters that tell national expectations are left out.";
    RuleYellow: "Gul: {yellow}. Ellers rød.", "Gul: {yellow}. Elles raud.", "Yellow: {yellow}. Otherwise red.";
    RuleUnread: "Ingen farge når over {percent} % av sidene er uleste, og aldri rødt når noe er ulest.", "Ingen farge når over {percent} % av sidene er ulesne, og aldri raudt når noko er ulese.", "No colour when over {percent} % of the pages are unread, and never red when anything is unread.";
    GroupLine: "{label}: {links}", "{label}: {links}", "{label}: {links}";
    FormsDoNotCount: "teller ikke", "tel ikkje", "do not count";
    ExplainCounts: "«{surface}» teller som {term} ({class}), funnet av {variant}", "«{surface}» tel som {term} ({class}), funne av {variant}", "«{surface}» counts as {term} ({class}), found by {variant}";
    ExplainCountsNot: "«{surface}» er {term}, men teller ikke: {why} (funnet av {variant})", "«{surface}» er {term}, men tel ikkje: {why} (funne av {variant})", "«{surface}» is {term}, but does not count: {why} (found by {variant})";
    WordCore: "kjerneord", "kjerneord", "core term";
    WordSupporting: "støtteord", "støtteord", "supporting term";
    WordContext: "ved siden av boligord", "ved sida av bustadord", "beside a housing word";
    WordBackground: "bakgrunnsord", "bakgrunnsord", "background term";
    CheckFine: "{file}: i orden (søkeord: {terms}, prøvesetninger som skal treffe: {hit}, som ikke skal: {miss})", "{file}: i orden (søkjeord: {terms}, prøvesetningar som skal treffe: {hit}, som ikkje skal: {miss})", "{file}: fine (terms: {terms}, sentences that must hit: {hit}, that must not: {miss})";
    CheckInherited: "{file}: prøvesetninger i {base} som får et annet svar med denne pakken ({n}): {list}", "{file}: prøvesetningar i {base} som får eit anna svar med denne pakken ({n}): {list}", "{file}: test sentences of {base} that get another answer with this pack ({n}): {list}";
    CheckFewTests: "{file}: søkeord med få prøvesetninger: {list}. Skriv minst 6 som skal treffe og 6 som ikke skal (must_hit, must_not_hit) for hvert kjerneord.", "{file}: søkjeord med få prøvesetningar: {list}. Skriv minst 6 som skal treffe og 6 som ikkje skal (must_hit, must_not_hit) for kvart kjerneord.", "{file}: terms with few test sentences: {list}. Write at least 6 that must hit and 6 that must not (must_hit, must_not_hit) for each core term.";
    TermUnknown: "termpakken {pack} har ikke søkeordet «{term}»", "termpakken {pack} har ikkje søkjeordet «{term}»", "the pack {pack} has no term «{term}»";
    FormsTerm: "{term} ({class}): treff som teller {counted}, som ikke teller {not}", "{term} ({class}): treff som tel {counted}, som ikkje tel {not}", "{term} ({class}): hits that count {counted}, that do not {not}";
    FormsNothing: "Ingen treff i {corpus}.", "Ingen treff i {corpus}.", "No hits in {corpus}.";
    FormsHint: "En form som ikke hører hjemme, holdes utenfor i en egen pakke (se README): extends = \"{pack}\", og under [[term]] id = \"{term}\" en linje except = [\"formen*\"].", "Ei form som ikkje høyrer heime, blir halden utanfor i ein eigen pakke (sjå README): extends = \"{pack}\", og under [[term]] id = \"{term}\" ei linje except = [\"forma*\"].", "A form that does not belong is left out in a pack of your own (see the README): extends = \"{pack}\", and under [[term]] id = \"{term}\" a line except = [\"form*\"].";
    QueryEmpty: "her er det ingenting å søke etter", "her er det ingenting å søkje etter", "there is nothing to search for here";
    QueryOnlyNot: "søket utelukker bare; skriv også hva som skal finnes", "søket utelukkar berre; skriv òg kva som skal finnast", "the query only excludes; also say what is to be found";
    QueryOpenQuote: "anførselstegnet er ikke lukket", "hermeteiknet er ikkje lukka", "the quotation mark is not closed";
    QueryOpenParenthesis: "parentesen er ikke lukket", "parentesen er ikkje lukka", "the parenthesis is not closed";
    QueryCloseParenthesis: "parentesen er ikke åpnet", "parentesen er ikkje opna", "the parenthesis was not opened";
    QueryStar: "et ord med stjerne må ha minst to bokstaver og bare bokstaver og tall", "eit ord med stjerne må ha minst to bokstavar og berre bokstavar og tal", "a word with a star must have at least two letters, and nothing but letters and digits";
    QueryFuzzy: "~ står etter ett ord uten stjerne, alene eller med 1 eller 2 for hvor mange bokstaver som kan være feil", "~ står etter eitt ord, åleine eller med 1 eller 2 for kor mange bokstavar som kan vere feil", "~ stands after one word, alone or with 1 or 2 for how many letters may be wrong";
    QueryOperator: "{name} mangler noe på en av sidene", "{name} manglar noko på ei av sidene", "{name} lacks one of its sides";
    QueryNearNumber: "NEAR trenger et tall fra 1 til 50: NEAR/5 betyr høyst fem ord imellom", "NEAR treng eit tal frå 1 til 50: NEAR/5 tyder høgst fem ord imellom", "NEAR needs a number from 1 to 50: NEAR/5 means at most five words between";
    QueryNearSides: "på begge sider av NEAR må det stå ord, flere ord i anførselstegn eller ord med ELLER i parentes", "på begge sider av NEAR må det stå ord, fleire ord i hermeteikn eller ord med ELLER i parentes", "both sides of NEAR must be words, words in quotation marks or words with OR in parentheses";
    QueryShortPart: "ledd: trenger ett ord med minst tre bokstaver, uten stjerne", "ledd: treng eitt ord med minst tre bokstavar, utan stjerne", "ledd: needs one word of at least three letters, without a star";
    QueryTooDeep: "for mange parenteser inni hverandre", "for mange parentesar inni kvarandre", "too many parentheses in each other";
    QueryNoValue: "feltet {name} mangler verdi", "feltet {name} manglar verdi", "the field {name} lacks a value";
    QueryUnknownField: "det finnes ikke noe felt som heter {name}", "det finst ikkje noko felt som heiter {name}", "there is no field called {name}";
    QueryColonHint: "Sett anførselstegn rundt for å søke etter kolon.", "Set hermeteikn rundt for å søkje etter kolon.", "Use quotation marks to search for a colon.";
    QueryUnknownValue: "feltet {field} kjenner ikke «{value}»", "feltet {field} kjenner ikkje «{value}»", "the field {field} does not know «{value}»";
    QueryUnknownTerm: "termpakken {pack} har ikke søkeordet {term}", "termpakken {pack} har ikkje søkjeordet {term}", "the pack {pack} has no term {term}";
    QueryHint: "Eksempler: bostøtte   bolig*   \"leie til eie\"   startlån nivå:samfunnsdel   bolig* -fritidsbolig*", "Døme: bustønad   bustad*   \"leige til eige\"   startlån nivå:samfunnsdel   bustad* -fritidsbustad*", "Examples: bostøtte   bolig*   \"leie til eie\"   startlån nivå:samfunnsdel   bolig* -fritidsbolig*";
    SearchPageOf: "1 side svarer", "1 side svarar", "1 page answers";
    SearchPagesOf: "{n} sider svarer", "{n} sider svarar", "{n} pages answer";
    SearchDamaged: "skadet tekst", "skadd tekst", "damaged text";
    SearchUnknownPlace: "ingen plan er fra {name}", "ingen plan er frå {name}", "no plan is from {name}";
    SearchUnread: "{n} av de {all} dokumentene det ble søkt i, er ikke (helt) lest, og kan si mer: {list}", "{n} av dei {all} dokumenta det vart søkt i, er ikkje (heilt) lesne, og kan seie meir: {list}", "{n} of the {all} documents searched were not (fully) read and may say more: {list}";
    CountsLegend: "0 = planen er lest og svarer ikke · – = ingen slik plan · ? = noe av planen er ikke lest", "0 = planen er lesen og svarar ikkje · – = ingen slik plan · ? = noko av planen er ikkje lese", "0 = the plan was read and does not answer · – = no such plan · ? = some of it was not read";
    SumColumn: "sum", "sum", "sum";
    BeforeColumn: "Før", "Før", "Before";
    AfterColumn: "Etter", "Etter", "After";
    DocumentsColumn: "Dokumenter", "Dokument", "Documents";
    AllReadColumn: "Alt lest", "Alt lese", "All read";
    QueryColumn: "Søk", "Søk", "Query";
    SavedNone: "mappen {path} har ingen lagrede søk", "mappa {path} har ingen lagra søk", "the folder {path} has no saved queries";
    SavedHint: "Et lagret søk er en tekstfil (UTF-8) som slutter på .sok: navnet etter # på første linje, søket under.", "Eit lagra søk er ei tekstfil (UTF-8) som sluttar på .sok: namnet etter # på første linje, søket under.", "A saved query is a text file (UTF-8) that ends in .sok: its name after # on the first line, the query below.";
    // The state.
    StateOtherVersion: "det som ligger i {dir}, er skrevet av en annen versjon av planlys", "det som ligg i {dir}, er skrive av ein annan versjon av planlys", "what lies in {dir} was written by another version of planlys";
    IndexCount: "{files} filer, {pages} sider i indeksen: {new} nye, {changed} endret, {moved} flyttet, {gone} borte, {same} som før", "{files} filer, {pages} sider i indeksen: {new} nye, {changed} endra, {moved} flytta, {gone} borte, {same} som før", "{files} files, {pages} pages in the index: {new} new, {changed} changed, {moved} moved, {gone} gone, {same} as before";
    FileNew: "ny: {file}", "ny: {file}", "new: {file}";
    FileChanged: "endret: {file}", "endra: {file}", "changed: {file}";
    FileMoved: "flyttet: {old} → {new}", "flytta: {old} → {new}", "moved: {old} → {new}";
    FileGone: "borte siden sist: {file}", "borte sidan sist: {file}", "gone since the last time: {file}";
    AndMore: "… og {n} til", "… og {n} til", "… and {n} more";
    PagesUnread: "{path}: {unread} av {pages} sider er ikke lest", "{path}: {unread} av {pages} sider er ikkje lesne", "{path}: {unread} of {pages} pages not read";
    Watching: "holder øye med {dir}; avslutt med Ctrl+C", "held auge med {dir}; avslutt med Ctrl+C", "watching {dir}; stop with Ctrl+C";
    VerifyCount: "sjekket {files} filer, {pages} sider, {words} ord i indeksen og {hits} treff i siste gjennomgang: {n} feil", "sjekka {files} filer, {pages} sider, {words} ord i indeksen og {hits} treff i siste gjennomgang: {n} feil", "checked {files} files, {pages} pages, {words} words in the index and {hits} hits of the last screening: {n} faults";
    VerifyClean: "Alt er helt, og hvert ord og treff står der det skal.", "Alt er heilt, og kvart ord og treff står der det skal.", "Everything is whole, and every word and hit stands where it should.";
    VerifyHint: "Kjør planlys rebuild MAPPE; indeksen bygges da på nytt, og det som er skadet, leses igjen.", "Køyr planlys rebuild MAPPE; indeksen blir då bygd på nytt, og det som er skadd, blir lese att.", "Run planlys rebuild FOLDER; the index is then made anew, and what is damaged is read again.";
    FaultIndexFile: "indeksfilen {file} er skadet", "indeksfila {file} er skadd", "the index file {file} is damaged";
    FaultNoText: "{file}: teksten som ble lest, mangler eller er skadet", "{file}: teksten som vart lesen, manglar eller er skadd", "{file}: the text that was read is missing or damaged";
    FaultPages: "{file}: {listed} sider i listen, {stored} i lageret, {indexed} i indeksen", "{file}: {listed} sider i lista, {stored} i lageret, {indexed} i indeksen", "{file}: {listed} pages in the list, {stored} in the store, {indexed} in the index";
    FaultWords: "{file}, side {page}: ordene i indeksen er ikke ordene på siden", "{file}, side {page}: orda i indeksen er ikkje orda på sida", "{file}, page {page}: the words in the index are not those of the page";
    FaultHit: "{file}, side {page}: treffet «{words}» står ikke der det skal", "{file}, side {page}: treffet «{words}» står ikkje der det skal", "{file}, page {page}: the hit «{words}» does not stand where it should";
    // Problems in packs and plans.csv.
    ProblemSyntax: "filen følger ikke TOML-reglene: {why}", "fila følgjer ikkje TOML-reglane: {why}", "the file breaks the rules of TOML: {why}";
    ProblemUnknownName: "ukjent navn «{name}»", "ukjent namn «{name}»", "unknown name «{name}»";
    ProblemMissing: "«{name}» mangler", "«{name}» manglar", "«{name}» is missing";
    ProblemWrongType: "«{name}» skal være {expected}", "«{name}» skal vere {expected}", "«{name}» must be {expected}";
    ProblemUnknownValue: "«{value}» er ikke en mulig verdi", "«{value}» er ikkje ein mogleg verdi", "«{value}» is not a possible value";
    ProblemDuplicate: "«{name}» står to ganger", "«{name}» står to gonger", "«{name}» stands twice";
    ProblemEmpty: "«{name}» er tom", "«{name}» er tom", "«{name}» is empty";
    ProblemStar: "stjernen i «{variant}» kan bare stå først eller sist i et ord", "stjerna i «{variant}» kan berre stå først eller sist i eit ord", "the star in «{variant}» may only stand first or last in a word";
    ProblemEmptyVariant: "formen har ingen bokstaver", "forma har ingen bokstavar", "the variant has no letters";
    ProblemTooBroad: "«{variant}» treffer nesten alle ord; skriv minst tre bokstaver ved stjernen", "«{variant}» treffer nesten alle ord; skriv minst tre bokstavar ved stjerna", "«{variant}» matches nearly every word; write at least three letters by the star";
    ProblemDate: "«{value}» er ikke en dato (skriv 2024-03-18 eller 18.3.2024)", "«{value}» er ikkje ein dato (skriv 2024-03-18 eller 18.3.2024)", "«{value}» is not a date (write 2024-03-18 or 18.3.2024)";
    ProblemPeriod: "«{value}» er ikke en periode (skriv 2024-2032 eller 2026)", "«{value}» er ikkje ein periode (skriv 2024-2032 eller 2026)", "«{value}» is not a period (write 2024-2032 or 2026)";
    ProblemFieldCount: "raden har {found} felt, men overskriften har {expected}", "rada har {found} felt, men overskrifta har {expected}", "the row has {found} fields, but the header has {expected}";
    ProblemNoSuchFile: "det er ingen fil «{value}» i mappen", "det er inga fil «{value}» i mappa", "there is no file «{value}» in the folder";
    ProblemDelimiter: "feltene skal skilles med semikolon (;), ikke komma", "felta skal skiljast med semikolon (;), ikkje komma", "fields must be separated by semicolons (;), not commas";
    ProblemNotUtf8: "filen er ikke UTF-8; lagre den som «CSV UTF-8»", "fila er ikkje UTF-8; lagre ho som «CSV UTF-8»", "the file is not UTF-8; save it as «CSV UTF-8»";
    ProblemOpenParenthesis: "parentesen er ikke lukket", "parentesen er ikkje lukka", "the parenthesis is not closed";
    ProblemCloseParenthesis: "parentesen er ikke åpnet", "parentesen er ikkje opna", "the parenthesis is not opened";
    ProblemBar: "streken | kan bare stå i parentes: (bolig|bustad)", "streken | kan berre stå i parentes: (bolig|bustad)", "the bar | may only stand in parentheses: (bolig|bustad)";
    ProblemNearNumber: "skriv hvor mange ord det kan være imellom, fra 1 til 50, for eksempel NEAR/10", "skriv kor mange ord det kan vere imellom, frå 1 til 50, til dømes NEAR/10", "write how many words may stand between, from 1 to 50, for example NEAR/10";
    ProblemNearSides: "NEAR må ha ord på begge sider", "NEAR må ha ord på begge sider", "NEAR needs words on both sides";
    ProblemSmallNear: "NEAR skrives med store bokstaver og et antall ord: NEAR/10", "NEAR blir skrive med store bokstavar og eit tal ord: NEAR/10", "NEAR is written in capitals with a number of words: NEAR/10";
    ProblemQuestionMark: "spørsmålstegn har ingen betydning her; skriv formene i parentes: (bustad|bustader)", "spørjeteikn har inga tyding her; skriv formene i parentes: (bustad|bustader)", "a question mark means nothing here; write the variants in parentheses: (bustad|bustader)";
    ProblemUnknownTerm: "pakken det bygges på, har ikke søkeordet «{name}»", "pakken det blir bygt på, har ikkje søkjeordet «{name}»", "the pack built on has no term «{name}»";
    ProblemUnknownTermHint: "Et nytt søkeord må ha label, class og variants.", "Eit nytt søkjeord må ha label, class og variants.", "A new term needs label, class and variants.";
    ProblemSecondNear: "en form kan bare ha én NEAR", "ei form kan berre ha éin NEAR", "a variant can have only one NEAR";
    ProblemTooManyForms: "parentesene gir for mange former; del opp i flere", "parentesane gir for mange former; del opp i fleire", "the parentheses make too many forms; split it into several";
    ProblemSharedVariant: "søkeordet «{term}» har samme form «{variant}», og bare ett søkeord kan få treffet", "søkjeordet «{term}» har same form «{variant}», og berre eitt søkjeord kan få treffet", "the term «{term}» has the same variant «{variant}», and only one term can get the hit";
    ProblemUnknownBase: "pakken «{name}» finnes ikke, og kan ikke bygges videre på", "pakken «{name}» finst ikkje, og kan ikkje byggjast vidare på", "there is no pack «{name}» to build on";
    ProblemMustHit: "setningen skal treffe «{term}», men gjør det ikke", "setninga skal treffe «{term}», men gjer det ikkje", "the sentence must hit «{term}» and does not";
    ProblemMustHitWhy: "treffet teller ikke: {why}", "treffet tel ikkje: {why}", "the hit does not count: {why}";
    ProblemTaken: "treffet gikk til «{by}», som er mer presist; skriv en lengre form, eller inside = true", "treffet gjekk til «{by}», som er meir presist; skriv ei lengre form, eller inside = true", "the hit went to «{by}», which is more specific; write a longer variant, or inside = true";
    ProblemMustHitNone: "ingen av formene finnes i setningen", "ingen av formene finst i setninga", "none of the variants is in the sentence";
    ProblemMustNotHit: "setningen skal ikke treffe «{term}», men «{surface}» teller", "setninga skal ikkje treffe «{term}», men «{surface}» tel", "the sentence must not hit «{term}», but «{surface}» counts";
    ProblemMustNotHitWhy: "formen «{variant}» fant det; skriv et unntak (except) eller en trangere form", "forma «{variant}» fann det; skriv eit unntak (except) eller ei trongare form", "the variant «{variant}» found it; write an exception (except) or a narrower variant";
    PackWithoutRule: "ingen av pakkene har en regel; fargene kommer fra {pack}", "ingen av pakkane har ein regel; fargane kjem frå {pack}", "none of the packs has a rule; the colours come from {pack}";
    ExpectedText: "en tekst i anførselstegn", "ein tekst i hermeteikn", "a text in quotes";
    ExpectedTextList: "en liste av tekster: [\"…\", \"…\"]", "ei liste av tekstar: [\"…\", \"…\"]", "a list of texts: [\"…\", \"…\"]";
    ExpectedYesOrNo: "true eller false", "true eller false", "true or false";
    ExpectedNumber: "et helt tall", "eit heilt tal", "a whole number";
    ExpectedTable: "en tabell", "ein tabell", "a table";
    // Usage errors.
    UsageUnknownArgument: "ukjent valg «{what}»", "ukjent val «{what}»", "unknown option «{what}»";
    UsageUnknownCommand: "ukjent kommando «{what}»", "ukjend kommando «{what}»", "unknown command «{what}»";
    UsageInvalidValue: "ugyldig verdi «{value}» for {what}", "ugyldig verdi «{value}» for {what}", "invalid value «{value}» for {what}";
    UsageMissing: "det mangler noe: {what}", "det manglar noko: {what}", "something is missing: {what}";
    UsageOther: "kommandoen kunne ikke forstås", "kommandoen kunne ikkje forståast", "the command could not be understood";
    UsageHint: "Se planlys --help.", "Sjå planlys --help.", "See planlys --help.";
}

impl Text {
    /// The text with its gaps filled: `("n", "3")` fills `{n}`.
    pub fn with(self, lang: Lang, gaps: &[(&str, &str)]) -> String {
        let mut out = self.get(lang).to_owned();
        for (name, value) in gaps {
            out = out.replace(&format!("{{{name}}}"), value);
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gaps(text: &str) -> Vec<&str> {
        let mut gaps: Vec<&str> = text
            .split('{')
            .skip(1)
            .filter_map(|rest| rest.split_once('}').map(|(name, _)| name))
            .collect();
        gaps.sort_unstable();
        gaps
    }

    #[test]
    fn every_language_has_the_same_gaps() {
        for text in Text::ALL {
            assert_eq!(
                gaps(text.get(Lang::Nb)),
                gaps(text.get(Lang::Nn)),
                "{text:?}"
            );
            assert_eq!(
                gaps(text.get(Lang::Nb)),
                gaps(text.get(Lang::En)),
                "{text:?}"
            );
        }
    }
}

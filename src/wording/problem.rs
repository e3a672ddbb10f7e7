//! Mistakes in packs and `plans.csv`, in words: place, message, the line with a caret, and what to do.

use super::{Lang, Text};
use crate::problem::{Expected, PackMistake, Problem, ProblemKind, VariantMistake};

/// A problem as shown: place, message, the line with a caret, and what to do.
pub fn problem(lang: Lang, problem: &Problem) -> String {
    let (message, hint) = problem_words(lang, &problem.kind);
    let place = format!(
        "{}:{}:{}",
        problem.file.display(),
        problem.line,
        problem.column
    );
    let number = problem.line.to_string();
    let margin = " ".repeat(number.len());
    let before: String = problem
        .source_line
        .chars()
        .take(problem.column - 1)
        .map(|c| if c == '\t' { '\t' } else { ' ' })
        .collect();
    let mut out = format!(
        "{place}: {message}\n{margin} |\n{number} | {}\n{margin} | {before}{}",
        problem.source_line,
        "^".repeat(problem.width)
    );
    if let Some(hint) = hint {
        out = format!("{out}\n{margin} = {}: {hint}", Text::HintWord.get(lang));
    }
    out
}

fn problem_words(lang: Lang, kind: &ProblemKind) -> (String, Option<String>) {
    let did_you_mean = |near: &Option<String>| did_you_mean(lang, near.as_deref());
    match kind {
        ProblemKind::Syntax(why) => (Text::ProblemSyntax.with(lang, &[("why", why)]), None),
        ProblemKind::UnknownName { name, near } => (
            Text::ProblemUnknownName.with(lang, &[("name", name)]),
            did_you_mean(near),
        ),
        ProblemKind::Missing { name } => (Text::ProblemMissing.with(lang, &[("name", name)]), None),
        ProblemKind::WrongType { name, expected } => {
            let expected = self::expected(*expected).get(lang);
            (
                Text::ProblemWrongType.with(lang, &[("name", name), ("expected", expected)]),
                None,
            )
        }
        ProblemKind::UnknownValue {
            value,
            near,
            possible,
        } => {
            let hint = did_you_mean(near).or_else(|| {
                (!possible.is_empty())
                    .then(|| Text::Possible.with(lang, &[("values", &possible.join(", "))]))
            });
            (
                Text::ProblemUnknownValue.with(lang, &[("value", value)]),
                hint,
            )
        }
        ProblemKind::Duplicate { name } => {
            (Text::ProblemDuplicate.with(lang, &[("name", name)]), None)
        }
        ProblemKind::Empty { name } => (Text::ProblemEmpty.with(lang, &[("name", name)]), None),
        ProblemKind::MisplacedStar { variant } => {
            (Text::ProblemStar.with(lang, &[("variant", variant)]), None)
        }
        ProblemKind::EmptyVariant => (Text::ProblemEmptyVariant.get(lang).to_owned(), None),
        ProblemKind::TooBroad { variant } => (
            Text::ProblemTooBroad.with(lang, &[("variant", variant)]),
            None,
        ),
        ProblemKind::Pack(mistake) => pack_words(lang, mistake),
        ProblemKind::BadDate { value } => (Text::ProblemDate.with(lang, &[("value", value)]), None),
        ProblemKind::BadPeriod { value } => {
            (Text::ProblemPeriod.with(lang, &[("value", value)]), None)
        }
        ProblemKind::FieldCount { expected, found } => (
            Text::ProblemFieldCount.with(
                lang,
                &[
                    ("expected", &expected.to_string()),
                    ("found", &found.to_string()),
                ],
            ),
            None,
        ),
        ProblemKind::NoSuchFile { value, near } => (
            Text::ProblemNoSuchFile.with(lang, &[("value", value)]),
            did_you_mean(near),
        ),
        ProblemKind::OutsideCorpus { value } => (
            Text::ProblemOutsideCorpus.with(lang, &[("value", value)]),
            Some(Text::ProblemOutsideCorpusHint.get(lang).to_owned()),
        ),
        ProblemKind::BadAddress { value } => (
            Text::ProblemAddress.with(lang, &[("value", value)]),
            Some(Text::ProblemAddressHint.get(lang).to_owned()),
        ),
        ProblemKind::CommaDelimited => (Text::ProblemDelimiter.get(lang).to_owned(), None),
        ProblemKind::NotUtf8 => (Text::ProblemNotUtf8.get(lang).to_owned(), None),
    }
}

fn did_you_mean(lang: Lang, near: Option<&str>) -> Option<String> {
    near.map(|name| Text::DidYouMean.with(lang, &[("name", name)]))
}

fn pack_words(lang: Lang, mistake: &PackMistake) -> (String, Option<String>) {
    let did_you_mean = |near: &Option<String>| did_you_mean(lang, near.as_deref());
    match mistake {
        PackMistake::Variant(mistake) => (variant_mistake(*mistake).get(lang).to_owned(), None),
        PackMistake::SharedVariant { variant, term } => (
            Text::ProblemSharedVariant.with(lang, &[("variant", variant), ("term", term)]),
            None,
        ),
        PackMistake::UnknownBase {
            name,
            near,
            possible,
        } => {
            let all = Text::Possible.with(lang, &[("values", &possible.join(", "))]);
            (
                Text::ProblemUnknownBase.with(lang, &[("name", name)]),
                did_you_mean(near).or(Some(all)),
            )
        }
        PackMistake::UnknownTerm { name, near } => {
            let hint = did_you_mean(near)
                .map(|near| near + " ")
                .unwrap_or_default();
            (
                Text::ProblemUnknownTerm.with(lang, &[("name", name)]),
                Some(hint + Text::ProblemUnknownTermHint.get(lang)),
            )
        }
        PackMistake::MustHit { term, why } => {
            let hint = why.as_ref().map_or_else(
                || Text::ProblemMustHitNone.get(lang).to_owned(),
                |why| Text::ProblemMustHitWhy.with(lang, &[("why", why)]),
            );
            (
                Text::ProblemMustHit.with(lang, &[("term", term)]),
                Some(hint),
            )
        }
        PackMistake::Taken { term, by } => (
            Text::ProblemMustHit.with(lang, &[("term", term)]),
            Some(Text::ProblemTaken.with(lang, &[("by", by)])),
        ),
        PackMistake::MustNotHit {
            term,
            surface,
            variant,
        } => (
            Text::ProblemMustNotHit.with(lang, &[("term", term), ("surface", surface)]),
            Some(Text::ProblemMustNotHitWhy.with(lang, &[("variant", variant)])),
        ),
    }
}

fn expected(expected: Expected) -> Text {
    match expected {
        Expected::Text => Text::ExpectedText,
        Expected::TextList => Text::ExpectedTextList,
        Expected::Number => Text::ExpectedNumber,
        Expected::YesOrNo => Text::ExpectedYesOrNo,
        Expected::Table => Text::ExpectedTable,
    }
}

fn variant_mistake(mistake: VariantMistake) -> Text {
    match mistake {
        VariantMistake::OpenWithoutClose => Text::ProblemOpenParenthesis,
        VariantMistake::CloseWithoutOpen => Text::ProblemCloseParenthesis,
        VariantMistake::BarOutside => Text::ProblemBar,
        VariantMistake::NearNumber => Text::ProblemNearNumber,
        VariantMistake::NearSides => Text::ProblemNearSides,
        VariantMistake::SmallNear => Text::ProblemSmallNear,
        VariantMistake::QuestionMark => Text::ProblemQuestionMark,
        VariantMistake::SecondNear => Text::ProblemSecondNear,
        VariantMistake::TooManyForms => Text::ProblemTooManyForms,
    }
}

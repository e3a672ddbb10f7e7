//! The sentences that sum a matrix up, as the 2018 analysis did: how many municipalities have a housing plan, where anything is said.

use crate::corpus::PlanLevel;
use crate::review::{Fact, Matrix};
use crate::wording::{Lang, Text};

/// The sentences, those of which the matrix says anything.
pub fn sentences(matrix: &Matrix<'_>, lang: Lang) -> Vec<String> {
    let facts = matrix.facts();
    let known = facts.iter().filter(|fact| fact.unknown < fact.all);
    known.filter_map(|fact| sentence(fact, lang)).collect()
}

fn sentence(fact: &Fact, lang: Lang) -> Option<String> {
    let (text, n, all) = match fact.level {
        PlanLevel::Bolig => (Text::FactBolig, fact.in_force, fact.all),
        PlanLevel::Planstrategi => {
            let said = fact.green + fact.yellow;
            (Text::FactPlanstrategi, said, fact.in_force)
        }
        PlanLevel::Arealdel => (Text::FactArealdel, fact.green, fact.all),
        PlanLevel::Samfunnsdel => (Text::FactSamfunnsdel, fact.green, fact.all),
        _ => return None,
    };
    if all == 0 {
        return None;
    }
    let (n, all) = (n.to_string(), all.to_string());
    let mut sentence = text.with(lang, &[("n", &n), ("all", &all)]);
    if fact.unknown > 0 {
        let unknown = fact.unknown.to_string();
        sentence = format!(
            "{sentence} {}",
            Text::FactUnknown.with(lang, &[("n", &unknown)])
        );
    }
    Some(sentence)
}

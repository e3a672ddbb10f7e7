//! The method in plain words, and how the room is used.

use maud::html;

use super::answer::{Answer, shown};
use super::room::Room;
use super::routes::Pairs;
use super::visitor::Visitor;
use super::{assets, frame};
use crate::report::{self, OUTCOMES, outcome, sense, symbol};
use crate::wording::Text;

/// The steps of the work, in order.
const STEPS: [Text; 6] = [
    Text::WebStepMatrix,
    Text::WebStepCell,
    Text::WebStepPage,
    Text::WebStepDecide,
    Text::WebStepSecond,
    Text::WebStepExport,
];

/// What people ask first.
const ANSWERS: [(Text, Text); 6] = [
    (Text::WebAskColour, Text::WebAnswerColour),
    (Text::WebAskRed, Text::WebAnswerRed),
    (Text::WebAskUnread, Text::WebAnswerUnread),
    (Text::WebAskWhich, Text::WebAnswerWhich),
    (Text::WebAskWhere, Text::WebAnswerWhere),
    (Text::WebAskKeys, Text::WebAnswerKeys),
];

pub(super) fn page(room: &Room, visitor: &Visitor, _: &Pairs) -> Answer {
    let lang = visitor.lang;
    let desk = room.desk()?;
    let title = Text::WebHelp.get(lang);
    let body = html! {
        h1.ds-heading data-size="lg" { (title) }
        div.readable {
            p { (Text::WebHelpWhat.get(lang)) }
            h2.ds-heading data-size="sm" { (Text::WebHelpSteps.get(lang)) }
            ol { @for step in STEPS { li { (step.get(lang)) } } }
            h2.ds-heading data-size="sm" { (Text::Legend.get(lang)) }
            ul { @for of in OUTCOMES { li { span class=(format!("badge {}", report::colour_name(of))) { (symbol(of)) " " (outcome(of, lang)) } " " (sense(of, lang)) } } }
            @for (question, answer) in ANSWERS { h2.ds-heading data-size="xs" { (question.get(lang)) } p { (answer.get(lang)) } }
            @if let Some(desk) = desk {
                h2.ds-heading data-size="sm" { (Text::MethodTitle.get(lang)) }
                @for line in report::method::sentences(&desk.run, lang) { p { (line) } }
                ul { @for (what, version, hash) in report::method::versions(&desk.run, lang) { li { (what.get(lang)) ": " (version) " " span.where { (hash) } } } }
            }
            h2.ds-heading data-size="xs" { (Text::WebAbout.get(lang)) }
            p { "planlys " (env!("CARGO_PKG_VERSION")) ". " (Text::WebAboutParts.get(lang)) " "
                a.ds-link href=(assets::address("lisenser.txt")) { (Text::WebLicences.get(lang)) } ". "
                a.ds-link href="/api/v1/openapi.json" { "OpenAPI" } "." }
        }
    };
    shown(frame::page(visitor, title, "/hjelp", &body))
}

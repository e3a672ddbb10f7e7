//! clap's help and mistakes in Norwegian words: its own are English and cannot be translated from outside.

use clap::error::{ContextKind, ErrorKind};
use clap::{Arg, ArgAction};

use super::Stop;
use crate::wording::{Lang, Text};

const TEMPLATE: &str = "{about}\n\nBruk: {usage}\n\n{all-args}";
const TEMPLATE_OF_SEVERAL: &str = "{about}\n\nBruk: {usage}\n\nKommandoer:\n{subcommands}\n\nValg:\n{options}\n\nHjelp til en kommando: {name} KOMMANDO --help";

/// The command line with Norwegian help.
pub(super) fn dressed(cli: clap::Command) -> clap::Command {
    let version = Arg::new("version")
        .long("version")
        .action(ArgAction::Version)
        .help("Vis versjonen");
    in_norwegian(cli.disable_version_flag(true), "planlys").arg(version)
}

/// A command and those under it with Norwegian words around the arguments; `path` is how it is typed.
fn in_norwegian(mut command: clap::Command, path: &str) -> clap::Command {
    let names: Vec<String> = command
        .get_subcommands()
        .map(|c| c.get_name().to_owned())
        .collect();
    for name in &names {
        let path = format!("{path} {name}");
        command = command.mut_subcommand(name, |sub| in_norwegian(sub, &path));
    }
    command = command
        .disable_help_flag(true)
        .disable_help_subcommand(true);
    if !names.is_empty() {
        return command
            .bin_name(path)
            .override_usage(format!("{path} KOMMANDO [VALG]"))
            .help_template(TEMPLATE_OF_SEVERAL.replace("{name}", path))
            .arg(help_flag());
    }
    let usage = usage_words(&command, path);
    let mut place = 0;
    command
        .help_template(TEMPLATE)
        .arg(help_flag())
        .override_usage(usage)
        .next_help_heading("Valg")
        .mut_args(|arg| {
            let heading = if arg.is_positional() {
                "Argumenter"
            } else {
                "Valg"
            };
            place += 1;
            arg.help_heading(heading).display_order(place)
        })
}

fn help_flag() -> Arg {
    Arg::new("help")
        .short('h')
        .long("help")
        .action(ArgAction::Help)
        .help("Vis hjelp")
}

/// «planlys screen [VALG] [KORPUS]»: clap's own usage line has English words in it.
fn usage_words(command: &clap::Command, path: &str) -> String {
    let mut words = vec![format!("{path} [VALG]")];
    for argument in command.get_positionals() {
        let name = argument
            .get_value_names()
            .and_then(<[_]>::first)
            .map(ToString::to_string)
            .unwrap_or_default();
        let many = if argument.get_num_args().is_some_and(|n| n.max_values() > 1)
            || matches!(argument.get_action(), ArgAction::Append)
        {
            "…"
        } else {
            ""
        };
        words.push(if argument.is_required_set() {
            format!("{name}{many}")
        } else {
            format!("[{name}]{many}")
        });
    }
    words.join(" ")
}

/// What a command line that is no command is answered.
pub(super) fn stop(error: &clap::Error) -> Stop {
    if matches!(
        error.kind(),
        ErrorKind::DisplayHelp
            | ErrorKind::DisplayVersion
            | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
    ) {
        return Stop::Help(error.render().to_string());
    }
    let lang = Lang::default();
    let context = |kind| error.get(kind).map(ToString::to_string).unwrap_or_default();
    let message = match error.kind() {
        ErrorKind::UnknownArgument => {
            Text::UsageUnknownArgument.with(lang, &[("what", &context(ContextKind::InvalidArg))])
        }
        ErrorKind::InvalidSubcommand => Text::UsageUnknownCommand
            .with(lang, &[("what", &context(ContextKind::InvalidSubcommand))]),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => Text::UsageInvalidValue.with(
            lang,
            &[
                ("value", &context(ContextKind::InvalidValue)),
                ("what", &context(ContextKind::InvalidArg)),
            ],
        ),
        ErrorKind::MissingRequiredArgument => {
            Text::UsageMissing.with(lang, &[("what", &context(ContextKind::InvalidArg))])
        }
        ErrorKind::MissingSubcommand => Text::UsageMissing.with(lang, &[("what", "KOMMANDO")]),
        _ => Text::UsageOther.get(lang).to_owned(),
    };
    let near = [
        ContextKind::SuggestedArg,
        ContextKind::SuggestedSubcommand,
        ContextKind::SuggestedValue,
    ]
    .map(context)
    .into_iter()
    .find(|s| !s.is_empty());
    let possible = context(ContextKind::ValidValue);
    let mut hint = near
        .map(|name| format!("{} ", Text::DidYouMean.with(lang, &[("name", &name)])))
        .unwrap_or_default();
    if !possible.is_empty() {
        hint.push_str(&Text::Possible.with(lang, &[("values", &possible)]));
        hint.push(' ');
    }
    Stop::Mistake(format!(
        "{}: {message}\n{}: {hint}{}",
        Text::ErrorWord.get(lang),
        Text::HintWord.get(lang),
        Text::UsageHint.get(lang)
    ))
}

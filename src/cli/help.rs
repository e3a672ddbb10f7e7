//! clap's help and mistakes in our words and the user's language: its own are English and cannot be translated from outside.

use clap::error::{ContextKind, ErrorKind};
use clap::{Arg, ArgAction};

use super::Stop;
use crate::wording::{Lang, Text};

/// The command line with our flags for help and version.
pub(super) fn shaped(command: clap::Command) -> clap::Command {
    let version = Arg::new("version")
        .long("version")
        .action(ArgAction::Version);
    with_help_flag(command.disable_version_flag(true)).arg(version)
}

fn with_help_flag(command: clap::Command) -> clap::Command {
    let help = Arg::new("help")
        .short('h')
        .long("help")
        .action(ArgAction::Help);
    command
        .disable_help_flag(true)
        .disable_help_subcommand(true)
        .mut_subcommands(with_help_flag)
        .arg(help)
}

/// The command line with all words of its help. They are looked up only when help is asked for.
pub(super) fn worded(command: clap::Command, lang: Lang) -> clap::Command {
    of_path(command, "planlys", lang)
}

/// A command and those under it; `path` is how it is typed.
fn of_path(command: clap::Command, path: &str, lang: Lang) -> clap::Command {
    let below = |sub: clap::Command| {
        let path = format!("{path} {}", sub.get_name());
        of_path(sub, &path, lang)
    };
    let place = path.strip_prefix("planlys ").unwrap_or(path);
    let place = format!("help-{}", place.replace(' ', "-"));
    let mut command = command.mut_subcommands(below);
    if let Some(about) = Text::named(&place) {
        command = command.about(about.get(lang));
    }
    let usage = |words: &str| Text::HelpUsage.with(lang, &[("usage", words)]);
    let options = Text::HelpHeadingOptions.get(lang);
    let in_words = |arg: Arg| {
        let name = arg.get_id().as_str().replace('_', "-");
        let own = Text::named(&format!("{place}-{name}"));
        let text = own.or_else(|| Text::named(&format!("help-any-{name}")));
        let arg = match text {
            Some(text) => arg.help(text.get(lang)),
            None => arg,
        };
        let name = arg.get_value_names().and_then(<[_]>::first);
        match name.and_then(|name| value_name(name, lang)) {
            Some(name) => arg.value_name(name),
            None => arg,
        }
    };
    command = command.mut_args(in_words);
    if command.has_subcommands() {
        let commands = Text::HelpHeadingCommands.get(lang);
        let more = Text::HelpMore.with(lang, &[("path", path)]);
        let template = format!(
            "{{about}}\n\n{}\n\n{commands}:\n{{subcommands}}\n\n{options}:\n{{options}}\n\n{more}",
            usage("{usage}")
        );
        let words = Text::HelpUsageCommands.with(lang, &[("path", path)]);
        return command
            .bin_name(path)
            .override_usage(words)
            .help_template(template);
    }
    let words = usage_words(&command, path, lang);
    let mut order = 0;
    command
        .help_template(format!("{{about}}\n\n{}\n\n{{all-args}}", usage("{usage}")))
        .override_usage(words)
        .mut_args(|arg| {
            let heading = if arg.is_positional() {
                Text::HelpHeadingArguments.get(lang)
            } else {
                options
            };
            order += 1;
            arg.help_heading(heading).display_order(order)
        })
}

/// The name of a value in the language: «KORPUS», “CORPUS”.
fn value_name(name: &str, lang: Lang) -> Option<&'static str> {
    let letter = |c| match c {
        'Å' => 'a',
        'Ø' => 'o',
        'Æ' => 'e',
        '.' | '|' => '-',
        c => c.to_ascii_lowercase(),
    };
    let id: String = name.chars().map(letter).collect();
    Text::named(&format!("value-{id}")).map(|text| text.get(lang))
}

/// «planlys screen [VALG] [KORPUS]»: clap's own usage line has English words in it.
fn usage_words(command: &clap::Command, path: &str, lang: Lang) -> String {
    let mut words = vec![Text::HelpUsageCommand.with(lang, &[("path", path)])];
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

/// Whether what was asked for is help or the version.
pub(super) fn shows_help(error: &clap::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::DisplayHelp
            | ErrorKind::DisplayVersion
            | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
    )
}

/// What a command line that is no command is answered.
pub(super) fn stop(error: &clap::Error, lang: Lang) -> Stop {
    if shows_help(error) {
        return Stop::Help(error.render().to_string());
    }
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
        ErrorKind::ArgumentConflict => Text::UsageConflict.with(
            lang,
            &[
                ("what", &context(ContextKind::InvalidArg)),
                ("other", &context(ContextKind::PriorArg)),
            ],
        ),
        ErrorKind::MissingSubcommand => {
            Text::UsageMissing.with(lang, &[("what", Text::ValueKommando.get(lang))])
        }
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

//! What goes wrong outside any plan, in words: the folder of plans, the state directory, packs and `plans.csv`, the disk.

use std::io;
use std::path::{Path, PathBuf};

use crate::corpus::CorpusError;
use crate::index::StateError;
use crate::problem::Problem;
use crate::wording::{self, Lang, Text};

/// All mistakes of a file, each with its place.
pub fn mistakes(problems: &[Problem], lang: Lang) -> String {
    let mut out: Vec<String> = problems
        .iter()
        .map(|problem| {
            format!(
                "{}: {}",
                Text::ErrorWord.get(lang),
                wording::problem(lang, problem)
            )
        })
        .collect();
    if let Some(first) = problems.first() {
        out.push(Text::MistakesIn.with(
            lang,
            &[
                ("n", &problems.len().to_string()),
                ("file", &first.file.display().to_string()),
            ],
        ));
    }
    out.join("\n\n")
}

/// What is wrong with a state directory, and what to do.
pub fn state(error: &StateError, lang: Lang) -> (String, &'static str) {
    let shown = |path: &PathBuf| path.display().to_string();
    match error {
        StateError::Missing(dir) => (
            Text::StateMissing.with(lang, &[("dir", &shown(dir))]),
            Text::StateMissingHint.get(lang),
        ),
        StateError::OtherVersion(dir) => (
            Text::StateOtherVersion.with(lang, &[("dir", &shown(dir))]),
            Text::StateDamagedHint.get(lang),
        ),
        StateError::Locked { dir, process } => {
            let process = if process.is_empty() { "?" } else { process };
            (
                Text::StateLocked.with(lang, &[("dir", &shown(dir)), ("process", process)]),
                Text::StateLockedHint.get(lang),
            )
        }
        StateError::Damaged(file, _) => (
            Text::StateDamaged.with(lang, &[("file", &shown(file))]),
            Text::StateDamagedHint.get(lang),
        ),
        StateError::Index(dir, _) => match error.io() {
            Some(why) => (at(dir, why, lang), Text::StateIoHint.get(lang)),
            None => (
                Text::StateDamaged.with(lang, &[("file", &shown(dir))]),
                Text::StateDamagedHint.get(lang),
            ),
        },
        StateError::Io(file, why) => (at(file, why, lang), Text::StateIoHint.get(lang)),
    }
}

/// What the disk says of a file or folder.
pub fn at(path: &Path, error: &io::Error, lang: Lang) -> String {
    let (file, why) = (path.display().to_string(), io(error, lang));
    Text::StateIo.with(lang, &[("file", &file), ("why", &why)])
}

/// What the system says, in words where it is one of the usual things.
pub fn io(error: &io::Error, lang: Lang) -> String {
    let text = match error.kind() {
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => Text::IoDenied,
        io::ErrorKind::StorageFull | io::ErrorKind::FileTooLarge => Text::IoFull,
        io::ErrorKind::NotFound => Text::IoMissing,
        io::ErrorKind::IsADirectory => Text::IoFolder,
        io::ErrorKind::InvalidData => Text::IoNotText,
        io::ErrorKind::AlreadyExists => Text::IoExists,
        io::ErrorKind::NotADirectory => Text::IoNotFolder,
        _ => return error.to_string(),
    };
    text.get(lang).to_owned()
}

/// What is wrong with a folder of plans, and what to do.
pub fn corpus(error: &CorpusError, lang: Lang) -> (String, String) {
    let usage = |message: Text, hint: Text, path: &Path| {
        let path = path.display().to_string();
        let gaps = [("path", path.as_str())];
        (message.with(lang, &gaps), hint.with(lang, &gaps))
    };
    match error {
        CorpusError::Missing(path) => usage(Text::CorpusMissing, Text::CorpusMissingHint, path),
        CorpusError::NotAFolder(path) => {
            usage(Text::CorpusNotFolder, Text::CorpusNotFolderHint, path)
        }
        CorpusError::Empty(path) => usage(Text::CorpusEmpty, Text::CorpusEmptyHint, path),
        CorpusError::Manifest(path, why) => {
            let (path, why) = (path.display().to_string(), why.to_string());
            let gaps = [("path", path.as_str()), ("why", why.as_str())];
            (Text::FileUnread.with(lang, &gaps), String::new())
        }
        CorpusError::Mistakes(problems) => (mistakes(problems, lang), String::new()),
    }
}

//! `planlys serve`: the reading room in a browser on this machine.

use std::io::{self, BufRead, IsTerminal, Write};
use std::path::Path;
use std::time::Duration;

use super::{Failure, load_packs, note, screen, talk};
use crate::cli::{ExitCode, Serve};
use crate::corpus::CorpusError;
use crate::report::failures;
use crate::review::{self, Ledger};
use crate::serve::{self, PasswordError, ServeError, Settings};
use crate::wording::{Lang, Text};

pub(super) fn run(arguments: &Serve) -> Result<ExitCode, Failure> {
    let lang = arguments.lang.get();
    if let Some(file) = &arguments.new_password {
        return new_password(file, lang);
    }
    let corpus = arguments.corpus.as_path();
    // An empty folder is a beginning: files can be added from the page.
    let unusable = match (corpus.exists(), corpus.is_dir()) {
        (_, true) => None,
        (true, false) => Some(CorpusError::NotAFolder(corpus.to_path_buf())),
        (false, false) => Some(CorpusError::Missing(corpus.to_path_buf())),
    };
    if let Some(error) = unusable {
        return Err(super::corpus_failure(error, lang));
    }
    let mut packs = load_packs(&arguments.pack.packs, lang)?;
    let rule = screen::colouring_first(&mut packs, lang)?;
    let password = arguments.password_file.as_deref().map(serve::read_password);
    let password = password.transpose().map_err(|error| {
        let file = arguments.password_file.as_deref().unwrap_or(Path::new(""));
        password_failure(file, &error, lang)
    })?;
    let usual = corpus.join(review::FILE_NAME);
    let state = super::state_to_write(corpus, arguments.state.as_deref(), lang)?;
    let settings = Settings {
        corpus: corpus.to_path_buf(),
        ocr: arguments.ocr.get(),
        ocr_time: arguments.ocr.time(),
        state,
        ledger: Ledger::at(arguments.decisions.as_deref().unwrap_or(&usual)),
        packs,
        rule,
        damage: arguments.damage.get(),
        date: arguments.date,
        jobs: arguments.jobs,
        readers: super::readers(false, Duration::from_secs(arguments.time_limit)),
        listen: arguments.listen,
        hosts: arguments.hosts.clone(),
        password,
        lang,
    };
    if !arguments.listen.ip().is_loopback() && settings.password.is_some() {
        note(Text::ServeTls.get(lang), lang);
    }
    let opened = serve::serve(settings, |address| {
        let mut out = io::stdout().lock();
        writeln!(out, "{address}")?;
        out.flush()?;
        talk(Text::ServeOpen.get(lang));
        Ok(())
    });
    opened.map_err(|error| serve_failure(&error, lang))?;
    Ok(ExitCode::Done)
}

fn serve_failure(error: &ServeError, lang: Lang) -> Failure {
    let (message, hint) = match error {
        ServeError::Listen(address, why) => {
            let (address, why) = (address.to_string(), failures::io(why, lang));
            let gaps = [("address", address.as_str()), ("why", why.as_str())];
            (Text::ServeListen.with(lang, &gaps), Text::ServeListenHint)
        }
        ServeError::Open(address) => {
            let address = address.to_string();
            let gaps = [("address", address.as_str())];
            (
                Text::ServeNoPassword.with(lang, &gaps),
                Text::ServeNoPasswordHint,
            )
        }
        ServeError::System(why) => return Failure::Output(io::Error::other(why.to_string())),
    };
    Failure::Usage {
        message,
        hint: hint.get(lang).to_owned(),
    }
}

/// Reads a password from the terminal or the line that is piped in, and writes its hash.
fn new_password(file: &Path, lang: Lang) -> Result<ExitCode, Failure> {
    let input = io::stdin();
    if input.is_terminal() {
        talk(Text::ServeTypePassword.get(lang));
    }
    let mut line = String::new();
    input.lock().read_line(&mut line)?;
    let written = serve::write_password(file, line.trim_end_matches(['\r', '\n']));
    written.map_err(|error| password_failure(file, &error, lang))?;
    let shown = file.display().to_string();
    talk(&Text::ServePasswordKept.with(lang, &[("file", &shown)]));
    Ok(ExitCode::Done)
}

fn password_failure(file: &Path, error: &PasswordError, lang: Lang) -> Failure {
    let shown = file.display().to_string();
    let why = match error {
        PasswordError::Io(error) => failures::io(error, lang),
        PasswordError::Short => Text::ServePasswordShort.get(lang).to_owned(),
        PasswordError::NoHash => Text::ServePasswordNoHash.get(lang).to_owned(),
    };
    Failure::Usage {
        message: Text::FileUnread.with(lang, &[("path", &shown), ("why", &why)]),
        hint: Text::ServeNoPasswordHint.get(lang).to_owned(),
    }
}

//! `planlys letter`: drafts of letters to the municipalities.

use std::io::{BufWriter, Cursor, Write};

use super::table::Table;
use super::written::Folder;
use super::{Failure, show};
use crate::cli::{ExitCode, Letter as Arguments};
use crate::corpus::Municipality;
use crate::report::letter::{self, Letter};
use crate::wording::{Lang, Text};

pub(super) fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let lang = arguments.lang.get();
    let table = Table::named(arguments.run.as_deref(), &arguments.place, lang)?;
    let whose = |name: &String| {
        let found = table.municipality(name);
        found.ok_or_else(|| show::unknown_municipality(&table.run, name, lang))
    };
    let mut chosen: Vec<&Municipality> = arguments
        .municipality
        .iter()
        .map(whose)
        .collect::<Result<_, _>>()?;
    chosen.sort();
    chosen.dedup();
    if chosen.is_empty() {
        chosen = table.run.municipalities.iter().collect();
    }
    if table.run.documents.is_empty() {
        let name = arguments.run.as_deref().unwrap_or_default();
        return Err(Failure::Usage {
            message: Text::LetterNoReview.with(lang, &[("run", name)]),
            hint: Text::LetterNoReviewHint.get(lang).to_owned(),
        });
    }
    let matrix = table.matrix();
    let letters: Vec<(String, Letter)> = chosen
        .into_iter()
        .map(|municipality| {
            let form = arguments
                .form()
                .unwrap_or_else(|| letter::form(&table.run, municipality));
            (
                file_name(municipality),
                Letter::to(municipality, &matrix, form),
            )
        })
        .collect();
    let names: Vec<String> = letters
        .iter()
        .flat_map(|(name, _)| [format!("{name}.docx"), format!("{name}.md")])
        .collect();
    let corpus = Some(table.run.corpus.as_path()).filter(|path| !path.as_os_str().is_empty());
    let names = names.iter().map(String::as_str);
    // Somebody may have worked on a draft that is there.
    let there = names
        .clone()
        .filter(|name| arguments.out.join(name).exists());
    let there: Vec<&str> = there.collect();
    if !there.is_empty() {
        return Err(Failure::Usage {
            message: Text::LetterExists.with(lang, &[("files", &there.join(", "))]),
            hint: Text::LetterExistsHint.get(lang).to_owned(),
        });
    }
    let mut folder = Folder::open(&arguments.out, corpus, names, lang)?;
    let mut out = BufWriter::new(anstream::stdout().lock());
    for (name, letter) in &letters {
        let mut docx = Cursor::new(Vec::new());
        letter.docx(&mut docx)?;
        folder.file(&format!("{name}.docx"), |out| out.write_all(docx.get_ref()))?;
        let markdown = letter.markdown();
        folder.file(&format!("{name}.md"), |out| {
            out.write_all(markdown.as_bytes())
        })?;
        let language = match letter.lang {
            Lang::Nb => Text::LetterFormNb,
            Lang::Nn => Text::LetterFormNn,
            Lang::En => Text::LetterFormEn,
        };
        for file in folder.files.drain(..) {
            let file = file.display().to_string();
            let gaps = [("file", file.as_str()), ("language", language.get(lang))];
            let words = Text::LetterWritten.with(lang, &gaps);
            writeln!(out, "{}", Text::Written.with(lang, &[("file", &words)]))?;
        }
    }
    out.flush()?;
    Ok(ExitCode::Done)
}

/// «brev-Vågan»: a name that every file system takes.
fn file_name(municipality: &Municipality) -> String {
    let kept = |c: char| {
        let ok = c.is_alphanumeric() || " -.".contains(c);
        if ok { c } else { '-' }
    };
    let name: String = municipality.name.chars().map(kept).collect();
    let number = municipality.number.map(|n| format!("{n} "));
    format!("brev-{}{}", number.unwrap_or_default(), name.trim())
}

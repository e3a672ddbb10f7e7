//! `planlys review`: people's decisions on the cells of a run.

use std::io::{BufWriter, Write};

use jiff::Timestamp;

use super::table::Table;
use super::{Failure, unknown_name};
use crate::cli::{ExitCode, Review, ReviewExport, ReviewImport, ReviewList, ReviewSet, ReviewUndo};
use crate::report::{decisions, xlsx};
use crate::review::sheet::{self, SheetProblem, SheetProblemKind};
use crate::review::{self, Act, Entry, Wish, WishedCitation};
use crate::wording::{Lang, Text};

pub(super) fn run(command: &Review) -> Result<ExitCode, Failure> {
    match command {
        Review::Set(arguments) => set(arguments),
        Review::List(arguments) => list(arguments),
        Review::Undo(arguments) => undo(arguments),
        Review::Export(arguments) => export(arguments),
        Review::Import(arguments) => import(arguments),
    }
}

fn set(arguments: &ReviewSet) -> Result<ExitCode, Failure> {
    let lang = arguments.lang.get();
    let table = Table::chosen(&arguments.table, lang)?;
    let cell = table.cell(&arguments.municipality, &arguments.level, lang)?;
    let Some(outcome) = review::named_outcome(&arguments.outcome) else {
        let gaps = [("name", arguments.outcome.as_str())];
        let possible = review::CHOICES.map(|(_, text)| text.get(lang));
        let message = Text::NoSuchOutcome.with(lang, &gaps);
        return Err(unknown_name(message, &arguments.outcome, &possible, lang));
    };
    let wish = Wish {
        outcome,
        reason: arguments.reason.clone(),
        citations: arguments
            .cite
            .iter()
            .flat_map(|cited| WishedCitation::all_in(cited))
            .collect(),
        hits: Vec::new(),
    };
    let store = table.store.as_ref();
    let text = |document: &_, page| store?.page_text(document, page);
    let decided = review::decide_by_text(&table.run, cell, &wish, &text);
    let decision = decided.map_err(|refusals| {
        let words = refusals.iter().map(|r| decisions::refusal(r, lang));
        Failure::Usage {
            message: words.collect::<Vec<_>>().join("; "),
            hint: Text::ReviewHint.get(lang).to_owned(),
        }
    })?;
    let act = Act::Decide(Box::new(decision));
    let entry = Entry::new(&arguments.by, Timestamp::now(), act);
    table.ledger.append(std::slice::from_ref(&entry))?;
    let file = table.ledger.path().display().to_string();
    let line = decisions::line(&entry, lang);
    let gaps = [("line", line.as_str()), ("file", file.as_str())];
    say(&[Text::ReviewKept.with(lang, &gaps)])?;
    Ok(ExitCode::Done)
}

fn list(arguments: &ReviewList) -> Result<ExitCode, Failure> {
    let lang = arguments.lang.get();
    let table = Table::chosen(&arguments.table, lang)?;
    let entries: Vec<&Entry> = if arguments.all {
        table.journal.entries.iter().collect()
    } else {
        table.journal.current()
    };
    let lines: Vec<String> = if arguments.json {
        let line = |entry: &&Entry| serde_json::to_string(entry).map_err(std::io::Error::from);
        entries.iter().map(line).collect::<Result<_, _>>()?
    } else {
        entries.iter().map(|e| decisions::line(e, lang)).collect()
    };
    say(&lines)?;
    if !lines.is_empty() {
        return Ok(ExitCode::Done);
    }
    let file = table.ledger.path().display().to_string();
    super::note(&Text::NoDecisions.with(lang, &[("file", &file)]), lang);
    Ok(ExitCode::NothingFound)
}

fn undo(arguments: &ReviewUndo) -> Result<ExitCode, Failure> {
    let lang = arguments.lang.get();
    let table = Table::chosen(&arguments.table, lang)?;
    let standing = table.journal.standing();
    let named = standing
        .iter()
        .filter(|entry| !arguments.entry.is_empty() && entry.id.starts_with(&arguments.entry))
        .collect::<Vec<_>>();
    let [entry] = named[..] else {
        let possible: Vec<&str> = standing.iter().map(|entry| entry.id.as_str()).collect();
        let message = Text::NoSuchEntry.with(lang, &[("entry", &arguments.entry)]);
        return Err(unknown_name(message, &arguments.entry, &possible, lang));
    };
    let act = Act::Undo {
        entry: entry.id.clone(),
    };
    let undone = Entry::new(&arguments.by, Timestamp::now(), act);
    table.ledger.append(std::slice::from_ref(&undone))?;
    let line = decisions::line(entry, lang);
    say(&[Text::Undone.with(lang, &[("line", &line)])])?;
    Ok(ExitCode::Done)
}

fn export(arguments: &ReviewExport) -> Result<ExitCode, Failure> {
    let lang = arguments.lang.get();
    let table = Table::chosen(&arguments.table, lang)?;
    let file = arguments.file.display().to_string();
    // Somebody may have filled it in.
    if arguments.file.exists() {
        return Err(Failure::Usage {
            message: Text::FileThere.with(lang, &[("file", &file)]),
            hint: String::new(),
        });
    }
    let book = xlsx::review(&table.matrix(), lang)?;
    super::written::replace(&arguments.file, |out| out.write_all(&book))?;
    say(&[Text::SheetWritten.with(lang, &[("file", &file)])])?;
    Ok(ExitCode::Done)
}

fn import(arguments: &ReviewImport) -> Result<ExitCode, Failure> {
    let lang = arguments.lang.get();
    let table = Table::chosen(&arguments.table, lang)?;
    let file = arguments.file.display().to_string();
    let read = sheet::read(&arguments.file, &table.run, &table.journal);
    let read = read.map_err(|error| Failure::Usage {
        message: Text::FileUnread.with(lang, &[("path", &file), ("why", &error.why)]),
        hint: Text::SheetHint.get(lang).to_owned(),
    })?;
    let rows = read.map_err(|problems| Failure::Usage {
        message: sheet_problems(&file, &problems, lang),
        hint: Text::SheetProblemsHint.get(lang).to_owned(),
    })?;
    let now = Timestamp::now();
    let all = rows.len();
    let new = rows.into_iter().filter_map(|row| row.decision);
    let entries: Vec<Entry> = new
        .map(|(by, decision)| Entry::new(&by, now, Act::Decide(Box::new(decision))))
        .collect();
    if !entries.is_empty() {
        table.ledger.append(&entries)?;
    }
    let (new, known) = (entries.len(), all - entries.len());
    let ledger = table.ledger.path().display().to_string();
    let (new, known) = (new.to_string(), known.to_string());
    let gaps = [
        ("n", new.as_str()),
        ("known", known.as_str()),
        ("file", ledger.as_str()),
    ];
    say(&[Text::SheetImported.with(lang, &gaps)])?;
    Ok(ExitCode::Done)
}

fn sheet_problems(file: &str, problems: &[SheetProblem], lang: Lang) -> String {
    let n = problems.len().to_string();
    let mut lines = vec![Text::SheetProblems.with(lang, &[("file", file), ("n", &n)])];
    lines.extend(problems.iter().map(|problem| {
        let what = match &problem.kind {
            SheetProblemKind::NoSuchCell(name) => Text::SheetNoCell.with(lang, &[("name", name)]),
            SheetProblemKind::NoSuchOutcome(name) => {
                Text::NoSuchOutcome.with(lang, &[("name", name)])
            }
            SheetProblemKind::Formula => Text::SheetFormula.get(lang).to_owned(),
            SheetProblemKind::NoReviewer => Text::SheetNoReviewer.get(lang).to_owned(),
            SheetProblemKind::Refused(why) => decisions::refusal(why, lang),
            SheetProblemKind::NoColumn(name) => Text::SheetNoColumn.with(lang, &[("name", name)]),
        };
        format!("  {}: {what}", problem.address)
    }));
    lines.join("\n")
}

fn say(lines: &[String]) -> Result<(), Failure> {
    let mut out = BufWriter::new(anstream::stdout().lock());
    for line in lines {
        writeln!(out, "{line}")?;
    }
    out.flush()?;
    Ok(())
}

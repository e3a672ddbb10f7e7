//! Writes the files of `--out`: each whole or not at all.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};

use super::table::Table;
use super::{Failure, note};
use crate::cli::ReportFormat;
pub(super) use crate::corpus::replace::replace;
use crate::report::{Plans, Shown, csv, html, json, xlsx};
use crate::review::{Matrix, Snapshot, compare, sheet};
use crate::run::Run;
use crate::wording::{Lang, Text};

/// The files of `--out` where no format is named.
pub(super) const USUAL: [ReportFormat; 6] = [
    ReportFormat::Html,
    ReportFormat::Xlsx,
    ReportFormat::Csv,
    ReportFormat::Treff,
    ReportFormat::Mangler,
    ReportFormat::Run,
];

/// The name of a format's file.
pub(super) fn file_name(format: ReportFormat) -> &'static str {
    match format {
        ReportFormat::Html => "matrise.html",
        ReportFormat::Xlsx => "matrise.xlsx",
        ReportFormat::Csv => "matrise.csv",
        ReportFormat::Treff => "treff.csv",
        ReportFormat::Mangler => "mangler.csv",
        ReportFormat::Run => "run.json",
        ReportFormat::Json => "matrise.json",
        ReportFormat::Jsonl => "treff.jsonl",
        #[cfg(feature = "parquet")]
        ReportFormat::Parquet => "treff.parquet",
    }
}

/// A folder for reports, and what was written there.
pub(super) struct Folder {
    dir: PathBuf,
    /// The files written so far.
    pub(super) files: Vec<PathBuf>,
}

impl Folder {
    /// Makes the folder and tries whether these files can be written: before the long run, not after it. It may not be in the corpus.
    pub(super) fn open<'n>(
        dir: &Path,
        corpus: Option<&Path>,
        names: impl IntoIterator<Item = &'n str>,
        lang: Lang,
    ) -> Result<Self, Failure> {
        if let Some(corpus) = corpus {
            check_outside(dir, corpus, lang)?;
        }
        let unwritable = |path: &Path, error: &io::Error| Failure::Usage {
            message: Text::OutUnwritable.with(
                lang,
                &[
                    ("path", &path.display().to_string()),
                    ("why", &crate::report::failures::io(error, lang)),
                ],
            ),
            hint: Text::OutUnwritableHint.get(lang).to_owned(),
        };
        fs::create_dir_all(dir)
            .and_then(|()| probe(dir))
            .map_err(|error| unwritable(dir, &error))?;
        for name in names {
            let path = dir.join(name);
            check_replaceable(&path).map_err(|error| unwritable(&path, &error))?;
        }
        Ok(Folder {
            dir: dir.to_path_buf(),
            files: Vec::new(),
        })
    }

    /// Writes one file. What stood there before is replaced when the new one is complete.
    pub(super) fn file(
        &mut self,
        name: &str,
        write: impl FnOnce(&mut BufWriter<&File>) -> io::Result<()>,
    ) -> io::Result<()> {
        let path = self.dir.join(name);
        replace(&path, write)?;
        self.files.push(path);
        Ok(())
    }

    /// Writes a report in these formats.
    pub(super) fn reports(
        &mut self,
        formats: &[ReportFormat],
        table: &Table,
        matrix: &Matrix<'_>,
        earlier: Option<&Table>,
        lang: Lang,
    ) -> io::Result<()> {
        let dir = self.dir.clone();
        show(matrix, earlier, Some(&dir), |shown| {
            for &format in formats {
                let mut name = file_name(format);
                if format == ReportFormat::Xlsx && is_filled_in(&dir.join(name), table) {
                    let gaps = [("file", &*shown_path(&dir, name)), ("new", NEW_WORKBOOK)];
                    note(&Text::OutFilled.with(lang, &gaps), lang);
                    name = NEW_WORKBOOK;
                }
                self.file(name, |out| write(format, shown, table, lang, out))?;
            }
            Ok(())
        })
    }

    /// Says what was written.
    pub(super) fn tell(&self, lang: Lang, out: &mut impl Write) -> io::Result<()> {
        for path in &self.files {
            let file = path.display().to_string();
            writeln!(out, "{}", Text::Written.with(lang, &[("file", &file)]))?;
        }
        Ok(())
    }
}

/// The workbook beside one that has decisions to import.
const NEW_WORKBOOK: &str = "matrise-ny.xlsx";

/// Whether a workbook that is there has decisions that would be lost with it.
fn is_filled_in(path: &Path, table: &Table) -> bool {
    match sheet::read(path, &table.run, &table.journal) {
        Ok(Ok(rows)) => rows.iter().any(|row| row.decision.is_some()),
        Ok(Err(_)) => true,
        Err(_) => false,
    }
}

fn shown_path(dir: &Path, name: &str) -> String {
    dir.join(name).display().to_string()
}

/// Prints a report in one format. What is no text is not printed on a terminal.
pub(super) fn print(
    format: ReportFormat,
    table: &Table,
    earlier: Option<&Table>,
    lang: Lang,
) -> Result<(), Failure> {
    let text = match format {
        ReportFormat::Xlsx => false,
        #[cfg(feature = "parquet")]
        ReportFormat::Parquet => false,
        _ => true,
    };
    let out = io::stdout();
    if !text && out.is_terminal() {
        return Err(Failure::Usage {
            message: Text::OutNotText.with(lang, &[("file", file_name(format))]),
            hint: Text::OutNotTextHint.get(lang).to_owned(),
        });
    }
    let mut out = BufWriter::new(out.lock());
    show(&table.matrix(), earlier, None, |shown| {
        write(format, shown, table, lang, &mut out)
    })?;
    out.flush()?;
    Ok(())
}

/// Gathers what a report shows.
fn show<R>(
    matrix: &Matrix<'_>,
    earlier: Option<&Table>,
    dir: Option<&Path>,
    then: impl FnOnce(&Shown<'_>) -> R,
) -> R {
    let old = earlier.map(Table::matrix);
    let found = old.as_ref().map(|old| compare::compare(old, matrix));
    let since = earlier.map(|earlier| &earlier.run).zip(found.as_ref());
    then(&Shown {
        matrix,
        since,
        plans: plans(matrix.run, dir),
    })
}

/// Where the plans of a run lie, if they are on this machine.
fn plans(run: &Run, dir: Option<&Path>) -> Plans {
    let here = !run.corpus.as_os_str().is_empty() && run.corpus.is_dir();
    if !here {
        return Plans::default();
    }
    Plans::new(&real(&run.corpus), dir.map(real).as_deref())
}

fn write(
    format: ReportFormat,
    shown: &Shown<'_>,
    table: &Table,
    lang: Lang,
    out: &mut impl Write,
) -> io::Result<()> {
    let matrix = shown.matrix;
    match format {
        ReportFormat::Html => out.write_all(html::page_of(shown, lang).as_bytes()),
        ReportFormat::Xlsx => out.write_all(&xlsx::report(shown, lang)?),
        ReportFormat::Csv => csv::matrix(matrix, lang, out),
        ReportFormat::Treff => csv::hits(matrix.run, lang, out),
        ReportFormat::Mangler => csv::missing(matrix, lang, out),
        ReportFormat::Run => Snapshot::write(&table.run, &table.journal, out),
        ReportFormat::Json => {
            serde_json::to_writer_pretty(&mut *out, &json::matrix(matrix, lang))?;
            writeln!(out)
        }
        ReportFormat::Jsonl => json::hits(matrix.run, lang, out),
        #[cfg(feature = "parquet")]
        ReportFormat::Parquet => crate::report::parquet::hits(matrix.run, lang, out),
    }
}

/// A report folder among the plans would be a municipality of the next run.
fn check_outside(out: &Path, corpus: &Path, lang: Lang) -> Result<(), Failure> {
    if !is_inside(out, corpus) {
        return Ok(());
    }
    Err(Failure::Usage {
        message: Text::OutInCorpus.with(lang, &[("path", &out.display().to_string())]),
        hint: Text::OutInCorpusHint.get(lang).to_owned(),
    })
}

/// Whether a path lies in a folder, by whatever links it is named.
pub(super) fn is_inside(path: &Path, folder: &Path) -> bool {
    real(path).starts_with(real(folder))
}

/// A path as it is without links, as far as it exists.
fn real(path: &Path) -> PathBuf {
    let whole = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
    let known = whole.ancestors().find_map(|dir| {
        let there = dir.canonicalize().ok()?;
        let rest = whole.strip_prefix(dir).ok()?;
        Some(there.join(rest))
    });
    known.unwrap_or(whole)
}

/// Whether a file that is there may be replaced: a folder of its name, a file without write permission or one that another program has
/// locked may not.
fn check_replaceable(path: &Path) -> io::Result<()> {
    match fs::metadata(path) {
        Ok(found) if found.is_dir() => Err(io::ErrorKind::IsADirectory.into()),
        Ok(_) => OpenOptions::new().write(true).open(path).map(|_| ()),
        Err(_) => Ok(()),
    }
}

/// Whether files can be made in a folder.
pub(super) fn probe(dir: &Path) -> io::Result<()> {
    let path = dir.join(".skriveprøve");
    File::create(&path)?;
    fs::remove_file(&path)
}

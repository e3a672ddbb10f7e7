//! Writes the files of `--out`.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use super::Failure;
use crate::report::{csv, html};
use crate::review::{Journal, Matrix, Snapshot};
use crate::wording::{Lang, Text};

/// A folder for reports, and what was written there.
pub(super) struct Folder {
    dir: PathBuf,
    /// The files written so far.
    pub(super) files: Vec<PathBuf>,
}

impl Folder {
    /// Makes the folder and tries whether it can be written: before the long run, not after it. It may not be in the corpus.
    pub(super) fn open(dir: &Path, corpus: Option<&Path>, lang: Lang) -> Result<Self, Failure> {
        if let Some(corpus) = corpus {
            check_outside(dir, corpus, lang)?;
        }
        fs::create_dir_all(dir)
            .and_then(|()| probe(dir))
            .map_err(|error| Failure::Usage {
                message: Text::OutUnwritable.with(
                    lang,
                    &[
                        ("path", &dir.display().to_string()),
                        ("why", &error.to_string()),
                    ],
                ),
                hint: String::new(),
            })?;
        Ok(Folder {
            dir: dir.to_path_buf(),
            files: Vec::new(),
        })
    }

    /// Writes one file.
    pub(super) fn file(
        &mut self,
        name: &str,
        write: impl FnOnce(&mut BufWriter<File>) -> io::Result<()>,
    ) -> io::Result<()> {
        let path = self.dir.join(name);
        let mut file = BufWriter::new(File::create(&path)?);
        write(&mut file)?;
        file.flush()?;
        self.files.push(path);
        Ok(())
    }

    /// Writes the reports of a matrix.
    pub(super) fn matrix(
        &mut self,
        matrix: &Matrix<'_>,
        journal: &Journal,
        lang: Lang,
    ) -> io::Result<()> {
        self.file("matrise.html", |out| {
            out.write_all(html::page_of(matrix, lang).as_bytes())
        })?;
        self.file("matrise.csv", |out| csv::matrix(matrix, lang, out))?;
        self.file("treff.csv", |out| csv::hits(matrix.run, lang, out))?;
        let snapshot = Snapshot::new(matrix.run.clone(), journal);
        self.file("run.json", |out| {
            serde_json::to_writer(out, &snapshot).map_err(io::Error::from)
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

/// A report folder among the plans would be a municipality of the next run.
fn check_outside(out: &Path, corpus: &Path, lang: Lang) -> Result<(), Failure> {
    let whole = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
    if !whole(out).starts_with(whole(corpus)) {
        return Ok(());
    }
    Err(Failure::Usage {
        message: Text::OutInCorpus.with(lang, &[("path", &out.display().to_string())]),
        hint: Text::OutInCorpusHint.get(lang).to_owned(),
    })
}

/// Whether files can be made in a folder.
pub(super) fn probe(dir: &Path) -> io::Result<()> {
    let path = dir.join(".skriveprøve");
    File::create(&path)?;
    fs::remove_file(&path)
}

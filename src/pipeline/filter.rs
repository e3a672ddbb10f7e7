//! The work on one file that another program asks for, and its order: the same stages as a screening, without a state.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Condvar, Mutex, PoisonError};

use super::reading::Pool;
use super::update::searched;
use super::{Options, Search, describe};
use crate::corpus::{self, Corpus, Override, Stamp};
use crate::extract::ocr::Recognitions;
use crate::extract::{ReadError, Reading};
use crate::lines::{AnsweredFile, BadWish, Share, Wish};
use crate::run::Document;
use crate::terms::Rule;

/// What files are searched for, and how they are read.
pub struct Filter<'f> {
    /// Where paths begin, with what `plans.csv` says of its files.
    corpus: &'f Corpus,
    search: &'f Search<'f>,
    rule: &'f Rule,
    options: &'f Options<'f>,
    pool: Pool<'f>,
}

/// What was read of a file.
type Read = Result<Reading, ReadError>;

/// What came of a line of input.
#[derive(Debug)]
pub struct Filtered {
    /// What was asked; its path is as the corpus has it.
    pub wish: Wish,
    /// Why the line was no wish.
    pub bad: Option<BadWish>,
    /// The file as it was.
    pub file: AnsweredFile,
    /// What the file is and what was found in it.
    pub document: Document,
    /// What was read of it.
    pub reading: Option<Reading>,
    /// What is known of its recognised pages; of a share, that of the share.
    pub recognised: Recognitions,
}

impl<'f> Filter<'f> {
    /// Files of a corpus, whose own files need not be listed. The first pack of the search colours, by `rule`.
    pub fn new(
        corpus: &'f Corpus,
        search: &'f Search<'f>,
        rule: &'f Rule,
        options: &'f Options<'f>,
    ) -> Self {
        Filter {
            corpus,
            search,
            rule,
            options,
            pool: Pool::new(&options.readers, options.recogniser),
        }
    }

    /// Reads and searches the file of a line.
    pub fn answer(&self, line: &[u8]) -> Filtered {
        let (wish, bad) = match Wish::parse(line) {
            Ok(wish) => (wish, None),
            Err((path, bad)) => {
                let wish = Wish {
                    path,
                    ..Wish::default()
                };
                (wish, Some(bad))
            }
        };
        let path = within(&self.corpus.root, &wish.path);
        let wish = Wish { path, ..wish };
        let place = self.corpus.root.join(&wish.path);
        // What cannot be looked at cannot be opened either, which is told then.
        let stamp = Stamp::of_document(&place).unwrap_or_default();
        let file = corpus::File {
            path: wish.path.clone(),
            size: stamp.size,
            stamp,
            with: Vec::new(),
        };
        // A pipe or a device would be read for ever.
        let is_other = place.metadata().is_ok_and(|found| !found.is_file());
        let (hash, reading, recognised) = if bad.is_some() || is_other {
            (String::new(), Err(ReadError::Io), Recognitions::new())
        } else {
            self.read(&place, file.size, &wish)
        };
        let own = self.stated(&wish);
        let corpus = own.as_ref().unwrap_or(self.corpus);
        let whose = describe::identify(corpus, &file.path, &reading, self.rule.fewest_words);
        let found = searched(&whose.identity, &reading, self.search, self.rule);
        let source = corpus.fetched.source(&file.path, &hash);
        let date = self.options.date;
        let document = whose.document((&file, source), hash, &reading, date, found);
        Filtered {
            file: AnsweredFile::new(stamp),
            reading: reading.ok(),
            wish,
            bad,
            document,
            recognised,
        }
    }

    /// Reads a file, then those of its pages that OCR is for and that are wanted, then the file with them: its hash, what was read, and
    /// what is known of its recognised pages.
    fn read(&self, path: &Path, size: u64, wish: &Wish) -> (String, Read, Recognitions) {
        let mut known = wish.recognised.pages.clone();
        let (mut hash, mut reading) = self.pool.read_with(path, size, &known);
        if !known.is_empty() && hash != wish.recognised.hash {
            // It was recognised of a file that has been replaced since.
            known.clear();
            (hash, reading) = self.pool.read_with(path, size, &known);
        }
        let mut wanted = self.pool.awaited(path, &hash, &reading);
        wanted.retain(|wanted| wish.share.has(wanted.page));
        let now = self.options.recogniser.some(&self.pool, &wanted);
        if matches!(wish.share, Share::Some(_)) {
            return (hash, reading, now);
        }
        if now.is_empty() {
            return (hash, reading, known);
        }
        let mut all = known.clone();
        all.extend(now);
        let (hash_then, with_all) = self.pool.read_with(path, size, &all);
        // A file that was replaced meanwhile is as it was, with its pages still to be recognised.
        if hash_then != hash {
            return (hash, reading, known);
        }
        (hash, with_all, all)
    }

    /// The corpus with what a line states of its file, if it states something.
    fn stated(&self, wish: &Wish) -> Option<Corpus> {
        if wish.municipality.is_none() && wish.role.is_none() {
            return None;
        }
        let stated = Override {
            file: wish.path.clone(),
            municipality: wish.municipality.clone(),
            role: wish.role.clone(),
            ..Override::default()
        };
        Some(self.corpus.with_one(stated))
    }
}

/// A path as the corpus has it, if it is in it.
fn within(root: &Path, path: &Path) -> PathBuf {
    if path.is_relative() {
        return path.to_path_buf();
    }
    let roots = [std::path::absolute(root), root.canonicalize()];
    let mut inside = roots.iter().flatten().map(|root| path.strip_prefix(root));
    let inside = inside.find_map(Result::ok);
    inside.unwrap_or(path).to_path_buf()
}

/// Answers read ahead of the one that is told next, for each thread: a large file does not hold the others at once.
const AHEAD: usize = 8;

/// What is told of answers that are given out of order.
struct Turn<A, T> {
    next: usize,
    done: BTreeMap<usize, A>,
    tell: T,
    failed: Option<io::Error>,
}

/// Answers lines on so many threads and tells the answers in the order of the lines, each as soon as those before it are told: whoever asks
/// line by line is answered line by line.
pub fn in_order<L: Send, A: Send>(
    lines: impl Iterator<Item = io::Result<L>> + Send,
    jobs: usize,
    answer: impl Fn(L) -> A + Sync,
    tell: impl FnMut(A) -> io::Result<()> + Send,
) -> io::Result<()> {
    let lines = Mutex::new(lines.enumerate());
    let turn = Mutex::new(Turn {
        next: 0,
        done: BTreeMap::new(),
        tell,
        failed: None,
    });
    let told = Condvar::new();
    let work = || loop {
        let line = lines.lock().unwrap_or_else(PoisonError::into_inner).next();
        let Some((number, line)) = line else { return };
        let answered = line.map(&answer);
        let mut turn = turn.lock().unwrap_or_else(PoisonError::into_inner);
        match answered {
            Ok(answered) => drop(turn.done.insert(number, answered)),
            Err(error) => turn.failed = turn.failed.take().or(Some(error)),
        }
        turn.go_on();
        told.notify_all();
        while turn.failed.is_none() && turn.done.len() > AHEAD * jobs {
            turn = told.wait(turn).unwrap_or_else(PoisonError::into_inner);
        }
        if turn.failed.is_some() {
            return;
        }
    };
    std::thread::scope(|threads| {
        for _ in 1..jobs {
            threads.spawn(work);
        }
        work();
    });
    let turn = turn.into_inner().unwrap_or_else(PoisonError::into_inner);
    turn.failed.map_or(Ok(()), Err)
}

impl<A, T: FnMut(A) -> io::Result<()>> Turn<A, T> {
    /// Tells the answers whose turn it is.
    fn go_on(&mut self) {
        while self.failed.is_none()
            && let Some(answer) = self.done.remove(&self.next)
        {
            self.failed = (self.tell)(answer).err();
            self.next += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_stand_in_the_order_of_the_lines() {
        let mut told = Vec::new();
        let lines = (0..200).map(Ok);
        // Every tenth takes longer than many after it.
        let answer = |line: u64| {
            let slow = line.is_multiple_of(10);
            std::thread::sleep(std::time::Duration::from_millis(if slow { 5 } else { 0 }));
            line
        };
        let tell = |answer| {
            told.push(answer);
            Ok(())
        };
        in_order(lines, 4, answer, tell).expect("nothing fails");
        assert_eq!(told, (0..200).collect::<Vec<_>>());
    }

    #[test]
    fn whoever_no_longer_listens_ends_the_work() {
        let mut told = 0;
        let tell = |_| {
            told += 1;
            if told == 3 {
                Err(io::ErrorKind::BrokenPipe.into())
            } else {
                Ok(())
            }
        };
        let failed = in_order((0..).map(Ok), 3, |line: u64| line, tell);
        let failed = failed.expect_err("the third is not heard");
        assert_eq!((failed.kind(), told), (io::ErrorKind::BrokenPipe, 3));
    }
}

//! Addresses in `plans.csv` → files in the corpus, politely and only when asked; the only place that speaks to other machines.
//!
//! A file appears when all of it is there, and the record of it right after. What a broken connection left is kept, and the next
//! attempt goes on from there.

mod address;
mod client;
mod download;
mod hosts;
mod kind;
mod name;
mod part;
mod place;

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use self::hosts::Hosts;
pub use self::kind::Kind;
use crate::corpus::fetched::Record;
use crate::corpus::{Fetched, Wanted};

/// Hosts that are asked at the same time.
const AT_ONCE: usize = 4;

/// How to fetch.
#[derive(Clone, Debug)]
pub struct Options {
    /// Ask for newer versions of what was fetched before.
    pub refresh: bool,
    /// Only say what would be fetched.
    pub dry_run: bool,
    /// Addresses of this machine and of private networks are fetched too.
    pub allow_private: bool,
    /// Least time between the requests to one host.
    pub wait: Duration,
    /// Larger files are refused.
    pub max_bytes: u64,
}

/// What became of a row.
#[derive(Clone, Debug)]
pub struct Done {
    /// The row.
    pub row: Wanted,
    /// Its file within the corpus, if it has one.
    pub file: Option<PathBuf>,
    /// What became of it.
    pub outcome: Outcome,
}

/// What became of an address.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// It was fetched.
    New(Record),
    /// A newer version took the place of the one that was fetched before.
    Newer(Record),
    /// The server has no newer version.
    Same,
    /// It was there already.
    There,
    /// What is there is kept, because a person has put it there or changed it.
    Kept,
    /// It would be fetched.
    Planned,
    /// It was not fetched.
    Failed(Trouble),
}

impl Outcome {
    /// Whether the file is there now, or need not be.
    pub fn is_good(&self) -> bool {
        !matches!(self, Outcome::Failed(_))
    }
}

/// Why an address was not fetched.
#[derive(Clone, Debug)]
pub enum Trouble {
    /// The host asks programs not to fetch it; the address says where.
    Forbidden(String),
    /// What the host asks of programs could not be read this time; the address says where.
    RobotsUnread(String),
    /// There is no contact with the host.
    Unreachable(String),
    /// The host's certificate does not hold.
    Insecure {
        /// The host.
        host: String,
        /// What is wrong, in English.
        why: String,
    },
    /// The connection broke or fell silent, several times.
    Broken,
    /// The server answered with this status.
    Status(u16),
    /// The server asks to come back later, after so many seconds if it says when.
    Busy(Option<u64>),
    /// The file is larger than is allowed.
    TooLarge,
    /// It is none of the kinds of file that plans are.
    NoDocument(String),
    /// It is of another kind than its name says.
    OtherKind {
        /// What its name says.
        stated: Kind,
        /// What it is.
        found: Kind,
    },
    /// The address is of this machine or of a private network.
    Private(String),
    /// The address leads on to one without encryption, or to none that can be fetched.
    BadRedirect(String),
    /// The address leads on and on.
    ManyRedirects,
    /// A person changed the file while the newer one was on its way.
    Changed,
    /// Its folder leads out of the corpus.
    Outside,
    /// The file cannot be written or read.
    Disk(PathBuf, Arc<io::Error>),
}

impl Trouble {
    fn disk(path: &Path) -> impl FnOnce(io::Error) -> Trouble {
        let path = path.to_path_buf();
        move |error| Trouble::Disk(path, Arc::new(error))
    }

    /// Whether it may be gone in a moment.
    fn is_passing(&self) -> bool {
        matches!(
            self,
            Trouble::Broken | Trouble::Busy(_) | Trouble::Status(500 | 502 | 504)
        )
    }
}

/// Fetches rows of `plans.csv` into a corpus. `on_done` hears of each as it is done; the answers are in the order of the rows.
///
/// # Panics
/// If the system refuses a thread.
pub fn fetch(
    root: &Path,
    rows: Vec<Wanted>,
    fetched: Fetched,
    options: &Options,
    on_done: &(dyn Fn(&Done) + Sync),
) -> Vec<Done> {
    let run = Run {
        root,
        options,
        hosts: Hosts::new(options),
        fetched: Mutex::new(fetched),
    };
    let queue = Mutex::new(by_host(last_of_each_file(rows)).into_iter());
    let answers = Mutex::new(Vec::new());
    let work = || {
        loop {
            let Some(rows) = lock(&queue).next() else {
                return;
            };
            for row in rows {
                let done = run.row(row);
                on_done(&done);
                lock(&answers).push(done);
            }
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(work);
        }
    });
    let mut answers = answers.into_inner().unwrap_or_else(PoisonError::into_inner);
    answers.sort_by_key(|done| done.row.line);
    answers
}

/// One run of fetching.
struct Run<'r> {
    root: &'r Path,
    options: &'r Options,
    hosts: Hosts,
    fetched: Mutex<Fetched>,
}

/// Of several rows about one file the last holds, as in all of `plans.csv`.
fn last_of_each_file(rows: Vec<Wanted>) -> Vec<Wanted> {
    let mut seen = BTreeSet::new();
    let mut kept = rows;
    kept.reverse();
    kept.retain(|row| {
        row.file
            .as_ref()
            .is_none_or(|file| seen.insert(file.clone()))
    });
    kept.reverse();
    kept
}

/// The rows of each host, which are fetched one after the other.
fn by_host(rows: Vec<Wanted>) -> Vec<Vec<Wanted>> {
    let mut hosts: BTreeMap<String, Vec<Wanted>> = BTreeMap::new();
    for row in rows {
        let host = row.address.host_str().unwrap_or_default().to_owned();
        hosts.entry(host).or_default().push(row);
    }
    hosts.into_values().collect()
}

/// A lock of which it does not matter that another thread has panicked.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

//! What the room holds: the last run, the decisions on it, the index, and how to get them anew when they change on the disk.

use std::collections::HashMap;
use std::fs;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, TryLockError};
use std::time::{Duration, Instant, SystemTime};

use tokio::sync::{Notify, Semaphore};

use super::Settings;
use super::answer::Trouble;
use super::job::Job;
use super::live::Live;
use super::password::Door;
use super::pictures::Gallery;
use super::session::{Sessions, secret};
use crate::corpus;
use crate::index::{KeptRun, Searcher, StateError, Store};
use crate::review::{CellName, Journal, LedgerError, Matrix, Reviewed};
use crate::run::{Document, Run};
use crate::terms::{Pack, Rule};

/// The room.
pub(super) struct Room {
    pub(super) settings: Settings,
    pub(super) address: SocketAddr,
    /// Opens a session on this machine.
    pub(super) token: String,
    pub(super) sessions: Sessions,
    pub(super) door: Door,
    pub(super) store: Store,
    pub(super) gallery: Gallery,
    pub(super) job: Job,
    pub(super) live: Live,
    /// Turns of what uses all cores or much memory: searches, trials of packs, files to take along.
    pub(super) turns: Arc<Semaphore>,
    /// One decision after the other.
    pub(super) deciding: Mutex<()>,
    /// Somebody wants a run.
    pub(super) wishes: Notify,
    active: RwLock<Arc<Active>>,
    runs: RwLock<Runs>,
    decided: RwLock<Option<DecidedOn>>,
    searcher: RwLock<Option<(Stamp, Arc<Searcher>)>>,
    loading: Mutex<()>,
}

/// Who decides waits so long for another who does.
const MOMENT: Duration = Duration::from_secs(2);
/// Such turns at once.
const TURNS: usize = 2;
/// Earlier runs that are held.
const HELD: usize = 2;

/// A file's size and time: another file has others.
pub(super) type Stamp = (u64, Option<SystemTime>);

/// Decisions with the file and the run they are of.
type DecidedOn = (Option<Stamp>, u64, Arc<Decided>);

/// The runs that are held.
#[derive(Default)]
struct Runs {
    last: Option<(Stamp, Arc<Desk>)>,
    earlier: Vec<(KeptRun, Arc<Desk>)>,
}

/// A run with its documents by identifier.
pub(super) struct Desk {
    pub(super) run: Run,
    /// Tells it from others that were held.
    pub(super) number: u64,
    by_id: HashMap<String, usize>,
}

/// The packs of the next run, the one that colours first, and its rule.
pub(super) struct Active {
    pub(super) packs: Vec<Pack>,
    pub(super) rule: Rule,
}

/// The decisions on a run.
pub(super) struct Decided {
    pub(super) journal: Journal,
    reviewed: Vec<Reviewed>,
    unplaced: Vec<CellName>,
}

/// A run with the decisions that a reader may see.
pub(super) struct Seen<'r> {
    pub(super) desk: &'r Desk,
    pub(super) matrix: Matrix<'r>,
    /// Cells that others have decided and the reader not yet, in the order of [`Run::cells`].
    pub(super) hidden: Vec<bool>,
}

/// The identifier of a document: what a browser names it by.
pub(super) fn document_id(path: &Path) -> String {
    let name = crate::index::name_of(path);
    blake3::hash(name.as_bytes()).to_hex()[..16].to_owned()
}

impl Desk {
    fn new(run: Run) -> Self {
        use std::sync::atomic::{AtomicU64, Ordering};
        static NUMBER: AtomicU64 = AtomicU64::new(1);
        let ids = run.documents.iter().enumerate();
        Desk {
            by_id: ids
                .map(|(index, d)| (document_id(&d.path), index))
                .collect(),
            number: NUMBER.fetch_add(1, Ordering::Relaxed),
            run,
        }
    }

    /// The document of an identifier, with its index.
    pub(super) fn document(&self, id: &str) -> Option<(usize, &Document)> {
        let &index = self.by_id.get(id)?;
        Some((index, self.run.documents.get(index)?))
    }
}

impl Room {
    pub(super) fn new(settings: Settings, address: SocketAddr) -> io::Result<Self> {
        let (packs, rule) = (settings.packs.clone(), settings.rule.clone());
        let active = Arc::new(Active { packs, rule });
        Ok(Room {
            token: secret()?,
            store: settings.state.store(),
            gallery: Gallery::new(settings.readers.clone()),
            settings,
            address,
            sessions: Sessions::default(),
            door: Door::default(),
            job: Job::default(),
            live: Live::new(),
            turns: Arc::new(Semaphore::new(TURNS)),
            deciding: Mutex::default(),
            wishes: Notify::new(),
            active: RwLock::new(active),
            runs: RwLock::default(),
            decided: RwLock::default(),
            searcher: RwLock::default(),
            loading: Mutex::default(),
        })
    }

    /// Where to begin: with the token where no password is asked for.
    pub(super) fn first_address(&self) -> String {
        let host = match self.address.ip() {
            IpAddr::V6(ip) => format!("[{ip}]"),
            IpAddr::V4(ip) => ip.to_string(),
        };
        let port = self.address.port();
        match self.settings.password {
            None => format!("http://{host}:{port}/?token={}", self.token),
            Some(_) => format!("http://{host}:{port}/"),
        }
    }

    /// The name of the cookie: browsers send the cookies of one port to the others.
    pub(super) fn cookie(&self) -> String {
        format!("planlys-{}", self.address.port())
    }

    /// The last run; none before the first.
    pub(super) fn desk(&self) -> Result<Option<Arc<Desk>>, Trouble> {
        let Some(stamp) = stamp(&self.settings.state.dir().join("run.json")) else {
            return Ok(None);
        };
        let held = || {
            let runs = self.runs.read().unwrap_or_else(PoisonError::into_inner);
            runs.last.clone()
        };
        if let Some((_, desk)) = held().filter(|(of, _)| *of == stamp) {
            return Ok(Some(desk));
        }
        // One loads it; until then the others see the run before.
        let loading = match self.loading.try_lock() {
            Ok(loading) => loading,
            Err(_) => match held() {
                Some((_, desk)) => return Ok(Some(desk)),
                None => self.loading.lock().unwrap_or_else(PoisonError::into_inner),
            },
        };
        if let Some((_, desk)) = held().filter(|(of, _)| *of == stamp) {
            return Ok(Some(desk));
        }
        let desk = Arc::new(Desk::new(
            self.settings.state.run().map_err(Trouble::state)?,
        ));
        let mut runs = self.runs.write().unwrap_or_else(PoisonError::into_inner);
        runs.last = Some((stamp, desk.clone()));
        drop(loading);
        Ok(Some(desk))
    }

    /// An earlier run that is kept.
    pub(super) fn earlier(&self, made: i64) -> Result<Arc<Desk>, Trouble> {
        let state = &self.settings.state;
        let kept = state.kept_runs().into_iter().find(|kept| kept.made == made);
        let kept = kept.ok_or_else(Trouble::no_such_run)?;
        let runs = self.runs.read().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, desk)) = runs.earlier.iter().find(|(of, _)| *of == kept) {
            return Ok(desk.clone());
        }
        drop(runs);
        // One after the other: each takes much memory while it is read.
        let _loading = self.loading.lock().unwrap_or_else(PoisonError::into_inner);
        let runs = self.runs.read().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, desk)) = runs.earlier.iter().find(|(of, _)| *of == kept) {
            return Ok(desk.clone());
        }
        drop(runs);
        let desk = Arc::new(Desk::new(state.kept_run(&kept).map_err(Trouble::state)?));
        let mut runs = self.runs.write().unwrap_or_else(PoisonError::into_inner);
        runs.earlier.retain(|(of, _)| *of != kept);
        runs.earlier.insert(0, (kept, desk.clone()));
        runs.earlier.truncate(HELD);
        Ok(desk)
    }

    /// The decisions on a run.
    pub(super) fn decided(&self, desk: &Desk) -> Result<Arc<Decided>, LedgerError> {
        let stamp = stamp(self.settings.ledger.path());
        let held = self.decided.read().unwrap_or_else(PoisonError::into_inner);
        if let Some((of, number, decided)) = held.as_ref()
            && *of == stamp
            && *number == desk.number
        {
            return Ok(decided.clone());
        }
        drop(held);
        let journal = self.settings.ledger.read()?;
        let Matrix {
            reviewed, unplaced, ..
        } = Matrix::new(&desk.run, &journal);
        let decided = Arc::new(Decided {
            journal,
            reviewed,
            unplaced,
        });
        let mut held = self.decided.write().unwrap_or_else(PoisonError::into_inner);
        *held = Some((stamp, desk.number, decided.clone()));
        Ok(decided)
    }

    /// The index, as it is now on the disk.
    pub(super) fn searcher(&self) -> Result<Arc<Searcher>, StateError> {
        let state = &self.settings.state;
        let now = stamp(&state.dir().join("catalog"));
        let now = now.ok_or_else(|| StateError::Missing(state.dir().to_path_buf()))?;
        let held = self.searcher.read().unwrap_or_else(PoisonError::into_inner);
        if let Some((of, searcher)) = held.as_ref()
            && *of == now
        {
            return Ok(searcher.clone());
        }
        drop(held);
        let searcher = Arc::new(state.searcher()?);
        let mut held = self
            .searcher
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        *held = Some((now, searcher.clone()));
        Ok(searcher)
    }

    /// The packs of the next run.
    pub(super) fn packs(&self) -> Arc<Active> {
        self.active
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Uses a pack with a rule in the next run, and wishes for one.
    pub(super) fn use_pack(&self, pack: Pack) {
        let Some(rule) = pack.rule.clone() else {
            return;
        };
        let mut active = self.active.write().unwrap_or_else(PoisonError::into_inner);
        let beside = active
            .packs
            .iter()
            .skip(1)
            .filter(|other| other.id != pack.id);
        let mut packs: Vec<Pack> = beside.cloned().collect();
        packs.insert(0, pack);
        *active = Arc::new(Active { packs, rule });
        drop(active);
        self.wish_run();
    }

    /// The turn of one who decides. Another program may hold the file for long: whoever reads must not wait for it.
    pub(super) fn decides(&self) -> Result<MutexGuard<'_, ()>, Trouble> {
        let start = Instant::now();
        loop {
            match self.deciding.try_lock() {
                Ok(turn) => return Ok(turn),
                Err(TryLockError::Poisoned(turn)) => return Ok(turn.into_inner()),
                Err(TryLockError::WouldBlock) if start.elapsed() < MOMENT => {
                    std::thread::sleep(Duration::from_millis(10));
                }
                Err(TryLockError::WouldBlock) => return Err(Trouble::busy()),
            }
        }
    }

    /// Wishes for a run; false if one is under way.
    pub(super) fn wish_run(&self) -> bool {
        let running = self.job.wished();
        // One that is under way does not know what came after it began: another follows.
        self.wishes.notify_one();
        !running
    }

    /// Whether a file is as it was when it was read, as far as its size and time tell.
    pub(super) fn is_as_read(&self, document: &Document) -> bool {
        let name = crate::index::name_of(&document.path);
        let found = corpus::Stamp::of_document(&self.file_of(document));
        let searcher = self.searcher();
        let known = searcher.as_ref().ok().and_then(|searcher| {
            let files = searcher.files();
            let place = files
                .binary_search_by(|(of, _)| of.as_str().cmp(&*name))
                .ok()?;
            Some(files[place].1.stamp)
        });
        match (found, known) {
            (Ok(found), Some(known)) => {
                (found.size, found.modified) == (known.size, known.modified)
            }
            (found, _) => found.is_ok_and(|found| found.size == document.bytes),
        }
    }

    /// The folder of packs and searches of one's own.
    pub(super) fn own_folder(&self) -> PathBuf {
        self.settings.corpus.join(corpus::OWN_FOLDER)
    }

    /// Where a document of the run lies.
    pub(super) fn file_of(&self, document: &Document) -> PathBuf {
        self.settings.corpus.join(&document.path)
    }
}

fn stamp(path: &Path) -> Option<Stamp> {
    let found = fs::metadata(path).ok()?;
    Some((found.len(), found.modified().ok()))
}

impl Decided {
    /// The run with the decisions that a reader may see: what others decided on a cell is hidden until the reader has decided it too.
    /// Whoever only looks sees all.
    pub(super) fn seen_by<'r>(&self, desk: &'r Desk, reader: Option<&str>) -> Seen<'r> {
        let is_hidden = |cell: &Reviewed| {
            let own = |reader: &str| cell.entries.iter().any(|e| e.reviewer == reader);
            !cell.entries.is_empty() && reader.is_some_and(|reader| !own(reader))
        };
        let hidden: Vec<bool> = self.reviewed.iter().map(is_hidden).collect();
        let reviewed = self.reviewed.iter().zip(&hidden).map(|(cell, &hidden)| {
            if hidden {
                Reviewed::default()
            } else {
                cell.clone()
            }
        });
        Seen {
            matrix: Matrix {
                run: &desk.run,
                reviewed: reviewed.collect(),
                unplaced: self.unplaced.clone(),
            },
            hidden,
            desk,
        }
    }

    /// Whether lines of the file are no decisions: damaged, cut short, or of a later version.
    pub(super) fn is_damaged(&self) -> bool {
        self.journal.cut_short || !self.journal.damaged.is_empty()
    }

    /// How many cells were decided: by a reader, or by anybody where there is none.
    pub(super) fn count(&self, reader: Option<&str>) -> usize {
        let by = |cell: &&Reviewed| match reader {
            Some(reader) => cell.entries.iter().any(|e| e.reviewer == reader),
            None => !cell.entries.is_empty(),
        };
        self.reviewed.iter().filter(by).count()
    }
}

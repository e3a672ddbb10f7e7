//! Reads files, in this process or in supervised processes of the same program.
//!
//! A process of its own is what a parser cannot take down: a file that crashes it, hangs it or fills its memory costs that process and
//! is reported with its name; the next file gets a new one. Processes live on from file to file, so a start is paid once a core, not
//! once a document. The protocol is length + bytes both ways: a path in, [`Answer`] out.

use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::time::Duration;

use super::STACK;
use crate::extract::{self, ReadError, Reading, encoded};
use crate::index::store::{self, Store};

/// Where files are read.
#[derive(Clone, Debug)]
pub enum Readers {
    /// In this process: quicker to start, but a file can end the run.
    InProcess,
    /// In processes of `program`, which is planlys itself.
    Processes {
        /// The program.
        program: PathBuf,
        /// Time for one file; large files get more.
        time: Duration,
    },
}

/// Time for one file unless said otherwise. The slowest of 1 400 hostile test files takes 2 s, a plan of 300 pages 0.1 s.
pub const TIME_LIMIT: Duration = Duration::from_mins(1);
/// A large file may take this much longer for each of its MiB.
const TIME_PER_MIB: Duration = Duration::from_millis(500);
/// A process waits this many seconds longer than whoever asked it.
const GRACE: u64 = 5;
/// Memory one process may take beside that for the file itself, in bytes: ordinary plans need 30 MiB, the stack is reserved, not used.
#[cfg(unix)]
const MEMORY: u64 = (1 << 30) + STACK as u64;
/// … and this many times the size of the file.
#[cfg(unix)]
const MEMORY_PER_BYTE: u64 = 4;

/// A file's hash (hexadecimal, empty if it could not be opened) and what was read.
pub(super) type Answer = (String, Result<Reading, ReadError>);

/// Reads one file here.
fn read_here(path: &Path) -> Answer {
    match open(path) {
        Ok(content) => {
            let hash = blake3::hash(&content).to_hex().to_string();
            (hash, extract::read(path, content))
        }
        Err(error) => (String::new(), Err(error)),
    }
}

/// The bytes of a file that is not too large.
fn open(path: &Path) -> Result<Vec<u8>, ReadError> {
    let size = std::fs::metadata(path).map_or(0, |m| m.len());
    if size > extract::MAX_FILE {
        return Err(ReadError::TooLarge);
    }
    std::fs::read(path).map_err(|_| ReadError::Io)
}

/// Reads files for several threads at once.
pub struct Pool<'r> {
    readers: &'r Readers,
    idle: Mutex<Vec<Worker>>,
}

impl<'r> Pool<'r> {
    /// A pool without processes yet: they start when they are needed.
    pub fn new(readers: &'r Readers) -> Self {
        Pool {
            readers,
            idle: Mutex::default(),
        }
    }

    /// Reads a file outside a corpus.
    ///
    /// # Panics
    /// If the system refuses a thread.
    pub fn read_alone(&self, path: &Path) -> Result<Reading, ReadError> {
        if matches!(self.readers, Readers::Processes { .. }) {
            let size = std::fs::metadata(path).map_or(0, |m| m.len());
            return self.read(path, size).1;
        }
        let read = || open(path).and_then(|content| extract::read(path, content));
        std::thread::scope(|scope| {
            let reader = std::thread::Builder::new()
                .stack_size(STACK)
                .spawn_scoped(scope, read)
                .expect("a thread can be started");
            reader.join().unwrap_or(Err(ReadError::Crashed))
        })
    }

    /// Reads one file of `size` bytes, unless the store has what was read of it before.
    pub(super) fn read_or_recall(&self, store: Option<&Store>, path: &Path, size: u64) -> Answer {
        self.read_or_recall_told(store, path, size).0
    }

    /// The same, and whether it was read.
    pub(super) fn read_or_recall_told(
        &self,
        store: Option<&Store>,
        path: &Path,
        size: u64,
    ) -> (Answer, bool) {
        let Some(store) = store else {
            return (self.read(path, size), true);
        };
        // An empty store cannot have it: then the file need not be opened twice.
        let hash = if store.is_new() {
            String::new()
        } else {
            self.hash(path)
        };
        let known = (!hash.is_empty()).then(|| store.get(&store::key(&hash, path)));
        if let Some(reading) = known.flatten() {
            return ((hash, Ok(reading)), false);
        }
        let (hash, reading) = self.read(path, size);
        if let Ok(reading) = &reading {
            store.put(&store::key(&hash, path), reading);
        }
        ((hash, reading), true)
    }

    /// The hash of a file's bytes, hexadecimal; empty if it cannot be opened.
    #[expect(clippy::unused_self, reason = "only who reads files opens them")]
    pub(super) fn hash(&self, path: &Path) -> String {
        let hash = open(path).map(|content| blake3::hash(&content).to_hex().to_string());
        hash.unwrap_or_default()
    }

    /// Reads one file of `size` bytes.
    pub(super) fn read(&self, path: &Path, size: u64) -> Answer {
        let Readers::Processes { program, time } = self.readers else {
            return read_here(path);
        };
        let mebibytes = u32::try_from(size >> 20).unwrap_or(u32::MAX);
        let time = time.saturating_add(TIME_PER_MIB * mebibytes);
        let idle = self.idle.lock().ok().and_then(|mut idle| idle.pop());
        // A process that ended while it was idle failed at no file: another takes its place.
        let asked = |mut worker: Worker| worker.ask(path, time).is_ok().then_some(worker);
        let ready = idle
            .and_then(asked)
            .or_else(|| Worker::start(program).ok().and_then(asked));
        let Some(mut worker) = ready else {
            // Where no process can be started there is still this one.
            return read_here(path);
        };
        match worker.answer(time) {
            Ok(answer) => {
                if let Ok(mut idle) = self.idle.lock() {
                    idle.push(worker);
                }
                answer
            }
            Err(error) => (self.hash(path), Err(error)),
        }
    }
}

/// A process that reads files.
struct Worker {
    process: Child,
    requests: ChildStdin,
    answers: Receiver<Vec<u8>>,
    /// What it said before it ended.
    words: Receiver<String>,
}

impl Worker {
    fn start(program: &Path) -> io::Result<Self> {
        let mut process = Command::new(program)
            .arg("worker")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        let missing = || io::Error::other("the process has no pipes");
        let requests = process.stdin.take().ok_or_else(missing)?;
        let output = process.stdout.take().ok_or_else(missing)?;
        let complaints = process.stderr.take().ok_or_else(missing)?;
        let (answer, answers) = sync_channel(1);
        let (say, words) = sync_channel(1);
        let worker = Worker {
            process,
            requests,
            answers,
            words,
        };
        std::thread::Builder::new().spawn(move || forward(output, &answer))?;
        std::thread::Builder::new().spawn(move || {
            // Nobody waits for the words of a process that ended well.
            let _ = say.send(last_words(complaints));
        })?;
        Ok(worker)
    }

    /// Asks for a file.
    fn ask(&mut self, path: &Path, time: Duration) -> io::Result<()> {
        let seconds = time.as_secs().saturating_add(GRACE);
        let request = [&seconds.to_le_bytes()[..], &wire(path)].concat();
        send(&mut self.requests, &request)
    }

    /// Waits for the file asked for.
    fn answer(&mut self, time: Duration) -> Result<Answer, ReadError> {
        match self.answers.recv_timeout(time) {
            Ok(bytes) => encoded::from_bytes(&bytes).ok_or_else(|| self.end()),
            Err(RecvTimeoutError::Timeout) => {
                self.end();
                Err(ReadError::Timeout)
            }
            Err(RecvTimeoutError::Disconnected) => Err(self.end()),
        }
    }

    /// Ends the process and says why it failed.
    fn end(&mut self) -> ReadError {
        // It may have ended already.
        let _ = self.process.kill();
        let _ = self.process.wait();
        let words = self.words.recv_timeout(Duration::from_secs(1));
        if words.is_ok_and(|words| words.contains("memory allocation of")) {
            ReadError::TooLarge
        } else {
            ReadError::Crashed
        }
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        // A process whose requests end ends by itself; this one may be waiting to be told.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The end of what a process says.
fn last_words(mut complaints: impl Read) -> String {
    const KEPT: usize = 4096;
    let (mut text, mut part) = (Vec::new(), [0; KEPT]);
    while let Ok(read @ 1..) = complaints.read(&mut part) {
        text.extend_from_slice(&part[..read]);
        let before = text.len().saturating_sub(2 * KEPT);
        text.drain(..before);
    }
    String::from_utf8_lossy(&text).into_owned()
}

/// Hands on what a process answers, until it ends.
fn forward(output: impl Read, answers: &SyncSender<Vec<u8>>) {
    let mut output = BufReader::new(output);
    while let Ok(Some(bytes)) = receive(&mut output) {
        if answers.send(bytes).is_err() {
            return;
        }
    }
}

/// The life of a worker: reads the files whose paths come in, until none comes.
pub fn work(requests: impl Read, answers: impl Write + Send) -> io::Result<()> {
    let (mut requests, mut answers) = (BufReader::new(requests), BufWriter::new(answers));
    while let Some(bytes) = receive(&mut requests)? {
        let Some((seconds, path)) = bytes.split_first_chunk() else {
            return Err(io::ErrorKind::InvalidData.into());
        };
        let path = unwire(path);
        limit_memory(&path);
        let (done, answer) = sync_channel(1);
        std::thread::Builder::new()
            .stack_size(STACK)
            .spawn(move || {
                #[cfg(debug_assertions)]
                fault(&path);
                // If nobody waits any more, the process is ending.
                let _ = done.send(read_here(&path));
            })?;
        // Whoever asked stops this process sooner; if they are gone, it must end by itself.
        let time = Duration::from_secs(u64::from_le_bytes(*seconds));
        let answer = match answer.recv_timeout(time) {
            Ok(answer) => answer,
            Err(RecvTimeoutError::Disconnected) => (String::new(), Err(ReadError::Crashed)),
            Err(RecvTimeoutError::Timeout) => return Err(io::ErrorKind::TimedOut.into()),
        };
        send(&mut answers, &encoded::to_bytes(&answer))?;
    }
    Ok(())
}

/// Lets a test make a worker fail at a file: `PLANLYS_FAULT=abort:NAME` (or `hang`, `memory`). Not in release builds.
#[cfg(debug_assertions)]
fn fault(path: &Path) {
    let Ok(wanted) = std::env::var("PLANLYS_FAULT") else {
        return;
    };
    let Some((kind, name)) = wanted.split_once(':') else {
        return;
    };
    if !path.ends_with(name) {
        return;
    }
    match kind {
        "hang" => std::thread::sleep(Duration::from_hours(1)),
        "memory" => {
            let mut hoard = Vec::new();
            while hoard.len() < 1 << 20 {
                hoard.push(vec![0u8; 64 << 20]);
            }
        }
        _ => std::process::abort(),
    }
}

/// Bounds the memory of this process where the platform can.
#[cfg(unix)]
fn limit_memory(path: &Path) {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let size = std::fs::metadata(path).map_or(0, |m| m.len());
    let wanted = MEMORY + MEMORY_PER_BYTE * size;
    let before = getrlimit(Resource::As);
    let current = Some(before.maximum.map_or(wanted, |most| most.min(wanted)));
    // A platform that refuses has no limit; the time limit still holds.
    let _ = setrlimit(
        Resource::As,
        Rlimit {
            current,
            maximum: before.maximum,
        },
    );
}

#[cfg(not(unix))]
fn limit_memory(_: &Path) {}

fn send(out: &mut impl Write, bytes: &[u8]) -> io::Result<()> {
    out.write_all(&(bytes.len() as u64).to_le_bytes())?;
    out.write_all(bytes)?;
    out.flush()
}

/// The next message; `None` when there are no more.
fn receive(input: &mut impl Read) -> io::Result<Option<Vec<u8>>> {
    let mut length = [0; 8];
    match input.read_exact(&mut length) {
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        Err(error) => return Err(error),
    }
    let mut bytes = Vec::new();
    let length = u64::from_le_bytes(length);
    input.by_ref().take(length).read_to_end(&mut bytes)?;
    Ok((bytes.len() as u64 == length).then_some(bytes))
}

#[cfg(unix)]
fn wire(path: &Path) -> Vec<u8> {
    use std::os::unix::ffi::OsStrExt;
    path.as_os_str().as_bytes().to_vec()
}

#[cfg(unix)]
fn unwire(bytes: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt;
    PathBuf::from(std::ffi::OsStr::from_bytes(bytes))
}

#[cfg(not(unix))]
fn wire(path: &Path) -> Vec<u8> {
    path.to_string_lossy().into_owned().into_bytes()
}

#[cfg(not(unix))]
fn unwire(bytes: &[u8]) -> PathBuf {
    PathBuf::from(String::from_utf8_lossy(bytes).into_owned())
}

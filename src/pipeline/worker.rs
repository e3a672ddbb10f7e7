//! A supervised process of the same program: a request in, an answer out, and an end to what takes too long.
//!
//! The protocol is length + bytes both ways.

use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::STACK;
use crate::extract::ocr::{Ocr, Recognitions};
use crate::extract::{ReadError, encoded};

/// A process waits this many seconds longer than whoever asked it.
const GRACE: u64 = 5;
/// Memory one process may take beside that for the file itself, in bytes: ordinary plans need 30 MiB, the stack is reserved, not used.
#[cfg(unix)]
const MEMORY: u64 = (1 << 30) + STACK as u64;
/// … and this many times the size of the file.
#[cfg(unix)]
const MEMORY_PER_BYTE: u64 = 4;

/// What is to be done with a file.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) enum Work {
    /// Read it.
    Read {
        /// Which pages OCR is for.
        asked: Ocr,
        /// What was recognised of some of them.
        recognised: Recognitions,
    },
    /// Draw a page.
    Draw {
        /// Index of the page.
        page: u32,
        /// Width of the picture in pixels.
        width: u32,
    },
    /// Draw a page for OCR.
    Scan {
        /// Index of the page.
        page: u32,
        /// Dots an inch.
        dots: u32,
        /// Quarter turns clockwise.
        turns: u8,
    },
}

/// A request on its way: seconds it may take, the path, and what is to be done.
type Request = (u64, serde_bytes::ByteBuf, Work);

/// A process that works on files for this one.
struct Worker {
    process: Child,
    requests: ChildStdin,
    answers: Receiver<Vec<u8>>,
    /// What it said before it ended.
    words: Receiver<String>,
}

impl Worker {
    /// Starts one.
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

    /// Asks for work on a file.
    fn ask(&mut self, path: &Path, work: &Work, time: Duration) -> io::Result<()> {
        let seconds = time.as_secs().saturating_add(GRACE);
        let path: serde_bytes::ByteBuf = wire(path).into();
        send(
            &mut self.requests,
            &encoded::to_bytes(&(seconds, path, work)),
        )
    }

    /// Waits for what was asked for; `understood` makes it of the bytes of the answer.
    fn answer<A>(
        &mut self,
        time: Duration,
        understood: impl FnOnce(&[u8]) -> Option<A>,
    ) -> Result<A, ReadError> {
        match self.answers.recv_timeout(time) {
            Ok(bytes) => understood(&bytes).ok_or_else(|| self.end()),
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

/// Processes for several threads at once; they start when they are needed and live on from file to file.
#[derive(Default)]
pub(super) struct Workers {
    idle: Mutex<Vec<Worker>>,
}

impl Workers {
    /// Asks a process of `program` for work on a file; `None` where no process can be started.
    pub(super) fn ask<A>(
        &self,
        program: &Path,
        (path, work): (&Path, &Work),
        time: Duration,
        understood: impl FnOnce(&[u8]) -> Option<A>,
    ) -> Option<Result<A, ReadError>> {
        let idle = || self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        // A process that ended while it was idle failed at no file: another takes its place.
        let asked = |mut worker: Worker| worker.ask(path, work, time).is_ok().then_some(worker);
        let ready = idle().pop();
        let ready = ready.and_then(asked);
        let mut worker = ready.or_else(|| Worker::start(program).ok().and_then(asked))?;
        let answer = worker.answer(time, understood);
        if answer.is_ok() {
            idle().push(worker);
        }
        Some(answer)
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

/// The life of a worker: does what it is asked for, until nothing is; `done` makes the bytes of an answer.
pub(super) fn live(
    requests: impl Read,
    answers: impl Write,
    done: impl Fn(&Path, Work) -> Vec<u8> + Clone + Send + 'static,
) -> io::Result<()> {
    let (mut requests, mut answers) = (BufReader::new(requests), BufWriter::new(answers));
    while let Some(bytes) = receive(&mut requests)? {
        let Some((seconds, path, work)) = encoded::from_bytes::<Request>(&bytes) else {
            return Err(io::ErrorKind::InvalidData.into());
        };
        let path = unwire(&path);
        limit_memory(&path);
        let (tell, answer) = sync_channel(1);
        let done = done.clone();
        std::thread::Builder::new()
            .stack_size(STACK)
            .spawn(move || {
                #[cfg(debug_assertions)]
                fault(&path);
                // If nobody waits any more, the process is ending.
                let _ = tell.send(done(&path, work));
            })?;
        // Whoever asked stops this process sooner; if they are gone, it must end by itself. So it must if the work failed: whoever
        // asked sees it end.
        let answer = answer.recv_timeout(Duration::from_secs(seconds));
        send(&mut answers, &answer.map_err(|_| io::ErrorKind::TimedOut)?)?;
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

/// Sends a message.
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

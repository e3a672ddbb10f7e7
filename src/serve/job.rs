//! A run that was started from the room: reads and screens while people go on reading, says how far it is, and can be stopped.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use jiff::Zoned;
use serde::Serialize;
use utoipa::ToSchema;

use super::live::Happening;
use super::room::Room;
use crate::corpus;
use crate::pipeline::{self, Event, Observer, Options, Recogniser, Screened, Search, Unkept};
use crate::report::{self, failures};
use crate::terms::Pack;
use crate::wording::{Lang, Text};

/// Those who look are told no oftener.
const OFTEN: Duration = Duration::from_millis(200);

/// The run under way, and what came of the last.
#[derive(Default)]
pub(super) struct Job {
    stop: AtomicBool,
    /// Another was wished for after it was told to stop.
    again: AtomicBool,
    now: Mutex<Now>,
}

#[derive(Default)]
struct Now {
    running: Option<Running>,
    /// What came of the last.
    came: Option<Came>,
    /// Runs that have ended.
    ended: usize,
}

#[derive(Clone)]
struct Running {
    since: Instant,
    files: usize,
    bytes: u64,
    done: usize,
    done_bytes: u64,
    pages: usize,
    /// Since when pages are read by OCR, how many are done, and how many there are.
    ocr: Option<(Instant, usize, usize)>,
    told: Instant,
}

/// What came of a run.
#[derive(Clone, Debug)]
enum Came {
    /// Nothing had changed.
    Same,
    /// Files were read.
    Read { read: usize, gone: usize },
    /// It was stopped.
    Stopped,
    /// It could not be done.
    Failed(String),
}

/// How a run stands, for people and programs.
#[derive(Serialize, ToSchema)]
pub(super) struct Status {
    /// Whether one is under way.
    pub(super) running: bool,
    /// Whether it was told to stop and has not yet.
    pub(super) stopping: bool,
    /// Files to read.
    pub(super) files: usize,
    /// Files that are done.
    pub(super) done: usize,
    /// Pages of those.
    pub(super) pages: usize,
    /// Part of the bytes that is done, 0–100.
    pub(super) percent: u8,
    /// The same in words.
    pub(super) words: String,
    /// Runs that have ended since the room was opened.
    pub(super) ended: usize,
    /// Whether the last could not be done.
    pub(super) failed: bool,
}

impl Job {
    fn now(&self) -> MutexGuard<'_, Now> {
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Tells the run under way to stop; files that are being read are read to their end.
    pub(super) fn stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
    }

    pub(super) fn is_running(&self) -> bool {
        self.now().running.is_some()
    }

    fn is_told_to_stop(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    fn begin(&self) {
        let since = Instant::now();
        let running = Running {
            since,
            files: 0,
            bytes: 0,
            done: 0,
            done_bytes: 0,
            pages: 0,
            ocr: None,
            told: since,
        };
        self.now().running = Some(running);
    }

    fn end(&self, came: Came) {
        let mut now = self.now();
        now.running = None;
        now.came = Some(came);
        now.ended += 1;
    }

    /// Takes note that another is wished for; whether one is under way.
    pub(super) fn wished(&self) -> bool {
        let running = self.is_running();
        if running {
            self.again.store(self.is_told_to_stop(), Ordering::Relaxed);
        } else {
            self.stop.store(false, Ordering::Relaxed);
        }
        running
    }

    /// How it stands.
    pub(super) fn status(&self, lang: Lang) -> Status {
        let now = self.now();
        let stopping = self.stop.load(Ordering::Relaxed) && now.running.is_some();
        let (done, bytes) = match &now.running {
            Some(running) => (running.done_bytes, running.bytes.max(1)),
            None => (0, 1),
        };
        let running = now.running.as_ref();
        Status {
            running: running.is_some(),
            stopping,
            files: running.map_or(0, |r| r.files),
            done: running.map_or(0, |r| r.done),
            pages: running.map_or(0, |r| r.pages),
            percent: (done * 100 / bytes).min(100) as u8,
            words: now.words(stopping, lang),
            ended: now.ended,
            failed: matches!(now.came, Some(Came::Failed(_))),
        }
    }
}

impl Now {
    fn words(&self, stopping: bool, lang: Lang) -> String {
        if stopping {
            return Text::WebRunStopping.get(lang).to_owned();
        }
        if let Some(running) = &self.running {
            let (done, files) = (running.done.to_string(), running.files.to_string());
            let pages = report::number(running.pages, lang);
            let gaps = [
                ("done", done.as_str()),
                ("files", &files),
                ("pages", &pages),
            ];
            let words = Text::WebRunning.with(lang, &gaps);
            if let Some((since, done, pages)) = running.ocr {
                let left = report::ocr::left(done, pages, since.elapsed());
                return format!(
                    "{words} {}.",
                    report::ocr::progress(done, pages, left, lang)
                );
            }
            return match running.left() {
                Some(seconds) => {
                    let left = Text::WebRunLeft.with(lang, &[("n", &seconds.to_string())]);
                    format!("{words} {left}")
                }
                None => words,
            };
        }
        match &self.came {
            None => String::new(),
            Some(Came::Same) => Text::WebRunSame.get(lang).to_owned(),
            Some(Came::Read { read, gone }) => {
                let (read, gone) = (read.to_string(), gone.to_string());
                Text::WebRunRead.with(lang, &[("read", &read), ("gone", &gone)])
            }
            Some(Came::Stopped) => Text::WebRunStopped.get(lang).to_owned(),
            Some(Came::Failed(why)) => Text::WebRunFailed.with(lang, &[("why", why)]),
        }
    }
}

impl Running {
    /// Seconds that are left, once enough is done to tell.
    fn left(&self) -> Option<u64> {
        let took = self.since.elapsed();
        let enough = took > Duration::from_secs(2) && self.done_bytes * 50 > self.bytes;
        let rest =
            self.bytes.saturating_sub(self.done_bytes) as f64 / self.done_bytes.max(1) as f64;
        enough.then(|| (took.as_secs_f64() * rest).ceil() as u64)
    }
}

/// Runs whenever somebody wishes it, one run after the other.
pub(super) async fn attend(room: Arc<Room>) {
    loop {
        room.wishes.notified().await;
        // Stopping drops the wishes that came before it.
        if !room.job.again.swap(false, Ordering::Relaxed) && room.job.is_told_to_stop() {
            continue;
        }
        room.job.stop.store(false, Ordering::Relaxed);
        room.job.begin();
        room.live.tell(Happening::Run);
        let running = room.clone();
        let came = tokio::task::spawn_blocking(move || run(&running)).await;
        room.job.end(
            came.unwrap_or_else(|_| {
                Came::Failed(Text::WebFailed.get(room.settings.lang).to_owned())
            }),
        );
        room.live.tell(Happening::Run);
    }
}

/// Screens the corpus as `planlys screen` does.
fn run(room: &Room) -> Came {
    let settings = &room.settings;
    let (state, lang) = (&settings.state, settings.lang);
    // Looked for anew each time: it may have been installed since.
    let time = settings.ocr_time;
    let recogniser = &Recogniser::new(settings.ocr, time, state.recognitions(time));
    let seen = pipeline::now();
    let corpus = match corpus::discover(&settings.corpus) {
        Ok(corpus) => corpus,
        Err(error) => {
            let (message, hint) = failures::corpus(&error, lang);
            return Came::Failed(format!("{message} {hint}"));
        }
    };
    let date = settings.date.unwrap_or_else(|| Zoned::now().date());
    let active = room.packs();
    let packs: Vec<&Pack> = active.packs.iter().collect();
    let recipe = pipeline::recipe(packs.iter().map(|pack| pack.hash.as_str()), settings.damage);
    let known = pipeline::still_true(
        state,
        || state.table(),
        (&corpus, &active.rule),
        recogniser,
        &recipe,
        date,
    );
    if known.is_some() {
        return Came::Same;
    }
    let search = Search::new(&packs, settings.damage);
    // One that knows whether it was empty when this run began.
    let store = state.store();
    let options = Options {
        jobs: settings.jobs,
        date,
        readers: settings.readers.clone(),
        store: Some(&store),
        recogniser,
        seen,
        elsewhere: None,
    };
    let watcher = Watcher { room };
    let screen = |lock| {
        let at = (state, lock);
        pipeline::screen_into(at, &corpus, &search, &active.rule, &options, &watcher)
    };
    let screened = state.lock().map_err(Unkept::from).and_then(screen);
    if let Some(error) = store.failure().or_else(|| recogniser.failure()) {
        return Came::Failed(failures::at(state.dir(), &error, lang));
    }
    match screened {
        Ok(Screened { changes, .. }) => Came::Read {
            read: changes.read,
            gone: changes.gone.len(),
        },
        Err(Unkept::Stopped(_)) => Came::Stopped,
        Err(Unkept::State(error)) => {
            let (message, hint) = failures::state(&error, lang);
            Came::Failed(format!("{message} {hint}"))
        }
    }
}

/// Takes note of how far a run is.
struct Watcher<'r> {
    room: &'r Room,
}

impl Observer for Watcher<'_> {
    fn event(&self, event: Event<'_>) {
        let mut now = self.room.job.now();
        let Some(running) = &mut now.running else {
            return;
        };
        match event {
            Event::Started { files, bytes } => (running.files, running.bytes) = (files, bytes),
            Event::Done { bytes, pages, .. } => {
                running.done += 1;
                running.done_bytes += bytes;
                running.pages += pages;
                if running.told.elapsed() < OFTEN {
                    return;
                }
                running.told = Instant::now();
            }
            Event::OcrStarted { pages } => running.ocr = Some((Instant::now(), 0, pages)),
            Event::OcrDone { .. } => {
                if let Some((_, done, _)) = &mut running.ocr {
                    *done += 1;
                }
            }
            Event::OcrFinished => running.ocr = None,
            Event::Finished => {}
        }
        drop(now);
        self.room.live.tell(Happening::Run);
    }

    fn is_stopped(&self) -> bool {
        self.room.job.stop.load(Ordering::Relaxed)
    }
}

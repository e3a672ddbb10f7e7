//! The reading room: the matrix, its cells, the pages of the plans, decisions and searches in a browser on this machine.
//!
//! It shows what the reports show and calls what the commands call. Documents are named by identifiers, never by paths; every change
//! carries the session's token; what a page holds comes from this program and nowhere else. Only this stage says HTTP.

mod answer;
mod api;
mod assets;
mod cell;
mod coverage;
mod decisions;
mod documents;
mod drafts;
mod exports;
mod frame;
mod guard;
mod help;
mod job;
mod links;
mod live;
mod login;
mod matrix;
mod packs;
mod page;
mod password;
mod pictures;
mod room;
mod routes;
mod search;
mod searches;
mod session;
mod trial;
mod upload;
mod visitor;

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use jiff::civil::Date;
use tokio::net::TcpListener;

pub use self::password::{PasswordError, read as read_password, write as write_password};
use self::room::Room;
use crate::extract::Ocr;
use crate::index::State;
use crate::pipeline::{Damage, Readers};
use crate::review::Ledger;
use crate::terms::{Pack, Rule};
use crate::wording::Lang;

/// What a reading room is of, and who may enter.
pub struct Settings {
    /// The folder of plans.
    pub corpus: PathBuf,
    /// What was read of it.
    pub state: State,
    /// Which pages are read by OCR.
    pub ocr: Ocr,
    /// Time that OCR may take for a page.
    pub ocr_time: Duration,
    /// Decisions.
    pub ledger: Ledger,
    /// The packs, the one that colours first.
    pub packs: Vec<Pack>,
    /// The rule by which it does.
    pub rule: Rule,
    /// Where damaged words are looked for.
    pub damage: Damage,
    /// The day for which it is decided what is in force; otherwise the day of each run.
    pub date: Option<Date>,
    /// Threads of a run, 0 for one a core.
    pub jobs: usize,
    /// Where files are read and drawn.
    pub readers: Readers,
    /// Where it listens.
    pub listen: SocketAddr,
    /// Names by which browsers may call it, beside numeric addresses.
    pub hosts: Vec<String>,
    /// The hash of the password that is asked for, beyond this machine.
    pub password: Option<String>,
    /// The language until a visitor chooses another.
    pub lang: Lang,
}

/// Why there is no reading room.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The address cannot be listened on.
    #[error("{0}: {1}")]
    Listen(SocketAddr, io::Error),
    /// Other machines could come in without a password.
    #[error("{0} is not this machine alone, and no password is asked for")]
    Open(SocketAddr),
    /// The system gives no random numbers, threads or signals.
    #[error("{0}")]
    System(io::Error),
}

/// Threads for pages at most; more requests wait.
const THREADS: usize = 16;
/// After being told to end it waits so long for answers on their way.
const PATIENCE: Duration = Duration::from_secs(3);

/// Opens the room and stays until it is told to end (Ctrl+C). `open` is told the address of the first page.
pub fn serve(
    settings: Settings,
    open: impl FnOnce(&str) -> io::Result<()>,
) -> Result<(), ServeError> {
    let listen = settings.listen;
    if !listen.ip().is_loopback() && settings.password.is_none() {
        return Err(ServeError::Open(listen));
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .max_blocking_threads(THREADS)
        .enable_all()
        .build()
        .map_err(ServeError::System)?;
    let served = runtime.block_on(async move {
        let listener = TcpListener::bind(listen).await;
        let listener = listener.map_err(|error| ServeError::Listen(listen, error))?;
        let address = listener.local_addr().map_err(ServeError::System)?;
        let room = Arc::new(Room::new(settings, address).map_err(ServeError::System)?);
        open(&room.first_address()).map_err(ServeError::System)?;
        // What changed since the last time is read while the last run is shown.
        room.wish_run();
        tokio::spawn(job::attend(room.clone()));
        let router = routes::router(room.clone());
        let (told, ended) = tokio::sync::oneshot::channel::<()>();
        let serving = axum::serve(listener, router).with_graceful_shutdown(async {
            let _ = ended.await;
        });
        let ending = async {
            end(room).await;
            let _ = told.send(());
            // Whoever has not heard all by then does not hear more.
            tokio::time::sleep(PATIENCE).await;
        };
        tokio::select! {
            served = serving => served.map_err(ServeError::System),
            () = ending => Ok(()),
        }
    });
    runtime.shutdown_background();
    served
}

/// Waits for Ctrl+C, or for the end of the process to be asked for.
async fn end(room: Arc<Room>) {
    let interrupted = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let Ok(mut terminated) = signal(SignalKind::terminate()) else {
            return drop(interrupted.await);
        };
        tokio::select! { _ = interrupted => {}, _ = terminated.recv() => {} }
    }
    #[cfg(not(unix))]
    drop(interrupted.await);
    room.job.stop();
    room.live.close();
}

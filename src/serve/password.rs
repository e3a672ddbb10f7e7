//! The password that is asked for beyond this machine: kept as an argon2 hash, tried one at a time.

use std::io;
use std::path::Path;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};

/// A password shorter than this is refused.
const SHORTEST: usize = 12;
/// Wrong tries before the next one has to wait …
const TRIES: u32 = 5;
/// … so long for each further one, up to twelve times.
const WAIT: Duration = Duration::from_secs(5);

/// Why a file is no password file.
#[derive(Debug, thiserror::Error)]
pub enum PasswordError {
    /// It cannot be read or written.
    #[error("{0}")]
    Io(#[from] io::Error),
    /// The password is too short.
    #[error("fewer than {SHORTEST} characters")]
    Short,
    /// There is no argon2 hash in it.
    #[error("no argon2 hash")]
    NoHash,
}

/// Writes the hash of a password in a file that does not exist yet, readable by its owner only.
pub fn write(file: &Path, password: &str) -> Result<(), PasswordError> {
    if password.chars().count() < SHORTEST {
        return Err(PasswordError::Short);
    }
    let hash = Argon2::default().hash_password(password.as_bytes());
    let hash = hash.map_err(|error| io::Error::other(error.to_string()))?;
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut out = options.open(file)?;
    io::Write::write_all(&mut out, format!("{hash}\n").as_bytes())?;
    Ok(())
}

/// The hash in a file.
pub fn read(file: &Path) -> Result<String, PasswordError> {
    let text = std::fs::read_to_string(file)?;
    let hash = text.trim();
    let known =
        PasswordHash::new(hash).is_ok_and(|hash| hash.algorithm.as_str().starts_with("argon2"));
    known.then(|| hash.to_owned()).ok_or(PasswordError::NoHash)
}

/// Wrong tries and when the last was.
#[derive(Default)]
pub(super) struct Door {
    tries: Mutex<(u32, Option<Instant>)>,
}

/// What came of a try.
pub(super) enum Tried {
    /// It is the password.
    In,
    /// It is not.
    Wrong,
    /// Too many were wrong: the next is looked at after so many seconds.
    Wait(u64),
}

impl Door {
    /// Tries a password. One at a time: each costs much memory.
    pub(super) fn tried(&self, hash: &str, password: &str) -> Tried {
        let Ok(mut tries) = self.tries.lock() else {
            return Tried::Wait(WAIT.as_secs());
        };
        let (wrong, last) = *tries;
        if wrong >= TRIES {
            let wait = WAIT * (wrong + 1 - TRIES).min(12);
            let left = last.map_or(Duration::ZERO, |last| wait.saturating_sub(last.elapsed()));
            if !left.is_zero() {
                return Tried::Wait(left.as_secs() + 1);
            }
        }
        let parsed = PasswordHash::new(hash);
        let right = parsed.is_ok_and(|hash| {
            Argon2::default()
                .verify_password(password.as_bytes(), &hash)
                .is_ok()
        });
        *tries = if right {
            (0, None)
        } else {
            (wrong + 1, Some(Instant::now()))
        };
        if right { Tried::In } else { Tried::Wrong }
    }
}

//! One writer at a time: a lock of the operating system, which goes when its process does.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{Read, Write};

use super::{State, StateError};

const LOCK: &str = "lock";

/// Holds the lock of a state directory until dropped.
pub struct Lock {
    _file: File,
}

impl State {
    /// Makes the directory if need be and locks it for writing.
    pub fn lock(&self) -> Result<Lock, StateError> {
        let io = |error| StateError::Io(self.dir().to_path_buf(), error);
        fs::create_dir_all(self.dir()).map_err(io)?;
        let path = self.dir().join(LOCK);
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(io)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut process = String::new();
                // What the other process wrote; if it cannot be read, its number is not known.
                let _ = file.read_to_string(&mut process);
                return Err(StateError::Locked {
                    dir: self.dir().to_path_buf(),
                    process: process.trim().to_owned(),
                });
            }
            Err(TryLockError::Error(error)) => return Err(io(error)),
        }
        file.set_len(0)
            .and_then(|()| write!(file, "{}", std::process::id()))
            .map_err(io)?;
        Ok(Lock { _file: file })
    }
}

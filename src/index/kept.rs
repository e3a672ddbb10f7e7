//! Earlier runs, kept when a run finds something else than the one before it: to see what changed and when.

use std::fs;
use std::path::PathBuf;
use std::time::UNIX_EPOCH;

use jiff::Timestamp;

use super::{RUN, State, StateError, parsed};
use crate::run::Run;

/// Earlier runs that are kept; the oldest go first.
const MOST: usize = 20;
const FOLDER: &str = "runs";
const ENDING: &str = ".json.zst";
/// Packs a run to a tenth at 300 MB/s.
const LEVEL: i32 = 3;

/// An earlier run.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct KeptRun {
    /// When it was made, in seconds since 1970: also its name.
    pub made: i64,
}

impl KeptRun {
    /// When it was made.
    pub fn time(&self) -> Option<Timestamp> {
        Timestamp::from_second(self.made).ok()
    }
}

impl State {
    /// The earlier runs that are kept, the latest first.
    pub fn kept_runs(&self) -> Vec<KeptRun> {
        let entries = fs::read_dir(self.dir.join(FOLDER))
            .into_iter()
            .flatten()
            .flatten();
        let made = entries.filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            let made = name.strip_suffix(ENDING)?.parse().ok()?;
            Some(KeptRun { made })
        });
        let mut kept: Vec<KeptRun> = made.collect();
        kept.sort_by(|a, b| b.cmp(a));
        kept
    }

    /// An earlier run.
    pub fn kept_run(&self, kept: &KeptRun) -> Result<Run, StateError> {
        let path = self.kept_path(kept);
        let packed = fs::File::open(&path).map_err(|error| StateError::Io(path.clone(), error))?;
        let text = zstd::stream::decode_all(packed);
        parsed(
            &path,
            &text.map_err(|error| StateError::Io(path.clone(), error))?,
        )
    }

    fn kept_path(&self, kept: &KeptRun) -> PathBuf {
        self.dir.join(FOLDER).join(format!("{}{ENDING}", kept.made))
    }

    /// When the last run was made, in seconds since 1970.
    pub fn made(&self) -> Option<i64> {
        let modified = fs::metadata(self.dir.join(RUN)).ok()?.modified().ok()?;
        i64::try_from(modified.duration_since(UNIX_EPOCH).ok()?.as_secs()).ok()
    }

    /// Keeps the last run beside, if `new` finds something else.
    pub(super) fn keep_earlier(&self, new: &Run) -> Result<(), StateError> {
        let (Ok(last), Some(made)) = (self.table(), self.made()) else {
            return Ok(());
        };
        let found = |run: &Run| {
            let cells = run.cells.iter();
            let cells = cells.map(|c| (c.municipality.clone(), c.level, c.outcome));
            cells.collect::<Vec<_>>()
        };
        if found(&last) == found(new) && last.recipe == new.recipe {
            return Ok(());
        }
        let path = self.kept_path(&KeptRun { made });
        let failed = |error| StateError::Io(path.clone(), error);
        fs::create_dir_all(self.dir.join(FOLDER)).map_err(failed)?;
        let packed = zstd::stream::encode_all(&self.read(RUN)?[..], LEVEL).map_err(failed)?;
        self.replace(&format!("{FOLDER}/{made}{ENDING}"), &packed)?;
        for old in self.kept_runs().iter().skip(MOST) {
            // What cannot be removed now is removed the next time.
            let _ = fs::remove_file(self.kept_path(old));
        }
        Ok(())
    }
}

//! A row of `plans.csv` → its file in the corpus and the record of it. What a person has put there or changed is never replaced.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use url::Url;

use super::download::Given;
use super::kind::{self, Kind};
use super::part::{Head, Part};
use super::{Done, Outcome, Run, Trouble, lock, name};
use crate::corpus::Wanted;
use crate::corpus::fetched::Record;
use crate::corpus::replace::new_in;

/// What stands at the place of a file.
enum Standing {
    /// Nothing.
    Free,
    /// What was fetched from the same address before.
    Ours(Record),
    /// What was fetched from another address before.
    Older(Record),
    /// What a person has put there or changed.
    Foreign,
}

impl Run<'_> {
    /// Fetches a row, if it is not there.
    pub(super) fn row(&self, row: Wanted) -> Done {
        let whose = row.municipality.as_deref().unwrap_or_default();
        let known = || lock(&self.fetched).file_of(row.address.as_str(), whose);
        let file = row.file.clone().or_else(known);
        let (made, outcome) = self
            .fetched(&row, file.as_deref())
            .unwrap_or_else(|trouble| (None, Outcome::Failed(trouble)));
        let file = made.or(file);
        Done { row, file, outcome }
    }

    /// What becomes of a row, with its file if that was fetched.
    fn fetched(
        &self,
        row: &Wanted,
        file: Option<&Path>,
    ) -> Result<(Option<PathBuf>, Outcome), Trouble> {
        let part = Part::new(self.root, &row.address);
        let standing = file.map_or(Ok(Standing::Free), |file| self.standing(row, file, &part))?;
        let record = match standing {
            Standing::Ours(_) | Standing::Foreign if !self.options.refresh => {
                return Ok((None, Outcome::There));
            }
            Standing::Foreign => return Ok((None, Outcome::Kept)),
            Standing::Free => None,
            Standing::Ours(record) | Standing::Older(record) => Some(record),
        };
        if self.options.dry_run {
            return Ok((None, Outcome::Planned));
        }
        let same_address = record
            .as_ref()
            .filter(|r| r.address == row.address.as_str());
        let (address, head) = match self.download(&row.address, &part, same_address)? {
            Given::Whole { address, head } => (address, head),
            Given::Same => return Ok((None, Outcome::Same)),
        };
        let placed = self.place(row, file, (&part, &head, &address), record.as_ref());
        if !matches!(placed, Err(Trouble::Disk(..))) {
            part.remove();
        }
        placed.map(|(file, outcome)| (Some(file), outcome))
    }

    fn standing(&self, row: &Wanted, file: &Path, part: &Part) -> Result<Standing, Trouble> {
        let place = self.root.join(file);
        if !stays_inside(self.root, &place) {
            return Err(Trouble::Outside);
        }
        if !place.exists() {
            return Ok(Standing::Free);
        }
        let Some(record) = lock(&self.fetched).of(file).cloned() else {
            self.take_up(row, file, part);
            return Ok(Standing::Foreign);
        };
        let ours = record.address == row.address.as_str();
        if ours && !self.options.refresh {
            return Ok(Standing::Ours(record));
        }
        let hash = hash(&place).map_err(Trouble::disk(&place))?;
        Ok(match hash == record.hash {
            true if ours => Standing::Ours(record),
            true => Standing::Older(record),
            false => Standing::Foreign,
        })
    }

    /// Records a file that was put in its place by a run that ended before it could say so.
    fn take_up(&self, row: &Wanted, file: &Path, part: &Part) {
        let (Some((bytes, head)), Ok(arrived)) = (part.begun(), hash(part.path())) else {
            return;
        };
        if hash(&self.root.join(file)).is_ok_and(|hash| hash == arrived) {
            let record = record(row, file, (&head, &row.address), (bytes, arrived));
            // If it cannot be recorded it is the person's file, as it was before.
            if self.note(record).is_ok() {
                part.remove();
            }
        }
    }

    /// Puts what has arrived in its place, and records it.
    fn place(
        &self,
        row: &Wanted,
        file: Option<&Path>,
        (part, head, address): (&Part, &Head, &Url),
        earlier: Option<&Record>,
    ) -> Result<(PathBuf, Outcome), Trouble> {
        let stated = file
            .and_then(Kind::of_name)
            .or_else(|| stated_by(&row.address));
        let (first, last) = part.ends().map_err(Trouble::disk(part.path()))?;
        let declared = kind::declared(&head.content_type);
        let found = kind::of_bytes(&first, &last, declared, stated);
        let found = found.ok_or_else(|| Trouble::NoDocument(head.content_type.clone()))?;
        if let Some(stated) = stated.filter(|stated| !found.may_be_called(*stated)) {
            return Err(Trouble::OtherKind { stated, found });
        }
        let wished = file.map_or_else(
            || name::folder(self.root, row).join(name::of(row, &head.disposition, found)),
            Path::to_path_buf,
        );
        let put = self.put(part, &wished, file.is_some(), earlier);
        let (file, size, hash) = put?;
        let record = record(row, &file, (head, address), (size, hash));
        self.note(record.clone())?;
        let outcome = match earlier {
            Some(earlier) if earlier.hash == record.hash => Outcome::Same,
            Some(_) => Outcome::Newer(record),
            None => Outcome::New(record),
        };
        Ok((file, outcome))
    }

    /// Puts the bytes of a part in a place, or in one beside it if it is taken and not stated. Returns the file, its size and its hash.
    fn put(
        &self,
        part: &Part,
        wished: &Path,
        is_stated: bool,
        earlier: Option<&Record>,
    ) -> Result<(PathBuf, u64, String), Trouble> {
        let place = self.root.join(wished);
        let folder = place.parent().unwrap_or(self.root);
        fs::create_dir_all(folder).map_err(Trouble::disk(folder))?;
        if !stays_inside(self.root, &place) {
            return Err(Trouble::Outside);
        }
        let mut new = new_in(folder).map_err(Trouble::disk(folder))?;
        let (size, hash) = copy(part.path(), &mut new).map_err(Trouble::disk(&place))?;
        new.as_file().sync_all().map_err(Trouble::disk(&place))?;
        if let Some(earlier) = earlier {
            // A person may have changed it while the newer one was on its way.
            if !self::hash(&place).is_ok_and(|there| there == earlier.hash) {
                return Err(Trouble::Changed);
            }
            let kept = new.persist(&place).map_err(|error| error.error);
            kept.map_err(Trouble::disk(&place))?;
            return Ok((wished.to_path_buf(), size, hash));
        }
        let name = wished.file_name().unwrap_or_default().to_string_lossy();
        for number in 1.. {
            let file = wished.with_file_name(name::numbered(&name, number));
            let place = self.root.join(&file);
            if !is_stated && self::hash(&place).is_ok_and(|there| there == hash) {
                return Ok((file, size, hash));
            }
            match new.persist_noclobber(&place) {
                Ok(_) => return Ok((file, size, hash)),
                Err(taken) if !is_stated && place.exists() => new = taken.file,
                Err(error) => return Err(Trouble::disk(&place)(error.error)),
            }
        }
        unreachable!("some number is free")
    }

    fn note(&self, record: Record) -> Result<(), Trouble> {
        let mut fetched = lock(&self.fetched);
        fetched.add(record);
        let path = crate::corpus::Fetched::place(self.root);
        fetched.write(self.root).map_err(Trouble::disk(&path))
    }
}

fn record(
    row: &Wanted,
    file: &Path,
    (head, address): (&Head, &Url),
    (bytes, hash): (u64, String),
) -> Record {
    Record {
        file: file.to_string_lossy().replace('\\', "/"),
        address: row.address.to_string(),
        final_address: address.to_string(),
        time: Timestamp::from_second(Timestamp::now().as_second()).unwrap_or_default(),
        status: head.status,
        content_type: head.content_type.clone(),
        bytes,
        hash,
        etag: head.etag.clone(),
        modified: head.modified.clone(),
    }
}

/// What an address says of the kind of its file: only documents are called so there by intent.
fn stated_by(address: &Url) -> Option<Kind> {
    let stated = Kind::of_name(Path::new(address.path()));
    stated.filter(|kind| matches!(kind, Kind::Pdf | Kind::Docx | Kind::Odt))
}

/// Whether a place lies in the corpus, by whatever links its folder is reached.
fn stays_inside(root: &Path, place: &Path) -> bool {
    let there = place
        .ancestors()
        .skip(1)
        .find_map(|dir| dir.canonicalize().ok());
    let root = root.canonicalize();
    root.is_ok_and(|root| there.is_some_and(|there| there.starts_with(root)))
}

/// Copies a file and returns its size and hash.
fn copy(from: &Path, to: &mut impl Write) -> io::Result<(u64, String)> {
    let mut file = File::open(from)?;
    let mut hasher = blake3::Hasher::new();
    let mut buffer = vec![0; 64 << 10];
    loop {
        let read = file.read(&mut buffer)?;
        if read == 0 {
            return Ok((hasher.count(), hasher.finalize().to_hex().to_string()));
        }
        hasher.update(&buffer[..read]);
        to.write_all(&buffer[..read])?;
    }
}

/// The hash of a file.
fn hash(path: &Path) -> io::Result<String> {
    copy(path, &mut io::sink()).map(|(_, hash)| hash)
}

//! One address → all its bytes in a [`Part`]: from the beginning, or from where the last attempt broke off.

use std::fs::File;
use std::io::{Read, Write};

use url::Url;

use super::client::{Answer, header};
use super::hosts::{Hop, busy_or_status, leads_to};
use super::kind::{self, Declared};
use super::part::{Head, Part};
use super::{Run, Trouble};
use crate::corpus::fetched::Record;

/// What an address gave.
pub(super) enum Given {
    /// All bytes are in the part.
    Whole {
        /// The address that gave them.
        address: Url,
        /// What the server said of them.
        head: Head,
    },
    /// The server has no other version than the one recorded.
    Same,
}

impl Run<'_> {
    /// Fetches what an address gives; of what is recorded, only another version.
    pub(super) fn download(
        &self,
        address: &Url,
        part: &Part,
        recorded: Option<&Record>,
    ) -> Result<Given, Trouble> {
        let (address, given) = self.hosts.ask(address, |url| {
            let begun = part.begun();
            let answer = self
                .hosts
                .client
                .get(url, &conditions(begun.as_ref(), recorded))?;
            if let Some(next) = leads_to(url, &answer)? {
                return Ok(Hop::On(next));
            }
            let begun = begun.map_or(0, |(size, _)| size);
            self.receive(answer, part, begun).map(Hop::End)
        })?;
        match given {
            Some(head) => Ok(Given::Whole { address, head }),
            None if recorded.is_some() => Ok(Given::Same),
            // We did not ask whether it has changed.
            None => Err(Trouble::Status(304)),
        }
    }

    /// Takes in an answer; none if there is no other version.
    fn receive(
        &self,
        mut answer: Answer,
        part: &Part,
        begun: u64,
    ) -> Result<Option<Head>, Trouble> {
        let head = head(&answer);
        let disk = |error| Trouble::disk(part.path())(error);
        let (mut file, size) = match head.status {
            304 => return Ok(None),
            200 => {
                self.check(&answer, 0, &head)?;
                (part.begin(&head).map_err(disk)?, 0)
            }
            206 if starts_at(&answer) == Some(begun) => {
                self.check(&answer, begun, &head)
                    .inspect_err(|_| part.remove())?;
                (part.go_on().map_err(disk)?, begun)
            }
            // What has arrived and what is there no longer fit.
            206 | 416 => {
                part.remove();
                return Err(Trouble::Broken);
            }
            _ => return Err(busy_or_status(&answer)),
        };
        let size = self.pour(&mut answer, &mut file, part, size)?;
        let stated = length(&answer).map(|rest| {
            if head.status == 206 {
                begun + rest
            } else {
                rest
            }
        });
        if stated.is_some_and(|stated| stated != size) {
            return Err(Trouble::Broken);
        }
        // A server may send less than was asked for: what is left is asked for the next time.
        if head.status == 206 && whole_size(&answer).is_some_and(|whole| whole != size) {
            return Err(Trouble::Broken);
        }
        file.sync_all().map_err(disk)?;
        Ok(Some(head))
    }

    /// Refuses what is too large, or of a kind that no plan is, before any of it has arrived.
    fn check(&self, answer: &Answer, begun: u64, head: &Head) -> Result<(), Trouble> {
        if length(answer).is_some_and(|rest| begun + rest > self.options.max_bytes) {
            return Err(Trouble::TooLarge);
        }
        match kind::declared(&head.content_type) {
            Declared::Other => Err(Trouble::NoDocument(head.content_type.clone())),
            Declared::Kind(_) | Declared::Nothing => Ok(()),
        }
    }

    /// Writes the bytes as they arrive, and returns how many there are in all.
    fn pour(
        &self,
        answer: &mut Answer,
        file: &mut File,
        part: &Part,
        mut size: u64,
    ) -> Result<u64, Trouble> {
        let mut reader = answer.body_mut().as_reader();
        let mut buffer = vec![0; 64 << 10];
        loop {
            let read = reader.read(&mut buffer).map_err(|_| Trouble::Broken)?;
            if read == 0 {
                return Ok(size);
            }
            size += read as u64;
            if size > self.options.max_bytes {
                part.remove();
                return Err(Trouble::TooLarge);
            }
            file.write_all(&buffer[..read])
                .map_err(Trouble::disk(part.path()))?;
        }
    }
}

/// What we ask for: the rest of what has begun, or what is not as recorded.
fn conditions(
    begun: Option<&(u64, Head)>,
    recorded: Option<&Record>,
) -> Vec<(&'static str, String)> {
    let mut conditions = Vec::new();
    if let Some((size, head)) = begun {
        let version = head.version().unwrap_or_default().to_owned();
        conditions.push(("range", format!("bytes={size}-")));
        conditions.push(("if-range", version));
    } else if let Some(record) = recorded {
        let known = [
            ("if-none-match", &record.etag),
            ("if-modified-since", &record.modified),
        ];
        let known = known.into_iter().filter(|(_, value)| !value.is_empty());
        conditions.extend(known.map(|(name, value)| (name, value.clone())));
    }
    conditions
}

fn head(answer: &Answer) -> Head {
    let text = |name| header(answer.headers(), name);
    Head {
        status: answer.status().as_u16(),
        content_type: text("content-type"),
        disposition: text("content-disposition"),
        etag: text("etag"),
        modified: text("last-modified"),
    }
}

fn length(answer: &Answer) -> Option<u64> {
    header(answer.headers(), "content-length").parse().ok()
}

/// The size of the file that a part is of, where the server says it.
fn whole_size(answer: &Answer) -> Option<u64> {
    let range = header(answer.headers(), "content-range");
    range.rsplit_once('/')?.1.trim().parse().ok()
}

/// The first byte of a part of a file: `bytes 100-199/1000`.
fn starts_at(answer: &Answer) -> Option<u64> {
    let range = header(answer.headers(), "content-range");
    range
        .strip_prefix("bytes ")?
        .split('-')
        .next()?
        .parse()
        .ok()
}

//! Politeness: one request at a time to a host, time between them, and what its `robots.txt` asks for.

use std::collections::HashMap;
use std::io::Read;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use texting_robots::Robot;
use url::Url;

use super::client::{Answer, Client, header};
use super::{Options, Trouble, lock};
use crate::corpus::wanted;

/// The name by which `robots.txt` speaks of us.
const NAME: &str = "planlys";
/// More of a `robots.txt` is not read.
const MOST_ROBOTS: u64 = 512 << 10;
/// A host that asks for more time between requests gets this.
const LONGEST_DELAY: Duration = Duration::from_secs(30);
/// A server that asks us to come back later than this is left for another day.
const LONGEST_PAUSE: u64 = 120;
/// Attempts after the first.
const RETRIES: u32 = 3;
/// An address may lead on so many times.
const REDIRECTS: usize = 5;

/// All hosts of a run.
pub(super) struct Hosts {
    pub(super) client: Client,
    wait: Duration,
    known: Mutex<HashMap<String, Arc<Mutex<Host>>>>,
    rules: Mutex<HashMap<String, Arc<Rules>>>,
}

/// When a host may be asked again.
struct Host {
    next: Instant,
    delay: Duration,
}

/// What a host asks of programs.
enum Rules {
    /// Nothing.
    Open,
    /// This.
    Asked(Box<Robot>),
    /// It could not be read.
    Unread(Trouble),
}

/// What an answer comes to.
pub(super) enum Hop<T> {
    /// It leads on to this address.
    On(Url),
    /// It is the end.
    End(T),
}

impl Hosts {
    pub(super) fn new(options: &Options) -> Self {
        Hosts {
            client: Client::new(options.allow_private),
            wait: options.wait,
            known: Mutex::default(),
            rules: Mutex::default(),
        }
    }

    /// Asks for an address and those it leads on to, several times if need be, where the hosts allow it.
    pub(super) fn ask<T>(
        &self,
        url: &Url,
        mut ask: impl FnMut(&Url) -> Result<Hop<T>, Trouble>,
    ) -> Result<(Url, T), Trouble> {
        self.retried(url, || {
            follow(url, |url| {
                self.check(url)?;
                self.turn(url, || ask(url))
            })
        })
    }

    /// Tries again where that may help, after growing pauses or when the server says.
    fn retried<T>(
        &self,
        url: &Url,
        mut attempt: impl FnMut() -> Result<T, Trouble>,
    ) -> Result<T, Trouble> {
        for retry in 1..=RETRIES {
            match attempt() {
                Err(Trouble::Busy(Some(seconds))) if seconds <= LONGEST_PAUSE => {
                    self.pause(url, Duration::from_secs(seconds));
                }
                Err(Trouble::Busy(Some(seconds))) => return Err(Trouble::Busy(Some(seconds))),
                Err(trouble) if trouble.is_passing() => {
                    self.pause(url, self.wait * 2_u32.pow(retry));
                }
                answer => return answer,
            }
        }
        attempt()
    }

    /// Asks a host when it is our turn.
    fn turn<T>(&self, url: &Url, ask: impl FnOnce() -> T) -> T {
        let host = self.host(url);
        let mut host = lock(&host);
        std::thread::sleep(host.next.saturating_duration_since(Instant::now()));
        let answer = ask();
        host.next = Instant::now() + host.delay;
        answer
    }

    /// Leaves a host alone for a while.
    fn pause(&self, url: &Url, time: Duration) {
        let host = self.host(url);
        let mut host = lock(&host);
        host.next = host.next.max(Instant::now() + time);
    }

    fn host(&self, url: &Url) -> Arc<Mutex<Host>> {
        let name = url.host_str().unwrap_or_default().to_owned();
        let new = || {
            Arc::new(Mutex::new(Host {
                next: Instant::now(),
                delay: self.wait,
            }))
        };
        lock(&self.known).entry(name).or_insert_with(new).clone()
    }

    /// Whether a host lets programs fetch an address.
    fn check(&self, url: &Url) -> Result<(), Trouble> {
        let mut robots = url.clone();
        robots.set_path("/robots.txt");
        robots.set_query(None);
        robots.set_fragment(None);
        let known = lock(&self.rules).get(robots.as_str()).cloned();
        let rules = known.unwrap_or_else(|| {
            let rules = Arc::new(self.read_rules(&robots));
            lock(&self.rules).insert(robots.to_string(), rules.clone());
            rules
        });
        match &*rules {
            Rules::Open => Ok(()),
            Rules::Asked(robot) if robot.allowed(url.as_str()) => Ok(()),
            Rules::Asked(_) => Err(Trouble::Forbidden(robots.to_string())),
            Rules::Unread(trouble) => Err(trouble.clone()),
        }
    }

    fn read_rules(&self, robots: &Url) -> Rules {
        let read = |url: &Url| {
            self.turn(url, || {
                let answer = self.client.get(url, &[])?;
                if let Some(next) = leads_to(url, &answer)? {
                    return Ok(Hop::On(next));
                }
                match answer.status().as_u16() {
                    429 | 500..=599 => Err(busy_or_status(&answer)),
                    200..=299 => Ok(Hop::End(Some(robots_text(answer)?))),
                    _ => Ok(Hop::End(None)),
                }
            })
        };
        let unread = || Rules::Unread(Trouble::RobotsUnread(robots.to_string()));
        let text = match self.retried(robots, || follow(robots, read)) {
            Ok((_, Some(text))) => text,
            Ok((_, None)) => return Rules::Open,
            Err(
                trouble
                @ (Trouble::Unreachable(_) | Trouble::Insecure { .. } | Trouble::Private(_)),
            ) => {
                return Rules::Unread(trouble);
            }
            Err(_) => return unread(),
        };
        let Ok(robot) = Robot::new(NAME, &text) else {
            return unread();
        };
        if let Some(delay) = robot
            .delay
            .and_then(|seconds| Duration::try_from_secs_f32(seconds).ok())
        {
            let host = self.host(robots);
            let mut host = lock(&host);
            host.delay = self.wait.max(delay.min(LONGEST_DELAY));
            host.next = Instant::now() + host.delay;
        }
        Rules::Asked(Box::new(robot))
    }
}

/// Asks for an address and for those it leads on to.
fn follow<T>(
    url: &Url,
    mut ask: impl FnMut(&Url) -> Result<Hop<T>, Trouble>,
) -> Result<(Url, T), Trouble> {
    let mut url = url.clone();
    for _ in 0..=REDIRECTS {
        match ask(&url)? {
            Hop::On(next) => url = next,
            Hop::End(answer) => return Ok((url, answer)),
        }
    }
    Err(Trouble::ManyRedirects)
}

fn robots_text(mut answer: Answer) -> Result<Vec<u8>, Trouble> {
    let mut text = Vec::new();
    let mut reader = answer.body_mut().as_reader().take(MOST_ROBOTS);
    reader.read_to_end(&mut text).map_err(|_| Trouble::Broken)?;
    Ok(text)
}

/// The address that an answer leads on to: one of the web, and never from an encrypted one to one that is not.
pub(super) fn leads_to(url: &Url, answer: &Answer) -> Result<Option<Url>, Trouble> {
    if !matches!(answer.status().as_u16(), 301 | 302 | 303 | 307 | 308) {
        return Ok(None);
    }
    let location = header(answer.headers(), "location");
    let next = url.join(&location).ok();
    let next = next.and_then(|next| wanted::address(next.as_str()));
    let next = next.filter(|next| url.scheme() == "http" || next.scheme() == "https");
    next.map(Some).ok_or(Trouble::BadRedirect(location))
}

/// What a status that is no success comes to.
pub(super) fn busy_or_status(answer: &Answer) -> Trouble {
    match answer.status().as_u16() {
        429 | 503 => Trouble::Busy(seconds_until(&header(answer.headers(), "retry-after"))),
        status => Trouble::Status(status),
    }
}

/// The seconds of `Retry-After`, which is a number or a moment.
fn seconds_until(text: &str) -> Option<u64> {
    text.parse().ok().or_else(|| {
        let then = jiff::fmt::rfc2822::parse(text).ok()?.timestamp();
        let left = then.as_second() - jiff::Timestamp::now().as_second();
        Some(u64::try_from(left).unwrap_or(0))
    })
}

#[cfg(test)]
mod tests {
    use super::seconds_until;

    #[test]
    fn a_server_may_say_when_in_two_ways() {
        assert_eq!(seconds_until("7"), Some(7));
        assert_eq!(seconds_until("Wed, 21 Oct 2015 07:28:00 GMT"), Some(0));
        assert_eq!(seconds_until(""), None);
    }
}

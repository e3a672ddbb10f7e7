//! A room that is open for a test, and somebody who asks it over plain HTTP.

use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::kit::{DAY, root};

/// How long a test waits for what must come.
const PATIENCE: Duration = Duration::from_mins(1);

/// A room of a corpus; it closes with the value.
pub struct Host {
    process: Child,
    /// Its first address, with the token.
    pub link: String,
    /// `127.0.0.1:PORT`.
    pub address: String,
    /// The token.
    pub token: String,
}

/// An answer.
pub struct Answer {
    pub status: u16,
    pub headers: String,
    pub body: Vec<u8>,
}

/// Somebody with a session.
pub struct Visitor<'h> {
    host: &'h Host,
    cookie: String,
    csrf: String,
}

impl Host {
    /// Opens a room.
    pub fn open(corpus: &str, arguments: &[&str]) -> Self {
        Self::open_with(corpus, arguments, &[])
    }

    /// … with environment variables.
    pub fn open_with(corpus: &str, arguments: &[&str], variables: &[(&str, &str)]) -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_planlys"))
            .args(["serve", corpus, "--date", DAY])
            .args(arguments)
            .current_dir(root())
            .env_clear()
            .env("HOME", std::env::temp_dir().join("planlys-test-home"))
            .envs(variables.iter().copied())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program starts");
        let out = process.stdout.take().expect("it has an output");
        let mut link = String::new();
        BufReader::new(out)
            .read_line(&mut link)
            .expect("it prints the link");
        let link = link.trim().to_owned();
        let rest = link
            .strip_prefix("http://")
            .unwrap_or_else(|| panic!("{link}"));
        let (address, query) = rest.split_once('/').expect("a path");
        Host {
            process,
            address: address.to_owned(),
            token: query.strip_prefix("?token=").unwrap_or_default().to_owned(),
            link,
        }
    }

    /// Sends a request as it is written.
    pub fn send(&self, request: &str) -> Answer {
        let mut stream = TcpStream::connect(self.local()).expect("the room listens");
        stream
            .set_read_timeout(Some(PATIENCE))
            .expect("a timeout can be set");
        // A room that has heard enough answers before all is sent.
        let _ = stream.write_all(request.as_bytes());
        let mut bytes = Vec::new();
        let _ = stream.read_to_end(&mut bytes);
        let end = bytes
            .windows(4)
            .position(|part| part == b"\r\n\r\n")
            .expect("headers end");
        let headers = String::from_utf8_lossy(&bytes[..end]).into_owned();
        let status = headers[9..12].parse().expect("a status");
        let mut body = bytes[end + 4..].to_vec();
        if headers
            .to_lowercase()
            .contains("transfer-encoding: chunked")
        {
            body = unchunked(&body);
        }
        Answer {
            status,
            headers,
            body,
        }
    }

    fn local(&self) -> String {
        let port = self.address.rsplit(':').next().expect("a port");
        format!("127.0.0.1:{port}")
    }

    /// Asks with some headers and a body.
    pub fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        let mut request = format!("{method} {path} HTTP/1.1\r\n");
        if !headers
            .iter()
            .any(|(name, _)| name.eq_ignore_ascii_case("host"))
        {
            let _ = write!(request, "Host: {}\r\n", self.address);
        }
        for (name, value) in headers {
            let _ = write!(request, "{name}: {value}\r\n");
        }
        let length = body.len();
        let _ = write!(
            request,
            "Content-Length: {length}\r\nConnection: close\r\n\r\n{body}"
        );
        self.send(&request)
    }

    /// Comes in through the link.
    pub fn visitor(&self) -> Visitor<'_> {
        let entered = self.ask("GET", &format!("/?token={}", self.token), &[], "");
        assert_eq!(entered.status, 303, "{}", entered.headers);
        let cookie = entered.header("set-cookie").expect("a cookie");
        let cookie = cookie.split(';').next().unwrap_or_default().to_owned();
        let mut visitor = Visitor {
            host: self,
            cookie,
            csrf: String::new(),
        };
        let page = visitor.get("/hjelp").text();
        let (_, rest) = page
            .split_once("name=\"csrf\" content=\"")
            .expect("a token");
        rest.split('"')
            .next()
            .unwrap_or_default()
            .clone_into(&mut visitor.csrf);
        visitor
    }

    /// Waits until no run is under way, and the first has ended.
    pub fn ready(&self) -> Value {
        self.until(|status| status["ended"].as_u64() >= Some(1) && status["running"] == false)
    }

    /// Waits until a run stands so.
    pub fn until(&self, stands: impl Fn(&Value) -> bool) -> Value {
        let start = Instant::now();
        loop {
            let status = self.program("GET", "/api/v1/run", "").json();
            if stands(&status) {
                return status;
            }
            assert!(start.elapsed() < PATIENCE, "still {status}");
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// Asks as a program with the token of the link.
    pub fn program(&self, method: &str, path: &str, body: &str) -> Answer {
        let token = format!("Bearer {}", self.token);
        let headers = [
            ("Authorization", token.as_str()),
            ("Content-Type", "application/json"),
        ];
        self.ask(method, path, &headers, body)
    }
}

#[cfg(unix)]
impl Host {
    /// Interrupts the room as Ctrl+C does; how it ended, if it did by itself within a while.
    pub fn interrupted(mut self) -> Option<std::process::ExitStatus> {
        let id = self.process.id().to_string();
        let sent = Command::new("kill").args(["-INT", &id]).status();
        assert!(sent.is_ok_and(|status| status.success()));
        let start = Instant::now();
        while start.elapsed() < Duration::from_secs(20) {
            if let Ok(Some(status)) = self.process.try_wait() {
                return Some(status);
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        None
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Visitor<'_> {
    pub fn get(&self, path: &str) -> Answer {
        self.host.ask("GET", path, &[("Cookie", &self.cookie)], "")
    }

    /// Sends a form as our own page does.
    pub fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let token = ("csrf", self.csrf.as_str());
        self.post_bare(path, &[&[token], fields].concat(), &[])
    }

    /// Sends a form with what headers and fields are given, beside the cookie.
    pub fn post_bare(
        &self,
        path: &str,
        fields: &[(&str, &str)],
        headers: &[(&str, &str)],
    ) -> Answer {
        let fields: Vec<String> = fields
            .iter()
            .map(|(name, value)| format!("{name}={}", encoded(value)))
            .collect();
        let own = [
            ("Cookie", self.cookie.as_str()),
            ("Content-Type", "application/x-www-form-urlencoded"),
        ];
        self.host.ask(
            "POST",
            path,
            &[&own[..], headers].concat(),
            &fields.join("&"),
        )
    }

    /// Reads with initials.
    pub fn reads_as(self, initials: &str) -> Self {
        let answer = self.post("/leser", &[("initialer", initials), ("til", "/")]);
        assert_eq!(answer.status, 303);
        self
    }

    pub fn cookie(&self) -> &str {
        &self.cookie
    }

    pub fn csrf(&self) -> &str {
        &self.csrf
    }
}

impl Answer {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{error}: {} {}", self.headers, self.text()))
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        let lines = self.headers.lines().skip(1);
        let mut pairs = lines.filter_map(|line| line.split_once(": "));
        pairs
            .find(|(of, _)| of.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
    }

    /// The value of a hidden field of a form.
    pub fn field(&self, name: &str) -> String {
        let text = self.text();
        let mark = format!("name=\"{name}\" value=\"");
        let (_, rest) = text
            .split_once(&mark)
            .unwrap_or_else(|| panic!("no {name} in {text}"));
        rest.split('"').next().unwrap_or_default().to_owned()
    }
}

/// Percent-encoded as browsers send forms.
pub fn encoded(value: &str) -> String {
    let mut out = String::new();
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

fn unchunked(mut bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    while let Some(end) = bytes.windows(2).position(|part| part == b"\r\n") {
        let size = std::str::from_utf8(&bytes[..end]).ok();
        let size = size
            .and_then(|size| usize::from_str_radix(size, 16).ok())
            .unwrap_or(0);
        let Some(part) = bytes
            .get(end + 2..end + 2 + size)
            .filter(|part| !part.is_empty())
        else {
            break;
        };
        out.extend_from_slice(part);
        bytes = bytes.get(end + 4 + size..).unwrap_or_default();
    }
    out
}

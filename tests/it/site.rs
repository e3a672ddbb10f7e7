//! A web server of a few lines, which says what it was asked.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// What was asked.
#[derive(Clone, Debug)]
pub struct Asked {
    pub path: String,
    pub headers: BTreeMap<String, String>,
    pub time: Instant,
}

/// What is answered: bytes as they go over the wire, and then nothing for so long.
pub struct Reply {
    bytes: Vec<u8>,
    silence: Duration,
}

/// A server on this machine, which goes on as long as the test.
pub struct Site {
    /// Its address, without a slash at the end.
    pub address: String,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl Site {
    /// A server that answers each request by `answer`, which also hears how often that path was asked for before.
    pub fn new(answer: impl Fn(&Asked, usize) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        let asked: Arc<Mutex<Vec<Asked>>> = Arc::default();
        let (noted, answer) = (asked.clone(), Arc::new(answer));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (noted, answer) = (noted.clone(), answer.clone());
                std::thread::spawn(move || serve(stream, &noted, &*answer));
            }
        });
        Site {
            address: format!("http://127.0.0.1:{port}"),
            asked,
        }
    }

    /// What was asked for but `robots.txt`, in order.
    pub fn asked(&self) -> Vec<Asked> {
        let mut asked = self.all();
        asked.retain(|asked| asked.path != "/robots.txt");
        asked
    }

    /// All that was asked for, in order.
    pub fn all(&self) -> Vec<Asked> {
        self.asked.lock().expect("no request failed").clone()
    }
}

fn serve(
    mut stream: TcpStream,
    noted: &Mutex<Vec<Asked>>,
    answer: &dyn Fn(&Asked, usize) -> Reply,
) {
    let time = Instant::now();
    let mut lines = BufReader::new(&stream).lines().map_while(Result::ok);
    let Some(first) = lines.next() else { return };
    let headers = lines
        .take_while(|line| !line.is_empty())
        .filter_map(|line| {
            let (name, value) = line.split_once(':')?;
            Some((name.to_lowercase(), value.trim().to_owned()))
        })
        .collect();
    let asked = Asked {
        path: first.split(' ').nth(1).unwrap_or_default().to_owned(),
        headers,
        time,
    };
    let before = {
        let mut noted = noted.lock().expect("no request failed");
        let before = noted.iter().filter(|b| b.path == asked.path).count();
        noted.push(asked.clone());
        before
    };
    let reply = answer(&asked, before);
    // Whoever asked may have gone.
    let _ = stream.write_all(&reply.bytes);
    let _ = stream.flush();
    std::thread::sleep(reply.silence);
}

/// An answer with its length.
pub fn reply(status: u16, headers: &[(&str, &str)], body: &[u8]) -> Reply {
    let length = body.len().to_string();
    let all = [headers, &[("Content-Length", length.as_str())]].concat();
    raw(status, &all, body)
}

/// An answer that says nothing of its length but what the headers say.
pub fn raw(status: u16, headers: &[(&str, &str)], body: &[u8]) -> Reply {
    let mut head = format!("HTTP/1.1 {status} X\r\nConnection: close\r\n");
    for (name, value) in headers {
        write!(head, "{name}: {value}\r\n").expect("a text can be written to");
    }
    head.push_str("\r\n");
    let bytes = [head.as_bytes(), body].concat();
    Reply {
        bytes,
        silence: Duration::ZERO,
    }
}

impl Reply {
    /// … and then nothing for long, with the connection open.
    pub fn then_silent(mut self) -> Self {
        self.silence = Duration::from_mins(2);
        self
    }
}

/// An answer of 404, as a server without `robots.txt` gives.
pub fn nothing() -> Reply {
    reply(
        404,
        &[("Content-Type", "text/html")],
        b"<html>finnes ikke</html>",
    )
}

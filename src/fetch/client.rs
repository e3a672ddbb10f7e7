//! One request to one address: who we say we are, how long we wait, whom we never ask. Only this file says ureq.

use std::fmt;
use std::io;
use std::time::Duration;

use ureq::config::Config;
use ureq::http::{HeaderMap, HeaderValue, Response, Uri};
use ureq::tls::{RootCerts, TlsConfig};
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use ureq::{Agent, Body, Error, Timeout};
use url::Url;

use super::{Trouble, address};

/// What we say we are.
const USER_AGENT: &str = concat!(
    "planlys/",
    env!("CARGO_PKG_VERSION"),
    " (+fetches plans that a person has listed, one at a time)"
);

/// Time to find a host by its name, and to get in contact with it.
const CONTACT: Duration = Duration::from_secs(20);
/// A server that says nothing for so long is given up.
const SILENCE: Duration = Duration::from_mins(1);

/// Asks servers.
pub(super) struct Client {
    agent: Agent,
    allow_private: bool,
}

/// What a server answered.
pub(super) type Answer = Response<Body>;

impl Client {
    pub(super) fn new(allow_private: bool) -> Self {
        let tls = TlsConfig::builder().root_certs(RootCerts::PlatformVerifier);
        let config = Config::builder()
            .user_agent(USER_AGENT)
            .accept("application/pdf, text/html, */*;q=0.5")
            .accept_encoding("identity")
            .tls_config(tls.build())
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .timeout_resolve(Some(CONTACT))
            .timeout_connect(Some(CONTACT))
            .timeout_recv_response(Some(SILENCE))
            .timeout_per_read(Some(SILENCE))
            .build();
        let resolver = Names {
            usual: DefaultResolver::default(),
            allow_private,
        };
        Client {
            agent: Agent::with_parts(config, DefaultConnector::default(), resolver),
            allow_private,
        }
    }

    /// Asks for an address; where that leads on, the answer says so.
    pub(super) fn get(&self, url: &Url, headers: &[(&str, String)]) -> Result<Answer, Trouble> {
        let host = || url.host_str().unwrap_or_default().to_owned();
        if !self.allow_private && address::is_private(url) {
            return Err(Trouble::Private(host()));
        }
        let mut plain = url.clone();
        plain.set_fragment(None);
        let mut request = self.agent.get(plain.as_str());
        for (name, value) in headers {
            request = request.header(*name, value);
        }
        request.call().map_err(|error| trouble(error, host()))
    }
}

/// The value of a header, as text; what is no UTF-8 is read as Latin-1.
pub(super) fn header(headers: &HeaderMap, name: &str) -> String {
    let value = headers.get(name).map(HeaderValue::as_bytes);
    let value = value.unwrap_or_default();
    let latin = || value.iter().map(|&byte| char::from(byte)).collect();
    std::str::from_utf8(value).map_or_else(|_| latin(), |text| text.trim().to_owned())
}

/// What went wrong before there was an answer.
fn trouble(error: Error, host: String) -> Trouble {
    match error {
        Error::Other(why) if why.is::<Forbidden>() => Trouble::Private(host),
        Error::HostNotFound
        | Error::ConnectionFailed
        | Error::ConnectProxyFailed(_)
        | Error::InvalidProxyUrl
        | Error::Timeout(Timeout::Connect | Timeout::Resolve) => Trouble::Unreachable(host),
        Error::Tls(why) => Trouble::Insecure {
            host,
            why: why.to_owned(),
        },
        Error::Rustls(why) => Trouble::Insecure {
            host,
            why: why.to_string(),
        },
        Error::Io(why) if why.kind() == io::ErrorKind::InvalidData => Trouble::Insecure {
            host,
            why: why.to_string(),
        },
        Error::Io(why) if is_out_of_reach(&why) => Trouble::Unreachable(host),
        _ => Trouble::Broken,
    }
}

fn is_out_of_reach(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionRefused
            | io::ErrorKind::HostUnreachable
            | io::ErrorKind::NetworkUnreachable
            | io::ErrorKind::NetworkDown
            | io::ErrorKind::AddrNotAvailable
            | io::ErrorKind::PermissionDenied
    )
}

/// Finds hosts by their names, and none on a private network. A proxy may be on one: whoever set it up trusts it.
#[derive(Debug)]
struct Names {
    usual: DefaultResolver,
    allow_private: bool,
}

impl Resolver for Names {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, Error> {
        let found = self.usual.resolve(uri, config, timeout);
        let found = found.map_err(|error| match error {
            Error::Io(_) => Error::HostNotFound,
            other => other,
        })?;
        let is_proxy = config
            .proxy()
            .is_some_and(|proxy| uri.host() == Some(proxy.host()));
        let private = found.iter().any(|found| address::is_private_ip(found.ip()));
        if private && !is_proxy && !self.allow_private {
            return Err(Error::Other(Box::new(Forbidden)));
        }
        Ok(found)
    }
}

/// A name that leads to a private network.
#[derive(Debug)]
struct Forbidden;

impl fmt::Display for Forbidden {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name leads to a private network")
    }
}

impl std::error::Error for Forbidden {}

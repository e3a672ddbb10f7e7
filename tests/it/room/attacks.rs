//! Every way in that must be closed.

use std::fs;
use std::io::Write;
use std::process::{Command, Stdio};

use super::Host;
use super::host::encoded;
use crate::kit::{Corpus, housing_plan, planlys, root};

fn corpus() -> Corpus {
    Corpus::new().with(
        "Vågan/boligplan.txt",
        housing_plan("Boligplan 2024–2032", "12.6.2024", 8),
    )
}

#[test]
fn nobody_comes_in_without_the_link() {
    let corpus = corpus();
    let host = Host::open(corpus.text(), &[]);
    host.ready();
    for path in [
        "/",
        "/sok?q=bolig",
        "/dekning",
        "/live",
        "/api/v1/matrix",
        "/eksport/xlsx",
        "/finnes-ikke",
    ] {
        assert_eq!(host.ask("GET", path, &[], "").status, 401, "{path}");
    }
    assert_eq!(
        host.ask("GET", "/?token=0123456789abcdef0123456789abcdef", &[], "")
            .status,
        401
    );
    assert_eq!(
        host.ask("GET", "/", &[("Cookie", "planlys-1=x")], "")
            .status,
        401
    );
    assert_eq!(
        host.ask(
            "GET",
            "/api/v1/matrix",
            &[("Authorization", "Bearer x")],
            ""
        )
        .status,
        401
    );
    // Two rooms have two links.
    let other = Host::open(
        corpus.text(),
        &[
            "--state",
            corpus.path().join(".annen").to_str().expect("plain"),
        ],
    );
    assert_ne!(host.token, other.token);
    assert_eq!(host.token.len(), 32);
}

#[test]
fn the_cookie_stays_with_our_pages_and_the_pages_in_no_others() {
    let corpus = corpus();
    let host = Host::open(corpus.text(), &[]);
    host.ready();
    let entered = host.ask("GET", &format!("/?token={}", host.token), &[], "");
    let cookie = entered.header("set-cookie").expect("a cookie");
    assert!(
        cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"),
        "{cookie}"
    );
    assert_eq!(
        entered.header("location"),
        Some("/"),
        "the token leaves the address"
    );
    let page = host.visitor().get("/");
    let policy = page.header("content-security-policy").expect("a policy");
    assert!(
        policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"),
        "{policy}"
    );
    assert!(!policy.contains("unsafe"), "{policy}");
    assert_eq!(page.header("x-content-type-options"), Some("nosniff"));
    assert_eq!(page.header("cache-control"), Some("no-store"));
    let html = page.text();
    // No style or program stands in the page itself, and nothing of it comes from elsewhere.
    assert!(
        !html.contains("<style")
            && !html.contains(" style=")
            && !html.contains("https://")
            && !html.contains("onclick")
    );
}

/// DNS rebinding: a page of another site that leads its own name here.
#[test]
fn other_names_are_refused() {
    let corpus = corpus();
    let host = Host::open(corpus.text(), &[]);
    host.ready();
    let visitor = host.visitor();
    let port = host.address.rsplit(':').next().expect("a port");
    for name in [
        "evil.example",
        "127.0.0.1.evil.example",
        "10.0.0.7",
        "",
        "localhost.evil.example",
        "[::2]",
    ] {
        let named = format!("{name}:{port}");
        let answer = host.ask(
            "GET",
            "/",
            &[("Host", &named), ("Cookie", visitor.cookie())],
            "",
        );
        assert_eq!(answer.status, 421, "{name}");
    }
    for name in ["127.0.0.1", "localhost", "[::1]"] {
        let named = format!("{name}:{port}");
        let answer = host.ask(
            "GET",
            "/",
            &[("Host", &named), ("Cookie", visitor.cookie())],
            "",
        );
        assert_eq!(answer.status, 200, "{name}");
    }
}

/// Cross-site request forgery: another page sends a form with the reader's cookie.
#[test]
fn changes_come_from_our_own_pages_only() {
    let corpus = corpus();
    let host = Host::open(corpus.text(), &[]);
    host.ready();
    let visitor = host.visitor();
    let own = format!("http://{}", host.address);
    let token = ("csrf", visitor.csrf());
    let changes = [
        "/leser",
        "/sprak",
        "/kjoring",
        "/kjoring/stopp",
        "/sok/lagre",
        "/celle/1865/bolig/vurdering",
        "/celle/1865/bolig/utkast",
        "/vurderinger/x/angre",
        "/pakker/boligsosial-2018/lagre",
        "/pakker/boligsosial-2018/prov",
    ];
    for path in changes {
        let refused = |fields: &[(&str, &str)], headers: &[(&str, &str)]| {
            visitor.post_bare(path, fields, headers).status
        };
        assert_eq!(refused(&[], &[]), 403, "{path} without a token");
        assert_eq!(
            refused(&[("csrf", "0")], &[("Origin", &own)]),
            403,
            "{path} with a wrong token"
        );
        assert_eq!(
            refused(&[token], &[("Origin", "https://evil.example")]),
            403,
            "{path} from another site"
        );
        assert_eq!(
            refused(&[token], &[("Origin", "null")]),
            403,
            "{path} from nowhere"
        );
        assert_eq!(
            refused(&[token], &[("Sec-Fetch-Site", "cross-site")]),
            403,
            "{path} across sites"
        );
        // Another program on this machine is another site to a browser only by its port.
        assert_eq!(
            refused(
                &[token],
                &[
                    ("Origin", "http://127.0.0.1:1"),
                    ("Sec-Fetch-Site", "same-site")
                ]
            ),
            403,
            "{path}"
        );
    }
    assert_eq!(
        visitor
            .post_bare(
                "/leser",
                &[token, ("initialer", "KH")],
                &[("Origin", &own), ("Sec-Fetch-Site", "same-origin")]
            )
            .status,
        303
    );
    // A GET changes nothing, and pictures are for our own pages.
    let image = [
        ("Cookie", visitor.cookie()),
        ("Sec-Fetch-Site", "cross-site"),
        ("Sec-Fetch-Mode", "no-cors"),
    ];
    assert_eq!(host.ask("GET", "/", &image, "").status, 403);
    assert_eq!(visitor.get("/kjoring").status, 405);
    // JSON and files need the token too.
    let json = [
        ("Cookie", visitor.cookie()),
        ("Content-Type", "application/json"),
    ];
    assert_eq!(host.ask("POST", "/api/v1/run", &json, "").status, 403);
    assert_eq!(host.ask("DELETE", "/api/v1/run", &json, "").status, 403);
    let form = [
        ("Cookie", visitor.cookie()),
        ("Content-Type", "multipart/form-data; boundary=x"),
    ];
    let body = "--x\r\nContent-Disposition: form-data; name=\"kommune\"\r\n\r\nVågan\r\n--x\r\nContent-Disposition: form-data; name=\"fil\"; filename=\"a.txt\"\r\n\r\ntekst\r\n--x--\r\n";
    assert_eq!(host.ask("POST", "/filer", &form, body).status, 403);
    assert!(!corpus.path().join("Vågan/a.txt").exists());
}

#[test]
fn no_path_of_a_request_opens_a_file() {
    let corpus = corpus().with("hemmelig.txt", "passord");
    let host = Host::open(corpus.text(), &[]);
    host.ready();
    let visitor = host.visitor();
    for id in [
        "..",
        "%2e%2e%2fhemmelig.txt",
        "..%2f..%2fetc%2fpasswd",
        "%2fetc%2fpasswd",
        "hemmelig.txt",
        "V%C3%A5gan%2Fboligplan.txt",
        "%00",
    ] {
        for path in [
            format!("/dokument/{id}/fil"),
            format!("/dokument/{id}/side/1"),
            format!("/dokument/{id}/bilde/1/700"),
            format!("/pakker/{id}"),
            format!("/eksport/{id}"),
            format!("/ressurser/x/{id}"),
        ] {
            let answer = visitor.get(&path);
            assert!(
                matches!(answer.status, 400 | 404),
                "{path}: {}",
                answer.status
            );
            assert!(!answer.text().contains("root:"), "{path}");
        }
    }
    // A query and a form name packs, never files.
    let answer = visitor.get("/sok?q=pakke%3A%2Fetc%2Fpasswd");
    assert!(
        answer.text().contains("ingen termpakke"),
        "{}",
        answer.text()
    );
    let extends = "[pack]\nid = \"x\"\nversion = \"1\"\nname = { nb = \"x\", nn = \"x\", en = \"x\" }\nsource = \"x\"\nextends = \"/etc/passwd\"\n";
    let answer = visitor.post("/pakker/x/prov", &[("tekst", extends)]);
    assert!(!answer.text().contains("root:"));
    // What is saved stays in its folder.
    let named = visitor.post("/sok/lagre", &[("navn", "../../ut"), ("q", "bolig")]);
    assert_eq!(named.status, 303);
    assert!(corpus.path().join("_planlys/sok/ut.sok").exists());
    assert!(
        !corpus
            .path()
            .parent()
            .expect("a folder")
            .join("ut.sok")
            .exists()
    );
    // Whoever is sent on stays in the room.
    for to in [
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
    ] {
        let answer = visitor.post("/leser", &[("initialer", "KH"), ("til", to)]);
        assert_eq!(answer.header("location"), Some("/"), "{to}");
    }
}

#[test]
fn texts_of_plans_and_queries_are_never_markup() {
    let evil = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>";
    let text = housing_plan(&format!("Boligplan 2024–2032 {evil}"), "12.6.2024", 8);
    let corpus = Corpus::new().with(
        "Vågan/boligplan.txt",
        format!("{text}\n\n{evil} startlån {evil}"),
    );
    let host = Host::open(corpus.text(), &[]);
    host.ready();
    let visitor = host.visitor().reads_as("KH");
    let hit = visitor.get("/celle/1865/bolig").text();
    let page = hit
        .split("href=\"/dokument/")
        .nth(1)
        .and_then(|rest| rest.split('"').next())
        .expect("a page");
    let page = format!("/dokument/{}", page.replace("&amp;", "&"));
    for path in [
        "/",
        "/celle/1865/bolig",
        "/sok?q=startl%C3%A5n",
        "/dekning",
        "/pakker/boligsosial-2018/former",
        &page,
        &format!("/sok?q={}", encoded(evil)),
    ] {
        let html = visitor.get(path).text();
        assert!(
            !html.contains("<script>alert") && !html.contains("<img src=x"),
            "{path}"
        );
    }
}

#[test]
fn what_costs_much_has_limits() {
    let corpus = corpus();
    let host = Host::open(corpus.text(), &[]);
    host.ready();
    let visitor = host.visitor();
    let long = encoded(&"bolig ".repeat(200));
    assert!(
        visitor
            .get(&format!("/sok?q={long}"))
            .text()
            .contains("for langt")
    );
    assert_eq!(
        host.program("GET", &format!("/api/v1/search?q={long}"), "")
            .status,
        422
    );
    let many = host.program("GET", "/api/v1/search?q=bolig&limit=100000000", "");
    assert_eq!(many.status, 200);
    let text = "x".repeat(2 << 20);
    assert_eq!(
        visitor.post("/pakker/x/prov", &[("tekst", &text)]).status,
        413
    );
    assert_eq!(
        visitor
            .get("/dokument/0123456789abcdef/bilde/1/1000000")
            .status,
        404
    );
    assert_eq!(
        visitor.get("/sok?q=bolig&nr=99999999999999999999").status,
        200
    );
}

/// Files are added whole, under their own names, and never over others.
#[test]
fn added_files_stay_in_their_municipality() {
    let corpus = corpus();
    let host = Host::open(corpus.text(), &[]);
    host.ready();
    let visitor = host.visitor();
    let send = |municipality: &str, name: &str, content: &str| {
        let part = |name: &str, content: &str| {
            format!("--x\r\nContent-Disposition: form-data; {name}\r\n\r\n{content}\r\n")
        };
        let body = format!(
            "{}{}{}--x--\r\n",
            part("name=\"csrf\"", visitor.csrf()),
            part("name=\"kommune\"", municipality),
            part(&format!("name=\"fil\"; filename=\"{name}\""), content)
        );
        host.ask(
            "POST",
            "/filer",
            &[
                ("Cookie", visitor.cookie()),
                ("Content-Type", "multipart/form-data; boundary=x"),
            ],
            &body,
        )
    };
    let before = fs::read(corpus.path().join("Vågan/boligplan.txt")).expect("it is there");
    assert_eq!(send("Vågan", "../../ut.txt", "tekst").status, 303);
    assert!(corpus.path().join("Vågan/ut.txt").exists());
    assert_eq!(send("Vågan", "boligplan.txt", "noe annet").status, 303);
    assert_eq!(
        fs::read(corpus.path().join("Vågan/boligplan.txt")).expect("it is there"),
        before
    );
    assert!(visitor.get("/dekning").text().contains("finnes allerede"));
    assert_eq!(send("../..", "a.txt", "tekst").status, 422);
    assert_eq!(send(".planlys", "a.txt", "tekst").status, 422);
    assert_eq!(send("_planlys", "a.txt", "tekst").status, 422);
    send("Vågan", "a.exe", "tekst");
    assert!(!corpus.path().join("Vågan/a.exe").exists());
    assert_eq!(
        send("Bodø", "plan.txt", "tekst").status,
        303,
        "a municipality of the register gets a folder"
    );
    assert!(corpus.path().join("Bodø/plan.txt").exists());
    let left: Vec<_> = fs::read_dir(corpus.path().join("Vågan"))
        .expect("a folder")
        .flatten()
        .map(|e| e.file_name())
        .collect();
    assert_eq!(left.len(), 2, "{left:?}");
}

/// Makes a password file; the exit code.
fn new_password(file: &str, password: &str) -> Option<i32> {
    let mut process = Command::new(env!("CARGO_BIN_EXE_planlys"))
        .args(["serve", "--new-password", file])
        .current_dir(root())
        .stdin(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("it starts");
    let mut input = process.stdin.take().expect("an input");
    input.write_all(password.as_bytes()).expect("it is sent");
    drop(input);
    process.wait().expect("it ends").code()
}

#[test]
fn other_machines_need_a_password() {
    let corpus = corpus();
    let open = planlys(&["serve", corpus.text(), "--listen", "0.0.0.0:0"]);
    assert_eq!((open.code, open.stdout.as_str()), (2, ""));
    assert!(open.stderr.contains("--password-file"), "{}", open.stderr);
    let file = corpus.path().join("passord");
    let file = file.to_str().expect("plain");
    let made = |password: &str| new_password(file, password);
    assert_eq!(made("kort\n"), Some(2));
    assert_eq!(made("et langt nok passord\n"), Some(0));
    let hash = fs::read_to_string(file).expect("it is written");
    assert!(
        hash.starts_with("$argon2id$") && !hash.contains("langt"),
        "{hash}"
    );
    assert_eq!(
        made("et annet langt passord\n"),
        Some(2),
        "a file that is there is not replaced"
    );

    let host = Host::open(
        corpus.text(),
        &[
            "--listen",
            "0.0.0.0:0",
            "--password-file",
            file,
            "--host",
            "planlys.example",
        ],
    );
    assert_eq!(host.token, "", "the link opens nothing by itself");
    assert_eq!(
        host.ask("GET", "/", &[], "").header("location"),
        Some("/logg-inn")
    );
    let try_with = |password: &str| {
        host.ask(
            "POST",
            "/logg-inn",
            &[("Content-Type", "application/x-www-form-urlencoded")],
            &format!("password={}", encoded(password)),
        )
    };
    let right = try_with("et langt nok passord");
    assert_eq!(right.status, 303);
    let cookie = right
        .header("set-cookie")
        .expect("a cookie")
        .split(';')
        .next()
        .unwrap_or_default()
        .to_owned();
    assert_ne!(host.ask("GET", "/", &[("Cookie", &cookie)], "").status, 303);
    let port = host.address.rsplit(':').next().expect("a port");
    let named = |name: &str| {
        host.ask(
            "GET",
            "/",
            &[("Host", &format!("{name}:{port}")), ("Cookie", &cookie)],
            "",
        )
        .status
    };
    assert_ne!(named("planlys.example"), 421);
    assert_eq!(named("evil.example"), 421);
    // Programs are let in with the password too.
    let session = host.ask(
        "POST",
        "/api/v1/session",
        &[("Content-Type", "application/json")],
        "{\"password\":\"et langt nok passord\"}",
    );
    assert_eq!(session.status, 201);
    let token = format!(
        "Bearer {}",
        session.json()["token"].as_str().expect("a token")
    );
    assert_eq!(
        host.ask("GET", "/api/v1/run", &[("Authorization", &token)], "")
            .status,
        200
    );
    // Guessing is slow.
    let tries: Vec<u16> = (0..7)
        .map(|_| try_with("feil passord her").status)
        .collect();
    assert_eq!(tries, [401, 401, 401, 401, 401, 429, 429]);
    assert_eq!(try_with("et langt nok passord").status, 429);
}

/// The room ends when it is told to, whoever still talks to it.
#[cfg(unix)]
#[test]
fn an_unfinished_request_does_not_keep_the_room_open() {
    use std::io::Read;
    let corpus = corpus();
    let host = Host::open(corpus.text(), &[]);
    host.ready();
    let mut half = std::net::TcpStream::connect(&host.address).expect("the room listens");
    half.write_all(b"POST /leser HTTP/1.1\r\nHost: ")
        .expect("it is sent");
    let ended = host.interrupted();
    assert!(ended.is_some(), "it ends by itself");
    drop(half.read(&mut [0; 16]));
}

/// Decisions of others are in no file that the room shows, wherever the file of decisions lies.
#[test]
fn the_file_of_decisions_is_shown_to_nobody() {
    let corpus = corpus().with("lesere.jsonl", "{}\n");
    let ledger = corpus.path().join("lesere.jsonl");
    let host = Host::open(
        corpus.text(),
        &["--decisions", ledger.to_str().expect("plain")],
    );
    host.ready();
    let coverage = host.program("GET", "/api/v1/coverage", "").json();
    let listed = coverage["documents"].as_array().expect("documents");
    let listed = listed
        .iter()
        .find(|document| document["path"] == "lesere.jsonl");
    let id = listed.expect("a file of the corpus")["id"]
        .as_str()
        .expect("an identifier");
    let visitor = host.visitor().reads_as("AB");
    assert_eq!(visitor.get(&format!("/dokument/{id}/fil")).status, 404);
}

/// A saved page with a script in it is a file to keep, never a page of the room.
#[test]
fn a_web_page_of_the_corpus_is_never_shown_as_one() {
    let page = "<!DOCTYPE html><html><body><main><h1>Boligplan</h1><p>Startlån.</p></main><script>alert(1)</script></body></html>";
    let corpus = Corpus::new().with("Vågan/boligplan.html", page);
    let host = Host::open(corpus.text(), &[]);
    host.ready();
    let coverage = host.program("GET", "/api/v1/coverage", "").json();
    let id = coverage["documents"][0]["id"]
        .as_str()
        .expect("an identifier");
    let visitor = host.visitor();
    let file = visitor.get(&format!("/dokument/{id}/fil"));
    assert_eq!(
        file.header("content-type"),
        Some("application/octet-stream")
    );
    let way = file.header("content-disposition").expect("a disposition");
    assert!(way.starts_with("attachment"), "{way}");
    assert_eq!(
        visitor.get(&format!("/dokument/{id}/bilde/1/700")).status,
        404
    );
    let read = visitor.get(&format!("/dokument/{id}/side/1")).text();
    assert!(
        read.contains("har ikke sider") && read.contains("Startlån"),
        "{read}"
    );
    assert!(!read.contains("alert(1)"), "{read}");
}

/// Opening the link again keeps the session: the form in another tab is of it.
#[test]
fn the_link_can_be_opened_twice() {
    let corpus = corpus();
    let host = Host::open(corpus.text(), &[]);
    host.ready();
    let visitor = host.visitor().reads_as("KH");
    let again = host.ask(
        "GET",
        &format!("/?token={}", host.token),
        &[("Cookie", visitor.cookie())],
        "",
    );
    assert_eq!((again.status, again.header("set-cookie")), (303, None));
    assert!(visitor.get("/").text().contains("Leser: KH"));
}

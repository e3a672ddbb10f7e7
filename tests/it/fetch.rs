//! `planlys fetch` against a server on this machine: what is fetched, kept, refused and gone on with, and how politely.

use std::fs;
use std::time::Duration;

use crate::kit::{Corpus, DAY, Ran, document, housing_plan, planlys, started};
use crate::site::{Reply, Site, nothing, raw, reply};

const TEXT: (&str, &str) = ("Content-Type", "text/plain; charset=utf-8");
const PDF: (&str, &str) = ("Content-Type", "application/pdf");

/// A corpus with a `plans.csv` of these rows (`fil;kommune;nivå;adresse`), SITE standing for the server.
fn corpus(site: &Site, rows: &str) -> Corpus {
    let rows = rows.replace("SITE", &site.address);
    Corpus::new().with("plans.csv", format!("fil;kommune;nivå;adresse\n{rows}\n"))
}

/// Runs `fetch` without waiting and with this machine as an ordinary host.
fn fetch(corpus: &Corpus, flags: &[&str]) -> Ran {
    let manifest = format!("{}/plans.csv", corpus.text());
    let usual = ["fetch", &manifest, "--wait", "0", "--allow-private"];
    planlys(&[&usual, flags].concat())
}

fn record(corpus: &Corpus) -> String {
    fs::read_to_string(corpus.path().join("_planlys/hentet.csv")).unwrap_or_default()
}

/// A server that has one answer for all but `robots.txt`.
fn site(answer: impl Fn() -> Reply + Send + Sync + 'static) -> Site {
    Site::new(move |asked, _| match asked.path.as_str() {
        "/robots.txt" => nothing(),
        _ => answer(),
    })
}

fn plan() -> String {
    housing_plan("Boligsosial handlingsplan 2024–2028", "1.2.2024", 8)
}

/// A thousand lines that begin as a PDF does.
fn large_pdf() -> Vec<u8> {
    let lines = (0..20_000).map(|n| format!("% linje {n}\n"));
    format!("%PDF-1.7\n{}", lines.collect::<String>()).into_bytes()
}

#[test]
fn what_is_fetched_is_recorded_screened_and_not_asked_for_again() {
    let site = site(|| reply(200, &[TEXT], plan().as_bytes()));
    let corpus = corpus(
        &site,
        "Vågan/bolig.txt;;bolig;SITE/bolig.txt\n;Bodø;bolig;SITE/last-ned?id=7",
    );
    let before = planlys(&["screen", corpus.text(), "--date", DAY]);
    assert_eq!(before.code, 3, "{}", before.stderr);
    assert!(before.stderr.contains("2 planer i"), "{}", before.stderr);
    assert!(
        before
            .stderr
            .contains("er ikke hentet: kjør «planlys fetch"),
        "{}",
        before.stderr
    );
    let ran = fetch(&corpus, &[]);
    assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
    assert!(
        ran.stdout
            .contains("Hentet: 2 · var der: 0 · ikke hentet: 0"),
        "{}",
        ran.stdout
    );
    let hash = blake3::hash(plan().as_bytes()).to_hex().to_string();
    let record = record(&corpus);
    for words in [
        "fil;adresse;endelig adresse;hentet;status;innholdstype;bytes;blake3;etag;sist endret",
        "Vågan/bolig.txt;",
        "Bodø/bolig.txt;",
        &hash,
        &format!("{}/last-ned?id=7", site.address),
    ] {
        assert!(record.contains(words), "{words}: {record}");
    }
    let matrix = corpus.screen();
    assert_eq!(matrix.code, 0, "{}", matrix.stderr);
    assert_eq!(matrix.stderr, "");
    let matrix = matrix.json();
    let source = &document(&matrix, "Vågan/bolig.txt")["source"];
    assert_eq!(source["address"], format!("{}/bolig.txt", site.address));
    // What the row says of a file that the address gave its name holds for it.
    assert_eq!(document(&matrix, "Bodø/bolig.txt")["municipality"], "Bodø");
    let shown = corpus.run(&["show", "Vågan", "bolig"]);
    assert!(shown.stdout.contains("Hentet "), "{}", shown.stdout);
    let asked = site.all().len();
    let again = fetch(&corpus, &[]);
    assert_eq!(again.code, 0);
    assert!(
        again
            .stdout
            .contains("Hentet: 0 · var der: 2 · ikke hentet: 0"),
        "{}",
        again.stdout
    );
    assert_eq!(site.all().len(), asked);
}

#[test]
fn we_say_who_we_are() {
    let site = site(|| reply(200, &[TEXT], b"plan"));
    let corpus = corpus(&site, "Vågan/a.txt;;;SITE/a.txt");
    fetch(&corpus, &[]);
    for asked in site.all() {
        let name = &asked.headers["user-agent"];
        assert!(name.starts_with("planlys/"), "{name}");
    }
}

#[test]
fn refresh_asks_whether_there_is_a_newer_version() {
    let version = std::sync::Mutex::new("\"1\"");
    let version: &'static std::sync::Mutex<&str> = Box::leak(Box::new(version));
    let site = Site::new(move |asked, _| {
        let now = *version.lock().expect("no answer failed");
        match asked.headers.get("if-none-match") {
            _ if asked.path == "/robots.txt" => nothing(),
            Some(known) if known == now => raw(304, &[("ETag", now)], b""),
            _ => reply(
                200,
                &[TEXT, ("ETag", now)],
                format!("plan {now}").as_bytes(),
            ),
        }
    });
    let corpus = corpus(&site, "Vågan/a.txt;;;SITE/a.txt");
    let file = corpus.path().join("Vågan/a.txt");
    assert_eq!(fetch(&corpus, &[]).code, 0);
    let same = fetch(&corpus, &["--refresh"]);
    assert!(
        same.stdout.contains("uendret siden den ble hentet"),
        "{}",
        same.stdout
    );
    assert_eq!(site.asked()[1].headers["if-none-match"], "\"1\"");
    *version.lock().expect("no answer failed") = "\"2\"";
    let newer = fetch(&corpus, &["--refresh"]);
    assert!(
        newer.stdout.contains("nyere versjon hentet"),
        "{}",
        newer.stdout
    );
    assert_eq!(
        fs::read_to_string(&file).expect("it is there"),
        "plan \"2\""
    );
    // A person has changed it: it stays so.
    fs::write(&file, "rettet av KH").expect("it can be written");
    *version.lock().expect("no answer failed") = "\"3\"";
    let kept = fetch(&corpus, &["--refresh"]);
    assert!(kept.stdout.contains("beholdt"), "{}", kept.stdout);
    assert_eq!(
        fs::read_to_string(&file).expect("it is there"),
        "rettet av KH"
    );
}

#[test]
fn a_file_of_a_person_is_never_replaced() {
    let site = site(|| reply(200, &[TEXT], b"plan fra nettet"));
    let corpus = corpus(&site, "Vågan/a.txt;;;SITE/a.txt\n;Vågan;;SITE/b.txt")
        .with("Vågan/a.txt", "lagt inn av KH")
        .with("Vågan/b.txt", "lagt inn av KH");
    let ran = fetch(&corpus, &["--refresh"]);
    assert_eq!(ran.code, 0, "{}", ran.stdout);
    for (file, content) in [
        ("Vågan/a.txt", "lagt inn av KH"),
        ("Vågan/b.txt", "lagt inn av KH"),
        ("Vågan/b (2).txt", "plan fra nettet"),
    ] {
        let there = fs::read_to_string(corpus.path().join(file));
        assert_eq!(there.expect("it is there"), content, "{file}");
    }
}

#[test]
fn robots_txt_is_obeyed() {
    let site = Site::new(|asked, _| match asked.path.as_str() {
        "/robots.txt" => reply(200, &[TEXT], b"User-agent: *\nDisallow: /lukket/\n"),
        _ => reply(200, &[TEXT], b"plan"),
    });
    let corpus = corpus(
        &site,
        "Vågan/a.txt;;;SITE/lukket/a.txt\nVågan/b.txt;;;SITE/b.txt",
    );
    let ran = fetch(&corpus, &[]);
    assert_eq!(ran.code, 3);
    assert!(
        ran.stdout
            .contains("plans.csv:2: Vågan/a.txt: ikke hentet: nettstedet ber"),
        "{}",
        ran.stdout
    );
    assert!(
        ran.stdout
            .contains(&format!("({}/robots.txt)", site.address)),
        "{}",
        ran.stdout
    );
    let asked: Vec<String> = site.asked().into_iter().map(|asked| asked.path).collect();
    assert_eq!(asked, ["/b.txt"]);
}

#[test]
fn without_an_answer_about_robots_nothing_is_fetched() {
    let site = Site::new(|_, _| reply(500, &[TEXT], b"feil"));
    let corpus = corpus(&site, "Vågan/a.txt;;;SITE/a.txt");
    let ran = fetch(&corpus, &[]);
    assert_eq!(ran.code, 3);
    assert!(
        ran.stdout
            .contains("fikk ikke lest hva nettstedet tillater"),
        "{}",
        ran.stdout
    );
    assert_eq!(site.asked().len(), 0);
}

#[test]
fn a_host_is_left_alone_between_requests() {
    let site = site(|| reply(200, &[TEXT], b"plan"));
    let corpus = corpus(&site, "Vågan/a.txt;;;SITE/a.txt\nVågan/b.txt;;;SITE/b.txt");
    let manifest = format!("{}/plans.csv", corpus.text());
    let ran = planlys(&["fetch", &manifest, "--allow-private", "--wait", "0.6"]);
    assert_eq!(ran.code, 0, "{}", ran.stdout);
    let asked = site.all();
    assert_eq!(asked.len(), 3);
    for pair in asked.windows(2) {
        let between = pair[1].time - pair[0].time;
        assert!(between >= Duration::from_millis(550), "{between:?}");
    }
    // Strangers' servers are never asked faster than once a second.
    let ran = planlys(&["fetch", &manifest, "--wait", "0"]);
    assert_eq!(ran.code, 2);
}

#[test]
fn what_is_too_large_is_refused_with_and_without_a_length() {
    let large = vec![b'a'; (1 << 20) + 1];
    let site = Site::new(move |asked, _| match asked.path.as_str() {
        "/robots.txt" => nothing(),
        "/sagt.txt" => reply(200, &[TEXT], &large),
        _ => raw(200, &[TEXT], &large),
    });
    let corpus = corpus(
        &site,
        "Vågan/a.txt;;;SITE/sagt.txt\nVågan/b.txt;;;SITE/usagt.txt",
    );
    let ran = fetch(&corpus, &["--max-size", "1"]);
    assert_eq!(ran.code, 3);
    assert_eq!(
        ran.stdout.matches("større enn grensen").count(),
        2,
        "{}",
        ran.stdout
    );
    assert!(!corpus.path().join("Vågan").exists());
    assert_eq!(parts(&corpus), 0);
}

/// How many files lie in the folder of what has begun to arrive.
fn parts(corpus: &Corpus) -> usize {
    let folder = fs::read_dir(corpus.path().join("_planlys/hentet"));
    folder.map_or(0, Iterator::count)
}

#[test]
fn what_is_no_plan_is_refused() {
    let login = b"<!DOCTYPE html><html><title>Logg inn</title></html>";
    let site = Site::new(move |asked, _| match asked.path.as_str() {
        "/robots.txt" => nothing(),
        "/bilde" => reply(200, &[("Content-Type", "image/png")], b"\x89PNG"),
        "/zip" => reply(200, &[PDF], b"PK\x03\x04 noe annet"),
        "/side" => reply(200, &[("Content-Type", "text/html")], login),
        _ => reply(200, &[PDF], login),
    });
    let corpus = corpus(
        &site,
        ";Vågan;;SITE/bilde\n;Vågan;;SITE/zip\nVågan/plan.pdf;;;SITE/logginn\n;Vågan;;SITE/plan.pdf\n;Vågan;bolig;SITE/side",
    );
    let ran = fetch(&corpus, &[]);
    assert_eq!(ran.code, 3);
    assert!(ran.stdout.contains("men image/png"), "{}", ran.stdout);
    let login = "ventet PDF, men fikk en nettside (kanskje en innlogging)";
    assert_eq!(ran.stdout.matches(login).count(), 2, "{}", ran.stdout);
    assert!(
        ran.stdout
            .contains("Hentet: 1 · var der: 0 · ikke hentet: 4"),
        "{}",
        ran.stdout
    );
    assert!(corpus.path().join("Vågan/bolig.html").exists());
    assert_eq!(parts(&corpus), 0);
}

/// A server that breaks off the first time and goes on from where it is asked to.
fn breaking(pdf: &'static [u8], stays: bool) -> Site {
    Site::new(move |asked, before| {
        let marks = [PDF, ("ETag", "\"1\""), ("Accept-Ranges", "bytes")];
        let start = asked.headers.get("range").map(|range| {
            let start = range
                .strip_prefix("bytes=")
                .and_then(|r| r.strip_suffix('-'));
            start
                .and_then(|start| start.parse::<usize>().ok())
                .expect("a range")
        });
        match start {
            _ if asked.path == "/robots.txt" => nothing(),
            Some(start) => {
                let range = format!("bytes {start}-{}/{}", pdf.len() - 1, pdf.len());
                let marks = [&marks[..], &[("Content-Range", range.as_str())]].concat();
                reply(206, &marks, &pdf[start..])
            }
            None if before == 0 => {
                let length = pdf.len().to_string();
                let marks = [&marks[..], &[("Content-Length", length.as_str())]].concat();
                let cut = raw(200, &marks, &pdf[..pdf.len() / 2]);
                if stays { cut.then_silent() } else { cut }
            }
            None => reply(200, &marks, pdf),
        }
    })
}

/// What was asked the second time went on where the first broke off, and the file is whole.
fn assert_gone_on(site: &Site, corpus: &Corpus, pdf: &[u8]) {
    let asked = site.asked();
    assert_eq!(asked.len(), 2);
    assert!(asked[1].headers["range"].starts_with("bytes="));
    assert_eq!(asked[1].headers["if-range"], "\"1\"");
    assert_eq!(
        fs::read(corpus.path().join("Vågan/a.pdf")).expect("it is there"),
        pdf
    );
    assert!(record(corpus).contains(blake3::hash(pdf).to_hex().as_str()));
    assert_eq!(parts(corpus), 0);
}

#[test]
fn a_broken_download_goes_on() {
    let pdf: &'static [u8] = large_pdf().leak();
    let site = breaking(pdf, false);
    let corpus = corpus(&site, "Vågan/a.pdf;;;SITE/a.pdf");
    let ran = fetch(&corpus, &[]);
    assert_eq!(ran.code, 0, "{}", ran.stdout);
    assert_gone_on(&site, &corpus, pdf);
}

#[test]
fn a_killed_download_goes_on() {
    let pdf: &'static [u8] = large_pdf().leak();
    let site = breaking(pdf, true);
    let corpus = corpus(&site, "Vågan/a.pdf;;;SITE/a.pdf");
    let manifest = format!("{}/plans.csv", corpus.text());
    let mut child = started(&["fetch", &manifest, "--wait", "0", "--allow-private"]);
    let arrived = || {
        let folder = fs::read_dir(corpus.path().join("_planlys/hentet"))
            .into_iter()
            .flatten();
        let sizes = folder
            .flatten()
            .filter_map(|entry| Some(entry.metadata().ok()?.len()));
        sizes.max().unwrap_or(0)
    };
    for _ in 0..600 {
        if arrived() > 10_000 {
            break;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    child.kill().expect("it runs");
    child.wait().expect("it has ended");
    assert!(!corpus.path().join("Vågan/a.pdf").exists());
    let ran = fetch(&corpus, &[]);
    assert_eq!(ran.code, 0, "{}", ran.stdout);
    assert_gone_on(&site, &corpus, pdf);
}

#[test]
fn a_busy_server_is_asked_again_and_a_missing_page_is_not() {
    let site = Site::new(|asked, before| match asked.path.as_str() {
        "/opptatt.txt" if before < 2 => reply(503, &[TEXT, ("Retry-After", "0")], b"vent"),
        "/opptatt.txt" => reply(200, &[TEXT], b"plan"),
        "/lenge.txt" => reply(503, &[TEXT, ("Retry-After", "86400")], b"vent"),
        _ => nothing(),
    });
    let corpus = corpus(
        &site,
        "Vågan/a.txt;;;SITE/opptatt.txt\nVågan/b.txt;;;SITE/borte.txt\nVågan/c.txt;;;SITE/lenge.txt",
    );
    let ran = fetch(&corpus, &[]);
    assert_eq!(ran.code, 3);
    assert!(
        ran.stdout
            .contains("plans.csv:3: Vågan/b.txt: ikke hentet: siden finnes ikke (404)"),
        "{}",
        ran.stdout
    );
    assert!(
        ran.stdout.contains("ber oss vente 86400 sekunder"),
        "{}",
        ran.stdout
    );
    let asked: Vec<String> = site.asked().into_iter().map(|asked| asked.path).collect();
    assert_eq!(
        asked.iter().filter(|path| *path == "/opptatt.txt").count(),
        3
    );
    assert_eq!(asked.iter().filter(|path| *path == "/borte.txt").count(), 1);
    assert_eq!(asked.iter().filter(|path| *path == "/lenge.txt").count(), 1);
}

#[test]
fn redirects_are_followed_so_far() {
    let site = Site::new(|asked, _| match asked.path.as_str() {
        "/robots.txt" => nothing(),
        "/gammel.txt" => reply(301, &[("Location", "/ny.txt")], b""),
        "/ny.txt" => reply(200, &[TEXT], b"plan"),
        "/ut.txt" => reply(302, &[("Location", "file:///etc/passwd")], b""),
        _ => reply(302, &[("Location", "/rundt.txt")], b""),
    });
    let corpus = corpus(
        &site,
        "Vågan/a.txt;;;SITE/gammel.txt\nVågan/b.txt;;;SITE/rundt.txt\nVågan/c.txt;;;SITE/ut.txt",
    );
    let ran = fetch(&corpus, &[]);
    assert_eq!(ran.code, 3);
    assert!(ran.stdout.contains("mer enn fem ganger"), "{}", ran.stdout);
    assert!(ran.stdout.contains("file:///etc/passwd"), "{}", ran.stdout);
    assert!(record(&corpus).contains(&format!("{0}/gammel.txt;{0}/ny.txt", site.address)));
    let round = site
        .asked()
        .into_iter()
        .filter(|asked| asked.path == "/rundt.txt");
    assert_eq!(round.count(), 6);
}

#[test]
fn this_machine_is_not_asked_unless_allowed() {
    let site = site(|| reply(200, &[TEXT], b"plan"));
    let port = site.address.rsplit(':').next().expect("a port").to_owned();
    let rows = format!(
        "Vågan/a.txt;;;SITE/a.txt\nVågan/b.txt;;;http://localhost:{port}/b.txt\nVågan/c.txt;;;http://[::ffff:127.0.0.1]:{port}/c.txt"
    );
    let corpus = corpus(&site, &rows);
    let manifest = format!("{}/plans.csv", corpus.text());
    let ran = planlys(&["fetch", &manifest]);
    assert_eq!(ran.code, 3);
    assert_eq!(
        ran.stdout
            .matches("er denne maskinen eller et privat nett")
            .count(),
        3,
        "{}",
        ran.stdout
    );
    assert_eq!(site.all().len(), 0);
}

#[test]
fn mistakes_in_addresses_and_paths_are_told_with_their_place() {
    let corpus = Corpus::new().with(
        "plans.csv",
        "fil;adresse\n../ut.txt;https://vagan.kommune.no/a\n_planlys/hentet.csv;https://vagan.kommune.no/a\nVågan/a.txt;vagan.kommune.no/a\nVågan/b.txt;https://kh:hemmelig@vagan.kommune.no/a\n;https://vagan.kommune.no/a\n",
    );
    let ran = fetch(&corpus, &[]);
    assert_eq!(ran.code, 2);
    for words in [
        "plans.csv:2:1",
        "plans.csv:3:1",
        "plans.csv:4:13",
        "plans.csv:5:13",
        "plans.csv:6:1",
        "5 feil i",
    ] {
        assert!(ran.stderr.contains(words), "{words}: {}", ran.stderr);
    }
    assert!(!corpus.path().join("_planlys").exists());
}

#[cfg(unix)]
#[test]
fn a_link_does_not_lead_out_of_the_corpus() {
    let site = site(|| reply(200, &[TEXT], b"plan"));
    let outside = tempfile::tempdir().expect("a temporary folder");
    let corpus = corpus(&site, "ute/a.txt;Vågan;;SITE/a.txt");
    std::os::unix::fs::symlink(outside.path(), corpus.path().join("ute")).expect("a link");
    let ran = fetch(&corpus, &[]);
    assert_eq!(ran.code, 3);
    assert!(
        ran.stdout.contains("fører ut av mappen med planer"),
        "{}",
        ran.stdout
    );
    assert!(!outside.path().join("a.txt").exists());
}

#[test]
fn without_a_network_one_message_says_so() {
    let closed = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = format!("http://{}", closed.local_addr().expect("an address"));
    drop(closed);
    let corpus = Corpus::new().with(
        "plans.csv",
        format!("fil;adresse\nVågan/a.txt;{address}/a.txt\nVågan/b.txt;https://finnes-ikke.invalid/b.txt\nVågan/c.txt;{address}/c.txt\n"),
    );
    let ran = fetch(&corpus, &[]);
    assert_eq!(ran.code, 3, "{}", ran.stderr);
    assert!(
        ran.stderr.contains(
            "Får ikke kontakt med 127.0.0.1, finnes-ikke.invalid: sjekk nettforbindelsen"
        ),
        "{}",
        ran.stderr
    );
    assert_eq!(ran.stderr.lines().count(), 1, "{}", ran.stderr);
    assert!(ran.stdout.contains("ikke hentet: 3"), "{}", ran.stdout);
}

#[test]
fn only_some_and_only_in_words() {
    let site = site(|| reply(200, &[TEXT], b"plan"));
    let corpus = corpus(&site, ";Vågan;bolig;SITE/a.txt\nBodø/b.txt;;;SITE/b.txt");
    let planned = fetch(&corpus, &["--dry-run", "--json"]);
    assert_eq!(planned.code, 0);
    let planned = planned.json();
    assert_eq!(planned["rows"][0]["outcome"], "planned");
    assert_eq!(site.all().len(), 0);
    let one = fetch(&corpus, &["--only", "Bodø"]);
    assert!(one.stdout.contains("Hentet: 1 · "), "{}", one.stdout);
    assert!(!corpus.path().join("Vågan").exists());
    let none = fetch(&corpus, &["--only", "Vågn"]);
    assert_eq!(none.code, 2);
    assert!(none.stderr.contains("Mente du Vågan?"), "{}", none.stderr);
}

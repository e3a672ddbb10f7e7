//! Reading and deciding: nothing is lost when two decide, nothing is shown before it may be.

use std::fs;

use super::Host;
use super::host::{Answer, Visitor};
use crate::kit::{Corpus, housing_plan, planlys};

const CELL: &str = "/celle/1865/bolig";

fn corpus() -> Corpus {
    Corpus::new().with(
        "Vågan/boligplan.txt",
        housing_plan("Boligplan 2024–2032", "12.6.2024", 8),
    )
}

/// Decides the cell with the first passage that can be cited, as the page `seen` has it.
fn decides(visitor: &Visitor<'_>, seen: &Answer, colour: &str, reason: &str) -> Answer {
    let citation = seen.field("sitat");
    let (state, reader) = (seen.field("sett"), seen.field("leser"));
    let fields = [
        ("leser", reader.as_str()),
        ("sett", state.as_str()),
        ("utfall", colour),
        ("begrunnelse", reason),
        ("sitat", &citation),
    ];
    visitor.post(&format!("{CELL}/vurdering"), &fields)
}

fn ledger(corpus: &Corpus) -> String {
    fs::read_to_string(corpus.path().join("vurderinger.jsonl")).unwrap_or_default()
}

#[test]
fn a_decision_of_the_page_is_one_of_the_command_line() {
    let corpus = corpus();
    let host = Host::open(corpus.text(), &[]);
    host.ready();
    let visitor = host.visitor().reads_as("kh");
    let seen = visitor.get(CELL);
    let answer = decides(&visitor, &seen, "yellow", "Få bindende tiltak.");
    assert_eq!(
        (answer.status, answer.header("location")),
        (303, Some(CELL))
    );
    let page = visitor.get(CELL).text();
    assert!(
        page.contains("Lagret:") && page.contains("Få bindende tiltak."),
        "{page}"
    );
    let listed = planlys(&["review", "list", "--corpus", corpus.text(), "--json"]).json();
    assert_eq!(listed["reviewer"], "KH");
    assert_eq!(listed["decision"], "yellow");
    assert_eq!(listed["citations"][0]["at_hit"], true);
    assert!(
        listed["citations"][0]["document"]
            .as_str()
            .is_some_and(|path| path.ends_with("boligplan.txt"))
    );
    // The progress counts it.
    assert!(visitor.get("/").text().contains("1 av 9 celler lest"));
    // It can be taken back by the one who made it, and by nobody else.
    let id = listed["id"].as_str().expect("a name");
    let other = host.visitor().reads_as("AB");
    assert_eq!(
        other.post(&format!("/vurderinger/{id}/angre"), &[]).status,
        409
    );
    assert_eq!(
        visitor
            .post(
                &format!("/vurderinger/{id}/angre"),
                &[("til", "/vurderinger")]
            )
            .status,
        303
    );
    assert_eq!(
        planlys(&["review", "list", "--corpus", corpus.text()]).code,
        1
    );
}

#[test]
fn what_a_decision_lacks_is_said_and_nothing_typed_is_lost() {
    let corpus = corpus();
    let host = Host::open(corpus.text(), &[]);
    host.ready();
    let visitor = host.visitor().reads_as("KH");
    let state = visitor.get(CELL).field("sett");
    let fields = [
        ("leser", "KH"),
        ("sett", state.as_str()),
        ("utfall", "yellow"),
        ("begrunnelse", "Ikke nok & <mer>"),
        ("flere", "s. 99"),
    ];
    let answer = visitor.post(&format!("{CELL}/vurdering"), &fields);
    assert_eq!(answer.status, 422);
    assert!(answer.text().contains("Ikke nok &amp; &lt;mer&gt;"));
    assert_eq!(ledger(&corpus), "");
    // It stands there the next time too.
    assert!(
        visitor
            .get(CELL)
            .text()
            .contains("Ikke nok &amp; &lt;mer&gt;")
    );
    // Without initials nobody decides.
    let nobody = host.visitor();
    let answer = nobody.post(&format!("{CELL}/vurdering"), &fields);
    assert!(
        answer
            .header("location")
            .is_some_and(|to| to.starts_with("/leser"))
    );
    assert_eq!(ledger(&corpus), "");
}

/// Two tabs of one reader, or two readers who see each other's decisions: the second to save is told.
#[test]
fn a_decision_on_an_outdated_view_is_a_conflict() {
    let corpus = corpus();
    let host = Host::open(corpus.text(), &[]);
    host.ready();
    let (one, two) = (host.visitor().reads_as("KH"), host.visitor().reads_as("KH"));
    let (first, second) = (one.get(CELL), two.get(CELL));
    assert_eq!(
        decides(&one, &first, "yellow", "Fra den første fanen.").status,
        303
    );
    let refused = decides(&two, &second, "red", "Fra den andre fanen.");
    assert_eq!(refused.status, 409);
    let page = refused.text();
    assert!(
        page.contains("Fra den første fanen.") && page.contains("Fra den andre fanen."),
        "{page}"
    );
    assert_eq!(
        ledger(&corpus).lines().count(),
        1,
        "nothing of the second is kept yet"
    );
    // Seen and meant all the same, it is kept beside the first.
    assert_eq!(
        decides(&two, &refused, "red", "Fra den andre fanen.").status,
        303
    );
    assert_eq!(ledger(&corpus).lines().count(), 2);
    // A decision of the command line meanwhile is one too.
    let seen = one.get(CELL);
    let set = planlys(&[
        "review",
        "set",
        "Vågan",
        "bolig",
        "rød",
        "--by",
        "KH",
        "--reason",
        "Fra terminalen.",
        "--corpus",
        corpus.text(),
    ]);
    assert_eq!(set.code, 0, "{}", set.stderr);
    assert_eq!(decides(&one, &seen, "yellow", "Ikke sett.").status, 409);
}

/// Many decisions at once: each is kept or told, and the file stays whole.
#[test]
fn decisions_at_the_same_moment_do_not_overwrite_each_other() {
    let corpus = corpus();
    let host = Host::open(corpus.text(), &[]);
    host.ready();
    let visitors: Vec<Visitor<'_>> = (0..6).map(|_| host.visitor().reads_as("KH")).collect();
    let seen: Vec<Answer> = visitors.iter().map(|visitor| visitor.get(CELL)).collect();
    let statuses: Vec<u16> = std::thread::scope(|scope| {
        let all: Vec<_> = visitors
            .iter()
            .zip(&seen)
            .map(|(visitor, seen)| {
                scope.spawn(move || decides(visitor, seen, "yellow", "Samtidig.").status)
            })
            .collect();
        all.into_iter()
            .map(|one| one.join().expect("it answers"))
            .collect()
    });
    assert_eq!(
        statuses.iter().filter(|status| **status == 303).count(),
        1,
        "{statuses:?}"
    );
    assert_eq!(
        statuses.iter().filter(|status| **status == 409).count(),
        5,
        "{statuses:?}"
    );
    assert_eq!(ledger(&corpus).lines().count(), 1);
}

#[test]
fn the_second_reader_is_blind_to_the_first_until_both_have_decided() {
    let corpus = corpus();
    let host = Host::open(corpus.text(), &[]);
    host.ready();
    let first = host.visitor().reads_as("KH");
    let second = host.visitor().reads_as("AB");
    let seen = first.get(CELL);
    assert_eq!(
        decides(&first, &seen, "yellow", "Hemmelig begrunnelse.").status,
        303
    );
    let secret = ["Hemmelig begrunnelse.", "KH vurderte", "\"KH\""];
    for path in [
        "/",
        CELL,
        "/vurderinger",
        "/dekning",
        "/api/v1/matrix",
        "/api/v1/decisions",
        "/api/v1/cells/1865/bolig",
    ] {
        let page = second.get(path);
        assert_eq!(page.status, 200, "{path}");
        for word in secret {
            assert!(!page.text().contains(word), "{path} tells {word}");
        }
    }
    assert!(
        second.get("/").text().contains("◐"),
        "that somebody decided is no secret"
    );
    // Deciding without having seen it is no conflict.
    let seen = second.get(CELL);
    assert_eq!(decides(&second, &seen, "red", "Min egen.").status, 303);
    for visitor in [&first, &second] {
        let page = visitor.get(CELL).text();
        assert!(
            page.contains("Hemmelig begrunnelse.") && page.contains("Min egen."),
            "both see both"
        );
    }
    assert!(
        second.get("/vurderinger").text().contains("uenige"),
        "{}",
        second.get("/vurderinger").text()
    );
    // Whoever only looks sees all, and so does a program with the token.
    assert!(host.visitor().get(CELL).text().contains("Min egen."));
    assert_eq!(
        host.program("GET", "/api/v1/decisions", "").json()["entries"]
            .as_array()
            .map(Vec::len),
        Some(2)
    );
}

/// What is picked on the pages of a plan is there when the cell is decided.
#[test]
fn picked_passages_are_kept_from_page_to_page() {
    let corpus = corpus();
    let host = Host::open(corpus.text(), &[]);
    host.ready();
    let visitor = host.visitor().reads_as("KH");
    let citation = visitor.get(CELL).field("sitat");
    let (id, hit) = citation.split_once(':').expect("document and hit");
    let page = visitor
        .get(&format!(
            "/dokument/{id}/side/1?treff={hit}&celle=1865%2Fbolig"
        ))
        .text();
    assert!(page.contains("Siter dette treffet"), "{page}");
    let toggled = visitor.post(
        &format!("{CELL}/utkast"),
        &[("sitat-av-eller-pa", &citation), ("til", CELL)],
    );
    assert_eq!(toggled.status, 303);
    let cell = visitor.get(CELL).text();
    let boxed = cell
        .split("<input")
        .find(|part| part.contains(&citation) && part.contains("checkbox"))
        .expect("its box");
    assert!(
        boxed
            .split('>')
            .next()
            .is_some_and(|tag| tag.contains("checked")),
        "{boxed}"
    );
    // Another reader has other drafts.
    let other = host.visitor().reads_as("AB").get(CELL).text();
    let boxed = other
        .split("<input")
        .find(|part| part.contains(&citation) && part.contains("checkbox"))
        .expect("its box");
    assert!(
        !boxed
            .split('>')
            .next()
            .is_some_and(|tag| tag.contains("checked"))
    );
}

/// A form that was opened with other initials is not kept under the new ones.
#[test]
fn nobody_signs_for_another() {
    let corpus = corpus();
    let host = Host::open(corpus.text(), &[]);
    host.ready();
    let visitor = host.visitor().reads_as("KH");
    let seen = visitor.get(CELL);
    let visitor = visitor.reads_as("AB");
    let refused = decides(&visitor, &seen, "yellow", "Skrevet av KH.");
    assert_eq!(refused.status, 422);
    assert!(
        refused.text().contains("Skrevet av KH.") && refused.text().contains("leser nå som AB")
    );
    assert_eq!(ledger(&corpus), "");
}

/// A change begins with what one decided oneself, never with another's.
#[test]
fn ones_own_decision_is_what_a_change_begins_with() {
    let corpus = corpus();
    let host = Host::open(corpus.text(), &[]);
    host.ready();
    let (one, two) = (host.visitor().reads_as("KH"), host.visitor().reads_as("AB"));
    let seen = one.get(CELL);
    assert_eq!(
        decides(&one, &seen, "yellow", "Min begrunnelse.").status,
        303
    );
    let seen = two.get(CELL);
    assert_eq!(decides(&two, &seen, "red", "En annens.").status, 303);
    let again = one.get(CELL).text();
    let form = again
        .split("id=\"vurderingsskjema\"")
        .nth(1)
        .expect("a form");
    let form = form.split("</form>").next().expect("its end");
    assert!(form.contains("Min begrunnelse.</textarea>"), "{form}");
    let chosen = form
        .split("<input")
        .find(|input| input.contains("checked") && input.contains("radio"));
    assert!(
        chosen.is_some_and(|input| input.contains("yellow")),
        "{form}"
    );
    assert!(form.contains("antall-sitater\">1<"), "{form}");
}

/// Words that are said to stand on a page must stand there.
#[test]
fn quotations_are_looked_up() {
    let corpus = corpus();
    let host = Host::open(corpus.text(), &[]);
    host.ready();
    let visitor = host.visitor().reads_as("KH");
    let answer_to = |more: &str| {
        let state = visitor.get(CELL).field("sett");
        let fields = [
            ("leser", "KH"),
            ("sett", &state),
            ("utfall", "yellow"),
            ("begrunnelse", "Derfor."),
            ("flere", more),
        ];
        visitor.post(&format!("{CELL}/vurdering"), &fields)
    };
    let invented = answer_to("s. 1: «Kommunen skal kjøpe hundre romskip»");
    assert_eq!(invented.status, 422);
    assert!(invented.text().contains("romskip") && invented.text().contains("står ikke på side 1"));
    assert_eq!(
        answer_to("s. 1: «Kommunen skal hjelpe … på boligmarkedet»").status,
        303
    );
    let set = [
        "review",
        "set",
        "Vågan",
        "bolig",
        "gul",
        "--by",
        "AB",
        "--reason",
        "Derfor.",
        "--cite",
        "s. 1: «hundre romskip»",
    ];
    let set = corpus.run(&set);
    assert_eq!(set.code, 2);
    assert!(set.stderr.contains("står ikke på side 1"), "{}", set.stderr);
}

/// What was cited on a page while the cell lay open in another tab is not lost when that tab saves.
#[test]
fn a_passage_cited_elsewhere_is_not_lost_by_an_older_form() {
    let corpus = corpus();
    let host = Host::open(corpus.text(), &[]);
    host.ready();
    let visitor = host.visitor().reads_as("KH");
    let seen = visitor.get(CELL);
    let (state, shown) = (seen.field("sett"), seen.field("vist"));
    let (id, _) = shown.split_once(':').expect("document and hit");
    // A hit without a box on the page of the cell.
    let boxes: Vec<String> = seen
        .text()
        .split("name=\"vist\" value=\"")
        .skip(1)
        .map(|part| part.split('"').next().unwrap_or_default().to_owned())
        .collect();
    let other = (0..60)
        .map(|hit| format!("{id}:{hit}"))
        .find(|key| !boxes.contains(key))
        .expect("a hit without a box");
    let path = format!("{CELL}/utkast");
    visitor.post(&path, &[("sitat-av-eller-pa", &other), ("til", CELL)]);
    let fields = [
        ("leser", "KH"),
        ("sett", &state),
        ("utfall", "yellow"),
        ("begrunnelse", "Derfor."),
        ("vist", &shown),
    ];
    assert_eq!(
        visitor.post(&format!("{CELL}/vurdering"), &fields).status,
        303
    );
    let listed = corpus.run(&["review", "list", "--json"]).json();
    assert_eq!(
        listed["citations"].as_array().map(Vec::len),
        Some(1),
        "{listed}"
    );
}

//! `planlys hits`: one JSON object a line, whose place is exact.

use serde_json::Value;

use crate::kit::{Corpus, planlys, root};

fn hits(file: &str) -> Vec<Value> {
    let ran = planlys(&["hits", file]);
    ran.stdout
        .lines()
        .map(|line| serde_json::from_str(line).expect("a line of JSON"))
        .collect()
}

#[test]
fn places_are_characters_of_the_extracted_page() {
    let files = [
        "corpus/Havnesund/Kommuneplanens samfunnsdel 2022-2034.pdf",
        "corpus/Granåsen/arealdel/planbeskrivelse_KU.pdf",
        "corpus/Lauvdal/Bustadsosial handlingsplan.pdf",
    ];
    for file in files {
        assert!(root().join(file).exists(), "{file}");
        let text = planlys(&["extract", file]).stdout;
        let pages: Vec<Vec<char>> = text
            .split('\u{c}')
            .map(|page| page.chars().collect())
            .collect();
        let hits = hits(file);
        assert!(hits.len() > 20, "{file}: {}", hits.len());
        for hit in hits {
            let at =
                |name: &str| usize::try_from(hit[name].as_u64().expect("a number")).expect("small");
            let printed: String = pages[at("page") - 1][at("start")..at("end")]
                .iter()
                .collect();
            let joined = printed
                .replace("-\n", "")
                .replace("\u{2010}\n", "")
                .replace('\n', " ");
            let wanted = hit["surface"].as_str().expect("a surface");
            // Typesetting undone: a ligature or a letter with its mark is one or two characters on the page.
            let plain = |text: &str| text.replace('\u{fb01}', "fi").replace("a\u{30a}", "å");
            assert_eq!(plain(&joined), plain(wanted), "{file} {hit}");
        }
    }
}

#[test]
fn every_occurrence_is_listed_with_its_reason() {
    let corpus = Corpus::new().with(
        "a.txt",
        "Boligsosialt arbeid og fritidsboliger i nærheten av bolig-\nsosiale tiltak.\n",
    );
    let file = corpus.path().join("a.txt");
    let found: Vec<(String, bool, Option<String>)> = hits(file.to_str().expect("a plain name"))
        .into_iter()
        .map(|hit| {
            (
                hit["surface"].as_str().expect("a surface").to_owned(),
                hit["counts"] == true,
                hit["why_not"].as_str().map(str::to_owned),
            )
        })
        .collect();
    assert_eq!(found[0], ("Boligsosialt".into(), true, None));
    assert_eq!(found[1].0, "fritidsboliger");
    assert!(
        found[1]
            .2
            .as_ref()
            .is_some_and(|why| why.contains("fritidsbolig…"))
    );
    assert!(
        found[2]
            .2
            .as_ref()
            .is_some_and(|why| why.contains("nærhet"))
    );
    assert_eq!(found[3], ("boligsosiale".into(), true, None));
    assert_eq!(found.len(), 4);
}

#[test]
fn a_file_that_is_not_there_does_not_stop_the_others() {
    let corpus = Corpus::new().with("a.txt", "Boligsosialt arbeid.");
    let file = corpus.path().join("a.txt");
    let ran = planlys(&[
        "hits",
        "finnes-ikke.pdf",
        file.to_str().expect("a plain name"),
    ]);
    assert_eq!((ran.code, ran.stdout.lines().count()), (2, 1));
    assert!(
        ran.stderr.contains("finnes-ikke.pdf finnes ikke"),
        "{}",
        ran.stderr
    );
}

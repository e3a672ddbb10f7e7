//! The shipped packs on sentences: `cases/terms/PACK.tsv` has a term, whether it must count, and a sentence, one a line.

use std::fs;
use std::path::Path;

use planlys::extract;
use planlys::terms::{self, Finder, Matchers};

use crate::kit::root;

#[test]
fn sentences_hit_or_do_not() {
    let mut wrong = Vec::new();
    for (id, _) in terms::SHIPPED {
        let pack = terms::shipped(id).expect("it is shipped");
        let matchers = Matchers::new(&pack);
        let cases = fs::read_to_string(root().join(format!("tests/it/cases/terms/{id}.tsv")))
            .expect("every pack has its sentences");
        for line in cases
            .lines()
            .filter(|line| !line.is_empty() && !line.starts_with('#'))
        {
            let [term, counts, sentence] = line.split('\t').collect::<Vec<_>>()[..] else {
                panic!("three fields: {line}")
            };
            assert!(
                pack.terms.iter().any(|t| t.id == term),
                "{term} is a term of {id}"
            );
            assert!(matches!(counts, "ja" | "nei"), "ja or nei: {line}");
            let reading = extract::read(Path::new("a.txt"), sentence.as_bytes().to_vec())
                .expect("text is read");
            let page = &reading.pages[0];
            let hits = Finder::new(&matchers, &pack, &[]).find(&page.text, &page.blocks);
            let counted = hits
                .iter()
                .any(|hit| pack.terms[hit.term].id == term && hit.why_not.is_none());
            if counted != (counts == "ja") {
                let found: Vec<_> = hits
                    .iter()
                    .map(|hit| {
                        (
                            &pack.terms[hit.term].id,
                            &page.text[hit.start..hit.end],
                            &hit.why_not,
                        )
                    })
                    .collect();
                wrong.push(format!("{line}: {found:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

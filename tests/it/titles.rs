//! Title pages: `cases/titles.tsv` has the kind and status that a first page must be read as, one a line.

use std::fs;
use std::path::Path;

use planlys::corpus::{FirstPages, TitleLine, identify};

use crate::kit::root;

#[test]
fn title_pages_are_read() {
    let cases =
        fs::read_to_string(root().join("tests/it/cases/titles.tsv")).expect("the cases are there");
    let mut wrong = Vec::new();
    for case in cases.lines().filter(|line| !line.starts_with('#')) {
        let [kind, status, lines] = case.split('\t').collect::<Vec<_>>()[..] else {
            panic!("three fields: {case}")
        };
        let size = |index: usize| if index == 0 { 26.0 } else { 13.0 };
        let prose = false;
        let lines: Vec<TitleLine<'_>> = lines
            .split(" | ")
            .enumerate()
            .map(|(index, text)| TitleLine {
                page: 1,
                text,
                size: size(index),
                prose,
            })
            .collect();
        let texts = vec!["Dette er brødtekst om veger og vann."];
        let pages = FirstPages {
            tally: planlys::corpus::language::Tally::default(),
            lines,
            metadata_title: None,
            texts,
        };
        let read = identify::identify(Path::new("Vågan/dokument.pdf"), &pages);
        let said = serde_json::to_value(read.status).expect("a status is a word");
        if read.role.kind() != kind || said != status {
            wrong.push(format!(
                "{case}: {:?} {said}, title «{}»",
                read.role, read.title
            ));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

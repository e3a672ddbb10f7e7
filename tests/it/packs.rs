//! Packs: those shipped load, bad ones fail with the text shown in `cases/bad-packs`.

use std::fs;

use crate::kit::{Corpus, plan, planlys, root};

#[test]
fn shipped_packs_load() {
    for (id, _) in planlys::terms::SHIPPED {
        let pack = planlys::terms::shipped(id).expect("it is shipped");
        assert_eq!(pack.id, id);
        assert!(pack.terms.iter().all(|term| !term.variants.is_empty()));
    }
    let default =
        planlys::terms::shipped(planlys::terms::DEFAULT_PACK).expect("the default is shipped");
    // The method's fourteen search terms; UU and universell utforming are one concept.
    assert_eq!(default.terms.len(), 13);
}

/// Each `NAME.toml` must fail with the text of `NAME.txt`; `PLANLYS_BLESS=1` writes the texts.
#[test]
fn bad_packs_are_explained() {
    let folder = root().join("tests/it/cases/bad-packs");
    let mut cases = 0;
    for entry in fs::read_dir(&folder).expect("the cases are there") {
        let path = entry.expect("the entry can be read").path();
        if path.extension().is_none_or(|e| e != "toml") {
            continue;
        }
        cases += 1;
        let relative = path
            .strip_prefix(root())
            .expect("it is in the project")
            .to_str()
            .expect("a plain name")
            .to_owned();
        let ran = planlys(&["hits", "README.md", "--pack", &relative]);
        assert_eq!(ran.code, 2, "{relative}");
        let shown = path.with_extension("txt");
        if std::env::var_os("PLANLYS_BLESS").is_some() {
            fs::write(&shown, &ran.stderr).expect("the text is written");
        }
        let expected = fs::read_to_string(&shown).expect("every case has its text");
        assert_eq!(ran.stderr, expected, "{relative}");
    }
    assert!(cases >= 3, "{cases} cases");
}

#[test]
fn an_own_pack_is_used() {
    let pack = "[pack]\nid = \"veg\"\nversion = \"1\"\nname = \"Veg\"\nsource = \"en test\"\n\n[[term]]\nid = \"veg\"\nlabel = \"veg\"\nclass = \"core\"\nvariants = [\"veger\"]\n\n\
                [rule]\nversion = \"1\"\nshort_pages = 10\nunread_percent = 30\nfewest_words = 400\nfewest_words_for_red = 100\ngreen = { hits = 1 }\ngreen_short = { hits = 1 }\nyellow = { hits = 1 }\nyellow_supporting = { hits = 1 }\n";
    let corpus = Corpus::new()
        .with(
            "Vågan/plan.txt",
            plan("Planstrategi 2024–2027", "1.2.2024", ""),
        )
        .with("veg.toml", pack);
    let file = corpus.path().join("veg.toml");
    let ran = planlys(&[
        "screen",
        corpus.text(),
        "--json",
        "--date",
        "2026-11-21",
        "--pack",
        file.to_str().expect("a plain name"),
    ]);
    assert_eq!(
        crate::kit::cell(&ran.json(), "Vågan", "planstrategi")["outcome"],
        "green",
        "{}",
        ran.stderr
    );
}

#[test]
fn a_misspelt_pack_is_told() {
    let ran = planlys(&["screen", "corpus", "--pack", "boligsosial-2081"]);
    assert_eq!(ran.code, 2);
    assert!(
        ran.stderr.contains("Mente du boligsosial-2018?"),
        "{}",
        ran.stderr
    );
}

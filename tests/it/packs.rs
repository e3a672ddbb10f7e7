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
                [rule]\nversion = \"1\"\nshort_pages = 10\nunread_percent = 30\nfewest_words = 400\nfewest_words_for_red = 100\ngreen = { hits = 1 }\ngreen_short = { hits = 1 }\nyellow = { hits = 1 }\n";
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

#[test]
fn packs_are_listed_shown_and_explained() {
    let list = planlys(&["packs", "list"]).stdout;
    for (id, _) in planlys::terms::SHIPPED {
        assert!(list.contains(&format!("{id}, versjon")), "{list}");
    }
    let show = planlys(&["packs", "show", "bfv-15-mal"]).stdout;
    assert!(
        show.contains("gruppe:") && show.contains("former:"),
        "{show}"
    );
    let explained = planlys(&["packs", "explain", "boligsosial-2018", "nærhet"]).stdout;
    assert!(
        explained.contains("ord som begynner med «nærhet»"),
        "{explained}"
    );
    let text = "Boligene ligger i nærheten av skolen og er en del av det boligsosiale arbeidet.";
    let why = planlys(&["packs", "explain", "boligsosial-2018", "--text", text]).stdout;
    assert!(
        why.contains("«boligsosiale» teller som boligsosial"),
        "{why}"
    );
    assert!(
        why.contains("«nærheten» er nærhet, men teller ikke"),
        "{why}"
    );
    let unknown = planlys(&["packs", "explain", "boligsosial-2018", "naerhett"]);
    assert!(
        unknown.code == 2 && unknown.stderr.contains("Mente du naerhet?"),
        "{}",
        unknown.stderr
    );
}

#[test]
fn shipped_packs_pass_their_check() {
    let mut arguments = vec!["packs", "check"];
    arguments.extend(planlys::terms::SHIPPED.iter().map(|(id, _)| *id));
    let ran = planlys(&arguments);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    assert_eq!(ran.stdout.lines().count(), planlys::terms::SHIPPED.len());
}

#[test]
fn sentences_that_fail_are_shown_with_their_place() {
    let text = "[pack]\nid = \"p\"\nversion = \"1\"\nname = \"p\"\nsource = \"en test\"\n\n[[term]]\nid = \"veg\"\nlabel = \"veg\"\nclass = \"core\"\n\
                variants = [\"veg*\"]\nmust_hit = [\"Vi går tur.\"]\nmust_not_hit = [\"Ein vegg.\"]\n";
    let corpus = Corpus::new().with("p.toml", text);
    let file = corpus.path().join("p.toml");
    let ran = planlys(&[
        "packs",
        "check",
        file.to_str().expect("a plain name"),
        "boligsosial-2018",
    ]);
    assert_eq!(ran.code, 2);
    assert!(
        ran.stdout.contains("boligsosial-2018: i orden"),
        "{}",
        ran.stdout
    );
    for part in ["p.toml:12:13", "p.toml:13:17", "«vegg» teller", "2 feil i"] {
        assert!(ran.stderr.contains(part), "{part}: {}", ran.stderr);
    }
}

#[test]
fn a_sentence_whose_hit_another_term_took_says_which() {
    let term = |id: &str, variant: &str| {
        format!(
            "[[term]]\nid = \"{id}\"\nlabel = \"{id}\"\nclass = \"supporting\"\nvariants = [\"{variant}\"]\nmust_hit = [\"Ein vegplan.\"]\n\n"
        )
    };
    let header = "[pack]\nid = \"p\"\nversion = \"1\"\nname = \"p\"\nsource = \"en test\"\n\n";
    let corpus = Corpus::new().with(
        "p.toml",
        header.to_owned() + &term("a", "veg*") + &term("b", "vegplan*"),
    );
    let file = corpus.path().join("p.toml");
    let ran = planlys(&["packs", "check", file.to_str().expect("a plain name")]);
    assert!(
        ran.stderr.contains("treffet gikk til «b»"),
        "{}",
        ran.stderr
    );
    assert!(ran.stderr.contains("1 feil i"), "{}", ran.stderr);
}

#[test]
fn forms_show_what_a_star_swallowed() {
    let corpus = Corpus::new()
        .with(
            "Vågan/a.txt",
            "Boligen og boligene. Boligen! Fritidsboligen er dyr.",
        )
        .with("Vågan/b.txt", "Boligalarm og boligen.");
    let ran = planlys(&["packs", "forms", corpus.text(), "--term", "bolig", "--json"]);
    let forms: Vec<(String, u64)> = ran
        .stdout
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).expect("a line of JSON"))
        .map(|form| {
            let name = form["form"].as_str().expect("a form").to_owned();
            (name, form["not_counted"].as_u64().expect("a number"))
        })
        .collect();
    assert_eq!(forms[0], ("boligen".to_owned(), 3));
    assert!(
        forms.contains(&("fritidsboligen".to_owned(), 1)),
        "{forms:?}"
    );
    // With an index the same is found.
    corpus.screen();
    let indexed = planlys(&["packs", "forms", corpus.text(), "--term", "bolig", "--json"]);
    assert_eq!(indexed.stdout, ran.stdout);
}

#[test]
fn groups_of_packs_are_shown_beside_the_colours() {
    let body = "Bostedsløse skal få varig bolig, og startlån skal brukes. Boligsosialt arbeid er samordnet.";
    let corpus = Corpus::new().with(
        "Vågan/plan.txt",
        plan("Boligsosial handlingsplan 2024–2032", "1.2.2024", body),
    );
    let screen = |packs: &[&str]| {
        let mut arguments = vec!["screen", corpus.text(), "--json", "--date", "2026-11-21"];
        for pack in packs {
            arguments.extend(["--pack", pack]);
        }
        planlys(&arguments)
    };
    let alone = screen(&[]).json();
    let beside = screen(&["malgrupper", "boligsosial-2018", "bfv-15-mal"]).json();
    assert_eq!(
        beside["run"]["pack"]["id"], "boligsosial-2018",
        "the first with a rule colours"
    );
    assert_eq!(
        beside["cells"], alone["cells"],
        "packs beside it change no colour"
    );
    let group = |pack: &str, id: &str| {
        let groups = beside["groups"].as_array().expect("a table");
        let found = groups
            .iter()
            .find(|g| g["pack"] == pack && g["group"] == id);
        found
            .unwrap_or_else(|| panic!("{pack} {id}: {groups:?}"))
            .clone()
    };
    let loan = group("bfv-15-mal", "mal-08");
    assert_eq!(
        (&loan["hits"], &loan["levels"][0]),
        (&1.into(), &"bolig".into())
    );
    assert_eq!(group("bfv-15-mal", "mal-10")["hits"], 0);
    let ran = screen(&["malgrupper"]);
    assert!(
        ran.stderr.contains("fargene kommer fra boligsosial-2018"),
        "{}",
        ran.stderr
    );
}

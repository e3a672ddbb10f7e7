//! Which documents fill a cell: one, several parts of one plan, a joint plan; and which plan names which.

use crate::kit::{Corpus, cell, document, housing_plan, plan, planlys};

#[test]
fn parts_and_appendices_of_a_plan_are_counted_together() {
    let corpus = Corpus::new()
        .with(
            "Vågan/boligplan.txt",
            housing_plan("Boligpolitisk plan 2024–2032", "12.6.2024", 1),
        )
        .with(
            "Vågan/vedlegg.txt",
            housing_plan("Vedlegg 1 til boligpolitisk plan 2024–2032", "12.6.2024", 8),
        )
        .with(
            "Vågan/gammelt.txt",
            housing_plan("Vedlegg til boligpolitisk plan 2010–2014", "12.6.2010", 8),
        );
    let matrix = corpus.screen().json();
    let bolig = cell(&matrix, "Vågan", "bolig");
    assert_eq!(bolig["document"], "Vågan/boligplan.txt");
    assert_eq!(bolig["parts"], serde_json::json!(["Vågan/vedlegg.txt"]));
    assert_eq!(bolig["outcome"], "green");
    let explanation = bolig["explanation"].as_str().expect("words");
    assert!(
        explanation.contains("Regnet sammen med Vågan/vedlegg.txt."),
        "{explanation}"
    );
    assert_eq!(bolig["set_aside"][0]["reason"], "expired");
}

#[test]
fn why_a_document_was_chosen_over_another_is_told() {
    let corpus = Corpus::new()
        .with(
            "Vågan/ny.txt",
            housing_plan("Boligpolitisk plan 2024–2032", "12.6.2024", 1),
        )
        .with(
            "Vågan/gammel.txt",
            housing_plan("Boligsosial handlingsplan 2020–2028", "3.3.2020", 8),
        )
        .with(
            "Vågan/uten.txt",
            housing_plan("Boligplan 2023–2030", "x", 8).replace("Vedtatt av kommunestyret x", ""),
        );
    let matrix = corpus.screen().json();
    let bolig = cell(&matrix, "Vågan", "bolig");
    assert_eq!(bolig["document"], "Vågan/ny.txt");
    let explanation = bolig["explanation"].as_str().expect("words");
    for words in [
        "Boligsosial handlingsplan 2020–2028 (erstattet: planen som teller, gjelder for en senere periode; teksten alene ville gitt grønn)",
        "Boligplan 2023–2030 (vet ikke om den er vedtatt; planen som teller, er vedtatt",
    ] {
        assert!(explanation.contains(words), "{words}: {explanation}");
    }
}

#[test]
fn a_joint_plan_fills_the_cells_of_its_municipalities() {
    let joint = "Boligsosial handlingsplan 2024–2030\n\nfor kommunene Flå, Gol og Hemsedal";
    let corpus = Corpus::new()
        .with("Gol/felles.txt", housing_plan(joint, "12.6.2024", 8))
        .with(
            "Flå/planstrategi.txt",
            plan(
                "Kommunal planstrategi 2024–2027",
                "12.6.2024",
                "Vi bygger veg.",
            ),
        )
        .with(
            "Ål/planstrategi.txt",
            plan(
                "Kommunal planstrategi 2024–2027",
                "12.6.2024",
                "Vi bygger veg.",
            ),
        );
    let matrix = corpus.screen().json();
    for name in ["Gol", "Flå"] {
        assert_eq!(
            cell(&matrix, name, "bolig")["document"],
            "Gol/felles.txt",
            "{name}"
        );
    }
    let explanation = cell(&matrix, "Flå", "bolig")["explanation"].to_string();
    assert!(
        explanation.contains("Felles plan, også for Gol og Hemsedal."),
        "{explanation}"
    );
    // Hemsedal has no other documents, so it is no column; Ål is not in the plan.
    assert_eq!(matrix["municipalities"].as_array().map(Vec::len), Some(3));
    assert_eq!(cell(&matrix, "Ål", "bolig")["outcome"], "not_found");
    // A person can say so in plans.csv.
    let corpus = corpus.with("plans.csv", "fil;kommune\nGol/felles.txt;Gol, Ål\n");
    let matrix = corpus.screen().json();
    assert_eq!(cell(&matrix, "Ål", "bolig")["outcome"], "green");
    assert_eq!(cell(&matrix, "Flå", "bolig")["outcome"], "not_found");
}

#[test]
fn a_later_period_goes_before_more_text_and_an_unread_appendix_takes_no_cell() {
    let corpus = Corpus::new()
        .with(
            "Vågan/gammel.txt",
            housing_plan("Økonomiplan 2025–2028", "", 8),
        )
        .with("Vågan/ny.txt", housing_plan("Økonomiplan 2026–2029", "", 0))
        .with(
            "Vågan/Vedlegg økonomiplan 2027-2030.pdf",
            "%PDF-1.7 avkortet",
        );
    let matrix = corpus.screen().json();
    let of = cell(&matrix, "Vågan", "okonomiplan");
    assert_eq!(of["document"], "Vågan/ny.txt");
    let reasons: Vec<&str> = of["set_aside"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|aside| aside["reason"].as_str().expect("a reason"))
        .collect();
    assert_eq!(reasons, ["earlier_period", "part"]);
}

#[test]
fn a_plan_adopted_after_the_day_is_not_in_force_on_it() {
    let corpus = Corpus::new()
        .with(
            "Vågan/ny.txt",
            housing_plan("Boligpolitisk plan 2017–2032", "12.6.2024", 8),
        )
        .with(
            "Vågan/gammel.txt",
            housing_plan("Boligsosial handlingsplan 2014–2022", "3.3.2014", 1),
        );
    let on = |day: &str| planlys(&["screen", corpus.text(), "--date", day, "--json"]).json();
    let matrix = on("2018-06-30");
    let bolig = cell(&matrix, "Vågan", "bolig");
    assert_eq!(bolig["document"], "Vågan/gammel.txt");
    assert_eq!(bolig["set_aside"][0]["reason"], "later");
    assert_eq!(
        cell(&on("2026-11-21"), "Vågan", "bolig")["document"],
        "Vågan/ny.txt"
    );
}

#[test]
fn the_matrix_says_what_stands_in_place_of_a_plan_in_force() {
    let corpus = Corpus::new()
        .with(
            "Vågan/boligplan.txt",
            plan("Boligplan 2026–2034", "x", "").replace(
                "Vedtatt av kommunestyret x",
                "Høringsutkast, frist 1.12.2026",
            ),
        )
        .with(
            "Vågan/planstrategi.txt",
            plan(
                "Kommunal planstrategi 2016–2019",
                "12.6.2016",
                "Vi bygger veg.",
            ),
        );
    assert_eq!(corpus.screen().code, 0);
    let shown = corpus.run(&["report"]).stdout;
    for words in [
        "✕ høring",
        "✕ utløpt",
        "planen finnes, men er ikke vedtatt og",
    ] {
        assert!(shown.contains(words), "{words}: {shown}");
    }
}

#[test]
fn plans_that_name_each_other_are_shown_and_those_that_nothing_names_are_listed() {
    let corpus = Corpus::new()
        .with(
            "Vågan/planstrategi.txt",
            plan("Kommunal planstrategi 2024–2027", "12.6.2024", "Boligpolitisk plan skal rulleres.\n\u{c}Se også Trygt og godt i Vågan og oppvekstplaner andre steder."),
        )
        .with("Vågan/boligplan.txt", housing_plan("Boligpolitisk plan 2024–2032", "12.6.2024", 8))
        .with("Vågan/folkehelse.txt", plan("Folkehelseplan 2022–2030", "12.6.2022", "Planen følger opp planstrategien."));
    let matrix = corpus.screen().json();
    let anchors = matrix["anchors"].as_array().expect("a list");
    let found: Vec<(String, String, bool)> = anchors
        .iter()
        .map(|a| {
            let name = |side: &str| a[side].as_str().expect("a path").to_owned();
            (name("from"), name("to"), a["by_title"] == true)
        })
        .collect();
    let path = |name: &str| format!("Vågan/{name}.txt");
    let wanted = [
        (path("folkehelse"), path("planstrategi"), false),
        (path("planstrategi"), path("boligplan"), true),
    ];
    assert_eq!(found, wanted);
    assert_eq!(anchors[1]["pages"], serde_json::json!([1]));
    let shown = corpus.run(&["report"]).stdout;
    assert!(
        shown.contains("Vågan: ingen annen plan nevner Folkehelseplan 2022–2030"),
        "{shown}"
    );
    let shown = corpus.run(&["show", "Vågan", "bolig"]).stdout;
    assert!(
        shown.contains("Nevnt av: Kommunal planstrategi 2024–2027 (s. 1)."),
        "{shown}"
    );
    assert_eq!(document(&matrix, "Vågan/boligplan.txt")["level"], "bolig");
}

#[test]
fn sami_is_marked_and_never_red() {
    // Our own words; the terms are looked for in none of them.
    let sami = "Suohkana plána áigodahkii lea dohkkehuvvon stivrras ja čilge maid suohkan áigu bargat boahttevaš jagiid. ".repeat(12);
    let norwegian = plan("Helse- og omsorgsplan 2024–2028", "12.03.2024", "");
    let corpus = Corpus::new()
        .with(
            "5430 Kautokeino/helse.txt",
            format!("{norwegian}\u{c}{sami}"),
        )
        .with(
            "5437 Karasjok/helseplan 2024-2028 vedtatt.txt",
            format!("Helse- og omsorgsplan 2024–2028\n\n{sami}"),
        )
        .with("1866 Hadsel/helse.txt", norwegian);
    let ran = corpus.screen();
    let matrix = ran.json();
    assert_eq!(cell(&matrix, "Hadsel", "helse")["outcome"], "red");
    for municipality in ["Kautokeino", "Karasjok"] {
        let cell = cell(&matrix, municipality, "helse");
        assert_eq!(cell["outcome"], "unreadable", "{municipality}");
        let words = cell["explanation"].as_str().unwrap_or_default();
        assert!(
            words.contains("pråk ikke støttet – les manuelt"),
            "{municipality}: {words}"
        );
    }
    let mixed = document(&matrix, "5430 Kautokeino/helse.txt");
    assert_eq!(mixed["language"], "nb");
    assert_eq!(mixed["coverage"]["sami_pages"], serde_json::json!([2]));
    let other = document(&matrix, "5437 Karasjok/helseplan 2024-2028 vedtatt.txt");
    assert_eq!(other["language"], "sami");
}

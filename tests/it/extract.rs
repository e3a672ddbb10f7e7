//! `planlys extract`: pages from several producers, and from files made to be difficult.

use lopdf::{Document, Object, dictionary};
use serde_json::Value;

use crate::fixtures::{self, Fixture};
use crate::kit::{Corpus, planlys, root};

fn pages(file: &str) -> (i32, Value) {
    let ran = planlys(&["extract", "--format", "json", file]);
    (
        ran.code,
        serde_json::from_str(&ran.stdout).unwrap_or(Value::Null),
    )
}

fn extract(document: Document) -> (i32, Value) {
    let corpus = Corpus::new().with("a.pdf", fixtures::bytes(document));
    pages(corpus.path().join("a.pdf").to_str().expect("a plain name"))
}

fn text(pages: &Value, page: usize) -> String {
    pages["pages"][page]["text"]
        .as_str()
        .expect("the page has text")
        .to_owned()
}

#[test]
fn each_page_ends_with_a_form_feed() {
    let corpus = Corpus::new().with("a.txt", "en\n\u{c}to\n");
    let ran = planlys(&[
        "extract",
        corpus.path().join("a.txt").to_str().expect("a plain name"),
    ]);
    assert_eq!(ran.stdout, "en\n\u{c}to\n\u{c}");
}

#[test]
fn producers_are_read_alike() {
    // The same words from Typst, WeasyPrint, LibreOffice, LaTeX (T1 and OT1), Chromium, ReportLab, fpdf2 and Ghostscript.
    let words = [
        ("Granåsen/boligpolitisk-plan-2024-2032.pdf", "boligpolitisk"),
        ("Granåsen/arealdel/planbeskrivelse_KU.pdf", "kommunestyre"),
        ("Granåsen/okonomi/budsjett-2026.pdf", "startlån"),
        (
            "Havnesund/Kommuneplanens samfunnsdel 2022-2034.pdf",
            "vanskeligstilte",
        ),
        (
            "Havnesund/temaplaner/boligsosial-handlingsplan-2023-2030.pdf",
            "bostøtte",
        ),
        ("Havnesund/okonomi/arsbudsjett-2026.pdf", "fritidsboliger"),
        ("Sjøvær/oppvekst/oppvekst-og-laering.pdf", "nærheten"),
        (
            "Lauvdal/samfunnsdel---vedteken-15062023.pdf",
            "vanskelegstilte",
        ),
        ("Lauvdal/folkehelse.pdf", "bumiljø"),
    ];
    for (file, word) in words {
        let path = root().join("corpus").join(file);
        let text = planlys(&["extract", path.to_str().expect("a plain name")]).stdout;
        assert!(
            text.to_lowercase().replace("-\n", "").contains(word),
            "{word} in {file}"
        );
        assert!(
            !text.contains('\u{fffd}'),
            "{file} has letters nobody could read"
        );
    }
}

#[test]
fn word_boxes_lie_on_the_page() {
    let file = root().join("corpus/Lauvdal/Planstrategi.pdf");
    let (_, read) = pages(file.to_str().expect("a plain name"));
    for page in read["pages"].as_array().expect("pages") {
        let (width, height) = (
            page["width"].as_f64().expect("a width"),
            page["height"].as_f64().expect("a height"),
        );
        let words = page["words"].as_array().expect("words");
        assert!(!words.is_empty());
        for word in words {
            let b: Vec<f64> = word["box"]
                .as_array()
                .expect("a box")
                .iter()
                .filter_map(Value::as_f64)
                .collect();
            assert!(b[0] < b[2] && b[1] < b[3], "{word}");
            assert!(
                b[0] >= -1.0 && b[1] >= -1.0 && b[2] <= width + 1.0 && b[3] <= height + 1.0,
                "{word} on {width} × {height}"
            );
        }
    }
}

#[test]
fn hidden_layers_are_not_text_and_invisible_text_is() {
    let content = "/OC /skjult BDC BT /F1 12 Tf 50 700 Td (skjult) Tj ET EMC BT 3 Tr /F1 12 Tf 50 650 Td (usynlig men lest) Tj ET";
    let mut fixture = Fixture::new(&[content]);
    let layer = fixture
        .document
        .add_object(dictionary! { "Type" => "OCG", "Name" => Object::string_literal("Skjult") });
    fixture
        .resources
        .set("Properties", dictionary! { "skjult" => layer });
    let off = dictionary! { "OCGs" => vec![layer.into()], "D" => dictionary! { "OFF" => vec![layer.into()] } };
    fixture.catalog.set("OCProperties", off);
    let (code, read) = extract(fixture.finish());
    assert_eq!((code, text(&read, 0).as_str()), (0, "usynlig men lest"));
}

#[test]
fn doubled_text_is_kept_once() {
    let line = |x: f32| format!("BT /F1 12 Tf {x} 700 Td (Husbanken) Tj ET ");
    let (_, read) = extract(Fixture::new(&[&(line(50.0) + &line(50.4))]).finish());
    assert_eq!(text(&read, 0), "Husbanken");
}

#[test]
fn replacement_text_stands_for_its_glyphs() {
    let content = "BT /F1 12 Tf 50 700 Td (bo) Tj /Span << /ActualText (sett) >> BDC (sxxt) Tj EMC (ing) Tj ET";
    let (_, read) = extract(Fixture::new(&[content]).finish());
    assert_eq!(text(&read, 0), "bosetting");
}

#[test]
fn page_labels_are_printed_labels() {
    let mut fixture = Fixture::new(&["BT /F1 12 Tf 50 700 Td (en) Tj ET"; 3]);
    let labels = dictionary! { "Nums" => vec![0.into(), dictionary! { "S" => "r" }.into(), 2.into(), dictionary! { "S" => "D" }.into()] };
    fixture.catalog.set("PageLabels", labels);
    let (_, read) = extract(fixture.finish());
    let labels: Vec<&str> = read["pages"]
        .as_array()
        .expect("pages")
        .iter()
        .filter_map(|p| p["label"].as_str())
        .collect();
    assert_eq!(labels, ["i", "ii", "1"]);
}

#[test]
fn a_page_that_shows_nothing_is_blank_and_a_picture_is_unread() {
    let mut fixture = Fixture::new(&["", "q 595 0 0 842 0 0 cm /Im Do Q"]);
    let image = lopdf::Stream::new(
        dictionary! { "Type" => "XObject", "Subtype" => "Image", "Width" => 1, "Height" => 1, "ColorSpace" => "DeviceGray", "BitsPerComponent" => 8 },
        vec![0],
    );
    let image = fixture.document.add_object(image);
    fixture
        .resources
        .set("XObject", dictionary! { "Im" => image });
    let (code, read) = extract(fixture.finish());
    assert_eq!(code, 3);
    let status: Vec<&str> = read["pages"]
        .as_array()
        .expect("pages")
        .iter()
        .filter_map(|p| p["status"].as_str())
        .collect();
    assert_eq!(status, ["blank", "unread"]);
    assert_eq!(read["coverage"]["unread"]["image_only"], 1);
}

#[test]
fn pages_that_are_promised_and_missing_are_counted() {
    let mut fixture = Fixture::new(&["BT /F1 12 Tf 50 700 Td (en) Tj ET"]);
    fixture.promised = 3;
    let (code, read) = extract(fixture.finish());
    assert_eq!(
        (
            code,
            &read["coverage"]["pages"],
            &read["coverage"]["unread"]["missing"]
        ),
        (3, &3.into(), &2.into())
    );
}

#[test]
fn forms_that_draw_themselves_and_deep_nesting_end() {
    let mut fixture = Fixture::new(&[&format!(
        "{} /Fm Do BT /F1 12 Tf 50 700 Td (ferdig) Tj ET",
        "q ".repeat(100_000)
    )]);
    let form = fixture.document.new_object_id();
    let resources = dictionary! { "XObject" => dictionary! { "Fm" => form } };
    let stream = lopdf::Stream::new(
        dictionary! { "Type" => "XObject", "Subtype" => "Form", "BBox" => vec![0.into(), 0.into(), 9.into(), 9.into()], "Resources" => resources.clone() },
        b"/Fm Do /Fm Do".to_vec(),
    );
    fixture.document.objects.insert(form, stream.into());
    fixture
        .resources
        .set("XObject", dictionary! { "Fm" => form });
    let (_, read) = extract(fixture.finish());
    assert!(text(&read, 0).contains("ferdig"));
}

#[test]
fn line_numbers_in_the_margin_part_no_paragraph() {
    let line = |n: usize| {
        let y = 700 - 14 * n;
        format!(
            "BT /F1 12 Tf 60 {y} Td (linje i et lengre avsnitt) Tj ET BT /F1 10 Tf 20 {y} Td ({n}) Tj ET "
        )
    };
    let content: String = (1..=10).map(line).collect();
    let (_, read) = extract(Fixture::new(&[&content]).finish());
    let blocks = read["pages"][0]["blocks"].as_array().expect("blocks");
    let body: Vec<&str> = blocks
        .iter()
        .filter(|b| b["zone"] == "body")
        .filter_map(|b| b["text"].as_str())
        .collect();
    assert_eq!(body, [["linje i et lengre avsnitt"; 10].join(" ")]);
}

/// A fixture whose pages show a picture over the whole page.
fn with_picture(contents: &[&str]) -> Fixture {
    let mut fixture = Fixture::new(contents);
    let dictionary = dictionary! {
        "Type" => "XObject", "Subtype" => "Image", "Width" => 1, "Height" => 1, "ColorSpace" => "DeviceGray", "BitsPerComponent" => 8,
    };
    let image = fixture
        .document
        .add_object(lopdf::Stream::new(dictionary, vec![0]));
    fixture
        .resources
        .set("XObject", dictionary! { "Im" => image });
    fixture
}

#[test]
fn a_scan_with_a_stamp_is_not_read() {
    let page = |n: usize| {
        format!(
            "q 595 0 0 842 0 0 cm /Im Do Q BT /F1 9 Tf 50 20 Td (Sak 12/34 side {n} av 5) Tj ET"
        )
    };
    let pages: Vec<String> = (1..=5).map(page).collect();
    let pages: Vec<&str> = pages.iter().map(String::as_str).collect();
    let (code, read) = extract(with_picture(&pages).finish());
    assert_eq!(
        (code, &read["coverage"]["unread"]["image_only"]),
        (3, &5.into())
    );
}

#[test]
fn text_in_a_missing_font_is_not_a_blank_page() {
    let (code, read) = extract(
        Fixture::new(&["BT /F9 12 Tf 50 700 Td (Boligsosialt arbeid er viktig) Tj ET"]).finish(),
    );
    assert_eq!(
        (code, &read["coverage"]["unread"]["undecodable"]),
        (3, &1.into())
    );
}

#[test]
fn a_form_that_cannot_be_decoded_leaves_the_page_unread() {
    let mut fixture = Fixture::new(&["BT /F1 12 Tf 50 700 Td (en linje) Tj ET /Fm Do"]);
    let form = dictionary! { "Type" => "XObject", "Subtype" => "Form", "BBox" => vec![0.into(), 0.into(), 9.into(), 9.into()], "Filter" => "FlateDecode" };
    let form = fixture
        .document
        .add_object(lopdf::Stream::new(form, b"not deflated".to_vec()));
    fixture
        .resources
        .set("XObject", dictionary! { "Fm" => form });
    let (code, read) = extract(fixture.finish());
    assert_eq!(
        (code, &read["coverage"]["unread"]["damaged_content"]),
        (3, &1.into())
    );
    assert_eq!(
        text(&read, 0),
        "en linje",
        "what could be read is still searched"
    );
}

/// Text set at places of one page, in 10 points: x, y from the bottom, text.
fn placed(pieces: &[(u32, u32, &str)]) -> Fixture {
    let shown = pieces
        .iter()
        .map(|(x, y, text)| format!("BT /F1 10 Tf {x} {y} Td ({text}) Tj ET "));
    Fixture::new(&[&shown.collect::<String>()])
}

/// The zones of a page's blocks with their text.
fn blocks(pages: &Value, page: usize) -> Vec<(String, String)> {
    let word = |block: &Value, key: &str| block[key].as_str().expect("a word").to_owned();
    let blocks = pages["pages"][page]["blocks"].as_array().expect("blocks");
    blocks
        .iter()
        .map(|block| (word(block, "zone"), word(block, "text")))
        .collect()
}

#[test]
fn columns_written_straight_across_are_read_one_after_the_other() {
    let rows = [
        (
            "Kommunen skal legge til rette for at flere",
            "Husbanken gir startlån til dem som",
        ),
        (
            "vanskeligstilte kan eie sin egen bolig, og",
            "ikke får lån i en vanlig bank, og de",
        ),
        (
            "arbeidet skal samordnes med barnevern og",
            "kan søke hele året hos kommunen som",
        ),
        (
            "med frivillige i alle deler av kommunen.",
            "behandler søknaden innen tre uker fra",
        ),
        (
            "Tiltakene rulleres hvert år sammen med",
            "den dagen da alle opplysninger er på",
        ),
        (
            "handlingsdelen, og de meldes til rådet.",
            "plass og er kontrollert av kontoret.",
        ),
    ];
    // One string a row, with the gutter as a jump inside it.
    let rows: Vec<String> = (0..).zip(rows).map(|(row, (left, right))| {
        format!("BT /F1 10 Tf 1 0 0 1 60 {} Tm ({left}) Tj ET BT /F1 10 Tf 1 0 0 1 290 {} Tm ({right}) Tj ET ", 700 - 12 * row, 700 - 12 * row)
    }).collect();
    let latin1: Vec<u8> = rows.concat().chars().map(|c| c as u8).collect();
    let mut fixture = Fixture::new(&[""]);
    fixture.set_content(0, latin1);
    let (_, pages) = extract(fixture.finish());
    let text = text(&pages, 0);
    assert!(text.contains("flere vanskeligstilte kan eie"), "{text}");
    assert!(text.contains("dem som ikke får lån"), "{text}");
}

#[test]
fn tables_footnotes_and_sections_are_told_apart() {
    let mut pieces = vec![(60, 780, "4.2 Boligsosialt arbeid")];
    let body = "Kommunen skaffer boliger til dem som trenger det mest i hele perioden.";
    for row in 0..8 {
        pieces.push((60, 740 - 13 * row, body));
    }
    let cells = [
        "Tiltak",
        "Ansvar",
        "Startlaan",
        "NAV",
        "Bostotte",
        "Boligkontoret",
        "Oppfolging",
        "Helse",
    ];
    for (row, pair) in (0..).zip(cells.chunks(2)) {
        pieces.push((60, 600 - 16 * row, pair[0]));
        pieces.push((300, 600 - 16 * row, pair[1]));
    }
    let mut fixture = placed(&pieces);
    fixture.append(
        0,
        "BT /F1 7 Tf 60 90 Td (1 Se Husbanken 2023 om tilskudd.) Tj ET",
    );
    fixture.outline(&[("4.2 Boligsosialt arbeid", 0)]);
    let (_, pages) = extract(fixture.finish());
    let blocks = blocks(&pages, 0);
    let zone = |words: &str| {
        let found = blocks.iter().find(|(_, text)| text.contains(words));
        found.map_or_else(|| panic!("{words}: {blocks:?}"), |(zone, _)| zone.as_str())
    };
    assert_eq!(zone("4.2 Boligsosialt"), "heading");
    assert_eq!(zone("dem som trenger"), "body");
    assert_eq!(zone("Boligkontoret"), "table");
    assert_eq!(zone("Se Husbanken"), "footnote");
    assert_eq!(pages["outline"][0]["page"], 1);
    assert_eq!(pages["sections"][0]["number"], "4.2");
}

#[test]
fn a_word_parted_by_the_end_of_a_page_is_one_word() {
    let fixture = Fixture::new(&[
        "BT /F1 10 Tf 60 400 Td (Kommunen har et bolig-) Tj ET",
        "BT /F1 10 Tf 60 400 Td (sosialt ansvar for alle.) Tj ET",
    ]);
    let (_, pages) = extract(fixture.finish());
    assert_eq!(text(&pages, 0), "Kommunen har et boligsosialt");
    assert_eq!(text(&pages, 1), "ansvar for alle.");
}

#[test]
fn letters_set_apart_are_a_word() {
    let spaced = placed(&[(60, 700, "U T F O R D R I N G"), (60, 600, "A B")]);
    let (_, pages) = extract(spaced.finish());
    assert_eq!(text(&pages, 0), "UTFORDRING\nA B");
    // The same with letter spacing, and with every letter at a place of its own.
    let (_, pages) = extract(Fixture::new(&["BT /F1 10 Tf 4 Tc 60 700 Td (BOLIG) Tj ET"]).finish());
    assert_eq!(text(&pages, 0), "BOLIG");
    let adjusted = "BT /F1 10 Tf 60 700 Td [(B) -400 (O) -400 (L) -400 (I) -400 (G) -400 (S) -400 (O) -1200 (O) -400 (G)] TJ ET";
    let (_, pages) = extract(Fixture::new(&[adjusted]).finish());
    assert_eq!(text(&pages, 0), "BOLIGSO OG");
}

#[test]
fn text_of_fields_and_masks_is_read() {
    let mut fixture = Fixture::new(&["/G0 gs 0 0 100 100 re f"]);
    fixture.mask("G0", "BT /F1 12 Tf 60 700 Td (maskert bolig) Tj ET");
    fixture.field("Ansvar", "Boligkontoret");
    let (_, pages) = extract(fixture.finish());
    let text = text(&pages, 0);
    assert!(
        text.contains("maskert bolig") && text.contains("Boligkontoret"),
        "{text}"
    );
}

#[test]
fn names_of_glyphs_are_letters() {
    let mut fixture = Fixture::new(&["BT /F2 12 Tf 60 700 Td (ABCDEF \\107) Tj ET"]);
    // Adobe Glyph List: a name, a code, a variant, a ligature of named parts, a small capital's base, a code beyond four digits.
    let names = [
        "aring",
        "uni00F8",
        "ae.alt",
        "f_i",
        "ocircumflex.sc",
        "u0153",
        "Aring",
    ];
    let mut differences = vec![Object::from(65)];
    differences.extend(names.map(Object::from));
    let font = dictionary! {
        "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Ukjent", "FirstChar" => 65, "LastChar" => 71,
        "Widths" => vec![Object::from(600); 7],
        "Encoding" => dictionary! { "Type" => "Encoding", "Differences" => differences },
    };
    let fonts = fixture
        .resources
        .get_mut(b"Font")
        .and_then(Object::as_dict_mut);
    fonts.expect("the fixture has fonts").set("F2", font);
    let (_, pages) = extract(fixture.finish());
    assert_eq!(text(&pages, 0), "åøæfiôœ Å");
}

#[test]
fn a_second_layer_with_half_of_its_letters_lost_is_a_double() {
    // The layer with fewer letters goes, whichever comes first.
    let whole = "BT /F1 12 Tf 60 700 Td (Boligmelding) Tj ET ";
    let half = "BT /F1 12 Tf 60 700 Td [(B) -556 (li) -556 (ldi)] TJ ET ";
    for layers in [format!("{whole}{half}"), format!("{half}{whole}")] {
        let (_, pages) = extract(Fixture::new(&[&layers]).finish());
        assert!(
            text(&pages, 0).contains("Boligmelding"),
            "{}",
            text(&pages, 0)
        );
    }
}

#[test]
fn text_outside_the_page_is_not_on_it() {
    let (_, pages) =
        extract(placed(&[(60, 700, "inne"), (700, 700, "ute"), (60, 900, "over")]).finish());
    assert_eq!(text(&pages, 0), "inne");
}

#[test]
fn labels_of_a_form_are_no_contents_list() {
    let sheet = |number: usize, measure: &str| {
        format!(
            "BT /F1 12 Tf 60 {} Td (Tiltak {number}) Tj 0 -20 Td (Innhold) Tj 0 -20 Td ({measure}) Tj 0 -20 Td (Ansvar) Tj 0 -20 Td (NAV) Tj 0 -20 Td (Frist) Tj 0 -20 Td (2026) Tj ET",
            620 - 10 * number
        )
    };
    let sheets = [
        "Etablere boligsosialt team",
        "Kjope kommunale boliger",
        "Flere startlaan",
        "Ny boligplan",
    ];
    let sheets: Vec<String> = (1..)
        .zip(sheets)
        .map(|(n, measure)| sheet(n, measure))
        .collect();
    let contents: Vec<&str> = sheets.iter().map(String::as_str).collect();
    let (_, pages) = extract(Fixture::new(&contents).finish());
    for page in 0..4 {
        let blocks = blocks(&pages, page);
        assert!(
            blocks.iter().all(|(zone, _)| zone != "contents"),
            "{blocks:?}"
        );
    }
}

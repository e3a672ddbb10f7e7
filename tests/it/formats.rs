//! Web pages, Word and ODT files: read as PDF is, without what stands around the document.

use std::collections::BTreeMap;
use std::io::{Cursor, Write};

use serde_json::Value;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::kit::{Corpus, Ran, document, housing_plan, planlys, root};

/// A file of `tests/corpus/formats`.
fn fixture(name: &str) -> String {
    let path = root().join("tests/corpus/formats").join(name);
    path.to_str().expect("a plain name").to_owned()
}

/// What is read of a file with this name and content.
fn read(name: &str, content: impl AsRef<[u8]>) -> Value {
    let corpus = Corpus::new().with(name, content);
    let path = format!("{}/{name}", corpus.text());
    planlys(&["extract", "--format", "json", &path]).json()
}

/// Why a file with this name and content is not read.
fn refused(name: &str, content: impl AsRef<[u8]>) -> Ran {
    let corpus = Corpus::new().with(name, content);
    let path = format!("{}/{name}", corpus.text());
    let ran = planlys(&["extract", "--lang", "en", &path]);
    assert_eq!((ran.code, ran.stdout.as_str()), (3, ""), "{}", ran.stderr);
    ran
}

/// The blocks of all pages: zone and text.
fn blocks(read: &Value) -> Vec<(String, String)> {
    let word = |block: &Value, key: &str| block[key].as_str().expect("a word").to_owned();
    let pages = read["pages"].as_array().expect("pages");
    pages
        .iter()
        .flat_map(|page| page["blocks"].as_array().expect("blocks"))
        .map(|block| (word(block, "zone"), word(block, "text")))
        .collect()
}

fn texts(read: &Value) -> Vec<String> {
    blocks(read).into_iter().map(|(_, text)| text).collect()
}

/// The texts of the blocks of one zone.
fn of_zone(read: &Value, wanted: &str) -> Vec<String> {
    let own = blocks(read).into_iter().filter(|(zone, _)| zone == wanted);
    own.map(|(_, text)| text).collect()
}

/// The counting hits of a file, by term, and how many there are.
fn counting(path: &str) -> BTreeMap<String, usize> {
    let ran = planlys(&["hits", path]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let mut hits = BTreeMap::new();
    for line in ran.stdout.lines() {
        let hit: Value = serde_json::from_str(line).expect("a line is JSON");
        if hit["why_not"].is_null() {
            let term = hit["term"].as_str().expect("a term").to_owned();
            *hits.entry(term).or_default() += 1;
        }
    }
    hits
}

/// A zip file of these parts.
fn zipped(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, content) in parts {
        zip.start_file(*name, options).expect("a part starts");
        zip.write_all(content.as_bytes()).expect("it is written");
    }
    zip.finish().expect("it ends").into_inner()
}

const W: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"";

/// A Word file with this body and these other parts.
fn docx(body: &str, parts: &[(&str, &str)]) -> Vec<u8> {
    let main = format!("<w:document {W}><w:body>{body}</w:body></w:document>");
    let own = [
        ("[Content_Types].xml", "<Types/>"),
        ("word/document.xml", &main),
    ];
    zipped(&[&own[..], parts].concat())
}

fn paragraph(text: &str) -> String {
    format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")
}

#[test]
fn the_same_plan_has_the_same_hits_in_every_format() {
    let hits = counting(&fixture("plan.pdf"));
    assert!(hits.values().sum::<usize>() >= 8, "{hits:?}");
    for name in ["plan.docx", "plan.odt", "plan.html", "plan.source.html"] {
        assert_eq!(counting(&fixture(name)), hits, "{name}");
    }
}

#[test]
fn a_plan_is_the_same_plan_in_every_format() {
    let of = |name: &str| std::fs::read(fixture(name)).expect("the fixture is there");
    let corpus = Corpus::new()
        .with("Alta/plan.docx", of("plan.docx"))
        .with("Gamvik/plan.odt", of("plan.odt"))
        .with("Vadsø/plan.html", of("plan.html"))
        .with("Hol/plan.pdf", of("plan.pdf"));
    let matrix = corpus.screen().json();
    let said = |path: &str| {
        let found = document(&matrix, path);
        ["level", "title", "period", "adopted", "verdict", "language"].map(|key| found[key].clone())
    };
    for path in ["Alta/plan.docx", "Gamvik/plan.odt", "Vadsø/plan.html"] {
        assert_eq!(said(path), said("Hol/plan.pdf"), "{path}");
    }
    let cells = &document(&matrix, "Vadsø/plan.html")["coverage"];
    assert_eq!(cells["paging"], "by_heading");
}

#[test]
fn tables_have_their_zone_and_a_cell_a_block() {
    for name in ["plan.docx", "plan.odt", "plan.html"] {
        let read = planlys(&["extract", "--format", "json", &fixture(name)]).json();
        let cells = of_zone(&read, "table");
        assert_eq!(cells.len(), 12, "{name}: {cells:?}");
        assert_eq!(cells[3], "Kjøpe fire kommunale boliger i sentrum", "{name}");
        assert_eq!(of_zone(&read, "heading").len(), 6, "{name}");
    }
}

#[test]
fn menus_and_banners_are_left_out_and_counted() {
    for name in ["nettside.source.html", "nettside.mhtml"] {
        let read = planlys(&["extract", "--format", "json", &fixture(name)]).json();
        let text = texts(&read).join("\n");
        for gone in [
            "Godta",
            "informasjonskapslar",
            "Hopp til",
            "Skule",
            "Bustadkontoret",
        ] {
            assert!(!text.contains(gone), "{gone} in {name}: {text}");
        }
        for kept in ["vanskelegstilte på bustadmarknaden", "søkje om bustøtte"] {
            assert!(text.contains(kept), "{kept} not in {name}: {text}");
        }
        // Chromium leaves what is folded away out of the file.
        let folded = name != "nettside.mhtml";
        assert_eq!(text.contains("startlån til unge"), folded, "{name}: {text}");
        let left_out = read["coverage"]["left_out"].as_u64().expect("a number");
        assert!((25..60).contains(&left_out), "{name}: {left_out}");
        let contents = of_zone(&read, "contents");
        assert_eq!(contents.len(), 3, "{name}: {contents:?}");
        assert!(of_zone(&read, "heading").contains(&"Tiltak".to_owned()));
    }
}

#[test]
fn a_class_that_looks_like_a_menu_does_not_cost_the_plan() {
    let page = "<body class=\"nav-open\"><main><div class=\"menu-page-content\"><p>Startlån til alle.</p></div>\
        <div class=\"side-menu\"><p>Bostøtte er viktig for dem som leier en bolig i kommunen.</p></div></main></body>";
    let text = texts(&read("plan.html", page)).join(" ");
    assert!(
        text.contains("Startlån") && text.contains("Bostøtte"),
        "{text}"
    );
}

#[test]
fn a_page_in_an_old_encoding_is_read() {
    let page = b"<html><head><meta http-equiv=\"Content-Type\" content=\"text/html; charset=iso-8859-1\"></head><body><p>Bost\xf8tte og startl\xe5n \x96 for alle</p></body></html>";
    assert_eq!(
        texts(&read("plan.htm", page)),
        ["Bostøtte og startlån – for alle"]
    );
}

#[test]
fn a_term_never_stands_in_two_cells() {
    let page = "<table><tr><td>tilgjengelig</td><td>bolig</td></tr><tr><td>tilgjengelig bolig</td><td>1</td></tr></table>";
    let corpus = Corpus::new()
        .with("plan.html", page)
        .with(
            "plan.docx",
            docx(
                &format!(
                    "<w:tbl><w:tr><w:tc>{0}</w:tc><w:tc>{1}</w:tc></w:tr><w:tr><w:tc>{2}</w:tc></w:tr></w:tbl>",
                    paragraph("tilgjengelig"),
                    paragraph("bolig"),
                    paragraph("tilgjengelig bolig")
                ),
                &[],
            ),
        );
    for name in ["plan.html", "plan.docx"] {
        let path = format!("{}/{name}", corpus.text());
        let ran = planlys(&["hits", &path]);
        let whole = ran
            .stdout
            .matches("\"surface\":\"tilgjengelig bolig\"")
            .count();
        assert_eq!(whole, 1, "{name}: {}", ran.stdout);
    }
}

#[test]
fn a_page_starts_at_a_heading_where_there_are_no_pages() {
    let chapter = |name: &str| format!("<h2>{name}</h2><p>{}</p>", "Vi bygger vei. ".repeat(100));
    let page: String = ["Mål", "Tiltak", "Økonomi"]
        .iter()
        .map(|name| chapter(name))
        .collect();
    let corpus = Corpus::new().with("plan.html", page);
    let path = format!("{}/plan.html", corpus.text());
    let read = planlys(&["extract", "--format", "json", &path]);
    assert_eq!(read.json()["pages"].as_array().expect("pages").len(), 3);
    assert!(read.stderr.contains("har ikke sider"), "{}", read.stderr);
    assert_eq!(read.json()["coverage"]["paging"], "by_heading");
}

#[test]
fn pages_of_word_are_where_word_set_them() {
    let body = "<w:p><w:r><w:t>Forside</w:t><w:br w:type=\"page\"/></w:r></w:p>\
        <w:p><w:r><w:lastRenderedPageBreak/><w:t>Side to, og mot slutten kommer en ny </w:t><w:lastRenderedPageBreak/><w:t>side tre.</w:t></w:r></w:p>";
    let read = read("plan.docx", docx(body, &[]));
    let pages: Vec<&str> = read["pages"]
        .as_array()
        .expect("pages")
        .iter()
        .filter_map(|page| page["text"].as_str())
        .collect();
    assert_eq!(
        pages,
        [
            "Forside",
            "Side to, og mot slutten kommer en ny",
            "side tre."
        ]
    );
    assert_eq!(read["coverage"]["paging"], "printed");
}

#[test]
fn only_what_stands_in_a_word_file_is_read() {
    let body = [
        "<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val=\"Table of Contents\"/></w:docPartObj></w:sdtPr><w:sdtContent>",
        &paragraph("Mål 3"),
        "</w:sdtContent></w:sdt>",
        "<w:p><w:pPr><w:pStyle w:val=\"Overskrift2\"/></w:pPr><w:r><w:t>Mål</w:t></w:r></w:p>",
        "<w:p><w:del><w:r><w:delText>Bostøtte</w:delText></w:r></w:del><w:ins><w:r><w:t>Startlån</w:t></w:r></w:ins>\
         <w:r><w:rPr><w:vanish/></w:rPr><w:t> skjult notat</w:t></w:r><w:r><w:footnoteReference w:id=\"2\"/></w:r></w:p>",
        "<w:p><w:pPr><w:numPr><w:numId w:val=\"1\"/></w:numPr></w:pPr><w:r><w:t>Første</w:t></w:r></w:p>",
        "<w:p><w:r><mc:AlternateContent><mc:Choice><w:txbxContent>",
        &paragraph("Ramme"),
        "</w:txbxContent></mc:Choice><mc:Fallback><w:txbxContent>",
        &paragraph("Ramme"),
        "</w:txbxContent></mc:Fallback></mc:AlternateContent></w:r></w:p>",
    ]
    .concat();
    let styles = format!(
        "<w:styles {W}><w:style w:styleId=\"Overskrift2\"><w:name w:val=\"heading 2\"/></w:style></w:styles>"
    );
    let notes = format!(
        "<w:footnotes {W}><w:footnote w:id=\"0\" w:type=\"separator\"/><w:footnote w:id=\"2\">{}</w:footnote></w:footnotes>",
        paragraph("Se Husbanken.")
    );
    let header = format!("<w:hdr {W}>{}</w:hdr>", paragraph("Granåsen kommune"));
    let core = "<cp:coreProperties><dc:title>Boligplan</dc:title><dcterms:created>2024-05-15T08:00:00Z</dcterms:created></cp:coreProperties>";
    let parts = [
        ("word/styles.xml", styles.as_str()),
        ("word/footnotes.xml", &notes),
        ("word/header1.xml", &header),
        ("docProps/core.xml", core),
    ];
    let read = read("plan.docx", docx(&body, &parts));
    let wanted = [
        ("contents", "Mål 3"),
        ("heading", "Mål"),
        ("body", "Startlån"),
        ("footnote", "Se Husbanken."),
        ("body", "• Første"),
        ("body", "Ramme"),
    ];
    let wanted = wanted.map(|(zone, text)| (zone.to_owned(), text.to_owned()));
    assert_eq!(blocks(&read), wanted);
    assert_eq!(read["coverage"]["left_out"], 4);
    assert_eq!(read["metadata"]["title"], "Boligplan");
    assert_eq!(
        read["metadata"]["created"],
        serde_json::json!([2024, 5, 15])
    );
}

#[test]
fn only_what_stands_in_an_odt_file_is_read() {
    let content = "<office:document-content><office:automatic-styles><style:style style:name=\"P1\" style:parent-style-name=\"Text_20_body\">\
        <style:paragraph-properties fo:break-before=\"page\"/></style:style></office:automatic-styles><office:body><office:text>\
        <text:tracked-changes><text:changed-region><text:deletion><text:p>Bostøtte</text:p></text:deletion></text:changed-region></text:tracked-changes>\
        <text:table-of-content><text:index-body><text:p>Mål 3</text:p></text:index-body></text:table-of-content>\
        <text:h text:outline-level=\"2\">Mål</text:h>\
        <text:p>Startlån<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>Se Husbanken.</text:p></text:note-body></text:note></text:p>\
        <text:list><text:list-item><text:p>Første</text:p><text:p>og mer</text:p></text:list-item></text:list>\
        <text:p text:style-name=\"P1\">Neste side</text:p></office:text></office:body></office:document-content>";
    let styles = "<office:document-styles><style:master-page><style:header><text:p>Granåsen kommune</text:p></style:header></style:master-page></office:document-styles>";
    let odt = |content: &str| {
        zipped(&[
            ("mimetype", "application/vnd.oasis.opendocument.text"),
            ("content.xml", content),
            ("styles.xml", styles),
        ])
    };
    let found = read("plan.odt", stored_first(&odt(content)));
    let wanted = [
        ("contents", "Mål 3"),
        ("heading", "Mål"),
        ("body", "Startlån"),
        ("footnote", "Se Husbanken."),
        ("body", "• Første"),
        ("body", "og mer"),
        ("body", "Neste side"),
    ];
    let wanted = wanted.map(|(zone, text)| (zone.to_owned(), text.to_owned()));
    assert_eq!(blocks(&found), wanted);
    assert_eq!(found["pages"].as_array().expect("pages").len(), 2);
    assert_eq!(found["coverage"]["left_out"], 2);
}

/// The same package as the standard wants it: its first part is not packed.
fn stored_first(bytes: &[u8]) -> Vec<u8> {
    let mut from = zip::ZipArchive::new(Cursor::new(bytes)).expect("a zip file");
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..from.len() {
        let mut part = from.by_index(index).expect("a part");
        let method = if index == 0 {
            CompressionMethod::Stored
        } else {
            CompressionMethod::Deflated
        };
        let options = SimpleFileOptions::default().compression_method(method);
        let name = part.name().expect("a name").into_owned();
        zip.start_file(name, options).expect("a part starts");
        std::io::copy(&mut part, &mut zip).expect("it is copied");
    }
    zip.finish().expect("it ends").into_inner()
}

#[test]
fn hostile_files_are_refused_or_read() {
    let deep = "<div>".repeat(100_000) + "<p>Startlån</p>";
    assert_eq!(texts(&read("plan.html", deep)), ["Startlån"]);
    let deep = "<w:p>".repeat(100_000) + &"</w:p>".repeat(100_000);
    assert!(
        refused("plan.docx", docx(&deep, &[]))
            .stderr
            .contains("too large")
    );
    let bomb = docx(&" ".repeat(300 << 20), &[]);
    assert!(bomb.len() < 1 << 20);
    assert!(refused("plan.docx", bomb).stderr.contains("too large"));
    let laughs = "<!DOCTYPE d [<!ENTITY a \"startlån\"><!ENTITY b \"&a;&a;&a;\">]>".to_owned()
        + &format!(
            "<w:document {W}><w:body><w:p><w:r><w:t>x&b;&amp;y</w:t></w:r></w:p></w:body></w:document>"
        );
    let laughs = zipped(&[
        ("[Content_Types].xml", "<Types/>"),
        ("word/document.xml", &laughs),
    ]);
    assert_eq!(texts(&read("plan.docx", laughs)), ["x&y"]);
    let whole = docx(&paragraph("Startlån"), &[]);
    assert!(
        refused("plan.docx", &whole[..whole.len() / 2])
            .stderr
            .contains("damaged")
    );
    let open = zipped(&[
        ("[Content_Types].xml", "<Types/>"),
        ("word/document.xml", "<w:document><w:body>"),
    ]);
    assert!(refused("plan.docx", open).stderr.contains("damaged"));
    let table = zipped(&[
        ("[Content_Types].xml", "<Types/>"),
        ("xl/workbook.xml", "<x/>"),
    ]);
    assert!(
        refused("plan.xlsx", table)
            .stderr
            .contains("does not read this kind")
    );
}

#[test]
fn a_word_file_with_a_password_says_so() {
    let name = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes);
    let ole = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
    let bytes: Vec<u8> = ole.into_iter().chain([0; 504]).chain(name).collect();
    assert!(refused("plan.docx", bytes).stderr.contains("password"));
}

#[test]
fn a_page_without_text_is_not_a_red_plan() {
    let corpus = Corpus::new().with(
        "Alta/boligplan.html",
        "<!DOCTYPE html><html><body><div id=\"app\"></div><noscript>Slå på JavaScript</noscript><script>start()</script></body></html>",
    );
    let matrix = corpus.screen().json();
    let found = document(&matrix, "Alta/boligplan.html");
    assert!(found["verdict"].is_null(), "{found}");
    assert_eq!(found["coverage"]["unread"], 1, "{found}");
}

#[test]
fn pages_beside_an_index_are_one_document() {
    let page = |title: &str, text: &str| {
        format!(
            "<html><body><nav><a href=\"index.html\">Meny</a></nav><main><h1>{title}</h1><p>{text}</p></main></body></html>"
        )
    };
    let filler = "Kommunen bygger veger og tar vare på dem. ".repeat(80);
    let index = "<html><body><main><h1>Boligplan 2024–2030</h1><p>Vedtatt av kommunestyret 13. juni 2024</p>\
        <p><a href=\"./tiltak.html\">Tiltak</a> <a href=\"m%C3%A5l.html#a\">Mål</a></p></main></body></html>";
    let corpus = Corpus::new()
        .with("Alta/index.html", index)
        .with("Alta/andre.html", page("Vedlegg", "Startlån for alle."))
        .with("Alta/mål.html", page("Mål", &filler))
        .with("Alta/tiltak.html", page("Tiltak", "Kommunen gir startlån."))
        .with("Alta/index_files/a.css", "p {}")
        .with(
            "Alta/eldre/helseplan.txt",
            housing_plan("Helseplan 2020–2030", "1.2.2020", 3),
        );
    let matrix = corpus.screen().json();
    let paths: Vec<&str> = matrix["documents"]
        .as_array()
        .expect("documents")
        .iter()
        .filter_map(|document| document["path"].as_str())
        .collect();
    assert_eq!(paths, ["Alta/eldre/helseplan.txt", "Alta/index.html"]);
    let first = document(&matrix, "Alta/index.html");
    assert_eq!(
        (&first["title"], &first["level"]),
        (&"Boligplan 2024–2030".into(), &"bolig".into())
    );
    let path = format!("{}/Alta/index.html", corpus.text());
    let read = planlys(&["extract", "--format", "json", &path]).json();
    let headings = of_zone(&read, "heading");
    assert_eq!(
        headings,
        ["Boligplan 2024–2030", "Tiltak", "Mål", "Vedlegg"]
    );
    // A change of any page is a change of the document.
    let corpus = corpus.with("Alta/tiltak.html", page("Tiltak", "Kommunen gir tilskudd."));
    let matrix = corpus.screen().json();
    assert_ne!(document(&matrix, "Alta/index.html")["hash"], first["hash"]);
}

#[test]
fn pages_that_present_a_plan_or_nothing_are_no_plans() {
    let page = |title: &str, text: &str| {
        format!(
            "<html><head><title>{title}</title></head><body><main><h1>{title}</h1>{text}</main></body></html>"
        )
    };
    let corpus = Corpus::new()
        .with(
            "Alta/samfunnsdel.html",
            page("Kommuneplanens samfunnsdel", "<p>Her finner du kommuneplanens samfunnsdel. Planen gjelder til 2034.</p><p><a href=\"/f/plan.pdf?v=2\">Samfunnsdelen slik den ble vedtatt</a></p>"),
        )
        .with("Hol/boligplan.html", page("Siden finnes ikke", "<p>Beklager, vi fant ikke det du lette etter.</p>"))
        .with("Gol/boligplan.html", page("Søkeresultat", &format!("<p>{}</p>", "Boligplan for kommunen. ".repeat(200))));
    let matrix = corpus.screen().json();
    for path in [
        "Alta/samfunnsdel.html",
        "Hol/boligplan.html",
        "Gol/boligplan.html",
    ] {
        let found = document(&matrix, path);
        assert_eq!(
            (&found["role"], &found["level"]),
            (&"not_a_plan".into(), &"landingsside".into()),
            "{path}"
        );
    }
}

//! The report in a real browser: accessible, and its script does what it should and no text of a plan does.
//!
//! Needs Debian's `chromium` and, for accessibility, axe-core from npm; `.ci/run` installs both. Where they are absent the tests say so.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::kit::{Corpus, DAY, plan, planlys, root};

/// Whether `tool` is there; if not, says so, or fails where all tools must be there.
pub fn has(tool: &str, there: bool) -> bool {
    let required = std::env::var_os("PLANLYS_TOOLS").is_some_and(|value| value == "required");
    assert!(there || !required, "{tool} is absent");
    if !there {
        #[expect(clippy::print_stderr, reason = "a skipped test says why")]
        {
            eprintln!("skipped: {tool} is absent");
        }
    }
    there
}

pub fn has_chromium() -> bool {
    let found = Command::new("chromium").arg("--version").output();
    has("chromium", found.is_ok_and(|out| out.status.success()))
}

/// Opens a page after putting a script in it, and returns what the script wrote with `tell`. The page's own policy would not let the
/// script run, so it is taken out first; that it is there is tested apart.
fn asked(page: &Path, hash: &str, script: &str) -> Value {
    let html = fs::read_to_string(page).expect("the page is there");
    let policy = html
        .find("<meta http-equiv=\"Content-Security-Policy\"")
        .expect("a policy");
    let end = policy + html[policy..].find('>').expect("it ends");
    let tell = "function tell(what){var pre=document.createElement('pre');pre.id='told';pre.textContent=JSON.stringify(what);document.body.appendChild(pre)}";
    let changed = format!(
        "{}{}<script>{tell}\n{script}</script>",
        &html[..policy],
        &html[end + 1..]
    );
    let copy = page.with_file_name("asked.html");
    fs::write(&copy, changed).expect("it is written");
    let dom = opened(&copy, hash);
    let (_, told) = dom
        .split_once("<pre id=\"told\">")
        .expect("the script told something");
    let (told, _) = told.split_once("</pre>").expect("it ends");
    let told = told
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&");
    serde_json::from_str(&told).expect("it is JSON")
}

/// The page as the browser has it after its scripts have run.
fn opened(page: &Path, hash: &str) -> String {
    let profile = tempfile::tempdir().expect("a temporary folder");
    let out = Command::new("chromium")
        .args([
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-background-networking",
        ])
        .args(["--virtual-time-budget=20000", "--dump-dom"])
        .arg(format!("--user-data-dir={}", profile.path().display()))
        .arg(format!("file://{}{hash}", page.display()))
        .output()
        .expect("chromium starts");
    String::from_utf8(out.stdout).expect("it is UTF-8")
}

/// The report of the bundled corpus, with a table of goals.
fn bundled(lang: &str) -> (tempfile::TempDir, PathBuf) {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let path = |name: &str| dir.path().join(name).to_str().expect("plain").to_owned();
    let fixed = ["screen", "--date", DAY, "--lang", lang];
    let packs = ["--pack", "boligsosial-2018", "--pack", "boligsosialloven"];
    let places = ["--out", &path("ut"), "--state", &path("indeks")];
    planlys(&[&fixed[..], &packs, &places].concat());
    let page = dir.path().join("ut/matrise.html");
    (dir, page)
}

/// axe-core finds nothing against WCAG 2.1 A and AA or its own good practice, with all evidence open.
#[test]
fn the_report_is_accessible() {
    let axe = root().join("target/npm/node_modules/axe-core/axe.min.js");
    if !has_chromium()
        || !has(
            "axe-core (npm install --prefix target/npm axe-core)",
            axe.exists(),
        )
    {
        return;
    }
    let axe = fs::read_to_string(axe).expect("it is there");
    let run = "document.querySelectorAll('details').forEach(function(d){d.open=true});\
        axe.run(document,{runOnly:['wcag2a','wcag2aa','wcag21a','wcag21aa','best-practice']}).then(function(r){\
        tell({passes:r.passes.length,violations:r.violations.map(function(v){return v.id+': '+v.nodes[0].html})})})";
    let (folder, wide) = many();
    for (page, what) in [
        (bundled("nb"), "nb"),
        (bundled("en"), "en"),
        ((folder, wide), "many"),
    ] {
        let told = asked(&page.1, "", &format!("{axe}\n{run}"));
        assert_eq!(told["violations"], Value::Array(Vec::new()), "{what}");
        assert!(
            told["passes"].as_u64().is_some_and(|n| n > 20),
            "{what}: {told}"
        );
    }
}

/// Twelve municipalities of two counties, and so many hits that evidence waits until it is opened.
fn many() -> (tempfile::TempDir, PathBuf) {
    let names = [
        "Bodø",
        "Vågan",
        "Sortland",
        "Fauske",
        "Vefsn",
        "Rana",
        "Alstahaug",
        "Narvik",
        "Tromsø",
        "Harstad",
        "Senja",
        "Balsfjord",
    ];
    let sentence =
        |n| format!("Kommunen skal gi startlån til vanskeligstilte på boligmarkedet nr {n}.\n\n");
    let body: Vec<String> = (0..200).map(sentence).collect();
    let mut corpus = Corpus::new();
    for name in names {
        let file = format!("{name}/plan.txt");
        corpus = corpus.with(
            &file,
            plan("Boligplan 2024–2032", "12.6.2024", &body.concat()),
        );
    }
    let (dir, out) = corpus.reports();
    (dir, out.join("matrise.html"))
}

#[test]
fn filters_show_what_is_asked_for() {
    if !has_chromium() {
        return;
    }
    let (_dir, page) = many();
    let script = "var f=document.getElementById('utvalg');\
        var shown=function(){return Array.prototype.filter.call(document.querySelectorAll('th[data-county]'),function(t){return !t.closest('tr').hidden}).map(function(t){return t.textContent})};\
        var sections=function(){return Array.prototype.filter.call(document.querySelectorAll('section.cell'),function(s){return !s.hidden}).length};\
        var all=shown().length;f.elements.county.value='Troms';f.dispatchEvent(new Event('input'));var troms=shown(),of=sections();\
        f.elements.name.value='sen';f.dispatchEvent(new Event('input'));var senja=shown();\
        f.reset();f.elements.level.value='bolig';f.dispatchEvent(new Event('input'));\
        var columns=Array.prototype.filter.call(document.querySelectorAll('table.county thead th[data-level]'),function(t){return !t.hidden}).length;\
        f.reset();f.elements.level.value='helse';document.querySelector('input[value=green]').checked=true;f.dispatchEvent(new Event('input'));\
        tell({all:all,troms:troms,sections:of,senja:senja,columns:columns,none:shown(),said:document.getElementById('vist').textContent})";
    let told = asked(&page, "", script);
    assert_eq!(told["all"], 12, "{told}");
    let troms: Vec<&str> = told["troms"]
        .as_array()
        .expect("names")
        .iter()
        .filter_map(Value::as_str)
        .collect();
    assert_eq!(troms, ["Balsfjord", "Harstad", "Senja", "Tromsø"]);
    assert_eq!(
        told["sections"], 4,
        "only the cells with a plan have a section"
    );
    assert_eq!(told["senja"], serde_json::json!(["Senja"]));
    assert_eq!(told["columns"], 2, "a column in each of two counties");
    assert_eq!(
        told["none"],
        Value::Array(Vec::new()),
        "no plan on health is green"
    );
    assert_eq!(told["said"], "0 kommuner og 0 ruter vises.");
}

/// Two clicks: the cell, which leads to its section with the evidence open, and nothing more.
#[test]
fn a_cell_leads_to_its_sentences() {
    if !has_chromium() {
        return;
    }
    let (_dir, page) = many();
    let script = "var before=document.querySelectorAll('mark').length;\
        document.querySelector('a.cell').click();\
        setTimeout(function(){var s=document.querySelector(location.hash);tell({before:before,top:Math.round(s.getBoundingClientRect().top),hash:location.hash,open:s.querySelector('details.evidence').open,marks:s.querySelectorAll('mark').length})},200)";
    let told = asked(&page, "", script);
    assert_eq!(
        told["before"], 0,
        "so much evidence waits until it is opened"
    );
    assert_eq!(told["open"], true);
    let top = told["top"].as_i64().expect("a place");
    assert!((-5..50).contains(&top), "the section is in sight: {told}");
    assert!(told["marks"].as_u64().is_some_and(|n| n > 100), "{told}");
    // The same by its address, as a link in a letter would have it.
    let dom = opened(&page, told["hash"].as_str().expect("an address"));
    assert!(dom.contains("<mark>vanskeligstilte</mark>"));
}

#[test]
fn no_text_of_a_plan_runs() {
    if !has_chromium() {
        return;
    }
    let hostile = "</script><script>document.title='HARM'</script><img src=x onerror=\"document.title='HARM'\">";
    let sentence =
        |n| format!("Kommunen skal hjelpe vanskeligstilte på boligmarkedet {hostile} nr {n}.\n\n");
    let body: Vec<String> = (0..2600).map(sentence).collect();
    let corpus = Corpus::new().with(
        "Vågan/plan.txt",
        plan("Boligplan 2024–2032", "12.6.2024", &body.concat()),
    );
    let (_folder, out) = corpus.reports();
    let page = out.join("matrise.html");
    let dom = opened(&page, "#c0-bolig");
    assert!(
        dom.contains("<mark>vanskeligstilte</mark>"),
        "the evidence is shown"
    );
    assert!(!dom.contains("<title>HARM"), "and is text");
    // Were something not escaped, the page's policy would still keep it from running.
    let html = fs::read_to_string(&page).expect("it is there");
    let broken = html.replace("</header>", "<script>document.title='HARM'</script><img src=x onerror=\"document.title='HARM'\"></header>");
    assert_ne!(broken, html);
    fs::write(&page, broken).expect("it is written");
    assert!(!opened(&page, "").contains("<title>HARM"));
}

/// The workbook opens in `LibreOffice` and says there what it says here.
#[test]
fn the_workbook_opens_in_libreoffice() {
    let found = Command::new("soffice").arg("--version").output();
    let calc = Path::new("/usr/lib/libreoffice/program/libsclo.so").exists();
    if !has(
        "LibreOffice Calc",
        calc && found.is_ok_and(|out| out.status.success()),
    ) {
        return;
    }
    let (dir, page) = bundled("nb");
    let book = page.with_file_name("matrise.xlsx");
    let ran = Command::new("soffice")
        .arg(format!(
            "-env:UserInstallation=file://{}/profil",
            dir.path().display()
        ))
        .args([
            "--headless",
            "--convert-to",
            "csv:Text - txt - csv (StarCalc):59,34,76,1,,0,false,true,false,false,false,-1",
        ])
        .arg("--outdir")
        .arg(dir.path())
        .arg(&book)
        .output()
        .expect("soffice starts");
    let read = |sheet: &str| {
        let path = dir.path().join(format!("matrise-{sheet}.csv"));
        fs::read_to_string(&path)
            .unwrap_or_else(|_| panic!("{sheet}: {}", String::from_utf8_lossy(&ran.stderr)))
    };
    let matrix = read("Matrise");
    assert!(
        matrix.starts_with("Plannivå;Granåsen;Havnesund;Lauvdal;Sjøvær"),
        "{matrix}"
    );
    assert!(matrix.contains("● grønn ▨"));
    let hits = fs::read_to_string(page.with_file_name("treff.csv")).expect("it is there");
    assert_eq!(read("Treff").lines().count(), hits.lines().count());
    for sheet in ["Dekning", "Mangler", "Vurdering", "Metode"] {
        assert!(read(sheet).lines().count() > 5, "{sheet}");
    }
}

//! How accurate extracted text is, on files and truths given by the caller.
//!
//! `cargo bench --bench accuracy -- truth SEEDS GEN` compares the PDFs of a folder, named `<seed>_<producer>.pdf`, with the words of the
//! text file that starts with the same seed: F1 of the words, recall of the words with æ, ø or å, and F1 of three words in a row, which
//! is the reading order. Scans and recognised scans are left out: their text is not the typesetter's.
//!
//! `cargo bench --bench accuracy -- agreed FOLDER…` takes the words on which pdftotext and mutool agree as the truth of other PDFs. They
//! get a minute a file (`timeout`): pdftotext does not end on some hostile ones.
#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]

use std::collections::HashMap;
use std::hash::Hash;
use std::path::{Path, PathBuf};
use std::process::Command;

use planlys::extract;
use regex::Regex;
use unicode_normalization::UnicodeNormalization;

fn main() {
    let arguments: Vec<String> = std::env::args()
        .skip(1)
        .filter(|argument| !argument.starts_with("--"))
        .collect();
    let reader = Reader::new();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["truth", seeds, generated] => reader.truth(Path::new(seeds), Path::new(generated)),
        ["agreed", ref folders @ ..] if !folders.is_empty() => {
            for folder in folders {
                reader.agreed(Path::new(folder));
            }
        }
        _ => println!("usage: cargo bench --bench accuracy -- truth SEEDS GEN | agreed FOLDER…"),
    }
}

/// How often each thing occurs.
type Counts<T> = HashMap<T, usize>;

fn counts<T: Hash + Eq>(things: impl IntoIterator<Item = T>) -> Counts<T> {
    let mut counts = Counts::new();
    for thing in things {
        *counts.entry(thing).or_default() += 1;
    }
    counts
}

fn total<T>(counts: &Counts<T>) -> usize {
    counts.values().sum()
}

/// What two have in common.
fn common<T: Hash + Eq + Clone>(a: &Counts<T>, b: &Counts<T>) -> Counts<T> {
    let shared = a.iter().filter_map(|(thing, &count)| {
        let both = count.min(b.get(thing).copied().unwrap_or(0));
        (both > 0).then(|| (thing.clone(), both))
    });
    shared.collect()
}

fn f1<T: Hash + Eq + Clone>(found: &Counts<T>, truth: &Counts<T>) -> f64 {
    2.0 * total(&common(found, truth)) as f64 / (total(found) + total(truth)).max(1) as f64
}

fn recall<T: Hash + Eq + Clone>(found: &Counts<T>, truth: &Counts<T>) -> f64 {
    total(&common(found, truth)) as f64 / total(truth).max(1) as f64
}

fn threes(words: &[String]) -> Counts<[String; 3]> {
    counts(
        words
            .windows(3)
            .map(|w| [w[0].clone(), w[1].clone(), w[2].clone()]),
    )
}

struct Reader {
    parted: Regex,
    word: Regex,
}

impl Reader {
    fn new() -> Self {
        let pattern = |text| Regex::new(text).expect("the pattern is a constant");
        Reader {
            parted: pattern(r"(\w)[-\u{2010}\u{fffe}]\s*\n\s*(\w)"),
            word: pattern(r"\p{L}{2,}"),
        }
    }

    /// The words of a text: letters only, lower case, hyphens at line ends joined.
    fn words(&self, text: &str) -> Vec<String> {
        let text: String = text.nfkc().filter(|&c| c != '\u{ad}').collect();
        let text = self
            .parted
            .replace_all(&text.to_lowercase(), "$1$2")
            .into_owned();
        let words = self.word.find_iter(&text);
        words.map(|word| word.as_str().to_owned()).collect()
    }

    fn ours(&self, path: &Path) -> Vec<String> {
        let bytes = std::fs::read(path).unwrap_or_default();
        let pages = extract::read(path, bytes).map(|reading| reading.pages);
        let texts: Vec<String> = pages
            .unwrap_or_default()
            .into_iter()
            .map(|page| page.text)
            .collect();
        self.words(&texts.join("\n\u{c}"))
    }

    fn tool(&self, program: &str, before: &[&str], path: &Path, after: &[&str]) -> Counts<String> {
        let done = Command::new("timeout")
            .args(["60", program])
            .args(before)
            .arg(path)
            .args(after)
            .output();
        let text = done.map(|done| done.stdout).unwrap_or_default();
        counts(self.words(&String::from_utf8_lossy(&text)))
    }

    fn truth(&self, seeds: &Path, generated: &Path) {
        let mut sums = [0.0; 4];
        let (mut files, mut columns) = (0u32, 0u32);
        for path in pdfs(generated) {
            let name = path
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            let seed = name.split('_').next().unwrap_or_default();
            let text = listed(seeds).into_iter().find(|p| {
                p.file_name()
                    .is_some_and(|n| n.to_string_lossy().starts_with(seed))
            });
            let Some(text) = text.filter(|_| !name.contains("scan") && !name.contains("_ocr"))
            else {
                continue;
            };
            let truth = self.words(&std::fs::read_to_string(text).unwrap_or_default());
            let ours = self.ours(&path);
            let norwegian = counts(
                truth
                    .iter()
                    .filter(|w| w.contains(['æ', 'ø', 'å']))
                    .cloned(),
            );
            let found = counts(ours.iter().cloned());
            let order = f1(&threes(&ours), &threes(&truth));
            sums[0] += f1(&found, &counts(truth.iter().cloned()));
            sums[1] += recall(&found, &norwegian);
            sums[2] += order;
            files += 1;
            if name.contains("2col") {
                sums[3] += order;
                columns += 1;
            }
        }
        let mean = |sum: f64, of: u32| sum / f64::from(of.max(1));
        println!("{files} files, {columns} of them in two columns");
        println!("word F1                      {:.5}", mean(sums[0], files));
        println!("recall of words with æ, ø, å {:.5}", mean(sums[1], files));
        println!("order (three words) F1       {:.5}", mean(sums[2], files));
        println!("order in two columns         {:.5}", mean(sums[3], columns));
    }

    fn agreed(&self, folder: &Path) {
        let (mut wanted, mut found, mut poor) = (0, 0, Vec::new());
        let files = pdfs(folder);
        for path in &files {
            let poppler = self.tool("pdftotext", &["-enc", "UTF-8"], path, &["-"]);
            let mupdf = self.tool("mutool", &["draw", "-F", "txt"], path, &[]);
            let truth = common(&poppler, &mupdf);
            let ours = counts(self.ours(path));
            let both = total(&common(&ours, &truth));
            wanted += total(&truth);
            found += both;
            if total(&truth) > 20 && both * 2 < total(&truth) {
                poor.push(path.display().to_string());
            }
        }
        println!("{}: {} files", folder.display(), files.len());
        let share = found as f64 / wanted.max(1) as f64;
        println!("recall of the {wanted} words on which pdftotext and mutool agree {share:.5}");
        println!("files with less than half of them: {} {poor:?}", poor.len());
    }
}

fn listed(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = walkdir::WalkDir::new(folder)
        .into_iter()
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_file())
        .map(walkdir::DirEntry::into_path)
        .collect();
    files.sort();
    files
}

fn pdfs(folder: &Path) -> Vec<PathBuf> {
    let is_pdf = |path: &PathBuf| {
        path.extension()
            .is_some_and(|e| e.eq_ignore_ascii_case("pdf"))
    };
    listed(folder).into_iter().filter(is_pdf).collect()
}

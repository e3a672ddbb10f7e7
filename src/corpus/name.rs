//! Names of files that come from outside: a name never leads out of its folder, and no system takes it for something else.

use std::path::{Component, Path};

use super::{DECISIONS, DECISIONS_REST, OWN_FOLDER, is_leftover, manifest};

/// Names that Windows takes for devices.
const DEVICES: [&str; 8] = ["con", "prn", "aux", "nul", "com1", "com2", "lpt1", "lpt2"];

/// The longest name in bytes that all file systems take, with room for a number and an ending.
const LONGEST: usize = 200;

/// The name under which a file is kept: the last part of what it is called, without what a folder or a system takes for something else.
pub fn safe_name(sent: &str) -> Option<String> {
    let last = sent.rsplit(['/', '\\']).next()?.trim();
    let plain: String = last
        .chars()
        .filter(|c| !c.is_control() && !"<>:\"|?*".contains(*c))
        .collect();
    let plain = plain
        .trim_start_matches(['.', '~', '_'])
        .trim_end_matches(['.', ' ']);
    let stem = plain
        .split('.')
        .next()
        .unwrap_or_default()
        .trim()
        .to_lowercase();
    let ok = !plain.is_empty() && plain.len() <= LONGEST && !DEVICES.contains(&stem.as_str());
    ok.then(|| plain.to_owned())
}

/// Whether a path with `/` lies in the corpus and is of a file that a person may put there: not one of the program's own.
pub fn is_inside(path: &str) -> bool {
    let path = Path::new(path);
    let plain = |part: Component<'_>| match part {
        Component::Normal(name) => {
            !is_leftover(Path::new(name)) && !name.to_string_lossy().contains(':')
        }
        _ => false,
    };
    let own = [manifest::FILE_NAME, DECISIONS, DECISIONS_REST];
    path.components().all(plain)
        && !path.starts_with(OWN_FOLDER)
        && !own.iter().any(|name| path == Path::new(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_never_leads_out_of_its_folder() {
        for (sent, kept) in [
            ("boligplan.pdf", Some("boligplan.pdf")),
            ("../../etc/plan.pdf", Some("plan.pdf")),
            ("C:\\Users\\plan.pdf", Some("plan.pdf")),
            ("..", None),
            (".pdf", Some("pdf")),
            ("plan.pdf.", Some("plan.pdf")),
            ("~$plan.pdf", Some("$plan.pdf")),
            ("a\u{0}b.pdf", Some("ab.pdf")),
            ("NUL.pdf", None),
        ] {
            assert_eq!(safe_name(sent).as_deref(), kept, "{sent}");
        }
    }

    #[test]
    fn a_path_stays_in_the_corpus() {
        for inside in ["Vågan/plan.pdf", "plan.pdf", "Vågan/temaplaner/plan.pdf"] {
            assert!(is_inside(inside), "{inside}");
        }
        for outside in [
            "../plan.pdf",
            "Vågan/../../plan.pdf",
            "/etc/plan.pdf",
            "C:/plan.pdf",
            "_planlys/plan.pdf",
            ".planlys/plan.pdf",
            "plans.csv",
            "vurderinger.jsonl",
        ] {
            assert!(!is_inside(outside), "{outside}");
        }
    }
}

//! The README says what `--help` says.

use std::fs;

use crate::kit::{planlys, root};

fn readme() -> String {
    fs::read_to_string(root().join("README.md")).expect("README.md is there")
}

#[test]
fn the_usage_block_is_the_help() {
    let help = planlys(&["--help"]).stdout;
    assert!(
        readme().contains(help.trim_end()),
        "README.md lacks this:\n{help}"
    );
}

#[test]
fn every_command_and_flag_is_in_the_reference() {
    let readme = readme();
    let commands = [
        "screen",
        "show",
        "search",
        "extract",
        "hits",
        "packs list",
        "packs show",
        "packs explain",
        "packs check",
        "packs forms",
        "review set",
        "review list",
        "review undo",
        "review export",
        "review import",
        "report",
        "mark",
        "letter",
        "compare",
        "agreement",
        "calibrate",
        "filter",
        "collect",
        "export",
        #[cfg(feature = "fetch")]
        "fetch",
    ];
    for command in commands {
        let arguments: Vec<&str> = command.split(' ').chain(["--help"]).collect();
        let help = planlys(&arguments);
        assert!(
            help.stdout.contains(&format!("Bruk: planlys {command} ")),
            "{}",
            help.stdout
        );
        assert_eq!(help.code, 0);
        assert!(readme.contains(&format!("planlys {command}")), "{command}");
        for flag in help
            .stdout
            .split_whitespace()
            .filter(|word| word.starts_with("--"))
        {
            assert!(readme.contains(flag), "{command} {flag}");
        }
    }
}

#[test]
fn the_matrix_in_the_readme_is_the_one_printed() {
    let state = tempfile::tempdir().expect("a temporary folder");
    let ran = planlys(&[
        "screen",
        "--date",
        crate::kit::DAY,
        "--state",
        state.path().to_str().expect("a plain name"),
    ]);
    let matrix: Vec<&str> = ran
        .stdout
        .lines()
        .skip(2)
        .take(10)
        .map(str::trim_end)
        .collect();
    assert!(
        readme().contains(&matrix.join("\n")),
        "README.md lacks this:\n{}",
        matrix.join("\n")
    );
}

#[test]
fn the_columns_of_plans_csv_are_documented() {
    for column in planlys::corpus::manifest::COLUMNS {
        assert!(readme().contains(&format!("`{column}`")), "{column}");
    }
}

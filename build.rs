//! Tells the program which build it is, names the texts that people read, and links the program at a fixed address on Linux.
//!
//! What an earlier build found in a file is not taken over by another one, so the build is a hash of all sources. The fixed address: a
//! process a file is how the program is used in batches, and relocating 16 MB of program at every start cost as much as reading a short
//! plan.

use std::fs;
use std::hash::{DefaultHasher, Hasher};
use std::path::Path;

fn main() {
    let mut hasher = DefaultHasher::new();
    for part in ["src", "queries", "Cargo.lock", "Cargo.toml", "build.rs"] {
        println!("cargo::rerun-if-changed={part}");
        hash(Path::new(part), &mut hasher);
    }
    println!("cargo::rustc-env=PLANLYS_BUILD={:016x}", hasher.finish());
    name_texts();
    if std::env::var("CARGO_CFG_TARGET_OS").as_deref() == Ok("linux") {
        println!("cargo::rustc-link-arg-bin=planlys=-no-pie");
    }
}

/// Makes the enum `Text` of the messages of `src/wording/nb.ftl`, in their order: a text that does not exist cannot be asked for.
fn name_texts() {
    let messages = fs::read_to_string("src/wording/nb.ftl").expect("the texts are there");
    let capital = |word: &str| word[..1].to_uppercase() + &word[1..];
    let names: Vec<(&str, String)> = messages
        .lines()
        .filter_map(|line| line.split_once(" ="))
        .filter(|(id, _)| id.starts_with(|c: char| c.is_ascii_lowercase()))
        .map(|(id, _)| (id, id.split('-').map(capital).collect()))
        .collect();
    let each = |of: &dyn Fn(&str, &str) -> String| -> String {
        let parts = names.iter().map(|(id, name)| of(id, name));
        parts.collect::<Vec<_>>().join(",")
    };
    let variants = each(&|_, name| name.to_owned());
    let all = each(&|_, name| format!("Text::{name}"));
    let arms = each(&|id, name| format!("Text::{name} => \"{id}\""));
    let code = format!(
        "/// One text that people read.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[allow(missing_docs)]
        pub enum Text {{ {variants} }}
        impl Text {{
            /// Every text.
            pub const ALL: &'static [Text] = &[{all}];
            /// The name of its message in the Fluent files.
            pub fn id(self) -> &'static str {{ match self {{ {arms} }} }}
        }}"
    );
    let out = std::env::var("OUT_DIR").expect("cargo says where");
    fs::write(Path::new(&out).join("texts.rs"), code).expect("the build folder can be written");
}

/// Takes in a file, or all files of a folder in the order of their names.
fn hash(path: &Path, hasher: &mut DefaultHasher) {
    if let Ok(entries) = fs::read_dir(path) {
        let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
        paths.sort();
        for path in paths {
            hash(&path, hasher);
        }
    } else if let Ok(bytes) = fs::read(path) {
        hasher.write(path.to_string_lossy().as_bytes());
        hasher.write(&bytes);
    }
}

//! Tells the program which build it is, and links it at a fixed address on Linux.
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
    if std::env::var("CARGO_CFG_TARGET_OS").as_deref() == Ok("linux") {
        println!("cargo::rustc-link-arg-bin=planlys=-no-pie");
    }
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

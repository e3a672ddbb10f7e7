//! Links the program at a fixed address on Linux: a process a file is how it is used in batches, and relocating 16 MB of program at
//! every start cost as much as reading a short plan.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if std::env::var("CARGO_CFG_TARGET_OS").as_deref() == Ok("linux") {
        println!("cargo::rustc-link-arg-bin=planlys=-no-pie");
    }
}

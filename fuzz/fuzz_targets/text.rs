//! Plain text and Markdown: decoding, zones and tidying.
#![no_main]

mod harness;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    harness::check("a.txt", data.to_vec());
    harness::check("a.md", data.to_vec());
});

//! The content stream interpreter: any bytes as the content of a page.
#![no_main]

mod harness;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let font = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding /FirstChar 32 /LastChar 34 /Widths [250 300 400] >>";
    harness::check("a.pdf", harness::pdf(font, b"", data));
});

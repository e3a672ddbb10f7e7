//! ToUnicode maps and widths: any bytes as the map of a font whose codes are then shown.
#![no_main]

mod harness;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let half = data.len() / 2;
    let widths: Vec<String> = data[..half.min(64)]
        .chunks(2)
        .map(|pair| match pair {
            [first, second] if first % 3 == 0 => format!("[{second}]"),
            [first, second] => format!("{}", i32::from(*first) * 256 + i32::from(*second) - 500),
            _ => "0".to_owned(),
        })
        .collect();
    let font = format!(
        "<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H /ToUnicode 6 0 R /DescendantFonts [<< /Type /Font /Subtype /CIDFontType2 /BaseFont /X /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /W [{}] >>] >>",
        widths.join(" ")
    );
    let codes: String = data[half..].iter().map(|byte| format!("{byte:02x}")).collect();
    let content = format!("BT /F1 12 Tf 72 700 Td <{codes}00010002000300410042> Tj ET");
    harness::check("a.pdf", harness::pdf(&font, data, content.as_bytes()));
});

//! Layout: words at any places, sizes, directions and spacings.
#![no_main]

mod harness;

use std::fmt::Write;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    const WORDS: [&str; 16] = [
        "bolig", "sosial-", "og", "å", "a", "\\312", "3", ".....", " ", "Innhold", "4.2 Mål", "i", "\\253UU\\273", "- punkt", "Side 3", "x x x",
    ];
    let mut content = String::from("BT\n");
    for piece in data.chunks_exact(5) {
        let [kind, size, turn, x, y] = [0, 1, 2, 3, 4].map(|i| piece[i]);
        let word = WORDS[usize::from(kind & 15)];
        let size = f32::from(size) / 8.0 - 2.0;
        let (b, c) = match turn {
            0..=200 => (0.0, 0.0),
            201..=220 => (0.02, -0.02),
            _ => (1.0, -1.0),
        };
        let a = if turn > 220 { 0.0 } else { 1.0 };
        let spacing = f32::from(kind >> 4) / 4.0;
        let _ = writeln!(
            content,
            "/F1 {size} Tf {spacing} Tc {a} {b} {c} {a} {} {} Tm ({word}) Tj [({word}) {} ({word})] TJ",
            f32::from(x) * 2.3,
            f32::from(y) * 3.3,
            f32::from(turn) * 20.0 - 2000.0
        );
    }
    content.push_str("ET");
    let font = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>";
    harness::check("a.pdf", harness::pdf(font, b"", content.as_bytes()));
});

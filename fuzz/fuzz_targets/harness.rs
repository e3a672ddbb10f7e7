//! Puts fuzzed bytes into a PDF and checks what must hold of every reading. A panic inside the reader becomes a page's status in
//! planlys; here it counts as a failure.

use std::path::Path;

use planlys::extract::{self, PageStatus, ReadError, Reading, Unread};

/// Objects of a one-page PDF: the font's dictionary and streams come from the target.
pub fn pdf(font: &str, to_unicode: &[u8], content: &[u8]) -> Vec<u8> {
    let mut out = b"%PDF-1.7\n".to_vec();
    let mut places = Vec::new();
    let mut object = |number: usize, head: &str, stream: Option<&[u8]>| {
        places.push(out.len());
        out.extend(format!("{number} 0 obj\n").bytes());
        match stream {
            Some(data) => {
                out.extend(format!("<< /Length {} >>\nstream\n", data.len()).bytes());
                out.extend(data);
                out.extend(b"\nendstream");
            }
            None => out.extend(head.bytes()),
        }
        out.extend(b"\nendobj\n");
    };
    object(1, "<< /Type /Catalog /Pages 2 0 R >>", None);
    object(2, "<< /Type /Pages /Kids [3 0 R] /Count 1 >>", None);
    let page = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R /Resources << /Font << /F1 4 0 R >> /XObject << /X 7 0 R >> >> >>";
    object(3, page, None);
    object(4, font, None);
    object(5, "", Some(content));
    object(6, "", Some(to_unicode));
    object(7, "<< /Type /XObject /Subtype /Image /Width 1 /Height 1 >>", None);
    let table = out.len();
    out.extend(format!("xref\n0 {}\n0000000000 65535 f \n", places.len() + 1).bytes());
    for place in &places {
        out.extend(format!("{place:010} 00000 n \n").bytes());
    }
    out.extend(
        format!(
            "trailer\n<< /Root 1 0 R /Size {} >>\nstartxref\n{table}\n%%EOF\n",
            places.len() + 1
        )
        .bytes(),
    );
    out
}

/// Reads and checks a file.
pub fn check(name: &str, bytes: Vec<u8>) {
    match extract::read(Path::new(name), bytes) {
        Ok(reading) => assert_reading(&reading),
        Err(error) => assert_ne!(error, ReadError::Crashed),
    }
}

/// What holds of every reading: pages are accounted for, places map back, boxes belong to words.
fn assert_reading(reading: &Reading) {
    let coverage = &reading.coverage;
    assert_eq!(
        coverage.pages,
        coverage.text + coverage.ocr + coverage.blank + coverage.unread_count()
    );
    assert_eq!(coverage.pages, reading.pages.len());
    for page in &reading.pages {
        assert_ne!(page.status, PageStatus::Unread(Unread::Crashed));
        let mut end = 0;
        for block in &page.blocks {
            assert!(end <= block.start && block.start < block.end);
            assert!(page.text.get(block.start as usize..block.end as usize).is_some());
            end = block.end;
        }
        for (offset, character) in page.text.char_indices().filter(|(_, c)| *c != '\n') {
            let next = offset + character.len_utf8();
            let (from, to) =
                page.map
                    .printed_range(&page.text, &page.printed, offset as u32, next as u32);
            assert!(page.printed.get(from as usize..to as usize).is_some());
        }
        for word in page.boxes.words(&page.printed) {
            assert!(page.printed.get(word.start as usize..word.end as usize).is_some());
            assert!(word.bounds.iter().all(|side| side.is_finite()));
        }
    }
}

//! Plain text and Markdown → pages of lines.
//!
//! Text is UTF-8 (with or without byte-order mark) or UTF-16 with one; anything else is taken as Windows-1252, which old Norwegian
//! files are.

use super::{Format, Line, PageStatus, RawPage, Zone};

/// Share of control characters from which on bytes are not text.
const CONTROL_SHARE: usize = 100;

/// Whether the bytes are text in one of the encodings read here.
pub(super) fn looks_like_text(bytes: &[u8]) -> bool {
    if bytes.starts_with(&[0xfe, 0xff]) || bytes.starts_with(&[0xff, 0xfe]) {
        return true;
    }
    let sample = &bytes[..bytes.len().min(1 << 16)];
    let controls = sample
        .iter()
        .filter(|&&b| b < 32 && !matches!(b, b'\t' | b'\n' | b'\r' | 12))
        .count();
    controls * CONTROL_SHARE <= sample.len()
}

/// Splits text into pages at form feeds; Markdown also at `<!-- side N -->`.
pub(super) fn pages(bytes: &[u8], format: Format) -> Vec<RawPage> {
    let text = decode(bytes).replace("\r\n", "\n").replace('\r', "\n");
    let mut pages = Vec::new();
    for sheet in text.split('\u{c}') {
        match format {
            Format::Markdown => markdown_pages(sheet, &mut pages),
            _ => pages.push(page(sheet, None, false)),
        }
    }
    // A form feed at the end closes the last page; it does not open another.
    if pages.len() > 1
        && pages
            .last()
            .is_some_and(|p| p.status == PageStatus::Blank && p.label.is_none())
    {
        pages.pop();
    }
    pages
}

fn markdown_pages(sheet: &str, pages: &mut Vec<RawPage>) {
    let (mut text, mut label) = (String::new(), None);
    for line in sheet.split_inclusive('\n') {
        if let Some(next) = page_mark(line) {
            if label.is_some() || !text.trim().is_empty() {
                pages.push(page(&text, label.take(), true));
            }
            text.clear();
            label = Some(next);
        } else {
            text.push_str(line);
        }
    }
    pages.push(page(&text, label, true));
}

/// The label in `<!-- side N -->`.
fn page_mark(line: &str) -> Option<String> {
    let inside = line
        .trim()
        .strip_prefix("<!--")?
        .strip_suffix("-->")?
        .trim();
    let label = inside
        .strip_prefix("side")
        .or_else(|| inside.strip_prefix("page"))?;
    label.starts_with(' ').then(|| label.trim().to_owned())
}

fn page(text: &str, label: Option<String>, markdown: bool) -> RawPage {
    let printed = text.trim_matches('\n').to_owned();
    let (mut lines, mut at, mut blank_before) = (Vec::new(), 0, true);
    for raw in printed.split_inclusive('\n') {
        let trimmed = raw.trim();
        let start = at + (raw.len() - raw.trim_start().len());
        if !trimmed.is_empty() {
            let marks = if markdown {
                trimmed.len() - trimmed.trim_start_matches('#').len()
            } else {
                0
            };
            let is_heading = (1..=6).contains(&marks) && trimmed[marks..].starts_with(' ');
            lines.push(Line {
                start: (start + if is_heading { marks + 1 } else { 0 }) as u32,
                end: (start + trimmed.len()) as u32,
                zone: if is_heading {
                    Zone::Heading
                } else {
                    Zone::Body
                },
                level: if is_heading { marks as u8 } else { 0 },
                starts_block: blank_before || is_heading || (markdown && starts_item(trimmed)),
                geometry: None,
                carries: None,
            });
        }
        blank_before =
            trimmed.is_empty() || lines.last().is_some_and(|line| line.zone == Zone::Heading);
        at += raw.len();
    }
    let has_words = printed.chars().any(char::is_alphanumeric);
    RawPage {
        label,
        lines,
        status: if has_words {
            PageStatus::Text
        } else {
            PageStatus::Blank
        },
        printed,
        ..RawPage::default()
    }
}

fn starts_item(line: &str) -> bool {
    line.starts_with(['-', '*', '|', '>'])
}

fn decode(bytes: &[u8]) -> String {
    match bytes {
        [0xfe, 0xff, ..] | [0xff, 0xfe, ..] => super::text_string(bytes),
        _ => {
            let bytes = bytes.strip_prefix(&[0xef, 0xbb, 0xbf]).unwrap_or(bytes);
            std::str::from_utf8(bytes).map_or_else(|_| windows_1252(bytes), str::to_owned)
        }
    }
}

/// Decodes Windows-1252; source: Unicode's mapping file CP1252.TXT.
pub(super) fn windows_1252(bytes: &[u8]) -> String {
    const HIGH: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž',
        '\u{8f}', '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}',
        'ž', 'Ÿ',
    ];
    bytes
        .iter()
        .map(|&b| {
            if (0x80..0xa0).contains(&b) {
                HIGH[b as usize - 0x80]
            } else {
                char::from(b)
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_split_at_form_feeds_and_marks() {
        let texts = |text: &str, format| -> Vec<(Option<String>, String)> {
            pages(text.as_bytes(), format)
                .into_iter()
                .map(|p| (p.label, p.printed))
                .collect()
        };
        assert_eq!(
            texts("en\n\u{c}to\n\u{c}", Format::Text),
            [(None, "en".into()), (None, "to".into())]
        );
        let marked = texts(
            "<!-- side 3 -->\nen\n<!-- side iv -->\nto\n",
            Format::Markdown,
        );
        assert_eq!(
            marked,
            [
                (Some("3".into()), "en".into()),
                (Some("iv".into()), "to".into())
            ]
        );
    }

    #[test]
    fn old_encodings_are_read() {
        assert_eq!(decode(b"\xef\xbb\xbfb\xc3\xa5t"), "båt");
        assert_eq!(decode(b"b\xe5t"), "båt");
        assert_eq!(decode(b"\xff\xfeb\0\xe5\0t\0"), "båt");
        assert!(!looks_like_text(&[0, 1, 2, 3, 4, 5, 6, 7]));
    }
}

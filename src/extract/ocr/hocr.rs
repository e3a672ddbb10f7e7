//! What Tesseract says of a picture → lines and words with their places and how certain they are.
//!
//! hOCR is XHTML whose classes name what an element is and whose `title` holds its properties (hOCR 1.2, sections 4 and 5): `bbox` in
//! pixels, `x_size` the height of a line's letters, `x_wconf` how certain a word is, 0–100.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::{Frame, Recognised, RecognisedLine, RecognisedWord};
use crate::extract::office::named;

/// `x_size` is from the top of the tallest letter to the bottom of the lowest, which is more than the font size by this much.
const SIZE: f32 = 0.92;
/// Sizes of lines of the same letters differ by a few per cent; they are told in steps of this many points.
const STEP: f32 = 0.5;

/// Reads hOCR; `frame` says where the pixels of the picture stand on the page.
pub fn read(text: &str, engine: &str, frame: &Frame) -> Option<Recognised> {
    let mut page = PageReader {
        frame,
        lines: Vec::new(),
        starts_block: true,
        word: None,
    };
    let mut reader = Reader::from_str(text);
    loop {
        match reader.read_event().ok()? {
            Event::Start(element) => page.start(&element),
            Event::Text(words) => page.push(&words),
            Event::GeneralRef(name) => match name.resolve_char_ref().ok()? {
                Some(letter) => page.push(letter.encode_utf8(&mut [0; 4])),
                None => page.push(named(&name)),
            },
            Event::End(element) if element.name().as_ref() == "span" => page.end_of_word(),
            Event::Eof => break,
            _ => {}
        }
    }
    let mut lines = page.lines;
    lines.retain(|line| !line.words.is_empty());
    Some(Recognised {
        engine: engine.to_owned(),
        lines,
    })
}

struct PageReader<'f> {
    frame: &'f Frame,
    lines: Vec<RecognisedLine>,
    starts_block: bool,
    word: Option<RecognisedWord>,
}

impl PageReader<'_> {
    fn start(&mut self, element: &BytesStart<'_>) {
        let value = |name: &str| {
            let attribute = element.try_get_attribute(name).ok().flatten()?;
            Some(attribute.value.into_owned())
        };
        let (Some(class), Some(title)) = (value("class"), value("title")) else {
            return;
        };
        match class.as_str() {
            "ocr_par" => self.starts_block = true,
            "ocrx_word" => self.word = self.word_of(&title),
            "ocr_line" | "ocr_header" | "ocr_caption" | "ocr_textfloat" => {
                let [size] = numbers(&title, "x_size").unwrap_or_default();
                let size = self.frame.points(size) * SIZE;
                self.lines.push(RecognisedLine {
                    size: (size / STEP).round() * STEP,
                    starts_block: std::mem::take(&mut self.starts_block),
                    words: Vec::new(),
                });
            }
            _ => {}
        }
    }

    fn word_of(&self, title: &str) -> Option<RecognisedWord> {
        let [confidence] = numbers(title, "x_wconf")?;
        Some(RecognisedWord {
            text: String::new(),
            bounds: self.frame.on_page(numbers(title, "bbox")?),
            confidence: confidence.clamp(0.0, 100.0) as u8,
        })
    }

    fn push(&mut self, text: &str) {
        if let Some(word) = &mut self.word {
            word.text
                .extend(text.chars().filter(|c| !c.is_whitespace()));
        }
    }

    fn end_of_word(&mut self) {
        let word = self.word.take().filter(|word| !word.text.is_empty());
        if let Some((word, line)) = word.zip(self.lines.last_mut()) {
            line.words.push(word);
        }
    }
}

/// The numbers of a property in a `title`.
fn numbers<const N: usize>(title: &str, name: &str) -> Option<[f32; N]> {
    let mut properties = title.split(';').map(str::trim);
    let own = properties.find_map(|property| property.strip_prefix(name)?.strip_prefix(' '))?;
    let numbers: Option<Vec<f32>> = own.split(' ').map(|n| n.parse().ok()).collect();
    numbers?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_come_with_place_size_and_certainty() {
        let hocr = r#"<?xml version="1.0"?><html><body>
            <div class='ocr_page' title='image "x"; bbox 0 0 2480 3508'><p class='ocr_par' title="bbox 0 0 9 9">
            <span class='ocr_line' title="bbox 300 600 900 650; baseline 0 -13; x_size 54.2; x_ascenders 11">
              <span class='ocrx_word' title='bbox 300 600 540 650; x_wconf 93'><strong>Leie</strong></span>
              <span class='ocrx_word' title='bbox 600 600 900 650; x_wconf 41'>&lt;til&#39;</span>
              <span class='ocrx_word' title='bbox 900 600 910 650; x_wconf 95'> </span>
            </span></p></div></body></html>"#;
        let frame = Frame::upright([2480, 3508], 300.0 / 72.0);
        let read = read(hocr, "tesseract", &frame).expect("it is XML");
        let [line] = &read.lines[..] else {
            panic!("{read:?}")
        };
        assert!(line.starts_block);
        assert!((line.size - 12.0).abs() < 0.1, "{}", line.size);
        let words: Vec<(&str, u8)> = line
            .words
            .iter()
            .map(|w| (&*w.text, w.confidence))
            .collect();
        assert_eq!(words, [("Leie", 93), ("<til'", 41)]);
        let wanted = [72.0, 144.0, 129.6, 156.0];
        for (side, wanted) in line.words[0].bounds.iter().zip(wanted) {
            assert!((side - wanted).abs() < 0.01, "{side} {wanted}");
        }
    }
}

//! Lines in Arabic or Hebrew script: from the order in which they stand to the order in which they are read.
//!
//! Norwegian plans have a paragraph of such text at most; this keeps its words findable and does not do the whole of Unicode's
//! bidirectional algorithm.

/// Whether a character belongs to a script written from right to left.
pub(super) fn is_rtl(character: char) -> bool {
    matches!(character, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefe}')
        && !character.is_numeric()
}

/// The words of a line, left to right as they stand, as they are read; `words` are their boxes, reordered with them.
pub(super) fn logical(line: &str, words: &mut [[f32; 4]]) -> String {
    let mut tokens: Vec<(usize, &str)> = line.split_whitespace().enumerate().collect();
    let has_rtl = |token: &str| token.chars().any(is_rtl);
    let is_ltr =
        |token: &str| !has_rtl(token) && token.chars().any(|c| c.is_alphanumeric() && !is_rtl(c));
    let letters = |test: &dyn Fn(char) -> bool| line.chars().filter(|&c| test(c)).count();
    let mostly_rtl = letters(&is_rtl) * 2 > letters(&char::is_alphabetic);
    if mostly_rtl {
        tokens.reverse();
    }
    // Runs in the other direction than the line's keep their own order.
    let against = |token: &str| {
        if mostly_rtl {
            is_ltr(token)
        } else {
            has_rtl(token)
        }
    };
    for run in tokens.chunk_by_mut(|a, b| against(a.1) && against(b.1)) {
        if run.len() > 1 {
            run.reverse();
        }
    }
    let before = words.to_vec();
    if before.len() == tokens.len() {
        for (place, &(from, _)) in words.iter_mut().zip(&tokens) {
            *place = before[from];
        }
    }
    let texts: Vec<String> = tokens
        .into_iter()
        .map(|(_, token)| {
            if has_rtl(token) {
                mirrored(token)
            } else {
                token.to_owned()
            }
        })
        .collect();
    texts.join(" ")
}

/// The characters of a word in reverse, numbers in it as they are.
fn mirrored(token: &str) -> String {
    let characters: Vec<char> = token.chars().rev().collect();
    characters
        .chunk_by(|a, b| a.is_numeric() && b.is_numeric())
        .flat_map(|run| -> Box<dyn Iterator<Item = char>> {
            if run[0].is_numeric() {
                Box::new(run.iter().rev().copied())
            } else {
                Box::new(run.iter().copied())
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn visual_order_becomes_reading_order() {
        let mut words = [[0.0; 4]; 4];
        assert_eq!(logical("גבא דג NAV 2024", &mut words), "NAV 2024 גד אבג");
        assert_eq!(logical("זוה דגבא", &mut [[0.0; 4], [1.0; 4]]), "אבגד הוז");
        let mut words = [[0.0; 4], [1.0; 4], [2.0; 4]];
        logical("דג בא הו", &mut words);
        assert!((words[0][0] - 2.0).abs() < 1e-6);
    }
}

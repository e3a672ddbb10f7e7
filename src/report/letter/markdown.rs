//! A letter as Markdown.

use super::{Block, Letter, Table};

pub(super) fn text(letter: &Letter) -> String {
    let blocks = letter.blocks.iter().map(|block| match block {
        Block::Heading(level, words) => {
            let marks = "#".repeat(usize::from(*level));
            format!("\n{marks} {}\n", escaped(words))
        }
        Block::Text(words) => format!("\n{}\n", escaped(words)),
        Block::ToDo(words) => format!("\n> {}\n", escaped(words)),
        Block::List(points) => {
            let points = points.iter().map(|point| format!("- {}\n", escaped(point)));
            format!("\n{}", points.collect::<String>())
        }
        Block::Table(table) => format!("\n{}", rows(table)),
    });
    let title = format!("# {}\n", escaped(&letter.title));
    std::iter::once(title).chain(blocks).collect()
}

fn rows(table: &Table) -> String {
    let row = |cells: &[String]| {
        let cells: Vec<String> = cells.iter().map(|cell| escaped(cell)).collect();
        format!("| {} |\n", cells.join(" | "))
    };
    let caption = escaped(&table.caption);
    let rule = format!("|{}\n", " --- |".repeat(table.header.len()));
    let rows: String = table.rows.iter().map(|(cells, _)| row(cells)).collect();
    format!("{caption}:\n\n{}{rule}{rows}", row(&table.header))
}

/// The text on one line, with everything escaped that would be taken for markup: words from plans are data.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '~' => {
                out.push('\\');
                out.push(letter);
            }
            '\n' | '\r' => out.push(' '),
            _ => out.push(letter),
        }
    }
    // At the start of a line these begin a heading, a list or a rule.
    let first = out.chars().next().unwrap_or_default();
    let number = out.find(|c: char| !c.is_ascii_digit()).unwrap_or(0);
    if "#+-=".contains(first) {
        out.insert(0, '\\');
    } else if number > 0 && out[number..].starts_with(['.', ')']) {
        out.insert(number, '\\');
    }
    out
}

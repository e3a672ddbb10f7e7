//! A letter as a Word file: a zip of a few XML parts (ECMA-376). Written here because the crate for it knows neither language tags nor
//! header rows, which readers with a screen reader need.

use std::io::{self, Seek, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::{Block, Letter, Table};
use crate::classify::Outcome;
use crate::report::fill;
use crate::wording::Lang;

const XML: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const CONTENT_TYPES: &str = "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">\
<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
<Default Extension=\"xml\" ContentType=\"application/xml\"/>\
<Override PartName=\"/word/document.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/>\
<Override PartName=\"/word/footer.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml\"/>\
<Override PartName=\"/word/styles.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml\"/>\
<Override PartName=\"/word/numbering.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.numbering+xml\"/>\
<Override PartName=\"/docProps/core.xml\" ContentType=\"application/vnd.openxmlformats-package.core-properties+xml\"/>\
</Types>";
const RELATIONS: &str = "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
<Relationship Id=\"r1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"word/document.xml\"/>\
<Relationship Id=\"r2\" Type=\"http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties\" Target=\"docProps/core.xml\"/>\
</Relationships>";
const PARTS: &str = "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
<Relationship Id=\"r1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles\" Target=\"styles.xml\"/>\
<Relationship Id=\"r2\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/numbering\" Target=\"numbering.xml\"/>\
<Relationship Id=\"r3\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/footer\" Target=\"footer.xml\"/>\
</Relationships>";
/// The number of each page.
const FOOTER: &str = "<w:ftr xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:p><w:pPr><w:jc w:val=\"center\"/></w:pPr>\
<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText xml:space=\"preserve\"> PAGE </w:instrText></w:r><w:r><w:fldChar w:fldCharType=\"end\"/></w:r></w:p></w:ftr>";
const NUMBERING: &str = "<w:numbering xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\">\
<w:abstractNum w:abstractNumId=\"0\"><w:multiLevelType w:val=\"hybridMultilevel\"/><w:lvl w:ilvl=\"0\"><w:start w:val=\"1\"/><w:numFmt w:val=\"bullet\"/>\
<w:lvlText w:val=\"•\"/><w:lvlJc w:val=\"left\"/><w:pPr><w:ind w:left=\"567\" w:hanging=\"283\"/></w:pPr></w:lvl></w:abstractNum>\
<w:num w:numId=\"1\"><w:abstractNumId w:val=\"0\"/></w:num></w:numbering>";
const MAIN: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
/// Width of the text on A4 with margins of 2.5 cm, in twentieths of a point.
const WIDTH: usize = 9070;

pub(super) fn write(letter: &Letter, out: impl Write + Seek) -> io::Result<()> {
    let mut zip = ZipWriter::new(out);
    // No clock: the same letter gives the same file.
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(zip::DateTime::default());
    let parts = [
        ("[Content_Types].xml", CONTENT_TYPES.to_owned()),
        ("_rels/.rels", RELATIONS.to_owned()),
        ("word/_rels/document.xml.rels", PARTS.to_owned()),
        ("word/numbering.xml", NUMBERING.to_owned()),
        ("word/footer.xml", FOOTER.to_owned()),
        ("word/styles.xml", styles(letter.lang)),
        ("word/document.xml", document(letter)),
        ("docProps/core.xml", properties(letter)),
    ];
    for (name, content) in parts {
        zip.start_file(name, options)?;
        zip.write_all(XML.as_bytes())?;
        zip.write_all(content.as_bytes())?;
    }
    zip.finish()?;
    Ok(())
}

/// The language as Word names it.
fn tag(lang: Lang) -> &'static str {
    match lang {
        Lang::Nb => "nb-NO",
        Lang::Nn => "nn-NO",
        Lang::En => "en-GB",
    }
}

fn properties(letter: &Letter) -> String {
    format!(
        "<cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\
<dc:title>{}</dc:title><dc:creator>planlys</dc:creator><dc:language>{}</dc:language></cp:coreProperties>",
        escaped(&letter.title),
        tag(letter.lang)
    )
}

fn styles(lang: Lang) -> String {
    let heading = |id: u8, name: &str, size: u8| {
        let level = id.saturating_sub(1);
        format!(
            "<w:style w:type=\"paragraph\" w:styleId=\"H{id}\"><w:name w:val=\"{name}\"/><w:basedOn w:val=\"N\"/><w:next w:val=\"N\"/><w:qFormat/>\
<w:pPr><w:keepNext/><w:spacing w:before=\"240\" w:after=\"80\"/><w:outlineLvl w:val=\"{level}\"/></w:pPr><w:rPr><w:b/><w:sz w:val=\"{size}\"/></w:rPr></w:style>"
        )
    };
    let headings = [
        heading(1, "heading 1", 32),
        heading(2, "heading 2", 26),
        heading(3, "heading 3", 23),
    ];
    format!(
        "<w:styles xmlns:w=\"{MAIN}\"><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii=\"Calibri\" w:hAnsi=\"Calibri\" w:cs=\"Calibri\"/><w:sz w:val=\"22\"/>\
<w:lang w:val=\"{}\"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after=\"120\" w:line=\"264\" w:lineRule=\"auto\"/></w:pPr></w:pPrDefault></w:docDefaults>\
<w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"N\"><w:name w:val=\"Normal\"/><w:qFormat/></w:style>{}\
<w:style w:type=\"paragraph\" w:styleId=\"C\"><w:name w:val=\"caption\"/><w:basedOn w:val=\"N\"/><w:pPr><w:keepNext/></w:pPr><w:rPr><w:b/></w:rPr></w:style>\
<w:style w:type=\"paragraph\" w:styleId=\"S\"><w:name w:val=\"Table text\"/><w:basedOn w:val=\"N\"/><w:pPr><w:spacing w:after=\"40\"/></w:pPr><w:rPr><w:sz w:val=\"18\"/></w:rPr></w:style>\
<w:style w:type=\"paragraph\" w:styleId=\"T\"><w:name w:val=\"To do\"/><w:basedOn w:val=\"N\"/><w:pPr><w:shd w:val=\"clear\" w:fill=\"FFF2CC\"/></w:pPr><w:rPr><w:i/></w:rPr></w:style>\
</w:styles>",
        tag(lang),
        headings.concat()
    )
}

fn document(letter: &Letter) -> String {
    let mut body = paragraph("<w:pStyle w:val=\"H1\"/>", &letter.title);
    for block in &letter.blocks {
        match block {
            Block::Heading(level, words) => {
                body += &paragraph(&format!("<w:pStyle w:val=\"H{level}\"/>"), words);
            }
            Block::Text(words) => body += &paragraph("", words),
            Block::ToDo(words) => body += &paragraph("<w:pStyle w:val=\"T\"/>", words),
            Block::List(points) => {
                const POINT: &str =
                    "<w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"1\"/></w:numPr>";
                for point in points {
                    body += &paragraph(POINT, point);
                }
            }
            Block::Table(table) => {
                body += &paragraph("<w:pStyle w:val=\"C\"/>", &table.caption);
                body += &rows(table);
                // A table must be followed by a paragraph.
                body += "<w:p/>";
            }
        }
    }
    format!(
        "<w:document xmlns:w=\"{MAIN}\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><w:body>{body}<w:sectPr>\
<w:footerReference w:type=\"default\" r:id=\"r3\"/><w:pgSz w:w=\"11906\" w:h=\"16838\"/>\
<w:pgMar w:top=\"1417\" w:right=\"1417\" w:bottom=\"1417\" w:left=\"1417\" w:header=\"708\" w:footer=\"708\" w:gutter=\"0\"/></w:sectPr></w:body></w:document>"
    )
}

fn paragraph(properties: &str, words: &str) -> String {
    format!(
        "<w:p><w:pPr>{properties}</w:pPr><w:r><w:t xml:space=\"preserve\">{}</w:t></w:r></w:p>",
        escaped(words)
    )
}

fn rows(table: &Table) -> String {
    const BORDERS: &str = "<w:tblBorders><w:top w:val=\"single\" w:sz=\"4\"/><w:left w:val=\"single\" w:sz=\"4\"/><w:bottom w:val=\"single\" w:sz=\"4\"/>\
<w:right w:val=\"single\" w:sz=\"4\"/><w:insideH w:val=\"single\" w:sz=\"4\"/><w:insideV w:val=\"single\" w:sz=\"4\"/></w:tblBorders>";
    let all: usize = table.widths.iter().sum();
    let width = |column: usize| WIDTH * table.widths[column] / all;
    let columns = 0..table.header.len();
    let grid = columns.map(|column| format!("<w:gridCol w:w=\"{}\"/>", width(column)));
    let grid: String = grid.collect();
    let header = table.header.iter().enumerate();
    let header: String = header
        .map(|(column, words)| cell(words, width(column), Some(0xee_eeee)))
        .collect();
    let row = |(cells, of): &(Vec<String>, Option<Outcome>)| {
        let shade = |column: usize| of.filter(|_| column == 1).and_then(fill);
        let cells = cells.iter().enumerate();
        let cells: String = cells
            .map(|(column, words)| cell(words, width(column), shade(column)))
            .collect();
        format!("<w:tr><w:trPr><w:cantSplit/></w:trPr>{cells}</w:tr>")
    };
    let rows: String = table.rows.iter().map(row).collect();
    format!(
        "<w:tbl><w:tblPr><w:tblW w:w=\"{WIDTH}\" w:type=\"dxa\"/>{BORDERS}<w:tblLook w:firstRow=\"1\" w:firstColumn=\"1\"/>\
<w:tblCaption w:val=\"{}\"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid><w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{header}</w:tr>{rows}</w:tbl>",
        escaped(&table.caption)
    )
}

fn cell(words: &str, width: usize, shade: Option<u32>) -> String {
    let shade = shade
        .map(|fill| format!("<w:shd w:val=\"clear\" w:color=\"auto\" w:fill=\"{fill:06X}\"/>"));
    format!(
        "<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/>{}</w:tcPr>{}</w:tc>",
        shade.unwrap_or_default(),
        paragraph("<w:pStyle w:val=\"S\"/>", words)
    )
}

/// The text of an element or attribute; what XML 1.0 cannot hold is left out.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' | '\r' => out.push(' '),
            '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {}
            _ => out.push(letter),
        }
    }
    out
}

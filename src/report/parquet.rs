//! The hits as Parquet, for those who put them into a data platform: the fields of a line of `planlys.hits/1`. Only in builds with the
//! feature `parquet`.

use std::io::{self, Write};
use std::sync::Arc;

use parquet::basic::{Compression, ZstdLevel};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, Int32Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::parser::parse_message_type;

use super::json::{RunHit, name};
use crate::run::Run;
use crate::wording::Lang;

/// Rows held in memory at once.
const GROUP: usize = 100_000;

/// What a column holds of a row.
type Of<T> = fn(&RunHit<'_>) -> T;

/// The columns of text, in order.
const TEXTS: [(&str, Of<Option<String>>); 18] = [
    ("document", |row| Some(row.hit.document.clone())),
    ("municipality", |row| Some(row.municipality.to_owned())),
    ("number", |row| row.number.map(|n| n.to_string())),
    ("level", |row| Some(row.level.to_owned())),
    ("title", |row| Some(row.title.to_owned())),
    ("status", |row| name(&row.status)),
    ("hash", |row| Some(row.hash.to_owned())),
    ("label", |row| row.hit.label.map(str::to_owned)),
    ("pack", |row| Some(row.hit.pack.to_owned())),
    ("term", |row| Some(row.hit.term.to_owned())),
    ("variant", |row| Some(row.hit.variant.to_owned())),
    ("surface", |row| Some(row.hit.surface.to_owned())),
    ("form", |row| name(&row.hit.form)),
    ("zone", |row| name(&row.hit.zone)),
    ("bearing", |row| name(&row.hit.bearing)),
    ("section", |row| row.hit.section.map(str::to_owned)),
    ("why_not", |row| row.hit.why_not.clone()),
    ("context", |row| Some(row.hit.context.clone())),
];
/// The columns of numbers, after those of text.
const NUMBERS: [(&str, Of<usize>); 3] = [
    ("page", |row| row.hit.page as usize),
    ("start", |row| row.hit.start),
    ("end", |row| row.hit.end),
];
/// The columns of yes and no, after those of numbers.
const FLAGS: [(&str, Of<bool>); 3] = [
    ("counts", |row| row.hit.counts),
    ("social", |row| row.hit.social),
    ("wider", |row| row.hit.wider),
];

/// Writes all hits of a run, a row a hit.
pub fn hits(run: &Run, lang: Lang, out: &mut impl Write) -> io::Result<()> {
    let bytes = file(run, lang).map_err(io::Error::other)?;
    out.write_all(&bytes)
}

fn file(run: &Run, lang: Lang) -> Result<Vec<u8>, ParquetError> {
    let texts = TEXTS.map(|(name, _)| format!("optional binary {name} (STRING);"));
    let numbers = NUMBERS.map(|(name, _)| format!("required int32 {name};"));
    let flags = FLAGS.map(|(name, _)| format!("required boolean {name};"));
    let columns = [texts.concat(), numbers.concat(), flags.concat()].concat();
    let schema = Arc::new(parse_message_type(&format!(
        "message hits {{ {columns} }}"
    ))?);
    let properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .build();
    let mut file = SerializedFileWriter::new(Vec::new(), schema, Arc::new(properties))?;
    let mut rows = super::json::run_hits(run, lang);
    loop {
        let group: Vec<RunHit<'_>> = rows.by_ref().take(GROUP).collect();
        if group.is_empty() {
            break;
        }
        let mut writer = file.next_row_group()?;
        write(&mut writer, &group)?;
        writer.close()?;
    }
    file.into_inner()
}

fn write(
    writer: &mut SerializedRowGroupWriter<'_, Vec<u8>>,
    rows: &[RunHit<'_>],
) -> Result<(), ParquetError> {
    const UNFIT: &str = "the schema has a column more than this writer";
    let unfit = || ParquetError::General(UNFIT.to_owned());
    for (_, of) in TEXTS {
        let found: Vec<Option<String>> = rows.iter().map(of).collect();
        let there: Vec<i16> = found.iter().map(|text| i16::from(text.is_some())).collect();
        let texts = found.into_iter().flatten();
        let texts: Vec<ByteArray> = texts.map(|text| text.into_bytes().into()).collect();
        let mut column = writer.next_column()?.ok_or_else(unfit)?;
        let typed = column.typed::<ByteArrayType>();
        typed.write_batch(&texts, Some(&there), None)?;
        column.close()?;
    }
    for (_, of) in NUMBERS {
        let number = |row: &RunHit<'_>| i32::try_from(of(row)).unwrap_or(i32::MAX);
        let numbers: Vec<i32> = rows.iter().map(number).collect();
        let mut column = writer.next_column()?.ok_or_else(unfit)?;
        column
            .typed::<Int32Type>()
            .write_batch(&numbers, None, None)?;
        column.close()?;
    }
    for (_, of) in FLAGS {
        let flags: Vec<bool> = rows.iter().map(of).collect();
        let mut column = writer.next_column()?.ok_or_else(unfit)?;
        column.typed::<BoolType>().write_batch(&flags, None, None)?;
        column.close()?;
    }
    Ok(())
}

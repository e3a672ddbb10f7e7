//! Lines in Parquet files: the rows of the column `document`. Only in builds with the feature `parquet`.

use std::fs::File;

use parquet::column::reader::ColumnReader;
use parquet::data_type::ByteArray;
use parquet::errors::ParquetError;
use parquet::file::reader::{FileReader, SerializedFileReader};

use super::files::{Found, Unusable};

/// The column that holds the lines.
const COLUMN: &str = "document";
/// Rows read at once: each may be megabytes.
const ROWS: usize = 16;

impl From<ParquetError> for Unusable {
    fn from(error: ParquetError) -> Self {
        Unusable::Parquet(error.to_string())
    }
}

/// Tells every line of a Parquet file.
pub(super) fn each_row(file: File, mut found: impl FnMut(Found<'_>)) -> Result<(), Unusable> {
    let file = SerializedFileReader::new(file)?;
    let columns = file.metadata().file_metadata().schema_descr();
    let is_ours = |at: &usize| columns.column(*at).path().string() == COLUMN;
    let column = (0..columns.num_columns()).find(is_ours);
    let column = column.ok_or(Unusable::WithoutColumn(COLUMN))?;
    let mut number = 0;
    for group in 0..file.num_row_groups() {
        let ColumnReader::ByteArrayColumnReader(mut reader) =
            file.get_row_group(group)?.get_column_reader(column)?
        else {
            return Err(Unusable::WithoutColumn(COLUMN));
        };
        loop {
            let (mut lines, mut there): (Vec<ByteArray>, Vec<i16>) = (Vec::new(), Vec::new());
            let (rows, ..) = reader.read_records(ROWS, Some(&mut there), None, &mut lines)?;
            if rows == 0 {
                break;
            }
            let mut lines = lines.iter();
            for row in 0..rows {
                number += 1;
                let is_null = there.get(row) == Some(&0);
                let line = (!is_null).then(|| lines.next()).flatten();
                found(Found {
                    number,
                    line: line.map_or(&[], ByteArray::data),
                    is_ended: true,
                });
            }
        }
    }
    Ok(())
}

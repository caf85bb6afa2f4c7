//! Tables as CSV that spreadsheets open as they are meant: UTF-8 with a byte order mark, quoted as RFC 4180,
//! no cell that a spreadsheet would run as a formula, written line by line in constant memory.

use std::borrow::Cow;

use actix_web::HttpResponse;
use actix_web::web::Bytes;
use futures_util::{Stream, StreamExt, stream};

use super::{Error, download};

/// What the file begins with, so that spreadsheets read it as UTF-8.
pub const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// A cell that no spreadsheet takes for a formula: where the text begins like one, also in full width, after
/// an apostrophe.
pub fn cell(text: &str) -> Cow<'_, str> {
    let starts_formula =
        |first: char| matches!(first, '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠');
    if text.chars().next().is_some_and(starts_formula) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// The records of a text, their cells without the apostrophe of [`cell`]. What cannot be read is left out.
pub fn records(text: &str, separator: u8) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator)
        .from_reader(text.as_bytes());
    let plain = |text: &str| match text.strip_prefix('\'') {
        Some(rest) if matches!(cell(rest), Cow::Owned(_)) => rest.to_owned(),
        _ => text.to_owned(),
    };
    reader.records().flatten().map(|record| record.iter().map(plain).collect()).collect()
}

/// Lines, each with its line end (CR LF), every cell made safe.
///
/// # Errors
/// [`Error::Internal`] when they cannot be written, which does not happen in memory.
pub fn lines<R>(records: impl IntoIterator<Item = R>) -> Result<Bytes, Error>
where
    R: IntoIterator<Item: AsRef<str>>,
{
    let mut writer =
        csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::with_capacity(128));
    for record in records {
        for text in record {
            writer.write_field(cell(text.as_ref()).as_bytes()).map_err(Error::internal)?;
        }
        writer.write_record(None::<&[u8]>).map_err(Error::internal)?;
    }
    let bytes = writer.into_inner().map_err(|error| Error::internal(error.to_string()))?;
    Ok(bytes.into())
}

/// One line, see [`lines`].
///
/// # Errors
/// See [`lines`].
pub fn line<T: AsRef<str>>(cells: impl IntoIterator<Item = T>) -> Result<Bytes, Error> {
    lines([cells])
}

/// A file to be saved under this name (letters, digits, dots and dashes), with these lines under the header. An error among the
/// lines ends the transfer in the middle, so that half a table is never taken for a whole one.
///
/// # Errors
/// See [`lines`].
pub fn respond<S>(file_name: &str, header: &[String], lines: S) -> Result<HttpResponse, Error>
where
    S: Stream<Item = Result<Bytes, Error>> + 'static,
{
    let head = [Bytes::from_static(BYTE_ORDER_MARK), line(header)?];
    let body = stream::iter(head.map(Ok)).chain(lines);
    Ok(download::stream(file_name, "text/csv; charset=utf-8", body))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;

    #[test]
    fn s48_a_cell_that_begins_like_a_formula_is_disarmed_in_any_width() {
        for (text, safe) in [
            ("=1+1", "'=1+1"),
            ("+86 21", "'+86 21"),
            ("-3", "'-3"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "'\t=1"),
            ("\r=1", "'\r=1"),
            ("\n=1", "'\n=1"),
            ("＝1", "'＝1"),
            ("＋1", "'＋1"),
            ("－1", "'－1"),
            ("＠x", "'＠x"),
            ("林晓雯", "林晓雯"),
            ("3-4", "3-4"),
            ("", ""),
        ] {
            assert_eq!(cell(text), safe, "{text:?}");
        }
    }

    #[test]
    fn commas_quotes_and_line_breaks_stay_inside_their_cell() {
        let bytes = line(["a,b", "say \"hi\"", "two\r\nlines", "", "=x"]).unwrap();
        assert_eq!(bytes, "\"a,b\",\"say \"\"hi\"\"\",\"two\r\nlines\",,'=x\r\n".as_bytes());
    }

    #[test]
    fn a_line_of_one_empty_cell_is_still_a_line_with_a_cell() {
        assert_eq!(line([""]).unwrap(), "\"\"\r\n".as_bytes());
    }
}

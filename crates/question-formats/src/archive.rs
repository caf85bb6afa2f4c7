//! Zip archives from strangers: nothing is written to disk, and no archive unpacks to more than the limits allow,
//! whatever its directory says.

use std::borrow::Cow;
use std::io::{Cursor, Read};

use zip::ZipArchive;

use crate::Limits;
use crate::messages::Code;
use crate::model::Diagnostic;

/// An open archive.
pub(crate) struct Archive<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    /// Bytes that may still be unpacked.
    left: u64,
    limit: u64,
}

impl<'a> Archive<'a> {
    /// Reads the directory of an archive.
    ///
    /// # Errors
    /// [`Code::EArchive`] when it cannot be read, [`Code::EArchiveTooLarge`] when it has too many members.
    pub(crate) fn open(bytes: &'a [u8], limits: &Limits) -> Result<Self, Diagnostic> {
        let zip = ZipArchive::new(Cursor::new(bytes))
            .map_err(|problem| Diagnostic::new(Code::EArchive).found(problem.to_string()))?;
        if zip.len() > limits.archive_members {
            return Err(Diagnostic::new(Code::EArchiveTooLarge)
                .found(zip.len().to_string())
                .expected(limits.archive_members.to_string()));
        }
        let limit = u64::try_from(limits.unpacked_bytes).unwrap_or(u64::MAX);
        Ok(Self { zip, left: limit, limit })
    }

    /// Names of the members, in the order of the directory. A name is only a name: it may hold `..` or a drive.
    pub(crate) fn names(&self) -> Vec<String> {
        self.zip.file_names().filter_map(Result::ok).map(Cow::into_owned).collect()
    }

    /// The bytes of a member; `None` when there is no member of this name.
    ///
    /// # Errors
    /// [`Code::EArchiveTooLarge`] when everything unpacked so far would go beyond the limit, [`Code::EArchive`] when
    /// the member is damaged, encrypted or packed in an unknown way.
    pub(crate) fn read(&mut self, name: &str) -> Result<Option<Vec<u8>>, Diagnostic> {
        let bytes = self.unpack(name)?;
        let unpacked = bytes.as_ref().map_or(0, |bytes| u64::try_from(bytes.len()).unwrap_or(u64::MAX));
        self.left = self.left.saturating_sub(unpacked);
        Ok(bytes)
    }

    /// The bytes of a member that was read before and was not kept: they were counted then.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub(crate) fn read_again(&mut self, name: &str) -> Result<Option<Vec<u8>>, Diagnostic> {
        let left = std::mem::replace(&mut self.left, self.limit);
        let bytes = self.unpack(name);
        self.left = left;
        bytes
    }

    fn unpack(&mut self, name: &str) -> Result<Option<Vec<u8>>, Diagnostic> {
        let damaged = |problem: String| Diagnostic::new(Code::EArchive).found(format!("{name}: {problem}"));
        let member = match self.zip.by_name(name) {
            Ok(member) => member,
            Err(zip::result::ZipError::FileNotFound) => return Ok(None),
            Err(problem) => return Err(damaged(problem.to_string())),
        };
        let mut bytes = Vec::new();
        // One byte more than allowed shows that there is more.
        member
            .take(self.left.saturating_add(1))
            .read_to_end(&mut bytes)
            .map_err(|problem| damaged(problem.to_string()))?;
        let unpacked = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        if unpacked > self.left {
            return Err(Diagnostic::new(Code::EArchiveTooLarge)
                .found(name)
                .expected(format!("{} MiB", self.limit >> 20)));
        }
        Ok(Some(bytes))
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;
    use std::io::Write;
    use zip::write::SimpleFileOptions;

    fn packed(members: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in members {
            writer.start_file(*name, SimpleFileOptions::default()).unwrap();
            writer.write_all(bytes).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    #[test]
    fn members_come_out_as_they_went_in() {
        let bytes = packed(&[("a/b.txt", b"hello"), ("../c", b"")]);
        let mut archive = Archive::open(&bytes, &Limits::default()).unwrap();
        assert_eq!(archive.names(), ["a/b.txt", "../c"]);
        assert_eq!(archive.read("a/b.txt").unwrap().unwrap(), b"hello");
        assert_eq!(archive.read("none").unwrap(), None);
    }

    #[test]
    fn no_member_and_no_sum_of_members_goes_beyond_the_limit() {
        let zeros = vec![0; 1024 * 1024];
        let bytes = packed(&[("one", &zeros), ("two", &zeros)]);
        let limits = Limits { unpacked_bytes: 1024 * 1024 + 1, ..Limits::default() };
        let mut archive = Archive::open(&bytes, &limits).unwrap();
        assert!(archive.read("one").unwrap().is_some());
        assert_eq!(archive.read("two").unwrap_err().code, Code::EArchiveTooLarge);
        assert_eq!(archive.read_again("one").unwrap().unwrap().len(), zeros.len());
        assert_eq!(archive.read("two").unwrap_err().code, Code::EArchiveTooLarge);
    }

    #[test]
    fn what_only_begins_like_an_archive_is_refused_with_a_sentence() {
        for bytes in [b"PK\x03\x04".as_slice(), b"PK\x03\x04 and then something else entirely", b""] {
            assert_eq!(
                Archive::open(bytes, &Limits::default()).map(|_| ()).unwrap_err().code,
                Code::EArchive
            );
        }
    }
}

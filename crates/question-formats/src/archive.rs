//! Zip archives from strangers: nothing is written to disk, and no archive unpacks to more than the limits allow,
//! whatever its directory says.

use std::borrow::Cow;
use std::io::{Cursor, Read};

use zip::ZipArchive;
use zip::result::ZipError;

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
            .map_err(|_| Diagnostic::new(Code::EArchive).found("cut_short"))?;
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
        let unreadable = |what: &str| Diagnostic::new(Code::EArchive).found(what);
        let member = match self.zip.by_name(name) {
            Ok(member) => member,
            Err(ZipError::FileNotFound) => return Ok(None),
            Err(ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED)) => {
                return Err(unreadable("password"));
            }
            Err(_) => return Err(unreadable(name)),
        };
        let mut bytes = Vec::new();
        // One byte more than allowed shows that there is more.
        member.take(self.left.saturating_add(1)).read_to_end(&mut bytes).map_err(|_| unreadable(name))?;
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
    #![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests may panic")]
    use super::*;
    use crate::messages::Language;
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
    fn s44_no_member_and_no_sum_of_members_goes_beyond_the_limit() {
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

    #[test]
    fn what_is_wrong_with_an_archive_is_said_in_the_words_of_the_reader() {
        let whole = packed(&[("one", b"1")]);
        let mut locked = whole.clone();
        for (signature, flags) in [(b"PK\x03\x04", 6), (b"PK\x01\x02", 8)] {
            let header = locked.windows(4).position(|part| part == signature).unwrap();
            locked[header + flags] |= 1;
        }
        let damage = |bytes: &[u8]| {
            Archive::open(bytes, &Limits::default()).and_then(|mut archive| archive.read("one")).unwrap_err()
        };
        assert_eq!(
            damage(&locked).message(Language::En),
            "The file cannot be opened: it is protected by a password"
        );
        assert_eq!(damage(&whole[..20]).message(Language::Zh), "文件无法打开：内容不完整或已损坏");
    }
}

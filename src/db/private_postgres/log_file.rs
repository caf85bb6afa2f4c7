//! The Postgres log: a file in the place, set aside when it has grown large.

use std::fs::{self, File, OpenOptions};
use std::io::{Read, Seek, SeekFrom};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use super::cluster::last_lines;
use super::error::{PrivatePostgresError, io_error};

/// A log above this many bytes is set aside at the next start.
const LARGE: u64 = 16 * 1024 * 1024;

/// The log of one cluster.
#[derive(Debug)]
pub(super) struct LogFile {
    pub(super) path: PathBuf,
}

impl LogFile {
    pub(super) fn in_place(place: &Path) -> LogFile {
        LogFile { path: place.join("postgres.log") }
    }

    /// Sets a large log aside as `postgres.log.1`, replacing the one before it.
    pub(super) fn rotate(&self) -> Result<(), PrivatePostgresError> {
        if self.length() <= LARGE {
            return Ok(());
        }
        fs::rename(&self.path, self.path.with_extension("log.1")).map_err(io_error("rename", &self.path))
    }

    pub(super) fn open(&self) -> Result<File, PrivatePostgresError> {
        OpenOptions::new()
            .append(true)
            .create(true)
            .mode(0o600)
            .open(&self.path)
            .map_err(io_error("write", &self.path))
    }

    /// Size in bytes, 0 when there is none.
    pub(super) fn length(&self) -> u64 {
        fs::metadata(&self.path).map_or(0, |found| found.len())
    }

    /// The last lines written after the first `offset` bytes.
    pub(super) fn tail_after(&self, offset: u64) -> String {
        let mut bytes = Vec::new();
        let read = File::open(&self.path).and_then(|mut file| {
            file.seek(SeekFrom::Start(offset))?;
            file.read_to_end(&mut bytes)
        });
        match read {
            Ok(_) => last_lines(&String::from_utf8_lossy(&bytes)),
            Err(error) => format!("(the log cannot be read: {error})"),
        }
    }
}

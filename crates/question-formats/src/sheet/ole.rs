//! Compound files (OLE), the containers of older Office documents: their streams by name.
//!
//! Every sector number comes from the file and is looked up, never trusted; no chain of sectors is longer than the
//! file has sectors.

use crate::messages::Code;
use crate::model::Diagnostic;

const HEADER: usize = 512;
const ENTRY: usize = 128;
/// Streams shorter than this live in the stream of small sectors.
const SMALL_STREAM: usize = 4096;
const SMALL_SECTOR: usize = 64;
/// Sector numbers from here on are marks, not sectors.
const FIRST_MARK: u32 = 0xffff_fffa;

/// An open compound file.
pub(super) struct Container<'a> {
    bytes: &'a [u8],
    sector: usize,
    table: Vec<u32>,
    small_table: Vec<u32>,
    small_sectors: Vec<u8>,
    entries: Vec<Entry>,
}

struct Entry {
    name: String,
    start: u32,
    length: usize,
}

impl<'a> Container<'a> {
    /// Reads the tables and the directory of a compound file.
    ///
    /// # Errors
    /// [`Code::EArchive`] when it is damaged.
    pub(super) fn open(bytes: &'a [u8]) -> Result<Self, Diagnostic> {
        let sector = match word16(bytes, 30) {
            Some(9) => 512,
            Some(12) => 4096,
            _ => return Err(damaged("sector size")),
        };
        let mut container = Self {
            bytes,
            sector,
            table: Vec::new(),
            small_table: Vec::new(),
            small_sectors: Vec::new(),
            entries: Vec::new(),
        };
        container.table = container.allocation_table()?;
        let directory = word32(bytes, 48).ok_or_else(|| damaged("header"))?;
        let directory = container.chain(directory, usize::MAX)?;
        container.entries = directory.chunks_exact(ENTRY).filter_map(Entry::read).collect();
        let root = container.entries.first().map(|root| (root.start, root.length));
        if let (Some((start, length)), Some(small)) = (root, word32(bytes, 60)) {
            container.small_table = words32(&container.chain(small, usize::MAX)?);
            container.small_sectors = container.chain(start, length)?;
        }
        Ok(container)
    }

    /// Whether it holds a stream of this name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.entries.iter().any(|entry| entry.name.eq_ignore_ascii_case(name))
    }

    /// The bytes of a stream.
    ///
    /// # Errors
    /// [`Code::EArchive`] when there is none of this name, or its sectors do not exist.
    pub(super) fn stream(&self, name: &str) -> Result<Vec<u8>, Diagnostic> {
        let entry = self.entries.iter().find(|entry| entry.name.eq_ignore_ascii_case(name));
        let entry = entry.ok_or_else(|| damaged(name))?;
        if entry.length >= SMALL_STREAM {
            return self.chain(entry.start, entry.length);
        }
        follow(
            entry.start,
            &self.small_table,
            self.small_sectors.len() / SMALL_SECTOR + 1,
            entry.length,
            |number| piece(&self.small_sectors, number.checked_mul(SMALL_SECTOR)?, SMALL_SECTOR),
        )
    }

    /// The sector numbers that say which sector follows which.
    fn allocation_table(&self) -> Result<Vec<u32>, Diagnostic> {
        let mut sectors: Vec<u32> = words32(self.bytes.get(76..HEADER).unwrap_or_default());
        let mut next = word32(self.bytes, 68).unwrap_or(FIRST_MARK);
        let mut seen = 0_usize;
        while next < FIRST_MARK {
            seen += 1;
            if seen > self.count() {
                return Err(damaged("table"));
            }
            let mut more = words32(self.sector_bytes(next).ok_or_else(|| damaged("table"))?);
            next = more.pop().unwrap_or(FIRST_MARK);
            sectors.extend(more);
        }
        let mut table = Vec::new();
        for number in sectors.into_iter().filter(|number| *number < FIRST_MARK) {
            // A table cut short at the end of the file is used as far as it goes.
            let Some(sector) = self.sector_bytes(number) else { break };
            table.extend(words32(sector));
            if table.len() > self.count() + self.sector {
                break;
            }
        }
        Ok(table)
    }

    /// Sectors in the file.
    fn count(&self) -> usize {
        self.bytes.len() / self.sector + 1
    }

    fn sector_bytes(&self, number: u32) -> Option<&'a [u8]> {
        let offset = usize::try_from(number).ok()?.checked_add(1)?.checked_mul(self.sector)?;
        piece(self.bytes, offset, self.sector)
    }

    /// The bytes of a chain of sectors, at most `length`.
    fn chain(&self, start: u32, length: usize) -> Result<Vec<u8>, Diagnostic> {
        follow(start, &self.table, self.count(), length, |number| {
            self.sector_bytes(u32::try_from(number).ok()?)
        })
    }
}

impl Entry {
    fn read(bytes: &[u8]) -> Option<Self> {
        let length = usize::from(word16(bytes, 64)?);
        let units: Vec<u16> = bytes
            .get(..length.min(64))?
            .chunks_exact(2)
            .filter_map(|pair| word16(pair, 0))
            .take_while(|unit| *unit != 0)
            .collect();
        if units.is_empty() {
            return None;
        }
        let length = usize::try_from(word32(bytes, 120)?).ok()?;
        Some(Self { name: String::from_utf16_lossy(&units), start: word32(bytes, 116)?, length })
    }
}

/// Follows a chain through a table. A chain longer than there are sectors runs in a circle.
fn follow<'a>(
    start: u32,
    table: &[u32],
    most: usize,
    length: usize,
    sector: impl Fn(usize) -> Option<&'a [u8]>,
) -> Result<Vec<u8>, Diagnostic> {
    let mut bytes = Vec::new();
    let mut next = start;
    let mut seen = 0_usize;
    while next < FIRST_MARK && bytes.len() < length {
        seen += 1;
        let number = usize::try_from(next).map_err(|_| damaged("sector"))?;
        let Some(piece) = sector(number).filter(|_| seen <= most) else { return Err(damaged("chain")) };
        bytes.extend_from_slice(piece);
        next = table.get(number).copied().unwrap_or(FIRST_MARK);
    }
    bytes.truncate(length);
    Ok(bytes)
}

/// A sector; the last one of a file may be short.
fn piece(bytes: &[u8], offset: usize, length: usize) -> Option<&[u8]> {
    let rest = bytes.get(offset..).filter(|rest| !rest.is_empty())?;
    rest.get(..length.min(rest.len()))
}

fn damaged(what: &str) -> Diagnostic {
    Diagnostic::new(Code::EArchive).found(format!("OLE: {what}"))
}

/// The 16-bit number at an offset.
pub(super) fn word16(bytes: &[u8], offset: usize) -> Option<u16> {
    let pair = bytes.get(offset..offset.checked_add(2)?)?;
    Some(u16::from_le_bytes(pair.try_into().ok()?))
}

/// The 32-bit number at an offset.
pub(super) fn word32(bytes: &[u8], offset: usize) -> Option<u32> {
    let four = bytes.get(offset..offset.checked_add(4)?)?;
    Some(u32::from_le_bytes(four.try_into().ok()?))
}

fn words32(bytes: &[u8]) -> Vec<u32> {
    bytes.chunks_exact(4).filter_map(|four| word32(four, 0)).collect()
}

//! Writes down what was acknowledged, and how long nothing was.

use std::cell::RefCell;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::rc::Rc;
use std::time::{Duration, Instant};

use crate::arguments::{Arguments, Failed};
use crate::people::Next;

/// Shared by all people of the driver's one thread.
#[derive(Clone)]
pub(crate) struct Ledger(Rc<RefCell<Inside>>);

struct Inside {
    file: Option<BufWriter<File>>,
    last_good: Option<Instant>,
    longest_gap: Duration,
}

impl Ledger {
    /// Into the file `--ledger`, where one is named.
    pub(crate) fn open(arguments: &Arguments) -> Result<Self, Failed> {
        let file = match arguments.text("ledger") {
            Ok(path) => Some(BufWriter::new(File::create(path)?)),
            Err(_) => None,
        };
        Ok(Self(Rc::new(RefCell::new(Inside { file, last_good: None, longest_gap: Duration::ZERO }))))
    }

    /// A save was acknowledged just now: a line as `COPY` reads it.
    pub(crate) fn acknowledged(&self, save: &Next) -> Result<(), Failed> {
        let mut inside = self.0.borrow_mut();
        let gap = inside.last_good.map_or(Duration::ZERO, |last| last.elapsed());
        inside.longest_gap = inside.longest_gap.max(gap);
        inside.last_good = Some(Instant::now());
        if let Some(file) = &mut inside.file {
            writeln!(
                file,
                "{}\t{}\t{}\t{}",
                save.person.attempt, save.position, save.sequence, save.response
            )?;
        }
        Ok(())
    }

    /// Ends the file; the longest time without an acknowledgement.
    pub(crate) fn close(&self) -> Result<Duration, Failed> {
        let mut inside = self.0.borrow_mut();
        if let Some(file) = &mut inside.file {
            file.flush()?;
        }
        Ok(inside.longest_gap)
    }
}

//! What a process of the bench does: it makes a file, reads one, or sends one through the bare library.

use std::path::PathBuf;
use std::time::Instant;

use question_formats::{Code, Format, Limits, ReadOptions};

use crate::{Failed, bare, questions};

/// One job, with the file it is about.
pub(crate) struct Role {
    job: Job,
    format: Format,
    count: usize,
    file: PathBuf,
}

#[derive(Clone, Copy)]
enum Job {
    Make,
    Read,
    Bare,
}

/// What a process prints about a job.
#[derive(Clone, Copy, serde::Serialize, serde::Deserialize)]
pub(crate) struct Done {
    /// Seconds of the work alone: the file is in memory before and the result is kept until after.
    pub(crate) seconds: f64,
    /// Questions that were read, or units of the bare library.
    pub(crate) units: usize,
    /// Questions with a key.
    pub(crate) keys: usize,
    /// Bytes of the file.
    pub(crate) bytes: usize,
    /// The most memory the process ever had, in MiB.
    pub(crate) peak_mib: f64,
}

impl Job {
    fn by_name(name: &str) -> Option<Self> {
        match name {
            "make" => Some(Self::Make),
            "read" => Some(Self::Read),
            "bare" => Some(Self::Bare),
            _ => None,
        }
    }
}

impl Role {
    /// The job this process was started for: `--role make|read|bare FORMAT COUNT FILE`.
    pub(crate) fn of_process(words: &[String]) -> Result<Option<Self>, Failed> {
        let [mark, job, format, count, file] = words else { return Ok(None) };
        if mark != "--role" {
            return Ok(None);
        }
        Ok(Some(Self {
            job: Job::by_name(job).ok_or("no such role")?,
            format: Format::by_name(format).ok_or("no such format")?,
            count: count.parse()?,
            file: file.into(),
        }))
    }

    /// Does the job and says what came of it, as a line of JSON.
    pub(crate) fn play(&self) -> Result<String, Failed> {
        let done = match self.job {
            Job::Make => self.make()?,
            Job::Read => self.read()?,
            Job::Bare => self.bare()?,
        };
        Ok(serde_json::to_string(&done)?)
    }

    fn make(&self) -> Result<Done, Failed> {
        let drafts = questions::invented(self.format, self.count);
        let start = Instant::now();
        let written = question_formats::write(self.format, &questions::bank(), &drafts)
            .ok_or("this format is not written")?;
        let seconds = start.elapsed().as_secs_f64();
        if let Some(loss) = written.losses.iter().find(|loss| loss.code == Code::EQuestionNotWritten) {
            return Err(format!("not written as {}: {loss:?}", self.format.as_str()).into());
        }
        std::fs::write(&self.file, &written.bytes)?;
        done(seconds, self.count, self.count, written.bytes.len())
    }

    fn read(&self) -> Result<Done, Failed> {
        let bytes = std::fs::read(&self.file)?;
        let options = ReadOptions { limits: roomy(), ..ReadOptions::default() };
        let start = Instant::now();
        let reading = question_formats::read(&bytes, &options);
        let seconds = start.elapsed().as_secs_f64();
        if reading.format != Some(self.format) {
            return Err(format!("{} was taken for {:?}", self.format.as_str(), reading.format).into());
        }
        let keys = reading.questions.iter().filter(|question| question.answer.is_some()).count();
        done(seconds, reading.questions.len(), keys, bytes.len())
    }

    fn bare(&self) -> Result<Done, Failed> {
        let bytes = std::fs::read(&self.file)?;
        let start = Instant::now();
        let units = bare::pass(self.format, &bytes)?;
        done(start.elapsed().as_secs_f64(), units, 0, bytes.len())
    }
}

/// Limits that a file of 100,000 questions keeps to in every format. They bound what is read and cost nothing themselves.
fn roomy() -> Limits {
    let limits = Limits::default();
    Limits {
        bytes: limits.bytes * 4,
        unpacked_bytes: limits.unpacked_bytes * 4,
        archive_members: limits.archive_members * 4,
        rows: limits.rows * 4,
        ..limits
    }
}

fn done(seconds: f64, units: usize, keys: usize, bytes: usize) -> Result<Done, Failed> {
    Ok(Done { seconds, units, keys, bytes, peak_mib: peak_mib()? })
}

/// The high-water mark of this process's memory.
fn peak_mib() -> Result<f64, Failed> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).ok_or("no VmHWM")?;
    let kib: f64 = line.trim().trim_end_matches(" kB").parse()?;
    Ok(kib / 1024.0)
}

//! The door for question files. A file from outside is read in a child process of this program that lowers its own
//! limits first, so that a hostile file can crash, hang or fill nothing but that child.

pub mod child;
mod owners;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use question_formats::{Column, Diagnostic, Format, Media, PlainTable, ReadOptions, Reading};
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::process::Command;
use tokio::sync::Semaphore;

pub use owners::Owners;

/// The hidden subcommand the child runs.
pub const SUBCOMMAND: &str = "read-file-child";

/// How long a child may take.
const TIME: Duration = Duration::from_secs(10);

/// The largest answer a child may give, in bytes.
const ANSWER: u64 = 256 * 1024 * 1024;

/// Address space that the allocator of a child reserves ahead of need, in KiB: its own 1 GiB is all that a child may have.
const RESERVED: &str = "32768";

/// Children at work at the same time; further files wait.
const AT_ONCE: usize = 2;

/// Starts the children that read files.
#[derive(Clone, Debug)]
pub struct ChildReader {
    program: PathBuf,
    places: Arc<Semaphore>,
}

/// What the caller knows better than the bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hints {
    /// Read as this format whatever the bytes look like.
    pub format: Option<Format>,
    /// Decode from this encoding (a WHATWG label such as `gb18030`).
    pub encoding: Option<String>,
    /// The file's name; its ending settles doubtful cases only.
    pub file_name: Option<String>,
    /// What the columns of a table hold, by letter.
    #[serde(default)]
    pub columns: BTreeMap<String, Column>,
    /// The bytes are one picture, to be drawn anew.
    #[serde(default)]
    pub picture: bool,
    /// The file is a table of something else than questions; its rows are handed on as they are.
    #[serde(default)]
    pub plain: bool,
    /// The row of a table, from 1, in which its questions begin, when `columns` names any.
    #[serde(default)]
    pub first_row: Option<usize>,
}

impl Hints {
    fn options(self) -> ReadOptions {
        ReadOptions {
            forced_format: self.format,
            forced_encoding: self.encoding,
            file_name: self.file_name,
            columns: self.columns,
            first_row: self.first_row,
            ..ReadOptions::default()
        }
    }
}

/// A file as it was read, with the lines each question came from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadFile {
    /// Questions, diagnostics, skipped ranges.
    pub reading: Reading,
    /// For each question its lines in the file.
    pub sources: Vec<Source>,
    /// For each skipped range its lines, cut to [`child::LONGEST_SKIPPED`] characters.
    pub skipped_texts: Vec<String>,
    /// For each diagnostic the line it is about, where the file has lines; lines longer than [`child::LONGEST_LINE`]
    /// characters are left out.
    #[serde(default)]
    pub diagnostic_lines: Vec<Option<String>>,
    /// The tables of a file that was read as it is ([`Hints::plain`]).
    #[serde(default)]
    pub tables: Vec<PlainTable>,
}

/// Lines of the file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// First line, from 1.
    pub from: usize,
    /// Last line, included.
    pub to: usize,
    /// The lines themselves.
    pub text: String,
}

/// The child did not answer: it crashed, ran out of memory or time, or could not be started.
#[derive(Debug, thiserror::Error)]
#[error("the file could not be read: the reader stopped ({0})")]
pub struct ReaderStopped(pub String);

/// The code of [`ReaderStopped`] among the diagnostics.
pub const READER_STOPPED: &str = "E_READER_STOPPED";

impl ReaderStopped {
    /// What it says to people.
    pub fn message(language: question_formats::Language) -> &'static str {
        match language {
            question_formats::Language::Zh => {
                "读取这个文件时程序停止了，没有得到任何题目。文件可能已损坏，或者内容过于庞大。"
            }
            question_formats::Language::En => {
                "Reading this file stopped before it was done, so there are no questions. The file may be damaged or far too large."
            }
        }
    }

    /// What one can do.
    pub fn suggestion(language: question_formats::Language) -> &'static str {
        match language {
            question_formats::Language::Zh => "请把题目复制成纯文本，或者把文件分成几个小文件，再试一次。",
            question_formats::Language::En => {
                "Copy the questions as plain text, or split the file, and try again."
            }
        }
    }
}

impl ChildReader {
    /// A reader that starts `program` (a Certamen binary).
    pub fn new(program: impl Into<PathBuf>) -> Self {
        Self { program: program.into(), places: Arc::new(Semaphore::new(AT_ONCE)) }
    }

    /// A reader that starts the running program itself.
    ///
    /// # Errors
    /// When the system does not say which program runs.
    pub fn of_this_program() -> std::io::Result<Self> {
        std::env::current_exe().map(Self::new)
    }

    /// Reads a file. What is wrong with the file is in the reading's diagnostics.
    ///
    /// # Errors
    /// [`ReaderStopped`] when the child gave no answer.
    pub async fn read(&self, bytes: &[u8], hints: &Hints) -> Result<ReadFile, ReaderStopped> {
        let stopped = |error: &dyn std::fmt::Display| ReaderStopped(error.to_string());
        let _place = self.places.acquire().await.map_err(|error| stopped(&error))?;
        let answer = tokio::time::timeout(TIME, self.ask(bytes, hints))
            .await
            .map_err(|_| ReaderStopped(format!("no answer within {} s", TIME.as_secs())))?
            .map_err(|error| stopped(&error))?;
        serde_json::from_slice(&answer).map_err(|error| stopped(&error))
    }

    /// Reads the rows of a spreadsheet or a text table that holds no questions, at most [`child::PLAIN_ROWS`]. What is
    /// wrong with it comes back as the reader says it.
    ///
    /// # Errors
    /// [`ReaderStopped`] when the child gave no answer.
    pub async fn tables(
        &self,
        bytes: &[u8],
        file_name: &str,
    ) -> Result<Result<Vec<PlainTable>, Box<Diagnostic>>, ReaderStopped> {
        let hints = Hints { plain: true, file_name: Some(file_name.to_owned()), ..Hints::default() };
        let file = self.read(bytes, &hints).await?;
        let refused = file.reading.diagnostics.into_iter().next();
        Ok(refused.map_or(Ok(file.tables), |one| Err(Box::new(one))))
    }

    /// Draws a picture anew. What is wrong with it comes back as the reader says it.
    ///
    /// # Errors
    /// [`ReaderStopped`] when the child gave no answer.
    pub async fn picture(&self, bytes: &[u8]) -> Result<Result<Media, Box<Diagnostic>>, ReaderStopped> {
        let file = self.read(bytes, &Hints { picture: true, ..Hints::default() }).await?;
        let drawn = file.reading.questions.into_iter().flat_map(|question| question.media).next();
        let refused = file.reading.diagnostics.into_iter().next();
        drawn
            .map(Ok)
            .or(refused.map(|one| Err(Box::new(one))))
            .ok_or_else(|| ReaderStopped("no picture".to_owned()))
    }

    /// Sends the request to a new child and gives its answer. The child is killed when this future is dropped.
    async fn ask(&self, bytes: &[u8], hints: &Hints) -> std::io::Result<Vec<u8>> {
        let mut child = Command::new(&self.program)
            .arg(SUBCOMMAND)
            .env_clear()
            .env("MIMALLOC_ARENA_RESERVE", RESERVED)
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()?;
        let closed = || std::io::Error::other("the child has no pipe");
        let mut input = child.stdin.take().ok_or_else(closed)?;
        let output = child.stdout.take().ok_or_else(closed)?;
        let request = child::request(bytes, hints);
        let send = async move {
            // A child that dies early leaves a broken pipe; its exit status says more.
            let _ = input.write_all(&request).await;
            drop(input);
        };
        let mut answer = Vec::new();
        let mut limited = output.take(ANSWER);
        let ((), received) = tokio::join!(send, limited.read_to_end(&mut answer));
        received?;
        let status = child.wait().await?;
        if status.success() { Ok(answer) } else { Err(std::io::Error::other(status.to_string())) }
    }
}

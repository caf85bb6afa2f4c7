//! Reading and writing large imports in the background, on a thread of their own: whoever waits for an answer on the
//! server's threads waits for nothing here.

use std::sync::Arc;
use std::sync::atomic::{AtomicI32, Ordering};
use std::time::Duration;

use actix_web::web::Data;
use uuid::Uuid;

use crate::app::App;
use crate::audit::Actor;
use crate::banks::actions::{self, Columns, Commit};
use crate::banks::model::{Reread, RevisionSource, Work, WorkStep};
use crate::banks::queries;
use crate::banks::rules::ColumnUses;
use crate::db::{Conn, ImportId, connect_stepping_back};
use crate::formats::Hints;
use crate::operation::quiet;
use crate::web::Error;

/// From how many bytes on a file is read in the background.
const LARGE_FILE: usize = 256 * 1024;

/// Whether a file of so many bytes is read in the background.
pub fn is_large(bytes: usize) -> bool {
    bytes >= LARGE_FILE
}

/// From how many questions on an import is written in the background.
pub const MANY_QUESTIONS: usize = 1000;

/// Time between two beats.
const BEAT: Duration = Duration::from_millis(400);

/// How long a request waits for work that may be done at once.
const PATIENCE: Duration = Duration::from_millis(1200);

/// How far the work is.
#[derive(Clone, Default)]
struct Far {
    done: Arc<AtomicI32>,
    total: Arc<AtomicI32>,
}

impl Far {
    fn set(&self, done: usize, total: usize) {
        let number = |count: usize| i32::try_from(count).unwrap_or(i32::MAX);
        self.done.store(number(done), Ordering::Relaxed);
        self.total.store(number(total), Ordering::Relaxed);
    }
}

/// What is to be done.
enum Task {
    /// Reading the file; as a person said when it is under review already.
    Read(Option<Reread>),
    /// Writing into the bank what the person with this mark saw.
    Write(String),
}

/// One piece of work.
#[derive(Clone)]
struct Job {
    app: Data<App>,
    id: ImportId,
    worker: Uuid,
    actor: Actor,
    far: Far,
}

/// Why a piece of work ended.
enum End {
    Done,
    /// A person wants it to stop, or another worker has taken over.
    Stopped,
    /// Something went wrong: a message id.
    Problem(&'static str),
}

/// Reads the file of an import in the background. Comes back when it is done, or after a moment.
pub async fn read(app: &Data<App>, actor: Actor, id: ImportId, worker: Uuid) {
    start(Job::new(app, actor, id, worker), Task::Read(None)).await;
}

/// Reads the file of an import under review once more, in the background. Comes back when it is done, or after a moment.
pub async fn read_again(app: &Data<App>, actor: Actor, id: ImportId, worker: Uuid, how: Reread) {
    start(Job::new(app, actor, id, worker), Task::Read(Some(how))).await;
}

/// Writes an import into its bank in the background when it would still write what the person saw. Comes back when it is
/// done, or after a moment.
pub async fn write(app: &Data<App>, actor: Actor, id: ImportId, worker: Uuid, seen: String) {
    start(Job::new(app, actor, id, worker), Task::Write(seen)).await;
}

/// Goes on with work whose server has stopped.
pub async fn go_on(app: &Data<App>, work: &Work, worker: Uuid) {
    let actor = Actor { person_id: work.started_by, ..Actor::server() };
    let job = Job::new(app, actor, work.import_id, worker);
    let task = match work.step {
        WorkStep::Reading => Task::Read(work.reread.clone().and_then(|how| serde_json::from_value(how).ok())),
        WorkStep::Writing => Task::Write(work.seen_mark.clone().unwrap_or_default()),
    };
    start(job, task).await;
}

async fn start(job: Job, task: Task) {
    let thread = quiet::begin(move || job.run(task));
    let _still_at_it = tokio::time::timeout(PATIENCE, thread).await;
}

impl Job {
    fn new(app: &Data<App>, actor: Actor, id: ImportId, worker: Uuid) -> Self {
        Self { app: app.clone(), id, worker, actor, far: Far::default() }
    }

    /// Does the work beside the beats; when the beats say so the work is dropped, which rolls it back.
    async fn run(self, task: Task) {
        let end = {
            let work = async {
                // One large import after the other: each holds much in memory.
                let _turn = self.app.operation.long_work.wait().await;
                let done = match task {
                    Task::Read(None) => self.read().await,
                    Task::Read(Some(how)) => self.reread(how).await,
                    Task::Write(seen) => self.write(&seen).await,
                };
                done.unwrap_or_else(|error| {
                    tracing::error!(%error, import = %self.id, "an import could not be worked at");
                    End::Problem("import-work-failed")
                })
            };
            tokio::select! {
                end = work => end,
                () = self.beat() => End::Stopped,
            }
        };
        if let Err(error) = self.close(end).await {
            tracing::error!(%error, import = %self.id, "the end of an import's work could not be noted");
        }
    }

    /// A connection of this thread: those of the server belong to its own.
    async fn conn(&self) -> Result<Conn, Error> {
        connect_stepping_back(&self.app.database_url)
            .await
            .map_err(|error| Error::internal(error.to_string()))
    }

    /// Beats until the work is to stop. A database that cannot be reached is no reason to.
    async fn beat(&self) {
        let mut conn = None;
        loop {
            tokio::time::sleep(BEAT).await;
            if conn.is_none() {
                conn = self.conn().await.ok();
            }
            let Some(open) = conn.as_mut() else { continue };
            let (done, total) =
                (self.far.done.load(Ordering::Relaxed), self.far.total.load(Ordering::Relaxed));
            match actions::beat_work(open, self.worker, done, total).await {
                Ok(true) => {}
                Ok(false) => return,
                Err(error) => {
                    tracing::warn!(%error, "the beat of an import could not be written");
                    conn = None;
                }
            }
        }
    }

    async fn read(&self) -> Result<End, Error> {
        let mut conn = self.conn().await?;
        let Some(import) = queries::import(&mut conn, self.id).await? else { return Ok(End::Done) };
        let hints = Hints { file_name: Some(import.file_name), ..Hints::default() };
        self.read_by(&mut conn, hints, None).await
    }

    async fn reread(&self, how: Reread) -> Result<End, Error> {
        let mut conn = self.conn().await?;
        let Reread { hints, is_named, remember_above } = how;
        let uses = ColumnUses { columns: hints.columns.clone(), first_row: hints.first_row };
        self.read_by(&mut conn, hints, is_named.then_some((uses, remember_above))).await
    }

    /// Reads the file and keeps what it says. `named` are the columns as a person just said, and the row they are
    /// remembered above; without them a table is read as somebody said before.
    async fn read_by(
        &self,
        conn: &mut Conn,
        hints: Hints,
        named: Option<(ColumnUses, Option<usize>)>,
    ) -> Result<End, Error> {
        let bytes = queries::import_content(conn, self.id).await?;
        let Ok(mut file) = self.app.reader.read(&bytes, &hints).await else {
            return Ok(End::Problem("import-work-unread"));
        };
        let (uses, remember_above) = match named {
            Some(named) => named,
            None => (queries::known_columns(conn, &file.reading.tables).await?, None),
        };
        if uses.columns != hints.columns {
            let hints = Hints { columns: uses.columns.clone(), first_row: uses.first_row, ..hints };
            let Ok(again) = self.app.reader.read(&bytes, &hints).await else {
                return Ok(End::Problem("import-work-unread"));
            };
            file = again;
        }
        self.far.set(0, file.reading.questions.len());
        let columns = Columns { uses: &uses, remember_above };
        let far = self.far.clone();
        let told = move |done, total| far.set(done, total);
        match actions::store_reading(conn, &self.actor, self.id, &file, &columns, &told).await {
            // Somebody was done with it meanwhile.
            Ok(()) | Err(Error::Conflict("banks-import-closed")) => Ok(End::Done),
            Err(error) => Err(error),
        }
    }

    async fn write(&self, seen: &str) -> Result<End, Error> {
        let mut conn = self.conn().await?;
        let far = self.far.clone();
        let told = move |done, total| far.set(done, total);
        let source = RevisionSource::Import;
        let done = actions::commit_telling(&mut conn, &self.actor, self.id, source, Some(seen), &told).await;
        match done {
            Ok(Commit::Done { .. }) | Err(Error::Conflict("banks-import-closed")) => Ok(End::Done),
            Ok(Commit::Changed) => Ok(End::Problem("banks-import-changed")),
            Err(error) => Err(error),
        }
    }

    async fn close(&self, end: End) -> Result<(), Error> {
        let mut conn = self.conn().await?;
        match end {
            End::Done => actions::end_work(&mut conn, self.worker, None).await?,
            End::Problem(problem) => actions::end_work(&mut conn, self.worker, Some(problem)).await?,
            End::Stopped => actions::stopped(&mut conn, &self.actor, self.id, self.worker).await?,
        }
        Ok(())
    }
}

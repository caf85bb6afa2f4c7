//! Entering what was sat on paper.

use chrono::{DateTime, Utc};
use diesel_async::AsyncConnection;

use crate::attempts;
use crate::attempts::actions::{OnPaper, PaperSitting, Sheet, enter_on_paper};
use crate::attempts::model::Attempt;
use crate::audit::Actor;
use crate::config::SiteConfig;
use crate::db::{Conn, PersonId};
use crate::exams::model::PublishedExam;
use crate::printing::model::{EntryRefusal, PrintedPaper};
use crate::printing::queries;
use crate::web::Error;

/// How often an entry that lost a race looks again.
const ENTRY_TRIES: usize = 8;

/// A sitting to be entered.
#[derive(Debug, Clone, Copy)]
pub struct Entry<'a> {
    /// The version of the exam that the paper belongs to.
    pub exam: &'a PublishedExam,
    /// The paper.
    pub printed: &'a PrintedPaper,
    /// Who sat it: a trainee.
    pub person: PersonId,
    /// When: neither in the future nor before the version was published.
    pub sat_at: DateTime<Utc>,
    /// The responses, or only the score.
    pub given: &'a Sheet,
    /// Why it was sat on paper.
    pub reason: &'a str,
}

/// What came of entering a sitting.
#[derive(Debug)]
pub enum Entered {
    /// It is an attempt now, graded, with its certificate where it leads to one.
    Done(OnPaper),
    /// It cannot be one.
    Refused(EntryRefusal),
}

/// Enters a sitting as a graded attempt, with result, receipt and certificate, all in one transaction.
///
/// # Errors
/// [`Error::Internal`] when what is stored cannot be marked; [`Error::Busy`] when others are always faster.
pub async fn enter(
    conn: &mut Conn,
    actor: &Actor,
    site: &SiteConfig,
    entry: Entry<'_>,
) -> Result<Entered, Error> {
    for _ in 0..ENTRY_TRIES {
        let entered = conn.transaction(async |conn| try_enter(conn, actor, site, entry).await).await?;
        if let Some(entered) = entered {
            return Ok(entered);
        }
    }
    Err(Error::Busy)
}

/// `None` when the person began another attempt meanwhile and the entry must look again.
async fn try_enter(
    conn: &mut Conn,
    actor: &Actor,
    site: &SiteConfig,
    entry: Entry<'_>,
) -> Result<Option<Entered>, Error> {
    let Entry { exam, printed, person, sat_at, given, reason } = entry;
    if let Some(refusal) = refusal(conn, exam, printed, person, sat_at).await? {
        return Ok(Some(Entered::Refused(refusal)));
    }
    let sitting = PaperSitting {
        exam,
        person,
        printed: printed.id,
        seed: &printed.seed,
        paper: &printed.paper,
        sat_at,
        given,
        reason,
    };
    Ok(enter_on_paper(conn, actor, site, sitting).await?.map(Entered::Done))
}

/// Why a sitting cannot be entered now; `None` when it can.
///
/// # Errors
/// Whatever the database says.
pub async fn refusal(
    conn: &mut Conn,
    exam: &PublishedExam,
    printed: &PrintedPaper,
    person: PersonId,
    sat_at: DateTime<Utc>,
) -> Result<Option<EntryRefusal>, Error> {
    let own = attempts::queries::attempts_at(conn, exam.exam_id, person).await?;
    if own.iter().any(Attempt::is_open) {
        return Ok(Some(EntryRefusal::OpenAttempt));
    }
    let is_entered = queries::is_entered(conn, person, printed.id, sat_at).await?;
    Ok(is_entered.then_some(EntryRefusal::EnteredBefore))
}

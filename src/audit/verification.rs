//! Checking the chain from its first link to its last, and against a head that was kept elsewhere.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::model::{Head, LinkRow};
use super::queries;
use super::rules::{NO_HASH, Place, key_id, link_hash};
use crate::config::SecretKey;
use crate::db::{Conn, Pool};
use crate::web::Error;

/// Links read at a time.
const AT_ONCE: i64 = 10_000;

/// A head as it is kept outside the database.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptHead {
    /// Position of the link that was the last one.
    pub position: i64,
    /// Its hash, in hex.
    pub hash: String,
}

impl From<&Head> for KeptHead {
    fn from(head: &Head) -> Self {
        Self { position: head.position, hash: hex::encode(&head.hash) }
    }
}

/// The first thing that is wrong, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Wrong {
    /// A link is missing.
    #[error("position {position}: the link is missing; the next one is at {found}")]
    LinkMissing {
        /// Where it should be.
        position: i64,
        /// The position of the link that stands there instead.
        found: i64,
    },
    /// A link does not follow the one before.
    #[error(
        "position {position}: the link does not follow the one before: links were put in another order, or one was put in"
    )]
    DoesNotFollow {
        /// Where.
        position: i64,
    },
    /// The event of a link is gone.
    #[error("position {position}: the event was deleted")]
    EventDeleted {
        /// Where.
        position: i64,
    },
    /// Event or link are not what they were.
    #[error("position {position}: event {event} or its link was changed")]
    Changed {
        /// Where.
        position: i64,
        /// Id of the event.
        event: Uuid,
    },
    /// A link was made with a key that was not given.
    #[error("position {position}: the link was made with another key ({key}). Give its file with --key-file")]
    UnknownKey {
        /// Where.
        position: i64,
        /// Which key, as `certamen audit head` names it.
        key: String,
    },
    /// The chain ends before a head that was kept.
    #[error(
        "position {position}: the end of the chain was cut off; a head was kept at this position, but the chain ends at {end}"
    )]
    Cut {
        /// Position of the head that was kept.
        position: i64,
        /// Position of the last link.
        end: i64,
    },
    /// The link at a head that was kept is another one.
    #[error("position {position}: the link is not the one of the head that was kept")]
    OtherHead {
        /// Position of the head that was kept.
        position: i64,
    },
    /// An event is not in the chain.
    #[error(
        "event {event}: it is not in the chain, and was not just written: it was put in past the server, or no server has run since"
    )]
    NotChained {
        /// Id of the event.
        event: Uuid,
    },
    /// A personal fact beside an event is not the one it was written with.
    #[error("event {event}: its {field} was changed")]
    PersonalChanged {
        /// Id of the event.
        event: Uuid,
        /// Which fact.
        field: String,
    },
}

/// What a check found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// Links that were checked.
    pub links: i64,
    /// The last link, when the chain has one.
    pub head: Option<KeptHead>,
    /// The first thing that is wrong.
    pub wrong: Option<Wrong>,
}

/// Checks every link, then whether an event is outside the chain, then the facts beside the events. `keys` are the keys
/// that count; `kept` is a head from outside. Reads in pieces, so that memory does not grow with the chain.
///
/// # Errors
/// [`Error`] when the database cannot be read: then nothing is said about the chain.
pub async fn verify(pool: &Pool, keys: &[SecretKey], kept: Option<&KeptHead>) -> Result<Verdict, Error> {
    let mut conn = pool.get().await?;
    let Some(head) = queries::head(&mut conn).await? else {
        let wrong = match kept {
            Some(kept) => Some(Wrong::Cut { position: kept.position, end: 0 }),
            None => outside(&mut conn).await?,
        };
        return Ok(Verdict { links: 0, head: None, wrong });
    };
    let (links, mut wrong) = check_links(pool, &mut conn, keys, kept, head.position).await?;
    if wrong.is_none() {
        wrong = kept
            .filter(|kept| kept.position > head.position)
            .map(|kept| Wrong::Cut { position: kept.position, end: head.position });
    }
    if wrong.is_none() {
        wrong = outside(&mut conn).await?;
    }
    Ok(Verdict { links, head: Some(KeptHead::from(&head)), wrong })
}

async fn outside(conn: &mut Conn) -> Result<Option<Wrong>, Error> {
    if let Some(event) = queries::outside_the_chain(conn).await? {
        return Ok(Some(Wrong::NotChained { event }));
    }
    let changed = queries::changed_personal_fact(conn).await?;
    Ok(changed.map(|(event, field)| Wrong::PersonalChanged { event, field }))
}

/// Reads the next piece while the one before is being checked.
async fn check_links(
    pool: &Pool,
    conn: &mut Conn,
    keys: &[SecretKey],
    kept: Option<&KeptHead>,
    until: i64,
) -> Result<(i64, Option<Wrong>), Error> {
    let mut check = Check::new(keys, kept.cloned());
    let mut piece = queries::links(conn, 0, until, AT_ONCE).await?;
    let mut other = pool.get().await?;
    while let Some(last) = piece.last().map(|link| link.position) {
        let checked = tokio::task::spawn_blocking(move || {
            let wrong = check.piece(piece);
            (check, wrong)
        });
        let (checked, next) = tokio::join!(checked, queries::links(&mut other, last, until, AT_ONCE));
        let (after, wrong) = checked.map_err(Error::internal)?;
        if wrong.is_some() {
            return Ok((after.links, wrong));
        }
        check = after;
        piece = next?;
    }
    // The last links may have gone while the chain was read.
    let wrong = (check.links < until).then_some(Wrong::Cut { position: until, end: check.links });
    Ok((check.links, wrong))
}

/// How far a check has come.
struct Check {
    keys: HashMap<[u8; 8], SecretKey>,
    kept: Option<KeptHead>,
    /// Links that were right.
    links: i64,
    previous: [u8; 32],
}

impl Check {
    fn new(keys: &[SecretKey], kept: Option<KeptHead>) -> Self {
        let keys = keys.iter().map(|key| (key_id(key), key.clone())).collect();
        Self { keys, kept, links: 0, previous: NO_HASH }
    }

    fn piece(&mut self, links: Vec<LinkRow>) -> Option<Wrong> {
        links.into_iter().find_map(|link| self.link(link).err())
    }

    fn link(&mut self, link: LinkRow) -> Result<(), Wrong> {
        let position = self.links + 1;
        if link.position != position {
            return Err(Wrong::LinkMissing { position, found: link.position });
        }
        let event = link.event.covered().ok_or(Wrong::EventDeleted { position })?;
        let previous_hash: [u8; 32] =
            link.previous_hash.try_into().map_err(|_| Wrong::DoesNotFollow { position })?;
        if previous_hash != self.previous {
            return Err(Wrong::DoesNotFollow { position });
        }
        let key = <[u8; 8]>::try_from(link.key_id.as_slice()).ok().and_then(|id| self.keys.get(&id));
        let key = key.ok_or_else(|| Wrong::UnknownKey { position, key: hex::encode(&link.key_id) })?;
        let hash = link_hash(key, &Place { position, chained_at: link.chained_at, previous_hash }, &event);
        if link.hash != hash {
            return Err(Wrong::Changed { position, event: event.id });
        }
        if self.kept.as_ref().is_some_and(|kept| kept.position == position && kept.hash != hex::encode(hash))
        {
            return Err(Wrong::OtherHead { position });
        }
        self.previous = hash;
        self.links = position;
        Ok(())
    }
}

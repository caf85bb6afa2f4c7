//! Telling other programs what happened to certificates, in the transaction in which it happened.

use diesel::QueryResult;
use serde_json::{Map, Value};

use crate::certification::queries::event_facts;
use crate::db::{CertificateId, Conn};
use crate::outbox;
use crate::outbox::model::EventName;

/// Something that happened to a certificate.
#[derive(Debug)]
pub struct Happened {
    /// The certificate.
    pub certificate: CertificateId,
    /// What sets it apart from other times that the same happened to this certificate; empty where it happens once.
    pub when: String,
    /// What is told besides the facts of the certificate.
    pub besides: Map<String, Value>,
}

impl Happened {
    /// What happens to a certificate once.
    pub fn once(certificate: CertificateId) -> Self {
        Self { certificate, when: String::new(), besides: Map::new() }
    }
}

/// Tells every webhook that wants to hear of it, each thing once. Runs inside the **caller's** transaction and opens none;
/// where nobody listens it costs one look at a small table. How many messages were written.
///
/// # Errors
/// Whatever the database says; the caller's transaction must then fail too.
pub async fn tell(conn: &mut Conn, event: EventName, happened: Vec<Happened>) -> QueryResult<usize> {
    if happened.is_empty() {
        return Ok(0);
    }
    let listening = outbox::queries::listening(conn, event).await?;
    if listening.is_empty() {
        return Ok(0);
    }
    let ids: Vec<CertificateId> = happened.iter().map(|one| one.certificate).collect();
    let facts = event_facts(conn, &ids).await?;
    let told = happened
        .into_iter()
        .filter_map(|one| {
            let mut payload = facts.get(&one.certificate)?.clone();
            payload.extend(one.besides);
            Some((format!("{}/{}", one.certificate, one.when), Value::Object(payload)))
        })
        .collect();
    outbox::actions::tell(conn, &listening, event, told).await
}

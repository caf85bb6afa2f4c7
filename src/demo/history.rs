//! Certifications and what happened before: certificates that are valid, about to expire, expired and revoked.

use chrono::{DateTime, Months, TimeDelta, Utc};

use super::exams::{FAB, KEY_ACCOUNTS};
use super::people::People;
use crate::audit::Actor;
use crate::certification::actions;
use crate::certification::model::{Holder, PastCertificate, PastEvidence, ProgrammeRules, RevocationReason};
use crate::certification::rules::policy::Policy;
use crate::config::SiteConfig;
use crate::db::Conn;
use crate::web::Error;

/// Months a certificate of the demonstration is valid.
const VALID_MONTHS: u32 = 12;

/// Adds both certifications and the certificates of the past.
pub(super) async fn add(
    conn: &mut Conn,
    actor: &Actor,
    site: &SiteConfig,
    people: &People,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let year_ago = now - TimeDelta::days(365);
    let holder = |group_id| Holder { group_id, from: year_ago };
    let all = vec![holder(people.east), holder(people.south), holder(people.north)];
    programme(
        conn,
        actor,
        "key-account",
        ("大客户识别（基础）", "Key accounts (basic)"),
        KEY_ACCOUNTS.0,
        all,
    )
    .await?;
    programme(
        conn,
        actor,
        "fab",
        ("FAB 讲解（基础）", "FAB presentation (basic)"),
        FAB.0,
        vec![holder(people.east), holder(people.south)],
    )
    .await?;

    // Trainee by position, certification, when it was issued, score of 100.
    let about_to_expire = now - Months::new(VALID_MONTHS) + TimeDelta::days(18);
    let expired = now - Months::new(VALID_MONTHS) - TimeDelta::days(12);
    let past = [
        (1, "key-account", KEY_ACCOUNTS, now - TimeDelta::days(75), 91),
        (2, "key-account", KEY_ACCOUNTS, about_to_expire, 84),
        (3, "key-account", KEY_ACCOUNTS, now - TimeDelta::days(200), 88),
        (4, "key-account", KEY_ACCOUNTS, expired, 82),
        (6, "key-account", KEY_ACCOUNTS, now - TimeDelta::days(120), 95),
        (0, "fab", FAB, now - TimeDelta::days(290), 86),
        (3, "fab", FAB, about_to_expire + TimeDelta::days(6), 90),
        (5, "fab", FAB, now - TimeDelta::days(90), 81),
    ];
    for (trainee, programme_code, (code, title_zh, title_en), issued_at, score) in past {
        let Some(person_id) = people.trainees.get(trainee).copied() else { continue };
        let evidence = PastEvidence {
            code: code.to_owned(),
            title_zh: title_zh.to_owned(),
            title_en: title_en.to_owned(),
            score: score * 100,
            maximum: 10_000,
        };
        let certificate = PastCertificate {
            person_id,
            programme_code: programme_code.to_owned(),
            issued_at,
            evidence: vec![evidence],
        };
        let id = actions::issue_past(conn, site, &certificate).await?;
        let is_revoked = trainee == 5;
        if is_revoked {
            actions::revoke(conn, actor, id, RevocationReason::IssuedInError, None).await?;
        }
    }
    Ok(())
}

async fn programme(
    conn: &mut Conn,
    actor: &Actor,
    code: &str,
    (title_zh, title_en): (&str, &str),
    exam: &str,
    holders: Vec<Holder>,
) -> diesel::QueryResult<()> {
    let rules = ProgrammeRules {
        title_zh: title_zh.to_owned(),
        title_en: title_en.to_owned(),
        validity_months: i32::try_from(VALID_MONTHS).ok(),
        policy: Policy::plain(&[exam.to_owned()]),
        applies_from: None,
        holders,
        roles: Vec::new(),
    };
    actions::create_programme(conn, actor, code, &rules).await?;
    Ok(())
}

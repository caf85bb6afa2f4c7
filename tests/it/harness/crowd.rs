//! A crowd of trainees of the demonstration's east group, each signed in, made with one statement.

use certamen::web::cookies::Secret;
use uuid::Uuid;

use super::client::Client;
use super::ledger::query;

/// Everything that makes somebody a trainee who may sit the demonstration's exams, with the password of the
/// demonstration.
const ADD: &str = "
WITH crowd AS (
    SELECT * FROM unnest($1::uuid[], $2::bytea[]) WITH ORDINALITY AS c (id, session, place)
), known AS (
    SELECT p.password_hash, m.group_id FROM people p JOIN memberships m ON m.person_id = p.id AND m.valid_to IS NULL
    WHERE p.employee_number = 'CH1001' LIMIT 1
), added AS (
    INSERT INTO people (id, employee_number, password_hash, password_changed_at)
    SELECT id, 'crowd' || place, password_hash, app_now() FROM crowd, known RETURNING id
), logins AS (
    INSERT INTO identities (id, person_id, provider, subject, kind)
    SELECT gen_random_uuid(), id, 'local', 'crowd' || place, 'employee_number' FROM crowd
), named AS (
    INSERT INTO person_names (id, person_id, name) SELECT gen_random_uuid(), id, 'Crowd ' || place FROM crowd
), employed AS (
    INSERT INTO employments (id, person_id) SELECT gen_random_uuid(), id FROM crowd
), granted AS (
    INSERT INTO role_grants (id, person_id, role) SELECT gen_random_uuid(), id, 'trainee' FROM crowd
), joined AS (
    INSERT INTO memberships (id, person_id, group_id) SELECT gen_random_uuid(), id, group_id FROM crowd, known
)
INSERT INTO sessions (id_hash, person_id, expires_at) SELECT session, id, app_now() + interval '1 day' FROM crowd
RETURNING 1";

/// So many of them; a browser each. The one at `place` (from 0) signs in as `crowd<place + 1>`.
pub fn crowd(database_url: &str, people: usize) -> Vec<Client> {
    let ids: Vec<Uuid> = (0..people).map(|_| Uuid::now_v7()).collect();
    let secrets: Vec<Secret> = (0..people).map(|_| Secret::new()).collect();
    let hashes: Vec<Vec<u8>> = secrets.iter().map(|secret| secret.hash().to_vec()).collect();
    assert_eq!(query(database_url, ADD, &[&ids, &hashes]).len(), people);
    secrets.iter().map(Client::with_session).collect()
}

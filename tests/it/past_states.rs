//! Where somebody stood on a past day, asked later, is what was said on that day; and by what is known now the records say
//! what the rules say: random histories through the actions and back from the rows.

use std::collections::BTreeSet;
use std::sync::Arc;

use certamen::audit::Actor;
use certamen::certification::model::{
    Achievement, Holder, ProgrammeRules, ReinstatementReason, RevocationReason,
};
use certamen::certification::rules::policy::Policy;
use certamen::certification::rules::standing::{Knowledge, Spell, Standing, State};
use certamen::certification::{actions, queries};
use certamen::db::{self, Conn, PersonId, ProgrammeId};
use certamen::records::filter::Filter;
use certamen::records::model::Status;
use certamen::records::queries as records;
use chrono::{Days, NaiveDate, TimeDelta};
use chrono_tz::Tz;
use diesel_async::AsyncConnection;
use rand::rngs::SmallRng;
use rand::{RngExt, SeedableRng};
use uuid::Uuid;

use super::certificates::{passed, rules};
use crate::harness::{People, Server, server};

const CODE: &str = "seller";
const EXAMS: [&str; 3] = ["fab", "etiquette", "english"];

struct Life {
    server: Arc<Server>,
    people: People,
    programme: ProgrammeId,
    zone: Tz,
    random: SmallRng,
    told: Vec<Uuid>,
    sheets: Vec<Uuid>,
}

impl Life {
    async fn begin(seed: u64) -> Self {
        let server = server().await;
        let people = server.people().await;
        let mut life = Self {
            zone: server.app.config.site.zone,
            random: SmallRng::seed_from_u64(seed),
            programme: ProgrammeId::new(),
            told: Vec::new(),
            sheets: Vec::new(),
            server,
            people,
        };
        let rules = ProgrammeRules { applies_from: None, ..life.rules(0) };
        let mut conn = life.server.conn().await;
        life.programme = actions::create_programme(&mut conn, &Actor::server(), CODE, &rules).await.unwrap();
        life
    }

    fn below(&mut self, limit: i64) -> i64 {
        self.random.random_range(0..limit)
    }

    fn person(&mut self) -> PersonId {
        if self.random.random() { self.people.ada.id } else { self.people.bo.id }
    }

    fn exam(&mut self) -> &'static str {
        EXAMS[self.random.random_range(0..EXAMS.len())]
    }

    /// Rules of a random kind, with the group of both at times.
    fn rules(&mut self, today_offset: i64) -> ProgrammeRules {
        let codes: Vec<String> =
            EXAMS[..self.random.random_range(1..=2)].iter().map(|one| (*one).to_owned()).collect();
        let policy = Policy {
            window_days: self.random.random::<bool>().then(|| self.random.random_range(5..60)),
            grace_days: self.random.random_range(0..40),
            reuse_passes: self.random.random(),
            ..Policy::plain(&codes)
        };
        let from = chrono::Utc::now() + TimeDelta::days(today_offset + self.below(20) - 10);
        let holders =
            if self.random.random() { vec![Holder { group_id: self.people.east, from }] } else { Vec::new() };
        ProgrammeRules { policy, holders, validity_months: Some(4), ..rules(&["fab"]) }
    }

    /// One thing that happens on a day, this many days after the beginning.
    async fn live(&mut self, offset: i64) {
        let (server, actor) = (Arc::clone(&self.server), Actor::server());
        let site = &server.app.config.site;
        let mut conn = server.conn().await;
        let conn: &mut Conn = &mut conn;
        let now = db::now(conn).await.unwrap();
        let today = now.with_timezone(&self.zone).date_naive();
        let person = self.person();
        match self.below(18) {
            0..5 => {
                let achieved_at = now - TimeDelta::days(self.below(12));
                let told = Achievement { achieved_at, ..passed(person, self.exam()) };
                self.told.push(told.evidence_id);
                conn.transaction(async |conn| {
                    actions::record_achievements(conn, site, vec![told.clone()]).await
                })
                .await
                .unwrap();
            }
            5 if !self.told.is_empty() => {
                let gone = self.told.swap_remove(self.random.random_range(0..self.told.len()));
                conn.transaction(async |conn| actions::withdraw(conn, &actor, &[gone], "copied").await)
                    .await
                    .unwrap();
            }
            6 | 7 => {
                let all = queries::certificates_of(conn, person).await.unwrap();
                if let Some(one) = all.iter().find(|one| !one.is_withdrawn()) {
                    let reasons = RevocationReason::ALL;
                    let (id, reason) =
                        (one.certificate.id, reasons[self.random.random_range(0..reasons.len())]);
                    actions::revoke(conn, &actor, id, reason, Some("why")).await.unwrap();
                }
            }
            8 | 9 => {
                let all = queries::certificates_of(conn, person).await.unwrap();
                for one in all.iter().filter(|one| one.can_be_reinstated()) {
                    let reasons = ReinstatementReason::ALL;
                    let (id, reason) =
                        (one.certificate.id, reasons[self.random.random_range(0..reasons.len())]);
                    actions::reinstate(conn, &actor, id, reason, Some("why")).await.unwrap();
                }
            }
            10 => {
                let seen = queries::latest(conn, CODE).await.unwrap().unwrap().number;
                let applies_from = if self.random.random() {
                    Some(today + Days::new(self.random.random_range(0..25)))
                } else {
                    None
                };
                let rules = ProgrammeRules { applies_from, ..self.rules(offset) };
                assert!(actions::change_programme(conn, &actor, CODE, seen, &rules).await.unwrap());
            }
            11 => {
                let from = today + TimeDelta::days(self.below(20) - 10);
                let to = self.random.random::<bool>().then(|| from + Days::new(30));
                let days = Spell { from, to };
                actions::exempt(conn, &actor, person, self.programme, days, "leave").await.unwrap();
            }
            12 => {
                let all = queries::exemptions_of(conn, person).await.unwrap();
                if let Some(one) = all.iter().find(|one| one.ended_at.is_none()) {
                    actions::end_exemption(conn, &actor, person, one.id, "back").await.unwrap();
                }
            }
            13 | 14 => self.bring_in(conn, person, today).await,
            15 => self.move_group(person).await,
            _ => {
                if let Some(sheet) = self.sheets.pop() {
                    actions::undo_bringing_in(conn, &actor, sheet).await.unwrap();
                }
            }
        }
    }

    /// Leaves the group, or comes back, which may be entered days later.
    async fn move_group(&mut self, person: PersonId) {
        let (east, late) = (self.people.east, self.below(20));
        let current = format!("person_id = '{person}' AND valid_to IS NULL");
        let is_member =
            self.server.count(&format!("SELECT count(*) FROM memberships WHERE {current}")).await == 1;
        let sql = if is_member {
            format!("UPDATE memberships SET valid_to = app_now() WHERE {current}")
        } else {
            format!(
                "INSERT INTO memberships (id, person_id, group_id, valid_from)
                 VALUES (gen_random_uuid(), '{person}', '{east}', app_now() - interval '{late} days')"
            )
        };
        self.server.sql(&sql).await;
    }

    async fn bring_in(&mut self, conn: &mut Conn, person: PersonId, today: NaiveDate) {
        let issued = today - Days::new(self.random.random_range(0..200));
        let end = issued + Days::new(self.random.random_range(1..300));
        let number = if person == self.people.ada.id { self.people.ada.login } else { self.people.bo.login };
        let row = [number, CODE, &Uuid::now_v7().to_string(), &issued.to_string(), &end.to_string()];
        let headings = ["工号", "认证", "证书编号", "发证日期", "有效期至"];
        let cells = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<String>>();
        let rows = [(1, cells(&headings)), (2, cells(&row))];
        let (actor, site) = (Actor::server(), &self.server.app.config.site);
        let sheet = actions::keep_spreadsheet(conn, &actor, "old.csv", &rows).await.unwrap();
        actions::bring_in(conn, site, &actor, sheet).await.unwrap().unwrap();
        self.sheets.push(sheet);
    }

    /// Where both stand on these days, by what the rows say now of what was known then.
    async fn said(&self, days: &[NaiveDate]) -> Vec<(PersonId, NaiveDate, Standing)> {
        self.judged(days, Knowledge::Then).await
    }

    async fn judged(&self, days: &[NaiveDate], by: Knowledge) -> Vec<(PersonId, NaiveDate, Standing)> {
        let mut conn = self.server.conn().await;
        let both = [self.people.ada.id, self.people.bo.id];
        let known = queries::known_as(&mut conn, Some(&both), None, self.zone, by).await.unwrap();
        let on = |person: PersonId, day: NaiveDate| {
            let standing = known.standing((person, self.programme), (day, self.zone), None, None).unwrap();
            (person, day, standing)
        };
        days.iter().flat_map(|day| both.map(|person| on(person, *day))).collect()
    }
}

/// What the records show for a standing; `found` is what they do show.
fn shown(standing: &Standing, found: Option<Status>) -> Option<Status> {
    match standing.state {
        State::Certified => Some(Status::Valid),
        State::Expiring => Some(Status::Expiring),
        State::InGrace | State::Expired => Some(Status::Expired),
        State::Revoked => Some(Status::Revoked),
        State::NotStarted | State::InProgress => standing.must_hold.then_some(Status::Missing),
        // Whoever is exempt is shown with the certificate that holds no more, if there was one.
        State::Exempt => found.filter(|state| matches!(state, Status::Expired | Status::Revoked)),
    }
}

/// The page of records on a past day says the same of a person: the certificate that counted, and whether one was needed;
/// by what was known then, and beside it by what is known now, whichever of both it lists.
async fn assert_recorded(
    life: &Life,
    today: NaiveDate,
    (person, day): (PersonId, NaiveDate),
    then: &Standing,
    now: &Standing,
) {
    for (known, listed, beside) in [(Knowledge::Then, then, now), (Knowledge::Now, now, then)] {
        let filter =
            Filter { on: Some(day), certification: Some(CODE.to_owned()), known, ..Filter::default() };
        let mut conn = life.server.conn().await;
        let scope = records::scope(&mut conn, &filter, today, life.zone).await.unwrap();
        let cells = records::page(&mut conn, &scope, 0).await.unwrap();
        let own: Vec<_> = cells.iter().filter(|cell| cell.person_id == person).collect();
        assert!(own.len() <= 1, "{day}: {own:?}");
        let cell = own.first();
        let state = cell.and_then(|cell| cell.state);
        assert_eq!(state, shown(listed, state), "{day} by {known:?}: {listed:?}");
        let other = cell.and_then(|cell| cell.other_state);
        assert_eq!(other, shown(beside, other), "{day} beside {known:?}: {beside:?}");
        if let Some(cell) = cell.filter(|cell| cell.state.is_some()) {
            assert_eq!(
                (cell.required, cell.valid_to),
                (listed.must_hold, listed.valid_to),
                "{day}: {listed:?}"
            );
        }
        if let Some(cell) = cell.filter(|cell| cell.other_state.is_some()) {
            assert_eq!(cell.other_valid_to, beside.valid_to, "{day}: {beside:?}");
        }
    }
}

#[actix_web::test]
async fn where_somebody_stood_on_a_past_day_is_what_was_said_on_that_day() {
    let mut states: BTreeSet<State> = BTreeSet::new();
    let mut obliged = BTreeSet::new();
    let mut put_right = 0;
    for seed in 1..=4 {
        let mut life = Life::begin(seed).await;
        let mut said: Vec<(PersonId, NaiveDate, Standing)> = Vec::new();
        let mut offset = 0;
        for _ in 0..40 {
            for _ in 0..=life.below(2) {
                life.live(offset).await;
            }
            let mut conn = life.server.conn().await;
            let now = db::now(&mut conn).await.unwrap();
            drop(conn);
            let today = now.with_timezone(&life.zone).date_naive();
            let gap = 1 + life.below(14);
            // Nothing happens until then: these days end as they are said now.
            let days: Vec<NaiveDate> = (0..gap).map(|day| today + TimeDelta::days(day)).collect();
            said.extend(life.said(&days).await);
            offset += gap;
            life.server.move_clock(&format!("{offset} days")).await;
        }
        let days: BTreeSet<NaiveDate> = said.iter().map(|(_, day, _)| *day).collect();
        let now = life.said(&days.into_iter().collect::<Vec<_>>()).await;
        for (person, day, then) in &said {
            let (.., found) = now.iter().find(|(other, past, _)| other == person && past == day).unwrap();
            assert_eq!(found, then, "seed {seed}, {day}");
            states.insert(then.state);
            obliged.insert(then.must_hold);
        }
        let today =
            db::now(&mut *life.server.conn().await).await.unwrap().with_timezone(&life.zone).date_naive();
        let past: Vec<_> = said.iter().filter(|(_, day, _)| *day < today).step_by(5).collect();
        let days: BTreeSet<NaiveDate> = past.iter().map(|(_, day, _)| *day).collect();
        let by_now = life.judged(&days.into_iter().collect::<Vec<_>>(), Knowledge::Now).await;
        for (person, day, then) in past {
            let (.., now) = by_now.iter().find(|(other, past, _)| other == person && past == day).unwrap();
            put_right += usize::from(now.state != then.state || now.must_hold != then.must_hold);
            assert_recorded(&life, today, (*person, *day), then, now).await;
        }
    }
    assert!(states.len() >= 7 && obliged.len() == 2, "the histories say little: {states:?} {obliged:?}");
    assert!(put_right > 20, "what is known now hardly differs from what was known then: {put_right}");
}

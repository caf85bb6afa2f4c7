//! Where somebody stood on every past day is what was said on that day, whatever came or was taken back since; and by what is
//! known now it is what a ledger of days says that is put right backwards. Random histories are kept three times: as rows
//! with times, by a clerk who crosses out what counts no more, and in that ledger.

#![expect(clippy::unwrap_used, reason = "tests may panic")]
use chrono::{Days, TimeDelta};
use proptest::prelude::*;

use super::super::renewal::{due, validity};
use super::tests::{Passed, World, any_zone, day, policy};
use super::*;
use crate::base::clock::end_of_day;

const CODES: [&str; 3] = ["fab", "etiquette", "english"];

/// Something that happens on a day. Numbers choose among what there is.
#[derive(Debug, Clone)]
enum Deed {
    /// Passed so many days before it is known.
    Pass(usize, u64),
    /// A pass proves nothing any more.
    Withdraw(usize),
    /// Taken back, perhaps because it should never have been issued.
    Revoke(bool),
    /// Given back, perhaps because taking it back was wrong.
    Reinstate(bool),
    /// A certificate of so many days ago is brought in, valid for so many days.
    BringIn(u64, u64),
    /// The certificate that was brought in last is taken out again.
    Undo,
    /// Rules that count in so many days.
    Publish(u64, Policy),
    /// Exempt in so many days, for so many or without end.
    Exempt(u64, Option<u64>),
    EndExemption,
    /// Leaves, or comes back.
    Move,
    /// Must hold it, or no longer.
    Oblige,
}

/// What a clerk has on the desk: only what counts now.
#[derive(Default)]
struct Desk {
    passes: Vec<Passed>,
    certificates: Vec<Paper>,
    rules: Vec<(NaiveDate, Policy)>,
    exempt: Vec<(NaiveDate, Option<NaiveDate>)>,
    /// Exemptions that were ended, with their last day: they counted until then.
    once_exempt: Vec<(NaiveDate, Option<NaiveDate>)>,
    is_employed: bool,
    is_obliged: bool,
}

struct Paper {
    place: usize,
    held: Held,
    is_brought_in: bool,
    /// Days on which it did not hold by what is known now: from the first to before the second.
    bad: Vec<(NaiveDate, Option<NaiveDate>)>,
}

impl Paper {
    /// What the ledger writes: into the past where the past was wrong.
    fn put_right(&mut self, change: Change, today: NaiveDate) {
        match change {
            Change::Revoked { from_its_issue: true } => self.bad.push((NaiveDate::MIN, None)),
            Change::Revoked { from_its_issue: false } => self.bad.push((today, None)),
            Change::Reinstated { as_if_never_revoked: true } => drop(self.bad.pop()),
            Change::Reinstated { as_if_never_revoked: false } => self.bad.last_mut().unwrap().1 = Some(today),
            Change::Withdrawn => {}
        }
    }

    fn is_bad(&self, day: NaiveDate) -> bool {
        self.bad.iter().any(|(from, until)| *from <= day && until.is_none_or(|end| day < end))
    }
}

impl Desk {
    /// The certificate that counts.
    fn counting(&self) -> Option<&Paper> {
        self.certificates.iter().max_by_key(|paper| (paper.held.issued_at, paper.place))
    }

    fn counting_mut(&mut self) -> Option<&mut Paper> {
        self.certificates.iter_mut().max_by_key(|paper| (paper.held.issued_at, paper.place))
    }

    fn rules(&self, today: NaiveDate) -> Policy {
        self.rules.iter().rfind(|(from, _)| *from <= today).map(|(_, policy)| policy).unwrap().clone()
    }

    fn is_exempt(&self, today: NaiveDate) -> bool {
        covers(&self.exempt, today)
    }

    fn state(&self, today: NaiveDate) -> State {
        let passes: Vec<&Passed> = self.passes.iter().collect();
        let held = self.counting().map(|paper| paper.held);
        self.state_with(held, &passes, self.is_exempt(today), today)
    }

    /// The state on a past day with all that the desk has today.
    fn state_now(&self, day: NaiveDate, zone: Tz) -> State {
        let is_past = |at: DateTime<Utc>| at.with_timezone(&zone).date_naive() <= day;
        let passes: Vec<&Passed> = self.passes.iter().filter(|passed| is_past(passed.1)).collect();
        let issued = self.certificates.iter().filter(|paper| is_past(paper.held.issued_at));
        let held = issued.max_by_key(|paper| (paper.held.issued_at, paper.place)).map(|paper| Held {
            revoked_at: paper.is_bad(day).then_some(paper.held.issued_at),
            ..paper.held
        });
        let is_exempt = covers(&self.exempt, day) || covers(&self.once_exempt, day);
        self.state_with(held, &passes, is_exempt, day)
    }

    fn state_with(&self, held: Option<Held>, passes: &[&Passed], is_exempt: bool, today: NaiveDate) -> State {
        let rules = self.rules(today);
        let own = match held {
            None if passes.iter().any(|passed| rules.needs.names(passed.0)) => State::InProgress,
            None => State::NotStarted,
            Some(Held { revoked_at: Some(_), .. }) => State::Revoked,
            Some(Held { valid_to: None, .. }) => State::Certified,
            Some(Held { valid_to: Some(end), .. }) => {
                let left = (end - today).num_days();
                if left < -i64::from(rules.grace_days) {
                    State::Expired
                } else if left < 0 {
                    State::InGrace
                } else if left <= i64::from(rules.window_days.unwrap_or(30)) {
                    State::Expiring
                } else {
                    State::Certified
                }
            }
        };
        if is_exempt && !own.holds() { State::Exempt } else { own }
    }

    fn must_hold(&self, today: NaiveDate) -> bool {
        self.is_employed && self.is_obliged && !self.is_exempt(today)
    }
}

/// A life that is kept twice.
struct Life {
    world: World,
    desk: Desk,
    today: NaiveDate,
    now: DateTime<Utc>,
    issued: usize,
}

impl Life {
    fn begin(first: NaiveDate, zone: Tz) -> Self {
        let mut world = World { zone, ..World::new() };
        world.employments = vec![Spell { from: first, to: None }];
        world.obligations = Vec::new();
        world.versions = vec![VersionFrom { from: None, policy: policy() }];
        let rules = vec![(NaiveDate::MIN, policy())];
        let desk = Desk { rules, is_employed: true, ..Desk::default() };
        let mut life = Self { world, desk, today: first, now: at(first, zone), issued: 0 };
        life.go_to(first);
        life
    }

    fn go_to(&mut self, day: NaiveDate) {
        self.today = day;
        self.now = at(day, self.world.zone);
    }

    fn live(&mut self, deed: &Deed) {
        self.now += TimeDelta::seconds(1);
        match deed {
            Deed::Pass(code, late) => self.pass(CODES.get(code % CODES.len()).unwrap(), *late),
            Deed::Withdraw(which) => self.withdraw(*which),
            Deed::Revoke(from_its_issue) => self.change(Change::Revoked { from_its_issue: *from_its_issue }),
            Deed::Reinstate(wrong) => self.change(Change::Reinstated { as_if_never_revoked: *wrong }),
            Deed::BringIn(ago, days) => {
                let first = self.today - Days::new(*ago);
                let issued_at = end_of_day(first.pred_opt().unwrap(), self.world.zone);
                self.file(issued_at, first, Some(first + Days::new(*days)), None, true);
            }
            Deed::Undo => self.undo(),
            Deed::Publish(in_days, policy) => {
                let from = self.today + Days::new(*in_days);
                self.world.versions.push(VersionFrom { from: Some(from), policy: policy.clone() });
                self.desk.rules.push((from, policy.clone()));
            }
            Deed::Exempt(in_days, days) => {
                let from = self.today + Days::new(*in_days);
                let to = days.map(|days| from + Days::new(days));
                self.world.exemptions.push(Spell { from, to });
                self.desk.exempt.push((from, to));
            }
            Deed::EndExemption => self.end_exemption(),
            Deed::Move => {
                switch(&mut self.world.employments, self.desk.is_employed, self.today);
                self.desk.is_employed = !self.desk.is_employed;
            }
            Deed::Oblige => {
                switch(&mut self.world.obligations, self.desk.is_obliged, self.today);
                self.desk.is_obliged = !self.desk.is_obliged;
            }
        }
    }

    fn pass(&mut self, code: &'static str, late: u64) {
        // No two at the same instant: by it the clerk finds the row again.
        let place = i64::try_from(self.world.achievements.len()).unwrap();
        let achieved_at =
            self.now - TimeDelta::days(i64::try_from(late).unwrap()) + TimeDelta::microseconds(place);
        let passed = Passed(code, achieved_at);
        self.world.achievements.push(PastAchievement {
            passed: passed.clone(),
            known_at: self.now,
            withdrawn_at: None,
        });
        self.world.achievements.sort_by_key(|one| one.passed.1);
        self.desk.passes.push(passed);
        self.desk.passes.sort_by_key(|one| one.1);
        let rules = self.desk.rules(self.today);
        let held = self.desk.counting().map(|paper| paper.held);
        let day = (self.today, self.world.zone);
        if due(&rules, held.as_ref(), &self.desk.passes, Some(code), day).is_some() {
            let valid = validity(&rules, Some(6), held.as_ref(), self.today);
            self.file(self.now, valid.from, valid.to, valid.anchored_on, false);
        }
    }

    fn file(
        &mut self,
        issued_at: DateTime<Utc>,
        valid_from: NaiveDate,
        valid_to: Option<NaiveDate>,
        anchored_on: Option<NaiveDate>,
        is_brought_in: bool,
    ) {
        self.issued += 1;
        self.world.certificates.push(PastCertificate {
            issued_at,
            known_at: self.now,
            valid_from,
            valid_to,
            anchored_on,
            changes: Vec::new(),
        });
        self.world.certificates.sort_by_key(|one| one.issued_at);
        let held = Held { issued_at, valid_from, valid_to, anchored_on, revoked_at: None };
        let paper = Paper { place: self.issued, held, is_brought_in, bad: Vec::new() };
        self.desk.certificates.push(paper);
    }

    fn withdraw(&mut self, which: usize) {
        if self.desk.passes.is_empty() {
            return;
        }
        let gone = self.desk.passes.remove(which % self.desk.passes.len());
        let row = self.world.achievements.iter_mut().find(|one| one.passed.1 == gone.1).unwrap();
        row.withdrawn_at = Some(self.now);
    }

    /// Takes back the certificate that counts, or gives it back.
    fn change(&mut self, change: Change) {
        let now = self.now;
        let Some(paper) = self.desk.counting_mut() else { return };
        if paper.held.revoked_at.is_some() != matches!(change, Change::Reinstated { .. }) {
            return;
        }
        paper.held.revoked_at = matches!(change, Change::Revoked { .. }).then_some(now);
        let (issued_at, first) = (paper.held.issued_at, paper.held.valid_from);
        paper.put_right(change, self.today);
        self.note(issued_at, first, change);
    }

    fn undo(&mut self) {
        let Some(place) = self.desk.certificates.iter().rposition(|paper| paper.is_brought_in) else {
            return;
        };
        let gone = self.desk.certificates.remove(place);
        self.note(gone.held.issued_at, gone.held.valid_from, Change::Withdrawn);
    }

    /// Writes a change beside the newest row of these times that is still there.
    fn note(&mut self, issued_at: DateTime<Utc>, first: NaiveDate, change: Change) {
        let is_there =
            |one: &&mut PastCertificate| !one.changes.iter().any(|(_, change)| *change == Change::Withdrawn);
        let mut rows = self.world.certificates.iter_mut();
        let row = rows.rfind(|one| one.issued_at == issued_at && one.valid_from == first && is_there(one));
        row.unwrap().changes.push((self.now, change));
    }

    fn end_exemption(&mut self) {
        if self.desk.exempt.pop().is_none() {
            return;
        }
        let yesterday = self.today.pred_opt().unwrap();
        let spell = self.world.exemptions.pop().unwrap();
        let to = Some(spell.to.map_or(yesterday, |last| last.min(yesterday)));
        self.desk.once_exempt.push((spell.from, to));
        self.ended(Spell { to, ..spell });
    }

    /// An exemption that was ended counts on the days before.
    fn ended(&mut self, spell: Spell) {
        if spell.to.is_some_and(|last| last >= spell.from) {
            self.world.exemptions.insert(0, spell);
        }
    }
}

fn covers(days: &[(NaiveDate, Option<NaiveDate>)], day: NaiveDate) -> bool {
    days.iter().any(|(from, to)| *from <= day && to.is_none_or(|last| day <= last))
}

/// Some hours before the end of a day.
fn at(day: NaiveDate, zone: Tz) -> DateTime<Utc> {
    end_of_day(day, zone) - TimeDelta::hours(2)
}

/// Ends what goes on, or begins it anew; a spell that is over within the day was none at its end.
fn switch(spells: &mut Vec<Spell>, is_on: bool, today: NaiveDate) {
    if !is_on {
        spells.push(Spell { from: today, to: None });
        return;
    }
    let mut last = spells.pop().unwrap();
    last.to = today.pred_opt();
    if last.to >= Some(last.from) {
        spells.push(last);
    }
}

fn any_rules() -> impl Strategy<Value = Policy> {
    let codes = proptest::sample::subsequence(CODES.to_vec(), 1..=3);
    (codes, proptest::option::of(1u32..90), 0u32..60, any::<bool>()).prop_map(
        |(codes, window, grace, reuse)| {
            let codes: Vec<String> = codes.into_iter().map(str::to_owned).collect();
            Policy { window_days: window, grace_days: grace, reuse_passes: reuse, ..Policy::plain(&codes) }
        },
    )
}

fn any_deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        6 => (0usize..3, 0u64..20).prop_map(|(code, late)| Deed::Pass(code, late)),
        2 => (0usize..9).prop_map(Deed::Withdraw),
        2 => any::<bool>().prop_map(Deed::Revoke),
        2 => any::<bool>().prop_map(Deed::Reinstate),
        2 => (0u64..300, 1u64..500).prop_map(|(ago, days)| Deed::BringIn(ago, days)),
        1 => Just(Deed::Undo),
        2 => (0u64..40, any_rules()).prop_map(|(in_days, policy)| Deed::Publish(in_days, policy)),
        1 => (0u64..20, proptest::option::of(0u64..60)).prop_map(|(in_days, days)| Deed::Exempt(in_days, days)),
        1 => Just(Deed::EndExemption),
        1 => Just(Deed::Move),
        1 => Just(Deed::Oblige),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(250))]

    #[test]
    fn where_somebody_stood_on_a_past_day_is_what_was_said_on_that_day(
        start in 0u64..9000,
        deeds in proptest::collection::vec((0u64..30, any_deed()), 1..40),
        zone in any_zone(),
    ) {
        let first = day("1999-12-01") + Days::new(start);
        let mut life = Life::begin(first, zone);
        let mut said: Vec<(NaiveDate, Standing)> = Vec::new();
        let mut today = first;
        for (gap, deed) in &deeds {
            let next = today + Days::new(*gap);
            while today < next {
                said.push((today, life.world.on(today)));
                let by_clerk = (life.desk.state(today), life.desk.must_hold(today));
                let (_, last) = said.last().unwrap();
                prop_assert_eq!((last.state, last.must_hold), by_clerk, "{}", today);
                today = today + Days::new(1);
                life.go_to(today);
            }
            life.live(deed);
        }
        for (past, then) in said {
            prop_assert_eq!(&life.world.on(past), &then, "{}", past);
            let now = life.world.judged(past, Knowledge::Now);
            prop_assert_eq!(now.state, life.desk.state_now(past, zone), "{} by what is known now", past);
        }
    }
}

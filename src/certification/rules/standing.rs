//! The state of a person in a certification on a day, from all that is known about it.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use serde::Serialize;

use super::needs::PartProgress;
use super::policy::Policy;
use super::renewal::{Held, Step, ask};
use super::{Achievement, days_after, days_before};
use crate::base::clock::day_in;

/// Where someone stands in a certification. On every day it is exactly one of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Nothing passed that counts.
    NotStarted,
    /// Something passed, and something missing.
    InProgress,
    /// Holds a certificate.
    Certified,
    /// Holds one that ends soon.
    Expiring,
    /// It has ended, but can still be renewed.
    InGrace,
    /// It has ended.
    Expired,
    /// It was taken back.
    Revoked,
    /// Holds none and need not.
    Exempt,
}

impl State {
    /// The word that addresses and files use.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NotStarted => "not_started",
            Self::InProgress => "in_progress",
            Self::Certified => "certified",
            Self::Expiring => "expiring",
            Self::InGrace => "in_grace",
            Self::Expired => "expired",
            Self::Revoked => "revoked",
            Self::Exempt => "exempt",
        }
    }

    /// Whether a certificate holds.
    pub fn holds(self) -> bool {
        matches!(self, Self::Certified | Self::Expiring)
    }
}

/// By what is known a past day is judged.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Knowledge {
    /// By what was known at the end of that day.
    #[default]
    Then,
    /// By everything known now: what was entered later about that day counts, and so does what turned out to be wrong.
    Now,
}

/// What happened to a certificate after its issue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// It was taken back.
    Revoked {
        /// Whether it should never have been issued: whoever knows that knows that it never held.
        from_its_issue: bool,
    },
    /// Taking it back was undone.
    Reinstated {
        /// Whether taking it back was wrong: whoever knows that knows that it held all the time.
        as_if_never_revoked: bool,
    },
    /// It was never one: bringing it in was undone.
    Withdrawn,
}

/// Something passed, with the time in which it counted here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastAchievement<A> {
    /// What was passed.
    pub passed: A,
    /// Since when it is known here: people may grade long after the hand-in.
    pub known_at: DateTime<Utc>,
    /// Since when it proves nothing any more.
    pub withdrawn_at: Option<DateTime<Utc>>,
}

/// A certificate with what happened to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastCertificate {
    /// When it was issued.
    pub issued_at: DateTime<Utc>,
    /// Since when it is known here: later than its issue when it was brought in from a spreadsheet.
    pub known_at: DateTime<Utc>,
    /// Its first day.
    pub valid_from: NaiveDate,
    /// Its last day; `None` is without end.
    pub valid_to: Option<NaiveDate>,
    /// The day whose returns end it; `None` is its first day.
    pub anchored_on: Option<NaiveDate>,
    /// What happened to it, oldest first.
    pub changes: Vec<(DateTime<Utc>, Change)>,
}

/// Days on which something held: from the first to the last, `None` without end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spell {
    /// First day.
    pub from: NaiveDate,
    /// Last day; `None` while it lasts.
    pub to: Option<NaiveDate>,
}

impl Spell {
    /// Whether a day is in it.
    pub fn holds(&self, day: NaiveDate) -> bool {
        self.from <= day && self.to.is_none_or(|last| day <= last)
    }
}

/// The rules from a day on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VersionFrom {
    /// First day they count; `None` for those that count from the beginning.
    pub from: Option<NaiveDate>,
    /// The rules.
    pub policy: Policy,
}

/// The rules that count on a day: of those written for it or for an earlier day, the last in the list; before all of
/// them, the first.
pub fn version_on(versions: &[VersionFrom], day: NaiveDate) -> Option<&Policy> {
    let counting = versions.iter().rev().find(|version| version.from.is_none_or(|from| from <= day));
    counting.or_else(|| versions.first()).map(|version| &version.policy)
}

/// All that is known about a person and a certification.
#[derive(Debug, Clone)]
pub struct History<'a, A> {
    /// What the person passed, oldest first, with what was withdrawn since.
    pub achievements: &'a [PastAchievement<A>],
    /// The certificates, in the order of their issue.
    pub certificates: &'a [PastCertificate],
    /// When the person need not hold it.
    pub exemptions: &'a [Spell],
    /// When the person is employed.
    pub employments: &'a [Spell],
    /// When a group or role of the person must hold it.
    pub obligations: &'a [Spell],
    /// The rules, in the order they were written.
    pub versions: &'a [VersionFrom],
    /// The company's zone.
    pub zone: Tz,
    /// By what is known the day is judged. The days of exemptions, employments, obligations and rules are those that this
    /// knowledge has.
    pub knowledge: Knowledge,
}

impl<A> History<'_, A> {
    /// Whether something of this instant had happened at the end of a day.
    fn has_happened(&self, at: DateTime<Utc>, day: NaiveDate) -> bool {
        day_in(at, self.zone) <= day
    }

    /// Whether something of this instant is known where a day is judged.
    fn is_known(&self, at: DateTime<Utc>, day: NaiveDate) -> bool {
        self.knowledge == Knowledge::Now || self.has_happened(at, day)
    }
}

/// Where someone stands on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The state.
    pub state: State,
    /// Whether the person must hold it: employed, in a group or role that must, and not exempt.
    pub must_hold: bool,
    /// Last day of the certificate that counts.
    pub valid_to: Option<NaiveDate>,
    /// First day on which that one can be renewed, where it cannot be yet.
    pub renewable_from: Option<NaiveDate>,
    /// Last day on which it can be renewed although it has ended.
    pub grace_to: Option<NaiveDate>,
    /// What is asked for the next certificate, part by part; empty when nothing is.
    pub progress: Vec<PartProgress>,
    /// Whether what is asked for is a renewal.
    pub is_renewal: bool,
}

/// Where someone stands at the end of a day of the company's zone. By what was known then, what came or was taken back later
/// does not change it. By what is known now, certificates and passes of that day count although they were entered later,
/// and those do not of which is known that they never counted. `None` for a certification without rules.
pub fn standing<A: Achievement>(history: &History<'_, A>, day: NaiveDate) -> Option<Standing> {
    let policy = version_on(history.versions, day)?;
    let held = held_on(history, day);
    let passed: Vec<&A> = history
        .achievements
        .iter()
        .filter(|one| {
            history.is_known(one.known_at, day)
                && history.has_happened(one.passed.achieved_at().min(one.known_at), day)
                && !one.withdrawn_at.is_some_and(|at| history.is_known(at, day))
        })
        .map(|one| &one.passed)
        .collect();
    let ask = ask(policy, held.as_ref(), day, history.zone);
    let progress = ask.map(|ask| ask.needs.progress(&passed, ask.after)).unwrap_or_default();
    let is_exempt = history.exemptions.iter().any(|spell| spell.holds(day));
    let own = own_state(policy, held.as_ref(), &progress, day);
    let is_employed = history.employments.iter().any(|spell| spell.holds(day));
    let valid_to = held.and_then(|held| held.valid_to);
    Some(Standing {
        state: if is_exempt && !own.holds() { State::Exempt } else { own },
        must_hold: is_employed && !is_exempt && history.obligations.iter().any(|spell| spell.holds(day)),
        valid_to,
        renewable_from: ask.and_then(|ask| ask.opens_on).filter(|opens| *opens > day),
        grace_to: valid_to.filter(|_| own == State::InGrace).map(|end| days_after(end, policy.grace_days)),
        is_renewal: ask.is_some_and(|ask| ask.step == Step::Renewal),
        progress,
    })
}

/// The certificate that counts at the end of a day: of those known and issued until then the one issued last.
fn held_on<A>(history: &History<'_, A>, day: NaiveDate) -> Option<Held> {
    let counting = history.certificates.iter().rfind(|one| {
        let is_withdrawn =
            one.changes.iter().any(|(at, change)| *change == Change::Withdrawn && history.is_known(*at, day));
        history.is_known(one.known_at, day)
            && history.has_happened(one.issued_at.min(one.known_at), day)
            && !is_withdrawn
    })?;
    Some(Held {
        issued_at: counting.issued_at,
        valid_from: counting.valid_from,
        valid_to: counting.valid_to,
        anchored_on: counting.anchored_on,
        revoked_at: revoked_on(history, &counting.changes, day),
    })
}

/// Since when a certificate was taken back, where it was so at the end of a day.
fn revoked_on<A>(
    history: &History<'_, A>,
    changes: &[(DateTime<Utc>, Change)],
    day: NaiveDate,
) -> Option<DateTime<Utc>> {
    let (mut since, mut found) = (None, None);
    for (at, change) in changes.iter().filter(|(at, _)| history.is_known(*at, day)) {
        let has_happened = history.has_happened(*at, day);
        match change {
            Change::Revoked { from_its_issue } => since = (has_happened || *from_its_issue).then_some(*at),
            Change::Reinstated { as_if_never_revoked } => {
                // Given back only after this day: on this day it was taken back.
                found = since.take().filter(|_| !has_happened && !as_if_never_revoked).or(found);
            }
            Change::Withdrawn => {}
        }
    }
    since.or(found)
}

/// The state without exemptions.
fn own_state(policy: &Policy, held: Option<&Held>, progress: &[PartProgress], day: NaiveDate) -> State {
    let Some(held) = held else {
        let has_begun = progress.iter().flat_map(|part| &part.passed).any(|passed| *passed);
        return if has_begun { State::InProgress } else { State::NotStarted };
    };
    if held.revoked_at.is_some() {
        return State::Revoked;
    }
    let Some(end) = held.valid_to else { return State::Certified };
    if day > days_after(end, policy.grace_days) {
        State::Expired
    } else if day > end {
        State::InGrace
    } else if day >= days_before(end, policy.expiring_days()) {
        State::Expiring
    } else {
        State::Certified
    }
}

#[cfg(test)]
mod knowledge_tests;
#[cfg(test)]
mod past_tests;
#[cfg(test)]
mod tests;

//! What comes next for a person and a certification: the first certificate, a renewal, or nothing; and how long the
//! certificate is then valid.

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;

use super::needs::Needs;
use super::policy::{Anniversary, Policy};
use super::{Achievement, days_after, days_before, last_day};
use crate::base::clock::end_of_day;

/// The certificate that counts for a person and a certification.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held {
    /// When it was issued.
    pub issued_at: DateTime<Utc>,
    /// Its first day.
    pub valid_from: NaiveDate,
    /// Its last day; `None` is without end.
    pub valid_to: Option<NaiveDate>,
    /// The day whose returns end it; `None` is its first day.
    pub anchored_on: Option<NaiveDate>,
    /// When it was taken back, if it is.
    pub revoked_at: Option<DateTime<Utc>>,
}

impl Held {
    /// Whether its holder is certified by it on a day.
    pub fn holds(&self, day: NaiveDate) -> bool {
        self.revoked_at.is_none() && self.valid_to.is_none_or(|last| day <= last)
    }

    fn anchor(&self) -> NaiveDate {
        self.anchored_on.unwrap_or(self.valid_from)
    }
}

/// Which certificate would come next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// The first, or the first after a gap or after one was taken back.
    First,
    /// One that follows the one held without starting anew.
    Renewal,
}

/// What someone has to pass for the next certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ask<'p> {
    /// Which one it would be.
    pub step: Step,
    /// What must be passed.
    pub needs: &'p Needs,
    /// Only what is achieved after this counts; `None` is everything.
    pub after: Option<DateTime<Utc>>,
    /// The first day on which it can be issued; `None` is at any time.
    pub opens_on: Option<NaiveDate>,
}

/// What is asked of someone on the day `today` of the zone. `None` when nothing is: what they hold is without end.
pub fn ask<'p>(policy: &'p Policy, held: Option<&Held>, today: NaiveDate, zone: Tz) -> Option<Ask<'p>> {
    let first = |after| Ask { step: Step::First, needs: &policy.needs, after, opens_on: None };
    let used_up = |at| (!policy.reuse_passes).then_some(at);
    let Some(held) = held else { return Some(first(None)) };
    if let Some(revoked_at) = held.revoked_at {
        return Some(first(used_up(revoked_at)));
    }
    let Some(end) = held.valid_to else {
        let needs = policy.renewal_needs();
        return policy.reuse_passes.then_some(Ask {
            step: Step::Renewal,
            needs,
            after: None,
            opens_on: None,
        });
    };
    if today > days_after(end, policy.grace_days) {
        return Some(first(used_up(held.issued_at)));
    }
    let opens_on = policy.window_days.map(|days| days_before(end, days));
    let opened = opens_on.map(|day| before(day, zone));
    let after = used_up(held.issued_at).map(|issued| opened.map_or(issued, |opened| opened.max(issued)));
    Some(Ask { step: Step::Renewal, needs: policy.renewal_needs(), after, opens_on })
}

/// The last instant before a day.
fn before(day: NaiveDate, zone: Tz) -> DateTime<Utc> {
    day.pred_opt()
        .map_or(DateTime::<Utc>::MIN_UTC, |before| end_of_day(before, zone) - TimeDelta::microseconds(1))
}

/// What the next certificate would rest on, when it can be issued on the day `today`. `code` is the exam that was just
/// passed; passes that count again renew nothing without a new one.
pub fn due<'a, A: Achievement>(
    policy: &Policy,
    held: Option<&Held>,
    achievements: &'a [A],
    code: Option<&str>,
    (today, zone): (NaiveDate, Tz),
) -> Option<Vec<&'a A>> {
    let ask = ask(policy, held, today, zone)?;
    let is_open = ask.opens_on.is_none_or(|day| day <= today);
    let is_moved = held.is_none() || !policy.reuse_passes || code.is_some_and(|code| ask.needs.names(code));
    (is_open && is_moved).then(|| ask.needs.met(achievements, ask.after)).flatten()
}

/// From when to when a certificate is valid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Validity {
    /// First day: the day of issue.
    pub from: NaiveDate,
    /// Last day; `None` is without end.
    pub to: Option<NaiveDate>,
    /// The day whose returns end it, where that is not the first.
    pub anchored_on: Option<NaiveDate>,
}

/// The validity of a certificate issued on `today` after the one held. A renewal never ends earlier than what it renews.
pub fn validity(policy: &Policy, months: Option<u32>, held: Option<&Held>, today: NaiveDate) -> Validity {
    let Some(months) = months else { return Validity { from: today, to: None, anchored_on: None } };
    let moved = Validity { from: today, to: Some(last_day(today, months)), anchored_on: None };
    let renewed = held.filter(|held| held.revoked_at.is_none()).and_then(|held| Some((held, held.valid_to?)));
    let Some((held, end)) = renewed else { return moved };
    if today > days_after(end, policy.grace_days) {
        return moved;
    }
    let anchored = match policy.anniversary {
        Anniversary::Moved => moved,
        Anniversary::Kept => kept(held.anchor(), end, months, today),
    };
    if anchored.to.is_some_and(|to| to >= end) {
        return anchored;
    }
    Validity { from: today, to: Some(end), anchored_on: Some(held.anchor()) }
}

/// The validity that goes on where `end` was, counted from the anchor so that short months shorten nothing later. An end
/// that is no return of the anchor (one that was brought in, or of other rules) is an anchor of its own.
fn kept(anchor: NaiveDate, end: NaiveDate, months: u32, today: NaiveDate) -> Validity {
    let (anchor, passed) =
        months_to(anchor, end).map_or((end.succ_opt().unwrap_or(end), 0), |passed| (anchor, passed));
    let mut to = last_day(anchor, passed + months);
    // After a long grace the next return may be over already.
    for times in 2..=12 {
        if to >= today {
            break;
        }
        to = last_day(anchor, passed.saturating_add(months.saturating_mul(times)));
    }
    Validity { from: today, to: Some(to.max(today)), anchored_on: Some(anchor) }
}

/// After how many months from the anchor something ends on this day, if it does.
fn months_to(anchor: NaiveDate, end: NaiveDate) -> Option<u32> {
    let month = |day: NaiveDate| i64::from(day.year()) * 12 + i64::from(day.month());
    let next = end.succ_opt()?;
    let between = month(next) - month(anchor);
    [between, between - 1]
        .into_iter()
        .filter_map(|months| u32::try_from(months).ok())
        .find(|months| *months > 0 && last_day(anchor, *months) == end)
}

#[cfg(test)]
mod tests;

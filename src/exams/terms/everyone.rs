//! When an exam is over for everyone, with all that anybody was given.

use chrono::{DateTime, TimeDelta, Utc};

use super::{Extension, ExtraTime, Frame, Grant, plus};

/// For whom a window was extended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Everyone.
    All,
    /// A group.
    Group,
    /// The person with this number among those for whom it was.
    Person(u128),
}

/// Everything anybody was given at an exam.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Everyone {
    /// Extra time of those who have to take it.
    pub extras: Vec<ExtraTime>,
    /// Make-up exams.
    pub grants: Vec<Grant>,
    /// Longer windows.
    pub extensions: Vec<(Reach, Extension)>,
}

impl Everyone {
    /// From when on nobody can be sitting the exam by its published version any more. Rather too late than too
    /// early: of groups and persons the longest sum counts. `None` when it never closes.
    pub fn over_at(&self, frame: &Frame) -> Option<DateTime<Utc>> {
        let published =
            plus(frame.closes_at?, self.extended(|extension| extension.closes_at == frame.closes_at));
        let grants = self.grants.iter().map(|grant| {
            plus(grant.closes_at, self.extended(|extension| extension.made_at >= grant.opens_at))
        });
        let last = grants.fold(published, DateTime::max);
        let windows = self.grants.iter().map(|grant| last - grant.opens_at);
        let from = frame.opens_at.unwrap_or(frame.published_at);
        let longest = windows.fold(last - from, TimeDelta::max).max(TimeDelta::zero());
        let basis = frame.limit.unwrap_or(longest);
        let extra = self.extras.iter().map(|extra| extra.of(basis)).max().unwrap_or_default();
        Some(plus(last, extra))
    }

    fn extended(&self, counts: impl Fn(&Extension) -> bool) -> TimeDelta {
        let sum = |reach: &dyn Fn(Reach) -> bool| {
            self.extensions
                .iter()
                .filter(|(own, extension)| reach(*own) && counts(extension))
                .fold(TimeDelta::zero(), |sum, (_, extension)| sum + extension.length())
        };
        let of_persons = self
            .extensions
            .iter()
            .filter(|(reach, _)| matches!(reach, Reach::Person(_)))
            .map(|(person, _)| sum(&|reach| reach == *person))
            .max()
            .unwrap_or_default();
        sum(&|reach| !matches!(reach, Reach::Person(_))) + of_persons
    }
}

//! What rows of people are compared with, found by what rows name it by.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

use crate::accounts::model::Role;
use crate::base::folding::{Folded, Script};
use crate::base::text::{fold_login, fold_words};
use crate::db::{GroupId, PersonId};

/// A person as they are now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownPerson {
    /// Who it is.
    pub id: PersonId,
    /// Full name.
    pub name: String,
    /// Name in Latin letters.
    pub latin_name: Option<String>,
    /// Employee number.
    pub employee_number: Option<String>,
    /// Telephone number.
    pub phone: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Current groups, sorted.
    pub groups: Vec<GroupId>,
    /// Current roles, sorted.
    pub roles: Vec<Role>,
    /// First day of the employment that lasts, in the company's zone; none for those who left.
    pub hired_on: Option<NaiveDate>,
    /// To whom they report.
    pub manager: Option<PersonId>,
    /// All names they sign in with, folded and sorted: also numbers of records that were merged into this one.
    #[serde(default)]
    pub logins: Vec<String>,
}

impl KnownPerson {
    /// Whether somebody with these rights may change how this person signs in: only an administrator changes those
    /// who have more rights than a trainee.
    pub fn may_be_changed_by(&self, is_admin: bool) -> bool {
        is_admin || self.roles.iter().all(|role| *role == Role::Trainee)
    }
}

/// A group in use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownGroup {
    /// Which one.
    pub id: GroupId,
    /// The group it belongs to.
    pub parent: Option<GroupId>,
    /// Its code.
    pub code: String,
    /// Name in Chinese.
    pub name_zh: String,
    /// Name in English.
    pub name_en: String,
}

/// All that rows are compared with.
#[derive(Debug, Clone)]
pub struct Known {
    /// Everyone, also those who left.
    pub people: Vec<KnownPerson>,
    /// Every open group.
    pub groups: Vec<KnownGroup>,
    /// Today, in the company's zone.
    pub today: NaiveDate,
    /// Whether the reader is an administrator: others bring in trainees only.
    pub is_admin: bool,
}

/// A group that a row names.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum GroupWish {
    /// One that is there.
    Known(GroupId),
    /// One that is not: its name after the names of those above it.
    New(Vec<String>),
}

/// What is known, by what rows name it by.
pub(super) struct Index<'a> {
    /// People by the names they sign in with.
    pub(super) by_login: HashMap<String, &'a KnownPerson>,
    by_name_key: HashMap<String, Vec<&'a KnownPerson>>,
    by_name: HashMap<String, Vec<&'a KnownPerson>>,
    /// With the key of the name, where it has Latin letters only: those are compared letter by letter.
    latin_by_group: HashMap<GroupId, Vec<(&'a KnownPerson, String)>>,
    groups: BTreeMap<(Option<GroupId>, String), GroupId>,
    by_group_name: HashMap<String, Vec<GroupId>>,
}

impl<'a> Index<'a> {
    pub(super) fn new(known: &'a Known) -> Self {
        let mut index = Self {
            by_login: HashMap::new(),
            by_name_key: HashMap::new(),
            by_name: HashMap::new(),
            latin_by_group: HashMap::new(),
            groups: BTreeMap::new(),
            by_group_name: HashMap::new(),
        };
        for person in &known.people {
            for login in [&person.employee_number, &person.phone, &person.email].into_iter().flatten() {
                index.by_login.insert(fold_login(login), person);
            }
            for login in &person.logins {
                index.by_login.insert(login.clone(), person);
            }
            index.by_name_key.entry(name_key(&person.name)).or_default().push(person);
            index.by_name.entry(fold_words(&person.name)).or_default().push(person);
            let key = name_key(&person.name);
            for group in person.groups.iter().filter(|_| key.is_ascii()) {
                index.latin_by_group.entry(*group).or_default().push((person, key.clone()));
            }
        }
        let ids: Vec<GroupId> = known.groups.iter().map(|group| group.id).collect();
        for group in &known.groups {
            // A group whose parent is closed stands at the top.
            let parent = group.parent.filter(|parent| ids.contains(parent));
            let mut words: Vec<String> =
                [&group.code, &group.name_zh, &group.name_en].map(|word| fold_words(word)).into();
            words.sort();
            words.dedup();
            for word in words {
                index.groups.insert((parent, word.clone()), group.id);
                index.by_group_name.entry(word).or_default().push(group.id);
            }
        }
        index
    }

    /// The group of a path such as 华东/上海, of a code, or of a name that only one group has.
    pub(super) fn group(&self, text: &str) -> Option<GroupWish> {
        let text: String = text.nfkc().collect();
        let parts: Vec<&str> = text
            .split(['/', '\\', '>', '›', '→', '|', '»'])
            .map(str::trim)
            .filter(|one| !one.is_empty())
            .collect();
        if parts.is_empty() || parts.iter().any(|part| part.chars().count() > 100) {
            return None;
        }
        let mut above: Option<GroupId> = None;
        let mut is_known = true;
        for (depth, part) in parts.iter().enumerate() {
            let word = fold_words(part);
            let anywhere = || match self.by_group_name.get(&word).map(Vec::as_slice) {
                Some([one]) if depth == 0 => Some(*one),
                _ => None,
            };
            match self.groups.get(&(above, word.clone())).copied().or_else(anywhere) {
                Some(found) => above = Some(found),
                None => {
                    is_known = false;
                    break;
                }
            }
        }
        match above {
            Some(group) if is_known => Some(GroupWish::Known(group)),
            _ => Some(GroupWish::New(parts.into_iter().map(str::to_owned).collect())),
        }
    }

    /// The groups of the start of a path that are there already, and the names that are missing below them.
    pub(super) fn split<'p>(&self, path: &'p [String]) -> (Option<GroupId>, &'p [String]) {
        for known in (1..path.len()).rev() {
            let (start, rest) = path.split_at(known);
            if let Some(GroupWish::Known(group)) = self.group(&start.join("/")) {
                return (Some(group), rest);
            }
        }
        (None, path)
    }

    /// People who may be the same as somebody of this name in these groups, whose employee number is given or not.
    pub(super) fn alike(
        &self,
        name: &str,
        groups: &[GroupWish],
        has_number: bool,
    ) -> Vec<(&'a KnownPerson, Likeness)> {
        let shares = |person: &KnownPerson| {
            groups.iter().any(|wish| matches!(wish, GroupWish::Known(id) if person.groups.contains(id)))
        };
        let folded = fold_words(name);
        let mut found: Vec<(&KnownPerson, Likeness)> = Vec::new();
        for person in self.by_name_key.get(&name_key(name)).into_iter().flatten() {
            let is_doubtful = shares(person) || !has_number || person.employee_number.is_none();
            if is_doubtful {
                let is_same = fold_words(&person.name) == folded;
                found.push((person, if is_same { Likeness::Name } else { Likeness::SimilarName }));
            }
        }
        let key = name_key(name);
        if key.len() >= 6 && key.bytes().all(|letter| letter.is_ascii_alphabetic()) {
            let near = groups.iter().filter_map(|wish| match wish {
                GroupWish::Known(id) => self.latin_by_group.get(id),
                GroupWish::New(_) => None,
            });
            let near = near.flatten().filter(|(_, other)| differ_by_one(key.as_bytes(), other.as_bytes()));
            found.extend(near.map(|(person, _)| (*person, Likeness::SimilarName)));
        }
        found
    }

    /// The one person of this name.
    pub(super) fn only_one_named(&self, name: &str) -> Option<PersonId> {
        match self.by_name.get(&fold_words(name)).map(Vec::as_slice) {
            Some([one]) => Some(one.id),
            _ => None,
        }
    }
}

/// Why two may be the same person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Likeness {
    /// The same telephone number.
    Phone,
    /// The same e-mail address.
    Email,
    /// The same name.
    Name,
    /// A name that is written nearly the same: traditional characters, another order of words, one letter.
    SimilarName,
}

/// Names that are written nearly the same have one key: width, case, accents, traditional characters and the order of
/// words do not count.
pub fn name_key(name: &str) -> String {
    let stretches = Folded::of(name).stretches();
    let is_unspaced = stretches.iter().any(|(script, _)| *script == Script::Unspaced);
    let mut words: Vec<String> = stretches.into_iter().map(|(_, word)| word.into_iter().collect()).collect();
    if !is_unspaced {
        words.sort();
    }
    words.concat()
}

/// Whether one letter changed, added or left out makes one text of the other.
fn differ_by_one(one: &[u8], other: &[u8]) -> bool {
    if one.len().abs_diff(other.len()) > 1 || one == other {
        return false;
    }
    let start = one.iter().zip(other).take_while(|(a, b)| a == b).count();
    let end = one.iter().rev().zip(other.iter().rev()).take_while(|(a, b)| a == b).count();
    start + end + usize::from(one.len() == other.len()) >= one.len().min(other.len())
}

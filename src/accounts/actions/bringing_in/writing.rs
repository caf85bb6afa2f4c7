//! Gathers what a spreadsheet changes, before any of it is written; adds the groups it needs.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde_json::json;

use crate::accounts::model::{ChangeKind, Group, Role};
use crate::accounts::queries::Preview;
use crate::accounts::rules::bringing_in::{
    Change, Column, GroupWish, KnownPerson, ManagerWish, MissingGroup, RowPerson, Verdict,
};
use crate::accounts::rules::new_group_code;
use crate::audit::{self, Actor, Event};
use crate::base::clock::start_of_day;
use crate::base::text::fold_words;
use crate::db::schema::groups;
use crate::db::{Conn, GroupId, PersonId};

/// The groups that were added.
#[derive(Default)]
pub(super) struct AddedGroups {
    by_path: HashMap<Vec<String>, GroupId>,
    /// By the group above that was there, and the folded names below it.
    by_place: HashMap<(Option<GroupId>, Vec<String>), GroupId>,
}

impl AddedGroups {
    /// All of them.
    pub(super) fn added(&self) -> Vec<GroupId> {
        self.by_place.values().copied().collect()
    }
}

/// One name of a person that changes.
pub(super) struct Login {
    pub(super) person: PersonId,
    pub(super) kind: &'static str,
    pub(super) login: String,
    pub(super) is_new_person: bool,
}

/// What is written, gathered before anything is.
pub(super) struct Writing<'a> {
    pub(super) now: DateTime<Utc>,
    pub(super) zone: Tz,
    pub(super) actor: &'a Actor,
    pub(super) touched: Vec<(ChangeKind, Option<usize>, PersonId)>,
    pub(super) new: Vec<(PersonId, RowPerson)>,
    pub(super) names: Vec<(PersonId, String, Option<String>)>,
    pub(super) logins: Vec<Login>,
    pub(super) joins: Vec<(PersonId, GroupId)>,
    pub(super) leaves: Vec<(PersonId, GroupId)>,
    pub(super) roles: Vec<(PersonId, Role)>,
    pub(super) hired: Vec<(PersonId, DateTime<Utc>)>,
    pub(super) begins: Vec<(PersonId, DateTime<Utc>)>,
    pub(super) managers: Vec<(PersonId, PersonId)>,
    pub(super) gone: Vec<PersonId>,
    pub(super) back: Vec<PersonId>,
}

impl<'a> Writing<'a> {
    pub(super) fn new(now: DateTime<Utc>, zone: Tz, actor: &'a Actor) -> Self {
        Self {
            now,
            zone,
            actor,
            touched: Vec::new(),
            new: Vec::new(),
            names: Vec::new(),
            logins: Vec::new(),
            joins: Vec::new(),
            leaves: Vec::new(),
            roles: Vec::new(),
            hired: Vec::new(),
            begins: Vec::new(),
            managers: Vec::new(),
            gone: Vec::new(),
            back: Vec::new(),
        }
    }

    /// Who is touched: how, by which row.
    pub(super) fn touched(&self) -> &[(ChangeKind, Option<usize>, PersonId)] {
        &self.touched
    }

    /// Adds the groups that rows ask for.
    pub(super) async fn add_groups(
        &self,
        conn: &mut Conn,
        missing: Vec<MissingGroup>,
    ) -> QueryResult<AddedGroups> {
        let mut codes: Vec<String> = groups::table.select(groups::code).load(conn).await?;
        let mut added = AddedGroups::default();
        for one in missing {
            let mut place: Vec<String> = Vec::new();
            let mut parent_id = one.above;
            for name in &one.names {
                place.push(fold_words(name));
                let key = (one.above, place.clone());
                if let Some(known) = added.by_place.get(&key) {
                    parent_id = Some(*known);
                    continue;
                }
                let id = self.add_group(conn, parent_id, name, &mut codes).await?;
                added.by_place.insert(key, id);
                parent_id = Some(id);
            }
            added.by_path.extend(parent_id.map(|id| (one.path, id)));
        }
        Ok(added)
    }

    async fn add_group(
        &self,
        conn: &mut Conn,
        parent_id: Option<GroupId>,
        name: &str,
        codes: &mut Vec<String>,
    ) -> QueryResult<GroupId> {
        let code = new_group_code(name, codes);
        codes.push(code.clone());
        let id = GroupId::new();
        let group =
            Group { id, parent_id, code: code.clone(), name_zh: name.to_owned(), name_en: name.to_owned() };
        diesel::insert_into(groups::table).values(group).execute(conn).await?;
        let event = Event {
            action: "group.added",
            subject_kind: "group",
            subject_id: id.to_string(),
            detail: json!({ "code": code }),
        };
        audit::record(conn, self.actor, event).await?;
        Ok(id)
    }

    /// Takes what the rows change and who leaves.
    pub(super) fn take(&mut self, found: &Preview, groups: &AddedGroups) {
        let people: HashMap<PersonId, &KnownPerson> =
            found.known.people.iter().map(|one| (one.id, one)).collect();
        let mut by_row: HashMap<usize, PersonId> = HashMap::new();
        for (number, verdict) in &found.verdicts {
            let id = match verdict {
                Verdict::New(_) => Some(PersonId::new()),
                other => other.person(),
            };
            by_row.extend(id.map(|id| (*number, id)));
        }
        let group = |wish: &GroupWish| match wish {
            GroupWish::Known(id) => Some(*id),
            GroupWish::New(path) => groups.by_path.get(path).copied(),
        };
        for (number, verdict) in &found.verdicts {
            let Some(id) = by_row.get(number).copied() else { continue };
            match verdict {
                Verdict::New(row) => {
                    self.touched.push((ChangeKind::New, Some(*number), id));
                    self.joins.extend(row.groups.iter().filter_map(group).map(|group| (id, group)));
                    self.roles.push((id, row.role.unwrap_or(Role::Trainee)));
                    self.begins.push((id, self.first_day(row.hired_on)));
                    self.manager(id, row.manager.as_ref(), &by_row);
                    self.all_logins(id, row);
                    self.names.push((id, row.name.clone().unwrap_or_default(), row.latin_name.clone()));
                    self.new.push((id, row.clone()));
                }
                Verdict::Changed(_, changes, _) => {
                    self.touched.push((ChangeKind::Changed, Some(*number), id));
                    self.changes(id, changes, &people, &by_row, &group);
                }
                Verdict::Returned(_, changes, row) => {
                    self.touched.push((ChangeKind::Returned, Some(*number), id));
                    self.changes(id, changes, &people, &by_row, &group);
                    self.begins.push((id, self.first_day(row.hired_on)));
                    self.back.push(id);
                }
                _ => {}
            }
        }
        for id in &found.leaving {
            self.touched.push((ChangeKind::Left, None, *id));
            self.gone.push(*id);
        }
    }

    fn first_day(&self, day: Option<NaiveDate>) -> DateTime<Utc> {
        day.map_or(self.now, |day| start_of_day(day, self.zone))
    }

    fn manager(&mut self, id: PersonId, wish: Option<&ManagerWish>, by_row: &HashMap<usize, PersonId>) {
        let manager = match wish {
            Some(ManagerWish::Known(manager)) => Some(*manager),
            Some(ManagerWish::Row(row)) => by_row.get(row).copied(),
            None => None,
        };
        self.managers.extend(manager.filter(|manager| *manager != id).map(|manager| (id, manager)));
    }

    fn all_logins(&mut self, person: PersonId, row: &RowPerson) {
        for (kind, login) in
            [("employee_number", &row.employee_number), ("phone", &row.phone), ("email", &row.email)]
        {
            let login = login.clone().map(|login| Login { person, kind, login, is_new_person: true });
            self.logins.extend(login);
        }
    }

    fn changes(
        &mut self,
        id: PersonId,
        changes: &[Change],
        people: &HashMap<PersonId, &KnownPerson>,
        by_row: &HashMap<usize, PersonId>,
        group: &impl Fn(&GroupWish) -> Option<GroupId>,
    ) {
        let Some(person) = people.get(&id) else { return };
        let (mut name, mut latin_name) = (None, None);
        for change in changes {
            match change {
                Change::Text(Column::Name, _, new) => name = Some(new.clone()),
                Change::Text(Column::LatinName, _, new) => latin_name = Some(new.clone()),
                Change::Text(column, _, new) => {
                    let kind = match column {
                        Column::Phone => "phone",
                        Column::Email => "email",
                        _ => "employee_number",
                    };
                    let login = Login { person: id, kind, login: new.clone(), is_new_person: false };
                    self.logins.push(login);
                }
                Change::Groups(now, wished) => {
                    let wished: Vec<GroupId> = wished.iter().filter_map(group).collect();
                    self.leaves.extend(now.iter().filter(|one| !wished.contains(one)).map(|one| (id, *one)));
                    self.joins.extend(wished.iter().filter(|one| !now.contains(one)).map(|one| (id, *one)));
                }
                Change::Role(role) => self.roles.push((id, *role)),
                Change::HiredOn(_, day) => self.hired.push((id, start_of_day(*day, self.zone))),
                Change::Manager(_, wish) => self.manager(id, Some(wish), by_row),
            }
        }
        if name.is_some() || latin_name.is_some() {
            let name = name.unwrap_or_else(|| person.name.clone());
            self.names.push((id, name, latin_name.or_else(|| person.latin_name.clone())));
        }
    }
}

//! The people tests act as. Ada and Bo are trainees of the east group, Cai is a stranger in the north,
//! Tian a trainer, Hui from HR, Root an admin.

use std::sync::Arc;

use certamen::accounts::actions::{self, Origin};
use certamen::accounts::model::{Group, NewPerson};
use certamen::accounts::{Role, passwords::Passwords};
use certamen::audit::Actor;
use certamen::db::{GroupId, PersonId};

use super::{Browser, Server};

/// The password of everyone.
pub const PASSWORD: &str = "blue horses eat late";

/// One person with an open browser.
pub struct Someone {
    pub id: PersonId,
    pub name: &'static str,
    pub login: &'static str,
    pub browser: Browser,
}

impl std::ops::Deref for Someone {
    type Target = Browser;

    fn deref(&self) -> &Browser {
        &self.browser
    }
}

/// Everyone.
pub struct People {
    pub ada: Someone,
    pub bo: Someone,
    pub cai: Someone,
    pub tian: Someone,
    pub hui: Someone,
    pub root: Someone,
    pub east: GroupId,
    pub north: GroupId,
}

impl People {
    pub async fn add(server: &Arc<Server>) -> Self {
        let east = group(server, "east", "华东区", "East").await;
        let north = group(server, "north", "华北区", "North").await;
        Self {
            ada: someone(server, "林晓雯", "T001", Role::Trainee, Some(east)).await,
            bo: someone(server, "Bo Chen", "T002", Role::Trainee, Some(east)).await,
            cai: someone(server, "蔡远", "T003", Role::Trainee, Some(north)).await,
            tian: someone(server, "田老师", "R001", Role::Trainer, None).await,
            hui: someone(server, "许曼", "H001", Role::Hr, None).await,
            root: someone(server, "顾明远", "A001", Role::Admin, None).await,
            east,
            north,
        }
    }
}

async fn group(server: &Server, code: &str, name_zh: &str, name_en: &str) -> GroupId {
    let group = Group {
        id: GroupId::new(),
        parent_id: None,
        code: code.into(),
        name_zh: name_zh.into(),
        name_en: name_en.into(),
    };
    let mut conn = server.conn().await;
    actions::add_group(&mut conn, &Actor::server(), group).await.unwrap()
}

/// Adds one person who has a password and an open browser.
pub async fn someone(
    server: &Arc<Server>,
    name: &'static str,
    login: &'static str,
    role: Role,
    group: Option<GroupId>,
) -> Someone {
    let passwords: &Passwords = &server.app.passwords;
    let person = NewPerson {
        name: name.to_owned(),
        employee_number: Some(login.to_owned()),
        roles: vec![role],
        groups: group.into_iter().collect(),
        password_hash: Some(passwords.hash(PASSWORD).await.unwrap()),
        ..NewPerson::default()
    };
    let mut conn = server.conn().await;
    let id = actions::add_person(&mut conn, &Actor::server(), &person).await.unwrap();
    let opened = actions::begin_session(
        &mut conn,
        id,
        &Origin { address: "127.0.0.1".into(), ..Origin::default() },
        None,
    )
    .await
    .unwrap();
    // However far a test moves the clock, nobody has to prove once more who they are: second_factor.rs is about that.
    server.sql("UPDATE sessions SET verified_at = verified_at + interval '10 years' WHERE verified_at < app_now() + interval '1 year'").await;
    Someone { id, name, login, browser: Browser::with_session(server, &opened.session).await }
}

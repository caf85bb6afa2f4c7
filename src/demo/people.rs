//! The people and groups of the demonstration.

use diesel::QueryResult;

use crate::accounts::Role;
use crate::accounts::actions;
use crate::accounts::model::{Group, NewPerson};
use crate::audit::Actor;
use crate::db::{Conn, GroupId, PersonId};

/// Groups and people by the names the other files use.
pub(super) struct People {
    pub(super) east: GroupId,
    pub(super) south: GroupId,
    pub(super) north: GroupId,
    /// The trainees in the order of [`TRAINEES`].
    pub(super) trainees: Vec<PersonId>,
}

/// Number, name, Latin name and group of each trainee: three of the east, three of the south, three of the north, then five
/// more of each, who have sat exams on paper.
const TRAINEES: [(&str, &str, &str, usize); 24] = [
    ("CH1001", "林晓雯", "Lin Xiaowen", 0),
    ("CH1002", "何志强", "He Zhiqiang", 0),
    ("CH1003", "苏婷", "Su Ting", 0),
    ("CH1004", "欧阳若兰", "Ouyang Ruolan", 1),
    ("CH1005", "陈家豪", "Chan Ka Ho", 1),
    ("CH1006", "梁敏仪", "Liang Minyi", 1),
    ("CH1007", "赵一鸣", "Zhao Yiming", 2),
    ("CH1008", "孙丽", "Sun Li", 2),
    ("CH1009", "郭建国", "Guo Jianguo", 2),
    ("CH1010", "唐雪琴", "Tang Xueqin", 0),
    ("CH1011", "韩磊", "Han Lei", 0),
    ("CH1012", "冯佳怡", "Feng Jiayi", 0),
    ("CH1013", "董志远", "Dong Zhiyuan", 0),
    ("CH1014", "袁梦洁", "Yuan Mengjie", 0),
    ("CH1015", "黄子轩", "Wong Tsz Hin", 1),
    ("CH1016", "罗嘉欣", "Law Ka Yan", 1),
    ("CH1017", "谭伟明", "Tan Weiming", 1),
    ("CH1018", "邓丽珊", "Deng Lishan", 1),
    ("CH1019", "叶俊杰", "Ye Junjie", 1),
    ("CH1020", "马晓东", "Ma Xiaodong", 2),
    ("CH1021", "高海燕", "Gao Haiyan", 2),
    ("CH1022", "宋文博", "Song Wenbo", 2),
    ("CH1023", "许静", "Xu Jing", 2),
    ("CH1024", "田国强", "Tian Guoqiang", 2),
];

/// Adds the groups, the trainees, the trainer, HR and the admin.
pub(super) async fn add(conn: &mut Conn, actor: &Actor, password_hash: &str) -> QueryResult<People> {
    let east = group(conn, actor, "east", "华东区", "East region").await?;
    let south = group(conn, actor, "south", "华南区", "South region").await?;
    let north = group(conn, actor, "north", "华北区", "North region").await?;
    let groups = [east, south, north];
    let mut trainees = Vec::new();
    for (number, name, latin_name, index) in TRAINEES {
        let own = groups.get(index).copied().into_iter().collect();
        trainees
            .push(person(conn, actor, password_hash, (number, name, latin_name), Role::Trainee, own).await?);
    }
    let trainer =
        person(conn, actor, password_hash, ("CH0101", "周明哲", "Zhou Mingzhe"), Role::Trainer, Vec::new())
            .await?;
    let hr = person(conn, actor, password_hash, ("CH0201", "许曼", "Xu Man"), Role::Hr, Vec::new()).await?;
    for (group, manager) in [(east, trainer), (south, trainer), (north, hr)] {
        actions::add_manager(conn, actor, group, manager).await?;
    }
    person(conn, actor, password_hash, ("CH0001", "顾明远", "Gu Mingyuan"), Role::Admin, Vec::new()).await?;
    Ok(People { east, south, north, trainees })
}

async fn group(
    conn: &mut Conn,
    actor: &Actor,
    code: &str,
    name_zh: &str,
    name_en: &str,
) -> QueryResult<GroupId> {
    let group = Group {
        id: GroupId::new(),
        parent_id: None,
        code: code.to_owned(),
        name_zh: name_zh.to_owned(),
        name_en: name_en.to_owned(),
    };
    actions::add_group(conn, actor, group).await
}

async fn person(
    conn: &mut Conn,
    actor: &Actor,
    password_hash: &str,
    (number, name, latin_name): (&str, &str, &str),
    role: Role,
    groups: Vec<GroupId>,
) -> QueryResult<PersonId> {
    let person = NewPerson {
        name: name.to_owned(),
        latin_name: Some(latin_name.to_owned()),
        employee_number: Some(number.to_owned()),
        roles: vec![role],
        groups,
        password_hash: Some(password_hash.to_owned()),
        ..NewPerson::default()
    };
    actions::add_person(conn, actor, &person).await
}

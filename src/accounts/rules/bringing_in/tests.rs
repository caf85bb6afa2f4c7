//! What rows of a list of people mean, case by case.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests may panic")]

use super::*;
use proptest::prelude::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn group(code: &str, name: &str, parent: Option<&KnownGroup>) -> KnownGroup {
    KnownGroup {
        id: GroupId::new(),
        parent: parent.map(|one| one.id),
        code: code.into(),
        name_zh: name.into(),
        name_en: code.to_uppercase(),
    }
}

fn person(name: &str, number: &str, groups: &[&KnownGroup]) -> KnownPerson {
    KnownPerson {
        id: PersonId::new(),
        name: name.into(),
        latin_name: None,
        employee_number: Some(number.into()).filter(|number: &String| !number.is_empty()),
        phone: None,
        email: None,
        groups: groups.iter().map(|one| one.id).collect(),
        roles: vec![Role::Trainee],
        hired_on: Some(day("2024-03-01")),
        manager: None,
        logins: Vec::new(),
    }
}

/// 华东 with 上海 below it, 华北; Lin and Chen in Shanghai, Zhao who left, Tian a trainer.
fn world() -> Known {
    let east = group("east", "华东", None);
    let shanghai = group("sh", "上海", Some(&east));
    let north = group("north", "华北", None);
    let lin = KnownPerson { phone: Some("13800138000".into()), ..person("林晓雯", "E1", &[&shanghai]) };
    let chen = KnownPerson { email: Some("bo@example.com".into()), ..person("Bo Chen", "E2", &[&shanghai]) };
    let zhao = KnownPerson { hired_on: None, groups: Vec::new(), ..person("赵明", "E3", &[]) };
    let tian = KnownPerson { roles: vec![Role::Trainer], ..person("田老师", "R1", &[&north]) };
    Known {
        people: vec![lin, chen, zhao, tian],
        groups: vec![east, shanghai, north],
        today: day("2026-11-23"),
        is_admin: false,
    }
}

const HEAD: &str = "工号|姓名|手机|邮箱|部门|角色|入职日期|上级";

fn rows(text: &[&str]) -> Vec<Cells> {
    let lines = std::iter::once(HEAD).chain(text.iter().copied());
    lines.enumerate().map(|(place, line)| (place + 1, line.split('|').map(str::to_owned).collect())).collect()
}

fn found(known: &Known, choices: &Choices, text: &[&str]) -> Vec<Verdict> {
    let rows = rows(text);
    let uses = ColumnUses::guessed(&rows);
    assert_eq!((uses.columns.len(), uses.first_row), (8, 2));
    verdicts(&rows, &uses, known, choices).into_iter().map(|(_, verdict)| verdict).collect()
}

fn one(known: &Known, line: &str) -> Verdict {
    found(known, &Choices::default(), &[line]).remove(0)
}

#[test]
fn a_row_that_says_what_is_known_changes_nothing_and_an_empty_cell_takes_nothing_away() {
    let known = world();
    let lin = known.people[0].id;
    assert_eq!(one(&known, "E1|林晓雯|138 0013 8000||华东/上海|学员|2024年3月1日|"), Verdict::Same(lin));
    assert_eq!(one(&known, "Ｅ１|林晓雯||||||"), Verdict::Same(lin));
    assert_eq!(
        one(&known, "|林晓雯|＋86 138-0013-8000|||||"),
        Verdict::Same(lin),
        "the phone says who it is"
    );
    assert_eq!(one(&known, "E1|林晓雯|||sh|||"), Verdict::Same(lin), "a code names a group too");
}

#[test]
fn what_changes_is_said_with_old_and_new() {
    let known = world();
    let Verdict::Changed(id, changes, _) = one(&known, "E1|林晓文|139 0000 0000||华北||2024-04-01|E2")
    else {
        panic!("no change")
    };
    assert_eq!(id, known.people[0].id);
    assert_eq!(
        changes,
        [
            Change::Text(Column::Name, Some("林晓雯".into()), "林晓文".into()),
            Change::Text(Column::Phone, Some("13800138000".into()), "139 0000 0000".into()),
            Change::Groups(vec![known.groups[1].id], vec![GroupWish::Known(known.groups[2].id)]),
            Change::HiredOn(Some(day("2024-03-01")), day("2024-04-01")),
            Change::Manager(None, ManagerWish::Known(known.people[1].id)),
        ]
    );
}

#[test]
fn somebody_new_is_new_and_somebody_who_left_returns() {
    let known = world();
    let Verdict::New(row) = one(&known, "E9|王芳|13911112222|wf@example.com|华东＞上海||2026-12-01|E1")
    else {
        panic!("not new")
    };
    assert_eq!(row.hired_on, Some(day("2026-12-01")));
    assert_eq!(row.groups, [GroupWish::Known(known.groups[1].id)]);
    assert_eq!(row.manager, Some(ManagerWish::Known(known.people[0].id)));
    assert!(
        matches!(one(&known, "E3|赵明|||华北|||"), Verdict::Returned(id, _, _) if id == known.people[2].id)
    );
}

#[test]
fn whoever_may_be_somebody_known_is_not_added_unless_a_person_says_so() {
    let mut known = world();
    for (line, likeness) in [
        ("E9|王芳|13800138000|||||", Likeness::Phone),
        ("E9|王芳||BO@example.com||||", Likeness::Email),
        ("E9|林晓雯|||华东/上海|||", Likeness::Name),
        ("E9|Chen Bo|||上海|||", Likeness::SimilarName),
        ("|林晓雯||lin@example.com||||", Likeness::Name),
    ] {
        let Verdict::Duplicate(alike) = one(&known, line) else { panic!("{line}: {:?}", one(&known, line)) };
        assert_eq!(alike[0].1, likeness, "{line}");
    }
    known.people[0].name = "張偉國".into();
    assert!(matches!(one(&known, "E9|张伟国|||上海|||"), Verdict::Duplicate(_)), "traditional characters");
    assert!(
        matches!(one(&known, "E9|张伟国|||华北|||"), Verdict::New(_)),
        "a namesake elsewhere is nobody known"
    );
    let decide = |decision| Choices { rows: [(2, decision)].into(), ..Choices::default() };
    let row = "E9|张伟国|||上海|||";
    assert!(matches!(found(&known, &decide(Decision::New), &[row])[0], Verdict::New(_)));
    assert_eq!(found(&known, &decide(Decision::Skip), &[row])[0], Verdict::Skipped);
    let id = known.people[0].id;
    let Verdict::Changed(who, changes, _) = found(&known, &decide(Decision::Person(id)), &[row]).remove(0)
    else {
        panic!("no change")
    };
    assert_eq!(who, id);
    assert!(changes.contains(&Change::Text(Column::EmployeeNumber, Some("E1".into()), "E9".into())));
    // The telephone of somebody else is never taken over, whatever is decided.
    let theirs = found(&known, &decide(Decision::New), &["E9|王芳|13800138000|||||"]).remove(0);
    assert_eq!(theirs, Verdict::Error(Column::Phone, Expected::NobodyElses(id)));
}

#[test]
fn an_error_names_the_cell_and_what_is_expected() {
    let known = world();
    for (line, column, expected) in [
        ("|王芳||||||", Column::EmployeeNumber, Expected::Login),
        ("E9||||||", Column::Name, Expected::Name),
        ("E9|王芳|1.38E+10|||||", Column::Phone, Expected::Phone),
        ("E9|王芳||wf at example||||", Column::Email, Expected::Email),
        ("E9|王芳|||华东/苏州|||", Column::Group, Expected::Group),
        ("E9|王芳||||国王||", Column::Role, Expected::Role),
        ("E9|王芳||||培训师||", Column::Role, Expected::RoleOfYours),
        ("E9|王芳|||||31.12.2024|", Column::HiredOn, Expected::Day),
        ("E9|王芳|||||2099-01-01|", Column::HiredOn, Expected::Day),
        ("E9|王芳||||||E77", Column::Manager, Expected::Manager),
        ("E9|王芳||||||E9", Column::Manager, Expected::SomebodyElse),
        ("E1|林晓雯||||||E1", Column::Manager, Expected::SomebodyElse),
        ("R1|田老师|13911112222|||||", Column::Phone, Expected::PersonOfYours),
        ("E1|林晓雯||bo@example.com||||", Column::Email, Expected::NobodyElses(known.people[1].id)),
    ] {
        assert_eq!(one(&known, line), Verdict::Error(column, expected), "{line}");
    }
}

#[test]
fn hr_never_brings_in_a_role_and_never_changes_how_others_than_trainees_sign_in() {
    let mut known = world();
    assert!(matches!(
        one(&known, "E1|林晓雯||||管理员||"),
        Verdict::Error(Column::Role, Expected::RoleOfYours)
    ));
    assert!(matches!(
        one(&known, "R1|田老师||||学员||"),
        Verdict::Error(Column::Role, Expected::RoleOfYours)
    ));
    assert!(matches!(one(&known, "R1|田老师|||上海|||"), Verdict::Changed(..)), "the group is HR's");
    known.people[3].hired_on = None;
    assert!(matches!(one(&known, "R1|田老师|||上海|||"), Verdict::Error(_, Expected::PersonOfYours)));
    known.is_admin = true;
    for line in ["E1|林晓雯||||管理员||", "E9|王芳||||HR||", "R1|田老师|13911112222|||||"] {
        assert!(!matches!(one(&known, line), Verdict::Error(..)), "{line}");
    }
}

#[test]
fn nobody_and_no_number_stands_in_two_rows() {
    let known = world();
    let all = found(
        &known,
        &Choices::default(),
        &[
            "E9|王芳|13911112222|||||",
            "E8|李雷|139 1111 2222|||||",
            "E1|林晓雯||||||",
            "|林晓雯|13800138000|||||",
        ],
    );
    assert_eq!(all[1], Verdict::Error(Column::Phone, Expected::OnceInFile(2)));
    assert_eq!(all[3], Verdict::Error(Column::EmployeeNumber, Expected::OnePersonOnce(4)));
}

#[test]
fn groups_are_added_only_when_asked_and_below_what_is_there() {
    let known = world();
    let lines = ["E9|王芳|||华东/苏州/一部|||", "E8|李雷|||华东/苏州|||", "E7|韩梅|||西部/成都|||"];
    assert!(found(&known, &Choices::default(), &lines).iter().all(|one| matches!(one, Verdict::Error(..))));
    let choices = Choices { add_groups: true, ..Choices::default() };
    let rows = rows(&lines);
    let verdicts = verdicts(&rows, &ColumnUses::guessed(&rows), &known, &choices);
    let missing = missing_groups(&verdicts, &known);
    let east = Some(known.groups[0].id);
    let of = |names: &[&str]| missing.iter().find(|one| one.names == names).map(|one| one.above);
    assert_eq!(of(&["苏州", "一部"]), Some(east));
    assert_eq!(of(&["苏州"]), Some(east));
    assert_eq!(of(&["西部", "成都"]), Some(None));
}

#[test]
fn who_is_not_in_the_list_leaves_only_where_that_was_said() {
    let known = world();
    let rows = rows(&["E1|林晓雯||||||"]);
    let verdicts = verdicts(&rows, &ColumnUses::guessed(&rows), &known, &Choices::default());
    let gone = |choice: Absent, scope: Option<&[GroupId]>| absent(&verdicts, &known, scope, &choice, None);
    assert!(gone(Absent::Stay, None).is_empty());
    // Not those who left before, and not the trainer, whom HR may not change.
    assert_eq!(gone(Absent::LeftAll, None), [known.people[1].id]);
    assert!(gone(Absent::LeftOf("north".into()), Some(&[known.groups[2].id])).is_empty());
    assert!(absent(&verdicts, &known, None, &Absent::LeftAll, Some(known.people[1].id)).is_empty());
    assert!(!asks_again(10, 20) && asks_again(11, 20) && !asks_again(11, 110) && asks_again(12, 110));
}

#[test]
fn headings_in_both_languages_are_understood_and_a_title_above_them_is_no_person() {
    for head in [
        "员工编号,姓名,手机号码,电子邮箱,所属部门,入职时间,直属上级",
        "Employee No.,Full name,Mobile,E-mail,Department,Hire date,Line manager",
    ] {
        let cells = |text: &str| text.split(',').map(str::to_owned).collect::<Vec<_>>();
        let rows = vec![(1, cells("2026 年花名册")), (3, cells(head)), (4, cells("1,a,b,c,d,e,f"))];
        let uses = ColumnUses::guessed(&rows);
        assert_eq!((uses.columns.len(), uses.first_row), (7, 4), "{head}");
        assert!(uses.missing().is_empty());
    }
}

#[test]
fn a_name_has_one_key_however_it_is_written() {
    for (one, other) in [
        ("林 晓雯", "林曉雯"),
        ("Bo Chen", "CHEN, Bo"),
        ("José Núñez", "Nunez Jose"),
        ("ＢＯ　Chen", "chen bo"),
    ] {
        assert_eq!(name_key(one), name_key(other), "{one} {other}");
    }
    assert_ne!(name_key("林晓雯"), name_key("林晓文"));
}

proptest! {
    #[test]
    fn whatever_a_file_holds_every_row_gets_one_verdict_and_nobody_leaves(
        lines in proptest::collection::vec("[ -~林晓雯华东/E1-9|@.]{0,40}", 0..12),
    ) {
        let known = world();
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        let rows = rows(&lines);
        let verdicts = verdicts(&rows, &ColumnUses::guessed(&rows), &known, &Choices::default());
        prop_assert_eq!(verdicts.len(), lines.len());
        prop_assert!(absent(&verdicts, &known, None, &Absent::Stay, None).is_empty());
        let counts = Counts::of(&verdicts, 0);
        prop_assert_eq!(counts.new + counts.changed + counts.returned + counts.same + counts.left_out, lines.len());
    }
}

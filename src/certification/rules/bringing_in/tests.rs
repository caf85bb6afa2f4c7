//! What rows of a spreadsheet mean.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests may panic")]
use proptest::prelude::*;

use super::*;
use crate::base::spreadsheet::Heading;

fn day_of(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn cells(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

fn known() -> Known {
    let person = |number: &str, names: &[&str]| KnownPerson {
        id: PersonId::new(),
        employee_number: Some(number.to_owned()),
        names: cells(names),
    };
    Known {
        people: vec![
            person("E1", &["林晓雯", "Lin Xiaowen", "林小雯"]),
            person("E2", &["王伟"]),
            person("E3", &["王伟"]),
        ],
        programmes: vec![KnownProgramme {
            id: ProgrammeId::new(),
            code: "fab".to_owned(),
            titles: cells(&["FAB 销售法", "FAB selling"]),
            months: Some(12),
        }],
        ..Known::default()
    }
}

const HEADINGS: [&str; 6] = ["工号", "姓名", "认证名称", "证书编号", "发证日期", "有效期至"];

fn judged(rows: &[&[&str]], known: &Known) -> Vec<Verdict> {
    let mut all = vec![(1, cells(&["2024 年发证台账"])), (2, cells(&HEADINGS))];
    all.extend((3..).zip(rows.iter().map(|row| cells(row))));
    let uses = ColumnUses::guessed(&all);
    assert_eq!((uses.first_row, uses.columns.len(), uses.missing()), (3, 6, Vec::new()));
    let found = verdicts(&all, &uses, known, day_of("2026-11-22"));
    assert_eq!(
        found.iter().map(|(row, _)| *row).collect::<Vec<_>>(),
        (3..3 + rows.len()).collect::<Vec<_>>()
    );
    found.into_iter().map(|(_, verdict)| verdict).collect()
}

#[test]
fn headings_are_understood_in_both_languages_and_what_is_missing_is_named() {
    let english = vec![(
        4,
        cells(&[
            "Employee No.",
            "Holder",
            "Certificate",
            "Certificate number",
            "Issue date",
            "Valid until",
            "x",
        ]),
    )];
    let uses = ColumnUses::guessed(&english);
    assert_eq!(uses.columns.values().copied().collect::<Vec<_>>(), Column::ALL);
    assert_eq!((uses.first_row, uses.letter(Column::IssuedOn).as_deref()), (5, Some("E")));
    let unknown = ColumnUses::guessed(&[(1, cells(&["a", "b"])), (2, cells(&["c", "d"]))]);
    assert_eq!(unknown.first_row, 1);
    let missing = [Column::EmployeeNumber, Column::Programme, Column::Number, Column::IssuedOn];
    assert_eq!(unknown.missing(), missing);
}

#[test]
fn each_row_gets_one_verdict_with_its_cell() {
    let known = known();
    let (ada, fab) = (known.people[0].id, known.programmes[0].id);
    let found = judged(
        &[
            &["E1", "林晓雯", "FAB 销售法", "老-001", "2024-03-01", "2025-02-28"],
            &["ｅ1", "林小雯", "fab", "老-002", "2024/4/1", "长期"],
            &["E1", "", "fab selling", "老-001", "2024年5月1日", "2025年4月30日"],
            &["E9", "", "fab", "老-004", "2024-03-01", "2025-02-28"],
            &["E2", "林晓雯", "fab", "老-005", "2024-03-01", "2025-02-28"],
            &["", "王伟", "fab", "老-006", "2024-03-01", "2025-02-28"],
            &["", "lin  XIAOWEN", "fab", "老-007", "1-Jun-2024", "2025-05-31"],
            &["E1", "", "礼仪", "老-008", "2024-03-01", "2025-02-28"],
            &["E1", "", "fab", "", "2024-03-01", "2025-02-28"],
            &["E1", "", "fab", "老-010", "3/1/2024", "2025-02-28"],
            &["E1", "", "fab", "老-011", "2026-11-23", "2027-02-28"],
            &["E1", "", "fab", "老-012", "2024-03-01", "2024-02-29"],
            &["E1", "", "fab", "老-013", "2024-03-01", ""],
            &["E1", "", "fab", "FAB-2024-00012", "2024-03-01", "2025-02-28"],
            &["", "", "fab", "老-015", "2024-03-01", "2025-02-28"],
        ],
        &known,
    );
    let row = |name: Option<&str>, number: &str, from: &str, to: Option<&str>| {
        Verdict::New(RowCertificate {
            person: ada,
            name: name.map(str::to_owned),
            programme: fab,
            number: number.to_owned(),
            issued_on: day_of(from),
            valid_to: to.map(day_of),
        })
    };
    let expected = [
        row(Some("林晓雯"), "老-001", "2024-03-01", Some("2025-02-28")),
        row(Some("林小雯"), "老-002", "2024-04-01", None),
        Verdict::Conflict(Contradiction::NumberTwice(3)),
        Verdict::UnknownPerson,
        Verdict::Conflict(Contradiction::OtherName(known.people[1].id)),
        Verdict::Conflict(Contradiction::SeveralPeople),
        row(Some("lin  XIAOWEN"), "老-007", "2024-06-01", Some("2025-05-31")),
        Verdict::UnknownProgramme("礼仪".to_owned()),
        Verdict::Error(Column::Number, Expected::Number),
        Verdict::Error(Column::IssuedOn, Expected::Day),
        Verdict::Error(Column::IssuedOn, Expected::PastDay),
        Verdict::Error(Column::ValidTo, Expected::LaterDay),
        Verdict::Error(Column::ValidTo, Expected::DayOrNone),
        Verdict::Conflict(Contradiction::NumberOfOurs),
        Verdict::Error(Column::EmployeeNumber, Expected::Person),
    ];
    for (place, (found, expected)) in found.iter().zip(&expected).enumerate() {
        assert_eq!(found, expected, "row {}", place + 3);
    }
    assert_eq!(found.len(), expected.len());
}

#[test]
fn what_is_there_is_the_same_and_what_differs_is_a_conflict() {
    let mut known = known();
    let (ada, fab) = (known.people[0].id, known.programmes[0].id);
    let there = KnownCertificate {
        id: CertificateId::new(),
        number: "老-001".to_owned(),
        person: ada,
        programme: fab,
        valid_from: day_of("2024-03-01"),
        valid_to: Some(day_of("2025-02-28")),
    };
    known.certificates = vec![there.clone()];
    known.titles = BTreeMap::from([("礼仪".to_owned(), "fab".to_owned())]);
    let found = judged(
        &[
            &["E1", "", "礼仪", "老-001", "2024-03-01", "2025-02-28"],
            &["E1", "", "fab", "老-002", "2024-03-01", "2025-02-28"],
        ],
        &known,
    );
    assert_eq!(found, [Verdict::Same(there.id), Verdict::Conflict(Contradiction::SameDay(there.id))]);
    let other_end = judged(&[&["E1", "", "fab", "老-001", "2024-03-01", "2025-03-01"]], &known);
    assert_eq!(other_end, [Verdict::Conflict(Contradiction::NumberTaken(there.id))]);
}

#[test]
fn without_a_column_for_the_end_it_follows_from_the_months() {
    let known = known();
    let rows = vec![
        (1, cells(&["工号", "认证", "证书编号", "发证日期"])),
        (2, cells(&["E1", "fab", "x", "2024-02-29"])),
    ];
    let found = verdicts(&rows, &ColumnUses::guessed(&rows), &known, day_of("2026-11-22"));
    let Verdict::New(row) = &found[0].1 else { panic!("{found:?}") };
    assert_eq!(row.valid_to, Some(day_of("2025-02-28")));
}

proptest! {
    #[test]
    fn any_cells_get_a_verdict_and_new_rows_are_in_order(
        rows in proptest::collection::vec(proptest::collection::vec(".{0,20}", 0..8), 0..20)
    ) {
        let known = known();
        let rows: Vec<Cells> = (1..).zip(rows).collect();
        let columns = Column::ALL.iter().copied().enumerate().collect();
        let uses = ColumnUses { columns, first_row: 1 };
        let found = verdicts(&rows, &uses, &known, day_of("2026-11-22"));
        prop_assert_eq!(found.len(), rows.len());
        for (_, verdict) in found {
            if let Verdict::New(row) = verdict {
                prop_assert!(row.valid_to.is_none_or(|last| last >= row.issued_on));
            }
        }
    }
}

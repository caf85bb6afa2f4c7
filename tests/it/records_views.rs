//! The views of the records: filters against a plain model, list, gaps, calendar, comparison, saved views, a person's record.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use certamen::accounts::Role;
use certamen::audit::Actor;
use certamen::certification::actions;
use certamen::certification::model::{Holder, ProgrammeRules};
use certamen::certification::rules::policy::Policy;
use certamen::db::{GroupId, PersonId};
use chrono::{Days, NaiveDate, TimeDelta, Utc};
use rand::rngs::SmallRng;
use rand::{RngExt, SeedableRng};

use super::certificates::rules;
use crate::harness::people::someone;
use crate::harness::{Browser, People, Server, server};

/// Code of a certification, days of its renewal window and of its grace.
const PROGRAMMES: [(&str, u32, u32); 2] = [("fab", 40, 20), ("key-account", 10, 0)];

/// A pair as the model knows it.
#[derive(Debug, Clone)]
struct Pair {
    name: String,
    code: &'static str,
    group: usize,
    role: Role,
    hired: NaiveDate,
    required: bool,
    /// Day of issue, last day, and whether it was taken back.
    certificate: Option<(NaiveDate, NaiveDate, bool)>,
}

impl Pair {
    fn status(&self, today: NaiveDate) -> &'static str {
        let (_, window, _) = PROGRAMMES.iter().find(|one| one.0 == self.code).unwrap();
        match self.certificate {
            None => "missing",
            Some((_, _, true)) => "revoked",
            Some((_, end, _)) if end < today => "expired",
            Some((_, end, _)) if (end - today).num_days() <= i64::from(*window) => "expiring",
            Some(_) => "valid",
        }
    }

    fn reason(&self, today: NaiveDate) -> Option<&'static str> {
        let (_, _, grace) = PROGRAMMES.iter().find(|one| one.0 == self.code).unwrap();
        match (self.status(today), self.certificate) {
            _ if !self.required => None,
            ("missing", _) => Some("never"),
            ("revoked", _) => Some("revoked"),
            ("expired", Some((_, end, _))) if (today - end).num_days() <= i64::from(*grace) => {
                Some("in_grace")
            }
            ("expired", _) => Some("expired"),
            _ => None,
        }
    }
}

/// Groups by place: the top, two below it, one below the first of these, and one apart.
const GROUPS: [(&str, Option<usize>); 5] =
    [("all", None), ("a", Some(0)), ("b", Some(0)), ("a-1", Some(1)), ("apart", None)];

/// Whether a group lies in another or is it.
fn lies_in(group: usize, above: usize) -> bool {
    group == above || GROUPS[group].1.is_some_and(|parent| lies_in(parent, above))
}

struct Company {
    server: Arc<Server>,
    hui: Browser,
    people: People,
    today: NaiveDate,
    pairs: Vec<Pair>,
}

/// A company of random people with random certificates. The first group and all trainers must hold fab, the third group
/// key-account.
async fn company(seed: u64, count: usize) -> Company {
    let mut random = SmallRng::seed_from_u64(seed);
    let server = server().await;
    let people = server.people().await;
    let hui = someone(&server, "Hui Views", "H900", Role::Hr, None).await.browser;
    let today = Utc::now().with_timezone(&server.app.config.site.zone).date_naive();
    let mut groups = Vec::new();
    for (code, parent) in GROUPS {
        let id = GroupId::new();
        let parent = parent.map_or("NULL".to_owned(), |parent: usize| format!("'{}'", groups[parent]));
        server
            .sql(&format!(
                "INSERT INTO groups (id, parent_id, code, name_zh, name_en) VALUES ('{id}', {parent}, '{code}', '组 {code}', 'Group {code}')"
            ))
            .await;
        groups.push(id);
    }
    let mut conn = server.conn().await;
    for ((code, window, grace), group) in PROGRAMMES.into_iter().zip([1, 2]) {
        let policy = Policy {
            window_days: Some(window),
            grace_days: grace,
            level_zh: Some("初级".into()),
            level_en: Some("Basic".into()),
            ..Policy::plain(&[code.to_owned()])
        };
        let holders = vec![Holder { group_id: groups[group], from: Utc::now() - TimeDelta::days(1) }];
        let new = ProgrammeRules { policy, holders, title_en: format!("Title {code}"), ..rules(&[code]) };
        actions::create_programme(&mut conn, &Actor::server(), code, &new).await.unwrap();
    }
    drop(conn);
    let mut pairs = Vec::new();
    let mut sql = String::new();
    for number in 0..count {
        let id = PersonId::new();
        let (group, role) = (random.random_range(0..GROUPS.len()), Role::ALL[random.random_range(0..2)]);
        let hired = today - Days::new(random.random_range(1..900));
        let name = format!("P{number:03}");
        sql += &format!(
            "INSERT INTO people (id, employee_number) VALUES ('{id}', 'N{number:03}');
             INSERT INTO person_names (id, person_id, name) VALUES (gen_random_uuid(), '{id}', '{name}');
             INSERT INTO employments (id, person_id, valid_from) VALUES (gen_random_uuid(), '{id}', '{hired} 04:00Z');
             INSERT INTO memberships (id, person_id, group_id) VALUES (gen_random_uuid(), '{id}', '{}');
             INSERT INTO role_grants (id, person_id, role) VALUES (gen_random_uuid(), '{id}', '{}');",
            groups[group],
            role.as_str()
        );
        for ((code, ..), must) in PROGRAMMES.into_iter().zip([1, 2]) {
            let required = lies_in(group, must);
            let certificate = random.random::<bool>().then(|| {
                let issued = today - Days::new(random.random_range(0..500));
                let end = today + Days::new(700) - Days::new(random.random_range(0..900));
                (issued, end.max(issued), random.random_range(0..6) == 0)
            });
            if let Some((issued, end, is_revoked)) = certificate {
                sql += &certificate_sql(id, code, &name, (issued, end), is_revoked);
            }
            if required || certificate.is_some() {
                pairs.push(Pair { name: name.clone(), code, group, role, hired, required, certificate });
            }
        }
    }
    server.sql(&sql).await;
    Company { server, hui, people, today, pairs }
}

fn certificate_sql(
    person: PersonId,
    code: &str,
    name: &str,
    (issued, end): (NaiveDate, NaiveDate),
    is_revoked: bool,
) -> String {
    let number = format!("{code}-{name}");
    let revoke = format!(
        "INSERT INTO certificate_events (id, certificate_id, kind, reason)
         SELECT gen_random_uuid(), id, 'revoked', 'misconduct' FROM certificates WHERE number = '{number}';"
    );
    format!(
        "WITH issued AS (
            INSERT INTO certificates (id, number, verification_code, person_id, programme_id, programme_version_id,
                   holder_name, title_zh, title_en, issuer, score, maximum, evidence, issued_at, valid_from, valid_to)
            SELECT gen_random_uuid(), '{number}', '{number}', '{person}', version.programme_id, version.id, '{name}', 'x', 'x',
                   'x', 8000 + ascii(right('{name}', 1)), 10000, '[]', '{issued} 04:00Z', '{issued}', '{end}'
            FROM programme_versions version JOIN programmes ON programmes.id = version.programme_id
            WHERE programmes.code = '{code}' RETURNING id, programme_id
         )
         INSERT INTO current_certificates (person_id, programme_id, certificate_id)
         SELECT '{person}', programme_id, id FROM issued;{}",
        if is_revoked { revoke } else { String::new() }
    )
}

/// Whether a pair passes.
type Test = Box<dyn Fn(&Pair) -> bool>;

/// A random filter as a query, and whether the model lets a pair through.
fn random_filter(random: &mut SmallRng, today: NaiveDate) -> (String, Test) {
    let mut parts: Vec<String> = Vec::new();
    let mut tests: Vec<Test> = Vec::new();
    let mut chosen = BTreeSet::new();
    for _ in 0..random.random_range(1..4) {
        chosen.insert(random.random_range(0..9));
    }
    for choice in chosen {
        let day = today - Days::new(random.random_range(0..600));
        match choice {
            0 => {
                let above = random.random_range(0..GROUPS.len());
                parts.push(format!("group={}", GROUPS[above].0));
                tests.push(Box::new(move |pair| lies_in(pair.group, above)));
            }
            1 => {
                let role = Role::ALL[random.random_range(0..2)];
                parts.push(format!("role={}", role.as_str()));
                tests.push(Box::new(move |pair| pair.role == role));
            }
            2 => {
                let code = PROGRAMMES[random.random_range(0..2)].0;
                parts.push(format!("certification={code}"));
                tests.push(Box::new(move |pair| pair.code == code));
            }
            3 => {
                let words = ["valid", "expiring", "expired", "revoked", "missing"];
                let status = words[random.random_range(0..words.len())];
                parts.push(format!("status={status}"));
                tests.push(Box::new(move |pair| pair.status(today) == status));
            }
            4 => {
                let days = random.random_range(0..400);
                parts.push(format!("within={days}"));
                tests.push(Box::new(move |pair| {
                    let holds = matches!(pair.status(today), "valid" | "expiring");
                    holds && pair.certificate.is_some_and(|(_, end, _)| (end - today).num_days() <= days)
                }));
            }
            5 => {
                parts.push(format!("issued_from={day}"));
                tests.push(Box::new(move |pair| pair.certificate.is_some_and(|(issued, ..)| issued >= day)));
            }
            6 => {
                parts.push(format!("issued_to={day}"));
                tests.push(Box::new(move |pair| pair.certificate.is_some_and(|(issued, ..)| issued <= day)));
            }
            7 => {
                parts.push(format!("hired_since={day}"));
                tests.push(Box::new(move |pair| pair.hired >= day));
            }
            _ => {
                let (first, last) = (day, day + Days::new(random.random_range(0..300)));
                parts.push(format!("ends_from={first}&ends_to={last}"));
                tests.push(Box::new(move |pair| {
                    pair.certificate.is_some_and(|(_, end, revoked)| !revoked && first <= end && end <= last)
                }));
            }
        }
    }
    (parts.join("&"), Box::new(move |pair| tests.iter().all(|test| test(pair))))
}

fn csv_rows(csv: &str) -> Vec<Vec<String>> {
    let mut reader = csv::Reader::from_reader(csv.trim_start_matches('\u{feff}').as_bytes());
    reader.records().map(|line| line.unwrap().iter().map(str::to_owned).collect()).collect()
}

/// The text of every cell below the head of the first table of a page whose caption or content has `mark`.
fn table(page: &str, mark: &str) -> Vec<Vec<String>> {
    let table = page.split("<table").skip(1).map(|rest| rest.split("</table>").next().unwrap());
    let table =
        table.into_iter().find(|table| table.contains(mark)).unwrap_or_else(|| panic!("{mark}: {page}"));
    let body = table.split("<tbody").nth(1).unwrap();
    let cells = |row: &str| -> Vec<String> {
        let cells = row.split("<td").flat_map(|part| part.split("<th")).skip(1);
        cells.map(|cell| text(cell.split_once('>').unwrap().1)).collect()
    };
    body.split("<tr").skip(1).map(cells).collect()
}

/// What is left of markup without its tags.
fn text(markup: &str) -> String {
    let mut text = String::new();
    for part in markup.split('<') {
        text += part.split_once('>').map_or(if text.is_empty() { part } else { "" }, |(_, after)| after);
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[actix_web::test]
async fn each_filter_lets_through_exactly_what_a_plain_model_lets_through() {
    let company = company(1, 60).await;
    let mut random = SmallRng::seed_from_u64(2);
    let (mut some, mut none) = (0, 0);
    for _ in 0..60 {
        let (query, lets_through) = random_filter(&mut random, company.today);
        let mut expected: Vec<(String, &str, &str)> = company
            .pairs
            .iter()
            .filter(|pair| lets_through(pair))
            .map(|pair| (pair.name.clone(), pair.code, pair.status(company.today)))
            .collect();
        expected.sort_unstable();
        let rows = csv_rows(&company.hui.get(&format!("/records.csv?{query}")).await.expect(200));
        let word = |word: &str| match word {
            "Expires soon" => "expiring".to_owned(),
            other => other.to_lowercase(),
        };
        let found: Vec<_> = rows.iter().map(|row| (row[0].clone(), row[3].clone(), word(&row[5]))).collect();
        let found: Vec<_> =
            found.iter().map(|(name, code, word)| (name.clone(), code.as_str(), word.as_str())).collect();
        assert_eq!(found, expected, "{query}");
        let page = company.hui.get(&format!("/records?view=list&{query}")).await.expect(200);
        if expected.is_empty() {
            none += 1;
            assert!(page.contains("Nobody matches this filter"), "{query}: {page}");
        } else {
            some += 1;
            let sum = format!(" of {} row", expected.len());
            assert!(page.contains(&sum), "{query}: {sum}");
            assert_eq!(table(&page, "one row each").len(), expected.len().min(50), "{query}");
        }
        assert!(page.contains("Only:"), "the filter is said: {query}");
    }
    assert!(some > 30 && none > 0, "{some} with rows, {none} without");
}

#[actix_web::test]
async fn the_list_is_sorted_by_each_column_and_shows_all_of_a_certificate() {
    let company = company(3, 20).await;
    let page = company.hui.get("/records?view=list").await.expect(200);
    let rows = table(&page, "one row each");
    assert_eq!(rows.len(), company.pairs.len().min(50));
    let (fab, held): (&Pair, _) =
        company.pairs.iter().find_map(|pair| Some((pair, pair.certificate?))).unwrap();
    let line = rows.iter().find(|row| row[0].starts_with(&fab.name) && row[1].contains(fab.code)).unwrap();
    let expected = [format!("{}-{}", fab.code, fab.name), held.0.to_string(), held.1.to_string()];
    assert_eq!(line[3..6], expected);
    assert!(line[0].contains("Group") && line[0].contains('N') && line[1].contains("Basic"), "{line:?}");
    assert!(line[6].starts_with("80.") && line[6].ends_with('%'), "{line:?}");
    for (sort, column) in [
        ("name", 0),
        ("certification", 1),
        ("status", 2),
        ("number", 3),
        ("issued", 4),
        ("ends", 5),
        ("score", 6),
    ] {
        for (order, is_descending) in [("", false), ("&order=desc", true)] {
            let path = format!("/records?view=list&sort={sort}{order}");
            let page = company.hui.get(&path).await.expect(200);
            let rank = |value: &str| -> String {
                let states = ["Missing", "Revoked", "Expired", "Expires soon", "Valid"];
                states
                    .iter()
                    .position(|word| *word == value)
                    .map_or(value.to_owned(), |place| place.to_string())
            };
            let values: Vec<String> =
                table(&page, "one row each").iter().map(|row| rank(&row[column])).collect();
            let known: Vec<&String> = values.iter().filter(|value| !value.is_empty()).collect();
            let ordered = known
                .windows(2)
                .all(|pair| if is_descending { pair[0] >= pair[1] } else { pair[0] <= pair[1] });
            assert!(ordered && known.len() > 5, "{path}: {values:?}");
            let first_empty = values.iter().position(String::is_empty).unwrap_or(values.len());
            assert!(values[first_empty..].iter().all(String::is_empty), "{path}: {values:?}");
            let said = if is_descending { "aria-sort=\"descending\"" } else { "aria-sort=\"ascending\"" };
            assert!(page.contains(said), "{path}");
        }
    }
}

#[actix_web::test]
async fn gaps_are_those_who_must_hold_something_and_do_not_by_reason_certification_and_group() {
    let company = company(5, 60).await;
    let today = company.today;
    let page = company.hui.get("/records/gaps").await.expect(200);
    let of = |code: &str, reason: Option<&str>| {
        let own = company.pairs.iter().filter(|pair| pair.code == code);
        own.filter(|pair| pair.reason(today).is_some_and(|own| reason.is_none_or(|reason| reason == own)))
            .count()
    };
    let expected: Vec<Vec<String>> = PROGRAMMES
        .iter()
        .map(|(code, ..)| {
            let must = company.pairs.iter().filter(|pair| pair.code == *code && pair.required).count();
            let reasons = ["never", "in_grace", "expired", "revoked"].map(|reason| of(code, Some(reason)));
            let numbers = [must, of(code, None)].into_iter().chain(reasons);
            std::iter::once(format!("Title {code}")).chain(numbers.map(|number| number.to_string())).collect()
        })
        .collect();
    assert_eq!(table(&page, "By certification"), expected);
    assert!(expected.iter().flatten().filter(|cell| *cell == "0").count() < 4, "{expected:?}");

    let people_of = |above: usize, only_lacking: bool| -> BTreeSet<&str> {
        let own = company.pairs.iter().filter(|pair| pair.required && lies_in(pair.group, above));
        own.filter(|pair| !only_lacking || pair.reason(today).is_some())
            .map(|pair| pair.name.as_str())
            .collect()
    };
    for row in table(&page, "By group") {
        let place = GROUPS.iter().position(|(code, _)| row[0].ends_with(&format!("Group {code}"))).unwrap();
        let numbers = [people_of(place, false).len().to_string(), people_of(place, true).len().to_string()];
        assert_eq!(row[1..], numbers, "{row:?}");
    }

    for reason in ["never", "in_grace", "expired", "revoked"] {
        let page = company.hui.get(&format!("/records/gaps?reason={reason}")).await.expect(200);
        let count = PROGRAMMES.iter().map(|(code, ..)| of(code, Some(reason))).sum::<usize>();
        let listed = if count == 0 { 0 } else { table(&page, "Who may not sell what:").len() };
        assert_eq!(listed, count.min(50), "{reason}");
    }
    let first = company.pairs.iter().find(|pair| pair.reason(today) == Some("never")).unwrap();
    let page = company.hui.get(&format!("/records/gaps?name={}", first.name)).await.expect(200);
    let rows = table(&page, "Who may not sell what");
    let row = rows.iter().find(|row| row[1].contains(first.code)).unwrap();
    assert_eq!(row[2], "Never held", "{row:?}");
    assert!(page.contains("/records/people/"), "{page}");
}

/// The links of a table's cells: text and address.
fn links(page: &str, mark: &str) -> Vec<(String, String)> {
    let table = page.split("<table").skip(1).map(|rest| rest.split("</table>").next().unwrap());
    let table = table.into_iter().find(|table| table.contains(mark)).unwrap();
    let links = table.split("<a href=\"").skip(1).map(|rest| {
        let (address, rest) = rest.split_once("\">").unwrap();
        let number = rest.split('<').next().unwrap().to_owned();
        (number, address.replace("&amp;", "&").replace("&#x3D;", "="))
    });
    links.collect()
}

#[actix_web::test]
async fn the_calendar_counts_what_ends_and_each_number_leads_to_as_many_certificates() {
    let company = company(7, 60).await;
    let last = certamen::records::pages::last_day(company.today);
    let ends = |pair: &Pair| pair.certificate.filter(|(_, _, revoked)| !revoked).map(|(_, end, _)| end);
    let expected =
        company.pairs.iter().filter_map(ends).filter(|end| (company.today..=last).contains(end)).count();
    assert!(expected > 10, "the company says little");
    for by in ["month", "week"] {
        let page = company.hui.get(&format!("/records/expiring?by={by}")).await.expect(200);
        let rows = table(&page, "Last day in");
        let number = |cell: &String| cell.split(' ').next().unwrap().parse::<usize>().unwrap();
        assert_eq!(rows.iter().map(|row| number(&row[1])).sum::<usize>(), expected, "{by}");
        for row in &rows {
            assert_eq!(number(&row[1]), row[2..].iter().map(number).sum::<usize>(), "{row:?}");
        }
        // The columns of the chart have the same numbers.
        let chart = page.split("<svg class=\"chart__plot\"").nth(1).unwrap().split("</svg>").next().unwrap();
        let drawn: usize = chart
            .split("chart__t--n")
            .skip(1)
            .map(|rest| text(rest.split_once('>').unwrap().1.split("</text>").next().unwrap()))
            .map(|number| number.parse::<usize>().unwrap())
            .sum();
        assert_eq!(drawn, expected, "{by}");
        let links = links(&page, "Last day in");
        assert!(links.len() > 5, "{links:?}");
        for (number, address) in links.iter().step_by(3) {
            let list = company.hui.get(address).await.expect(200);
            assert_eq!(table(&list, "one row each").len().to_string(), number.trim(), "{address}");
        }
    }
}

#[actix_web::test]
async fn groups_are_compared_by_exact_shares_and_too_few_people_have_none() {
    let company = company(9, 60).await;
    let page = company.hui.get("/records/compare?group=all").await.expect(200);
    let rows = table(&page, "Must hold something");
    let expected: Vec<Vec<String>> = [1, 2]
        .map(|place: usize| {
            let mut complete: BTreeMap<&str, bool> = BTreeMap::new();
            let own = company.pairs.iter().filter(|pair| pair.required && lies_in(pair.group, place));
            for pair in own {
                *complete.entry(&pair.name).or_insert(true) &= pair.reason(company.today).is_none();
            }
            let (bound, whole) = (complete.len(), complete.values().filter(|whole| **whole).count());
            let share = if bound < 5 { "too few".to_owned() } else { percent(whole, bound) };
            vec![format!("Group {}", GROUPS[place].0), bound.to_string(), whole.to_string(), share]
        })
        .into();
    assert_eq!(rows, expected);
    assert_chart_has(&page, "chart__rows", &expected.iter().map(|row| row[3].clone()).collect::<Vec<_>>());
    let few = company.pairs.iter().find(|pair| pair.required && pair.group == 1).unwrap();
    let page = company.hui.get(&format!("/records/compare?group=a&name={}", few.name)).await.expect(200);
    let rows = table(&page, "Must hold something");
    assert!(rows.iter().all(|row| row[3] == "too few"), "{rows:?}");
    assert!(page.contains("there is no rate to compare"), "{page}");
    let nobody = company.hui.get("/records/compare?on=2001-01-01").await.expect(200);
    assert!(nobody.contains("there is no rate to compare"), "{nobody}");
}

fn percent(part: usize, whole: usize) -> String {
    let tenths = part * 1000 / whole;
    if tenths.is_multiple_of(10) {
        format!("{}%", tenths / 10)
    } else {
        format!("{}.{}%", tenths / 10, tenths % 10)
    }
}

/// The words that a chart draws are those of the table.
fn assert_chart_has(page: &str, class: &str, values: &[String]) {
    let mark = format!("<svg class=\"{class}\"");
    let chart: String = page.split(&mark).skip(1).map(|rest| rest.split("</svg>").next().unwrap()).collect();
    for value in values {
        assert!(chart.contains(&format!(">{value}</text>")), "{value}: {chart}");
    }
}

/// Attempts of a person, handed in on these days; each with its results, first to last, and whether it is voided.
async fn sat(server: &Server, person: PersonId, attempts: &[(NaiveDate, &[bool], bool)]) {
    for (number, (day, results, is_voided)) in attempts.iter().enumerate() {
        let id = uuid::Uuid::now_v7();
        let state = if *is_voided { "voided" } else { "graded" };
        let mut sql = format!(
            "INSERT INTO attempts (id, exam_id, version_id, person_id, number, state, question_count, started_at, submitted_at, received_at, submitted_by, receipt)
             SELECT '{id}', exam_id, id, '{person}', {number} + 1, '{state}', 1, '{day} 03:00Z', '{day} 04:00Z', '{day} 04:00Z',
                    'trainee', '{id}'
             FROM exam_versions;"
        );
        for (place, passed) in results.iter().enumerate() {
            let score = if *passed { 9000 } else { 4000 };
            sql += &format!(
                "INSERT INTO results (id, attempt_id, number, cause, score, maximum, pass_mark, passed, marks)
                 VALUES (gen_random_uuid(), '{id}', {place} + 1, 'submitted', {score}, 10000, 80, {passed}, '[]');"
            );
        }
        server.sql(&sql).await;
    }
}

#[actix_web::test]
async fn pass_rates_count_each_graded_attempt_in_the_month_it_was_handed_in() {
    let company = company(11, 2).await;
    let Company { server, people, hui, today, .. } = &company;
    crate::exams::world::bank(server, [3, 0, 0, 0, 0]).await;
    crate::exams::world::published(server, vec![crate::exams::world::section(1, (1, 5))]).await;
    let this_month = certamen::records::pages::first_month(*today) + chrono::Months::new(11);
    let last_month = this_month.pred_opt().unwrap();
    let (yes, no): (&[bool], &[bool]) = (&[true], &[false]);
    // The fifth passed only after its score was put right; the seventh is voided.
    let last = [yes, no, yes, no, &[false, true], yes].map(|results| (last_month, results, false));
    let with_void: Vec<_> =
        last.into_iter().chain([(last_month, yes, true), (this_month, no, false)]).collect();
    sat(server, people.ada.id, &with_void).await;
    sat(server, people.cai.id, &[(this_month, yes, false)]).await;
    let label = |day: NaiveDate| day.format("%B %Y").to_string();
    let months = async |query: &str| {
        let page = hui.get(&format!("/records/compare{query}")).await.expect(200);
        let rows = table(&page, "Pass rate");
        assert_eq!(rows.len(), 12);
        (page, rows)
    };
    let row = |rows: &[Vec<String>], day: NaiveDate| {
        rows.iter().find(|row| row[0] == label(day)).unwrap()[1..].to_vec()
    };
    let (page, rows) = months("").await;
    assert_eq!(row(&rows, last_month), ["6", "4", "66.6%"]);
    assert_eq!(row(&rows, this_month), ["2", "1", "too few"]);
    assert_chart_has(&page, "chart__plot", &["66.6%".to_owned()]);
    assert_eq!(page.matches("class=\"chart__dot").count(), 1, "a month with too few results has no dot");
    assert!(page.contains("5 of 8 results passed: 62.5%"), "{page}");
    let (_, rows) = months("?exam=product&group=east").await;
    assert_eq!(row(&rows, this_month), ["1", "0", "too few"], "only Ada belongs to the east");
    let (_, rows) = months("?group=north").await;
    assert_eq!(row(&rows, last_month), ["0", "0", "too few"]);
    let (_, rows) = months(&format!("?on={last_month}")).await;
    assert_eq!(rows.last().unwrap()[0], label(last_month), "the months end with the day that is asked for");

    let record = hui.get(&format!("/records/people/{}", people.ada.id)).await.expect(200);
    let exams = table(&record, "Result that counts");
    assert_eq!(exams[0][0], "Product exam");
    assert_eq!(exams[0][2..4], ["90%", "7"]);
    assert_eq!(exams[0][4].matches("not passed").count(), 3, "{exams:?}");
}

#[actix_web::test]
async fn a_view_is_saved_shared_renamed_and_deleted_by_its_owner_alone() {
    let (server, people) = {
        let server = server().await;
        let people = server.people().await;
        (server, people)
    };
    actions::create_programme(&mut *server.conn().await, &Actor::server(), "fab", &rules(&["fab"]))
        .await
        .unwrap();
    let other = someone(&server, "Other HR", "H777", Role::Hr, None).await;
    let address = "/records?view=list&group=east&status=expiring";
    let asked: String =
        url::form_urlencoded::Serializer::new(String::new()).append_pair("address", address).finish();
    let form = people.hui.get(&format!("/records/views/new?{asked}")).await.expect(200);
    assert!(form.contains("name=\"address\""), "{form}");
    let save = async |who: &Browser, name: &str, shared: bool| {
        let mut fields = vec![("name", name), ("address", address)];
        if shared {
            fields.push(("shared", "on"));
        }
        who.post("/records/views", &fields).await
    };
    assert_eq!(save(&people.hui, "East, soon", false).await.expect_redirect(), address);
    assert!(save(&people.hui, "East, soon", false).await.expect(422).contains("another view of this name"));
    assert!(save(&people.hui, "", false).await.expect(422).contains("Give the view a name"));
    assert!(save(&people.hui, &"x".repeat(81), false).await.expect(422).contains("more than 80"));
    save(&other, "East, soon", true).await.expect_redirect();
    let outside = [("name", "x"), ("address", "//evil.example/records")];
    people.hui.post("/records/views", &outside).await.expect(400);

    let own = people.hui.get("/records/gaps").await.expect(200);
    assert!(own.contains("Saved views (2)") && own.contains("shared by Other HR"), "{own}");
    assert!(people.root.get("/records").await.expect(200).contains("Saved views (1)"));
    let id =
        own.split("/records/views/").find_map(|rest| rest.get(..36).filter(|id| id.contains('-'))).unwrap();
    let path = format!("/records/views/{id}");
    for stranger in [&other, &people.root] {
        stranger.get(&path).await.expect(404);
        stranger.post(&path, &[("name", "mine")]).await.expect(404);
        stranger.post(&format!("{path}/delete"), &[]).await.expect(404);
    }
    people.hui.post(&path, &[("name", "Soon"), ("shared", "on")]).await.expect_redirect();
    assert!(people.root.get("/records").await.expect(200).contains("Saved views (2)"));
    assert!(people.hui.get(&path).await.expect(200).contains("value=\"Soon\""));
    save(&people.hui, "Later", false).await.expect_redirect();
    assert!(
        people.hui.post(&path, &[("name", "Later")]).await.expect(422).contains("another view of this name")
    );
    people.hui.post(&format!("{path}/delete"), &[]).await.expect_redirect();
    people.hui.get(&path).await.expect(404);
    for (action, count) in [("view.saved", 3), ("view.changed", 1), ("view.deleted", 1)] {
        let sql = format!("SELECT count(*) FROM audit_events WHERE action = '{action}'");
        assert_eq!(server.count(&sql).await, count, "{action}");
    }
}

#[actix_web::test]
async fn the_record_of_a_person_has_all_that_is_theirs_and_nothing_of_anybody_else() {
    let company = company(13, 12).await;
    let mut checked = 0;
    for pair in company.pairs.iter().filter(|pair| pair.certificate.is_some()) {
        let list = company.hui.get(&format!("/records?name={}", pair.name)).await.expect(200);
        let id = list.split("/records/people/").nth(1).unwrap().get(..36).unwrap();
        let page = company.hui.get(&format!("/records/people/{id}")).await.expect(200);
        for own in company.pairs.iter().filter(|own| own.name == pair.name) {
            let number = format!("{}-{}", own.code, own.name);
            assert_eq!(page.contains(&number), own.certificate.is_some(), "{number}: {page}");
        }
        for other in company.pairs.iter().filter(|other| other.name != pair.name) {
            assert!(!page.contains(&other.name), "{} on the page of {}", other.name, pair.name);
        }
        let day = company.today - Days::new(1);
        let past = company.hui.get(&format!("/records/people/{id}?on={day}")).await.expect(200);
        assert!(past.contains("Known then") && past.contains(&format!("At the end of {day}")), "{past}");
        checked += 1;
    }
    assert!(checked > 5);
    for path in ["/records/people/nobody", "/records/people/0190f0f0-0000-7000-8000-000000000000"] {
        company.hui.get(path).await.expect(404);
    }
    let path = format!("/records/people/{}", company.people.ada.id);
    for other in [&company.people.ada, &company.people.tian] {
        other.get(&path).await.expect(403);
    }
    company.people.root.get(&path).await.expect(200);
}

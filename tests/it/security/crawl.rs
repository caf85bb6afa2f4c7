//! Walks through every page that a role can reach, as a search engine would, and looks at what it is given.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use scraper::{Html, Selector};

use crate::attempts::world::{World, world};
use crate::harness::Browser;

/// Pages of one role at most; a list of hundreds says no more than one of dozens.
const MOST: usize = 150;

/// What a page holds: its address, its text, and its forms.
struct Page {
    address: String,
    body: String,
    forms: Vec<Form>,
}

/// A form that sends something.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Form {
    action: String,
    fields: Vec<(String, String)>,
}

fn selector(text: &str) -> Selector {
    Selector::parse(text).unwrap()
}

/// Links and forms of a page.
fn read(address: &str, body: &str) -> (Vec<String>, Vec<Form>) {
    let html = Html::parse_document(body);
    let links = html
        .select(&selector("a[href]"))
        .filter_map(|link| link.value().attr("href"))
        .filter(|href| href.starts_with('/') && !href.starts_with("//"))
        .map(|href| href.split('#').next().unwrap().to_owned())
        .collect();
    let mut forms = Vec::new();
    for form in html.select(&selector("form[method=post]")) {
        if form.value().attr("enctype").is_some() {
            continue;
        }
        let own = address.split('?').next().unwrap();
        let action = form.value().attr("action").unwrap_or(own).to_owned();
        let fields = form
            .select(&selector("input[name], select[name], textarea[name], button[name]"))
            .filter_map(|field| {
                let name = field.value().attr("name").unwrap();
                let value = field.value().attr("value").unwrap_or("on").to_owned();
                (name != "csrf").then(|| (name.to_owned(), value))
            })
            .collect();
        forms.push(Form { action, fields });
    }
    (links, forms)
}

/// Every page that can be reached from the first one by links.
async fn walk(browser: &Browser) -> Vec<Page> {
    let mut waiting = VecDeque::from(["/".to_owned(), "/account".to_owned()]);
    let mut known: BTreeSet<String> = waiting.iter().cloned().collect();
    let mut patterns: BTreeMap<String, usize> = BTreeMap::new();
    let mut pages = Vec::new();
    while let Some(address) = waiting.pop_front() {
        // Twenty questions of a bank look alike.
        let pattern: String = address.chars().filter(|sign| !sign.is_ascii_digit()).take(24).collect();
        let seen = patterns.entry(pattern).or_default();
        *seen += 1;
        if *seen > 4 || pages.len() >= MOST {
            continue;
        }
        let answer = browser.get(&address).await;
        assert!(answer.status.as_u16() < 500, "{address}: {} {}", answer.status, answer.body);
        if answer.status != 200 || !answer.header("content-type").starts_with("text/html") {
            continue;
        }
        let (links, forms) = read(&address, &answer.body);
        for link in links {
            if known.insert(link.clone()) {
                waiting.push_back(link);
            }
        }
        pages.push(Page { address, body: answer.body, forms });
    }
    pages
}

fn everybody(world: &World) -> [(&'static str, &Browser); 4] {
    let people = &world.people;
    [("trainee", &people.ada), ("trainer", &people.tian), ("hr", &people.hui), ("admin", &people.root)]
}

/// A world in which something happened: an exam is sat, another is handed in.
async fn lived_in() -> World {
    let world = world().await;
    let href = world.start(&world.people.bo).await;
    let answers = world.right_answers(&href).await;
    world.answer(&world.people.bo, &href, &answers).await;
    world.hand_in(&world.people.bo, &href).await;
    world.start(&world.people.ada).await;
    world
}

#[actix_web::test]
async fn s35_no_page_shows_a_role_what_is_not_for_it() {
    let world = lived_in().await;
    for (role, browser) in everybody(&world) {
        let pages = walk(browser).await;
        assert!(pages.len() > 5, "{role} reached {} pages", pages.len());
        for page in &pages {
            let mut hidden = vec![];
            if role != "trainer" {
                hidden.extend(["en because first", "zh because first"]);
            }
            if role == "trainee" {
                hidden.extend(["Bo Chen", "T002", "蔡远", "T003"]);
            }
            for text in hidden {
                assert!(!page.body.contains(text), "{role} reads “{text}” on {}", page.address);
            }
        }
    }
}

#[actix_web::test]
async fn s25_whatever_people_and_things_are_called_no_page_becomes_markup() {
    let world = lived_in().await;
    let canary = "<img src=x onerror=alert(1)>\"'`{{7*7}}${7*7}";
    let sql = "UPDATE person_names SET name = $name; UPDATE groups SET name_zh = $name, name_en = $name;
        UPDATE banks SET title_zh = $name, title_en = $name;
        UPDATE exam_versions SET title_zh = $name, title_en = $name"
        .replace("$name", &format!("'{}'", canary.replace('\'', "''")));
    for statement in sql.split(';') {
        // What never changes once it is published refuses, and is shown as it was.
        let _ = try_sql(&world, statement).await;
    }
    let mut shown = 0;
    for (role, browser) in everybody(&world) {
        for page in walk(browser).await {
            assert!(!page.body.contains("<img src=x"), "{role} gets markup on {}", page.address);
            assert!(!page.body.contains("\" onerror") && !page.body.contains("49${"), "{}", page.address);
            shown += usize::from(
                page.body.contains("&lt;img src=x onerror") || page.body.contains("&lt;img src&#x3D;x"),
            );
        }
    }
    assert!(shown > 5, "the name is seen: {shown}");
}

async fn try_sql(world: &World, statement: &str) -> diesel::QueryResult<()> {
    use diesel_async::SimpleAsyncConnection;
    world.server.conn().await.batch_execute(statement).await
}

/// One form of each kind that a role is shown.
async fn forms(browser: &Browser) -> Vec<Form> {
    let mut forms: BTreeMap<String, Form> = BTreeMap::new();
    for page in walk(browser).await {
        for form in page.forms {
            // Forms of one kind differ in the numbers of their address only.
            let kind: String = form.action.chars().filter(|sign| !sign.is_ascii_hexdigit()).collect();
            forms.entry(kind).or_insert(form);
        }
    }
    // What would end the session of those who try.
    forms.retain(|_, form| !form.action.starts_with("/logout"));
    assert!(!forms.is_empty());
    forms.into_values().collect()
}

#[actix_web::test]
async fn s36_a_field_that_no_page_has_is_refused_by_every_form_and_nothing_is_done() {
    let world = lived_in().await;
    let mut wrong = BTreeSet::new();
    let mut tried = 0;
    for (role, browser) in everybody(&world) {
        for form in forms(browser).await {
            let own = form.fields.iter().map(|(name, value)| (name.as_str(), value.as_str()));
            let fields: Vec<(&str, &str)> = own.chain([("is_admin", "true")]).collect();
            let status = browser.post(&form.action, &fields).await.status.as_u16();
            tried += 1;
            if status != 400 {
                wrong.insert(format!("{role} {}: {status}", form.action));
            }
        }
    }
    assert!(tried > 30, "{tried}");
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Values that nobody types, and that a page must survive.
fn nasty() -> Vec<String> {
    let mut values: Vec<String> = [
        "",
        " ",
        "0",
        "-1",
        "99999999999999999999",
        "9223372036854775808",
        "-9223372036854775809",
        "1e309",
        "NaN",
        "0x10",
        "1.5",
        "\u{0}",
        "a\u{0}b",
        "\u{202e}abc",
        "\u{ffff}",
        "👩‍👩‍👧",
        "%00",
        "%",
        "../../etc/passwd",
        "{{7*7}}",
        "${7*7}",
        "' OR 1=1 --",
        "<script>",
        "0000-00-00",
        "9999-12-31T23:59",
        "-262144-01-01",
        "2026-02-30",
        "00000000-0000-0000-0000-000000000000",
        "[",
        "\\",
    ]
    .map(str::to_owned)
    .into();
    values.push("长".repeat(20_000));
    values.push("1".repeat(5_000));
    values
}

#[actix_web::test]
async fn s49_whatever_is_typed_into_any_field_of_any_page_is_answered_with_a_sentence() {
    let world = lived_in().await;
    let mut tried = 0;
    let mut wrong = BTreeSet::new();
    for (role, browser) in everybody(&world) {
        for form in forms(browser).await.iter().filter(|form| !form.action.starts_with("/account")) {
            for value in nasty() {
                let fields: Vec<(&str, &str)> =
                    form.fields.iter().map(|(name, _)| (name.as_str(), value.as_str())).collect();
                let answer = browser.post(&form.action, &fields).await;
                tried += 1;
                if answer.status.as_u16() >= 500 {
                    let shown: String = value.chars().take(20).collect();
                    wrong.insert(format!("{role} {} with {shown:?}: {}", form.action, answer.status));
                }
            }
            // One field at a time, the others as the page offers them.
            for place in 0..form.fields.len().min(12) {
                for value in ["-1", "99999999999999999999", "\u{0}", "{{7*7}}"] {
                    let fields: Vec<(&str, &str)> = form
                        .fields
                        .iter()
                        .enumerate()
                        .map(|(at, (name, own))| {
                            (name.as_str(), if at == place { value } else { own.as_str() })
                        })
                        .collect();
                    let answer = browser.post(&form.action, &fields).await;
                    tried += 1;
                    if answer.status.as_u16() >= 500 {
                        let name = &form.fields[place].0;
                        wrong.insert(format!(
                            "{role} {} with {name}={value:?}: {}",
                            form.action, answer.status
                        ));
                    }
                }
            }
        }
    }
    assert!(tried > 500, "{tried} forms were sent");
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[actix_web::test]
async fn s49_whatever_stands_in_an_address_is_answered_with_a_sentence() {
    let world = lived_in().await;
    let mut wrong = BTreeSet::new();
    for (role, browser) in everybody(&world) {
        let mut addresses = BTreeSet::new();
        for page in walk(browser).await {
            let (path, query) = page.address.split_once('?').unwrap_or((&page.address, ""));
            let names: BTreeSet<String> =
                query.split('&').filter_map(|pair| pair.split('=').next()).map(str::to_owned).collect();
            addresses.insert((path.to_owned(), names));
        }
        for (path, mut names) in addresses {
            names.extend(["page", "q", "on", "group", "question"].map(str::to_owned));
            names.remove("");
            for value in [
                "-1",
                "0",
                "99999999999999999999",
                "%00",
                "%ff",
                "a%27b",
                "9999999-01-01",
                "%F0%9F%91%A9",
                "%7B%7B7*7%7D%7D",
            ] {
                let query: Vec<String> = names.iter().map(|name| format!("{name}={value}")).collect();
                let answer = browser.get(&format!("{path}?{}", query.join("&"))).await;
                if answer.status.as_u16() >= 500 {
                    wrong.insert(format!("{role} {path}?{}: {}", query.join("&"), answer.status));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

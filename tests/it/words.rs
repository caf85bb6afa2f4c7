//! Everything a person reads exists in both languages, and everything that is asked for exists.

use std::collections::{BTreeMap, BTreeSet};

use certamen::web::Language;

use crate::harness::files::files;
use crate::harness::server;

/// Every message of a language with its text, folded lines included.
fn messages(language: Language) -> BTreeMap<String, String> {
    let mut found: BTreeMap<String, String> = BTreeMap::new();
    for (file, text) in files(&format!("locales/{}", language.tag()), "ftl") {
        let mut current: Option<String> = None;
        for line in text.lines() {
            let is_start = line.starts_with(|first: char| first.is_ascii_lowercase());
            if let Some((id, value)) = line.split_once(" =").filter(|_| is_start) {
                let twice = found.insert(id.to_owned(), value.to_owned());
                assert!(twice.is_none(), "{id} stands twice ({file})");
                current = Some(id.to_owned());
            } else if line.starts_with('#') || line.is_empty() {
                current = None;
            } else if let Some(id) = &current {
                found.get_mut(id).unwrap().push_str(line);
            }
        }
    }
    found
}

/// Names of the values a message is filled with.
fn variables(text: &str) -> BTreeSet<&str> {
    text.split('$')
        .skip(1)
        .map(|rest| rest.split(|sign: char| !(sign.is_ascii_alphanumeric() || sign == '_')).next().unwrap())
        .collect()
}

/// The string literals right after `before`, whatever space stands between.
fn literals_after<'a>(text: &'a str, before: &str) -> Vec<&'a str> {
    text.split(before)
        .skip(1)
        .filter_map(|rest| rest.trim_start().strip_prefix('"')?.split('"').next())
        .collect()
}

fn is_message_id(text: &str) -> bool {
    text.contains('-')
        && text.starts_with(|first: char| first.is_ascii_lowercase())
        && !text.ends_with('-')
        && text.chars().all(|sign| sign.is_ascii_lowercase() || sign.is_ascii_digit() || sign == '-')
}

fn without_tests(source: &str) -> &str {
    source.split("#[cfg(test)]\nmod tests").next().unwrap()
}

#[test]
fn both_languages_say_the_same_things_with_the_same_values() {
    let (chinese, english) = (messages(Language::Chinese), messages(Language::English));
    let mut wrong = Vec::new();
    for id in chinese.keys().chain(english.keys()).collect::<BTreeSet<_>>() {
        match (chinese.get(id), english.get(id)) {
            (Some(zh), Some(en)) if variables(zh) != variables(en) => {
                wrong.push(format!("{id} has other values: {zh} / {en}"));
            }
            (Some(_), Some(_)) => {}
            (None, _) => wrong.push(format!("{id} is missing in zh-CN")),
            (_, None) => wrong.push(format!("{id} is missing in en")),
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn chinese_is_chinese_and_english_is_english() {
    let is_han = |sign: char| ('\u{4e00}'..='\u{9fff}').contains(&sign);
    let mut wrong = Vec::new();
    for (id, text) in messages(Language::English) {
        if text.contains(is_han) {
            wrong.push(format!("en {id} ={text}"));
        }
    }
    for (id, text) in messages(Language::Chinese) {
        let words = text.replace("{ ", "").replace(" }", "");
        let is_only_values = text.trim_start().starts_with('{') && words.len() < 24;
        let letters = text.chars().filter(char::is_ascii_alphabetic).count();
        if !text.contains(is_han) && letters > 12 && !is_only_values {
            wrong.push(format!("zh-CN {id} ={text}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn chinese_sentences_have_full_width_punctuation() {
    let is_han = |sign: char| ('\u{4e00}'..='\u{9fff}').contains(&sign);
    let mut wrong = Vec::new();
    for (id, text) in messages(Language::Chinese) {
        let signs: Vec<char> = text.chars().collect();
        let half = signs
            .windows(2)
            .any(|pair| is_han(pair[0]) && matches!(pair[1], ',' | ';' | ':' | '?' | '!' | '('));
        if half {
            wrong.push(format!("{id} ={text}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_message_that_a_template_asks_for_exists_and_gets_its_values() {
    let known = messages(Language::English);
    let mut wrong = Vec::new();
    for (file, text) in files("templates", "hbs") {
        for open in ["{{t ", "(t ", "{{~t "] {
            for call in text.split(open).skip(1) {
                let Some(rest) = call.trim_start().strip_prefix('"') else { continue };
                let Some((id, rest)) = rest.split_once('"') else { continue };
                // The dots of an example in a comment are no message.
                if id == "…" {
                    continue;
                }
                let Some(message) = known.get(id) else {
                    wrong.push(format!("{file} asks for {id}, which does not exist"));
                    continue;
                };
                let end = if open == "(t " { closing(rest) } else { rest.find("}}").unwrap_or(rest.len()) };
                for value in variables(message) {
                    if !rest[..end].contains(&format!("{value}=")) {
                        wrong.push(format!("{file} gives {id} no {value}"));
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Where the parenthesis that is open at the start of the text closes.
fn closing(text: &str) -> usize {
    let mut depth = 1;
    for (at, sign) in text.char_indices() {
        match sign {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return at;
        }
    }
    text.len()
}

#[test]
fn every_message_that_the_source_asks_for_exists() {
    let known = messages(Language::English);
    let mut wrong = Vec::new();
    let mut asked = 0;
    for (file, text) in files("src", "rs") {
        let text = without_tests(&text);
        for before in [".text(", ".text_with(", "Error::BadRequest(", "Error::Conflict("] {
            for id in literals_after(text, before) {
                asked += 1;
                if !known.contains_key(id) && !id.contains('{') {
                    wrong.push(format!("{file} asks for {id}"));
                }
            }
        }
    }
    assert!(asked > 20, "the search finds what it looks for");
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Ids stand in the source also outside of `text("…")`: in tables and in `message_id` functions. A literal that
/// begins like the messages of a room but is none is most likely a misspelt one.
#[test]
fn every_literal_that_looks_like_a_message_is_one() {
    let known = messages(Language::English);
    let rooms: BTreeSet<&str> = known.keys().filter_map(|id| id.split('-').next()).collect();
    let mut wrong = Vec::new();
    for (file, text) in files("src", "rs") {
        if NOT_WORDS.iter().any(|path| file.starts_with(path)) {
            continue;
        }
        for line in without_tests(&text).lines().filter(|line| !line.trim_start().starts_with("//")) {
            for literal in line.split('"').skip(1).step_by(2) {
                let room = literal.split('-').next().unwrap_or_default();
                let other = OTHER_LITERALS.contains(&literal);
                if is_message_id(literal) && rooms.contains(room) && !known.contains_key(literal) && !other {
                    wrong.push(format!("{file}: {literal}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Sources whose literals are codes of sample data.
const NOT_WORDS: &[&str] = &["demo", "db/", "formats/"];

/// Literals that begin like a message and are something else.
const OTHER_LITERALS: &[&str] = &["preview-question"];

#[test]
fn no_message_is_left_that_nobody_asks_for() {
    let mut texts: Vec<String> = files("templates", "hbs").into_iter().map(|(_, text)| text).collect();
    texts.extend(files("src", "rs").into_iter().map(|(_, text)| text));
    let all = texts.concat();
    let unused: Vec<String> = messages(Language::English)
        .into_keys()
        .filter(|id| !all.contains(&format!("\"{id}\"")))
        .filter(|id| !BUILT.iter().any(|start| id.starts_with(start)))
        .collect();
    assert!(unused.is_empty(), "{unused:#?}");
}

/// Beginnings of ids that the source puts together from a word of the database or a status.
const BUILT: &[&str] =
    &["api-scope-", "audit-", "error-4", "error-5", "exams-kind-", "exams-language-", "exams-scoring-"];

#[test]
fn every_action_of_the_audit_trail_has_words() {
    let known = messages(Language::English);
    let mut actions = BTreeSet::new();
    for (_, text) in files("src", "rs").into_iter().filter(|(file, _)| !file.starts_with("db/")) {
        for literal in without_tests(&text).split('"') {
            let parts: Vec<&str> = literal.split('.').collect();
            let is_word = |part: &&str| {
                !part.is_empty() && part.chars().all(|sign| sign.is_ascii_lowercase() || sign == '_')
            };
            let is_file = parts.last().is_some_and(|last| FILE_ENDINGS.contains(last));
            if parts.len() == 2 && parts.iter().all(is_word) && !is_file {
                actions.insert(literal.to_owned());
            }
        }
    }
    assert!(actions.contains("person.added") && actions.len() > 10, "the search finds what it looks for");
    actions.retain(|action| !known.contains_key(&format!("audit-{}", action.replace(['.', '_'], "-"))));
    assert!(actions.is_empty(), "actions without words: {actions:#?}");
}

const FILE_ENDINGS: &[&str] = &[
    "css", "js", "svg", "toml", "csv", "html", "conf", "pid", "hbs", "ftl", "txt", "sql", "json", "log",
    "key",
];

#[test]
fn loops_name_their_rows() {
    let mut wrong = Vec::new();
    for (file, text) in files("templates", "hbs") {
        let text = without_comments(&text);
        for call in text.split("{{#each ").skip(1) {
            let head = call.split("}}").next().unwrap();
            if !head.contains(" as |") {
                wrong.push(format!("{file}: each {head}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

fn without_comments(text: &str) -> String {
    let mut kept = String::new();
    for (at, part) in text.split("{{!--").enumerate() {
        kept.push_str(if at == 0 { part } else { part.split_once("--}}").map_or("", |(_, after)| after) });
    }
    kept
}

/// `{{percent}}` calls the helper of that name, never the value: such a value is written `{{this.percent}}`.
#[test]
fn no_value_has_the_name_of_a_helper() {
    let mut wrong = Vec::new();
    for (file, text) in files("templates", "hbs") {
        let text = without_comments(&text);
        for helper in
            ["points", "percent", "date", "datetime", "time", "day", "get", "pick", "icon", "asset", "t"]
        {
            if text.contains(&format!("{{{{{helper}}}}}")) {
                wrong.push(format!("{file}: {helper}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn templates_hold_no_style_no_script_and_no_unescaped_value() {
    let mut wrong = Vec::new();
    for (file, text) in files("templates", "hbs") {
        for forbidden in
            ["style=\"", "<style", "{{{", "{{&", "onclick=", "onchange=", "onsubmit=", "javascript:"]
        {
            if text.contains(forbidden) {
                wrong.push(format!("{file}: {forbidden}"));
            }
        }
        for script in text.split("<script").skip(1) {
            if !script.split('>').next().unwrap().contains("src=\"{{asset ") {
                wrong.push(format!("{file}: a script without a file"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_form_that_changes_something_carries_its_token() {
    let mut wrong = Vec::new();
    for (file, text) in files("templates", "hbs") {
        for form in without_comments(&text).split("<form").skip(1) {
            let whole = form.split("</form>").next().unwrap();
            let is_post = whole.split('>').next().unwrap().contains("method=\"post\"");
            if is_post && !whole.contains("{{csrf}}") {
                wrong.push(format!("{file}: {}", whole.lines().next().unwrap()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[actix_web::test]
async fn every_template_compiles_and_every_partial_and_icon_exists() {
    let server = server().await;
    let known: BTreeSet<String> = server.site.templates().get_templates().keys().cloned().collect();
    let mut wrong = Vec::new();
    for (file, text) in files("templates", "hbs") {
        let name = file.trim_end_matches(".hbs");
        if !known.contains(name) {
            wrong.push(format!("{file} is not registered"));
        }
        let text = without_comments(&text);
        for open in ["{{> ", "{{~> ", "{{#> "] {
            for call in text.split(open).skip(1) {
                let partial = call.split([' ', '}', '~', '\n']).next().unwrap();
                let is_slot = partial.starts_with('@')
                    || text.contains(&format!("inline \"{partial}\""))
                    || is_slot(partial);
                if !is_slot && !known.contains(partial) {
                    wrong.push(format!("{file} calls {partial}"));
                }
            }
        }
        for icon in literals_after(&text, "{{icon ") {
            if server.site.static_files().icon(icon).is_none() {
                wrong.push(format!("{file} shows the icon {icon}"));
            }
        }
        for path in literals_after(&text, "{{asset ") {
            let exists = server.site.static_files().get(path).is_some();
            if !exists {
                wrong.push(format!("{file} asks for the file {path}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// What a page gives to its layout.
fn is_slot(partial: &str) -> bool {
    matches!(partial, "content" | "scripts" | "foot" | "bar")
}

#[actix_web::test]
async fn the_style_guide_shows_its_samples_in_both_languages() {
    let server = server().await;
    for language in Language::ALL {
        let sample = files("templates/styleguide", "json")
            .into_iter()
            .find_map(|(name, text)| (name == format!("{}.json", language.tag())).then_some(text))
            .unwrap();
        let page: serde_json::Value = serde_json::from_str(&sample).unwrap();
        let root = serde_json::json!({
            "lang": language.tag(), "other_lang": language.other().tag(), "title": "x", "page": page, "viewer": null,
            "nav": [], "path": "/styleguide", "csrf": "", "theme": null, "flash": null, "organisation": "x",
            "zone_name": "UTC", "zone": "UTC", "demo": null, "status": 200, "request_id": null,
        });
        let html = server.site.templates().render("styleguide", &root);
        assert!(html.is_ok(), "{}: {}", language.tag(), html.unwrap_err());
    }
}

/// `1 questions` is no English: a number beside what it counts chooses between two forms.
#[test]
fn english_messages_choose_a_form_for_what_they_count() {
    const COUNTED: [&str; 9] =
        ["questions", "points", "minutes", "seconds", "days", "hours", "people", "lines", "attempts"];
    let mut wrong = Vec::new();
    for entry in std::fs::read_dir("locales/en").unwrap() {
        let path = entry.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        let plain = text.lines().filter(|line| !line.trim_start().starts_with(['[', '*', '#']));
        for line in plain {
            let after = line.match_indices(" } ").filter_map(|(at, found)| line.get(at + found.len()..));
            let words = after.filter_map(|rest| rest.split(|one: char| !one.is_ascii_alphabetic()).next());
            if words.into_iter().any(|word| COUNTED.contains(&word)) && line.contains("{ $") {
                wrong.push(line.to_owned());
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

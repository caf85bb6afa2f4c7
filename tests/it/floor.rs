//! The oldest browsers that are served whole: Chrome and WebView 87, Safari 14, Firefox 91. What they do not know would
//! break a page without a word; whoever has less gets the pages that need no script.

use crate::harness::files::files;

/// What style sheets may not use, with the version in which the last of the three learned it.
const YOUNGER_STYLES: &[(&str, &str)] = &[
    (":has(", "Firefox 121"),
    ("@layer", "Chrome 99"),
    ("@container", "Chrome 105"),
    ("@property", "Firefox 128"),
    ("@scope", "Chrome 118"),
    ("oklch", "Chrome 111"),
    ("color-mix", "Chrome 111"),
    ("dvh", "Chrome 108"),
    ("svh", "Chrome 108"),
    ("subgrid", "Chrome 117"),
    ("overflow: clip", "Safari 16"),
];

/// What scripts may not use.
const YOUNGER_SCRIPTS: &[(&str, &str)] = &[
    (".at(", "Chrome 92"),
    ("structuredClone", "Chrome 98"),
    ("hasOwn(", "Chrome 93"),
    ("findLast", "Chrome 97"),
    ("AbortSignal.timeout", "Chrome 103"),
    ("AbortSignal.any", "Chrome 116"),
    ("randomUUID", "Chrome 92"),
    ("showModal", "Safari 15.4"),
    ("toSorted", "Chrome 110"),
    ("toReversed", "Chrome 110"),
    ("Object.groupBy", "Chrome 117"),
    ("requestSubmit", "Safari 16"),
    ("BroadcastChannel", "Safari 15.4"),
    ("requestIdleCallback", "not in Safari"),
    ("static {", "Chrome 94"),
    ("(?<=", "Safari 16.4"),
    ("(?<!", "Safari 16.4"),
    ("navigator.locks", "Safari 15.4"),
];

/// The text without comments: what is said about a browser is not used.
fn without_comments(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("/*") {
        plain.push_str(before);
        rest = after.split_once("*/").map_or("", |(_, after)| after);
    }
    plain.push_str(rest);
    plain.lines().map(|line| line.split(" // ").next().unwrap()).collect::<Vec<_>>().join("\n")
}

/// The selectors of rules that stand in another rule, which is not a condition such as `@media`.
fn nested(css: &str) -> Vec<String> {
    let (mut open, mut head, mut found) = (Vec::new(), String::new(), Vec::new());
    for one in css.chars() {
        match one {
            '{' => {
                let is_condition = head.trim_start().starts_with('@');
                if !is_condition && open.last() == Some(&false) {
                    found.push(head.trim().to_owned());
                }
                open.push(is_condition);
                head.clear();
            }
            '}' => {
                open.pop();
                head.clear();
            }
            ';' => head.clear(),
            _ => head.push(one),
        }
    }
    found
}

fn younger(folder: &str, ending: &str, words: &[(&str, &str)]) -> Vec<String> {
    let mut found = Vec::new();
    for (path, text) in files(folder, ending) {
        let text = without_comments(&text);
        for (word, since) in words.iter().filter(|(word, _)| text.contains(word)) {
            found.push(format!("{path}: {word} ({since})"));
        }
    }
    found
}

#[test]
fn styles_use_nothing_that_the_oldest_browsers_do_not_know() {
    let sheets = files("static/css", "css");
    assert!(sheets.len() > 10, "the search finds what it looks for");
    let mut found = younger("static/css", "css", YOUNGER_STYLES);
    for (path, text) in sheets {
        found.extend(
            nested(&without_comments(&text)).into_iter().map(|rule| format!("{path}: nested {rule}")),
        );
    }
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn scripts_use_nothing_that_the_oldest_browsers_do_not_know() {
    assert!(files("static/js", "js").len() > 10, "the search finds what it looks for");
    let found = younger("static/js", "js", YOUNGER_SCRIPTS);
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn the_search_finds_what_is_too_young() {
    assert_eq!(nested("a { color: red; b { color: blue } }"), ["b"]);
    assert_eq!(nested("@media print { a { color: red } } b { c: d }"), [""; 0]);
    assert_eq!(without_comments("a /* :has( */ b"), "a  b");
}

#[test]
fn nothing_waits_for_a_script_in_the_exam_room_that_a_text_browser_would_show_as_a_form() {
    let mut wrong = Vec::new();
    for (file, text) in files("templates/attempts", "hbs") {
        let mut waiting = text.split("<template").skip(1).filter_map(|one| one.split("</template>").next());
        if waiting.any(|one| one.contains("<form") || one.contains("<input")) {
            wrong.push(file);
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

//! The scripts: the modules of the exam page fit into one file, and nothing in scripts or styles is newer than the
//! browsers people bring (Chrome 87, Safari 14, Firefox 91).

use std::collections::{BTreeMap, BTreeSet};

use crate::harness::files::files;

/// The modules of the exam script by name.
fn modules() -> BTreeMap<String, String> {
    files("static/js/exam", "js").into_iter().collect()
}

/// The name a line declares for the whole module, if it does.
fn declared(line: &str) -> Option<&str> {
    let line = line.strip_prefix("export ").unwrap_or(line);
    let rest = ["async function ", "function ", "const ", "let ", "class "]
        .iter()
        .find_map(|word| line.strip_prefix(word))?;
    rest.split(|c: char| !c.is_alphanumeric() && c != '_').next().filter(|name| !name.is_empty())
}

#[test]
fn the_modules_of_the_exam_script_fit_into_one() {
    let modules = modules();
    let index = std::fs::read_to_string("static/js/exam/index.txt").unwrap();
    let listed: BTreeSet<&str> = index.lines().collect();
    let there: BTreeSet<&str> = modules.keys().map(String::as_str).collect();
    assert_eq!(listed, there, "static/js/exam/index.txt lists every module once");
    let mut names: BTreeMap<&str, &str> = BTreeMap::new();
    let mut exported: BTreeSet<(String, String)> = BTreeSet::new();
    for (module, text) in &modules {
        for name in text.lines().filter_map(declared) {
            assert_eq!(names.insert(name, module), None, "{name} is declared twice, also in {module}");
        }
        for name in text.lines().filter(|line| line.starts_with("export ")).filter_map(declared) {
            exported.insert((module.clone(), name.to_owned()));
        }
        assert!(!text.contains("export default") && !text.contains("export {"), "{module}");
    }
    for (module, text) in &modules {
        for line in text.lines().filter(|line| line.starts_with("import")) {
            let parts = line.strip_prefix("import { ").and_then(|rest| rest.strip_suffix("\";"));
            let (wanted, from) = parts
                .and_then(|rest| rest.split_once(" } from \"./"))
                .unwrap_or_else(|| panic!("{module}: an import of another form: {line}"));
            for name in wanted.split(", ") {
                let known = exported.contains(&(from.to_owned(), name.to_owned()));
                assert!(known, "{module} imports {name}, which {from} does not export");
            }
        }
    }
}

/// What the oldest browsers do not know, each with the first version of Chrome, Safari and Firefox that does.
const TOO_NEW: &[(&str, &str)] = &[
    (".at(", "92, 15.4, 90"),
    (".findLast", "97, 15.4, 104"),
    (".toSorted(", "110, 16, 115"),
    (".toReversed(", "110, 16, 115"),
    (".with(", "110, 16, 115"),
    (".groupBy(", "117, 17.4, 119"),
    ("structuredClone(", "98, 15.4, 94"),
    ("Object.hasOwn(", "93, 15.4, 92"),
    ("AbortSignal.timeout", "103, 16, 100"),
    ("AbortSignal.any", "116, 17.4, 124"),
    ("randomUUID", "92, 15.4, 95"),
    ("requestIdleCallback(", "47, never, 55"),
    ("scheduler.", "94, never, 142"),
    ("showModal(", "37, 15.4, 98"),
    ("showPopover", "114, 17, 125"),
    (".inert", "102, 15.5, 112"),
    ("Error.cause", "93, 15, 91"),
    ("Promise.withResolvers", "119, 17.4, 121"),
    ("Array.fromAsync", "121, 16.4, 115"),
    ("(?<=", "62, 16.4, 78"),
    ("(?<!", "62, 16.4, 78"),
    ("navigator.locks", "69, 15.4, 96"),
    ("BroadcastChannel", "54, 15.4, 38"),
    ("CompressionStream", "80, 16.4, 113"),
    ("importmap", "89, 16.4, 108"),
    ("static {", "94, 16.4, 93"),
    ("this.#", "private fields: 74, 14.1, 90"),
];

#[test]
fn the_scripts_use_nothing_the_oldest_browsers_do_not_know() {
    for (path, text) in files("static/js", "js") {
        let code: Vec<&str> = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
        for line in &code {
            for (word, since) in TOO_NEW {
                assert!(!line.contains(word), "{path}: {word} ({since}) in {line}");
            }
            assert!(!line.trim_start().starts_with('#'), "{path}: a private field (74, 14.1, 90): {line}");
            let waits_outside =
                line.starts_with("await ") || line.contains("= await ") && !line.starts_with(' ');
            assert!(!waits_outside, "{path}: await outside a function (89, 15, 89) in {line}");
        }
    }
}

/// The same for styles: what falls apart when it is not known.
const TOO_NEW_STYLES: &[(&str, &str)] = &[
    (":has(", "105, 15.4, 121"),
    (":is(", "88, 14, 78"),
    (":where(", "88, 14, 78"),
    ("@layer", "99, 15.4, 97"),
    ("@container", "105, 16, 110"),
    ("@scope", "118, 17.4, 128"),
    ("oklch(", "111, 15.4, 113"),
    ("color-mix(", "111, 16.2, 113"),
    ("light-dark(", "123, 17.5, 120"),
    ("inset-inline:", "87, 14.1, 63"),
    ("dvh;", "108, 15.4, 101"),
];

#[test]
fn the_styles_use_nothing_the_oldest_browsers_do_not_know() {
    for (path, text) in files("static/css", "css") {
        let text = without_comments(&text);
        for (word, since) in TOO_NEW_STYLES {
            assert!(!text.contains(word), "{path}: {word} ({since})");
        }
        // Nesting (120, 17.2, 117): inside a rule stand declarations only; @media and the like hold rules.
        let mut open: Vec<bool> = Vec::new();
        let mut prelude = String::new();
        for c in text.chars() {
            match c {
                '{' => {
                    let is_group = prelude.trim_start().starts_with('@') && !prelude.contains("font-face");
                    // The margin boxes of a printed page stand inside @page, and always did.
                    let is_margin = prelude.trim_start().starts_with('@');
                    let is_top = is_margin || open.iter().all(|group| *group);
                    assert!(is_top, "{path}: a rule inside a rule: {prelude}");
                    open.push(is_group && !prelude.contains("@page"));
                    prelude.clear();
                }
                '}' => {
                    open.pop();
                    prelude.clear();
                }
                ';' => prelude.clear(),
                other => prelude.push(other),
            }
        }
        assert!(open.is_empty(), "{path}");
    }
}

fn without_comments(text: &str) -> String {
    let mut parts = text.split("/*");
    let mut kept = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        kept.push_str(part.split_once("*/").map_or("", |(_, rest)| rest));
    }
    kept
}

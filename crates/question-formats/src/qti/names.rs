//! One spelling for both: QTI 3.0 writes `qti-simple-choice` and `response-identifier` where 2.x writes `simpleChoice`
//! and `responseIdentifier`. Every tree is brought to the spelling of 2.x, so the reader knows one.

use crate::model::Format;
use crate::xml::{Element, Node};

/// The version of QTI an item or test is written in, by its namespace, else by the spelling of its name.
pub(super) fn version(root: &Element) -> Format {
    let space = root.namespace.as_str();
    if space.contains("v3p0") || (space.is_empty() && root.name.starts_with("qti-")) {
        Format::Qti30
    } else if space.contains("v2p2") {
        Format::Qti22
    } else {
        Format::Qti21
    }
}

/// Brings the names of a tree to the spelling of QTI 2.x. Elements of HTML and MathML stay as they are.
pub(super) fn normalise(element: &mut Element) {
    if let Some(rest) = element.name.strip_prefix("qti-") {
        element.name = camel(rest);
        for (name, _) in &mut element.attributes {
            if name.contains('-') && !name.starts_with("data-") && !name.starts_with("aria-") {
                *name = camel(name);
            }
        }
    }
    for child in &mut element.children {
        if let Node::Element(child) = child {
            normalise(child);
        }
    }
}

/// `simple-choice` as `simpleChoice`.
pub(super) fn camel(kebab: &str) -> String {
    let mut name = String::with_capacity(kebab.len());
    let mut raise = false;
    for character in kebab.chars() {
        if character == '-' {
            raise = true;
        } else if raise {
            name.extend(character.to_uppercase());
            raise = false;
        } else {
            name.push(character);
        }
    }
    name
}

/// `simpleChoice` as `simple-choice`.
pub(super) fn kebab(camel: &str) -> String {
    let mut name = String::with_capacity(camel.len() + 4);
    for character in camel.chars() {
        if character.is_ascii_uppercase() {
            name.push('-');
        }
        name.push(character.to_ascii_lowercase());
    }
    name
}

/// The name of the root element of a document, in the spelling of 2.x, found without parsing it. `None` when no element begins.
pub(super) fn root_name(text: &str) -> Option<String> {
    let name = root_tag(text)?.0;
    Some(name.strip_prefix("qti-").map_or_else(|| name.to_owned(), camel))
}

/// The local name of the root element and the whole of its first tag.
fn root_tag(text: &str) -> Option<(&str, &str)> {
    let mut rest = text.trim_start_matches('\u{feff}').trim_start();
    loop {
        let after = if rest.starts_with("<?") {
            rest.split_once("?>")
        } else if rest.starts_with("<!--") {
            rest.split_once("-->")
        } else if rest.starts_with("<!") {
            let subset = rest.split_once('>').is_some_and(|(head, _)| head.contains('['));
            rest.split_once(if subset { "]>" } else { ">" })
        } else {
            break;
        };
        rest = after?.1.trim_start();
    }
    let rest = rest.strip_prefix('<')?;
    let end = rest.find(|character: char| character.is_whitespace() || matches!(character, '>' | '/'))?;
    let name = rest.get(..end)?;
    let name = name.rsplit(':').next().unwrap_or(name);
    let starts_well = name.chars().next().is_some_and(char::is_alphabetic);
    let tag = rest.split('>').next().unwrap_or(rest);
    starts_well.then_some((name, tag))
}

/// The format of a text that is QTI of any version, and the name of its root element.
pub(crate) fn recognise(text: &str) -> Option<(Format, &str)> {
    let (name, tag) = root_tag(text)?;
    let format = match name {
        "questestinterop" => Format::Qti12,
        _ if name.starts_with("qti-assessment") => Format::Qti30,
        "assessmentItem" | "assessmentTest" | "assessmentSection" | "assessmentStimulus" => {
            // The namespace itself; a schema's address may name another version.
            let mut spaces =
                tag.split("xmlns").skip(1).map(|rest| rest.split(['"', '\'']).nth(1).unwrap_or_default());
            if spaces.any(|space| space.contains("imsqti_v2p2")) { Format::Qti22 } else { Format::Qti21 }
        }
        _ => return None,
    };
    Some((format, name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_go_both_ways() {
        for (two, three) in [
            ("assessmentItemRef", "assessment-item-ref"),
            ("maxChoices", "max-choices"),
            ("prompt", "prompt"),
        ] {
            assert_eq!((camel(three).as_str(), kebab(two).as_str()), (two, three));
        }
    }

    #[test]
    fn the_root_is_found_behind_whatever_stands_before_it() {
        for (text, name) in [
            (
                "\u{feff}<?xml version=\"1.0\"?>\n<!-- <quiz> --><assessmentItem x='>'>",
                Some("assessmentItem"),
            ),
            ("<!DOCTYPE a [<!ENTITY b \"c\">]><q:assessmentTest/>", Some("assessmentTest")),
            ("<!DOCTYPE assessmentItem><qti-assessment-item>", Some("assessmentItem")),
            ("no markup", None),
            ("<?xml ", None),
            ("<", None),
            ("", None),
        ] {
            assert_eq!(root_name(text).as_deref(), name, "{text}");
        }
    }
}

//! Automatic numbers: they are not in the text and are counted here as Word counts them.

use std::collections::{HashMap, HashSet};

use super::names::is_on;
use super::number_format;
use super::styles::{ListPlace, Styles};
use crate::model::Diagnostic;
use crate::xml::{self, Element};

/// Levels of a list.
const LEVELS: usize = 9;

/// One level of a list.
#[derive(Clone, Debug, Default)]
struct Level {
    start: u32,
    format: String,
    /// The text of the number, in which `%1` stands for the number of the first level.
    text: String,
    /// What follows the number.
    suffix: Suffix,
    /// The level whose numbers begin this one again; nothing: any higher one.
    restarts_after: Option<usize>,
    /// Numbers of higher levels are written in digits.
    in_digits: bool,
    /// The style whose paragraphs are of this level.
    style: Option<String>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Suffix {
    #[default]
    Space,
    Nothing,
}

/// A list as paragraphs name it.
#[derive(Clone, Debug, Default)]
struct List {
    /// The list whose numbers this one goes on with.
    counted_with: String,
    levels: Vec<Level>,
    /// Levels that this list begins anew, and where.
    restarts: HashMap<usize, u32>,
}

/// The number of a paragraph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Label {
    /// As printed.
    pub text: String,
    /// The number as a question or option would have it, with a mark after it and without those of higher levels.
    pub marked: String,
    /// The number is a letter, as options have.
    pub is_letter: bool,
    /// A space follows.
    pub is_spaced: bool,
}

/// The lists of a document and how far each was counted.
#[derive(Debug, Default)]
pub(super) struct Numbering {
    lists: HashMap<String, List>,
    counters: HashMap<String, [Option<u32>; LEVELS]>,
    /// Lists that have begun their levels anew.
    begun: HashSet<(String, usize)>,
}

impl Numbering {
    /// Reads the numbering part.
    pub(super) fn read(text: &str, styles: &Styles) -> Result<Self, Diagnostic> {
        let root = xml::parse(text)?;
        let mut abstracts: HashMap<&str, &Element> = HashMap::new();
        for element in root.all("abstractNum") {
            if let Some(id) = element.attribute("abstractNumId") {
                abstracts.entry(id).or_insert(element);
            }
        }
        let link = |element: &Element| {
            element.first("num").is_none().then(|| {
                element.first("abstractNumId").and_then(|one| one.attribute("val")).map(str::to_owned)
            })?
        };
        let abstract_of: HashMap<&str, String> = root
            .all("num")
            .filter_map(|element| Some((element.attribute("numId")?, link(element)?)))
            .collect();
        let mut lists = HashMap::new();
        for element in root.all("num") {
            let Some(id) = element.attribute("numId") else { continue };
            let Some(mut base) = abstract_of.get(id).cloned() else { continue };
            // A list may be defined by a style, which names another list.
            if let Some(style) = abstracts.get(base.as_str()).and_then(|one| one.first("numStyleLink"))
                && let Some(linked) = style.attribute("val").and_then(|name| styles.get(name))
                && let Some(target) = linked.place.list.as_deref().and_then(|list| abstract_of.get(list))
            {
                base.clone_from(target);
            }
            if let Some(definition) = abstracts.get(base.as_str()) {
                lists.insert(id.to_owned(), list(element, definition, base.clone()));
            }
        }
        Ok(Self { lists, ..Self::default() })
    }

    /// Counts a paragraph and gives its number; nothing when it has none.
    pub(super) fn next(&mut self, place: &ListPlace, style: Option<&str>) -> Option<Label> {
        let id = place.list.as_deref()?;
        let list = self.lists.get(id)?;
        let of_style =
            || list.levels.iter().position(|level| level.style.is_some() && level.style.as_deref() == style);
        let level = place.level.or_else(of_style).unwrap_or(0).min(LEVELS - 1);
        let definition = list.levels.get(level)?;
        let counters = self.counters.entry(list.counted_with.clone()).or_default();
        if let Some(start) = list.restarts.get(&level)
            && self.begun.insert((id.to_owned(), level))
        {
            // The number counted next is the one to start with.
            set(counters, level, start.checked_sub(1));
        }
        let value = match counters.get(level).copied().flatten() {
            Some(value) => value.saturating_add(1),
            None => list.restarts.get(&level).copied().unwrap_or(definition.start),
        };
        set(counters, level, Some(value));
        for (index, lower) in list.levels.iter().enumerate().skip(level + 1) {
            if lower.restarts_after.is_none_or(|after| after > level) {
                set(counters, index, None);
            }
        }
        let counters = *counters;
        Some(label(list, definition, level, &counters)).filter(|label| !label.text.is_empty())
    }
}

fn set(counters: &mut [Option<u32>; LEVELS], level: usize, value: Option<u32>) {
    if let Some(counter) = counters.get_mut(level) {
        *counter = value;
    }
}

fn list(element: &Element, definition: &Element, counted_with: String) -> List {
    let mut list = List { counted_with, ..List::default() };
    for one in definition.all("lvl").take(LEVELS) {
        let at = level_index(one).unwrap_or(list.levels.len());
        put(&mut list.levels, at, level(one));
    }
    for over in element.all("lvlOverride") {
        let Some(at) = level_index(over) else { continue };
        if let Some(own) = over.first("lvl") {
            put(&mut list.levels, at, level(own));
        }
        let start = over.first("startOverride").and_then(|one| one.attribute("val"));
        if let Some(start) = start.and_then(|start| start.parse().ok()) {
            list.restarts.insert(at, start);
        }
    }
    list
}

fn level_index(element: &Element) -> Option<usize> {
    element.attribute("ilvl").and_then(|level| level.parse().ok()).filter(|level| *level < LEVELS)
}

fn put(levels: &mut Vec<Level>, at: usize, level: Level) {
    if at >= levels.len() {
        levels.resize_with(at + 1, Level::default);
    }
    if let Some(slot) = levels.get_mut(at) {
        *slot = level;
    }
}

fn level(element: &Element) -> Level {
    let value = |name| element.first(name).and_then(|one| one.attribute("val"));
    // Formats that only newer programs know stand in a choice beside an older one.
    let format = value("numFmt").or_else(|| {
        let choice = element.first("AlternateContent")?;
        let branch = choice.first("Choice").or_else(|| choice.first("Fallback"))?;
        branch.first("numFmt")?.attribute("val")
    });
    let suffix = if value("suff") == Some("nothing") { Suffix::Nothing } else { Suffix::Space };
    Level {
        start: value("start").and_then(|start| start.parse().ok()).unwrap_or(1),
        format: format.unwrap_or("decimal").to_owned(),
        text: value("lvlText").unwrap_or_default().chars().take(40).collect(),
        suffix,
        restarts_after: value("lvlRestart").and_then(|level| level.parse().ok()),
        in_digits: element.first("isLgl").is_some_and(is_on),
        style: value("pStyle").map(str::to_owned),
    }
}

fn label(list: &List, definition: &Level, level: usize, counters: &[Option<u32>; LEVELS]) -> Label {
    let mut text = String::new();
    let mut numbers = 0_usize;
    let mut after_number = String::new();
    let mut own = String::new();
    let mut characters = definition.text.chars().peekable();
    while let Some(character) = characters.next() {
        let named = characters.peek().and_then(|one| one.to_digit(10)).filter(|_| character == '%');
        let Some(named) = named.and_then(|digit| usize::try_from(digit).ok()?.checked_sub(1)) else {
            text.push(character);
            after_number.push(character);
            continue;
        };
        characters.next();
        let Some(of) = list.levels.get(named) else { continue };
        let value = counters.get(named).copied().flatten().unwrap_or(of.start);
        let format = if definition.in_digits && named != level { "decimal" } else { of.format.as_str() };
        own = number_format::format(value, format);
        text.push_str(&own);
        numbers += usize::from(!own.is_empty());
        after_number.clear();
    }
    if definition.format == "bullet" {
        text.clear();
    }
    Label {
        marked: marked(&text, &own, numbers, &after_number, &definition.format),
        text,
        is_letter: number_format::is_letters(&definition.format),
        is_spaced: definition.suffix == Suffix::Space,
    }
}

/// A number without a mark gets the usual one, and of `1.2` only the 2 counts the questions.
fn marked(text: &str, own: &str, numbers: usize, after: &str, format: &str) -> String {
    let ends_with_number = text.ends_with(|one: char| one.is_alphanumeric());
    match numbers {
        0 => text.to_owned(),
        1 if ends_with_number => {
            let is_plain = own.chars().all(|one| one.is_ascii_alphanumeric());
            let mark = if is_plain { "." } else { "、" };
            if text == own && format != "decimalEnclosedCircle" {
                format!("{text}{mark}")
            } else {
                text.to_owned()
            }
        }
        1 => text.to_owned(),
        _ if after.trim().is_empty() => format!("{own}."),
        _ => format!("{own}{after}"),
    }
}

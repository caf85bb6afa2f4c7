//! Keys given apart from their questions: at the end of a section, a case or the whole paper.

use std::collections::HashMap;

use super::accounts::Accounts;
use super::assemble::Found;
use super::keys::{self, Key};
use super::lines::{Line, join_wrapped};
use super::marks;
use super::regions::{KeyListLine, Region};
use super::tags::{self, Tag};
use super::words::Kind;
use crate::messages::Code;
use crate::model::{Diagnostic, Place, SkipReason};

/// One entry of a list, with what else it says.
#[derive(Clone, Debug)]
struct ListEntry {
    number: u32,
    /// The key or reference text as printed.
    key: String,
    explanation: String,
    /// Its explanation has begun: what follows is no part of the key.
    is_explained: bool,
    /// How its number was printed; not known of entries run together.
    style: Option<marks::Style>,
    /// The subheading it stands under.
    kind: Option<Kind>,
    /// The word the subheading has for the kind.
    name: Option<&'static str>,
    /// Which run of numbers it belongs to, counted within the list.
    run: usize,
    line: usize,
}

/// The subheading that entries stand under.
#[derive(Clone, Copy, Debug, Default)]
struct Under {
    kind: Option<Kind>,
    name: Option<&'static str>,
}

/// A whole list: a region under a heading, or a few lines of keys next to each other.
#[derive(Clone, Debug)]
pub(super) struct KeyList {
    /// Line in the file where it begins; questions before it may belong to it.
    first_line: usize,
    entries: Vec<ListEntry>,
    wrong_ranges: Vec<(usize, u32, usize, usize)>,
    /// The pieces of lines it was read from, as indexes.
    pieces: Vec<usize>,
    runs: usize,
}

/// Gathers the lists of a paper.
pub(super) fn collect(lines: &[Line], regions: &[Region], key_lines: &[KeyListLine]) -> Vec<KeyList> {
    let mut lists: Vec<KeyList> = Vec::new();
    let mut joins_previous = false;
    for region in regions {
        if region.is_key_list {
            if !joins_previous {
                lists.push(new_list(lines.get(region.from).map_or(0, |line| line.number)));
            }
            if let Some(list) = lists.last_mut() {
                read_region(lines, region, key_lines, list);
            }
            joins_previous = true;
        } else {
            joins_previous = false;
        }
    }
    let mut listed = vec![false; lines.len()];
    for region in regions.iter().filter(|region| region.is_key_list) {
        listed.iter_mut().take(region.to).skip(region.from).for_each(|one| *one = true);
    }
    let in_region = |index: usize| listed.get(index).copied().unwrap_or(false);
    let mut last_line: Option<usize> = None;
    for key_line in key_lines.iter().filter(|line| !in_region(line.line)) {
        let Some(line) = lines.get(key_line.line) else { continue };
        let adjacent = last_line.is_some_and(|last| last + 1 == key_line.line);
        if !adjacent {
            lists.push(new_list(line.number));
        }
        last_line = Some(key_line.line);
        if let Some(list) = lists.last_mut() {
            add_key_line(list, key_line, line.number, Under::default());
        }
    }
    lists.sort_by_key(|list| list.first_line);
    lists
}

fn new_list(first_line: usize) -> KeyList {
    KeyList { first_line, entries: Vec::new(), wrong_ranges: Vec::new(), pieces: Vec::new(), runs: 0 }
}

fn add_key_line(list: &mut KeyList, key_line: &KeyListLine, line: usize, under: Under) {
    let under = Under { kind: key_line.content.kind.or(under.kind), ..under };
    for entry in &key_line.content.entries {
        push(list, entry.number, entry.key.clone(), String::new(), under, line);
    }
    let wrong = key_line.content.wrong_ranges.iter();
    list.wrong_ranges.extend(wrong.map(|(number, found, needed)| (line, *number, *found, *needed)));
    list.pieces.push(key_line.line);
}

fn push(list: &mut KeyList, number: u32, key: String, explanation: String, under: Under, line: usize) {
    let restarts = list
        .entries
        .last()
        .is_some_and(|last| number <= last.number || last.kind != under.kind || last.name != under.name);
    if restarts {
        list.runs += 1;
    }
    list.entries.push(ListEntry {
        number,
        key,
        is_explained: !explanation.is_empty(),
        style: None,
        explanation,
        kind: under.kind,
        name: under.name,
        run: list.runs,
        line,
    });
}

fn read_region(lines: &[Line], region: &Region, key_lines: &[KeyListLine], list: &mut KeyList) {
    let section = region.section.as_ref();
    let under =
        Under { kind: section.map(|section| section.kind), name: section.map(|section| section.name) };
    let before = list.entries.len();
    for index in region.from..region.to {
        let Some(line) = lines.get(index) else { continue };
        list.pieces.push(index);
        let key_line = key_lines.binary_search_by_key(&index, |key_line| key_line.line).ok();
        if let Some(key_line) = key_line.and_then(|found| key_lines.get(found)) {
            add_key_line(list, key_line, line.number, under);
        } else if let Some(content) = keys::key_line(line.all()) {
            add_key_line(list, &KeyListLine { line: index, content }, line.number, under);
        } else {
            let is_first = list.entries.len() == before;
            read_entry(line, under, is_first, list);
        }
    }
    list.pieces.extend(region.headings.iter().copied());
}

/// `3. B 解析：…`, `3.【答案】B【解析】…`, `6. 倾听；确认。` or a line that goes on with the entry before.
fn read_entry(line: &Line, under: Under, is_first: bool, list: &mut KeyList) {
    if marks::case_heading(&line.view).is_some_and(|title| title >= line.view.len()) {
        return;
    }
    let mark = marks::number(&line.view).filter(|mark| mark.style != marks::Style::Bare);
    let previous = list.entries.last().filter(|_| !is_first);
    let expected = previous.map(|last| last.number + 1);
    // Numbers of another style count the points of one answer.
    let style = previous.and_then(|last| last.style);
    let starts = mark.as_ref().is_some_and(|mark| {
        let counts = mark.style != marks::Style::Paren || expected == Some(mark.value) || expected.is_none();
        style.is_none_or(|style| style == mark.style) && counts
    });
    let content = match &mark {
        Some(mark) if starts => line.all().from(mark.content),
        _ => line.all(),
    };
    let mut key = String::new();
    let mut explanation: Option<String> = None;
    for piece in tags::cut(content) {
        match piece.tag {
            None | Some(Tag::Answer) if key.is_empty() => key = piece.body.text(),
            Some(Tag::Explanation) => explanation = Some(piece.body.text()),
            _ => {}
        }
    }
    if let Some(mark) = mark.filter(|_| starts) {
        push(list, mark.value, key, String::new(), under, line.number);
        key = String::new();
        if let Some(entry) = list.entries.last_mut() {
            entry.style = Some(mark.style);
        }
    }
    if let Some(entry) = list.entries.last_mut() {
        entry.go_on(&key, explanation);
    }
}

impl ListEntry {
    /// Takes in what a line has beside the number.
    fn go_on(&mut self, key: &str, explanation: Option<String>) {
        if let Some(explanation) = explanation {
            self.explanation = explanation;
            self.is_explained = true;
        } else if self.is_explained {
            join_wrapped(&mut self.explanation, key);
        } else if self.key.is_empty() {
            key.clone_into(&mut self.key);
        } else if !key.is_empty() {
            self.key.push('\n');
            self.key.push_str(key);
        }
    }
}

/// Gives each entry to its question. A list serves the questions between it and the list before.
pub(super) fn assign(lists: &[KeyList], found: &mut [Found], accounts: &mut Accounts) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    let mut previous_list = 0;
    for list in lists {
        let scope = Scope::between(previous_list, list.first_line, found);
        let mut used = false;
        let mut unused = Vec::new();
        for entry in &list.entries {
            match scope.target(entry, list, found) {
                Some(index) => {
                    used = true;
                    if let Some(question) = found.get_mut(index) {
                        give(question, entry);
                    }
                }
                None => unused.push(
                    Diagnostic::new(Code::WKeyUnused)
                        .at(Place::line(entry.line))
                        .found(entry.number.to_string()),
                ),
            }
        }
        for (line, number, keys, needed) in &list.wrong_ranges {
            diagnostics.push(
                Diagnostic::new(Code::EKeyListLength)
                    .at(Place::line(*line))
                    .excerpt(&number.to_string())
                    .found(keys.to_string())
                    .expected(needed.to_string()),
            );
            used = true;
        }
        if used {
            diagnostics.append(&mut unused);
            accounts.take(list.pieces.iter().copied());
        } else {
            // Numbers and letters that fit no question were no keys.
            accounts.leave_out(list.pieces.iter().copied(), SkipReason::NotPartOfThePaper);
        }
        previous_list = list.first_line;
    }
    diagnostics
}

/// The questions a list may serve.
struct Scope {
    by_number: HashMap<u32, Vec<usize>>,
    sections: Vec<usize>,
}

impl Scope {
    /// The questions between two lists; all of them when there are none, as for a list at the very end that
    /// follows another section's list.
    fn between(previous_list: usize, this_list: usize, found: &[Found]) -> Self {
        let from = found.partition_point(|one| one.item.first_line < previous_list);
        let to = found.partition_point(|one| one.item.first_line < this_list);
        let (from, to) = if from < to { (from, to) } else { (0, found.len()) };
        let mut scope = Self { by_number: HashMap::new(), sections: Vec::new() };
        for (index, one) in found.iter().enumerate().take(to).skip(from) {
            if let Some(mark) = &one.item.number {
                scope.by_number.entry(mark.value).or_default().push(index);
            }
            scope.sections.push(one.region.section_index);
        }
        scope.sections.dedup();
        scope
    }

    fn target(&self, entry: &ListEntry, list: &KeyList, found: &[Found]) -> Option<usize> {
        let same_number = self.by_number.get(&entry.number)?;
        if let [only] = same_number.as_slice() {
            return Some(*only);
        }
        let region = |index: &usize| found.get(*index).map(|one| &one.region);
        let only_one = |fits: &dyn Fn(&usize) -> bool| {
            let mut fitting = same_number.iter().filter(|index| fits(index));
            fitting.next().filter(|_| fitting.next().is_none()).copied()
        };
        let named =
            |index: &usize| region(index).and_then(|one| one.section.as_ref()).map(|section| section.name);
        if entry.name.is_some()
            && let Some(index) = only_one(&|index| named(index) == entry.name)
        {
            return Some(index);
        }
        if entry.kind.is_some() {
            let kind_of = |index: &usize| {
                region(index).and_then(|one| one.section.as_ref()).map(|section| section.kind)
            };
            if let Some(index) = only_one(&|index| kind_of(index) == entry.kind) {
                return Some(index);
            }
        }
        // The runs of the list are the sections of the paper, when there are as many.
        if self.sections.len() == list.runs + 1 {
            let section = self.sections.get(entry.run)?;
            if let Some(index) =
                only_one(&|index| region(index).is_some_and(|one| one.section_index == *section))
            {
                return Some(index);
            }
        }
        // A few keys below a case: the nearest questions above them.
        if list.runs == 0 && list.entries.len() <= 10 { same_number.last().copied() } else { None }
    }
}

fn give(question: &mut Found, entry: &ListEntry) {
    if !entry.explanation.is_empty() && question.item.explanation.is_empty() {
        question.item.explanation.clone_from(&entry.explanation);
    }
    let options = question.option_texts();
    let (key, _) = keys::answer(&entry.key, &options);
    if key != Key::Nothing && question.list_text.is_none() {
        question.list_text = Some(entry.key.clone());
    }
    match key {
        Key::Labels(_) | Key::Truth(_) => {
            if question.list_key.is_some() {
                question.list_conflict = Some(entry.key.clone());
            } else {
                question.list_key = Some(entry.key.clone());
            }
        }
        Key::Text | Key::Nothing => {}
    }
}

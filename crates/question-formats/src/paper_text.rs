//! The Chinese exam paper as people really write it.
//!
//! The text goes through these steps, each in its own file: [`lines`] makes two copies of each line and takes out
//! page headers; [`regions`] finds section headings, cases and key lists; [`starts`] decides where questions
//! begin; [`block`] takes one question apart; [`assemble`] decides its kind and key. What no step could place is
//! reported as left out.

mod accounts;
mod ahead;
mod asking_lists;
mod assemble;
mod bare_labels;
mod block;
mod dense;
mod key_lists;
mod keys;
mod lines;
mod looks;
mod markdown_marks;
mod markdown_tables;
mod marks;
mod options;
mod pages;
mod regions;
mod right_marks;
mod said_keys;
mod scan;
pub(crate) mod shared;
mod starts;
mod tags;
mod traditional;
mod words;
mod wrapped_keys;
mod writer;

use std::collections::BTreeSet;

use crate::Limits;
use crate::messages::Code;
use crate::model::{Diagnostic, Material, Place, Reading, SkipReason};
use crate::validate;
use accounts::Accounts;
use ahead::Ahead;
use assemble::Found;
use lines::Line;
pub(crate) use looks::Look;
use regions::Region;
use words::Kind;
pub(crate) use writer::write;

/// Reads the text of a paper. The reading's encoding and line count are the caller's to fill.
pub(crate) fn read(text: &str, limits: &Limits) -> Reading {
    read_with_looks(text, &[], limits)
}

/// Reads the lines of a document that also says how they look: for each line the look of each of its characters.
pub(crate) fn read_with_looks(text: &str, looks: &[Vec<Look>], limits: &Limits) -> Reading {
    let text = &*markdown_tables::unfold(text);
    let mut reading = Reading::default();
    let mut accounts = Accounts::default();
    let mut lines = lines::split_with_looks(text, looks);
    leave_out_long_lines(&mut lines, limits, &mut reading, &mut accounts);
    let furniture = lines::remove_page_furniture(&mut lines);
    accounts.remove(furniture, SkipReason::PageFurniture);
    accounts.remove(pages::remove_numbers(&mut lines), SkipReason::PageFurniture);
    accounts.remove(markdown_marks::remove_fences(&mut lines), SkipReason::PageFurniture);
    let mut lines = regions::cut_glued(lines);
    wrapped_keys::put_back(&mut lines);
    bare_labels::mark(&mut lines);

    let key_lines = regions::key_list_lines(&lines);
    let mut regions = regions::divide(&lines);
    asking_lists::mark(&lines, &mut regions);
    split_at_key_lines(&mut regions, &key_lines);
    let mut found = find_questions(&lines, &regions, &mut accounts);
    let lists = key_lists::collect(&lines, &regions, &key_lines);
    reading.diagnostics.extend(key_lists::assign(&lists, &mut found, &mut accounts));

    let language = language_of(text);
    let too_many = found.split_off(found.len().min(limits.questions));
    if let Some(first) = too_many.first() {
        let place = Place::line(first.item.first_line);
        let expected = limits.questions.to_string();
        reading.diagnostics.push(Diagnostic::new(Code::ETooMany).at(place).expected(expected));
    }
    too_many.into_iter().for_each(|question| accounts.fail(question.pieces));
    for question in found {
        let (draft, diagnostics) = assemble::assemble(question, language, limits);
        reading.questions.push(draft);
        reading.diagnostics.extend(diagnostics);
    }
    reading.diagnostics.extend(validate::duplicates(&reading.questions));
    let (skipped, counts) = accounts.close(text, &lines);
    reading.skipped = skipped;
    reading.counts = Some(counts);
    reading
}

fn leave_out_long_lines(
    lines: &mut Vec<Line>,
    limits: &Limits,
    reading: &mut Reading,
    accounts: &mut Accounts,
) {
    lines.retain(|line| {
        let length = line.raw.len();
        let fits = length <= limits.line_characters;
        if !fits {
            reading.diagnostics.push(
                Diagnostic::new(Code::ETooLong)
                    .at(Place::line(line.number))
                    .found(length.to_string())
                    .expected(limits.line_characters.to_string()),
            );
            accounts.remove([line.number], SkipReason::TooLong);
        }
        fits
    });
}

/// A line of keys inside a region ends the questions before it.
fn split_at_key_lines(regions: &mut Vec<Region>, key_lines: &[regions::KeyListLine]) {
    let mut result = Vec::with_capacity(regions.len());
    let mut waiting = key_lines.iter().map(|line| line.line).peekable();
    for region in regions.drain(..) {
        if region.is_key_list {
            result.push(region);
            continue;
        }
        let mut rest = region;
        while let Some(line) = waiting.next_if(|line| *line < rest.to) {
            if line < rest.from {
                continue;
            }
            let before = Region { to: line, ..rest.clone() };
            rest = Region { from: line + 1, headings: Vec::new(), ..rest };
            result.push(before);
        }
        result.push(rest);
    }
    *regions = result;
}

fn find_questions(lines: &[Line], regions: &[Region], accounts: &mut Accounts) -> Vec<Found> {
    let double_spaced = lines::is_double_spaced(lines);
    let mut found: Vec<Found> = Vec::new();
    let mut carried: Option<u32> = None;
    let mut materials = 0_usize;
    let ahead = Ahead::of(lines);
    let last_typed = regions
        .iter()
        .rposition(|region| !region.is_key_list && (region.section.is_some() || region.case.is_some()));
    for (position, region) in regions.iter().enumerate() {
        if region.is_key_list {
            accounts.leave_out(region.headings.iter().copied(), SkipReason::Heading);
            continue;
        }
        let kind = region.kind();
        let starts = starts::find(lines, (region.from, region.to), kind, carried, double_spaced);
        let typed_follows = last_typed.is_some_and(|last| last > position);
        let end = starts.first().map_or(region.from, |start| start.from);
        let shared_options = region.case.as_ref().filter(|case| case.shares_options).map(|_| {
            let head = lines.get(region.from.saturating_sub(1)..end).unwrap_or_default();
            accounts.take(region.from.saturating_sub(1)..end);
            block::read(head, None, block::Context { kind: None, is_tail: false, double_spaced }).options
        });
        let material = region.case.as_ref().filter(|case| !case.shares_options).and_then(|case| {
            let text = material_text(lines, case, (region.from, end));
            (!text.is_empty()).then(|| {
                materials += 1;
                accounts.take(region.from..end);
                Material { id: format!("case-{materials}"), text }
            })
        });
        let before = found.len();
        for start in &starts {
            let is_tail = start.is_tail && (start.to < region.to || !typed_follows);
            let context = block::Context { kind, is_tail, double_spaced };
            let own_end = ahead.end(start.from, start.to);
            let block_lines = lines.get(start.from..own_end).unwrap_or_default();
            let mut item = block::read(block_lines, start.number.clone(), context);
            if let Some(options) = shared_options.as_ref().filter(|_| item.options.is_empty()) {
                item.options.clone_from(options);
            }
            if !starts::holds_question(&item, kind) {
                accounts.leave_out(start.from..start.to, SkipReason::NotAQuestion);
                continue;
            }
            let in_range = |case: &regions::Case| {
                case.numbers.is_none_or(|(from, to)| {
                    item.number.as_ref().is_none_or(|mark| (from..=to).contains(&mark.value))
                })
            };
            let material = material.clone().filter(|_| region.case.as_ref().is_some_and(in_range));
            let left_out: BTreeSet<usize> = item.left_out.iter().map(|offset| start.from + offset).collect();
            accounts.take((start.from..own_end).filter(|piece| !left_out.contains(piece)));
            accounts.take(ahead.tell(&mut item, start.from));
            let value = item.number.as_ref().map(|mark| mark.value);
            let expected = carried.map(|last| last + 1);
            carried = value.or(carried);
            found.push(Found {
                item,
                region: region.clone(),
                material,
                expected_number: expected,
                list_key: None,
                list_conflict: None,
                list_text: None,
                excerpt: block_lines.first().map(|line| line.all().text()).unwrap_or_default(),
                pieces: start.from..start.to,
            });
        }
        if found.len() == before
            && let Some(question) = heading_as_question(lines, region, double_spaced)
        {
            accounts.take(region.from..region.to);
            found.push(question);
        }
        if found.len() > before && !region.headings.is_empty() {
            accounts.take(region.headings.iter().copied());
        }
    }
    found
}

/// The text of a case: its paragraphs, each once.
fn material_text(lines: &[Line], case: &regions::Case, (from, to): (usize, usize)) -> String {
    let mut paragraphs: Vec<String> = Vec::new();
    let mut open_width = 0;
    if case.heading_is_text {
        paragraphs.push(case.title.clone());
    }
    for line in lines.get(from..to).unwrap_or_default() {
        let text = line.all().text();
        let wide = lines::width(&line.view);
        let wrapped = open_width >= 18 && marks::number(&line.view).is_none_or(|mark| mark.doubtful);
        match paragraphs.last_mut() {
            Some(last) if line.glued => last.push_str(&text),
            Some(last) if wrapped => lines::join_wrapped(last, &text),
            // A paragraph copied twice is one paragraph.
            Some(last) if *last == text && wide > 50 => {}
            _ => paragraphs.push(text),
        }
        open_width = if lines::ends_sentence(&line.view) { 0 } else { wide };
    }
    paragraphs.join("\n")
}

/// A case without numbered questions whose title asks something is the question itself.
fn heading_as_question(lines: &[Line], region: &Region, double_spaced: bool) -> Option<Found> {
    let case = region.case.as_ref()?;
    let asks = !case.heading_is_text && (words::is_question_like(&case.title) || case.title.contains("回答"));
    let body = lines.get(region.from..region.to).filter(|body| !body.is_empty())?;
    if !asks {
        return None;
    }
    let heading = lines.get(case.line)?;
    let context = block::Context { kind: Some(Kind::Short), is_tail: true, double_spaced };
    let mut title = heading.clone();
    title.view = case.title.chars().collect();
    title.raw.clone_from(&title.view);
    let mut all = vec![title];
    all.extend(body.iter().cloned());
    let item = block::read(&all, None, context);
    (!item.reference.is_empty()).then(|| Found {
        item,
        region: Region { case: None, ..region.clone() },
        material: None,
        expected_number: None,
        list_key: None,
        list_conflict: None,
        list_text: None,
        excerpt: heading.all().text(),
        pieces: region.from..region.to,
    })
}

/// The language of the questions, by whether the text has Chinese characters.
pub(crate) fn language_of(text: &str) -> &'static str {
    let chinese = text.chars().any(|character| ('\u{4e00}'..='\u{9fff}').contains(&character));
    if chinese { "zh-CN" } else { "en" }
}

#[cfg(test)]
mod tests;

//! Tables with one keyword a row: `Type`, `Title`, `Question`, `Points`, …, as OLAT exports them. A row whose first cell
//! is no keyword is an option: its score and its text.

use super::account::{Account, Fate};
use super::entry::Entry;
use super::model::{Row, Table};
use super::option_cell::LabelledText;
use super::rows::excerpt;
use crate::messages::Code;
use crate::model::{Diagnostic, SkipReason};
use crate::paper_text::shared;
use crate::toml_bank::label_at;

/// A keyword in the first column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Keyword {
    Type,
    Stem,
    Text,
    Points,
    Tags,
    Topic,
    Difficulty,
    Explanation,
    /// Known, but nothing a draft has a place for.
    Other,
}

/// A kind of item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Item {
    Single,
    Multiple,
    /// Four statements, each to be judged.
    Kprim,
    Gaps,
    TrueFalse,
    Essay,
}

fn keyword(text: &str) -> Option<Keyword> {
    let name: String =
        text.chars().filter(|one| one.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    Some(match name.as_str() {
        "type" | "typ" => Keyword::Type,
        "question" | "frage" => Keyword::Stem,
        "text" => Keyword::Text,
        "points" | "punkte" => Keyword::Points,
        "keywords" | "schlüsselwörter" | "stichworte" => Keyword::Tags,
        "subject" | "fachbereich" | "fach" => Keyword::Topic,
        "difficulty" | "schwierigkeit" | "schwierigkeitsgrad" => Keyword::Difficulty,
        "feedbackcorrectanswer"
        | "feedbackkorrekteantwort"
        | "hint"
        | "hinweis"
        | "correctsolution"
        | "lösung" => Keyword::Explanation,
        "title"
        | "titel"
        | "maxanswers"
        | "minanswers"
        | "level"
        | "stufe"
        | "language"
        | "sprache"
        | "coverage"
        | "abdeckung"
        | "feedbackwronganswer"
        | "feedbackfalscheantwort"
        | "description"
        | "beschreibung"
        | "min"
        | "max"
        | "license"
        | "lizenz"
        | "shuffle"
        | "orientation"
        | "ausrichtung"
        | "topic"
        | "thema"
        | "author"
        | "context"
        | "kontext"
        | "typicallearningtime"
        | "itemtype"
        | "usage"
        | "collection" => Keyword::Other,
        _ => return None,
    })
}

fn item(text: &str) -> Option<Item> {
    let name: String =
        text.chars().filter(|one| one.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    Some(match name.as_str() {
        "sc" | "singlechoice" => Item::Single,
        "mc" | "multiplechoice" => Item::Multiple,
        "kprim" => Item::Kprim,
        "fib" | "gap" | "gaptext" => Item::Gaps,
        "truefalse" | "tf" => Item::TrueFalse,
        "essay" | "freetext" => Item::Essay,
        _ => return None,
    })
}

/// Whether a table is of this shape.
pub(super) fn fits(table: &Table) -> bool {
    let starts = |row: &&Row| keyword(row.text(0)) == Some(Keyword::Type) && item(row.text(1)).is_some();
    let has_stem = |row: &Row| matches!(keyword(row.text(0)), Some(Keyword::Stem | Keyword::Text));
    table.rows.iter().take(200).any(|row| starts(&row)) && table.rows.iter().take(400).any(has_stem)
}

/// The entries of a table.
pub(super) fn entries(table: &Table, account: &mut Account) -> Vec<Entry> {
    let mut entries = Vec::new();
    let starts: Vec<usize> = table
        .rows
        .iter()
        .enumerate()
        .filter(|(_, row)| keyword(row.text(0)) == Some(Keyword::Type))
        .map(|(index, _)| index)
        .collect();
    for (position, start) in starts.iter().enumerate() {
        let end = starts.get(position + 1).copied().unwrap_or(table.rows.len());
        let rows = table.rows.get(*start..end).unwrap_or_default();
        let kind_word = rows.first().map_or("", |row| row.text(1));
        match item(kind_word) {
            Some(kind) => {
                let mut entry = one(table, rows, kind);
                entry.rows = (*start..end).collect();
                for index in *start..end {
                    account.note(index, Fate::Question);
                }
                entries.push(entry);
            }
            None => {
                for index in *start..end {
                    let what = Some(excerpt(kind_word));
                    account.note(index, Fate::Skipped(SkipReason::NotSupported, what));
                }
            }
        }
    }
    entries
}

fn one(table: &Table, rows: &[Row], kind: Item) -> Entry {
    let first = rows.first().map_or(0, |row| row.number);
    let mut entry = Entry::new(table.place(first, None));
    entry.last_line = table.sheet.is_none().then(|| rows.last().map_or(first, |row| row.last));
    entry.kind_word = match kind {
        Item::Single => "sc",
        Item::Multiple | Item::Kprim => "multiple",
        Item::Gaps => "fib",
        Item::TrueFalse => "truefalse",
        Item::Essay => "essay",
    }
    .to_owned();
    let mut scored: Vec<(f64, String)> = Vec::new();
    for row in rows {
        let value = row.text(1);
        match keyword(row.text(0)) {
            Some(Keyword::Stem) => join(&mut entry.stem, value),
            Some(Keyword::Text) if kind == Item::Gaps => entry.stem.push_str(value),
            Some(Keyword::Points) => value.clone_into(&mut entry.points),
            Some(Keyword::Tags) => value.clone_into(&mut entry.tags),
            Some(Keyword::Topic) => value.clone_into(&mut entry.topic),
            Some(Keyword::Difficulty) => value.clone_into(&mut entry.difficulty),
            Some(Keyword::Explanation) => join(&mut entry.explanation, value),
            Some(Keyword::Type | Keyword::Text | Keyword::Other) => {}
            None => scored.extend(score(row.text(0)).map(|score| (score, value.to_owned()))),
        }
        if kind == Item::Gaps && keyword(row.text(0)).is_none() && score(row.text(0)).is_some() {
            entry.stem.push_str("____");
        }
    }
    match kind {
        Item::Gaps => entry.parts = scored.into_iter().map(|(_, text)| text).collect(),
        Item::Essay => {}
        Item::TrueFalse => truth(&mut entry, &scored),
        Item::Single | Item::Multiple | Item::Kprim => choice(&mut entry, &scored, kind),
    }
    entry
}

fn join(text: &mut String, more: &str) {
    if !text.is_empty() && !more.is_empty() {
        text.push('\n');
    }
    text.push_str(more);
}

fn score(text: &str) -> Option<f64> {
    match text.trim() {
        "+" => Some(1.0),
        "-" => Some(0.0),
        number => number.replace(',', ".").parse().ok(),
    }
}

fn choice(entry: &mut Entry, scored: &[(f64, String)], kind: Item) {
    let labels = (0..scored.len()).map_while(|index| label_at(index)?.chars().next());
    let labelled: Vec<(char, &(f64, String))> = labels.zip(scored).collect();
    let options: Vec<LabelledText> =
        labelled.iter().map(|(label, (_, text))| (*label, text.clone())).collect();
    entry.marked =
        Some(labelled.iter().filter(|(_, (score, _))| *score > 0.0).map(|(label, _)| *label).collect());
    entry.options = options;
    let mut weights: Vec<String> = scored.iter().map(|(score, _)| score.to_string()).collect();
    let plain = weights.iter().all(|weight| matches!(weight.as_str(), "0" | "1" | "-1"));
    let place = entry.place.clone();
    if kind == Item::Kprim {
        entry.diagnostics.push(Diagnostic::new(Code::WScoring).at(place).found("KPRIM"));
    } else if !plain && kind == Item::Multiple {
        weights.dedup();
        entry.diagnostics.push(Diagnostic::new(Code::WWeights).at(place).found(weights.join(", ")));
    }
}

/// The statement's truth is the word with a positive score.
fn truth(entry: &mut Entry, scored: &[(f64, String)]) {
    let mut right = scored.iter().filter(|(score, text)| *score > 0.0 && shared::truth(text).is_some());
    if let (Some((_, word)), None) = (right.next(), right.next()) {
        entry.answer.clone_from(word);
    }
}

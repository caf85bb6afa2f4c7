//! What all kinds of question have in common.

use std::collections::HashSet;

use crate::Limits;
use crate::messages::Code;
use crate::model::{Diagnostic, Material, Place, QuestionDraft, QuestionType, SkipReason};
use crate::xml::Element;

use super::kinds::{self, Kind};
use super::texts::{Format, Texts};
use super::{carried, combined, number};

/// What became of an element.
pub(super) enum Outcome {
    Question(Box<Found>),
    Skipped(SkipReason, String),
    Failed(Box<Diagnostic>),
}

/// A question with what there is to say about it.
pub(super) struct Found {
    pub(super) draft: QuestionDraft,
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// A question that is being read.
pub(super) struct Reader<'a> {
    pub(super) element: &'a Element,
    pub(super) texts: Texts<'a>,
    pub(super) draft: QuestionDraft,
    pub(super) diagnostics: Vec<Diagnostic>,
    /// The format of the question text, which answers inherit.
    pub(super) format: Format,
}

impl Reader<'_> {
    pub(super) fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic.at(self.draft.place.clone()));
    }

    /// Something in the file that the draft does not hold.
    pub(super) fn not_kept(&mut self, what: impl Into<String>) {
        self.report(Diagnostic::new(Code::WUnsupported).found(what));
    }
}

/// Reads a question of a kind, which stands on these lines.
pub(super) fn read(element: &Element, kind: &str, lines: (usize, usize), limits: &Limits) -> Outcome {
    let name = element.first("name").map(super::texts::source).unwrap_or_default();
    let name = crate::html::decoded(name.trim());
    let what = || if name.is_empty() { kind.to_owned() } else { format!("{kind}: {name}") };
    let Some(known) = Kind::of(kind) else {
        let reason = if kind == "description" { SkipReason::Heading } else { SkipReason::NotSupported };
        return Outcome::Skipped(reason, what());
    };
    let place = Place::line(lines.0);
    let mut reader = Reader {
        element,
        texts: Texts::new(element, limits),
        draft: QuestionDraft::new(QuestionType::ShortAnswer, place.clone(), "en"),
        diagnostics: Vec::new(),
        format: element.first("questiontext").map_or(Format::Html, |text| Format::of(text, Format::Html)),
    };
    reader.draft.place_end = Some(lines.1);
    read_common(&mut reader, &name);
    match kinds::read(known, &mut reader) {
        Ok(()) => {}
        Err(kinds::Refusal::NotSupported) => return Outcome::Skipped(SkipReason::NotSupported, what()),
        Err(kinds::Refusal::Malformed(why)) => {
            let diagnostic =
                Diagnostic::new(Code::EItemMalformed).at(place).excerpt(&reader.draft.stem).found(why);
            return Outcome::Failed(Box::new(diagnostic));
        }
    }
    for diagnostic in reader.texts.diagnostics() {
        reader.report(diagnostic);
    }
    let Reader { mut draft, diagnostics, texts, .. } = reader;
    draft.media = texts.media;
    draft.lang = language(&draft).to_owned();
    let excerpt = draft.stem.clone();
    let diagnostics = diagnostics.into_iter().map(|diagnostic| diagnostic.excerpt(&excerpt)).collect();
    Outcome::Question(Box::new(Found { draft, diagnostics }))
}

fn language(draft: &QuestionDraft) -> &'static str {
    let mut texts =
        std::iter::once(draft.stem.as_str()).chain(draft.options.iter().map(|option| option.text.as_str()));
    let chinese = texts.any(|text| crate::paper_text::language_of(text) == "zh-CN");
    if chinese { "zh-CN" } else { "en" }
}

fn read_common<'a>(reader: &mut Reader<'a>, name: &str) {
    let element = reader.element;
    read_stem(reader, name);
    if let Some(feedback) = element.first("generalfeedback") {
        let text = reader.texts.of(feedback, Format::Html);
        reader.draft.explanation = Some(text).filter(|text| !text.is_empty());
    }
    let value = |name: &str| element.first(name).map(Element::text).map(|text| text.trim().to_owned());
    read_points(reader, value("defaultgrade"));
    reader.draft.code = value("idnumber").filter(|code| !code.is_empty());
    reader.draft.number = Some(name).filter(|name| is_number(name, &reader.draft.stem)).map(str::to_owned);
    if value("hidden").is_some_and(|hidden| hidden == "1") {
        reader.not_kept("hidden=1");
    }
    let mut seen = HashSet::new();
    let tags = element.all("tags").flat_map(|tags| tags.all("tag")).map(super::texts::source);
    let tags =
        tags.map(|tag| tag.trim().to_owned()).filter(|tag| !tag.is_empty() && seen.insert(tag.clone()));
    reader.draft.tags = tags.collect();
    for hint in element.all("hint") {
        if !super::texts::source(hint).trim().is_empty() {
            reader.not_kept("hint");
            break;
        }
    }
    for name in combined::written(element) {
        reader.not_kept(name);
    }
}

fn read_stem<'a>(reader: &mut Reader<'a>, name: &str) {
    if let Some(holder) = reader.element.first("questiontext") {
        let source = super::texts::source(holder);
        let (material, own) = carried::split_material(&source);
        if let Some((id, text)) = material {
            let text = reader.texts.read(text, holder, Format::Html);
            reader.draft.material = Some(Material { id, text });
            reader.draft.stem = reader.texts.read(own, holder, Format::Html);
        } else {
            reader.draft.stem = reader.texts.of(holder, Format::Html);
        }
    }
    if reader.draft.stem.is_empty() && !name.is_empty() {
        reader.draft.stem = name.to_owned();
        reader.draft.inferred.push("stem".to_owned());
    }
}

fn read_points(reader: &mut Reader<'_>, printed: Option<String>) {
    let Some(printed) = printed.filter(|printed| !printed.is_empty()) else { return };
    match number::points(&printed) {
        Some(points) if points > 0 => reader.draft.points = Some(points),
        _ => reader.report(Diagnostic::new(Code::WScoring).found(format!("defaultgrade {printed}"))),
    }
}

/// Whether a name is the number of the question. Other names are for teachers only: Moodle never shows them.
pub(super) fn is_number(name: &str, stem: &str) -> bool {
    const LONGEST: usize = 16;
    if name.is_empty() || name.chars().count() > LONGEST || stem.starts_with(name) {
        return false;
    }
    let lower = name.to_lowercase();
    let words = ["question", "item", "no.", "nr.", "q", "第", "题", "#", ""];
    let rest = words.into_iter().find_map(|word| lower.strip_prefix(word)).unwrap_or(&lower);
    let rest = rest.trim_start().trim_end_matches(['题', '号', '.', '、', ')']);
    rest.starts_with(|character: char| character.is_ascii_digit())
        && rest.ends_with(|character: char| character.is_ascii_digit())
        && rest.chars().all(|character| character.is_ascii_digit() || matches!(character, '.' | '-' | '_'))
}

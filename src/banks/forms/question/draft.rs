//! From what is typed to the draft a reader would have made of it, and to what the question would say.

use question_formats::{
    ChoiceOption, Material, Place, QuestionDraft, QuestionType, Translation, parse_percent,
};
use serde_json::Value;

use super::{QuestionForm, TypedOption, answer, check, option_text, tags};
use crate::banks::content::{self, label};
use crate::banks::model::Content;
use crate::base::QuestionKind;
use crate::web::Language;

impl QuestionForm {
    /// Whether something is typed in a language.
    fn speaks(&self, language: Language) -> bool {
        let texts = self.texts(language);
        let all = [&texts.stem, &texts.explanation, &texts.fact, &texts.reference];
        let in_rows = self.shows_rows() && self.rows.iter().any(|row| !option_text(row, language).is_empty());
        all.iter().any(|text| !text.is_empty()) || in_rows
    }

    /// The languages of the question, the draft's own first.
    pub(super) fn languages(&self) -> Vec<Language> {
        let spoken: Vec<Language> =
            Language::ALL.into_iter().filter(|language| self.speaks(*language)).collect();
        if spoken.is_empty() { vec![Language::Chinese] } else { spoken }
    }

    /// The rows that count: without empty ones at the end.
    pub(super) fn filled_rows(&self) -> &[TypedOption] {
        if !self.shows_rows() {
            return &[];
        }
        let last = self.rows.iter().rposition(|row| !row.is_empty()).map_or(0, |index| index + 1);
        self.rows.get(..last).unwrap_or_default()
    }

    /// The draft a reader would have made of what is typed.
    pub fn draft(&self) -> QuestionDraft {
        let languages = self.languages();
        let own = languages.first().copied().unwrap_or(Language::Chinese);
        let word = Value::from(self.kind.as_str());
        let question_type = serde_json::from_value(word).unwrap_or(QuestionType::ShortAnswer);
        let mut draft = QuestionDraft::new(question_type, Place::line(1), own.tag());
        let texts = self.texts(own);
        draft.stem.clone_from(&texts.stem);
        draft.explanation = optional(&texts.explanation);
        draft.fact = optional(&texts.fact);
        draft.options = self.options(own);
        draft.topic = optional(&self.topic);
        draft.difficulty = self.difficulty.parse().ok().filter(|one| (1..=5).contains(one));
        draft.points = check::points(&self.points);
        draft.tags = self.tag_list();
        draft.answer = answer::answer(self, own);
        draft.material = optional(&texts.material).map(|text| Material { id: "material".to_owned(), text });
        if self.keeping && self.kind.has_options() {
            draft.keep = Some(self.labels(|row| row.keeps));
        }
        draft.weights = self.weights();
        for language in languages.into_iter().skip(1) {
            draft.translations.insert(language.tag().to_owned(), self.translation(language));
        }
        draft
    }

    fn translation(&self, language: Language) -> Translation {
        let texts = self.texts(language);
        Translation {
            stem: texts.stem.clone(),
            options: self.options(language).into_iter().map(|option| option.text).collect(),
            explanation: optional(&texts.explanation),
            reference: references(self.kind, &texts.reference),
            fact: optional(&texts.fact),
            material: optional(&texts.material),
        }
    }

    /// What the question would say, saved over `base`: what the form does not show stays as it was.
    pub fn content(&self, base: Option<&Content>) -> Content {
        let mut content = content::from_draft(&self.draft());
        let Some(base) = base else { return content };
        for (language, text) in &base.texts.0 {
            if Language::parse(language).is_none() {
                content.texts.0.insert(language.clone(), text.clone());
            } else if !self.shows_rows()
                && base.kind == self.kind
                && let Some(own) = content.texts.0.get_mut(language)
            {
                own.options.clone_from(&text.options);
            }
        }
        // The rows of the form give pairs another order, which means nothing.
        if self.kind == QuestionKind::Matching
            && pairs_in_order(content.answer.as_ref()) == pairs_in_order(base.answer.as_ref())
        {
            content.answer.clone_from(&base.answer);
        }
        if let (Some(material), Some(old)) = (&mut content.material, &base.material) {
            let others = old.iter().filter(|(language, _)| Language::parse(language).is_none());
            material.extend(others.map(|(language, text)| (language.clone(), text.clone())));
        }
        content
    }

    fn options(&self, language: Language) -> Vec<ChoiceOption> {
        let rows = self.filled_rows().iter().enumerate();
        rows.filter_map(|(index, row)| {
            Some(ChoiceOption { label: label(index)?, text: option_text(row, language).to_owned() })
        })
        .collect()
    }

    /// The weights of the options, 0 where none is typed; `None` where none is typed at all or one is no percentage.
    fn weights(&self) -> Option<Vec<i32>> {
        let rows = self.filled_rows();
        if !self.kind.has_options() || rows.iter().all(|row| row.weight.is_empty()) {
            return None;
        }
        let weight = |row: &TypedOption| {
            if row.weight.is_empty() { Some(0) } else { parse_percent(&row.weight) }
        };
        rows.iter().map(weight).collect()
    }

    pub(super) fn labels(&self, wanted: impl Fn(&TypedOption) -> bool) -> Vec<String> {
        let rows = self.filled_rows().iter().enumerate();
        rows.filter(|(_, row)| wanted(row)).filter_map(|(index, _)| label(index)).collect()
    }

    /// The tags, each once.
    pub(super) fn tag_list(&self) -> Vec<String> {
        tags(&self.tags)
    }
}

/// Model answers: only short answers have them.
pub(super) fn references(kind: QuestionKind, text: &str) -> Vec<String> {
    if kind != QuestionKind::ShortAnswer {
        return Vec::new();
    }
    let is_line_between = |line: &str| line.trim().len() >= 3 && line.trim().chars().all(|sign| sign == '-');
    let mut found = vec![String::new()];
    for line in text.lines() {
        if is_line_between(line) {
            found.push(String::new());
        } else if let Some(last) = found.last_mut() {
            last.push_str(line);
            last.push('\n');
        }
    }
    found.into_iter().map(|one| one.trim().to_owned()).filter(|one| !one.is_empty()).collect()
}

/// Pairs by their texts.
fn pairs_in_order(key: Option<&Value>) -> Vec<String> {
    let mut pairs: Vec<String> =
        key.and_then(Value::as_array).into_iter().flatten().map(Value::to_string).collect();
    pairs.sort();
    pairs
}

fn optional(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

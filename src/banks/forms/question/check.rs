//! What is wrong with what was typed, beside the field it is about, in the words of the readers of files.

use question_formats::{Code, Diagnostic, Limits, Piece, QuestionDraft, Severity, parse_percent, pieces};

use super::{QuestionForm, option_text};
use crate::banks::content::label;
use crate::banks::pages::reader_language;
use crate::banks::rules;
use crate::base::QuestionKind;
use crate::web::{FormErrors, Language, Visit};

/// Longest code of a topic and longest tag, in characters.
const SHORT: usize = 64;

/// What there is to say about a form.
#[derive(Debug, Default)]
pub struct Findings {
    /// What keeps it from being saved, beside its field.
    pub errors: FormErrors,
    /// What should be looked at.
    pub warnings: Vec<String>,
    /// Whether nothing but the key is missing: such a question can be saved, and no exam draws it.
    pub lacks_only_key: bool,
}

impl Findings {
    /// Notes the pictures that are not there beside the fields that name them.
    pub fn add_missing_pictures(&mut self, visit: &Visit, named: &[(String, &str)], missing: &[String]) {
        for (field, name) in named.iter().filter(|(_, name)| missing.iter().any(|one| one == name)) {
            let sentence = visit.text_with("bank-edit-picture-gone", [("name", (*name).to_owned())]);
            self.errors.add(field.as_str(), sentence);
            self.lacks_only_key = false;
        }
    }
}

/// Checks the form as a reader checks a question of a file.
pub fn check(form: &QuestionForm, visit: &Visit) -> Findings {
    let limits = Limits::default();
    let draft = form.draft();
    let mut findings = Findings::default();
    own_fields(form, visit, &mut findings.errors);
    other_options(form, visit, &mut findings.errors);
    lengths(form, visit, &limits, &mut findings.errors);
    let mut missing_key = false;
    for diagnostic in question_formats::check_by_hand(&draft, &limits) {
        let said = diagnostic.message(reader_language(visit));
        match diagnostic.severity {
            Severity::Error if diagnostic.code == Code::ETooLong => {}
            Severity::Error if diagnostic.code == Code::EAnswerMissing => missing_key = true,
            Severity::Error if diagnostic.code == Code::EWeights => {
                let hint = diagnostic.suggestion(reader_language(visit)).unwrap_or_default();
                findings.errors.add("weight_1", [said, hint].join(visit.language.pick("", " ")));
            }
            Severity::Error => findings.errors.add(field(form, &draft, &diagnostic), said),
            Severity::Warning => findings.warnings.push(said),
            Severity::Info => {}
        }
    }
    if missing_key {
        findings.lacks_only_key = findings.errors.is_empty() && !typed_a_key(form);
        let code = if typed_a_key(form) { Code::EAnswerUnclear } else { Code::EAnswerMissing };
        let diagnostic = Diagnostic::new(code).found(said_key(form));
        findings.errors.add(key_field(form.kind), diagnostic.message(reader_language(visit)));
    }
    findings
}

/// Whether something stands where the key belongs although no key could be read from it.
fn typed_a_key(form: &QuestionForm) -> bool {
    !said_key(form).is_empty()
}

fn said_key(form: &QuestionForm) -> String {
    match form.kind {
        QuestionKind::Numeric => [form.value.as_str(), form.tolerance.as_str()].join(" ").trim().to_owned(),
        QuestionKind::FillBlank => form.blanks.clone(),
        QuestionKind::Ordering => {
            let places: Vec<&str> = form.filled_rows().iter().map(|row| row.place.as_str()).collect();
            places.join(" ").trim().to_owned()
        }
        _ => String::new(),
    }
}

/// Fields that no reader of a question knows.
fn own_fields(form: &QuestionForm, visit: &Visit, errors: &mut FormErrors) {
    if !form.code.is_empty() && !rules::is_code(&form.code) {
        errors.add("code", visit.text("bank-edit-code-wrong"));
    }
    if !form.points.is_empty() && points(&form.points).is_none() {
        let diagnostic = Diagnostic::new(Code::EPoints).found(form.points.clone());
        errors.add("points", diagnostic.message(reader_language(visit)));
    }
    if !form.difficulty.is_empty() && !matches!(form.difficulty.as_str(), "1" | "2" | "3" | "4" | "5") {
        errors.add("difficulty", visit.text("bank-edit-difficulty-wrong"));
    }
    if form.kind.has_options() {
        for (number, row) in (1..).zip(form.filled_rows()) {
            if !row.weight.is_empty() && parse_percent(&row.weight).is_none() {
                errors.add(format!("weight_{number}"), visit.text("bank-edit-weight-wrong"));
            }
        }
    }
    if form.topic.chars().count() > SHORT {
        errors.add("topic", visit.text_with("bank-edit-too-long", [("most", SHORT)]));
    }
    if form.tag_list().iter().any(|tag| tag.chars().count() > SHORT) {
        errors.add("tags", visit.text_with("bank-edit-too-long", [("most", SHORT)]));
    }
    if form.zh.material.is_empty() && !form.en.material.is_empty() && form.draft().lang != "en" {
        errors.add("material_zh", visit.text("bank-edit-material-missing"));
    }
}

/// An option that is there in the question's own language is there in the other one too.
fn other_options(form: &QuestionForm, visit: &Visit, errors: &mut FormErrors) {
    let languages = form.languages();
    let (Some(own), others) = (languages.first(), languages.iter().skip(1)) else { return };
    for other in others {
        for (index, row) in form.filled_rows().iter().enumerate() {
            if option_text(row, *other).is_empty() && !option_text(row, *own).is_empty() {
                let diagnostic = Diagnostic::new(Code::EOptionEmpty).found(label(index).unwrap_or_default());
                let field = format!("option_{}_{}", index + 1, ending(*other));
                errors.add(field, diagnostic.message(reader_language(visit)));
            }
        }
    }
}

fn lengths(form: &QuestionForm, visit: &Visit, limits: &Limits, errors: &mut FormErrors) {
    for (field, text) in typed_texts(form) {
        let length = text.chars().count();
        if length > limits.field_characters {
            let diagnostic = Diagnostic::new(Code::ETooLong)
                .found(length.to_string())
                .expected(limits.field_characters.to_string());
            errors.add(field, diagnostic.message(reader_language(visit)));
        }
    }
}

/// The names of pictures that typed texts name, each with its field.
pub fn named_pictures(form: &QuestionForm) -> Vec<(String, &str)> {
    let mut named = Vec::new();
    for (field, text) in typed_texts(form) {
        for piece in pieces(text) {
            if let Piece::Image { name, .. } = piece {
                named.push((field.clone(), name));
            }
        }
    }
    named
}

/// The long texts that are typed, each with its field; those that are not shown for the type do not count.
fn typed_texts(form: &QuestionForm) -> Vec<(String, &str)> {
    let mut fields: Vec<(String, &str)> = Vec::new();
    for language in Language::ALL {
        let texts = form.texts(language);
        let ending = ending(language);
        fields.extend([
            (format!("stem_{ending}"), texts.stem.as_str()),
            (format!("explanation_{ending}"), &texts.explanation),
            (format!("fact_{ending}"), &texts.fact),
            (format!("material_{ending}"), &texts.material),
        ]);
        if form.kind == QuestionKind::ShortAnswer {
            fields.push((format!("reference_{ending}"), &texts.reference));
        }
    }
    let rows = if form.shows_rows() { form.rows.as_slice() } else { &[] };
    for (number, row) in (1..).zip(rows) {
        let (zh, en) = (format!("option_{number}_zh"), format!("option_{number}_en"));
        fields.extend([(zh, row.zh.as_str()), (en, row.en.as_str())]);
        if form.kind == QuestionKind::Matching {
            fields.push((format!("left_{number}"), &row.left));
        }
    }
    if form.kind == QuestionKind::FillBlank {
        fields.push(("blanks".to_owned(), &form.blanks));
    }
    fields
}

/// Points in 1/100 as a person writes them; `None` for anything else and for nothing.
pub(super) fn points(text: &str) -> Option<u32> {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || whole.len() > 6 || decimals.len() > 2 || !is_number(whole) || !is_number(decimals)
    {
        return None;
    }
    let hundredths: u32 = format!("{decimals:0<2}").parse().ok()?;
    Some(whole.parse::<u32>().ok()? * 100 + hundredths).filter(|points| *points > 0)
}

/// The ending of the fields of a language.
fn ending(language: Language) -> &'static str {
    language.pick("zh", "en")
}

/// The field that holds the key.
fn key_field(kind: QuestionKind) -> &'static str {
    match kind {
        QuestionKind::SingleChoice | QuestionKind::MultipleChoice => "key",
        QuestionKind::TrueFalse => "truth",
        QuestionKind::ShortAnswer => "reference_zh",
        QuestionKind::FillBlank => "blanks",
        QuestionKind::Numeric => "value",
        QuestionKind::Matching => "left_1",
        QuestionKind::Ordering => "place_1",
    }
}

/// The field a diagnostic is about.
fn field(form: &QuestionForm, draft: &QuestionDraft, diagnostic: &Diagnostic) -> String {
    let own = Language::parse(&draft.lang).unwrap_or(Language::Chinese);
    let found = diagnostic.found.as_deref().unwrap_or_default();
    match diagnostic.code {
        Code::EStemEmpty => format!("stem_{}", ending(Language::parse(found).unwrap_or(own))),
        Code::EOptionsFew => format!("option_1_{}", ending(own)),
        Code::EOptionEmpty | Code::EOptionDuplicate => {
            let index = (0..form.rows.len()).find(|index| label(*index).as_deref() == Some(found));
            format!("option_{}_{}", index.map_or(1, |index| index + 1), ending(own))
        }
        Code::ETranslationOptions => format!("option_1_{}", ending(own.other())),
        _ => key_field(form.kind).to_owned(),
    }
}

//! What trainers send on the pages of this room, turned into types. A page shows its form from the same fields that it
//! reads, so that what was typed is never lost.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;
use unicode_normalization::UnicodeNormalization;

use super::model::{Assignee, Definition, SectionDefinition};
use super::review::{ReviewPolicy, When};
use super::rules::{MOST_QUESTIONS, is_free_for_exams, parse_points};
use super::scoring::Scoring;
use crate::base::QuestionKind;
use crate::base::clock::{LocalTimeProblem, end_of_day, local_input_value, parse_local};
use crate::base::text::{has_forbidden_controls, is_code, unix_line_ends};
use crate::web::markup::points_text;
use crate::web::{Error, Fields, FormErrors, Language, Visit};

/// Longest title, in characters.
const LONGEST_TITLE: usize = 200;

/// Longest instructions, in characters.
const LONGEST_INSTRUCTIONS: usize = 5_000;

/// Longest limit, in minutes: a week.
const LONGEST_LIMIT: i32 = 7 * 24 * 60;

/// Most attempts an exam may allow by number.
const MOST_ATTEMPTS: i32 = 100;

/// The number of the draft that the page was made from.
///
/// # Errors
/// [`Error::BadRequest`] when the form carries none.
pub fn draft_number(fields: &Fields) -> Result<i32, Error> {
    fields.get("draft_number").parse().map_err(|_| Error::BadRequest("error-unknown-field"))
}

/// A form that changes a part of the draft of an exam.
pub trait DraftForm: Sized {
    /// The fields of the form.
    const FIELDS: &'static [&'static str];

    /// The form as a definition fills it. Times are shown in `zone`, the company's.
    fn fields(definition: &Definition, zone: Tz) -> Fields;

    /// Reads the form.
    ///
    /// # Errors
    /// A sentence beside each field that cannot be taken.
    fn parse(fields: &Fields, visit: &Visit) -> Result<Self, FormErrors>;

    /// The definition with what the form says.
    fn apply(self, definition: &Definition) -> Definition;
}

/// Code and titles of a new exam.
pub struct NewExamForm {
    /// Its lasting identity.
    pub code: String,
    /// Title in Chinese.
    pub title_zh: String,
    /// Title in English.
    pub title_en: String,
}

impl NewExamForm {
    /// The fields of the page.
    pub const FIELDS: [&'static str; 3] = ["code", "title_zh", "title_en"];

    /// Reads the form.
    ///
    /// # Errors
    /// A sentence beside each field that cannot be taken.
    pub fn parse(fields: &Fields, visit: &Visit) -> Result<Self, FormErrors> {
        let mut errors = FormErrors::none();
        let code = fields.get("code");
        if !is_code(code) {
            errors.add("code", visit.text("exams-code-form"));
        } else if !is_free_for_exams(code) {
            errors.add("code", visit.text("exams-code-taken"));
        }
        let title_zh = title(fields, visit, "title_zh", &mut errors);
        let title_en = title(fields, visit, "title_en", &mut errors);
        whole(Self { code: code.to_owned(), title_zh, title_en }, errors)
    }
}

/// Titles, instructions and languages.
pub struct BasicsForm {
    title_zh: String,
    title_en: String,
    instructions_zh: String,
    instructions_en: String,
    languages: Vec<String>,
}

impl DraftForm for BasicsForm {
    const FIELDS: &'static [&'static str] =
        &["title_zh", "title_en", "instructions_zh", "instructions_en", "languages"];

    fn fields(definition: &Definition, _zone: Tz) -> Fields {
        let mut pairs = vec![
            pair("title_zh", &definition.title_zh),
            pair("title_en", &definition.title_en),
            pair("instructions_zh", &definition.instructions_zh),
            pair("instructions_en", &definition.instructions_en),
        ];
        pairs.extend(definition.languages.iter().map(|language| pair("languages", language)));
        Fields::from_pairs(pairs)
    }

    fn parse(fields: &Fields, visit: &Visit) -> Result<Self, FormErrors> {
        let mut errors = FormErrors::none();
        let chosen = fields.all("languages");
        let languages: Vec<String> = Language::ALL
            .iter()
            .map(|language| language.tag().to_owned())
            .filter(|tag| chosen.contains(&tag.as_str()))
            .collect();
        if languages.is_empty() {
            errors.add("languages", visit.text("exams-languages-missing"));
        }
        let form = Self {
            title_zh: title(fields, visit, "title_zh", &mut errors),
            title_en: title(fields, visit, "title_en", &mut errors),
            instructions_zh: instructions(fields, visit, "instructions_zh", &mut errors),
            instructions_en: instructions(fields, visit, "instructions_en", &mut errors),
            languages,
        };
        whole(form, errors)
    }

    fn apply(self, definition: &Definition) -> Definition {
        Definition {
            title_zh: self.title_zh,
            title_en: self.title_en,
            instructions_zh: self.instructions_zh,
            instructions_en: self.instructions_en,
            languages: self.languages,
            ..definition.clone()
        }
    }
}

/// The fields of the page of a section. `source` is `bank` or `bank/topic`.
pub const SECTION_FIELDS: [&str; 9] = [
    "title_zh",
    "title_en",
    "source",
    "kinds",
    "difficulty_min",
    "difficulty_max",
    "count",
    "points",
    "scoring",
];

/// The form for a section.
pub fn section_fields(section: &SectionDefinition) -> Fields {
    let mut pairs = vec![
        pair("title_zh", &section.title_zh),
        pair("title_en", &section.title_en),
        pair("source", &source(&section.bank_code, section.topic.as_deref())),
        pair("difficulty_min", &section.difficulty_min.to_string()),
        pair("difficulty_max", &section.difficulty_max.to_string()),
        pair("count", &section.count.to_string()),
        pair("points", &points_text(section.points.into())),
        pair("scoring", section.scoring.as_str()),
    ];
    pairs.extend(section.kinds.iter().map(|kind| pair("kinds", kind.as_str())));
    Fields::from_pairs(pairs)
}

/// The form for a section that is to be added.
pub fn new_section_fields() -> Fields {
    Fields::from_pairs(vec![
        pair("kinds", QuestionKind::SingleChoice.as_str()),
        pair("difficulty_min", "1"),
        pair("difficulty_max", "5"),
        pair("count", "10"),
        pair("points", "2"),
        pair("scoring", Scoring::AllOrNothing.as_str()),
    ])
}

/// A bank, or a topic of it, as one choice of the form.
pub fn source(bank_code: &str, topic: Option<&str>) -> String {
    topic.map_or_else(|| bank_code.to_owned(), |topic| format!("{bank_code}/{topic}"))
}

/// Reads the form of a section. `sources` are the choices the page offers.
///
/// # Errors
/// A sentence beside each field that cannot be taken.
pub fn parse_section(
    fields: &Fields,
    visit: &Visit,
    sources: &[String],
) -> Result<SectionDefinition, FormErrors> {
    let mut errors = FormErrors::none();
    let source = fields.get("source");
    if !sources.iter().any(|known| known == source) {
        errors.add("source", visit.text("exams-source-missing"));
    }
    let (bank_code, topic) = match source.split_once('/') {
        Some((bank, topic)) => (bank, Some(topic.to_owned())),
        None => (source, None),
    };
    let chosen = fields.all("kinds");
    let kinds: Vec<QuestionKind> = QuestionKind::ALL
        .iter()
        .copied()
        .filter(|kind| kind.is_marked_by_server() && chosen.contains(&kind.as_str()))
        .collect();
    if kinds.is_empty() {
        errors.add("kinds", visit.text("exams-kinds-missing"));
    }
    let (difficulty_min, difficulty_max) = difficulties(fields, visit, &mut errors);
    let count = number_between(fields, "count", 1, MOST_QUESTIONS).unwrap_or_else(|| {
        errors.add("count", visit.text_with("exams-count-form", [("most", MOST_QUESTIONS)]));
        0
    });
    let points = parse_points(&folded(fields.get("points"))).unwrap_or_else(|| {
        errors.add("points", visit.text("exams-points-form"));
        0
    });
    let scoring = Scoring::parse(fields.get("scoring")).unwrap_or_else(|| {
        errors.add("scoring", visit.text("exams-scoring-missing"));
        Scoring::AllOrNothing
    });
    let section = SectionDefinition {
        title_zh: title(fields, visit, "title_zh", &mut errors),
        title_en: title(fields, visit, "title_en", &mut errors),
        bank_code: bank_code.to_owned(),
        topic,
        kinds,
        difficulty_min,
        difficulty_max,
        count,
        points,
        scoring,
    };
    whole(section, errors)
}

fn difficulties(fields: &Fields, visit: &Visit, errors: &mut FormErrors) -> (i16, i16) {
    let read = |name: &str| fields.get(name).parse::<i16>().ok().filter(|level| (1..=5).contains(level));
    match (read("difficulty_min"), read("difficulty_max")) {
        (Some(min), Some(max)) if min <= max => (min, max),
        (Some(_), Some(_)) => {
            errors.add("difficulty_max", visit.text("exams-difficulty-order"));
            (1, 5)
        }
        _ => {
            errors.add("difficulty_min", visit.text("exams-difficulty-form"));
            (1, 5)
        }
    }
}

/// Shuffling, limit, window, attempts, pass mark, review.
pub struct TimesForm {
    shuffle_questions: bool,
    shuffle_options: bool,
    limit_minutes: Option<i32>,
    opens_at: Option<DateTime<Utc>>,
    closes_at: Option<DateTime<Utc>>,
    attempts_allowed: Option<i32>,
    pass_mark: i16,
    review: ReviewPolicy,
}

/// The three steps of a review as fields.
pub const REVIEW_FIELDS: [&str; 3] = ["review_score", "review_responses", "review_key"];

impl DraftForm for TimesForm {
    const FIELDS: &'static [&'static str] = &[
        "shuffle_questions",
        "shuffle_options",
        "limit_minutes",
        "opens_at",
        "opens_at_which",
        "closes_at",
        "closes_at_which",
        "attempts_allowed",
        "pass_mark",
        "review_score",
        "review_score_on",
        "review_score_on_which",
        "review_responses",
        "review_responses_on",
        "review_responses_on_which",
        "review_key",
        "review_key_on",
        "review_key_on_which",
    ];

    fn fields(definition: &Definition, zone: Tz) -> Fields {
        let number = |value: Option<i32>| value.map(|value| value.to_string()).unwrap_or_default();
        let mut pairs = vec![
            pair("limit_minutes", &number(definition.limit_minutes)),
            pair("attempts_allowed", &number(definition.attempts_allowed)),
            pair("pass_mark", &definition.pass_mark.to_string()),
        ];
        if definition.shuffle_questions {
            pairs.push(pair("shuffle_questions", "on"));
        }
        if definition.shuffle_options {
            pairs.push(pair("shuffle_options", "on"));
        }
        let review = definition.review;
        for (name, when) in REVIEW_FIELDS.into_iter().zip([review.score, review.responses, review.key]) {
            pairs.push(pair(name, when_word(when)));
            if let When::OnDate(at) = when {
                push_time(&mut pairs, &format!("{name}_on"), Some(at), zone);
            }
        }
        push_time(&mut pairs, "opens_at", definition.opens_at, zone);
        push_time(&mut pairs, "closes_at", definition.closes_at, zone);
        Fields::from_pairs(pairs)
    }

    fn parse(fields: &Fields, visit: &Visit) -> Result<Self, FormErrors> {
        let mut errors = FormErrors::none();
        let limit_minutes = optional_number(fields, "limit_minutes", LONGEST_LIMIT).unwrap_or_else(|| {
            errors.add("limit_minutes", visit.text_with("exams-limit-form", [("most", LONGEST_LIMIT)]));
            None
        });
        let attempts_allowed =
            optional_number(fields, "attempts_allowed", MOST_ATTEMPTS).unwrap_or_else(|| {
                errors.add(
                    "attempts_allowed",
                    visit.text_with("exams-attempts-form", [("most", MOST_ATTEMPTS)]),
                );
                None
            });
        let pass_mark = number_between(fields, "pass_mark", 0, 100).unwrap_or_else(|| {
            errors.add("pass_mark", visit.text("exams-pass-mark-form"));
            0
        });
        let opens_at = time(fields, visit, "opens_at", &mut errors);
        let closes_at = time(fields, visit, "closes_at", &mut errors);
        if let (Some(opens_at), Some(closes_at)) = (opens_at, closes_at)
            && closes_at <= opens_at
        {
            errors.add("closes_at", visit.text("exams-window-order"));
        }
        let form = Self {
            shuffle_questions: fields.has("shuffle_questions"),
            shuffle_options: fields.has("shuffle_options"),
            limit_minutes,
            opens_at,
            closes_at,
            attempts_allowed,
            pass_mark: i16::try_from(pass_mark).unwrap_or_default(),
            review: review(fields, visit, &mut errors),
        };
        whole(form, errors)
    }

    fn apply(self, definition: &Definition) -> Definition {
        Definition {
            shuffle_questions: self.shuffle_questions,
            shuffle_options: self.shuffle_options,
            limit_minutes: self.limit_minutes,
            opens_at: self.opens_at,
            closes_at: self.closes_at,
            attempts_allowed: self.attempts_allowed,
            pass_mark: self.pass_mark,
            review: self.review,
            ..definition.clone()
        }
    }
}

/// The word of a moment in the form.
pub fn when_word(when: When) -> &'static str {
    match when {
        When::Never => "never",
        When::AtOnce => "at_once",
        When::AfterWindow => "after_window",
        When::OnDate(_) => "on_date",
    }
}

fn review(fields: &Fields, visit: &Visit, errors: &mut FormErrors) -> ReviewPolicy {
    let [score, responses, key] = REVIEW_FIELDS.map(|name| when(fields, visit, name, errors));
    let policy = ReviewPolicy { score, responses, key };
    if !policy.has_no_closed_step_below_an_open_one() {
        errors.add("review_key", visit.text("exams-review-order"));
    }
    policy
}

fn when(fields: &Fields, visit: &Visit, name: &str, errors: &mut FormErrors) -> When {
    match fields.get(name) {
        "never" => When::Never,
        "at_once" => When::AtOnce,
        "after_window" => When::AfterWindow,
        "on_date" => {
            let on = format!("{name}_on");
            if fields.get(&on).is_empty() {
                errors.add(&on, visit.text("exams-review-date-missing"));
            }
            time(fields, visit, &on, errors).map_or(When::Never, When::OnDate)
        }
        _ => {
            errors.add(name, visit.text("exams-review-missing"));
            When::Never
        }
    }
}

/// A typed time in the company's zone; `None` when the field is empty. Where clocks go back, `<name>_which`
/// says which of the two times is meant.
fn time(fields: &Fields, visit: &Visit, name: &str, errors: &mut FormErrors) -> Option<DateTime<Utc>> {
    let typed = fields.optional(name)?;
    match parse_local(typed, visit.site().config().zone) {
        Ok(at) => Some(at),
        Err(LocalTimeProblem::Ambiguous { earlier, later }) => match fields.get(&format!("{name}_which")) {
            "earlier" => Some(earlier),
            "later" => Some(later),
            _ => {
                errors.add(name, visit.text("exams-time-twice"));
                None
            }
        },
        Err(LocalTimeProblem::Nonexistent) => {
            errors.add(name, visit.text("exams-time-skipped"));
            None
        }
        Err(LocalTimeProblem::Unreadable) => {
            errors.add(name, visit.text("exams-time-form"));
            None
        }
    }
}

/// Whether a typed time happens twice in the company's zone, so that the page must ask which is meant.
pub fn is_ambiguous(fields: &Fields, name: &str, zone: Tz) -> bool {
    matches!(parse_local(fields.get(name), zone), Err(LocalTimeProblem::Ambiguous { .. }))
}

fn push_time(pairs: &mut Vec<(String, String)>, name: &str, at: Option<DateTime<Utc>>, zone: Tz) {
    let Some(at) = at else { return };
    let shown = local_input_value(at, zone);
    if let Err(LocalTimeProblem::Ambiguous { later, .. }) = parse_local(&shown, zone) {
        pairs.push(pair(&format!("{name}_which"), if at >= later { "later" } else { "earlier" }));
    }
    pairs.push((name.to_owned(), shown));
}

/// Who is to take an exam, and by when.
pub struct AssignForm {
    /// The persons and groups that were ticked.
    pub assignees: Vec<Assignee>,
    /// The last second of the day by which it should be done.
    pub due_at: Option<DateTime<Utc>>,
}

impl AssignForm {
    /// The fields of the page.
    pub const FIELDS: [&'static str; 4] = ["people", "groups", "due", "q"];

    /// Reads the form at `now`.
    ///
    /// # Errors
    /// A sentence beside each field that cannot be taken.
    pub fn parse(fields: &Fields, visit: &Visit, now: DateTime<Utc>) -> Result<Self, FormErrors> {
        let mut errors = FormErrors::none();
        let people = fields.all("people").into_iter().filter_map(|id| id.parse().ok()).map(Assignee::Person);
        let groups = fields.all("groups").into_iter().filter_map(|id| id.parse().ok()).map(Assignee::Group);
        let assignees: Vec<Assignee> = people.chain(groups).collect();
        if assignees.is_empty() {
            errors.add("groups", visit.text("exams-assign-nobody"));
        }
        let zone = visit.site().config().zone;
        let due_at = fields.optional("due").and_then(|typed| match typed.parse::<NaiveDate>() {
            Ok(day) => Some(end_of_day(day, zone) - TimeDelta::seconds(1)),
            Err(_) => {
                errors.add("due", visit.text("exams-due-form"));
                None
            }
        });
        if due_at.is_some_and(|due_at| due_at < now) {
            errors.add("due", visit.text("exams-due-past"));
        }
        whole(Self { assignees, due_at }, errors)
    }
}

fn title(fields: &Fields, visit: &Visit, name: &str, errors: &mut FormErrors) -> String {
    let title = fields.get(name);
    if title.is_empty()
        || title.chars().count() > LONGEST_TITLE
        || title.contains(['\n', '\t'])
        || has_forbidden_controls(title)
    {
        errors.add(name, visit.text_with("exams-title-form", [("most", LONGEST_TITLE)]));
    }
    title.to_owned()
}

fn instructions(fields: &Fields, visit: &Visit, name: &str, errors: &mut FormErrors) -> String {
    let text = unix_line_ends(fields.get(name));
    if text.chars().count() > LONGEST_INSTRUCTIONS || has_forbidden_controls(&text) {
        errors.add(name, visit.text_with("exams-instructions-form", [("most", LONGEST_INSTRUCTIONS)]));
    }
    text
}

/// Digits typed in full width are digits too.
fn folded(text: &str) -> String {
    text.nfkc().collect()
}

fn number_between(fields: &Fields, name: &str, least: i32, most: i32) -> Option<i32> {
    let text = folded(fields.get(name));
    let is_plain = text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|number| is_plain && (least..=most).contains(number))
}

/// `Some(None)` for an empty field, `None` for something that is not a number from 1 to `most`.
fn optional_number(fields: &Fields, name: &str, most: i32) -> Option<Option<i32>> {
    if fields.get(name).is_empty() { Some(None) } else { number_between(fields, name, 1, most).map(Some) }
}

fn pair(name: &str, value: &str) -> (String, String) {
    (name.to_owned(), value.to_owned())
}

fn whole<T>(form: T, errors: FormErrors) -> Result<T, FormErrors> {
    if errors.is_empty() { Ok(form) } else { Err(errors) }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;
    use chrono_tz::Europe::Berlin;

    #[test]
    fn a_time_that_comes_twice_is_shown_with_which_of_the_two_it_is() {
        for (at, which) in [("2026-10-25T00:30:00Z", "earlier"), ("2026-10-25T01:30:00Z", "later")] {
            let definition =
                Definition { opens_at: Some(at.parse().unwrap()), ..Definition::new("考", "E") };
            let fields = TimesForm::fields(&definition, Berlin);
            assert_eq!(fields.get("opens_at"), "2026-10-25T02:30");
            assert_eq!(fields.get("opens_at_which"), which);
            assert!(is_ambiguous(&fields, "opens_at", Berlin));
        }
    }

    #[test]
    fn numbers_may_be_typed_in_full_width_and_must_be_in_their_range() {
        for (typed, read) in
            [("１０", Some(10)), ("10", Some(10)), ("0", None), ("501", None), ("+5", None), ("ten", None)]
        {
            let fields = Fields::from_pairs(vec![pair("count", typed)]);
            assert_eq!(number_between(&fields, "count", 1, 500), read, "{typed}");
        }
    }
}

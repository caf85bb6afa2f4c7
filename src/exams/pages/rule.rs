//! How a section gives points, in words: for trainees, for trainers, on paper.

use fluent_bundle::FluentArgs;
use serde::Serialize;

use crate::base::QuestionKind;
use crate::exams::scoring::{Floor, Scoring, examples};
use crate::web::markup::points_text;
use crate::web::{Language, Site, Visit};

/// A rule by which points are given, as templates show it with `exams/parts/rule.hbs`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rule {
    /// The message.
    id: &'static str,
    /// Percent of the points that a wrong answer takes away; 0 where it takes none.
    percent: u8,
    /// The message that says what never gives less than nothing, where that is to be said.
    floor: Option<&'static str>,
}

impl Rule {
    /// What a method says of questions of a type; `None` of those that people grade.
    pub fn of(scoring: Scoring, kind: QuestionKind) -> Option<Self> {
        let id = rule_id(scoring, kind)?;
        let floor = scoring.penalty().map(|penalty| match penalty.floor {
            Floor::Question => "exams-scoring-floor-question",
            Floor::Section => "exams-scoring-floor-section",
            Floor::Exam => "exams-scoring-floor-exam",
        });
        Some(Self { id, percent: scoring.penalty().map_or(0, |penalty| penalty.percent), floor })
    }

    /// What a method says of questions of these types, each sentence once. That one answer is right or not is said only
    /// where nothing else is.
    pub fn all(scoring: Scoring, kinds: &[QuestionKind]) -> Vec<Self> {
        let mut rules: Vec<Self> = Vec::new();
        for rule in kinds.iter().filter_map(|kind| Self::of(scoring, *kind)) {
            if !rules.contains(&rule) {
                rules.push(rule);
            }
        }
        if rules.len() > 1 {
            rules.retain(|rule| rule.id != PLAIN);
        }
        rules
    }

    /// The same as one text.
    pub fn words(&self, site: &Site, language: Language) -> String {
        let mut arguments = FluentArgs::new();
        arguments.set("percent", i64::from(self.percent));
        let rule = site.text_with(language, self.id, &arguments);
        match self.floor {
            Some(floor) => [rule, site.text(language, floor)].join(between(language)),
            None => rule,
        }
    }
}

/// The rules of a section as one text; empty where people grade all of it.
pub fn rules_text(site: &Site, language: Language, scoring: Scoring, kinds: &[QuestionKind]) -> String {
    let words = Rule::all(scoring, kinds).iter().map(|rule| rule.words(site, language)).collect::<Vec<_>>();
    words.join(between(language))
}

/// What a method comes to for some responses to a question worth so many points (1/100), computed by the marking.
pub(in crate::exams) fn example_text(visit: &Visit, scoring: Scoring, points: i32) -> String {
    let said = examples(scoring, points).into_iter().map(|example| {
        let values = [("right", i64::from(example.right)), ("wrong", i64::from(example.wrong))];
        let id = match (example.right, example.wrong) {
            (_, 0) => "exams-scoring-example-right",
            (0, _) => "exams-scoring-example-wrong",
            _ => "exams-scoring-example-both",
        };
        let chosen = visit.text_with(id, values);
        let points = points_text(i64::from(example.points)).replace('-', "−");
        visit.text_with("exams-scoring-example", [("chosen", chosen), ("points", points)])
    });
    said.collect::<Vec<_>>().join(match visit.language {
        Language::Chinese => "；",
        Language::English => "; ",
    })
}

fn between(language: Language) -> &'static str {
    match language {
        Language::Chinese => "",
        Language::English => " ",
    }
}

/// Exactly the right answer or nothing.
const PLAIN: &str = "exams-scoring-rule-all";

fn rule_id(scoring: Scoring, kind: QuestionKind) -> Option<&'static str> {
    use QuestionKind::{
        FillBlank, Matching, MultipleChoice, Numeric, Ordering, ShortAnswer, SingleChoice, TrueFalse,
    };
    Some(match (kind, scoring) {
        (ShortAnswer, _) => return None,
        (SingleChoice | TrueFalse | Numeric, Scoring::Negative(_)) => "exams-scoring-rule-negative",
        (SingleChoice | TrueFalse, Scoring::Claim(_)) => "exams-scoring-rule-claim",
        (MultipleChoice, Scoring::SubsetProportional) => "exams-scoring-rule-share",
        (MultipleChoice, Scoring::SubsetHalf) => "exams-scoring-rule-half",
        (MultipleChoice, Scoring::RightMinusWrong) => "exams-scoring-rule-minus",
        (SingleChoice | MultipleChoice, Scoring::Weights) => "exams-scoring-rule-weights",
        (MultipleChoice, Scoring::PerOption) => "exams-scoring-rule-options",
        (MultipleChoice, Scoring::Kprim) => "exams-scoring-rule-kprim",
        (MultipleChoice, Scoring::Negative(_)) => "exams-scoring-rule-negative-several",
        (FillBlank | Matching, Scoring::SubsetProportional) => "exams-scoring-rule-share-parts",
        (FillBlank | Matching, Scoring::SubsetHalf) => "exams-scoring-rule-half-parts",
        (FillBlank | Matching, Scoring::RightMinusWrong) => "exams-scoring-rule-minus-parts",
        (FillBlank | Matching, Scoring::PerOption) => "exams-scoring-rule-each-part",
        (FillBlank | Matching, Scoring::Negative(_)) => "exams-scoring-rule-negative-parts",
        (Ordering, Scoring::PerOption) => "exams-scoring-rule-neighbours",
        _ => PLAIN,
    })
}

//! One question as an item.

use crate::model::{Answer, Media, QuestionDraft, QuestionType};
use crate::qti::TOOL;
use crate::qti::content::ANSWER_LINE;
use crate::toml_bank::label_at;

use super::markup::{Xml, count_gaps, title};

/// The response that most items have.
const RESPONSE: &str = "RESPONSE";

/// What an item is called.
pub(super) struct Named<'a> {
    /// Its identifier in the package.
    pub(super) identifier: &'a str,
    /// The identifier and path of its stimulus, in QTI 3.0.
    pub(super) stimulus: Option<(&'a str, &'a str)>,
}

/// How responses become a score.
enum Scoring {
    /// All or nothing.
    Match,
    /// Points for each part.
    Map(Vec<String>),
    /// A number within a tolerance.
    Near(String),
    /// By a person, or not at all because the key is unknown.
    None,
}

/// Writes an item; the question must be one that [`why_not`] has nothing against.
pub(super) fn write(draft: &QuestionDraft, named: &Named<'_>, mut xml: Xml) -> String {
    let title = title(&draft.stem, &draft.media);
    let space = if xml.is_three() {
        "http://www.imsglobal.org/xsd/imsqtiasi_v3p0"
    } else {
        "http://www.imsglobal.org/xsd/imsqti_v2p1"
    };
    let mut attributes = vec![("xmlns", space), ("identifier", named.identifier), ("title", title.as_str())];
    attributes.extend(draft.code.as_deref().map(|code| ("label", code)));
    attributes.extend([
        ("xml:lang", draft.lang.as_str()),
        ("adaptive", "false"),
        ("timeDependent", "false"),
        ("toolName", TOOL),
        ("toolVersion", env!("CARGO_PKG_VERSION")),
    ]);
    xml.open("assessmentItem", &attributes);
    xml.line();
    let mut writer = ItemWriter { draft, xml };
    let scoring = writer.declarations();
    writer.outcomes();
    if let Some((identifier, href)) = named.stimulus {
        writer.xml.empty("assessmentStimulusRef", &[("identifier", identifier), ("href", href)]);
        writer.xml.line();
    }
    writer.body(named.stimulus.is_some());
    writer.processing(&scoring);
    writer.feedback();
    writer.xml.close("assessmentItem");
    writer.xml.line();
    writer.xml.finish()
}

/// Why a question cannot be an item.
pub(super) fn why_not(draft: &QuestionDraft) -> Option<&'static str> {
    match (draft.question_type, &draft.answer) {
        // The left sides of a matching question stand nowhere but in its key.
        (QuestionType::Matching, Some(Answer::Pairs(pairs)))
            if pairs.iter().any(|(left, _)| !left.is_empty()) =>
        {
            None
        }
        (QuestionType::Matching, _) => Some("matching"),
        _ => None,
    }
}

/// How many gaps a question has, and whether they stand in its stem.
fn gaps(draft: &QuestionDraft) -> (usize, bool) {
    let in_stem = count_gaps(&draft.stem, &draft.media);
    match &draft.answer {
        Some(Answer::Blanks(blanks)) => (blanks.len(), blanks.len() == in_stem),
        _ => (in_stem.max(1), in_stem > 0),
    }
}

/// What the response for a gap is called.
fn response_name(index: usize, count: usize) -> String {
    if count == 1 { RESPONSE.to_owned() } else { format!("{RESPONSE}_{}", index + 1) }
}

/// A number of hundredths as a decimal number.
fn decimal(hundredths: u32) -> String {
    let text = format!("{}.{:02}", hundredths / 100, hundredths % 100);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// An equal share of the points; of one when there are none.
fn share(points: Option<u32>, count: usize) -> f64 {
    let count = u32::try_from(count.max(1)).unwrap_or(u32::MAX);
    let share = f64::from(points.unwrap_or(100)) / 100.0 / f64::from(count);
    (share * 10_000.0).round() / 10_000.0
}

/// The right sides of a matching question.
fn right_sides(draft: &QuestionDraft, pairs: &[(String, String)]) -> Vec<String> {
    let mut sides: Vec<String> = draft.options.iter().map(|option| option.text.clone()).collect();
    for (_, right) in pairs {
        if !sides.contains(right) {
            sides.push(right.clone());
        }
    }
    sides
}

struct ItemWriter<'d> {
    draft: &'d QuestionDraft,
    xml: Xml,
}

impl ItemWriter<'_> {
    /// The identifier of the option with this label.
    fn identifier(&self, label: &str) -> String {
        let index = self.draft.options.iter().position(|option| option.label == label);
        index.and_then(label_at).unwrap_or_else(|| label.to_owned())
    }

    fn declare(
        &mut self,
        identifier: &str,
        cardinality: &str,
        base: &str,
        values: &[String],
        mapping: &Mapping,
    ) {
        let attributes = [("identifier", identifier), ("cardinality", cardinality), ("baseType", base)];
        if values.is_empty() && mapping.entries.is_empty() {
            self.xml.empty("responseDeclaration", &attributes);
            return self.xml.line();
        }
        self.xml.open("responseDeclaration", &attributes);
        if !values.is_empty() {
            self.xml.open("correctResponse", &[]);
            for value in values {
                self.xml.leaf("value", &[], value);
            }
            self.xml.close("correctResponse");
        }
        if !mapping.entries.is_empty() {
            let mut bounds = Vec::new();
            if mapping.is_bounded {
                bounds.push(("lowerBound", "0"));
            }
            bounds.push(("defaultValue", "0"));
            self.xml.open("mapping", &bounds);
            for (key, weight) in &mapping.entries {
                let weight = weight.to_string();
                self.xml.empty(
                    "mapEntry",
                    &[("mapKey", key), ("mappedValue", &weight), ("caseSensitive", "false")],
                );
            }
            self.xml.close("mapping");
        }
        self.xml.close("responseDeclaration");
        self.xml.line();
    }

    fn declarations(&mut self) -> Scoring {
        let draft = self.draft;
        let none = Mapping::default();
        match (draft.question_type, &draft.answer) {
            (QuestionType::MultipleChoice, Some(Answer::Labels(labels))) => {
                let right: Vec<String> = labels.iter().map(|label| self.identifier(label)).collect();
                let mapping = self.shares(&right);
                self.declare(RESPONSE, "multiple", "identifier", &right, &mapping);
                Scoring::Map(vec![RESPONSE.to_owned()])
            }
            (QuestionType::SingleChoice, Some(Answer::Labels(labels))) => {
                let right: Vec<String> = labels.iter().map(|label| self.identifier(label)).collect();
                self.declare(RESPONSE, "single", "identifier", &right, &none);
                Scoring::Match
            }
            (QuestionType::TrueFalse, Some(Answer::Truth(truth))) => {
                self.declare(RESPONSE, "single", "identifier", &[truth.to_string()], &none);
                Scoring::Match
            }
            (QuestionType::Ordering, Some(Answer::Order(labels))) => {
                let order: Vec<String> = labels.iter().map(|label| self.identifier(label)).collect();
                self.declare(RESPONSE, "ordered", "identifier", &order, &none);
                Scoring::Match
            }
            (QuestionType::Matching, Some(Answer::Pairs(pairs))) => {
                let values = pair_values(pairs, &right_sides(draft, pairs));
                self.declare(RESPONSE, "multiple", "directedPair", &values, &none);
                Scoring::Match
            }
            (QuestionType::Numeric, Some(Answer::Numeric { value, tolerance })) => {
                self.declare(RESPONSE, "single", "float", &[value.to_string()], &none);
                Scoring::Near(tolerance.to_string())
            }
            (QuestionType::ShortAnswer, Some(Answer::Reference(texts))) => {
                // One correct response is all that a single response may have; others stand in the mapping.
                let entries = texts.iter().skip(1).map(|text| (text.clone(), 1.0)).collect();
                let mapping = Mapping { entries, is_bounded: false };
                self.declare(RESPONSE, "single", "string", texts.get(..1).unwrap_or_default(), &mapping);
                Scoring::None
            }
            (QuestionType::FillBlank, answer) => self.declare_gaps(answer.as_ref()),
            (kind, _) => {
                let (cardinality, base) = match kind {
                    QuestionType::MultipleChoice => ("multiple", "identifier"),
                    QuestionType::Ordering => ("ordered", "identifier"),
                    QuestionType::Numeric => ("single", "float"),
                    QuestionType::ShortAnswer => ("single", "string"),
                    _ => ("single", "identifier"),
                };
                self.declare(RESPONSE, cardinality, base, &[], &none);
                Scoring::None
            }
        }
    }

    /// Each right option gives its share, each wrong one takes as much.
    fn shares(&self, right: &[String]) -> Mapping {
        let share = share(self.draft.points, right.len());
        let entry = |index: usize| {
            let identifier = label_at(index)?;
            let weight = if right.contains(&identifier) { share } else { -share };
            Some((identifier, weight))
        };
        Mapping { entries: (0..self.draft.options.len()).filter_map(entry).collect(), is_bounded: true }
    }

    fn declare_gaps(&mut self, answer: Option<&Answer>) -> Scoring {
        let (count, _) = gaps(self.draft);
        let empty = Vec::new();
        let blanks = if let Some(Answer::Blanks(blanks)) = answer { blanks } else { &empty };
        let share = share(self.draft.points, count);
        let mut names = Vec::with_capacity(count);
        for index in 0..count {
            let name = response_name(index, count);
            let texts = blanks.get(index).map(Vec::as_slice).unwrap_or_default();
            let entries = texts.iter().map(|text| (text.clone(), share)).collect();
            let mapping = Mapping { entries, is_bounded: false };
            self.declare(&name, "single", "string", texts.get(..1).unwrap_or_default(), &mapping);
            names.push(name);
        }
        if answer.is_some() { Scoring::Map(names) } else { Scoring::None }
    }

    fn outcomes(&mut self) {
        let score = [("identifier", "SCORE"), ("cardinality", "single"), ("baseType", "float")];
        self.xml.open("outcomeDeclaration", &score);
        self.xml.open("defaultValue", &[]);
        self.xml.leaf("value", &[], "0");
        self.xml.close("defaultValue");
        self.xml.close("outcomeDeclaration");
        self.xml.line();
        if let Some(points) = self.draft.points {
            let most = [("identifier", "MAXSCORE"), ("cardinality", "single"), ("baseType", "float")];
            self.xml.open("outcomeDeclaration", &most);
            self.xml.open("defaultValue", &[]);
            self.xml.leaf("value", &[], &decimal(points));
            self.xml.close("defaultValue");
            self.xml.close("outcomeDeclaration");
            self.xml.line();
        }
        if self.draft.explanation.is_some() {
            let feedback =
                [("identifier", "FEEDBACK"), ("cardinality", "single"), ("baseType", "identifier")];
            self.xml.empty("outcomeDeclaration", &feedback);
            self.xml.line();
        }
    }

    fn body(&mut self, has_stimulus: bool) {
        let draft = self.draft;
        self.xml.open("itemBody", &[]);
        self.xml.line();
        if let (Some(material), false) = (&draft.material, has_stimulus) {
            self.xml.open("rubricBlock", &[("label", &material.id), ("view", "candidate")]);
            self.paragraph(&material.text);
            self.xml.close("rubricBlock");
            self.xml.line();
        }
        match draft.question_type {
            QuestionType::FillBlank => self.blanks(),
            QuestionType::Numeric => {
                self.paragraph(&draft.stem);
                self.answer_lines(1);
            }
            kind => {
                self.paragraph(&draft.stem);
                self.xml.line();
                self.interaction(kind);
            }
        }
        self.xml.line();
        self.xml.close("itemBody");
        self.xml.line();
    }

    fn text(&mut self, text: &str) {
        let media: &[Media] = &self.draft.media;
        self.xml.rich(text, media, &mut |_| false);
    }

    fn paragraph(&mut self, text: &str) {
        self.xml.html("<p>");
        self.text(text);
        self.xml.html("</p>");
    }

    fn blanks(&mut self) {
        let (count, in_stem) = gaps(self.draft);
        if !in_stem {
            self.paragraph(&self.draft.stem);
            return self.answer_lines(count);
        }
        let mut index = 0;
        self.xml.html("<p>");
        self.xml.rich(&self.draft.stem, &self.draft.media, &mut |xml| {
            let name = response_name(index, count);
            xml.empty("textEntryInteraction", &[("responseIdentifier", &name)]);
            index += 1;
            true
        });
        self.xml.html("</p>");
    }

    /// Gaps that stand in no sentence.
    fn answer_lines(&mut self, count: usize) {
        for index in 0..count {
            self.xml.html(&format!("<p class=\"{ANSWER_LINE}\">"));
            let name = response_name(index, count);
            self.xml.empty("textEntryInteraction", &[("responseIdentifier", &name)]);
            self.xml.html("</p>");
        }
    }

    fn interaction(&mut self, kind: QuestionType) {
        match kind {
            QuestionType::TrueFalse => self.true_or_false(),
            QuestionType::Ordering => {
                self.xml.open("orderInteraction", &[("responseIdentifier", RESPONSE), ("shuffle", "true")]);
                self.options();
                self.xml.close("orderInteraction");
            }
            QuestionType::Matching => self.matching(),
            QuestionType::ShortAnswer => {
                self.xml.empty("extendedTextInteraction", &[("responseIdentifier", RESPONSE)]);
            }
            kind => {
                let most = if kind == QuestionType::MultipleChoice { "0" } else { "1" };
                self.xml.open(
                    "choiceInteraction",
                    &[("responseIdentifier", RESPONSE), ("shuffle", "false"), ("maxChoices", most)],
                );
                self.options();
                self.xml.close("choiceInteraction");
            }
        }
    }

    fn options(&mut self) {
        self.xml.line();
        for (index, option) in self.draft.options.iter().enumerate() {
            let identifier = label_at(index).unwrap_or_else(|| format!("O{}", index + 1));
            self.xml.open("simpleChoice", &[("identifier", &identifier)]);
            self.text(&option.text);
            self.xml.close("simpleChoice");
            self.xml.line();
        }
    }

    fn true_or_false(&mut self) {
        let (yes, no) =
            if self.draft.lang.starts_with("zh") { ("正确", "错误") } else { ("True", "False") };
        self.xml.open(
            "choiceInteraction",
            &[("responseIdentifier", RESPONSE), ("shuffle", "false"), ("maxChoices", "1")],
        );
        self.xml.leaf("simpleChoice", &[("identifier", "true")], yes);
        self.xml.leaf("simpleChoice", &[("identifier", "false")], no);
        self.xml.close("choiceInteraction");
    }

    fn matching(&mut self) {
        let draft = self.draft;
        let Some(Answer::Pairs(pairs)) = &draft.answer else { return };
        let left: Vec<String> =
            pairs.iter().map(|(left, _)| left.clone()).filter(|left| !left.is_empty()).collect();
        let most = left.len().to_string();
        self.xml.open(
            "matchInteraction",
            &[("responseIdentifier", RESPONSE), ("shuffle", "true"), ("maxAssociations", &most)],
        );
        self.column(&left, "L", "1");
        self.column(&right_sides(draft, pairs), "R", "0");
        self.xml.close("matchInteraction");
    }

    fn column(&mut self, texts: &[String], letter: &str, most: &str) {
        self.xml.open("simpleMatchSet", &[]);
        self.xml.line();
        for (index, text) in texts.iter().enumerate() {
            let identifier = format!("{letter}{}", index + 1);
            self.xml.open("simpleAssociableChoice", &[("identifier", &identifier), ("matchMax", most)]);
            self.text(text);
            self.xml.close("simpleAssociableChoice");
            self.xml.line();
        }
        self.xml.close("simpleMatchSet");
    }

    fn processing(&mut self, scoring: &Scoring) {
        let explained = self.draft.explanation.is_some();
        let one_point = matches!(self.draft.points, None | Some(100));
        let template = match scoring {
            Scoring::Match if one_point => Some("match_correct"),
            Scoring::Map(names) if names.len() == 1 => Some("map_response"),
            Scoring::None if !explained => return,
            _ => None,
        };
        if let (Some(name), false) = (template, explained) {
            let address = if self.xml.is_three() {
                format!("https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/{name}.xml")
            } else {
                format!("http://www.imsglobal.org/question/qti_v2p1/rptemplates/{name}")
            };
            self.xml.empty("responseProcessing", &[("template", &address)]);
            return self.xml.line();
        }
        self.xml.open("responseProcessing", &[]);
        self.score(scoring);
        if explained {
            self.xml.open("setOutcomeValue", &[("identifier", "FEEDBACK")]);
            self.xml.leaf("baseValue", &[("baseType", "identifier")], "explanation");
            self.xml.close("setOutcomeValue");
        }
        self.xml.close("responseProcessing");
        self.xml.line();
    }

    fn score(&mut self, scoring: &Scoring) {
        match scoring {
            Scoring::None => {}
            Scoring::Map(names) => {
                self.xml.open("setOutcomeValue", &[("identifier", "SCORE")]);
                self.xml.open("sum", &[]);
                for name in names {
                    self.xml.empty("mapResponse", &[("identifier", name)]);
                }
                self.xml.close("sum");
                self.xml.close("setOutcomeValue");
            }
            Scoring::Match => self.full_score("match", &[]),
            Scoring::Near(tolerance) => {
                let both = format!("{tolerance} {tolerance}");
                if tolerance == "0" {
                    self.full_score("equal", &[("toleranceMode", "exact")]);
                } else {
                    self.full_score("equal", &[("toleranceMode", "absolute"), ("tolerance", &both)]);
                }
            }
        }
    }

    /// Everything when the test holds for the response and the correct one.
    fn full_score(&mut self, test: &str, attributes: &[(&str, &str)]) {
        self.xml.open("responseCondition", &[]);
        self.xml.open("responseIf", &[]);
        self.xml.open(test, attributes);
        self.xml.empty("variable", &[("identifier", RESPONSE)]);
        self.xml.empty("correct", &[("identifier", RESPONSE)]);
        self.xml.close(test);
        self.xml.open("setOutcomeValue", &[("identifier", "SCORE")]);
        self.xml.leaf("baseValue", &[("baseType", "float")], &decimal(self.draft.points.unwrap_or(100)));
        self.xml.close("setOutcomeValue");
        self.xml.close("responseIf");
        self.xml.close("responseCondition");
    }

    fn feedback(&mut self) {
        let draft = self.draft;
        let Some(explanation) = &draft.explanation else { return };
        self.xml.open(
            "modalFeedback",
            &[("outcomeIdentifier", "FEEDBACK"), ("showHide", "show"), ("identifier", "explanation")],
        );
        if self.xml.is_three() {
            self.xml.open("contentBody", &[]);
            self.paragraph(explanation);
            self.xml.close("contentBody");
        } else {
            self.paragraph(explanation);
        }
        self.xml.close("modalFeedback");
        self.xml.line();
    }
}

/// Weights of values.
#[derive(Default)]
struct Mapping {
    entries: Vec<(String, f64)>,
    /// Whether the sum is never less than zero.
    is_bounded: bool,
}

/// The pairs by identifiers, without right sides that belong to nothing.
fn pair_values(pairs: &[(String, String)], right: &[String]) -> Vec<String> {
    pairs
        .iter()
        .filter(|(left, _)| !left.is_empty())
        .enumerate()
        .filter_map(|(index, (_, text))| {
            let to = right.iter().position(|side| side == text)?;
            Some(format!("L{} R{}", index + 1, to + 1))
        })
        .collect()
}

//! The banks that come with the program: what a machine can see of a good question, and that every format takes them out
//! and brings them back.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests may panic")]

use std::collections::{BTreeMap, BTreeSet};

use question_formats::{
    Answer, BankHeader, Code, Format, QuestionDraft, QuestionType, ReadOptions, Reading, read, write,
};

const BANKS: [&str; 4] = ["etiquette", "fab", "key-account", "objection-handling"];

/// Least questions of a bank, and case questions among them.
const QUESTIONS: usize = 60;
const CASES: usize = 5;

fn shipped(code: &str) -> (BankHeader, Vec<QuestionDraft>) {
    let path = format!("{}/../../question-banks/{code}.toml", env!("CARGO_MANIFEST_DIR"));
    let reading = reading(&std::fs::read(path).unwrap(), Format::Toml);
    assert!(reading.diagnostics.is_empty(), "{code}: {:?}", reading.diagnostics);
    (reading.bank.unwrap(), reading.questions)
}

fn reading(bytes: &[u8], format: Format) -> Reading {
    read(bytes, &ReadOptions { forced_format: Some(format), ..ReadOptions::default() })
}

/// What is wrong with the questions of all banks, one line each.
fn wrong(check: impl Fn(&str, &[QuestionDraft]) -> Vec<String>) -> Vec<String> {
    BANKS.iter().flat_map(|code| check(code, &shipped(code).1)).collect()
}

/// What is wrong with single questions.
fn wrong_questions(check: impl Fn(&QuestionDraft) -> Vec<String>) -> Vec<String> {
    wrong(|_, questions| {
        let named = |one: &QuestionDraft| {
            let code = one.code.clone().unwrap();
            check(one).into_iter().map(move |what| format!("{code}: {what}")).collect::<Vec<_>>()
        };
        questions.iter().flat_map(named).collect()
    })
}

fn of(questions: &[QuestionDraft], kind: QuestionType) -> Vec<&QuestionDraft> {
    questions.iter().filter(|question| question.question_type == kind).collect()
}

/// The options in Chinese and in English, with the places of the right ones.
fn options(question: &QuestionDraft) -> (Vec<[String; 2]>, Vec<usize>) {
    let english = &question.translations["en"].options;
    let pairs = question.options.iter().zip(english).map(|(zh, en)| [zh.text.clone(), en.clone()]).collect();
    let labels = match question.answer.as_ref().unwrap() {
        Answer::Labels(labels) => labels.clone(),
        _ => Vec::new(),
    };
    let place = |label: &String| question.options.iter().position(|one| one.label == *label).unwrap();
    (pairs, labels.iter().map(place).collect())
}

/// Every text a person reads, by language: Chinese, English.
fn texts(question: &QuestionDraft) -> [Vec<String>; 2] {
    let english = &question.translations["en"];
    let reference = match &question.answer {
        Some(Answer::Reference(texts)) => texts.clone(),
        _ => Vec::new(),
    };
    let mut chinese = vec![question.stem.clone()];
    chinese.extend(question.options.iter().map(|option| option.text.clone()));
    chinese.extend(question.explanation.clone().into_iter().chain(question.fact.clone()).chain(reference));
    chinese.extend(question.material.iter().map(|material| material.text.clone()));
    let mut other = vec![english.stem.clone()];
    other.extend(english.options.clone());
    other.extend(english.explanation.clone().into_iter().chain(english.fact.clone()));
    other.extend(english.reference.clone().into_iter().chain(english.material.clone()));
    [chinese, other]
}

fn is_han(character: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&character)
}

#[test]
fn each_bank_has_sixty_questions_of_all_four_types_in_all_difficulties() {
    let found = wrong(|code, questions| {
        let count = |kind| of(questions, kind).len();
        let [single, multiple, truth, cases] = [
            QuestionType::SingleChoice,
            QuestionType::MultipleChoice,
            QuestionType::TrueFalse,
            QuestionType::ShortAnswer,
        ]
        .map(count);
        let mut found = Vec::new();
        if questions.len() < QUESTIONS || single < 20 || multiple < 10 || truth < 10 || cases != CASES {
            found.push(format!("{code}: {single} + {multiple} + {truth} + {cases}"));
        }
        for difficulty in 1..=5 {
            let count = questions.iter().filter(|one| one.difficulty == Some(difficulty)).count();
            if count < CASES || count * 2 > questions.len() {
                found.push(format!("{code}: {count} of difficulty {difficulty}"));
            }
        }
        found
    });
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn each_question_is_whole_in_both_languages_with_explanation_and_fact() {
    let found = wrong_questions(|question| {
        let english = question.translations.get("en");
        let is_case = question.question_type == QuestionType::ShortAnswer;
        let checks = [
            (question.lang == "zh-CN", "its own language is not Chinese"),
            (english.is_some(), "no English"),
            (question.answer.is_some(), "no key"),
            (question.difficulty.is_some() && question.points.is_some(), "no difficulty or points"),
            (question.topic.is_some() && !question.tags.is_empty(), "no topic or tags"),
            (question.fact.is_some() && english.is_some_and(|en| en.fact.is_some()), "no fact"),
            (
                is_case
                    || question.explanation.is_some() && english.is_some_and(|en| en.explanation.is_some()),
                "no explanation",
            ),
            (
                english.is_some_and(|en| en.options.len() == question.options.len()),
                "options differ in number",
            ),
        ];
        let mut found: Vec<String> =
            checks.iter().filter(|(holds, _)| !holds).map(|(_, what)| (*what).to_owned()).collect();
        let [chinese, other] = texts(question);
        found.extend(
            chinese
                .iter()
                .filter(|text| !text.contains(is_han) && text.len() > 6)
                .map(|text| format!("not Chinese: {text}")),
        );
        found.extend(
            other.iter().filter(|text| text.contains(is_han)).map(|text| format!("not English: {text}")),
        );
        found
    });
    assert!(found.is_empty(), "{found:#?}");
}

/// The points in 1/100 that a marking guide names in brackets: （2 分）, (1.5 points).
fn marks(guide: &[String]) -> u32 {
    let text = guide.join(" ");
    let brackets = text.split(['（', '(']).skip(1).filter_map(|rest| rest.split(['）', ')']).next());
    let points = brackets.filter_map(|bracket| {
        let (number, word) = bracket.split_once(' ')?;
        ["分", "point", "points"].contains(&word).then(|| number.parse::<f64>().ok())?
    });
    format!("{:.0}", points.sum::<f64>() * 100.0).parse().unwrap()
}

#[test]
fn case_questions_stand_on_shared_material_and_tell_how_they_are_marked() {
    let found = wrong(|code, questions| {
        let cases = of(questions, QuestionType::ShortAnswer);
        let materials: BTreeSet<String> =
            cases.iter().filter_map(|one| Some(one.material.as_ref()?.text.clone())).collect();
        let mut found = Vec::new();
        if materials.is_empty() || materials.len() >= cases.len() {
            found.push(format!("{code}: {} materials for {} questions", materials.len(), cases.len()));
        }
        for one in cases {
            let name = one.code.clone().unwrap();
            let Some(Answer::Reference(guide)) = &one.answer else {
                found.push(format!("{name}: no marking guide"));
                continue;
            };
            let english = &one.translations["en"];
            if guide.len() < 3 || english.reference.len() != guide.len() {
                found.push(format!(
                    "{name}: a guide of {} and {} parts",
                    guide.len(),
                    english.reference.len()
                ));
            }
            if one.material.is_none() || english.material.is_none() {
                found.push(format!("{name}: no material"));
            }
            // A guide that says "1 point each, at most 6" names the points once; others add up to them.
            let names_most = guide.iter().any(|part| part.contains("最多"));
            for guide in [guide, &english.reference] {
                if !names_most && Some(marks(guide)) != one.points {
                    found.push(format!("{name}: the guide gives {} of {:?}", marks(guide), one.points));
                }
            }
        }
        found
    });
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn keys_are_spread_over_the_labels_and_about_half_the_statements_are_right() {
    let found = wrong(|code, questions| {
        let mut found = Vec::new();
        let single = of(questions, QuestionType::SingleChoice);
        let mut keys: BTreeMap<usize, usize> = BTreeMap::new();
        for one in &single {
            *keys.entry(options(one).1[0]).or_default() += 1;
        }
        for (place, count) in keys {
            if count * 100 > single.len() * 35 || count * 100 < single.len() * 15 {
                found.push(format!("{code}: {count} of {} keys at place {place}", single.len()));
            }
        }
        let truth = of(questions, QuestionType::TrueFalse);
        let right = truth.iter().filter(|one| one.answer == Some(Answer::Truth(true))).count();
        if right * 100 < truth.len() * 40 || right * 100 > truth.len() * 60 {
            found.push(format!("{code}: {right} of {} statements are right", truth.len()));
        }
        let multiple = of(questions, QuestionType::MultipleChoice);
        let same: BTreeSet<Vec<usize>> = multiple.iter().map(|one| options(one).1).collect();
        if same.len() * 2 < multiple.len() {
            found.push(format!("{code}: only {} different keys of multiple choice", same.len()));
        }
        for one in multiple {
            let (all, right) = options(one);
            if right.len() < 2 || right.len() >= all.len() {
                found.push(format!("{:?}: {} of {} are right", one.code, right.len(), all.len()));
            }
        }
        found
    });
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn the_right_option_is_not_known_by_its_length() {
    let found = wrong(|code, questions| {
        let mut found = Vec::new();
        for (language, name) in ["Chinese", "English"].into_iter().enumerate() {
            let length = |pair: &[String; 2]| pair[language].chars().count();
            let single = of(questions, QuestionType::SingleChoice);
            let extreme = |is_more: fn(usize, usize) -> bool| {
                let alone = |one: &&&QuestionDraft| {
                    let (all, right) = options(one);
                    let own = length(&all[right[0]]);
                    all.iter().enumerate().all(|(at, other)| at == right[0] || is_more(own, length(other)))
                };
                single.iter().filter(alone).count()
            };
            let (longest, shortest) = (extreme(|own, other| own > other), extreme(|own, other| own < other));
            if longest * 100 > single.len() * 40 || shortest * 100 > single.len() * 40 {
                found.push(format!(
                    "{code}, {name}: longest {longest}, shortest {shortest} of {}",
                    single.len()
                ));
            }
            for one in questions.iter().filter(|one| one.question_type.is_choice()) {
                let lengths: Vec<usize> = options(one).0.iter().map(length).collect();
                let (least, most) = (lengths.iter().min().unwrap(), lengths.iter().max().unwrap());
                // Terms of a word or two differ; sentences should not.
                if *most > least * 2 + [4, 14][language] {
                    found.push(format!("{:?}, {name}: lengths {lengths:?}", one.code));
                }
            }
        }
        found
    });
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn no_option_fills_a_place_and_no_two_say_the_same() {
    const FILLERS: [&str; 9] = [
        "以上都",
        "以上均",
        "都对",
        "都不对",
        "均正确",
        "All of the above",
        "None of the above",
        "all of these",
        "none of these",
    ];
    let found = wrong_questions(|question| {
        if !question.question_type.is_choice() {
            return Vec::new();
        }
        let (all, _) = options(question);
        let mut found: Vec<String> = all
            .iter()
            .flatten()
            .filter(|text| FILLERS.iter().any(|filler| text.contains(filler)))
            .map(|text| format!("filler: {text}"))
            .collect();
        for language in 0..2 {
            let different: BTreeSet<String> = all.iter().map(|pair| pair[language].to_lowercase()).collect();
            if different.len() != all.len() {
                found.push("two options say the same".to_owned());
            }
        }
        found
    });
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn a_stem_that_asks_for_what_is_not_so_says_it_loudly() {
    let found = wrong_questions(|question| {
        if !question.question_type.is_choice() {
            return Vec::new();
        }
        let (chinese, english) = (&question.stem, &question.translations["en"].stem);
        let asks_in_chinese = ["不属于", "不包括", "不正确", "不恰当", "不宜", "不应", "错误的是", "除了"]
            .iter()
            .any(|word| chinese.rsplit(['。', '，']).next().unwrap().contains(word));
        let lower = [" not ", " except ", "unsuitable", "improper", "incorrect"];
        let asks_in_english = lower.iter().any(|word| english.rsplit(". ").next().unwrap().contains(word));
        let mut found = Vec::new();
        if asks_in_chinese && !chinese.contains("“不”") {
            found.push(format!("negative: {chinese}"));
        }
        if asks_in_english {
            found.push(format!("negative: {english}"));
        }
        if chinese.contains("“不”") != english.contains("NOT") {
            found.push(format!("loud in one language only: {chinese}"));
        }
        found
    });
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn chinese_sentences_have_chinese_punctuation_and_explanations_name_no_label() {
    let found = wrong_questions(|question| {
        let [chinese, _] = texts(question);
        let mut found = Vec::new();
        for text in &chinese {
            let characters: Vec<char> = text.chars().collect();
            let is_wrong = |pair: &[char]| {
                let narrow = |one: char| matches!(one, ',' | ';' | ':' | '!' | '?' | '(' | ')');
                (is_han(pair[0]) && (narrow(pair[1]) || pair[1] == '.'))
                    || (narrow(pair[0]) && is_han(pair[1]))
            };
            if characters.windows(2).any(is_wrong) {
                found.push(format!("punctuation: {text}"));
            }
        }
        let explanations = [question.explanation.clone(), question.translations["en"].explanation.clone()];
        for explanation in explanations.into_iter().flatten() {
            let names =
                ["选项 A", "选项A", "A 项", "B 项", "C 项", "D 项", "option A", "Option B", "answer A"];
            if names.iter().any(|name| explanation.contains(name)) {
                found.push(format!("label: {explanation}"));
            }
        }
        found
    });
    assert!(found.is_empty(), "{found:#?}");
}

/// Pairs of neighbouring characters of a question.
fn pairs(question: &QuestionDraft) -> BTreeSet<(char, char)> {
    let options: String = question.options.iter().map(|option| option.text.as_str()).collect();
    let text: Vec<char> = format!("{}{options}", question.stem).chars().filter(|one| is_han(*one)).collect();
    text.windows(2).map(|pair| (pair[0], pair[1])).collect()
}

#[test]
fn no_two_questions_of_all_banks_ask_nearly_the_same() {
    let all: Vec<QuestionDraft> = BANKS.iter().flat_map(|code| shipped(code).1).collect();
    let pairs: Vec<BTreeSet<(char, char)>> = all.iter().map(pairs).collect();
    let mut found = Vec::new();
    for (at, one) in pairs.iter().enumerate() {
        for (other_at, other) in pairs.iter().enumerate().skip(at + 1) {
            let (both, either) = (one.intersection(other).count(), one.union(other).count());
            if both * 100 > either * 40 {
                found.push(format!("{:?} and {:?}: {both} of {either}", all[at].code, all[other_at].code));
            }
        }
    }
    let codes: BTreeSet<&Option<String>> = all.iter().map(|question| &question.code).collect();
    assert!(found.is_empty() && codes.len() == all.len(), "{found:#?}");
}

/// The fields of a draft as JSON, without where it stood in a file and by which name the file tells its material.
fn fields(draft: &QuestionDraft) -> BTreeMap<String, serde_json::Value> {
    let mut draft = draft.clone();
    if let Some(material) = &mut draft.material {
        material.id.clear();
    }
    let of_the_file = ["place", "place_end", "inferred", "number", "section"];
    let object = serde_json::to_value(draft).unwrap().as_object().unwrap().clone();
    object.into_iter().filter(|(name, _)| !of_the_file.contains(&name.as_str())).collect()
}

/// Without what was declared of each translation, such as `translations.reference`.
fn but_for(
    mut fields: BTreeMap<String, serde_json::Value>,
    declared: &BTreeSet<String>,
) -> BTreeMap<String, serde_json::Value> {
    for part in declared.iter().filter_map(|name| name.strip_prefix("translations.")) {
        let translations = fields.get_mut("translations").and_then(serde_json::Value::as_object_mut);
        for translation in translations.into_iter().flat_map(serde_json::Map::values_mut) {
            translation.as_object_mut().unwrap().remove(part);
        }
    }
    fields
}

/// What a bank lost on the way out and back without saying so.
fn silent_losses(format: Format, bank: &BankHeader, questions: &[QuestionDraft]) -> Vec<String> {
    let written = write(format, bank, questions).unwrap();
    let mut lost: BTreeMap<usize, BTreeSet<String>> = BTreeMap::new();
    let mut left_out = BTreeSet::new();
    for loss in &written.losses {
        let position = loss.place.as_ref().unwrap().ordinal();
        match loss.code {
            Code::EQuestionNotWritten => {
                left_out.insert(position);
            }
            _ => {
                lost.entry(position).or_default().insert(loss.found.clone().unwrap());
            }
        }
    }
    let back = reading(&written.bytes, format);
    let kept: Vec<(usize, &QuestionDraft)> =
        (1..).zip(questions).filter(|(position, _)| !left_out.contains(position)).collect();
    let name = format.as_str();
    if back.questions.len() != kept.len() {
        return vec![format!("{name}: {} came back of {}", back.questions.len(), kept.len())];
    }
    let mut found = Vec::new();
    for ((position, before), after) in kept.into_iter().zip(&back.questions) {
        let declared = lost.get(&position).cloned().unwrap_or_default();
        let (before_fields, after_fields) =
            (but_for(fields(before), &declared), but_for(fields(after), &declared));
        for (field, value) in before_fields {
            // Material that has no place of its own stands in the stem.
            let is_declared = declared.contains(&field) || (field == "stem" && declared.contains("material"));
            if after_fields.get(&field) != Some(&value) && !is_declared {
                let came = after_fields.get(&field);
                found
                    .push(format!("{name} {:?}: {field} was {value} and came back as {came:?}", before.code));
            }
        }
    }
    found
}

#[test]
fn every_format_brings_a_shipped_bank_back_as_it_was_but_for_what_it_says_it_loses() {
    for code in BANKS {
        let (bank, questions) = shipped(code);
        for format in Format::ALL.iter().filter(|format| format.is_written()) {
            let found = silent_losses(*format, &bank, &questions);
            assert!(found.is_empty(), "{code}: {found:#?}");
        }
    }
}

#[test]
fn the_native_format_loses_nothing_of_a_shipped_bank() {
    for code in BANKS {
        let (bank, questions) = shipped(code);
        let written = write(Format::Toml, &bank, &questions).unwrap();
        assert!(written.losses.is_empty(), "{:?}", written.losses);
        let back = reading(&written.bytes, Format::Toml);
        assert_eq!(back.bank.as_ref(), Some(&bank));
        let all = |questions: &[QuestionDraft]| questions.iter().map(fields).collect::<Vec<_>>();
        assert_eq!(all(&back.questions), all(&questions));
    }
}

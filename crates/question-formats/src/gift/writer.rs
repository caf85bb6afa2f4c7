//! Writing GIFT.
//!
//! Every text is declared as `[plain]`, so that a `<` stays one. What the format cannot say (points, several gaps, an
//! order, a reference text) is declared as lost or the question left out.

use super::text::topic;
use super::{GAP, distinct, question};
use crate::model::{Answer, Media, QuestionDraft, QuestionType};
use crate::write::Written;

/// Writes all questions.
pub(super) fn write(questions: &[QuestionDraft]) -> Written {
    let mut written = Written::default();
    let mut out = String::new();
    let mut category: Option<&str> = None;
    for (index, draft) in questions.iter().enumerate() {
        let block = match block(draft) {
            Ok(block) => block,
            Err(why) => {
                written.leave_out(index, why);
                continue;
            }
        };
        if draft.topic.as_deref() != category {
            category = draft.topic.as_deref();
            write_category(&mut out, category, index, &mut written);
        }
        write_marks(&mut out, draft, index, &mut written);
        write_question(&mut out, draft, &block);
        losses(draft, index, &mut written);
    }
    written.bytes = out.into_bytes();
    written
}

/// The path of a category. One that would read back as something else is lost.
fn write_category(out: &mut String, path: Option<&str>, index: usize, written: &mut Written) {
    let line = format!("$course$/top/{}", escape(&one_line(path.unwrap_or_default())));
    let line = line.trim_end_matches('/');
    if topic(line).as_deref() != path {
        written.lose(index, "topic");
    }
    out.push_str(&format!("$CATEGORY: {line}\n\n"));
}

/// The comment that carries code and tags.
fn write_marks(out: &mut String, draft: &QuestionDraft, index: usize, written: &mut Written) {
    let mark = |name: &str, value: &str| format!(" [{name}:{}]", value.replace(']', "\\]"));
    let mut marks = String::new();
    let fits = |value: &str| {
        let line = mark("tag", value);
        super::text::comment_marks(&line) == [("tag", value.to_owned())] && !value.contains(char::is_control)
    };
    match draft.code.as_deref() {
        Some(code) if fits(code) => marks.push_str(&mark("id", code)),
        Some(_) => written.lose(index, "code"),
        None => {}
    }
    let (kept, lost): (Vec<&String>, Vec<&String>) = draft.tags.iter().partition(|tag| fits(tag));
    if !lost.is_empty() || distinct(kept.clone()).len() < kept.len() {
        written.lose(index, "tags");
    }
    marks.extend(kept.into_iter().map(|tag| mark("tag", tag)));
    if !marks.is_empty() {
        out.push_str(&format!("//{marks}\n"));
    }
}

fn write_question(out: &mut String, draft: &QuestionDraft, block: &str) {
    if let Some(number) = draft.number.as_deref().filter(|number| is_number(number)) {
        out.push_str(&format!("::{}::", escape(number)));
    }
    out.push_str("[plain]");
    let explanation = draft.explanation.as_deref().map(text).filter(|text| !text.is_empty());
    let feedback = explanation.map(|text| format!("\n\t####{text}\n")).unwrap_or_default();
    let block = format!("{{{block}{feedback}}}");
    let stem = stem(draft);
    match gap(draft, &stem) {
        Some((before, after)) => out.push_str(&format!("{}{block}{}", escape(before), escape(after))),
        None => out.push_str(&format!("{} {block}", escape(&stem))),
    }
    out.push_str("\n\n");
}

/// The stem with its shared material before it and without its images.
fn stem(draft: &QuestionDraft) -> String {
    let stem = without_images(&draft.stem, &draft.media);
    match &draft.material {
        Some(material) => format!("{}\n\n{stem}", material.text.trim()),
        None => stem,
    }
}

/// What stands around the gap, when there is one gap inside a sentence that the block can stand for.
fn gap<'a>(draft: &QuestionDraft, stem: &'a str) -> Option<(&'a str, &'a str)> {
    if draft.question_type != QuestionType::FillBlank {
        return None;
    }
    let (before, after) = stem.split_once(GAP)?;
    // A brace that follows one of these belongs to a formula.
    let is_alone = !after.contains('_') && !before.ends_with(['_', '^', '$', '\\']);
    let is_inside = before.chars().any(char::is_alphanumeric) && after.chars().any(char::is_alphanumeric);
    (is_alone && is_inside && !before.contains('<') && !after.contains('<')).then_some((before, after))
}

/// The block of a question, or why it cannot be written.
fn block(draft: &QuestionDraft) -> Result<String, &'static str> {
    if text(&stem(draft)).is_empty() {
        return Err("stem");
    }
    match (draft.question_type, &draft.answer) {
        (QuestionType::ShortAnswer, _) => Ok(String::new()),
        (QuestionType::Ordering, _) => Err("ordering"),
        (_, None) => Err("answer"),
        (QuestionType::SingleChoice | QuestionType::MultipleChoice, Some(Answer::Labels(labels))) => {
            options(draft, labels)
        }
        (_, Some(Answer::Truth(truth))) => Ok(if *truth { "TRUE" } else { "FALSE" }.to_owned()),
        (_, Some(Answer::Blanks(blanks))) => accepted(blanks),
        (_, Some(Answer::Numeric { value, tolerance })) => Ok(format!("#{value}:{tolerance}")),
        (_, Some(Answer::Pairs(pairs))) => matching(pairs),
        (kind, Some(_)) => Err(kind.as_str()),
    }
}

fn options(draft: &QuestionDraft, labels: &[String]) -> Result<String, &'static str> {
    let is_single = draft.question_type == QuestionType::SingleChoice;
    let right = draft.options.iter().filter(|option| labels.contains(&option.label)).count();
    if draft.options.len() < 2 {
        return Err("options");
    }
    if right == 0 || right != labels.len() || (is_single && right != 1) {
        return Err("answer");
    }
    let share = share(right);
    let mut lines = String::from("\n");
    for option in &draft.options {
        let sign = match (is_single, labels.contains(&option.label)) {
            (true, true) => "=".to_owned(),
            (true, false) => "~".to_owned(),
            (false, true) => format!("~%{share}%"),
            (false, false) => "~%-100%".to_owned(),
        };
        lines.push_str(&format!("\t{sign}{}\n", text(&without_images(&option.text, &draft.media))));
    }
    Ok(lines)
}

/// The weight of each of several right options, as Moodle writes it: `50`, `33.33333`.
fn share(count: usize) -> String {
    let count = u32::try_from(count).unwrap_or(u32::MAX);
    let written = format!("{:.5}", 100.0 / f64::from(count.max(1)));
    written.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn accepted(blanks: &[Vec<String>]) -> Result<String, &'static str> {
    let [texts] = blanks else { return Err("fill_blank") };
    // An arrow would make it a question of pairs, and nothing escapes one.
    if texts.iter().any(|text| text.contains("->")) {
        return Err("->");
    }
    let texts: Vec<String> = texts.iter().map(|one| text(one)).filter(|one| !one.is_empty()).collect();
    if texts.is_empty() {
        return Err("answer");
    }
    Ok(texts.iter().map(|text| format!("={text}")).collect::<Vec<_>>().join(" "))
}

fn matching(pairs: &[(String, String)]) -> Result<String, &'static str> {
    if pairs.iter().any(|(left, _)| left.contains("->") || left.ends_with('-')) {
        return Err("->");
    }
    if pairs.iter().all(|(left, _)| left.trim().is_empty()) {
        return Err("answer");
    }
    let line = |(left, right): &(String, String)| format!("\t={} -> {}\n", text(left), text(right));
    Ok(format!("\n{}", pairs.iter().map(line).collect::<String>()))
}

/// Names what the format has no place for.
fn losses(draft: &QuestionDraft, index: usize, written: &mut Written) {
    let has_reference = matches!(&draft.answer, Some(Answer::Reference(texts)) if !texts.is_empty());
    let own_options = match &draft.answer {
        Some(Answer::Pairs(pairs)) => distinct(pairs.iter().map(|(_, right)| right.as_str())),
        _ if draft.question_type.is_choice() => {
            draft.options.iter().map(|option| option.text.as_str()).collect()
        }
        _ => Vec::new(),
    };
    let options: Vec<&str> = draft.options.iter().map(|option| option.text.as_str()).collect();
    let lost = [
        ("number", draft.number.as_deref().is_some_and(|number| !is_number(number))),
        ("section", draft.section.is_some()),
        ("options", own_options != options),
        ("answer", has_reference),
        ("material", draft.material.is_some()),
        ("fact", draft.fact.is_some()),
        ("points", draft.points.is_some()),
        ("difficulty", draft.difficulty.is_some()),
        ("media", !draft.media.is_empty()),
        ("translations", !draft.translations.is_empty()),
    ];
    for (field, _) in lost.into_iter().filter(|(_, is_lost)| *is_lost) {
        written.lose(index, field);
    }
}

fn is_number(number: &str) -> bool {
    question::number_of(number).as_deref() == Some(number)
}

/// A text with the marks of images replaced by what they say to those who cannot see them.
fn without_images(text: &str, media: &[Media]) -> String {
    let mut text = text.to_owned();
    for image in media {
        let end = format!("](media:{})", image.name);
        while let Some(close) = text.find(&end) {
            let Some(open) = text.get(..close).and_then(|before| before.rfind("![")) else { break };
            let alternative = text.get(open + 2..close).unwrap_or_default().to_owned();
            text.replace_range(open..close + end.len(), &alternative);
        }
    }
    text
}

/// A text after a sign: one that begins like a format or a weight is given the format it has anyway.
fn text(text: &str) -> String {
    let escaped = escape(text.trim());
    if escaped.starts_with(['[', '%']) { format!("[plain]{escaped}") } else { escaped }
}

fn one_line(text: &str) -> String {
    text.split('\n').map(str::trim).collect::<Vec<_>>().join(" ")
}

/// A text with its signs escaped. A line break becomes two characters, so that no line begins with `//`.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 8);
    for character in text.chars() {
        match character {
            '\n' => escaped.push_str("\\n"),
            '\r' => {}
            '~' | '=' | '#' | '{' | '}' | ':' | '\\' => {
                escaped.push('\\');
                escaped.push(character);
            }
            other => escaped.push(other),
        }
    }
    escaped
}

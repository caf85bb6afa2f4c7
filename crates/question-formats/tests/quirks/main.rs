//! What real files do, quirk by quirk, through the public interface: each test is one part of the coverage table in the
//! README, in the order of that table. All texts are invented.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests may panic")]

mod answers;
mod finding;
mod formats;
mod options;

use question_formats::{Answer, Code, QuestionDraft, ReadOptions, Reading, read};

/// Reads a file and checks what holds for every reading.
fn reading_of(bytes: &[u8], file_name: Option<&str>) -> Reading {
    let options = ReadOptions { file_name: file_name.map(str::to_owned), ..ReadOptions::default() };
    let reading = read(bytes, &options);
    if let Some(counts) = reading.counts {
        assert!(counts.add_up(), "{counts:?}");
    }
    reading
}

/// The questions of a text, each as one line: number, kind, stem, options, key.
fn questions(text: &str) -> Vec<String> {
    reading_of(text.as_bytes(), None).questions.iter().map(line).collect()
}

fn line(question: &QuestionDraft) -> String {
    let options: String =
        question.options.iter().map(|option| format!(" | {} {}", option.label, option.text)).collect();
    let number = question.number.as_deref().unwrap_or("-");
    let kind = question.question_type.as_str();
    format!("{number} {kind} {}{options} => {}", question.stem, key(question)).replace('\n', "/")
}

/// The key in one word.
fn key(question: &QuestionDraft) -> String {
    match &question.answer {
        None => "none".to_owned(),
        Some(Answer::Labels(labels)) => labels.concat(),
        Some(answer) => answer.to_value().to_string(),
    }
}

/// The keys of all questions of a text.
fn keys(text: &str) -> Vec<String> {
    reading_of(text.as_bytes(), None).questions.iter().map(key).collect()
}

fn codes(text: &str) -> Vec<Code> {
    reading_of(text.as_bytes(), None).diagnostics.iter().map(|diagnostic| diagnostic.code).collect()
}

/// A paper with an ordinary question before and after these lines, which are the second one.
fn between(lines: &str) -> String {
    format!(
        "一、单项选择题\n1. 报价单由谁审批？（ A ）\nA. 经理\nB. 前台\n{lines}\n3. 合同由谁盖章？（ B ）\nA. 司机\nB. 法务\n"
    )
}

/// The second question of [`between`], after a check that there are three and that the others are whole.
fn second(lines: &str) -> String {
    let found = questions(&between(lines));
    assert_eq!(found.len(), 3, "{lines}\n{found:#?}");
    assert_eq!(found[0], "1 single_choice 报价单由谁审批？ | A 经理 | B 前台 => A", "{lines}");
    assert_eq!(found[2], "3 single_choice 合同由谁盖章？ | A 司机 | B 法务 => B", "{lines}");
    found[1].clone()
}

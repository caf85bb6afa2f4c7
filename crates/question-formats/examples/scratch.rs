//! scratch
#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing, clippy::print_stdout)]
use question_formats::*;
use std::time::Instant;
fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    if args[0] == "speed" {
        for n in [1_000usize, 10_000, 100_000] {
            let questions: Vec<QuestionDraft> = (0..n)
                .map(|i| {
                    let mut q = QuestionDraft::new(QuestionType::SingleChoice, Place::item(i + 1), "zh-CN");
                    q.code = Some(format!("q-{i}"));
                    q.stem = format!("第{i}个问题：客户提出价格异议时，销售人员首先应当采取的做法是什么？");
                    q.options = ["A", "B", "C", "D"]
                        .iter()
                        .map(|l| ChoiceOption {
                            label: (*l).into(), text: format!("选项{l}的内容说明{i}")
                        })
                        .collect();
                    q.answer = Some(Answer::Labels(vec!["B".into()]));
                    q.explanation = Some("先确认客户真正的顾虑，再说明价值。".into());
                    q
                })
                .collect();
            for format in [Format::Xlsx, Format::Csv] {
                let t = Instant::now();
                let w = write(format, &BankHeader::default(), &questions).unwrap();
                let wt = t.elapsed();
                let t = Instant::now();
                let r = read(&w.bytes, &ReadOptions::default());
                println!(
                    "{n} {format:?} write {wt:?} read {:?} questions {} errors {}",
                    t.elapsed(),
                    r.questions.len(),
                    r.has_errors()
                );
            }
        }
        return;
    }
    for file in args {
        let bytes = std::fs::read(&file).unwrap();
        let r = read(&bytes, &ReadOptions { file_name: Some(file.clone()), ..ReadOptions::default() });
        println!("== {file}: {:?} {} questions, counts {:?}", r.format, r.questions.len(), r.counts);
        for q in r.questions.iter().take(4) {
            println!(
                "  {:?} {:?} [{}] {:?} inferred {:?}",
                q.question_type,
                q.stem,
                q.options.iter().map(|o| o.text.as_str()).collect::<Vec<_>>().join(" | "),
                q.answer,
                q.inferred
            );
        }
        let mut codes = std::collections::BTreeMap::new();
        for d in &r.diagnostics {
            *codes.entry(d.code.as_str()).or_insert(0) += 1;
        }
        println!("  {codes:?}");
        for d in r
            .diagnostics
            .iter()
            .filter(|d| d.severity == Severity::Error || d.code == Code::WUnsupported)
            .take(6)
        {
            println!("   {} {:?} {:?}", d.message(Language::Zh), d.place, d.excerpt);
        }
        for s in r.skipped.iter().take(6) {
            println!("   skip {s:?}");
        }
    }
}

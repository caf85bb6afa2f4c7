#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs)]
use question_formats::{Language, ReadOptions, read};
#[test]
fn try_files() {
    let Ok(list) = std::env::var("TRY") else { return };
    let full = std::env::var("FULL").is_ok();
    for path in list.split_whitespace() {
        let bytes = std::fs::read(path).unwrap();
        let now = std::time::Instant::now();
        let r = read(
            &bytes,
            &ReadOptions {
                file_name: Some(path.rsplit('/').next().unwrap().into()),
                ..ReadOptions::default()
            },
        );
        println!("== {path} {:?} {:?} {:?}", r.format, r.counts, now.elapsed());
        if let Some(c) = r.counts {
            assert!(c.add_up());
        }
        for s in &r.skipped {
            println!("   skip {}: {:?} {:?}", s.from, s.reason, s.what);
        }
        if full {
            for q in &r.questions {
                println!(
                    "   Q{} {:?} code={:?} pts={:?} sec={:?} {} inf={:?}\n      {}",
                    q.place.ordinal(),
                    q.question_type,
                    q.code,
                    q.points,
                    q.section,
                    q.lang,
                    q.inferred,
                    q.stem.replace('\n', "⏎")
                );
                for o in &q.options {
                    println!("      {}. {}", o.label, o.text.replace('\n', "⏎"));
                }
                println!(
                    "      => {:?}  expl={:?} mat={:?} media={}",
                    q.answer,
                    q.explanation,
                    q.material,
                    q.media.len()
                );
            }
        }
        for d in &r.diagnostics {
            println!(
                "   {} {:?} [{}] {}",
                d.code.as_str(),
                d.place.as_ref().map(|p| p.ordinal()),
                d.excerpt.clone().unwrap_or_default(),
                d.message(Language::En)
            );
        }
    }
}

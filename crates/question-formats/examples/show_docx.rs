//! temporary
#![allow(clippy::all, clippy::print_stdout, clippy::unwrap_used)]
use question_formats::*;
fn main() {
    for path in std::env::args().skip(1) {
        let bytes = std::fs::read(&path).unwrap();
        let t = std::time::Instant::now();
        let r = read(&bytes, &ReadOptions::default());
        println!(
            "=== {path} {:?} q={} lines={} counts={:?} {:?}",
            r.format,
            r.questions.len(),
            r.lines,
            r.counts,
            t.elapsed()
        );
        if std::env::var_os("KEYS").is_some() {
            for q in &r.questions {
                println!(
                    "{:?} {:?} {:?} {:?}",
                    q.question_type,
                    q.stem.chars().filter(|c| !c.is_whitespace()).collect::<String>(),
                    q.options.iter().map(|o| o.text.replace(char::is_whitespace, "")).collect::<Vec<_>>(),
                    q.answer
                );
            }
            continue;
        }
        if std::env::var_os("QUIET").is_some() {
            continue;
        }
        for (i, l) in r.text.clone().unwrap_or_default().lines().enumerate() {
            println!("{:4} {l}", i + 1);
        }
        for q in &r.questions {
            println!(
                "- L{:?} #{:?} {:?} [{:?}] {:?} {:?} inferred={:?} media={}",
                q.place.line_number(),
                q.number,
                q.question_type,
                q.section,
                q.stem,
                q.answer,
                q.inferred,
                q.media.len()
            );
            for o in &q.options {
                println!("    {} {:?}", o.label, o.text);
            }
            if let Some(e) = &q.explanation {
                println!("    expl {e:?}");
            }
            if let Some(m) = &q.material {
                println!("    mat {m:?}");
            }
        }
        for d in &r.diagnostics {
            println!(
                "! {:?} {} {}",
                d.place.as_ref().map(|p| p.ordinal()),
                d.code.as_str(),
                d.message(Language::En)
            );
        }
        for s in &r.skipped {
            println!("~ {}-{} {:?}", s.from, s.to, s.reason);
        }
    }
}

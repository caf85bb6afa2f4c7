//! temporary
#![allow(clippy::all)]
use question_formats::*;
use std::io::{Cursor, Read, Write};
fn pack(parts: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut w = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (n, b) in parts {
        w.start_file(
            n.as_str(),
            zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored),
        )
        .unwrap();
        w.write_all(b).unwrap();
    }
    w.finish().unwrap().into_inner()
}
struct Rng(u64);
impl Rng {
    fn n(&mut self, m: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % m.max(1) as u64) as usize
    }
}
fn main() {
    let seconds: u64 = std::env::args().nth(1).unwrap().parse().unwrap();
    let mut corpus: Vec<Vec<(String, Vec<u8>)>> = Vec::new();
    for path in std::env::args().skip(2) {
        let bytes = std::fs::read(path).unwrap();
        let mut z = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
        let mut parts = Vec::new();
        for i in 0..z.len() {
            let mut f = z.by_index(i).unwrap();
            let mut b = Vec::new();
            f.read_to_end(&mut b).unwrap();
            let n = f.name().unwrap().into_owned();
            if n.starts_with("customXml") || n.contains("theme") || n.contains("thumb") {
                continue;
            }
            if n.ends_with("styles.xml") && b.len() > 20_000 {
                continue;
            }
            parts.push((n, b));
        }
        corpus.push(parts);
    }
    let start = std::time::Instant::now();
    let mut r = Rng(0x9E3779B97F4A7C15 ^ std::process::id() as u64);
    let (mut runs, mut questions, mut worst) = (0u64, 0usize, 0u128);
    let words: &[&str] = &[
        "<w:p>",
        "</w:p>",
        "<w:r>",
        "</w:r>",
        "<w:t>",
        "</w:t>",
        "<w:tbl>",
        "</w:tbl>",
        "<w:tr>",
        "</w:tr>",
        "<w:tc>",
        "</w:tc>",
        "<w:del>",
        "</w:del>",
        "<w:br/>",
        "<w:tab/>",
        "\u{f0000}",
        "&#x100001;",
        "<w:b/>",
        "<w:u/>",
        "<w:vanish/>",
        "<w:fldChar w:fldCharType=\"begin\"/>",
        "<w:fldChar w:fldCharType=\"end\"/>",
        "<w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"1\"/></w:numPr>",
        "<w:gridSpan w:val=\"65535\"/>",
        "A. 甲",
        "1、",
        "（ B ）",
        "答案：",
        "□",
        "☑ B.",
    ];
    while start.elapsed().as_secs() < seconds {
        let mut parts = corpus[r.n(corpus.len())].clone();
        for _ in 0..1 + r.n(6) {
            let k = r.n(parts.len());
            let k = if r.n(3) > 0 {
                parts.iter().position(|p| p.0 == "word/document.xml").unwrap_or(k)
            } else {
                k
            };
            let b = &mut parts[k].1;
            if b.is_empty() {
                continue;
            }
            match r.n(6) {
                0 => {
                    let i = r.n(b.len());
                    b[i] = r.n(256) as u8;
                }
                1 => {
                    let i = r.n(b.len());
                    let w = words[r.n(words.len())];
                    b.splice(i..i, w.bytes());
                }
                2 => {
                    // insert at a tag end
                    let i = r.n(b.len());
                    if let Some(j) = b[i..].iter().position(|c| *c == b'>') {
                        let j = i + j + 1;
                        let w = words[r.n(words.len())];
                        b.splice(j..j, w.bytes());
                    }
                }
                3 => {
                    let i = r.n(b.len());
                    let j = (i + r.n(200)).min(b.len());
                    b.drain(i..j);
                }
                4 => {
                    // duplicate or remove a whole paragraph
                    let s = b
                        .windows(5)
                        .enumerate()
                        .filter(|(_, w)| *w == b"<w:p>" || *w == b"<w:p ")
                        .map(|(i, _)| i)
                        .collect::<Vec<_>>();
                    if !s.is_empty() {
                        let i = s[r.n(s.len())];
                        if let Some(e) = b[i..].windows(6).position(|w| w == b"</w:p>") {
                            let seg = b[i..i + e + 6].to_vec();
                            let at = s[r.n(s.len())];
                            b.splice(at..at, seg);
                        }
                    }
                }
                _ => {
                    let i = r.n(b.len());
                    let n = 1 + r.n(40);
                    let j = (i + n).min(b.len());
                    let seg = b[i..j].to_vec();
                    let at = r.n(b.len());
                    b.splice(at..at, seg);
                }
            }
        }
        let bytes = pack(&parts);
        std::fs::write("/tmp/f-docx-fuzz-last.docx", &bytes).unwrap();
        let t = std::time::Instant::now();
        let reading =
            read(&bytes, &ReadOptions { forced_format: Some(Format::Docx), ..ReadOptions::default() });
        worst = worst.max(t.elapsed().as_millis());
        runs += 1;
        questions += reading.questions.len();
        if let Some(c) = reading.counts {
            assert!(c.add_up());
        }
        for q in &reading.questions {
            assert!(!format!("{q:?}").chars().any(|c| c as u32 >= 0xf0000));
            if let Some(Answer::Labels(l)) = &q.answer {
                assert!(l.iter().all(|l| q.options.iter().any(|o| o.label == *l)));
            }
            assert!(q.place_end.unwrap_or(0) <= reading.lines);
        }
    }
    println!("{runs} runs, {questions} questions, slowest {worst} ms");
}

//! Mutated files of every format that is text: none breaks a reader, takes it long, makes it lose count or invent a key.
//!
//! A short run with fixed seeds belongs to the normal suite. The long run goes on for some minutes, with one format or
//! all: `FUZZ_MINUTES=10 FUZZ_FORMAT=gift cargo test --test fuzzing -- --nocapture`. A file that fails is written to the
//! directory for temporary files; its name is printed.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    reason = "tests may panic"
)]

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use question_formats::{
    Answer, BankHeader, ChoiceOption, Format, Number, Place, QuestionDraft, QuestionType, ReadOptions,
    Reading, read, write,
};

/// Pseudo-random numbers that are the same on every machine (SplitMix64).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        let end = u64::try_from(end.max(1)).expect("a length");
        usize::try_from(self.next() % end).expect("less than a length")
    }

    fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len())]
    }
}

/// A file that is whole, and the pieces that mean something to its format.
struct Seed {
    format: Format,
    files: Vec<String>,
    pieces: &'static [&'static str],
}

/// Questions of every kind, for the formats that are written.
fn drafts() -> Vec<QuestionDraft> {
    let draft = |kind, stem: &str, options: &[&str], answer| {
        let mut draft = QuestionDraft::new(kind, Place::line(1), "zh-CN");
        draft.stem = stem.to_owned();
        draft.options = options
            .iter()
            .zip('A'..)
            .map(|(text, label)| ChoiceOption { label: label.to_string(), text: (*text).to_owned() })
            .collect();
        draft.answer = answer;
        draft.explanation = Some("见手册 3.2 <b>".to_owned());
        draft.topic = Some("产品/定价".to_owned());
        draft.tags = vec!["报价".to_owned()];
        draft
    };
    let labels = |text: &str| Some(Answer::Labels(text.chars().map(String::from).collect()));
    let number = |value| Number::new(value).expect("finite");
    vec![
        draft(QuestionType::SingleChoice, "谁签合同？", &["销售", "法务", "财务 & <税>"], labels("B")),
        draft(
            QuestionType::MultipleChoice,
            "报价单必须包含什么？",
            &["有效期", "税率", "天气", "{a}"],
            labels("AB"),
        ),
        draft(QuestionType::TrueFalse, "口头承诺等同于合同。", &[], Some(Answer::Truth(false))),
        draft(
            QuestionType::FillBlank,
            "标准账期为____天。",
            &[],
            Some(Answer::Blanks(vec![vec!["30".to_owned()]])),
        ),
        draft(
            QuestionType::Numeric,
            "How many days?",
            &[],
            Some(Answer::Numeric { value: number(30.0), tolerance: number(0.5) }),
        ),
        draft(
            QuestionType::ShortAnswer,
            "说明三个步骤。",
            &[],
            Some(Answer::Reference(vec!["倾听；确认".to_owned()])),
        ),
        draft(
            QuestionType::Matching,
            "配对。",
            &["一", "二"],
            Some(Answer::Pairs(vec![("甲".to_owned(), "一".to_owned()), ("乙".to_owned(), "二".to_owned())])),
        ),
        draft(
            QuestionType::Ordering,
            "排序。",
            &["签约", "报价", "拜访"],
            Some(Answer::Order(["C", "B", "A"].map(String::from).to_vec())),
        ),
    ]
}

/// The drafts as a file of this format, where the format is text and written.
fn written(format: Format) -> Option<String> {
    let mut bank =
        BankHeader { code: "fuzz".to_owned(), languages: vec!["zh-CN".to_owned()], ..BankHeader::default() };
    bank.title.insert("zh-CN".to_owned(), "题库".to_owned());
    let bytes = write(format, &bank, &drafts())?.bytes;
    String::from_utf8(bytes).ok().filter(|text| !text.is_empty())
}

const GIFT: &str = "// 报价 [id:px-1] [tag:a]\n$CATEGORY: $course$/top/产品//定价\n\n::Q1:: 谁签？{\n  =甲 #对\n  ~%-25%乙\n  #### 见手册\n}\n\n\
    Signed by {=both =%50%one} sides.\n\n账期{#28..32}天。\n\nPi? {#=3.14:0.01 =%50%3:1#near ~#no}\n\n真的。{TRUE#a#b}\n\n写。{}\n\n\
    [html]<p>A &lt; b<sup>2</sup><img src\\=\"x.png\"></p>{~%50%<b>a</b> ~%50%b ~%-100%c}\n\n配。{\n=甲 -> 一\n= -> 二\n=丙->三}\n\nOnly a text \\{\\}.\n";
const AIKEN: &str = "Chapter\n\n第一步做什么？\nA) 立即降价\nB) 询问\nC. wrapped\n   option\nANSWER: B\nExplanation: why\n\n\
    Q two?\na) x\nB、y\nanswer: A, B\n\nQ three?\nA) x\nB) y\n";
const PAPER: &str = "一、单项选择题（每题 2 分）\n1. 首次电话的目的是（ B ）。\nA. 报价  B. 约见  C. 签约\n解析：先约见。\n2、下列属于竞品的是\n\
    （A）甲\n（B）乙\n【答案】A 【分值】3\n二、判断题\n3. 口头承诺等同于合同。（ × ）\n三、填空题\n4. 账期为____天。\n答案：30|60\n参考答案\n1-2 BA\n";
const CSV: &str = "题型,题干,选项A,选项B,选项C,答案,解析,分值\n单选题,\"谁签,合同？\",甲,乙,丙,B,见手册,2\n多选题,选哪些？,甲,乙,丙,\"A,C\",,3\n判断题,对吗？,,,,错,,1\n";
const MOODLE: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<quiz>\n<question type=\"category\"><category><text>$course$/top/售后</text></category></question>\n\
    <question type=\"multichoice\"><name><text>退货</text></name><questiontext format=\"html\"><text><![CDATA[<p>哪些<img src=\"@@PLUGINFILE@@/b.png\"/></p>]]></text>\
    <file name=\"b.png\" path=\"/\" encoding=\"base64\">aGVsbG8=</file></questiontext><generalfeedback><text>见 2.1</text></generalfeedback><defaultgrade>2.0</defaultgrade>\
    <single>false</single><answer fraction=\"50\"><text>七天</text></answer><answer fraction=\"50\"><text>质量</text></answer><answer fraction=\"-100\"><text>一年</text></answer></question>\n\
    <question type=\"truefalse\"><name><text>x</text></name><questiontext><text>对。</text></questiontext><answer fraction=\"100\"><text>true</text></answer><answer fraction=\"0\"><text>false</text></answer></question>\n\
    <question type=\"numerical\"><questiontext><text>几天</text></questiontext><answer fraction=\"100\"><text>30</text><tolerance>1</tolerance></answer></question>\n\
    <question type=\"matching\"><questiontext><text>配</text></questiontext><subquestion><text>甲</text><answer><text>一</text></answer></subquestion><subquestion><text></text><answer><text>二</text></answer></subquestion></question>\n\
    <question type=\"cloze\"><questiontext><text>{1:MC:=a~b}</text></questiontext></question>\n</quiz>\n";
const QTI: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<assessmentItem xmlns=\"http://www.imsglobal.org/xsd/imsqti_v2p1\" identifier=\"q-1\" title=\"跟进\" adaptive=\"false\" timeDependent=\"false\">\n\
    <responseDeclaration identifier=\"RESPONSE\" cardinality=\"multiple\" baseType=\"identifier\"><correctResponse><value>a</value><value>c</value></correctResponse>\
    <mapping lowerBound=\"0\" upperBound=\"2\" defaultValue=\"0\"><mapEntry mapKey=\"a\" mappedValue=\"1\"/><mapEntry mapKey=\"b\" mappedValue=\"-1\"/></mapping></responseDeclaration>\n\
    <outcomeDeclaration identifier=\"SCORE\" cardinality=\"single\" baseType=\"float\"/>\n<itemBody><p>看</p><choiceInteraction responseIdentifier=\"RESPONSE\" shuffle=\"true\" maxChoices=\"0\"><prompt>记录什么？</prompt>\
    <simpleChoice identifier=\"a\">下一步</simpleChoice><simpleChoice identifier=\"b\">车牌</simpleChoice><simpleChoice identifier=\"c\">决策人</simpleChoice></choiceInteraction></itemBody>\n\
    <responseProcessing template=\"http://www.imsglobal.org/question/qti_v2p1/rptemplates/map_response\"/>\n</assessmentItem>\n";

/// What programs write when a person asks them for a workbook: a web page, and XML.
const PAGE: &str = "<html xmlns:x=\"urn:schemas-microsoft-com:office:excel\"><body><table border=1><tr><th>题型</th><th>题干</th><th>选项A</th><th>选项B</th><th>答案</th></tr>\
    <tr><td>单选题</td><td rowspan=1>谁签&lt;合同&gt;？<br>第二行</td><td>甲</td><td>乙</td><td>B</td></tr><tr><td>判断题</td><td colspan=3>对吗？</td><td>错</td></tr></table></body></html>\n";
const WORKBOOK: &str = "<?xml version=\"1.0\"?>\n<?mso-application progid=\"Excel.Sheet\"?>\n<Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\" xmlns:ss=\"urn:schemas-microsoft-com:office:spreadsheet\">\
    <Worksheet ss:Name=\"单选题\"><Table><Row><Cell><Data ss:Type=\"String\">题干</Data></Cell><Cell><Data ss:Type=\"String\">选项A</Data></Cell><Cell><Data ss:Type=\"String\">选项B</Data></Cell><Cell><Data ss:Type=\"String\">答案</Data></Cell></Row>\
    <Row><Cell><Data ss:Type=\"String\">谁签？</Data></Cell><Cell ss:Index=\"2\"><Data ss:Type=\"Number\">1</Data></Cell><Cell><Data ss:Type=\"String\">乙</Data></Cell><Cell><Data ss:Type=\"String\">A</Data></Cell></Row></Table></Worksheet></Workbook>\n";

/// The papers among the fixtures.
fn papers() -> Vec<String> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let paths =
        std::fs::read_dir(folder).expect("the fixtures").map(|entry| entry.expect("a fixture").path());
    let mut papers: Vec<_> =
        paths.filter(|path| path.extension().is_some_and(|ending| ending == "txt")).collect();
    // The order of a directory is not the same everywhere.
    papers.sort();
    papers.into_iter().map(|path| std::fs::read_to_string(path).expect("a paper")).collect()
}

fn seeds() -> Vec<Seed> {
    let seed = |format: Format, invented: &[&str], pieces| {
        let mut files: Vec<String> = invented.iter().map(|text| (*text).to_owned()).collect();
        files.extend(written(format));
        Seed { format, files, pieces }
    };
    const XML: &[&str] = &[
        "<",
        ">",
        "/>",
        "</",
        "<![CDATA[",
        "]]>",
        "&amp;",
        "&#0;",
        "&#x1F600;",
        "&lol;",
        "<!DOCTYPE x [<!ENTITY a 'b'>]>",
        "\"",
        "<text>",
        "</text>",
        "<answer fraction=\"100\">",
        "</answer>",
        "<p>",
        "<!--",
        "-->",
        "<value>a</value>",
        "<simpleChoice identifier=\"a\">",
        "</quiz>",
        "<question type=\"essay\">",
        "NaN",
        "-50",
    ];
    let papers = papers();
    const TABLE: &[&str] = &[
        "<tr>",
        "</tr>",
        "<td>",
        "<td colspan=9999999>",
        "<td rowspan=\"-1\">",
        "</table>",
        "<table>",
        "&lt;",
        "&#0;",
        "<Row ss:Index=\"1048577\">",
        "<Cell ss:Index=\"16385\">",
        "ss:MergeAcross=\"70000\"",
        "<!DOCTYPE x>",
        "]]>",
        "题干",
        "答案",
        "A",
        "\u{0}",
    ];
    vec![
        seed(Format::Xls, &[PAGE, WORKBOOK], TABLE),
        seed(
            Format::Gift,
            &[GIFT],
            &[
                "{",
                "}",
                "=",
                "~",
                "#",
                "####",
                "::",
                ":",
                "\\",
                "\\n",
                "\n",
                "\n\n",
                "->",
                "%50%",
                "%-100%",
                "//",
                "[html]",
                "[plain]",
                "$CATEGORY:",
                "{T}",
                "{}",
                "{#",
                "..",
                "[id:",
                "]",
                "<p>",
                "<b>",
                "&lt;",
                "＝",
                "～",
                "｛",
                "｝",
                "$$",
                "____",
                "\u{0}",
                "\t",
                "=a",
                "~b",
                "1e999",
                "data:image/png;base64,AA==",
                "<img src\\=\"",
            ],
        ),
        seed(
            Format::Aiken,
            &[AIKEN],
            &[
                "ANSWER:",
                "ANSWER: A",
                "A) ",
                "B. ",
                "C)",
                "Z) z",
                "a) ",
                "\n",
                "\n\n",
                "答案：",
                "A, C",
                "EXPLANATION: ",
                "（A）",
                "A、",
                " ",
                "\t",
                "Ａ",
                "A",
            ],
        ),
        seed(
            Format::PaperText,
            &std::iter::once(PAPER).chain(papers.iter().map(String::as_str)).collect::<Vec<_>>(),
            &[
                "1. ",
                "2、",
                "（3）",
                "A. ",
                "B、",
                "(AC)",
                "（ B ）",
                "答案：",
                "【答案】",
                "解析：",
                "一、单选题\n",
                "\n",
                "\n\n",
                "____",
                "√",
                "×",
                "1-5 ABCDE",
                "　",
                "\t",
                "|",
                "；",
            ],
        ),
        seed(
            Format::Csv,
            &[CSV],
            &[
                ",", "\"", "\n", "\r\n", ";", "\t", "=1+1", "A,C", "题干", "答案", "选项", "\"\"", "A",
                "1.0", "\u{feff}",
            ],
        ),
        seed(Format::MoodleXml, &[MOODLE], XML),
        seed(Format::Qti21, &[QTI], XML),
        seed(
            Format::Toml,
            &[],
            &[
                "[[question]]",
                "\n",
                "\"\"\"",
                "\"",
                "=",
                "[",
                "]",
                "answer",
                "code = \"a\"",
                "type = \"single_choice\"",
                "\\",
                "#",
                "{",
                "}",
            ],
        ),
    ]
}

/// Cuts, repeats, swaps and inserts, in characters or in bytes.
fn mutate(file: &str, seed: &Seed, random: &mut Random) -> Vec<u8> {
    let mut text: Vec<char> = file.chars().collect();
    for _ in 0..=random.below(12) {
        let at = random.below(text.len() + 1);
        let end = (at + random.below(40)).min(text.len());
        match random.below(8) {
            0 => {
                text.drain(at..end);
            }
            1 => {
                let part: Vec<char> = text[at..end].to_vec();
                let most = if random.below(50) == 0 { 500 } else { 4 };
                for _ in 0..=random.below(most) {
                    text.splice(at..at, part.iter().copied());
                }
            }
            2 => {
                let to = random.below(text.len() + 1);
                let part: Vec<char> = text[at..end].to_vec();
                text.splice(to..to, part);
            }
            3 => text.truncate(at.max(text.len() / 2)),
            4 if at < text.len() => {
                text[at] =
                    *random.pick(&['\n', ' ', '甲', '"', '\\', '\u{0}', '\r', '\u{2028}', 'Z', '{', '<']);
            }
            _ => {
                let piece = *random.pick(seed.pieces);
                text.splice(at..at, piece.chars());
            }
        }
    }
    let mut bytes = text.into_iter().collect::<String>().into_bytes();
    if random.below(6) == 0 && !bytes.is_empty() {
        for _ in 0..=random.below(4) {
            let at = random.below(bytes.len());
            bytes[at] = u8::try_from(random.below(256)).expect("a byte");
        }
    }
    bytes
}

/// What holds for every reading.
fn check(bytes: &[u8], forced: Option<Format>) -> Result<(), String> {
    let options = ReadOptions { forced_format: forced, ..ReadOptions::default() };
    let started = Instant::now();
    let reading =
        catch_unwind(AssertUnwindSafe(|| read(bytes, &options))).map_err(|_| "panics".to_owned())?;
    let taken = started.elapsed();
    // Unoptimised code takes a good ten times as long.
    let seconds = if cfg!(debug_assertions) { 30 } else { 5 };
    let allowed = Duration::from_secs(seconds).mul_f64((bytes.len() as f64 / 100_000.0).max(1.0));
    if taken > allowed {
        return Err(format!("takes {taken:?} for {} bytes", bytes.len()));
    }
    holds(&reading)
}

fn holds(reading: &Reading) -> Result<(), String> {
    if let Some(counts) = reading.counts.filter(|counts| !counts.add_up()) {
        return Err(format!("does not add up: {counts:?}"));
    }
    if reading.questions.is_empty() && !reading.has_errors() {
        return Err("finds nothing and says nothing".to_owned());
    }
    for draft in &reading.questions {
        key_is_in_the_question(draft)?;
        let stored = serde_json::to_string(draft).map_err(|problem| problem.to_string())?;
        let restored: QuestionDraft = serde_json::from_str(&stored).map_err(|problem| problem.to_string())?;
        if restored != *draft {
            return Err(format!("does not come back from JSON: {draft:?}"));
        }
    }
    Ok(())
}

/// A key that names what is not there is invented.
fn key_is_in_the_question(draft: &QuestionDraft) -> Result<(), String> {
    let is_label = |label: &String| draft.options.iter().any(|option| option.label == *label);
    let is_option = |text: &str| draft.options.iter().any(|option| option.text == text);
    let sound = match (&draft.answer, draft.question_type) {
        (None, _) => true,
        (Some(Answer::Labels(labels)), QuestionType::SingleChoice) => {
            labels.len() == 1 && labels.iter().all(is_label)
        }
        (Some(Answer::Labels(labels)), QuestionType::MultipleChoice) => {
            !labels.is_empty() && labels.iter().all(is_label)
        }
        (Some(Answer::Truth(_)), QuestionType::TrueFalse)
        | (Some(Answer::Reference(_)), QuestionType::ShortAnswer) => true,
        (Some(Answer::Blanks(blanks)), QuestionType::FillBlank) => !blanks.is_empty(),
        (Some(Answer::Numeric { tolerance, .. }), QuestionType::Numeric) => tolerance.get() >= 0.0,
        (Some(Answer::Pairs(pairs)), QuestionType::Matching) => {
            pairs.iter().all(|(_, right)| is_option(right))
        }
        (Some(Answer::Order(labels)), QuestionType::Ordering) => {
            labels.len() == draft.options.len() && labels.iter().all(is_label)
        }
        _ => false,
    };
    if sound { Ok(()) } else { Err(format!("invents a key: {draft:?}")) }
}

/// A file that fails, with what was wrong.
fn run(seed: &Seed, number: u64) -> Result<(), String> {
    let mut random = Random(number);
    let file = random.pick(&seed.files).clone();
    let bytes = mutate(&file, seed, &mut random);
    let forced = (random.below(3) > 0).then_some(seed.format);
    check(&bytes, forced).map_err(|problem| {
        let path = std::env::temp_dir().join(format!("fuzz-{}-{number}", seed.format.as_str()));
        let kept = std::fs::write(&path, &bytes).map(|()| path.display().to_string());
        format!("{} {number} (forced: {forced:?}) {problem}\nkept as {kept:?}", seed.format.as_str())
    })
}

#[test]
fn the_seeds_themselves_are_read() {
    for seed in seeds() {
        for file in &seed.files {
            check(file.as_bytes(), Some(seed.format)).expect("a whole file");
        }
    }
}

#[test]
fn mutated_files_break_nothing() {
    for seed in seeds().into_iter().filter(|seed| !seed.files.is_empty()) {
        for number in 0..800 {
            if let Err(problem) = run(&seed, number) {
                panic!("{problem}");
            }
        }
    }
}

/// Files that would take for ever if any step looked again and again at the same text.
#[test]
fn long_files_stay_linear() {
    let repeated = [
        (Format::Gift, "{"),
        (Format::Gift, "}"),
        (Format::Gift, "{=a}"),
        (Format::Gift, "{{=a}"),
        (Format::Gift, "~"),
        (Format::Gift, "=a "),
        (Format::Gift, "::"),
        (Format::Gift, "::\n"),
        (Format::Gift, "\\"),
        (Format::Gift, "//[id:[tag:"),
        (Format::Gift, "// [id:a]\n"),
        (Format::Gift, "$CATEGORY:\n"),
        (Format::Gift, "<b &"),
        (Format::Gift, "a\n{\n"),
        (Format::Gift, "x {=a -> b}\n"),
        (Format::Gift, "x {T}\n\n"),
        (Format::Aiken, "A) x\n"),
        (Format::Aiken, "A) x\nB) y\nC) z\n"),
        (Format::Aiken, "ANSWER: A\n"),
        (Format::Aiken, "plain\n\n"),
        (Format::Aiken, "ANSWER: A, "),
        (Format::Aiken, "EXPLANATION: x\n"),
    ];
    for (format, piece) in repeated {
        for frame in [("", ""), ("q {", "}"), ("q {=a ~", ""), ("[html]q {=", "}"), ("q {#", "}")] {
            let file = format!("{}{}{}", frame.0, piece.repeat(40_000 / piece.len()), frame.1);
            let started = Instant::now();
            let _ = question_formats::detect::by_text(&file, None);
            assert!(started.elapsed() < Duration::from_secs(5), "recognising {piece:?} {frame:?}");
            if let Err(problem) = check(file.as_bytes(), Some(format)) {
                panic!("{format:?} {piece:?} {frame:?}: {}", problem.chars().take(300).collect::<String>());
            }
        }
    }
}

/// Without its two variables this does nothing: it goes on for minutes.
#[test]
fn mutated_files_break_nothing_for_minutes() {
    let Some(minutes) = std::env::var("FUZZ_MINUTES").ok().and_then(|text| text.parse::<f64>().ok()) else {
        return;
    };
    let only = std::env::var("FUZZ_FORMAT").ok();
    let chosen = |seed: &Seed| only.as_deref().is_none_or(|name| name == seed.format.as_str());
    let seeds: Vec<Seed> =
        seeds().into_iter().filter(|seed| chosen(seed) && !seed.files.is_empty()).collect();
    assert!(!seeds.is_empty(), "no format has this name, or nothing is written in it: {only:?}");
    let started = Instant::now();
    let mut number = 1_000_000;
    while started.elapsed().as_secs_f64() < minutes * 60.0 {
        for seed in &seeds {
            if let Err(problem) = run(seed, number) {
                panic!("{problem}");
            }
        }
        number += 1;
    }
    println!("{} files of {:?} in {:?}", (number - 1_000_000) * seeds.len() as u64, only, started.elapsed());
}

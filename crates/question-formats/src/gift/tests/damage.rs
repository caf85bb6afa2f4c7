//! What people do to GIFT, and texts that only look like it.

use super::*;

#[test]
fn program_code_in_a_stem_is_neither_a_block_nor_its_end() {
    for code in [
        "int main() { puts(\"x\"); }\n",
        "void f() {\n  a = 1;\n}\n",
        "void f() {\n  a = 1;\n\n  b = 2;\n}\n\n",
        "while (x) { y } \n",
        "```java\nclass A {}\n\nclass B { }\n```\n",
    ] {
        let draft = one(&format!("::t:: What does this do?\n{code}{{\n=one\n~two\n}}\n"));
        assert_eq!((key(&draft), draft.options.len()), (serde_json::json!(["A"]), 2), "{code}");
        assert!(draft.stem.trim_end_matches(['`', '\n']).ends_with('}'), "{}", draft.stem);
    }
    let draft = one("What does this do?\nvoid f() {\n  a = 1;\n}\nChoose one: {=one ~two}\n");
    assert_eq!((key(&draft), draft.options.len()), (serde_json::json!(["A"]), 2));
    // Code alone asks nothing.
    assert_eq!(
        read("::t:: Look at this.\nvoid f() {\n  a = 1;\n}\n", &ReadOptions::default()).questions.len(),
        0
    );
}

#[test]
fn blank_lines_in_program_code_do_not_end_a_question() {
    for (begin, end) in [("```c", "```"), ("[html]<pre>", "</pre>")] {
        let text = format!(
            "::t:: What is printed?\n{begin}\nint a;\n\nint b;\n{end}\n{{\n=one\n~two\n}}\n\nGo. {{T}}\n"
        );
        let reading = reading(&text);
        assert_eq!((reading.questions.len(), reading.skipped.len()), (2, 0), "{text}");
        let stem = &reading.questions[0].stem;
        assert!(stem.starts_with("What") && stem.contains("int b;"), "{stem}");
    }
    // A listing that never ends costs one question, not the rest of the file.
    let reading = reading("What?\n```c\nint a;\n\nGo. {T}\n\nStop. {F}\n");
    assert_eq!(reading.questions.len(), 2);
}

#[test]
fn broken_braces_cost_one_entry_and_are_placed_in_characters() {
    let text = "One? {T}\n\n第二题 {=甲 ~乙\n\nThree? {F}\n\n四 ~乙}\n\nFive {T} six {=a ~b}\n\nSeven? {T}\n";
    let reading = reading(text);
    assert_eq!(reading.questions.len(), 3);
    let places: Vec<(Place, &str)> = reading
        .diagnostics
        .iter()
        .filter(|one| one.code == Code::EItemMalformed)
        .map(|one| (one.place.clone().unwrap(), one.found.as_deref().unwrap()))
        .collect();
    assert_eq!(
        places,
        [
            (Place::column(3, 5), "unclosed_brace"),
            (Place::column(7, 5), "unopened_brace"),
            (Place::column(9, 14), "second_block")
        ]
    );
    assert_eq!(reading.counts.unwrap().failed, 3);
}

#[test]
fn errors_inside_a_block_have_line_and_column_in_characters() {
    let at = |text: &str| {
        let reading = reading(text);
        let found = reading.diagnostics.iter().find(|one| one.code == Code::EAnswerUnclear);
        found.and_then(|one| one.place.clone()).unwrap()
    };
    assert_eq!(at("配对：{\n =甲 -> 一\n =乙 二\n}"), Place::column(4, 1));
    assert_eq!(at("几天？{# 三十}"), Place::column(1, 7));
    assert_eq!(at("几天？{#30 天}"), Place::column(1, 9));
}

#[test]
fn blank_lines_inside_and_missing_between_are_survived() {
    let inside = "::1::One? {\n\n =a\n\n ~b\n\n}\n\nTwo? {T}\n";
    assert_eq!(reading(inside).questions.len(), 2);
    assert_eq!(codes(inside), [Code::WExtension]);
    let before = "::1:: What is it?\n\n{\n=a\n~b\n}\n";
    assert_eq!(one(before).stem, "What is it?");
    let glued = "::1::One? {=a ~b}\n::2::Two? {\n=a\n~b\n}\nThree? {T}\n// [id:x]\nFour? {F}\n";
    let read = reading(glued);
    assert_eq!(read.questions.len(), 4);
    assert_eq!(read.questions[3].code.as_deref(), Some("x"));
    assert_eq!(read.questions[2].stem, "Three?");
    let unclosed = "::1::One? {=a ~b\n::2::Two? {=a ~b}\n";
    let read = reading(unclosed);
    assert_eq!((read.questions.len(), read.counts.unwrap().failed), (1, 1));
}

#[test]
fn unescaped_signs_inside_options_are_text_where_nothing_else_makes_sense() {
    let draft = one("What holds? {\n ~y=1\n =y=2\n ~y = 3\n}");
    assert_eq!((options(&draft), key(&draft)), (vec!["y=1", "y=2", "y = 3"], serde_json::json!(["B"])));
    let draft = one("[html]Which? {\n ~<a href=\"x\">one</a>\n =two\n}");
    assert_eq!((options(&draft), key(&draft)), (vec!["one", "two"], serde_json::json!(["B"])));
    assert_eq!(options(&one("Which? {~a=b~c}")), ["a", "b", "c"]);
    let draft = one("Which? {\n~one\n~=two\n~three\n}");
    assert_eq!((options(&draft), key(&draft)), (vec!["one", "two", "three"], serde_json::json!(["B"])));
    let draft = one("Half is $\\frac{1}{2}$ of what? {=one ~x^{2}}");
    assert_eq!(options(&draft), ["one", "x^{2}"]);
    assert_eq!(draft.stem, "Half is $\\frac{1}{2}$ of what?");
    let draft = one("Water is {=1 =one} part oxygen and {=2} parts hydrogen.");
    assert_eq!(draft.stem, "Water is ____ part oxygen and ____ parts hydrogen.");
    assert_eq!(key(&draft), serde_json::json!([["1", "one"], ["2"]]));
    assert_eq!(one("One {=a} and two {=b}").stem, "One ____ and two ____");
}

#[test]
fn full_width_signs_are_pointed_at_and_not_taken_for_syntax() {
    let braces = "哪个？｛=甲 ~乙｝\n\nTwo? {T}\n";
    let read = reading(braces);
    assert_eq!((read.questions.len(), read.counts.unwrap().failed), (1, 1));
    assert_eq!(read.diagnostics[0].place, Some(Place::column(1, 4)));
    assert_eq!(codes(braces), [Code::WFullwidth, Code::EItemMalformed]);
    let text = "10～20℃：：对吗？{=＝是 ~20～30}";
    assert_eq!(options(&one("10～20℃对吗？{=是＝对 ~20～30}")), ["是＝对", "20～30"]);
    assert_eq!(key(&one(text)), serde_json::json!(["A"]));
}

#[test]
fn more_than_twenty_six_options_are_an_error() {
    let list: String = (0..30).map(|index| format!(" ~option {index}")).collect();
    let text = format!("Which? {{=right{list}}}");
    let draft = one(&text);
    assert_eq!((draft.options.len(), draft.answer), (26, None));
    assert!(codes(&text).contains(&Code::EItemMalformed));
}

#[test]
fn too_many_questions_are_counted_all_the_same() {
    let limits = crate::Limits { questions: 2, ..crate::Limits::default() };
    let options = ReadOptions { limits, ..ReadOptions::default() };
    let reading = read(&"Q? {T}\n\n".repeat(5), &options);
    let counts = reading.counts.unwrap();
    assert_eq!((counts.found, counts.questions, counts.skipped), (5, 2, 3));
    assert!(counts.add_up() && reading.diagnostics.iter().any(|one| one.code == Code::ETooMany));
}

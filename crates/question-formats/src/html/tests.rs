use super::*;

fn text(html: &str) -> String {
    to_text(html, &mut |source, alternative| format!("[{alternative}|{source}]")).text
}

fn lost(html: &str) -> Vec<String> {
    to_text(html, &mut |_, _| String::new()).lost
}

#[test]
fn paragraphs_breaks_lists_and_rows_become_lines() {
    for (html, expected) in [
        ("<p>甲 </p><p>乙<br/>丙</p>", "甲\n乙\n丙"),
        ("甲<br><br><br>乙", "甲\n\n乙"),
        ("<p>甲<br></p><p>&nbsp;</p><p>乙</p>", "甲\n\n乙"),
        ("前<ul><li>一</li><li><p>二</p></li></ul>后", "前\n- 一\n- 二\n后"),
        ("<ol><li>one</li><li>two</li></ol>", "1. one\n2. two"),
        ("<ol type=\"A\" start=\"2\"><li>one<li></li><li>three</ol>", "B. one\nC.\nD. three"),
        ("<ol><li>one<ul><li>a</li><li>b</li></ul></li><li>two</li></ol>", "1. one\n  - a\n  - b\n2. two"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a\tb\nc"),
        (
            "<table><tr><th></th><th><p>x</p></th></tr><tr><td><p>1</p></td><td>2</td></tr></table>",
            "\tx\n1\t2",
        ),
        ("a\n   b &amp; c&nbsp;", "a\nb & c"),
        ("a<b>\n   b</b> &amp; c&nbsp;", "a b & c"),
        ("plain text\nin two lines", "plain text\nin two lines"),
        ("<pre>\nif x:\n    y = 1\n\n\n    z</pre>end", "if x:\n    y = 1\n\n\n    z\nend"),
        ("<p style=\"white-space: pre-wrap\">a\n  b</p><p>c\n  d</p>", "a\n  b\nc d"),
        ("<ruby>汉<rp>(</rp><rt>hàn</rt><rp>)</rp></ruby><q>x</q>", "汉(hàn)“x”"),
    ] {
        assert_eq!(text(html), expected, "{html}");
    }
}

#[test]
fn nothing_of_a_tag_survives() {
    let html =
        "<p onclick='x()'>a<script>alert('</p>')</script><style>p{}</style><a href='javascript:x'>b</a></p>";
    assert_eq!((text(html).as_str(), lost(html)), ("ab", vec!["script".to_owned(), "style".to_owned()]));
    assert_eq!(text("<xss onload=alert(1)>a</p x='>'><!-- <b> --><![if !vml]>b<o:p></o:p>"), "a\nb");
    assert_eq!(text("a<video><source src=x>film</video><svg><text>t</text></svg>b<script>c"), "ab");
}

#[test]
fn what_is_no_tag_is_text() {
    assert_eq!(text("1 < 2 <3, <<b>x</b> a<-b"), "1 < 2 <3, <x a<-b");
    assert_eq!(text("<p>List<String> of <T></p>"), "List<String> of <T>");
    assert_eq!(text("<b>x</b> <unfinished"), "x <unfinished");
    assert_eq!(text("<a title=\"a > b\">x</a><img alt='1>0' src=\"y\">"), "x[1>0|y]");
}

#[test]
fn character_references_are_those_of_browsers() {
    for (html, expected) in [
        ("&lt;b&gt; &copy; &eacute; &hellip; &notanentity; &", "<b> © é … &notanentity; &"),
        ("&#20013;&#x4E2D;&#150;&#0;&#xD800;&#99999999999;", "中中–\u{fffd}\u{fffd}\u{fffd}999;"),
        ("a&nbspb &nbsp b &amp b &ampx", "a&nbspb   b & b &ampx"),
        ("&#; &#x; &;", "&#; &#x; &;"),
    ] {
        assert_eq!(text(html), expected, "{html}");
    }
}

#[test]
fn images_and_raised_digits_stay_where_they_stand() {
    assert_eq!(text("x<sup>2</sup>+H<sub>2</sub>O <sup>a/b</sup>"), "x²+H₂O ^(a/b)");
    assert_eq!(
        text("看图<IMG SRC=\"@@PLUGINFILE@@/box.png\" ALT=\"盒子\">后"),
        "看图[盒子|@@PLUGINFILE@@/box.png]后"
    );
    assert_eq!(text("<img alt=a src=x&amp;y/>"), "[a|x&y/]");
}

#[test]
fn formulas_become_a_line() {
    for (html, expected) in [
        ("<math><mi>a</mi><mo>=</mo><mn>1</mn></math>", "a=1"),
        (
            "若<math><mfrac><mrow><mi>a</mi><mo>+</mo><mn>1</mn></mrow><mn>2</mn></mfrac></math>则",
            "若(a+1)/2则",
        ),
        ("<math><msup><mi>x</mi><mn>2</mn></msup><msqrt><mi>y</mi></msqrt></math>", "x^2√y"),
        (
            "<math><semantics><mi>x</mi><annotation encoding=\"TeX\">\\frac{1}{2}</annotation></semantics></math>",
            "\\frac{1}{2}",
        ),
        ("<math><mrow><mi>x", "x"),
    ] {
        assert_eq!(text(html), expected, "{html}");
        assert_eq!(lost(html), ["math"]);
    }
    assert_eq!(tex("设 $$a^2$$ 与 \\(b\\)").as_deref(), Some("$$a^2$$"));
    assert_eq!(tex("\\(b\\) $$"), Some("\\(b\\)".to_owned()));
    assert_eq!(tex("5$ and (6$)"), None);
}

#[test]
fn blanks_that_are_gaps_survive() {
    for (html, expected) in [
        ("<p>应当（&nbsp; &nbsp;）。</p>", "应当（   ）。"),
        ("应当（&nbsp;&nbsp;）", "应当（  ）"),
        ("<p>end. &nbsp;Next</p>", "end.  Next"),
        ("<p>为<u>&nbsp; &nbsp;</u>天</p>", "为____天"),
        ("<p>为<span style=\"text-decoration: underline;\">&nbsp;&nbsp;</span>天<u>要</u></p>", "为____天要"),
        ("<p>a<input type=\"text\" size=3>b<input type=radio></p>", "a____b"),
    ] {
        assert_eq!(text(html), expected, "{html}");
    }
}

/// Each took minutes, or all memory, when a tree was built.
#[test]
fn hostile_fragments_take_time_in_their_length() {
    let many = 50_000;
    let attributes: String = (0..many).map(|number| format!(" a{number}=1")).collect();
    for html in [
        "<div>".repeat(many),
        "<b><p>".repeat(many),
        "<table><tr><td>".repeat(many),
        format!("{}x{}", "<sup>".repeat(many), "</sup>".repeat(many)),
        "<a b=\">\" ".repeat(many),
        "<a b=\"".repeat(many),
        "<!--".repeat(many),
        "<![CDATA[".repeat(many),
        "<svg>".repeat(many),
        "<video></svg>".repeat(many),
        "</".repeat(many),
        "<".repeat(many),
        "&".repeat(many),
        "<math>".repeat(many),
        "<math><mrow>x".repeat(many),
        "<ul><li>".repeat(many),
        "<li>".repeat(many),
        "<br>".repeat(many),
        "<span>&nbsp;</span>".repeat(many),
        "<pre>\n".repeat(many),
        format!("<img{attributes} src=x>"),
    ] {
        let made = text(&html);
        assert!(made.len() <= html.len() + 200 * many, "{}", made.len());
    }
}

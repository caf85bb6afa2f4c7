//! MathML as one line of text.

use crate::xml::{Element, Node};

/// The author's own notation when the formula carries it, else fractions, powers and roots written in one line.
pub(super) fn linear(formula: &Element) -> String {
    let annotation = formula.descendants().into_iter().find(|inner| {
        inner.name == "annotation"
            && inner.attribute("encoding").is_some_and(|kind| kind.to_ascii_lowercase().contains("tex"))
    });
    let text = match annotation {
        Some(own) => own.text(),
        None => children(formula),
    };
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn children(element: &Element) -> String {
    let mut text = String::new();
    for child in &element.children {
        match child {
            Node::Text(part) => text.push_str(part.trim()),
            Node::Element(child) => text.push_str(&part(child)),
        }
    }
    text
}

fn part(element: &Element) -> String {
    let parts: Vec<String> = element.elements().map(part).collect();
    let at = |index: usize| parts.get(index).map(String::as_str).unwrap_or_default();
    match element.name.as_str() {
        "mfrac" => format!("{}/{}", grouped(at(0)), grouped(at(1))),
        "msup" => format!("{}^{}", grouped(at(0)), grouped(at(1))),
        "msub" => format!("{}_{}", grouped(at(0)), grouped(at(1))),
        "msubsup" | "munderover" => format!("{}_{}^{}", grouped(at(0)), grouped(at(1)), grouped(at(2))),
        "munder" => format!("{}_{}", grouped(at(0)), grouped(at(1))),
        "mover" => format!("{}{}", at(0), at(1)),
        "msqrt" => format!("√({})", children(element)),
        "mroot" => format!("root({}, {})", at(0), at(1)),
        "mfenced" => {
            let (open, close) = (element.attribute("open"), element.attribute("close"));
            format!("{}{}{}", open.unwrap_or("("), parts.join(", "), close.unwrap_or(")"))
        }
        "mtr" => parts.join(", "),
        "mtable" => format!("[{}]", parts.join("; ")),
        "mspace" => " ".to_owned(),
        "annotation" | "annotation-xml" => String::new(),
        "mtext" => element.text(),
        "mo" => operator(element.text().trim()),
        _ => children(element),
    }
}

/// Operators that mean nothing in print are left out; relations get room.
fn operator(sign: &str) -> String {
    match sign {
        "\u{2061}" | "\u{2062}" | "\u{2063}" | "\u{2064}" => String::new(),
        "=" | "≠" | "<" | ">" | "≤" | "≥" | "→" | "⇒" | "∈" => format!(" {sign} "),
        other => other.to_owned(),
    }
}

/// In brackets unless it is one number or name.
fn grouped(text: &str) -> String {
    let simple = text.chars().all(|character| character.is_alphanumeric() || character == '.');
    let wrapped = text.starts_with('(') && text.ends_with(')') && text.matches('(').count() == 1;
    if simple || wrapped { text.to_owned() } else { format!("({text})") }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;

    #[test]
    fn formulas_keep_what_tells_them_apart() {
        for (markup, text) in [
            ("<msup><mi>x</mi><mn>2</mn></msup><mo>+</mo><mn>1</mn><mo>=</mo><mn>0</mn>", "x^2+1 = 0"),
            ("<mfrac><mrow><mi>a</mi><mo>+</mo><mn>1</mn></mrow><mn>3</mn></mfrac>", "(a+1)/3"),
            ("<msqrt><mn>2</mn><mo>&#x2062;</mo><mi>y</mi></msqrt>", "√(2y)"),
            ("<mfenced><mi>a</mi><mi>b</mi></mfenced>", "(a, b)"),
            (
                "<semantics><mi>z</mi><annotation encoding=\"application/x-tex\">\\zeta</annotation></semantics>",
                "\\zeta",
            ),
        ] {
            let root = crate::xml::parse(&format!("<math>{markup}</math>")).unwrap();
            assert_eq!(linear(&root), text);
        }
    }
}

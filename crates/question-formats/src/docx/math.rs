//! Formulas as a line of text: `(a+b)/(2)`, `x^2`, `√(y)`, `∑_(i=1)^(n)`.

use crate::xml::{Element, Node};

/// The text of a formula.
pub(super) fn linear(element: &Element) -> String {
    match element.name.as_str() {
        "t" => element.text(),
        "f" => fraction(element),
        "sSup" => format!("{}^{}", part(element, "e"), grouped(&part(element, "sup"))),
        "sSub" => format!("{}_{}", part(element, "e"), grouped(&part(element, "sub"))),
        "sSubSup" => scripts(&part(element, "e"), element),
        "sPre" => format!("{}{}", scripts("", element), part(element, "e")),
        "rad" => radical(element),
        "nary" => {
            let sign = property(element, "naryPr", "chr").unwrap_or("∫").to_owned();
            format!("{}{}", scripts(&sign, element), part(element, "e"))
        }
        "d" => delimited(element),
        "func" => format!("{} {}", part(element, "fName"), part(element, "e")),
        "limLow" => format!("{}_{}", part(element, "e"), grouped(&part(element, "lim"))),
        "limUpp" => format!("{}^{}", part(element, "e"), grouped(&part(element, "lim"))),
        "acc" => format!("{}{}", part(element, "e"), property(element, "accPr", "chr").unwrap_or("\u{302}")),
        "bar" => format!("{}\u{305}", part(element, "e")),
        "m" => rows(element, "mr", "; "),
        "eqArr" => element.all("e").map(children).collect::<Vec<_>>().join("; "),
        "mr" => element.all("e").map(children).collect::<Vec<_>>().join(", "),
        name if name.ends_with("Pr") || name == "instrText" || name == "delText" => String::new(),
        _ => children(element),
    }
}

fn children(element: &Element) -> String {
    element
        .children
        .iter()
        .filter_map(|child| match child {
            Node::Element(element) => Some(linear(element)),
            Node::Text(_) => None,
        })
        .collect()
}

fn part(element: &Element, name: &str) -> String {
    element.first(name).map(children).unwrap_or_default()
}

fn property<'a>(element: &'a Element, properties: &str, name: &str) -> Option<&'a str> {
    element.first(properties)?.first(name)?.attribute("val")
}

fn fraction(element: &Element) -> String {
    let (above, below) = (part(element, "num"), part(element, "den"));
    match property(element, "fPr", "type") {
        Some("noBar") => format!("({above}; {below})"),
        _ => format!("{}/{}", grouped(&above), grouped(&below)),
    }
}

fn radical(element: &Element) -> String {
    let degree = part(element, "deg");
    let root = grouped(&part(element, "e"));
    match degree.trim() {
        "" | "2" => format!("√{root}"),
        "3" => format!("∛{root}"),
        other => format!("[{other}]√{root}"),
    }
}

fn scripts(base: &str, element: &Element) -> String {
    let (below, above) = (part(element, "sub"), part(element, "sup"));
    let mut text = base.to_owned();
    for (mark, script) in [('_', below), ('^', above)] {
        if !script.trim().is_empty() {
            text.push(mark);
            text.push_str(&grouped(&script));
        }
    }
    text
}

fn delimited(element: &Element) -> String {
    let open = property(element, "dPr", "begChr").unwrap_or("(");
    let close = property(element, "dPr", "endChr").unwrap_or(")");
    let between = property(element, "dPr", "sepChr").unwrap_or("|");
    let inner: Vec<String> = element.all("e").map(children).collect();
    format!("{open}{}{close}", inner.join(between))
}

fn rows(element: &Element, name: &str, between: &str) -> String {
    let rows: Vec<String> = element.all(name).map(linear).collect();
    format!("[{}]", rows.join(between))
}

/// In brackets, unless it is one character or one number.
fn grouped(text: &str) -> String {
    let text = text.trim();
    let is_simple = text.chars().count() == 1 || text.chars().all(|one| one.is_ascii_digit() || one == '.');
    if is_simple { text.to_owned() } else { format!("({text})") }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;

    fn of(xml: &str) -> String {
        linear(&crate::xml::parse(&format!("<oMath>{xml}</oMath>")).unwrap())
    }

    #[test]
    fn formulas_become_lines() {
        let run = |text: &str| format!("<r><rPr/><t>{text}</t></r>");
        let fraction = format!("<f><num>{}</num><den>{}</den></f>", run("a+b"), run("2"));
        assert_eq!(of(&fraction), "(a+b)/2");
        assert_eq!(of(&format!("<sSup><e>{}</e><sup>{}</sup></sSup>", run("x"), run("2"))), "x^2");
        assert_eq!(of(&format!("<rad><deg/><e>{}</e></rad>", run("y+1"))), "√(y+1)");
        assert_eq!(
            of(&format!(
                "<nary><naryPr><chr val=\"∑\"/></naryPr><sub>{}</sub><sup>{}</sup><e>{}</e></nary>",
                run("i=1"),
                run("n"),
                run("i")
            )),
            "∑_(i=1)^ni"
        );
        assert_eq!(
            of(&format!("<d><dPr><begChr val=\"[\"/><endChr val=\"]\"/></dPr><e>{}</e></d>", run("z"))),
            "[z]"
        );
    }
}

//! Fields: an instruction that is not printed, and a result that is.

/// The fields that are open, outermost first.
#[derive(Debug, Default)]
pub(super) struct Fields {
    open: Vec<Field>,
}

#[derive(Debug, Default)]
struct Field {
    has_result: bool,
    instruction: String,
}

/// Characters of an instruction that are kept.
const INSTRUCTION: usize = 2_000;

/// Fields within fields that are told apart.
const DEPTH: usize = 64;

impl Fields {
    /// Whether text that stands here is printed.
    pub(super) fn is_printed(&self) -> bool {
        self.open.iter().all(|field| field.has_result)
    }

    /// Whether the text here is a link, which looks different because of that.
    pub(super) fn is_link(&self) -> bool {
        self.open.iter().any(|field| field.instruction.trim_start().starts_with("HYPERLINK"))
    }

    /// A mark of a field: its beginning, the beginning of its result, or its end. Gives what stands for a field that
    /// ends without a result.
    pub(super) fn mark(&mut self, kind: &str) -> Option<String> {
        match kind {
            "begin" if self.open.len() < DEPTH => self.open.push(Field::default()),
            "separate" => {
                if let Some(field) = self.open.last_mut() {
                    field.has_result = true;
                }
            }
            "end" => {
                let field = self.open.pop()?;
                return (!field.has_result && self.is_printed()).then(|| equation(&field.instruction))?;
            }
            _ => {}
        }
        None
    }

    /// A part of an instruction.
    pub(super) fn instruct(&mut self, text: &str) {
        if let Some(field) = self.open.last_mut().filter(|field| !field.has_result) {
            let room = INSTRUCTION.saturating_sub(field.instruction.len());
            field.instruction.extend(text.chars().take(room));
        }
    }

    /// An instruction does not go on in the next paragraph; a field that is still waiting for its result is damaged.
    pub(super) fn end_of_paragraph(&mut self) {
        for field in &mut self.open {
            field.has_result = true;
        }
    }
}

/// What an `EQ` field draws: `\o\ac(○,3)` a circled number, `\f(1,2)` a fraction, `\r(3,x)` a root. Nothing for
/// fields of other kinds.
fn equation(instruction: &str) -> Option<String> {
    let text = instruction.trim_start();
    let body = text.get(..2).filter(|name| name.eq_ignore_ascii_case("eq")).and_then(|_| text.get(2..))?;
    let characters: Vec<char> = body.trim().chars().collect();
    let mut at = 0;
    Some(expression(&characters, &mut at, 0)).filter(|text| !text.is_empty())
}

/// Reads up to the comma or bracket that ends an argument.
fn expression(characters: &[char], at: &mut usize, depth: usize) -> String {
    let mut text = String::new();
    let mut brackets = 0_usize;
    while let Some(character) = characters.get(*at).copied() {
        match character {
            '\\' if depth < DEPTH => text.push_str(&switch(characters, at, depth)),
            ',' | ';' | ')' if brackets == 0 && depth > 0 => break,
            _ => {
                match character {
                    '(' => brackets += 1,
                    ')' => brackets = brackets.saturating_sub(1),
                    _ => {}
                }
                text.push(character);
                *at += 1;
            }
        }
    }
    text
}

/// `\f(…)` and the like, with further switches such as `\ac` before the bracket.
fn switch(characters: &[char], at: &mut usize, depth: usize) -> String {
    let mut name = String::new();
    while let Some(character) = characters.get(*at).copied().filter(|one| *one != '(') {
        let is_name = character == '\\' || character.is_ascii_alphanumeric() || character == ' ';
        if !is_name {
            break;
        }
        name.push(character.to_ascii_lowercase());
        *at += 1;
    }
    if characters.get(*at) != Some(&'(') {
        return String::new();
    }
    let mut arguments = Vec::new();
    loop {
        *at += 1;
        arguments.push(expression(characters, at, depth + 1).trim().to_owned());
        if !matches!(characters.get(*at), Some(',' | ';')) {
            break;
        }
    }
    *at += 1;
    drawn(&name, &arguments)
}

fn drawn(name: &str, arguments: &[String]) -> String {
    let kind = name.trim_start_matches('\\').chars().next().unwrap_or(' ');
    match (kind, arguments) {
        ('f', [above, below]) => format!("{above}/{below}"),
        ('r', [root]) => format!("√({root})"),
        ('r', [degree, root]) if degree.is_empty() || degree == "2" => format!("√({root})"),
        ('r', [degree, root]) => format!("[{degree}]√({root})"),
        ('o', [circle, inside]) if matches!(circle.as_str(), "○" | "〇" | "◯") => {
            inside.parse().map_or_else(|_| inside.clone(), super::number_format::circled)
        }
        _ => arguments.join(""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instructions_are_not_printed_and_results_are() {
        let mut fields = Fields::default();
        fields.mark("begin");
        assert!(!fields.is_printed());
        fields.instruct(" HYPERLINK \"x\" ");
        fields.mark("separate");
        assert!(fields.is_printed() && fields.is_link());
        assert_eq!(fields.mark("end"), None);
        assert!(fields.is_printed() && !fields.is_link());
        assert_eq!(fields.mark("end"), None);
        fields.mark("begin");
        fields.end_of_paragraph();
        assert!(fields.is_printed());
    }

    #[test]
    fn equations_are_drawn_as_text() {
        for (instruction, text) in [
            (" EQ \\o\\ac(○,3) ", "③"),
            ("eq \\f(1,2)", "1/2"),
            ("EQ x=\\r(3,y+1)", "x=[3]√(y+1)"),
            ("EQ \\f(\\r(,2),2)", "√(2)/2"),
            ("EQ \\o(a,b", "ab"),
        ] {
            assert_eq!(equation(instruction).as_deref(), Some(text), "{instruction}");
        }
        assert_eq!(equation("PAGE"), None);
        assert_eq!(equation("é"), None);
    }
}

//! What stands in a body, prompt or option, as plain text.

use std::collections::BTreeSet;

use crate::html;
use crate::messages::Code;
use crate::model::{Diagnostic, Media};
use crate::xml::{Element, Node};

use super::store::Store;

/// How a gap looks in a stem.
pub(super) const GAP: &str = "____";
/// The class that our writer gives to a gap that stands in no sentence.
pub(super) const ANSWER_LINE: &str = "answer-line";
/// Stands where an interaction stood; no text may hold it.
pub(super) const BREAK: char = '\u{fdd0}';

/// Stands around the number of an image that markup in a text names; no text may hold it.
const IMAGE: char = '\u{fdd2}';
/// Stands for a space that must not be merged with others; no text may hold it.
const KEPT_SPACE: char = '\u{fdd1}';

/// What stands in the place of an interaction.
pub(super) enum Slot {
    /// Nothing.
    Nothing,
    /// Its prompt.
    Prompt,
    /// A mark at which the text is divided.
    Break,
    /// These words.
    Words(String),
}

/// Everything that is worth noting about the texts of one item.
#[derive(Default)]
pub(super) struct Notes {
    /// Images that the texts name.
    pub(super) media: Vec<Media>,
    /// What is wrong with images.
    pub(super) diagnostics: Vec<Diagnostic>,
    /// Formulas that were written in one line.
    pub(super) formulas: Vec<String>,
    /// Layout that is gone.
    pub(super) lost: BTreeSet<String>,
    /// Elements that a draft cannot hold.
    pub(super) unsupported: BTreeSet<String>,
}

impl Notes {
    /// Everything as diagnostics without a place.
    pub(super) fn into_diagnostics(self) -> (Vec<Media>, Vec<Diagnostic>) {
        let mut found = self.diagnostics;
        if !self.lost.is_empty() {
            let names: Vec<String> = self.lost.into_iter().collect();
            found.push(Diagnostic::new(Code::WHtmlStripped).found(names.join(", ")));
        }
        if let Some(first) = self.formulas.first() {
            found.push(Diagnostic::new(Code::WFormula).found(first.clone()));
        }
        found
            .extend(self.unsupported.into_iter().map(|name| Diagnostic::new(Code::WUnsupported).found(name)));
        (self.media, found)
    }
}

/// Turns elements of one member into text.
pub(super) struct Content<'s, 'z> {
    store: &'s mut Store<'z>,
    /// Name of the member that the elements stand in.
    member: String,
    /// Whether our own writer wrote it, which keeps every space.
    is_exact: bool,
    /// What was noted so far.
    pub(super) notes: Notes,
    /// Names of images in the text at hand that nothing stands for.
    unseen: Vec<String>,
}

impl<'s, 'z> Content<'s, 'z> {
    /// For the elements of a member.
    pub(super) fn new(store: &'s mut Store<'z>, member: &str, is_exact: bool) -> Self {
        Self { store, member: member.to_owned(), is_exact, notes: Notes::default(), unseen: Vec::new() }
    }

    /// The text in an element, without interactions and feedback.
    pub(super) fn text(&mut self, element: &Element) -> String {
        self.text_with(element, &mut |_| Slot::Nothing)
    }

    /// The text in an element; `slot` says what stands for each interaction and gap.
    pub(super) fn text_with(&mut self, element: &Element, slot: &mut dyn FnMut(&Element) -> Slot) -> String {
        let mut markup = Markup::new(self.is_exact);
        self.children(element, slot, &mut markup);
        let text = if markup.has_tags {
            let member = self.member.clone();
            self.html(&markup.html, &member)
        } else {
            let spaces = [' ', '\t', '\n', '\r', '\u{c}'];
            markup.plain.split(spaces).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
        };
        self.notes.formulas.extend(html::tex(&text));
        let unseen = std::mem::take(&mut self.unseen);
        let text = with_spaces(&text);
        if !text.is_empty() {
            text
        } else if !unseen.is_empty() {
            // Of a text that is nothing but such images their names are left.
            format!("[{}]", unseen.join(", "))
        } else if element.has_section {
            // A tag alone is what the text is about.
            element.text().trim().to_owned()
        } else {
            text
        }
    }

    fn children(&mut self, element: &Element, slot: &mut dyn FnMut(&Element) -> Slot, markup: &mut Markup) {
        for child in &element.children {
            match child {
                // Some programs keep HTML as it is in sections.
                Node::Text(text) if element.has_section && is_html(text) => markup.html(text),
                Node::Text(text) => markup.text(&without_hard_wraps(text)),
                Node::Element(child) => self.element(child, slot, markup),
            }
        }
    }

    fn element(&mut self, element: &Element, slot: &mut dyn FnMut(&Element) -> Slot, markup: &mut Markup) {
        let name = element.name.as_str();
        if is_interaction(element) || name == "gap" {
            return self.interaction(element, slot, markup);
        }
        if element.attribute("class") == Some(ANSWER_LINE) || is_shown_later(element) {
            return;
        }
        match name {
            "math" => self.formula(element, markup),
            "img" => {
                let alternative = element.attribute("alt").unwrap_or_default().to_owned();
                self.image(element.attribute("src").unwrap_or_default(), &alternative, markup);
            }
            "object" | "embed" => self.object(element, slot, markup),
            "audio" | "video" | "iframe" | "include" | "infoControl" | "catalogInfo" => {
                self.notes.unsupported.insert(name.to_owned());
            }
            "rubricBlock" | "stylesheet" | "source" | "track" | "rp" => {}
            "rt" => {
                markup.text("(");
                self.children(element, slot, markup);
                markup.text(")");
            }
            "printedVariable" => {
                markup.text(&format!("{{{}}}", element.attribute("identifier").unwrap_or_default()));
            }
            "br" | "hr" => markup.tag(&format!("<{name}>")),
            // What no version of QTI has is for teachers, as far as anyone knows.
            _ if is_foreign(name) => {
                self.notes.unsupported.insert(name.to_owned());
            }
            _ => {
                let tag = html_name(name);
                markup.tag(&format!("<{tag}>"));
                self.children(element, slot, markup);
                markup.tag(&format!("</{tag}>"));
            }
        }
    }

    fn interaction(
        &mut self,
        element: &Element,
        slot: &mut dyn FnMut(&Element) -> Slot,
        markup: &mut Markup,
    ) {
        match slot(element) {
            Slot::Nothing => {}
            Slot::Words(words) => markup.text(&words),
            Slot::Break => {
                markup.tag("<div>");
                markup.push(BREAK);
                markup.tag("</div>");
            }
            Slot::Prompt => {
                // An interaction around a text, such as one with gaps in it, has both.
                markup.tag("<div>");
                for part in element.elements().filter(|part| !is_choice(part)) {
                    self.element(part, slot, markup);
                }
                markup.tag("</div>");
            }
        }
    }

    fn formula(&mut self, element: &Element, markup: &mut Markup) {
        let mut formula = Markup::new(self.is_exact);
        formula.formula(element);
        let line = html::to_text(&formula.html, &mut |_, _| String::new()).text;
        markup.text(&line);
        self.notes.formulas.push(line);
    }

    fn image(&mut self, reference: &str, alternative: &str, markup: &mut Markup) {
        let alternative = alternative.split_whitespace().collect::<Vec<_>>().join(" ");
        match self.store.image(&self.member, reference) {
            Ok(media) => {
                markup.text(&media.mark(&alternative));
                if self.notes.media.iter().all(|known| known.name != media.name) {
                    self.notes.media.push(media);
                }
            }
            Err(problem) => {
                markup.text(&alternative);
                self.unseen.push(short_name(reference));
                if !self.notes.diagnostics.contains(&problem) {
                    self.notes.diagnostics.push(problem);
                }
            }
        }
    }

    /// Pictures, films, and texts that stand in a member of their own.
    fn object(&mut self, element: &Element, slot: &mut dyn FnMut(&Element) -> Slot, markup: &mut Markup) {
        let source = element.attribute("data").or_else(|| element.attribute("src")).unwrap_or_default();
        let kind = element.attribute("type").unwrap_or_default().to_ascii_lowercase();
        let ending = source.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
        if kind.starts_with("image/")
            || matches!(ending.as_str(), "png" | "jpg" | "jpeg" | "gif" | "bmp" | "webp")
        {
            let alternative = element.text();
            self.image(source, &alternative, markup);
        } else if kind.contains("html") || kind == "text/plain" {
            self.foreign_text(source, &kind, markup);
        } else {
            let kind = if kind.is_empty() { ending } else { kind };
            self.notes.unsupported.insert(format!("object {kind}"));
            self.children(element, slot, markup);
        }
    }

    fn foreign_text(&mut self, source: &str, kind: &str, markup: &mut Markup) {
        let name = self.store.find(&self.member, source).map(str::to_owned);
        let Some(text) = name.as_ref().and_then(|name| self.store.text(name)) else {
            self.notes.unsupported.insert(format!("object {source}"));
            return;
        };
        let text =
            if kind == "text/plain" { text } else { self.html(&text, name.as_deref().unwrap_or_default()) };
        for line in text.lines() {
            markup.tag("<div>");
            markup.text(line);
            markup.tag("</div>");
        }
    }

    /// HTML that stands in a member, as text.
    fn html(&mut self, html: &str, member: &str) -> String {
        let mut images: Vec<(String, String)> = Vec::new();
        let made = html::to_text(html, &mut |source, alternative| {
            images.push((source.to_owned(), alternative.to_owned()));
            format!("{IMAGE}{}{IMAGE}", images.len() - 1)
        });
        self.notes.lost.extend(made.lost);
        if images.is_empty() { made.text } else { self.with_images(&made.text, &images, member) }
    }

    /// Puts marks where the numbers of images stand.
    fn with_images(&mut self, text: &str, images: &[(String, String)], member: &str) -> String {
        let own = std::mem::replace(&mut self.member, member.to_owned());
        let mut whole = String::new();
        for (index, part) in text.split(IMAGE).enumerate() {
            let image = part.parse().ok().and_then(|number: usize| images.get(number));
            match image.filter(|_| index % 2 == 1) {
                Some((source, alternative)) => {
                    let mut mark = Markup::new(self.is_exact);
                    self.image(source, alternative, &mut mark);
                    whole.push_str(&mark.plain);
                }
                None => whole.push_str(part),
            }
        }
        self.member = own;
        whole
    }
}

/// Markup in the making, with its text as long as there is no tag in it.
struct Markup {
    html: String,
    plain: String,
    has_tags: bool,
    /// Whether hard spaces are spaces that count, and not what an editor left.
    is_exact: bool,
}

impl Markup {
    fn new(is_exact: bool) -> Self {
        Self { html: "<div>".to_owned(), plain: String::new(), has_tags: false, is_exact }
    }

    fn tag(&mut self, tag: &str) {
        self.has_tags = true;
        self.html.push_str(tag);
    }

    /// HTML as it stands, which may be part of an element only.
    fn html(&mut self, html: &str) {
        self.has_tags = true;
        self.html.extend(html.chars().filter(|character| !matches!(*character, BREAK | IMAGE | KEPT_SPACE)));
    }

    /// An element of MathML, without the notations that only programs read.
    fn formula(&mut self, element: &Element) {
        let tag = html_name(&element.name);
        self.tag(&format!("<{tag}>"));
        for child in &element.children {
            match child {
                Node::Text(text) => self.text(text),
                Node::Element(child) if child.name == "annotation-xml" => {}
                Node::Element(child) => self.formula(child),
            }
        }
        self.tag(&format!("</{tag}>"));
    }

    /// Words, without operators that are there for programs only.
    fn text(&mut self, text: &str) {
        for character in text.chars() {
            match character {
                BREAK | IMAGE | KEPT_SPACE | '\u{2061}'..='\u{2064}' => {}
                '\u{a0}' if self.is_exact => self.push(KEPT_SPACE),
                '\u{a0}' => {
                    self.has_tags = true;
                    self.push(character);
                }
                other => self.push(other),
            }
        }
    }

    fn push(&mut self, character: char) {
        self.plain.push(character);
        match character {
            '&' => self.html.push_str("&amp;"),
            '<' => self.html.push_str("&lt;"),
            '>' => self.html.push_str("&gt;"),
            other => self.html.push(other),
        }
    }
}

/// The last part of a reference, as long as a text should quote it.
fn short_name(reference: &str) -> String {
    const LONGEST: usize = 60;
    let name = if reference.starts_with("data:") { "data" } else { reference };
    name.rsplit('/').next().unwrap_or(name).chars().take(LONGEST).collect()
}

/// Whether an element asks for an answer.
pub(super) fn is_interaction(element: &Element) -> bool {
    element.name.ends_with("Interaction") || element.name == "positionObjectStage"
}

/// Whether an element of this name is none that shows a text in a body of QTI or HTML.
fn is_foreign(name: &str) -> bool {
    const KNOWN: &[&str] = &[
        "contentBody",
        "feedbackBlock",
        "feedbackInline",
        "modalFeedback",
        "templateBlock",
        "templateInline",
        "itemBody",
        "stimulusBody",
    ];
    name.contains(|character: char| character.is_ascii_uppercase())
        && !name.chars().all(|character| character.is_ascii_uppercase() || character.is_ascii_digit())
        && !KNOWN.contains(&name)
}

/// Whether a text in a section is HTML.
fn is_html(text: &str) -> bool {
    html::holds_tag(text) || html::decoded(text) != text
}

/// Whether an element is an option of the interaction it stands in.
fn is_choice(element: &Element) -> bool {
    matches!(
        element.name.as_str(),
        "simpleChoice" | "simpleMatchSet" | "simpleAssociableChoice" | "gapText" | "gapImg" | "inlineChoice"
    )
}

/// Whether an element is feedback that is not there at first.
pub(super) fn is_shown_later(element: &Element) -> bool {
    matches!(element.name.as_str(), "feedbackInline" | "feedbackBlock" | "modalFeedback")
        && element.attribute("showHide") != Some("hide")
}

/// The name as HTML may have it; what HTML does not know is a box of its own.
fn html_name(name: &str) -> &str {
    match name {
        "prompt" | "contentBody" | "feedbackBlock" | "templateBlock" | "blockquote" => "div",
        "script" | "style" => name,
        _ if name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
            && name.len() <= 12 =>
        {
            name
        }
        _ => "span",
    }
}

/// Spaces that were kept as what they are; lines of nothing else are gone.
fn with_spaces(text: &str) -> String {
    if !text.contains(KEPT_SPACE) {
        return text.trim_matches([' ', '\n']).to_owned();
    }
    let spaces = [KEPT_SPACE, ' '];
    let lines: Vec<String> = text
        .split('\n')
        .filter(|line| line.is_empty() || !line.trim_matches(spaces).is_empty())
        .map(|line| line.trim_matches(spaces).replace(KEPT_SPACE, " "))
        .collect();
    lines.join("\n").trim_matches([' ', '\n']).to_owned()
}

/// Editors wrap long lines; between two Chinese characters such a break is no space.
fn without_hard_wraps(text: &str) -> String {
    if !text.contains('\n') {
        return text.to_owned();
    }
    let mut whole = String::with_capacity(text.len());
    let mut lines = text.split('\n');
    whole.push_str(lines.next().unwrap_or_default());
    let mut ends_blank = false;
    for line in lines {
        let next = line.trim_start();
        ends_blank = next.is_empty();
        if ends_blank {
            continue;
        }
        let end = whole.trim_end();
        if end.chars().next_back().is_some_and(is_wide) && next.chars().next().is_some_and(is_wide) {
            whole.truncate(end.len());
            whole.push_str(next);
        } else {
            whole.push('\n');
            whole.push_str(line);
        }
    }
    if ends_blank {
        whole.push('\n');
    }
    whole
}

fn is_wide(character: char) -> bool {
    matches!(character, '\u{3001}'..='\u{303f}' | '\u{3400}'..='\u{9fff}' | '\u{ff01}'..='\u{ff5e}')
}

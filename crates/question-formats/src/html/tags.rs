//! The elements of HTML that people use in texts which are not declared as HTML.

const TAGS: &[&str] = &[
    "p",
    "br",
    "b",
    "i",
    "u",
    "s",
    "em",
    "strong",
    "span",
    "div",
    "sub",
    "sup",
    "img",
    "a",
    "ul",
    "ol",
    "li",
    "table",
    "tbody",
    "thead",
    "tr",
    "td",
    "th",
    "pre",
    "code",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "font",
    "blockquote",
    "center",
];

/// The name of the element whose tag begins at a `<`, and whether it is the closing tag.
pub(crate) fn tag_name(rest: &str) -> Option<(&'static str, bool)> {
    let rest = rest.strip_prefix('<')?;
    let (rest, is_closing) = rest.strip_prefix('/').map_or((rest, false), |rest| (rest, true));
    let end = rest.find(|character: char| !character.is_ascii_alphanumeric())?;
    let name = rest.get(..end)?.to_ascii_lowercase();
    let known = TAGS.iter().find(|tag| **tag == name)?;
    let ends_well = rest.get(end..)?.starts_with(['>', ' ', '/', '\n', '\t']);
    ends_well.then_some((*known, is_closing))
}

/// Whether any such tag stands in a text.
pub(crate) fn holds_tag(text: &str) -> bool {
    text.match_indices('<').any(|(offset, _)| text.get(offset..).and_then(tag_name).is_some())
}

//! What Moodle has no place for and shows all the same: shared material above a question, and several reference texts.
//! Both are boxes in the HTML, which the reader knows again.

const MATERIAL: &str = "<div class=\"material\" id=\"";
const REFERENCE: &str = "<div class=\"reference\">";
const END: &str = "</div>";

/// Material as it stands above the question's own text; `content` is HTML without boxes, `id` is escaped.
pub(super) fn material(id: &str, content: &str) -> String {
    format!("{MATERIAL}{id}\">{content}{END}\n")
}

/// The material above a question's own text, with its id, and the rest.
pub(super) fn split_material(source: &str) -> (Option<(String, &str)>, &str) {
    let found = source.trim_start().strip_prefix(MATERIAL).and_then(|rest| {
        let (id, rest) = rest.split_once("\">")?;
        let (content, own) = rest.split_once(END)?;
        Some(((crate::html::decoded(id), content), own))
    });
    found.map_or((None, source), |(material, own)| (Some(material), own))
}

/// Reference texts, each in a box when there are several.
pub(super) fn references(pages: &[String]) -> String {
    match pages {
        [one] => one.clone(),
        several => several.iter().map(|page| format!("{REFERENCE}{page}{END}\n")).collect(),
    }
}

/// The reference texts, one by one.
pub(super) fn split_references(source: &str) -> Vec<&str> {
    match source.trim_start().strip_prefix(REFERENCE) {
        Some(rest) => {
            rest.split(REFERENCE).map(|part| part.trim_end().strip_suffix(END).unwrap_or(part)).collect()
        }
        None => vec![source],
    }
}

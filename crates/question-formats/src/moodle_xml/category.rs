//! Categories: a path of names with `/` between them and `//` for a `/` in a name.

use std::borrow::Cow;

use crate::xml::Element;

/// The topic a `category` element names; `None` for the top of the tree.
pub(super) fn topic(element: &Element) -> Option<String> {
    let category = element.first("category")?;
    let path = category.first("text").unwrap_or(category).text();
    // Names are HTML to Moodle.
    let path = crate::html::decoded(path.trim());
    let mut names = split(&path);
    if names.first().is_some_and(|first| is_context(first)) {
        names.remove(0);
    }
    if names.first().is_some_and(|first| first == "top") {
        names.remove(0);
    }
    let names: Vec<&str> = names.iter().map(|name| name.trim()).filter(|name| !name.is_empty()).collect();
    (!names.is_empty()).then(|| names.join("/"))
}

/// `$course$`, `$module$`, `$cat1$`, `$system$`: where in Moodle the tree belongs.
fn is_context(name: &str) -> bool {
    name.len() > 2 && name.starts_with('$') && name.ends_with('$')
}

/// Splits at each `/` that has no other beside it; the others stand for one each.
fn split(path: &str) -> Vec<String> {
    let mut names = vec![String::new()];
    let mut rest = path;
    while let Some(start) = rest.find('/') {
        let (before, from) = rest.split_at_checked(start).unwrap_or((rest, ""));
        let after = from.trim_start_matches('/');
        let slashes = from.len() - after.len();
        if let Some(name) = names.last_mut() {
            name.push_str(before);
            name.extend(std::iter::repeat_n('/', slashes / 2));
        }
        if slashes == 1 {
            names.push(String::new());
        } else if let Some(name) = names.last_mut().filter(|_| slashes % 2 == 1) {
            name.push('/');
        }
        rest = after;
    }
    if let Some(name) = names.last_mut() {
        name.push_str(rest);
    }
    names
}

/// The path that a topic is written as.
pub(super) fn path(topic: Option<&str>) -> String {
    let mut path = "$course$/top".to_owned();
    let topic = topic.unwrap_or_default();
    let is_as_it_reads = crate::html::decoded(topic) == topic;
    let topic = if is_as_it_reads { Cow::Borrowed(topic) } else { Cow::Owned(topic.replace('&', "&amp;")) };
    let mut rest = topic.trim_matches('/');
    if rest.is_empty() {
        return path;
    }
    path.push('/');
    while let Some(start) = rest.find('/') {
        let (before, from) = rest.split_at_checked(start).unwrap_or((rest, ""));
        let after = from.trim_start_matches('/');
        let slashes = from.len() - after.len();
        path.push_str(before);
        // One between names divides them, several are part of a name.
        path.extend(std::iter::repeat_n('/', if slashes == 1 { 1 } else { slashes * 2 }));
        rest = after;
    }
    path.push_str(rest);
    path
}

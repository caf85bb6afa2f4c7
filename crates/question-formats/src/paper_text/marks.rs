//! What stands at the beginning of a line: a question's number, a section heading, a case, a type tag.

mod case;
mod number;
mod section;
mod type_tag;

pub(super) use case::{case_heading, is_chapter, page_reference, shared_material, shared_options};
pub(super) use number::{NumberMark, Style, number};
pub(super) use section::{Section, key_list_prefix, kind_name, marked_section, section};
pub(super) use type_tag::{starts_with_label, trailing_type_tag, type_tag};

/// The grammar's copy of a text's first line.
#[cfg(test)]
fn view(text: &str) -> Vec<char> {
    super::lines::split(text).into_iter().next().map(|line| line.view).unwrap_or_default()
}

//! Options printed without labels: lines between the stem and a key that is a letter, or after a stem with its key.

use super::{RawOption, Reader};
use crate::paper_text::keys::{self, Content, Key};
use crate::paper_text::lines::view_of;
use crate::paper_text::looks::OptionLook;
use crate::paper_text::words::{self, Kind};
use crate::toml_bank::label_at;

/// An option without a label is not longer than this.
const LONGEST: usize = 80;
/// Nobody offers more of them than this.
const MOST: usize = 8;

impl Reader<'_> {
    /// Makes options of lines that are nothing else, when the key shows that there are some.
    pub(super) fn take_unlabelled_options(&mut self) {
        let kind = self.item.tag.or(self.context.kind);
        let in_words = matches!(kind, Some(Kind::Short | Kind::Case | Kind::Blank | Kind::TrueFalse));
        if in_words || !self.item.options.is_empty() {
            return;
        }
        let tagged = self.item.answers.last().and_then(|printed| match keys::answer(printed, &[]).0 {
            Key::Labels(labels) => Some(labels),
            _ => None,
        });
        match tagged {
            Some(labels) => self.after_stem(&labels),
            None if kind.is_some() => self.after_key(),
            None => {}
        }
    }

    /// The stem is what asks; the lines after it are the options.
    fn after_stem(&mut self, labels: &[char]) {
        let asking = self.stem_lines.iter().rposition(|line| asks(line)).unwrap_or(0);
        let Some(texts) = self.stem_lines.get(asking + 1..).filter(|texts| fit(texts, labels)) else {
            return;
        };
        let options = texts.to_vec();
        self.stem.text = self.stem_lines.get(..=asking).unwrap_or_default().join("\n");
        self.label(options);
    }

    /// The stem ends with its key in a bracket; the lines that did not belong to it are the options.
    fn after_key(&mut self) {
        let labels = keys::brackets(&view_of(&self.stem.text)).pop().map(|bracket| bracket.content);
        let Some(Content::Labels(labels)) = labels else { return };
        let texts: Vec<String> = self.loose_lines.iter().map(|(_, text)| text.clone()).collect();
        let used: Vec<usize> = self.loose_lines.iter().map(|(index, _)| *index).collect();
        if !fit(&texts, &labels) {
            return;
        }
        self.item.left_out.retain(|index| !used.contains(index));
        used.into_iter().for_each(|index| self.keep(index));
        self.label(texts);
    }

    fn label(&mut self, texts: Vec<String>) {
        self.item.unlabelled = true;
        for (index, text) in texts.into_iter().enumerate() {
            let Some(letter) = label_at(index).and_then(|label| label.chars().next()) else { return };
            self.item.options.push(RawOption { letter, text, look: OptionLook::default(), right: None });
        }
    }
}

/// Whether lines can be the options that a key names.
fn fit(texts: &[String], labels: &[char]) -> bool {
    let least = labels.last().and_then(|last| u32::from(*last).checked_sub(u32::from('A')));
    let least = least.and_then(|index| usize::try_from(index).ok()).map_or(usize::MAX, |index| index + 1);
    (2..=MOST).contains(&texts.len())
        && texts.len() >= least
        && texts.iter().all(|text| text.chars().count() <= LONGEST && !asks(text) && !is_no_option(text))
}

/// `①…`: a statement that the options name by its number. A letter alone is a label, not an option.
fn is_no_option(text: &str) -> bool {
    text.starts_with(|one| matches!(one, '①'..='⑳'))
        || text.len() == 1 && text.is_ascii() && text.bytes().all(|one| one.is_ascii_uppercase())
}

fn asks(line: &str) -> bool {
    let view = view_of(line);
    let plain: String = view.iter().collect();
    words::ends_asking(&plain)
        || plain.trim_end().ends_with(':')
        || keys::brackets(&view).iter().any(|bracket| bracket.content == Content::Empty)
}

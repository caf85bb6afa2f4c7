//! Everything that might be the key, before the kind is known.

use super::Maker;
use super::meaning::{is_truth_pair, same_key, show};
use super::stem_keys::{
    content_of, ends_with_empty_bracket, is_at_end, key_of, merge_neighbours, without_keys,
};
use crate::messages::Code;
use crate::model::Diagnostic;
use crate::paper_text::keys::{self, Bracket, Content, Key};
use crate::paper_text::lines::view_of;
use crate::paper_text::right_marks::{self, RightMark};
use crate::paper_text::said_keys;
use crate::paper_text::words::Kind;

/// Everything that might be the key, before the kind is known.
#[derive(Default)]
pub(super) struct Evidence {
    /// Keys in brackets of the stem.
    pub brackets: Vec<Bracket>,
    /// The key from a tag, a list or a bracket, in this order.
    pub key: Option<Key>,
    /// What followed the key on its line.
    pub rest: String,
    /// A key was printed that cannot be read.
    pub unclear: Option<String>,
}

impl Maker {
    /// Everything that might be the key.
    pub(super) fn evidence(&mut self, options: &[(char, String)]) -> Evidence {
        let mut evidence = Evidence { brackets: self.key_brackets(options), ..Evidence::default() };
        let mut keys: Vec<Key> = Vec::new();
        for printed in self.found.item.answers.clone() {
            let (key, rest) = keys::answer(&printed, options);
            match key {
                Key::Labels(_) | Key::Truth(_) => {
                    keys.push(key);
                    if evidence.rest.is_empty() {
                        evidence.rest = rest;
                    }
                }
                Key::Text if !points_to_explanation(&printed) => evidence.unclear = Some(printed),
                Key::Text | Key::Nothing => {}
            }
        }
        if let Some(lead) = &self.found.item.lead {
            keys.extend(key_of(&content_of(lead)));
        }
        keys.extend(self.found.list_key.iter().map(|printed| keys::answer(printed, options).0));
        keys.extend(self.found.list_conflict.iter().map(|printed| keys::answer(printed, options).0));
        keys.extend(self.marked_in_words(options));
        keys.extend(self.bracket_key(&evidence.brackets));
        if keys.is_empty() && evidence.unclear.is_none() {
            keys.extend(self.trailing_key(options));
        }
        if keys.is_empty() && evidence.unclear.is_none() {
            keys.extend(self.marked_by_sign(options));
        }
        if keys.is_empty() && evidence.unclear.is_none() {
            keys.extend(self.said_key(options));
        }
        let mut distinct = keys.clone();
        distinct.dedup_by(|one, other| same_key(one, other, options));
        if let [first, second, ..] = distinct.as_slice() {
            self.report(Diagnostic::new(Code::WKeyConflict).found(show(second)).expected(show(first)));
        }
        evidence.key = keys.into_iter().next();
        evidence
    }

    /// The key that the explanation concludes, where its labels are options and as many as the kind allows.
    fn said_key(&mut self, options: &[(char, String)]) -> Option<Key> {
        let lines = self.found.item.explanation.lines();
        let view: Vec<char> = lines.flat_map(|line| view_of(line).into_iter().chain(['\n'])).collect();
        let labels = said_keys::concluded(&view)?;
        let known = labels.iter().all(|label| options.iter().any(|(letter, _)| letter == label));
        let fits = match self.declared() {
            Some(Kind::Single | Kind::TrueFalse) => labels.len() == 1,
            Some(Kind::Multiple) => labels.len() > 1,
            _ => true,
        };
        if !known || !fits {
            return None;
        }
        self.inferred.push("answer".to_owned());
        Some(Key::Labels(labels))
    }

    /// Options that are marked in words as the right ones.
    fn marked_in_words(&self, options: &[(char, String)]) -> Option<Key> {
        self.marked(options, |right| right == RightMark::Words)
    }

    /// Options that a sign marks, where no option has the opposite sign.
    fn marked_by_sign(&mut self, options: &[(char, String)]) -> Option<Key> {
        let opposite = options.iter().any(|(_, text)| right_marks::is_opposite(text));
        if opposite || options.len() < 3 {
            return None;
        }
        let Some(Key::Labels(labels)) = self.marked(options, |_| true) else { return None };
        if labels.len() == options.len() {
            return None;
        }
        self.inferred.push("answer".to_owned());
        Some(Key::Labels(labels))
    }

    fn marked(&self, options: &[(char, String)], fits: impl Fn(RightMark) -> bool) -> Option<Key> {
        let raw = self.found.item.options.iter().zip(options);
        let labels: Vec<char> =
            raw.filter(|(raw, _)| raw.right.is_some_and(&fits)).map(|(_, (letter, _))| *letter).collect();
        (!labels.is_empty()).then_some(Key::Labels(labels))
    }

    /// Brackets of the stem that may hold the key.
    fn key_brackets(&self, options: &[(char, String)]) -> Vec<Bracket> {
        let view = view_of(&self.stem);
        let kind = self.declared();
        if matches!(kind, Some(Kind::Short | Kind::Blank | Kind::Case)) && options.is_empty() {
            return Vec::new();
        }
        let truth_asked = kind == Some(Kind::TrueFalse);
        let fits = |bracket: &Bracket| {
            let at_end = is_at_end(&view, bracket);
            match &bracket.content {
                Content::Labels(_) | Content::MaybeTruth(_)
                    if options.is_empty() && keys::closes_statement(&view, bracket).is_some() =>
                {
                    true
                }
                Content::Labels(labels) if options.is_empty() => {
                    at_end && (truth_asked || labels.len() <= 8 && kind.is_some())
                }
                Content::Labels(labels) => {
                    let known = labels.iter().all(|label| options.iter().any(|(letter, _)| letter == label));
                    known
                        || at_end
                            && labels.len() <= options.len().max(2)
                            && labels.iter().all(|label| *label <= 'H')
                }
                Content::Truth(_) => options.is_empty() || is_truth_pair(options),
                Content::MaybeTruth(_) => at_end && truth_asked,
                Content::Empty | Content::Other => false,
            }
        };
        let all: Vec<Bracket> =
            merge_neighbours(&view, keys::brackets(&view)).into_iter().filter(fits).collect();
        let last_at_end: Vec<Bracket> =
            all.iter().filter(|bracket| is_at_end(&view, bracket)).cloned().collect();
        if !last_at_end.is_empty() {
            return last_at_end;
        }
        // `数据库(DB)的作用是( )。`: where the key belongs nothing was filled in.
        if ends_with_empty_bracket(&self.stem) {
            return Vec::new();
        }
        all
    }

    /// The key in the stem's brackets, which are taken out of it.
    fn bracket_key(&mut self, brackets: &[Bracket]) -> Option<Key> {
        let view = view_of(&self.stem);
        let undeclared = !self.declared().is_some_and(|kind| matches!(kind, Kind::Single | Kind::Multiple));
        let found: Vec<Key> = brackets
            .iter()
            .filter_map(|bracket| {
                keys::closes_statement(&view, bracket)
                    .filter(|_| undeclared && self.found.item.options.is_empty())
                    .map(Key::Truth)
                    .or_else(|| key_of(&bracket.content))
            })
            .collect();
        let first = found.first()?.clone();
        let same = found.iter().all(|one| *one == first);
        let key = if same {
            first
        } else {
            // Several gaps, each with a label: together they are the key of a multiple choice question.
            let mut labels = Vec::new();
            for one in &found {
                match one {
                    Key::Labels(more) => labels.extend(more.iter().copied()),
                    _ => return None,
                }
            }
            let several =
                matches!(self.declared(), Some(Kind::Multiple | Kind::Indefinite | Kind::Choice) | None);
            labels.sort_unstable();
            labels.dedup();
            if !several || labels.len() != found.len() {
                return None;
            }
            Key::Labels(labels)
        };
        self.stem = without_keys(&self.stem, brackets, self.found.item.options.is_empty());
        Some(key)
    }

    /// A key at the end of the stem without brackets: `…的是：D`, `…很重要。 正确`.
    fn trailing_key(&mut self, options: &[(char, String)]) -> Option<Key> {
        let view = view_of(&self.stem);
        let statement = options.is_empty() && self.declared() == Some(Kind::TrueFalse);
        let (key, at) = keys::trailing(&view).or_else(|| {
            let (value, at) = keys::trailing_truth(&view).filter(|_| statement)?;
            Some((Key::Truth(value), at))
        })?;
        let fits = match &key {
            Key::Labels(labels) => {
                !options.is_empty()
                    && labels.iter().all(|label| options.iter().any(|(letter, _)| letter == label))
            }
            Key::Truth(_) => options.is_empty() && matches!(self.declared(), Some(Kind::TrueFalse) | None),
            Key::Text | Key::Nothing => false,
        };
        if !fits {
            return None;
        }
        self.stem = self.stem.chars().take(at).collect::<String>().trim_end().to_owned();
        self.inferred.push("answer".to_owned());
        Some(key)
    }
}

/// `答案：见解析`: the key is said there.
fn points_to_explanation(printed: &str) -> bool {
    matches!(printed.trim().trim_end_matches(['。', '.']), "见解析" | "详见解析" | "见下" | "见解析部分")
}

//! How characters look, for papers that tell the key by format only.

use super::lines::Slice;

/// The ways in which a character stands out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Look(u8);

impl Look {
    /// Looks like everything else.
    pub(crate) const PLAIN: Self = Self(0);
    /// Heavy strokes.
    pub(crate) const BOLD: Self = Self(1);
    /// A line below it.
    pub(crate) const UNDERLINED: Self = Self(2);
    /// A coloured ground.
    pub(crate) const HIGHLIGHTED: Self = Self(4);
    /// A colour other than red.
    pub(crate) const COLOURED: Self = Self(8);
    /// Red, or close to it.
    pub(crate) const RED: Self = Self(16);
    /// Behind a box with a tick.
    pub(crate) const TICKED: Self = Self(32);

    /// Every way of standing out, the one that says most about a key first, with the word diagnostics have for it.
    pub(crate) const ALL: [(Self, &'static str); 6] = [
        (Self::TICKED, "tick"),
        (Self::RED, "red"),
        (Self::HIGHLIGHTED, "highlight"),
        (Self::COLOURED, "colour"),
        (Self::UNDERLINED, "underline"),
        (Self::BOLD, "bold"),
    ];

    /// Both this and the other.
    pub(crate) fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// What this and the other have in common.
    fn common(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Whether it stands out in this way.
    pub(crate) fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

/// How a stretch of text looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Summary {
    /// How each of its characters looks; nothing while there are none.
    pub every: Option<Look>,
    /// How some of its characters look.
    pub some: Look,
}

impl Summary {
    /// Of letters and digits where there are any, else of whatever is not a space.
    pub(super) fn of(slice: Slice<'_>) -> Self {
        let visible = |of_words: bool| {
            let characters = slice.view.iter().zip(slice.looks);
            characters
                .filter(
                    move |(character, _)| {
                        if of_words { character.is_alphanumeric() } else { **character != ' ' }
                    },
                )
                .fold(Self::default(), |summary, (_, look)| summary.and_character(*look))
        };
        let words = visible(true);
        if words.every.is_some() { words } else { visible(false) }
    }

    fn and_character(self, look: Look) -> Self {
        Self { every: Some(self.every.map_or(look, |every| every.common(look))), some: self.some.with(look) }
    }

    /// This stretch with another after it.
    pub(super) fn and(self, other: Self) -> Self {
        let every = match (self.every, other.every) {
            (Some(one), Some(two)) => Some(one.common(two)),
            (one, two) => one.or(two),
        };
        Self { every, some: self.some.with(other.some) }
    }

    fn has(self, look: Look) -> bool {
        self.every.is_some_and(|every| every.has(look))
    }

    fn is_mixed(self, look: Look) -> bool {
        self.some.has(look) && !self.has(look)
    }
}

/// How an option looks.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct OptionLook {
    pub label: Summary,
    pub text: Summary,
}

/// The options that stand out from the others, and the word for how; nothing when none does, when two ways of
/// standing out disagree, or when more than one does and only one may.
pub(super) fn standing_out(options: &[OptionLook], several: bool) -> Option<(Vec<usize>, &'static str)> {
    let mut found: Option<(Vec<usize>, &'static str)> = None;
    for (look, word) in Look::ALL {
        let texts: Vec<Summary> = options.iter().map(|option| option.text).collect();
        let labels: Vec<Summary> = options.iter().map(|option| option.label).collect();
        let Some(marked) = marked(&texts, look, several).or_else(|| marked(&labels, look, several)) else {
            continue;
        };
        match &found {
            Some((before, _)) if *before != marked => return None,
            Some(_) => {}
            None => found = Some((marked, word)),
        }
    }
    found
}

fn marked(parts: &[Summary], look: Look, several: bool) -> Option<Vec<usize>> {
    if parts.iter().any(|part| part.is_mixed(look)) {
        return None;
    }
    let marked: Vec<usize> =
        parts.iter().enumerate().filter(|(_, part)| part.has(look)).map(|(index, _)| index).collect();
    let fits = marked.len() == 1 || several && !marked.is_empty();
    (fits && marked.len() < parts.len()).then_some(marked)
}

/// Gaps that were filled in and stand out: `标准账期为 30 天` with a line below the 30. Gives the stem with empty gaps,
/// the texts, and the word for how they stand out; nothing when a gap was left empty, or when everything stands out.
/// Bold words beside gaps are only stressed; where there is no gap they fill it.
pub(super) fn filled_gaps(
    stem: &str,
    looks: &[Look],
    has_gaps: bool,
) -> Option<(String, Vec<String>, &'static str)> {
    let ways = [
        (Look::UNDERLINED, "underline"),
        (Look::RED, "red"),
        (Look::HIGHLIGHTED, "highlight"),
        (Look::BOLD, "bold"),
    ];
    ways.into_iter().filter(|(way, _)| *way != Look::BOLD || !has_gaps).find_map(|(way, word)| {
        let (stem, texts) = gaps_in_look(stem, looks, way)?;
        Some((stem, texts, word))
    })
}

fn gaps_in_look(stem: &str, looks: &[Look], way: Look) -> Option<(String, Vec<String>)> {
    const LONGEST: usize = 60;
    let mut texts: Vec<String> = Vec::new();
    let mut rest = String::new();
    let mut inside = false;
    let looks = looks.iter().copied().chain(std::iter::repeat(Look::PLAIN));
    for (character, look) in stem.chars().zip(looks) {
        let marked = look.has(way) && character != '\n';
        if marked && !inside {
            rest.push_str("____");
            texts.push(String::new());
        }
        match texts.last_mut().filter(|_| marked) {
            Some(text) => text.push(character),
            None => rest.push(character),
        }
        inside = marked;
    }
    let texts: Vec<String> = texts
        .iter()
        .map(|text| text.trim_matches(|one: char| "_()（）".contains(one) || one.is_whitespace()).to_owned())
        .collect();
    let whole = texts.iter().all(|text| !text.is_empty() && text.chars().count() <= LONGEST);
    let sentence = rest.chars().any(char::is_alphanumeric);
    (whole && sentence && !texts.is_empty()).then_some((rest, texts))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn option(label: Look, text: Look) -> OptionLook {
        let summary = |look| Summary { every: Some(look), some: look };
        OptionLook { label: summary(label), text: summary(text) }
    }

    #[test]
    fn one_option_that_differs_stands_out() {
        let plain = option(Look::PLAIN, Look::PLAIN);
        let red = option(Look::PLAIN, Look::RED);
        let bold_label = option(Look::BOLD, Look::PLAIN);
        assert_eq!(standing_out(&[plain, red, plain], false), Some((vec![1], "red")));
        assert_eq!(standing_out(&[plain, bold_label, plain], false), Some((vec![1], "bold")));
        assert_eq!(standing_out(&[red, red, plain], false), None);
        assert_eq!(standing_out(&[red, red, plain], true), Some((vec![0, 1], "red")));
        assert_eq!(standing_out(&[red, red], true), None);
        assert_eq!(standing_out(&[red, option(Look::PLAIN, Look::UNDERLINED), plain], false), None);
    }

    #[test]
    fn an_option_with_one_underlined_word_says_nothing() {
        let mixed = OptionLook {
            text: Summary { every: Some(Look::PLAIN), some: Look::UNDERLINED },
            ..OptionLook::default()
        };
        let whole = option(Look::PLAIN, Look::UNDERLINED);
        assert_eq!(standing_out(&[whole, mixed, mixed], false), None);
    }

    #[test]
    fn words_that_stand_out_are_gaps_that_were_filled_in() {
        let looks: Vec<Look> = "账期30天"
            .chars()
            .map(|one| if one.is_ascii() { Look::UNDERLINED } else { Look::PLAIN })
            .collect();
        assert_eq!(
            filled_gaps("账期30天", &looks, true),
            Some(("账期____天".to_owned(), vec!["30".to_owned()], "underline"))
        );
        assert_eq!(filled_gaps("账期30天", &[Look::UNDERLINED; 5], false), None);
        assert_eq!(filled_gaps("账期30天", &[], false), None);
        let bold: Vec<Look> =
            looks.iter().map(|look| if *look == Look::PLAIN { *look } else { Look::BOLD }).collect();
        assert!(filled_gaps("账期30天", &bold, false).is_some_and(|(_, texts, _)| texts == ["30"]));
        assert_eq!(filled_gaps("账期30天", &bold, true), None);
    }
}

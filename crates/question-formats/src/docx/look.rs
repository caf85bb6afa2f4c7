//! What a run's properties say about how its text looks, and whether it is shown at all.

use super::names::is_on;
use crate::paper_text::Look;
use crate::xml::Element;

/// The properties of a run, each as far as it is said. What is not said comes from the style.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct RunProperties {
    bold: Option<bool>,
    underlined: Option<bool>,
    colour: Option<Look>,
    highlighted: Option<bool>,
    shaded: Option<bool>,
    hidden: Option<bool>,
    /// Above or below the line.
    height: Option<Height>,
    /// The font of symbols and Latin text.
    pub font: Option<String>,
    /// The character style.
    pub style: Option<String>,
}

/// Where characters stand in their line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Height {
    Line,
    Raised,
    Lowered,
}

impl RunProperties {
    /// Takes in one property.
    pub(super) fn set(&mut self, property: &Element) {
        let value = property.attribute("val").unwrap_or_default();
        match property.name.as_str() {
            "b" => self.bold = Some(is_on(property)),
            "u" => self.underlined = Some(is_on(property)),
            "color" => self.colour = Some(colour(value)),
            "highlight" => self.highlighted = Some(!matches!(value, "none" | "white")),
            "shd" => {
                let fill = property.attribute("fill").unwrap_or("auto");
                self.shaded = Some(colour(fill) != Look::PLAIN);
            }
            "vanish" => self.hidden = Some(is_on(property)),
            "vertAlign" => {
                self.height = Some(match value {
                    "superscript" => Height::Raised,
                    "subscript" => Height::Lowered,
                    _ => Height::Line,
                });
            }
            "rFonts" => {
                self.font = property.attribute("ascii").or(property.attribute("hAnsi")).map(str::to_owned);
            }
            "rStyle" => self.style = Some(value.to_owned()),
            _ => {}
        }
    }

    /// These properties where they say something, and those of a style where they do not.
    pub(super) fn or(&self, style: &Self) -> Self {
        Self {
            bold: self.bold.or(style.bold),
            underlined: self.underlined.or(style.underlined),
            colour: self.colour.or(style.colour),
            highlighted: self.highlighted.or(style.highlighted),
            shaded: self.shaded.or(style.shaded),
            hidden: self.hidden.or(style.hidden),
            height: self.height.or(style.height),
            font: self.font.clone().or_else(|| style.font.clone()),
            style: self.style.clone().or_else(|| style.style.clone()),
        }
    }

    /// Whether the text is not shown.
    pub(super) fn is_hidden(&self) -> bool {
        self.hidden == Some(true)
    }

    /// Where the text stands in its line.
    pub(super) fn height(&self) -> Height {
        self.height.unwrap_or(Height::Line)
    }

    /// How the text looks.
    pub(super) fn look(&self) -> Look {
        let mut look = self.colour.unwrap_or_default();
        for (is_set, way) in [
            (self.bold, Look::BOLD),
            (self.underlined, Look::UNDERLINED),
            (self.highlighted.filter(|on| *on).or(self.shaded), Look::HIGHLIGHTED),
        ] {
            if is_set == Some(true) {
                look = look.with(way);
            }
        }
        look
    }
}

/// A colour of the file: red, another one, or none that stands out from black on white.
fn colour(value: &str) -> Look {
    let number = u32::from_str_radix(value, 16).ok().filter(|_| value.len() == 6);
    let Some(number) = number else { return named_colour(value) };
    let [_, red, green, blue] = number.to_be_bytes().map(i32::from);
    let (strongest, weakest) = (red.max(green).max(blue), red.min(green).min(blue));
    if strongest - weakest < 60 {
        Look::PLAIN
    } else if red == strongest && red >= 128 && green <= red * 45 / 100 && blue <= red * 55 / 100 {
        Look::RED
    } else {
        Look::COLOURED
    }
}

fn named_colour(value: &str) -> Look {
    match value.to_ascii_lowercase().as_str() {
        "red" | "darkred" => Look::RED,
        "" | "auto" | "black" | "white" | "gray" | "darkgray" | "lightgray" | "clear" => Look::PLAIN,
        name if name.chars().all(|one| one.is_ascii_alphabetic()) => Look::COLOURED,
        _ => Look::PLAIN,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reds_are_red_and_greys_are_nothing() {
        for value in ["FF0000", "C00000", "EE0000", "E54C5E", "red", "D0021B"] {
            assert_eq!(colour(value), Look::RED, "{value}");
        }
        for value in ["auto", "000000", "333333", "FFFFFF", "1F1F1F", "", "zzzzzz0", "12345678"] {
            assert_eq!(colour(value), Look::PLAIN, "{value}");
        }
        for value in ["0070C0", "00B050", "FFC000", "FFFF00", "blue"] {
            assert_eq!(colour(value), Look::COLOURED, "{value}");
        }
    }
}

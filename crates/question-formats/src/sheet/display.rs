//! Numbers as a spreadsheet shows them, as far as its number formats say.

use crate::table::{Cell, Doubt};

/// A cell that holds a number in a number format. `is_1904` counts days from 1904.
pub(super) fn number_cell(value: f64, format: &str, is_1904: bool) -> Cell {
    let text = shown(value, format, is_1904);
    let doubt = is_date(format).then_some(Doubt::Date);
    Cell { number: Some(value), doubt, ..Cell::text(&text) }
}

/// The codes of number formats that files only number.
pub(super) fn builtin_format(id: u32) -> &'static str {
    match id {
        1 => "0",
        2 => "0.00",
        3 => "#,##0",
        4 => "#,##0.00",
        9 => "0%",
        10 => "0.00%",
        14 | 27 | 30 | 36 | 50 => "yyyy/m/d",
        15 => "d-mmm-yy",
        16 => "d-mmm",
        17 => "mmm-yy",
        18 | 20 | 32 | 55 => "h:mm",
        19 | 21 | 33 | 56 => "h:mm:ss",
        22 => "yyyy/m/d h:mm",
        28 | 29 | 51 | 54 | 58 => "m月d日",
        31 => "yyyy年m月d日",
        52 | 57 => "yyyy年m月",
        53 => "m月d日",
        37 | 38 => "#,##0",
        39 | 40 => "#,##0.00",
        45 => "mm:ss",
        46 => "[h]:mm:ss",
        _ => "General",
    }
}

/// Whether a format shows dates or times: it has a letter of one outside quotes, brackets and escapes.
pub(super) fn is_date(format: &str) -> bool {
    let section = without_literals(first_section(format));
    section.chars().any(|one| matches!(one.to_ascii_lowercase(), 'y' | 'd' | 'h' | 's' | 'm'))
        && !section.to_ascii_lowercase().contains("general")
}

fn first_section(format: &str) -> &str {
    format.split(';').next().unwrap_or_default()
}

/// A format without quoted texts, brackets and escaped characters.
fn without_literals(format: &str) -> String {
    let mut kept = String::new();
    let mut characters = format.chars();
    while let Some(character) = characters.next() {
        match character {
            '"' => {
                characters.by_ref().find(|one| *one == '"');
            }
            '[' => {
                characters.by_ref().find(|one| *one == ']');
            }
            '\\' | '_' | '*' => {
                characters.next();
            }
            other => kept.push(other),
        }
    }
    kept
}

/// What a cell shows.
fn shown(value: f64, format: &str, is_1904: bool) -> String {
    if is_date(format) {
        return date(value, format, is_1904).unwrap_or_else(|| general(value));
    }
    let plain = without_literals(first_section(format));
    let pattern: String = plain.chars().filter(|one| "0#?.,%".contains(*one)).collect();
    let fixed = plain.chars().all(|one| "0#?.,% ()-+¥$€￥".contains(one)) && pattern.contains(['0', '#']);
    if !fixed {
        return general(value);
    }
    let percent = pattern.contains('%');
    let scaled = if percent { value * 100.0 } else { value };
    let decimals = pattern.split_once('.').map_or("", |(_, decimals)| decimals);
    let most = decimals.chars().filter(|one| matches!(one, '0' | '#' | '?')).count().min(15);
    let least = decimals.chars().filter(|one| *one == '0').count().min(most);
    let mut text = format!("{scaled:.most$}");
    if text.contains('.') {
        let keep = text.len() - (most - least);
        while text.len() > keep && text.ends_with('0') {
            text.pop();
        }
        if text.ends_with('.') {
            text.pop();
        }
    }
    if percent {
        text.push('%');
    }
    text
}

/// A number without a format: at most 15 digits, so that what binary fractions add does not show.
fn general(value: f64) -> String {
    let rounded: f64 = format!("{value:.14e}").parse().unwrap_or(value);
    rounded.to_string()
}

/// A date or time in the order and with the marks of its format. None outside the years that spreadsheets know.
fn date(value: f64, format: &str, is_1904: bool) -> Option<String> {
    let days = if is_1904 { value + 1462.0 } else { value };
    if !(0.0..2_958_466.0).contains(&days) {
        return None;
    }
    let seconds = ((days - days.floor()) * 86_400.0).round();
    let day = days.floor() + if seconds >= 86_400.0 { 1.0 } else { 0.0 };
    let (year, month, dom) = civil(whole(day)?);
    let seconds = whole(seconds)? % 86_400;
    let moment = Moment {
        year,
        month,
        day: dom,
        hour: seconds / 3600,
        minute: seconds / 60 % 60,
        second: seconds % 60,
    };
    Some(moment.shown(first_section(format)))
}

/// A whole number that fits; formatting is the one safe way from a float to an integer.
fn whole(value: f64) -> Option<u32> {
    format!("{value:.0}").parse().ok()
}

/// Year, month and day of a day counted as spreadsheets do: day 1 is 1 January 1900, and 1900 has a 29 February.
fn civil(serial: u32) -> (u32, u32, u32) {
    // Days since 1 March of year 0, by the algorithm of eras of 400 years.
    let shifted = if serial < 60 { serial + 1 } else { serial };
    let days = shifted + 693_899;
    let era = days / 146_097;
    let of_era = days % 146_097;
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = year_of_era + era * 400 + u32::from(month <= 2);
    (year, month, day)
}

struct Moment {
    year: u32,
    month: u32,
    day: u32,
    hour: u32,
    minute: u32,
    second: u32,
}

impl Moment {
    fn shown(&self, format: &str) -> String {
        let mut text = String::new();
        let mut after_hour = false;
        let mut rest = format.chars().peekable();
        while let Some(character) = rest.next() {
            let letter = character.to_ascii_lowercase();
            match letter {
                'y' | 'm' | 'd' | 'h' | 's' => {
                    let mut count = 1;
                    while rest.peek().is_some_and(|next| next.to_ascii_lowercase() == letter) {
                        rest.next();
                        count += 1;
                    }
                    let is_minute = letter == 'm' && (after_hour || rest.peek() == Some(&':') && count <= 2);
                    text.push_str(&self.part(letter, count, is_minute));
                    after_hour = letter == 'h';
                }
                '"' => text.extend(rest.by_ref().take_while(|one| *one != '"')),
                '[' => {
                    rest.by_ref().find(|one| *one == ']');
                }
                '\\' => text.extend(rest.next()),
                '_' | '*' => {
                    rest.next();
                }
                '@' | 'a' | 'p' => {}
                _ => text.push(character),
            }
        }
        text.trim().trim_end_matches(['/', ' ']).to_owned()
    }

    fn part(&self, letter: char, count: usize, is_minute: bool) -> String {
        const MONTHS: [&str; 12] =
            ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
        let number = match letter {
            'y' if count <= 2 => return format!("{:02}", self.year % 100),
            'y' => self.year,
            'm' if is_minute => self.minute,
            'm' if count >= 3 => {
                let index = usize::try_from(self.month).unwrap_or(1).saturating_sub(1);
                return (*MONTHS.get(index).unwrap_or(&"")).to_owned();
            }
            'm' => self.month,
            'd' => self.day,
            'h' => self.hour,
            _ => self.second,
        };
        if count >= 2 { format!("{number:02}") } else { number.to_string() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_shown_in_their_format() {
        for (value, format, text) in [
            (1.0, "General", "1"),
            (0.1 + 0.2, "General", "0.3"),
            (0.3, "0%", "30%"),
            (0.055, "0.0%", "5.5%"),
            (2.5, "0.00", "2.50"),
            (2.5, "#.##", "2.5"),
            (1234.0, "#,##0", "1234"),
            (-3.0, "General", "-3"),
            (3.0, "@", "3"),
            (15.0, "0_);[Red](0)", "15"),
        ] {
            assert_eq!(shown(value, format, false), text, "{value} {format}");
        }
    }

    #[test]
    fn dates_are_shown_as_typed_and_doubted() {
        for (value, format, text) in [
            (45_293.0, "yyyy/m/d", "2024/1/2"),
            (45_293.0, "m\"月\"d\"日\"", "1月2日"),
            (45_293.0, "d-mmm", "2-Jan"),
            (45_293.5, "yyyy\\-mm\\-dd hh:mm:ss", "2024-01-02 12:00:00"),
            (0.75, "h:mm", "18:00"),
            (1.0, "yyyy/m/d", "1900/1/1"),
            (61.0, "yyyy/m/d", "1900/3/1"),
            (36_585.0, "yyyy/m/d", "2000/2/29"),
        ] {
            assert_eq!(shown(value, format, false), text, "{value} {format}");
        }
        assert_eq!(number_cell(45_293.0, "yyyy/m/d", false).doubt, Some(Doubt::Date));
        assert_eq!(number_cell(45_293.0, "0.00\" days\"", false).doubt, None);
        assert_eq!(shown(1e300, "yyyy/m/d", false), general(1e300));
        assert_eq!(shown(f64::NAN, "0", false), "NaN");
    }
}

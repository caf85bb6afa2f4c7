//! How a list writes its numbers.

const CHINESE: [char; 10] = ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
const STEMS: [char; 10] = ['甲', '乙', '丙', '丁', '戊', '己', '庚', '辛', '壬', '癸'];
const BRANCHES: [char; 12] = ['子', '丑', '寅', '卯', '辰', '巳', '午', '未', '申', '酉', '戌', '亥'];

/// A number in a format, as the file names the format. Unknown formats count in digits.
pub(super) fn format(number: u32, name: &str) -> String {
    match name {
        "none" | "bullet" => String::new(),
        "decimalZero" => format!("{number:02}"),
        "upperLetter" => letters(number, 'A'),
        "lowerLetter" => letters(number, 'a'),
        "upperRoman" => roman(number),
        "lowerRoman" => roman(number).to_lowercase(),
        "chineseCounting"
        | "taiwaneseCounting"
        | "ideographDigital"
        | "japaneseDigitalTenThousand"
        | "taiwaneseDigital"
        | "chineseCountingThousand"
        | "taiwaneseCountingThousand"
        | "japaneseCounting" => chinese(number),
        "chineseLegalSimplified" | "ideographLegalTraditional" | "japaneseLegal" => legal(number),
        "ideographTraditional" => of_row(number, &STEMS),
        "ideographZodiac" => of_row(number, &BRANCHES),
        "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" | "ideographEnclosedCircle" => {
            circled(number)
        }
        "decimalEnclosedParen" => format!("({number})"),
        "decimalEnclosedFullstop" => format!("{number}."),
        "ordinal" => format!("{number}{}", ordinal_ending(number)),
        _ => number.to_string(),
    }
}

/// Whether a format writes letters, as options have them.
pub(super) fn is_letters(name: &str) -> bool {
    matches!(name, "upperLetter" | "lowerLetter")
}

/// `A` to `Z`, then `AA`, `BB` and so on, as Word counts.
fn letters(number: u32, first: char) -> String {
    let Some(index) = number.checked_sub(1) else { return String::new() };
    let letter = char::from_u32(u32::from(first) + index % 26).unwrap_or(first);
    let times = usize::try_from(index / 26).unwrap_or(0).min(30) + 1;
    std::iter::repeat_n(letter, times).collect()
}

fn roman(number: u32) -> String {
    const VALUES: [(u32, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    let mut rest = number % 4000;
    let mut text = String::new();
    for (value, sign) in VALUES {
        while rest >= value {
            text.push_str(sign);
            rest -= value;
        }
    }
    text
}

/// 一 to 九千九百九十九; larger numbers in digits.
fn chinese(number: u32) -> String {
    const UNITS: [(u32, &str); 4] = [(1000, "千"), (100, "百"), (10, "十"), (1, "")];
    if number == 0 || number > 9999 {
        return number.to_string();
    }
    let mut text = String::new();
    let mut zero_waits = false;
    for (value, unit) in UNITS {
        let digit = number / value % 10;
        if digit == 0 {
            zero_waits = !text.is_empty();
            continue;
        }
        if std::mem::take(&mut zero_waits) {
            text.push('零');
        }
        // 十一, not 一十一.
        if !(value == 10 && digit == 1 && text.is_empty()) {
            text.extend(CHINESE.get(usize::try_from(digit).unwrap_or(0)));
        }
        text.push_str(unit);
    }
    text
}

/// The figures of cheques: 壹, 贰, 叁.
fn legal(number: u32) -> String {
    chinese(number)
        .chars()
        .map(|character| match character {
            '一' => '壹',
            '二' => '贰',
            '三' => '叁',
            '四' => '肆',
            '五' => '伍',
            '六' => '陆',
            '七' => '柒',
            '八' => '捌',
            '九' => '玖',
            '十' => '拾',
            '百' => '佰',
            '千' => '仟',
            other => other,
        })
        .collect()
}

fn of_row(number: u32, row: &[char]) -> String {
    let index = usize::try_from(number).unwrap_or(0).wrapping_sub(1);
    row.get(index).map_or_else(|| number.to_string(), char::to_string)
}

/// ① to ㊿; larger numbers in brackets.
pub(super) fn circled(number: u32) -> String {
    let code = match number {
        1..=20 => 0x2460 + number - 1,
        21..=35 => 0x3251 + number - 21,
        36..=50 => 0x32b1 + number - 36,
        _ => return format!("({number})"),
    };
    char::from_u32(code).map(String::from).unwrap_or_default()
}

fn ordinal_ending(number: u32) -> &'static str {
    match (number % 10, number % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_word_writes_them() {
        for (name, number, text) in [
            ("decimal", 12, "12"),
            ("upperLetter", 4, "D"),
            ("lowerLetter", 27, "aa"),
            ("upperRoman", 14, "XIV"),
            ("lowerRoman", 4, "iv"),
            ("chineseCounting", 10, "十"),
            ("chineseCountingThousand", 105, "一百零五"),
            ("chineseCounting", 21, "二十一"),
            ("japaneseCounting", 110, "一百一十"),
            ("ideographTraditional", 3, "丙"),
            ("decimalEnclosedCircle", 21, "㉑"),
            ("decimalEnclosedCircleChinese", 3, "③"),
            ("chineseLegalSimplified", 2, "贰"),
            ("decimalEnclosedParen", 7, "(7)"),
            ("bullet", 7, ""),
            ("none", 7, ""),
            ("something new", 7, "7"),
            ("ordinal", 22, "22nd"),
        ] {
            assert_eq!(format(number, name), text, "{name} {number}");
        }
    }

    #[test]
    fn no_number_is_too_large() {
        for name in
            ["upperLetter", "upperRoman", "chineseCounting", "ideographZodiac", "decimalEnclosedCircle"]
        {
            for number in [0, 1000, u32::MAX] {
                assert!(format(number, name).len() < 100, "{name} {number}");
            }
        }
    }
}

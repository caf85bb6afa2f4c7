//! Signs that documents take from picture fonts, where a tick is a letter.

/// The sign a character of a font shows; nothing for fonts that show letters.
pub(super) fn shown(font: &str, character: char) -> Option<char> {
    let font = font.to_ascii_lowercase();
    // Picture fonts have their signs twice: at the letters and in the private area.
    let code = match u32::from(character) {
        code @ 0xf000..=0xf0ff => code - 0xf000,
        code @ 0..=0xff => code,
        _ => return None,
    };
    match font.as_str() {
        "wingdings" => wingdings(code),
        "wingdings 2" => wingdings_two(code),
        "symbol" => symbol(code),
        "webdings" => webdings(code),
        _ => None,
    }
}

fn wingdings(code: u32) -> Option<char> {
    Some(match code {
        0xfc => '✓',
        0xfb => '✗',
        0xfe => '☑',
        0xfd => '☒',
        0xa8 | 0x6f | 0x71 | 0x72 => '☐',
        0x6c | 0x9f => '●',
        0x6e | 0xa7 => '■',
        0x75 => '◆',
        0xd8 => '➢',
        0x4a => '☺',
        0x80 => '⓪',
        0x81..=0x8a => char::from_u32(0x2460 + code - 0x81)?,
        0x8c..=0x95 => char::from_u32(0x2776 + code - 0x8c)?,
        0xe0 => '→',
        0xdf => '←',
        0xe8 => '➔',
        0x20 => ' ',
        _ => return None,
    })
}

fn wingdings_two(code: u32) -> Option<char> {
    Some(match code {
        0x50 => '✓',
        0x4f => '✗',
        0x51 | 0x53 => '☒',
        0x52 => '☑',
        0x54 | 0x56 => '☒',
        0x30 | 0x2a | 0xa3 => '☐',
        0x20 => ' ',
        _ => return None,
    })
}

fn webdings(code: u32) -> Option<char> {
    Some(match code {
        0x61 => '✓',
        0x72 => '✗',
        0x63 => '☐',
        0x20 => ' ',
        _ => return None,
    })
}

fn symbol(code: u32) -> Option<char> {
    const GREEK_CAPITALS: &str = "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ";
    const GREEK: &str = "αβχδεφγηιϕκλμνοπθρστυϖωξψζ";
    let of = |row: &str, from: u32| row.chars().nth(usize::try_from(code - from).unwrap_or(usize::MAX));
    match code {
        0x41..=0x5a => of(GREEK_CAPITALS, 0x41),
        0x61..=0x7a => of(GREEK, 0x61),
        0x20..=0x40 => char::from_u32(code),
        0xa3 => Some('≤'),
        0xb3 => Some('≥'),
        0xb9 => Some('≠'),
        0xbb => Some('≈'),
        0xa5 => Some('∞'),
        0xb0 => Some('°'),
        0xb1 => Some('±'),
        0xb4 => Some('×'),
        0xb7 => Some('•'),
        0xb8 => Some('÷'),
        0xd6 => Some('√'),
        0xc7 => Some('∩'),
        0xc8 => Some('∪'),
        0xcd => Some('⊆'),
        0xce => Some('∈'),
        0xae => Some('→'),
        0xac => Some('←'),
        0xde => Some('⇒'),
        0xf2 => Some('∫'),
        0xe5 => Some('∑'),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_and_crosses_are_signs() {
        assert_eq!(shown("Wingdings", '\u{f0fc}'), Some('✓'));
        assert_eq!(shown("Wingdings", 'ü'), Some('✓'));
        assert_eq!(shown("Wingdings 2", 'P'), Some('✓'));
        assert_eq!(shown("Wingdings 2", '\u{f04f}'), Some('✗'));
        assert_eq!(shown("Symbol", '\u{f0d6}'), Some('√'));
        assert_eq!(shown("Symbol", 'p'), Some('π'));
        assert_eq!(shown("宋体", 'P'), None);
        assert_eq!(shown("Wingdings", '中'), None);
    }
}

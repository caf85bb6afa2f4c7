//! From bytes to text: which encoding, and what to do with bytes that are not text.
//!
//! Order of evidence: byte order mark, strict UTF-8, UTF-16 by the pattern of zero bytes, what an XML document declares,
//! then a detector without a language hint (a hint makes it take GBK for Big5). A replacement character never passes
//! silently.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use unicode_normalization::UnicodeNormalization;

use crate::messages::Code;
use crate::model::{Diagnostic, Place};

/// A decoded file.
#[derive(Clone, Debug)]
pub struct Decoded {
    /// The text, with every line ending as a line feed, without byte order mark and zero characters.
    pub text: String,
    /// The encoding's name as the WHATWG gives it.
    pub encoding: String,
    /// What there is to say about the bytes.
    pub diagnostics: Vec<Diagnostic>,
}

/// Decodes a file.
///
/// # Errors
/// A diagnostic when `forced` is not the label of an encoding.
pub fn decode(bytes: &[u8], forced: Option<&str>) -> Result<Decoded, Box<Diagnostic>> {
    let mut diagnostics = Vec::new();
    let encoding = match forced {
        Some(label) => Encoding::for_label(label.trim().as_bytes())
            .ok_or_else(|| Box::new(Diagnostic::new(Code::EEncodingUnknown).found(label)))?,
        None => choose(bytes, &mut diagnostics),
    };
    let (text, had_errors) = encoding.decode_with_bom_removal(bytes);
    let text = tidy(&text, &mut diagnostics);
    // U+FFFD may also stand in the file itself, when whoever saved it had already lost the character.
    if had_errors || text.contains('\u{fffd}') {
        report_replacements(&text, encoding, &mut diagnostics);
    }
    Ok(Decoded { text, encoding: encoding.name().to_owned(), diagnostics })
}

/// Lines of a text; an empty text has none.
#[must_use]
pub fn count_lines(text: &str) -> usize {
    text.lines().count()
}

fn choose(bytes: &[u8], diagnostics: &mut Vec<Diagnostic>) -> &'static Encoding {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return encoding;
    }
    if let Some(encoding) = utf16_by_zero_bytes(bytes) {
        return encoding;
    }
    if std::str::from_utf8(bytes).is_ok() || nearly_utf8(bytes) {
        return UTF_8;
    }
    if let Some(encoding) = declared(bytes) {
        return encoding;
    }
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let guess = detector.guess(None, chardetng::Utf8Detection::Deny);
    let guess = if is_japanese_without_kana(guess, bytes) { encoding_rs::GB18030 } else { guess };
    let guess = with_all_characters(guess);
    diagnostics.push(Diagnostic::new(Code::IEncodingGuessed).found(guess.name()));
    guess
}

/// A list of short Chinese names may pass for Japanese, whose texts have kana; what has none is Chinese where it can be.
fn is_japanese_without_kana(guess: &'static Encoding, bytes: &[u8]) -> bool {
    let is_kana = |character: char| matches!(character, '\u{3041}'..='\u{30ff}' | '\u{ff66}'..='\u{ff9f}');
    [encoding_rs::EUC_JP, encoding_rs::SHIFT_JIS].contains(&guess)
        && !guess.decode_without_bom_handling(bytes).0.chars().any(is_kana)
        && encoding_rs::GB18030.decode_without_bom_handling_and_without_replacement(bytes).is_some()
}

/// GB18030 has every character of GBK, and more.
fn with_all_characters(encoding: &'static Encoding) -> &'static Encoding {
    if encoding == encoding_rs::GBK { encoding_rs::GB18030 } else { encoding }
}

/// What an XML document declares, when its bytes are not Unicode and it does not say that they are.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    const LONGEST: usize = 200;
    let head = String::from_utf8_lossy(bytes.get(..bytes.len().min(LONGEST))?).into_owned();
    let declaration = head.trim_start().strip_prefix("<?xml")?.split("?>").next()?;
    let (_, value) = declaration.split_once("encoding")?;
    let value = value.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    let encoding = Encoding::for_label(value.split(quote).nth(1)?.trim().as_bytes())?;
    (![UTF_8, UTF_16LE, UTF_16BE].contains(&encoding)).then(|| with_all_characters(encoding))
}

/// A file of UTF-8 with a few damaged bytes is still UTF-8: reading it as another encoding would turn every
/// character into another one. Asked only of files with many multi-byte characters that are whole.
fn nearly_utf8(bytes: &[u8]) -> bool {
    let mut whole = 0_usize;
    let mut broken = 0_usize;
    for chunk in bytes.utf8_chunks() {
        whole += chunk.valid().chars().filter(|character| u32::from(*character) >= 0x800).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    whole >= 20 && broken.saturating_mul(20) <= whole
}

/// Text in UTF-16 has zero bytes in every other place wherever it holds spaces, digits or line ends.
fn utf16_by_zero_bytes(bytes: &[u8]) -> Option<&'static Encoding> {
    if bytes.len() < 2 || !bytes.len().is_multiple_of(2) {
        return None;
    }
    let sample = bytes.get(..bytes.len().min(64 * 1024)).unwrap_or(bytes);
    let zeros_in = |offset: usize| sample.iter().skip(offset).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (zeros_in(0), zeros_in(1));
    // One line break in a hundred characters is the least a text has. A few stray zeros in text that is whole
    // as UTF-8 are no sign of UTF-16, where Latin text has one in every other place.
    let enough = if std::str::from_utf8(bytes).is_ok() {
        (sample.len() / 4).max(1)
    } else {
        (sample.len() / 200).max(1)
    };
    if odd >= enough && odd > even.saturating_mul(8) {
        Some(UTF_16LE)
    } else if even >= enough && even > odd.saturating_mul(8) {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// One kind of line ending, no zero characters, no byte order marks inside, no radicals for characters.
fn tidy(text: &str, diagnostics: &mut Vec<Diagnostic>) -> String {
    let mut tidied = String::with_capacity(text.len());
    let mut removed = 0_usize;
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\r' => {
                if characters.peek() == Some(&'\n') {
                    characters.next();
                }
                tidied.push('\n');
            }
            // Form feeds and the Unicode separators end a line for whoever wrote them.
            '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => tidied.push('\n'),
            '\0'..='\u{8}' | '\u{e}'..='\u{1f}' | '\u{7f}' => removed += 1,
            // Zero-width and direction marks come with text pasted from web pages and change how a line looks.
            '\u{feff}'
            | '\u{200b}'
            | '\u{200e}'
            | '\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}' => {
                removed += 1;
            }
            other => tidied.push(unified(other)),
        }
    }
    if removed > 0 {
        diagnostics.push(Diagnostic::new(Code::WCharacters).found(removed.to_string()));
    }
    tidied
}

/// A radical of the block that exports of PDF put in place of characters, as the character it looks like.
pub(crate) fn unified(character: char) -> char {
    match character {
        '\u{2f00}'..='\u{2fdf}' => std::iter::once(character).nfkc().next().unwrap_or(character),
        other => other,
    }
}

fn report_replacements(text: &str, encoding: &'static Encoding, diagnostics: &mut Vec<Diagnostic>) {
    const MOST: usize = 20;
    let broken = text.lines().enumerate().filter_map(|(index, line)| {
        let column = line.chars().position(|character| character == '\u{fffd}')?;
        Some(
            Diagnostic::new(Code::EEncoding)
                .at(Place::column(index + 1, column + 1))
                .excerpt(line)
                .expected(encoding.name()),
        )
    });
    diagnostics.extend(broken.take(MOST));
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;

    const SAMPLE: &str =
        "一、单项选择题\n1. 首次拜访之前应当先做什么？（ B ）\nA. 报价  B. 了解客户  C. 签约\n";

    fn decoded(bytes: &[u8]) -> Decoded {
        decode(bytes, None).unwrap()
    }

    #[test]
    fn common_chinese_encodings_give_the_same_text() {
        for encoding in [encoding_rs::GB18030, UTF_8] {
            let (bytes, _, _) = encoding.encode(SAMPLE);
            let result = decoded(&bytes);
            assert_eq!(result.text, SAMPLE, "{}", encoding.name());
        }
        let little: Vec<u8> = SAMPLE.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(decoded(&little).text, SAMPLE);
        let big: Vec<u8> = SAMPLE.encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(decoded(&big).encoding, "UTF-16BE");
    }

    #[test]
    fn short_lists_of_chinese_names_are_not_taken_for_another_language() {
        for text in [
            "工号,姓名\nC110,王芳\nC210,李雷\n",
            "姓名,工号,部门\n张伟,10021,华东/上海\n刘洋,10022,华东/上海\n",
            "张三\n李四\n王五\n",
            "考生,成绩\n赵静,88\n钱丽,92\n孙强,75\n",
            "姓名,电话\n陈磊,13900000011\n",
        ] {
            let (bytes, _, _) = encoding_rs::GB18030.encode(text);
            let result = decoded(&bytes);
            assert_eq!((result.text.as_str(), result.encoding.as_str()), (text, "gb18030"));
        }
        let text = "氏名,番号\nさとう はな,10021\n";
        let (bytes, _, _) = encoding_rs::SHIFT_JIS.encode(text);
        assert_eq!(decoded(&bytes).text, text);
    }

    #[test]
    fn traditional_chinese_in_big5_is_recognised() {
        let text = "一、單項選擇題\n1. 拜訪客戶之前應當先做什麼？\nA. 報價  B. 瞭解客戶的需要\n答案：B\n";
        let (bytes, _, _) = encoding_rs::BIG5.encode(text);
        assert_eq!(decoded(&bytes).text, text);
    }

    #[test]
    fn western_bytes_do_not_become_chinese() {
        let text = "1. Caf\u{e9} manager \u{2013} na\u{ef}ve answers?\nA) Oui, tr\u{e8}s bien\nB) Non\n";
        let (bytes, _, _) = encoding_rs::WINDOWS_1252.encode(text);
        let result = decoded(&bytes);
        assert_eq!((result.text.as_str(), result.encoding.as_str()), (text, "windows-1252"));
    }

    #[test]
    fn an_xml_document_says_what_its_bytes_are_unless_they_are_unicode() {
        let of = |label: &str, bytes: &[u8]| {
            let head = format!("<?xml version='1.0' encoding='{label}'?><a>");
            let result = decoded(&[head.as_bytes(), bytes, b"</a>"].concat());
            (result.text.trim_start_matches(&head).trim_end_matches("</a>").to_owned(), result.encoding)
        };
        let pair = |text: &str, encoding: &str| (text.to_owned(), encoding.to_owned());
        assert_eq!(of("ISO-8859-1", b"\xe9"), pair("é", "windows-1252"));
        assert_eq!(of("ISO-8859-2", b"\xb3\xf3d\xbc"), pair("łódź", "ISO-8859-2"));
        assert_eq!(of("windows-1251", b"\xc4\xe0"), pair("Да", "windows-1251"));
        assert_eq!(of("GB2312", "é".as_bytes()), pair("é", "UTF-8"));
        for lie in ["utf-8", "utf-16", "nonsense"] {
            assert_eq!(of(lie, b"caf\xe9 na\xefve"), pair("café naïve", "windows-1252"), "{lie}");
        }
    }

    #[test]
    fn a_damaged_byte_is_an_error_with_its_place() {
        let mut bytes = SAMPLE.repeat(3).into_bytes();
        let position = SAMPLE.len() + SAMPLE.find('首').unwrap();
        bytes.remove(position);
        let result = decoded(&bytes);
        assert_eq!(result.encoding, "UTF-8");
        let diagnostic = result.diagnostics.iter().find(|one| one.code == Code::EEncoding).unwrap();
        assert_eq!(diagnostic.place.as_ref().unwrap().line_number(), Some(5));
    }

    #[test]
    fn line_ends_and_zero_characters_are_tidied() {
        let result = decoded("a\r\nb\rc\0d".as_bytes());
        assert_eq!(result.text, "a\nb\ncd");
        assert_eq!(result.diagnostics.len(), 1);
    }

    #[test]
    fn an_unknown_forced_encoding_is_refused() {
        assert_eq!(decode(b"x", Some("klingon")).unwrap_err().code, Code::EEncodingUnknown);
    }
}

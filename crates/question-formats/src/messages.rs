//! The stable codes of diagnostics and what each one says in Chinese and English.
//!
//! A sentence says what was found and what should stand there; a suggestion says one way to mend it.

mod words;

use serde::{Deserialize, Serialize};

pub(crate) use words::skip_reason;
use words::{part_of_a_question, word_for};

use crate::model::{Diagnostic, Format, Place, Severity};

/// Languages in which diagnostics speak.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Simplified Chinese.
    #[default]
    Zh,
    /// English.
    En,
}

impl Language {
    /// That of two texts which is in this language.
    fn pick<'t>(self, zh: &'t str, en: &'t str) -> &'t str {
        match self {
            Self::Zh => zh,
            Self::En => en,
        }
    }
}

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $variant:ident = $name:literal, $zh:literal, $en:literal;)+) => {
        /// The stable code of a diagnostic. `E_` codes are errors, `W_` warnings, `I_` for information.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[non_exhaustive]
        pub enum Code {
            $($(#[doc = $doc])+ #[serde(rename = $name)] $variant,)+
        }

        impl Code {
            /// Every code, in the order of the documentation.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The code as it is printed, such as `E_NO_QUESTIONS`.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            fn template(self, language: Language) -> &'static str {
                match (self, language) {
                    $((Self::$variant, Language::Zh) => $zh, (Self::$variant, Language::En) => $en,)+
                }
            }
        }
    };
}

// `{found}` and `{expected}` are filled from the diagnostic. `{place}` is the number found as a line, row or item, whichever
// the diagnostic itself stands at.
codes! {
    /// The file holds no question.
    ENoQuestions = "E_NO_QUESTIONS",
        "这个文件里没有找到题目。", "No questions were found in this file.";
    /// The format is recognised but cannot be read yet.
    EFormatNotReadYet = "E_FORMAT_NOT_READ_YET",
        "这是{found}，目前还不能读取这种格式。", "This is {found}, which is not read yet.";
    /// The file is larger than the limit.
    ETooLarge = "E_TOO_LARGE",
        "文件有 {found} 字节，最大可以是 {expected} 字节。", "The file has {found} bytes; at most {expected} are read.";
    /// A line or field is longer than the limit.
    ETooLong = "E_TOO_LONG",
        "这一处有 {found} 个字符，最多可以有 {expected} 个。", "This has {found} characters; at most {expected} are allowed.";
    /// There are more questions than the limit.
    ETooMany = "E_TOO_MANY",
        "文件里的题目超过 {expected} 道，后面的没有读取。", "There are more than {expected} questions; the rest were not read.";
    /// Bytes that are not text in the encoding.
    EEncoding = "E_ENCODING",
        "按 {expected} 编码，这里有无法识别的字节。", "These bytes are not text in the encoding {expected}.";
    /// The forced encoding is unknown.
    EEncodingUnknown = "E_ENCODING_UNKNOWN",
        "不认识编码名称“{found}”。", "The encoding name “{found}” is not known.";
    /// The TOML is not well formed.
    ESyntax = "E_SYNTAX",
        "TOML 语法不对：{found}", "This is not well-formed TOML: {found}";
    /// A key that the format does not have.
    EKeyUnknown = "E_KEY_UNKNOWN",
        "不认识字段“{found}”。这里可以写：{expected}。", "The key “{found}” is not known here. Known keys: {expected}.";
    /// A key that must be there is not.
    EKeyMissing = "E_KEY_MISSING",
        "缺少字段“{expected}”。", "The key “{expected}” is missing.";
    /// A value of the wrong kind or outside its range.
    EValue = "E_VALUE",
        "“{found}”不能用在这里，应当是：{expected}。", "“{found}” cannot stand here; expected: {expected}.";
    /// The format number of the file is newer than this reader.
    EFormatVersion = "E_FORMAT_VERSION",
        "文件的格式版本是 {found}，目前只能读取版本 {expected}。", "The file has format version {found}; version {expected} is read.";
    /// Two questions or materials share a code.
    ECodeDuplicate = "E_CODE_DUPLICATE",
        "编号“{found}”在第 {expected} 行已经用过。", "The code “{found}” was already used on line {expected}.";
    /// A question refers to material that is not in the file.
    EMaterialMissing = "E_MATERIAL_MISSING",
        "题目引用的材料“{found}”不在文件里。", "The question refers to material “{found}”, which is not in the file.";
    /// A text is missing in one of the bank's languages.
    ETranslationMissing = "E_TRANSLATION_MISSING",
        "题库声明了语言“{found}”，这道题缺少该语言的文字。", "The bank declares the language “{found}”, but this question has no text in it.";
    /// The number of options differs between languages.
    ETranslationOptions = "E_TRANSLATION_OPTIONS",
        "各语言的选项数目不一致：这里 {found} 个，另一语言 {expected} 个。", "The languages differ in the number of options: {found} here, {expected} in the other.";
    /// The stem is empty.
    EStemEmpty = "E_STEM_EMPTY",
        "题干是空的。", "The stem is empty.";
    /// The type is not known.
    ETypeUnknown = "E_TYPE_UNKNOWN",
        "不认识题型“{found}”，可以是：{expected}。", "The type “{found}” is not known; it can be: {expected}.";
    /// Fewer than two options.
    EOptionsFew = "E_OPTIONS_FEW",
        "选择题只有 {found} 个选项，至少要有 2 个。", "A choice question needs at least 2 options; this has {found}.";
    /// An option without text.
    EOptionEmpty = "E_OPTION_EMPTY",
        "选项 {found} 没有内容。", "Option {found} has no text.";
    /// Option labels are not consecutive.
    EOptionGap = "E_OPTION_GAP",
        "选项标号是 {found}，中间缺了标号。", "The option labels {found} leave a gap.";
    /// Two options share a label or a text.
    EOptionDuplicate = "E_OPTION_DUP",
        "有两个选项相同：{found}。", "Two options are the same: {found}.";
    /// The file gives no key.
    EAnswerMissing = "E_ANSWER_MISSING",
        "没有找到这道题的答案。", "No key was found for this question.";
    /// The key cannot be read.
    EAnswerUnclear = "E_ANSWER_UNCLEAR",
        "答案写的是“{found}”，看不出是哪个选项。", "The key reads “{found}”, which does not say which answer is right.";
    /// The key names a label that is not among the options.
    EAnswerRange = "E_ANSWER_RANGE",
        "答案是 {found}，但选项只有 {expected}。", "The key is {found}, but the options are {expected}.";
    /// A single choice question with several keys.
    EAnswerCount = "E_ANSWER_COUNT",
        "单项选择题有多个答案：{found}。", "A single choice question has several keys: {found}.";
    /// Weights of options that say something else than the key.
    EWeights = "E_WEIGHTS",
        "选项权重 {found} 与答案不符。", "The weights {found} do not fit the key.";
    /// The number of answers differs from the number of blanks.
    EBlankCount = "E_BLANK_COUNT",
        "题干有 {expected} 个空，答案有 {found} 个。", "The stem has {expected} blanks, the key {found}.";
    /// A range in a key list gives another number of keys than questions.
    EKeyListLength = "E_KEY_LIST_LENGTH",
        "答案表里这一段有 {found} 个答案，题号范围需要 {expected} 个。", "This part of the key list gives {found} keys for {expected} questions.";
    /// Points are not a number of the allowed shape.
    EPoints = "E_POINTS",
        "分值“{found}”不对，应当是最多两位小数的正数。", "Points “{found}” should be a positive number with at most two decimals.";
    /// The type was concluded from the shape of the question.
    WInferredType = "W_INFERRED_TYPE",
        "文件没有写题型，按题目的样子定为{found}。", "The file does not name the type; it was taken to be {found} from its shape.";
    /// Two questions of the file are the same.
    WDuplicateInFile = "W_DUP_FILE",
        "这道题与{place}的题目相同。", "This question is the same as the one {place}.";
    /// Two places give different keys.
    WKeyConflict = "W_KEY_CONFLICT",
        "两处答案不一致：{expected} 和 {found}。采用了 {expected}。", "Two places give different keys: {expected} and {found}. {expected} was taken.";
    /// A multiple choice question with one key.
    WAnswerCount = "W_ANSWER_COUNT",
        "多项选择题只有一个答案：{found}。", "A multiple choice question has one key only: {found}.";
    /// Every option is right.
    WAllCorrect = "W_ALL_CORRECT",
        "所有选项都是答案。", "Every option is a key.";
    /// A question number without the usual mark after it.
    WNumberNoSeparator = "W_NUMBER_NO_SEPARATOR",
        "题号 {found} 后面没有标点，按前一题的下一题读取。", "The number {found} has no mark after it; it was read as the question after the previous one.";
    /// A question number out of order.
    WNumberJump = "W_NUMBER_JUMP",
        "题号是 {found}，前一题之后应当是 {expected}。", "The question number is {found}; {expected} was expected here.";
    /// Option labels skip a letter.
    WOptionGap = "W_OPTION_GAP",
        "选项标号是 {found}，缺了标号，按原样保留。", "The option labels {found} leave a gap; they were kept as printed.";
    /// Repeated option labels were renumbered.
    WOptionRelabelled = "W_OPTION_RELABELLED",
        "选项标号 {found} 有重复，按顺序改为 {expected}。", "The option labels {found} repeat; they were renumbered {expected}.";
    /// Two options say the same.
    WOptionSame = "W_OPTION_SAME",
        "选项 {found} 的内容相同。", "The options {found} say the same.";
    /// An option is empty in the source.
    WOptionEmpty = "W_OPTION_EMPTY",
        "选项 {found} 没有内容。", "Option {found} has no text.";
    /// A short answer without a reference text.
    WReferenceMissing = "W_REFERENCE_MISSING",
        "没有找到参考答案。", "No reference answer was found.";
    /// A key in a list has no question.
    WKeyUnused = "W_KEY_UNUSED",
        "答案表里的第 {found} 题没有对应的题目。", "The key list names question {found}, which was not found.";
    /// Something in the file that a draft cannot hold.
    WUnsupported = "W_UNSUPPORTED_FEATURE",
        "不支持“{found}”，没有保留。", "“{found}” is not supported and was not kept.";
    /// Invisible or broken characters were taken out.
    WCharacters = "W_CHARACTERS",
        "去掉了不可见或损坏的字符（{found} 处）。", "Invisible or broken characters were taken out ({found}).";
    /// The archive cannot be read.
    EArchive = "E_ARCHIVE",
        "文件无法打开：{found}", "The file cannot be opened: {found}";
    /// The archive unpacks to more than the limit.
    EArchiveTooLarge = "E_ARCHIVE_TOO_LARGE",
        "压缩包展开后过大：{found}，上限是 {expected}。", "The archive unpacks to too much: {found}; the limit is {expected}.";
    /// The XML is not well formed, or uses what is not allowed in it.
    EXml = "E_XML",
        "XML 无法读取：{found}", "The XML cannot be read: {found}";
    /// An item of a package or a block of a file cannot be read.
    EItemMalformed = "E_ITEM_MALFORMED",
        "这一题无法读取：{found}", "This item cannot be read: {found}";
    /// A column that must be there is not.
    EColumnMissing = "E_COLUMN_MISSING",
        "表头里没有“{expected}”这一列；表头是：{found}", "The heading has no column “{expected}”; it reads: {found}";
    /// An image that the file names is not in it.
    EMediaMissing = "E_MEDIA_MISSING",
        "题目用到的图片“{found}”不在文件里。", "The image “{found}” is not in the file.";
    /// A table has more rows or columns than are looked at.
    ETableTooLarge = "E_TABLE_TOO_LARGE",
        "表格有 {found}，最多读取 {expected}。", "The table has {found}; {expected} are read.";
    /// A question cannot be written in this format.
    EQuestionNotWritten = "E_QUESTION_NOT_WRITTEN",
        "这种格式不能表示这道题（{found}），没有写出。", "This format cannot hold the question ({found}); it was not written.";
    /// A part of a question cannot be written in this format.
    WNotWritten = "W_NOT_WRITTEN",
        "这种格式不能保存“{found}”，没有写出。", "This format cannot hold “{found}”; it was not written.";
    /// The name of the file belongs to another format.
    WNameLies = "W_NAME_LIES",
        "文件名以“{found}”结尾，内容其实是{expected}，按内容读取。", "The name ends in “{found}”, but the content is {expected}; it was read as that.";
    /// An image could not be taken over.
    WImageLeftOut = "W_IMAGE_LEFT_OUT",
        "有一张图片没有读取：{found}", "An image was left out: {found}";
    /// Formatting that plain text cannot hold.
    WHtmlStripped = "W_HTML_STRIPPED",
        "去掉了纯文本无法保存的内容：{found}", "Content that plain text cannot hold was taken out: {found}";
    /// A formula was kept as text.
    WFormula = "W_FORMULA",
        "公式按文字保留：{found}", "A formula was kept as text: {found}";
    /// Weights of options other than right and wrong.
    WWeights = "W_WEIGHT_ROUNDED",
        "选项权重 {found} 按对错读取。", "The weights {found} were read as right and wrong.";
    /// Full-width signs where the format wants plain ones.
    WFullwidth = "W_FULLWIDTH",
        "“{found}”是全角符号，这种格式只认半角的“{expected}”。", "“{found}” is a full-width sign; the format knows only “{expected}”.";
    /// Scoring that must be looked at.
    WScoring = "W_SCORING",
        "评分规则需要核对：{found}", "The scoring needs a look: {found}";
    /// A word outside the format's own rules was understood all the same.
    WExtension = "W_EXTENSION",
        "“{found}”不是这种格式的写法，按“{expected}”读取。", "“{found}” is not how the format writes it; it was read as “{expected}”.";
    /// The key was concluded from how an option looks.
    WKeyByFormat = "W_KEY_BY_FORMAT",
        "答案是按选项的格式（{found}）推断的，请核对。", "The key was concluded from how the option looks ({found}); please check it.";
    /// A value of a cell that a spreadsheet has changed, or that can mean two things.
    WCell = "W_CELL",
        "单元格的内容“{found}”可能被表格软件改过，请核对。", "The cell reads “{found}”, which the spreadsheet may have changed; please check it.";
    /// Text outside the body of a document.
    WOutsideBody = "W_OUTSIDE_BODY",
        "{found}里的文字没有读取。", "Text in {found} was not read.";
    /// The encoding was guessed.
    IEncodingGuessed = "I_ENCODING_GUESSED",
        "文件没有标明编码，按 {found} 读取。", "The file does not name its encoding; it was read as {found}.";
}

impl Code {
    /// How much a diagnostic with this code matters.
    #[must_use]
    pub fn severity(self) -> Severity {
        match self.as_str().as_bytes().first() {
            Some(b'E') => Severity::Error,
            Some(b'W') => Severity::Warning,
            _ => Severity::Info,
        }
    }
}

/// The sentence of a diagnostic.
pub(crate) fn message(diagnostic: &Diagnostic, language: Language) -> String {
    let found = diagnostic.found.as_deref().unwrap_or_default();
    let expected = diagnostic.expected.as_deref().unwrap_or_default();
    let is_loss = matches!(diagnostic.code, Code::WNotWritten | Code::EQuestionNotWritten);
    let part = if is_loss { part_of_a_question(found, language) } else { None };
    let found = part.or_else(|| word_for(found, language)).unwrap_or(found);
    let expected = word_for(expected, language).unwrap_or(expected);
    let place = other_place(diagnostic.place.as_ref(), found, language);
    fill(diagnostic.code.template(language), &[("found", found), ("expected", expected), ("place", &place)])
}

/// Another place of the file by its number, in words that follow a noun.
fn other_place(here: Option<&Place>, number: &str, language: Language) -> String {
    match (here, language) {
        (Some(Place::Item { .. }), Language::Zh) => format!("第 {number} 项"),
        (Some(Place::Item { .. }), Language::En) => format!("in item {number}"),
        // Chinese has one word for the lines of a text and the rows of a table.
        (_, Language::Zh) => format!("第 {number} 行"),
        (Some(Place::Row { .. }), Language::En) => format!("in row {number}"),
        (_, Language::En) => format!("on line {number}"),
    }
}

/// Fills a template in one pass, so that braces in the file's own words stay as they are.
fn fill(template: &str, values: &[(&str, &str)]) -> String {
    let mut text = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        text.push_str(before);
        let known = after.split_once('}').and_then(|(name, tail)| {
            let (_, value) = values.iter().find(|(known, _)| *known == name)?;
            Some((*value, tail))
        });
        match known {
            Some((value, tail)) => {
                text.push_str(value);
                rest = tail;
            }
            None => {
                text.push('{');
                rest = after;
            }
        }
    }
    text.push_str(rest);
    text
}

/// The suggestion of a diagnostic, for codes where one can be given.
pub(crate) fn suggestion(diagnostic: &Diagnostic, language: Language) -> Option<String> {
    let (zh, en) = match diagnostic.code {
        Code::ENoQuestions => (
            "每道题前写题号和标点（例如“1.”），选项前写“A.”，答案写在括号里或写成“答案：A”。",
            "Put a number and a mark before each question (“1.”), “A.” before each option, and the key in brackets or as “答案：A”.",
        ),
        Code::EFormatNotReadYet if diagnostic.found.as_deref() == Some(Format::Doc.as_str()) => {
            ("请在 Word 里另存为 .docx 再上传。", "Save it as .docx in Word.")
        }
        Code::EFormatNotReadYet => (
            "把题目复制成纯文本，另存为 .txt 再上传。",
            "Copy the questions as plain text and save them as .txt.",
        ),
        Code::ETooLarge | Code::ETooMany | Code::ETableTooLarge => {
            ("请把文件分成几个小文件。", "Split the file into smaller ones.")
        }
        Code::EArchive if diagnostic.found.as_deref() == Some("password") => {
            ("请去掉密码后重新保存。", "Save it without a password.")
        }
        Code::EArchive => (
            "文件可能已损坏或没有下载完整，请重新保存或下载一次。",
            "The file may be damaged or cut short; save or download it again.",
        ),
        Code::EXml if diagnostic.found.as_deref() == Some("end_of_file") => (
            "文件可能没有下载完整，请重新导出或下载一次。",
            "The file may be cut short; export or download it again.",
        ),
        Code::ETooLong => ("请在这里分行，或者缩短这段文字。", "Break the line here, or shorten the text."),
        Code::EEncoding | Code::EEncodingUnknown => (
            "请换一种编码，或者另存为 UTF-8 后再上传。",
            "Choose another encoding, or save the file as UTF-8.",
        ),
        Code::EKeyMissing | Code::ETranslationMissing => ("请补上这一项。", "Add it."),
        Code::EKeyUnknown => ("请检查拼写，或者删掉这一行。", "Check the spelling, or delete the line."),
        Code::ECodeDuplicate => ("请给其中一个换一个编号。", "Give one of the two another code."),
        Code::EAnswerMissing => (
            "请按这种文件的写法补上答案；试卷里写在题干末尾的括号里。",
            "Write the key as this kind of file does; in a paper, in brackets at the end of the stem.",
        ),
        Code::EAnswerUnclear | Code::EAnswerRange => {
            ("请把答案改成选项的标号。", "Write the label of the right option as the key.")
        }
        Code::EAnswerCount => {
            ("请改为多项选择题，或者只留一个答案。", "Make it multiple choice, or keep one key.")
        }
        Code::EWeights => (
            "单选题：正确选项为 100，其余低于 100。多选题：正确选项都大于 0，合计 100，其余不大于 0。",
            "One right option: 100 for it, less for the others. Several: more than 0 for each, 100 together, no more than 0 for the others.",
        ),
        Code::WAnswerCount => ("请核对原题是不是单项选择题。", "Check whether it should be single choice."),
        Code::EBlankCount => ("每个空的答案用“|”分开。", "Separate the answers of the blanks with “|”."),
        Code::EKeyListLength => ("请核对这一段答案的个数。", "Count the keys of this part."),
        Code::EOptionsFew | Code::EOptionEmpty | Code::EOptionGap | Code::EOptionDuplicate => {
            ("请补全或改正选项。", "Complete or correct the options.")
        }
        Code::WKeyConflict => ("请核对哪一处正确。", "Check which of the two is right."),
        _ => return None,
    };
    Some(language.pick(zh, en).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_speaks_both_languages() {
        for code in Code::ALL {
            let diagnostic = Diagnostic::new(*code).found("7").expected("8");
            let zh = diagnostic.message(Language::Zh);
            let en = diagnostic.message(Language::En);
            assert!(
                zh.chars().any(|character| ('\u{4e00}'..='\u{9fff}').contains(&character)),
                "{code:?}: {zh}"
            );
            assert!(en.is_ascii() || en.contains('“'), "{code:?}: {en}");
            assert!(!zh.contains('{') && !en.contains('{'), "{code:?}");
        }
    }

    #[test]
    fn an_equal_question_is_named_by_what_its_file_counts() {
        for (place, zh, en) in [
            (Place::line(9), "第 3 行", "on line 3"),
            (Place::row("题库", 9), "第 3 行", "in row 3"),
            (Place::item(9), "第 3 项", "in item 3"),
        ] {
            let diagnostic = Diagnostic::new(Code::WDuplicateInFile).at(place).found("3");
            assert!(
                diagnostic.message(Language::Zh).contains(zh)
                    && diagnostic.message(Language::En).contains(en)
            );
        }
    }

    #[test]
    fn braces_in_the_files_own_words_stay() {
        let diagnostic = Diagnostic::new(Code::EAnswerUnclear).found("{expected}").expected("A");
        assert!(diagnostic.message(Language::En).contains("{expected}"));
    }
}

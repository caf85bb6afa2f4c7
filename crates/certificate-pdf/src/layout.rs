//! Where everything stands: from what a certificate says to marks on paper. Lengths are points (1/72 inch), from the upper
//! left corner; a text stands on its line.

use qrcode::{Color, EcLevel, QrCode};

use crate::font::{missing, width};
use crate::{Picture, Problem, Sheet, Style, art};

/// Width of A4 landscape.
pub(crate) const WIDTH: f32 = 841.89;

/// Height of A4 landscape.
pub(crate) const HEIGHT: f32 = 595.28;

const INK: [u8; 3] = [0x1b, 0x1f, 0x2a];
const GREY: [u8; 3] = [0x5a, 0x5f, 0x6c];
const LEFT: f32 = 68.0;
const RIGHT: f32 = WIDTH - 68.0;
const BOTTOM: f32 = HEIGHT - 66.0;

/// Text beside the ornament must not be longer than this.
const TEXT_WIDTH: f32 = 560.0;

/// White modules around a QR code that scanners need.
const QUIET: f32 = 4.0;

/// Side of the QR code with its white edge.
const QR_SIDE: f32 = 92.0;

/// What a mark belongs to, in the order in which a certificate is read aloud.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Part {
    /// Frame and ornament: nothing to read.
    Decoration,
    Logo,
    Organisation,
    Heading,
    Subheading,
    Holder,
    HolderLatin,
    Paragraph(usize),
    Fact(usize),
    Signature,
    Signer,
    Code,
    Scan,
}

/// One mark on the paper.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Mark<'a> {
    /// A line of text.
    Text { x: f32, y: f32, size: f32, colour: [u8; 3], is_bold: bool, text: String },
    /// Lines from point to point, closed or not, within a window or anywhere.
    Line { points: Vec<(f32, f32)>, is_closed: bool, width: f32, colour: [u8; 3], window: Option<Box4> },
    /// Filled boxes.
    Boxes { boxes: Vec<Box4>, colour: [u8; 3] },
    /// A picture.
    Picture { at: Box4, picture: &'a Picture },
}

/// Left, top, width, height.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Box4 {
    pub(crate) x: f32,
    pub(crate) y: f32,
    pub(crate) width: f32,
    pub(crate) height: f32,
}

/// Everything on a certificate, from the back to the front.
pub(crate) fn marks<'a>(sheet: &Sheet, style: &'a Style) -> Result<Vec<(Part, Mark<'a>)>, Problem> {
    check(sheet)?;
    let decoration = frame(style.accent).into_iter().map(|mark| (Part::Decoration, mark));
    let mut page = Page { marks: decoration.collect(), part: Part::Decoration };
    page.head(sheet, style);
    page.body(sheet);
    page.foot(sheet, style)?;
    Ok(page.marks)
}

/// Refuses what the font cannot show.
fn check(sheet: &Sheet) -> Result<(), Problem> {
    let facts = sheet.facts.iter().flat_map(|(name, value)| [name, value]);
    let fixed = [&sheet.organisation, &sheet.heading, &sheet.subheading, &sheet.holder, &sheet.holder_latin];
    let all: String = fixed
        .into_iter()
        .chain([&sheet.signer, &sheet.scan])
        .chain(&sheet.paragraphs)
        .chain(facts)
        .map(String::as_str)
        .collect();
    let missing = missing(&all);
    if missing.is_empty() { Ok(()) } else { Err(Problem::Missing(missing)) }
}

/// Two thin lines around, and the ornament behind everything.
fn frame(accent: [u8; 3]) -> Vec<Mark<'static>> {
    let pale = accent.map(|part| part / 3 + 170);
    let window = Box4 { x: 23.0, y: 23.0, width: WIDTH - 46.0, height: HEIGHT - 46.0 };
    let mut marks: Vec<Mark<'static>> = art::rings()
        .into_iter()
        .map(|ring| Mark::Line {
            points: ring.into_iter().map(|(x, y)| (735.0 + x * 190.0, 105.0 + y * 190.0)).collect(),
            is_closed: true,
            width: 0.45,
            colour: pale,
            window: Some(window),
        })
        .collect();
    for (inset, width, colour) in [(23.0, 0.75, accent), (26.5, 0.5, pale)] {
        let (right, bottom) = (WIDTH - inset, HEIGHT - inset);
        let points = vec![(inset, inset), (right, inset), (right, bottom), (inset, bottom)];
        marks.push(Mark::Line { points, is_closed: true, width, colour, window: None });
    }
    marks
}

struct Page<'a> {
    marks: Vec<(Part, Mark<'a>)>,
    /// What the next marks belong to.
    part: Part,
}

impl<'a> Page<'a> {
    /// What follows belongs to this.
    fn of(&mut self, part: Part) -> &mut Self {
        self.part = part;
        self
    }

    fn push(&mut self, mark: Mark<'a>) {
        if matches!(&mark, Mark::Text { text, .. } if text.is_empty()) {
            return;
        }
        self.marks.push((self.part, mark));
    }

    fn text(&mut self, (x, y): (f32, f32), size: f32, colour: [u8; 3], text: &str) {
        let text = text.to_owned();
        self.push(Mark::Text { x, y, size, colour, is_bold: false, text });
    }

    fn bold(&mut self, (x, y): (f32, f32), size: f32, text: &str) {
        let text = text.to_owned();
        self.push(Mark::Text { x, y, size, colour: INK, is_bold: true, text });
    }

    fn head(&mut self, sheet: &Sheet, style: &'a Style) {
        let mut x = LEFT;
        if let Some(logo) = &style.logo {
            let (width, height) = logo.within(150.0, 34.0);
            let at = Box4 { x, y: 63.0 - height / 2.0, width, height };
            self.of(Part::Logo).push(Mark::Picture { at, picture: logo });
            x += width + 12.0;
        }
        self.of(Part::Organisation).text(
            (x, 68.0),
            fit(&sheet.organisation, 12.0, 7.0, 500.0 - x),
            GREY,
            &sheet.organisation,
        );
        self.of(Part::Heading).bold((LEFT, 142.0), fit(&sheet.heading, 38.0, 16.0, 440.0), &sheet.heading);
        self.of(Part::Subheading).text(
            (LEFT, 166.0),
            fit(&sheet.subheading, 12.0, 7.0, 440.0),
            GREY,
            &sheet.subheading,
        );
    }

    fn body(&mut self, sheet: &Sheet) {
        let size = fit(&sheet.holder, 40.0, 18.0, TEXT_WIDTH);
        let lines = wrap(&sheet.holder, size, TEXT_WIDTH);
        // A name in two lines grows upwards, so that what follows stays.
        let first = 282.0 - size * 1.2 * count(lines.len().saturating_sub(1));
        for (line, text) in lines.iter().enumerate() {
            self.of(Part::Holder).bold((LEFT, first + size * 1.2 * count(line)), size, text);
        }
        let right = lines.iter().map(|text| width(text, size)).fold(260.0, f32::max) + LEFT;
        let points = vec![(LEFT, 296.0), (right, 296.0)];
        self.of(Part::Decoration).push(Mark::Line {
            points,
            is_closed: false,
            width: 0.6,
            colour: GREY,
            window: None,
        });
        let mut y = 312.0;
        if !sheet.holder_latin.is_empty() {
            y += 6.0;
            self.of(Part::HolderLatin).text(
                (LEFT, y),
                fit(&sheet.holder_latin, 14.0, 8.0, TEXT_WIDTH),
                GREY,
                &sheet.holder_latin,
            );
            y += 10.0;
        }
        let room = BOTTOM - 22.0 * count(sheet.facts.len()) - y;
        let size = self.size_of_paragraphs(&sheet.paragraphs, room);
        for (number, paragraph) in sheet.paragraphs.iter().enumerate() {
            for text in wrap(paragraph, size, TEXT_WIDTH + 60.0) {
                y += size * 1.7;
                self.of(Part::Paragraph(number)).text((LEFT, y), size, INK, &text);
            }
            y += size * 0.35;
        }
    }

    /// The largest size at which the paragraphs leave the foot its place.
    fn size_of_paragraphs(&self, paragraphs: &[String], room: f32) -> f32 {
        let height = |size: f32| {
            let lines: usize = paragraphs.iter().map(|text| wrap(text, size, TEXT_WIDTH + 60.0).len()).sum();
            size * (1.7 * count(lines) + 0.35 * count(paragraphs.len()))
        };
        let sizes = [16.0, 15.0, 14.0, 13.0, 12.0, 11.0, 10.0, 9.0, 8.0];
        sizes.into_iter().find(|size| height(*size) <= room).unwrap_or(7.0)
    }

    fn foot(&mut self, sheet: &Sheet, style: &'a Style) -> Result<(), Problem> {
        let names = sheet.facts.iter().map(|(name, _)| width(name, 10.5)).fold(0.0, f32::max);
        for (row, (name, value)) in sheet.facts.iter().rev().enumerate() {
            let y = BOTTOM - 20.0 * count(row);
            self.of(Part::Fact(sheet.facts.len() - row));
            self.text((LEFT, y), 10.5, GREY, name);
            self.text((LEFT + names + 14.0, y), 10.5, INK, value);
        }
        self.of(Part::Code).qr(&sheet.address, RIGHT - QR_SIDE + 8.0, BOTTOM - 14.0 - QR_SIDE)?;
        let size = fit(&sheet.scan, 10.5, 6.0, QR_SIDE + 40.0);
        let left = RIGHT - width(&sheet.scan, size).max(QR_SIDE);
        self.of(Part::Scan).text((RIGHT - width(&sheet.scan, size), BOTTOM), size, INK, &sheet.scan);
        let signer = fit(&sheet.signer, 10.5, 6.0, 190.0);
        let wide = width(&sheet.signer, signer).max(90.0);
        let start = left - 36.0 - wide;
        self.of(Part::Signer).text((start, BOTTOM), signer, INK, &sheet.signer);
        if let Some(signature) = &style.signature {
            let (width, height) = signature.within(140.0, 64.0);
            let at = Box4 { x: start + (wide - width) / 2.0, y: BOTTOM - 18.0 - height, width, height };
            self.of(Part::Signature).push(Mark::Picture { at, picture: signature });
        }
        Ok(())
    }

    fn qr(&mut self, address: &str, x: f32, y: f32) -> Result<(), Problem> {
        let code =
            QrCode::with_error_correction_level(address, EcLevel::M).map_err(|_| Problem::AddressTooLong)?;
        let side = QR_SIDE / (count(code.width()) + 2.0 * QUIET);
        let mut boxes = Vec::new();
        for (row, modules) in code.to_colors().chunks(code.width()).enumerate() {
            let mut column = 0;
            for run in modules.chunk_by(|one, next| one == next) {
                if run.first() == Some(&Color::Dark) {
                    let (x, y) = (x + side * (QUIET + count(column)), y + side * (QUIET + count(row)));
                    boxes.push(Box4 { x, y, width: side * count(run.len()), height: side });
                }
                column += run.len();
            }
        }
        self.push(Mark::Boxes { boxes, colour: [0, 0, 0] });
        Ok(())
    }
}

fn count(number: usize) -> f32 {
    u16::try_from(number).map_or(f32::MAX, f32::from)
}

/// The size, at most `largest` and at least `smallest`, at which a text is no wider than that.
fn fit(text: &str, largest: f32, smallest: f32, most: f32) -> f32 {
    let at_one = width(text, 1.0);
    if at_one * largest <= most { largest } else { (most / at_one).max(smallest) }
}

/// Breaks a text into lines that are no wider than that: between words, and between Chinese characters where no sentence
/// mark would begin a line and no bracket end one. A word that is wider than a line is broken anywhere.
pub(crate) fn wrap(text: &str, size: f32, most: f32) -> Vec<String> {
    let mut lines = vec![String::new()];
    for piece in pieces(text) {
        let Some(line) = lines.last_mut() else { break };
        if width(line, size) + width(piece.trim_end(), size) <= most {
            line.push_str(piece);
            continue;
        }
        let mut rest = String::new();
        for character in piece.chars() {
            if !rest.is_empty() && width(&rest, size) + width(&character.to_string(), size) > most {
                lines.push(std::mem::take(&mut rest));
            }
            rest.push(character);
        }
        lines.push(rest);
    }
    lines.iter().map(|line| line.trim_end().to_owned()).filter(|line| !line.is_empty()).collect()
}

/// What must not be parted: words with the blanks after them, characters with the marks that belong to them.
fn pieces(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(end) = piece_end(rest) {
        let (piece, after) = rest.split_at(end);
        found.push(piece);
        rest = after;
    }
    found
}

/// Where the first piece of a text ends, in bytes.
fn piece_end(text: &str) -> Option<usize> {
    let mut characters = text.char_indices().peekable();
    let mut before = characters.next()?.1;
    for (at, character) in characters {
        let is_open = may_part(before, character);
        if is_open {
            return Some(at);
        }
        before = character;
    }
    Some(text.len())
}

fn may_part(before: char, after: char) -> bool {
    const CLOSING: &str = "，。、；：！？）》」』】”’%,.;:!?)";
    const OPENING: &str = "（《「『【“‘(";
    if CLOSING.contains(after) || OPENING.contains(before) || after == ' ' {
        return false;
    }
    before == ' ' || is_wide(before) || is_wide(after)
}

/// Chinese characters and their sentence marks.
fn is_wide(character: char) -> bool {
    character >= '\u{2E80}'
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may panic")]
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn lines_break_between_words_and_characters_but_no_sentence_mark_begins_one() {
        assert_eq!(wrap("one two three", 10.0, 45.0), ["one two", "three"]);
        assert_eq!(wrap("大客户识别，合格。", 10.0, 50.0), ["大客户识", "别，合格。"]);
        assert_eq!(wrap("通过（中级）认证", 10.0, 35.0), ["通过", "（中", "级）认", "证"]);
        assert_eq!(wrap("", 10.0, 50.0), Vec::<String>::new());
    }

    #[test]
    fn a_long_name_is_shrunk_and_a_longer_one_broken() {
        assert!((fit("林", 40.0, 18.0, 560.0) - 40.0).abs() < 0.01);
        let long = "林".repeat(20);
        assert!((fit(&long, 40.0, 18.0, 560.0) - 28.0).abs() < 0.01);
        assert!((fit(&long.repeat(3), 40.0, 18.0, 560.0) - 18.0).abs() < 0.01);
    }

    #[test]
    fn what_the_font_lacks_is_refused_with_the_characters() {
        let sheet = Sheet { holder: "Ada \u{1F600}".into(), ..Sheet::default() };
        assert_eq!(marks(&sheet, &Style::default()), Err(Problem::Missing(vec!['\u{1F600}'])));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn lines_hold_all_characters_and_are_never_too_wide(text in "[a-z林晓，。（） ]{0,60}", most in 30f32..200.0) {
            let lines = wrap(&text, 10.0, most);
            let without = |text: &str| text.chars().filter(|one| *one != ' ').collect::<String>();
            prop_assert_eq!(without(&lines.concat()), without(&text));
            for line in &lines {
                prop_assert!(width(line, 10.0) <= most + 0.01 , "{line:?}");
            }
        }

        #[test]
        fn every_text_stays_within_the_frame(holder in "[A-Za-z 林晓雯]{1,80}", title in "[A-Za-z 异议处理]{1,200}") {
            let sheet = Sheet {
                organisation: "澄海".into(), heading: "资格证书".into(), holder, paragraphs: vec![title.clone(), title],
                facts: vec![("No".into(), "1".into()); 4], address: "https://localhost/verify/x".into(), ..Sheet::default()
            };
            for (_, mark) in marks(&sheet, &Style::default()).unwrap() {
                if let Mark::Text { x, y, size, text, .. } = mark {
                    prop_assert!(x + width(&text, size) < WIDTH - 26.0, "{text}");
                    prop_assert!(y < HEIGHT - 26.0 && y - size > 26.0, "{text} at {y}");
                }
            }
        }
    }
}

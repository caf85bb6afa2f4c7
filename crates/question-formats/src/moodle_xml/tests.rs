#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests may panic")]

mod hostile;
mod reading;
mod round_trip;

use crate::model::{Answer, Media, Reading};
use crate::{Code, Format, Limits, QuestionDraft, ReadOptions};

/// Reads the questions of a file, and asserts that nothing of it is unaccounted for.
fn read(questions: &str) -> Reading {
    whole(&format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<quiz>\n{questions}\n</quiz>\n"))
}

fn whole(file: &str) -> Reading {
    let options = ReadOptions { forced_format: Some(Format::MoodleXml), ..ReadOptions::default() };
    let reading = crate::read(file.as_bytes(), &options);
    if let Some(counts) = reading.counts {
        assert!(counts.add_up(), "{counts:?}");
        assert_eq!((counts.questions, counts.skipped), (reading.questions.len(), reading.skipped.len()));
        assert!(counts.failed == 0 || reading.has_errors());
    }
    reading
}

/// The only question of a file that holds one, of a type, with these elements behind its text.
fn one(kind: &str, text: &str, rest: &str) -> (QuestionDraft, Vec<Code>) {
    let reading = read(&format!(
        "<question type=\"{kind}\"><name><text>n</text></name><questiontext format=\"html\"><text><![CDATA[{text}]]>\
         </text></questiontext>{rest}</question>"
    ));
    assert_eq!(reading.questions.len(), 1, "{reading:?}");
    (reading.questions[0].clone(), codes(&reading))
}

fn codes(reading: &Reading) -> Vec<Code> {
    reading.diagnostics.iter().map(|diagnostic| diagnostic.code).collect()
}

fn answer(fraction: &str, text: &str) -> String {
    format!("<answer fraction=\"{fraction}\" format=\"html\"><text>{text}</text></answer>")
}

fn labels(draft: &QuestionDraft) -> Option<String> {
    match draft.answer.as_ref()? {
        Answer::Labels(labels) => Some(labels.concat()),
        Answer::Order(labels) => Some(format!(">{}", labels.concat())),
        _ => None,
    }
}

/// A picture of one colour.
fn picture(red: u8) -> Media {
    let image = image::RgbImage::from_pixel(3, 2, image::Rgb([red, 0, 0]));
    let mut bytes = std::io::Cursor::new(Vec::new());
    image.write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    crate::images::accept(&bytes.into_inner(), &Limits::default()).unwrap()
}

//! What is wanted: 10,000 questions of the usual formats in at most 2 s and 128 MiB, and time in step with the input.

use question_formats::Format;

use crate::cases::{Case, number};

const COUNT: usize = 10_000;
const SECONDS: f64 = 2.0;
const MIB: f64 = 128.0;
/// How much more than its share ten times the input may take.
const GROWTH: f64 = 1.5;

/// A sentence for each target that is missed.
pub(crate) fn missed(cases: &[Case]) -> Vec<String> {
    let usual = |case: &&Case| {
        case.count == COUNT && matches!(case.format, Format::PaperText | Format::Xlsx | Format::MoodleXml)
    };
    let mut sentences: Vec<String> = cases.iter().filter(usual).flat_map(sizes).collect();
    for small in cases.iter().filter(|case| case.count == COUNT) {
        let large = cases.iter().filter(|case| case.format == small.format && case.count > COUNT);
        sentences.extend(large.filter_map(|large| growth(small, large)));
    }
    sentences
}

fn sizes(case: &Case) -> Vec<String> {
    let name = case.format.as_str();
    let mut sentences = Vec::new();
    if case.read.seconds > SECONDS {
        sentences
            .push(format!("Missed: {name} took {:.2} s, at most {SECONDS} s are wanted.", case.read.seconds));
    }
    if case.read.peak_mib > MIB {
        sentences.push(format!(
            "Missed: {name} needed {:.0} MiB, at most {MIB} MiB are wanted.",
            case.read.peak_mib
        ));
    }
    sentences
}

fn growth(small: &Case, large: &Case) -> Option<String> {
    let share = number(large.count) / number(small.count);
    let growth = large.read.seconds / small.read.seconds / share;
    (growth > GROWTH).then(|| {
        format!(
            "Missed: {} took {growth:.2} times its share from {} to {} questions, at most {GROWTH} are wanted.",
            small.format.as_str(),
            small.count,
            large.count
        )
    })
}

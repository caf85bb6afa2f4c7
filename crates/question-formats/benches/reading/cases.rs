//! The cases, each in processes of its own, and the table of what they needed.

use std::path::Path;
use std::process::Command;

use question_formats::Format;

use crate::Failed;
use crate::roles::Done;

/// The formats that are measured, those with targets first. QTI 3.0 goes through the reader of 2.1.
const FORMATS: [Format; 8] = [
    Format::PaperText,
    Format::Xlsx,
    Format::MoodleXml,
    Format::Csv,
    Format::Gift,
    Format::Aiken,
    Format::Qti21,
    Format::Toml,
];
const TRIES: usize = 3;

/// Which cases are run.
pub(crate) struct Plan {
    formats: Vec<Format>,
    counts: Vec<usize>,
    tries: usize,
}

/// What one case needed.
pub(crate) struct Case {
    /// The format.
    pub(crate) format: Format,
    /// Questions in the file.
    pub(crate) count: usize,
    /// The median of its readings.
    pub(crate) read: Done,
    /// The median of the baseline.
    pub(crate) bare: Done,
}

impl Plan {
    /// Everything under cargo's `--bench`, else a short look. Words that are no option name formats.
    pub(crate) fn of_process(words: &[String]) -> Result<Self, Failed> {
        let named = words.iter().filter(|word| !word.starts_with("--"));
        let chosen: Vec<Format> = named
            .map(|name| {
                let format = Format::by_name(name).filter(|format| FORMATS.contains(format));
                format.ok_or_else(|| format!("“{name}” is not measured"))
            })
            .collect::<Result<_, _>>()?;
        let formats = if chosen.is_empty() { FORMATS.to_vec() } else { chosen };
        Ok(if words.iter().any(|word| word == "--bench") {
            Self { formats, counts: vec![1_000, 10_000, 100_000], tries: TRIES }
        } else {
            Self { formats, counts: vec![200], tries: 1 }
        })
    }

    /// Whether the targets are looked at.
    pub(crate) fn judges(&self) -> bool {
        self.tries == TRIES
    }
}

/// Runs the cases and prints a line for each.
pub(crate) fn measure(plan: &Plan) -> Result<Vec<Case>, Failed> {
    let folder = tempfile::tempdir()?;
    println!("format      questions  file MiB  seconds  questions/s  peak MiB   bare s  ratio");
    let mut cases = Vec::new();
    for format in &plan.formats {
        for count in &plan.counts {
            let file = folder.path().join(format!("{}-{count}", format.as_str()));
            let case = run(*format, *count, plan.tries, &file)?;
            std::fs::remove_file(&file)?;
            println!("{}", line(&case));
            cases.push(case);
        }
    }
    Ok(cases)
}

fn run(format: Format, count: usize, tries: usize, file: &Path) -> Result<Case, Failed> {
    child("make", format, count, file)?;
    let read = median(tries, || child("read", format, count, file))?;
    if (read.units, read.keys) != (count, count) {
        return Err(format!(
            "{}: of {count} questions {} were read, {} of them with a key",
            format.as_str(),
            read.units,
            read.keys
        )
        .into());
    }
    let bare = median(tries, || child("bare", format, count, file))?;
    Ok(Case { format, count, read, bare })
}

/// The try in the middle by time, with the most memory of all.
fn median(tries: usize, mut one: impl FnMut() -> Result<Done, Failed>) -> Result<Done, Failed> {
    let mut all = (0..tries).map(|_| one()).collect::<Result<Vec<_>, _>>()?;
    all.sort_by(|left, right| left.seconds.total_cmp(&right.seconds));
    let peak_mib = all.iter().map(|done| done.peak_mib).fold(0.0, f64::max);
    let middle = all.get(tries / 2).ok_or("no try")?;
    Ok(Done { peak_mib, ..*middle })
}

/// Plays a role in a new process and waits for what it says.
fn child(role: &str, format: Format, count: usize, file: &Path) -> Result<Done, Failed> {
    let output = Command::new(std::env::current_exe()?)
        .args(["--role", role, format.as_str(), &count.to_string()])
        .arg(file)
        .stderr(std::process::Stdio::inherit())
        .output()?;
    if !output.status.success() {
        return Err(format!("{role} {} {count}: {}", format.as_str(), output.status).into());
    }
    Ok(serde_json::from_slice(&output.stdout)?)
}

fn line(case: &Case) -> String {
    let Case { format, count, read, bare } = case;
    format!(
        "{:<10} {count:>10} {:>9.1} {:>8.3} {:>12.0} {:>9.0} {:>8.3} {:>6.1}",
        format.as_str(),
        number(read.bytes) / 1024.0 / 1024.0,
        read.seconds,
        number(*count) / read.seconds,
        read.peak_mib,
        bare.seconds,
        read.seconds / bare.seconds,
    )
}

/// For figures that are only printed or compared.
pub(crate) fn number(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::INFINITY, f64::from)
}

//! What is made of several files: people read and change them one by one, a browser on a slow line gets one.

use super::Files;

/// The one style sheet pages link; `css/index.txt` lists what it is made of, in order.
pub(super) fn styles() -> Vec<u8> {
    without_comments(&parts("css").join("\n")).into_bytes()
}

/// Browsers need no comments and no indentation.
fn without_comments(styles: &str) -> String {
    let mut pieces = styles.split("/*");
    let mut kept = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        kept.push_str(piece.split_once("*/").map_or("", |(_, rest)| rest));
    }
    kept.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

/// The modules of the exam page in one (`js/exam/index.txt`): their imports from each other go, and what they export is
/// there for all of them. The test `the_modules_of_the_exam_script_fit_into_one` keeps them such that this is the same
/// script.
pub(super) fn exam_script() -> Vec<u8> {
    let mut script = String::new();
    for module in parts("js/exam") {
        for line in module.lines() {
            let is_comment = line.trim_start().starts_with("//");
            if line.trim().is_empty() || is_comment || line.starts_with("import ") {
                continue;
            }
            script.push_str(line.strip_prefix("export ").unwrap_or(line).trim_start());
            script.push('\n');
        }
    }
    script.into_bytes()
}

/// The files of a folder that its `index.txt` lists, in that order.
fn parts(folder: &str) -> Vec<String> {
    let text = |path: String| Files::get(&path).map(|file| String::from_utf8_lossy(&file.data).into_owned());
    let index = text(format!("{folder}/index.txt")).unwrap_or_default();
    let names = index.lines().map(str::trim).filter(|name| !name.is_empty());
    names.filter_map(|name| text(format!("{folder}/{name}"))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_comments_and_indentation_go() {
        assert_eq!(without_comments("/* a\n b */\n.x {\n  color: red; /* c */\n}\n"), ".x {\ncolor: red;\n}");
    }
}

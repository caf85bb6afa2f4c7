//! Other people's code that comes in with ours: what `script/lint` asks about it.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

/// A program that says it is this version, writes down how it was called, and fails at calls that hold `fails_at`.
fn write_program(path: &Path, version: &str, fails_at: &str) {
    let text = format!(
        "#!/bin/sh\n[ \"$1\" = --version ] && echo '{version}' && exit 0\n\
         echo \"$*\" >> \"$CALLS\"\ncase \"$*\" in *{fails_at}*) exit 1;; esac\n"
    );
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
}

/// Runs the lint with these programs in the place of cargo and git: whether it passed, all it said, and what was called.
fn lint(cargo_fails_at: &str, git_fails_at: &str) -> (bool, String, String) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let script = fs::read_to_string(root.join("script/lint")).unwrap();
    let folder = TempDir::new().unwrap();
    let (programs, calls) = (folder.path().join("programs"), folder.path().join("calls"));
    write_program(&programs.join("cargo"), "", cargo_fails_at);
    write_program(&programs.join("git"), "", git_fails_at);
    // What it would build is there already.
    for needed in script.lines().filter_map(|line| line.strip_prefix("need cargo-")) {
        let (name, version) = needed.split_once(' ').unwrap();
        let program = folder.path().join(format!("tools/bin/cargo-{name}"));
        write_program(&program, &format!("cargo-{name} {version}"), "nothing");
    }
    let paths = format!("{}:{}", programs.display(), std::env::var("PATH").unwrap());
    let mut command = Command::new(root.join("script/lint"));
    command.env("PATH", paths).env("CALLS", &calls).env("CARGO_TARGET_DIR", folder.path());
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    (output.status.success(), said, fs::read_to_string(calls).unwrap())
}

#[test]
fn s61_the_lint_fails_on_licences_sources_and_known_vulnerabilities_and_goes_on_where_nobody_can_be_asked() {
    let (passed, said, calls) = lint("nothing", "nothing");
    assert!(passed, "{said}");
    assert!(calls.contains("deny --all-features check licenses bans sources\n"), "{calls}");
    assert!(calls.contains("\naudit\n") && !calls.contains("install"), "{calls}");
    for refused in ["licenses", "audit"] {
        let (passed, said, calls) = lint(refused, "nothing");
        assert!(!passed && calls.contains(refused), "{refused}: {said}");
    }
    let (passed, said, calls) = lint("nothing", "ls-remote");
    assert!(passed && !calls.contains("audit"), "{calls}");
    assert!(said.contains("cannot be reached from here"), "{said}");
}

//! Finding the Postgres server programs, and the version that fits the cluster.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::error::PrivatePostgresError;

/// Names the directory of the programs, when they are not where we look by ourselves.
const DIRECTORY_VARIABLE: &str = "CERTAMEN_POSTGRES_BIN";

/// Debian and Ubuntu keep each major version apart: `/usr/lib/postgresql/15/bin`.
const DEBIAN_DIRECTORY: &str = "/usr/lib/postgresql";

/// The schema uses nothing newer, and the programs know the options we give them from here on.
const OLDEST_MAJOR: u32 = 14;

/// One installed version of the Postgres server programs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Programs {
    pub(super) directory: PathBuf,
    pub(super) major: u32,
}

impl Programs {
    /// The programs to run a cluster of version `cluster`, or to make a new one.
    pub(super) fn find(place: &Path, cluster: Option<u32>) -> Result<Programs, PrivatePostgresError> {
        choose(installed()?, place, cluster)
    }

    /// The highest version.
    pub(super) fn newest() -> Result<Programs, PrivatePostgresError> {
        installed()?
            .into_iter()
            .max_by_key(|programs| programs.major)
            .ok_or(PrivatePostgresError::ProgramsMissing)
    }

    pub(super) fn path(&self, program: &str) -> PathBuf {
        self.directory.join(program)
    }
}

/// Highest version for a new cluster, the same version for an old one.
fn choose(
    mut installed: Vec<Programs>,
    place: &Path,
    cluster: Option<u32>,
) -> Result<Programs, PrivatePostgresError> {
    installed.sort_by_key(|programs| programs.major);
    let mut majors: Vec<u32> = installed.iter().map(|programs| programs.major).collect();
    majors.dedup();
    if majors.is_empty() {
        return Err(PrivatePostgresError::ProgramsMissing);
    }
    match cluster {
        Some(wanted) => installed.into_iter().find(|programs| programs.major == wanted).ok_or_else(|| {
            PrivatePostgresError::OtherMajorVersion {
                place: place.to_owned(),
                cluster: wanted,
                installed: majors,
            }
        }),
        None => installed
            .pop()
            .filter(|programs| programs.major >= OLDEST_MAJOR)
            .ok_or(PrivatePostgresError::ProgramsTooOld { installed: majors }),
    }
}

fn installed() -> Result<Vec<Programs>, PrivatePostgresError> {
    if let Some(chosen) = env::var_os(DIRECTORY_VARIABLE).filter(|value| !value.is_empty()) {
        let directory = PathBuf::from(chosen);
        return match in_directory(&directory) {
            Some(programs) => Ok(vec![programs]),
            None => Err(PrivatePostgresError::ChosenProgramsMissing { directory }),
        };
    }
    let found = from_debian();
    Ok(if found.is_empty() { from_path() } else { found })
}

/// Versions from directory names: no program has to be run, which keeps the start quick.
fn from_debian() -> Vec<Programs> {
    let Ok(entries) = fs::read_dir(DEBIAN_DIRECTORY) else { return Vec::new() };
    entries
        .flatten()
        .filter_map(|entry| {
            let major = entry.file_name().to_str()?.parse().ok()?;
            let directory = entry.path().join("bin");
            has_programs(&directory).then_some(Programs { directory, major })
        })
        .collect()
}

fn from_path() -> Vec<Programs> {
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path).filter_map(|directory| in_directory(&directory)).collect()
}

fn in_directory(directory: &Path) -> Option<Programs> {
    if !has_programs(directory) {
        return None;
    }
    let output = Command::new(directory.join("postgres")).arg("--version").output().ok()?;
    let major = major_of(&String::from_utf8_lossy(&output.stdout))?;
    Some(Programs { directory: directory.to_owned(), major })
}

fn has_programs(directory: &Path) -> bool {
    ["postgres", "initdb", "pg_ctl"].iter().all(|program| directory.join(program).is_file())
}

/// The major version in what `postgres --version` prints: `postgres (PostgreSQL) 15.14 (Debian …)`.
fn major_of(version: &str) -> Option<u32> {
    let number = version.split_whitespace().find(|word| word.starts_with(|c: char| c.is_ascii_digit()))?;
    number.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, clippy::panic, reason = "tests may panic")]

    use super::*;

    fn programs(major: u32) -> Programs {
        Programs { directory: PathBuf::from(format!("/opt/postgres/{major}")), major }
    }

    fn chosen(installed: &[u32], cluster: Option<u32>) -> Result<Programs, PrivatePostgresError> {
        choose(installed.iter().copied().map(programs).collect(), Path::new("/data"), cluster)
    }

    #[test]
    fn the_version_is_read_from_release_beta_and_distribution_builds() {
        assert_eq!(major_of("postgres (PostgreSQL) 15.14 (Debian 15.14-0+deb12u1)\n"), Some(15));
        assert_eq!(major_of("postgres (PostgreSQL) 19beta1\n"), Some(19));
        assert_eq!(major_of("postgres (PostgreSQL) 9.6.24\n"), Some(9));
        assert_eq!(major_of("something else"), None);
    }

    #[test]
    fn a_new_cluster_gets_the_highest_version() {
        assert_eq!(chosen(&[17, 15, 9], None).unwrap(), programs(17));
    }

    #[test]
    fn an_old_cluster_gets_its_own_version() {
        assert_eq!(chosen(&[17, 15], Some(15)).unwrap(), programs(15));
    }

    #[test]
    fn a_cluster_of_another_version_is_refused_with_the_versions_there_are() {
        let sentence = chosen(&[17, 15, 15], Some(14)).unwrap_err().to_string();
        assert!(sentence.contains("made by Postgres 14"), "{sentence}");
        assert!(sentence.contains("only version 15, 17."), "{sentence}");
        assert!(sentence.contains("apt-get install postgresql-14"), "{sentence}");
    }

    #[test]
    fn missing_or_too_old_programs_name_the_command_that_helps() {
        let missing = chosen(&[], Some(15)).unwrap_err();
        assert!(matches!(missing, PrivatePostgresError::ProgramsMissing));
        let sentence = missing.to_string();
        assert!(sentence.contains("apt-get install postgresql"), "{sentence}");
        let PrivatePostgresError::ProgramsTooOld { installed } = chosen(&[13], None).unwrap_err() else {
            panic!("version 13 was accepted");
        };
        assert_eq!(installed, [13]);
    }
}

//! Who runs Postgres. It refuses to run as root, so a server started as root gives the work to another user.

use std::fs;
use std::io;
use std::os::unix::fs::{MetadataExt, chown, lchown};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Stdio};

use super::error::{PrivatePostgresError, io_error};
use super::programs::Programs;

const PASSWD: &str = "/etc/passwd";

/// Users that may run Postgres for root, best first.
const STAND_INS: [&str; 2] = ["postgres", "nobody"];

/// The user that runs Postgres and owns its files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PostgresUser {
    /// Login name, or `uid 1234` for a number without a name.
    pub(super) name: String,
    /// Set when we are root and step down to this user; `None` when Postgres runs as we do.
    step_down: Option<Ids>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Ids {
    user: u32,
    group: u32,
}

impl PostgresUser {
    /// The user for the cluster at `data`, which need not exist yet. Root runs an existing cluster as its owner.
    pub(super) fn for_cluster(place: &Path, data: &Path) -> Result<PostgresUser, PrivatePostgresError> {
        let passwd = fs::read_to_string(PASSWD).unwrap_or_default();
        let owner = fs::metadata(data).ok().map(|found| Ids { user: found.uid(), group: found.gid() });
        let ours = our_user_id().map_err(io_error("find out who runs", Path::new("this server")))?;
        if ours == 0 {
            return match owner.filter(|ids| ids.user != 0) {
                Some(ids) => Ok(PostgresUser { name: name_of(ids.user, &passwd), step_down: Some(ids) }),
                None => stand_in(&passwd).ok_or(PrivatePostgresError::NoUser),
            };
        }
        match owner.filter(|ids| ids.user != ours) {
            Some(ids) => Err(PrivatePostgresError::NotOurs {
                place: place.to_owned(),
                owner: name_of(ids.user, &passwd),
            }),
            None => Ok(PostgresUser { name: name_of(ours, &passwd), step_down: None }),
        }
    }

    /// Whether we are root, stepping down.
    pub(super) fn is_stand_in(&self) -> bool {
        self.step_down.is_some()
    }

    /// A Postgres program, run as this user, with nothing of our environment but what finds programs and
    /// libraries: neither our secrets nor somebody's `PGPORT` belong there. Its messages are English, for
    /// [`super::postmaster`] reads some of them.
    pub(super) fn command(&self, programs: &Programs, program: &str) -> Command {
        let mut command = Command::new(programs.path(program));
        command.env_clear().env("LC_ALL", "C").stdin(Stdio::null());
        for name in ["PATH", "LD_LIBRARY_PATH"] {
            if let Some(value) = std::env::var_os(name) {
                command.env(name, value);
            }
        }
        if let Some(ids) = self.step_down {
            command.uid(ids.user).gid(ids.group);
        }
        command
    }

    /// Whether this user can enter `directory`. Tried, not computed: modes are not the whole truth (ACLs,
    /// namespaces), and a child process started there either gets in or does not.
    pub(super) fn can_enter(&self, programs: &Programs, directory: &Path) -> bool {
        self.command(programs, "postgres")
            .arg("--version")
            .current_dir(directory)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success())
    }

    /// Makes this user the owner of one file or directory.
    pub(super) fn take(&self, path: &Path) -> Result<(), PrivatePostgresError> {
        match self.step_down {
            Some(ids) => {
                chown(path, Some(ids.user), Some(ids.group)).map_err(io_error("change the owner of", path))
            }
            None => Ok(()),
        }
    }

    /// Makes this user the owner of a whole cluster that somebody gave to root (a restored backup, a `chown -R`).
    pub(super) fn take_all(&self, directory: &Path) -> Result<(), PrivatePostgresError> {
        let Some(ids) = self.step_down else { return Ok(()) };
        let is_ours = fs::metadata(directory).is_ok_and(|found| found.uid() == ids.user);
        if is_ours {
            return Ok(());
        }
        give(directory, ids).map_err(io_error("change the owner of the files in", directory))
    }

    /// Whether `path` is a real directory of this user.
    pub(super) fn owns_directory(&self, path: &Path) -> bool {
        let wanted = self.step_down.map(|ids| ids.user).or_else(|| our_user_id().ok());
        fs::symlink_metadata(path).is_ok_and(|found| found.is_dir() && Some(found.uid()) == wanted)
    }
}

/// Contents before the directory itself, so that an interrupted pass starts over next time.
fn give(directory: &Path, ids: Ids) -> io::Result<()> {
    for entry in fs::read_dir(directory)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            give(&entry.path(), ids)?;
        } else {
            lchown(entry.path(), Some(ids.user), Some(ids.group))?;
        }
    }
    chown(directory, Some(ids.user), Some(ids.group))
}

/// Our own user number, without a call into libc: the kernel's page about us belongs to us.
fn our_user_id() -> io::Result<u32> {
    if let Ok(page) = fs::metadata("/proc/self") {
        return Ok(page.uid());
    }
    let output = Command::new("id").arg("-u").output()?;
    String::from_utf8_lossy(&output.stdout).trim().parse().map_err(io::Error::other)
}

fn stand_in(passwd: &str) -> Option<PostgresUser> {
    STAND_INS.iter().find_map(|name| {
        let (_, ids) = users(passwd).find(|(found, ids)| found == name && ids.user != 0)?;
        Some(PostgresUser { name: (*name).to_owned(), step_down: Some(ids) })
    })
}

fn name_of(user: u32, passwd: &str) -> String {
    users(passwd)
        .find(|(_, ids)| ids.user == user)
        .map_or_else(|| format!("uid {user}"), |(name, _)| name.to_owned())
}

/// The lines of `/etc/passwd`: `name:password:user number:group number:…`.
fn users(passwd: &str) -> impl Iterator<Item = (&str, Ids)> {
    passwd.lines().filter_map(|line| {
        let mut fields = line.split(':');
        let name = fields.next()?;
        let user = fields.nth(1)?.parse().ok()?;
        let group = fields.next()?.parse().ok()?;
        Some((name, Ids { user, group }))
    })
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may panic")]

    use super::*;

    const BOTH: &str = "root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534::/:/bin/false\n\
                        postgres:x:101:104:PostgreSQL:/var/lib/postgresql:/bin/bash\nbroken line\n";

    #[test]
    fn root_steps_down_to_postgres_before_nobody() {
        let user = stand_in(BOTH).unwrap();
        assert_eq!(user.name, "postgres");
        assert_eq!(user.step_down, Some(Ids { user: 101, group: 104 }));
    }

    #[test]
    fn root_steps_down_to_nobody_where_there_is_no_postgres() {
        let user = stand_in("root:x:0:0::/root:/bin/sh\nnobody:x:99:98::/:/bin/false\n").unwrap();
        assert_eq!((user.name.as_str(), user.step_down), ("nobody", Some(Ids { user: 99, group: 98 })));
    }

    #[test]
    fn a_stand_in_is_never_root_under_another_name() {
        assert_eq!(stand_in("root:x:0:0::/root:/bin/sh\npostgres:x:0:0::/:/bin/sh\n"), None);
    }

    #[test]
    fn a_user_without_a_name_is_called_by_number() {
        assert_eq!(name_of(65534, BOTH), "nobody");
        assert_eq!(name_of(4242, BOTH), "uid 4242");
    }
}

//! The directory of the Unix socket: only the user that runs Postgres (and root) can reach it, which is what
//! makes trusting everybody who does safe.

use std::env;
use std::fs::{self, DirBuilder, Permissions};
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
use std::path::{Path, PathBuf};

use super::error::{PrivatePostgresError, io_error};
use super::place::path_hash;
use super::user::PostgresUser;

/// The port is only part of the socket's file name; no TCP port is opened.
pub(super) const PORT: u16 = 5432;

/// Longest socket path Linux takes, in bytes, without the closing NUL.
const LONGEST_SOCKET: usize = 107;

/// Longest directory we use inside the place; leaves room for the file names, also of `.lock` beside the socket.
const LONGEST_DIRECTORY: usize = 80;

/// Makes the socket directory for the cluster in `place` and gives it to `user`, mode 0700.
pub(super) fn prepare_directory(place: &Path, user: &PostgresUser) -> Result<PathBuf, PrivatePostgresError> {
    let directory = directory_for(place, user.is_stand_in());
    if file_in(&directory).as_os_str().len() > LONGEST_SOCKET {
        return Err(PrivatePostgresError::SocketPathTooLong { path: directory });
    }
    match DirBuilder::new().mode(0o700).create(&directory) {
        Ok(()) => user.take(&directory)?,
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            adopt_directory(place, &directory, user)?;
        }
        Err(error) => return Err(io_error("make", &directory)(error)),
    }
    fs::set_permissions(&directory, Permissions::from_mode(0o700))
        .map_err(io_error("change the mode of", &directory))?;
    Ok(directory)
}

/// The socket's path in its directory.
pub(super) fn file_in(directory: &Path) -> PathBuf {
    directory.join(format!(".s.PGSQL.{PORT}"))
}

/// A directory inside our own place may be given to the user again; one in a place where everybody can write
/// might be a trap and has to be the user's already.
fn adopt_directory(place: &Path, directory: &Path, user: &PostgresUser) -> Result<(), PrivatePostgresError> {
    if directory.starts_with(place) && fs::symlink_metadata(directory).is_ok_and(|found| found.is_dir()) {
        return user.take(directory);
    }
    if user.owns_directory(directory) {
        return Ok(());
    }
    Err(PrivatePostgresError::SocketDirectoryTaken { path: directory.to_owned() })
}

/// In the place when its path is short and plain, else in a directory for short-lived files.
fn directory_for(place: &Path, is_root: bool) -> PathBuf {
    let inside = place.join("socket");
    let bytes = inside.as_os_str().as_bytes();
    // postmaster.pid tells the socket directory on a line of its own, so a line break must not be in it.
    if bytes.len() <= LONGEST_DIRECTORY && !bytes.iter().any(u8::is_ascii_control) {
        return inside;
    }
    let run = Path::new("/run");
    let base = if is_root && run.is_dir() { run.to_owned() } else { env::temp_dir() };
    base.join(format!("certamen-{:016x}", path_hash(place)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_path_keeps_its_socket_inside() {
        assert_eq!(directory_for(Path::new("/srv/data"), false), Path::new("/srv/data/socket"));
    }

    #[test]
    fn a_long_path_gets_a_short_directory_of_its_own() {
        let long = PathBuf::from(format!("/srv/{}", "d".repeat(90)));
        let other = PathBuf::from(format!("/srv/{}", "e".repeat(90)));
        let directory = directory_for(&long, true);
        assert_eq!(directory.parent(), Some(Path::new("/run")));
        assert_eq!(directory, directory_for(&long, true));
        assert_ne!(directory, directory_for(&other, true));
    }
}

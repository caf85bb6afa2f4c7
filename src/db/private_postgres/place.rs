//! Where the cluster lives: in the data directory, or in `/var/lib/certamen` when the user that runs Postgres
//! cannot get there.

use std::fs::{self, DirBuilder, Permissions};
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
use std::path::{Path, PathBuf};

use super::error::{PrivatePostgresError, io_error};
use super::programs::Programs;
use super::user::PostgresUser;

/// Everybody may reach this directory, whatever the home directories allow.
const STATE_DIRECTORY: &str = "/var/lib/certamen";

/// Name of the Postgres data directory in its place.
const CLUSTER: &str = "postgres";

/// In a data directory whose cluster is elsewhere: the path of that place. It moves with the directory, so a
/// clone that is moved finds its database again.
const POINTER: &str = "postgres-location";

/// The directory that holds the cluster, its lock, its log and its socket.
#[derive(Debug)]
pub(super) struct Place {
    pub(super) directory: PathBuf,
    /// Why it is not the data directory, as a sentence.
    pub(super) note: Option<String>,
}

impl Place {
    /// The place that belongs to `data_dir`, if it has been settled by an earlier start; else `data_dir`.
    pub(super) fn settled(data_dir: &Path) -> Result<Place, PrivatePostgresError> {
        make_data_dir(data_dir)
            .map_err(|source| PrivatePostgresError::DataDirectory { path: data_dir.to_owned(), source })?;
        let data_dir = data_dir.canonicalize().map_err(io_error("find", data_dir))?;
        let Ok(pointer) = fs::read(data_dir.join(POINTER)) else {
            return Ok(Place { directory: data_dir, note: None });
        };
        let directory = PathBuf::from(std::ffi::OsString::from_vec(pointer.trim_ascii_end().to_owned()));
        let note = format!(
            "The database is in {}, because the user that runs Postgres cannot enter {}.",
            directory.display(),
            data_dir.display()
        );
        Ok(Place { directory, note: Some(note) })
    }

    /// The Postgres data directory.
    pub(super) fn cluster(&self) -> PathBuf {
        self.directory.join(CLUSTER)
    }

    /// This place if `user` can work here, else a new one in [`STATE_DIRECTORY`], remembered in the data
    /// directory. A cluster that is already here is never left behind: then it is an error.
    pub(super) fn reachable_by(
        self,
        user: &PostgresUser,
        programs: &Programs,
    ) -> Result<Place, PrivatePostgresError> {
        if !user.is_stand_in() {
            return Ok(self);
        }
        if !user.can_enter(programs, Path::new("/")) {
            let directory = programs.directory.clone();
            return Err(PrivatePostgresError::ProgramsUnreachable { directory, user: user.name.clone() });
        }
        make_state_directory(&self)?;
        if user.can_enter(programs, &self.directory) {
            return Ok(self);
        }
        if self.note.is_some() || self.cluster().exists() {
            return Err(PrivatePostgresError::PlaceUnreachable {
                place: self.directory,
                user: user.name.clone(),
            });
        }
        let elsewhere = Path::new(STATE_DIRECTORY).join(stable_name(&self.directory));
        let pointer = self.directory.join(POINTER);
        fs::write(&pointer, [elsewhere.as_os_str().as_bytes(), b"\n"].concat())
            .map_err(io_error("write", &pointer))?;
        Place::settled(&self.directory)?.reachable_by(user, programs)
    }
}

/// Owner-only above all, but root lets others pass through: the user that runs Postgres must get in.
fn make_data_dir(data_dir: &Path) -> std::io::Result<()> {
    if data_dir.is_dir() {
        return Ok(());
    }
    DirBuilder::new().recursive(true).create(data_dir)?;
    fs::set_permissions(data_dir, Permissions::from_mode(0o711))
}

/// A place elsewhere is made when it is first needed, and again if somebody removed it.
fn make_state_directory(place: &Place) -> Result<(), PrivatePostgresError> {
    if place.note.is_none() || place.directory.is_dir() {
        return Ok(());
    }
    let failed = |path: &Path| io_error("make", path);
    DirBuilder::new()
        .recursive(true)
        .mode(0o755)
        .create(&place.directory)
        .map_err(failed(&place.directory))?;
    let parent = place.directory.parent().unwrap_or(Path::new(STATE_DIRECTORY));
    for directory in [parent, &place.directory] {
        fs::set_permissions(directory, Permissions::from_mode(0o755)).map_err(failed(directory))?;
    }
    Ok(())
}

/// The same name for the same path on every start: its last two parts, to be recognised by a person, and a hash
/// of the whole, to be the only one.
fn stable_name(path: &Path) -> String {
    let mut parts: Vec<String> = path
        .components()
        .rev()
        .take(2)
        .map(|part| part.as_os_str().to_string_lossy().chars().filter(char::is_ascii_alphanumeric).collect())
        .collect();
    parts.reverse();
    parts.push(format!("{:016x}", path_hash(path)));
    parts.retain(|part| !part.is_empty());
    parts.join("-")
}

/// FNV-1a of the bytes of a path. The standard library's hasher may change between versions; this one may not,
/// for it names directories that hold data.
pub(super) fn path_hash(path: &Path) -> u64 {
    path.as_os_str().as_bytes().iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_place_is_stable_readable_and_its_own() {
        assert_eq!(path_hash(Path::new("foobar")), 0x8594_4171_f739_67e8, "the published FNV-1a vector");
        let name = stable_name(Path::new("/root/certamen/data/demo"));
        assert!(name.starts_with("data-demo-"), "{name}");
        assert_eq!(name, stable_name(Path::new("/root/certamen/data/demo")));
        assert_ne!(name, stable_name(Path::new("/root/other/data/demo")));
        assert!(stable_name(Path::new("/root/数据")).starts_with("root-"));
    }
}

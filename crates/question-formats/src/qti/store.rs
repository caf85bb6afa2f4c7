//! The members of a package that items point to: images and texts, found by paths that never leave the package.

use std::collections::HashMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::archive::Archive;
use crate::messages::Code;
use crate::model::{Diagnostic, Media};
use crate::{Limits, images};

/// Members by path; the single file that is read alone has none.
pub(super) struct Store<'a> {
    archive: Option<Archive<'a>>,
    /// Names as the archive has them, by the path in lower case.
    names: HashMap<String, String>,
    /// Images that were looked at already: many items may show the same one.
    seen: HashMap<String, Result<Media, Diagnostic>>,
    limits: Limits,
}

impl<'a> Store<'a> {
    /// The store of a package, or of a single file when there is no archive.
    pub(super) fn new(archive: Option<Archive<'a>>, names: &[String], limits: &Limits) -> Self {
        let names = names.iter().map(|name| (name.replace('\\', "/").to_lowercase(), name.clone())).collect();
        Self { archive, names, seen: HashMap::new(), limits: limits.clone() }
    }

    /// The name of the member that a reference in the member `from` means: relative to it, else to the package.
    pub(super) fn find(&self, from: &str, reference: &str) -> Option<&str> {
        let folder = folder(from);
        [resolve(folder, reference), resolve("", reference)]
            .into_iter()
            .flatten()
            .find_map(|path| self.names.get(&path.to_lowercase()).map(String::as_str))
    }

    /// The image that a reference in the member `from` means.
    ///
    /// # Errors
    /// [`Code::EMediaMissing`] when the package should hold it and does not, [`Code::WImageLeftOut`] when it is no
    /// image that can be taken over or stands somewhere else.
    pub(super) fn image(&mut self, from: &str, reference: &str) -> Result<Media, Diagnostic> {
        let reference = reference.trim();
        if let Some(embedded) = reference.strip_prefix("data:") {
            return self.embedded(embedded);
        }
        let elsewhere = reference.contains("://") || reference.starts_with("//");
        if elsewhere || self.archive.is_none() {
            return Err(Diagnostic::new(Code::WImageLeftOut).found(reference));
        }
        let Some(name) = self.find(from, reference).map(str::to_owned) else {
            return Err(Diagnostic::new(Code::EMediaMissing).found(reference));
        };
        if let Some(known) = self.seen.get(&name) {
            return known.clone();
        }
        let bytes = self.archive.as_mut().map(|archive| archive.read(&name));
        let image = match bytes {
            Some(Ok(Some(bytes))) => images::accept(&bytes, &self.limits).map_err(|mut refused| {
                refused.found = Some(format!("{reference}: {}", refused.found.unwrap_or_default()));
                refused
            }),
            Some(Err(problem)) => {
                let why = problem.found.unwrap_or_default();
                Err(Diagnostic::new(Code::WImageLeftOut).found(format!("{reference}: {why}")))
            }
            Some(Ok(None)) | None => Err(Diagnostic::new(Code::EMediaMissing).found(reference)),
        };
        self.seen.insert(name, image.clone());
        image
    }

    fn embedded(&self, data: &str) -> Result<Media, Diagnostic> {
        let refused = || Diagnostic::new(Code::WImageLeftOut).found("data:");
        let (_, encoded) = data.split_once(";base64,").ok_or_else(refused)?;
        let encoded: String = encoded.chars().filter(|character| !character.is_whitespace()).collect();
        let bytes = STANDARD.decode(encoded).map_err(|_| refused())?;
        images::accept(&bytes, &self.limits)
    }

    /// The text of a member, `None` when it is not there or not text.
    pub(super) fn text(&mut self, name: &str) -> Option<String> {
        let bytes = self.archive.as_mut()?.read(name).ok().flatten()?;
        super::documents::decoded(&bytes).ok()
    }

    /// The text of a member that was looked at before.
    ///
    /// # Errors
    /// What is wrong, in words.
    pub(super) fn text_again(&mut self, name: &str) -> Result<String, String> {
        let bytes = self.archive.as_mut().map(|archive| archive.read_again(name));
        match bytes {
            Some(Ok(Some(bytes))) => super::documents::decoded(&bytes),
            Some(Err(problem)) => Err(problem.found.unwrap_or_default()),
            Some(Ok(None)) | None => Err("the member is missing".to_owned()),
        }
    }
}

/// The folder of a member, with a slash at its end unless it is the root.
fn folder(name: &str) -> &str {
    name.rfind(['/', '\\']).and_then(|end| name.get(..=end)).unwrap_or_default()
}

/// The path inside the package that a reference means; `None` when it leaves the package or is an address.
pub(super) fn resolve(folder: &str, reference: &str) -> Option<String> {
    let reference = reference.trim().split(['?', '#']).next().unwrap_or_default();
    let reference = unescaped(reference).replace('\\', "/");
    let has_scheme = reference.split_once(':').is_some_and(|(scheme, _)| {
        scheme.chars().all(|character| character.is_ascii_alphanumeric()) && !scheme.is_empty()
    });
    if reference.is_empty() || reference.starts_with('/') || has_scheme {
        return None;
    }
    let folder = folder.replace('\\', "/");
    let mut path: Vec<&str> = Vec::new();
    for part in folder.split('/').chain(reference.split('/')) {
        match part {
            "" | "." => {}
            ".." => {
                path.pop()?;
            }
            part => path.push(part),
        }
    }
    Some(path.join("/"))
}

/// `%20` as a space. What is not such an escape stays.
fn unescaped(reference: &str) -> String {
    let mut bytes = Vec::with_capacity(reference.len());
    let mut rest = reference;
    while let Some((before, after)) = rest.split_once('%') {
        bytes.extend_from_slice(before.as_bytes());
        match after.get(..2).and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = after.get(2..).unwrap_or_default();
            }
            None => {
                bytes.push(b'%');
                rest = after;
            }
        }
    }
    bytes.extend_from_slice(rest.as_bytes());
    String::from_utf8(bytes).unwrap_or_else(|_| reference.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_reference_leaves_the_package() {
        for (folder, reference, path) in [
            ("items/", "../media/a%20b.png", Some("media/a b.png")),
            ("items/", "./x/./y.png?v=1#z", Some("items/x/y.png")),
            ("a\\b\\", "..\\c.png", Some("a/c.png")),
            ("", "100%.png", Some("100%.png")),
            ("items/", "../../etc/passwd", None),
            ("items/", "%2e%2e/%2e%2e/etc/passwd", None),
            ("items/", "/etc/passwd", None),
            ("items/", "file:///etc/passwd", None),
            ("items/", "C:\\secret.png", None),
            ("", "", None),
        ] {
            assert_eq!(resolve(folder, reference).as_deref(), path, "{reference}");
        }
    }
}

//! Arguments of the driver.

use std::collections::HashMap;
use std::str::FromStr;

/// Why a bench could not be run.
pub(crate) type Failed = Box<dyn std::error::Error>;

/// Arguments of the form `--name value`.
pub(crate) struct Arguments {
    values: HashMap<String, String>,
}

impl Arguments {
    /// Those of this process; what is not of the form (such as cargo's own `--bench`) is passed over.
    pub(crate) fn of_process() -> Self {
        let mut values = HashMap::new();
        let mut words = std::env::args().skip(1).peekable();
        while let Some(word) = words.next() {
            let name = word.strip_prefix("--").map(str::to_owned);
            if let (Some(name), Some(value)) = (name, words.next_if(|next| !next.starts_with("--"))) {
                values.insert(name, value);
            }
        }
        Self { values }
    }

    /// A value that must be there.
    pub(crate) fn text(&self, name: &str) -> Result<&str, Failed> {
        self.values.get(name).map(String::as_str).ok_or_else(|| format!("--{name} is missing").into())
    }

    /// A number, or `otherwise` when it is not given.
    pub(crate) fn number<N: FromStr>(&self, name: &str, otherwise: N) -> Result<N, Failed> {
        let Some(text) = self.values.get(name) else { return Ok(otherwise) };
        text.parse().map_err(|_| format!("--{name} must be a number").into())
    }
}

//! The two languages and the words people read: every text comes from `locales/<language>/*.ftl` (Fluent).

use std::collections::HashMap;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use rust_embed::RustEmbed;
use serde::{Deserialize, Serialize};
use unic_langid::langid;

/// A language of the pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Language {
    /// Simplified Chinese.
    #[serde(rename = "zh-CN")]
    Chinese,
    /// English.
    #[serde(rename = "en")]
    English,
}

impl Language {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Chinese, Self::English];

    /// The tag used in `lang` attributes, cookies and the database.
    pub fn tag(self) -> &'static str {
        match self {
            Self::Chinese => "zh-CN",
            Self::English => "en",
        }
    }

    /// The language of a tag; `None` for any other.
    pub fn parse(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.tag() == tag)
    }

    /// The first language of an `Accept-Language` header that we have; Chinese where it names none.
    pub fn from_header(header: &str) -> Self {
        header
            .split(',')
            .filter_map(|entry| entry.split(';').next())
            .find_map(|tag| match tag.trim().to_ascii_lowercase() {
                tag if tag.starts_with("zh") => Some(Self::Chinese),
                tag if tag.starts_with("en") => Some(Self::English),
                _ => None,
            })
            .unwrap_or(Self::Chinese)
    }

    /// The Chinese text or the English one.
    pub fn pick<'a>(self, chinese: &'a str, english: &'a str) -> &'a str {
        match self {
            Self::Chinese => chinese,
            Self::English => english,
        }
    }

    /// The other one, for the switch.
    pub fn other(self) -> Self {
        match self {
            Self::Chinese => Self::English,
            Self::English => Self::Chinese,
        }
    }
}

#[derive(RustEmbed)]
#[folder = "locales/"]
struct Files;

/// All messages of both languages.
pub struct Messages {
    bundles: HashMap<Language, FluentBundle<FluentResource>>,
}

/// A mistake in a locale file.
#[derive(Debug, thiserror::Error)]
#[error("{file}: {problem}")]
pub struct MessagesError {
    file: String,
    problem: String,
}

impl Messages {
    /// Reads every locale file.
    ///
    /// # Errors
    /// Names the file that cannot be read and why.
    pub fn load() -> Result<Self, MessagesError> {
        let mut bundles = HashMap::new();
        for language in Language::ALL {
            bundles.insert(language, load_bundle(language)?);
        }
        Ok(Self { bundles })
    }

    /// The message `id` in `language`, with `arguments` filled in. A missing message shows as its id, and is logged.
    pub fn get(&self, language: Language, id: &str, arguments: Option<&FluentArgs<'_>>) -> String {
        let found = self.bundles.get(&language).and_then(|bundle| {
            let pattern = bundle.get_message(id)?.value()?;
            let mut problems = Vec::new();
            let text = bundle.format_pattern(pattern, arguments, &mut problems).into_owned();
            if !problems.is_empty() {
                tracing::error!(id, language = language.tag(), ?problems, "a message could not be filled in");
            }
            Some(text)
        });
        found.unwrap_or_else(|| {
            tracing::error!(id, language = language.tag(), "a message is missing");
            id.to_owned()
        })
    }

    /// Whether there is a message with this id.
    pub fn has(&self, language: Language, id: &str) -> bool {
        self.bundles.get(&language).is_some_and(|bundle| bundle.has_message(id))
    }
}

fn load_bundle(language: Language) -> Result<FluentBundle<FluentResource>, MessagesError> {
    let locale = match language {
        Language::Chinese => langid!("zh-CN"),
        Language::English => langid!("en"),
    };
    let mut bundle = FluentBundle::new_concurrent(vec![locale]);
    // Without this, values are wrapped in invisible marks that break comparisons and copied text.
    bundle.set_use_isolating(false);
    let folder = format!("{}/", language.tag());
    for file in Files::iter().filter(|file| file.starts_with(&folder) && file.ends_with(".ftl")) {
        let error = |problem: String| MessagesError { file: file.to_string(), problem };
        let bytes = Files::get(&file).ok_or_else(|| error("cannot be read".to_owned()))?.data;
        let text = String::from_utf8(bytes.into_owned()).map_err(|problem| error(problem.to_string()))?;
        let resource =
            FluentResource::try_new(text).map_err(|(_, problems)| error(format!("{problems:?}")))?;
        bundle.add_resource(resource).map_err(|problems| error(format!("{problems:?}")))?;
    }
    Ok(bundle)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_known_language_of_the_header_wins() {
        for (header, language) in [
            ("en-GB,en;q=0.9,zh;q=0.8", Language::English),
            ("zh-TW,en;q=0.5", Language::Chinese),
            ("fr-FR,en;q=0.5", Language::English),
            ("fr", Language::Chinese),
            ("", Language::Chinese),
        ] {
            assert_eq!(Language::from_header(header), language, "{header}");
        }
    }
}

//! What every page needs, made once at start: words, templates, styles, settings.

use fluent_bundle::FluentArgs;

use super::cookies::CookieStyle;
use super::language::{Language, Messages, MessagesError};
use super::markup::{self, MarkupError, Templates};
use super::static_files::StaticFiles;
use crate::config::SiteConfig;
use std::sync::Arc;

/// Words, templates, styles and settings of the site.
pub struct Site {
    config: SiteConfig,
    messages: Arc<Messages>,
    templates: Templates,
    static_files: Arc<StaticFiles>,
    demo: Option<serde_json::Value>,
}

/// A mistake in the files that come with the binary; found at start, not at the first request.
#[derive(Debug, thiserror::Error)]
pub enum SiteError {
    /// In a locale file.
    #[error("locales: {0}")]
    Messages(#[from] MessagesError),
    /// In a template.
    #[error("templates: {0}")]
    Templates(#[from] MarkupError),
}

impl Site {
    /// Loads everything.
    ///
    /// # Errors
    /// Names the file that is wrong.
    pub fn load(config: SiteConfig) -> Result<Self, SiteError> {
        let messages = Arc::new(Messages::load()?);
        let static_files = Arc::new(StaticFiles::load());
        let templates = markup::load(Arc::clone(&messages), Arc::clone(&static_files), &config)?;
        Ok(Self { config, messages, templates, static_files, demo: None })
    }

    /// The same site with the demonstration's logins on the sign-in page.
    pub fn with_demo(mut self, logins: serde_json::Value) -> Self {
        self.demo = Some(logins);
        self
    }

    /// The settings.
    pub fn config(&self) -> &SiteConfig {
        &self.config
    }

    /// How cookies are named and marked.
    pub fn cookies(&self) -> CookieStyle {
        CookieStyle { https: self.config.is_https() }
    }

    /// Templates and their helpers.
    pub fn templates(&self) -> &Templates {
        &self.templates
    }

    /// Styles, scripts, pictures.
    pub fn static_files(&self) -> &StaticFiles {
        &self.static_files
    }

    /// The demonstration's logins, if this is one.
    pub fn demo(&self) -> Option<&serde_json::Value> {
        self.demo.as_ref()
    }

    /// All messages.
    pub fn messages(&self) -> &Messages {
        &self.messages
    }

    /// A message without values.
    pub fn text(&self, language: Language, id: &str) -> String {
        self.messages.get(language, id, None)
    }

    /// A message with values.
    pub fn text_with(&self, language: Language, id: &str, arguments: &FluentArgs<'_>) -> String {
        self.messages.get(language, id, Some(arguments))
    }
}

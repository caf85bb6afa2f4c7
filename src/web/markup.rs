//! Templates (handlebars, strict: a misspelt name is an error) and the helpers they may use.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use fluent_bundle::{FluentArgs, FluentValue};
use handlebars::{
    Context, Handlebars, Helper, HelperDef, HelperResult, Output, RenderContext, RenderError,
    RenderErrorReason, ScopedJson,
};
use rust_embed::RustEmbed;
use serde_json::Value;

use super::images::Illustrated;
use super::language::{Language, Messages};
use super::static_files::StaticFiles;
use crate::config::SiteConfig;

#[derive(RustEmbed)]
#[folder = "templates/"]
struct Files;

/// The registry of all templates.
pub type Templates = Handlebars<'static>;

/// A template that cannot be read.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct MarkupError(#[from] Box<handlebars::TemplateError>);

/// Reads every template and registers the helpers. Helpers know the page's language and zone from the root of its data.
///
/// # Errors
/// Names the template and the line.
pub fn load(
    messages: Arc<Messages>,
    files: Arc<StaticFiles>,
    config: &SiteConfig,
) -> Result<Templates, MarkupError> {
    let mut templates = Handlebars::new();
    templates.set_strict_mode(true);
    // Otherwise an indented partial indents what a person typed into a text area.
    templates.set_prevent_indent(true);
    if config.reload && cfg!(debug_assertions) {
        templates.set_dev_mode(true);
    }
    templates.register_embed_templates_with_extension::<Files>(".hbs").map_err(Box::new)?;
    templates.register_helper("illustrated", Box::new(Illustrated(messages.clone())));
    templates.register_helper("t", Box::new(Translate(messages)));
    templates.register_helper("asset", Box::new(Asset(files)));
    templates.register_helper("icon", Box::new(icon));
    templates.register_helper("csrf", Box::new(csrf_field));
    templates.register_helper("get", Box::new(Get));
    templates.register_helper("points", Box::new(NumberText(points_json)));
    templates.register_helper("percent", Box::new(NumberText(|tenths| percent_text(tenths).into())));
    templates.register_helper("pick", Box::new(Pick));
    for (name, form) in [
        ("date", TimeForm::Date),
        ("datetime", TimeForm::DateTime),
        ("time", TimeForm::Time),
        ("day", TimeForm::Day),
    ] {
        templates.register_helper(name, Box::new(TimeHelper { form, company_zone: config.zone }));
    }
    Ok(templates)
}

/// The language of the page being rendered.
pub(super) fn language(context: &Context) -> Language {
    context.data().get("lang").and_then(Value::as_str).and_then(Language::parse).unwrap_or(Language::Chinese)
}

fn wrong(helper: &Helper<'_>, what: &str) -> RenderError {
    RenderErrorReason::Other(format!("{{{{{}}}}}: {what}", helper.name())).into()
}

/// `{{t "id" name=value …}}`: a message in the page's language, or in that of `in="en"`.
struct Translate(Arc<Messages>);

impl HelperDef for Translate {
    fn call_inner<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        _: &'reg Handlebars<'reg>,
        context: &'rc Context,
        _: &mut RenderContext<'reg, 'rc>,
    ) -> Result<ScopedJson<'rc>, RenderError> {
        let id = helper
            .param(0)
            .and_then(|id| id.value().as_str())
            .ok_or_else(|| wrong(helper, "needs a message id"))?;
        let mut arguments = FluentArgs::new();
        for (name, value) in helper.hash() {
            arguments.set(*name, fluent_value(value.value()));
        }
        let arguments = (!helper.hash().is_empty()).then_some(&arguments);
        let other = helper.hash_get("in").and_then(|tag| tag.value().as_str()).and_then(Language::parse);
        let language = other.unwrap_or_else(|| language(context));
        Ok(ScopedJson::Derived(self.0.get(language, id, arguments).into()))
    }
}

/// Numbers are told to Fluent as numbers where they choose a plural form, and printed without separators.
fn fluent_value(value: &Value) -> FluentValue<'static> {
    match value {
        Value::Number(number) => number.as_i64().map_or_else(|| number.to_string().into(), FluentValue::from),
        Value::String(text) => text.clone().into(),
        Value::Null => "".into(),
        other => other.to_string().into(),
    }
}

/// `{{asset "css/certamen.css"}}`: the versioned address of a static file.
struct Asset(Arc<StaticFiles>);

impl HelperDef for Asset {
    fn call_inner<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        _: &'reg Handlebars<'reg>,
        _: &'rc Context,
        _: &mut RenderContext<'reg, 'rc>,
    ) -> Result<ScopedJson<'rc>, RenderError> {
        let path = helper
            .param(0)
            .and_then(|path| path.value().as_str())
            .ok_or_else(|| wrong(helper, "needs a path"))?;
        Ok(ScopedJson::Derived(self.0.address(path).into()))
    }
}

/// `{{icon "ok"}}`, `{{icon "right" small=true}}`: an icon of the sprite; `page::respond` adds its symbol to the page.
fn icon(
    helper: &Helper<'_>,
    _: &Handlebars<'_>,
    _: &Context,
    _: &mut RenderContext<'_, '_>,
    out: &mut dyn Output,
) -> HelperResult {
    let name = helper
        .param(0)
        .and_then(|name| name.value().as_str())
        .ok_or_else(|| wrong(helper, "needs a name"))?;
    if !name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-') {
        return Err(wrong(helper, "the name has characters that icons do not have"));
    }
    let small = helper.hash_get("small").is_some_and(|small| small.value().as_bool() == Some(true));
    let class = if small { "i i--s" } else { "i" };
    out.write(&format!(
        "<svg class=\"{class}\" aria-hidden=\"true\" focusable=\"false\"><use href=\"#i-{name}\"/></svg>"
    ))?;
    Ok(())
}

/// `{{csrf}}`: the hidden field every form carries.
fn csrf_field(
    _: &Helper<'_>,
    _: &Handlebars<'_>,
    context: &Context,
    _: &mut RenderContext<'_, '_>,
    out: &mut dyn Output,
) -> HelperResult {
    let token = context.data().get("csrf").and_then(Value::as_str).unwrap_or_default();
    out.write(&format!(
        "<input type=\"hidden\" name=\"{}\" value=\"{}\">",
        super::csrf::FIELD,
        handlebars::html_escape(token)
    ))?;
    Ok(())
}

/// `(get map "key")`: the value under a key, null when there is none (strict mode refuses `map.key` then).
struct Get;

impl HelperDef for Get {
    fn call_inner<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        _: &'reg Handlebars<'reg>,
        _: &'rc Context,
        _: &mut RenderContext<'reg, 'rc>,
    ) -> Result<ScopedJson<'rc>, RenderError> {
        let map = helper.param(0).ok_or_else(|| wrong(helper, "needs a map"))?.value();
        let key = helper.param(1).ok_or_else(|| wrong(helper, "needs a key"))?.value();
        let found = match key {
            Value::String(key) => map.get(key),
            Value::Number(index) => index.as_u64().and_then(|index| map.get(usize::try_from(index).ok()?)),
            _ => None,
        };
        Ok(ScopedJson::Derived(found.cloned().unwrap_or(Value::Null)))
    }
}

/// `(pick zh en)`: the value for the page's language.
struct Pick;

impl HelperDef for Pick {
    fn call_inner<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        _: &'reg Handlebars<'reg>,
        context: &'rc Context,
        _: &mut RenderContext<'reg, 'rc>,
    ) -> Result<ScopedJson<'rc>, RenderError> {
        let index = match language(context) {
            Language::Chinese => 0,
            Language::English => 1,
        };
        let value = helper.param(index).ok_or_else(|| wrong(helper, "needs two values"))?.value();
        Ok(ScopedJson::Derived(value.clone()))
    }
}

/// `{{points 250}}`, `{{percent 833}}`: a whole number as people write what it stands for. Whole points stay a number, so
/// that messages can choose a plural form by them.
struct NumberText(fn(i64) -> Value);

impl HelperDef for NumberText {
    fn call_inner<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        _: &'reg Handlebars<'reg>,
        _: &'rc Context,
        _: &mut RenderContext<'reg, 'rc>,
    ) -> Result<ScopedJson<'rc>, RenderError> {
        let number = helper
            .param(0)
            .and_then(|number| number.value().as_i64())
            .ok_or_else(|| wrong(helper, "needs a number"))?;
        Ok(ScopedJson::Derived((self.0)(number)))
    }
}

/// Points in 1/100 as people write them: 250 is `2.5`, 300 is `3`.
pub fn points_text(hundredths: i64) -> String {
    let (whole, rest) = ((hundredths / 100).unsigned_abs(), (hundredths % 100).unsigned_abs());
    // −0.25 has no sign in its whole part.
    let sign = if hundredths < 0 { "-" } else { "" };
    match (rest, rest % 10) {
        (0, _) => format!("{sign}{whole}"),
        (_, 0) => format!("{sign}{whole}.{}", rest / 10),
        _ => format!("{sign}{whole}.{rest:02}"),
    }
}

/// Points in 1/100 as a value for messages: whole ones choose a plural form.
pub fn points_value(hundredths: i64) -> FluentValue<'static> {
    match hundredths % 100 {
        0 => (hundredths / 100).into(),
        _ => points_text(hundredths).into(),
    }
}

/// The same for templates.
fn points_json(hundredths: i64) -> Value {
    match hundredths % 100 {
        0 => (hundredths / 100).into(),
        _ => points_text(hundredths).into(),
    }
}

/// Tenths of a percent as people write them: 833 is `83.3%`, 800 is `80%`.
pub fn percent_text(tenths: i64) -> String {
    if tenths % 10 == 0 { format!("{}%", tenths / 10) } else { format!("{}.{}%", tenths / 10, tenths % 10) }
}

#[derive(Clone, Copy)]
enum TimeForm {
    Date,
    DateTime,
    Time,
    Day,
}

/// `{{datetime iso}}` (2026-11-20 14:36), `{{date iso}}` (2026-11-20), `{{time iso}}` (14:36:05) in the viewer's zone,
/// each as a `<time>`; `{{day "2026-11-20"}}` for days that have no zone. Null writes nothing.
struct TimeHelper {
    form: TimeForm,
    company_zone: Tz,
}

impl HelperDef for TimeHelper {
    fn call<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        _: &'reg Handlebars<'reg>,
        context: &'rc Context,
        _: &mut RenderContext<'reg, 'rc>,
        out: &mut dyn Output,
    ) -> HelperResult {
        let Some(text) = helper.param(0).and_then(|value| value.value().as_str()) else { return Ok(()) };
        if let TimeForm::Day = self.form {
            let text = handlebars::html_escape(text);
            out.write(&format!("<time datetime=\"{text}\">{text}</time>"))?;
            return Ok(());
        }
        let at: DateTime<Utc> = text.parse().map_err(|_| wrong(helper, "needs a time in ISO 8601"))?;
        let zone = context
            .data()
            .get("zone_name")
            .and_then(Value::as_str)
            .and_then(|name| name.parse::<Tz>().ok())
            .unwrap_or(self.company_zone);
        let pattern = match self.form {
            TimeForm::Date | TimeForm::Day => "%Y-%m-%d",
            TimeForm::DateTime => "%Y-%m-%d %H:%M",
            TimeForm::Time => "%H:%M:%S",
        };
        let shown = at.with_timezone(&zone).format(pattern);
        out.write(&format!("<time datetime=\"{}\">{shown}</time>", at.format("%Y-%m-%dT%H:%M:%SZ")))?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_are_written_without_needless_zeros() {
        for (hundredths, text) in [(0, "0"), (300, "3"), (250, "2.5"), (333, "3.33"), (5, "0.05")] {
            assert_eq!(points_text(hundredths), text);
        }
    }

    #[test]
    fn percents_are_written_with_at_most_one_decimal() {
        for (tenths, text) in [(0, "0%"), (1000, "100%"), (833, "83.3%"), (799, "79.9%")] {
            assert_eq!(percent_text(tenths), text);
        }
    }
}

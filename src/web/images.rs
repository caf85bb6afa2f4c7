//! Images of questions: where a text names one, and the file itself.

use std::sync::Arc;

use actix_web::HttpResponse;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use handlebars::{
    Context, Handlebars, Helper, HelperDef, HelperResult, Output, RenderContext, RenderErrorReason,
    html_escape,
};
use question_formats::{Piece, pieces};

use super::language::Messages;
use super::markup::language;

/// `{{illustrated text "/address"}}`: a text of a question with its images where they stand; the file of each is at the
/// address followed by its name.
pub(super) struct Illustrated(pub(super) Arc<Messages>);

impl HelperDef for Illustrated {
    fn call<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        _: &'reg Handlebars<'reg>,
        context: &'rc Context,
        _: &mut RenderContext<'reg, 'rc>,
        out: &mut dyn Output,
    ) -> HelperResult {
        let parameter = |index| helper.param(index).and_then(|value| value.value().as_str());
        let (Some(text), Some(address)) = (parameter(0), parameter(1)) else {
            let what = "{{illustrated}}: needs a text and an address";
            return Err(RenderErrorReason::Other(what.to_owned()).into());
        };
        for piece in pieces(text) {
            match piece {
                Piece::Words(words) => out.write(&html_escape(words))?,
                Piece::Image { alternative, name } => {
                    let unnamed = || self.0.get(language(context), "image-without-words", None);
                    let words = if alternative.is_empty() { unnamed() } else { alternative.to_owned() };
                    let (address, words) = (html_escape(address), html_escape(&words));
                    out.write(&format!("<img class=\"pic\" src=\"{address}/{name}\" alt=\"{words}\">"))?;
                }
            }
        }
        Ok(())
    }
}

/// A text of a question in one line of a list: its images are named by their words.
pub fn without_images(text: &str) -> String {
    let words = pieces(text).into_iter().map(|piece| match piece {
        Piece::Words(words) => words.to_owned(),
        Piece::Image { alternative: "", .. } => "🖼".to_owned(),
        Piece::Image { alternative, .. } => format!("[{alternative}]"),
    });
    words.collect()
}

/// The file of an image. What a name stands for never changes, but only the browser of the person who may see it keeps
/// it.
pub fn image_file(mime: &str, content: Vec<u8>) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, mime))
        .insert_header((CACHE_CONTROL, "private, max-age=3600"))
        .body(content)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn in_one_line_an_image_is_named_by_its_words() {
        let name = "0123456789abcdef0123456789abcdef.png";
        assert_eq!(without_images(&format!("见![流程图](media:{name})。")), "见[流程图]。");
        assert_eq!(without_images(&format!("![](media:{name})")), "🖼");
        assert_eq!(without_images("![a](b)"), "![a](b)");
    }
}

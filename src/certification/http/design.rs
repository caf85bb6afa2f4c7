//! `/certificates/design`: how the paper of certificates looks. Changes go into a draft that is looked at; it counts for what
//! is issued after HR says so.

use actix_web::http::StatusCode;
use actix_web::http::header::CONTENT_TYPE;
use actix_web::{HttpRequest, HttpResponse, web};
use certificate_pdf::{Picture, PictureProblem};
use chrono::Months;

use super::origin;
use super::papers::{block, labels, problem_words, style_of};
use crate::accounts::Hr;
use crate::base::clock::day_in;
use crate::certification::actions::{self, DraftChange};
use crate::certification::forms::{DESIGN_FIELDS, design};
use crate::certification::model::{DesignPicture, StoredDesign};
use crate::certification::pages::{DesignPage, day_words};
use crate::certification::rules::paper::{DesignTexts, Facts, sheet};
use crate::certification::{queries, rules};
use crate::db::{self, Conn};
use crate::web::components::Crumb;
use crate::web::upload::Upload;
use crate::web::{Error, Fields, Flash, FormErrors, Language};

/// The page.
const ADDRESS: &str = "/certificates/design";

/// Width of the picture of the result in pixels.
const PREVIEW_WIDTH: u16 = 1200;

/// The draft, else what counts now.
async fn shown(conn: &mut Conn) -> Result<Option<StoredDesign>, Error> {
    if let Some(draft) = queries::draft_design(conn).await? {
        return Ok(Some(draft));
    }
    let now = db::now(conn).await?;
    Ok(queries::design_at(conn, now).await?)
}

/// `GET /certificates/design`.
pub async fn show(hr: Hr) -> Result<HttpResponse, Error> {
    page(&hr, None, FormErrors::none(), StatusCode::OK).await
}

async fn page(
    hr: &Hr,
    typed: Option<&Fields>,
    errors: FormErrors,
    status: StatusCode,
) -> Result<HttpResponse, Error> {
    let mut conn = hr.conn().await?;
    let design = shown(&mut conn).await?;
    let stored = design.as_ref().map(StoredDesign::texts).unwrap_or_default();
    let now = db::now(&mut conn).await?;
    let page = DesignPage {
        texts: typed.map_or(stored, as_typed),
        is_draft: design.as_ref().is_some_and(|design| design.used_from.is_none()),
        has_logo: design.as_ref().is_some_and(|design| design.logo.is_some()),
        has_signature: design.as_ref().is_some_and(|design| design.signature.is_some()),
        preview: format!("{ADDRESS}/preview.png?{}", now.timestamp_millis()),
        error_list: errors.list(),
        errors,
        crumbs: vec![
            Crumb::up("/certifications", hr.text("certification-list-title")),
            Crumb::here(hr.text("paper-title")),
        ],
    };
    hr.page("certification/design", hr.text("paper-title"), page).with_status(status).respond()
}

fn as_typed(fields: &Fields) -> DesignTexts {
    let text = |name| fields.raw(name).to_owned();
    DesignTexts {
        heading_zh: text("heading_zh"),
        heading_en: text("heading_en"),
        sentence_zh: text("sentence_zh"),
        sentence_en: text("sentence_en"),
        plain_zh: text("plain_zh"),
        plain_en: text("plain_en"),
        signer: text("signer"),
        accent: text("accent"),
    }
}

/// `POST /certificates/design`: other texts for the draft.
pub async fn change(hr: Hr, fields: Fields) -> Result<HttpResponse, Error> {
    fields.only(DESIGN_FIELDS)?;
    let texts = match design(&fields, &hr) {
        Ok(texts) => texts,
        Err(errors) => return page(&hr, Some(&fields), errors, StatusCode::UNPROCESSABLE_ENTITY).await,
    };
    actions::change_draft(&mut *hr.conn().await?, &hr.actor(), DraftChange::Texts(texts)).await?;
    Ok(hr.redirect_saying(ADDRESS, &Flash::ok(hr.text("paper-kept"))))
}

/// `POST /certificates/design/{picture}`: another picture for the draft, or none.
pub async fn picture(hr: Hr, which: web::Path<String>, upload: Upload) -> Result<HttpResponse, Error> {
    upload.fields.only(&["file", "remove"])?;
    let which = DesignPicture::parse(&which).ok_or(Error::NotFound)?;
    let kept = if upload.fields.has("remove") {
        None
    } else {
        let file = upload.file.map(|file| file.bytes).unwrap_or_default();
        match block(move || Picture::read(&file)).await? {
            Ok(picture) => Some(picture.png().to_vec()),
            Err(problem) => {
                let mut errors = FormErrors::none();
                errors.add(which.as_str(), hr.text(picture_words(problem)));
                return page(&hr, None, errors, StatusCode::UNPROCESSABLE_ENTITY).await;
            }
        }
    };
    actions::change_draft(&mut *hr.conn().await?, &hr.actor(), DraftChange::Picture(which, kept)).await?;
    Ok(hr.redirect_saying(ADDRESS, &Flash::ok(hr.text("paper-kept"))))
}

fn picture_words(problem: PictureProblem) -> &'static str {
    match problem {
        PictureProblem::OtherFormat => "paper-picture-format",
        PictureProblem::Damaged => "paper-picture-damaged",
        PictureProblem::TooLarge => "paper-picture-large",
    }
}

/// `POST /certificates/design/use`: the draft counts from now on.
pub async fn use_draft(hr: Hr, fields: Fields) -> Result<HttpResponse, Error> {
    fields.only(&[])?;
    let is_used = actions::use_draft(&mut *hr.conn().await?, &hr.actor()).await?;
    let said =
        if is_used { Flash::ok(hr.text("paper-used")) } else { Flash::warn(hr.text("paper-no-draft")) };
    Ok(hr.redirect_saying(ADDRESS, &said))
}

/// `POST /certificates/design/discard`: the draft is thrown away.
pub async fn discard(hr: Hr, fields: Fields) -> Result<HttpResponse, Error> {
    fields.only(&[])?;
    let is_gone = actions::discard_draft(&mut *hr.conn().await?, &hr.actor()).await?;
    let said =
        if is_gone { Flash::ok(hr.text("paper-discarded")) } else { Flash::warn(hr.text("paper-no-draft")) };
    Ok(hr.redirect_saying(ADDRESS, &said))
}

/// `GET /certificates/design/preview.png`: an example with the draft, else with what counts.
pub async fn preview_png(hr: Hr, request: HttpRequest) -> Result<HttpResponse, Error> {
    preview(&hr, &request, "image/png", |sheet, style| certificate_pdf::png(sheet, style, PREVIEW_WIDTH))
        .await
}

/// `GET /certificates/design/preview.pdf`: the same as a PDF.
pub async fn preview_pdf(hr: Hr, request: HttpRequest) -> Result<HttpResponse, Error> {
    preview(&hr, &request, "application/pdf", certificate_pdf::pdf).await
}

async fn preview(
    hr: &Hr,
    request: &HttpRequest,
    kind: &'static str,
    draw: impl FnOnce(
        &certificate_pdf::Sheet,
        &certificate_pdf::Style,
    ) -> Result<Vec<u8>, certificate_pdf::Problem>
    + Send
    + 'static,
) -> Result<HttpResponse, Error> {
    let mut conn = hr.conn().await?;
    let design = shown(&mut conn).await?;
    let today = day_in(db::now(&mut conn).await?, hr.site().config().zone);
    drop(conn);
    let (texts, style) = style_of(design.as_ref())?;
    let site = hr.site();
    let example = |language, id: &str| site.text(language, id);
    let code = "EXAMPLE0EXAMPLE0EXAMPLE000";
    let facts = Facts {
        organisation: site.config().organisation.clone(),
        holder: example(Language::Chinese, "paper-example-holder"),
        holder_latin: example(Language::English, "paper-example-holder"),
        titles: (
            example(Language::Chinese, "paper-example-what"),
            example(Language::English, "paper-example-what"),
        ),
        score: Some("91%".to_owned()),
        number: "EXAMPLE-00000".to_owned(),
        issued: today,
        issued_words: (day_words(today, Language::Chinese), day_words(today, Language::English)),
        valid_to: today.checked_add_months(Months::new(12)),
        code: rules::group_code(code),
        address: format!("{}/verify/{code}", origin(request, site.config())),
    };
    let sheet = sheet(&texts, facts, labels(site));
    match block(move || draw(&sheet, &style)).await? {
        Ok(bytes) => Ok(HttpResponse::Ok().insert_header((CONTENT_TYPE, kind)).body(bytes)),
        Err(problem) => {
            let said = problem_words(site, hr.language, &problem);
            Ok(hr.redirect_saying(ADDRESS, &Flash::warn(said)))
        }
    }
}

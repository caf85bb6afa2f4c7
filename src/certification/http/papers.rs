//! `/certificates/{id}.pdf` and `.png`: the paper of a certificate, made once and kept.

use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use actix_web::{HttpRequest, HttpResponse, web};
use certificate_pdf::{Picture, Problem, Sheet, Style};
use diesel::QueryResult;
use fluent_bundle::FluentArgs;
use tokio::sync::Semaphore;
use uuid::Uuid;

use super::certificates::readable;
use super::origin;
use crate::accounts::SignedIn;
use crate::certification::model::{Certificate, IssuedCertificate, StoredDesign};
use crate::certification::pages::{day_words, percent_of};
use crate::certification::rules::paper::{DesignTexts, Facts, Labels, colour, sheet};
use crate::certification::{actions, queries, rules};
use crate::db::{CertificateId, Conn};
use crate::web::{Error, Flash, Language, Site};

/// Width of the picture in pixels: sharp on a phone, readable in print.
const PICTURE_WIDTH: u16 = 1684;

/// How many papers are drawn at the same time.
const AT_ONCE: usize = 2;

/// `GET /certificates/{id}.pdf`.
pub async fn pdf(
    signed_in: SignedIn,
    request: HttpRequest,
    id: web::Path<String>,
) -> Result<HttpResponse, Error> {
    let mut conn = signed_in.conn().await?;
    let (issued, _) = readable(&mut conn, &signed_in, &id).await?;
    let origin = origin(&request, signed_in.site().config());
    let drawing = match prepare(&mut conn, signed_in.site(), &issued, &origin).await? {
        Prepared::Kept(pdf) => return Ok(file(&issued.certificate, "application/pdf", "pdf", pdf)),
        Prepared::ToDraw(drawing) => drawing,
    };
    // Others need the connection while this is drawn.
    drop(conn);
    match drawing.draw().await? {
        Ok(made) => {
            let mut conn = signed_in.conn().await?;
            let pdf = made.keep(&mut conn, issued.certificate.id).await?;
            Ok(file(&issued.certificate, "application/pdf", "pdf", pdf))
        }
        Err(problem) => Ok(not_drawn(&signed_in, &issued, &problem)),
    }
}

/// `GET /certificates/{id}.png`: the same as a picture, for where no PDF opens.
pub async fn png(
    signed_in: SignedIn,
    request: HttpRequest,
    id: web::Path<String>,
) -> Result<HttpResponse, Error> {
    let mut conn = signed_in.conn().await?;
    let (issued, _) = readable(&mut conn, &signed_in, &id).await?;
    let origin = origin(&request, signed_in.site().config());
    let design = queries::design_at(&mut conn, issued.certificate.issued_at).await?;
    let (sheet, style) = drawn(signed_in.site(), &issued, design.as_ref(), &origin)?;
    drop(conn);
    match block(move || certificate_pdf::png(&sheet, &style, PICTURE_WIDTH)).await? {
        Ok(png) => Ok(file(&issued.certificate, "image/png", "png", png)),
        Err(problem) => Ok(not_drawn(&signed_in, &issued, &problem)),
    }
}

/// The PDF of a certificate: as it was made the first time, with the design that counted when it was issued.
///
/// # Errors
/// Whatever the database says; inside, why it cannot be drawn.
pub async fn paper(
    conn: &mut Conn,
    site: &Site,
    issued: &IssuedCertificate,
    origin: &str,
) -> Result<Result<Vec<u8>, Problem>, Error> {
    match prepare(conn, site, issued, origin).await? {
        Prepared::Kept(pdf) => Ok(Ok(pdf)),
        Prepared::ToDraw(drawing) => match drawing.draw().await? {
            Ok(made) => Ok(Ok(made.keep(conn, issued.certificate.id).await?)),
            Err(problem) => Ok(Err(problem)),
        },
    }
}

/// A paper that is kept, or what is needed to draw it.
enum Prepared {
    Kept(Vec<u8>),
    ToDraw(Box<Drawing>),
}

struct Drawing {
    sheet: Sheet,
    style: Style,
    design: Option<Uuid>,
}

struct Made {
    pdf: Vec<u8>,
    design: Option<Uuid>,
}

async fn prepare(
    conn: &mut Conn,
    site: &Site,
    issued: &IssuedCertificate,
    origin: &str,
) -> Result<Prepared, Error> {
    if let Some(stored) = queries::stored_paper(conn, issued.certificate.id).await? {
        return Ok(Prepared::Kept(stored));
    }
    let design = queries::design_at(conn, issued.certificate.issued_at).await?;
    let (sheet, style) = drawn(site, issued, design.as_ref(), origin)?;
    let design = design.map(|design| design.id);
    Ok(Prepared::ToDraw(Box::new(Drawing { sheet, style, design })))
}

impl Drawing {
    async fn draw(self) -> Result<Result<Made, Problem>, Error> {
        let Self { sheet, style, design } = self;
        let made = block(move || certificate_pdf::pdf(&sheet, &style)).await?;
        Ok(made.map(|pdf| Made { pdf, design }))
    }
}

impl Made {
    /// Keeps it unless another one was faster; gives the one that is kept.
    async fn keep(self, conn: &mut Conn, id: CertificateId) -> QueryResult<Vec<u8>> {
        actions::keep_paper(conn, id, self.design, &self.pdf).await
    }
}

/// Drawing takes a moment of a core: never on the threads that answer, and never more than [`AT_ONCE`], however many want
/// their paper at the end of an exam.
pub(super) async fn block<T: Send + 'static>(draw: impl FnOnce() -> T + Send + 'static) -> Result<T, Error> {
    static TURNS: Semaphore = Semaphore::const_new(AT_ONCE);
    let _turn = TURNS.acquire().await.map_err(Error::internal)?;
    web::block(draw).await.map_err(Error::internal)
}

fn drawn(
    site: &Site,
    issued: &IssuedCertificate,
    design: Option<&StoredDesign>,
    origin: &str,
) -> Result<(Sheet, Style), Error> {
    let (texts, style) = style_of(design)?;
    Ok((sheet(&texts, facts(issued, origin), labels(site)), style))
}

/// Texts and looks of a design.
pub(super) fn style_of(design: Option<&StoredDesign>) -> Result<(DesignTexts, Style), Error> {
    let texts = design.map(StoredDesign::texts).unwrap_or_default();
    let picture =
        |png: Option<&Vec<u8>>| png.map(|png| Picture::read(png)).transpose().map_err(Error::internal);
    let style = Style {
        accent: colour(&texts.accent).unwrap_or(Style::default().accent),
        logo: picture(design.and_then(|design| design.logo.as_ref()))?,
        signature: picture(design.and_then(|design| design.signature.as_ref()))?,
    };
    Ok((texts, style))
}

fn facts(issued: &IssuedCertificate, origin: &str) -> Facts {
    let Certificate {
        holder_name,
        holder_latin_name,
        title_zh,
        title_en,
        issuer,
        number,
        valid_from,
        valid_to,
        ..
    } = &issued.certificate;
    let certificate = &issued.certificate;
    let day = *valid_from;
    Facts {
        organisation: issuer.clone(),
        holder: holder_name.clone(),
        holder_latin: holder_latin_name.clone().unwrap_or_default(),
        titles: (title_zh.clone(), title_en.clone()),
        score: certificate.points().map(|(score, maximum)| percent_of(score, maximum)),
        number: number.clone(),
        issued: day,
        issued_words: (day_words(day, Language::Chinese), day_words(day, Language::English)),
        valid_to: *valid_to,
        code: rules::group_code(&certificate.verification_code),
        address: format!("{origin}/verify/{}", certificate.verification_code),
    }
}

/// Words in both languages, Chinese first.
pub(super) fn labels(site: &Site) -> Labels {
    let both =
        |id: &str| format!("{} {}", site.text(Language::Chinese, id), site.text(Language::English, id));
    Labels {
        number: both("certification-number"),
        issued: both("certification-issued"),
        valid_to: both("certification-valid-to"),
        without_end: both("certification-without-end"),
        code: both("certification-verify-code"),
        scan: both("paper-scan"),
    }
}

fn file(certificate: &Certificate, kind: &str, extension: &str, bytes: Vec<u8>) -> HttpResponse {
    // Numbers are letters, digits and dashes; those brought in may be anything.
    let plain =
        |character: char| if character.is_ascii_alphanumeric() || character == '-' { character } else { '-' };
    let name: String = certificate.number.chars().map(plain).collect();
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, kind.to_owned()))
        .insert_header((CONTENT_DISPOSITION, format!("inline; filename=\"{name}.{extension}\"")))
        .body(bytes)
}

/// Back to the page of the certificate, with the reason.
fn not_drawn(signed_in: &SignedIn, issued: &IssuedCertificate, problem: &Problem) -> HttpResponse {
    let said = problem_words(signed_in.site(), signed_in.language, problem);
    signed_in.redirect_saying(&format!("/certificates/{}", issued.certificate.id), &Flash::warn(said))
}

/// Why a certificate cannot be drawn, in words.
pub fn problem_words(site: &Site, language: Language, problem: &Problem) -> String {
    match problem {
        Problem::Missing(characters) => {
            let mut arguments = FluentArgs::new();
            arguments.set("characters", characters.iter().collect::<String>());
            site.text_with(language, "paper-characters", &arguments)
        }
        other => {
            tracing::error!(%other, "a certificate could not be drawn");
            site.text(language, "paper-not-drawn")
        }
    }
}

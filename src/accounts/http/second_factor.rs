//! `/account/second-factor`: setting up and removing one's own; `/people/{id}/second-factor`: an administrator takes one
//! away from who has lost it; `/admin/second-factor`: who needs one.

use actix_web::http::StatusCode;
use actix_web::web::{self, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;

use super::confirm::{Confirmation, before_change};
use crate::accounts::codes::AppSecret;
use crate::accounts::extract::{Admin, SignedIn};
use crate::accounts::{actions, queries};
use crate::db::{Conn, PersonId};
use crate::web::qr::{self, Qr};
use crate::web::{Error, Fields, Flash, FormErrorItem, FormErrors};

/// The page of one's own second factor.
const PATH: &str = "/account/second-factor";

/// Most characters of a reason.
const LONGEST_REASON: usize = 2000;

/// The addresses of these pages.
pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .service(web::resource("/account/second-factor").get(show).post(confirm))
        .service(web::resource("/account/second-factor/prepare").post(prepare))
        .service(web::resource("/account/second-factor/codes").post(renew))
        .service(web::resource("/account/second-factor/remove").post(remove))
        .service(web::resource("/people/{id}/second-factor").get(ask).post(take_away))
        .service(web::resource("/admin/second-factor").post(decide));
}

/// What `accounts/second_factor.hbs` shows.
#[derive(Serialize)]
struct FactorPage {
    /// none, waiting, ready or codes.
    state: &'static str,
    is_required: bool,
    qr: Option<Qr>,
    secret: Option<String>,
    codes: Vec<String>,
    codes_left: i64,
    errors: FormErrors,
    error_list: Vec<FormErrorItem>,
}

impl FactorPage {
    async fn load(conn: &mut Conn, signed_in: &SignedIn) -> Result<Self, Error> {
        let id = signed_in.person.id;
        let stored = queries::second_factor(conn, id).await?;
        let mut page = Self {
            state: "none",
            is_required: is_required(conn, signed_in).await?,
            qr: None,
            secret: None,
            codes: Vec::new(),
            codes_left: 0,
            errors: FormErrors::none(),
            error_list: Vec::new(),
        };
        match stored {
            Some(stored) if stored.confirmed_at.is_some() => {
                page.state = "ready";
                page.codes_left = queries::recovery_codes_left(conn, id).await?;
            }
            Some(stored) => {
                // With another key nothing can be gone on with: it begins anew.
                if let Some(secret) = AppSecret::open(&stored.secret, &signed_in.app.keys.factor, id) {
                    let account = queries::sign_in_names(conn, id).await?.into_iter().next();
                    let account = account.map_or_else(|| signed_in.person.name.clone(), |one| one.subject);
                    let issuer = &signed_in.site().config().organisation;
                    page.qr = qr::draw(&secret.address(issuer, &account));
                    page.secret = Some(grouped(&secret.text()));
                    page.state = "waiting";
                }
            }
            None => {}
        }
        Ok(page)
    }

    fn respond(self, signed_in: &SignedIn, status: StatusCode) -> Result<HttpResponse, Error> {
        signed_in
            .page("accounts/second_factor", signed_in.text("factor-title"), self)
            .with_status(status)
            .respond()
    }
}

/// Four characters at a time, as people type them.
fn grouped(text: &str) -> String {
    let signs: Vec<char> = text.chars().collect();
    signs.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

/// Whether this person may not do without.
async fn is_required(conn: &mut Conn, signed_in: &SignedIn) -> Result<bool, Error> {
    let is_staff = signed_in.person.roles.iter().any(|role| *role != crate::accounts::Role::Trainee);
    let decided = queries::second_factor_setting(conn).await?;
    Ok(is_staff && decided.unwrap_or(signed_in.site().config().asks_second_factor))
}

/// `GET /account/second-factor`.
async fn show(signed_in: SignedIn) -> Result<HttpResponse, Error> {
    let mut conn = signed_in.conn().await?;
    FactorPage::load(&mut conn, &signed_in).await?.respond(&signed_in, StatusCode::OK)
}

/// `POST /account/second-factor/prepare`: makes the secret that the page then shows.
async fn prepare(
    signed_in: SignedIn,
    request: HttpRequest,
    mut fields: Fields,
) -> Result<HttpResponse, Error> {
    if let Confirmation::Needed(response) = before_change(&signed_in, &request, &mut fields).await? {
        return Ok(response);
    }
    fields.only(&[])?;
    let mut conn = signed_in.conn().await?;
    actions::prepare_factor(&mut conn, &signed_in.app.keys.factor, signed_in.person.id).await?;
    Ok(signed_in.redirect(PATH))
}

/// `POST /account/second-factor`: the first code; answers with the page that shows the recovery codes, this once.
async fn confirm(signed_in: SignedIn, fields: Fields) -> Result<HttpResponse, Error> {
    fields.only(&["code"])?;
    let mut conn = signed_in.conn().await?;
    let (key, person) = (&signed_in.app.keys.factor, signed_in.person.id);
    let (actor, own) = (signed_in.actor(), &signed_in.session);
    let (code, by_mail) = (fields.get("code"), signed_in.app.config.notices.mail_is_on());
    let codes = actions::confirm_factor(&mut conn, &actor, key, person, code, own, by_mail).await?;
    let mut page = FactorPage::load(&mut conn, &signed_in).await?;
    match codes {
        Some(codes) => {
            page.state = "codes";
            page.codes = codes;
            page.respond(&signed_in, StatusCode::OK)
        }
        None => {
            page.errors.add("code", signed_in.text("factor-code-wrong"));
            page.error_list = page.errors.list();
            page.respond(&signed_in, StatusCode::UNPROCESSABLE_ENTITY)
        }
    }
}

/// `POST /account/second-factor/codes`: new recovery codes, shown this once.
async fn renew(signed_in: SignedIn, request: HttpRequest, mut fields: Fields) -> Result<HttpResponse, Error> {
    if let Confirmation::Needed(response) = before_change(&signed_in, &request, &mut fields).await? {
        return Ok(response);
    }
    fields.only(&[])?;
    let mut conn = signed_in.conn().await?;
    let mut page = FactorPage::load(&mut conn, &signed_in).await?;
    if page.state != "ready" {
        return Err(Error::Conflict("factor-none"));
    }
    let (key, person) = (&signed_in.app.keys.factor, signed_in.person.id);
    page.codes = actions::renew_codes(&mut conn, &signed_in.actor(), key, person).await?;
    page.state = "codes";
    page.respond(&signed_in, StatusCode::OK)
}

/// `POST /account/second-factor/remove`.
async fn remove(
    signed_in: SignedIn,
    request: HttpRequest,
    mut fields: Fields,
) -> Result<HttpResponse, Error> {
    if let Confirmation::Needed(response) = before_change(&signed_in, &request, &mut fields).await? {
        return Ok(response);
    }
    fields.only(&[])?;
    let mut conn = signed_in.conn().await?;
    if is_required(&mut conn, &signed_in).await? {
        return Err(Error::Conflict("factor-needed"));
    }
    let by_mail = signed_in.app.config.notices.mail_is_on();
    actions::remove_factor(&mut conn, &signed_in.actor(), signed_in.person.id, None, by_mail).await?;
    Ok(signed_in.redirect_saying("/account", &Flash::ok(signed_in.text("factor-removed"))))
}

/// What `accounts/second_factor_reset.hbs` shows.
#[derive(Serialize)]
struct ResetPage {
    id: PersonId,
    name: String,
    has_factor: bool,
    reason: String,
    errors: FormErrors,
    error_list: Vec<FormErrorItem>,
}

async fn reset_page(
    conn: &mut Conn,
    admin: &Admin,
    person: PersonId,
    reason: &str,
    errors: FormErrors,
) -> Result<HttpResponse, Error> {
    let (name, _) = queries::current_name(conn, person).await?;
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = ResetPage {
        id: person,
        name,
        has_factor: queries::has_second_factor(conn, person).await?,
        reason: reason.to_owned(),
        error_list: errors.list(),
        errors,
    };
    admin
        .page("accounts/second_factor_reset", admin.text("factor-reset-title"), page)
        .with_status(status)
        .respond()
}

fn person(path: &str) -> Result<PersonId, Error> {
    path.parse().map_err(|_| Error::NotFound)
}

/// `GET /people/{id}/second-factor`.
async fn ask(admin: Admin, path: web::Path<String>) -> Result<HttpResponse, Error> {
    let mut conn = admin.conn().await?;
    reset_page(&mut conn, &admin, person(&path)?, "", FormErrors::none()).await
}

/// `POST /people/{id}/second-factor`.
async fn take_away(
    admin: Admin,
    request: HttpRequest,
    path: web::Path<String>,
    mut fields: Fields,
) -> Result<HttpResponse, Error> {
    let person = person(&path)?;
    if let Confirmation::Needed(response) = before_change(&admin, &request, &mut fields).await? {
        return Ok(response);
    }
    fields.only(&["reason"])?;
    let mut conn = admin.conn().await?;
    let reason = fields.get("reason");
    if reason.is_empty() || reason.chars().count() > LONGEST_REASON {
        let mut errors = FormErrors::none();
        errors.add("reason", admin.text("factor-reason-missing"));
        return reset_page(&mut conn, &admin, person, reason, errors).await;
    }
    // Whoever does not exist has none either.
    queries::current_name(&mut conn, person).await?;
    let by_mail = admin.app.config.notices.mail_is_on();
    let done = actions::remove_factor(&mut conn, &admin.actor(), person, Some(reason), by_mail).await?;
    let message = if done { "factor-reset-done" } else { "people-nothing-to-do" };
    Ok(admin.redirect_saying(&format!("/people/{person}"), &Flash::ok(admin.text(message))))
}

/// `POST /admin/second-factor`.
async fn decide(admin: Admin, request: HttpRequest, mut fields: Fields) -> Result<HttpResponse, Error> {
    if let Confirmation::Needed(response) = before_change(&admin, &request, &mut fields).await? {
        return Ok(response);
    }
    fields.only(&["second_factor"])?;
    let is_required = match fields.get("second_factor") {
        "required" => true,
        "offered" => false,
        _ => return Err(Error::BadRequest("error-unknown-field")),
    };
    let mut conn = admin.conn().await?;
    let before = queries::second_factor_setting(&mut conn).await?;
    let before = before.unwrap_or(admin.site().config().asks_second_factor);
    actions::decide_second_factor(&mut conn, &admin.actor(), is_required, before).await?;
    Ok(admin.redirect_saying("/admin", &Flash::ok(admin.text("factor-decided"))))
}

//! `/account`: what a person sees and changes of their own.

use actix_web::http::StatusCode;
use actix_web::web::{self, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use chrono::{DateTime, Utc};
use serde::Serialize;

use super::{let_in, origin, sign_on};
use crate::accounts::actions::{self, OwnProof};
use crate::accounts::extract::SignedIn;
use crate::accounts::model::{PersonDetail, SignInName, Theme};
use crate::accounts::pages::{group_name, joined, role_name};
use crate::accounts::{forms, queries};
use crate::web::components::Choice;
use crate::web::visit::LANGUAGE_COOKIE;
use crate::web::{Error, Fields, Flash, FormErrorItem, FormErrors, Language};

/// The addresses of this page.
pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .service(web::resource("/account").get(show))
        .service(web::resource("/account/password").post(change_password))
        .service(web::resource("/account/preferences").post(choose))
        .service(web::resource("/account/sessions").post(end_others))
        .service(web::resource("/account/sessions/{id}").post(end_one));
}

/// Zones offered besides the company's and the one already chosen.
const ZONES: &[&str] = &[
    "Asia/Shanghai",
    "Asia/Hong_Kong",
    "Asia/Taipei",
    "Asia/Singapore",
    "Asia/Tokyo",
    "Asia/Seoul",
    "Asia/Bangkok",
    "Asia/Ho_Chi_Minh",
    "Asia/Jakarta",
    "Asia/Manila",
    "Asia/Kolkata",
    "Asia/Dubai",
    "Asia/Riyadh",
    "Asia/Almaty",
    "Europe/Moscow",
    "Europe/Istanbul",
    "Africa/Cairo",
    "Africa/Nairobi",
    "Africa/Lagos",
    "Africa/Johannesburg",
    "Europe/Berlin",
    "Europe/Paris",
    "Europe/Madrid",
    "Europe/London",
    "UTC",
    "America/Sao_Paulo",
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Mexico_City",
    "America/Los_Angeles",
    "Australia/Sydney",
    "Pacific/Auckland",
];

/// What `accounts/account.hbs` shows.
#[derive(Serialize)]
struct AccountPage {
    name: String,
    latin_name: Option<String>,
    logins: Vec<SignInName>,
    groups: String,
    roles: String,
    password_changed_at: Option<DateTime<Utc>>,
    has_no_password: bool,
    services: String,
    languages: Vec<Choice>,
    zones: Vec<Choice>,
    themes: Vec<Choice>,
    sessions: Vec<SessionRow>,
    errors: FormErrors,
    error_list: Vec<FormErrorItem>,
}

/// A browser in which the person is signed in.
#[derive(Serialize)]
struct SessionRow {
    id: String,
    is_this: bool,
    began: DateTime<Utc>,
    last_seen: DateTime<Utc>,
    address: Option<String>,
    browser: Option<String>,
}

/// `GET /account`.
async fn show(signed_in: SignedIn) -> Result<HttpResponse, Error> {
    account_page(&signed_in, FormErrors::none(), StatusCode::OK).await
}

async fn account_page(
    signed_in: &SignedIn,
    errors: FormErrors,
    status: StatusCode,
) -> Result<HttpResponse, Error> {
    let mut conn = signed_in.conn().await?;
    let id = signed_in.person.id;
    let person = queries::person(&mut conn, id).await?.ok_or(Error::NotFound)?;
    let groups = queries::groups_of(&mut conn, &[id]).await?.remove(&id).unwrap_or_default();
    let group_names: Vec<String> =
        groups.iter().map(|group| group_name(signed_in.language, group).to_owned()).collect();
    let roles: Vec<String> = signed_in.person.roles.iter().map(|role| role_name(signed_in, *role)).collect();
    let own = signed_in.session.hash();
    let page = AccountPage {
        logins: queries::sign_in_names(&mut conn, id).await?,
        groups: joined(signed_in.language, &group_names),
        roles: joined(signed_in.language, &roles),
        password_changed_at: person.password_changed_at,
        has_no_password: queries::has_no_password(&mut conn, Some(id)).await?,
        services: sign_on::names(signed_in, &signed_in.app),
        languages: language_choices(signed_in, &person),
        zones: zone_choices(signed_in, &person),
        themes: theme_choices(signed_in, &person),
        sessions: queries::sessions_of(&mut conn, id)
            .await?
            .into_iter()
            .map(|session| SessionRow {
                id: hex::encode(&session.id_hash),
                is_this: session.id_hash == own,
                began: session.created_at,
                last_seen: session.last_seen_at,
                address: session.address,
                browser: session.user_agent,
            })
            .collect(),
        error_list: errors.list(),
        errors,
        name: person.name,
        latin_name: person.latin_name,
    };
    signed_in.page("accounts/account", signed_in.text("account-title"), page).with_status(status).respond()
}

fn language_choices(signed_in: &SignedIn, person: &PersonDetail) -> Vec<Choice> {
    let chosen = person.language.as_deref();
    let mut choices = vec![Choice::new("", signed_in.text("account-language-browser"), chosen.is_none())];
    // Each language is named in itself, so that whoever strayed into the other one finds back.
    choices.extend(
        [(Language::Chinese, "中文"), (Language::English, "English")]
            .map(|(language, name)| Choice::new(language.tag(), name, chosen == Some(language.tag()))),
    );
    choices
}

fn zone_choices(signed_in: &SignedIn, person: &PersonDetail) -> Vec<Choice> {
    let chosen = person.zone.as_deref();
    let company = signed_in.site().config().zone.name();
    let all = signed_in.text_with("account-zone-company", [("zone", company)]);
    let mut choices = vec![Choice::new("", all, chosen.is_none())];
    let other = chosen.filter(|zone| !ZONES.contains(zone));
    choices
        .extend(ZONES.iter().copied().chain(other).map(|zone| Choice::new(zone, zone, chosen == Some(zone))));
    choices
}

fn theme_choices(signed_in: &SignedIn, person: &PersonDetail) -> Vec<Choice> {
    let chosen = person.theme.as_deref();
    let mut choices = vec![Choice::new("", signed_in.text("account-theme-device"), chosen.is_none())];
    choices.extend([(Theme::Light, "account-theme-light"), (Theme::Dark, "account-theme-dark")].map(
        |(theme, message)| {
            Choice::new(theme.as_str(), signed_in.text(message), chosen == Some(theme.as_str()))
        },
    ));
    choices
}

/// `POST /account/password`.
async fn change_password(
    signed_in: SignedIn,
    request: HttpRequest,
    fields: Fields,
) -> Result<HttpResponse, Error> {
    fields.only(&["current", "password"])?;
    if queries::has_no_password(&mut *signed_in.conn().await?, Some(signed_in.person.id)).await? {
        return Ok(signed_in.redirect("/account"));
    }
    let origin = origin(&request, &signed_in.app);
    let own = queries::own_words(&mut *signed_in.conn().await?, signed_in.person.id).await?;
    let own: Vec<&str> = own.iter().map(String::as_str).collect();
    let mut errors = FormErrors::none();
    let password = forms::new_password(&fields, &signed_in, &own, &mut errors);
    if !errors.is_empty() {
        return account_page(&signed_in, errors, StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    let (db, passwords) = (&signed_in.app.db, &signed_in.app.passwords);
    let check =
        actions::check_own_password(db, passwords, signed_in.person.id, fields.raw("current"), &origin);
    match check.await? {
        OwnProof::Right => {}
        OwnProof::Wrong => {
            errors.add("current", signed_in.text("account-password-wrong"));
            return account_page(&signed_in, errors, StatusCode::UNPROCESSABLE_ENTITY).await;
        }
        OwnProof::Wait(seconds) => {
            errors.add("current", signed_in.text_with("accounts-login-wait", [("seconds", seconds)]));
            return account_page(&signed_in, errors, StatusCode::TOO_MANY_REQUESTS).await;
        }
    }
    let hash = passwords.hash(&password).await?;
    let mut conn = signed_in.conn().await?;
    let by_mail = signed_in.app.config.notices.mail_is_on();
    let opened = actions::change_password(&mut conn, signed_in.person.id, &hash, &origin, by_mail).await?;
    let said = Flash::ok(signed_in.text("account-password-changed"));
    let mut response = signed_in.redirect_saying("/account", &said);
    let_in(&mut response, &signed_in, &signed_in.app, &opened);
    Ok(response)
}

/// `POST /account/preferences`.
async fn choose(signed_in: SignedIn, fields: Fields) -> Result<HttpResponse, Error> {
    fields.only(&["language", "zone", "theme"])?;
    let preferences = forms::preferences(&fields)?;
    let mut conn = signed_in.conn().await?;
    actions::choose(&mut conn, &signed_in.actor(), signed_in.person.id, preferences).await?;
    let language = preferences.language.unwrap_or(signed_in.language);
    let said = Flash::ok(signed_in.site().text(language, "account-preferences-saved"));
    let mut response = signed_in.redirect_saying("/account", &said);
    let cookies = signed_in.site().cookies();
    let cookie = match preferences.language {
        Some(language) => cookies.make_lasting(LANGUAGE_COOKIE, language.tag().to_owned()),
        None => cookies.remove(LANGUAGE_COOKIE),
    };
    let _ = response.add_cookie(&cookie);
    Ok(response)
}

/// `POST /account/sessions`: ends all but this one.
async fn end_others(signed_in: SignedIn, fields: Fields) -> Result<HttpResponse, Error> {
    fields.only(&[])?;
    let mut conn = signed_in.conn().await?;
    let ended =
        actions::end_other_sessions(&mut conn, &signed_in.actor(), signed_in.person.id, &signed_in.session)
            .await?;
    let ended = i64::try_from(ended).unwrap_or(i64::MAX);
    let said = Flash::ok(signed_in.text_with("account-sessions-ended", [("count", ended)]));
    Ok(signed_in.redirect_saying("/account", &said))
}

/// `POST /account/sessions/{id}`: ends one; the one of this browser is ended by signing out.
async fn end_one(signed_in: SignedIn, id: web::Path<String>, fields: Fields) -> Result<HttpResponse, Error> {
    fields.only(&[])?;
    let hash = hex::decode(id.as_str()).map_err(|_| Error::NotFound)?;
    let mut conn = signed_in.conn().await?;
    let (actor, person) = (signed_in.actor(), signed_in.person.id);
    if hash == signed_in.session.hash() || !actions::end_session(&mut conn, &actor, person, &hash).await? {
        return Err(Error::NotFound);
    }
    Ok(signed_in.redirect_saying("/account", &Flash::ok(signed_in.text("account-session-ended"))))
}

//! `/welcome/{token}`: one-time links. One kind makes the first admin, the other lets a person set a password.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;
use serde_json::Value;

use super::{let_in, login_code, origin, sign_on};
use crate::accounts::actions::Begun;
use crate::accounts::extract::Anyone;
use crate::accounts::forms::{FirstAdminForm, new_password};
use crate::accounts::{actions, queries};
use crate::audit::Actor;
use crate::db::{PersonId, violated_constraint};
use crate::web::components::Choice;
use crate::web::cookies::Secret;
use crate::web::visit::LANGUAGE_COOKIE;
use crate::web::{Error, Fields, Flash, FormErrors, Language};

/// What `accounts/welcome.hbs` shows.
#[derive(Serialize)]
struct WelcomePage {
    token: String,
    is_first_admin: bool,
    name: Option<String>,
    form: Value,
    languages: Vec<Choice>,
    errors: FormErrors,
}

/// What a link is for.
enum Purpose {
    FirstAdmin,
    SetPassword(PersonId),
}

/// `GET /welcome/{token}`.
pub async fn show(anyone: Anyone, token: web::Path<String>) -> Result<HttpResponse, Error> {
    let (token, purpose) = find(&anyone, &token).await?;
    if let Some(elsewhere) = elsewhere(&anyone, &purpose).await? {
        return Ok(elsewhere);
    }
    page(&anyone, &token, &purpose, &Fields::default(), FormErrors::none()).await
}

/// `POST /welcome/{token}`.
pub async fn accept(
    anyone: Anyone,
    request: HttpRequest,
    token: web::Path<String>,
    fields: Fields,
) -> Result<HttpResponse, Error> {
    fields.only(&["name", "login", "password", "language"])?;
    let language = match fields.optional("language") {
        Some(tag) => Some(Language::parse(tag).ok_or(Error::BadRequest("error-unknown-field"))?),
        None => None,
    };
    let (token, purpose) = find(&anyone, &token).await?;
    if let Some(elsewhere) = elsewhere(&anyone, &purpose).await? {
        return Ok(elsewhere);
    }
    let origin = origin(&request, &anyone.app);
    let begun = match purpose {
        Purpose::FirstAdmin => {
            let mut form = match FirstAdminForm::parse(&fields, &anyone.visit) {
                Ok(form) => form,
                Err(errors) => return page(&anyone, &token, &purpose, &fields, errors).await,
            };
            form.person.password_hash = Some(anyone.app.passwords.hash(&form.password).await?);
            let mut conn = anyone.app.conn().await?;
            match actions::accept_first_admin(&mut conn, &token, &form.person, &origin).await {
                Err(error) if violated_constraint(&error) == Some("identities_subject_taken") => {
                    let mut errors = FormErrors::none();
                    errors.add("login", anyone.visit.text("accounts-login-taken"));
                    return page(&anyone, &token, &purpose, &fields, errors).await;
                }
                other => Begun::Session(other?),
            }
        }
        Purpose::SetPassword(person) => {
            let mut errors = FormErrors::none();
            let own = queries::own_words(&mut *anyone.app.conn().await?, person).await?;
            let own: Vec<&str> = own.iter().map(String::as_str).collect();
            let password = new_password(&fields, &anyone.visit, &own, &mut errors);
            if !errors.is_empty() {
                return page(&anyone, &token, &purpose, &fields, errors).await;
            }
            let hash = anyone.app.passwords.hash(&password).await?;
            let mut conn = anyone.app.conn().await?;
            let by_mail = anyone.app.config.notices.mail_is_on();
            let session =
                actions::accept_set_password(&mut conn, &token, person, &hash, &origin, by_mail).await?;
            if let Some(language) = language {
                let actor = Actor::person(person);
                actions::choose_language(&mut conn, &actor, person, language).await?;
            }
            session
        }
    };
    let style = anyone.visit.site().cookies();
    let opened = match begun {
        Begun::Session(opened) => opened,
        Begun::Step(step) => return Ok(login_code::owed(&anyone.visit, &step, "/")),
    };
    let said = anyone.visit.site().text(language.unwrap_or(anyone.visit.language), "accounts-welcome-done");
    let mut response = anyone.visit.redirect_saying("/", &Flash::ok(said));
    if let Some(language) = language {
        let _ = response.add_cookie(&style.make_lasting(LANGUAGE_COOKIE, language.tag().to_owned()));
    }
    let_in(&mut response, &anyone.visit, &anyone.app, &opened);
    Ok(response)
}

/// To the login page for whom passwords were switched off after the link was made.
async fn elsewhere(anyone: &Anyone, purpose: &Purpose) -> Result<Option<HttpResponse>, Error> {
    let Purpose::SetPassword(person) = purpose else { return Ok(None) };
    if !queries::has_no_password(&mut *anyone.app.conn().await?, Some(*person)).await? {
        return Ok(None);
    }
    let services = sign_on::names(&anyone.visit, &anyone.app);
    let said = anyone.visit.text_with("sign-on-instead", [("service", services)]);
    Ok(Some(anyone.visit.redirect_saying("/login", &Flash::warn(said))))
}

async fn find(anyone: &Anyone, token: &str) -> Result<(Secret, Purpose), Error> {
    let token = Secret::decode(token).ok_or(Error::NotFound)?;
    let mut conn = anyone.app.conn().await?;
    let purpose = match queries::invitation(&mut conn, &token.hash()).await?.ok_or(Error::NotFound)? {
        (_, Some(person)) => Purpose::SetPassword(person),
        (_, None) => Purpose::FirstAdmin,
    };
    Ok((token, purpose))
}

async fn page(
    anyone: &Anyone,
    token: &Secret,
    purpose: &Purpose,
    fields: &Fields,
    errors: FormErrors,
) -> Result<HttpResponse, Error> {
    let name = match purpose {
        Purpose::FirstAdmin => None,
        Purpose::SetPassword(person) => {
            Some(queries::current_name(&mut *anyone.app.conn().await?, *person).await?.0)
        }
    };
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let data = WelcomePage {
        token: token.encode(),
        is_first_admin: matches!(purpose, Purpose::FirstAdmin),
        name,
        form: fields.echo(&["name", "login"]),
        // Each language is named in itself, so that whoever strayed into the other one finds back.
        languages: [(Language::Chinese, "中文"), (Language::English, "English")]
            .map(|(language, name)| Choice::new(language.tag(), name, language == anyone.visit.language))
            .into(),
        errors,
    };
    anyone
        .visit
        .page("accounts/welcome", anyone.visit.text("accounts-welcome-title"), data)
        .with_status(status)
        .respond()
}

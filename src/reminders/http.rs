//! `/my/calendar` and `/calendar/{token}.ics`: one's own days in a calendar.

use actix_web::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION};
use actix_web::web::{self, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use chrono::{DateTime, Utc};
use serde::Serialize;

use super::model::OwnDay;
use super::rules::calendar::{Entry, calendar};
use super::{actions, queries};
use crate::accounts::{Anyone, SignedIn};
use crate::base::clock::day_in;
use crate::certification::http::origin;
use crate::db;
use crate::web::cookies::Secret;
use crate::web::{Error, Fields, Flash, Language, Visit};

/// The addresses of this room.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(web::resource("/my/calendar").get(show).post(make))
        .service(web::resource("/my/calendar/end").post(end))
        .service(web::resource("/calendar/{token}.ics").get(feed));
}

/// What `reminders/calendar.hbs` shows.
#[derive(Serialize)]
struct CalendarPage {
    since: Option<DateTime<Utc>>,
    /// The address, right after it was made.
    link: Option<String>,
}

/// `GET /my/calendar`.
async fn show(signed_in: SignedIn) -> Result<HttpResponse, Error> {
    let mut conn = signed_in.conn().await?;
    let since = queries::link_since(&mut conn, signed_in.person.id).await?;
    page(&signed_in, CalendarPage { since, link: None })
}

/// `POST /my/calendar`: the answer shows the address, which no other page does.
async fn make(signed_in: SignedIn, request: HttpRequest, fields: Fields) -> Result<HttpResponse, Error> {
    fields.only(&[])?;
    let mut conn = signed_in.conn().await?;
    let secret = actions::make_link(&mut conn, &signed_in.actor(), signed_in.person.id).await?;
    let origin = origin(&request, signed_in.site().config());
    let link = format!("{origin}/calendar/{}.ics", secret.encode());
    let since = queries::link_since(&mut conn, signed_in.person.id).await?;
    page(&signed_in, CalendarPage { since, link: Some(link) })
}

/// `POST /my/calendar/end`.
async fn end(signed_in: SignedIn, fields: Fields) -> Result<HttpResponse, Error> {
    fields.only(&[])?;
    let mut conn = signed_in.conn().await?;
    actions::end_link(&mut conn, &signed_in.actor(), signed_in.person.id).await?;
    Ok(signed_in.redirect_saying("/my/calendar", &Flash::ok(signed_in.text("calendar-ended"))))
}

fn page(signed_in: &SignedIn, page: CalendarPage) -> Result<HttpResponse, Error> {
    signed_in.page("reminders/calendar", signed_in.text("calendar-title"), page).respond()
}

/// `GET /calendar/{token}.ics`: whoever has the address reads the days, and nothing else.
async fn feed(anyone: Anyone, request: HttpRequest, token: web::Path<String>) -> Result<HttpResponse, Error> {
    let secret = Secret::decode(&token).ok_or(Error::NotFound)?;
    anyone.app.operation.lookups.ask(&hex::encode(secret.hash())).map_err(Error::Throttled)?;
    let mut conn = anyone.app.conn().await?;
    let owner = queries::link_owner(&mut conn, &secret.hash()).await?.ok_or(Error::NotFound)?;
    let visit = &anyone.visit;
    let config = visit.site().config();
    let today = day_in(db::now(&mut conn).await?, config.zone);
    let days = queries::own_days(&mut conn, owner.person_id, today).await?;
    let language = owner.language.as_deref().and_then(Language::parse).unwrap_or(visit.language);
    let origin = origin(&request, config);
    let entries: Vec<Entry> = days.iter().flat_map(|day| entries(visit, language, &origin, day)).collect();
    let name = visit.site().text(language, "calendar-name");
    Ok(HttpResponse::Ok()
        .content_type("text/calendar; charset=utf-8")
        .insert_header((CACHE_CONTROL, "private, max-age=300"))
        .insert_header((CONTENT_DISPOSITION, "inline; filename=\"certamen.ics\""))
        .body(calendar(&name, &entries)))
}

/// The last day, and the first on which it can be renewed where there is one.
fn entries(visit: &Visit, language: Language, origin: &str, own: &OwnDay) -> impl Iterator<Item = Entry> {
    let say = |id: &str, own: &OwnDay| {
        let mut arguments = fluent_bundle::FluentArgs::new();
        arguments.set("title", language.pick(&own.title_zh, &own.title_en).to_owned());
        arguments.set("number", own.number.clone());
        arguments.set("day", own.last_day.to_string());
        visit.site().text_with(language, id, &arguments)
    };
    let id = own.certificate_id;
    let entry = |kind: &str, day, summary: &str| Entry {
        id: format!("{id}-{kind}@certamen"),
        day,
        since: own.issued_at,
        summary: say(summary, own),
        description: say("calendar-description", own),
        url: Some(format!("{origin}/certificates/{id}")),
    };
    let opens = own.renewable_from.map(|day| entry("renewal", day, "calendar-renewal"));
    let ends = entry("end", own.last_day, "calendar-end");
    opens.into_iter().chain(std::iter::once(ends))
}

//! `/records/people/{id}`: everything the records know about one person, for paper too.

use actix_web::{HttpResponse, web};
use chrono::NaiveDate;

use super::Query;
use crate::accounts::{self, HrOrAdmin, Role};
use crate::base::clock::day_in;
use crate::certification;
use crate::certification::model::Programme;
use crate::certification::pages::ExemptionRow;
use crate::certification::rules::standing::{Knowledge, Standing};
use crate::db::{self, Conn, PersonId};
use crate::grading;
use crate::records::pages::{PersonPage, Record};
use crate::web::Error;

/// `GET /records/people/{id}`, with `on` for a past day beside today.
pub(super) async fn show(
    viewer: HrOrAdmin,
    id: web::Path<String>,
    query: Query,
) -> Result<HttpResponse, Error> {
    let id: PersonId = id.parse().map_err(|_| Error::NotFound)?;
    let mut conn = viewer.conn().await?;
    let person = accounts::queries::person(&mut conn, id).await?.ok_or(Error::NotFound)?;
    let zone = viewer.site().config().zone;
    let now = db::now(&mut conn).await?;
    let today = day_in(now, zone);
    let (standings, programmes) = certification::http::people::rows(&mut conn, id, today, &viewer).await?;
    // A day that cannot be read or has not come shows nothing but today.
    let on: Option<NaiveDate> = query.get("on").and_then(|day| day.parse().ok()).filter(|day| *day < today);
    let past = match on {
        Some(day) => Some((day, past(&mut conn, id, day, &programmes, &viewer).await?)),
        None => None,
    };
    let exemptions = certification::queries::exemptions_of(&mut conn, id).await?;
    let record = Record {
        now,
        employments: accounts::queries::employments(&mut conn, id).await?,
        groups: accounts::queries::memberships(&mut conn, id).await?,
        roles: accounts::queries::role_history(&mut conn, id).await?,
        names: accounts::queries::names(&mut conn, id).await?,
        standings,
        past,
        certificates: certification::queries::certificates_of(&mut conn, id).await?,
        exemptions: exemptions
            .iter()
            .map(|one| ExemptionRow::new(one, &programmes, (today, zone), false, viewer.language))
            .collect(),
        exams: grading::queries::exams_of(&mut conn, id).await?,
        is_hr: viewer.person.is(Role::Hr),
        person,
    };
    let title = record.person.name.clone();
    viewer.page("records/person", title, PersonPage::new(record, &viewer)).respond()
}

/// Where a person stood at the end of a day in each certification, by what was known then and by what is known now.
async fn past(
    conn: &mut Conn,
    person: PersonId,
    day: NaiveDate,
    programmes: &[Programme],
    viewer: &HrOrAdmin,
) -> Result<Vec<(String, Standing, Standing)>, Error> {
    let zone = viewer.site().config().zone;
    let known_as = certification::queries::known_as;
    let then = known_as(conn, Some(&[person]), None, zone, Knowledge::Then).await?;
    let now = known_as(conn, Some(&[person]), None, zone, Knowledge::Now).await?;
    let line = |one: &Programme| {
        let title = viewer.language.pick(&one.title_zh, &one.title_en).to_owned();
        let then = then.standing((person, one.id), (day, zone), None, None)?;
        let now = now.standing((person, one.id), (day, zone), None, None)?;
        Some((title, then, now))
    };
    Ok(programmes.iter().filter_map(line).collect())
}

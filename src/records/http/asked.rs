//! Reading what an address asks for, before anything of it is looked up.

use std::collections::BTreeMap;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;

use crate::accounts::HrOrAdmin;
use crate::accounts::queries::group_tree;
use crate::base::clock::day_in;
use crate::certification;
use crate::db::{self, Conn};
use crate::records::filter::Filter;
use crate::records::pages::{Asked, FilterForm, UnreadablePage, View, ViewLink};
use crate::records::queries::{self, Scope};
use crate::web::{Error, FormErrors};

/// What an address asks for, and its scope; `None` where something in it cannot be read.
pub(super) async fn asked(
    conn: &mut Conn,
    viewer: &HrOrAdmin,
    view: View,
    query: &BTreeMap<String, String>,
) -> Result<(Asked, Option<Scope>), Error> {
    let (mut filter, problems) = Filter::read(query);
    let mut errors = FormErrors::none();
    for problem in problems {
        errors.add(problem.field, viewer.text(problem.message));
    }
    let zone = viewer.site().config().zone;
    let today = day_in(db::now(conn).await?, zone);
    if filter.on.is_some_and(|day| day > today) {
        errors.add("on", viewer.text("records-day-ahead"));
        filter.on = None;
    }
    let groups = group_tree(conn).await?;
    if filter.group.as_ref().is_some_and(|code| !groups.iter().any(|entry| entry.group.code == *code)) {
        errors.add("group", viewer.text("records-group-unknown"));
        filter.group = None;
    }
    let programmes = certification::queries::programmes(conn, filter.on.unwrap_or(today)).await?;
    if filter.certification.as_ref().is_some_and(|code| !programmes.iter().any(|one| one.code == *code)) {
        errors.add("certification", viewer.text("records-certification-unknown"));
        filter.certification = None;
    }
    let scope = if errors.is_empty() {
        Some(queries::scope(conn, &view.of(&filter), today, zone).await?)
    } else {
        None
    };
    let views = queries::views_for(conn, viewer.person.id).await?;
    let views = views.iter().map(|view| ViewLink::new(view, view.owner_id == viewer.person.id)).collect();
    Ok((Asked { filter, typed: query.clone(), errors, today, groups, programmes, views }, scope))
}

/// The form with a sentence beside each field that cannot be read, and all that was typed.
pub(super) fn unreadable(viewer: &HrOrAdmin, view: View, asked: &Asked) -> Result<HttpResponse, Error> {
    let page = UnreadablePage { filter: FilterForm::new(view, asked, viewer) };
    viewer
        .page("records/unreadable", viewer.text("records-title"), page)
        .with_status(StatusCode::UNPROCESSABLE_ENTITY)
        .respond()
}

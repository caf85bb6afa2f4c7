//! `/records/views`: names for addresses of the records.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use uuid::Uuid;

use super::Query;
use crate::accounts::HrOrAdmin;
use crate::db::Conn;
use crate::records::actions::{self, NewView};
use crate::records::forms::{ViewForm, address};
use crate::records::model::SavedView;
use crate::records::pages::ViewPage;
use crate::records::queries;
use crate::web::{Error, Fields, Flash, FormErrors};

/// `GET /records/views/new`: the form for the page at `address`.
pub(super) async fn new(viewer: HrOrAdmin, query: Query) -> Result<HttpResponse, Error> {
    let typed = query.get("address").map(String::as_str).unwrap_or("/records");
    let address = address(typed).ok_or(Error::BadRequest("records-filter-wrong"))?;
    form(&viewer, ViewPage::new(None, &address, ("", false), FormErrors::none(), &viewer))
}

/// `POST /records/views`.
pub(super) async fn save(viewer: HrOrAdmin, fields: Fields) -> Result<HttpResponse, Error> {
    fields.only(&["name", "shared", "address"])?;
    let typed = if fields.has("address") { fields.get("address") } else { "/records" };
    let address = address(typed).ok_or(Error::BadRequest("records-filter-wrong"))?;
    let mut errors = match ViewForm::parse(&fields, &viewer) {
        Ok(ViewForm { name, shared }) => {
            let new = NewView { name: &name, address: &address, shared };
            let mut conn = viewer.conn().await?;
            if actions::save_view(&mut conn, &viewer.actor(), viewer.person.id, new).await?.is_some() {
                return Ok(viewer.redirect_saying(&address, &Flash::ok(viewer.text("views-saved"))));
            }
            FormErrors::none()
        }
        Err(errors) => errors,
    };
    if errors.is_empty() {
        errors.add("name", viewer.text("views-name-taken"));
    }
    let typed = (fields.raw("name"), fields.has("shared"));
    form(&viewer, ViewPage::new(None, &address, typed, errors, &viewer))
}

async fn own(conn: &mut Conn, viewer: &HrOrAdmin, id: &str) -> Result<SavedView, Error> {
    let id: Uuid = id.parse().map_err(|_| Error::NotFound)?;
    queries::own_view(conn, viewer.person.id, id).await?.ok_or(Error::NotFound)
}

/// `GET /records/views/{id}`.
pub(super) async fn show(viewer: HrOrAdmin, id: web::Path<String>) -> Result<HttpResponse, Error> {
    let mut conn = viewer.conn().await?;
    let view = own(&mut conn, &viewer, &id).await?;
    let typed = (view.name.as_str(), view.shared);
    form(&viewer, ViewPage::new(Some(&view), &view.address, typed, FormErrors::none(), &viewer))
}

/// `POST /records/views/{id}`.
pub(super) async fn change(
    viewer: HrOrAdmin,
    id: web::Path<String>,
    fields: Fields,
) -> Result<HttpResponse, Error> {
    fields.only(&["name", "shared"])?;
    let mut conn = viewer.conn().await?;
    let view = own(&mut conn, &viewer, &id).await?;
    let mut errors = match ViewForm::parse(&fields, &viewer) {
        Ok(ViewForm { name, shared }) => {
            let whose = (viewer.person.id, view.id);
            if actions::change_view(&mut conn, &viewer.actor(), whose, &name, shared).await? {
                return Ok(viewer.redirect_saying(&view.address, &Flash::ok(viewer.text("views-changed"))));
            }
            FormErrors::none()
        }
        Err(errors) => errors,
    };
    if errors.is_empty() {
        errors.add("name", viewer.text("views-name-taken"));
    }
    let typed = (fields.raw("name"), fields.has("shared"));
    form(&viewer, ViewPage::new(Some(&view), &view.address, typed, errors, &viewer))
}

/// `POST /records/views/{id}/delete`.
pub(super) async fn delete(viewer: HrOrAdmin, id: web::Path<String>) -> Result<HttpResponse, Error> {
    let mut conn = viewer.conn().await?;
    let view = own(&mut conn, &viewer, &id).await?;
    actions::delete_view(&mut conn, &viewer.actor(), (viewer.person.id, view.id)).await?;
    Ok(viewer.redirect_saying("/records", &Flash::ok(viewer.text("views-deleted"))))
}

fn form(viewer: &HrOrAdmin, page: ViewPage) -> Result<HttpResponse, Error> {
    let status = if page.has_errors() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let title = viewer.text("views-title");
    viewer.page("records/view", title, page).with_status(status).respond()
}

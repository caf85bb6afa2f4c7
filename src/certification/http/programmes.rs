//! `/certifications`: what people can be certified for, and who must be.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use crate::accounts::HrOrAdmin;
use crate::accounts::model::GroupInTree;
use crate::base::clock::day_in;
use crate::certification::forms::{self, Offered};
use crate::certification::model::{Holder, Programme, RequirementChoice};
use crate::certification::pages::{
    Existing, ProgrammeFields, ProgrammePage, ProgrammesPage, exam_choices, stored_groups, typed_groups,
};
use crate::certification::{actions, queries};
use crate::db::{self, Conn, violated_constraint};
use crate::web::components::Crumb;
use crate::web::{Error, Fields, Flash, FormErrors};

const FIELDS: [&str; 7] = ["code", "title_zh", "title_en", "months", "exams", "group-*", "from-*"];

/// `GET /certifications`.
pub async fn list(viewer: HrOrAdmin) -> Result<HttpResponse, Error> {
    let mut conn = viewer.conn().await?;
    let today = day_in(db::now(&mut conn).await?, viewer.site().config().zone);
    let list = queries::programme_list(&mut conn, today).await?;
    let codes: Vec<String> = list.iter().flat_map(|item| item.requirement_codes.clone()).collect();
    let exams = queries::requirement_titles(&mut conn, &codes).await?;
    let page = ProgrammesPage::new(list, &exams, viewer.language);
    viewer.page("certification/programmes", viewer.text("certification-list-title"), page).respond()
}

/// What the form of a certification needs besides what is typed.
struct Desk {
    programme: Option<Programme>,
    exams: Vec<RequirementChoice>,
    groups: Vec<GroupInTree>,
    holders: Vec<Holder>,
}

impl Desk {
    /// For a new one.
    async fn empty(conn: &mut Conn) -> Result<Self, Error> {
        Ok(Self {
            programme: None,
            exams: queries::requirement_choices(conn).await?,
            groups: crate::accounts::queries::group_tree(conn).await?,
            holders: Vec::new(),
        })
    }

    /// For an existing one.
    async fn of(conn: &mut Conn, code: &str) -> Result<Self, Error> {
        let programme = queries::programme(conn, code).await?.ok_or(Error::NotFound)?;
        let holders = queries::holders(conn, programme.id).await?;
        Ok(Self { programme: Some(programme), holders, ..Self::empty(conn).await? })
    }

    fn offered(&self, viewer: &HrOrAdmin) -> Offered<'_> {
        Offered {
            exams: &self.exams,
            groups: &self.groups,
            holders: &self.holders,
            zone: viewer.site().config().zone,
        }
    }
}

/// `GET /certifications/new`.
pub async fn new(viewer: HrOrAdmin) -> Result<HttpResponse, Error> {
    let mut conn = viewer.conn().await?;
    let desk = Desk::empty(&mut conn).await?;
    untouched(&viewer, &desk)
}

/// `POST /certifications/new`.
pub async fn create(viewer: HrOrAdmin, fields: Fields) -> Result<HttpResponse, Error> {
    fields.only(&FIELDS)?;
    let mut conn = viewer.conn().await?;
    let desk = Desk::empty(&mut conn).await?;
    let mut errors = FormErrors::none();
    let code = forms::code(&fields, &viewer, &mut errors);
    let rules = forms::rules(&fields, &viewer, &desk.offered(&viewer), &mut errors);
    if !errors.is_empty() {
        return typed(&viewer, &desk, &fields, errors);
    }
    match actions::create_programme(&mut conn, &viewer.actor(), &code, &rules).await {
        Ok(_) => {
            let said = viewer.text("certification-created");
            Ok(viewer.redirect_saying(&format!("/certifications/{code}"), &Flash::ok(said)))
        }
        Err(error) if violated_constraint(&error) == Some("programmes_code_taken") => {
            errors.add("code", viewer.text("certification-code-taken"));
            typed(&viewer, &desk, &fields, errors)
        }
        Err(error) => Err(error.into()),
    }
}

/// `GET /certifications/{code}`.
pub async fn show(viewer: HrOrAdmin, code: web::Path<String>) -> Result<HttpResponse, Error> {
    let mut conn = viewer.conn().await?;
    let desk = Desk::of(&mut conn, &code).await?;
    untouched(&viewer, &desk)
}

/// `POST /certifications/{code}`.
pub async fn change(
    viewer: HrOrAdmin,
    code: web::Path<String>,
    fields: Fields,
) -> Result<HttpResponse, Error> {
    fields.only(&[&FIELDS[..], &["version"]].concat())?;
    let mut conn = viewer.conn().await?;
    let desk = Desk::of(&mut conn, &code).await?;
    let seen = fields.get("version").parse().map_err(|_| Error::BadRequest("error-unknown-field"))?;
    let mut errors = FormErrors::none();
    let rules = forms::rules(&fields, &viewer, &desk.offered(&viewer), &mut errors);
    if !errors.is_empty() {
        return typed(&viewer, &desk, &fields, errors);
    }
    if !actions::change_programme(&mut conn, &viewer.actor(), &code, seen, &rules).await? {
        return Err(Error::Conflict("certification-changed-meanwhile"));
    }
    let said = viewer.text("certification-changed");
    Ok(viewer.redirect_saying(&format!("/certifications/{code}"), &Flash::ok(said)))
}

/// The form with what is stored.
fn untouched(viewer: &HrOrAdmin, desk: &Desk) -> Result<HttpResponse, Error> {
    let required = desk.programme.as_ref().map(|programme| programme.requirement_codes.as_slice());
    let is_chosen = |code: &str| required.is_some_and(|codes| codes.iter().any(|one| one == code));
    let page = ProgrammePage {
        form: desk.programme.as_ref().map(ProgrammeFields::stored).unwrap_or_default(),
        exams: exam_choices(&desk.exams, viewer.language, is_chosen),
        groups: stored_groups(&desk.groups, &desk.holders, viewer),
        errors: FormErrors::none(),
        error_list: Vec::new(),
        ..frame(viewer, desk)
    };
    respond(viewer, page, StatusCode::OK)
}

/// The form with what was typed and what is wrong with it.
fn typed(
    viewer: &HrOrAdmin,
    desk: &Desk,
    fields: &Fields,
    errors: FormErrors,
) -> Result<HttpResponse, Error> {
    let chosen = fields.all("exams");
    let page = ProgrammePage {
        form: ProgrammeFields::typed(fields),
        exams: exam_choices(&desk.exams, viewer.language, |code| chosen.contains(&code)),
        groups: typed_groups(&desk.groups, fields, &errors, viewer),
        error_list: errors.list(),
        errors,
        ..frame(viewer, desk)
    };
    respond(viewer, page, StatusCode::UNPROCESSABLE_ENTITY)
}

/// What does not depend on the fields.
fn frame(viewer: &HrOrAdmin, desk: &Desk) -> ProgrammePage {
    let here = desk.programme.as_ref().map_or_else(
        || viewer.text("certification-new"),
        |programme| viewer.language.pick(&programme.title_zh, &programme.title_en).to_owned(),
    );
    let existing = desk
        .programme
        .as_ref()
        .map(|programme| Existing { code: programme.code.clone(), number: programme.number });
    ProgrammePage {
        action: existing.as_ref().map_or_else(
            || "/certifications/new".to_owned(),
            |existing| format!("/certifications/{}", existing.code),
        ),
        existing,
        form: ProgrammeFields::default(),
        exams: Vec::new(),
        groups: Vec::new(),
        errors: FormErrors::none(),
        error_list: Vec::new(),
        crumbs: vec![
            Crumb::up("/certifications", viewer.text("certification-list-title")),
            Crumb::here(here),
        ],
    }
}

fn respond(viewer: &HrOrAdmin, page: ProgrammePage, status: StatusCode) -> Result<HttpResponse, Error> {
    let title = page.crumbs.last().map(|crumb| crumb.label.clone()).unwrap_or_default();
    viewer.page("certification/programme", title, page).with_status(status).respond()
}

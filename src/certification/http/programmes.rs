//! `/certifications`: what people can be certified for, and who must be.

use std::collections::BTreeSet;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::NaiveDate;

use crate::accounts::model::GroupInTree;
use crate::accounts::{HrOrAdmin, Role};
use crate::base::clock::day_in;
use crate::certification::forms::{self, Offered};
use crate::certification::model::{
    Holder, Programme, ProgrammeRules, ProgrammeVersion, RequirementChoice, RoleHolder,
};
use crate::certification::pages::{
    Difference, Preview, ProgrammePage, ProgrammesPage, affected, stored_fields,
};
use crate::certification::rules::standing::{Spell, VersionFrom};
use crate::certification::{actions, queries};
use crate::db::{self, Conn, PersonId, violated_constraint};
use crate::web::{Error, Fields, Flash, FormErrors};

const FIELDS: [&str; 24] = [
    "code",
    "title_zh",
    "title_en",
    "months",
    "level_zh",
    "level_en",
    "window_days",
    "grace_days",
    "anniversary",
    "reuse_passes",
    "prerequisites",
    "parts",
    "part-*",
    "how-*",
    "minimum-*",
    "renewal",
    "renewal_how",
    "renewal-*",
    "applies_from",
    "group-*",
    "from-*",
    "role-*",
    "rolefrom-*",
    "do",
];

/// `GET /certifications`.
pub async fn list(viewer: HrOrAdmin) -> Result<HttpResponse, Error> {
    let mut conn = viewer.conn().await?;
    let today = day_in(db::now(&mut conn).await?, viewer.site().config().zone);
    let list = queries::programme_list(&mut conn, today).await?;
    let codes: Vec<String> = list.iter().flat_map(|item| item.requirement_codes.clone()).collect();
    let exams = queries::requirement_titles(&mut conn, &codes).await?;
    let page = ProgrammesPage::new(list, &exams, viewer.person.is(Role::Hr), viewer.language);
    viewer.page("certification/programmes", viewer.text("certification-list-title"), page).respond()
}

/// What the form of a certification needs besides what is typed.
struct Desk {
    /// Code and versions, newest first, of an existing one.
    existing: Option<(String, Vec<ProgrammeVersion>)>,
    exams: Vec<RequirementChoice>,
    groups: Vec<GroupInTree>,
    programmes: Vec<Programme>,
    holders: Vec<Holder>,
    roles: Vec<RoleHolder>,
    today: NaiveDate,
}

impl Desk {
    /// For a new one.
    async fn empty(conn: &mut Conn, viewer: &HrOrAdmin) -> Result<Self, Error> {
        let today = day_in(db::now(conn).await?, viewer.site().config().zone);
        Ok(Self {
            existing: None,
            exams: queries::requirement_choices(conn).await?,
            groups: crate::accounts::queries::group_tree(conn).await?,
            programmes: queries::programmes(conn, today).await?,
            holders: Vec::new(),
            roles: Vec::new(),
            today,
        })
    }

    /// For an existing one.
    async fn of(conn: &mut Conn, code: &str, viewer: &HrOrAdmin) -> Result<Self, Error> {
        let versions = queries::versions_of(conn, code).await?;
        let id = versions.first().ok_or(Error::NotFound)?.programme_id;
        let (holders, roles) = (queries::holders(conn, id).await?, queries::role_holders(conn, id).await?);
        Ok(Self {
            existing: Some((code.to_owned(), versions)),
            holders,
            roles,
            ..Self::empty(conn, viewer).await?
        })
    }

    fn latest(&self) -> Option<(&str, &ProgrammeVersion)> {
        let (code, versions) = self.existing.as_ref()?;
        Some((code, versions.first()?))
    }

    fn offered(&self, viewer: &HrOrAdmin) -> Offered<'_> {
        Offered {
            exams: &self.exams,
            groups: &self.groups,
            holders: &self.holders,
            roles: &self.roles,
            programmes: &self.programmes,
            existing: self.latest(),
            today: self.today,
            zone: viewer.site().config().zone,
        }
    }
}

/// `GET /certifications/new`.
pub async fn new(viewer: HrOrAdmin) -> Result<HttpResponse, Error> {
    let mut conn = viewer.conn().await?;
    let desk = Desk::empty(&mut conn, &viewer).await?;
    respond(&viewer, page(&viewer, &desk, &Fields::default(), FormErrors::none()), StatusCode::OK)
}

/// `POST /certifications/new`.
pub async fn create(viewer: HrOrAdmin, fields: Fields) -> Result<HttpResponse, Error> {
    fields.only(&FIELDS)?;
    let mut conn = viewer.conn().await?;
    let desk = Desk::empty(&mut conn, &viewer).await?;
    let mut errors = FormErrors::none();
    let code = forms::code(&fields, &viewer, &mut errors);
    let rules = forms::rules(&fields, &viewer, &desk.offered(&viewer), &mut errors);
    if !errors.is_empty() {
        return wrong(&viewer, &desk, &fields, errors);
    }
    match actions::create_programme(&mut conn, &viewer.actor(), &code, &rules).await {
        Ok(_) => {
            let said = viewer.text("certification-created");
            Ok(viewer.redirect_saying(&format!("/certifications/{code}"), &Flash::ok(said)))
        }
        Err(error) if violated_constraint(&error) == Some("programmes_code_taken") => {
            errors.add("code", viewer.text("certification-code-taken"));
            wrong(&viewer, &desk, &fields, errors)
        }
        Err(error) => Err(error.into()),
    }
}

/// `GET /certifications/{code}`.
pub async fn show(viewer: HrOrAdmin, code: web::Path<String>) -> Result<HttpResponse, Error> {
    let mut conn = viewer.conn().await?;
    let desk = Desk::of(&mut conn, &code, &viewer).await?;
    let (code, latest) = desk.latest().ok_or(Error::NotFound)?;
    let day = (desk.today, viewer.site().config().zone);
    let fields = stored_fields(code, latest, &desk.holders, &desk.roles, day);
    respond(&viewer, page(&viewer, &desk, &fields, FormErrors::none()), StatusCode::OK)
}

/// `POST /certifications/{code}`: with `do=preview` the form again, with those whom the rules would affect.
pub async fn change(
    viewer: HrOrAdmin,
    code: web::Path<String>,
    fields: Fields,
) -> Result<HttpResponse, Error> {
    fields.only(&[&FIELDS[..], &["version"]].concat())?;
    let mut conn = viewer.conn().await?;
    let desk = Desk::of(&mut conn, &code, &viewer).await?;
    let seen = fields.get("version").parse().map_err(|_| Error::BadRequest("error-unknown-field"))?;
    let mut errors = FormErrors::none();
    let rules = forms::rules(&fields, &viewer, &desk.offered(&viewer), &mut errors);
    if !errors.is_empty() {
        return wrong(&viewer, &desk, &fields, errors);
    }
    if fields.get("do") == "preview" {
        drop(conn);
        let preview = preview(&viewer, &desk, &rules).await?;
        let page =
            ProgrammePage { preview: Some(preview), ..page(&viewer, &desk, &fields, FormErrors::none()) };
        return respond(&viewer, page, StatusCode::OK);
    }
    if !actions::change_programme(&mut conn, &viewer.actor(), &code, seen, &rules).await? {
        return Err(Error::Conflict("certification-changed-meanwhile"));
    }
    let said = viewer.text("certification-changed");
    Ok(viewer.redirect_saying(&format!("/certifications/{code}"), &Flash::ok(said)))
}

/// Whom the typed rules would affect on their first day.
async fn preview(viewer: &HrOrAdmin, desk: &Desk, rules: &ProgrammeRules) -> Result<Preview, Error> {
    let zone = viewer.site().config().zone;
    let (_, latest) = desk.latest().ok_or(Error::NotFound)?;
    let id = latest.programme_id;
    let day = rules.applies_from.unwrap_or(desk.today);
    let mut conn = viewer.0.report_conn().await?;
    let known = queries::known(&mut conn, None, Some(id), zone).await?;
    let must = must_hold(&mut conn, rules, |from| day_in(from, zone) <= day).await?;
    let mut versions = known.versions(id).to_vec();
    versions.push(VersionFrom { from: Some(day), policy: rules.policy.clone() });
    let codes: Vec<String> = versions.iter().flat_map(|version| version.policy.codes()).collect();
    let whole = [Spell { from: day, to: None }];
    let differences: Vec<Difference> = known
        .people()
        .into_iter()
        .filter(|person| must.contains(person) || known.concerns((*person, id), &codes))
        .filter_map(|person| {
            let obligations: &[Spell] = if must.contains(&person) { &whole } else { &[] };
            Some(Difference {
                person,
                before: known.standing((person, id), (day, zone), None, None)?,
                after: known.standing((person, id), (day, zone), Some(&versions), Some(obligations))?,
            })
        })
        .collect();
    let names = queries::lines(&mut conn, &affected(&differences)).await?;
    Ok(Preview::new(day, &differences, &names))
}

/// Who would have to hold it by these rules, of those in the groups and roles today.
async fn must_hold(
    conn: &mut Conn,
    rules: &ProgrammeRules,
    has_begun: impl Fn(chrono::DateTime<chrono::Utc>) -> bool,
) -> Result<BTreeSet<PersonId>, Error> {
    let mut found = BTreeSet::new();
    for holder in rules.holders.iter().filter(|holder| has_begun(holder.from)) {
        found.extend(crate::accounts::queries::people_in(conn, holder.group_id).await?);
    }
    let roles: Vec<_> =
        rules.roles.iter().filter(|holder| has_begun(holder.from)).map(|holder| holder.role).collect();
    found.extend(queries::people_with(conn, &roles).await?);
    Ok(found)
}

fn page(viewer: &HrOrAdmin, desk: &Desk, fields: &Fields, errors: FormErrors) -> ProgrammePage {
    let versions = desk.existing.as_ref().map_or(&[][..], |(_, versions)| versions.as_slice());
    ProgrammePage::new(&desk.offered(viewer), fields, errors, versions, viewer)
}

fn wrong(
    viewer: &HrOrAdmin,
    desk: &Desk,
    fields: &Fields,
    errors: FormErrors,
) -> Result<HttpResponse, Error> {
    respond(viewer, page(viewer, desk, fields, errors), StatusCode::UNPROCESSABLE_ENTITY)
}

fn respond(viewer: &HrOrAdmin, page: ProgrammePage, status: StatusCode) -> Result<HttpResponse, Error> {
    let title = page.crumbs.last().map(|crumb| crumb.label.clone()).unwrap_or_default();
    viewer.page("certification/programme", title, page).with_status(status).respond()
}

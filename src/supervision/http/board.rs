//! `/exams/{code}/room`: everyone who takes the exam, as they stand now.

use actix_web::{HttpResponse, web};
use chrono::{DateTime, TimeDelta, Utc};
use serde::Deserialize;

use super::{group_choices, load, stand};
use crate::accounts::Trainer;
use crate::attempts::pages::clock_text;
use crate::attempts::rules::outage::lost_time;
use crate::db::{Conn, GroupId};
use crate::exams;
use crate::exams::model::ExamListItem;
use crate::exams::pages::{Head, View};
use crate::supervision::model::Seat;
use crate::supervision::pages::{Board, Filter, RoomPage, Row, figures, moment_views, sum};
use crate::supervision::queries::{self, Within};
use crate::supervision::rules::Standing;
use crate::web::Error;
use crate::web::components::Choice;
use crate::web::paging::{Pager, Paging};

/// People on a page.
const PAGE: usize = 100;

/// What happened longer ago, in attempts that are over, is not told.
const LATELY: TimeDelta = TimeDelta::hours(24);

/// Moments that are told.
const MOMENTS: i64 = 12;

/// Query of the page.
#[derive(Deserialize)]
pub(super) struct RoomQuery {
    show: Option<String>,
    /// Id of the group it is narrowed to; empty for everyone.
    group: Option<String>,
    page: Option<String>,
    /// `board` asks for the part that changes by itself.
    part: Option<String>,
}

impl RoomQuery {
    fn filter(&self) -> Result<Option<Filter>, Error> {
        let word = self.show.as_deref().filter(|word| !word.is_empty());
        word.map(|word| Filter::parse(word).ok_or(Error::NotFound)).transpose()
    }

    fn group(&self) -> Result<Option<GroupId>, Error> {
        let id = self.group.as_deref().filter(|id| !id.is_empty());
        id.map(|id| id.parse().map_err(|_| Error::NotFound)).transpose()
    }

    fn page(&self) -> Result<usize, Error> {
        let page = self.page.as_deref().map_or(Ok(1), |page| page.parse().map_err(|_| Error::NotFound))?;
        if page == 0 { Err(Error::NotFound) } else { Ok(page) }
    }
}

/// Which part of the room is looked at.
#[derive(Debug, Clone, Copy)]
struct Shown {
    group: Option<GroupId>,
    filter: Option<Filter>,
    page: usize,
}

impl Shown {
    fn of(query: &RoomQuery) -> Result<Self, Error> {
        Ok(Self { group: query.group()?, filter: query.filter()?, page: query.page()? })
    }

    fn filtered(self, filter: Option<Filter>) -> Self {
        Self { filter, page: 1, ..self }
    }

    fn within(self) -> Within {
        self.group.map_or(Within::Everyone, Within::Group)
    }

    fn address(self, code: &str, part: Option<&str>) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        if let Some(group) = self.group {
            query.append_pair("group", &group.to_string());
        }
        if let Some(filter) = self.filter {
            query.append_pair("show", filter.word());
        }
        if self.page > 1 {
            query.append_pair("page", &self.page.to_string());
        }
        if let Some(part) = part {
            query.append_pair("part", part);
        }
        let query = query.finish();
        if query.is_empty() { format!("/exams/{code}/room") } else { format!("/exams/{code}/room?{query}") }
    }
}

/// `GET /exams/{code}/room`.
pub(super) async fn show(
    trainer: Trainer,
    code: web::Path<String>,
    query: web::Query<RoomQuery>,
) -> Result<HttpResponse, Error> {
    let shown = Shown::of(&query)?;
    let mut conn = trainer.conn().await?;
    let (standing, now) = load(&mut conn, &code).await?;
    let board = board(&mut conn, &trainer, &standing, now, shown).await?;
    let title = trainer.text("room-title");
    match query.part.as_deref() {
        None => {
            let chosen = shown.group.map(|group| group.to_string()).unwrap_or_default();
            let mut groups = group_choices(&mut conn, &trainer, &chosen).await?;
            if shown.group.is_some() && !groups.iter().any(|group| group.selected) {
                return Err(Error::NotFound);
            }
            groups.insert(0, Choice::new("", trainer.text("room-all-groups"), chosen.is_empty()));
            let data =
                RoomPage { head: Head::new(&trainer, &standing, View::Room, None, now), groups, board };
            trainer.page("supervision/room", title, data).respond()
        }
        // Sent without cookies: a line that waits to be shown once is for the next whole page.
        Some("board") => {
            let html = trainer.page("supervision/board", title, Part { board }).html()?;
            Ok(HttpResponse::Ok().content_type("text/html; charset=utf-8").body(html))
        }
        Some(_) => Err(Error::NotFound),
    }
}

#[derive(serde::Serialize)]
struct Part {
    board: Board,
}

async fn board(
    conn: &mut Conn,
    trainer: &Trainer,
    exam: &ExamListItem,
    now: DateTime<Utc>,
    shown: Shown,
) -> Result<Board, Error> {
    let (filter, page) = (shown.filter, shown.page);
    let (id, code) = (exam.exam.id, exam.exam.code.as_str());
    let seats = queries::seats(conn, id, shown.within(), trainer.language).await?;
    let seats = stand(conn, exam, seats, now).await?;
    let listed: Vec<&(Seat, Standing)> = seats
        .iter()
        .filter(|(seat, standing)| filter.is_none_or(|filter| filter.takes(seat, *standing)))
        .collect();
    let start = (page - 1).saturating_mul(PAGE);
    if page > 1 && start >= listed.len() {
        return Err(Error::NotFound);
    }
    let figures = figures(trainer, &seats, |filter| shown.filtered(Some(filter)).address(code, None));
    let count =
        |wanted: &dyn Fn(Standing) -> bool| seats.iter().filter(|(_, standing)| wanted(*standing)).count();
    let by_staff = exam.current.is_some() && exams::queries::current_frame(conn, id).await?.by_staff;
    let moments = queries::moments(conn, id, None, now - LATELY, MOMENTS).await?;
    Ok(Board {
        code: code.to_owned(),
        address: shown.address(code, Some("board")),
        group: shown.group.map(|group| format!("?group={group}")).unwrap_or_default(),
        now,
        clock: last_clock(&seats, now),
        running: count(&|standing| standing.is_sitting() && standing != Standing::Paused),
        paused: count(&|standing| standing == Standing::Paused),
        may_start: by_staff && count(&|standing| standing == Standing::Waiting) > 0,
        sum: sum(trainer, &figures),
        figures,
        outage: has_outage(conn, &seats, now).await?,
        rows: listed
            .iter()
            .skip(start)
            .take(PAGE)
            .map(|(seat, standing)| Row::new(trainer, seat, *standing, now))
            .collect(),
        pager: pager(trainer, code, shown, listed.len()),
        filter: filter.map(|filter| filter.words(trainer)),
        all: shown.filtered(None).address(code, None),
        moments: moment_views(trainer, moments),
    })
}

/// Time left of the attempt that ends last, among those that run and are not paused.
fn last_clock(seats: &[(Seat, Standing)], now: DateTime<Utc>) -> Option<String> {
    let last = seats
        .iter()
        .filter(|(_, standing)| standing.is_sitting() && *standing != Standing::Paused)
        .filter_map(|(seat, _)| seat.deadline_at)
        .max()?;
    Some(clock_text((last - now).max(TimeDelta::zero())))
}

/// Whether a time that was lost for everyone hurts somebody of the last day here.
async fn has_outage(conn: &mut Conn, seats: &[(Seat, Standing)], now: DateTime<Utc>) -> Result<bool, Error> {
    let outages = queries::outages(conn, now - LATELY).await?;
    let times = seats.iter().filter_map(|(seat, _)| Some((seat.started_at?, seat.deadline_at?)));
    let hurt = |(started_at, deadline): (DateTime<Utc>, DateTime<Utc>)| {
        outages.iter().any(|outage| lost_time((outage.from_at, outage.to_at), started_at, deadline).is_some())
    };
    Ok(!outages.is_empty() && times.into_iter().any(hurt))
}

fn pager(trainer: &Trainer, code: &str, shown: Shown, count: usize) -> Option<Pager> {
    if count <= PAGE {
        return None;
    }
    let paging = Paging::in_memory(shown.page, PAGE, count);
    let words = [("from", paging.first_row()), ("to", paging.last_row()), ("count", paging.total())];
    let to = |page: i64| Shown { page: usize::try_from(page).unwrap_or(1), ..shown }.address(code, None);
    Some(Pager::new(paging, trainer.text_with("grading-sum", words), to))
}

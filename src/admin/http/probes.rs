//! `/healthz`, `/readyz` and `/metrics`: for what watches the server, not for people.

use std::sync::atomic::Ordering;
use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::http::header::{AUTHORIZATION, CONTENT_TYPE};
use actix_web::web::{self, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use subtle::ConstantTimeEq;

use crate::admin::queries::{self, Standing};
use crate::app::App;
use crate::db::{Pool, migrations};
use crate::operation::class::Class;
use crate::operation::metrics::Metrics;
use crate::web::Error;

/// How long the database may take to show that it answers.
const LIMIT: Duration = Duration::from_secs(3);

/// The addresses of this page.
pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .service(web::resource("/healthz").get(health))
        .service(web::resource("/readyz").get(ready))
        .service(web::resource("/metrics").get(figures));
}

/// `GET /healthz`: this process is alive. Asks nobody, so that a broken database restarts no server.
async fn health() -> HttpResponse {
    said(StatusCode::OK, "ok")
}

/// `GET /readyz`: send people here; or why not.
async fn ready(app: web::Data<App>) -> HttpResponse {
    if app.operation.is_draining() {
        return said(StatusCode::SERVICE_UNAVAILABLE, "stopping");
    }
    match tokio::time::timeout(LIMIT, schema_is_current(&app)).await {
        Ok(Ok(true)) => said(StatusCode::OK, "ready"),
        Ok(Ok(false)) => said(StatusCode::SERVICE_UNAVAILABLE, "the schema is older than this server"),
        Ok(Err(_)) | Err(_) => said(StatusCode::SERVICE_UNAVAILABLE, "the database does not answer"),
    }
}

async fn schema_is_current(app: &App) -> Result<bool, Error> {
    // Of the reserve: a server whose pages are all busy is still the right one.
    let mut conn = app.reserve.get().await?;
    Ok(migrations::are_applied(&mut conn).await?)
}

fn said(status: StatusCode, text: &'static str) -> HttpResponse {
    HttpResponse::build(status).content_type("text/plain; charset=utf-8").body(text)
}

/// `GET /metrics`: from this machine, or with the token of the settings.
async fn figures(request: HttpRequest, app: web::Data<App>) -> Result<HttpResponse, Error> {
    if !may_read(&request, app.config.metrics_token.as_deref()) {
        return Err(Error::NotFound);
    }
    let metrics = &app.operation.metrics;
    process_figures(&app, metrics);
    let standing = tokio::time::timeout(LIMIT, standing(&app)).await;
    metrics.set("certamen_database_up", None, if matches!(standing, Ok(Ok(_))) { 1.0 } else { 0.0 });
    if let Ok(Ok(standing)) = standing {
        standing_figures(metrics, &standing);
    }
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8"))
        .body(metrics.render()))
}

async fn standing(app: &App) -> Result<Standing, Error> {
    let mut conn = app.reserve.get().await?;
    Ok(queries::standing(&mut conn).await?)
}

/// From this machine means also: not handed on by a proxy of this machine.
fn may_read(request: &HttpRequest, token: Option<&str>) -> bool {
    let bearer = request
        .headers()
        .get(AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.strip_prefix("Bearer "));
    if let (Some(given), Some(token)) = (bearer, token) {
        return given.trim().as_bytes().ct_eq(token.as_bytes()).into();
    }
    let is_handed_on = ["x-forwarded-for", "forwarded", "x-real-ip", "via"]
        .iter()
        .any(|name| request.headers().contains_key(*name));
    !is_handed_on && request.peer_addr().is_some_and(|peer| peer.ip().to_canonical().is_loopback())
}

/// What this process knows by itself.
fn process_figures(app: &App, metrics: &Metrics) {
    let stats = app.writer.stats();
    for (name, counter) in [
        ("certamen_saves_total", &stats.saves),
        ("certamen_saves_refused_full_total", &stats.refused_full),
        ("certamen_saves_unavailable_total", &stats.unavailable),
        ("certamen_saves_single_total", &stats.single_rows),
        ("certamen_save_batches_total", &stats.batches),
        ("certamen_save_batch_rows_total", &stats.batch_rows),
        ("certamen_save_batch_retries_total", &stats.retries),
        ("certamen_save_batch_splits_total", &stats.splits),
        ("certamen_save_connects_total", &stats.connects),
    ] {
        metrics.count(name, None, counter.load(Ordering::Relaxed));
    }
    for (verdict, count) in stats.verdicts() {
        metrics.count("certamen_save_verdicts_total", Some(("verdict", verdict)), count);
    }
    metrics.set("certamen_save_largest_batch", None, number(stats.largest_batch.load(Ordering::Relaxed)));
    metrics.set("certamen_save_queue", None, size(app.writer.waiting()));
    metrics.count("certamen_password_hashes_total", None, app.passwords.computed());
    pool_figures(metrics, "pages", &app.db);
    pool_figures(metrics, "reports", &app.reports);
    pool_figures(metrics, "upkeep", &app.upkeep);
    pool_figures(metrics, "reserve", &app.reserve);
    for class in [Class::Start, Class::Exam, Class::SignIn, Class::Upload, Class::Report, Class::Other] {
        let Some(door) = app.operation.admission.door(class) else { continue };
        let label = Some(("class", class.as_str()));
        metrics.set("certamen_requests_inside", label, size(door.inside()));
        metrics.set("certamen_requests_waiting", label, size(door.waiting()));
        metrics.count("certamen_requests_shed_total", label, door.refused());
    }
    metrics.set("certamen_draining", None, if app.operation.is_draining() { 1.0 } else { 0.0 });
}

fn pool_figures(metrics: &Metrics, name: &'static str, pool: &Pool) {
    let (status, label) = (pool.status(), Some(("pool", name)));
    metrics.set("certamen_pool_size", label, size(status.most));
    metrics.set("certamen_pool_in_use", label, size(status.in_use));
    metrics.set("certamen_pool_waiting", label, size(status.waiting));
}

/// What only the database knows, the same from every server.
fn standing_figures(metrics: &Metrics, standing: &Standing) {
    metrics.set("certamen_sessions", None, number(standing.sessions.unsigned_abs()));
    metrics.set("certamen_attempts_open", None, number(standing.open.unsigned_abs()));
    metrics.set("certamen_attempts_quarantined", None, number(standing.quarantined.unsigned_abs()));
    metrics.set("certamen_sweep_overdue", None, number(standing.overdue.unsigned_abs()));
    metrics.set("certamen_sweep_lag_seconds", None, standing.sweep_lag_seconds);
    metrics.set("certamen_audit_waiting", None, number(standing.audit_waiting.unsigned_abs()));
    metrics.set("certamen_audit_lag_seconds", None, standing.audit_lag_seconds);
}

fn size(count: usize) -> f64 {
    number(u64::try_from(count).unwrap_or(u64::MAX))
}

/// Exact as far as anything here counts.
fn number(count: u64) -> f64 {
    u32::try_from(count).map_or(f64::from(u32::MAX), f64::from)
}

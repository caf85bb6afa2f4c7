//! Middleware: ends a request that takes too long, and lets one in when it is its turn.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::error::{InternalError, PayloadError};
use actix_web::http::{ConnectionType, StatusCode};
use actix_web::middleware::Next;
use actix_web::web::{Bytes, Data};
use actix_web::{HttpMessage, HttpResponse};
use futures_util::{Stream, StreamExt};

use super::Operation;
use super::admission::Refused;
use super::class::Class;
use crate::web::error_pages::Fallback;
use crate::web::{Error, headers};

/// Middleware: the time limit of a request.
///
/// # Errors
/// Those of the handlers; a whole answer of its own when the time is over.
pub async fn keep<B: MessageBody>(
    mut request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, actix_web::Error> {
    let Some(operation) = request.app_data::<Data<Operation>>().cloned() else {
        return next.call(request).await;
    };
    let class = Class::of(request.method(), request.path());
    let limit = class.limit(&operation.limits);
    // What is shown when time is over must be got ready before the request is handed on.
    let fallback = Fallback::of(request.request(), class == Class::Save);
    let body_has_ended = watch_body(&mut request);
    let answered = tokio::time::timeout(limit, next.call(request)).await;
    answered.unwrap_or_else(|_| Err(over(&operation, class, &fallback, body_has_ended.get(), limit)))
}

/// Middleware: a place inside for the request. Inside of the guard, which reads forms: who sends slowly holds no place.
///
/// # Errors
/// Those of the handlers.
pub async fn admit<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, actix_web::Error> {
    let Some(operation) = request.app_data::<Data<Operation>>().cloned() else {
        return next.call(request).await.map(ServiceResponse::map_into_left_body);
    };
    let class = Class::of(request.method(), request.path());
    match operation.admission.enter(class).await {
        Ok(_place) => next.call(request).await.map(ServiceResponse::map_into_left_body),
        Err(Refused) => Ok(request.error_response(Error::Busy).map_into_right_body()),
    }
}

/// The answer to a request that took too long: the client's fault when its body never ended, else ours.
fn over(
    operation: &Operation,
    class: Class,
    fallback: &Fallback,
    body_has_ended: bool,
    limit: Duration,
) -> actix_web::Error {
    let status = if body_has_ended { StatusCode::SERVICE_UNAVAILABLE } else { StatusCode::REQUEST_TIMEOUT };
    tracing::warn!(class = class.as_str(), %status, seconds = limit.as_secs(), "a request took too long");
    operation.metrics.timed_out(class);
    let mut response: HttpResponse = fallback.answer(status);
    // Nobody further out sees this answer.
    headers::complete(response.headers_mut());
    response.head_mut().set_connection_type(ConnectionType::Close);
    InternalError::from_response("the time limit of the request", response).into()
}

/// Tells, later, whether the whole body has arrived.
fn watch_body(request: &mut ServiceRequest) -> Rc<Cell<bool>> {
    let ended = Rc::new(Cell::new(false));
    let body = match request.take_payload() {
        Payload::None => {
            ended.set(true);
            Payload::None
        }
        other => {
            let told = Rc::clone(&ended);
            let watched = other.inspect(|_: &Result<Bytes, PayloadError>| {});
            let boxed: std::pin::Pin<Box<dyn Stream<Item = Result<Bytes, PayloadError>>>> =
                Box::pin(watched.chain(futures_util::stream::poll_fn(move |_| {
                    told.set(true);
                    std::task::Poll::Ready(None)
                })));
            Payload::Stream { payload: boxed }
        }
    };
    request.set_payload(body);
    ended
}

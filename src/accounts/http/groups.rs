//! `/groups`.

use actix_web::web::ServiceConfig;

/// The addresses of this page.
pub(super) fn routes(_config: &mut ServiceConfig) {}

//! The pages of this room.

mod inbox;
mod invitations;
mod notices;
mod robots;
mod webhooks;

use actix_web::web::{self, ServiceConfig};

/// The addresses of this room.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(web::resource("/people/{id}/mail-link").post(invitations::mail_link))
        .service(web::resource("/inbox").get(inbox::show).post(inbox::read_all))
        .service(web::resource("/inbox/{id}").post(inbox::read))
        .service(web::resource("/notices").get(notices::list))
        .service(web::resource("/notices/{id}").get(notices::show).post(notices::again))
        .service(web::resource("/robots").get(robots::list).post(robots::add))
        .service(web::resource("/robots/{id}/test").post(robots::test))
        .service(web::resource("/robots/{id}/remove").get(robots::ask).post(robots::remove))
        .service(web::resource("/webhooks").get(webhooks::list).post(webhooks::add))
        .service(web::resource("/webhooks/{id}").get(webhooks::show))
        .service(web::resource("/webhooks/{id}/test").post(webhooks::test))
        .service(web::resource("/webhooks/{id}/remove").get(webhooks::ask).post(webhooks::remove));
}

//! The application of a server as a function, put together once: its hundreds of routes are compiled then.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use actix_web::body::BoxBody;
use actix_web::dev::ServiceResponse;
use actix_web::test::{self, TestRequest};
use futures_util::future::LocalBoxFuture;

use super::Server;

type Service = Rc<dyn Fn(TestRequest) -> LocalBoxFuture<'static, ServiceResponse<BoxBody>>>;

thread_local! {
    /// By where the server's pages are kept in memory; a test is one thread.
    static SERVICES: RefCell<HashMap<usize, Service>> = RefCell::default();
}

fn key(server: &Server) -> usize {
    std::ptr::from_ref(&**server.site).addr()
}

/// What the server answers.
pub async fn call(server: &Server, request: TestRequest) -> ServiceResponse<BoxBody> {
    let known = SERVICES.with_borrow(|services| services.get(&key(server)).cloned());
    let service = match known {
        Some(service) => service,
        None => put_together(server).await,
    };
    service(request).await
}

async fn put_together(server: &Server) -> Service {
    let application = certamen::server::application(server.app.clone(), server.site.clone());
    let inner = Rc::new(test::init_service(application).await);
    let service: Service = Rc::new(move |request| {
        let inner = Rc::clone(&inner);
        Box::pin(async move { test::call_service(&*inner, request.to_request()).await.map_into_boxed_body() })
    });
    SERVICES.with_borrow_mut(|services| services.insert(key(server), Rc::clone(&service)));
    service
}

impl Drop for Server {
    fn drop(&mut self) {
        // The service has a part in the connections.
        let service = SERVICES.try_with(|services| services.borrow_mut().remove(&key(self)));
        drop(service);
    }
}

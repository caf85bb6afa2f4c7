//! The line to whoever asked: whether they still listen. Work that takes long ends when nobody waits for it any more; HTTP by
//! itself notices only when there is something to send.

use std::any::Any;
use std::os::fd::{AsFd, OwnedFd};
use std::sync::Arc;
use std::time::Duration;

use actix_tls::accept::rustls_0_23::TlsStream;
use actix_web::HttpRequest;
use actix_web::dev::Extensions;
use actix_web::rt::net::TcpStream;

/// How often the line is looked at.
const LOOK: Duration = Duration::from_millis(250);

/// The line a request came by.
#[derive(Debug, Clone)]
pub struct Line(Option<Arc<OwnedFd>>);

impl Line {
    /// Keeps hold of a connection that was made, for the requests that come by it.
    pub fn remember(connection: &dyn Any, data: &mut Extensions) {
        let plain = connection.downcast_ref::<TcpStream>();
        let stream =
            plain.or_else(|| connection.downcast_ref::<TlsStream<TcpStream>>().map(|tls| tls.get_ref().0));
        if let Some(Ok(own)) = stream.map(|stream| stream.as_fd().try_clone_to_owned()) {
            data.insert(Self(Some(Arc::new(own))));
        }
    }

    /// The line of a request. One that is not known counts as open for ever.
    pub fn of(request: &HttpRequest) -> Self {
        request.conn_data::<Self>().cloned().unwrap_or(Self(None))
    }

    /// Waits until the other side has hung up.
    pub async fn hung_up(&self) {
        let Some(line) = &self.0 else { return std::future::pending().await };
        while is_open(line) {
            tokio::time::sleep(LOOK).await;
        }
    }
}

/// The other side closes its end as a whole: no browser goes on to listen after it has said that it sends no more.
#[cfg(target_os = "linux")]
fn is_open(line: &OwnedFd) -> bool {
    use rustix::event::{PollFd, PollFlags, Timespec, poll};
    let mut looked_at = [PollFd::new(line, PollFlags::RDHUP)];
    let at_once = Timespec { tv_sec: 0, tv_nsec: 0 };
    let _ = poll(&mut looked_at, Some(&at_once));
    looked_at.iter().all(|one| one.revents().is_empty())
}

#[cfg(not(target_os = "linux"))]
fn is_open(_line: &OwnedFd) -> bool {
    true
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;

    #[actix_web::test]
    async fn a_line_is_open_until_the_other_side_hangs_up() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let caller = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
        let (stream, _) = listener.accept().await.unwrap();
        let mut data = Extensions::new();
        Line::remember(&stream, &mut data);
        let line = data.get::<Line>().unwrap().clone();
        caller.try_write(b"unread").unwrap();
        assert!(tokio::time::timeout(3 * LOOK, line.hung_up()).await.is_err());
        drop(caller);
        tokio::time::timeout(Duration::from_secs(5), line.hung_up()).await.unwrap();
    }

    #[actix_web::test]
    async fn a_line_that_is_not_known_counts_as_open() {
        let mut data = Extensions::new();
        Line::remember(&"no connection", &mut data);
        assert!(data.get::<Line>().is_none());
        assert!(tokio::time::timeout(LOOK, Line(None).hung_up()).await.is_err());
    }
}

//! What runs in the background: delivering messages. Each way by itself, so that a mail server that is slow keeps no
//! webhook waiting; nothing is locked while somebody else is talked to.

use std::time::{Duration, Instant};

use futures_util::future::join_all;
use rand::RngExt;
use serde::Deserialize;

use super::actions::{claim, settle};
use super::mail::Mailer;
use super::model::{Channel, Claimed, Invitation, Kind, Provider};
use super::post;
use super::rules::{Trouble, robots, signature};
use super::wording::{self, Words, words};
use crate::accounts::actions::invite_to_set_password;
use crate::accounts::rules::INVITATION_LIFETIME;
use crate::app::App;
use crate::audit::Actor;
use crate::calls::{Caller, addresses};
use crate::config::Notices;
use crate::db::Conn;
use crate::web::{Error, Language, Site};

/// Time between two looks, before the jitter.
const PAUSE: Duration = Duration::from_secs(5);

/// Messages of one way that are tried at the same time.
const AT_ONCE: i64 = 8;

/// The ways that are delivered; what goes to an inbox has arrived when it is written.
const CHANNELS: [Channel; 3] = [Channel::Mail, Channel::Robot, Channel::Webhook];

/// What it takes to deliver.
pub struct Courier {
    /// `None` where mail is off.
    mailer: Option<Mailer>,
    caller: Caller,
    may_reach_private: bool,
}

impl Courier {
    /// With these settings.
    ///
    /// # Errors
    /// When the address of the mail server cannot be used.
    pub fn new(settings: &Notices) -> Result<Self, Error> {
        let server = settings.mail.as_ref().map(Mailer::new).transpose().map_err(Error::internal)?;
        let mailer = server.or_else(|| settings.mail_dir.as_ref().map(Mailer::into_folder));
        let caller = Caller::new(settings.may_reach_private).map_err(Error::internal)?;
        Ok(Self { mailer, caller, may_reach_private: settings.may_reach_private })
    }
}

/// Delivers for ever. Ends when its task is aborted; what was being delivered then is tried again later.
pub async fn run_delivery(app: actix_web::web::Data<App>, site: actix_web::web::Data<Site>) {
    let courier = match Courier::new(&app.config.notices) {
        Ok(courier) => courier,
        Err(error) => {
            tracing::error!(%error, "messages are not delivered");
            return;
        }
    };
    let each = CHANNELS.map(|channel| deliver_for_ever(&app, &site, &courier, channel));
    let _never: Vec<()> = join_all(each).await;
}

async fn deliver_for_ever(app: &App, site: &Site, courier: &Courier, channel: Channel) {
    loop {
        match deliver_due(app, site, courier, channel).await {
            Ok(0) => {}
            Ok(_) => continue,
            Err(error) => {
                tracing::warn!(%error, channel = channel.as_str(), "messages could not be delivered");
            }
        }
        tokio::time::sleep(PAUSE.mul_f64(rand::rng().random_range(0.8..1.2))).await;
    }
}

/// Tries some of what is due of one way. How many were tried.
///
/// # Errors
/// Whatever the database says.
pub async fn deliver_due(
    app: &App,
    site: &Site,
    courier: &Courier,
    channel: Channel,
) -> Result<usize, Error> {
    // Where mail is off it waits: another server may send it, or this one after its next start.
    if channel == Channel::Mail && courier.mailer.is_none() {
        return Ok(0);
    }
    let claimed = {
        let mut conn = app.conn().await?;
        claim(&mut conn, channel, AT_ONCE).await?
    };
    let tried = join_all(claimed.iter().map(|one| async {
        let began = Instant::now();
        (deliver(app, site, courier, one).await, began.elapsed())
    }))
    .await;
    if tried.is_empty() {
        return Ok(0);
    }
    let mut conn = app.conn().await?;
    for (one, (outcome, took)) in claimed.iter().zip(&tried) {
        note(&mut conn, app, one, outcome, *took).await?;
    }
    Ok(tried.len())
}

async fn note(
    conn: &mut Conn,
    app: &App,
    one: &Claimed,
    outcome: &Result<Option<u16>, Trouble>,
    took: Duration,
) -> Result<(), Error> {
    let counter =
        if outcome.is_ok() { "certamen_messages_sent_total" } else { "certamen_messages_failed_total" };
    app.operation.metrics.add(counter, 1);
    if let Err(trouble) = outcome {
        tracing::info!(message = %one.id, tries = one.tries, problem = trouble.stored(), "a message was not delivered");
    }
    settle(conn, one, outcome, took, rand::rng().random_range(0.0..1.0)).await?;
    Ok(())
}

/// Delivers one message: the status of the answer, where there is one.
async fn deliver(app: &App, site: &Site, courier: &Courier, one: &Claimed) -> Result<Option<u16>, Trouble> {
    let Some(address) = one.address.as_deref() else { return Err(Trouble::NoRecipient) };
    let language = one.language.as_deref().and_then(Language::parse).unwrap_or(Language::Chinese);
    let words = || words(site, language, one.kind, &one.payload).ok_or(Trouble::Unreadable);
    match one.channel {
        Channel::Mail => {
            let mailer = courier.mailer.as_ref().ok_or(Trouble::MailOff)?;
            if one.kind == Kind::Invitation {
                let words = invite(app, site, language, one).await?;
                return mailer.send(one.id, address, &words.into_mail(site, language)).await.map(|()| None);
            }
            mailer.send(one.id, address, &words()?.into_mail(site, language)).await.map(|()| None)
        }
        Channel::Inbox => Ok(None),
        Channel::Robot => {
            let provider = one.provider.ok_or(Trouble::NoRecipient)?;
            tell_robot(courier, one, provider, address, &words()?).await.map(Some)
        }
        Channel::Webhook => tell_webhook(courier, one, address).await.map(Some),
    }
}

/// Makes the link of an invitation: only now, so that it is stored nowhere. Of a mail that is sent twice the later one counts.
async fn invite(app: &App, site: &Site, language: Language, one: &Claimed) -> Result<Words, Trouble> {
    let person = one.person_id.ok_or(Trouble::NoRecipient)?;
    let invitation = Invitation::deserialize(&one.payload).map_err(|_| Trouble::Unreadable)?;
    let busy = |error: Error| Trouble::NoConnection(error.to_string());
    let mut conn = app.conn().await.map_err(busy)?;
    let secret = invite_to_set_password(&mut conn, &Actor::server(), person)
        .await
        .map_err(|error| Trouble::NoConnection(error.to_string()))?;
    let link = format!("{}/welcome/{}", invitation.origin, secret.encode());
    Ok(wording::invitation(site, language, &link, INVITATION_LIFETIME.as_secs() / 86_400))
}

fn checked(courier: &Courier, address: &str) -> Result<url::Url, Trouble> {
    addresses::target(address, courier.may_reach_private)
        .map_err(|_| Trouble::ForbiddenAddress(addresses::host_of(address)))
}

async fn tell_robot(
    courier: &Courier,
    one: &Claimed,
    provider: Provider,
    address: &str,
    words: &Words,
) -> Result<u16, Trouble> {
    let url = checked(courier, address)?;
    let milliseconds = one.now.timestamp_millis();
    let (url, body) = robots::message(provider, url, one.secret.as_deref(), &words.chat(), milliseconds);
    let answer = post::json(&courier.caller, &url, &[], body.to_string().into_bytes()).await?;
    let status = answer.status().as_u16();
    succeeded(status)?;
    robots::taken(answer.body())?;
    Ok(status)
}

async fn tell_webhook(courier: &Courier, one: &Claimed, address: &str) -> Result<u16, Trouble> {
    let url = checked(courier, address)?;
    let secret = one.secret.as_deref().ok_or(Trouble::NoRecipient)?;
    let body = one.payload.to_string().into_bytes();
    let signature = signature::header(secret, one.now.timestamp(), &body);
    let event = one.payload.get("event").and_then(|event| event.as_str()).unwrap_or(Kind::Test.as_str());
    let id = one.id.to_string();
    let headers =
        [("certamen-signature", &*signature), ("certamen-event", event), ("certamen-delivery", &*id)];
    let answer = post::json(&courier.caller, &url, &headers, body).await?;
    let status = answer.status().as_u16();
    succeeded(status)?;
    Ok(status)
}

fn succeeded(status: u16) -> Result<(), Trouble> {
    if (200..300).contains(&status) { Ok(()) } else { Err(Trouble::Status(status)) }
}

//! Handing mail to a mail server, or writing it into a folder where there is none.

use std::path::PathBuf;
use std::time::Duration;

use lettre::address::Envelope;
use lettre::message::header::{ContentTransferEncoding, ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MessageBuilder};
use lettre::transport::smtp::Error as SmtpError;
use lettre::transport::smtp::extension::ClientId;
use lettre::{Address, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};

use super::rules::Trouble;
use super::wording::Words;
use crate::config::{MailFolder, MailServer};
use crate::db::MessageId;

/// How long the mail server may take for each step.
const STEP: Duration = Duration::from_secs(10);

/// How long one mail may take in all.
const WHOLE: Duration = Duration::from_secs(40);

/// Codes by which a mail server says that there is no such mailbox, or that it takes no mail from here for it.
const NO_SUCH_MAILBOX: [u16; 3] = [550, 551, 553];

/// Hands mail in.
pub struct Mailer {
    way: Way,
    from: Mailbox,
}

enum Way {
    /// A mail server, a connection for each mail: they are few.
    Server(AsyncSmtpTransport<Tokio1Executor>),
    /// A folder, a file for each mail: where there is no mail server.
    Folder(PathBuf),
}

impl Mailer {
    /// For a mail server. Nothing is connected yet.
    ///
    /// # Errors
    /// When its address cannot be understood.
    pub fn new(server: &MailServer) -> Result<Self, SmtpError> {
        let own = ClientId::Domain(server.from.email.domain().to_owned());
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(&server.url)?
            .timeout(Some(STEP))
            .hello_name(own)
            .build();
        Ok(Self { way: Way::Server(transport), from: server.from.clone() })
    }

    /// For a folder into which each mail is written as a file `.eml`.
    pub fn into_folder(folder: &MailFolder) -> Self {
        Self { way: Way::Folder(folder.path.clone()), from: folder.from.clone() }
    }

    /// Sends a mail to one address.
    ///
    /// # Errors
    /// [`Trouble`] when it was not taken, or when nobody knows whether it was.
    pub async fn send(&self, id: MessageId, address: &str, words: &Words) -> Result<(), Trouble> {
        let to: Address = address.trim().parse().map_err(|_| Trouble::NoRecipient)?;
        let message = compose(&self.from, to.clone(), id, words).map_err(|_| Trouble::Unreadable)?;
        let envelope =
            Envelope::new(Some(self.from.email.clone()), vec![to]).map_err(|_| Trouble::NoRecipient)?;
        let written = message.formatted();
        let transport = match &self.way {
            Way::Server(transport) => transport,
            Way::Folder(folder) => {
                let file = folder.join(format!("{id}.eml"));
                return tokio::fs::write(file, written)
                    .await
                    .map_err(|error| Trouble::NoConnection(error.to_string()));
            }
        };
        let sent = transport.send_raw(&envelope, &written);
        match tokio::time::timeout(WHOLE, sent).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) => Err(meaning(&error)),
            Err(_) => Err(Trouble::TooSlow),
        }
    }
}

/// A mail of plain text. Its id is that of the message, so that the same mail sent twice is recognised.
fn compose(
    from: &Mailbox,
    to: Address,
    id: MessageId,
    words: &Words,
) -> Result<Message, lettre::error::Error> {
    let automatic =
        HeaderValue::new(HeaderName::new_from_ascii_str("Auto-Submitted"), "auto-generated".to_owned());
    MessageBuilder::new()
        .from(from.clone())
        .to(Mailbox::new(None, to))
        .subject(one_line(&words.subject))
        .message_id(Some(format!("<{id}@{}>", from.email.domain())))
        .raw_header(automatic)
        .header(ContentType::TEXT_PLAIN)
        .header(ContentTransferEncoding::Base64)
        .body(words.plain())
}

/// A subject has one line, whatever a title holds.
fn one_line(text: &str) -> String {
    text.chars().map(|sign| if sign.is_control() { ' ' } else { sign }).collect()
}

fn meaning(error: &SmtpError) -> Trouble {
    if error.is_timeout() {
        return Trouble::TooSlow;
    }
    let code = error.status().map(u16::from);
    match code {
        Some(code) => Trouble::Mail(error.to_string(), NO_SUCH_MAILBOX.contains(&code)),
        None => Trouble::NoConnection(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;

    fn composed(subject: &str) -> String {
        let words = Words { subject: subject.to_owned(), lines: vec!["一行".to_owned()], href: None };
        let from = "Certamen <certamen@example.com>".parse().unwrap();
        let message = compose(&from, "ada@example.com".parse().unwrap(), MessageId::new(), &words).unwrap();
        String::from_utf8(message.formatted()).unwrap()
    }

    #[test]
    fn s29_nothing_in_a_title_becomes_a_header() {
        for subject in [
            "x\r\nBcc: all@example.com",
            "x\nBcc: all@example.com",
            "证书\r\nBcc: all@example.com\r\n\r\nbody",
        ] {
            let mail = composed(subject);
            let head = mail.split("\r\n\r\n").next().unwrap();
            assert!(!head.lines().any(|line| line.to_ascii_lowercase().starts_with("bcc")), "{mail}");
        }
    }

    #[test]
    fn a_mail_says_that_a_program_wrote_it() {
        assert!(composed("x").contains("Auto-Submitted: auto-generated\r\n"));
    }

    #[test]
    fn an_address_with_more_than_an_address_in_it_is_none() {
        for address in
            ["a@example.com\r\nRCPT TO:<b@example.com>", "a@example.com, b@example.com", "nobody", ""]
        {
            assert!(address.trim().parse::<Address>().is_err(), "{address:?}");
        }
    }
}

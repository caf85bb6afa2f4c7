//! How people and other programs are told: mail, addresses that may be reached, when reminders are sent.

use std::collections::BTreeMap;
use std::path::PathBuf;

use lettre::message::Mailbox;

use super::ConfigError;

/// Settings of what is sent out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notices {
    /// The mail server and who mail comes from; `None`: no mail is written.
    pub mail: Option<MailServer>,
    /// Where mail is written as files while there is no mail server; `None`: nowhere.
    pub mail_dir: Option<MailFolder>,
    /// Whether webhooks and robots may be in the own network.
    pub may_reach_private: bool,
    /// How many days before the last day of a certificate people are reminded, from the earliest on; negative is after it.
    pub reminder_days: Vec<i32>,
}

/// Where mail is handed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailServer {
    /// `smtp://` or `smtps://` with host and, where needed, name and password.
    pub url: String,
    /// Who it comes from.
    pub from: Mailbox,
}

/// A folder that takes mail as files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailFolder {
    /// The folder.
    pub path: PathBuf,
    /// Who it comes from.
    pub from: Mailbox,
}

impl Notices {
    /// Whether mail leaves, or is at least written into a folder.
    pub fn mail_is_on(&self) -> bool {
        self.mail.is_some() || self.mail_dir.is_some()
    }
}

const MAIL_DIR: &str = "CERTAMEN_MAIL_DIR";
const SMTP_URL: &str = "CERTAMEN_SMTP_URL";
const MAIL_FROM: &str = "CERTAMEN_MAIL_FROM";
const MAY_REACH_PRIVATE: &str = "CERTAMEN_WEBHOOKS_MAY_REACH_PRIVATE";
const REMINDER_DAYS: &str = "CERTAMEN_REMINDER_DAYS";

/// Every variable of this page with what it is for.
pub(super) const VARIABLES: &[(&str, &str)] = &[
    (SMTP_URL, "mail server, for example smtps://name:password@mail.example.com; unset: no mail is sent"),
    (MAIL_DIR, "folder into which mail is written as .eml files while there is no mail server"),
    (MAIL_FROM, "who mail comes from, for example Certamen <certamen@example.com>; needed for mail"),
    (MAY_REACH_PRIVATE, "true: webhooks and chat robots may be in the own network, at private addresses"),
    (
        REMINDER_DAYS,
        "days before a certificate's last day on which people are reminded, 90,30,7,0,-7 unless set",
    ),
];

/// The usual ladder.
const USUAL_DAYS: [i32; 5] = [90, 30, 7, 0, -7];

/// The farthest a reminder may be from the last day.
const MOST_DAYS: i32 = 400;

impl Default for Notices {
    fn default() -> Self {
        Self { mail: None, mail_dir: None, may_reach_private: false, reminder_days: USUAL_DAYS.to_vec() }
    }
}

impl Notices {
    pub(super) fn from_vars(vars: &BTreeMap<String, String>) -> Result<Self, ConfigError> {
        let get = |name: &str| vars.get(name).map(|value| value.trim()).filter(|value| !value.is_empty());
        let may_reach_private = match get(MAY_REACH_PRIVATE) {
            None | Some("false") => false,
            Some("true") => true,
            Some(other) => return Err(unusable(MAY_REACH_PRIVATE, other, "must be true or false")),
        };
        let reminder_days = get(REMINDER_DAYS).map_or_else(|| Ok(USUAL_DAYS.to_vec()), days)?;
        let mail = mail(get(SMTP_URL), get(MAIL_FROM))?;
        let mail_dir = get(MAIL_DIR).filter(|_| mail.is_none());
        let mail_dir = mail_dir.map(|path| folder(path, get(MAIL_FROM))).transpose()?;
        Ok(Self { mail, mail_dir, may_reach_private, reminder_days })
    }
}

fn mail(url: Option<&str>, from: Option<&str>) -> Result<Option<MailServer>, ConfigError> {
    let Some(url) = url else { return Ok(None) };
    let is_usable = url::Url::parse(url)
        .is_ok_and(|read| matches!(read.scheme(), "smtp" | "smtps") && read.host_str().is_some());
    if !is_usable {
        // The value may hold a password.
        return Err(unusable(SMTP_URL, "…", "must be smtp:// or smtps:// with a host"));
    }
    let expected = "must be an address, for example Certamen <certamen@example.com>";
    let from = from.unwrap_or_default();
    let from = from.parse().map_err(|_| unusable(MAIL_FROM, from, expected))?;
    Ok(Some(MailServer { url: url.to_owned(), from }))
}

fn folder(path: &str, from: Option<&str>) -> Result<MailFolder, ConfigError> {
    let from = from.unwrap_or("Certamen <certamen@localhost>");
    let expected = "must be an address, for example Certamen <certamen@example.com>";
    let from = from.parse().map_err(|_| unusable(MAIL_FROM, from, expected))?;
    Ok(MailFolder { path: PathBuf::from(path), from })
}

fn days(list: &str) -> Result<Vec<i32>, ConfigError> {
    let expected = "must be whole numbers from -400 to 400 separated by commas, each once";
    let read: Result<Vec<i32>, _> = list.split(',').map(|one| one.trim().parse()).collect();
    let mut days = read.map_err(|_| unusable(REMINDER_DAYS, list, expected))?;
    let count = days.len();
    days.sort_unstable_by(|one, other| other.cmp(one));
    days.dedup();
    let is_usable = days.len() == count && days.iter().all(|day| (-MOST_DAYS..=MOST_DAYS).contains(day));
    if is_usable { Ok(days) } else { Err(unusable(REMINDER_DAYS, list, expected)) }
}

fn unusable(name: &str, value: &str, expected: &str) -> ConfigError {
    ConfigError::Unusable { name: name.to_owned(), value: value.to_owned(), expected: expected.to_owned() }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;

    fn read(vars: &[(&str, &str)]) -> Result<Notices, ConfigError> {
        Notices::from_vars(&vars.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect())
    }

    #[test]
    fn without_settings_there_is_no_mail_and_the_usual_ladder() {
        assert_eq!(read(&[]).unwrap(), Notices::default());
    }

    #[test]
    fn a_ladder_is_read_from_the_earliest_on() {
        assert_eq!(read(&[(REMINDER_DAYS, "7, 60,-1")]).unwrap().reminder_days, [60, 7, -1]);
        for wrong in ["x", "7,,1", "7,7", "401", "-401"] {
            assert!(read(&[(REMINDER_DAYS, wrong)]).is_err(), "{wrong}");
        }
    }

    #[test]
    fn without_a_server_mail_may_go_into_a_folder_and_with_one_it_never_does() {
        let found = read(&[(MAIL_DIR, "mails")]).unwrap();
        assert!(found.mail_is_on() && found.mail_dir.unwrap().path.ends_with("mails"));
        let server = [(SMTP_URL, "smtp://localhost"), (MAIL_FROM, "a@example.com"), (MAIL_DIR, "mails")];
        assert_eq!(read(&server).unwrap().mail_dir, None);
        assert!(!read(&[]).unwrap().mail_is_on());
    }

    #[test]
    fn mail_needs_a_server_and_a_sender_and_a_password_is_not_repeated() {
        let from = (MAIL_FROM, "Certamen <certamen@example.com>");
        assert!(read(&[(SMTP_URL, "smtp://localhost:2525"), from]).unwrap().mail.is_some());
        assert!(read(&[(SMTP_URL, "smtp://localhost:2525")]).unwrap_err().to_string().contains(MAIL_FROM));
        let said = read(&[(SMTP_URL, "http://name:secret@mail"), from]).unwrap_err().to_string();
        assert!(said.contains(SMTP_URL) && !said.contains("secret"), "{said}");
    }
}

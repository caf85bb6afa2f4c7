//! Services of the company with which people sign in: OpenID Connect, WeCom.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use url::{Host, Url};

use super::ConfigError;

const OIDC_ISSUER: &str = "CERTAMEN_OIDC_ISSUER";
const OIDC_CLIENT_ID: &str = "CERTAMEN_OIDC_CLIENT_ID";
pub(super) const OIDC_CLIENT_SECRET: &str = "CERTAMEN_OIDC_CLIENT_SECRET";
const OIDC_EMPLOYEE_NUMBER_CLAIM: &str = "CERTAMEN_OIDC_EMPLOYEE_NUMBER_CLAIM";
const OIDC_SCOPES: &str = "CERTAMEN_OIDC_SCOPES";
const OIDC_NAME: &str = "CERTAMEN_OIDC_NAME";
const WECOM_CORP_ID: &str = "CERTAMEN_WECOM_CORP_ID";
const WECOM_AGENT_ID: &str = "CERTAMEN_WECOM_AGENT_ID";
pub(super) const WECOM_SECRET: &str = "CERTAMEN_WECOM_SECRET";
const WECOM_EMPLOYEE_NUMBER: &str = "CERTAMEN_WECOM_EMPLOYEE_NUMBER";
const WECOM_API: &str = "CERTAMEN_WECOM_API";
const WECOM_LOGIN: &str = "CERTAMEN_WECOM_LOGIN";
const SECONDS: &str = "CERTAMEN_SIGN_ON_SECONDS";

/// Every variable of this page with what it is for.
pub(super) const VARIABLES: &[(&str, &str)] = &[
    (
        OIDC_ISSUER,
        "address of the OpenID Connect provider people sign in with, as it names itself; unset: none",
    ),
    (OIDC_CLIENT_ID, "id under which the provider knows this server"),
    (OIDC_CLIENT_SECRET, "secret that belongs to CERTAMEN_OIDC_CLIENT_ID"),
    (
        OIDC_EMPLOYEE_NUMBER_CLAIM,
        "claim of the ID token that holds the employee number, employee_number unless set",
    ),
    (OIDC_SCOPES, "what the provider is asked for besides openid, separated by spaces, profile unless set"),
    (OIDC_NAME, "what people call the provider, for the button; unset: the company's account"),
    (WECOM_CORP_ID, "id of the company at WeCom, with whose accounts people sign in; unset: none"),
    (WECOM_AGENT_ID, "id of the WeCom app whose web sign-in is used"),
    (WECOM_SECRET, "secret of that app"),
    (
        WECOM_EMPLOYEE_NUMBER,
        "where WeCom keeps the employee number: userid (unless set), or the name of the members' field that holds it",
    ),
    (WECOM_API, "address of WeCom's interface, https://qyapi.weixin.qq.com unless set"),
    (
        WECOM_LOGIN,
        "page of WeCom where people sign in, https://login.work.weixin.qq.com/wwlogin/sso/login unless set",
    ),
    (SECONDS, "seconds a sign-on service may take to answer before people are told, 10 unless set"),
];

/// Settings of the services with which people sign in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignOnConfig {
    /// The provider that speaks OpenID Connect.
    pub oidc: Option<OidcConfig>,
    /// WeCom.
    pub wecom: Option<WecomConfig>,
    /// How long a service may take, all calls of one sign-in together.
    pub patience: Duration,
}

impl Default for SignOnConfig {
    fn default() -> Self {
        Self { oidc: None, wecom: None, patience: Duration::from_secs(10) }
    }
}

/// A provider that speaks OpenID Connect.
#[derive(Clone, PartialEq, Eq)]
pub struct OidcConfig {
    /// Its address, exactly as it names itself.
    pub issuer: String,
    /// Under which it knows this server.
    pub client_id: String,
    /// The secret that belongs to it.
    pub client_secret: String,
    /// The claim that holds the employee number.
    pub employee_number_claim: String,
    /// What it is asked for besides `openid`.
    pub scopes: Vec<String>,
    /// What people call it; `None`: the company's account.
    pub name: Option<String>,
}

/// WeCom, with one app of the company.
#[derive(Clone, PartialEq, Eq)]
pub struct WecomConfig {
    /// Id of the company.
    pub corp_id: String,
    /// Id of the app.
    pub agent_id: String,
    /// Secret of the app.
    pub secret: String,
    /// Where the employee number stands.
    pub employee_number: WecomNumber,
    /// Address of the interface.
    pub api: Url,
    /// Page where people sign in.
    pub login: Url,
}

/// Where the employee number stands at WeCom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WecomNumber {
    /// The id of the member is the number, as most companies have it.
    UserId,
    /// In the field of this name that the company added to its members.
    Field(String),
}

// Secrets stay out of logs.
impl fmt::Debug for OidcConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "OidcConfig({}, {})", self.issuer, self.client_id)
    }
}

impl fmt::Debug for WecomConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "WecomConfig({}, {})", self.corp_id, self.agent_id)
    }
}

impl SignOnConfig {
    pub(super) fn from_vars(
        vars: &BTreeMap<String, String>,
        has_public_origin: bool,
    ) -> Result<Self, ConfigError> {
        let get = |name: &str| vars.get(name).map(|value| value.trim()).filter(|value| !value.is_empty());
        let read = Self { oidc: oidc(&get)?, wecom: wecom(&get)?, patience: patience(get(SECONDS))? };
        if !has_public_origin && (read.oidc.is_some() || read.wecom.is_some()) {
            // Where people come back to must not follow from what a request says of itself.
            let expected = "must be set where people sign in with an account of the company";
            return Err(unusable("CERTAMEN_PUBLIC_ORIGIN", "", expected));
        }
        Ok(read)
    }
}

/// One service: its first setting switches it on, the others must or may stand beside it.
fn whole<'a>(
    get: &impl Fn(&str) -> Option<&'a str>,
    first: &str,
    needed: [&str; 2],
    others: &[&str],
) -> Result<Option<[&'a str; 3]>, ConfigError> {
    let Some(value) = get(first) else {
        let lonely = needed.iter().chain(others).find(|name| get(name).is_some());
        return match lonely {
            Some(name) => Err(unusable(name, "…", &format!("must be given together with {first}"))),
            None => Ok(None),
        };
    };
    let must = |name: &str| get(name).ok_or_else(|| unusable(name, "", &format!("must be set with {first}")));
    let [one, two] = needed;
    Ok(Some([value, must(one)?, must(two)?]))
}

fn oidc<'a>(get: &impl Fn(&str) -> Option<&'a str>) -> Result<Option<OidcConfig>, ConfigError> {
    let others = [OIDC_EMPLOYEE_NUMBER_CLAIM, OIDC_SCOPES, OIDC_NAME];
    let Some([issuer, client_id, client_secret]) =
        whole(get, OIDC_ISSUER, [OIDC_CLIENT_ID, OIDC_CLIENT_SECRET], &others)?
    else {
        return Ok(None);
    };
    if !cfg!(feature = "oidc") {
        let expected = "must not be set: this program was built without OpenID Connect (feature oidc)";
        return Err(unusable(OIDC_ISSUER, issuer, expected));
    }
    address(OIDC_ISSUER, issuer)?;
    Ok(Some(OidcConfig {
        issuer: issuer.to_owned(),
        client_id: client_id.to_owned(),
        client_secret: client_secret.to_owned(),
        employee_number_claim: get(OIDC_EMPLOYEE_NUMBER_CLAIM).unwrap_or("employee_number").to_owned(),
        scopes: get(OIDC_SCOPES)
            .unwrap_or("profile")
            .split_whitespace()
            .filter(|scope| *scope != "openid")
            .map(str::to_owned)
            .collect(),
        name: get(OIDC_NAME).map(str::to_owned),
    }))
}

fn wecom<'a>(get: &impl Fn(&str) -> Option<&'a str>) -> Result<Option<WecomConfig>, ConfigError> {
    let others = [WECOM_EMPLOYEE_NUMBER, WECOM_API, WECOM_LOGIN];
    let Some([corp_id, agent_id, secret]) =
        whole(get, WECOM_CORP_ID, [WECOM_AGENT_ID, WECOM_SECRET], &others)?
    else {
        return Ok(None);
    };
    let employee_number = match get(WECOM_EMPLOYEE_NUMBER) {
        None | Some("userid") => WecomNumber::UserId,
        Some(field) => WecomNumber::Field(field.to_owned()),
    };
    let login = get(WECOM_LOGIN).unwrap_or("https://login.work.weixin.qq.com/wwlogin/sso/login");
    Ok(Some(WecomConfig {
        corp_id: corp_id.to_owned(),
        agent_id: agent_id.to_owned(),
        secret: secret.to_owned(),
        employee_number,
        api: address(WECOM_API, get(WECOM_API).unwrap_or("https://qyapi.weixin.qq.com"))?,
        login: address(WECOM_LOGIN, login)?,
    }))
}

/// An address whose answers can be trusted: over https, or of this machine.
fn address(name: &str, value: &str) -> Result<Url, ConfigError> {
    let expected = "must be an address that begins with https://, without a question mark";
    let url = Url::parse(value).map_err(|_| unusable(name, value, expected))?;
    let is_this_machine = match url.host() {
        Some(Host::Domain(host)) => host == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    let is_safe = url.scheme() == "https" || (url.scheme() == "http" && is_this_machine);
    let is_plain = url.query().is_none() && url.fragment().is_none() && url.username().is_empty();
    if is_safe && is_plain && url.has_host() { Ok(url) } else { Err(unusable(name, value, expected)) }
}

fn patience(value: Option<&str>) -> Result<Duration, ConfigError> {
    let Some(value) = value else { return Ok(SignOnConfig::default().patience) };
    let seconds = value.parse().ok().filter(|seconds| (1..=60).contains(seconds));
    let seconds = seconds.ok_or_else(|| unusable(SECONDS, value, "must be a whole number from 1 to 60"))?;
    Ok(Duration::from_secs(seconds))
}

fn unusable(name: &str, value: &str, expected: &str) -> ConfigError {
    ConfigError::Unusable { name: name.to_owned(), value: value.to_owned(), expected: expected.to_owned() }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;

    const OIDC: [(&str, &str); 3] =
        [(OIDC_ISSUER, "https://id.example.com"), (OIDC_CLIENT_ID, "certamen"), (OIDC_CLIENT_SECRET, "hush")];
    const WECOM: [(&str, &str); 3] =
        [(WECOM_CORP_ID, "ww1"), (WECOM_AGENT_ID, "1000002"), (WECOM_SECRET, "hush")];

    fn read(vars: &[(&str, &str)]) -> Result<SignOnConfig, ConfigError> {
        let vars = vars.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
        SignOnConfig::from_vars(&vars, true)
    }

    fn with(some: &[(&'static str, &'static str)], one: (&'static str, &'static str)) -> String {
        let vars: Vec<_> = some.iter().filter(|(name, _)| *name != one.0).copied().chain([one]).collect();
        read(&vars).unwrap_err().to_string()
    }

    #[test]
    fn without_settings_there_is_no_service() {
        assert_eq!(read(&[]).unwrap(), SignOnConfig::default());
    }

    #[cfg(feature = "oidc")]
    #[test]
    fn a_service_needs_all_of_its_settings_and_their_secrets_are_never_said() {
        let read_oidc = read(&OIDC).unwrap().oidc.unwrap();
        assert_eq!(
            (read_oidc.employee_number_claim.as_str(), read_oidc.scopes.len()),
            ("employee_number", 1)
        );
        assert!(!format!("{read_oidc:?}").contains("hush"));
        assert!(read(OIDC.get(..2).unwrap()).unwrap_err().to_string().contains(OIDC_CLIENT_SECRET));
        let lonely = read(OIDC.get(2..).unwrap()).unwrap_err().to_string();
        assert!(lonely.contains(OIDC_ISSUER) && !lonely.contains("hush"), "{lonely}");
        assert!(!format!("{:?}", read(&WECOM).unwrap().wecom.unwrap()).contains("hush"));
    }

    #[cfg(feature = "oidc")]
    #[test]
    fn a_service_is_only_reached_over_https_or_on_this_machine() {
        for wrong in
            ["http://id.example.com", "id.example.com", "https://id.example.com/?x=1", "ftp://localhost"]
        {
            assert!(with(&OIDC, (OIDC_ISSUER, wrong)).contains("https://"), "{wrong}");
        }
        let local: Vec<_> = [(OIDC_ISSUER, "http://127.0.0.1:8181")]
            .into_iter()
            .chain(OIDC.get(1..).unwrap().iter().copied())
            .collect();
        assert!(read(&local).is_ok());
        assert!(with(&WECOM, (WECOM_API, "http://api.example.com")).contains(WECOM_API));
    }

    #[cfg(feature = "oidc")]
    #[test]
    fn the_secrets_may_stand_in_files() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secret");
        std::fs::write(&path, "hush\n").unwrap();
        let file = path.to_str().unwrap();
        let origin = ("CERTAMEN_PUBLIC_ORIGIN", "https://certamen.example.com");
        let files =
            [("CERTAMEN_OIDC_CLIENT_SECRET_FILE", file), ("CERTAMEN_WECOM_SECRET_FILE", file), origin];
        let others = OIDC.iter().chain(&WECOM).filter(|(name, _)| !name.ends_with("SECRET")).copied();
        let vars = others.chain(files).map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        let read = super::super::Config::from_vars(&vars).unwrap().sign_on;
        assert_eq!(read.oidc.unwrap().client_secret, "hush");
        assert_eq!(read.wecom.unwrap().secret, "hush");
    }

    #[test]
    fn where_people_come_back_to_must_be_set() {
        let vars = WECOM.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
        let said = SignOnConfig::from_vars(&vars, false).unwrap_err().to_string();
        assert!(said.contains("CERTAMEN_PUBLIC_ORIGIN"), "{said}");
    }

    #[test]
    fn a_patience_outside_what_is_allowed_is_refused() {
        for wrong in ["0", "61", "soon"] {
            assert!(read(&[(SECONDS, wrong)]).unwrap_err().to_string().contains("1 to 60"), "{wrong}");
        }
    }
}

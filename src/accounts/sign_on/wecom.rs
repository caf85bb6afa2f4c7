//! WeCom (企业微信): the web sign-in of one app of the company. What it answers is described at
//! <https://developer.work.weixin.qq.com/document/path/98152> (the page), `/91039` (token of the app) and `/98176` (who it was).
//! There is neither a nonce nor PKCE: state and secret of the app have to do.

use chrono::{DateTime, TimeDelta, Utc};
use hyper::Request;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use tokio::sync::Mutex;
use url::Url;

use super::{Attempt, SignOnService, Subject, Trouble};
use crate::calls::Caller;
use crate::config::{WecomConfig, WecomNumber};

/// The code that came is not good, or was used: <https://developer.work.weixin.qq.com/document/path/90313>.
const BAD_CODE: i64 = 40029;
/// The token of the app is not good, or no longer: it may end before its time.
const BAD_TOKEN: [i64; 3] = [40014, 42001, 40001];

/// Where the browser inside of WeCom goes, which could not scan a code on its own screen: `/91022`. It is sent back at once.
const INSIDE: &str = "https://open.weixin.qq.com/connect/oauth2/authorize";

/// So long before its end the token of the app is fetched anew.
const MARGIN: TimeDelta = TimeDelta::minutes(5);

/// The service.
pub(super) struct Wecom {
    config: WecomConfig,
    /// The token of the app and until when it is used: WeCom allows few fetches a day.
    token: Mutex<Option<(String, DateTime<Utc>)>>,
}

/// What every answer begins with.
#[derive(Deserialize)]
struct Outcome {
    #[serde(default)]
    errcode: i64,
    #[serde(default)]
    errmsg: String,
}

#[derive(Deserialize)]
struct AppToken {
    access_token: String,
    expires_in: i64,
}

#[derive(Deserialize)]
struct Who {
    /// Only of members of the company; older answers wrote it with capitals.
    #[serde(alias = "UserId", default)]
    userid: String,
}

#[derive(Deserialize)]
struct Member {
    #[serde(default)]
    extattr: Fields,
}

#[derive(Deserialize, Default)]
struct Fields {
    #[serde(default)]
    attrs: Vec<Field>,
}

#[derive(Deserialize)]
struct Field {
    name: String,
    #[serde(default)]
    text: Option<FieldText>,
}

#[derive(Deserialize)]
struct FieldText {
    value: String,
}

fn away(why: impl std::fmt::Display) -> Trouble {
    Trouble::Away(why.to_string())
}

/// Why an answer is no good.
enum NotOk {
    /// WeCom says no, with this number.
    Said(i64, String),
    Trouble(Trouble),
}

impl From<NotOk> for Trouble {
    fn from(why: NotOk) -> Self {
        match why {
            NotOk::Said(BAD_CODE, said) => Self::Unproven(said),
            NotOk::Said(_, said) => Self::Away(said),
            NotOk::Trouble(trouble) => trouble,
        }
    }
}

impl SignOnService for Wecom {
    async fn address(
        &self,
        _: &Caller,
        attempt: &Attempt,
        program: &str,
        _: DateTime<Utc>,
    ) -> Result<Url, Trouble> {
        let is_inside = program.contains("wxwork");
        let mut url = if is_inside { Url::parse(INSIDE).map_err(away)? } else { self.config.login.clone() };
        url.query_pairs_mut()
            .append_pair("appid", &self.config.corp_id)
            .append_pair("agentid", &self.config.agent_id)
            .append_pair("redirect_uri", attempt.back.as_str())
            .append_pair("state", &attempt.state);
        if is_inside {
            url.query_pairs_mut().append_pair("response_type", "code").append_pair("scope", "snsapi_base");
            url.set_fragment(Some("wechat_redirect"));
        } else {
            url.query_pairs_mut().append_pair("login_type", "CorpApp");
        }
        Ok(url)
    }

    async fn subject(
        &self,
        caller: &Caller,
        _: &Attempt,
        code: &str,
        now: DateTime<Utc>,
    ) -> Result<Subject, Trouble> {
        let who: Who = self.ask(caller, "/cgi-bin/auth/getuserinfo", ("code", code), now).await?;
        if who.userid.is_empty() {
            return Err(Trouble::Stranger);
        }
        let employee_number = match &self.config.employee_number {
            WecomNumber::UserId => Some(who.userid.clone()),
            WecomNumber::Field(field) => {
                let asked = self.ask(caller, "/cgi-bin/user/get", ("userid", &who.userid), now);
                let member: Member = asked.await?;
                let own = member.extattr.attrs.into_iter().find(|one| one.name == *field);
                own.and_then(|one| one.text).map(|text| text.value)
            }
        };
        Ok(Subject {
            provider: format!("wecom {}", self.config.corp_id),
            subject: who.userid,
            employee_number,
        })
    }
}

impl Wecom {
    pub(super) fn new(config: WecomConfig) -> Self {
        Self { config, token: Mutex::new(None) }
    }

    /// Asks with the token of the app, and once more with a new one when the old one ended early.
    async fn ask<T: DeserializeOwned>(
        &self,
        caller: &Caller,
        path: &str,
        about: (&str, &str),
        now: DateTime<Utc>,
    ) -> Result<T, Trouble> {
        let token = self.token(caller, now, None).await?;
        match self.get(caller, path, &[("access_token", &token), about]).await {
            Err(NotOk::Said(number, _)) if BAD_TOKEN.contains(&number) => {
                let token = self.token(caller, now, Some(&token)).await?;
                Ok(self.get(caller, path, &[("access_token", &token), about]).await?)
            }
            other => Ok(other?),
        }
    }

    /// The token of the app: the one that is kept, unless it is over or is the one that was `refused`. Whoever comes while it is
    /// fetched waits for the same one.
    async fn token(
        &self,
        caller: &Caller,
        now: DateTime<Utc>,
        refused: Option<&str>,
    ) -> Result<String, Trouble> {
        let mut kept = self.token.lock().await;
        if let Some((token, until)) = kept.as_ref()
            && *until > now
            && refused != Some(token)
        {
            return Ok(token.clone());
        }
        let pairs = [("corpid", self.config.corp_id.as_str()), ("corpsecret", &self.config.secret)];
        let fetched: AppToken = self.get(caller, "/cgi-bin/gettoken", &pairs).await?;
        let lasts = TimeDelta::seconds(fetched.expires_in.clamp(0, 86_400)) - MARGIN;
        *kept = Some((fetched.access_token.clone(), now + lasts));
        Ok(fetched.access_token)
    }

    async fn get<T: DeserializeOwned>(
        &self,
        caller: &Caller,
        path: &str,
        pairs: &[(&str, &str)],
    ) -> Result<T, NotOk> {
        let away = |what: &str| NotOk::Trouble(Trouble::Away(format!("{path}: {what}")));
        let mut url = self.config.api.clone();
        url.set_path(path);
        url.query_pairs_mut().extend_pairs(pairs);
        let request = Request::get(url.as_str()).body(Vec::new()).map_err(|_| away("no request"))?;
        let answer = caller.send(request).await.map_err(|why| away(&why.to_string()))?;
        if !answer.status().is_success() {
            return Err(away(answer.status().as_str()));
        }
        let outcome: Outcome = serde_json::from_slice(answer.body()).map_err(|_| away("no JSON"))?;
        if outcome.errcode != 0 {
            let said = format!("{path}: {} {}", outcome.errcode, outcome.errmsg);
            return Err(NotOk::Said(outcome.errcode, said));
        }
        serde_json::from_slice(answer.body()).map_err(|_| away("something is missing in the answer"))
    }
}

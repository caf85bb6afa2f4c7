//! WeCom of the size of a test, as its documentation describes it: page, token of the app, who it was.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard};

use serde_json::json;

use super::stub::{Asked, Reply, Stub, serve};

/// Who sits before the browser, and what was asked.
#[derive(Default)]
pub struct State {
    pub userid: String,
    /// The field 工号 of the member.
    pub field: Option<String>,
    /// Times the token of the app was fetched: its number.
    pub fetched: usize,
    /// All tokens before this one were taken back.
    pub valid_from: usize,
    pub cancels: bool,
    codes: HashSet<String>,
}

/// The service.
pub struct Wecom {
    pub stub: Stub,
    state: Arc<Mutex<State>>,
}

impl Wecom {
    pub async fn start() -> Self {
        let state = Arc::new(Mutex::new(State::default()));
        let own = Arc::clone(&state);
        let stub = serve(move |_| move |asked: &Asked| answer(&own, asked)).await;
        Self { stub, state }
    }

    pub fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    /// Settings of a server that knows it.
    pub fn settings(&self) -> Vec<(&'static str, String)> {
        vec![
            ("CERTAMEN_PUBLIC_ORIGIN", super::ORIGIN.to_owned()),
            ("CERTAMEN_WECOM_CORP_ID", "ww1234".to_owned()),
            ("CERTAMEN_WECOM_AGENT_ID", "1000002".to_owned()),
            ("CERTAMEN_WECOM_SECRET", "a secret of the test".to_owned()),
            ("CERTAMEN_WECOM_API", self.stub.url()),
            ("CERTAMEN_WECOM_LOGIN", format!("{}/wwlogin/sso/login", self.stub.url())),
        ]
    }
}

fn answer(state: &Mutex<State>, asked: &Asked) -> Reply {
    let mut state = state.lock().unwrap();
    let said = |number: i64| Reply::Json(200, json!({ "errcode": number, "errmsg": "said no" }));
    let has_token = || {
        let number =
            asked.get("access_token").strip_prefix("token ").and_then(|one| one.parse::<usize>().ok());
        number.is_some_and(|number| number >= state.valid_from && number <= state.fetched)
    };
    match asked.path.as_str() {
        "/wwlogin/sso/login" => {
            for (name, value) in [("login_type", "CorpApp"), ("appid", "ww1234"), ("agentid", "1000002")] {
                assert_eq!(asked.get(name), value, "{name}");
            }
            let back = format!("{}?state={}", asked.get("redirect_uri"), asked.get("state"));
            if state.cancels {
                return Reply::Redirect(back);
            }
            let code = format!("CODE{}", state.codes.len());
            state.codes.insert(code.clone());
            Reply::Redirect(format!("{back}&code={code}"))
        }
        "/cgi-bin/gettoken" => {
            if (asked.get("corpid"), asked.get("corpsecret")) != ("ww1234", "a secret of the test") {
                return said(40013);
            }
            state.fetched += 1;
            let token = format!("token {}", state.fetched);
            Reply::Json(
                200,
                json!({ "errcode": 0, "errmsg": "ok", "access_token": token, "expires_in": 7200 }),
            )
        }
        "/cgi-bin/auth/getuserinfo" if !has_token() => said(42001),
        "/cgi-bin/auth/getuserinfo" if !state.codes.contains(asked.get("code")) => said(40029),
        "/cgi-bin/auth/getuserinfo" if state.userid.is_empty() => {
            Reply::Json(200, json!({ "errcode": 0, "errmsg": "ok", "openid": "of a stranger" }))
        }
        "/cgi-bin/auth/getuserinfo" => {
            Reply::Json(200, json!({ "errcode": 0, "errmsg": "ok", "userid": state.userid }))
        }
        "/cgi-bin/user/get" if !has_token() => said(42001),
        "/cgi-bin/user/get" => {
            let text = state.field.as_ref().map(|value| json!({ "value": value }));
            let attrs = json!([{ "type": 0, "name": "工号", "text": text }]);
            let userid = asked.get("userid");
            Reply::Json(
                200,
                json!({ "errcode": 0, "errmsg": "ok", "userid": userid, "extattr": { "attrs": attrs } }),
            )
        }
        _ => Reply::Json(404, json!({})),
    }
}

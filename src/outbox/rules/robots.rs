//! How the robots of group chats are spoken to: a text, and proof that it comes from here where they ask for one.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use url::Url;

use super::Trouble;
use super::signature::hmac_sha256;
use crate::outbox::model::Provider;

/// Most characters of a text: what all three take.
const LONGEST: usize = 1500;

/// Where a text goes and what is sent there. `milliseconds` since 1970.
pub fn message(
    provider: Provider,
    mut url: Url,
    secret: Option<&str>,
    text: &str,
    milliseconds: i64,
) -> (Url, Value) {
    let text: String = text.chars().take(LONGEST).collect();
    match provider {
        Provider::WeCom => (url, json!({ "msgtype": "text", "text": { "content": text } })),
        Provider::DingTalk => {
            if let Some(secret) = secret {
                let proof = hmac_sha256(secret.as_bytes(), format!("{milliseconds}\n{secret}").as_bytes());
                url.query_pairs_mut()
                    .append_pair("timestamp", &milliseconds.to_string())
                    .append_pair("sign", &STANDARD.encode(proof));
            }
            (url, json!({ "msgtype": "text", "text": { "content": text } }))
        }
        Provider::Feishu => {
            let mut body = json!({ "msg_type": "text", "content": { "text": text } });
            if let (Some(secret), Some(fields)) = (secret, body.as_object_mut()) {
                let seconds = milliseconds / 1000;
                let proof = hmac_sha256(format!("{seconds}\n{secret}").as_bytes(), b"");
                fields.insert("timestamp".to_owned(), seconds.to_string().into());
                fields.insert("sign".to_owned(), STANDARD.encode(proof).into());
            }
            (url, body)
        }
    }
}

/// What a robot's answer with a status of 2xx means: they say no with a number other than 0.
///
/// # Errors
/// [`Trouble::Refused`] with what it said.
pub fn taken(answer: &[u8]) -> Result<(), Trouble> {
    let said: Value = serde_json::from_slice(answer).unwrap_or_default();
    let number = ["errcode", "code", "StatusCode"].iter().find_map(|name| said.get(name)?.as_i64());
    if number == Some(0) {
        return Ok(());
    }
    let words = String::from_utf8_lossy(answer).chars().take(300).collect();
    Err(Trouble::Refused(words))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;

    fn url() -> Url {
        Url::parse("https://chat.example/robot/send?access_token=x").unwrap()
    }

    #[test]
    fn each_robot_gets_the_text_in_its_own_form() {
        let (to, body) = message(Provider::WeCom, url(), None, "你好", 0);
        assert_eq!((to, body), (url(), json!({ "msgtype": "text", "text": { "content": "你好" } })));
        let (_, body) = message(Provider::Feishu, url(), None, "你好", 0);
        assert_eq!(body, json!({ "msg_type": "text", "content": { "text": "你好" } }));
    }

    #[test]
    fn a_secret_signs_the_address_of_one_and_the_body_of_the_other() {
        let (to, _) = message(Provider::DingTalk, url(), Some("SEC1"), "x", 1_763_900_000_123);
        let pairs: Vec<(String, String)> = to.query_pairs().into_owned().collect();
        let proof = STANDARD.encode(hmac_sha256(b"SEC1", b"1763900000123\nSEC1"));
        assert_eq!(pairs.get(1).unwrap(), &("timestamp".to_owned(), "1763900000123".to_owned()));
        assert_eq!(pairs.get(2).unwrap(), &("sign".to_owned(), proof));
        let (to, body) = message(Provider::Feishu, url(), Some("SEC1"), "x", 1_763_900_000_123);
        assert_eq!(to, url());
        assert_eq!(body.get("timestamp").unwrap(), "1763900000");
        assert_eq!(body.get("sign").unwrap(), &STANDARD.encode(hmac_sha256(b"1763900000\nSEC1", b"")));
    }

    #[test]
    fn only_the_number_nought_means_yes() {
        for answer in
            [r#"{"errcode":0,"errmsg":"ok"}"#, r#"{"code":0,"msg":"success"}"#, r#"{"StatusCode":0}"#]
        {
            assert_eq!(taken(answer.as_bytes()), Ok(()), "{answer}");
        }
        for answer in
            [r#"{"errcode":93000,"errmsg":"invalid webhook url"}"#, r#"{"code":19021}"#, "", "ok", "[]"]
        {
            assert!(taken(answer.as_bytes()).is_err(), "{answer}");
        }
    }

    #[test]
    fn a_long_text_is_cut_between_characters() {
        let (_, body) = message(Provider::WeCom, url(), None, &"超".repeat(5000), 0);
        let text = body.get("text").unwrap().get("content").unwrap().as_str().unwrap();
        assert_eq!(text.chars().count(), LONGEST);
    }
}

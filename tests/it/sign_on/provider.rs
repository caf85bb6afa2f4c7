//! A provider of OpenID Connect of the size of a test: discovery, keys, authorize (which sends back at once), tokens signed with
//! ES256 or, as most providers do, with RS256.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use p256::ecdsa::signature::Signer;
use p256::ecdsa::{Signature, SigningKey};
use ring::rand::SystemRandom;
use ring::rsa::PublicKeyComponents;
use ring::signature::{RSA_PKCS1_SHA256, RsaKeyPair};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::stub::{Asked, Reply, Stub, serve};

/// The id and the secret of the server under test.
pub const CLIENT: (&str, &str) = ("certamen", "a secret of the test");

/// A key that was made for these tests with openssl and signs nothing else: making one takes seconds.
const RSA_KEY: &[u8] = include_bytes!("rsa_key.der");

/// Its public half, as programs keep it in a file.
const RSA_PUBLIC_KEY: &str = include_str!("rsa_key.pub.pem");

/// What a provider signs with.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum Algorithm {
    #[default]
    Es256,
    Rs256,
}

/// What is wrong with the provider.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum Fault {
    #[default]
    None,
    WrongNonce,
    WrongAudience,
    WrongIssuer,
    Expired,
    OtherKey,
    Unsigned,
    /// Signed with the secret that provider and server know, as HS256.
    SharedSecret,
    /// Signed by somebody who takes the public key for a secret, as HS256.
    PublicKeyAsSecret,
    Denied,
    Silent,
    Nonsense,
    BadCode,
}

/// Who sits before the browser, and how the provider behaves.
#[derive(Default)]
pub struct State {
    pub fault: Fault,
    pub sub: String,
    pub employee_number: Value,
    /// Tokens it gave out.
    pub tokens: usize,
    /// What it signs with.
    pub algorithm: Algorithm,
    /// Number of its key for ES256: another one is another key.
    pub key: u8,
    codes: HashMap<String, Pending>,
}

/// A code that waits to be exchanged.
struct Pending {
    nonce: String,
    challenge: String,
    back: String,
}

/// The provider.
pub struct Provider {
    pub stub: Stub,
    state: Arc<Mutex<State>>,
}

impl Provider {
    pub async fn start() -> Self {
        let state = Arc::new(Mutex::new(State { key: 7, ..State::default() }));
        let own = Arc::clone(&state);
        let stub = serve(move |port| move |asked: &Asked| answer(&own, port, asked)).await;
        Self { stub, state }
    }

    /// From now on this person sits before the browser.
    pub fn is_now(&self, sub: &str, employee_number: &str) {
        let mut state = self.state();
        sub.clone_into(&mut state.sub);
        state.employee_number = json!(employee_number);
    }

    pub fn breaks(&self, fault: Fault) {
        self.state().fault = fault;
    }

    pub fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    /// Settings of a server that knows it.
    pub fn settings(&self) -> Vec<(&'static str, String)> {
        vec![
            ("CERTAMEN_PUBLIC_ORIGIN", super::ORIGIN.to_owned()),
            ("CERTAMEN_OIDC_ISSUER", self.stub.url()),
            ("CERTAMEN_OIDC_CLIENT_ID", CLIENT.0.to_owned()),
            ("CERTAMEN_OIDC_CLIENT_SECRET", CLIENT.1.to_owned()),
            ("CERTAMEN_OIDC_NAME", "Example ID".to_owned()),
            ("CERTAMEN_SIGN_ON_SECONDS", "1".to_owned()),
        ]
    }
}

fn key(number: u8) -> SigningKey {
    SigningKey::from_slice(&[number; 32]).unwrap()
}

fn base64(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

fn answer(state: &Mutex<State>, port: u16, asked: &Asked) -> Reply {
    let mut state = state.lock().unwrap();
    let issuer = format!("http://127.0.0.1:{port}");
    match (state.fault, asked.path.as_str()) {
        (Fault::Silent, _) => Reply::Silence,
        (Fault::Nonsense, _) => Reply::Text("<h1>Welcome to our gateway</h1>"),
        (_, "/.well-known/openid-configuration") => Reply::Json(
            200,
            json!({
                "issuer": issuer,
                "authorization_endpoint": format!("{issuer}/authorize"),
                "token_endpoint": format!("{issuer}/token"),
                "jwks_uri": format!("{issuer}/keys"),
                "response_types_supported": ["code"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["ES256", "RS256"],
            }),
        ),
        (_, "/keys") => Reply::Json(200, json!({ "keys": [public_key(&state)] })),
        (Fault::Denied, "/authorize") => Reply::Redirect(format!(
            "{}?error=access_denied&state={}",
            asked.get("redirect_uri"),
            asked.get("state")
        )),
        (_, "/authorize") => authorize(&mut state, asked),
        (_, "/token") => token(&mut state, &issuer, asked),
        _ => Reply::Json(404, json!({})),
    }
}

fn public_key(state: &State) -> Value {
    let kid = kid(state);
    match state.algorithm {
        Algorithm::Es256 => {
            let point = key(state.key).verifying_key().to_sec1_point(false);
            let (x, y) = (base64(point.x().unwrap()), base64(point.y().unwrap()));
            json!({ "kty": "EC", "crv": "P-256", "alg": "ES256", "use": "sig", "kid": kid, "x": x, "y": y })
        }
        Algorithm::Rs256 => {
            let PublicKeyComponents { n, e } = PublicKeyComponents::<Vec<u8>>::from(rsa_key().public());
            let (n, e) = (base64(&n), base64(&e));
            json!({ "kty": "RSA", "alg": "RS256", "use": "sig", "kid": kid, "n": n, "e": e })
        }
    }
}

/// The name of the key.
fn kid(state: &State) -> String {
    match state.algorithm {
        Algorithm::Es256 => format!("key {}", state.key),
        Algorithm::Rs256 => "rsa key".to_owned(),
    }
}

fn rsa_key() -> RsaKeyPair {
    RsaKeyPair::from_pkcs8(RSA_KEY).unwrap()
}

fn authorize(state: &mut State, asked: &Asked) -> Reply {
    for (name, value) in [
        ("response_type", "code"),
        ("client_id", CLIENT.0),
        ("scope", "openid profile"),
        ("code_challenge_method", "S256"),
    ] {
        assert_eq!(asked.get(name), value, "{name}");
    }
    let code = format!("code {}", state.codes.len());
    let pending = Pending {
        nonce: asked.get("nonce").to_owned(),
        challenge: asked.get("code_challenge").to_owned(),
        back: asked.get("redirect_uri").to_owned(),
    };
    state.codes.insert(code.clone(), pending);
    let code: String = url::form_urlencoded::byte_serialize(code.as_bytes()).collect();
    Reply::Redirect(format!("{}?code={code}&state={}", asked.get("redirect_uri"), asked.get("state")))
}

fn token(state: &mut State, issuer: &str, asked: &Asked) -> Reply {
    let invalid = || Reply::Json(400, json!({ "error": "invalid_grant" }));
    let Some(pending) = state.codes.get(asked.get("code")) else { return invalid() };
    let proof = base64(&Sha256::digest(asked.get("code_verifier")));
    let is_own = proof == pending.challenge && asked.get("redirect_uri") == pending.back;
    if !is_own || state.fault == Fault::BadCode {
        return invalid();
    }
    state.tokens += 1;
    let id_token = id_token(state, issuer, &pending.nonce);
    Reply::Json(
        200,
        json!({ "access_token": "unused", "token_type": "Bearer", "expires_in": 60, "id_token": id_token }),
    )
}

fn id_token(state: &State, issuer: &str, nonce: &str) -> String {
    let now = chrono::Utc::now().timestamp();
    let fault = state.fault;
    let otherwise = |at: Fault, wrong: &str, right: &str| if fault == at { wrong } else { right }.to_owned();
    let claims = json!({
        "iss": otherwise(Fault::WrongIssuer, "https://id.example.com", issuer),
        "aud": otherwise(Fault::WrongAudience, "another", CLIENT.0),
        "nonce": otherwise(Fault::WrongNonce, "another", nonce),
        "sub": state.sub,
        "employee_number": state.employee_number,
        "iat": now - 60,
        "exp": if fault == Fault::Expired { now - 30 } else { now + 300 },
    });
    let algorithm = match (fault, state.algorithm) {
        (Fault::Unsigned, _) => "none",
        (Fault::SharedSecret | Fault::PublicKeyAsSecret, _) => "HS256",
        (_, Algorithm::Es256) => "ES256",
        (_, Algorithm::Rs256) => "RS256",
    };
    let head = json!({ "alg": algorithm, "kid": kid(state) });
    let signed = format!("{}.{}", base64(head.to_string().as_bytes()), base64(claims.to_string().as_bytes()));
    format!("{signed}.{}", base64(&signature(state, signed.as_bytes())))
}

fn signature(state: &State, signed: &[u8]) -> Vec<u8> {
    let with_secret = |secret: &[u8]| {
        let mac = Hmac::<Sha256>::new_from_slice(secret).unwrap().chain_update(signed);
        mac.finalize().into_bytes().to_vec()
    };
    match (state.fault, state.algorithm) {
        (Fault::Unsigned, _) => Vec::new(),
        (Fault::SharedSecret, _) => with_secret(CLIENT.1.as_bytes()),
        (Fault::PublicKeyAsSecret, _) => with_secret(RSA_PUBLIC_KEY.as_bytes()),
        (fault, Algorithm::Es256) => {
            let key = key(if fault == Fault::OtherKey { 9 } else { state.key });
            let signature: Signature = key.sign(signed);
            signature.to_bytes().to_vec()
        }
        (fault, Algorithm::Rs256) => {
            let key = rsa_key();
            let mut signature = vec![0; key.public().modulus_len()];
            key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), signed, &mut signature).unwrap();
            // What another key would have signed is as long and is something else.
            signature[9] ^= u8::from(fault == Fault::OtherKey);
            signature
        }
    }
}

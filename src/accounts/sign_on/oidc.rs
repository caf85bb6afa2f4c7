//! OpenID Connect: the code flow with PKCE and a nonce. The library checks signature, issuer, audience, nonce and expiry.

use chrono::{DateTime, TimeDelta, Utc};
use openidconnect::core::{
    CoreAuthenticationFlow, CoreClient, CoreIdToken, CoreJwsSigningAlgorithm, CoreProviderMetadata,
};
use openidconnect::{
    AuthorizationCode, ClaimsVerificationError, ClientId, ClientSecret, CsrfToken, EndpointMaybeSet,
    EndpointNotSet, EndpointSet, HttpRequest, HttpResponse, IssuerUrl, Nonce, PkceCodeChallenge,
    PkceCodeVerifier, RedirectUrl, RequestTokenError, Scope, SignatureVerificationError, TokenResponse,
    TokenUrl,
};
use serde_json::Value;
use tokio::sync::Mutex;
use url::Url;

use super::{Attempt, SignOnService, Subject, Trouble};
use crate::calls::{Caller, NoAnswer};
use crate::config::OidcConfig;

/// How long what the provider says about itself is believed: addresses and keys.
const KEPT: TimeDelta = TimeDelta::minutes(10);

/// How a token may be signed: with a key of the provider, never with the secret both know.
const SIGNED_WITH: [CoreJwsSigningAlgorithm; 9] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha384,
    CoreJwsSigningAlgorithm::RsaSsaPssSha512,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
    CoreJwsSigningAlgorithm::EdDsa,
];

/// A client of a provider whose addresses are known.
type Client = CoreClient<
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// The service.
pub(super) struct Oidc {
    config: OidcConfig,
    /// What the provider says about itself, and until when that is believed.
    known: Mutex<Option<(CoreProviderMetadata, DateTime<Utc>)>>,
}

impl SignOnService for Oidc {
    async fn address(
        &self,
        caller: &Caller,
        attempt: &Attempt,
        _: &str,
        now: DateTime<Utc>,
    ) -> Result<Url, Trouble> {
        let client = self.client(self.provider(caller, now).await?);
        let back = RedirectUrl::from_url(attempt.back.clone());
        let verifier = PkceCodeVerifier::new(attempt.verifier.clone());
        let (state, nonce) = (attempt.state.clone(), attempt.nonce.clone());
        let (url, _, _) = client
            .authorize_url(
                CoreAuthenticationFlow::AuthorizationCode,
                || CsrfToken::new(state),
                || Nonce::new(nonce),
            )
            .add_scopes(self.config.scopes.iter().cloned().map(Scope::new))
            .set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier))
            .set_redirect_uri(std::borrow::Cow::Owned(back))
            .url();
        match self.is_open(url.scheme()) {
            true => Err(Trouble::Away(format!("its page is not reached over https: {}", url.scheme()))),
            false => Ok(url),
        }
    }

    async fn subject(
        &self,
        caller: &Caller,
        attempt: &Attempt,
        code: &str,
        now: DateTime<Utc>,
    ) -> Result<Subject, Trouble> {
        let client = self.client(self.provider(caller, now).await?);
        let token = self.token(&client, caller, attempt, code).await?;
        let nonce = Nonce::new(attempt.nonce.clone());
        let subject = match verified(&client, &token, &nonce, now) {
            // The provider may have changed its keys since they were fetched.
            Err(ClaimsVerificationError::SignatureVerification(
                SignatureVerificationError::NoMatchingKey,
            )) => {
                *self.known.lock().await = None;
                let client = self.client(self.provider(caller, now).await?);
                verified(&client, &token, &nonce, now)
            }
            other => other,
        };
        let subject = subject.map_err(|why| Trouble::Unproven(why.to_string()))?;
        Ok(Subject {
            provider: format!("oidc {}", self.config.issuer),
            subject,
            employee_number: claim(&token, &self.config.employee_number_claim),
        })
    }
}

impl Oidc {
    pub(super) fn new(config: OidcConfig) -> Self {
        Self { config, known: Mutex::new(None) }
    }

    /// What the provider says about itself. Whoever comes while it is asked waits for the same answer.
    async fn provider(&self, caller: &Caller, now: DateTime<Utc>) -> Result<CoreProviderMetadata, Trouble> {
        let mut known = self.known.lock().await;
        if let Some((provider, until)) = known.as_ref()
            && *until > now
        {
            return Ok(provider.clone());
        }
        let issuer = IssuerUrl::new(self.config.issuer.clone()).map_err(|why| away(&why))?;
        let http = |request: HttpRequest| self.send(caller, request);
        let provider = CoreProviderMetadata::discover_async(issuer, &http).await.map_err(|why| away(&why))?;
        if let Some(address) = self.in_the_open(&provider) {
            return Err(Trouble::Away(format!(
                "it names an address that is not reached over https: {address}"
            )));
        }
        *known = Some((provider.clone(), now + KEPT));
        Ok(provider)
    }

    /// An address that the provider names for itself and that is less safe than its own.
    fn in_the_open(&self, provider: &CoreProviderMetadata) -> Option<Url> {
        let named = [
            Some(provider.authorization_endpoint().url()),
            provider.token_endpoint().map(TokenUrl::url),
            Some(provider.jwks_uri().url()),
        ];
        named.into_iter().flatten().find(|address| self.is_open(address.scheme())).cloned()
    }

    /// A request to the provider: over https, unless the provider itself is reached without on this machine. Whatever it
    /// says of itself, the secret and the code are never sent in the open.
    async fn send(&self, caller: &Caller, request: HttpRequest) -> Result<HttpResponse, NoAnswer> {
        if self.is_open(request.uri().scheme_str().unwrap_or_default()) {
            return Err(NoAnswer::NoRequest);
        }
        caller.send(request).await
    }

    /// Whether an address with this scheme is less safe than that of the provider.
    fn is_open(&self, scheme: &str) -> bool {
        scheme != "https" && self.config.issuer.starts_with("https:")
    }

    fn client(&self, provider: CoreProviderMetadata) -> Client {
        let id = ClientId::new(self.config.client_id.clone());
        let secret = ClientSecret::new(self.config.client_secret.clone());
        CoreClient::from_provider_metadata(provider, id, Some(secret))
    }

    /// Fetches the token of the person for the code.
    async fn token(
        &self,
        client: &Client,
        caller: &Caller,
        attempt: &Attempt,
        code: &str,
    ) -> Result<CoreIdToken, Trouble> {
        let http = |request: HttpRequest| self.send(caller, request);
        let answer = client
            .exchange_code(AuthorizationCode::new(code.to_owned()))
            .map_err(|why| away(&why))?
            .set_pkce_verifier(PkceCodeVerifier::new(attempt.verifier.clone()))
            .set_redirect_uri(std::borrow::Cow::Owned(RedirectUrl::from_url(attempt.back.clone())))
            .request_async(&http)
            .await
            .map_err(|why| match &why {
                RequestTokenError::ServerResponse(said) => Trouble::Unproven(said.to_string()),
                _ => away(&why),
            })?;
        answer.id_token().cloned().ok_or_else(|| Trouble::Away("there is no ID token".to_owned()))
    }
}

/// The lasting name of the account, when the token holds.
fn verified(
    client: &Client,
    token: &CoreIdToken,
    nonce: &Nonce,
    now: DateTime<Utc>,
) -> Result<String, ClaimsVerificationError> {
    let verifier = client.id_token_verifier().set_allowed_algs(SIGNED_WITH).set_time_fn(move || now);
    token.claims(&verifier, nonce).map(|claims| claims.subject().to_string())
}

/// A claim of a token that was verified: as text, whether the provider writes it as text or as a number.
fn claim(token: &CoreIdToken, name: &str) -> Option<String> {
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    let text = token.to_string();
    let payload = URL_SAFE_NO_PAD.decode(text.split('.').nth(1)?).ok()?;
    let claims: Value = serde_json::from_slice(&payload).ok()?;
    match claims.get(name)? {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// The whole story of an error: what the library says of itself is short.
fn away(why: &(dyn std::error::Error + 'static)) -> Trouble {
    let mut story = why.to_string();
    let mut cause = why.source();
    while let Some(next) = cause {
        story = format!("{story}: {next}");
        cause = next.source();
    }
    Trouble::Away(story)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may panic")]
    use serde_json::json;

    use super::*;
    use crate::web::cookies::Secret;

    const SAFE: [&str; 3] =
        ["https://id.example.com/authorize", "https://id.example.com/token", "https://id.example.com/keys"];

    fn oidc(issuer: &str) -> Oidc {
        Oidc::new(OidcConfig {
            issuer: issuer.to_owned(),
            client_id: "certamen".to_owned(),
            client_secret: "hush".to_owned(),
            employee_number_claim: "employee_number".to_owned(),
            scopes: Vec::new(),
            name: None,
        })
    }

    fn provider([authorize, token, keys]: [&str; 3]) -> CoreProviderMetadata {
        let said = json!({
            "issuer": "https://id.example.com",
            "authorization_endpoint": authorize,
            "token_endpoint": token,
            "jwks_uri": keys,
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
        });
        serde_json::from_value(said).unwrap()
    }

    fn attempt() -> Attempt {
        Attempt::new(&Secret([1; 32]), &Secret([2; 32]), "https://a.example", "oidc").unwrap()
    }

    #[test]
    fn a_provider_reached_over_https_is_refused_when_it_names_an_address_that_is_not() {
        let safe = oidc("https://id.example.com");
        assert_eq!(safe.in_the_open(&provider(SAFE)), None);
        for place in 0..SAFE.len() {
            let mut named = SAFE.map(str::to_owned);
            let one = named.get_mut(place).unwrap();
            *one = one.replace("https:", "http:");
            let open = safe.in_the_open(&provider(named.each_ref().map(String::as_str)));
            assert_eq!(open.unwrap().scheme(), "http", "{named:?}");
        }
        // On this machine the provider itself may be reached without.
        let here = ["http://127.0.0.1:8181/a", "http://127.0.0.1:8181/t", "http://127.0.0.1:8181/k"];
        assert_eq!(oidc("http://127.0.0.1:8181").in_the_open(&provider(here)), None);
    }

    #[tokio::test]
    async fn neither_the_secret_nor_the_code_nor_the_browser_is_ever_sent_in_the_open() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let open = format!("http://{}/", listener.local_addr().unwrap());
        let (caller, now) = (Caller::new(true).unwrap(), Utc::now());
        let oidc = oidc("https://id.example.com");
        // As if it had been believed before: every request is looked at by itself besides.
        let known = provider([&open, &open, &open]);
        *oidc.known.lock().await = Some((known, now + KEPT));
        let address = oidc.address(&caller, &attempt(), "", now).await;
        assert!(matches!(address, Err(Trouble::Away(_))), "{address:?}");
        let subject = oidc.subject(&caller, &attempt(), "the code", now).await;
        assert!(matches!(subject, Err(Trouble::Away(_))), "{subject:?}");
        let keys = hyper::Request::get(&open).body(Vec::new()).unwrap();
        assert!(matches!(oidc.send(&caller, keys).await, Err(NoAnswer::NoRequest)));
        let nobody = listener.accept().unwrap_err().kind();
        assert_eq!(nobody, std::io::ErrorKind::WouldBlock, "nobody called");
    }
}

//! A request to be signed as its caller gave it, owned: it can wait for credentials. The body is not kept, only its hash.

use super::infer::infer;
use super::key::sha256_hex;
use super::url::Url;
use super::{Placement, Refusal, Scope, SignedRequest, Signer, Signing};

use zeroize::Zeroizing;

/// A header that the caller will send: name and value.
pub type Given = (String, Zeroizing<String>);

/// What the caller wants signed; empty texts were not given.
#[derive(Clone, Default)]
pub struct Order {
    /// `GET`, `PUT`, …
    pub method: String,
    /// Where the request goes. Its query may hold something secret.
    pub url: Zeroizing<String>,
    /// Those that will be sent with it and must not be changed on the way; a name may come more than once.
    pub headers: Vec<Given>,
    /// What stands for the body.
    pub body: Body,
    /// `None`: what the URL's host says.
    pub region: Option<String>,
    /// `None`: what the URL's host says.
    pub service: Option<String>,
    /// `None`: when it is signed.
    pub signed_at_unix_ms: Option<i64>,
    /// A presigned URL that lives so long; `None`: headers.
    pub expires_s: Option<u32>,
    /// See [`Scope::content_sha256_header`].
    pub content_sha256_header: bool,
}

/// The body, when it need not be at hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body {
    /// Its SHA-256, 64 hexadecimal digits.
    Sha256(String),
    /// Not protected by the signature; S3 over HTTPS takes that.
    Unsigned,
}

impl Body {
    /// The hash of `bytes`.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self::Sha256(sha256_hex(bytes))
    }
}

impl Default for Body {
    fn default() -> Self {
        Self::of(b"")
    }
}

impl Order {
    /// Signs it.
    ///
    /// # Errors
    /// [`Refusal`] names what is no good.
    pub fn sign(&self, signer: &Signer<'_>, now_unix_ms: i64) -> Result<SignedRequest, Refusal> {
        self.prepare(signer, now_unix_ms, |signing| signing.run())
    }

    /// Whether it can be signed at all, before there are credentials.
    ///
    /// # Errors
    /// As [`Order::sign`].
    pub fn check(&self) -> Result<(), Refusal> {
        let nobody = Signer {
            access_key_id: "-",
            secret_access_key: "-",
            session_token: None,
            expiration_unix_ms: None,
            keys: None,
        };
        self.prepare(&nobody, 0, |_good| ()) // whenever that will be
    }

    fn prepare<T>(
        &self,
        signer: &Signer<'_>,
        now_unix_ms: i64,
        then: impl FnOnce(Signing<'_>) -> T,
    ) -> Result<T, Refusal> {
        let url = Url::parse(&self.url)?;
        let scope = self.scope(&url, now_unix_ms)?;
        Ok(then(Signing::new(signer, self, &scope, &url)?))
    }

    fn scope<'a>(&'a self, url: &Url<'a>, now_unix_ms: i64) -> Result<Scope<'a>, Refusal> {
        let inferred = infer(url);
        let untold = |field| Refusal::new(field, "is not told by the URL's host; say it");
        Ok(Scope {
            region: self.region.as_deref().or(inferred.region).ok_or(untold("region"))?,
            service: self.service.as_deref().or(inferred.service).ok_or(untold("service"))?,
            signed_at_unix_ms: self.signed_at_unix_ms.unwrap_or(now_unix_ms),
            placement: self.expires_s.map_or(Placement::Headers, |expires_s| Placement::Query { expires_s }),
            content_sha256_header: self.content_sha256_header,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIGNER: Signer<'_> = Signer {
        access_key_id: "AKIAIOSFODNN7EXAMPLE",
        secret_access_key: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        session_token: None,
        expiration_unix_ms: None,
        keys: None,
    };

    fn order(url: &str) -> Order {
        Order { method: "GET".to_owned(), url: Zeroizing::new(url.to_owned()), ..Order::default() }
    }

    #[test]
    fn the_url_says_service_and_region_unless_the_caller_does() {
        let order = order("https://saves.s3.eu-west-1.amazonaws.com/slot1");
        let signed = order.sign(&SIGNER, 1_369_353_600_000).unwrap();
        let authorization = &signed.headers.last().unwrap().value;
        assert!(authorization.contains("/20130524/eu-west-1/s3/aws4_request"));
        let other = Order { region: Some("eu-west-2".to_owned()), service: Some("x".to_owned()), ..order };
        let signed = other.sign(&SIGNER, 1_369_353_600_000).unwrap();
        assert!(signed.headers.last().unwrap().value.contains("/20130524/eu-west-2/x/aws4_request"));
    }

    #[test]
    fn what_no_one_says_is_asked_for() {
        let mut order = order("http://127.0.0.1:9000/saves/slot1");
        assert_eq!(order.check().unwrap_err().field, "region");
        order.region = Some("eu-west-1".to_owned());
        assert_eq!(order.check().unwrap_err().field, "service");
        order.service = Some("s3".to_owned());
        assert_eq!(order.check(), Ok(()));
        order.signed_at_unix_ms = Some(-1);
        assert_eq!(order.check().unwrap_err().field, "signed_at_unix_ms");
        order.signed_at_unix_ms = Some(0);
        order.expires_s = Some(0);
        assert_eq!(order.check().unwrap_err().field, "expires_s");
    }
}

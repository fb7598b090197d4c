//! A request to be signed, as its caller gave it. The body is not kept, only its hash.

use super::canonical::{Given, lower_case_names};
use super::infer::infer;
use super::key::Hex;
use super::url::Url;
use super::{Placement, Refusal, Scope, SignedRequest, Signer, Signing, UNSIGNED_PAYLOAD};

use zeroize::Zeroizing;

/// What the caller wants signed.
#[derive(Clone, Copy, Default)]
pub struct Order<'a> {
    /// `GET`, `PUT`, …
    pub method: &'a str,
    /// Where the request goes. Its query may hold something secret.
    pub url: &'a str,
    /// Those that will be sent with it and must not be changed on the way; a name may come more than once.
    pub headers: &'a [Given<'a>],
    /// What stands for the body.
    pub body: Body,
    /// `None`: what the URL's host says.
    pub region: Option<&'a str>,
    /// `None`: what the URL's host says.
    pub service: Option<&'a str>,
    /// `None`: when it is signed.
    pub signed_at_unix_ms: Option<i64>,
    /// A presigned URL that lives so long; `None`: headers.
    pub expires_s: Option<u32>,
    /// See [`Scope::content_sha256_header`].
    pub content_sha256_header: bool,
}

/// The body, when it need not be at hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Body {
    /// Its SHA-256.
    Sha256(Hex),
    /// Not protected by the signature; S3 over HTTPS takes that.
    Unsigned,
}

impl Body {
    /// The hash of `bytes`.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self::Sha256(Hex::sha256(bytes))
    }

    /// One that is known by its SHA-256; `None` unless that is 64 hexadecimal digits.
    #[must_use]
    pub fn of_hash(sha256: &str) -> Option<Self> {
        Hex::parse(sha256).map(Self::Sha256)
    }

    /// As it is signed.
    pub(super) fn hash(&self) -> &[u8] {
        match self {
            Self::Sha256(hash) => hash.as_bytes(),
            Self::Unsigned => UNSIGNED_PAYLOAD,
        }
    }
}

impl Default for Body {
    fn default() -> Self {
        Self::Sha256(Hex::OF_NOTHING)
    }
}

impl Order<'_> {
    /// Signs it.
    ///
    /// # Errors
    /// [`Refusal`] names what is no good.
    #[allow(
        clippy::redundant_closure_for_method_calls,
        reason = "the method alone has one lifetime, and not any"
    )]
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
        self.prepare(&nobody, 0, |_| ()) // whenever that will be
    }

    fn prepare<T>(
        &self,
        signer: &Signer<'_>,
        now_unix_ms: i64,
        then: impl FnOnce(Signing<'_>) -> T,
    ) -> Result<T, Refusal> {
        let url = Url::parse(self.url)?;
        let scope = self.scope(&url, now_unix_ms)?;
        let date = scope.date()?;
        let names = lower_case_names(self.headers);
        Ok(then(Signing::new(signer, self, &scope, &url, &date, &names)?))
    }

    fn scope<'a>(&'a self, url: &'a Url<'_>, now_unix_ms: i64) -> Result<Scope<'a>, Refusal> {
        let (mut region, mut service) = (self.region, self.service);
        if region.is_none() || service.is_none() {
            let inferred = infer(url);
            region = region.or(inferred.region);
            service = service.or(inferred.service);
        }
        Ok(Scope {
            region: region.ok_or(Refusal("region: is not told by the URL's host; say it"))?,
            service: service.ok_or(Refusal("service: is not told by the URL's host; say it"))?,
            signed_at_unix_ms: self.signed_at_unix_ms.unwrap_or(now_unix_ms),
            placement: self.expires_s.map_or(Placement::Headers, |expires_s| Placement::Query { expires_s }),
            content_sha256_header: self.content_sha256_header,
        })
    }
}

/// An order that waits for credentials, with texts of its own.
pub struct KeptOrder {
    method: String,
    url: Zeroizing<Box<str>>,
    headers: Vec<(String, Zeroizing<Box<str>>)>,
    region: Option<String>,
    service: Option<String>,
    /// All that is no text.
    rest: Order<'static>,
}

impl KeptOrder {
    /// Copies it.
    #[must_use]
    pub fn new(order: &Order<'_>) -> Self {
        let secret = |text: &str| Zeroizing::new(text.into());
        Self {
            method: order.method.to_owned(),
            url: secret(order.url),
            headers: order.headers.iter().map(|(name, value)| ((*name).to_owned(), secret(value))).collect(),
            region: order.region.map(str::to_owned),
            service: order.service.map(str::to_owned),
            rest: Order {
                body: order.body,
                signed_at_unix_ms: order.signed_at_unix_ms,
                expires_s: order.expires_s,
                content_sha256_header: order.content_sha256_header,
                ..Order::default()
            },
        }
    }

    /// Lends it.
    pub fn with<T>(&self, then: impl FnOnce(&Order<'_>) -> T) -> T {
        let headers: Vec<Given<'_>> =
            self.headers.iter().map(|(name, value)| (name.as_str(), &***value)).collect();
        then(&Order {
            method: &self.method,
            url: &self.url,
            headers: &headers,
            region: self.region.as_deref(),
            service: self.service.as_deref(),
            ..self.rest
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

    fn order(url: &str) -> Order<'_> {
        Order { method: "GET", url, ..Order::default() }
    }

    #[test]
    fn the_url_says_service_and_region_unless_the_caller_does() {
        let order = order("https://saves.s3.eu-west-1.amazonaws.com/slot1");
        let signed = order.sign(&SIGNER, 1_369_353_600_000).unwrap();
        let (_, authorization) = signed.headers().last().unwrap();
        assert!(authorization.contains("/20130524/eu-west-1/s3/aws4_request"));
        for (region, service, scope) in [
            (Some("eu-west-2"), Some("x"), "/20130524/eu-west-2/x/aws4_request"),
            (Some("eu-west-2"), None, "/20130524/eu-west-2/s3/aws4_request"),
            (None, Some("x"), "/20130524/eu-west-1/x/aws4_request"),
        ] {
            let signed = Order { region, service, ..order }.sign(&SIGNER, 1_369_353_600_000).unwrap();
            assert!(signed.headers().last().unwrap().1.contains(scope), "{scope}");
        }
    }

    #[test]
    fn what_no_one_says_is_asked_for() {
        let mut order = order("http://127.0.0.1:9000/saves/slot1");
        assert_eq!(order.check().unwrap_err().parts().0, "region");
        order.region = Some("eu-west-1");
        assert_eq!(order.check().unwrap_err().parts().0, "service");
        order.service = Some("s3");
        assert_eq!(order.check(), Ok(()));
        order.signed_at_unix_ms = Some(-1);
        assert_eq!(order.check().unwrap_err().parts().0, "signed_at_unix_ms");
        order.signed_at_unix_ms = Some(0);
        order.expires_s = Some(0);
        assert_eq!(order.check().unwrap_err().parts().0, "expires_s");
    }

    #[test]
    fn an_order_that_was_kept_is_the_same() {
        let order = Order {
            headers: &[("x-amz-meta-a", "1"), ("X-Amz-Meta-A", "2")],
            body: Body::of(b"saved"),
            region: Some("eu-west-2"),
            service: Some("s3"),
            signed_at_unix_ms: Some(1_369_353_600_000),
            content_sha256_header: true,
            ..order("https://example.org/slot1?x=1")
        };
        for expires_s in [None, Some(60)] {
            let order = Order { expires_s, ..order };
            let texts = |signed: SignedRequest| {
                let headers: Vec<_> =
                    signed.headers().map(|(name, value)| (name, value.to_owned())).collect();
                (signed.url().to_owned(), headers, signed.signed_at_unix_ms, signed.ends_at_unix_ms)
            };
            let kept = KeptOrder::new(&order).with(|order| order.sign(&SIGNER, 0)).unwrap();
            assert_eq!(texts(kept), texts(order.sign(&SIGNER, 0).unwrap()));
        }
    }
}

//! AWS Signature Version 4: credentials and a request in, the headers or the URL to send out. Pure: no I/O, no provider,
//! and no clock but the instant that is given.
//!
//! Source: AWS documentation, "Signature Version 4 signing process" and, for S3, "Authenticating Requests". Where the text is
//! silent, what botocore does (`botocore/auth.py`); the layer `signing` compares with it byte for byte.

mod canonical;
mod date;
mod digest;
mod encode;
mod infer;
mod key;
pub mod order;
mod url;

use std::fmt::{self, Write as _};

use zeroize::Zeroizing;

use self::canonical::{Canonical, CanonicalHeaders};
use self::date::AmzDate;
pub use self::date::iso8601;
pub use self::key::KeyCache;
use self::key::KeyScope;
pub use self::order::{Body, Order};
use self::url::Url;

/// The longest that a presigned URL may live: a week.
pub const MAX_EXPIRES_S: u32 = 604_800;

const ALGORITHM: &str = "AWS4-HMAC-SHA256";
const UNSIGNED_PAYLOAD: &str = "UNSIGNED-PAYLOAD";

/// Who signs.
#[derive(Clone, Copy)]
pub struct Signer<'a> {
    /// `ASIA…`, or `AKIA…` of lasting credentials.
    pub access_key_id: &'a str,
    /// Signs, and is never sent.
    pub secret_access_key: &'a str,
    /// Temporary credentials have one.
    pub session_token: Option<&'a str>,
    /// When the credentials end, if that is known: no presigned URL outlives them.
    pub expiration_unix_ms: Option<i64>,
    /// Keys that were derived from this secret, if they are kept.
    pub keys: Option<&'a KeyCache>,
}

/// What the signature is good for, and where it goes.
#[derive(Clone, Copy, Debug)]
pub struct Scope<'a> {
    /// The region of the service, such as `eu-west-1`.
    pub region: &'a str,
    /// The service's signing name, such as `s3` or `execute-api`.
    pub service: &'a str,
    /// By the service's clock.
    pub signed_at_unix_ms: i64,
    /// In the headers or in the URL.
    pub placement: Placement,
    /// Sends `x-amz-content-sha256` also where the service does not ask for it, as S3 does.
    pub content_sha256_header: bool,
}

/// Where the signature goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Placement {
    /// Into the `authorization` header.
    Headers,
    /// Into the URL, which is then good for so long: a presigned URL.
    Query {
        /// From the signature on, 1 to [`MAX_EXPIRES_S`].
        expires_s: u32,
    },
}

/// A request that can be sent.
pub struct SignedRequest {
    /// The URL to send to. A presigned one is a secret.
    pub url: Zeroizing<String>,
    /// The headers to add, or to put in place of those of the same name.
    pub headers: Vec<Header>,
    /// As given.
    pub signed_at_unix_ms: i64,
    /// When a presigned URL ends: as asked, or with the credentials, whichever comes first.
    pub ends_at_unix_ms: Option<i64>,
}

impl fmt::Debug for SignedRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SignedRequest(***)")
    }
}

/// One header line.
pub struct Header {
    /// Lower case.
    pub name: &'static str,
    /// A token or a signature may be in it.
    pub value: Zeroizing<String>,
}

/// Why nothing was signed. Says nothing of the values, which may be secret.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {message}")]
pub struct Refusal {
    /// The argument that has to be put right.
    pub field: &'static str,
    /// What is wrong with it, and what would be right.
    pub message: &'static str,
}

impl Refusal {
    const fn new(field: &'static str, message: &'static str) -> Self {
        Self { field, message }
    }
}

/// How a service departs from the rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Dialect {
    Usual,
    /// The path is encoded once, the payload's hash is a header, and a presigned URL says nothing of the body.
    S3,
    /// The session token joins the URL after signing.
    IotDeviceGateway,
}

impl Dialect {
    fn of(service: &str) -> Self {
        match service {
            "s3" | "s3-object-lambda" | "s3-outposts" | "s3express" => Self::S3,
            "iotdevicegateway" => Self::IotDeviceGateway,
            _ => Self::Usual,
        }
    }
}

/// One request on its way to be signed: everything is known to be good.
struct Signing<'a> {
    signer: &'a Signer<'a>,
    order: &'a Order,
    scope: &'a Scope<'a>,
    url: &'a Url<'a>,
    date: AmzDate,
    /// `DAY/REGION/SERVICE/aws4_request`.
    credential_scope: String,
    dialect: Dialect,
    /// Of a presigned URL.
    ends_at_unix_ms: Option<i64>,
}

impl<'a> Signing<'a> {
    fn new(
        signer: &'a Signer<'a>,
        order: &'a Order,
        scope: &'a Scope<'a>,
        url: &'a Url<'a>,
    ) -> Result<Self, Refusal> {
        check(signer, order, scope)?;
        let date = AmzDate::new(scope.signed_at_unix_ms)
            .ok_or(Refusal::new("signed_at_unix_ms", "is not between the years 1970 and 9999"))?;
        let ends_at_unix_ms = match scope.placement {
            Placement::Headers => None,
            Placement::Query { expires_s } => Some(end_of(signer, scope, expires_s)?),
        };
        if ends_at_unix_ms.is_some() && url.is_presigned() {
            return Err(Refusal::new(
                "url",
                "is a presigned one already; give the one without X-Amz-Signature",
            ));
        }
        let credential_scope = format!("{}/{}/{}/aws4_request", date.day(), scope.region, scope.service);
        let dialect = Dialect::of(scope.service);
        Ok(Self { signer, order, scope, url, date, credential_scope, dialect, ends_at_unix_ms })
    }

    fn run(&self) -> SignedRequest {
        let (url, headers) = match self.scope.placement {
            Placement::Headers => (self.url.to_send(self.dialect), self.headers()),
            Placement::Query { expires_s } => (self.presigned_url(expires_s), Vec::new()),
        };
        SignedRequest {
            url: Zeroizing::new(url),
            headers,
            signed_at_unix_ms: self.scope.signed_at_unix_ms,
            ends_at_unix_ms: self.ends_at_unix_ms,
        }
    }

    fn headers(&self) -> Vec<Header> {
        let payload = payload_hash(&self.order.body);
        let mut added = vec![header("x-amz-date", self.date.as_str())];
        if let Some(token) = self.signer.session_token {
            added.push(header("x-amz-security-token", token));
        }
        if self.sends_payload_hash() {
            added.push(header("x-amz-content-sha256", &payload));
        }
        let headers = CanonicalHeaders::new(&self.url.host, &self.order.headers, &added);
        let signature = self.signature(&self.url.query(&[]), &headers, &payload);
        let authorization = format!(
            "{ALGORITHM} Credential={}, SignedHeaders={}, Signature={}",
            self.credential(),
            headers.names,
            *signature
        );
        added.push(Header { name: "authorization", value: Zeroizing::new(authorization) });
        added
    }

    fn presigned_url(&self, expires_s: u32) -> String {
        let payload = payload_hash(match self.dialect {
            Dialect::S3 => &Body::Unsigned,
            Dialect::Usual | Dialect::IotDeviceGateway => &self.order.body,
        });
        let headers = CanonicalHeaders::new(&self.url.host, &self.order.headers, &[]);
        let (credential, expires) = (self.credential(), expires_s.to_string());
        let mut added = vec![
            ("X-Amz-Algorithm", ALGORITHM),
            ("X-Amz-Credential", credential.as_str()),
            ("X-Amz-Date", self.date.as_str()),
            ("X-Amz-Expires", expires.as_str()),
            ("X-Amz-SignedHeaders", headers.names.as_str()),
        ];
        let token = self.signer.session_token.map(|token| ("X-Amz-Security-Token", token));
        if self.dialect != Dialect::IotDeviceGateway {
            added.extend(token);
        }
        let signature = self.signature(&self.url.query(&added), &headers, &payload);
        added.push(("X-Amz-Signature", signature.as_str()));
        if self.dialect == Dialect::IotDeviceGateway {
            added.extend(token);
        }
        self.url.with_query(self.dialect, &added)
    }

    fn credential(&self) -> String {
        format!("{}/{}", self.signer.access_key_id, self.credential_scope)
    }

    fn sends_payload_hash(&self) -> bool {
        self.dialect == Dialect::S3
            || self.scope.content_sha256_header
            || self.order.body == Body::Unsigned
            || self.order.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("x-amz-content-sha256"))
    }

    fn signature(&self, query: &str, headers: &CanonicalHeaders, payload: &str) -> Zeroizing<String> {
        let path = &self.url.path(self.dialect);
        let canonical = Canonical { method: &self.order.method, path, query, headers, payload }.text();
        let mut to_sign = String::with_capacity(192);
        // Writing to a String cannot fail.
        let _ = write!(
            to_sign,
            "{ALGORITHM}\n{}\n{}\n{}",
            self.date.as_str(),
            self.credential_scope,
            key::sha256_hex(canonical.as_bytes())
        );
        let scope = KeyScope { day: self.date.day(), region: self.scope.region, service: self.scope.service };
        let Signer { secret_access_key, keys, .. } = self.signer;
        keys.unwrap_or(&KeyCache::default()).sign_hex(secret_access_key, &scope, to_sign.as_bytes())
    }
}

/// When a presigned URL really ends.
fn end_of(signer: &Signer<'_>, scope: &Scope<'_>, expires_s: u32) -> Result<i64, Refusal> {
    if !(1..=MAX_EXPIRES_S).contains(&expires_s) {
        return Err(Refusal::new("expires_s", "is not between 1 and 604800 seconds (a week)"));
    }
    let asked_unix_ms = scope.signed_at_unix_ms.saturating_add(i64::from(expires_s) * 1000);
    let end_unix_ms = signer.expiration_unix_ms.map_or(asked_unix_ms, |end| end.min(asked_unix_ms));
    if end_unix_ms <= scope.signed_at_unix_ms {
        return Err(Refusal::new(
            "credentials",
            "have expired, so the URL would never be good; get new ones",
        ));
    }
    Ok(end_unix_ms)
}

fn payload_hash(body: &Body) -> String {
    match body {
        Body::Sha256(hash) => hash.to_ascii_lowercase(),
        Body::Unsigned => UNSIGNED_PAYLOAD.to_owned(),
    }
}

fn header(name: &'static str, value: &str) -> Header {
    Header { name, value: Zeroizing::new(value.to_owned()) }
}

/// Everything but the URL, which says itself what it is, and the instants.
fn check(signer: &Signer<'_>, order: &Order, scope: &Scope<'_>) -> Result<(), Refusal> {
    let is_visible = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic());
    let is_label = |text: &str| {
        !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
    };
    let is_token = |text: &str| {
        !text.is_empty()
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
    };
    let says = |field, message| Err(Refusal::new(field, message));
    if !is_visible(signer.access_key_id) || signer.access_key_id.contains('/') {
        return says("access_key_id", "is empty, or holds a character that no access key id has");
    }
    if !is_visible(signer.secret_access_key) {
        return says("secret_access_key", "is empty, or holds a character that no secret access key has");
    }
    if signer.session_token.is_some_and(|token| !is_visible(token)) {
        return says("session_token", "is empty, or holds a character that no session token has");
    }
    if !is_label(scope.region) {
        return says("region", "is empty or no region's name; give one such as eu-west-1");
    }
    if !is_label(scope.service) {
        return says("service", "is empty or no service's signing name; give one such as s3");
    }
    if !is_token(&order.method) {
        return says("method", "is empty, or no HTTP method; give one such as GET");
    }
    for (name, value) in &order.headers {
        if !is_token(name) {
            return says(
                "headers",
                "have a name that is empty, or holds a character that HTTP does not allow",
            );
        }
        if value.bytes().any(|byte| byte.is_ascii_control() && byte != b'\t') {
            return says("headers", "have a value with a control character");
        }
    }
    if let Body::Sha256(hash) = &order.body
        && !(hash.len() == 64 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()))
    {
        return says("body_sha256", "is not 64 hexadecimal digits");
    }
    Ok(())
}

#[cfg(test)]
mod tests;

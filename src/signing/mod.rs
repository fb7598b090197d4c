//! AWS Signature Version 4: credentials and a request in, the headers or the URL to send out. Pure: no I/O, no provider,
//! and no clock but the instant that is given.
//!
//! Source: AWS documentation, "Signature Version 4 signing process" and, for S3, "Authenticating Requests". Where the text is
//! silent, what botocore does (`botocore/auth.py`); the layer `signing` compares with it byte for byte.

mod canonical;
mod characters;
mod date;
mod digest;
mod encode;
mod hashed;
mod infer;
mod key;
pub mod order;
mod query;
mod signature;
mod url;

use std::ffi::c_char;
use std::fmt;

pub use self::canonical::Given;
use self::canonical::SignedHeaders;
use self::characters::{LABEL, TOKEN, is_all, is_visible};
use self::date::AmzDate;
pub use self::date::iso8601;
pub use self::key::KeyCache;
pub use self::order::{Body, KeptOrder, Order};
use self::query::Query;
use self::signature::{Terms, credential_bytes, part};
use self::url::{Url, path_to_sign};
use crate::secret::{Draft, Place, Secrets};

/// The longest that a presigned URL may live: a week.
pub const MAX_EXPIRES_S: u32 = 604_800;

const ALGORITHM: &[u8] = b"AWS4-HMAC-SHA256";
const UNSIGNED_PAYLOAD: &[u8] = b"UNSIGNED-PAYLOAD";

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
    /// The key that was derived last for this signer, and no other, if it is kept.
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

impl Scope<'_> {
    fn date(&self) -> Result<AmzDate, Refusal> {
        AmzDate::new(self.signed_at_unix_ms)
            .ok_or(Refusal("signed_at_unix_ms: is not between the years 1970 and 9999"))
    }
}

/// A request that can be sent.
pub struct SignedRequest {
    /// The URL and the values of the headers: a presigned URL is a secret, and so are a token and a signature.
    texts: Secrets,
    url: Place,
    /// The values of [`NAMES`].
    headers: [Option<Place>; 4],
    /// As given.
    pub signed_at_unix_ms: i64,
    /// When a presigned URL ends: as asked, or with the credentials, whichever comes first.
    pub ends_at_unix_ms: Option<i64>,
}

/// What presigning adds to a query. A service refuses a URL that has one of them twice.
const PRESIGNING: &str = "X-Amz-Algorithm X-Amz-Credential X-Amz-Date X-Amz-Expires X-Amz-Security-Token X-Amz-Signature \
                          X-Amz-SignedHeaders";

/// The name of a header, in lower case, with a NUL.
#[derive(Clone, Copy)]
struct Name(&'static str);

const CONTENT_SHA256: Name = Name("x-amz-content-sha256\0");
const DATE: Name = Name("x-amz-date\0");
const SECURITY_TOKEN: Name = Name("x-amz-security-token\0");
const AUTHORIZATION: Name = Name("authorization\0");
/// Of the headers that signing adds. All but the last are signed themselves, in this order.
const NAMES: [Name; 4] = [CONTENT_SHA256, DATE, SECURITY_TOKEN, AUTHORIZATION];

impl Name {
    fn text(self) -> &'static str {
        self.0.strip_suffix('\0').unwrap_or_default()
    }
}

impl SignedRequest {
    /// The URL to send to.
    #[must_use]
    pub fn url(&self) -> &str {
        self.texts.expose(self.url)
    }

    /// [`SignedRequest::url`] for C, which may use it as long as `self` lives.
    #[must_use]
    pub fn url_ptr(&self) -> *const c_char {
        self.texts.as_ptr(self.url)
    }

    /// The headers to add, or to put in place of those of the same name: names in lower case, and values.
    #[must_use]
    pub fn headers(&self) -> impl DoubleEndedIterator<Item = (&'static str, &str)> {
        self.places().map(|(name, value)| (name.text(), self.texts.expose(value)))
    }

    /// How many headers there are.
    #[must_use]
    pub fn header_count(&self) -> usize {
        self.places().count()
    }

    /// One of the headers for C, as [`SignedRequest::url_ptr`].
    #[must_use]
    pub fn header_ptrs(&self, index: usize) -> Option<(*const c_char, *const c_char)> {
        let (name, value) = self.places().nth(index)?;
        Some((name.0.as_ptr().cast(), self.texts.as_ptr(value)))
    }

    fn places(&self) -> impl DoubleEndedIterator<Item = (Name, Place)> {
        NAMES.iter().zip(&self.headers).filter_map(|(name, value)| Some((*name, (*value)?)))
    }
}

impl fmt::Debug for SignedRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SignedRequest(***)")
    }
}

/// Why nothing was signed: the argument that has to be put right, a colon, what is wrong with it, and what would be right.
/// Says nothing of the values, which may be secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Refusal(&'static str);

impl Refusal {
    /// The argument, and what is wrong with it.
    #[must_use]
    pub fn parts(self) -> (&'static str, &'static str) {
        self.0.split_once(": ").unwrap_or_default()
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
    order: &'a Order<'a>,
    scope: &'a Scope<'a>,
    url: &'a Url<'a>,
    date: &'a AmzDate,
    query: Query,
    headers: SignedHeaders<'a>,
    dialect: Dialect,
    /// Of a presigned URL.
    ends_at_unix_ms: Option<i64>,
    /// How long the [`Terms`] are at most, but for the headers that signing adds.
    terms_bytes: usize,
}

impl<'a> Signing<'a> {
    fn new(
        signer: &'a Signer<'a>,
        order: &'a Order<'a>,
        scope: &'a Scope<'a>,
        url: &'a Url<'a>,
        date: &'a AmzDate,
        names: &'a str,
    ) -> Result<Self, Refusal> {
        check(signer, order, scope)?;
        let headers = SignedHeaders::given(order.headers, names)?;
        let terms_bytes = credential_bytes(signer, scope) + headers.name_bytes() + "host;".len();
        let token_bytes = signer.session_token.map_or(0, str::len);
        let (ends_at_unix_ms, room) = match scope.placement {
            Placement::Headers => (None, 0),
            // What is the same of each, and the rest, all of which may have to be encoded.
            Placement::Query { expires_s } => {
                (Some(end_of(signer, scope, expires_s)?), 230 + 3 * (terms_bytes + token_bytes))
            }
        };
        let query = url.query(room);
        if ends_at_unix_ms.is_some() && PRESIGNING.split(' ').any(|name| query.has(name)) {
            return Err(Refusal(
                "url: is a presigned one already; give the one without X-Amz-Signature and its like",
            ));
        }
        let dialect = Dialect::of(scope.service);
        Ok(Self { signer, order, scope, url, date, query, headers, dialect, ends_at_unix_ms, terms_bytes })
    }

    fn run(mut self) -> SignedRequest {
        // Unless it will be sent by another value.
        if !self.headers.has("host") {
            self.headers.put("host", self.url.host_and_port.as_bytes());
        }
        match self.scope.placement {
            Placement::Headers => self.signed_headers(),
            Placement::Query { expires_s } => self.presigned_url(expires_s),
        }
    }

    fn signed_headers(&mut self) -> SignedRequest {
        let payload = self.order.body.hash();
        let token = self.signer.session_token.map(str::as_bytes);
        let added = [self.sends_payload_hash().then_some(payload), Some(self.date.as_bytes()), token];
        for (name, value) in NAMES.iter().zip(added) {
            if let Some(value) = value {
                self.headers.put(name.text(), value);
            }
        }
        let path = self.url.path_to_send(self.dialect);
        let fixed = 257; // two hashes, the instant, the names that were added, what is the same of each authorization
        let sent = fixed + self.url_bytes(&path) + token.map_or(0, <[u8]>::len);
        let mut out = Secrets::with_capacity(sent + self.terms_bytes);
        let url = out.push_with(|out| self.push_url(out, &path));
        let [payload_hash, date, token] = added.map(|value| value.map(|value| out.push(&[value])));
        let authorization = out.push_with(|out| {
            out.push_all(&[ALGORITHM, b" Credential="]);
            let terms = Terms::push(self, out, b", SignedHeaders=");
            out.extend_from_slice(b", Signature=");
            self.push_signature(out, &terms, &path_to_sign(&path, self.dialect), payload);
        });
        self.signed(out, url, [payload_hash, date, token, Some(authorization)])
    }

    fn presigned_url(&mut self, expires_s: u32) -> SignedRequest {
        let payload = match self.dialect {
            Dialect::S3 => UNSIGNED_PAYLOAD,
            Dialect::Usual | Dialect::IotDeviceGateway => self.order.body.hash(),
        };
        let token = self.signer.session_token.map(str::as_bytes);
        let mut said = Draft::with_capacity(self.terms_bytes + 6 + 64); // and the seconds, and the signature
        let terms = Terms::push(self, &mut said, b"");
        let seconds = said.len();
        push_decimal(&mut said, expires_s);
        let start = said.len();
        let query = &mut self.query;
        query.add("X-Amz-Algorithm", ALGORITHM);
        query.add("X-Amz-Credential", part(&said, &terms.credential));
        query.add("X-Amz-Date", self.date.as_bytes());
        query.add("X-Amz-Expires", part(&said, &(seconds..start)));
        query.add("X-Amz-SignedHeaders", part(&said, &terms.names));
        // IoT's gateway wants it behind what is signed.
        let (signed_token, added_token) = match self.dialect {
            Dialect::IotDeviceGateway => (None, token),
            Dialect::Usual | Dialect::S3 => (token, None),
        };
        if let Some(token) = signed_token {
            query.add("X-Amz-Security-Token", token);
        }
        let path = self.url.path_to_send(self.dialect);
        self.push_signature(&mut said, &terms, &path_to_sign(&path, self.dialect), payload);
        self.query.add("X-Amz-Signature", part(&said, &(start..said.len())));
        if let Some(token) = added_token {
            self.query.add("X-Amz-Security-Token", token);
        }
        let mut out = Secrets::with_capacity(self.url_bytes(&path));
        let url = out.push_with(|out| self.push_url(out, &path));
        self.signed(out, url, [None; 4])
    }

    /// As it is sent: the query as it is signed, but in its own order. Services do not agree on what a `+` stands for.
    fn push_url(&self, out: &mut Draft, path: &[u8]) {
        let query = self.query.as_bytes();
        let mark: &[u8] = if query.is_empty() { b"" } else { b"?" };
        out.push_all(&[self.url.origin.as_bytes(), path, mark, query]);
    }

    /// With its NUL.
    fn url_bytes(&self, path: &[u8]) -> usize {
        "?\0".len() + self.url.origin.len() + path.len() + self.query.as_bytes().len()
    }

    fn signed(&self, texts: Secrets, url: Place, headers: [Option<Place>; 4]) -> SignedRequest {
        let (signed_at_unix_ms, ends_at_unix_ms) = (self.scope.signed_at_unix_ms, self.ends_at_unix_ms);
        SignedRequest { texts, url, headers, signed_at_unix_ms, ends_at_unix_ms }
    }

    fn sends_payload_hash(&self) -> bool {
        self.dialect == Dialect::S3
            || self.scope.content_sha256_header
            || self.order.body == Body::Unsigned
            || self.headers.has(CONTENT_SHA256.text())
    }
}

fn push_decimal(out: &mut Draft, number: u32) {
    if number > 9 {
        push_decimal(out, number / 10);
    }
    out.extend(char::from_digit(number % 10, 10).map(|digit| digit as u8));
}

/// When a presigned URL really ends.
fn end_of(signer: &Signer<'_>, scope: &Scope<'_>, expires_s: u32) -> Result<i64, Refusal> {
    if !(1..=MAX_EXPIRES_S).contains(&expires_s) {
        return Err(Refusal("expires_s: is not between 1 and 604800 seconds (a week)"));
    }
    let asked_unix_ms = scope.signed_at_unix_ms.saturating_add(i64::from(expires_s) * 1000);
    let end_unix_ms = signer.expiration_unix_ms.map_or(asked_unix_ms, |end| end.min(asked_unix_ms));
    if end_unix_ms <= scope.signed_at_unix_ms {
        return Err(Refusal("credentials: have expired, so the URL would never be good; get new ones"));
    }
    Ok(end_unix_ms)
}

fn check_signer(signer: &Signer<'_>) -> Result<(), Refusal> {
    if !is_visible(signer.access_key_id) || signer.access_key_id.contains('/') {
        return Err(Refusal("access_key_id: is empty, or holds a character that no access key id has"));
    }
    if !is_visible(signer.secret_access_key) {
        return Err(Refusal(
            "secret_access_key: is empty, or holds a character that no secret access key has",
        ));
    }
    if signer.session_token.is_some_and(|token| !is_visible(token)) {
        return Err(Refusal("session_token: is empty, or holds a character that no session token has"));
    }
    Ok(())
}

/// Everything but the URL and the headers, which say themselves what they are, and the instants.
fn check(signer: &Signer<'_>, order: &Order<'_>, scope: &Scope<'_>) -> Result<(), Refusal> {
    if !signer.keys.is_some_and(KeyCache::is_used) {
        check_signer(signer)?;
    }
    for (text, class, refusal) in [
        (
            scope.region,
            LABEL,
            "region: is empty or no region's name; give eu-west-1, say, or leave it out: an AWS host says it",
        ),
        (
            scope.service,
            LABEL,
            "service: is empty or no service's signing name; give s3, say, or leave it out: an AWS host says it",
        ),
        (order.method, TOKEN, "method: is empty, or no HTTP method; give one such as GET"),
    ] {
        if !is_all(text, class) {
            return Err(Refusal(refusal));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;

//! The bytes of the simulated service's answers, with what they mean for the invariants: which identity id an answer
//! gives, which one it proves to be gone, which credentials it holds.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use cognito_native::http::{Response, TransportError, TransportErrorKind};
use fastrand::Rng;

use crate::links::Refusal;
use crate::scenario::Dates;
use crate::service::Call;

/// In every secret the service hands out, so that one in a text is found.
pub(crate) const SECRET_MARK: &str = "h1dd3n";
const ACCESS_KEY_MARK: &str = "ASIA";
const OPEN_ID_MARK: &str = "h1dd3n-openid-";

/// An answer on its way.
pub(crate) struct Reply {
    pub(crate) result: Result<Response, TransportError>,
    /// The identity id it gives.
    pub(crate) gives: Option<String>,
    /// The identity id it proves to be gone.
    pub(crate) proves_gone: Option<String>,
    /// The identity id it says is forbidden.
    pub(crate) forbids: Option<String>,
    /// It is for whom the game's own backend named, whoever was there before.
    pub(crate) is_of_developer: bool,
    /// The login it says is unlinked.
    pub(crate) unlinks: Option<String>,
}

impl Reply {
    fn of(result: Result<Response, TransportError>) -> Self {
        Self { result, gives: None, proves_gone: None, forbids: None, is_of_developer: false, unlinks: None }
    }

    fn json(status: u16, body: String) -> Self {
        let headers = vec![("x-amzn-requestid".to_owned(), "0000-1111".to_owned())];
        Self::of(Ok(Response { status, headers, body: body.into_bytes().into() }))
    }

    fn xml(status: u16, body: &str) -> Self {
        Self::of(Ok(Response { status, headers: Vec::new(), body: body.as_bytes().to_vec().into() }))
    }

    fn error(status: u16, code: &str, message: &str) -> Self {
        Self::json(status, format!(r#"{{"__type":"{code}","message":"{message}"}}"#))
    }

    fn header(&mut self, name: &str, value: String) {
        if let Ok(response) = &mut self.result {
            response.headers.push((name.to_owned(), value));
        }
    }
}

/// The number of the credentials with this access key.
pub(crate) fn fetch_of(access_key_id: &str) -> Option<usize> {
    access_key_id.strip_prefix(ACCESS_KEY_MARK)?.parse().ok()
}

/// Whether a text shows any part of any credentials.
pub(crate) fn shows_secret(text: &str) -> bool {
    text.contains(SECRET_MARK) || text.contains(ACCESS_KEY_MARK)
}

pub(crate) fn secret_key(fetch: usize) -> String {
    format!("{SECRET_MARK}-key-{fetch}")
}

pub(crate) fn session_token(fetch: usize) -> String {
    format!("{SECRET_MARK}-token-{fetch}")
}

/// The number of this token of `GetOpenIdToken`.
pub(crate) fn open_id_of(token: &str) -> Option<usize> {
    token.strip_prefix(OPEN_ID_MARK)?.parse().ok()
}

pub(crate) fn identity(id: &str) -> Reply {
    Reply { gives: Some(id.to_owned()), ..Reply::json(200, format!(r#"{{"IdentityId":"{id}"}}"#)) }
}

/// `fetch`: the number of the credentials, and when they expire.
pub(crate) fn credentials(asked: &str, id: &str, fetch: (usize, i64), rng: &mut Rng) -> Reply {
    let seconds = fetch.1 / 1000;
    let expiration = if rng.bool() { seconds.to_string() } else { format!("{seconds}.0") };
    Reply { gives: Some(id.to_owned()), ..merged(asked, id, body(id, fetch.0, &expiration)) }
}

pub(crate) fn open_id_token(asked: &str, id: &str, number: usize) -> Reply {
    let body = format!(r#"{{"IdentityId":"{id}","Token":"{OPEN_ID_MARK}{number}"}}"#);
    Reply { gives: Some(id.to_owned()), ..merged(asked, id, body) }
}

/// An answer for another identity than was asked for proves that this one was merged away.
fn merged(asked: &str, id: &str, body: String) -> Reply {
    Reply { proves_gone: (asked != id).then(|| asked.to_owned()), ..Reply::json(200, body) }
}

pub(crate) fn unlinked(name: &str) -> Reply {
    Reply { unlinks: Some(name.to_owned()), ..Reply::json(200, "{}".to_owned()) }
}

fn body(id: &str, fetch: usize, expiration: &str) -> String {
    let (key, token) = (secret_key(fetch), session_token(fetch));
    format!(
        r#"{{"IdentityId":"{id}","Credentials":{{"AccessKeyId":"{ACCESS_KEY_MARK}{fetch:012}","SecretKey":"{key}",
            "SessionToken":"{token}","Expiration":{expiration}}}}}"#
    )
}

pub(crate) fn identity_not_found(id: &str) -> Reply {
    let message = format!("Identity '{id}' not found.");
    Reply { proves_gone: Some(id.to_owned()), ..Reply::error(400, "ResourceNotFoundException", &message) }
}

pub(crate) fn identity_forbidden(id: &str) -> Reply {
    let message = format!("Access to Identity '{id}' is forbidden.");
    Reply { forbids: Some(id.to_owned()), ..Reply::error(400, "NotAuthorizedException", &message) }
}

pub(crate) fn guests_forbidden() -> Reply {
    let message = "Unauthenticated access is not supported for this identity pool.";
    Reply::error(400, "NotAuthorizedException", message)
}

/// What the service says about logins it does not accept.
pub(crate) fn login_refused(refusal: &Refusal) -> Reply {
    let message = match refusal {
        Refusal::Expired { now_unix_s, expires_unix_s } => {
            format!("Invalid login token. Token expired: {now_unix_s} >= {expires_unix_s}")
        }
        Refusal::Conflict => {
            return Reply::error(400, "ResourceConflictException", "Logins are already linked");
        }
        Refusal::Mismatch | Refusal::Forbidden => {
            "Logins don't match. Please include at least one valid login for this identity.".to_owned()
        }
    };
    Reply::error(400, "NotAuthorizedException", &message)
}

pub(crate) fn role_not_allowed() -> Reply {
    let message = "The ambiguous role mapping rules for: cognito-identity denied this request.";
    Reply::error(400, "NotAuthorizedException", message)
}

/// A refusal that repeats what was sent, token and all.
pub(crate) fn repeats_token(call: &Call) -> Reply {
    let token = call.logins().and_then(|logins| logins.values().next()).cloned();
    let message = format!("Token is not from a supported provider: {}", token.unwrap_or_default());
    match call {
        Call::AssumeRole { token, .. } => sts_error(400, "InvalidIdentityToken", &format!("bad: {token}")),
        _ => Reply::error(400, "NotAuthorizedException", &message),
    }
}

/// The service finds the id malformed (a stored one was damaged, say).
pub(crate) fn malformed_identity(call: &Call, rng: &mut Rng) -> Reply {
    let Some(id) = call.id() else { return throttle(rng) };
    let message =
        format!("1 validation error detected: Value '{id}' at 'identityId' failed to satisfy constraint");
    Reply { proves_gone: Some(id.to_owned()), ..Reply::error(400, "ValidationException", &message) }
}

/// STS hands out credentials for the identity of the token.
pub(crate) fn session(id: &str, fetch: (usize, i64), is_of_developer: bool) -> Reply {
    let (number, expires_unix_ms) = fetch;
    let at = UNIX_EPOCH + Duration::from_millis(u64::try_from(expires_unix_ms).unwrap());
    let (key, token) = (secret_key(number), session_token(number));
    let answer = Reply::xml(
        200,
        &format!(
            r#"<AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
<AssumeRoleWithWebIdentityResult><SubjectFromWebIdentityToken>{id}</SubjectFromWebIdentityToken><Credentials>
<AccessKeyId>{ACCESS_KEY_MARK}{number:012}</AccessKeyId><SecretAccessKey>{key}</SecretAccessKey>
<SessionToken>{token}</SessionToken><Expiration>{}</Expiration></Credentials></AssumeRoleWithWebIdentityResult>
<ResponseMetadata><RequestId>2222</RequestId></ResponseMetadata></AssumeRoleWithWebIdentityResponse>"#,
            iso8601(at)
        ),
    );
    Reply { gives: Some(id.to_owned()), is_of_developer, ..answer }
}

pub(crate) fn sts_error(status: u16, code: &str, message: &str) -> Reply {
    let error = format!("<Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error>");
    Reply::xml(status, &format!("<ErrorResponse>{error}<RequestId>3333</RequestId></ErrorResponse>"))
}

/// `2027-01-15T08:00:00Z`, from the date format at hand: `Fri, 15 Jan 2027 08:00:00 GMT`.
fn iso8601(at: SystemTime) -> String {
    let text = httpdate::fmt_http_date(at);
    let parts: Vec<&str> = text.split(' ').collect();
    let months = "JanFebMarAprMayJunJulAugSepOctNovDec";
    let month = months.find(parts[2]).unwrap() / 3 + 1;
    format!("{}-{month:02}-{}T{}Z", parts[3], parts[1], parts[4])
}

pub(crate) fn throttle(rng: &mut Rng) -> Reply {
    let mut reply = match rng.u8(0..3) {
        0 => Reply::error(400, "TooManyRequestsException", "Rate exceeded"),
        1 => Reply::error(429, "ThrottlingException", "Rate exceeded"),
        _ => Reply::json(429, String::new()),
    };
    if rng.bool() {
        reply.header("x-amz-retry-after", rng.u32(0..10_000).to_string());
    }
    reply
}

pub(crate) fn outage(rng: &mut Rng) -> Reply {
    match rng.u8(0..4) {
        0 => Reply::error(500, "InternalErrorException", "Something went wrong"),
        1 => Reply::json(503, "<html>Service Unavailable</html>".to_owned()),
        2 => Reply::json(502, String::new()),
        _ => broken_connection(rng),
    }
}

pub(crate) fn broken_connection(rng: &mut Rng) -> Reply {
    use TransportErrorKind as Kind;
    let kinds = [Kind::Resolve, Kind::Connect, Kind::Proxy, Kind::Tls, Kind::Timeout, Kind::Closed];
    let kind = kinds[rng.usize(0..kinds.len())];
    Reply::of(Err(TransportError { kind, message: format!("simulated: {kind:?}") }))
}

/// Refusals that are no proof against an identity id.
pub(crate) fn odd_refusal(rng: &mut Rng) -> Reply {
    let (code, message) = [
        ("NotAuthorizedException", "Logins don't match. Please include at least one valid login."),
        ("NotAuthorizedException", "Invalid login token. Token expired: 1 >= 0"),
        ("ResourceNotFoundException", "IdentityPool 'us-east-1:0' not found."),
        ("InvalidIdentityPoolConfigurationException", "Invalid identity pool configuration."),
        ("LimitExceededException", "Limit exceeded"),
        ("ResourceConflictException", "Login already linked"),
        ("SomethingNewException", "Nobody knows"),
    ][rng.usize(0..7)];
    Reply::error(400, code, message)
}

pub(crate) fn garbage(rng: &mut Rng) -> Reply {
    let bodies =
        ["", "{", "[]", "null", r#"{"IdentityId":7}"#, r#"{"Credentials":{}}"#, "<html>sign in</html>"];
    Reply::json([200, 200, 302, 404, 418][rng.usize(0..5)], bodies[rng.usize(0..bodies.len())].to_owned())
}

/// The beginning of a whole answer.
pub(crate) fn truncated(mut whole: Reply, rng: &mut Rng) -> Reply {
    if let Ok(response) = &mut whole.result
        && response.status == 200
    {
        let length = rng.usize(0..response.body.len());
        response.body.truncate(length);
        // An unlinking has nothing to say: its empty answer is a whole one.
        let unlinks = whole.unlinks.take_if(|_| length == 0);
        return Reply { unlinks, ..Reply::of(whole.result) };
    }
    whole
}

pub(crate) fn date(reply: &mut Reply, dates: Dates, unix_ms: i64, rng: &mut Rng) {
    let said = match dates {
        Dates::Absent => return,
        Dates::Right => unix_ms,
        Dates::Wrong => rng.i64(0..4_000_000_000_000),
    };
    let at = UNIX_EPOCH + Duration::from_millis(u64::try_from(said).unwrap());
    reply.header("date", httpdate::fmt_http_date(at));
}

//! What the service's error means: by its code first, its message second, the HTTP status third. The status comes last
//! because the same code arrives with different ones: `NotAuthorizedException` is seen at 400 and 403, throttles at
//! 400 and 429.
//!
//! Sources: error sections of `GetId`, `GetCredentialsForIdentity`, `GetOpenIdToken` and `UnlinkIdentity` (Amazon
//! Cognito API reference), `AssumeRoleWithWebIdentity` and "Common errors" (AWS STS API reference), the throttling
//! codes of the AWS SDKs' standard retry mode; messages as seen on the wire.

use super::error::{ErrorKind, LoginRejection};

/// The meaning of an error answer. `code` is without namespace; `message` may be empty.
#[must_use]
pub fn classify(code: Option<&str>, message: &str, http_status: u16) -> ErrorKind {
    let message = message.trim().to_ascii_lowercase();
    let by_code = code.and_then(|code| {
        // Some codes are written with and without it.
        by_code(code.strip_suffix("Exception").unwrap_or(code), &message)
    });
    by_code.unwrap_or_else(|| by_status(http_status, code.is_some_and(|code| !code.is_empty())))
}

// Without the suffix "Exception".
const THROTTLES: [&str; 11] = [
    "BandwidthLimitExceeded",
    "EC2Throttled",
    "PriorRequestNotComplete",
    "ProvisionedThroughputExceeded",
    "RequestLimitExceeded",
    "RequestThrottled",
    "SlowDown",
    "Throttled",
    "Throttling",
    "TooManyRequests",
    "TransactionInProgress",
];
const OUTAGES: [&str; 7] = [
    "ExternalService",
    "IDPCommunicationError",
    "InternalError",
    "InternalFailure",
    "InternalServerError",
    "RequestTimeout",
    "ServiceUnavailable",
];
const BAD_PARAMETERS: [&str; 9] = [
    "InvalidParameter",
    "InvalidParameterCombination",
    "InvalidParameterValue",
    "MalformedPolicyDocument",
    "MissingParameter",
    "PackedPolicyTooLarge",
    "Serialization",
    "Validation",
    "ValidationError",
];

fn by_code(code: &str, message: &str) -> Option<ErrorKind> {
    Some(match code {
        "NotAuthorized" => not_authorized(message),
        "ResourceNotFound" => resource_not_found(message),
        "Validation" | "ValidationError" if message.contains("at 'identityid'") => {
            ErrorKind::MalformedIdentityId
        }
        "ResourceConflict" => ErrorKind::ResourceConflict,
        "LimitExceeded" => ErrorKind::LimitExceeded,
        "AccessDenied" | "InvalidIdentityPoolConfiguration" | "RegionDisabled" => ErrorKind::RoleNotAllowed,
        "ExpiredToken" => ErrorKind::LoginExpired,
        "IDPRejectedClaim" | "InvalidIdentityToken" => login_token(message),
        _ if THROTTLES.contains(&code) => ErrorKind::Throttled,
        _ if OUTAGES.contains(&code) => ErrorKind::Unavailable,
        _ if BAD_PARAMETERS.contains(&code) => ErrorKind::InvalidParameter,
        _ => return None,
    })
}

/// The one code with a dozen meanings.
fn not_authorized(message: &str) -> ErrorKind {
    if message.starts_with("access to identity") && message.contains("forbidden") {
        ErrorKind::IdentityForbidden
    } else if message.starts_with("unauthenticated access is not supported") {
        ErrorKind::GuestAccessDisabled
    } else if message.starts_with("logins don't match") {
        ErrorKind::LoginsDontMatch
    } else if message.contains("ambiguous role mapping") {
        ErrorKind::RoleNotAllowed
    } else if message.contains("token") || message.contains("required claim") {
        login_token(message)
    } else {
        ErrorKind::Rejected
    }
}

/// What is wrong with a login's token.
fn login_token(message: &str) -> ErrorKind {
    let says = |words: &str| message.contains(words);
    let rejection = if says("token expired") || says("token is expired") || says("token has expired") {
        return ErrorKind::LoginExpired;
    } else if says("issuer doesn't match") {
        LoginRejection::IssuerMismatch
    } else if says("not from a supported provider") {
        LoginRejection::UnsupportedProvider
    } else if says("can't pass in a cognito token") {
        LoginRejection::CognitoToken
    } else if says("required claim: aud") {
        LoginRejection::MissingAudience
    } else if says("couldn't verify") || says("couldn't retrieve verification key") {
        LoginRejection::Unverifiable
    } else {
        LoginRejection::Other
    };
    ErrorKind::LoginRejected(rejection)
}

/// An identity is only given up on proof: whatever does not name one is about the pool.
fn resource_not_found(message: &str) -> ErrorKind {
    let names_identity = message.starts_with("identity '") || message.starts_with("identity \"");
    if names_identity && (message.contains("not found") || message.contains("does not exist")) {
        ErrorKind::IdentityNotFound
    } else {
        ErrorKind::PoolNotFound
    }
}

/// Every refusal of the service has a code: one without is by something in between, a captive portal or a proxy, and
/// means no more than a broken connection. A web server that knows no POST says 501.
fn by_status(http_status: u16, has_code: bool) -> ErrorKind {
    match http_status {
        429 => ErrorKind::Throttled,
        501 if !has_code => ErrorKind::InvalidResponse,
        408 | 500..=599 => ErrorKind::Unavailable,
        400..=499 if has_code => ErrorKind::Rejected,
        _ => ErrorKind::InvalidResponse,
    }
}

#[cfg(test)]
mod tests;

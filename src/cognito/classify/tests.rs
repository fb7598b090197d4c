//! Every row of the recovery tables.

use super::*;
use crate::http::retry::RetryKind;
use ErrorKind as Kind;
use LoginRejection as Login;

const NOT_AUTHORIZED: Option<&str> = Some("NotAuthorizedException");
const NOT_FOUND: Option<&str> = Some("ResourceNotFoundException");

#[test]
fn messages_of_not_authorized_at_any_status() {
    let table = [
        ("Access to Identity 'us-east-1:12' is forbidden.", Kind::IdentityForbidden),
        ("Unauthenticated access is not supported for this identity pool.", Kind::GuestAccessDisabled),
        (
            "Logins don't match. Please include at least one valid login for this identity or identity pool.",
            Kind::LoginsDontMatch,
        ),
        ("Invalid login token. Token expired: 1515115602 >= 1515112002", Kind::LoginExpired),
        (
            "Invalid login token. Issuer doesn't match providerName",
            Kind::LoginRejected(Login::IssuerMismatch),
        ),
        (
            "Token is not from a supported provider of this identity pool.",
            Kind::LoginRejected(Login::UnsupportedProvider),
        ),
        ("Invalid login token. Can't pass in a Cognito token.", Kind::LoginRejected(Login::CognitoToken)),
        ("Invalid login token. Missing a required claim: aud", Kind::LoginRejected(Login::MissingAudience)),
        ("Missing a required claim: aud", Kind::LoginRejected(Login::MissingAudience)),
        ("Invalid login token. Couldn't verify signed token.", Kind::LoginRejected(Login::Unverifiable)),
        (
            "Invalid login token. Not a valid OpenId Connect identity token.",
            Kind::LoginRejected(Login::Other),
        ),
        ("Invalid login token.", Kind::LoginRejected(Login::Other)),
        ("The ambiguous role mapping rules denied assuming a role for token", Kind::RoleNotAllowed),
        ("Something new", Kind::Rejected),
    ];
    for (message, kind) in table {
        for status in [400, 401, 403] {
            assert_eq!(classify(NOT_AUTHORIZED, message, status), kind, "{message}");
        }
    }
    assert_eq!(classify(NOT_AUTHORIZED, "", 400), Kind::Rejected);
}

#[test]
fn half_of_a_message_is_not_the_message() {
    let table = [
        ("Access to Identity 'us-east-1:12' is granted", Kind::Rejected),
        ("It is forbidden", Kind::Rejected),
        (
            "Couldn't retrieve verification key for login token",
            Kind::LoginRejected(LoginRejection::Unverifiable),
        ),
        ("Couldn't verify the login token", Kind::LoginRejected(LoginRejection::Unverifiable)),
    ];
    for (message, kind) in table {
        assert_eq!(classify(Some("NotAuthorizedException"), message, 400), kind, "{message}");
    }
}

#[test]
fn an_identity_is_given_up_on_proof_only() {
    let table = [
        (NOT_FOUND, "Identity 'us-east-1:12' not found.", Kind::IdentityNotFound),
        (NOT_FOUND, "IdentityPool 'us-east-1:12' not found.", Kind::PoolNotFound),
        (NOT_FOUND, "Identity pool 'us-east-1:12' does not exist", Kind::PoolNotFound),
        (NOT_FOUND, "us-east-1:12", Kind::PoolNotFound),
        (NOT_FOUND, "", Kind::PoolNotFound),
        (NOT_AUTHORIZED, "Identity 'us-east-1:12' not found.", Kind::Rejected),
        (None, "Identity 'us-east-1:12' not found.", Kind::InvalidResponse),
        (
            Some("ValidationException"),
            "1 validation error detected: Value 'x' at 'identityId' failed to satisfy constraint: …",
            Kind::MalformedIdentityId,
        ),
        (
            Some("ValidationException"),
            "1 validation error detected: Value 'x' at 'identityPoolId' failed to satisfy constraint: …",
            Kind::InvalidParameter,
        ),
        (Some("ValidationException"), "Value 'identityId' at 'logins' failed", Kind::InvalidParameter),
    ];
    for (code, message, kind) in table {
        assert_eq!(classify(code, message, 404), kind, "{message}");
    }
}

#[test]
fn codes_with_one_meaning_at_any_status() {
    let table: &[(Kind, &[&str])] = &[
        (
            Kind::Throttled,
            &[
                "Throttling",
                "ThrottlingException",
                "ThrottledException",
                "RequestThrottledException",
                "TooManyRequestsException",
                "ProvisionedThroughputExceededException",
                "TransactionInProgressException",
                "RequestLimitExceeded",
                "BandwidthLimitExceeded",
                "RequestThrottled",
                "SlowDown",
                "PriorRequestNotComplete",
                "EC2ThrottledException",
            ],
        ),
        (Kind::LimitExceeded, &["LimitExceededException"]),
        (
            Kind::Unavailable,
            &[
                "InternalErrorException",
                "ExternalServiceException",
                "RequestTimeout",
                "RequestTimeoutException",
                "IDPCommunicationError",
                "IDPCommunicationErrorException",
                "InternalFailure",
                "ServiceUnavailable",
                "ServiceUnavailableException",
            ],
        ),
        (
            Kind::InvalidParameter,
            &[
                "InvalidParameterException",
                "SerializationException",
                "ValidationException",
                "ValidationError",
                "MalformedPolicyDocument",
                "MalformedPolicyDocumentException",
                "PackedPolicyTooLarge",
                "PackedPolicyTooLargeException",
            ],
        ),
        (
            Kind::RoleNotAllowed,
            &[
                "AccessDenied",
                "AccessDeniedException",
                "InvalidIdentityPoolConfigurationException",
                "RegionDisabledException",
            ],
        ),
        (Kind::ResourceConflict, &["ResourceConflictException"]),
        (Kind::LoginExpired, &["ExpiredTokenException", "ExpiredToken"]),
        (
            Kind::LoginRejected(Login::Other),
            &["IDPRejectedClaim", "IDPRejectedClaimException", "InvalidIdentityToken"],
        ),
    ];
    for (kind, codes) in table {
        for code in *codes {
            for status in [200, 400, 403, 429, 500, 503] {
                assert_eq!(classify(Some(code), "some text", status), *kind, "{code} at {status}");
            }
        }
    }
}

#[test]
fn sts_says_what_is_wrong_with_a_token() {
    let code = Some("InvalidIdentityToken");
    let table = [
        (
            "Couldn't retrieve verification key from your identity provider",
            Kind::LoginRejected(Login::Unverifiable),
        ),
        ("Incorrect token audience", Kind::LoginRejected(Login::Other)),
        ("No OpenIDConnect provider found in your account", Kind::LoginRejected(Login::Other)),
        ("Token expired", Kind::LoginExpired),
        ("The token is expired", Kind::LoginExpired),
        ("The token has expired", Kind::LoginExpired),
    ];
    for (message, kind) in table {
        assert_eq!(classify(code, message, 400), kind, "{message}");
    }
}

#[test]
fn the_status_decides_without_a_known_code() {
    let table = [
        (200, Kind::InvalidResponse),
        (301, Kind::InvalidResponse),
        (302, Kind::InvalidResponse),
        (100, Kind::InvalidResponse),
        (0, Kind::InvalidResponse),
        (408, Kind::Unavailable),
        (429, Kind::Throttled),
        (500, Kind::Unavailable),
        (502, Kind::Unavailable),
        (503, Kind::Unavailable),
        (504, Kind::Unavailable),
        (600, Kind::InvalidResponse),
    ];
    for (status, kind) in table {
        for code in [None, Some("SomethingNewException"), Some("Exception"), Some("")] {
            assert_eq!(classify(code, "text", status), kind, "{code:?} at {status}");
        }
    }
    assert_eq!(classify(Some("SomethingNewException"), "text", 501), Kind::Unavailable);
    assert_eq!(classify(None, "text", 501), Kind::InvalidResponse, "by a web server that knows no POST");
    // A refusal with a code is the service's own; one without is by something in between.
    for status in [400, 403, 404, 407, 451] {
        for code in ["SomethingNewException", "Exception"] {
            assert_eq!(classify(Some(code), "text", status), Kind::Rejected, "{code} at {status}");
        }
        for code in [None, Some("")] {
            assert_eq!(classify(code, "text", status), Kind::InvalidResponse, "{code:?} at {status}");
        }
    }
}

#[test]
fn what_may_be_tried_again() {
    let table = [
        (Kind::Throttled, Some(RetryKind::Throttle)),
        (Kind::LimitExceeded, Some(RetryKind::Throttle)),
        (Kind::Unavailable, Some(RetryKind::Transient)),
        (Kind::InvalidResponse, Some(RetryKind::Transient)),
        (Kind::IdentityNotFound, None),
        (Kind::MalformedIdentityId, None),
        (Kind::PoolNotFound, None),
        (Kind::IdentityForbidden, None),
        (Kind::GuestAccessDisabled, None),
        (Kind::LoginsDontMatch, None),
        (Kind::LoginExpired, None),
        (Kind::LoginRejected(Login::Unverifiable), None),
        (Kind::RoleNotAllowed, None),
        (Kind::ResourceConflict, None),
        (Kind::InvalidParameter, None),
        (Kind::Rejected, None),
    ];
    for (kind, retry) in table {
        assert_eq!(kind.retry_kind(), retry, "{kind:?}");
    }
}

//! What the host is told: the result code of each kind of error, and a hint in plain words on what to change. A hint
//! never repeats text from the answer.

use std::borrow::Cow;

use crate::error::{Failure, ResultCode};

use super::endpoint::{self, Service};
use super::error::{CallError, ErrorKind, LoginRejection};
use super::partition;

/// What was asked, and of whom.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// The service that should have answered.
    pub service: Service,
    /// Where it was asked.
    pub url: &'a str,
    /// The host chose that itself, by [`Service::option`].
    pub is_own_endpoint: bool,
    /// The pool's.
    pub region: &'a str,
    /// Logins were presented.
    pub had_logins: bool,
    /// HTTP requests made.
    pub attempts: u32,
}

impl Asked<'_> {
    /// The hint, and which option to doubt as well if the host has set it.
    #[must_use]
    pub fn doubting_endpoint(&self, hint: Cow<'static, str>) -> Cow<'static, str> {
        if !self.is_own_endpoint {
            return hint;
        }
        let (option, host) = (self.service.option(), endpoint::host(self.url));
        format!("{hint} Is the {option} option right, which names {host}?").into()
    }

    /// For an answer that the service would never give.
    #[must_use]
    pub fn not_the_service(&self) -> Cow<'static, str> {
        let (endpoint, host) = (self.service.an_endpoint(), endpoint::host(self.url));
        self.doubting_endpoint(
            format!(
                "This is not {endpoint}: something answers in the place of {host}, or damages its answers. Look for a \
                 captive portal, a firewall or a proxy."
            )
            .into(),
        )
    }
}

/// The failure to deliver, once nothing more is tried.
#[must_use]
pub fn failure(err: &CallError, asked: &Asked<'_>) -> Failure {
    Failure {
        hint: hint(err, asked),
        aws_error_code: err.aws_error_code.clone(),
        http_status: err.http_status,
        aws_request_id: err.aws_request_id.as_deref().map(Box::from),
        attempts: asked.attempts,
        is_retryable: err.kind.retry_kind().is_some(),
        ..Failure::local(result_code(err, asked.had_logins), err.message.clone())
    }
}

fn result_code(err: &CallError, had_logins: bool) -> ResultCode {
    match err.kind {
        ErrorKind::IdentityNotFound | ErrorKind::MalformedIdentityId => ResultCode::IdentityNotFound,
        ErrorKind::PoolNotFound => ResultCode::PoolNotFound,
        ErrorKind::IdentityForbidden | ErrorKind::LoginsDontMatch => ResultCode::LoginRequired,
        ErrorKind::GuestAccessDisabled => ResultCode::GuestAccessDisabled,
        ErrorKind::LoginExpired => ResultCode::LoginExpired,
        ErrorKind::LoginRejected(_) => ResultCode::LoginRejected,
        ErrorKind::RoleNotAllowed => ResultCode::RoleNotAllowed,
        ErrorKind::ResourceConflict => ResultCode::ResourceConflict,
        ErrorKind::LimitExceeded => ResultCode::LimitExceeded,
        ErrorKind::InvalidParameter => ResultCode::InvalidParameter,
        ErrorKind::Throttled => ResultCode::Throttled,
        ErrorKind::Unavailable => ResultCode::ServiceUnavailable,
        ErrorKind::InvalidResponse => ResultCode::InvalidResponse,
        ErrorKind::Rejected => match err.aws_error_code.as_deref() {
            Some("NotAuthorizedException") if had_logins => ResultCode::LoginRejected,
            Some("NotAuthorizedException") => ResultCode::LoginRequired,
            _ => ResultCode::InvalidParameter,
        },
    }
}

fn hint(err: &CallError, asked: &Asked<'_>) -> Cow<'static, str> {
    let text = match err.kind {
        ErrorKind::IdentityNotFound
        | ErrorKind::MalformedIdentityId
        | ErrorKind::IdentityForbidden
        | ErrorKind::LoginsDontMatch => identity(err.kind, asked.had_logins),
        ErrorKind::PoolNotFound => {
            "Check identity_pool_id against the Cognito console (Identity pools, not User pools), that the region \
             is the pool's own, and that the pool was not deleted."
        }
        ErrorKind::GuestAccessDisabled => {
            "Add a login before asking, or turn on guest access for this identity pool in the Cognito console \
             (User access, Guest access)."
        }
        ErrorKind::LoginExpired => {
            "Get a fresh token from the login provider and set the login again, or set a login source so that the \
             library can ask for one. If the token is fresh, check the device's clock."
        }
        ErrorKind::LoginRejected(why) => rejected_login(why),
        ErrorKind::RoleNotAllowed => return role(err, asked.region),
        ErrorKind::Rejected => refused(err, asked.had_logins),
        ErrorKind::InvalidResponse => return asked.not_the_service(),
        ErrorKind::Unavailable if err.aws_error_code.is_none() => {
            "Something on the way to the service, such as a load balancer, a proxy or a captive portal, is failing. Try \
             again later."
        }
        ErrorKind::ResourceConflict
        | ErrorKind::LimitExceeded
        | ErrorKind::InvalidParameter
        | ErrorKind::Throttled
        | ErrorKind::Unavailable => outage_or_limit(err.kind, &err.message),
    };
    if may_be_the_endpoint(err) { asked.doubting_endpoint(text.into()) } else { text.into() }
}

/// What another service, or an emulator that knows other pools, would say as well.
fn may_be_the_endpoint(err: &CallError) -> bool {
    match err.kind {
        ErrorKind::PoolNotFound
        | ErrorKind::Rejected
        | ErrorKind::LoginRejected(LoginRejection::UnsupportedProvider) => true,
        ErrorKind::Unavailable => err.aws_error_code.is_none(),
        _ => false,
    }
}

/// What to do about an identity id that cannot be used.
fn identity(kind: ErrorKind, had_logins: bool) -> &'static str {
    match kind {
        ErrorKind::IdentityNotFound => {
            "The identity was deleted in the Cognito console or by a cleanup. Clear the identity and \
             ask again to get a new one."
        }
        ErrorKind::MalformedIdentityId => {
            "The identity id is not of the form region:GUID. Check the identity_id option or what your backend \
             returns, or clear the identity."
        }
        ErrorKind::IdentityForbidden if had_logins => {
            "This identity belongs to another login, or is disabled. Sign the player in with the login first used \
             on it, or sign out to start with a new identity."
        }
        ErrorKind::IdentityForbidden => {
            "The stored identity belongs to a player who signed in, so a guest cannot use it. Add that player's \
             login, sign out to start as a new guest, or give the guest a profile of \
             their own."
        }
        ErrorKind::LoginsDontMatch if had_logins => {
            "The stored identity is linked to another login. Add a login that is linked to it, or sign out \
             before another player signs in."
        }
        _ => "The stored identity is linked to a login. Sign the player in and set the login before asking.",
    }
}

fn rejected_login(why: LoginRejection) -> &'static str {
    match why {
        LoginRejection::IssuerMismatch => {
            "The login's name and the token's issuer differ. The name is the token's iss claim without https://, \
             such as accounts.google.com or cognito-idp.us-east-1.amazonaws.com/us-east-1_AbCdEf123."
        }
        LoginRejection::UnsupportedProvider => {
            "Check the login's name: the token's iss claim without https://, such as accounts.google.com. If it is right, \
             add this provider to the identity pool in the Cognito console (User access, Identity providers), with \
             the app id or app client id that the token was issued for (its aud claim)."
        }
        LoginRejection::CognitoToken => {
            "This is a token of an identity pool. Pass the ID token of the login provider; for a Cognito user \
             pool, the one from its sign-in. For developer-authenticated identities, give your backend's token \
             under the login name cognito-identity.amazonaws.com."
        }
        LoginRejection::MissingAudience => {
            "The token has no aud claim, so it is probably an access token. Pass the ID token instead."
        }
        LoginRejection::Unverifiable => {
            "The token's signature could not be verified. Get a fresh token; if that fails too, check that it is \
             passed whole and unchanged, and that the provider publishes its signing keys."
        }
        LoginRejection::Other => {
            "Check that the login's name fits the provider, and that the token is the right kind, whole and fresh: \
             an ID token for OpenID Connect providers, an access token for Facebook and Amazon."
        }
    }
}

fn role(err: &CallError, region: &str) -> Cow<'static, str> {
    let text = match err.aws_error_code.as_deref() {
        Some("RegionDisabledException") => {
            "STS is switched off for this region in your AWS account. Activate it in the IAM console (Account \
             settings, Security Token Service), or set sts_endpoint to a region where it is active."
        }
        Some("NotAuthorizedException") => {
            "The identity pool's role mapping matched no role and is set to deny. Change the rules in the Cognito \
             console (User access, the provider's role settings), or set custom_role_arn to a role the token allows."
        }
        _ => {
            let principal = partition::identity_principal(region);
            return format!(
                "Check the roles of the identity pool in the Cognito console, and the role's trust policy in IAM: \
                 principal {principal}, action sts:AssumeRoleWithWebIdentity, {principal}:aud equal to the pool id, \
                 and :amr authenticated or unauthenticated."
            )
            .into();
        }
    };
    text.into()
}

fn refused(err: &CallError, had_logins: bool) -> &'static str {
    match (err.aws_error_code.as_deref(), had_logins) {
        (Some("NotAuthorizedException"), true) => {
            "The service refused these logins; its message says why. Check the login's name, its token, and the \
             pool's providers in the Cognito console."
        }
        (Some("NotAuthorizedException"), false) => {
            "The service refused a guest; its message says why. Add a login, or check guest access for this pool in \
             the Cognito console."
        }
        _ => "The service refused the request; its error code and message say why.",
    }
}

fn outage_or_limit(kind: ErrorKind, message: &str) -> &'static str {
    match kind {
        ErrorKind::ResourceConflict => {
            "This login is already linked to another identity, or the identity already has a login of this \
             provider. Sign in with that login alone, or unlink it first."
        }
        ErrorKind::LimitExceeded | ErrorKind::Throttled => {
            "Too many requests for the account's quota. Wait and try again; if it persists, ask for a higher \
             quota in the AWS Service Quotas console (Amazon Cognito Federated Identities)."
        }
        ErrorKind::InvalidParameter if message.contains("classic) flow is not enabled") => {
            "Turn on the basic (classic) flow for this identity pool in the Cognito console, or leave \
             auth_role_arn and unauth_role_arn unset to use the enhanced flow."
        }
        ErrorKind::InvalidParameter => {
            "The service's message names the parameter; compare it with the options given to the provider and the \
             logins."
        }
        _ => "Nothing to change: the service or a login provider is failing. Try again later.",
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    fn error(kind: ErrorKind, code: Option<&str>) -> CallError {
        CallError {
            kind,
            aws_error_code: code.map(str::to_owned),
            message: "said".to_owned(),
            http_status: 400,
            aws_request_id: Some("id".to_owned()),
            retry_after_ms: None,
        }
    }

    pub(in super::super) fn asked(had_logins: bool) -> Asked<'static> {
        Asked {
            service: Service::CognitoIdentity,
            url: "https://identity.example:8443/path",
            is_own_endpoint: false,
            region: "us-east-1",
            had_logins,
            attempts: 3,
        }
    }

    /// Kind, code, what a caller with logins gets, what a guest gets, a word of the hint, whether it may be retried.
    type Row = (ErrorKind, Option<&'static str>, ResultCode, ResultCode, &'static str, bool);

    #[rustfmt::skip]
    const TABLE: &[Row] = &[
        (ErrorKind::IdentityNotFound, None, ResultCode::IdentityNotFound, ResultCode::IdentityNotFound, "deleted", false),
        (ErrorKind::MalformedIdentityId, None, ResultCode::IdentityNotFound, ResultCode::IdentityNotFound, "region:GUID", false),
        (ErrorKind::PoolNotFound, None, ResultCode::PoolNotFound, ResultCode::PoolNotFound, "identity_pool_id", false),
        (ErrorKind::IdentityForbidden, None, ResultCode::LoginRequired, ResultCode::LoginRequired, "login", false),
        (ErrorKind::LoginsDontMatch, None, ResultCode::LoginRequired, ResultCode::LoginRequired, "linked", false),
        (ErrorKind::GuestAccessDisabled, None, ResultCode::GuestAccessDisabled, ResultCode::GuestAccessDisabled, "guest access", false),
        (ErrorKind::LoginExpired, None, ResultCode::LoginExpired, ResultCode::LoginExpired, "fresh token", false),
        (ErrorKind::LoginRejected(LoginRejection::IssuerMismatch), None, ResultCode::LoginRejected, ResultCode::LoginRejected, "iss claim", false),
        (ErrorKind::LoginRejected(LoginRejection::UnsupportedProvider), None, ResultCode::LoginRejected, ResultCode::LoginRejected, "Identity providers", false),
        (ErrorKind::LoginRejected(LoginRejection::CognitoToken), None, ResultCode::LoginRejected, ResultCode::LoginRejected, "identity pool", false),
        (ErrorKind::LoginRejected(LoginRejection::MissingAudience), None, ResultCode::LoginRejected, ResultCode::LoginRejected, "ID token", false),
        (ErrorKind::LoginRejected(LoginRejection::Unverifiable), None, ResultCode::LoginRejected, ResultCode::LoginRejected, "signature", false),
        (ErrorKind::LoginRejected(LoginRejection::Other), None, ResultCode::LoginRejected, ResultCode::LoginRejected, "Facebook", false),
        (ErrorKind::RoleNotAllowed, Some("AccessDenied"), ResultCode::RoleNotAllowed, ResultCode::RoleNotAllowed, ":amr", false),
        (ErrorKind::RoleNotAllowed, Some("RegionDisabledException"), ResultCode::RoleNotAllowed, ResultCode::RoleNotAllowed, "sts_endpoint", false),
        (ErrorKind::RoleNotAllowed, Some("NotAuthorizedException"), ResultCode::RoleNotAllowed, ResultCode::RoleNotAllowed, "custom_role_arn", false),
        (ErrorKind::ResourceConflict, None, ResultCode::ResourceConflict, ResultCode::ResourceConflict, "unlink", false),
        (ErrorKind::LimitExceeded, None, ResultCode::LimitExceeded, ResultCode::LimitExceeded, "quota", true),
        (ErrorKind::InvalidParameter, None, ResultCode::InvalidParameter, ResultCode::InvalidParameter, "parameter", false),
        (ErrorKind::Throttled, None, ResultCode::Throttled, ResultCode::Throttled, "quota", true),
        (ErrorKind::Unavailable, None, ResultCode::ServiceUnavailable, ResultCode::ServiceUnavailable, "load balancer", true),
        (ErrorKind::Unavailable, Some("InternalErrorException"), ResultCode::ServiceUnavailable, ResultCode::ServiceUnavailable, "nothing to change", true),
        (ErrorKind::InvalidResponse, None, ResultCode::InvalidResponse, ResultCode::InvalidResponse, "captive portal", true),
        (ErrorKind::Rejected, Some("NotAuthorizedException"), ResultCode::LoginRejected, ResultCode::LoginRequired, "login", false),
        (ErrorKind::Rejected, Some("SomethingNew"), ResultCode::InvalidParameter, ResultCode::InvalidParameter, "refused", false),
    ];

    #[test]
    fn every_kind_has_a_code_and_a_hint() {
        for (kind, code, with_logins, as_guest, word, is_retryable) in TABLE {
            for (had_logins, expected) in [(true, with_logins), (false, as_guest)] {
                let failure = failure(&error(*kind, *code), &asked(had_logins));
                assert_eq!(failure.code, *expected, "{kind:?}");
                let hint = failure.hint.to_lowercase();
                assert!(hint.contains(&word.to_lowercase()), "{kind:?}: {hint}");
                assert!(!hint.contains("  ") && hint.ends_with('.'), "{kind:?}: {hint}");
                assert!(!hint.contains("cognito_"), "other languages have other names; {kind:?}: {hint}");
                assert_eq!(failure.is_retryable, *is_retryable, "{kind:?}");
            }
        }
    }

    #[test]
    fn who_may_not_use_an_identity_is_told_apart() {
        for (kind, had_logins, word) in [
            (ErrorKind::IdentityForbidden, true, "is disabled"),
            (ErrorKind::IdentityForbidden, false, "a guest cannot use it"),
            (ErrorKind::LoginsDontMatch, true, "linked to another login"),
            (ErrorKind::LoginsDontMatch, false, "linked to a login."),
        ] {
            let hint = failure(&error(kind, None), &asked(had_logins)).hint;
            assert!(hint.contains(word), "{kind:?}, {had_logins}: {hint}");
        }
    }

    #[test]
    fn an_answer_that_the_service_never_gives_is_told_as_somebody_elses() {
        let page = error(ErrorKind::InvalidResponse, None);
        let hint = |asked| failure(&page, &asked).hint;
        let cognito = hint(asked(false));
        assert!(cognito.starts_with("This is not a Cognito endpoint"), "{cognito}");
        assert!(cognito.contains("of identity.example:8443,") && !cognito.contains("option"), "{cognito}");
        let sts = hint(Asked { service: Service::Sts, is_own_endpoint: true, ..asked(false) });
        assert!(sts.starts_with("This is not an AWS STS endpoint"), "{sts}");
        assert!(sts.ends_with("the sts_endpoint option right, which names identity.example:8443?"), "{sts}");
        let failing = failure(&error(ErrorKind::Unavailable, None), &asked(false)).hint;
        assert!(failing.contains("a proxy"), "{failing}");
    }

    #[test]
    fn an_endpoint_of_the_hosts_own_is_named_where_it_may_be_the_wrong_one() {
        for (kind, code, is_named) in [
            (ErrorKind::PoolNotFound, Some("ResourceNotFoundException"), true),
            (ErrorKind::LoginRejected(LoginRejection::UnsupportedProvider), Some("x"), true),
            (ErrorKind::Rejected, Some("UnknownOperationException"), true),
            (ErrorKind::Unavailable, None, true),
            (ErrorKind::Unavailable, Some("InternalErrorException"), false),
            (ErrorKind::LoginRejected(LoginRejection::MissingAudience), Some("x"), false),
            (ErrorKind::Throttled, Some("x"), false),
        ] {
            let error = error(kind, code);
            let own = failure(&error, &Asked { is_own_endpoint: true, ..asked(true) }).hint;
            assert_eq!(own.contains("Is the endpoint option right"), is_named, "{kind:?}: {own}");
            let public = failure(&error, &asked(true)).hint;
            assert!(!public.contains("endpoint option"), "{kind:?}: {public}");
        }
    }

    #[test]
    fn the_trust_policy_is_that_of_the_pools_partition() {
        let denied = error(ErrorKind::RoleNotAllowed, Some("AccessDenied"));
        let in_gov = failure(&denied, &Asked { region: "us-gov-west-1", ..asked(true) }).hint;
        assert!(in_gov.contains("principal cognito-identity-us-gov.amazonaws.com,"), "{in_gov}");
        assert!(in_gov.contains(" cognito-identity-us-gov.amazonaws.com:aud "), "{in_gov}");
        assert!(!in_gov.contains("cognito-identity.amazonaws.com"), "{in_gov}");
    }

    #[test]
    fn everything_known_is_kept() {
        let failure = failure(&error(ErrorKind::Throttled, Some("SlowDown")), &asked(false));
        assert_eq!(failure.message, "said");
        assert_eq!(failure.aws_error_code.as_deref(), Some("SlowDown"));
        assert_eq!(failure.aws_request_id.as_deref(), Some("id"));
        assert_eq!((failure.http_status, failure.attempts), (400, 3));
    }

    #[test]
    fn a_pool_without_the_classic_flow_is_recognised() {
        let mut error = error(ErrorKind::InvalidParameter, Some("InvalidParameterException"));
        error.message = "Basic (classic) flow is not enabled, please use enhanced flow.".to_owned();
        assert!(failure(&error, &asked(false)).hint.contains("auth_role_arn"));
    }
}

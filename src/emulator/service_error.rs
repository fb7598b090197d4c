//! Invariant: every refusal of the emulated service is made here, in the service's own words, because clients
//! tell refusals of the same code apart by their text.

/// One refusal of the service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ServiceError {
    /// HTTP status; on the wire nearly all of the service's refusals come at 400.
    pub(super) status: u16,
    /// The error code, e.g. `NotAuthorizedException`.
    pub(super) code: String,
    /// The text.
    pub(super) message: String,
}

impl ServiceError {
    pub(super) fn new(status: u16, code: &str, message: impl Into<String>) -> Self {
        Self { status, code: code.to_owned(), message: message.into() }
    }

    fn not_authorized(message: impl Into<String>) -> Self {
        Self::new(400, "NotAuthorizedException", message)
    }

    fn not_found(message: String) -> Self {
        Self::new(400, "ResourceNotFoundException", message)
    }

    pub(super) fn pool_not_found(pool_id: &str) -> Self {
        Self::not_found(format!("IdentityPool '{pool_id}' not found."))
    }

    pub(super) fn identity_not_found(identity_id: &str) -> Self {
        Self::not_found(format!("Identity '{identity_id}' not found."))
    }

    pub(super) fn forbidden(identity_id: &str) -> Self {
        Self::not_authorized(format!("Access to Identity '{identity_id}' is forbidden."))
    }

    pub(super) fn guests_not_supported() -> Self {
        Self::not_authorized("Unauthenticated access is not supported for this identity pool.")
    }

    pub(super) fn logins_do_not_match() -> Self {
        Self::not_authorized(
            "Logins don't match. Please include at least one valid login for this identity or identity pool.",
        )
    }

    pub(super) fn unsupported_provider() -> Self {
        Self::not_authorized("Token is not from a supported provider of this identity pool.")
    }

    /// Something is wrong with a token that was presented as a login.
    pub(super) fn login_token(what: &str) -> Self {
        Self::not_authorized(format!("Invalid login token. {what}"))
    }

    pub(super) fn not_an_id_token() -> Self {
        Self::login_token("Not a valid OpenId Connect identity token.")
    }

    pub(super) fn wrong_issuer() -> Self {
        Self::login_token("Issuer doesn't match providerName")
    }

    pub(super) fn ambiguous_role() -> Self {
        Self::not_authorized("No role can be chosen: ambiguous role mapping rules denied.")
    }

    pub(super) fn roles_not_configured() -> Self {
        Self::new(
            400,
            "InvalidIdentityPoolConfigurationException",
            "Invalid identity pool configuration. Check assigned IAM roles for this pool.",
        )
    }

    pub(super) fn invalid_parameter(message: impl Into<String>) -> Self {
        Self::new(400, "InvalidParameterException", message)
    }

    pub(super) fn login_conflict() -> Self {
        Self::new(400, "ResourceConflictException", "A login is already linked to another identity.")
    }

    pub(super) fn validation(violations: &[String]) -> Self {
        Self::violations("ValidationException", violations)
    }

    fn violations(code: &str, violations: &[String]) -> Self {
        let count = violations.len();
        let plural = if count == 1 { "" } else { "s" };
        let list = violations.join("; ");
        Self::new(400, code, format!("{count} validation error{plural} detected: {list}"))
    }

    pub(super) fn serialization(message: impl Into<String>) -> Self {
        Self::new(400, "SerializationException", message)
    }

    pub(super) fn unknown_operation(message: impl Into<String>) -> Self {
        Self::new(400, "UnknownOperationException", message)
    }

    pub(super) fn sts_violations(violations: &[String]) -> Self {
        Self::violations("ValidationError", violations)
    }

    pub(super) fn sts_validation(message: impl Into<String>) -> Self {
        Self::new(400, "ValidationError", message)
    }

    pub(super) fn invalid_identity_token(message: &str) -> Self {
        Self::new(400, "InvalidIdentityToken", message)
    }

    pub(super) fn expired_web_identity(now_unix_seconds: i64, expired_unix_seconds: i64) -> Self {
        let message = format!(
            "Token expired: current date/time {now_unix_seconds} must be before the expiration date/time {expired_unix_seconds}"
        );
        Self::new(400, "ExpiredTokenException", message)
    }

    pub(super) fn role_not_trusting() -> Self {
        Self::new(403, "AccessDenied", "Not authorized to perform sts:AssumeRoleWithWebIdentity")
    }

    /// The JSON body of the refusal.
    pub(super) fn body(&self) -> String {
        serde_json::json!({ "__type": self.code, "message": self.message }).to_string()
    }
}

/// A violation of a limit, in the service's words.
pub(super) fn violation(value: Option<&str>, member: &str, constraint: &str) -> String {
    let value = value.map_or_else(|| "null".to_owned(), |value| format!("'{value}'"));
    let member = lower_first(member);
    format!("Value {value} at '{member}' failed to satisfy constraint: Member must {constraint}")
}

/// The service names members in its texts with a lower first letter: `identityId`.
fn lower_first(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map(|first| first.to_ascii_lowercase()).into_iter().chain(letters).collect()
}

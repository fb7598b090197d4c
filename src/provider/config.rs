//! What a provider was told at its creation: validated, complete, immutable.

use super::refresh::WindowOptions;
use crate::cognito::PoolId;

/// Everything a provider's decisions depend on.
#[derive(Clone, Debug)]
#[allow(clippy::struct_excessive_bools, reason = "each is one yes/no option of the host")]
pub struct Config {
    /// The identity pool.
    pub pool: PoolId,
    /// URL of the Cognito identity endpoint.
    pub endpoint: String,
    /// The AWS account that owns the pool, 1–15 digits; GetId takes it along when given.
    pub account_id: Option<String>,
    /// An identity id the host already has; used as is.
    pub identity_id: Option<String>,
    /// The identity id that another SDK kept: a hint like a stored one, when nothing was ever stored.
    pub initial_identity_id: Option<String>,
    /// Another SDK may have kept an identity: one that the host clears leaves an empty record, so that it is not taken
    /// again.
    pub remembers_clear: bool,
    /// Fail guests with `LOGIN_REQUIRED` before any network.
    pub disable_guest_access: bool,
    /// Take a new identity when the service forbids a guest the stored one (it was linked to a login elsewhere).
    pub recover_forbidden_guest: bool,
    /// Store credentials beside the identity id.
    pub persist_credentials: bool,
    /// Serve expired credentials when a refresh fails for a passing reason.
    pub serve_expired: bool,
    /// Refresh at the advisory point without being asked.
    pub keep_fresh: bool,
    /// Start the first fetch at creation.
    pub prefetch: bool,
    /// Freshness windows.
    pub windows: WindowOptions,
    /// HTTP attempts per operation, 1–10.
    pub max_attempts: u32,
    /// How long the login source may take, milliseconds.
    pub login_source_timeout_ms: u64,
    /// Roles, where the pool's own are not to be used.
    pub roles: Roles,
    /// Sessions of the classic flow.
    pub session: Session,
    /// URL of the STS endpoint.
    pub sts_endpoint: String,
    /// The host gave `endpoint` itself.
    pub has_own_endpoint: bool,
    /// The host gave `sts_endpoint` itself.
    pub has_own_sts_endpoint: bool,
}

/// Role ARNs. With the role of the player's present state the flow is the classic one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Roles {
    /// For players with logins.
    pub authenticated: Option<String>,
    /// For guests.
    pub unauthenticated: Option<String>,
    /// For the enhanced flow, one of those that the login's role rules offer.
    pub custom: Option<String>,
}

/// What the classic flow asks STS for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Shown in the account's logs, 2–64 characters.
    pub name: String,
    /// 900–43200 s; `None` is one hour.
    pub duration_s: Option<u32>,
    /// Inline session policy, at most 2048 characters.
    pub policy: Option<String>,
    /// Managed policies, at most 10.
    pub policy_arns: Vec<String>,
}

impl Default for Session {
    fn default() -> Self {
        Self { name: "cognito-native".to_owned(), duration_s: None, policy: None, policy_arns: Vec::new() }
    }
}

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
}

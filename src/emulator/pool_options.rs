//! Invariant: everything a pool's owner can configure is here, with defaults that work offline at once: nothing is
//! checked that was not asked for.

use std::time::Duration;

/// One identity pool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PoolOptions {
    /// The pool's id, `region:GUID`; `None` makes one in `us-east-1`.
    pub id: Option<String>,
    /// Whether identities without logins are allowed.
    pub allow_guests: bool,
    /// Whether `GetOpenIdToken` is allowed, the classic flow's first step.
    pub allow_classic_flow: bool,
    /// How long credentials of the enhanced flow live, in whole seconds (the service's own: at most 1 h, its default).
    pub credentials_lifetime: Duration,
    /// The AWS account that owns the pool: a `GetId` that names another one does not find the pool. `None`
    /// accepts any account id.
    pub account_id: Option<String>,
    /// The login providers the pool accepts.
    pub login_providers: Vec<LoginProvider>,
    /// The roles that players get; `None` checks none: the enhanced flow gives credentials to everyone, the classic
    /// flow for any role.
    pub roles: Option<PoolRoles>,
}

impl Default for PoolOptions {
    fn default() -> Self {
        Self {
            id: None,
            allow_guests: true,
            allow_classic_flow: true,
            credentials_lifetime: Duration::from_secs(3600),
            account_id: None,
            login_providers: Vec::new(),
            roles: None,
        }
    }
}

/// A login provider that a pool accepts. One with several audiences is listed once for each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoginProvider {
    /// Its name, the key of the login, e.g. `graph.facebook.com`.
    pub name: String,
    /// The audience (`aud`, the app's id at the provider) that tokens must name; they are then checked in full and have
    /// to come from [`Emulator::issue_login_token`](super::Emulator::issue_login_token). `None` checks nothing: the text
    /// of a token is the player's subject, and the same text is the same player.
    pub audience: Option<String>,
}

impl LoginProvider {
    /// A provider whose tokens are checked.
    #[must_use]
    pub fn checked(name: impl Into<String>, audience: impl Into<String>) -> Self {
        Self { name: name.into(), audience: Some(audience.into()) }
    }

    /// A provider whose tokens are plain subjects.
    #[must_use]
    pub fn plain(name: impl Into<String>) -> Self {
        Self { name: name.into(), audience: None }
    }
}

/// The IAM roles of a pool. Each trusts this pool, and only players in the state it is for (`aud` and `amr` of its
/// trust policy).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PoolRoles {
    /// ARN of the role of players with a login; `None`: the pool has none for them.
    pub authenticated: Option<String>,
    /// ARN of the role of guests; `None`: the pool has none for them.
    pub unauthenticated: Option<String>,
    /// ARNs that a player with a login may ask for with `CustomRoleArn`, or in the classic flow.
    pub custom: Vec<String>,
    /// Whether the pool's rules leave the role open and deny then: a player with a login has to ask for a custom role.
    pub denies_ambiguous: bool,
    /// The longest session of the classic flow that the roles allow, in seconds.
    pub max_session_seconds: u32,
}

impl Default for PoolRoles {
    fn default() -> Self {
        Self {
            authenticated: None,
            unauthenticated: None,
            custom: Vec::new(),
            denies_ambiguous: false,
            max_session_seconds: 43_200,
        }
    }
}

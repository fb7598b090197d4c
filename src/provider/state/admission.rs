//! The record of one accepted request, from its admission to its answer.

/// One accepted request.
pub type WaiterId = u64;

/// What a caller wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Want {
    /// The identity id only.
    IdentityId,
    /// Credentials (and with them the identity id).
    Credentials,
    /// Credentials fetched from now on, whatever is cached.
    FreshCredentials,
    /// A token of `GetOpenIdToken`, good for ten minutes; never cached.
    OpenIdToken,
    /// That the service forgot a login of the identity; see [`Admission::to_unlink`].
    UnlinkedLogin,
}

/// What was asked for, and on what terms.
#[derive(Clone, Debug)]
pub struct Admission {
    /// For what.
    pub want: Want,
    /// The login to unlink.
    pub login: Option<String>,
    /// Until when, on the monotonic clock.
    pub deadline_mono_ms: Option<u64>,
    /// Fails at once where there is no network, rather than wait for it.
    pub fails_offline: bool,
    /// Credentials with less life left are refreshed first.
    pub min_remaining_ms: u64,
    /// How often a login change or a clear sent it to another flight.
    pub(super) moves: u8,
}

/// A host that clears in a loop must not keep a request waiting for ever.
pub(super) const MAX_MOVES: u8 = 8;

impl Admission {
    /// A request without terms.
    #[must_use]
    pub fn of(want: Want) -> Self {
        Self {
            want,
            login: None,
            deadline_mono_ms: None,
            fails_offline: false,
            min_remaining_ms: 0,
            moves: 0,
        }
    }

    /// A request to unlink this login from the identity.
    #[must_use]
    pub fn to_unlink(login: String) -> Self {
        Self { login: Some(login), ..Self::of(Want::UnlinkedLogin) }
    }

    /// It waits for another flight from here on; whether it was sent about too often for that.
    pub(super) fn moves_on(&mut self) -> bool {
        self.moves += 1;
        self.moves > MAX_MOVES
    }
}

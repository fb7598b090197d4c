//! Whether the store is as it should be, and what the host was told of that: once, until it works again; and once more
//! when it still holds what the host took back. That another player has the record is told once and for all.

use crate::error::{Failure, ResultCode};
use crate::store::StoreError;

#[derive(Debug, Default)]
#[cfg_attr(test, derive(Clone))]
#[allow(clippy::struct_excessive_bools, reason = "facts that are independent of each other")]
pub(super) struct Health {
    is_degraded: bool,
    /// Another player of this process has the record.
    is_claimed: bool,
    /// The host was told so.
    other_player_told: bool,
    /// The host was told that the store still holds what was taken back.
    owing_told: bool,
    /// What was stored could not be read and was kept aside; nothing was stored in its place yet.
    is_kept_aside: bool,
    /// There is no place to store anything.
    has_no_store: bool,
}

impl Health {
    pub(super) fn is_degraded(&self) -> bool {
        self.is_degraded
    }

    pub(super) fn is_owing_told(&self) -> bool {
        self.owing_told
    }

    pub(super) fn keeps_aside(&mut self) {
        self.is_kept_aside = true;
    }

    pub(super) fn has_no_place(&mut self) {
        self.has_no_store = true;
    }

    pub(super) fn was_claimed(&mut self) {
        self.is_claimed = true;
    }

    /// The record is there, and this provider's.
    pub(super) fn wrote(&mut self) {
        (self.is_kept_aside, self.is_claimed) = (false, false);
    }

    /// Nothing is wanting now; whether it works from here on is for what is wrong with the record to say.
    pub(super) fn works(&mut self) {
        if !self.is_kept_aside && !self.has_no_store && !self.is_claimed {
            (self.is_degraded, self.owing_told) = (false, false);
        }
    }

    /// What the host is to be told of a failure, unless it knows.
    pub(super) fn degrade(&mut self, error: &StoreError, owes: Option<Owed>) -> Option<Failure> {
        let is_claim = matches!(error, StoreError::Claimed { .. });
        let is_told = is_claim && std::mem::replace(&mut self.other_player_told, true);
        let is_news = !is_told && (!self.is_degraded || (owes.is_some() && !self.owing_told));
        self.is_degraded = true;
        self.owing_told |= owes.is_some();
        is_news.then(|| owes.map_or_else(|| plain(error), |owed| owing(error, owed)))
    }
}

/// What the host took back, and the store may still hold.
#[derive(Clone, Copy, Debug)]
pub(super) enum Owed {
    Identity,
    Credentials,
}

fn plain(error: &StoreError) -> Failure {
    Failure::local(ResultCode::Storage, error.to_string()).with_hint(error.hint())
}

/// What the host took back may be found again by the next start.
fn owing(error: &StoreError, owed: Owed) -> Failure {
    let what = match owed {
        Owed::Identity => "the sign-out, or the clearing of the identity,",
        Owed::Credentials => "the clearing of the credentials",
    };
    let text = format!("{what} is not on the disk yet: {error}");
    let hint = format!(
        "It is tried again, with growing pauses and when the provider is freed; until then the next start may find what was cleared. {}",
        error.hint()
    );
    Failure::local(ResultCode::Storage, text).with_hint(hint)
}

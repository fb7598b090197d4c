//! Who the player is: the logins, the identity id that goes with them, and what the host knows of it.
//!
//! Invariants: an identity that is unconfirmed is shown to nobody, it may be another player's; one that was dropped or is
//! somebody else's is remembered until its successor is told, so that what is stored does not bring it back; the host is
//! told of each change once.

use std::ffi::CStr;
use std::sync::Arc;

use crate::cognito::identity::Login;
use crate::queue::{Completion, Epoch, IdentityChange};
use crate::secret::Secret;

/// The first of the four parts of the state.
#[derive(Debug, Default)]
#[cfg_attr(test, derive(Clone))]
pub(super) struct Identity {
    /// By name, each once.
    logins: Vec<Login>,
    has_login_source: bool,
    /// The set of login names changed since the service last confirmed the identity id.
    is_unconfirmed: bool,
    present: Option<Arc<Completion>>,
    /// The identity the host knows of: told to it, or there at creation.
    told: Option<Arc<Completion>>,
    /// What the service said does not exist, until its successor is told.
    dropped_id: Option<Arc<CStr>>,
    /// The service said that it is not the present logins': where it is stored, it is another player's.
    others_id: Option<Arc<CStr>>,
    /// Why the identity changed, where it cannot be told from before and after.
    change_cause: Option<IdentityChange>,
    /// The present one: all that is answered ends with it.
    epoch: Epoch,
}

/// What there was before a clear.
pub(super) struct Cleared {
    /// Known to the host.
    pub(super) told_id: Option<Arc<CStr>>,
    /// Known to the provider.
    pub(super) id: Option<Arc<CStr>>,
}

/// A change that the host does not know of yet.
pub(super) struct Change {
    pub(super) previous_id: Option<Arc<CStr>>,
    pub(super) cause: IdentityChange,
}

fn id_of(completion: Option<&Arc<Completion>>) -> Option<&Arc<CStr>> {
    completion.and_then(|completion| completion.identity_id.as_ref())
}

impl Identity {
    /// As it was there at the creation: the host is not told of it.
    pub(super) fn at_creation(id: Option<&Arc<CStr>>) -> Self {
        let mut identity = Self::default();
        identity.present = id.map(|id| identity.answer(id));
        identity.told.clone_from(&identity.present);
        identity
    }

    pub(super) fn logins(&self) -> &[Login] {
        &self.logins
    }

    pub(super) fn login(&self, name: &str) -> Option<&Secret> {
        self.logins.iter().find(|(other, _)| other == name).map(|(_, token)| token)
    }

    pub(super) fn is_guest(&self) -> bool {
        self.logins.is_empty()
    }

    pub(super) fn has_login_source(&self) -> bool {
        self.has_login_source
    }

    pub(super) fn set_login_source(&mut self, present: bool) {
        self.has_login_source = present;
    }

    /// The answer to a get of the identity id.
    pub(super) fn present(&self) -> Option<&Arc<Completion>> {
        self.present.as_ref()
    }

    pub(super) fn id(&self) -> Option<Arc<CStr>> {
        id_of(self.present.as_ref()).cloned()
    }

    pub(super) fn is(&self, id: &Arc<CStr>) -> bool {
        id_of(self.present.as_ref()) == Some(id)
    }

    pub(super) fn is_unconfirmed(&self) -> bool {
        self.is_unconfirmed
    }

    /// The present identity, once it is known to be the player's.
    pub(super) fn confirmed(&self) -> Option<&Arc<Completion>> {
        self.present.as_ref().filter(|_| !self.is_unconfirmed)
    }

    /// The identity that the host knows of, unless it is no more.
    pub(super) fn still_told(&self) -> Option<&Arc<Completion>> {
        self.told.as_ref().filter(|told| told.identity_id != self.dropped_id)
    }

    /// The host knows of one.
    pub(super) fn is_told(&self) -> bool {
        self.told.is_some()
    }

    pub(super) fn told_is_present(&self) -> bool {
        id_of(self.told.as_ref()) == id_of(self.present.as_ref())
    }

    pub(super) fn dropped_id(&self) -> Option<&Arc<CStr>> {
        self.dropped_id.as_ref()
    }

    /// The service said that the player is not this one: it is not taken from the store again.
    pub(super) fn is_given_up(&self, id: &Arc<CStr>) -> bool {
        [&self.dropped_id, &self.others_id].into_iter().flatten().any(|other| other == id)
    }

    /// Replaces the logins, if they are others.
    pub(super) fn replace_logins(&mut self, given: Vec<Login>) -> bool {
        let mut logins = Vec::with_capacity(given.len());
        // They are few; a sort of the standard library's would be 4 kB.
        for login in given {
            let place = logins.partition_point(|(name, _): &Login| *name <= login.0);
            logins.insert(place, login);
        }
        if logins == self.logins {
            return false;
        }
        let same_names = logins.iter().map(|(name, _)| name).eq(self.logins.iter().map(|(name, _)| name));
        self.logins = logins;
        self.is_unconfirmed |= !same_names && self.present.is_some();
        let others = self.others_id.take();
        if others.is_some() && self.dropped_id == others {
            // It may be these logins': where it is stored, the service is asked again.
            self.dropped_id = None;
            self.is_unconfirmed = true;
        }
        true
    }

    /// Signed out; what is known of the identity is another matter.
    pub(super) fn forget_logins(&mut self) {
        self.logins.clear();
    }

    /// It may be another player's until the service says more.
    pub(super) fn doubt(&mut self) {
        self.is_unconfirmed = true;
    }

    /// The service, or the game's own backend, has said that it is that of the present logins; whether that is news.
    pub(super) fn confirm(&mut self) -> bool {
        std::mem::take(&mut self.is_unconfirmed)
    }

    /// The identity of an answer; whether it is another one.
    pub(super) fn adopt(&mut self, id: &Arc<CStr>, cause: Option<IdentityChange>) -> bool {
        if self.is(id) {
            return false;
        }
        self.dropped_id.take_if(|dropped| dropped == id);
        self.others_id.take_if(|others| others == id);
        self.present = Some(self.answer(id));
        self.change_cause = cause;
        true
    }

    /// The identity that another process stored.
    pub(super) fn adopt_stored(&mut self, id: &Arc<CStr>) {
        self.present = Some(self.answer(id));
    }

    /// Why it changed, where that cannot be told from before and after.
    pub(super) fn set_change_cause(&mut self, cause: IdentityChange) {
        self.change_cause = Some(cause);
    }

    /// Nothing is to be told of it: it is as if it had been there at creation.
    pub(super) fn count_as_told(&mut self) {
        self.told.clone_from(&self.present);
    }

    /// The service said that the identity does not exist, or is somebody else's.
    pub(super) fn drop_id(&mut self, is_others: bool) {
        self.dropped_id = self.id();
        if is_others {
            self.others_id.clone_from(&self.dropped_id);
        }
        self.present = None;
    }

    /// The host gave it up.
    pub(super) fn clear(&mut self) -> Cleared {
        let cleared = Cleared { told_id: id_of(self.told.take().as_ref()).cloned(), id: self.id() };
        self.present = None;
        self.is_unconfirmed = false;
        self.dropped_id = None;
        self.change_cause = None;
        cleared
    }

    /// The host is told from here on; what of, unless it knows.
    pub(super) fn tell(&mut self) -> Option<Change> {
        let told = std::mem::replace(&mut self.told, self.present.clone());
        let previous_id = id_of(told.as_ref()).cloned();
        let was_dropped = self.dropped_id.take().is_some();
        let given_cause = self.change_cause.take();
        if previous_id == self.id() {
            return None;
        }
        let cause = given_cause.unwrap_or(match previous_id {
            None => IdentityChange::Created,
            Some(_) if was_dropped => IdentityChange::Recovered,
            Some(_) => IdentityChange::Merged,
        });
        Some(Change { previous_id, cause })
    }

    /// What is answered from here on is for other logins, another identity or a host that started over.
    pub(super) fn next_epoch(&mut self) {
        self.epoch.go_on();
        self.present = self.id().map(|id| self.answer(&id));
    }

    /// For what is answered now.
    pub(super) fn epoch(&self) -> Epoch {
        self.epoch.clone()
    }

    fn answer(&self, id: &Arc<CStr>) -> Arc<Completion> {
        let completion = Completion {
            identity_id: Some(Arc::clone(id)),
            epoch: Some(self.epoch()),
            ..Completion::success()
        };
        Arc::new(completion)
    }

    /// The provider is closed.
    pub(super) fn close(&mut self) {
        self.logins.clear();
        self.present = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::queue::c_text;

    fn login(name: &str, token: &str) -> Login {
        (name.to_owned(), Secret::new(token).unwrap())
    }

    #[test]
    fn other_names_put_the_identity_in_doubt_and_another_token_does_not() {
        let mut identity = Identity::at_creation(Some(&c_text("a")));
        assert!(identity.replace_logins(vec![login("google", "1")]));
        assert!(identity.is_unconfirmed() && identity.confirmed().is_none());
        assert!(identity.confirm() && !identity.confirm(), "news once");
        assert!(identity.replace_logins(vec![login("google", "2")]));
        assert!(!identity.is_unconfirmed());
        assert!(!identity.replace_logins(vec![login("google", "2")]), "the same logins are no change");
    }

    #[test]
    fn a_change_is_told_once_and_says_why() {
        let mut identity = Identity::default();
        assert!(identity.adopt(&c_text("a"), None));
        let told = identity.tell().unwrap();
        assert_eq!((told.previous_id, told.cause), (None, IdentityChange::Created));
        assert!(identity.tell().is_none());
        identity.drop_id(false);
        assert!(identity.is_given_up(&c_text("a")) && identity.still_told().is_none());
        identity.adopt(&c_text("b"), None);
        let told = identity.tell().unwrap();
        assert_eq!((told.previous_id, told.cause), (Some(c_text("a")), IdentityChange::Recovered));
        identity.adopt(&c_text("c"), Some(IdentityChange::Developer));
        assert_eq!(identity.tell().unwrap().cause, IdentityChange::Developer);
    }

    #[test]
    fn what_is_somebody_elses_is_asked_about_again_under_other_logins() {
        let mut identity = Identity::at_creation(Some(&c_text("a")));
        identity.replace_logins(vec![login("google", "1")]);
        identity.drop_id(true);
        assert!(identity.is_given_up(&c_text("a")));
        identity.replace_logins(vec![login("facebook", "1")]);
        assert!(!identity.is_given_up(&c_text("a")) && identity.is_unconfirmed());
    }
}

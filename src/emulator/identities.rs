//! Invariant: within one pool a login (provider and subject) belongs to at most one identity, an identity has
//! at most one login of a provider, and an identity that was merged into another has no logins of its own.

use std::collections::BTreeMap;

use super::input::Logins;

/// One player of a pool.
#[derive(Clone, Debug, Default)]
pub(super) struct Identity {
    pub(super) pool_id: String,
    pub(super) logins: Logins,
    pub(super) is_disabled: bool,
    /// The identity that took this one over.
    pub(super) merged_into: Option<String>,
    /// Position in the order of creation.
    serial: u64,
}

/// Two logins of one provider would end up on one identity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct LoginConflict;

/// Every identity of every pool.
#[derive(Default)]
pub(super) struct Identities {
    by_id: BTreeMap<String, Identity>,
    created: u64,
}

impl Identities {
    pub(super) fn create(&mut self, id: &str, pool_id: &str, logins: Logins) {
        let serial = self.created;
        self.created += 1;
        let identity = Identity { pool_id: pool_id.to_owned(), logins, serial, ..Identity::default() };
        self.by_id.insert(id.to_owned(), identity);
    }

    pub(super) fn get(&self, id: &str) -> Option<&Identity> {
        self.by_id.get(id)
    }

    /// Removes an identity; whether there was one.
    pub(super) fn delete(&mut self, id: &str) -> bool {
        self.by_id.remove(id).is_some()
    }

    /// Disables an identity; whether there was one.
    pub(super) fn disable(&mut self, id: &str) -> bool {
        self.by_id.get_mut(id).map(|identity| identity.is_disabled = true).is_some()
    }

    /// The ids of a pool's identities, oldest first.
    pub(super) fn ids(&self, pool_id: &str) -> Vec<String> {
        self.oldest_first(|identity| identity.pool_id == pool_id)
    }

    /// The ids of a pool's identities that have one of these logins, oldest first.
    pub(super) fn owners(&self, pool_id: &str, logins: &Logins) -> Vec<String> {
        self.oldest_first(|identity| {
            let has =
                |(provider, subject): (&String, &String)| identity.logins.get(provider) == Some(subject);
            identity.pool_id == pool_id && logins.iter().any(has)
        })
    }

    /// The identity that took over this one, directly or through others.
    pub(super) fn survivor<'a>(&'a self, id: &'a str) -> &'a str {
        let mut id = id;
        while let Some(next) = self.by_id.get(id).and_then(|identity| identity.merged_into.as_deref()) {
            id = next;
        }
        id
    }

    /// Gives `survivor` these logins and everything the `others` have; the others are disabled.
    pub(super) fn absorb(
        &mut self,
        survivor: &str,
        others: &[String],
        logins: &Logins,
    ) -> Result<(), LoginConflict> {
        let everyone = || others.iter().map(String::as_str).chain([survivor]);
        let mut all = logins.clone();
        for (provider, subject) in everyone().filter_map(|id| self.by_id.get(id)).flat_map(|one| &one.logins)
        {
            if all.insert(provider.clone(), subject.clone()).is_some_and(|other| other != *subject) {
                return Err(LoginConflict);
            }
        }
        for id in others.iter().filter(|id| *id != survivor) {
            if let Some(other) = self.by_id.get_mut(id) {
                other.logins.clear();
                other.is_disabled = true;
                other.merged_into = Some(survivor.to_owned());
            }
        }
        if let Some(identity) = self.by_id.get_mut(survivor) {
            identity.logins = all;
        }
        Ok(())
    }

    /// Takes logins off an identity. Removing the last one makes it inaccessible (UnlinkIdentity, API
    /// reference).
    pub(super) fn unlink(&mut self, id: &str, providers: &[String]) {
        if let Some(identity) = self.by_id.get_mut(id) {
            identity.logins.retain(|provider, _| !providers.contains(provider));
            identity.is_disabled |= identity.logins.is_empty();
        }
    }

    fn oldest_first(&self, wanted: impl Fn(&Identity) -> bool) -> Vec<String> {
        let mut found: Vec<_> = self
            .by_id
            .iter()
            .filter(|(_, one)| wanted(one))
            .map(|(id, one)| (one.serial, id.clone()))
            .collect();
        found.sort_unstable();
        found.into_iter().map(|(_, id)| id).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn logins(pairs: &[(&str, &str)]) -> Logins {
        pairs.iter().map(|(provider, subject)| ((*provider).to_owned(), (*subject).to_owned())).collect()
    }

    #[test]
    fn absorbing_moves_logins_and_disables() {
        let mut all = Identities::default();
        all.create("z", "pool", logins(&[("a", "1")]));
        all.create("y", "pool", logins(&[("b", "2")]));
        all.create("x", "other pool", logins(&[("a", "1")]));
        let both = logins(&[("a", "1"), ("b", "2")]);
        assert_eq!(all.owners("pool", &both), ["z", "y"], "oldest first, this pool only");
        all.absorb("z", &["y".to_owned()], &both).unwrap();
        assert_eq!(all.owners("pool", &both), ["z"]);
        assert_eq!(all.get("z").unwrap().logins, both);
        assert!(all.get("y").unwrap().is_disabled);
        assert_eq!(all.survivor("y"), "z");
    }

    #[test]
    fn a_second_login_of_a_provider_is_a_conflict_and_changes_nothing() {
        let mut all = Identities::default();
        all.create("z", "pool", logins(&[("a", "1")]));
        all.create("y", "pool", logins(&[("a", "2"), ("b", "2")]));
        assert_eq!(all.absorb("z", &["y".to_owned()], &logins(&[("a", "1")])), Err(LoginConflict));
        assert_eq!(all.absorb("z", &[], &logins(&[("a", "3")])), Err(LoginConflict));
        assert_eq!(all.get("z").unwrap().logins, logins(&[("a", "1")]));
        assert!(!all.get("y").unwrap().is_disabled);
    }
}

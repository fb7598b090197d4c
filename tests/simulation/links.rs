//! Which login belongs to which identity at the simulated service: linking, merging, conflicts. A login belongs to one
//! identity; an identity has one player per login name.

use std::collections::{BTreeMap, BTreeSet};

use crate::logins::{self, Logins};

/// Why the service does not accept these logins for an identity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    Expired {
        now_unix_s: i64,
        expires_unix_s: i64,
    },
    /// The identity has logins, and none was presented.
    Forbidden,
    /// The identity has logins, and others were presented.
    Mismatch,
    /// One identity would have two players under one name.
    Conflict,
}

/// A login as the service knows it: its name and its player.
pub(crate) type Link = (String, u8);

#[derive(Default)]
pub(crate) struct Links(BTreeMap<Link, String>);

impl Links {
    /// The links these logins stand for, unless one has expired.
    pub(crate) fn read(logins: &Logins, unix_ms: i64) -> Result<Vec<Link>, Refusal> {
        let now_unix_s = unix_ms / 1000;
        let mut links = Vec::new();
        for (name, token) in logins {
            let token = logins::read(token).unwrap();
            let expires_unix_s = token.expires_unix_s;
            if expires_unix_s <= now_unix_s {
                return Err(Refusal::Expired { now_unix_s, expires_unix_s });
            }
            links.push((name.clone(), token.player));
        }
        Ok(links)
    }

    pub(crate) fn of(&self, id: &str) -> Vec<Link> {
        self.0.iter().filter(|(_, linked)| *linked == id).map(|(link, _)| link.clone()).collect()
    }

    /// The identities that would become one: those of the links, and the one that was asked for.
    pub(crate) fn joined(&self, asked: Option<&str>, links: &[Link]) -> Result<BTreeSet<String>, Refusal> {
        let mut ids: BTreeSet<String> = links.iter().filter_map(|link| self.0.get(link)).cloned().collect();
        if let Some(asked) = asked {
            let own = self.of(asked);
            if !own.is_empty() && links.is_empty() {
                return Err(Refusal::Forbidden);
            }
            if !own.is_empty() && !ids.contains(asked) {
                return Err(Refusal::Mismatch);
            }
            ids.insert(asked.to_owned());
        }
        let mut players: BTreeMap<String, u8> = BTreeMap::new();
        let all = ids.iter().flat_map(|id| self.of(id)).chain(links.iter().cloned());
        for (name, player) in all {
            if players.insert(name, player).is_some_and(|other| other != player) {
                return Err(Refusal::Conflict);
            }
        }
        Ok(ids)
    }

    pub(crate) fn link(&mut self, id: &str, links: &[Link]) {
        for link in links {
            self.0.insert(link.clone(), id.to_owned());
        }
    }

    /// Everything of `old` belongs to `new` now.
    pub(crate) fn transfer(&mut self, old: &str, new: &str) {
        for id in self.0.values_mut().filter(|id| *id == old) {
            new.clone_into(id);
        }
    }

    pub(crate) fn unlink(&mut self, id: &str, name: &str) {
        self.0.retain(|(linked, _), owner| owner != id || linked != name);
    }

    /// The identity is no more.
    pub(crate) fn forget(&mut self, id: &str) {
        self.0.retain(|_, owner| owner != id);
    }
}

//! Who is signed in as which identity, of the providers of this process that share a record. Invariant: an identity
//! that is stored, and that a living provider is signed in as, is replaced or removed by no provider that is signed in
//! as somebody else. When the last of its providers is gone, the next save may take the record.
//!
//! A guest claims nothing: several providers share one, and whoever signs in takes it over.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::{Key, Record, Store, StoreError};
use crate::process::PerProcess;

/// Where records are kept, as far as this process can tell one place from another.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// A directory; under another name (a symbolic link) it is another place.
    Directory(PathBuf),
    /// A storage of the host, by its address.
    Host(usize),
}

/// All claims of the process. One that claims nothing is not in it.
static CLAIMS: PerProcess<Mutex<Claims>> = PerProcess::new();

type Shared = (Place, Key);

#[derive(Default)]
struct Claims(BTreeMap<Shared, Vec<(u64, String)>>);

impl Claims {
    fn set(&mut self, record: &Shared, seat: u64, identity_id: Option<&str>) {
        let mut seats = self.0.remove(record).unwrap_or_default();
        seats.retain(|(other, _)| *other != seat);
        seats.extend(identity_id.map(|identity_id| (seat, identity_id.to_owned())));
        if !seats.is_empty() {
            self.0.insert(record.clone(), seats);
        }
    }

    fn are_there_others(&self, record: &Shared, seat: u64) -> bool {
        self.0.get(record).is_some_and(|seats| seats.iter().any(|(other, _)| *other != seat))
    }

    /// Whether another seat is signed in as `stored`, and this one is about to make something else of it.
    fn forbid(&self, record: &Shared, seat: u64, stored: &str, new: Option<&str>) -> bool {
        let is_claimed = |seats: &Vec<(u64, String)>| {
            seats.iter().any(|(other, identity_id)| *other != seat && identity_id == stored)
        };
        new != Some(stored) && self.0.get(record).is_some_and(is_claimed)
    }
}

/// The claim of one provider.
#[derive(Debug)]
pub struct Claim {
    /// `None`: nobody else in this process has the record.
    record: Option<Shared>,
    seat: u64,
    /// The identity it is signed in as, or was last.
    own: Mutex<Option<String>>,
}

impl Claim {
    /// For a provider of this record, which is signed in as nobody yet.
    #[must_use]
    pub fn new(store: &dyn Store, key: &Key) -> Self {
        static LAST_SEAT: AtomicU64 = AtomicU64::new(0);
        let record = store.place().map(|place| (place, key.clone()));
        Self { record, seat: LAST_SEAT.fetch_add(1, Ordering::Relaxed), own: Mutex::default() }
    }

    /// The provider is signed in as this identity (`None`: not at all). Costs nothing when that is no news.
    pub fn set(&self, identity_id: Option<&str>) {
        let Some(record) = &self.record else { return };
        lock(CLAIMS.get()).set(record, self.seat, identity_id);
        if let Some(identity_id) = identity_id {
            *lock(&self.own) = Some(identity_id.to_owned());
        }
    }

    /// Stores `new` (`None`, or without an identity: removes what is there) unless another player has the record.
    ///
    /// # Errors
    /// [`StoreError::Claimed`] when it does; those of the store. What is another player's is not removed, and that is no
    /// error: nothing of this one is there.
    pub fn write(&self, store: &dyn Store, key: &Key, new: Option<&Record>) -> Result<(), StoreError> {
        if !self.may_write(store, key, new)? {
            return Ok(());
        }
        match new {
            Some(record) => store.save(key, record),
            None => store.remove(key),
        }
    }

    /// As [`Claim::write`], and as [`Store::replace`].
    ///
    /// # Errors
    /// As there.
    pub fn replace(
        &self,
        store: &dyn Store,
        key: &Key,
        new: Option<&Record>,
        over: &[String],
    ) -> Result<Option<Record>, StoreError> {
        if self.may_write(store, key, new)? { store.replace(key, new, over) } else { Ok(None) }
    }

    /// Whether there is anything to write: another player's record is not removed.
    fn may_write(&self, store: &dyn Store, key: &Key, new: Option<&Record>) -> Result<bool, StoreError> {
        let new_id = new.and_then(|record| record.identity_id.as_deref());
        match (self.is_anothers(store, key, new_id), new_id) {
            (false, _) => Ok(true),
            (true, None) => Ok(false),
            (true, Some(_)) => Err(StoreError::Claimed { profile: key.profile.clone() }),
        }
    }

    fn is_anothers(&self, store: &dyn Store, key: &Key, new_id: Option<&str>) -> bool {
        let Some(record) = &self.record else { return false };
        if !lock(CLAIMS.get()).are_there_others(record, self.seat) {
            return false; // nearly always, and nothing is read for it
        }
        // What cannot be read is nobody's.
        let stored = store.load(key).ok().flatten().and_then(|record| record.identity_id);
        let Some(stored) = stored else { return false };
        // Who leaves may take along what it came with, and what it was signed in as.
        let own = lock(&self.own).clone();
        let takes_along = new_id.is_none() && own.is_none_or(|own| own == stored);
        !takes_along && lock(CLAIMS.get()).forbid(record, self.seat, &stored, new_id)
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        self.set(None);
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // Every change is a few infallible moves.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::super::file::FileStore;
    use super::super::memory::MemoryStore;
    use super::*;

    fn key() -> Key {
        Key { identity_pool_id: "us-east-1:p".to_owned(), profile: "default".to_owned() }
    }

    fn record(identity_id: &str) -> Record {
        Record { identity_id: Some(identity_id.to_owned()), credentials: None }
    }

    struct Home {
        store: FileStore,
        _directory: tempfile::TempDir,
    }

    impl Home {
        fn new() -> Self {
            let directory = tempfile::tempdir().unwrap();
            Self { store: FileStore::new(directory.path().to_path_buf()), _directory: directory }
        }

        fn claim(&self) -> Claim {
            Claim::new(&self.store, &key())
        }

        fn write(&self, claim: &Claim, identity_id: Option<&str>) -> bool {
            claim.write(&self.store, &key(), identity_id.map(record).as_ref()).is_ok()
        }

        fn stored(&self) -> Option<String> {
            self.store.load(&key()).unwrap().and_then(|record| record.identity_id)
        }
    }

    #[test]
    fn a_signed_in_players_record_is_left_alone_until_the_player_is_gone() {
        let home = Home::new();
        let (ann, bob) = (home.claim(), home.claim());
        ann.set(Some("ann"));
        assert!(home.write(&ann, Some("ann")));
        bob.set(Some("bob"));
        let refused = bob.write(&home.store, &key(), Some(&record("bob")));
        assert_eq!(refused, Err(StoreError::Claimed { profile: "default".to_owned() }));
        bob.set(None);
        assert!(home.write(&bob, None), "bob leaves, and has nothing here");
        assert!(!home.write(&bob, Some("guest")), "nor may the guest after bob");
        assert_eq!(home.stored().as_deref(), Some("ann"));
        assert!(home.write(&ann, Some("merged")), "its own player may change it");
        assert!(home.write(&ann, Some("ann")));
        drop(ann);
        assert!(home.write(&bob, Some("bob")));
        assert_eq!(home.stored().as_deref(), Some("bob"));
    }

    #[test]
    fn who_shares_the_player_or_the_guest_is_not_kept_from_it() {
        let home = Home::new();
        let (first, second) = (home.claim(), home.claim());
        assert!(home.write(&first, Some("guest")) && home.write(&second, Some("other guest")));
        second.set(Some("other guest"));
        assert!(home.write(&second, Some("player")), "who signs in takes the guest over");
        second.set(Some("player"));
        first.set(Some("player"));
        first.set(None);
        assert!(home.write(&first, None), "the player leaves, also where a forgotten provider is left");
        assert_eq!(home.stored(), None);
        assert!(home.write(&first, Some("guest")), "nothing that is claimed is stored");
    }

    #[test]
    fn another_place_and_another_profile_are_nobody_elses() {
        let (home, other) = (Home::new(), Home::new());
        let (ann, bob) = (home.claim(), other.claim());
        ann.set(Some("ann"));
        bob.set(Some("bob"));
        assert!(home.write(&ann, Some("ann")) && other.write(&bob, Some("bob")));
        let carl_key = Key { profile: "carl".to_owned(), ..key() };
        let carl = Claim::new(&home.store, &carl_key);
        carl.set(Some("carl"));
        assert_eq!(carl.write(&home.store, &carl_key, Some(&record("carl"))), Ok(()));
        let memory = MemoryStore::new();
        assert!(Claim::new(&memory, &key()).record.is_none(), "memory is not shared");
    }

    #[test]
    fn who_claims_nothing_leaves_nothing_behind() {
        let mut claims = Claims::default();
        let record = (Place::Host(1), key());
        claims.set(&record, 1, Some("a"));
        claims.set(&record, 2, Some("b"));
        assert!(claims.are_there_others(&record, 1) && claims.forbid(&record, 1, "b", Some("a")));
        assert!(!claims.forbid(&record, 2, "b", None) && !claims.forbid(&record, 1, "b", Some("b")));
        claims.set(&record, 2, None);
        assert!(!claims.are_there_others(&record, 1));
        claims.set(&record, 1, None);
        assert!(claims.0.is_empty());
    }
}

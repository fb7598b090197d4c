//! The first read of a store, at the creation of its provider. A disk may hang, in an open too, so it is read on an I/O
//! thread; the creation waits for that, but not for ever.

use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::Duration;

use super::import::{self, OtherSdk};
use super::ports::Ports;
use crate::runtime::{Place, Refused};
use crate::store::{Key, Record, Store, StoreError};

/// A disk that takes longer than this does not hold up the player.
const PATIENCE: Duration = Duration::from_secs(2);

/// What is found at the creation.
pub(super) struct Found {
    pub(super) record: Result<Option<Record>, StoreError>,
    /// Nothing was ever stored: what was, and was kept aside, may have said that the player has left.
    pub(super) is_first: bool,
    /// The identity that another SDK kept, when it was asked for and this is the first.
    pub(super) other_identity_id: Option<String>,
}

/// What is stored; or where it will be told, when the disk does not answer.
pub(super) fn read(
    ports: &Ports,
    key: &Key,
    place: Place,
    other_sdk: Option<OtherSdk>,
) -> Result<Found, Receiver<Found>> {
    if !ports.store.can_hang() {
        return Ok(find(&*ports.store, key, other_sdk));
    }
    let (tell, told) = mpsc::channel();
    let (store, of) = (Arc::clone(&ports.store), key.clone());
    let job = move |started: Result<(), Refused>| {
        if started.is_ok() {
            let _nobody_waits = tell.send(find(&*store, &of, other_sdk));
        }
    };
    ports.executor.run(place, Box::new(job));
    match told.recv_timeout(PATIENCE) {
        Ok(found) => Ok(found),
        Err(RecvTimeoutError::Timeout) => Err(told),
        // No thread could be had.
        Err(RecvTimeoutError::Disconnected) => Ok(find(&*ports.store, key, other_sdk)),
    }
}

fn find(store: &dyn Store, key: &Key, other_sdk: Option<OtherSdk>) -> Found {
    let record = store.load(key);
    let is_first = record == Ok(None) && !store.has_kept_aside(key);
    let other_sdk = other_sdk.filter(|_| is_first);
    let other_identity_id = other_sdk.and_then(|other_sdk| import::identity_id(other_sdk, key));
    Found { record, is_first, other_identity_id }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::memory::MemoryStore;

    #[test]
    fn with_a_record_of_our_own_it_is_no_first() {
        let store = MemoryStore::new();
        let key = Key { identity_pool_id: "us-east-1:p".to_owned(), profile: "default".to_owned() };
        assert!(find(&store, &key, None).is_first);
        let record = Record { identity_id: Some("us-east-1:a".to_owned()), credentials: None };
        store.save(&key, &record).unwrap();
        assert!(!find(&store, &key, None).is_first);
    }
}

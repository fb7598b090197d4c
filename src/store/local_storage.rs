//! The page's `localStorage`, where an origin keeps its players. Invariant: all providers of the page share one
//! [`HostStorage`], so that those of one profile agree on one player.

use std::ffi::CStr;
use std::sync::{Arc, OnceLock};

use zeroize::Zeroizing;

use super::host::{HostCalls, HostFailure, HostStorage, MAX_TEXT_BYTES};
use crate::page::{self, NoStorage};

pub(super) fn shared() -> Arc<HostStorage> {
    static STORAGE: OnceLock<Arc<HostStorage>> = OnceLock::new();
    Arc::clone(STORAGE.get_or_init(|| HostStorage::new(Box::new(LocalStorage))))
}

struct LocalStorage;

impl HostCalls for LocalStorage {
    fn load(&self, key: &CStr) -> Result<Option<Zeroizing<Vec<u8>>>, HostFailure> {
        let mut text = Zeroizing::new(vec![0; MAX_TEXT_BYTES]);
        Ok(page::load(key, &mut text)?.map(|size| {
            text.truncate(size);
            text
        }))
    }

    fn save(&self, key: &CStr, text: &CStr) -> Result<(), HostFailure> {
        Ok(page::save(key, text)?)
    }

    fn remove(&self, key: &CStr) -> Result<(), HostFailure> {
        Ok(page::remove(key)?)
    }
}

impl From<NoStorage> for HostFailure {
    fn from(NoStorage: NoStorage) -> Self {
        Self(-1) // a page has no numbers for it
    }
}

//! The simulated storage directory: one record and one lock per profile, shared by all providers as by processes on
//! one device.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use cognito_native::store::{Key, Lock, Record, Store, StoreError};

use crate::ports::Port;
use crate::sim::{Sim, enter};

#[derive(Default)]
pub(crate) struct Disk {
    /// By profile.
    pub(crate) drawers: BTreeMap<String, Drawer>,
    last_lock: u64,
}

#[derive(Default)]
pub(crate) struct Drawer {
    pub(crate) record: Option<Record>,
    /// Who holds the lock: the number of the lock and of the provider.
    pub(crate) holder: Option<(u64, usize)>,
}

impl Disk {
    pub(crate) fn drawer(&mut self, profile: &str) -> &mut Drawer {
        self.drawers.entry(profile.to_owned()).or_default()
    }

    pub(crate) fn identity_id(&mut self, profile: &str) -> Option<String> {
        self.drawer(profile).record.as_ref()?.identity_id.clone()
    }
}

/// Four such at the least make a store silent.
pub(crate) const SLOW_MS: u64 = 400;

struct DiskLock {
    sim: Arc<Sim>,
    profile: String,
    number: u64,
}

impl Lock for DiskLock {}

impl Drop for DiskLock {
    fn drop(&mut self) {
        let mut disk = enter(&self.sim.disk);
        let drawer = disk.drawer(&self.profile);
        drawer.holder.take_if(|(number, _)| *number == self.number);
    }
}

fn failed(action: &'static str) -> StoreError {
    StoreError::Io { action, path: PathBuf::from("simulated"), reason: "no".to_owned() }
}

impl Port {
    /// `true` when this access fails, or the process was killed in it.
    fn access_fails(&self) -> bool {
        let scenario = self.sim.scenario();
        if self.sim.percent(scenario.slow_store) {
            let ms = self.sim.draw(|rng| if rng.u8(0..5) == 0 { rng.u64(0..4_000) } else { rng.u64(0..200) });
            let before_ms = self.sim.now_ms();
            self.sim.pass(ms);
            let took_ms = self.sim.now_ms() - before_ms;
            enter(&self.sim.oracle).instances[self.instance].is_disk_slow |= took_ms >= SLOW_MS;
        }
        let mut oracle = enter(&self.sim.oracle);
        let instance = &mut oracle.instances[self.instance];
        if instance.is_killed {
            return true;
        }
        let fails = self.sim.percent(scenario.store_faults);
        instance.has_store_trouble |= fails;
        fails
    }

    fn write(&self, key: &Key, record: Option<&Record>) -> Result<(), StoreError> {
        let fails = self.access_fails();
        // A failed write may have done its work all the same.
        let is_done =
            !fails || self.sim.percent(30) && !enter(&self.sim.oracle).instances[self.instance].is_killed;
        if is_done {
            let now_ms = self.sim.now_ms();
            let service = enter(&self.sim.service);
            let mut disk = enter(&self.sim.disk);
            let present = &mut disk.drawer(&key.profile).record;
            enter(&self.sim.oracle).stored(self.instance, present.as_ref(), record, &service, now_ms);
            *present = record.cloned();
        }
        self.sim.trace(|| {
            let id = record.map(|record| (&record.identity_id, record.credentials.is_some()));
            format!("p{} stores {id:?}, fails {fails}, done {is_done}", self.instance)
        });
        if fails { Err(failed("write")) } else { Ok(()) }
    }
}

impl Store for Port {
    fn load(&self, key: &Key) -> Result<Option<Record>, StoreError> {
        if self.access_fails() {
            return Err(failed("read"));
        }
        let record = enter(&self.sim.disk).drawer(&key.profile).record.clone();
        self.sim.trace(|| format!("p{} loads {:?}", self.instance, record.as_ref().map(|r| &r.identity_id)));
        let now_ms = self.sim.now_ms();
        enter(&self.sim.oracle).loaded(self.instance, record.as_ref(), now_ms);
        Ok(record)
    }

    fn save(&self, key: &Key, record: &Record) -> Result<(), StoreError> {
        self.sim.maybe_panic(self.instance);
        self.write(key, Some(record))
    }

    fn replace(
        &self,
        key: &Key,
        record: Option<&Record>,
        over: &[String],
    ) -> Result<Option<Record>, StoreError> {
        self.sim.maybe_panic(self.instance);
        let own = record.and_then(|record| record.identity_id.as_ref());
        if let Some(present) = self.load(key)?
            && let Some(id) = present.identity_id.as_ref().filter(|id| Some(*id) != own && !over.contains(id))
        {
            enter(&self.sim.oracle).gives_way(self.instance, id);
            return Ok(Some(present));
        }
        self.write(key, record).map(|()| None)
    }

    fn remove(&self, key: &Key) -> Result<(), StoreError> {
        self.write(key, None)
    }

    fn try_lock(&self, key: &Key) -> Result<Option<Box<dyn Lock>>, StoreError> {
        if self.access_fails() {
            return Err(failed("lock"));
        }
        let mut disk = enter(&self.sim.disk);
        if disk.drawer(&key.profile).holder.is_some() {
            enter(&self.sim.oracle).lock_is_busy(self.instance);
            return Ok(None);
        }
        disk.last_lock += 1;
        let number = disk.last_lock;
        disk.drawer(&key.profile).holder = Some((number, self.instance));
        enter(&self.sim.oracle).lock_is_taken(self.instance);
        self.sim.trace(|| format!("p{} locks", self.instance));
        Ok(Some(Box::new(DiskLock { sim: Arc::clone(&self.sim), profile: key.profile.clone(), number })))
    }

    fn profiles(&self, _identity_pool_id: &str) -> Result<Vec<String>, StoreError> {
        Ok(Vec::new())
    }

    fn location(&self, _key: &Key) -> Option<PathBuf> {
        None // not watched: of a silent disk the pure tests know
    }
}

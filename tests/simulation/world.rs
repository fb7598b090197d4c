//! Time, and what is due when: two clocks and one heap of events, ordered by seeded times. Nothing happens by itself;
//! `Sim` takes one event after another.

use std::collections::BTreeMap;

use cognito_native::clock::Now;
use cognito_native::runtime::Job;
use fastrand::Rng;

use crate::oracle::Tag;

/// The true time at the start: 2027.
const START_UNIX_MS: i64 = 1_800_000_000_000;

pub(crate) const SECOND_MS: u64 = 1_000;
pub(crate) const MINUTE_MS: u64 = 60 * SECOND_MS;
pub(crate) const HOUR_MS: u64 = 60 * MINUTE_MS;
pub(crate) const DAY_MS: u64 = 24 * HOUR_MS;

/// What happens at its time.
pub(crate) enum Due {
    /// An I/O thread runs a provider's job.
    Run(Tag, Job),
    /// A job that never runs: it is dropped.
    Lose(Tag, Job),
    /// A provider's timer fires.
    Fire(Tag, Job),
    /// The host does something.
    Host,
}

/// Orders events of the same time as they were asked for.
pub(crate) type DueId = (u64, u64);

pub(crate) struct World {
    pub(crate) rng: Rng,
    pub(crate) mono_ms: u64,
    /// The device's wall clock minus the true time.
    pub(crate) wall_error_ms: i64,
    /// How often the wall clock was set.
    pub(crate) wall_jumps: u32,
    pub(crate) steps: u32,
    due: BTreeMap<DueId, Due>,
    last: u64,
}

impl World {
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            rng: Rng::with_seed(seed),
            mono_ms: 1_000_000,
            wall_error_ms: 0,
            wall_jumps: 0,
            steps: 0,
            due: BTreeMap::new(),
            last: 0,
        }
    }

    pub(crate) fn now(&self) -> Now {
        Now { mono_ms: self.mono_ms, wall_unix_ms: self.true_unix_ms() + self.wall_error_ms }
    }

    pub(crate) fn true_unix_ms(&self) -> i64 {
        true_unix_ms(self.mono_ms)
    }

    pub(crate) fn push(&mut self, delay_ms: u64, due: Due) -> DueId {
        self.last += 1;
        let id = (self.mono_ms.saturating_add(delay_ms), self.last);
        self.due.insert(id, due);
        id
    }

    /// The caller drops what it gets outside the world's lock.
    pub(crate) fn remove(&mut self, id: DueId) -> Option<Due> {
        self.due.remove(&id)
    }

    /// The next event up to `until_mono_ms`; the clock moves to it.
    pub(crate) fn pop(&mut self, until_mono_ms: u64) -> Option<Due> {
        let entry = self.due.first_entry()?;
        let (at_mono_ms, _) = *entry.key();
        if at_mono_ms > until_mono_ms {
            return None;
        }
        self.mono_ms = self.mono_ms.max(at_mono_ms);
        self.steps += 1;
        Some(entry.remove())
    }

    /// All events of one provider (its process is killed), or all there are.
    pub(crate) fn take(&mut self, instance: Option<usize>) -> Vec<Due> {
        let of_instance = |due: &Due| match due {
            Due::Run(tag, _) | Due::Lose(tag, _) | Due::Fire(tag, _) => {
                instance.is_none_or(|instance| tag.instance == instance)
            }
            Due::Host => instance.is_none(),
        };
        let ids: Vec<DueId> =
            self.due.iter().filter(|(_, due)| of_instance(due)).map(|(id, _)| *id).collect();
        ids.into_iter().filter_map(|id| self.due.remove(&id)).collect()
    }

    pub(crate) fn percent(&mut self, percent: u32) -> bool {
        self.rng.u32(0..100) < percent
    }
}

/// True time and the monotonic clock go at the same pace.
pub(crate) fn true_unix_ms(mono_ms: u64) -> i64 {
    START_UNIX_MS + i64::try_from(mono_ms).unwrap()
}

//! Time, threads and the cached answers as one simulated provider sees them.

use std::sync::Arc;

use cognito_native::clock::{Clock, Now};
use cognito_native::provider::{CachedAnswers, Carrier, Ports};
use cognito_native::queue::Completion;
use cognito_native::runtime::{Executor, IoJob, Job, Place, Refused, Timer};

use crate::disk::SLOW_MS;
use crate::sim::{Sim, enter};
use crate::world::Due;

/// One provider's way into the world.
#[derive(Clone)]
pub(crate) struct Port {
    pub(crate) sim: Arc<Sim>,
    pub(crate) instance: usize,
}

pub(crate) fn ports(sim: &Arc<Sim>, instance: usize) -> Ports {
    let port = Arc::new(Port { sim: Arc::clone(sim), instance });
    Ports {
        clock: port.clone(),
        carrier: Carrier::Blocking(port.clone()),
        store: port.clone(),
        executor: port.clone(),
        cached_answers: port,
        seed: sim.draw(|rng| rng.u64(..)),
        other_sdk: None,
    }
}

impl Clock for Port {
    fn now(&self) -> Now {
        enter(&self.sim.world).now()
    }
}

impl Executor for Port {
    fn run(&self, place: Place, job: IoJob) {
        let tag = enter(&self.sim.oracle).tag(self.instance);
        let is_dead = enter(&self.sim.oracle).instances[self.instance].is_killed;
        let lost_percent = enter(&self.sim.scenario).lost_jobs;
        let (is_lost, is_refused, delay_ms) = self.sim.draw(|rng| {
            let delay_ms = match rng.u8(0..20) {
                0..14 => rng.u64(0..=3),
                14..19 => rng.u64(0..=50),
                _ => rng.u64(0..=2_000), // all I/O threads are busy
            };
            (rng.u32(0..100) < lost_percent, rng.bool(), delay_ms)
        });
        if is_dead {
            return;
        }
        if matches!(place, Place::Host(_)) {
            enter(&self.sim.oracle).judge_sending(self.instance, self.sim.now_ms());
        }
        if matches!(place, Place::Directory(_)) && delay_ms >= SLOW_MS {
            enter(&self.sim.oracle).instances[self.instance].is_disk_slow = true;
        }
        if is_lost {
            enter(&self.sim.oracle).instances[self.instance].is_disturbed = true;
            self.sim.trace(|| format!("p{} a job is lost, refused {is_refused}: {place:?}", self.instance));
        }
        let mut world = enter(&self.sim.world);
        match (is_lost, is_refused) {
            (true, true) => {
                let refused = Refused::new(&std::io::ErrorKind::WouldBlock.into());
                world.push(delay_ms, Due::Fire(tag, Box::new(move || job(Err(refused)))))
            }
            (true, false) => world.push(delay_ms, Due::Lose(tag, Box::new(move || job(Ok(()))))),
            (false, _) => world.push(delay_ms, Due::Run(tag, Box::new(move || job(Ok(()))))),
        };
    }

    fn at(&self, at_mono_ms: u64, job: Job) -> Timer {
        let tag = enter(&self.sim.oracle).tag(self.instance);
        if enter(&self.sim.oracle).instances[self.instance].is_killed {
            return Timer::new(Box::new(|| ()));
        }
        let late_ms = self.sim.draw(|rng| match rng.u8(0..20) {
            0..15 => 0,
            15..19 => rng.u64(0..=20),
            _ => rng.u64(0..=1_500),
        });
        let delay_ms = at_mono_ms.saturating_sub(self.sim.now_ms()).saturating_add(late_ms);
        let id = enter(&self.sim.world).push(delay_ms, Due::Fire(tag, job));
        let sim = Arc::clone(&self.sim);
        Timer::new(Box::new(move || {
            let cancelled = enter(&sim.world).remove(id);
            drop(cancelled);
        }))
    }
}

impl CachedAnswers for Port {
    fn put(&self, identity: Option<Arc<Completion>>, credentials: Option<Arc<Completion>>) {
        let now_ms = self.sim.now_ms();
        let service = enter(&self.sim.service);
        enter(&self.sim.oracle).published(self.instance, identity.as_deref(), credentials, &service, now_ms);
    }
}

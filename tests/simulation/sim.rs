//! One simulated world and the loop that runs it, on one thread. A job may let time pass in the middle (an exchange,
//! a slow disk): the events of that time are then run inside it, so that everything another thread could do meanwhile
//! is done.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use cognito_native::provider::LoginRequest;
use cognito_native::queue::log::clear_log_callback;
use fastrand::Rng;

use crate::disk::Disk;
use crate::host::{self, Process};
use crate::oracle::{Oracle, Tag};
use crate::scenario::Scenario;
use crate::service::Service;
use crate::world::{Due, World};

/// Jobs that wait inside other jobs; more is only deeper, not other.
const MAX_NESTED: usize = 5;
/// No schedule needs as many; a provider that hammers the service or its timer does.
const MAX_STEPS: u32 = 400_000;

/// The payload of a panic that the simulation makes.
pub(crate) struct SimulatedPanic;

/// What is being run.
#[derive(Clone, Copy)]
enum Frame {
    Job(Tag),
    /// Timers and the host: they never wait.
    Instant,
}

pub(crate) struct Sim {
    pub(crate) scenario: Mutex<Scenario>,
    pub(crate) world: Mutex<World>,
    pub(crate) service: Mutex<Service>,
    pub(crate) disk: Mutex<Disk>,
    pub(crate) oracle: Mutex<Oracle>,
    pub(crate) processes: Mutex<[Option<Process>; 2]>,
    pub(crate) actions_left: Mutex<u32>,
    /// Questions that a login source will never answer.
    pub(crate) unanswered: Mutex<Vec<LoginRequest>>,
    frames: Mutex<Vec<Frame>>,
    is_traced: bool,
}

/// No invariant of these spans a panic: simulated ones are raised with nothing locked.
pub(crate) fn enter<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Sim {
    pub(crate) fn new(seed: u64, is_traced: bool) -> Arc<Self> {
        let mut rng = Rng::with_seed(seed);
        let scenario = Scenario::draw(&mut rng);
        let mut world = World::new(rng.u64(..));
        world.push(0, Due::Host);
        Arc::new(Self {
            actions_left: Mutex::new(scenario.actions),
            scenario: Mutex::new(scenario),
            world: Mutex::new(world),
            service: Mutex::default(),
            disk: Mutex::default(),
            oracle: Mutex::default(),
            processes: Mutex::default(),
            unanswered: Mutex::default(),
            frames: Mutex::default(),
            is_traced,
        })
    }

    pub(crate) fn scenario(&self) -> Scenario {
        enter(&self.scenario).clone()
    }

    pub(crate) fn now_ms(&self) -> u64 {
        enter(&self.world).mono_ms
    }

    /// True in `percent` of a hundred draws.
    pub(crate) fn percent(&self, percent: u32) -> bool {
        enter(&self.world).percent(percent)
    }

    pub(crate) fn draw<T>(&self, draw: impl FnOnce(&mut Rng) -> T) -> T {
        draw(&mut enter(&self.world).rng)
    }

    /// A line of the trace.
    pub(crate) fn trace(&self, line: impl FnOnce() -> String) {
        if self.is_traced {
            let depth = enter(&self.frames).len();
            eprintln!("{:>12} {}{}", self.now_ms(), "  ".repeat(depth), line());
        }
    }

    /// The provider, and its generation, whose job is being run.
    pub(crate) fn job(&self) -> Tag {
        match enter(&self.frames).last() {
            Some(Frame::Job(tag)) => *tag,
            _ => panic!("I/O outside a job"),
        }
    }

    /// Runs everything up to a time, and sets the clock to it.
    pub(crate) fn run_until(self: &Arc<Self>, until_mono_ms: u64) {
        while self.step(until_mono_ms) {}
        let mut world = enter(&self.world);
        world.mono_ms = world.mono_ms.max(until_mono_ms);
    }

    /// Runs the next event up to a time; `false` when there is none, or something is wrong.
    pub(crate) fn step(self: &Arc<Self>, until_mono_ms: u64) -> bool {
        if enter(&self.oracle).is_violated() {
            return false;
        }
        let due = {
            let mut world = enter(&self.world);
            if world.steps > MAX_STEPS {
                enter(&self.oracle)
                    .violation(format!("no end after {MAX_STEPS} events: something is in a loop"));
                return false;
            }
            world.pop(until_mono_ms)
        };
        let Some(due) = due else { return false };
        self.run(due);
        host::dispatch_eagerly(self);
        true
    }

    /// Lets time pass inside a job; others run meanwhile.
    pub(crate) fn pass(self: &Arc<Self>, duration_ms: u64) {
        let may_wait = {
            let frames = enter(&self.frames);
            matches!(frames.last(), Some(Frame::Job(_))) && frames.len() < MAX_NESTED
        };
        if may_wait {
            self.run_until(self.now_ms() + duration_ms);
        }
    }

    /// Runs `act` as something that never waits.
    pub(crate) fn at_once<T>(&self, act: impl FnOnce() -> T) -> T {
        enter(&self.frames).push(Frame::Instant);
        let result = act();
        enter(&self.frames).pop();
        result
    }

    fn run(self: &Arc<Self>, due: Due) {
        match due {
            Due::Run(tag, job) => self.guarded(Frame::Job(tag), job),
            Due::Lose(_, job) => drop(job),
            Due::Fire(_, job) => self.guarded(Frame::Instant, job),
            Due::Host => self.at_once(|| host::act(self)),
        }
    }

    fn guarded(&self, frame: Frame, job: impl FnOnce()) {
        let depth = {
            let mut frames = enter(&self.frames);
            frames.push(frame);
            frames.len() - 1
        };
        let result = catch_unwind(AssertUnwindSafe(job));
        enter(&self.frames).truncate(depth);
        // The product's own panics are found by the panic hook, also those it catches itself.
        if let Err(payload) = result
            && !payload.is::<SimulatedPanic>()
        {
            enter(&self.oracle).violation("a job panicked".to_owned());
        }
    }

    /// Panics now and then, as I/O code with a defect would.
    pub(crate) fn maybe_panic(&self, instance: usize) {
        let percent = enter(&self.scenario).panics;
        if self.percent(percent) {
            enter(&self.oracle).instances[instance].is_disturbed = true;
            self.trace(|| format!("p{instance} I/O panics"));
            resume_unwind(Box::new(SimulatedPanic));
        }
    }

    /// Takes the world apart: providers hold it, and it holds them.
    pub(crate) fn dismantle(&self) {
        for instance in &mut enter(&self.oracle).instances {
            instance.is_killed = true;
        }
        let processes = std::mem::take(&mut *enter(&self.processes));
        drop(processes);
        let unanswered = std::mem::take(&mut *enter(&self.unanswered));
        drop(unanswered);
        clear_log_callback();
        loop {
            let rest = enter(&self.world).take(None);
            if rest.is_empty() {
                return;
            }
        }
    }
}

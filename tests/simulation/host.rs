//! What hosts, the device and the service's owner do: a seeded sequence of actions, and callbacks that do more.

use std::ffi::CStr;
use std::sync::{Arc, Weak};
use std::time::Duration;

use cognito_native::error::ResultCode;
use cognito_native::provider::state::WaiterId;
use cognito_native::provider::{Closed, Input, Provider, Terms, Want};
use cognito_native::queue::log::{Level, set_log_callback};
use cognito_native::queue::{Completion, Queue};
use cognito_native::store::Key;

use crate::answer::shows_secret;
use crate::ports::ports;
use crate::scenario::{POOL, PROFILES, draw_config};
use crate::service::Status;
use crate::sign_in;
use crate::sim::{Sim, enter};
use crate::surroundings;
use crate::world::{DAY_MS, Due, HOUR_MS, MINUTE_MS, SECOND_MS};

/// One process with its provider and its queue.
#[derive(Clone)]
pub(crate) struct Process {
    pub(crate) instance: usize,
    pub(crate) provider: Arc<Provider>,
    pub(crate) queue: Arc<Queue>,
}

/// A process as what waits in its own queue knows it: one that was killed is not kept by that.
struct ProcessRef {
    instance: usize,
    provider: Weak<Provider>,
    queue: Weak<Queue>,
}

impl Process {
    fn weak(&self) -> ProcessRef {
        let (provider, queue) = (Arc::downgrade(&self.provider), Arc::downgrade(&self.queue));
        ProcessRef { instance: self.instance, provider, queue }
    }
}

impl ProcessRef {
    fn upgrade(&self) -> Option<Process> {
        let (provider, queue) = (self.provider.upgrade()?, self.queue.upgrade()?);
        Some(Process { instance: self.instance, provider, queue })
    }
}

/// One action, and the time of the next.
pub(crate) fn act(sim: &Arc<Sim>) {
    {
        let mut left = enter(&sim.actions_left);
        if *left == 0 {
            return;
        }
        *left -= 1;
    }
    let scenario = sim.scenario();
    if sim.percent(scenario.service_events) {
        change_the_world(sim);
    } else if sim.percent(scenario.surroundings) {
        surroundings::change(sim);
    } else {
        let slot = if scenario.two_processes { sim.draw(|rng| rng.usize(0..2)) } else { 0 };
        let process = enter(&sim.processes)[slot].clone();
        match process {
            Some(process) => use_provider(sim, slot, &process),
            None => start(sim, slot),
        }
    }
    let gap_ms = sim.draw(|rng| match rng.u8(0..100) {
        0..40 => 0,
        40..65 => rng.u64(1..100),
        65..80 => rng.u64(100..3 * SECOND_MS),
        80..90 => rng.u64(3 * SECOND_MS..MINUTE_MS),
        90..96 => rng.u64(MINUTE_MS..30 * MINUTE_MS),
        96..99 => rng.u64(HOUR_MS..5 * HOUR_MS),
        _ => rng.u64(DAY_MS..3 * DAY_MS),
    });
    // A provider with keep_fresh has something to do all the time.
    let gap_ms = gap_ms.min(scenario.lifetime_ms * 100);
    enter(&sim.world).push(gap_ms, Due::Host);
}

fn start(sim: &Arc<Sim>, slot: usize) {
    let config = sim.draw(draw_config);
    let scenario = sim.scenario();
    let profile = if scenario.profiles { sim.draw(|rng| rng.usize(0..PROFILES.len())) } else { 0 };
    let now_ms = sim.now_ms();
    let instance = enter(&sim.oracle).new_instance((slot, profile), &config, now_ms);
    sim.trace(|| format!("p{instance} starts in process {slot} with profile {profile}: {config:?}"));
    let key = Key { identity_pool_id: POOL.to_owned(), profile: PROFILES[profile].to_owned() };
    let queue = Queue::new();
    if scenario.logs {
        listen_to_log(sim, &queue);
    }
    let provider = Provider::new(config, key, ports(sim, instance), Arc::clone(&queue));
    if !sim.percent(20) {
        listen_to_events(sim, instance, &provider);
    }
    enter(&sim.processes)[slot] = Some(Process { instance, provider, queue });
}

fn listen_to_events(sim: &Arc<Sim>, instance: usize, provider: &Provider) {
    enter(&sim.oracle).listens(instance);
    let hears = Arc::clone(sim);
    provider.set_event_callback(Some(Arc::new(move |completion| {
        hears.trace(|| format!("p{instance} event {:?} {:?}", completion.event, completion.identity_id));
        let now_ms = hears.now_ms();
        let service = enter(&hears.service);
        enter(&hears.oracle).event(instance, &completion, &service, now_ms);
    })));
}

fn listen_to_log(sim: &Arc<Sim>, queue: &Arc<Queue>) {
    let hears = Arc::downgrade(sim);
    let callback = move |_level, text: &CStr| {
        let Some(sim) = hears.upgrade().filter(|_| shows_secret(&text.to_string_lossy())) else { return };
        enter(&sim.oracle).violation(format!("a secret in the log: {text:?}"));
    };
    set_log_callback(queue, Level::Debug, Arc::new(callback));
}

fn use_provider(sim: &Arc<Sim>, slot: usize, process: &Process) {
    let players = enter(&sim.scenario).players;
    if players && sim.percent(35) {
        return sign_in::act(sim, process);
    }
    match sim.draw(|rng| rng.u8(0..100)) {
        0..2 => lose_completer(sim, process),
        2..10 => begin(sim, process, Want::IdentityId),
        10..42 => begin(sim, process, Want::Credentials),
        42..50 => begin(sim, process, Want::FreshCredentials),
        50..57 => cancel(sim, process),
        57..66 => dispatch(sim, process, sim.draw(|rng| rng.usize(0..4))),
        66..73 => clear(sim, process, false),
        73..78 => clear(sim, process, true),
        78..83 => invalidate(sim, process),
        83..87 => look(sim, process),
        87..89 => listen_to_events(sim, process.instance, &process.provider),
        89..91 => close_provider(sim, process),
        91..93 => close_queue(sim, process),
        93..97 => kill(sim, slot, process),
        _ => {
            close_provider(sim, process);
            dispatch(sim, process, 0);
            start(sim, slot);
        }
    }
}

pub(crate) fn begin(sim: &Arc<Sim>, process: &Process, want: Want) {
    begin_with(sim, process, want, None);
}

/// `login`: what to unlink.
pub(crate) fn begin_with(sim: &Arc<Sim>, process: &Process, want: Want, login: Option<String>) {
    let instance = process.instance;
    let deadline_ms = sim.draw(|rng| (rng.u8(0..4) == 0).then(|| rng.u64(0..20_000)));
    let impatient = enter(&sim.scenario).impatient;
    let (fails_offline, now_ms) = (sim.percent(impatient), sim.now_ms());
    let request = enter(&sim.oracle).accept(instance, want, login.clone(), deadline_ms, now_ms);
    enter(&sim.oracle).requests[request].fails_offline = fails_offline;
    let hears = Arc::clone(sim);
    let again = process.weak();
    let accepted =
        process.queue.accept(Box::new(move |completion| answered(&hears, &again, request, &completion)));
    let deadline = deadline_ms.map(Duration::from_millis);
    let terms = Terms { deadline, fails_offline, ..Terms::default() };
    let begun = match (accepted, login) {
        (Some(completer), None) => process.provider.begin(want, terms, completer),
        (Some(completer), Some(login)) => process.provider.begin_unlink(login, terms, completer),
        (None, _) => Err(Closed),
    };
    sim.trace(|| format!("p{instance} r{request} {want:?} within {deadline_ms:?}: {begun:?}"));
    let mut oracle = enter(&sim.oracle);
    if begun.is_err() {
        oracle.requests[request].is_refused = true;
        if !oracle.instances[instance].is_closed && !process.queue.is_closed() {
            oracle.violation(format!("r{request} was refused by an open provider"));
        }
    } else {
        oracle.waiters.push((request, begun.unwrap_or(WaiterId::MAX)));
    }
}

/// The code between acceptance and provider panics: the completer is dropped, and answers all the same.
fn lose_completer(sim: &Arc<Sim>, process: &Process) {
    let now_ms = sim.now_ms();
    let request = enter(&sim.oracle).accept(process.instance, Want::Credentials, None, None, now_ms);
    let (hears, again) = (Arc::clone(sim), process.weak());
    let accepted =
        process.queue.accept(Box::new(move |completion| answered(&hears, &again, request, &completion)));
    sim.trace(|| format!("p{} r{request} loses its completer", process.instance));
    let mut oracle = enter(&sim.oracle);
    oracle.requests[request].is_refused = accepted.is_none();
    oracle.requests[request].is_lost = true;
    drop(accepted);
}

fn answered(sim: &Arc<Sim>, process: &ProcessRef, request: usize, completion: &Completion) {
    sim.trace(|| format!("p{} r{request} is answered: {completion:?}", process.instance));
    let now_ms = sim.now_ms();
    {
        let service = enter(&sim.service);
        enter(&sim.oracle).answered(request, completion, &service, now_ms);
    }
    // Anything is legal in a callback.
    let Some(process) = process.upgrade().filter(|_| *enter(&sim.actions_left) > 0) else { return };
    let process = &process;
    match sim.draw(|rng| rng.u8(0..60)) {
        0 => begin(sim, process, Want::Credentials),
        1 => clear(sim, process, false),
        2 => close_provider(sim, process),
        3 => {
            let nested = process.queue.dispatch(0, Duration::ZERO);
            if !matches!(nested, Err(ResultCode::Busy | ResultCode::Closed)) {
                enter(&sim.oracle).violation(format!("a nested dispatch was not refused: {nested:?}"));
            }
        }
        _ => {}
    }
}

fn cancel(sim: &Arc<Sim>, process: &Process) {
    let chosen = {
        let mut oracle = enter(&sim.oracle);
        let own: Vec<(usize, WaiterId)> = oracle
            .waiters
            .iter()
            .copied()
            .filter(|(request, _)| oracle.requests[*request].instance == process.instance)
            .collect();
        if own.is_empty() {
            return;
        }
        let (request, waiter) = own[sim.draw(|rng| rng.usize(own.len().saturating_sub(6)..own.len()))];
        oracle.requests[request].is_cancelled = true;
        (request, waiter)
    };
    sim.trace(|| format!("p{} r{} is cancelled", process.instance, chosen.0));
    process.provider.feed(Input::Cancel(chosen.1));
}

pub(crate) fn dispatch(sim: &Arc<Sim>, process: &Process, max: usize) {
    let instance = process.instance;
    if std::mem::replace(&mut enter(&sim.oracle).instances[instance].is_dispatching, true) {
        return; // inside a callback
    }
    let left = process.queue.dispatch(max, Duration::ZERO);
    let now_ms = sim.now_ms();
    let of = &mut enter(&sim.oracle).instances[instance];
    of.is_dispatching = false;
    if left == Ok(0) {
        of.drained_at_ms = now_ms;
        of.drained = (of.generation, of.era);
        of.login_requests.drained(now_ms);
    }
}

/// The host that dispatches in every frame.
pub(crate) fn dispatch_eagerly(sim: &Arc<Sim>) {
    if !enter(&sim.scenario).eager {
        return;
    }
    for process in processes(sim) {
        sim.at_once(|| dispatch(sim, &process, 0));
    }
}

pub(crate) fn processes(sim: &Sim) -> Vec<Process> {
    enter(&sim.processes).iter().flatten().cloned().collect()
}

fn clear(sim: &Arc<Sim>, process: &Process, with_identity: bool) {
    sim.trace(|| format!("p{} clears, identity {with_identity}", process.instance));
    {
        let now_ms = sim.now_ms();
        let fetches = enter(&sim.service).fetches.len();
        let stored = stored_identity(sim, process.instance);
        enter(&sim.oracle).cleared(process.instance, with_identity, stored, fetches, now_ms);
    }
    process.provider.feed(if with_identity { Input::ClearIdentity } else { Input::ClearCredentials });
    judge_cleared(sim, process, with_identity);
}

/// The identity that the store holds for a provider's profile.
pub(crate) fn stored_identity(sim: &Sim, instance: usize) -> Option<String> {
    let (_, profile) = enter(&sim.oracle).instances[instance].place;
    enter(&sim.disk).identity_id(PROFILES[profile])
}

pub(crate) fn judge_cleared(sim: &Arc<Sim>, process: &Process, with_identity: bool) {
    let mut oracle = enter(&sim.oracle);
    let of = &oracle.instances[process.instance];
    if of.shown_credentials.is_some() || with_identity && of.shown_identity.is_some() {
        let instance = process.instance;
        oracle.violation(format!("p{instance}: what was just cleared is still cached"));
    }
}

fn invalidate(sim: &Arc<Sim>, process: &Process) {
    let shown = enter(&sim.oracle).instances[process.instance].shown_credentials.clone();
    let access_key_id =
        shown.and_then(|shown| Some(shown.credentials.as_ref()?.access_key_id.expose().to_owned()));
    let which = match sim.draw(|rng| rng.u8(0..3)) {
        0 => None,
        1 => Some("ASIAOTHER".to_owned()),
        _ => access_key_id.clone(),
    };
    if which.is_none() || which == access_key_id {
        let fetch = access_key_id.and_then(|key| crate::answer::fetch_of(&key));
        enter(&sim.oracle).instances[process.instance].refused.extend(fetch);
    }
    sim.trace(|| format!("p{} invalidates", process.instance));
    process.provider.feed(Input::Invalidate(which));
}

fn look(sim: &Arc<Sim>, process: &Process) {
    let snapshot = process.provider.snapshot();
    sim.trace(|| format!("p{} {snapshot:?}", process.instance));
    let now_ms = sim.now_ms();
    let service = enter(&sim.service);
    let mut oracle = enter(&sim.oracle);
    oracle.read_cached(process.instance, &service, now_ms);
    oracle.judge_next_attempt(process.instance, &snapshot, now_ms);
    let (instance, of) = (process.instance, &oracle.instances[process.instance]);
    if snapshot.generation != of.generation && !of.is_closed {
        oracle.violation(format!(
            "p{instance}: the snapshot counts {} clears and login changes",
            snapshot.generation
        ));
    }
}

pub(crate) fn close_provider(sim: &Arc<Sim>, process: &Process) {
    sim.trace(|| format!("p{} is closed", process.instance));
    enter(&sim.oracle).instances[process.instance].is_closed = true;
    process.provider.close();
    let mut oracle = enter(&sim.oracle);
    let of = &oracle.instances[process.instance];
    if of.shown_identity.is_some() || of.shown_credentials.is_some() {
        let instance = process.instance;
        oracle.violation(format!("p{instance}: something is cached after close"));
    }
}

pub(crate) fn close_queue(sim: &Arc<Sim>, process: &Process) {
    let instance = process.instance;
    sim.trace(|| format!("the queue of p{instance} is closed"));
    if std::mem::replace(&mut enter(&sim.oracle).instances[instance].is_dispatching, true) {
        return;
    }
    enter(&sim.oracle).cancel_all(instance);
    let closed = process.queue.close();
    let mut oracle = enter(&sim.oracle);
    oracle.instances[instance].is_dispatching = false;
    if closed.is_ok() {
        oracle.instances[instance].is_queue_closed = true;
        oracle.judge_closed_queue(instance);
    }
}

/// The process dies in this instant, whatever it was doing.
fn kill(sim: &Arc<Sim>, slot: usize, process: &Process) {
    let instance = process.instance;
    sim.trace(|| format!("p{instance} is killed"));
    {
        let mut disk = enter(&sim.disk);
        let mut oracle = enter(&sim.oracle);
        let drawer = disk.drawer(PROFILES[oracle.instances[instance].place.1]);
        drawer.holder.take_if(|(_, holder)| *holder == instance);
        oracle.killed(instance, drawer.record.as_ref());
    }
    let jobs = enter(&sim.world).take(Some(instance));
    drop(jobs);
    enter(&sim.processes)[slot] = None;
    start(sim, slot);
}

/// What happens at the service, to the device and to its clock.
fn change_the_world(sim: &Arc<Sim>) {
    let (event, ms) = sim.draw(|rng| (rng.u8(0..10), rng.i64(0..3_600_000)));
    let now_unix_ms = enter(&sim.world).true_unix_ms();
    sim.trace(|| format!("world event {event} {ms}"));
    match event {
        0..=2 => {
            let status = if event == 2 { Status::Disabled } else { Status::Deleted };
            let profile = sim.draw(|rng| rng.usize(0..PROFILES.len()));
            let profile = if enter(&sim.scenario).profiles { profile } else { 0 };
            let id = enter(&sim.disk).identity_id(PROFILES[profile]);
            if let Some(id) = id {
                enter(&sim.service).set_status(&id, status);
            }
        }
        3 => {
            let mut service = enter(&sim.service);
            service.guests_forbidden = !service.guests_forbidden;
        }
        4..=5 => enter(&sim.service).outage_until_unix_ms = now_unix_ms + ms,
        6 => enter(&sim.service).throttled_until_unix_ms = now_unix_ms + ms,
        7 => {
            let asleep_ms = u64::try_from(ms).unwrap_or(0);
            enter(&sim.world).mono_ms += asleep_ms;
            enter(&sim.oracle).slept(asleep_ms);
        }
        _ => {
            let years = sim.draw(|rng| rng.i64(-20..20)) * 365;
            let are_dates_absent = enter(&sim.oracle).are_dates_absent;
            if !are_dates_absent {
                let mut world = enter(&sim.world);
                world.wall_error_ms = years * 24 * 3_600_000 + ms;
                world.wall_jumps += 1;
                let mut oracle = enter(&sim.oracle);
                (oracle.wall_jumps, oracle.wall_error_ms) = (world.wall_jumps, world.wall_error_ms);
            }
        }
    }
}

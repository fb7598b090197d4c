//! Whole providers (the real actor, state machine, queue and store executor) on a simulated clock, executor, transport,
//! store and service: seeded schedules of host calls, faults and time. After every event the invariants are checked; see
//! `oracle`, `identities`, `freshness`, `generations`, `login_requests` and `surroundings` for what they are.
//!
//! `COGNITO_SIM_SCHEDULES=100000` runs as many schedules, `COGNITO_SIM_FIRST=n` begins at another seed,
//! `COGNITO_SIM_SEED=n` replays one with its trace.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops at the first thing that is not as it should be"
)]

mod answer;
mod coverage;
mod disk;
mod freshness;
mod generations;
mod host;
mod identities;
mod links;
mod login_requests;
mod logins;
mod oracle;
mod ports;
mod scenario;
mod service;
mod sign_in;
mod sim;
mod surroundings;
mod transport;
mod wire;
mod world;

use std::cell::RefCell;
use std::env;
use std::sync::Arc;
use std::time::Instant;

use coverage::Coverage;
use scenario::Dates;
use sim::{Sim, enter};
use world::{DAY_MS, HOUR_MS, MINUTE_MS};

const SCHEDULES: u64 = 2_000;
/// Once everything works, everybody has an answer within this time.
const LONGEST_WAIT_MS: u64 = 15 * MINUTE_MS;

thread_local! {
    static PANICS: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

#[test]
fn no_schedule_breaks_a_promise() {
    std::panic::set_hook(Box::new(|info| PANICS.with_borrow_mut(|panics| panics.push(info.to_string()))));
    let number = |name: &str| env::var(name).ok().map(|text| text.parse::<u64>().unwrap());
    let only = number("COGNITO_SIM_SEED");
    let first = only.or_else(|| number("COGNITO_SIM_FIRST")).unwrap_or(0);
    let count = only.map_or_else(|| number("COGNITO_SIM_SCHEDULES").unwrap_or(SCHEDULES), |_| 1);
    let began = Instant::now();
    let mut total = Coverage::default();
    let mut failures = Vec::new();
    for seed in first..first + count {
        let (coverage, violations) = run(seed, only.is_some());
        total.add(coverage);
        if !violations.is_empty() {
            failures.push(format!(
                "seed {seed}: {}\n  replay: COGNITO_SIM_SEED={seed} cargo test --test simulation -- --nocapture",
                violations.join("; ")
            ));
        }
        if failures.len() >= 12 {
            break;
        }
    }
    drop(std::panic::take_hook());
    println!("{count} schedules in {:?}: {total:?}", began.elapsed());
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    assert!(
        only.is_some() || count < 100 || total.is_worth_something(),
        "the schedules do too little: {total:?}"
    );
}

/// One schedule; what it exercised, and what went wrong.
fn run(seed: u64, is_traced: bool) -> (Coverage, Vec<String>) {
    surroundings::forget();
    let sim = Sim::new(seed, is_traced);
    {
        let scenario = sim.scenario();
        sim.trace(|| format!("{scenario:?}"));
        let mut oracle = enter(&sim.oracle);
        oracle.is_single_process = !scenario.two_processes;
        oracle.are_dates_right = scenario.dates == Dates::Right;
        oracle.are_dates_absent = scenario.dates == Dates::Absent;
    }
    while *enter(&sim.actions_left) > 0 && sim.step(u64::MAX) {}
    finish(&sim);
    sim.dismantle();
    let mut oracle = enter(&sim.oracle);
    for panic in PANICS.take() {
        oracle.violation(format!("panic: {panic}"));
    }
    (oracle.coverage, std::mem::take(&mut oracle.violations))
}

/// Everything works again: everybody gets an answer. Then everything is closed, and nothing happens any more.
fn finish(sim: &Arc<Sim>) {
    sim.trace(|| "the world calms down".to_owned());
    enter(&sim.scenario).calm();
    enter(&sim.service).calm();
    surroundings::come_back(sim);
    host::dispatch_eagerly(sim);
    sim.run_until(sim.now_ms() + LONGEST_WAIT_MS);
    host::dispatch_eagerly(sim); // what a callback of the last dispatch brought
    if enter(&sim.oracle).is_violated() {
        return;
    }
    enter(&sim.oracle).judge_end();
    let queue_first = sim.draw(fastrand::Rng::bool);
    for process in host::processes(sim) {
        sim.at_once(|| {
            if queue_first {
                host::close_queue(sim, &process);
            }
            host::close_provider(sim, &process);
            host::close_queue(sim, &process);
        });
    }
    sim.run_until(sim.now_ms() + HOUR_MS);
    // A timer that a closed provider left behind would be found here.
    sim.run_until(sim.now_ms() + DAY_MS);
    enter(&sim.oracle).judge_end();
}

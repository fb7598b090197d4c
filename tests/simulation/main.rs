//! Whole providers (the real actor, state machine, queue and lane) on a simulated clock, executor, transport, store
//! and service: seeded schedules of host calls, faults and time. After every event the invariants are checked; see
//! `book`, `custody`, `freshness`, `generations` and `desk` for what they are.
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
mod book;
mod climate;
mod counted;
mod custody;
mod desk;
mod disk;
mod freshness;
mod generations;
mod host;
mod links;
mod logins;
mod ports;
mod service;
mod sign_in;
mod sim;
mod transport;
mod wire;
mod world;

use std::cell::RefCell;
use std::env;
use std::sync::Arc;
use std::time::Instant;

use climate::Dates;
use counted::Counted;
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
    let mut total = Counted::default();
    let mut failures = Vec::new();
    for seed in first..first + count {
        let (counted, violations) = run(seed, only.is_some());
        total.add(counted);
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
fn run(seed: u64, is_traced: bool) -> (Counted, Vec<String>) {
    let sim = Sim::new(seed, is_traced);
    {
        let climate = sim.climate();
        sim.trace(|| format!("{climate:?}"));
        let mut book = enter(&sim.book);
        book.is_single_process = !climate.two_processes;
        book.are_dates_right = climate.dates == Dates::Right;
        book.are_dates_absent = climate.dates == Dates::Absent;
    }
    while *enter(&sim.actions_left) > 0 && sim.step(u64::MAX) {}
    finish(&sim);
    sim.dismantle();
    let mut book = enter(&sim.book);
    for panic in PANICS.take() {
        book.violation(format!("panic: {panic}"));
    }
    (book.counted, std::mem::take(&mut book.violations))
}

/// Everything works again: everybody gets an answer. Then everything is closed, and nothing happens any more.
fn finish(sim: &Arc<Sim>) {
    sim.trace(|| "the world calms down".to_owned());
    enter(&sim.climate).calm();
    enter(&sim.service).calm();
    host::dispatch_eagerly(sim);
    sim.run_until(sim.now_ms() + LONGEST_WAIT_MS);
    host::dispatch_eagerly(sim); // what a callback of the last dispatch brought
    if enter(&sim.book).is_violated() {
        return;
    }
    enter(&sim.book).judge_end();
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
    enter(&sim.book).judge_end();
}

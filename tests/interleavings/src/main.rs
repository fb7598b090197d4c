//! Runs the models, each on as many schedules as the time allows: `interleavings SECONDS`, of all of them together. A
//! failing schedule is printed by shuttle, with the words that replay it. Atomics are modelled as if all orderings were
//! `SeqCst`: weaker ones are ThreadSanitizer's business (the layer `tsan`).

#![allow(
    dead_code,
    unused_imports,
    missing_docs,
    reason = "the copies are whole, the models use a part of them"
)]

// Copies, with `std::sync` replaced by `crate::sync`.
mod credentials;
mod error;
mod ffi {
    pub(crate) mod handle;
}
mod pending_map;
mod process;
mod queue;
mod secret;

// Stand-ins for what the copies rest on.
mod clock;
mod runtime;
mod signing;
mod sync;

mod models;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use shuttle::scheduler::{PctScheduler, RandomScheduler, Scheduler};
use shuttle::{Config, Runner};

/// Between two looks at the time. (A scheduler that is stopped by it believes that it failed.)
const BATCH: usize = 200;

/// How many times a schedule of the second kind takes the processor from a thread at the worst moment.
const PREEMPTIONS: usize = 3;

fn main() -> ExitCode {
    let seconds: u64 = std::env::args().nth(1).and_then(|text| text.parse().ok()).unwrap_or(40);
    let each = Duration::from_secs(seconds) / u32::try_from(2 * models::ALL.len()).unwrap_or(1);
    let (mut passed, mut failed) = (0, 0);
    for (name, model) in models::ALL {
        let random = || run(|| RandomScheduler::new(BATCH), each, *model);
        let adverse = || run(|| PctScheduler::new(PREEMPTIONS, BATCH), each, *model);
        match catch_unwind(AssertUnwindSafe(|| random() + adverse())) {
            Ok(schedules) => {
                println!("ok      {name}: {schedules} schedules");
                passed += 1;
            }
            Err(_) => {
                println!("FAILED  {name}");
                failed += 1;
            }
        }
    }
    println!("{passed} passed, {failed} failed");
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn run<S: Scheduler + 'static>(scheduler: impl Fn() -> S, time: Duration, model: fn()) -> usize {
    let (start, mut schedules) = (Instant::now(), 0);
    while start.elapsed() < time {
        schedules += Runner::new(scheduler(), Config::default()).run(model);
    }
    schedules
}

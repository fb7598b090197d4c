use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;

use proptest::prelude::*;

use super::*;

/// Timers whose thread ends with the test.
struct Clockwork(Arc<Timers>);

impl Clockwork {
    fn start() -> Self {
        let timers = Arc::<Timers>::default();
        let runs = Arc::clone(&timers);
        let sleeper = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        thread::spawn(move || sleeper.block_on(runs.run()));
        Self(timers)
    }
}

impl Drop for Clockwork {
    fn drop(&mut self) {
        self.0.close();
    }
}

fn host(number: usize) -> Place {
    Place::Host(number.to_string().into())
}

fn directory() -> Place {
    Place::Directory("here".into())
}

/// A pool that gets a thread when `allow`, asked with the number of threads there were so far, says so.
fn pool(clockwork: &Clockwork, allow: impl Fn(usize) -> bool + Send + Sync + 'static) -> Arc<Pool> {
    let asked = AtomicUsize::new(0);
    let spawn = move |body: Box<dyn FnOnce() + Send>| {
        if allow(asked.fetch_add(1, Ordering::Relaxed)) {
            system::spawn("test-io", body)
        } else {
            Err(io::ErrorKind::WouldBlock.into())
        }
    };
    Pool::with_spawn(Arc::clone(&clockwork.0), Box::new(spawn))
}

/// A job that says it started, and ends when told to.
struct Held {
    started: mpsc::Receiver<Result<(), Refused>>,
    end: mpsc::Sender<()>,
}

fn submit_held(pool: &Arc<Pool>, place: Place) -> Held {
    let (tell, started) = mpsc::channel();
    let (end, ended) = mpsc::channel();
    pool.submit(
        place,
        Box::new(move |result| {
            let runs = result.is_ok();
            tell.send(result).unwrap();
            if runs {
                let _dropped = ended.recv();
            }
        }),
    );
    Held { started, end }
}

#[test]
fn one_silent_place_leaves_room_for_the_others() {
    let clockwork = Clockwork::start();
    let pool = pool(&clockwork, |_| true);
    let silent: Vec<Held> = (0..EXCHANGES.1 + 5).map(|_| submit_held(&pool, host(0))).collect();
    for held in &silent[..EXCHANGES.1] {
        assert_eq!(held.started.recv().unwrap(), Ok(()));
    }
    let stuck: Vec<Held> = (0..STORE_JOBS.1 + 5).map(|_| submit_held(&pool, directory())).collect();
    for held in &stuck[..STORE_JOBS.1] {
        assert_eq!(held.started.recv().unwrap(), Ok(()));
    }
    let other = submit_held(&pool, host(1));
    assert_eq!(other.started.recv().unwrap(), Ok(()));
    let other = submit_held(&pool, Place::Directory("there".into()));
    assert_eq!(other.started.recv().unwrap(), Ok(()));
    assert!(silent[EXCHANGES.1].started.try_recv().is_err(), "more than its place has room for");
    assert!(stuck[STORE_JOBS.1].started.try_recv().is_err());
    silent[0].end.send(()).unwrap();
    assert_eq!(silent[EXCHANGES.1].started.recv().unwrap(), Ok(()), "the next of its place");
}

#[test]
fn threads_are_bounded_reused_and_end() {
    let clockwork = Clockwork::start();
    let pool = pool(&clockwork, |asked| {
        assert!(asked < EXCHANGES.0 + STORE_JOBS.0, "more threads than jobs may run");
        true
    });
    let held: Vec<Held> = (0..1000).map(|number| submit_held(&pool, host(number))).collect();
    assert_eq!(pool.lock().threads, EXCHANGES.0);
    for held in held {
        held.end.send(()).unwrap();
        assert_eq!(held.started.recv().unwrap(), Ok(()));
    }
    while pool.lock().threads > 0 {
        thread::yield_now();
    }
}

#[test]
fn without_any_thread_a_job_is_handed_back_at_once() {
    let clockwork = Clockwork::start();
    let pool = pool(&clockwork, |_| false);
    for place in [host(0), directory()] {
        let refused = submit_held(&pool, place).started.recv().unwrap().unwrap_err();
        assert!(refused.to_string().starts_with("the system refused to start a thread ("), "{refused}");
    }
}

#[test]
fn a_refused_exchange_waits_for_a_thread_that_runs_but_not_for_one_that_is_stuck() {
    let clockwork = Clockwork::start();
    let pool = pool(&clockwork, |asked| asked == 0);
    let running = submit_held(&pool, host(0));
    assert_eq!(running.started.recv().unwrap(), Ok(()));
    let waits = submit_held(&pool, host(1));
    running.end.send(()).unwrap();
    assert_eq!(waits.started.recv().unwrap(), Ok(()), "on the first one's thread");

    let before_ms = monotonic_ms();
    let refused: Vec<Held> = (2..5).map(|number| submit_held(&pool, host(number))).collect();
    for held in refused {
        assert!(held.started.recv().unwrap().is_err());
    }
    assert!(monotonic_ms() - before_ms >= REFUSAL_PATIENCE_MS);
    drop(waits);
}

#[test]
fn a_refused_store_job_is_handed_back_at_once() {
    let clockwork = Clockwork::start();
    let pool = pool(&clockwork, |asked| asked == 0);
    let running = submit_held(&pool, host(0));
    assert_eq!(running.started.recv().unwrap(), Ok(()));
    assert!(submit_held(&pool, directory()).started.recv().unwrap().is_err());
    drop(running);
}

#[test]
fn a_panic_costs_the_pool_nothing() {
    let clockwork = Clockwork::start();
    let pool = pool(&clockwork, |asked| asked == 0);
    pool.submit(host(0), Box::new(|_| panic!("a job that fails")));
    assert_eq!(submit_held(&pool, host(0)).started.recv().unwrap(), Ok(()));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    /// Whichever threads the system refuses: every job is called once, with `Ok` or with the refusal.
    #[test]
    fn every_job_is_run_or_handed_back(
        refused in prop::collection::btree_set(0_usize..40, 0..40),
        places in prop::collection::vec(0_usize..4, 1..60),
    ) {
        let clockwork = Clockwork::start();
        let pool = pool(&clockwork, move |asked| !refused.contains(&asked));
        let (tell, told) = mpsc::channel();
        thread::scope(|scope| {
            for half in places.chunks(places.len().div_ceil(2)) {
                let (pool, tell) = (Arc::clone(&pool), tell.clone());
                scope.spawn(move || {
                    for place in half {
                        let tell = tell.clone();
                        let place = if *place == 0 { directory() } else { host(*place) };
                        pool.submit(place, Box::new(move |result| tell.send(result.is_ok()).unwrap()));
                    }
                });
            }
        });
        drop(tell);
        prop_assert_eq!(told.iter().count(), places.len());
    }

    #[test]
    fn a_share_keeps_its_bounds_and_each_places_order(
        steps in prop::collection::vec((0_u8..6, 0_usize..4), 0..200),
    ) {
        let mut share = Share::new((5, 2));
        let (tell, told) = mpsc::channel();
        let mut running: Vec<Task> = Vec::new();
        let mut waiting: Vec<(usize, usize)> = Vec::new();
        for (number, (action, place)) in steps.into_iter().enumerate() {
            match action {
                0..=1 => {
                    let tell = tell.clone();
                    let job: IoJob = Box::new(move |_| tell.send(number).unwrap());
                    share.push(Task { place: host(place), job, since_mono_ms: number as u64 });
                    waiting.push((place, number));
                }
                2..=3 => if let Some(task) = share.next() {
                    let at = waiting.iter().position(|(place, _)| host(*place) == task.place).unwrap();
                    let (_, first) = waiting.remove(at);
                    prop_assert_eq!(task.since_mono_ms, first as u64, "not the first of its place");
                    running.push(task);
                },
                4 => if let Some(task) = running.pop() {
                    share.finish(&task.place);
                },
                _ => if let Some(task) = running.pop() {
                    // Behind what was taken before it, it is the first again.
                    let number = usize::try_from(task.since_mono_ms).unwrap();
                    let place = (0..4).find(|place| host(*place) == task.place).unwrap();
                    waiting.insert(0, (place, number));
                    share.put_back(task);
                },
            }
            prop_assert!(running.len() <= 5);
            let each = running.iter().map(|task| &task.place).collect::<Vec<_>>();
            prop_assert!(each.iter().all(|place| each.iter().filter(|other| other == &place).count() <= 2));
            let may_run = |place: &Place| running.len() < 5 && each.iter().filter(|other| **other == place).count() < 2;
            prop_assert_eq!(share.has_next(), waiting.iter().any(|(place, _)| may_run(&host(*place))));
        }
        let left: BTreeSet<usize> = waiting.iter().map(|(_, number)| *number).collect();
        share.take_all().into_iter().for_each(|job| job(Ok(())));
        prop_assert_eq!(told.try_iter().collect::<BTreeSet<_>>(), left);
        prop_assert!(!share.has_next());
    }
}

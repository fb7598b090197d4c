use std::sync::{OnceLock, Weak, mpsc};

use proptest::prelude::*;

use super::*;
use crate::clock::{Now, SystemClock};
use crate::runtime::{IoJob, Runtime};

const LONG: Duration = Duration::from_secs(60);

fn place() -> Place {
    Place::Directory("here".into())
}

fn on_threads() -> Arc<SerialExecutor> {
    SerialExecutor::new(Runtime::acquire().unwrap(), Arc::new(SystemClock), place(), Box::new(|_| ()))
}

/// Keeps what it is asked for, for the test to run, refuse or drop.
#[derive(Default)]
struct Held {
    jobs: Mutex<Vec<IoJob>>,
    timers: Arc<Mutex<Vec<(u64, Job)>>>,
}

impl Held {
    fn take(&self) -> Option<IoJob> {
        self.jobs.lock().unwrap().pop()
    }

    fn run(&self) -> bool {
        self.take().map(|job| job(Ok(()))).is_some()
    }

    fn refuse(&self) -> bool {
        let refused = Refused::new(&std::io::ErrorKind::WouldBlock.into());
        self.take().map(|job| job(Err(refused))).is_some()
    }

    /// The time of the one timer there is; it fires.
    fn fire(&self) -> Option<u64> {
        let (at_mono_ms, job) = self.timers.lock().unwrap().pop()?;
        job();
        Some(at_mono_ms)
    }
}

impl Executor for Held {
    fn run(&self, _place: Place, job: IoJob) {
        self.jobs.lock().unwrap().push(job);
    }

    fn at(&self, at_mono_ms: u64, job: Job) -> Timer {
        self.timers.lock().unwrap().push((at_mono_ms, job));
        let timers = Arc::clone(&self.timers);
        Timer::new(Box::new(move || {
            let cancelled = std::mem::take(&mut *timers.lock().unwrap());
            drop(cancelled);
        }))
    }
}

struct Stopped;

impl Clock for Stopped {
    fn now(&self) -> Now {
        Now::default()
    }
}

fn held() -> (Arc<Held>, Arc<SerialExecutor>, mpsc::Receiver<String>) {
    let executor = Arc::new(Held::default());
    let (tell, told) = mpsc::channel();
    let on_refused = Box::new(move |refused: &Refused| tell.send(refused.to_string()).unwrap());
    let serial = SerialExecutor::new(executor.clone(), Arc::new(Stopped), place(), on_refused);
    (executor, serial, told)
}

#[test]
fn jobs_run_in_order_and_a_panic_does_not_stop_them() {
    let serial = on_threads();
    let (tell, told) = mpsc::channel();
    for number in 0..100 {
        let tell = tell.clone();
        serial.push(Box::new(move || {
            tell.send(number).unwrap();
            assert!(number % 10 != 3, "a job that fails");
        }));
    }
    drop(tell);
    assert!(told.iter().eq(0..100));
}

#[test]
fn a_flush_waits_for_what_was_pushed_but_not_for_ever() {
    let serial = on_threads();
    serial.flush(LONG); // nothing to wait for
    let (go, gone) = mpsc::channel::<()>();
    let (tell, told) = mpsc::channel();
    serial.push(Box::new(move || {
        gone.recv().unwrap();
        tell.send(()).unwrap();
    }));
    serial.flush(Duration::from_millis(1));
    assert!(told.try_recv().is_err(), "the job is still held");
    go.send(()).unwrap();
    serial.flush(LONG);
    assert_eq!(told.try_recv(), Ok(()));
}

#[test]
fn a_lost_stay_loses_its_jobs_and_the_next_push_starts_another() {
    let (executor, serial, _) = held();
    let (tell, told) = mpsc::channel();
    let job = |number: u8| -> Job {
        let tell = tell.clone();
        Box::new(move || tell.send(number).unwrap())
    };
    serial.push(job(1));
    serial.push(job(2));
    drop(executor.take());
    assert!(serial.lock().jobs.is_empty(), "dropped, so that each job's guard reports it");

    serial.push(job(3));
    let turn = executor.take().unwrap();
    serial.push(job(4));
    turn(Ok(()));
    assert_eq!(told.try_iter().collect::<Vec<_>>(), [3, 4]);
}

#[test]
fn a_refused_job_is_told_and_asked_for_again_with_growing_pauses() {
    let (executor, serial, told) = held();
    let (tell, ran) = mpsc::channel();
    serial.push(Box::new(move || tell.send(()).unwrap()));
    let pauses_ms = std::iter::repeat_with(|| {
        assert!(executor.refuse());
        assert!(told.try_recv().unwrap().contains("refused to start a thread"));
        executor.fire().unwrap()
    });
    assert_eq!(pauses_ms.take(8).collect::<Vec<_>>(), [100, 200, 400, 800, 1600, 3200, 5000, 5000]);
    assert!(ran.try_recv().is_err());
    assert!(executor.run());
    assert_eq!(ran.try_recv(), Ok(()));
    serial.flush(LONG);
}

#[test]
fn a_flush_does_itself_what_no_thread_could_be_had_for() {
    let (executor, serial, _told) = held();
    let (tell, ran) = mpsc::channel();
    serial.push(Box::new(move || tell.send(std::thread::current().id()).unwrap()));
    assert!(executor.refuse());
    serial.flush(LONG);
    assert_eq!(ran.try_recv(), Ok(std::thread::current().id()));
    assert_eq!(executor.fire(), None, "nothing is left to ask for");
}

#[test]
fn a_flush_that_waits_for_a_thread_goes_on_itself_when_it_is_refused() {
    let (executor, serial, _told) = held();
    let (tell, ran) = mpsc::channel();
    serial.push(Box::new(move || tell.send(()).unwrap()));
    std::thread::scope(|scope| {
        scope.spawn(|| serial.flush(LONG));
        assert!(executor.refuse());
    });
    assert_eq!(ran.try_recv(), Ok(()));
}

#[test]
fn a_refusal_is_told_before_anybody_else_can_do_the_jobs() {
    let executor = Arc::new(Held::default());
    let (tell, told) = mpsc::channel();
    let (tell_done, me) = (tell.clone(), Arc::new(OnceLock::<Weak<SerialExecutor>>::new()));
    let serial_of = Arc::clone(&me);
    let on_refused = Box::new(move |_: &Refused| {
        serial_of.get().unwrap().upgrade().unwrap().flush(Duration::ZERO); // a host that signs out meanwhile
        tell.send("told").unwrap();
    });
    let serial = SerialExecutor::new(executor.clone(), Arc::new(Stopped), place(), on_refused);
    me.set(Arc::downgrade(&serial)).unwrap();
    serial.push(Box::new(move || tell_done.send("done").unwrap()));
    assert!(executor.refuse());
    serial.flush(LONG);
    assert_eq!(told.try_iter().collect::<Vec<_>>(), ["told", "done"]);
}

#[test]
fn what_somebody_waits_for_is_given_up_at_once_and_the_rest_is_kept() {
    let (executor, serial, _told) = held();
    let (tell, ran) = mpsc::channel();
    let job = |number: u8| -> Job {
        let tell = tell.clone();
        Box::new(move || tell.send(number).unwrap())
    };
    serial.push(job(1));
    serial.push_unless_refused(job(2));
    serial.push(job(3));
    assert!(executor.refuse());
    serial.push(job(4));
    assert!(!executor.run(), "the pause is sat out");
    serial.push_unless_refused(job(5));
    assert!(executor.run(), "but for somebody who waits");
    assert_eq!(ran.try_iter().collect::<Vec<_>>(), [1, 3, 4, 5]);
}

#[derive(Clone, Copy, Debug)]
enum Step {
    Push(bool),
    Run,
    Refuse,
    Fire,
    Flush,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        any::<bool>().prop_map(Step::Push),
        Just(Step::Run),
        Just(Step::Refuse),
        Just(Step::Fire),
        Just(Step::Flush),
    ]
}

proptest! {
    /// Whatever is refused: every job runs once, in its turn, or (when it may be) is given up; and nothing ever waits
    /// without somebody who was asked for it.
    #[test]
    fn every_job_is_done_once_and_in_order(steps in prop::collection::vec(step(), 0..60)) {
        let (executor, serial, _told) = held();
        let (tell, ran) = mpsc::channel();
        let mut needed = Vec::new();
        for (number, step) in steps.into_iter().enumerate() {
            match step {
                Step::Push(is_needed) => {
                    let tell = tell.clone();
                    let job: Job = Box::new(move || tell.send((number, is_needed)).unwrap());
                    if is_needed {
                        needed.push(number);
                        serial.push(job);
                    } else {
                        serial.push_unless_refused(job);
                    }
                }
                Step::Run => drop(executor.run()),
                Step::Refuse => drop(executor.refuse()),
                Step::Fire => drop(executor.fire()),
                Step::Flush => serial.flush(Duration::ZERO),
            }
            let is_asked = !executor.jobs.lock().unwrap().is_empty() || !executor.timers.lock().unwrap().is_empty();
            prop_assert!(serial.lock().jobs.is_empty() || is_asked);
            prop_assert!(executor.jobs.lock().unwrap().len() <= 1, "two at once would let a save overtake another");
        }
        let _fired = executor.fire();
        while executor.run() {}
        let ran: Vec<_> = ran.try_iter().collect();
        prop_assert!(ran.is_sorted() && ran.windows(2).all(|pair| pair[0] != pair[1]));
        prop_assert_eq!(ran.into_iter().filter(|(_, is_needed)| *is_needed).map(|(number, _)| number).collect::<Vec<_>>(), needed);
    }
}

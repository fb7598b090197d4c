//! The I/O pool's hand-over of jobs to threads that come, are refused, fall idle and end.

use std::io;

use shuttle::rand::{Rng, thread_rng};
use shuttle::thread::{self, JoinHandle};

use crate::runtime::Place;
use crate::runtime::pool::Pool;
use crate::runtime::timers::Timers;
use crate::sync::{Arc, Mutex, mpsc};

const JOBS: usize = 4;

struct World {
    pool: Arc<Pool>,
    timers: Arc<Timers>,
    threads: Arc<Mutex<Vec<JoinHandle<()>>>>,
    tell: mpsc::Sender<usize>,
    told: mpsc::Receiver<usize>,
}

impl World {
    fn new(refuses: bool) -> Self {
        let threads = Arc::<Mutex<Vec<JoinHandle<()>>>>::default();
        let started = Arc::clone(&threads);
        let spawn = move |body: Box<dyn FnOnce() + Send>| {
            if refuses && thread_rng().r#gen::<bool>() {
                return Err(io::Error::from(io::ErrorKind::WouldBlock));
            }
            started.lock().unwrap().push(thread::spawn(body));
            Ok(())
        };
        let timers = Arc::<Timers>::default();
        let (tell, told) = mpsc::channel();
        Self { pool: Pool::with_spawn(Arc::clone(&timers), Box::new(spawn)), timers, threads, tell, told }
    }

    /// Hands jobs in from two threads, for two hosts and a directory.
    fn submit(&self) -> Vec<JoinHandle<()>> {
        let places = [
            Place::Host("a".into()),
            Place::Host("b".into()),
            Place::Directory("c".into()),
            Place::Host("a".into()),
        ];
        let mut threads = Vec::new();
        for (number, place) in (0..JOBS).zip(places) {
            let (pool, tell) = (Arc::clone(&self.pool), self.tell.clone());
            let submit = move || {
                pool.submit(
                    place,
                    Box::new(move |_| {
                        thread::yield_now();
                        tell.send(number).unwrap();
                    }),
                );
            };
            if number % 2 == 0 { threads.push(thread::spawn(submit)) } else { submit() }
        }
        threads
    }

    /// Each job was called, none twice, and every thread ends: waiting for one that does not would be a deadlock.
    fn check(self, submitting: Vec<JoinHandle<()>>) {
        for thread in submitting {
            thread.join().unwrap();
        }
        let mut called: Vec<usize> = (0..JOBS).map(|_| self.told.recv().unwrap()).collect();
        called.sort_unstable();
        assert_eq!(called, [0, 1, 2, 3]);
        self.pool.close();
        self.timers.join();
        loop {
            let thread = self.threads.lock().unwrap().pop();
            let Some(thread) = thread else { break };
            thread.join().unwrap();
        }
        self.timers.join();
        assert!(self.told.try_recv().is_err(), "called twice");
    }
}

pub(super) fn every_job_is_called_once() {
    let world = World::new(false);
    let submitting = world.submit();
    world.check(submitting);
}

pub(super) fn whatever_thread_is_refused() {
    let world = World::new(true);
    let submitting = world.submit();
    world.check(submitting);
}

pub(super) fn whenever_it_is_closed() {
    let world = World::new(thread_rng().r#gen::<bool>());
    let closing = {
        let pool = Arc::clone(&world.pool);
        thread::spawn(move || pool.close())
    };
    let mut submitting = world.submit();
    submitting.push(closing);
    world.check(submitting);
}

//! The completion queue and its completers.

use std::time::Duration;

use shuttle::thread;

use crate::error::ResultCode;
use crate::queue::{Completion, Queue, Waited};
use crate::sync::Arc;
use crate::sync::atomic::{AtomicUsize, Ordering};

type Count = Arc<AtomicUsize>;

fn accept(queue: &Arc<Queue>, answers: &Count) -> Option<crate::queue::Completer> {
    let answers = Arc::clone(answers);
    queue.accept(Box::new(move |_| {
        answers.fetch_add(1, Ordering::SeqCst);
    }))
}

fn done() -> Arc<Completion> {
    Arc::new(Completion::of_code(ResultCode::Ok))
}

fn dispatch(queue: &Queue) -> Result<usize, ResultCode> {
    queue.dispatch(0, Duration::ZERO)
}

pub(super) fn every_request_is_answered_once() {
    let (queue, answers) = (Queue::new(), Count::default());
    let completers = [(); 3].map(|()| accept(&queue, &answers).unwrap());
    let [completed, dropped, retracted] = completers;
    let completing = thread::spawn(move || completed.complete(done()));
    let dropping = thread::spawn(move || drop(dropped));
    let retracting = thread::spawn(move || usize::from(!retracted.retract()));
    let closing = {
        let queue = Arc::clone(&queue);
        thread::spawn(move || {
            let _ = dispatch(&queue);
            queue.close().unwrap();
        })
    };
    completing.join().unwrap();
    dropping.join().unwrap();
    let was_too_late = retracting.join().unwrap();
    closing.join().unwrap();
    assert_eq!(answers.load(Ordering::SeqCst), 2 + was_too_late);
    assert!(accept(&queue, &answers).is_none());
}

pub(super) fn no_answer_is_missed_by_who_waits() {
    const REQUESTS: usize = 2;
    let (queue, answers) = (Queue::new(), Count::default());
    let threads: Vec<_> = (0..REQUESTS)
        .map(|_| {
            let completer = accept(&queue, &answers).unwrap();
            thread::spawn(move || completer.complete(done()))
        })
        .collect();
    let waking = {
        let queue = Arc::clone(&queue);
        thread::spawn(move || queue.wake())
    };
    while answers.load(Ordering::SeqCst) < REQUESTS {
        match queue.wait(None) {
            Waited::Ready => {
                let _ = dispatch(&queue);
            }
            Waited::Woken => {}
            other => panic!("{other:?}"),
        }
    }
    for thread in threads {
        thread.join().unwrap();
    }
    waking.join().unwrap();
    queue.close().unwrap();
}

pub(super) fn nothing_runs_after_the_close() {
    let (queue, answers, is_closed) = (Queue::new(), Count::default(), Count::default());
    let run = |is_closed: &Count| {
        let is_closed = Arc::clone(is_closed);
        move || assert_eq!(is_closed.load(Ordering::SeqCst), 0)
    };
    let posting = {
        let (queue, answers) = (Arc::clone(&queue), Arc::clone(&answers));
        let (notice, duty) = (run(&is_closed), run(&is_closed));
        thread::spawn(move || {
            queue.post(Box::new(notice));
            queue.post_duty(Box::new(duty));
            if let Some(completer) = accept(&queue, &answers) {
                completer.complete(done());
                return 1;
            }
            0
        })
    };
    let dispatching = {
        let queue = Arc::clone(&queue);
        thread::spawn(move || {
            let _ = dispatch(&queue);
        })
    };
    let mut waits = queue.close();
    while waits == Err(ResultCode::Busy) {
        thread::yield_now();
        waits = queue.close();
    }
    is_closed.store(1, Ordering::SeqCst);
    assert_eq!(waits, Ok(()));
    let answered = answers.load(Ordering::SeqCst);
    let accepted = posting.join().unwrap();
    dispatching.join().unwrap();
    assert_eq!((answers.load(Ordering::SeqCst), dispatch(&queue)), (answered, Err(ResultCode::Closed)));
    assert_eq!(answered, accepted);
}

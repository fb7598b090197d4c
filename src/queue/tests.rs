use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;

use super::*;
use crate::error::ResultCode;

/// A callback that records the result code it was given.
fn recorder(log: &Arc<Mutex<Vec<ResultCode>>>) -> Callback {
    let log = Arc::clone(log);
    Box::new(move |completion| log.lock().unwrap().push(completion.result))
}

fn answers() -> Arc<Mutex<Vec<ResultCode>>> {
    Arc::default()
}

fn ok() -> Arc<Completion> {
    Arc::new(Completion::success())
}

const NO_LIMIT: Duration = Duration::ZERO;

#[test]
fn an_answer_runs_in_dispatch_and_not_before() {
    let (queue, log) = (Queue::new(), answers());
    let completer = queue.accept(recorder(&log)).unwrap();
    completer.complete(ok());
    assert!(log.lock().unwrap().is_empty());
    assert_eq!(queue.dispatch(0, NO_LIMIT), Ok(0));
    assert_eq!(*log.lock().unwrap(), [ResultCode::Ok]);
}

#[test]
fn a_dropped_completer_answers_internal() {
    let (queue, log) = (Queue::new(), answers());
    drop(queue.accept(recorder(&log)).unwrap());
    queue.dispatch(0, NO_LIMIT).unwrap();
    assert_eq!(*log.lock().unwrap(), [ResultCode::Internal]);
}

#[test]
fn a_completer_lost_in_a_panic_answers_internal() {
    let (queue, log) = (Queue::new(), answers());
    let completer = queue.accept(recorder(&log)).unwrap();
    let task = thread::spawn(move || {
        let _owned = completer;
        panic!("lost task");
    });
    assert!(task.join().is_err());
    queue.dispatch(0, NO_LIMIT).unwrap();
    assert_eq!(*log.lock().unwrap(), [ResultCode::Internal]);
}

#[test]
fn a_retracted_request_is_never_answered() {
    let (queue, log) = (Queue::new(), answers());
    assert!(queue.accept(recorder(&log)).unwrap().retract());
    assert_eq!(queue.dispatch(0, NO_LIMIT), Ok(0));
    queue.close().unwrap();
    assert!(log.lock().unwrap().is_empty());
}

#[test]
fn a_request_that_was_answered_by_a_close_cannot_be_retracted() {
    let (queue, log) = (Queue::new(), answers());
    let completer = queue.accept(recorder(&log)).unwrap();
    queue.close().unwrap();
    assert!(!completer.retract());
    assert_eq!(*log.lock().unwrap(), [ResultCode::Cancelled]);
}

#[test]
fn callbacks_that_close_runs_find_the_queue_busy() {
    let queue = Queue::new();
    let (tell, told) = mpsc::channel();
    let inner = Arc::clone(&queue);
    let callback: Callback =
        Box::new(move |_| tell.send((inner.dispatch(0, NO_LIMIT), inner.close())).unwrap());
    let _outstanding = queue.accept(callback).unwrap();
    queue.close().unwrap();
    assert_eq!(told.recv().unwrap(), (Err(ResultCode::Busy), Err(ResultCode::Closed)));
    assert_eq!(queue.dispatch(0, NO_LIMIT), Err(ResultCode::Closed));
}

#[test]
fn dispatch_respects_the_maximum_and_says_what_remains() {
    let (queue, log) = (Queue::new(), answers());
    for _ in 0..5 {
        queue.accept(recorder(&log)).unwrap().complete(ok());
    }
    assert_eq!(queue.dispatch(2, NO_LIMIT), Ok(3));
    assert_eq!(log.lock().unwrap().len(), 2);
    assert_eq!(queue.dispatch(0, NO_LIMIT), Ok(0));
    assert_eq!(log.lock().unwrap().len(), 5);
}

#[test]
fn dispatch_stops_when_its_budget_is_used_up_but_always_makes_progress() {
    let (queue, log) = (Queue::new(), answers());
    for _ in 0..3 {
        queue.accept(recorder(&log)).unwrap().complete(ok());
    }
    assert_eq!(queue.dispatch(0, Duration::from_nanos(1)), Ok(2));
    assert_eq!(log.lock().unwrap().len(), 1);
    assert_eq!(queue.dispatch(0, Duration::from_secs(3600)), Ok(0));
    assert_eq!(log.lock().unwrap().len(), 3);
}

#[test]
fn what_a_callback_posts_waits_for_the_next_dispatch() {
    let (queue, count) = (Queue::new(), Arc::new(AtomicUsize::new(0)));
    let (inner_queue, inner_count) = (Arc::clone(&queue), Arc::clone(&count));
    let again: Callback = Box::new(move |_| {
        let count = Arc::clone(&inner_count);
        let counted: Callback = Box::new(move |_| {
            count.fetch_add(1, Ordering::SeqCst);
        });
        inner_queue.accept(counted).unwrap().complete(ok());
    });
    queue.accept(again).unwrap().complete(ok());
    assert_eq!(queue.dispatch(0, NO_LIMIT), Ok(1));
    assert_eq!(count.load(Ordering::SeqCst), 0);
    assert_eq!(queue.dispatch(0, NO_LIMIT), Ok(0));
    assert_eq!(count.load(Ordering::SeqCst), 1);
}

#[test]
fn what_a_dispatch_leaves_comes_before_what_was_posted_meanwhile() {
    let (queue, order) = (Queue::new(), Arc::new(Mutex::new(Vec::new())));
    let note = |number: u32| {
        let order = Arc::clone(&order);
        Box::new(move || order.lock().unwrap().push(number))
    };
    let (inner, first, late) = (Arc::clone(&queue), note(0), note(9));
    assert!(queue.post(Box::new(move || {
        first();
        assert!(inner.post(late));
    })));
    for number in 1..4 {
        assert!(queue.post_record(note(number)));
    }
    assert_eq!(queue.dispatch(0, Duration::from_nanos(1)), Ok(4));
    assert_eq!(queue.dispatch(2, NO_LIMIT), Ok(2));
    assert_eq!(queue.dispatch(0, NO_LIMIT), Ok(0));
    assert_eq!(*order.lock().unwrap(), [0, 1, 2, 3, 9]);
}

#[test]
fn a_callback_sees_whether_there_is_more_to_dispatch() {
    let (queue, seen) = (Queue::new(), Arc::new(Mutex::new(Vec::new())));
    for _ in 0..2 {
        let (inner, seen) = (Arc::clone(&queue), Arc::clone(&seen));
        let look: Callback = Box::new(move |_| seen.lock().unwrap().push(inner.wait(Some(NO_LIMIT))));
        assert!(queue.answer_at_once(Taker::Callback(Box::new(look)), ok()));
    }
    assert_eq!(queue.dispatch(0, NO_LIMIT), Ok(0));
    assert_eq!(*seen.lock().unwrap(), [Waited::Ready, Waited::TimedOut]);
}

#[test]
fn a_closed_queue_takes_no_answer() {
    let (queue, log) = (Queue::new(), answers());
    queue.close().unwrap();
    assert!(!queue.answer_at_once(Taker::Callback(Box::new(recorder(&log))), ok()));
    assert!(log.lock().unwrap().is_empty());
    assert_eq!(Arc::strong_count(&log), 1, "nothing is kept");
}

#[test]
fn a_nested_dispatch_is_busy_and_so_is_a_close_from_another_thread() {
    let queue = Queue::new();
    let inner = Arc::clone(&queue);
    let (tell, told) = mpsc::channel();
    let nested: Callback = Box::new(move |_| {
        let elsewhere = thread::scope(|scope| scope.spawn(|| inner.close()).join().unwrap());
        tell.send((inner.dispatch(0, NO_LIMIT), elsewhere)).unwrap();
    });
    queue.accept(nested).unwrap().complete(ok());
    queue.dispatch(0, NO_LIMIT).unwrap();
    assert_eq!(told.recv().unwrap(), (Err(ResultCode::Busy), Err(ResultCode::Busy)));
    assert_eq!(queue.close(), Ok(()));
}

#[test]
fn a_close_inside_a_callback_is_done_when_the_callback_has_returned() {
    let (queue, log, notices) = (Queue::new(), answers(), Arc::new(AtomicUsize::new(0)));
    let (inner, seen) = (Arc::clone(&queue), Arc::clone(&log));
    let closing: Callback = Box::new(move |_| {
        assert_eq!(inner.close(), Ok(()));
        assert_eq!(inner.close(), Err(ResultCode::Closed));
        assert!(inner.accept(recorder(&seen)).is_none());
        assert!(seen.lock().unwrap().is_empty());
    });
    queue.accept(closing).unwrap().complete(ok());
    queue.accept(recorder(&log)).unwrap().complete(ok());
    let _outstanding = queue.accept(recorder(&log)).unwrap();
    let counted = Arc::clone(&notices);
    assert!(queue.post(Box::new(move || {
        counted.fetch_add(1, Ordering::SeqCst);
    })));
    assert_eq!(queue.dispatch(1, NO_LIMIT), Ok(0));
    assert_eq!(*log.lock().unwrap(), [ResultCode::Ok, ResultCode::Cancelled]);
    assert_eq!(notices.load(Ordering::SeqCst), 0);
    assert_eq!(queue.dispatch(0, NO_LIMIT), Err(ResultCode::Closed));
}

#[test]
fn a_close_inside_a_callback_that_panics_is_done_all_the_same() {
    let (queue, log) = (Queue::new(), answers());
    let inner = Arc::clone(&queue);
    let panicking: Callback = Box::new(move |_| {
        inner.close().unwrap();
        panic!("host");
    });
    queue.accept(panicking).unwrap().complete(ok());
    let _outstanding = queue.accept(recorder(&log)).unwrap();
    let unwound = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| queue.dispatch(0, NO_LIMIT)));
    assert!(unwound.is_err());
    assert_eq!(*log.lock().unwrap(), [ResultCode::Cancelled]);
}

#[test]
fn what_was_kept_is_given_back_once_by_a_dispatch_or_by_the_close() {
    let queue = Queue::new();
    let count = Arc::new(AtomicUsize::new(0));
    let give_back = || -> Duty {
        let count = Arc::clone(&count);
        Box::new(move || {
            count.fetch_add(1, Ordering::SeqCst);
        })
    };
    let (first, second) = (queue.keep(give_back()).unwrap(), queue.keep(give_back()).unwrap());
    assert_eq!(queue.dispatch(0, NO_LIMIT), Ok(0));
    drop(first);
    assert_eq!((queue.wait(None), count.load(Ordering::SeqCst)), (Waited::Ready, 0));
    queue.dispatch(0, NO_LIMIT).unwrap();
    assert_eq!(count.load(Ordering::SeqCst), 1);
    queue.close().unwrap();
    assert_eq!(count.load(Ordering::SeqCst), 2);
    drop(second);
    assert!(queue.keep(give_back()).is_none());
    assert_eq!((count.load(Ordering::SeqCst), Arc::strong_count(&count)), (2, 1));
}

#[test]
fn a_panicking_entry_leaves_the_queue_usable() {
    let (queue, log) = (Queue::new(), answers());
    queue.accept(Box::new(|_| panic!("host"))).unwrap().complete(ok());
    queue.accept(recorder(&log)).unwrap().complete(ok());
    let unwound = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| queue.dispatch(0, NO_LIMIT)));
    assert!(unwound.is_err());
    assert_eq!(queue.dispatch(0, NO_LIMIT), Ok(0));
    assert_eq!(*log.lock().unwrap(), [ResultCode::Ok]);
}

#[test]
fn close_delivers_the_ready_and_cancels_the_outstanding_in_order() {
    let (queue, log) = (Queue::new(), answers());
    let late = queue.accept(recorder(&log)).unwrap();
    let never = queue.accept(recorder(&log)).unwrap();
    queue.accept(recorder(&log)).unwrap().complete(ok());
    queue.close().unwrap();
    assert_eq!(*log.lock().unwrap(), [ResultCode::Ok, ResultCode::Cancelled, ResultCode::Cancelled]);
    late.complete(ok());
    drop(never);
    assert_eq!(queue.dispatch(0, NO_LIMIT), Err(ResultCode::Closed));
    assert_eq!(log.lock().unwrap().len(), 3, "nothing runs after close");
    assert!(queue.accept(recorder(&log)).is_none());
    assert_eq!(queue.close(), Err(ResultCode::Closed));
}

#[test]
fn wait_sees_what_is_ready_the_wake_the_timeout_and_the_close() {
    let queue = Queue::new();
    assert_eq!(queue.wait(Some(Duration::ZERO)), Waited::TimedOut);
    queue.wake();
    assert_eq!(queue.wait(None), Waited::Woken);
    assert_eq!(queue.wait(Some(Duration::from_millis(1))), Waited::TimedOut);
    queue.accept(Box::new(|_| {})).unwrap().complete(ok());
    assert_eq!(queue.wait(None), Waited::Ready);
    queue.dispatch(0, NO_LIMIT).unwrap();

    let waiter = {
        let queue = Arc::clone(&queue);
        thread::spawn(move || queue.wait(None))
    };
    queue.close().unwrap();
    assert_eq!(waiter.join().unwrap(), Waited::Closed);
}

#[test]
fn an_answer_ends_a_wait_in_another_thread() {
    let queue = Queue::new();
    let completer = queue.accept(Box::new(|_| {})).unwrap();
    let waiter = {
        let queue = Arc::clone(&queue);
        thread::spawn(move || queue.wait(None))
    };
    completer.complete(ok());
    assert_eq!(waiter.join().unwrap(), Waited::Ready);
}

/// Posting makes no system call unless somebody waits, so it has to know that exactly.
#[test]
fn an_answer_ends_a_wait_that_has_begun_and_nobody_waits_afterwards() {
    let queue = Queue::new();
    let completer = queue.accept(Box::new(|_| {})).unwrap();
    let waiters = [(); 2].map(|()| {
        let queue = Arc::clone(&queue);
        thread::spawn(move || queue.wait(None))
    });
    while queue.lock().waiting < waiters.len() {
        thread::yield_now();
    }
    completer.complete(ok());
    for waiter in waiters {
        assert_eq!(waiter.join().unwrap(), Waited::Ready);
    }
    assert_eq!(queue.lock().waiting, 0);

    let woken = {
        let queue = Arc::clone(&queue);
        queue.dispatch(0, NO_LIMIT).unwrap();
        thread::spawn(move || queue.wait(None))
    };
    while queue.lock().waiting < 1 {
        thread::yield_now();
    }
    queue.wake();
    assert_eq!(woken.join().unwrap(), Waited::Woken);
    assert!(!queue.is_closed());
    queue.close().unwrap();
    assert!(queue.is_closed());
}

#[test]
fn only_log_records_are_dropped_for_want_of_room_and_a_close_drops_notices_too() {
    let queue = Queue::new();
    let count = Arc::new(AtomicUsize::new(0));
    let notice = || -> Notice {
        let count = Arc::clone(&count);
        Box::new(move || {
            count.fetch_add(1, Ordering::SeqCst);
        })
    };
    for _ in 0..MAX_RECORDS {
        assert!(queue.post_record(notice()));
    }
    assert!(!queue.post_record(notice()));
    assert!(queue.post(notice()), "a notice has a place of its own");
    assert_eq!(queue.dispatch(1, NO_LIMIT), Ok(MAX_RECORDS));
    assert!(queue.post_record(notice()), "and there is room again");
    assert!(!queue.post_record(notice()));
    queue.dispatch(0, NO_LIMIT).unwrap();
    assert_eq!(count.load(Ordering::SeqCst), MAX_RECORDS + 2);
    assert!(queue.post(notice()) && queue.post_record(notice()));
    queue.close().unwrap();
    assert!(!queue.post(notice()) && !queue.post_record(notice()));
    assert_eq!(count.load(Ordering::SeqCst), MAX_RECORDS + 2);
    assert_eq!(Arc::strong_count(&count), 1, "nothing is kept");
}

#[test]
fn records_that_a_dispatch_leaves_still_count_and_a_herd_leaves_no_memory() {
    let queue = Queue::new();
    for _ in 0..MAX_RECORDS {
        assert!(queue.post_record(Box::new(|| ())));
    }
    assert_eq!(queue.dispatch(0, Duration::from_nanos(1)), Ok(MAX_RECORDS - 1));
    assert!(queue.post_record(Box::new(|| ())), "one was run");
    assert!(!queue.post_record(Box::new(|| ())));
    queue.dispatch(0, NO_LIMIT).unwrap();
    assert!((1..=MAX_RECORDS).contains(&queue.lock().spare.capacity()), "kept for the next ones");
    for _ in 0..=MAX_RECORDS {
        assert!(queue.post(Box::new(|| ())));
    }
    queue.dispatch(0, NO_LIMIT).unwrap();
    assert!(queue.lock().spare.capacity() <= MAX_RECORDS);
}

#[test]
fn answers_posted_from_many_threads_all_arrive_once() {
    let (queue, log) = (Queue::new(), answers());
    thread::scope(|scope| {
        for _ in 0..8 {
            let completers: Vec<_> = (0..100).map(|_| queue.accept(recorder(&log)).unwrap()).collect();
            scope.spawn(move || completers.into_iter().for_each(|completer| completer.complete(ok())));
        }
    });
    queue.dispatch(0, NO_LIMIT).unwrap();
    assert_eq!(log.lock().unwrap().len(), 800);
}

#[test]
fn duties_are_never_dropped_for_want_of_room_and_run_before_a_close_ends() {
    let queue = Queue::new();
    let count = Arc::new(AtomicUsize::new(0));
    let duty = || -> Duty {
        let count = Arc::clone(&count);
        Box::new(move || {
            count.fetch_add(1, Ordering::SeqCst);
        })
    };
    for _ in 0..MAX_RECORDS {
        assert!(queue.post_record(Box::new(|| ())));
    }
    queue.post_duty(duty());
    assert_eq!(queue.wait(Some(NO_LIMIT)), Waited::Ready);
    queue.dispatch(0, NO_LIMIT).unwrap();
    assert_eq!(count.load(Ordering::SeqCst), 1);
    queue.post_duty(duty());
    queue.close().unwrap();
    assert_eq!(count.load(Ordering::SeqCst), 2);
    queue.post_duty(duty());
    assert_eq!(count.load(Ordering::SeqCst), 2, "a closed queue runs nothing");
    assert_eq!(Arc::strong_count(&count), 1, "and keeps nothing");
}

use std::sync::mpsc;

use ::ureq::Timeout;

use super::*;

fn within(limit: Duration) -> Deadline {
    Deadline::new(Instant::now() + limit, Timeout::Resolve)
}

fn ask(names: &Arc<Names>, limit: Duration) -> Result<Vec<SocketAddr>, Error> {
    names.addresses(within(limit), &Abort::default())
}

const LONG: Duration = Duration::from_secs(60);
const SHORT: Duration = Duration::from_millis(30);

fn address(last: u8) -> SocketAddr {
    SocketAddr::from(([192, 0, 2, last], 443))
}

/// A resolver that the test answers for: each question is told, and waits for its answer.
struct Resolver {
    asked: mpsc::Receiver<mpsc::Sender<io::Result<Vec<SocketAddr>>>>,
    names: Arc<Names>,
}

impl Resolver {
    fn new() -> Self {
        let (tell, asked) = mpsc::channel();
        let tell = Mutex::new(tell);
        let lookup = move |host: &str, port| {
            assert_eq!((host, port), ("service.test", 443));
            let (answer, answered) = mpsc::channel();
            tell.lock().unwrap().send(answer).unwrap();
            // A question that nobody answers never ends.
            answered.recv().unwrap_or_else(|_| loop_for_ever())
        };
        Self { asked, names: Names::asking("service.test", 443, Box::new(lookup)) }
    }

    /// One that has answered once already, and that the next connection asks again.
    fn with_old_answer(addresses: &[SocketAddr]) -> Self {
        let resolver = Self::new();
        let (names, list) = (Arc::clone(&resolver.names), addresses.to_vec());
        let asking = thread::spawn(move || ask(&names, LONG));
        resolver.asked.recv().unwrap().send(Ok(list)).unwrap();
        assert_eq!(asking.join().unwrap().unwrap(), addresses);
        resolver.names.doubt();
        resolver
    }
}

fn loop_for_ever() -> ! {
    loop {
        thread::park();
    }
}

/// RFC 8305, section 4: a family that leads nowhere must not use up what is tried.
#[test]
fn of_a_long_answer_both_families_are_kept() {
    let six: Vec<_> =
        (0..200).map(|last| SocketAddr::from(([0x2001, 0xdb8, 0, 0, 0, 0, 0, last], 443))).collect();
    let four: Vec<_> = (0..3).map(address).collect();
    let resolver = Resolver::new();
    let names = Arc::clone(&resolver.names);
    let asking = thread::spawn(move || ask(&names, LONG));
    resolver.asked.recv().unwrap().send(Ok([six.clone(), four.clone()].concat())).unwrap();
    let kept = asking.join().unwrap().unwrap();
    assert_eq!(kept[..6], [six[0], four[0], six[1], four[1], six[2], four[2]]);
    assert_eq!(kept[6..], six[3..MOST_ADDRESSES - four.len()], "and then what is left, bounded");
}

#[test]
fn an_address_is_its_own_answer() {
    for (host, expected) in [("192.0.2.7", "192.0.2.7:443"), ("::1", "[::1]:443")] {
        let names = Names::asking(host, 443, Box::new(|_, _| panic!("nobody is asked")));
        assert_eq!(ask(&names, LONG).unwrap(), [expected.parse().unwrap()]);
    }
}

#[test]
fn one_question_answers_everybody_and_those_who_come_later() {
    let resolver = Resolver::new();
    let waiting: Vec<_> = (0..8)
        .map(|_| {
            let names = Arc::clone(&resolver.names);
            thread::spawn(move || ask(&names, LONG))
        })
        .collect();
    resolver.asked.recv().unwrap().send(Ok(vec![address(1), address(2)])).unwrap();
    for waiting in waiting {
        assert_eq!(waiting.join().unwrap().unwrap(), [address(1), address(2)]);
    }
    assert_eq!(ask(&resolver.names, LONG).unwrap(), [address(1), address(2)]);
    assert!(resolver.asked.try_recv().is_err(), "a second question");
}

#[test]
fn the_address_that_answered_goes_first() {
    let resolver = Resolver::with_old_answer(&[address(1), address(2), address(3)]);
    resolver.names.prefer(address(3));
    assert_eq!(ask(&resolver.names, LONG).unwrap(), [address(3), address(1), address(2)]);
}

#[test]
fn an_old_answer_serves_when_the_resolver_fails_or_is_silent() {
    let resolver = Resolver::with_old_answer(&[address(1)]);
    assert_eq!(ask(&resolver.names, SHORT).unwrap(), [address(1)], "silent until the deadline");
    assert_eq!(ask(&resolver.names, LONG).unwrap(), [address(1)], "silent for longer than patience lasts");

    let resolver = Resolver::with_old_answer(&[address(2)]);
    let names = Arc::clone(&resolver.names);
    let asking = thread::spawn(move || ask(&names, LONG));
    resolver.asked.recv().unwrap().send(Err(io::ErrorKind::NotFound.into())).unwrap();
    assert_eq!(asking.join().unwrap().unwrap(), [address(2)]);
}

#[test]
fn too_old_an_answer_serves_nobody() {
    let resolver = Resolver::with_old_answer(&[address(1)]);
    let mut state = resolver.names.lock();
    state.answer.as_mut().unwrap().since_ms = monotonic_ms().saturating_sub(STALE_MS);
    if monotonic_ms() < STALE_MS {
        state.answer = None; // a machine that was started today
    }
    drop(state);
    let error = ask(&resolver.names, SHORT).unwrap_err();
    assert!(matches!(error, Error::Timeout(Timeout::Resolve)), "{error}");
}

#[test]
fn a_failure_is_told_and_the_next_one_asks_again() {
    let resolver = Resolver::new();
    for _ in 0..2 {
        let names = Arc::clone(&resolver.names);
        let asking = thread::spawn(move || ask(&names, LONG));
        resolver.asked.recv().unwrap().send(Ok(Vec::new())).unwrap();
        assert!(matches!(asking.join().unwrap(), Err(Error::HostNotFound)));
    }
}

#[cfg(unix)]
const NO_DESCRIPTOR: i32 = libc::EMFILE;
/// WSAEMFILE
#[cfg(not(unix))]
const NO_DESCRIPTOR: i32 = 10024;

#[test]
fn what_the_resolver_was_refused_is_told_as_that() {
    let resolver = Resolver::new();
    let names = Arc::clone(&resolver.names);
    let asking = thread::spawn(move || ask(&names, LONG));
    resolver.asked.recv().unwrap().send(Err(io::Error::from_raw_os_error(NO_DESCRIPTOR))).unwrap();
    let error = asking.join().unwrap().unwrap_err().to_string();
    assert!(error.contains("descriptor"), "{error}");
}

#[test]
fn a_silent_resolver_costs_a_bounded_time_and_a_bounded_number_of_threads() {
    let resolver = Resolver::new();
    for _ in 0..10 {
        let error = ask(&resolver.names, SHORT).unwrap_err();
        assert!(matches!(error, Error::Timeout(Timeout::Resolve)), "{error}");
        // As if it had been silent for long.
        resolver.names.lock().asked = None;
    }
    assert_eq!(resolver.asked.try_iter().count(), MOST_QUESTIONS);
}

#[test]
fn an_exchange_that_is_ended_waits_no_longer() {
    let resolver = Resolver::new();
    let aborts = crate::http::abort::Aborts::default();
    let abort = aborts.begin().unwrap();
    let names = Arc::clone(&resolver.names);
    let asking = thread::spawn(move || names.addresses(within(LONG), &abort));
    let _question = resolver.asked.recv().unwrap();
    aborts.fire();
    assert!(asking.join().unwrap().is_err());
}

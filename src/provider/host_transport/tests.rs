use std::sync::mpsc::{self, Receiver};

use super::super::exchange::Outcome;
use super::*;
use crate::http::Response;

/// A host that notes what it is given.
struct Host {
    queue: Arc<Queue>,
    exchanges: Arc<HostExchanges>,
    sent: Receiver<Arc<Exchange>>,
    cancelled: Receiver<usize>,
}

impl Host {
    fn new(timeout: Duration) -> Self {
        let ((tell, sent), (say, cancelled)) = (mpsc::channel(), mpsc::channel());
        let note = move |exchange: Arc<Exchange>| {
            exchange.hand_over(7);
            tell.send(exchange).unwrap();
        };
        let cancel: Cancel = Box::new(move |number| say.send(number).unwrap());
        let transport = HostTransport::new(Listener::Callback(Arc::new(note)), Some(cancel));
        let queue = Queue::new();
        let executor = queue.host_driven().unwrap();
        let terms = (timeout, "agent".to_owned());
        let exchanges = HostExchanges::new(transport, Arc::clone(&queue), executor, terms);
        Self { queue, exchanges, sent, cancelled }
    }

    fn send(&self) -> Receiver<Outcome> {
        let (tell, told) = mpsc::channel();
        let request =
            Request { url: "https://host/".to_owned(), headers: Vec::new(), body: Vec::new().into() };
        self.exchanges.send(request, Box::new(move |outcome| tell.send(outcome).unwrap()));
        told
    }

    fn dispatch(&self) {
        self.queue.dispatch(0, Duration::ZERO).unwrap();
    }
}

fn kind(outcome: &Outcome) -> Option<TransportErrorKind> {
    outcome.as_ref().err().map(|error| error.kind)
}

#[test]
fn what_the_host_answers_is_told_once_and_its_second_answer_to_nobody() {
    let host = Host::new(Duration::from_secs(60));
    let told = host.send();
    assert!(host.sent.try_recv().is_err(), "only in a dispatch");
    host.dispatch();
    let exchange = host.sent.try_recv().unwrap();
    assert_eq!(exchange.request().headers, [("user-agent", "agent".to_owned())]);
    assert!(exchange.is_wanted() && exchange.left_ms() > 50_000);
    exchange.give_back(Ok(Response { status: 200, ..Response::default() }));
    exchange.give_back(Ok(Response::default()));
    assert_eq!(told.try_iter().map(|outcome| outcome.unwrap().status).collect::<Vec<_>>(), [200]);
    assert!(!exchange.is_wanted());
    host.exchanges.end();
    assert!(host.cancelled.try_recv().is_err(), "it had answered");
}

#[test]
fn a_host_that_is_silent_is_told_that_the_time_is_up_and_no_second_time() {
    let host = Host::new(Duration::ZERO);
    let told = host.send();
    host.dispatch();
    assert_eq!(kind(&told.try_recv().unwrap()), Some(TransportErrorKind::Timeout));
    assert!(host.sent.try_recv().is_err(), "too late to send it");

    let host = Host::new(Duration::from_secs(60));
    let told = host.send();
    host.dispatch();
    let exchange = host.sent.try_recv().unwrap();
    host.exchanges.time_out(&exchange);
    assert_eq!(kind(&told.try_recv().unwrap()), Some(TransportErrorKind::Timeout));
    assert!(host.cancelled.try_recv().is_err(), "only in a dispatch");
    host.dispatch();
    host.exchanges.end();
    assert_eq!(host.cancelled.try_iter().collect::<Vec<_>>(), [7]);
}

#[test]
fn the_end_takes_back_what_was_sent_and_what_was_not() {
    let host = Host::new(Duration::from_secs(60));
    let first = host.send();
    host.dispatch();
    let second = host.send();
    host.exchanges.end();
    assert_eq!(host.cancelled.try_iter().collect::<Vec<_>>(), [7]);
    for told in [first, second] {
        assert_eq!(kind(&told.try_recv().unwrap()), Some(TransportErrorKind::Aborted));
    }
    let _late = host.send();
    host.dispatch();
    assert_eq!(host.sent.try_iter().count(), 1, "nothing is sent any more");
}

#[test]
fn errands_are_run_without_a_dispatch_and_nothing_else_is() {
    let host = Host::new(Duration::from_secs(60));
    let (tell, told) = mpsc::channel();
    host.queue.post(Box::new(move || tell.send(()).unwrap()));
    let _waiting = host.send();
    host.queue.run_errands().unwrap();
    assert_eq!((host.sent.try_iter().count(), told.try_iter().count()), (1, 0));
    host.dispatch();
    assert_eq!((host.sent.try_iter().count(), told.try_iter().count()), (0, 1));
}

#[test]
fn nothing_is_kept_of_exchanges_that_are_over_and_nothing_of_one_is_shown() {
    let host = Host::new(Duration::from_secs(60));
    for _ in 0..10 {
        let _told = host.send();
        host.dispatch();
        let exchange = host.sent.try_recv().unwrap();
        assert_eq!(format!("{exchange:?}").matches("body_bytes: 0").count(), 1);
        exchange.give_back(Ok(Response::default()));
    }
    assert_eq!(lock(&host.exchanges.open).len(), 1, "the last, which looked at those before it");
}

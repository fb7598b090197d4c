//! Each fault, as a client meets it.

use std::io::{ErrorKind, Read};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use serde_json::json;

use super::client::RawAnswer;
use super::*;

/// The answer to a request for credentials that a plan strikes, and the connection it came on.
fn struck(emulator: &Emulator, pool_id: &str, plan: impl Into<Plan>) -> (RawAnswer, Client) {
    let id = guest(emulator, pool_id);
    emulator.inject(plan, Operation::GetCredentialsForIdentity, 1);
    let mut client = Client::new(emulator);
    let answer = client.ask(Operation::GetCredentialsForIdentity, &get_credentials(&id));
    (answer, client)
}

#[test]
fn errors_come_as_asked_and_leave_the_connection_usable() {
    let (emulator, pool_id) = started(EmulatorOptions::default());
    let expired = "Invalid login token. Token expired: 2 >= 1";
    let table = [
        (Fault::throttle(), 400, "TooManyRequestsException"),
        (Fault::throttle_at(429), 429, "TooManyRequestsException"),
        (Fault::unavailable(500), 500, "InternalErrorException"),
        (Fault::unavailable(503), 503, "InternalErrorException"),
        (Fault::error(400, "NotAuthorizedException", expired), 400, "NotAuthorizedException"),
    ];
    for (fault, status, code) in table {
        let (answer, mut client) = struck(&emulator, &pool_id, fault);
        assert_eq!((answer.status, &answer.json()["__type"]), (status, &json!(code)));
        assert_eq!(answer.header("x-amzn-errortype"), Some(format!("{code}:").as_str()));
        assert_eq!(client.ask(Operation::GetId, &get_id(&pool_id)).status, 200);
    }
}

#[test]
fn pages_that_are_not_the_services_come_as_html() {
    let (emulator, pool_id) = started(EmulatorOptions::default());
    let elsewhere = "http://127.0.0.1:1/sign-in";
    let table = [
        (Fault::Html { status: 502 }, 502, None),
        (Fault::CaptivePortal, 200, None),
        (Fault::Redirect(elsewhere.into()), 302, Some(elsewhere)),
    ];
    for (fault, status, location) in table {
        let (answer, _) = struck(&emulator, &pool_id, fault);
        assert_eq!((answer.status, answer.header("Location")), (status, location));
        assert!(
            answer.header("Content-Type").unwrap().starts_with("text/html") && answer.body.contains("<html>")
        );
    }
    let headers = vec![("X-Extra".to_owned(), "1\r\nX-Forged: 1".to_owned())];
    let (answer, _) = struck(&emulator, &pool_id, Fault::Raw { status: 404, headers, body: "any".into() });
    assert_eq!((answer.status, answer.body.as_str()), (404, "any"));
    assert_eq!((answer.header("X-Extra"), answer.header("X-Forged")), (Some("1  X-Forged: 1"), None));
}

#[test]
fn an_error_leaves_nothing_done_and_a_damaged_answer_does() {
    let (emulator, pool_id) = started(EmulatorOptions::default());
    let table =
        [(Fault::throttle(), 0), (Fault::CaptivePortal, 0), (Fault::MalformedJson, 1), (Fault::EmptyBody, 1)];
    for (fault, created) in table {
        let before = emulator.identity_ids(&pool_id).len();
        emulator.inject(fault.clone(), Operation::GetId, 1);
        Client::new(&emulator).ask(Operation::GetId, &get_id(&pool_id));
        assert_eq!(emulator.identity_ids(&pool_id).len() - before, created, "{fault:?}");
    }
}

#[test]
fn fields_can_be_missing() {
    let (emulator, pool_id) = started(EmulatorOptions::default());
    for field in ["AccessKeyId", "SecretKey", "SessionToken", "Expiration"] {
        let (answer, _) = struck(&emulator, &pool_id, Fault::MissingField(field.into()));
        let credentials = answer.json()["Credentials"].as_object().unwrap().clone();
        assert!(credentials.len() == 3 && !credentials.contains_key(field), "{field}");
    }
    for (field, left) in [("IdentityId", "Credentials"), ("Credentials", "IdentityId")] {
        let (answer, _) = struck(&emulator, &pool_id, Fault::MissingField(field.into()));
        let fields = answer.json().as_object().unwrap().clone();
        assert!(fields.len() == 1 && fields.contains_key(left), "{field}");
    }
}

#[test]
fn expirations_can_be_odd() {
    let (emulator, pool_id) = started(EmulatorOptions::default());
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs();
    for (fault, is_past) in [(Fault::expired(), true), (Fault::ExpiresInSeconds(600), false)] {
        let plan = [fault, Fault::ExpirationFormat(ExpirationFormat::Integer)];
        let (answer, _) = struck(&emulator, &pool_id, plan);
        let expiration = answer.json()["Credentials"]["Expiration"].as_u64().unwrap();
        assert_eq!(expiration < now + 300, is_past);
    }
    for json in ["\"soon\"", "null", "-1", "1e400", "{}"] {
        let (answer, _) = struck(&emulator, &pool_id, Fault::ExpirationJson(json.into()));
        assert!(answer.body.contains(&format!("\"Expiration\":{json}}}")), "{}", answer.body);
    }
    let (answer, _) = struck(&emulator, &pool_id, Fault::ExpirationFormat(ExpirationFormat::Decimal));
    assert!(answer.json()["Credentials"]["Expiration"].is_f64());
}

#[test]
fn another_identity_can_come_back() {
    let (emulator, pool_id) = started(EmulatorOptions::default());
    let (answer, _) = struck(&emulator, &pool_id, Fault::WrongIdentityId("us-east-1:1".into()));
    assert_eq!(answer.json()["IdentityId"], "us-east-1:1");
}

#[test]
fn headers_can_be_odd() {
    let (emulator, pool_id) = started(EmulatorOptions::default());
    let (answer, _) = struck(&emulator, &pool_id, [Fault::throttle(), Fault::RetryAfterMs(1500)]);
    assert_eq!(answer.header("x-amz-retry-after"), Some("1500"));
    assert_eq!(struck(&emulator, &pool_id, Fault::DateAbsent).0.header("Date"), None);
    let (answer, _) = struck(&emulator, &pool_id, Fault::DateGarbage);
    httpdate::parse_http_date(answer.header("Date").unwrap()).unwrap_err();
    let (answer, _) = struck(&emulator, &pool_id, Fault::DateOffsetSeconds(86_400));
    let date = httpdate::parse_http_date(answer.header("Date").unwrap()).unwrap();
    assert!(date.duration_since(SystemTime::now()).unwrap() > Duration::from_secs(80_000));
}

#[test]
fn bodies_can_be_damaged() {
    let (emulator, pool_id) = started(EmulatorOptions::default());
    let (answer, _) = struck(&emulator, &pool_id, Fault::MalformedJson);
    assert!(answer.status == 200 && answer.body.starts_with("{\"IdentityId\""));
    serde_json::from_str::<serde_json::Value>(&answer.body).unwrap_err();
    assert_eq!(struck(&emulator, &pool_id, Fault::EmptyBody).0.body, "");
    let (answer, _) = struck(&emulator, &pool_id, Fault::OversizeBody(70_000));
    assert!(answer.body.len() > 70_000 && answer.json()["Credentials"].is_object());
}

#[test]
fn connections_can_break() {
    let (emulator, pool_id) = started(EmulatorOptions::default());
    let reset = if cfg!(unix) { ErrorKind::ConnectionReset } else { ErrorKind::UnexpectedEof };
    let table = [
        (Fault::Reset, reset),
        (Fault::Close, ErrorKind::UnexpectedEof),
        (Fault::Truncate, ErrorKind::UnexpectedEof),
    ];
    for (fault, kind) in table {
        emulator.inject(fault.clone(), Operation::GetId, 1);
        let mut client = Client::new(&emulator);
        client.send(Operation::GetId, &get_id(&pool_id));
        assert_eq!(client.read_answer().unwrap_err().kind(), kind, "{fault:?}");
    }
    let (answer, mut client) = struck(&emulator, &pool_id, Fault::CloseAfterAnswer);
    assert_eq!((answer.status, answer.header("Connection")), (200, Some("keep-alive")));
    assert_eq!(client.read_answer().unwrap_err().kind(), ErrorKind::UnexpectedEof);
}

#[test]
fn a_truncated_body_promises_more_than_it_has() {
    let (emulator, pool_id) = started(EmulatorOptions::default());
    emulator.inject(Fault::Truncate, Operation::GetId, 1);
    let mut client = Client::new(&emulator);
    client.send(Operation::GetId, &get_id(&pool_id));
    let mut all = String::new();
    client.stream.read_to_string(&mut all).unwrap();
    let (head, body) = all.split_once("\r\n\r\n").unwrap();
    let promised = RawAnswer { status: 200, head: head.to_owned(), body: String::new() };
    assert_eq!(promised.header("Content-Length").unwrap().parse::<usize>().unwrap() / 2, body.len());
}

#[test]
fn a_dripping_answer_is_whole_in_the_end() {
    let (emulator, pool_id) = started(EmulatorOptions::default());
    let pause = Duration::from_micros(200);
    emulator.inject(Fault::Drip(pause), Operation::GetId, 1);
    let started = Instant::now();
    let answer = Client::new(&emulator).ask(Operation::GetId, &get_id(&pool_id));
    assert!(answer.json()["IdentityId"].is_string());
    let bytes = u32::try_from(answer.head.len() + answer.body.len()).unwrap();
    assert!(started.elapsed() >= pause * (bytes - 1), "a pause after each byte");
}

#[test]
fn a_delay_is_at_least_as_long_as_told() {
    let (emulator, pool_id) = started(EmulatorOptions::default());
    let delay = Duration::from_millis(30);
    emulator.inject(Fault::Delay(delay), Operation::GetId, 1);
    let started = Instant::now();
    Client::new(&emulator).ask(Operation::GetId, &get_id(&pool_id));
    assert!(started.elapsed() >= delay);
}

#[test]
fn a_release_frees_all_that_are_held_and_none_that_come_later() {
    let (emulator, pool_id) = started(EmulatorOptions::default());
    emulator.inject([Fault::Hold, Fault::throttle()], Operation::GetId, 3);
    let mut clients = [Client::new(&emulator), Client::new(&emulator)];
    for client in &mut clients {
        client.send(Operation::GetId, &get_id(&pool_id));
    }
    assert!(emulator.wait_for_requests(Operation::GetId, 2, PATIENCE));
    emulator.release();
    for client in &mut clients {
        assert_eq!(client.read_answer().unwrap().json()["__type"], "TooManyRequestsException");
    }
    let mut late = Client::new(&emulator);
    late.send(Operation::GetId, &get_id(&pool_id));
    assert!(emulator.wait_for_requests(Operation::GetId, 3, PATIENCE));
    late.stream.set_nonblocking(true).unwrap();
    assert_eq!(late.stream.read(&mut [0]).unwrap_err().kind(), ErrorKind::WouldBlock);
    emulator.release();
    late.stream.set_nonblocking(false).unwrap();
    late.read_answer().unwrap();
}

#[test]
fn a_request_that_is_never_answered_ends_with_the_client() {
    let (emulator, pool_id) = started(EmulatorOptions::default());
    emulator.inject(Fault::NeverAnswer, On::Any, Times::Forever);
    let mut client = Client::new(&emulator);
    client.send(Operation::GetId, &get_id(&pool_id));
    assert!(emulator.wait_for_requests(Operation::GetId, 1, PATIENCE));
    assert_eq!(emulator.stats().open_connections, 1);
    drop(client);
    assert!(emulator.wait_until(PATIENCE, |stats| stats.open_connections == 0));
}

#[test]
fn a_connection_can_fail_before_any_request() {
    let (emulator, pool_id) = started(EmulatorOptions::default());
    emulator.inject(Fault::TlsFailure, On::Any, 1);
    assert_eq!(Client::new(&emulator).read_answer().unwrap_err().kind(), ErrorKind::UnexpectedEof);
    assert_eq!(Client::new(&emulator).ask(Operation::GetId, &get_id(&pool_id)).status, 200);
}

#[test]
fn cleared_faults_strike_no_more() {
    let (emulator, pool_id) = started(EmulatorOptions::default());
    emulator.inject(Fault::throttle(), On::Any, Times::Forever);
    let mut client = Client::new(&emulator);
    assert_eq!(client.ask(Operation::GetId, &get_id(&pool_id)).status, 400);
    emulator.clear_faults();
    assert_eq!(client.ask(Operation::GetId, &get_id(&pool_id)).status, 200);
}

#[test]
fn many_clients_at_once_are_counted_exactly() {
    let (emulator, pool_id) = started(EmulatorOptions::default());
    emulator.inject(Fault::throttle(), Operation::GetId, 10);
    let refused: usize = thread::scope(|scope| {
        let ask = || {
            let mut client = Client::new(&emulator);
            (0..5).filter(|_| client.ask(Operation::GetId, &get_id(&pool_id)).status == 400).count()
        };
        let threads: Vec<_> = (0..8).map(|_| scope.spawn(ask)).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).sum()
    });
    assert_eq!((refused, emulator.identity_ids(&pool_id).len()), (10, 30));
    assert_eq!(emulator.stats().requests_for(Operation::GetId), 40);
}

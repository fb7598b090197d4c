use std::net::TcpListener;

use ::ureq::Timeout;

use super::*;

fn addresses(list: &[&str]) -> Vec<SocketAddr> {
    list.iter().map(|address| address.parse().unwrap()).collect()
}

fn within(limit: Duration) -> Deadline {
    Deadline::new(Instant::now() + limit, Timeout::Connect)
}

/// Accepts no connection, and its queue is full: whoever connects waits, as for an address that leads nowhere.
struct Nowhere {
    address: SocketAddr,
    _listener: socket2::Socket,
    _queued: Vec<TcpStream>,
}

impl Nowhere {
    fn new(host: &str) -> Self {
        let address: SocketAddr = format!("{host}:0").parse().unwrap();
        let listener =
            socket2::Socket::new(Domain::for_address(address), Type::STREAM, Some(Protocol::TCP)).unwrap();
        listener.bind(&address.into()).unwrap();
        listener.listen(0).unwrap();
        let address = listener.local_addr().unwrap().as_socket().unwrap();
        let queued = (0..4).map(|_| begin(address).unwrap()).collect();
        Self { address, _listener: listener, _queued: queued }
    }
}

#[test]
fn families_take_turns_and_the_first_stays_first() {
    let list = addresses(&["[::1]:1", "[::2]:1", "[::3]:1", "1.0.0.1:1", "1.0.0.2:1"]);
    let expected = addresses(&["[::1]:1", "1.0.0.1:1", "[::2]:1", "1.0.0.2:1", "[::3]:1"]);
    assert_eq!(interleave(&list), expected);
    let list = addresses(&["1.0.0.1:1", "1.0.0.2:1", "[::1]:1"]);
    assert_eq!(interleave(&list), addresses(&["1.0.0.1:1", "[::1]:1", "1.0.0.2:1"]));
    assert!(interleave(&[]).is_empty());
}

#[test]
fn addresses_that_lead_nowhere_cost_a_moment_each() {
    let dead: Vec<Nowhere> = (0..4).map(|_| Nowhere::new("[::1]")).collect();
    let alive = TcpListener::bind("127.0.0.1:0").unwrap();
    let mut list: Vec<SocketAddr> = dead.iter().map(|dead| dead.address).collect();
    list.push(alive.local_addr().unwrap());
    let begun = Instant::now();
    let abort = Abort::default();
    let (address, socket) = connect(&list, within(Duration::from_secs(60)), &abort).unwrap();
    assert_eq!(address, alive.local_addr().unwrap());
    assert!(begun.elapsed() >= ATTEMPT_DELAY, "the first one had its chance");
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
    assert!(socket.nodelay().unwrap());
    assert_eq!(Arc::strong_count(&socket), 2, "known to whoever ends the exchange, and so is nothing else");
    assert!(abort.remove(&socket));
}

#[test]
fn an_address_that_refuses_is_followed_by_the_next_at_once() {
    // A port in use, by a socket that does not listen: nobody else can take it meanwhile.
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let refusing = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
    let list = [refusing.local_addr().unwrap(), listener.local_addr().unwrap()];
    let (address, _socket) = connect(&list, within(Duration::from_secs(60)), &Abort::default()).unwrap();
    assert_eq!(address, list[1]);
    let error = connect(&list[..1], within(Duration::from_secs(60)), &Abort::default()).unwrap_err();
    assert!(matches!(error, Error::Io(error) if error.kind() == io::ErrorKind::ConnectionRefused));
}

#[test]
fn the_deadline_ends_it() {
    let dead = Nowhere::new("127.0.0.1");
    let error = connect(&[dead.address], within(Duration::from_millis(50)), &Abort::default()).unwrap_err();
    assert!(matches!(error, Error::Timeout(Timeout::Connect)), "{error}");
}

use std::io::Read;
use std::net::{TcpListener, TcpStream};
use std::time::Duration;

use super::*;
use crate::http::abort::Aborts;
use crate::http::pool::{Key, Pool, Target};
use crate::http::socket::{Deadline, Socket};
use crate::http::trust::{Trust, client_config};
use crate::http::way::Way;

const OURS_BYTES: usize = 16 * 1024;

/// An exchange and the other end of its connection.
fn exchange() -> (Exchange, TcpStream) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let ours = TcpStream::connect(address).unwrap();
    ours.set_nonblocking(true).unwrap();
    let target = Target { is_tls: false, host: address.ip().to_string(), port: address.port() };
    let pool = Pool::of(Key { target, proxy: None, tls: client_config(&Trust::default()).unwrap() });
    let deadline = Deadline::from(NextTimeout::default());
    let abort = Aborts::default().begin().unwrap();
    let way = Arc::new(Way::new(pool, abort, String::new(), Duration::from_secs(5), deadline));
    let stream = Stream::Plain(Socket::new(Arc::new(ours), deadline));
    (Exchange::new(stream, way, OURS_BYTES), listener.accept().unwrap().0)
}

fn write(exchange: &mut Exchange, bytes: &[u8]) {
    exchange.buffers().output()[..bytes.len()].copy_from_slice(bytes);
    exchange.transmit_output(bytes.len(), NextTimeout::default()).unwrap();
}

fn is_silent(other_end: &TcpStream) -> bool {
    other_end.set_nonblocking(true).unwrap();
    let is_silent = other_end.peek(&mut [0]).is_err();
    other_end.set_nonblocking(false).unwrap();
    is_silent
}

#[test]
fn pieces_leave_together_once_input_is_awaited() {
    let (mut exchange, mut other_end) = exchange();
    for piece in ["head ", "", "body"] {
        write(&mut exchange, piece.as_bytes());
    }
    assert!(is_silent(&other_end), "nothing leaves before input is awaited");
    assert!(!exchange.is_open(), "held output must not leak into another exchange");

    std::io::Write::write_all(&mut other_end, b"answer").unwrap();
    assert!(exchange.await_input(NextTimeout::default()).unwrap());
    let mut piece = [0; 100];
    let amount = other_end.read(&mut piece).unwrap();
    assert_eq!(&piece[..amount], b"head body");
    assert_eq!(exchange.buffers().input(), b"answer");
    assert!(exchange.is_open());
}

#[test]
fn long_output_is_sent_whole_and_in_order() {
    let (mut exchange, mut other_end) = exchange();
    let all: Vec<u8> = (0_u8..=250).cycle().take(5 * OURS_BYTES).collect();
    let expected = all.clone();
    let reader = std::thread::spawn(move || {
        let mut read = vec![0; expected.len()];
        other_end.read_exact(&mut read).unwrap();
        std::io::Write::write_all(&mut other_end, b"answer").unwrap();
        (read == expected, other_end)
    });
    let mut rest = all.as_slice();
    while !rest.is_empty() {
        let room = exchange.buffers().output().len();
        assert!(room >= LEAST_ROOM_BYTES, "ureq needs room for a header line");
        let (piece, after) = rest.split_at(room.min(rest.len()).min(3000));
        write(&mut exchange, piece);
        rest = after;
    }
    exchange.await_input(NextTimeout::default()).unwrap();
    assert!(reader.join().unwrap().0);
}

#[test]
fn tokens_are_zeroed_once_they_are_sent() {
    let (mut exchange, mut other_end) = exchange();
    write(&mut exchange, b"token");
    std::io::Write::write_all(&mut other_end, b"answer").unwrap();
    exchange.await_input(NextTimeout::default()).unwrap();
    assert!(exchange.buffers().output().iter().all(|byte| *byte == 0));
}

#[test]
fn debug_shows_no_bytes() {
    let (mut exchange, _other_end) = exchange();
    write(&mut exchange, b"token");
    let text = format!("{exchange:?}");
    assert!(!text.contains("116, 111"), "{text}");
}

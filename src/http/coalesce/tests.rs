use super::*;

/// Records each piece it is asked to send, and whether input was awaited in between.
#[derive(Debug)]
struct Recorder {
    buffers: LazyBuffers,
    sent: Vec<Vec<u8>>,
    open: bool,
}

impl Transport for Recorder {
    fn buffers(&mut self) -> &mut dyn Buffers {
        &mut self.buffers
    }

    fn transmit_output(&mut self, amount: usize, _: NextTimeout) -> Result<(), Error> {
        self.sent.push(self.buffers.output()[..amount].to_vec());
        Ok(())
    }

    fn await_input(&mut self, _: NextTimeout) -> Result<bool, Error> {
        let input = b"answer";
        self.buffers.input_append_buf()[..input.len()].copy_from_slice(input);
        self.buffers.input_appended(input.len());
        Ok(true)
    }

    fn is_open(&mut self) -> bool {
        self.open
    }
}

const OURS_BYTES: usize = 16 * 1024;

fn coalesced(below_bytes: usize) -> Coalesced<Recorder> {
    let buffers = LazyBuffers::new(below_bytes, below_bytes);
    let inner = Recorder { buffers, sent: Vec::new(), open: true };
    Coalesced { inner, held: Held::new(OURS_BYTES, OURS_BYTES) }
}

fn write(transport: &mut Coalesced<Recorder>, bytes: &[u8]) {
    transport.buffers().output()[..bytes.len()].copy_from_slice(bytes);
    transport.transmit_output(bytes.len(), NextTimeout::default()).unwrap();
}

#[test]
fn pieces_leave_together_once_input_is_awaited() {
    let mut transport = coalesced(OURS_BYTES);
    for piece in ["head ", "", "body"] {
        write(&mut transport, piece.as_bytes());
    }
    assert!(transport.inner.sent.is_empty(), "nothing leaves before input is awaited");
    assert!(!transport.is_open(), "held output must not leak into another exchange");

    assert!(transport.await_input(NextTimeout::default()).unwrap());
    assert_eq!(transport.inner.sent, [b"head body"]);
    assert_eq!(transport.buffers().input(), b"answer");
    assert!(transport.is_open());

    write(&mut transport, b"next");
    transport.await_input(NextTimeout::default()).unwrap();
    assert_eq!(transport.inner.sent, [b"head body".to_vec(), b"next".to_vec()]);
}

#[test]
fn long_output_is_sent_whole_and_in_order_whatever_the_size_of_the_buffers() {
    for below_bytes in [64, 1000, OURS_BYTES, 2 * OURS_BYTES] {
        let mut transport = coalesced(below_bytes);
        let all: Vec<u8> = (0_u8..=250).cycle().take(5 * OURS_BYTES).collect();
        let mut rest = all.as_slice();
        while !rest.is_empty() {
            let room = transport.buffers().output().len();
            assert!(room >= LEAST_ROOM_BYTES, "ureq needs room for a header line");
            let (piece, after) = rest.split_at(room.min(rest.len()).min(3000));
            write(&mut transport, piece);
            rest = after;
        }
        transport.await_input(NextTimeout::default()).unwrap();
        assert!(transport.inner.sent.concat() == all, "buffers of {below_bytes} bytes");
    }
}

#[test]
fn tokens_and_credentials_are_zeroed_once_they_are_sent_or_read() {
    let mut transport = coalesced(OURS_BYTES);
    write(&mut transport, b"token");
    transport.await_input(NextTimeout::default()).unwrap();
    let used = |bytes: &[u8]| bytes.iter().any(|byte| *byte != 0);
    assert!(!used(transport.buffers().output()));
    assert!(!used(transport.inner.buffers().output()));
    assert!(!used(transport.inner.buffers().input_append_buf()), "what was read stays nowhere below");
}

#[test]
fn debug_shows_no_bytes() {
    let mut transport = coalesced(OURS_BYTES);
    write(&mut transport, b"token");
    transport.inner.buffers = LazyBuffers::new(1, 1);
    let text = format!("{transport:?}");
    assert!(!text.contains("116, 111"), "{text}");
}

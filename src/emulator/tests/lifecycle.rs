//! Start and end.

use std::net::TcpListener;
use std::thread;

use super::*;

#[test]
fn a_drop_ends_everything_whatever_its_connections_do() {
    let (emulator, pool_id) = started(EmulatorOptions::default());
    let faults = [
        Fault::Hold,
        Fault::NeverAnswer,
        Fault::Delay(Duration::from_secs(3600)),
        Fault::Drip(Duration::from_secs(3600)),
    ];
    let mut clients = vec![Client::new(&emulator)];
    for fault in faults {
        emulator.inject(fault, Operation::GetId, 1);
        let mut client = Client::new(&emulator);
        client.send(Operation::GetId, &get_id(&pool_id));
        clients.push(client);
    }
    assert!(emulator.wait_for_requests(Operation::GetId, 4, PATIENCE));
    assert!(emulator.wait_until(PATIENCE, |stats| stats.open_connections == 5));
    let service = Arc::downgrade(&emulator.service);
    drop(emulator);
    assert!(service.upgrade().is_none(), "every thread has let go of it");
    for mut client in clients {
        client.read_answer().unwrap_err();
    }
}

#[test]
fn a_drop_ends_those_who_wait() {
    let (emulator, _) = started(EmulatorOptions { control: true, ..EmulatorOptions::default() });
    let mut client = Client::new(&emulator);
    client.send_raw("/control", "", r#"{"command":"wait-for-requests","count":1,"timeout_ms":3600000}"#);
    drop(emulator);
    client.read_answer().unwrap_err();
}

#[test]
fn a_given_port_is_used_and_a_taken_one_refused() {
    // Between two uses of a port somebody else may take it, hence more than one try.
    let second_use = (0..10).find_map(|_| {
        let taken = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = taken.local_addr().unwrap().port();
        let options = EmulatorOptions { port, ..EmulatorOptions::default() };
        assert!(Emulator::start(options.clone()).is_err());
        drop(taken);
        Some((Emulator::start(options).ok()?, port))
    });
    let (emulator, port) = second_use.unwrap();
    assert_eq!(emulator.endpoint(), format!("http://127.0.0.1:{port}"));
}

#[test]
fn open_connections_are_counted_down() {
    let (emulator, pool_id) = started(EmulatorOptions::default());
    let mut clients = [Client::new(&emulator), Client::new(&emulator)];
    for client in &mut clients {
        client.ask(Operation::GetId, &get_id(&pool_id));
    }
    assert_eq!((emulator.stats().connections, emulator.stats().open_connections), (2, 2));
    drop(clients);
    assert!(emulator.wait_until(PATIENCE, |stats| stats.open_connections == 0));
    assert_eq!(emulator.stats().connections, 2);
}

#[test]
fn a_pool_id_has_to_be_one() {
    let (emulator, _) = started(EmulatorOptions::default());
    for id in ["", "us-east-1", "us-east-1:", ":0", "us-east-1:XYZ", &format!("us-east-1:{}", "0".repeat(60))]
    {
        let error =
            emulator.add_pool(PoolOptions { id: Some(id.into()), ..PoolOptions::default() }).unwrap_err();
        assert!(error.to_string().contains("use region:GUID"), "{id}");
    }
}

#[test]
fn an_emulator_can_be_shared_between_threads() {
    let (emulator, pool_id) = started(EmulatorOptions::default());
    let waiting = thread::scope(|scope| {
        let waiting = scope.spawn(|| emulator.wait_for_requests(Operation::GetId, 1, PATIENCE));
        guest(&emulator, &pool_id);
        waiting.join().unwrap()
    });
    assert!(waiting);
}

/// One thread serves all of them, as the module says: one that waits must not hold up another. No more of them, because
/// a process may have 1,024 descriptors by default.
#[test]
fn many_connections_wait_and_hold_nobody_up() {
    const IDLE: usize = 200;
    const DELAYED: u64 = 64;
    let (emulator, pool_id) = started(EmulatorOptions::default());
    let mut idle: Vec<Client> = (0..IDLE).map(|_| Client::new(&emulator)).collect();
    for client in &mut idle {
        client.ask(Operation::GetId, &get_id(&pool_id));
    }
    emulator.inject(Fault::Hold, Operation::GetOpenIdToken, Times::Forever);
    let mut held: Vec<Client> = (0..DELAYED).map(|_| Client::new(&emulator)).collect();
    for client in &mut held {
        client.send(Operation::GetOpenIdToken, "{}");
    }
    assert!(emulator.wait_for_requests(Operation::GetOpenIdToken, DELAYED, PATIENCE));
    for client in &mut idle {
        assert_eq!(client.ask(Operation::GetId, &get_id(&pool_id)).status, 200);
    }
    emulator.release();
    for client in &mut held {
        assert_eq!(client.read_answer().unwrap().status, 400);
    }
    assert_eq!(emulator.stats().open_connections, IDLE as u64 + DELAYED);
}

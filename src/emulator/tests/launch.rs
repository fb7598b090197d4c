//! What the program starts and announces.

use super::*;

fn launched(line: &str) -> (Result<Emulator, LaunchError>, String) {
    let arguments = line.split_whitespace().map(str::to_owned);
    let Ok(Invocation::Run(run)) = Invocation::read(arguments) else { panic!("not read: {line}") };
    let mut announcement = Vec::new();
    let emulator = launch(*run, &mut announcement);
    (emulator, String::from_utf8(announcement).unwrap())
}

#[test]
fn everything_asked_for_is_in_place_when_it_says_ready() {
    let directory = tempfile::tempdir().unwrap();
    let ca_file = directory.path().join("ca.pem");
    let line = format!("--pool-id us-east-1:1 --pool-id us-east-1:2 --https --ca-file {}", ca_file.display());
    let (emulator, announcement) = launched(&line);
    let endpoint = emulator.unwrap().endpoint();
    let ca = ca_file.display();
    assert_eq!(
        announcement,
        format!("endpoint={endpoint}\npool-id=us-east-1:1\npool-id=us-east-1:2\nca-file={ca}\nready\n")
    );
    assert!(std::fs::read_to_string(&ca_file).unwrap().starts_with("-----BEGIN CERTIFICATE-----"));
}

#[test]
fn faults_are_in_place_from_the_start() {
    let (emulator, announcement) = launched("--fault GetId:throttle=429:1");
    let emulator = emulator.unwrap();
    let pool_id = announcement.lines().find_map(|line| line.strip_prefix("pool-id=")).unwrap();
    let mut client = Client::new(&emulator);
    let statuses = [(); 2].map(|()| client.ask(Operation::GetId, &get_id(pool_id)).status);
    assert_eq!(statuses, [429, 200]);
}

#[test]
fn players_and_their_tokens_are_announced() {
    let (emulator, announcement) = launched(
        "--login-provider a.example=app --developer-user 7 --login-token a.example,ann,app --login-token b.example,x,y,-1",
    );
    let emulator = emulator.unwrap();
    let values = |name: &str| -> Vec<&str> {
        announcement.lines().filter_map(|line| line.strip_prefix(name)).collect()
    };
    let (pool_id, tokens) = (values("pool-id=")[0], values("login-token="));
    assert_eq!(emulator.identity_ids(pool_id), values("developer-identity="));
    assert_eq!((tokens.len(), values("developer-token=").len()), (2, 1));
    let body = serde_json::json!({ "IdentityPoolId": pool_id, "Logins": { "a.example": tokens[0] } });
    assert_eq!(Client::new(&emulator).ask(Operation::GetId, &body.to_string()).status, 200);
    assert!(announcement.ends_with("\nready\n"));
}

#[test]
fn what_cannot_be_started_is_named_and_nothing_is_announced() {
    let (running, _) = started(EmulatorOptions::default());
    let table = [
        (format!("--port {}", running.port()), "try another --port"),
        ("--pool-id nonsense".to_owned(), "pool id \"nonsense\" is not valid"),
        (
            "--https --ca-file /no/such/directory/ca.pem".to_owned(),
            "cannot write --ca-file /no/such/directory/ca.pem",
        ),
    ];
    for (line, part) in table {
        let (emulator, announcement) = launched(&line);
        let error = emulator.err().unwrap().to_string();
        assert!(error.contains(part) && announcement.is_empty(), "{line}: {error}");
    }
}

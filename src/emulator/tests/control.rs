//! The emulator driven through `POST /control`.

use serde_json::{Value, json};

use super::*;

fn controlled() -> Emulator {
    Emulator::start(EmulatorOptions { control: true, ..EmulatorOptions::default() }).unwrap()
}

fn command(emulator: &Emulator, command: &Value) -> (u16, Value) {
    let mut client = Client::new(emulator);
    client.send_raw("/control", "", &command.to_string());
    let answer = client.read_answer().unwrap();
    (answer.status, answer.json())
}

fn done(emulator: &Emulator, body: &Value) -> Value {
    let (status, answer) = command(emulator, body);
    assert_eq!(status, 200, "{body}: {answer}");
    answer
}

#[test]
fn pools_and_identities() {
    let emulator = controlled();
    let pool =
        done(&emulator, &json!({ "command": "add-pool", "login_providers": ["a.example"] }))["id"].clone();
    let fixed = json!({ "command": "add-pool", "id": "eu-west-1:1", "guests": false, "lifetime_seconds": 90, "account_id": "1" });
    assert_eq!(done(&emulator, &fixed), json!({ "id": "eu-west-1:1" }));
    assert_eq!(Client::new(&emulator).ask(Operation::GetId, &get_id("eu-west-1:1")).status, 400);
    let id = guest(&emulator, pool.as_str().unwrap());
    assert_eq!(
        done(&emulator, &json!({ "command": "identities", "pool": pool })),
        json!({ "identities": [id] })
    );
    let ask = || Client::new(&emulator).ask(Operation::GetCredentialsForIdentity, &get_credentials(&id));
    assert_eq!(ask().status, 200);
    assert_eq!(
        done(&emulator, &json!({ "command": "disable-identity", "id": id })),
        json!({ "found": true })
    );
    assert_eq!(ask().json()["__type"], "NotAuthorizedException");
    assert_eq!(done(&emulator, &json!({ "command": "delete-identity", "id": id })), json!({ "found": true }));
    assert_eq!(ask().json()["__type"], "ResourceNotFoundException");
    assert_eq!(
        done(&emulator, &json!({ "command": "delete-identity", "id": id })),
        json!({ "found": false })
    );
    done(&emulator, &json!({ "command": "add-identity", "pool": pool, "id": id }));
    assert_eq!(ask().status, 200);
}

#[test]
fn faults_waits_and_counts() {
    let emulator = controlled();
    let pool = done(&emulator, &json!({ "command": "add-pool" }))["id"].as_str().unwrap().to_owned();
    done(
        &emulator,
        &json!({ "command": "inject", "faults": ["hold", "throttle=429"], "on": "GetId", "times": 1 }),
    );
    done(&emulator, &json!({ "command": "inject", "faults": ["close"], "times": "forever" }));
    let mut client = Client::new(&emulator);
    client.send(Operation::GetId, &get_id(&pool));
    let wait = json!({ "command": "wait-for-requests", "on": "GetId", "count": 1 });
    assert_eq!(done(&emulator, &wait), json!({ "reached": true }));
    done(&emulator, &json!({ "command": "release" }));
    assert_eq!(client.read_answer().unwrap().status, 429);
    client.send(Operation::GetId, &get_id(&pool));
    client.read_answer().unwrap_err();
    done(&emulator, &json!({ "command": "clear-faults" }));
    let mut client = Client::new(&emulator);
    assert_eq!(client.ask(Operation::GetId, &get_id(&pool)).status, 200);
    let stats = done(&emulator, &json!({ "command": "stats" }));
    let requests = json!({ "GetId": 3, "GetCredentialsForIdentity": 0, "GetOpenIdToken": 0, "UnlinkIdentity": 0, "AssumeRoleWithWebIdentity": 0 });
    assert_eq!((&stats["connections"], &stats["requests"]), (&json!(2), &requests), "control is not counted");
    let log = done(&emulator, &json!({ "command": "requests" }));
    assert_eq!(log["requests"].as_array().unwrap().len(), 3);
    assert_eq!(log["requests"][2]["body"], json!({ "IdentityPoolId": pool }));
    assert_eq!(log["requests"][2]["operation"], "GetId");
    drop(client);
    let wait = json!({ "command": "wait-for-open-connections", "count": 0 });
    assert_eq!(done(&emulator, &wait), json!({ "reached": true }));
    let wait = json!({ "command": "wait-for-requests", "count": 99, "timeout_ms": 0 });
    assert_eq!(done(&emulator, &wait), json!({ "reached": false }));
}

#[test]
fn signed_in_players() {
    let emulator = controlled();
    let role = "arn:aws:iam::123456789012:role/player";
    let providers = json!(["b.example", { "name": "a.example", "audience": "app" }, { "name": "c.example" }]);
    let roles = json!({ "authenticated": role, "custom": [], "max_session_seconds": 900 });
    let add =
        json!({ "command": "add-pool", "login_providers": providers, "roles": roles, "classic_flow": false });
    let pool = done(&emulator, &add)["id"].clone();
    let issue = |more: &str, value: Value| {
        let mut command =
            json!({ "command": "issue-token", "provider": "a.example", "subject": "ann", "audience": "app" });
        command[more] = value;
        done(&emulator, &command)["token"].clone()
    };
    let get_id = |token: &Value| {
        let body = json!({ "IdentityPoolId": pool, "Logins": { "a.example": token } }).to_string();
        Client::new(&emulator).ask(Operation::GetId, &body).status
    };
    assert_eq!(get_id(&issue("expires_in_seconds", json!(60))), 200);
    assert_eq!(get_id(&issue("expires_in_seconds", json!(-60))), 400);
    assert_eq!(get_id(&issue("forged", json!(true))), 400);
    let developer = done(&emulator, &json!({ "command": "developer-identity", "pool": pool, "user": "7" }));
    let logins = json!({ "cognito-identity.amazonaws.com": developer["token"] });
    let body = json!({ "IdentityId": developer["id"], "Logins": logins }).to_string();
    let answer = Client::new(&emulator).ask(Operation::GetCredentialsForIdentity, &body).json();
    let key = answer["Credentials"]["AccessKeyId"].clone();
    let issued = done(&emulator, &json!({ "command": "issued-credentials", "access_key_id": key }));
    assert_eq!((&issued["identity_id"], &issued["role_arn"]), (&developer["id"], &json!(role)));
    assert_eq!((&issued["found"], &issued["session_name"]), (&json!(true), &Value::Null));
    let unknown = json!({ "command": "issued-credentials", "access_key_id": "x" });
    assert_eq!(done(&emulator, &unknown), json!({ "found": false }));
    let answer = Client::new(&emulator).ask(Operation::GetOpenIdToken, &body).json();
    assert_eq!(answer["__type"], "InvalidParameterException");
}

#[test]
fn the_clock_can_be_set() {
    let emulator = controlled();
    done(&emulator, &json!({ "command": "set-clock-offset", "seconds": -2_000_000_000_000_i64 }));
    let answer = Client::new(&emulator).ask(Operation::GetId, "{}");
    assert_eq!(answer.header("Date"), Some("Thu, 01 Jan 1970 00:00:00 GMT"));
}

#[test]
fn mistakes_are_named() {
    let emulator = controlled();
    let table = [
        (json!([]), "not a JSON object"),
        (json!({}), "\"command\" is missing"),
        (json!({ "command": "dance" }), "command \"dance\" is not known"),
        (json!({ "command": "add-pool", "id": "x" }), "pool id \"x\" is not valid"),
        (json!({ "command": "add-pool", "guests": 1 }), "\"guests\" must be true or false"),
        (json!({ "command": "add-pool", "lifetime_seconds": -1 }), "\"lifetime_seconds\" is missing or not"),
        (json!({ "command": "add-pool", "login_providers": [7] }), "must be a list of names or of objects"),
        (json!({ "command": "add-pool", "roles": 7 }), "\"roles\" must be an object"),
        (json!({ "command": "add-pool", "roles": { "custom": ["x"] } }), "role \"x\" is not valid"),
        (json!({ "command": "issue-token", "provider": "a" }), "\"subject\" is missing"),
        (json!({ "command": "developer-identity", "pool": "x", "user": "7" }), "pool \"x\" is not known"),
        (json!({ "command": "inject" }), "at least one fault"),
        (json!({ "command": "inject", "faults": ["dance"] }), "fault \"dance\" is not known"),
        (json!({ "command": "inject", "faults": ["hold"], "on": "x" }), "operation \"x\" is not known"),
        (json!({ "command": "inject", "faults": ["hold"], "times": -1 }), "\"times\" must be"),
        (json!({ "command": "wait-for-requests" }), "\"count\" is missing"),
    ];
    for (body, part) in table {
        let (status, answer) = command(&emulator, &body);
        assert_eq!(status, 400);
        assert!(answer["error"].as_str().unwrap().contains(part), "{body}: {answer}");
    }
}

#[test]
fn every_command_is_in_the_help() {
    let source = include_str!("../control.rs");
    let known: Vec<&str> = source
        .lines()
        .filter_map(|line| line.strip_prefix("//! | `")?.split('`').next())
        .filter(|name| *name != "command")
        .collect();
    assert_eq!(known.len(), 16);
    for name in known {
        assert!(help().contains(&format!("\n  {name}")), "{name}");
        assert!(source.contains(&format!("\"{name}\" =>")), "{name}");
    }
}

#[test]
fn web_pages_are_refused_and_nothing_is_done() {
    let emulator = controlled();
    emulator.inject(Fault::throttle(), On::Any, 1);
    let body = json!({ "command": "clear-faults" }).to_string();
    for headers in ["Origin: https://evil.example\r\n", "origin: null\r\nContent-Type: text/plain\r\n"] {
        let mut client = Client::new(&emulator);
        client.send_raw("/control", headers, &body);
        let answer = client.read_answer().unwrap();
        assert_eq!(answer.status, 403, "{headers}");
        assert!(answer.json()["error"].as_str().unwrap().contains("not for web pages"), "{}", answer.body);
    }
    let pool = done(&emulator, &json!({ "command": "add-pool" }))["id"].as_str().unwrap().to_owned();
    let answer = Client::new(&emulator).ask(Operation::GetId, &get_id(&pool));
    assert_eq!(answer.status, 400, "the fault is still there");
}

//! What a healthy service puts on the wire.

use std::time::{Duration, SystemTime};

use serde_json::json;

use super::*;

#[test]
fn a_guest_gets_credentials_on_one_connection() {
    let (emulator, pool_id) = started(EmulatorOptions::default());
    let mut client = Client::new(&emulator);
    let answer = client.ask(Operation::GetId, &get_id(&pool_id));
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("Content-Type"), Some("application/x-amz-json-1.1"));
    assert_eq!(answer.header("Connection"), Some("keep-alive"));
    assert_eq!(answer.header("x-amzn-requestid").unwrap().len(), 36);
    httpdate::parse_http_date(answer.header("Date").unwrap()).unwrap();
    let id = answer.json()["IdentityId"].as_str().unwrap().to_owned();
    let answer = client.ask(Operation::GetCredentialsForIdentity, &get_credentials(&id));
    assert_eq!(answer.json()["IdentityId"], id.as_str());
    assert!(answer.json()["Credentials"]["SessionToken"].as_str().unwrap().len() > 500);
    assert!(answer.body.contains("E9}"), "the service writes exponents: {}", answer.body);
    assert_eq!(emulator.stats().connections, 1);
    assert_eq!(emulator.identity_ids(&pool_id), [id]);
}

#[test]
fn refusals_have_the_services_shape() {
    let (emulator, _) = started(EmulatorOptions::default());
    let mut client = Client::new(&emulator);
    let unknown = "us-east-1:00000000-0000-4000-a000-000000000000";
    let malformed = "1 validation error detected: Value 'x' at 'identityId' failed to satisfy constraint: \
                     Member must satisfy regular expression pattern: [\\w-]+:[0-9a-f-]+";
    let no_pool = format!("IdentityPool '{unknown}' not found.");
    let no_identity = format!("Identity '{unknown}' not found.");
    let (pool, identity) = (get_id(unknown), get_credentials(unknown));
    let table = [
        (Operation::GetId, pool, "ResourceNotFoundException", no_pool.as_str()),
        (Operation::GetCredentialsForIdentity, identity, "ResourceNotFoundException", &no_identity),
        (Operation::GetOpenIdToken, get_credentials("x"), "ValidationException", malformed),
    ];
    for (operation, body, code, message) in table {
        let answer = client.ask(operation, &body);
        assert_eq!(answer.status, 400);
        assert_eq!(answer.json(), json!({ "__type": code, "message": message }));
        assert_eq!(answer.header("x-amzn-errortype"), Some(format!("{code}:").as_str()));
        assert_eq!(answer.header("x-amzn-errormessage"), Some(message));
        assert!(answer.header("x-amzn-requestid").is_some() && answer.header("Date").is_some());
    }
    assert_eq!(client.ask(Operation::GetId, "{").json()["__type"], "SerializationException");
}

#[test]
fn what_is_not_the_protocol_is_an_unknown_operation() {
    let (emulator, _) = started(EmulatorOptions::default());
    let mut client = Client::new(&emulator);
    let target = "X-Amz-Target: AWSCognitoIdentityService.GetId\r\n";
    let json = "Content-Type: application/x-amz-json-1.1\r\n";
    let table = [
        ("/", format!("{json}X-Amz-Target: AWSCognitoIdentityService.GetIdea\r\n")),
        ("/", json.to_owned()),
        ("/", format!("{target}Content-Type: application/json\r\n")),
        ("/other", format!("{json}{target}")),
        ("/control", String::new()),
    ];
    for (path, headers) in table {
        client.send_raw(path, &headers, "{}");
        let answer = client.read_answer().unwrap();
        assert_eq!(
            (answer.status, &answer.json()["__type"]),
            (400, &json!("UnknownOperationException")),
            "{headers}"
        );
    }
}

#[test]
fn a_request_may_ask_to_close() {
    let (emulator, _) = started(EmulatorOptions::default());
    let mut client = Client::new(&emulator);
    client.send_raw("/", "Connection: close\r\n", "{}");
    assert_eq!(client.read_answer().unwrap().header("Connection"), Some("close"));
    client.read_answer().unwrap_err();
}

#[test]
fn unlinking_answers_an_empty_body() {
    let (emulator, pool_id) = started(EmulatorOptions::default());
    let mut client = Client::new(&emulator);
    let logins = json!({ "a.example": "ann" });
    let answer =
        client.ask(Operation::GetId, &json!({ "IdentityPoolId": pool_id, "Logins": logins }).to_string());
    let id = answer.json()["IdentityId"].clone();
    let body = json!({ "IdentityId": id, "Logins": logins, "LoginsToRemove": ["a.example"] }).to_string();
    let answer = client.ask(Operation::UnlinkIdentity, &body);
    assert_eq!((answer.status, answer.body.as_str()), (200, ""));
}

#[test]
fn date_and_expiration_follow_the_services_clock() {
    const TEN_YEARS_SECONDS: i64 = 315_360_000;
    let options =
        EmulatorOptions { expiration_format: ExpirationFormat::Integer, ..EmulatorOptions::default() };
    let (emulator, pool_id) = started(options);
    let id = guest(&emulator, &pool_id);
    for offset in [TEN_YEARS_SECONDS, -TEN_YEARS_SECONDS, 0] {
        emulator.set_clock_offset_seconds(offset);
        let answer = Client::new(&emulator).ask(Operation::GetCredentialsForIdentity, &get_credentials(&id));
        let date = httpdate::parse_http_date(answer.header("Date").unwrap()).unwrap();
        let unix = |time: SystemTime| {
            i64::try_from(time.duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs()).unwrap()
        };
        let off_by = unix(date) - unix(SystemTime::now()) - offset;
        assert!(off_by.abs() <= PATIENCE.as_secs().cast_signed(), "{off_by}");
        let expiration = answer.json()["Credentials"]["Expiration"].as_i64().unwrap();
        assert_eq!(expiration - unix(date), 3600);
    }
}

#[test]
fn clocks_out_of_all_bounds_are_survived() {
    let (emulator, pool_id) = started(EmulatorOptions::default());
    for offset in [i64::MIN, i64::MAX] {
        emulator.set_clock_offset_seconds(offset);
        assert_eq!(Client::new(&emulator).ask(Operation::GetId, &get_id(&pool_id)).status, 200);
    }
}

#[test]
fn requests_are_logged_before_they_are_answered() {
    let (emulator, pool_id) = started(EmulatorOptions::default());
    emulator.inject(Fault::Hold, Operation::GetId, 1);
    let mut client = Client::new(&emulator);
    client.send(Operation::GetId, &get_id(&pool_id));
    assert!(emulator.wait_for_requests(Operation::GetId, 1, PATIENCE));
    let log = emulator.requests();
    assert_eq!(log.len(), 1);
    assert_eq!((log[0].connection, log[0].operation), (1, Some(Operation::GetId)));
    assert_eq!(log[0].header("x-amz-target"), Some("AWSCognitoIdentityService.GetId"));
    assert_eq!(log[0].body, json!({ "IdentityPoolId": pool_id }));
    assert!(emulator.identity_ids(&pool_id).is_empty(), "held before it is performed");
    assert!(!emulator.wait_for_requests(Operation::GetId, 2, Duration::ZERO));
    emulator.release();
    assert_eq!(client.read_answer().unwrap().status, 200);
}

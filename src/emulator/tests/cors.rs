//! Web pages: a browser asks before it sends, and hands the answer over only when it may.

use super::*;

const PREFLIGHT: &str = "OPTIONS / HTTP/1.1\r\nHost: localhost\r\nOrigin: http://game.example\r\n\
    Access-Control-Request-Method: POST\r\nAccess-Control-Request-Headers: content-type,x-amz-target\r\n\r\n";

#[test]
fn a_page_may_ask_and_read_the_answer_and_the_question_before_is_not_a_request() {
    let (emulator, pool_id) = started(EmulatorOptions::default());
    let mut client = Client::new(&emulator);
    client.send_text(PREFLIGHT);
    let answer = client.read_answer().unwrap();
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("Access-Control-Allow-Origin"), Some("*"));
    assert!(answer.header("Access-Control-Allow-Methods").unwrap().contains("POST"));
    for name in ["content-type", "x-amz-target"] {
        let allowed = answer.header("Access-Control-Allow-Headers").unwrap().to_ascii_lowercase();
        assert!(allowed.split(',').any(|one| one == name), "{name}");
    }
    assert!(emulator.stats().requests.is_empty());

    let origin = "Origin: http://game.example\r\nContent-Type: application/x-amz-json-1.1\r\n\
        X-Amz-Target: AWSCognitoIdentityService.GetId\r\n";
    client.send_raw("/", origin, &get_id(&pool_id));
    let answer = client.read_answer().unwrap();
    assert_eq!((answer.status, answer.header("Access-Control-Allow-Origin")), (200, Some("*")));
    assert!(answer.header("Access-Control-Expose-Headers").unwrap().contains("Date"));

    emulator.inject(Fault::throttle(), Operation::GetId, 1);
    client.send_raw("/", origin, &get_id(&pool_id));
    let refused = client.read_answer().unwrap();
    assert_eq!((refused.status, refused.header("Access-Control-Allow-Origin")), (400, Some("*")));
}

#[test]
fn who_is_no_page_is_told_nothing_of_pages() {
    let (emulator, pool_id) = started(EmulatorOptions::default());
    let answer = Client::new(&emulator).ask(Operation::GetId, &get_id(&pool_id));
    assert_eq!(answer.header("Access-Control-Allow-Origin"), None);
}

#[test]
fn a_page_may_not_control_the_emulator() {
    let emulator = Emulator::start(EmulatorOptions { control: true, ..EmulatorOptions::default() }).unwrap();
    let mut client = Client::new(&emulator);
    client.send_text(&PREFLIGHT.replacen("OPTIONS / ", "OPTIONS /control ", 1));
    let answer = client.read_answer().unwrap();
    assert_eq!((answer.status, answer.header("Access-Control-Allow-Origin")), (403, None));
}

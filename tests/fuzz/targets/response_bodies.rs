//! Whatever a server says with a 2xx status is either understood or refused: no panic, and the login's token is in no
//! error. What is understood is whole.
#![no_main]

use cognito_native::cognito::{check_identity_id, identity, parse_credentials, sts};
use cognito_native::http::Response;
use cognito_native::secret::Secret;
use libfuzzer_sys::fuzz_target;

const TOKEN: &str = "eyJhbGciOiJub25lIn0.secret-login-token.c2lnbmF0dXJl";

fuzz_target!(|body: &[u8]| {
    let response = Response { status: 200, headers: Vec::new(), body: body.to_vec().into() };
    let token = Secret::new(TOKEN).expect("it has no NUL");
    let logins = [("graph.facebook.com".to_owned(), token.clone())];

    match identity::parse_get_id(&response, &logins) {
        Ok(identity_id) => check_identity_id(&identity_id).expect("an accepted identity id is one"),
        Err(error) => assert_says_no_token(&error.message),
    }
    match parse_credentials(&response, &logins) {
        Ok(credentials) => {
            assert!(credentials.expiration_unix_ms > 0);
            for key in [credentials.access_key_id, credentials.secret_access_key, credentials.session_token] {
                assert!(!key.expose().is_empty());
            }
        }
        Err(error) => assert_says_no_token(&error.message),
    }
    match identity::parse_open_id_token(&response, &logins) {
        Ok(answer) => assert!(!answer.token.expose().is_empty()),
        Err(error) => assert_says_no_token(&error.message),
    }
    if let Err(error) = identity::parse_unlink(&response, &logins) {
        assert_says_no_token(&error.message);
    }
    if let Err(error) = sts::parse_assume_role(&response, &token) {
        assert_says_no_token(&error.message);
    }
});

fn assert_says_no_token(message: &str) {
    assert!(!message.is_empty());
    assert!(!message.contains(TOKEN), "the token is in: {message}");
}

//! Every bad option is refused at creation, with text that names the field and the fix.

use std::ffi::CString;
use std::sync::LazyLock;

use cognito_native::ffi::options::cognito_provider_options;
use cognito_native::ffi::result::{COGNITO_ERROR_INVALID_OPTIONS, COGNITO_ERROR_INVALID_STRUCT_SIZE};

use super::host::Setup;

type Adjust = fn(&mut cognito_provider_options);

const GOOD_POOL: &str = "us-east-1:1699ebc0-7900-4099-b910-2df94f52a030";

/// 2049 characters.
static LONG_POLICY: LazyLock<CString> =
    LazyLock::new(|| CString::new(format!(r#"{{"Version":"{}"}}"#, "x".repeat(2049 - 14))).unwrap());

/// With an ARN of 28 characters one too many.
static LONGEST_POLICY: LazyLock<CString> = LazyLock::new(|| {
    CString::new(format!(r#"{{"Version":"{}"}}"#, "\u{e9}".repeat(2048 - 27 - 14))).unwrap()
});

/// The field at fault, words the message must have, and the mistake.
const MISTAKES: &[(&str, &str, Adjust)] = &[
    ("struct_size", "sizeof", |options| options.struct_size = 4),
    ("identity_pool_id", "required", |options| options.identity_pool_id = std::ptr::null()),
    ("identity_pool_id", "user pool", |options| options.identity_pool_id = c"us-east-1_Ab12cdEf3".as_ptr()),
    ("identity_pool_id", "us-east-1:", |options| options.identity_pool_id = c"1699ebc0-7900".as_ptr()),
    ("identity_pool_id", "UTF-8", |options| options.identity_pool_id = c"us-east-1:\xff".as_ptr()),
    ("identity_pool_id", "region", |options| {
        options.identity_pool_id = c"mars-north-1:1699ebc0-7900".as_ptr();
    }),
    ("region", "us-east-1", |options| options.region = c"Virginia".as_ptr()),
    ("region", "mars-north-1", |options| options.region = c"mars-north-1".as_ptr()),
    ("account_id", "digits", |options| options.account_id = c"12a".as_ptr()),
    ("identity_id", "us-east-1:", |options| options.identity_id = c"player one".as_ptr()),
    ("profile", "1 to 64", |options| options.profile = c"".as_ptr()),
    ("profile", "control", |options| options.profile = c"a\nb".as_ptr()),
    ("storage_directory", "control", |options| options.storage_directory = c"/tmp/\x07".as_ptr()),
    ("endpoint", "https://", |options| options.endpoint = c"cognito.example".as_ptr()),
    ("endpoint", "https://", |options| options.endpoint = c"/relative".as_ptr()),
    ("endpoint", "https://", |options| options.endpoint = c"http://192.0.2.1/".as_ptr()),
    ("endpoint", "FIPS", |options| {
        options.endpoint = c"https://example.com".as_ptr();
        options.use_fips = 1;
    }),
    ("region", "us-east-1", |options| options.region = c"eu-central-1".as_ptr()),
    ("role_session_name", "auth_role_arn", |options| options.role_session_name = c"session".as_ptr()),
    ("session_duration_s", "auth_role_arn", |options| options.session_duration_s = 900),
    ("session_policy", "auth_role_arn", |options| options.session_policy = c"{}".as_ptr()),
    ("policy_arns", "auth_role_arn", |options| {
        options.policy_arns =
            Box::leak(Box::new([c"arn:aws:iam::aws:policy/ReadOnlyAccess".as_ptr()])).as_ptr();
        options.policy_arn_count = 1;
    }),
    ("user_agent_suffix", "ASCII", |options| options.user_agent_suffix = c"Spiel/\xc3\xbc".as_ptr()),
    ("max_attempts", "1 to 10", |options| options.max_attempts = 11),
    ("keep_fresh", "0 or 1", |options| options.keep_fresh = 2),
    ("auth_role_arn", "arn:aws:iam::", |options| options.auth_role_arn = c"my-role".as_ptr()),
    ("unauth_role_arn", "20 to 2048", |options| options.unauth_role_arn = c"arn:aws:iam::1:role".as_ptr()),
    ("custom_role_arn", "ARN", |options| options.custom_role_arn = c"".as_ptr()),
    ("role_session_name", "2 to 64", |options| options.role_session_name = c"a b".as_ptr()),
    ("session_duration_s", "900 to 43200", |options| options.session_duration_s = 899),
    ("session_duration_s", "not 43201", |options| options.session_duration_s = 43_201),
    ("session_policy", "JSON", |options| options.session_policy = c"allow everything".as_ptr()),
    ("session_policy", "2048", |options| options.session_policy = LONG_POLICY.as_ptr()),
    ("session_policy", "U+2713", |options| {
        options.auth_role_arn = c"arn:aws:iam::123456789012:role/Player".as_ptr();
        options.session_policy = c"{\"Sid\":\"\xe2\x9c\x93\"}".as_ptr();
    }),
    ("session_policy", "U+000B", |options| {
        options.auth_role_arn = c"arn:aws:iam::123456789012:role/Player".as_ptr();
        options.session_policy = c"{\x0b}".as_ptr();
    }),
    ("policy_arns", "together with session_policy, not 2049", |options| {
        options.auth_role_arn = c"arn:aws:iam::123456789012:role/Player".as_ptr();
        options.session_policy = LONGEST_POLICY.as_ptr();
        options.policy_arns = Box::leak(Box::new([c"arn:aws:iam::aws:policy/Read".as_ptr()])).as_ptr();
        options.policy_arn_count = 1;
    }),
    ("policy_arn_count", "at most 10", |options| options.policy_arn_count = 11),
    ("policy_arns", "NULL", |options| options.policy_arn_count = 1),
    ("sts_endpoint", "https://", |options| options.sts_endpoint = c"sts.example".as_ptr()),
];

/// The same, about HTTP of the library's own.
const HTTP_MISTAKES: &[(&str, &str, Adjust)] = &[
    ("ca_pem", "PEM", |options| options.ca_pem = c"not a certificate".as_ptr()),
    ("proxy_url", "http://", |options| options.proxy_url = c"nonsense proxy".as_ptr()),
    ("proxy_url", "http://host:port", |options| options.proxy_url = c"foo".as_ptr()),
    ("proxy_url", "http://host:port", |options| options.proxy_url = c"https://proxy.example:3128".as_ptr()),
    ("proxy_from_environment", "either it or proxy_url", |options| {
        options.proxy_url = c"http://127.0.0.1:3128".as_ptr();
        options.proxy_from_environment = 1;
    }),
];

#[test]
fn each_mistake_is_refused_with_the_field_and_the_fix() {
    check(MISTAKES);
}

#[test]
#[cfg_attr(not(feature = "builtin-http"), ignore = "roots and proxies are the transport's")]
fn each_mistake_about_http_is_refused_too() {
    check(HTTP_MISTAKES);
}

fn check(mistakes: &[(&str, &str, Adjust)]) {
    for (field, words, adjust) in mistakes {
        let setup = Setup { pool_id: GOOD_POOL.to_owned(), ..Setup::default() };
        let no_endpoint: Adjust = |options| options.endpoint = std::ptr::null();
        let refused = setup.with(no_endpoint).with(*adjust).create().err().expect(field);
        let is_size = *field == "struct_size";
        let code = if is_size { COGNITO_ERROR_INVALID_STRUCT_SIZE } else { COGNITO_ERROR_INVALID_OPTIONS };
        assert_eq!(refused.result, code, "{field}: {refused:?}");
        let message = refused.message.unwrap();
        assert!(message.starts_with(&format!("{field}: ")), "{field}: {message}");
        assert!(message.contains(words), "{field}: {message} (wants {words})");
    }
}

#[test]
fn every_public_partition_is_accepted() {
    for region in
        ["us-east-1", "eu-central-1", "ap-northeast-1", "cn-north-1", "us-gov-west-1", "mx-central-1"]
    {
        let pool_id = format!("{region}:1699ebc0-7900-4099-b910-2df94f52a030");
        let setup = Setup { pool_id, ..Setup::default() };
        let host = setup.with(|options| options.endpoint = std::ptr::null()).create();
        assert!(host.is_ok(), "{region}");
    }
}

#[test]
fn a_policy_of_every_allowed_character_is_accepted() {
    let setup = Setup { pool_id: GOOD_POOL.to_owned(), ..Setup::default() };
    let host = setup.with(|options| {
        options.endpoint = std::ptr::null();
        options.auth_role_arn = c"arn:aws:iam::123456789012:role/Player".as_ptr();
        options.session_policy = c"{\t\"Sid\":\r\n\"\xc2\xa0\xc3\xbf~\x7f\"}".as_ptr();
    });
    assert!(host.create().is_ok());
    let longest = Setup { pool_id: GOOD_POOL.to_owned(), ..Setup::default() }.with(|options| {
        options.endpoint = std::ptr::null();
        options.auth_role_arn = c"arn:aws:iam::123456789012:role/Player".as_ptr();
        options.session_policy = LONGEST_POLICY.as_ptr();
    });
    assert!(longest.create().is_ok());
}

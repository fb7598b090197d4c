use proptest::prelude::*;

use super::*;

fn key() -> Key {
    Key {
        identity_pool_id: "us-east-1:1699ebc0-7900-4099-b910-2df94f52a030".to_owned(),
        profile: "default".to_owned(),
    }
}

/// A record that is written in so many bytes.
pub(in crate::store) fn of_size(key: &Key, bytes: usize) -> Record {
    let of = |length| Record { identity_id: Some("x".repeat(length)), credentials: None };
    of(bytes - encode(key, &of(0)).len())
}

fn secret(text: &str) -> Secret {
    Secret::new(text).unwrap()
}

fn full() -> Record {
    Record {
        identity_id: Some("us-east-1:85156295-afa8-482c-8933-1371f8b3b145".to_owned()),
        credentials: Some(StoredCredentials {
            access_key_id: secret("ASIAEXAMPLE"),
            secret_access_key: secret("wJalr/SECRET+KEY="),
            session_token: secret("IQoJb3JpZ2luX2VjTOKEN=="),
            expiration_unix_ms: 1_700_003_600_000,
            fetched_unix_ms: 1_700_000_000_000,
            clock_offset_ms: -86_400_000,
            clock_doubt_ms: 1_250,
        }),
    }
}

fn identity_only() -> Record {
    Record { credentials: None, ..full() }
}

/// A file with right checksums over any contents, as another build of the same version could write it.
fn sealed(identity: &str, credentials: &str) -> Vec<u8> {
    let start = format!("{FORMAT} 1 {} ", credentials_checksum(credentials.as_bytes()));
    let checksum = head_checksum(&start, identity.as_bytes());
    format!("{start}identity:{checksum}\n{identity}\n{credentials}").into_bytes()
}

fn lines(record: &Record) -> Vec<String> {
    String::from_utf8(encode(&key(), record).to_vec()).unwrap().lines().map(str::to_owned).collect()
}

#[test]
fn a_person_can_read_it() {
    assert_eq!(
        lines(&identity_only()),
        [
            "cognito-native-record 1 credentials:00000000 identity:a4f2b837",
            r#"{"identity_pool_id":"us-east-1:1699ebc0-7900-4099-b910-2df94f52a030","profile":"default","identity_id":"us-east-1:85156295-afa8-482c-8933-1371f8b3b145"}"#,
        ],
        "the bytes of version 1 are frozen: players' devices hold them"
    );
    assert_eq!(
        lines(&full())[2],
        r#"{"access_key_id":"ASIAEXAMPLE","secret_access_key":"wJalr/SECRET+KEY=","session_token":"IQoJb3JpZ2luX2VjTOKEN==","expiration_unix_ms":1700003600000,"fetched_unix_ms":1700000000000,"clock_offset_ms":-86400000,"clock_doubt_ms":1250}"#
    );
}

#[test]
fn another_keys_file_is_refused() {
    let bytes = encode(&key(), &full());
    for other in [
        Key { profile: "second".to_owned(), ..key() },
        Key { identity_pool_id: "eu-west-1:1699ebc0-7900-4099-b910-2df94f52a030".to_owned(), ..key() },
    ] {
        assert_eq!(decode(&other, &bytes), Err(DecodeError::OtherKey { found: key() }));
    }
}

#[test]
fn versions_and_strangers() {
    for (bytes, expected) in [
        (&b"cognito-native-record 2"[..], DecodeError::NewerVersion { version: 2 }),
        (b"cognito-native-record 2 whatever\nnew\0\xff", DecodeError::NewerVersion { version: 2 }),
        (b"cognito-native-record 0 x\n", DecodeError::NotARecord),
        (b"cognito-native-record 99999999999 x\n", DecodeError::NotARecord),
        (b"cognito-native-record", DecodeError::NotARecord),
        (b"cognito-native-record 1", DecodeError::Damaged),
        (b"", DecodeError::NotARecord),
        (b"{\"identity_id\":\"x\"}", DecodeError::NotARecord),
        (b"\xff\xfe\n", DecodeError::NotARecord),
    ] {
        assert_eq!(decode(&key(), bytes), Err(expected), "{}", String::from_utf8_lossy(bytes));
    }
}

#[test]
fn unknown_fields_are_skipped_and_a_missing_id_is_none() {
    let pool = key().identity_pool_id;
    let identity =
        format!(r#"{{"later":[1,{{}}],"identity_pool_id":"{pool}","profile":"default","identity_id":"i"}}"#);
    let credentials = format!(r#"{{"later":null,{}"#, &lines(&full())[2][1..]);
    let record = decode(&key(), &sealed(&identity, &credentials)).unwrap();
    assert_eq!(record, Record { identity_id: Some("i".to_owned()), ..full() });

    let bare = format!(r#"{{"identity_pool_id":"{pool}","profile":"default"}}"#);
    assert_eq!(decode(&key(), &sealed(&bare, "")), Ok(Record::default()));
}

#[test]
fn a_sealed_identity_line_of_the_wrong_shape_is_malformed() {
    for line in
        ["", "[]", "null", r#"{"profile":"default"}"#, r#"{"identity_pool_id":1,"profile":"default"}"#]
    {
        assert_eq!(decode(&key(), &sealed(line, "")), Err(DecodeError::Malformed), "{line}");
    }
}

#[test]
fn credentials_of_the_wrong_shape_leave_the_identity_id() {
    let identity = &lines(&full())[1];
    let good = lines(&full())[2].clone();
    for bad in [
        String::from("{}"),
        String::from("not json"),
        good.replace("\"fetched_unix_ms\":1700000000000,", ""),
        good.replace("-86400000", "\"soon\""),
        good.replace("TOKEN", "\\u0000"),
        format!("{good}{good}"),
    ] {
        assert_eq!(decode(&key(), &sealed(identity, &bad)), Ok(identity_only()), "{bad}");
    }
    assert_eq!(decode(&key(), &sealed(identity, &good)), Ok(full()));
    // The one field that the first builds of this version did not write.
    let early = good.replace(",\"clock_doubt_ms\":1250", "");
    let read = decode(&key(), &sealed(identity, &early)).unwrap().credentials.unwrap();
    assert_eq!(read, StoredCredentials { clock_doubt_ms: 0, ..full().credentials.unwrap() });
}

#[test]
fn truncated_anywhere_it_is_refused_or_loses_only_the_credentials() {
    let bytes = encode(&key(), &full());
    let head_bytes = encode(&key(), &identity_only()).len();
    for length in 0..bytes.len() {
        let decoded = decode(&key(), &bytes[..length]);
        if length < head_bytes {
            assert!(decoded.is_err(), "{length} bytes gave {decoded:?}");
        } else {
            assert_eq!(decoded, Ok(identity_only()), "{length} bytes");
        }
    }
}

#[test]
fn every_changed_byte_is_detected() {
    for record in [full(), identity_only(), Record::default()] {
        let bytes = encode(&key(), &record);
        let head_bytes = encode(&key(), &Record { credentials: None, ..record.clone() }).len();
        for position in 0..bytes.len() {
            for change in 1..=255_u8 {
                let mut changed = bytes.to_vec();
                changed[position] ^= change;
                let decoded = decode(&key(), &changed);
                if position < head_bytes {
                    assert!(decoded.is_err(), "byte {position} ^ {change:#x} gave {decoded:?}");
                } else {
                    assert_eq!(decoded, Ok(identity_only()), "byte {position} ^ {change:#x}");
                }
            }
        }
    }
}

#[test]
fn errors_hold_no_secret() {
    let bytes = String::from_utf8(encode(&key(), &full()).to_vec()).unwrap();
    let moved = bytes.replacen("{\"identity_pool_id\"", "{\"SECRET\":1,\"identity_pool_id\"", 1);
    let error = decode(&key(), moved.as_bytes()).unwrap_err();
    assert!(!format!("{error} {error:?}").contains("SECRET"));
}

fn any_secret() -> impl Strategy<Value = Secret> {
    "[^\0]{0,200}".prop_map(|text| secret(&text))
}

prop_compose! {
    fn any_credentials()(
        access_key_id in any_secret(),
        secret_access_key in any_secret(),
        session_token in any_secret(),
        expiration_unix_ms in any::<i64>(),
        fetched_unix_ms in any::<i64>(),
        clock_offset_ms in any::<i64>(),
        clock_doubt_ms in any::<u64>(),
    ) -> StoredCredentials {
        StoredCredentials {
            access_key_id, secret_access_key, session_token,
            expiration_unix_ms, fetched_unix_ms, clock_offset_ms, clock_doubt_ms,
        }
    }
}

proptest! {
    #[test]
    fn what_is_written_is_read(
        identity_pool_id in any::<String>(),
        profile in any::<String>(),
        identity_id in any::<Option<String>>(),
        credentials in proptest::option::of(any_credentials()),
    ) {
        let key = Key { identity_pool_id, profile };
        let record = Record { identity_id, credentials };
        let bytes = encode(&key, &record);
        prop_assert_eq!(decode_key(&bytes), Ok(key.clone()));
        prop_assert_eq!(decode(&key, &bytes), Ok(record));
    }

    #[test]
    fn no_bytes_panic(bytes in any::<Vec<u8>>()) {
        prop_assert!(decode(&key(), &bytes).is_err());
    }

    #[test]
    fn no_sealed_bytes_panic(identity in any::<String>(), credentials in any::<String>()) {
        let _ = decode(&key(), &sealed(&identity, &credentials));
    }
}

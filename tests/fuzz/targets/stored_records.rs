//! What is read back from a store is what was written, or the same without the credentials, or refused. The first byte
//! chooses: the rest as a record, or a good record with one byte of it changed and its end cut off.
#![no_main]

use cognito_native::secret::Secret;
use cognito_native::store::record::{decode, encode};
use cognito_native::store::{Key, Record, StoredCredentials};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let Some((choice, rest)) = input.split_first() else { return };
    let key = Key {
        identity_pool_id: "us-east-1:1699ebc0-7900-4099-b910-2df94f52a030".to_owned(),
        profile: "default".to_owned(),
    };
    if choice % 2 == 0 {
        // What was read once is read again from what is then written.
        if let Ok(record) = decode(&key, rest) {
            assert_eq!(decode(&key, &encode(&key, &record)), Ok(record));
        }
        return;
    }

    let [place_high, place_low, change, cut, text @ ..] = rest else { return };
    let record = record_with(&String::from_utf8_lossy(text));
    let good = encode(&key, &record);
    assert_eq!(decode(&key, &good), Ok(record.clone()));

    let mut damaged = good.to_vec();
    let place = usize::from(u16::from_be_bytes([*place_high, *place_low])) % damaged.len();
    if let Some(byte) = damaged.get_mut(place) {
        *byte ^= change;
    }
    damaged.truncate(damaged.len().saturating_sub(usize::from(*cut)));
    if let Ok(read) = decode(&key, &damaged) {
        assert_eq!(read.identity_id, record.identity_id);
        assert!(read.credentials.is_none() || read.credentials == record.credentials);
    }
});

fn record_with(text: &str) -> Record {
    let secret = |text: &str| Secret::new(&text.replace('\0', "")).expect("the NULs are out");
    Record {
        identity_id: Some("us-east-1:7d3e1a52-1c5e-4a6b-9f0b-3b1c2d4e5f60".to_owned()),
        credentials: Some(StoredCredentials {
            access_key_id: secret("ASIAEXAMPLE"),
            secret_access_key: secret(text),
            session_token: secret(&text.repeat(2)),
            expiration_unix_ms: 1_700_000_000_000,
            fetched_unix_ms: 1_699_996_400_000,
            clock_offset_ms: -250,
            clock_doubt_ms: 1_250,
        }),
    }
}

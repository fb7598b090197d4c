//! The device's clock may be anything: credentials are fetched once and served until the service's own expiry.

use cognito_native::ffi::result::COGNITO_OK;

use super::emulator::{Emulator, EmulatorOptions, Operation, PoolOptions};
use super::host::Setup;

const TEN_YEARS_S: i64 = 10 * 365 * 24 * 3600;

#[test]
fn a_device_clock_ten_years_off_costs_nothing() {
    for service_ahead_s in [-TEN_YEARS_S, 0, TEN_YEARS_S] {
        let options = EmulatorOptions { clock_offset_seconds: service_ahead_s, ..EmulatorOptions::default() };
        let emulator = Emulator::start(options).unwrap();
        let pool_id = emulator.add_pool(PoolOptions::default()).unwrap();
        let host = Setup::on(&emulator, &pool_id).start();
        let first = host.get_credentials();
        assert_eq!(first.result, COGNITO_OK, "{first:?}");
        for _ in 0..10 {
            assert_eq!(host.get_credentials().access_key_id, first.access_key_id);
        }
        assert!(host.cached_credentials().is_ok());
        assert_eq!(emulator.stats().requests_for(Operation::GetCredentialsForIdentity), 1);

        let snapshot = host.snapshot();
        let off_ms = (snapshot.clock_offset_ms - service_ahead_s * 1000).abs();
        assert!(off_ms < 5_000, "the offset is told: {} ms", snapshot.clock_offset_ms);
    }
}

#[test]
fn stored_credentials_survive_a_wrong_device_clock() {
    let options = EmulatorOptions { clock_offset_seconds: TEN_YEARS_S, ..EmulatorOptions::default() };
    let emulator = Emulator::start(options).unwrap();
    let pool_id = emulator.add_pool(PoolOptions::default()).unwrap();
    let directory = tempfile::tempdir().unwrap();
    let run = || {
        let setup = Setup::on(&emulator, &pool_id).stored_in(directory.path());
        setup.with(|options| options.persist_credentials = 1).start().get_credentials()
    };
    assert_eq!(run().access_key_id, run().access_key_id);
    assert_eq!(emulator.stats().requests_for(Operation::GetCredentialsForIdentity), 1);
}

//! The clocks that a read of the cached answers goes by.

use crate::clock;

/// They cost more than all the rest of a read, so that one that comes hardly any time after
/// another takes its word: as if it had come just before it.
pub(in super::super) trait Clocks {
    /// Cheap, and read every time; see [`clock::ticks`].
    fn ticks(&self) -> Option<u64>;
    /// What a sleep or somebody who sets it makes jump.
    fn wall_unix_ms(&self) -> i64;
    /// What expiry is measured on.
    fn mono_ms(&self) -> u64;
}

/// The device's.
pub(in super::super) struct DeviceClocks;

impl Clocks for DeviceClocks {
    #[inline]
    fn ticks(&self) -> Option<u64> {
        clock::ticks()
    }

    fn wall_unix_ms(&self) -> i64 {
        clock::wall_unix_ms()
    }

    fn mono_ms(&self) -> u64 {
        clock::monotonic_ms()
    }
}

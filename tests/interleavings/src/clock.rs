//! Time passes when a timer fires, and then as much as it waited for.

use std::sync::atomic::{AtomicU64, Ordering};

/// Of how long a callback takes: no model limits that.
pub(crate) use std::time::Instant;

static NOW_MONO_MS: AtomicU64 = AtomicU64::new(1_000_000);

pub(crate) fn monotonic_ms() -> u64 {
    NOW_MONO_MS.load(Ordering::SeqCst)
}

pub(crate) fn advance_to(mono_ms: u64) {
    NOW_MONO_MS.fetch_max(mono_ms, Ordering::SeqCst);
}

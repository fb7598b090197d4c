//! Time. Expiry runs on a monotonic clock that counts device sleep; the wall clock is never trusted, since players
//! set it by hand. What the service's `Date` header says about real time is kept as an offset (see `provider`).

#[cfg(any(target_os = "emscripten", test))]
mod page;

use std::cell::Cell;

#[cfg(target_os = "emscripten")]
pub use self::page::Instant;
/// For how long something took, or may take, while the device is awake. The page's own in a browser.
#[cfg(not(target_os = "emscripten"))]
pub use std::time::Instant;

/// One reading of both clocks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Now {
    /// Milliseconds since an arbitrary point; never goes back, goes on while the device sleeps.
    pub mono_ms: u64,
    /// The device's wall clock, milliseconds since 1970 (may be years off, may jump).
    pub wall_unix_ms: i64,
}

/// Where a provider reads the time.
pub trait Clock: Send + Sync + 'static {
    /// Both clocks, now.
    fn now(&self) -> Now;
}

/// The device's clocks.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Now {
        // In this order: a sleep between the two makes the wall clock look late, never the device's other clocks.
        let wall_unix_ms = wall_unix_ms();
        Now { mono_ms: monotonic_ms(), wall_unix_ms }
    }
}

/// A wall clock that is further ahead of the other clocks than this has jumped; less is two clocks read one after the
/// other, or a correction by the network's time.
pub const WALL_CLOCK_SLACK_MS: i64 = 1_000;

/// The wall clock: milliseconds since 1970, as the device has it.
#[cfg(not(target_os = "emscripten"))]
#[must_use]
pub fn wall_unix_ms() -> i64 {
    use std::time::{SystemTime, UNIX_EPOCH};
    match SystemTime::now().duration_since(UNIX_EPOCH) {
        Ok(since) => i64::try_from(since.as_millis()).unwrap_or(i64::MAX),
        Err(before) => i64::try_from(before.duration().as_millis()).map_or(i64::MIN, |ms| -ms),
    }
}

/// The wall clock of the page's device.
#[cfg(target_os = "emscripten")]
#[must_use]
pub fn wall_unix_ms() -> i64 {
    page::wall_unix_ms()
}

/// Milliseconds on a clock that goes on while the device sleeps: `CLOCK_BOOTTIME` on Linux and Android,
/// `CLOCK_MONOTONIC` on Apple systems (`clock_gettime(3)`: "continues to increment while the system is asleep").
#[cfg(all(unix, not(target_os = "emscripten")))]
#[must_use]
#[allow(unsafe_code, reason = "std has no clock that counts sleep on these systems")]
pub fn monotonic_ms() -> u64 {
    #[cfg(any(target_os = "linux", target_os = "android"))]
    const CLOCK: libc::clockid_t = libc::CLOCK_BOOTTIME;
    #[cfg(not(any(target_os = "linux", target_os = "android")))]
    const CLOCK: libc::clockid_t = libc::CLOCK_MONOTONIC;

    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: `time` is a valid, writable timespec for the whole call, which keeps no pointer to it.
    let failed = unsafe { libc::clock_gettime(CLOCK, &raw mut time) } != 0;
    if failed { since_first_use_ms() } else { to_ms(&time) }
}

/// Milliseconds on a clock that goes on while the device sleeps: Windows' performance counter does.
#[cfg(not(unix))]
#[must_use]
pub fn monotonic_ms() -> u64 {
    since_first_use_ms()
}

/// Milliseconds on a clock that goes on while the device sleeps: the page's, and what it has missed.
#[cfg(target_os = "emscripten")]
#[must_use]
pub fn monotonic_ms() -> u64 {
    page::monotonic_ms()
}

/// [`monotonic_ms`], or as it was hardly any time ago: the cheaper one, for what a host may do thousands of times in a
/// row. May be late by [`HARDLY_ANY_MS`].
#[must_use]
pub fn recent_mono_ms() -> u64 {
    thread_local! {
        /// What this thread saw last, and when.
        static SEEN: Cell<(u64, u64)> = const { Cell::new((0, 0)) };
    }
    let Some(ticks) = ticks() else { return monotonic_ms() };
    let look = |seen: &Cell<(u64, u64)>| {
        let (at_ticks, mono_ms) = seen.get();
        if at_ticks != 0 && ticks.wrapping_sub(at_ticks) < HARDLY_ANY_TICKS {
            return mono_ms;
        }
        let mono_ms = monotonic_ms();
        seen.set((ticks, mono_ms));
        mono_ms
    };
    SEEN.try_with(look).unwrap_or_else(|_| monotonic_ms()) // a thread that is ending
}

/// A counter that costs next to nothing to read: for telling that hardly any time has passed, and for nothing else.
/// `None` where there is none. Here the wall clock as of the kernel's last tick: it jumps with a sleep and with whoever
/// sets it, so that while it reads the same neither has happened.
#[cfg(any(target_os = "linux", target_os = "android"))]
#[must_use]
#[inline]
#[allow(unsafe_code, reason = "std does not read this clock")]
pub fn ticks() -> Option<u64> {
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: as in `monotonic_ms`.
    let failed = unsafe { libc::clock_gettime(libc::CLOCK_REALTIME_COARSE, &raw mut time) } != 0;
    #[allow(clippy::cast_sign_loss, clippy::unnecessary_cast, reason = "any number that differs will do")]
    let ticks = (time.tv_sec as u64).wrapping_mul(1_000_000_000).wrapping_add(time.tv_nsec as u64);
    (!failed).then_some(ticks)
}

/// Here the processor's own, in units of its own. It may do anything while the device sleeps and differ between
/// processors.
#[cfg(all(
    not(any(target_os = "linux", target_os = "android")),
    any(target_arch = "x86", target_arch = "x86_64")
))]
#[must_use]
#[inline]
#[allow(unsafe_code, reason = "the intrinsic is")]
pub fn ticks() -> Option<u64> {
    #[cfg(target_arch = "x86")]
    use std::arch::x86::_rdtsc;
    #[cfg(target_arch = "x86_64")]
    use std::arch::x86_64::_rdtsc;
    // SAFETY: reads a register; every processor that Rust's targets of this architecture need has it.
    Some(unsafe { _rdtsc() })
}

/// As above: the virtual counter, which every system lets user code read.
#[cfg(all(not(any(target_os = "linux", target_os = "android")), target_arch = "aarch64"))]
#[must_use]
#[inline]
#[allow(unsafe_code, reason = "there is no intrinsic")]
pub fn ticks() -> Option<u64> {
    let ticks: u64;
    // SAFETY: reads a register and touches nothing else.
    unsafe {
        std::arch::asm!("mrs {}, cntvct_el0", out(reg) ticks, options(nomem, nostack, preserves_flags))
    };
    Some(ticks)
}

/// As above.
#[cfg(not(any(
    target_os = "linux",
    target_os = "android",
    target_arch = "x86",
    target_arch = "x86_64",
    target_arch = "aarch64"
)))]
#[must_use]
pub fn ticks() -> Option<u64> {
    None
}

/// Less [`ticks`] than this are hardly any time. A kernel's tick is 1 to 10 ms; counters run at 1 to 5 GHz, and on ARM at
/// 19 MHz to 1 GHz, so that these are a few ten thousandths of a second.
pub const HARDLY_ANY_TICKS: u64 = if HAS_KERNEL_TICKS {
    1
} else if cfg!(target_arch = "aarch64") {
    1 << 9
} else {
    1 << 16
};

/// Hardly any time is less than this, also on a virtual machine whose processor with the kernel's ticks is held up.
pub const HARDLY_ANY_MS: u64 = if HAS_KERNEL_TICKS { 2_000 } else { 1 };

const HAS_KERNEL_TICKS: bool = cfg!(any(target_os = "linux", target_os = "android"));

#[cfg(all(unix, not(target_os = "emscripten")))]
fn to_ms(time: &libc::timespec) -> u64 {
    let seconds = u64::try_from(time.tv_sec).unwrap_or(0);
    let milliseconds = u64::try_from(time.tv_nsec / 1_000_000).unwrap_or(0);
    seconds.saturating_mul(1000).saturating_add(milliseconds)
}

#[cfg(not(target_os = "emscripten"))]
fn since_first_use_ms() -> u64 {
    use std::sync::OnceLock;
    static FIRST_USE: OnceLock<Instant> = OnceLock::new();
    u64::try_from(FIRST_USE.get_or_init(Instant::now).elapsed().as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn monotonic_time_never_goes_back() {
        let mut last = monotonic_ms();
        for _ in 0..1000 {
            let now = monotonic_ms();
            assert!(now >= last);
            last = now;
        }
    }

    #[test]
    fn recent_time_is_hardly_any_time_ago() {
        for _ in 0..1000 {
            let (before_ms, recent_ms) = (monotonic_ms(), recent_mono_ms());
            assert!(recent_ms + HARDLY_ANY_MS >= before_ms && recent_ms <= monotonic_ms());
        }
    }

    #[test]
    fn wall_time_is_after_this_was_written() {
        assert!(SystemClock.now().wall_unix_ms > 1_700_000_000_000);
    }
}

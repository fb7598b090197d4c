//! Whether and when to try a failed exchange again.
//!
//! Invariant: a pure decision. No clock and no I/O: the caller waits, and the random numbers come from a generator it
//! owns, so that the same seed replays the same delays. The numbers are those of the AWS SDKs' retry behaviour 2.1:
//! full jitter up to `base · 2^i` (base 50 ms, throttles 1 s; at most 20 s), and a bucket of 500 tokens from which a
//! retry takes 14 (throttles 5) and into which a success puts 1 back, so that a service in trouble is left alone.

use super::Response;

/// The longest delay computed here; a delay the service asks for may be [`LONGEST_EXTENSION_MS`] longer.
pub const LONGEST_DELAY_MS: u64 = 20_000;
/// How far `x-amz-retry-after` may stretch a delay.
pub const LONGEST_EXTENSION_MS: u64 = 5_000;

/// What kind of failure is to be tried again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RetryKind {
    /// The service asked for fewer requests.
    Throttle,
    /// The network or the service failed in passing.
    Transient,
}

impl RetryKind {
    const fn base_ms(self) -> u64 {
        match self {
            Self::Throttle => 1_000,
            Self::Transient => 50,
        }
    }

    const fn cost(self) -> u32 {
        match self {
            Self::Throttle => 5,
            Self::Transient => 14,
        }
    }
}

/// How often to try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetryPolicy {
    max_attempts: u32,
}

impl RetryPolicy {
    /// The highest number of attempts.
    pub const MOST_ATTEMPTS: u32 = 10;

    /// `max_attempts` counts the first one too; 1 never tries again. Values outside 1–10 become the nearest of the
    /// two.
    #[must_use]
    pub fn new(max_attempts: u32) -> Self {
        Self { max_attempts: max_attempts.clamp(1, Self::MOST_ATTEMPTS) }
    }

    /// How often an exchange is tried, the first time included.
    #[must_use]
    pub const fn max_attempts(self) -> u32 {
        self.max_attempts
    }
}

impl Default for RetryPolicy {
    /// 3 attempts.
    fn default() -> Self {
        Self { max_attempts: 3 }
    }
}

/// The retries a provider may still make before successes must refill it. One for each provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenBucket {
    tokens: u32,
}

impl TokenBucket {
    /// Tokens in a full bucket.
    pub const CAPACITY: u32 = 500;

    /// A full bucket.
    #[must_use]
    pub const fn new() -> Self {
        Self { tokens: Self::CAPACITY }
    }

    /// Tokens left.
    #[must_use]
    pub const fn tokens(&self) -> u32 {
        self.tokens
    }

    /// To be called for every exchange that succeeded.
    pub fn succeeded(&mut self) {
        self.tokens = Self::CAPACITY.min(self.tokens + 1);
    }

    fn take(&mut self, cost: u32) -> bool {
        let left = self.tokens.checked_sub(cost);
        self.tokens = left.unwrap_or(self.tokens);
        left.is_some()
    }
}

impl Default for TokenBucket {
    fn default() -> Self {
        Self::new()
    }
}

/// How many milliseconds to wait before the next attempt; `None` to give up, because the attempts or the tokens are
/// used up. `attempt` is the number of the attempt that failed, from 1; `retry_after_ms` is what the service asked
/// for, see [`retry_after_ms`]. Takes tokens only if it allows a retry.
#[must_use]
pub fn next_delay_ms(
    policy: RetryPolicy,
    bucket: &mut TokenBucket,
    kind: RetryKind,
    attempt: u32,
    retry_after_ms: Option<u64>,
    rng: &mut fastrand::Rng,
) -> Option<u64> {
    if attempt >= policy.max_attempts || !bucket.take(kind.cost()) {
        return None;
    }
    let factor = 1_u64.checked_shl(attempt.saturating_sub(1)).unwrap_or(u64::MAX);
    let ceiling_ms = kind.base_ms().saturating_mul(factor).min(LONGEST_DELAY_MS);
    let computed_ms = rng.u64(0..=ceiling_ms);
    let asked_ms = retry_after_ms.unwrap_or(computed_ms);
    Some(asked_ms.clamp(computed_ms, computed_ms + LONGEST_EXTENSION_MS))
}

/// The delay an answer asks for in `x-amz-retry-after`, in milliseconds. Anything but a whole number is ignored.
#[must_use]
pub fn retry_after_ms(response: &Response) -> Option<u64> {
    response.header("x-amz-retry-after")?.trim().parse().ok()
}

/// The header that tells the service which attempt this is, counted from 1.
#[must_use]
pub fn attempt_header(attempt: u32, policy: RetryPolicy) -> (&'static str, String) {
    ("amz-sdk-request", format!("attempt={attempt}; max={}", policy.max_attempts))
}

/// The header that ties the attempts of one request together: a new random (version 4) UUID. Call it once for each
/// request and send it with every attempt.
#[must_use]
pub fn invocation_header(rng: &mut fastrand::Rng) -> (&'static str, String) {
    // RFC 9562, 5.4: four bits say version 4, two say variant 10.
    let bits = rng.u128(..) & !(0xf << 76 | 0b11 << 62) | (0x4 << 76 | 0b10 << 62);
    let hex = format!("{bits:032x}");
    let mut uuid = String::with_capacity(36);
    for (index, digit) in hex.chars().enumerate() {
        if matches!(index, 8 | 12 | 16 | 20) {
            uuid.push('-');
        }
        uuid.push(digit);
    }
    ("amz-sdk-invocation-id", uuid)
}

#[cfg(test)]
mod tests;

//! When two states are the same: they print the same but for the generator, the counters, and the exact numbers. Instants
//! count by how far away they are, in rough steps; names of calls, stores and requests by which are equal.

use std::fmt::Write as _;
use std::hash::{DefaultHasher, Hash, Hasher};

use super::super::world::*;
use super::START_MONO_MS;

/// Turns what a state prints into what makes it the same as another.
#[derive(Default)]
pub(super) struct Canonical {
    printed: String,
    seen: Vec<(u8, u64)>,
}

impl Canonical {
    pub(super) fn hash(&mut self, world: &World) -> u64 {
        self.printed.clear();
        self.seen.clear();
        let disk = world.disk.as_ref().map(|record| (&record.identity_id, record.credentials.is_some()));
        let calls = world.calls.iter().map(|(call, _)| call.generation);
        let operation = (!world.calls.is_empty()).then(|| world.operation());
        write!(
            self.printed,
            "{:?} {disk:?} {operation:?} generation: {:?} {:?} {:?} {} {} {}",
            world.state,
            calls.collect::<Vec<_>>(),
            world.locks,
            world.asks,
            world.saves.len(),
            world.lock_held,
            world.cached.1.is_some()
        )
        .unwrap();
        self.digest(world.mono_ms())
    }

    fn digest(&mut self, now_mono_ms: u64) -> u64 {
        let mut hasher = DefaultHasher::new();
        let bytes = self.printed.as_bytes();
        let (mut at, mut word_start, mut word_end) = (0, 0, 0);
        while at < bytes.len() {
            let byte = bytes[at];
            if byte.is_ascii_digit() {
                let end = at + bytes[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
                let number = self.printed[at..end].parse().unwrap_or(u64::MAX);
                let word = &self.printed[word_start..word_end];
                let is_key = bytes.get(end) == Some(&b':');
                canonical_number(&mut self.seen, word, is_key, number, now_mono_ms).hash(&mut hasher);
                at = end;
            } else if byte.is_ascii_alphabetic() || byte == b'_' {
                let is_of_word = |byte: &&u8| byte.is_ascii_alphanumeric() || **byte == b'_';
                let end = at + bytes[at..].iter().take_while(is_of_word).count();
                (word_start, word_end) = (at, end);
                match &self.printed[at..end] {
                    "Rng" => at += bytes[at..].iter().take_while(|byte| **byte != b')').count(),
                    "Counters" | "Config" => at = past_braces(bytes, at),
                    word => {
                        word.hash(&mut hasher);
                        at = end;
                    }
                }
            } else {
                byte.hash(&mut hasher);
                at += 1;
            }
        }
        hasher.finish()
    }
}

fn past_braces(bytes: &[u8], mut at: usize) -> usize {
    let mut depth = 0;
    loop {
        match bytes.get(at) {
            Some(b'{') => depth += 1,
            Some(b'}') if depth == 1 => return at + 1,
            Some(b'}') => depth -= 1,
            Some(_) => {}
            None => return at,
        }
        at += 1;
    }
}

/// Names of calls, stores and requests by the order in which they appear; instants by how far away they are.
fn canonical_number(
    seen: &mut Vec<(u8, u64)>,
    word: &str,
    is_key: bool,
    number: u64,
    now_mono_ms: u64,
) -> u64 {
    let kind = match word {
        _ if is_key => 0,
        "generation" => 1,
        "number" | "last_call" => 2,
        "store" | "last_store" | "removing" => 3,
        "tokens" => return number / 100,
        _ if number >= 1_000_000_000_000 => return 0,
        _ if number >= START_MONO_MS / 2 => return away(number, now_mono_ms),
        _ => return number,
    };
    let known = seen.iter().position(|other| *other == (kind, number));
    known.unwrap_or_else(|| {
        seen.push((kind, number));
        seen.len() - 1
    }) as u64
}

fn away(at_mono_ms: u64, now_mono_ms: u64) -> u64 {
    const STEPS_MS: [u64; 8] = [0, 1_000, 5_000, 30_000, MINUTE_MS, 5 * MINUTE_MS, 15 * MINUTE_MS, HOUR_MS];
    match at_mono_ms.checked_sub(now_mono_ms) {
        None => 100,
        Some(ms) => 101 + STEPS_MS.iter().filter(|step| ms > **step).count() as u64,
    }
}

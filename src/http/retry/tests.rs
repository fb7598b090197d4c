use proptest::prelude::*;

use super::*;

const BOTH: [RetryKind; 2] = [RetryKind::Throttle, RetryKind::Transient];

fn longest_of_many(kind: RetryKind, attempt: u32) -> u64 {
    let mut rng = fastrand::Rng::with_seed(7);
    let policy = RetryPolicy::new(10);
    let delays = (0..5_000)
        .map(|_| next_delay_ms(policy, &mut TokenBucket::new(), kind, attempt, None, &mut rng).unwrap());
    delays.max().unwrap()
}

#[test]
fn the_delay_doubles_from_the_base_up_to_twenty_seconds() {
    let cases = [
        (RetryKind::Transient, 1, 50),
        (RetryKind::Transient, 2, 100),
        (RetryKind::Transient, 9, 12_800),
        (RetryKind::Throttle, 1, 1_000),
        (RetryKind::Throttle, 2, 2_000),
        (RetryKind::Throttle, 5, 16_000),
        (RetryKind::Throttle, 6, 20_000),
        (RetryKind::Throttle, 9, 20_000),
    ];
    for (kind, attempt, ceiling_ms) in cases {
        let longest = longest_of_many(kind, attempt);
        assert!(longest <= ceiling_ms, "{kind:?} {attempt}: {longest}");
        assert!(longest >= ceiling_ms * 98 / 100, "{kind:?} {attempt}: jitter never came near {ceiling_ms}");
    }
}

#[test]
fn jitter_is_full() {
    let mut rng = fastrand::Rng::with_seed(7);
    let delays: Vec<u64> = (0..5_000)
        .map(|_| {
            let mut bucket = TokenBucket::new();
            next_delay_ms(RetryPolicy::default(), &mut bucket, RetryKind::Throttle, 1, None, &mut rng)
                .unwrap()
        })
        .collect();
    assert!(delays.iter().any(|delay| *delay < 20), "the shortest delays are near zero");
    let mean = delays.iter().sum::<u64>() / 5_000;
    assert!((475..=525).contains(&mean), "a uniform draw has its mean in the middle, got {mean}");
}

#[test]
fn three_attempts_by_default_and_one_to_ten_at_all() {
    assert_eq!(RetryPolicy::default().max_attempts(), 3);
    for (given, used) in [(0, 1), (1, 1), (3, 3), (10, 10), (11, 10), (u32::MAX, 10)] {
        assert_eq!(RetryPolicy::new(given).max_attempts(), used, "{given}");
    }
}

#[test]
fn the_last_attempt_is_not_followed_by_another_and_costs_nothing() {
    let mut rng = fastrand::Rng::with_seed(1);
    for kind in BOTH {
        for max in 1..=10 {
            let mut bucket = TokenBucket::new();
            let answer = next_delay_ms(RetryPolicy::new(max), &mut bucket, kind, max, None, &mut rng);
            assert_eq!((answer, bucket.tokens()), (None, 500), "{kind:?} {max}");
        }
    }
}

#[test]
fn an_empty_bucket_ends_retries_until_successes_refill_it() {
    let mut rng = fastrand::Rng::with_seed(1);
    for (kind, cost, retries) in [(RetryKind::Transient, 14, 35), (RetryKind::Throttle, 5, 100)] {
        let mut bucket = TokenBucket::new();
        let mut next = |bucket: &mut TokenBucket| {
            next_delay_ms(RetryPolicy::default(), bucket, kind, 1, None, &mut rng).is_some()
        };
        for retry in 0..retries {
            assert!(next(&mut bucket), "{kind:?} {retry}");
            assert_eq!(bucket.tokens(), 500 - cost * (retry + 1));
        }
        let left = bucket.tokens();
        assert!(!next(&mut bucket), "{kind:?}: only {left} left");
        assert_eq!(bucket.tokens(), left, "a refusal takes nothing");
        for _ in left..cost {
            bucket.succeeded();
        }
        assert!(next(&mut bucket), "{kind:?}");
        assert_eq!(bucket.tokens(), 0);
    }
}

#[test]
fn what_the_service_asks_for_counts_within_five_seconds() {
    for asked in [0, 1, 30, 5_000, 5_049, 60_000, u64::MAX] {
        for seed in 0..200 {
            let delay = |retry_after_ms| {
                let mut rng = fastrand::Rng::with_seed(seed);
                let mut bucket = TokenBucket::new();
                let kind = RetryKind::Transient;
                next_delay_ms(RetryPolicy::default(), &mut bucket, kind, 1, retry_after_ms, &mut rng).unwrap()
            };
            let computed = delay(None);
            assert_eq!(delay(Some(asked)), asked.max(computed).min(computed + 5_000), "seed {seed}");
        }
    }
}

#[test]
fn only_whole_milliseconds_are_read_from_the_header() {
    let cases = [
        (Some("1500"), Some(1_500)),
        (Some(" 20 "), Some(20)),
        (Some("0"), Some(0)),
        (Some(""), None),
        (Some("1.5"), None),
        (Some("-1"), None),
        (Some("soon"), None),
        (Some("99999999999999999999999"), None),
        (None, None),
    ];
    for (value, expected) in cases {
        let headers = value.map(|value| ("x-amz-retry-after".to_owned(), value.to_owned()));
        let response = Response { headers: headers.into_iter().collect(), ..Response::default() };
        assert_eq!(retry_after_ms(&response), expected, "{value:?}");
    }
}

#[test]
fn the_attempt_header_counts_from_one() {
    let policy = RetryPolicy::new(5);
    assert_eq!(attempt_header(1, policy), ("amz-sdk-request", "attempt=1; max=5".to_owned()));
    assert_eq!(attempt_header(5, policy).1, "attempt=5; max=5");
}

fn is_version_4_uuid(text: &str) -> bool {
    text.len() == 36
        && text.char_indices().all(|(index, digit)| match index {
            8 | 13 | 18 | 23 => digit == '-',
            14 => digit == '4',
            19 => matches!(digit, '8' | '9' | 'a' | 'b'),
            _ => matches!(digit, '0'..='9' | 'a'..='f'),
        })
}

proptest! {
    #[test]
    fn invocation_ids_are_version_4_uuids_and_differ(seed in any::<u64>()) {
        let mut rng = fastrand::Rng::with_seed(seed);
        let (name, first) = invocation_header(&mut rng);
        prop_assert_eq!(name, "amz-sdk-invocation-id");
        prop_assert!(is_version_4_uuid(&first), "{}", first);
        prop_assert_ne!(invocation_header(&mut rng).1, first);
    }

    #[test]
    fn the_same_seed_replays_the_same_delays(seed in any::<u64>(), attempt in 1_u32..10) {
        let run = || {
            let mut rng = fastrand::Rng::with_seed(seed);
            let mut bucket = TokenBucket::new();
            BOTH.map(|kind| next_delay_ms(RetryPolicy::new(10), &mut bucket, kind, attempt, None, &mut rng))
        };
        prop_assert_eq!(run(), run());
    }

    #[test]
    fn any_history_keeps_the_bounds(
        seed in any::<u64>(),
        max_attempts in any::<u32>(),
        history in prop::collection::vec(
            (any::<bool>(), any::<bool>(), prop_oneof![0_u32..12, any::<u32>()], any::<Option<u64>>()),
            0..300,
        ),
    ) {
        let mut rng = fastrand::Rng::with_seed(seed);
        let policy = RetryPolicy::new(max_attempts);
        let mut bucket = TokenBucket::new();
        for (success, throttle, attempt, retry_after) in history {
            let before = bucket.tokens();
            if success {
                bucket.succeeded();
                prop_assert_eq!(bucket.tokens(), 500.min(before + 1));
                continue;
            }
            let kind = if throttle { RetryKind::Throttle } else { RetryKind::Transient };
            let delay = next_delay_ms(policy, &mut bucket, kind, attempt, retry_after, &mut rng);
            if let Some(delay_ms) = delay {
                prop_assert!(attempt < policy.max_attempts() && policy.max_attempts() <= 10);
                prop_assert!(delay_ms <= LONGEST_DELAY_MS + LONGEST_EXTENSION_MS);
                prop_assert_eq!(bucket.tokens(), before - if throttle { 5 } else { 14 });
            } else {
                prop_assert_eq!(bucket.tokens(), before);
                prop_assert!(attempt >= policy.max_attempts() || before < 14);
            }
        }
    }
}

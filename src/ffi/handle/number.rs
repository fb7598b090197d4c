//! The number in a handle: slot, generation and kind, in a pointer-sized value that only this copy of the library can
//! read. What it must keep: a number that another copy made (a plugin of the same process, say, that is linked with one
//! of its own) is as good as never one of ours, whatever its slot and generation.

use std::sync::atomic::{AtomicUsize, Ordering};

/// Sixteen kinds: a tag is odd.
pub(super) const TAG_BITS: u32 = 5;
/// With the others 53 bits, which a JavaScript number holds, too.
#[cfg(target_pointer_width = "64")]
pub(super) const INDEX_BITS: u32 = 24;
#[cfg(target_pointer_width = "64")]
pub(super) const GENERATION_BITS: u32 = 24;
#[cfg(not(target_pointer_width = "64"))]
pub(super) const INDEX_BITS: u32 = 16;
#[cfg(not(target_pointer_width = "64"))]
pub(super) const GENERATION_BITS: u32 = 11;

const NUMBER_BITS: u32 = TAG_BITS + INDEX_BITS + GENERATION_BITS;

pub(super) const GENERATION_MASK: u64 = (1 << GENERATION_BITS) - 1;
pub(super) const INDEX_MASK: usize = (1 << INDEX_BITS) - 1;
pub(super) const TAG_MASK: usize = (1 << TAG_BITS) - 1;

/// A handle taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Parts {
    pub(super) index: usize,
    pub(super) generation: u64,
}

/// Set before there is a handle: whoever was given one sees it.
static KEY: AtomicUsize = AtomicUsize::new(0);

/// To be called before the first handle is made, and as often as one likes.
pub(super) fn make_key() {
    // Where this copy of the library lies.
    KEY.store(spread((&raw const KEY).addr()), Ordering::Relaxed);
}

pub(super) fn encode(tag: usize, parts: Parts) -> usize {
    encode_with(KEY.load(Ordering::Relaxed), tag, parts)
}

#[inline(always)]
pub(super) fn decode(tag: usize, handle: usize) -> Option<Parts> {
    decode_with(KEY.load(Ordering::Relaxed), tag, handle)
}

fn encode_with(key: usize, tag: usize, parts: Parts) -> usize {
    #[allow(clippy::cast_possible_truncation, reason = "a generation has at most GENERATION_BITS bits")]
    let generation = parts.generation as usize;
    ((generation << (TAG_BITS + INDEX_BITS)) | (parts.index << TAG_BITS) | tag) ^ key
}

#[inline(always)]
fn decode_with(key: usize, tag: usize, handle: usize) -> Option<Parts> {
    let number = handle ^ key;
    let generation = (number >> (TAG_BITS + INDEX_BITS)) as u64;
    // Nothing may be left over: the bits above a generation are zero in every handle.
    (number & TAG_MASK == tag && generation <= GENERATION_MASK)
        .then_some(Parts { index: (number >> TAG_BITS) & INDEX_MASK, generation })
}

/// Multiplicative hashing: the high bits of the product depend on all bits of the address.
fn spread(address: usize) -> usize {
    #[cfg(target_pointer_width = "64")]
    const FACTOR: usize = 0x9E37_79B9_7F4A_7C15; // 2^64 over the golden ratio
    #[cfg(not(target_pointer_width = "64"))]
    const FACTOR: usize = 0x9E37_79B9;
    let product = address.wrapping_mul(FACTOR);
    // The low bits of an address are those of its place in a page, which all copies share.
    let mixed = product ^ (product >> (usize::BITS / 2));
    (mixed >> (usize::BITS - NUMBER_BITS)) & !TAG_MASK
}

#[cfg(test)]
mod tests {
    use super::*;

    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_put_together_comes_apart_again(
            key: usize,
            tag in 0..=TAG_MASK,
            index in 0..=INDEX_MASK,
            generation in 0..=GENERATION_MASK,
        ) {
            let (key, parts) = (spread(key), Parts { index, generation });
            let handle = encode_with(key, tag, parts);
            prop_assert_eq!(decode_with(key, tag, handle), Some(parts));
            prop_assert_eq!(decode_with(key, tag ^ 1, handle), None);
            prop_assert_eq!(handle & TAG_MASK, tag);
            prop_assert!(NUMBER_BITS == usize::BITS || handle >> NUMBER_BITS == 0);
        }

        /// Neighbouring slots and small generations are what there is most of.
        #[test]
        fn the_handles_of_two_copies_have_nothing_in_common(page in 1_usize..1 << 20, away in 1_usize..1 << 20) {
            let keys = [spread(page << 12), spread((page + away) << 12)];
            for index in [0, 1, 63] {
                for generation in [0, 1, 1000] {
                    let handle = encode_with(keys[0], 1, Parts { index, generation });
                    let other = decode_with(keys[1], 1, handle).unwrap();
                    prop_assert!(other.index > 1000 || other.generation > 100_000, "{other:?}");
                }
            }
        }
    }
}

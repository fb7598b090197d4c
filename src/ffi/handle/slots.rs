//! Where the slots of a table are. Slots live for ever, in chunks: what was there once is there for good, so that a reader
//! needs no lock. Invariant: a slot that nobody has used yet is all zeros, so that the system gives it
//! memory only when it is used.

use std::alloc::{Layout, alloc_zeroed, handle_alloc_error};
use std::marker::PhantomData;
use std::sync::atomic::{AtomicPtr, AtomicU64, Ordering};

use super::Kind;
use super::number::INDEX_BITS;

/// How many slots a chunk holds: enough that the allocator asks the system for it, which gives memory to what is used.
const CHUNK_BITS: u32 = 13;
pub(super) const CHUNK: usize = 1 << CHUNK_BITS;
const CHUNKS: usize = 1 << (INDEX_BITS - CHUNK_BITS);

/// A type of which all zeros is a good value, as a lock-free word is.
///
/// # Safety
/// It is.
pub(in super::super) unsafe trait Zeroed: Send + Sync + 'static {}

// SAFETY: it has no bytes.
unsafe impl Zeroed for () {}

/// Aligned to a cache line: threads that use different handles must not slow each other down.
#[repr(align(64))]
pub(super) struct Slot<T: Kind> {
    pub(super) state: AtomicU64,
    /// What an `Arc` pointed to, while the state says so; else the number of another free slot (see `free`).
    pub(super) object: AtomicPtr<T>,
    pub(super) beside: T::Beside,
}

/// All slots of one table.
pub(super) struct Slots<T: Kind> {
    chunks: [Chunk<T>; CHUNKS],
    _owns: PhantomData<Slot<T>>,
}

struct Chunk<T: Kind> {
    first: AtomicPtr<Slot<T>>,
    /// Where its memory begins: leak checkers take a pointer into a block for a lost one.
    block: AtomicPtr<u8>,
}

impl<T: Kind> Chunk<T> {
    const fn none() -> Self {
        Self { first: AtomicPtr::new(std::ptr::null_mut()), block: AtomicPtr::new(std::ptr::null_mut()) }
    }
}

impl<T: Kind> Slots<T> {
    #[allow(clippy::large_stack_arrays, reason = "tables are statics")]
    pub(super) const fn new() -> Self {
        Self { chunks: [const { Chunk::none() }; CHUNKS], _owns: PhantomData }
    }

    #[inline(always)]
    pub(super) fn get(&self, index: usize) -> Option<&Slot<T>> {
        let first = self.chunks.get(index >> CHUNK_BITS)?.first.load(Ordering::Acquire);
        if first.is_null() {
            return None;
        }
        // SAFETY: a chunk is allocated whole, `CHUNK` slots, and never freed.
        Some(unsafe { &*first.add(index % CHUNK) })
    }

    /// Makes the chunk of `index` if it is not there yet; `false` when there is no place for it. One thread at a time.
    pub(super) fn make_room(&self, index: usize) -> bool {
        let Some(chunk) = self.chunks.get(index >> CHUNK_BITS) else { return false };
        if !chunk.first.load(Ordering::Acquire).is_null() {
            return true;
        }
        // Bytes, and aligned here: for anything that is aligned more than malloc aligns, std asks for memory as it comes
        // and zeroes it, so that half a megabyte for each kind of handle is there at once.
        let align = align_of::<Slot<T>>();
        let Ok(layout) = Layout::array::<u8>(CHUNK * size_of::<Slot<T>>() + align) else { return false };
        // SAFETY: the layout is not empty.
        let begin = unsafe { alloc_zeroed(layout) };
        if begin.is_null() {
            handle_alloc_error(layout);
        }
        chunk.block.store(begin, Ordering::Relaxed);
        // SAFETY: less than `align`, which the block is larger by.
        let first = unsafe { begin.add(begin.align_offset(align)) }.cast::<Slot<T>>();
        // All zeros is a good slot: state and object may have any bytes, and `Zeroed` says so of the words beside.
        chunk.first.store(first, Ordering::Release);
        true
    }
}

//! Handles: opaque, checked, never dereferenced. A handle is a number (slot, generation, kind) in a pointer-sized
//! value; slots live for ever, so that any number at all can be looked up without touching freed memory.
//!
//! A slot's state word packs `generation | kept | lent | holds | pins`. *Holds* are the host's (one per handle it was
//! given or retained), *pins* are ours (a call that is looking at the object right now), an object is *lent* while a
//! callback runs that was given its handle, and *kept* when the library itself goes on handing out its handle (see
//! `cached_answers`). The object dies when all are zero; the generation then changes, and every old handle with it. A
//! host that frees too often finds no hold left and gets `INVALID_HANDLE`; it can never take a pin, or end a loan or
//! the keeping.
//!
//! A child of `fork()` inherits every handle, and none of the threads behind the objects: there a handle of its parent's
//! is `CLOSED`, its object is never touched again, nor dropped, and new handles get slots of their own.

#![allow(
    clippy::inline_always,
    reason = "a look-up is a dozen instructions, and several are made for one cached get; the build is for size"
)]

use std::cell::UnsafeCell;
use std::collections::VecDeque;
use std::convert::Infallible;
use std::marker::PhantomData;
use std::sync::atomic::{AtomicPtr, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use crate::error::ResultCode;
use crate::process::PerProcess;

/// What a handle stands for. The low bits of every handle tell it, and are never those of an aligned pointer.
pub(super) trait Kind: Send + Sync + 'static {
    /// Odd, so that no real pointer is ever taken for a handle; different for every kind.
    const TAG: usize;
    /// Lock-free words that live beside the slot and outlive the object (see `cached_answers`).
    type Beside: Default + Send + Sync + 'static;
}

const TAG_BITS: u32 = 4;
#[cfg(target_pointer_width = "64")]
const INDEX_BITS: u32 = 28;
#[cfg(target_pointer_width = "64")]
const GENERATION_BITS: u32 = 24;
#[cfg(not(target_pointer_width = "64"))]
const INDEX_BITS: u32 = 16;
#[cfg(not(target_pointer_width = "64"))]
const GENERATION_BITS: u32 = 12;

const GENERATION_MASK: u64 = (1 << GENERATION_BITS) - 1;
const INDEX_MASK: usize = (1 << INDEX_BITS) - 1;
const TAG_MASK: usize = (1 << TAG_BITS) - 1;

const PIN: u64 = 1;
const PIN_MASK: u64 = 0xFFFF;
const HOLD: u64 = 1 << 16;
const HOLD_MASK: u64 = 0x3F_FFFF << 16;
const LENT: u64 = 1 << 38;
const KEPT: u64 = 1 << 39;
const GENERATION_SHIFT: u32 = 40;
/// Not 0, so that no small number is a handle.
const FIRST_GENERATION: u64 = 1;

/// A slot is reused only after this many others, so that a stale handle meets its old generation for long.
const MIN_FREE_BEFORE_REUSE: usize = 64;

/// Chunk `n` holds `FIRST_CHUNK << n` slots.
const FIRST_CHUNK: usize = 64;
const CHUNKS: usize = (INDEX_BITS - 6) as usize;

/// Aligned to a cache line: threads that use different handles must not slow each other down.
#[repr(align(64))]
struct Slot<T: Kind> {
    state: AtomicU64,
    object: UnsafeCell<Option<Arc<T>>>,
    beside: T::Beside,
}

/// All handles of one kind.
pub(super) struct Table<T: Kind> {
    chunks: [AtomicPtr<Slot<T>>; CHUNKS],
    used: AtomicUsize,
    own: PerProcess<Own>,
    _owns: PhantomData<Slot<T>>,
}

/// The slots of this process: those below `first` are its parent's.
struct Own {
    first: usize,
    free: Mutex<VecDeque<usize>>,
}

/// Where `index` lives: (chunk, offset in it).
#[inline(always)]
fn place(index: usize) -> (usize, usize) {
    let shifted = index + FIRST_CHUNK;
    let chunk = (usize::BITS - 1 - shifted.leading_zeros()) as usize - FIRST_CHUNK.trailing_zeros() as usize;
    (chunk, shifted - (FIRST_CHUNK << chunk))
}

fn generation_of(state: u64) -> u64 {
    (state >> GENERATION_SHIFT) & GENERATION_MASK
}

fn generation_after(generation: u64) -> u64 {
    ((generation + 1) & GENERATION_MASK).max(FIRST_GENERATION)
}

/// A handle taken apart.
#[derive(Clone, Copy)]
struct Parts {
    index: usize,
    generation: u64,
}

fn encode(tag: usize, parts: Parts) -> usize {
    #[allow(clippy::cast_possible_truncation, reason = "a generation has at most GENERATION_BITS bits")]
    let generation = parts.generation as usize;
    (generation << (TAG_BITS + INDEX_BITS)) | (parts.index << TAG_BITS) | tag
}

#[inline(always)]
fn decode(tag: usize, handle: usize) -> Option<Parts> {
    let generation = (handle >> (TAG_BITS + INDEX_BITS)) as u64;
    // Nothing may be left over: the bits above a generation are zero in every handle.
    (handle & TAG_MASK == tag && generation <= GENERATION_MASK)
        .then_some(Parts { index: (handle >> TAG_BITS) & INDEX_MASK, generation })
}

/// A looked-up object, kept alive while this exists.
pub(super) struct Pinned<'a, T: Kind> {
    table: &'a Table<T>,
    slot: &'a Slot<T>,
    index: usize,
    object: &'a Arc<T>,
}

impl<T: Kind> std::ops::Deref for Pinned<'_, T> {
    type Target = Arc<T>;

    fn deref(&self) -> &Arc<T> {
        self.object
    }
}

impl<T: Kind> Drop for Pinned<'_, T> {
    fn drop(&mut self) {
        self.table.subtract(self.slot, self.index, PIN);
    }
}

// SAFETY: a slot's object is written only by the one thread that just took the slot from the free list, before it
// publishes the state with a hold (Release), or by the one thread that took the last hold or pin (AcqRel); it is read
// only while pinned. The objects themselves are Send + Sync by `Kind`.
unsafe impl<T: Kind> Sync for Table<T> {}

impl<T: Kind> Table<T> {
    pub(super) const fn new() -> Self {
        Self {
            chunks: [const { AtomicPtr::new(std::ptr::null_mut()) }; CHUNKS],
            used: AtomicUsize::new(0),
            own: PerProcess::new(),
            _owns: PhantomData,
        }
    }

    /// A new handle with one hold; 0 when there are no slots left.
    pub(super) fn insert(&self, object: Arc<T>) -> usize {
        match self.publish(HOLD, |_| Ok::<_, Infallible>(object)) {
            Ok(Some(handle)) => handle,
            Ok(None) => 0,
        }
    }

    /// A new handle that the library keeps and no host holds yet; 0 when there are no slots left.
    pub(super) fn keep(&self, object: Arc<T>) -> usize {
        match self.publish(KEPT, |_| Ok::<_, Infallible>(object)) {
            Ok(Some(handle)) => handle,
            Ok(None) => 0,
        }
    }

    /// A new handle that is lent to a callback: the host may retain it, not free it. 0 when there are no slots left.
    pub(super) fn lend(&self, object: Arc<T>) -> usize {
        match self.publish(LENT, |_| Ok::<_, Infallible>(object)) {
            Ok(Some(handle)) => handle,
            Ok(None) => 0,
        }
    }

    /// Ends the loan. Hosts that retained it go on holding it.
    pub(super) fn end_loan(&self, handle: usize) {
        self.end(handle, LENT, LENT);
    }

    /// As [`Table::insert`], for an object that is made with the words beside its slot; `None` when there are no
    /// slots left.
    pub(super) fn insert_with<'a, E>(
        &'a self,
        make: impl FnOnce(&'a T::Beside) -> Result<Arc<T>, E>,
    ) -> Result<Option<usize>, E> {
        self.publish(HOLD, make)
    }

    fn publish<'a, E>(
        &'a self,
        as_what: u64,
        make: impl FnOnce(&'a T::Beside) -> Result<Arc<T>, E>,
    ) -> Result<Option<usize>, E> {
        let Some(index) = self.take_free_index() else { return Ok(None) };
        let Some(slot) = self.slot(index) else { return Ok(None) };
        let object = match make(&slot.beside) {
            Ok(object) => object,
            Err(error) => {
                self.give_back(index);
                return Err(error);
            }
        };
        // SAFETY: the index came from the free list (or is new), so nothing holds, pins or keeps the slot and nothing
        // can while all are zero; this thread is the only one that touches the object.
        unsafe { *slot.object.get() = Some(object) };
        let generation = generation_of(slot.state.load(Ordering::Relaxed));
        slot.state.store((generation << GENERATION_SHIFT) | as_what, Ordering::Release);
        Ok(Some(encode(T::TAG, Parts { index, generation })))
    }

    /// The object behind a handle, kept alive until the result is dropped.
    pub(super) fn pin(&self, handle: usize) -> Option<Pinned<'_, T>> {
        let (parts, slot) = self.find_own(handle)?;
        Self::add(slot, parts.generation, HOLD_MASK | LENT, PIN, PIN_MASK)?;
        // SAFETY: pinned: the object was published before the hold we saw, and cannot be taken before we unpin.
        let object = unsafe { (*slot.object.get()).as_ref() };
        if let Some(object) = object {
            return Some(Pinned { table: self, slot, index: parts.index, object });
        }
        self.subtract(slot, parts.index, PIN);
        None
    }

    /// Why a handle was refused.
    pub(super) fn refusal(&self, handle: usize) -> ResultCode {
        let is_alive = |(parts, slot): (Parts, &Slot<T>)| {
            let state = slot.state.load(Ordering::Acquire);
            self.is_inherited(parts.index)
                && generation_of(state) == parts.generation
                && state & (HOLD_MASK | LENT) != 0
        };
        if self.find(handle).is_some_and(is_alive) { ResultCode::Closed } else { ResultCode::InvalidHandle }
    }

    /// Frees a handle of the parent's in its child; what to answer to a free.
    pub(super) fn disown(&self, handle: usize) -> Result<(), ResultCode> {
        let is_freed = self.refusal(handle) == ResultCode::Closed && self.release(handle);
        if is_freed { Ok(()) } else { Err(ResultCode::InvalidHandle) }
    }

    /// One more hold; false when the handle is stale (or held four million times).
    pub(super) fn retain(&self, handle: usize) -> bool {
        self.find_own(handle)
            .and_then(|(parts, slot)| Self::add(slot, parts.generation, HOLD_MASK | LENT, HOLD, HOLD_MASK))
            .is_some()
    }

    /// A hold on what the library keeps, for the host; false when it is kept no more.
    pub(super) fn retain_kept(&self, handle: usize) -> bool {
        self.find_own(handle)
            .and_then(|(parts, slot)| Self::add(slot, parts.generation, KEPT, HOLD, HOLD_MASK))
            .is_some()
    }

    /// One hold less; false when there was none of this generation.
    pub(super) fn release(&self, handle: usize) -> bool {
        self.end(handle, HOLD_MASK, HOLD)
    }

    /// Ends the keeping; false when the handle is not kept. Hosts that hold it go on holding it.
    pub(super) fn release_kept(&self, handle: usize) -> bool {
        self.end(handle, KEPT, KEPT)
    }

    fn end(&self, handle: usize, needed: u64, what: u64) -> bool {
        let Some((parts, slot)) = self.find(handle) else { return false };
        let mut state = slot.state.load(Ordering::Relaxed);
        loop {
            if generation_of(state) != parts.generation || state & needed == 0 {
                return false;
            }
            match self.try_subtract(slot, parts.index, state, what) {
                Ok(()) => return true,
                Err(now) => state = now,
            }
        }
    }

    /// Whether the handle is alive, and the words beside its slot. Takes nothing: call again to see if it still is.
    pub(super) fn peek(&self, handle: usize) -> Option<&T::Beside> {
        let (parts, slot) = self.find_own(handle)?;
        let state = slot.state.load(Ordering::Acquire);
        (generation_of(state) == parts.generation && state & HOLD_MASK != 0).then_some(&slot.beside)
    }

    /// Adds a hold or a pin to a slot that has what is `needed`, unless its count (`mask`) is full.
    #[inline(always)]
    fn add(slot: &Slot<T>, generation: u64, needed: u64, what: u64, mask: u64) -> Option<()> {
        let mut state = slot.state.load(Ordering::Relaxed);
        loop {
            let alive = generation_of(state) == generation && state & needed != 0;
            if !alive || state & mask == mask {
                return None;
            }
            match slot.state.compare_exchange_weak(state, state + what, Ordering::Acquire, Ordering::Relaxed)
            {
                Ok(_) => return Some(()),
                Err(now) => state = now,
            }
        }
    }

    fn subtract(&self, slot: &Slot<T>, index: usize, what: u64) {
        let mut state = slot.state.load(Ordering::Relaxed);
        while let Err(now) = self.try_subtract(slot, index, state, what) {
            state = now;
        }
    }

    /// Takes one hold or pin, or the keeping, off `state`; the one who takes the last of all buries the object.
    fn try_subtract(&self, slot: &Slot<T>, index: usize, state: u64, what: u64) -> Result<(), u64> {
        let rest = state - what;
        let last = rest & (KEPT | LENT | HOLD_MASK | PIN_MASK) == 0;
        let next = if last { generation_after(generation_of(state)) << GENERATION_SHIFT } else { rest };
        slot.state.compare_exchange_weak(state, next, Ordering::AcqRel, Ordering::Relaxed)?;
        if last && !self.is_inherited(index) {
            // SAFETY: nothing holds, pins or keeps the slot and the generation changed, so no other thread can reach the object;
            // the slot is not on the free list yet.
            let object = unsafe { (*slot.object.get()).take() };
            self.give_back(index);
            drop(object); // last: its drop may call back into this table
        }
        Ok(())
    }

    /// Whether the slot is of the process that this one was forked from.
    fn is_inherited(&self, index: usize) -> bool {
        index < self.own().first
    }

    fn own(&self) -> &Own {
        let new = || Own { first: self.used.load(Ordering::Relaxed), free: Mutex::default() };
        self.own.get_or(new)
    }

    fn find_own(&self, handle: usize) -> Option<(Parts, &Slot<T>)> {
        self.find(handle).filter(|(parts, _)| !self.is_inherited(parts.index))
    }

    #[inline(always)]
    fn find(&self, handle: usize) -> Option<(Parts, &Slot<T>)> {
        let parts = decode(T::TAG, handle)?;
        Some((parts, self.slot(parts.index)?))
    }

    #[inline(always)]
    fn slot(&self, index: usize) -> Option<&Slot<T>> {
        let (chunk, offset) = place(index);
        let first = self.chunks.get(chunk)?.load(Ordering::Acquire);
        if first.is_null() {
            return None;
        }
        // SAFETY: a chunk is allocated whole (`FIRST_CHUNK << chunk` slots) and never freed; `place` keeps the offset
        // below that length.
        Some(unsafe { &*first.add(offset) })
    }

    fn give_back(&self, index: usize) {
        self.own().free.lock().unwrap_or_else(PoisonError::into_inner).push_back(index);
    }

    fn take_free_index(&self) -> Option<usize> {
        let mut free = self.own().free.lock().unwrap_or_else(PoisonError::into_inner);
        let used = self.used.load(Ordering::Relaxed);
        if free.len() > MIN_FREE_BEFORE_REUSE || used > INDEX_MASK {
            return free.pop_front();
        }
        let (chunk, _) = place(used);
        let Some(chunk_cell) = self.chunks.get(chunk) else { return free.pop_front() };
        if chunk_cell.load(Ordering::Acquire).is_null() {
            let slots: Box<[Slot<T>]> = (0..FIRST_CHUNK << chunk).map(|_| Slot::empty()).collect();
            chunk_cell.store(Box::leak(slots).as_mut_ptr(), Ordering::Release);
        }
        self.used.store(used + 1, Ordering::Relaxed);
        Some(used)
    }
}

impl<T: Kind> Slot<T> {
    fn empty() -> Self {
        let state = AtomicU64::new(FIRST_GENERATION << GENERATION_SHIFT);
        Self { state, object: UnsafeCell::new(None), beside: T::Beside::default() }
    }
}

#[cfg(test)]
mod tests;

//! Handles: opaque, checked, never dereferenced. A handle is a number (`number`: slot, generation, kind) in a
//! pointer-sized value; slots live for ever (`slots`), so that any number at all can be looked up without touching freed
//! memory.
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

mod free;
mod number;
mod slots;

use std::mem::ManuallyDrop;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use free::FreeList;
use number::{GENERATION_MASK, INDEX_MASK, Parts, decode, encode, make_key};
pub(super) use slots::Zeroed;
use slots::{Slot, Slots};

use crate::error::ResultCode;
use crate::process::{self, PerProcess};

/// What a handle stands for. The low bits of every handle tell it, and are never those of an aligned pointer.
pub(super) trait Kind: Send + Sync + 'static {
    /// Odd, so that no real pointer is ever taken for a handle; different for every kind.
    const TAG: usize;
    /// Lock-free words that live beside the slot and outlive the object (see `cached_answers` and `fields`).
    type Beside: Zeroed;

    /// Writes those words (with Release) for an object that is about to be published. Nothing by default.
    fn lay(&self, _beside: &Self::Beside) {}
}

const PIN: u64 = 1;
const PIN_MASK: u64 = 0xFFFF;
const HOLD: u64 = 1 << 16;
const HOLD_MASK: u64 = 0x3F_FFFF << 16;
const LENT: u64 = 1 << 38;
const KEPT: u64 = 1 << 39;
const ALIVE_MASK: u64 = KEPT | LENT | HOLD_MASK | PIN_MASK;
const GENERATION_SHIFT: u32 = 40;

/// All handles of one kind.
pub(super) struct Table<T: Kind> {
    slots: Slots<T>,
    used: AtomicUsize,
    own: PerProcess<Own>,
}

/// The slots of this process: those below `first` are its parent's.
struct Own {
    first: usize,
    free: FreeList,
}

#[inline(always)]
fn generation_of(state: u64) -> u64 {
    (state >> GENERATION_SHIFT) & GENERATION_MASK
}

fn generation_after(generation: u64) -> u64 {
    (generation + 1) & GENERATION_MASK
}

/// A looked-up object, kept alive while this exists.
pub(super) struct Pinned<'a, T: Kind> {
    table: &'a Table<T>,
    slot: &'a Slot<T>,
    index: usize,
    /// The slot's own, lent.
    object: ManuallyDrop<Arc<T>>,
}

impl<T: Kind> Pinned<'_, T> {
    /// The words beside its slot.
    pub(super) fn beside(&self) -> &T::Beside {
        &self.slot.beside
    }
}

impl<T: Kind> std::ops::Deref for Pinned<'_, T> {
    type Target = Arc<T>;

    fn deref(&self) -> &Arc<T> {
        &self.object
    }
}

impl<T: Kind> Drop for Pinned<'_, T> {
    fn drop(&mut self) {
        self.table.subtract(self.slot, self.index, PIN);
    }
}

impl<T: Kind> Table<T> {
    pub(super) const fn new() -> Self {
        Self { slots: Slots::new(), used: AtomicUsize::new(0), own: PerProcess::new() }
    }

    /// A new handle with one hold; 0 when there are no slots left.
    pub(super) fn insert(&self, object: Arc<T>) -> usize {
        self.reserve().map_or(0, |place| place.insert(object))
    }

    /// A new handle that the library keeps and no host holds yet; 0 when there are no slots left.
    pub(super) fn keep(&self, object: Arc<T>) -> usize {
        self.reserve().map_or(0, |place| place.publish(KEPT, object))
    }

    /// Ends the loan. Hosts that retained it go on holding it.
    pub(super) fn end_loan(&self, handle: usize) {
        self.end(handle, LENT, LENT);
    }

    /// A place for an object to come; `None` when there are no slots left.
    pub(super) fn reserve(&self) -> Option<Reserved<'_, T>> {
        let index = self.take_free_index()?;
        Some(Reserved { table: self, index, slot: self.slots.get(index)? })
    }

    /// The object behind a handle, kept alive until the result is dropped.
    pub(super) fn pin(&self, handle: usize) -> Option<Pinned<'_, T>> {
        let (parts, slot) = self.find_own(handle)?;
        Self::add(slot, parts.generation, HOLD_MASK | LENT, PIN, PIN_MASK)?;
        Some(self.pinned(slot, parts.index))
    }

    /// What the caller has just pinned.
    fn pinned<'a>(&'a self, slot: &'a Slot<T>, index: usize) -> Pinned<'a, T> {
        // SAFETY: the object was published before the hold, loan or keeping that the pin was added to, and cannot be
        // taken before we unpin. The copy of its pointer is never dropped.
        let object = unsafe { ManuallyDrop::new(Arc::from_raw(slot.object.load(Ordering::Relaxed))) };
        Pinned { table: self, slot, index, object }
    }

    /// What `read` makes of the words beside a living handle's slot (by loads with Acquire). Takes no pin, and no object
    /// is looked at: if the slot changes hands meanwhile, the state shows it afterwards. What `read` did must then be
    /// undone by the caller.
    #[inline(always)]
    pub(super) fn read<V>(&self, handle: usize, read: impl FnOnce(&T::Beside) -> V) -> Option<V> {
        let (parts, slot) = self.find_own(handle)?;
        let is_alive = || {
            let state = slot.state.load(Ordering::Acquire);
            generation_of(state) == parts.generation && state & (HOLD_MASK | LENT) != 0
        };
        if !is_alive() {
            return None;
        }
        let value = read(&slot.beside);
        is_alive().then_some(value)
    }

    /// How many handles the host holds.
    pub(super) fn live(&self) -> usize {
        let is_held = |index: &usize| {
            self.slots.get(*index).is_some_and(|slot| slot.state.load(Ordering::Relaxed) & HOLD_MASK != 0)
        };
        (self.own().first..self.used.load(Ordering::Relaxed)).filter(is_held).count()
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

    /// Another handle for what the library keeps, kept too; 0 when it is kept no more, or there are no slots left.
    pub(super) fn keep_again(&self, handle: usize) -> usize {
        self.kept(handle).map_or(0, |object| self.keep(object))
    }

    /// What the library keeps under this handle, if it still does.
    pub(super) fn kept(&self, handle: usize) -> Option<Arc<T>> {
        let (parts, slot) = self.find_own(handle)?;
        Self::add(slot, parts.generation, KEPT, PIN, PIN_MASK)?;
        Some(Arc::clone(&self.pinned(slot, parts.index)))
    }

    /// A hold on what the library keeps, for the host; false when it is kept no more.
    #[inline(always)]
    pub(super) fn retain_kept(&self, handle: usize) -> bool {
        let Some((parts, slot)) = self.find_own(handle) else { return false };
        // Most often nobody else holds it; a guess costs half of what a look does.
        let guess = (parts.generation << GENERATION_SHIFT) | KEPT;
        Self::add_to(guess, slot, parts.generation, KEPT, HOLD, HOLD_MASK).is_some()
    }

    /// Whether it is alive, and held as often as can be counted: no more holds for anybody until some are given back.
    #[cold]
    pub(super) fn is_held_out(&self, handle: usize) -> bool {
        self.find_own(handle).is_some_and(|(parts, slot)| {
            let state = slot.state.load(Ordering::Acquire);
            generation_of(state) == parts.generation && state & HOLD_MASK == HOLD_MASK
        })
    }

    /// One hold less; false when there was none of this generation.
    pub(super) fn release(&self, handle: usize) -> bool {
        self.end(handle, HOLD_MASK, HOLD)
    }

    /// [`Table::release`] of a handle that something else keeps alive: `None`, and nothing is done, when it is the last
    /// hold of all.
    #[inline(always)]
    pub(super) fn release_shared(&self, handle: usize) -> Option<bool> {
        let Some((parts, slot)) = self.find(handle) else { return Some(false) };
        let mut state = (parts.generation << GENERATION_SHIFT) | KEPT | HOLD; // a guess, as above
        loop {
            if generation_of(state) != parts.generation || state & HOLD_MASK == 0 {
                return Some(false);
            }
            let rest = state - HOLD;
            if rest & ALIVE_MASK == 0 {
                return None;
            }
            match slot.state.compare_exchange_weak(state, rest, Ordering::Release, Ordering::Relaxed) {
                Ok(_) => return Some(true),
                Err(now) => state = now,
            }
        }
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

    /// Adds a hold or a pin to a slot that has what is `needed`, unless its count (`mask`) is full.
    #[inline(always)]
    fn add(slot: &Slot<T>, generation: u64, needed: u64, what: u64, mask: u64) -> Option<()> {
        Self::add_to(slot.state.load(Ordering::Relaxed), slot, generation, needed, what, mask)
    }

    /// [`Table::add`], where the state is most likely `state`.
    #[inline(always)]
    fn add_to(
        mut state: u64,
        slot: &Slot<T>,
        generation: u64,
        needed: u64,
        what: u64,
        mask: u64,
    ) -> Option<()> {
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
        let last = rest & ALIVE_MASK == 0;
        let next = if last { generation_after(generation_of(state)) << GENERATION_SHIFT } else { rest };
        slot.state.compare_exchange_weak(state, next, Ordering::AcqRel, Ordering::Relaxed)?;
        if last && !self.is_inherited(index) {
            // SAFETY: nothing holds, pins or keeps the slot and the generation changed, so no other thread can reach the
            // object, which was there until now; the slot is not on the free list yet.
            let object = unsafe { Arc::from_raw(slot.object.load(Ordering::Relaxed)) };
            self.give_back(index);
            drop(object); // last: its drop may call back into this table
        }
        Ok(())
    }

    /// Whether the slot is of the process that this one was forked from.
    #[inline(always)]
    fn is_inherited(&self, index: usize) -> bool {
        process::is_child() && index < self.own().first
    }

    fn own(&self) -> &Own {
        let new = || Own { first: self.used.load(Ordering::Relaxed), free: FreeList::default() };
        self.own.get_or(new)
    }

    #[inline(always)]
    fn find_own(&self, handle: usize) -> Option<(Parts, &Slot<T>)> {
        let found = self.find(handle)?;
        if self.is_inherited(found.0.index) { None } else { Some(found) }
    }

    #[inline(always)]
    fn find(&self, handle: usize) -> Option<(Parts, &Slot<T>)> {
        let parts = decode(T::TAG, handle)?;
        Some((parts, self.slots.get(parts.index)?))
    }

    fn give_back(&self, index: usize) {
        self.own().free.give_back(&self.slots, index);
    }

    fn take_free_index(&self) -> Option<usize> {
        self.own().free.take(&self.slots, || {
            let used = self.used.load(Ordering::Relaxed);
            if used > INDEX_MASK || !self.slots.make_room(used) {
                return None;
            }
            make_key();
            self.used.store(used + 1, Ordering::Relaxed);
            Some(used)
        })
    }
}

/// A slot that is set aside, so that there is a handle for an object to come. Dropped, it is free again.
pub(super) struct Reserved<'a, T: Kind> {
    table: &'a Table<T>,
    index: usize,
    slot: &'a Slot<T>,
}

impl<'a, T: Kind> Reserved<'a, T> {
    /// The words beside the slot, for an object that is made with them.
    pub(super) fn beside(&self) -> &'a T::Beside {
        &self.slot.beside
    }

    /// A handle with one hold.
    pub(super) fn insert(self, object: Arc<T>) -> usize {
        self.publish(HOLD, object)
    }

    /// A handle that is lent to a callback: the host may retain it, not free it.
    pub(super) fn lend(self, object: Arc<T>) -> usize {
        self.publish(LENT, object)
    }

    fn publish(self, as_what: u64, object: Arc<T>) -> usize {
        let place = ManuallyDrop::new(self);
        object.lay(&place.slot.beside);
        // The slot is on no free list, so nothing holds, pins or keeps it and nothing can while all are zero: no object is
        // there that would have to be dropped.
        place.slot.object.store(Arc::into_raw(object).cast_mut(), Ordering::Relaxed);
        let generation = generation_of(place.slot.state.load(Ordering::Relaxed));
        place.slot.state.store((generation << GENERATION_SHIFT) | as_what, Ordering::Release);
        encode(T::TAG, Parts { index: place.index, generation })
    }
}

impl<T: Kind> Drop for Reserved<'_, T> {
    fn drop(&mut self) {
        // In a child of fork() it is the parent's.
        if !self.table.is_inherited(self.index) {
            self.table.give_back(self.index);
        }
    }
}

#[cfg(test)]
mod tests;

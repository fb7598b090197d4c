//! Memory that is zeroed when it is freed, whoever freed it.
//!
//! Invariant: no byte of a block reaches the system's allocator again. Keys and tokens pass through buffers of TLS,
//! HTTP, JSON and XML, of which only some are ours to zero; this way all are, those of the next release of a crate
//! included. A block never grows in place, since the system would free the old one as it is.
//!
//! The shared library and the static archive use it (see `build.rs`). A Rust program that depends on this crate decides
//! on its own allocator, and may well name this one.

#![allow(unsafe_code, reason = "an allocator hands out raw memory")]

use std::alloc::{GlobalAlloc, Layout, System};

/// The allocator `A`, with memory zeroed before it is given back.
#[derive(Clone, Copy, Debug, Default)]
pub struct ZeroOnFree<A = System>(pub A);

// SAFETY: every block comes from `A` and goes back to it with the layout it was asked for with. `realloc` is the
// trait's own, which allocates, copies and deallocates.
unsafe impl<A: GlobalAlloc> GlobalAlloc for ZeroOnFree<A> {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: by the caller's contract, which is the same.
        unsafe { self.0.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: by the caller's contract, which is the same.
        unsafe { self.0.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // SAFETY: the caller gives up a block of this size; nobody else uses it any more. The barrier has the compiler
        // believe that the zeros are read.
        unsafe {
            block.write_bytes(0, layout.size());
            zeroize::optimization_barrier(std::slice::from_raw_parts(block, layout.size()));
        }
        // SAFETY: by the caller's contract, which is the same.
        unsafe { self.0.dealloc(block, layout) }
    }
}

#[cfg(zero_freed_memory)]
#[global_allocator]
static ALLOCATOR: ZeroOnFree = ZeroOnFree(System);

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;

    /// Keeps what is in a block when it is given back.
    struct Witness(RefCell<Vec<Vec<u8>>>);

    // SAFETY: the system's allocator does the work.
    unsafe impl GlobalAlloc for Witness {
        unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
            // SAFETY: by the caller's contract.
            unsafe { System.alloc(layout) }
        }

        unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
            // SAFETY: the block is still whole.
            let content = unsafe { std::slice::from_raw_parts(block, layout.size()) };
            self.0.borrow_mut().push(content.to_vec());
            // SAFETY: by the caller's contract.
            unsafe { System.dealloc(block, layout) }
        }
    }

    #[test]
    fn a_block_is_given_back_as_zeros_when_it_is_freed_and_when_it_grows_or_shrinks() {
        let allocator = ZeroOnFree(Witness(RefCell::default()));
        let layout = Layout::array::<u8>(1000).unwrap();
        for new_size in [0, 10, 2000] {
            // SAFETY: each block is used within its size and given back once, with its layout.
            unsafe {
                let mut block = allocator.alloc(layout);
                block.write_bytes(7, 1000);
                if new_size > 0 {
                    block = allocator.realloc(block, layout, new_size);
                    let kept = std::slice::from_raw_parts(block, new_size.min(1000));
                    assert!(kept.iter().all(|byte| *byte == 7));
                }
                let now = Layout::array::<u8>(if new_size > 0 { new_size } else { 1000 }).unwrap();
                allocator.dealloc(block, now);
            }
        }
        let given_back = allocator.0.0.take();
        assert_eq!(given_back.iter().map(Vec::len).collect::<Vec<_>>(), [1000, 1000, 10, 1000, 2000]);
        assert!(given_back.iter().flatten().all(|byte| *byte == 0));
    }
}

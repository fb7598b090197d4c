//! Text that must not leak: zeroed when dropped, never printed, NUL-terminated so that C can borrow it.

use std::ffi::{CStr, c_char};
use std::fmt;
use std::num::NonZeroUsize;
use std::ops::{Deref, DerefMut};

use zeroize::Zeroize;

/// A secret without interior NUL. Cloning copies the bytes; prefer sharing.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Secret(String);

/// The text holds a NUL byte, which no token or key does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the text contains a NUL character")]
pub struct ContainsNul;

impl Secret {
    /// Copies `text`.
    ///
    /// # Errors
    /// [`ContainsNul`] when it holds a NUL character.
    pub fn new(text: &str) -> Result<Self, ContainsNul> {
        if text.contains('\0') {
            return Err(ContainsNul);
        }
        let mut copy = String::with_capacity(text.len() + 1);
        copy.push_str(text);
        copy.push('\0');
        Ok(Self(copy))
    }

    /// The text itself. The caller must not put it in an error, a log or a Debug text.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.0.strip_suffix('\0').unwrap_or_default()
    }

    /// Where the text is for C, NUL-terminated, valid as long as `self`. Not looked through again.
    #[must_use]
    pub fn as_ptr(&self) -> *const c_char {
        if self.0.is_empty() { c"".as_ptr() } else { self.0.as_ptr().cast() }
    }
}

impl Drop for Secret {
    fn drop(&mut self) {
        wipe(self.0.as_mut_str());
    }
}

/// Before the memory is freed, unless that zeroes it (`allocator.rs`). Of a str or a slice, which zeroize writes in one
/// stroke; a String it writes byte by byte.
fn wipe(text: &mut (impl Zeroize + ?Sized)) {
    if !cfg!(zero_freed_memory) {
        text.zeroize();
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(***)")
    }
}

/// Several secrets in one piece of memory, each NUL-terminated.
pub struct Secrets(Draft);

/// Where one of several secrets is.
#[derive(Clone, Copy)]
pub struct Place(NonZeroUsize); // one more than where it is, so that none takes no room

impl Secrets {
    /// None, with room for so many bytes, the NULs among them.
    #[must_use]
    pub fn with_capacity(bytes: usize) -> Self {
        Self(Draft::with_capacity(bytes))
    }

    /// One more, in parts. It ends at the first NUL, if it holds one.
    pub fn push(&mut self, parts: &[&[u8]]) -> Place {
        self.push_with(|out| out.push_all(parts))
    }

    /// One more, as `push` writes it.
    pub(crate) fn push_with(&mut self, push: impl FnOnce(&mut Draft)) -> Place {
        let place = Place(NonZeroUsize::MIN.saturating_add(self.0.len()));
        push(&mut self.0);
        self.0.push(0);
        place
    }

    /// The text itself, to be treated like [`Secret::expose`]'s.
    #[must_use]
    pub fn expose(&self, place: Place) -> &str {
        let text = self.from(place).and_then(|texts| CStr::from_bytes_until_nul(texts).ok());
        text.and_then(|text| text.to_str().ok()).unwrap_or_default()
    }

    /// As [`Secret::as_ptr`].
    #[must_use]
    pub fn as_ptr(&self, place: Place) -> *const c_char {
        self.from(place).map_or(c"".as_ptr(), |texts| texts.as_ptr().cast())
    }

    fn from(&self, Place(behind): Place) -> Option<&[u8]> {
        self.0.get(behind.get() - 1..)
    }
}

/// Does `work` and overwrites the stack that it used, for the values of crates that zero nothing; not what it returns.
#[inline(never)]
pub(crate) fn with_clean_stack<T>(work: impl FnOnce() -> T) -> T {
    /// More than signing uses in a release.
    const DEEPEST: usize = 3584;
    #[inline(never)]
    fn below<T>(work: impl FnOnce() -> T) -> T {
        work()
    }
    #[inline(never)]
    fn wipe() {
        let zeros = [0u8; DEEPEST];
        zeroize::optimization_barrier(&zeros); // has the compiler believe that they are read
    }

    let result = below(work);
    wipe();
    result
}

/// Text in the making that holds secrets, zeroed when dropped. It needs its capacity at once: growing would leave an
/// unzeroed copy behind, which a build for tests does not let pass. Bytes, since nobody asks whether they are UTF-8 before
/// the text is whole.
pub(crate) struct Draft {
    bytes: Vec<u8>,
    #[cfg(debug_assertions)]
    capacity: usize,
}

impl Draft {
    pub(crate) fn with_capacity(bytes: usize) -> Self {
        let bytes = Vec::with_capacity(bytes);
        Self {
            #[cfg(debug_assertions)]
            capacity: bytes.capacity(),
            bytes,
        }
    }

    pub(crate) fn push_all(&mut self, parts: &[&[u8]]) {
        for part in parts {
            self.bytes.extend_from_slice(part);
        }
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        #[cfg(debug_assertions)]
        assert!(std::thread::panicking() || self.bytes.capacity() == self.capacity, "a draft has grown");
        wipe(self.bytes.as_mut_slice());
    }
}

impl Deref for Draft {
    type Target = Vec<u8>;

    fn deref(&self) -> &Vec<u8> {
        &self.bytes
    }
}

impl DerefMut for Draft {
    fn deref_mut(&mut self) -> &mut Vec<u8> {
        &mut self.bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_nothing() {
        let secret = Secret::new("hunter2").unwrap();
        assert_eq!(format!("{secret:?}"), "Secret(***)");
        assert_eq!(secret.expose(), "hunter2");
        assert_eq!(secret.0, "hunter2\0");
        assert_eq!(secret.as_ptr(), secret.0.as_ptr().cast());
    }

    #[test]
    fn nul_is_refused() {
        assert_eq!(Secret::new("a\0b"), Err(ContainsNul));
    }

    #[test]
    #[cfg(debug_assertions)]
    #[should_panic(expected = "a draft has grown")]
    fn a_draft_that_grows_is_told() {
        let mut draft = Draft::with_capacity(8);
        draft.push_all(&[b"12345678", b"9"]);
    }

    #[test]
    fn each_of_several_is_where_its_place_says() {
        let mut secrets = Secrets::with_capacity(8);
        let places = [secrets.push(&[b"a", b"", b"b"]), secrets.push(&[]), secrets.push(&[b"c\0d"])];
        assert_eq!(places.map(|place| secrets.expose(place)), ["ab", "", "c"]);
        assert_eq!(secrets.0.as_slice(), b"ab\0\0c\0d\0");
        assert_eq!(secrets.as_ptr(places[1]), secrets.0[3..].as_ptr().cast());
    }
}

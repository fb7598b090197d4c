//! Text that must not leak: zeroed when dropped, never printed, NUL-terminated so that C can borrow it.

use std::ffi::c_char;
use std::fmt;

use zeroize::Zeroizing;

/// A secret without interior NUL. Cloning copies the bytes; prefer sharing.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Secret(Zeroizing<Vec<u8>>);

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
        // Exact capacity: growing would leave an unzeroed copy behind.
        let mut bytes = Zeroizing::new(Vec::with_capacity(text.len() + 1));
        bytes.extend_from_slice(text.as_bytes());
        bytes.push(0);
        Ok(Self(bytes))
    }

    /// The text itself. The caller must not put it in an error, a log or a Debug text.
    #[must_use]
    pub fn expose(&self) -> &str {
        let text = self.0.split_last().map_or(&[][..], |(_nul, text)| text);
        // Built from a &str, so this never falls back.
        std::str::from_utf8(text).unwrap_or_default()
    }

    /// Where the text is for C, NUL-terminated, valid as long as `self`. Not looked through again.
    #[must_use]
    pub fn as_ptr(&self) -> *const c_char {
        if self.0.is_empty() { c"".as_ptr() } else { self.0.as_ptr().cast() }
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(***)")
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
        assert_eq!(secret.0.as_slice(), b"hunter2\0");
        assert_eq!(secret.as_ptr(), secret.0.as_ptr().cast());
    }

    #[test]
    fn nul_is_refused() {
        assert_eq!(Secret::new("a\0b"), Err(ContainsNul));
    }
}

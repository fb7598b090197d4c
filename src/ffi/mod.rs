//! The C boundary.
#![allow(unsafe_code, reason = "C pointers come in here, and nowhere else")]

mod handle;

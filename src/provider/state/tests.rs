//! What a provider promises, row by row: each test is one sentence about the pure state machine, driven by a scripted
//! [`world`](self::world) that has no socket, no thread, no file and no clock but its own.

mod clear;
mod clock;
mod credentials;
mod deadline;
mod flight;
mod freshness;
mod identity;
mod invalidate;
mod look;
mod recovery;
mod refusal;
mod restart;
mod retry;
mod schedule;
mod storing;
mod unasked;
mod world;

//! What a provider promises, row by row: each test is one sentence about the pure state machine, driven by a scripted
//! [`world`](self::world) that has no socket, no thread, no file and no clock but its own.

mod clear;
mod clock;
mod credentials;
mod deadline;
mod developer;
mod expiring;
mod flight;
mod freshness;
mod hanging;
mod identity;
mod initial;
mod invalidate;
mod login_recovery;
mod login_source;
mod logins;
mod look;
mod model;
mod open_id_token;
mod outage;
mod poll;
mod recovery;
mod refusal;
mod restart;
mod retry;
mod roles;
mod schedule;
mod serve_expired;
mod signing_out;
mod sleep;
mod storing;
mod surroundings;
mod unasked;
mod unlink;
mod world;

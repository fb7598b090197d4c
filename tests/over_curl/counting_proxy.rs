//! The suite's proxy (tests/end_to_end/proxy.rs) as a program: `counting-proxy ENDPOINT` prints its own endpoint, and for
//! each line that it reads the round trips since the last one. Ends with its standard input.

#![allow(clippy::unwrap_used, reason = "this is how a test fails")]
#![allow(unreachable_pub, reason = "the suite's own module")]

#[path = "../end_to_end/proxy.rs"]
mod proxy;

fn main() {
    let target = std::env::args().nth(1).unwrap();
    let proxy = proxy::Proxy::to(&target);
    println!("{}", proxy.endpoint(&target));
    for _line in std::io::stdin().lines() {
        println!("{}", proxy.take_round_trips());
    }
}

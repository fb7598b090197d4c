//! The get that does not wait. Asked every frame, it costs a look at memory as long as there is an answer, a fetch under
//! way, or an error whose pause has not ended.

use std::sync::Arc;

use super::flight::Purpose;
use super::{Effect, State, Want};
use crate::clock::Now;
use crate::error::ResultCode;
use crate::queue::Completion;

impl State {
    /// What a get has to say now. `None`: a fetch is under way, started here unless there was one. Whoever does not
    /// wait is served what is valid still while its refresh is due.
    pub fn try_get(&mut self, want: Want, now: Now, out: &mut Vec<Effect>) -> Option<Arc<Completion>> {
        self.catch_up(now, out);
        let answer = self.at_once(want, now).or_else(|| self.valid_still(want, now));
        let answer = answer
            .or_else(|| self.cache.remembered_for_polls(now).filter(|_| self.flight.is_none()).cloned());
        match &answer {
            Some(answer) if answer.result == ResultCode::Ok && want == Want::Credentials => {
                self.refresh_in_background(now, out);
            }
            Some(_) => {}
            None if want == Want::IdentityId => self.start_flight_for(Purpose::Identity, now, out),
            None => self.start_flight_for(Purpose::LaterCalls, now, out),
        }
        self.after_step(now, out);
        answer
    }

    /// Credentials that a get would rather replace, and has a moment to.
    fn valid_still(&self, want: Want, now: Now) -> Option<Arc<Completion>> {
        let is_asked_for = want == Want::Credentials && !self.persistence.is_storing();
        self.cache.valid_still(now).filter(|_| is_asked_for)
    }
}

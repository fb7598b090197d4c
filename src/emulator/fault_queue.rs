//! Invariant: an injected plan strikes exactly as many matching requests as it was injected for, in the order
//! of injection, and one request is struck by one plan at most.

use std::collections::VecDeque;

use super::fault::Fault;
use super::operation::Operation;

/// Which requests a plan strikes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum On {
    /// Any request.
    Any,
    /// Requests for this operation.
    Only(Operation),
}

impl From<Operation> for On {
    fn from(operation: Operation) -> Self {
        Self::Only(operation)
    }
}

/// How many requests a plan strikes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Times {
    /// This many.
    Count(u32),
    /// All, until the faults are cleared.
    Forever,
}

impl From<u32> for Times {
    fn from(count: u32) -> Self {
        Self::Count(count)
    }
}

/// Everything that goes wrong with one request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan(pub Vec<Fault>);

impl From<Fault> for Plan {
    fn from(fault: Fault) -> Self {
        Self(vec![fault])
    }
}

impl From<Vec<Fault>> for Plan {
    fn from(faults: Vec<Fault>) -> Self {
        Self(faults)
    }
}

impl<const N: usize> From<[Fault; N]> for Plan {
    fn from(faults: [Fault; N]) -> Self {
        Self(faults.to_vec())
    }
}

/// The plans that have not struck yet.
#[derive(Default)]
pub(super) struct FaultQueue {
    waiting: VecDeque<(Plan, On, Times)>,
}

impl FaultQueue {
    pub(super) fn inject(&mut self, plan: Plan, on: On, times: Times) {
        if times != Times::Count(0) {
            self.waiting.push_back((plan, on, times));
        }
    }

    pub(super) fn clear(&mut self) {
        self.waiting.clear();
    }

    /// The plan for a request that has arrived; `None` is a request for no known operation.
    pub(super) fn take_for_request(&mut self, operation: Option<Operation>) -> Plan {
        self.take(|plan, on| {
            let matches = on == On::Any || operation.is_some_and(|operation| on == On::Only(operation));
            matches && !strikes_connection(plan)
        })
    }

    /// Whether the connection that was just accepted has to fail.
    pub(super) fn take_for_connection(&mut self) -> bool {
        !self.take(|plan, _| strikes_connection(plan)).0.is_empty()
    }

    fn take(&mut self, matches: impl Fn(&Plan, On) -> bool) -> Plan {
        let Some(position) = self.waiting.iter().position(|(plan, on, _)| matches(plan, *on)) else {
            return Plan::default();
        };
        let Some((plan, _, times)) = self.waiting.get_mut(position) else { return Plan::default() };
        let taken = plan.clone();
        if let Times::Count(left) = times {
            *left = left.saturating_sub(1);
            if *left == 0 {
                self.waiting.remove(position);
            }
        }
        taken
    }
}

fn strikes_connection(plan: &Plan) -> bool {
    plan.0.contains(&Fault::TlsFailure)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plans_strike_in_order_and_as_often_as_told() {
        let mut queue = FaultQueue::default();
        queue.inject(Fault::Close.into(), Operation::GetId.into(), 2.into());
        queue.inject(Fault::Reset.into(), On::Any, 1.into());
        queue.inject(Fault::TlsFailure.into(), On::Any, 1.into());
        queue.inject(Fault::Hold.into(), On::Any, 0.into());
        let openid = Some(Operation::GetOpenIdToken);
        assert_eq!(queue.take_for_request(openid), Fault::Reset.into());
        assert_eq!(queue.take_for_request(openid), Plan::default());
        assert_eq!(queue.take_for_request(None), Plan::default());
        for _ in 0..2 {
            assert_eq!(queue.take_for_request(Some(Operation::GetId)), Fault::Close.into());
        }
        assert_eq!(queue.take_for_request(Some(Operation::GetId)), Plan::default());
        assert!(queue.take_for_connection());
        assert!(!queue.take_for_connection());
    }

    #[test]
    fn forever_lasts_until_cleared() {
        let mut queue = FaultQueue::default();
        queue.inject([Fault::Hold, Fault::throttle()].into(), On::Any, Times::Forever);
        for _ in 0..5 {
            assert_eq!(queue.take_for_request(None).0.len(), 2);
        }
        queue.clear();
        assert_eq!(queue.take_for_request(None), Plan::default());
    }
}

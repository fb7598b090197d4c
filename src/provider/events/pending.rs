//! Events that nobody has heard yet. Pure. Invariants: there are at most [`MAX_EVENTS`], and of each kind that came the
//! newest is among them; what a clear, a sign-out or a login change made stale is not, so that nothing here ever holds
//! credentials of before one; before anybody listens there is the present state at most, and never credentials.

use std::collections::VecDeque;
use std::ffi::CStr;
use std::sync::Arc;

use crate::queue::{Completion, EventKind};

/// Events of one provider that wait in the queue at most.
pub(super) const MAX_EVENTS: usize = 64;

/// In their order, each with a place in the queue. A place whose event was taken back stays there and delivers nothing.
#[derive(Default)]
pub(super) struct PendingEvents {
    events: VecDeque<Completion>,
    places: usize,
}

impl PendingEvents {
    /// Adds an event; `true` when it needs another place in the queue.
    pub(super) fn push(&mut self, event: Completion) -> bool {
        if self.events.len() >= MAX_EVENTS {
            self.drop_one();
        }
        self.events.push_back(event);
        let needs_place = self.places < MAX_EVENTS;
        self.places += usize::from(needs_place);
        needs_place
    }

    /// What to deliver at a place: nothing when there are more places than events, so that none is told too early.
    pub(super) fn take(&mut self) -> Option<Completion> {
        let is_left_over = self.events.len() < self.places;
        self.places = self.places.saturating_sub(1);
        if is_left_over { None } else { self.events.pop_front() }
    }

    pub(super) fn forget_stale(&mut self) {
        self.events.retain(|event| !is_of_a_moment(event));
    }

    #[cfg(test)]
    pub(super) fn is_empty(&self) -> bool {
        self.events.is_empty()
    }

    /// All, without their places.
    pub(super) fn take_all(&mut self) -> Vec<Completion> {
        self.places = 0;
        std::mem::take(&mut self.events).into()
    }

    pub(super) fn forget_all(&mut self) {
        self.events.clear();
    }

    /// The oldest of the most frequent kind; of two changes of the identity one is left that tells both.
    fn drop_one(&mut self) {
        let count =
            |event: &Completion| self.events.iter().filter(|other| kind(other) == kind(event)).count();
        let Some(most) = self.events.iter().max_by_key(|event| count(event)).map(kind) else { return };
        let Some(oldest) = self.events.iter().position(|event| kind(event) == most) else { return };
        let Some(dropped) = self.events.remove(oldest) else { return };
        if let Some(next) = self.events.iter_mut().find(|event| kind(event) == most) {
            start_where(next, dropped);
        }
    }
}

/// What there is to tell whoever comes to listen.
#[derive(Default)]
pub(super) struct PresentState {
    events: Vec<Completion>,
}

impl PresentState {
    /// Takes note of an event: at most one of a kind is left, and none that is no longer so.
    pub(super) fn add(&mut self, mut event: Completion) {
        let of = kind(&event);
        match of {
            Some(EventKind::CredentialsRefreshed) => return self.forget_failures(), // it ended them
            Some(EventKind::CredentialsExpiring) | None => return,
            _ => {}
        }
        if let Some(at) = self.events.iter().position(|other| kind(other) == of) {
            start_where(&mut event, self.events.remove(at));
        }
        if of != Some(EventKind::IdentityChanged) || previous(&event) != event.identity_id.as_ref() {
            self.events.push(event);
        }
    }

    /// An identity may no longer be the player's; that there is none any more stays so.
    pub(super) fn forget_stale(&mut self) {
        self.events.retain(|event| !is_of_a_moment(event));
        self.events.iter_mut().for_each(forget_identity);
        self.events
            .retain(|event| kind(event) != Some(EventKind::IdentityChanged) || event.identity_id.is_none());
    }

    fn forget_failures(&mut self) {
        self.events.retain(|event| !is_of_a_moment(event));
    }
}

impl IntoIterator for PresentState {
    type Item = Completion;
    type IntoIter = std::vec::IntoIter<Completion>;

    fn into_iter(self) -> Self::IntoIter {
        self.events.into_iter()
    }
}

fn kind(event: &Completion) -> Option<EventKind> {
    event.event.as_ref().map(|event| event.kind)
}

fn previous(event: &Completion) -> Option<&Arc<CStr>> {
    event.event.as_ref()?.previous_identity_id.as_ref()
}

/// Whether it says something about the player of a moment. The others stay true: the identity did change, and the store
/// is one for all players.
fn is_of_a_moment(event: &Completion) -> bool {
    !matches!(kind(event), Some(EventKind::IdentityChanged | EventKind::StoreDegraded))
}

/// A store that failed is another player's matter too, with another identity id.
fn forget_identity(event: &mut Completion) {
    if kind(event) == Some(EventKind::StoreDegraded) {
        event.identity_id = None;
    }
}

/// `earlier`, which is not told, changed the identity before `event` does.
fn start_where(event: &mut Completion, earlier: Completion) {
    if let (Some(event), Some(earlier)) = (&mut event.event, earlier.event) {
        event.previous_identity_id = earlier.previous_identity_id;
    }
}

#[cfg(test)]
pub(super) mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::credentials::Credentials;
    use crate::queue::{Event, IdentityChange, c_text};
    use crate::secret::Secret;

    pub(crate) fn of_kind(kind: EventKind) -> Completion {
        Completion { event: Some(Event::of(kind)), ..Completion::success() }
    }

    pub(crate) fn refreshed() -> Completion {
        let secret = || Secret::new("secret").unwrap();
        let credentials = Credentials {
            access_key_id: secret(),
            secret_access_key: secret(),
            session_token: secret(),
            expiration_unix_ms: 0,
            keys: crate::signing::KeyCache::default(),
        };
        Completion { credentials: Some(Arc::new(credentials)), ..of_kind(EventKind::CredentialsRefreshed) }
    }

    pub(crate) fn identity_changed(from: Option<&str>, to: Option<&str>) -> Completion {
        let event = Event {
            previous_identity_id: from.map(c_text),
            cause: Some(IdentityChange::Merged),
            ..Event::of(EventKind::IdentityChanged)
        };
        Completion { identity_id: to.map(c_text), event: Some(event), ..Completion::success() }
    }

    fn expiring() -> Completion {
        Completion { event: Some(Event::of(EventKind::CredentialsExpiring)), ..refreshed() }
    }

    fn ids(event: &Completion) -> (Option<String>, Option<String>) {
        let text = |id: Option<&Arc<CStr>>| id.map(|id| id.to_string_lossy().into_owned());
        (text(previous(event)), text(event.identity_id.as_ref()))
    }

    fn kinds(present: PresentState) -> Vec<EventKind> {
        present.into_iter().map(|event| kind(&event).unwrap()).collect()
    }

    fn present(events: Vec<Completion>) -> PresentState {
        let mut present = PresentState::default();
        for event in events {
            present.add(event);
        }
        present
    }

    #[test]
    fn a_place_whose_event_was_taken_back_tells_no_other_before_its_time() {
        let mut pending = PendingEvents::default();
        for event in [expiring(), of_kind(EventKind::StoreDegraded)] {
            assert!(pending.push(event));
        }
        pending.forget_stale();
        assert!(pending.take().is_none());
        assert_eq!(kind(&pending.take().unwrap()), Some(EventKind::StoreDegraded));
        assert!(pending.take().is_none());
    }

    #[test]
    fn whoever_comes_to_listen_is_told_what_is_so_and_no_credentials() {
        let failed = || of_kind(EventKind::RefreshFailed);
        let required = || of_kind(EventKind::LoginRequired);
        let degraded = || of_kind(EventKind::StoreDegraded);
        let created = || identity_changed(None, Some("a"));
        let cleared = || identity_changed(Some("a"), None);
        let table = [
            (vec![refreshed(), expiring()], vec![]),
            (vec![failed(), required(), failed()], vec![EventKind::LoginRequired, EventKind::RefreshFailed]),
            (vec![failed(), required(), refreshed()], vec![]),
            (vec![failed(), expiring()], vec![EventKind::RefreshFailed]),
            (vec![degraded(), degraded(), refreshed()], vec![EventKind::StoreDegraded]),
            (vec![created(), cleared()], vec![]),
            (
                vec![created(), degraded(), cleared(), created()],
                vec![EventKind::StoreDegraded, EventKind::IdentityChanged],
            ),
        ];
        for (events, told) in table {
            assert_eq!(kinds(present(events.clone())), told, "{events:?}");
        }
    }

    #[test]
    fn several_changes_of_the_identity_are_one() {
        let changes = vec![identity_changed(Some("a"), None), identity_changed(None, Some("b"))];
        let told: Vec<_> = present(changes).into_iter().map(|event| ids(&event)).collect();
        assert_eq!(told, [(Some("a".to_owned()), Some("b".to_owned()))]);
    }

    #[test]
    fn what_a_new_player_makes_stale_is_forgotten() {
        let mut present = present(vec![
            of_kind(EventKind::RefreshFailed),
            of_kind(EventKind::LoginRequired),
            Completion { identity_id: Some(c_text("a")), ..of_kind(EventKind::StoreDegraded) },
            identity_changed(None, Some("a")),
        ]);
        present.forget_stale();
        assert!(present.events.iter().all(|event| event.identity_id.is_none()));
        assert_eq!(kinds(present), [EventKind::StoreDegraded]);
        let mut present = self::present(vec![identity_changed(Some("a"), None)]);
        present.forget_stale();
        assert_eq!(kinds(present), [EventKind::IdentityChanged], "that the player left");
    }

    const KINDS: [EventKind; 6] = [
        EventKind::IdentityChanged,
        EventKind::CredentialsRefreshed,
        EventKind::RefreshFailed,
        EventKind::LoginRequired,
        EventKind::StoreDegraded,
        EventKind::CredentialsExpiring,
    ];

    #[derive(Clone, Copy, Debug)]
    enum Step {
        /// Every event carries its number in its expiry.
        Push(usize),
        ForgetStale,
        Take,
    }

    fn steps() -> impl Strategy<Value = Vec<Step>> {
        let step = prop_oneof![
            // Mostly of one kind, so that the rare ones are at risk.
            20 => Just(Step::Push(1)),
            4 => (0..KINDS.len()).prop_map(Step::Push),
            1 => Just(Step::ForgetStale),
            3 => Just(Step::Take),
        ];
        prop::collection::vec(step, 0..400)
    }

    proptest! {
        #[test]
        fn bounded_in_order_and_the_newest_of_each_kind_is_kept(steps in steps()) {
            let mut pending = PendingEvents::default();
            let (mut places, mut heard) = (0_usize, 0);
            let mut newest = [None; KINDS.len()];
            for (number, step) in (1_u64..).zip(steps) {
                match step {
                    Step::Push(kind) => {
                        let event = Completion { expires_mono_ms: number, ..of_kind(KINDS[kind]) };
                        places += usize::from(pending.push(event));
                        newest[kind] = Some(number);
                    }
                    Step::ForgetStale => {
                        pending.forget_stale();
                        for kind in [1, 2, 3, 5] {
                            newest[kind] = None;
                        }
                    }
                    Step::Take if places > 0 => {
                        places -= 1;
                        if let Some(event) = pending.take() {
                            prop_assert!(event.expires_mono_ms > heard, "out of order");
                            heard = event.expires_mono_ms;
                            let newest = &mut newest[KINDS.iter().position(|of| Some(*of) == kind(&event)).unwrap()];
                            newest.take_if(|number| *number == heard);
                        }
                    }
                    Step::Take => {}
                }
                prop_assert!(pending.events.len() <= places && places <= MAX_EVENTS);
                let is_there = |number: u64| pending.events.iter().any(|event| event.expires_mono_ms == number);
                prop_assert!(newest.iter().flatten().all(|number| is_there(*number)));
            }
        }

        #[test]
        fn a_full_list_still_tells_every_change_of_the_identity(extra in 0_usize..200) {
            let mut pending = PendingEvents::default();
            let id = |number: usize| number.to_string();
            let count = MAX_EVENTS + extra;
            for number in 0..count {
                pending.push(identity_changed(Some(&id(number)), Some(&id(number + 1))));
            }
            let mut at = "0".to_owned();
            while let Some(event) = pending.take() {
                let (from, to) = ids(&event);
                prop_assert_eq!(from.unwrap(), at, "a gap");
                at = to.unwrap();
            }
            prop_assert_eq!(at, id(count));
        }
    }
}

//! What the schedules did: a simulation that does nothing proves nothing.

/// How much a run has exercised.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Coverage {
    pub(crate) answers: u64,
    pub(crate) with_credentials: u64,
    pub(crate) failures: u64,
    pub(crate) identities_changed: u64,
    pub(crate) calls: u64,
    pub(crate) sign_ins: u64,
    pub(crate) login_requests: u64,
    pub(crate) with_logins: u64,
    pub(crate) open_id_tokens: u64,
    pub(crate) unlinkings: u64,
    pub(crate) sessions: u64,
    pub(crate) expiring: u64,
    pub(crate) stale: u64,
    pub(crate) signed: u64,
    pub(crate) signed_after_sleep: u64,
    pub(crate) offline: u64,
}

impl Coverage {
    pub(crate) fn add(&mut self, other: Self) {
        self.answers += other.answers;
        self.with_credentials += other.with_credentials;
        self.failures += other.failures;
        self.identities_changed += other.identities_changed;
        self.calls += other.calls;
        self.sign_ins += other.sign_ins;
        self.login_requests += other.login_requests;
        self.with_logins += other.with_logins;
        self.open_id_tokens += other.open_id_tokens;
        self.unlinkings += other.unlinkings;
        self.sessions += other.sessions;
        self.expiring += other.expiring;
        self.stale += other.stale;
        self.signed += other.signed;
        self.signed_after_sleep += other.signed_after_sleep;
        self.offline += other.offline;
    }

    pub(crate) fn is_worth_something(self) -> bool {
        let guests =
            [self.answers, self.with_credentials, self.failures, self.identities_changed, self.calls];
        let players =
            [self.sign_ins, self.login_requests, self.with_logins, self.open_id_tokens, self.signed];
        let rare = [self.unlinkings, self.sessions, self.expiring, self.offline, self.signed_after_sleep]
            .into_iter()
            .all(|count| count > 0);
        rare && guests.into_iter().chain(players).all(|count| count > 100)
    }
}

//! Credentials: whose they are, when they were sent for, and whether they are still valid by the service's true time.

use cognito_native::clock::Now;
use cognito_native::credentials::Credentials;
use cognito_native::error::ResultCode;
use cognito_native::provider::Want;
use cognito_native::provider::snapshot::{Phase, Snapshot};
use cognito_native::queue::{Completion, EventKind, signing};
use cognito_native::signing::Order;

use crate::answer::{fetch_of, secret_key, session_token};
use crate::oracle::Oracle;
use crate::service::{Fetch, Service};
use crate::world::true_unix_ms;

/// So far from their own time services take a signature.
const TAKEN_FOR_MS: i64 = 5 * 60_000;

/// A device that sleeps between its question and the answer does not know how old the answer's `Date` is, and has to trust
/// its own clock.
const LONG_WAIT_MS: u64 = 60_000;

/// Which fetch the credentials are from.
pub(crate) fn number_of(completion: &Completion) -> Option<usize> {
    fetch_of(completion.credentials.as_ref()?.access_key_id.expose())
}

impl Oracle {
    /// Where these credentials come from; a violation when they are not exactly what the service handed out.
    fn trace_back<'a>(
        &mut self,
        instance: usize,
        completion: &Completion,
        service: &'a Service,
    ) -> Option<(usize, &'a Fetch)> {
        let credentials: &Credentials = completion.credentials.as_deref()?;
        let number = fetch_of(credentials.access_key_id.expose());
        let found = number.and_then(|number| Some((number, service.fetches.get(number)?)));
        let is_whole = found.is_some_and(|(number, fetch)| {
            credentials.secret_access_key.expose() == secret_key(number)
                && credentials.session_token.expose() == session_token(number)
                && credentials.expiration_unix_ms == fetch.expires_unix_ms
                && completion
                    .identity_id
                    .as_deref()
                    .is_some_and(|id| id.to_bytes() == fetch.identity_id.as_bytes())
        });
        if !is_whole {
            self.violation(format!("p{instance}: mixed or invented credentials: {completion:?}"));
            return None;
        }
        found
    }

    /// What the synchronous getters serve.
    pub(crate) fn judge_shown(&mut self, instance: usize, credentials: &Completion, service: &Service) {
        let Some((number, fetch)) = self.trace_back(instance, credentials, service) else { return };
        let of = &self.instances[instance];
        let (place, generation) = (of.place, of.generation);
        let is_cleared = if fetch.by.instance == instance {
            fetch.by.generation != generation
        } else {
            // Restored: from this process's earlier life (or the other process).
            let is_own = self.instances[fetch.by.instance].place == place;
            let is_excused = self.instances.iter().any(|other| {
                other.place == place && (other.has_store_trouble || other.is_disturbed || other.is_killed)
            });
            let is_back = is_own && number < self.cleared_fetches.get(&place).copied().unwrap_or(0);
            generation > 0 || !fetch.is_guest || is_back && !is_excused && self.is_single_process
        };
        if is_cleared {
            self.violation(format!("p{instance}: shows credentials {number}, which were cleared"));
        }
        if self.instances[instance].refused.contains(&number) {
            self.violation(format!("p{instance}: shows credentials {number}, which the host found refused"));
        }
        if self.instances[instance].shown_identity.as_ref() != Some(&fetch.identity_id) {
            self.violation(format!("p{instance}: shows credentials {number} of another identity"));
        }
    }

    /// The credentials in an answer.
    pub(crate) fn judge_credentials(
        &mut self,
        request: usize,
        completion: &Completion,
        service: &Service,
        now_ms: u64,
    ) {
        let (asked, instance) = (&self.requests[request], self.requests[request].instance);
        let (want, generation, accepted_at_ms) = (asked.want, asked.generation, asked.accepted_at_ms);
        let Some((number, fetch)) = self.trace_back(instance, completion, service) else { return };
        self.coverage.with_logins += u64::from(!fetch.is_guest);
        if completion.result != ResultCode::Ok || !matches!(want, Want::Credentials | Want::FreshCredentials)
        {
            self.violation(format!("r{request}: credentials nobody asked for"));
        }
        let of = &self.instances[instance];
        let is_own = fetch.by.instance == instance;
        let is_stale = if is_own {
            fetch.by.generation < generation.max(of.drained.0)
        } else {
            generation.max(of.drained.0) > 0
        };
        // It was answered after all that was dispatched before it.
        let answered_after_ms = accepted_at_ms.max(of.drained_at_ms.min(now_ms));
        let is_wanted = of.config.serve_expired && want == Want::Credentials;
        let is_excused = completion.is_stale || !self.is_time_known(instance, fetch);
        let is_expired = fetch.expires_unix_ms <= true_unix_ms(answered_after_ms);
        if is_stale || want == Want::FreshCredentials && !is_own {
            self.violation(format!(
                "r{request}: credentials {number} were sent for before the last clear or login change"
            ));
        }
        if self.is_time_known(instance, fetch) {
            self.judge_signature(instance, fetch.by.instance, completion, now_ms);
        }
        if completion.is_stale && !is_wanted {
            self.violation(format!("r{request}: stale credentials {number} that nobody wants"));
        }
        self.coverage.stale += u64::from(completion.is_stale);
        if is_expired && !is_excused {
            let late_ms = true_unix_ms(answered_after_ms) - fetch.expires_unix_ms;
            self.violation(format!("r{request}: credentials {number} had expired {late_ms} ms before"));
        }
    }

    /// A request that is signed now is dated so that the service takes it, whatever the device's clock shows.
    fn judge_signature(&mut self, instance: usize, fetched_by: usize, completion: &Completion, now_ms: u64) {
        let has_slept =
            [instance, fetched_by].iter().any(|of| self.instances[*of].longest_wait_ms > LONG_WAIT_MS);
        if has_slept && self.wall_error_ms.abs() > TAKEN_FOR_MS {
            return;
        }
        self.coverage.signed_after_sleep += u64::from(has_slept);
        let now = Now { mono_ms: now_ms, wall_unix_ms: true_unix_ms(now_ms) + self.wall_error_ms };
        let order = Order {
            method: "GET",
            url: "https://saves.s3.us-east-1.amazonaws.com/slot1",
            ..Order::default()
        };
        self.coverage.signed += 1;
        match signing::sign(&order, completion, now) {
            Ok(signed) => {
                let off_ms = signed.signed_at_unix_ms - true_unix_ms(now_ms);
                if off_ms.abs() > TAKEN_FOR_MS {
                    self.violation(format!("p{instance}: a signature dated {off_ms} ms from now"));
                }
            }
            Err(failure) => self.violation(format!("p{instance}: nothing signed: {failure}")),
        }
    }

    /// The host sets its event callback, perhaps for the first time.
    pub(crate) fn listens(&mut self, instance: usize) {
        let of = &mut self.instances[instance];
        let shown = of.shown_credentials.as_deref().and_then(number_of);
        of.first_unheard.get_or_insert(shown.map_or(0, |number| number + 1));
    }

    /// No event carries credentials of before a clear, a sign-out or a login change, not even one that was in the
    /// queue by then, or of before anybody listened.
    pub(crate) fn judge_event_credentials(
        &mut self,
        instance: usize,
        completion: &Completion,
        service: &Service,
    ) {
        let Some((number, fetch)) = self.trace_back(instance, completion, service) else { return };
        let of = &self.instances[instance];
        let is_own = fetch.by.instance == instance;
        let is_stale = if is_own { fetch.by.generation } else { 0 } < of.generation;
        // Those of an earlier run may be told to expire to whoever listens from the start.
        let is_early = is_own && of.first_unheard.is_none_or(|first| number < first);
        let is_new =
            completion.event.as_ref().is_some_and(|event| event.kind == EventKind::CredentialsRefreshed);
        if is_stale || (is_early && is_new) {
            self.violation(format!(
                "p{instance}: an event with credentials {number}: stale {is_stale}, early {is_early}"
            ));
        }
    }

    /// The host is told that its credentials expire soon.
    pub(crate) fn judge_expiring(&mut self, instance: usize, completion: &Completion, service: &Service) {
        self.coverage.expiring += 1;
        let Some((number, fetch)) = self.trace_back(instance, completion, service) else { return };
        let of = &mut self.instances[instance];
        let is_again = !of.expiring.insert(number);
        let is_replaced = of.refreshed.is_some_and(|newest| newest > number);
        let least_generation = of.drained.0;
        let is_own = fetch.by.instance == instance;
        let is_cleared = if is_own { fetch.by.generation } else { 0 } < least_generation;
        if completion.result != ResultCode::Ok || is_again || is_replaced || is_cleared {
            self.violation(format!(
                "p{instance}: credentials {number} are told to expire soon: again {is_again}, replaced {is_replaced}, cleared {is_cleared}"
            ));
        }
    }

    /// Someone reads what is cached.
    pub(crate) fn read_cached(&mut self, instance: usize, service: &Service, now_ms: u64) {
        let Some(shown) = self.instances[instance].shown_credentials.clone() else { return };
        if now_ms >= shown.expires_mono_ms {
            return; // what a getter checks
        }
        let Some((number, fetch)) = self.trace_back(instance, &shown, service) else { return };
        if fetch.expires_unix_ms <= true_unix_ms(now_ms) && self.is_time_known(instance, fetch) {
            self.violation(format!("p{instance}: shows credentials {number}, which have expired"));
        }
        if self.is_time_known(instance, fetch) {
            self.judge_signature(instance, fetch.by.instance, &shown, now_ms);
        }
    }

    /// An outage keeps nobody waiting for long: with nothing to serve, the next attempt is at most the longest cool-down
    /// (and its jitter) away.
    pub(crate) fn judge_next_attempt(&mut self, instance: usize, snapshot: &Snapshot, now_ms: u64) {
        let of = &self.instances[instance];
        let config = &of.config;
        let has_nothing = matches!(snapshot.phase, Phase::Empty | Phase::Expired);
        let may_serve = config.serve_expired && !config.keep_fresh && snapshot.phase == Phase::Expired;
        if !self.are_dates_right || self.wall_jumps > 0 || of.is_closed || !has_nothing || may_serve {
            return;
        }
        let Some(next_unix_ms) = snapshot.next_refresh_unix_ms else { return };
        // By the provider's own idea of the service's time.
        let away_ms = next_unix_ms - true_unix_ms(now_ms) - snapshot.clock_offset_ms;
        let most_ms = if config.keep_fresh && snapshot.phase == Phase::Expired { 30_000 } else { 36_000 };
        if away_ms > most_ms + 1_000 {
            self.violation(format!("p{instance}: nothing to serve, and the next attempt {away_ms} ms away"));
        }
    }

    /// Whether a provider can know the true time: from answers, or from a device clock that was never wrong; for
    /// restored credentials the device's clock must not have been set since they were fetched.
    fn is_time_known(&self, instance: usize, fetch: &Fetch) -> bool {
        let is_restored = fetch.by.instance != instance;
        self.are_dates_absent || self.are_dates_right && (!is_restored || fetch.wall_jumps == self.wall_jumps)
    }
}

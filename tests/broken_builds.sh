#!/bin/sh
# Can the simulation fail? Breaks the library on purpose, one defect at a time, and demands that it does. A break that
# no longer applies is an error: adapt it to the code.
#
#   tests/broken_builds.sh [NAME…]     with no name: the unbroken tree first, then every break
#
# COGNITO_SIM_SCHEDULES: how many schedules each gets (default 20000; it stops at the first failures).
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-$root/target}"
# Always the same place, so that the second run finds what the first one built.
work="$CARGO_TARGET_DIR/broken_builds"
export COGNITO_SIM_SCHEDULES="${COGNITO_SIM_SCHEDULES:-20000}"
failed=0

fresh_tree() {
    rm -rf "$work/tree"
    mkdir -p "$work/tree"
    (cd "$root" && tar -cf - --exclude=./target --exclude=./.git --exclude=./tests/.cache .) | tar -xf - -C "$work/tree"
    # Cargo goes by the time of the files: what was broken before must not pass for built.
    find "$work/tree/src" -name '*.rs' -exec touch {} +
}

# replace FILE: the one place where the text of $old stands is replaced by $new.
replace() {
    old="$old" new="$new" python3 - "$work/tree/$1" <<'PYTHON'
import os, sys
path, old, new = sys.argv[1], os.environ["old"], os.environ["new"]
text = open(path, encoding="utf-8").read()
if text.count(old) != 1:
    sys.exit(f"{path}: the place to break is there {text.count(old)} times, not once")
open(path, "w", encoding="utf-8").write(text.replace(old, new))
PYTHON
}

simulate() {
    # A target directory of its own: the library's file has one name there, and a broken one must not pass for the real.
    (cd "$work/tree" && CARGO_TARGET_DIR="$work/target" cargo test --quiet --test simulation) >"$work/log" 2>&1
}

wanted() {
    [ -z "$names" ] && return 0
    case " $names " in *" $1 "*) return 0 ;; esac
    return 1
}

# expect_caught NAME FILE, with $old and $new set.
expect_caught() {
    wanted "$1" || return 0
    fresh_tree
    replace "$2"
    if simulate; then
        echo "NOT CAUGHT  $1"
        failed=1
    elif grep -q '^seed ' "$work/log"; then
        echo "caught      $1: $(grep -m1 '^seed ' "$work/log" | cut -c1-110)"
    else
        echo "NOT TESTED  $1: the broken tree does not build or run"
        tail -n 20 "$work/log"
        failed=1
    fi
}

names="$*"
if [ -z "$names" ]; then
    fresh_tree
    if ! simulate; then
        echo "the unbroken tree fails:"
        tail -n 30 "$work/log"
        exit 1
    fi
    echo "passes      the unbroken tree"
fi

old='        if !self.settled {
            let completion'
new='        if false {
            let completion'
expect_caught completer_drop_guard src/queue/completer.rs

old='        core.completers.insert(waiter, completer);'
new='        if waiter % 7 != 3 { core.completers.insert(waiter, completer); }'
expect_caught completer_dropped src/provider/actor.rs

old='let flight = self.flight.as_ref().filter(|_| call.generation == self.generation);
        let current = flight.and_then(|flight| Some((flight.is_calling(call)?, flight.sent_mono_ms())));'
new='let flight = self.flight.as_ref();
        let current = flight.and_then(|flight| match flight.stage() {
            Stage::Calling(_, operation) => Some((operation, flight.sent_mono_ms())),
            _ => None,
        });'
expect_caught generation_check src/provider/state/fetch.rs

old='        if self.lock_polls >= LOCK_POLLS {'
new='        if self.lock_polls < LOCK_POLLS {'
expect_caught lock_ignored src/provider/state/flight.rs

old='ErrorKind::IdentityNotFound | ErrorKind::MalformedIdentityId if may_replace =>'
new='ErrorKind::IdentityNotFound | ErrorKind::MalformedIdentityId | ErrorKind::Unavailable if may_replace =>'
expect_caught identity_dropped_on_outage src/provider/recovery.rs

old='            Age::Expired => is_refresh_held && self.config.serve_expired,'
new='            Age::Expired => true,'
expect_caught expired_served src/provider/state/cached.rs

old='        if self.left_ms(now) > 0 {'
new='        if true {'
expect_caught expired_served_unmarked src/provider/state/cached.rs

old='        if self.persistence.is_storing() {
            return;
        }
        let Some(flight) = self.flight.take_if'
new='        self.persistence.stop_storing();
        let Some(flight) = self.flight.take_if'
expect_caught storing_not_awaited src/provider/state/settle.rs

old='        self.generation += 1;
        self.publish(out);'
new='        self.generation += 1;'
expect_caught clear_not_published src/provider/state/clear.rs

old='                self.fail_offline_waiters(out);
            }
            return;'
new='                self.fail_offline_waiters(out);
            }'
expect_caught second_flight src/provider/state/fetch.rs

old='        if self.config.disable_guest_access && self.identity.is_guest() {'
new='        if false {'
expect_caught guests_asked_for src/provider/state/logins.rs

old='        match self.seen {'
new='        match self.seen.filter(|_| false) {'
expect_caught device_clock_believed src/provider/service_clock.rs

old='        let Some(lost) = self.lost.take() else { return };'
new='        let Some(lost) = self.lost.take().filter(|_| false) else { return };'
expect_caught lost_job_not_reported src/provider/reply_guard.rs

old='        self.ports.transport.close();'
new=''
expect_caught transport_left_open src/provider/actor.rs

old='        f.write_str("Secret(***)")'
new='        f.write_str(self.expose())'
expect_caught secret_printed src/secret.rs

old='        self.next_generation(out);
        true'
new='        self.publish(out);
        true'
expect_caught login_change_keeps_generation src/provider/state/logins.rs

old='        self.forget_credentials();
        if self.persistence.holds_credentials() {
            self.store(out);
        }
        self.forget_flights_haul();'
new='        self.forget_flights_haul();'
expect_caught login_change_keeps_credentials src/provider/state/logins.rs

old='if self.identity.is_unconfirmed() || self.persistence.hides_told() {'
new='if self.persistence.hides_told() {'
expect_caught unconfirmed_identity_shown src/provider/state/mod.rs

old='        self.present.as_ref().filter(|_| !self.is_unconfirmed)'
new='        self.present.as_ref()'
expect_caught unconfirmed_identity_answered src/provider/state/identity.rs

old='        if !self.identity.is_unconfirmed() {
            self.tell_identity(out);
        }'
new='        self.tell_identity(out);'
expect_caught unconfirmed_identity_told src/provider/state/settle.rs

old='self.identity.has_login_source() && !is(Flight::has_renewed_logins),'
new='self.identity.has_login_source(),'
expect_caught source_asked_endlessly src/provider/state/fetch.rs

old='        } else if !flight.has_asked() && self.should_ask(now) {'
new='        } else if self.should_ask(now) {'
expect_caught source_asked_again_at_once src/provider/state/fetch.rs

old='        } else if self.developer_token().is_some() || flight.open_id_token().is_some() {'
new='        } else if flight.open_id_token().is_some() {'
expect_caught developer_token_exchanged src/provider/state/call.rs

old='        self.identity.forget_logins();
        self.clear_identity(now, out);'
new='        self.identity.forget_logins();
        self.clear_identity(now, out);
        out.retain(|effect| !matches!(effect, Effect::Store(_, None)));'
expect_caught sign_out_keeps_stored_identity src/provider/state/logins.rs

old='        self.identity.forget_logins();
        self.clear_identity(now, out);'
new='        self.clear_identity(now, out);'
expect_caught sign_out_keeps_logins src/provider/state/logins.rs

old='waiting.want == Want::UnlinkedLogin && waiting.login.as_deref() == Some(name.as_str());'
new='waiting.want == Want::UnlinkedLogin;'
expect_caught unlinking_credited_to_another src/provider/state/unlink.rs

old='        self.fetched = false;
        self.open_id_token = None;'
new='        self.fetched = false;'
expect_caught token_outlives_merge src/provider/state/flight.rs

old='            Stage::AskingForLogins { until_mono_ms, .. } if until_mono_ms <= now.mono_ms => {'
new='            Stage::AskingForLogins { until_mono_ms, .. } if until_mono_ms == u64::MAX => {'
expect_caught silent_source_awaited src/provider/state/fetch.rs

old='            cached.expiring_told = true;'
new='            cached.expiring_told = false;'
expect_caught expiry_told_again_and_again src/provider/state/time.rs

exit "$failed"

#!/usr/bin/env python3
"""Can the simulation fail? Puts defects into the library on purpose, and demands that it finds each.

    tests/broken_builds.py [NAME...]      without a name: the unbroken tree first, then every defect

All go into one build of a copy: where DEFECTS says `broken!()`, the program asks whether that defect is the one on. A
defect whose place is no longer in the code is an error: adapt it.

COGNITO_SIM_SCHEDULES: how many schedules each gets (default 20000; it stops at the first failures).
"""

import concurrent.futures
import json
import os
import pathlib
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
TARGET = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
TREE = TARGET / "broken_builds"
SCHEDULES = os.environ.get("COGNITO_SIM_SCHEDULES", "20000")

# Which defect is on, as the environment says; read once.
SWITCH = """
#[doc(hidden)]
pub fn is_broken(name: &str) -> bool {
    static ON: std::sync::OnceLock<Option<String>> = std::sync::OnceLock::new();
    ON.get_or_init(|| std::env::var("BROKEN").ok()).as_deref() == Some(name)
}
"""

# (name, file, what stands there once, what goes there)
DEFECTS = [
    (
        "completer_drop_guard",
        "src/queue/completer.rs",
        "        if !self.settled {\n            let completion",
        "        if !broken!() && !self.settled {\n            let completion",
    ),
    (
        "completer_dropped",
        "src/provider/actor.rs",
        "        core.completers.insert(waiter, completer);",
        "        if !broken!() || waiter % 7 != 3 { core.completers.insert(waiter, completer); }",
    ),
    (
        "generation_check",
        "src/provider/state/fetch.rs",
        "filter(|_| call.generation == self.generation);\n"
        "        let current = flight.and_then(|flight| Some((flight.is_calling(call)?, flight.sent_mono_ms())));",
        "filter(|_| broken!() || call.generation == self.generation);\n"
        "        let current = flight.and_then(|flight| match flight.stage() {\n"
        "            Stage::Calling(_, operation) if broken!() => Some((operation, flight.sent_mono_ms())),\n"
        "            _ => Some((flight.is_calling(call)?, flight.sent_mono_ms())),\n"
        "        });",
    ),
    (
        "lock_ignored",
        "src/provider/state/flight.rs",
        "        if self.lock_polls >= LOCK_POLLS {",
        "        if (self.lock_polls >= LOCK_POLLS) != broken!() {",
    ),
    (
        "identity_dropped_on_outage",
        "src/provider/recovery.rs",
        "        ErrorKind::IdentityNotFound | ErrorKind::MalformedIdentityId if may_replace =>",
        "        ErrorKind::Unavailable if may_replace && broken!() => Reaction::NewIdentity,\n"
        "        ErrorKind::IdentityNotFound | ErrorKind::MalformedIdentityId if may_replace =>",
    ),
    (
        "expired_served",
        "src/provider/state/cache.rs",
        "            Age::Expired => is_refresh_held && serve_expired,",
        "            Age::Expired => broken!() || is_refresh_held && serve_expired,",
    ),
    (
        "expired_served_unmarked",
        "src/provider/state/cache/cached.rs",
        "        if self.left_ms(now) > 0 {",
        "        if broken!() || self.left_ms(now) > 0 {",
    ),
    (
        "storing_not_awaited",
        "src/provider/state/settle.rs",
        "        if self.persistence.is_storing() {\n            return;\n        }\n        let Some(flight) = self.flight.take_if",
        "        if broken!() {\n            self.persistence.stop_storing();\n        }\n"
        "        if self.persistence.is_storing() {\n            return;\n        }\n        let Some(flight) = self.flight.take_if",
    ),
    (
        "clear_not_published",
        "src/provider/state/clear.rs",
        "        self.identity.next_epoch();\n        self.publish(out);",
        "        self.identity.next_epoch();\n        if !broken!() {\n            self.publish(out);\n        }",
    ),
    (
        "second_flight",
        "src/provider/state/fetch.rs",
        "                self.fail_offline_waiters(out);\n            }\n            return;",
        "                self.fail_offline_waiters(out);\n            }\n            if !broken!() {\n                return;\n            }",
    ),
    (
        "guests_asked_for",
        "src/provider/state/logins.rs",
        "        if self.config.disable_guest_access && self.identity.is_guest() {",
        "        if !broken!() && self.config.disable_guest_access && self.identity.is_guest() {",
    ),
    (
        "device_clock_believed",
        "src/provider/service_clock.rs",
        "        match self.seen {",
        "        match self.seen.filter(|_| !broken!()) {",
    ),
    (
        "lost_job_not_reported",
        "src/provider/reply_guard.rs",
        "        let Some(lost) = self.lost.take() else { return };",
        "        let Some(lost) = self.lost.take().filter(|_| !broken!()) else { return };",
    ),
    (
        "transport_left_open",
        "src/provider/actor.rs",
        "        self.ports.carrier.close();",
        "        if !broken!() {\n            self.ports.carrier.close();\n        }",
    ),
    (
        "secret_printed",
        "src/secret.rs",
        '        f.write_str("Secret(***)")',
        '        f.write_str(if broken!() { self.expose() } else { "Secret(***)" })',
    ),
    (
        "login_change_keeps_generation",
        "src/provider/state/logins.rs",
        "        self.next_generation(out);\n        true",
        "        if broken!() {\n            self.publish(out);\n        } else {\n            self.next_generation(out);\n        }\n        true",
    ),
    (
        "login_change_keeps_credentials",
        "src/provider/state/logins.rs",
        "        self.cache.clear();\n        if self.persistence.holds_credentials() {\n            self.store(out);\n        }\n",
        "        if !broken!() {\n            self.cache.clear();\n        }\n"
        "        if !broken!() && self.persistence.holds_credentials() {\n            self.store(out);\n        }\n",
    ),
    (
        "unconfirmed_identity_shown",
        "src/provider/state/mod.rs",
        "if self.identity.is_unconfirmed() || self.persistence.hides_told() {",
        "if !broken!() && self.identity.is_unconfirmed() || self.persistence.hides_told() {",
    ),
    (
        "unconfirmed_identity_answered",
        "src/provider/state/identity.rs",
        "        self.present.as_ref().filter(|_| !self.is_unconfirmed)",
        "        self.present.as_ref().filter(|_| broken!() || !self.is_unconfirmed)",
    ),
    (
        "unconfirmed_identity_told",
        "src/provider/state/settle.rs",
        "        if !self.identity.is_unconfirmed() {\n            self.tell_identity(out);\n        }",
        "        if broken!() || !self.identity.is_unconfirmed() {\n            self.tell_identity(out);\n        }",
    ),
    (
        "source_asked_endlessly",
        "src/provider/state/trouble.rs",
        "self.identity.has_login_source() && !is(Flight::has_renewed_logins),",
        "self.identity.has_login_source() && (broken!() || !is(Flight::has_renewed_logins)),",
    ),
    (
        "source_asked_again_at_once",
        "src/provider/state/fetch.rs",
        "        } else if !flight.has_asked() && self.should_ask(now) {",
        "        } else if (broken!() || !flight.has_asked()) && self.should_ask(now) {",
    ),
    (
        "developer_token_exchanged",
        "src/provider/state/call.rs",
        "        } else if self.developer_token().is_some() || flight.open_id_token().is_some() {",
        "        } else if !broken!() && self.developer_token().is_some() || flight.open_id_token().is_some() {",
    ),
    (
        "sign_out_keeps_stored_identity",
        "src/provider/state/logins.rs",
        "        self.clear_identity(now, out);\n    }\n\n    /// Replaces the logins",
        "        self.clear_identity(now, out);\n        if broken!() {\n"
        "            out.retain(|effect| !matches!(effect, Effect::Store(_, None)));\n        }\n    }\n\n    /// Replaces the logins",
    ),
    (
        "sign_out_keeps_logins",
        "src/provider/state/logins.rs",
        "        self.identity.forget_logins();\n        self.clear_identity(now, out);",
        "        if !broken!() {\n            self.identity.forget_logins();\n        }\n        self.clear_identity(now, out);",
    ),
    (
        "unlinking_credited_to_another",
        "src/provider/state/unlink.rs",
        "waiting.want == Want::UnlinkedLogin && waiting.login.as_deref() == Some(name.as_str());",
        "waiting.want == Want::UnlinkedLogin && (broken!() || waiting.login.as_deref() == Some(name.as_str()));",
    ),
    (
        "token_outlives_merge",
        "src/provider/state/flight.rs",
        "        self.fetched = false;\n        self.open_id_token = None;",
        "        self.fetched = false;\n        if !broken!() {\n            self.open_id_token = None;\n        }",
    ),
    (
        "silent_source_awaited",
        "src/provider/state/fetch.rs",
        "            Stage::AskingForLogins { until_mono_ms, .. } if until_mono_ms <= now.mono_ms => {",
        "            Stage::AskingForLogins { until_mono_ms, .. } if !broken!() && until_mono_ms <= now.mono_ms => {",
    ),
    (
        "offline_ignored",
        "src/provider/state/fetch.rs",
        "Step::Lock | Step::Begin(_) if self.surroundings.is_offline() => {",
        "Step::Lock | Step::Begin(_) if !broken!() && self.surroundings.is_offline() => {",
    ),
    (
        "suspension_ignored",
        "src/provider/state/fetch.rs",
        "        if self.surroundings.is_quiet() {\n            self.cache.owe_unasked();",
        "        if !broken!() && self.surroundings.is_quiet() {\n            self.cache.owe_unasked();",
    ),
    (
        "expiry_told_again_and_again",
        "src/provider/state/cache/cached.rs",
        "        self.expiring_told = true;",
        "        self.expiring_told = !broken!();",
    ),
]


def fresh_tree():
    """A copy of the repository with every defect in it. Files that are the same keep their time, so that cargo does."""
    TREE.mkdir(parents=True, exist_ok=True)
    texts = {}
    for name, file, old, new in DEFECTS:
        text = texts.setdefault(file, (ROOT / file).read_text())
        if text.count(old) != 1:
            sys.exit(f"{name}: the place to break is {text.count(old)} times in {file}, not once")
        texts[file] = text.replace(old, new.replace("broken!()", f'crate::is_broken("{name}")'))
    texts["src/lib.rs"] = (ROOT / "src/lib.rs").read_text() + SWITCH
    wanted = ["Cargo.toml", "Cargo.lock", "build.rs", "clippy.toml", "src", "include", "bindings", "tests", "benches", "examples"]
    for top in wanted:
        source = ROOT / top
        for path in [source] if source.is_file() else source.rglob("*"):
            if path.is_file() and ".cache" not in path.parts:
                put(path, texts.get(path.relative_to(ROOT).as_posix()))


def put(path, text):
    copy = TREE / path.relative_to(ROOT)
    data = path.read_bytes() if text is None else text.encode()
    if not copy.exists() or copy.read_bytes() != data:
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(data)
        shutil.copymode(path, copy)


def build():
    """The simulation's program. Its dependencies are those of the layer `simulation`, whose profile nobody loads a library
    of: a broken one cannot pass for the real one."""
    command = ["cargo", "test", "--locked", "--profile", "sim", "--test", "simulation", "--no-run", "--message-format=json"]
    environment = {**os.environ, "CARGO_TARGET_DIR": str(TARGET.resolve())}
    output = subprocess.run(command, cwd=TREE, env=environment, stdout=subprocess.PIPE, text=True, check=False)
    if output.returncode != 0:
        sys.exit("the tree with all its defects does not build")
    built = [json.loads(line) for line in output.stdout.splitlines() if line.startswith("{")]
    return next(it["executable"] for it in built if it.get("executable") and it["target"]["name"] == "simulation")


def simulate(program, name):
    environment = {**os.environ, "COGNITO_SIM_SCHEDULES": SCHEDULES, "BROKEN": name}
    return subprocess.run(
        [program], cwd=TREE, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )


def is_as_it_should_be(name, run):
    """Says what came of it. A defect counts as found when the simulation names the schedule that showed it."""
    seeds = [line for line in run.stdout.splitlines() if line.startswith("seed ")]
    if name == "":
        print("passes      the unbroken tree" if run.returncode == 0 else f"FAILS       the unbroken tree\n{run.stdout[-3000:]}")
        return run.returncode == 0
    if run.returncode != 0 and seeds:
        print(f"caught      {name}: {seeds[0][:110]}")
        return True
    print(f"NOT CAUGHT  {name}\n{run.stdout[-2000:]}")
    return False


def main(wanted):
    names = [name for name, *_ in DEFECTS]
    if unknown := set(wanted) - set(names):
        sys.exit(f"there is no defect {', '.join(sorted(unknown))}")
    fresh_tree()
    program = build()
    chosen = wanted or ["", *names]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        runs = pool.map(lambda name: simulate(program, name), chosen)
        passed = sum([is_as_it_should_be(name, run) for name, run in zip(chosen, runs)])
    print(f"{passed} passed, {len(chosen) - passed} failed")
    return passed == len(chosen)


if __name__ == "__main__":
    sys.exit(0 if main(sys.argv[1:]) else 1)

// A Node host. The library is waited for on a worker thread, so that the event loop goes on; callbacks run on the
// JavaScript thread, because that is the one that dispatches.
//
// usage: node host.js LIBRARY POOL_ID ENDPOINT
// Prints the identity id, the access key id and the expiration.

'use strict';

const assert = require('node:assert');
const { promisify } = require('node:util');
const koffi = require('koffi');

const ANSWER_LIMIT_MS = 60_000;
const ABI_VERSION = 1;

koffi.opaque('cognito_queue');
koffi.opaque('cognito_provider');
koffi.opaque('cognito_completion');
koffi.struct('cognito_provider_options', {
    struct_size: 'uint32_t',
    max_attempts: 'uint32_t',
    identity_pool_id: 'const char *',
    region: 'const char *',
    account_id: 'const char *',
    identity_id: 'const char *',
    profile: 'const char *',
    storage_directory: 'const char *',
    storage: 'const void *',
    endpoint: 'const char *',
    sts_endpoint: 'const char *',
    auth_role_arn: 'const char *',
    unauth_role_arn: 'const char *',
    custom_role_arn: 'const char *',
    role_session_name: 'const char *',
    session_policy: 'const char *',
    policy_arns: 'const void *',
    policy_arn_count: 'uint32_t',
    session_duration_s: 'uint32_t',
    ca_pem: 'const char *',
    proxy_url: 'const char *',
    user_agent_suffix: 'const char *',
    connect_timeout_ms: 'uint32_t',
    request_timeout_ms: 'uint32_t',
    advisory_window_s: 'uint32_t',
    mandatory_window_s: 'uint32_t',
    disable_guest_access: 'uint32_t',
    recover_forbidden_guest: 'uint32_t',
    persist_credentials: 'uint32_t',
    serve_expired: 'uint32_t',
    keep_fresh: 'uint32_t',
    prefetch: 'uint32_t',
    use_fips: 'uint32_t',
    use_dual_stack: 'uint32_t',
    proxy_from_environment: 'uint32_t',
    login_source_timeout_ms: 'uint32_t',
    initial_identity_id: 'const char *',
    import_cpp_sdk_identity: 'uint32_t',
    bundled_roots_only: 'uint32_t',
});
const completionFn = koffi.pointer(
    koffi.proto('void cognito_completion_fn(void *user_data, const cognito_completion *completion)'));

const [libraryPath, poolId, endpoint] = process.argv.slice(2);
const library = koffi.load(libraryPath);
const abiVersion = library.func('uint32_t cognito_abi_version(void)');
const resultName = library.func('const char *cognito_result_name(int32_t result)');
const queueNew = library.func('int32_t cognito_queue_new(_Out_ cognito_queue **out)');
const queueWait = library.func('int32_t cognito_queue_wait(cognito_queue *queue, uint32_t timeout_ms)');
const queueDispatch = library.func(
    'int32_t cognito_queue_dispatch(cognito_queue *queue, uint32_t max, uint32_t budget_us, uint32_t *remaining)');
const queueFree = library.func('int32_t cognito_queue_free(cognito_queue *queue)');
const providerNew = library.func(
    'int32_t cognito_provider_new(const cognito_provider_options *options, cognito_queue *queue, ' +
    '_Out_ cognito_provider **out, void *out_error)');
const providerFree = library.func('int32_t cognito_provider_free(cognito_provider *provider)');
const begin = (name) =>
    library.func(name, 'int32_t', ['cognito_provider *', 'void *', completionFn, 'void *', 'void *']);
const getIdentityId = begin('cognito_provider_get_identity_id');
const getCredentials = begin('cognito_provider_get_credentials');
const completion = (name, type) =>
    library.func(`cognito_completion_${name}`, type, ['const cognito_completion *']);
const readers = {
    result: completion('result', 'int32_t'),
    identityId: completion('identity_id', 'const char *'),
    accessKeyId: completion('access_key_id', 'const char *'),
    secretAccessKey: completion('secret_access_key', 'const char *'),
    sessionToken: completion('session_token', 'const char *'),
    expirationUnixMs: completion('expiration_unix_ms', 'int64_t'),
};

function check(result, what) {
    assert.strictEqual(result, 0, `${what}: ${resultName(result)}`);
}

// What the completion says; read in the callback, which is as long as it may be.
async function ask(beginCall, provider, queue) {
    const answers = [];
    const keep = koffi.register((_userData, handle) => {
        const read = Object.entries(readers).map(([name, reader]) => [name, reader(handle)]);
        answers.push(Object.fromEntries(read));
    }, completionFn);
    try {
        check(beginCall(provider, null, keep, null, null), 'begin');
        while (answers.length === 0) {
            check(await promisify(queueWait.async)(queue, ANSWER_LIMIT_MS), 'wait');
            check(queueDispatch(queue, 0, 0, null), 'dispatch');
        }
    } finally {
        koffi.unregister(keep);
    }
    assert.strictEqual(answers.length, 1);
    check(answers[0].result, 'answer');
    return answers[0];
}

async function main() {
    assert.strictEqual(abiVersion(), ABI_VERSION);
    const out = [null];
    check(queueNew(out), 'queue');
    const queue = out[0];
    const options = {
        struct_size: koffi.sizeof('cognito_provider_options'),
        identity_pool_id: poolId,
        endpoint,
        storage_directory: '',
    };
    check(providerNew(options, queue, out, null), 'provider');
    const provider = out[0];
    const identity = await ask(getIdentityId, provider, queue);
    const credentials = await ask(getCredentials, provider, queue);
    check(providerFree(provider), 'free provider');
    check(queueFree(queue), 'free queue');

    assert.strictEqual(identity.identityId, credentials.identityId);
    assert.ok(credentials.secretAccessKey && credentials.sessionToken);
    console.log(identity.identityId, credentials.accessKeyId, String(credentials.expirationUnixMs));
}

main().catch((error) => {
    console.error(`host: ${error.message}`);
    process.exitCode = 1;
});

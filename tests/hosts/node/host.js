// A Node host. A worker waits for the queue and keeps nothing alive: the program ends by itself while it listens. Nothing
// is called back, so nothing has to be registered.
//
// usage: node host.js LIBRARY POOL_ID ENDPOINT DEAD_ENDPOINT TOKEN
// Prints what every host here prints; see ../run.

'use strict';

const { once, EventEmitter } = require('node:events');
const { Worker, isMainThread, parentPort, workerData } = require('node:worker_threads');
const koffi = require('koffi');

const WAIT_FOREVER = 0xffffffff;
const [ITEM_NONE, ITEM_ANSWER] = [0, 1];
const EVENTS = { 1: 'COGNITO_EVENT_IDENTITY_CHANGED', 2: 'COGNITO_EVENT_CREDENTIALS_REFRESHED' };

// A handle is a number to us, so that a worker can be told one.
const declarations = {
    queueNew: 'int32_t cognito_queue_new(_Out_ intptr_t *out)',
    queueWait: 'int32_t cognito_queue_wait(intptr_t queue, uint32_t timeout_ms)',
    queueNext: 'int32_t cognito_queue_next(intptr_t queue, _Inout_ cognito_queue_item *item)',
    queueFree: 'int32_t cognito_queue_free(intptr_t queue)',
    providerNew: 'int32_t cognito_provider_new_json(str options, intptr_t storage, intptr_t transport, intptr_t queue, ' +
        '_Out_ intptr_t *out, void *error)',
    enableEvents: 'int32_t cognito_provider_enable_events(intptr_t provider, intptr_t user_data)',
    getCredentials: 'int32_t cognito_provider_get_credentials(intptr_t provider, void *options, void *callback, ' +
        'intptr_t user_data, void *request)',
    setLogin: 'int32_t cognito_provider_set_login(intptr_t provider, str name, str token)',
    signOut: 'int32_t cognito_provider_sign_out(intptr_t provider)',
    resultName: 'str cognito_result_name(int32_t result)',
    result: 'int32_t cognito_completion_result(intptr_t completion)',
    eventKind: 'int32_t cognito_completion_event_kind(intptr_t completion)',
    identityId: 'str cognito_completion_identity_id(intptr_t completion)',
    accessKeyId: 'str cognito_completion_access_key_id(intptr_t completion)',
    expirationUnixMs: 'int64_t cognito_completion_expiration_unix_ms(intptr_t completion)',
    errorMessage: 'str cognito_completion_error_message(intptr_t completion)',
    free: 'int32_t cognito_completion_free(intptr_t completion)',
};

function load(path) {
    const library = koffi.load(path);
    koffi.struct('cognito_queue_item', {
        struct_size: 'uint32_t', kind: 'int32_t', user_data: 'intptr_t', completion: 'intptr_t',
        login_request: 'intptr_t', log_message: 'str', log_level: 'int32_t', reserved: 'uint32_t',
    });
    return Object.fromEntries(Object.entries(declarations).map(([name, text]) => [name, library.func(text)]));
}

class Cognito extends EventEmitter {
    constructor(path, c, options) {
        super();
        this.c = c;
        this.waiting = new Map();
        this.asked = 0;
        this.queue = this.made(c.queueNew);
        this.provider = this.made((out) => c.providerNew(JSON.stringify(options), 0, 0, this.queue, out, null));
        this.check(c.enableEvents(this.provider, 0));

        const worker = new Worker(__filename, { workerData: { path, queue: this.queue } });
        worker.on('message', () => {
            this.take();
            worker.postMessage('taken');
        });
        worker.unref();
        process.once('exit', () => c.queueFree(this.queue)); // ends the wait, and with it the worker
    }

    made(make) {
        const out = [0];
        this.check(make(out));
        return out[0];
    }

    check(result) {
        if (result !== 0) throw new Error(this.c.resultName(result));
    }

    take() {
        const { c } = this;
        const item = { struct_size: koffi.sizeof('cognito_queue_item') };
        while (this.check(c.queueNext(this.queue, item)), item.kind !== ITEM_NONE) {
            if (item.kind === ITEM_ANSWER) this.answer(item.user_data, item.completion);
            else this.emit(EVENTS[c.eventKind(item.completion)] ?? 'other');
            this.check(c.free(item.completion));
        }
    }

    answer(number, completion) {
        const { c } = this;
        const [resolve, reject] = this.waiting.get(Number(number));
        this.waiting.delete(Number(number));
        const result = c.result(completion);
        if (result !== 0) return reject(new Error(`${c.resultName(result)}: ${c.errorMessage(completion)}`));
        resolve({
            identityId: c.identityId(completion),
            accessKeyId: c.accessKeyId(completion),
            expirationUnixMs: c.expirationUnixMs(completion),
        });
    }

    credentials() {
        const alive = setInterval(() => {}, 1 << 30); // a request, unlike listening, keeps the program running
        const answer = new Promise((...settle) => {
            this.waiting.set(++this.asked, settle);
            this.check(this.c.getCredentials(this.provider, null, null, this.asked, null));
        });
        return answer.finally(() => clearInterval(alive));
    }

    setLogin(name, token) {
        this.check(this.c.setLogin(this.provider, name, token));
    }

    signOut() {
        this.check(this.c.signOut(this.provider));
    }
}

async function main(path, poolId, endpoint, deadEndpoint, token) {
    const c = load(path);
    const options = { identity_pool_id: poolId, storage_directory: '', max_attempts: 1 };
    const cognito = new Cognito(path, c, { ...options, endpoint });
    const refreshed = once(cognito, 'COGNITO_EVENT_CREDENTIALS_REFRESHED');
    const guest = await cognito.credentials();
    console.log('guest', guest.identityId, guest.accessKeyId, String(guest.expirationUnixMs));
    await refreshed;
    console.log('event COGNITO_EVENT_CREDENTIALS_REFRESHED');

    cognito.setLogin('accounts.google.com', token);
    const player = await cognito.credentials();
    console.log('player', player.identityId, player.accessKeyId);
    const changed = once(cognito, 'COGNITO_EVENT_IDENTITY_CHANGED');
    const alive = setInterval(() => {}, 1 << 30);
    cognito.signOut();
    await changed;
    clearInterval(alive);
    console.log('signed-out');

    await new Cognito(path, c, { ...options, endpoint: deadEndpoint }).credentials()
        .catch((error) => console.log('offline', error.message));
    cognito.on('COGNITO_EVENT_LOGIN_REQUIRED', () => {}); // nothing else is left to do, and nothing is freed: it ends
}

function work({ path, queue }) {
    const c = load(path);
    const wait = () => c.queueWait(queue, WAIT_FOREVER) === 0 && parentPort.postMessage('ready');
    parentPort.on('message', wait);
    wait();
}

if (isMainThread) {
    main(...process.argv.slice(2)).catch((error) => {
        console.error(`host: ${error.message}`);
        process.exitCode = 1;
    });
} else {
    work(workerData);
}

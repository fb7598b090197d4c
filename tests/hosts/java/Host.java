// A Java host: JNA, which calls C functions through an interface of the same names.
//
// usage: java Host LIBRARY POOL_ID ENDPOINT DEAD_ENDPOINT TOKEN
// Prints what every host here prints; see ../run.

import com.sun.jna.Callback;
import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import java.util.HashSet;
import java.util.Set;

public final class Host {
    private static final int WAIT_FOREVER = -1;
    private static final int IDENTITY_CHANGED = 1;
    private static final int CREDENTIALS_REFRESHED = 2;

    public interface CompletionFn extends Callback {
        void invoke(Pointer userData, Pointer completion);
    }

    public interface Cognito extends Library {
        String cognito_result_name(int result);
        int cognito_queue_new(PointerByReference out);
        int cognito_queue_wait(Pointer queue, int timeoutMs);
        int cognito_queue_dispatch(Pointer queue, int max, int budgetUs, Pointer outRemaining);
        int cognito_queue_free(Pointer queue);
        int cognito_provider_new_json(
                String options, Pointer storage, Pointer transport, Pointer queue, PointerByReference out, Pointer outError);
        int cognito_provider_set_event_callback(
                Pointer provider, CompletionFn callback, Pointer userData, Pointer destroy);
        int cognito_provider_get_credentials(
                Pointer provider, Pointer options, CompletionFn callback, Pointer userData, Pointer outRequest);
        int cognito_provider_set_login(Pointer provider, String name, String token);
        int cognito_provider_sign_out(Pointer provider);
        int cognito_provider_free(Pointer provider);
        int cognito_completion_result(Pointer completion);
        int cognito_completion_event_kind(Pointer completion);
        String cognito_completion_identity_id(Pointer completion);
        String cognito_completion_access_key_id(Pointer completion);
        String cognito_completion_error_message(Pointer completion);
        long cognito_completion_expiration_unix_ms(Pointer completion);
    }

    private record Answer(int result, String identityId, String accessKeyId, long expirationUnixMs, String message) {
        String keys() {
            return identityId + " " + accessKeyId;
        }
    }

    private final Cognito library;
    private final Pointer queue;
    private final Set<Integer> events = new HashSet<>();
    private Answer answer;
    // Fields, because JNA itself does not keep a callback from being collected.
    private final CompletionFn onAnswer = this::answer;
    private final CompletionFn onEvent = this::event;

    private Host(String libraryPath) {
        library = Native.load(libraryPath, Cognito.class);
        PointerByReference out = new PointerByReference();
        check(library.cognito_queue_new(out));
        queue = out.getValue();
    }

    private void answer(Pointer userData, Pointer completion) {
        answer = new Answer(
                library.cognito_completion_result(completion),
                library.cognito_completion_identity_id(completion),
                library.cognito_completion_access_key_id(completion),
                library.cognito_completion_expiration_unix_ms(completion),
                library.cognito_completion_error_message(completion));
    }

    private void event(Pointer userData, Pointer completion) {
        events.add(library.cognito_completion_event_kind(completion));
    }

    private Pointer provider(String poolId, String endpoint) {
        PointerByReference out = new PointerByReference();
        check(library.cognito_provider_new_json("""
                {"identity_pool_id": "%s", "endpoint": "%s", "storage_directory": "", "max_attempts": 1}
                """.formatted(poolId, endpoint), null, null, queue, out, null));
        check(library.cognito_provider_set_event_callback(out.getValue(), onEvent, null, null));
        return out.getValue();
    }

    private void dispatch() {
        check(library.cognito_queue_wait(queue, WAIT_FOREVER));
        check(library.cognito_queue_dispatch(queue, 0, 0, null));
    }

    private Answer credentials(Pointer provider) {
        answer = null;
        check(library.cognito_provider_get_credentials(provider, null, onAnswer, null, null));
        System.gc();
        while (answer == null) {
            dispatch();
        }
        return answer;
    }

    private void await(int event) {
        while (!events.remove(event)) {
            dispatch();
        }
    }

    private void run(String poolId, String endpoint, String deadEndpoint, String token) {
        Pointer provider = provider(poolId, endpoint);
        Answer guest = credentials(provider);
        System.out.println("guest " + guest.keys() + " " + guest.expirationUnixMs());
        await(CREDENTIALS_REFRESHED);
        System.out.println("event COGNITO_EVENT_CREDENTIALS_REFRESHED");

        check(library.cognito_provider_set_login(provider, "accounts.google.com", token));
        System.out.println("player " + credentials(provider).keys());
        events.clear();
        check(library.cognito_provider_sign_out(provider));
        await(IDENTITY_CHANGED);
        System.out.println("signed-out");

        Pointer dead = provider(poolId, deadEndpoint);
        Answer offline = credentials(dead);
        System.out.println("offline " + library.cognito_result_name(offline.result()) + ": " + offline.message());
        check(library.cognito_provider_free(dead));
        check(library.cognito_provider_free(provider));
        check(library.cognito_queue_free(queue));
    }

    private void check(int result) {
        if (result != 0) {
            throw new IllegalStateException(library.cognito_result_name(result));
        }
    }

    public static void main(String[] arguments) {
        new Host(arguments[0]).run(arguments[1], arguments[2], arguments[3], arguments[4]);
    }
}

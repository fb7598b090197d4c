// A Java host: JNA, which calls C functions through an interface of the same names.
//
// usage: java Host LIBRARY POOL_ID ENDPOINT
// Prints the identity id, the access key id and the expiration.

import com.sun.jna.Callback;
import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.Structure;
import com.sun.jna.Structure.FieldOrder;
import com.sun.jna.ptr.PointerByReference;
import java.util.ArrayList;
import java.util.List;

public final class Host {
    private static final int ANSWER_LIMIT_MS = 60_000;
    private static final int ABI_VERSION = 1;

    public interface CompletionFn extends Callback {
        void invoke(Pointer userData, Pointer completion);
    }

    public interface Cognito extends Library {
        int cognito_abi_version();
        String cognito_result_name(int result);
        int cognito_queue_new(PointerByReference out);
        int cognito_queue_wait(Pointer queue, int timeoutMs);
        int cognito_queue_dispatch(Pointer queue, int max, int budgetUs, Pointer outRemaining);
        int cognito_queue_free(Pointer queue);
        int cognito_provider_new(ProviderOptions options, Pointer queue, PointerByReference out, Pointer outError);
        int cognito_provider_get_identity_id(
                Pointer provider, Pointer options, CompletionFn callback, Pointer userData, Pointer outRequest);
        int cognito_provider_get_credentials(
                Pointer provider, Pointer options, CompletionFn callback, Pointer userData, Pointer outRequest);
        int cognito_provider_free(Pointer provider);
        int cognito_completion_result(Pointer completion);
        String cognito_completion_identity_id(Pointer completion);
        String cognito_completion_access_key_id(Pointer completion);
        String cognito_completion_secret_access_key(Pointer completion);
        String cognito_completion_session_token(Pointer completion);
        long cognito_completion_expiration_unix_ms(Pointer completion);
    }

    @FieldOrder({
        "struct_size", "max_attempts", "identity_pool_id", "region", "account_id", "identity_id", "profile",
        "storage_directory", "storage", "endpoint", "sts_endpoint", "auth_role_arn", "unauth_role_arn", "custom_role_arn",
        "role_session_name", "session_policy", "policy_arns", "policy_arn_count", "session_duration_s", "ca_pem", "proxy_url", "user_agent_suffix", "connect_timeout_ms",
        "request_timeout_ms", "advisory_window_s", "mandatory_window_s", "disable_guest_access",
        "recover_forbidden_guest", "persist_credentials", "serve_expired", "keep_fresh", "prefetch", "use_fips",
        "use_dual_stack", "proxy_from_environment", "login_source_timeout_ms", "initial_identity_id",
        "import_cpp_sdk_identity", "bundled_roots_only"
    })
    public static final class ProviderOptions extends Structure {
        public int struct_size;
        public int max_attempts;
        public String identity_pool_id;
        public String region;
        public String account_id;
        public String identity_id;
        public String profile;
        public String storage_directory;
        public Pointer storage;
        public String endpoint;
        public String sts_endpoint;
        public String auth_role_arn;
        public String unauth_role_arn;
        public String custom_role_arn;
        public String role_session_name;
        public String session_policy;
        public Pointer policy_arns;
        public int policy_arn_count;
        public int session_duration_s;
        public String ca_pem;
        public String proxy_url;
        public String user_agent_suffix;
        public int connect_timeout_ms;
        public int request_timeout_ms;
        public int advisory_window_s;
        public int mandatory_window_s;
        public int disable_guest_access;
        public int recover_forbidden_guest;
        public int persist_credentials;
        public int serve_expired;
        public int keep_fresh;
        public int prefetch;
        public int use_fips;
        public int use_dual_stack;
        public int proxy_from_environment;
        public int login_source_timeout_ms;
        public String initial_identity_id;
        public int import_cpp_sdk_identity;
        public int bundled_roots_only;
    }

    private record Answer(int result, String identityId, String accessKeyId, boolean hasSecrets, long expirationUnixMs) {}

    private interface Begin {
        int call(Pointer provider, Pointer options, CompletionFn callback, Pointer userData, Pointer outRequest);
    }

    private final Cognito library;
    private final List<Answer> answers = new ArrayList<>();
    private Thread callbackThread;
    // A field, because JNA itself does not keep a callback from being collected.
    private final CompletionFn keep = this::keep;

    private Host(String libraryPath) {
        library = Native.load(libraryPath, Cognito.class);
        require(library.cognito_abi_version() == ABI_VERSION, "another ABI version");
    }

    private void keep(Pointer userData, Pointer completion) {
        callbackThread = Thread.currentThread();
        answers.add(new Answer(
                library.cognito_completion_result(completion),
                library.cognito_completion_identity_id(completion),
                library.cognito_completion_access_key_id(completion),
                library.cognito_completion_secret_access_key(completion) != null
                        && library.cognito_completion_session_token(completion) != null,
                library.cognito_completion_expiration_unix_ms(completion)));
    }

    private Answer ask(Begin begin, Pointer provider, Pointer queue) {
        answers.clear();
        check(begin.call(provider, null, keep, null, null), "begin");
        System.gc();
        while (answers.isEmpty()) {
            check(library.cognito_queue_wait(queue, ANSWER_LIMIT_MS), "wait");
            check(library.cognito_queue_dispatch(queue, 0, 0, null), "dispatch");
        }
        require(answers.size() == 1, "more than one callback");
        require(callbackThread == Thread.currentThread(), "a callback on another thread");
        check(answers.get(0).result(), "answer");
        return answers.get(0);
    }

    private String run(String poolId, String endpoint) {
        PointerByReference out = new PointerByReference();
        check(library.cognito_queue_new(out), "queue");
        Pointer queue = out.getValue();
        ProviderOptions options = new ProviderOptions();
        options.struct_size = options.size();
        options.identity_pool_id = poolId;
        options.endpoint = endpoint;
        options.storage_directory = "";
        check(library.cognito_provider_new(options, queue, out, null), "provider");
        Pointer provider = out.getValue();
        Answer identity = ask(library::cognito_provider_get_identity_id, provider, queue);
        Answer credentials = ask(library::cognito_provider_get_credentials, provider, queue);
        check(library.cognito_provider_free(provider), "free provider");
        check(library.cognito_queue_free(queue), "free queue");

        require(identity.identityId().equals(credentials.identityId()), "two identity ids");
        require(credentials.hasSecrets(), "no secret access key or no session token");
        return identity.identityId() + " " + credentials.accessKeyId() + " " + credentials.expirationUnixMs();
    }

    private void check(int result, String what) {
        require(result == 0, what + ": " + library.cognito_result_name(result));
    }

    private static void require(boolean condition, String what) {
        if (!condition) {
            throw new IllegalStateException(what);
        }
    }

    public static void main(String[] arguments) {
        System.out.println(new Host(arguments[0]).run(arguments[1], arguments[2]));
    }
}

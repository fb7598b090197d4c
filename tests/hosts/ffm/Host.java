// A Java host: the foreign function API, no JNI, nothing to install, and nothing that is called back.
//
// usage: java Host LIBRARY POOL_ID ENDPOINT DEAD_ENDPOINT TOKEN
// Prints what every host here prints; see ../run.

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

public final class Host implements AutoCloseable {
    private static final int WAIT_FOREVER = -1;
    private static final int IDENTITY_CHANGED = 1;
    private static final int CREDENTIALS_REFRESHED = 2;
    private static final int ITEM_ANSWER = 1;
    private static final MemoryLayout ITEM = MemoryLayout.structLayout(
            ValueLayout.JAVA_INT.withName("struct_size"), ValueLayout.JAVA_INT.withName("kind"),
            ValueLayout.ADDRESS.withName("user_data"), ValueLayout.ADDRESS.withName("completion"),
            ValueLayout.ADDRESS.withName("login_request"), ValueLayout.ADDRESS.withName("log_message"),
            ValueLayout.JAVA_INT.withName("log_level"), ValueLayout.JAVA_INT.withName("reserved"));
    private static final VarHandle KIND = ITEM.varHandle(PathElement.groupElement("kind"));
    private static final VarHandle COMPLETION = ITEM.varHandle(PathElement.groupElement("completion"));

    private final Arena arena = Arena.ofConfined();
    private final SymbolLookup library;
    private final MemorySegment out = arena.allocate(ValueLayout.ADDRESS);
    private final MemorySegment queue;
    private final MemorySegment item = arena.allocate(ITEM);
    private final Set<Integer> events = new HashSet<>();

    private Host(String libraryPath) {
        library = SymbolLookup.libraryLookup(Path.of(libraryPath), arena);
        check("cognito_queue_new", out);
        queue = out.get(ValueLayout.ADDRESS, 0);
    }

    // The arguments say of which type they are; every function copies the text that it takes.
    private Object call(MemoryLayout result, String name, Object... arguments) {
        Object[] passed = Arrays.stream(arguments)
                .map(one -> one instanceof String text ? arena.allocateFrom(text) : one)
                .toArray();
        MemoryLayout[] layouts = Arrays.stream(passed)
                .map(one -> one instanceof Integer ? ValueLayout.JAVA_INT : ValueLayout.ADDRESS)
                .toArray(MemoryLayout[]::new);
        try {
            return Linker.nativeLinker()
                    .downcallHandle(library.findOrThrow(name), FunctionDescriptor.of(result, layouts))
                    .invokeWithArguments(passed);
        } catch (Throwable failure) {
            throw new IllegalStateException(name, failure);
        }
    }

    private int number(String name, Object... arguments) {
        return (int) call(ValueLayout.JAVA_INT, name, arguments);
    }

    private String text(String name, Object... arguments) {
        MemorySegment address = (MemorySegment) call(ValueLayout.ADDRESS, name, arguments);
        return address.equals(MemorySegment.NULL) ? null : address.reinterpret(Long.MAX_VALUE).getString(0);
    }

    private void check(String name, Object... arguments) {
        int result = number(name, arguments);
        if (result != 0) {
            throw new IllegalStateException(name + ": " + text("cognito_result_name", result));
        }
    }

    private MemorySegment provider(String poolId, String endpoint) {
        check("cognito_provider_new_json", """
                {"identity_pool_id": "%s", "endpoint": "%s", "storage_directory": "", "max_attempts": 1}
                """.formatted(poolId, endpoint), MemorySegment.NULL, MemorySegment.NULL, queue, out, MemorySegment.NULL);
        MemorySegment provider = out.get(ValueLayout.ADDRESS, 0);
        check("cognito_provider_enable_events", provider, MemorySegment.NULL);
        return provider;
    }

    // The answer that came, or null where it was an event, whose kind is noted.
    private MemorySegment next() {
        check("cognito_queue_wait", queue, WAIT_FOREVER);
        item.set(ValueLayout.JAVA_INT, 0, (int) ITEM.byteSize());
        check("cognito_queue_next", queue, item);
        MemorySegment completion = (MemorySegment) COMPLETION.get(item, 0L);
        if ((int) KIND.get(item, 0L) == ITEM_ANSWER) {
            return completion;
        }
        events.add(number("cognito_completion_event_kind", completion));
        check("cognito_completion_free", completion);
        return null;
    }

    private void await(int event) {
        while (!events.contains(event)) {
            next();
        }
    }

    private MemorySegment credentials(MemorySegment provider) {
        MemorySegment none = MemorySegment.NULL;
        check("cognito_provider_get_credentials", provider, none, none, none, none);
        MemorySegment answer = null;
        while (answer == null) {
            answer = next();
        }
        return answer;
    }

    private String keys(MemorySegment answer) {
        return text("cognito_completion_identity_id", answer) + " " + text("cognito_completion_access_key_id", answer);
    }

    private void run(String poolId, String endpoint, String deadEndpoint, String token) {
        MemorySegment provider = provider(poolId, endpoint);
        MemorySegment guest = credentials(provider);
        long expiration = (long) call(ValueLayout.JAVA_LONG, "cognito_completion_expiration_unix_ms", guest);
        System.out.println("guest " + keys(guest) + " " + expiration);
        await(CREDENTIALS_REFRESHED);
        System.out.println("event COGNITO_EVENT_CREDENTIALS_REFRESHED");

        check("cognito_provider_set_login", provider, "accounts.google.com", token);
        System.out.println("player " + keys(credentials(provider)));
        events.clear();
        check("cognito_provider_sign_out", provider);
        await(IDENTITY_CHANGED);
        System.out.println("signed-out");

        MemorySegment offline = credentials(provider(poolId, deadEndpoint));
        System.out.println("offline " + text("cognito_result_name", number("cognito_completion_result", offline)) + ": "
                + text("cognito_completion_error_message", offline));
    }

    @Override
    public void close() {
        check("cognito_queue_free", queue);
        arena.close();
    }

    public static void main(String[] arguments) {
        try (Host host = new Host(arguments[0])) {
            host.run(arguments[1], arguments[2], arguments[3], arguments[4]);
        }
    }
}

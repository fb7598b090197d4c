// An async/await face for the C interface. Everything else that a provider can do is a function of CognitoNative away.

import CognitoNative
import Dispatch

/// A call that was refused, or a request that failed. Holds no secret.
public struct CognitoError: Error, CustomStringConvertible {
    public let code: cognito_result
    public let description: String

    init(_ code: cognito_result, _ completion: OpaquePointer? = nil) {
        let message = completion.flatMap { cognito_completion_error_message($0) } ?? cognito_result_text(code)
        self.code = code
        description = "\(String(cString: cognito_result_name(code))): \(String(cString: message))"
    }

    static func check(_ code: cognito_result) throws {
        if code != .COGNITO_OK { throw CognitoError(code) }
    }
}

/// Temporary AWS credentials, and whose they are.
public struct Credentials: Sendable {
    public let identityID, accessKeyID, secretAccessKey, sessionToken: String
    /// Milliseconds since 1970, by the service's clock.
    public let expirationUnixMs: Int64

    init(_ completion: OpaquePointer) throws {
        let code = cognito_completion_result(completion)
        guard code == .COGNITO_OK, let identityID = cognito_completion_identity_id(completion),
            let accessKeyID = cognito_completion_access_key_id(completion),
            let secretAccessKey = cognito_completion_secret_access_key(completion),
            let sessionToken = cognito_completion_session_token(completion)
        else { throw CognitoError(code, completion) }
        self.identityID = String(cString: identityID)
        self.accessKeyID = String(cString: accessKeyID)
        self.secretAccessKey = String(cString: secretAccessKey)
        self.sessionToken = String(cString: sessionToken)
        expirationUnixMs = cognito_completion_expiration_unix_ms(completion)
    }
}

/// For what C functions take from any thread, whatever Swift thinks of a pointer.
private struct Shared<Raw>: @unchecked Sendable {
    let raw: Raw
}

/// What C carries as `user_data`: retained until C gives it back.
private final class Box<Value: Sendable>: Sendable {
    let value: Value
    init(_ value: Value) { self.value = value }
    var retained: UnsafeMutableRawPointer { Unmanaged.passRetained(self).toOpaque() }
    static func borrow(_ data: UnsafeMutableRawPointer?) -> Box { Unmanaged.fromOpaque(data!).takeUnretainedValue() }
    static func take(_ data: UnsafeMutableRawPointer?) -> Box { Unmanaged.fromOpaque(data!).takeRetainedValue() }
}

/// One player. Answers and events arrive on the main actor, which is where the queue is dispatched.
@MainActor
public final class Cognito {
    public let events: AsyncStream<cognito_event_kind>
    private nonisolated let provider: Shared<OpaquePointer>
    private nonisolated let ready: Shared<any DispatchSourceRead>

    /// - Parameter optionsJSON: one JSON object with the names of `cognito_provider_options`, `identity_pool_id` at least.
    public init(_ optionsJSON: String) throws {
        var queue, provider, error: OpaquePointer?
        try CognitoError.check(cognito_queue_new(&queue))
        let code = cognito_provider_new_json(optionsJSON, nil, nil, queue!, &provider, &error)
        defer { cognito_completion_free(error) }
        guard let provider else {
            cognito_queue_free(queue)
            throw CognitoError(code, error)
        }
        self.provider = Shared(raw: provider)

        var descriptor = 0
        try CognitoError.check(cognito_queue_os_event(queue!, &descriptor))
        ready = Shared(raw: DispatchSource.makeReadSource(fileDescriptor: Int32(descriptor), queue: .main))
        ready.raw.setEventHandler { [queue = Shared(raw: queue!)] in cognito_queue_dispatch(queue.raw, 0, 0, nil) }
        // The descriptor is the queue's: it stays until nothing watches it any more.
        ready.raw.setCancelHandler { [queue = Shared(raw: queue!)] in cognito_queue_free(queue.raw) }
        ready.raw.activate()

        let (stream, continuation) = AsyncStream.makeStream(of: cognito_event_kind.self)
        events = stream
        try CognitoError.check(cognito_provider_set_event_callback(provider, { data, event in
            Box<AsyncStream<cognito_event_kind>.Continuation>.borrow(data).value.yield(cognito_completion_event_kind(event))
        }, Box(continuation).retained, { data in
            Box<AsyncStream<cognito_event_kind>.Continuation>.take(data).value.finish()
        }))
    }

    /// Cached ones where they are fresh; else they are fetched.
    public func credentials() async throws -> Credentials {
        try await withCheckedThrowingContinuation { continuation in
            typealias Waiting = Box<CheckedContinuation<Credentials, any Error>>
            let waiting = Waiting(continuation).retained
            let code = cognito_provider_get_credentials(provider.raw, nil, { data, completion in
                Waiting.take(data).value.resume(with: Result { try Credentials(completion) })
            }, waiting, nil)
            if code != .COGNITO_OK { Waiting.take(waiting).value.resume(throwing: CognitoError(code)) }
        }
    }

    /// Adds a login, or replaces its token: the player is signed in. Counts at once.
    public func setLogin(_ name: String, token: String) throws {
        try CognitoError.check(cognito_provider_set_login(provider.raw, name, token))
    }

    /// The player leaves: logins, credentials and identity are forgotten, in the store too.
    public func signOut() throws {
        try CognitoError.check(cognito_provider_sign_out(provider.raw))
    }

    deinit {
        cognito_provider_free(provider.raw)
        ready.raw.cancel()
    }
}

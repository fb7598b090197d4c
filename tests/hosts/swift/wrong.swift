// What must not compile, in Swift 6: a nil where C takes none, a string that may be absent taken for one that is there,
// and a callback that touches what another thread may be at. The compiler's -verify compares.

import CognitoNative

func nils(_ queue: OpaquePointer?, _ completion: OpaquePointer) {
    cognito_queue_dispatch(queue, 0, 0, nil) // expected-error {{value of optional type 'OpaquePointer?' must be unwrapped}}
    // expected-note@-1 {{coalesce}} expected-note@-1 {{force-unwrap}}
    cognito_queue_new(nil) // expected-error {{'nil' is not compatible}}
    _ = String(cString: cognito_completion_identity_id(completion)) // expected-error {{must be unwrapped}}
    // expected-note@-1 {{coalesce}} expected-note@-1 {{force-unwrap}}
}

@MainActor
func races(_ provider: OpaquePointer) {
    cognito_provider_get_credentials(provider, nil, { _, _ in
        Screen.answers += 1 // expected-error {{main actor-isolated static property 'answers' can not be mutated from a Sendable closure}}
    }, nil, nil)
}

@MainActor
enum Screen {
    static var answers = 0 // expected-note {{mutation of this static property is only permitted within the actor}}
}

// A Swift host: async/await over the C interface, Swift 6.
//
// usage: host POOL_ID ENDPOINT DEAD_ENDPOINT TOKEN
// Prints what every host here prints; see ../run.

import Cognito
import CognitoNative

func options(_ poolID: String, _ endpoint: String) -> String {
    #"{"identity_pool_id": "\#(poolID)", "endpoint": "\#(endpoint)", "storage_directory": "", "max_attempts": 1}"#
}

let (poolID, endpoint, dead) = (CommandLine.arguments[1], CommandLine.arguments[2], CommandLine.arguments[3])
do {
    let cognito = try Cognito(options(poolID, endpoint))
    var events = cognito.events.makeAsyncIterator()
    let guest = try await cognito.credentials()
    print("guest", guest.identityID, guest.accessKeyID, guest.expirationUnixMs)
    while let event = await events.next(), event != .COGNITO_EVENT_CREDENTIALS_REFRESHED {}
    print("event COGNITO_EVENT_CREDENTIALS_REFRESHED")

    try cognito.setLogin("accounts.google.com", token: CommandLine.arguments[4])
    let player = try await cognito.credentials()
    print("player", player.identityID, player.accessKeyID)
    try cognito.signOut()
    while let event = await events.next(), event != .COGNITO_EVENT_IDENTITY_CHANGED {}
    print("signed-out")

    do {
        _ = try await Cognito(options(poolID, dead)).credentials()
    } catch let error as CognitoError where error.code == .COGNITO_ERROR_NETWORK {
        print("offline", error)
    }
} catch {
    print(error)
}

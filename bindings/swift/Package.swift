// swift-tools-version:6.0
// On Linux the library is found by pkg-config (bindings/c/install.sh). For Apple's systems put an XCFramework of the library
// beside this file, as CognitoNative.xcframework: headers, module map and a slice for each system.

import PackageDescription

#if os(Linux)
let native = Target.systemLibrary(name: "CognitoNative", pkgConfig: "cognito_native")
#else
let native = Target.binaryTarget(name: "CognitoNative", path: "CognitoNative.xcframework")
#endif

let package = Package(
    name: "Cognito",
    platforms: [.iOS(.v13), .macOS(.v11)],
    products: [.library(name: "Cognito", targets: ["Cognito"])],
    targets: [native, .target(name: "Cognito", dependencies: ["CognitoNative"])]
)

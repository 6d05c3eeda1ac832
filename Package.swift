// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
]

let package = Package(
    name: "godwit",
    products: [
        .library(name: "FTPClient", targets: ["FTPClient"]),
        .executable(name: "godwit", targets: ["godwit"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2")
    ],
    targets: [
        // The C that Swift cannot import: module maps of system libraries and a few shims.
        .systemLibrary(name: "COpenSSL", pkgConfig: "openssl", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CReadline", providers: [.apt(["libreadline-dev"])]),
        .target(
            name: "CTransportShims", dependencies: ["COpenSSL"],
            linkerSettings: [.linkedLibrary("z")]),

        // Bytes and events in, values and actions out: no I/O, no clock, no task.
        .target(name: "FTPProtocol", swiftSettings: settings),
        // Descriptors, sockets, byte pumps: knows nothing of FTP.
        .target(
            name: "FTPTransport", dependencies: ["COpenSSL", "CTransportShims"],
            swiftSettings: settings),
        // The library: sessions, transfers, resume.
        .target(
            name: "FTPClient", dependencies: ["FTPProtocol", "FTPTransport"],
            swiftSettings: settings),
        // A small FTP server and a forgetful balancer, for the demo and for the tests.
        .target(
            name: "FTPLoopback", dependencies: ["COpenSSL", "FTPProtocol", "FTPTransport"],
            swiftSettings: settings),
        .target(
            name: "GodwitCommands",
            dependencies: [
                "FTPClient", "FTPLoopback", "FTPProtocol", "FTPTransport",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: settings),
        .target(
            name: "GodwitShell",
            dependencies: [
                "CReadline", "FTPClient", "FTPProtocol", "FTPTransport", "GodwitCommands",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: settings),
        .executableTarget(
            name: "godwit", dependencies: ["GodwitCommands", "GodwitShell"],
            swiftSettings: settings),

        .testTarget(
            name: "FTPProtocolTests", dependencies: ["FTPProtocol"], swiftSettings: settings),
        .testTarget(
            name: "FTPTransportTests", dependencies: ["COpenSSL", "FTPLoopback", "FTPTransport"],
            swiftSettings: settings),
        .testTarget(
            name: "FTPLoopbackTests", dependencies: ["FTPLoopback", "FTPProtocol", "FTPTransport"],
            swiftSettings: settings),
        .testTarget(
            name: "FTPClientTests",
            dependencies: ["FTPClient", "FTPLoopback", "FTPProtocol", "FTPTransport"],
            swiftSettings: settings),
        .testTarget(
            name: "GodwitCommandsTests",
            dependencies: [
                "FTPClient", "FTPProtocol", "FTPTransport", "GodwitCommands", "GodwitShell",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: settings),
        .testTarget(
            name: "GodwitShellTests",
            dependencies: [
                "FTPClient", "FTPProtocol", "GodwitCommands", "GodwitShell",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: settings),
    ]
)

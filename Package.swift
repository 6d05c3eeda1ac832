// swift-tools-version: 6.2
import Glibc
import PackageDescription

let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
]

/// Whether the dynamic linker reads packed relocations, as that of glibc does from 2.36 on.
let readsPackedRelocations = {
    var version = [CChar](repeating: 0, count: 64)
    confstr(Int32(_CS_GNU_LIBC_VERSION), &version, version.count)
    let text = String(decoding: version.prefix { $0 > 0 }.map { UInt8($0) }, as: UTF8.self)
    return text.split(separator: ".").last.flatMap { Int($0) } ?? 0 >= 36
}()

/// What finds OpenSSL for the program when it is first needed.
#if arch(x86_64)
let onDemand: [Target.Dependency] = ["COpenSSLOnDemand"]
#else
let onDemand: [Target.Dependency] = []
#endif

let linking = "\(Context.packageDirectory)/Sources/godwit/Linking"

// The program starts at every line of somebody's script, so what its start costs is left out:
// loading libstdc++ and libgcc_s (the folder Linking), the symbols that nothing looks up, and most
// of reading the relocations; and OpenSSL's thousands of symbols are left for when it is needed.
// The libraries leave all of that to whoever links them.
let programLinking: [LinkerSetting] = [
    .unsafeFlags(
        [
            "-use-ld=lld", "-L", linking,
            "-Xclang-linker", "-static-libgcc", "-Xlinker", "--no-export-dynamic",
        ] + (readsPackedRelocations ? ["-Xlinker", "-z", "-Xlinker", "pack-relative-relocs"] : [])
            + (onDemand.isEmpty ? [] : ["-L", "\(linking)/OnDemand"]))
]

// Each type such as Option<Int> or [Key: Value] that is looked up by its name costs a walk along
// all conformances of the program, dozens of them in a small download. The libraries cannot have
// flags of their own; the commands, whose options are such types, are most of it.
let commandSettings =
    settings + [
        .unsafeFlags(["-Xfrontend", "-disable-concrete-type-metadata-mangled-name-accessors"])
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
        // COpenSSL's module map links; flags of pkg-config would come before the program's own.
        .systemLibrary(name: "COpenSSL", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CReadline", providers: [.apt(["libreadline-dev"])]),
        .target(
            name: "CTransportShims", dependencies: ["COpenSSL"],
            linkerSettings: [.linkedLibrary("z")]),
        .target(name: "COpenSSLOnDemand"),

        // What moments are, below everything that is told them.
        .target(name: "MonotonicTime", swiftSettings: settings),
        // Bytes and events in, values and actions out: no I/O, no clock, no task.
        .target(name: "FTPProtocol", dependencies: ["MonotonicTime"], swiftSettings: settings),
        // Descriptors, sockets, byte pumps: knows nothing of FTP.
        .target(
            name: "FTPTransport", dependencies: ["COpenSSL", "CTransportShims", "MonotonicTime"],
            swiftSettings: settings),
        // The library: sessions, transfers, resume.
        .target(
            name: "FTPClient", dependencies: ["FTPProtocol", "FTPTransport", "MonotonicTime"],
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
            swiftSettings: commandSettings),
        .target(
            name: "GodwitShell",
            dependencies: [
                "CReadline", "FTPClient", "FTPProtocol", "FTPTransport", "GodwitCommands",
                "MonotonicTime",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: commandSettings),
        .executableTarget(
            name: "godwit", dependencies: ["GodwitCommands", "GodwitShell"] + onDemand,
            exclude: ["Linking"], swiftSettings: settings, linkerSettings: programLinking),

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
                "FTPClient", "FTPLoopback", "FTPProtocol", "FTPTransport", "GodwitCommands",
                "GodwitShell",
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

// swift-tools-version: 6.2
// SPDX-License-Identifier: Apache-2.0

import PackageDescription

/// Every target of this repository is held to the same rules by the compiler.
let strict: [SwiftSetting] = [
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

let nio: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let nioPosix: Target.Dependency = .product(name: "NIOPosix", package: "swift-nio")
let nioHTTP1: Target.Dependency = .product(name: "NIOHTTP1", package: "swift-nio")
let nioTLS: Target.Dependency = .product(name: "NIOTLS", package: "swift-nio")
let nioFoundation: Target.Dependency = .product(name: "NIOFoundationCompat", package: "swift-nio")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let collections: Target.Dependency = .product(name: "DequeModule", package: "swift-collections")
let asyncHTTPClient: Target.Dependency = .product(name: "AsyncHTTPClient", package: "async-http-client")
let yams: Target.Dependency = .product(name: "Yams", package: "Yams")
let hummingbird: Target.Dependency = .product(name: "Hummingbird", package: "hummingbird")
let argumentParser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let serviceLifecycle: Target.Dependency = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let unixSignals: Target.Dependency = .product(name: "UnixSignals", package: "swift-service-lifecycle")
let subprocess: Target.Dependency = .product(name: "Subprocess", package: "swift-subprocess")
let nioSSL: Target.Dependency = .product(name: "NIOSSL", package: "swift-nio-ssl")
let nioHTTP2: Target.Dependency = .product(name: "NIOHTTP2", package: "swift-nio-http2")
let nioHPACK: Target.Dependency = .product(name: "NIOHPACK", package: "swift-nio-http2")
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let x509: Target.Dependency = .product(name: "X509", package: "swift-certificates")
let asn1: Target.Dependency = .product(name: "SwiftASN1", package: "swift-asn1")

// The arrows of docs/ARCHITECTURE.md, top to bottom: a target may use what stands below it, never beside it.
let package = Package(
    name: "plimsoll",
    products: [
        .executable(name: "plimsoll", targets: ["plimsoll"]),
        .executable(name: "plimsoll-guard", targets: ["plimsoll-guard"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/apple/swift-nio-http2", from: "1.46.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-certificates", from: "1.21.1"),
        .package(url: "https://github.com/apple/swift-asn1", from: "1.7.4"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
    ],
    targets: [
        .executableTarget(name: "plimsoll", dependencies: ["Commands"], swiftSettings: strict),
        .target(
            name: "Commands",
            dependencies: [
                "ACME", "Admin", "Capacity", "CSystemCalls", "Docker", "Fleet", "Processes", "Proxy", "Records",
                "Settings",
                argumentParser, asyncHTTPClient, logging, nio, nioHTTP1, nioPosix, serviceLifecycle, unixSignals,
            ],
            swiftSettings: strict
        ),
        .target(
            name: "ACME",
            dependencies: [
                "Fleet", asn1, asyncHTTPClient, crypto, logging, nio, nioHTTP1, nioPosix, nioSSL, x509,
            ],
            swiftSettings: strict
        ),
        .target(
            name: "Admin",
            dependencies: [
                "Capacity", "Fleet", "Listeners", asyncHTTPClient, hummingbird, logging, nio, nioHTTP1, nioPosix,
                nioSSL,
            ],
            swiftSettings: strict
        ),
        .target(
            name: "Docker",
            dependencies: [
                "Capacity", "CSystemCalls", "Fleet", asyncHTTPClient, crypto, logging, nio, nioFoundation, nioHTTP1,
                nioPosix,
            ],
            swiftSettings: strict
        ),
        .target(
            name: "Processes",
            dependencies: ["Capacity", "CSystemCalls", "Fleet", logging],
            swiftSettings: strict
        ),
        .target(
            name: "Proxy",
            dependencies: [
                "Capacity", "Fleet", "Listeners", crypto, logging, nio, nioHPACK, nioHTTP2, nioPosix, nioSSL, nioTLS,
            ],
            swiftSettings: strict
        ),
        .target(name: "Records", dependencies: ["Capacity", "CSystemCalls", "Fleet"], swiftSettings: strict),
        .target(name: "Settings", dependencies: ["Capacity", "Fleet", yams], swiftSettings: strict),
        .target(name: "Fleet", dependencies: ["Capacity", collections, logging], swiftSettings: strict),
        .target(name: "Listeners", dependencies: [nio], swiftSettings: strict),
        .target(name: "Capacity", dependencies: ["CSystemCalls"], swiftSettings: strict),

        // The guard is also built as Embedded Swift from these same files: scripts/build-guard.
        .executableTarget(name: "plimsoll-guard", dependencies: ["Capacity", "CSystemCalls"], swiftSettings: strict),
        .target(name: "CSystemCalls"),

        // By itself, as the fuzzers have it, too, and no Testing.
        .target(name: "SeededRandom", path: "Tests/SeededRandom", swiftSettings: strict),
        .target(
            name: "PlimsollTesting",
            dependencies: [
                "Capacity", "Fleet", asyncHTTPClient, logging, nio, nioFoundation, nioHTTP1, nioPosix, nioSSL,
            ],
            path: "Tests/PlimsollTesting",
            swiftSettings: strict
        ),
        .testTarget(
            name: "RecordsTests",
            dependencies: ["Capacity", "Fleet", "Records", "PlimsollTesting"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "CapacityTests",
            dependencies: ["Capacity", "CSystemCalls", "PlimsollTesting", "SeededRandom"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "GuardTests",
            dependencies: ["Capacity", "CSystemCalls", "plimsoll-guard", "PlimsollTesting", subprocess],
            swiftSettings: strict
        ),
        .testTarget(
            name: "FleetTests",
            dependencies: ["Capacity", "Fleet", "PlimsollTesting", "SeededRandom", logging],
            swiftSettings: strict
        ),
        .testTarget(
            name: "SettingsTests",
            dependencies: ["Capacity", "Fleet", "Settings", "PlimsollTesting"],
            resources: [.copy("Cases")],
            swiftSettings: strict
        ),
        .testTarget(
            name: "DockerTests",
            dependencies: ["Capacity", "Docker", "Fleet", "PlimsollTesting", logging, nio, nioPosix, subprocess],
            swiftSettings: strict
        ),
        .testTarget(
            name: "ProcessesTests",
            dependencies: ["Capacity", "CSystemCalls", "Fleet", "Processes", "PlimsollTesting", logging, subprocess],
            swiftSettings: strict
        ),
        .testTarget(
            name: "ProxyTests",
            dependencies: [
                "Capacity", "Fleet", "Proxy", "PlimsollTesting", "SeededRandom", logging, nio, nioHPACK, nioPosix,
            ],
            exclude: ["Fuzz/Driver"],
            resources: [.copy("Corpus/Cases"), .copy("Fuzz/Seeds")],
            swiftSettings: strict
        ),
        .testTarget(
            name: "ACMETests",
            dependencies: ["ACME", "Fleet", "PlimsollTesting", crypto, logging, asn1, x509],
            swiftSettings: strict
        ),
        .testTarget(
            name: "AdminTests",
            dependencies: [
                "Admin", "Capacity", "Fleet", "PlimsollTesting", asyncHTTPClient, logging, nio, nioHTTP1, nioPosix,
                serviceLifecycle,
            ],
            exclude: ["Reports/Snapshots"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "CommandsTests",
            dependencies: [
                "Admin", "Capacity", "Commands", "Fleet", "plimsoll", "PlimsollTesting", "Settings", argumentParser,
                logging,
                subprocess,
            ],
            exclude: ["Status/Snapshots"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "EndToEndTests",
            dependencies: ["Fleet", "plimsoll", "PlimsollTesting", "SeededRandom", asyncHTTPClient, nio, nioHTTP1],
            swiftSettings: strict
        ),
    ]
)

// `scripts/fuzz` names libFuzzer here: the readers are instrumented then, and a program stands in for their tests.
if let fuzzer = Context.environment["PLIMSOLL_FUZZ"] {
    let instrumented: [SwiftSetting] = strict + [.unsafeFlags(["-sanitize=fuzzer,address", "-enable-testing"])]
    package.targets.removeAll { $0.name == "ProxyTests" }
    package.targets.first { $0.name == "Proxy" }?.swiftSettings = instrumented
    package.targets.append(
        .executableTarget(
            name: "plimsoll-fuzz",
            dependencies: ["Capacity", "Fleet", "Proxy", "SeededRandom", nio, nioHPACK],
            path: "Tests/ProxyTests",
            exclude: [
                "Access", "AccessLog", "Announced", "Connections", "Corpus/AnsweredResponse.swift", "Corpus/Cases",
                "Corpus/CorpusRun.swift", "Corpus/CorpusTests.swift", "Corpus/SeenRequest.swift",
                "Corpus/RawRun.swift", "Corpus/StrictFields.swift", "Exchange", "Faults", "Fuzz/FuzzSeedTests.swift",
                "Fuzz/Seeds", "HTTP2", "Head",
                "Headers", "Notes", "Readiness", "Routing", "Secure", "Server", "Shedding", "Support/FakeLeasing.swift",
                "Support/LogLines.swift", "Support/SecureTest.swift", "Support/Tally.swift",
                "Support/TestProxy.swift", "Tunnel",
            ],
            sources: [
                "Fuzz/Driver", "Fuzz/Properties", "Corpus/CorpusCase.swift", "Corpus/CorpusText.swift",
                "Support/SeededGenerator+Pieces.swift",
            ],
            swiftSettings: strict,
            linkerSettings: [.unsafeFlags(["-sanitize=address", "-Xlinker", fuzzer, "-lstdc++", "-lm"])]
        )
    )
    package.products = [.executable(name: "plimsoll-fuzz", targets: ["plimsoll-fuzz"])]
}

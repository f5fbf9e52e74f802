// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Foundation

/// `plimsoll-fuzz`: gives one target to libFuzzer, or writes what the corpus gives it to begin with.
@main struct Fuzz {
    private static let target = ProcessInfo.processInfo.environment["FUZZ_TARGET"].flatMap(FuzzTarget.init(rawValue:))

    static func main() throws {
        guard target != nil else {
            print(FuzzTarget.allCases.map(\.rawValue).joined(separator: "\n"))
            return
        }
        if CommandLine.arguments.count == 4, CommandLine.arguments[1] == "seeds" {
            return try writeSeeds(from: CommandLine.arguments[2], to: CommandLine.arguments[3])
        }
        var count = CommandLine.argc
        var arguments = CommandLine.unsafeArgv
        let status = runFuzzer(&count, &arguments) { start, count in
            Fuzz.run(Array(UnsafeBufferPointer(start: start, count: count)))
            return 0
        }
        exit(status)
    }

    private static func run(_ input: [UInt8]) {
        do {
            try target?.check(input)
        } catch {
            fatalError("\(error)")
        }
    }

    /// - Parameter cases: the folder of the corpus.
    private static func writeSeeds(from cases: String, to folder: String) throws {
        for file in try FileManager.default.contentsOfDirectory(atPath: cases) where file.hasSuffix(".cases") {
            let text = try String(contentsOfFile: "\(cases)/\(file)", encoding: .utf8)
            for (number, subject) in try CorpusCase.read(text, file: file).enumerated() {
                guard let seed = target?.seed(subject), seed.count <= 4096 else { continue }
                try Data(seed).write(to: URL(fileURLWithPath: "\(folder)/\(file)-\(number)"))
            }
        }
    }
}

/// libFuzzer's own loop: its `main` would be a second one.
@_silgen_name("LLVMFuzzerRunDriver")
private func runFuzzer(
    _ count: UnsafeMutablePointer<Int32>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
    _ run: @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32
) -> Int32

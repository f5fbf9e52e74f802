// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Capacity

/// What each process may take by small requests without a decision: its limit has room for it.
///
/// A thread that is taken for one of another process does no harm: the limit of its own still bounds it.
struct Spares {
    private struct Spare {
        let process: Int32
        var rest: ByteCount
    }

    /// Threads that are known at a time: more than run at once in most programs.
    private static let most = 256

    private var spares: [Spare] = []
    private var threads: [(thread: Int32, process: Int32)] = []
    private var oldest = 0

    /// Whether the request may go on as it is. Takes it off what was left to the process.
    mutating func lets(_ process: Int32, take size: ByteCount) -> Bool {
        guard let index = spares.firstIndex(where: { $0.process == process }), size <= spares[index].rest else {
            return false
        }
        spares[index].rest = spares[index].rest - size
        return true
    }

    /// The limit of the process was set anew, with so much to spare.
    mutating func leaves(_ spare: ByteCount, to process: Int32) {
        if let index = spares.firstIndex(where: { $0.process == process }) {
            spares[index].rest = spare
        } else {
            spares.append(Spare(process: process, rest: spare))
        }
    }

    /// The process of a thread that asked before.
    func process(of thread: Int32) -> Int32? {
        threads.first { $0.thread == thread }?.process
    }

    mutating func saw(_ thread: Int32, of process: Int32) {
        if threads.contains(where: { $0.thread == thread && $0.process == process }) { return }
        threads.removeAll { $0.thread == thread }
        if threads.count < Self.most {
            threads.append((thread, process))
        } else {
            threads[oldest % Self.most] = (thread, process)
            oldest += 1
        }
    }

    mutating func forgot(_ process: Int32) {
        spares.removeAll { $0.process == process }
        threads.removeAll { $0.process == process }
    }
}

// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// The figures that the admission of memory goes by. How they were found: docs/decisions.
package enum LeaseRules {
    /// Pieces below this that are made writable at a place of the program's choice are not asked for each, but by the block.
    package static let leastAsked: UInt32 = 32 << 10
    /// Whoever makes the first page of so many bytes of addresses writable asks for all of them: heaps of threads grow page by page.
    package static let block: UInt32 = 128 << 10
    /// Requests up to this may use up the cushion.
    package static let small = ByteCount.kibibytes(256)
    /// Granted and not seen since: it was never taken up.
    static let promiseLasts = Duration.milliseconds(100)
    /// Untouched while its process used so much processor time: it is not expected to be touched.
    static let idleAfterRunning = Duration.milliseconds(25)
    /// The same for more than is trusted after a moment.
    static let idleAfterWorking = Duration.milliseconds(250)
    /// The same for a process that sleeps, and for memory that was touched before and given back.
    static let idleAfter = Duration.seconds(2)
    /// So much of one process, or a quarter of the budget where that is more, is taken for idle after a moment: buffers of
    /// libraries. More than that only when it worked for longer, or slept.
    static let trusted = ByteCount.mebibytes(64)
    /// Of a process of more threads nothing is taken for idle after a moment but stacks; they may fill some of its memory as fast as they map more.
    static let fewThreads: Int64 = 4
    /// Touching less than this meanwhile is none: the kernel's figures lag.
    static let stillness = ByteCount.kibibytes(512)
    /// When more idle memory than usual is touched after all, so many times as much is expected to be.
    static let wakes: Int64 = 8
    /// What is touched late anyhow: the ends of heaps, the insides of buffers.
    static let usualWaking = ByteCount.mebibytes(4)
    /// Within so long after it asked for its stack a thread is expected to use as much of it as the others did of theirs.
    static let stackIsNew = Duration.milliseconds(250)
    /// The kernel's figures of one process lag by some pages a processor.
    static let tolerance = ByteCount.mebibytes(1)
    /// How long a request is held up that may fit as soon as others have touched what they asked for, or turn out not to.
    package static let patience = Duration.milliseconds(2500)
    /// How often a request held up is decided on again.
    package static let retryEvery = Duration.milliseconds(10)
    /// A thread that unmaps something large may have to wait so long for its processor.
    package static let givingBackLasts = Duration.milliseconds(16)
    /// When a refusal was held for nothing, none is for so long.
    package static let vainLasts = Duration.milliseconds(100)
    /// How often a request held up is decided on again while others are giving back, or may have what they were granted by now.
    package static let retrySoon = Duration.milliseconds(1)
    /// How often all processes are looked at while they allocate.
    package static let lookEvery = Duration.milliseconds(100)
    /// More requests than this between two looks are often.
    package static let often: Int64 = 16
    /// How often the limits are read anew, and everything is looked at while nobody allocates.
    package static let limitsEvery = Duration.seconds(2)
    /// How old they may be when a request is granted, as far as they were lowered.
    package static let loweredEvery = Duration.milliseconds(2)
    /// How old they may be when one is refused.
    package static let limitsFresh = Duration.milliseconds(5)
    /// How often a refusal is worth a line.
    package static let tellEvery = Duration.seconds(1)
    /// After this a process whose heap was refused may take small pieces again.
    package static let heapRefusalLasts = Duration.milliseconds(1)
    /// So long a refusal stands for what asks for as much again, unless something was given back.
    static let refusalLasts = Duration.milliseconds(10)
    /// A thread that is refused again this soon tries the same allocation by another call, of at most so many.
    static let retriesWithin = Duration.milliseconds(5)
    static let callsOfAnAllocation: Int32 = 4
    /// How often the record of refusals is written anew: the first at once.
    package static let recordEvery = Duration.milliseconds(50)
    /// What a process may take by small requests, without asking: an even part of an eighth of what is left.
    static let leastSlack = ByteCount.kibibytes(256)
    static let mostSlack = ByteCount.mebibytes(8)

    /// What of mapped files is taken to be code, which is read again and again when it is dropped: a program whose heap leaves no room for its
    /// own instructions does nothing but wait for its disk. More than that are data.
    static func code(in mappedFiles: ByteCount, limit: ByteCount) -> ByteCount {
        min(mappedFiles, min(.mebibytes(64), ByteCount(bytes: limit.bytes / 4)))
    }
}

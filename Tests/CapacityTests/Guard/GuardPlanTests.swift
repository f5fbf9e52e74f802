// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Capacity
import Testing

struct GuardPlanTests {
    private func plan(
        _ limit: ByteCount,
        mode: GuardMode = .static,
        reserve: GuardReserve = .usual,
        kernel: ByteCount = .zero,
        inherited: UInt64 = .max
    ) -> GuardPlan? {
        GuardPlan(mode: mode, limit: limit, reserve: reserve, kernelMemory: kernel, inherited: inherited)
    }

    @Test func aSmallLimitKeepsSixteenMebibytesBack() {
        #expect(plan(.mebibytes(256))?.budget == .mebibytes(240))
    }

    @Test func aLargeLimitKeepsFivePercentBack() {
        #expect(plan(.mebibytes(1000))?.budget == .mebibytes(950))
    }

    @Test func whatTheKernelHoldsIsTakenOff() {
        #expect(plan(.mebibytes(256), kernel: .mebibytes(10))?.budget == .mebibytes(230))
    }

    @Test func theProgramAlwaysGetsHalf() {
        #expect(plan(.mebibytes(20))?.budget == .mebibytes(10))
        #expect(plan(.mebibytes(256), kernel: .gibibytes(1))?.budget == .mebibytes(128))
    }

    @Test func aReserveAskedForIsKeptWhole() {
        #expect(plan(.mebibytes(256), reserve: .size(.mebibytes(200)))?.budget == .mebibytes(56))
        #expect(plan(.mebibytes(200), reserve: .percent(90))?.budget == .mebibytes(20))
        #expect(plan(.mebibytes(256), reserve: .size(.zero))?.budget == .mebibytes(256))
    }

    @Test func theKernelsMemoryTakesAtMostHalfOfWhatAReserveLeaves() {
        #expect(
            plan(.mebibytes(256), reserve: .size(.mebibytes(56)), kernel: .mebibytes(150))?.budget == .mebibytes(100)
        )
    }

    @Test func aReserveOfEverythingIsNoPlan() {
        #expect(plan(.mebibytes(256), reserve: .size(.mebibytes(256))) == nil)
        #expect(plan(.mebibytes(256), mode: .addressSpace, reserve: .size(.gibibytes(1))) == nil)
    }

    @Test func aLimitOfNothingIsNoPlan() {
        #expect(plan(.zero) == nil)
    }

    @Test func staticModeLimitsDataAndTheOtherAddressSpace() {
        #expect(plan(.mebibytes(256))?.resource == .data)
        #expect(plan(.mebibytes(256), mode: .addressSpace)?.resource == .addressSpace)
        #expect(plan(.mebibytes(256), mode: .off) == nil)
    }

    @Test func addressSpaceIsTheWholeLimit() {
        #expect(plan(.mebibytes(256), mode: .addressSpace, kernel: .mebibytes(9))?.budget == .mebibytes(256))
        #expect(plan(.mebibytes(256), mode: .addressSpace, reserve: .percent(50))?.budget == .mebibytes(128))
    }

    @Test func aLowerLimitFoundIsKept() {
        let kept = plan(.mebibytes(256), inherited: 100 << 20)
        #expect(kept?.softLimit == 100 << 20)
        #expect(kept?.keepsInherited == true)
    }

    @Test func aHigherLimitFoundIsLowered() {
        let lowered = plan(.mebibytes(256), inherited: 250 << 20)
        #expect(lowered?.softLimit == 240 << 20)
        #expect(lowered?.keepsInherited == false)
    }

    @Test func theLargestLimitDoesNotOverflow() {
        #expect(plan(ByteCount(bytes: .max), reserve: .percent(99)) != nil)
    }

    @Test func theNotesAreTheModeAndTheLimit() {
        let notes = GuardNotes.variables(mode: .static, limit: .mebibytes(1))
        #expect(notes.map { "\($0.name)=\($0.value)" } == ["PLIMSOLL_GUARD=static", "PLIMSOLL_MEMORY_LIMIT=1048576"])
    }
}

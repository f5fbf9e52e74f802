// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Testing

/// What every engine keeps, one behaviour a case. A suite runs them all:
///
///     @Test(arguments: EngineContractCheck.allCases)
///     func keeps(_ check: EngineContractCheck) async throws { try await check.run(on: Harness()) }
package enum EngineContractCheck: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case startedWorkerAnswers
    case runningWorkerOfTheSameSettingsIsUsedAgain
    case stoppedWorkerIsStartedAgain
    case changedSettingsReplaceTheWorker
    case stopEndsTheWorkerAndMayBeRepeated
    case workerThatIgnoresTerminationIsKilledAfterItsGrace
    case removedWorkerLeavesNothing
    case unknownWorkerIsGoneEverywhere
    case exitStatusIsTold
    case killFromOutsideIsTold
    case memoryKillIsNamed
    case logEndsWithTheLastLines
    case runningWorkersAreFoundByTheNextEngine
    case endedWorkersAreFoundByTheNextEngine
    case workersOfUndeclaredServicesAreFound
    case waitingForTheExitCanBeCancelled
    case usageShowsMemoryAndItsLimit
    case impossibleServiceIsRefused
    case endOfAWorkerIsHintedAt

    package var testDescription: String { rawValue }

    package func run(on harness: some EngineContractHarness) async throws {
        do {
            try await perform(EngineContract(harness: harness))
        } catch {
            await harness.cleanUp()
            throw error
        }
        await harness.cleanUp()
    }

    private func perform(_ contract: EngineContract<some EngineContractHarness>) async throws {
        switch self {
        case .startedWorkerAnswers: try await contract.checkStartedWorkerAnswers()
        case .runningWorkerOfTheSameSettingsIsUsedAgain: try await contract.checkReuse()
        case .stoppedWorkerIsStartedAgain: try await contract.checkSecondStart()
        case .changedSettingsReplaceTheWorker: try await contract.checkReplacement()
        case .stopEndsTheWorkerAndMayBeRepeated: try await contract.checkStop()
        case .workerThatIgnoresTerminationIsKilledAfterItsGrace: try await contract.checkGrace()
        case .removedWorkerLeavesNothing: try await contract.checkRemoval()
        case .unknownWorkerIsGoneEverywhere: try await contract.checkUnknownWorker()
        case .exitStatusIsTold: try await contract.checkExitStatus()
        case .killFromOutsideIsTold: try await contract.checkKill()
        case .memoryKillIsNamed: try await contract.checkMemoryKill()
        case .logEndsWithTheLastLines: try await contract.checkLog()
        case .runningWorkersAreFoundByTheNextEngine: try await contract.checkAdoption()
        case .endedWorkersAreFoundByTheNextEngine: try await contract.checkEndedAdoption()
        case .workersOfUndeclaredServicesAreFound: try await contract.checkUndeclared()
        case .waitingForTheExitCanBeCancelled: try await contract.checkCancellation()
        case .usageShowsMemoryAndItsLimit: try await contract.checkUsage()
        case .impossibleServiceIsRefused: try await contract.checkRefusal()
        case .endOfAWorkerIsHintedAt: try await contract.checkHint()
        }
    }
}

// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Fleet
internal import Testing

@testable import Docker

struct LaunchDecisionTests {
    private static let id = String(repeating: "ab", count: 32)

    private func decision(
        _ status: String?,
        labels: [String: String]? = nil,
        id: String? = LaunchDecisionTests.id
    ) throws -> LaunchDecision {
        let plan = try ContainerPlan(
            ServiceDefinition(name: "thumbs", workload: .container(ContainerSpec(image: "i", command: ["x"]))),
            on: ImageInspection(id: "sha256:1"),
            with: nil,
            settings: DockerEngineSettings(address: .unix(path: "/s"), owner: "me")
        )
        let existing = ContainerInspection(
            id: id,
            state: .init(status: status),
            config: .init(labels: labels ?? plan.request.labels)
        )
        return LaunchDecision(existing: existing, plan: plan, owner: "me")
    }

    @Test func containerOfTheSameSettingsIsUsed() throws {
        let id = try #require(ContainerID(Self.id))
        #expect(try decision("running") == .use(id))
        #expect(try decision("paused") == .unpause(id))
        #expect(try decision("exited") == .start(id))
        #expect(try decision("removing") == .wait)
    }

    @Test(arguments: ["created", "dead", "something new", nil])
    func unfinishedContainerIsMadeAnew(_ status: String?) throws {
        #expect(try decision(status) == .replace(try #require(ContainerID(Self.id)), isRunning: false))
    }

    @Test func containerOfOtherSettingsIsReplaced() throws {
        let id = try #require(ContainerID(Self.id))
        let labels = ["com.plimsoll.service": "thumbs", "com.plimsoll.proxy": "me", "com.plimsoll.config": "other"]
        #expect(try decision("running", labels: labels) == .replace(id, isRunning: true))
        #expect(try decision("exited", labels: labels) == .replace(id, isRunning: false))
    }

    @Test(arguments: ["running", "exited", "created", "dead"])
    func strangersContainerIsNeverTouched(_ status: String) throws {
        let strangers: [([String: String], String)] = [
            ([:], "not ours"),
            (["com.nodetool.managed": "true", "com.nodetool.service": "thumbs"], "NodeTool"),
            (["com.plimsoll.service": "thumbs", "com.plimsoll.proxy": "you"], "another Plimsoll proxy (you)"),
            (["com.plimsoll.service": "other", "com.plimsoll.proxy": "me"], "another Plimsoll proxy"),
        ]
        for (labels, words) in strangers {
            guard case .refuse(let error) = try decision(status, labels: labels) else {
                Issue.record("\(labels) was not refused")
                continue
            }
            #expect(error.reason == .nameTaken)
            #expect(error.message.contains("'thumbs' (abababababab)"))
            #expect(error.message.contains(words))
        }
    }

    @Test func improperIdIsRefused() throws {
        guard case .refuse(let error) = try decision("running", id: "../../x") else {
            Issue.record("it was not refused")
            return
        }
        #expect(error.reason == .broken)
    }
}

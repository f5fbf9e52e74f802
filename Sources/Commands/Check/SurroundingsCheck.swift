// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Fleet
internal import Processes
internal import Proxy
package import Settings

/// Looks at what the proxy would open and run, without making or starting anything.
package enum SurroundingsCheck {
    /// Warnings only: the machine that checks a file need not be the one that serves by it.
    /// - Parameters:
    ///   - environment: what the proxy would have.
    ///   - guardPath: what the proxy would guard workers with. Nil: it has no guard.
    package static func problems(
        of loaded: LoadedSettings,
        environment: [String: String],
        guardPath: String?
    ) -> [Problem] {
        CertificateCheck.problems(of: loaded) + ListenerCheck.problems(of: loaded) + accessLog(loaded)
            + programs(loaded, environment) + (guardPath == nil ? missingGuard(loaded) : [])
    }

    private static func accessLog(_ loaded: LoadedSettings) -> [Problem] {
        guard let target = loaded.readable?.accessLog.target,
            let obstacle = AccessLogObstacle.foreseen(for: target)
        else { return [] }
        return [
            problem(
                .accessLogUnwritable,
                loaded.place(of: SettingPath(service: nil, key: "access_log")),
                obstacle.message,
                obstacle.hint
            )
        ]
    }

    private static func programs(_ loaded: LoadedSettings, _ environment: [String: String]) -> [Problem] {
        loaded.services(readIn: ["command", "working_dir", "environment"]).compactMap { service in
            guard let finding = ProcessInspection.finding(of: service, environment: environment) else { return nil }
            return problem(
                .processCannotStart,
                loaded.place(of: SettingPath(service: service.name, key: finding.key)),
                finding.error.message,
                "the proxy looks as its own user, from its own folder and with its own PATH"
            )
        }
    }

    /// One word for all services: the first of them.
    private static func missingGuard(_ loaded: LoadedSettings) -> [Problem] {
        let services = loaded.services(readIn: ["guard"])
        guard let (message, hint) = GuardBinary.obstacle(for: services),
            let first = services.first(where: \.wantsGuard)
        else { return [] }
        let keys = [SettingPath(service: first.name, key: "guard"), SettingPath(service: first.name, key: "name")]
        let path = keys.first { loaded.names($0) } ?? SettingPath(service: first.name)
        return [problem(.guardMissing, loaded.place(of: path), message + ": the proxy does not start", hint)]
    }

    private static func problem(_ rule: SurroundingsRule, _ place: Place, _ message: String, _ hint: String) -> Problem
    {
        Problem(severity: .warning, rule: rule.rawValue, place: place, message: message, hint: hint)
    }
}

// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Fleet
internal import Processes
internal import Proxy
package import Settings

/// Looks at what the proxy would open and run, without making or starting anything.
package enum SurroundingsCheck {
    /// Warnings only: the machine that checks a file need not be the one that serves by it.
    /// - Parameter environment: what the proxy would have.
    package static func problems(of loaded: LoadedSettings, environment: [String: String]) -> [Problem] {
        CertificateCheck.problems(of: loaded) + accessLog(loaded) + programs(loaded, environment)
    }

    private static func accessLog(_ loaded: LoadedSettings) -> [Problem] {
        guard let target = loaded.settings?.accessLog.target,
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
        loaded.soundServices.compactMap { service in
            guard let finding = ProcessInspection.finding(of: service, environment: environment) else { return nil }
            return problem(
                .processCannotStart,
                loaded.place(of: SettingPath(service: service.name, key: finding.key)),
                finding.error.message,
                "the proxy looks as its own user, from its own folder and with its own PATH"
            )
        }
    }

    private static func problem(_ rule: SurroundingsRule, _ place: Place, _ message: String, _ hint: String) -> Problem
    {
        Problem(severity: .warning, rule: rule.rawValue, place: place, message: message, hint: hint)
    }
}

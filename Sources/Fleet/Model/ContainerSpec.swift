// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// How to make a service's container.
package struct ContainerSpec: Hashable, Sendable {
    package var image: String
    package var pull: PullPolicy
    /// Replaces the image's CMD. Nil: the image's own.
    package var command: [String]?
    /// Replaces the image's ENTRYPOINT. Nil: the image's own.
    package var entrypoint: [String]?
    package var workingDirectory: String?
    package var user: String?
    package var mounts: [Mount]
    /// Mount point in the container, to mount options such as `size=64m`.
    package var tmpfs: [String: String]
    package var isReadOnly: Bool
    package var droppedCapabilities: [String]
    package var gpus: GPURequest?
    /// The port the worker listens on. Nil: `PORT` of its environment, else the image's only EXPOSE, else 8000.
    package var internalPort: Int?
    /// The port of the host it is published on; used where workers are reached by host port. Nil: any free one.
    package var hostPort: Int?

    package init(
        image: String,
        pull: PullPolicy = .missing,
        command: [String]? = nil,
        entrypoint: [String]? = nil,
        workingDirectory: String? = nil,
        user: String? = nil,
        mounts: [Mount] = [],
        tmpfs: [String: String] = [:],
        isReadOnly: Bool = false,
        droppedCapabilities: [String] = [],
        gpus: GPURequest? = nil,
        internalPort: Int? = nil,
        hostPort: Int? = nil
    ) {
        self.image = image
        self.pull = pull
        self.command = command
        self.entrypoint = entrypoint
        self.workingDirectory = workingDirectory
        self.user = user
        self.mounts = mounts
        self.tmpfs = tmpfs
        self.isReadOnly = isReadOnly
        self.droppedCapabilities = droppedCapabilities
        self.gpus = gpus
        self.internalPort = internalPort
        self.hostPort = hostPort
    }
}

// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// What a program shows of itself without being run: the names it goes by, and what it is made of.
package struct ProgramTraits: Equatable, Sendable {
    /// The last parts of the paths of the program, of the interpreters of its scripts, and of all words of its arguments: in
    /// `sh -c "exec java ..."` or behind an init the program is one of these.
    package var names: [[UInt8]] = []
    /// The libraries it wants by itself.
    package var libraries: [[UInt8]] = []
    /// It was made by Go's compiler.
    package var isGo = false

    package func shows(_ runtime: Runtime) -> Bool {
        switch runtime.name {
        case Runtime.java.name:
            isCalled("java") || wants("libjli.so") || wants("libjvm.so")
        case Runtime.node.name:
            isCalled("node") || isCalled("nodejs") || isCalled("npm") || isCalled("npx") || wants("libnode.so")
        case Runtime.python.name:
            names.contains { $0.starts(with: "python".utf8) } || wants("libpython")
        case Runtime.dotnet.name: isCalled("dotnet") || wants("libcoreclr.so") || wants("libhostfxr.so")
        case Runtime.go.name: isGo
        case Runtime.openMP.name: wants("libgomp.so") || wants("libomp.so") || wants("libopenblas")
        case Runtime.jemalloc.name: wants("libjemalloc")
        case Runtime.glibc.name: wants("libc.so.6")
        // Libraries of Python and Rust leave no mark that could be found in time.
        default: false
        }
    }

    private func isCalled(_ name: String) -> Bool {
        names.contains { $0.elementsEqual(name.utf8) }
    }

    private func wants(_ library: String) -> Bool {
        libraries.contains { $0.starts(with: library.utf8) }
    }
}

import Crypto
import DequeModule
import NIOCore
import NIOPosix

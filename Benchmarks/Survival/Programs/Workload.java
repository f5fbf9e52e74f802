// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** One workload of the survival table. */
public class Workload {
    public static void main(String[] arguments) {
        List<Object> kept = new ArrayList<>();
        int most = arguments.length > 1 ? Integer.parseInt(arguments[1]) : Integer.MAX_VALUE;
        try {
            switch (arguments[0]) {
                case "hello": break;
                case "heap":
                    while (kept.size() < most) kept.add(new byte[1 << 20]);
                    break;
                case "direct":
                    for (;;) {
                        ByteBuffer buffer = ByteBuffer.allocateDirect(4 << 20);
                        for (int place = 0; place < buffer.capacity(); place += 4096) buffer.put(place, (byte) 1);
                        kept.add(buffer);
                    }
            }
            System.out.println("ok");
        } catch (OutOfMemoryError error) {
            kept.clear();
            System.out.println("caught");
        }
    }
}

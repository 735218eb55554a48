package dev.jinx.agent.rules;

import java.util.Optional;
import java.util.Set;

/** Reads {@code error}: a name that exists and that the operations can answer with. */
final class ErrorNames {
    private ErrorNames() {}

    /** The error for those operations. */
    static String read(Node node, Set<Operation> on) throws BadValue {
        String name = Values.word(node, "error");
        if (Errno.isNeverSeen(name)) {
            throw new BadValue(node.at(), name + " never reaches an application: the JDK itself tries again or waits");
        }
        if (Suggestion.contains(Errno.RESOLVER, name)) {
            only(Operation.RESOLVE, on, name, node.at());
        } else if (Suggestion.contains(Errno.ALERTS, name)) {
            only(Operation.HANDSHAKE, on, name, node.at());
        } else if (!Errno.isKnown(name)) {
            throw new BadValue(node.at(), unknown(name, on));
        } else {
            refuseErrno(name, on, node.at());
        }
        return name;
    }

    private static void only(Operation operation, Set<Operation> on, String name, Position at) throws BadValue {
        if (!on.isEmpty() && (on.size() > 1 || !on.contains(operation))) {
            throw new BadValue(at, name + " applies to " + operation.word() + " only");
        }
    }

    private static void refuseErrno(String name, Set<Operation> on, Position at) throws BadValue {
        if (on.contains(Operation.RESOLVE)) {
            throw new BadValue(at, "resolve answers with " + String.join(" or ", Errno.RESOLVER) + ", not " + name);
        }
        if (on.contains(Operation.HANDSHAKE)) {
            throw new BadValue(at, "handshake answers with a TLS alert like handshake_failure, not " + name);
        }
    }

    private static String unknown(String name, Set<Operation> on) {
        boolean number = Quantities.digits(name, 0) == name.length() && name.length() < 10;
        Optional<String> named = number ? Errno.name(Long.parseLong(name)) : Optional.empty();
        if (named.isPresent()) {
            return "an error is written by its name: " + name + " is " + named.get();
        }
        return Suggestion.unknown("error", name, on.contains(Operation.HANDSHAKE) ? Errno.ALERTS : Errno.usable());
    }
}

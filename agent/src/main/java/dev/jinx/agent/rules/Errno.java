package dev.jinx.agent.rules;

import java.util.Optional;

/** The names of errors: Linux's errno, the resolver's, and the alerts of TLS. */
final class Errno {
    /** The name for each number on Linux; empty where there is none. */
    private static final String[] NAMES = {
        "",
        "EPERM",
        "ENOENT",
        "ESRCH",
        "EINTR",
        "EIO",
        "ENXIO",
        "E2BIG",
        "ENOEXEC",
        "EBADF",
        "ECHILD",
        "EAGAIN",
        "ENOMEM",
        "EACCES",
        "EFAULT",
        "ENOTBLK",
        "EBUSY",
        "EEXIST",
        "EXDEV",
        "ENODEV",
        "ENOTDIR",
        "EISDIR",
        "EINVAL",
        "ENFILE",
        "EMFILE",
        "ENOTTY",
        "ETXTBSY",
        "EFBIG",
        "ENOSPC",
        "ESPIPE",
        "EROFS",
        "EMLINK",
        "EPIPE",
        "EDOM",
        "ERANGE",
        "EDEADLK",
        "ENAMETOOLONG",
        "ENOLCK",
        "ENOSYS",
        "ENOTEMPTY",
        "ELOOP",
        "",
        "ENOMSG",
        "EIDRM",
        "ECHRNG",
        "EL2NSYNC",
        "EL3HLT",
        "EL3RST",
        "ELNRNG",
        "EUNATCH",
        "ENOCSI",
        "EL2HLT",
        "EBADE",
        "EBADR",
        "EXFULL",
        "ENOANO",
        "EBADRQC",
        "EBADSLT",
        "",
        "EBFONT",
        "ENOSTR",
        "ENODATA",
        "ETIME",
        "ENOSR",
        "ENONET",
        "ENOPKG",
        "EREMOTE",
        "ENOLINK",
        "EADV",
        "ESRMNT",
        "ECOMM",
        "EPROTO",
        "EMULTIHOP",
        "EDOTDOT",
        "EBADMSG",
        "EOVERFLOW",
        "ENOTUNIQ",
        "EBADFD",
        "EREMCHG",
        "ELIBACC",
        "ELIBBAD",
        "ELIBSCN",
        "ELIBMAX",
        "ELIBEXEC",
        "EILSEQ",
        "ERESTART",
        "ESTRPIPE",
        "EUSERS",
        "ENOTSOCK",
        "EDESTADDRREQ",
        "EMSGSIZE",
        "EPROTOTYPE",
        "ENOPROTOOPT",
        "EPROTONOSUPPORT",
        "ESOCKTNOSUPPORT",
        "EOPNOTSUPP",
        "EPFNOSUPPORT",
        "EAFNOSUPPORT",
        "EADDRINUSE",
        "EADDRNOTAVAIL",
        "ENETDOWN",
        "ENETUNREACH",
        "ENETRESET",
        "ECONNABORTED",
        "ECONNRESET",
        "ENOBUFS",
        "EISCONN",
        "ENOTCONN",
        "ESHUTDOWN",
        "ETOOMANYREFS",
        "ETIMEDOUT",
        "ECONNREFUSED",
        "EHOSTDOWN",
        "EHOSTUNREACH",
        "EALREADY",
        "EINPROGRESS",
        "ESTALE",
        "EUCLEAN",
        "ENOTNAM",
        "ENAVAIL",
        "EISNAM",
        "EREMOTEIO",
        "EDQUOT",
        "ENOMEDIUM",
        "EMEDIUMTYPE",
        "ECANCELED",
        "ENOKEY",
        "EKEYEXPIRED",
        "EKEYREVOKED",
        "EKEYREJECTED",
        "EOWNERDEAD",
        "ENOTRECOVERABLE",
        "ERFKILL",
        "EHWPOISON",
    };

    /** Second names for the same numbers. */
    private static final String[] SYNONYMS = {"EWOULDBLOCK", "EDEADLOCK", "ENOTSUP"};

    /** Answers that the JDK deals with itself, by trying again or by waiting. */
    private static final String[] NEVER_SEEN = {"EAGAIN", "EWOULDBLOCK", "EINTR", "EINPROGRESS"};

    /** What a look-up of a name can answer. */
    static final String[] RESOLVER = {"EAI_NONAME", "EAI_AGAIN"};

    /** What a TLS peer can answer (RFC 8446, section 6). */
    static final String[] ALERTS = {
        "close_notify",
        "unexpected_message",
        "bad_record_mac",
        "record_overflow",
        "handshake_failure",
        "bad_certificate",
        "unsupported_certificate",
        "certificate_revoked",
        "certificate_expired",
        "certificate_unknown",
        "illegal_parameter",
        "unknown_ca",
        "access_denied",
        "decode_error",
        "decrypt_error",
        "protocol_version",
        "insufficient_security",
        "internal_error",
        "inappropriate_fallback",
        "user_canceled",
        "missing_extension",
        "unsupported_extension",
        "unrecognized_name",
        "bad_certificate_status_response",
        "unknown_psk_identity",
        "certificate_required",
        "no_application_protocol",
    };

    private Errno() {}

    /** Whether that is the name of an errno. */
    static boolean isKnown(String name) {
        return !name.isEmpty() && (Suggestion.contains(NAMES, name) || Suggestion.contains(SYNONYMS, name));
    }

    /** Whether it exists but can never reach an application. */
    static boolean isNeverSeen(String name) {
        return Suggestion.contains(NEVER_SEEN, name);
    }

    /** The name of that number. */
    static Optional<String> name(long number) {
        return number > 0 && number < NAMES.length && !NAMES[(int) number].isEmpty()
                ? Optional.of(NAMES[(int) number])
                : Optional.empty();
    }

    /** All errno names that a rule can use, and the resolver's. */
    static String[] usable() {
        String[] usable = new String[NAMES.length + RESOLVER.length];
        int n = 0;
        for (String name : NAMES) {
            if (!name.isEmpty() && !isNeverSeen(name)) {
                usable[n++] = name;
            }
        }
        for (String name : RESOLVER) {
            usable[n++] = name;
        }
        return java.util.Arrays.copyOf(usable, n);
    }
}

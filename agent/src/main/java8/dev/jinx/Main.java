package dev.jinx;

/**
 * {@code java -jar jinx.jar}. It names no type of java.lang.instrument, which a runtime made of java.base alone does not have.
 */
public final class Main {
    private Main() {}

    /** Runs a command; the exit status says how it went. */
    public static void main(String[] arguments) throws Exception {
        if (AgentLoader.javaVersion() < 17) {
            System.err.println("jinx: needs Java 17 or newer, and this is " + System.getProperty("java.version"));
            System.exit(125);
        }
        Object status = AgentLoader.forCommands()
                .loadClass("dev.jinx.agent.cli.Commands")
                .getMethod("run", String[].class)
                .invoke(null, (Object) arguments);
        System.exit((Integer) status);
    }
}

package dev.jinx.agent.control.client;

import com.sun.tools.attach.AgentInitializationException;
import com.sun.tools.attach.AgentLoadException;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.util.Properties;

/** By the JDK's own library, where this Java has it. */
final class JdkAttachment implements Attachment {
    private final VirtualMachine machine;

    private JdkAttachment(VirtualMachine machine) {
        this.machine = machine;
    }

    static Attachment to(Target target) throws CannotAttach, IOException {
        try {
            return new JdkAttachment(VirtualMachine.attach(Long.toString(target.pid())));
        } catch (AttachNotSupportedException e) {
            throw Refusals.noAnswer(target, e.getMessage());
        }
    }

    @Override
    public void load(String jar, String argument) throws CannotAttach, IOException {
        try {
            machine.loadAgent(jar, argument);
        } catch (AgentInitializationException e) {
            throw Refusals.notStarted(e.returnValue());
        } catch (AgentLoadException e) {
            throw Refusals.notLoaded(e.getMessage(), jar);
        }
    }

    @Override
    public Properties properties() throws IOException {
        return machine.getAgentProperties();
    }

    @Override
    public void close() throws IOException {
        machine.detach();
    }
}

package dev.jinx.agent.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BystanderTest {
    private static boolean is(String command, String main) {
        return Bystander.is(command, Optional.ofNullable(main), "jinx.jar");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdk.compiler/com.sun.tools.javac.Main -d out A.java",
                "jdk.jartool/sun.tools.jar.Main tf x.jar",
                "jdk.jcmd/sun.tools.jps.Jps",
                "java.base/sun.security.tools.keytool.Main -list",
                "com.sun.tools.javac.Main A.java",
                "/opt/jinx/jinx.jar attach 12 faults.yaml",
                "jinx.jar check faults.yaml",
                "dev.jinx.Main ps"
            })
    void toolsOfTheJdkAndOurOwnCommandsAreLeftAlone(String command) {
        assertThat(is(command, null)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "app.jar --port 8080",
                "com.acme.Main",
                "com.acme/com.acme.Main",
                "jdk.acme.Main",
                "/srv/not-jinx.jar",
                "jdk/app.jar",
                "org.apache.catalina.startup.Bootstrap start",
                "jdk.compiler/com.sun.tools.javac.launcher.Main App.java",
                "jdk.compiler/com.sun.tools.javac.launcher.SourceLauncher App.java"
            })
    void applicationsAreNot(String command) {
        assertThat(is(command, null)).isFalse();
    }

    @Test
    void aJvmOfAnotherLauncherIsNoBystander() {
        assertThat(is(null, null)).isFalse();
        assertThat(is("", null)).isFalse();
        assertThat(is(null, "app.*")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "com.acme.Main arg, com.acme.Main, false",
        "com.acme.Main arg, com.acme.*, false",
        "com.acme.Main arg, *Main, false",
        "com.acme.Main arg, other|com.*, false",
        "com.acme.Main arg, other, true",
        "com.acme.Main arg, com.acme, true",
        "/srv/app/app-1.2.jar arg, app-*.jar, false",
        "/srv/app/app-1.2.jar arg, *x*, true",
        "mod/com.acme.Main, com.acme.Main, false"
    })
    void withMainOnlyThoseThatWereAskedForAreActedIn(String command, String main, boolean bystander) {
        assertThat(is(command, main)).isEqualTo(bystander);
    }
}

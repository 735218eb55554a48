package dev.jinx.agent.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
    private static Settings read(String argument, Map<String, String> properties, Map<String, String> environment)
            throws SettingsException {
        Properties all = new Properties();
        all.putAll(properties);
        return Settings.read(argument, all, environment);
    }

    private static Settings read(String argument) throws SettingsException {
        return read(argument, Map.of(), Map.of());
    }

    @Test
    void whetherToContinueIsKnownThoughTheRestCannotBeRead() {
        Properties property = new Properties();
        property.setProperty("jinx.on-error", "continue");
        assertThat(Settings.continues("rules=f,sead=1,on-error=continue", new Properties(), Map.of()))
                .isTrue();
        assertThat(Settings.continues("sead=1,on-error=continue", new Properties(), Map.of()))
                .as("that is a file")
                .isFalse();
        assertThat(Settings.continues(null, property, Map.of())).isTrue();
        assertThat(Settings.continues("rules=f,on-error=abort", property, Map.of()))
                .as("the argument beats the property")
                .isFalse();
        assertThat(Settings.continues("f.yaml", new Properties(), Map.of("JINX_ON_ERROR", "continue")))
                .isTrue();
        assertThat(Settings.continues("f.yaml", property, Map.of("JINX_ON_ERROR", "abort")))
                .as("the property beats the variable")
                .isTrue();
    }

    @Test
    void anArgumentBeatsAPropertyBeatsAVariable() throws SettingsException {
        Map<String, String> properties = Map.of("jinx.rules", "property.yaml");
        Map<String, String> environment = Map.of("JINX_RULES", "variable.yaml", "JINX_SEED", "7");
        assertThat(read("argument.yaml", properties, environment).rules()).contains("argument.yaml");
        assertThat(read(null, properties, environment).rules()).contains("property.yaml");
        assertThat(read("", Map.of(), environment).rules()).contains("variable.yaml");
        assertThat(read("argument.yaml", properties, environment).seed()).contains(7L);
    }

    @Test
    void aFileIsWatchedUnlessSaidOtherwise() throws SettingsException {
        assertThat(read("faults.yaml").watches()).isTrue();
        assertThat(read("rules=faults.yaml,watch=false").watches()).isFalse();
        assertThat(read(null, Map.of("jinx.watch", "false"), Map.of()).watches())
                .isFalse();
    }

    @Test
    void anEmptyPropertyOrVariableIsNone() throws SettingsException {
        assertThat(read(null, Map.of("jinx.rules", ""), Map.of("JINX_RULES", ""))
                        .rules())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "faults.yaml",
        "/etc/jinx/a=b.yaml",
        "C:\\faults.yaml",
        "-",
        "dir=x/rules=1.yaml",
    })
    void textThatStartsWithNoKeyIsTheRulesFile(String argument) throws SettingsException {
        assertThat(read(argument).rules()).contains(argument);
    }

    @Test
    void textThatStartsWithAKeyIsOptions() throws SettingsException {
        Settings settings = read(
                "rules=f.yaml,report=out-%p.json,seed=42,paused=true,on-error=continue,log=debug,main=app.*|other,env=true");
        assertThat(settings.rules()).contains("f.yaml");
        assertThat(settings.report()).contains("out-%p.json");
        assertThat(settings.seed()).contains(42L);
        assertThat(settings.paused()).isTrue();
        assertThat(settings.continues()).isTrue();
        assertThat(settings.log()).usingRecursiveComparison().isEqualTo(new Log("debug"));
        assertThat(settings.main()).contains("app.*|other");
        assertThat(settings.environmentRules()).isTrue();
    }

    @Test
    void withoutAnythingTheDefaultsHold() throws SettingsException {
        Settings settings = read(null);
        assertThat(settings.rules()).isEmpty();
        assertThat(settings.paused()).isFalse();
        assertThat(settings.continues()).isFalse();
        assertThat(settings.log()).usingRecursiveComparison().isEqualTo(new Log("info"));
        assertThat(settings.disabled()).isFalse();
        assertThat(settings.environmentRules()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rules=f.yaml,nonsense=1",
                "rules=f.yaml,report",
                "seed=abc",
                "seed=",
                "on-error=ignore",
                "log=verbose",
                "paused=yes",
                "env=1"
            })
    void aWrongOptionIsRefusedByItsName(String argument) {
        String last = argument.substring(argument.lastIndexOf(',') + 1);
        String key = last.contains("=") ? last.substring(0, last.indexOf('=')) : last;
        if (key.equals("report")) {
            key = "'report'";
        }
        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() -> read(argument))
                .withMessageContaining(key);
    }

    @Test
    void aCommaInAValueHasABackslashBeforeIt() throws SettingsException {
        String path = "/tmp/a,b=c,seed=7\\d ü.json";
        Settings settings = read("rules=x\\,y.yaml," + Settings.option("report", path) + ",seed=5");
        assertThat(settings.report()).contains(path);
        assertThat(settings.rules()).contains("x,y.yaml");
        assertThat(settings.seed()).contains(5L);
        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() -> read("report=a,b.json"))
                .withMessageContaining("'b.json'")
                .withMessageContaining("\\,");
    }

    @ParameterizedTest
    @ValueSource(strings = {"main=", "rules=f.yaml,report=", "rules=", "paused=,rules=f.yaml"})
    void anOptionWithoutAValueIsRefused(String argument) {
        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() -> read(argument))
                .withMessageEndingWith("has no value");
    }

    @Test
    void aVariableWithAHyphenatedKeyHasAnUnderscore() throws SettingsException {
        assertThat(read(null, Map.of(), Map.of("JINX_ON_ERROR", "continue")).continues())
                .isTrue();
        assertThat(read(null, Map.of("jinx.on-error", "continue"), Map.of()).continues())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({"1, true", "true, true", "TRUE, true", "0, false", "false, false", "'', false"})
    void oneVariableSwitchesAllOff(String value, boolean off) throws SettingsException {
        assertThat(read("f.yaml", Map.of(), Map.of("JINX_DISABLED", value)).disabled())
                .isEqualTo(off);
        assertThat(read("f.yaml", Map.of("jinx.disabled", value), Map.of()).disabled())
                .isEqualTo(off);
    }

    @Test
    void whatMayBeMeantToSwitchAllOffIsNotPassedOver() {
        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() -> read("f.yaml", Map.of(), Map.of("JINX_DISABLED", "yes")))
                .withMessage("disabled is 1 or true, 0 or false, not 'yes'");
    }

    @Test
    void whatIsSwitchedOffIsOffEvenWhereASettingIsWrong() throws SettingsException {
        assertThat(read("seed=abc", Map.of(), Map.of("JINX_DISABLED", "1")).disabled())
                .isTrue();
    }

    @Test
    void nonStringPropertiesDoNoHarm() throws SettingsException {
        Properties properties = new Properties();
        properties.put("jinx.rules", 1);
        assertThat(Settings.read(null, properties, Map.of()).rules()).isEqualTo(Optional.empty());
    }
}
